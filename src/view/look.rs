//! Small looks at payloads: their first bytes, as text where they are text.

use crate::base::{Source, Stamp};
use crate::trace::{Connection, Trace};

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
