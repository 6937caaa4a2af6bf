//! Where every row of the ladder stands. Small and made once: the rows' contents are looked up when they are visible.

use crate::base::{Both, Side};
use crate::trace::{Connection, Target};

use super::super::moments::{Moment, MomentKind, Moments, Phase};

/// Height of a band's title.
pub(super) const BAND_HEAD: f32 = 24.0;
pub(super) const BAND_TAIL: f32 = 5.0;
const BAND_GAP: f32 = 5.0;
const TCP_ROW: f32 = 17.0;
const HEAD_ROW: f32 = 35.0;
const FRAME_ROW: f32 = 33.0;
/// What a segment box needs that its frame has for itself, and one that it shares with another frame.
const OWN_PART: f32 = 22.0;
const SHARED_PART: f32 = 12.0;
/// Most segments of one frame that are drawn apart.
pub(super) const PARTS_MAX: usize = 6;

/// A run of rows of the same phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Which phase.
    pub phase: Phase,
    /// Its first row.
    pub first: usize,
    /// One past its last row.
    pub end: usize,
    /// Where it begins, in points from the ladder's top.
    pub y: f64,
    /// How high it is.
    pub height: f64,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct PlanRow {
    /// The moment that completes it.
    pub(super) moment: u32,
    /// The first moment that brings a part of it.
    pub(super) first_part: u32,
    pub(super) y: f64,
    pub(super) height: f32,
}

/// All rows and bands of a connection's ladder.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub(super) rows: Vec<PlanRow>,
    bands: Vec<Band>,
    height: f64,
}

impl Plan {
    /// The plan of a connection's ladder.
    #[must_use]
    pub fn of(connection: &Connection, moments: &Moments) -> Self {
        let mut plan = Self::default();
        let owned = owned(connection, moments);
        let mut first_part: Both<Option<u32>> = Both::default();
        for (index, is_owned) in owned.into_iter().enumerate() {
            let Some(moment) = moments.get(index) else { break };
            if is_owned {
                first_part[moment.from].get_or_insert(index as u32);
                continue;
            }
            let first = match moment.kind {
                MomentKind::Head | MomentKind::Frame(_) => first_part[moment.from].take(),
                _ => None,
            };
            let first = first.unwrap_or(index as u32);
            let height = height(moments, &moment, first as usize, index);
            plan.push(moment.phase, index as u32, first, height);
        }
        if let Some(band) = plan.bands.last() {
            plan.height = band.y + band.height;
        }
        plan
    }

    fn push(&mut self, phase: Phase, moment: u32, first_part: u32, height: f32) {
        let row = self.rows.len();
        match self.bands.last_mut() {
            Some(band) if band.phase == phase => {}
            before => {
                let y = before.map_or(0.0, |band| band.y + band.height + f64::from(BAND_GAP));
                let height = f64::from(BAND_HEAD + BAND_TAIL);
                self.bands.push(Band { phase, first: row, end: row, y, height });
            }
        }
        let Some(band) = self.bands.last_mut() else { return };
        let y = band.y + band.height - f64::from(BAND_TAIL);
        band.end = row + 1;
        band.height += f64::from(height);
        self.rows.push(PlanRow { moment, first_part, y, height });
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How high the whole ladder is, in points.
    #[must_use]
    pub const fn height(&self) -> f64 {
        self.height
    }

    /// The bands, from top to bottom.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The rows that meet `top..bottom`.
    #[must_use]
    pub fn rows_in(&self, top: f64, bottom: f64) -> std::ops::Range<usize> {
        let first = self.rows.partition_point(|row| row.y + f64::from(row.height) <= top);
        let end = self.rows.partition_point(|row| row.y < bottom);
        first..end.max(first)
    }

    /// The row that shows the newest moment at `cursor`; `None` before the first.
    #[must_use]
    pub fn row_of_cursor(&self, cursor: usize) -> Option<usize> {
        let happened = self.rows.partition_point(|row| (row.moment as usize) < cursor);
        match self.rows.get(happened) {
            Some(row) if (row.first_part as usize) < cursor => Some(happened),
            _ => happened.checked_sub(1),
        }
    }

    /// The cursor at which a row has happened.
    #[must_use]
    pub fn cursor_of_row(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, |row| row.moment as usize + 1)
    }

    /// Top and bottom of a row.
    #[must_use]
    pub fn extent(&self, row: usize) -> Option<(f64, f64)> {
        self.rows.get(row).map(|row| (row.y, row.y + f64::from(row.height)))
    }

    /// Where the cursor's line stands.
    #[must_use]
    pub fn cursor_y(&self, cursor: usize) -> f64 {
        let Some(row) = self.row_of_cursor(cursor).and_then(|row| self.rows.get(row)) else {
            return self.rows.first().map_or(0.0, |row| row.y - 2.0);
        };
        let parts = (row.moment - row.first_part + 1) as f64;
        let happened = (cursor - row.first_part as usize) as f64;
        row.y
            + f64::from(row.height) * (happened / parts).min(1.0)
            + 2.0 * f64::from(u8::from(happened >= parts))
    }

    /// How far to scroll so that the row of the cursor is in view with some rows after it, from `scroll` and with
    /// `view` points to see.
    #[must_use]
    pub fn follow(&self, cursor: usize, scroll: f64, view: f64) -> f64 {
        let row = self.row_of_cursor(cursor);
        let Some((top, bottom)) = row.and_then(|row| self.extent(row)) else { return 0.0 };
        let margin = (view * 0.3).min(120.0);
        let scroll = scroll.min(top - f64::from(BAND_HEAD) - 12.0).max(bottom + margin - view);
        self.clamped(scroll, view)
    }

    /// A scroll offset that shows no more emptiness than it must.
    #[must_use]
    pub fn clamped(&self, scroll: f64, view: f64) -> f64 {
        scroll.min(self.height - view).max(0.0)
    }

    /// The row of a target, where it has one.
    #[must_use]
    pub fn row_of(&self, connection: &Connection, moments: &Moments, target: Target) -> Option<usize> {
        self.row_of_cursor(moments.cursor_of(connection, target)?)
    }
}

/// Which moments are parts of a later row of the same side: segments whose bytes a later head or frame owns.
fn owned(connection: &Connection, moments: &Moments) -> Vec<bool> {
    let mut owned = vec![false; moments.len()];
    let mut next_start: Both<u64> = Both { client: u64::MAX, server: u64::MAX };
    for index in (0..moments.len()).rev() {
        let Some(moment) = moments.get(index) else { continue };
        let side: Side = moment.from;
        match moment.kind {
            MomentKind::Frame(n) => {
                next_start[side] = connection.frame(n).map_or(u64::MAX, |frame| frame.span.start);
            }
            MomentKind::Head => {
                next_start[side] = connection.streams[side].head.map_or(u64::MAX, |head| head.start);
            }
            MomentKind::Segment(span) => owned[index] = span.is_empty() || span.end > next_start[side],
            MomentKind::Gap(_) | MomentKind::Tcp(_) | MomentKind::Message(_) => {}
        }
    }
    owned
}

fn height(moments: &Moments, moment: &Moment, first: usize, index: usize) -> f32 {
    let base = match moment.kind {
        MomentKind::Tcp(_) => return TCP_ROW,
        MomentKind::Head => HEAD_ROW,
        MomentKind::Message(_) => return FRAME_ROW,
        MomentKind::Frame(_) | MomentKind::Segment(_) | MomentKind::Gap(_) => FRAME_ROW,
    };
    let is_shared = |at: Option<usize>, packet: u32| {
        at.and_then(|at| moments.get(at)).is_some_and(|other| other.packet == packet)
    };
    let mut need = 0.0;
    let mut packets = 0;
    let mut last = 0;
    for at in first..=index {
        let Some(part) = moments.get(at).filter(|part| part.from == moment.from && part.packet != last)
        else {
            continue;
        };
        last = part.packet;
        packets += 1;
        if packets > PARTS_MAX {
            break;
        }
        let shared = is_shared(first.checked_sub(1), part.packet) || is_shared(Some(index + 1), part.packet);
        need += if shared { SHARED_PART } else { OWN_PART };
    }
    if packets > 1 { base.max(need) } else { base }
}
