//! Numbers as people read them: grouped thousands, seconds, sizes. The same in both languages.

use crate::base::Stamp;

/// A number with its thousands grouped: `1,204,881`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Seconds from `origin` to `stamp` with six decimals: `41.824418`; a minus sign where the stamp is earlier.
#[must_use]
pub fn seconds_since(origin: Stamp, stamp: Stamp) -> String {
    Stamp::from_nanos(stamp.nanos_since(origin)).seconds(6).to_string()
}

/// A size in the largest unit that leaves at least one whole: `512 B`, `1.9 GB`. Units are decimal.
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut scale = 1000_u64;
    let mut unit = 0;
    while unit + 1 < UNITS.len() && bytes / 1000 >= scale {
        scale = scale.saturating_mul(1000);
        unit += 1;
    }
    let tenths = u128::from(bytes) * 10 / u128::from(scale);
    if tenths >= 1000 {
        format!("{} {}", tenths / 10, UNITS[unit])
    } else {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    }
}

/// A stream offset as hex: four digits, or as many as it takes.
#[must_use]
pub fn offset(at: u64) -> String {
    format!("{at:04x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (6_310_442, "6,310,442"), (12_345, "12,345")]
        {
            assert_eq!(grouped(number), text);
        }
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (999_999, "999 kB"),
            (1_000_000, "1.0 MB"),
            (1_900_000_000, "1.9 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), text);
        }
        let at = Stamp::from_nanos;
        assert_eq!(seconds_since(at(5_000_000_000), at(46_824_418_999)), "41.824418");
        assert_eq!(seconds_since(at(2_000_000_000), at(1_500_000_000)), "-0.500000");
        assert_eq!((offset(0xE6), offset(0x01C_9F3A)), ("00e6".to_owned(), "1c9f3a".to_owned()));
    }
}
