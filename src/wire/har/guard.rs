//! Keeps hostile JSON small before the parser sees it: no string longer than [`MAX_STRING_BYTES`], no nesting deeper
//! than [`MAX_DEPTH`]. Does not check that it is JSON.

use std::cell::Cell;
use std::io::{self, Read};

use super::{MAX_DEPTH, MAX_STRING_BYTES};

/// How many bytes are read at once.
const CHUNK_BYTES: usize = 64 << 10;

/// What the guard has seen so far.
#[derive(Debug, Default)]
pub(super) struct Meter {
    /// Bytes read.
    pub(super) offset: Cell<u64>,
    /// Strings that were cut.
    pub(super) cut: Cell<u64>,
}

/// The error that nesting too deeply gives.
#[derive(Debug)]
pub(super) struct TooDeep;

impl std::fmt::Display for TooDeep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nested too deeply")
    }
}

impl std::error::Error for TooDeep {}

/// Where in a string the guard is.
#[derive(Debug, Clone, Copy, Default)]
struct Within {
    /// Bytes passed on.
    kept: usize,
    /// The byte before was a backslash.
    escaped: bool,
    /// Hex digits still to come of `\uXXXX`.
    hex_left: u8,
    /// Value of those that came.
    hex: u16,
    /// The half of a surrogate pair came last: the other half must not be cut off.
    after_high: bool,
    /// The limit was reached: bytes are left out until the string ends.
    cutting: bool,
}

/// A reader that passes JSON on.
pub(super) struct Guard<'m, R> {
    inner: R,
    meter: &'m Meter,
    buffer: Vec<u8>,
    at: usize,
    has_begun: bool,
    depth: u32,
    string: Option<Within>,
    limit: usize,
}

impl<'m, R: Read> Guard<'m, R> {
    pub(super) const fn new(inner: R, meter: &'m Meter) -> Self {
        Self {
            inner,
            meter,
            buffer: Vec::new(),
            at: 0,
            has_begun: false,
            depth: 0,
            string: None,
            limit: MAX_STRING_BYTES,
        }
    }

    /// The same with another limit for strings.
    #[cfg(test)]
    pub(super) const fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Reads once behind the bytes that wait; false at the end.
    fn read_more(&mut self) -> io::Result<bool> {
        let start = self.buffer.len();
        self.buffer.resize(start + CHUNK_BYTES, 0);
        let read = loop {
            match self.inner.read(&mut self.buffer[start..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(start + read.as_ref().copied().unwrap_or(0));
        read.map(|len| len > 0)
    }

    /// Reads the next chunk; false at the end.
    fn refill(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        self.at = 0;
        self.read_more()
    }

    /// The next byte as it is in the file.
    fn next(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.buffer.len() && !self.refill()? {
            return Ok(None);
        }
        let byte = self.buffer[self.at];
        self.at += 1;
        self.meter.offset.set(self.meter.offset.get() + 1);
        Ok(Some(byte))
    }

    /// Whether a byte is passed on.
    fn passes(&mut self, byte: u8) -> io::Result<bool> {
        let Some(mut within) = self.string.take() else {
            match byte {
                b'"' => self.string = Some(Within::default()),
                b'{' | b'[' => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(io::Error::other(TooDeep));
                    }
                }
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            return Ok(true);
        };
        let is_between = !within.escaped && within.hex_left == 0;
        if is_between && byte == b'"' {
            return Ok(true);
        }
        let may_cut = is_between && !within.after_high && byte & 0xC0 != 0x80;
        if may_cut && within.kept >= self.limit && !within.cutting {
            within.cutting = true;
            self.meter.cut.set(self.meter.cut.get() + 1);
        }
        within.step(byte);
        within.kept += usize::from(!within.cutting);
        let passes = !within.cutting;
        self.string = Some(within);
        Ok(passes)
    }
}

impl Within {
    fn step(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
            self.after_high &= byte == b'u';
            if byte == b'u' {
                (self.hex_left, self.hex) = (4, 0);
            }
        } else if self.hex_left > 0 {
            self.hex_left -= 1;
            let digit = char::from(byte).to_digit(16).unwrap_or(0) as u16;
            self.hex = self.hex << 4 | digit;
            if self.hex_left == 0 {
                self.after_high = self.hex & 0xFC00 == 0xD800;
            }
        } else {
            self.escaped = byte == b'\\';
            self.after_high &= self.escaped;
        }
    }
}

impl<R: Read> Read for Guard<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.has_begun {
            self.has_begun = true;
            // A byte order mark is no JSON, and some editors write one.
            while self.buffer.len() < 3 && self.read_more()? {}
            if self.buffer.starts_with(b"\xef\xbb\xbf") {
                self.at = 3;
                self.meter.offset.set(3);
            }
        }
        let mut len = 0;
        while len < out.len() {
            if len > 0 && self.at == self.buffer.len() {
                break;
            }
            let Some(byte) = self.next()? else { break };
            if self.passes(byte)? {
                out[len] = byte;
                len += 1;
            }
        }
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives `step` bytes at once.
    struct Steps<'a>(&'a [u8], usize);

    impl Read for Steps<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let len = self.0.len().min(self.1).min(out.len());
            out[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    fn check(json: &str, limit: usize, expect: &str, cut: u64) {
        for step in [1, 3, 1000] {
            let meter = Meter::default();
            let mut out = String::new();
            let mut guard = Guard::new(Steps(json.as_bytes(), step), &meter).with_limit(limit);
            guard.read_to_string(&mut out).expect("readable");
            assert_eq!((out.as_str(), meter.cut.get()), (expect, cut), "{json} by {step}");
            assert_eq!(meter.offset.get(), json.len() as u64);
        }
    }

    #[test]
    fn long_strings_are_cut_where_they_stay_json() {
        for (json, limit, expect, cut) in [
            (r#"{"ab":"abc"}"#, 3, r#"{"ab":"abc"}"#, 0),
            (r#"{"ab":"abcd"}"#, 3, r#"{"ab":"abc"}"#, 1),
            (r#""ab\"cd" "x""#, 3, r#""ab\"" "x""#, 1),
            (r#""a\\" "x""#, 1, r#""a" "x""#, 1),
            (r#""a\u0041b""#, 3, r#""a\u0041""#, 1),
            (r#""\ud83d\ude42b""#, 6, r#""\ud83d\ude42""#, 1),
            (r#""\ud83d\n""#, 6, r#""\ud83d\n""#, 0),
            (r#""한글""#, 4, r#""한글""#, 0),
            (r#""한글a""#, 4, r#""한글""#, 1),
            ("[1,2]", 0, "[1,2]", 0),
            ("\u{feff}[]", 9, "[]", 0),
        ] {
            check(json, limit, expect, cut);
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_brackets_in_strings_are_not() {
        let deep = "[".repeat(MAX_DEPTH as usize + 1);
        let fine = "[".repeat(MAX_DEPTH as usize) + "\"[[[[\"";
        for (json, is_fine) in [(deep, false), (fine, true)] {
            let meter = Meter::default();
            let read = Guard::new(json.as_bytes(), &meter).read_to_end(&mut Vec::new());
            assert_eq!(read.is_ok(), is_fine);
        }
    }
}
