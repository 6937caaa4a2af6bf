//! Where the lines of a request or response head stand, and the parts of a line.

use crate::base::Span;
use crate::trace::HeadForm;

/// One line of a head: spans within the head, line break left out of `text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// With its line break.
    pub(super) whole: Span,
    /// Without.
    pub(super) text: Span,
    /// The name of a header field.
    pub(super) name: Option<Span>,
    /// Its value, without white space around it.
    pub(super) value: Option<Span>,
}

/// The lines of a head: the start line, the header fields, the empty line. A section has no start line: that one is
/// empty.
pub(super) fn lines(head: &[u8], form: HeadForm) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    if form == HeadForm::Section {
        let (whole, text) = (Span::default(), Span::default());
        lines.push(Line { whole, text, name: None, value: None });
    }
    while at < head.len() {
        let end = memchr::memchr(b'\n', &head[at..]).map_or(head.len(), |newline| at + newline + 1);
        let mut text_end = end;
        while text_end > at && matches!(head[text_end - 1], b'\r' | b'\n') {
            text_end -= 1;
        }
        let (name, value) = if lines.is_empty() { (None, None) } else { name_value(head, at, text_end) };
        lines.push(Line { whole: span(at, end), text: span(at, text_end), name, value });
        at = end;
    }
    lines
}

fn name_value(head: &[u8], at: usize, end: usize) -> (Option<Span>, Option<Span>) {
    // The names of pseudo-header fields begin with a colon (RFC 9113 §8.3).
    let pseudo = usize::from(head[at..end].first() == Some(&b':'));
    let Some(colon) = memchr::memchr(b':', &head[at + pseudo..end]).map(|colon| at + pseudo + colon) else {
        return (None, None);
    };
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let (mut from, mut to) = (colon + 1, end);
    while from < to && is_blank(&head[from]) {
        from += 1;
    }
    while to > from && is_blank(&head[to - 1]) {
        to -= 1;
    }
    (Some(span(at, colon)), Some(span(from, to)))
}

/// The `nth` word of a line, the last one taking the rest: method, target, version; version, status, reason.
pub(super) fn word(head: &[u8], line: Span, nth: usize) -> Option<Span> {
    let bytes = head.get(line.start as usize..line.end as usize)?;
    let mut from = 0;
    for _ in 0..nth {
        from += memchr::memchr(b' ', bytes.get(from..)?)? + 1;
    }
    let to = if nth == 2 {
        bytes.len()
    } else {
        memchr::memchr(b' ', &bytes[from..]).map_or(bytes.len(), |space| from + space)
    };
    Some(Span::new(line.start + from as u64, line.start + to as u64))
}

const fn span(start: usize, end: usize) -> Span {
    Span::new(start as u64, end as u64)
}
