//! Picks, by the first bytes of a TCP connection or of what is inside one, who reads it: HTTP/1.x and the WebSocket
//! frames behind it. It reads nothing itself.

use super::exchange::{Early, Exchange, Totals};
use super::frames::Arrival;
use super::limits;
use super::way::{self, Piece, Prelude, Progress, Sniffed};
use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{Endpoint, Segment, Sink, TcpEnd, TcpEvent, Transport, Way};
use crate::wire::http::{Looks, looks_like_response};

/// Who reads the streams.
#[derive(Debug)]
enum Above {
    /// HTTP/1.x, then frames.
    Exchange(Exchange),
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
}

/// Both streams of a connection, in order, from their first bytes.
#[derive(Debug)]
pub(super) struct Channel {
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
    pub(super) const fn is_ignored(&self) -> bool {
        match &self.above {
            Above::Exchange(exchange) => exchange.is_ignored(),
        }
    }

    /// The connection it has become, where it is one.
    pub(super) const fn id(&self) -> Option<u32> {
        match &self.above {
            Above::Exchange(exchange) => exchange.id(),
        }
    }

    /// What it keeps in memory, roughly, as long as it is no connection.
    pub(super) fn cost(&self) -> usize {
        let held = self.held.capacity() * size_of::<Piece>() + self.held_bytes;
        let held = held + self.prelude.as_ref().map_or(0, |prelude| prelude.cost());
        match &self.above {
            Above::Exchange(exchange) => held + exchange.cost(),
        }
    }

    /// Whether all conversations on it have ended.
    pub(super) const fn is_over(&self) -> bool {
        match &self.above {
            Above::Exchange(exchange) => exchange.is_over(),
        }
    }

    /// A packet brought these bytes.
    #[inline]
    pub(super) fn segment(&mut self, side: Side, segment: &Segment, sink: &mut impl Sink) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.early(Early::Segment(side, *segment), sink),
        }
    }

    /// A TCP event.
    pub(super) fn event(&mut self, event: &TcpEvent, sink: &mut impl Sink) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.early(Early::Event(*event), sink),
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
        let looked = match side {
            // Where the server speaks first, or its answer comes first in the file, the client's bytes decide; but an
            // HTTP response may be all there is of the connection.
            Side::Server if looks_like_response(bytes) == Looks::No => Looked::More,
            Side::Server => Looked::Http,
            Side::Client => {
                let held = self.held.iter().filter(|held| held.side == Side::Client);
                let mut first: Vec<u8> = held.flat_map(|held| held.bytes.iter().copied()).collect();
                first.extend_from_slice(bytes.get(..limits::SNIFF_BYTES).unwrap_or(bytes));
                look(&first)
            }
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
        self.settle(totals, sink);
        true
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
        }
        prelude.into_pieces().collect()
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
        }
    }

    /// One more packet of the flow has passed.
    #[inline]
    pub(super) fn packet_passed(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        match &mut self.above {
            Above::Exchange(exchange) => exchange.packet_passed(at, totals, sink),
        }
    }

    /// Becomes a conversation whose opening handshake is not in the capture.
    pub(super) fn begin_midstream(&mut self, starts: Both<u64>, totals: &mut Totals, sink: &mut impl Sink) {
        self.decided = true;
        match &mut self.above {
            Above::Exchange(exchange) => exchange.begin_midstream(starts, totals, sink),
        }
    }

    /// The flow is over, or the capture is.
    pub(super) fn finish(&mut self, now: Stamp, totals: &mut Totals, sink: &mut impl Sink) {
        if !self.decided {
            self.settle(totals, sink);
        }
        match &mut self.above {
            Above::Exchange(exchange) => exchange.finish(now, totals, sink),
        }
    }
}

/// What the first bytes of a client are.
fn look(first: &[u8]) -> Looked {
    match way::sniff(first) {
        Sniffed::Unsure => Looked::More,
        Sniffed::Way(start) => Looked::Way(start),
        Sniffed::No => Looked::Http,
    }
}
