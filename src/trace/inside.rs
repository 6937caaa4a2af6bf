//! What is inside a message, read when someone looks: the format by what the handshake tells, the bytes from the capture,
//! and what came before only as far as it is needed.

use crate::base::{Side, Source, Span};
use crate::wire::frame::Header;
use crate::wire::http::Head;
use crate::wire::mask;
use crate::wire::payload::{Detail, Guess, Message as Content, Reader, View};

use super::{Connection, Frame, Message, MessageKind};

/// First bytes of a message that are read for its summary.
pub const SUMMARY_BYTES: u64 = 16 << 10;
/// First bytes of a message that are read for its fields.
const FIELDS_BYTES: u64 = 1 << 20;
/// Empty fragments are legal, and there may be millions of them.
const FRAMES: usize = 64;
/// First messages of a connection that are read to know what it speaks.
const OPENING_MESSAGES: u32 = 2;
/// As many where packets are spread over messages.
const OPENING_PIECES: u32 = 32;
/// Messages in which a packet may have come, at most.
const PIECES: u32 = 512;

impl Connection {
    /// The first bytes of a frame's payload, unmasked and not inflated: at most `limit` of them.
    #[must_use]
    pub fn payload_head(&self, source: &dyn Source, frame: &Frame, limit: u64) -> Vec<u8> {
        let payload = frame.payload_span();
        let span = Span::new(frame.span.start, payload.start + payload.len().min(limit));
        let mut bytes = self.stream_bytes(source, frame.from, span).bytes;
        let header = Header::read(&bytes);
        let mut head = bytes.split_off(usize::from(frame.header_len).min(bytes.len()));
        if let Some(key) = header.and_then(|header| header.mask) {
            mask::apply(key, 0, &mut head);
        }
        head
    }

    /// The first bytes of a message as the application gets it: at most `limit` of them, over as many of its frames as it
    /// takes. A compressed one is inflated as far as any look goes.
    #[must_use]
    pub fn message_head(&self, source: &dyn Source, message: &Message, limit: u64) -> Vec<u8> {
        if message.compressed {
            let mut bytes = self.message_bytes(source, message).bytes;
            bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            return bytes;
        }
        // What a HAR tells of has no frames.
        if message.frames == 0 {
            let span = self.message_span(message);
            return span.map_or_else(Vec::new, |span| {
                self.stream_bytes(source, message.from, Span::at(span.start, span.len().min(limit))).bytes
            });
        }
        let mut head = Vec::new();
        for frame in self.fragments(message).take(FRAMES) {
            let rest = limit.saturating_sub(head.len() as u64);
            if rest == 0 {
                break;
            }
            head.extend(self.payload_head(source, &frame, rest));
        }
        head
    }

    /// What is inside a message, where it is whole and something.
    #[must_use]
    pub fn inside(&self, source: &dyn Source, message: &Message, detail: Detail) -> Option<(Guess, View)> {
        let limit = if detail == Detail::Summary { SUMMARY_BYTES } else { FIELDS_BYTES };
        self.inside_of(source, message, &self.message_head(source, message, limit), detail)
    }

    /// What is inside a message whose first bytes are at hand.
    #[must_use]
    pub fn inside_of(
        &self,
        source: &dyn Source,
        message: &Message,
        bytes: &[u8],
        detail: Detail,
    ) -> Option<(Guess, View)> {
        if !message.complete {
            return None;
        }
        let mut reader = self.reader_before(source, message);
        reader.read(message.from, &content(message, bytes), detail)
    }

    /// A reader that knows what the messages before this one left for it to know.
    fn reader_before(&self, source: &dyn Source, message: &Message) -> Reader {
        let target = self.streams.client.head.map(|span| self.stream_bytes(source, Side::Client, span).bytes);
        let target =
            target.map(|bytes| String::from_utf8_lossy(Head::request(&bytes).target(&bytes)).into_owned());
        let mut reader = Reader::new(self.subprotocol.as_deref(), target.as_deref());
        let opening = if reader.is_stateful() { OPENING_PIECES } else { OPENING_MESSAGES };
        for n in 0..opening.min(message.n) {
            self.pass(source, n, None, &mut reader);
        }
        if message.n <= opening || !reader.is_stateful() {
            return reader;
        }
        reader.forget(message.from);
        let joined = self.joined.binary_search_by_key(&message.n, |joined| joined.0);
        if let Ok(at) = joined {
            let first = self.joined[at].1.max(message.n.saturating_sub(PIECES));
            for n in first..message.n {
                self.pass(source, n, Some(message.from), &mut reader);
            }
        }
        reader
    }

    /// Reads a message for what it leaves to later ones.
    fn pass(&self, source: &dyn Source, n: u32, only: Option<Side>, reader: &mut Reader) {
        let Some(message) = self.message(n).filter(|message| only.is_none_or(|side| message.from == side))
        else {
            return;
        };
        // Inflating needs all that came before, for what is mostly known without it.
        if message.compressed && n >= OPENING_MESSAGES && only.is_none() {
            return;
        }
        if message.complete {
            let bytes = self.message_head(source, &message, SUMMARY_BYTES);
            let _ = reader.read(message.from, &content(&message, &bytes), Detail::Summary);
        } else {
            reader.forget(message.from);
        }
    }

    /// The stream bytes of a part of a message: one run, with the headers of the frames that lie within it. `None` where
    /// there are none: a compressed message's bytes were never sent.
    #[must_use]
    pub fn stream_span(&self, message: &Message, part: Span) -> Option<Span> {
        if message.compressed {
            return None;
        }
        let mut at = 0;
        let mut found: Option<Span> = None;
        for frame in self.fragments(message) {
            let payload = frame.payload_span();
            let own = Span::at(at, payload.len());
            if let Some(met) = own.meet(part) {
                let start = payload.start + (met.start - at);
                let span = Span::at(start, met.len());
                found = Some(found.map_or(span, |found| Span::new(found.start, span.end)));
            }
            at = own.end;
            if at >= part.end {
                break;
            }
        }
        found
    }
}

fn content<'a>(message: &Message, bytes: &'a [u8]) -> Content<'a> {
    Content { bytes, len: message.len.max(bytes.len() as u64), is_text: message.kind == MessageKind::Text }
}
