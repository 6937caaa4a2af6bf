//! Messages and frames as trees of fields.

use crate::base::{Side, Span};
use crate::rules::registry;
use crate::trace::{Field, FieldKind, Frame, Segment, Target, hex};
use crate::view::look::{Look, one_line};
use crate::view::number::grouped;
use crate::view::packet;
use crate::wire::frame::LengthForm;

use super::{LISTED, Label, Node, Row, Toggled, Value};

pub(super) fn message(look: &Look<'_>, n: u32, selected: Option<u32>, toggled: &Toggled) -> Vec<Row> {
    let connection = look.connection;
    let Some(message) = connection.message(n) else { return Vec::new() };
    let open = toggled.is_open(Node::Root, true);
    let label = Label::Message { n, kind: message.kind, len: message.len };
    let target = Target::Message { connection: connection.id, message: n };
    let mut rows = vec![Row::new(0, label, Value::default()).targeting(target).node(Node::Root, open)];
    if !open {
        return rows;
    }
    if message.compressed {
        let value = Value::of(format!("{} → {}", grouped(message.wire_len), grouped(message.len)));
        rows.push(Row::new(1, Label::Inflated, value));
    }
    if message.frames == 0 {
        rows.push(Row::new(1, Label::Frames, super::not_in_har()));
        let key = Label::Field(FieldKind::MaskingKey);
        rows.push(Row::new(1, key, super::not_in_har()));
        return rows;
    }
    let opened = selected.unwrap_or(message.first_frame);
    let mut end = None;
    // The frames around the selected one, where there are more than can be listed.
    let skip = position(look, &message, opened).saturating_sub(LISTED / 2);
    if skip > 0 {
        rows.push(Row::new(1, Label::More(skip as u64), Value::default()));
    }
    for (nth, frame) in (1..).zip(connection.fragments(&message)).skip(skip).take(LISTED) {
        rows.extend(one(look, &frame, nth, message.frames, frame.n == opened, toggled));
        end = Some(nth);
    }
    let left = message.frames.saturating_sub(end.unwrap_or(0));
    if left > 0 {
        rows.push(Row::new(1, Label::More(left.into()), Value::default()));
    }
    rows.extend(super::inside::rows(look, &message, toggled));
    let (first, last) = (connection.frame(message.first_frame), connection.frame(message.last_frame));
    if let (Some(first), Some(last)) = (first, last) {
        rows.extend(segments(look, message.from, Span::new(first.span.start, last.span.end), toggled));
    }
    rows
}

/// Which of the message's frames one is, from 0.
fn position(look: &Look<'_>, message: &crate::trace::Message, frame: u32) -> usize {
    look.connection.fragments(message).take_while(|other| other.n < frame).count()
}

pub(super) fn alone(look: &Look<'_>, n: u32, toggled: &Toggled) -> Vec<Row> {
    let Some(frame) = look.connection.frame(n) else { return Vec::new() };
    let mut rows = one(look, &frame, 0, 0, true, toggled);
    for row in &mut rows {
        row.depth -= 1;
    }
    rows.extend(segments(look, frame.from, frame.span, toggled));
    rows
}

fn one(look: &Look<'_>, frame: &Frame, nth: u32, of: u32, by_habit: bool, toggled: &Toggled) -> Vec<Row> {
    let node = Node::Frame(frame.n);
    let open = toggled.is_open(node, by_habit);
    let tag = if look.veil.hides_value(frame.from, frame.header_span()) { "?" } else { frame.opcode.tag() };
    let label = Label::Frame { n: frame.n, nth, of, wire_len: frame.span.len(), tag };
    let mut row =
        Row::new(1, label, Value::default()).at(look, frame.from, frame.span, None).node(node, open);
    row.target = Some(Target::Frame { connection: look.connection.id, frame: frame.n });
    let mut rows = vec![row];
    if open {
        rows.extend(fields(look, frame));
    }
    rows
}

/// The rows of a frame's fields: the reserved bits in one, both parts of the length in one.
fn fields(look: &Look<'_>, frame: &Frame) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for field in look.connection.fields(look.source, frame) {
        match field.kind {
            FieldKind::Rsv(1) => {
                let bits = [4, 2, 1].map(|bit| u8::from(frame.rsv & bit != 0).to_string()).join(" ");
                let mut row = row(look, frame, &field, Value::of(bits));
                row.label = Label::ReservedBits;
                let wide = field.place.bits.map(|bits| crate::base::Bits { len: 3, ..bits });
                rows.push(row.at(look, frame.from, field.place.span, wide));
            }
            FieldKind::Rsv(_) | FieldKind::ExtendedLength => {}
            FieldKind::Length => rows.push(length(look, frame, &field)),
            _ => rows.push(row(look, frame, &field, value(frame, &field))),
        }
    }
    rows.extend(round_trip(look, frame));
    rows
}

/// A Ping's Pong or a Pong's Ping, and the time between them; nothing that is still to come.
fn round_trip(look: &Look<'_>, frame: &Frame) -> Option<Row> {
    let (ping, pong) = look.connection.ping_and_pong(frame.n)?;
    let other = if ping.n == frame.n { pong } else { ping };
    if look.veil.hides_raw(other.from, other.span) {
        return None;
    }
    let nanos = pong.stamp.nanos_since(ping.stamp).max(0);
    let millis = format!("{}.{:03} ms", nanos / 1_000_000, nanos / 1000 % 1000);
    let mut row =
        Row::new(2, Label::RoundTrip, Value::of(format!("{millis} · {} {}", other.opcode.tag(), other.n)));
    row.target = Some(Target::Frame { connection: look.connection.id, frame: other.n });
    Some(row)
}

fn row(look: &Look<'_>, frame: &Frame, field: &Field, value: Value) -> Row {
    let span = field.place.span;
    let hidden = match field.kind {
        FieldKind::CloseCode | FieldKind::CloseReason => {
            look.veil.hides_value(frame.from, span) || look.veil.hides_plain(frame.from, span)
        }
        // Only its length stands there.
        FieldKind::Payload => false,
        _ => look.veil.hides_value(frame.from, span),
    };
    let value = if hidden { Value::HIDDEN } else { value };
    let depth = if matches!(field.kind, FieldKind::CloseCode | FieldKind::CloseReason) { 3 } else { 2 };
    let mut row =
        Row::new(depth, Label::Field(field.kind), value).at(look, frame.from, span, field.place.bits);
    row.field = Some(field.kind);
    row
}

fn value(frame: &Frame, field: &Field) -> Value {
    match field.kind {
        FieldKind::Opcode => Value::meaning(&field.value, registry::opcode(frame.opcode.0).short),
        FieldKind::CloseCode => match field.value.parse() {
            Ok(code) => Value::meaning(&field.value, registry::close_name(code)),
            Err(_) => Value::of(&field.value),
        },
        FieldKind::CloseReason => Value::of(one_line(&field.value)),
        FieldKind::Payload => Value::of(grouped(frame.payload_span().len())),
        _ => Value::of(&field.value),
    }
}

/// `126 → 053e = 1,342`.
fn length(look: &Look<'_>, frame: &Frame, field: &Field) -> Row {
    let extended = frame.length_form.extended_bytes() as u64;
    if frame.length_form == LengthForm::Seven {
        return row(look, frame, field, Value::of(grouped(frame.payload_len)));
    }
    let span = Span::at(frame.span.start + 2, extended);
    let digits = hex(&look.connection.stream_bytes(look.source, frame.from, span).bytes).replace(' ', "");
    let value = Value::of(format!("{} → {digits} = {}", field.value, grouped(frame.payload_len)));
    let whole = Span::at(frame.span.start + 1, 1 + extended);
    let hidden = look.veil.hides_value(frame.from, whole);
    let value = if hidden { Value::HIDDEN } else { value };
    let mut row = Row::new(2, Label::Field(FieldKind::Length), value).at(look, frame.from, whole, None);
    row.field = Some(FieldKind::Length);
    row
}

/// The headers of the packet that brought a segment, each with its fields.
fn headers(look: &Look<'_>, segment: &Segment) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut layer = None;
    for field in packet::headers(look.trace, look.source, segment) {
        if layer.replace(field.layer) != Some(field.layer) {
            rows.push(Row::new(3, Label::Layer(field.layer.name()), Value::default()));
        }
        rows.push(Row::new(4, Label::HeaderField(field.name), Value::of(field.value)));
    }
    rows
}

/// The HTTP/2 DATA frames and TLS records that hold the bytes, where there are any.
fn carriers(look: &Look<'_>, side: Side, span: Span, toggled: &Toggled) -> Vec<Row> {
    let mut rows = Vec::new();
    for data in look.connection.data_in(side, span).take(LISTED) {
        let value = Value::of(grouped(data.span.len()));
        rows.push(Row::new(1, Label::Data(data.stream), value).at(look, side, data.span, None));
    }
    let records: Vec<_> = look.connection.records_in(side, span).take(LISTED).collect();
    if records.is_empty() {
        return rows;
    }
    let open = toggled.is_open(Node::Records, records.len() <= 8);
    let label = Label::Records(records.len() as u32);
    rows.push(Row::new(1, label, Value::default()).node(Node::Records, open));
    for record in records.iter().filter(|_| open) {
        let value = Value::of(format!("{} → {}", grouped(record.wire_len()), grouped(record.span.len())));
        let label = Label::Record(record.ordinal, record.packets());
        rows.push(Row::new(2, label, value).at(look, side, record.span, None));
    }
    rows
}

/// "Carried by N TCP segments", and which; between them and the stream, what else carries it.
pub(super) fn segments(look: &Look<'_>, side: Side, span: Span, toggled: &Toggled) -> Vec<Row> {
    let mut rows = carriers(look, side, span, toggled);
    rows.extend(packets(look, side, span, toggled));
    rows
}

fn packets(look: &Look<'_>, side: Side, span: Span, toggled: &Toggled) -> Vec<Row> {
    let carriers: Vec<_> = look.connection.segments_in(side, span).take(LISTED + 1).collect();
    let many = carriers.len() > LISTED;
    let count = if many { look.connection.segments_in(side, span).count() } else { carriers.len() };
    let open = toggled.is_open(Node::Segments, count <= 8);
    let head = Row::new(1, Label::Segments(count as u32), Value::default()).node(Node::Segments, open);
    let mut rows = vec![head];
    if !open {
        return rows;
    }
    for segment in carriers.iter().take(LISTED) {
        let Some(part) = segment.span.meet(span) else { continue };
        let row = Row::new(2, Label::Packet(segment.packet), Value::of(grouped(part.len())));
        let node = Node::Packet(segment.packet);
        let open = toggled.is_open(node, false);
        rows.push(row.at(look, side, part, None).node(node, open));
        if open {
            rows.extend(headers(look, segment));
        }
    }
    if many {
        rows.push(Row::new(2, Label::More((count - LISTED) as u64), Value::default()));
    }
    rows
}
