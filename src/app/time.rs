//! The time control: which connection is shown, how much of it has happened, and playing it.
//!
//! A position is a number of moments. Everything a view shows of the past follows from it, so a step back restores
//! exactly what was there. The clock is an argument, in seconds.

use rustc_hash::FxHashMap;

use super::timeline::Timeline;
use super::{StepBy, Way};

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
    timeline: Timeline,
    /// Trace version of the timeline, and when it was made.
    made: Option<(u64, f64)>,
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
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// How many of them have happened.
    #[must_use]
    pub fn position(&self) -> usize {
        match self.shown.and_then(|id| self.places.get(&id)) {
            Some(Place::At(at)) => (*at).min(self.timeline.len()),
            Some(Place::End) | None => self.timeline.len(),
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
        self.timeline = Timeline::default();
        self.made = None;
        self.trail.clear();
        self.due = None;
    }

    /// Whether the timeline should be made anew for this trace version. While a capture grows, a long timeline is
    /// made again less often, so that it never costs more than a small part of the time.
    #[must_use]
    pub fn is_stale(&self, version: u64, growing: bool, now: f64) -> bool {
        match self.made {
            None => true,
            Some((made, _)) if made == version => false,
            Some((_, at)) => !growing || now - at > 0.25 + self.timeline.len() as f64 * 2e-6,
        }
    }

    /// Takes a new timeline of the connection shown.
    pub fn set_timeline(&mut self, timeline: Timeline, version: u64, now: f64) {
        self.timeline = timeline;
        self.made = Some((version, now));
    }

    /// Takes one step. Says whether the position changed.
    pub fn step(&mut self, way: Way, now: f64) -> bool {
        let from = self.position();
        let to = match (way, self.trail.last()) {
            (Way::Back, Some((back, here))) if *here == from => *back,
            _ => self.timeline.step(from, way, self.step_by),
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
        let to = at.min(self.timeline.len());
        if to != from {
            self.trail.clear();
        }
        self.go(to, now);
        to != from
    }

    fn go(&mut self, to: usize, now: f64) {
        let Some(id) = self.shown else { return };
        let place = if to >= self.timeline.len() { Place::End } else { Place::At(to) };
        self.places.insert(id, place);
        if self.playing() {
            self.due = self.wait(to).map(|wait| now + wait);
        }
    }

    fn wait(&self, at: usize) -> Option<f64> {
        self.timeline.wait_nanos(at).map(|nanos| nanos as f64 * 1e-9 / f64::from(self.speed))
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
        if at == self.timeline.len() && !self.playing() {
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
    use super::super::timeline::{Beat, Phase};
    use super::*;

    fn control(count: usize) -> TimeControl {
        let beat = |n: usize| Beat {
            nanos: n as i64 * 100_000_000,
            phase: Phase::Data,
            ends_packet: true,
            ends_frame: n % 2 == 1,
            ends_message: n % 6 == 5,
            reveals: None,
        };
        let mut time = TimeControl::default();
        time.show(Some(0));
        time.set_timeline(Timeline::new((0..count).map(beat).collect()), 1, 0.0);
        time
    }

    #[test]
    fn back_restores_exactly_from_anywhere() {
        let mut time = control(60);
        for start in 0..=60 {
            time.seek(start, 0.0);
            let mut way = Vec::new();
            while time.position() < 60 {
                way.push(time.position());
                time.step(Way::Forward, 0.0);
            }
            for expect in way.into_iter().rev() {
                time.step(Way::Back, 0.0);
                assert_eq!(time.position(), expect, "from {start}");
            }
        }
    }

    #[test]
    fn a_hundred_steps_there_and_back_end_where_they_began() {
        let mut time = control(200);
        time.seek(7, 0.0);
        for _ in 0..100 {
            time.step(Way::Forward, 0.0);
        }
        assert_eq!(time.position(), 200);
        time.seek(7, 0.0);
        for _ in 0..90 {
            time.step(Way::Forward, 0.0);
        }
        for _ in 0..90 {
            time.step(Way::Back, 0.0);
        }
        assert_eq!(time.position(), 7);
    }

    #[test]
    fn playing_keeps_the_recorded_timing_at_any_frame_rate() {
        for frame_secs in [0.005, 0.016, 0.25] {
            let mut time = control(20);
            time.seek(0, 0.0);
            time.play(true, 0.0);
            let mut now = 0.0;
            while now < 1.0 {
                now += frame_secs;
                time.tick(now);
            }
            assert!((9..=12).contains(&time.position()), "{} at {frame_secs}", time.position());
            while time.playing() {
                now += frame_secs;
                time.tick(now);
            }
            assert!((1.8..2.3).contains(&now), "{now}");
            assert_eq!(time.position(), 20);
        }
    }

    #[test]
    fn the_speed_changes_what_is_left_and_playing_from_the_end_starts_over() {
        let mut time = control(20);
        assert_eq!(time.position(), 20);
        time.play(true, 0.0);
        assert_eq!(time.position(), 0);
        time.set_speed(2.0, 0.0);
        time.tick(0.5);
        assert!((9..=11).contains(&time.position()), "{}", time.position());
        time.play(false, 0.5);
        assert!(!time.tick(100.0));
        time.set_speed(0.3, 0.5);
        assert_eq!(time.speed(), 0.25);
    }

    #[test]
    fn each_connection_keeps_its_position_and_the_end_stays_the_end_while_more_comes() {
        let mut time = control(20);
        time.seek(5, 0.0);
        time.show(Some(1));
        time.set_timeline(control(8).timeline, 1, 0.0);
        assert_eq!(time.position(), 8);
        time.set_timeline(control(12).timeline, 2, 0.0);
        assert_eq!(time.position(), 12);
        time.show(Some(0));
        time.set_timeline(control(30).timeline, 2, 0.0);
        assert_eq!(time.position(), 5);
    }
}
