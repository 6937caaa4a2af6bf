//! What any part of the window may ask for. Painters push commands; only the application carries them out.

use std::path::PathBuf;

use crate::base::{Lang, Side, Span};
use crate::trace::Target;
pub use crate::view::moments::{StepBy, Way};

/// The modes of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Start page.
    #[default]
    Welcome,
    /// Ladder, bits, bytes, lanes and a lesson, step by step.
    Learn,
    /// Connections, table, fields, bytes, findings.
    Inspect,
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// As the system says.
    #[default]
    System,
}

/// How copied bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyAs {
    /// Hex digits with spaces.
    Hex,
    /// Text, lossy.
    Text,
}

/// A request to the application.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Open a capture file.
    Open(PathBuf),
    /// Read this TLS key log too, from now on; the capture that is open is loaded again with it.
    AddKeyLog(PathBuf),
    /// Ask the user for a file to open.
    ChooseFile,
    /// Open one of the captures that ship with the program, by id.
    OpenCapture(String),
    /// Open a lesson, by id.
    OpenLesson(String),
    /// Stop loading and keep what is there.
    StopLoading,
    /// Stop loading and go back.
    CancelLoading,
    /// Change the mode.
    Mode(Mode),
    /// Change the language.
    Lang(Lang),
    /// Change the theme.
    Theme(ThemeChoice),
    /// The pointer is over this, this frame.
    Hover(Target),
    /// Select this, everywhere.
    Select(Target),
    /// Clear the smallest selected part.
    ClearSelection,
    /// Make a connection the one that Learn shows.
    ShowConnection(u32),
    /// Step the time control.
    Step(Way),
    /// What one step is.
    StepBy(StepBy),
    /// Move the time control so that this many moments of the connection have happened.
    SeekTo(usize),
    /// Play, or pause.
    Play(bool),
    /// Playing speed as a factor of the recorded timing.
    Speed(f32),
    /// Next or previous lesson step.
    LessonStep(Way),
    /// The learner's answer to the open question, as typed or chosen.
    Answer(String),
    /// The learner's choice, by its place: 0 is A.
    Choose(usize),
    /// Submit the answer.
    CheckAnswer,
    /// Show the hint.
    Hint,
    /// Show the answer of the open question.
    ShowAnswer,
    /// Forget the answer given, and ask again.
    TryAgain,
    /// Leave the lesson; its capture stays.
    LeaveLesson,
    /// Put these stream bytes on the clipboard.
    CopyBytes {
        /// Connection id.
        connection: u32,
        /// Whose stream.
        side: Side,
        /// Which bytes.
        span: Span,
        /// How they are written.
        format: CopyAs,
    },
    /// Put this text on the clipboard.
    CopyText(String),
    /// Put the selected bytes on the clipboard.
    Copy(CopyAs),
    /// Select the byte before or after the selected one.
    NextByte(Way),
    /// Select the row before or after the selected one.
    NextRow(Way),
    /// Show payloads unmasked, or as they were sent.
    Unmasked(bool),
    /// Show bytes as text, or as hex digits.
    AsText(bool),
    /// Larger (true) or smaller; none is the original size.
    Zoom(Option<bool>),
    /// Make movements instant, or not.
    ReduceMotion(bool),
    /// Remember the size of a panel, in points.
    PanelSize(&'static str, f32),
    /// Close what lies on top, else stop loading, else clear the smallest selected part.
    Escape,
    /// Show or hide the handshake explainer.
    Handshake(bool),
    /// Show or hide the list of locked TLS connections.
    Locked(bool),
    /// Show an Engine.IO session, by its number, or none.
    Session(Option<u32>),
    /// Show or hide the keyboard help.
    Help(bool),
    /// Leave the program.
    Quit,
}
