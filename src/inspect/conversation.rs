//! One WebSocket conversation after its opening handshake: both directions' frames, and what only both together
//! show: pings and pongs, the closing handshake, how violations were answered, how TCP ended.
//!
//! It knows no packets and no TCP: bytes, gaps and ends of two streams come in, facts go out.

mod ending;
mod overdue;
mod pings;

use std::collections::VecDeque;

use super::frames::{Arrival, Reader, is_data};
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
    /// One past its last byte in its stream.
    end: u64,
    /// A Pong that carries something else: wrong, unless the Ping is answered yet.
    suspect: Option<u32>,
    /// It stands between the fragments of a message.
    between_fragments: bool,
}

/// A Pong that its sender sent after bytes of its peer that have not been read yet: its Ping may be among them.
#[derive(Debug)]
struct EarlyPong {
    frame: u32,
    stamp: Stamp,
    payload: Box<[u8]>,
    len: u64,
    /// How far the sender had acknowledged the peer's stream.
    acked: u64,
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
    /// A stream of HTTP/2 carries it: ending one direction is no end of the whole (RFC 9113 §8.5).
    pub(super) is_stream: bool,
    /// Who ended a direction of such a stream without a Close, while the other direction went on.
    owes_close: Option<Side>,
    /// What listens to the first messages of an Engine.IO session.
    pub(super) tap: Option<Box<super::engine::Tap>>,
    /// The response broke a MUST, so the client must not send frames.
    pub(super) bad_response: bool,
    reason: Vec<u8>,
    /// TCP ended inside a frame.
    is_truncated: bool,
    /// The newest stamp.
    now: Stamp,
    pings: Both<VecDeque<Ping>>,
    early_pongs: Both<VecDeque<EarlyPong>>,
    /// One past the last whole frame of each stream.
    heard: Both<u64>,
    /// Pings were forgotten: a Pong may answer one of them.
    pings_forgotten: Both<bool>,
    /// A Ping of this side, outside a fragmented message, has been answered.
    answers_pings: Both<bool>,
    closed: Both<Option<Closed>>,
    failures: Both<Option<Failure>>,
    fins: Both<Option<Stamp>>,
    reset: bool,
    tcp_reported: bool,
    /// Nothing times out before this.
    deadline: i64,
}

impl Shared {
    /// Tells a finding. Where the receiver must fail the connection for it, what it does is watched from now on.
    pub(super) fn find(
        &mut self,
        rule: RuleId,
        at: Target,
        from: Option<Side>,
        detail: Option<String>,
        sink: &mut impl Sink,
    ) {
        self.is_truncated |= rule == RuleId::FrameTruncated;
        self.tell(rule, at, from, detail, sink);
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
    /// Tells a finding that obliges nobody.
    pub(super) fn tell(
        &mut self,
        rule: RuleId,
        at: Target,
        from: Option<Side>,
        detail: Option<String>,
        sink: &mut impl Sink,
    ) {
        self.tally.add(rule.severity());
        let (connection, detail) = (Some(self.id), detail.map(String::into_boxed_str));
        sink.finding(Finding { rule, connection, at, from, detail });
    }

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
            is_stream: false,
            owes_close: None,
            tap: None,
            bad_response: false,
            reason: Vec::new(),
            is_truncated: false,
            now: Stamp::default(),
            pings: Both::default(),
            early_pongs: Both::default(),
            heard: Both::default(),
            pings_forgotten: Both::default(),
            answers_pings: Both::default(),
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

    /// How many bytes of the next message of `side` are kept for whoever looks at content.
    pub(super) fn kept_bytes(&self, side: Side) -> usize {
        if self.wants.payloads {
            limits::PAYLOAD_KEPT_BYTES
        } else {
            let heads = if self.wants.heads { limits::MESSAGE_HEAD_BYTES } else { 0 };
            let is_tapped = self.tap.as_ref().is_some_and(|tap| tap.listens(side));
            heads.max(if is_tapped { limits::SESSION_MESSAGE_BYTES } else { 0 })
        }
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
        self.heard[side] = frame.span.end;
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
                self.ping_seen(frame, payload, message_open, sink);
                None
            }
            Opcode::PONG => self.pong_seen(frame, payload, at.acked, sink),
            _ => None,
        };
        if !self.early_pongs[side.other()].is_empty() {
            self.early_pongs_up_to(side.other(), frame.span.end, sink);
        }
        self.after_close(frame, sink);
        if self.failures[side.other()].is_some() {
            self.tolerance(frame, answered_ping, sink);
        }
    }

    /// A frame was cut off: its header has been seen.
    pub(super) fn cut_frame_seen(&mut self, frame: &Frame, sink: &mut impl Sink) {
        if self.closed[frame.from].is_some() && frame.opcode != Opcode::CLOSE {
            self.after_close(frame, sink);
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
        // A receiver that keeps more of the past than was agreed cannot notice (RFC 7692 §7.1 demands nothing of it).
        && !matches!(rule, RuleId::PmdWindowExceeded | RuleId::PmdContextTakeoverForbidden)
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
            shared: Shared { heard: starts, ..Shared::new(id, wants) },
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
        self.shared.heard[side] = span.end;
    }

    /// Tells that up to `most` bytes below the stream of `side` are missing at `offset`, and that how many of them were
    /// this stream's is not known.
    pub(super) fn lose(&mut self, side: Side, offset: u64, most: u64, at: Arrival, sink: &mut impl Sink) {
        self.shared.tick(at.stamp, sink);
        let span = Span::at(offset, 0);
        let place = Target::Bytes { connection: self.shared.id, side, span, bits: None };
        self.shared.find(RuleId::CaptureGap, place, Some(side), Some(format!("≤ {most}")), sink);
        self.readers[side].lose(at, &mut self.shared, sink);
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
        self.shared.end_pings(sink);
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
