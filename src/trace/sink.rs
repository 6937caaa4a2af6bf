//! What the inspector tells, in the order of the machine-readable output: facts as they are found. The trace
//! is one listener, the ndjson writer another; none of them can answer back.

use std::sync::Arc;

use crate::base::{Both, Lang, Side, Span, Stamp};
use crate::rules::RuleId;

use super::derived::{DataFrame, HarFacts, Sealed, Told, Transport};
use super::model::{Deflate, Ending, Endpoint, Frame, Message, Outcome, Segment, Start, TcpEvent};
use super::session::{Answer, BodyFacts, Moment, Poll, PolledFacts, SessionFacts};
use super::target::Target;
use super::tls::{Locked, Tls};
use super::way::Way;

/// What a listener wants computed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wants {
    /// SHA-1 of payloads and messages.
    pub digests: bool,
    /// The bytes of payloads and messages.
    pub payloads: bool,
    /// The first bytes of messages: enough to tell what is inside.
    pub heads: bool,
}

/// A new connection.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its id.
    pub connection: u32,
    /// Who opened it.
    pub client: Endpoint,
    /// Who accepted it.
    pub server: Endpoint,
    /// What carries its streams.
    pub transport: Transport,
    /// What TLS agreed on, where there is TLS in between.
    pub tls: Option<Arc<Tls>>,
    /// Where the capture came in.
    pub start: Start,
    /// The first packet of it.
    pub opened: Stamp,
}

/// How a head stands in its stream. The bytes of text are the stream's; those of a section are the decoded fields and
/// stand for the compressed ones, so that the trace keeps them.
pub use crate::wire::http::Form as HeadForm;

/// A request or response head, whole.
#[derive(Debug, Clone, Copy)]
pub struct HeadFacts<'a> {
    /// Client: the request. Server: the response.
    pub from: Side,
    /// Where it stands in the sender's stream.
    pub span: Span,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What those are.
    pub form: HeadForm,
    /// When its last byte was seen.
    pub stamp: Stamp,
    /// First and last packet number; 0 where there are no packets.
    pub packets: (u32, u32),
}

/// A parameter of an extension: its name, and its value where it has one.
pub type Param = (String, Option<String>);

/// What the opening handshake came to.
#[derive(Debug, Clone)]
pub struct NegotiatedFacts {
    /// Open, refused or invalid.
    pub outcome: Outcome,
    /// HTTP status of the answer, where one was seen.
    pub status: Option<u16>,
    /// The subprotocol in use.
    pub subprotocol: Option<String>,
    /// The extensions in use with their parameters.
    pub extensions: Vec<(String, Vec<Param>)>,
    /// Agreed permessage-deflate parameters.
    pub deflate: Option<Deflate>,
    /// The accept value that the key calls for, where there is a key.
    pub accept_expected: Option<String>,
    /// Whether the response carries it.
    pub accept_ok: Option<bool>,
}

/// A frame, when its last byte has been seen or can no longer come.
#[derive(Debug, Clone, Copy)]
pub struct FrameFacts<'a> {
    /// The frame.
    pub frame: Frame,
    /// First header byte.
    pub first: u8,
    /// Second header byte.
    pub second: u8,
    /// The masking key, where the MASK bit is set.
    pub key: Option<[u8; 4]>,
    /// Whether it is the first of its message.
    pub starts_message: bool,
    /// First and last packet number.
    pub packets: (u32, u32),
    /// SHA-1 of the unmasked payload, where wanted and complete.
    pub sha1: Option<[u8; 20]>,
    /// The unmasked payload, where wanted and complete.
    pub payload: Option<&'a [u8]>,
    /// Code and reason of a Close frame.
    pub close: Option<(Option<u16>, &'a [u8])>,
}

/// A message, after its last frame.
#[derive(Debug, Clone, Copy)]
pub struct MessageFacts<'a> {
    /// The message.
    pub message: Message,
    /// The frames that carry it.
    pub frames: &'a [u32],
    /// SHA-1 of its bytes after inflating, where wanted and complete.
    pub sha1: Option<[u8; 20]>,
    /// Its bytes after inflating, where wanted and complete.
    pub payload: Option<&'a [u8]>,
    /// Its first bytes after inflating, where wanted and complete: all of it, or as many as are kept.
    pub head: Option<&'a [u8]>,
}

/// A broken rule, or something else worth saying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: RuleId,
    /// The connection it is about.
    pub connection: Option<u32>,
    /// The first thing it is about.
    pub at: Target,
    /// Who is at fault, where one side is.
    pub from: Option<Side>,
    /// What exactly was found, in no language: a value, a number, two values.
    pub detail: Option<Box<str>>,
}

impl Finding {
    /// One sentence for a person: the rule's title, what exactly was found, and why it is only a hint where it is one.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        self.rule.sentence(self.detail.as_deref(), lang)
    }
}

/// The end of a connection, or of the capture while it was open.
#[derive(Debug, Clone, Copy)]
pub struct EndFacts<'a> {
    /// How it ended.
    pub ending: Ending,
    /// The reason in the initiator's Close.
    pub reason: Option<&'a [u8]>,
    /// When the last packet of it was captured.
    pub last: Stamp,
    /// One past the last byte of each stream.
    pub stream_ends: Both<u64>,
}

/// A kind of stream bytes that is not a head or a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stretch {
    /// Missing from the capture.
    Gap,
    /// There, but nobody could read it.
    Unread,
    /// Other HTTP on the same connection.
    OtherHttp,
    /// What a proxy and its client said to each other before.
    Way,
}

/// A listener. Every method has an empty default, so that a listener names only what it hears.
#[expect(unused_variables, reason = "defaults ignore what they are told")]
pub trait Sink {
    /// What to compute.
    fn wants(&self) -> Wants {
        Wants::default()
    }
    /// The next connection that begins goes through these proxies, in the order in which they are met.
    fn ways(&mut self, connection: u32, ways: &[Way]) {}
    /// A connection begins.
    fn connection(&mut self, opening: &Opening) {}
    /// All that is known of the connection that has just begun is what a HAR says.
    fn har(&mut self, connection: u32, facts: &HarFacts) {}
    /// A request or response head is complete.
    fn head(&mut self, connection: u32, head: &HeadFacts<'_>) {}
    /// The opening handshake has come to something.
    fn negotiated(&mut self, connection: u32, facts: &NegotiatedFacts) {}
    /// The frames of `side` begin at this offset of its stream.
    fn frames_start(&mut self, connection: u32, side: Side, offset: u64) {}
    /// A packet brought new bytes of a stream.
    fn segment(&mut self, connection: u32, side: Side, segment: &Segment) {}
    /// Bytes of a stream are the content of this TLS record. Told before the segments and frames of those bytes.
    fn sealed(&mut self, connection: u32, side: Side, sealed: &Sealed) {}
    /// Bytes of a stream are the data of this HTTP/2 frame.
    fn data_frame(&mut self, connection: u32, side: Side, data: &DataFrame) {}
    /// A TCP event.
    fn tcp_event(&mut self, connection: u32, event: &TcpEvent) {}
    /// Bytes that are neither head nor frame.
    fn stretch(&mut self, connection: u32, side: Side, kind: Stretch, span: Span) {}
    /// A frame.
    fn frame(&mut self, connection: u32, facts: &FrameFacts<'_>) {}
    /// A message begins with its first frame, which has just been told.
    fn message_started(&mut self, connection: u32, message: &Message) {}
    /// A further frame of a message.
    fn message_continued(&mut self, connection: u32, message: u32, frame: u32) {}
    /// Where the bytes of a message without frames stand, which has just been started.
    fn told(&mut self, connection: u32, side: Side, told: &Told) {}
    /// A message is whole, or can no longer become so.
    fn message(&mut self, connection: u32, facts: &MessageFacts<'_>) {}
    /// A message goes on with a packet of its subprotocol that began in message `first` of the same side.
    fn packet_goes_on(&mut self, connection: u32, message: u32, first: u32) {}
    /// A Pong answers a Ping; both are frame numbers.
    fn answered(&mut self, connection: u32, ping: u32, pong: u32) {}
    /// The inflate window of `side` after a message: later messages can be inflated from here.
    fn window(&mut self, connection: u32, side: Side, after: u32, window: &[u8]) {}
    /// A TLS flow has ended, or the capture has, and its content stayed closed. The finding that says so follows.
    fn locked(&mut self, locked: &Locked) {}
    /// `side` has closed its direction of the TLS connection, as it should before it ends TCP (RFC 8446 §6.1).
    fn close_notify(&mut self, connection: u32, side: Side) {}
    /// A finding.
    fn finding(&mut self, finding: Finding) {}
    /// A connection has ended.
    fn end(&mut self, connection: u32, facts: &EndFacts<'_>) {}
    /// An Engine.IO session was found. Its polled packets are no WebSocket messages and are told on their own.
    fn session(&mut self, facts: &SessionFacts<'_>) {}
    /// The connection `connection`, which is told next, names a session: its WebSocket.
    fn joins(&mut self, connection: u32, session: u32) {}
    /// A session polls.
    fn poll(&mut self, session: u32, poll: &Poll) {}
    /// The body of a poll is whole; the packets in it are told next.
    fn polled_body(&mut self, session: u32, facts: &BodyFacts<'_>) {}
    /// A packet of the body that was told last.
    fn polled(&mut self, session: u32, facts: &PolledFacts<'_>) {}
    /// A poll has been answered, after the packets that the answer brought.
    fn poll_answered(&mut self, session: u32, poll: u32, answer: &Answer) {}
    /// Something happened to a session on its WebSocket.
    fn session_moment(&mut self, session: u32, moment: &Moment) {}
    /// `packets` packets have been read, and the newest of them was captured at `stamp`.
    fn progress(&mut self, packets: u32, stamp: Stamp) {}
}
