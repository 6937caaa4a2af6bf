//! The server's side of HTTP: responses until one answers the upgrade, and the first bytes behind it.
//!
//! It judges nothing itself; `handshake` does.

use super::super::conversation::Conversation;
use super::super::frames::Arrival;
use super::super::handshake::{
    check_request_tail, check_response, check_response_tail, has_error, is_interim, negotiate,
};
use super::super::limits;
use super::{Exchange, Held, State, Totals, is_switching};
use crate::base::{Both, Side, Span};
use crate::rules::RuleId;
use crate::trace::{Deflate, HeadFacts, HeadForm, NegotiatedFacts, Outcome, Sink, Stretch, Target};
use crate::wire::http::{Head, Looks, looks_like_response};
use crate::wire::payload::has_packets;
use crate::wire::tls::looks_like_tls;

/// The server's side of HTTP.
impl Exchange {
    pub(super) fn server_http(
        &mut self,
        mut offset: u64,
        mut bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        while !bytes.is_empty() {
            let used = match &self.state {
                State::Http(_) => self.server_http_piece(offset, bytes, at, totals, sink),
                State::Frames(_) => {
                    self.receive(Side::Server, offset, bytes, at, totals, sink);
                    return;
                }
                State::Ignored => return,
            };
            offset += used as u64;
            bytes = &bytes[used..];
        }
    }

    /// Takes server bytes up to the end of a head; gives how many.
    fn server_http_piece(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) -> usize {
        let State::Http(http) = &mut self.state else { return bytes.len() };
        if self.id.is_none() && http.cut.is_some() && is_switching(bytes) {
            // RFC 9110 §15.2.2: a 101 answers a request to upgrade, so that the cut one was such a request. What the
            // server sent before the connection ends where its answer begins.
            let end = std::mem::replace(&mut self.ends.server, offset);
            self.begin_cut(totals, sink);
            self.ends.server = end;
        }
        let State::Http(http) = &mut self.state else { return bytes.len() };
        if http.bare {
            self.bare_bytes(Side::Server, offset, bytes, at, totals, sink);
            return bytes.len();
        }
        if http.asked.is_none() {
            if let Some(follower) = &mut http.follower {
                follower.response(offset, bytes, at, &mut totals.sessions, sink);
                if self.id.is_none() {
                    return bytes.len();
                }
            }
            let nothing_asked = self.ends.client == self.way_ends.client || !http.request.bytes.is_empty();
            let begins = http.held.server.is_empty() && is_switching(bytes);
            if self.id.is_none() && nothing_asked && (begins || !http.held.server.is_empty()) {
                // The request may come later in the file, or not be in it at all.
                self.hold(Side::Server, offset, bytes, at, totals, sink);
            } else if self.id.is_some() && http.response.bytes.is_empty() && !begins {
                self.other_http(Side::Server, Span::at(offset, bytes.len() as u64), sink);
            } else if self.id.is_some() {
                return self.response_bytes(offset, bytes, at, totals, sink);
            }
            return bytes.len();
        }
        self.response_bytes(offset, bytes, at, totals, sink)
    }

    /// Gathers a response head; gives how many bytes it took.
    pub(super) fn response_bytes(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) -> usize {
        let State::Http(http) = &mut self.state else { return bytes.len() };
        http.response.push(offset, bytes, at.first);
        if looks_like_response(&http.response.bytes) == Looks::No {
            self.malformed_response(sink);
            return bytes.len();
        }
        let Some((head_bytes, behind)) = http.response.take() else {
            if http.response.is_too_long() {
                if let Some(connection) = self.id {
                    let detail = Some(limits::HEAD_BYTES.to_string());
                    let at = Target::Connection(connection);
                    self.say(RuleId::LimitHead, at, Some(Side::Server), detail, sink);
                }
                self.malformed_response(sink);
            }
            return bytes.len();
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
            return bytes.len() - behind;
        }
        self.ends.server = rest_at;
        self.answered(head, &head_bytes, start, packets, at, totals, sink);
        if let State::Http(_) = self.state {
            self.ends.server = rest_at + behind as u64;
        }
        bytes.len() - behind
    }

    /// Reads what the server sent before it was known to answer, with the holes in it.
    pub(super) fn released(&mut self, held: Vec<Held>, totals: &mut Totals, sink: &mut impl Sink) {
        let Some((first, last)) = held.first().map(|held| held.offset).zip(held.last().map(|held| held.at))
        else {
            return;
        };
        let end = self.ends.server;
        // They are seen anew, between the bytes that waited.
        self.early_gaps.server.clear();
        let mut next = first;
        for Held { offset, bytes, at } in held {
            if next < offset {
                self.gap(Side::Server, Span::new(next, offset), at, totals, sink);
            }
            next = offset + bytes.len() as u64;
            self.receive(Side::Server, offset, &bytes, at, totals, sink);
        }
        if next < end {
            self.gap(Side::Server, Span::new(next, end), last, totals, sink);
        }
    }

    /// What the server sent is no response: the bytes stay unread.
    pub(super) fn malformed_response(&mut self, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        let span = http.response.span();
        let is_tls = looks_like_tls(&http.response.bytes) == Some(true);
        http.response.bytes.clear();
        let asked = http.asked.take().is_some();
        let Some(connection) = self.id else { return };
        sink.stretch(connection, Side::Server, Stretch::Unread, span);
        if asked {
            let at = Target::Bytes { connection, side: Side::Server, span, bits: None };
            if is_tls {
                // RFC 6455 §4.1: the server speaks TLS, and the client did not.
                let at = Target::Head { connection, side: Side::Client };
                self.find(RuleId::TlsBeforeHandshake, at, Side::Client, sink);
                return;
            }
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
        self.handshake_over(totals, sink);
        if facts.status.is_some_and(|status| status >= 500) {
            totals.neighbours.cut_off(&mut self.standing, at.stamp);
        }
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
        let mut held = std::mem::take(&mut http.held.client).into_iter();
        for Held { offset, bytes, at } in held.by_ref() {
            self.client_http(offset, &bytes, at, totals, sink);
            if matches!(&self.state, State::Http(http) if http.asked.is_some()) {
                break;
            }
        }
        // Behind a further upgrade request the rest goes on waiting as it is.
        if let State::Http(http) = &mut self.state {
            http.held.client.extend(held);
            http.held_bytes = http.held.client.iter().map(|held| held.bytes.len()).sum();
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
        conversation.shared.is_stream = self.transport.is_h2();
        conversation.shared.tap = self.tap.take();
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
        let asked = http.asked.take();
        let partial = std::mem::take(&mut http.response);
        if !partial.bytes.is_empty() {
            let packets = (partial.first_packet, partial.first_packet);
            let told = self.cut_head(Side::Server, partial.start, &partial.bytes, packets, at, sink);
            self.unread(Side::Server, Span::new(told, gap.start), sink);
        }
        let status = Head::response(&partial.bytes).status(&partial.bytes);
        if status.is_some_and(|status| status != 101) {
            // It was no 101, whatever the rest of it was.
            self.told_gap(Side::Server, gap, sink);
            self.refused(totals, sink);
            return;
        }
        let offered = asked
            .as_ref()
            .is_none_or(|asked| asked.facts.extensions.iter().any(|one| one.name == "permessage-deflate"));
        let facts = NegotiatedFacts {
            outcome: Outcome::Pending,
            status,
            subprotocol: None,
            extensions: Vec::new(),
            deflate: offered.then(Deflate::default),
            accept_expected: None,
            accept_ok: None,
        };
        let client_start = asked.as_ref().map_or(self.ends.client, |asked| asked.end);
        let starts = Both { client: client_start, server: gap.start };
        self.handshake_over(totals, sink);
        self.open(starts, &facts, offered, false, totals, sink);
        let State::Frames(conversation) = &mut self.state else { return };
        conversation.shared.inferred = true;
        conversation.reader(Side::Server).starts_by_guess();
        if asked.is_none() {
            conversation.reader(Side::Client).starts_by_guess();
        }
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
