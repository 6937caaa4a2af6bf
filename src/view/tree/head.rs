//! The lines of a request or response head, each with what it means.

use crate::base::{Side, Span, Text};
use crate::rules::headers::{EMPTY_LINE, EMPTY_LINE_SWITCHED, REQUEST_LINE, STATUS_LINE, Use, header};
use crate::trace::{HeadForm, Target};
use crate::view::look::{Look, one_line};
use crate::wire::http::Head;

use super::{Label, Node, Row, Toggled, Value};

/// Most of a head that is looked at.
const LOOK_BYTES: u64 = 64 << 10;
/// Longest value shown, in characters.
const SHOWN_CHARS: usize = 1024;

/// One line of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number: 0 is the start line; the empty line is one past the last field.
    pub n: u16,
    /// The name of the field; empty for the start line and the empty line.
    pub name: String,
    /// Its value; the whole of the start line; empty for the empty line.
    pub value: String,
    /// What it means, where it is known.
    pub meant: Option<&'static Use>,
    /// Its stream bytes, line end included.
    pub span: Span,
    /// A lesson hides what it says.
    pub hidden: bool,
}

impl Line {
    /// A few words on what it means.
    #[must_use]
    pub fn label(&self) -> Option<Text> {
        self.meant.map(|meant| meant.label)
    }
}

/// The lines of a head; none where the capture has no head of this side.
#[must_use]
pub fn lines(look: &Look<'_>, side: Side) -> Vec<Line> {
    let Some(span) = look.connection.streams[side].head else { return Vec::new() };
    let read = Span::at(span.start, span.len().min(LOOK_BYTES));
    let bytes = look.connection.stream_bytes(look.source, side, read).bytes;
    let mut lines = of_head(&look.connection.read_head(side, &bytes), &bytes, span.start);
    for line in &mut lines {
        line.hidden = look.veil.hides_value(side, line.span);
        if line.hidden {
            line.value = String::new();
            // What a line means tells what it says.
            line.meant = None;
            if !line.name.is_empty() && look.veil.hides_raw(side, line.span) {
                "?".clone_into(&mut line.name);
            }
        }
    }
    lines
}

/// The lines of a head of HTTP/1.1 that stands at `start` of its stream.
#[must_use]
pub(in crate::view) fn of_bytes(side: Side, bytes: &[u8], start: u64) -> Vec<Line> {
    of_head(&Head::read(HeadForm::Text, side, bytes), bytes, start)
}

/// The lines of a head that stands at `start` of its stream.
fn of_head(head: &Head, bytes: &[u8], start: u64) -> Vec<Line> {
    let side = head.side;
    let shown = |bytes: &[u8]| -> String {
        one_line(&String::from_utf8_lossy(bytes)).chars().take(SHOWN_CHARS).collect()
    };
    let place = |span: Span| Span::new(start + span.start, start + span.end);
    let part = |span: Span| bytes.get(span.start as usize..span.end as usize).unwrap_or_default();
    let hidden = false;
    let mut lines = Vec::new();
    if !head.start_line.is_empty() {
        let value = shown(part(head.start_line).trim_ascii_end());
        let meant = Some(if side == Side::Client { &REQUEST_LINE } else { &STATUS_LINE });
        let span = place(head.start_line);
        lines.push(Line { n: 0, name: String::new(), value, meant, span, hidden });
    }
    for (n, field) in (1..).zip(&head.fields) {
        let name = shown(field.name_in(bytes));
        // Upgrade and Connection say what is switched to, which a refusal does not.
        let switches = ["upgrade", "connection"].iter().any(|other| name.eq_ignore_ascii_case(other));
        let is_idle = switches && side == Side::Server && head.status(bytes) != Some(101);
        let meant = header(&name).filter(|_| !is_idle).and_then(|header| header.meant_by(side));
        let (value, span) = (shown(&field.value_in(bytes)), place(field.line));
        lines.push(Line { n, name, value, meant, span, hidden });
    }
    if !head.blank.is_empty() {
        let opens = match head.form {
            HeadForm::Text | HeadForm::Told => 101..=101,
            HeadForm::Section => 200..=299,
        };
        let switched =
            side == Side::Server && head.status(bytes).is_some_and(|status| opens.contains(&status));
        let meant = Some(if switched { &EMPTY_LINE_SWITCHED } else { &EMPTY_LINE });
        let n = head.line_number(head.blank.start);
        let (name, value, span) = (String::new(), String::new(), place(head.blank));
        lines.push(Line { n, name, value, meant, span, hidden });
    }
    lines
}

/// The stream bytes of one line of a head.
#[must_use]
pub fn line_span(look: &Look<'_>, side: Side, line: u16) -> Option<Span> {
    lines(look, side).into_iter().find(|one| one.n == line).map(|line| line.span)
}

pub(super) fn rows(look: &Look<'_>, side: Side, toggled: &Toggled) -> Vec<Row> {
    let connection = look.connection.id;
    let Some(span) = look.connection.streams[side].head else { return Vec::new() };
    let open = toggled.is_open(Node::Root, true);
    let target = Target::Head { connection, side };
    let head = Row::new(0, Label::Head(side, span.len()), Value::default());
    let mut rows = vec![head.targeting(target).node(Node::Root, open)];
    if open {
        rows.extend(lines(look, side).into_iter().map(|line| {
            let meaning = line.label();
            let value =
                if line.hidden { Value::HIDDEN } else { Value { text: line.value, meaning, hidden: false } };
            let mut row = Row::new(1, Label::Line(line.name), value).at(look, side, line.span, None);
            row.target = Some(Target::HeadLine { connection, side, line: line.n });
            row
        }));
        rows.extend(super::frame::segments(look, side, span, toggled));
    }
    rows
}
