//! The packets of a polled body: HTTP long polling carries any number of them at once.

use std::borrow::Cow;

use super::packet::{Flaw, Form, Packet, PacketType};
use super::{Version, json};
use crate::base::Span;

/// What parts two packets of revision 4: the ASCII record separator.
pub const SEPARATOR: u8 = 0x1E;

/// Most digits of a length.
const LENGTH_DIGITS: usize = 15;

/// The packets of a polled body, one after the other. What is no packet comes as one with a flaw; together they tile
/// the body.
///
/// ```
/// use ws101::wire::engine::{Packets, Version};
/// let types = |version, body| Packets::new(version, body).map(|packet| packet.kind.unwrap().name()).collect::<Vec<_>>();
/// assert_eq!(types(Version::V4, b"4hello\x1e2\x1ebAQID"), ["message", "ping", "message"]);
/// assert_eq!(types(Version::V3, b"6:4hello2:4\xe2\x82\xac"), ["message", "message"]);
/// ```
#[derive(Debug, Clone)]
pub struct Packets<'a> {
    version: Version,
    body: &'a [u8],
    at: usize,
    /// A body that ends in a separator ends in an empty packet.
    is_after_separator: bool,
}

impl<'a> Packets<'a> {
    /// The packets of `body`, all codings of HTTP undone.
    #[must_use]
    pub const fn new(version: Version, body: &'a [u8]) -> Self {
        Self { version, body, at: 0, is_after_separator: false }
    }

    /// Revision 4: packets are text, parted by [`SEPARATOR`].
    fn separated(&mut self) -> Packet<'a> {
        let from = self.at;
        let lead = usize::from(self.is_after_separator);
        let rest = &self.body[from..];
        let len = memchr::memchr(SEPARATOR, rest).unwrap_or(rest.len());
        self.at = from + len;
        self.is_after_separator = self.at < self.body.len();
        self.at += usize::from(self.is_after_separator);
        let lead = Span::new((from - lead) as u64, from as u64);
        Packet::text(self.version, &rest[..len], lead, from as u64)
    }

    /// Revision 3, text: the length in UTF-16 code units, a colon, the packet.
    fn counted(&mut self) -> Packet<'a> {
        let from = self.at;
        let rest = &self.body[from..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let units = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse::<u64>().ok());
        let Some(units) = units.filter(|_| digits <= LENGTH_DIGITS && rest.get(digits) == Some(&b':')) else {
            self.at = self.body.len();
            return Packet::unread(rest, from as u64, Flaw::Length);
        };
        let after = &rest[digits + 1..];
        let (len, flaw) = match utf16_len(after, units) {
            Some(len) => (len, None),
            None => (after.len(), Some(Flaw::Cut)),
        };
        let start = from + digits + 1;
        self.at = start + len;
        let lead = Span::new(from as u64, start as u64);
        let mut packet = Packet::text(self.version, &after[..len], lead, start as u64);
        packet.flaw = flaw.or(packet.flaw);
        packet
    }

    /// Revision 3, binary: 0 for text or 1 for bytes, the digits of the length in bytes, 255, the packet.
    fn framed(&mut self) -> Packet<'a> {
        let from = self.at;
        let rest = &self.body[from..];
        let digits = rest[1..].iter().take_while(|byte| **byte <= 9).count();
        if rest[0] > 1 || digits == 0 || digits > LENGTH_DIGITS || rest.get(digits + 1) != Some(&0xFF) {
            self.at = self.body.len();
            return Packet::unread(rest, from as u64, Flaw::Length);
        }
        let declared = rest[1..=digits].iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
        let after = &rest[digits + 2..];
        let len = usize::try_from(declared).unwrap_or(usize::MAX).min(after.len());
        let start = from + digits + 2;
        self.at = start + len;
        let lead = Span::new(from as u64, start as u64);
        let bytes = &after[..len];
        let mut packet = match rest[0] {
            0 => Packet::text(self.version, bytes, lead, start as u64),
            _ => Packet::typed_binary(bytes, lead, start as u64),
        };
        if (len as u64) < declared {
            packet.flaw = Some(Flaw::Cut);
        }
        packet
    }
}

impl<'a> Iterator for Packets<'a> {
    type Item = Packet<'a>;

    fn next(&mut self) -> Option<Packet<'a>> {
        if self.at >= self.body.len() && !self.is_after_separator {
            return None;
        }
        Some(match (self.version, self.body.get(self.at)) {
            (Version::V4, _) => self.separated(),
            // A text payload begins with a digit, so the first byte tells which it is.
            (Version::V3, Some(0 | 1)) => self.framed(),
            (Version::V3, _) => self.counted(),
        })
    }
}

/// How many bytes `units` UTF-16 code units take: JavaScript counts a string's length so. What is not UTF-8 has become
/// a replacement character by then. `None` where there are fewer, or they end inside a character.
fn utf16_len(bytes: &[u8], units: u64) -> Option<usize> {
    let mut left = units;
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if left == 0 {
                return Some(at);
            }
            left = left.checked_sub(c.len_utf16() as u64)?;
            at += c.len_utf8();
        }
        if left == 0 {
            return Some(at);
        }
        if !chunk.invalid().is_empty() {
            left -= 1;
            at += chunk.invalid().len();
        }
    }
    (left == 0).then_some(at)
}

/// Writes packets as the body of a poll: the other way of [`Packets`]. Each is its type and its data; bytes go as
/// Base64 in revision 4, and in revision 3 make the whole body binary.
#[must_use]
pub fn write_payload(version: Version, packets: &[(PacketType, Form, &[u8])]) -> Vec<u8> {
    use base64::engine::general_purpose::STANDARD;
    let mut out = Vec::new();
    let is_framed = packets.iter().any(|(_, form, _)| *form == Form::Binary);
    for (n, (kind, form, data)) in packets.iter().enumerate() {
        let base64 = || <base64::engine::GeneralPurpose as base64::Engine>::encode(&STANDARD, data);
        let digit = char::from(b'0' + kind.number());
        let packet = match (version, form) {
            (_, Form::Text) => [&[digit as u8][..], data].concat(),
            (Version::V4, _) => format!("b{}", base64()).into_bytes(),
            (Version::V3, Form::Base64) => format!("b{digit}{}", base64()).into_bytes(),
            (Version::V3, Form::Binary) => [&[kind.number()][..], data].concat(),
        };
        match version {
            Version::V4 if n > 0 => out.push(SEPARATOR),
            Version::V4 => {}
            Version::V3 if is_framed => {
                out.push(u8::from(*form == Form::Binary));
                out.extend(packet.len().to_string().bytes().map(|digit| digit - b'0'));
                out.push(0xFF);
            }
            Version::V3 => {
                let units = String::from_utf8_lossy(&packet).encode_utf16().count();
                out.extend_from_slice(format!("{units}:").as_bytes());
            }
        }
        out.extend_from_slice(&packet);
    }
    out
}

/// The payload in the script that answers a JSONP poll: `___eio[0]("…");`.
#[must_use]
pub fn jsonp_response(body: &[u8]) -> Option<Vec<u8>> {
    let body = body.trim_ascii();
    // Express puts an empty comment before it, against content sniffing.
    let body = body.strip_prefix(b"/**/").unwrap_or(body);
    let rest = body.strip_prefix(b"___eio[")?;
    let open = memchr::memmem::find(rest, b"](")?;
    let call = &rest[open + 2..];
    let written = call.strip_suffix(b");").or_else(|| call.strip_suffix(b")"))?;
    json::text(std::str::from_utf8(written).ok()?).map(|text| text.into_owned().into_bytes())
}

/// The payload in the form that a JSONP poll posts: `d=…`, form-encoded, line feeds written `\n`.
#[must_use]
pub fn jsonp_request(body: &[u8]) -> Option<Vec<u8>> {
    let written = body.strip_prefix(b"d=")?;
    let mut out = Vec::with_capacity(written.len());
    let mut at = 0;
    while let Some(byte) = written.get(at) {
        let hex = |at: usize| written.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let (plain, used) = match (byte, hex(at + 1), hex(at + 2)) {
            (b'+', ..) => (b' ', 1),
            (b'%', Some(high), Some(low)) => ((high << 4 | low) as u8, 3),
            _ => (*byte, 1),
        };
        out.push(plain);
        at += used;
    }
    // `\n` stands for a line feed, `\\n` for itself.
    let text = unescaped(&out);
    Some(text.into_owned())
}

/// With `\n` as a line feed, and `\\n` as a backslash and an n.
fn unescaped(bytes: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(bytes, b"\\n").is_none() {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (plain, used): (&[u8], usize) = match &bytes[at..] {
            [b'\\', b'\\', b'n', ..] => (b"\\n", 3),
            [b'\\', b'n', ..] => (b"\n", 2),
            _ => (std::slice::from_ref(byte), 1),
        };
        out.extend_from_slice(plain);
        at += used;
    }
    Cow::Owned(out)
}
