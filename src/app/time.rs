//! The time control: which connection is shown, how much of it has happened, and playing it.
//!
//! A position is a number of moments. Everything a view shows of the past follows from it, so a step back restores
//! exactly what was there. The clock is an argument, in seconds.

use rustc_hash::FxHashMap;

use crate::trace::Trace;
use crate::view::moments::{Moments, StepBy, Timeline, Way};

/// The playing speeds offered, as factors of the recorded timing.
pub const SPEEDS: [f32; 4] = [0.25, 0.5, 1.0, 2.0];

/// Steps forward that are remembered, so that stepping back takes the same way.
const TRAIL: usize = 1024;

/// Where one connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// All there is has happened, and what is still being read happens at once.
    End,
    /// This many moments have happened.
    At(usize),
}

/// The time control.
#[derive(Debug, Clone)]
pub struct TimeControl {
    /// What one step is.
    pub step_by: StepBy,
    speed: f32,
    shown: Option<u32>,
    moments: Moments,
    timeline: Timeline,
    /// When both were made; none when they are of another connection.
    made: Option<f64>,
    places: FxHashMap<u32, Place>,
    /// Steps forward: from, to.
    trail: Vec<(usize, usize)>,
    /// When the next moment is due; none while paused.
    due: Option<f64>,
}

impl Default for TimeControl {
    fn default() -> Self {
        Self {
            step_by: StepBy::default(),
            speed: 1.0,
            shown: None,
            moments: Moments::default(),
            timeline: Timeline::default(),
            made: None,
            places: FxHashMap::default(),
            trail: Vec::new(),
            due: None,
        }
    }
}

impl TimeControl {
    /// The connection shown.
    #[must_use]
    pub const fn shown(&self) -> Option<u32> {
        self.shown
    }

    /// Its moments.
    #[must_use]
    pub const fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Where they stand on the scrubber.
    #[must_use]
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// How many of them have happened.
    #[must_use]
    pub fn position(&self) -> usize {
        match self.shown.and_then(|id| self.places.get(&id)) {
            Some(Place::At(at)) => (*at).min(self.moments.len()),
            Some(Place::End) | None => self.moments.len(),
        }
    }

    /// The playing speed, as a factor of the recorded timing.
    #[must_use]
    pub const fn speed(&self) -> f32 {
        self.speed
    }

    /// Whether it plays.
    #[must_use]
    pub const fn playing(&self) -> bool {
        self.due.is_some()
    }

    /// Seconds until the next moment is due while playing.
    #[must_use]
    pub fn due_in(&self, now: f64) -> Option<f64> {
        self.due.map(|due| (due - now).max(0.0))
    }

    /// Shows a connection at the position at which it was left; one never shown stands at its end.
    pub fn show(&mut self, connection: Option<u32>) {
        if self.shown == connection {
            return;
        }
        self.shown = connection;
        self.moments = Moments::default();
        self.timeline = Timeline::default();
        self.made = None;
        self.trail.clear();
        self.due = None;
    }

    /// Forgets all connections: another capture is shown.
    pub fn forget(&mut self) {
        self.show(None);
        self.places.clear();
    }

    /// Brings the moments up to date with the trace. While a capture grows, a long row of moments is made again less
    /// often, so that it never costs more than a small part of the time.
    pub fn refresh(&mut self, trace: &Trace, is_growing: bool, now: f64) {
        let Some(connection) = self.shown.and_then(|id| trace.connection(id)) else { return };
        let pause = 0.2 + self.moments.len() as f64 * 2e-6;
        if is_growing && self.made.is_some_and(|made| now - made < pause) {
            return;
        }
        if self.moments.refresh(connection) || self.made.is_none() {
            self.timeline = Timeline::of(&self.moments);
            self.made = Some(now);
        }
    }

    /// Takes one step. Says whether the position changed.
    pub fn step(&mut self, way: Way, now: f64) -> bool {
        let from = self.position();
        let to = match (way, self.trail.last()) {
            (Way::Back, Some((back, here))) if *here == from => *back,
            _ => self.moments.step(from, self.step_by, way),
        };
        match way {
            Way::Forward if to != from => {
                if self.trail.len() == TRAIL {
                    self.trail.remove(0);
                }
                self.trail.push((from, to));
            }
            Way::Back => drop(self.trail.pop()),
            _ => self.trail.clear(),
        }
        self.go(to, now);
        to != from
    }

    /// Moves to a position. Says whether it changed.
    pub fn seek(&mut self, at: usize, now: f64) -> bool {
        let from = self.position();
        let to = at.min(self.moments.len());
        if to != from {
            self.trail.clear();
        }
        self.go(to, now);
        to != from
    }

    fn go(&mut self, to: usize, now: f64) {
        let Some(id) = self.shown else { return };
        let place = if to >= self.moments.len() { Place::End } else { Place::At(to) };
        self.places.insert(id, place);
        if self.playing() {
            self.due = self.wait(to).map(|wait| now + wait);
        }
    }

    fn wait(&self, at: usize) -> Option<f64> {
        self.moments.wait_nanos(at).map(|nanos| nanos as f64 * 1e-9 / f64::from(self.speed))
    }

    /// Sets what one step is. The way back starts anew.
    pub fn set_step_by(&mut self, by: StepBy) {
        self.step_by = by;
        self.trail.clear();
    }

    /// Sets the speed to the offered one that is nearest.
    pub fn set_speed(&mut self, speed: f32, now: f64) {
        let distance = |offered: &f32| (offered - speed).abs();
        let nearest = SPEEDS.into_iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        self.speed = nearest.unwrap_or(1.0);
        if self.playing() {
            self.play(true, now);
        }
    }

    /// Plays or pauses. Playing from the end starts over.
    pub fn play(&mut self, on: bool, now: f64) {
        if !on {
            self.due = None;
            return;
        }
        let mut at = self.position();
        if at == self.moments.len() && !self.playing() {
            at = 0;
            self.seek(at, now);
        }
        self.trail.clear();
        self.due = self.wait(at).map(|wait| now + wait);
    }

    /// Lets the moments happen that are due. Says whether the position changed.
    pub fn tick(&mut self, now: f64) -> bool {
        let before = self.position();
        let mut at = before;
        while let Some(due) = self.due.filter(|due| *due <= now) {
            at += 1;
            self.due = self.wait(at).map(|wait| due + wait);
        }
        if at != before {
            let due = self.due;
            self.go(at, now);
            self.due = due;
        }
        at != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::hello;

    /// The conversation of the mock-ups: 17 moments in 0.236 s.
    fn control() -> TimeControl {
        let mut time = TimeControl::default();
        time.show(Some(0));
        time.refresh(&hello().trace, false, 0.0);
        assert_eq!((time.moments().len(), time.position()), (17, 17));
        time
    }

    #[test]
    fn back_restores_exactly_from_anywhere() {
        for by in [StepBy::Packet, StepBy::Frame, StepBy::Message] {
            let mut time = control();
            time.set_step_by(by);
            for start in 0..=17 {
                time.seek(start, 0.0);
                let mut way = Vec::new();
                while time.position() < 17 {
                    way.push(time.position());
                    time.step(Way::Forward, 0.0);
                }
                for expect in way.into_iter().rev() {
                    time.step(Way::Back, 0.0);
                    assert_eq!(time.position(), expect, "{by:?} from {start}");
                }
            }
        }
    }

    #[test]
    fn playing_takes_the_same_time_at_any_frame_rate() {
        let expect: i64 = (0..17).filter_map(|at| control().moments().wait_nanos(at)).sum();
        for (frame_secs, speed) in [(0.005, 1.0), (0.016, 2.0), (0.25, 0.25)] {
            let mut time = control();
            time.seek(0, 0.0);
            time.set_speed(speed, 0.0);
            time.play(true, 0.0);
            let mut now = 0.0;
            while time.playing() {
                now += frame_secs;
                time.tick(now);
            }
            let expect_secs = expect as f64 * 1e-9 / f64::from(speed);
            assert!((now - expect_secs).abs() <= frame_secs + 1e-6, "{now} for {expect_secs}");
            assert_eq!(time.position(), 17);
        }
    }

    #[test]
    fn playing_from_the_end_starts_over_and_a_pause_stops_it() {
        let mut time = control();
        time.play(true, 0.0);
        assert_eq!(time.position(), 0);
        assert!(time.tick(1.0));
        time.play(false, 1.0);
        assert!(!time.tick(100.0));
        for (asked, given) in [(0.3, 0.25), (9.0, 2.0), (1.0, 1.0), (0.0, 0.25)] {
            time.set_speed(asked, 1.0);
            assert_eq!(time.speed(), given);
        }
    }

    #[test]
    fn each_connection_keeps_its_position() {
        let mut time = control();
        time.seek(5, 0.0);
        time.show(Some(1));
        assert_eq!(time.position(), 0);
        time.show(Some(0));
        time.refresh(&hello().trace, false, 0.0);
        assert_eq!(time.position(), 5);
        time.forget();
        time.show(Some(0));
        time.refresh(&hello().trace, false, 0.0);
        assert_eq!(time.position(), 17);
    }
}
