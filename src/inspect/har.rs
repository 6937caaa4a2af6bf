//! Connections as a HAR tells of them: heads from its lists, messages without frames.
//!
//! What a HAR does not know is not told: no packet, no segment, no frame, no Close. The heads are judged only where
//! their lists are as they were sent, and only by rules that such a list can answer for; rules on bytes need bytes.

use sha1::{Digest, Sha1};

use super::Inspector;
use super::exchange::Totals;
use super::handshake::{RequestFacts, Violation, check_request, check_response, has_error, negotiate};
use super::limits::{MESSAGE_HEAD_BYTES, PAYLOAD_KEPT_BYTES};
use crate::base::{Both, Side, Source, Span, Stamp};
use crate::rules::{Group, RuleId};
use crate::trace::{
    EndFacts, Ending, Endpoint, Finding, HarFacts, HeadFacts, HeadForm, Message, MessageFacts, MessageKind,
    NegotiatedFacts, Opening, Outcome, Sink, Start, Target, Told, Transport,
};
use crate::wire::har::{self, Entry, Header, Url};
use crate::wire::http::{Head, is_token};

impl Inspector {
    /// Takes the next WebSocket of a HAR. The bytes of its messages are read from the source that was given.
    pub fn har(&mut self, entry: &Entry, sink: &mut impl Sink) {
        self.totals.wants = sink.wants();
        let id = self.totals.connections;
        self.totals.connections += 1;
        let opened = opened(entry);
        sink.progress(0, opened);
        let source = self.source.clone();
        let mut teller =
            Teller { id, totals: &mut self.totals, source: source.as_deref(), opened, last: opened };
        teller.opening(entry, sink);
        let ends = teller.heads(entry, sink);
        let (ends, others) = teller.messages(entry, ends, sink);
        teller.remarks(entry, others, sink);
        let last = teller.last;
        let facts = EndFacts { ending: Ending::default(), reason: None, last, stream_ends: ends };
        sink.end(id, &facts);
        sink.progress(0, last);
    }
}

/// When an entry begins, as far as it says.
fn opened(entry: &Entry) -> Stamp {
    let first = entry.messages.iter().find_map(|message| message.stamp);
    entry.started.or(first).unwrap_or_default()
}

/// An HTTP version as a HAR writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    OneZero,
    Two,
    Unknown,
}

impl Version {
    fn of(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "http/1.1" => Self::One,
            "http/1.0" => Self::OneZero,
            "h2" | "h2c" | "http/2" | "http/2.0" => Self::Two,
            _ => Self::Unknown,
        }
    }

    /// As it stands in a start line. What is not known is a question mark.
    const fn text(self) -> &'static str {
        match self {
            Self::One => "HTTP/1.1",
            Self::OneZero => "HTTP/1.0",
            Self::Two => "HTTP/2",
            Self::Unknown => "HTTP/?",
        }
    }
}

/// Tells of one entry.
struct Teller<'a> {
    id: u32,
    totals: &'a mut Totals,
    source: Option<&'a dyn Source>,
    opened: Stamp,
    last: Stamp,
}

impl Teller<'_> {
    fn opening(&self, entry: &Entry, sink: &mut impl Sink) {
        let url = Url::read(&entry.url);
        let is_h2 = Version::of(&entry.version.client) == Version::Two
            || Version::of(&entry.version.server) == Version::Two;
        let transport = match (is_h2, url.is_some_and(|url| url.is_secure())) {
            (false, false) => Transport::Tcp,
            (false, true) => Transport::Tls,
            (true, false) => Transport::H2,
            (true, true) => Transport::H2Tls,
        };
        let unknown = Endpoint::UNKNOWN;
        let server = Endpoint {
            ip: entry.server.unwrap_or(unknown.ip),
            port: entry.server_port.or_else(|| url.map(|url| url.port_or_default())).unwrap_or(unknown.port),
        };
        let start = if entry.headers.client.is_empty() { Start::Midstream } else { Start::Handshake };
        let opening = Opening {
            connection: self.id,
            client: unknown,
            server,
            transport,
            tls: None,
            start,
            opened: self.opened,
        };
        sink.connection(&opening);
        let host = url.map(|url| url.host.into());
        let failure = entry.failure.as_deref().map(Into::into);
        sink.har(self.id, &HarFacts { host, failure });
    }

    /// Tells of both heads; gives where the told streams go on.
    fn heads(&mut self, entry: &Entry, sink: &mut impl Sink) -> Both<u64> {
        let is_h2 = Version::of(&entry.version.client) == Version::Two;
        let mut ends = Both::default();
        let mut request = None;
        if !entry.headers.client.is_empty() || Url::read(&entry.url).is_some() {
            let bytes = request_bytes(entry);
            ends.client = bytes.len() as u64;
            self.head(Side::Client, &bytes, self.opened, sink);
            // A list without the key is not the one that was sent: browsers show what they know at that time.
            if !is_h2 && has(&entry.headers.client, "sec-websocket-key") {
                let head = Head::request(&bytes);
                let version = Version::of(&entry.version.client);
                let found = told(check_request(&head, &bytes), version);
                request = Some(RequestFacts::of(&head, &bytes, &found));
                self.violations(found, Side::Client, sink);
            }
        }
        // Browsers write 0 or -1 where no response came.
        if let Some(status) = entry.status.and_then(|status| u16::try_from(status).ok()).filter(|s| *s >= 100)
        {
            let bytes = response_bytes(entry, status);
            ends.server = bytes.len() as u64;
            // A HAR does not say when the response came.
            self.head(Side::Server, &bytes, Stamp::default(), sink);
            self.answered(entry, status, request.as_ref(), &bytes, sink);
        } else if let Some(status) = entry.failure.as_deref().and_then(refused_with) {
            let facts =
                NegotiatedFacts { outcome: Outcome::Refused, status: Some(status), ..nothing_agreed() };
            sink.negotiated(self.id, &facts);
        }
        ends
    }

    fn head(&self, from: Side, bytes: &[u8], stamp: Stamp, sink: &mut impl Sink) {
        let span = Span::at(0, bytes.len() as u64);
        let form = HeadForm::Told;
        sink.head(self.id, &HeadFacts { from, span, bytes, form, stamp, packets: (0, 0) });
    }

    fn answered(
        &mut self,
        entry: &Entry,
        status: u16,
        request: Option<&RequestFacts>,
        bytes: &[u8],
        sink: &mut impl Sink,
    ) {
        let version = Version::of(&entry.version.server);
        let head = Head::response(bytes);
        let has_accept = has(&entry.headers.server, "sec-websocket-accept");
        let found = match status {
            _ if version == Version::Two => Vec::new(),
            101 if has_accept && request.is_some() => told(check_response(request, &head, bytes), version),
            101 => Vec::new(),
            _ => {
                let mut found = check_response(request, &head, bytes);
                found.retain(|one| one.rule == RuleId::ResStatusNot101);
                found
            }
        };
        let facts = if version == Version::Two && (200..300).contains(&status) {
            over_h2(entry, status)
        } else {
            let facts = negotiate(request, &head, bytes, &found);
            let accept_ok = facts.accept_ok.filter(|_| has_accept);
            let outcome = if facts.outcome == Outcome::Invalid && !has_error(&found) {
                Outcome::Open
            } else {
                facts.outcome
            };
            NegotiatedFacts { accept_ok, outcome, ..facts }
        };
        self.violations(found, Side::Server, sink);
        sink.negotiated(self.id, &facts);
    }

    fn violations(&mut self, found: Vec<Violation>, side: Side, sink: &mut impl Sink) {
        let connection = self.id;
        for Violation { rule, place: span, detail } in found {
            let at = if span.is_empty() {
                Target::Head { connection, side }
            } else {
                Target::Bytes { connection, side, span, bits: None }
            };
            self.find(Finding { rule, connection: Some(connection), at, from: Some(side), detail }, sink);
        }
    }

    fn find(&mut self, finding: Finding, sink: &mut impl Sink) {
        self.totals.tally.add(finding.rule.severity());
        sink.finding(finding);
    }

    /// Tells of the messages; gives the ends of the told streams, and how many parts continue no message.
    fn messages(&mut self, entry: &Entry, mut ends: Both<u64>, sink: &mut impl Sink) -> (Both<u64>, u64) {
        let list = &entry.messages;
        let next = next_of_side(list);
        let mut is_open = Both { client: false, server: false };
        let mut orphans = 0;
        let mut n = 0;
        for (at, first) in list.iter().enumerate() {
            if first.opcode == 0 {
                orphans += u64::from(!is_open[first.from]);
                continue;
            }
            is_open[first.from] = true;
            let mut pieces = vec![first];
            let mut later = next.get(at);
            while let Some(piece) = later.and_then(|at| list.get(*at as usize)).filter(|p| p.opcode == 0) {
                pieces.push(piece);
                later = later.and_then(|at| next.get(*at as usize));
            }
            self.message(n, &pieces, &mut ends, sink);
            n += 1;
        }
        self.totals.messages += u64::from(n);
        (ends, orphans)
    }

    fn message(&mut self, n: u32, pieces: &[&har::Message], ends: &mut Both<u64>, sink: &mut impl Sink) {
        let [first, ..] = pieces else { return };
        let from = first.from;
        let stamp_first = first.stamp.unwrap_or(self.last);
        let stamp_last = pieces.iter().filter_map(|piece| piece.stamp).max().unwrap_or(stamp_first);
        self.last = self.last.max(stamp_last);
        let complete = pieces.iter().all(|piece| piece.complete);
        let message = Message {
            n,
            from,
            kind: if first.opcode == 1 { MessageKind::Text } else { MessageKind::Binary },
            first_frame: u32::MAX,
            last_frame: u32::MAX,
            frames: 0,
            wire_len: 0,
            len: pieces.iter().map(|piece| piece.place.len()).sum(),
            compressed: false,
            complete,
            broken: false,
            utf8_ok: true,
            stamp_first,
            stamp_last,
        };
        sink.message_started(self.id, &message);
        for piece in pieces {
            let span = Span::at(ends[from], piece.place.len());
            ends[from] = span.end;
            sink.told(self.id, from, &Told { message: n, span, capture_offset: piece.place.start });
        }
        let payload = self.payload(pieces, message.len).filter(|_| complete);
        let wants = self.totals.wants;
        let facts = MessageFacts {
            message,
            frames: &[],
            sha1: payload.as_ref().filter(|_| wants.digests).map(|bytes| Sha1::digest(bytes).into()),
            payload: payload.as_deref().filter(|_| wants.payloads),
            head: payload
                .as_deref()
                .filter(|_| wants.heads)
                .map(|bytes| &bytes[..bytes.len().min(MESSAGE_HEAD_BYTES)]),
        };
        sink.message(self.id, &facts);
    }

    /// The bytes of a message, where somebody wants them.
    fn payload(&self, pieces: &[&har::Message], len: u64) -> Option<Vec<u8>> {
        let wants = self.totals.wants;
        let source = self.source.filter(|_| wants.digests || wants.payloads || wants.heads)?;
        let len = usize::try_from(len).ok().filter(|len| *len <= PAYLOAD_KEPT_BYTES)?;
        let mut bytes = vec![0; len];
        let mut at = 0;
        for piece in pieces {
            let end = at + piece.place.len() as usize;
            let read = source.read_at(piece.place.start, &mut bytes[at..end]);
            if at + read < end {
                return None;
            }
            at = end;
        }
        Some(bytes)
    }

    /// What a reader has to know of a HAR, and what of this one is not here.
    fn remarks(&mut self, entry: &Entry, orphans: u64, sink: &mut impl Sink) {
        let at = Target::Connection(self.id);
        let others = entry.others + orphans;
        let detail = (others > 0).then(|| format!("×{others}").into_boxed_str());
        let finding = |rule, detail| Finding { rule, connection: Some(self.id), at, from: None, detail };
        let mut found = vec![finding(RuleId::HarNoFrames, detail)];
        let cut = entry.messages.iter().filter(|message| !message.complete).count() as u64 + entry.left_out;
        if cut > 0 || entry.head_cut {
            let detail = (cut > 0).then(|| format!("×{cut}").into_boxed_str());
            found.push(finding(RuleId::HarLeftOut, detail));
        }
        for one in found {
            self.find(one, sink);
        }
    }
}

/// For each message the next of the same sender; empty where no part continues another.
fn next_of_side(list: &[har::Message]) -> Vec<u32> {
    if list.iter().all(|message| message.opcode != 0) {
        return Vec::new();
    }
    let mut newest = Both { client: u32::MAX, server: u32::MAX };
    let mut next = vec![u32::MAX; list.len()];
    for (at, message) in list.iter().enumerate().rev() {
        next[at] = newest[message.from];
        newest[message.from] = at as u32;
    }
    next
}

/// What a list of headers can answer for: names and values, not how they were written.
fn told(mut found: Vec<Violation>, version: Version) -> Vec<Violation> {
    found.retain(|one| {
        let is_told =
            matches!(one.rule.row().group, Group::Request | Group::Response | Group::Negotiate | Group::Pmd);
        let is_version = one.rule == RuleId::ReqHttpVersionLow && version == Version::Unknown;
        let is_bytes = matches!(one.rule, RuleId::ReqDataBeforeResponse | RuleId::ResMalformed);
        is_told && !is_version && !is_bytes
    });
    found
}

/// The status of a refusal of which a HAR has the browser's words only: Chromium's, which Playwright writes down, are
/// `Error during WebSocket handshake: Unexpected response code: 403`.
fn refused_with(failure: &str) -> Option<u16> {
    let (_, code) = failure.split_once("Unexpected response code: ")?;
    code.trim().parse().ok().filter(|status| (100..=999).contains(status) && *status != 101)
}

const fn nothing_agreed() -> NegotiatedFacts {
    NegotiatedFacts {
        outcome: Outcome::Pending,
        status: None,
        subprotocol: None,
        extensions: Vec::new(),
        deflate: None,
        accept_expected: None,
        accept_ok: None,
    }
}

fn has(headers: &[Header], wanted: &str) -> bool {
    headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(wanted))
}

/// What a WebSocket over HTTP/2 agreed on: a 2xx opens it (RFC 8441 §5), and there is no accept value.
fn over_h2(entry: &Entry, status: u16) -> NegotiatedFacts {
    let bytes = response_bytes(entry, 101);
    let facts = negotiate(None, &Head::response(&bytes), &bytes, &[]);
    NegotiatedFacts { outcome: Outcome::Open, status: Some(status), accept_ok: None, ..facts }
}

fn request_bytes(entry: &Entry) -> Vec<u8> {
    let target = Url::read(&entry.url).map_or("", |url| url.target);
    let slash = if target.starts_with('/') { "" } else { "/" };
    let method = if is_token(entry.method.as_bytes()) { entry.method.as_str() } else { "?" };
    let version = Version::of(&entry.version.client).text();
    let mut bytes = clean(&format!("{method} {slash}{target} {version}")).into_bytes();
    fields(&entry.headers.client, &mut bytes);
    bytes
}

fn response_bytes(entry: &Entry, status: u16) -> Vec<u8> {
    let version = Version::of(&entry.version.server).text();
    let mut bytes = clean(&format!("{version} {status} {}", entry.reason)).into_bytes();
    fields(&entry.headers.server, &mut bytes);
    bytes
}

/// Writes a list as header lines behind a start line. A value that a browser joined from several lines is several
/// again; what could not stand in a line, and HTTP/2's pseudo-fields, whose content the start line has, is left out.
fn fields(headers: &[Header], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\r\n");
    for (name, value) in headers.iter().filter(|(name, _)| is_token(name.as_bytes())) {
        for line in value.split('\n') {
            out.extend_from_slice(format!("{name}: {}\r\n", clean(line).trim()).as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// Text that stays on its line.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests;
