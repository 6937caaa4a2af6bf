//! One selection for the whole window. Setting a smaller part sets the larger ones: a byte selects its field's
//! frame, its message and its connection; every view paints the same selection in its own way.

use crate::base::{Bits, Side, Span};
use crate::trace::{Target, Trace};

/// What is selected, from the largest part to the smallest. Also used for what the pointer hovers over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// The connection.
    pub connection: Option<u32>,
    /// Whose stream the smaller parts are in.
    pub side: Option<Side>,
    /// The packet.
    pub packet: Option<u32>,
    /// The message.
    pub message: Option<u32>,
    /// The frame.
    pub frame: Option<u32>,
    /// The line of a request or response head; `Some(None)` is the whole head.
    pub head: Option<Option<u16>>,
    /// Bytes of the side's TCP stream.
    pub bytes: Option<Span>,
    /// Bits of those bytes, counted from the first byte's most significant bit.
    pub bits: Option<Bits>,
    /// The finding that led here.
    pub finding: Option<u32>,
}

impl Selection {
    /// The selection that pointing at `target` makes.
    #[must_use]
    pub fn of(trace: &Trace, target: Target) -> Self {
        let base = Self { connection: target.connection(), ..Self::default() };
        match target {
            Target::Capture | Target::Connection(_) => base,
            Target::Packet(packet) => Self { packet: Some(packet), ..base },
            Target::Head { side, .. } => Self { side: Some(side), head: Some(None), ..base },
            Target::HeadLine { side, line, .. } => Self { side: Some(side), head: Some(Some(line)), ..base },
            Target::Message { connection, message } => Self::of_message(trace, connection, message),
            Target::Frame { connection, frame } => Self::of_frame(trace, connection, frame),
            Target::Bytes { connection, side, span, bits } => {
                Self::of_bytes(trace, connection, side, span, bits)
            }
            Target::Finding(index) => match trace.findings().get(index as usize) {
                Some(finding) => Self { finding: Some(index), ..Self::of(trace, finding.at) },
                None => base,
            },
        }
    }

    fn of_message(trace: &Trace, connection: u32, message: u32) -> Self {
        let found = trace.connection(connection).and_then(|c| c.message(message));
        Self {
            connection: Some(connection),
            message: Some(message),
            side: found.map(|m| m.from),
            frame: found.filter(|m| m.frames == 1).map(|m| m.first_frame),
            ..Self::default()
        }
    }

    fn of_frame(trace: &Trace, connection: u32, frame: u32) -> Self {
        let found = trace.connection(connection).and_then(|c| c.frame(frame));
        Self {
            connection: Some(connection),
            frame: Some(frame),
            message: found.and_then(|f| f.message),
            side: found.map(|f| f.from),
            ..Self::default()
        }
    }

    fn of_bytes(trace: &Trace, connection: u32, side: Side, span: Span, bits: Option<Bits>) -> Self {
        let found = trace.connection(connection);
        let frame = found.and_then(|c| c.frame_at(side, span.start));
        let in_head = found.and_then(|c| c.streams[side].head).is_some_and(|head| head.contains(span.start));
        Self {
            connection: Some(connection),
            side: Some(side),
            frame: frame.map(|f| f.n),
            message: frame.and_then(|f| f.message),
            head: in_head.then_some(None),
            bytes: Some(span),
            bits,
            ..Self::default()
        }
    }

    /// The smallest selected part, as a target.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        let connection = self.connection?;
        if let (Some(side), Some(span)) = (self.side, self.bytes) {
            return Some(Target::Bytes { connection, side, span, bits: self.bits });
        }
        if let Some(frame) = self.frame {
            return Some(Target::Frame { connection, frame });
        }
        if let Some(message) = self.message {
            return Some(Target::Message { connection, message });
        }
        match (self.side, self.head, self.packet) {
            (Some(side), Some(Some(line)), _) => Some(Target::HeadLine { connection, side, line }),
            (Some(side), Some(None), _) => Some(Target::Head { connection, side }),
            (_, _, Some(packet)) => Some(Target::Packet(packet)),
            _ => None,
        }
    }

    /// The stream bytes that the smallest selected part covers, and whose they are.
    #[must_use]
    pub fn span(&self, trace: &Trace) -> Option<(Side, Span)> {
        let side = self.side?;
        if let Some(span) = self.bytes {
            return Some((side, span));
        }
        let connection = trace.connection(self.connection?)?;
        if let Some(frame) = self.frame.and_then(|n| connection.frame(n)) {
            return Some((side, frame.span));
        }
        if let Some(message) = self.message.and_then(|n| connection.message(n)) {
            return connection.message_span(&message).map(|span| (side, span));
        }
        self.head.and(connection.streams[side].head).map(|span| (side, span))
    }

    /// Clears the smallest selected part (the Esc key); false when nothing was selected.
    pub fn clear_smallest(&mut self) -> bool {
        if self.bits.take().is_some() || self.bytes.take().is_some() || self.finding.take().is_some() {
            return true;
        }
        if self.frame.take().is_some() || self.message.take().is_some() || self.head.take().is_some() {
            return true;
        }
        self.side = None;
        self.packet.take().is_some() || self.connection.take().is_some()
    }
}
