//! A lesson's text file of one language: title, summary, and under each step's heading its prose and answers.
//!
//! ```text
//! # Title                      then one sentence for the list of lessons
//! ## step-id: Title of the step
//! Prose. `{{focus.byte[0]}}` is computed.
//! > teacher: a note for the presenter
//! ### question                 what is asked
//! ### choices                  - id: text
//! ### hint   ### why   ### any id that a wrong answer names
//! ```

use crate::trace::query::line_column;

use super::prose::Prose;
use super::{Note, Severity};

/// The text of one step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StepText {
    /// The step's id.
    pub id: String,
    /// Its title.
    pub title: Prose,
    /// What it tells.
    pub prose: Prose,
    /// What it asks, or what is to be done.
    pub question: Prose,
    /// The choices or items, by id.
    pub choices: Vec<(String, Prose)>,
    /// Hint, why, and what is said to wrong answers, by id.
    pub notes: Vec<(String, Prose)>,
    /// Notes for the presenter.
    pub teacher: Vec<String>,
    /// Byte offset of its heading.
    pub at: usize,
}

impl StepText {
    /// The text of a choice or an item.
    #[must_use]
    pub fn choice(&self, id: &str) -> Option<&Prose> {
        self.choices.iter().find(|choice| choice.0 == id).map(|choice| &choice.1)
    }

    /// The hint, the why, or what is said to a wrong answer.
    #[must_use]
    pub fn note(&self, id: &str) -> Option<&Prose> {
        self.notes.iter().find(|note| note.0 == id).map(|note| &note.1)
    }

    /// All prose of the step.
    pub fn all(&self) -> impl Iterator<Item = &Prose> {
        let answers = self.choices.iter().chain(&self.notes).map(|pair| &pair.1);
        [&self.title, &self.prose, &self.question].into_iter().chain(answers)
    }
}

/// The text of a lesson in one language.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LessonText {
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub summary: String,
    /// Its steps, in the file's order.
    pub steps: Vec<StepText>,
}

impl LessonText {
    /// The text of a step.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&StepText> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Reads a text file; what is the matter with it is added to `notes`.
    #[must_use]
    pub fn read(file: &str, text: &str, notes: &mut Vec<Note>) -> Self {
        let mut reader = Reader { file, text, notes };
        let mut lesson = Self::default();
        for section in sections(text) {
            match section.level {
                0 | 1 => {
                    section.title.trim().clone_into(&mut lesson.title);
                    lesson.summary = section.body.split_whitespace().collect::<Vec<_>>().join(" ");
                }
                2 => lesson.steps.push(reader.step(&section)),
                _ => match lesson.steps.last_mut() {
                    Some(step) => reader.part(step, &section),
                    None => reader.note("text-outside-step", section.at, "this heading belongs to no step"),
                },
            }
        }
        lesson
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    notes: &'a mut Vec<Note>,
}

impl Reader<'_> {
    fn note(&mut self, check: &'static str, at: usize, text: &str) {
        let (line, column) = line_column(self.text, at);
        let (file, text) = (self.file.to_owned(), text.to_owned());
        self.notes.push(Note { severity: Severity::Error, check, file, line, column, text });
    }

    fn prose(&mut self, markdown: &str, at: usize) -> Prose {
        Prose::read(markdown, at).unwrap_or_else(|error| {
            self.note("query-syntax", error.at, &error.what);
            Prose::default()
        })
    }

    fn step(&mut self, section: &Section<'_>) -> StepText {
        let (id, title, title_at) = match section.title.split_once(':') {
            Some((id, title)) => (id.trim(), title, section.title_at + id.len() + 1),
            None => (section.title.trim(), "", section.title_at),
        };
        // Presenter notes keep their line breaks' bytes, so that offsets of what follows stay true.
        let mut teacher = Vec::new();
        let mut body = String::with_capacity(section.body.len());
        for line in section.body.split_inclusive('\n') {
            match line.trim_start().strip_prefix("> teacher:") {
                Some(note) => {
                    teacher.push(note.trim().to_owned());
                    body.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
                }
                None => body.push_str(line),
            }
        }
        StepText {
            id: id.to_owned(),
            title: self.prose(title.trim(), title_at + title.len() - title.trim_start().len()),
            prose: self.prose(&body, section.body_at),
            teacher,
            at: section.at,
            ..StepText::default()
        }
    }

    fn part(&mut self, step: &mut StepText, section: &Section<'_>) {
        match section.title.trim() {
            "question" => step.question = self.prose(section.body, section.body_at),
            "choices" => {
                let mut at = section.body_at;
                for line in section.body.split_inclusive('\n') {
                    let item = line.trim_end().strip_prefix("- ").and_then(|item| item.split_once(':'));
                    if let Some((id, text)) = item {
                        let text_at = at + 2 + id.len() + 1 + text.len() - text.trim_start().len();
                        let prose = self.prose(text.trim(), text_at);
                        step.choices.push((id.trim().to_owned(), prose));
                    } else if !line.trim().is_empty() {
                        self.note("choices", at, "a choice is written `- id: text`");
                    }
                    at += line.len();
                }
            }
            id => {
                let prose = self.prose(section.body, section.body_at);
                step.notes.push((id.to_owned(), prose));
            }
        }
    }
}

struct Section<'a> {
    level: usize,
    at: usize,
    title: &'a str,
    title_at: usize,
    body: &'a str,
    body_at: usize,
}

/// Cuts a text at its headings, fenced code left alone.
fn sections(text: &str) -> Vec<Section<'_>> {
    let mut starts = Vec::new();
    let (mut at, mut fenced) = (0, false);
    for line in text.split_inclusive('\n') {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if !fenced && (1..=3).contains(&level) && line[level..].starts_with(' ') {
            starts.push((level, at, at + line.len()));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|start| start.1).chain([text.len()]);
    let whole = |((level, at, body_at), end): (&(usize, usize, usize), usize)| Section {
        level: *level,
        at: *at,
        title: text[at + level + 1..*body_at].trim_end(),
        title_at: at + level + 1,
        body: &text[*body_at..end],
        body_at: *body_at,
    };
    starts.iter().zip(ends).map(whole).collect()
}
