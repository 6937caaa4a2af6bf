//! Well-formed inputs to begin with, made of the captures, vectors and lessons that the project has.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use ws101::base::Side;
use ws101::lesson;
use ws101::wire::capture::{Event, Walker};
use ws101::wire::h2::{FrameType, PREFACE, write_frame};

/// No seed is larger, so that many pass.
const LARGEST_BYTES: usize = 16 << 10;

/// The project's folder, whoever is built.
fn root() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    if folder.join("captures").is_dir() { folder.into() } else { folder.join("..") }
}

/// The files of a folder whose names end so, in their order.
fn files(folder: &str, ends: &[&str]) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(root().join(folder)).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| ends.iter().any(|end| path.to_string_lossy().ends_with(end)))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("a file")).collect()
}

/// Every vector of a file of them.
fn vectors(text: &str) -> Vec<Table> {
    let mut file: Table = text.parse().expect("vectors");
    let Some(Value::Array(vectors)) = file.remove("vector") else { panic!("no vectors") };
    vectors.into_iter().map(|vector| vector.try_into().expect("a vector")).collect()
}

fn text<'t>(table: &'t Table, key: &str) -> Option<&'t str> {
    table.get(key)?.as_str()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

/// The bytes of a vector, whichever way they are written.
fn bytes(vector: &Table) -> Vec<u8> {
    if let Some(text) = text(vector, "text") {
        return text.as_bytes().to_vec();
    }
    if let Some(hex) = text(vector, "hex") {
        return unhex(hex);
    }
    let parts =
        vector.get("parts").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
    parts
        .flat_map(|part| {
            let count = part.get("count").and_then(Value::as_integer).unwrap_or(1);
            let hex = text(part, "repeat").or_else(|| text(part, "hex")).unwrap_or_default();
            unhex(hex).repeat(count as usize)
        })
        .collect()
}

fn small(mut seeds: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    seeds.retain(|seed| seed.len() <= LARGEST_BYTES);
    seeds
}

/// A pcapng file up to so many packets.
fn beginning(capture: &[u8], packets: usize) -> Vec<u8> {
    let (mut at, mut seen) = (0, 0);
    while let Some(head) = capture.get(at..at + 8).filter(|_| seen < packets) {
        let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        // An Enhanced Packet Block.
        seen += usize::from(word(0) == 6);
        at += word(4) as usize;
    }
    capture[..at].to_vec()
}

/// The captures that ship, from their beginning to where frames are, one of them compressed in each way, one as classic
/// pcap.
pub(super) fn captures() -> Vec<Vec<u8>> {
    let shipped = files("captures", &[".pcapng"]);
    let mut seeds = small(shipped.iter().map(|capture| beginning(capture, 16)).collect());
    let hello = std::fs::read(root().join("captures/hello.pcapng")).expect("a capture");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &hello).expect("to memory");
    seeds.push(gzip.finish().expect("to memory"));
    let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
    std::io::Write::write_all(&mut lz4, &hello).expect("to memory");
    seeds.push(lz4.finish().expect("to memory"));
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    seeds.push(ruzstd::encoding::compress_to_vec(hello.as_slice(), level));
    let mut pcap = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0".to_vec();
    for (at, (_, packet)) in packets_of(&hello).iter().enumerate() {
        for word in [1_767_225_600, at as u32 * 1_000, packet.len() as u32, packet.len() as u32] {
            pcap.extend(word.to_le_bytes());
        }
        pcap.extend(packet);
    }
    seeds.push(pcap);
    seeds
}

/// The packets of a capture with their link layers.
fn packets_of(capture: &[u8]) -> Vec<(u32, Vec<u8>)> {
    let mut packets = Vec::new();
    let _ = Walker::new().feed(capture, true, &mut |event| {
        if let Event::Packet(record, bytes) = event {
            packets.push((record.link.0, bytes.to_vec()));
        }
        ControlFlow::Continue(())
    });
    packets
}

/// Packets of the captures, and one in every wrapping.
pub(super) fn packets() -> Vec<Vec<u8>> {
    let hello = std::fs::read(root().join("captures/hello.pcapng")).expect("a capture");
    let packets = packets_of(&hello);
    let listed =
        |link: u8, packet: &[u8]| [&[link], &(packet.len() as u16).to_le_bytes()[..], packet].concat();
    let mut seeds: Vec<Vec<u8>> = packets.iter().map(|(_, packet)| listed(1, packet)).collect();
    let ethernet = &packets[3].1;
    let ip = &ethernet[14..];
    let typed = |kind: &[u8], rest: &[u8]| [&ethernet[..12], kind, rest].concat();
    let ip_of = |protocol: u8, rest: &[u8]| {
        let len = ((20 + rest.len()) as u16).to_be_bytes();
        [&[0x45, 0, len[0], len[1], 0, 1, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2], rest].concat()
    };
    let udp_of = |port: u16, rest: &[u8]| {
        let len = ((8 + rest.len()) as u16).to_be_bytes();
        ip_of(17, &[&[0xC0, 0], &port.to_be_bytes()[..], &len, &[0, 0], rest].concat())
    };
    let tcp = &ip[20..];
    let len = (tcp.len() as u16).to_be_bytes();
    let ip6 = [&[0x60, 0, 0, 0, len[0], len[1], 6, 64], &[0x20; 32][..], tcp].concat();
    let ip6_hops =
        [&[0x60, 0, 0, 0, len[0], len[1] + 8, 0, 64], &[0x20; 32][..], &[6, 0, 1, 4, 0, 0, 0, 0], tcp]
            .concat();
    seeds.extend([
        listed(1, &typed(&[0x81, 0, 0, 5, 8, 0], ip)),
        listed(1, &typed(&[0x88, 0xA8, 0, 5, 0x81, 0, 0, 6, 8, 0], ip)),
        listed(1, &typed(&[0x88, 0x47, 0, 0, 0x10, 64, 0, 0, 0x21, 64], ip)),
        listed(1, &typed(&[0x88, 0x64, 0x11, 0, 0, 1, 0, ip.len() as u8 + 2, 0, 0x21], ip)),
        listed(1, &typed(&[0x86, 0xDD], &ip6)),
        listed(1, &typed(&[0x86, 0xDD], &ip6_hops)),
        listed(4, &ip_of(4, ip)),
        listed(4, &ip_of(41, &ip6)),
        listed(4, &ip_of(47, &[&[0, 0, 8, 0], ip].concat())),
        listed(4, &ip_of(47, &[&[0x20, 0, 0x65, 0x58, 0, 0, 0, 9], &ethernet[..]].concat())),
        listed(4, &udp_of(4789, &[&[8, 0, 0, 0, 0, 0, 7, 0], &ethernet[..]].concat())),
        listed(4, &udp_of(6081, &[&[0, 0, 0x65, 0x58, 0, 0, 7, 0], &ethernet[..]].concat())),
        listed(4, &udp_of(2152, &[&[0x30, 0xFF, 0, ip.len() as u8, 0, 0, 0, 1], ip].concat())),
        listed(0, &[&[2, 0, 0, 0], ip].concat()),
        listed(6, &[&[0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 8, 0], ip].concat()),
        listed(9, &[&[8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0], ip].concat()),
        listed(7, ip),
        listed(8, &ip6),
    ]);
    // A datagram in three fragments, the last one first, one of them twice.
    let fragment = |at: usize, end: usize, more: u8| {
        let mut packet = ip_of(6, &tcp[at.min(tcp.len())..end.min(tcp.len())]);
        packet[6] = more;
        packet[7] = (at / 8) as u8;
        listed(4, &packet)
    };
    let (first, second, third) = (fragment(0, 16, 0x20), fragment(16, 24, 0x20), fragment(24, 9_999, 0));
    seeds.push([&third[..], &first, &first, &second].concat());
    seeds
}

/// A handshake and a few frames, cut, twice, out of order, on two connections.
pub(super) fn flows() -> Vec<Vec<u8>> {
    let segment = |kind: u8, flags: u8, at: i16, len: u8, acked: i16| {
        let (at, acked) = (at.to_le_bytes(), acked.to_le_bytes());
        vec![kind, flags, at[0], at[1], len, acked[0], acked[1], 1, 0]
    };
    let [request, response] = super::flow::HEAD_BYTES.map(|len| len as u8);
    let [r, s] = [i16::from(request), i16::from(response)];
    let open = [segment(0, 2, 0, 0, 0), segment(1, 0x12, 0, 0, 0), segment(0, 0x10, 0, 0, 0)].concat();
    let client = |kind: u8| [segment(kind, 0x18, 0, request, 0), segment(kind, 0x18, r, 60, s)].concat();
    let server = |kind: u8| {
        [segment(kind | 1, 0x18, 0, response, r), segment(kind | 1, 0x18, s, 200, r + 39)].concat()
    };
    let ends = [segment(0, 0x11, r + 45, 0, s + 143), segment(1, 0x11, s + 143, 0, r + 46)].concat();
    let reset = segment(1, 0x14, 100, 0, 100);
    vec![
        [&open[..], &client(0)[..9], &server(0)[..9], &client(0)[9..], &server(0)[9..], &ends].concat(),
        [&client(0)[..], &server(0), &client(0), &server(0)].concat(),
        [&open[..], &client(0)[9..], &client(0)[..9], &server(0)[9..], &server(0)[..9], &reset].concat(),
        [&open[..], &client(2), &server(2), &client(4), &server(4), &client(0), &server(0), &ends].concat(),
        [
            &segment(0x10, 0x18, 0, request, 0)[..],
            &segment(0x21, 0x18, 0, response, r),
            &client(0x20),
            &server(0),
        ]
        .concat(),
        [&open[..], &segment(8, 0x18, 0, 4, 0), b"GET ", &segment(0, 0x18, 4, 200, 0), &server(0)].concat(),
        [&open[..], &client(0), &segment(1, 0x18, 0, response, r), &segment(1, 0x18, s + 20, 50, r)].concat(),
    ]
}

/// Requests and responses of the vectors, matched and not.
pub(super) fn handshakes() -> Vec<Vec<u8>> {
    let vectors = vectors(include_str!("../vectors/handshake.toml"));
    let (requests, responses): (Vec<_>, Vec<_>) =
        vectors.iter().partition(|vector| text(vector, "group") == Some("request"));
    let joined = |request: &Table, response: &Table| {
        [&bytes(request)[..], &[0xFF], &bytes(response), &[0xFF], b"\x81\x82\0\0\0\0hi"].concat()
    };
    let mut seeds: Vec<_> = requests.iter().map(|request| joined(request, responses[0])).collect();
    seeds.extend(responses.iter().map(|response| joined(requests[0], response)));
    let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nTrailer: x\r\n\r\n";
    let plain = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    let posted = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    let answers = "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    seeds.push([plain.as_bytes(), &[0xFF], chunked.as_bytes()].concat());
    seeds.push([posted.as_bytes(), plain.as_bytes(), &[0xFF], answers.as_bytes()].concat());
    small(seeds)
}

/// The vectors of frames, streams and conversations.
pub(super) fn frames() -> Vec<Vec<u8>> {
    let step = |side: &str, kind: u8, after: u8, bytes: &[u8]| {
        let first = u8::from(side == "server") | kind << 1 | after.min(15) << 4;
        let len = (bytes.len() as u16).to_le_bytes();
        let mut step = vec![first];
        if kind >= 2 {
            step.extend(len);
            step.extend(bytes);
        }
        step
    };
    let extension = |vector: &Table| {
        let ext = text(vector, "ext").unwrap_or_default();
        super::frames::EXTENSIONS.iter().position(|known| *known == ext).unwrap_or(1) as u8
    };
    let mut seeds = Vec::new();
    for vector in vectors(include_str!("../vectors/frames.toml")) {
        let mut seed = vec![extension(&vector)];
        let side = text(&vector, "from").unwrap_or_default();
        for piece in bytes(&vector).chunks(usize::from(u16::MAX)) {
            seed.extend(step(side, 7, 0, piece));
        }
        seed.extend(step(side, 0, 0, &[]));
        seeds.push(seed);
    }
    for vector in vectors(include_str!("../vectors/streams.toml")) {
        let mut seed = vec![extension(&vector)];
        let mut now = 0;
        for one in
            vector.get("steps").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
        {
            let time = one.get("t").and_then(Value::as_integer).unwrap_or(now);
            let kind = match text(one, "event") {
                Some("fin") => 0,
                Some("rst") => 1,
                Some(_) => continue,
                None if one.get("in_flight").is_some() => 2,
                None => 7,
            };
            let after = ((time - now) / 500).clamp(0, 15) as u8;
            seed.extend(step(text(one, "from").unwrap_or_default(), kind, after, &bytes(one)));
            now = time;
        }
        seeds.push(seed);
    }
    small(seeds)
}

/// Compressed messages: those of RFC 7692 §7.2.3, and of a real compressor.
pub(super) fn messages() -> Vec<Vec<u8>> {
    let listed = |takeover: u8, messages: &[&[u8]]| {
        let mut seed = vec![takeover];
        for message in messages {
            seed.extend((message.len() as u16).to_le_bytes());
            seed.extend(*message);
        }
        seed
    };
    let hello: &[u8] = &[0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];
    let again: &[u8] = &[0xF2, 0x00, 0x11, 0x00, 0x00];
    let stored: &[u8] = &[0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00];
    let last: &[u8] = &[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00];
    let two: &[u8] = &[0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00];
    let mut seeds = vec![
        listed(1, &[hello, again, again]),
        listed(0, &[hello, hello]),
        listed(1, &[stored, again, last, again, two]),
        listed(0, &[last, stored, two]),
        listed(1, &[&[0], &[0], hello]),
        listed(1, &[&[hello, &[0, 0, 0xFF, 0xFF]].concat(), again]),
    ];
    let text = include_bytes!("../vectors/conversations.toml");
    for (takeover, piece) in [(1, 300), (0, 900), (1, 2_000)] {
        let mut stream = flate2::Compress::new(flate2::Compression::default(), false);
        let mut messages = Vec::new();
        for piece in text[..4_000].chunks(piece) {
            if takeover == 0 {
                stream.reset();
            }
            let mut out = Vec::with_capacity(8 << 10);
            stream.compress_vec(piece, &mut out, flate2::FlushCompress::Sync).expect("compressed");
            out.truncate(out.len() - 4);
            messages.push(out);
        }
        let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
        seeds.push(listed(takeover, &messages));
    }
    seeds
}

/// The lessons that ship, and the template of a new one.
pub(super) fn lessons() -> Vec<Vec<u8>> {
    let template = lesson::template("new", "hello", "00");
    let files = lesson::embedded().map(|(_, files)| files).chain([template]);
    let text =
        |files: &lesson::Files, at: usize| files.texts.get(at).map_or(String::new(), |text| text.1.clone());
    files
        .map(|files| [&files.toml, "\0", &text(&files, 0), "\0", &text(&files, 1)].concat().into_bytes())
        .collect()
}

/// Conversations in TLS with their key logs.
pub(super) fn tls() -> Vec<Vec<u8>> {
    let file: Table = include_str!("../vectors/tls.toml").parse().expect("vectors");
    let Some(Value::Array(vectors)) = file.get("tls") else { panic!("no vectors") };
    let mut seeds = Vec::new();
    for vector in vectors.iter().filter_map(Value::as_table) {
        let flights = vector.get("flights").and_then(Value::as_array).into_iter().flatten();
        let flights: Vec<(Side, Vec<u8>)> = flights
            .filter_map(|flight| {
                let (from, hex) = (flight.get(0)?.as_str()?, flight.get(1)?.as_str()?);
                Some((if from == "client" { Side::Client } else { Side::Server }, unhex(hex)))
            })
            .collect();
        let sent: Vec<_> = flights.iter().map(|(side, bytes)| (*side, &bytes[..])).collect();
        let key_log = text(vector, "keylog").unwrap_or_default();
        seeds.push([key_log.as_bytes(), &[0], &super::cable::write(&sent)].concat());
    }
    small(seeds)
}

/// WebSockets in HTTP/2 without TLS, by prior knowledge.
pub(super) fn h2() -> Vec<Vec<u8>> {
    let literal = |name: &str, value: &str| {
        [&[0, name.len() as u8], name.as_bytes(), &[value.len() as u8], value.as_bytes()].concat()
    };
    let kept = |name: &str, value: &str| [&[0x40][..], &literal(name, value)[1..]].concat();
    let request = |path: &str, more: &[u8]| {
        let fields = [
            literal(":method", "CONNECT"),
            literal(":protocol", "websocket"),
            literal(":scheme", "https"),
            literal(":path", path),
            kept(":authority", "server.example.com"),
            kept("sec-websocket-version", "13"),
            more.to_vec(),
        ];
        fields.concat()
    };
    let settings = write_frame(FrameType::SETTINGS, 0, 0, &[0, 8, 0, 0, 0, 1, 0, 1, 0, 0, 16, 0]);
    let acknowledged = write_frame(FrameType::SETTINGS, 1, 0, &[]);
    let hello: &[u8] = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
    let close: &[u8] = b"\x88\x82\x01\x02\x03\x04\x02\xea";
    let data = |stream: u32, flags: u8, bytes: &[u8]| write_frame(FrameType::DATA, flags, stream, bytes);
    let headers =
        |stream: u32, flags: u8, block: &[u8]| write_frame(FrameType::HEADERS, flags, stream, block);
    let start = [&PREFACE[..], &settings].concat();
    let plain = [
        (Side::Client, start.clone()),
        (Side::Server, [&settings[..], &acknowledged].concat()),
        (Side::Client, [acknowledged.clone(), headers(1, 4, &request("/chat", &[]))].concat()),
        (Side::Server, headers(1, 4, &[0x88])),
        (Side::Client, data(1, 0, hello)),
        (Side::Server, data(1, 0, b"\x81\x05Hello")),
        (Side::Client, data(1, 0, close)),
        (Side::Server, data(1, 1, b"\x88\x02\x03\xe8")),
        (Side::Client, data(1, 1, &[])),
    ];
    let offer = literal("sec-websocket-extensions", "permessage-deflate");
    let block = request("/deflate", &offer);
    let (front, back) = block.split_at(20);
    let split = [headers(3, 0, front), write_frame(FrameType::CONTINUATION, 4, 3, back)].concat();
    let answer = [&[0x88][..], &offer].concat();
    let compressed: &[u8] = &[0xC1, 0x07, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];
    let padded = [&[4][..], compressed, &[0; 4]].concat();
    let two = [
        (Side::Client, start),
        (Side::Server, settings.clone()),
        (Side::Client, [headers(1, 4, &request("/a", &[])), split].concat()),
        (Side::Server, [headers(3, 4, &answer), headers(1, 4, &[0x88])].concat()),
        (Side::Server, [data(3, 8, &padded), data(1, 0, b"\x01\x02He"), data(1, 0, b"\x80\x03llo")].concat()),
        (Side::Client, [data(1, 0, &hello[..4]), data(1, 0, &hello[4..])].concat()),
        (Side::Client, write_frame(FrameType::RST_STREAM, 0, 1, &[0, 0, 0, 8])),
        (Side::Server, [headers(5, 5, &[0x8D]), write_frame(FrameType::PING, 0, 0, &[7; 8])].concat()),
        (Side::Server, write_frame(FrameType::GOAWAY, 0, 0, &[0, 0, 0, 3, 0, 0, 0, 0])),
    ];
    let refused = [
        (Side::Client, [&PREFACE[..], &settings, &headers(1, 4, &request("/no", &[]))].concat()),
        (Side::Server, [&settings[..], &headers(1, 5, &literal(":status", "403"))].concat()),
    ];
    let listed = |sent: &[(Side, Vec<u8>)]| {
        let sent: Vec<_> = sent.iter().map(|(side, bytes)| (*side, &bytes[..])).collect();
        super::cable::write(&sent)
    };
    let field_blocks: [&[u8]; 2] = [
        // RFC 7541 Appendix C.4.1 and C.6.1.
        b"\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff",
        b"\x48\x82\x64\x02\x58\x85\xae\xc3\x77\x1a\x4b\x61\x96\xd0\x7a\xbe\x94\x10\x54\xd4\x44\xa8\x20\x05\x95",
    ];
    let mut seeds = vec![listed(&plain), listed(&two), listed(&refused)];
    seeds.extend(field_blocks.map(|block| listed(&[(Side::Server, block.to_vec())])));
    seeds
}

/// Polled bodies and messages of both versions.
pub(super) fn engine() -> Vec<Vec<u8>> {
    let bodies: [(u8, &[u8]); 13] = [
        (0, b"0{\"sid\":\"lv_VI97HAXpY6yYWAAAB\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000}"),
        (0, b"40\x1e42[\"hello\",{\"a\":[1,2,\"x\"]}]\x1e2\x1ebAQIDBA==\x1e"),
        (0, b"451-[\"file\",{\"_placeholder\":true,\"num\":0}]\x1ebAQID"),
        (1, b"97:0{\"sid\":\"lv_VI97HAXpY6yYWAAAB\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000}2:40"),
        (1, "6:4\u{20ac}\u{c548}\u{1f600}x10:b4AQIDBAUG".as_bytes()),
        (1, b"\x00\x01\x02\xff40\x01\x04\xff\x04\x01\x02\x03"),
        (2, b"2probe\xff3probe\xff5\xff42/admin,13[\"reload\",{\"force\":true}]\xff43/admin,13[]"),
        (2, b"452-/x,7[\"up\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]\xff\x01\x02\xff\x03"),
        (3, b"4451-[\"f\",{\"_placeholder\":true,\"num\":0}]\xff\x04abc"),
        (2, b"44{\"message\":\"not \\u00e9 allowed\"}\xff41/x,\xff40/x,{\"token\":\"1\"}"),
        (0, b"/socket.io/?EIO=4&transport=polling&t=x&sid=lv_VI97HAXpY6yYWAAAB&j=0"),
        (0, b"/**/___eio[0](\"40\\u001e42[\\\"a\\\"]\");"),
        (0, b"d=42%5B%22a%5Cn%22%5D+x"),
    ];
    bodies.iter().map(|(first, body)| [&[*first], *body].concat()).collect()
}

/// Messages of every format, alone and several of a conversation.
pub(super) fn payloads() -> Vec<Vec<u8>> {
    let listed = |chosen: u8, messages: &[(u8, &[u8])]| {
        let mut seed = vec![chosen];
        for (first, message) in messages {
            seed.push(*first);
            seed.extend((message.len() as u16).to_le_bytes());
            seed.extend(*message);
        }
        seed
    };
    let mqtt: &[(u8, &[u8])] = &[
        (2, b"\x10\x1a\0\x04MQTT\x05\xc2\0\x3c\x05\x11\0\0\0\x0a\0\x02id\0\x01u\0\x01p"),
        (3, b"\x20\x03\0\0\0"),
        (2, b"\x32\x0c\0\x03a/b\0\x07hello\xd0\0\x82\x08\0\x01\0\x03a/#\x01"),
        (2, b"\x32\x0c\0\x03a"),
        (2, b"/b\0\x07hello"),
    ];
    let graphql: &[(u8, &[u8])] = &[
        (0, br#"{"type":"connection_init"}"#),
        (1, br#"{"type":"connection_ack"}"#),
        (0, br#"{"id":"1","type":"subscribe","payload":{"query":"subscription A{a}"}}"#),
    ];
    let signalr: &[(u8, &[u8])] = &[
        (0, b"{\"protocol\":\"messagepack\",\"version\":1}\x1e"),
        (1, b"{}\x1e"),
        (3, b"\x0b\x95\x01\x80\xc0\xa4Send\x91\x2a\x02\x91\x06"),
    ];
    let mut seeds = vec![listed(1, mqtt), listed(3, graphql), listed(8, signalr)];
    let alone: [(u8, u8, &[u8]); 14] = [
        (0, 0, br#"[{"jsonrpc":"2.0","id":1,"method":"a","params":[1,null,true]}]"#),
        (0, 0, br#"{"a":[1,2,{"b":"c"}],"d":"e\u00e9\n"}"#),
        (0, 0, b"{\"type\":1,\"target\":\"S\",\"arguments\":[\"a\"]}\x1e{\"type\":6}\x1e"),
        (5, 0, br#"[48,7814135,{},"com.app.add",[2,3]]"#),
        (6, 2, b"\x94\x30\x01\x80\xa3com"),
        (7, 2, b"\x84\x18\x30\x01\xa0\x63com"),
        (2, 1, b"MESSAGE\ndestination:/t\ncontent-length:3\n\na\0b\0\n"),
        (9, 1, br#"a["one","two"]"#),
        (0, 2, b"\xa2\x61a\x01\x61b\x9f\x02\xc1\x1a\x51\x4b\x67\xb0\xff"),
        (0, 2, b"\x83\xa1a\x93\x01\xc7\x02\x05ab\xc0\xa1b\xcb\x3f\xf0\0\0\0\0\0\0\xa1c\xc4\x01\x07"),
        (0, 2, b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0"),
        (0, 2, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\0\xd8\x4c\x5c\xf1\x07\0\0\0"),
        (0, 0, br#"42["chat",{"a":1}]"#),
        (0, 2, b"GIF89a\x10\0\x20\0\x80\0\0"),
    ];
    seeds.extend(alone.map(|(chosen, first, message)| listed(chosen, &[(first, message)])));
    seeds
}

/// What three browsers write, and the parts of it that matter.
pub(super) fn hars() -> Vec<Vec<u8>> {
    let mut seeds = files("tests/har", &[".har"]);
    let entry = |more: &str| {
        format!(
            r#"{{"log":{{"entries":[{{"_resourceType":"websocket","startedDateTime":"2026-01-01T00:00:00.000Z","request":{{"method":"GET","url":"wss://a.example:1/x","httpVersion":"HTTP/1.1","headers":[{{"name":"Upgrade","value":"websocket"}}]}},"response":{{"status":101,"statusText":"","headers":[]}},"_webSocketMessages":[{more}]}}]}}}}"#
        )
        .into_bytes()
    };
    seeds.push(entry(""));
    seeds.push(entry(r#"{"type":"send","time":1767225600.5,"opcode":1,"data":"a\u00e9\ud83d\ude42\n"}"#));
    seeds.push(entry(
        r#"{"type":"receive","time":1767225600500,"opcode":2,"data":"AQID"},{"opcode":8,"data":""}"#,
    ));
    seeds.push(br#"{"log":{"entries":[{"_webSocketMessages":[{"type":"send","opcode":2,"data":"AAEC"},{"type":"send","opcode":0,"data":"x"}]}]}}"#.to_vec());
    seeds.push(br#"{"log":{"entries":[{"startedDateTime":"2026-11-22T18:00:01+09:00","request":{"url":"ws://h/","headers":[{"name":"a","value":"b\nc"}]},"response":{"status":101}}]}}"#.to_vec());
    small(seeds)
}
