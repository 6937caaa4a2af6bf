//! pcap and pcapng in all their variants.

use super::build::{
    Order, block, enhanced, interface, option, pcap, plain_pcap, plain_pcapng, record, section,
};
use super::{Owned, damage, packets, walk};
use ws101::base::{Link, Span};
use ws101::wire::capture::{About, Kind, sniff};

const BOTH: [Order; 2] = [Order::Little, Order::Big];

#[test]
fn pcap_in_every_variant() {
    for order in BOTH {
        for (magic, fraction, nanos, digits, extra) in [
            (0xa1b2_c3d4, 123_456, 123_456_000, 6, 0),
            (0xa1b2_3c4d, 123_456_789, 123_456_789, 9, 0),
            (0xa1b2_cd34, 123_456, 123_456_000, 6, 8),
        ] {
            // A frame check sequence length in the upper bits of the link type is not part of it.
            let mut file = pcap(order, magic, 262_144, 0x5400_0001);
            for (index, packet) in [&b"first packet"[..], b"second"].into_iter().enumerate() {
                let whole = record(order, 1_700_000_000 + index as u32, fraction, 1500, packet);
                let (header, packet) = whole.split_at(16);
                file.extend(header);
                file.extend(vec![0xee; extra]);
                file.extend(packet);
            }
            assert_eq!(sniff(&file), Kind::Pcap);
            let events = walk(&file);
            let Owned::Interface(interface) = &events[0] else { panic!("no interface first: {events:?}") };
            assert_eq!((interface.number, interface.link, interface.digits), (0, Link::ETHERNET, digits));
            let packets = packets(&events);
            assert_eq!(packets.len(), 2, "{order:?} {magic:x}");
            assert_eq!(damage(&events), []);
            let (first, bytes) = packets[0];
            assert_eq!(bytes, b"first packet");
            assert_eq!(first.stamp.nanos, 1_700_000_000_000_000_000 + nanos);
            assert_eq!((first.number, first.captured, first.original), (1, 12, 1500));
            for (record, bytes) in packets {
                let at = record.offset as usize;
                assert_eq!(&file[at..at + record.captured as usize], bytes, "the offset leads to the bytes");
            }
        }
    }
}

#[test]
fn seconds_after_2038_are_not_negative() {
    let mut file = pcap(Order::Little, 0xa1b2_c3d4, 0, 1);
    file.extend(record(Order::Little, 4_000_000_000, 5, 4, b"abcd"));
    assert_eq!(packets(&walk(&file))[0].0.stamp.nanos, 4_000_000_000_000_005_000);
}

#[test]
fn pcapng_sections_each_in_their_own_order() {
    let mut file = Vec::new();
    for (index, order) in [Order::Little, Order::Big, Order::Little].into_iter().enumerate() {
        file.extend(section(order, &[]));
        for link in [101, 113] {
            file.extend(interface(
                order,
                link,
                96,
                &option(order, 2, format!("if{index}-{link}").as_bytes()),
            ));
        }
        file.extend(enhanced(order, 1, 1_700_000_000_000_000 + index as u64, b"hello", &[]));
    }
    let events = walk(&file);
    assert_eq!(damage(&events), []);
    let packets = packets(&events);
    let seen: Vec<_> =
        packets.iter().map(|(record, _)| (record.number, record.interface, record.link)).collect();
    // Interface ids begin anew in every section, numbers go on over the capture.
    assert_eq!(seen, [1, 2, 3].map(|number| (number, number as u16 * 2 - 1, Link::LINUX_SLL)));
    let names: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Owned::Interface(interface) => interface.name.clone(),
            _ => None,
        })
        .collect();
    assert_eq!(names, ["if0-101", "if0-113", "if1-101", "if1-113", "if2-101", "if2-113"]);
}

#[test]
fn timestamps_of_every_resolution() {
    for order in BOTH {
        for (resolution, offset, ticks, nanos, digits) in [
            (None, None, 1_700_000_000_123_456, 1_700_000_000_123_456_000, 6),
            (Some(0), None, 1_700_000_000, 1_700_000_000_000_000_000, 0),
            (Some(3), None, 1_700_000_000_123, 1_700_000_000_123_000_000, 3),
            (Some(9), None, 1_700_000_000_123_456_789, 1_700_000_000_123_456_789, 9),
            (Some(12), None, 1_700_000_123_456_789, 1_700_000_123_456, 9),
            (Some(0x80 | 10), None, (1_700_000_000 << 10) + 512, 1_700_000_000_500_000_000, 4),
            (Some(0x80 | 32), None, (1_700_000_000 << 32) + (1 << 30), 1_700_000_000_250_000_000, 9),
            (Some(6), Some(-3600_i64), 1_700_000_000_000_001, 1_699_996_400_000_001_000, 6),
            (Some(9), Some(1_700_000_000), 5, 1_700_000_000_000_000_005, 9),
            // Clamped, not wrapped.
            (Some(0), None, u64::MAX, i64::MAX, 0),
            (Some(0x7f), None, u64::MAX, 0, 9),
        ] {
            let mut options = Vec::new();
            if let Some(resolution) = resolution {
                options.extend(option(order, 9, &[resolution]));
            }
            if let Some(offset) = offset {
                options.extend(option(order, 14, &order.u64(offset as u64)));
            }
            let mut file = section(order, &[]);
            file.extend(interface(order, 1, 0, &options));
            file.extend(enhanced(order, 0, ticks, b"x", &[]));
            let events = walk(&file);
            assert_eq!(packets(&events)[0].0.stamp.nanos, nanos, "{resolution:?} {offset:?}");
            let Owned::Interface(interface) = &events[1] else { panic!("{events:?}") };
            assert_eq!(interface.digits, digits, "{resolution:?}");
        }
    }
}

#[test]
fn packet_blocks_of_all_three_kinds() {
    for order in BOTH {
        let mut file = section(order, &[]);
        file.extend(interface(order, 1, 6, &[]));
        file.extend(enhanced(order, 0, 1_000_000, b"12345", &option(order, 2, &[0; 4])));
        // A simple packet block: as long as the snap length allows, without a time.
        let mut simple = order.u32(1500).to_vec();
        simple.extend(b"123456\0\0");
        file.extend(block(order, 3, &simple));
        // An obsolete packet block: interface and drop count in 16 bits each.
        let mut obsolete = order.u16(0).to_vec();
        obsolete.extend(order.u16(0xffff));
        for value in [0, 2_000_000, 3, 60] {
            obsolete.extend(order.u32(value));
        }
        obsolete.extend(b"abc\0");
        file.extend(block(order, 2, &obsolete));
        let events = walk(&file);
        assert_eq!(damage(&events), []);
        let seen: Vec<_> = packets(&events)
            .iter()
            .map(|(record, bytes)| (record.stamp.nanos, record.original, bytes.to_vec()))
            .collect();
        let second = 1_000_000_000;
        assert_eq!(
            seen,
            [
                (second, 5, b"12345".to_vec()),
                (second, 1500, b"123456".to_vec()),
                (2 * second, 60, b"abc".to_vec())
            ]
        );
    }
}

#[test]
fn comments_secrets_and_unknown_blocks_are_handed_on() {
    let order = Order::Big;
    let mut file = section(order, &option(order, 1, b"of the section"));
    let key_log = b"CLIENT_RANDOM 00 11\n";
    let mut secrets = order.u32(0x544c_534b).to_vec();
    secrets.extend(order.u32(key_log.len() as u32));
    secrets.extend(key_log);
    file.extend(block(order, 10, &secrets));
    file.extend(interface(order, 1, 0, &option(order, 1, b"of the interface")));
    let mut options = option(order, 2, &[0, 0, 0, 1]);
    options.extend(option(order, 1, b"of the packet"));
    options.extend(option(order, 0, b""));
    file.extend(enhanced(order, 0, 1, b"123", &options));
    file.extend(block(order, 0x8000_1234, b"what is it\0\0"));
    let events = walk(&file);
    assert_eq!(damage(&events), []);
    let at = |span: Span| &file[span.start as usize..span.end as usize];
    let mut comments = Vec::new();
    let mut blocks = Vec::new();
    for event in &events {
        match event {
            Owned::Comment(about, text, span) => {
                assert_eq!(at(*span), text.as_bytes());
                comments.push((*about, text.as_str()));
            }
            Owned::Secrets(kind, body, span) => {
                assert_eq!((*kind, at(*span), body.as_slice()), (0x544c_534b, &key_log[..], &key_log[..]));
            }
            Owned::Block(kind, span) => blocks.push((*kind, span.len())),
            _ => {}
        }
    }
    let wanted = [
        (About::Section, "of the section"),
        (About::Interface(0), "of the interface"),
        (About::Packet(1), "of the packet"),
    ];
    assert_eq!(comments, wanted);
    assert_eq!(blocks, [(0x0a0d_0d0a, 48), (10, 40), (0x8000_1234, 24)]);
}

#[test]
fn a_receiver_can_break_off() {
    for file in [plain_pcap(Order::Little, 20), plain_pcapng(Order::Little, 20)] {
        let mut seen = 0;
        let fed = ws101::wire::capture::Walker::new().feed(&file, true, &mut |event| {
            seen += u32::from(matches!(event, ws101::wire::capture::Event::Packet(..)));
            if seen == 7 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
        });
        assert!(fed.ended);
        assert_eq!(seen, 7);
        assert!(fed.consumed < file.len());
    }
}

#[test]
fn odd_records_of_odd_programs_are_read() {
    let order = Order::Little;
    let mut file = pcap(order, 0xa1b2_c3d4, 64, 101);
    let start = file.len();
    // A year's gap, a million microseconds, longer than it was, longer than the snap length, nothing captured.
    file.extend(record(order, 1_600_000_000, 5, 40, &[1; 40]));
    file.extend(record(order, 1_700_000_000, 1_000_000, 40, &[2; 40]));
    file.extend(record(order, 1_700_000_001, 0, 20, &[3; 40]));
    file.extend(record(order, 1_700_000_002, 0, 90, &[4; 90]));
    file.extend(record(order, 1_700_000_003, 0, 90, &[]));
    let events = walk(&file);
    assert_eq!(damage(&events), []);
    assert_eq!(packets(&events).len(), 5);
    // But a hole of zeros is no packets.
    file.extend(record(order, 1_700_000_004, 0, 40, &[5; 40]));
    file.extend([0; 4096]);
    let events = walk(&file);
    assert_eq!(packets(&events).len(), 6);
    assert_eq!(damage(&events).len(), 1);
    // And an odd record in front of nonsense is none.
    file.truncate(start);
    file.extend(record(order, 1_600_000_000, 5, 40, &[1; 40]));
    file.extend(record(order, 1_700_000_000, 1_000_000, 40, &[0xee; 80]));
    assert_eq!(packets(&walk(&file)).len(), 1 + 1, "the record ends with the file");
    file.extend([0xdd; 30]);
    assert_eq!(packets(&walk(&file)).len(), 1);
}

#[test]
fn files_are_told_by_their_first_bytes() {
    for (first, kind) in [
        (&b""[..], Kind::Empty),
        (b"\xd4\xc3\xb2\xa1", Kind::Pcap),
        (b"\xa1\xb2\x3c\x4d", Kind::Pcap),
        (b"\x0a\x0d\x0d\x0a\x1c\0\0\0", Kind::PcapNg),
        (b"\x1f\x8b\x08", Kind::Gzip),
        (b"\x28\xb5\x2f\xfd", Kind::Zstd),
        (b"\x50\x2a\x4d\x18", Kind::Zstd),
        (b"\x04\x22\x4d\x18", Kind::Lz4),
        (b"PK\x03\x04", Kind::Zip),
        (b"\x89PNG\r\n\x1a\n", Kind::Png),
        (b"%PDF-1.7", Kind::Pdf),
        (b"\x7fELF\x02", Kind::Program),
        (b"{\n  \"log\": {\n", Kind::Har),
        (b"{\"a\": 1}", Kind::Json),
        (b"  [1, 2]", Kind::Json),
        (b"<!DOCTYPE html>", Kind::Markup),
        (b"\xef\xbb\xbfhello", Kind::Text),
        ("한국".as_bytes(), Kind::Text),
        (&"한국".as_bytes()[..5], Kind::Text),
        (b"CLIENT_RANDOM 0011", Kind::KeyLog),
        (b"snoop\0\0\0", Kind::Snoop),
        (b"\0\x01\x02\x03", Kind::Unknown),
        (b"\xff\xfe\xfd", Kind::Unknown),
    ] {
        assert_eq!(sniff(first), kind, "{first:?}");
    }
}
