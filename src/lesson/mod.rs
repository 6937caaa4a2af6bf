//! Lessons: folders of TOML and Markdown bound to the bytes of a capture by the query language.
//!
//! A lesson says what to show, what to hide and what to ask; answers are computed from the capture and never typed.
//! Nothing here reads files, paints or knows the window: [`LessonRun`] is a state machine, and [`Scene`] is what
//! the window shows of it.

mod format;
mod lint;
mod prose;
mod question;
mod rfc;
mod run;
mod scene;
mod shelf;
mod text;

pub use format::{
    Bound, Choice, ConnectionChoice, FORMAT_VERSION, Files, Hide, Item, Kind, Lesson, Question, QuestionType,
    Show, Step, Wrong,
};
pub use lint::{Capture, check};
pub use prose::{Block, Citation, Prose, Run, Style};
pub use question::Verdict;
pub use run::{LessonRun, Pace, Stage};
pub use scene::{ChoiceScene, GoalScene, Input, Mark, QuestionScene, QuestionState, Scene};
pub use shelf::{embedded, template};
pub use text::{LessonText, StepText};

/// How bad something in a lesson's files is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The lesson cannot be shown as it is meant.
    Error,
    /// It can, but not as well as it should.
    Warning,
}

/// Something that is the matter with a lesson's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// How bad.
    pub severity: Severity,
    /// The check's stable name, in kebab-case.
    pub check: &'static str,
    /// The file, within the lesson's folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is the matter and what would mend it.
    pub text: String,
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let Self { file, line, column, check, text, .. } = self;
        write!(f, "{file}:{line}:{column}: {severity}[{check}]: {text}")
    }
}
