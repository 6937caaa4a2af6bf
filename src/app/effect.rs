//! What the application asks the outside to do, and what the outside tells it.

use std::path::PathBuf;

use super::Settings;
use super::document::{Document, Origin, Progress, Reason};
use super::shelf::LessonFolder;
use super::words::Word;

/// A request to the outside. Only the window's glue carries it out.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Load a capture; all that comes of it carries this job's number.
    Load {
        /// The job.
        job: u64,
        /// What to load.
        origin: Origin,
        /// Key logs that open TLS in it, besides those that lie beside it or are in it.
        key_logs: Vec<PathBuf>,
    },
    /// Stop loading. What was read stays.
    Stop {
        /// The job.
        job: u64,
    },
    /// Ask the user for a file.
    ChooseFile,
    /// Put text on the clipboard.
    Copy(String),
    /// Tell the user in a word what was not done.
    Say(Word),
    /// Write the settings.
    SaveSettings,
    /// Leave the program.
    Quit,
}

/// News from the outside.
#[derive(Debug)]
pub enum Arrival {
    /// The user chose a file.
    Chosen(PathBuf),
    /// Lessons stand in a folder, or have changed there: all that are in it.
    Lessons(Vec<LessonFolder>),
    /// A capture is open; its rows will come.
    Opened {
        /// The job.
        job: u64,
        /// What to show.
        document: Document,
    },
    /// Loading goes on.
    Progress {
        /// The job.
        job: u64,
        /// How far.
        progress: Progress,
    },
    /// Loading ended: all is there, or all up to where it was stopped.
    Finished {
        /// The job.
        job: u64,
        /// The last counts.
        progress: Progress,
        /// Whether it was stopped before the end.
        stopped: bool,
    },
    /// It could not be opened.
    Failed {
        /// The job.
        job: u64,
        /// Why.
        reason: Reason,
    },
}

/// The outside, as the window uses it: files, dialogs and threads. Nothing here waits.
pub trait Outside {
    /// What has arrived since this was last asked.
    fn arrivals(&mut self) -> Vec<Arrival>;

    /// Carries out an effect that is not the window's own: loading, asking for a file, writing the settings.
    fn carry_out(&mut self, effect: Effect, settings: &Settings);
}
