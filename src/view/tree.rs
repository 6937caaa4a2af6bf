//! The tree of what is selected: message, frames, fields, and the packets that carry them; or the lines of a head; or
//! what is known of the connection. Values are computed when someone looks.

mod frame;
mod head;
mod inside;

pub(super) use head::of_bytes as lines_of;
pub use head::{Line, line_span, lines};

use std::collections::BTreeSet;

use crate::base::{Bits, Side, Span, Text};
use crate::rules::{Severity, registry};
use crate::trace::{CloseKind, FieldKind, HarFacts, MessageKind, Target};

use super::findings::Index;
use super::look::Look;

/// What a row is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// A message.
    Message {
        /// Its number.
        n: u32,
        /// Text or binary.
        kind: MessageKind,
        /// Its length in bytes, after inflating.
        len: u64,
    },
    /// A frame of a message, the `nth` of `of`, from 1; or alone where `of` is 0.
    Frame {
        /// Its number in the connection.
        n: u32,
        /// Which of the message's frames.
        nth: u32,
        /// How many frames the message has.
        of: u32,
        /// Bytes on the wire, header and payload.
        wire_len: u64,
        /// The short name of its opcode.
        tag: &'static str,
    },
    /// RSV1 to RSV3 together.
    ReservedBits,
    /// A field of a frame.
    Field(FieldKind),
    /// The TLS records that hold it.
    Records(u32),
    /// A TLS record by its ordinal in its direction, and its packets.
    Record(u32, (u32, u32)),
    /// An HTTP/2 DATA frame, by its stream.
    Data(u32),
    /// The packets that carry it.
    Segments(u32),
    /// A packet.
    Packet(u32),
    /// A header of a packet.
    Layer(Text),
    /// A field of a packet's header.
    HeaderField(Text),
    /// What is left out.
    More(u64),
    /// A request or response head.
    Head(Side, u64),
    /// A line of a head, by its name; the start line and the empty line have none.
    Line(String),
    /// A connection.
    Connection(u32),
    /// The address of a side.
    Endpoint(Side),
    /// The status of the answer.
    Status,
    /// permessage-deflate as agreed.
    Deflate,
    /// Bytes of a side's stream.
    Bytes(Side),
    /// How many frames.
    Frames,
    /// How many messages.
    Messages,
    /// How it ended.
    Ending,
    /// Why a message's bytes differ from what was sent.
    Inflated,
    /// What is inside a message.
    Inside {
        /// The protocol's name.
        protocol: &'static str,
        /// What kind of thing it is, in the protocol's own word.
        kind: String,
        /// Whether only the content says so.
        guessed: bool,
    },
    /// A field of what is inside, by its own name.
    Part(String),
    /// Where what is inside breaks its form: this byte of the message. The value says what should stand there.
    Malformed(u64),
    /// It goes on in a later message.
    Continues,
    /// The frame that answers this one, or that this one answers, and how long that took.
    RoundTrip,
}

/// What a row says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Value {
    /// In no language.
    pub text: String,
    /// What that means.
    pub meaning: Option<Text>,
    /// A lesson hides it: nothing of it may be shown.
    pub hidden: bool,
}

impl Value {
    fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn meaning(text: impl Into<String>, meaning: Text) -> Self {
        Self { text: text.into(), meaning: Some(meaning), hidden: false }
    }

    const HIDDEN: Self = Self { text: String::new(), meaning: None, hidden: true };
}

/// What can be opened and closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A message, a head or a connection: the root.
    Root,
    /// A frame.
    Frame(u32),
    /// The TLS records of a frame or message.
    Records,
    /// What is inside a message.
    Inside,
    /// A field of what is inside, numbered in their order.
    Part(u32),
    /// The packets of a frame or message.
    Segments,
    /// The headers of a packet.
    Packet(u32),
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How far it is indented.
    pub depth: u8,
    /// What it is called.
    pub label: Label,
    /// What it says.
    pub value: Value,
    /// What is selected with it.
    pub target: Option<Target>,
    /// What can be opened, and whether it is.
    pub node: Option<(Node, bool)>,
    /// The field whose colour it carries.
    pub field: Option<FieldKind>,
    /// The gravest finding that points at it.
    pub severity: Option<Severity>,
    /// The stream bytes it stands for, to light it up with them.
    pub place: Option<(Side, Span, Option<Bits>)>,
    /// The bytes of a message that it stands for, as the application gets them: (message, bytes).
    pub content: Option<(u32, Span)>,
}

impl Row {
    fn new(depth: u8, label: Label, value: Value) -> Self {
        Self {
            depth,
            label,
            value,
            target: None,
            node: None,
            field: None,
            severity: None,
            place: None,
            content: None,
        }
    }

    /// A row that stands for stream bytes.
    fn at(mut self, look: &Look<'_>, side: Side, span: Span, bits: Option<Bits>) -> Self {
        self.place = Some((side, span, bits));
        self.target = Some(Target::Bytes { connection: look.connection.id, side, span, bits });
        self
    }

    const fn targeting(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    const fn node(mut self, node: Node, open: bool) -> Self {
        self.node = Some((node, open));
        self
    }
}

/// What the user has opened or closed against its habit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toggled(BTreeSet<Node>);

impl Toggled {
    /// Opens what is closed and closes what is open.
    pub fn toggle(&mut self, node: Node) {
        if !self.0.remove(&node) {
            self.0.insert(node);
        }
    }

    fn is_open(&self, node: Node, by_habit: bool) -> bool {
        self.0.contains(&node) != by_habit
    }
}

/// What the tree shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A message; the frame that is opened in it.
    Message(u32, Option<u32>),
    /// A frame of no message, or looked at alone.
    Frame(u32),
    /// A head.
    Head(Side),
    /// The connection.
    Connection,
}

/// Most frames of a message, or packets, that are listed.
pub const LISTED: usize = 200;

/// The rows of the tree.
#[must_use]
pub fn rows(look: &Look<'_>, findings: &Index, subject: Subject, toggled: &Toggled) -> Vec<Row> {
    let mut rows = match subject {
        Subject::Message(n, frame) => frame::message(look, n, frame, toggled),
        Subject::Frame(n) => frame::alone(look, n, toggled),
        Subject::Head(side) => head::rows(look, side, toggled),
        Subject::Connection => connection(look),
    };
    mark(look, findings, &mut rows);
    rows
}

fn connection(look: &Look<'_>) -> Vec<Row> {
    let connection = look.connection;
    let mut rows = vec![
        Row::new(0, Label::Connection(connection.id), Value::default())
            .targeting(Target::Connection(connection.id)),
        Row::new(1, Label::Endpoint(Side::Client), Value::of(connection.end_text(Side::Client))),
        Row::new(1, Label::Endpoint(Side::Server), Value::of(connection.end_text(Side::Server))),
    ];
    if let Some(status) = connection.status {
        let meaning = crate::rules::status::status(status).map(|status| status.meaning);
        rows.push(Row::new(1, Label::Status, Value { meaning, ..Value::of(status.to_string()) }));
    }
    if let Some(deflate) = connection.deflate {
        let bits = (deflate.client_max_window_bits, deflate.server_max_window_bits);
        rows.push(Row::new(1, Label::Deflate, Value::of(format!("{} / {}", bits.0, bits.1))));
    }
    let unknown = not_in_har();
    let is_har = connection.har.is_some();
    let known = |value: Value| if is_har { unknown.clone() } else { value };
    for side in Side::BOTH {
        let bytes = super::number::grouped(connection.streams[side].end);
        rows.push(Row::new(1, Label::Bytes(side), known(Value::of(bytes))));
    }
    let count = |count: u32| Value::of(super::number::grouped(count.into()));
    rows.push(Row::new(1, Label::Frames, known(count(connection.frame_count()))));
    rows.push(Row::new(1, Label::Messages, count(connection.message_count())));
    let value = match (connection.observed_code(), connection.close_kind()) {
        (Some(code), _) => Value::meaning(code.to_string(), registry::close_name(code)),
        (None, CloseKind::Refused) => return rows,
        (None, CloseKind::Unknown) => unknown,
        (None, _) => Value::default(),
    };
    rows.push(Row::new(1, Label::Ending, value));
    rows
}

/// The value of what a HAR does not know.
fn not_in_har() -> Value {
    Value { meaning: Some(HarFacts::NOT_IN_HAR), ..Value::default() }
}

/// Most findings of the connection that are looked through for one tree.
const FINDINGS_LOOK: usize = 50_000;

/// Sets the gravest severity at each row that a finding points at.
fn mark(look: &Look<'_>, findings: &Index, rows: &mut [Row]) {
    let id = look.connection.id;
    for (rule, places) in findings.of_connection(id) {
        let severity = rule.severity();
        for at in places.iter().take(FINDINGS_LOOK) {
            let Some(finding) = look.trace.findings().get(*at as usize) else { continue };
            for row in rows.iter_mut().filter(|row| points_at(row, finding.at)) {
                row.severity = Some(row.severity.map_or(severity, |other| other.min(severity)));
            }
        }
    }
}

fn points_at(row: &Row, target: Target) -> bool {
    if row.target == Some(target) {
        return true;
    }
    // Bytes light the fields they lie in, not the frame around them.
    let (Target::Bytes { side, span, bits, .. }, Some((row_side, row_span, row_bits))) = (target, row.place)
    else {
        return false;
    };
    let same_bits = match (bits, row_bits) {
        (Some(a), Some(b)) if span.start == row_span.start => {
            a.start < b.start + b.len && b.start < a.start + a.len
        }
        _ => true,
    };
    row.field.is_some() && side == row_side && span.touches(row_span) && same_bits && !row_span.is_empty()
}

#[cfg(test)]
mod tests;
