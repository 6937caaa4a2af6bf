//! The two ways in which a HAR writes time: dates (ISO 8601) and numbers since 1970.

use crate::base::Stamp;

const SECOND: i64 = 1_000_000_000;
/// Smaller numbers of seconds are no time of day: nobody recorded WebSockets before March 1973.
const EARLIEST_SECONDS: f64 = 1e8;

/// A number as a time of day. Chrome, Firefox and mitmproxy count seconds, Playwright milliseconds; the magnitude tells
/// which, and microseconds and nanoseconds as well.
pub(super) fn of_number(number: f64) -> Option<Stamp> {
    let scale = match number {
        n if n < EARLIEST_SECONDS => return None,
        n if n < EARLIEST_SECONDS * 1e3 => 1e6,
        n if n < EARLIEST_SECONDS * 1e6 => 1e3,
        n if n < EARLIEST_SECONDS * 1e9 => 1.0,
        n if n < 9e18 => 1e-3,
        _ => return None,
    };
    // Numbers of this size are exact to the microsecond and no further.
    let micros = (number * scale).round() as i64;
    micros.checked_mul(1000).map(Stamp::from_nanos)
}

/// A date such as `2026-11-22T09:17:39.698Z` or `…+09:00`.
pub(super) fn of_text(text: &str) -> Option<Stamp> {
    let (date, time) = text.trim().split_once(['T', 't', ' '])?;
    let mut parts = date.splitn(3, '-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=2261).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let mut parts = clock.splitn(3, ':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let (second, fraction) = match parts.next().unwrap_or("0").split_once(['.', ',']) {
        Some((second, fraction)) => (number(second)?, nanos(fraction)?),
        None => (number(clock.splitn(3, ':').nth(2).unwrap_or("0"))?, 0),
    };
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset(zone)?;
    Some(Stamp::from_nanos(seconds.checked_mul(SECOND)?.checked_add(fraction)?))
}

/// Digits only, at most nine.
fn number(text: &str) -> Option<i64> {
    let is_number = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// Decimals of a second.
fn nanos(fraction: &str) -> Option<i64> {
    let nine = fraction.get(..fraction.len().min(9))?;
    Some(number(nine)? * 10_i64.pow(9 - nine.len() as u32))
}

/// Seconds east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.split_at_checked(1) {
        None | Some(("Z" | "z", "")) => return Some(0),
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        Some(_) => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 => rest.split_at_checked(2)?,
        None => (rest, "0"),
    };
    Some(sign * (number(hours)? * 3600 + number(minutes)? * 60))
}

/// Days from 1970-01-01 in the Gregorian calendar.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March put the leap day at the end.
    let year = if month <= 2 { year - 1 } else { year };
    let month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_their_zone() {
        for (text, expect) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-22T09:17:39.698Z", Some(1_795_339_059_698_000_000)),
            ("2023-08-29T13:03:20.195591+00:00", Some(1_693_314_200_195_591_000)),
            ("2023-08-29T22:03:20.195591+09:00", Some(1_693_314_200_195_591_000)),
            ("2023-08-29T05:33:20-0730", Some(1_693_314_200_000_000_000)),
            ("2024-02-29T00:00:00.1234567891Z", Some(1_709_164_800_123_456_789)),
            ("2000-03-01T00:00", Some(951_868_800_000_000_000)),
            ("1969-12-31T00:00:00Z", None),
            ("2026-13-01T00:00:00Z", None),
            ("2026-11-22", None),
            ("2026-11-22T1:2:3.x", None),
            ("2026-11-22T-1:00:00Z", None),
            ("", None),
            ("한글T한글", None),
        ] {
            assert_eq!(of_text(text).map(|stamp| stamp.nanos), expect, "{text}");
        }
    }

    #[test]
    fn the_magnitude_tells_the_unit() {
        let expect = Some(1_693_314_200_336_985_000);
        for number in [1_693_314_200.336_985, 1_693_314_200_336.985, 1_693_314_200_336_985.0] {
            assert_eq!(of_number(number).map(|stamp| stamp.nanos), expect, "{number}");
        }
        assert_eq!(of_number(1.693_314_200_336_985e18).map(|stamp| stamp.nanos), expect);
        for number in [1.5, 0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(of_number(number), None, "{number}");
        }
    }
}
