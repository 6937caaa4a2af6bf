//! Follows the polls of one HTTP/1.x connection: which response answers which request, and where its body stands.
//!
//! Begun by the first request that polls; a connection without one never has it.

use std::collections::VecDeque;

use super::super::exchange::{Early, Partial};
use super::super::frames::Arrival;
use super::super::handshake::is_interim;
use super::super::limits;
use super::poll::{Ends, Poll, asks};
use super::sessions::Sessions;
use crate::base::{Both, Side, Span};
use crate::trace::{Endpoint, RawPiece, Segment, Sink, Transport};
use crate::wire::http::{Body, Chunks, Head, Looks, Progress, looks_like_response, response_body};

/// Segments of each side remembered, to say where bytes stand in the capture.
const SEGMENTS: usize = 64;

/// A request that waits for its answer.
#[derive(Debug)]
struct Waiting {
    method: Box<[u8]>,
    poll: Option<Box<Poll>>,
}

/// What is read of the server's stream.
#[derive(Debug)]
enum Reading {
    Head,
    Length(u64),
    Chunked(Chunks),
    UntilClose,
    /// The boundary is lost: go on at a piece that looks like a response.
    Lost,
}

/// The polls of one HTTP connection.
#[derive(Debug)]
pub(in super::super) struct Follower {
    ends: Ends,
    segments: Both<VecDeque<Segment>>,
    waiting: VecDeque<Waiting>,
    reading: Reading,
    head: Partial,
}

impl Follower {
    /// A follower, where this is a request that polls; `early` holds the newest segments.
    pub(in super::super) fn of_request(
        head: &Head,
        bytes: &[u8],
        endpoints: Both<Endpoint>,
        transport: Transport,
        early: &[Early],
    ) -> Option<Box<Self>> {
        asks(head.target(bytes))?;
        let mut follower = Box::new(Self {
            ends: Ends { endpoints, transport },
            segments: Both::default(),
            waiting: VecDeque::new(),
            reading: Reading::Head,
            head: Partial::default(),
        });
        for early in early.iter().rev().take(2 * SEGMENTS).rev() {
            if let Early::Segment(side, segment) = early {
                follower.segment(*side, segment);
            }
        }
        Some(follower)
    }

    /// What it keeps in memory, roughly; bodies are counted on their own.
    pub(in super::super) fn cost(&self) -> usize {
        let segments = self.segments.client.capacity() + self.segments.server.capacity();
        size_of::<Self>()
            + segments * size_of::<Segment>()
            + self.waiting.len() * size_of::<Poll>()
            + self.head.bytes.capacity()
    }

    /// A packet brought these bytes.
    pub(in super::super) fn segment(&mut self, side: Side, segment: &Segment) {
        let segments = &mut self.segments[side];
        if segments.len() == SEGMENTS {
            segments.pop_front();
        }
        segments.push_back(*segment);
    }

    /// Where bytes of a stream stand in the capture; `None` where they do not all stand there as such.
    fn pieces(&self, side: Side, span: Span) -> Option<Vec<RawPiece>> {
        if self.ends.transport != Transport::Tcp {
            return None;
        }
        let segments = &self.segments[side];
        let first = segments.partition_point(|segment| segment.span.end <= span.start);
        let mut at = span.start;
        let mut pieces = Vec::new();
        for segment in segments.range(first..) {
            let part = segment.span.meet(span).filter(|part| part.start == at)?;
            pieces.push(RawPiece {
                capture_offset: segment.capture_offset + (part.start - segment.span.start),
                len: part.len() as u32,
                packet: segment.packet,
            });
            at = part.end;
            if at == span.end {
                return Some(pieces);
            }
        }
        None
    }

    /// A request's head is whole; it stands in `packets`.
    pub(in super::super) fn request(
        &mut self,
        head: &Head,
        bytes: &[u8],
        at: Arrival,
        packets: (u32, u32),
        sessions: &Sessions,
    ) {
        let method = head.method(bytes);
        if self.waiting.len() >= limits::POLLS_WAITING {
            self.waiting.clear();
            self.reading = Reading::Lost;
        }
        let poll = asks(head.target(bytes))
            .and_then(|address| Poll::new(&address, method, self.ends, at.stamp, packets, sessions));
        self.waiting.push_back(Waiting { method: method.into(), poll: poll.map(Box::new) });
    }

    /// The poll whose request is being read.
    fn asking(&mut self) -> Option<&mut Poll> {
        self.waiting.back_mut()?.poll.as_deref_mut()
    }

    /// Bytes of the newest request's body.
    pub(in super::super) fn request_body(&mut self, offset: u64, bytes: &[u8], at: Arrival) {
        let pieces = self.pieces(Side::Client, Span::at(offset, bytes.len() as u64));
        if let Some(poll) = self.asking() {
            poll.request.seen(at.packet);
            poll.request_body(bytes, pieces.as_deref());
        }
    }

    /// The newest request is whole.
    pub(in super::super) fn request_end(
        &mut self,
        at: Arrival,
        sessions: &mut Sessions,
        sink: &mut impl Sink,
    ) {
        if let Some(poll) = self.asking() {
            poll.request_end(at, sessions, sink);
        }
    }

    /// Bytes of the newest request's body cannot be read.
    pub(in super::super) fn lose_request(&mut self) {
        if let Some(poll) = self.asking() {
            poll.request.lose();
        }
    }

    /// Bytes of the server are missing.
    pub(in super::super) fn lose_response(&mut self) {
        self.head = Partial::default();
        self.reading = Reading::Lost;
        if let Some(poll) = self.waiting.front_mut().and_then(|waiting| waiting.poll.as_mut()) {
            poll.response.lose();
        }
    }

    /// Takes the server's next bytes.
    pub(in super::super) fn response(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        sessions: &mut Sessions,
        sink: &mut impl Sink,
    ) {
        let mut rest = self.response_part(offset, bytes, at, sessions, sink);
        while let Some((offset, bytes)) = rest {
            rest = self.response_part(offset, &bytes, at, sessions, sink);
        }
    }

    /// Reads up to the end of a head; gives what stands behind it.
    fn response_part(
        &mut self,
        mut offset: u64,
        mut bytes: &[u8],
        at: Arrival,
        sessions: &mut Sessions,
        sink: &mut impl Sink,
    ) -> Option<(u64, Vec<u8>)> {
        while !bytes.is_empty() {
            let used = match &mut self.reading {
                Reading::Head => return self.response_head(offset, bytes, at, sessions, sink),
                Reading::Lost => {
                    // Nobody pipelines polls: the response answers the newest request.
                    let newest = self.waiting.len().saturating_sub(1);
                    if self.waiting.is_empty() || looks_like_response(bytes) != Looks::Yes {
                        return None;
                    }
                    self.waiting.drain(..newest);
                    if let Some(poll) = self.waiting.front_mut().and_then(|waiting| waiting.poll.as_mut()) {
                        poll.response.restart();
                    }
                    self.reading = Reading::Head;
                    continue;
                }
                Reading::UntilClose => {
                    self.data(offset, bytes, at);
                    bytes.len()
                }
                Reading::Length(left) => {
                    let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    *left -= used as u64;
                    let is_end = *left == 0;
                    self.data(offset, &bytes[..used], at);
                    if is_end {
                        self.response_end(at, sessions, sink);
                    }
                    used
                }
                Reading::Chunked(chunks) => {
                    let mut runs = Vec::new();
                    let (used, progress) = chunks.push_data(bytes, |from, run| runs.push((from, run.len())));
                    for (from, len) in runs {
                        self.data(offset + from as u64, &bytes[from..from + len], at);
                    }
                    match progress {
                        Progress::More => {}
                        Progress::Done => self.response_end(at, sessions, sink),
                        Progress::Broken => {
                            self.lose_response();
                            return None;
                        }
                    }
                    used
                }
            };
            offset += used as u64;
            bytes = &bytes[used..];
        }
        None
    }

    /// Bytes of a response's body.
    fn data(&mut self, offset: u64, bytes: &[u8], at: Arrival) {
        let pieces = self.pieces(Side::Server, Span::at(offset, bytes.len() as u64));
        if let Some(poll) = self.waiting.front_mut().and_then(|waiting| waiting.poll.as_mut()) {
            poll.response_body(bytes, pieces.as_deref(), at.packet);
        }
    }

    /// Gathers a response's head; gives what stands behind it.
    fn response_head(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        sessions: &mut Sessions,
        sink: &mut impl Sink,
    ) -> Option<(u64, Vec<u8>)> {
        self.head.push(offset, bytes, at.packet);
        let looks = looks_like_response(&self.head.bytes);
        if self.waiting.is_empty() || looks == Looks::No || self.head.is_too_long() {
            self.lose_response();
            return None;
        }
        let (head_bytes, behind) = self.head.take()?;
        let rest = &bytes[bytes.len() - behind..];
        let rest_at = self.head.start + head_bytes.len() as u64;
        let packets = (self.head.first_packet, at.packet);
        let head = Head::response(&head_bytes);
        let status = head.status(&head_bytes).unwrap_or(0);
        if !is_interim(status) {
            let waiting = self.waiting.front_mut()?;
            if let Some(poll) = &mut waiting.poll {
                poll.response_head(status, head.joined(&head_bytes, "content-encoding").as_deref(), packets);
            }
            match response_body(&waiting.method, &head, &head_bytes) {
                Body::None => self.response_end(at, sessions, sink),
                Body::Length(len) => self.reading = Reading::Length(len),
                Body::Chunked => self.reading = Reading::Chunked(Chunks::new()),
                Body::UntilClose => self.reading = Reading::UntilClose,
                Body::Tunnel => self.lose_response(),
            }
        }
        (!rest.is_empty()).then(|| (rest_at, rest.to_vec()))
    }

    /// The oldest request is answered.
    fn response_end(&mut self, at: Arrival, sessions: &mut Sessions, sink: &mut impl Sink) {
        self.reading = Reading::Head;
        if let Some(mut poll) = self.waiting.pop_front().and_then(|waiting| waiting.poll) {
            poll.response_end(at, sessions, sink);
        }
    }

    /// The server's stream has ended: a response that lasts until then is whole.
    pub(in super::super) fn end(&mut self, at: Arrival, sessions: &mut Sessions, sink: &mut impl Sink) {
        if matches!(self.reading, Reading::UntilClose) {
            self.response_end(at, sessions, sink);
        }
        self.reading = Reading::Lost;
        self.waiting.clear();
    }
}
