//! What leaves the program as text: JSON lines for programs, aligned lines for people.
//!
//! Both are listeners of the inspector that append to a buffer of their own. No file, terminal or clock is known
//! here: whoever drives them takes the bytes and writes them.

mod escape;
mod json;
mod ndjson;
mod session;
mod text;
mod words;

pub use escape::{excerpt, printable};
pub use json::Object;
pub use ndjson::{Ndjson, SCHEMA};
pub use text::TextWriter;

use crate::base::{Both, Side};
use crate::rules::{Phase, Row};
use crate::trace::{CaptureInfo, Finding, HeadFacts, MessageFacts, MessageKind, Sink, Tally, Target, Wants};
use crate::wire::http::Head;
use crate::wire::payload::{Detail, Guess, Message as Content, Reader, View};
use crate::wire::upgrade::AcceptSteps;

/// The types of lines that a decoded capture has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineType {
    /// The capture itself.
    Capture,
    /// A connection begins.
    Connection,
    /// The request of the opening handshake.
    Request,
    /// Its response.
    Response,
    /// What the opening handshake came to.
    Negotiated,
    /// A frame.
    Frame,
    /// A message.
    Message,
    /// An Engine.IO session.
    Session,
    /// A packet of a session that HTTP long polling carried.
    Polled,
    /// A connection's end.
    Close,
    /// A finding.
    Finding,
    /// The totals.
    Summary,
}

impl LineType {
    /// Every type, in the order in which they first appear.
    pub const ALL: [Self; 12] = [
        Self::Capture,
        Self::Connection,
        Self::Request,
        Self::Response,
        Self::Negotiated,
        Self::Frame,
        Self::Message,
        Self::Session,
        Self::Polled,
        Self::Close,
        Self::Finding,
        Self::Summary,
    ];

    /// The word of the machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Connection => "connection",
            Self::Request => "request",
            Self::Response => "response",
            Self::Negotiated => "negotiated",
            Self::Frame => "frame",
            Self::Message => "message",
            Self::Session => "session",
            Self::Polled => "polled",
            Self::Close => "close",
            Self::Finding => "finding",
            Self::Summary => "summary",
        }
    }
}

/// A set of line types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines(u16);

impl Lines {
    /// All of them.
    pub const ALL: Self = Self(u16::MAX);

    /// Only these.
    #[must_use]
    pub fn only(types: &[LineType]) -> Self {
        Self(types.iter().fold(0, |set, line| set | 1 << (*line as u16)))
    }

    /// Whether `line` is one of them.
    #[must_use]
    pub const fn has(self, line: LineType) -> bool {
        self.0 >> (line as u16) & 1 == 1
    }

    /// Whether nothing is left but what is known without looking at any connection: the capture and the totals.
    #[must_use]
    pub fn are_totals(self) -> bool {
        LineType::ALL
            .iter()
            .all(|line| matches!(line, LineType::Capture | LineType::Summary) || !self.has(*line))
    }
}

/// What of a payload's content is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Payload {
    /// Nothing.
    None,
    /// Its SHA-1.
    #[default]
    Sha1,
    /// All of it, and its SHA-1.
    Full,
    /// Its first characters: only in the text for people.
    Preview,
}

impl Payload {
    /// Whether message lines say what is inside.
    #[must_use]
    pub const fn tells(self, lines: Lines) -> bool {
        lines.has(LineType::Message) && !matches!(self, Self::None)
    }

    /// What the inspector has to compute for it, when these lines are written.
    #[must_use]
    pub const fn wants(self, lines: Lines) -> Wants {
        let content = lines.has(LineType::Frame) || lines.has(LineType::Message);
        Wants {
            digests: content && matches!(self, Self::Sha1 | Self::Full),
            payloads: content && matches!(self, Self::Full | Self::Preview),
            heads: self.tells(lines),
        }
    }
}

/// The totals of a capture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Packets read.
    pub packets: u64,
    /// WebSocket connections and attempts at one.
    pub connections: u64,
    /// Frames.
    pub frames: u64,
    /// Messages.
    pub messages: u64,
    /// Findings by severity.
    pub tally: Tally,
    /// Bytes of the connections' TCP streams, both directions, each counted once.
    pub stream_bytes: u64,
    /// Of these, bytes that a named field owns.
    pub explained_bytes: u64,
    /// Bytes known to be missing.
    pub gap_bytes: u64,
    /// What is wrong with the capture itself.
    pub damage: Option<String>,
}

/// What a writer remembers of a connection that is open.
#[derive(Debug, Default)]
struct Remembered {
    /// Where the frames begin in each side's stream.
    base: Both<u64>,
    /// A stream of HTTP/2 carries it.
    is_h2: bool,
    /// What the opening handshake came to.
    outcome: crate::trace::Outcome,
    /// The newest packet of it.
    packet: u32,
    /// Why the opening handshake failed, as a HAR says.
    failure: Option<Box<str>>,
    /// Which sides ended TLS with a close_notify alert.
    close_notify: Both<bool>,
    /// What is inside its messages.
    reader: Reader,
}

impl Remembered {
    /// The request: its target may tell what the messages are.
    fn asked(&mut self, facts: &HeadFacts<'_>) {
        if facts.from == Side::Client {
            let target = read_head(facts).target(facts.bytes);
            self.reader.asked(&String::from_utf8_lossy(target));
        }
    }

    /// What the message says, where its content was wanted and is something.
    fn told(&mut self, facts: &MessageFacts<'_>) -> Option<(Guess, View)> {
        let message = &facts.message;
        if !message.complete {
            self.reader.forget(message.from);
        }
        let content =
            Content { bytes: facts.head?, len: message.len, is_text: message.kind == MessageKind::Text };
        self.reader.read(message.from, &content, Detail::Summary)
    }
}

/// A listener that writes. It appends to a buffer; whoever drives it takes the bytes out and clears it.
pub trait Writer: Sink {
    /// What is known of the capture; its digits hold for all times after it.
    fn capture(&mut self, info: &CaptureInfo);
    /// The totals, at the end.
    fn summary(&mut self, totals: &Totals);
    /// One rule of the register.
    fn rule(&mut self, row: &Row);
    /// An accept value and the way to it.
    fn accept(&mut self, steps: &AcceptSteps);
    /// What has been written and not taken out.
    fn written(&self) -> &[u8];
    /// Forgets what has been written.
    fn clear(&mut self);
}

/// The head of a request or response, read.
fn read_head(facts: &HeadFacts<'_>) -> Head {
    Head::read(facts.form, facts.from, facts.bytes)
}

/// The side whose head a finding is about; none where it is about something else.
fn head_of(finding: &Finding) -> Option<Side> {
    match finding.at {
        Target::Head { side, .. } | Target::HeadLine { side, .. } => Some(side),
        // Places within a head are bytes of the stream.
        Target::Bytes { side, .. } if finding.rule.row().phase == Phase::Opening => Some(side),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_shown_is_computed() {
        let totals = Lines::only(&[LineType::Summary, LineType::Capture]);
        assert!(totals.are_totals() && !Lines::ALL.are_totals());
        assert!(!Lines::only(&[LineType::Summary, LineType::Finding]).are_totals());
        for (payload, lines, digests, payloads, heads) in [
            (Payload::Sha1, Lines::ALL, true, false, true),
            (Payload::Sha1, totals, false, false, false),
            (Payload::Sha1, Lines::only(&[LineType::Frame]), true, false, false),
            (Payload::None, Lines::ALL, false, false, false),
            (Payload::Full, Lines::only(&[LineType::Message]), true, true, true),
            (Payload::Preview, Lines::only(&[LineType::Frame]), false, true, false),
        ] {
            assert_eq!(payload.wants(lines), Wants { digests, payloads, heads }, "{payload:?} {lines:?}");
        }
    }
}
