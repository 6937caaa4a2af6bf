//! Opening captures: plain, compressed, piped, and what is none.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use ws101::base::Lang;
use ws101::io::{Compression, OpenError, Opened, Pumped, Reason, open, open_stream, read_records};
use ws101::wire::capture::{DamageKind, Event, Kind};

use super::build::{Order, plain_pcap, plain_pcapng};
use super::{Owned, damage, packets, walk, walk_in_pieces};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("into memory");
    encoder.finish().expect("into memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut info = lz4_flex::frame::FrameInfo::new();
    info.content_checksum = true;
    info.block_size = lz4_flex::frame::BlockSize::Max64KB;
    let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
    encoder.write_all(bytes).expect("into memory");
    encoder.finish().expect("into memory")
}

type Compress = fn(&[u8]) -> Vec<u8>;

const COMPRESSIONS: [(Compression, Compress); 3] =
    [(Compression::Gzip, gzip), (Compression::Zstd, zstd), (Compression::Lz4, lz4)];

/// Everything that an open capture gives.
fn events(opened: &mut Opened) -> Vec<Owned> {
    let mut events = Vec::new();
    read_records(&mut opened.reader, &mut |event: Event<'_>| {
        events.push(Owned::of(event));
        ControlFlow::Continue(())
    });
    events
}

/// Writes a file and opens it.
fn open_file(bytes: &[u8]) -> Result<Opened, OpenError> {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room on the disk");
    open(file.path())
}

/// What is opened gives the packets of `capture`, and its bytes by place.
fn check_opened(opened: &mut Opened, capture: &[u8], what: &str) {
    assert!(events(opened) == walk_in_pieces(capture, capture.len()), "{what}");
    let mut bytes = vec![0; capture.len() + 5];
    assert_eq!(opened.source.read_at(0, &mut bytes), capture.len(), "{what}");
    assert_eq!(&bytes[..capture.len()], capture, "{what}");
    assert_eq!(opened.source.read_at(capture.len() as u64 - 3, &mut bytes), 3, "{what}");
    assert_eq!(opened.source.read_at(u64::MAX, &mut bytes), 0, "{what}");
}

#[test]
fn plain_and_compressed_captures_open_alike() {
    // Large enough for several chunks and blocks.
    for (capture, kind) in
        [(plain_pcap(Order::Little, 12_000), Kind::Pcap), (plain_pcapng(Order::Big, 9_000), Kind::PcapNg)]
    {
        let mut opened = open_file(&capture).expect("a capture");
        assert_eq!((opened.kind, opened.compression), (kind, None));
        check_opened(&mut opened, &capture, "plain");
        let progress = opened.reader.progress();
        assert_eq!(progress.done_bytes(), capture.len() as u64);
        assert_eq!(progress.fraction(), Some(1.0));

        for (compression, compress) in COMPRESSIONS {
            let middle = capture.len() / 3;
            let whole = compress(&capture);
            let two = [compress(&capture[..middle]), compress(&capture[middle..])].concat();
            for (packed, what) in [(&whole, "whole"), (&two, "of two parts")] {
                let what = format!("{} {what}", compression.name());
                let mut opened = open_file(packed).expect("a compressed capture");
                assert_eq!((opened.kind, opened.compression), (kind, Some(compression)), "{what}");
                check_opened(&mut opened, &capture, &what);
                let progress = opened.reader.progress();
                assert_eq!(progress.done_bytes(), packed.len() as u64, "{what}");
                let mut piped = open_stream("-", std::io::Cursor::new(packed.clone())).expect("a pipe");
                check_opened(&mut piped, &capture, &format!("{what}, piped"));
            }
        }
        // A skippable frame in front, as parallel compressors write it.
        let skipping = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &zstd(&capture)].concat();
        check_opened(&mut open_file(&skipping).expect("a capture"), &capture, "skippable frame");
        let mut piped = open_stream("-", std::io::Cursor::new(capture.clone())).expect("a pipe");
        assert_eq!(piped.reader.progress().total_bytes(), None);
        check_opened(&mut piped, &capture, "piped");
    }
}

#[test]
fn compressed_data_that_ends_early_keeps_all_before() {
    let capture = plain_pcap(Order::Little, 12_000);
    let intact = walk_in_pieces(&capture, capture.len());
    for (compression, compress) in COMPRESSIONS {
        let packed = compress(&capture);
        for part in [3, 5, 9] {
            let cut = packed.len() * part / 10;
            let mut opened = open_file(&packed[..cut]).expect("a cut capture");
            let seen = events(&mut opened);
            let what = format!("{} cut at {part}/10", compression.name());
            let kept = packets(&seen).len();
            assert_eq!(packets(&seen), packets(&intact)[..kept], "{what}");
            // A block is lost at most: 128 KiB of a megabyte.
            let least = packets(&intact).len() * part / 10 - 2600;
            assert!(kept >= least, "{what}: {kept} packets, not {least}");
            let seen = damage(&seen);
            assert_eq!(seen.len(), 1, "{what}: {seen:?}");
            assert_eq!(seen[0].kind, DamageKind::CompressedCut, "{what}");
        }
    }
}

#[test]
fn compressed_data_that_is_wrong_says_so() {
    let capture = plain_pcap(Order::Little, 12_000);
    let intact = walk_in_pieces(&capture, capture.len());
    for (compression, compress) in COMPRESSIONS {
        let mut packed = compress(&capture);
        let at = packed.len() / 2;
        packed[at..at + 64].fill(0xff);
        let Ok(mut opened) = open_file(&packed) else { panic!("{}: opens", compression.name()) };
        let seen = events(&mut opened);
        let (kept, damage) = (packets(&seen).len(), damage(&seen));
        assert!(kept > 2000, "{}: {kept}", compression.name());
        // What comes out behind wrong bytes may be wrong, before any checksum tells; what came before is right.
        let both = packets(&seen).into_iter().zip(packets(&intact));
        assert!(both.take_while(|(seen, wanted)| seen == wanted).count() > 2000, "{}", compression.name());
        assert!(!damage.is_empty(), "{}: {damage:?}", compression.name());
        // Garbage behind the end is damage, and costs nothing.
        let tail = [&compress(&capture)[..], b"garbage behind it"].concat();
        let mut opened = open_file(&tail).expect("a capture");
        let seen = events(&mut opened);
        assert_eq!(packets(&seen), packets(&intact), "{}", compression.name());
    }
}

/// Hands on what is sent, when it is sent.
struct Pipe {
    receiver: Receiver<Vec<u8>>,
    rest: Vec<u8>,
}

impl Read for Pipe {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.is_empty() {
            self.rest = self.receiver.recv().unwrap_or_default();
        }
        let len = self.rest.len().min(buf.len());
        buf[..len].copy_from_slice(&self.rest[..len]);
        self.rest.drain(..len);
        Ok(len)
    }
}

#[test]
fn a_live_pipe_gives_each_packet_when_it_has_come() {
    let capture = plain_pcapng(Order::Little, 30);
    let ends: Vec<usize> =
        packets(&walk(&capture)).iter().map(|(record, bytes)| record.offset as usize + bytes.len()).collect();
    let (sender, receiver) = channel();
    sender.send(capture[..48].to_vec()).expect("a receiver");
    let mut opened = open_stream("-", Pipe { receiver, rest: Vec::new() }).expect("a capture");
    let mut sent = 48;
    let mut count = 0;
    let mut sink = |event: Event<'_>| {
        count += usize::from(matches!(event, Event::Packet(..)));
        ControlFlow::Continue(())
    };
    assert_eq!(opened.reader.pump(&mut sink), Pumped::More);
    for end in ends.iter().skip(1).map(|end| end.next_multiple_of(4) + 4) {
        sender.send(capture[sent..end].to_vec()).expect("a receiver");
        sent = end;
        assert_eq!(opened.reader.pump(&mut sink), Pumped::More);
    }
    drop(sender);
    assert_eq!(opened.reader.pump(&mut sink), Pumped::End);
    assert_eq!(count, 30);
    let mut bytes = vec![0; capture.len()];
    assert_eq!(opened.source.read_at(0, &mut bytes), capture.len());
    assert_eq!(bytes, capture);
}

#[test]
fn a_receiver_that_breaks_off_ends_the_reading() {
    let mut opened = open_file(&plain_pcap(Order::Little, 12_000)).expect("a capture");
    let mut count = 0;
    read_records(&mut opened.reader, &mut |event: Event<'_>| {
        count += u32::from(matches!(event, Event::Packet(..)));
        if count == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(count, 5);
}

#[test]
fn large_blocks_find_room() {
    let order = Order::Little;
    let mut capture = super::build::section(order, &[]);
    capture.extend(super::build::block(order, 0x8000_0001, &vec![7; 3 << 20]));
    let tail = plain_pcapng(order, 5);
    capture.extend(&tail);
    let mut opened = open_file(&capture).expect("a capture");
    let seen = events(&mut opened);
    assert_eq!((packets(&seen).len(), damage(&seen).len()), (5, 0));
}

#[test]
fn what_is_no_capture_says_what_it_seems_to_be() {
    let zip = b"PK\x03\x04 and so on";
    for (bytes, reason, words) in [
        (&b""[..], Reason::Empty, "is empty"),
        (zip, Reason::NotACapture(Kind::Zip), "is a ZIP archive: unpack it, then open the capture inside"),
        (b"hello", Reason::NotACapture(Kind::Text), "is a text file: open a pcap, pcapng or HAR file"),
        (b"x", Reason::NotACapture(Kind::Text), "is a text file"),
        (b"{\"logs\":{}}", Reason::NotACapture(Kind::Json), "is a JSON file"),
        (
            &gzip(zip),
            Reason::Inside(Compression::Gzip, Kind::Zip),
            "gzip data, and what it holds is a ZIP archive",
        ),
        (&gzip(b""), Reason::Inside(Compression::Gzip, Kind::Empty), "is empty"),
        (
            b"\x1f\x8b\x08\0\0\0",
            Reason::Compressed(Compression::Gzip, DamageKind::CompressedCut),
            "gzip data that cannot be read (the compressed data ends early)",
        ),
        (
            b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            Reason::Compressed(Compression::Zstd, DamageKind::CompressedBroken),
            "zstd data that cannot be read",
        ),
    ] {
        for (way, opened) in
            [("file", open_file(bytes)), ("pipe", open_stream("-", std::io::Cursor::new(bytes.to_vec())))]
        {
            let Err(error) = opened else { panic!("{way}: opened {bytes:?}") };
            assert_eq!(error.reason, reason, "{way}");
            let text = error.to_string();
            assert!(text.contains(words), "{way}: {text}");
            assert!(!text.contains('\n'), "{text}");
            assert!(error.text(Lang::Ko).chars().any(|letter| ('가'..='힣').contains(&letter)));
        }
    }
    for (path, reason, words) in [
        ("no/such/file.pcap", Reason::NotFound, "no/such/file.pcap does not exist"),
        (".", Reason::Directory, "is a directory"),
    ] {
        let Err(error) = open(Path::new(path)) else { panic!("opened {path}") };
        assert_eq!(error.reason, reason);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn captures_of_headers_alone_open() {
    for capture in [plain_pcap(Order::Big, 0), plain_pcapng(Order::Little, 0)] {
        let mut opened = open_file(&capture).expect("a capture");
        let seen = events(&mut opened);
        assert_eq!((packets(&seen).len(), damage(&seen).len()), (0, 0));
        assert_eq!(opened.reader.walker().interfaces().len(), 1);
    }
}
