//! WAMP v2 (the Web Application Messaging Protocol): a list that begins with the number of its type, written in JSON,
//! MessagePack or CBOR as the subprotocol says.

use super::value::{Data, Value};
use super::view::{Fault, Line, Node, View};

/// Number, name, and the names of what follows (WAMP specification, "Message Definitions").
const MESSAGES: &[(u64, &str, &[&str])] = &[
    (1, "HELLO", &["realm", "details"]),
    (2, "WELCOME", &["session", "details"]),
    (3, "ABORT", &["details", "reason"]),
    (4, "CHALLENGE", &["method", "extra"]),
    (5, "AUTHENTICATE", &["signature", "extra"]),
    (6, "GOODBYE", &["details", "reason"]),
    (7, "HEARTBEAT", &["incoming", "outgoing"]),
    (8, "ERROR", &["of", "request", "details", "error", "args", "kwargs"]),
    (16, "PUBLISH", &["request", "options", "topic", "args", "kwargs"]),
    (17, "PUBLISHED", &["request", "publication"]),
    (32, "SUBSCRIBE", &["request", "options", "topic"]),
    (33, "SUBSCRIBED", &["request", "subscription"]),
    (34, "UNSUBSCRIBE", &["request", "subscription"]),
    (35, "UNSUBSCRIBED", &["request", "details"]),
    (36, "EVENT", &["subscription", "publication", "details", "args", "kwargs"]),
    (48, "CALL", &["request", "options", "procedure", "args", "kwargs"]),
    (49, "CANCEL", &["request", "options"]),
    (50, "RESULT", &["request", "details", "args", "kwargs"]),
    (64, "REGISTER", &["request", "options", "procedure"]),
    (65, "REGISTERED", &["request", "registration"]),
    (66, "UNREGISTER", &["request", "registration"]),
    (67, "UNREGISTERED", &["request", "details"]),
    (68, "INVOCATION", &["request", "registration", "details", "args", "kwargs"]),
    (69, "INTERRUPT", &["request", "options"]),
    (70, "YIELD", &["request", "options", "args", "kwargs"]),
];

/// What it says.
pub(super) fn tell(value: &Value<'_>) -> View {
    let row = value.items().and_then(|items| {
        let number = items.first()?.number()?;
        MESSAGES.iter().find(|row| row.0 == number).map(|row| (row, items))
    });
    let Some(((_, name, names), items)) = row else {
        let at =
            value.items().and_then(|items| items.first()).map_or(value.span.start, |item| item.span.start);
        let fault = Some(Fault::new(at as usize, "the number of a message type, first in a list"));
        return View { fault, ..View::new(value.kind(), value.line(super::SUMMARY_CHARS)) };
    };
    let mut line = Line::summary();
    for (name, item) in names.iter().zip(&items[1..]) {
        said(name, item, &mut line);
    }
    View::new(*name, line)
}

fn said(name: &str, item: &Value<'_>, line: &mut Line) {
    match (name, &item.data) {
        // Uniform identifiers say themselves.
        ("realm" | "topic" | "procedure" | "error" | "reason" | "method", Data::Text(text)) => {
            line.word(text);
        }
        ("details" | "options" | "extra" | "signature", _) => {}
        ("of", _) => {
            let of = item.number().and_then(|of| MESSAGES.iter().find(|row| row.0 == of));
            line.word(of.map_or("?", |row| row.1));
        }
        ("args" | "kwargs", Data::List(items, _)) if items.is_empty() => {}
        ("args" | "kwargs", Data::Map(items, _)) if items.is_empty() => {}
        ("args" | "kwargs", _) => {
            line.word("");
            item.write(line, true);
        }
        _ => line.pair(name, &item.line(40).text),
    }
}

/// The items by their names.
pub(super) fn nodes(value: &Value<'_>) -> Vec<Node> {
    let Some(items) = value.items() else { return value.nodes() };
    let row = items.first().and_then(Value::number).and_then(|n| MESSAGES.iter().find(|row| row.0 == n));
    let Some((_, name, names)) = row else { return value.nodes() };
    let mut nodes = Vec::new();
    for (at, item) in items.iter().enumerate() {
        nodes.push(match at {
            0 => {
                let number = item.line(20).text;
                Node::new("type", &format!("{number} {name}"), Some(item.span))
            }
            _ => match names.get(at - 1) {
                Some(name) => item.node(*name),
                None => item.node(at.to_string()),
            },
        });
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::super::view::Detail;
    use super::*;

    #[test]
    fn messages_have_the_names_of_their_numbers() {
        for (text, kind, summary) in [
            (r#"[1,"realm1",{"roles":{}}]"#, "HELLO", "realm1"),
            (r#"[2,9129137332,{"roles":{}}]"#, "WELCOME", "session=9129137332"),
            (r#"[48,7814135,{},"com.app.add",[2,3]]"#, "CALL", "request=7814135 com.app.add [2,3]"),
            (
                r#"[8,48,7814135,{},"com.app.err.no",["why"]]"#,
                "ERROR",
                r#"CALL request=7814135 com.app.err.no ["why"]"#,
            ),
            (
                r#"[36,5512315355,4429313566,{},[],{"a":1}]"#,
                "EVENT",
                "subscription=5512315355 publication=4429313566 {a:1}",
            ),
        ] {
            let (value, _) = json::value(text, Detail::Fields);
            let value = value.expect(text);
            let view = tell(&value);
            assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{text}");
            assert_eq!(nodes(&value)[0].name, "type");
        }
        for (text, at) in [("[99,1]", 1), ("{}", 0), ("[]", 0)] {
            let (value, _) = json::value(text, Detail::Fields);
            assert_eq!(tell(&value.expect(text)).fault.map(|fault| fault.at), Some(at), "{text}");
        }
    }
}
