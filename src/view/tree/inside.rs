//! What is inside a message as rows: its fields, each with the bytes it stands in.

use crate::base::Span;
use crate::trace::Message;
use crate::view::look::Look;
use crate::wire::payload::{self, Detail};

use super::{Label, Node, Row, Toggled, Value};

/// Rows of one message's inside at most.
const ROWS: usize = 500;
/// Fields of one level that are open by habit, where there are no more.
const OPEN: usize = 40;

/// The rows of what is inside a message; none where it is plain text or bytes, or hidden.
pub(super) fn rows(look: &Look<'_>, message: &Message, toggled: &Toggled) -> Vec<Row> {
    let connection = look.connection;
    let first = connection.frame(message.first_frame).map_or(0, |frame| frame.span.start);
    let last = connection.frame(message.last_frame).map_or(u64::MAX, |frame| frame.span.end);
    let whole = Span::new(first, last);
    if look.veil.hides_plain(message.from, whole) || look.veil.hides_value(message.from, whole) {
        return Vec::new();
    }
    let Some((guess, view)) = connection.inside(look.source, message, Detail::Fields) else {
        return Vec::new();
    };
    let open = toggled.is_open(Node::Inside, true);
    let label =
        Label::Inside { protocol: view.protocol, kind: view.kind.into_owned(), guessed: guess.guessed };
    let mut rows = vec![Row::new(1, label, Value::of(view.summary)).node(Node::Inside, open)];
    if !open {
        return rows;
    }
    let mut walk = Walk { look, message, toggled, rows: &mut rows, next: 0, left_out: 0 };
    let habit = view.fields.len() <= OPEN;
    for field in &view.fields {
        walk.field(field, 2, habit);
    }
    let left_out = walk.left_out;
    if left_out > 0 {
        rows.push(Row::new(2, Label::More(left_out), Value::default()));
    }
    if let Some(fault) = &view.fault {
        let at = Span::at(fault.at, 1);
        let row = Row::new(2, Label::Malformed(fault.at), Value::of(fault.expected.clone()));
        rows.push(placed(row, look, message, at));
    }
    if view.continues {
        rows.push(Row::new(2, Label::Continues, Value::default()));
    }
    rows
}

struct Walk<'w, 'l> {
    look: &'w Look<'l>,
    message: &'w Message,
    toggled: &'w Toggled,
    rows: &'w mut Vec<Row>,
    /// The number of the next field, those in closed ones included: what is opened stays open.
    next: u32,
    left_out: u64,
}

impl Walk<'_, '_> {
    fn field(&mut self, field: &payload::Node, depth: u8, by_habit: bool) {
        let number = self.next;
        self.next += 1;
        if self.rows.len() >= ROWS {
            self.left_out += 1;
            return;
        }
        let value = if field.cut && !field.value.ends_with('…') {
            Value::of(format!("{} …", field.value).trim_start())
        } else {
            Value::of(field.value.clone())
        };
        let mut row = Row::new(depth, Label::Part(field.name.clone().into_owned()), value);
        if let Some(span) = field.span {
            row = placed(row, self.look, self.message, span);
        }
        let open = self.toggled.is_open(Node::Part(number), by_habit);
        if !field.children.is_empty() {
            row = row.node(Node::Part(number), open);
        }
        self.rows.push(row);
        if open {
            let habit = depth < 3 && field.children.len() <= OPEN;
            for child in &field.children {
                self.field(child, depth.saturating_add(1), habit);
            }
        } else {
            self.next += field.children.iter().map(payload::Node::count).sum::<usize>() as u32;
        }
    }
}

/// A row that stands for bytes of the message.
fn placed(mut row: Row, look: &Look<'_>, message: &Message, span: Span) -> Row {
    row.content = Some((message.n, span));
    match look.connection.stream_span(message, span) {
        Some(stream) => row.at(look, message.from, stream, None),
        None => row,
    }
}
