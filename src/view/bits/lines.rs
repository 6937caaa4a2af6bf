//! The lines of a request or response head.

use crate::base::{Side, Source, Span};
use crate::trace::Connection;

use super::super::conceal::Veil;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number as targets count them: 0 is the start line, the blank line is one past the last field.
    pub line: u16,
    /// The field's name, empty for the start line and the blank line.
    pub name: String,
    /// The field's value, or the start line. `None` where it is hidden.
    pub text: Option<String>,
    /// Where it stands in the sender's stream, with its line end.
    pub span: Span,
}

/// A head as lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadLines {
    /// Client: the request.
    pub side: Side,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Where it stands.
    pub span: Span,
}

/// Most bytes of a head that are shown.
const HEAD_MAX_BYTES: u64 = 64 * 1024;

/// The lines of a head; `None` where the connection has none.
#[must_use]
pub fn head_lines(
    connection: &Connection,
    source: &dyn Source,
    side: Side,
    veil: &Veil<'_>,
) -> Option<HeadLines> {
    let span = connection.streams[side].head?;
    let bytes =
        connection.stream_bytes(source, side, Span::at(span.start, span.len().min(HEAD_MAX_BYTES))).bytes;
    let head = connection.read_head(side, &bytes);
    let place = |part: Span| Span::new(span.start + part.start, span.start + part.end);
    let text = |part: Span| {
        let raw = bytes.get(part.start as usize..part.end as usize).unwrap_or_default();
        String::from_utf8_lossy(raw).trim_end_matches(['\r', '\n']).to_owned()
    };
    let open = |part: Span| (!veil.hides_value(side, place(part))).then(|| text(part));
    let mut lines = Vec::new();
    if !head.start_line.is_empty() {
        let (text, span) = (open(head.start_line), place(head.start_line));
        lines.push(Line { line: 0, name: String::new(), text, span });
    }
    for (field, number) in head.fields.iter().zip(1_u16..) {
        let name = if veil.hides_raw(side, place(field.name)) { "?".to_owned() } else { text(field.name) };
        lines.push(Line { line: number, name, text: open(field.value), span: place(field.line) });
    }
    if !head.blank.is_empty() {
        let line = head.line_number(head.blank.start);
        lines.push(Line { line, name: String::new(), text: Some(String::new()), span: place(head.blank) });
    }
    Some(HeadLines { side, lines, span })
}
