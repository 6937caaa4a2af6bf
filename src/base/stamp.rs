//! Time as captures carry it.

use std::fmt;

/// Nanoseconds since the Unix epoch. Captures before 1970 or after 2262 are clamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Stamp {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    pub nanos: i64,
}

impl Stamp {
    /// A stamp from nanoseconds since the epoch.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self { nanos }
    }

    /// Nanoseconds from `earlier` to `self`; negative where the capture is out of order.
    #[must_use]
    pub const fn nanos_since(self, earlier: Self) -> i64 {
        self.nanos.saturating_sub(earlier.nanos)
    }

    /// Seconds since the epoch with `digits` decimals (0 to 9): `1763800000.123456`.
    #[must_use]
    pub fn seconds(self, digits: u8) -> Seconds {
        Seconds { nanos: self.nanos, digits: digits.min(9) }
    }
}

/// How [`Stamp::seconds`] prints.
#[derive(Debug, Clone, Copy)]
pub struct Seconds {
    nanos: i64,
    digits: u8,
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.nanos < 0 { "-" } else { "" };
        let whole = self.nanos.unsigned_abs() / 1_000_000_000;
        let part = self.nanos.unsigned_abs() % 1_000_000_000;
        if self.digits == 0 {
            return write!(f, "{sign}{whole}");
        }
        let part = part / 10_u64.pow(9 - u32::from(self.digits));
        write!(f, "{sign}{whole}.{part:0width$}", width = usize::from(self.digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_keep_the_digits_of_the_capture() {
        let stamp = Stamp::from_nanos(1_763_800_000_123_456_789);
        assert_eq!(stamp.seconds(9).to_string(), "1763800000.123456789");
        assert_eq!(stamp.seconds(6).to_string(), "1763800000.123456");
        assert_eq!(stamp.seconds(0).to_string(), "1763800000");
        assert_eq!(Stamp::from_nanos(-1_500_000_000).seconds(3).to_string(), "-1.500");
    }
}
