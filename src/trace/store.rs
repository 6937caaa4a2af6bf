//! The trace itself: what the inspector told, kept in rows.

use rustc_hash::FxHashMap;

use crate::base::{Both, Link, Side, Span, Stamp};

use super::connection::{Checkpoint, Connection, Tally};
use super::derived::{DataFrame, HarFacts, Sealed, Told};
use super::model::{FrameRow, Message, Segment, SegmentRow, TcpEvent};
use super::session::{Answer, BodyFacts, KEPT_LIMIT_BYTES, Moment, Poll, PolledFacts, Session, SessionFacts};
use super::sink::{
    EndFacts, Finding, FrameFacts, HeadFacts, HeadForm, MessageFacts, NegotiatedFacts, Opening, Sink, Stretch,
};
use super::tls::{LOCKED_LIMIT, Locked};
use super::way::Way;

/// Findings kept for the whole capture; further ones are only counted.
pub const FINDINGS_LIMIT: usize = 1 << 20;

/// Where the bytes come from: the label that every view carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    /// A capture file.
    #[default]
    Recorded,
    /// A live source.
    Live,
    /// The simulator.
    Simulated,
}

/// What is known of the capture itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaptureInfo {
    /// Its name, without folders.
    pub name: String,
    /// `pcap`, `pcapng` or `har`.
    pub format: &'static str,
    /// `gzip`, `zstd` or `lz4`.
    pub compression: Option<&'static str>,
    /// Link types in order of appearance.
    pub links: Vec<Link>,
    /// Size in bytes, after decompression, as far as it was read.
    pub bytes: u64,
    /// Decimal digits of its stamps.
    pub digits: u8,
    /// Where its bytes come from.
    pub origin: Origin,
}

/// All that is known of a capture. It only grows.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// The capture itself.
    pub capture: CaptureInfo,
    /// Packets read.
    pub packets: u32,
    /// The first packet.
    pub first: Option<Stamp>,
    /// The newest packet.
    pub last: Option<Stamp>,
    /// Findings by severity.
    pub tally: Tally,
    connections: Vec<Connection>,
    /// The proxies of the connection that begins next.
    next_ways: Vec<Way>,
    findings: Vec<Finding>,
    locked: Vec<Locked>,
    locked_count: u64,
    sessions: Vec<Session>,
    /// The sessions that connections named.
    session_of: FxHashMap<u32, u32>,
    /// Bytes of polled bodies that are kept.
    kept_bytes: usize,
    /// Grows with every change.
    version: u64,
}

impl Trace {
    /// An empty trace of a capture.
    #[must_use]
    pub fn new(capture: CaptureInfo) -> Self {
        Self { capture, ..Self::default() }
    }

    /// All connections; index = id.
    #[must_use]
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// One connection.
    #[must_use]
    pub fn connection(&self, id: u32) -> Option<&Connection> {
        self.connections.get(id as usize)
    }

    /// All findings kept, in the order in which they were found.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// TLS flows whose content stayed closed, in the order in which they ended; the first [`LOCKED_LIMIT`] of them.
    #[must_use]
    pub fn locked(&self) -> &[Locked] {
        &self.locked
    }

    /// How many TLS flows stayed closed.
    #[must_use]
    pub const fn locked_count(&self) -> u64 {
        self.locked_count
    }

    /// All Engine.IO sessions; index = number.
    #[must_use]
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// One session.
    #[must_use]
    pub fn session(&self, n: u32) -> Option<&Session> {
        self.sessions.get(n as usize)
    }

    /// The session that a connection is the WebSocket of.
    #[must_use]
    pub fn session_of(&self, connection: u32) -> Option<&Session> {
        self.session(*self.session_of.get(&connection)?)
    }

    /// Grows with every change: caches compare it.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    fn touch(&mut self, connection: u32) -> Option<&mut Connection> {
        self.version += 1;
        self.connections.get_mut(connection as usize)
    }
}

impl Sink for Trace {
    fn ways(&mut self, _: u32, ways: &[Way]) {
        self.next_ways = ways.to_vec();
    }

    fn connection(&mut self, opening: &Opening) {
        self.version += 1;
        debug_assert_eq!(opening.connection as usize, self.connections.len());
        let mut connection = Connection::new(opening);
        connection.ways = std::mem::take(&mut self.next_ways);
        self.connections.push(connection);
    }

    fn har(&mut self, connection: u32, facts: &HarFacts) {
        if let Some(connection) = self.touch(connection) {
            connection.har = Some(Box::new(facts.clone()));
        }
    }

    fn head(&mut self, connection: u32, head: &HeadFacts<'_>) {
        if let Some(connection) = self.touch(connection) {
            connection.streams[head.from].head = Some(head.span);
            if head.form != HeadForm::Text {
                connection.derived[head.from].head = Some((head.span, head.bytes.into()));
            }
        }
    }

    fn negotiated(&mut self, connection: u32, facts: &NegotiatedFacts) {
        if let Some(connection) = self.touch(connection) {
            connection.outcome = facts.outcome;
            connection.status = facts.status;
            connection.deflate = facts.deflate;
            connection.subprotocol = facts.subprotocol.as_deref().map(Into::into);
        }
    }

    fn frames_start(&mut self, connection: u32, side: Side, offset: u64) {
        if let Some(connection) = self.touch(connection) {
            connection.streams[side].frames_start = Some(offset);
        }
    }

    fn segment(&mut self, connection: u32, side: Side, segment: &Segment) {
        let Some(connection) = self.touch(connection) else { return };
        connection.last = connection.last.max(segment.stamp);
        let opened = connection.opened;
        let stream = &mut connection.streams[side];
        stream.end = stream.end.max(segment.span.end);
        let mut rest = *segment;
        loop {
            stream.segments.push(SegmentRow::new(&rest, opened));
            let taken = rest.span.len().min(SegmentRow::MAX_BYTES);
            rest.span.start += taken;
            rest.capture_offset += taken;
            if rest.span.is_empty() {
                return;
            }
        }
    }

    fn sealed(&mut self, connection: u32, side: Side, sealed: &Sealed) {
        if let Some(connection) = self.touch(connection) {
            connection.derived[side].sealed.push(sealed);
        }
    }

    fn data_frame(&mut self, connection: u32, side: Side, data: &DataFrame) {
        if let Some(connection) = self.touch(connection) {
            connection.derived[side].data.push(*data);
        }
    }

    fn tcp_event(&mut self, connection: u32, event: &TcpEvent) {
        if let Some(connection) = self.touch(connection) {
            connection.last = connection.last.max(event.stamp);
            connection.events.push(*event);
        }
    }

    fn stretch(&mut self, connection: u32, side: Side, kind: Stretch, span: Span) {
        let Some(connection) = self.touch(connection) else { return };
        let stream = &mut connection.streams[side];
        stream.end = stream.end.max(span.end);
        let spans = match kind {
            Stretch::Gap => &mut stream.gaps,
            Stretch::Unread => &mut stream.unread,
            // Both are what stands before the handshake and is none of it.
            Stretch::OtherHttp | Stretch::Way => &mut stream.other_http,
        };
        match spans.last_mut() {
            Some(last) if last.end == span.start => last.end = span.end,
            _ => spans.push(span),
        }
    }

    fn frame(&mut self, connection: u32, facts: &FrameFacts<'_>) {
        let Some(connection) = self.touch(connection) else { return };
        let frame = &facts.frame;
        debug_assert_eq!(frame.n as usize, connection.frames.len());
        let row = FrameRow::new(frame, facts.first, facts.second, facts.starts_message);
        if row.is_long() {
            connection.long_frames.push((frame.n, frame.payload_len, frame.payload_span().len()));
        }
        if facts.starts_message {
            connection.starts.push(frame.n);
        }
        if connection.frames.last().is_none_or(|last| last.mark().from != frame.from) {
            connection.turns.push(frame.n);
        }
        connection.frames.push(row);
        connection.last = connection.last.max(frame.stamp);
    }

    fn message_started(&mut self, connection: u32, message: &Message) {
        // A message that is one whole, uncompressed frame needs no row: its frame says it all.
        let Some(connection) = self.touch(connection) else { return };
        connection.special.push(*message);
        if message.frames == 0 {
            // No frame will say where it begins.
            connection.starts.push(message.first_frame);
            connection.last = connection.last.max(message.stamp_last);
        }
    }

    fn told(&mut self, connection: u32, side: Side, told: &Told) {
        let Some(connection) = self.touch(connection) else { return };
        if connection.told_at.len() == told.message as usize {
            connection.told_at.push(told.span.start);
        }
        connection.streams[side].end = connection.streams[side].end.max(told.span.end);
        connection.derived[side].told.push(*told);
    }

    fn message_continued(&mut self, connection: u32, message: u32, frame: u32) {
        if let Some(connection) = self.touch(connection) {
            connection.continuations.push((frame, message));
        }
    }

    fn message(&mut self, connection: u32, facts: &MessageFacts<'_>) {
        let Some(connection) = self.touch(connection) else { return };
        if let Ok(at) = connection.special.binary_search_by_key(&facts.message.n, |message| message.n) {
            connection.special[at] = facts.message;
        }
    }

    fn packet_goes_on(&mut self, connection: u32, message: u32, first: u32) {
        let Some(connection) = self.touch(connection) else { return };
        // Messages of both sides end in any order.
        if let Err(at) = connection.joined.binary_search_by_key(&message, |joined| joined.0) {
            connection.joined.insert(at, (message, first));
        }
    }

    fn answered(&mut self, connection: u32, ping: u32, pong: u32) {
        if let Some(connection) = self.touch(connection) {
            // A Pong that came earlier in the file than its Ping is told late.
            let at = connection.pongs.partition_point(|pair| pair.1 < pong);
            connection.pongs.insert(at, (ping, pong));
        }
    }

    fn window(&mut self, connection: u32, side: Side, after: u32, window: &[u8]) {
        if let Some(connection) = self.touch(connection) {
            connection.checkpoints[side].push(Checkpoint { after, window: window.into() });
        }
    }

    fn locked(&mut self, locked: &Locked) {
        self.version += 1;
        self.locked_count += 1;
        if self.locked.len() < LOCKED_LIMIT {
            self.locked.push(locked.clone());
        }
    }

    fn close_notify(&mut self, connection: u32, side: Side) {
        if let Some(connection) = self.touch(connection) {
            connection.close_notify[side] = true;
        }
    }

    fn finding(&mut self, finding: Finding) {
        self.version += 1;
        let severity = finding.rule.severity();
        self.tally.add(severity);
        if let Some(connection) = finding.connection.and_then(|id| self.connections.get_mut(id as usize)) {
            connection.tally.add(severity);
        }
        if self.findings.len() < FINDINGS_LIMIT {
            self.findings.push(finding);
        }
    }

    fn end(&mut self, connection: u32, facts: &EndFacts<'_>) {
        let Some(connection) = self.touch(connection) else { return };
        connection.ending = facts.ending;
        connection.last = connection.last.max(facts.last);
        let Both { client, server } = facts.stream_ends;
        connection.streams.client.end = connection.streams.client.end.max(client);
        connection.streams.server.end = connection.streams.server.end.max(server);
    }

    fn session(&mut self, facts: &SessionFacts<'_>) {
        self.version += 1;
        debug_assert_eq!(facts.session as usize, self.sessions.len());
        if let Some(connection) = facts.connection {
            self.session_of.insert(connection, facts.session);
        }
        self.sessions.push(Session::new(facts));
    }

    fn joins(&mut self, connection: u32, session: u32) {
        self.version += 1;
        if let Some(row) = self.sessions.get_mut(session as usize) {
            row.connections.push(connection);
            self.session_of.insert(connection, session);
        }
    }

    fn poll(&mut self, session: u32, poll: &Poll) {
        self.version += 1;
        if let Some(session) = self.sessions.get_mut(session as usize) {
            session.push_poll(poll);
        }
    }

    fn polled_body(&mut self, session: u32, facts: &BodyFacts<'_>) {
        if let Some(session) = self.sessions.get_mut(session as usize) {
            let mut room = KEPT_LIMIT_BYTES - self.kept_bytes;
            session.push_body(facts, &mut room);
            self.kept_bytes = KEPT_LIMIT_BYTES - room;
        }
    }

    fn polled(&mut self, session: u32, facts: &PolledFacts<'_>) {
        self.version += 1;
        if let Some(session) = self.sessions.get_mut(session as usize) {
            session.push_polled(facts);
        }
    }

    fn poll_answered(&mut self, session: u32, poll: u32, answer: &Answer) {
        self.version += 1;
        if let Some(session) = self.sessions.get_mut(session as usize) {
            session.answer(poll, *answer);
        }
    }

    fn session_moment(&mut self, session: u32, moment: &Moment) {
        self.version += 1;
        if let Some(session) = self.sessions.get_mut(session as usize) {
            session.moments.push(*moment);
        }
    }

    fn progress(&mut self, packets: u32, stamp: Stamp) {
        self.version += 1;
        self.packets = packets;
        self.first.get_or_insert(stamp);
        self.last = Some(stamp);
    }
}
