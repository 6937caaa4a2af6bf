//! What is inside messages: every format, chosen and not.

use ws101::base::Side;
use ws101::wire::payload::{
    DEPTH_LIMIT, Detail, Format, Message, NODES_LIMIT, Node, Reader, SUMMARY_CHARS, State, VALUE_CHARS, View,
    choose, read,
};

/// Subprotocols and addresses that choose a format.
const CHOSEN: [(Option<&str>, Option<&str>); 12] = [
    (None, None),
    (Some("mqtt"), None),
    (Some("v12.stomp"), None),
    (Some("graphql-transport-ws"), None),
    (Some("graphql-ws"), None),
    (Some("wamp.2.json"), None),
    (Some("wamp.2.msgpack"), None),
    (Some("wamp.2.cbor"), None),
    (None, Some("/hub?id=1")),
    (None, Some("/echo/000/abcdefgh/websocket")),
    (None, Some("/echo/websocket")),
    (Some("unknown"), Some("/")),
];

const FORMATS: [Format; 20] = [
    Format::Json,
    Format::JsonRpc,
    Format::GraphqlTransportWs,
    Format::GraphqlWs,
    Format::SignalRJson,
    Format::SignalRMessagePack,
    Format::WampJson,
    Format::WampMessagePack,
    Format::WampCbor,
    Format::Mqtt,
    Format::Stomp,
    Format::SockJs,
    Format::SocketIo,
    Format::MessagePack,
    Format::Cbor,
    Format::Image,
    Format::Gzip,
    Format::Zlib,
    Format::Text,
    Format::Binary,
];

/// The input is a byte for what was agreed, and messages: who sent it and whether it is text, length in two bytes, bytes.
pub fn run(bytes: &[u8]) {
    let mut steps = super::Steps(bytes);
    let (subprotocol, target) = CHOSEN[usize::from(steps.byte()) % CHOSEN.len()];
    let (mut reader, mut states) = (Reader::new(subprotocol, target), FORMATS.map(|_| State::default()));
    for _ in 0..20 {
        if steps.is_empty() {
            break;
        }
        let first = steps.byte();
        let len = usize::from(steps.u16());
        let bytes = steps.bytes(len);
        let from = if first & 1 == 0 { Side::Client } else { Side::Server };
        let mut message = Message::whole(bytes, first & 2 == 0);
        message.len += u64::from(first >> 6);
        let _ = choose(subprotocol, target, &message);
        if let Some((_, view)) = reader.read(from, &message, Detail::Fields) {
            check(&view, &message);
        }
        for (format, state) in FORMATS.into_iter().zip(&mut states) {
            state.turn_to(from);
            let mut again = state.clone();
            let view = read(format, &message, state, Detail::Fields);
            check(&view, &message);
            let brief = read(format, &message, &mut again, Detail::Summary);
            assert_eq!(
                (&brief.kind, &brief.summary),
                (&view.kind, &view.summary),
                "{format:?}: fields change nothing"
            );
        }
    }
}

fn check(view: &View, message: &Message<'_>) {
    assert!(view.summary.chars().count() <= SUMMARY_CHARS, "{view:?}");
    assert!(!view.summary.contains(['\n', '\u{1b}']), "{view:?}");
    let count: usize = view.fields.iter().map(Node::count).sum();
    assert!(count <= 4 * NODES_LIMIT, "{count} fields");
    for node in &view.fields {
        walk(node, 1, message);
    }
}

fn walk(node: &Node, depth: usize, message: &Message<'_>) {
    assert!(depth <= DEPTH_LIMIT, "{depth} deep");
    assert!(node.value.chars().count() <= VALUE_CHARS, "{node:?}");
    if let Some(span) = node.span {
        // What was not kept of a long message has its place all the same.
        assert!(span.start <= span.end && span.end <= message.len, "{node:?} of {}", message.len);
    }
    for child in &node.children {
        walk(child, depth + 1, message);
    }
}
