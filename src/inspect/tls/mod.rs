//! The passive TLS session: it reads the hellos, takes the keys from the key log, follows both directions through their
//! keys, and hands what the records hold to an inner channel, byte by byte with the capture offset of its ciphertext.
//!
//! It verifies no certificate and no Finished, and it guesses nothing: what does not open stays closed and is told from
//! outside. What no key opens yet waits, within limits, for keys that may come.

mod content;
mod epoch;
mod half;
mod seen;

use std::collections::VecDeque;
use std::sync::Arc;

use super::channel::Channel;
use super::exchange::{Early, Totals};
use super::frames::Arrival;
use super::limits;
use crate::base::{Both, Side, Span, Stamp};
use crate::rules::RuleId;
use crate::trace::{
    Endpoint, Finding, LockReason, Locked, Segment, Sink, Target, TcpEnd, TcpEvent, Tls, Transport, Way,
};
use crate::wire::tls::{ClientHello, ContentType, Pushed, RecordHeader, Version};

use epoch::{Agreed, Stage};
use half::{Half, Raw, Tried};
use seen::Seen;

/// Whether the server took the client's 0-RTT data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Verdict {
    /// None was sent, or it was not taken.
    #[default]
    No,
    /// It was sent, and the server has not said.
    Open,
    /// It was taken.
    Yes,
}

/// What waits for keys, in its order.
#[derive(Debug)]
enum Waiting {
    Record(Side, Box<Raw>),
    End(Side, TcpEnd, Arrival),
}

impl Waiting {
    const fn side(&self) -> Side {
        match self {
            Self::Record(side, _) | Self::End(side, ..) => *side,
        }
    }

    fn cost(&self) -> usize {
        match self {
            Self::Record(_, raw) => size_of::<Self>() + raw.cost(),
            Self::End(..) => size_of::<Self>(),
        }
    }
}

/// What came of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Done,
    /// It can be read once more is known.
    Waits,
}

/// Both directions of a TLS connection.
#[derive(Debug)]
pub(super) struct Session {
    endpoints: Both<Endpoint>,
    opened: Stamp,
    halves: Both<Half>,
    inner: Channel,
    hello: Option<ClientHello>,
    /// What the newest hellos agreed on.
    agreed: Option<Arc<Agreed>>,
    early: Verdict,
    tls: Tls,
    told_tls: bool,
    waiting: VecDeque<Waiting>,
    waiting_bytes: usize,
    /// The version of the key log when what waits was last tried.
    keys_version: u64,
    /// Something is known that what waits may have waited for.
    is_stirred: bool,
    /// It will not be opened.
    closed: Option<LockReason>,
    /// Application data was opened.
    has_content: bool,
    seen: Seen,
    told_renegotiated: bool,
    told_clear: bool,
}

impl Session {
    /// Two streams at their beginnings, or where the capture came in.
    pub(super) fn new(endpoints: Both<Endpoint>, opened: Stamp) -> Self {
        Self {
            endpoints,
            opened,
            halves: Both { client: Half::new(Side::Client), server: Half::new(Side::Server) },
            inner: Channel::new(endpoints, Transport::Tls, opened),
            hello: None,
            agreed: None,
            early: Verdict::No,
            tls: Tls::default(),
            told_tls: false,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            keys_version: 0,
            is_stirred: false,
            closed: None,
            has_content: false,
            seen: Seen::default(),
            told_renegotiated: false,
            told_clear: false,
        }
    }

    /// The proxies before it: what is inside came by them too.
    pub(super) fn came_by(&mut self, ways: &[Way]) {
        self.inner.came_by(ways);
    }

    /// Whether what is inside is not looked at any more.
    pub(super) fn is_ignored(&self) -> bool {
        self.inner.is_ignored()
    }

    /// The connection that what is inside has become.
    pub(super) fn id(&self) -> Option<u32> {
        self.inner.id()
    }

    /// Whether the conversation inside has ended.
    pub(super) fn is_over(&self) -> bool {
        self.inner.is_over()
    }

    /// What it keeps in memory, roughly.
    pub(super) fn cost(&self) -> usize {
        size_of::<Self>()
            + self.halves.client.cost()
            + self.halves.server.cost()
            + self.seen.cost()
            + self.waiting_bytes
            + self.inner.cost()
    }

    /// What was told before it was known that this is TLS.
    pub(super) fn early(&mut self, early: Early, sink: &mut impl Sink) {
        match early {
            Early::Segment(side, segment) => self.halves[side].segment(&segment),
            Early::Event(event) => self.event(&event, sink),
            // Neither stands below TLS.
            Early::Sealed(..) | Early::Data(..) => {}
        }
    }

    /// A packet brings these bytes next.
    pub(super) fn segment(&mut self, side: Side, segment: &Segment) {
        self.halves[side].segment(segment);
    }

    /// A TCP event: what it says of the stream is said of the derived one.
    pub(super) fn event(&mut self, event: &TcpEvent, sink: &mut impl Sink) {
        let stream_offset = self.halves[event.from].derived(event.stream_offset).unwrap_or(0);
        self.inner.event(&TcpEvent { stream_offset, ..*event }, sink);
    }

    /// Takes the next bytes of what `side` sent.
    pub(super) fn receive(
        &mut self,
        side: Side,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        if self.halves[side].is_searching() {
            let found = self.halves[side].seek(bytes, &totals.keys);
            if let Some(bytes) = found {
                self.records(side, &bytes, at, totals, sink);
            }
        } else {
            self.records(side, bytes, at, totals, sink);
        }
        self.retry(totals, sink);
    }

    fn records(&mut self, side: Side, bytes: &[u8], at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let mut rest = bytes;
        loop {
            match self.halves[side].reader.push(&mut rest) {
                Pushed::More => return,
                Pushed::Record => self.whole_record(side, at, totals, sink),
                Pushed::Lost => {
                    self.clear_bytes(side, at, totals, sink);
                    let header = self.halves[side].reader.unfinished().to_vec();
                    self.halves[side].lose(&header, rest);
                    let Some(found) = self.halves[side].seek(&[], &totals.keys) else { return };
                    return self.records(side, &found, at, totals, sink);
                }
            }
        }
    }

    fn whole_record(&mut self, side: Side, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let Some(mut raw) = self.halves[side].record(at) else { return };
        raw.arrival.first = raw.pieces.first().map_or(at.first, |piece| piece.packet);
        self.seen.note(side, &raw);
        if self.waiting.iter().any(|waiting| waiting.side() == side)
            || self.take(side, &raw, totals, sink) == Taken::Waits
        {
            self.wait(Waiting::Record(side, Box::new(raw)), totals);
        }
        if self.is_stirred {
            self.retry(totals, sink);
        }
    }

    /// Takes a whole record.
    fn take(&mut self, side: Side, raw: &Raw, totals: &mut Totals, sink: &mut impl Sink) -> Taken {
        let kind = raw.header.content_type;
        let half = &self.halves[side];
        // RFC 8446 §5.2: in TLS 1.3 what is protected looks like application data. Before that, everything behind
        // ChangeCipherSpec is protected.
        let is_sealed = match &self.agreed {
            None => kind == ContentType::APPLICATION_DATA,
            Some(agreed) if agreed.version == Version::TLS_1_3 => kind == ContentType::APPLICATION_DATA,
            Some(_) => half.is_sealed,
        };
        if !is_sealed {
            self.halves[side].note_lost(raw);
            if raw.is_holed {
                self.halves[side].messages.clear();
            } else {
                let fragment = raw.bytes.get(RecordHeader::BYTES..).unwrap_or_default();
                self.content(side, kind, fragment, raw, None, totals, sink);
            }
            return Taken::Done;
        }
        if self.closed.is_some() {
            self.halves[side].unopened += 1;
            return Taken::Done;
        }
        let Some(agreed) = &self.agreed else { return Taken::Waits };
        if !agreed.version.can_be_opened() || agreed.suite.is_none() {
            let old = !agreed.version.can_be_opened();
            self.close(if old { LockReason::OldVersion } else { LockReason::Suite }, totals);
            self.halves[side].unopened += 1;
            return Taken::Done;
        }
        if side == Side::Client && self.early == Verdict::Open {
            return Taken::Waits;
        }
        self.sealed(side, raw, totals, sink)
    }

    /// Takes a sealed record for which keys may be known.
    fn sealed(&mut self, side: Side, raw: &Raw, totals: &mut Totals, sink: &mut impl Sink) -> Taken {
        let half = &mut self.halves[side];
        half.note_lost(raw);
        if raw.is_holed {
            half.skip_record(raw);
            half.unopened += 1;
            self.unread(side, raw, totals, sink);
            return Taken::Done;
        }
        match half.open(raw, &totals.keys) {
            Tried::NoKeys => Taken::Waits,
            Tried::Failed => {
                half.skip_record(raw);
                half.unopened += 1;
                half.failed += 1;
                if half.opened > 0 {
                    self.unread(side, raw, totals, sink);
                }
                Taken::Done
            }
            Tried::Opened(opened) => {
                let kind = ContentType(opened.content_type);
                self.content(side, kind, &opened.content, raw, Some(&opened), totals, sink);
                Taken::Done
            }
        }
    }

    /// Keeps what waits, within the limits.
    fn wait(&mut self, waiting: Waiting, totals: &mut Totals) {
        let cost = waiting.cost();
        self.waiting_bytes += cost;
        totals.sealed_bytes += cost;
        self.waiting.push_back(waiting);
        if self.waiting_bytes > limits::SEALED_BYTES || totals.sealed_bytes > limits::SEALED_TOTAL_BYTES {
            let reason = if self.agreed.is_some() { LockReason::NoKeys } else { LockReason::NoHandshake };
            self.close(reason, totals);
        }
    }

    /// It will not be opened: only what it looks like from outside is read on.
    fn close(&mut self, reason: LockReason, totals: &mut Totals) {
        self.closed = Some(reason);
        for waiting in self.take_waiting(totals) {
            self.halves[waiting.side()].unopened += 1;
        }
        for side in Side::BOTH {
            self.halves[side].reader.pass_over(true);
        }
    }

    fn take_waiting(&mut self, totals: &mut Totals) -> VecDeque<Waiting> {
        totals.sealed_bytes -= std::mem::take(&mut self.waiting_bytes);
        std::mem::take(&mut self.waiting)
    }

    /// Tries what waits again, if anything is known that was not.
    fn retry(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        let version = totals.keys.version();
        let stirred = std::mem::take(&mut self.is_stirred);
        let newer = std::mem::replace(&mut self.keys_version, version) != version;
        if (stirred || newer) && !self.waiting.is_empty() {
            self.drain(totals, sink);
        }
    }

    /// Takes what waits, as far as it goes; a side whose record waits on keeps those behind it waiting.
    fn drain(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        loop {
            self.is_stirred = false;
            let mut stuck = Both { client: false, server: false };
            let mut still = VecDeque::new();
            for waiting in self.take_waiting(totals) {
                let side = waiting.side();
                let taken = match &waiting {
                    // What has just become known may be what an earlier one waits for: the order is theirs.
                    _ if stuck[side] || self.is_stirred => Taken::Waits,
                    Waiting::Record(_, raw) => self.take(side, raw, totals, sink),
                    Waiting::End(_, how, at) => {
                        self.end(side, *how, *at, totals, sink);
                        Taken::Done
                    }
                };
                if taken == Taken::Waits {
                    stuck[side] = true;
                    still.push_back(waiting);
                }
            }
            // Nothing has been added meanwhile: taking adds nothing to what waits.
            for waiting in still {
                self.wait(waiting, totals);
            }
            if !self.is_stirred || self.waiting.is_empty() {
                return;
            }
        }
    }

    /// Bytes of what `side` sent are missing.
    pub(super) fn gap(
        &mut self,
        side: Side,
        span: Span,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        if self.halves[side].gap(span.start, span.len()) {
            self.whole_record(side, at, totals, sink);
        }
    }

    /// The layer below ended in the direction of `side`.
    pub(super) fn tcp_end(
        &mut self,
        side: Side,
        how: TcpEnd,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.retry(totals, sink);
        if self.waiting.iter().any(|waiting| waiting.side() == side) {
            self.wait(Waiting::End(side, how, at), totals);
        } else {
            self.end(side, how, at, totals, sink);
        }
    }

    fn end(&mut self, side: Side, how: TcpEnd, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        self.missing_end(side, at, totals, sink);
        let at = self.derived_arrival(side, at);
        self.inner.tcp_end(side, how, at, totals, sink);
    }

    /// What is missing at the end of a direction is missing from what was in it.
    fn missing_end(&mut self, side: Side, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        if let Some(len) = self.halves[side].lost_at_end().filter(|len| *len > 0 && self.has_content) {
            let at = self.derived_arrival(side, at);
            let start = self.halves[side].offset;
            self.halves[side].offset += len;
            self.inner.gap(side, Span::at(start, len), at, totals, sink);
        }
    }

    /// One more packet of the flow has passed.
    pub(super) fn packet_passed(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        self.inner.packet_passed(at, totals, sink);
    }

    /// The flow is over, or the capture is.
    pub(super) fn finish(&mut self, now: Stamp, totals: &mut Totals, sink: &mut impl Sink) {
        if self.early == Verdict::Open {
            // The server's word is not in the capture, or not readable: the next keys tell what was taken.
            self.early = Verdict::Yes;
            self.is_stirred = true;
        }
        self.is_stirred = true;
        self.retry(totals, sink);
        let last = Arrival { stamp: self.seen.last, packet: self.seen.first_packet, first: 0, acked: None };
        for side in Side::BOTH {
            self.missing_end(side, last, totals, sink);
        }
        let waiting = self.take_waiting(totals);
        for waiting in waiting {
            match waiting {
                Waiting::Record(side, _) => self.halves[side].unopened += 1,
                Waiting::End(side, how, at) => self.inner.tcp_end(side, how, at, totals, sink),
            }
        }
        self.tell_locked(totals, sink);
        self.inner.finish(now, totals, sink);
    }

    /// Tells what stayed closed.
    fn tell_locked(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        let (client, server) = (&self.halves.client, &self.halves.server);
        if self.has_content || client.unopened + server.unopened == 0 {
            return;
        }
        let failed = client.failed + server.failed > 0;
        let reason = match (self.closed, &self.agreed) {
            (Some(reason), _) => reason,
            (None, None) => LockReason::NoHandshake,
            (None, Some(_)) if failed => LockReason::WrongKeys,
            (None, Some(_)) => LockReason::NoKeys,
        };
        let Both { client, server } = self.endpoints;
        let locked = Locked {
            client,
            server,
            opened: self.opened,
            last: self.seen.last,
            packet: self.seen.first_packet,
            reason,
            tls: self.tls.clone(),
            sides: self.seen.sides.clone(),
        };
        sink.locked(&locked);
        let detail = locked.facts();
        self.find(rule_of(reason), Target::Packet(locked.packet), None, detail, totals, sink);
    }

    /// Says, once a side, that a record did not open.
    fn unread(&mut self, side: Side, raw: &Raw, totals: &mut Totals, sink: &mut impl Sink) {
        if !std::mem::replace(&mut self.halves[side].told_unread, true) {
            let at = Target::Packet(raw.arrival.packet);
            self.find(RuleId::TlsRecordUnread, at, Some(side), raw.ordinal.to_string(), totals, sink);
        }
    }

    /// Bytes stand where a record should, with none missing before them.
    fn clear_bytes(&mut self, side: Side, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let half = &self.halves[side];
        if half.had_gap || self.agreed.is_none() || std::mem::replace(&mut self.told_clear, true) {
            return;
        }
        // RFC 6455 §4.1: all further communication runs through the encrypted tunnel.
        let detail = half.reader.position().to_string();
        self.find(RuleId::TlsAllInsideTunnel, Target::Packet(at.packet), Some(side), detail, totals, sink);
    }

    fn find(
        &self,
        rule: RuleId,
        at: Target,
        from: Option<Side>,
        detail: String,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        totals.tally.add(rule.severity());
        let detail = Some(detail.into_boxed_str()).filter(|detail| !detail.is_empty());
        sink.finding(Finding { rule, connection: self.inner.id(), at, from, detail });
    }

    /// When and where bytes of the derived stream arrived.
    fn derived_arrival(&self, side: Side, at: Arrival) -> Arrival {
        let acked = at.acked.and_then(|acked| self.halves[side.other()].derived(acked));
        Arrival { acked, ..at }
    }
}

/// The rule that says why a flow stayed closed.
const fn rule_of(reason: LockReason) -> RuleId {
    match reason {
        LockReason::NoKeys => RuleId::TlsNoKeys,
        LockReason::OldVersion => RuleId::TlsOldVersion,
        LockReason::Suite => RuleId::TlsSuiteClosed,
        LockReason::NoHandshake => RuleId::TlsNoHandshake,
        LockReason::WrongKeys => RuleId::TlsWrongKeys,
    }
}
