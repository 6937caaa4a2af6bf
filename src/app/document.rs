//! The capture that the window shows, and how its loading stands.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use crate::base::{Source, Text};
use crate::trace::Trace;

/// What a document is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file of the user.
    File(PathBuf),
    /// A capture that ships with the program, by id.
    Shipped(String),
}

impl Origin {
    /// What the window calls it: the file's name without folders, or the id.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => file_name(path),
            Self::Shipped(id) => id.clone(),
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// A capture that is open. It can be shown from its first rows on; the trace grows while it loads.
#[derive(Clone)]
pub struct Document {
    /// What it is made from.
    pub origin: Origin,
    /// Size of the file in bytes, where it is known.
    pub file_bytes: Option<u64>,
    /// What was read out of it. The loader writes for a few milliseconds at a time.
    pub trace: Arc<RwLock<Trace>>,
    /// Its bytes.
    pub source: Arc<dyn Source>,
}

impl Document {
    /// The trace, to read for one frame of the window.
    pub fn read(&self) -> RwLockReadGuard<'_, Trace> {
        // A loader that panicked leaves whole rows behind; they can be shown.
        self.trace.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// How far loading is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Progress {
    /// Bytes of the file that were read.
    pub bytes: u64,
    /// Bytes of the file, where that is known.
    pub total_bytes: Option<u64>,
    /// Packets read.
    pub packets: u64,
    /// WebSocket connections found.
    pub connections: u64,
    /// Frames decoded.
    pub frames: u64,
    /// Findings.
    pub findings: u64,
    /// Seconds that the rest will take at the speed so far.
    pub seconds_left: Option<f32>,
}

impl Progress {
    /// The part that is done, 0 to 1, where it is known.
    #[must_use]
    pub fn share(&self) -> Option<f32> {
        let total = self.total_bytes.filter(|total| *total > 0)?;
        Some((self.bytes as f64 / total as f64).min(1.0) as f32)
    }
}

/// A load that is under way.
#[derive(Debug, Clone)]
pub struct Loading {
    /// Its number; answers to older ones are ignored.
    pub job: u64,
    /// What is being loaded.
    pub origin: Origin,
    /// When it began, in seconds.
    pub since: f64,
    /// How far it is.
    pub progress: Progress,
    /// The key log for whose sake it is loaded again.
    pub(super) key_log: Option<std::path::PathBuf>,
    /// What was shown before, for Cancel.
    pub(super) before: Option<Box<super::Shown>>,
}

impl Loading {
    /// Seconds after which loading is shown: what is quicker needs no bar.
    pub const SHOWN_AFTER: f64 = 0.3;

    /// Seconds until it is to be shown; 0 or less when it is.
    #[must_use]
    pub fn shown_in(&self, now: f64) -> f64 {
        self.since + Self::SHOWN_AFTER - now
    }

    /// Whether it has taken long enough to be shown.
    #[must_use]
    pub fn is_shown(&self, now: f64) -> bool {
        self.shown_in(now) <= 0.0
    }
}

/// Why a capture could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What was to be opened.
    pub origin: Origin,
    /// What went wrong.
    pub reason: Reason,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is no capture but a TLS key log.
    KeyLog,
    /// It is no capture.
    NotACapture {
        /// What it seems to be, such as "a ZIP archive".
        seems: Text,
        /// What would help.
        remedy: Option<Text>,
        /// Its first bytes, as evidence.
        first_bytes: Vec<u8>,
    },
    /// It could not be read: the whole sentence, English and Korean.
    CannotRead {
        /// English.
        en: String,
        /// Korean.
        ko: String,
    },
}
