//! The table of one connection in its three readings: messages, frames, packets.
//!
//! A row is made when it is in sight: an [`Index`] finds it in four bytes a row, and nothing else grows with the
//! connection.

mod index;
mod preview;

pub use index::{Index, PacketRow};
pub use preview::{Content, Inside, Previews};

use crate::base::{Side, Stamp};
use crate::trace::{Frame, Message, MessageKind, Target, TcpEventKind};
use crate::wire::frame::Opcode;

use super::look::Look;

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// Messages, with control frames where they stand between them.
    #[default]
    Messages,
    /// Frames.
    Frames,
    /// Packets: runs of stream bytes and TCP events.
    Packets,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// Message, frame or packet number.
    Number,
    /// Seconds since the capture began.
    Time,
    /// Who sent it.
    Direction,
    /// What it is.
    Type,
    /// How many frames.
    Frames,
    /// Header bytes.
    Header,
    /// Payload bytes.
    Length,
    /// FIN, MASK, RSV.
    Flags,
    /// The packets that carry it.
    Packets,
    /// Offset in the sender's stream.
    Offset,
    /// What it says.
    Content,
}

/// A column and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Which.
    pub column: Column,
    /// Its left edge, in points from the table's.
    pub x: f32,
    /// Its width in points.
    pub width: f32,
    /// Whether its text stands at the right.
    pub right: bool,
}

/// The columns of a table that is `width` points wide; the last takes what is left.
#[must_use]
pub fn columns(kind: Kind, width: f32) -> Vec<Placed> {
    use Column::{Content, Direction, Flags, Frames, Header, Length, Number, Offset, Packets, Time, Type};
    let widths: &[(Column, f32)] = match kind {
        Kind::Messages => &[
            (Number, 66.0),
            (Time, 96.0),
            (Direction, 34.0),
            (Type, 70.0),
            (Frames, 58.0),
            (Length, 76.0),
            (Flags, 122.0),
            (Content, 0.0),
        ],
        Kind::Frames => &[
            (Number, 66.0),
            (Time, 96.0),
            (Direction, 34.0),
            (Type, 70.0),
            (Header, 64.0),
            (Length, 76.0),
            (Flags, 122.0),
            (Packets, 118.0),
            (Content, 0.0),
        ],
        Kind::Packets => &[
            (Number, 84.0),
            (Time, 96.0),
            (Direction, 34.0),
            (Type, 136.0),
            (Offset, 96.0),
            (Length, 76.0),
            (Content, 0.0),
        ],
    };
    let mut x = 0.0;
    widths
        .iter()
        .map(|&(column, fixed)| {
            let width = if column == Content { (width - x).max(0.0) } else { fixed };
            let right = matches!(column, Number | Time | Frames | Header | Length | Packets | Offset);
            let placed = Placed { column, x, width, right };
            x += width;
            placed
        })
        .collect()
}

/// What a row's tag says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// An opcode.
    Opcode(Opcode),
    /// Stream bytes that a packet brought.
    Data {
        /// Whether it came after bytes that follow it.
        late: bool,
    },
    /// A TCP event.
    Event(TcpEventKind),
    /// A lesson hides it.
    Hidden,
}

/// The bits that a row shows as small labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags {
    /// FIN. For a message: its last fragment was seen.
    pub fin: bool,
    /// MASK.
    pub masked: bool,
    /// RSV1 = 4, RSV2 = 2, RSV3 = 1.
    pub rsv: u8,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A whole number; `None` where there is none to give.
    Number(Option<u64>),
    /// A time or an offset.
    Text(String),
    /// A range of numbers.
    Range(u64, u64),
    /// Who sent it.
    Direction(Side),
    /// What it is.
    Tag(Tag),
    /// Its flags.
    Flags(Flags),
    /// What it says.
    Content(Content),
    /// A lesson hides it.
    Hidden,
    /// A HAR does not know it.
    NotInHar,
}

/// One row: a cell for each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What is selected with it.
    pub target: Target,
    /// Who sent it.
    pub from: Side,
    /// Its cells, in the order of [`columns`].
    pub cells: Vec<Cell>,
}

/// Row `row` of the table; `None` past its end.
#[must_use]
pub fn row(look: &Look<'_>, index: &Index, previews: &mut Previews, kind: Kind, row: u64) -> Option<Row> {
    match kind {
        Kind::Messages if look.connection.har.is_some() => {
            let message = look.connection.message(u32::try_from(row).ok()?)?;
            Some(told_row(look, previews, &message))
        }
        Kind::Messages => {
            let frame = look.connection.frame(index.message_row(row)?)?;
            match frame.message.and_then(|n| look.connection.message(n)) {
                Some(message) => Some(message_row(look, previews, &frame, &message)),
                None => Some(control_row(look, previews, &frame)),
            }
        }
        Kind::Frames => {
            let frame = look.connection.frame(u32::try_from(row).ok()?)?;
            Some(frame_row(look, previews, &frame))
        }
        Kind::Packets => packet_row(look, index.packet_row(row)?),
    }
}

fn time(look: &Look<'_>, stamp: Stamp) -> Cell {
    Cell::Text(look.seconds(stamp))
}

/// A row in which control frames and frames of no message stand: one frame, no message number.
fn control_row(look: &Look<'_>, previews: &mut Previews, frame: &Frame) -> Row {
    let parts = FrameParts::of(look, frame);
    let cells = vec![
        Cell::Number(None),
        time(look, frame.stamp),
        Cell::Direction(frame.from),
        parts.tag,
        Cell::Number(Some(1)),
        parts.length,
        parts.flags,
        Cell::Content(previews.frame(look, frame)),
    ];
    Row { target: Target::Frame { connection: look.connection.id, frame: frame.n }, from: frame.from, cells }
}

fn message_row(look: &Look<'_>, previews: &mut Previews, last: &Frame, message: &Message) -> Row {
    let first = look.connection.frame(message.first_frame).unwrap_or(*last);
    // Only whole frames are looked at: what of a header is hidden, hides what the header says of the message.
    let heads = [first.header_span(), last.header_span()];
    let told = |cell: Cell| {
        if heads.iter().any(|head| look.veil.hides_value(message.from, *head)) { Cell::Hidden } else { cell }
    };
    let flags = Flags { fin: last.fin, masked: first.masked, rsv: first.rsv };
    let tag = told(Cell::Tag(Tag::Opcode(first.opcode)));
    let cells = vec![
        Cell::Number(Some(message.n.into())),
        time(look, message.stamp_last),
        Cell::Direction(message.from),
        if tag == Cell::Hidden { Cell::Tag(Tag::Hidden) } else { tag },
        Cell::Number(Some(message.frames.into())),
        told(Cell::Number(Some(message.len))),
        told(Cell::Flags(flags)),
        Cell::Content(previews.message(look, message)),
    ];
    let target = Target::Message { connection: look.connection.id, message: message.n };
    Row { target, from: message.from, cells }
}

/// A message that a HAR tells: how many frames it had, and what was in their headers, is not known.
fn told_row(look: &Look<'_>, previews: &mut Previews, message: &Message) -> Row {
    let opcode = if message.kind == MessageKind::Text { Opcode::TEXT } else { Opcode::BINARY };
    let cells = vec![
        Cell::Number(Some(message.n.into())),
        time(look, message.stamp_last),
        Cell::Direction(message.from),
        Cell::Tag(Tag::Opcode(opcode)),
        Cell::Number(None),
        Cell::Number(Some(message.len)),
        Cell::NotInHar,
        Cell::Content(previews.message(look, message)),
    ];
    let target = Target::Message { connection: look.connection.id, message: message.n };
    Row { target, from: message.from, cells }
}

fn frame_row(look: &Look<'_>, previews: &mut Previews, frame: &Frame) -> Row {
    let parts = FrameParts::of(look, frame);
    let packets = look.connection.packets_of(frame.from, frame.span);
    let cells = vec![
        Cell::Number(Some(frame.n.into())),
        time(look, frame.stamp),
        Cell::Direction(frame.from),
        parts.tag,
        Cell::Number(Some(frame.header_len.into())),
        parts.length,
        parts.flags,
        packets.map_or(Cell::Number(None), |(first, last)| Cell::Range(first.into(), last.into())),
        Cell::Content(previews.frame(look, frame)),
    ];
    Row { target: Target::Frame { connection: look.connection.id, frame: frame.n }, from: frame.from, cells }
}

/// What a frame's header tells, as far as it may be told.
struct FrameParts {
    tag: Cell,
    length: Cell,
    flags: Cell,
}

impl FrameParts {
    fn of(look: &Look<'_>, frame: &Frame) -> Self {
        let hidden = look.veil.hides_value(frame.from, frame.header_span());
        let told = |cell: Cell| if hidden { Cell::Hidden } else { cell };
        let flags = Flags { fin: frame.fin, masked: frame.masked, rsv: frame.rsv };
        Self {
            tag: Cell::Tag(if hidden { Tag::Hidden } else { Tag::Opcode(frame.opcode) }),
            length: told(Cell::Number(Some(frame.payload_len))),
            flags: told(Cell::Flags(flags)),
        }
    }
}

fn packet_row(look: &Look<'_>, row: PacketRow) -> Option<Row> {
    let connection = look.connection;
    let (packet, stamp, from, tag, offset, len, target, content) = match row {
        PacketRow::Segment(side, at) => {
            let segment = connection.segment(side, at as usize)?;
            let target = Target::Bytes { connection: connection.id, side, span: segment.span, bits: None };
            let content = preview::segment(look, side, &segment);
            let tag = Tag::Data { late: segment.late };
            let (start, len) = (segment.span.start, segment.span.len());
            (segment.packet, segment.stamp, side, tag, start, len, target, content)
        }
        PacketRow::Event(at) => {
            let event = connection.events.get(at as usize)?;
            let (tag, target) = (Tag::Event(event.kind), Target::Packet(event.packet));
            let len = u64::from(event.len);
            (event.packet, event.stamp, event.from, tag, event.stream_offset, len, target, Content::Empty)
        }
    };
    let cells = vec![
        Cell::Number(Some(packet.into())),
        time(look, stamp),
        Cell::Direction(from),
        Cell::Tag(tag),
        Cell::Text(super::number::offset(offset)),
        Cell::Number(Some(len)),
        Cell::Content(content),
    ];
    Some(Row { target, from, cells })
}

#[cfg(test)]
mod tests;
