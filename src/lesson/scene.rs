//! What the window shows of a lesson at one step: words, marks, and what to hide. Computed, never stored.

use crate::trace::Target;
use crate::trace::query::Thing;
use crate::view::conceal::Concealed;

use super::format::Show;
use super::prose::{Block, Run};

/// A lesson at one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The lesson's number in the course.
    pub number: u32,
    /// The lesson's title.
    pub lesson_title: String,
    /// `opening`, `data` or `closing`.
    pub phase: String,
    /// Which step, from 0.
    pub step: usize,
    /// How many steps.
    pub steps: usize,
    /// Which of them are done: answered, or met, or read past.
    pub done: Vec<bool>,
    /// The step's title.
    pub title: Vec<Run>,
    /// What it tells.
    pub prose: Vec<Block>,
    /// What it asks, once the question is shown.
    pub question: Option<QuestionScene>,
    /// What is to be done.
    pub goal: Option<GoalScene>,
    /// Notes for the presenter.
    pub teacher: Vec<String>,
    /// The connection that the lesson shows.
    pub connection: Option<u32>,
    /// What the step is about.
    pub focus: Vec<Thing>,
    /// The same as targets of the window's selection.
    pub targets: Vec<Target>,
    /// What every view hides.
    pub conceal: Vec<Concealed>,
    /// How many moments of the connection have happened; none where the lesson leaves that to the user.
    pub cursor: Option<usize>,
    /// Views that should be in sight.
    pub show: Vec<Show>,
    /// Whether the lesson was left behind by its last step.
    pub finished: bool,
}

/// A question and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionScene {
    /// What is asked.
    pub prompt: Vec<Block>,
    /// How it is answered.
    pub input: Input,
    /// The answer so far, not yet checked.
    pub draft: String,
    /// Whether the draft can be checked.
    pub is_ready: bool,
    /// Open, or decided.
    pub state: QuestionState,
    /// The newest answer was no answer: not counted.
    pub unreadable: bool,
    /// What is said to the newest wrong answer.
    pub feedback: Vec<Block>,
    /// Whether there is a hint that is not shown yet.
    pub has_hint: bool,
    /// The hint, once asked for.
    pub hint: Vec<Block>,
    /// The right answer in words, once decided, where no choice shows it.
    pub answer: Option<String>,
    /// The explanation, once decided.
    pub why: Vec<Block>,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// One of these.
    Choices(Vec<ChoiceScene>),
    /// A number in these bases.
    Number(Vec<u32>),
    /// Bytes in hex.
    Bytes,
    /// Bytes clicked in a view.
    Pick,
    /// These put in order.
    Order(Vec<ChoiceScene>),
}

/// A choice, or something to put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceScene {
    /// Its id: the answer that chooses it.
    pub id: String,
    /// What it says.
    pub runs: Vec<Run>,
    /// How it is marked.
    pub mark: Mark,
}

/// The mark of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// None.
    Plain,
    /// Chosen, not checked.
    Chosen,
    /// Chosen, checked, wrong.
    Wrong,
    /// The right one, shown because the question is decided.
    Right,
}

/// Whether a question is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionState {
    /// Not answered: no error.
    Open {
        /// How many attempts are left.
        left: u8,
    },
    /// Answered rightly.
    Right,
    /// Answered wrongly too often.
    Wrong,
    /// Shown without an answer.
    Revealed,
}

impl QuestionState {
    /// Whether the answer is out.
    #[must_use]
    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Open { .. })
    }
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalScene {
    /// What.
    pub prompt: Vec<Block>,
    /// Whether it has been done.
    pub met: bool,
    /// Whether there is a hint that is not shown yet.
    pub has_hint: bool,
    /// The hint, once asked for.
    pub hint: Vec<Block>,
    /// The explanation, once done.
    pub why: Vec<Block>,
}
