//! Engine.IO sessions: long polling in every way HTTP/1.1 carries a body, the WebSocket that goes on with it, and what
//! the endpoints of recorded sessions said themselves.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};
use ws101::base::{Lang, Record, Side, Stamp};
use ws101::export::{Lines, Ndjson, Payload, TextWriter, Writer as _};
use ws101::inspect::Inspector;
use ws101::io;
use ws101::trace::{CaptureInfo, CloseKind, MomentKind, Session, Sink, Trace};
use ws101::view::session::{Index, Item, SessionLook, What, attachments, row, whole};
use ws101::wire::capture::Event;
use ws101::wire::engine::{Packet, PacketType, Socket, SocketType, Transport, Version};

use crate::decoded::{decode, parse};
use crate::synth::Tap;

/// The packets of several TCP connections in the order of time, numbered anew, and the capture that holds their bytes.
fn capture(taps: &[Tap]) -> (Vec<(Record, Vec<u8>)>, Vec<u8>) {
    let mut packets: Vec<(Record, Vec<u8>)> = taps.iter().flat_map(|tap| tap.packets().to_vec()).collect();
    packets.sort_by_key(|(record, _)| record.stamp);
    let mut source = vec![0; 24];
    for (at, (record, bytes)) in packets.iter_mut().enumerate() {
        source.extend([0; 16]);
        record.number = at as u32 + 1;
        record.offset = source.len() as u64;
        source.extend_from_slice(bytes);
    }
    (packets, source)
}

fn inspect(packets: &[(Record, Vec<u8>)], sink: &mut impl Sink) -> Inspector {
    let mut inspector = Inspector::new();
    for (record, bytes) in packets {
        inspector.record(record, bytes, sink);
    }
    inspector.finish(sink);
    inspector
}

/// The polled packets of a session, one line each: who, what, and its bytes read again from the capture.
fn polled(session: &Session, source: &Vec<u8>) -> Vec<String> {
    let line = |n| {
        let polled = session.polled(n)?;
        let bytes = session.polled_bytes(source, &polled);
        assert!(bytes.holes.is_empty() && !bytes.cut, "{polled:?}");
        let packet = session.packet(&polled, &bytes.bytes);
        assert_eq!(packet.kind, polled.kind);
        let kind = packet.kind.map_or("?", PacketType::name);
        // Places in the capture hold the same bytes.
        let places = session.capture_spans(&polled);
        let there: Vec<u8> =
            places.iter().flat_map(|span| source[span.start as usize..span.end as usize].to_vec()).collect();
        assert!(places.is_empty() || there == bytes.bytes, "{polled:?}");
        let data = String::from_utf8_lossy(&packet.data).into_owned();
        Some(format!("{} {kind} {data}", polled.from).trim_end().to_owned())
    };
    (0..session.polled_count()).filter_map(line).collect()
}

const OPEN: &str =
    r#"0{"sid":"S1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;

fn get(sid: &str) -> Vec<u8> {
    let sid = if sid.is_empty() { String::new() } else { format!("&sid={sid}") };
    format!("GET /socket.io/?EIO=4&transport=polling{sid} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes()
}

fn post(sid: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn with_length(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn chunked(headers: &str, body: &[u8], size: usize) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n").into_bytes();
    for chunk in body.chunks(size) {
        out.extend_from_slice(format!("{:x};a=b\r\n", chunk.len()).as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"0\r\nTrailer: x\r\n\r\n");
    out
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("memory");
    encoder.finish().expect("memory")
}

fn zlib(body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("memory");
    encoder.finish().expect("memory")
}

fn deflate(body: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).expect("memory");
    encoder.finish().expect("memory")
}

/// Sends bytes in pieces, a millisecond each.
fn send(tap: &mut Tap, millis: &mut i64, side: Side, bytes: &[u8], piece: usize) {
    for part in bytes.chunks(piece) {
        *millis += 1;
        tap.send(*millis, side, part, 0);
    }
}

#[test]
fn a_body_is_read_however_http_carries_it() {
    let second = "42[\"a\",\"채팅 🙂\"]\x1e2\x1ebAQID";
    let due = [
        format!("server open {}", &OPEN[1..]),
        "client message 0".to_owned(),
        "server message 2[\"a\",\"채팅 🙂\"]".to_owned(),
        "server ping".to_owned(),
        "server message \u{1}\u{2}\u{3}".to_owned(),
    ];
    let (gz, zl, df) = (gzip(second.as_bytes()), zlib(second.as_bytes()), deflate(second.as_bytes()));
    let plain = second.as_bytes();
    let until_close = [b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", plain].concat();
    let interim = [b"HTTP/1.1 100 Continue\r\n\r\n", &with_length("", plain)[..]].concat();
    for (name, answer) in [
        ("length", with_length("", plain)),
        ("chunked by 1", chunked("", plain, 1)),
        ("chunked by 9", chunked("", plain, 9)),
        ("until close", until_close),
        ("interim first", interim),
        ("gzip", with_length("Content-Encoding: gzip\r\n", &gz)),
        ("gzip chunked", chunked("content-encoding: GZIP\r\n", &gz, 7)),
        ("zlib", with_length("Content-Encoding: deflate\r\n", &zl)),
        ("deflate", chunked("Content-Encoding: deflate\r\n", &df, 5)),
    ] {
        for piece in [1, 3, 50, 4000] {
            let mut tap = Tap::open(4000);
            let mut millis = 0;
            send(&mut tap, &mut millis, Side::Client, &get(""), piece);
            send(&mut tap, &mut millis, Side::Server, &with_length("", OPEN.as_bytes()), piece);
            send(&mut tap, &mut millis, Side::Client, &post("S1", b"40"), piece);
            send(&mut tap, &mut millis, Side::Server, &with_length("", b"ok"), piece);
            send(&mut tap, &mut millis, Side::Client, &get("S1"), piece);
            send(&mut tap, &mut millis, Side::Server, &answer, piece);
            tap.end(millis + 1, Side::Server, false);
            let (packets, source) = capture(&[tap]);
            let mut trace = Trace::default();
            let inspector = inspect(&packets, &mut trace);
            let [session] = trace.sessions() else { panic!("{name} by {piece}: one session") };
            assert_eq!(polled(session, &source), due, "{name} by {piece}");
            assert_eq!((&*session.sid, session.version, session.poll_count()), ("S1", Version::V4, 3));
            assert_eq!(session.open.as_ref().unwrap().max_payload_bytes, Some(1_000_000));
            let answered =
                (0..3).all(|n| session.poll(n).unwrap().answer.is_some_and(|own| own.status == 200));
            assert!(answered, "{name} by {piece}");
            // Nothing of it is WebSocket.
            let summary = inspector.summary();
            assert_eq!((summary.connections, summary.frames, summary.messages), (0, 0, 0));
            assert!(trace.connections().is_empty() && trace.findings().is_empty());
        }
    }
}

#[test]
fn what_cannot_be_read_is_left_out_and_the_next_poll_is_read() {
    let good = with_length("", b"4after");
    let missing = "HTTP/1.1 400 Bad Request\r\nContent-Length: 41\r\n\r\n{\"code\":1,\"message\":\"Session ID unknown\"}";
    for (name, answer, statuses) in [
        ("an error", missing.as_bytes().to_vec(), [200, 400, 200]),
        ("broken gzip", with_length("Content-Encoding: gzip\r\n", b"4no"), [200, 200, 200]),
        ("brotli", with_length("Content-Encoding: br\r\n", b"4no"), [200, 200, 200]),
        ("a bomb", with_length("Content-Encoding: gzip\r\n", &gzip(&vec![b'4'; 6 << 20])), [200, 200, 200]),
        ("no content", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), [200, 204, 200]),
    ] {
        let mut tap = Tap::open(4000);
        let mut millis = 0;
        for (ask, answer) in
            [(get(""), with_length("", OPEN.as_bytes())), (get("S1"), answer), (get("S1"), good.clone())]
        {
            send(&mut tap, &mut millis, Side::Client, &ask, 1000);
            send(&mut tap, &mut millis, Side::Server, &answer, 1000);
        }
        let (packets, source) = capture(&[tap]);
        let mut trace = Trace::default();
        inspect(&packets, &mut trace);
        let session = trace.session(0).expect("a session");
        assert_eq!(polled(session, &source)[1..], ["server message after"], "{name}");
        let found: Vec<u16> = (0..3).filter_map(|n| Some(session.poll(n)?.answer?.status)).collect();
        assert_eq!(found, statuses, "{name}");
    }
}

#[test]
fn other_traffic_is_no_session() {
    for (ask, answer) in [
        (
            "GET /?EIO=4&transport=polling HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        ),
        (
            "GET /?EIO=4&transport=polling HTTP/1.1\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        ),
        ("OPTIONS /?EIO=4&transport=polling&sid=a HTTP/1.1\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"),
        ("GET /socket.io/socket.io.js HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n40"),
        (
            "GET /?EIO=7&transport=polling&sid=a HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n40",
        ),
    ] {
        let mut tap = Tap::open(4000);
        tap.send(1, Side::Client, ask.as_bytes(), 0);
        tap.send(2, Side::Server, answer.as_bytes(), 0);
        let (packets, _) = capture(&[tap]);
        let mut trace = Trace::default();
        inspect(&packets, &mut trace);
        assert!(trace.sessions().is_empty(), "{ask}");
    }
}

#[test]
fn a_poll_behind_the_rest_of_another_answer_is_read() {
    let mut tap = Tap::open(4000);
    tap.send(1, Side::Client, b"GET /page HTTP/1.1\r\n\r\n", 0);
    tap.send(2, Side::Server, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", 0);
    tap.send(3, Side::Client, &get(""), 0);
    tap.send(4, Side::Server, b"lo", 0);
    tap.send(5, Side::Server, &with_length("", OPEN.as_bytes()), 0);
    let (packets, source) = capture(&[tap]);
    let mut trace = Trace::default();
    inspect(&packets, &mut trace);
    let session = trace.session(0).expect("a session");
    assert_eq!(polled(session, &source), [format!("server open {}", &OPEN[1..])]);
}

/// An unmasked frame of the server, or one of the client masked with zeros.
fn frame(side: Side, opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![0x80 | opcode];
    let mask = if side == Side::Client { 0x80 } else { 0 };
    match payload.len() {
        len @ 0..=125 => out.push(mask | len as u8),
        len => {
            out.push(mask | 126);
            out.extend_from_slice(&(len as u16).to_be_bytes());
        }
    }
    if side == Side::Client {
        out.extend_from_slice(&[0; 4]);
    }
    out.extend_from_slice(payload);
    out
}

fn upgrade(sid: &str) -> Vec<u8> {
    let sid = if sid.is_empty() { String::new() } else { format!("&sid={sid}") };
    format!(
        "GET /socket.io/?EIO=4&transport=websocket{sid} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    .into_bytes()
}

const SWITCHED: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// A session that polls on two TCP connections and goes over to WebSocket on a third.
fn upgraded() -> Vec<Tap> {
    let mut poll = Tap::open(4000);
    poll.send(10, Side::Client, &get(""), 0);
    poll.send(11, Side::Server, &with_length("", OPEN.as_bytes()), 0);
    poll.send(14, Side::Client, &get("S1"), 0);
    poll.send(31, Side::Server, &with_length("", b"40{\"sid\":\"x\"}\x1e6"), 0);
    let mut other = Tap::open(4001);
    other.send(12, Side::Client, &post("S1", b"40"), 0);
    other.send(13, Side::Server, &with_length("", b"ok"), 0);
    let mut web = Tap::open(4002);
    web.send(20, Side::Client, &upgrade("S1"), 0);
    web.send(21, Side::Server, SWITCHED.as_bytes(), 0);
    web.send(22, Side::Client, &frame(Side::Client, 1, b"2probe"), 0);
    web.send(23, Side::Server, &frame(Side::Server, 1, b"3probe"), 0);
    web.send(33, Side::Client, &frame(Side::Client, 1, b"5"), 0);
    web.send(
        34,
        Side::Client,
        &frame(Side::Client, 1, br#"452-["up",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#),
        0,
    );
    web.send(35, Side::Client, &frame(Side::Client, 2, &[1, 2, 3]), 0);
    web.send(36, Side::Server, &frame(Side::Server, 1, b"2"), 0);
    web.send(37, Side::Client, &frame(Side::Client, 1, b"3"), 0);
    web.send(38, Side::Client, &frame(Side::Client, 2, &[4]), 0);
    web.send(39, Side::Server, &frame(Side::Server, 1, br#"42/n,["news",{"a":1}]"#), 0);
    web.send(40, Side::Client, &frame(Side::Client, 8, &[0x03, 0xE8]), 0);
    web.send(41, Side::Server, &frame(Side::Server, 8, &[0x03, 0xE8]), 0);
    web.end(42, Side::Server, false);
    web.end(43, Side::Client, false);
    vec![poll, other, web]
}

#[test]
fn a_session_is_one_conversation_over_both_transports() {
    let (packets, source) = capture(&upgraded());
    let mut trace = Trace::default();
    inspect(&packets, &mut trace);
    let [session] = trace.sessions() else { panic!("one session") };
    assert_eq!(session.connections, [0]);
    assert_eq!(trace.session_of(0).map(|session| session.n), Some(0));
    let moments: Vec<_> = session.moments.iter().map(|moment| (moment.kind, moment.message)).collect();
    assert_eq!(moments, [(MomentKind::Probe, 0), (MomentKind::Probed, 1), (MomentKind::Upgrade, 2)]);
    let mut index = Index::default();
    assert!(index.refresh(&trace, session));
    let look = SessionLook { trace: &trace, source: &source, session };
    let mut lines = Vec::new();
    for at in 0..index.rows() {
        let item = index.item(at).expect("a row");
        assert_eq!(index.row_of(item), Some(at));
        let row = row(&look, item).expect("a row");
        let says = match &row.what {
            What::Poll { method, waited_nanos } => {
                format!("{} {}", method.name(), waited_nanos.unwrap_or(0) / 1_000_000)
            }
            What::Answer { status } => format!("HTTP {status}"),
            What::Joins { connection } => format!("joins #{connection}"),
            What::Ends { connection, kind } => {
                assert_eq!(*kind, CloseKind::Clean);
                format!("ends #{connection}")
            }
            What::Packet(packet) => {
                let moment = packet.moment.map_or_else(String::new, |moment| format!(" ({moment:?})"));
                format!("{}: {}{moment}", packet.told.kind, packet.told.summary)
            }
        };
        let from = row.from.map_or("-", Side::name);
        lines
            .push(format!("{} {} {from} {says}", &row.time[..5], row.transport.name()).trim_end().to_owned());
        if row.transport == Transport::Polling && matches!(row.what, What::Packet(_)) {
            assert_eq!(row.places.len(), 1);
        }
        assert!(
            row.packets.is_some() || matches!(row.what, What::Joins { .. } | What::Ends { .. }),
            "{row:?}"
        );
    }
    let due = [
        "0.000 websocket client joins #0",
        "0.010 polling client GET 1",
        "0.011 polling server open: sid=S1 upgrades=websocket pingInterval=25000 pingTimeout=20000 maxPayload=1000000",
        "0.012 polling client POST 1",
        "0.012 polling client CONNECT:",
        "0.014 polling client GET 17",
        "0.022 websocket client ping: probe (Probe)",
        "0.023 websocket server pong: probe (Probed)",
        "0.031 polling server CONNECT: {\"sid\":\"x\"}",
        "0.031 polling server noop:",
        "0.033 websocket client upgrade:  (Upgrade)",
        "0.034 websocket client BINARY_EVENT: up <0>, <1>",
        "0.035 websocket client attachment: 1/2 of up, 3 bytes",
        "0.036 websocket server ping:",
        "0.037 websocket client pong:",
        "0.038 websocket client attachment: 2/2 of up, 1 bytes",
        "0.039 websocket server EVENT: /n news {\"a\":1}",
        "0.043 websocket - ends #0",
    ];
    assert_eq!(lines, due);
    let event = Item::Message { at: 0, n: 3 };
    assert_eq!(attachments(&look, event, 2), [Item::Message { at: 0, n: 4 }, Item::Message { at: 0, n: 7 }]);
    assert_eq!(whole(&look, event).expect("an event").attachments, [vec![1, 2, 3], vec![4]]);
}

#[test]
fn the_lines_name_the_session_and_its_websocket() {
    let (packets, _) = capture(&upgraded());
    let mut writer = Ndjson::new(Lines::ALL, Payload::None, Lang::En);
    writer.capture(&CaptureInfo {
        name: "x".to_owned(),
        format: "pcap",
        digits: 3,
        ..CaptureInfo::default()
    });
    let inspector = inspect(&packets, &mut writer);
    let lines = parse(writer.written());
    let of = |name: &str| lines.iter().filter(|line| line["type"] == name).cloned().collect::<Vec<_>>();
    let [session] = &of("session")[..] else { panic!("one session") };
    let client = json!({"ip": "192.0.2.10", "port": 4000});
    assert_eq!(
        *session,
        json!({"type": "session", "session": 0, "protocol": "engine.io", "version": 4, "sid": "S1", "client": client,
            "server": {"ip": "192.0.2.80", "port": 8080}, "transport": "tcp"})
    );
    let polled = of("polled");
    assert_eq!(polled.len(), 4);
    assert_eq!(
        polled[1],
        json!({"type": "polled", "session": 0, "n": 1, "from": "client", "time": "1767225600.012", "packets": [12, 12],
            "poll": 1, "method": "POST", "payload": {"protocol": "socket.io", "kind": "CONNECT", "summary": ""}})
    );
    let [connection] = &of("connection")[..] else { panic!("one connection") };
    assert_eq!(connection["session"], 0);
    let at = |name: &str| lines.iter().position(|line| line["type"] == name);
    assert!(at("session") < at("polled") && at("session") < at("connection"));
    assert_eq!(of("message").len() as u64, inspector.summary().messages);
    assert_eq!(inspector.summary().messages, 9);

    let mut text = TextWriter::new(Lines::ALL, Payload::None, Lang::Ko, false);
    inspect(&packets, &mut text);
    let text = String::from_utf8_lossy(text.written()).into_owned();
    for due in [
        "s0    ─ 세션 S1  Engine.IO 4",
        "s0    → GET  폴링",
        "s0    ← open",
        "업그레이드: 이후로는 WebSocket으로만 이어짐, 연결 #0",
    ] {
        assert!(text.contains(due), "{due} in {text}");
    }
}

#[test]
fn a_websocket_alone_tells_its_session_with_the_open_packet() {
    for (open, sid) in [(OPEN.as_bytes(), Some("S1")), (b"hello", None)] {
        let mut web = Tap::open(4002);
        web.send(20, Side::Client, &upgrade(""), 0);
        web.send(21, Side::Server, &[SWITCHED.as_bytes(), &frame(Side::Server, 1, open)].concat(), 0);
        web.send(22, Side::Client, &frame(Side::Client, 1, b"40"), 0);
        let (packets, _) = capture(&[web]);
        let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::En);
        inspect(&packets, &mut writer);
        let lines = parse(writer.written());
        let found = lines.iter().find(|line| line["type"] == "session");
        assert_eq!(found.map(|line| line["sid"].as_str().unwrap_or_default()), sid);
        assert!(found.is_none_or(|line| line["connection"] == 0));
    }
}

#[test]
fn a_capture_that_begins_later_still_has_its_session() {
    let mut poll = Tap::open(4000);
    // The capture begins after the SYN, and after the packet that opened the session.
    poll.send(10, Side::Client, &get("late"), 0);
    poll.send(11, Side::Server, &with_length("", b"42[\"a\"]"), 0);
    let (packets, source) = capture(&[poll]);
    let mut trace = Trace::default();
    inspect(&packets[3..], &mut trace);
    let [session] = trace.sessions() else { panic!("one session") };
    assert!(session.open.is_none());
    assert_eq!(polled(session, &source), ["server message 2[\"a\"]"]);
}

/// An HTTP/2 frame.
fn h2(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut out = (payload.len() as u32).to_be_bytes()[1..].to_vec();
    out.extend([kind, flags]);
    out.extend(stream.to_be_bytes());
    out.extend_from_slice(payload);
    out
}

/// A HEADERS frame whose fields are written out, which HPACK allows.
fn fields(flags: u8, stream: u32, list: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in list {
        block.extend([0, name.len() as u8]);
        block.extend_from_slice(name.as_bytes());
        block.push(value.len() as u8);
        block.extend_from_slice(value.as_bytes());
    }
    h2(1, flags | 4, stream, &block)
}

#[test]
fn polls_travel_over_http2_too() {
    const END: u8 = 1;
    let ask = |stream, method, sid: &str, flags| {
        let path = format!("/socket.io/?EIO=4&transport=polling{sid}");
        fields(
            flags,
            stream,
            &[(":method", method), (":path", &path), (":scheme", "http"), (":authority", "a")],
        )
    };
    let answer = |stream, coding: &str, body: &[u8]| {
        let mut list = vec![(":status", "200"), ("content-type", "text/plain")];
        if !coding.is_empty() {
            list.push(("content-encoding", coding));
        }
        let (first, second) = body.split_at(body.len() / 2);
        [fields(0, stream, &list), h2(0, 0, stream, first), h2(0, END, stream, second)].concat()
    };
    let connect = [
        (":method", "CONNECT"),
        (":protocol", "websocket"),
        (":scheme", "http"),
        (":path", "/socket.io/?EIO=4&transport=websocket&sid=S1"),
        (":authority", "a"),
        ("sec-websocket-version", "13"),
    ];
    for piece in [7, 4000] {
        let mut tap = Tap::open(4000);
        let mut millis = 0;
        let mut say = |side, bytes: Vec<u8>| send(&mut tap, &mut millis, side, &bytes, piece);
        say(Side::Client, [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), h2(4, 0, 0, &[])].concat());
        say(Side::Server, h2(4, 0, 0, &[0, 8, 0, 0, 0, 1]));
        say(Side::Client, ask(1, "GET", "", END));
        say(Side::Server, answer(1, "", OPEN.as_bytes()));
        // Two polls at once, as HTTP/2 allows.
        say(Side::Client, ask(3, "GET", "&sid=S1", END));
        say(Side::Client, [ask(5, "POST", "&sid=S1", 0), h2(0, END, 5, b"40")].concat());
        say(Side::Server, answer(5, "", b"ok"));
        say(Side::Server, answer(3, "gzip", &gzip(b"40{\"sid\":\"x\"}")));
        say(Side::Client, fields(0, 7, &connect));
        say(Side::Server, fields(0, 7, &[(":status", "200")]));
        say(Side::Client, h2(0, 0, 7, &frame(Side::Client, 1, b"2probe")));
        let (packets, source) = capture(&[tap]);
        let mut trace = Trace::default();
        inspect(&packets, &mut trace);
        let [session] = trace.sessions() else { panic!("one session") };
        let due = [
            format!("server open {}", &OPEN[1..]),
            "client message 0".to_owned(),
            "server message 0{\"sid\":\"x\"}".to_owned(),
        ];
        assert_eq!(polled(session, &source), due, "by {piece}");
        assert_eq!((session.transport.name(), &session.connections[..]), ("h2", &[0][..]));
        assert_eq!(session.moments.len(), 1);
    }
}

/// What an endpoint's log and a capture both know of an application's packet: namespace, event or ack, arguments.
type Said = (String, String, Value);

/// Replaces placeholders by what the endpoints log of bytes.
fn filled(value: Value, attachments: &[Vec<u8>]) -> Value {
    match value {
        Value::Object(map) if map.get("_placeholder") == Some(&Value::Bool(true)) => {
            let bytes = &attachments[map["num"].as_u64().expect("a number") as usize];
            let sha1: String = Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            json!({"$bin": bytes.len(), "sha1": sha1})
        }
        Value::Object(map) => {
            map.into_iter().map(|(name, value)| (name, filled(value, attachments))).collect()
        }
        Value::Array(list) => list.into_iter().map(|value| filled(value, attachments)).collect(),
        other => other,
    }
}

/// The packets of a session's application, by who sent them, in order.
fn said(
    trace: &Trace,
    source: &dyn ws101::base::Source,
    session: &Session,
) -> BTreeMap<&'static str, Vec<Said>> {
    let look = SessionLook { trace, source, session };
    let mut index = Index::default();
    while !index.refresh(trace, session) {}
    let mut out: BTreeMap<&str, Vec<Said>> = BTreeMap::new();
    for item in (0..index.rows()).filter_map(|row| index.item(row)) {
        let row = row(&look, item).expect("a row");
        let What::Packet(packet) = &row.what else { continue };
        assert_eq!(packet.flaw, None, "{row:?}");
        let Some(socket) = &packet.socket else {
            // Bytes belong to an event; all else is a heartbeat, a probe, an upgrade or the handshake.
            assert_eq!(packet.engine == Some(PacketType::Message), packet.attachment.is_some(), "{row:?}");
            continue;
        };
        assert_eq!(socket.flaw, None, "{row:?}");
        let whole = whole(&look, item).expect("a packet");
        assert_eq!(whole.attachments.len(), socket.attachments as usize, "{row:?}");
        let read = Packet::of_message(session.version, true, &whole.bytes);
        let read = Socket::read(&read.data, 1).expect("a packet");
        let arguments: Value = serde_json::from_str(read.json).unwrap_or(Value::Null);
        let kind = match socket.kind {
            SocketType::Event | SocketType::BinaryEvent => "event",
            SocketType::Ack | SocketType::BinaryAck => "ack",
            SocketType::Connect => "connect",
            SocketType::ConnectError => "connect-error",
            SocketType::Disconnect => "disconnect",
        };
        let from = row.from.expect("a sender").name();
        out.entry(from).or_default().push((
            kind.to_owned(),
            socket.namespace.clone(),
            filled(arguments, &whole.attachments),
        ));
    }
    out
}

/// The same, as the endpoints logged it: what each sent, and what each was told about what the other sent.
fn logged(truth: &Value) -> BTreeMap<&'static str, Vec<Said>> {
    let mut out: BTreeMap<&str, Vec<Said>> = BTreeMap::new();
    for event in truth["app_events"].as_array().expect("events") {
        let (side, namespace) =
            (event["side"].as_str().unwrap_or_default(), event["ns"].as_str().unwrap_or("/"));
        let other = if side == "client" { "server" } else { "client" };
        let own = if side == "client" { "client" } else { "server" };
        let said = |kind: &str, value: Value| (kind.to_owned(), namespace.to_owned(), value);
        match event["ev"].as_str().unwrap_or_default() {
            "socketio" if event["dir"] == "send" => {
                out.entry(own).or_default().push(said("event", event["args"].clone()));
            }
            "socketio-ack" => out.entry(other).or_default().push(said("ack", event["ans"].clone())),
            "socketio-connect" if own == "client" => {
                out.entry("server").or_default().push(said("connect", json!({"sid": event["sid"]})));
            }
            "socketio-connect" => {
                out.entry("client").or_default().push(said("connect", event["auth"].clone()));
            }
            "socketio-connect-error" => {
                out.entry("server")
                    .or_default()
                    .push(said("connect-error", json!({"message": event["msg"]})));
            }
            _ => {}
        }
    }
    out
}

#[test]
fn sessions_agree_with_what_their_endpoints_logged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures/own");
    if !folder.is_dir() {
        eprintln!("skipped: the folder of captures with ground truth is not here");
        return;
    }
    for (name, polls, connections) in
        [("a01-socketio-upgrade", true, 1), ("a03-socketio-polling-only", true, 0)]
    {
        let path = folder.join(format!("{name}.pcapng"));
        let truth = fs::read(folder.join(format!("{name}.truth.json"))).expect("a truth file");
        let truth: Value = serde_json::from_slice(&truth).expect("JSON");
        let mut opened = io::open(&path).expect("a capture");
        let source = std::sync::Arc::clone(&opened.source);
        let mut trace = Trace::default();
        let mut inspector = Inspector::new();
        io::read_records(&mut opened.reader, &mut |event| {
            if let Event::Packet(record, bytes) = event {
                inspector.record(record, bytes, &mut trace);
            }
            ControlFlow::Continue(())
        });
        inspector.finish(&mut trace);
        let summary = inspector.summary();
        assert_eq!(summary.connections, connections, "{name}");
        if connections == 0 {
            assert_eq!((summary.frames, summary.messages, summary.stream_bytes), (0, 0, 0), "{name}");
        }
        let [session] = trace.sessions() else { panic!("{name}: one session") };
        assert_eq!(session.polled_count() > 0, polls);
        assert_eq!(session.connections.len() as u32, connections);
        let (mut mine, due) = (said(&trace, &*source, session), logged(&truth));
        for side in ["client", "server"] {
            let mine = mine.remove(side).unwrap_or_default();
            let due = &due[side];
            // An ack's arguments are a list of which the log names the first; who asked for a namespace without a word
            // sent no JSON, and what was refused was asked for, too.
            let matches = |mine: &Said, due: &Said| {
                let value = if mine.0 == "ack" { &mine.2[0] } else { &mine.2 };
                mine.0 == due.0 && mine.1 == due.1 && *value == due.2
            };
            for kind in ["event", "ack", "connect", "connect-error"] {
                let mine: Vec<&Said> = mine
                    .iter()
                    .filter(|said| said.0 == kind && !(kind == "connect" && said.1 == "/secret"))
                    .collect();
                let due: Vec<&Said> = due.iter().filter(|said| said.0 == kind).collect();
                assert_eq!(mine.len(), due.len(), "{name}: {kind} of the {side}: {mine:#?} {due:#?}");
                for (mine, due) in mine.iter().zip(&due) {
                    assert!(matches(mine, due), "{name}: the {side} sent {mine:?}, logged {due:?}");
                }
            }
        }
        let decoded = decode(&path, Payload::None).expect("a capture");
        assert_eq!(decoded.of_type("polled").count() as u32, session.polled_count());
        for line in ["connection", "frame", "message", "close"] {
            assert_eq!(decoded.of_type(line).count() == 0, connections == 0, "{name}: {line}");
        }
    }
}

#[test]
fn polls_of_many_shapes_take_little_and_never_panic() {
    // Responses without requests, requests without responses, heads without ends, and every byte on its own.
    let pieces: [&[u8]; 9] = [
        &get(""),
        &get("S1"),
        &post("S1", b"4a\x1e4b"),
        &with_length("", OPEN.as_bytes()),
        &chunked("", b"4a\x1eb*\x1e9", 2),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n4",
        &upgrade("S1"),
    ];
    let mut seed = 7_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    for _ in 0..400 {
        let mut tap = Tap::open(4000);
        for millis in 1..12 {
            let side = if random(2) == 0 { Side::Client } else { Side::Server };
            let piece = pieces[random(pieces.len())];
            let cut = if random(4) == 0 { random(piece.len()) } else { piece.len() };
            tap.send(millis, side, &piece[..cut], 0);
        }
        let (mut packets, _) = capture(&[tap]);
        if random(3) == 0 {
            let lost = 3 + random(packets.len() - 3);
            packets.remove(lost);
        }
        let mut trace = Trace::default();
        inspect(&packets, &mut trace);
        for session in trace.sessions() {
            let mut index = Index::default();
            index.refresh(&trace, session);
            let empty: Vec<u8> = Vec::new();
            let look = SessionLook { trace: &trace, source: &empty, session };
            for item in (0..index.rows()).filter_map(|at| index.item(at)) {
                let _ = (row(&look, item), whole(&look, item));
            }
            assert!(index.row_at(Stamp::default()) == 0);
        }
    }
}
