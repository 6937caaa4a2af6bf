//! A lesson being taken: where the learner is, what was answered, what is still hidden.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Lang, Source};
use crate::trace::query::{Scope, Thing, What};
use crate::trace::{Target, Trace};
use crate::view::conceal::Concealed;
use crate::view::moments::{Moments, Way};

use super::format::{Bound, Kind, Lesson, Question, QuestionType, Step};
use super::prose::{Block, Prose};
use super::question::{self, Verdict};
use super::scene::{ChoiceScene, GoalScene, Input, Mark, QuestionScene, QuestionState, Scene};
use super::{Note, StepText};

/// How a lesson is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// One learner: a step shows its question at once.
    #[default]
    Study,
    /// A class: the prose first, the question at the next key, the answer when the teacher says.
    Present,
}

/// What of a step is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Stage {
    /// The prose.
    #[default]
    Prose,
    /// The question too.
    Question,
}

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct StepState {
    stage: Stage,
    draft: String,
    given: Vec<(String, Verdict)>,
    unreadable: bool,
    revealed: bool,
    hint: bool,
    met: bool,
}

impl StepState {
    fn question_state(&self, question: &Question) -> QuestionState {
        let is_right = self.given.last().is_some_and(|given| given.1 == Verdict::Right);
        if is_right {
            return QuestionState::Right;
        }
        if self.revealed {
            return QuestionState::Revealed;
        }
        let used = u8::try_from(self.given.len()).unwrap_or(u8::MAX);
        let left = attempts(question).saturating_sub(used);
        if left == 0 { QuestionState::Wrong } else { QuestionState::Open { left } }
    }
}

/// How many attempts a question really has: one fewer than there are choices, so that none is left by elimination.
fn attempts(question: &Question) -> u8 {
    match &question.kind {
        QuestionType::Choice(choices) => {
            let most = u8::try_from(choices.len().saturating_sub(1)).unwrap_or(u8::MAX).max(1);
            question.attempts.min(most)
        }
        _ => question.attempts,
    }
}

/// A lesson being taken.
#[derive(Debug, Clone)]
pub struct LessonRun {
    lesson: Arc<Lesson>,
    index: usize,
    pace: Pace,
    states: BTreeMap<String, StepState>,
    reached: usize,
    finished: bool,
    notes: Vec<Note>,
    version: u64,
}

impl LessonRun {
    /// A lesson at its first step.
    #[must_use]
    pub fn new(lesson: Arc<Lesson>, pace: Pace) -> Self {
        let mut run = Self {
            lesson,
            index: 0,
            pace,
            states: BTreeMap::new(),
            reached: 0,
            finished: false,
            notes: Vec::new(),
            version: 0,
        };
        run.arrive();
        run
    }

    /// The lesson.
    #[must_use]
    pub const fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// The id of the step.
    #[must_use]
    pub fn step_id(&self) -> &str {
        self.lesson.steps.get(self.index).map_or("", |step| &step.id)
    }

    /// The index of the step.
    #[must_use]
    pub const fn step_index(&self) -> usize {
        self.index
    }

    /// Grows with every change: a scene made at the same version, of the same trace and selection, is the same.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// What was the matter with the files of the last [`LessonRun::reload`] that could not be taken.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Every answer that was counted: (step id, misconception that it shows).
    pub fn mistakes(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.states.iter().flat_map(|(step, state)| {
            state.given.iter().filter_map(move |given| match &given.1 {
                Verdict::Wrong { misconception, .. } => Some((step.as_str(), misconception.as_deref())),
                _ => None,
            })
        })
    }

    /// Goes to a step by its id; false where there is none.
    pub fn go_to(&mut self, id: &str) -> bool {
        let Some(index) = self.lesson.step_index(id) else { return false };
        self.index = index;
        self.finished = false;
        self.arrive();
        true
    }

    /// One step on or back, or to either end. Where a class is taught, the question comes before the next step, and
    /// going back takes the answer away again.
    pub fn go(&mut self, way: Way) {
        self.version += 1;
        match way {
            Way::First => self.index = 0,
            Way::Last => self.index = self.last(),
            Way::Forward if self.shows_less() => self.state_mut().stage = Stage::Question,
            Way::Forward if self.index == self.last() => self.finished = true,
            Way::Forward => self.index += 1,
            Way::Back if self.finished => self.finished = false,
            Way::Back if self.takes_back() => {}
            Way::Back => self.index = self.index.saturating_sub(1),
        }
        if matches!(way, Way::First | Way::Last) {
            self.finished = false;
        }
        self.arrive();
    }

    fn last(&self) -> usize {
        self.lesson.steps.len().saturating_sub(1)
    }

    /// Whether the step has more to show before the next one.
    fn shows_less(&self) -> bool {
        self.pace == Pace::Present
            && self.step().is_some_and(|step| step.question.is_some())
            && self.state().stage == Stage::Prose
    }

    /// Takes back what the step showed last; false where that was nothing.
    fn takes_back(&mut self) -> bool {
        if self.pace == Pace::Study || self.step().is_none_or(|step| step.question.is_none()) {
            return false;
        }
        let state = self.state();
        let stage = if state.revealed || !state.given.is_empty() || state.hint {
            Stage::Question
        } else if state.stage == Stage::Question {
            Stage::Prose
        } else {
            return false;
        };
        *self.state_mut() = StepState { stage, ..StepState::default() };
        true
    }

    fn arrive(&mut self) {
        self.version += 1;
        self.index = self.index.min(self.last());
        self.reached = self.reached.max(self.index);
        if self.pace == Pace::Study {
            self.state_mut().stage = Stage::Question;
        } else {
            self.state_mut();
        }
    }

    fn step(&self) -> Option<&Step> {
        self.lesson.steps.get(self.index)
    }

    fn state(&self) -> StepState {
        self.states.get(self.step_id()).cloned().unwrap_or_default()
    }

    fn state_mut(&mut self) -> &mut StepState {
        let id = self.step_id().to_owned();
        self.states.entry(id).or_default()
    }

    /// Whether the step's question can still be answered.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let state = self.state();
        let question = self.step().and_then(|step| step.question.as_ref());
        state.stage == Stage::Question && question.is_some_and(|q| !state.question_state(q).is_decided())
    }

    /// Sets the answer that is not yet checked.
    pub fn draft(&mut self, answer: &str) {
        if self.is_open() {
            self.version += 1;
            let state = self.state_mut();
            answer.clone_into(&mut state.draft);
            state.unreadable = false;
        }
    }

    /// Bytes that the user pointed at: the draft of a question that asks for some.
    pub fn pick(&mut self, thing: &Thing) {
        let question = self.step().and_then(|step| step.question.as_ref());
        if question.is_some_and(|question| question.kind == QuestionType::Pick) && !thing.span.is_empty() {
            self.draft(&question::show_pick(thing.side, thing.span));
        }
    }

    /// Checks the answer.
    pub fn check(&mut self, trace: &Trace, source: &dyn Source) {
        if !self.is_open() {
            return;
        }
        let draft = self.state().draft;
        let lesson = Arc::clone(&self.lesson);
        let Some(step) = lesson.steps.get(self.index) else { return };
        let Some(question) = &step.question else { return };
        let verdict = Scoped::new(&lesson, step, trace, source, &[]).judge(question, &draft);
        self.version += 1;
        let state = self.state_mut();
        match verdict {
            None | Some(Verdict::Unreadable) => state.unreadable = true,
            Some(verdict) => {
                state.unreadable = false;
                // The same wrong answer twice is not a second attempt.
                if state.given.last().is_none_or(|given| given.0 != draft) {
                    state.given.push((draft, verdict));
                }
            }
        }
    }

    /// Shows the hint.
    pub fn hint(&mut self) {
        self.version += 1;
        self.state_mut().hint = true;
    }

    /// Shows the answer.
    pub fn reveal(&mut self) {
        self.version += 1;
        let state = self.state_mut();
        state.stage = Stage::Question;
        state.revealed = true;
    }

    /// Forgets what became of the step's question, and hides the answer again.
    pub fn retry(&mut self) {
        self.version += 1;
        *self.state_mut() = StepState { stage: Stage::Question, ..StepState::default() };
    }

    /// Looks whether the step's goal is met now; once met it stays so. True where that has just come about.
    pub fn observe(&mut self, trace: &Trace, source: &dyn Source, selected: &[Thing]) -> bool {
        let lesson = Arc::clone(&self.lesson);
        let Some(step) = lesson.steps.get(self.index) else { return false };
        let Some(goal) = &step.goal else { return false };
        let holds = |scope: &Scope<'_>| goal.query.holds(scope).unwrap_or(false);
        let met = !self.state().met && Scoped::new(&lesson, step, trace, source, selected).with(holds);
        if met {
            self.version += 1;
            self.state_mut().met = true;
        }
        met
    }

    /// Takes new files of the lesson, keeping the step and the answers by id; where the files cannot be taken, the
    /// lesson stays as it was and [`LessonRun::notes`] says why.
    pub fn reload(&mut self, read: Result<Lesson, Vec<Note>>) {
        self.version += 1;
        match read {
            Ok(lesson) => {
                let id = self.step_id().to_owned();
                self.index = lesson.step_index(&id).unwrap_or(self.index);
                self.lesson = Arc::new(lesson);
                self.notes.clear();
                self.arrive();
            }
            Err(notes) => self.notes = notes,
        }
    }

    fn is_done(&self, step: &Step) -> bool {
        let state = self.states.get(&step.id).cloned().unwrap_or_default();
        match (&step.question, &step.goal) {
            (Some(question), _) => state.question_state(question).is_decided(),
            (None, Some(_)) => state.met,
            (None, None) => self.lesson.step_index(&step.id).is_some_and(|index| index <= self.reached),
        }
    }

    /// What is hidden: all that this step and later ones ask for and nobody has answered.
    #[must_use]
    pub fn conceal(&self, trace: &Trace, source: &dyn Source) -> Vec<Concealed> {
        let mut out = Vec::new();
        let later = self.lesson.steps.iter().enumerate().skip(self.index);
        let open = later.filter(|(index, step)| *index == self.index || !step.recap);
        for step in open.map(|pair| pair.1).filter(|step| step.kind == Kind::Predict && !self.is_done(step)) {
            Scoped::new(&self.lesson, step, trace, source, &[]).with(|scope| {
                for hide in &step.hide {
                    let things = hide.what.query.select(scope).unwrap_or_default();
                    out.extend(things.iter().map(|thing| Concealed {
                        connection: thing.connection,
                        side: thing.side,
                        span: thing.span,
                        what: hide.how,
                    }));
                }
            });
        }
        out
    }

    /// How many moments have happened: as the step says, or the newest one before it that says.
    fn cursor(&self, trace: &Trace, source: &dyn Source) -> Option<usize> {
        let mut earlier = self.lesson.steps.get(..=self.index)?.iter().rev();
        let says = |step: &'_ Step| -> Option<Bound> {
            let revealed = step.reveals.clone().filter(|_| self.is_done(step));
            revealed.or_else(|| step.cursor.clone())
        };
        let (step, cursor) = earlier.find_map(|step| Some((step, says(step)?)))?;
        Scoped::new(&self.lesson, step, trace, source, &[]).with(|scope| {
            let things = cursor.query.select(scope).ok()?;
            let thing = things.last()?;
            let connection = scope.connection_of(thing)?;
            let target = match thing.what {
                What::Event(_) => Target::Packet(thing.last_packet(connection)?),
                _ => thing.target(),
            };
            Moments::of(connection).cursor_of(connection, target)
        })
    }

    /// What the window shows.
    #[must_use]
    pub fn scene(&self, trace: &Trace, source: &dyn Source, selected: &[Thing], lang: Lang) -> Scene {
        let lesson = &self.lesson;
        let text = lesson.text(lang);
        let mut scene = Scene {
            number: lesson.number,
            lesson_title: text.title.clone(),
            phase: lesson.phase.clone(),
            step: self.index,
            steps: lesson.steps.len(),
            done: lesson.steps.iter().map(|step| self.is_done(step)).collect(),
            title: Vec::new(),
            prose: Vec::new(),
            question: None,
            goal: None,
            teacher: Vec::new(),
            connection: lesson.connection(trace, source),
            focus: Vec::new(),
            targets: Vec::new(),
            conceal: self.conceal(trace, source),
            cursor: self.cursor(trace, source),
            show: Vec::new(),
            finished: self.finished,
        };
        let Some(step) = self.step() else { return scene };
        let none = StepText::default();
        let words = text.step(&step.id).unwrap_or(&none);
        let scoped = Scoped::new(lesson, step, trace, source, selected);
        scoped.with(|scope| {
            scene.title = words.title.resolve_line(scope);
            scene.prose = words.prose.resolve(scope);
            scene.teacher.clone_from(&words.teacher);
            scene.focus = scope.focus.to_vec();
            scene.targets = scope.focus.iter().map(Thing::target).collect();
            scene.show.clone_from(&step.show);
            // A step may look at another connection of the capture.
            if let Some(focus) = scope.focus.first() {
                scene.connection = Some(focus.connection);
            }
            let state = self.state();
            if let Some(question) = step.question.as_ref().filter(|_| state.stage == Stage::Question) {
                scene.question = Some(question_scene(question, &state, words, scope));
            }
            scene.goal = step.goal.as_ref().map(|_| goal_scene(&state, words, scope));
        });
        scene
    }
}

fn resolved(prose: Option<&Prose>, scope: &Scope<'_>) -> Vec<Block> {
    prose.map(|prose| prose.resolve(scope)).unwrap_or_default()
}

fn goal_scene(state: &StepState, words: &StepText, scope: &Scope<'_>) -> GoalScene {
    let hint = words.note("hint");
    GoalScene {
        prompt: words.question.resolve(scope),
        met: state.met,
        has_hint: hint.is_some() && !state.hint && !state.met,
        hint: resolved(hint.filter(|_| state.hint), scope),
        why: resolved(words.note("why").filter(|_| state.met), scope),
    }
}

fn question_scene(
    question: &Question,
    state: &StepState,
    words: &StepText,
    scope: &Scope<'_>,
) -> QuestionScene {
    let now = state.question_state(question);
    let decided = now.is_decided();
    let newest_say = state.given.last().and_then(|given| match &given.1 {
        Verdict::Wrong { say, .. } => say.as_deref(),
        _ => None,
    });
    let hint = words.note("hint");
    QuestionScene {
        prompt: words.question.resolve(scope),
        input: input(question, state, words, scope, decided),
        draft: state.draft.clone(),
        is_ready: !decided && !state.draft.trim().is_empty(),
        state: now,
        unreadable: state.unreadable,
        feedback: resolved(newest_say.and_then(|say| words.note(say)), scope),
        has_hint: hint.is_some() && !state.hint && !decided,
        hint: resolved(hint.filter(|_| state.hint && !decided), scope),
        answer: if decided { question::shown_answer(question, scope) } else { None },
        why: resolved(words.note("why").filter(|_| decided), scope),
    }
}

fn input(
    question: &Question,
    state: &StepState,
    words: &StepText,
    scope: &Scope<'_>,
    decided: bool,
) -> Input {
    let runs = |id: &str| words.choice(id).map(|prose| prose.resolve_line(scope)).unwrap_or_default();
    match &question.kind {
        QuestionType::Choice(choices) => {
            let right = if decided { question::right_choices(question, scope) } else { Vec::new() };
            let mark = |index: usize, id: &str| {
                let was_given = state.given.iter().any(|given| given.0 == id);
                match () {
                    () if right.contains(&index) => Mark::Right,
                    () if was_given => Mark::Wrong,
                    () if state.draft == id && !decided => Mark::Chosen,
                    () => Mark::Plain,
                }
            };
            let scene = |(index, choice): (usize, &super::Choice)| ChoiceScene {
                id: choice.id.clone(),
                runs: runs(&choice.id),
                mark: mark(index, &choice.id),
            };
            Input::Choices(choices.iter().enumerate().map(scene).collect())
        }
        QuestionType::Order(items) => {
            // Undecided: as the draft has them, the rest after it. Decided: as they happened.
            let mut order: Vec<usize> = Vec::new();
            if decided {
                order = question::right_order(question, scope).unwrap_or_default();
            } else {
                let placed =
                    state.draft.split(',').filter_map(|id| items.iter().position(|i| i.id == id.trim()));
                order.extend(placed);
            }
            order.extend((0..items.len()).filter(|index| !order.contains(index)).collect::<Vec<_>>());
            let scene = |index: usize| ChoiceScene {
                id: items[index].id.clone(),
                runs: runs(&items[index].id),
                mark: if decided { Mark::Right } else { Mark::Plain },
            };
            Input::Order(order.into_iter().map(scene).collect())
        }
        QuestionType::Number(bases) => Input::Number(bases.clone()),
        QuestionType::Bytes => Input::Bytes,
        QuestionType::Pick => Input::Pick,
    }
}

/// A step with what its queries are evaluated against.
pub(super) struct Scoped<'a> {
    scope: Scope<'a>,
    focus: Vec<Thing>,
}

impl<'a> Scoped<'a> {
    pub(super) fn new(
        lesson: &Lesson,
        step: &Step,
        trace: &'a Trace,
        source: &'a dyn Source,
        selected: &'a [Thing],
    ) -> Self {
        // Without its connection a lesson must not show another one's bytes: an id that no connection has.
        let connection = lesson.connection(trace, source).unwrap_or(u32::MAX);
        let scope = Scope { selected, ..Scope::new(trace, source, Some(connection)) };
        let focus = step.focus_in(&scope);
        Self { scope, focus }
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&Scope<'_>) -> T) -> T {
        work(&Scope { focus: &self.focus, ..self.scope })
    }

    pub(super) fn judge(&self, question: &Question, draft: &str) -> Option<Verdict> {
        self.with(|scope| question::judge(question, scope, draft))
    }
}
