//! Two byte streams as TCP segments, decoded and looked at.

use std::sync::Arc;

use ws101::base::{Lang, Link, Record, Side, Source, Stamp};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::Inspector;
use ws101::trace::Trace;

/// What one side sends in one go.
pub(super) type Sent<'a> = (Side, &'a [u8]);

/// Reads `side`, length in two bytes, bytes, until they run out; the high bit of `side` says that a capture lost them.
pub(super) fn script<'a>(steps: &mut super::Steps<'a>) -> Vec<(Sent<'a>, bool)> {
    let mut sent = Vec::new();
    while !steps.is_empty() && sent.len() < 400 {
        let first = steps.byte();
        let len = usize::from(steps.u16());
        let side = if first & 1 == 0 { Side::Client } else { Side::Server };
        sent.push(((side, steps.bytes(len)), first & 0x80 != 0));
    }
    sent
}

/// A script as `script` reads it.
pub(super) fn write(sent: &[Sent<'_>]) -> Vec<u8> {
    let mut script = Vec::new();
    for (side, bytes) in sent {
        for piece in bytes.chunks(usize::from(u16::MAX)) {
            script.push(u8::from(*side == Side::Server));
            script.extend((piece.len() as u16).to_le_bytes());
            script.extend(piece);
        }
    }
    script
}

/// Decodes what two endpoints sent, as packets, twice: into a trace that is looked at, and into lines.
pub(super) fn decode(sent: &[(Sent<'_>, bool)], key_log: &[u8]) {
    let (mut file, mut records) = (Vec::new(), Vec::new());
    let mut next = [1_u32, 1];
    let mut put = |side: Side, flags: u8, next: [u32; 2], bytes: &[u8]| {
        let packet = packet(side, flags, next, bytes);
        let number = records.len() as u32 + 1;
        let captured = packet.len() as u32;
        records.push(Record {
            number,
            stamp: Stamp::from_nanos(1_767_225_600_000_000_000 + i64::from(number) * 20_000_000),
            link: Link::RAW,
            interface: 0,
            offset: file.len() as u64,
            captured,
            original: captured,
        });
        file.extend_from_slice(&packet);
    };
    put(Side::Client, 2, [0, 0], &[]);
    put(Side::Server, 0x12, [1, 0], &[]);
    for ((side, bytes), is_lost) in sent {
        for piece in bytes.chunks(1_400) {
            if !is_lost {
                put(*side, 0x18, next, piece);
            }
            let sender = &mut next[usize::from(*side == Side::Server)];
            *sender = sender.wrapping_add(piece.len() as u32);
        }
    }
    put(Side::Client, 0x11, next, &[]);
    let source: Arc<dyn Source> = Arc::new(file.clone());
    let (mut trace, mut writer) = (Trace::default(), Ndjson::new(Lines::ALL, Payload::Full, Lang::En));
    let (mut first, mut second) = (Inspector::new(), Inspector::new());
    first.secrets(key_log);
    second.secrets(key_log);
    (first, second) = (first.with_source(Arc::clone(&source)), second.with_source(Arc::clone(&source)));
    for record in &records {
        let packet = &file[record.offset as usize..][..record.captured as usize];
        first.record(record, packet, &mut trace);
        second.record(record, packet, &mut writer);
    }
    first.finish(&mut trace);
    second.finish(&mut writer);
    let summary = first.summary();
    assert!(summary.explained <= summary.stream_bytes, "{summary:?}");
    assert_eq!(summary, second.summary(), "whoever listens, the same is found");
    super::facts::lines(writer.written());
    for connection in trace.connections().iter().take(20) {
        super::capture::look(&*source, connection);
    }
}

fn packet(side: Side, flags: u8, next: [u32; 2], payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x45, 0, 0, 0, 0, 1, 0, 0, 64, 6, 0, 0];
    packet[2..4].copy_from_slice(&((40 + payload.len()) as u16).to_be_bytes());
    let (client, server) = ([192, 0, 2, 10], [192, 0, 2, 80]);
    let (client_port, server_port) = (40_000_u16.to_be_bytes(), 8443_u16.to_be_bytes());
    let (mine, theirs) = match side {
        Side::Client => {
            packet.extend([client, server].concat());
            packet.extend([client_port, server_port].concat());
            (next[0], next[1])
        }
        Side::Server => {
            packet.extend([server, client].concat());
            packet.extend([server_port, client_port].concat());
            (next[1], next[0])
        }
    };
    packet.extend(mine.to_be_bytes());
    packet.extend(theirs.to_be_bytes());
    packet.extend([0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0]);
    packet.extend(payload);
    packet
}
