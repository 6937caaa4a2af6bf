//! Bytes that come from elsewhere than a capture: pasted ones, vectors, scripted conversations. They go through the same
//! readers as packets do.

use std::net::{IpAddr, Ipv4Addr};

use super::Summary;
use super::conversation::Conversation;
use super::exchange::{Early, Exchange, Totals};
use super::frames::Arrival;
use super::h2;
use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{Endpoint, Opening, Segment, Sink, Start, TcpEnd, Transport};
use crate::wire::upgrade::{Deflate, parse_extensions};

/// One step of a scripted conversation.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// Bytes, and whether the sender had seen all that the peer had sent before.
    Bytes(&'a [u8]),
    /// Bytes that left before the peer's newest ones arrived.
    InFlight(&'a [u8]),
    /// TCP FIN.
    Fin,
    /// TCP RST.
    Rst,
}

enum Reading {
    /// HTTP first.
    Exchange(Box<Exchange>),
    /// Frames from the first byte.
    Frames(Box<Conversation>),
    /// HTTP/2 from the first byte.
    Http2(Box<h2::Session>),
}

/// Reads two byte streams that no packets carry.
pub struct Pasted {
    reading: Reading,
    totals: Totals,
    ends: Both<u64>,
    /// What each side has seen of its peer's stream, unless a step says otherwise.
    now: Stamp,
    step: u32,
}

impl std::fmt::Debug for Pasted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pasted").field("step", &self.step).finish_non_exhaustive()
    }
}

const NOWHERE: Endpoint = Endpoint { ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED), port: 0 };

impl Pasted {
    /// Streams that begin with the opening handshake.
    #[must_use]
    pub fn handshake(sink: &impl Sink) -> Self {
        let exchange =
            Exchange::new(Both { client: NOWHERE, server: NOWHERE }, Transport::Tcp, Stamp::default());
        let totals = Totals { wants: sink.wants(), ..Totals::default() };
        let reading = Reading::Exchange(Box::new(exchange));
        Self { reading, totals, ends: Both::default(), now: Stamp::default(), step: 0 }
    }

    /// The streams of an HTTP/2 connection, with or without the client's preface; `secure` says that they came in TLS.
    #[must_use]
    pub fn http2(secure: bool, sink: &impl Sink) -> Self {
        let transport = if secure { Transport::Tls } else { Transport::Tcp };
        let session = h2::Session::new(Both { client: NOWHERE, server: NOWHERE }, transport);
        let totals = Totals { wants: sink.wants(), ..Totals::default() };
        let reading = Reading::Http2(Box::new(session));
        Self { reading, totals, ends: Both::default(), now: Stamp::default(), step: 0 }
    }

    /// Streams that begin after it, under the accepted `Sec-WebSocket-Extensions` value, empty for none.
    #[must_use]
    pub fn frames(extensions: &str, sink: &mut impl Sink) -> Self {
        let totals = Totals { wants: sink.wants(), connections: 1, ..Totals::default() };
        sink.connection(&Opening {
            connection: 0,
            client: NOWHERE,
            server: NOWHERE,
            transport: Transport::Tcp,
            tls: None,
            start: Start::Midstream,
            opened: Stamp::default(),
        });
        let mut conversation = Conversation::new(0, totals.wants, Both::default());
        conversation.shared.deflate = agreed(extensions);
        for side in Side::BOTH {
            sink.frames_start(0, side, 0);
        }
        let reading = Reading::Frames(Box::new(conversation));
        Self { reading, totals, ends: Both::default(), now: Stamp::default(), step: 0 }
    }

    /// Takes a step of what `side` does, at `stamp`.
    pub fn step(&mut self, side: Side, stamp: Stamp, step: Step<'_>, sink: &mut impl Sink) {
        self.step += 1;
        self.now = self.now.max(stamp);
        let peer_end = self.ends[side.other()];
        let in_flight = matches!(step, Step::InFlight(_));
        let acked = Some(if in_flight { 0 } else { peer_end });
        let at = Arrival { stamp, packet: self.step, first: self.step, acked };
        let how = match step {
            Step::Bytes(bytes) | Step::InFlight(bytes) => {
                self.bytes(side, bytes, at, sink);
                return;
            }
            Step::Fin => TcpEnd::Fin,
            Step::Rst => TcpEnd::Rst,
        };
        match &mut self.reading {
            Reading::Exchange(exchange) => exchange.tcp_end(side, how, at, &mut self.totals, sink),
            Reading::Http2(session) => session.tcp_end(side, how, at, &mut self.totals, sink),
            Reading::Frames(conversation) => conversation.tcp_end(side, how, at, sink),
        }
    }

    fn bytes(&mut self, side: Side, bytes: &[u8], at: Arrival, sink: &mut impl Sink) {
        let offset = self.ends[side];
        self.ends[side] += bytes.len() as u64;
        let segment = Segment {
            span: Span::at(offset, bytes.len() as u64),
            capture_offset: offset,
            packet: at.packet,
            stamp: at.stamp,
            late: false,
        };
        match &mut self.reading {
            Reading::Exchange(exchange) => {
                exchange.early(Early::Segment(side, segment), sink);
                exchange.receive(side, offset, bytes, at, &mut self.totals, sink);
            }
            Reading::Http2(session) => {
                session.segment(side, &segment);
                session.receive(side, bytes, at, &mut self.totals, sink);
            }
            Reading::Frames(conversation) => {
                sink.segment(0, side, &segment);
                conversation.receive(side, bytes, at, sink);
            }
        }
    }

    /// Nothing more comes; `now` is when that is known.
    pub fn finish(mut self, now: Stamp, sink: &mut impl Sink) -> Summary {
        let now = self.now.max(now);
        match &mut self.reading {
            Reading::Exchange(exchange) => exchange.finish(now, &mut self.totals, sink),
            Reading::Http2(session) => session.finish(now, &mut self.totals, sink),
            Reading::Frames(conversation) => {
                let last = Arrival { stamp: now, packet: self.step, first: self.step, acked: None };
                conversation.finish(last, now, self.ends, sink);
                let shared = &conversation.shared;
                self.totals.frames = u64::from(shared.next_frame);
                self.totals.messages = u64::from(shared.next_message);
                self.totals.tally = shared.tally;
                self.totals.explained = shared.explained;
                self.totals.stream_bytes = self.ends.client + self.ends.server;
            }
        }
        self.totals.summary(self.step)
    }
}

/// What an accepted extensions value says of permessage-deflate.
fn agreed(extensions: &str) -> Option<Deflate> {
    let parsed = parse_extensions(extensions.as_bytes());
    parsed.items.iter().find_map(Deflate::agreed)
}
