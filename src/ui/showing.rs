//! What the painters of a capture are given: the trace and its bytes, what is selected, what must not be shown.

use crate::app::BytesLook;
use crate::app::Selection;
use crate::app::words::{self, Word};
use crate::base::{Both, Lang, Side, Source};
use crate::rules::Severity;
use crate::trace::{Connection, FieldKind, Trace};
use crate::view::conceal::{Concealed, Veil};
use crate::view::look::Look;

use super::theme;

/// A capture as it is shown now. Painters read it and push commands; they change nothing of it.
#[derive(Clone, Copy)]
pub struct Showing<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// Its bytes.
    pub source: &'a dyn Source,
    /// What is selected.
    pub selected: &'a Selection,
    /// What the pointer is over.
    pub hovered: &'a Selection,
    /// What lessons hide.
    pub conceal: &'a [Concealed],
    /// How many bytes of each side's stream have happened at the cursor.
    pub happened: Both<u64>,
    /// How bytes are written.
    pub bytes: BytesLook,
    /// The language of the window.
    pub lang: Lang,
}

impl<'a> Showing<'a> {
    /// A capture of which nothing is selected or hidden.
    #[must_use]
    pub const fn new(
        trace: &'a Trace,
        source: &'a dyn Source,
        selected: &'a Selection,
        hovered: &'a Selection,
    ) -> Self {
        Self {
            trace,
            source,
            selected,
            hovered,
            conceal: &[],
            happened: Both { client: u64::MAX, server: u64::MAX },
            bytes: BytesLook { unmasked: false, as_text: false },
            lang: Lang::En,
        }
    }

    /// What the scenes of a connection are made from.
    #[must_use]
    pub const fn look(&self, connection: &'a Connection) -> Look<'a> {
        let veil = Veil::new(self.conceal, connection.id, self.happened);
        Look { trace: self.trace, source: self.source, connection, veil }
    }

    /// A word of the window.
    #[must_use]
    pub const fn word(&self, word: Word) -> &'static str {
        words::get(word, self.lang)
    }

    /// A word with its gaps filled.
    #[must_use]
    pub fn fill(&self, word: Word, values: &[(&str, &str)]) -> String {
        words::fill(word, self.lang, values)
    }

    /// `client to server`, or the other way.
    #[must_use]
    pub const fn way(&self, from: Side) -> &'static str {
        self.word(match from {
            Side::Client => Word::ClientToServer,
            Side::Server => Word::ServerToClient,
        })
    }

    /// The word of a severity.
    #[must_use]
    pub const fn severity(&self, severity: Severity) -> &'static str {
        self.word(match severity {
            Severity::Error => Word::SeverityError,
            Severity::Warning => Word::SeverityWarning,
            Severity::Note => Word::SeverityNote,
        })
    }
}

/// The colours of a severity.
#[must_use]
pub const fn severity_of(severity: Severity) -> theme::Severity {
    match severity {
        Severity::Error => theme::Severity::Error,
        Severity::Warning => theme::Severity::Warning,
        Severity::Note => theme::Severity::Note,
    }
}

/// The colours of a field.
#[must_use]
pub const fn field_of(kind: FieldKind) -> theme::Field {
    match kind {
        FieldKind::Fin | FieldKind::Rsv(_) => theme::Field::Flags,
        FieldKind::Opcode => theme::Field::Opcode,
        FieldKind::Length | FieldKind::ExtendedLength => theme::Field::Length,
        FieldKind::Mask | FieldKind::MaskingKey => theme::Field::Key,
        FieldKind::Payload | FieldKind::CloseReason => theme::Field::Payload,
        FieldKind::CloseCode => theme::Field::CloseCode,
    }
}
