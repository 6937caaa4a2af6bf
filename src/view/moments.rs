//! The moments of a connection: everything that happened, in the order of the capture, one small row each. The time
//! control's cursor counts them: `0` is before the first, `len` after the last. Derived from the trace; reads no bytes.

mod build;
mod timeline;

pub use timeline::{PhaseSpan, Timeline};

use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{Connection, Target, TcpEventKind};

/// Most moments kept of one connection; further ones are left out and [`Moments::is_capped`] says so.
pub const MOMENTS_LIMIT: usize = 200_000;

/// What one step of the time control is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StepBy {
    /// The next packet.
    Packet,
    /// The next frame.
    #[default]
    Frame,
    /// The next message.
    Message,
}

/// Which way to step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// To the start.
    First,
    /// One back.
    Back,
    /// One forward.
    Forward,
    /// To the end.
    Last,
}

/// The phases of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// TCP's own handshake.
    TcpConnect,
    /// The opening handshake.
    Opening,
    /// Data transfer.
    Data,
    /// The closing handshake.
    Closing,
    /// TCP's end.
    TcpClose,
}

impl Phase {
    /// In the order of a connection's life.
    pub const ALL: [Self; 5] = [Self::TcpConnect, Self::Opening, Self::Data, Self::Closing, Self::TcpClose];

    /// `tcp-connect`, `opening`, `data`, `closing` or `tcp-close`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TcpConnect => "tcp-connect",
            Self::Opening => "opening",
            Self::Data => "data",
            Self::Closing => "closing",
            Self::TcpClose => "tcp-close",
        }
    }

    /// 1 to 3 for the phases of the protocol; none for TCP's.
    #[must_use]
    pub const fn number(self) -> Option<u8> {
        match self {
            Self::TcpConnect | Self::TcpClose => None,
            Self::Opening => Some(1),
            Self::Data => Some(2),
            Self::Closing => Some(3),
        }
    }

    const fn from_code(code: u64) -> Self {
        match code {
            0 => Self::TcpConnect,
            1 => Self::Opening,
            2 => Self::Data,
            3 => Self::Closing,
            _ => Self::TcpClose,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentKind {
    /// A TCP event.
    Tcp(TcpEventKind),
    /// A request (client) or response (server) head became whole.
    Head,
    /// A packet brought bytes that complete nothing. The span is empty where the bytes follow others that are still
    /// to come.
    Segment(Span),
    /// A frame became whole, or could no longer become so.
    Frame(u32),
    /// A message, of which a HAR tells without its frames.
    Message(u32),
    /// Bytes that the capture does not hold were passed over.
    Gap(Span),
}

/// One moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub stamp: Stamp,
    /// The packet that brought it about, from 1.
    pub packet: u32,
    /// Who sent it.
    pub from: Side,
    /// What.
    pub kind: MomentKind,
    /// In which phase.
    pub phase: Phase,
    /// One past the last byte of the sender's stream that has happened with it.
    pub stream_end: u64,
}

/// A moment in 24 bytes.
#[derive(Debug, Clone, Copy)]
struct Row {
    nanos: i64,
    packet: u32,
    /// Frame number, or the length of a segment or gap.
    what: u32,
    /// Stream end in the low 48 bits, kind in 8, phase in 3, then the flags.
    bits: u64,
}

const LOW_48: u64 = (1 << 48) - 1;
const SERVER: u64 = 1 << 59;
/// The last moment of its packet.
const PACKET_STOP: u64 = 1 << 60;
/// The last frame of a message, a Close, or a head.
const MESSAGE_STOP: u64 = 1 << 61;

const HEAD: u64 = 16;
const SEGMENT: u64 = 17;
const FRAME: u64 = 18;
const GAP: u64 = 19;
const MESSAGE: u64 = 20;

const TCP_KINDS: [TcpEventKind; 9] = [
    TcpEventKind::Syn,
    TcpEventKind::SynAck,
    TcpEventKind::Ack,
    TcpEventKind::Fin,
    TcpEventKind::Rst,
    TcpEventKind::Retransmission,
    TcpEventKind::Duplicate,
    TcpEventKind::KeepAlive,
    TcpEventKind::ZeroWindow,
];

impl Row {
    const fn code(self) -> u64 {
        self.bits >> 48 & 0xFF
    }

    const fn end(self) -> u64 {
        self.bits & LOW_48
    }

    const fn from(self) -> Side {
        if self.bits & SERVER == 0 { Side::Client } else { Side::Server }
    }

    const fn phase(self) -> Phase {
        Phase::from_code(self.bits >> 56 & 0x7)
    }

    fn kind(self) -> MomentKind {
        let len = u64::from(self.what);
        let tail = Span::new(self.end().saturating_sub(len), self.end());
        match self.code() {
            HEAD => MomentKind::Head,
            SEGMENT => MomentKind::Segment(tail),
            FRAME => MomentKind::Frame(self.what),
            MESSAGE => MomentKind::Message(self.what),
            GAP => MomentKind::Gap(tail),
            code => MomentKind::Tcp(TCP_KINDS[(code as usize).min(TCP_KINDS.len() - 1)]),
        }
    }

    /// Whether a step of this kind ends after the row.
    const fn stops(self, by: StepBy) -> bool {
        match by {
            StepBy::Packet => self.bits & PACKET_STOP != 0,
            StepBy::Frame => matches!(self.code(), HEAD | FRAME | GAP | MESSAGE),
            StepBy::Message => self.bits & MESSAGE_STOP != 0,
        }
    }
}

/// Every so many moments the ends of both streams are noted, so that they are found from anywhere in a few steps.
const MARK_EVERY: usize = 64;

/// The moments of one connection.
#[derive(Debug, Clone, Default)]
pub struct Moments {
    connection: u32,
    rows: Vec<Row>,
    /// The ends of both streams before moment `i * MARK_EVERY`.
    marks: Vec<Both<u64>>,
    /// The moment of each frame; of each message where there are no frames.
    frame_at: Vec<u32>,
    capped: bool,
    made_of: build::Sizes,
}

impl Moments {
    /// The moments of a connection.
    #[must_use]
    pub fn of(connection: &Connection) -> Self {
        build::build(connection)
    }

    /// Brings the moments up to date with a connection that may have grown; whether they changed. Cheap where
    /// nothing has happened to it.
    pub fn refresh(&mut self, connection: &Connection) -> bool {
        let is_same = self.connection == connection.id && self.made_of == build::Sizes::of(connection);
        let is_full = self.connection == connection.id && self.capped;
        if is_same || is_full {
            return false;
        }
        *self = build::build(connection);
        true
    }

    /// The connection they are of.
    #[must_use]
    pub const fn connection(&self) -> u32 {
        self.connection
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether there were more than [`MOMENTS_LIMIT`].
    #[must_use]
    pub const fn is_capped(&self) -> bool {
        self.capped
    }

    /// Moment `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Moment> {
        let row = *self.rows.get(index)?;
        Some(Moment {
            stamp: Stamp::from_nanos(row.nanos),
            packet: row.packet,
            from: row.from(),
            kind: row.kind(),
            phase: row.phase(),
            stream_end: row.end(),
        })
    }

    /// The newest moment that has happened.
    #[must_use]
    pub fn newest(&self, cursor: usize) -> Option<Moment> {
        self.get(cursor.min(self.len()).checked_sub(1)?)
    }

    /// The cursor after one step.
    #[must_use]
    pub fn step(&self, cursor: usize, by: StepBy, way: Way) -> usize {
        let cursor = cursor.min(self.len());
        match way {
            Way::First => 0,
            Way::Last => self.len(),
            Way::Forward => {
                let next = (cursor..self.len()).find(|&index| self.rows[index].stops(by));
                next.map_or(self.len(), |index| index + 1)
            }
            Way::Back => {
                let before = (1..cursor).rev().find(|&at| self.rows[at - 1].stops(by));
                before.unwrap_or(0)
            }
        }
    }

    /// How many bytes of a side's stream have happened: what is after them is the future.
    #[must_use]
    pub fn revealed_stream_end(&self, cursor: usize, side: Side) -> u64 {
        let cursor = cursor.min(self.len());
        let mark = cursor / MARK_EVERY;
        let from = mark * MARK_EVERY;
        let newest = self.rows[from.min(cursor)..cursor].iter().rev().find(|row| row.from() == side);
        newest.map_or_else(|| self.marks.get(mark).map_or(0, |ends| ends[side]), |row| row.end())
    }

    /// [`Moments::revealed_stream_end`] of both sides.
    #[must_use]
    pub fn revealed(&self, cursor: usize) -> Both<u64> {
        Both {
            client: self.revealed_stream_end(cursor, Side::Client),
            server: self.revealed_stream_end(cursor, Side::Server),
        }
    }

    /// What the newest moment revealed.
    #[must_use]
    pub fn target_at(&self, cursor: usize) -> Option<Target> {
        let moment = self.newest(cursor)?;
        let (connection, side) = (self.connection, moment.from);
        Some(match moment.kind {
            MomentKind::Frame(frame) => Target::Frame { connection, frame },
            MomentKind::Message(message) => Target::Message { connection, message },
            MomentKind::Head => Target::Head { connection, side },
            MomentKind::Segment(span) | MomentKind::Gap(span) if !span.is_empty() => {
                Target::Bytes { connection, side, span, bits: None }
            }
            MomentKind::Segment(_) | MomentKind::Gap(_) | MomentKind::Tcp(_) => Target::Packet(moment.packet),
        })
    }

    /// The moment at which a frame became whole, or, where there are no frames, at which a message was told.
    #[must_use]
    pub fn moment_of_frame(&self, frame: u32) -> Option<usize> {
        let at = *self.frame_at.get(frame as usize)?;
        (at != u32::MAX).then_some(at as usize)
    }

    /// The first cursor at which all of a target has happened; `None` for what these moments do not hold.
    #[must_use]
    pub fn cursor_of(&self, connection: &Connection, target: Target) -> Option<usize> {
        if target.connection().is_some_and(|id| id != self.connection) {
            return None;
        }
        match target {
            Target::Capture | Target::Finding(_) => None,
            Target::Connection(_) => Some(self.len()),
            Target::Packet(packet) => {
                let after = self.rows.partition_point(|row| row.packet <= packet);
                let is_there = after > 0 && self.rows[after - 1].packet == packet;
                is_there.then_some(after)
            }
            Target::Frame { frame, .. } => self.moment_of_frame(frame).map(|at| at + 1),
            Target::Message { message, .. } => {
                let found = connection.message(message)?;
                let row = if found.frames == 0 { message } else { found.last_frame };
                self.moment_of_frame(row).map(|at| at + 1)
            }
            Target::Head { side, .. } | Target::HeadLine { side, .. } => {
                self.cursor_of_end(side, connection.streams[side].head?.end)
            }
            Target::Bytes { side, span, .. } => self.cursor_of_end(side, span.end),
        }
    }

    /// The first cursor at which `end` bytes of a side's stream have happened.
    #[must_use]
    pub fn cursor_of_end(&self, side: Side, end: u64) -> Option<usize> {
        let mark = self.marks.partition_point(|ends| ends[side] < end).saturating_sub(1);
        if end == 0 {
            return Some(0);
        }
        let from = mark * MARK_EVERY;
        let tail = self.rows.get(from..)?;
        let at = tail.iter().take(2 * MARK_EVERY).position(|row| row.from() == side && row.end() >= end)?;
        Some(from + at + 1)
    }
}

#[cfg(test)]
mod tests;
