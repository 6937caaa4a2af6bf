//! How numbers are written: digits in groups of three, sizes, times, counts with their noun.

use crate::base::Lang;

/// A number with commas between thousands: `1,234`.
#[must_use]
pub fn decimal(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size with three digits at most, in powers of 1,000: `817 B`, `9.6 kB`, `1.9 GB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1_000.0;
    let mut unit = 0;
    // 999.5 would be written as 1000.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1_000.0;
        unit += 1;
    }
    let places = usize::from(value < 99.95);
    let number = format!("{value:.places$}");
    let number = number.strip_suffix(".0").unwrap_or(&number);
    format!("{number} {}", UNITS[unit])
}

/// A time from the start of the capture: `0.071`, in seconds with `places` digits after the point. `nanos` may be
/// negative, where packets stand out of order.
#[must_use]
pub fn seconds(nanos: i128, places: usize) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let places = places.min(9);
    let unit = 10_u128.pow(9 - places as u32);
    let rounded = (nanos.unsigned_abs() + unit / 2) / unit;
    let per_second = 10_u128.pow(places as u32);
    if places == 0 {
        return format!("{sign}{rounded}");
    }
    format!("{sign}{}.{:0places$}", rounded / per_second, rounded % per_second)
}

/// How long something takes, with its unit: `31 ms`, `9 s`, `2 min`.
#[must_use]
pub fn duration(nanos: u64) -> String {
    const SECOND: u64 = 1_000_000_000;
    match nanos {
        0..1_000 => format!("{nanos} ns"),
        1_000..1_000_000 => format!("{} µs", nanos / 1_000),
        1_000_000..SECOND => format!("{} ms", nanos / 1_000_000),
        _ if nanos < 120 * SECOND => format!("{} s", nanos / SECOND),
        _ if nanos < 120 * 60 * SECOND => format!("{} min", nanos / (60 * SECOND)),
        _ => format!("{} h", nanos / (3_600 * SECOND)),
    }
}

/// A share as whole percent: `43 %`. Never 100 before all is done.
#[must_use]
pub fn percent(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 100 } else { (u128::from(part.min(whole)) * 100 / u128::from(whole)) as u64 };
    format!("{share} %")
}

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Packets.
    Packet,
    /// WebSocket frames.
    Frame,
    /// Messages.
    Message,
    /// Connections.
    Connection,
    /// Findings.
    Finding,
    /// Fragments of a message.
    Fragment,
    /// TCP segments.
    Segment,
    /// TLS records.
    Record,
}

/// A count with its noun: `1 packet`, `1,204 packets`, `패킷 1,204개`.
#[must_use]
pub fn count(value: u64, unit: Unit, lang: Lang) -> String {
    let (one, many, ko) = match unit {
        Unit::Packet => ("packet", "packets", "패킷"),
        Unit::Frame => ("frame", "frames", "프레임"),
        Unit::Message => ("message", "messages", "메시지"),
        Unit::Connection => ("connection", "connections", "연결"),
        Unit::Finding => ("finding", "findings", "발견 사항"),
        Unit::Fragment => ("fragment", "fragments", "조각"),
        Unit::Segment => ("segment", "segments", "TCP 세그먼트"),
        Unit::Record => ("record", "records", "레코드"),
    };
    let number = decimal(value);
    match lang {
        Lang::En if value == 1 => format!("{number} {one}"),
        Lang::En => format!("{number} {many}"),
        Lang::Ko => format!("{ko} {number}개"),
    }
}

/// A count of bytes as prose has it: `1 byte`, `1,024 bytes`, `1,024바이트`.
#[must_use]
pub fn bytes(value: u64, lang: Lang) -> String {
    let number = decimal(value);
    match lang {
        Lang::En if value == 1 => format!("{number} byte"),
        Lang::En => format!("{number} bytes"),
        Lang::Ko => format!("{number}바이트"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (value, expect) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_480, "12,480"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ] {
            assert_eq!(decimal(value), expect);
        }
    }

    #[test]
    fn sizes_have_few_digits() {
        for (value, expect) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 kB"),
            (1_448, "1.4 kB"),
            (9_604, "9.6 kB"),
            (99_960, "100 kB"),
            (817_000_000, "817 MB"),
            (999_500_000, "1 GB"),
            (1_900_000_000, "1.9 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(value), expect, "{value}");
        }
    }

    #[test]
    fn times_are_rounded() {
        for (nanos, places, expect) in [
            (0, 3, "0.000"),
            (71_400_000, 3, "0.071"),
            (71_500_000, 3, "0.072"),
            (41_799_041_000, 6, "41.799041"),
            (999_999_999, 3, "1.000"),
            (-1_500_000, 3, "-0.002"),
            (1_500_000_000, 0, "2"),
        ] {
            assert_eq!(seconds(nanos, places), expect, "{nanos}");
        }
        for (nanos, expect) in [
            (31, "31 ns"),
            (31_000_000, "31 ms"),
            (9_000_000_000, "9 s"),
            (180_000_000_000, "3 min"),
            (7_200_000_000_000, "2 h"),
        ] {
            assert_eq!(duration(nanos), expect);
        }
    }

    #[test]
    fn all_is_only_said_when_all_is_there() {
        for (part, whole, expect) in
            [(0, 10, "0 %"), (999, 1_000, "99 %"), (10, 10, "100 %"), (11, 10, "100 %"), (0, 0, "100 %")]
        {
            assert_eq!(percent(part, whole), expect);
        }
    }

    #[test]
    fn counts_agree_with_their_noun() {
        for (value, unit, en, ko) in [
            (1, Unit::Packet, "1 packet", "패킷 1개"),
            (0, Unit::Frame, "0 frames", "프레임 0개"),
            (12_480, Unit::Packet, "12,480 packets", "패킷 12,480개"),
        ] {
            assert_eq!(count(value, unit, Lang::En), en);
            assert_eq!(count(value, unit, Lang::Ko), ko);
        }
        assert_eq!(bytes(1, Lang::En), "1 byte");
        assert_eq!(bytes(1_024, Lang::Ko), "1,024바이트");
    }
}
