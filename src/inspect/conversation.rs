//! One WebSocket conversation after its opening handshake: both directions' frames, and what only both together
//! show: pings and pongs, the closing handshake, how violations were answered, how TCP ended.
//!
//! It knows no packets and no TCP: bytes, gaps and ends of two streams come in, facts go out.

use std::collections::VecDeque;

use super::frames::{Arrival, Reader, close_parts, is_data};
use super::limits;
use crate::base::{Both, Side, Span, Stamp};
use crate::rules::{Group, RuleId, Severity};
use crate::trace::{Deflate, EndFacts, Ending, Finding, Frame, Sink, Stretch, Target, TcpEnd, Wants};
use crate::wire::frame::Opcode;

/// A Ping that waits for its Pong.
#[derive(Debug)]
struct Ping {
    frame: u32,
    stamp: Stamp,
    /// As much of it as is compared: a legal one is compared whole.
    payload: Box<[u8]>,
    len: u64,
}

/// The first Close frame of a side.
#[derive(Debug, Clone, Copy)]
struct Closed {
    frame: u32,
    stamp: Stamp,
    code: Option<u16>,
    /// One past its last byte in its stream.
    end: u64,
    /// The peer went on with a message before it answered.
    delayed: bool,
    late_reported: bool,
}

/// The first violation of a side for which its peer must fail the connection.
#[derive(Debug, Clone, Copy)]
struct Failure {
    rule: RuleId,
    frame: u32,
    stamp: Stamp,
    /// It has been said how the peer reacted.
    answered: bool,
}

/// What both directions share.
#[derive(Debug)]
pub(super) struct Shared {
    /// Connection id.
    pub(super) id: u32,
    /// What the listener wants.
    pub(super) wants: Wants,
    /// The agreed compression.
    pub(super) deflate: Option<Deflate>,
    /// The client offered permessage-deflate.
    pub(super) deflate_offered: bool,
    /// The subprotocol's packets may go on from message to message.
    pub(super) has_packets: bool,
    /// The handshake was not seen: that compression was agreed is inferred.
    pub(super) inferred: bool,
    /// Number of the next frame.
    pub(super) next_frame: u32,
    /// Number of the next message.
    pub(super) next_message: u32,
    /// Bytes owned by frames.
    pub(super) explained: u64,
    /// Reused for unmasking.
    pub(super) scratch: Vec<u8>,
    /// Findings by severity.
    pub(super) tally: crate::trace::Tally,
    /// How it ended so far.
    pub(super) ending: Ending,
    /// The response broke a MUST, so the client must not send frames.
    pub(super) bad_response: bool,
    reason: Vec<u8>,
    /// TCP ended inside a frame.
    is_truncated: bool,
    /// The newest stamp.
    now: Stamp,
    pings: Both<VecDeque<Ping>>,
    closed: Both<Option<Closed>>,
    failures: Both<Option<Failure>>,
    fins: Both<Option<Stamp>>,
    reset: bool,
    tcp_reported: bool,
    /// Nothing times out before this.
    deadline: i64,
}

impl Shared {
    /// Tells a finding.
    pub(super) fn find(
        &mut self,
        rule: RuleId,
        at: Target,
        from: Option<Side>,
        detail: Option<String>,
        sink: &mut impl Sink,
    ) {
        self.tally.add(rule.severity());
        self.is_truncated |= rule == RuleId::FrameTruncated;
        sink.finding(Finding {
            rule,
            connection: Some(self.id),
            at,
            from,
            detail: detail.map(String::into_boxed_str),
        });
        if let (Some(side), Target::Frame { frame, .. } | Target::Message { message: frame, .. }) = (from, at)
            && must_fail(rule)
            && self.failures[side].is_none()
        {
            let frame =
                if matches!(at, Target::Frame { .. }) { frame } else { self.next_frame.saturating_sub(1) };
            self.failures[side] = Some(Failure { rule, frame, stamp: self.now, answered: false });
            self.expect_by(self.now.nanos.saturating_add(limits::CLOSE_GRACE_NANOS));
        }
    }
}

impl Shared {
    fn new(id: u32, wants: Wants) -> Self {
        Self {
            id,
            wants,
            deflate: None,
            deflate_offered: false,
            has_packets: false,
            inferred: false,
            next_frame: 0,
            next_message: 0,
            explained: 0,
            scratch: Vec::new(),
            tally: crate::trace::Tally::default(),
            ending: Ending::default(),
            bad_response: false,
            reason: Vec::new(),
            is_truncated: false,
            now: Stamp::default(),
            pings: Both::default(),
            closed: Both::default(),
            failures: Both::default(),
            fins: Both::default(),
            reset: false,
            tcp_reported: false,
            deadline: i64::MAX,
        }
    }

    /// Whether the window of what `side` sends carries over from message to message.
    pub(super) fn takeover(&self, side: Side) -> bool {
        self.deflate.is_none_or(|deflate| deflate.takeover(side))
    }

    /// The agreed window of what `side` sends.
    pub(super) fn window_bits(&self, side: Side) -> u8 {
        self.deflate.map_or(15, |deflate| deflate.window_bits(side))
    }

    /// Tells bytes that nobody can read.
    pub(super) fn unread(&mut self, side: Side, span: Span, sink: &mut impl Sink) {
        sink.stretch(self.id, side, Stretch::Unread, span);
    }

    fn expect_by(&mut self, nanos: i64) {
        self.deadline = self.deadline.min(nanos);
    }

    const fn frame_target(&self, frame: u32) -> Target {
        Target::Frame { connection: self.id, frame }
    }

    /// A whole frame was seen: what both directions together make of it.
    pub(super) fn frame_seen(
        &mut self,
        frame: &Frame,
        payload: &[u8],
        at: Arrival,
        message_open: bool,
        sink: &mut impl Sink,
    ) {
        let side = frame.from;
        if self.bad_response && side == Side::Client {
            // RFC 6455 §4.1: after such a response the client must fail the connection, not send frames.
            self.bad_response = false;
            let at = self.frame_target(frame.n);
            self.find(RuleId::ClientIgnoredBadResponse, at, Some(side), None, sink);
        }
        let answered_ping = match frame.opcode {
            Opcode::CLOSE => {
                self.close_seen(frame, payload, at, message_open, sink);
                return;
            }
            Opcode::PING => {
                self.ping_seen(frame, payload);
                None
            }
            Opcode::PONG => self.pong_seen(frame, payload, sink),
            _ => None,
        };
        self.after_close(frame, sink);
        if self.failures[side.other()].is_some() {
            self.tolerance(frame, answered_ping, sink);
        }
    }

    /// RFC 6455 §5.5.1: no data frames after one's own Close.
    fn after_close(&mut self, frame: &Frame, sink: &mut impl Sink) {
        let (side, at) = (frame.from, self.frame_target(frame.n));
        if self.closed[side].is_some() {
            let rule = if is_data(frame.opcode) { RuleId::DataAfterClose } else { RuleId::ControlAfterClose };
            self.find(rule, at, Some(side), None, sink);
        } else if let Some(closed) = &mut self.closed[side.other()]
            && is_data(frame.opcode)
            && !std::mem::replace(&mut closed.delayed, true)
        {
            self.find(RuleId::CloseDelayedForMessage, at, Some(side), None, sink);
        }
    }

    /// How the receiver of a violation goes on although it must not.
    fn tolerance(&mut self, frame: &Frame, answered_ping: Option<u32>, sink: &mut impl Sink) {
        let side = frame.from;
        let Some(failure) = self.failures[side.other()].filter(|failure| !failure.answered) else { return };
        if self.closed[side].is_some() {
            return;
        }
        let data = is_data(frame.opcode);
        let rule = match failure.rule {
            // RFC 6455 §5.1: the server must close; answering shows that it did not mind.
            RuleId::ClientFrameUnmasked if data || frame.opcode == Opcode::PONG => {
                RuleId::ServerToleratedUnmasked
            }
            RuleId::ServerFrameMasked => RuleId::ClientToleratedMasked,
            RuleId::ClientFrameUnmasked => return,
            // RFC 6455 §7.1.7: after failing, no further data is processed.
            _ => {
                let later_ping = answered_ping.is_some_and(|ping| ping > failure.frame);
                let long_after = frame.stamp.nanos_since(failure.stamp) > limits::PONG_LATE_NANOS;
                if !(later_ping || data && long_after) {
                    return;
                }
                RuleId::FailKeptProcessing
            }
        };
        self.answer_failure(side.other());
        let at = self.frame_target(frame.n);
        self.find(rule, at, Some(side), Some(failure.rule.name().to_owned()), sink);
    }

    fn answer_failure(&mut self, side: Side) {
        if let Some(failure) = &mut self.failures[side] {
            failure.answered = true;
        }
    }

    fn ping_seen(&mut self, frame: &Frame, payload: &[u8]) {
        let side = frame.from;
        if self.closed.client.is_some() || self.closed.server.is_some() {
            // RFC 6455 §5.5.2: who has received a Close need not answer any more.
            return;
        }
        let pings = &mut self.pings[side];
        if pings.len() == limits::PINGS_REMEMBERED {
            pings.pop_front();
        }
        let (payload, len) = (compared(payload).into(), frame.payload_len);
        pings.push_back(Ping { frame: frame.n, stamp: frame.stamp, payload, len });
        self.expect_by(frame.stamp.nanos.saturating_add(limits::PING_UNANSWERED_NANOS));
    }

    /// RFC 6455 §5.5.3: a Pong carries the payload of the Ping it answers, and may skip older ones. Gives the frame
    /// number of that Ping.
    fn pong_seen(&mut self, frame: &Frame, payload: &[u8], sink: &mut impl Sink) -> Option<u32> {
        let side = frame.from;
        let at = self.frame_target(frame.n);
        let pings = &mut self.pings[side.other()];
        if pings.is_empty() {
            self.find(RuleId::PongUnsolicited, at, Some(side), None, sink);
            return None;
        }
        let Some(index) = pings
            .iter()
            .position(|ping| ping.len == frame.payload_len && *ping.payload == *compared(payload))
        else {
            self.find(RuleId::PongPayloadMismatch, at, Some(side), None, sink);
            return None;
        };
        let skipped = index > 0 && index + 1 == pings.len();
        let answered = pings.drain(..=index).next_back()?;
        let waited = frame.stamp.nanos_since(answered.stamp);
        sink.answered(self.id, answered.frame, frame.n);
        if skipped {
            self.find(RuleId::PongOnlyLatest, at, Some(side), Some(index.to_string()), sink);
        }
        if waited > limits::PONG_LATE_NANOS {
            let detail = Some(format!("{:.3} s", waited as f64 / 1e9));
            self.find(RuleId::PingAnsweredLate, at, Some(side), detail, sink);
        }
        Some(answered.frame)
    }

    fn close_seen(
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
        super::close::check(self, frame, payload, sink);
        if !first {
            return;
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
        self.pings = Both::default();
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

    /// A second Close answers the first (RFC 6455 §5.5.1), or crossed it.
    fn close_answered(
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
    fn tcp_end(&mut self, side: Side, how: TcpEnd, at: Arrival, sink: &mut impl Sink) {
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
            // That a frame was cut says it already.
            (false, false) if self.is_truncated => {}
            (false, false) => self.find(RuleId::CloseMissing, connection, Some(side), None, sink),
        }
    }

    fn tcp_end_after_closes(&mut self, side: Side, how: TcpEnd, at: Arrival, sink: &mut impl Sink) {
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
    fn mark_close_late(&mut self, side: Side) {
        if let Some(closed) = &mut self.closed[side] {
            closed.late_reported = true;
        }
    }

    /// Time has come to `now`: what has not happened by now is late.
    #[inline]
    pub(super) fn tick(&mut self, now: Stamp, sink: &mut impl Sink) {
        self.now = now;
        if now.nanos > self.deadline {
            self.overdue(now, sink);
        }
    }

    #[cold]
    fn overdue(&mut self, now: Stamp, sink: &mut impl Sink) {
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
    fn overdue_pings(&mut self, side: Side, now: Stamp, sink: &mut impl Sink) {
        while let Some(ping) = self.pings[side].front() {
            let due = ping.stamp.nanos.saturating_add(limits::PING_UNANSWERED_NANOS);
            if now.nanos <= due {
                self.expect_by(due);
                return;
            }
            let at = self.frame_target(ping.frame);
            self.pings[side].pop_front();
            self.find(RuleId::PingNotAnswered, at, Some(side.other()), None, sink);
        }
    }

    /// `side`'s Close that its peer has not answered (RFC 6455 §5.5.1).
    fn overdue_close(&mut self, side: Side, now: Stamp, sink: &mut impl Sink) {
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
    fn overdue_failure(&mut self, side: Side, now: Stamp, sink: &mut impl Sink) {
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

/// What of a Ping's or Pong's payload is compared.
fn compared(payload: &[u8]) -> &[u8] {
    &payload[..payload.len().min(128)]
}

/// Whether the receiver of such a violation must fail the connection.
fn must_fail(rule: RuleId) -> bool {
    let row = rule.row();
    let by_receiver =
        matches!(row.group, Group::Frame | Group::Fragment | Group::Control | Group::Close | Group::Utf8)
            || row.group == Group::Pmd;
    by_receiver
        && row.severity == Severity::Error
        && matches!(row.close_code, 1002..=1005 | 1007..=1011)
        && !matches!(rule, RuleId::ServerToleratedUnmasked | RuleId::ClientToleratedMasked)
}

/// One conversation.
#[derive(Debug)]
pub(super) struct Conversation {
    /// What both directions share.
    pub(super) shared: Shared,
    readers: Both<Reader>,
    ended: Both<bool>,
}

impl Conversation {
    /// A conversation whose frames begin at these offsets of the two streams.
    pub(super) fn new(id: u32, wants: Wants, starts: Both<u64>) -> Self {
        Self {
            shared: Shared::new(id, wants),
            readers: Both {
                client: Reader::new(Side::Client, starts.client),
                server: Reader::new(Side::Server, starts.server),
            },
            ended: Both::default(),
        }
    }

    /// The frames of one direction.
    pub(super) const fn reader(&mut self, side: Side) -> &mut Reader {
        match side {
            Side::Client => &mut self.readers.client,
            Side::Server => &mut self.readers.server,
        }
    }

    /// Takes the next bytes of what `side` sent.
    #[inline]
    pub(super) fn receive(&mut self, side: Side, bytes: &[u8], at: Arrival, sink: &mut impl Sink) {
        self.shared.tick(at.stamp, sink);
        self.readers[side].receive(bytes, at, &mut self.shared, sink);
    }

    /// Tells that the next bytes of what `side` sent are missing.
    pub(super) fn gap(&mut self, side: Side, span: Span, at: Arrival, sink: &mut impl Sink) {
        self.shared.tick(at.stamp, sink);
        sink.stretch(self.shared.id, side, Stretch::Gap, span);
        let place = Target::Bytes { connection: self.shared.id, side, span, bits: None };
        self.shared.find(RuleId::CaptureGap, place, Some(side), Some(span.len().to_string()), sink);
        self.readers[side].gap(span, at, &mut self.shared, sink);
    }

    /// TCP ended in the direction of `side`.
    pub(super) fn tcp_end(&mut self, side: Side, how: TcpEnd, at: Arrival, sink: &mut impl Sink) {
        self.shared.tick(at.stamp, sink);
        let sides = if how == TcpEnd::Rst { &Side::BOTH[..] } else { &[side][..] };
        for side in sides {
            self.end_reader(*side, at, true, sink);
        }
        self.shared.tcp_end(side, how, at, sink);
    }

    fn end_reader(&mut self, side: Side, at: Arrival, tcp_ended: bool, sink: &mut impl Sink) {
        if std::mem::replace(&mut self.ended[side], true) {
            // Bytes behind the end, which a capture in the wrong order can have, may have left something open.
            self.readers[side].finish(at, false, &mut self.shared, sink);
            return;
        }
        let inside_message = self.readers[side].messages().is_open();
        self.readers[side].finish(at, tcp_ended, &mut self.shared, sink);
        if inside_message && tcp_ended && self.shared.closed[side].is_none() {
            let connection = Target::Connection(self.shared.id);
            self.shared.find(RuleId::FragUnfinished, connection, Some(side), None, sink);
        }
    }

    /// Whether TCP has ended in both directions.
    pub(super) const fn is_over(&self) -> bool {
        self.ended.client && self.ended.server
    }

    /// The capture ended, or nothing more can come. `now` is the capture's newest stamp.
    pub(super) fn finish(&mut self, last: Arrival, now: Stamp, stream_ends: Both<u64>, sink: &mut impl Sink) {
        self.shared.tick(now.max(last.stamp), sink);
        for side in Side::BOTH {
            let at = Arrival { stamp: last.stamp, ..last };
            self.end_reader(side, at, false, sink);
        }
        let reason = self.shared.ending.initiator.map(|_| &self.shared.reason[..]);
        let facts = EndFacts {
            ending: self.shared.ending,
            reason: reason.filter(|reason| !reason.is_empty()),
            last: last.stamp,
            stream_ends,
        };
        sink.end(self.shared.id, &facts);
    }
}
