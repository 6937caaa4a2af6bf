//! What a row of the ladder says, in no language: the painter has the words.

use std::collections::BTreeMap;

use crate::base::{Side, Source, Span};
use crate::trace::{Connection, Frame, Message, MessageKind, TcpEventKind};
use crate::wire::frame::Opcode;
use crate::wire::http::{Form, StartLine};

use super::super::conceal::Veil;

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// A TCP event.
    Tcp(TcpEventKind),
    /// A request or response head.
    Head(HeadLabel),
    /// A frame.
    Frame(FrameLabel),
    /// A message that a HAR tells.
    Message(MessageLabel),
    /// Bytes that belong to no head or frame.
    Other {
        /// How many.
        bytes: u64,
        /// Whether they are other HTTP on the same connection, such as the body of a refusal.
        is_http: bool,
    },
    /// Bytes that the capture does not hold.
    Gap {
        /// How many.
        bytes: u64,
    },
    /// Something that must not be told yet.
    Secret,
}

/// What a row says of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadLabel {
    /// Client: a request.
    pub side: Side,
    /// `GET` or `101`; `None` while it is hidden.
    pub tag: Option<String>,
    /// `/chat` or `Switching Protocols`.
    pub text: String,
    /// The request's or response's Upgrade field.
    pub upgrade: Option<String>,
    /// How long it is.
    pub bytes: u64,
}

/// What a row says of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameLabel {
    /// Its number.
    pub frame: u32,
    /// Its opcode; `None` while it is hidden.
    pub opcode: Option<Opcode>,
    /// FIN; `None` while it is hidden.
    pub fin: Option<bool>,
    /// MASK; `None` while it is hidden.
    pub masked: Option<bool>,
    /// Payload bytes; `None` while they are hidden.
    pub payload_bytes: Option<u64>,
    /// Bytes of the whole frame; `None` while they are hidden.
    pub wire_bytes: Option<u64>,
    /// Whether its bytes are compressed.
    pub compressed: bool,
    /// The start of its text, where it has text that is not hidden.
    pub preview: Option<String>,
    /// The code of a Close frame.
    pub close_code: Option<u16>,
    /// Whether its boundary is a guess.
    pub guess: bool,
    /// Whether all of it is there.
    pub complete: bool,
}

/// What a row says of a message without frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLabel {
    /// Its number.
    pub message: u32,
    /// Text or binary.
    pub kind: MessageKind,
    /// Its length.
    pub bytes: u64,
    /// The start of its text, where it is text.
    pub preview: Option<String>,
}

/// Longest preview in characters.
const PREVIEW_CHARS: usize = 22;
/// Messages longer than this are not inflated only to show their start.
const INFLATE_MAX_BYTES: u64 = 64 * 1024;
/// Most previews kept.
const PREVIEWS_MAX: usize = 4096;

/// Starts of texts that have been looked up, so that no frame is read again for every picture.
#[derive(Debug, Clone, Default)]
pub struct Previews {
    connection: u32,
    texts: BTreeMap<u32, Option<String>>,
}

impl Previews {
    /// The start of a frame's text. Looks at the capture only once for each frame.
    pub fn get(&mut self, connection: &Connection, source: &dyn Source, frame: &Frame) -> Option<String> {
        if self.connection != connection.id || self.texts.len() > PREVIEWS_MAX {
            self.texts.clear();
            self.connection = connection.id;
        }
        let text = self.texts.entry(frame.n).or_insert_with(|| preview(connection, source, frame));
        text.clone()
    }
}

/// What a row says of a message that a HAR tells.
#[must_use]
pub(super) fn message_label(connection: &Connection, source: &dyn Source, message: &Message) -> MessageLabel {
    let bytes = connection.message_head(source, message, 4 * PREVIEW_CHARS as u64 + 4);
    let preview = start_of_text(&bytes).filter(|_| message.kind == MessageKind::Text);
    MessageLabel { message: message.n, kind: message.kind, bytes: message.len, preview }
}

fn preview(connection: &Connection, source: &dyn Source, frame: &Frame) -> Option<String> {
    let span = frame.payload_span();
    if span.is_empty() || !frame.complete {
        return None;
    }
    let message = frame.message.and_then(|n| connection.message(n));
    if let Some(message) = message.filter(|message| message.compressed) {
        let is_small = message.kind == MessageKind::Text && message.len <= INFLATE_MAX_BYTES;
        if !is_small || message.first_frame != frame.n {
            return None;
        }
        return start_of_text(&connection.message_bytes(source, &message).bytes);
    }
    let is_text = match frame.opcode {
        Opcode::TEXT | Opcode::PING | Opcode::PONG => true,
        Opcode::CONTINUATION => message.is_some_and(|message| message.kind == MessageKind::Text),
        _ => false,
    };
    if !is_text {
        return None;
    }
    // A few bytes are enough; whole payloads may be long.
    let start = Span::at(span.start, span.len().min(4 * PREVIEW_CHARS as u64 + 4));
    let mut bytes = connection.stream_bytes(source, frame.from, start).bytes;
    if let Some(key) = connection.header(source, frame).and_then(|header| header.mask) {
        crate::wire::mask::apply(key, 0, &mut bytes);
    }
    start_of_text(&bytes)
}

/// The first characters of bytes that are text; a character cut at the end is left out.
fn start_of_text(bytes: &[u8]) -> Option<String> {
    let bytes = &bytes[..bytes.len().min(8 * PREVIEW_CHARS)];
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    };
    if valid.is_empty() || valid.chars().take(PREVIEW_CHARS).any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let mut text: String =
        valid.chars().take(PREVIEW_CHARS).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if valid.chars().nth(PREVIEW_CHARS).is_some() {
        text.push('…');
    }
    Some(text)
}

/// What a row says of a frame, with what is hidden left out. `is_future` keeps the sizes and drops the contents.
pub(super) fn frame_label(
    connection: &Connection,
    source: &dyn Source,
    frame: &Frame,
    veil: &Veil<'_>,
    is_future: bool,
    previews: &mut Previews,
) -> FrameLabel {
    let side = frame.from;
    let (first, second) = (Span::at(frame.span.start, 1), Span::at(frame.span.start + 1, 1));
    let lengths = Span::at(frame.span.start + 1, 1 + frame.length_form.extended_bytes() as u64);
    let payload = frame.payload_span();
    let open = |span| !veil.asks_for(side, span);
    let is_plain = !is_future && !veil.asks_for_plain(side, payload) && open(payload);
    let message = frame.message.and_then(|n| connection.message(n));
    let may_preview = is_plain && message.is_none_or(|message| may_preview(connection, &message, veil));
    let close_code = (is_plain && frame.opcode == Opcode::CLOSE && payload.len() >= 2)
        .then(|| connection.payload(source, frame).bytes)
        .and_then(|bytes| bytes.first_chunk::<2>().map(|code| u16::from_be_bytes(*code)));
    let length_is_open = open(lengths);
    FrameLabel {
        frame: frame.n,
        opcode: open(first).then_some(frame.opcode),
        fin: open(first).then_some(frame.fin),
        masked: open(second).then_some(frame.masked),
        payload_bytes: length_is_open.then_some(frame.payload_len),
        wire_bytes: length_is_open.then_some(frame.span.len()),
        compressed: message.is_some_and(|message| message.compressed),
        preview: may_preview.then(|| previews.get(connection, source, frame)).flatten(),
        close_code,
        guess: frame.guess,
        complete: frame.complete,
    }
}

/// Whether a message's start may be shown. One that is compressed is inflated whole: then all of it must have come,
/// and no question may ask for any of it.
fn may_preview(connection: &Connection, message: &Message, veil: &Veil<'_>) -> bool {
    const FRAMES_MAX: u32 = 64;
    let frames = || connection.frames_of(message);
    !message.compressed
        || (message.frames <= FRAMES_MAX
            && frames().iter().all(|part| !veil.hides_plain(part.from, part.payload_span())))
}

/// What a row says of a head.
pub(super) fn head_label(
    connection: &Connection,
    source: &dyn Source,
    side: Side,
    veil: &Veil<'_>,
) -> HeadLabel {
    let span = connection.streams[side].head.unwrap_or_default();
    let bytes = connection.stream_bytes(source, side, Span::at(span.start, span.len().min(16 * 1024))).bytes;
    let head = connection.read_head(side, &bytes);
    let text = |part: Span| {
        let place = Span::new(span.start + part.start, span.start + part.end);
        let is_open = !veil.asks_for(side, place);
        is_open.then(|| {
            let bytes = bytes.get(part.start as usize..part.end as usize).unwrap_or_default();
            String::from_utf8_lossy(bytes).into_owned()
        })
    };
    let (tag, rest) = match head.start {
        StartLine::Request { method, target, .. } => (text(method), text(target)),
        StartLine::Response { status, reason, .. } => (text(status), text(reason)),
    };
    // RFC 8441 §4: what is switched to stands in :protocol.
    let is_section = head.form == Form::Section;
    let upgrade = head
        .fields
        .iter()
        .find(|field| {
            let name = &bytes[field.name.start as usize..field.name.end as usize];
            name.eq_ignore_ascii_case(if is_section { b":protocol" } else { b"upgrade" })
        })
        .and_then(|field| text(field.value));
    HeadLabel { side, tag, text: rest.unwrap_or_else(|| "?".to_owned()), upgrade, bytes: span.len() }
}
