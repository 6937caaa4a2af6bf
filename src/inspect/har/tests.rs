use std::sync::Arc;

use super::*;
use crate::trace::{CloseKind, Trace};
use crate::wire::har::Message as Row;

const KEY: &str = "2HGbFzHzkWL7xrdFlTH7xQ==";
const ACCEPT: &str = "UbRLh2gMzggTk2bRkVZRWAjweQI=";

fn headers(list: &[(&str, &str)]) -> Vec<Header> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn entry() -> Entry {
    let version = || "HTTP/1.1".to_owned();
    Entry {
        url: "wss://example.com/chat?a=1".to_owned(),
        method: "GET".to_owned(),
        version: Both { client: version(), server: version() },
        headers: Both {
            client: headers(&[
                ("Host", "example.com"),
                ("Upgrade", "websocket"),
                ("Connection", "Upgrade"),
                ("Sec-WebSocket-Key", KEY),
                ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Protocol", "chat, superchat"),
                ("Origin", "https://example.com"),
            ]),
            server: headers(&[
                ("Upgrade", "websocket"),
                ("Connection", "Upgrade"),
                ("Sec-WebSocket-Accept", ACCEPT),
                ("Sec-WebSocket-Protocol", "chat"),
            ]),
        },
        status: Some(101),
        reason: "Switching Protocols".to_owned(),
        started: Some(Stamp::from_nanos(5_000)),
        complete: true,
        ..Entry::default()
    }
}

fn row(from: Side, opcode: u8, place: Span, nanos: i64) -> Row {
    Row { from, opcode, stamp: Some(Stamp::from_nanos(nanos)), place, complete: true }
}

fn trace_of(entry: &Entry, source: &[u8]) -> Trace {
    let mut trace = Trace::default();
    let mut inspector = Inspector::new().with_source(Arc::new(source.to_vec()));
    inspector.har(entry, &mut trace);
    inspector.finish(&mut trace);
    assert_eq!(inspector.summary().connections, 1);
    assert_eq!((inspector.summary().frames, inspector.summary().stream_bytes), (0, 0));
    trace
}

fn rules(trace: &Trace) -> Vec<&'static str> {
    trace
        .findings()
        .iter()
        .map(|finding| finding.rule.name())
        .filter(|name| *name != "har-no-frames")
        .collect()
}

#[test]
fn heads_are_told_and_judged() {
    let trace = trace_of(&entry(), b"");
    let connection = &trace.connections()[0];
    assert_eq!((connection.transport, connection.outcome), (Transport::Tls, Outcome::Open));
    assert_eq!(connection.end_text(Side::Client), "?");
    assert_eq!(connection.end_text(Side::Server), "example.com:443");
    assert_eq!((connection.close_kind(), connection.observed_code()), (CloseKind::Unknown, None));
    assert_eq!(rules(&trace), [""; 0]);
    let head = connection.streams.client.head.expect("a head");
    let bytes = connection.stream_bytes(&Vec::new(), Side::Client, head);
    let text = String::from_utf8_lossy(&bytes.bytes);
    assert!(text.starts_with("GET /chat?a=1 HTTP/1.1\r\nHost: example.com\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\n") && bytes.holes.is_empty());
}

#[test]
fn only_what_a_list_can_answer_for_is_judged() {
    type Change = fn(&mut Entry);
    let cases: [(Change, &[&str]); 12] = [
        (|_| {}, &[]),
        (|it| it.headers.server[2].1 = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=".into(), &["res-accept-mismatch"]),
        (|it| it.headers.server[3].1 = "other".into(), &["res-protocol-not-offered"]),
        // Lists that a browser did not keep whole say nothing of what is missing.
        (|it| it.headers.client.truncate(1), &[]),
        (|it| it.headers.server.truncate(2), &[]),
        (|it| it.headers = Both::default(), &[]),
        // How a header was written is not in a list.
        (|it| it.headers.client[0].0 = "Ho st".into(), &["req-host-missing", "server-accepted-bad-request"]),
        (|it| it.headers.client.push(("X".into(), "a\u{1}b\rc".into())), &[]),
        (|it| it.version = Both::default(), &[]),
        (|it| it.headers.client.push(("Origin".into(), "https://example.com".into())), &[]),
        (|it| it.status = Some(403), &["res-status-not-101"]),
        (|it| it.status = Some(-1), &[]),
    ];
    for (n, (change, expect)) in cases.into_iter().enumerate() {
        let mut one = entry();
        change(&mut one);
        let trace = trace_of(&one, b"");
        assert_eq!(rules(&trace), expect, "case {n}");
        let outcome = trace.connections()[0].outcome;
        let expect = match (one.status, expect.first()) {
            (Some(403), _) => Outcome::Refused,
            (Some(-1), _) => Outcome::Pending,
            (_, Some(rule)) if rule.starts_with("res-") => Outcome::Invalid,
            _ => Outcome::Open,
        };
        assert_eq!(outcome, expect, "case {n}");
    }
}

#[test]
fn a_value_cannot_forge_a_header() {
    let mut one = entry();
    one.headers.client.push(("X".into(), "1\r\nY: 2\n\nZ".into()));
    one.headers.client.push((":authority".into(), "example.com".into()));
    one.headers.client.push(("Bad\r\nName".into(), "x".into()));
    one.method = "GET / HTTP/1.1\r\nX: y\r\n\r\n".into();
    let trace = trace_of(&one, b"");
    let connection = &trace.connections()[0];
    let span = connection.streams.client.head.expect("a head");
    let bytes = connection.stream_bytes(&Vec::new(), Side::Client, span).bytes;
    let head = Head::request(&bytes);
    assert_eq!((head.method(&bytes), head.end), (&b"?"[..], bytes.len() as u64));
    // Browsers join the lines of a repeated header with line breaks: they are lines of the same name.
    let names: Vec<_> = head.fields.iter().map(|field| field.name_in(&bytes)).collect();
    assert_eq!(names.iter().filter(|name| **name == b"X").count(), 4);
    assert!(!names.contains(&&b"Y"[..]));
    // A method that is none is a question mark, and nothing else is amiss.
    assert!(head.defects.iter().all(|defect| defect.span.end <= head.start_line.end), "{:?}", head.defects);
}

#[test]
fn messages_have_no_frames_and_their_bytes_are_read_again() {
    let source = b"helloworldXYtail";
    let mut one = entry();
    one.messages = vec![
        row(Side::Client, 1, Span::at(0, 5), 6_000),
        row(Side::Server, 2, Span::at(5, 5), 7_000),
        row(Side::Server, 0, Span::at(12, 4), 9_000),
        row(Side::Client, 1, Span::at(10, 0), 8_000),
        row(Side::Client, 0, Span::at(10, 2), 9_500),
    ];
    let trace = trace_of(&one, source);
    let connection = &trace.connections()[0];
    assert_eq!((connection.frame_count(), connection.message_count()), (0, 3));
    assert_eq!(connection.last.nanos, 9_500);
    let source = source.to_vec();
    let said: Vec<(u32, Side, String)> = (connection.messages())
        .map(|message| {
            assert_eq!((message.frames, connection.frames_of(&message).len()), (0, 0));
            let bytes = connection.message_bytes(&source, &message);
            assert!(bytes.holes.is_empty() && bytes.bytes.len() as u64 == message.len);
            (message.n, message.from, String::from_utf8_lossy(&bytes.bytes).into_owned())
        })
        .collect();
    let expect = [(0, Side::Client, "hello"), (1, Side::Server, "worldtail"), (2, Side::Client, "XY")];
    assert_eq!(said, expect.map(|(n, side, text)| (n, side, text.to_owned())));
    let spans: Vec<Span> = connection.messages().filter_map(|m| connection.message_span(&m)).collect();
    assert_eq!(spans[2].start, spans[0].end);
    assert_eq!(spans[2].end, connection.streams.client.end);
}

#[test]
fn a_part_without_a_beginning_is_counted() {
    let mut one = entry();
    one.messages = vec![row(Side::Server, 0, Span::at(0, 1), 1), row(Side::Server, 1, Span::at(0, 1), 1)];
    one.others = 1;
    let trace = trace_of(&one, b"x");
    assert_eq!(trace.connections()[0].message_count(), 1);
    assert_eq!(trace.findings()[0].detail.as_deref(), Some("×2"));
}

#[test]
fn a_failed_handshake_tells_what_the_browser_said() {
    let one =
        Entry { failure: Some("net::ERR".into()), status: Some(0), headers: Both::default(), ..entry() };
    let trace = trace_of(&one, b"");
    let connection = &trace.connections()[0];
    assert_eq!(connection.har.as_ref().and_then(|har| har.failure.as_deref()), Some("net::ERR"));
    assert_eq!((connection.outcome, connection.status), (Outcome::Pending, None));
    assert!(connection.streams.server.head.is_none());
}

#[test]
fn http_2_opens_with_200() {
    let h2 = || "h2".to_owned();
    let one = Entry { version: Both { client: h2(), server: h2() }, status: Some(200), ..entry() };
    let trace = trace_of(&one, b"");
    let connection = &trace.connections()[0];
    assert_eq!(
        (connection.transport, connection.outcome, connection.status),
        (Transport::H2Tls, Outcome::Open, Some(200))
    );
    assert_eq!(rules(&trace), [""; 0]);
}
