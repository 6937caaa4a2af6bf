//! Which frame, segment or event stands in which row. Four bytes a row, built a bounded piece at a time.

use crate::base::{Both, Side};
use crate::trace::{Connection, Message};

use super::Kind;

/// What stands in a row of the packet table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PacketRow {
    /// Segment of a side, by index.
    Segment(Side, u32),
    /// TCP event, by index.
    Event(u32),
}

/// A [`PacketRow`] in four bytes: two bits for the list, thirty for the index in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Code(u32);

impl Code {
    const INDEX: u32 = (1 << 30) - 1;

    const fn new(row: PacketRow) -> Self {
        Self(match row {
            PacketRow::Segment(Side::Client, at) => at & Self::INDEX,
            PacketRow::Segment(Side::Server, at) => 1 << 30 | at & Self::INDEX,
            PacketRow::Event(at) => 2 << 30 | at & Self::INDEX,
        })
    }

    const fn row(self) -> PacketRow {
        let at = self.0 & Self::INDEX;
        match self.0 >> 30 {
            0 => PacketRow::Segment(Side::Client, at),
            1 => PacketRow::Segment(Side::Server, at),
            _ => PacketRow::Event(at),
        }
    }
}

/// The rows of one connection's tables.
#[derive(Debug, Clone, Default)]
pub struct Index {
    connection: Option<u32>,
    /// Frames looked at for the message table.
    frames_seen: u32,
    /// Frame number of each row: the frame that ends a message, or its newest, or a control frame.
    messages: Vec<u32>,
    /// The row of each side's unfinished message.
    unfinished: Both<Option<usize>>,
    /// Rows taken of each side's segments, and of the events.
    segments_seen: Both<u32>,
    events_seen: u32,
    packets: Vec<Code>,
}

impl Index {
    /// Most frames taken in by one call of [`Index::refresh`], so that a window stays quick.
    pub const FRAMES_STEP: u32 = 150_000;
    /// The same for each of the three lists that the packet table merges.
    pub const PACKETS_STEP: u32 = 30_000;

    /// Takes in what the connection has gained, a bounded number of rows of it, for the table that is shown;
    /// true once nothing is left. Another connection starts anew.
    pub fn refresh(&mut self, connection: &Connection, kind: Kind) -> bool {
        let is_other = self.connection != Some(connection.id)
            || connection.frame_count() < self.frames_seen
            || connection.events.len() < self.events_seen as usize
            || Side::BOTH.iter().any(|side| segments(connection, *side) < self.segments_seen[*side]);
        if is_other {
            *self = Self { connection: Some(connection.id), ..Self::default() };
        }
        match kind {
            Kind::Messages => self.take_frames(connection),
            Kind::Frames => true,
            Kind::Packets => self.take_packets(connection),
        }
    }

    /// How many rows a table has, as far as they were taken in.
    #[must_use]
    pub fn rows(&self, connection: &Connection, kind: Kind) -> u64 {
        match kind {
            // What a HAR tells needs no index: each message has a row.
            Kind::Messages if connection.har.is_some() => connection.message_count().into(),
            Kind::Messages => self.messages.len() as u64,
            Kind::Frames => connection.frame_count().into(),
            Kind::Packets => self.packets.len() as u64,
        }
    }

    /// The frame that stands for a row of the message table.
    #[must_use]
    pub fn message_row(&self, row: u64) -> Option<u32> {
        self.messages.get(usize::try_from(row).ok()?).copied()
    }

    /// What stands in a row of the packet table.
    #[must_use]
    pub fn packet_row(&self, row: u64) -> Option<PacketRow> {
        self.packets.get(usize::try_from(row).ok()?).map(|code| code.row())
    }

    /// The row of the message table in which a message stands.
    #[must_use]
    pub fn row_of_message(&self, message: &Message) -> Option<u64> {
        if message.frames == 0 {
            return Some(message.n.into());
        }
        self.row_of_frame(message.last_frame)
    }

    /// The row of the message table in which a frame stands: control frames have one of their own.
    #[must_use]
    pub fn row_of_frame(&self, frame: u32) -> Option<u64> {
        self.messages.binary_search(&frame).ok().map(|row| row as u64)
    }

    /// The first row of the packet table with this packet.
    #[must_use]
    pub fn row_of_packet(&self, connection: &Connection, packet: u32) -> Option<u64> {
        let row = self.packets.partition_point(|code| packet_of(connection, code.row()) < packet);
        let code = self.packets.get(row)?;
        (packet_of(connection, code.row()) == packet).then_some(row as u64)
    }

    fn take_frames(&mut self, connection: &Connection) -> bool {
        let until = connection.frame_count().min(self.frames_seen.saturating_add(Self::FRAMES_STEP));
        for n in self.frames_seen..until {
            let Some(mark) = connection.frame_mark(n) else { break };
            if mark.opcode.is_control() {
                self.messages.push(n);
                continue;
            }
            let open = self.unfinished[mark.from].take();
            // A further fragment moves its message's row to the end. The rows in between came since the last
            // fragment, so moving them costs no more than adding them did.
            if let Some(row) = open.filter(|_| !mark.starts_message) {
                self.messages.remove(row);
                let other = &mut self.unfinished[mark.from.other()];
                *other = other.map(|at| if at > row { at - 1 } else { at });
            }
            self.unfinished[mark.from] = (!mark.fin).then_some(self.messages.len());
            self.messages.push(n);
        }
        self.frames_seen = until;
        until == connection.frame_count()
    }

    /// Takes new segments and events up to a common packet, sorts them and merges them into the end of the list.
    fn take_packets(&mut self, connection: &Connection) -> bool {
        let lists = [List::Segments(Side::Client), List::Segments(Side::Server), List::Events];
        let step = Self::PACKETS_STEP;
        let horizon = (lists.iter())
            .filter_map(|list| list.packet(connection, self.seen(*list).saturating_add(step)))
            .min()
            .unwrap_or(u32::MAX);
        let mut fresh: Vec<(u32, u32)> = Vec::new();
        let mut all = true;
        for list in lists {
            let mut at = self.seen(list);
            let until = at.saturating_add(step);
            while let Some(packet) = list.packet(connection, at) {
                // A late segment stands before segments of earlier packets: it must not hold them up.
                if at >= until || packet > horizon && !list.is_late(connection, at) {
                    all = false;
                    break;
                }
                fresh.push((packet, Code::new(list.row(at)).0));
                at += 1;
            }
            match list {
                List::Segments(side) => self.segments_seen[side] = at,
                List::Events => self.events_seen = at,
            }
        }
        fresh.sort_unstable();
        self.merge(connection, &fresh);
        all
    }

    fn seen(&self, list: List) -> u32 {
        match list {
            List::Segments(side) => self.segments_seen[side],
            List::Events => self.events_seen,
        }
    }

    fn merge(&mut self, connection: &Connection, fresh: &[(u32, u32)]) {
        let Some(&first) = fresh.first() else { return };
        let key = |code: Code| (packet_of(connection, code.row()), code.0);
        let from = self.packets.partition_point(|code| key(*code) < first);
        let tail = self.packets.split_off(from);
        self.packets.reserve(tail.len() + fresh.len());
        let mut tail = tail.into_iter().peekable();
        for &(packet, code) in fresh {
            while let Some(earlier) = tail.next_if(|other| key(*other) < (packet, code)) {
                self.packets.push(earlier);
            }
            self.packets.push(Code(code));
        }
        self.packets.extend(tail);
    }
}

fn segments(connection: &Connection, side: Side) -> u32 {
    connection.streams[side].segments() as u32
}

fn packet_of(connection: &Connection, row: PacketRow) -> u32 {
    match row {
        PacketRow::Segment(side, at) => connection.segment(side, at as usize).map_or(u32::MAX, |s| s.packet),
        PacketRow::Event(at) => connection.events.get(at as usize).map_or(u32::MAX, |event| event.packet),
    }
}

/// One of the three lists that the packet table merges.
#[derive(Debug, Clone, Copy)]
enum List {
    Segments(Side),
    Events,
}

impl List {
    const fn row(self, at: u32) -> PacketRow {
        match self {
            Self::Segments(side) => PacketRow::Segment(side, at),
            Self::Events => PacketRow::Event(at),
        }
    }

    fn packet(self, connection: &Connection, at: u32) -> Option<u32> {
        match self {
            Self::Segments(side) => connection.segment(side, at as usize).map(|segment| segment.packet),
            Self::Events => connection.events.get(at as usize).map(|event| event.packet),
        }
    }

    fn is_late(self, connection: &Connection, at: u32) -> bool {
        match self {
            Self::Segments(side) => connection.segment(side, at as usize).is_some_and(|segment| segment.late),
            Self::Events => false,
        }
    }
}
