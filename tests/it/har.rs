//! HAR files: what they tell is told, what they do not know is absent, and broken ones do no harm.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use ws101::app::{Command, Selection};
use ws101::base::{Side, Source, Span};
use ws101::export::{Lines, Ndjson, Payload, TextWriter, Writer as _};
use ws101::inspect::Inspector;
use ws101::io::{self, Pumped};
use ws101::rules::RuleId;
use ws101::trace::query::{Query, Scope};
use ws101::trace::{CaptureInfo, CloseKind, Outcome, Target, Trace, Transport};
use ws101::view::conceal::Veil;
use ws101::view::ladder::{Label, Plan};
use ws101::view::look::Look;
use ws101::view::moments::{MomentKind, Moments, StepBy, Way};
use ws101::view::{bits, findings, hex, ladder, lanes, table, tree};
use ws101::wire::har::{self, Entry, Store};

use crate::decoded::{Decoded, decode};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/har")
}

fn har(name: &str) -> PathBuf {
    folder().join(name)
}

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures").join(name);
    path.exists().then_some(path)
}

fn value<'l>(decoded: &'l Decoded, name: &str, connection: u64) -> Vec<&'l Value> {
    decoded.lines.iter().filter(|line| line["type"] == name && line["connection"] == connection).collect()
}

fn decoded(path: &Path) -> Decoded {
    let decoded = decode(path, Payload::Full).expect("a HAR");
    assert!(decoded.lines.iter().all(|line| !["frame"].iter().any(|absent| line["type"] == *absent)));
    assert_eq!(decoded.summary.frames, 0);
    decoded
}

#[test]
fn chrome_writes_seconds() {
    let decoded = decoded(&har("chrome.har"));
    assert_eq!(decoded.damages, 0);
    let capture = &decoded.lines[0];
    assert_eq!((&capture["type"], &capture["format"]), (&json!("capture"), &json!("har")));
    let connection: Vec<&Value> = decoded.of_type("connection").collect();
    assert_eq!(
        connection,
        [&json!({"type": "connection", "id": 0, "client": {}, "transport": "tls", "start": "handshake",
            "server": {"host": "example.com", "ip": "192.0.2.80", "port": 443}})]
    );
    let request = value(&decoded, "request", 0)[0];
    assert_eq!((&request["target"], &request["version"]), (&json!("/chat?room=1"), &json!("HTTP/1.1")));
    assert_eq!(request["time"], "1795338001.000000");
    assert_eq!(request.get("packets"), None);
    let response = value(&decoded, "response", 0)[0];
    assert_eq!((&response["status"], &response["accept_ok"]), (&json!(101), &json!(true)));
    assert_eq!(response.get("time"), None);
    let negotiated = value(&decoded, "negotiated", 0)[0];
    assert_eq!((&negotiated["outcome"], &negotiated["subprotocol"]), (&json!("open"), &json!("chat")));
    let messages = value(&decoded, "message", 0);
    assert_eq!(messages.len(), 4);
    for message in &messages {
        for unknown in ["frames", "wire_len", "compressed", "utf8_ok"] {
            assert_eq!(message.get(unknown), None, "{unknown}");
        }
    }
    assert_eq!((&messages[0]["from"], &messages[0]["text"]), (&json!("client"), &json!("hello")));
    assert_eq!(messages[1]["text"], "안녕하세요");
    assert_eq!((&messages[1]["len"], &messages[1]["time_first"]), (&json!(15), &json!("1795338001.500000")));
    assert_eq!(
        (&messages[2]["kind"], &messages[2]["base64"]),
        (&json!("binary"), &json!("AAECAwQFBgcICQoLDA0ODw=="))
    );
    assert_eq!(messages[3]["len"], 0);
    assert_eq!(value(&decoded, "close", 0), [&json!({"type": "close", "connection": 0})]);
    let found: Vec<&Value> = decoded.of_type("finding").map(|line| &line["rule"]).collect();
    assert_eq!(found, ["pmd-offer-name", "pmd-accept-name", "har-no-frames"]);
    assert!(decoded.of_type("finding").all(|line| line["severity"] == "note"));
}

#[test]
fn firefox_writes_zones_parts_and_control_frames() {
    let decoded = decoded(&har("firefox.har"));
    let connections: Vec<&Value> = decoded.of_type("connection").collect();
    assert_eq!(connections[0]["server"], json!({"host": "ws.example.net", "ip": "2001:db8::1", "port": 443}));
    assert_eq!(connections[1]["server"], json!({"host": "ws.example.net", "port": 8080}));
    assert_eq!(connections[1]["transport"], "tcp");
    assert_eq!(value(&decoded, "request", 0)[0]["time"], "1795338001.000000");
    let messages = value(&decoded, "message", 0);
    let texts: Vec<&Value> = messages.iter().map(|message| &message["text"]).collect();
    assert_eq!(texts, ["{\"op\":\"sub\"}", "first half, second half"]);
    assert_eq!(messages[1]["time_last"], "1795338002.000000");
    let note = value(&decoded, "finding", 0)[0]["text"].as_str().unwrap_or_default();
    assert!(note.ends_with("×2"), "{note}");
    assert_eq!(value(&decoded, "negotiated", 1)[0]["outcome"], "refused");
    assert_eq!(value(&decoded, "close", 1)[0]["kind"], "refused");
    let rules: Vec<&Value> = value(&decoded, "finding", 1).iter().map(|line| &line["rule"]).collect();
    assert_eq!(rules, ["res-status-not-101", "har-no-frames"]);
}

#[test]
fn playwright_writes_milliseconds_and_failures() {
    let decoded = decoded(&har("playwright.har"));
    let messages = value(&decoded, "message", 0);
    assert_eq!(messages[0]["time_first"], "1795338001.500250");
    assert_eq!(value(&decoded, "negotiated", 0)[0]["outcome"], "invalid");
    let errors: Vec<&Value> = decoded
        .of_type("finding")
        .filter(|line| line["severity"] == "error")
        .map(|line| &line["rule"])
        .collect();
    assert_eq!(errors, ["res-accept-mismatch"]);
    // The browser says that it was refused, and what with.
    assert_eq!(value(&decoded, "negotiated", 1)[0]["outcome"], "refused");
    assert!(value(&decoded, "response", 1).is_empty());
    assert_eq!(value(&decoded, "close", 1)[0]["kind"], "refused");
    // Here nobody knows.
    assert_eq!(decoded.of_type("connection").nth(2).map(|line| &line["start"]), Some(&json!("midstream")));
    assert!(value(&decoded, "response", 2).is_empty() && value(&decoded, "negotiated", 2).is_empty());
    assert_eq!(
        value(&decoded, "close", 2),
        [&json!({"type": "close", "connection": 2, "failure": "net::ERR_CONNECTION_REFUSED"})]
    );
    assert_eq!(value(&decoded, "request", 2)[0]["headers"], json!([]));
}

#[test]
fn text_says_what_is_not_in_a_har() {
    use ws101::base::Lang;
    for (lang, words) in [
        (
            Lang::En,
            ["frames, masks and control frames: not in a HAR", "how the connection ended: not in a HAR"],
        ),
        (Lang::Ko, ["프레임, 마스킹 키, 제어 프레임: HAR에 없음", "연결이 끝난 방식: HAR에 없음"]),
    ] {
        let mut opened = io::open(&har("chrome.har")).expect("a HAR");
        let mut writer = TextWriter::new(Lines::ALL, Payload::Preview, lang, false);
        writer.capture(&CaptureInfo { format: "har", digits: 6, ..CaptureInfo::default() });
        let mut inspector = Inspector::new().with_source(Arc::clone(&opened.source));
        io::read_records(&mut opened.reader, &mut |event| {
            if let ws101::wire::capture::Event::Har(entry) = event {
                inspector.har(entry, &mut writer);
            }
            ControlFlow::Continue(())
        });
        let text = String::from_utf8_lossy(writer.written()).into_owned();
        assert!(words.iter().all(|word| text.contains(word)), "{text}");
        assert!(text.contains("? → example.com:443 (192.0.2.80)") && text.contains("안녕하세요"), "{text}");
        assert!(!text.contains("0.0.0.0"), "{text}");
    }
}

/// Reads a HAR into a trace.
fn trace_of(path: &Path) -> (Trace, Arc<dyn Source>) {
    let mut opened = io::open(path).expect("a HAR");
    let mut trace = Trace::new(CaptureInfo { format: "har", ..CaptureInfo::default() });
    let mut inspector = Inspector::new().with_source(Arc::clone(&opened.source));
    while opened.reader.pump(&mut |event| {
        if let ws101::wire::capture::Event::Har(entry) = event {
            inspector.har(entry, &mut trace);
        }
        ControlFlow::Continue(())
    }) == Pumped::More
    {}
    inspector.finish(&mut trace);
    (trace, opened.source)
}

#[test]
fn compressed_and_piped_hars_are_hars() {
    use std::io::Write as _;
    let plain = fs::read(har("chrome.har")).expect("a file");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&plain).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("har-chrome.har.gz");
    fs::write(&path, &gzip).expect("a file");
    let opened = io::open(&path).expect("a HAR");
    assert_eq!(opened.compression, Some(io::Compression::Gzip));
    let (trace, source) = trace_of(&path);
    let connection = &trace.connections()[0];
    let message = connection.message(1).expect("a message");
    assert_eq!(connection.message_bytes(&*source, &message).bytes, "안녕하세요".as_bytes());
    let cut = Path::new(env!("CARGO_TARGET_TMPDIR")).join("har-cut.har.gz");
    fs::write(&cut, &gzip[..gzip.len() / 2]).expect("a file");
    let decoded = decode(&cut, Payload::None).expect("a HAR, as far as it goes");
    assert_eq!(decoded.damages, 1);
    let mut stream = io::open_stream("-", std::io::Cursor::new(plain)).expect("a HAR");
    let mut entries = 0;
    io::read_records(&mut stream.reader, &mut |event| {
        entries += u32::from(matches!(event, ws101::wire::capture::Event::Har(_)));
        ControlFlow::Continue(())
    });
    assert_eq!(entries, 1);
}

#[test]
fn a_file_is_sniffed_as_a_har_by_its_key() {
    use ws101::wire::capture::{Kind, sniff};
    for (text, kind) in [
        ("{\"log\":{", Kind::Har),
        ("{\n  \"log\" : {\n", Kind::Har),
        ("\u{feff}{\"log\":{", Kind::Har),
        (
            "{\"_comment\":\"made by hand for a long, long test of the sniffing of files\",\"log\":{}",
            Kind::Har,
        ),
        ("{\"level\":\"log\",\"x\":1}", Kind::Json),
        ("[{\"log\":1}]", Kind::Json),
        ("{}", Kind::Json),
    ] {
        assert_eq!(sniff(text.as_bytes()), kind, "{text}");
    }
}

/// Looks at a connection through every view.
fn look_everywhere(trace: &Trace, source: &dyn Source, id: u32) {
    let connection = trace.connection(id).expect("a connection");
    let look = Look { trace, source, connection, veil: Veil::without_future(&[], id) };
    let moments = Moments::of(connection);
    let plan = Plan::of(connection, &moments);
    for cursor in 0..=moments.len().min(40) {
        let veil = Veil::new(&[], id, moments.revealed(cursor));
        let query = ladder::Query { connection, source, moments: &moments, plan: &plan, cursor, veil };
        let scene = ladder::scene(&query, 0.0, emath::vec2(546.0, 900.0), &mut ladder::Previews::default());
        assert!(scene.boxes.is_empty(), "no packets are drawn");
        for side in Side::BOTH {
            let index = lanes::Index::of(connection, &moments, side);
            let view = lanes::View::fitted(index.span(), 900.0);
            let query =
                lanes::Query { connection, source, moments: &moments, index: &index, side, cursor, veil };
            let scene = lanes::scene(&query, view, 1194.0);
            assert!(scene.frames.is_empty() && scene.packets.is_empty(), "no frames, no packets");
        }
        let _ = bits::subject(connection, &moments, cursor, None, None);
        for by in [StepBy::Packet, StepBy::Frame, StepBy::Message] {
            for way in [Way::First, Way::Back, Way::Forward, Way::Last] {
                let _ = moments.step(cursor, by, way);
            }
        }
        let _ = (moments.target_at(cursor), moments.wait_nanos(cursor));
    }
    let mut found = findings::Index::default();
    found.refresh(trace);
    let mut previews = table::Previews::default();
    for kind in [table::Kind::Messages, table::Kind::Frames, table::Kind::Packets] {
        let mut index = table::Index::default();
        assert!(index.refresh(connection, kind));
        let rows = index.rows(connection, kind);
        let due = if kind == table::Kind::Messages { u64::from(connection.message_count()) } else { 0 };
        assert_eq!(rows, due);
        for row in 0..=rows {
            assert_eq!(table::row(&look, &index, &mut previews, kind, row).is_some(), row < rows);
        }
    }
    for message in connection.messages() {
        let target = Target::Message { connection: id, message: message.n };
        let selection = Selection::of(trace, target);
        assert_eq!(selection.target(), Some(target));
        let (side, span) = selection.span(trace).expect("bytes that were told");
        assert_eq!((side, span.len()), (message.from, message.len));
        assert_eq!(moments.cursor_of(connection, target).is_some(), !moments.is_capped());
        let toggled = tree::Toggled::default();
        let rows = tree::rows(&look, &found, tree::Subject::Message(message.n, None), &toggled);
        assert!(rows.len() >= 2);
        assert_eq!(connection.message_bytes(source, &message).bytes.len() as u64, message.len.min(16 << 20));
    }
    for subject in
        [tree::Subject::Connection, tree::Subject::Head(Side::Client), tree::Subject::Head(Side::Server)]
    {
        let _ = tree::rows(&look, &found, subject, &tree::Toggled::default());
    }
    for side in Side::BOTH {
        let doc = hex::Doc::stream(connection, side, true);
        let _ = hex::scene(&look, &doc, 0, doc.rows().min(64));
        let _ =
            Selection::of(trace, Target::Bytes { connection: id, side, span: Span::new(0, 3), bits: None })
                .span(trace);
        let _ = Selection::of(trace, Target::Head { connection: id, side }).span(trace);
    }
    let scope = Scope::new(trace, source, Some(id));
    for text in [
        "message",
        "c2s.message[0].content",
        "s2c.message.len",
        "message[0].frames",
        "message[0].wire_len",
        "message[0].compressed",
        "message[0].byte[0]",
        "frame",
        "segment",
        "event",
        "c2s.head",
        "conn.status",
    ] {
        let query = Query::parse(text).and_then(|query| query.evaluate(&scope));
        let _ = query.and_then(|value| scope.show(&value));
    }
    let _ = ws101::view::handshake::of_connection(&look);
    let _ = ws101::view::connections::row(
        trace,
        source,
        &mut ws101::view::connections::Heads::default(),
        connection,
    );
}

#[test]
fn every_view_shows_messages_without_frames() {
    for name in ["chrome.har", "firefox.har", "playwright.har"] {
        let (trace, source) = trace_of(&har(name));
        for id in 0..trace.connections().len() as u32 {
            look_everywhere(&trace, &*source, id);
        }
    }
    let (trace, source) = trace_of(&har("chrome.har"));
    let connection = &trace.connections()[0];
    assert_eq!((connection.transport, connection.outcome), (Transport::Tls, Outcome::Open));
    assert_eq!(connection.close_kind(), CloseKind::Unknown);
    let scope = Scope::new(&trace, &*source, Some(0));
    for (text, expect) in [
        ("c2s.message[0].content", "68 65 6c 6c 6f"),
        ("s2c.message[0].len", "15"),
        ("s2c.message[0].wire_len", "nothing"),
        ("frame", "nothing"),
    ] {
        let value = Query::parse(text).and_then(|query| query.evaluate(&scope));
        let shown = value.and_then(|value| scope.show(&value)).unwrap_or_else(|error| error.what);
        assert!(shown.contains(expect) || expect == "nothing", "{text}: {shown}");
        assert!(expect != "nothing" || !shown.chars().any(|c| c.is_ascii_digit()), "{text}: {shown}");
    }
    let moments = Moments::of(connection);
    let kinds: Vec<MomentKind> =
        (0..moments.len()).filter_map(|at| moments.get(at)).map(|it| it.kind).collect();
    use MomentKind::{Head, Message};
    assert_eq!(kinds, [Head, Head, Message(0), Message(1), Message(2), Message(3)]);
    let plan = Plan::of(connection, &moments);
    let cursor = moments.len();
    let veil = Veil::new(&[], 0, moments.revealed(cursor));
    let query = ladder::Query { connection, source: &*source, moments: &moments, plan: &plan, cursor, veil };
    let scene = ladder::scene(&query, 0.0, emath::vec2(546.0, 900.0), &mut ladder::Previews::default());
    let texts: Vec<Option<&str>> = (scene.rows.iter())
        .filter_map(|row| match &row.label {
            Label::Message(label) => Some(label.preview.as_deref()),
            _ => None,
        })
        .collect();
    assert_eq!(texts[..2], [Some("hello"), Some("안녕하세요")]);
    assert_eq!(texts.len(), 4);
    // The bytes of what was told stand behind the head.
    let head = connection.streams.client.head.expect("a head");
    let told = connection.stream_bytes(&*source, Side::Client, Span::new(head.end, head.end + 9));
    assert_eq!((&told.bytes[..5], told.holes.as_slice()), (&b"hello"[..], &[Span::new(5, 9)][..]));
    let _ = Command::Select(Target::Connection(0));
}

#[test]
fn a_rule_that_needs_bytes_finds_nothing_in_a_har() {
    let (trace, _) = trace_of(&har("firefox.har"));
    let allowed = [RuleId::HarNoFrames, RuleId::ResStatusNot101];
    assert!(trace.findings().iter().all(|finding| allowed.contains(&finding.rule)), "{:?}", trace.findings());
}

#[test]
fn what_is_left_out_of_a_har_is_said() {
    // Neither Base64 nor a character a byte: what was sent cannot be known.
    for (data, is_whole) in [("AAEC", true), ("\u{ff}\u{0}", true), ("한", false)] {
        let message = json!({"type": "send", "time": 1.8e9, "opcode": 2, "data": data});
        let log = json!({"log": {"entries": [{"_webSocketMessages": [message]}]}});
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("har-left-out-{is_whole}.har"));
        fs::write(&path, log.to_string()).expect("a file");
        let decoded = decoded(&path);
        let found: Vec<&Value> = decoded.of_type("finding").map(|line| &line["rule"]).collect();
        assert_eq!(found.contains(&&json!("har-left-out")), !is_whole, "{data}: {found:?}");
        assert_eq!(value(&decoded, "message", 0)[0]["complete"], is_whole);
    }
}

/// Takes anything.
struct Any(Mutex<(u64, u64)>);

impl Store for Any {
    fn keep(&mut self, bytes: &[u8]) -> Option<u64> {
        let mut kept = self.0.lock().expect("no panic before");
        kept.0 += bytes.len() as u64;
        Some(kept.0 - bytes.len() as u64)
    }

    fn entry(&mut self, entry: Entry) -> ControlFlow<()> {
        self.0.lock().expect("no panic before").1 += entry.messages.len() as u64;
        ControlFlow::Continue(())
    }
}

#[test]
fn hostile_files_are_read_without_harm() {
    let open = "{\"log\":{\"entries\":[";
    let message = r#"{"type":"send","opcode":1,"data":"x"},"#;
    let cases: [(String, &str); 8] = [
        ("{\"log\":".to_owned() + &"[".repeat(1_000_000), "deep lists"),
        ("{\"log\":".repeat(500_000), "deep objects"),
        (open.to_owned() + &"{\"request\":".repeat(200_000), "deep entries"),
        (open.to_owned() + &"{},".repeat(500_000), "many entries"),
        (
            open.to_owned() + &format!("{{\"_webSocketMessages\":[{}", message.repeat(100_000)),
            "many messages",
        ),
        (
            open.to_owned() + "{\"_webSocketMessages\":[{\"data\":\"" + &"\\u0000".repeat(300_000),
            "a long string",
        ),
        (open.to_owned() + &format!("{{\"{}\":1}}", "k".repeat(3_000_000)), "a long key"),
        (format!("{open}{}", "1".repeat(1_000_000)), "a long number"),
    ];
    for (json, what) in cases {
        let mut any = Any(Mutex::default());
        assert!(har::read(json.as_bytes(), &mut any).is_err(), "{what}");
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("har-deep.har");
    fs::write(&path, "{\"log\":".repeat(100_000)).expect("a file");
    let decoded = decode(&path, Payload::None).expect("a HAR, if a broken one");
    assert_eq!((decoded.damages, decoded.summary.connections), (1, 0));
}

/// Replaces some value of a JSON text by another one: it stays JSON.
fn other_value(random: &mut crate::soak::Random, json: &Value) -> Value {
    fn pick<'v>(random: &mut crate::soak::Random, value: &'v mut Value) -> &'v mut Value {
        let children = match &*value {
            Value::Array(list) => list.len(),
            Value::Object(map) => map.len(),
            _ => 0,
        };
        if children == 0 || random.below(8) == 0 {
            return value;
        }
        let at = random.below(children);
        match value {
            Value::Array(list) => pick(random, &mut list[at]),
            Value::Object(map) => pick(random, map.values_mut().nth(at).expect("a value")),
            _ => unreachable!("it has no children"),
        }
    }
    let others = [
        json!(null),
        json!(-1),
        json!(0),
        json!(1e300),
        json!(65_536),
        json!("\u{0}\r\n: x"),
        json!("=====\u{ffff}"),
        json!([[{}], "x", {"name": 1, "value": []}]),
        json!({"send": 2}),
        json!(true),
        json!("HTTP/2"),
        json!("wss://[::1]:0/?#"),
        json!(u64::MAX),
    ];
    let mut json = json.clone();
    for _ in 0..=random.below(3) {
        let other = others[random.below(others.len())].clone();
        let place = pick(random, &mut json);
        *place = other;
    }
    json
}

#[test]
fn broken_files_are_read_without_harm() {
    const ROUNDS: usize = 12_000;
    let seeds =
        ["chrome.har", "firefox.har", "playwright.har"].map(|name| fs::read(har(name)).expect("a file"));
    let values = seeds.each_ref().map(|bytes| serde_json::from_slice::<Value>(bytes).expect("JSON"));
    let mut random = crate::soak::Random::new(0x4841_5221);
    let mut told = 0;
    for round in 0..ROUNDS {
        let seed = round % seeds.len();
        let bytes = match round % 4 {
            0 => random.mutate(&seeds[seed]),
            _ => serde_json::to_vec(&other_value(&mut random, &values[seed])).expect("JSON"),
        };
        let mut kept = Kept::default();
        let _ = har::read(bytes.as_slice(), &mut kept);
        let mut trace = Trace::default();
        let mut writer = Ndjson::new(Lines::ALL, Payload::Full, ws101::base::Lang::En);
        writer.capture(&CaptureInfo { format: "har", digits: 6, ..CaptureInfo::default() });
        let source: Arc<dyn Source> = Arc::new(kept.bytes);
        let mut inspector = Inspector::new().with_source(Arc::clone(&source));
        let mut other = Inspector::new().with_source(Arc::clone(&source));
        for entry in &kept.entries {
            inspector.har(entry, &mut trace);
            other.har(entry, &mut writer);
        }
        told +=
            trace.connections().iter().map(|connection| u64::from(connection.message_count())).sum::<u64>();
        if round % 20 == 0 {
            for id in 0..trace.connections().len() as u32 {
                look_everywhere(&trace, &*source, id);
            }
            assert!(!crate::decoded::parse(writer.written()).is_empty());
        }
    }
    assert!(told > ROUNDS as u64, "{told} messages: the mutations leave nothing to look at");
}

/// Keeps all in memory.
#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Store for Kept {
    fn keep(&mut self, bytes: &[u8]) -> Option<u64> {
        let at = self.bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        Some(at)
    }

    fn entry(&mut self, entry: Entry) -> ControlFlow<()> {
        self.entries.push(entry);
        ControlFlow::Continue(())
    }
}

/// The messages of a direction that the endpoints recorded: kind, length, SHA-1.
fn recorded(connection: &Value, direction: &str) -> Vec<(bool, u64, String)> {
    let list = connection["messages"][direction].as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|one| {
            let sha1 = one["sha1"].as_str().unwrap_or_default().to_owned();
            (one["op"] == 1, one["len"].as_u64().unwrap_or_default(), sha1)
        })
        .collect()
}

#[test]
fn a_browser_s_har_agrees_with_what_the_endpoints_recorded() {
    let (Some(path), Some(truth)) =
        (shared("own/c04-chromium.har"), shared("own/c04-chromium-har.truth.json"))
    else {
        return;
    };
    let decoded = decoded(&path);
    let truth: Value = serde_json::from_slice(&fs::read(truth).expect("a file")).expect("JSON");
    let open: Vec<&Value> =
        truth["connections"].as_array().into_iter().flatten().filter(|one| one["upgraded"] == true).collect();
    assert_eq!((decoded.damages, decoded.summary.connections as usize), (0, open.len() + 1));
    assert_eq!(decoded.of_type("finding").filter(|line| line["severity"] == "error").count(), 0);
    let mut messages = 0;
    for (id, due) in (0..).zip(&open) {
        assert_eq!(value(&decoded, "response", id)[0]["accept_expected"], due["accept_expected"]);
        assert_eq!(value(&decoded, "response", id)[0]["accept_ok"], true);
        let subprotocol =
            value(&decoded, "negotiated", id)[0].get("subprotocol").cloned().unwrap_or_default();
        assert_eq!(subprotocol, due["subprotocol"]);
        for (from, direction) in [("client", "c2s"), ("server", "s2c")] {
            let mine: Vec<(bool, u64, String)> = (value(&decoded, "message", id).iter())
                .filter(|line| line["from"] == from)
                .map(|line| {
                    let sha1 = line["sha1"].as_str().unwrap_or_default().to_owned();
                    (line["kind"] == "text", line["len"].as_u64().unwrap_or_default(), sha1)
                })
                .collect();
            // This HAR leaves out empty messages and a Blob that the page sent.
            let mut due = recorded(due, direction).into_iter();
            let all = mine.iter().all(|one| due.any(|other| other == *one));
            assert!(all, "connection {id} {from}: {mine:?}");
            messages += mine.len();
        }
    }
    assert_eq!(messages, 82);
    let last = open.len() as u64;
    assert_eq!(value(&decoded, "negotiated", last)[0]["outcome"], "refused");
    let (trace, source) = trace_of(&path);
    for id in 0..trace.connections().len() as u32 {
        look_everywhere(&trace, &*source, id);
    }
}

#[test]
fn a_proxy_s_har_is_read() {
    let Some(path) = shared("third-party/mitmproxy/websocket.har") else { return };
    let decoded = decoded(&path);
    assert_eq!((decoded.damages, decoded.summary.connections, decoded.summary.messages), (0, 3, 5));
    let texts: Vec<&str> = decoded.of_type("message").filter_map(|line| line["text"].as_str()).collect();
    assert_eq!(texts[3..], ["foo", "bar"]);
    assert!(decoded.of_type("connection").all(|line| line["transport"] == "tls"));
    assert_eq!(decoded.of_type("finding").filter(|line| line["severity"] == "error").count(), 0);
}
