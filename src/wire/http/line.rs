//! The first line of a head. Records what is wrong with it; never refuses it.

use super::head::{Defect, Flaw, StartLine};
use super::is_token;
use crate::base::Span;

/// Blanks that lax servers take for the single space (RFC 9112 §3).
const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0b | 0x0c)
}

/// The words of a line: what stands between blanks, as offsets within `line`.
fn words(line: &[u8]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, byte) in line.iter().enumerate() {
        match (is_blank(*byte), start) {
            (false, None) => start = Some(at),
            (true, Some(first)) => {
                words.push((first, at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(first) = start {
        words.push((first, line.len()));
    }
    words
}

/// Whether a word is meant as an HTTP version.
fn means_version(word: &[u8]) -> bool {
    word.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"HTTP"))
}

/// The version of `HTTP/d.d`, exactly so written (RFC 9112 §2.3).
pub(super) fn version(word: &[u8]) -> Option<(u8, u8)> {
    match word {
        [b'H', b'T', b'T', b'P', b'/', major @ b'0'..=b'9', b'.', minor @ b'0'..=b'9'] => {
            Some((major - b'0', minor - b'0'))
        }
        _ => None,
    }
}

/// Reads a request line that stands at `at` in the head, without its line end.
pub(super) fn request(line: &[u8], at: u64, defects: &mut Vec<Defect>) -> StartLine {
    let span = |start: usize, end: usize| Span::new(at + start as u64, at + end as u64);
    let whole = span(0, line.len());
    let words = words(line);
    let mut flaw = |flaw, span| defects.push(Defect { flaw, span });
    let (method, target, version_word) = match words.as_slice() {
        [] => ((0, 0), (0, 0), (line.len(), line.len())),
        [only] => (*only, (only.1, only.1), (line.len(), line.len())),
        [method, last] if means_version(&line[last.0..last.1]) => (*method, (last.0, last.0), *last),
        [method, target] => (*method, *target, (target.1, target.1)),
        [method, target, last] => (*method, *target, *last),
        [method, target, .., before, last] => (*method, (target.0, before.1), *last),
    };
    if words.len() < 3 {
        // RFC 9112 §3: method SP request-target SP HTTP-version
        flaw(Flaw::StartLine, whole);
    } else {
        if words.len() > 3 {
            flaw(Flaw::TargetBlank, span(target.0, target.1));
        }
        let (first, second) = (&line[method.1..target.0], &line[target.1..version_word.0]);
        if method.0 != 0 || first != b" " || second != b" " || version_word.1 != line.len() {
            flaw(Flaw::RequestLineBlanks, whole);
        }
        if version(&line[version_word.0..version_word.1]).is_none() {
            flaw(Flaw::VersionSyntax, span(version_word.0, version_word.1));
        }
    }
    if !words.is_empty() && !is_token(&line[method.0..method.1]) {
        flaw(Flaw::StartLine, span(method.0, method.1));
    }
    if line[target.0..target.1]
        .iter()
        .any(|byte| byte.is_ascii_control() && !is_blank(*byte) && *byte != b'\r')
    {
        flaw(Flaw::StartLine, span(target.0, target.1));
    }
    StartLine::Request {
        method: span(method.0, method.1),
        target: span(target.0, target.1),
        version: span(version_word.0, version_word.1),
    }
}

/// Reads a status line that stands at `at` in the head, without its line end.
pub(super) fn response(line: &[u8], at: u64, defects: &mut Vec<Defect>) -> StartLine {
    let span = |start: usize, end: usize| Span::new(at + start as u64, at + end as u64);
    let mut flaw = |flaw, span| defects.push(Defect { flaw, span });
    let word_end =
        |from: usize| line[from..].iter().position(|byte| is_blank(*byte)).map_or(line.len(), |n| from + n);
    let word_start = |from: usize| from + line[from..].iter().take_while(|byte| is_blank(**byte)).count();

    let version_start = word_start(0);
    let version_end = word_end(version_start);
    let (version_start, version_end) = if means_version(&line[version_start..version_end]) {
        (version_start, version_end)
    } else {
        (version_start, version_start)
    };
    let status_start = word_start(version_end);
    let status_end = word_end(status_start);
    let reason_start = status_end + usize::from(line.get(status_end).is_some_and(|byte| is_blank(*byte)));

    let status = &line[status_start..status_end];
    let is_status = status.len() == 3 && status.iter().all(u8::is_ascii_digit);
    let single_space = version_start == 0 && line.get(version_end..status_start) == Some(b" ".as_slice());
    // RFC 9112 §4: HTTP-version SP status-code SP [ reason-phrase ]
    if version_end == version_start || !is_status || !single_space {
        flaw(Flaw::StartLine, span(0, line.len()));
    } else {
        if version(&line[version_start..version_end]).is_none() {
            flaw(Flaw::VersionSyntax, span(version_start, version_end));
        }
        if reason_start == status_end {
            flaw(Flaw::StatusLineSpace, span(status_start, status_end));
        }
    }
    let reason = &line[reason_start..];
    if reason.iter().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r')) {
        flaw(Flaw::StartLine, span(reason_start, line.len()));
    }
    StartLine::Response {
        version: span(version_start, version_end),
        status: span(status_start, status_end),
        reason: span(reason_start, line.len()),
    }
}
