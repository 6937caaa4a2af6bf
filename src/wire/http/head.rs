//! The head of an HTTP/1.x message as places in its bytes: start line, fields, empty line, and what is wrong.

use std::borrow::Cow;

use super::{is_token_byte, line, trim_blanks};
use crate::base::{Side, Span};

/// How a head was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// As the text of HTTP/1.x.
    #[default]
    Text,
    /// As a field section of HTTP/2, decoded: see [`Head::section`].
    Section,
    /// As the lists of a HAR: written as the text of HTTP/1.x here, which is not what was sent.
    Told,
}

/// The first line, as places in the head. A part that is missing is an empty span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartLine {
    /// `GET /chat HTTP/1.1`.
    Request {
        /// `GET`.
        method: Span,
        /// `/chat`.
        target: Span,
        /// `HTTP/1.1`.
        version: Span,
    },
    /// `HTTP/1.1 101 Switching Protocols`.
    Response {
        /// `HTTP/1.1`.
        version: Span,
        /// `101`.
        status: Span,
        /// `Switching Protocols`.
        reason: Span,
    },
}

/// One header field, as places in the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name, without blanks before the colon.
    pub name: Span,
    /// The value without the blanks around it; over several lines where it is folded.
    pub value: Span,
    /// The whole line (or lines) with its line end.
    pub line: Span,
}

/// What can be wrong with a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Flaw {
    /// The start line is no request line or status line.
    StartLine,
    /// Blanks of a request line are not single spaces.
    RequestLineBlanks,
    /// Blanks inside the target.
    TargetBlank,
    /// The version is not `HTTP/d.d`.
    VersionSyntax,
    /// No space after the status code.
    StatusLineSpace,
    /// Empty lines before the start line.
    LeadingEmptyLine,
    /// A line ends with LF only.
    BareLf,
    /// A CR that no LF follows.
    BareCr,
    /// The line after the start line begins with a blank.
    BlankAfterStartLine,
    /// Blanks between a name and its colon.
    BlankBeforeColon,
    /// A value goes on in the next line.
    ObsFold,
    /// A name is empty or has characters that are none of a token's.
    NameNotToken,
    /// NUL or another control character in a value.
    ValueControl,
    /// A byte above 0x7f in a value.
    ValueNonAscii,
    /// A line that is no field.
    NoColon,
    /// The bytes end before the empty line.
    Truncated,
}

/// Something wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defect {
    /// What.
    pub flaw: Flaw,
    /// Where in the head.
    pub span: Span,
}

/// What a run of a head's bytes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Empty lines before the start line.
    Leading,
    /// The method.
    Method,
    /// The request target.
    Target,
    /// The HTTP version.
    Version,
    /// The status code.
    Status,
    /// The reason phrase.
    Reason,
    /// The name of field `n`.
    Name(u32),
    /// Colon and blanks after the name of field `n`.
    Colon(u32),
    /// The value of field `n`.
    Value(u32),
    /// Blanks in the start line.
    Space,
    /// The end of a line, with the blanks before it.
    LineEnd,
    /// A line that is no field.
    Junk,
    /// The empty line that ends the head.
    Blank,
}

/// The head of a request or response. All spans count from the head's first byte.
///
/// ```
/// use ws101::wire::http::Head;
/// let bytes = b"GET /chat HTTP/1.1\r\nHost: a\r\n\r\n";
/// let head = Head::request(bytes);
/// assert_eq!(head.method(bytes), b"GET");
/// assert_eq!(head.value(bytes, "host").as_deref(), Some(&b"a"[..]));
/// assert!(head.defects.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The client's is a request, the server's a response.
    pub side: Side,
    /// How it was sent.
    pub form: Form,
    /// Empty lines before the start line.
    pub leading: Span,
    /// The parts of the start line.
    pub start: StartLine,
    /// The start line with its line end.
    pub start_line: Span,
    /// The fields in order.
    pub fields: Vec<Field>,
    /// Lines that are no field, with their line ends.
    pub junk: Vec<Span>,
    /// The empty line; an empty span where the bytes end before it.
    pub blank: Span,
    /// One past the head's last byte.
    pub end: u64,
    /// What is wrong, in the order of reading.
    pub defects: Vec<Defect>,
}

/// A line: where it starts, where its content ends, where it ends.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    content_end: usize,
    end: usize,
}

fn next_line(bytes: &[u8], start: usize) -> Line {
    let Some(lf) = memchr::memchr(b'\n', &bytes[start..]).map(|n| start + n) else {
        return Line { start, content_end: bytes.len(), end: bytes.len() };
    };
    let content_end = if lf > start && bytes[lf - 1] == b'\r' { lf - 1 } else { lf };
    Line { start, content_end, end: lf + 1 }
}

const fn span(start: usize, end: usize) -> Span {
    Span::new(start as u64, end as u64)
}

/// The bytes of a span that was read from `bytes`; empty where it lies outside.
fn slice(bytes: &[u8], span: Span) -> &[u8] {
    let at = |offset| usize::try_from(offset).unwrap_or(usize::MAX);
    bytes.get(at(span.start)..at(span.end)).unwrap_or_default()
}

impl Head {
    /// Reads a request's head: `bytes` up to its empty line (or to where the stream ends).
    #[must_use]
    pub fn request(bytes: &[u8]) -> Self {
        Reader::new(bytes, Side::Client).read()
    }

    /// Reads a response's head: `bytes` up to its empty line (or to where the stream ends).
    #[must_use]
    pub fn response(bytes: &[u8]) -> Self {
        Reader::new(bytes, Side::Server).read()
    }

    /// Reads a head of either side in either form.
    #[must_use]
    pub fn read(form: Form, side: Side, bytes: &[u8]) -> Self {
        match (form, side) {
            (Form::Section, _) => Self::section(side, bytes),
            (Form::Text | Form::Told, Side::Client) => Self::request(bytes),
            (Form::Text | Form::Told, Side::Server) => Self::response(bytes),
        }
    }

    /// The method, empty for a response.
    #[must_use]
    pub fn method<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        match self.start {
            StartLine::Request { method, .. } => slice(bytes, method),
            StartLine::Response { .. } => &[],
        }
    }

    /// The request target, empty for a response.
    #[must_use]
    pub fn target<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        match self.start {
            StartLine::Request { target, .. } => slice(bytes, target),
            StartLine::Response { .. } => &[],
        }
    }

    /// The version as written. HTTP/2 writes none; there it is `HTTP/2`.
    #[must_use]
    pub fn version<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        if self.form == Form::Section {
            return b"HTTP/2";
        }
        match self.start {
            StartLine::Request { version, .. } | StartLine::Response { version, .. } => slice(bytes, version),
        }
    }

    /// Major and minor version, if written `HTTP/d.d`.
    #[must_use]
    pub fn version_number(&self, bytes: &[u8]) -> Option<(u8, u8)> {
        if self.form == Form::Section {
            return Some((2, 0));
        }
        line::version(self.version(bytes))
    }

    /// The status code, if it is three digits.
    #[must_use]
    pub fn status(&self, bytes: &[u8]) -> Option<u16> {
        let StartLine::Response { status, .. } = self.start else { return None };
        match slice(bytes, status) {
            digits @ [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => {
                Some(digits.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
            }
            _ => None,
        }
    }

    /// The reason phrase, empty for a request.
    #[must_use]
    pub fn reason<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        match self.start {
            StartLine::Response { reason, .. } => slice(bytes, reason),
            StartLine::Request { .. } => &[],
        }
    }

    /// The fields of a name, compared without case.
    pub fn fields_named<'h>(&'h self, bytes: &'h [u8], name: &'h str) -> impl Iterator<Item = &'h Field> {
        self.fields.iter().filter(move |field| field.name_in(bytes).eq_ignore_ascii_case(name.as_bytes()))
    }

    /// The value of the first field of a name, unfolded.
    #[must_use]
    pub fn value<'b>(&self, bytes: &'b [u8], name: &str) -> Option<Cow<'b, [u8]>> {
        let field =
            self.fields.iter().find(|field| field.name_in(bytes).eq_ignore_ascii_case(name.as_bytes()))?;
        Some(field.value_in(bytes))
    }

    /// All values of a name joined by `", "`, as RFC 9110 §5.3 allows for lists.
    #[must_use]
    pub fn joined(&self, bytes: &[u8], name: &str) -> Option<Vec<u8>> {
        let values: Vec<_> = self.fields_named(bytes, name).map(|field| field.value_in(bytes)).collect();
        (!values.is_empty()).then(|| values.join(&b", "[..]))
    }

    /// Whether a comma list of that name holds a token, compared without case.
    #[must_use]
    pub fn lists(&self, bytes: &[u8], name: &str, token: &str) -> bool {
        self.fields_named(bytes, name).any(|field| {
            super::list_elements(&field.value_in(bytes)).any(|one| one.eq_ignore_ascii_case(token.as_bytes()))
        })
    }

    /// The number of the line that holds an offset: 0 is the start line, `n + 1` field `n` with all its folded lines,
    /// one past the last field the empty line. A line that is no field counts with the line before it.
    #[must_use]
    pub fn line_number(&self, at: u64) -> u16 {
        let number = if self.blank.contains(at) || (at >= self.end && at > 0) {
            self.fields.len() + 1
        } else {
            self.fields.partition_point(|field| field.line.start <= at)
        };
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    /// Every byte of the head with what it is: sorted, without gap or overlap.
    #[must_use]
    pub fn parts(&self) -> Vec<(Part, Span)> {
        let mut parts = Vec::with_capacity(8 + self.fields.len() * 4);
        let mut tiles = Tiles { parts: &mut parts, at: 0 };
        tiles.put(Part::Leading, self.leading, Part::Leading);
        match self.start {
            // Its parts are values of fields.
            _ if self.form == Form::Section => {}
            StartLine::Request { method, target, version } => {
                tiles.put(Part::Method, method, Part::Space);
                tiles.put(Part::Target, target, Part::Space);
                tiles.put(Part::Version, version, Part::Space);
            }
            StartLine::Response { version, status, reason } => {
                tiles.put(Part::Version, version, Part::Space);
                tiles.put(Part::Status, status, Part::Space);
                tiles.put(Part::Reason, reason, Part::Space);
            }
        }
        tiles.until(Part::LineEnd, self.start_line.end);
        let mut junk = self.junk.iter().peekable();
        for (field, n) in self.fields.iter().zip(0_u32..) {
            while let Some(line) = junk.next_if(|line| line.start < field.line.start) {
                tiles.until(Part::Junk, line.end);
            }
            tiles.put(Part::Name(n), field.name, Part::Space);
            tiles.put(Part::Value(n), field.value, Part::Colon(n));
            tiles.until(Part::LineEnd, field.line.end);
        }
        for line in junk {
            tiles.until(Part::Junk, line.end);
        }
        tiles.until(Part::Blank, self.end);
        parts
    }
}

impl Field {
    /// The name as written.
    #[must_use]
    pub fn name_in<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        slice(bytes, self.name)
    }

    /// The value as meant: a fold counts as one space (RFC 9112 §5.2).
    #[must_use]
    pub fn value_in<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        let raw = slice(bytes, self.value);
        if !raw.contains(&b'\n') {
            return Cow::Borrowed(raw);
        }
        let mut value = Vec::with_capacity(raw.len());
        for line in raw.split(|byte| *byte == b'\n') {
            let line = trim_blanks(line.strip_suffix(b"\r").unwrap_or(line));
            if !value.is_empty() && !line.is_empty() {
                value.push(b' ');
            }
            value.extend_from_slice(line);
        }
        Cow::Owned(value)
    }
}

/// Lays parts side by side.
struct Tiles<'p> {
    parts: &'p mut Vec<(Part, Span)>,
    at: u64,
}

impl Tiles<'_> {
    /// Puts a part; what lies between it and the last one is `before`.
    fn put(&mut self, part: Part, span: Span, before: Part) {
        self.until(before, span.start);
        self.until(part, span.end);
    }

    fn until(&mut self, part: Part, end: u64) {
        if end > self.at {
            self.parts.push((part, Span::new(self.at, end)));
            self.at = end;
        }
    }
}

/// Reads one head, line by line.
struct Reader<'b> {
    bytes: &'b [u8],
    head: Head,
}

impl<'b> Reader<'b> {
    fn new(bytes: &'b [u8], side: Side) -> Self {
        let none = Span::default();
        let start = match side {
            Side::Client => StartLine::Request { method: none, target: none, version: none },
            Side::Server => StartLine::Response { version: none, status: none, reason: none },
        };
        let head = Head {
            side,
            form: Form::Text,
            leading: none,
            start,
            start_line: none,
            fields: Vec::new(),
            junk: Vec::new(),
            blank: none,
            end: 0,
            defects: Vec::new(),
        };
        Self { bytes, head }
    }

    fn read(mut self) -> Head {
        let leading = super::leading_len(self.bytes);
        self.head.leading = span(0, leading);
        if leading > 0 {
            self.flaw(Flaw::LeadingEmptyLine, 0, leading);
        }
        let first = next_line(self.bytes, leading);
        self.line_end(first);
        self.head.start_line = span(first.start, first.end);
        let content = &self.bytes[first.start..first.content_end];
        let read_line = if self.head.side == Side::Client { line::request } else { line::response };
        self.head.start = read_line(content, first.start as u64, &mut self.head.defects);

        let mut at = first.end;
        loop {
            let line = next_line(self.bytes, at);
            at = line.end;
            if line.start == line.end {
                self.flaw(Flaw::Truncated, line.start, line.end);
                self.head.blank = span(line.end, line.end);
                break;
            }
            self.line_end(line);
            if line.content_end == line.start {
                self.head.blank = span(line.start, line.end);
                break;
            }
            self.field_line(line);
        }
        self.head.end = at as u64;
        self.head
    }

    fn flaw(&mut self, flaw: Flaw, start: usize, end: usize) {
        self.head.defects.push(Defect { flaw, span: span(start, end) });
    }

    /// Checks how a line ends, and that no CR stands in it alone.
    fn line_end(&mut self, line: Line) {
        if line.end == line.content_end + 1 && self.bytes[line.content_end] == b'\n' {
            self.flaw(Flaw::BareLf, line.content_end, line.end);
        }
        let content = &self.bytes[line.start..line.content_end];
        if let Some(cr) = memchr::memchr(b'\r', content) {
            self.flaw(Flaw::BareCr, line.start + cr, line.start + cr + 1);
        }
    }

    fn field_line(&mut self, line: Line) {
        let content = &self.bytes[line.start..line.content_end];
        let indent = content.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        if indent > 0 {
            if self.head.start_line.end < line.start as u64 {
                return self.folded_line(line);
            }
            // The first line after the start line is meant as a field, so it is read as one.
            self.flaw(Flaw::BlankAfterStartLine, line.start, line.start + indent);
        }
        let Some(colon) = memchr::memchr(b':', content) else {
            self.head.junk.push(span(line.start, line.end));
            return self.flaw(Flaw::NoColon, line.start, line.content_end);
        };
        let blanks = content[indent..colon].iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let name = &content[indent..colon - blanks];
        let (name_start, name_end) = (line.start + indent, line.start + colon - blanks);
        if blanks > 0 {
            self.flaw(Flaw::BlankBeforeColon, name_end, line.start + colon);
        }
        if name.is_empty() || !name.iter().copied().all(|b| is_token_byte(b) || b == b'\r') {
            self.flaw(Flaw::NameNotToken, name_start, name_end.max(name_start + 1));
        }
        let after = &content[colon + 1..];
        let value_start = colon + 1 + after.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let value_end = value_start + trim_blanks(&content[value_start..]).len();
        self.value_bytes(line.start + value_start, line.start + value_end);
        self.head.fields.push(Field {
            name: span(name_start, name_end),
            value: span(line.start + value_start, line.start + value_end),
            line: span(line.start, line.end),
        });
    }

    /// A line that begins with a blank goes on with the field before it.
    fn folded_line(&mut self, line: Line) {
        let content = &self.bytes[line.start..line.content_end];
        // Nothing but folded or unreadable lines since: there is no field to go on with.
        let goes_on = self.head.fields.last().is_some_and(|field| field.line.end == line.start as u64);
        let kept = trim_blanks(content);
        let start = line.start + content.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let end = start + kept.len();
        if !goes_on {
            self.head.junk.push(span(line.start, line.end));
            return self.flaw(Flaw::ObsFold, line.start, line.content_end);
        }
        self.flaw(Flaw::ObsFold, line.start, line.content_end);
        self.value_bytes(start, end);
        if let Some(field) = self.head.fields.last_mut() {
            field.line.end = line.end as u64;
            if !kept.is_empty() {
                field.value.end = end as u64;
            }
        }
    }

    /// Looks for bytes that have no place in a value; a bare CR is reported with the line.
    fn value_bytes(&mut self, start: usize, end: usize) {
        let value = &self.bytes[start..end];
        let first = |wrong: fn(&u8) -> bool| value.iter().position(wrong).map(|n| start + n);
        if let Some(at) = first(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\r')) {
            self.flaw(Flaw::ValueControl, at, at + 1);
        }
        if let Some(at) = first(|b| *b >= 0x80) {
            self.flaw(Flaw::ValueNonAscii, at, at + 1);
        }
    }
}
