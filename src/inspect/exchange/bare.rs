//! A client that begins with frames instead of the opening handshake (RFC 6455 §4.1).
//!
//! Frames carry no mark to know them by, and most connections of a capture are not WebSocket: nothing is said before
//! both directions fit, or the client's frames leave no doubt.

use super::super::conversation::Conversation;
use super::super::frames::Arrival;
use super::super::probe::{Chain, chain};
use super::{Exchange, Held, Http, State, Totals};
use crate::base::{Both, Side, Span};
use crate::rules::RuleId;
use crate::trace::{Opening, Sink, Start, Target};
use crate::wire::http::{Looks, looks_like_response};

/// Whole frames of the client that leave no doubt, whatever the server says.
const FRAMES_BEYOND_DOUBT: usize = 3;
/// Bytes of either side after which there is no more waiting.
const WAITING_BYTES: usize = 16 << 10;

/// What the bytes that wait come to.
enum Verdict {
    /// More of them are needed.
    Wait,
    /// Not WebSocket.
    Other,
    /// The client sends frames; whether the server answers with HTTP.
    Frames { answered_by_http: bool },
}

impl Exchange {
    /// The client's first bytes are no request.
    pub(super) fn bare(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        let bytes = std::mem::take(&mut http.request.bytes);
        http.bare = true;
        http.held_bytes = http.held.server.iter().map(|held| held.bytes.len()).sum();
        let start = http.request.start;
        self.bare_bytes(Side::Client, start, &bytes, at, totals, sink);
    }

    /// Takes further bytes while it is not known whether they are frames.
    pub(super) fn bare_bytes(
        &mut self,
        side: Side,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        http.held_bytes += bytes.len();
        http.held[side].push(Held { offset, bytes: bytes.to_vec(), at });
        match verdict(http) {
            Verdict::Wait => {}
            Verdict::Other => {
                http.bare = false;
                http.held = Both::default();
                self.give_up_http(sink);
            }
            Verdict::Frames { answered_by_http } => self.begin_bare(answered_by_http, totals, sink),
        }
    }

    /// It is a conversation, and one that should not be.
    fn begin_bare(&mut self, answered_by_http: bool, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        let held = std::mem::take(&mut http.held);
        let id = totals.connections;
        totals.connections += 1;
        self.id = Some(id);
        let Both { client, server } = self.endpoints;
        let (transport, opened) = (self.transport, self.opened);
        self.tell_ways(id, sink);
        sink.connection(&Opening {
            connection: id,
            client,
            server,
            transport,
            tls: self.tls.clone(),
            start: Start::Midstream,
            opened,
        });
        for early in std::mem::take(&mut self.early) {
            early.tell(id, sink);
        }
        let mut conversation = Conversation::new(id, totals.wants, Both::default());
        for side in Side::BOTH {
            sink.frames_start(id, side, 0);
        }
        let first = held.client.first().map_or(0, |held| held.bytes.len() as u64);
        let at = Target::Bytes { connection: id, side: Side::Client, span: Span::at(0, first), bits: None };
        conversation.shared.find(RuleId::OpenNoHandshake, at, Some(Side::Client), None, sink);
        if answered_by_http {
            conversation.reader(Side::Server).give_up();
        }
        self.state = State::Frames(Box::new(conversation));
        for Held { offset, bytes, at } in held.client {
            self.receive(Side::Client, offset, &bytes, at, totals, sink);
        }
        for Held { offset, bytes, at } in held.server {
            self.receive(Side::Server, offset, &bytes, at, totals, sink);
        }
    }
}

/// Weighs the bytes that wait.
fn verdict(http: &Http) -> Verdict {
    let all = |side: Side| -> Vec<u8> {
        http.held[side].iter().flat_map(|held| held.bytes.iter().copied()).collect()
    };
    let (client, server) = (all(Side::Client), all(Side::Server));
    let Some(Chain { whole, text_fits }) = chain(&client, Side::Client) else { return Verdict::Other };
    if whole > 0 && !text_fits {
        return Verdict::Other;
    }
    let http_answer = !server.is_empty() && looks_like_response(&server) == Looks::Yes;
    let frames_answer = match chain(&server, Side::Server) {
        Some(answer) => answer.whole > 0 && answer.text_fits,
        None if !server.is_empty() && looks_like_response(&server) == Looks::No => return Verdict::Other,
        None => false,
    };
    if whole >= FRAMES_BEYOND_DOUBT || whole > 0 && (http_answer || frames_answer) {
        Verdict::Frames { answered_by_http: http_answer }
    } else if client.len().max(server.len()) > WAITING_BYTES {
        Verdict::Other
    } else {
        Verdict::Wait
    }
}
