//! The command line as programs use it: line types and their fields, order, formats, standard input, exit statuses.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha1::{Digest as _, Sha1};
use ws101::base::Lang;

use crate::decoded::{parse, shipped};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ws101"));
    command.env_remove("NO_COLOR").env("LC_ALL", "C").current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).stdin(Stdio::null()).output().expect("the program")
}

/// Runs with bytes on standard input.
fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut stdin = child.stdin.take().expect("standard input");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that has seen enough may stop reading.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("its output");
    writer.join().expect("the writer");
    output
}

/// The lines of a run that went well.
fn lines(output: &Output) -> Vec<Value> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.is_empty(), "{:?}: {said}", output.status);
    parse(&output.stdout)
}

fn decode(arguments: &[&str]) -> Vec<Value> {
    lines(&run(&[&["decode"], arguments].concat()))
}

fn of_type<'l>(lines: &'l [Value], name: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == name).collect()
}

/// Writes a file for one test.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

/// What a field must be; `?` where it may be absent.
fn is_kind(value: &Value, kind: &str) -> bool {
    let (kind, optional) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
    if value.is_null() {
        return optional;
    }
    match kind {
        "text" => value.is_string(),
        "number" => value.is_u64(),
        "flag" => value.is_boolean(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        "time" => value.as_str().is_some_and(|time| {
            let (seconds, part) = time.split_once('.').unwrap_or((time, "0"));
            [seconds, part]
                .iter()
                .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        }),
        "side" => value == "client" || value == "server",
        "pair" => {
            value.as_array().is_some_and(|pair| pair.len() == 2 && pair[0].as_u64() <= pair[1].as_u64())
        }
        "sha1" => value
            .as_str()
            .is_some_and(|hex| hex.len() == 40 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())),
        words => words.split('|').any(|word| value == word),
    }
}

const FIELDS: &[(&str, &str)] = &[
    (
        "capture",
        "schema:ws101.decode/1 file:text format:pcap|pcapng compression:gzip|zstd|lz4? link_types:list",
    ),
    (
        "connection",
        "id:number client:object server:object transport:tcp|tls|h2|h2-tls tls:object? start:handshake|midstream session:number? via:list?",
    ),
    ("request", "connection:number time:time packets:pair method:text target:text version:text headers:list"),
    (
        "response",
        "connection:number time:time packets:pair version:text status:number? reason:text? headers:list \
         accept_expected:text? accept_ok:flag?",
    ),
    (
        "negotiated",
        "connection:number outcome:open|refused|invalid subprotocol:text? extensions:list permessage_deflate:object?",
    ),
    (
        "frame",
        "connection:number n:number from:side time:time packets:pair offset:number header_len:number fin:flag rsv:number \
         opcode:number masked:flag key:text? payload_len:number length_form:number payload_sha1:sha1? message:number? \
         complete:flag guess:flag? payload_base64:text? close_code:number? close_reason:text?",
    ),
    (
        "message",
        "connection:number n:number from:side kind:text|binary frames:list time_first:time time_last:time wire_len:number \
         len:number compressed:flag complete:flag sha1:sha1? utf8_ok:flag? text:text? base64:text? \
         payload:object?",
    ),
    (
        "session",
        "session:number protocol:engine.io version:number sid:text client:object server:object \
         transport:tcp|tls|h2|h2-tls connection:number?",
    ),
    (
        "polled",
        "session:number n:number from:side time:time packets:pair poll:number method:GET|POST payload:object",
    ),
    (
        "close",
        "connection:number kind:clean|half|dropped|open|refused initiator:side? code:number? reason:text? \
         observed_code:number? tcp_end:fin|rst|none tcp_end_by:side? tls_close_notify:list?",
    ),
    (
        "finding",
        "rule:text severity:error|warning|note spec:text connection:number? at:object from:side? text:text hint:text?",
    ),
    (
        "summary",
        "packets:number connections:number frames:number messages:number findings:object bytes:object damage:text?",
    ),
];

/// Checks the fields of a line against the contract.
fn check_fields(line: &Value) {
    let name = line["type"].as_str().expect("a type");
    let (_, fields) = FIELDS.iter().find(|(known, _)| *known == name).expect("a known type");
    let fields: BTreeMap<&str, &str> =
        fields.split_whitespace().filter_map(|field| field.split_once(':')).collect();
    for (field, kind) in &fields {
        assert!(is_kind(&line[*field], kind), "{field} is no {kind}: {line}");
    }
    for (field, value) in line.as_object().expect("an object") {
        assert!(
            field == "type" || fields.contains_key(field.as_str()),
            "{field} is not in the contract: {line}"
        );
        assert!(!value.is_null(), "{field} is null: {line}");
    }
    if let Some(payload) = line["payload"].as_object() {
        for (field, value) in payload {
            let kind = match field.as_str() {
                "protocol" | "kind" | "summary" => "text",
                "guess" | "continues" => "flag",
                "malformed" => "object",
                _ => panic!("{field} is not in the contract: {line}"),
            };
            assert!(is_kind(value, kind), "{field} is no {kind}: {line}");
        }
        assert!(["protocol", "kind", "summary"].iter().all(|field| payload.contains_key(*field)), "{line}");
    }
}

/// Checks what the order of lines promises.
fn check_order(lines: &[Value]) {
    assert_eq!(lines[0]["type"], "capture");
    assert_eq!(lines[lines.len() - 1]["type"], "summary");
    let mut opened = BTreeSet::new();
    let mut closed = BTreeSet::new();
    let mut next: BTreeMap<u64, (u64, BTreeSet<u64>)> = BTreeMap::new();
    for line in lines {
        let about = line["connection"].as_u64();
        if line["type"] == "connection" {
            assert_eq!(line["id"], opened.len(), "ids count from 0");
            opened.insert(line["id"].as_u64());
        }
        assert!(about.is_none() || opened.contains(&about), "before its connection: {line}");
        let Some(connection) = about else { continue };
        let (frames, messages) = next.entry(connection).or_default();
        match line["type"].as_str() {
            Some("frame") => {
                assert_eq!(line["n"], *frames, "frames count from 0: {line}");
                *frames += 1;
            }
            Some("message") => {
                assert!(messages.insert(line["n"].as_u64().expect("a number")), "{line}");
                let list = line["frames"].as_array().expect("frames");
                assert!(
                    !list.is_empty() && list.iter().all(|n| n.as_u64().is_some_and(|n| n < *frames)),
                    "{line}"
                );
            }
            Some("close") => assert!(closed.insert(connection), "{line}"),
            Some("finding") => {
                let at = line["at"].as_object().expect("at");
                assert_eq!(at.len(), 1, "{line}");
                let (what, n) = at.iter().next().expect("one");
                match what.as_str() {
                    "frame" => assert!(n.as_u64().is_some_and(|n| n < *frames), "{line}"),
                    "message" => assert!(n.as_u64().is_some_and(|n| messages.contains(&n)), "{line}"),
                    "request" | "response" | "capture" => assert_eq!(n, true, "{line}"),
                    "packet" => assert!(n.as_u64() > Some(0), "{line}"),
                    other => panic!("{other}: {line}"),
                }
            }
            _ => {
                assert!(
                    !closed.contains(&connection) || line["type"] == "finding",
                    "after its close: {line}"
                );
            }
        }
    }
    for (messages, known) in
        next.values().map(|(_, messages)| messages).map(|messages| (messages, messages.len() as u64))
    {
        assert!(messages.iter().copied().eq(0..known), "message numbers have no holes");
    }
}

/// Checks that the totals are those of the lines.
fn check_totals(lines: &[Value]) {
    let summary = &lines[lines.len() - 1];
    for (field, name) in [("connections", "connection"), ("frames", "frame"), ("messages", "message")] {
        assert_eq!(summary[field], of_type(lines, name).len(), "{field}");
    }
    for severity in ["error", "warning", "note"] {
        let count = of_type(lines, "finding").iter().filter(|line| line["severity"] == severity).count();
        assert_eq!(summary["findings"][severity], count, "{severity}");
    }
}

#[test]
fn every_line_of_every_capture_keeps_the_contract() {
    for capture in shipped() {
        for payload in ["none", "sha1", "full"] {
            let lines = decode(&["--payload", payload, path(&capture)]);
            lines.iter().for_each(check_fields);
            check_order(&lines);
            check_totals(&lines);
            let summary = &lines[lines.len() - 1];
            assert_eq!(summary["bytes"]["stream"], summary["bytes"]["explained"], "{}", capture.display());
            for line in of_type(&lines, "frame").into_iter().chain(of_type(&lines, "message")) {
                check_content(line, payload);
            }
        }
    }
}

/// Checks that what is printed of a payload is what was asked for.
fn check_content(line: &Value, payload: &str) {
    let is_whole = line["complete"] == true;
    let digest = if line["type"] == "frame" { &line["payload_sha1"] } else { &line["sha1"] };
    assert_eq!(digest.is_string(), is_whole && payload != "none", "{line}");
    let bytes =
        match (line["text"].as_str(), line["base64"].as_str().or_else(|| line["payload_base64"].as_str())) {
            (Some(text), None) => Some(text.as_bytes().to_vec()),
            (None, Some(base64)) => Some(STANDARD.decode(base64).expect("Base64")),
            (None, None) => None,
            _ => panic!("both: {line}"),
        };
    assert_eq!(bytes.is_some(), is_whole && payload == "full", "{line}");
    if let Some(bytes) = bytes {
        let hex: String = Sha1::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest.as_str(), Some(hex.as_str()), "{line}");
    }
}

#[test]
fn only_the_types_asked_for_are_written() {
    let all = decode(&["captures/deflate.pcapng"]);
    for only in
        ["summary", "capture", "frame", "message,close", "finding", "request,response,negotiated,connection"]
    {
        let lines = decode(&["--only", only, "captures/deflate.pcapng"]);
        let expected: Vec<&Value> =
            all.iter().filter(|line| only.split(',').any(|name| line["type"] == name)).collect();
        assert_eq!(lines.iter().collect::<Vec<_>>(), expected, "{only}");
    }
}

#[test]
fn several_captures_are_runs_of_their_own() {
    let both = decode(&["captures/hello.pcapng", "captures/close.pcapng"]);
    let one = decode(&["captures/hello.pcapng"]);
    let two = decode(&["captures/close.pcapng"]);
    assert_eq!(both, [one.clone(), two].concat());
    // One that is no capture keeps none of the others from being read.
    let output = run(&["decode", "Cargo.toml", "captures/hello.pcapng"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(parse(&output.stdout), one);
}

#[test]
fn standard_input_is_read_like_a_file_and_as_it_arrives() {
    let bytes = std::fs::read("captures/hello.pcapng").expect("a capture");
    let mut piped = lines(&run_with(&["decode", "-"], &bytes));
    let filed = decode(&["captures/hello.pcapng"]);
    assert_eq!(piped[0]["file"], "-");
    piped[0]["file"] = filed[0]["file"].clone();
    assert_eq!(piped, filed);

    // Half of it, and no end: what it holds is shown all the same.
    let mut child =
        program().args(["decode", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it");
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(&bytes[..bytes.len() * 2 / 3]).and_then(|()| stdin.flush()).expect("written");
    let mut stdout = BufReader::new(child.stdout.take().expect("standard output"));
    let (sender, receiver) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut line = String::new();
        while stdout.read_line(&mut line).is_ok_and(|len| len > 0) {
            let _ = sender.send(std::mem::take(&mut line));
        }
    });
    let mut seen = String::new();
    while !seen.contains("\"frame\"") {
        seen = receiver.recv_timeout(Duration::from_secs(30)).expect("a frame before the end of the input");
    }
    stdin.write_all(&bytes[bytes.len() * 2 / 3..]).expect("written");
    drop(stdin);
    reader.join().expect("the reader");
    assert!(child.wait().expect("its status").success());
}

#[test]
fn compressed_captures_say_how() {
    let bytes = std::fs::read("captures/hello.pcapng").expect("a capture");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&bytes).expect("gzip");
    let gzip = file("contract-hello.pcapng.gz", &encoder.finish().expect("gzip"));
    let mut lines = decode(&[path(&gzip)]);
    assert_eq!(lines[0]["compression"], "gzip");
    let plain = decode(&["captures/hello.pcapng"]);
    lines[0] = plain[0].clone();
    assert_eq!(lines, plain);
}

#[test]
fn damage_is_a_finding_and_no_failure() {
    let bytes = std::fs::read("captures/hello.pcapng").expect("a capture");
    let cut = file("contract-cut.pcapng", &bytes[..bytes.len() - 700]);
    let lines = decode(&[path(&cut)]);
    lines.iter().for_each(check_fields);
    check_order(&lines);
    check_totals(&lines);
    let summary = &lines[lines.len() - 1];
    assert!(summary["damage"].is_string(), "{summary}");
    let finding = of_type(&lines, "finding").into_iter().find(|line| line["rule"] == "capture-damaged");
    assert_eq!(finding.expect("a finding")["at"]["capture"], true);
    let whole = decode(&["captures/hello.pcapng"]);
    let frames = of_type(&lines, "frame");
    assert!(frames.len() >= 5 && of_type(&whole, "frame").starts_with(&frames));
}

#[test]
fn what_is_no_capture_is_said_in_one_line() {
    let empty = file("contract-empty.pcap", b"");
    let png = file("contract.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    for (arguments, status) in [
        (vec!["decode", "no/such/file.pcap"], 1),
        (vec!["decode", "Cargo.toml"], 1),
        (vec!["decode", "captures"], 1),
        (vec!["decode", path(&empty)], 1),
        (vec!["decode", path(&png)], 1),
        (vec!["handshake", "--request", "no/such/file"], 1),
        (vec!["bytes", "--from", "client", "@no/such/file"], 1),
        (vec!["bytes", "--from", "client", "81 zz"], 2),
        (vec!["bytes", "--from", "client", "818"], 2),
        (vec!["bytes", "--from", "nobody", "81"], 2),
        (vec!["bytes", "81"], 2),
        (vec!["decode"], 2),
        (vec!["decode", "--only", "frames", "captures/hello.pcapng"], 2),
        (vec!["decode", "--format", "xml", "captures/hello.pcapng"], 2),
        (vec!["accept"], 2),
        (vec!["--no-such-option"], 2),
    ] {
        let output = run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        assert!(!said.contains("panicked") && output.stdout.is_empty(), "{arguments:?}: {said}");
        if status == 1 {
            assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        }
    }
    let said = run(&["decode", path(&png)]).stderr;
    assert!(String::from_utf8_lossy(&said).contains("PNG"), "it says what it is");
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let mut child = program()
        .args(["decode", "--payload", "full", "captures/many.pcapng", "captures/many.pcapng"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("standard output");
    stdout.read_exact(&mut first).expect("the first bytes");
    drop(stdout);
    let started = Instant::now();
    let output = child.wait_with_output().expect("its status");
    assert!(started.elapsed() < Duration::from_secs(30));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_register_is_listed() {
    let rules = lines(&run(&["rules", "--format", "ndjson"]));
    assert_eq!(rules.len(), ws101::rules::RULES.len());
    for line in &rules {
        for field in
            ["id", "kind", "spec", "section", "level", "severity", "who", "phase", "title_en", "title_ko"]
        {
            assert!(line[field].is_string(), "{field}: {line}");
        }
        assert_eq!(line["type"], "rule");
        let id = line["id"].as_str().unwrap_or_default();
        let rule = ws101::rules::RuleId::by_name(id).expect("a rule of the register");
        assert_eq!(line["checked"], rule.is_checked());
        let advice = rule.advice();
        for (field, text) in [
            ("explanation_en", advice.explanation.en),
            ("explanation_ko", advice.explanation.ko),
            ("remedy_en", advice.remedy.en),
            ("remedy_ko", advice.remedy.ko),
        ] {
            assert_eq!(line[field], text, "{field}: {line}");
        }
    }
    let text = run(&["rules", "--format", "text", "--lang", "ko"]);
    let text = String::from_utf8_lossy(&text.stdout);
    let advice = ws101::rules::RuleId::ReqMethodNotGet.advice();
    let entry = format!(
        "요청 메서드가 GET이 아님\n        {}\n        → {}\n",
        advice.explanation.ko, advice.remedy.ko
    );
    assert!(text.contains(&entry), "{text}");
}

#[test]
fn pasted_bytes_are_read_in_every_spelling() {
    let hex = "818537fa213d7f9f4d5158";
    let spaced = "81 85 37 fa 21 3d 7f 9f 4d 51 58";
    let on_disk = file("contract-bytes.txt", b"0x81,0x85,0x37,0xfa\n0x21 0x3d\n7f9f4d5158\n");
    let raw = file("contract-bytes.bin", &crate::vectors::unhex(hex));
    let at = |path: &Path| format!("@{}", path.display());
    let (on_disk, raw) = (at(&on_disk), at(&raw));
    let expected = lines(&run(&["bytes", "--from", "client", hex]));
    let names: Vec<&str> = expected.iter().filter_map(|line| line["type"].as_str()).collect();
    assert_eq!(names, ["frame", "message", "summary"]);
    assert_eq!(expected[0]["key"], "37fa213d");
    assert_eq!(expected[1]["len"], 5);
    assert_eq!(expected[2]["bytes"]["explained"], 11);
    let mut split = vec!["bytes", "--from", "client"];
    split.extend(spaced.split(' '));
    for arguments in [
        vec!["bytes", "--from", "client", spaced],
        vec!["bytes", "--from", "client", r"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"],
        vec!["bytes", "--from", "client", "--format", "ndjson", &on_disk],
        vec!["bytes", "--from", "client", "--raw", &raw],
        split,
    ] {
        assert_eq!(lines(&run(&arguments)), expected, "{arguments:?}");
    }
    assert_eq!(lines(&run_with(&["bytes", "--from", "client", "-"], spaced.as_bytes())), expected);
    let raw_bytes = crate::vectors::unhex(hex);
    assert_eq!(lines(&run_with(&["bytes", "--from", "client", "--raw", "-"], &raw_bytes)), expected);
    // RFC 7692 §7.2.3.1: "Hello" compressed.
    let inflated = lines(&run(&[
        "bytes",
        "--from",
        "server",
        "--ext",
        "permessage-deflate",
        "--payload",
        "full",
        "c107f248cdc9c90700",
    ]));
    let message = of_type(&inflated, "message")[0];
    assert_eq!((message["text"].as_str(), message["compressed"].as_bool()), (Some("Hello"), Some(true)));
    let cut = lines(&run(&["bytes", "--from", "server", "--end", "fin", "8105 4865"]));
    assert_eq!(of_type(&cut, "finding")[0]["rule"], "frame-truncated");
    assert_eq!(of_type(&cut, "frame")[0]["complete"], false);
}

#[test]
fn a_handshake_is_checked_from_raw_http() {
    let request = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                   Sec-WebSocket-Key: tpqSdIvDtF0bH6IIcH6I8w==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    let response = |accept: &str| {
        format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
        )
    };
    let good = file("contract-good.txt", response("Q9WyjIWICK2alBc080SI4kKAqNM=").as_bytes());
    let bad = file("contract-bad.txt", response("HSmrc0sMlYUkAGmm5OPpG2HaGWk=").as_bytes());
    let request = file("contract-request.txt", request.as_bytes());
    for (response, ok, outcome, rules) in
        [(&good, true, "open", &[][..]), (&bad, false, "invalid", &["res-accept-mismatch"][..])]
    {
        let lines = lines(&run(&["handshake", "--request", path(&request), "--response", path(response)]));
        assert_eq!(of_type(&lines, "request")[0]["target"], "/chat");
        let response = of_type(&lines, "response")[0];
        assert_eq!(response["accept_ok"], ok);
        assert_eq!(response["accept_expected"], "Q9WyjIWICK2alBc080SI4kKAqNM=");
        assert_eq!(of_type(&lines, "negotiated")[0]["outcome"], outcome);
        let found = of_type(&lines, "finding");
        let found: Vec<&str> = found
            .iter()
            .filter(|line| line["severity"] != "note")
            .inspect(|line| assert_eq!(line["at"]["response"], true))
            .filter_map(|line| line["rule"].as_str())
            .collect();
        assert_eq!(found, rules);
        let summary = &lines[lines.len() - 1];
        assert_eq!(summary["bytes"]["stream"], summary["bytes"]["explained"]);
    }
    let alone = lines(&run(&["handshake", "--request", path(&request)]));
    assert!(of_type(&alone, "negotiated").is_empty() && of_type(&alone, "request").len() == 1);
}

#[test]
fn the_accept_value_is_computed_and_explained() {
    let lines = lines(&run(&["accept", "dGhlIHNhbXBsZSBub25jZQ=="]));
    let accept = &lines[0];
    assert_eq!(accept["type"], "accept");
    assert_eq!(accept["accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_eq!(accept["key_bytes"], "746865207361 6d706c65206e6f6e6365".replace(' ', ""));
    assert_eq!(accept["sha1"], "b37a4f2cc0624f1690f64606cf385945b2bec4ea");
    assert_eq!(accept["concatenated"], "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    let text = run(&["accept", "--format", "text", "--lang", "ko", "no key"]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("Base64 아님") && text.contains("req-key-not-base64"), "{text}");
}

#[test]
fn text_is_for_people_and_has_colours_only_on_a_terminal() {
    let output = run(&["decode", "--format", "text", "captures/hello.pcapng"]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success() && !text.contains('\u{1b}'));
    for part in [
        "GET /chat HTTP/1.1",
        "accept value is right",
        "\"Hello\"",
        "\"안녕하세요\"",
        "1000 Normal Closure",
        "10 frames",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let korean = run(&["decode", "--format", "text", "--lang", "ko", "captures/hello.pcapng"]);
    assert!(String::from_utf8_lossy(&korean.stdout).contains("1000 정상 종료"));
    let totals = run(&["decode", "--format", "text", "--only", "summary", "captures/hello.pcapng"]);
    assert_eq!(String::from_utf8_lossy(&totals.stdout).lines().count(), 2);
}

#[test]
fn help_names_the_limits_and_every_command() {
    let help = String::from_utf8(run(&["--help"]).stdout).expect("UTF-8");
    for command in ["decode", "rules", "bytes", "handshake", "accept"] {
        assert!(help.contains(command), "{command}");
    }
    let help = String::from_utf8(run(&["decode", "--help"]).stdout).expect("UTF-8");
    let korean = String::from_utf8(run(&["limits", "--lang", "ko"]).stdout).expect("UTF-8");
    for limit in ws101::inspect::limits::TABLE {
        let (name, rule) = (limit.name(), limit.rule.map_or("", |rule| rule.name()));
        for (text, lang) in [(&help, Lang::En), (&korean, Lang::Ko)] {
            let line = text.lines().find(|line| line.contains(&format!("[{name}")));
            let line = line.unwrap_or_else(|| panic!("{name} is not in {text}"));
            assert!(line.contains(&limit.amount(lang)) && line.contains(rule), "{line}");
        }
    }
}
