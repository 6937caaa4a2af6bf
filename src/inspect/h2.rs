//! One HTTP/2 connection (RFC 9113): each extended CONNECT for WebSocket in it (RFC 8441) becomes a connection of its
//! own, whose streams are the decoded head and the data behind it. Everything else is passed over.
//!
//! It follows no flow control and keeps nothing of streams that are not WebSocket. Header compression has a state: where
//! a field block is missing, later heads of that side cannot be read, and it says so.

mod polls;
mod side;
mod tunnel;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::engine::Ends;
use super::exchange::{Early, Section, Totals};
use super::frames::Arrival;
use super::handshake::{Violation, is_interim};
use super::limits;
use crate::base::{Both, Side, Span, Stamp};
use crate::rules::RuleId;
use crate::trace::{Endpoint, Sealed, Segment, Sink, TcpEnd, Tls, Transport, Way};
use crate::wire::h2::{DataFrame, ErrorCode, Event, Flags, Flaw, Gap, HeaderBlock, Setting, SettingId};

use polls::Polls;
use side::Half;
use tunnel::Tunnel;

/// What is known of SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3).
#[derive(Debug, Default)]
struct Enabling {
    /// The server has sent SETTINGS.
    server_spoke: bool,
    /// The server takes extended CONNECT.
    enabled: bool,
    /// The last value of each side.
    last: Both<Option<u32>>,
    /// Broken rules that no connection has been told of yet.
    untold: Vec<(RuleId, Side, Option<String>)>,
}

/// One HTTP/2 connection.
#[derive(Debug)]
pub(super) struct Session {
    endpoints: Both<Endpoint>,
    transport: Transport,
    /// What TLS below agreed on.
    tls: Option<Arc<Tls>>,
    /// The proxies on the way.
    ways: Vec<Way>,
    halves: Both<Half>,
    tunnels: BTreeMap<u32, Tunnel>,
    /// Polls of Engine.IO, which travel as ordinary requests.
    polls: Polls,
    enabling: Enabling,
    /// Requests that were none for WebSocket, since the last that was.
    requests: u32,
    /// The first connection.
    id: Option<u32>,
    ended: Both<bool>,
    ignored: bool,
}

impl Session {
    /// Two streams at their beginnings. `transport` is what carries them.
    pub(super) fn new(endpoints: Both<Endpoint>, transport: Transport) -> Self {
        Self {
            endpoints,
            transport: if transport.is_sealed() { Transport::H2Tls } else { Transport::H2 },
            tls: None,
            ways: Vec::new(),
            halves: Both::default(),
            tunnels: BTreeMap::new(),
            polls: Polls::default(),
            enabling: Enabling::default(),
            requests: 0,
            id: None,
            ended: Both::default(),
            ignored: false,
        }
    }

    /// It came by these proxies.
    pub(super) fn came_by(&mut self, ways: &[Way]) {
        self.ways = ways.to_vec();
    }

    /// Whether nothing is looked at any more.
    pub(super) const fn is_ignored(&self) -> bool {
        self.ignored
    }

    /// The first connection in it.
    pub(super) const fn id(&self) -> Option<u32> {
        self.id
    }

    /// Whether TCP has ended in both directions.
    pub(super) const fn is_over(&self) -> bool {
        self.ended.client && self.ended.server
    }

    /// What it keeps in memory, roughly, as long as it has no connection.
    pub(super) fn cost(&self) -> usize {
        size_of::<Self>() + self.halves.client.cost() + self.halves.server.cost() + self.polls.cost()
    }

    /// What carried the streams before it was known to be HTTP/2.
    pub(super) fn early(&mut self, early: Early) {
        match early {
            Early::Segment(side, segment) => self.segment(side, &segment),
            Early::Sealed(side, sealed) => self.sealed(side, *sealed),
            Early::Event(_) | Early::Data(..) => {}
        }
    }

    /// A packet brought these bytes.
    pub(super) fn segment(&mut self, side: Side, segment: &Segment) {
        self.halves[side].segment(segment);
    }

    /// A TLS record holds these bytes.
    pub(super) fn sealed(&mut self, side: Side, sealed: Sealed) {
        self.halves[side].sealed(sealed);
    }

    /// What TLS below agreed on.
    pub(super) fn tls(&mut self, tls: &Arc<Tls>) {
        self.tls = Some(Arc::clone(tls));
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
        let mut rest = self.halves[side].find_step(bytes);
        while let Some(event) = self.halves[side].reader.next(&mut rest) {
            self.event(side, event, at, totals, sink);
            if self.ignored {
                return;
            }
        }
        self.halves[side].forget();
    }

    fn event(
        &mut self,
        side: Side,
        event: Event<'_>,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        match event {
            Event::Data(frame) => self.data(side, &frame, sink),
            Event::Bytes(offset, bytes) => {
                let half = &self.halves[side];
                let Some(stream) = half.current else { return };
                if let Some(tunnel) = self.tunnels.get_mut(&stream) {
                    tunnel.receive(side, half, offset, bytes, at, totals, sink);
                } else {
                    self.polls.receive(stream, side, half, offset, bytes, self.transport, at);
                }
            }
            Event::DataEnd(header) => {
                self.halves[side].current = None;
                if header.has(Flags::END_STREAM) {
                    self.end_stream(side, header.stream, TcpEnd::Fin, at, totals, sink);
                }
            }
            Event::Headers(block) => self.headers(side, block, at, totals, sink),
            Event::Settings(_, list) => self.settings(side, &list, sink),
            // RFC 9113 §7: no error. The stream is over for its sender, who neither sends nor reads any more.
            Event::Reset(header, ErrorCode::NO_ERROR) => {
                for side in [side, side.other()] {
                    self.end_stream(side, header.stream, TcpEnd::Fin, at, totals, sink);
                }
            }
            // RFC 8441 §5: RST_STREAM stands for a TCP reset.
            Event::Reset(header, _) => {
                self.end_stream(side, header.stream, TcpEnd::Rst, at, totals, sink);
            }
            Event::GoAway(last, _) if side == Side::Server => {
                // RFC 9113 §6.8: what came after `last` has not been acted on and will not be.
                let unread: Vec<u32> =
                    self.tunnels.range(last.saturating_add(1)..).map(|one| *one.0).collect();
                for stream in unread {
                    self.end_stream(side, stream, TcpEnd::Rst, at, totals, sink);
                }
            }
            Event::Flaw(Flaw::Preface) => self.ignored = self.id.is_none(),
            Event::Flaw(Flaw::Block) => self.halves[side].decoder.lose(),
            Event::Preface | Event::GoAway(..) | Event::Other(_) | Event::Flaw(_) => {}
        }
    }

    fn data(&mut self, side: Side, frame: &DataFrame, sink: &mut impl Sink) {
        let stream = frame.header.stream;
        let tunnel = self.tunnels.get_mut(&stream);
        self.halves[side].current = (tunnel.is_some() || self.polls.has(stream)).then_some(stream);
        if let Some(tunnel) = tunnel {
            tunnel.data(side, frame, sink);
        }
    }

    /// A field block: a request, an answer, trailers, a promise.
    fn headers(
        &mut self,
        side: Side,
        block: HeaderBlock,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let stream = block.header.stream;
        let known = self.tunnels.contains_key(&stream);
        let is_request = side == Side::Client && block.promised.is_none() && !known;
        // RFC 7541 §2.2: every block goes through the decoder, whoever wants to know.
        let polled = side == Side::Server && block.promised.is_none() && self.polls.has(stream);
        let list = self.halves[side].decode(block.fragment.as_deref(), is_request, known || polled);
        let packets = self.halves[side].packets_of(block.span, at);
        let capture_offset = self.halves[side].capture_offset(block.span.start);
        let section = list.map(|(bytes, is_cut)| Section { bytes, capture_offset, packets, is_cut, at });
        let asks = self.halves[side].polls.take();
        if known {
            self.tunnel_headers(side, &block, section, at, totals, sink);
        } else if polled {
            self.polls.answer(stream, section.as_ref());
        } else if let Some((method, path)) = asks {
            self.requests = 0;
            let ends = Ends { endpoints: self.endpoints, transport: self.transport };
            self.polls.ask(stream, &method, &path, ends, at, packets, &totals.sessions);
        } else if let Some(section) = section {
            self.connect(stream, section, totals, sink);
        } else if is_request {
            self.requests = self.requests.saturating_add(1);
            // A server that takes no extended CONNECT gets none: such a connection is passed over after a while.
            self.ignored |=
                self.id.is_none() && !self.enabling.enabled && self.requests > limits::H2_REQUESTS;
        }
        if block.ends_stream() {
            self.end_stream(side, stream, TcpEnd::Fin, at, totals, sink);
        }
    }

    /// An extended CONNECT for WebSocket.
    fn connect(&mut self, stream: u32, section: Section, totals: &mut Totals, sink: &mut impl Sink) {
        self.requests = 0;
        if self.tunnels.len() >= limits::H2_TUNNELS {
            let Some((_, mut oldest)) = self.tunnels.pop_first() else { return };
            oldest.exchange.carrier_finding(RuleId::LimitTunnels, Side::Client, None, sink);
            oldest.exchange.finish(section.at.stamp, totals, sink);
        }
        let server_is_known = !self.halves.server.reader.is_lost() && self.enabling.server_spoke;
        // RFC 8441 §3: not before the server has said that it takes it.
        let early = (server_is_known && !self.enabling.enabled).then(|| Violation {
            rule: RuleId::H2ConnectBeforeSetting,
            place: Span::default(),
            detail: None,
        });
        let mut tunnel = Tunnel::new(self.endpoints, self.transport, section.at.stamp);
        tunnel.exchange.came_by(&self.ways, Both::default());
        tunnel.unannounced = !self.enabling.server_spoke;
        if let Some(tls) = &self.tls {
            tunnel.exchange.tls(tls);
        }
        tunnel.ends.client = section.bytes.len() as u64;
        tunnel.exchange.connect(section, early, totals, sink);
        self.id = self.id.or_else(|| tunnel.exchange.id());
        for (rule, side, detail) in self.enabling.untold.drain(..) {
            tunnel.exchange.carrier_finding(rule, side, detail, sink);
        }
        self.tunnels.insert(stream, tunnel);
    }

    /// A field block on the stream of a connection.
    fn tunnel_headers(
        &mut self,
        side: Side,
        block: &HeaderBlock,
        section: Option<Section>,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let Some(tunnel) = self.tunnels.get_mut(&block.header.stream) else { return };
        if side == Side::Server && block.promised.is_none() && tunnel.exchange.is_asked() {
            match section {
                Some(section)
                    if tunnel::status(&section.bytes).is_some_and(|one| is_interim(one) && one != 101) => {}
                Some(section) => {
                    tunnel.ends.server = section.bytes.len() as u64;
                    tunnel.exchange.connect_answer(&section, totals, sink);
                }
                None => {
                    tunnel.exchange.carrier_finding(RuleId::CaptureFieldsLost, side, None, sink);
                    tunnel.exchange.connect_unanswered(at, totals, sink);
                }
            }
        } else if tunnel.exchange.is_open() {
            // RFC 9113 §8.5: only DATA and what manages streams may follow on the stream of a CONNECT.
            let name = block.header.kind.name().unwrap_or_default().to_owned();
            tunnel.exchange.carrier_finding(RuleId::H2FrameTypeOnTunnel, side, Some(name), sink);
        }
    }

    fn settings(&mut self, side: Side, list: &[Setting], sink: &mut impl Sink) {
        for setting in list {
            match setting.id {
                // RFC 9113 §6.5.2: it limits the table with which the peer's blocks are decoded.
                SettingId::HEADER_TABLE_SIZE => {
                    self.halves[side.other()].decoder.allow_table_bytes(setting.value);
                }
                SettingId::ENABLE_CONNECT_PROTOCOL => self.enable(side, setting.value, sink),
                _ => {}
            }
        }
        if side == Side::Server && !std::mem::replace(&mut self.enabling.server_spoke, true) {
            // Whoever asked before these had arrived did not wait for them.
            for tunnel in self.tunnels.values_mut().filter(|tunnel| tunnel.unannounced) {
                tunnel.exchange.carrier_finding(RuleId::H2ConnectBeforeSetting, Side::Client, None, sink);
            }
        }
    }

    /// SETTINGS_ENABLE_CONNECT_PROTOCOL.
    fn enable(&mut self, side: Side, value: u32, sink: &mut impl Sink) {
        let before = self.enabling.last[side].replace(value);
        // RFC 8441 §3: 0 or 1, and once 1, not 0 again.
        let rule = match (before, value) {
            (_, 2..) => Some((RuleId::H2SettingBadValue, Some(value.to_string()))),
            (Some(1), 0) => Some((RuleId::H2SettingRevoked, None)),
            _ => None,
        };
        if side == Side::Server {
            self.enabling.enabled = value == 1;
        }
        let Some((rule, detail)) = rule else { return };
        if let Some(tunnel) = self.tunnels.values_mut().next() {
            tunnel.exchange.carrier_finding(rule, side, detail, sink);
        } else if self.enabling.untold.len() < UNTOLD_LIMIT {
            self.enabling.untold.push((rule, side, detail));
        }
    }

    /// The stream of a connection ends in the direction of `side`, or as a whole.
    fn end_stream(
        &mut self,
        side: Side,
        stream: u32,
        how: TcpEnd,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let Some(tunnel) = self.tunnels.get_mut(&stream) else {
            self.polls.end(stream, side, how, at, totals, sink);
            return;
        };
        tunnel.end(side, how, at, totals, sink);
        if tunnel.is_over()
            && let Some(mut tunnel) = self.tunnels.remove(&stream)
        {
            tunnel.exchange.finish(at.stamp, totals, sink);
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
        let half = &mut self.halves[side];
        match half.reader.gap(span.len()) {
            Gap::InData(missing) => {
                let Some(stream) = half.current else { return };
                if let Some(tunnel) = self.tunnels.get_mut(&stream) {
                    tunnel.gap(side, missing, at, totals, sink);
                } else {
                    self.polls.lose(stream, side);
                }
            }
            Gap::Passed => {}
            Gap::Lost => {
                half.current = None;
                half.decoder.lose();
                self.polls = Polls::default();
                for tunnel in self.tunnels.values_mut() {
                    tunnel.unsure[side] += span.len();
                }
            }
        }
    }

    /// TCP, or TLS, ended in the direction of `side`.
    pub(super) fn tcp_end(
        &mut self,
        side: Side,
        how: TcpEnd,
        at: Arrival,
        totals: &mut Totals,
        sink: &mut impl Sink,
    ) {
        let streams: Vec<u32> = self.tunnels.keys().copied().collect();
        for stream in streams {
            self.end_stream(side, stream, how, at, totals, sink);
        }
        self.ended[side] = true;
        if how == TcpEnd::Rst {
            self.ended = Both { client: true, server: true };
        }
    }

    /// The flow is over, or the capture is.
    pub(super) fn finish(&mut self, now: Stamp, totals: &mut Totals, sink: &mut impl Sink) {
        for mut tunnel in std::mem::take(&mut self.tunnels).into_values() {
            tunnel.exchange.finish(now, totals, sink);
        }
        self.ignored = true;
    }
}

/// Broken rules that are kept until there is a connection to tell of.
const UNTOLD_LIMIT: usize = 8;
