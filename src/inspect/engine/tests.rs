//! Bodies and their limits. Whole sessions are read by the tests that make captures.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::super::limits;
use super::body::{Budget, Coding, Content};
use crate::trace::RawPiece;

const TEXT: &[u8] = b"42[\"a\"]\x1e2\x1e42[\"a\"]\x1e42[\"a\"]";

fn piece(at: u64, len: usize, packet: u32) -> RawPiece {
    RawPiece { capture_offset: at, len: len as u32, packet }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory")
}

#[test]
fn a_coding_is_named_in_any_case_and_only_one_at_a_time() {
    for (value, coding) in [
        (None, Coding::Identity),
        (Some(&b""[..]), Coding::Identity),
        (Some(b"identity"), Coding::Identity),
        (Some(b" GZip "), Coding::Gzip),
        (Some(b"x-gzip"), Coding::Gzip),
        (Some(b"deflate"), Coding::Deflate),
        (Some(b"br"), Coding::Other),
        (Some(b"gzip, gzip"), Coding::Other),
    ] {
        assert_eq!(Coding::of(value), coding, "{value:?}");
    }
}

#[test]
fn a_body_is_whole_however_it_comes_or_not_read_at_all() {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(TEXT).expect("memory");
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
    bare.write_all(TEXT).expect("memory");
    let (gz, zlib, bare) = (gzip(TEXT), zlib.finish().expect("memory"), bare.finish().expect("memory"));
    let cut = gz[..gz.len() - 9].to_vec();
    for (coding, bytes, due) in [
        (Coding::Identity, TEXT.to_vec(), Some(TEXT)),
        (Coding::Gzip, gz, Some(TEXT)),
        (Coding::Deflate, zlib, Some(TEXT)),
        (Coding::Deflate, bare, Some(TEXT)),
        (Coding::Gzip, cut, None),
        (Coding::Gzip, TEXT.to_vec(), None),
        (Coding::Deflate, TEXT.to_vec(), None),
        (Coding::Other, TEXT.to_vec(), None),
        (Coding::Identity, Vec::new(), Some(&b""[..])),
    ] {
        for size in [1, 5, 1000] {
            let mut content = Content::new(&Budget::default());
            content.coding = coding;
            for (n, part) in bytes.chunks(size).enumerate() {
                let at = (n * size) as u64;
                content.push(part, Some(&[piece(100 + at, part.len(), 1)]));
            }
            let found = content.finish();
            assert_eq!(found.as_ref().map(|(bytes, _)| &bytes[..]), due, "{coding:?} by {size}");
            if let (Coding::Identity, Some((bytes, pieces))) = (coding, found) {
                // Runs that follow each other in one packet are one.
                let due = if bytes.is_empty() { vec![] } else { vec![piece(100, bytes.len(), 1)] };
                assert_eq!(pieces, due);
            }
        }
    }
}

#[test]
fn what_has_no_place_in_the_capture_has_no_pieces() {
    let mut content = Content::new(&Budget::default());
    content.push(b"ab", Some(&[piece(10, 2, 1)]));
    content.push(b"cd", None);
    assert_eq!(content.finish(), Some((b"abcd".to_vec(), Vec::new())));
    let mut content = Content::new(&Budget::default());
    content.push(b"ab", Some(&[piece(10, 1, 1), piece(40, 1, 2)]));
    assert_eq!(content.finish(), Some((b"ab".to_vec(), vec![piece(10, 1, 1), piece(40, 1, 2)])));
}

#[test]
fn bodies_are_bounded_one_by_one_and_all_together() {
    let megabyte = vec![b'4'; 1 << 20];
    let budget = Budget::default();
    let mut one = Content::new(&budget);
    for _ in 0..=limits::POLLED_BODY_BYTES >> 20 {
        one.push(&megabyte, None);
    }
    assert!(one.lost && one.finish().is_none());
    // What was given up is free for others.
    let most = limits::POLLED_TOTAL_BYTES >> 20;
    let mut all: Vec<Content> = (0..=most).map(|_| Content::new(&budget)).collect();
    all.iter_mut().for_each(|content| content.push(&megabyte, None));
    assert_eq!(all.iter().filter(|content| content.lost).count(), 1);
    drop(all);
    let mut next = Content::new(&budget);
    next.push(&megabyte, None);
    assert!(next.finish().is_some());
    // A small bomb: a few kilobytes that would be megabytes.
    let mut bomb = Content::new(&budget);
    bomb.coding = Coding::Gzip;
    bomb.push(&gzip(&vec![0x1E; limits::POLLED_BODY_BYTES - 1]), None);
    assert!(bomb.finish().is_none());
    let mut plain = Content::new(&budget);
    plain.coding = Coding::Gzip;
    plain.push(&gzip(&vec![b'a'; limits::POLLED_ALLOWANCE_BYTES]), None);
    assert_eq!(plain.finish().map(|(bytes, _)| bytes.len()), Some(limits::POLLED_ALLOWANCE_BYTES));
}
