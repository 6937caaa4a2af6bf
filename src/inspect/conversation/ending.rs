//! The closing handshake, and how TCP ends behind it (RFC 6455 §5.5.1, §7).

use super::super::frames::{Arrival, close_parts};
use super::super::limits;
use super::{Closed, Shared};
use crate::base::Side;
use crate::rules::RuleId;
use crate::trace::{Frame, Sink, Target, TcpEnd};

impl Shared {
    pub(super) fn close_seen(
        &mut self,
        frame: &Frame,
        payload: &[u8],
        arrival: Arrival,
        message_open: bool,
        sink: &mut impl Sink,
    ) {
        let side = frame.from;
        let at = self.frame_target(frame.n);
        let (code, reason) = close_parts(payload);
        let first = self.closed[side].is_none();
        if !first {
            self.find(RuleId::CloseSentTwice, at, Some(side), None, sink);
        } else if message_open {
            self.find(RuleId::FragUnfinished, at, Some(side), None, sink);
        }
        super::super::close::check(self, frame, payload, sink);
        if !first {
            return;
        }
        if code == Some(1002) && self.failures[side.other()].is_none() {
            self.fails_over_control(side, sink);
        }
        self.answer_failure(side.other());
        self.ending.close_frames[side] = Some(frame.n);
        if let Some(theirs) = self.closed[side.other()] {
            self.close_answered(frame, code, &theirs, arrival, sink);
        } else {
            self.ending.initiator = Some(side);
            self.ending.code = code;
            self.reason = reason.to_vec();
        }
        self.end_pings(sink);
        let (delayed, late_reported) = (false, false);
        self.closed[side] = Some(Closed {
            frame: frame.n,
            stamp: frame.stamp,
            code,
            end: frame.span.end,
            delayed,
            late_reported,
        });
        self.expect_by(frame.stamp.nanos.saturating_add(limits::CLOSE_GRACE_NANOS));
    }

    /// RFC 6455 §5.4: an endpoint handles control frames in the middle of a fragmented message. `side` calls it a protocol
    /// error, and there was no other.
    pub(super) fn fails_over_control(&mut self, side: Side, sink: &mut impl Sink) {
        let newest = self.pings[side.other()].back().filter(|ping| ping.between_fragments);
        if let Some(frame) = newest.map(|ping| ping.frame) {
            let at = self.frame_target(frame);
            self.find(RuleId::FragControlInBetween, at, Some(side), Some("1002".to_owned()), sink);
        }
    }

    /// A second Close answers the first (RFC 6455 §5.5.1), or crossed it.
    pub(super) fn close_answered(
        &mut self,
        frame: &Frame,
        code: Option<u16>,
        theirs: &Closed,
        arrival: Arrival,
        sink: &mut impl Sink,
    ) {
        let (side, at) = (frame.from, self.frame_target(frame.n));
        if arrival.acked.is_some_and(|acked| acked < theirs.end) {
            self.find(RuleId::CloseSimultaneous, at, None, None, sink);
            return;
        }
        if code != theirs.code {
            let shown = |code: Option<u16>| code.map_or_else(|| "1005".to_owned(), |code| code.to_string());
            let detail = Some(format!("{} → {}", shown(theirs.code), shown(code)));
            self.find(RuleId::CloseCodeNotEchoed, at, Some(side), detail, sink);
        }
        let waited = frame.stamp.nanos_since(theirs.stamp);
        if waited > limits::CLOSE_LATE_NANOS && !theirs.delayed && !theirs.late_reported {
            let detail = Some(format!("{:.3} s", waited as f64 / 1e9));
            self.find(RuleId::CloseAnsweredLate, at, Some(side), detail, sink);
        }
    }

    /// TCP ended in one direction.
    pub(super) fn tcp_end(&mut self, side: Side, how: TcpEnd, at: Arrival, sink: &mut impl Sink) {
        let first = self.ending.tcp.is_none();
        let connection = Target::Connection(self.id);
        if first {
            self.ending.tcp = Some(how);
            self.ending.tcp_by = Some(side);
        }
        let both_fins = self.fins.client.is_some() && self.fins.server.is_some();
        if how == TcpEnd::Rst && !self.reset && !both_fins {
            self.reset = true;
            self.find(RuleId::TcpReset, connection, Some(side), None, sink);
        }
        if how == TcpEnd::Fin {
            self.fins[side].get_or_insert(at.stamp);
        }
        if !first {
            self.settle_close(sink);
            return;
        }
        match (self.closed[side].is_some(), self.closed[side.other()].is_some()) {
            (true, true) => self.tcp_end_after_closes(side, how, at, sink),
            (false, true) => {
                // RFC 6455 §5.5.1: an endpoint that receives a Close and has sent none must send one.
                self.mark_close_late(side.other());
                self.find(RuleId::CloseNotAnswered, connection, Some(side), None, sink);
            }
            (true, false) => self.mark_close_late(side),
            (false, false) if self.failures[side.other()].is_some() => {
                self.answer_failure(side.other());
                self.find(RuleId::FailWithoutCloseFrame, connection, Some(side), None, sink);
            }
            (false, false) if self.is_stream && how == TcpEnd::Fin => self.owes_close = Some(side),
            // That a frame was cut says it already.
            (false, false) if self.is_truncated => {}
            (false, false) => self.find(RuleId::CloseMissing, connection, Some(side), None, sink),
        }
    }

    /// RFC 6455 §7.1.7: nobody has sent a Close on a stream that has ended in both directions.
    pub(super) fn settle_close(&mut self, sink: &mut impl Sink) {
        let Some(side) = self.owes_close.take() else { return };
        if self.closed.client.is_none() && self.closed.server.is_none() && !self.is_truncated {
            let connection = Target::Connection(self.id);
            self.find(RuleId::CloseMissing, connection, Some(side), None, sink);
        }
    }

    pub(super) fn tcp_end_after_closes(
        &mut self,
        side: Side,
        how: TcpEnd,
        at: Arrival,
        sink: &mut impl Sink,
    ) {
        let connection = Target::Connection(self.id);
        let second = self.closed.client.map(|c| c.stamp).max(self.closed.server.map(|c| c.stamp));
        let waited = second.map_or(0, |second| at.stamp.nanos_since(second));
        if side == Side::Client && how == TcpEnd::Fin {
            // RFC 6455 §7.1.1: the server should close TCP first; a client may give up waiting.
            let gave_up = waited > limits::TCP_CLOSE_LATE_NANOS;
            let rule = if gave_up { RuleId::TcpClientMayGiveUp } else { RuleId::TcpClientClosedFirst };
            self.find(rule, connection, Some(side), None, sink);
        } else if side == Side::Server && waited > limits::TCP_CLOSE_LATE_NANOS {
            let detail = Some(format!("{:.3} s", waited as f64 / 1e9));
            self.find(RuleId::TcpServerCloseLate, connection, Some(side), detail, sink);
        }
    }

    /// A missing answer to this side's Close has been accounted for.
    pub(super) fn mark_close_late(&mut self, side: Side) {
        if let Some(closed) = &mut self.closed[side] {
            closed.late_reported = true;
        }
    }
}
