//! What a row says of its payload, read when the row is in sight and remembered for a while.

use rustc_hash::FxHashMap;

use crate::base::{Side, Span};
use crate::trace::{Frame, INSIDE_BYTES, Message, MessageKind, Segment, hex};
use crate::view::look::{Look, as_text, one_line};
use crate::wire::frame::Opcode;
use crate::wire::payload::{Detail, Format};

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Nothing to say: no payload.
    Empty,
    /// Text, on one line.
    Text(String),
    /// Bytes, as hex digits.
    Hex(String),
    /// A Close frame's code and reason.
    Close(u16, String),
    /// What a message says in its protocol.
    Inside(Inside),
    /// A lesson hides it.
    Hidden,
    /// It takes more time than this picture has; ask again.
    Pending,
}

/// What a message says in its protocol, on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// The protocol's name.
    pub protocol: &'static str,
    /// What kind of thing it is, in the protocol's own word.
    pub kind: String,
    /// It in one line.
    pub summary: String,
    /// Whether only the content says so.
    pub guessed: bool,
    /// Whether it breaks the protocol's form.
    pub malformed: bool,
}

/// Bytes of text that a row shows at most.
const TEXT_BYTES: u64 = 240;
/// Bytes that a row shows as hex at most.
const HEX_BYTES: usize = 32;
/// Previews remembered.
const LIMIT: usize = 4096;
/// Compressed bytes inflated for one picture.
const INFLATE_BYTES: u64 = 4 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Frame(u32, u32),
    /// Connection, message, frames so far.
    Message(u32, u32, u32),
}

/// Previews of rows that were in sight.
#[derive(Debug, Clone, Default)]
pub struct Previews {
    known: FxHashMap<Key, Content>,
    inflated_bytes: u64,
    pending: bool,
}

impl Previews {
    /// A new picture begins: there is time again. True where the last one left something out.
    pub fn begin(&mut self) -> bool {
        self.inflated_bytes = 0;
        std::mem::take(&mut self.pending)
    }

    /// Forgets all, for another capture.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// What a frame's payload says by itself: fragments and compressed bytes as they are.
    pub(super) fn frame(&mut self, look: &Look<'_>, frame: &Frame) -> Content {
        if frame.payload_span().is_empty() {
            return Content::Empty;
        }
        if hides_any(look, frame.from, frame.span) {
            return Content::Hidden;
        }
        self.remember(Key::Frame(look.connection.id, frame.n), || {
            let bytes = look.connection.payload_head(look.source, frame, TEXT_BYTES);
            if frame.opcode == Opcode::CLOSE {
                return close(&bytes);
            }
            let message = frame.message.and_then(|n| look.connection.message(n));
            let is_text = match message {
                Some(message) => message.kind == MessageKind::Text && !message.compressed,
                // A control frame's payload has no type: text where it reads as text.
                None => !bytes.iter().any(u8::is_ascii_control),
            };
            said(&bytes, is_text)
        })
    }

    pub(super) fn message(&mut self, look: &Look<'_>, message: &Message) -> Content {
        if message.len == 0 && message.wire_len == 0 {
            return Content::Empty;
        }
        let span = look.connection.message_span(message).unwrap_or(Span::new(0, u64::MAX));
        if hides_any(look, message.from, span) {
            return Content::Hidden;
        }
        let key = Key::Message(look.connection.id, message.n, message.frames);
        if message.compressed && !self.known.contains_key(&key) {
            if self.inflated_bytes > 0 && self.inflated_bytes + message.wire_len > INFLATE_BYTES {
                self.pending = true;
                return Content::Pending;
            }
            self.inflated_bytes += message.wire_len.max(1);
        }
        self.remember(key, || {
            let bytes = look.connection.message_head(look.source, message, INSIDE_BYTES);
            if let Some(inside) = inside(look, message, &bytes) {
                return Content::Inside(inside);
            }
            said(&bytes[..bytes.len().min(TEXT_BYTES as usize)], message.kind == MessageKind::Text)
        })
    }

    fn remember(&mut self, key: Key, make: impl FnOnce() -> Content) -> Content {
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        if self.known.len() >= LIMIT {
            self.known.clear();
        }
        let content = make();
        self.known.insert(key, content.clone());
        content
    }
}

/// Whether a preview of a span would tell something that is hidden.
fn hides_any(look: &Look<'_>, side: Side, span: Span) -> bool {
    look.veil.hides_plain(side, span) || look.veil.hides_value(side, span)
}

/// What is inside a message, where that says more than its first characters.
fn inside(look: &Look<'_>, message: &Message, bytes: &[u8]) -> Option<Inside> {
    let (guess, view) = look.connection.inside_of(look.source, message, bytes, Detail::Summary)?;
    // JSON says itself.
    let says_more = guess.format != Format::Json || message.kind == MessageKind::Binary;
    says_more.then(|| Inside {
        protocol: view.protocol,
        kind: view.kind.into_owned(),
        summary: view.summary,
        guessed: guess.guessed,
        malformed: view.fault.is_some(),
    })
}

fn said(bytes: &[u8], is_text: bool) -> Content {
    match as_text(bytes).filter(|_| is_text) {
        Some(text) => Content::Text(text),
        None => Content::Hex(hex(&bytes[..bytes.len().min(HEX_BYTES)])),
    }
}

fn close(bytes: &[u8]) -> Content {
    match bytes.split_first_chunk::<2>() {
        Some((code, reason)) => {
            Content::Close(u16::from_be_bytes(*code), one_line(&String::from_utf8_lossy(reason)))
        }
        None => Content::Hex(hex(bytes)),
    }
}

/// The first bytes of a segment, as they were sent.
pub(super) fn segment(look: &Look<'_>, side: Side, segment: &Segment) -> Content {
    let span = Span::at(segment.span.start, segment.span.len().min(HEX_BYTES as u64));
    if look.veil.hides_raw(side, span) {
        return Content::Hidden;
    }
    Content::Hex(hex(&look.connection.stream_bytes(look.source, side, span).bytes))
}
