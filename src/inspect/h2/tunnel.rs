//! The stream of an extended CONNECT: what it carries goes on as the streams of a connection of its own.

use std::collections::VecDeque;

use super::super::exchange::{Early, Exchange, Totals};
use super::super::frames::Arrival;
use super::side::Half;
use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{self, Endpoint, Segment, Sink, TcpEnd, Transport};
use crate::wire::h2::DataFrame;
use crate::wire::http::Head;

/// Pieces of a direction that are remembered, to tell what the peer had seen of it.
const PIECES_REMEMBERED: usize = 16;

/// How far a stream had come when the HTTP/2 connection around it had come so far.
#[derive(Debug, Default)]
struct Progress {
    /// Ends of pieces: in the HTTP/2 connection, in the stream.
    pieces: VecDeque<(u64, u64)>,
    /// The stream's end before those.
    before: u64,
}

impl Progress {
    fn push(&mut self, below: u64, end: u64) {
        if self.pieces.len() == PIECES_REMEMBERED {
            self.before = self.pieces.pop_front().map_or(self.before, |(_, end)| end);
        }
        self.pieces.push_back((below, end));
    }

    /// What of the stream had been seen by who had seen so much of the HTTP/2 connection.
    fn seen(&self, below: u64) -> u64 {
        let seen = self.pieces.iter().rev().find(|(end, _)| *end <= below);
        seen.map_or(self.before, |(_, end)| *end)
    }
}

/// The stream of an extended CONNECT.
#[derive(Debug)]
pub(super) struct Tunnel {
    pub(super) exchange: Exchange,
    /// One past the last byte of each side, decoded head included.
    pub(super) ends: Both<u64>,
    /// Bytes of the HTTP/2 connection that are missing, of which an unknown part was this stream's.
    pub(super) unsure: Both<u64>,
    /// It was asked for before the server had said anything.
    pub(super) unannounced: bool,
    ended: Both<bool>,
    progress: Both<Progress>,
}

impl Tunnel {
    pub(super) fn new(endpoints: Both<Endpoint>, transport: Transport, opened: Stamp) -> Self {
        Self {
            exchange: Exchange::new(endpoints, transport, opened),
            ends: Both::default(),
            unsure: Both::default(),
            unannounced: false,
            ended: Both::default(),
            progress: Both::default(),
        }
    }

    /// Whether it has ended in both directions.
    pub(super) const fn is_over(&self) -> bool {
        self.ended.client && self.ended.server
    }

    /// A DATA frame of it begins.
    pub(super) fn data(&mut self, side: Side, frame: &DataFrame, sink: &mut impl Sink) {
        let data = trace::DataFrame {
            span: Span::at(self.ends[side], u64::from(frame.data_len)),
            at: frame.span.start,
            len: frame.header.len,
            stream: frame.header.stream,
            flags: frame.header.flags,
            padding: frame.padding.unwrap_or_default(),
        };
        self.exchange.early(Early::Data(side, data), sink);
    }

    /// The next data of `side`, which stands at `offset` of the HTTP/2 connection.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one piece")]
    pub(super) fn receive(
        &mut self,
        side: Side,
        half: &Half,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.settle_unsure(side, at, totals, sink);
        let (from, below) = (self.ends[side], Span::at(offset, bytes.len() as u64));
        let here = |span: Span| Span::at(from + (span.start - below.start), span.len());
        for sealed in half.sealed_in(below) {
            let span = here(sealed.span);
            self.exchange.early(Early::Sealed(side, Box::new(trace::Sealed { span, ..sealed })), sink);
        }
        for segment in half.segments_in(below) {
            let span = here(segment.span);
            self.exchange.early(Early::Segment(side, Segment { span, ..segment }), sink);
        }
        self.ends[side] += below.len();
        self.progress[side].push(below.end, self.ends[side]);
        let acked = at.acked.map(|acked| self.progress[side.other()].seen(acked));
        let at = Arrival { acked, ..at };
        if self.exchange.is_open() || side == Side::Client && self.exchange.is_asked() {
            self.exchange.receive(side, from, bytes, at, totals, sink);
        } else {
            self.exchange.body(side, Span::at(from, below.len()), at, sink);
        }
    }

    /// What is uncertain since a gap is told before anything behind it is read.
    fn settle_unsure(&mut self, side: Side, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let most = std::mem::take(&mut self.unsure[side]);
        if most == 0 {
            return;
        }
        if side == Side::Server && self.exchange.is_asked() {
            self.exchange.connect_unanswered(at, totals, sink);
        }
        self.exchange.lose(side, most, at, sink);
    }

    /// So many bytes of data are missing.
    pub(super) fn gap(
        &mut self,
        side: Side,
        missing: u64,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let span = Span::at(self.ends[side], missing);
        if !span.is_empty() {
            self.ends[side] = span.end;
            self.exchange.gap(side, span, at, totals, sink);
        }
    }

    /// The stream ends in the direction of `side`, or as a whole.
    pub(super) fn end(
        &mut self,
        side: Side,
        how: TcpEnd,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        if std::mem::replace(&mut self.ended[side], true) && how == TcpEnd::Fin {
            return;
        }
        if how == TcpEnd::Rst {
            self.ended = Both { client: true, server: true };
        }
        self.exchange.tcp_end(side, how, at, totals, sink);
    }
}

/// The status of an answer.
pub(super) fn status(section: &[u8]) -> Option<u16> {
    Head::section(Side::Server, section).status(section)
}
