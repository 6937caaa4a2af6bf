//! Where the body after a head ends, so that exchanges before the handshake on the same connection can be passed over.
//! Finds the end only; never keeps or decodes a body.

use super::{HEAD_LIMIT_BYTES, Head, list_elements};

/// How a message's body is delimited (RFC 9112 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    None,
    /// So many bytes.
    Length(u64),
    /// Chunks; [`Chunks`] finds their end.
    Chunked,
    /// All until the connection ends, also where the framing is invalid and nothing better is known.
    UntilClose,
    /// No body: the connection is another protocol's from here on.
    Tunnel,
}

/// How a request's body is delimited.
#[must_use]
pub fn request_body(head: &Head, bytes: &[u8]) -> Body {
    match framing(head, bytes) {
        // RFC 9112 §6.3, 5: a request without framing fields has no body.
        Framing::Nothing => Body::None,
        Framing::Length(0) => Body::None,
        Framing::Length(len) => Body::Length(len),
        Framing::Chunked => Body::Chunked,
        Framing::Unknown => Body::UntilClose,
    }
}

/// How a response's body is delimited; `method` is that of the request it answers.
#[must_use]
pub fn response_body(method: &[u8], head: &Head, bytes: &[u8]) -> Body {
    // RFC 9112 §6.3, 1 and 2
    match head.status(bytes) {
        Some(101) => return Body::Tunnel,
        Some(200..=299) if method == b"CONNECT" => return Body::Tunnel,
        Some(100..=199 | 204 | 304) => return Body::None,
        _ if method == b"HEAD" => return Body::None,
        _ => {}
    }
    match framing(head, bytes) {
        Framing::Nothing | Framing::Unknown => Body::UntilClose,
        Framing::Length(0) => Body::None,
        Framing::Length(len) => Body::Length(len),
        Framing::Chunked => Body::Chunked,
    }
}

enum Framing {
    Nothing,
    Length(u64),
    Chunked,
    Unknown,
}

fn framing(head: &Head, bytes: &[u8]) -> Framing {
    // RFC 9112 §6.3, 3: Transfer-Encoding overrides Content-Length; chunked counts only as the last coding.
    if let Some(codings) = head.joined(bytes, "transfer-encoding") {
        let last = list_elements(&codings).filter(|coding| !coding.is_empty()).last();
        return match last {
            Some(coding) if coding.eq_ignore_ascii_case(b"chunked") => Framing::Chunked,
            _ => Framing::Unknown,
        };
    }
    let Some(lengths) = head.joined(bytes, "content-length") else { return Framing::Nothing };
    // RFC 9112 §6.3, 4: the same number repeated is that number; all else is invalid.
    let mut lengths = list_elements(&lengths).map(decimal);
    let first = lengths.next().flatten();
    match first {
        Some(len) if lengths.all(|other| other == first) => Framing::Length(len),
        _ => Framing::Unknown,
    }
}

fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// What [`Chunks::push`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The body goes on.
    More,
    /// The body has ended.
    Done,
    /// These are no chunks; where the body ends is unknown.
    Broken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Size { size: u64, digits: u8 },
    Extension { size: u64 },
    Data { left: u64 },
    DataEnd,
    Trailer { line: usize },
    Done,
    Broken,
}

/// Passes over a chunked body (RFC 9112 §7.1), bytes arriving in any pieces. Its memory is a few words.
///
/// ```
/// use ws101::wire::http::{Chunks, Progress};
/// let mut chunks = Chunks::new();
/// assert_eq!(chunks.push(b"5\r\nhel"), (6, Progress::More));
/// assert_eq!(chunks.push(b"lo\r\n0\r\n\r\nGET "), (9, Progress::Done));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunks {
    step: Step,
    /// Bytes of the line or trailer section under way, against [`HEAD_LIMIT_BYTES`].
    spent: usize,
}

impl Default for Chunks {
    fn default() -> Self {
        Self::new()
    }
}

impl Chunks {
    /// At the first byte of a chunked body.
    #[must_use]
    pub const fn new() -> Self {
        Self { step: Step::Size { size: 0, digits: 0 }, spent: 0 }
    }

    /// Takes bytes: how many of them belong to the body, and whether it goes on.
    #[must_use]
    pub fn push(&mut self, bytes: &[u8]) -> (usize, Progress) {
        self.push_data(bytes, |_, _| {})
    }

    /// The same, and hands on each run of the chunks' data with its offset in `bytes`.
    #[must_use]
    pub fn push_data(&mut self, bytes: &[u8], mut data: impl FnMut(usize, &[u8])) -> (usize, Progress) {
        let mut at = 0;
        while at < bytes.len() {
            match self.step {
                Step::Done | Step::Broken => break,
                Step::Data { left } => {
                    let take = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - at);
                    data(at, &bytes[at..at + take]);
                    at += take;
                    let left = left - take as u64;
                    self.step = if left == 0 { Step::DataEnd } else { Step::Data { left } };
                }
                step => {
                    self.spent += 1;
                    self.step =
                        if self.spent > HEAD_LIMIT_BYTES { Step::Broken } else { after(step, bytes[at]) };
                    if matches!(self.step, Step::Data { .. }) {
                        self.spent = 0;
                    }
                    at += usize::from(self.step != Step::Broken);
                }
            }
        }
        let progress = match self.step {
            Step::Done => Progress::Done,
            Step::Broken => Progress::Broken,
            _ => Progress::More,
        };
        (at, progress)
    }
}

/// The step after one byte of anything but chunk data.
fn after(step: Step, byte: u8) -> Step {
    match step {
        Step::Size { size, digits } => match (char::from(byte).to_digit(16), byte) {
            (Some(digit), _) if digits < 16 => {
                Step::Size { size: size << 4 | u64::from(digit), digits: digits + 1 }
            }
            (None, b';' | b' ' | b'\t' | b'\r') if digits > 0 => Step::Extension { size },
            (None, b'\n') if digits > 0 => sized(size),
            _ => Step::Broken,
        },
        Step::Extension { size } if byte == b'\n' => sized(size),
        Step::DataEnd => match byte {
            b'\r' => Step::DataEnd,
            b'\n' => Step::Size { size: 0, digits: 0 },
            _ => Step::Broken,
        },
        Step::Trailer { line } => match byte {
            b'\n' if line == 0 => Step::Done,
            b'\n' => Step::Trailer { line: 0 },
            b'\r' => Step::Trailer { line },
            _ => Step::Trailer { line: line + 1 },
        },
        other => other,
    }
}

/// The size line is read: its chunk, or after the last one the trailer section.
const fn sized(size: u64) -> Step {
    if size == 0 { Step::Trailer { line: 0 } } else { Step::Data { left: size } }
}
