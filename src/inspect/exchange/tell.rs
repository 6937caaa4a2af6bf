//! What an exchange tells the listener: findings, the beginning of a connection, and whose its bytes are that are no
//! frames. It reads nothing.

use super::super::frames::Arrival;
use super::super::handshake::Violation;
use super::super::limits;
use super::super::neighbours::Found;
use super::{Exchange, State, Totals};
use crate::base::{Both, Side, Span};
use crate::rules::RuleId;
use crate::trace::{Ending, Finding, Opening, Sink, Start, Stretch, Target};

impl Exchange {
    pub(super) fn find(&mut self, rule: RuleId, at: Target, from: Side, sink: &mut impl Sink) {
        self.say(rule, at, Some(from), None, sink);
    }

    /// Tells a finding with what was found.
    pub(super) fn say(
        &mut self,
        rule: RuleId,
        at: Target,
        from: Option<Side>,
        detail: Option<String>,
        sink: &mut impl Sink,
    ) {
        self.tally.add(rule.severity());
        let detail = detail.map(String::into_boxed_str);
        sink.finding(Finding { rule, connection: self.id, at, from, detail });
    }

    /// The opening handshake is answered, or will not be: was it alone?
    pub(super) fn handshake_over(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        let Some(id) = self.id else { return };
        let Some([earlier, later]) = totals.neighbours.answered(&mut self.standing, id) else { return };
        let rule = RuleId::OpenParallelConnecting;
        totals.tally.add(rule.severity());
        sink.finding(Finding {
            rule,
            connection: Some(later),
            at: Target::Connection(later),
            from: Some(Side::Client),
            detail: Some(format!("#{earlier}").into_boxed_str()),
        });
    }

    /// Tells what a connection and those before it show together.
    pub(super) fn tell_neighbours(&mut self, found: Vec<Found>, key: Option<Span>, sink: &mut impl Sink) {
        let Some(connection) = self.id else { return };
        for (rule, detail) in found {
            self.tally.add(rule.severity());
            let at = match key.filter(|_| rule == RuleId::ReqKeyReused) {
                Some(span) => Target::Bytes { connection, side: Side::Client, span, bits: None },
                None => Target::Connection(connection),
            };
            let (from, detail) = (Some(Side::Client), detail.map(String::into_boxed_str));
            sink.finding(Finding { rule, connection: self.id, at, from, detail });
        }
    }

    /// Tells the violations of a head.
    pub(super) fn violations(&mut self, found: Vec<Violation>, side: Side, start: u64, sink: &mut impl Sink) {
        let Some(connection) = self.id else { return };
        for Violation { rule, place, detail } in found {
            self.tally.add(rule.severity());
            let at = if place.is_empty() {
                Target::Head { connection, side }
            } else {
                Target::Bytes {
                    connection,
                    side,
                    span: Span::at(start + place.start, place.len()),
                    bits: None,
                }
            };
            sink.finding(Finding { rule, connection: self.id, at, from: Some(side), detail });
        }
    }

    /// A connection begins with the head of `side` at `offset`. What HTTP came before on the streams belongs to it.
    pub(super) fn begin(&mut self, offset: u64, side: Side, totals: &mut Totals, sink: &mut impl Sink) {
        let now = self.last.unwrap_or(Arrival { stamp: self.opened, packet: 0, first: 0, acked: None });
        // An earlier attempt on the same TCP connection was refused: it ends here.
        let again = self.id.is_some();
        self.end_connection(now.stamp, now, totals, sink);
        let id = totals.connections;
        totals.connections += 1;
        self.id = Some(id);
        self.ending = Ending::default();
        self.begun = if again { self.ends } else { Both::default() };
        if again {
            self.begun[side] = offset;
        }
        let opened = if again { now.stamp } else { self.opened };
        let Both { client, server } = self.endpoints;
        let (transport, tls, start) = (self.transport, self.tls.clone(), Start::Handshake);
        self.tell_ways(id, sink);
        sink.connection(&Opening { connection: id, client, server, transport, tls, start, opened });
        for early in std::mem::take(&mut self.early) {
            early.tell(id, sink);
        }
        if std::mem::take(&mut self.early_lost) {
            let detail = Some(limits::EARLY_EVENTS.to_string());
            self.say(RuleId::LimitEarly, Target::Connection(id), None, detail, sink);
        }
        for (who, end) in [(side, offset), (side.other(), self.ends[side.other()])] {
            let held = self.held_from(who).unwrap_or(end);
            let (start, end) = (self.begun[who], end.min(held));
            let way_end = self.way_ends[who].clamp(start, end.max(start));
            self.region(who, Stretch::Way, Span::new(start, way_end), sink);
            self.region(who, Stretch::OtherHttp, Span::new(way_end, end.max(way_end)), sink);
        }
    }

    /// Tells bytes of a kind, with the holes that were met in them before there was a connection.
    pub(super) fn region(&mut self, side: Side, kind: Stretch, span: Span, sink: &mut impl Sink) {
        let mut at = span.start;
        for gap in self.early_gaps[side].clone() {
            if gap.start < at || gap.end > span.end {
                continue;
            }
            self.stretch(side, kind, Span::new(at, gap.start), sink);
            self.gaps += gap.len();
            self.told_gap(side, gap, sink);
            at = gap.end;
        }
        self.early_gaps[side].retain(|gap| gap.start >= span.end);
        self.stretch(side, kind, Span::new(at, span.end.max(at)), sink);
    }

    pub(super) fn stretch(&mut self, side: Side, kind: Stretch, span: Span, sink: &mut impl Sink) {
        match kind {
            Stretch::Unread => self.unread(side, span, sink),
            kind => self.passed(side, kind, span, sink),
        }
    }

    /// Tells bytes that are known, and no WebSocket.
    pub(super) fn passed(&mut self, side: Side, kind: Stretch, span: Span, sink: &mut impl Sink) {
        if let Some(id) = self.id.filter(|_| !span.is_empty()) {
            self.explained += span.len();
            sink.stretch(id, side, kind, span);
        }
    }

    pub(super) fn tell_ways(&self, id: u32, sink: &mut impl Sink) {
        if !self.ways.is_empty() {
            sink.ways(id, &self.ways);
        }
    }

    pub(super) fn unread(&self, side: Side, span: Span, sink: &mut impl Sink) {
        if let Some(id) = self.id.filter(|_| !span.is_empty()) {
            sink.stretch(id, side, Stretch::Unread, span);
        }
    }

    /// Tells a hole outside of the frames.
    pub(super) fn told_gap(&mut self, side: Side, span: Span, sink: &mut impl Sink) {
        let Some(connection) = self.id.filter(|_| !span.is_empty()) else { return };
        sink.stretch(connection, side, Stretch::Gap, span);
        let at = Target::Bytes { connection, side, span, bits: None };
        self.say(RuleId::CaptureGap, at, Some(side), Some(span.len().to_string()), sink);
    }

    /// Where the bytes of `side` that wait begin.
    pub(super) fn held_from(&self, side: Side) -> Option<u64> {
        match &self.state {
            State::Http(http) => http.held[side].first().map(|held| held.offset),
            State::Frames(_) | State::Ignored => None,
        }
    }

    pub(super) fn other_http(&mut self, side: Side, span: Span, sink: &mut impl Sink) {
        self.passed(side, Stretch::OtherHttp, span, sink);
    }
}
