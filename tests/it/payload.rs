//! What is inside messages: conversations made by hand, and captures whose endpoints wrote down what they said.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use bytes::BytesMut;
use mqttbytes::{QoS, v4, v5};
use proptest::prelude::*;
use serde_json::Value;
use ws101::base::{Lang, Side, Source};
use ws101::export::{Lines, Ndjson, Payload, TextWriter, Writer};
use ws101::inspect::Inspector;
use ws101::io;
use ws101::trace::{CaptureInfo, Trace};
use ws101::wire::capture::{Event, TLS_KEY_LOG};
use ws101::wire::payload::{Detail, Format, Message, Node, Reader, State, read};

use crate::decoded::{Decoded, decode, parse, shipped};
use crate::synth::Tap;

const KEY: [u8; 4] = [0x37, 0xFA, 0x21, 0x3D];

/// A frame with FIN.
fn frame(side: Side, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![0x80 | opcode];
    let mask = if side == Side::Client { 0x80 } else { 0 };
    match payload.len() {
        len @ 0..126 => out.push(mask | len as u8),
        len => {
            out.push(mask | 126);
            out.extend_from_slice(&(len as u16).to_be_bytes());
        }
    }
    if side == Side::Client {
        out.extend_from_slice(&KEY);
        out.extend(payload.iter().enumerate().map(|(at, byte)| byte ^ KEY[at % 4]));
    } else {
        out.extend_from_slice(payload);
    }
    out
}

/// A conversation: its packets, and the capture that they stand in.
fn conversation(target: &str, subprotocol: Option<&str>, messages: &[(Side, u8, &[u8])]) -> (Tap, Vec<u8>) {
    let line = subprotocol.map_or_else(String::new, |name| format!("Sec-WebSocket-Protocol: {name}\r\n"));
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{line}\r\n"
    );
    let response = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n{line}\r\n"
    );
    let mut tap = Tap::open(40_000);
    tap.send(1, Side::Client, request.as_bytes(), 0);
    tap.send(2, Side::Server, response.as_bytes(), 0);
    for (at, (side, opcode, payload)) in messages.iter().enumerate() {
        tap.send(3 + at as i64, *side, &frame(*side, *opcode, payload), 0);
    }
    let mut capture = vec![0; 24];
    for (_, bytes) in tap.packets() {
        capture.resize(capture.len() + 16, 0);
        capture.extend_from_slice(bytes);
    }
    (tap, capture)
}

fn heard(tap: &Tap, listener: &mut impl Writer) {
    let mut inspector = Inspector::new();
    listener.capture(&CaptureInfo { digits: 6, ..CaptureInfo::default() });
    for (record, bytes) in tap.packets() {
        inspector.record(record, bytes, listener);
    }
    inspector.finish(listener);
}

/// What the message lines say is inside: protocol, kind, summary and whether that is a guess.
fn told(tap: &Tap) -> Vec<(String, String, String, bool)> {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::En);
    heard(tap, &mut writer);
    let lines = parse(writer.written());
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let messages = lines.iter().filter(|line| line["type"] == "message");
    messages
        .map(|line| {
            let payload = &line["payload"];
            let (protocol, kind) = (word(&payload["protocol"]), word(&payload["kind"]));
            (protocol, kind, word(&payload["summary"]), payload["guess"] == true)
        })
        .collect()
}

fn check(
    target: &str,
    subprotocol: Option<&str>,
    messages: &[(Side, u8, &[u8])],
    expect: &[(&str, &str, &str, bool)],
) {
    let (tap, capture) = conversation(target, subprotocol, messages);
    let told = told(&tap);
    let told: Vec<_> = told
        .iter()
        .map(|(protocol, kind, summary, guess)| (&**protocol, &**kind, &**summary, *guess))
        .collect();
    assert_eq!(told, expect, "{target} {subprotocol:?}");
    // Who looks at one message later is told the same.
    let mut trace = Trace::default();
    let mut inspector = Inspector::new();
    for (record, bytes) in tap.packets() {
        inspector.record(record, bytes, &mut trace);
    }
    inspector.finish(&mut trace);
    assert_eq!(looked(&trace, &capture), expect.iter().map(|row| row.2.to_owned()).collect::<Vec<_>>());
}

/// The summaries of the messages of connection 0, each looked at for itself.
fn looked(trace: &Trace, source: &dyn Source) -> Vec<String> {
    let connection = trace.connection(0).expect("a connection");
    let summary = |message| {
        let found = connection.inside(source, &message, Detail::Summary);
        found.map_or_else(String::new, |(_, view)| view.summary)
    };
    connection.messages().map(summary).collect()
}

use Side::{Client, Server};

#[test]
fn graphql_says_its_operations() {
    let messages: [(Side, u8, &[u8]); 7] = [
        (Client, 1, br#"{"type":"connection_init"}"#),
        (Server, 1, br#"{"type":"connection_ack"}"#),
        (Client, 1, br#"{"id":"1","type":"subscribe","payload":{"query":"subscription OnPrice { price }"}}"#),
        (Server, 1, br#"{"id":"1","type":"next","payload":{"data":{"price":3}}}"#),
        (Server, 1, br#"{"type":"ping"}"#),
        (Server, 1, br#"{"id":"1","type":"complete"}"#),
        (Client, 1, b"not graphql"),
    ];
    let rows = |guess| {
        let name = "graphql-transport-ws";
        [
            (name, "connection_init", "", guess),
            (name, "connection_ack", "", guess),
            (name, "subscribe", "id=1 subscription OnPrice", guess),
            (name, "next", "id=1 data price=3", guess),
            (name, "ping", "", guess),
            (name, "complete", "id=1", guess),
        ]
    };
    let mut expect = rows(false).to_vec();
    // By the subprotocol it is this, whatever it is.
    expect.push(("graphql-transport-ws", "malformed", "", false));
    check("/graphql", Some("graphql-transport-ws"), &messages, &expect);
    let mut expect = rows(true).to_vec();
    expect.push(("", "", "", false));
    check("/graphql", None, &messages, &expect);
}

#[test]
fn mqtt_in_pieces_is_put_together_and_said_once() {
    let messages: [(Side, u8, &[u8]); 9] = [
        (Client, 2, b"\x10"),
        (Client, 2, b"\x0f\0\x04MQTT\x05\x02\0\x3c\0"),
        (Client, 2, b"\0\x02id"),
        (Server, 2, b"\x20\x03\0\0"),
        (Client, 2, b"\x30\x0b\0\x03a"),
        (Server, 2, b"\0"),
        (Client, 2, b"/b\0hello\xc0"),
        (Client, 2, b"\0"),
        (Client, 2, b"\x33\x09\0\x01a\0\x07\0xyz"),
    ];
    let mqtt = |kind, summary| ("MQTT", kind, summary, false);
    check(
        "/mqtt",
        Some("mqtt"),
        &messages,
        &[
            mqtt("part", "CONNECT 1/?"),
            mqtt("part", "CONNECT 13/17"),
            mqtt("CONNECT", "client=id keepalive=60s MQTT 5.0"),
            mqtt("part", "CONNACK 4/5"),
            mqtt("part", "PUBLISH 5/13"),
            mqtt("CONNACK", "0 Success"),
            mqtt("PUBLISH", "a/b qos=0 len=5 hello PINGREQ 1/?"),
            mqtt("PINGREQ", ""),
            mqtt("PUBLISH", "a qos=1 retain id=7 len=3 xyz"),
        ],
    );
}

#[test]
fn others_are_known_by_name_address_or_content() {
    check(
        "/",
        Some("wamp.2.json"),
        &[(Client, 1, br#"[1,"realm1",{}]"#), (Server, 1, br#"[2,77,{}]"#)],
        &[("WAMP", "HELLO", "realm1", false), ("WAMP", "WELCOME", "session=77", false)],
    );
    check(
        "/sj/000/abcdefgh/websocket",
        None,
        &[(Server, 1, b"o"), (Client, 1, br#"["hi"]"#), (Server, 1, br#"a["echo hi"]"#)],
        &[
            ("SockJS", "open", "", true),
            ("SockJS", "messages", "hi", true),
            ("SockJS", "messages", "echo hi", true),
        ],
    );
    check(
        "/hub",
        None,
        &[
            (Client, 1, b"{\"protocol\":\"messagepack\",\"version\":1}\x1e"),
            (Server, 1, b"{}\x1e"),
            (Server, 2, b"\x0b\x95\x01\x80\xc0\xa4Send\x91\x2a"),
        ],
        &[
            ("SignalR", "handshake", "messagepack version=1", true),
            ("SignalR", "handshake", "", true),
            ("SignalR", "Invocation", "Send(42)", true),
        ],
    );
    check(
        "/",
        None,
        &[
            (Client, 1, b"hello"),
            (Client, 2, b"\x01\x02"),
            (Client, 1, br#"{"jsonrpc":"2.0","id":1,"method":"add"}"#),
        ],
        &[("", "", "", false), ("", "", "", false), ("JSON-RPC", "request", "add id=1", true)],
    );
}

#[test]
fn the_text_for_people_says_it_and_nothing_is_read_where_nothing_is_wanted() {
    let (tap, _) = conversation("/mqtt", Some("mqtt"), &[(Client, 2, b"\x30\x0a\0\x03a/bhello")]);
    let mut writer = TextWriter::new(Lines::ALL, Payload::Preview, Lang::En, false);
    heard(&tap, &mut writer);
    let text = String::from_utf8_lossy(writer.written()).into_owned();
    assert!(text.contains("MQTT PUBLISH  a/b qos=0 len=5 hello"), "{text}");
    let mut writer = Ndjson::new(Lines::ALL, Payload::None, Lang::En);
    heard(&tap, &mut writer);
    assert!(!String::from_utf8_lossy(writer.written()).contains("\"payload\":"));
}

/// A capture of the shared folder, where that folder is there.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures/own").join(name);
    path.exists().then_some(path)
}

fn truth(path: &Path) -> Value {
    let json = path.with_extension("truth.json");
    let text = std::fs::read(json).expect("a truth file");
    serde_json::from_slice(&text).expect("JSON")
}

fn inside<'d>(decoded: &'d Decoded, connection: u64, from: &'d str) -> impl Iterator<Item = &'d Value> {
    let lines = decoded.of("message", connection).filter(move |line| line["from"] == from);
    lines.map(|line| &line["payload"]).filter(|payload| !payload.is_null())
}

#[test]
fn the_mqtt_capture_tells_what_its_endpoints_wrote_down() {
    let Some(path) = shared("a05-mqtt-over-ws.pcapng") else { return };
    let truth = truth(&path);
    let decoded = decode(&path, Payload::Sha1).expect("a capture");
    let published: Vec<(String, u64)> = inside(&decoded, 0, "server")
        .filter(|payload| payload["kind"] == "PUBLISH")
        .map(|payload| {
            let summary = payload["summary"].as_str().unwrap_or_default();
            let topic = summary.split(' ').next().unwrap_or_default().to_owned();
            let len = summary.split(" len=").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
            (topic, len.unwrap_or_default())
        })
        .collect();
    let events = truth["app_events"].as_array().expect("events");
    let received: Vec<(String, u64)> = (events.iter().filter(|event| event["ev"] == "mqtt-recv"))
        .map(|event| {
            (
                event["topic"].as_str().unwrap_or_default().to_owned(),
                event["len"].as_u64().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(published, received);
    assert!(received.len() >= 7);
    // The client of version 5 is refused by a server of 3.1.1, which answers in its own way.
    let connect =
        inside(&decoded, 1, "client").find(|payload| payload["kind"] == "CONNECT").expect("a CONNECT");
    assert!(connect["summary"].as_str().is_some_and(|text| text.ends_with("MQTT 5.0")), "{connect}");
    let connack =
        inside(&decoded, 1, "server").find(|payload| payload["kind"] == "CONNACK").expect("a CONNACK");
    assert_eq!(connack["summary"], "1 Connection Refused, unacceptable protocol version");
    for line in decoded.of_type("message") {
        assert_eq!(line["payload"]["protocol"], "MQTT", "{line}");
        assert!(line["payload"]["malformed"].is_null(), "{line}");
    }
}

#[test]
fn the_sockjs_capture_tells_what_its_endpoints_wrote_down() {
    let Some(path) = shared("a07-sockjs.pcapng") else { return };
    let truth = truth(&path);
    let decoded = decode(&path, Payload::Sha1).expect("a capture");
    let said = |from| -> Vec<String> {
        inside(&decoded, 0, from)
            .filter(|payload| payload["protocol"] == "SockJS" && payload["kind"] == "messages")
            .map(|payload| payload["summary"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let events = truth["app_events"].as_array().expect("events");
    let websocket: Vec<String> = (events.iter())
        .filter(|event| event["side"] == "client" && event["t"] == "websocket")
        .map(|event| event["d"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(said("server"), websocket);
    assert_eq!(said("client").len(), websocket.len());
    for (sent, echoed) in said("client").iter().zip(&websocket) {
        assert_eq!(&format!("echo {sent}"), echoed);
    }
}

/// What one look at each message tells is what was told while it was read, in every capture there is.
#[test]
fn a_look_tells_what_the_stream_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures/own");
    let own = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let own = own.filter(|path| path.extension().is_some_and(|end| end == "pcapng" || end == "pcap"));
    let mut compared = 0;
    for path in shipped().into_iter().chain(own) {
        let Ok(decoded) = decode(&path, Payload::Sha1) else { continue };
        let Ok(mut opened) = io::open(&path) else { continue };
        let source = opened.source;
        let mut trace = Trace::default();
        let mut inspector = Inspector::new().with_source(source.clone());
        for log in &opened.key_logs {
            inspector.secrets(log);
        }
        io::read_records(&mut opened.reader, &mut |event| {
            match event {
                Event::Packet(record, bytes) => inspector.record(record, bytes, &mut trace),
                Event::Secrets { secrets_type: TLS_KEY_LOG, body, .. } => {
                    inspector.secrets(body);
                }
                _ => {}
            }
            ControlFlow::Continue(())
        });
        inspector.finish(&mut trace);
        for line in decoded.of_type("message") {
            let number =
                |name: &str| u32::try_from(line[name].as_u64().unwrap_or_default()).unwrap_or_default();
            let connection = trace.connection(number("connection")).expect("a connection");
            // Looking costs more the further in it is inflated. An attachment looked at alone knows no event.
            if number("n") > 60 || line["payload"]["kind"] == "attachment" {
                continue;
            }
            let message = connection.message(number("n")).expect("a message");
            let look = connection.inside(&*source, &message, Detail::Summary);
            let look = look
                .map(|(guess, view)| (view.protocol, view.kind.into_owned(), view.summary, guess.guessed));
            let payload = &line["payload"];
            let told = payload["protocol"].as_str().map(|protocol| {
                let word = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
                (protocol, word("kind"), word("summary"), payload["guess"] == true)
            });
            assert_eq!(look, told, "{} {line}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
}

fn fields(bytes: &[u8], version: u8) -> Vec<(String, String)> {
    fn all(nodes: &[Node], out: &mut Vec<(String, String)>) {
        for node in nodes {
            out.push((node.name.clone().into_owned(), node.value.clone()));
            all(&node.children, out);
        }
    }
    let mut state = State::default();
    let connect: &[u8] = if version == 5 {
        b"\x10\x0d\0\x04MQTT\x05\x02\0\0\0\0\0"
    } else {
        b"\x10\x0c\0\x04MQTT\x04\x02\0\0\0\0"
    };
    let _ = read(Format::Mqtt, &Message::whole(connect, false), &mut state, Detail::Summary);
    let view = read(Format::Mqtt, &Message::whole(bytes, false), &mut state, Detail::Fields);
    assert_eq!((view.fault, view.continues), (None, false), "{bytes:02x?}");
    let mut out = Vec::new();
    all(&view.fields, &mut out);
    out
}

fn has(fields: &[(String, String)], name: &str, value: &str) {
    assert!(fields.iter().any(|(own, said)| own == name && said == value), "{name} {value} {fields:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    /// A second opinion: what another implementation writes is read as what it meant.
    #[test]
    fn packets_of_another_implementation_are_read_as_meant(
        topic in "[a-z]{1,8}(/[a-z]{1,8}){0,3}",
        payload in "[a-z ]{0,60}",
        id in 1u16..,
        keep_alive in 5u16..,
        qos in 0u8..3,
        key in "[a-z]{1,9}",
        expiry in any::<u32>(),
    ) {
        let qos = mqttbytes::qos(qos).expect("a QoS");
        let mut out = BytesMut::new();
        let mut publish = v4::Publish::new(&topic, qos, payload.clone());
        publish.pkid = id;
        publish.write(&mut out).expect("room");
        let read = fields(&out, 4);
        has(&read, "topic", &topic);
        has(&read, "payload", &payload);
        if qos != QoS::AtMostOnce {
            has(&read, "packet identifier", &id.to_string());
        }

        let mut out = BytesMut::new();
        let mut publish = v5::Publish::new(&topic, qos, payload.clone());
        publish.pkid = id;
        publish.properties = Some(v5::PublishProperties {
            payload_format_indicator: Some(1),
            message_expiry_interval: Some(expiry),
            topic_alias: Some(id),
            response_topic: Some(topic.clone()),
            correlation_data: None,
            user_properties: vec![(key.clone(), payload.clone())],
            subscription_identifiers: vec![],
            content_type: Some(key.clone()),
        });
        publish.write(&mut out).expect("room");
        let read = fields(&out, 5);
        has(&read, "topic", &topic);
        has(&read, "payload", &payload);
        has(&read, "Message Expiry Interval", &expiry.to_string());
        has(&read, "Topic Alias", &id.to_string());
        has(&read, "User Property", &format!("{key}={payload}"));

        let mut out = BytesMut::new();
        let mut connect = v4::Connect::new(&key);
        connect.keep_alive = keep_alive;
        connect.set_login("user", "word");
        connect.write(&mut out).expect("room");
        let read = fields(&out, 4);
        has(&read, "client identifier", &key);
        has(&read, "keep alive", &keep_alive.to_string());
        has(&read, "user name", "user");

        let mut out = BytesMut::new();
        let mut subscribe = v5::Subscribe::new(&topic, qos);
        subscribe.pkid = id;
        subscribe.write(&mut out).expect("room");
        let read = fields(&out, 5);
        has(&read, "topic filter", &topic);
        has(&read, "packet identifier", &id.to_string());
    }
}

#[test]
fn a_reader_without_messages_is_no_burden() {
    let mut reader = Reader::new(Some("mqtt"), Some("/mqtt"));
    assert!(reader.read(Side::Client, &Message::whole(b"", false), Detail::Fields).is_none());
    assert!(reader.is_stateful());
}
