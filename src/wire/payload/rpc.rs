//! JSON-RPC 2.0: requests, notifications, results and errors, alone or in a batch.

use super::value::{Data, Value};
use super::view::{Line, View};

/// Whether a value is one of its messages: `"jsonrpc":"2.0"`.
pub(super) fn is(value: &Value<'_>) -> bool {
    match value.items() {
        Some(items) => !items.is_empty() && items.iter().all(|item| item.text_of("jsonrpc") == Some("2.0")),
        None => value.text_of("jsonrpc") == Some("2.0"),
    }
}

/// What it says.
pub(super) fn tell(value: &Value<'_>) -> View {
    let mut line = Line::summary();
    let Some(items) = value.items() else {
        let kind = one(value, &mut line);
        return View::new(kind, line);
    };
    for item in items {
        one(item, &mut line);
    }
    View::new("batch", line)
}

fn one(value: &Value<'_>, line: &mut Line) -> &'static str {
    let id = value.get("id");
    if let Some(method) = value.text_of("method") {
        line.word(method);
        if let Some(params) = value.get("params") {
            line.push("(");
            params.write(line, true);
            line.push(")");
        }
        if let Some(id) = id {
            line.pair("id", &id.line(40).text);
        }
        return if id.is_some() { "request" } else { "notification" };
    }
    if let Some(id) = id.filter(|id| id.data != Data::Null) {
        line.pair("id", &id.line(40).text);
    }
    if let Some(error) = value.get("error") {
        let code = error.get("code").map_or_else(String::new, |code| code.line(20).text);
        line.word(&code);
        line.word(error.text_of("message").unwrap_or_default());
        return "error";
    }
    if let Some(result) = value.get("result") {
        line.word("");
        result.write(line, true);
    }
    "result"
}
