//! What is the matter with a lesson: its files alone, and bound to its capture. Every check has a stable name.

mod bound;
mod leak;
mod words;

use sha2::{Digest, Sha256};

use crate::base::Source;
use crate::trace::Trace;
use crate::trace::query::line_column;

use super::format::{Files, Kind, Lesson, Question, QuestionType, TOML};
use super::prose::Block;
use super::text::StepText;
use super::{Note, Severity, rfc};

/// Largest capture that a lesson may bring.
const CAPTURE_LIMIT_BYTES: usize = 2 << 20;

/// A lesson's capture, read.
#[derive(Clone, Copy)]
pub struct Capture<'a> {
    /// Its file's bytes.
    pub bytes: &'a [u8],
    /// What the inspector made of it.
    pub trace: &'a Trace,
    /// Where the trace's bytes are read again.
    pub source: &'a dyn Source,
}

/// Checks a lesson's files; `capture` finds a capture by its id. Errors come before warnings.
#[must_use]
pub fn check<'a>(files: &Files, capture: &mut dyn FnMut(&str) -> Option<Capture<'a>>) -> Vec<Note> {
    let mut notes = match Lesson::read(files) {
        Ok(lesson) => {
            let mut linter = Linter { files, lesson: &lesson, notes: Vec::new() };
            linter.files_alone();
            match capture(&lesson.capture) {
                Some(capture) => linter.bound_to(&capture),
                None => {
                    let text = format!("there is no capture `{}`", lesson.capture);
                    linter.toml(Severity::Error, "capture-missing", lesson.at.capture, text);
                }
            }
            linter.notes
        }
        Err(notes) => notes,
    };
    notes.sort_by_key(|note| note.severity == Severity::Warning);
    notes
}

struct Linter<'a> {
    files: &'a Files,
    lesson: &'a Lesson,
    notes: Vec<Note>,
}

impl Linter<'_> {
    fn toml(&mut self, severity: Severity, check: &'static str, at: usize, text: impl Into<String>) {
        let (line, column) = line_column(&self.files.toml, at);
        let (file, text) = (TOML.to_owned(), text.into());
        self.notes.push(Note { severity, check, file, line, column, text });
    }

    fn error(&mut self, check: &'static str, at: usize, text: impl Into<String>) {
        self.toml(Severity::Error, check, at, text);
    }

    fn markdown(
        &mut self,
        severity: Severity,
        check: &'static str,
        lang: crate::base::Lang,
        at: usize,
        text: impl Into<String>,
    ) {
        let (line, column) = line_column(self.files.text(lang).unwrap_or_default(), at);
        let file = format!("{}.md", lang.tag());
        self.notes.push(Note { severity, check, file, line, column, text: text.into() });
    }

    /// All that can be said without a capture.
    fn files_alone(&mut self) {
        let lesson = self.lesson;
        if !lesson.steps.iter().any(|step| step.kind == Kind::Predict) {
            self.error("no-question", 0, "a lesson asks at least one question before it shows the answer");
        }
        for (anchor, span) in &lesson.rfc {
            let known = anchor.split_once('#').is_some_and(|(rfc, section)| rfc::has_section(rfc, section));
            if !known {
                let text = format!("`{anchor}` is no section of an RFC known here; written `6455#5.2`");
                self.error("rfc-unknown", span.start, text);
            }
        }
        self.translations();
        self.quotations();
        self.lengths();
    }

    /// Every text that the bindings name is there in every language, and no other.
    fn translations(&mut self) {
        for (lang, text) in &self.lesson.texts {
            for (index, step) in text.steps.iter().enumerate() {
                let is_known = self.lesson.step_index(&step.id).is_some();
                if !is_known {
                    let text = format!("no step of {TOML} is called `{}`", step.id);
                    self.markdown(Severity::Error, "text-unbound", *lang, step.at, text);
                } else if text.steps[..index].iter().any(|earlier| earlier.id == step.id) {
                    let text = format!("there are two texts of step `{}`", step.id);
                    self.markdown(Severity::Error, "id-duplicate", *lang, step.at, text);
                }
            }
            for step in &self.lesson.steps {
                let Some(words) = text.step(&step.id) else {
                    let text = format!("step `{}` has no text in {}", step.id, lang.name());
                    self.error("text-missing", step.at, text);
                    continue;
                };
                for missing in missing_texts(step, words) {
                    let text = format!("step `{}` lacks {missing} in {}", step.id, lang.name());
                    self.markdown(Severity::Error, "text-missing", *lang, words.at, text);
                }
                let needed = needed_notes(step);
                for (id, prose) in &words.notes {
                    if !needed.iter().any(|one| one == id) && id != "hint" {
                        let text = format!("nothing says `{id}`");
                        self.markdown(Severity::Error, "text-unbound", *lang, prose.at, text);
                    }
                }
            }
        }
        // A hint in one language only helps only half the learners.
        for step in &self.lesson.steps {
            let with_hint: Vec<bool> = self
                .lesson
                .texts
                .iter()
                .map(|(_, text)| text.step(&step.id).is_some_and(|words| words.note("hint").is_some()))
                .collect();
            if with_hint.iter().any(|has| *has != with_hint[0]) {
                let text = format!("step `{}` has its hint in one language only", step.id);
                self.error("text-missing", step.at, text);
            }
        }
    }

    /// Quotations stand word for word in every language, with a section that exists.
    fn quotations(&mut self) {
        let mut first: Vec<(String, String)> = Vec::new();
        for (number, (lang, text)) in self.lesson.texts.iter().enumerate() {
            let mut own = Vec::new();
            for step in &text.steps {
                for prose in step.all() {
                    for block in prose.template() {
                        let Block::Quote { citation, .. } = block else { continue };
                        let Some(citation) = citation else {
                            let text = "a quotation ends with a line `> — RFC 6455 §5.1`";
                            self.markdown(Severity::Error, "quote-uncited", *lang, prose.at, text);
                            continue;
                        };
                        if !rfc::has_section(&citation.rfc.to_string(), &citation.section) {
                            let text = format!("{citation} is no section known here");
                            self.markdown(Severity::Error, "rfc-unknown", *lang, prose.at, text);
                        }
                        own.push((step.id.clone(), block.plain()));
                    }
                }
            }
            if number == 0 {
                first = own;
            } else if own != first {
                let odd = own.iter().zip(&first).find(|(own, first)| own != first);
                let step = odd.map_or("", |(own, _)| own.0.as_str());
                let at = text.step(step).map_or(0, |step| step.at);
                let text = "the quotations are not the same in both languages; RFC text is quoted as it is";
                self.markdown(Severity::Error, "quote-differs", *lang, at, text);
            }
        }
    }

    fn bound_to(&mut self, capture: &Capture<'_>) {
        let digest: String = Sha256::digest(capture.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if digest != self.lesson.sha256 {
            let text = format!("the capture has changed: its SHA-256 is {digest}");
            self.error("capture-changed", self.lesson.at.sha256, text);
        }
        if capture.bytes.len() > CAPTURE_LIMIT_BYTES {
            let text = format!("the capture has {} bytes; at most 2 MiB", capture.bytes.len());
            self.error("capture-large", self.lesson.at.capture, text);
        }
        if self.lesson.connection(capture.trace, capture.source).is_none() {
            self.error(
                "connection-missing",
                self.lesson.at.capture,
                "the capture has no connection that fits `conn`",
            );
            return;
        }
        self.secrets(capture);
        for step in &self.lesson.steps {
            self.step(step, capture);
        }
        self.leaks(capture);
    }
}

/// The notes that a step's answers name.
fn needed_notes(step: &super::Step) -> Vec<String> {
    let mut needed = Vec::new();
    if step.kind != Kind::Tell {
        needed.push("why".to_owned());
    }
    if let Some(Question { kind, wrong, .. }) = &step.question {
        needed.extend(wrong.iter().map(|wrong| wrong.say.clone()));
        if let QuestionType::Choice(choices) = kind {
            needed.extend(choices.iter().map(|choice| choice.id.clone()));
        }
    }
    needed
}

/// What a step's text lacks. The right choice needs no explanation of its own, so choices are only asked for one if
/// any other choice of the step has none either; [`Linter::step`] knows which is right.
fn missing_texts(step: &super::Step, words: &StepText) -> Vec<String> {
    let mut missing = Vec::new();
    let mut need = |there: bool, what: &str| {
        if !there {
            missing.push(what.to_owned());
        }
    };
    need(!words.title.is_empty(), "a title (`## id: Title`)");
    need(!words.prose.is_empty(), "prose");
    if step.kind != Kind::Tell {
        need(!words.question.is_empty(), "`### question`");
        need(words.note("why").is_some_and(|why| !why.is_empty()), "`### why`");
    }
    if let Some(Question { kind, wrong, .. }) = &step.question {
        for wrong in wrong {
            need(words.note(&wrong.say).is_some(), &format!("`### {}`", wrong.say));
        }
        let ids: Vec<&String> = match kind {
            QuestionType::Choice(choices) => choices.iter().map(|choice| &choice.id).collect(),
            QuestionType::Order(items) => items.iter().map(|item| &item.id).collect(),
            _ => Vec::new(),
        };
        for id in ids {
            need(
                words.choice(id).is_some_and(|text| !text.is_empty()),
                &format!("`- {id}: …` under `### choices`"),
            );
        }
    }
    missing
}
