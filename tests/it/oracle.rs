//! Captures whose truth is known from elsewhere: what the endpoints themselves recorded (where that folder is there), and
//! the frame lists that were made with the project's own captures.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use ws101::export::Payload;

use crate::decoded::{Decoded, decode, shipped};

/// How a capture relates to its truth file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// All of it is in the file.
    Whole,
    /// The file holds a part: nothing is invented, and of so many frames at least are found.
    Part(usize),
}

fn relation(name: &str) -> Relation {
    match name.split_once('-').map_or(name, |(id, _)| id) {
        // Four packets are missing; the frames in them are, too.
        "d19" => Relation::Part(415),
        // Cut in the middle of a block, garbage in the middle, a record of 2 GB.
        "d21" => Relation::Part(284),
        "d23" => Relation::Part(212),
        "d25" => Relation::Part(3),
        // Every packet is cut at 96 bytes.
        "f04" => Relation::Part(424),
        // One direction only.
        "f05" => Relation::Part(273),
        // It began after both handshakes.
        "n24" => Relation::Part(140),
        _ => Relation::Whole,
    }
}

/// Whether a capture needs what is not compared here: TLS, tunnels.
fn is_beyond(name: &str, truth: &Value) -> bool {
    // Two handshakes on one connection: there the second is read as frames, here it is unread after a warning.
    if name == "websocket_invalid_handshakes.pcap" {
        return true;
    }
    let transports = truth["connections"].as_array().into_iter().flatten();
    transports.into_iter().any(|connection| !is_opened(&string(&connection["transport"])))
}

/// Whether a transport of the truth is read: TCP, HTTP/2, or TLS with its key log beside the capture or in it.
fn is_opened(transport: &str) -> bool {
    ["tcp", "h2c", "h2"].contains(&transport) || transport.starts_with("TLS")
}

/// One frame as both sides of the comparison say it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Frame {
    offset: u64,
    fin: bool,
    rsv: u64,
    opcode: u64,
    masked: bool,
    key: String,
    len: u64,
    header_len: u64,
    sha1: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Message {
    is_text: bool,
    frames: Vec<usize>,
    len: u64,
    sha1: String,
    utf8: Option<bool>,
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// The frames that the truth has for a direction, and which of them may be missing on the wire.
fn true_frames(connection: &Value, direction: &str) -> (Vec<Frame>, Vec<bool>) {
    let base = number(&connection["ws_offset"][direction]);
    let list = connection["frames"][direction].as_array().cloned().unwrap_or_default();
    let frames = list.iter().map(|frame| Frame {
        offset: number(&frame["off"]) - base,
        fin: frame["fin"] == 1,
        rsv: number(&frame["rsv"]),
        opcode: number(&frame["op"]),
        masked: frame["masked"] == true,
        key: string(&frame["key"]),
        len: number(&frame["len"]),
        header_len: number(&frame["hlen"]),
        sha1: (frame["truncated"] != true).then(|| string(&frame["sha1"])),
    });
    (frames.collect(), list.iter().map(|frame| frame["maybe_not_on_wire"] == true).collect())
}

fn true_messages(connection: &Value, direction: &str) -> Vec<Message> {
    let list = connection["messages"][direction].as_array().cloned().unwrap_or_default();
    let whole = list.iter().filter(|message| message.get("sha1").is_some());
    whole
        .map(|message| Message {
            is_text: message["op"] == 1,
            frames: message["frames"].as_array().into_iter().flatten().map(|n| number(n) as usize).collect(),
            len: number(&message["len"]),
            sha1: string(&message["sha1"]),
            utf8: message["utf8"].as_bool(),
        })
        .collect()
}

/// What was read of a direction: frames (with their numbers), and whole messages whose frames count in the direction.
fn read_direction(decoded: &Decoded, id: u64, from: &str) -> (Vec<Frame>, Vec<Message>, Vec<Value>) {
    let lines: Vec<&Value> = decoded.of("frame", id).filter(|line| line["from"] == from).collect();
    let at: BTreeMap<u64, usize> =
        lines.iter().enumerate().map(|(at, line)| (number(&line["n"]), at)).collect();
    let frames = lines.iter().map(|line| Frame {
        offset: number(&line["offset"]),
        fin: line["fin"] == true,
        rsv: number(&line["rsv"]),
        opcode: number(&line["opcode"]),
        masked: line["masked"] == true,
        key: string(&line["key"]),
        len: number(&line["payload_len"]),
        header_len: number(&line["header_len"]),
        sha1: line["payload_sha1"].as_str().map(str::to_owned),
    });
    let messages = decoded.of("message", id).filter(|line| line["from"] == from && line["complete"] == true);
    let messages = messages.map(|line| Message {
        is_text: line["kind"] == "text",
        frames: line["frames"].as_array().into_iter().flatten().map(|n| at[&number(n)]).collect(),
        len: number(&line["len"]),
        sha1: string(&line["sha1"]),
        utf8: line["utf8_ok"].as_bool(),
    });
    (frames.collect(), messages.collect(), lines.into_iter().cloned().collect())
}

/// Compares one capture with its truth; gives how many frames and messages were found.
struct Comparison<'c> {
    name: &'c str,
    decoded: &'c Decoded,
    relation: Relation,
    wrong: Vec<String>,
    frames: usize,
    messages: usize,
}

impl Comparison<'_> {
    fn wrong(&mut self, what: impl std::fmt::Display) {
        let name = self.name;
        self.wrong.push(format!("{name}: {what}"));
    }

    fn captures(&mut self, truth: &Value) {
        // The same two endpoints may meet several times: they are told apart by their order.
        let mut met: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut used = 0;
        for connection in truth["connections"].as_array().into_iter().flatten() {
            let ends = (string(&connection["client"]), string(&connection["server"]));
            let endpoint = |end: &Value| format!("{}|{}", string(&end["ip"]), end["port"]);
            let port = |end: &str| end.rsplit('|').next().map(str::to_owned);
            let all: Vec<&Value> = self.decoded.of_type("connection").collect();
            let mut mine = all.clone();
            mine.retain(|line| (endpoint(&line["client"]), endpoint(&line["server"])) == ends);
            if mine.is_empty() {
                // Inside a tunnel the truth has the tunnel's addresses.
                mine = all;
                mine.retain(|line| {
                    let ports = (line["client"]["port"].to_string(), line["server"]["port"].to_string());
                    (Some(ports.0), Some(ports.1)) == (port(&ends.0), port(&ends.1))
                });
            }
            let upgraded = connection["upgraded"] == true;
            let nth = met.entry(ends.clone()).or_default();
            let line = mine.get(*nth).copied().cloned();
            match (line, upgraded) {
                (Some(line), true) => {
                    *nth += 1;
                    used += 1;
                    self.connection(connection, &line);
                }
                (Some(line), false) => {
                    // A refusal, or plain HTTP that asked for something else.
                    let id = number(&line["id"]);
                    let opened = self.decoded.of("negotiated", id).any(|line| line["outcome"] == "open");
                    if opened {
                        self.wrong(format_args!("{ends:?} is said to be open"));
                    }
                    *nth += 1;
                }
                // Its keys are not in the key log: that it is locked is told.
                (None, true) if self.is_locked(&ends) => {}
                (None, true) => self.wrong(format_args!("no connection {ends:?}")),
                (None, false) => {}
            }
        }
        // What began before the capture did is no connection of the truth.
        let midstream: usize = self
            .decoded
            .of_type("connection")
            .filter(|line| line["start"] == "midstream" && self.relation == Relation::Whole)
            .map(|line| self.decoded.of("frame", number(&line["id"])).count())
            .sum();
        let frames = self.decoded.of_type("frame").count() - midstream;
        let known = self.frames;
        if frames != known {
            self.wrong(format_args!("{frames} frames were told, {known} belong to known connections"));
        }
        if used == 0 && matches!(self.relation, Relation::Part(1..)) {
            self.wrong("no connection was compared");
        }
        if let Relation::Part(least) = self.relation
            && known < least
        {
            self.wrong(format_args!("only {known} frames, due at least {least}"));
        }
    }

    fn is_locked(&self, ends: &(String, String)) -> bool {
        let ends = [&ends.0, &ends.1].map(|end| end.replace('|', ":"));
        let mut notes = self.decoded.of_type("finding").filter(|line| line["rule"] == "tls-no-keys");
        notes.any(|line| string(&line["text"]).contains(&format!("{} → {}", ends[0], ends[1])))
    }

    fn connection(&mut self, truth: &Value, line: &Value) {
        let id = number(&line["id"]);
        if self.relation == Relation::Whole {
            self.handshake(truth, id);
        }
        for (direction, from) in [("c2s", "client"), ("s2c", "server")] {
            let (due, optional) = true_frames(truth, direction);
            let (frames, messages, lines) = read_direction(self.decoded, id, from);
            self.frames += frames.len();
            self.messages += messages.len();
            let due_messages = true_messages(truth, direction);
            if self.relation == Relation::Whole {
                self.frames(id, from, &due, &optional, &frames, truth);
                self.messages(id, from, &due_messages, &messages);
            } else {
                self.nothing_invented(id, from, &due, &due_messages, &frames, &messages, &lines);
            }
        }
    }

    fn handshake(&mut self, truth: &Value, id: u64) {
        let response = self.decoded.of("response", id).next().cloned().unwrap_or_default();
        let negotiated = self.decoded.of("negotiated", id).next().cloned().unwrap_or_default();
        // Over HTTP/2 the truth names the subprotocol only among the fields of the answer.
        let fields = truth["http"][0]["h2_response_headers"].as_array().into_iter().flatten();
        let field = fields.into_iter().find(|field| field[0] == "sec-websocket-protocol");
        let subprotocol = field.map_or(&truth["subprotocol"], |field| &field[1]);
        for (mine, due, what) in [
            (&response["accept_ok"], &truth["accept_ok"], "accept_ok"),
            (&response["accept_expected"], &truth["accept_expected"], "accept_expected"),
            (&negotiated["subprotocol"], subprotocol, "subprotocol"),
        ] {
            if mine != due {
                self.wrong(format_args!("#{id} {what} is {mine}, due {due}"));
            }
        }
        match (&negotiated["permessage_deflate"], &truth["permessage_deflate"]) {
            (Value::Null, Value::Null) => {}
            (Value::Object(mine), Value::Object(due)) => {
                for side in ["client", "server"] {
                    let (reset, bits) =
                        (format!("{side}_no_context_takeover"), format!("{side}_max_window_bits"));
                    let due_bits = match due.get(&bits) {
                        Some(Value::Number(bits)) => bits.as_u64(),
                        Some(Value::String(bits)) => bits.parse().ok(),
                        _ => None,
                    };
                    if mine[&reset] != due.contains_key(&reset) || mine[&bits] != due_bits.unwrap_or(15) {
                        self.wrong(format_args!("#{id} permessage_deflate {mine:?}, due {due:?}"));
                    }
                }
            }
            (mine, due) => self.wrong(format_args!("#{id} permessage_deflate {mine}, due {due}")),
        }
        for (direction, from) in [("c2s", "client"), ("s2c", "server")] {
            let due = &truth["close"][direction];
            let mine = self.decoded.of("frame", id).find(|line| line["from"] == from && line["opcode"] == 8);
            let mine = mine.filter(|line| line["complete"] == true);
            let code = mine.map_or(Value::Null, |line| line["close_code"].clone());
            let reason = mine.map_or(String::new(), |line| string(&line["close_reason"]));
            let due_reason = string(&due["reason"]);
            // A reason that is no text is given in hex there; one too long for a control frame is kept in part here.
            let is_comparable = due.get("reason").is_some();
            let same = reason == due_reason || due_reason.len() > 123 && due_reason.starts_with(&reason);
            if due.is_object() && (code != due["code"] || is_comparable && !same) {
                self.wrong(format_args!("#{id} Close of the {from} is {code} {reason:?}, due {due}"));
            }
        }
    }

    fn frames(
        &mut self,
        id: u64,
        from: &str,
        due: &[Frame],
        optional: &[bool],
        mine: &[Frame],
        truth: &Value,
    ) {
        let mut mine = mine.to_vec();
        // Bytes that are no whole header make no frame there; here they are a frame without a payload.
        let leftover = truth["leftover"][if from == "client" { "c2s" } else { "s2c" }].as_u64().is_some();
        if leftover && mine.len() == due.len() + 1 {
            mine.pop();
        }
        let due: Vec<&Frame> = due
            .iter()
            .enumerate()
            .filter(|(at, frame)| !optional.get(*at).copied().unwrap_or(false) || mine.contains(frame))
            .map(|(_, frame)| frame)
            .collect();
        if mine.len() != due.len() {
            self.wrong(format_args!("#{id} {} frames of the {from}, due {}", mine.len(), due.len()));
        }
        if let Some((mine, due)) = mine.iter().zip(due).find(|(mine, due)| mine != due) {
            self.wrong(format_args!("#{id} of the {from} {mine:?}, due {due:?}"));
        }
    }

    fn messages(&mut self, id: u64, from: &str, due: &[Message], mine: &[Message]) {
        if mine.len() != due.len() {
            self.wrong(format_args!("#{id} {} messages of the {from}, due {}", mine.len(), due.len()));
        }
        let same = |mine: &Message, due: &Message| {
            let utf8 = !due.is_text || mine.utf8 == due.utf8;
            utf8 && Message { utf8: None, ..mine.clone() } == Message { utf8: None, ..due.clone() }
        };
        if let Some((mine, due)) = mine.iter().zip(due).find(|(mine, due)| !same(mine, due)) {
            self.wrong(format_args!("#{id} of the {from} {mine:?}, due {due:?}"));
        }
    }

    /// Every frame and message is one of the truth's, in their order; what is cut agrees in its header.
    #[expect(clippy::too_many_arguments, reason = "two lists of each kind")]
    fn nothing_invented(
        &mut self,
        id: u64,
        from: &str,
        due: &[Frame],
        due_messages: &[Message],
        mine: &[Frame],
        messages: &[Message],
        lines: &[Value],
    ) {
        let mut rest = due.iter();
        for (frame, line) in mine.iter().zip(lines) {
            let is_whole = line["complete"] == true;
            let same = |other: &&Frame| {
                (Frame { offset: 0, sha1: None, ..(*other).clone() })
                    == Frame { offset: 0, sha1: None, ..frame.clone() }
                    && (!is_whole || frame.sha1 == other.sha1)
            };
            if rest.find(same).is_none() {
                self.wrong(format_args!("#{id} the {from} never sent {frame:?}"));
                return;
            }
        }
        let mut rest = due_messages.iter();
        for message in messages {
            if !rest
                .any(|due| (due.is_text, due.len, &due.sha1) == (message.is_text, message.len, &message.sha1))
            {
                self.wrong(format_args!("#{id} the {from} never sent {message:?}"));
                return;
            }
        }
    }
}

/// Captures with a truth file beside them.
fn pairs(folder: &Path, into: &mut Vec<(PathBuf, PathBuf)>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            pairs(&path, into);
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_capture =
            [".pcap", ".pcapng", ".pcap.gz", ".pcapng.gz", ".pcapng.zst", ".pcapng.lz4", ".pcap.lz4"]
                .iter()
                .any(|end| name.ends_with(end));
        let stem = name.split('.').next().unwrap_or_default();
        let truth = [format!("{name}.truth.json"), format!("{stem}.truth.json")];
        let truth = truth.iter().map(|truth| path.with_file_name(truth)).find(|truth| truth.is_file());
        if let Some(truth) = truth.filter(|_| is_capture) {
            into.push((path, truth));
        }
    }
}

#[test]
fn captures_agree_with_what_their_endpoints_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures");
    if !folder.is_dir() {
        eprintln!("skipped: the folder of captures with ground truth is not here");
        return;
    }
    let mut files = Vec::new();
    pairs(&folder, &mut files);
    let (mut wrong, mut compared, mut beyond) = (Vec::new(), 0, 0);
    let (mut frames, mut messages) = (0, 0);
    for (path, truth) in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let truth: Value = serde_json::from_slice(&fs::read(truth).expect("a truth file")).expect("JSON");
        if is_beyond(&name, &truth) {
            beyond += 1;
            continue;
        }
        let decoded = decode(path, Payload::Sha1).expect("a capture");
        let relation = relation(&name);
        let mut comparison = Comparison {
            name: &name,
            decoded: &decoded,
            relation,
            wrong: Vec::new(),
            frames: 0,
            messages: 0,
        };
        comparison.captures(&truth);
        if relation == Relation::Whole {
            let summary = &decoded.summary;
            if summary.explained != summary.stream_bytes || summary.gaps != 0 {
                comparison.wrong(format_args!(
                    "{} of {} bytes explained, {} missing",
                    summary.explained, summary.stream_bytes, summary.gaps
                ));
            }
            if decoded.damages != 0 {
                comparison.wrong("it is said to be damaged");
            }
        }
        frames += comparison.frames;
        messages += comparison.messages;
        compared += 1;
        wrong.append(&mut comparison.wrong);
    }
    eprintln!(
        "{compared} captures compared ({frames} frames, {messages} messages), {beyond} need what is not read yet"
    );
    assert!(compared >= 40, "captures are compared");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// One line of a frame list: direction, opcode, length, FIN, RSV1, MASK, first and last packet.
type Listed = (String, u64, u64, bool, bool, bool, u64, u64);

/// The frames of each connection in a frame list, by the client's port.
fn listed(text: &str) -> BTreeMap<u64, Vec<Listed>> {
    let mut connections: BTreeMap<u64, Vec<Listed>> = BTreeMap::new();
    let mut port = 0;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("connection from client port ") {
            port = rest.split(' ').next().and_then(|port| port.parse().ok()).expect("a port");
            connections.entry(port).or_default();
        }
        let Some((head, tail)) = line.split_once(" pkt ") else { continue };
        let words: Vec<&str> = head.split_whitespace().collect();
        let opcode = ["cont", "text", "binary", "", "", "", "", "", "close", "ping", "pong"]
            .iter()
            .position(|name| *name == words[1]);
        let Some(opcode) = opcode else { continue };
        let len = words[2].strip_prefix("len=").and_then(|len| len.parse().ok()).expect("a length");
        let packets = tail.split(' ').next().unwrap_or_default().split([',', '.']);
        let packets: Vec<u64> = packets.filter_map(|packet| packet.parse().ok()).collect();
        let from = if words[0] == "c2s" { "client" } else { "server" };
        let has = |flag: &str| words.contains(&flag);
        connections.entry(port).or_default().push((
            from.to_owned(),
            opcode as u64,
            len,
            has("FIN"),
            has("RSV1"),
            has("MASK"),
            packets[0],
            packets[packets.len() - 1],
        ));
    }
    connections
}

/// The captures whose frames are inside TLS: the script that lists frames does not open it.
const SEALED: [&str; 2] = ["wss", "http2"];

#[test]
fn shipped_captures_agree_with_their_frame_lists() {
    let mut wrong = Vec::new();
    for path in shipped() {
        let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let list = path.with_file_name("record").join("logs").join(format!("{id}.frames.txt"));
        if SEALED.contains(&id.as_str()) {
            assert!(!list.exists(), "{id} has a frame list after all");
            continue;
        }
        let text = fs::read_to_string(&list).expect("a frame list");
        let decoded = decode(&path, Payload::Sha1).expect("a capture");
        let summary = &decoded.summary;
        if summary.explained != summary.stream_bytes || summary.gaps != 0 || decoded.damages != 0 {
            wrong.push(format!("{id}: {summary:?}"));
        }
        for (port, mut due) in listed(&text) {
            let line = decoded.of_type("connection").find(|line| line["client"]["port"] == port);
            let Some(line) = line else {
                if !due.is_empty() {
                    wrong.push(format!("{id}: no connection from port {port}"));
                }
                continue;
            };
            let mut mine: Vec<Listed> = decoded
                .of("frame", number(&line["id"]))
                .map(|line| {
                    (
                        string(&line["from"]),
                        number(&line["opcode"]),
                        number(&line["payload_len"]),
                        line["fin"] == true,
                        number(&line["rsv"]) & 4 != 0,
                        line["masked"] == true,
                        number(&line["packets"][0]),
                        number(&line["packets"][1]),
                    )
                })
                .collect();
            mine.sort_by_key(|frame| (frame.0.clone(), frame.6));
            due.sort_by_key(|frame| (frame.0.clone(), frame.6));
            if mine != due {
                let first = mine.iter().zip(&due).find(|(mine, due)| mine != due);
                wrong.push(format!("{id} port {port}: {} frames, due {}: {first:?}", mine.len(), due.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
