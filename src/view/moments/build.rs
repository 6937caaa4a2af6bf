//! Puts the rows of a connection into the order in which they happened.

use std::collections::BTreeSet;

use super::{
    FRAME, GAP, HEAD, LOW_48, MARK_EVERY, MESSAGE, MESSAGE_STOP, MOMENTS_LIMIT, Moments, PACKET_STOP,
};
use super::{Phase, Row, SEGMENT, SERVER, TCP_KINDS};
use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{Connection, Frame, Segment, TcpEvent, TcpEventKind};
use crate::wire::frame::Opcode;

/// How much there was of a connection when its moments were built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sizes {
    segments: Both<usize>,
    events: usize,
    frames: u32,
    messages: u32,
    heads: Both<bool>,
}

impl Sizes {
    pub(super) fn of(connection: &Connection) -> Self {
        let streams = &connection.streams;
        Self {
            segments: Both { client: streams.client.segments(), server: streams.server.segments() },
            events: connection.events.len(),
            frames: connection.frame_count(),
            // With frames they say nothing new, and counting them costs nothing.
            messages: connection.message_count(),
            heads: Both { client: streams.client.head.is_some(), server: streams.server.head.is_some() },
        }
    }
}

/// How far one side's stream has come.
#[derive(Default)]
struct Reading {
    /// Segments by packet number.
    order: Vec<u32>,
    /// The next of them to arrive.
    next: usize,
    /// Leading segments, in stream order, that have arrived.
    delivered: u32,
    /// Segments that arrived before others that precede them in the stream.
    early: BTreeSet<u32>,
    /// One past the last byte that has arrived without a hole before it.
    contiguous: u64,
    /// One past the last byte that a moment has told of.
    told: u64,
    head: Option<Span>,
    /// The number from which the side's next frame is looked for.
    frame: u32,
}

struct Builder<'a> {
    connection: &'a Connection,
    sides: Both<Reading>,
    event: usize,
    moments: Moments,
    frames: u32,
    ends: Both<u64>,
    has_data: bool,
    is_closing: bool,
    phase: Phase,
}

pub(super) fn build(connection: &Connection) -> Moments {
    let mut builder = Builder {
        connection,
        sides: Both { client: reading(connection, Side::Client), server: reading(connection, Side::Server) },
        event: 0,
        moments: Moments {
            connection: connection.id,
            made_of: Sizes::of(connection),
            frame_at: vec![u32::MAX; (rows_of(connection) as usize).min(MOMENTS_LIMIT)],
            ..Moments::default()
        },
        // Later frames could not be among the moments kept.
        frames: connection.frame_count().min(MOMENTS_LIMIT as u32),
        ends: Both::default(),
        has_data: false,
        is_closing: false,
        phase: Phase::TcpConnect,
    };
    if connection.har.is_some() {
        builder.tell();
    } else {
        builder.run();
    }
    builder.moments
}

/// How many frames have a moment, or messages where a HAR tells of them.
fn rows_of(connection: &Connection) -> u32 {
    if connection.har.is_some() { connection.message_count() } else { connection.frame_count() }
}

fn reading(connection: &Connection, side: Side) -> Reading {
    let count = connection.streams[side].segments().min(MOMENTS_LIMIT + 1);
    let mut order: Vec<u32> = (0..count as u32).collect();
    let packet = |index: &u32| connection.segment(side, *index as usize).map(|segment| segment.packet);
    if !order.is_sorted_by_key(packet) {
        order.sort_by_cached_key(packet);
    }
    Reading { order, head: connection.streams[side].head, ..Reading::default() }
}

impl Builder<'_> {
    fn run(&mut self) {
        while !self.moments.capped {
            let arrivals = Side::BOTH.map(|side| (self.next_packet(side), side));
            let (packet, side) = if arrivals[1].0 < arrivals[0].0 { arrivals[1] } else { arrivals[0] };
            let event = self.connection.events.get(self.event).copied();
            match event {
                Some(event) if event_goes_first(&event, packet) => self.tcp_event(&event),
                _ if packet < u64::from(u32::MAX) => self.arrive(side, packet as u32),
                _ => break,
            }
        }
        for side in Side::BOTH {
            self.flush(side, true);
        }
        self.mark_packets();
    }

    /// What a HAR tells: the heads, then message by message. There are no packets; each moment is a stop of its own.
    fn tell(&mut self) {
        let connection = self.connection;
        for side in Side::BOTH {
            if let Some(head) = connection.streams[side].head {
                self.push(side, (connection.opened, 0), HEAD, (head.end, 0), Phase::Opening);
            }
        }
        for message in connection.messages() {
            let end = connection.message_span(&message).map_or(0, |span| span.end);
            self.push(message.from, (message.stamp_last, 0), MESSAGE, (end, message.n), Phase::Data);
            if self.moments.capped {
                break;
            }
            let row = self.moments.rows.len() - 1;
            if let Some(slot) = self.moments.frame_at.get_mut(message.n as usize) {
                *slot = row as u32;
            }
        }
        for row in &mut self.moments.rows {
            row.bits |= PACKET_STOP | MESSAGE_STOP;
        }
    }

    /// The packet that brings the side's next bytes; beyond all packets where there is none.
    fn next_packet(&self, side: Side) -> u64 {
        let reading = &self.sides[side];
        let index = reading.order.get(reading.next);
        index
            .and_then(|&index| self.connection.segment(side, index as usize))
            .map_or(u64::MAX, |s| s.packet.into())
    }

    fn tcp_event(&mut self, event: &TcpEvent) {
        self.event += 1;
        if matches!(event.kind, TcpEventKind::Fin | TcpEventKind::Rst) {
            self.flush(event.from, false);
        }
        let phase = match event.kind {
            TcpEventKind::Syn | TcpEventKind::SynAck | TcpEventKind::Ack if !self.has_data => {
                Phase::TcpConnect
            }
            TcpEventKind::Fin | TcpEventKind::Rst => Phase::TcpClose,
            _ => self.phase,
        };
        let code = TCP_KINDS.iter().position(|kind| *kind == event.kind).unwrap_or(0) as u64;
        let told = self.sides[event.from].told;
        self.push(event.from, (event.stamp, event.packet), code, (told, event.len), phase);
    }

    /// All new bytes that one packet brought.
    fn arrive(&mut self, side: Side, packet: u32) {
        self.has_data = true;
        let mut at = (Stamp::default(), packet);
        while self.next_packet(side) == u64::from(packet) {
            let reading = &mut self.sides[side];
            let index = reading.order[reading.next];
            reading.next += 1;
            reading.early.insert(index);
            let Some(segment) = self.connection.segment(side, index as usize) else { return };
            at.0 = segment.stamp;
        }
        while self.sides[side].early.first() == Some(&self.sides[side].delivered) {
            let reading = &mut self.sides[side];
            reading.early.pop_first();
            let index = reading.delivered;
            reading.delivered += 1;
            let Some(segment) = self.connection.segment(side, index as usize) else { return };
            self.deliver(side, at, &segment);
        }
        let (told, contiguous) = (self.sides[side].told, self.sides[side].contiguous);
        let is_new = self.moments.rows.last().is_none_or(|row| row.packet != packet);
        if contiguous > told || is_new {
            let phase = self.phase_at(side, contiguous);
            let len = u32::try_from(contiguous.saturating_sub(told)).unwrap_or(u32::MAX);
            self.push(side, at, SEGMENT, (contiguous, len), phase);
        }
    }

    /// Bytes come next in the stream: whatever they complete is told.
    fn deliver(&mut self, side: Side, at: (Stamp, u32), segment: &Segment) {
        let end = self.sides[side].contiguous;
        if segment.span.start > end {
            // All that comes before has been delivered, so the capture does not hold these.
            self.complete(side, at, end, true);
            let len = u32::try_from(segment.span.start - end).unwrap_or(u32::MAX);
            let phase = self.phase_at(side, segment.span.start);
            self.push(side, at, GAP, (segment.span.start, len), phase);
        }
        let reading = &mut self.sides[side];
        reading.contiguous = reading.contiguous.max(segment.span.end);
        let contiguous = reading.contiguous;
        self.complete(side, at, contiguous, false);
    }

    /// Tells of the head and the frames that end by `end`. A frame that is not whole is told of only once more bytes
    /// follow it, or `is_over` says that none will.
    fn complete(&mut self, side: Side, at: (Stamp, u32), end: u64, is_over: bool) {
        if let Some(head) = self.sides[side].head.filter(|head| head.end <= end) {
            self.sides[side].head = None;
            self.push(side, at, HEAD, (head.end, 0), Phase::Opening);
        }
        while let Some(frame) = self.next_frame(side) {
            let is_decided = frame.complete || is_over || self.has_gap(&frame);
            let is_told = frame.span.end < end || (frame.span.end == end && is_decided);
            if !is_told || self.moments.capped {
                return;
            }
            self.sides[side].frame = frame.n + 1;
            self.frame(at, &frame);
        }
    }

    fn frame(&mut self, at: (Stamp, u32), frame: &Frame) {
        self.is_closing |= frame.opcode == Opcode::CLOSE;
        let phase = if self.is_closing { Phase::Closing } else { Phase::Data };
        self.push(frame.from, at, FRAME, (frame.span.end, frame.n), phase);
        if self.moments.capped {
            return;
        }
        if let Some(slot) = self.moments.frame_at.get_mut(frame.n as usize) {
            *slot = self.moments.rows.len() as u32 - 1;
        }
        let ends_message = frame.opcode == Opcode::CLOSE || (frame.fin && !frame.opcode.is_control());
        if let Some(row) = self.moments.rows.last_mut().filter(|_| ends_message) {
            row.bits |= MESSAGE_STOP;
        }
    }

    /// Whether bytes inside the frame are missing from the capture: no later packet can make it whole.
    fn has_gap(&self, frame: &Frame) -> bool {
        let gaps = &self.connection.streams[frame.from].gaps;
        let after = gaps.partition_point(|gap| gap.end <= frame.span.start);
        gaps.get(after).is_some_and(|gap| gap.start < frame.span.end)
    }

    fn next_frame(&mut self, side: Side) -> Option<Frame> {
        let reading = &mut self.sides[side];
        while reading.frame < self.frames {
            let frame = self.connection.frame(reading.frame)?;
            if frame.from == side {
                return Some(frame);
            }
            reading.frame += 1;
        }
        None
    }

    /// Tells of frames that no packet will complete any more; of all of them where `is_end`.
    fn flush(&mut self, side: Side, is_end: bool) {
        let newest = self.moments.rows.last().map(|row| (Stamp::from_nanos(row.nanos), row.packet));
        let at = newest.unwrap_or((self.connection.opened, 0));
        let end = if is_end { u64::MAX } else { self.sides[side].contiguous };
        self.complete(side, at, end, true);
    }

    fn phase_at(&self, side: Side, end: u64) -> Phase {
        let starts = self.connection.streams[side].frames_start;
        match starts {
            Some(start) if end > start && self.is_closing => Phase::Closing,
            Some(start) if end > start => Phase::Data,
            _ => Phase::Opening,
        }
    }

    fn push(&mut self, from: Side, at: (Stamp, u32), code: u64, (end, what): (u64, u32), phase: Phase) {
        if self.moments.rows.len() >= MOMENTS_LIMIT {
            self.moments.capped = true;
            return;
        }
        if self.moments.rows.len().is_multiple_of(MARK_EVERY) {
            self.moments.marks.push(self.ends);
        }
        let end = end.max(self.sides[from].told).min(LOW_48);
        self.sides[from].told = end;
        self.ends[from] = end;
        self.phase = phase;
        let mut bits = end | code << 48 | (phase as u64) << 56;
        if from == Side::Server {
            bits |= SERVER;
        }
        if code == HEAD {
            bits |= MESSAGE_STOP;
        }
        self.moments.rows.push(Row { nanos: at.0.nanos, packet: at.1, what, bits });
    }

    fn mark_packets(&mut self) {
        let rows = &mut self.moments.rows;
        for index in 0..rows.len() {
            if rows.get(index + 1).is_none_or(|next| next.packet != rows[index].packet) {
                rows[index].bits |= PACKET_STOP;
            }
        }
    }
}

/// Whether an event happens before the bytes of `packet`: SYN and ACK stand before the bytes of their own packet,
/// FIN and the rest after them.
fn event_goes_first(event: &TcpEvent, packet: u64) -> bool {
    let is_before = matches!(event.kind, TcpEventKind::Syn | TcpEventKind::SynAck | TcpEventKind::Ack);
    u64::from(event.packet) < packet || (is_before && u64::from(event.packet) == packet)
}
