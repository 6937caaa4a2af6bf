//! Picks, by the first bytes of a TCP connection or of what is inside one, who reads it: HTTP/1.x and the WebSocket
//! frames behind it, HTTP/2, or TLS with another channel inside. It reads nothing itself.

use std::sync::Arc;

use super::exchange::{Early, Exchange, Totals};
use super::frames::Arrival;
use super::tls::Session;
use super::way::{self, Piece, Prelude, Progress, Sniffed};
use super::{Carries, h2, limits};
use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{Endpoint, Sealed, Segment, Sink, TcpEnd, TcpEvent, Tls, Transport, Way};
use crate::wire::h2::looks_like_preface;
use crate::wire::http::{Looks, looks_like_request, looks_like_response};
use crate::wire::tls::looks_like_tls;

/// Who reads the streams.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "most channels are an exchange, and it is not worth an allocation each"
)]
enum Above {
    /// HTTP/1.x, then frames.
    Exchange(Exchange),
    /// HTTP/2, with WebSockets in its streams.
    Http2(Box<h2::Session>),
    /// TLS.
    Tls(Box<Session>),
}

/// What the first bytes of a client are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looked {
    /// More of them are needed.
    More,
    /// A proxy's prelude stands before what is carried.
    Way(way::Start),
    /// HTTP/1.x, or nothing that is known: [`Exchange`] decides.
    Http,
    /// HTTP/2 with prior knowledge, or agreed in TLS (RFC 9113 §3.3).
    Http2,
    /// TLS.
    Tls,
    /// Frames without an opening handshake, because we are told so.
    Frames,
}

/// Both streams of a connection, in order, from their first bytes.
#[derive(Debug)]
pub(super) struct Channel {
    endpoints: Both<Endpoint>,
    transport: Transport,
    opened: Stamp,
    above: Above,
    /// It is known who reads.
    decided: bool,
    held: Vec<Piece>,
    held_bytes: usize,
    /// What a proxy and the client say to each other, while it is being read.
    prelude: Option<Box<Prelude>>,
    /// The proxies on the way so far.
    ways: Vec<Way>,
    /// Where what they said ends.
    way_ends: Both<u64>,
}

impl Channel {
    /// Two streams at their beginnings, or where the capture came in.
    pub(super) fn new(endpoints: Both<Endpoint>, transport: Transport, opened: Stamp) -> Self {
        Self {
            endpoints,
            transport,
            opened,
            above: Above::Exchange(Exchange::new(endpoints, transport, opened)),
            decided: false,
            held: Vec::new(),
            held_bytes: 0,
            prelude: None,
            ways: Vec::new(),
            way_ends: Both::default(),
        }
    }

    /// Whether nothing is looked at any more.
    pub(super) fn is_ignored(&self) -> bool {
        match &self.above {
            Above::Exchange(exchange) => exchange.is_ignored(),
            Above::Http2(session) => session.is_ignored(),
            Above::Tls(session) => session.is_ignored(),
        }
    }

    /// The connection it has become, where it is one.
    pub(super) fn id(&self) -> Option<u32> {
        match &self.above {
            Above::Exchange(exchange) => exchange.id(),
            Above::Http2(session) => session.id(),
            Above::Tls(session) => session.id(),
        }
    }

    /// What it keeps in memory, roughly, as long as it is no connection.
    pub(super) fn cost(&self) -> usize {
        let held = self.held.capacity() * size_of::<Piece>() + self.held_bytes;
        let held = held + self.prelude.as_ref().map_or(0, |prelude| prelude.cost());
        match &self.above {
            Above::Exchange(exchange) => held + exchange.cost(),
            Above::Http2(session) => held + session.cost(),
            Above::Tls(session) => held + session.cost(),
        }
    }

    /// Whether all conversations on it have ended.
    pub(super) fn is_over(&self) -> bool {
        match &self.above {
            Above::Exchange(exchange) => exchange.is_over(),
            Above::Http2(session) => session.is_over(),
            Above::Tls(session) => session.is_over(),
        }
    }

    /// A packet brought these bytes.
    #[inline]
    pub(super) fn segment(&mut self, side: Side, segment: &Segment, sink: &mut impl Sink) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.early(Early::Segment(side, *segment), sink),
            Above::Http2(session) => session.segment(side, segment),
            Above::Tls(session) => session.segment(side, segment),
        }
    }

    /// What TLS below agreed on: known before the first byte.
    pub(super) fn tls(&mut self, tls: &Arc<Tls>) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.tls(tls),
            Above::Http2(session) => session.tls(tls),
            Above::Tls(_) => {}
        }
    }

    /// Bytes of the stream are the content of this TLS record.
    pub(super) fn sealed(&mut self, side: Side, sealed: Sealed, sink: &mut impl Sink) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.early(Early::Sealed(side, Box::new(sealed)), sink),
            Above::Http2(session) => session.sealed(side, sealed),
            Above::Tls(_) => {}
        }
    }

    /// A TCP event.
    pub(super) fn event(&mut self, event: &TcpEvent, sink: &mut impl Sink) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.early(Early::Event(*event), sink),
            // They are TCP's, not a stream's.
            Above::Http2(_) => {}
            Above::Tls(session) => session.event(event, sink),
        }
    }

    /// Takes the next bytes of what `side` sent, which stand at `offset` of its stream.
    #[inline]
    pub(super) fn receive(
        &mut self,
        side: Side,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        if !self.decided && !self.decide(side, offset, bytes, at, totals, sink) {
            return;
        }
        match &mut self.above {
            Above::Exchange(exchange) => exchange.receive(side, offset, bytes, at, totals, sink),
            Above::Http2(session) => session.receive(side, bytes, at, totals, sink),
            Above::Tls(session) => session.receive(side, bytes, at, totals, sink),
        }
    }

    /// Looks at first bytes. False: they are kept until more is known.
    fn decide(
        &mut self,
        side: Side,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) -> bool {
        if let Some(prelude) = &mut self.prelude {
            prelude.push(Piece { side, offset, bytes: bytes.to_vec(), at });
            self.follow(totals, sink);
            return false;
        }
        let held = self.held.iter().filter(|held| held.side == side);
        let mut first: Vec<u8> = held.flat_map(|held| held.bytes.iter().copied()).collect();
        first.extend_from_slice(bytes.get(..limits::SNIFF_BYTES).unwrap_or(bytes));
        let looked = match (look(&first, side), side) {
            // Where the server speaks first, or its answer comes first in the file, the client's bytes decide; but an
            // HTTP response may be all there is of the connection.
            (Looked::Http, Side::Server) if looks_like_response(bytes) == Looks::No => Looked::More,
            (looked, _) => looked,
        };
        let looked = match looked {
            // What proxies say comes first, whatever the port carries, and the preface of HTTP/2 is no accident.
            Looked::Way(_) | Looked::Http2 => looked,
            other => self.assumed(&first, side, totals).unwrap_or(other),
        };
        if looked == Looked::More && self.held_bytes + bytes.len() <= limits::HELD_BYTES {
            self.held_bytes += bytes.len();
            self.held.push(Piece { side, offset, bytes: bytes.to_vec(), at });
            return false;
        }
        if let Looked::Way(start) = looked
            && self.ways.len() < limits::WAYS
        {
            let mut prelude = Box::new(Prelude::new(start));
            self.held_bytes = 0;
            for piece in std::mem::take(&mut self.held) {
                prelude.push(piece);
            }
            prelude.push(Piece { side, offset, bytes: bytes.to_vec(), at });
            self.prelude = Some(prelude);
            self.follow(totals, sink);
            return false;
        }
        match looked {
            Looked::Tls => self.begin_tls(sink),
            Looked::Http2 => self.begin_http2(),
            Looked::Frames => self.begin_midstream(Both::default(), totals, sink),
            Looked::More | Looked::Http | Looked::Way(_) => {}
        }
        self.settle(totals, sink);
        true
    }

    /// What is below came by these proxies.
    pub(super) fn came_by(&mut self, ways: &[Way]) {
        self.ways = ways.to_vec();
        if let Above::Exchange(exchange) = &mut self.above {
            exchange.came_by(ways, Both::default());
        }
    }

    /// Reads the prelude on; what stands behind it is looked at afresh.
    fn follow(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        let Some(prelude) = &mut self.prelude else { return };
        match prelude.read() {
            Progress::More => return,
            Progress::Done(way) => self.ways.push(way),
            // It is read as if there were no prelude.
            Progress::Other => self.decided = true,
        }
        for Piece { side, offset, bytes, at } in self.end_prelude() {
            self.receive(side, offset, &bytes, at, totals, sink);
        }
    }

    /// The prelude is over: whoever reads the streams begins behind it. Gives what was not read of it.
    fn end_prelude(&mut self) -> Vec<Piece> {
        let Some(prelude) = self.prelude.take() else { return Vec::new() };
        let read_to = prelude.read_to();
        self.way_ends.client = read_to.client.unwrap_or(self.way_ends.client);
        self.way_ends.server = read_to.server.unwrap_or(self.way_ends.server);
        match &mut self.above {
            Above::Exchange(exchange) => exchange.came_by(&self.ways, self.way_ends),
            Above::Http2(_) | Above::Tls(_) => {}
        }
        prelude.into_pieces().collect()
    }

    /// What is known from outside of the server's port. It says nothing of what is inside a tunnel.
    fn assumed(&self, first: &[u8], side: Side, totals: &Totals) -> Option<Looked> {
        if self.transport != Transport::Tcp || totals.ports.is_empty() {
            return None;
        }
        let looks = match side {
            Side::Client => looks_like_request(first),
            Side::Server => looks_like_response(first),
        };
        Some(match (totals.ports.get(&self.endpoints.server.port)?, looks) {
            (Carries::Tls, _) => Looked::Tls,
            (Carries::Http, _) | (Carries::WebSocket, Looks::Yes) => Looked::Http,
            (Carries::WebSocket, Looks::Unsure) => Looked::More,
            (Carries::WebSocket, Looks::No) => Looked::Frames,
        })
    }

    /// These are TLS records: what was told so far is told to who reads them.
    fn begin_tls(&mut self, sink: &mut impl Sink) {
        let Above::Exchange(exchange) = &mut self.above else { return };
        let mut session = Box::new(Session::new(self.endpoints, self.opened));
        session.came_by(&self.ways);
        for early in exchange.take_early() {
            session.early(early, sink);
        }
        self.above = Above::Tls(session);
    }

    /// This is HTTP/2: what was remembered is handed on to who reads it.
    fn begin_http2(&mut self) {
        let Above::Exchange(exchange) = &mut self.above else { return };
        let mut session = Box::new(h2::Session::new(self.endpoints, self.transport));
        session.came_by(&self.ways);
        if let Some(tls) = exchange.tls_below() {
            session.tls(tls);
        }
        for early in exchange.take_early() {
            session.early(early);
        }
        self.above = Above::Http2(session);
    }

    /// It is known who reads, or will not be known better: what waits is read.
    fn settle(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        self.decided = true;
        self.held_bytes = 0;
        let mut held = self.end_prelude();
        held.append(&mut self.held);
        for Piece { side, offset, bytes, at } in held {
            self.receive(side, offset, &bytes, at, totals, sink);
        }
    }

    /// Tells that bytes of what `side` sent are missing.
    pub(super) fn gap(
        &mut self,
        side: Side,
        span: Span,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        if !self.decided {
            self.settle(totals, sink);
        }
        match &mut self.above {
            Above::Exchange(exchange) => exchange.gap(side, span, at, totals, sink),
            Above::Http2(session) => session.gap(side, span, at, totals, sink),
            Above::Tls(session) => session.gap(side, span, at, totals, sink),
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
        match &mut self.above {
            Above::Exchange(exchange) => exchange.tcp_end(side, how, at, totals, sink),
            Above::Http2(session) => session.tcp_end(side, how, at, totals, sink),
            Above::Tls(session) => session.tcp_end(side, how, at, totals, sink),
        }
    }

    /// One more packet of the flow has passed.
    #[inline]
    pub(super) fn packet_passed(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.packet_passed(at, totals, sink),
            Above::Http2(_) => {}
            Above::Tls(session) => session.packet_passed(at, totals, sink),
        }
    }

    /// Becomes a conversation whose opening handshake is not in the capture.
    pub(super) fn begin_midstream(&mut self, starts: Both<u64>, totals: &mut Totals, sink: &mut impl Sink) {
        self.decided = true;
        match &mut self.above {
            Above::Exchange(exchange) => exchange.begin_midstream(starts, totals, sink),
            Above::Http2(_) => {}
            // Frames that were recognised are not TLS.
            Above::Tls(_) => {}
        }
    }

    /// The flow is over, or the capture is.
    pub(super) fn finish(&mut self, now: Stamp, totals: &mut Totals, sink: &mut impl Sink) {
        if !self.decided {
            self.settle(totals, sink);
        }
        match &mut self.above {
            Above::Exchange(exchange) => exchange.finish(now, totals, sink),
            Above::Http2(session) => session.finish(now, totals, sink),
            Above::Tls(session) => session.finish(now, totals, sink),
        }
    }
}

/// What the first bytes of one side are.
fn look(first: &[u8], side: Side) -> Looked {
    if side == Side::Client {
        match way::sniff(first) {
            Sniffed::Way(start) => return Looked::Way(start),
            Sniffed::Unsure => return Looked::More,
            Sniffed::No => {}
        }
    }
    match (looks_like_tls(first), looks_like_preface(first)) {
        (Some(true), _) => Looked::Tls,
        (_, Looks::Yes) => Looked::Http2,
        (None, _) | (_, Looks::Unsure) => Looked::More,
        (Some(false), Looks::No) => Looked::Http,
    }
}
