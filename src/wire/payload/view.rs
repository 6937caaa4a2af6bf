//! What a reader tells of a message: a line for the table, and fields that lead back to its bytes.

use std::borrow::Cow;

use crate::base::Span;

/// Characters of a summary at most.
pub const SUMMARY_CHARS: usize = 120;
/// Characters of one field's value at most.
pub const VALUE_CHARS: usize = 240;
/// Fields of one message at most, those within others included.
pub const NODES_LIMIT: usize = 2000;
/// How deep fields lie within each other at most.
pub const DEPTH_LIMIT: usize = 16;

/// A field of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// The protocol's own name for it; in a list, its number from 0.
    pub name: Cow<'static, str>,
    /// What it says, on one line and at most [`VALUE_CHARS`] characters.
    pub value: String,
    /// Its bytes in the message; `None` where it has none there, such as a part that came in an earlier message or
    /// that was compressed.
    pub span: Option<Span>,
    /// The fields within it.
    pub children: Vec<Self>,
    /// Whether something of it is left out: more children, or more of its value.
    pub cut: bool,
}

impl Node {
    /// A field with a value.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, value: &str, span: Option<Span>) -> Self {
        let mut line = Line::new(VALUE_CHARS);
        line.push(value);
        Self { name: name.into(), cut: line.is_cut(), value: line.text, span, children: Vec::new() }
    }

    /// The same field with others within it.
    #[must_use]
    pub fn with(mut self, children: Vec<Self>) -> Self {
        self.children = children;
        self
    }

    /// How many fields it is, those within it included.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.children.iter().map(Self::count).sum::<usize>()
    }
}

/// The fields of one message: at most [`NODES_LIMIT`], those within others included.
#[derive(Debug, Default)]
pub(super) struct Fields {
    list: Vec<Node>,
    count: usize,
}

impl Fields {
    /// One more, where there is room; that there are more is told once.
    pub(super) fn push(&mut self, node: Node) {
        let is_full = self.count >= NODES_LIMIT;
        if is_full && self.list.last().is_some_and(|last| last.cut && last.name == "…") {
            return;
        }
        let node = if is_full { Node { cut: true, ..Node::new("…", "", None) } } else { node };
        self.count += node.count();
        self.list.push(node);
    }

    pub(super) fn into_list(self) -> Vec<Node> {
        self.list
    }
}

/// Where a message breaks the rules of its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Offset in the message.
    pub at: u64,
    /// What should have stood there.
    pub expected: Cow<'static, str>,
}

impl Fault {
    pub(super) fn new(at: usize, expected: impl Into<Cow<'static, str>>) -> Self {
        Self { at: at as u64, expected: expected.into() }
    }
}

/// What is in a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    /// The protocol's name, as in [`super::Format::name`]; inside compressed content, that of the content.
    pub protocol: &'static str,
    /// What kind of thing it is, in the protocol's own word: `PUBLISH`, `next`, `object`. Several packets in one message
    /// stand one after the other, with commas; a message that only carries a part of one is a `part`.
    pub kind: Cow<'static, str>,
    /// It in one line of at most [`SUMMARY_CHARS`] characters.
    pub summary: String,
    /// Its fields, where asked for.
    pub fields: Vec<Node>,
    /// Where it breaks, where it does.
    pub fault: Option<Fault>,
    /// Whether it ends inside something that a later message completes.
    pub continues: bool,
}

impl View {
    pub(super) fn new(kind: impl Into<Cow<'static, str>>, summary: Line) -> Self {
        Self { kind: kind.into(), summary: summary.text, ..Self::default() }
    }

    pub(super) fn with(mut self, fields: Vec<Node>) -> Self {
        self.fields = fields;
        self
    }
}

/// How much is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Kind and summary.
    Summary,
    /// The fields too.
    Fields,
}

/// One line that is being written, up to a limit. What cannot be seen stands as a middle dot.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// Characters that still fit.
    left: usize,
    cut: bool,
}

impl Line {
    pub(super) fn new(limit: usize) -> Self {
        Self { text: String::new(), left: limit, cut: false }
    }

    /// An empty summary.
    pub(super) fn summary() -> Self {
        Self::new(SUMMARY_CHARS)
    }

    pub(super) fn of(text: &str) -> Self {
        let mut line = Self::summary();
        line.push(text);
        line
    }

    pub(super) const fn is_cut(&self) -> bool {
        self.cut
    }

    /// Whether nothing more fits.
    pub(super) const fn is_full(&self) -> bool {
        self.left == 0
    }

    pub(super) fn push(&mut self, text: &str) {
        // Most text begins with much that is plain, and often is nothing else.
        let plain = text.bytes().take(self.left).take_while(|byte| (0x20..0x7F).contains(byte)).count();
        let (plain, rest) = text.split_at(plain);
        self.text.push_str(plain);
        self.left -= plain.len();
        for c in rest.chars() {
            if self.left == 0 {
                self.cut();
                return;
            }
            self.left -= 1;
            self.text.push(if is_seen(c) { c } else { '·' });
        }
    }

    /// What does not fit is marked once.
    fn cut(&mut self) {
        if !std::mem::replace(&mut self.cut, true) {
            self.text.pop();
            self.text.push('…');
        }
    }

    /// Something, with a blank before it where it is not the first.
    pub(super) fn word(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.push(" ");
        }
        self.push(text);
    }

    /// `name=value`.
    pub(super) fn pair(&mut self, name: &str, value: &str) {
        self.word(name);
        self.push("=");
        self.push(value);
    }

    /// Bytes as hex digits, as many as fit.
    pub(super) fn hex(&mut self, bytes: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        for (at, byte) in bytes.iter().enumerate() {
            if self.is_full() {
                self.cut();
                return;
            }
            let [high, low] = [byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)]));
            let blank = if at > 0 { " " } else { "" };
            self.push(blank);
            self.push(high.encode_utf8(&mut [0; 4]));
            self.push(low.encode_utf8(&mut [0; 4]));
        }
    }
}

/// Whether a character can be seen, and leaves the order of those around it alone.
fn is_seen(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'))
}

/// Bytes as text on one line where they are UTF-8 to be read, else as hex digits.
pub(super) fn shown(bytes: &[u8], limit: usize) -> String {
    let mut line = Line::new(limit);
    // One byte more than four a character, so that more than the limit is seen as more.
    let head = &bytes[..bytes.len().min(limit.saturating_mul(4) + 4)];
    match std::str::from_utf8(head) {
        Ok(text) if text.chars().all(|c| !c.is_control() || c.is_ascii_whitespace()) => line.push(text),
        Err(error) if error.error_len().is_none() && head.len() < bytes.len() => {
            line.push(std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default());
        }
        _ => line.hex(head),
    }
    line.text
}

/// The span of a part, from `usize` ends.
pub(super) const fn span(start: usize, end: usize) -> Span {
    Span::new(start as u64, end as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line_and_short() {
        for (text, limit, shown, cut) in [
            ("plain", 5, "plain", false),
            ("plain!", 5, "plai…", true),
            ("a\nb\u{1b}[2J", 20, "a·b·[2J", false),
            ("\u{202e}abc", 20, "·abc", false),
            ("안녕하세요", 3, "안녕…", true),
            ("", 0, "", false),
        ] {
            let mut line = Line::new(limit);
            line.push(text);
            assert_eq!((line.text.as_str(), line.cut), (shown, cut), "{text:?}");
            line.push("more");
            line.push("more");
            assert!(line.text.chars().count() <= limit.max(1));
        }
        assert_eq!(shown(b"\xff\x00", 20), "ff 00");
        assert_eq!(shown("한글".as_bytes(), 20), "한글");
    }
}
