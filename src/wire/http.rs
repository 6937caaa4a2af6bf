//! HTTP/1.1 as far as an opening handshake needs it: the head of a request or response, and where a body ends.
//!
//! A lax reader: what is wrong is recorded with its place and reading goes on. It never judges a header's meaning,
//! never waits for more bytes than [`HEAD_LIMIT_BYTES`], and never fails.

mod body;
mod fields;
mod head;
mod line;

pub use body::{Body, Chunks, Progress, request_body, response_body};
pub use fields::write_field;
pub use head::{Defect, Field, Flaw, Form, Head, Part, StartLine};

use memchr::memchr;

/// The most bytes a head may have before it is given up. Servers commonly stop at 8 to 16 KiB.
pub const HEAD_LIMIT_BYTES: usize = 64 * 1024;

/// Whether bytes are the start of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// They are.
    Yes,
    /// They are not, whatever follows.
    No,
    /// Too few bytes to tell.
    Unsure,
}

/// Where the head that starts at `bytes[0]` ends: the offset just past its empty line. `None` while it is not there
/// yet; `scanned` is how many of these bytes an earlier call has seen in vain, so that no byte is searched twice.
///
/// Empty lines before the start line belong to the head (RFC 9112 §2.2), and a bare LF ends a line too.
///
/// ```
/// let bytes = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n\x81\x00";
/// assert_eq!(ws101::wire::http::find_head_end(bytes, 0), Some(bytes.len() - 2));
/// assert_eq!(ws101::wire::http::find_head_end(&bytes[..20], 0), None);
/// ```
#[must_use]
pub fn find_head_end(bytes: &[u8], scanned: usize) -> Option<usize> {
    // A line end seen earlier may be the one before the empty line: LF CR | LF.
    let mut from = leading_len(bytes).max(scanned.saturating_sub(2));
    while let Some(step) = memchr(b'\n', bytes.get(from..)?) {
        let next = from + step + 1;
        match bytes.get(next..)? {
            [b'\n', ..] => return Some(next + 1),
            [b'\r', b'\n', ..] => return Some(next + 2),
            _ => from = next,
        }
    }
    None
}

/// How many bytes of empty lines stand before the start line.
fn leading_len(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match bytes.get(at..) {
            Some([b'\r', b'\n', ..]) => at += 2,
            Some([b'\n', ..]) => at += 1,
            _ => return at,
        }
    }
}

/// The longest method that is still taken for one; the registered ones end at `UPDATEREDIRECTREF`.
const METHOD_LIMIT_BYTES: usize = 24;

/// Whether a client's first bytes are an HTTP/1.x request: a method, a space, a target. A WebSocket frame never is:
/// its first byte is no token character or its second has the MASK bit.
#[must_use]
pub fn looks_like_request(bytes: &[u8]) -> Looks {
    let bytes = &bytes[leading_len(bytes)..];
    let method = bytes.iter().take_while(|byte| is_token_byte(**byte)).count();
    match bytes.get(method) {
        _ if method > METHOD_LIMIT_BYTES => Looks::No,
        None => Looks::Unsure,
        Some(b'\r') if method == 0 && bytes.len() == 1 => Looks::Unsure,
        Some(b' ' | b'\t') if method > 0 => {
            match bytes[method..].iter().find(|byte| !matches!(byte, b' ' | b'\t')) {
                None => Looks::Unsure,
                Some(byte) if byte.is_ascii_graphic() || *byte >= 0x80 => Looks::Yes,
                Some(_) => Looks::No,
            }
        }
        Some(_) => Looks::No,
    }
}

/// Whether a server's first bytes are an HTTP/1.x response: `HTTP/`, in any case.
#[must_use]
pub fn looks_like_response(bytes: &[u8]) -> Looks {
    let bytes = &bytes[leading_len(bytes)..];
    let name = b"HTTP/";
    let len = bytes.len().min(name.len());
    if !bytes[..len].eq_ignore_ascii_case(&name[..len]) {
        return if bytes == b"\r" { Looks::Unsure } else { Looks::No };
    }
    if len == name.len() { Looks::Yes } else { Looks::Unsure }
}

/// Whether a byte may stand in a token, such as a header name or a subprotocol (`tchar`, RFC 9110 §5.6.2).
#[must_use]
pub const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// Whether bytes are a token: not empty, token characters only.
#[must_use]
pub fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().copied().all(is_token_byte)
}

/// Without the blanks (SP, HTAB) at both ends (`OWS`, RFC 9110 §5.6.3).
#[must_use]
pub fn trim_blanks(bytes: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = bytes.iter().take_while(|byte| blank(byte)).count();
    let end = bytes.len() - bytes[start..].iter().rev().take_while(|byte| blank(byte)).count();
    &bytes[start..end]
}

/// The elements of a comma-separated list without quoted strings, trimmed; empty ones are kept, so that a caller can
/// name them (RFC 9110 §5.6.1).
pub fn list_elements(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|byte| *byte == b',').map(trim_blanks)
}
