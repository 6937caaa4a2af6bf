//! The frames of one side in stream order, so that those in view are found at once.

use crate::base::{Side, Span};
use crate::trace::{Connection, Frame};

use super::super::moments::{MomentKind, Moments};

/// The frames of one side of a connection.
#[derive(Debug, Clone, Default)]
pub struct Index {
    frames: Vec<u32>,
    span: Span,
}

impl Index {
    /// The index of what `side` sent, as far as the moments reach.
    #[must_use]
    pub fn of(connection: &Connection, moments: &Moments, side: Side) -> Self {
        let frames = (0..moments.len()).filter_map(|index| match moments.get(index)?.kind {
            MomentKind::Frame(n) => Some(n),
            _ => None,
        });
        let frames: Vec<u32> =
            frames.filter(|&n| connection.frame(n).is_some_and(|frame| frame.from == side)).collect();
        let stream = &connection.streams[side];
        let start = stream.frames_start.or_else(|| Some(stream.head?.end)).unwrap_or(0);
        Self { frames, span: Span::new(start, stream.end.max(start)) }
    }

    /// Where frames may stand in the stream: from the end of the opening handshake on.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// How many frames there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.frames.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Frame `index` of this side.
    pub(super) fn get(&self, connection: &Connection, index: usize) -> Option<Frame> {
        connection.frame(*self.frames.get(index)?)
    }

    /// The first frame, by its index here, that ends after byte `at`.
    pub(super) fn first_after(&self, connection: &Connection, at: u64) -> usize {
        self.frames.partition_point(|&n| connection.frame(n).is_some_and(|frame| frame.span.end <= at))
    }
}
