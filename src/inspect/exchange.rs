//! Both streams of one TCP connection above TCP: HTTP until an upgrade, then a conversation of frames. Also what the
//! command line feeds pasted bytes into.

use super::conversation::Conversation;
use super::frames::Arrival;
use super::handshake::{
    RequestFacts, Violation, check_request, check_request_tail, check_response, check_response_tail,
    has_error, is_interim, is_websocket_request, negotiate,
};
use super::{Summary, limits};
use crate::base::{Both, Side, Span, Stamp};
use crate::rules::RuleId;
use crate::trace::{
    Deflate, EndFacts, Ending, Endpoint, Finding, HeadFacts, NegotiatedFacts, Opening, Outcome, Segment,
    Sink, Start, Stretch, Tally, Target, TcpEnd, TcpEvent, Wants,
};
use crate::wire::http::{
    Body, Chunks, Head, Looks, Progress, find_head_end, looks_like_request, looks_like_response, request_body,
};

/// What all connections of a capture share.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// What the listener wants.
    pub(super) wants: Wants,
    /// Reused for unmasking.
    pub(super) scratch: Vec<u8>,
    /// Connections so far.
    pub(super) connections: u32,
    /// Frames of connections that are over.
    pub(super) frames: u64,
    /// Messages of connections that are over.
    pub(super) messages: u64,
    /// Findings by severity.
    pub(super) tally: Tally,
    /// Stream bytes of connections, both directions.
    pub(super) stream_bytes: u64,
    /// Of these, bytes owned by a named field.
    pub(super) explained: u64,
    /// Bytes known to be missing.
    pub(super) gaps: u64,
}

impl Totals {
    /// What they come to, after `packets` packets.
    pub(super) const fn summary(&self, packets: u32) -> Summary {
        Summary {
            packets,
            connections: self.connections,
            frames: self.frames,
            messages: self.messages,
            tally: self.tally,
            stream_bytes: self.stream_bytes,
            explained: self.explained,
            gaps: self.gaps,
        }
    }
}

/// What happened on the connection before it was known to be one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Early {
    /// A packet brought stream bytes.
    Segment(Side, Segment),
    /// A TCP event.
    Event(TcpEvent),
}

/// A request that waits for its answer.
#[derive(Debug)]
struct Asked {
    bytes: Vec<u8>,
    head: Head,
    facts: RequestFacts,
    end: u64,
}

/// How the rest of a client's HTTP message is passed over.
#[derive(Debug, Clone, Copy)]
enum Skip {
    None,
    Length(u64),
    Chunked(Chunks),
    /// The boundary is lost: go on at a piece that looks like a request.
    UntilRequest,
}

/// Bytes that wait until it is known what they are.
#[derive(Debug)]
struct Held {
    offset: u64,
    bytes: Vec<u8>,
    at: Arrival,
}

/// HTTP, as long as no upgrade has been agreed.
#[derive(Debug)]
struct Http {
    /// The client's unfinished head, and where it begins.
    request: Vec<u8>,
    request_start: u64,
    scanned: usize,
    request_packet: u32,
    skip: Skip,
    asked: Option<Box<Asked>>,
    /// The server's unfinished head, and where it begins.
    response: Vec<u8>,
    response_start: u64,
    response_packet: u32,
    /// Client bytes behind the request, server bytes before any request.
    held: Both<Vec<Held>>,
    held_bytes: usize,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            request: Vec::new(),
            request_start: 0,
            scanned: 0,
            request_packet: 0,
            skip: Skip::None,
            asked: None,
            response: Vec::new(),
            response_start: 0,
            response_packet: 0,
            held: Both::default(),
            held_bytes: 0,
        }
    }
}

#[derive(Debug)]
enum State {
    Http(Box<Http>),
    Frames(Box<Conversation>),
    /// Not WebSocket: nothing is looked at any more.
    Ignored,
}

/// Both streams of one TCP connection.
#[derive(Debug)]
pub(super) struct Exchange {
    endpoints: Both<Endpoint>,
    opened: Stamp,
    state: State,
    /// The connection that is told of, once there is one.
    id: Option<u32>,
    early: Vec<Early>,
    /// One past the last byte of each stream.
    ends: Both<u64>,
    /// Where the streams stood when the connection began.
    begun: Both<u64>,
    /// Bytes of heads and other HTTP.
    explained: u64,
    gaps: u64,
    tally: Tally,
    ending: Ending,
    last: Option<Arrival>,
    /// The response, and what the server sent right behind it, until it is known not to be text.
    first_bytes: Option<Box<(Head, Vec<Held>)>>,
    /// The packets of the flow since server bytes wait for a request.
    waited: u8,
}

/// Packets after which a response whose request has not shown up is taken without it.
const REQUEST_PATIENCE_PACKETS: u8 = 12;

impl Exchange {
    /// Two streams at their beginnings, or where the capture came in.
    pub(super) fn new(endpoints: Both<Endpoint>, opened: Stamp) -> Self {
        Self {
            endpoints,
            opened,
            state: State::Http(Box::default()),
            id: None,
            early: Vec::new(),
            ends: Both::default(),
            begun: Both::default(),
            explained: 0,
            gaps: 0,
            tally: Tally::default(),
            ending: Ending::default(),
            last: None,
            first_bytes: None,
            waited: 0,
        }
    }

    /// Whether nothing is looked at any more.
    pub(super) const fn is_ignored(&self) -> bool {
        matches!(self.state, State::Ignored)
    }

    /// The connection it has become.
    pub(super) const fn id(&self) -> Option<u32> {
        self.id
    }

    /// Whether it is a conversation whose TCP connection has ended.
    pub(super) const fn is_over(&self) -> bool {
        matches!(&self.state, State::Frames(conversation) if conversation.is_over())
    }

    /// A packet brought these bytes: remembered until it is known whether anyone wants to hear of them.
    #[inline]
    pub(super) fn segment(&mut self, side: Side, segment: &Segment, sink: &mut impl Sink) {
        match self.id {
            Some(id) => sink.segment(id, side, segment),
            None if self.early.len() < 4096 => self.early.push(Early::Segment(side, *segment)),
            None => {}
        }
    }

    /// A TCP event, likewise.
    pub(super) fn event(&mut self, event: &TcpEvent, sink: &mut impl Sink) {
        match self.id {
            Some(id) => sink.tcp_event(id, event),
            None if self.early.len() < 4096 => self.early.push(Early::Event(*event)),
            None => {}
        }
    }

    /// Takes the next bytes of what `side` sent, which stand at `offset` of its stream.
    pub(super) fn receive(
        &mut self,
        side: Side,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.ends[side] = offset + bytes.len() as u64;
        self.last = Some(at);
        match &mut self.state {
            State::Ignored => {}
            State::Frames(conversation) => {
                if side == Side::Server && self.first_bytes.is_some() {
                    self.sniff(offset, bytes, at, sink);
                } else {
                    // One scratch for all connections: it stays in the cache, and 200,000 of them need not have their own.
                    std::mem::swap(&mut conversation.shared.scratch, &mut totals.scratch);
                    conversation.receive(side, bytes, at, sink);
                    std::mem::swap(&mut conversation.shared.scratch, &mut totals.scratch);
                }
            }
            State::Http(_) if side == Side::Client => self.client_http(offset, bytes, at, totals, sink),
            State::Http(_) => self.server_http(offset, bytes, at, totals, sink),
        }
    }

    /// Tells that bytes of what `side` sent are missing.
    pub(super) fn gap(
        &mut self,
        side: Side,
        span: Span,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.ends[side] = span.end;
        self.last = Some(at);
        if self.id.is_some() {
            self.gaps += span.len();
        }
        match &mut self.state {
            State::Ignored => {}
            State::Frames(conversation) => conversation.gap(side, span, at, sink),
            State::Http(http) => {
                if side == Side::Client && http.asked.is_some() {
                    // It stands among bytes that wait: it is told with them.
                } else if side == Side::Client {
                    http.request.clear();
                    http.skip = Skip::UntilRequest;
                    if let Some(id) = self.id {
                        sink.stretch(id, side, Stretch::Gap, span);
                    }
                } else if http.asked.is_some() {
                    // The answer is not in the capture: whether it was a 101, the frames will tell.
                    self.open_unanswered(span, at, totals, sink);
                }
            }
        }
    }

    /// TCP ended in the direction of `side`.
    pub(super) fn tcp_end(
        &mut self,
        side: Side,
        how: TcpEnd,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.last = Some(at);
        self.settle(at, totals, sink);
        if let State::Frames(conversation) = &mut self.state {
            conversation.tcp_end(side, how, at, sink);
            return;
        }
        if self.ending.tcp.is_none() {
            self.ending.tcp = Some(how);
            self.ending.tcp_by = Some(side);
            let State::Http(http) = &self.state else { return };
            if side == Side::Server && http.asked.as_ref().is_some_and(|asked| asked.facts.is_bad) {
                // RFC 6455 §4.2.1: such a request should be answered with an HTTP error.
                if let Some(connection) = self.id {
                    self.find(
                        RuleId::ServerShouldReportHttpError,
                        Target::Connection(connection),
                        side,
                        sink,
                    );
                }
            }
        }
    }

    /// One more packet of the flow has passed.
    pub(super) fn packet_passed(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &self.state else { return };
        if http.held.server.is_empty() && http.held.client.is_empty() {
            return;
        }
        self.waited = self.waited.saturating_add(1);
        if self.waited > REQUEST_PATIENCE_PACKETS {
            self.waited = 0;
            self.settle(at, totals, sink);
        }
    }

    /// Decides about bytes that wait: nothing that would explain them is to come.
    fn settle(&mut self, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        self.end_sniffing(sink);
        let State::Http(http) = &mut self.state else { return };
        if http.asked.is_some() {
            let acked_unseen = http
                .held
                .client
                .iter()
                .any(|held| held.at.acked.is_some_and(|acked| acked > self.ends.server));
            if acked_unseen {
                let span = Span::at(self.ends.server, 0);
                self.open_unanswered(span, at, totals, sink);
            }
            return;
        }
        let held = std::mem::take(&mut http.held.server);
        if held.first().is_some_and(|held| is_switching(&held.bytes)) {
            self.begin(held[0].offset, Side::Server, totals, sink);
            for Held { offset, bytes, at } in held {
                self.receive(Side::Server, offset, &bytes, at, totals, sink);
            }
        }
    }

    /// Becomes a conversation whose opening handshake is not in the capture.
    pub(super) fn begin_midstream(&mut self, starts: Both<u64>, totals: &mut Totals, sink: &mut impl Sink) {
        let id = totals.connections;
        totals.connections += 1;
        self.id = Some(id);
        self.begun = starts;
        let Both { client, server } = self.endpoints;
        sink.connection(&Opening {
            connection: id,
            client,
            server,
            start: Start::Midstream,
            opened: self.opened,
        });
        for early in std::mem::take(&mut self.early) {
            match early {
                Early::Segment(side, segment) => sink.segment(id, side, &segment),
                Early::Event(event) => sink.tcp_event(id, &event),
            }
        }
        let mut conversation = Conversation::new(id, totals.wants, starts);
        conversation.shared.deflate = Some(Deflate::default());
        conversation.shared.inferred = true;
        for side in Side::BOTH {
            conversation.reader(side).starts_by_guess();
            sink.frames_start(id, side, starts[side]);
        }
        let at = Target::Connection(id);
        conversation.shared.find(RuleId::CaptureMidstream, at, None, None, sink);
        self.state = State::Frames(Box::new(conversation));
    }

    /// The flow is over, or the capture is.
    pub(super) fn finish(&mut self, now: Stamp, totals: &mut Totals, sink: &mut impl Sink) {
        let last = self.last.unwrap_or(Arrival { stamp: self.opened, packet: 0, acked: None });
        self.settle(last, totals, sink);
        self.end_connection(now, last, totals, sink);
        self.state = State::Ignored;
    }

    /// Tells the end of the connection, if there is one, and adds it to the totals.
    fn end_connection(&mut self, now: Stamp, last: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
        let Some(id) = self.id.take() else { return };
        match &mut self.state {
            State::Frames(conversation) => {
                conversation.finish(last, now, self.ends, sink);
                let shared = &conversation.shared;
                totals.frames += u64::from(shared.next_frame);
                totals.messages += u64::from(shared.next_message);
                self.explained += shared.explained;
                for (sum, part) in [
                    (&mut self.tally.errors, shared.tally.errors),
                    (&mut self.tally.warnings, shared.tally.warnings),
                    (&mut self.tally.notes, shared.tally.notes),
                ] {
                    *sum += part;
                }
            }
            State::Http(_) | State::Ignored => {
                let facts =
                    EndFacts { ending: self.ending, reason: None, last: last.stamp, stream_ends: self.ends };
                sink.end(id, &facts);
            }
        }
        let span = |side| self.ends[side] - self.begun[side];
        totals.stream_bytes += span(Side::Client) + span(Side::Server) - self.gaps;
        totals.explained += std::mem::take(&mut self.explained);
        totals.gaps += std::mem::take(&mut self.gaps);
        let tally = std::mem::take(&mut self.tally);
        totals.tally.errors += tally.errors;
        totals.tally.warnings += tally.warnings;
        totals.tally.notes += tally.notes;
    }

    fn find(&mut self, rule: RuleId, at: Target, from: Side, sink: &mut impl Sink) {
        self.tally.add(rule.severity());
        sink.finding(Finding { rule, connection: self.id, at, from: Some(from), detail: None });
    }

    /// Tells the violations of a head.
    fn violations(&mut self, found: Vec<Violation>, side: Side, start: u64, sink: &mut impl Sink) {
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
    fn begin(&mut self, offset: u64, side: Side, totals: &mut Totals, sink: &mut impl Sink) {
        let now = self.last.unwrap_or(Arrival { stamp: self.opened, packet: 0, acked: None });
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
        sink.connection(&Opening { connection: id, client, server, start: Start::Handshake, opened });
        for early in std::mem::take(&mut self.early) {
            match early {
                Early::Segment(side, segment) => sink.segment(id, side, &segment),
                Early::Event(event) => sink.tcp_event(id, &event),
            }
        }
        for (who, end) in [(side, offset), (side.other(), self.ends[side.other()])] {
            let held = self.held_from(who).unwrap_or(end);
            self.other_http(who, Span::new(self.begun[who], end.min(held)), sink);
        }
    }

    /// Where the bytes of `side` that wait begin.
    fn held_from(&self, side: Side) -> Option<u64> {
        match &self.state {
            State::Http(http) => http.held[side].first().map(|held| held.offset),
            State::Frames(_) | State::Ignored => None,
        }
    }

    fn other_http(&mut self, side: Side, span: Span, sink: &mut impl Sink) {
        if let Some(id) = self.id.filter(|_| !span.is_empty()) {
            self.explained += span.len();
            sink.stretch(id, side, Stretch::OtherHttp, span);
        }
    }
}

/// Whether bytes begin like a 101 response.
fn is_switching(bytes: &[u8]) -> bool {
    looks_like_response(bytes) == Looks::Yes && bytes.get(8..12) == Some(b" 101")
}

/// The client's side of HTTP.
impl Exchange {
    fn client_http(
        &mut self,
        mut offset: u64,
        mut bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        while !bytes.is_empty() {
            let State::Http(http) = &mut self.state else { return };
            if http.asked.is_some() {
                self.hold(Side::Client, offset, bytes, at, totals, sink);
                return;
            }
            let used = match &mut http.skip {
                Skip::None => {
                    self.request_bytes(offset, bytes, at, totals, sink);
                    return;
                }
                Skip::Length(left) => {
                    let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    *left -= used as u64;
                    if *left == 0 {
                        http.skip = Skip::None;
                    }
                    used
                }
                Skip::Chunked(chunks) => {
                    let (used, progress) = chunks.push(bytes);
                    match progress {
                        Progress::More => {}
                        Progress::Done => http.skip = Skip::None,
                        Progress::Broken => http.skip = Skip::UntilRequest,
                    }
                    used.max(usize::from(progress == Progress::More))
                }
                Skip::UntilRequest => {
                    if looks_like_request(bytes) == Looks::Yes {
                        http.skip = Skip::None;
                        continue;
                    }
                    bytes.len()
                }
            };
            let used = used.min(bytes.len());
            self.other_http(Side::Client, Span::at(offset, used as u64), sink);
            offset += used as u64;
            bytes = &bytes[used..];
        }
    }

    /// Gathers a request head.
    fn request_bytes(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        if http.request.is_empty() {
            http.request_start = offset;
            http.request_packet = at.packet;
            http.scanned = 0;
        }
        http.request.extend_from_slice(bytes);
        if looks_like_request(&http.request) == Looks::No {
            self.give_up_http(sink);
            return;
        }
        let Some(end) = find_head_end(&http.request, http.scanned) else {
            http.scanned = http.request.len();
            if http.request.len() > limits::HEAD_BYTES {
                self.give_up_http(sink);
            }
            return;
        };
        let mut head_bytes = std::mem::take(&mut http.request);
        let rest = head_bytes.split_off(end);
        let head = Head::request(&head_bytes);
        let (start, first_packet) = (http.request_start, http.request_packet);
        let rest_at = start + end as u64;
        if is_websocket_request(&head, &head_bytes) {
            self.asked(head, head_bytes, start, (first_packet, at.packet), at, totals, sink);
        } else {
            http.skip = match request_body(&head, &head_bytes) {
                Body::None => Skip::None,
                Body::Length(len) => Skip::Length(len),
                Body::Chunked => Skip::Chunked(Chunks::new()),
                Body::UntilClose | Body::Tunnel => Skip::UntilRequest,
            };
            self.other_http(Side::Client, Span::new(start, rest_at), sink);
        }
        self.client_http(rest_at, &rest, at, totals, sink);
    }

    /// An upgrade request is complete.
    #[expect(clippy::too_many_arguments, reason = "one call site; all of it is one head")]
    fn asked(
        &mut self,
        head: Head,
        bytes: Vec<u8>,
        start: u64,
        packets: (u32, u32),
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        self.begin(start, Side::Client, totals, sink);
        let Some(id) = self.id else { return };
        let span = Span::at(start, bytes.len() as u64);
        let facts = HeadFacts { from: Side::Client, span, bytes: &bytes, stamp: at.stamp, packets };
        sink.head(id, &facts);
        self.explained += span.len();
        let found = check_request(&head, &bytes);
        let facts = RequestFacts::of(&head, &bytes, &found);
        self.violations(found, Side::Client, start, sink);
        let State::Http(http) = &mut self.state else { return };
        http.asked = Some(Box::new(Asked { bytes, head, facts, end: span.end }));
        http.response.clear();
        let early = std::mem::take(&mut http.held.server);
        http.held_bytes = 0;
        for Held { offset, bytes, at } in early {
            self.receive(Side::Server, offset, &bytes, at, totals, sink);
        }
    }

    /// Keeps bytes until it is known what they are.
    fn hold(
        &mut self,
        side: Side,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        http.held_bytes += bytes.len();
        http.held[side].push(Held { offset, bytes: bytes.to_vec(), at });
        if http.held_bytes > limits::HELD_BYTES {
            self.settle(at, totals, sink);
            if let State::Http(http) = &mut self.state
                && http.held_bytes > limits::HELD_BYTES
            {
                // Nobody explains them: they are not kept any longer.
                http.held = Both::default();
                http.held_bytes = 0;
                self.give_up_http(sink);
            }
        }
    }

    /// These streams are not HTTP, or no longer.
    fn give_up_http(&mut self, sink: &mut impl Sink) {
        if self.id.is_none() {
            self.state = State::Ignored;
            self.early = Vec::new();
            return;
        }
        let State::Http(http) = &mut self.state else { return };
        // What waits behind it is looked at later.
        let span = Span::at(http.request_start, http.request.len() as u64);
        http.request.clear();
        http.skip = Skip::UntilRequest;
        self.other_http(Side::Client, span, sink);
    }
}

/// The server's side of HTTP.
impl Exchange {
    fn server_http(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        if http.asked.is_none() {
            let nothing_asked = self.ends.client == 0 || !http.request.is_empty();
            let begins = http.held.server.is_empty() && is_switching(bytes);
            if self.id.is_none() && nothing_asked && (begins || !http.held.server.is_empty()) {
                // The request may come later in the file, or not be in it at all.
                self.hold(Side::Server, offset, bytes, at, totals, sink);
            } else if self.id.is_some() && http.response.is_empty() && !begins {
                self.other_http(Side::Server, Span::at(offset, bytes.len() as u64), sink);
            } else if self.id.is_some() {
                self.response_bytes(offset, bytes, at, totals, sink);
            }
            return;
        }
        self.response_bytes(offset, bytes, at, totals, sink);
    }

    /// Gathers a response head.
    fn response_bytes(
        &mut self,
        offset: u64,
        bytes: &[u8],
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let State::Http(http) = &mut self.state else { return };
        if http.response.is_empty() {
            http.response_start = offset;
            http.response_packet = at.packet;
        }
        http.response.extend_from_slice(bytes);
        if looks_like_response(&http.response) == Looks::No {
            self.malformed_response(sink);
            return;
        }
        let Some(end) = find_head_end(&http.response, 0) else {
            if http.response.len() > limits::HEAD_BYTES {
                self.malformed_response(sink);
            }
            return;
        };
        let mut head_bytes = std::mem::take(&mut http.response);
        let rest = head_bytes.split_off(end);
        let start = http.response_start;
        let rest_at = start + end as u64;
        let packets = (http.response_packet, at.packet);
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
    fn malformed_response(&mut self, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        let span = Span::at(http.response_start, http.response.len() as u64);
        http.response.clear();
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
    fn answered(
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
        sink.head(id, &HeadFacts { from: Side::Server, span, bytes, stamp: at.stamp, packets });
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
    fn refused(&mut self, totals: &mut Totals, sink: &mut impl Sink) {
        let State::Http(http) = &mut self.state else { return };
        http.held_bytes = 0;
        for Held { offset, bytes, at } in std::mem::take(&mut http.held.client) {
            self.client_http(offset, &bytes, at, totals, sink);
        }
    }

    /// From here on there are frames.
    fn open(
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
    fn held_gap(&mut self, span: Span, at: Arrival, sink: &mut impl Sink) {
        if let State::Frames(conversation) = &mut self.state
            && !span.is_empty()
        {
            conversation.gap(Side::Client, span, at, sink);
        }
    }

    /// The answer to the request is missing from the capture: frames are read by their consistency.
    fn open_unanswered(&mut self, gap: Span, at: Arrival, totals: &mut Totals, sink: &mut impl Sink) {
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
    fn sniff(&mut self, offset: u64, bytes: &[u8], at: Arrival, sink: &mut impl Sink) {
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
    fn end_sniffing(&mut self, sink: &mut impl Sink) {
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
