//! What stands in the lanes, placed.

use super::super::bits::Class;
use super::super::conceal::Veil;
use super::super::moments::Moments;
use super::axis::Axis;
use super::index::Index;
use crate::base::{Side, Source, Span};
use crate::trace::{Connection, MessageKind, Transport};
use crate::wire::frame::Opcode;
use emath::Rect;

/// The lanes stand between these heights, however many there are, with so much between two of them.
const LANES: (f32, f32) = (44.0, 174.0);
const BETWEEN: f32 = 6.0;
/// The axis begins here, and ends so far from the right edge.
const AXIS_LEFT: f32 = 214.0;
const AXIS_RIGHT: f32 = 18.0;

/// Whether something has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// All of it.
    Happened,
    /// A part.
    Partly,
    /// Nothing of it.
    Future,
}

/// What a lane holds, from the wire up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    /// TCP segments.
    Packets,
    /// TLS records, where there are any.
    Records,
    /// HTTP/2 DATA frames, where there are any.
    Data,
    /// The bytes of the stream.
    Stream,
    /// WebSocket frames.
    Frames,
    /// Messages.
    Messages,
}

/// Where the lanes stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The lanes from top to bottom, with their tops.
    pub lanes: Vec<(Lane, f32)>,
    /// Their height.
    pub height: f32,
}

impl Layout {
    /// The lanes of a connection that is carried like this.
    pub(super) fn of(transport: Transport) -> Self {
        let lanes = [Lane::Packets, Lane::Records, Lane::Data, Lane::Stream, Lane::Frames, Lane::Messages];
        let lanes: Vec<Lane> = (lanes.into_iter())
            .filter(|lane| match lane {
                Lane::Records => transport.is_sealed(),
                Lane::Data => transport.is_h2(),
                _ => true,
            })
            .collect();
        let count = lanes.len() as f32;
        let height = (LANES.1 - LANES.0 - BETWEEN * (count - 1.0)) / count;
        let pitch = height + BETWEEN;
        let lanes = lanes.into_iter().zip(0_u8..).map(|(lane, at)| (lane, LANES.0 + pitch * f32::from(at)));
        Self { lanes: lanes.collect(), height }
    }

    /// From the top of a lane to its bottom; the first lane's where it is not there.
    #[must_use]
    pub fn extent(&self, lane: Lane) -> (f32, f32) {
        let top = self.lanes.iter().find(|(there, _)| *there == lane).map_or(LANES.0, |(_, top)| *top);
        (top, top + self.height)
    }
}

/// The folded opening handshake of the side.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    /// Its cells, one a lane.
    pub cells: Vec<(Lane, Rect)>,
    /// First and last packet.
    pub packets: Option<(u32, u32)>,
    /// Its bytes.
    pub span: Span,
    /// Whether a request or response head is in it.
    pub has_head: bool,
    /// Whether it has happened.
    pub progress: Progress,
}

/// One or more TCP segments.
#[derive(Debug, Clone, PartialEq)]
pub struct PacketBox {
    /// Where.
    pub rect: Rect,
    /// The packet; the first, where `count` are drawn together.
    pub packet: u32,
    /// How many.
    pub count: usize,
    /// Its bytes of the stream.
    pub span: Span,
    /// Whether it has happened.
    pub progress: Progress,
    /// Whether it came after bytes that follow it.
    pub late: bool,
}

/// One or more TLS records or HTTP/2 DATA frames.
#[derive(Debug, Clone, PartialEq)]
pub struct CarrierBox {
    /// Where.
    pub rect: Rect,
    /// [`Lane::Records`] or [`Lane::Data`].
    pub lane: Lane,
    /// The record's ordinal, or the HTTP/2 stream; the first, where `count` are drawn together.
    pub number: u32,
    /// How many.
    pub count: usize,
    /// Bytes on the wire: with record header and tag, or with frame header and padding.
    pub wire_len: u64,
    /// First and last packet.
    pub packets: Option<(u32, u32)>,
    /// The stream's bytes that it holds.
    pub span: Span,
    /// Whether it has happened.
    pub progress: Progress,
}

/// One byte, wide enough to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct ByteBox {
    /// Where.
    pub rect: Rect,
    /// Its stream offset.
    pub at: u64,
    /// Its field.
    pub class: Option<Class>,
    /// Which byte of its frame it is.
    pub offset_in_frame: Option<u64>,
    /// Whether its frame is masked.
    pub masked: bool,
    /// The byte; `None` where it is hidden or missing.
    pub value: Option<u8>,
    /// Whether it has happened.
    pub happened: bool,
    /// Whether the capture does not hold it.
    pub missing: bool,
}

/// Bytes of one field, too narrow to be read one by one.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Where.
    pub rect: Rect,
    /// Which field.
    pub class: Class,
    /// Which bytes.
    pub span: Span,
    /// Whether they have happened.
    pub happened: bool,
}

/// One or more frames.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameBox {
    /// Where.
    pub rect: Rect,
    /// The frame; the first, where `count` are drawn together.
    pub frame: u32,
    /// How many.
    pub count: usize,
    /// Its opcode; `None` while it is hidden.
    pub opcode: Option<Opcode>,
    /// FIN; `None` while it is hidden.
    pub fin: Option<bool>,
    /// Length of the header; `None` while it is hidden.
    pub header_bytes: Option<u64>,
    /// Length of the payload; `None` while it is hidden.
    pub payload_bytes: Option<u64>,
    /// Its bytes of the stream.
    pub span: Span,
    /// Whether it has happened.
    pub progress: Progress,
    /// Whether its boundary is a guess.
    pub guess: bool,
    /// Whether all of it is there.
    pub complete: bool,
    /// Whether it is a control frame. False while it is hidden.
    pub control: bool,
}

/// What a frame is to its message.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageBox {
    /// Where.
    pub rect: Rect,
    /// The message; `None` for a control frame, and for a fragment without a start.
    pub message: Option<u32>,
    /// Its kind.
    pub kind: Option<MessageKind>,
    /// Its length; `None` while it is hidden.
    pub bytes: Option<u64>,
    /// How many frames carry it.
    pub frames: u32,
    /// Whether it is told here what it is: on the first of its pieces in view.
    pub titled: bool,
    /// Whether a control frame stands here instead.
    pub control: bool,
    /// Whether it has happened.
    pub progress: Progress,
}

/// Why a stretch of the axis has no frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoleKind {
    /// The capture does not hold it.
    Missing,
    /// Nobody could read it.
    Unread,
    /// Other HTTP on the same connection.
    OtherHttp,
}

/// A stretch without frames.
#[derive(Debug, Clone, PartialEq)]
pub struct Hole {
    /// Where, over stream and frames.
    pub rect: Rect,
    /// Which bytes.
    pub span: Span,
    /// Why.
    pub kind: HoleKind,
    /// Whether it has happened.
    pub happened: bool,
}

/// A number above the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f32,
    /// Stream offset.
    pub offset: u64,
    /// Whether two frames meet here.
    pub is_frame: bool,
}

/// What is in view.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The axis.
    pub axis: Axis,
    /// Where the lanes stand.
    pub layout: Layout,
    /// The folded handshake.
    pub folded: Option<Folded>,
    /// Packets.
    pub packets: Vec<PacketBox>,
    /// TLS records, then HTTP/2 DATA frames.
    pub carriers: Vec<CarrierBox>,
    /// Bytes, where they are wide enough to be read.
    pub bytes: Vec<ByteBox>,
    /// Fields, where bytes are not.
    pub runs: Vec<Run>,
    /// Frames.
    pub frames: Vec<FrameBox>,
    /// Messages.
    pub messages: Vec<MessageBox>,
    /// Stretches without frames.
    pub holes: Vec<Hole>,
    /// Numbers above the axis.
    pub ticks: Vec<Tick>,
    /// The cursor's line and the offset on its flag; `None` where it is out of view.
    pub cursor: Option<(f32, u64)>,
}

/// What the lanes show.
pub struct Query<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// Its bytes.
    pub source: &'a dyn Source,
    /// Its moments.
    pub moments: &'a Moments,
    /// The frames of the side.
    pub index: &'a Index,
    /// Whose stream.
    pub side: Side,
    /// The cursor.
    pub cursor: usize,
    /// What must not be told.
    pub veil: Veil<'a>,
}

impl Scene {
    /// Where the axis stands in a panel of this width.
    #[must_use]
    pub const fn axis_extent(width: f32) -> (f32, f32) {
        (AXIS_LEFT, (width - AXIS_LEFT - AXIS_RIGHT).max(40.0))
    }
}
