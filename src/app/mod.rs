//! The application without a window: commands in, state and effects out.

pub mod command;
mod selection;
pub mod words;

pub use command::{Command, CopyAs, Mode, StepBy, ThemeChoice, Way};
pub use selection::Selection;
