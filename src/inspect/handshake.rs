//! The opening handshake against the register: what breaks a rule in a request or response, and what both agreed on.
//!
//! Pure functions of one head (and what was learnt from the request it answers). What needs time or the other
//! direction's bytes is decided by the conversation; a refusal is an outcome here, never an error.

mod connect;
mod extensions;
mod request;
mod response;

pub use connect::{check_connect, check_connect_answer, is_websocket_connect, opens};
pub use request::{
    RequestFacts, check_host, check_key, check_request, check_request_tail, is_websocket_request,
};
pub use response::{check_response, check_response_tail, is_interim, negotiate};

use crate::base::{Lang, Side, Span};
use crate::rules::{RuleId, Severity};
use crate::wire::http::{Field, Flaw, Head, list_elements};

/// A broken rule (or a remark) with its place in the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which rule.
    pub rule: RuleId,
    /// Which bytes, counted from the head's first; what is missing has the head's start line.
    pub place: Span,
    /// What was found, in no language: a value, or what was found and what was due.
    pub detail: Option<Box<str>>,
}

/// Whether any of them is an error.
#[must_use]
pub fn has_error(violations: &[Violation]) -> bool {
    violations.iter().any(|violation| violation.rule.severity() == Severity::Error)
}

/// One sentence for a person: the rule's title, and what was found.
#[must_use]
pub fn sentence(rule: RuleId, detail: Option<&str>, lang: Lang) -> String {
    rule.sentence(detail, lang)
}

/// How many characters of a value a detail shows.
const DETAIL_LIMIT: usize = 80;

/// How often one rule is reported for one head; a head of thousands of bad parameters says nothing more after that.
const REPEAT_LIMIT: usize = 8;

/// Bytes as a detail: control characters escaped, elided after [`DETAIL_LIMIT`] characters.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(DETAIL_LIMIT * 4)]);
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == DETAIL_LIMIT {
            out.push('…');
            break;
        }
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Collects violations of one head.
struct Check<'h> {
    head: &'h Head,
    bytes: &'h [u8],
    found: Vec<Violation>,
}

impl<'h> Check<'h> {
    const fn new(head: &'h Head, bytes: &'h [u8]) -> Self {
        Self { head, bytes, found: Vec::new() }
    }

    /// Something is missing.
    fn missing(&mut self, rule: RuleId) {
        self.at(rule, self.head.start_line);
    }

    /// Something is there that should not.
    fn at(&mut self, rule: RuleId, place: Span) {
        self.detail(rule, place, String::new());
    }

    /// A value is wrong.
    fn value(&mut self, rule: RuleId, place: Span, value: &[u8]) {
        self.detail(rule, place, shown(value));
    }

    /// A value is wrong, and there is something to say about it.
    fn detail(&mut self, rule: RuleId, place: Span, detail: String) {
        if self.found.iter().filter(|found| found.rule == rule).count() >= REPEAT_LIMIT {
            return;
        }
        let detail = (!detail.is_empty()).then(|| detail.into_boxed_str());
        self.found.push(Violation { rule, place, detail });
    }

    /// The fields of a name.
    fn fields(&self, name: &'h str) -> Vec<&'h Field> {
        self.head.fields_named(self.bytes, name).collect()
    }

    /// What is wrong with the head as HTTP: one violation a rule, at the first place, with the number of places.
    fn flaws(&mut self) {
        let mut seen: Vec<(RuleId, usize, u32)> = Vec::new();
        for defect in &self.head.defects {
            let rule = flaw_rule(defect.flaw, self.head.side);
            if let Some((_, _, times)) = seen.iter_mut().find(|(other, ..)| *other == rule) {
                *times += 1;
                continue;
            }
            seen.push((rule, self.found.len(), 1));
            let named = matches!(defect.flaw, Flaw::NameNotToken | Flaw::VersionSyntax | Flaw::TargetBlank);
            let detail = if named { shown(slice(self.bytes, defect.span)) } else { String::new() };
            self.detail(rule, defect.span, detail);
        }
        for (_, index, times) in seen.into_iter().filter(|(_, _, times)| *times > 1) {
            let found = &mut self.found[index];
            let first = found.detail.take().unwrap_or_default();
            found.detail = Some(format!("{first} ×{times}").trim_start().into());
        }
    }

    /// Lists must not have empty elements; a recipient has to read over them (RFC 9110 §5.6.1).
    fn empty_elements(&mut self, name: &'h str) {
        for field in self.fields(name) {
            let value = field.value_in(self.bytes);
            if value.contains(&b',') && list_elements(&value).any(<[u8]>::is_empty) {
                self.value(RuleId::HttpListEmptyElement, field.value, &value);
                return;
            }
        }
    }

    /// A field that is no list stands once (RFC 9110 §5.3). Fields with a rule of their own are left to it.
    fn repeated(&mut self) {
        const SINGLETONS: [&str; 18] = [
            "Age",
            "Authorization",
            "Content-Length",
            "Content-Location",
            "Content-Type",
            "Cookie",
            "Date",
            "ETag",
            "Expires",
            "From",
            "Last-Modified",
            "Location",
            "Max-Forwards",
            "Origin",
            "Proxy-Authorization",
            "Referer",
            "Retry-After",
            "User-Agent",
        ];
        for name in SINGLETONS {
            if let [_, second, ..] = self.fields(name).as_slice() {
                self.value(RuleId::HttpFieldRepeated, second.line, name.as_bytes());
            }
        }
    }
}

/// The rule that a flaw of a head breaks.
const fn flaw_rule(flaw: Flaw, side: Side) -> RuleId {
    let malformed = match side {
        Side::Client => RuleId::HttpRequestMalformed, // RFC 6455 §4.1, 1
        Side::Server => RuleId::ResMalformed,         // RFC 6455 §4.2.2
    };
    match flaw {
        Flaw::StartLine | Flaw::NoColon | Flaw::Truncated => malformed,
        Flaw::LeadingEmptyLine => match side {
            Side::Client => RuleId::HttpLeadingCrlf, // RFC 9112 §2.2
            Side::Server => malformed,
        },
        Flaw::RequestLineBlanks => RuleId::HttpRequestLineSpacing, // RFC 9112 §3
        Flaw::TargetBlank => RuleId::HttpTargetWhitespace,         // RFC 9112 §3.2
        Flaw::VersionSyntax => RuleId::HttpVersionSyntax,          // RFC 9112 §2.3
        Flaw::StatusLineSpace => RuleId::HttpStatusLineSpace,      // RFC 9112 §4
        Flaw::BareLf => RuleId::HttpBareLf,                        // RFC 9112 §2.2
        Flaw::BareCr => RuleId::HttpBareCr,                        // RFC 9112 §2.2
        Flaw::BlankAfterStartLine => RuleId::HttpSpaceAfterStartLine, // RFC 9112 §2.2
        Flaw::BlankBeforeColon => RuleId::HttpSpaceBeforeColon,    // RFC 9112 §5.1
        Flaw::ObsFold => RuleId::HttpObsFold,                      // RFC 9112 §5.2
        Flaw::NameNotToken => RuleId::HttpFieldNameToken,          // RFC 9110 §5.1
        Flaw::ValueControl => RuleId::HttpFieldValueControl,       // RFC 9110 §5.5
        Flaw::ValueNonAscii => RuleId::HttpFieldValueNonAscii,     // RFC 9110 §5.5
    }
}

/// The bytes of a span of the head.
fn slice(bytes: &[u8], span: Span) -> &[u8] {
    let at = |offset| usize::try_from(offset).unwrap_or(usize::MAX);
    bytes.get(at(span.start)..at(span.end)).unwrap_or_default()
}
