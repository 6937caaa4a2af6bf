//! TCP segments in any order, twice, overlapping, missing, cut; several connections at once.

use std::sync::Arc;

use ws101::base::{Lang, Link, Record, Side, Source, Stamp};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::Inspector;
use ws101::trace::Trace;

/// The streams of the two sides that segments are cut out of.
const STREAMS: [&[u8]; 2] = [
    b"GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n\
      \x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58\x89\x80\x01\x02\x03\x04\x01\x83\x00\x00\x00\x00abc\
      \x80\x83\x00\x00\x00\x00def\x88\x82\x01\x02\x03\x04\x02\xea",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
      Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\
      \x81\x05Hello\x8a\x00\x82\x7e\x00\x80................................................................\
      ................................................................\x88\x02\x03\xe8",
];

/// How long the heads of the two streams are.
pub(super) const HEAD_BYTES: [usize; 2] = [head_len(STREAMS[0]), head_len(STREAMS[1])];

const fn head_len(stream: &[u8]) -> usize {
    let mut at = 4;
    while stream[at - 4] != b'\r' || stream[at - 2] != b'\r' || stream[at - 1] != b'\n' {
        at += 1;
    }
    at
}

/// The input is a list of segments of nine bytes: who (bit 0), connection (bits 1 and 2), bytes of its own (bit 3), cut
/// capture (bit 4), wrong checksum (bit 5), an urgent pointer (bit 6); TCP flags; where in the stream, signed; length; acknowledgment, signed; time.
/// Segments with bytes of their own are followed by them.
pub fn run(bytes: &[u8]) {
    let mut steps = super::Steps(bytes);
    let (mut file, mut records) = (Vec::new(), Vec::new());
    let mut nanos = 1_767_225_600_000_000_000_i64;
    while !steps.is_empty() && records.len() < 2_000 {
        let (packet, after) = packet(&mut steps);
        nanos += after;
        let captured = packet.len() as u32;
        let number = records.len() as u32 + 1;
        let mut original = captured;
        if packet.len() > 40 {
            original = u32::from(u16::from_be_bytes([packet[2], packet[3]])).max(captured);
        }
        let (stamp, offset) = (Stamp::from_nanos(nanos), file.len() as u64);
        records.push(Record { number, stamp, link: Link::RAW, interface: 0, offset, captured, original });
        file.extend_from_slice(&packet);
    }
    let source = Arc::new(file);
    let mut trace = Trace::default();
    let mut inspector = Inspector::new().with_source(Arc::clone(&source) as Arc<dyn Source>);
    let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
    let mut second = Inspector::new().with_source(Arc::clone(&source) as Arc<dyn Source>);
    for record in &records {
        let packet = &source[record.offset as usize..][..record.captured as usize];
        inspector.record(record, packet, &mut trace);
        second.record(record, packet, &mut writer);
    }
    inspector.finish(&mut trace);
    second.finish(&mut writer);
    let summary = inspector.summary();
    assert!(summary.explained <= summary.stream_bytes, "{summary:?}");
    assert_eq!(summary, second.summary(), "whoever listens, the same is found");
    super::facts::lines(writer.written());
    for connection in trace.connections() {
        super::capture::look(&*source, connection);
    }
}

/// An IPv4 packet, and how much later it comes.
fn packet(steps: &mut super::Steps<'_>) -> (Vec<u8>, i64) {
    let (kind, flags) = (steps.byte(), steps.byte());
    let (at, len) = (i64::from(steps.u16() as i16), usize::from(steps.byte()));
    let (acknowledged, after) = (i64::from(steps.u16() as i16), i64::from(steps.u16()) * 1_000_000);
    let side = if kind & 1 == 0 { Side::Client } else { Side::Server };
    let stream = STREAMS[usize::from(kind & 1)];
    let payload = if kind & 8 != 0 {
        steps.bytes(len)
    } else {
        let start = usize::try_from(at).unwrap_or(0).min(stream.len());
        &stream[start..(start + len).min(stream.len())]
    };
    let port = 40_000 + u16::from(kind >> 1 & 3);
    let (from, to) = match side {
        Side::Client => ((10, port), (80, 8080)),
        Side::Server => ((80, 8080), (10, port)),
    };
    // Both sequences wrap a little after their start.
    let base = 0xFFFF_FFC0_u32;
    let is_syn = flags & 2 != 0;
    let sequence = base.wrapping_add(at as u32).wrapping_add(u32::from(!is_syn));
    let acknowledgment = base.wrapping_add(1).wrapping_add(acknowledged as u32);
    let mut bytes = vec![0x45, 0, 0, 0, 0, 1, 0, 0, 64, 6, 0, 0, 192, 0, 2, from.0, 192, 0, 2, to.0];
    bytes[2..4].copy_from_slice(&((40 + payload.len()) as u16).to_be_bytes());
    bytes.extend(from.1.to_be_bytes());
    bytes.extend(to.1.to_be_bytes());
    bytes.extend(sequence.to_be_bytes());
    bytes.extend(acknowledgment.to_be_bytes());
    bytes.extend([0x50, flags, 0xFF, 0xFF, 0, 0, 0, u8::from(kind & 0x40 != 0)]);
    bytes.extend(payload);
    let sum = checksum(&bytes) ^ u16::from(kind & 0x20 != 0);
    bytes[36..38].copy_from_slice(&sum.to_be_bytes());
    if kind & 0x10 != 0 {
        bytes.truncate(bytes.len() - payload.len() / 3);
    }
    (bytes, after)
}

/// RFC 9293 §3.1, of a packet whose checksum field is zero.
fn checksum(packet: &[u8]) -> u16 {
    let words = packet[12..]
        .chunks(2)
        .map(|word| u32::from(word[0]) << 8 | word.get(1).map_or(0, |low| u32::from(*low)));
    let mut sum = words.sum::<u32>() + 6 + (packet.len() as u32 - 20);
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !(sum as u16)
}
