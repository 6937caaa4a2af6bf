//! The text for people: one aligned line a fact, coloured where asked. Times count from the first packet. Its form
//! is no contract: programs read the JSON lines.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::words::{self, count, thousands};
use super::{LineType, Lines, Payload, Remembered, Totals, Writer, excerpt, printable, read_head};
use crate::base::{Lang, Side, Stamp, Text};
use crate::rules::{Row, Severity, registry};
use crate::trace::{
    Answer, CaptureInfo, CloseKind, EndFacts, Finding, FrameFacts, HarFacts, HeadFacts, HeadForm,
    MessageFacts, MessageKind, Moment, NegotiatedFacts, Opening, Outcome, Poll, PolledFacts, SessionFacts,
    Sink, Start, Tls, Wants, Way,
};
use crate::wire::frame::Opcode;
use crate::wire::payload::{Format, Guess, View};
use crate::wire::upgrade::AcceptSteps;

/// How many characters of a payload a preview shows.
const PREVIEW_CHARS: usize = 60;
/// How many characters of a header's value are shown.
const HEADER_CHARS: usize = 200;
/// Blanks under the time, connection and direction of the line before.
const INDENT: &str = "                     ";

/// How a run of text is to be seen. The codes are the terminal's own colours, so that they fit its background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Dim,
    Bold,
    Client,
    Server,
    Good,
    Error,
    Warning,
    Note,
}

impl Ink {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Dim => "\u{1b}[2m",
            Self::Bold => "\u{1b}[1m",
            Self::Client => "\u{1b}[36m",
            Self::Server => "\u{1b}[35m",
            Self::Good => "\u{1b}[32m",
            Self::Error => "\u{1b}[1;31m",
            Self::Warning => "\u{1b}[33m",
            Self::Note => "\u{1b}[34m",
        }
    }
}

/// Writes what the inspector tells as lines for people.
#[derive(Debug)]
pub struct TextWriter {
    pub(super) out: String,
    pub(super) lines: Lines,
    payload: Payload,
    pub(super) lang: Lang,
    has_colour: bool,
    /// Whether there is a capture: pasted bytes have no times.
    has_times: bool,
    /// The first time that was told.
    origin: Option<Stamp>,
    connections: FxHashMap<u32, Remembered>,
    /// Whether a HAR is read.
    is_har: bool,
    /// The connection that has begun and of which a HAR has more to say.
    opening: Option<Opening>,
    /// The connection that is told next, and the session it names.
    joins: Option<(u32, u32)>,
    /// The proxies of the connection that is told next.
    ways: Vec<Way>,
}

impl TextWriter {
    /// A writer of these lines.
    #[must_use]
    pub fn new(lines: Lines, payload: Payload, lang: Lang, has_colour: bool) -> Self {
        Self {
            out: String::new(),
            lines,
            payload,
            lang,
            has_colour,
            has_times: false,
            origin: None,
            connections: FxHashMap::default(),
            is_har: false,
            opening: None,
            joins: None,
            ways: Vec::new(),
        }
    }

    fn connection_line(&mut self, opening: &Opening, ends: &str) {
        let ways = std::mem::take(&mut self.ways);
        if !self.lines.has(LineType::Connection) {
            return;
        }
        self.begin(opening.connection, Some(opening.opened), None);
        self.ink(ends, Ink::Bold);
        if opening.start == Start::Midstream && !self.is_har {
            self.out.push_str("  ");
            self.word(words::FROM_MIDSTREAM, Ink::Dim);
        }
        if let Some(tls) = &opening.tls {
            let shown = self.tls(tls);
            self.ink(&shown, Ink::Dim);
        }
        if let Some((_, session)) = self.joins.take().filter(|joins| joins.0 == opening.connection) {
            let _ = write!(self.out, "  {} s{session}", words::GOES_ON.get(self.lang));
        }
        if self.is_har {
            self.out.push_str("  ");
            self.word(words::FRAMES_NOT_IN_HAR, Ink::Dim);
        }
        self.out.push('\n');
        for way in &ways {
            // What a client names as its target is not ours.
            let told = printable(&way.to_string());
            let _ = writeln!(self.out, "{INDENT}{} {told}", words::VIA.get(self.lang));
        }
    }

    pub(super) fn ink(&mut self, text: &str, ink: Ink) {
        if self.has_colour && ink != Ink::Plain {
            let _ = write!(self.out, "{}{text}\u{1b}[0m", ink.code());
        } else {
            self.out.push_str(text);
        }
    }

    pub(super) fn word(&mut self, word: Text, ink: Ink) {
        self.ink(word.get(self.lang), ink);
    }

    /// Begins a line: time since the first packet, connection, direction.
    fn begin(&mut self, connection: u32, stamp: Option<Stamp>, from: Option<Side>) {
        self.begin_as(&format!("#{connection}"), stamp, from);
    }

    /// Begins a line about what has this label.
    pub(super) fn begin_as(&mut self, label: &str, stamp: Option<Stamp>, from: Option<Side>) {
        match stamp.filter(|_| self.has_times) {
            Some(stamp) => {
                let origin = *self.origin.get_or_insert(stamp);
                let since = Stamp::from_nanos(stamp.nanos_since(origin));
                self.ink(&format!("{:>12} ", since.seconds(6).to_string()), Ink::Dim);
            }
            None => self.out.push_str("             "),
        }
        self.ink(&format!("{label:<5} "), Ink::Dim);
        match from {
            Some(Side::Client) => self.ink("→ ", Ink::Client),
            Some(Side::Server) => self.ink("← ", Ink::Server),
            None => self.ink("─ ", Ink::Dim),
        }
    }

    fn side(&self, side: Side) -> &'static str {
        match side {
            Side::Client => words::CLIENT.get(self.lang),
            Side::Server => words::SERVER.get(self.lang),
        }
    }

    /// The content of a payload, as far as it is asked for.
    fn content(&mut self, sha1: Option<&[u8; 20]>, payload: Option<&[u8]>, is_text: bool) {
        match (self.payload, payload, sha1) {
            (Payload::Preview, Some(payload), _) if !payload.is_empty() => {
                let shown = excerpt(payload, is_text, PREVIEW_CHARS);
                let _ = write!(self.out, "  {shown}");
            }
            (Payload::Full, Some(payload), _) if !payload.is_empty() => {
                let shown = excerpt(payload, is_text, payload.len().saturating_mul(3).max(1));
                let _ = write!(self.out, "  {shown}");
            }
            (Payload::Sha1, _, Some(sha1)) => {
                let hex: String = sha1.iter().map(|byte| format!("{byte:02x}")).collect();
                self.ink(&format!("  {hex}"), Ink::Dim);
            }
            _ => {}
        }
    }

    /// What is inside a message.
    fn inside(&mut self, guess: Guess, view: &View) {
        let mark = if guess.guessed { "?" } else { "" };
        self.ink(&format!("  {}{mark} {}", view.protocol, printable(&view.kind)), Ink::Bold);
        let _ = write!(self.out, "  {}", printable(&view.summary));
        if let Some(fault) = &view.fault {
            let words = words::MALFORMED_AT.get(self.lang);
            self.ink(&format!("  {words} {}", fault.at), Ink::Warning);
        }
    }

    /// What TLS agreed on.
    fn tls(&self, tls: &Tls) -> String {
        let mut parts: Vec<String> =
            tls.version.map(|version| version.name().to_owned()).into_iter().collect();
        parts.extend(tls.suite_name());
        parts.extend(tls.server_name.as_ref().map(|name| format!("SNI {}", printable(name))));
        parts.extend(tls.alpn.as_ref().map(|alpn| format!("ALPN {}", printable(alpn))));
        parts.extend(tls.resumed.then(|| words::RESUMED.get(self.lang).to_owned()));
        parts.extend(tls.early_data.then(|| "0-RTT".to_owned()));
        format!("  {}", parts.join(", "))
    }

    /// A close code with its name.
    fn close_code(&self, code: u16) -> String {
        format!("{code} {}", registry::close_name(code).get(self.lang))
    }

    fn finding_line(&mut self, finding: &Finding) {
        let severity = finding.rule.severity();
        match finding.connection {
            Some(connection) => self.begin(connection, None, finding.from),
            None => self.out.push_str(INDENT),
        }
        let word = match severity {
            Severity::Error => words::ERROR,
            Severity::Warning => words::WARNING,
            Severity::Note => words::NOTE,
        };
        self.ink(&format!("{} {}", severity_sign(severity), word.get(self.lang)), severity_ink(severity));
        let sentence = printable(&finding.sentence(self.lang));
        let _ = write!(self.out, " {sentence} ");
        let row = finding.rule.row();
        self.ink(&format!("[{} · {}{}]", row.id, row.spec, about(finding)), Ink::Dim);
        self.out.push('\n');
    }

    /// The marks of a frame that are not as they mostly are.
    fn frame_marks(&mut self, facts: &FrameFacts<'_>) {
        let frame = &facts.frame;
        let mut marks = Vec::new();
        if let Some(masking_key) = facts.key {
            let hex: String = masking_key.iter().map(|byte| format!("{byte:02x}")).collect();
            marks.push(format!("{} {hex}", words::MASKED.get(self.lang)));
        }
        if !frame.complete {
            marks.push(words::INCOMPLETE.get(self.lang).to_owned());
        }
        if frame.guess {
            marks.push(words::GUESSED.get(self.lang).to_owned());
        }
        if !marks.is_empty() {
            self.ink(&format!("  {}", marks.join(", ")), Ink::Dim);
        }
    }
}

/// What a finding is about, shortly.
fn about(finding: &Finding) -> String {
    use crate::trace::Target;
    match (super::head_of(finding), finding.at) {
        (Some(Side::Client), _) => " · request".to_owned(),
        (Some(Side::Server), _) => " · response".to_owned(),
        (None, Target::Frame { frame, .. }) => format!(" · frame {frame}"),
        (None, Target::Message { message, .. }) => format!(" · message {message}"),
        (None, Target::Packet(packet)) => format!(" · packet {packet}"),
        (None, Target::Bytes { side, span, .. }) => format!(" · {side} stream {}..{}", span.start, span.end),
        (None, _) => String::new(),
    }
}

const fn severity_ink(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::Error,
        Severity::Warning => Ink::Warning,
        Severity::Note => Ink::Note,
    }
}

const fn severity_sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Note => "·",
    }
}

impl Writer for TextWriter {
    fn capture(&mut self, info: &CaptureInfo) {
        self.has_times = true;
        self.is_har = info.format == "har";
        if !self.lines.has(LineType::Capture) {
            return;
        }
        self.word(words::CAPTURE, Ink::Dim);
        self.out.push(' ');
        self.ink(&printable(&info.name), Ink::Bold);
        let links: Vec<String> = info.links.iter().map(|link| link.name()).collect();
        let parts = [Some(info.format), info.compression].into_iter().flatten().map(str::to_owned);
        let parts: Vec<String> = parts.chain(links).collect();
        self.ink(&format!("  {}", parts.join(", ")), Ink::Dim);
        self.out.push('\n');
    }

    fn summary(&mut self, totals: &Totals) {
        self.connections.clear();
        self.origin = None;
        if !self.lines.has(LineType::Summary) {
            return;
        }
        let korean = self.lang == Lang::Ko;
        let counted = [
            (totals.packets, "packet", "packets", "패킷"),
            (totals.connections, "connection", "connections", "연결"),
            (totals.frames, "frame", "frames", "프레임"),
            (totals.messages, "message", "messages", "메시지"),
        ];
        let counted = counted.map(|(number, one, many, ko)| count(number, one, many, ko, korean)).join(", ");
        let _ = write!(self.out, "{counted}; ");
        let tally = &totals.tally;
        for (at, (number, one, many, ko, ink)) in [
            (tally.errors, "error", "errors", "오류", Ink::Error),
            (tally.warnings, "warning", "warnings", "경고", Ink::Warning),
            (tally.notes, "note", "notes", "참고", Ink::Note),
        ]
        .into_iter()
        .enumerate()
        {
            self.out.push_str(if at > 0 { ", " } else { "" });
            let ink = if number > 0 { ink } else { Ink::Dim };
            self.ink(&count(u64::from(number), one, many, ko, korean), ink);
        }
        self.out.push('\n');
        let stream = count(totals.stream_bytes, "stream byte", "stream bytes", "스트림 바이트", korean);
        let explained = words::EXPLAINED.get(self.lang);
        let _ = write!(self.out, "{stream}, {} {explained}", thousands(totals.explained_bytes));
        if totals.gap_bytes > 0 {
            let missing = words::MISSING.get(self.lang);
            let _ = write!(self.out, ", {} {missing}", thousands(totals.gap_bytes));
        }
        self.out.push('\n');
        if let Some(damage) = &totals.damage {
            self.word(words::DAMAGED, Ink::Error);
            let _ = writeln!(self.out, ": {damage}");
        }
    }

    fn rule(&mut self, row: &Row) {
        let ink = severity_ink(row.severity);
        self.ink(&format!("{:<8}", row.severity.name()), ink);
        self.ink(&format!("{:<38}", row.id), Ink::Bold);
        self.ink(&format!("{:<20}", row.spec.to_string()), Ink::Dim);
        self.out.push_str(row.title.get(self.lang));
        if let Some(why) = row.rule.why_not_checked() {
            let _ = write!(self.out, " ({}: {})", words::NOT_CHECKED.get(self.lang), why.get(self.lang));
        }
        self.out.push('\n');
        let advice = row.rule.advice();
        let _ = writeln!(self.out, "        {}", advice.explanation.get(self.lang));
        self.ink(&format!("        → {}", advice.remedy.get(self.lang)), Ink::Dim);
        self.out.push('\n');
    }

    fn accept(&mut self, steps: &AcceptSteps) {
        let hex = crate::trace::hex;
        let bytes = steps.key_bytes.as_ref().map_or_else(
            || words::KEY_NOT_BASE64.get(self.lang).to_owned(),
            |bytes| format!("{}  ({} {})", hex(bytes), bytes.len(), words::BYTES.get(self.lang)),
        );
        for (number, (word, value)) in [
            (words::KEY, printable(&steps.key)),
            (words::KEY_BYTES, bytes),
            (words::WITH_GUID, printable(&steps.concatenated)),
            (words::ITS_SHA1, hex(&steps.sha1)),
            (words::ITS_BASE64, steps.accept.clone()),
        ]
        .into_iter()
        .enumerate()
        {
            let label = word.get(self.lang);
            // A Hangul syllable is two columns wide.
            let width = label.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
            self.ink(
                &format!("{}. {label}{}", number + 1, " ".repeat(16_usize.saturating_sub(width))),
                Ink::Dim,
            );
            self.ink(&value, if number == 4 { Ink::Good } else { Ink::Plain });
            self.out.push('\n');
        }
    }

    fn written(&self) -> &[u8] {
        self.out.as_bytes()
    }

    fn clear(&mut self) {
        self.out.clear();
    }
}

impl Sink for TextWriter {
    fn wants(&self) -> Wants {
        self.payload.wants(self.lines)
    }

    fn ways(&mut self, _: u32, ways: &[Way]) {
        self.ways = ways.to_vec();
    }

    fn connection(&mut self, opening: &Opening) {
        let is_h2 = opening.transport.is_h2();
        self.connections.insert(opening.connection, Remembered { is_h2, ..Remembered::default() });
        if self.is_har {
            self.opening = Some(opening.clone());
        } else {
            self.connection_line(opening, &format!("{} → {}", opening.client, opening.server));
        }
    }

    fn har(&mut self, connection: u32, facts: &HarFacts) {
        if let Some(opening) = self.opening.take() {
            let client = opening.client.text_in_har(None);
            let server = opening.server.text_in_har(facts.host.as_deref());
            self.connection_line(&opening, &printable(&format!("{client} → {server}")));
        }
        self.connections.entry(connection).or_default().failure = facts.failure.clone();
    }

    fn session(&mut self, facts: &SessionFacts<'_>) {
        self.session_line(facts);
    }

    fn joins(&mut self, connection: u32, session: u32) {
        self.joins = Some((connection, session));
    }

    fn poll(&mut self, session: u32, poll: &Poll) {
        self.poll_line(session, poll);
    }

    fn polled(&mut self, session: u32, facts: &PolledFacts<'_>) {
        self.polled_line(session, facts);
    }

    fn poll_answered(&mut self, session: u32, _: u32, answer: &Answer) {
        self.answer_line(session, answer);
    }

    fn session_moment(&mut self, session: u32, moment: &Moment) {
        self.moment_line(session, moment);
    }

    fn head(&mut self, connection: u32, facts: &HeadFacts<'_>) {
        if self.payload.tells(self.lines) {
            self.connections.entry(connection).or_default().asked(facts);
        }
        let line = match facts.from {
            Side::Client => LineType::Request,
            Side::Server => LineType::Response,
        };
        if !self.lines.has(line) {
            return;
        }
        let head = read_head(facts);
        let bytes = facts.bytes;
        let shown = |bytes: &[u8]| printable(&String::from_utf8_lossy(bytes));
        // A HAR does not say when the response came.
        let stamp = Some(facts.stamp).filter(|stamp| facts.packets.0 > 0 || *stamp != Stamp::default());
        self.begin(connection, stamp, Some(facts.from));
        // HTTP/2 has no start line: its parts are among the fields.
        let start = match facts.form {
            HeadForm::Section => Some(head.version(bytes)),
            _ => facts.bytes.get(head.start_line.start as usize..head.start_line.end as usize),
        };
        self.ink(shown(start.unwrap_or_default().trim_ascii()).as_str(), Ink::Bold);
        self.out.push('\n');
        for field in &head.fields {
            let value: String = shown(&field.value_in(bytes)).chars().take(HEADER_CHARS).collect();
            self.out.push_str(INDENT);
            self.ink(&format!("{}: ", shown(field.name_in(bytes))), Ink::Dim);
            let _ = writeln!(self.out, "{value}");
        }
    }

    fn negotiated(&mut self, connection: u32, facts: &NegotiatedFacts) {
        let known = self.connections.entry(connection).or_default();
        known.outcome = facts.outcome;
        if let Some(subprotocol) = &facts.subprotocol {
            known.reader.agreed(subprotocol);
        }
        if !self.lines.has(LineType::Negotiated) {
            return;
        }
        self.begin(connection, None, None);
        let (word, ink) = match facts.outcome {
            Outcome::Open => (words::OPEN, Ink::Good),
            Outcome::Refused => (words::REFUSED, Ink::Warning),
            Outcome::Invalid => (words::INVALID, Ink::Error),
            Outcome::Pending => (words::NO_ANSWER, Ink::Dim),
        };
        self.word(word, ink);
        if let Some(status) = facts.status.filter(|_| facts.outcome == Outcome::Refused) {
            let _ = write!(self.out, " ({status})");
        }
        match (facts.accept_ok, &facts.accept_expected) {
            (Some(true), _) => {
                let _ = write!(self.out, ", {}", words::ACCEPT_OK.get(self.lang));
            }
            (Some(false), Some(due)) => {
                let _ = write!(self.out, ", {} {due}", words::ACCEPT_DUE.get(self.lang));
            }
            _ => {}
        }
        if let Some(subprotocol) = &facts.subprotocol {
            let _ = write!(self.out, ", {} {}", words::SUBPROTOCOL.get(self.lang), printable(subprotocol));
        }
        if facts.outcome == Outcome::Open {
            let extensions = facts.extensions.iter().map(|(name, params)| {
                let params = params.iter().map(|(key, value)| match value {
                    Some(value) => format!("; {key}={value}"),
                    None => format!("; {key}"),
                });
                printable(&format!("{name}{}", params.collect::<String>()))
            });
            let extensions: Vec<String> = extensions.collect();
            let shown = if extensions.is_empty() {
                words::NO_EXTENSIONS.get(self.lang).to_owned()
            } else {
                extensions.join(", ")
            };
            let _ = write!(self.out, ", {shown}");
        }
        self.out.push('\n');
    }

    fn frames_start(&mut self, connection: u32, side: Side, offset: u64) {
        self.connections.entry(connection).or_default().base[side] = offset;
    }

    fn frame(&mut self, connection: u32, facts: &FrameFacts<'_>) {
        if !self.lines.has(LineType::Frame) {
            return;
        }
        let frame = &facts.frame;
        self.begin(connection, Some(frame.stamp), Some(frame.from));
        let fin = if frame.fin { "FIN" } else { "" };
        let rsv: String = [(4, '1'), (2, '2'), (1, '3')]
            .into_iter()
            .filter(|(bit, _)| frame.rsv & bit != 0)
            .map(|(_, digit)| digit)
            .collect();
        let rsv = if rsv.is_empty() { String::new() } else { format!("RSV{rsv}") };
        let ink = if frame.from == Side::Client { Ink::Client } else { Ink::Server };
        self.ink(&format!("{:<6}", frame.opcode.tag()), ink);
        let len = thousands(frame.payload_len);
        let _ = write!(self.out, "{fin:<4}{rsv:<5}{len:>9} {}", words::BYTES.get(self.lang));
        self.frame_marks(facts);
        if let Some((code, reason)) = facts.close {
            if let Some(code) = code {
                let _ = write!(self.out, "  {}", self.close_code(code));
            }
            if !reason.is_empty() {
                let _ = write!(self.out, " {}", excerpt(reason, true, PREVIEW_CHARS));
            }
        } else if frame.opcode.is_control() || !self.lines.has(LineType::Message) {
            self.content(facts.sha1.as_ref(), facts.payload, frame.opcode != Opcode::BINARY);
        }
        self.out.push('\n');
    }

    fn message(&mut self, connection: u32, facts: &MessageFacts<'_>) {
        if !self.lines.has(LineType::Message) {
            return;
        }
        let message = &facts.message;
        let known = self.connections.entry(connection).or_default();
        let told = if self.payload == Payload::Preview { known.told(facts) } else { None };
        // JSON says itself as well as a summary of it would.
        let told = told.filter(|(guess, _)| guess.format != Format::Json);
        self.begin(connection, Some(message.stamp_last), Some(message.from));
        let is_text = message.kind == MessageKind::Text;
        let kind = if is_text { words::TEXT } else { words::BINARY };
        let name = words::MESSAGE.get(self.lang);
        self.ink(&format!("{name} {}", message.n), Ink::Bold);
        let bytes = words::BYTES.get(self.lang);
        let _ = write!(self.out, "  {}, {} {bytes}", kind.get(self.lang), thousands(message.len));
        if message.compressed {
            let from = words::INFLATED_FROM.get(self.lang);
            let _ = write!(self.out, ", {from} {}", thousands(message.wire_len));
        }
        if facts.frames.len() > 1 {
            let list: Vec<String> = facts.frames.iter().take(8).map(u32::to_string).collect();
            let more = if facts.frames.len() > 8 { " …" } else { "" };
            let _ = write!(self.out, ", {} {}{more}", words::IN_FRAMES.get(self.lang), list.join(" "));
        }
        for (is, word, ink) in [
            (message.broken, words::BROKEN, Ink::Error),
            (!message.complete && !message.broken, words::INCOMPLETE, Ink::Warning),
            (is_text && !message.utf8_ok, words::NOT_UTF8, Ink::Error),
        ] {
            if is {
                self.out.push_str(", ");
                self.word(word, ink);
            }
        }
        match told {
            Some((guess, view)) => self.inside(guess, &view),
            None => self.content(facts.sha1.as_ref(), facts.payload, is_text),
        }
        self.out.push('\n');
    }

    fn finding(&mut self, finding: Finding) {
        if self.lines.has(LineType::Finding) {
            self.finding_line(&finding);
        }
    }

    fn end(&mut self, connection: u32, facts: &EndFacts<'_>) {
        let known = self.connections.remove(&connection).unwrap_or_default();
        if !self.lines.has(LineType::Close) {
            return;
        }
        self.begin(connection, Some(facts.last), None);
        let ending = &facts.ending;
        let kind = match ending.kind(known.outcome) {
            CloseKind::Open if self.is_har => CloseKind::Unknown,
            kind => kind,
        };
        let (word, ink) = match kind {
            CloseKind::Clean => (words::CLEAN, Ink::Good),
            CloseKind::Half => (words::HALF, Ink::Warning),
            CloseKind::Dropped => (words::DROPPED, Ink::Warning),
            CloseKind::Open => (words::STILL_OPEN, Ink::Dim),
            CloseKind::Refused => (words::REFUSED, Ink::Warning),
            CloseKind::Unknown => (words::END_NOT_IN_HAR, Ink::Dim),
        };
        self.word(word, ink);
        if let Some(failure) = &known.failure {
            let _ = write!(self.out, ": {}", printable(failure));
        }
        if let Some(code) = ending.code {
            let _ = write!(self.out, ", {}", self.close_code(code));
        }
        if let Some(reason) = facts.reason.filter(|reason| !reason.is_empty()) {
            let _ = write!(self.out, " {}", excerpt(reason, true, PREVIEW_CHARS));
        }
        if let Some(side) = ending.initiator {
            let _ = write!(self.out, ", {} {}", words::FIRST_BY.get(self.lang), self.side(side));
        }
        if let Some(code) = ending.observed_code(known.outcome).filter(|code| ending.code != Some(*code)) {
            let sees = words::APPLICATION_SEES.get(self.lang);
            let _ = write!(self.out, ", {sees} {}", self.close_code(code));
        }
        if let Some(tcp) = ending.tcp {
            let word = super::ndjson::tcp_word(Some(tcp)).to_uppercase();
            // RFC 8441 §5: a stream's end stands for that of TCP.
            let carrier = if known.is_h2 { "HTTP/2 stream" } else { "TCP" };
            let by = ending.tcp_by.map(|side| format!(" ({})", self.side(side))).unwrap_or_default();
            let _ = write!(self.out, ", {carrier} {word}{by}");
        }
        self.out.push('\n');
    }
}
