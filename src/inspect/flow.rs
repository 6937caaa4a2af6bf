//! One TCP connection: which end is the client, both directions in order, and what of TCP itself is worth telling.

use std::collections::VecDeque;

use super::assemble::{Assembler, Delivery, Piece};
use super::channel::Channel;
use super::exchange::Totals;
use super::flows::Key;
use super::frames::Arrival;
use super::{Checksums, limits, probe};
use crate::base::{Both, Record, Side, Source, Span, Stamp};
use crate::rules::RuleId;
use crate::trace::{Endpoint, Finding, Segment, Sink, Target, TcpEnd, TcpEvent, TcpEventKind, Transport};
use crate::wire::http::{Looks, looks_like_request, looks_like_response};
use crate::wire::packet::{Datagram, Flags, TcpView};
use crate::wire::tls::{RecordHeader, looks_like_tls};

/// Bytes looked at to tell whether a flow that was joined mid-way is WebSocket.
const PROBE_BYTES: usize = 64 << 10;
/// Segments looked at.
const PROBE_SEGMENTS: usize = 24;
/// Delivered runs remembered on each side, to compare retransmissions with.
const RECENT_RUNS: usize = 16;
/// A repetition this soon is the same packet captured twice.
const DUPLICATE_NANOS: i64 = 1_000_000;

/// A packet with its TCP segment.
pub(super) struct Packet<'a> {
    pub(super) record: &'a Record,
    /// What `view` counts in.
    pub(super) bytes: &'a [u8],
    pub(super) view: &'a TcpView,
    /// Where it was put together from fragments.
    pub(super) datagram: Option<&'a Datagram>,
}

/// What a flow sees of the inspector.
pub(super) struct Context<'a> {
    pub(super) totals: &'a mut Totals,
    pub(super) source: Option<&'a dyn Source>,
    pub(super) now: Stamp,
}

/// A run of bytes that was delivered.
#[derive(Debug, Clone, Copy)]
struct Run {
    at: u64,
    len: u32,
    capture_offset: u64,
    stamp: Stamp,
}

/// A SYN, or a SYN-ACK, as far as it matters later.
#[derive(Debug, Clone, Copy)]
pub(super) struct Syn {
    pub(super) sequence: u32,
    pub(super) packet: u32,
    stamp: Stamp,
    /// Whether it answers one.
    pub(super) answers: bool,
    checksum: Option<bool>,
}

impl Syn {
    /// The SYN that a packet is, if it is nothing else besides.
    pub(super) fn of(packet: &Packet<'_>) -> Option<Self> {
        let Packet { record, bytes, view, .. } = packet;
        if !view.flags.has(Flags::SYN) || view.flags.any(Flags::FIN | Flags::RST) || view.wire_len > 0 {
            return None;
        }
        Some(Self {
            sequence: view.sequence,
            packet: record.number,
            stamp: record.stamp,
            answers: view.flags.has(Flags::ACK),
            checksum: view.checksum_ok(bytes),
        })
    }
}

/// A piece that waits until it is known whether these are frames.
#[derive(Debug)]
struct Probed {
    direction: usize,
    bytes: Vec<u8>,
    segment: Segment,
    at: Arrival,
}

/// One TCP connection.
#[derive(Debug)]
pub(super) struct Flow {
    key: Key,
    halves: [Assembler; 2],
    checksums: [Checksums; 2],
    /// Which end is the client, once that is known.
    client: Option<usize>,
    channel: Option<Channel>,
    ignored: bool,
    recent: [VecDeque<Run>; 2],
    probed: Vec<Probed>,
    probed_bytes: usize,
    handshake_acked: bool,
    zero_window: [bool; 2],
    fin_told: [bool; 2],
    reset: Option<(usize, Arrival)>,
    reset_told: bool,
    first_packet: u32,
    /// The newest arrival: a hole is told as of then.
    gap_at: Arrival,
    /// What waits for missing segments, as counted in the totals.
    waited_bytes: usize,
    /// That the limit on it was met has been told.
    limit_told: bool,
}

impl Flow {
    pub(super) fn new(key: Key) -> Self {
        Self {
            key,
            halves: Default::default(),
            checksums: Default::default(),
            client: None,
            channel: None,
            ignored: false,
            recent: Default::default(),
            probed: Vec::new(),
            probed_bytes: 0,
            handshake_acked: false,
            zero_window: [false; 2],
            fin_told: [false; 2],
            reset: None,
            reset_told: false,
            first_packet: 0,
            gap_at: Arrival { stamp: Stamp { nanos: 0 }, packet: 0, first: 0, acked: None },
            waited_bytes: 0,
            limit_told: false,
        }
    }

    pub(super) const fn is_ignored(&self) -> bool {
        self.ignored
    }

    /// Whether TCP has ended: whatever it was, nothing more is to come.
    pub(super) fn is_over(&self) -> bool {
        self.channel.as_ref().is_some_and(Channel::is_over) || self.reset_told || self.fin_told == [true; 2]
    }

    /// Whether it is not known to be a WebSocket connection.
    pub(super) fn is_undecided(&self) -> bool {
        self.channel.as_ref().is_none_or(|channel| channel.id().is_none())
    }

    /// What a flow that is not known to be a connection keeps in memory, roughly; nothing for one that is.
    #[inline]
    pub(super) fn cost(&self) -> usize {
        match &self.channel {
            Some(channel) if channel.id().is_some() => 0,
            channel => {
                size_of::<Self>()
                    + channel.as_ref().map_or(0, Channel::cost)
                    + self.recent.iter().map(VecDeque::capacity).sum::<usize>() * size_of::<Run>()
                    + self.probed.capacity() * size_of::<Probed>()
                    + self.probed_bytes
                    + self.waited_bytes
            }
        }
    }

    /// A SYN that was seen before the flow was made.
    pub(super) fn syn(&mut self, direction: usize, syn: &Syn, sink: &mut impl Sink) {
        if self.first_packet == 0 {
            self.first_packet = syn.packet;
        }
        let checksums = &mut self.checksums[direction];
        checksums.good += u32::from(syn.checksum == Some(true));
        checksums.bad += u32::from(syn.checksum == Some(false));
        self.halves[direction].syn(syn.sequence);
        self.set_client(if syn.answers { 1 - direction } else { direction }, syn.stamp);
        let event = TcpEvent {
            stamp: syn.stamp,
            from: self.side(direction),
            kind: if syn.answers { TcpEventKind::SynAck } else { TcpEventKind::Syn },
            packet: syn.packet,
            stream_offset: 0,
            len: 0,
        };
        if let Some(channel) = &mut self.channel {
            channel.event(&event, sink);
        }
    }

    /// Connections in their order, then by first packets.
    pub(super) fn order(&self) -> (u32, u32) {
        (self.channel.as_ref().and_then(Channel::id).unwrap_or(u32::MAX), self.first_packet)
    }

    /// Whether a SYN with this sequence number begins another connection between the same ends.
    pub(super) fn is_reopened_by(&self, direction: usize, sequence: u32) -> bool {
        !self.halves[direction].is_same_syn(sequence)
            && (self.halves[direction].is_known() || self.halves[1 - direction].is_known())
    }

    fn side(&self, direction: usize) -> Side {
        if self.client.unwrap_or(0) == direction { Side::Client } else { Side::Server }
    }

    /// Takes the next packet, sent by the end `direction`.
    pub(super) fn packet(
        &mut self,
        direction: usize,
        packet: &Packet<'_>,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) {
        let (view, record) = (packet.view, packet.record);
        if self.first_packet == 0 {
            self.first_packet = record.number;
        }
        let acked = if view.flags.has(Flags::ACK) {
            let peer = &mut self.halves[1 - direction];
            let urgent = peer.urgent;
            peer.acknowledge(view.acknowledgment).map(|position| position.saturating_sub(urgent))
        } else {
            None
        };
        let at = Arrival { stamp: record.stamp, packet: record.number, first: record.number, acked };
        if view.flags.any(Flags::SYN | Flags::RST) || view.wire_len == 0 || view.window == 0 {
            self.events(direction, packet, at, sink);
        }
        if view.wire_len > 0 {
            self.payload(direction, packet, at, context, sink);
        }
        if view.flags.has(Flags::FIN)
            && let Some(position) = self.halves[direction].position(view.sequence)
        {
            let end = position + u64::from(view.wire_len);
            if self.halves[direction].fin.is_none() {
                self.halves[direction].fin = Some(end);
                self.tell_event(direction, TcpEventKind::Fin, packet, end, sink);
            }
        }
        for direction in [direction, 1 - direction] {
            if self.halves[direction].is_held_up() {
                self.grow_impatient(direction, at, context, sink);
                self.count_waiting(context.totals);
            }
        }
        self.ends(at, context, sink);
        if let Some(channel) = &mut self.channel {
            channel.packet_passed(at, context.totals, sink);
            self.ignored |= channel.is_ignored();
        }
    }

    /// What of the packet is TCP's own.
    fn events(&mut self, direction: usize, packet: &Packet<'_>, at: Arrival, sink: &mut impl Sink) {
        let view = packet.view;
        let flags = view.flags;
        if flags.has(Flags::SYN) {
            self.doubt(direction, packet);
            if !self.halves[direction].is_same_syn(view.sequence) {
                self.halves[direction].syn(view.sequence);
                let answer = flags.has(Flags::ACK);
                self.set_client(if answer { 1 - direction } else { direction }, at.stamp);
                let kind = if answer { TcpEventKind::SynAck } else { TcpEventKind::Syn };
                self.tell_event(direction, kind, packet, 0, sink);
            }
            return;
        }
        let position = self.halves[direction].position(view.sequence).unwrap_or(0);
        if flags.has(Flags::RST) {
            self.reset.get_or_insert((direction, at));
            self.tell_event(direction, TcpEventKind::Rst, packet, position, sink);
            return;
        }
        let next = self.halves[direction].next();
        if view.window == 0 && !std::mem::replace(&mut self.zero_window[direction], true) {
            self.tell_event(direction, TcpEventKind::ZeroWindow, packet, position, sink);
        }
        self.zero_window[direction] &= view.window == 0;
        if view.wire_len == 0 && !flags.has(Flags::FIN) {
            if position + 1 == next && next > 1 {
                self.tell_event(direction, TcpEventKind::KeepAlive, packet, position, sink);
            } else if !self.handshake_acked && self.halves[0].saw_syn && self.halves[1].saw_syn {
                self.handshake_acked = true;
                self.tell_event(direction, TcpEventKind::Ack, packet, position, sink);
            }
        }
    }

    /// Which end is the client: from here on there is a channel to tell.
    fn set_client(&mut self, client: usize, stamp: Stamp) {
        if self.client.is_some() {
            return;
        }
        self.client = Some(client);
        let ends = [self.key.0, self.key.1].map(|end| Endpoint { ip: end.address.ip(), port: end.port });
        let endpoints = Both { client: ends[client], server: ends[1 - client] };
        self.channel = Some(Channel::new(endpoints, Transport::Tcp, stamp));
    }

    fn tell_event(
        &mut self,
        direction: usize,
        kind: TcpEventKind,
        packet: &Packet<'_>,
        position: u64,
        sink: &mut impl Sink,
    ) {
        let from = self.side(direction);
        let urgent = self.halves[direction].urgent;
        let event = TcpEvent {
            stamp: packet.record.stamp,
            from,
            kind,
            packet: packet.record.number,
            stream_offset: position.saturating_sub(urgent),
            len: packet.view.wire_len,
        };
        if let Some(channel) = &mut self.channel {
            channel.event(&event, sink);
        }
    }

    /// Whether the packet's checksum says that it was damaged.
    fn doubt(&mut self, direction: usize, packet: &Packet<'_>) -> bool {
        let known = &mut self.checksums[direction];
        // A host that has never sent a right checksum is not worth the sum.
        if known.bad >= 8 && known.good == 0 {
            return false;
        }
        let Some(right) = packet.view.checksum_ok(packet.bytes) else { return false };
        if right {
            known.good = known.good.saturating_add(1);
            return false;
        }
        known.bad = known.bad.saturating_add(1);
        known.matter()
    }

    fn payload(
        &mut self,
        direction: usize,
        packet: &Packet<'_>,
        at: Arrival,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) {
        let view = packet.view;
        let sequence = view.sequence.wrapping_add(u32::from(view.flags.has(Flags::SYN)));
        let Some(position) = self.halves[direction].position(sequence) else { return };
        let bytes = packet.bytes.get(view.payload()).unwrap_or_default();
        let doubtful = self.doubt(direction, packet);
        let missing = u64::from(view.missing());
        let plain = self.halves[direction].is_plain_next(position);
        if plain && !doubtful && missing == 0 && !view.flags.has(Flags::URG) && packet.datagram.is_none() {
            let piece = Piece {
                at: position,
                bytes,
                capture_offset: packet.record.offset + u64::from(view.payload_at),
                packet: packet.record.number,
                stamp: packet.record.stamp,
                late: false,
                acked: at.acked,
            };
            self.halves[direction].advance(bytes.len() as u64);
            self.delivered(direction, &Delivery::Bytes(piece), context, sink);
            return;
        }
        if position + bytes.len() as u64 + missing <= self.halves[direction].next() {
            self.repeated(direction, packet, position, bytes, doubtful, context, sink);
            return;
        }
        self.out_of_line(direction, packet, position, bytes, doubtful, at);
        if missing > 0 {
            let cut_at = position + bytes.len() as u64;
            let half = &mut self.halves[direction];
            half.take_cut(cut_at, missing, packet.record.number, packet.record.stamp);
        }
        self.deliver(direction, packet.record.number, context, sink);
        self.count_waiting(context.totals);
        if self.halves[direction].is_over_full() || context.totals.waiting_bytes > limits::WAITING_TOTAL_BYTES
        {
            self.stop_waiting(direction, at, context, sink);
        }
    }

    fn count_waiting(&mut self, totals: &mut Totals) {
        let now = self.halves.iter().map(Assembler::waiting_bytes).sum();
        totals.waiting_bytes = totals.waiting_bytes + now - std::mem::replace(&mut self.waited_bytes, now);
    }

    /// More waits for missing segments than may: it is read without them.
    #[cold]
    fn stop_waiting(
        &mut self,
        direction: usize,
        at: Arrival,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) {
        self.gap_at = at;
        self.flush(direction, context, sink);
        self.count_waiting(context.totals);
        if std::mem::replace(&mut self.limit_told, true) || self.ignored {
            return;
        }
        let connection = self.channel.as_ref().and_then(Channel::id);
        let place = connection.map_or(Target::Capture, Target::Connection);
        let detail = Some(limits::WAITING_SEGMENTS.to_string().into_boxed_str());
        let (rule, from) = (RuleId::LimitWaiting, Some(self.side(direction)));
        context.totals.tally.add(rule.severity());
        sink.finding(Finding { rule, connection, at: place, from, detail });
    }

    fn flush(&mut self, direction: usize, context: &mut Context<'_>, sink: &mut impl Sink) {
        let mut half = std::mem::take(&mut self.halves[direction]);
        half.flush(|delivery| self.delivered(direction, &delivery, context, sink));
        self.halves[direction] = half;
    }

    /// Hands a segment that is not just the next one to the assembler, in pieces as the capture holds it.
    fn out_of_line(
        &mut self,
        direction: usize,
        packet: &Packet<'_>,
        position: u64,
        bytes: &[u8],
        doubtful: bool,
        at: Arrival,
    ) {
        let view = packet.view;
        let base = Piece {
            at: position,
            bytes,
            capture_offset: packet.record.offset + u64::from(view.payload_at),
            packet: packet.record.number,
            stamp: packet.record.stamp,
            late: false,
            acked: at.acked,
        };
        let half = &mut self.halves[direction];
        if let Some(datagram) = packet.datagram {
            for part in datagram.pieces_of(view.payload_at, bytes.len() as u32) {
                let from = (part.at - view.payload_at) as usize;
                let part_bytes = bytes.get(from..from + part.len as usize).unwrap_or_default();
                let at = position + from as u64;
                let piece =
                    Piece { at, bytes: part_bytes, capture_offset: part.offset, packet: part.record, ..base };
                half.take(&piece, doubtful);
            }
        } else {
            half.take(&base, doubtful);
        }
        // The urgent byte travels beside the stream (RFC 9293 §3.8.5, RFC 6093): it is the last one that the pointer
        // counts, and applications read it apart.
        if view.flags.has(Flags::URG) && view.urgent > 0 && usize::from(view.urgent) <= bytes.len() {
            half.take_urgent(position + u64::from(view.urgent) - 1);
        }
    }

    fn deliver(&mut self, direction: usize, packet: u32, context: &mut Context<'_>, sink: &mut impl Sink) {
        let mut half = std::mem::take(&mut self.halves[direction]);
        half.deliver(packet, |delivery| self.delivered(direction, &delivery, context, sink));
        self.halves[direction] = half;
    }

    fn grow_impatient(
        &mut self,
        direction: usize,
        at: Arrival,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) {
        let mut half = std::mem::take(&mut self.halves[direction]);
        self.gap_at = at;
        half.grow_impatient(|delivery| self.delivered(direction, &delivery, context, sink));
        self.halves[direction] = half;
    }

    /// The next bytes of one direction, or a hole in it.
    #[inline]
    fn delivered(
        &mut self,
        direction: usize,
        delivery: &Delivery<'_>,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) {
        if self.ignored {
            return;
        }
        let piece = match delivery {
            Delivery::Gap(span) => {
                let (side, at) = (self.side(direction), self.gap_at);
                if let Some(channel) = &mut self.channel {
                    channel.gap(side, *span, at, context.totals, sink);
                }
                return;
            }
            Delivery::Bytes(piece) => piece,
        };
        let at =
            Arrival { stamp: piece.stamp, packet: piece.packet, first: piece.packet, acked: piece.acked };
        self.gap_at = at;
        let segment = Segment {
            span: Span::at(piece.at, piece.bytes.len() as u64),
            capture_offset: piece.capture_offset,
            packet: piece.packet,
            stamp: piece.stamp,
            late: piece.late,
        };
        let runs = &mut self.recent[direction];
        if runs.len() == RECENT_RUNS {
            runs.pop_front();
        }
        let (len, capture_offset, stamp) = (piece.bytes.len() as u32, piece.capture_offset, piece.stamp);
        runs.push_back(Run { at: piece.at, len, capture_offset, stamp });
        if self.client.is_none() && !self.recognise(direction, piece.bytes, &segment, at, context, sink) {
            return;
        }
        let side = self.side(direction);
        if let Some(channel) = &mut self.channel {
            channel.segment(side, &segment, sink);
            channel.receive(side, piece.at, piece.bytes, at, context.totals, sink);
            self.ignored |= channel.is_ignored();
        }
    }

    /// The flow was joined without a SYN: which end is the client, and are these frames? True when that is known now
    /// and the bytes are still to be told.
    fn recognise(
        &mut self,
        direction: usize,
        bytes: &[u8],
        segment: &Segment,
        at: Arrival,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) -> bool {
        if self.probed.is_empty() {
            let client = match (looks_like_request(bytes), looks_like_response(bytes)) {
                (_, Looks::Yes) => Some(1 - direction),
                (Looks::Yes, _) => Some(direction),
                _ => self.client_by_port(context.totals).or_else(|| self.client_of_tls(direction, bytes)),
            };
            if let Some(client) = client {
                self.set_client(client, at.stamp);
                return true;
            }
        }
        self.probed_bytes += bytes.len();
        self.probed.push(Probed { direction, bytes: bytes.to_vec(), segment: *segment, at });
        let mut seen = [[0_usize; 2]; 2];
        for probed in &self.probed {
            if let Some(side) = probe::sender(&probed.bytes) {
                seen[usize::from(side == Side::Client)][probed.direction] += 1;
            }
        }
        let [plain, masked] = seen;
        // A masked frame that fits its segment is rare by chance; an unmasked one less so.
        let client = [0, 1].into_iter().find(|end| {
            let (asks, answers) = (masked[*end], plain[1 - *end]);
            let against = masked[1 - *end] + plain[*end];
            against == 0 && (asks >= 1 && asks + answers >= 2 || answers >= 3)
        });
        if let Some(client) = client {
            self.begin_midstream(client, context, sink);
        } else if self.probed.len() >= PROBE_SEGMENTS || self.probed_bytes > PROBE_BYTES {
            self.ignored = true;
            self.probed = Vec::new();
        }
        false
    }

    /// The end that is not at a port of which it is known what it carries.
    fn client_by_port(&self, totals: &Totals) -> Option<usize> {
        let ports = [self.key.0.port, self.key.1.port];
        ports.iter().position(|port| totals.ports.contains_key(port)).map(|server| 1 - server)
    }

    /// Whose hello this is; behind the hellos, servers have the lower port.
    fn client_of_tls(&self, direction: usize, bytes: &[u8]) -> Option<usize> {
        if looks_like_tls(bytes) != Some(true) {
            return None;
        }
        match (bytes.first(), bytes.get(RecordHeader::BYTES)) {
            (Some(22), Some(1)) => Some(direction),
            (Some(22), _) => Some(1 - direction),
            _ => Some(usize::from(self.key.0.port <= self.key.1.port)),
        }
    }

    fn begin_midstream(&mut self, client: usize, context: &mut Context<'_>, sink: &mut impl Sink) {
        let probed = std::mem::take(&mut self.probed);
        let opened = probed.first().map_or(context.now, |first| first.at.stamp);
        self.set_client(client, opened);
        let start = |direction: usize| {
            let first = probed.iter().find(|probed| probed.direction == direction);
            first.map_or(0, |probed| probed.segment.span.start)
        };
        let starts = Both { client: start(client), server: start(1 - client) };
        let Some(channel) = &mut self.channel else { return };
        channel.begin_midstream(starts, context.totals, sink);
        for Probed { direction, bytes, segment, at } in probed {
            let side = if direction == client { Side::Client } else { Side::Server };
            channel.segment(side, &segment, sink);
            channel.receive(side, segment.span.start, &bytes, at, context.totals, sink);
        }
    }

    /// All bytes of the segment have been seen before.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one segment")]
    fn repeated(
        &mut self,
        direction: usize,
        packet: &Packet<'_>,
        position: u64,
        bytes: &[u8],
        doubtful: bool,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) {
        let next = self.halves[direction].next();
        if bytes.len() <= 1 && position + 1 == next {
            self.tell_event(direction, TcpEventKind::KeepAlive, packet, position, sink);
            return;
        }
        let offset = position.saturating_sub(self.halves[direction].urgent);
        let run = self.recent[direction]
            .iter()
            .rev()
            .find(|run| run.at <= offset && offset < run.at + u64::from(run.len));
        let run = run.copied();
        let soon = run.is_some_and(|run| packet.record.stamp.nanos_since(run.stamp).abs() <= DUPLICATE_NANOS);
        let kind = if soon { TcpEventKind::Duplicate } else { TcpEventKind::Retransmission };
        self.tell_event(direction, kind, packet, position, sink);
        let (Some(run), Some(source), false) = (run, context.source, doubtful) else { return };
        let skip = offset - run.at;
        let len = (u64::from(run.len) - skip).min(bytes.len() as u64) as usize;
        let mut before = vec![0; len];
        if source.read_at(run.capture_offset + skip, &mut before) != len || before == bytes[..len] {
            return;
        }
        // RFC 9293 §3.10.7.4: a receiver keeps the bytes that came first.
        let side = self.side(direction);
        let Some(connection) = self.channel.as_ref().and_then(Channel::id) else { return };
        let at = Target::Bytes { connection, side, span: Span::at(offset, len as u64), bits: None };
        let detail = Some(packet.record.number.to_string().into_boxed_str());
        let rule = RuleId::TcpOverlapDiffers;
        context.totals.tally.add(rule.severity());
        sink.finding(Finding { rule, connection: Some(connection), at, from: Some(side), detail });
    }

    /// Tells the ends of the directions that are delivered whole.
    fn ends(&mut self, at: Arrival, context: &mut Context<'_>, sink: &mut impl Sink) {
        for direction in [0, 1] {
            let half = &self.halves[direction];
            if half.fin.is_some_and(|fin| half.next() >= fin)
                && !std::mem::replace(&mut self.fin_told[direction], true)
            {
                let side = self.side(direction);
                if let Some(channel) = &mut self.channel {
                    channel.tcp_end(side, TcpEnd::Fin, at, context.totals, sink);
                }
            }
        }
        let held_up = self.halves.iter().any(Assembler::is_held_up);
        if let Some((direction, at)) = self.reset.filter(|_| !held_up && !self.reset_told) {
            self.reset_told = true;
            let side = self.side(direction);
            if let Some(channel) = &mut self.channel {
                channel.tcp_end(side, TcpEnd::Rst, at, context.totals, sink);
            }
        }
    }

    /// Nothing more comes: what waits is delivered, and the connection ends.
    pub(super) fn finish(&mut self, context: &mut Context<'_>, sink: &mut impl Sink) {
        for direction in [0, 1] {
            self.flush(direction, context, sink);
        }
        self.count_waiting(context.totals);
        let at = self.gap_at;
        self.ends(at, context, sink);
        if let Some(channel) = &mut self.channel {
            channel.finish(context.now, context.totals, sink);
        }
        self.ignored = true;
    }
}
