//! Connections that come through proxies: what the proxy and its client say is told as the way, every byte of it has an
//! owner, and what is inside is read as if it stood alone.

use serde_json::Value;
use ws101::base::{Lang, Side};
use ws101::export::{Lines, Ndjson, Payload, TextWriter, Writer as _};
use ws101::inspect::{Inspector, Summary};
use ws101::trace::{Sink, Trace};

use crate::decoded::parse;
use crate::synth::Tap;

const REQUEST: &[u8] = b"GET /chat HTTP/1.1\r\nHost: example.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Origin: http://example.test\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const RESPONSE: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
/// "Hello", masked (RFC 6455 §5.7).
const FROM_CLIENT: &[u8] = &[0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
const FROM_SERVER: &[u8] = b"\x81\x05Hello";

fn read(tap: &Tap, sink: &mut impl Sink) -> Summary {
    let mut inspector = Inspector::new();
    for (record, bytes) in tap.packets() {
        inspector.record(record, bytes, sink);
    }
    inspector.finish(sink);
    inspector.summary()
}

/// A prelude, then a WebSocket; everything in pieces of `size`, and `eager`: the handshake right behind the prelude.
fn tap(prelude: &[(Side, &[u8])], size: usize, eager: bool) -> Tap {
    let mut tap = Tap::open(40_000);
    let mut millis = 1;
    let mut send = |side, bytes: &[u8]| {
        for piece in bytes.chunks(size) {
            tap.send(millis, side, piece, 0);
            millis += 1;
        }
    };
    let (last, before) = prelude.split_last().expect("a prelude");
    for (side, bytes) in before {
        send(*side, bytes);
    }
    if eager && last.0 == Side::Client {
        send(Side::Client, &[last.1, REQUEST].concat());
    } else {
        send(last.0, last.1);
        send(Side::Client, REQUEST);
    }
    send(Side::Server, &[RESPONSE, FROM_SERVER].concat());
    send(Side::Client, FROM_CLIENT);
    tap
}

fn check(prelude: &[(Side, &[u8])], via: &str) {
    for (size, eager) in [(1400, false), (1400, true), (1, false), (5, true)] {
        let tap = tap(prelude, size, eager);
        let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
        let summary = read(&tap, &mut writer);
        let lines = parse(writer.written());
        let of = |name: &str| lines.iter().filter(|line| line["type"] == name).collect::<Vec<_>>();
        let connection = of("connection");
        assert_eq!(connection.len(), 1, "{via}");
        let due: Value = serde_json::from_str(via).expect("JSON");
        assert_eq!(connection[0]["via"], due, "in pieces of {size}");
        let texts: Vec<&Value> = of("message").iter().map(|line| &line["text"]).collect();
        assert_eq!(texts, ["Hello", "Hello"], "{via}");
        assert_eq!(of("frame")[0]["offset"], 0, "{via}");
        assert_eq!(of("negotiated")[0]["outcome"], "open", "{via}");
        assert_eq!(summary.explained, summary.stream_bytes, "{via} in pieces of {size}: {summary:?}");
        assert_eq!(summary.tally.errors, 0, "{via}");
        let mut trace = Trace::default();
        read(&tap, &mut trace);
        assert_eq!(trace.connections()[0].ways.len(), due.as_array().map_or(0, Vec::len), "{via}");
        let mut text = TextWriter::new(Lines::ALL, Payload::None, Lang::En, false);
        read(&tap, &mut text);
        let text = String::from_utf8_lossy(text.written()).into_owned();
        assert_eq!(text.matches("  via ").count(), trace.connections()[0].ways.len(), "{text}");
    }
}

#[test]
fn every_way_is_told_and_what_is_inside_is_read() {
    use Side::{Client as C, Server as S};
    check(
        &[(C, b"PROXY TCP4 203.0.113.7 198.51.100.2 51000 80\r\n")],
        r#"[{"kind":"proxy-v1","target":"198.51.100.2:80","client":"203.0.113.7:51000"}]"#,
    );
    check(
        &[(C, b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0C\xCB\x00\x71\x07\xC6\x33\x64\x02\xC7\x38\x00\x50")],
        r#"[{"kind":"proxy-v2","target":"198.51.100.2:80","client":"203.0.113.7:51000"}]"#,
    );
    check(
        &[
            (C, b"\x05\x02\x00\x02"),
            (S, b"\x05\x02"),
            (C, b"\x01\x03bob\x06secret"),
            (S, b"\x01\x00"),
            (C, b"\x05\x01\x00\x03\x0Cexample.test\x00\x50"),
            (S, b"\x05\x00\x00\x01\x0A\x00\x00\x01\x12\x34"),
        ],
        r#"[{"kind":"socks5","target":"example.test:80"}]"#,
    );
    check(
        &[(C, b"\x04\x01\x00\x50\x00\x00\x00\x01\x00example.test\x00"), (S, b"\x00\x5A\x00\x00\0\0\0\0")],
        r#"[{"kind":"socks4","target":"example.test:80"}]"#,
    );
    check(
        &[
            (C, b"CONNECT example.test:80 HTTP/1.1\r\nHost: example.test:80\r\n\r\n"),
            (S, b"HTTP/1.1 407 Who are you\r\nContent-Length: 4\r\n\r\nhalt"),
            (C, b"CONNECT example.test:80 HTTP/1.1\r\nHost: example.test:80\r\nProxy-Authorization: Basic eDp5\r\n\r\n"),
            (S, b"HTTP/1.1 200 Connection established\r\n\r\n"),
        ],
        r#"[{"kind":"http-connect","target":"example.test:80"}]"#,
    );
    // A load balancer in front of a proxy that tunnels to another one.
    check(
        &[
            (C, b"PROXY TCP6 2001:db8::7 2001:db8::1 51000 1080\r\n"),
            (C, b"\x05\x01\x00"),
            (S, b"\x05\x00"),
            (C, b"\x05\x01\x00\x01\x0A\x00\x00\x09\x0C\x38"),
            (S, b"\x05\x00\x00\x01\x0A\x00\x00\x01\x12\x34"),
            (C, b"CONNECT example.test:80 HTTP/1.1\r\n\r\n"),
            (S, b"HTTP/1.1 200 OK\r\n\r\n"),
        ],
        r#"[{"kind":"proxy-v1","target":"[2001:db8::1]:1080","client":"[2001:db8::7]:51000"},
            {"kind":"socks5","target":"10.0.0.9:3128"},{"kind":"http-connect","target":"example.test:80"}]"#,
    );
}

#[test]
fn a_plain_connection_has_no_way_and_a_broken_one_invents_nothing() {
    let mut plain = Tap::open(40_000);
    plain.send(1, Side::Client, REQUEST, 0);
    plain.send(2, Side::Server, RESPONSE, 0);
    let mut writer = Ndjson::new(Lines::ALL, Payload::None, Lang::En);
    read(&plain, &mut writer);
    let lines = parse(writer.written());
    let connection = lines.iter().find(|line| line["type"] == "connection").expect("a connection");
    assert_eq!(connection.get("via"), None);
    for prelude in [
        &b"PROXY TCP4 and so on without a line end "[..],
        b"\x05\x01\x00\x05\x01\x00\x09",
        b"\x04\x01\x00\x50\x01\x02\x03\x04",
        b"\r\n\r\n\0\r\nQUIT\n\x11\x11\xFF\xFF",
        b"CONNECT \r\n\r\n",
    ] {
        let mut tap = Tap::open(40_000);
        tap.send(1, Side::Client, prelude, 0);
        tap.send(2, Side::Server, b"\x05\xFF", 0);
        for n in 0..200 {
            tap.send(3 + n, Side::Client, &[b'x'; 1400], 0);
        }
        let mut trace = Trace::default();
        let summary = read(&tap, &mut trace);
        assert_eq!((summary.connections, summary.frames), (0, 0), "{prelude:02x?}");
    }
}
