//! The application without a window: commands in, state and effects out.
//!
//! No egui, no file, no thread and no clock: time is an argument, in seconds.

pub mod command;
pub mod course;
mod document;
mod effect;
mod selection;
mod settings;
mod shelf;
pub mod shipped;
mod state;
mod time;
pub mod words;

pub use command::{Command, CopyAs, Mode, StepBy, ThemeChoice, Way};
pub use document::{Document, Failure, Loading, Origin, Progress, Reason};
pub use effect::{Arrival, Effect, Outside};
pub use selection::Selection;
pub use settings::Settings;
pub use shelf::{LessonFolder, Shelf};
pub use state::{App, BytesLook, Overlays, Shown};
pub use time::{SPEEDS, TimeControl};
