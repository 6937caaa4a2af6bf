//! `lesson.toml`: what a lesson binds to, shows, hides and asks.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::base::{Lang, Source};
use crate::trace::Trace;
use crate::trace::query::{Query, Scope, Thing, Value, line_column};
use crate::view::conceal::Hidden;

use super::text::LessonText;
use super::{Note, Severity};

/// The version of the format that this program reads.
pub const FORMAT_VERSION: u32 = 1;

/// The name of the file that binds.
pub(super) const TOML: &str = "lesson.toml";

/// A lesson's files as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// `lesson.toml`.
    pub toml: String,
    /// `en.md`, `ko.md`.
    pub texts: Vec<(Lang, String)>,
}

impl Files {
    /// The text file of a language.
    #[must_use]
    pub fn text(&self, lang: Lang) -> Option<&str> {
        self.texts.iter().find(|text| text.0 == lang).map(|text| text.1.as_str())
    }
}

/// A lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Its id, the same for ever.
    pub id: String,
    /// Its place in the course, from 1.
    pub number: u32,
    /// The phase of a connection that it is about: its colour and mark.
    pub phase: String,
    /// How long it takes.
    pub minutes: u32,
    /// Ids of the lessons that should come before.
    pub requires: Vec<String>,
    /// What it is taken from: `6455#5.2`.
    pub rfc: Vec<(String, Range<usize>)>,
    /// Ids of the misconceptions that it works on.
    pub misconceptions: Vec<String>,
    /// The capture's id.
    pub capture: String,
    /// SHA-256 of the capture, in hex.
    pub sha256: String,
    /// Which connection of it.
    pub conn: ConnectionChoice,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Its text, by language, in the order of [`Lang::ALL`].
    pub texts: Vec<(Lang, LessonText)>,
    pub(super) at: Anchors,
}

/// Where in the file some things stand, for checks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Anchors {
    pub(super) capture: usize,
    pub(super) sha256: usize,
}

/// Which connection of the capture a lesson shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionChoice {
    /// The request target of its upgrade: `/chat`.
    pub target: Option<String>,
    /// The server's port.
    pub server_port: Option<u16>,
    /// Which of those that fit, from 0.
    #[serde(default)]
    pub nth: usize,
}

/// A query and where it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The query.
    pub query: Query,
    /// Byte offset of its text in `lesson.toml`.
    pub at: usize,
}

/// What kind of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It tells.
    #[default]
    Tell,
    /// It asks before it shows.
    Predict,
    /// It asks for a deed, checked live.
    Goal,
}

/// A view that a step wants in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Show {
    /// The ladder of segments, frames and messages.
    Ladder,
    /// The bits of a frame.
    Bits,
    /// The bytes.
    Hex,
    /// Packets, stream, frames and messages above each other.
    Lanes,
    /// The opening handshake explained.
    Handshake,
}

/// What a step hides until it is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Hide {
    /// Of which bytes.
    pub what: Bound,
    /// What of them.
    pub how: Hidden,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id; progress is kept by it.
    pub id: String,
    /// Byte offset of the id in the file.
    pub at: usize,
    /// What kind.
    pub kind: Kind,
    /// What it is about: exactly one thing.
    pub focus: Option<Bound>,
    /// The focus's first bytes: `81 85 ?? ??`.
    pub expect: Option<(Vec<Option<u8>>, usize)>,
    /// Views that should be in sight.
    pub show: Vec<Show>,
    /// The newest thing that has happened; all later ones are still to come.
    pub cursor: Option<Bound>,
    /// The same once the question is answered or the goal met.
    pub reveals: Option<Bound>,
    /// What it hides until it is answered, from the lesson's beginning on.
    pub hide: Vec<Hide>,
    /// It asks again for what was seen before: it hides only while it is the step.
    pub recap: bool,
    /// What it asks.
    pub question: Option<Question>,
    /// What is to be done.
    pub goal: Option<Bound>,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// How it is answered.
    pub kind: QuestionType,
    /// The right answer. For choices with values, the value that the right one has; absent where choices say `when`.
    pub answer: Option<Bound>,
    /// Wrong answers that have an explanation of their own.
    pub wrong: Vec<Wrong>,
    /// How often it can be answered before the answer is shown.
    pub attempts: u8,
    /// Byte offset of the question in the file.
    pub at: usize,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum QuestionType {
    /// One of some choices.
    Choice(Vec<Choice>),
    /// A number, in any of these bases.
    Number(Vec<u32>),
    /// Bytes in hex.
    Bytes,
    /// Bytes clicked in a view.
    Pick,
    /// Things put in the order in which they happened.
    Order(Vec<Item>),
}

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its id: the key of its text, and of the explanation where it is wrong.
    pub id: String,
    /// The value that makes it right if the answer has it too.
    pub value: Option<Bound>,
    /// The condition under which it is right.
    pub when: Option<Bound>,
    /// The misconception that choosing it shows.
    pub misconception: Option<String>,
    /// Byte offset in the file.
    pub at: usize,
}

/// A wrong answer with an explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// The answer.
    pub value: Bound,
    /// The id of the explanation.
    pub say: String,
    /// The misconception that it shows.
    pub misconception: Option<String>,
}

/// Something to put in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its id: the key of its text.
    pub id: String,
    /// What it stands for in the capture.
    pub what: Bound,
}

impl Lesson {
    /// Reads a lesson's files.
    ///
    /// # Errors
    /// All that keeps it from being shown; [`super::check`] finds the rest.
    pub fn read(files: &Files) -> Result<Self, Vec<Note>> {
        let mut reader = Reader { toml: &files.toml, notes: Vec::new() };
        let Some(raw) = reader.raw() else { return Err(reader.notes) };
        let mut lesson = reader.lesson(raw);
        for lang in Lang::ALL {
            let file = format!("{}.md", lang.tag());
            match files.text(lang) {
                Some(text) => lesson.texts.push((lang, LessonText::read(&file, text, &mut reader.notes))),
                None => reader.notes.push(Note {
                    severity: Severity::Error,
                    check: "language-missing",
                    file,
                    line: 1,
                    column: 1,
                    text: format!("the lesson has no text in {}", lang.name()),
                }),
            }
        }
        if reader.notes.iter().any(|note| note.severity == Severity::Error) {
            return Err(reader.notes);
        }
        Ok(lesson)
    }

    /// The text of a language.
    ///
    /// Every lesson that [`Lesson::read`] gives has both.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &LessonText {
        static EMPTY: LessonText =
            LessonText { title: String::new(), summary: String::new(), steps: Vec::new() };
        self.texts.iter().find(|text| text.0 == lang).map_or(&EMPTY, |text| &text.1)
    }

    /// The connection that the lesson shows.
    #[must_use]
    pub fn connection(&self, trace: &Trace, source: &dyn Source) -> Option<u32> {
        let fits = |id: u32| {
            let scope = Scope::new(trace, source, Some(id));
            let Some(wanted) = &self.conn.target else { return true };
            let target = Query::parse("request.target").and_then(|query| query.evaluate(&scope));
            target.is_ok_and(|target| scope.same(&target, &Value::Text(wanted.clone())).unwrap_or(false))
        };
        let by_port = |port: u16| self.conn.server_port.is_none_or(|wanted| wanted == port);
        let fitting = trace.connections().iter().filter(|c| by_port(c.server.port) && fits(c.id));
        fitting.map(|connection| connection.id).nth(self.conn.nth)
    }

    /// The index of a step.
    #[must_use]
    pub fn step_index(&self, id: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.id == id)
    }
}

impl Step {
    /// What it is about, in a scope whose own focus does not matter.
    #[must_use]
    pub fn focus_in(&self, scope: &Scope<'_>) -> Vec<Thing> {
        self.focus.as_ref().and_then(|focus| focus.query.select(scope).ok()).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLesson {
    #[serde(rename = "format_version")]
    _version: u32,
    id: Spanned<String>,
    number: u32,
    phase: Spanned<String>,
    languages: Spanned<Vec<String>>,
    minutes: u32,
    #[serde(default)]
    requires: Vec<String>,
    #[serde(default)]
    rfc: Vec<Spanned<String>>,
    #[serde(default)]
    misconceptions: Vec<String>,
    capture: RawCapture,
    #[serde(default)]
    step: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCapture {
    file: Spanned<String>,
    sha256: Spanned<String>,
    #[serde(default)]
    conn: ConnectionChoice,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    id: Spanned<String>,
    #[serde(default)]
    kind: Kind,
    focus: Option<Spanned<String>>,
    expect: Option<Spanned<String>>,
    #[serde(default)]
    show: Vec<Show>,
    cursor: Option<Spanned<String>>,
    reveals: Option<Spanned<String>>,
    #[serde(default)]
    hide: RawHide,
    #[serde(default)]
    recap: bool,
    question: Option<Spanned<RawQuestion>>,
    goal: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawHide {
    #[serde(default)]
    bytes: Vec<Spanned<String>>,
    #[serde(default)]
    unmasked: Vec<Spanned<String>>,
    #[serde(default)]
    value: Vec<Spanned<String>>,
    #[serde(default)]
    after: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuestion {
    r#type: Spanned<String>,
    answer: Option<Spanned<String>>,
    #[serde(default)]
    choices: Vec<Spanned<RawChoice>>,
    #[serde(default)]
    items: Vec<RawItem>,
    #[serde(default)]
    bases: Vec<u32>,
    #[serde(default)]
    wrong: Vec<RawWrong>,
    #[serde(default = "two")]
    attempts: u8,
}

const fn two() -> u8 {
    2
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    id: String,
    value: Option<Spanned<String>>,
    when: Option<Spanned<String>>,
    misconception: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    id: String,
    what: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWrong {
    value: Spanned<String>,
    say: String,
    misconception: Option<String>,
}

/// Reads what must be read before anything else can be said about the file.
#[derive(Deserialize)]
struct RawVersion {
    format_version: Spanned<u32>,
}

struct Reader<'a> {
    toml: &'a str,
    notes: Vec<Note>,
}

impl Reader<'_> {
    fn note(&mut self, check: &'static str, at: usize, text: impl Into<String>) {
        let (line, column) = line_column(self.toml, at);
        let (file, text) = (TOML.to_owned(), text.into());
        self.notes.push(Note { severity: Severity::Error, check, file, line, column, text });
    }

    fn raw(&mut self) -> Option<RawLesson> {
        if let Ok(version) = toml::from_str::<RawVersion>(self.toml) {
            let (found, at) = (*version.format_version.get_ref(), version.format_version.span().start);
            if found > FORMAT_VERSION {
                let text =
                    format!("written for a newer ws101: version {found}, this one reads {FORMAT_VERSION}");
                self.note("format-newer", at, text);
                return None;
            }
            if found < FORMAT_VERSION {
                let text = format!("version {found} is no longer read; the version now is {FORMAT_VERSION}");
                self.note("format-older", at, text);
                return None;
            }
        }
        toml::from_str(self.toml)
            .map_err(|error| {
                let at = error.span().map_or(0, |span| span.start);
                self.note("toml", at, error.message().trim());
            })
            .ok()
    }

    /// Where the text of a quoted string begins.
    fn text_at(&self, span: Range<usize>) -> usize {
        let quotes = self.toml.get(span.clone()).unwrap_or_default();
        let quote = if quotes.starts_with("\"\"\"") || quotes.starts_with("'''") { 3 } else { 1 };
        span.start + quote
    }

    fn query(&mut self, raw: Spanned<String>) -> Option<Bound> {
        let at = self.text_at(raw.span());
        match Query::parse(raw.get_ref()) {
            Ok(query) => Some(Bound { query, at }),
            Err(error) => {
                self.note("query-syntax", at + error.at, error.what);
                None
            }
        }
    }

    fn id(&mut self, id: &str, at: usize) {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.is_empty() || id.len() > 32 || !id.chars().all(legal) {
            self.note("id-illegal", at, format!("`{id}` is no id: 1 to 32 of a-z, 0-9 and -"));
        }
    }

    fn lesson(&mut self, raw: RawLesson) -> Lesson {
        self.id(raw.id.get_ref(), raw.id.span().start);
        if !["opening", "data", "closing"].contains(&raw.phase.get_ref().as_str()) {
            self.note("toml", raw.phase.span().start, "a phase is `opening`, `data` or `closing`");
        }
        let languages = raw.languages.get_ref();
        if !Lang::ALL.iter().all(|lang| languages.iter().any(|own| own == lang.tag())) {
            self.note("language-missing", raw.languages.span().start, "a lesson has both `en` and `ko`");
        }
        let at = Anchors { capture: raw.capture.file.span().start, sha256: raw.capture.sha256.span().start };
        let mut steps: Vec<Step> = Vec::new();
        for step in raw.step {
            let (id, at) = (step.id.get_ref().clone(), step.id.span().start);
            self.id(&id, at);
            if steps.iter().any(|earlier| earlier.id == id) {
                self.note("id-duplicate", at, format!("there are two steps `{id}`"));
            }
            let step = self.step(step);
            steps.push(step);
        }
        Lesson {
            id: raw.id.into_inner(),
            number: raw.number,
            phase: raw.phase.into_inner(),
            minutes: raw.minutes,
            requires: raw.requires,
            rfc: raw.rfc.into_iter().map(|one| (one.get_ref().clone(), one.span())).collect(),
            misconceptions: raw.misconceptions,
            capture: raw.capture.file.into_inner(),
            sha256: raw.capture.sha256.into_inner(),
            conn: raw.capture.conn,
            steps,
            texts: Vec::new(),
            at,
        }
    }

    fn step(&mut self, raw: RawStep) -> Step {
        let at = raw.id.span().start;
        let mut hide = Vec::new();
        let RawHide { bytes, unmasked, value, after } = raw.hide;
        for (how, queries) in [
            (Hidden::Bytes, bytes),
            (Hidden::Unmasked, unmasked),
            (Hidden::Value, value),
            (Hidden::After, after),
        ] {
            for query in queries {
                hide.extend(self.query(query).map(|what| Hide { what, how }));
            }
        }
        let expect = raw.expect.and_then(|raw| {
            let at = self.text_at(raw.span());
            let bytes = guard(raw.get_ref());
            if bytes.is_none() {
                self.note("toml", at, "a guard is written `81 85 ?? ??`");
            }
            bytes.map(|bytes| (bytes, at))
        });
        let question = raw.question.and_then(|raw| self.question(raw));
        match (raw.kind, question.is_some(), raw.goal.is_some()) {
            (Kind::Tell, false, false) | (Kind::Predict, true, false) | (Kind::Goal, false, true) => {}
            (Kind::Predict, ..) => self.note("toml", at, "a predict step has a question and no goal"),
            (Kind::Goal, ..) => self.note("toml", at, "a goal step has a goal and no question"),
            (Kind::Tell, ..) => self.note("toml", at, "a step with a question or a goal says its `kind`"),
        }
        if raw.kind == Kind::Tell && raw.reveals.is_some() {
            self.note("toml", at, "a step that asks nothing has nothing to reveal: say `cursor`");
        }
        Step {
            id: raw.id.into_inner(),
            at,
            kind: raw.kind,
            focus: raw.focus.and_then(|query| self.query(query)),
            expect,
            show: raw.show,
            cursor: raw.cursor.and_then(|query| self.query(query)),
            reveals: raw.reveals.and_then(|query| self.query(query)),
            hide,
            recap: raw.recap,
            question,
            goal: raw.goal.and_then(|query| self.query(query)),
        }
    }

    fn question(&mut self, raw: Spanned<RawQuestion>) -> Option<Question> {
        let at = raw.span().start;
        let raw = raw.into_inner();
        let kind = match raw.r#type.get_ref().as_str() {
            "choice" => {
                QuestionType::Choice(raw.choices.into_iter().map(|choice| self.choice(choice)).collect())
            }
            "number" if raw.bases.is_empty() => QuestionType::Number(vec![10, 16]),
            "number" => QuestionType::Number(raw.bases),
            "bytes" => QuestionType::Bytes,
            "pick-bytes" => QuestionType::Pick,
            "order" => {
                let mut items = Vec::new();
                for item in raw.items {
                    items.extend(self.query(item.what).map(|what| Item { id: item.id, what }));
                }
                QuestionType::Order(items)
            }
            other => {
                let text = format!("`{other}` is no question: choice, number, bytes, pick-bytes or order");
                self.note("toml", raw.r#type.span().start, text);
                return None;
            }
        };
        if let QuestionType::Number(bases) = &kind
            && bases.iter().any(|base| ![2, 10, 16].contains(base))
        {
            self.note("toml", at, "the bases are 2, 10 and 16");
        }
        let answer = raw.answer.and_then(|query| self.query(query));
        let is_computed = match &kind {
            QuestionType::Choice(choices) => choices.iter().all(|choice| choice.when.is_some()),
            QuestionType::Order(_) => true,
            _ => false,
        };
        if answer.is_none() && !is_computed {
            self.note("answer-missing", at, "the question has no `answer` to compute");
        }
        let mut wrong = Vec::new();
        for one in raw.wrong {
            let value = self.query(one.value);
            wrong.extend(value.map(|value| Wrong { value, say: one.say, misconception: one.misconception }));
        }
        if raw.attempts == 0 {
            self.note("toml", at, "a question has at least one attempt");
        }
        Some(Question { kind, answer, wrong, attempts: raw.attempts, at })
    }

    fn choice(&mut self, raw: Spanned<RawChoice>) -> Choice {
        let at = raw.span().start;
        let raw = raw.into_inner();
        self.id(&raw.id, at);
        if raw.value.is_some() == raw.when.is_some() {
            self.note("toml", at, "a choice has a `value` or a `when`");
        }
        Choice {
            id: raw.id,
            value: raw.value.and_then(|query| self.query(query)),
            when: raw.when.and_then(|query| self.query(query)),
            misconception: raw.misconception,
            at,
        }
    }
}

/// `81 85 ?? ??`
fn guard(text: &str) -> Option<Vec<Option<u8>>> {
    let byte = |word: &str| match word {
        "??" => Some(None),
        _ if word.len() == 2 => u8::from_str_radix(word, 16).ok().map(Some),
        _ => None,
    };
    text.split_whitespace().map(byte).collect::<Option<Vec<_>>>().filter(|bytes| !bytes.is_empty())
}
