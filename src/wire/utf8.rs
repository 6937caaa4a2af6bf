//! UTF-8 validation over pieces (RFC 3629), and what exactly is wrong with the first wrong byte.

/// Why text is not UTF-8, decided by the first offending byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A longer form than needed: C0, C1, E0 80–9F, F0 80–8F.
    Overlong,
    /// A UTF-16 surrogate: ED A0–BF.
    Surrogate,
    /// Above U+10FFFF: F4 90–BF, or F5–F7.
    Above10FFFF,
    /// 80–BF where a character must start.
    StrayContinuation,
    /// The text ends, or another byte follows, inside a sequence.
    Truncated,
    /// F8–FF where a character must start.
    ImpossibleByte,
}

/// The first place at which text stops being UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Invalid {
    /// Offset of the offending byte in the whole text; the text's length where it ended inside a sequence.
    pub at: u64,
    /// What is wrong there.
    pub cause: Cause,
}

/// Validates text that arrives in pieces. After the first error nothing more is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Validator {
    /// Bytes of an unfinished sequence.
    carry: [u8; 4],
    carried: u8,
    /// Bytes seen so far.
    seen: u64,
    invalid: Option<Invalid>,
}

impl Validator {
    /// A validator at the start of a text.
    #[must_use]
    pub const fn new() -> Self {
        Self { carry: [0; 4], carried: 0, seen: 0, invalid: None }
    }

    /// Takes the next piece.
    #[inline]
    pub fn push(&mut self, mut bytes: &[u8]) {
        if self.invalid.is_some() {
            return;
        }
        while self.carried > 0 && !bytes.is_empty() {
            let byte = bytes[0];
            if !self.step(byte) {
                return;
            }
            bytes = &bytes[1..];
        }
        if bytes.is_empty() || simdutf8::basic::from_utf8(bytes).is_ok() {
            self.seen += bytes.len() as u64;
            return;
        }
        // Only the last three bytes of a valid piece can belong to an unfinished character; all else is an error.
        let valid = match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            Err(error) => error.valid_up_to(),
        };
        self.seen += valid as u64;
        for &byte in &bytes[valid..] {
            if !self.step(byte) {
                return;
            }
        }
    }

    /// Whether the text so far ends inside a character.
    #[must_use]
    pub const fn is_inside_character(&self) -> bool {
        self.carried > 0
    }

    /// The first error so far.
    #[must_use]
    pub const fn invalid(&self) -> Option<Invalid> {
        self.invalid
    }

    /// The first error of the whole text, which ends here.
    #[must_use]
    pub fn finish(&self) -> Option<Invalid> {
        if self.invalid.is_some() {
            return self.invalid;
        }
        (self.carried > 0).then_some(Invalid { at: self.seen, cause: Cause::Truncated })
    }

    /// Takes one byte; false at the first error.
    fn step(&mut self, byte: u8) -> bool {
        let cause = if self.carried == 0 { lead_error(byte) } else { self.follow_error(byte) };
        if let Some(cause) = cause {
            self.invalid = Some(Invalid { at: self.seen, cause });
            return false;
        }
        self.seen += 1;
        if self.carried == 0 && byte < 0x80 {
            return true;
        }
        self.carry[usize::from(self.carried)] = byte;
        self.carried += 1;
        if self.carried == sequence_len(self.carry[0]) {
            self.carried = 0;
        }
        true
    }

    /// What is wrong with `byte` as the next byte of the unfinished sequence.
    fn follow_error(&self, byte: u8) -> Option<Cause> {
        if !(0x80..=0xBF).contains(&byte) {
            return Some(Cause::Truncated);
        }
        if self.carried != 1 {
            return None;
        }
        // RFC 3629 §4: the second byte is narrower after E0, ED, F0 and F4.
        match (self.carry[0], byte) {
            (0xE0, 0x80..=0x9F) | (0xF0, 0x80..=0x8F) => Some(Cause::Overlong),
            (0xED, 0xA0..=0xBF) => Some(Cause::Surrogate),
            (0xF4, 0x90..=0xBF) => Some(Cause::Above10FFFF),
            _ => None,
        }
    }
}

/// What is wrong with `byte` where a character must start.
const fn lead_error(byte: u8) -> Option<Cause> {
    match byte {
        0x80..=0xBF => Some(Cause::StrayContinuation),
        0xC0 | 0xC1 => Some(Cause::Overlong),
        0xF5..=0xF7 => Some(Cause::Above10FFFF),
        0xF8..=0xFF => Some(Cause::ImpossibleByte),
        _ => None,
    }
}

const fn sequence_len(lead: u8) -> u8 {
    match lead {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xFF => 4,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: Option<(u64, Cause)>) {
        let expect = expect.map(|(at, cause)| Invalid { at, cause });
        assert_eq!(expect.is_none(), std::str::from_utf8(bytes).is_ok(), "{bytes:02x?}");
        for cut in 0..=bytes.len() {
            let mut validator = Validator::new();
            validator.push(&bytes[..cut]);
            validator.push(&bytes[cut..]);
            assert_eq!(validator.finish(), expect, "{bytes:02x?} cut at {cut}");
        }
        let mut validator = Validator::new();
        for byte in bytes {
            validator.push(&[*byte]);
        }
        assert_eq!(validator.finish(), expect, "{bytes:02x?} byte by byte");
    }

    #[test]
    fn the_first_wrong_byte_is_named() {
        check(b"", None);
        check("Hello, 안녕하세요 🙂".as_bytes(), None);
        check(&[0xEF, 0xBF, 0xBE], None);
        check(&[b'a', 0xC0, 0x80], Some((1, Cause::Overlong)));
        check(&[0xE0, 0x80, 0x80], Some((1, Cause::Overlong)));
        check(&[0xF0, 0x80, 0x80, 0x80], Some((1, Cause::Overlong)));
        check(&[0xED, 0xA0, 0x80], Some((1, Cause::Surrogate)));
        check(&[0xF4, 0x90, 0x80, 0x80], Some((1, Cause::Above10FFFF)));
        check(&[0xF5, 0x80, 0x80, 0x80], Some((0, Cause::Above10FFFF)));
        check(&[b'a', b'b', 0x80], Some((2, Cause::StrayContinuation)));
        check(&[0xEC, 0x95], Some((2, Cause::Truncated)));
        check(&[0xEC, b'x'], Some((1, Cause::Truncated)));
        check(&[0xFF], Some((0, Cause::ImpossibleByte)));
        check(&[0xBE, 0xC8, 0xB3, 0xE7], Some((0, Cause::StrayContinuation)));
    }

    #[test]
    fn it_agrees_with_std_on_every_pair_of_bytes() {
        for first in 0..=255_u8 {
            for second in 0..=255_u8 {
                for third in [0x00, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC2] {
                    let bytes = [b'a', first, second, third];
                    let mut validator = Validator::new();
                    validator.push(&bytes);
                    assert_eq!(
                        validator.finish().is_none(),
                        std::str::from_utf8(&bytes).is_ok(),
                        "{bytes:02x?}"
                    );
                }
            }
        }
    }
}
