//! One packet of any link layer, and fragments of datagrams.

use ws101::base::{Link, Record, Stamp};
use ws101::wire::packet::{Fragments, Parsed, TcpView, fields, tcp_segment};

const LINKS: [u32; 12] = [0, 1, 12, 14, 101, 108, 113, 228, 229, 276, 147, 9];

/// The input is a list of packets: link layer (by its place in [`LINKS`]; the high bit says that the packet was longer on
/// the wire), length in two bytes, bytes.
pub fn run(bytes: &[u8]) {
    let mut steps = super::Steps(bytes);
    let mut fragments = Fragments::default();
    for number in 1..=64 {
        if steps.is_empty() {
            break;
        }
        let first = steps.byte();
        let link = Link(LINKS[usize::from(first & 0x7F) % LINKS.len()]);
        let len = steps.u16();
        let packet = steps.bytes(usize::from(len));
        let original = packet.len() as u32 + if first & 0x80 != 0 { 7 } else { 0 };
        one(link, packet, original, number, &mut fragments);
    }
}

fn one(link: Link, packet: &[u8], original: u32, number: u32, fragments: &mut Fragments) {
    match tcp_segment(link, packet, original) {
        Parsed::Segment(view) => segment(&view, packet),
        Parsed::Fragment(view) => {
            let _ = &packet[view.payload()];
            let record = Record {
                number,
                stamp: Stamp::from_nanos(i64::from(number) * 400_000_000),
                link,
                interface: 0,
                offset: u64::from(number) * 70_000,
                captured: packet.len() as u32,
                original,
            };
            if let Some(datagram) = fragments.push(&record, packet, &view) {
                let mut at = 0;
                for piece in &datagram.pieces {
                    assert_eq!(piece.at, at, "pieces tile the datagram");
                    at += piece.len;
                }
                assert_eq!(at as usize, datagram.bytes.len());
                assert!(datagram.bytes.len() <= datagram.wire_len as usize);
                let all: u32 = datagram.pieces_of(0, u32::MAX).map(|piece| piece.len).sum();
                assert_eq!(all, at);
                if let Parsed::Segment(view) = datagram.segment() {
                    segment(&view, &datagram.bytes);
                }
            }
        }
        Parsed::Other(_) => {}
    }
    // Every captured bit belongs to one field.
    let mut at = 0;
    let mut bit = 0;
    for field in fields(link, packet, original) {
        match field.bits {
            Some(bits) => {
                let first = field.span.start * 8 + u64::from(bits.start);
                assert_eq!(first, at * 8 + bit, "{field:?}");
                bit += u64::from(bits.len);
                at += bit / 8;
                bit %= 8;
            }
            None => {
                assert_eq!((field.span.start, bit), (at, 0), "{field:?}");
                at = field.span.end;
            }
        }
    }
    assert_eq!((at, bit), (packet.len() as u64, 0), "fields tile the packet");
}

fn segment(view: &TcpView, bytes: &[u8]) {
    assert_eq!(bytes[view.payload()].len(), view.payload_len as usize);
    assert!(view.payload_len <= view.wire_len);
    let _ = (view.checksum_ok(bytes), view.options(), view.sequence_len(), view.missing());
}
