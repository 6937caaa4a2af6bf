//! Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5), and remembers which packet each byte came in.
//!
//! The table is bounded in datagrams, bytes and time; the oldest give way. Where fragments overlap the first bytes
//! win. Nothing is delivered before the datagram is whole.

use std::collections::VecDeque;

use super::{Address, FragmentView, Other, Parsed, tcp};
use crate::base::{Record, Stamp};

/// How many unfinished datagrams are kept.
pub const MAX_FRAGMENT_DATAGRAMS: usize = 1024;
/// How many bytes of unfinished datagrams are kept.
pub const MAX_FRAGMENT_BYTES: usize = 8 * 1024 * 1024;
/// How many fragments of one datagram are kept: 65,535 bytes in pieces of 64.
pub const MAX_FRAGMENTS_OF_ONE: usize = 1024;
/// How long fragments wait for the rest (RFC 8200 §4.5 says 60 seconds).
const MAX_WAIT_NANOS: i64 = 60 * 1_000_000_000;
/// The largest content of a datagram.
const MAX_DATAGRAM_BYTES: u32 = 65_535;

/// Where some bytes of a datagram stand in the capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Offset of its first byte in the datagram's content.
    pub at: u32,
    /// How many bytes.
    pub len: u32,
    /// Offset of its first byte in the capture.
    pub offset: u64,
    /// Number of the packet that brought it.
    pub record: u32,
}

/// The content of an IP datagram put together from fragments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datagram {
    /// Sender.
    pub source: Address,
    /// Receiver.
    pub destination: Address,
    /// Protocol of the content.
    pub protocol: u8,
    /// The content, up to the first byte that the capture does not have.
    pub bytes: Vec<u8>,
    /// Where its bytes stand in the capture: sorted, disjoint, tiling `bytes`.
    pub pieces: Vec<Piece>,
    /// How long the content was on the wire.
    pub wire_len: u32,
}

impl Datagram {
    /// The TCP segment that it carries. Offsets are from the first of [`Datagram::bytes`].
    #[must_use]
    pub fn segment(&self) -> Parsed {
        if self.protocol != tcp::PROTOCOL {
            return Parsed::Other(Other::NotTcp(self.protocol));
        }
        match tcp::view(&self.bytes, 0, self.wire_len as usize, self.source, self.destination) {
            Ok(view) => Parsed::Segment(view),
            Err(other) => Parsed::Other(other),
        }
    }

    /// The pieces of the capture that bytes `at..at + len` of the content came from.
    pub fn pieces_of(&self, at: u32, len: u32) -> impl Iterator<Item = Piece> + '_ {
        let end = at.saturating_add(len);
        let first = self.pieces.partition_point(|piece| piece.at + piece.len <= at);
        self.pieces[first..].iter().take_while(move |piece| piece.at < end).map(move |piece| {
            let start = piece.at.max(at);
            let stop = (piece.at + piece.len).min(end);
            let offset = piece.offset + u64::from(start - piece.at);
            Piece { at: start, len: stop - start, offset, record: piece.record }
        })
    }
}

/// A run of a datagram that arrived: what of it was captured, and how long it was on the wire.
struct Run {
    piece: Piece,
    /// One past the last byte on the wire.
    wire_end: u32,
    /// Where its captured bytes stand in `Unfinished::stored`.
    stored_at: usize,
}

struct Unfinished {
    source: Address,
    destination: Address,
    protocol: u8,
    identification: u32,
    first: Stamp,
    /// In the order in which they arrived.
    runs: Vec<Run>,
    stored: Vec<u8>,
    /// The lengths of all fragments together: below `wire_len` there is certainly a hole.
    received: u32,
    /// The whole length, once the last fragment has told.
    wire_len: Option<u32>,
}

/// The fragments that wait for others.
#[derive(Default)]
pub struct Fragments {
    /// Oldest first.
    waiting: VecDeque<Unfinished>,
    /// What they keep in memory.
    bytes: usize,
    given_up: u64,
    overflowed: u64,
}

impl Fragments {
    /// How many datagrams were given up because the rest did not come in time or the table was full.
    #[must_use]
    pub const fn given_up(&self) -> u64 {
        self.given_up
    }

    /// How many fragments or datagrams were dropped because a limit was met.
    #[must_use]
    pub const fn overflowed(&self) -> u64 {
        self.overflowed
    }

    /// How many datagrams wait for fragments.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Takes a fragment with the bytes of its packet; gives the datagram that it completes.
    pub fn push(&mut self, record: &Record, bytes: &[u8], fragment: &FragmentView) -> Option<Datagram> {
        let content = bytes.get(fragment.payload())?;
        let wire_end = fragment.at.checked_add(fragment.wire_len).filter(|end| *end <= MAX_DATAGRAM_BYTES)?;
        self.make_room(record.stamp, content.len());
        let index = self.waiting.iter().position(|datagram| datagram.is_of(fragment));
        let index = index.unwrap_or_else(|| {
            self.waiting.push_back(Unfinished::new(record.stamp, fragment));
            self.waiting.len() - 1
        });
        let datagram = &mut self.waiting[index];
        if datagram.runs.len() == MAX_FRAGMENTS_OF_ONE {
            self.overflowed += 1;
            return None;
        }
        let piece = Piece {
            at: fragment.at,
            len: fragment.payload_len,
            offset: record.offset + u64::from(fragment.payload_at),
            record: record.number,
        };
        datagram.runs.push(Run { piece, wire_end, stored_at: datagram.stored.len() });
        datagram.stored.extend_from_slice(content);
        datagram.received = datagram.received.saturating_add(fragment.wire_len);
        self.bytes += content.len() + size_of::<Run>();
        if !fragment.more {
            datagram.wire_len.get_or_insert(wire_end);
        }
        let whole = datagram.whole()?;
        let finished = self.waiting.remove(index)?;
        self.bytes -= finished.cost();
        Some(whole)
    }

    /// Drops what waits too long, and the oldest while there is no room.
    fn make_room(&mut self, now: Stamp, bytes: usize) {
        while let Some(oldest) = self.waiting.front() {
            let is_stale = now.nanos_since(oldest.first).saturating_abs() > MAX_WAIT_NANOS;
            let is_full =
                self.waiting.len() >= MAX_FRAGMENT_DATAGRAMS || self.bytes + bytes > MAX_FRAGMENT_BYTES;
            if !is_stale && !is_full {
                return;
            }
            self.bytes -= oldest.cost();
            self.waiting.pop_front();
            self.given_up += 1;
            self.overflowed += u64::from(!is_stale);
        }
    }
}

impl Unfinished {
    const fn new(first: Stamp, fragment: &FragmentView) -> Self {
        Self {
            source: fragment.source,
            destination: fragment.destination,
            protocol: fragment.protocol,
            identification: fragment.identification,
            first,
            runs: Vec::new(),
            stored: Vec::new(),
            received: 0,
            wire_len: None,
        }
    }

    fn cost(&self) -> usize {
        self.stored.len() + self.runs.len() * size_of::<Run>()
    }

    fn is_of(&self, fragment: &FragmentView) -> bool {
        self.identification == fragment.identification
            && self.source == fragment.source
            && self.destination == fragment.destination
            && self.protocol == fragment.protocol
    }

    /// The datagram, if its fragments leave no hole.
    fn whole(&self) -> Option<Datagram> {
        let wire_len = self.wire_len.filter(|wire_len| self.received >= *wire_len)?;
        // Stable: of two fragments at one place the first to arrive stays first.
        let mut order: Vec<&Run> = self.runs.iter().collect();
        order.sort_by_key(|run| run.piece.at);
        let mut covered = 0;
        for run in &order {
            if run.piece.at > covered {
                return None;
            }
            covered = covered.max(run.wire_end);
        }
        if covered < wire_len {
            return None;
        }
        let (bytes, pieces) = self.join(wire_len);
        let (source, destination, protocol) = (self.source, self.destination, self.protocol);
        Some(Datagram { source, destination, protocol, bytes, pieces, wire_len })
    }

    /// Joins the captured bytes up to the first that is missing. The first to arrive wins.
    fn join(&self, wire_len: u32) -> (Vec<u8>, Vec<Piece>) {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut bytes = Vec::with_capacity(wire_len as usize);
        let mut at = 0;
        while at < wire_len {
            // The run that arrived first among those that hold this byte.
            let Some(run) =
                self.runs.iter().find(|run| run.piece.at <= at && at < run.piece.at + run.piece.len)
            else {
                break;
            };
            // It ends where an earlier one begins.
            let limit = self.runs.iter().take_while(|other| !std::ptr::eq(*other, run));
            let limit =
                limit.filter(|other| other.piece.at > at && other.piece.len > 0).map(|other| other.piece.at);
            let end = limit.min().unwrap_or(u32::MAX).min(run.piece.at + run.piece.len).min(wire_len);
            let skip = at - run.piece.at;
            let from = run.stored_at + skip as usize;
            bytes.extend_from_slice(&self.stored[from..from + (end - at) as usize]);
            let (offset, record) = (run.piece.offset + u64::from(skip), run.piece.record);
            pieces.push(Piece { at, len: end - at, offset, record });
            at = end;
        }
        (bytes, pieces)
    }
}
