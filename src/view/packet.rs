//! The headers of one packet. The trace keeps where a packet's stream bytes stand in the capture, not where the packet
//! begins; that is found again from the record header before it, and believed only where everything agrees.

use crate::base::{Link, Source};
use crate::trace::{Segment, Trace};
use crate::wire::packet::{HeaderField, Layer, fields};

/// Most header bytes looked at before a packet's stream bytes: link, tags, tunnels, IP and TCP with their options.
const HEADERS_MAX_BYTES: u64 = 240;
/// Bytes of an Enhanced Packet Block before its packet (pcapng).
const BLOCK_BYTES: usize = 28;
/// Bytes of a record header (pcap).
const RECORD_BYTES: usize = 16;
/// Largest packet looked at.
const PACKET_MAX_BYTES: u32 = 256 << 10;

/// The fields of the headers of the packet that brought a segment, in wire order; none where it cannot be found.
#[must_use]
pub fn headers(trace: &Trace, source: &dyn Source, segment: &Segment) -> Vec<HeaderField> {
    let most = segment.capture_offset.min(HEADERS_MAX_BYTES + BLOCK_BYTES as u64);
    let mut before = vec![0; most as usize];
    let base = segment.capture_offset - most;
    if source.read_at(base, &mut before) < before.len() {
        return Vec::new();
    }
    let common = [Link::ETHERNET, Link::NULL, Link::LINUX_SLL, Link::LINUX_SLL2, Link::RAW];
    let links = if trace.capture.links.is_empty() { &common[..] } else { &trace.capture.links };
    // The shortest headers are those of TCP over IPv4 without a link layer.
    for at in (RECORD_BYTES..=before.len().saturating_sub(40)).rev() {
        let header_len = before.len() - at;
        let Some((captured, original)) = lengths(&before[..at], header_len as u64 + segment.span.len())
        else {
            continue;
        };
        let mut packet = vec![0; captured as usize];
        if source.read_at(base + at as u64, &mut packet) < packet.len() {
            continue;
        }
        for link in links {
            let found = fields(*link, &packet, original);
            if carries(&found, header_len as u64) {
                return found.into_iter().filter(|field| field.span.end <= header_len as u64).collect();
            }
        }
    }
    Vec::new()
}

/// Whether a packet's TCP payload holds byte `at`.
fn carries(found: &[HeaderField], at: u64) -> bool {
    let has_tcp = found.iter().any(|field| field.layer == Layer::Tcp);
    has_tcp && found.iter().any(|field| field.layer == Layer::Payload && field.span.contains(at))
}

/// Captured and original length from the record or block header that ends `before`, if it is one.
fn lengths(before: &[u8], least: u64) -> Option<(u32, u32)> {
    let word = |from_end: usize, big: bool| -> Option<u32> {
        let at = before.len().checked_sub(from_end)?;
        let bytes = before.get(at..)?.first_chunk::<4>()?;
        Some(if big { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) })
    };
    [false, true].into_iter().find_map(|big| {
        let (captured, original) = (word(8, big)?, word(4, big)?);
        if captured > original || captured > PACKET_MAX_BYTES || u64::from(captured) < least {
            return None;
        }
        let is_block = word(BLOCK_BYTES, big) == Some(6)
            && word(BLOCK_BYTES - 4, big).is_some_and(|total| total % 4 == 0 && total >= captured + 32);
        // A record of pcap: the fraction of its second is below one, in the finest unit.
        let is_record = word(12, big).is_some_and(|fraction| fraction < 1_000_000_000);
        (is_block || is_record).then_some((captured, original))
    })
}
