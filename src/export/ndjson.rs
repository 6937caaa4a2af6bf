//! The machine-readable output: one JSON object a line, schema `ws101.decode/1`. A field may be added; none is
//! renamed, dropped or given another meaning without a new schema number.

mod parts;

use rustc_hash::FxHashMap;

use parts::{deflate, headers, target, tls_facts, told_endpoint};
pub(super) use parts::{endpoint, inside, outcome_word, tcp_word, when};

use super::json::{Object, key, string};
use super::{LineType, Lines, Payload, Remembered, Totals, Writer, read_head};
use crate::base::{Lang, Side, Stamp};
use crate::rules::Row;
use crate::trace::{
    CaptureInfo, CloseKind, EndFacts, Finding, FrameFacts, HarFacts, HeadFacts, HeadForm, MessageFacts,
    MessageKind, NegotiatedFacts, Opening, PolledFacts, Segment, SessionFacts, Sink, Start, TcpEvent, Wants,
    Way,
};
use crate::wire::upgrade::AcceptSteps;

/// The schema of the lines.
pub const SCHEMA: &str = "ws101.decode/1";

/// Writes what the inspector tells as JSON lines.
#[derive(Debug)]
pub struct Ndjson {
    pub(super) out: Vec<u8>,
    pub(super) lines: Lines,
    payload: Payload,
    lang: Lang,
    /// Decimals of the capture's times; none where there is no capture: pasted bytes have no times and no packets.
    pub(super) digits: Option<u8>,
    connections: FxHashMap<u32, Remembered>,
    /// The response whose verdict is being waited for, and the findings told meanwhile.
    held: Option<Held>,
    /// Whether a HAR is read: what it does not know is absent.
    is_har: bool,
    /// The connection that has begun and of which a HAR has more to say.
    opening: Option<Opening>,
    /// The connection that is told next, and the session it names.
    joins: Option<(u32, u32)>,
    /// The proxies of the connection that is told next.
    ways: Vec<Way>,
}

/// A response head that waits for what the handshake came to, so that its line can say whether its accept value is
/// the right one.
#[derive(Debug)]
struct Held {
    connection: u32,
    bytes: Vec<u8>,
    form: HeadForm,
    stamp: Stamp,
    packets: (u32, u32),
    findings: Vec<Finding>,
}

impl Ndjson {
    /// A writer of these lines. Findings speak `lang`.
    #[must_use]
    pub fn new(lines: Lines, payload: Payload, lang: Lang) -> Self {
        Self {
            out: Vec::new(),
            lines,
            payload,
            lang,
            digits: None,
            connections: FxHashMap::default(),
            held: None,
            is_har: false,
            opening: None,
            joins: None,
            ways: Vec::new(),
        }
    }

    fn connection_line(&mut self, opening: &Opening, har: Option<&HarFacts>) {
        let ways = std::mem::take(&mut self.ways);
        if !self.lines.has(LineType::Connection) {
            return;
        }
        let mut line = Object::line(&mut self.out, "connection");
        line.number(key!("id"), opening.connection);
        told_endpoint(&mut line, key!("client"), opening.client, har.is_some(), None);
        let host = har.and_then(|har| har.host.as_deref());
        told_endpoint(&mut line, key!("server"), opening.server, har.is_some(), host);
        line.word(key!("transport"), opening.transport.name());
        if let Some(tls) = &opening.tls {
            line.object(key!("tls"), |line| tls_facts(line, tls));
        }
        let start = match opening.start {
            Start::Handshake => "handshake",
            Start::Midstream => "midstream",
        };
        line.word(key!("start"), start);
        if let Some((_, session)) = self.joins.take().filter(|joins| joins.0 == opening.connection) {
            line.number(key!("session"), session);
        }
        if !ways.is_empty() {
            line.list(key!("via"), &ways, |out, way| {
                super::json::object(out, |via| {
                    via.word(key!("kind"), way.kind.name());
                    if let Some(target) = &way.target {
                        via.text(key!("target"), target);
                    }
                    if let Some(client) = &way.client {
                        via.text(key!("client"), client);
                    }
                });
            });
        }
        line.end();
    }

    /// Writes the response that was held, with its verdict where there is one, and the findings that came meanwhile.
    fn release(&mut self, facts: Option<&NegotiatedFacts>) {
        let Some(held) = self.held.take() else { return };
        if self.lines.has(LineType::Response) {
            self.response(&held, facts);
        }
        for finding in &held.findings {
            self.finding_line(finding);
        }
    }

    /// Writes a response line.
    fn response(&mut self, held: &Held, facts: Option<&NegotiatedFacts>) {
        let bytes = held.bytes.as_slice();
        let head = crate::wire::http::Head::read(held.form, Side::Server, bytes);
        let mut line = Object::line(&mut self.out, "response");
        line.number(key!("connection"), held.connection);
        when(&mut line, held.stamp, self.digits, held.packets);
        line.text_of_bytes(key!("version"), head.version(bytes));
        if let Some(status) = head.status(bytes) {
            line.number(key!("status"), status);
        }
        if held.form != HeadForm::Section {
            line.text_of_bytes(key!("reason"), head.reason(bytes));
        }
        headers(&mut line, &head, bytes);
        if let Some(expected) = facts.and_then(|facts| facts.accept_expected.as_deref()) {
            line.text(key!("accept_expected"), expected);
        }
        if let Some(ok) = facts.and_then(|facts| facts.accept_ok) {
            line.flag(key!("accept_ok"), ok);
        }
        line.end();
    }

    /// Remembers the newest packet of a connection, for findings that are about no frame.
    fn packet(&mut self, connection: u32, packet: u32) {
        if self.digits.is_some()
            && self.lines.has(LineType::Finding)
            && let Some(known) = self.connections.get_mut(&connection)
        {
            known.packet = packet;
        }
    }

    /// Lets the held response go where it would come too late otherwise.
    fn before(&mut self, connection: u32) {
        if self.held.as_ref().is_some_and(|held| held.connection == connection) {
            self.release(None);
        }
    }

    fn finding_line(&mut self, finding: &Finding) {
        if !self.lines.has(LineType::Finding) {
            return;
        }
        let row = finding.rule.row();
        let mut line = Object::line(&mut self.out, "finding");
        line.word(key!("rule"), row.id);
        line.word(key!("severity"), row.severity.name());
        line.text(key!("spec"), &row.spec.to_string());
        if let Some(connection) = finding.connection {
            line.number(key!("connection"), connection);
        }
        let known = finding.connection.and_then(|connection| self.connections.get(&connection));
        let packet = known.map_or(0, |known| known.packet);
        line.object(key!("at"), |at| target(at, finding, packet));
        if let Some(from) = finding.from {
            line.word(key!("from"), from.name());
        }
        line.text(key!("text"), &finding.sentence(self.lang));
        if let Some(hint) = finding.rule.hint() {
            line.text(key!("hint"), hint.get(self.lang));
        }
        line.end();
    }
}

impl Writer for Ndjson {
    fn capture(&mut self, info: &CaptureInfo) {
        self.digits = Some(info.digits);
        self.is_har = info.format == "har";
        if !self.lines.has(LineType::Capture) {
            return;
        }
        let mut line = Object::line(&mut self.out, "capture");
        line.word(key!("schema"), SCHEMA);
        line.text(key!("file"), &info.name);
        line.word(key!("format"), info.format);
        if let Some(compression) = info.compression {
            line.word(key!("compression"), compression);
        }
        line.list(key!("link_types"), &info.links, |out, link| string(out, &link.name()));
        line.end();
    }

    fn summary(&mut self, totals: &Totals) {
        self.release(None);
        self.connections.clear();
        if !self.lines.has(LineType::Summary) {
            return;
        }
        let mut line = Object::line(&mut self.out, "summary");
        line.number(key!("packets"), totals.packets);
        line.number(key!("connections"), totals.connections);
        line.number(key!("frames"), totals.frames);
        line.number(key!("messages"), totals.messages);
        line.object(key!("findings"), |findings| {
            findings.number(key!("error"), totals.tally.errors);
            findings.number(key!("warning"), totals.tally.warnings);
            findings.number(key!("note"), totals.tally.notes);
        });
        line.object(key!("bytes"), |bytes| {
            bytes.number(key!("stream"), totals.stream_bytes);
            bytes.number(key!("explained"), totals.explained_bytes);
            bytes.number(key!("gaps"), totals.gap_bytes);
        });
        if let Some(damage) = &totals.damage {
            line.text(key!("damage"), damage);
        }
        line.end();
    }

    fn rule(&mut self, row: &Row) {
        let mut line = Object::line(&mut self.out, "rule");
        line.word(key!("id"), row.id);
        line.word(key!("kind"), row.kind.name());
        line.text(key!("spec"), &row.spec.document());
        line.text(key!("section"), row.spec.section);
        line.word(key!("level"), row.level.name());
        line.word(key!("severity"), row.severity.name());
        line.word(key!("who"), row.who.name());
        line.word(key!("phase"), row.phase.name());
        line.text(key!("title_en"), row.title.en);
        line.text(key!("title_ko"), row.title.ko);
        let advice = row.rule.advice();
        line.text(key!("explanation_en"), advice.explanation.en);
        line.text(key!("explanation_ko"), advice.explanation.ko);
        line.text(key!("remedy_en"), advice.remedy.en);
        line.text(key!("remedy_ko"), advice.remedy.ko);
        line.flag(key!("checked"), row.rule.is_checked());
        line.word(key!("observable"), row.detect.name());
        if let Some(hint) = row.rule.hint() {
            line.text(key!("hint_en"), hint.en);
            line.text(key!("hint_ko"), hint.ko);
        }
        if let Some(why) = row.rule.why_not_checked() {
            line.text(key!("why_not_checked_en"), why.en);
            line.text(key!("why_not_checked_ko"), why.ko);
        }
        line.end();
    }

    fn accept(&mut self, steps: &AcceptSteps) {
        let mut line = Object::line(&mut self.out, "accept");
        line.text(key!("key"), &steps.key);
        if let Some(bytes) = &steps.key_bytes {
            line.hex(key!("key_bytes"), bytes);
        }
        line.text(key!("concatenated"), &steps.concatenated);
        line.hex(key!("sha1"), &steps.sha1);
        line.text(key!("accept"), &steps.accept);
        line.end();
    }

    fn written(&self) -> &[u8] {
        &self.out
    }

    fn clear(&mut self) {
        self.out.clear();
    }
}

impl Sink for Ndjson {
    fn wants(&self) -> Wants {
        self.payload.wants(self.lines)
    }

    fn ways(&mut self, _: u32, ways: &[Way]) {
        self.ways = ways.to_vec();
    }

    fn connection(&mut self, opening: &Opening) {
        self.connections.insert(opening.connection, Remembered::default());
        if self.is_har {
            self.opening = Some(opening.clone());
        } else {
            self.connection_line(opening, None);
        }
    }

    fn har(&mut self, connection: u32, facts: &HarFacts) {
        if let Some(opening) = self.opening.take() {
            self.connection_line(&opening, Some(facts));
        }
        self.connections.entry(connection).or_default().failure = facts.failure.clone();
    }

    fn session(&mut self, facts: &SessionFacts<'_>) {
        self.session_line(facts);
    }

    fn joins(&mut self, connection: u32, session: u32) {
        self.joins = Some((connection, session));
    }

    fn polled(&mut self, session: u32, facts: &PolledFacts<'_>) {
        self.polled_line(session, facts);
    }

    fn close_notify(&mut self, connection: u32, side: Side) {
        if let Some(known) = self.connections.get_mut(&connection) {
            known.close_notify[side] = true;
        }
    }

    fn head(&mut self, connection: u32, facts: &HeadFacts<'_>) {
        self.release(None);
        if self.payload.tells(self.lines) {
            self.connections.entry(connection).or_default().asked(facts);
        }
        if facts.from == Side::Server {
            self.held = Some(Held {
                connection,
                bytes: facts.bytes.to_vec(),
                form: facts.form,
                stamp: facts.stamp,
                packets: facts.packets,
                findings: Vec::new(),
            });
            return;
        }
        if !self.lines.has(LineType::Request) {
            return;
        }
        let head = read_head(facts);
        let bytes = facts.bytes;
        let mut line = Object::line(&mut self.out, "request");
        line.number(key!("connection"), connection);
        when(&mut line, facts.stamp, self.digits, facts.packets);
        line.text_of_bytes(key!("method"), head.method(bytes));
        line.text_of_bytes(key!("target"), head.target(bytes));
        line.text_of_bytes(key!("version"), head.version(bytes));
        headers(&mut line, &head, bytes);
        line.end();
    }

    fn negotiated(&mut self, connection: u32, facts: &NegotiatedFacts) {
        let is_held = self.held.as_ref().is_some_and(|held| held.connection == connection);
        self.release(is_held.then_some(facts));
        let known = self.connections.entry(connection).or_default();
        known.outcome = facts.outcome;
        if let Some(subprotocol) = &facts.subprotocol {
            known.reader.agreed(subprotocol);
        }
        let Some(outcome) = outcome_word(facts.outcome).filter(|_| self.lines.has(LineType::Negotiated))
        else {
            return;
        };
        let mut line = Object::line(&mut self.out, "negotiated");
        line.number(key!("connection"), connection);
        line.word(key!("outcome"), outcome);
        if let Some(subprotocol) = &facts.subprotocol {
            line.text(key!("subprotocol"), subprotocol);
        }
        line.list(key!("extensions"), &facts.extensions, |out, (name, params)| {
            super::json::object(out, |extension| {
                extension.text(key!("name"), name);
                extension.list(key!("params"), params, |out, (name, value)| {
                    out.push(b'[');
                    string(out, name);
                    out.push(b',');
                    string(out, value.as_deref().unwrap_or_default());
                    out.push(b']');
                });
            });
        });
        if let Some(agreed) = &facts.deflate {
            deflate(&mut line, agreed);
        }
        line.end();
    }

    fn frames_start(&mut self, connection: u32, side: Side, offset: u64) {
        self.connections.entry(connection).or_default().base[side] = offset;
    }

    fn segment(&mut self, connection: u32, _: Side, segment: &Segment) {
        self.packet(connection, segment.packet);
    }

    fn tcp_event(&mut self, connection: u32, event: &TcpEvent) {
        self.packet(connection, event.packet);
    }

    fn frame(&mut self, connection: u32, facts: &FrameFacts<'_>) {
        self.before(connection);
        if !self.lines.has(LineType::Frame) {
            return;
        }
        let frame = &facts.frame;
        let base = self.connections.get(&connection).map_or(0, |known| known.base[frame.from]);
        let mut line = Object::line(&mut self.out, "frame");
        line.number(key!("connection"), connection);
        line.number(key!("n"), frame.n);
        line.word(key!("from"), frame.from.name());
        when(&mut line, frame.stamp, self.digits, facts.packets);
        line.number(key!("offset"), frame.span.start.saturating_sub(base));
        line.number(key!("header_len"), frame.header_len);
        line.flag(key!("fin"), frame.fin);
        line.number(key!("rsv"), frame.rsv);
        line.number(key!("opcode"), frame.opcode.0);
        line.flag(key!("masked"), frame.masked);
        if let Some(masking_key) = facts.key {
            line.hex(key!("key"), &masking_key);
        }
        line.number(key!("payload_len"), frame.payload_len);
        line.number(key!("length_form"), frame.length_form.bits());
        if let Some(sha1) = &facts.sha1 {
            line.hex(key!("payload_sha1"), sha1);
        }
        if let Some(message) = frame.message {
            line.number(key!("message"), message);
        }
        line.flag(key!("complete"), frame.complete);
        if frame.guess {
            line.flag(key!("guess"), true);
        }
        if let Some(payload) = facts.payload.filter(|_| self.payload == Payload::Full) {
            line.base64(key!("payload_base64"), payload);
        }
        if let Some((code, reason)) = facts.close {
            if let Some(code) = code {
                line.number(key!("close_code"), code);
            }
            if !reason.is_empty() {
                line.text_of_bytes(key!("close_reason"), reason);
            }
        }
        line.end();
    }

    fn message(&mut self, connection: u32, facts: &MessageFacts<'_>) {
        self.before(connection);
        if !self.lines.has(LineType::Message) {
            return;
        }
        let message = &facts.message;
        // A listener that did not hear the opening still hears the messages.
        let told = if self.payload.tells(self.lines) {
            self.connections.entry(connection).or_default().told(facts)
        } else {
            None
        };
        let mut line = Object::line(&mut self.out, "message");
        line.number(key!("connection"), connection);
        line.number(key!("n"), message.n);
        line.word(key!("from"), message.from.name());
        let is_text = message.kind == MessageKind::Text;
        line.word(key!("kind"), if is_text { "text" } else { "binary" });
        let has_frames = message.frames > 0;
        if has_frames {
            line.numbers(key!("frames"), facts.frames);
        }
        if let Some(digits) = self.digits {
            line.seconds(key!("time_first"), message.stamp_first, digits);
            line.seconds(key!("time_last"), message.stamp_last, digits);
        }
        if has_frames {
            line.number(key!("wire_len"), message.wire_len);
        }
        line.number(key!("len"), message.len);
        if has_frames {
            line.flag(key!("compressed"), message.compressed);
        }
        line.flag(key!("complete"), message.complete);
        if let Some(sha1) = &facts.sha1 {
            line.hex(key!("sha1"), sha1);
        }
        if is_text && has_frames {
            line.flag(key!("utf8_ok"), message.utf8_ok);
        }
        if let Some(payload) = facts.payload.filter(|_| self.payload == Payload::Full) {
            match std::str::from_utf8(payload) {
                Ok(text) if is_text => line.text(key!("text"), text),
                _ => line.base64(key!("base64"), payload),
            }
        }
        if let Some((guess, view)) = &told {
            line.object(key!("payload"), |payload| inside(payload, *guess, view));
        }
        line.end();
    }

    fn finding(&mut self, finding: Finding) {
        match &mut self.held {
            Some(held) if finding.connection == Some(held.connection) => held.findings.push(finding),
            _ => self.finding_line(&finding),
        }
    }

    fn end(&mut self, connection: u32, facts: &EndFacts<'_>) {
        self.before(connection);
        let known = self.connections.remove(&connection).unwrap_or_default();
        if !self.lines.has(LineType::Close) {
            return;
        }
        let ending = &facts.ending;
        let mut line = Object::line(&mut self.out, "close");
        line.number(key!("connection"), connection);
        let kind = ending.kind(known.outcome);
        if !self.is_har || kind == CloseKind::Refused {
            line.word(key!("kind"), kind.name());
        }
        if let Some(failure) = &known.failure {
            line.text(key!("failure"), failure);
        }
        if let Some(initiator) = ending.initiator {
            line.word(key!("initiator"), initiator.name());
        }
        if let Some(code) = ending.code {
            line.number(key!("code"), code);
        }
        if let Some(reason) = facts.reason.filter(|reason| !reason.is_empty()) {
            line.text_of_bytes(key!("reason"), reason);
        }
        if let Some(code) = ending.observed_code(known.outcome) {
            line.number(key!("observed_code"), code);
        }
        if !self.is_har {
            line.word(key!("tcp_end"), tcp_word(ending.tcp));
        }
        if let Some(side) = ending.tcp_by {
            line.word(key!("tcp_end_by"), side.name());
        }
        let notified = Side::BOTH.into_iter().filter(|side| known.close_notify[*side]);
        if notified.clone().next().is_some() {
            line.list(key!("tls_close_notify"), notified, |out, side| string(out, side.name()));
        }
        line.end();
    }
}
