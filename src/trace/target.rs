//! Everything that can be pointed at: one type for the window's selection, for findings, lessons and pictures.

use crate::base::{Bits, Side, Span};

/// A thing in the trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The capture as a whole.
    Capture,
    /// A packet by its number, from 1.
    Packet(u32),
    /// A connection.
    Connection(u32),
    /// The request (client) or response (server) head.
    Head {
        /// Connection id.
        connection: u32,
        /// Whose head.
        side: Side,
    },
    /// One line of a head: 0 is the start line; the blank line is one past the last field.
    HeadLine {
        /// Connection id.
        connection: u32,
        /// Whose head.
        side: Side,
        /// Which line.
        line: u16,
    },
    /// A frame.
    Frame {
        /// Connection id.
        connection: u32,
        /// Frame number.
        frame: u32,
    },
    /// A message.
    Message {
        /// Connection id.
        connection: u32,
        /// Message number.
        message: u32,
    },
    /// Bytes of a side's TCP stream, and where finer, bits of them counted from the first byte's top bit.
    Bytes {
        /// Connection id.
        connection: u32,
        /// Whose stream.
        side: Side,
        /// Which bytes.
        span: Span,
        /// Which bits of them.
        bits: Option<Bits>,
    },
    /// A finding by its index in the trace.
    Finding(u32),
}

impl Target {
    /// The connection it belongs to, where it names one.
    #[must_use]
    pub const fn connection(self) -> Option<u32> {
        match self {
            Self::Connection(connection)
            | Self::Head { connection, .. }
            | Self::HeadLine { connection, .. }
            | Self::Frame { connection, .. }
            | Self::Message { connection, .. }
            | Self::Bytes { connection, .. } => Some(connection),
            Self::Capture | Self::Packet(_) | Self::Finding(_) => None,
        }
    }
}
