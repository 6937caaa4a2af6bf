//! The SignalR hub protocol: JSON records that end with 0x1E, or MessagePack lists behind their length. Both begin with
//! a handshake in JSON that says which of the two follows.

use super::value::{Data, Value};
use super::view::{Detail, Fault, Fields, Line, Node, View, shown, span};
use super::{Format, Kinds, json, msgpack};

/// What ends a record.
const SEPARATOR: char = '\u{1e}';
/// Records of one message that are looked at.
const RECORDS_LIMIT: usize = 256;

/// Number, name, and the names of what follows it in MessagePack (HubProtocol.md).
const MESSAGES: &[(u64, &str, &[&str])] = &[
    (1, "Invocation", &["headers", "invocationId", "target", "arguments", "streamIds"]),
    (2, "StreamItem", &["headers", "invocationId", "item"]),
    (3, "Completion", &["headers", "invocationId", "resultKind", "result"]),
    (4, "StreamInvocation", &["headers", "invocationId", "target", "arguments", "streamIds"]),
    (5, "CancelInvocation", &["headers", "invocationId"]),
    (6, "Ping", &[]),
    (7, "Close", &["error", "allowReconnect"]),
    (8, "Ack", &["sequenceId"]),
    (9, "Sequence", &["sequenceId"]),
];

/// Whether a text is surely of this protocol: a first record that ends with 0x1E and has a type or asks for a protocol.
pub(super) fn is_likely(text: &str) -> bool {
    let Some((record, _)) = text.split_once(SEPARATOR).filter(|_| text.starts_with('{')) else {
        return false;
    };
    match json::value(record, Detail::Summary) {
        (Some(value), None) => {
            value.get("type").is_some_and(|number| number.number().is_some_and(|n| (1..=9).contains(&n)))
                || value.text_of("protocol").is_some() && value.get("version").is_some()
        }
        _ => false,
    }
}

/// The protocol that a handshake request asks for.
pub(super) fn asked(text: &str) -> Option<Format> {
    let (record, _) = text.split_once(SEPARATOR)?;
    let (value, _) = json::value(record, Detail::Summary);
    let value = value?;
    value.get("version")?;
    match value.text_of("protocol")? {
        "messagepack" => Some(Format::SignalRMessagePack),
        "json" => Some(Format::SignalRJson),
        _ => None,
    }
}

/// JSON records.
pub(super) fn view(text: &str, detail: Detail) -> View {
    let mut kinds = Kinds::default();
    let mut line = Line::summary();
    let (mut fields, mut fault) = (Fields::default(), None);
    let mut at = 0;
    for record in text.split_terminator(SEPARATOR).take(RECORDS_LIMIT) {
        let end = at + record.len();
        let (value, broken) = json::value_in(text, record, detail);
        fault = fault.or(broken);
        if let Some(value) = value {
            let kind = tell(&value, &mut line);
            kinds.add(kind);
            if detail == Detail::Fields {
                fields.push(Node::new(kind, "", Some(span(at, text.len().min(end + 1)))).with(value.nodes()));
            }
        }
        at = end + 1;
    }
    if !text.ends_with(SEPARATOR) {
        fault = fault.or_else(|| Some(Fault::new(text.len(), "0x1e, which ends a record")));
    }
    View { fault, ..View::new(kinds.text("SignalR"), line).with(fields.into_list()) }
}

fn tell(value: &Value<'_>, line: &mut Line) -> &'static str {
    let Some(number) = value.get("type").and_then(Value::number) else {
        if let (Some(protocol), Some(version)) = (value.text_of("protocol"), value.get("version")) {
            line.word(protocol);
            line.pair("version", &version.line(8).text);
        }
        if let Some(error) = value.text_of("error") {
            line.word(error);
        }
        return "handshake";
    };
    let of = |name: &str| value.get(name);
    told(number, of, line)
}

/// One message, its parts by their names.
fn told<'v, 'a: 'v>(
    number: u64,
    of: impl Fn(&str) -> Option<&'v Value<'a>>,
    line: &mut Line,
) -> &'static str {
    if let Some(id) = of("invocationId").filter(|id| id.data != Data::Null) {
        line.pair("id", &id.line(40).text);
    }
    if let Some(target) = of("target").and_then(Value::text) {
        line.word(target);
        if let Some(arguments) = of("arguments") {
            line.push("(");
            for (at, argument) in arguments.items().unwrap_or_default().iter().enumerate() {
                line.push(if at > 0 { "," } else { "" });
                argument.write(line, true);
            }
            line.push(")");
        }
    }
    for name in ["item", "result", "error", "sequenceId"] {
        if let Some(value) = of(name).filter(|value| value.data != Data::Null) {
            line.pair(name, "");
            value.write(line, true);
        }
    }
    MESSAGES.iter().find(|row| row.0 == number).map_or("message", |row| row.1)
}

/// MessagePack messages, each behind its length; or the handshake, which is JSON in both.
pub(super) fn packed(bytes: &[u8], detail: Detail) -> View {
    if bytes.first() == Some(&b'{')
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return view(text, detail);
    }
    let mut kinds = Kinds::default();
    let mut line = Line::summary();
    let (mut fields, mut fault) = (Fields::default(), None);
    let mut at = 0;
    for _ in 0..RECORDS_LIMIT {
        if at >= bytes.len() || fault.is_some() {
            break;
        }
        let Some((len, head)) = length(&bytes[at..]) else {
            fault = Some(Fault::new(at, "the length of a message in 1 to 5 bytes"));
            break;
        };
        let start = at + head;
        let end = start.saturating_add(len);
        if end > bytes.len() {
            fault = Some(Fault::new(bytes.len(), format!("{} more bytes", end - bytes.len())));
        }
        let (value, ended) = msgpack::value(&bytes[..end.min(bytes.len())], start, detail);
        fault = fault.or_else(|| ended.err());
        if let Some(value) = value {
            let kind = unpacked(&value, &mut line);
            kinds.add(kind);
            if detail == Detail::Fields {
                let mut parts = vec![Node::new("length", &len.to_string(), Some(span(at, start)))];
                parts.extend(nodes(&value));
                fields.push(Node::new(kind, "", Some(span(at, end.min(bytes.len())))).with(parts));
            }
        } else {
            line.word(&shown(&bytes[at..end.min(bytes.len())], 40));
        }
        at = end;
    }
    View { fault, ..View::new(kinds.text("SignalR"), line).with(fields.into_list()) }
}

/// A length of 7 bits a byte, lowest first, and how many bytes it takes.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut len = 0usize;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        len |= usize::from(byte & 0x7F).checked_shl(7 * at as u32)?;
        if byte & 0x80 == 0 {
            return Some((len, at + 1));
        }
    }
    None
}

fn row_of<'v, 'a>(value: &'v Value<'a>) -> Option<(&'static [&'static str], u64, &'v [Value<'a>])> {
    let items = value.items()?;
    let number = items.first()?.number()?;
    let row = MESSAGES.iter().find(|row| row.0 == number)?;
    Some((row.2, number, items))
}

fn unpacked(value: &Value<'_>, line: &mut Line) -> &'static str {
    let Some((names, number, items)) = row_of(value) else {
        value.write(line, true);
        return "message";
    };
    let of = |name: &str| names.iter().position(|own| *own == name).and_then(|at| items.get(at + 1));
    told(number, of, line)
}

fn nodes(value: &Value<'_>) -> Vec<Node> {
    let Some((names, _, items)) = row_of(value) else { return value.nodes() };
    let named = items.iter().enumerate().map(|(at, item)| match at.checked_sub(1).map(|at| names.get(at)) {
        None => item.node("type"),
        Some(Some(name)) => item.node(*name),
        Some(None) => item.node(at.to_string()),
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_say_their_type_and_target() {
        for (text, kind, summary, fault) in [
            ("{\"protocol\":\"json\",\"version\":1}\u{1e}", "handshake", "json version=1", None),
            ("{}\u{1e}", "handshake", "", None),
            (
                "{\"type\":1,\"target\":\"Send\",\"arguments\":[\"a\",2]}\u{1e}{\"type\":6}\u{1e}",
                "Invocation, Ping",
                "Send(\"a\",2)",
                None,
            ),
            ("{\"type\":3,\"invocationId\":\"7\",\"result\":3}\u{1e}", "Completion", "id=7 result=3", None),
            ("{\"type\":7,\"error\":\"no\"}\u{1e}", "Close", "error=\"no\"", None),
            ("{\"type\":6}", "Ping", "", Some(10)),
            ("{\"type\":6}\u{1e}{\"type\":}\u{1e}", "Ping, handshake", "", Some(19)),
        ] {
            let view = view(text, Detail::Fields);
            assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{text}");
            assert_eq!(view.fault.map(|fault| fault.at), fault, "{text}");
        }
        assert_eq!(
            asked("{\"protocol\":\"messagepack\",\"version\":1}\u{1e}"),
            Some(Format::SignalRMessagePack)
        );
        assert!(is_likely("{\"type\":6}\u{1e}") && !is_likely("{\"type\":6}") && !is_likely("{}\u{1e}"));
    }

    #[test]
    fn packed_messages_are_read_behind_their_lengths() {
        // [1, {}, nil, "Send", [42]] and [6].
        let one = b"\x0b\x95\x01\x80\xc0\xa4Send\x91\x2a";
        let both = [&one[..], b"\x02\x91\x06"].concat();
        let view = packed(&both, Detail::Fields);
        assert_eq!((view.kind.as_ref(), view.summary.as_str()), ("Invocation, Ping", "Send(42)"));
        assert_eq!(view.fields[0].children[4].name, "target");
        assert_eq!(view.fields[0].children[4].span, Some(span(5, 10)));
        for (bytes, at) in [(&one[..5], 5), (&b"\xff\xff\xff\xff\xff\xff"[..], 0), (b"\x01\xc1", 1)] {
            assert_eq!(packed(bytes, Detail::Fields).fault.map(|fault| fault.at), Some(at), "{bytes:02x?}");
        }
    }
}
