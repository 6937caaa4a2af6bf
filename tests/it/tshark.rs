//! tshark as a second opinion: its frames, texts, heads and packet numbers are ours, capture by capture. Where it is known
//! to be wrong, it is held to be so, with the reason, and our own answer is compared with what the endpoints recorded.
//!
//! Where tshark is not installed, the test says so and passes; `.ci/run` installs it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;
use ws101::export::Payload;

use crate::decoded::{Decoded, decode, shipped};

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Aspect {
    /// Which TCP connections carry a WebSocket or ask for one.
    Connections,
    /// Direction, FIN, RSV, opcode, MASK and length of every whole frame.
    Frames,
    /// The packet that completes each frame.
    Packets,
    /// The texts of text messages.
    Texts,
    /// Requests and responses of opening handshakes with all their fields.
    Heads,
}
use Aspect::{Connections, Frames, Heads, Packets, Texts};

/// What holds our answer where tshark's is wrong.
enum Due {
    /// The truth file: every frame and every text message.
    Truth,
    /// So many frames and texts; `oracle` compares each with the truth file.
    Counts(usize, usize),
    /// These texts, in the order of connections, client before server.
    Texts(&'static [&'static str]),
}

/// Where tshark is not right, and why.
struct Exception {
    file: &'static str,
    aspects: &'static [Aspect],
    due: Due,
    reason: &'static str,
}

const FRAGMENTS: &str = "The payloads of fragments are joined per pair of addresses, without port or direction, and the \
                         flag that says compressed is that of the newest frame: fragmented compressed messages come out \
                         raw, and both directions of loopback in one.";
const ORDER: &str = "Bytes that came out of order count as of a later packet: tshark waits for what it has, and the packet \
                     that filled the hole is not the one that it names.";
const TAKEOVER: &str = "tshark 4.0 keeps one setting of context takeover for both sides: with one of two off it inflates \
                        the other side wrongly.";
const HTTP_2: &str = "tshark 4.0 reads no WebSocket in HTTP/2, and a newer one only those whose every frame sits in one DATA frame.";

const EXCEPTIONS: &[Exception] = &[
    Exception {
        file: "deflate.pcapng",
        aspects: &[Texts],
        due: Due::Texts(&[
            "WebSocket WebSocket WebSocket: 압축은 반복을 좋아합니다.",
            "WebSocket WebSocket WebSocket: 압축은 반복을 좋아합니다.",
            "{\"room\":\"3반\",\"from\":\"민지\",\"text\":\"안녕하세요! 오늘 수업은 WebSocket입니다.\",\"unread\":0}",
            "{\"room\":\"3반\",\"from\":\"서준\",\"text\":\"안녕하세요! 오늘 수업은 WebSocket입니다.\",\"unread\":0}",
            "",
            "this one is not compressed",
            "WebSocket WebSocket WebSocket: 압축은 반복을 좋아합니다.",
            "WebSocket WebSocket WebSocket: 압축은 반복을 좋아합니다.",
            "WebSocket WebSocket WebSocket: 압축은 반복을 좋아합니다.",
            "{\"room\":\"3반\",\"from\":\"민지\",\"text\":\"안녕하세요! 오늘 수업은 WebSocket입니다.\",\"unread\":0}",
            "{\"room\":\"3반\",\"from\":\"서준\",\"text\":\"안녕하세요! 오늘 수업은 WebSocket입니다.\",\"unread\":0}",
            "",
            "this one is not compressed",
            "WebSocket WebSocket WebSocket: 압축은 반복을 좋아합니다.",
        ]),
        reason: FRAGMENTS,
    },
    Exception {
        file: "python-websockets.pcapng",
        aspects: &[Texts],
        due: Due::Texts(&[
            "안녕하세요, Python입니다.",
            "count to three",
            "한 메시지, 세 조각",
            "안녕하세요, Python입니다.",
            "하나, 둘, 셋",
            "한 메시지, 세 조각",
            "안녕하세요, Python입니다.",
            "count to three",
            "한 메시지, 세 조각",
            "안녕하세요, Python입니다.",
            "하나, 둘, 셋",
            "한 메시지, 세 조각",
        ]),
        reason: "Payload code runs for frames that have a payload only: a message that ends in an empty frame, as every \
                 streamed one of Python's websockets does, is never shown, or glued to the next. Fragments that are \
                 compressed come out raw.",
    },
    Exception { file: "n10-fragmented.pcapng", aspects: &[Texts], due: Due::Truth, reason: FRAGMENTS },
    Exception { file: "n18-tiny-mss.pcapng", aspects: &[Texts], due: Due::Truth, reason: FRAGMENTS },
    Exception { file: "p01-websockets.pcapng", aspects: &[Texts], due: Due::Truth, reason: FRAGMENTS },
    Exception { file: "p03-aiohttp.pcapng", aspects: &[Texts], due: Due::Truth, reason: FRAGMENTS },
    Exception {
        file: "websocket-compressed-fragmented.pcapng.gz",
        aspects: &[Texts],
        due: Due::Truth,
        reason: FRAGMENTS,
    },
    Exception {
        file: "n06-deflate-client-no-takeover.pcapng",
        aspects: &[Texts],
        due: Due::Truth,
        reason: TAKEOVER,
    },
    Exception {
        file: "websocket-compressed-server-only.pcap",
        aspects: &[Texts],
        due: Due::Truth,
        reason: TAKEOVER,
    },
    Exception {
        file: "d08-extra-blocks.pcapng",
        aspects: &[Packets],
        due: Due::Truth,
        reason: "tshark counts pcapng blocks that hold no packet as packets.",
    },
    Exception {
        file: "d19-capture-lost-packets.pcap",
        aspects: &[Frames, Texts],
        due: Due::Counts(420, 170),
        reason: "With reassemble_out_of_order everything behind the first hole of a direction is lost. Frames behind a hole \
                 are found again here, and what cannot be inflated for certain is not shown.",
    },
    Exception {
        file: "d23-garbage-in-middle.pcapng",
        aspects: &[Frames, Texts],
        due: Due::Counts(423, 311),
        reason: "tshark stops at the damaged block; here the next whole one is found.",
    },
    Exception {
        file: "e01-errors-vs-ws.pcapng",
        aspects: &[Connections, Frames, Texts],
        due: Due::Truth,
        reason: "No rule is checked and every 101 counts: frames are read behind a wrong upgrade, a length of 2^63 bytes is \
                 cut to 32 bits, invalid UTF-8 is shown as text, frames sent with the GET are not found, and a handshake \
                 in very small segments is lost.",
    },
    Exception {
        file: "f05-one-direction.pcapng",
        aspects: &[Connections],
        due: Due::Counts(273, 242),
        reason: "Without the request tshark 4.0 does not know what a 101 answers.",
    },
    Exception { file: "http2.pcapng", aspects: &[Connections], due: Due::Counts(12, 6), reason: HTTP_2 },
    Exception { file: "h-h2c.pcapng", aspects: &[Connections], due: Due::Truth, reason: HTTP_2 },
    Exception {
        file: "n24-midstream.pcapng",
        aspects: &[Connections],
        due: Due::Counts(140, 0),
        reason: "Without a handshake tshark looks for no frames.",
    },
    Exception {
        file: "l01-lossy-middle-two-interfaces.pcapng",
        aspects: &[Packets, Texts],
        due: Due::Truth,
        reason: ORDER,
    },
    Exception {
        file: "l02-reorder-dup-client-side.pcapng",
        aspects: &[Packets, Texts],
        due: Due::Truth,
        reason: ORDER,
    },
    Exception {
        file: "l04-corrupt-server-side.pcapng",
        aspects: &[Packets, Texts],
        due: Due::Truth,
        reason: "The first copy of a byte wins, even if its checksum is wrong and a good one follows.",
    },
    Exception {
        file: "x04-http-connect.pcapng",
        aspects: &[Frames, Texts, Heads],
        due: Due::Truth,
        reason: "tshark 4.0 looks for nothing inside a CONNECT tunnel.",
    },
];

/// The captures of the oracle folder that are compared: every container, link layer, library and kind of damage once.
const SHARED: [&str; 44] = [
    "own/a01-socketio-upgrade.pcapng",
    "own/a05-mqtt-over-ws.pcapng",
    "own/a07-sockjs.pcapng",
    "own/c01-chromium-ws.pcapng",
    "own/d03-kuznetzov.pcap",
    "own/d06-multi-section.pcapng",
    "own/d08-extra-blocks.pcapng",
    "own/d11-null-loopback.pcap",
    "own/d14-vlan-qinq.pcap",
    "own/d16-padded-trailers.pcap",
    "own/d18-every-packet-twice.pcap",
    "own/d19-capture-lost-packets.pcap",
    "own/d23-garbage-in-middle.pcapng",
    "own/d30-zst.pcapng.zst",
    "own/d31-gre.pcap",
    "own/d35-mpls.pcap",
    "own/d36-ipv4-fragments.pcap",
    "own/e01-errors-vs-ws.pcapng",
    "own/f02-sll2.pcap",
    "own/f05-one-direction.pcapng",
    "own/l01-lossy-middle-two-interfaces.pcapng",
    "own/l02-reorder-dup-client-side.pcapng",
    "own/l04-corrupt-server-side.pcapng",
    "own/n06-deflate-client-no-takeover.pcapng",
    "own/n10-fragmented.pcapng",
    "own/n15-many-conns.pcapng",
    "own/n16-ipv6.pcapng",
    "own/n22-port-reuse.pcapng",
    "own/n24-midstream.pcapng",
    "own/p01-websockets.pcapng",
    "own/s-tcp-tfo.pcapng",
    "own/c02-chromium-wss.pcapng",
    "own/h-h2c.pcapng",
    "own/s-tls-keyupdate.pcapng",
    "own/t01-tls13-dsb.pcapng",
    "own/t03-tls13-chacha.pcapng",
    "own/t05-tls13-hrr.pcapng",
    "own/t10-tls12-cbc-sha1-rsa.pcapng",
    "own/t12-tls12-cbc-no-etm.pcapng",
    "own/t16-tls12-resume-ticket.pcapng",
    "own/t23-tls13-partial-keylog.pcapng",
    "own/x01-nginx.pcapng",
    "own/x04-http-connect.pcapng",
    "third-party/wireshark/websocket-compressed-server-only.pcap",
];

/// FIN, RSV, opcode, MASK, length.
type Shape = (bool, u64, u64, bool, u64);

/// One WebSocket connection, or an attempt at one, as either of the two sees it.
#[derive(Debug, Default)]
struct Seen {
    /// The frames of client and server, each with the packet that completes it.
    frames: [Vec<(Shape, u64)>; 2],
    /// The texts of client and server.
    texts: [Vec<String>; 2],
    /// Start line and fields of each head.
    heads: Vec<Vec<String>>,
    is_upgrade: bool,
}

/// By both ports, smaller first; connections of the same ports in their order.
type Connected = BTreeMap<[u64; 2], Vec<Seen>>;

/// The fields that tshark is asked for, in this order.
const FIELDS: [&str; 17] = [
    "frame.number",
    "tcp.stream",
    "tcp.srcport",
    "tcp.dstport",
    "websocket.fin",
    "websocket.rsv",
    "websocket.opcode",
    "websocket.mask",
    "websocket.payload_length",
    "websocket.payload_length_ext_16",
    "websocket.payload_length_ext_64",
    "websocket.payload.text",
    "http.request.method",
    "http.request.uri",
    "http.response.code",
    "http.request.line",
    "http.response.line",
];

/// Between several values of a field in one packet.
const BETWEEN: char = '\u{1f}';

/// Major and minor version, where tshark is installed.
fn version() -> Option<(u64, u64)> {
    let output = Command::new("tshark").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let words = text.lines().next()?.split_whitespace();
    let mut numbers = words.filter_map(|word| {
        let mut parts = word.split('.').map(str::parse::<u64>);
        Some((parts.next()?.ok()?, parts.next()?.ok()?))
    });
    numbers.next()
}

/// Runs tshark with the preferences that make it most right. JSON and PDML are not asked for: they are not always
/// well-formed, and long texts are cut in them.
fn dissect(path: &Path) -> Result<Connected, String> {
    let mut command = Command::new("tshark");
    command.args([
        "-n",
        "-o",
        "tcp.reassemble_out_of_order:TRUE",
        // TLS may come on a port that is called another protocol's.
        "-o",
        "tcp.try_heuristic_first:TRUE",
        "-Y",
        "websocket or http",
        "-T",
        "fields",
        "-r",
    ]);
    command.arg(path).args(["-E", "separator=/t", "-E", &format!("aggregator={BETWEEN}")]);
    if let Some(keys) = key_log(path) {
        command.args(["-o", &format!("tls.keylog_file:{}", keys.display())]);
    }
    for field in FIELDS {
        command.args(["-e", field]);
    }
    let output = command.output().map_err(|error| error.to_string())?;
    let mut streams: BTreeMap<u64, ([u64; 2], Seen)> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).split('\n').filter(|line| !line.is_empty()) {
        let values: Vec<Vec<&str>> = line
            .split('\t')
            .map(|value| if value.is_empty() { Vec::new() } else { value.split(BETWEEN).collect() })
            .collect();
        if values.len() != FIELDS.len() {
            return Err(format!("{} fields in {line:?}", values.len()));
        }
        packet(&values, &mut streams).ok_or_else(|| format!("cannot read {line:?}"))?;
    }
    let mut connected = Connected::new();
    for (ports, seen) in streams.into_values() {
        if seen.is_upgrade || seen.frames.iter().any(|frames| !frames.is_empty()) {
            connected.entry(sorted(ports)).or_default().push(seen);
        }
    }
    Ok(connected)
}

fn sorted(mut ports: [u64; 2]) -> [u64; 2] {
    ports.sort_unstable();
    ports
}

/// Takes what tshark says of one packet.
fn packet(values: &[Vec<&str>], streams: &mut BTreeMap<u64, ([u64; 2], Seen)>) -> Option<()> {
    let [
        number,
        stream,
        from,
        to,
        fin,
        rsv,
        opcode,
        mask,
        len,
        len_16,
        len_64,
        texts,
        method,
        uri,
        code,
        request,
        response,
    ] = values
    else {
        return None;
    };
    // In a tunnel there are several headers: the innermost counts.
    let last = |values: &[&str]| values.last()?.parse::<u64>().ok();
    let (Some(stream), Some(from), Some(to)) = (last(stream), last(from), last(to)) else { return Some(()) };
    // The first packet that tshark calls HTTP or WebSocket comes from the client, or its answer tells.
    let is_response = !code.is_empty();
    let ends = if is_response { [to, from] } else { [from, to] };
    let (ports, seen) = streams.entry(stream).or_insert_with(|| (ends, Seen::default()));
    let side = usize::from(ports[0] != from);
    let (mut len_16, mut len_64) = (len_16.iter(), len_64.iter());
    for at in 0..opcode.len() {
        let len = match len.get(at)?.parse().ok()? {
            126 => len_16.next()?.parse().ok()?,
            127 => len_64.next()?.parse().ok()?,
            len => len,
        };
        let rsv = u64::from_str_radix(rsv.get(at)?.trim_start_matches("0x"), 16).ok()?;
        let shape = (is_set(fin.get(at)?), rsv, opcode.get(at)?.parse().ok()?, is_set(mask.get(at)?), len);
        seen.frames[side].push((shape, number.first()?.parse().ok()?));
    }
    seen.texts[side].extend(texts.iter().map(|text| (*text).to_owned()));
    let fields = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| field(line.replace("\\r", "").replace("\\n", "").as_str()))
            .collect::<Vec<_>>()
    };
    if let (Some(method), Some(uri)) = (method.first(), uri.first()) {
        let head = [vec![format!("{method} {uri}")], fields(request)].concat();
        seen.is_upgrade |= head.iter().any(|field| field.starts_with("sec-websocket-"));
        seen.heads.push(head);
    }
    if let Some(code) = code.first() {
        seen.heads.push([vec![(*code).to_owned()], fields(response)].concat());
    }
    Some(())
}

fn is_set(value: &str) -> bool {
    matches!(value, "1" | "True")
}

/// A field with its name in small letters and no blanks around its value.
fn field(line: &str) -> String {
    let (name, value) = line.split_once(':').unwrap_or((line, ""));
    format!("{}: {}", name.trim().to_ascii_lowercase(), value.trim())
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

fn shape(line: &Value) -> Shape {
    (
        line["fin"] == true,
        number(&line["rsv"]),
        number(&line["opcode"]),
        line["masked"] == true,
        number(&line["payload_len"]),
    )
}

/// What we see, in the same form. Frames and messages that are cut are not in it: tshark does not show them.
fn decoded(capture: &Decoded) -> Connected {
    let mut connected = Connected::new();
    for line in capture.of_type("connection") {
        let id = number(&line["id"]);
        let mut seen = Seen::default();
        for (side, from) in [(0, "client"), (1, "server")] {
            let whole = |line: &&Value| line["from"] == from && line["complete"] == true;
            let frames = capture.of("frame", id).filter(whole);
            seen.frames[side] = frames.map(|line| (shape(line), number(&line["packets"][1]))).collect();
            let texts = capture.of("message", id).filter(whole).filter(|line| line["kind"] == "text");
            seen.texts[side] = texts.map(|line| string(&line["text"])).collect();
        }
        for kind in ["request", "response"] {
            for head in capture.of(kind, id) {
                let start = match kind {
                    "request" => format!("{} {}", string(&head["method"]), string(&head["target"])),
                    _ => head["status"].to_string(),
                };
                let fields = head["headers"].as_array().into_iter().flatten();
                let fields = fields.map(|pair| field(&format!("{}:{}", string(&pair[0]), string(&pair[1]))));
                seen.heads.push([vec![start], fields.collect()].concat());
            }
        }
        let ports = sorted([number(&line["client"]["port"]), number(&line["server"]["port"])]);
        connected.entry(ports).or_default().push(seen);
    }
    connected
}

/// The texts that tshark writes as they are: what has a control character, a backslash or no bytes is written otherwise.
fn plain(texts: &[String]) -> Vec<&str> {
    let is_plain =
        |text: &&str| !text.is_empty() && !text.contains('\\') && !text.chars().any(char::is_control);
    texts.iter().map(String::as_str).filter(is_plain).collect()
}

/// Where the two differ.
#[derive(Default)]
struct Differences(BTreeMap<Aspect, String>, [usize; 3]);

impl Differences {
    fn add(&mut self, aspect: Aspect, what: impl fmt::Display) {
        self.0.entry(aspect).or_insert_with(|| what.to_string());
    }

    fn of(mine: &Connected, theirs: &Connected) -> Self {
        let mut differences = Self::default();
        let count = |connected: &Connected| connected.values().map(Vec::len).sum::<usize>();
        if count(mine) != count(theirs) {
            differences.add(Connections, format_args!("{} here, {} there", count(mine), count(theirs)));
        }
        for (ports, mine) in mine {
            let theirs = theirs.get(ports).map(Vec::as_slice).unwrap_or_default();
            for (nth, mine) in mine.iter().enumerate() {
                match theirs.get(nth) {
                    Some(theirs) => differences.connection(*ports, mine, theirs),
                    None => differences.add(Connections, format_args!("{ports:?} is not there")),
                }
            }
        }
        differences
    }

    fn connection(&mut self, ports: [u64; 2], mine: &Seen, theirs: &Seen) {
        for side in [0, 1] {
            let (here, there) = (&mine.frames[side], &theirs.frames[side]);
            self.1[0] += here.len();
            let shapes = |frames: &[(Shape, u64)]| frames.iter().map(|frame| frame.0).collect::<Vec<_>>();
            let first = here.iter().zip(there).find(|(here, there)| here != there);
            if shapes(here) != shapes(there) {
                self.add(
                    Frames,
                    format_args!("{ports:?} {} here, {} there: {first:?}", here.len(), there.len()),
                );
            } else if first.is_some() {
                self.add(Packets, format_args!("{ports:?} {first:?}"));
            }
            let (here, there) = (plain(&mine.texts[side]), plain(&theirs.texts[side]));
            self.1[1] += here.len();
            if here != there {
                let first = here.iter().zip(&there).find(|(here, there)| here != there);
                self.add(
                    Texts,
                    format_args!("{ports:?} {} here, {} there: {first:?}", here.len(), there.len()),
                );
            }
        }
        for head in &mine.heads {
            self.1[2] += 1;
            if !theirs.heads.contains(head) {
                self.add(Heads, format_args!("{ports:?} {head:?} is none of {:?}", theirs.heads));
            }
        }
    }
}

/// The truth file of a capture.
fn truth(path: &Path) -> Option<Value> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let stem = name.split('.').next()?;
    let files = [format!("{name}.truth.json"), format!("{stem}.truth.json")];
    let text = files.iter().find_map(|file| std::fs::read(path.with_file_name(file)).ok())?;
    serde_json::from_slice(&text).ok()
}

/// The key log of a capture.
fn key_log(path: &Path) -> Option<PathBuf> {
    let keys = path.with_extension("keylog");
    keys.is_file().then_some(keys)
}

/// Holds our answer to what is due where tshark's is wrong; gives what is wrong with it.
fn hold(path: &Path, due: &Due, capture: &Decoded) -> Option<String> {
    let mine = decoded(capture);
    let all = || mine.values().flatten();
    let frames: usize = all().flat_map(|seen| &seen.frames).map(Vec::len).sum();
    let texts: Vec<&String> = all().flat_map(|seen| &seen.texts).flatten().collect();
    match due {
        Due::Texts(due) => (texts != *due).then(|| format!("texts are {texts:?}")),
        Due::Counts(least, least_texts) => (frames < *least || texts.len() < *least_texts)
            .then(|| format!("{frames} frames, {} texts", texts.len())),
        Due::Truth => {
            let Some(truth) = truth(path) else { return Some("there is no truth file".to_owned()) };
            let (mut due_frames, mut due_texts) = (Vec::new(), Vec::new());
            for connection in truth["connections"].as_array().into_iter().flatten() {
                for way in ["c2s", "s2c"] {
                    let list = |what: &str| connection[what][way].as_array().into_iter().flatten();
                    due_frames.extend(list("frames").filter(|frame| is_in_file(frame)).map(|frame| {
                        let flag = |key: &str| frame[key] == 1 || frame[key] == true;
                        (
                            flag("fin"),
                            number(&frame["rsv"]),
                            number(&frame["op"]),
                            flag("masked"),
                            number(&frame["len"]),
                        )
                    }));
                    let texts =
                        list("messages").filter(|message| message["op"] == 1 && message["utf8"] != false);
                    due_texts.extend(texts.filter_map(|message| message["sha1"].as_str()));
                }
            }
            let mut my_frames: Vec<Shape> =
                all().flat_map(|seen| &seen.frames).flatten().map(|frame| frame.0).collect();
            let messages =
                capture.of_type("message").filter(|line| line["kind"] == "text" && line["complete"] == true);
            let messages = messages.filter(|line| line["utf8_ok"] != false);
            let mut my_texts: Vec<&str> = messages.filter_map(|line| line["sha1"].as_str()).collect();
            my_frames.sort_unstable();
            due_frames.sort_unstable();
            my_texts.sort_unstable();
            due_texts.sort_unstable();
            (my_frames != due_frames || my_texts != due_texts).then(|| {
                let counts = (my_frames.len(), due_frames.len(), my_texts.len(), due_texts.len());
                format!("frames, due, texts, due: {counts:?}")
            })
        }
    }
}

/// Whether a frame of the truth is whole and certainly in the capture.
fn is_in_file(frame: &Value) -> bool {
    frame["truncated"] != true && frame["maybe_not_on_wire"] != true
}

/// Compares one capture; gives what is wrong, and what was compared.
fn compare(path: &Path, version: (u64, u64)) -> (Vec<String>, [usize; 3]) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let capture = match decode(path, Payload::Full) {
        Ok(capture) => capture,
        Err(error) => return (vec![format!("{name}: {error:?}")], [0; 3]),
    };
    let theirs = match dissect(path) {
        Ok(theirs) => theirs,
        Err(error) => return (vec![format!("{name}: tshark: {error}")], [0; 3]),
    };
    let differences = Differences::of(&decoded(&capture), &theirs);
    let exception = EXCEPTIONS.iter().find(|exception| exception.file == name);
    let expected = exception.map(|exception| exception.aspects).unwrap_or_default();
    let mut wrong: Vec<String> = differences
        .0
        .iter()
        .filter(|(aspect, _)| !expected.contains(aspect))
        .map(|(aspect, what)| format!("{name}: {aspect:?}: {what}"))
        .collect();
    if let Some(exception) = exception {
        let stale = exception.aspects.iter().find(|aspect| !differences.0.contains_key(aspect));
        if let Some(aspect) = stale.filter(|_| version == (4, 0)) {
            let reason = exception.reason;
            wrong.push(format!("{name}: {aspect:?} agree, and yet it is said: {reason}"));
        }
        wrong.extend(
            hold(path, &exception.due, &capture).map(|what| format!("{name}: ours is not due: {what}")),
        );
    }
    (wrong, differences.1)
}

#[test]
fn tshark_sees_the_same_where_it_is_right() {
    let Some(version) = version() else {
        eprintln!("skipped: tshark is not installed");
        return;
    };
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures");
    let others = SHARED.iter().map(|file| shared.join(file)).filter(|path| path.is_file());
    let files: Vec<PathBuf> = shipped().into_iter().chain(others).collect();
    let (next, wrong, compared) = (AtomicUsize::new(0), Mutex::new(Vec::new()), Mutex::new([0; 3]));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (found, counts) = compare(path, version);
                    wrong.lock().expect("no panic").extend(found);
                    let mut compared = compared.lock().expect("no panic");
                    for (sum, count) in compared.iter_mut().zip(counts) {
                        *sum += count;
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().expect("no panic");
    wrong.sort();
    let [frames, texts, heads] = compared.into_inner().expect("no panic");
    eprintln!(
        "tshark {}.{}: {} captures, {frames} frames, {texts} texts, {heads} heads compared",
        version.0,
        version.1,
        files.len()
    );
    assert!(frames >= 600 && texts >= 400 && heads >= 100, "captures are compared");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
