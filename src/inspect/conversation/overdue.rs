//! What has not come in time: Pongs, replies to a Close, the failure of a connection that has to fail.

use super::super::limits;
use super::Shared;
use crate::base::{Side, Stamp};
use crate::rules::RuleId;
use crate::trace::Sink;

impl Shared {
    /// Time has come to `now`: what has not happened by now is late.
    #[inline]
    pub(in super::super) fn tick(&mut self, now: Stamp, sink: &mut impl Sink) {
        self.now = now;
        if now.nanos > self.deadline {
            self.overdue(now, sink);
        }
    }

    #[cold]
    pub(super) fn overdue(&mut self, now: Stamp, sink: &mut impl Sink) {
        self.deadline = i64::MAX;
        for side in Side::BOTH {
            self.overdue_pings(side, now, sink);
            self.overdue_close(side, now, sink);
            self.overdue_failure(side, now, sink);
        }
        if let (Some(client), Some(server)) = (self.closed.client, self.closed.server)
            && self.ending.tcp.is_none()
            && !self.tcp_reported
        {
            let due = client.stamp.max(server.stamp).nanos.saturating_add(limits::CLOSE_GRACE_NANOS);
            if now.nanos > due {
                self.tcp_reported = true;
                let last = if client.stamp > server.stamp { client } else { server };
                let at = self.frame_target(last.frame);
                self.find(RuleId::TcpNotClosed, at, None, None, sink);
            } else {
                self.expect_by(due);
            }
        }
    }

    /// `side`'s Pings that its peer has not answered (RFC 6455 §5.5.2).
    pub(super) fn overdue_pings(&mut self, side: Side, now: Stamp, sink: &mut impl Sink) {
        while let Some(ping) = self.pings[side].front() {
            let due = ping.stamp.nanos.saturating_add(limits::PING_UNANSWERED_NANOS);
            if now.nanos <= due {
                self.expect_by(due);
                return;
            }
            let (at, between_fragments) = (self.frame_target(ping.frame), ping.between_fragments);
            if let Some(pong) = self.pings[side].pop_front().and_then(|ping| ping.suspect) {
                let pong = self.frame_target(pong);
                self.find(RuleId::PongPayloadMismatch, pong, Some(side.other()), None, sink);
            }
            self.find(RuleId::PingNotAnswered, at, Some(side.other()), None, sink);
            if between_fragments && self.answers_pings[side] {
                // RFC 6455 §5.4: other Pings were answered, the one between fragments was not.
                self.find(RuleId::FragControlInBetween, at, Some(side.other()), None, sink);
            }
        }
    }

    /// `side`'s Close that its peer has not answered (RFC 6455 §5.5.1).
    pub(super) fn overdue_close(&mut self, side: Side, now: Stamp, sink: &mut impl Sink) {
        let Some(closed) = self.closed[side].filter(|closed| !closed.late_reported) else { return };
        if self.closed[side.other()].is_some() || self.ending.tcp.is_some() {
            return;
        }
        let due = closed.stamp.nanos.saturating_add(limits::CLOSE_GRACE_NANOS);
        if now.nanos <= due {
            self.expect_by(due);
            return;
        }
        self.mark_close_late(side);
        let at = self.frame_target(closed.frame);
        self.find(RuleId::CloseNotAnswered, at, Some(side.other()), None, sink);
    }

    /// A violation of `side` after which its peer neither closed nor went on (RFC 6455 §7.1.7).
    pub(super) fn overdue_failure(&mut self, side: Side, now: Stamp, sink: &mut impl Sink) {
        let Some(failure) = self.failures[side].filter(|failure| !failure.answered) else { return };
        if self.closed[side.other()].is_some() || self.ending.tcp.is_some() {
            self.answer_failure(side);
            return;
        }
        let due = failure.stamp.nanos.saturating_add(limits::CLOSE_GRACE_NANOS);
        if now.nanos <= due {
            self.expect_by(due);
            return;
        }
        self.answer_failure(side);
        let rule = match failure.rule {
            RuleId::ClientFrameUnmasked => RuleId::ServerToleratedUnmasked,
            _ => RuleId::FailNotClosed,
        };
        let at = self.frame_target(failure.frame);
        self.find(rule, at, Some(side.other()), Some(failure.rule.name().to_owned()), sink);
    }
}
