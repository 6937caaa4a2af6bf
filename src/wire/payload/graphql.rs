//! GraphQL over WebSocket: the protocol of graphql-ws (`graphql-transport-ws`) and the older one of
//! subscriptions-transport-ws (`graphql-ws`). Both are JSON objects with a `type`, most with an `id`.

use std::borrow::Cow;

use super::Format;
use super::value::{Data, Value};
use super::view::{Line, View};

/// Which of the two a message surely belongs to, where it belongs to one.
pub(super) fn dialect(value: &Value<'_>) -> Option<Format> {
    let kind = value.text_of("type")?;
    let payload = value.get("payload");
    let has_id = value.get("id").is_some();
    let is_operation = || payload.is_some_and(|payload| payload.text_of("query").is_some());
    let is_result =
        || payload.is_some_and(|payload| payload.get("data").is_some() || payload.get("errors").is_some());
    match kind {
        // Both begin alike; the newer one is the likelier until something else is said.
        "connection_init" | "connection_ack" => Some(Format::GraphqlTransportWs),
        "subscribe" if has_id && is_operation() => Some(Format::GraphqlTransportWs),
        "next" if has_id && is_result() => Some(Format::GraphqlTransportWs),
        "start" if has_id && is_operation() => Some(Format::GraphqlWs),
        "data" if has_id && is_result() => Some(Format::GraphqlWs),
        "connection_error" | "connection_terminate" | "ka" => Some(Format::GraphqlWs),
        _ => None,
    }
}

/// Whether a value has the form of their messages.
pub(super) fn fits(value: &Value<'_>) -> bool {
    value.text_of("type").is_some()
}

/// What it says.
pub(super) fn tell(value: &Value<'_>) -> View {
    let mut line = Line::summary();
    if let Some(id) = value.get("id") {
        line.pair("id", &id.line(40).text);
    }
    if let Some(payload) = value.get("payload") {
        content(payload, &mut line);
    }
    let mut kind = Line::new(40);
    kind.push(value.text_of("type").unwrap_or("message"));
    View::new(Cow::Owned(kind.text), line)
}

fn content(payload: &Value<'_>, line: &mut Line) {
    if let Some(query) = payload.text_of("query") {
        line.word(&operation(query, payload.text_of("operationName")));
        return;
    }
    if let Some(Data::Map(fields, _)) = payload.get("data").map(|data| &data.data) {
        line.word("data");
        for (name, value) in fields {
            line.pair(&name.line(40).text, "");
            value.write(line, true);
        }
    }
    let errors = payload.get("errors").unwrap_or(payload);
    if let Some(items) = errors.items() {
        line.word("errors");
        for error in items {
            line.word(error.text_of("message").unwrap_or_default());
        }
    } else if payload.get("data").is_none() {
        line.word("");
        payload.write(line, true);
    }
}

/// The type and the name of an operation: `subscription OnPrice`.
fn operation(query: &str, name: Option<&str>) -> String {
    let mut words = query
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default())
        .flat_map(|line| line.split(|c: char| c.is_whitespace() || matches!(c, '(' | '{' | '@')).take(64))
        .filter(|word| !word.is_empty());
    let first = query.trim_start().starts_with('{');
    let kind = if first { "query" } else { words.next().unwrap_or("query") };
    let kind =
        ["query", "mutation", "subscription"].into_iter().find(|word| *word == kind).unwrap_or("query");
    // Without a name the selection follows at once.
    let head = query.split(['{', '(']).next().unwrap_or_default();
    let own = if first { None } else { words.next().filter(|word| head.contains(word)) };
    match name.or(own) {
        Some(name) => format!("{kind} {name}"),
        None => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::super::view::Detail;
    use super::*;

    #[test]
    fn messages_say_their_type_id_and_operation() {
        for (text, kind, summary, format) in [
            (r#"{"type":"connection_init"}"#, "connection_init", "", Some(Format::GraphqlTransportWs)),
            (
                r#"{"id":"1","type":"subscribe","payload":{"query":"subscription OnPrice { price }"}}"#,
                "subscribe",
                "id=1 subscription OnPrice",
                Some(Format::GraphqlTransportWs),
            ),
            (
                r#"{"id":"2","type":"start","payload":{"query":"{ hero }","operationName":null}}"#,
                "start",
                "id=2 query",
                Some(Format::GraphqlWs),
            ),
            (
                r#"{"id":"3","type":"subscribe","payload":{"operationName":"B","query":"query A{a} mutation B{b}"}}"#,
                "subscribe",
                "id=3 query B",
                Some(Format::GraphqlTransportWs),
            ),
            (
                r#"{"id":"1","type":"next","payload":{"data":{"price":3}}}"#,
                "next",
                "id=1 data price=3",
                Some(Format::GraphqlTransportWs),
            ),
            (
                r#"{"id":"1","type":"error","payload":[{"message":"no such field"}]}"#,
                "error",
                "id=1 errors no such field",
                None,
            ),
            (r#"{"id":"1","type":"complete"}"#, "complete", "id=1", None),
            (r#"{"type":"ka"}"#, "ka", "", Some(Format::GraphqlWs)),
            (r#"{"type":"ping"}"#, "ping", "", None),
        ] {
            let (value, _) = json::value(text, Detail::Summary);
            let value = value.expect(text);
            let view = tell(&value);
            assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{text}");
            assert_eq!(dialect(&value), format, "{text}");
        }
    }
}
