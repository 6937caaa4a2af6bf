//! The server's side of HTTP: responses until one answers the upgrade, and the first bytes behind it.
//!
//! It judges nothing itself; `handshake` does.

use super::super::conversation::Conversation;
use super::super::frames::Arrival;
use super::super::handshake::{
    check_request_tail, check_response, check_response_tail, has_error, is_interim, negotiate,
};
use super::{Exchange, Held, State, Totals, is_switching};
use crate::base::{Both, Side, Span};
use crate::rules::RuleId;
use crate::trace::{Deflate, HeadFacts, HeadForm, NegotiatedFacts, Outcome, Sink, Stretch, Target};
use crate::wire::http::{Head, Looks, looks_like_response};
use crate::wire::payload::has_packets;

/// The server's side of HTTP.
impl Exchange {
    pub(super) fn server_http(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        if http.asked.is_none() {
            let nothing_asked = self.ends.client == 0 || !http.request.bytes.is_empty();
            let begins = http.held.server.is_empty() && is_switching(bytes);
            if self.id.is_none() && nothing_asked && (begins || !http.held.server.is_empty()) {
                // The request may come later in the file, or not be in it at all.
                self.hold(Side::Server, offset, bytes, at, totals, sink);
            } else if self.id.is_some() && http.response.bytes.is_empty() && !begins {
                self.other_http(Side::Server, Span::at(offset, bytes.len() as u64), sink);
            } else if self.id.is_some() {
                self.response_bytes(offset, bytes, at, totals, sink);
            }
            return;
        }
        self.response_bytes(offset, bytes, at, totals, sink);
    }

    /// Gathers a response head.
    pub(super) fn response_bytes(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        http.response.push(offset, bytes, at.packet);
        if looks_like_response(&http.response.bytes) == Looks::No {
            self.malformed_response(sink);
            return;
        }
        let Some((head_bytes, rest)) = http.response.take() else {
            if http.response.is_too_long() {
                self.malformed_response(sink);
            }
            return;
        };
        let start = http.response.start;
        let rest_at = start + head_bytes.len() as u64;
        let packets = (http.response.first_packet, at.packet);
        let head = Head::response(&head_bytes);
        if head.status(&head_bytes).is_some_and(is_interim) {
            if let Some(asked) = &mut http.asked {
                asked.facts.continued |= head.status(&head_bytes) == Some(100);
            }
            self.other_http(Side::Server, Span::new(start, rest_at), sink);
            if !rest.is_empty() {
                self.server_http(rest_at, &rest, at, totals, sink);
            }
            return;
        }
        self.answered(head, &head_bytes, start, packets, at, totals, sink);
        if !rest.is_empty() {
            self.receive(Side::Server, rest_at, &rest, at, totals, sink);
        }
    }

    /// What the server sent is no response: the bytes stay unread.
    pub(super) fn malformed_response(&mut self, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        let span = http.response.span();
        http.response.bytes.clear();
        let asked = http.asked.take().is_some();
        let Some(connection) = self.id else { return };
        sink.stretch(connection, Side::Server, Stretch::Unread, span);
        if asked {
            let at = Target::Bytes { connection, side: Side::Server, span, bits: None };
            self.find(RuleId::ResMalformed, at, Side::Server, sink);
        }
    }

    /// The final response to an upgrade request is complete.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one head")]
    pub(super) fn answered(
        &mut self,
        head: Head,
        bytes: &[u8],
        start: u64,
        packets: (u32, u32),
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        let Some(id) = self.id else { return };
        let asked = http.asked.take();
        let span = Span::at(start, bytes.len() as u64);
        let switched = head.status(bytes) == Some(101);
        // What the client sent behind its request, not knowing the answer.
        let early: Vec<u8> = (http.held.client.iter())
            .filter(|held| held.at.acked.is_none_or(|acked| acked < span.end))
            .flat_map(|held| held.bytes.iter().copied())
            .collect();
        sink.head(
            id,
            &HeadFacts { from: Side::Server, span, bytes, stamp: at.stamp, packets, form: HeadForm::Text },
        );
        self.explained += span.len();
        if let Some(asked) = asked.as_ref().filter(|_| !early.is_empty() && switched) {
            let found = check_request_tail(&asked.head, &asked.bytes, &early);
            self.violations(found, Side::Client, asked.end - asked.bytes.len() as u64, sink);
        }
        let request = asked.as_ref().map(|asked| &asked.facts);
        let found = check_response(request, &head, bytes);
        let facts = negotiate(request, &head, bytes, &found);
        let bad = has_error(&found) && switched;
        self.violations(found, Side::Server, start, sink);
        sink.negotiated(id, &facts);
        if switched {
            let client_start = asked.as_ref().map_or(self.ends.client, |asked| asked.end);
            let offered = request
                .is_some_and(|request| request.extensions.iter().any(|e| e.name == "permessage-deflate"));
            self.open(Both { client: client_start, server: span.end }, &facts, offered, bad, totals, sink);
            self.first_bytes = Some(Box::new((head, Vec::new())));
            if asked.is_none()
                && let State::Frames(conversation) = &mut self.state
            {
                conversation.reader(Side::Client).starts_by_guess();
            }
        } else {
            self.refused(totals, sink);
        }
    }

    /// The upgrade was refused: HTTP goes on.
    pub(super) fn refused(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        http.held_bytes = 0;
        for Held { offset, bytes, at } in std::mem::take(&mut http.held.client) {
            self.client_http(offset, &bytes, at, totals, sink);
        }
    }

    /// From here on there are frames.
    pub(super) fn open(
        &mut self,
        starts: Both<u64>,
        facts: &NegotiatedFacts,
        offered: bool,
        bad: bool,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let (State::Http(http), Some(id)) = (&mut self.state, self.id) else { return };
        let held = std::mem::take(&mut http.held.client);
        let mut conversation = Conversation::new(id, totals.wants, starts);
        conversation.shared.deflate = facts.deflate;
        conversation.shared.deflate_offered = offered;
        conversation.shared.has_packets = facts.subprotocol.as_deref().is_some_and(has_packets);
        conversation.shared.bad_response = bad;
        for side in Side::BOTH {
            sink.frames_start(id, side, starts[side]);
        }
        self.state = State::Frames(Box::new(conversation));
        // What the client sent meanwhile, with the holes in it: they were counted when they were met.
        let end = self.ends.client;
        let mut next = starts.client;
        let mut last = self.last;
        for Held { offset, bytes, at } in held {
            self.held_gap(Span::new(next, offset), at, sink);
            next = offset + bytes.len() as u64;
            last = Some(at);
            self.receive(Side::Client, offset, &bytes, at, totals, sink);
        }
        if let Some(at) = last {
            self.held_gap(Span::new(next, end), at, sink);
        }
        self.ends.client = end;
    }

    /// A hole among the client's bytes that waited.
    pub(super) fn held_gap(&mut self, span: Span, at: Arrival, sink: &mut impl Sink) {
        if let State::Frames(conversation) = &mut self.state
            && !span.is_empty()
        {
            conversation.gap(Side::Client, span, at, sink);
        }
    }

    /// The answer to the request is missing from the capture: frames are read by their consistency.
    pub(super) fn open_unanswered(
        &mut self,
        gap: Span,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        let Some(asked) = http.asked.take() else { return };
        let offered = asked.facts.extensions.iter().any(|extension| extension.name == "permessage-deflate");
        let facts = NegotiatedFacts {
            outcome: Outcome::Pending,
            status: None,
            subprotocol: None,
            extensions: Vec::new(),
            deflate: offered.then(Deflate::default),
            accept_expected: None,
            accept_ok: None,
        };
        let starts = Both { client: asked.end, server: gap.start };
        self.open(starts, &facts, offered, false, totals, sink);
        let State::Frames(conversation) = &mut self.state else { return };
        conversation.shared.inferred = true;
        conversation.reader(Side::Server).starts_by_guess();
        if !gap.is_empty() {
            conversation.gap(Side::Server, gap, at, sink);
        }
    }

    /// The server's first bytes behind a 101: frames, unless they are text (RFC 9110 §15.2: a 101 has no body).
    pub(super) fn sniff(&mut self, offset: u64, bytes: &[u8], at: Arrival, sink: &mut impl Sink) {
        let (Some(first_bytes), State::Frames(conversation)) = (&mut self.first_bytes, &mut self.state)
        else {
            return;
        };
        let held = &mut first_bytes.1;
        let is_text = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7e);
        if held.is_empty() && !bytes.first().is_some_and(is_text) {
            self.first_bytes = None;
            conversation.receive(Side::Server, bytes, at, sink);
            return;
        }
        held.push(Held { offset, bytes: bytes.to_vec(), at });
        if held.iter().map(|held| held.bytes.len()).sum::<usize>() >= SAMPLE_BYTES {
            self.end_sniffing(sink);
        }
    }

    /// Decides about the server's first bytes.
    pub(super) fn end_sniffing(&mut self, sink: &mut impl Sink) {
        let Some(first_bytes) = self.first_bytes.take() else { return };
        let (head, held) = *first_bytes;
        let sample: Vec<u8> =
            held.iter().flat_map(|held| held.bytes.iter().copied()).take(SAMPLE_BYTES).collect();
        let State::Frames(conversation) = &mut self.state else { return };
        let found = check_response_tail(&head, &sample);
        if found.is_some() {
            conversation.reader(Side::Server).give_up();
        }
        let start = held.first().map_or(0, |held| held.offset).saturating_sub(head.end);
        for held in held {
            conversation.receive(Side::Server, &held.bytes, held.at, sink);
        }
        self.violations(found.into_iter().collect(), Side::Server, start, sink);
    }
}

/// Bytes behind a 101 that are enough to tell text from frames.
const SAMPLE_BYTES: usize = 32;
