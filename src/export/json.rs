//! One JSON object on one line, written straight into a byte buffer: no tree, no allocation of its own. Keys are
//! written as they come; nothing checks that they differ.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::base::Stamp;

/// A key of an [`Object`] with its punctuation.
macro_rules! key {
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}
pub(super) use key;

/// An object that is being written. [`Object::end`] closes it and ends the line.
#[derive(Debug)]
#[must_use]
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Object<'a> {
    /// Begins a line: `{"type":"…"`.
    pub fn line(out: &'a mut Vec<u8>, line: &str) -> Self {
        out.extend_from_slice(b"{\"type\":\"");
        out.extend_from_slice(line.as_bytes());
        out.push(b'"');
        Self { out }
    }

    /// Closes the object and the line.
    pub fn end(self) {
        self.out.extend_from_slice(b"}\n");
    }

    fn key(&mut self, key: &str) {
        self.out.extend_from_slice(key.as_bytes());
    }

    /// A number.
    pub fn number(&mut self, key: &str, value: impl Into<u64>) {
        self.key(key);
        number(self.out, value.into());
    }

    /// True or false.
    pub fn flag(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A word that needs no escaping.
    pub fn word(&mut self, key: &str, value: &str) {
        debug_assert!(value.bytes().all(is_plain));
        self.key(key);
        self.out.push(b'"');
        self.out.extend_from_slice(value.as_bytes());
        self.out.push(b'"');
    }

    /// A string.
    pub fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        string(self.out, value);
    }

    /// Bytes as a string: UTF-8 where they are, else every byte as the character of its number (ISO 8859-1), so that
    /// none is lost.
    pub fn text_of_bytes(&mut self, key: &str, value: &[u8]) {
        self.key(key);
        string_of_bytes(self.out, value);
    }

    /// Bytes as lower-case hex digits.
    pub fn hex(&mut self, key: &str, bytes: &[u8]) {
        self.key(key);
        self.out.push(b'"');
        hex(self.out, bytes);
        self.out.push(b'"');
    }

    /// Bytes as Base64.
    pub fn base64(&mut self, key: &str, bytes: &[u8]) {
        self.key(key);
        self.out.push(b'"');
        let start = self.out.len();
        self.out.resize(start + bytes.len().div_ceil(3) * 4, 0);
        // The space is what the encoding takes: it cannot fail.
        let len = STANDARD.encode_slice(bytes, &mut self.out[start..]).unwrap_or(0);
        self.out.truncate(start + len);
        self.out.push(b'"');
    }

    /// Seconds since the epoch with `digits` decimals, as a string.
    pub fn seconds(&mut self, key: &str, stamp: Stamp, digits: u8) {
        self.key(key);
        self.out.push(b'"');
        seconds(self.out, stamp, digits);
        self.out.push(b'"');
    }

    /// Numbers.
    pub fn numbers(&mut self, key: &str, values: &[u32]) {
        self.list(key, values, |out, value| number(out, u64::from(*value)));
    }

    /// A list, its items written by `item`.
    pub fn list<T>(
        &mut self,
        key: &str,
        values: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Vec<u8>, T),
    ) {
        self.key(key);
        self.out.push(b'[');
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            item(self.out, value);
        }
        self.out.push(b']');
    }

    /// An object within this one.
    pub fn object(&mut self, key: &str, fill: impl FnOnce(&mut Object<'_>)) {
        self.key(key);
        object(self.out, fill);
    }
}

/// Writes an object as a value.
pub(super) fn object(out: &mut Vec<u8>, fill: impl FnOnce(&mut Object<'_>)) {
    let start = out.len();
    fill(&mut Object { out });
    // Every key brings its comma; the first one becomes the brace.
    match out.get_mut(start) {
        Some(first) => *first = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
}

/// Writes a number.
pub(super) fn number(out: &mut Vec<u8>, mut value: u64) {
    const PAIRS: [u8; 200] = {
        let mut pairs = [0; 200];
        let mut at = 0;
        while at < 100 {
            pairs[2 * at] = b'0' + (at / 10) as u8;
            pairs[2 * at + 1] = b'0' + (at % 10) as u8;
            at += 1;
        }
        pairs
    };
    if value < 10 {
        out.push(b'0' + value as u8);
        return;
    }
    let mut digits = [0; 20];
    let mut at = digits.len();
    while value >= 10 {
        let pair = (value % 100) as usize * 2;
        value /= 100;
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    if value > 0 {
        at -= 1;
        digits[at] = b'0' + value as u8;
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes seconds since the epoch with `digits` decimals, without quotes.
pub(super) fn seconds(out: &mut Vec<u8>, stamp: Stamp, digits: u8) {
    const SECOND_NANOS: u64 = 1_000_000_000;
    if stamp.nanos < 0 {
        out.push(b'-');
    }
    let nanos = stamp.nanos.unsigned_abs();
    number(out, nanos / SECOND_NANOS);
    let digits = usize::from(digits.min(9));
    if digits == 0 {
        return;
    }
    out.push(b'.');
    // A leading 1 keeps the zeros after the point.
    let start = out.len();
    number(out, SECOND_NANOS + nanos % SECOND_NANOS);
    out.remove(start);
    out.truncate(start + digits);
}

/// Writes bytes as lower-case hex digits.
pub(super) fn hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 0xF)]);
    }
}

/// Whether a byte stands for itself in a JSON string.
const fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// Writes a string with its quotes.
pub(super) fn string(out: &mut Vec<u8>, value: &str) {
    out.push(b'"');
    let mut rest = value.as_bytes();
    loop {
        let plain = plain_len(rest);
        out.extend_from_slice(&rest[..plain]);
        let Some(byte) = rest.get(plain) else { break };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            other => {
                out.extend_from_slice(b"\\u00");
                hex(out, &[*other]);
            }
        }
        rest = &rest[plain + 1..];
    }
    out.push(b'"');
}

/// How many first bytes stand for themselves. Eight are looked at together, so that long texts pass at the speed of
/// memory.
fn plain_len(bytes: &[u8]) -> usize {
    let whole =
        bytes.chunks_exact(8).take_while(|chunk| chunk.iter().all(|byte| is_plain(*byte))).count() * 8;
    whole + bytes[whole..].iter().take_while(|byte| is_plain(**byte)).count()
}

/// Writes bytes as a string: see [`Object::text_of_bytes`].
pub(super) fn string_of_bytes(out: &mut Vec<u8>, value: &[u8]) {
    match std::str::from_utf8(value) {
        Ok(text) => string(out, text),
        Err(_) => {
            let text: String = value.iter().map(|byte| char::from(*byte)).collect();
            string(out, &text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for value in
            (0..1100).chain([9_999, 10_000, 10_001, 123_456, u64::from(u32::MAX), u64::MAX - 1, u64::MAX])
        {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(String::from_utf8(out).as_deref(), Ok(value.to_string().as_str()));
        }
    }

    #[test]
    fn seconds_agree_with_the_stamp() {
        for nanos in [
            0,
            1,
            -1,
            999_999_999,
            1_000_000_000,
            -1_500_000_000,
            1_763_800_000_000_456_789,
            i64::MAX,
            i64::MIN,
        ] {
            for digits in 0..=9 {
                let stamp = Stamp::from_nanos(nanos);
                let mut out = Vec::new();
                seconds(&mut out, stamp, digits);
                assert_eq!(String::from_utf8(out), Ok(stamp.seconds(digits).to_string()));
            }
        }
    }

    #[test]
    fn strings_are_read_back_as_they_were() {
        let all: String =
            (0..0x2100).filter_map(char::from_u32).chain("\u{10FFFF}\u{FEFF}".chars()).collect();
        for text in ["", "a", "12345678\"", "\\\\\\", "한국어 🙂", &all] {
            let mut out = Vec::new();
            let mut line = Object::line(&mut out, "t");
            line.text(key!("a"), text);
            line.object(key!("b"), |inner| inner.text(key!("c"), text));
            line.object(key!("e"), |_| {});
            line.list(key!("d"), [text, text], string);
            line.base64(key!("f"), text.as_bytes());
            line.numbers(key!("g"), &[1, 20, 300]);
            line.hex(key!("h"), &[0, 0xAB]);
            line.text_of_bytes(key!("i"), &[b'a', 0xE9]);
            line.end();
            let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
            assert_eq!(value["a"], text);
            assert_eq!(value["b"]["c"], text);
            assert_eq!(value["d"][1], text);
            assert!(value["e"].as_object().is_some_and(serde_json::Map::is_empty));
            assert_eq!(value["f"], STANDARD.encode(text));
            assert_eq!(value["g"], serde_json::json!([1, 20, 300]));
            assert_eq!(value["h"], "00ab");
            assert_eq!(value["i"], "aé");
            assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 1);
        }
    }
}
