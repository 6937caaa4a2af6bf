//! Packets down to their TCP segment, whatever stands in front of it, and fragments put together.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use pnet::packet::ip::{IpNextHeaderProtocol, IpNextHeaderProtocols};
use pnet::packet::ipv4::{self, MutableIpv4Packet};
use pnet::packet::ipv6::MutableIpv6Packet;
use pnet::packet::tcp::{self, MutableTcpPacket, TcpOption};
use ws101::base::{Link, Record, Stamp};
use ws101::wire::packet::{
    Address, Datagram, Flags, Fragments, HeaderField, Layer, Other, Parsed, TcpView, fields, tcp_segment,
};

use super::build::Xorshift;

const V4: (Ipv4Addr, Ipv4Addr) = (Ipv4Addr::new(192, 0, 2, 1), Ipv4Addr::new(198, 51, 100, 7));
const V6: (Ipv6Addr, Ipv6Addr) =
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 2));
const PAYLOAD: &[u8] = b"GET /chat HTTP/1.1\r\n";

/// Each bit of the packet belongs to exactly one field, and fields come in their order.
pub(super) fn assert_tiled(fields: &[HeaderField], len: usize, what: &str) {
    let mut at_bit = 0_u64;
    for field in fields {
        let start = match field.bits {
            None => field.span.start * 8,
            Some(bits) => field.span.start * 8 + u64::from(bits.start),
        };
        assert_eq!(start, at_bit, "{what}: {field:?}");
        let bits = field.bits.map_or(field.span.len() * 8, |bits| u64::from(bits.len));
        assert!(bits > 0, "{what}: {field:?}");
        at_bit += bits;
        assert!(at_bit <= field.span.end * 8, "{what}: {field:?}");
    }
    assert_eq!(at_bit, len as u64 * 8, "{what}: ends at the end of the packet");
}

/// A TCP segment with options and a right checksum.
fn segment(from: IpAddr, to: IpAddr, payload: &[u8]) -> Vec<u8> {
    let options = [TcpOption::nop(), TcpOption::nop(), TcpOption::timestamp(77, 88)];
    let mut bytes = vec![0; 32 + payload.len()];
    let mut packet = MutableTcpPacket::new(&mut bytes).expect("room for a header");
    packet.set_source(54_321);
    packet.set_destination(80);
    packet.set_sequence(0xfedc_ba98);
    packet.set_acknowledgement(0x0123_4567);
    packet.set_data_offset(8);
    packet.set_flags(0x18);
    packet.set_window(502);
    packet.set_urgent_ptr(9);
    packet.set_options(&options);
    packet.set_payload(payload);
    let checksum = match (from, to) {
        (IpAddr::V4(from), IpAddr::V4(to)) => tcp::ipv4_checksum(&packet.to_immutable(), &from, &to),
        (IpAddr::V6(from), IpAddr::V6(to)) => tcp::ipv6_checksum(&packet.to_immutable(), &from, &to),
        _ => panic!("both of one version"),
    };
    packet.set_checksum(checksum);
    bytes
}

fn ipv4(protocol: IpNextHeaderProtocol, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 20 + content.len()];
    let mut packet = MutableIpv4Packet::new(&mut bytes).expect("room for a header");
    packet.set_version(4);
    packet.set_header_length(5);
    packet.set_total_length(20 + content.len() as u16);
    packet.set_identification(0x1234);
    packet.set_ttl(64);
    packet.set_next_level_protocol(protocol);
    packet.set_source(V4.0);
    packet.set_destination(V4.1);
    packet.set_payload(content);
    packet.set_checksum(ipv4::checksum(&packet.to_immutable()));
    bytes
}

fn ipv6(next: IpNextHeaderProtocol, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 40 + content.len()];
    let mut packet = MutableIpv6Packet::new(&mut bytes).expect("room for a header");
    packet.set_version(6);
    packet.set_payload_length(content.len() as u16);
    packet.set_next_header(next);
    packet.set_hop_limit(64);
    packet.set_source(V6.0);
    packet.set_destination(V6.1);
    packet.set_payload(content);
    bytes
}

fn tcp4() -> Vec<u8> {
    ipv4(IpNextHeaderProtocols::Tcp, &segment(V4.0.into(), V4.1.into(), PAYLOAD))
}

fn tcp6() -> Vec<u8> {
    ipv6(IpNextHeaderProtocols::Tcp, &segment(V6.0.into(), V6.1.into(), PAYLOAD))
}

/// Parts, one behind the other.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

const ETHERNET: [u8; 12] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];

fn ethernet(ether_type: u16, content: &[u8]) -> Vec<u8> {
    joined(&[&ETHERNET, &ether_type.to_be_bytes(), content])
}

fn view_of(link: Link, bytes: &[u8]) -> TcpView {
    match tcp_segment(link, bytes, bytes.len() as u32) {
        Parsed::Segment(view) => view,
        other => panic!("{link:?}: {other:?}"),
    }
}

#[test]
fn a_segment_is_found_behind_every_front() {
    let (v4, v6) = (tcp4(), tcp6());
    let sll2 = [8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0];
    let sll = [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0];
    let extension = |next: u8| [next, 0, 1, 4, 0, 0, 0, 0];
    let v6_tail = &v6[40..];
    let v6_extended = ipv6(
        IpNextHeaderProtocols::Hopopt,
        &joined(&[
            &extension(60),
            &[43, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &extension(6),
            v6_tail,
        ]),
    );
    let atomic = ipv6(IpNextHeaderProtocols::Ipv6Frag, &joined(&[&[6, 0, 0, 0, 1, 2, 3, 4], v6_tail]));
    let authenticated = ipv4(IpNextHeaderProtocols::Ah, &joined(&[&[6, 4], &[0; 22], &v4[20..]]));
    let with_options = {
        let mut bytes = joined(&[&v4[..20], &[1, 1, 1, 0], &v4[20..]]);
        bytes[0] = 0x46;
        bytes[3] += 4;
        bytes
    };
    let vxlan = joined(&[&[0, 1, 18, 181, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 42, 0], &ethernet(0x0800, &v4)]);
    let geneve = joined(&[
        &[0, 1, 0x17, 0xc1, 0, 0, 0, 0, 1, 0, 0x65, 0x58, 0, 0, 42, 0, 1, 2, 3, 0],
        &ethernet(0x0800, &v4),
    ]);
    let gre = joined(&[&[0xb0, 0, 8, 0], &[7; 12], &v4]);
    let gre_ethernet = joined(&[&[0, 0, 0x65, 0x58], &ethernet(0x86dd, &v6)]);
    let gtp = joined(&[&[0, 1, 8, 104, 0, 0, 0, 0, 0x30, 255, 0, 0, 1, 2, 3, 4], &v4]);
    let gtp_extended = joined(&[
        &[0, 1, 8, 104, 0, 0, 0, 0, 0x36, 255, 0, 0, 1, 2, 3, 4, 0, 9, 0, 0x85, 1, 0, 0, 0xc0, 1, 0, 0, 0],
        &v6,
    ]);
    for (what, link, packet) in [
        ("GTP-U", Link::RAW, ipv4(IpNextHeaderProtocols::Udp, &gtp)),
        ("GTP-U with extensions", Link::RAW, ipv6(IpNextHeaderProtocols::Udp, &gtp_extended)),
        ("Ethernet", Link::ETHERNET, ethernet(0x0800, &v4)),
        ("Ethernet, IPv6", Link::ETHERNET, ethernet(0x86dd, &v6)),
        ("raw", Link::RAW, v4.clone()),
        ("raw, IPv6", Link::RAW, v6.clone()),
        ("OpenBSD raw", Link(14), v4.clone()),
        ("IPv4", Link::IPV4, v4.clone()),
        ("IPv6", Link::IPV6, v6.clone()),
        ("null", Link::NULL, joined(&[&[2, 0, 0, 0], &v4])),
        ("null, big-endian", Link::NULL, joined(&[&[0, 0, 0, 2], &v4])),
        ("null, Darwin IPv6", Link::NULL, joined(&[&[30, 0, 0, 0], &v6])),
        ("loop", Link::LOOP, joined(&[&[0, 0, 0, 24], &v6])),
        ("SLL", Link::LINUX_SLL, joined(&[&sll, &v4])),
        ("SLL2", Link::LINUX_SLL2, joined(&[&sll2, &v4])),
        ("VLAN", Link::ETHERNET, ethernet(0x8100, &joined(&[&[0x60, 5, 8, 0], &v4]))),
        ("QinQ", Link::ETHERNET, ethernet(0x88a8, &joined(&[&[0, 9, 0x81, 0, 0, 5, 8, 0], &v4]))),
        ("MPLS", Link::ETHERNET, ethernet(0x8847, &joined(&[&[0, 1, 0, 64, 0, 2, 1, 64], &v6]))),
        ("PPPoE", Link::ETHERNET, ethernet(0x8864, &joined(&[&[0x11, 0, 0, 1, 0, 99, 0, 0x21], &v4]))),
        ("SNAP", Link::ETHERNET, joined(&[&ETHERNET, &[0, 90, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0], &v4])),
        ("IPv4 options", Link::ETHERNET, ethernet(0x0800, &with_options)),
        ("IPv6 extension headers", Link::RAW, v6_extended),
        ("IPv6 atomic fragment", Link::RAW, atomic),
        ("authentication header", Link::RAW, authenticated),
        ("IPv6 in IPv4", Link::RAW, ipv4(IpNextHeaderProtocols::Ipv6, &v6)),
        ("IPv4 in IPv6", Link::RAW, ipv6(IpNextHeaderProtocols::Ipv4, &v4)),
        ("GRE", Link::RAW, ipv4(IpNextHeaderProtocols::Gre, &gre)),
        ("Ethernet in GRE", Link::RAW, ipv4(IpNextHeaderProtocols::Gre, &gre_ethernet)),
        ("GENEVE", Link::RAW, ipv4(IpNextHeaderProtocols::Udp, &geneve)),
        ("IPv4 in IPv4", Link::RAW, ipv4(IpNextHeaderProtocols::Ipv4, &v4)),
        ("VXLAN", Link::RAW, ipv4(IpNextHeaderProtocols::Udp, &vxlan)),
    ] {
        // With padding behind: it belongs to no stream.
        for padding in [0, 6] {
            let packet = joined(&[&packet, &vec![0xee; padding]]);
            let view = view_of(link, &packet);
            assert_eq!(&packet[view.payload()], PAYLOAD, "{what}");
            assert_eq!(view.missing(), 0, "{what}");
            let (from, to): (IpAddr, IpAddr) = if view.source.address.is_v4() {
                (V4.0.into(), V4.1.into())
            } else {
                (V6.0.into(), V6.1.into())
            };
            assert_eq!((view.source.address, view.source.port), (Address::from(from), 54_321), "{what}");
            assert_eq!((view.destination.address, view.destination.port), (Address::from(to), 80), "{what}");
            assert_eq!((view.sequence, view.acknowledgment), (0xfedc_ba98, 0x0123_4567), "{what}");
            assert_eq!((view.flags, view.window, view.urgent), (Flags::PSH | Flags::ACK, 502, 9), "{what}");
            assert_eq!(view.checksum_ok(&packet), Some(true), "{what}");
            let mut wrong = packet.clone();
            wrong[view.payload().start] ^= 1;
            assert_eq!(view.checksum_ok(&wrong), Some(false), "{what}");
            let fields = fields(link, &packet, packet.len() as u32);
            assert_tiled(&fields, packet.len(), what);
            let last = fields.last().expect("fields");
            let wanted = if padding == 0 { Layer::Payload } else { Layer::Trailer };
            assert_eq!(last.layer, wanted, "{what}: {last:?}");
            let port =
                fields.iter().find(|field| field.name.en == "Source port" && field.layer == Layer::Tcp);
            assert_eq!(port.map(|field| field.value.as_str()), Some("54321"), "{what}");
            for cut in 0..packet.len() {
                check_cut(link, &packet, cut, &view, what);
            }
        }
    }
}

/// A packet that the snap length cut: what is missing is known, nothing panics, all bytes stay owned.
fn check_cut(link: Link, packet: &[u8], cut: usize, whole: &TcpView, what: &str) {
    let bytes = &packet[..cut];
    assert_tiled(&fields(link, bytes, packet.len() as u32), cut, &format!("{what} cut at {cut}"));
    match tcp_segment(link, bytes, packet.len() as u32) {
        Parsed::Segment(view) => {
            assert_eq!(
                (view.wire_len, view.payload_at),
                (whole.wire_len, whole.payload_at),
                "{what} at {cut}"
            );
            let captured = cut.saturating_sub(view.payload_at as usize).min(view.wire_len as usize);
            assert_eq!(view.payload_len as usize, captured, "{what} at {cut}");
            assert_eq!(view.checksum_ok(bytes).is_some(), view.missing() == 0, "{what} at {cut}");
        }
        other => assert_eq!(other, Parsed::Other(Other::Cut), "{what} at {cut}"),
    }
}

#[test]
fn the_short_way_and_the_walk_agree() {
    // The walk alone reads behind a loop header; the short way reads the rest.
    let mut random = Xorshift(7);
    for _ in 0..20_000 {
        let mut packet = tcp4();
        for _ in 0..=random.below(3) {
            let at = random.below(48);
            packet[at] = random.next() as u8;
        }
        packet.truncate(30 + random.below(60));
        let original = packet.len() as u32;
        let quick = tcp_segment(Link::RAW, &packet, original);
        let behind = joined(&[&[0, 0, 0, 2], &packet]);
        let slow = match tcp_segment(Link::LOOP, &behind, original + 4) {
            Parsed::Segment(view) => Parsed::Segment(TcpView {
                header_at: view.header_at - 4,
                payload_at: view.payload_at - 4,
                ..view
            }),
            Parsed::Fragment(mut view) => {
                view.payload_at -= 4;
                Parsed::Fragment(view)
            }
            other => other,
        };
        assert_eq!(quick, slow, "{packet:02x?}");
    }
}

#[test]
fn what_is_no_segment_says_why() {
    let mut arp = ethernet(0x0806, &[0; 28]);
    let udp = ethernet(0x0800, &ipv4(IpNextHeaderProtocols::Udp, &[0; 20]));
    let mut short = tcp4();
    short[2..4].copy_from_slice(&30_u16.to_be_bytes());
    let mut offset = tcp4();
    offset[32] = 0x40;
    for (link, packet, other) in [
        (Link::ETHERNET, arp.clone(), Other::NotIp(0x0806)),
        (Link::ETHERNET, udp, Other::NotTcp(17)),
        (Link(147), tcp4(), Other::UnknownLink(Link(147))),
        (Link::RAW, vec![0x95; 40], Other::Malformed),
        (Link::RAW, short, Other::Cut),
        (Link::RAW, offset, Other::Malformed),
        (Link::RAW, vec![], Other::Cut),
    ] {
        assert_eq!(tcp_segment(link, &packet, packet.len() as u32), Parsed::Other(other), "{packet:02x?}");
        assert_tiled(&fields(link, &packet, packet.len() as u32), packet.len(), "no segment");
    }
    // Tags without end end.
    arp.truncate(12);
    for _ in 0..2000 {
        arp.extend([0x81, 0, 0, 1]);
    }
    assert_eq!(tcp_segment(Link::ETHERNET, &arp, 9000), Parsed::Other(Other::TooDeep));
    assert_tiled(&fields(Link::ETHERNET, &arp, 9000), arp.len(), "too deep");
}

#[test]
fn a_large_send_without_a_length_takes_the_captured_length() {
    for (mut packet, at) in [(tcp4(), 2), (tcp6(), 4)] {
        packet[at..at + 2].fill(0);
        let view = view_of(Link::RAW, &packet);
        assert_eq!(&packet[view.payload()], PAYLOAD);
        assert_eq!(view.missing(), 0);
        let Parsed::Segment(view) = tcp_segment(Link::RAW, &packet, packet.len() as u32 + 50) else {
            panic!("cut large send");
        };
        assert_eq!(view.missing(), 50);
    }
}

#[test]
fn mutated_packets_never_panic_and_stay_tiled() {
    let mut random = Xorshift(99);
    let vxlan = joined(&[&[0, 1, 18, 181, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 42, 0], &ethernet(0x86dd, &tcp6())]);
    let gtp =
        [0, 1, 8, 104, 0, 0, 0, 0, 0x36, 255, 0, 0, 1, 2, 3, 4, 0, 9, 0, 0x85, 1, 0, 0, 0xc0, 1, 0, 0, 0];
    let seeds = [
        ethernet(0x0800, &ipv4(IpNextHeaderProtocols::Udp, &vxlan)),
        ethernet(0x86dd, &tcp6()),
        ethernet(0x0800, &ipv4(IpNextHeaderProtocols::Udp, &joined(&[&gtp, &tcp4()]))),
    ];
    let links = [Link::ETHERNET, Link::RAW, Link::LINUX_SLL, Link::LINUX_SLL2, Link::NULL, Link(7)];
    for round in 0..30_000 {
        let mut packet = seeds[round % seeds.len()].clone();
        for _ in 0..=random.below(4) {
            let at = random.below(packet.len());
            packet[at] = random.next() as u8;
        }
        packet.truncate(random.below(packet.len() + 1));
        let link = if round % 4 == 0 { links[random.below(links.len())] } else { Link::ETHERNET };
        let original = packet.len() as u32 + random.below(3) as u32 * 10;
        if let Parsed::Segment(view) = tcp_segment(link, &packet, original) {
            assert!(packet.get(view.payload()).is_some());
            let _ = view.checksum_ok(&packet);
        }
        assert_tiled(&fields(link, &packet, original), packet.len(), &format!("round {round}"));
    }
}

/// The fragments of one segment of `size` payload bytes, with the packet each is.
fn fragments_of(payload: &[u8], each: usize, is_v6: bool) -> Vec<Vec<u8>> {
    let whole = if is_v6 {
        segment(V6.0.into(), V6.1.into(), payload)
    } else {
        segment(V4.0.into(), V4.1.into(), payload)
    };
    let last = whole.len().div_ceil(each) - 1;
    let mut packets = Vec::new();
    for (index, piece) in whole.chunks(each).enumerate() {
        let at = (index * each) as u16;
        let more = u16::from(index != last);
        packets.push(if is_v6 {
            let field = (at | more).to_be_bytes();
            ipv6(IpNextHeaderProtocols::Ipv6Frag, &joined(&[&[6, 0], &field, &[0, 0, 0, 9], piece]))
        } else {
            let mut packet = ipv4(IpNextHeaderProtocols::Tcp, piece);
            packet[6..8].copy_from_slice(&((at / 8) | (more << 13)).to_be_bytes());
            packet
        });
    }
    packets
}

/// Pushes packets in an order, as a capture of them one behind the other.
fn put_together(table: &mut Fragments, packets: &[Vec<u8>], order: &[usize]) -> (Option<Datagram>, Vec<u8>) {
    let mut capture = Vec::new();
    let mut finished = None;
    for (number, index) in (1..).zip(order) {
        let packet = &packets[*index];
        let record = Record {
            number,
            stamp: Stamp::from_nanos(i64::from(number)),
            link: Link::RAW,
            interface: 0,
            offset: capture.len() as u64,
            captured: packet.len() as u32,
            original: packet.len() as u32,
        };
        capture.extend(packet);
        let Parsed::Fragment(view) = tcp_segment(Link::RAW, packet, record.original) else {
            panic!("no fragment: {packet:02x?}");
        };
        if let Some(datagram) = table.push(&record, packet, &view) {
            assert!(finished.is_none(), "one datagram");
            finished = Some(datagram);
        }
    }
    (finished, capture)
}

#[test]
fn fragments_come_together_in_any_order_and_lead_back() {
    let payload: Vec<u8> = (0..900_u32).map(|at| (at * 7) as u8).collect();
    for is_v6 in [false, true] {
        let packets = fragments_of(&payload, 120, is_v6);
        let last = packets.len() - 1;
        let forward: Vec<_> = (0..packets.len()).collect();
        let backward: Vec<_> = (0..packets.len()).rev().collect();
        let doubled: Vec<_> = (0..last).flat_map(|index| [index, index]).chain([last]).collect();
        for order in [forward, backward, doubled] {
            let mut table = Fragments::default();
            let (datagram, capture) = put_together(&mut table, &packets, &order);
            let datagram = datagram.expect("whole");
            assert_eq!(table.waiting(), 0);
            let Parsed::Segment(view) = datagram.segment() else { panic!("{datagram:?}") };
            assert_eq!(&datagram.bytes[view.payload()], payload);
            assert_eq!(view.checksum_ok(&datagram.bytes), Some(true));
            let mut at = 0;
            for piece in &datagram.pieces {
                assert_eq!(piece.at, at, "pieces tile the datagram");
                at += piece.len;
                let (offset, len) = (piece.offset as usize, piece.len as usize);
                assert_eq!(&capture[offset..offset + len], &datagram.bytes[piece.at as usize..at as usize]);
            }
            assert_eq!(at as usize, datagram.bytes.len());
            let some: Vec<_> = datagram.pieces_of(view.payload_at + 50, 200).collect();
            assert_eq!(some.iter().map(|piece| piece.len).sum::<u32>(), 200);
            let bytes: Vec<u8> = some
                .iter()
                .flat_map(|piece| capture[piece.offset as usize..][..piece.len as usize].iter().copied())
                .collect();
            assert_eq!(bytes, payload[50..250]);
        }
    }
}

#[test]
fn a_missing_fragment_gives_nothing_and_the_table_stays_bounded() {
    let packets = fragments_of(&[5; 900], 120, false);
    let mut table = Fragments::default();
    assert_eq!(put_together(&mut table, &packets, &[0, 1, 3, 4, 5, 6, 7]).0, None);
    assert_eq!(table.waiting(), 1);
    // Later than anyone waits, and of many datagrams.
    let template = packets[0].clone();
    for id in 0..5000_u16 {
        let mut packet = template.clone();
        packet[4..6].copy_from_slice(&id.to_be_bytes());
        let record = Record {
            number: 9,
            stamp: Stamp::from_nanos(100_000_000_000),
            link: Link::RAW,
            interface: 0,
            offset: 0,
            captured: packet.len() as u32,
            original: packet.len() as u32,
        };
        let Parsed::Fragment(view) = tcp_segment(Link::RAW, &packet, record.original) else { panic!() };
        assert_eq!(table.push(&record, &packet, &view), None);
        assert!(table.waiting() <= 1024);
    }
    assert_eq!(table.given_up() as usize, 5001 - table.waiting());
}

#[test]
fn of_overlapping_fragments_the_first_to_arrive_wins() {
    let mut random = Xorshift(3);
    for _ in 0..2000 {
        let whole = segment(V4.0.into(), V4.1.into(), &[b'a'; 200]);
        let mut table = Fragments::default();
        let mut wanted: Vec<Option<u8>> = vec![None; whole.len()];
        let mut packets = Vec::new();
        // Pieces at random places, each of its own letter, then the whole to fill the holes.
        for letter in 0..random.below(5) as u8 {
            let at = random.below(whole.len() / 8) * 8;
            let len = (8 * (1 + random.below(9))).min((whole.len() - at) / 8 * 8);
            packets.push((at, vec![b'A' + letter; len], true));
        }
        packets.push((0, whole.clone(), false));
        let mut finished = None;
        for (number, (at, content, more)) in (1..).zip(packets) {
            for (slot, byte) in wanted[at..].iter_mut().zip(&content) {
                slot.get_or_insert(*byte);
            }
            let mut packet = ipv4(IpNextHeaderProtocols::Tcp, &content);
            // The last fragment of a datagram has no more behind it; one that begins at 0 then would be no fragment.
            if more {
                packet[6..8].copy_from_slice(&((at as u16 / 8) | 0x2000).to_be_bytes());
                let done = push(&mut table, &packet, number);
                finished = finished.or(done);
            } else {
                let (head, tail) = content.split_at(content.len() / 16 * 8);
                for (at, content, flag) in [(0, head, 0x2000), (head.len(), tail, 0)] {
                    let mut packet = ipv4(IpNextHeaderProtocols::Tcp, content);
                    packet[6..8].copy_from_slice(&((at as u16 / 8) | flag).to_be_bytes());
                    let done = push(&mut table, &packet, number);
                    finished = finished.or(done);
                }
            }
        }
        let datagram: Datagram = finished.expect("whole");
        let wanted: Vec<u8> = wanted.into_iter().flatten().collect();
        assert_eq!(datagram.bytes, wanted);
        assert_eq!(datagram.pieces.iter().map(|piece| piece.len as usize).sum::<usize>(), wanted.len());
    }
}

fn push(table: &mut Fragments, packet: &[u8], number: u32) -> Option<Datagram> {
    let len = packet.len() as u32;
    let stamp = Stamp::default();
    let record =
        Record { number, stamp, link: Link::RAW, interface: 0, offset: 0, captured: len, original: len };
    match tcp_segment(Link::RAW, packet, len) {
        Parsed::Fragment(view) => table.push(&record, packet, &view),
        other => panic!("{other:?}"),
    }
}

#[test]
fn addresses_and_endpoints_print_as_they_are_known() {
    for (ip, text) in [("192.0.2.1", "192.0.2.1:80"), ("2001:db8::1", "[2001:db8::1]:80")] {
        let address = Address::from(ip.parse::<IpAddr>().expect("an address"));
        assert_eq!(address.to_string(), ip);
        assert_eq!(ws101::wire::packet::Endpoint { address, port: 80 }.to_string(), text);
    }
    assert_eq!((Flags::SYN | Flags::ACK).to_string(), "ACK SYN");
}
