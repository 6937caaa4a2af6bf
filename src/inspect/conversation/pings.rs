//! Pings and the Pongs that answer them (RFC 6455 §5.5.2, §5.5.3).

use super::super::limits;
use super::{EarlyPong, Ping, Shared, compared};
use crate::base::Side;
use crate::rules::RuleId;
use crate::trace::{Frame, Sink};

impl Shared {
    pub(super) fn ping_seen(
        &mut self,
        frame: &Frame,
        payload: &[u8],
        between_fragments: bool,
        sink: &mut impl Sink,
    ) {
        let side = frame.from;
        if self.closed.client.is_some() || self.closed.server.is_some() {
            // RFC 6455 §5.5.2: who has received a Close need not answer any more.
            return;
        }
        let (payload, len, end) = (compared(payload), frame.payload_len, frame.span.end);
        let early = &mut self.early_pongs[side.other()];
        let answer = |pong: &EarlyPong| pong.acked >= end && pong.len == len && *pong.payload == *payload;
        if let Some(pong) = early.iter().position(answer).and_then(|index| early.remove(index)) {
            sink.answered(self.id, frame.n, pong.frame);
            self.answers_pings[side] |= !between_fragments;
            self.late_pong(pong.frame, side.other(), pong.stamp.nanos_since(frame.stamp), sink);
            return;
        }
        if self.pings[side].len() == limits::PINGS_REMEMBERED {
            self.pings_forgotten[side] = true;
            let oldest = self.pings[side].pop_front();
            self.clear_suspects(side, oldest, sink);
        }
        let payload = payload.into();
        let ping =
            Ping { frame: frame.n, stamp: frame.stamp, payload, len, end, suspect: None, between_fragments };
        self.pings[side].push_back(ping);
        self.expect_by(frame.stamp.nanos.saturating_add(limits::PING_UNANSWERED_NANOS));
    }

    /// RFC 6455 §5.5.3: a Pong carries the payload of the Ping it answers, and may skip older ones. Gives the frame
    /// number of that Ping.
    pub(super) fn pong_seen(
        &mut self,
        frame: &Frame,
        payload: &[u8],
        acked: Option<u64>,
        sink: &mut impl Sink,
    ) -> Option<u32> {
        let side = frame.from;
        let peer = side.other();
        let (payload, len) = (compared(payload), frame.payload_len);
        let is_same = |ping: &Ping| ping.len == len && *ping.payload == *payload;
        let Some(index) = self.pings[peer].iter().position(is_same) else {
            match acked.filter(|acked| *acked > self.heard[peer]) {
                Some(acked) => {
                    let early = &mut self.early_pongs[side];
                    if early.len() == limits::PINGS_REMEMBERED {
                        early.pop_front();
                    }
                    let (payload, stamp) = (payload.into(), frame.stamp);
                    early.push_back(EarlyPong { frame: frame.n, stamp, payload, len, acked });
                }
                None => self.pong_of_no_ping(frame.n, side, acked.unwrap_or(u64::MAX), sink),
            }
            return None;
        };
        let skipped = index > 0 && index + 1 == self.pings[peer].len();
        let answered: Vec<Ping> = self.pings[peer].drain(..=index).collect();
        let newest = answered.last()?;
        let (ping, asked) = (newest.frame, newest.stamp);
        self.answers_pings[peer] |= !newest.between_fragments;
        self.clear_suspects(peer, answered, sink);
        sink.answered(self.id, ping, frame.n);
        if skipped {
            let detail = Some(index.to_string());
            self.find(RuleId::PongOnlyLatest, self.frame_target(frame.n), Some(side), detail, sink);
        }
        self.late_pong(frame.n, side, frame.stamp.nanos_since(asked), sink);
        Some(ping)
    }

    pub(super) fn late_pong(&mut self, pong: u32, side: Side, waited: i64, sink: &mut impl Sink) {
        if waited > limits::PONG_LATE_NANOS {
            let detail = Some(format!("{:.3} s", waited as f64 / 1e9));
            self.find(RuleId::PingAnsweredLate, self.frame_target(pong), Some(side), detail, sink);
        }
    }

    /// A Pong of `side` carries the payload of no Ping. Whether it is an unsolicited one (RFC 6455 §5.5.3), or the
    /// wrong answer to a Ping that its sender knew, shows when that Ping is answered, or is not.
    pub(super) fn pong_of_no_ping(&mut self, pong: u32, side: Side, acked: u64, sink: &mut impl Sink) {
        let known = self.pings[side.other()].iter_mut().rev().find(|ping| ping.end <= acked);
        match known {
            Some(ping) if ping.suspect.is_none() => ping.suspect = Some(pong),
            _ if self.pings_forgotten[side.other()] => {}
            _ => self.find(RuleId::PongUnsolicited, self.frame_target(pong), Some(side), None, sink),
        }
    }

    /// These Pings of `side` were answered, or need not be: the other Pongs meanwhile were nobody's.
    pub(super) fn clear_suspects(
        &mut self,
        side: Side,
        pings: impl IntoIterator<Item = Ping>,
        sink: &mut impl Sink,
    ) {
        for pong in pings.into_iter().filter_map(|ping| ping.suspect) {
            let at = self.frame_target(pong);
            self.find(RuleId::PongUnsolicited, at, Some(side.other()), None, sink);
        }
    }

    /// The peer of `side` has been read up to here: Pongs whose Pings did not come by now answer none.
    pub(super) fn early_pongs_up_to(&mut self, side: Side, heard: u64, sink: &mut impl Sink) {
        while let Some(pong) = self.early_pongs[side].pop_front_if(|pong| pong.acked <= heard) {
            self.pong_of_no_ping(pong.frame, side, pong.acked, sink);
        }
    }

    /// No Ping is answered any more.
    pub(super) fn end_pings(&mut self, sink: &mut impl Sink) {
        for side in Side::BOTH {
            // What their Pings were is not known.
            self.early_pongs[side].clear();
            for pong in
                std::mem::take(&mut self.pings[side.other()]).into_iter().filter_map(|ping| ping.suspect)
            {
                let at = self.frame_target(pong);
                self.find(RuleId::PongPayloadMismatch, at, Some(side), None, sink);
            }
        }
    }
}
