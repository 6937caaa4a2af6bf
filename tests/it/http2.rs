//! WebSocket over HTTP/2: the vectors, what must be found and what must not, losses, and what windows, lines and queries
//! make of a head that has no start line.

use std::collections::BTreeSet;
use std::path::Path;

use loona_hpack::Encoder;
use serde::Deserialize;
use serde_json::Value;
use ws101::base::{Lang, Side, Source, Span, Stamp};
use ws101::export::{Lines, Ndjson, Payload, TextWriter, Writer as _};
use ws101::inspect::{Inspector, Pasted, Step, limits};
use ws101::trace::query::{Query, Scope};
use ws101::trace::{Trace, Transport};
use ws101::view::connections::Heads;
use ws101::wire::frame::{Header, LengthForm, Opcode};
use ws101::wire::h2::{Flags, FrameType, PREFACE, write_frame};
use ws101::wire::mask;

use crate::decoded::{decode, parse};
use crate::synth::Tap;
use crate::vectors::unhex;

const SECURE: bool = true;
const CLEAR: bool = false;

/// Both sides of an HTTP/2 connection, writing.
struct Wire {
    encoders: [Encoder<'static>; 2],
    steps: Vec<(Side, Vec<u8>)>,
}

impl Wire {
    /// Preface and settings are exchanged: the server takes extended CONNECT.
    fn open() -> Self {
        let mut wire = Self { encoders: [Encoder::new(), Encoder::new()], steps: Vec::new() };
        wire.push(Side::Client, [&PREFACE[..], &write_frame(FrameType::SETTINGS, 0, 0, &[])].concat());
        wire.setting(Side::Server, 1);
        wire
    }

    fn push(&mut self, side: Side, bytes: Vec<u8>) {
        self.steps.push((side, bytes));
    }

    fn frame(&mut self, side: Side, kind: FrameType, flags: u8, stream: u32, payload: &[u8]) {
        self.push(side, write_frame(kind, flags, stream, payload));
    }

    /// SETTINGS_ENABLE_CONNECT_PROTOCOL.
    fn setting(&mut self, side: Side, value: u8) {
        self.frame(side, FrameType::SETTINGS, 0, 0, &[0, 8, 0, 0, 0, value]);
    }

    fn block(&mut self, side: Side, fields: &[(&str, &str)]) -> Vec<u8> {
        let encoder = &mut self.encoders[usize::from(side == Side::Server)];
        encoder.encode(fields.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())))
    }

    fn headers(&mut self, side: Side, stream: u32, fields: &[(&str, &str)]) {
        let block = self.block(side, fields);
        self.frame(side, FrameType::HEADERS, Flags::END_HEADERS, stream, &block);
    }

    /// A lawful opening handshake of `secure` transport, the request's fields changed by `change`.
    fn connect(&mut self, stream: u32, secure: bool, change: impl Fn(&mut Vec<(&str, &str)>)) {
        let mut fields = vec![
            (":method", "CONNECT"),
            (":protocol", "websocket"),
            (":scheme", if secure { "https" } else { "http" }),
            (":path", "/chat"),
            (":authority", "server.example.com"),
            ("sec-websocket-version", "13"),
            ("origin", "https://www.example.com"),
        ];
        change(&mut fields);
        self.headers(Side::Client, stream, &fields);
    }

    fn accept(&mut self, stream: u32) {
        self.headers(Side::Server, stream, &[(":status", "200")]);
    }

    fn data(&mut self, side: Side, stream: u32, bytes: &[u8]) {
        self.frame(side, FrameType::DATA, 0, stream, bytes);
    }
}

/// A final frame, masked where the client sends it.
fn ws(side: Side, opcode: Opcode, payload: &[u8]) -> Vec<u8> {
    let key = (side == Side::Client).then_some([0x37, 0xFA, 0x21, 0x3D]);
    let len = payload.len() as u64;
    let header = Header { fin: true, rsv: 0, opcode, mask: key, len, form: LengthForm::minimal(len) };
    let mut payload = payload.to_vec();
    if let Some(key) = key {
        mask::apply(key, 0, &mut payload);
    }
    let mut frame = Vec::new();
    header.write(&mut frame);
    frame.append(&mut payload);
    frame
}

/// The lines of both sides' steps, each cut into pieces of `size`.
fn read(steps: &[(Side, Vec<u8>)], secure: bool, size: usize) -> Vec<Value> {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
    let mut pasted = Pasted::http2(secure, &writer);
    for (side, bytes) in steps {
        for piece in bytes.chunks(size) {
            pasted.step(*side, Stamp::default(), Step::Bytes(piece), &mut writer);
        }
    }
    let summary = pasted.finish(Stamp::default(), &mut writer);
    assert_eq!((summary.explained, summary.gaps), (summary.stream_bytes, 0));
    parse(writer.written())
}

fn of_type<'l>(lines: &'l [Value], name: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == name).collect()
}

fn rules(lines: &[Value], notes: bool) -> BTreeSet<String> {
    let findings = of_type(lines, "finding").into_iter();
    let findings = findings.filter(|line| (line["severity"] == "note") == notes);
    findings.map(|line| line["rule"].as_str().expect("an id").to_owned()).collect()
}

/// Whole and byte by byte the same; gives the lines.
fn read_either_way(steps: &[(Side, Vec<u8>)], secure: bool) -> Vec<Value> {
    let whole = read(steps, secure, usize::MAX);
    for size in [1, 13] {
        assert_eq!(read(steps, secure, size), whole, "in pieces of {size}");
    }
    whole
}

#[derive(Deserialize)]
struct Vectors {
    vector: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    secure: bool,
    steps: Vec<VectorStep>,
    fields: Vec<(String, String)>,
    rules: BTreeSet<String>,
    notes: BTreeSet<String>,
}

#[derive(Deserialize)]
struct VectorStep {
    from: String,
    hex: String,
}

#[test]
fn the_vectors_are_found_to_be_what_they_are() {
    let vectors: Vectors = toml::from_str(include_str!("../vectors/http2.toml")).expect("http2.toml");
    assert_eq!(vectors.vector.len(), 11);
    for vector in &vectors.vector {
        let side = |from: &str| if from == "client" { Side::Client } else { Side::Server };
        let steps: Vec<_> = vector.steps.iter().map(|step| (side(&step.from), unhex(&step.hex))).collect();
        let lines = read_either_way(&steps, vector.secure);
        assert_eq!(rules(&lines, false), vector.rules, "{}", vector.id);
        let notes = rules(&lines, true);
        assert!(vector.notes.is_subset(&notes), "{}: {notes:?}", vector.id);
        let request = of_type(&lines, "request")[0];
        let fields: Vec<(String, String)> =
            serde_json::from_value(request["headers"].clone()).expect("a list of pairs");
        assert_eq!(fields, vector.fields, "{}", vector.id);
        assert_eq!((&request["method"], &request["version"]), (&"CONNECT".into(), &"HTTP/2".into()));
        if vector.id == "h2-rfc" {
            let texts: Vec<_> = of_type(&lines, "message").iter().map(|line| line["text"].clone()).collect();
            assert_eq!(texts, ["Hello", "Hello"]);
            assert_eq!(of_type(&lines, "close").len(), 1);
        }
    }
}

/// What is found in a handshake that is lawful but for `change`, on one kind of transport.
fn found(
    secure: bool,
    status: &str,
    change: impl Fn(&mut Vec<(&'static str, &'static str)>),
) -> BTreeSet<String> {
    let mut wire = Wire::open();
    wire.connect(1, secure, |fields| {
        let mut own: Vec<(&'static str, &'static str)> = vec![
            (":method", "CONNECT"),
            (":protocol", "websocket"),
            (":scheme", if secure { "https" } else { "http" }),
            (":path", "/chat"),
            (":authority", "server.example.com"),
            ("sec-websocket-version", "13"),
            ("origin", "https://www.example.com"),
        ];
        change(&mut own);
        *fields = own;
    });
    wire.headers(Side::Server, 1, &[(":status", status)]);
    let lines = read_either_way(&wire.steps, secure);
    let (mut all, notes) = (rules(&lines, false), rules(&lines, true));
    all.extend(notes.into_iter().filter(|rule| rule.starts_with("h2-")));
    all
}

#[test]
fn each_rule_of_a_handshake_is_raised_and_what_looks_like_it_is_not() {
    type Fields = Vec<(&'static str, &'static str)>;
    let without = |name: &'static str| move |fields: &mut Fields| fields.retain(|field| field.0 != name);
    let with = |name, value| move |fields: &mut Fields| fields.push((name, value));
    let set = |name: &'static str, value: &'static str| {
        move |fields: &mut Fields| {
            fields.iter_mut().filter(|field| field.0 == name).for_each(|field| field.1 = value);
        }
    };
    let check = |secure, status, change: &dyn Fn(&mut Fields), due: &[&str]| {
        let due: BTreeSet<String> = due.iter().map(|rule| (*rule).to_owned()).collect();
        assert_eq!(found(secure, status, change), due);
    };
    check(SECURE, "200", &|_| {}, &[]);
    check(CLEAR, "200", &|_| {}, &[]);
    check(SECURE, "204", &|_| {}, &[]);
    check(SECURE, "101", &|_| {}, &["h2-status-not-2xx"]);
    check(SECURE, "403", &|_| {}, &["h2-status-not-2xx"]);
    check(
        SECURE,
        "200",
        &set(":protocol", "WebSocket"),
        &["h2-protocol-not-websocket", "h3-unknown-protocol-501"],
    );
    check(
        SECURE,
        "400",
        &set(":protocol", "ws"),
        &["h2-protocol-not-websocket", "h2-status-not-2xx", "h3-unknown-protocol-501"],
    );
    check(SECURE, "501", &set(":protocol", "ws"), &["h2-protocol-not-websocket", "h2-status-not-2xx"]);
    check(SECURE, "200", &without(":protocol"), &["h2-protocol-not-websocket", "h3-unknown-protocol-501"]);
    check(SECURE, "200", &without(":scheme"), &["h2-scheme-path-missing"]);
    check(SECURE, "200", &without(":path"), &["h2-scheme-path-missing"]);
    check(SECURE, "200", &set(":path", "/"), &[]);
    check(SECURE, "200", &set(":scheme", "http"), &["h2-scheme-mismatch"]);
    check(CLEAR, "200", &set(":scheme", "ws"), &["h2-scheme-mismatch"]);
    check(CLEAR, "200", &set(":scheme", "HTTP"), &[]);
    check(SECURE, "200", &without(":authority"), &["h2-host-in-authority"]);
    check(SECURE, "200", &with("host", "server.example.com"), &[]);
    check(SECURE, "200", &with("connection", "keep-alive"), &["h2-connection-headers"]);
    check(SECURE, "200", &with("upgrade-insecure-requests", "1"), &[]);
    check(SECURE, "200", &with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), &["h2-key-accept-unused"]);
    check(SECURE, "200", &without("sec-websocket-version"), &["h2-version-field"]);
    check(SECURE, "200", &set("sec-websocket-version", "8"), &["h2-version-field"]);
    check(SECURE, "200", &with("Cookie", "a=b"), &["h2-header-uppercase"]);
    check(SECURE, "200", &with("cookie", "A=B"), &[]);
    check(SECURE, "200", &with("sec-websocket-protocol", "a b"), &["req-protocol-bad-char"]);
}

#[test]
fn the_setting_is_watched() {
    type Play = fn(&mut Wire);
    let plays: [(&str, Play, &[&str]); 7] = [
        ("1 and 1 again", |wire| wire.setting(Side::Server, 1), &[]),
        ("a client's own", |wire| wire.setting(Side::Client, 1), &[]),
        (
            "1, then 0",
            |wire| wire.setting(Side::Server, 0),
            &["h2-setting-revoked", "h2-connect-before-setting"],
        ),
        ("2", |wire| wire.setting(Side::Server, 2), &["h2-setting-bad-value", "h2-connect-before-setting"]),
        ("a client's 2", |wire| wire.setting(Side::Client, 2), &["h2-setting-bad-value"]),
        ("never", |wire| drop(wire.steps.remove(1)), &[]),
        ("too late", |wire| wire.steps.swap(0, 1), &[]),
    ];
    for (name, play, due) in plays {
        let mut wire = Wire::open();
        play(&mut wire);
        wire.connect(1, CLEAR, |_| {});
        wire.accept(1);
        let due: BTreeSet<String> = due.iter().map(|rule| (*rule).to_owned()).collect();
        assert_eq!(rules(&read_either_way(&wire.steps, CLEAR), false), due, "{name}");
    }
    // The request came before anything of the server: told once its settings show that it was not waited for.
    let mut wire = Wire::open();
    let settings = wire.steps.remove(1);
    wire.connect(1, CLEAR, |_| {});
    wire.steps.push(settings);
    wire.accept(1);
    assert_eq!(
        rules(&read_either_way(&wire.steps, CLEAR), false),
        BTreeSet::from(["h2-connect-before-setting".to_owned()])
    );
    // Revoked while a WebSocket is open.
    let mut wire = Wire::open();
    wire.connect(1, CLEAR, |_| {});
    wire.accept(1);
    wire.setting(Side::Server, 0);
    assert_eq!(
        rules(&read_either_way(&wire.steps, CLEAR), false),
        BTreeSet::from(["h2-setting-revoked".to_owned()])
    );
}

#[test]
fn only_data_may_follow_on_an_open_tunnel() {
    let trailers: &[(&str, &str)] = &[("x", "1")];
    for (name, accepted, frame, due) in [
        ("trailers", true, None, true),
        ("trailers of a refusal", false, None, false),
        ("a window", true, Some(FrameType::WINDOW_UPDATE), false),
        ("a priority", true, Some(FrameType::PRIORITY), false),
        ("an unknown type", true, Some(FrameType(0x42)), false),
    ] {
        let mut wire = Wire::open();
        wire.connect(1, SECURE, |_| {});
        wire.headers(Side::Server, 1, &[(":status", if accepted { "200" } else { "403" })]);
        match frame {
            Some(kind) => {
                wire.frame(Side::Server, kind, 0, 1, &[0, 0, 0, 1, 0][..if kind.0 == 8 { 4 } else { 5 }]);
            }
            None => wire.headers(Side::Server, 1, trailers),
        }
        let found = rules(&read_either_way(&wire.steps, SECURE), false);
        assert_eq!(found.contains("h2-frame-type-on-tunnel"), due, "{name}: {found:?}");
        assert!(found.len() <= usize::from(due), "{name}: {found:?}");
    }
}

/// Two WebSockets and a plain request in one connection; frames cut and joined by DATA in every way.
fn conversation() -> Wire {
    let mut wire = Wire::open();
    wire.headers(
        Side::Client,
        1,
        &[(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a")],
    );
    wire.connect(3, CLEAR, |_| {});
    wire.headers(Side::Server, 1, &[(":status", "200"), ("content-type", "text/html")]);
    wire.data(Side::Server, 1, b"<p>\x81\x05Hello</p>");
    wire.accept(3);
    wire.connect(5, CLEAR, |fields| fields[3].1 = "/second");
    wire.accept(5);
    let hello = ws(Side::Client, Opcode::TEXT, b"Hello");
    wire.data(Side::Client, 3, &hello[..1]);
    wire.data(Side::Client, 5, &[&hello[..], &hello].concat());
    wire.frame(Side::Client, FrameType::DATA, Flags::PADDED, 3, &[&[4][..], &hello[1..7], &[0; 4]].concat());
    wire.data(Side::Client, 3, &[]);
    wire.data(Side::Client, 3, &hello[7..]);
    wire.data(Side::Server, 3, &ws(Side::Server, Opcode::TEXT, "안녕".as_bytes()));
    wire.data(Side::Client, 3, &ws(Side::Client, Opcode::CLOSE, &[0x03, 0xE8]));
    wire.frame(
        Side::Server,
        FrameType::DATA,
        Flags::END_STREAM,
        3,
        &ws(Side::Server, Opcode::CLOSE, &[0x03, 0xE8]),
    );
    wire.frame(Side::Client, FrameType::DATA, Flags::END_STREAM, 3, &[]);
    wire.frame(Side::Client, FrameType::RST_STREAM, 0, 5, &[0, 0, 0, 8]);
    wire
}

#[test]
fn data_may_cut_and_join_frames_anywhere() {
    let lines = read_either_way(&conversation().steps, CLEAR);
    let told: Vec<_> = of_type(&lines, "message")
        .iter()
        .map(|line| (line["connection"].as_u64().unwrap(), line["text"].as_str().unwrap().to_owned()))
        .collect();
    let due = [(1, "Hello"), (1, "Hello"), (0, "Hello"), (0, "안녕")];
    assert_eq!(told, due.map(|(id, text)| (id, text.to_owned())));
    let kinds: Vec<_> = of_type(&lines, "close")
        .iter()
        .map(|line| {
            let word = |key: &str| line[key].as_str().unwrap().to_owned();
            (line["connection"].as_u64().unwrap(), word("kind"), word("tcp_end"), word("tcp_end_by"))
        })
        .collect();
    let due = [(0, "clean", "fin", "server"), (1, "dropped", "rst", "client")];
    assert_eq!(kinds, due.map(|(id, kind, end, by)| (id, kind.into(), end.into(), by.into())));
    let transports: Vec<_> =
        of_type(&lines, "connection").iter().map(|line| line["transport"].clone()).collect();
    assert_eq!(transports, ["h2", "h2"]);
    let response = of_type(&lines, "response")[0];
    assert_eq!((&response["status"], &response["version"]), (&200.into(), &"HTTP/2".into()));
    assert!(response.get("accept_expected").is_none() && response.get("reason").is_none());
    assert_eq!(
        rules(&lines, false),
        BTreeSet::from(["close-missing", "mask-key-reused", "tcp-reset"].map(str::to_owned))
    );
}

#[test]
fn only_a_reset_with_an_error_is_a_reset() {
    for (code, due) in [(0, "fin"), (8, "rst"), (1, "rst")] {
        let mut wire = Wire::open();
        wire.connect(1, SECURE, |_| {});
        wire.accept(1);
        wire.data(Side::Client, 1, &ws(Side::Client, Opcode::CLOSE, &[0x03, 0xE8]));
        let close = ws(Side::Server, Opcode::CLOSE, &[0x03, 0xE8]);
        wire.frame(Side::Server, FrameType::DATA, Flags::END_STREAM, 1, &close);
        wire.frame(Side::Client, FrameType::RST_STREAM, 0, 1, &[0, 0, 0, code]);
        let lines = read_either_way(&wire.steps, SECURE);
        assert_eq!(rules(&lines, false).contains("tcp-reset"), due == "rst", "{code}");
        assert_eq!(of_type(&lines, "close")[0]["kind"], "clean");
    }
}

/// The packets of a capture, and their bytes where they stand.
fn captured(wire: &Wire, lost: &[usize]) -> (Trace, Vec<u8>, Vec<Value>) {
    let mut tap = Tap::open(40_000);
    for (n, (side, bytes)) in wire.steps.iter().enumerate() {
        tap.send(n as i64, *side, bytes, 0);
    }
    tap.end(90, Side::Client, false);
    tap.end(91, Side::Server, false);
    let mut file = vec![0_u8; 24];
    let (mut trace, mut writer) = (Trace::default(), Ndjson::new(Lines::ALL, Payload::Full, Lang::En));
    for (record, bytes) in tap.packets() {
        file.resize(record.offset as usize, 0);
        file.extend_from_slice(bytes);
    }
    let (mut one, mut two) = (Inspector::new(), Inspector::new());
    for (n, (record, bytes)) in tap.packets().iter().enumerate() {
        if !lost.contains(&n) {
            one.record(record, bytes, &mut trace);
            two.record(record, bytes, &mut writer);
        }
    }
    one.finish(&mut trace);
    two.finish(&mut writer);
    let lines = parse(writer.written());
    (trace, file, lines)
}

#[test]
fn the_trace_gives_every_byte_back_and_names_its_data_frame() {
    let (trace, file, _) = captured(&conversation(), &[]);
    let source: &dyn Source = &file;
    assert_eq!(trace.connections().len(), 2);
    let connection = &trace.connections()[0];
    assert_eq!(connection.transport, Transport::H2);
    let texts: Vec<_> = connection
        .messages()
        .map(|message| String::from_utf8(connection.message_bytes(source, &message).bytes).unwrap())
        .collect();
    assert_eq!(texts, ["Hello", "안녕"]);
    let frame = connection.frame(0).expect("a frame");
    let data: Vec<_> = connection.data_in(Side::Client, frame.span).collect();
    assert_eq!(data.iter().map(|data| data.span.len()).collect::<Vec<_>>(), [1, 6, 0, 4]);
    assert_eq!(
        data.iter().map(|data| (data.stream, data.padding)).collect::<Vec<_>>(),
        [(3, 0), (3, 4), (3, 0), (3, 0)]
    );
    let stream = connection.stream_bytes(source, Side::Client, Span::new(0, connection.streams.client.end));
    assert!(stream.holes.is_empty() && stream.bytes.starts_with(b":method: CONNECT\n:protocol: websocket\n"));
}

#[test]
fn views_lines_and_queries_know_a_head_without_a_start_line() {
    let (trace, file, _) = captured(&conversation(), &[]);
    let source: &dyn Source = &file;
    let connection = &trace.connections()[0];
    let (target, host) = Heads::default().of(source, connection);
    assert_eq!((target.as_str(), host.as_str()), ("/chat", "server.example.com"));
    for (query, due) in [
        ("request.method", "CONNECT"),
        ("request.target", "/chat"),
        ("response.status", "200"),
        ("response.status + 1", "201"),
        ("request.headers[0].name", ":method"),
        ("request.headers[0].value", "CONNECT"),
        ("count(request.headers)", "7"),
        ("count(request.version)", "0"),
        ("request.header[\":protocol\"].value", "websocket"),
        ("request.header[\"Origin\"].value", "https://www.example.com"),
        ("request.blank.bytes[0..1] | hex", "0a"),
    ] {
        let scope = Scope::new(&trace, source, Some(0));
        let value = Query::parse(query).and_then(|query| query.evaluate(&scope)).expect(query);
        assert_eq!(scope.show(&value).as_deref(), Ok(due), "{query}");
    }
}

#[test]
fn a_loss_inside_data_costs_only_what_was_lost() {
    let mut wire = Wire::open();
    wire.connect(1, CLEAR, |_| {});
    wire.accept(1);
    let long = ws(Side::Server, Opcode::TEXT, &[b'x'; 5000]);
    wire.data(Side::Server, 1, &long);
    wire.data(Side::Server, 1, &ws(Side::Server, Opcode::TEXT, b"behind"));
    wire.connect(3, CLEAR, |_| {});
    wire.accept(3);
    wire.data(Side::Server, 3, &ws(Side::Server, Opcode::TEXT, b"another"));
    // Packets 0 to 2 open TCP; 3 to 6 are the steps before the long frame; 8 is its second packet.
    let (_, _, lines) = captured(&wire, &[8]);
    let whole: Vec<_> =
        of_type(&lines, "message").into_iter().filter(|line| line["complete"] == true).collect();
    let texts: Vec<_> = whole.iter().map(|line| line["text"].clone()).collect();
    assert_eq!(texts, ["behind", "another"]);
    assert_eq!(of_type(&lines, "summary").len(), 0);
    assert_eq!(rules(&lines, false).into_iter().next().as_deref(), Some("capture-gap"));
}

#[test]
fn a_loss_of_a_field_block_is_said_and_nothing_is_invented() {
    let mut wire = Wire::open();
    wire.connect(1, CLEAR, |_| {});
    wire.accept(1);
    wire.data(Side::Server, 1, &ws(Side::Server, Opcode::TEXT, b"before"));
    wire.connect(3, CLEAR, |_| {});
    // Lost: the answer to the second request, and the rest of that packet.
    wire.accept(3);
    wire.data(Side::Server, 3, &ws(Side::Server, Opcode::TEXT, b"lost with it"));
    let ping = write_frame(FrameType::PING, 0, 0, &[0; 8]);
    let first = write_frame(FrameType::DATA, 0, 1, &ws(Side::Server, Opcode::TEXT, b"after"));
    let second = write_frame(FrameType::DATA, 0, 3, &ws(Side::Server, Opcode::TEXT, b"second"));
    wire.push(Side::Server, [ping, first, second].concat());
    wire.connect(5, CLEAR, |_| {});
    wire.headers(Side::Server, 5, &[(":status", "403")]);
    let (_, _, lines) = captured(&wire, &[9, 10]);
    let texts: Vec<_> = of_type(&lines, "message").iter().map(|line| line["text"].clone()).collect();
    assert_eq!(texts, ["before", "after", "second"]);
    let found = rules(&lines, false);
    assert!(found.contains("capture-gap") && found.contains("capture-fields-lost"), "{found:?}");
    assert!(rules(&lines, true).contains("frame-guess"));
    // What cannot be read is not said to have been agreed.
    let negotiated: Vec<_> =
        of_type(&lines, "negotiated").iter().map(|line| line["connection"].clone()).collect();
    assert_eq!(negotiated, [0]);
}

#[test]
fn text_output_shows_the_fields_as_they_came() {
    let mut writer = TextWriter::new(Lines::ALL, Payload::Sha1, Lang::En, false);
    let mut pasted = Pasted::http2(CLEAR, &writer);
    for (side, bytes) in &conversation().steps {
        pasted.step(*side, Stamp::default(), Step::Bytes(bytes), &mut writer);
    }
    pasted.finish(Stamp::default(), &mut writer);
    let text = String::from_utf8(writer.written().to_vec()).expect("text");
    for due in [
        "HTTP/2",
        "HTTP/2 stream FIN (server)",
        ":method: CONNECT",
        ":protocol: websocket",
        ":status: 200",
        "/second",
    ] {
        assert!(text.contains(due), "{due} in\n{text}");
    }
}

#[test]
fn other_peoples_http2_is_no_websocket() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures/third-party");
    if !folder.is_dir() {
        eprintln!("skipped: the folder of captures with ground truth is not here");
        return;
    }
    for name in [
        "scapy/http2_h2c.pcap",
        "wireshark/http2-brotli.pcapng",
        "wireshark/http2-data-reassembly.pcap",
        "wireshark/http2_follow_multistream.pcapng",
        "wireshark/packet-h2-14_headers.pcapng",
    ] {
        let decoded = decode(&folder.join(name), Payload::Sha1).expect("a capture");
        let frames = decoded.of_type("frame").count() + decoded.of_type("connection").count();
        assert_eq!(frames, 0, "{name}");
    }
}

#[test]
fn broken_http2_neither_panics_nor_counts_what_is_not_there() {
    let whole = conversation().steps;
    let mut seed = 0x4832_u64;
    let mut random = move |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit.max(1)
    };
    let (mut connections, mut findings) = (0, 0);
    for _ in 0..2_000 {
        let mut steps = whole.clone();
        for _ in 0..=random(4) {
            let step = random(steps.len());
            let bytes = &mut steps[step].1;
            let at = random(bytes.len());
            match random(6) {
                0 => drop(steps.remove(step)),
                1 => bytes.truncate(at),
                2 => bytes.insert(at, random(256) as u8),
                _ if bytes.is_empty() => {}
                3 => drop(bytes.remove(at)),
                4 => bytes[at] ^= 1 << random(8),
                _ => bytes[at] = [0, 0x7F, 0x80, 0xFF][random(4)],
            }
        }
        let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
        let mut pasted = Pasted::http2(CLEAR, &writer);
        let size = [1, 17, 1 << 20][random(3)];
        for (side, bytes) in &steps {
            for piece in bytes.chunks(size) {
                pasted.step(*side, Stamp::default(), Step::Bytes(piece), &mut writer);
            }
        }
        let summary = pasted.finish(Stamp::default(), &mut writer);
        assert!(summary.explained <= summary.stream_bytes, "{summary:?}");
        let lines = parse(writer.written());
        connections += of_type(&lines, "connection").len();
        findings += of_type(&lines, "finding").len();
        assert!(of_type(&lines, "connection").len() <= 3);
    }
    assert!(connections > 2_000 && findings > 4_000, "{connections} {findings}");
}

#[test]
fn too_many_open_tunnels_push_the_oldest_out_and_not_one_fewer() {
    let told = |tunnels: usize| {
        let mut wire = Wire::open();
        for stream in (1..).step_by(2).take(tunnels) {
            wire.connect(stream, SECURE, |_| {});
            wire.accept(stream);
        }
        let lines = read(&wire.steps, SECURE, usize::MAX);
        let found = lines.iter().filter(|line| line["rule"] == "limit-tunnels");
        found.map(|line| line["connection"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(limits::H2_TUNNELS), [Value::Null; 0]);
    assert_eq!(told(limits::H2_TUNNELS + 1), [Value::from(0)]);
}
