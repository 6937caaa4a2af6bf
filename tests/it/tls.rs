//! TLS from packets to messages: every kind of protection, keys that come late or not at all, packets that are
//! missing, bytes that should not be there, and what stays visible where nothing opens.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use ws101::base::{Lang, Record, Side, Source, Span};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::{Carries, Inspector};
use ws101::io;
use ws101::rules::RuleId;
use ws101::trace::{LockReason, Message, Trace, Transport};
use ws101::wire::capture::{Event, TLS_KEY_LOG};

use crate::decoded;
use crate::synth::Tap;

/// One conversation of `tests/vectors/tls.toml`.
#[derive(Deserialize)]
struct Vector {
    name: String,
    version: String,
    keylog: String,
    flights: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Vectors {
    tls: Vec<Vector>,
}

fn vectors() -> Vec<Vector> {
    toml::from_str::<Vectors>(include_str!("../vectors/tls.toml")).expect("vectors").tls
}

/// Conversations whose handshakes are not the plain one.
fn handshakes() -> Vec<Vector> {
    toml::from_str::<Vectors>(include_str!("../vectors/tls-handshakes.toml")).expect("vectors").tls
}

fn vector(name: &str) -> Vector {
    vectors().into_iter().find(|vector| vector.name == name).expect("a vector")
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("hex"));
    digits.map(|pair| u8::from_str_radix(pair, 16).expect("hex")).collect()
}

fn side(from: &str) -> Side {
    if from == "client" { Side::Client } else { Side::Server }
}

type Packets = Vec<(Record, Vec<u8>)>;

/// The packets of a conversation whose segments hold so many bytes at most.
fn packets(vector: &Vector, segment_bytes: usize) -> Packets {
    let mut tap = Tap::open(40_000);
    for (at, (from, bytes)) in vector.flights.iter().enumerate() {
        for piece in unhex(bytes).chunks(segment_bytes) {
            tap.send(10 * (1 + at as i64), side(from), piece, 0);
        }
    }
    tap.end(500, Side::Client, false);
    tap.end(501, Side::Server, false);
    tap.packets().to_vec()
}

/// The packets as a file has them, so that bytes can be looked at again.
fn file(packets: &Packets) -> Arc<Vec<u8>> {
    let mut file = Vec::new();
    for (record, bytes) in packets {
        file.resize(file.len().max(record.offset as usize + bytes.len()), 0);
        file[record.offset as usize..][..bytes.len()].copy_from_slice(bytes);
    }
    Arc::new(file)
}

/// What a trace is made of; `keys` are given before the packet of that number.
fn trace(packets: &Packets, keys: &[(u32, &str)]) -> (Trace, Arc<Vec<u8>>) {
    let file = file(packets);
    let source: Arc<dyn Source> = Arc::<Vec<u8>>::clone(&file);
    let mut inspector = Inspector::new().with_source(source);
    let mut trace = Trace::default();
    let mut keys = keys.iter().peekable();
    for (record, bytes) in packets {
        while let Some((_, log)) = keys.next_if(|(before, _)| *before <= record.number) {
            inspector.secrets(log.as_bytes());
        }
        inspector.record(record, bytes, &mut trace);
    }
    for (_, log) in keys {
        inspector.secrets(log.as_bytes());
    }
    inspector.finish(&mut trace);
    (trace, file)
}

fn rules(trace: &Trace) -> Vec<&'static str> {
    trace.findings().iter().map(|finding| finding.rule.row().id).collect()
}

/// The messages of the first connection: who sent what.
fn messages(trace: &Trace, source: &dyn Source) -> Vec<(Side, String)> {
    let connection = trace.connection(0).expect("a connection");
    let all: Vec<Message> = (0..connection.message_count()).filter_map(|n| connection.message(n)).collect();
    let text = |message: &Message| connection.message_bytes(source, message).bytes;
    all.iter().map(|message| (message.from, String::from_utf8_lossy(&text(message)).into_owned())).collect()
}

fn hellos() -> Vec<(Side, String)> {
    vec![(Side::Client, "Hello".to_owned()), (Side::Server, "Hello".to_owned())]
}

#[test]
fn every_kind_of_protection_is_read_however_its_bytes_arrive() {
    let mut opened = 0;
    for vector in vectors() {
        let name = &vector.name;
        for segment_bytes in [1400, 1, 7] {
            let packets = packets(&vector, segment_bytes);
            let (trace, file) = trace(&packets, &[(0, &vector.keylog)]);
            if vector.version == "TLSv1" {
                // RFC 8996: withdrawn. It is named, and left closed.
                assert_eq!(trace.locked()[0].reason, LockReason::OldVersion);
                assert_eq!(trace.locked()[0].tls.version.map(|version| version.name()), Some("TLS 1.0"));
                assert!(trace.connections().is_empty() && rules(&trace) == ["tls-old-version"]);
                continue;
            }
            assert_eq!(messages(&trace, &*file), hellos(), "{name} by {segment_bytes}");
            assert!(trace.locked().is_empty());
            let connection = trace.connection(0).expect("a connection");
            assert_eq!(connection.transport, Transport::Tls);
            let tls = connection.tls.as_ref().expect("what TLS agreed on");
            assert!(name.starts_with(tls.suite_name().expect("a suite").as_str()), "{name}");
            assert_eq!(
                tls.version.map(|version| version.name().replace(' ', "v")),
                Some(vector.version.clone())
            );
            assert_eq!(tls.alpn.as_deref(), Some("http/1.1"));
            assert!(!tls.resumed && !tls.early_data && !tls.retried);
            assert_eq!((connection.close_notify.client, connection.close_notify.server), (true, true));
            // The derived stream can be read again, from the ciphertext, at any place.
            for from in Side::BOTH {
                let end = connection.streams[from].end;
                let whole = connection.stream_bytes(&*file, from, Span::new(0, end));
                assert!(whole.holes.is_empty() && !whole.cut, "{name}");
                let some = connection.stream_bytes(&*file, from, Span::new(3, end - 2));
                assert!(some.holes.is_empty() && !some.cut, "{name}");
                assert_eq!(some.bytes, whole.bytes[3..end as usize - 2], "{name}");
                let records: Vec<_> = connection.records_in(from, Span::new(0, end)).collect();
                assert_eq!(records.len(), 2, "{name}: a head and a frame");
                assert!(records.iter().all(|record| record.content_type == 23));
            }
            opened += 1;
        }
    }
    assert_eq!(opened, 25 * 3);
}

#[test]
fn retries_updates_early_data_and_renegotiation_are_followed() {
    let mut seen = Vec::new();
    for vector in handshakes() {
        let (_, what) = vector.name.split_once(' ').expect("what is odd about it");
        for segment_bytes in [1400, 1, 61] {
            let packets = packets(&vector, segment_bytes);
            let (trace, file) = trace(&packets, &[(0, &vector.keylog)]);
            assert_eq!(messages(&trace, &*file), hellos(), "{what} by {segment_bytes}");
            let connection = trace.connection(0).expect("a connection");
            let tls = connection.tls.as_ref().expect("what TLS agreed on");
            let is = |known: &str| what == known;
            assert_eq!(tls.retried, is("after a HelloRetryRequest"), "{what}");
            assert_eq!(tls.early_data, is("with early data"), "{what}");
            assert_eq!(tls.resumed, is("with early data"), "{what}");
            assert_eq!(rules(&trace).contains(&"tls-renegotiated"), is("renegotiated"), "{what}");
            assert!(!rules(&trace).contains(&"tls-record-unread"), "{what}: {:?}", rules(&trace));
            // One request, also where it was sent twice.
            assert_eq!(connection.streams.client.other_http.len(), 0, "{what}");
            let late = trace_of(&packets, &vector.keylog, packets.len() as u32 - 2);
            assert_eq!(late, hellos(), "{what}: with keys that come late");
        }
        seen.push(what.to_owned());
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

/// The messages, with the keys given before that packet.
fn trace_of(packets: &Packets, keys: &str, before: u32) -> Vec<(Side, String)> {
    let (trace, file) = trace(packets, &[(before, keys)]);
    messages(&trace, &*file)
}

#[test]
fn changed_packets_never_do_harm() {
    // A small generator of our own: the same bytes every time.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let all: Vec<Vector> = vectors().into_iter().chain(handshakes()).collect();
    for _ in 0..600 {
        let vector = &all[random(all.len())];
        let mut packets = packets(vector, 1 + random(700));
        for _ in 0..random(6) {
            let at = random(packets.len());
            match random(4) {
                0 if packets.len() > 4 => drop(packets.remove(at)),
                1 => packets.swap(at, at.saturating_sub(1)),
                _ => {
                    // Behind the TCP header, so that it stays in its stream.
                    let bytes = &mut packets[at].1;
                    let place = 40 + random(bytes.len().saturating_sub(40));
                    if let Some(byte) = bytes.get_mut(place) {
                        *byte = random(256) as u8;
                    }
                }
            }
        }
        for (at, (record, _)) in packets.iter_mut().enumerate() {
            record.number = at as u32 + 1;
        }
        let keys = if random(3) == 0 { random(packets.len()) as u32 } else { 0 };
        let (trace, file) = trace(&packets, &[(keys, &vector.keylog)]);
        for connection in
            trace.connections().iter().filter(|connection| connection.transport == Transport::Tls)
        {
            for n in 0..connection.message_count() {
                let Some(message) = connection.message(n).filter(|message| message.complete) else {
                    continue;
                };
                let text = connection.message_bytes(&*file, &message).bytes;
                assert!(
                    message.kind != ws101::trace::MessageKind::Text || text == b"Hello",
                    "{}",
                    vector.name
                );
            }
        }
    }
}

/// A capture without keys in a folder of its own, and its key log.
fn in_a_folder(log_name: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let vector = vector("TLS_AES_128_GCM_SHA256");
    let folder = tempfile::tempdir().expect("a folder");
    let capture = folder.path().join("x.pcap");
    std::fs::write(&capture, crate::synth::pcap(&packets(&vector, 1400))).expect("a capture");
    std::fs::write(folder.path().join(log_name), vector.keylog).expect("a key log");
    (folder, capture)
}

#[test]
fn key_logs_beside_a_capture_are_found() {
    for (name, expect) in [
        ("x.keylog", 2),
        ("x.keys", 2),
        ("x.pcap.keylog", 2),
        ("x.pcap.keys", 2),
        ("y.keylog", 0),
        ("x.keylog.txt", 0),
    ] {
        let (_folder, capture) = in_a_folder(name);
        let decoded = decoded::decode(&capture, Payload::Sha1).expect("a capture");
        assert_eq!(decoded.of_type("message").count(), expect, "{name}");
        assert_eq!(
            decoded.of_type("finding").any(|line| line["rule"] == "tls-no-keys"),
            expect == 0,
            "{name}"
        );
    }
    // What lies there and is no key log is nobody's fault; what is named and is none is an error.
    let (folder, capture) = in_a_folder("z.txt");
    std::fs::write(folder.path().join("x.keys"), "some other keys\n").expect("a file");
    assert!(io::open(&capture).is_ok_and(|opened| opened.key_logs.is_empty()));
    assert!(io::read_key_log(&folder.path().join("x.keys")).is_err());
    assert!(io::read_key_log(&folder.path().join("z.txt")).is_ok());
    assert!(io::read_key_log(&folder.path().join("none")).is_err());
    assert!(io::read_key_log(folder.path()).is_err());
}

#[test]
fn one_more_key_log_opens_the_capture_that_is_shown() {
    use ws101::app::{App, Command, Effect, Outside as _, Settings, words::Word};
    let (folder, capture) = in_a_folder("elsewhere.log");
    let (mut app, mut desk) = (App::new(Settings::default(), Lang::En), io::Desk::new(None, || ()));
    let mut run = |app: &mut App, effects: Vec<Effect>| {
        let mut said = Vec::new();
        let mut all = effects;
        let began = std::time::Instant::now();
        loop {
            for effect in all.drain(..) {
                match effect {
                    Effect::Say(word) => said.push(word),
                    other => desk.carry_out(other, &app.settings),
                }
            }
            for arrival in desk.arrivals() {
                all.extend(app.arrive(arrival, 0.0));
            }
            if app.loading().is_none() && all.is_empty() {
                return said;
            }
            assert!(began.elapsed().as_secs() < 20, "it never loads");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    };
    let counts = |app: &App| {
        let trace = app.document().expect("a document").read();
        (trace.connections().len(), trace.locked().len())
    };
    let effects = app.apply(Command::Open(capture), 0.0);
    assert!(run(&mut app, effects).is_empty());
    assert_eq!(counts(&app), (0, 1));
    // One that cannot be read changes nothing, and is not tried again.
    let effects = app.apply(Command::AddKeyLog(folder.path().join("none")), 0.0);
    assert_eq!(run(&mut app, effects), [Word::KeyLogNotRead]);
    assert_eq!(counts(&app), (0, 1));
    let effects = app.apply(Command::AddKeyLog(folder.path().join("elsewhere.log")), 0.0);
    assert!(run(&mut app, effects).is_empty());
    assert_eq!(counts(&app), (1, 0));
}

#[test]
fn keys_may_come_at_any_time() {
    for name in
        ["TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "TLS_AES_128_CCM_8_SHA256"]
    {
        let vector = vector(name);
        let packets = packets(&vector, 200);
        let (due, _) = trace(&packets, &[(0, &vector.keylog)]);
        let lines: Vec<&str> = vector.keylog.lines().collect();
        for before in 1..=packets.len() as u32 + 1 {
            let (all_at_once, file) = trace(&packets, &[(before, &vector.keylog)]);
            assert_eq!(messages(&all_at_once, &*file), hellos(), "{name} before {before}");
            assert_eq!(rules(&all_at_once), rules(&due), "{name} before {before}");
            // One line after the other, an unusual order included.
            let keys: Vec<(u32, &str)> =
                lines.iter().rev().enumerate().map(|(at, line)| (before + at as u32, *line)).collect();
            let (one_by_one, file) = trace(&packets, &keys);
            assert_eq!(messages(&one_by_one, &*file), hellos(), "{name} from {before} on");
        }
    }
}

#[test]
fn without_keys_what_is_visible_is_told_and_nothing_else() {
    let vector = vector("TLS_CHACHA20_POLY1305_SHA256");
    let packets = packets(&vector, 1400);
    let half: String = vector
        .keylog
        .lines()
        .filter(|line| !line.contains("TRAFFIC_SECRET_0"))
        .collect::<Vec<_>>()
        .join("\n");
    let other = vector.keylog.replacen(|c: char| c.is_ascii_digit(), "a", 400);
    let wrong: String = vector
        .keylog
        .lines()
        .map(|line| {
            line.rsplit_once(' ')
                .map_or(String::new(), |(head, secret)| format!("{head} {}\n", "5".repeat(secret.len())))
        })
        .collect();
    for (keys, reason, due) in [
        ("", LockReason::NoKeys, "tls-no-keys"),
        (half.as_str(), LockReason::NoKeys, "tls-no-keys"),
        (other.as_str(), LockReason::NoKeys, "tls-no-keys"),
        (wrong.as_str(), LockReason::WrongKeys, "tls-wrong-keys"),
    ] {
        let (trace, _) = trace(&packets, &[(0, keys)]);
        assert!(trace.connections().is_empty());
        assert_eq!(rules(&trace), [due], "{keys}");
        let [locked] = trace.locked() else { panic!("one locked flow") };
        assert_eq!((locked.reason, locked.client.port, locked.server.port), (reason, 40_000, 8080));
        assert_eq!(locked.tls.server_name.as_deref(), Some("ws.example"));
        assert_eq!(locked.tls.suite_name().as_deref(), Some("TLS_CHACHA20_POLY1305_SHA256"));
        assert_eq!(locked.packet, 4, "the ClientHello");
        let random = locked.tls.client_random_hex().expect("a client random");
        assert!(vector.keylog.contains(&random));
        // ClientHello, ChangeCipherSpec, Finished, request, frame, close_notify.
        assert_eq!(locked.sides.client.records, 6);
        let bytes =
            vector.flights.iter().filter(|(from, _)| from == "client").map(|(_, bytes)| bytes.len() / 2);
        assert_eq!(locked.sides.client.bytes, bytes.sum::<usize>() as u64);
        let first = &locked.sides.server.first;
        assert_eq!((first[0].content_type, first[1].content_type, first[2].content_type), (22, 20, 23));
        assert!(first.windows(2).all(|pair| pair[0].stamp <= pair[1].stamp));
        let text = trace.findings()[0].sentence(Lang::En);
        assert!(text.contains("SNI ws.example") && text.contains(&random), "{text}");
    }
}

#[test]
fn a_flow_without_its_hellos_stays_closed() {
    let vector = vector("TLS_AES_128_GCM_SHA256");
    let all = packets(&vector, 1400);
    for (skip, reason) in [(3..4, LockReason::NoHandshake), (0..8, LockReason::NoHandshake)] {
        let some: Packets = all
            .iter()
            .enumerate()
            .filter(|(at, _)| !skip.contains(at))
            .map(|(_, packet)| packet.clone())
            .collect();
        let (trace, _) = trace(&some, &[(0, &vector.keylog)]);
        assert!(trace.connections().is_empty() && rules(&trace) == ["tls-no-handshake"]);
        let locked: Vec<LockReason> = trace.locked().iter().map(|locked| locked.reason).collect();
        assert_eq!(locked, [reason], "without packets {skip:?}");
    }
}

#[test]
fn a_suite_that_is_not_opened_is_named() {
    let mut vector = vector("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    // ServerHello: record and message headers, version, random, session id, then the suite.
    let mut flight = unhex(&vector.flights[1].1);
    let at = 9 + 2 + 32 + 1 + usize::from(flight[43]);
    assert_eq!(flight[at..at + 2], [0xC0, 0x2B]);
    flight[at + 1] = 0x5C;
    vector.flights[1].1 = flight.iter().map(|byte| format!("{byte:02x}")).collect();
    let (trace, _) = trace(&packets(&vector, 1400), &[(0, &vector.keylog)]);
    assert_eq!(rules(&trace), ["tls-suite-closed"]);
    let suite = trace.locked()[0].tls.suite_name();
    assert_eq!(suite.as_deref(), Some("TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256"));
}

/// The packets and the key log of a capture.
fn read(path: &Path) -> (Packets, Vec<u8>) {
    let mut opened = io::open(path).expect("a capture");
    let (mut packets, mut keys) = (Vec::new(), opened.key_logs.concat());
    io::read_records(&mut opened.reader, &mut |event| {
        match event {
            Event::Packet(record, bytes) => packets.push((*record, bytes.to_vec())),
            Event::Secrets { secrets_type: TLS_KEY_LOG, body, .. } => keys.extend_from_slice(body),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    (packets, keys)
}

/// The lines that packets come to.
fn lines(packets: &Packets, keys: &[u8], ports: &[(u16, Carries)]) -> Vec<Value> {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::En);
    let mut inspector = Inspector::new();
    inspector.secrets(keys);
    for (number, carries) in ports {
        inspector.port(*number, *carries);
    }
    for (record, bytes) in packets {
        inspector.record(record, bytes, &mut writer);
    }
    inspector.finish(&mut writer);
    decoded::parse(writer.written())
}

/// Every frame that was read whole, by what cannot be made up.
fn frames(lines: &[Value]) -> BTreeSet<String> {
    let whole = lines.iter().filter(|line| line["type"] == "frame" && line["complete"] == true);
    whole
        .map(|line| format!("{} {} {} {}", line["from"], line["opcode"], line["key"], line["payload_sha1"]))
        .collect()
}

fn has(lines: &[Value], rule: &str) -> bool {
    lines.iter().any(|line| line["rule"] == rule)
}

/// The project's own capture of a conversation in TLS 1.3, its keys in the file.
fn wss() -> (Packets, Vec<u8>) {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/wss.pcapng"))
}

#[test]
fn any_packet_may_be_missing_and_nothing_is_invented() {
    let (packets, keys) = wss();
    let due = frames(&lines(&packets, &keys, &[]));
    assert!(due.len() >= 8, "{due:?}");
    let (mut kept, mut possible) = (0, 0);
    for gone in 0..packets.len() {
        for more in [1, 2] {
            let some: Packets = packets
                .iter()
                .enumerate()
                .filter(|(at, _)| !(gone..gone + more).contains(at))
                .map(|(_, p)| p.clone())
                .collect();
            let read = lines(&some, &keys, &[]);
            let mine = frames(&read);
            assert!(mine.is_subset(&due), "without {gone}: {:?}", mine.difference(&due));
            // Without a hello there are no keys; behind both, a packet costs what was in it.
            if gone >= 8 {
                assert!(
                    mine.len() + 2 * more >= due.len(),
                    "without {more} from {gone}: {} of {}",
                    mine.len(),
                    due.len()
                );
                kept += mine.len();
                possible += due.len();
            }
        }
    }
    assert!(kept * 100 > possible * 90, "{kept} of {possible}");
}

#[test]
fn a_changed_byte_costs_its_record_and_is_told() {
    let (packets, keys) = wss();
    let due = frames(&lines(&packets, &keys, &[]));
    let mut told = 0;
    for at in 8..packets.len() {
        let mut some = packets.clone();
        let Some(last) = some[at].1.last_mut() else { continue };
        *last ^= 1;
        let read = lines(&some, &keys, &[]);
        assert!(frames(&read).is_subset(&due), "packet {at}");
        told += usize::from(has(&read, "tls-record-unread"));
    }
    assert!(told > 5, "{told}");
}

#[test]
fn bytes_behind_the_handshake_that_are_no_records_are_told() {
    let vector = vector("TLS_AES_128_GCM_SHA256");
    // A frame in the clear behind the request; what follows is found again.
    let check = |clear: &[u8], expect: bool| {
        let mut tap = Tap::open(40_001);
        for (at, (from, bytes)) in vector.flights.iter().enumerate() {
            tap.send(10 * at as i64, side(from), &unhex(bytes), 0);
            if at + 4 == vector.flights.len() {
                tap.send(10 * at as i64, Side::Server, clear, 0);
            }
        }
        let (trace, file) = trace(&tap.packets().to_vec(), &[(0, &vector.keylog)]);
        assert_eq!(rules(&trace).contains(&"tls-all-inside-tunnel"), expect, "{clear:02x?}");
        assert_eq!(messages(&trace, &*file), hellos(), "{clear:02x?}");
    };
    check(&[], false);
    check(b"\x81\x05Hello", true);
    check(b"HTTP/1.1 200 OK\r\n\r\n", true);
    // An empty record of application data is legal, and not sealed: it is not taken for one.
    check(&[20, 3, 3, 0, 1, 1], false);
}

#[test]
fn a_client_hello_without_a_name_is_told_unless_the_host_is_an_address() {
    for (name, expect) in [
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 without server_name", true),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 without server_name, by address", false),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", false),
    ] {
        let vector = vector(name);
        let (trace, _) = trace(&packets(&vector, 1400), &[(0, &vector.keylog)]);
        assert_eq!(rules(&trace).contains(&"tls-sni-missing"), expect, "{name}");
        assert!(!rules(&trace).contains(&"plaintext-ws"), "{name}");
    }
}

const REQUEST: &str = "GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const RESPONSE: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

#[test]
fn clear_text_where_tls_is_due_is_told() {
    let alert: &[u8] = &[21, 3, 1, 0, 2, 2, 70];
    for (port, answer, expect) in [
        (8080, RESPONSE.as_bytes(), [false, true]),
        (443, RESPONSE.as_bytes(), [true, true]),
        (8080, alert, [true, true]),
        (8080, b"\x15 no", [false, true]),
    ] {
        let mut tap = Tap::open_to(40_002, port);
        tap.send(1, Side::Client, REQUEST.as_bytes(), 0);
        tap.send(2, Side::Server, answer, 0);
        tap.end(3, Side::Server, false);
        let (trace, _) = trace(&tap.packets().to_vec(), &[]);
        let found = ["tls-before-handshake", "plaintext-ws"].map(|rule| rules(&trace).contains(&rule));
        assert_eq!(found, expect, "port {port}, {answer:02x?}");
    }
}

#[test]
fn what_a_port_carries_can_be_said() {
    // Frames without a handshake, from the first byte on.
    let mut tap = Tap::open_to(40_003, 9000);
    tap.send(1, Side::Client, b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 0);
    tap.send(2, Side::Server, b"\x81\x05Hello", 0);
    let packets = tap.packets().to_vec();
    let told = lines(&packets, b"", &[(9000, Carries::WebSocket)]);
    assert_eq!(told.iter().filter(|line| line["type"] == "message").count(), 2);
    // A handshake on such a port is one all the same.
    let mut tap = Tap::open_to(40_003, 9000);
    tap.send(1, Side::Client, REQUEST.as_bytes(), 0);
    tap.send(2, Side::Server, RESPONSE.as_bytes(), 0);
    let told = lines(&tap.packets().to_vec(), b"", &[(9000, Carries::WebSocket)]);
    assert!(told.iter().any(|line| line["outcome"] == "open"));
    // TLS that is said to be HTTP is not looked into.
    let vector = vector("TLS_AES_128_GCM_SHA256");
    let told = lines(&self::packets(&vector, 1400), vector.keylog.as_bytes(), &[(8080, Carries::Http)]);
    assert!(told.iter().all(|line| line["type"] != "message" && line["rule"] != "tls-no-keys"));
}

#[test]
fn the_connection_line_says_what_tls_agreed_on() {
    let (packets, keys) = wss();
    let told = lines(&packets, &keys, &[]);
    let line = told.iter().find(|line| line["type"] == "connection").expect("a connection");
    assert_eq!((&line["transport"], &line["tls"]["version"]), (&"tls".into(), &"TLS 1.3".into()));
    for (key, is) in [("cipher_suite", "TLS_"), ("client_random", "")] {
        assert!(line["tls"][key].as_str().is_some_and(|value| value.starts_with(is)), "{line}");
    }
    assert_eq!(line["tls"]["resumed"], false);
    assert!(
        lines(&packets, b"", &[])
            .iter()
            .any(|line| line["rule"] == "tls-no-keys" && line["at"]["packet"] == 4)
    );
}

#[test]
fn an_alert_that_ends_the_handshake_is_told() {
    let vector = vector("TLS_AES_128_GCM_SHA256");
    for (alert, expect) in [([2_u8, 40], true), ([1, 0], false), ([1, 112], false)] {
        let mut tap = Tap::open(40_004);
        tap.send(1, Side::Client, &unhex(&vector.flights[0].1), 0);
        tap.send(2, Side::Server, &[&[21, 3, 3, 0, 2], &alert[..]].concat(), 0);
        tap.end(3, Side::Server, false);
        let (trace, _) = trace(&tap.packets().to_vec(), &[]);
        assert_eq!(rules(&trace), if expect { vec!["tls-alert"] } else { Vec::new() }, "{alert:?}");
        assert!(trace.locked().is_empty(), "nothing was sealed");
    }
    assert!(RuleId::TlsAlert.row().title.en.contains("alert"));
}

#[test]
fn captures_of_others_open_whole_or_are_told_and_nothing_is_invented() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/captures/third-party/wireshark");
    if !folder.is_dir() {
        eprintln!("skipped: the folder of other projects' captures is not here");
        return;
    }
    // How many flows stay closed with the key log beside the capture, and without any.
    for (name, keys, with, without) in [
        ("tls12-chacha20poly1305.pcap", "tls12-chacha20poly1305.keys", 0, 7),
        ("tls12-dsb.pcapng", "", 0, 2),
        ("tls13-rfc8446.pcap", "tls13-rfc8446.keys", 0, 2),
        ("tls13-rfc8446.pcap", "tls13-rfc8446-noearly.keys", 0, 2),
        ("tls-renegotiation.pcap", "", 1, 1),
        ("tls12-aes128ccm.pcap", "", 1, 1),
        ("tls12-aes256gcm.pcap", "", 1, 1),
    ] {
        let (packets, own) = read(&folder.join(name));
        let log = std::fs::read(folder.join(keys)).unwrap_or(own);
        for (keys, due) in [(&log[..], with), (b"", without)] {
            let text = String::from_utf8_lossy(keys).into_owned();
            let (trace, _) = trace(&packets, &[(0, &text)]);
            let reasons: Vec<LockReason> = trace.locked().iter().map(|locked| locked.reason).collect();
            assert!(trace.connections().is_empty(), "{name}: there is no WebSocket in it");
            assert_eq!(reasons.len(), due, "{name} with {} bytes of keys: {reasons:?}", keys.len());
        }
    }
}
