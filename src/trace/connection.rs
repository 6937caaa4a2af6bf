//! One connection of the trace.

use std::sync::Arc;

use crate::base::{Both, Side, Span, Stamp};
use crate::rules::Severity;
use crate::wire::http::Head;

use super::Rows;
use super::derived::{DataFrame, HarFacts, Record, SealedRows, Told, Transport};
use super::model::{
    CloseKind, Deflate, Ending, Endpoint, Frame, FrameMark, FrameRow, Message, MessageKind, Outcome, Segment,
    Start, Stream, TcpEvent,
};
use super::sink::{HeadForm, Opening};
use super::tls::Tls;
use super::way::Way;

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Breaks a MUST.
    pub errors: u32,
    /// Breaks a SHOULD, or is risky.
    pub warnings: u32,
    /// Worth knowing.
    pub notes: u32,
}

impl Tally {
    /// Counts one more.
    pub const fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }
}

/// A checkpoint of one side's inflate window, taken after a message.
#[derive(Debug, Clone)]
pub(super) struct Checkpoint {
    /// The message after which it was taken.
    pub(super) after: u32,
    /// The newest output.
    pub(super) window: Box<[u8]>,
}

/// One WebSocket connection, or an attempt at one.
#[derive(Debug, Clone)]
pub struct Connection {
    /// 0-based, in the order in which upgrade requests were whole (or first frames were seen).
    pub id: u32,
    /// Who opened it.
    pub client: Endpoint,
    /// Who accepted it.
    pub server: Endpoint,
    /// What carries its streams.
    pub transport: Transport,
    /// What TLS agreed on, where there is TLS in between.
    pub tls: Option<Arc<Tls>>,
    /// Which sides ended TLS with a close_notify alert.
    pub close_notify: Both<bool>,
    /// Where the capture came in.
    pub start: Start,
    /// The first packet of it.
    pub opened: Stamp,
    /// The newest packet of it.
    pub last: Stamp,
    /// The proxies on the way, in the order in which they are met.
    pub ways: Vec<Way>,
    /// What the opening handshake came to.
    pub outcome: Outcome,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// Agreed permessage-deflate parameters.
    pub deflate: Option<Deflate>,
    /// The subprotocol in use.
    pub subprotocol: Option<Box<str>>,
    /// How it ended, so far.
    pub ending: Ending,
    /// Findings about it.
    pub tally: Tally,
    /// TCP events that carry no new bytes, in capture order.
    pub events: Vec<TcpEvent>,
    /// Both sides' streams, by sender.
    pub streams: Both<Stream>,
    pub(super) frames: Rows<FrameRow>,
    /// Numbers of the frames whose sender is not that of the frame before: runs of one sender.
    pub(super) turns: Rows<u32>,
    /// Frames whose lengths do not fit their row: (frame, declared, present), sorted.
    pub(super) long_frames: Vec<(u32, u64, u64)>,
    /// Frame number of each message's first frame.
    pub(super) starts: Rows<u32>,
    /// Messages of continuation frames: (frame, message), sorted.
    pub(super) continuations: Vec<(u32, u32)>,
    /// Messages that are more than one whole uncompressed frame, sorted by `n`.
    pub(super) special: Vec<Message>,
    /// Pings and the Pongs that answer them, by frame number, sorted by Pong.
    pub(super) pongs: Vec<(u32, u32)>,
    /// Messages that go on with a packet, and the message in which it began, sorted.
    pub(super) joined: Vec<(u32, u32)>,
    pub(super) checkpoints: Both<Vec<Checkpoint>>,
    pub(super) derived: Both<Derived>,
    /// What a HAR says of it, where that is all there is: then there are no frames and no packets.
    pub har: Option<Box<HarFacts>>,
    /// Where the bytes of each message without frames begin in what was told of its sender.
    pub(super) told_at: Rows<u64>,
}

/// What stands between TCP and one side's stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Derived {
    /// TLS records.
    pub(super) sealed: SealedRows,
    /// HTTP/2 DATA frames.
    pub(super) data: Rows<DataFrame>,
    /// A head that was decoded: the first bytes of the stream.
    pub(super) head: Option<(Span, Box<[u8]>)>,
    /// The content of messages that a HAR tells.
    pub(super) told: Rows<Told>,
}

impl Connection {
    /// An empty connection.
    #[must_use]
    pub fn new(opening: &Opening) -> Self {
        let Opening { connection: id, client, server, transport, start, opened, .. } = *opening;
        Self {
            id,
            client,
            server,
            transport,
            tls: opening.tls.clone(),
            close_notify: Both::default(),
            start,
            opened,
            last: opened,
            ways: Vec::new(),
            outcome: Outcome::Pending,
            status: None,
            deflate: None,
            subprotocol: None,
            ending: Ending::default(),
            tally: Tally::default(),
            events: Vec::new(),
            streams: Both::default(),
            frames: Rows::default(),
            turns: Rows::default(),
            long_frames: Vec::new(),
            starts: Rows::default(),
            continuations: Vec::new(),
            special: Vec::new(),
            pongs: Vec::new(),
            joined: Vec::new(),
            checkpoints: Both::default(),
            derived: Both::default(),
            har: None,
            told_at: Rows::default(),
        }
    }

    /// An end as text; a question mark stands for what a HAR does not know.
    #[must_use]
    pub fn end_text(&self, side: Side) -> String {
        match (&self.har, side) {
            (None, Side::Client) => self.client.to_string(),
            (None, Side::Server) => self.server.to_string(),
            (Some(_), Side::Client) => self.client.text_in_har(None),
            (Some(har), Side::Server) => self.server.text_in_har(har.host.as_deref()),
        }
    }

    /// How many frames there are.
    #[must_use]
    pub const fn frame_count(&self) -> u32 {
        self.frames.len() as u32
    }

    /// Frame `n`.
    #[must_use]
    pub fn frame(&self, n: u32) -> Option<Frame> {
        let row = self.frames.get(n as usize)?;
        let long = if row.is_long() {
            let at = self.long_frames.binary_search_by_key(&n, |long| long.0).ok()?;
            Some((self.long_frames[at].1, self.long_frames[at].2))
        } else {
            None
        };
        let message = if row.starts_message() {
            Some(self.starts.partition_point(|first| first < n) as u32)
        } else {
            let at = self.continuations.binary_search_by_key(&n, |pair| pair.0).ok();
            at.map(|at| self.continuations[at].1)
        };
        Some(row.view(n, long, message))
    }

    /// All frames in the order in which their last bytes were seen.
    pub fn frames(&self) -> impl Iterator<Item = Frame> + '_ {
        (0..self.frame_count()).filter_map(|n| self.frame(n))
    }

    /// How many messages there are.
    #[must_use]
    pub const fn message_count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Message `n`.
    #[must_use]
    pub fn message(&self, n: u32) -> Option<Message> {
        if let Ok(at) = self.special.binary_search_by_key(&n, |message| message.n) {
            return Some(self.special[at]);
        }
        let first = self.starts.get(n as usize)?;
        let frame = self.frame(first)?;
        Some(Message {
            n,
            from: frame.from,
            kind: kind_of(&frame),
            first_frame: first,
            last_frame: first,
            frames: 1,
            wire_len: frame.payload_len,
            len: frame.payload_len,
            compressed: false,
            complete: frame.complete && frame.fin,
            broken: false,
            utf8_ok: true,
            stamp_first: frame.stamp,
            stamp_last: frame.stamp,
        })
    }

    /// All messages in order of their first frames.
    pub fn messages(&self) -> impl Iterator<Item = Message> + '_ {
        (0..self.message_count()).filter_map(|n| self.message(n))
    }

    /// The bytes of its sender's stream from the first byte of a message to its last: headers, and frames of others in
    /// between, included. Without frames, its content in what was told of its sender.
    #[must_use]
    pub fn message_span(&self, message: &Message) -> Option<Span> {
        if message.frames == 0 {
            return Some(Span::at(self.told_at.get(message.n as usize)?, message.len));
        }
        let (first, last) = (self.frame(message.first_frame)?, self.frame(message.last_frame)?);
        Some(Span::new(first.span.start, last.span.end))
    }

    /// The messages that a HAR tells of `side` with bytes of `span`, in order; an empty one where it stands.
    pub fn told_in(&self, side: Side, span: Span) -> impl Iterator<Item = Told> + '_ {
        let rows = &self.derived[side].told;
        let first = rows.partition_point(|row| row.span.end < span.start);
        (first..rows.len())
            .filter_map(|index| rows.get(index))
            .take_while(move |row| row.span.start < span.end)
            .filter(move |row| row.span.touches(span))
    }

    /// The frames of a message, in order.
    #[must_use]
    pub fn frames_of(&self, message: &Message) -> Vec<Frame> {
        self.fragments(message).collect()
    }

    /// The frames of a message, in order, one after the other: there may be millions.
    pub fn fragments(&self, message: &Message) -> impl Iterator<Item = Frame> + '_ {
        let Message { n, first_frame, last_frame, .. } = *message;
        let within = self.continuations.partition_point(|pair| pair.0 <= first_frame);
        let rest = self.continuations[within..]
            .iter()
            .take_while(move |pair| pair.0 <= last_frame)
            .filter(move |pair| pair.1 == n)
            .map(|pair| pair.0);
        std::iter::once(first_frame).chain(rest).filter_map(|n| self.frame(n))
    }

    /// Segment `index` of what `side` sent.
    #[must_use]
    pub fn segment(&self, side: Side, index: usize) -> Option<Segment> {
        Some(self.streams[side].segments.get(index)?.view(self.opened))
    }

    /// The segments of `side` that hold bytes of `span`, in stream order.
    pub fn segments_in(&self, side: Side, span: Span) -> impl Iterator<Item = Segment> + '_ {
        let rows = &self.streams[side].segments;
        let after = rows.partition_point(|row| row.start() <= span.start);
        (after.saturating_sub(1)..rows.len())
            .filter_map(move |index| self.segment(side, index))
            .skip_while(move |segment| segment.span.end <= span.start)
            .take_while(move |segment| segment.span.start < span.end)
    }

    /// How its heads were sent.
    #[must_use]
    pub const fn head_form(&self) -> HeadForm {
        match (&self.har, self.transport.is_h2()) {
            (Some(_), _) => HeadForm::Told,
            (None, true) => HeadForm::Section,
            (None, false) => HeadForm::Text,
        }
    }

    /// The head of `side` that `bytes` are, or the first bytes of.
    #[must_use]
    pub fn read_head(&self, side: Side, bytes: &[u8]) -> Head {
        Head::read(self.head_form(), side, bytes)
    }

    /// The TLS records that hold bytes of `span` of what `side` sent, in stream order; none without TLS.
    pub fn records_in(&self, side: Side, span: Span) -> impl Iterator<Item = Record> + '_ {
        self.derived[side].sealed.records_in(span)
    }

    /// The HTTP/2 DATA frames that hold bytes of `span` of what `side` sent, in stream order; none without HTTP/2.
    pub fn data_in(&self, side: Side, span: Span) -> impl Iterator<Item = DataFrame> + '_ {
        let rows = &self.derived[side].data;
        let after = rows.partition_point(|row| row.span.start <= span.start);
        (after.saturating_sub(1)..rows.len())
            .filter_map(|index| rows.get(index))
            .skip_while(move |row| row.span.end <= span.start)
            .take_while(move |row| row.span.start < span.end)
    }

    /// First and last packet number of the bytes of `span`; `None` where the capture holds none of them.
    #[must_use]
    pub fn packets_of(&self, side: Side, span: Span) -> Option<(u32, u32)> {
        let span = if span.is_empty() { Span::at(span.start, 1) } else { span };
        let mut segments = self.segments_in(side, span).map(|segment| segment.packet);
        let first = segments.next()?;
        Some(segments.fold((first, first), |(low, high), packet| (low.min(packet), high.max(packet))))
    }

    /// What frame `n` is, in a few nanoseconds: for walks over all frames.
    #[must_use]
    pub fn frame_mark(&self, n: u32) -> Option<FrameMark> {
        Some(self.frames.get(n as usize)?.mark())
    }

    /// The frame of `side` that holds stream byte `at`.
    #[must_use]
    pub fn frame_at(&self, side: Side, at: u64) -> Option<Frame> {
        self.frames_in(side, Span::at(at, 1)).next()
    }

    /// The frames of `side` that hold bytes of `span`, in stream order. Frames of the other side cost nothing,
    /// however many stand between.
    pub fn frames_in(&self, side: Side, span: Span) -> impl Iterator<Item = Frame> + '_ {
        let start = |n: u32| self.frames.get(n as usize).map_or(u64::MAX, FrameRow::start);
        // Runs of one sender alternate, so those of `side` are every second one.
        let parity = usize::from(self.frame_mark(0).is_some_and(|mark| mark.from != side));
        let runs = self.turns.len().saturating_sub(parity).div_ceil(2);
        let turn_start = |run: usize| self.turns.get(parity + 2 * run).unwrap_or(u32::MAX);
        let run = partition_point(runs, |run| start(turn_start(run)) <= span.start).saturating_sub(1);
        let turn_end =
            move |run: usize| self.turns.get(parity + 2 * run + 1).unwrap_or_else(|| self.frame_count());
        let (first, end) = (turn_start(run), turn_end(run));
        let within =
            partition_point(end.saturating_sub(first) as usize, |i| start(first + i as u32) <= span.start);
        let first = first.saturating_add((within as u32).saturating_sub(1));
        let mut next = (run, first);
        std::iter::from_fn(move || {
            if next.1 >= turn_end(next.0) {
                next = (next.0 + 1, self.turns.get(parity + 2 * (next.0 + 1))?);
            }
            let frame = self.frame(next.1)?;
            next.1 += 1;
            Some(frame)
        })
        .skip_while(move |frame| frame.span.end <= span.start)
        .take_while(move |frame| frame.span.start < span.end)
    }

    /// The Ping and the Pong that answers it, of which `frame` is either (RFC 6455 §5.5.3).
    #[must_use]
    pub fn ping_and_pong(&self, frame: u32) -> Option<(Frame, Frame)> {
        let from = self.pongs.partition_point(|(_, pong)| *pong < frame);
        let mut later = self.pongs[from..].iter();
        // In a file that is not in order the Pong may stand before its Ping.
        let pair = later
            .find(|(ping, pong)| *ping == frame || *pong == frame)
            .or_else(|| self.pongs[..from].iter().rev().find(|(ping, _)| *ping == frame))?;
        Some((self.frame(pair.0)?, self.frame(pair.1)?))
    }

    /// How the connection ended, in one word.
    #[must_use]
    pub const fn close_kind(&self) -> CloseKind {
        match self.ending.kind(self.outcome) {
            CloseKind::Open if self.har.is_some() => CloseKind::Unknown,
            kind => kind,
        }
    }

    /// What an application would be told: see [`Ending::observed_code`].
    #[must_use]
    pub const fn observed_code(&self) -> Option<u16> {
        self.ending.observed_code(self.outcome)
    }
}

/// The kind that a message's first frame gives it.
pub(super) const fn kind_of(frame: &Frame) -> MessageKind {
    if frame.opcode.0 == 1 { MessageKind::Text } else { MessageKind::Binary }
}

/// How many of `0..len` come before the first for which `before` is false.
fn partition_point(len: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
