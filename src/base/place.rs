//! Where something stands: a buffer, a span of its bytes, and where finer, a span of their bits.

use super::Side;

/// A half-open span of bytes, `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
}

impl Span {
    /// A span from its ends. `end` before `start` gives an empty span at `start`.
    #[must_use]
    pub const fn new(start: u64, end: u64) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// A span from its first byte and its length.
    #[must_use]
    pub const fn at(start: u64, len: u64) -> Self {
        Self { start, end: start.saturating_add(len) }
    }

    /// How many bytes it holds.
    #[must_use]
    pub const fn len(self) -> u64 {
        self.end - self.start
    }

    /// Whether it holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end == self.start
    }

    /// Whether the byte at `at` is inside.
    #[must_use]
    pub const fn contains(self, at: u64) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether the two share a byte; an empty span touches whatever holds its place.
    #[must_use]
    pub const fn touches(self, other: Self) -> bool {
        if self.is_empty() {
            return other.contains(self.start);
        }
        if other.is_empty() {
            return self.contains(other.start);
        }
        self.start < other.end && other.start < self.end
    }

    /// What both hold.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }
}

/// A span of bits counted from the most significant bit of the span's first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bits {
    /// The first bit, 0 = most significant bit of the first byte.
    pub start: u16,
    /// How many bits.
    pub len: u16,
}

/// What a span counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Buffer {
    /// The capture file, after decompression.
    Capture,
    /// The TCP stream of one side of connection `connection`, byte 0 = its first byte.
    Stream {
        /// Connection id.
        connection: u32,
        /// Who sent it.
        side: Side,
    },
    /// The unmasked payload of a frame, byte 0 = its first payload byte.
    Payload {
        /// Connection id.
        connection: u32,
        /// Frame number in the connection.
        frame: u32,
    },
    /// A message as the application gets it: fragments joined, inflated.
    Message {
        /// Connection id.
        connection: u32,
        /// Message number in the connection.
        message: u32,
    },
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// What the span counts in.
    pub buffer: Buffer,
    /// The bytes.
    pub span: Span,
    /// The bits of those bytes, where the thing is finer than bytes.
    pub bits: Option<Bits>,
}

impl Place {
    /// Whole bytes of a buffer.
    #[must_use]
    pub const fn bytes(buffer: Buffer, span: Span) -> Self {
        Self { buffer, span, bits: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_touch_where_they_share_a_byte() {
        for (a, b, touches) in [
            (Span::new(0, 4), Span::new(4, 8), false),
            (Span::new(0, 5), Span::new(4, 8), true),
            (Span::new(4, 4), Span::new(4, 8), true),
            (Span::new(8, 8), Span::new(4, 8), false),
            (Span::new(2, 3), Span::new(0, 9), true),
        ] {
            assert_eq!(a.touches(b), touches, "{a:?} {b:?}");
            assert_eq!(b.touches(a), touches, "{b:?} {a:?}");
        }
        assert_eq!(Span::new(0, 5).meet(Span::new(4, 8)), Some(Span::new(4, 5)));
        assert_eq!(Span::new(0, 4).meet(Span::new(4, 8)), None);
    }
}
