//! Where the moments stand on the scrubber, and how long playing waits between them. Time is kept in order but not
//! to scale: silences are shortened, and moments at the same instant stay apart.

use super::{Moments, Phase};
use crate::base::Stamp;

/// A pause is kept to scale up to so many times the middle one.
const SILENCE_FACTOR: i64 = 12;
/// Part of the scrubber that is shared out evenly between the moments, however close in time they are.
const EVEN_SHARE: f64 = 0.3;
/// Least part of the scrubber that a phase takes.
const PHASE_SHARE: f64 = 0.04;
/// Longest wait between two moments while playing at the recorded speed.
const WAIT_MAX_NANOS: i64 = 1_500_000_000;
/// Shortest wait, so that moments of the same instant can be seen one after the other, and how long all moments of a
/// connection may take at it.
const WAIT_MIN_NANOS: i64 = 120_000_000;
const WAIT_MIN_TOTAL_NANOS: i64 = 60_000_000_000;

/// A run of moments of the same phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PhaseSpan {
    /// Which phase.
    pub phase: Phase,
    /// Its first moment.
    pub first: usize,
    /// One past its last moment.
    pub end: usize,
    /// Where it begins on the scrubber, 0 to 1.
    pub x_start: f32,
    /// Where it ends.
    pub x_end: f32,
}

/// The scrubber of one connection.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Where each moment stands, 0 to 1.
    xs: Vec<f32>,
    phases: Vec<PhaseSpan>,
    first: Stamp,
    last: Stamp,
}

impl Timeline {
    /// The scrubber of some moments.
    #[must_use]
    pub fn of(moments: &Moments) -> Self {
        let count = moments.len();
        let (Some(first), Some(last)) = (moments.get(0), moments.newest(count)) else {
            return Self::default();
        };
        let runs = runs(moments);
        // Half a step of room stands before the first moment and after the last one.
        let steps = steps(moments);
        let mut at = 0.0;
        let mut places = Vec::with_capacity(count);
        for step in steps {
            places.push(at);
            at += step;
        }
        let total = at.max(f64::MIN_POSITIVE);
        places.iter_mut().for_each(|place: &mut f64| *place /= total);
        let raw: Vec<(f64, f64)> = runs
            .iter()
            .map(|&(_, start, end)| (places[start], places.get(end).copied().unwrap_or(1.0)))
            .collect();
        let shares = shares(&raw);
        let mut phases = Vec::with_capacity(runs.len());
        let mut xs = vec![0.0; count];
        let mut left = 0.0;
        for ((&(phase, start, end), &(from, to)), share) in runs.iter().zip(&raw).zip(shares) {
            let width = (to - from).max(f64::MIN_POSITIVE);
            for index in start..end {
                let next = places.get(index + 1).copied().unwrap_or(1.0).min(to);
                let middle = f64::midpoint(places[index], next.min(places[index] + 0.02));
                xs[index] = (left + (middle - from) / width * share) as f32;
            }
            let x_end = left + share;
            phases.push(PhaseSpan { phase, first: start, end, x_start: left as f32, x_end: x_end as f32 });
            left = x_end;
        }
        Self { xs, phases, first: first.stamp, last: last.stamp }
    }

    /// The phases, in order. A phase can come twice, such as a Close after the peer's FIN.
    #[must_use]
    pub fn phases(&self) -> &[PhaseSpan] {
        &self.phases
    }

    /// Where each moment stands, 0 to 1, ascending: the scrubber's ticks.
    #[must_use]
    pub fn ticks(&self) -> &[f32] {
        &self.xs
    }

    /// Where the cursor stands, 0 to 1.
    #[must_use]
    pub fn x_of(&self, cursor: usize) -> f32 {
        cursor.min(self.xs.len()).checked_sub(1).map_or(0.0, |index| self.xs[index])
    }

    /// The cursor nearest to a place on the scrubber.
    #[must_use]
    pub fn cursor_at(&self, x: f32) -> usize {
        let after = self.xs.partition_point(|&tick| tick <= x);
        let before = self.x_of(after);
        match self.xs.get(after) {
            Some(&next) if next - x < x - before => after + 1,
            _ => after,
        }
    }

    /// Nanoseconds from the first moment to the newest that has happened at `cursor`.
    #[must_use]
    pub fn elapsed_nanos(&self, moments: &Moments, cursor: usize) -> i64 {
        moments.newest(cursor).map_or(0, |moment| moment.stamp.nanos_since(self.first))
    }

    /// Nanoseconds from the first moment to the last.
    #[must_use]
    pub const fn total_nanos(&self) -> i64 {
        self.last.nanos_since(self.first)
    }
}

impl Moments {
    /// How long playing at the recorded speed waits at `cursor` before the next moment; silences are shortened, and
    /// moments of the same instant come one after the other. `None` at the end.
    #[must_use]
    pub fn wait_nanos(&self, cursor: usize) -> Option<i64> {
        let next = self.rows.get(cursor)?;
        let least = WAIT_MIN_NANOS.min(WAIT_MIN_TOTAL_NANOS / self.rows.len() as i64);
        let gap = match cursor.checked_sub(1) {
            Some(before) => next.nanos.saturating_sub(self.rows[before].nanos),
            None => 0,
        };
        Some(gap.clamp(least, WAIT_MAX_NANOS))
    }
}

/// Runs of the same phase: phase, first moment, one past the last.
fn runs(moments: &Moments) -> Vec<(Phase, usize, usize)> {
    let mut runs: Vec<(Phase, usize, usize)> = Vec::new();
    for (index, row) in moments.rows.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.0 == row.phase() => run.2 = index + 1,
            _ => runs.push((row.phase(), index, index + 1)),
        }
    }
    runs
}

/// The room after each moment, in no unit.
fn steps(moments: &Moments) -> Vec<f64> {
    let rows = &moments.rows;
    let pauses = rows.windows(2).map(|pair| pair[1].nanos.saturating_sub(pair[0].nanos).max(0));
    let mut pauses: Vec<i64> = pauses.collect();
    let mut sorted: Vec<i64> = pauses.iter().copied().filter(|&pause| pause > 0).collect();
    let longest = if sorted.is_empty() {
        0
    } else {
        let middle = sorted.len() / 2;
        sorted.select_nth_unstable(middle).1.saturating_mul(SILENCE_FACTOR)
    };
    pauses.push(0);
    let kept: Vec<f64> = pauses.iter().map(|&pause| pause.min(longest) as f64).collect();
    let total: f64 = kept.iter().sum();
    let even = if total > 0.0 { total * EVEN_SHARE / rows.len() as f64 } else { 1.0 };
    kept.iter().map(|pause| pause * (1.0 - EVEN_SHARE) + even).collect()
}

/// Each run's part of the scrubber: its part of the time, but never less than [`PHASE_SHARE`].
fn shares(raw: &[(f64, f64)]) -> Vec<f64> {
    let least = PHASE_SHARE.min(0.5 / raw.len() as f64);
    let free = 1.0 - least * raw.len() as f64;
    raw.iter().map(|(from, to)| least + (to - from) * free).collect()
}
