//! What a query selects: places in the streams of a connection, each with a way to read its value.

use crate::base::{Bits, Side, Source, Span};
use crate::trace::{Connection, Target, Trace};

use super::fields;

/// A selected thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thing {
    /// Connection id.
    pub connection: u32,
    /// Whose stream it stands in.
    pub side: Side,
    /// Its bytes in that stream; for what has none (a TCP event), an empty span where it happened.
    pub span: Span,
    /// Its bits, where it is finer than bytes, from the first byte's most significant bit.
    pub bits: Option<Bits>,
    /// What it is.
    pub what: What,
    /// How its value is read.
    pub reads: Reads,
}

/// What a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A request or response head.
    Head,
    /// A line of it; 0 is the start line.
    Line(u16),
    /// A frame.
    Frame(u32),
    /// A message.
    Message(u32),
    /// The bytes that one packet was the first to bring.
    Segment(u32),
    /// A TCP event, by its index in the connection.
    Event(u32),
    /// A whole stream.
    Stream,
    /// A part of another thing: a field, some bytes.
    Part,
}

/// How the value of a thing is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Its bytes as they were on the wire.
    Bytes,
    /// Its bytes, which are text.
    Text,
    /// Bytes of a frame's payload without its mask: (frame, first byte, past the last byte) in the payload.
    Unmasked(u32, u32, u32),
    /// Bytes of a message as the application gets it: (message, first byte, past the last byte).
    Content(u32, u32, u32),
    /// A number that its bytes or bits write down, or that was counted.
    Number(i128),
    /// A word: `client`, `text`.
    Word(&'static str),
    /// A yes or no.
    Truth(bool),
}

impl Thing {
    /// Bytes of a stream, or bits of them, as the window points at them.
    #[must_use]
    pub const fn at(connection: u32, side: Side, span: Span, bits: Option<Bits>) -> Self {
        Self { connection, side, span, bits, what: What::Part, reads: Reads::Bytes }
    }

    /// What the window points at; `None` for what has no bytes of its own.
    #[must_use]
    pub fn of(trace: &Trace, source: &dyn Source, target: Target) -> Option<Self> {
        let connection = trace.connection(target.connection()?)?;
        match target {
            Target::Bytes { connection, side, span, bits } => Some(Self::at(connection, side, span, bits)),
            Target::Frame { frame, .. } => connection.frame(frame).map(|f| fields::frame(connection.id, &f)),
            Target::Message { message, .. } => fields::message(connection, message),
            Target::Head { connection: id, side } => {
                let span = connection.streams[side].head?;
                Some(Self { what: What::Head, ..Self::at(id, side, span, None) })
            }
            Target::HeadLine { side, line, .. } => {
                let lines = fields::head_lines(connection, source, side);
                lines.get(usize::from(line)).map(|line| line.0)
            }
            Target::Capture | Target::Packet(_) | Target::Connection(_) | Target::Finding(_) => None,
        }
    }

    /// A part of this thing.
    #[must_use]
    pub const fn part(&self, span: Span, reads: Reads) -> Self {
        Self { span, bits: None, what: What::Part, reads, ..*self }
    }

    /// The same place read as another value.
    #[must_use]
    pub const fn reading(&self, reads: Reads) -> Self {
        Self { what: What::Part, reads, ..*self }
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self, connection: &Connection, source: &dyn Source) -> Vec<u8> {
        let (bytes, from, to) = match self.reads {
            Reads::Unmasked(frame, from, to) => {
                let frame = connection.frame(frame);
                (frame.map(|frame| connection.payload(source, &frame).bytes), from, to)
            }
            Reads::Content(message, from, to) => {
                let message = connection.message(message);
                (message.map(|message| connection.message_bytes(source, &message).bytes), from, to)
            }
            _ => return connection.stream_bytes(source, self.side, self.span).bytes,
        };
        let bytes = bytes.unwrap_or_default();
        bytes.get(from as usize..(to as usize).min(bytes.len())).unwrap_or_default().to_vec()
    }

    /// How many bytes its value has.
    #[must_use]
    pub const fn len(&self) -> u64 {
        match self.reads {
            Reads::Unmasked(_, from, to) | Reads::Content(_, from, to) => to.saturating_sub(from) as u64,
            _ => self.span.len(),
        }
    }

    /// Whether its value has no byte.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the window points at for it.
    #[must_use]
    pub const fn target(&self) -> Target {
        let (connection, side, span, bits) = (self.connection, self.side, self.span, self.bits);
        match self.what {
            What::Head => Target::Head { connection, side },
            What::Line(line) => Target::HeadLine { connection, side, line },
            What::Frame(frame) => Target::Frame { connection, frame },
            What::Message(message) => Target::Message { connection, message },
            What::Segment(packet) => Target::Packet(packet),
            What::Event(_) | What::Stream | What::Part => Target::Bytes { connection, side, span, bits },
        }
    }

    /// The number of the packet that brought its last byte, or at which it happened.
    #[must_use]
    pub fn last_packet(&self, connection: &Connection) -> Option<u32> {
        match self.what {
            What::Event(index) => connection.events.get(index as usize).map(|event| event.packet),
            What::Segment(packet) => Some(packet),
            _ => {
                let end = Span::new(self.span.end.saturating_sub(1).max(self.span.start), self.span.end);
                connection.packets_of(self.side, end).map(|packets| packets.1)
            }
        }
    }

    /// The number of the packet that brought its first byte, or at which it happened.
    #[must_use]
    pub fn first_packet(&self, connection: &Connection) -> Option<u32> {
        match self.what {
            What::Event(_) | What::Segment(_) => self.last_packet(connection),
            _ => connection.packets_of(self.side, Span::at(self.span.start, 1)).map(|packets| packets.0),
        }
    }

    /// Whether all of this lies within `other`, to the bit.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        let (inner, outer) = (self.extent(), other.extent());
        self.connection == other.connection
            && self.side == other.side
            && outer.0 <= inner.0
            && inner.1 <= outer.1
    }

    /// First bit and one past the last bit in the stream.
    fn extent(&self) -> (u128, u128) {
        let start = u128::from(self.span.start) * 8;
        match self.bits {
            Some(bits) => {
                (start + u128::from(bits.start), start + u128::from(bits.start) + u128::from(bits.len))
            }
            None => (start, u128::from(self.span.end) * 8),
        }
    }
}
