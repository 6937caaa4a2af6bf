//! Both streams of one TCP connection above TCP: HTTP until an upgrade, then a conversation of frames. Also what the
//! command line feeds pasted bytes into.

mod bare;
mod below;
mod client;
mod connect;
mod gaps;
mod server;
mod tell;

use std::sync::Arc;

use rustc_hash::FxHashMap;

pub(super) use connect::Section;

use super::conversation::Conversation;
use super::engine::{Follower, Sessions, Tap};
use super::frames::Arrival;
use super::handshake::RequestFacts;
use super::neighbours::{Neighbours, Standing};
use super::{Carries, Summary, limits};
use crate::base::{Both, Side, Span, Stamp};
use crate::rules::RuleId;
use crate::trace::{
    CloseKind, DataFrame, Deflate, EndFacts, Ending, Endpoint, Opening, Outcome, Sealed, Segment, Sink,
    Start, Tally, Target, TcpEnd, TcpEvent, Tls, Transport, Wants, Way,
};
use crate::wire::http::{Chunks, Head, Looks, find_head_end, looks_like_response};
use crate::wire::tls::KeyLog;

/// What all connections of a capture share.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// What the listener wants.
    pub(super) wants: Wants,
    /// Reused for unmasking.
    pub(super) scratch: Vec<u8>,
    /// Connections so far.
    pub(super) connections: u32,
    /// Frames of connections that are over.
    pub(super) frames: u64,
    /// Messages of connections that are over.
    pub(super) messages: u64,
    /// Findings by severity.
    pub(super) tally: Tally,
    /// Stream bytes of connections, both directions.
    pub(super) stream_bytes: u64,
    /// Of these, bytes owned by a named field.
    pub(super) explained: u64,
    /// Bytes known to be missing.
    pub(super) gaps: u64,
    /// What is known of ports from outside.
    pub(super) ports: FxHashMap<u16, Carries>,
    /// The secrets of TLS that are known.
    pub(super) keys: KeyLog,
    /// Sealed bytes that wait for keys, in all flows together.
    pub(super) sealed_bytes: usize,
    /// Engine.IO sessions.
    pub(super) sessions: Sessions,
    /// What waits for missing segments in all streams together, as kept in memory.
    pub(super) waiting_bytes: usize,
    /// What several connections together show.
    pub(super) neighbours: Neighbours,
}

impl Totals {
    /// What they come to, after `packets` packets.
    pub(super) const fn summary(&self, packets: u32) -> Summary {
        Summary {
            packets,
            connections: self.connections,
            frames: self.frames,
            messages: self.messages,
            tally: self.tally,
            stream_bytes: self.stream_bytes,
            explained: self.explained,
            gaps: self.gaps,
        }
    }
}

/// What happened on the connection before it was known to be one.
#[derive(Debug)]
pub(super) enum Early {
    /// A packet brought stream bytes.
    Segment(Side, Segment),
    /// A TCP event.
    Event(TcpEvent),
    /// A TLS record holds stream bytes.
    Sealed(Side, Box<Sealed>),
    /// An HTTP/2 DATA frame holds stream bytes.
    Data(Side, DataFrame),
}

impl Early {
    fn tell(&self, connection: u32, sink: &mut impl Sink) {
        match self {
            Self::Segment(side, segment) => sink.segment(connection, *side, segment),
            Self::Event(event) => sink.tcp_event(connection, event),
            Self::Sealed(side, sealed) => sink.sealed(connection, *side, sealed),
            Self::Data(side, data) => sink.data_frame(connection, *side, data),
        }
    }
}

/// A request that waits for its answer.
#[derive(Debug)]
struct Asked {
    bytes: Vec<u8>,
    head: Head,
    facts: RequestFacts,
    end: u64,
}

/// How the rest of a client's HTTP message is passed over.
#[derive(Debug, Clone, Copy, Default)]
enum Skip {
    #[default]
    None,
    Length(u64),
    Chunked(Chunks),
    /// The boundary is lost: go on at a piece that looks like a request.
    UntilRequest,
}

/// Bytes that wait until it is known what they are.
#[derive(Debug)]
struct Held {
    offset: u64,
    bytes: Vec<u8>,
    at: Arrival,
}

/// A head that is being gathered.
#[derive(Debug, Default)]
pub(super) struct Partial {
    pub(super) bytes: Vec<u8>,
    /// Where it begins in its stream.
    pub(super) start: u64,
    /// How much of it was searched for its end.
    scanned: usize,
    pub(super) first_packet: u32,
}

impl Partial {
    /// Takes the next bytes, which stand at `offset`.
    pub(super) fn push(&mut self, offset: u64, bytes: &[u8], packet: u32) {
        if self.bytes.is_empty() {
            *self = Self {
                bytes: std::mem::take(&mut self.bytes),
                start: offset,
                scanned: 0,
                first_packet: packet,
            };
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The whole head and how many bytes stand behind it, once the head is whole.
    pub(super) fn take(&mut self) -> Option<(Vec<u8>, usize)> {
        let Some(end) = find_head_end(&self.bytes, self.scanned) else {
            self.scanned = self.bytes.len();
            return None;
        };
        let mut head = std::mem::take(&mut self.bytes);
        let behind = head.len() - end;
        head.truncate(end);
        Some((head, behind))
    }

    /// Where it stands, as far as it was gathered.
    const fn span(&self) -> Span {
        Span::at(self.start, self.bytes.len() as u64)
    }

    pub(super) const fn is_too_long(&self) -> bool {
        self.bytes.len() > limits::HEAD_BYTES
    }
}

/// A request head of which the capture holds the beginning only.
#[derive(Debug)]
struct Cut {
    start: u64,
    bytes: Vec<u8>,
    first_packet: u32,
    at: Arrival,
}

/// HTTP, as long as no upgrade has been agreed.
#[derive(Debug, Default)]
struct Http {
    /// The client's unfinished head.
    request: Partial,
    skip: Skip,
    asked: Option<Box<Asked>>,
    /// A request whose end is missing: its answer may tell that it asked for WebSocket.
    cut: Option<Box<Cut>>,
    /// The server's unfinished head.
    response: Partial,
    /// Client bytes behind the request, server bytes before any request.
    held: Both<Vec<Held>>,
    held_bytes: usize,
    /// The client's first bytes are no request, but may be frames: all bytes wait.
    bare: bool,
    /// What follows the polls of an Engine.IO session, once there is one.
    follower: Option<Box<Follower>>,
}

#[derive(Debug)]
enum State {
    Http(Box<Http>),
    Frames(Box<Conversation>),
    /// Not WebSocket: nothing is looked at any more.
    Ignored,
}

/// Both streams of one TCP connection.
#[derive(Debug)]
pub(super) struct Exchange {
    endpoints: Both<Endpoint>,
    transport: Transport,
    /// What TLS agreed on, where there is TLS in between.
    tls: Option<Arc<Tls>>,
    opened: Stamp,
    state: State,
    /// The connection that is told of, once there is one.
    id: Option<u32>,
    early: Vec<Early>,
    /// The proxies on the way, and where what they said ends.
    ways: Vec<Way>,
    way_ends: Both<u64>,
    /// Some of what came early is not remembered.
    early_lost: bool,
    /// Bytes that were missing before it was a connection.
    early_gaps: Both<Vec<Span>>,
    /// One past the last byte of each stream.
    ends: Both<u64>,
    /// Where the streams stood when the connection began.
    begun: Both<u64>,
    /// Bytes of heads and other HTTP.
    explained: u64,
    gaps: u64,
    tally: Tally,
    ending: Ending,
    last: Option<Arrival>,
    /// The response, and what the server sent right behind it, until it is known not to be text.
    first_bytes: Option<Box<(Head, Vec<Held>)>>,
    /// The packets of the flow since server bytes wait for a request.
    waited: u8,
    /// What it is to other connections.
    standing: Standing,
    /// What listens to the first messages of an Engine.IO WebSocket, until it is open.
    tap: Option<Box<Tap>>,
}

/// Packets after which a response whose request has not shown up is taken without it.
const REQUEST_PATIENCE_PACKETS: u8 = 12;

impl Exchange {
    /// Two streams at their beginnings, or where the capture came in.
    pub(super) fn new(endpoints: Both<Endpoint>, transport: Transport, opened: Stamp) -> Self {
        Self {
            endpoints,
            transport,
            tls: None,
            opened,
            state: State::Http(Box::default()),
            id: None,
            early: Vec::new(),
            ways: Vec::new(),
            way_ends: Both::default(),
            early_lost: false,
            early_gaps: Both::default(),
            ends: Both::default(),
            begun: Both::default(),
            explained: 0,
            gaps: 0,
            tally: Tally::default(),
            ending: Ending::default(),
            last: None,
            first_bytes: None,
            waited: 0,
            standing: Standing::default(),
            tap: None,
        }
    }

    /// The streams begin behind what proxies and their client said to each other.
    pub(super) fn came_by(&mut self, ways: &[Way], ends: Both<u64>) {
        self.ways = ways.to_vec();
        self.way_ends = ends;
        self.ends = ends;
    }

    /// Whether nothing is looked at any more.
    pub(super) const fn is_ignored(&self) -> bool {
        matches!(self.state, State::Ignored)
    }

    /// What TLS agreed on: known before the first byte.
    pub(super) fn tls(&mut self, tls: &Arc<Tls>) {
        self.tls = Some(Arc::clone(tls));
    }

    /// What TLS below agreed on.
    pub(super) const fn tls_below(&self) -> Option<&Arc<Tls>> {
        self.tls.as_ref()
    }

    /// What was told before it was known who reads.
    pub(super) fn take_early(&mut self) -> Vec<Early> {
        std::mem::take(&mut self.early)
    }

    /// What it keeps in memory, roughly, as long as it is no connection.
    pub(super) fn cost(&self) -> usize {
        let early = self.early.capacity() * size_of::<Early>();
        let State::Http(http) = &self.state else { return early };
        let held = [&http.held.client, &http.held.server].map(|held| held.capacity() * size_of::<Held>());
        early
            + size_of::<Http>()
            + http.request.bytes.capacity()
            + http.response.bytes.capacity()
            + http.held_bytes
            + held.iter().sum::<usize>()
            + http.follower.as_ref().map_or(0, |follower| follower.cost())
    }

    /// The connection it has become.
    pub(super) const fn id(&self) -> Option<u32> {
        self.id
    }

    /// Whether it is a conversation whose TCP connection has ended.
    pub(super) const fn is_over(&self) -> bool {
        matches!(&self.state, State::Frames(conversation) if conversation.is_over())
    }

    /// What carried stream bytes, or happened to TCP: told, or remembered until it is known whether anyone wants to
    /// hear of it.
    #[inline]
    pub(super) fn early(&mut self, early: Early, sink: &mut impl Sink) {
        if let (Early::Segment(side, segment), State::Http(http)) = (&early, &mut self.state)
            && let Some(follower) = &mut http.follower
        {
            follower.segment(*side, segment);
        }
        match self.id {
            Some(id) => early.tell(id, sink),
            None if self.early.len() < limits::EARLY_EVENTS => self.early.push(early),
            None => self.early_lost = true,
        }
    }

    /// Takes the next bytes of what `side` sent, which stand at `offset` of its stream.
    pub(super) fn receive(
        &mut self,
        side: Side,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.ends[side] = offset + bytes.len() as u64;
        self.last = Some(at);
        match &mut self.state {
            State::Ignored => {}
            State::Frames(conversation) => {
                if side == Side::Server && self.first_bytes.is_some() {
                    self.sniff(offset, bytes, at, sink);
                } else {
                    // One scratch for all connections: it stays in the cache, and 200,000 of them need not have their own.
                    std::mem::swap(&mut conversation.shared.scratch, &mut totals.scratch);
                    conversation.receive(side, bytes, at, sink);
                    std::mem::swap(&mut conversation.shared.scratch, &mut totals.scratch);
                }
                self.listen(totals, sink);
            }
            State::Http(_) if side == Side::Client => self.client_http(offset, bytes, at, totals, sink),
            State::Http(_) => self.server_http(offset, bytes, at, totals, sink),
        }
    }

    /// Tells what was heard on the WebSocket of an Engine.IO session.
    fn listen(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        if let State::Frames(conversation) = &mut self.state
            && let Some(tap) = &mut conversation.shared.tap
        {
            if tap.has_heard() {
                totals.sessions.heard(tap, sink);
            }
            if !Side::BOTH.into_iter().any(|side| tap.listens(side)) {
                conversation.shared.tap = None;
            }
        }
    }

    /// TCP ended in the direction of `side`.
    pub(super) fn tcp_end(
        &mut self,
        side: Side,
        how: TcpEnd,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.last = Some(at);
        self.settle(at, totals, sink);
        if let State::Frames(conversation) = &mut self.state {
            conversation.tcp_end(side, how, at, sink);
            let ending = conversation.shared.ending;
            self.handshake_over(totals, sink);
            if ending.kind(Outcome::Open) == CloseKind::Dropped {
                totals.neighbours.cut_off(&mut self.standing, at.stamp);
            }
            return;
        }
        self.handshake_over(totals, sink);
        if side == Side::Server {
            self.end_polls(at, totals, sink);
        }
        if self.ending.tcp.is_none() {
            self.ending.tcp = Some(how);
            self.ending.tcp_by = Some(side);
            let State::Http(http) = &self.state else { return };
            if side == Side::Server && http.asked.as_ref().is_some_and(|asked| asked.facts.is_bad) {
                // RFC 6455 §4.2.1: such a request should be answered with an HTTP error.
                if let Some(connection) = self.id {
                    self.find(
                        RuleId::ServerShouldReportHttpError,
                        Target::Connection(connection),
                        side,
                        sink,
                    );
                }
            }
        }
    }

    /// The server's stream has ended.
    fn end_polls(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        if let State::Http(http) = &mut self.state
            && let Some(follower) = &mut http.follower
        {
            follower.end(at, &mut totals.sessions, sink);
        }
    }

    /// One more packet of the flow has passed.
    pub(super) fn packet_passed(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &self.state else { return };
        if http.held.server.is_empty() && http.held.client.is_empty() {
            return;
        }
        self.waited = self.waited.saturating_add(1);
        if self.waited > REQUEST_PATIENCE_PACKETS {
            self.waited = 0;
            self.settle(at, totals, sink);
        }
    }

    /// Decides about bytes that wait: nothing that would explain them is to come.
    fn settle(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        self.end_sniffing(sink);
        let State::Http(http) = &mut self.state else { return };
        if http.bare {
            return;
        }
        if http.asked.is_some() {
            let acked_unseen = http
                .held
                .client
                .iter()
                .any(|held| held.at.acked.is_some_and(|acked| acked > self.ends.server));
            if acked_unseen {
                let span = Span::at(self.ends.server, 0);
                self.open_unanswered(span, at, totals, sink);
            }
            return;
        }
        let held = std::mem::take(&mut http.held.server);
        if held.first().is_some_and(|held| is_switching(&held.bytes)) {
            self.begin(held[0].offset, Side::Server, totals, sink);
            self.released(held, totals, sink);
        }
    }

    /// Becomes a conversation whose opening handshake is not in the capture.
    pub(super) fn begin_midstream(&mut self, starts: Both<u64>, totals: &mut Totals, sink: &mut impl Sink) {
        let id = totals.connections;
        totals.connections += 1;
        self.id = Some(id);
        self.begun = starts;
        let Both { client, server } = self.endpoints;
        self.tell_ways(id, sink);
        sink.connection(&Opening {
            connection: id,
            client,
            server,
            transport: self.transport,
            tls: self.tls.clone(),
            start: Start::Midstream,
            opened: self.opened,
        });
        for early in std::mem::take(&mut self.early) {
            early.tell(id, sink);
        }
        let mut conversation = Conversation::new(id, totals.wants, starts);
        conversation.shared.deflate = Some(Deflate::default());
        conversation.shared.inferred = true;
        for side in Side::BOTH {
            conversation.reader(side).starts_by_guess();
            sink.frames_start(id, side, starts[side]);
        }
        let at = Target::Connection(id);
        conversation.shared.find(RuleId::CaptureMidstream, at, None, None, sink);
        self.state = State::Frames(Box::new(conversation));
    }

    /// The flow is over, or the capture is.
    pub(super) fn finish(&mut self, now: Stamp, totals: &mut Totals, sink: &mut impl Sink) {
        let last = self.last.unwrap_or(Arrival { stamp: self.opened, packet: 0, first: 0, acked: None });
        self.settle(last, totals, sink);
        self.end_polls(last, totals, sink);
        self.end_connection(now, last, totals, sink);
        self.state = State::Ignored;
    }

    /// Tells the end of the connection, if there is one, and adds it to the totals.
    fn end_connection(&mut self, now: Stamp, last: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        self.handshake_over(totals, sink);
        let Some(id) = self.id.take() else { return };
        match &mut self.state {
            State::Frames(conversation) => {
                conversation.finish(last, now, self.ends, sink);
                let shared = &conversation.shared;
                totals.frames += u64::from(shared.next_frame);
                totals.messages += u64::from(shared.next_message);
                self.explained += shared.explained;
                for (sum, part) in [
                    (&mut self.tally.errors, shared.tally.errors),
                    (&mut self.tally.warnings, shared.tally.warnings),
                    (&mut self.tally.notes, shared.tally.notes),
                ] {
                    *sum += part;
                }
            }
            State::Http(_) | State::Ignored => {
                let facts =
                    EndFacts { ending: self.ending, reason: None, last: last.stamp, stream_ends: self.ends };
                sink.end(id, &facts);
            }
        }
        let span = |side| self.ends[side] - self.begun[side];
        totals.stream_bytes += span(Side::Client) + span(Side::Server) - self.gaps;
        totals.explained += std::mem::take(&mut self.explained);
        totals.gaps += std::mem::take(&mut self.gaps);
        let tally = std::mem::take(&mut self.tally);
        totals.tally.errors += tally.errors;
        totals.tally.warnings += tally.warnings;
        totals.tally.notes += tally.notes;
    }
}

/// Whether bytes begin like a 101 response.
fn is_switching(bytes: &[u8]) -> bool {
    looks_like_response(bytes) == Looks::Yes && bytes.get(8..12) == Some(b" 101")
}
