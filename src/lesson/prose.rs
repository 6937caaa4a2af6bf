//! Lesson prose: a small Markdown as blocks and runs, with `{{expression}}` where numbers come from the bytes.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::trace::query::{Query, QueryError, Scope};

/// Stand before and after the number of an expression within a run; never part of a lesson's own text.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// How a run looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// `**new term**`
    pub strong: bool,
    /// `*emphasis*`
    pub emphasis: bool,
    /// `` `code` ``
    pub code: bool,
}

/// Text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Its style.
    pub style: Style,
}

/// Where a quotation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// RFC number.
    pub rfc: u16,
    /// Section number.
    pub section: String,
}

impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RFC {} §{}", self.rfc, self.section)
    }
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Run>),
    /// A quotation, word for word.
    Quote {
        /// The words.
        runs: Vec<Run>,
        /// Where they stand, from a last line `— RFC 6455 §5.1`.
        citation: Option<Citation>,
    },
    /// A list.
    List {
        /// Numbered from 1.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Run>>,
    },
    /// Lines in a fixed-width font.
    Code(String),
}

impl Block {
    /// Its text without styles.
    #[must_use]
    pub fn plain(&self) -> String {
        let join = |runs: &[Run]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
        match self {
            Self::Paragraph(runs) | Self::Quote { runs, .. } => join(runs),
            Self::List { items, .. } => items.iter().map(|item| join(item)).collect::<Vec<_>>().join("\n"),
            Self::Code(text) => text.clone(),
        }
    }
}

/// An expression in prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// Byte offset of the expression in the lesson's text file.
    pub at: usize,
    /// What it computes.
    pub query: Query,
}

/// Prose before its expressions are computed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prose {
    blocks: Vec<Block>,
    values: Vec<Value>,
    /// Byte offset of its first character in the lesson's text file.
    pub at: usize,
}

impl Prose {
    /// Reads Markdown that stands at byte `at` of its file.
    ///
    /// # Errors
    /// Where an expression is not understood; the error's offset is one in the file.
    pub fn read(markdown: &str, at: usize) -> Result<Self, QueryError> {
        let mut values = Vec::new();
        let mut text = String::with_capacity(markdown.len());
        let mut rest = markdown;
        while let Some(open) = rest.find("{{") {
            let start = markdown.len() - rest.len() + open + 2;
            let inner = rest.get(open + 2..).unwrap_or_default();
            let close = inner.find("}}").ok_or_else(|| QueryError {
                at: at + start,
                what: "the closing `}}` is missing".to_owned(),
            })?;
            let query = Query::parse(&inner[..close])
                .map_err(|error| QueryError { at: at + start + error.at, what: error.what })?;
            text.push_str(&rest[..open]);
            text.push(OPEN);
            text.push_str(&values.len().to_string());
            text.push(CLOSE);
            values.push(Value { at: at + start, query });
            rest = &inner[close + 2..];
        }
        text.push_str(rest);
        Ok(Self { blocks: blocks(&text), values, at })
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The expressions, in order.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The blocks with their expressions as they are written in the file, for checks.
    #[must_use]
    pub fn template(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks with every expression computed. One that cannot be computed shows as `?`.
    #[must_use]
    pub fn resolve(&self, scope: &Scope<'_>) -> Vec<Block> {
        let shown: Vec<String> = self
            .values
            .iter()
            .map(|value| {
                let shown = value.query.evaluate(scope).and_then(|value| scope.show(&value));
                shown.unwrap_or_else(|_| "?".to_owned())
            })
            .collect();
        let fill_runs = |runs: &[Run]| -> Vec<Run> {
            runs.iter().map(|run| Run { text: fill(&run.text, &shown), style: run.style }).collect()
        };
        self.blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(runs) => Block::Paragraph(fill_runs(runs)),
                Block::Quote { runs, citation } => {
                    Block::Quote { runs: fill_runs(runs), citation: citation.clone() }
                }
                Block::List { ordered, items } => {
                    let items = items.iter().map(|item| fill_runs(item)).collect();
                    Block::List { ordered: *ordered, items }
                }
                Block::Code(text) => Block::Code(fill(text, &shown)),
            })
            .collect()
    }

    /// One line: the runs of the first paragraph.
    #[must_use]
    pub fn resolve_line(&self, scope: &Scope<'_>) -> Vec<Run> {
        match self.resolve(scope).into_iter().next() {
            Some(Block::Paragraph(runs)) => runs,
            _ => Vec::new(),
        }
    }
}

/// A text with its numbered places filled.
fn fill(text: &str, shown: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(OPEN) {
        out.push_str(&rest[..open]);
        let inner = &rest[open + OPEN.len_utf8()..];
        let Some(close) = inner.find(CLOSE) else { break };
        let value = inner[..close].parse::<usize>().ok().and_then(|index| shown.get(index));
        out.push_str(value.map_or("?", String::as_str));
        rest = &inner[close + CLOSE.len_utf8()..];
    }
    out.push_str(rest);
    out
}

/// Whether a text holds a place for an expression.
pub(super) fn has_value(text: &str) -> bool {
    text.contains(OPEN)
}

/// The text of a template without its places for expressions.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            OPEN => inside = true,
            CLOSE => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Reads Markdown into blocks. What the subset lacks (headings, images, HTML) becomes plain text.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::empty()) {
        reader.event(event);
    }
    reader.end_paragraph();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    runs: Vec<Run>,
    style: Style,
    quote: bool,
    items: Option<(bool, Vec<Vec<Run>>)>,
    code: Option<String>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.push(&text, self.style),
            },
            Event::Code(text) => self.push(&text, Style { code: true, ..self.style }),
            Event::SoftBreak => self.push(if self.quote { "\n" } else { " " }, self.style),
            Event::HardBreak => self.push("\n", self.style),
            _ => {}
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        match self.runs.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), style }),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.style.strong = true,
            Tag::Emphasis => self.style.emphasis = true,
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                self.quote = true;
            }
            Tag::List(first) => {
                self.end_paragraph();
                self.items = Some((first.is_some(), Vec::new()));
            }
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.code = Some(String::new());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.style.strong = false,
            TagEnd::Emphasis => self.style.emphasis = false,
            TagEnd::Paragraph if self.items.is_none() && !self.quote => self.end_paragraph(),
            TagEnd::Paragraph if self.quote => self.push("\n", Style::default()),
            TagEnd::BlockQuote(_) => {
                self.quote = false;
                let block = quote(std::mem::take(&mut self.runs));
                self.blocks.push(block);
            }
            TagEnd::Item => {
                let runs = std::mem::take(&mut self.runs);
                if let Some((_, items)) = &mut self.items {
                    items.push(runs);
                }
            }
            TagEnd::List(_) => {
                if let Some((ordered, items)) = self.items.take() {
                    self.blocks.push(Block::List { ordered, items });
                }
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.blocks.push(Block::Code(code.trim_end().to_owned()));
                }
            }
            TagEnd::Heading(_) => self.end_paragraph(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if runs.iter().any(|run| !run.text.trim().is_empty()) {
            self.blocks.push(Block::Paragraph(runs));
        }
    }
}

/// A quotation; its last line is the citation where it begins with a dash.
fn quote(runs: Vec<Run>) -> Block {
    let all: String = runs.iter().map(|run| run.text.as_str()).collect();
    let all = all.trim_end();
    let (words, citation) = match all.rfind('\n') {
        Some(at) if all[at + 1..].starts_with('—') => (&all[..at], cited(&all[at + 1..])),
        _ => (all, None),
    };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Block::Quote { runs: vec![Run { text: words, style: Style::default() }], citation }
}

/// `— RFC 6455 §5.1`
fn cited(line: &str) -> Option<Citation> {
    let rest = line.trim_start_matches('—').trim().strip_prefix("RFC ")?;
    let (rfc, section) = rest.split_once(" §")?;
    Some(Citation { rfc: rfc.parse().ok()?, section: section.trim().to_owned() })
}
