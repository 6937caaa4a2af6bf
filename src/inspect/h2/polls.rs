//! Polls of Engine.IO on the streams of an HTTP/2 connection: ordinary requests, told like those of HTTP/1.x.

use rustc_hash::FxHashMap;

use super::super::engine::{Ends, Poll, Sessions, asks};
use super::super::exchange::{Section, Totals};
use super::super::frames::Arrival;
use super::super::limits;
use super::side::Half;
use crate::base::{Side, Span};
use crate::trace::{RawPiece, Sink, TcpEnd, Transport};
use crate::wire::http::Head;

/// The polls that wait for their answers, by stream.
#[derive(Debug, Default)]
pub(super) struct Polls {
    streams: FxHashMap<u32, Box<Poll>>,
}

impl Polls {
    /// Whether a stream is a poll.
    pub(super) fn has(&self, stream: u32) -> bool {
        self.streams.contains_key(&stream)
    }

    /// What they keep in memory, roughly; their bodies are counted on their own.
    pub(super) fn cost(&self) -> usize {
        self.streams.len() * size_of::<Poll>()
    }

    /// A request that polls.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one request")]
    pub(super) fn ask(
        &mut self,
        stream: u32,
        method: &[u8],
        path: &[u8],
        ends: Ends,
        at: Arrival,
        packets: (u32, u32),
        sessions: &Sessions,
    ) {
        if self.streams.len() >= limits::POLLS_WAITING {
            return;
        }
        let poll =
            asks(path).and_then(|address| Poll::new(&address, method, ends, at.stamp, packets, sessions));
        self.streams.extend(poll.map(|poll| (stream, Box::new(poll))));
    }

    /// The fields of an answer, or of its trailers; `None` where they cannot be decoded.
    pub(super) fn answer(&mut self, stream: u32, section: Option<&Section>) {
        let Some(poll) = self.streams.get_mut(&stream) else { return };
        let Some(section) = section else {
            self.streams.remove(&stream);
            return;
        };
        let head = Head::section(Side::Server, &section.bytes);
        if let Some(status) = head.status(&section.bytes).filter(|status| *status >= 200) {
            let coding = head.joined(&section.bytes, "content-encoding");
            poll.response_head(status, coding.as_deref(), section.packets);
        }
    }

    /// Data of a stream, which stands at `offset` of the HTTP/2 connection.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one piece")]
    pub(super) fn receive(
        &mut self,
        stream: u32,
        side: Side,
        half: &Half,
        offset: u64,
        bytes: &[u8],
        transport: Transport,
        at: Arrival,
    ) {
        let Some(poll) = self.streams.get_mut(&stream) else { return };
        let pieces = (!transport.is_sealed()).then(|| {
            let segments = half.segments_in(Span::at(offset, bytes.len() as u64));
            let piece = |segment: crate::trace::Segment| RawPiece {
                capture_offset: segment.capture_offset,
                len: segment.span.len() as u32,
                packet: segment.packet,
            };
            segments.map(piece).collect::<Vec<_>>()
        });
        let there = |pieces: &Vec<RawPiece>| {
            pieces.iter().map(|piece| piece.len as usize).sum::<usize>() == bytes.len()
        };
        let pieces = pieces.filter(there);
        match side {
            Side::Client => poll.request_body(bytes, pieces.as_deref()),
            Side::Server => poll.response_body(bytes, pieces.as_deref(), at.packet),
        }
    }

    /// A side of a stream ends, or the stream is reset.
    pub(super) fn end(
        &mut self,
        stream: u32,
        side: Side,
        how: TcpEnd,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let Some(poll) = self.streams.get_mut(&stream) else { return };
        match (side, how) {
            (Side::Client, TcpEnd::Fin) => poll.request_end(at, &mut totals.sessions, sink),
            (Side::Server, TcpEnd::Fin) => {
                poll.response_end(at, &mut totals.sessions, sink);
                self.streams.remove(&stream);
            }
            (_, TcpEnd::Rst) => {
                self.streams.remove(&stream);
            }
        }
    }

    /// Data of a stream is missing.
    pub(super) fn lose(&mut self, stream: u32, side: Side) {
        if let Some(poll) = self.streams.get_mut(&stream) {
            poll.lose(side);
        }
    }
}
