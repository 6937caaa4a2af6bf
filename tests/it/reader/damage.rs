//! Captures that are cut, overwritten or mutated: all before is kept, nothing is invented.

use super::build::{Order, Xorshift, enhanced, plain_pcap, plain_pcapng, section};
use super::{Owned, damage, packets, walk, walk_in_pieces};
use ws101::wire::capture::DamageKind;

const COUNT: u32 = 40;

/// Plain captures, with the offset of each record or block.
fn plain() -> Vec<(Vec<u8>, Vec<usize>)> {
    let mut captures = Vec::new();
    for order in [Order::Little, Order::Big] {
        for (capture, head) in [(plain_pcap(order, COUNT), 16), (plain_pcapng(order, COUNT), 28)] {
            let events = walk(&capture);
            assert_eq!(damage(&events), []);
            let starts: Vec<_> =
                packets(&events).iter().map(|(record, _)| record.offset as usize - head).collect();
            assert_eq!(starts.len(), COUNT as usize);
            captures.push((capture, starts));
        }
    }
    captures
}

#[test]
fn a_cut_keeps_all_before_it() {
    for (capture, starts) in plain() {
        let intact = walk(&capture);
        for cut in 0..capture.len() {
            let events = walk_in_pieces(&capture[..cut], cut.max(1));
            let whole = starts.iter().skip(1).chain([&capture.len()]).filter(|end| **end <= cut).count();
            assert_eq!(packets(&events), packets(&intact)[..whole], "cut at {cut}");
            let is_boundary = starts.contains(&cut) || cut == 0 || is_block_boundary(&capture, cut);
            let seen = damage(&events);
            assert_eq!(seen.len(), usize::from(!is_boundary), "cut at {cut}: {seen:?}");
            assert!(seen.iter().all(|damage| damage.resumed_at.is_none()), "cut at {cut}: {seen:?}");
        }
    }
}

/// The places between the headers, before the first packet.
fn is_block_boundary(capture: &[u8], cut: usize) -> bool {
    if capture.starts_with(b"\x0a\x0d\x0d\x0a") { [28, 48].contains(&cut) } else { cut == 24 }
}

#[test]
fn garbage_costs_only_what_it_touches() {
    let mut random = Xorshift(0x5eed);
    for (capture, starts) in plain() {
        let intact = walk(&capture);
        for hit in 3..COUNT as usize - 6 {
            // Over a record header: its record is lost, and what is behind is found again.
            let mut hurt = capture.clone();
            for byte in &mut hurt[starts[hit]..starts[hit] + 16] {
                *byte = 0x80 | random.next() as u8;
            }
            let events = walk(&hurt);
            let seen = damage(&events);
            assert_eq!(seen.len(), 1, "{seen:?}");
            assert_eq!(seen[0].offset, starts[hit] as u64);
            assert_eq!(seen[0].resumed_at, Some(starts[hit + 1] as u64), "{hit}");
            let found: Vec<_> = packets(&events).iter().map(|(record, _)| record.offset).collect();
            let mut wanted: Vec<_> = packets(&intact).iter().map(|(record, _)| record.offset).collect();
            wanted.remove(hit);
            assert_eq!(found, wanted);
        }
    }
}

#[test]
fn bytes_that_were_added_or_lost_are_stepped_over() {
    for (capture, starts) in plain() {
        for hit in [3, 11, 20] {
            let at = starts[hit];
            let mut longer = capture.clone();
            longer.splice(at..at, [0xa5; 37]);
            let events = walk(&longer);
            assert_eq!(packets(&events).len(), COUNT as usize);
            let seen = damage(&events);
            assert_eq!(
                (seen.len(), seen[0].offset, seen[0].resumed_at),
                (1, at as u64, Some(at as u64 + 37))
            );

            let mut shorter = capture.clone();
            shorter.drain(at + 5..at + 10);
            let events = walk(&shorter);
            assert_eq!(packets(&events).len(), COUNT as usize - 1);
        }
    }
}

#[test]
fn lengths_that_cannot_be_are_damage() {
    let order = Order::Little;
    let mut pcap = plain_pcap(order, 4);
    pcap.extend(order.u32(1_700_000_001));
    pcap.extend(order.u32(0));
    pcap.extend(order.u32(2_000_000_000));
    pcap.extend(order.u32(2_000_000_000));
    pcap.extend([0x45; 60]);
    let events = walk(&pcap);
    assert_eq!(packets(&events).len(), 4);
    let seen = damage(&events);
    assert_eq!((seen.len(), seen[0].kind, seen[0].resumed_at), (1, DamageKind::RecordHeader, None));

    let plain = plain_pcapng(order, 4);
    for (hurt, kind) in [
        (vec![(4, 0xff)], DamageKind::BlockLength),
        (vec![(7, 0xff)], DamageKind::BlockLength),
        (vec![(4, 8)], DamageKind::BlockLength),
    ] {
        let mut capture = plain.clone();
        let block = enhanced(order, 0, 1_700_000_000_500_000, &[7; 60], &[]);
        let at = capture.len();
        capture.extend(&block);
        capture.extend(plain_pcapng(order, 3));
        for (skip, value) in hurt {
            capture[at + skip] = value;
        }
        let events = walk(&capture);
        assert_eq!(packets(&events).len(), 4 + 3, "{kind:?}");
        let seen = damage(&events);
        assert_eq!((seen.len(), seen[0].kind, seen[0].offset), (1, kind, at as u64));
    }
}

#[test]
fn a_packet_of_no_interface_is_left_out() {
    let order = Order::Little;
    let mut file = section(order, &[]);
    file.extend(enhanced(order, 0, 1, b"1234", &[]));
    let lost = file.len() as u64;
    file.extend(plain_pcapng(order, 2));
    let events = walk(&file);
    assert_eq!(packets(&events).len(), 2);
    let seen = damage(&events);
    assert_eq!((seen[0].kind, seen[0].resumed_at), (DamageKind::UnknownInterface, Some(lost)));
}

#[test]
fn a_block_with_a_wrong_second_length_is_left_out_alone() {
    for order in [Order::Little, Order::Big] {
        let nested = plain_pcapng(order, 3);
        let mut file = plain_pcapng(order, 3);
        let at = file.len();
        file.extend(enhanced(order, 0, 1_700_000_000_400_000, &nested, &[]));
        let next = file.len();
        file[next - 3] ^= 0x55;
        file.extend(enhanced(order, 0, 1_700_000_000_500_000, b"behind it", &[]));
        let events = walk(&file);
        assert_eq!(packets(&events).len(), 4, "the capture inside the packet stays inside");
        let seen = damage(&events);
        assert_eq!((seen.len(), seen[0].kind), (1, DamageKind::BlockTrailer));
        assert_eq!((seen[0].offset, seen[0].resumed_at), (at as u64, Some(next as u64)));
    }
}

#[test]
fn what_is_no_capture_gives_no_packet() {
    for bytes in [&b"hello, world"[..], b"\x0a\x0d\x0d\x0a hello, world of sections", b"x"] {
        let events = walk(bytes);
        assert_eq!(packets(&events), []);
        assert_eq!(damage(&events).len(), 1, "{events:?}");
    }
    assert_eq!(walk(b""), []);
}

/// A capture inside the packets of another must never come out, not even where the outer one is damaged.
#[test]
fn a_capture_inside_a_capture_stays_inside() {
    let order = Order::Little;
    let inner = plain_pcap(order, 3);
    let mut outer = plain_pcap(order, 3);
    let len = inner.len() as u32;
    outer.extend(super::build::record(order, 1_700_000_001, 0, len, &inner));
    for cut in outer.len() - 200..outer.len() {
        let events = walk_in_pieces(&outer[..cut], cut);
        assert_eq!(packets(&events).len(), 3, "cut at {cut}");
    }
}

#[test]
fn mutated_captures_never_panic_hang_or_invent_bytes() {
    let mut random = Xorshift(20_061_122);
    let seeds: Vec<_> = plain().into_iter().map(|(capture, _)| capture).collect();
    for round in 0..20_000 {
        let mut capture = seeds[round % seeds.len()].clone();
        capture.truncate(600 + random.below(1200));
        for _ in 0..=random.below(6) {
            let at = random.below(capture.len());
            match random.below(5) {
                0 => capture[at] = random.next() as u8,
                1 => capture[at] ^= 1 << random.below(8),
                2 => {
                    capture.truncate(at.max(1));
                }
                3 => {
                    let from = random.below(capture.len());
                    let piece: Vec<u8> = capture[from..].iter().take(random.below(90)).copied().collect();
                    capture.splice(at..at, piece);
                }
                _ => {
                    let end = (at + random.below(40)).min(capture.len());
                    capture.drain(at..end);
                }
            }
            if capture.is_empty() {
                capture.push(0);
            }
        }
        let events = walk_in_pieces(&capture, capture.len());
        if round % 16 == 0 {
            assert_eq!(walk_in_pieces(&capture, 1), events, "round {round}");
        }
        let mut end = 0;
        for (record, bytes) in packets(&events) {
            assert!(record.offset >= end, "round {round}: packets overlap");
            end = record.offset + bytes.len() as u64;
            assert!(end <= capture.len() as u64, "round {round}: a packet behind the end");
            assert_eq!(bytes, &capture[record.offset as usize..end as usize]);
            let _ = ws101::wire::packet::tcp_segment(record.link, bytes, record.original);
        }
        for event in &events {
            if let Owned::Damage(damage) = event {
                assert!(damage.resumed_at.is_none_or(|at| at > damage.offset), "round {round}: {damage:?}");
            }
        }
    }
}
