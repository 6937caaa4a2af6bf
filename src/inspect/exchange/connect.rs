//! An opening handshake over HTTP/2 (RFC 8441): an extended CONNECT, its answer, and what a stream knows that TCP does
//! not. The frames behind it are read as ever.
//!
//! It reads no HTTP/2: heads come decoded, and the bytes behind them are the stream's data.

use super::super::frames::Arrival;
use super::super::handshake::{
    RequestFacts, Violation, check_connect, check_connect_answer, has_error, negotiate, opens,
};
use super::{Asked, Exchange, State, Totals};
use crate::base::{Both, Side, Span};
use crate::rules::RuleId;
use crate::trace::{HeadFacts, HeadForm, Segment, Sink, Stretch, Target};
use crate::wire::h2;
use crate::wire::http::Head;

/// A decoded head as it arrived.
#[derive(Debug)]
pub(in super::super) struct Section {
    /// Its fields as lines.
    pub(in super::super) bytes: Vec<u8>,
    /// Where its first HTTP/2 frame begins in the capture.
    pub(in super::super) capture_offset: u64,
    /// First and last packet.
    pub(in super::super) packets: (u32, u32),
    /// It had more fields than are kept.
    pub(in super::super) is_cut: bool,
    /// When its last byte was seen.
    pub(in super::super) at: Arrival,
}

impl Section {
    /// The head stands at the beginning of its stream, and came with its last packet.
    fn tell(&self, exchange: &mut Exchange, side: Side, id: u32, sink: &mut impl Sink) {
        let span = Span::at(0, self.bytes.len() as u64);
        exchange.ends[side] = span.end;
        exchange.last = Some(self.at);
        exchange.explained += span.len();
        let segment = Segment {
            span,
            capture_offset: self.capture_offset,
            packet: self.at.packet,
            stamp: self.at.stamp,
            late: false,
        };
        sink.segment(id, side, &segment);
        let (bytes, stamp, packets) = (&self.bytes[..], self.at.stamp, self.packets);
        let facts = HeadFacts { from: side, span, bytes, stamp, packets, form: HeadForm::Section };
        sink.head(id, &facts);
        if self.is_cut {
            let detail = Some(h2::LIST_BYTES.to_string());
            exchange.carrier_finding(RuleId::LimitHead, side, detail, sink);
        }
    }
}

impl Exchange {
    /// An extended CONNECT that asks for WebSocket: a connection begins.
    pub(in super::super) fn connect(
        &mut self,
        section: Section,
        early: Option<Violation>,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.last = Some(section.at);
        let path = Head::section(Side::Client, &section.bytes).value(&section.bytes, ":path");
        let (ends, transport, stamp) = (self.endpoints, self.transport, section.at.stamp);
        self.tap = path
            .and_then(|path| totals.sessions.join(&path, totals.connections, ends, transport, stamp, sink));
        self.begin(0, Side::Client, totals, sink);
        let Some(id) = self.id else { return };
        section.tell(self, Side::Client, id, sink);
        let bytes = section.bytes;
        let head = Head::section(Side::Client, &bytes);
        let mut found = check_connect(&head, &bytes, self.transport.is_sealed());
        found.extend(early);
        let facts = RequestFacts::of(&head, &bytes, &found);
        self.violations(found, Side::Client, 0, sink);
        self.carried(id, head.value(&bytes, ":authority").as_deref(), sink);
        let State::Http(http) = &mut self.state else { return };
        let end = bytes.len() as u64;
        http.asked = Some(Box::new(Asked { bytes, head, facts, end }));
    }

    /// Whether the answer is still to come.
    pub(in super::super) fn is_asked(&self) -> bool {
        matches!(&self.state, State::Http(http) if http.asked.is_some())
    }

    /// Whether frames are read.
    pub(in super::super) const fn is_open(&self) -> bool {
        matches!(self.state, State::Frames(_))
    }

    /// The final answer to it.
    pub(in super::super) fn connect_answer(
        &mut self,
        section: &Section,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let Some(id) = self.id else { return };
        let State::Http(http) = &mut self.state else { return };
        let Some(asked) = http.asked.take() else { return };
        section.tell(self, Side::Server, id, sink);
        let bytes = &section.bytes[..];
        let head = Head::section(Side::Server, bytes);
        let found = check_connect_answer(Some(&asked.facts), &head, bytes);
        let facts = negotiate(Some(&asked.facts), &head, bytes, &found);
        let opened = head.status(bytes).is_some_and(opens);
        let bad = has_error(&found) && opened;
        self.violations(found, Side::Server, 0, sink);
        sink.negotiated(id, &facts);
        if opened {
            let offered = asked.facts.extensions.iter().any(|one| one.name == "permessage-deflate");
            let starts = Both { client: asked.end, server: self.ends.server };
            self.open(starts, &facts, offered, bad, totals, sink);
        } else if let State::Http(http) = &mut self.state {
            // What the client sent meanwhile was never read by anyone.
            let held = std::mem::take(&mut http.held.client);
            http.held_bytes = 0;
            for held in held {
                let span = Span::at(held.offset, held.bytes.len() as u64);
                sink.stretch(id, Side::Client, Stretch::Unread, span);
            }
        }
    }

    /// The answer cannot be read: whether the tunnel was opened, the frames will tell.
    pub(in super::super) fn connect_unanswered(
        &mut self,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let span = Span::at(self.ends.server, 0);
        self.open_unanswered(span, at, totals, sink);
    }

    /// Data that belongs to no conversation: the body of a refusal.
    pub(in super::super) fn body(&mut self, side: Side, span: Span, at: Arrival, sink: &mut impl Sink) {
        self.ends[side] = span.end;
        self.last = Some(at);
        self.other_http(side, span, sink);
    }

    /// How much of the stream of `side` is missing here is not known: at most so many bytes.
    pub(in super::super) fn lose(&mut self, side: Side, most: u64, at: Arrival, sink: &mut impl Sink) {
        self.last = Some(at);
        let offset = self.ends[side];
        if let State::Frames(conversation) = &mut self.state {
            conversation.lose(side, offset, most, at, sink);
        }
    }

    /// A rule that the HTTP/2 connection around it breaks.
    pub(in super::super) fn carrier_finding(
        &mut self,
        rule: RuleId,
        side: Side,
        detail: Option<String>,
        sink: &mut impl Sink,
    ) {
        let Some(id) = self.id else { return };
        self.tally.add(rule.severity());
        let (at, detail) = (Target::Connection(id), detail.map(String::into_boxed_str));
        sink.finding(crate::trace::Finding { rule, connection: self.id, at, from: Some(side), detail });
    }
}
