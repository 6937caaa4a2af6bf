//! Captures of real programs that lie beside the project, where they do: every one is read alike however it arrives,
//! as another reader reads it, and every byte of every packet has one owner.

#![allow(clippy::print_stderr, reason = "says what was compared, and where nothing was")]

use std::path::{Path, PathBuf};

use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{Block, PcapBlockOwned, create_reader};
use ws101::io;
use ws101::wire::capture::Event;
use ws101::wire::packet::{Parsed, fields, tcp_segment};

use super::{Owned, damage, packets, walk_in_pieces};

/// Every capture below the folder of shared captures; says so where there is none.
fn captures() -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/captures"));
    if !root.is_dir() {
        eprintln!("no shared captures beside the project: nothing to compare with");
    }
    let mut folders = vec![root.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.contains(".pcap") && !name.ends_with(".json") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Reads a capture through `io`, whole.
fn read(path: &Path) -> Option<(Vec<u8>, Vec<Owned>)> {
    let mut opened = io::open(path).ok()?;
    let mut events = Vec::new();
    io::read_records(&mut opened.reader, &mut |event: Event<'_>| {
        events.push(Owned::of(event));
        std::ops::ControlFlow::Continue(())
    });
    let mut bytes = vec![0; opened.reader.walker().offset() as usize];
    assert_eq!(opened.source.read_at(0, &mut bytes), bytes.len(), "{path:?}: what was read is there again");
    Some((bytes, events))
}

/// The captured bytes of every packet, as pcap-parser has them.
fn read_by_another(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut seen = Vec::new();
    let Ok(mut reader) = create_reader(bytes.len().max(1 << 16), bytes) else { return seen };
    while let Ok((used, block)) = reader.next() {
        match block {
            PcapBlockOwned::Legacy(block) => seen.push(block.data.to_vec()),
            PcapBlockOwned::NG(Block::EnhancedPacket(block)) => seen.push(block.packet_data().to_vec()),
            PcapBlockOwned::NG(Block::SimplePacket(block)) => seen.push(block.packet_data().to_vec()),
            _ => {}
        }
        reader.consume(used);
    }
    seen
}

#[test]
fn every_shared_capture_reads_the_same_in_pieces_and_by_another_reader() {
    let mut compared = 0;
    for path in captures() {
        let Some((bytes, events)) = read(&path) else { continue };
        let piece = if bytes.len() < 60_000 { 1 } else { 997 };
        assert_eq!(walk_in_pieces(&bytes, piece), events, "{path:?}");
        for (record, data) in packets(&events) {
            let at = record.offset as usize;
            assert_eq!(&bytes[at..at + data.len()], data, "{path:?} packet {}", record.number);
        }
        // The modified format is none of pcap-parser's.
        if damage(&events).is_empty() && !bytes.starts_with(b"\x34\xcd\xb2\xa1") {
            let mine: Vec<_> = packets(&events).iter().map(|(_, data)| data.to_vec()).collect();
            assert!(mine == read_by_another(&bytes), "{path:?}: {} packets", mine.len());
            compared += 1;
        }
        eprintln!(
            "{:>7} packets {:>2} damaged  {}",
            packets(&events).len(),
            damage(&events).len(),
            path.display()
        );
    }
    eprintln!("{compared} captures compared with another reader");
}

#[test]
fn every_byte_of_every_shared_packet_has_one_owner() {
    for path in captures() {
        let Some((_, events)) = read(&path) else { continue };
        for (record, bytes) in packets(&events) {
            let fields = fields(record.link, bytes, record.original);
            super::packets::assert_tiled(&fields, bytes.len(), &format!("{path:?} packet {}", record.number));
            if let Parsed::Segment(view) = tcp_segment(record.link, bytes, record.original) {
                assert!(view.payload().end <= bytes.len());
                assert!(view.payload_len <= view.wire_len);
            }
        }
    }
}
