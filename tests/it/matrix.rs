//! The whole register: every rule that is looked for is raised by something, and spared by something as near to it as
//! possible. A rule without one of the two fails by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use ws101::base::{Lang, Side, Stamp};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::handshake::check_host;
use ws101::inspect::{self, Inspector, Pasted};
use ws101::rules::{Kind, RULES, RuleId};
use ws101::wire::http::Head;

use crate::synth::Tap;
use crate::vectors::{TwoStep, all_vectors, play, rules_of, unhex};

/// One case: bytes, the rule they raise or spare, and the errors and warnings that they come to.
#[derive(Deserialize)]
struct Case {
    id: String,
    raises: Option<String>,
    spares: Option<String>,
    request: Option<Vec<(String, String)>>,
    response: Option<Vec<(String, String)>>,
    from: Option<String>,
    ext: Option<String>,
    end: Option<String>,
    hex: Option<String>,
    steps: Option<Vec<TwoStep>>,
    rules: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// A request in which nothing is wrong, and its response.
const REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                       Sec-WebSocket-Key: tpqSdIvDtF0bH6IIcH6I8w==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const RESPONSE: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                        Sec-WebSocket-Accept: Q9WyjIWICK2alBc080SI4kKAqNM=\r\n\r\n";

fn edited(text: &str, edits: &[(String, String)], id: &str) -> Vec<u8> {
    let mut text = text.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from.as_str()), "{id}: {from:?} is not there");
        text = text.replacen(from.as_str(), to, 1);
    }
    text.into_bytes()
}

/// What a case comes to, whole or byte by byte.
fn run(case: &Case, bytewise: bool) -> Vec<Value> {
    let now = Stamp::default();
    let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::En);
    if let Some(steps) = &case.steps {
        return play(case.ext.as_deref(), steps, bytewise);
    }
    let mut sides = Vec::new();
    let mut pasted = if let Some(hex) = &case.hex {
        let side = if case.from.as_deref() == Some("client") { Side::Client } else { Side::Server };
        sides.push((side, unhex(hex)));
        Pasted::frames(case.ext.as_deref().unwrap_or_default(), &mut writer)
    } else {
        let request = case.request.as_ref().unwrap_or_else(|| panic!("{}: no bytes", case.id));
        sides.push((Side::Client, edited(REQUEST, request, &case.id)));
        let response = case.response.iter().map(|edits| edited(RESPONSE, edits, &case.id));
        sides.extend(response.map(|bytes| (Side::Server, bytes)));
        Pasted::handshake(&writer)
    };
    for (side, bytes) in &sides {
        for piece in bytes.chunks(if bytewise { 1 } else { bytes.len() }) {
            pasted.step(*side, now, inspect::Step::Bytes(piece), &mut writer);
        }
        if case.end.as_deref() == Some("fin") {
            pasted.step(*side, now, inspect::Step::Fin, &mut writer);
        }
    }
    pasted.finish(now, &mut writer);
    crate::decoded::parse(writer.written())
}

/// Which cases raise a rule, and which spare it.
#[derive(Default)]
struct Matrix {
    raised: BTreeMap<String, String>,
    spared: BTreeMap<String, String>,
    wrong: Vec<String>,
}

impl Matrix {
    fn found(&mut self, rules: BTreeSet<String>, by: &str) {
        for rule in rules {
            self.raised.entry(rule).or_insert_with(|| by.to_owned());
        }
    }

    /// A case that says which rule it is about.
    fn case(&mut self, id: &str, raises: Option<&str>, spares: Option<&str>, found: BTreeSet<String>) {
        for rule in raises.into_iter().chain(spares) {
            if RuleId::by_name(rule).is_none() {
                self.wrong.push(format!("{id}: no rule {rule}"));
            }
        }
        if let Some(rule) = raises.filter(|rule| !found.contains(*rule)) {
            self.wrong.push(format!("{id}: {rule} is not raised, but {found:?}"));
        }
        if let Some(rule) = spares {
            if found.contains(rule) {
                self.wrong.push(format!("{id}: {rule} is raised"));
            }
            self.spared.entry(rule.to_owned()).or_insert_with(|| id.to_owned());
        }
        self.found(found, id);
    }
}

fn both(lines: &[Value]) -> BTreeSet<String> {
    rules_of(lines, false).into_iter().chain(rules_of(lines, true)).collect()
}

/// The cases of the file.
fn written(matrix: &mut Matrix) {
    let cases: Cases = toml::from_str(include_str!("../vectors/lookalikes.toml")).expect("lookalikes.toml");
    let mut ids = BTreeSet::new();
    for case in &cases.case {
        assert!(ids.insert(&case.id), "{} stands twice", case.id);
        let lines = run(case, false);
        let due = &case.rules;
        let found = rules_of(&lines, false);
        if found != *due {
            matrix.wrong.push(format!("{}: {found:?}, due {due:?}", case.id));
        }
        let bytewise = run(case, true);
        if both(&bytewise) != both(&lines) {
            let (whole, single) = (both(&lines), both(&bytewise));
            matrix.wrong.push(format!("{}: whole {whole:?}, byte by byte {single:?}", case.id));
        }
        matrix.case(&case.id, case.raises.as_deref(), case.spares.as_deref(), both(&lines));
    }
}

/// What a capture of these packets comes to. The packets can be read again.
fn capture(taps: &[&Tap]) -> Vec<Value> {
    let (mut writer, mut packets) = (Ndjson::new(Lines::ALL, Payload::Sha1, Lang::En), Vec::new());
    for (at, tap) in taps.iter().enumerate() {
        packets.extend(tap.packets().iter().map(|(record, bytes)| (record.stamp, at, *record, bytes)));
    }
    packets.sort_by_key(|(stamp, at, record, _)| (stamp.nanos, *at, record.number));
    let mut file = Vec::new();
    for (number, (.., record, bytes)) in packets.iter_mut().enumerate() {
        (record.number, record.offset) = (number as u32 + 1, file.len() as u64);
        file.extend_from_slice(bytes);
    }
    let mut inspector = Inspector::new().with_source(Arc::new(file));
    for (.., record, bytes) in &packets {
        inspector.record(record, bytes, &mut writer);
    }
    inspector.finish(&mut writer);
    crate::decoded::parse(writer.written())
}

/// One connection: opened, asked and answered at these milliseconds, then cut off or closed as it should be.
struct Visit<'v> {
    port: u16,
    opened: i64,
    answered: i64,
    key: &'v str,
    accept: &'v str,
    agent: &'v str,
    cut_off: Option<i64>,
}

const KEYS: [(&str, &str); 2] = [
    ("tpqSdIvDtF0bH6IIcH6I8w==", "Q9WyjIWICK2alBc080SI4kKAqNM="),
    ("x3JJHMbDL1EzLkh9GBhXDw==", "HSmrc0sMlYUkAGmm5OPpG2HaGWk="),
];

impl Visit<'_> {
    fn at(port: u16, opened: i64) -> Self {
        let (key, accept) = KEYS[usize::from(port % 2)];
        Self { port, opened, answered: opened + 5, key, accept, agent: "a/1", cut_off: None }
    }

    fn tap(&self) -> Tap {
        let mut tap = Tap::open_at(self.port, self.opened);
        let request = REQUEST
            .replace(KEYS[0].0, self.key)
            .replace("\r\n\r\n", &format!("\r\nUser-Agent: {}\r\n\r\n", self.agent));
        tap.send(self.opened, Side::Client, request.as_bytes(), 0);
        tap.send(self.answered, Side::Server, RESPONSE.replace(KEYS[0].1, self.accept).as_bytes(), 0);
        if let Some(millis) = self.cut_off {
            tap.end(millis, Side::Server, false);
            tap.end(millis + 1, Side::Client, false);
        }
        tap
    }
}

/// Connections that follow each other, each cut off after 20 ms, with these delays between.
fn reconnects(delays: &[i64]) -> Vec<Value> {
    let mut taps = Vec::new();
    let mut now = 1_000;
    for (n, delay) in [0].iter().chain(delays).enumerate() {
        now += delay;
        let visit = Visit { cut_off: Some(now + 20), ..Visit::at(40_000 + n as u16, now) };
        // Keys differ, so that only the delays matter.
        let key = format!("{}{}QSdIvDtF0bH6IIcH6I8w==", (b'a' + n as u8) as char, n);
        let steps = ws101::wire::upgrade::accept_for(&key);
        taps.push(Visit { key: &key, accept: &steps.accept, ..visit }.tap());
        now += 20;
    }
    capture(&taps.iter().collect::<Vec<_>>())
}

/// What only several connections show.
fn neighbours(matrix: &mut Matrix) {
    let rule = "req-key-reused";
    let first = Visit::at(40_001, 1_000);
    for (id, second, raises) in [
        ("one key twice", Visit { key: first.key, accept: first.accept, ..Visit::at(40_002, 2_000) }, true),
        ("two keys", Visit::at(40_002, 2_000), false),
        // A proxy passes the key on before it answers.
        (
            "a key passed on",
            Visit { key: first.key, accept: first.accept, ..Visit::at(40_002, 1_001) },
            false,
        ),
    ] {
        let found = both(&capture(&[&first.tap(), &second.tap()]));
        matrix.case(id, raises.then_some(rule), (!raises).then_some(rule), found);
    }
    let rule = "open-parallel-connecting";
    let first = Visit { answered: 1_100, ..Visit::at(40_001, 1_000) };
    for (id, second, raises) in [
        ("two at once", Visit::at(40_002, 1_050), true),
        ("one after the other", Visit::at(40_002, 1_101), false),
        ("two programs at once", Visit { agent: "b/1", ..Visit::at(40_002, 1_050) }, false),
    ] {
        let found = both(&capture(&[&first.tap(), &second.tap()]));
        matrix.case(id, raises.then_some(rule), (!raises).then_some(rule), found);
    }
    let [at_once, not_growing, no_backoff] =
        ["reconnect-first-delay", "reconnect-growing-delay", "reconnect-no-backoff"];
    for (delays, raised) in [
        (&[10, 10, 10][..], &[at_once, not_growing, no_backoff][..]),
        (&[300, 200, 100], &[not_growing, no_backoff]),
        (&[60, 200, 600], &[]),
        (&[5, 300, 700], &[at_once]),
        // Long and constant: what truncated backoff ends in.
        (&[5_000, 5_000, 5_000], &[not_growing]),
        (&[100, 100, 300], &[not_growing]),
        (&[60], &[]),
    ] {
        let found = both(&reconnects(delays));
        for rule in [at_once, not_growing, no_backoff] {
            let raises = raised.contains(&rule);
            let id = format!("reconnects after {delays:?} ms");
            matrix.case(&id, raises.then_some(rule), (!raises).then_some(rule), found.clone());
        }
    }
}

/// What only packets show: gaps, retransmissions, where the capture came in.
fn captures(matrix: &mut Matrix) {
    let hello = unhex("818537fa213d7f9f4d5158");
    let opened = |edit: &dyn Fn(&mut Tap)| {
        let mut tap = Visit::at(40_000, 0).tap();
        edit(&mut tap);
        both(&capture(&[&tap]))
    };
    let mut both_ways = |rule: &str, raised: BTreeSet<String>, spared: BTreeSet<String>| {
        matrix.case(&format!("built {rule}"), Some(rule), None, raised);
        matrix.case(&format!("built near {rule}"), None, Some(rule), spared);
    };
    let lossy = opened(&|tap| {
        tap.send(20, Side::Client, &hello, 0);
        tap.send(30, Side::Client, &hello, 0);
        tap.send(40, Side::Client, &hello, 0);
        tap.lose(tap.packets().len() - 2);
        tap.end(50, Side::Client, false);
    });
    let late = opened(&|tap| {
        tap.send(20, Side::Client, &hello, 0);
        tap.send(30, Side::Client, &hello, 0);
        tap.swap_newest();
        tap.send(40, Side::Client, &hello, 0);
    });
    both_ways("capture-gap", lossy.clone(), late.clone());
    both_ways("frame-guess", lossy, late);
    let again = |differs: bool| {
        opened(&|tap| {
            tap.send(20, Side::Client, &hello, 0);
            let mut copy = hello.clone();
            copy[10] ^= u8::from(differs);
            tap.resend(300, Side::Client, &copy);
            tap.send(400, Side::Client, &hello, 0);
        })
    };
    both_ways("tcp-overlap-differs", again(true), again(false));
    let midstream = |from: usize| {
        let mut tap = Visit::at(40_000, 0).tap();
        for millis in [20, 30, 40] {
            tap.send(millis, Side::Client, &hello, 0);
            tap.send(millis + 1, Side::Server, &unhex("810548656c6c6f"), 0);
        }
        (0..from).for_each(|_| tap.lose(0));
        both(&capture(&[&tap]))
    };
    both_ways("capture-midstream", midstream(5), midstream(3));
    let host = |port: u16| {
        let mut tap = Tap::open_to(40_000, port);
        tap.send(0, Side::Client, REQUEST.replace(":8080", "").as_bytes(), 0);
        both(&capture(&[&tap]))
    };
    both_ways("uri-default-port", host(80), host(8080));
    // What the client calls the server in TLS is known to the caller alone.
    let named = |name: &str| {
        let found = check_host(&Head::request(REQUEST.as_bytes()), REQUEST.as_bytes(), 443, Some(name));
        found.iter().map(|one| one.rule.name().to_owned()).collect()
    };
    both_ways("req-host-mismatch", named("other.example.com"), named("SERVER.example.com"));
    let inflated = |len: usize| {
        let mut deflater = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![0; 1 << 20];
        (0..len >> 20).for_each(|_| deflater.write_all(&zeros).expect("to memory"));
        deflater.flush().expect("to memory");
        let compressed = deflater.get_ref();
        let message = &compressed[..compressed.len() - 4];
        let mut frame = vec![0xC2, 127];
        frame.extend_from_slice(&(message.len() as u64).to_be_bytes());
        frame.extend_from_slice(message);
        let mut writer = Ndjson::new(Lines::ALL, Payload::None, Lang::En);
        let mut pasted = Pasted::frames("permessage-deflate", &mut writer);
        pasted.step(Side::Server, Stamp::default(), inspect::Step::Bytes(&frame), &mut writer);
        pasted.finish(Stamp::default(), &mut writer);
        both(&crate::decoded::parse(writer.written()))
    };
    both_ways("limit-inflate", inflated(16 << 20), inflated(8 << 20));
}

/// Vectors that other tests run, which see to it that each finds exactly its rules: their word is taken.
#[derive(Deserialize)]
struct Elsewhere {
    #[serde(default)]
    vector: Vec<Claimed>,
}

#[derive(Deserialize)]
struct Claimed {
    id: String,
    #[serde(default)]
    rules: BTreeSet<String>,
    #[serde(default)]
    notes: BTreeSet<String>,
}

/// The vectors of files that are not run here.
fn elsewhere(matrix: &mut Matrix) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    for path in fs::read_dir(folder).expect("tests/vectors").flatten().map(|entry| entry.path()) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if ["frames", "handshake", "streams", "conversations", "lookalikes"].contains(&name.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap_or_default();
        let Ok(file) = toml::from_str::<Elsewhere>(&text) else { continue };
        // Each differs in one thing from one in which nothing is wrong: that one is near to all of them.
        let legal = file.vector.iter().find(|vector| vector.rules.is_empty() && vector.notes.is_empty());
        for vector in &file.vector {
            let found: BTreeSet<String> = vector.rules.iter().chain(&vector.notes).cloned().collect();
            for rule in &found {
                let near = legal.map(|legal| legal.id.clone());
                near.map(|near| matrix.spared.entry(rule.clone()).or_insert(near));
            }
            matrix.case(&vector.id, None, None, found);
        }
    }
}

/// Rules that other tests try, both ways, and those tests: they have to name them.
const ELSEWHERE: &[(&str, &[&str])] = &[
    (include_str!("contract.rs"), &["capture-damaged"]),
    (
        include_str!("http2.rs"),
        &[
            "h2-setting-revoked",
            "h2-scheme-path-missing",
            "h3-unknown-protocol-501",
            "capture-fields-lost",
            "limit-tunnels",
        ],
    ),
    (
        include_str!("tls.rs"),
        &[
            "plaintext-ws",
            "tls-alert",
            "tls-all-inside-tunnel",
            "tls-before-handshake",
            "tls-no-handshake",
            "tls-no-keys",
            "tls-old-version",
            "tls-record-unread",
            "tls-renegotiated",
            "tls-sni-missing",
            "tls-suite-closed",
            "tls-wrong-keys",
        ],
    ),
    (
        include_str!("../hostile/cases.rs"),
        &[
            "limit-early",
            "limit-flows",
            "limit-fragments",
            "limit-head",
            "limit-held",
            "limit-message-frames",
            "limit-waiting",
        ],
    ),
    (include_str!("har.rs"), &["har-no-frames", "har-left-out"]),
];

/// Whether another test tries a rule; that test names it.
fn is_tried_elsewhere(rule: RuleId) -> bool {
    let mut files = ELSEWHERE.iter().filter(|(_, rules)| rules.contains(&rule.name()));
    files.any(|(text, _)| text.contains(rule.name()) || text.contains(&format!("{rule:?}")))
}

#[test]
fn every_rule_is_raised_and_every_rule_is_spared() {
    let mut matrix = Matrix::default();
    for (id, found) in all_vectors() {
        matrix.found(found, &id);
    }
    written(&mut matrix);
    elsewhere(&mut matrix);
    neighbours(&mut matrix);
    captures(&mut matrix);
    let mut wrong = std::mem::take(&mut matrix.wrong);
    for row in RULES.iter().filter(|row| row.rule.is_checked()) {
        if is_tried_elsewhere(row.rule) {
            // A row that says more than is so would hide the next one.
            let both = matrix.raised.contains_key(row.id) && matrix.spared.contains_key(row.id);
            if both {
                wrong.push(format!("{}: it is tried here, and need not be named as tried elsewhere", row.id));
            }
            continue;
        }
        if !matrix.raised.contains_key(row.id) {
            wrong.push(format!("{}: nothing raises it", row.id));
        }
        // A topic is no violation that a lookalike could come near to.
        if row.kind == Kind::Finding && !matrix.spared.contains_key(row.id) {
            wrong.push(format!("{}: nothing that is near to it spares it", row.id));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
