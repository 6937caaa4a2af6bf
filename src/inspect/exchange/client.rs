//! The client's side of HTTP: requests are passed over until one asks for WebSocket.
//!
//! It judges nothing itself; `handshake` does.

use super::super::frames::Arrival;
use super::super::handshake::{RequestFacts, check_request, is_websocket_request};
use super::super::limits;
use super::{Asked, Exchange, Held, Skip, State, Totals};
use crate::base::{Both, Side, Span};
use crate::trace::{HeadFacts, HeadForm, Sink};
use crate::wire::http::{Body, Chunks, Head, Looks, Progress, looks_like_request, request_body};

/// The client's side of HTTP.
impl Exchange {
    pub(super) fn client_http(
        &mut self,
        mut offset: u64,
        mut bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        while !bytes.is_empty() {
            let State::Http(http) = &mut self.state else { return };
            if http.asked.is_some() {
                self.hold(Side::Client, offset, bytes, at, totals, sink);
                return;
            }
            let used = match &mut http.skip {
                Skip::None => {
                    self.request_bytes(offset, bytes, at, totals, sink);
                    return;
                }
                Skip::Length(left) => {
                    let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    *left -= used as u64;
                    if *left == 0 {
                        http.skip = Skip::None;
                    }
                    used
                }
                Skip::Chunked(chunks) => {
                    let (used, progress) = chunks.push(bytes);
                    match progress {
                        Progress::More => {}
                        Progress::Done => http.skip = Skip::None,
                        Progress::Broken => http.skip = Skip::UntilRequest,
                    }
                    used.max(usize::from(progress == Progress::More))
                }
                Skip::UntilRequest => {
                    if looks_like_request(bytes) == Looks::Yes {
                        http.skip = Skip::None;
                        continue;
                    }
                    bytes.len()
                }
            };
            let used = used.min(bytes.len());
            self.other_http(Side::Client, Span::at(offset, used as u64), sink);
            offset += used as u64;
            bytes = &bytes[used..];
        }
    }

    /// Gathers a request head.
    pub(super) fn request_bytes(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        http.request.push(offset, bytes, at.first);
        if looks_like_request(&http.request.bytes) == Looks::No {
            self.give_up_http(sink);
            return;
        }
        let Some((head_bytes, rest)) = http.request.take() else {
            if http.request.is_too_long() {
                self.give_up_http(sink);
            }
            return;
        };
        let head = Head::request(&head_bytes);
        let (start, first_packet) = (http.request.start, http.request.first_packet);
        let rest_at = start + head_bytes.len() as u64;
        if is_websocket_request(&head, &head_bytes) {
            self.asked(head, head_bytes, start, (first_packet, at.packet), at, totals, sink);
        } else {
            http.skip = match request_body(&head, &head_bytes) {
                Body::None => Skip::None,
                Body::Length(len) => Skip::Length(len),
                Body::Chunked => Skip::Chunked(Chunks::new()),
                Body::UntilClose | Body::Tunnel => Skip::UntilRequest,
            };
            self.other_http(Side::Client, Span::new(start, rest_at), sink);
        }
        self.client_http(rest_at, &rest, at, totals, sink);
    }

    /// An upgrade request is complete.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one head")]
    pub(super) fn asked(
        &mut self,
        head: Head,
        bytes: Vec<u8>,
        start: u64,
        packets: (u32, u32),
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.begin(start, Side::Client, totals, sink);
        let Some(id) = self.id else { return };
        let span = Span::at(start, bytes.len() as u64);
        let facts = HeadFacts {
            from: Side::Client,
            span,
            bytes: &bytes,
            stamp: at.stamp,
            packets,
            form: HeadForm::Text,
        };
        sink.head(id, &facts);
        self.explained += span.len();
        let found = check_request(&head, &bytes);
        let facts = RequestFacts::of(&head, &bytes, &found);
        self.violations(found, Side::Client, start, sink);
        let State::Http(http) = &mut self.state else { return };
        http.asked = Some(Box::new(Asked { bytes, head, facts, end: span.end }));
        http.response.bytes.clear();
        let early = std::mem::take(&mut http.held.server);
        http.held_bytes = 0;
        for Held { offset, bytes, at } in early {
            self.receive(Side::Server, offset, &bytes, at, totals, sink);
        }
    }

    /// Keeps bytes until it is known what they are.
    pub(super) fn hold(
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
        if http.held_bytes > limits::HELD_BYTES {
            self.settle(at, totals, sink);
            if let State::Http(http) = &mut self.state
                && http.held_bytes > limits::HELD_BYTES
            {
                // Nobody explains them: they are not kept any longer.
                http.held = Both::default();
                http.held_bytes = 0;
                self.give_up_http(sink);
            }
        }
    }

    /// These streams are not HTTP, or no longer.
    pub(super) fn give_up_http(&mut self, sink: &mut impl Sink) {
        if self.id.is_none() {
            self.state = State::Ignored;
            self.early = Vec::new();
            return;
        }
        let State::Http(http) = &mut self.state else { return };
        // What waits behind it is looked at later.
        let span = http.request.span();
        http.request.bytes.clear();
        http.skip = Skip::UntilRequest;
        self.other_http(Side::Client, span, sink);
    }
}
