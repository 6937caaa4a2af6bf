//! Puts the segments of one TCP direction in order. Late, duplicate and overlapping ones are told apart; a hole is
//! waited for until the peer has acknowledged what stood there, and then given up, so that it stops nobody.

use super::limits;
use crate::base::{Span, Stamp};

/// A segment's payload, or a piece of it, with where it stands in the capture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// Going in: position in the sequence space, 0 = the first byte after the SYN. Coming out: offset in the stream,
    /// which leaves urgent bytes out.
    pub(super) at: u64,
    /// The bytes.
    pub(super) bytes: &'a [u8],
    /// Where they stand in the capture.
    pub(super) capture_offset: u64,
    /// Packet number.
    pub(super) packet: u32,
    /// When it was captured.
    pub(super) stamp: Stamp,
    /// Whether it arrived after bytes that follow it.
    pub(super) late: bool,
    /// How far the sender had acknowledged the peer's stream.
    pub(super) acked: Option<u64>,
}

/// A piece that waits for the bytes before it.
#[derive(Debug)]
struct Waiting {
    at: u64,
    bytes: Box<[u8]>,
    capture_offset: u64,
    packet: u32,
    stamp: Stamp,
    acked: Option<u64>,
    /// Its checksum is wrong: another copy is better, if one comes.
    doubtful: bool,
    /// Bytes that the packet had and the capture cut off; then `bytes` is empty.
    cut: u64,
}

impl Waiting {
    fn end(&self) -> u64 {
        self.at + self.bytes.len() as u64 + self.cut
    }

    const fn cost(&self) -> usize {
        size_of::<Self>() + self.bytes.len()
    }
}

/// One direction.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    /// The sequence number of position 0; known once anything was seen.
    origin: Option<u32>,
    /// The SYN was seen, so that position 0 is the stream's first byte.
    pub(super) saw_syn: bool,
    /// Position of the next byte to deliver.
    next: u64,
    waiting: Vec<Waiting>,
    /// What they keep in memory.
    waiting_bytes: usize,
    /// The highest position that the peer has acknowledged.
    acked: u64,
    /// Packets of the flow since the peer acknowledged past the hole.
    patience: u8,
    /// Where the FIN stands.
    pub(super) fin: Option<u64>,
    /// Urgent bytes left out so far: positions behind them are that much ahead of the stream.
    pub(super) urgent: u64,
    /// Positions of urgent bytes to come.
    urgent_at: Vec<u64>,
}

/// Packets of a flow after which bytes that the peer has acknowledged are not waited for any longer.
const PATIENCE_PACKETS: u8 = 24;

impl Assembler {
    /// Whether anything was seen of this direction.
    pub(super) const fn is_known(&self) -> bool {
        self.origin.is_some()
    }

    /// Position of the next byte to deliver.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// The SYN: position 0 is the byte after it.
    pub(super) const fn syn(&mut self, sequence: u32) {
        self.origin = Some(sequence.wrapping_add(1));
        self.saw_syn = true;
    }

    /// The sequence number of a SYN that would repeat this one.
    pub(super) fn is_same_syn(&self, sequence: u32) -> bool {
        self.saw_syn && self.origin == Some(sequence.wrapping_add(1))
    }

    /// The position of a sequence number, nearest to what is expected next; `None` before position 0.
    pub(super) fn position(&mut self, sequence: u32) -> Option<u64> {
        let origin = *self.origin.get_or_insert(sequence);
        let expected = origin.wrapping_add(self.next as u32);
        let distance = sequence.wrapping_sub(expected) as i32;
        self.next.checked_add_signed(i64::from(distance))
    }

    /// The peer acknowledges up to this sequence number; gives the position.
    #[inline]
    pub(super) fn acknowledge(&mut self, acknowledgment: u32) -> Option<u64> {
        let origin = self.origin?;
        let distance = acknowledgment.wrapping_sub(origin.wrapping_add(self.next as u32)) as i32;
        let position = self.next.checked_add_signed(i64::from(distance))?;
        self.acked = self.acked.max(position);
        Some(position)
    }

    /// Whether the next bytes are held up by a hole.
    pub(super) const fn is_held_up(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The quick question for most segments: is this just the next one, with nothing waiting?
    #[inline]
    pub(super) fn is_plain_next(&self, at: u64) -> bool {
        at == self.next && self.waiting.is_empty()
    }

    /// Delivers a plain next segment: position moves on.
    #[inline]
    pub(super) const fn advance(&mut self, len: u64) {
        self.next += len;
    }

    /// Takes a piece that is not just the next one. `doubtful`: its checksum is wrong.
    pub(super) fn take(&mut self, piece: &Piece<'_>, doubtful: bool) {
        let end = piece.at + piece.bytes.len() as u64;
        if end <= self.next {
            return;
        }
        let index = self.waiting.partition_point(|other| other.at <= piece.at);
        let waiting = Waiting {
            at: piece.at,
            bytes: piece.bytes.into(),
            capture_offset: piece.capture_offset,
            packet: piece.packet,
            stamp: piece.stamp,
            acked: piece.acked,
            doubtful,
            cut: 0,
        };
        self.waiting_bytes += waiting.cost();
        self.waiting.insert(index, waiting);
    }

    /// Bytes from `at` that a packet had and that the capture cut off: they need not be waited for.
    pub(super) fn take_cut(&mut self, at: u64, len: u64, packet: u32, stamp: Stamp) {
        let index = self.waiting.partition_point(|other| other.at <= at);
        let bytes = Box::default();
        let waiting =
            Waiting { at, bytes, capture_offset: 0, packet, stamp, acked: None, doubtful: false, cut: len };
        self.waiting_bytes += waiting.cost();
        self.waiting.insert(index, waiting);
    }

    /// What waits for missing bytes keeps so much in memory.
    pub(super) const fn waiting_bytes(&self) -> usize {
        self.waiting_bytes
    }

    /// Whether more waits than may.
    pub(super) const fn is_over_full(&self) -> bool {
        self.waiting.len() > limits::WAITING_SEGMENTS || self.waiting_bytes > limits::WAITING_BYTES
    }

    /// The byte at this position is urgent: it is not part of the stream.
    pub(super) fn take_urgent(&mut self, at: u64) {
        let is_room = self.urgent_at.len() < limits::URGENT_BYTES;
        if at >= self.next && is_room && !self.urgent_at.contains(&at) {
            self.urgent_at.push(at);
        }
    }

    /// Hands on what can be delivered now. `now_packet` is the packet that made it possible.
    pub(super) fn deliver(&mut self, now_packet: u32, mut sink: impl FnMut(Delivery<'_>)) {
        loop {
            // The best piece for the next byte: the first that came with a right checksum.
            let covering = |w: &Waiting| w.at <= self.next && w.end() > self.next;
            let best = (self.waiting.iter().enumerate())
                .take_while(|(_, w)| w.at <= self.next)
                .filter(|(_, w)| covering(w) && !w.doubtful)
                .min_by_key(|(_, w)| w.packet)
                .map(|(index, _)| index);
            let Some(index) = best else { break };
            self.emit(index, now_packet, &mut sink);
        }
        self.forget_old();
    }

    fn emit(&mut self, index: usize, now_packet: u32, sink: &mut impl FnMut(Delivery<'_>)) {
        let Some(piece) = self.waiting.get(index) else { return };
        let skip = (self.next - piece.at) as usize;
        // Where an earlier right copy begins inside this one, that copy has the say.
        let stop = (self.waiting.iter())
            .filter(|w| !w.doubtful && w.packet < piece.packet && w.at > self.next && w.at < piece.end())
            .map(|w| (w.at - piece.at) as usize)
            .min()
            .unwrap_or(piece.bytes.len() + piece.cut as usize);
        let stop_at = piece.at + stop as u64;
        if piece.cut > 0 {
            sink(Delivery::Gap(Span::new(self.next - self.urgent, stop_at - self.urgent)));
            self.next = stop_at;
            return;
        }
        if let Some(index) = self.urgent_at.iter().position(|at| *at == self.next) {
            self.urgent_at.swap_remove(index);
            self.next += 1;
            self.urgent += 1;
            return;
        }
        let urgent = self.urgent_at.iter().filter(|at| **at > self.next && **at < stop_at).min();
        let stop = urgent.map_or(stop, |at| (at - piece.at) as usize);
        let bytes = &piece.bytes[skip..stop];
        sink(Delivery::Bytes(Piece {
            at: self.next - self.urgent,
            bytes,
            capture_offset: piece.capture_offset + skip as u64,
            packet: piece.packet,
            stamp: piece.stamp,
            late: piece.packet == now_packet && self.waiting.len() > 1,
            acked: piece.acked,
        }));
        self.next += (stop - skip) as u64;
    }

    fn forget_old(&mut self) {
        let next = self.next;
        self.waiting.retain(|w| w.end() > next);
        self.waiting_bytes = self.waiting.iter().map(Waiting::cost).sum();
        if self.waiting.is_empty() {
            self.patience = 0;
        }
    }

    /// One more packet of the flow has passed: gives up a hole that the peer has acknowledged long enough ago.
    pub(super) fn grow_impatient(&mut self, sink: impl FnMut(Delivery<'_>)) {
        let Some(first) = self.waiting.first() else { return };
        let hole_end = first.at.max(self.next + 1);
        if self.acked < hole_end {
            return;
        }
        self.patience = self.patience.saturating_add(1);
        if self.patience > PATIENCE_PACKETS {
            self.patience = 0;
            self.give_up_hole(sink);
        }
    }

    /// Delivers everything that waits, holes included: no more packets come.
    pub(super) fn flush(&mut self, mut sink: impl FnMut(Delivery<'_>)) {
        while !self.waiting.is_empty() {
            self.give_up_hole(&mut sink);
        }
    }

    /// The bytes up to the first waiting piece are missing; a doubtful copy is better than none.
    fn give_up_hole(&mut self, mut sink: impl FnMut(Delivery<'_>)) {
        for waiting in &mut self.waiting {
            if waiting.at <= self.next {
                waiting.doubtful = false;
            }
        }
        if let Some(first) = self.waiting.first().map(|first| first.at)
            && first > self.next
        {
            sink(Delivery::Gap(Span::new(self.next - self.urgent, first - self.urgent)));
            self.next = first;
            if let Some(first) = self.waiting.first_mut() {
                first.doubtful = false;
            }
        }
        self.deliver(0, sink);
    }
}

/// What comes out of an [`Assembler`], in order.
#[derive(Debug)]
pub(super) enum Delivery<'a> {
    /// The next bytes.
    Bytes(Piece<'a>),
    /// Bytes of the stream that the capture does not have.
    Gap(Span),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays `segments` of (position, text, doubtful) and compares what comes out; `_` is a missing byte.
    fn check(segments: &[(u64, &str, bool)], expect: &str) {
        let mut assembler = Assembler::default();
        assembler.syn(u32::MAX - 2);
        let mut out = Vec::new();
        let mut hear = |delivery: Delivery<'_>| match delivery {
            Delivery::Bytes(piece) => out.extend_from_slice(piece.bytes),
            Delivery::Gap(span) => out.resize(out.len() + span.len() as usize, b'_'),
        };
        for (packet, (at, text, doubtful)) in segments.iter().enumerate() {
            let sequence = (u32::MAX - 1).wrapping_add(*at as u32);
            let Some(at) = assembler.position(sequence) else { continue };
            let piece = Piece {
                at,
                bytes: text.as_bytes(),
                capture_offset: 0,
                packet: packet as u32 + 1,
                stamp: Stamp::default(),
                late: false,
                acked: None,
            };
            assembler.take(&piece, *doubtful);
            assembler.deliver(packet as u32 + 1, &mut hear);
        }
        assembler.flush(&mut hear);
        assert_eq!(String::from_utf8_lossy(&out), expect, "{segments:?}");
    }

    #[test]
    fn segments_come_out_in_order_and_the_first_copy_counts() {
        check(&[(0, "ab", false), (2, "cd", false)], "abcd");
        check(&[(2, "cd", false), (0, "ab", false)], "abcd");
        check(&[(0, "ab", false), (0, "xy", false), (2, "cd", false)], "abcd");
        check(&[(0, "abc", false), (1, "xyzd", false)], "abczd");
        check(&[(2, "cd", false), (0, "abxyef", false)], "abcdef");
        check(&[(0, "ab", false), (4, "ef", false)], "ab__ef");
        check(&[(0, "a", false), (3, "d", false), (2, "c", false), (1, "b", false)], "abcd");
    }

    #[test]
    fn a_doubtful_copy_counts_only_where_there_is_no_other() {
        check(&[(0, "xx", true), (0, "ab", false), (2, "cd", false)], "abcd");
        check(&[(0, "ab", false), (2, "xx", true), (4, "ef", false), (2, "cd", false)], "abcdef");
        check(&[(0, "ab", false), (2, "xx", true), (4, "ef", false)], "abxxef");
    }

    #[test]
    fn urgent_bytes_are_left_out_and_what_follows_closes_up() {
        let mut assembler = Assembler::default();
        assembler.syn(0);
        let piece = |at, bytes| Piece {
            at,
            bytes,
            capture_offset: at,
            packet: 1,
            stamp: Stamp::default(),
            late: false,
            acked: None,
        };
        let mut out = Vec::new();
        for (at, bytes, urgent) in
            [(0, &b"ab!"[..], Some(2)), (3, &b"c?de"[..], Some(4)), (7, &b"f"[..], None)]
        {
            assembler.take(&piece(at, bytes), false);
            if let Some(urgent) = urgent {
                assembler.take_urgent(urgent);
            }
            assembler.deliver(1, |delivery| {
                if let Delivery::Bytes(piece) = delivery {
                    assert_eq!(piece.at, out.len() as u64);
                    out.extend_from_slice(piece.bytes);
                }
            });
        }
        assert_eq!(out, b"abcdef");
        assert_eq!(assembler.urgent, 2);
    }

    #[test]
    fn an_acknowledged_hole_is_given_up_after_a_while() {
        let mut assembler = Assembler::default();
        assembler.syn(0);
        let piece = |at| Piece {
            at,
            bytes: b"z",
            capture_offset: 0,
            packet: 1,
            stamp: Stamp::default(),
            late: false,
            acked: None,
        };
        assembler.take(&piece(5), false);
        let mut gaps = 0;
        let mut count = |delivery: Delivery<'_>| gaps += usize::from(matches!(delivery, Delivery::Gap(_)));
        for _ in 0..100 {
            assembler.grow_impatient(&mut count);
        }
        assembler.acknowledge(7);
        for _ in 0..=PATIENCE_PACKETS {
            assembler.grow_impatient(&mut count);
        }
        assert_eq!((gaps, assembler.next()), (1, 6));
    }
}
