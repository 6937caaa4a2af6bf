//! A connection's moments on the axis of time: where the steps end, how long playing waits, where the scrubber
//! stands.
//!
//! Pure arithmetic over stamps: it knows no clock and moves no cursor.

use crate::trace::Target;

use super::{StepBy, Way};

/// The longest wait between two moments while playing at 1×: longer silences are shortened to it.
pub const LONGEST_WAIT_NANOS: i64 = 1_500_000_000;

/// The shortest: moments that were captured in the same microsecond must still be seen one after the other.
pub const SHORTEST_WAIT_NANOS: i64 = 1_000_000;

/// A part of a connection's life, as the scrubber colours it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// TCP connects.
    Connect,
    /// The opening handshake.
    Opening,
    /// Data transfer.
    Data,
    /// The closing handshake.
    Closing,
    /// TCP ends.
    End,
}

/// One moment as the time control sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beat {
    /// When, in nanoseconds since the connection began.
    pub nanos: i64,
    /// The part of the connection's life.
    pub phase: Phase,
    /// A step by packet ends here.
    pub ends_packet: bool,
    /// A step by frame ends here.
    pub ends_frame: bool,
    /// A step by message ends here.
    pub ends_message: bool,
    /// What it reveals.
    pub reveals: Option<Target>,
}

impl Beat {
    const fn ends(&self, by: StepBy) -> bool {
        match by {
            StepBy::Packet => self.ends_packet,
            StepBy::Frame => self.ends_frame,
            StepBy::Message => self.ends_message,
        }
    }
}

/// The moments of one connection. A position is the number of moments that have happened, 0 to [`Timeline::len`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    beats: Vec<Beat>,
    /// Play time at which each moment happens, in nanoseconds at 1×.
    plays: Vec<i64>,
    /// Waits that playing shortens.
    shortened: usize,
}

impl Timeline {
    /// A timeline of moments in their order.
    #[must_use]
    pub fn new(beats: Vec<Beat>) -> Self {
        let mut plays = Vec::with_capacity(beats.len());
        let (mut play, mut before, mut shortened) = (0, None, 0);
        for beat in &beats {
            let gap = before.map_or(0, |before| beat.nanos.saturating_sub(before));
            shortened += usize::from(gap > LONGEST_WAIT_NANOS);
            play += gap.clamp(SHORTEST_WAIT_NANOS, LONGEST_WAIT_NANOS);
            plays.push(play);
            before = Some(beat.nanos);
        }
        Self { beats, plays, shortened }
    }

    /// How many moments there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.beats.len()
    }

    /// Whether there is no moment.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.beats.is_empty()
    }

    /// How many silences playing shortens.
    #[must_use]
    pub const fn shortened(&self) -> usize {
        self.shortened
    }

    /// The moment that brought the position to `at`.
    #[must_use]
    pub fn newest(&self, at: usize) -> Option<&Beat> {
        self.beats.get(at.checked_sub(1)?)
    }

    /// Recorded nanoseconds that have passed at a position.
    #[must_use]
    pub fn nanos_at(&self, at: usize) -> i64 {
        self.newest(at).map_or(0, |beat| beat.nanos)
    }

    /// Recorded nanoseconds of the whole.
    #[must_use]
    pub fn total_nanos(&self) -> i64 {
        self.nanos_at(self.len())
    }

    /// Where one step from `at` ends.
    #[must_use]
    pub fn step(&self, at: usize, way: Way, by: StepBy) -> usize {
        match way {
            Way::First => 0,
            Way::Last => self.len(),
            Way::Forward => (at + 1..self.len()).find(|to| self.ends_at(*to, by)).unwrap_or(self.len()),
            Way::Back => (1..at.min(self.len())).rev().find(|to| self.ends_at(*to, by)).unwrap_or(0),
        }
    }

    fn ends_at(&self, at: usize, by: StepBy) -> bool {
        self.newest(at).is_some_and(|beat| beat.ends(by))
    }

    /// How long playing at 1× waits at `at` for the next moment, in nanoseconds.
    #[must_use]
    pub fn wait_nanos(&self, at: usize) -> Option<i64> {
        let next = *self.plays.get(at)?;
        Some(next - at.checked_sub(1).map_or(0, |before| self.plays[before]))
    }

    /// Where a position stands on the scrubber, 0 to 1.
    #[must_use]
    pub fn share(&self, at: usize) -> f32 {
        let Some(total) = self.plays.last().filter(|total| **total > 0) else { return 0.0 };
        let here = at.min(self.len()).checked_sub(1).map_or(0, |before| self.plays[before]);
        (here as f64 / *total as f64) as f32
    }

    /// The position nearest to a point of the scrubber, 0 to 1.
    #[must_use]
    pub fn at_share(&self, share: f32) -> usize {
        let total = self.plays.last().copied().unwrap_or(0);
        let here = (f64::from(share.clamp(0.0, 1.0)) * total as f64) as i64;
        let after = self.plays.partition_point(|play| *play <= here);
        let before = after.checked_sub(1).map_or(0, |before| self.plays[before]);
        match self.plays.get(after) {
            Some(next) if next - here < here - before => after + 1,
            _ => after,
        }
    }

    /// The phases in order, each with the positions it goes from and to.
    #[must_use]
    pub fn phases(&self) -> Vec<(Phase, usize, usize)> {
        let mut phases: Vec<(Phase, usize, usize)> = Vec::new();
        for (at, beat) in self.beats.iter().enumerate() {
            match phases.last_mut() {
                Some(last) if last.0 >= beat.phase => last.2 = at + 1,
                _ => phases.push((beat.phase, at, at + 1)),
            }
        }
        phases
    }

    /// Positions at which a step ends, at most `most` of them, evenly thinned out.
    #[must_use]
    pub fn ticks(&self, by: StepBy, most: usize) -> Vec<usize> {
        let stride = self.len() / most.max(1) + 1;
        (1..=self.len()).step_by(stride).filter(|at| stride > 1 || self.ends_at(*at, by)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;

    fn beats(rows: &[(i64, Phase, &str)]) -> Timeline {
        let beat = |&(nanos, phase, ends): &(i64, Phase, &str)| Beat {
            nanos,
            phase,
            ends_packet: ends.contains('p'),
            ends_frame: ends.contains('f'),
            ends_message: ends.contains('m'),
            reveals: None,
        };
        Timeline::new(rows.iter().map(beat).collect())
    }

    fn sample() -> Timeline {
        beats(&[
            (0, Phase::Connect, "p"),
            (SECOND / 10, Phase::Opening, "pfm"),
            (SECOND / 5, Phase::Data, "p"),
            (SECOND / 5, Phase::Data, "pf"),
            (SECOND / 5, Phase::Data, "pfm"),
            (40 * SECOND, Phase::Closing, "pf"),
            (40 * SECOND, Phase::Data, "pf"),
            (41 * SECOND, Phase::End, "p"),
        ])
    }

    #[test]
    fn a_step_ends_where_its_kind_ends_and_at_both_ends() {
        let time = sample();
        for (by, stops) in [
            (StepBy::Packet, vec![0, 1, 2, 3, 4, 5, 6, 7, 8]),
            (StepBy::Frame, vec![0, 2, 4, 5, 6, 7, 8]),
            (StepBy::Message, vec![0, 2, 5, 8]),
        ] {
            for pair in stops.windows(2) {
                assert_eq!(time.step(pair[0], Way::Forward, by), pair[1], "{by:?} {pair:?}");
                assert_eq!(time.step(pair[1], Way::Back, by), pair[0], "{by:?} {pair:?}");
            }
            assert_eq!(time.step(8, Way::Forward, by), 8);
            assert_eq!(time.step(0, Way::Back, by), 0);
            assert_eq!(time.step(99, Way::Back, StepBy::Packet), 7);
        }
        let none = Timeline::default();
        for way in [Way::First, Way::Back, Way::Forward, Way::Last] {
            assert_eq!(none.step(0, way, StepBy::Frame), 0);
        }
    }

    #[test]
    fn long_silences_are_shortened_and_counted() {
        let time = sample();
        assert_eq!(time.wait_nanos(1), Some(SECOND / 10));
        assert_eq!(time.wait_nanos(3), Some(SHORTEST_WAIT_NANOS));
        assert_eq!(time.wait_nanos(5), Some(LONGEST_WAIT_NANOS));
        assert_eq!(time.wait_nanos(8), None);
        assert_eq!(time.shortened(), 1);
        assert_eq!(time.total_nanos(), 41 * SECOND);
    }

    #[test]
    fn the_scrubber_finds_every_position_again() {
        let time = sample();
        for at in 0..=time.len() {
            assert_eq!(time.at_share(time.share(at)), at);
        }
        assert_eq!((time.at_share(-1.0), time.at_share(2.0)), (0, 8));
        assert_eq!(Timeline::default().at_share(0.5), 0);
    }

    #[test]
    fn phases_follow_each_other_and_never_go_back() {
        let expect = [
            (Phase::Connect, 0, 1),
            (Phase::Opening, 1, 2),
            (Phase::Data, 2, 5),
            (Phase::Closing, 5, 7),
            (Phase::End, 7, 8),
        ];
        assert_eq!(sample().phases(), expect);
    }

    #[test]
    fn ticks_are_thinned_out() {
        assert_eq!(sample().ticks(StepBy::Message, 100), [2, 5]);
        assert!(sample().ticks(StepBy::Packet, 3).len() <= 3);
    }
}
