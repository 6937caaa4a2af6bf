//! What can be seen of TLS without opening it: how many records, how long, when. Kept until the first record opens.

use crate::base::{Both, Side, Stamp};
use crate::inspect::limits;
use crate::trace::{LockedRecord, LockedSide};

use super::half::Raw;

/// What was seen from outside.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) sides: Both<LockedSide>,
    pub(super) first_packet: u32,
    pub(super) last: Stamp,
    /// Nobody will ask: it has been opened.
    is_over: bool,
}

impl Seen {
    /// Takes note of a record.
    pub(super) fn note(&mut self, side: Side, raw: &Raw) {
        if self.is_over {
            return;
        }
        if self.first_packet == 0 {
            self.first_packet = raw.arrival.first;
        }
        self.last = self.last.max(raw.arrival.stamp);
        let seen = &mut self.sides[side];
        seen.records += 1;
        seen.bytes += raw.end() - raw.at;
        if seen.first.len() < limits::LOCKED_RECORDS {
            seen.first.push(LockedRecord {
                stamp: raw.arrival.stamp,
                packet: raw.arrival.packet,
                content_type: raw.header.content_type.0,
                len: raw.header.len,
            });
        }
    }

    /// It has been opened: what it looked like from outside does not matter any more.
    pub(super) fn end(&mut self) {
        self.is_over = true;
        self.sides = Both::default();
    }

    pub(super) fn cost(&self) -> usize {
        let rows = self.sides.client.first.capacity() + self.sides.server.first.capacity();
        rows * size_of::<LockedRecord>()
    }
}
