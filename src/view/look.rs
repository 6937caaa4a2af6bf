//! Small looks at payloads: their first bytes, as text where they are text.

use crate::base::{Source, Span, Stamp};
use crate::trace::{Connection, Frame, Message, Trace};
use crate::wire::{frame::Header, mask};

use super::conceal::Veil;
use super::number::seconds_since;

/// What the scenes of one connection are made from.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// Its bytes.
    pub source: &'a dyn Source,
    /// The connection shown.
    pub connection: &'a Connection,
    /// What must not be shown yet.
    pub veil: Veil<'a>,
}

impl Look<'_> {
    /// Seconds since the capture began.
    #[must_use]
    pub fn seconds(&self, stamp: Stamp) -> String {
        seconds_since(self.trace.first.unwrap_or(self.connection.opened), stamp)
    }
}

/// The first bytes of a frame's payload, unmasked and not inflated: at most `limit` of them.
#[must_use]
pub fn payload_head(connection: &Connection, source: &dyn Source, frame: &Frame, limit: u64) -> Vec<u8> {
    let payload = frame.payload_span();
    let span = Span::new(frame.span.start, payload.start + payload.len().min(limit));
    let mut bytes = connection.stream_bytes(source, frame.from, span).bytes;
    let header = Header::read(&bytes);
    let mut head = bytes.split_off(usize::from(frame.header_len).min(bytes.len()));
    if let Some(key) = header.and_then(|header| header.mask) {
        mask::apply(key, 0, &mut head);
    }
    head
}

/// The first bytes of a message that is not compressed, over as many of its frames as it takes.
#[must_use]
pub fn message_head(connection: &Connection, source: &dyn Source, message: &Message, limit: u64) -> Vec<u8> {
    /// Empty fragments are legal, and there may be millions of them.
    const FRAMES: usize = 64;
    if message.frames == 0 {
        let span = connection.message_span(message);
        return span.map_or_else(Vec::new, |span| {
            let start = Span::at(span.start, span.len().min(limit));
            connection.stream_bytes(source, message.from, start).bytes
        });
    }
    if message.frames == 1 {
        let frame = connection.frame(message.first_frame);
        return frame.map_or_else(Vec::new, |frame| payload_head(connection, source, &frame, limit));
    }
    let mut head = Vec::new();
    for frame in connection.fragments(message).take(FRAMES) {
        let rest = limit.saturating_sub(head.len() as u64);
        if rest == 0 {
            break;
        }
        head.extend(payload_head(connection, source, &frame, rest));
    }
    head
}

/// Text of one line: what cannot be seen stands as a middle dot.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

/// The bytes as one line of text, where they are UTF-8 (a sequence cut at the end is left out).
#[must_use]
pub fn as_text(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(one_line(text)),
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok().map(one_line)
        }
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_on_one_line() {
        for (bytes, text) in [
            (&b"a\nb"[..], Some("a·b")),
            ("한글".as_bytes(), Some("한글")),
            (&"한글".as_bytes()[..4], Some("한")),
            (&[0x1F, 0x8B], None),
            (&[], Some("")),
        ] {
            assert_eq!(as_text(bytes).as_deref(), text);
        }
    }
}
