//! The client's side of HTTP: requests are passed over until one asks for WebSocket.
//!
//! It judges nothing itself; `handshake` does.

use super::super::engine::Follower;
use super::super::frames::Arrival;
use super::super::handshake::{RequestFacts, check_host, check_request, is_websocket_request};
use super::super::limits;
use super::super::neighbours::Caller;
use super::{Asked, Cut, Exchange, Held, Partial, Skip, State, Totals};
use crate::base::{Side, Span};
use crate::rules::RuleId;
use crate::trace::{HeadFacts, HeadForm, Sink, Target};
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
            let http = match &mut self.state {
                State::Http(http) => http,
                State::Frames(_) => {
                    self.receive(Side::Client, offset, bytes, at, totals, sink);
                    return;
                }
                State::Ignored => return,
            };
            if http.bare {
                self.bare_bytes(Side::Client, offset, bytes, at, totals, sink);
                return;
            }
            if http.asked.is_some() {
                self.hold(Side::Client, offset, bytes, at, totals, sink);
                return;
            }
            let used = match &mut http.skip {
                Skip::None => {
                    let used = self.request_bytes(offset, bytes, at, totals, sink);
                    offset += used as u64;
                    bytes = &bytes[used..];
                    continue;
                }
                Skip::Length(left) => {
                    let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    *left -= used as u64;
                    let is_end = *left == 0;
                    if is_end {
                        http.skip = Skip::None;
                    }
                    if let Some(follower) = &mut http.follower {
                        follower.request_body(offset, &bytes[..used], at);
                        if is_end {
                            follower.request_end(at, &mut totals.sessions, sink);
                        }
                    }
                    used
                }
                Skip::Chunked(chunks) => {
                    let follower = &mut http.follower;
                    let (used, progress) = chunks.push_data(bytes, |from, run| {
                        if let Some(follower) = follower {
                            follower.request_body(offset + from as u64, run, at);
                        }
                    });
                    match progress {
                        Progress::More => {}
                        Progress::Done => {
                            if let Some(follower) = follower {
                                follower.request_end(at, &mut totals.sessions, sink);
                            }
                            http.skip = Skip::None;
                        }
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

    /// Gathers a request head; gives how many bytes it took.
    pub(super) fn request_bytes(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) -> usize {
        let State::Http(http) = &mut self.state else { return bytes.len() };
        http.request.push(offset, bytes, at.first);
        if looks_like_request(&http.request.bytes) == Looks::No {
            if self.id.is_none() && http.request.start == 0 {
                self.bare(at, totals, sink);
            } else {
                self.give_up_http(sink);
            }
            return bytes.len();
        }
        let Some((head_bytes, behind)) = http.request.take() else {
            if http.request.is_too_long() {
                self.head_too_long(at, totals, sink);
            }
            return bytes.len();
        };
        let head = Head::request(&head_bytes);
        let (start, first_packet) = (http.request.start, http.request.first_packet);
        let rest_at = start + head_bytes.len() as u64;
        if is_websocket_request(&head, &head_bytes) {
            self.ends.client = rest_at;
            self.asked(head, head_bytes, start, (first_packet, at.packet), at, totals, sink);
        } else {
            http.skip = match request_body(&head, &head_bytes) {
                Body::None => Skip::None,
                Body::Length(len) => Skip::Length(len),
                Body::Chunked => Skip::Chunked(Chunks::new()),
                Body::UntilClose | Body::Tunnel => Skip::UntilRequest,
            };
            self.follow(&head, &head_bytes, (first_packet, at.packet), at, totals, sink);
            self.other_http(Side::Client, Span::new(start, rest_at), sink);
        }
        if let State::Http(_) = self.state {
            self.ends.client = rest_at + behind as u64;
        }
        bytes.len() - behind
    }

    /// A request head has more bytes than are read of one.
    fn head_too_long(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        let head = Head::request(&http.request.bytes);
        if self.id.is_none() && is_websocket_request(&head, &http.request.bytes) {
            let Partial { start, first_packet, .. } = http.request;
            let bytes = std::mem::take(&mut http.request.bytes);
            http.cut = Some(Box::new(Cut { start, bytes, first_packet, at }));
            http.skip = Skip::UntilRequest;
            self.begin_cut(totals, sink);
        }
        let Some(connection) = self.id else {
            self.give_up_http(sink);
            return;
        };
        let detail = Some(limits::HEAD_BYTES.to_string());
        self.say(RuleId::LimitHead, Target::Connection(connection), Some(Side::Client), detail, sink);
        self.give_up_http(sink);
    }

    /// A request that asks for no upgrade: does it poll, or does one before it on this connection?
    fn follow(
        &mut self,
        head: &Head,
        bytes: &[u8],
        packets: (u32, u32),
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        if http.follower.is_none() {
            http.follower = Follower::of_request(head, bytes, self.endpoints, self.transport, &self.early);
        }
        let Some(follower) = &mut http.follower else { return };
        follower.request(head, bytes, at, packets, &totals.sessions);
        match http.skip {
            Skip::None => follower.request_end(at, &mut totals.sessions, sink),
            Skip::UntilRequest => follower.lose_request(),
            Skip::Length(_) | Skip::Chunked(_) => {}
        }
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
        let (ends, transport) = (self.endpoints, self.transport);
        self.tap =
            totals.sessions.join(head.target(&bytes), totals.connections, ends, transport, at.stamp, sink);
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
        let mut found = check_request(&head, &bytes);
        // Pasted bytes have no port.
        if self.endpoints.server.port != 0 {
            let server_name = self.tls.as_ref().and_then(|tls| tls.server_name.as_deref());
            found.extend(check_host(&head, &bytes, self.endpoints.server.port, server_name));
        }
        let facts = RequestFacts::of(&head, &bytes, &found);
        self.violations(found, Side::Client, start, sink);
        let host = head.value(&bytes, "host");
        self.carried(id, host.as_deref(), sink);
        self.met_by_neighbours(&head, &bytes, &facts, start, totals, sink);
        let State::Http(http) = &mut self.state else { return };
        http.asked = Some(Box::new(Asked { bytes, head, facts, end: span.end }));
        http.response.bytes.clear();
        let early = std::mem::take(&mut http.held.server);
        http.held_bytes = 0;
        self.released(early, totals, sink);
    }

    /// What a request is to those of other connections.
    fn met_by_neighbours(
        &mut self,
        head: &Head,
        bytes: &[u8],
        facts: &RequestFacts,
        start: u64,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let Some(connection) = self.id else { return };
        let caller = Caller {
            connection,
            endpoints: self.endpoints,
            key: facts.key.as_deref(),
            agent: &head.value(bytes, "user-agent").unwrap_or_default(),
            target: head.target(bytes),
            opened: self.opened,
        };
        let (standing, found) = totals.neighbours.asked(&caller);
        self.standing = standing;
        let key = head.fields_named(bytes, "sec-websocket-key").next();
        let key = key.map(|key| Span::new(start + key.value.start, start + key.value.end));
        self.tell_neighbours(found, key, sink);
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
                let held = std::mem::take(&mut http.held);
                http.held_bytes = 0;
                if let Some(connection) = self.id {
                    http.asked = None;
                    let span = |held: &[Held]| {
                        let start = held.first().map_or(0, |held| held.offset);
                        Span::new(start, held.last().map_or(0, |held| held.offset + held.bytes.len() as u64))
                    };
                    self.unread(Side::Client, span(&held.client), sink);
                    self.unread(Side::Server, span(&held.server), sink);
                    let detail = Some(limits::HELD_BYTES.to_string());
                    self.say(RuleId::LimitHeld, Target::Connection(connection), Some(side), detail, sink);
                }
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
