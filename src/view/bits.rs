//! The frame diagram of RFC 6455 §5.2 with the real bits of one frame: 32 columns, one cell a field, payload bytes
//! below, and under it how masking turns what was sent into what was meant. A head has its lines instead.

mod grid;
mod lines;
mod xor;

pub use grid::{Cell, CellKind, Grid, Skipped, grid};
pub use lines::{HeadLines, Line, head_lines};
pub use xor::{Column, Meaning, Unmasking, unmasking};

use crate::base::Side;
use crate::trace::{Connection, FieldKind, Frame};

use super::moments::{MomentKind, Moments};

/// What the panel shows: what is selected, or else the newest of the connection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject {
    /// A frame.
    Frame(Frame),
    /// A request or response head.
    Head(Side),
    /// Nothing has happened that has bits.
    Nothing,
}

/// What the panel shows when `frame` or the head of `head` is selected, at `cursor`.
#[must_use]
pub fn subject(
    connection: &Connection,
    moments: &Moments,
    cursor: usize,
    frame: Option<u32>,
    head: Option<Side>,
) -> Subject {
    if let Some(frame) = frame.and_then(|n| connection.frame(n)) {
        return Subject::Frame(frame);
    }
    if let Some(side) = head.filter(|side| connection.streams[*side].head.is_some()) {
        return Subject::Head(side);
    }
    // Not further back than a thousand moments: older ones are not what has just been seen.
    for index in (cursor.saturating_sub(1000)..cursor.min(moments.len())).rev() {
        let Some(moment) = moments.get(index) else { continue };
        match moment.kind {
            MomentKind::Frame(n) => return connection.frame(n).map_or(Subject::Nothing, Subject::Frame),
            MomentKind::Head => return Subject::Head(moment.from),
            MomentKind::Segment(span) if !span.is_empty() => {
                if let Some(frame) = connection.frame_at(moment.from, span.start) {
                    return Subject::Frame(frame);
                }
            }
            MomentKind::Segment(_) | MomentKind::Gap(_) | MomentKind::Tcp(_) => {}
            // Without frames there are no bits to show.
            MomentKind::Message(_) => return Subject::Nothing,
        }
    }
    Subject::Nothing
}

/// The colour class of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// FIN and the reserved bits.
    Flags,
    /// Opcode.
    Opcode,
    /// Payload length in any form.
    Length,
    /// MASK bit and masking key.
    Key,
    /// Payload.
    Payload,
    /// Close code.
    CloseCode,
}

impl Class {
    /// The class of a field.
    #[must_use]
    pub const fn of(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Fin | FieldKind::Rsv(_) => Self::Flags,
            FieldKind::Opcode => Self::Opcode,
            FieldKind::Length | FieldKind::ExtendedLength => Self::Length,
            FieldKind::Mask | FieldKind::MaskingKey => Self::Key,
            FieldKind::Payload | FieldKind::CloseReason => Self::Payload,
            FieldKind::CloseCode => Self::CloseCode,
        }
    }

    /// The class of the byte at `offset` of a frame; byte 0 holds flags and opcode, and counts as the opcode's here.
    #[must_use]
    pub fn of_byte(frame: &Frame, offset: u64) -> Self {
        let header = u64::from(frame.header_len);
        let key = if frame.masked { 4 } else { 0 };
        match offset {
            0 => Self::Opcode,
            1 => Self::Length,
            _ if offset < header - key => Self::Length,
            _ if offset < header => Self::Key,
            _ if frame.opcode == crate::wire::frame::Opcode::CLOSE && offset < header + 2 => Self::CloseCode,
            _ => Self::Payload,
        }
    }
}

#[cfg(test)]
mod tests;
