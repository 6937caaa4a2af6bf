//! The course: the lessons that ship, and the one that is being taken, with what it shows now.

use std::sync::{Arc, LazyLock};

use crate::base::{Lang, Source};
use crate::lesson::{Input, Lesson, LessonRun, Pace, Scene, embedded};
use crate::trace::Trace;
use crate::trace::query::Thing;
use crate::view::conceal::Concealed;

use super::{Origin, Selection};

static LESSONS: LazyLock<Vec<Arc<Lesson>>> = LazyLock::new(|| {
    // A test reads them all: what cannot be read never ships.
    embedded().filter_map(|(_, files)| Lesson::read(&files).ok().map(Arc::new)).collect()
});

/// The lessons that ship with the program, in the order of the course.
#[must_use]
pub fn lessons() -> &'static [Arc<Lesson>] {
    &LESSONS
}

/// A lesson that is being taken.
#[derive(Debug, Clone)]
pub struct Course {
    run: LessonRun,
    /// Its capture.
    origin: Origin,
    /// What it shows, and what that was made from.
    scene: Option<(Made, Scene)>,
    /// The step whose cursor and focus the window was brought to.
    placed: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Made {
    run: u64,
    trace: u64,
    selected: Selection,
    lang: Lang,
}

impl Course {
    /// Begins a lesson, at the step of this id if it has it.
    #[must_use]
    pub fn begin(lesson: Arc<Lesson>, origin: Origin, step: Option<&str>) -> Self {
        let mut run = LessonRun::new(lesson, Pace::Study);
        if let Some(step) = step {
            // A step that is gone from a newer version of the lesson: it begins at the first.
            run.go_to(step);
        }
        Self { run, origin, scene: None, placed: None }
    }

    /// The lesson and what was answered.
    #[must_use]
    pub const fn run(&self) -> &LessonRun {
        &self.run
    }

    pub(super) const fn run_mut(&mut self) -> &mut LessonRun {
        &mut self.run
    }

    /// The capture that it is about.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn set_origin(&mut self, origin: Origin) {
        self.origin = origin;
    }

    /// What it shows; none until its capture has been read.
    #[must_use]
    pub fn scene(&self) -> Option<&Scene> {
        self.scene.as_ref().map(|(_, scene)| scene)
    }

    /// What every view must hide.
    #[must_use]
    pub fn conceal(&self) -> &[Concealed] {
        self.scene().map_or(&[], |scene| &scene.conceal)
    }

    /// The id of a choice of the open question, by its place: 0 is A.
    #[must_use]
    pub fn choice(&self, at: usize) -> Option<&str> {
        match &self.scene()?.question.as_ref()?.input {
            Input::Choices(choices) => choices.get(at).map(|choice| choice.id.as_str()),
            _ => None,
        }
    }

    /// Makes the scene anew where something in it has changed. True when the window must be brought to a new step.
    pub(super) fn refresh(
        &mut self,
        trace: &Trace,
        source: &dyn Source,
        selected: &Selection,
        lang: Lang,
    ) -> bool {
        let things: Vec<Thing> = thing(trace, source, selected).into_iter().collect();
        self.run.observe(trace, source, &things);
        let made = Made { run: self.run.version(), trace: trace.version(), selected: *selected, lang };
        if self.scene.as_ref().is_none_or(|(before, _)| *before != made) {
            self.scene = Some((made, self.run.scene(trace, source, &things, lang)));
        }
        let step = Some(self.run.step_index());
        std::mem::replace(&mut self.placed, step) != step
    }

    /// Brings the window to the step again, as if it had just begun.
    pub(super) const fn place_again(&mut self) {
        self.placed = None;
    }
}

/// What is selected, as the query language sees it.
pub(super) fn thing(trace: &Trace, source: &dyn Source, selected: &Selection) -> Option<Thing> {
    Thing::of(trace, source, selected.target()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::shipped;

    #[test]
    fn every_lesson_can_be_read_and_its_capture_ships() {
        for (folder, files) in embedded() {
            let lesson = Lesson::read(&files).unwrap_or_else(|notes| panic!("{folder}: {notes:?}"));
            assert!(shipped::capture(&lesson.capture).is_some(), "{folder}: {}", lesson.capture);
        }
        assert_eq!(lessons().len(), embedded().len());
    }
}
