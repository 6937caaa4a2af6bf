//! The vectors of frames, streams and conversations: what has to be found is found, and nothing more, however the bytes
//! arrive.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use sha1::{Digest as _, Sha1};
use ws101::base::{Both, Lang, Side, Stamp};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::{self, Inspector, Pasted};

use crate::synth::Tap;

#[derive(Deserialize)]
struct Vectors<T> {
    vector: Vec<T>,
}

/// Every vector by its name, with what is found in it.
pub(crate) fn all_vectors() -> Vec<(String, BTreeSet<String>)> {
    let streams = two_way(include_str!("../vectors/streams.toml"), 20);
    let conversations = two_way(include_str!("../vectors/conversations.toml"), 9);
    let two_way = streams.iter().chain(&conversations);
    let two_way = two_way.map(|vector| (vector.id.clone(), read_steps(vector, false)));
    let frames = one_way();
    let one_way = frames.iter().map(|vector| {
        let bytes = vector.bytes();
        (vector.id.clone(), read(vector, &mut std::iter::once(&bytes[..])).1)
    });
    let found = |lines: &[Value]| rules_of(lines, false).into_iter().chain(rules_of(lines, true)).collect();
    let lines = two_way.chain(one_way).map(|(id, lines)| (id, found(&lines)));
    lines.chain(crate::handshake::found_in_vectors()).collect()
}

/// Bytes of one direction.
#[derive(Deserialize)]
struct OneWay {
    id: String,
    from: String,
    ext: String,
    end: String,
    hex: Option<String>,
    parts: Option<Vec<Part>>,
    frames: Vec<DueFrame>,
    messages: Vec<DueMessage>,
    close: Option<DueClose>,
    rules: BTreeSet<String>,
    notes: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Once { hex: String },
    Repeated { repeat: String, count: usize },
}

#[derive(Deserialize)]
struct DueFrame {
    fin: u8,
    rsv: u8,
    opcode: u8,
    masked: u8,
    key: String,
    form: u8,
    len: Option<u64>,
    len_hex: Option<String>,
    payload: Option<String>,
    payload_sha1: Option<String>,
}

#[derive(Deserialize)]
struct DueMessage {
    r#type: String,
    text: Option<String>,
    hex: Option<String>,
    sha1: Option<String>,
    len: Option<u64>,
}

#[derive(Deserialize)]
struct DueClose {
    code: u16,
    reason: String,
}

/// Both directions in steps.
#[derive(Deserialize)]
struct TwoWay {
    id: String,
    ext: Option<String>,
    steps: Vec<TwoStep>,
    rules: BTreeSet<String>,
    notes: BTreeSet<String>,
}

#[derive(Deserialize)]
pub(crate) struct TwoStep {
    t: i64,
    from: String,
    hex: Option<String>,
    event: Option<String>,
    #[serde(default)]
    in_flight: bool,
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "{text}");
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn side(name: &str) -> Side {
    match name {
        "client" => Side::Client,
        "server" => Side::Server,
        other => panic!("{other} is no side"),
    }
}

impl OneWay {
    fn bytes(&self) -> Vec<u8> {
        match (&self.hex, &self.parts) {
            (Some(hex), None) => unhex(hex),
            (None, Some(parts)) => parts
                .iter()
                .flat_map(|part| match part {
                    Part::Once { hex } => unhex(hex),
                    Part::Repeated { repeat, count } => unhex(repeat).repeat(*count),
                })
                .collect(),
            _ => panic!("{}: either hex or parts", self.id),
        }
    }
}

fn one_way() -> Vec<OneWay> {
    let vectors: Vectors<OneWay> =
        toml::from_str(include_str!("../vectors/frames.toml")).expect("frames.toml");
    assert!(vectors.vector.len() >= 106);
    vectors.vector
}

fn two_way(text: &str, least: usize) -> Vec<TwoWay> {
    let vectors: Vectors<TwoWay> = toml::from_str(text).expect("vectors");
    assert!(vectors.vector.len() >= least);
    vectors.vector
}

fn lines(writer: &Ndjson) -> Vec<Value> {
    crate::decoded::parse(writer.written())
}

fn of_type<'l>(lines: &'l [Value], name: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == name).collect()
}

/// The rules found: errors and warnings, or notes.
pub(crate) fn rules_of(lines: &[Value], notes: bool) -> BTreeSet<String> {
    of_type(lines, "finding")
        .into_iter()
        .filter(|line| (line["severity"] == "note") == notes)
        .map(|line| line["rule"].as_str().expect("an id").to_owned())
        .collect()
}

/// Reads bytes of one direction in pieces; gives the lines before the end, and all.
fn read(vector: &OneWay, pieces: &mut dyn Iterator<Item = &[u8]>) -> (Vec<Value>, Vec<Value>) {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
    let mut pasted = Pasted::frames(&vector.ext, &mut writer);
    let side = side(&vector.from);
    for piece in pieces {
        pasted.step(side, Stamp::default(), inspect::Step::Bytes(piece), &mut writer);
    }
    let before = lines(&writer);
    if vector.end == "fin" {
        pasted.step(side, Stamp::default(), inspect::Step::Fin, &mut writer);
    }
    let summary = pasted.finish(Stamp::default(), &mut writer);
    let lines = lines(&writer);
    assert_eq!(summary.frames, of_type(&lines, "frame").len() as u64, "{}", vector.id);
    (before, lines)
}

fn check_frames(vector: &OneWay, lines: &[Value], wrong: &mut Vec<String>) {
    let mut told = of_type(lines, "frame");
    // What has not come whole is listed by the vectors only where its length is the point.
    if vector.frames.iter().all(|due| due.len_hex.is_none()) {
        told.retain(|line| line["complete"] == true);
    }
    if told.len() != vector.frames.len() {
        wrong.push(format!("{}: {} frames, due {}", vector.id, told.len(), vector.frames.len()));
        return;
    }
    for (line, due) in told.iter().zip(&vector.frames) {
        let len = due.len.unwrap_or_else(|| {
            u64::from_str_radix(due.len_hex.as_deref().expect("len or len_hex"), 16).expect("hex")
        });
        let sha1 = match (&due.payload, &due.payload_sha1) {
            (Some(payload), _) => Some(hex(Sha1::digest(unhex(payload)))),
            (None, sha1) => sha1.clone(),
        };
        let right = line["fin"] == (due.fin == 1)
            && line["rsv"] == due.rsv
            && line["opcode"] == due.opcode
            && line["masked"] == (due.masked == 1)
            && line["key"].as_str().unwrap_or_default() == due.key
            && line["length_form"] == due.form
            && line["payload_len"] == len
            && line["payload_sha1"].as_str().map(str::to_owned) == sha1;
        if !right {
            wrong.push(format!("{}: frame {line}", vector.id));
        }
    }
}

fn check_messages(vector: &OneWay, lines: &[Value], wrong: &mut Vec<String>) {
    let told: Vec<&Value> =
        of_type(lines, "message").into_iter().filter(|line| line["complete"] == true).collect();
    if told.len() != vector.messages.len() {
        wrong.push(format!("{}: messages {told:?}, due {}", vector.id, vector.messages.len()));
        return;
    }
    for (line, due) in told.iter().zip(&vector.messages) {
        let bytes = match (&due.text, &due.hex) {
            (Some(text), _) => Some(text.as_bytes().to_vec()),
            (None, Some(hex)) => Some(unhex(hex)),
            (None, None) => None,
        };
        let sha1 = bytes.as_ref().map(|bytes| hex(Sha1::digest(bytes))).or_else(|| due.sha1.clone());
        let len = bytes.map(|bytes| bytes.len() as u64).or(due.len);
        let right = line["kind"] == due.r#type
            && line["sha1"].as_str().map(str::to_owned) == sha1
            && line["len"].as_u64() == len
            && (due.text.is_none() || line["text"].as_str() == due.text.as_deref());
        if !right {
            wrong.push(format!("{}: message {line}", vector.id));
        }
    }
}

#[test]
fn every_frame_vector_finds_exactly_its_rules() {
    let mut wrong = Vec::new();
    for vector in one_way() {
        let bytes = vector.bytes();
        let (before, lines) = read(&vector, &mut std::iter::once(&bytes[..]));
        let (found, notes) = (rules_of(&lines, false), rules_of(&lines, true));
        if found != vector.rules || !vector.notes.is_subset(&notes) {
            wrong.push(format!(
                "{}: {found:?} {notes:?}, due {:?} {:?}",
                vector.id, vector.rules, vector.notes
            ));
        }
        check_frames(&vector, &lines, &mut wrong);
        check_messages(&vector, &lines, &mut wrong);
        if let Some(due) = &vector.close {
            let end = of_type(&lines, "close").pop().cloned().unwrap_or_default();
            let reason = end["reason"].as_str().unwrap_or_default();
            if end["observed_code"] != due.code || reason != due.reason {
                wrong.push(format!("{}: {end}, due {} {:?}", vector.id, due.code, due.reason));
            }
        }
        let (_, bytewise) = read(&vector, &mut bytes.chunks(1));
        if bytewise != lines {
            let differs = lines.iter().zip(&bytewise).find(|(whole, single)| whole != single);
            wrong.push(format!(
                "{}: byte by byte {differs:?} ({} and {} lines)",
                vector.id,
                lines.len(),
                bytewise.len()
            ));
        }
        if vector.end == "open" {
            let tail = [0x00, 0x81, 0x7F, 0xFF, 0x42];
            let (long, _) = read(&vector, &mut [&bytes[..], &tail].into_iter());
            let (joined, _) = read(&vector, &mut std::iter::once(&[&bytes[..], &tail].concat()[..]));
            for (how, with_tail) in [("after", long), ("with", joined)] {
                if !with_tail.starts_with(&before) {
                    wrong.push(format!("{}: a tail {how} it changed what was found before", vector.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Both directions without packets.
fn read_steps(vector: &TwoWay, bytewise: bool) -> Vec<Value> {
    play(vector.ext.as_deref(), &vector.steps, bytewise)
}

/// What steps come to: from the handshake on, or behind one that accepted `ext`.
pub(crate) fn play(ext: Option<&str>, steps: &[TwoStep], bytewise: bool) -> Vec<Value> {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::En);
    let mut pasted = match ext {
        Some(ext) => Pasted::frames(ext, &mut writer),
        None => Pasted::handshake(&writer),
    };
    let mut now = Stamp::default();
    for step in steps {
        let side = side(&step.from);
        now = Stamp::from_nanos(step.t * 1_000_000);
        match step.event.as_deref() {
            None => {
                let bytes = unhex(step.hex.as_deref().expect("bytes or an event"));
                for piece in bytes.chunks(if bytewise { 1 } else { bytes.len() }) {
                    let step = if step.in_flight {
                        inspect::Step::InFlight(piece)
                    } else {
                        inspect::Step::Bytes(piece)
                    };
                    pasted.step(side, now, step, &mut writer);
                }
            }
            Some("fin") => pasted.step(side, now, inspect::Step::Fin, &mut writer),
            Some("rst") => pasted.step(side, now, inspect::Step::Rst, &mut writer),
            Some("end") => {}
            Some(other) => panic!("{other} is no event"),
        }
    }
    pasted.finish(now, &mut writer);
    lines(&writer)
}

fn check_rules(vector: &TwoWay, lines: &[Value], how: &str, wrong: &mut Vec<String>) {
    let (found, notes) = (rules_of(lines, false), rules_of(lines, true));
    if found != vector.rules || !vector.notes.is_subset(&notes) {
        wrong.push(format!(
            "{} {how}: {found:?} {notes:?}, due {:?} {:?}",
            vector.id, vector.rules, vector.notes
        ));
    }
}

#[test]
fn every_conversation_finds_exactly_its_rules() {
    let mut wrong = Vec::new();
    let streams = two_way(include_str!("../vectors/streams.toml"), 20);
    let conversations = two_way(include_str!("../vectors/conversations.toml"), 9);
    for vector in streams.iter().chain(&conversations) {
        for bytewise in [false, true] {
            let how = if bytewise { "byte by byte" } else { "whole" };
            check_rules(vector, &read_steps(vector, bytewise), how, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The same as packets of a capture, from the first SYN.
fn read_packets(vector: &TwoWay, bytewise: bool) -> Vec<Value> {
    let mut tap = Tap::open(50_000);
    if let Some(ext) = &vector.ext {
        let (request, response) = opening(ext);
        tap.send(0, Side::Client, request.as_bytes(), 0);
        tap.send(0, Side::Server, response.as_bytes(), 0);
    }
    let mut unseen = Both { client: 0, server: 0 };
    for step in &vector.steps {
        let side = side(&step.from);
        match step.event.as_deref() {
            None => {
                let bytes = unhex(step.hex.as_deref().expect("bytes or an event"));
                let late = if step.in_flight { unseen[side.other()] } else { 0 };
                for piece in bytes.chunks(if bytewise { 1 } else { bytes.len() }) {
                    tap.send(step.t, side, piece, late);
                }
                unseen[side] = bytes.len() as u32;
            }
            Some("end") => tap.wait_until(step.t),
            Some(event) => tap.end(step.t, side, event == "rst"),
        }
    }
    let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::En);
    let mut inspector = Inspector::new();
    for (record, bytes) in tap.packets() {
        inspector.record(record, bytes, &mut writer);
    }
    inspector.finish(&mut writer);
    lines(&writer)
}

/// An opening handshake in which nothing is wrong.
fn opening(ext: &str) -> (String, String) {
    let line = if ext.is_empty() { String::new() } else { format!("Sec-WebSocket-Extensions: {ext}\r\n") };
    let request = format!(
        "GET /chat HTTP/1.1\r\nHost: server.example.com:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: tpqSdIvDtF0bH6IIcH6I8w==\r\nSec-WebSocket-Version: 13\r\n{line}\r\n"
    );
    let response = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: Q9WyjIWICK2alBc080SI4kKAqNM=\r\n{line}\r\n"
    );
    (request, response)
}

#[test]
fn every_conversation_finds_its_rules_in_packets_too() {
    let mut wrong = Vec::new();
    let conversations = two_way(include_str!("../vectors/conversations.toml"), 9);
    let streams = two_way(include_str!("../vectors/streams.toml"), 20);
    for vector in conversations.iter().chain(&streams) {
        for bytewise in [false, true] {
            let how = if bytewise { "a byte a packet" } else { "in packets" };
            check_rules(vector, &read_packets(vector, bytewise), how, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
