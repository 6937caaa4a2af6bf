//! Reads the headers of one captured packet, from its link layer down to the TCP segment.
//!
//! It is lax: whatever the packet holds, it says how far it understood it, and never fails or panics. It keeps
//! nothing between packets (only [`Fragments`] does, within named limits) and knows nothing of flows or streams.
//!
//! [`tcp_segment`] is for every packet of a capture, with a short way for what nearly all of them are; [`fields`] is
//! for the one packet that is looked at, and names each of its bytes. Both take the same walk.

mod address;
mod fields;
mod fragments;
mod ip;
mod link;
mod tcp;

pub use address::{Address, Endpoint};
pub use fields::{HeaderField, Layer, fields};
pub use fragments::{
    Datagram, Fragments, MAX_FRAGMENT_BYTES, MAX_FRAGMENT_DATAGRAMS, MAX_FRAGMENTS_OF_ONE, Piece,
};
pub use tcp::{Flags, TcpView};

use crate::base::{Bits, Link, Text};

/// How many headers one packet is followed through, tunnels included.
pub const MAX_HEADERS: usize = 24;

/// What a packet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parsed {
    /// A TCP segment.
    Segment(TcpView),
    /// A part of an IP datagram; [`Fragments`] puts it together.
    Fragment(FragmentView),
    /// Neither.
    Other(Other),
}

/// Why a packet gave no TCP segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Other {
    /// The capture ends inside a header that is needed.
    Cut,
    /// Not IP: the EtherType, or what stands in its place.
    NotIp(u16),
    /// IP, but not TCP: the protocol number.
    NotTcp(u8),
    /// A length or version that cannot be.
    Malformed,
    /// A link layer that is not read.
    UnknownLink(Link),
    /// More headers in each other than are followed.
    TooDeep,
}

/// One fragment of an IP datagram. Offsets are from the first byte of the packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FragmentView {
    /// Sender.
    pub source: Address,
    /// Receiver.
    pub destination: Address,
    /// Protocol of the datagram's content.
    pub protocol: u8,
    /// Identification: 16 bits in IPv4, 32 in IPv6.
    pub identification: u32,
    /// Where in the datagram's content its bytes belong.
    pub at: u32,
    /// Whether more follow.
    pub more: bool,
    /// Where its content begins in the packet.
    pub payload_at: u32,
    /// How many bytes of it were captured.
    pub payload_len: u32,
    /// How many it had on the wire.
    pub wire_len: u32,
}

impl FragmentView {
    /// Its captured content within the packet.
    #[must_use]
    pub const fn payload(&self) -> std::ops::Range<usize> {
        self.payload_at as usize..(self.payload_at + self.payload_len) as usize
    }
}

/// The TCP segment, the fragment or the neither that a packet is. `original_len` is its length on the wire.
#[inline]
#[must_use]
pub fn tcp_segment(link: Link, bytes: &[u8], original_len: u32) -> Parsed {
    let ip_at = match link {
        Link::ETHERNET if bytes.get(12..14) == Some(&[0x08, 0x00]) => 14,
        Link::LINUX_SLL if bytes.get(14..16) == Some(&[0x08, 0x00]) => 16,
        Link::LINUX_SLL2 if bytes.get(..2) == Some(&[0x08, 0x00]) => 20,
        Link::NULL if bytes.starts_with(&[2, 0, 0, 0]) => 4,
        Link::RAW | Link::IPV4 => 0,
        _ => return walk(link, bytes, original_len, &mut Silent),
    };
    match tcp::plain_ipv4(bytes, ip_at) {
        Some(view) => Parsed::Segment(view),
        None => walk(link, bytes, original_len, &mut Silent),
    }
}

/// Who is told of the header fields that a walk passes.
trait Visitor {
    /// A field of `len` bytes from `at`, or of `bits` of them.
    fn field(
        &mut self,
        layer: Layer,
        name: Text,
        at: usize,
        len: usize,
        bits: Option<Bits>,
        value: impl FnOnce() -> String,
    );
}

/// For walks that want the result alone.
struct Silent;

impl Visitor for Silent {
    #[inline(always)]
    fn field(&mut self, _: Layer, _: Text, _: usize, _: usize, _: Option<Bits>, _: impl FnOnce() -> String) {}
}

/// What comes next in a packet.
#[derive(Clone, Copy)]
enum Next {
    /// An Ethernet header.
    Ethernet,
    /// What this EtherType says.
    EtherType(u16),
    /// IP of either version, told by the first nibble.
    Ip,
    /// What this IP protocol number says.
    Protocol(u8),
    /// Nothing: this is what the packet is.
    Is(Parsed),
}

/// A walk through the headers of one packet.
struct Packet<'a, V> {
    bytes: &'a [u8],
    /// The next header's first byte.
    at: usize,
    /// Where on the wire the innermost IP packet ends (before padding and trailers); may lie behind the captured bytes.
    wire_end: usize,
    /// Whether an IP header has set `wire_end`.
    is_in_ip: bool,
    source: Address,
    destination: Address,
    visitor: &'a mut V,
}

#[inline(never)]
fn walk<V: Visitor>(link: Link, bytes: &[u8], original_len: u32, visitor: &mut V) -> Parsed {
    walk_to_end(link, bytes, original_len, visitor).0
}

/// Walks a packet; gives besides where in the captured bytes its content ends and padding or a trailer begins.
fn walk_to_end<V: Visitor>(link: Link, bytes: &[u8], original_len: u32, visitor: &mut V) -> (Parsed, usize) {
    let mut packet = Packet {
        bytes,
        at: 0,
        wire_end: bytes.len().max(original_len as usize),
        is_in_ip: false,
        source: Address::default(),
        destination: Address::default(),
        visitor,
    };
    let mut next = packet.link(link);
    for _ in 0..MAX_HEADERS {
        next = match next {
            Next::Ethernet => packet.ethernet(),
            Next::EtherType(ether_type) => packet.ether_type(ether_type),
            Next::Ip => packet.ip(),
            Next::Protocol(protocol) => packet.protocol(protocol),
            Next::Is(parsed) => return (parsed, packet.end()),
        };
    }
    (Parsed::Other(Other::TooDeep), packet.end())
}

impl<V: Visitor> Packet<'_, V> {
    /// Where the captured bytes of the innermost packet end.
    fn end(&self) -> usize {
        self.wire_end.min(self.bytes.len())
    }

    /// The next header's bytes; `None` where the capture or the packet ends before.
    fn header<const LEN: usize>(&self) -> Option<[u8; LEN]> {
        self.bytes.get(self.at..self.end())?.first_chunk::<LEN>().copied()
    }

    /// Names the `len` bytes that stand `skip` bytes behind the header's first.
    fn byte_field(
        &mut self,
        layer: Layer,
        name: Text,
        skip: usize,
        len: usize,
        value: impl FnOnce() -> String,
    ) {
        let at = self.at + skip;
        self.visitor.field(layer, name, at, len, None, value);
    }

    /// Names `bits` (first, how many) of the `len` bytes that stand `skip` bytes behind the header's first.
    fn bit_field(
        &mut self,
        layer: Layer,
        name: Text,
        (skip, len): (usize, usize),
        (start, count): (u16, u16),
        value: impl FnOnce() -> String,
    ) {
        let at = self.at + skip;
        self.visitor.field(layer, name, at, len, Some(Bits { start, len: count }), value);
    }
}

/// That a header is missing: cut by the capture, or not in the packet at all.
const CUT: Next = Next::Is(Parsed::Other(Other::Cut));
const MALFORMED: Next = Next::Is(Parsed::Other(Other::Malformed));

const fn u16_of(bytes: &[u8], at: usize) -> u16 {
    (bytes[at] as u16) << 8 | bytes[at + 1] as u16
}

const fn u32_of(bytes: &[u8], at: usize) -> u32 {
    (u16_of(bytes, at) as u32) << 16 | u16_of(bytes, at + 2) as u32
}
