use proptest::prelude::*;

use super::*;

fn guess(bytes: &[u8], is_text: bool) -> Option<Format> {
    choose(None, None, &Message::whole(bytes, is_text)).map(|guess| guess.format)
}

#[test]
fn the_subprotocol_chooses_and_content_is_a_guess() {
    let json = Message::whole(b"{}", true);
    for (subprotocol, format) in [
        ("graphql-transport-ws", Format::GraphqlTransportWs),
        ("graphql-ws", Format::GraphqlWs),
        ("wamp.2.json", Format::WampJson),
        ("v12.stomp", Format::Stomp),
        ("json", Format::Json),
    ] {
        assert_eq!(choose(Some(subprotocol), None, &json), Some(Guess { format, guessed: false }));
    }
    let guessed = |format| Some(Guess { format, guessed: true });
    assert_eq!(choose(Some("chat"), None, &json), guessed(Format::Json));
    // MQTT is binary: text on such a connection is something else.
    assert_eq!(choose(Some("mqtt"), None, &json), guessed(Format::Json));
    let sockjs = Some("/sj/000/abcdefgh/websocket");
    assert_eq!(choose(None, sockjs, &Message::whole(b"[\"x\"]", true)), guessed(Format::SockJs));
    let engine = Some("/socket.io/?EIO=4&transport=websocket");
    // The query says it: that is no guess.
    let sure = Some(Guess { format: Format::SocketIo, guessed: false });
    assert_eq!(choose(None, engine, &Message::whole(b"42[\"x\"]", true)), sure);
    assert_eq!(choose(None, engine, &Message::whole(&[1], false)), sure);
}

#[test]
fn content_is_guessed_only_where_it_is_sure() {
    for (text, format) in [
        (r#"{"a":1}"#, Some(Format::Json)),
        (" [1,2]\n", Some(Format::Json)),
        (r#"{"jsonrpc":"2.0","method":"a"}"#, Some(Format::JsonRpc)),
        (r#"[{"jsonrpc":"2.0","id":1,"result":2}]"#, Some(Format::JsonRpc)),
        (r#"{"type":"connection_init"}"#, Some(Format::GraphqlTransportWs)),
        (r#"{"type":"ping"}"#, Some(Format::Json)),
        ("{\"type\":6}\u{1e}", Some(Format::SignalRJson)),
        ("SEND\ndestination:/a\n\n\0", Some(Format::Stomp)),
        ("a[\"x\"]", Some(Format::SockJs)),
        ("hello", None),
        ("{ not json", None),
        ("[10:15] <ann> hi", None),
        ("Hello {you}", None),
        ("42", None),
        ("\"quoted\"", None),
        ("", None),
        ("a", None),
        ("HTTP", None),
    ] {
        assert_eq!(guess(text.as_bytes(), true), format, "{text:?}");
    }
    for (bytes, format) in [
        (&b"{\"a\":1}"[..], Some(Format::Json)),
        (b"\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0", Some(Format::Mqtt)),
        (b"\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\0", Some(Format::Mqtt)),
        (b"\x82\xa7compact\xc3\xa6schema\x00", Some(Format::MessagePack)),
        (b"\xa2\x61a\x01\x61b\x82\x02\x03", Some(Format::Cbor)),
        (b"GIF89a\x10\0\x20\0\x80\0\0", Some(Format::Image)),
        (b"\x00\x01\x02\x03", None),
        (b"Hello", None),
    ] {
        assert_eq!(guess(bytes, false), format, "{bytes:02x?}");
    }
}

#[test]
fn a_connection_is_read_as_what_it_began_as() {
    let mut reader = Reader::default();
    let mut read = |text: &str| {
        let read = reader.read(Side::Client, &Message::whole(text.as_bytes(), true), Detail::Summary);
        read.map(|(guess, view)| (guess.format, view.kind.into_owned()))
    };
    let is = |format, kind: &str| Some((format, kind.to_owned()));
    assert_eq!(read(r#"{"type":"ping"}"#), is(Format::Json, "object"));
    assert_eq!(read(r#"{"type":"connection_init"}"#), is(Format::GraphqlTransportWs, "connection_init"));
    assert_eq!(read(r#"{"type":"ping"}"#), is(Format::GraphqlTransportWs, "ping"));
    let start = r#"{"id":"1","type":"start","payload":{"query":"{a}"}}"#;
    assert_eq!(read(start), is(Format::GraphqlWs, "start"));
    assert_eq!(read(r#"{"id":"1","type":"stop"}"#), is(Format::GraphqlWs, "stop"));
    assert_eq!(read(r#"{"no":"type"}"#), is(Format::Json, "object"));
    assert_eq!(read("hello"), None);

    let mut reader = Reader::default();
    let hello = Message::whole(b"{\"protocol\":\"messagepack\",\"version\":1}\x1e", true);
    assert!(reader.read(Side::Client, &hello, Detail::Summary).is_some());
    let packed = Message::whole(b"\x02\x91\x06", false);
    let read = reader.read(Side::Client, &packed, Detail::Summary);
    assert_eq!(
        read.map(|(guess, view)| (guess.format, view.kind)),
        Some((Format::SignalRMessagePack, "Ping".into()))
    );
}

#[test]
fn what_is_cut_off_is_not_called_malformed() {
    let whole = br#"{"a":[1,2,{"b":"c"}],"d":"e"}"#;
    for end in 1..whole.len() {
        let message = Message { bytes: &whole[..end], len: whole.len() as u64, is_text: true };
        assert_eq!(choose(None, None, &message).map(|guess| guess.format), Some(Format::Json), "{end}");
        let view = read(Format::Json, &message, &mut State::default(), Detail::Fields);
        assert_eq!(view.fault, None, "{end}");
        let alone = Message::whole(&whole[..end], true);
        let view = read(Format::Json, &alone, &mut State::default(), Detail::Fields);
        assert!(view.fault.is_some(), "{end}");
    }
}

const ALL: [Format; 20] = [
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

/// Holds a view to what all of them promise.
fn hold(view: &View, len: usize) {
    assert!(view.summary.chars().count() <= SUMMARY_CHARS, "{}", view.summary);
    assert!(view.kind.chars().count() <= 200, "{}", view.kind);
    assert!(!view.summary.contains(['\n', '\u{1b}']));
    let count: usize = view.fields.iter().map(Node::count).sum();
    assert!(count <= 4 * NODES_LIMIT, "{count}");
    if let Some(fault) = &view.fault {
        assert!(fault.at <= len as u64, "{fault:?} in {len}");
    }
    view.fields.iter().for_each(|child| hold_node(child, len as u64, 1));
}

fn hold_node(node: &Node, len: u64, depth: usize) {
    assert!(depth <= DEPTH_LIMIT, "{node:?}");
    assert!(node.value.chars().count() <= VALUE_CHARS);
    if let Some(span) = node.span {
        assert!(span.start <= span.end && span.end <= len, "{node:?} in {len}");
    }
    node.children.iter().for_each(|child| hold_node(child, len, depth + 1));
}

/// Messages to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    [
        &br#"{"id":"1","type":"subscribe","payload":{"query":"subscription A{a}"}}"#[..],
        br#"[{"jsonrpc":"2.0","id":1,"method":"a","params":[1,null,true]}]"#,
        b"{\"type\":1,\"target\":\"S\",\"arguments\":[\"a\"]}\x1e{\"type\":6}\x1e",
        b"\x0b\x95\x01\x80\xc0\xa4Send\x91\x2a\x02\x91\x06",
        br#"[48,7814135,{},"com.app.add",[2,3]]"#,
        b"\x10\x1a\0\x04MQTT\x05\xc2\0\x3c\x05\x11\0\0\0\x0a\0\x02id\0\x01u\0\x01p",
        b"\x32\x0c\0\x03a/b\0\x07hello\xd0\0\x82\x08\0\x01\0\x03a/#\x01",
        b"MESSAGE\ndestination:/t\ncontent-length:3\n\na\0b\0\n",
        br#"a["one","two"]"#,
        b"\xa2\x61a\x01\x61b\x9f\x02\xc1\x1a\x51\x4b\x67\xb0\xff",
        b"\x83\xa1a\x93\x01\xc7\x02\x05ab\xc0\xa1b\xcb\x3f\xf0\0\0\0\0\0\0\xa1c\xc4\x01\x07",
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0",
    ]
    .iter()
    .map(|seed| seed.to_vec())
    .chain(std::iter::once(gzip(b"{\"a\":1}")))
    .collect()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, content).expect("to memory");
    encoder.finish().expect("to memory")
}

fn every_reader(bytes: &[u8], len: u64) {
    for is_text in [true, false] {
        let message = Message { bytes, len, is_text };
        let _ = choose(None, None, &message);
        for format in ALL {
            for detail in [Detail::Summary, Detail::Fields] {
                hold(&read(format, &message, &mut State::default(), detail), len as usize);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200), more in 0u64..3) {
        every_reader(&bytes, bytes.len() as u64 + more);
    }

    #[test]
    fn nothing_panics_on_damaged_messages(
        seed in 0usize..13,
        changes in proptest::collection::vec((any::<u16>(), any::<u8>()), 0..4),
        cut in any::<u16>(),
    ) {
        let mut bytes = seeds()[seed].clone();
        for (at, byte) in changes {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(usize::from(cut) % (2 * bytes.len()));
        every_reader(&bytes, bytes.len() as u64);
    }

    #[test]
    fn pieces_of_a_stream_of_packets_never_panic(
        bytes in proptest::collection::vec(prop_oneof![Just(0x10u8), Just(0x30), Just(0), Just(2), any::<u8>()], 0..120),
        cuts in proptest::collection::vec(1usize..20, 1..20),
    ) {
        let mut reader = Reader::new(Some("mqtt"), None);
        let mut rest = &bytes[..];
        for cut in cuts {
            let (piece, left) = rest.split_at(cut.min(rest.len()));
            rest = left;
            if let Some((_, view)) = reader.read(Side::Client, &Message::whole(piece, false), Detail::Fields) {
                hold(&view, piece.len());
            }
        }
    }
}

#[test]
fn every_seed_is_read_without_a_fault_by_its_own_reader() {
    let formats = [
        Format::GraphqlTransportWs,
        Format::JsonRpc,
        Format::SignalRJson,
        Format::SignalRMessagePack,
        Format::WampJson,
        Format::Mqtt,
        Format::Mqtt,
        Format::Stomp,
        Format::SockJs,
        Format::Cbor,
        Format::MessagePack,
        Format::Image,
        Format::Gzip,
    ];
    for (seed, format) in seeds().iter().zip(formats) {
        let view = read(format, &Message::whole(seed, false), &mut State::default(), Detail::Fields);
        assert_eq!(view.fault, None, "{format:?}");
        assert!(!view.continues && !view.fields.is_empty(), "{format:?} {view:?}");
        hold(&view, seed.len());
    }
}
