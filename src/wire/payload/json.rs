//! JSON (RFC 8259) to values, through `serde_json`: its raw values are slices of the text, so that their places are
//! known without a reader of our own.

use std::borrow::Cow;

use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::value::{Budget, Data, Value};
use super::view::{Detail, Fault, Line, View, span};

/// What was read, and where the reading broke off.
pub(super) type Read<'a> = (Option<Value<'a>>, Option<Fault>);

/// Reads one value that fills `text`. What stands before a fault is kept.
pub(super) fn value(text: &str, detail: Detail) -> Read<'_> {
    value_in(text, text, detail)
}

/// Reads one value that fills `text`, a part of the message `whole`: places are the message's.
pub(super) fn value_in<'a>(whole: &'a str, text: &'a str, detail: Detail) -> Read<'a> {
    let mut budget = Budget::of(detail);
    let reader = Reader { text: whole };
    let from = reader.place(text).start as usize;
    let fault = |error: &serde_json::Error| {
        let fault = fault(text, error);
        Fault { at: fault.at + from as u64, ..fault }
    };
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let trimmed = text.trim_matches(blank);
    let start = text.len() - text.trim_start_matches(blank).len();
    if !matches!(trimmed.as_bytes().first(), Some(b'{' | b'[')) {
        // A scalar has no parts: all or nothing.
        return match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => (Some(reader.value(raw, &mut budget)), None),
            Err(error) => (None, Some(fault(&error))),
        };
    }
    let mut level = Level::default();
    let ended = level.fill(text, budget.values);
    let end = if ended.is_ok() { start + trimmed.len() } else { text.len() };
    let place = span(from + start, from + end);
    budget.take();
    let data = reader.level(level, trimmed.starts_with('['), &mut budget);
    (Some(Value { span: place, data }), ended.err().map(|error| fault(&error)))
}

/// Any JSON. Kind and summary come from the text as it stands: that is quick, and most messages are this.
pub(super) fn view(text: &str, detail: Detail) -> View {
    checked(text, check(text), detail)
}

/// The same of a text that has been checked.
pub(super) fn checked(text: &str, fault: Option<Fault>, detail: Detail) -> View {
    // What is malformed is shown as it stands; where it only ends too early, the rest of it is as it should be.
    let is_odd = fault.as_ref().is_some_and(|fault| fault.at < text.len() as u64);
    let line = if is_odd { Line::of(text.trim_ascii()) } else { compact(text) };
    let view = View { fault, ..View::new(kind(text), line) };
    if detail == Detail::Summary {
        return view;
    }
    match value(text, detail).0 {
        Some(value) => view.with(value.nodes()),
        None => view,
    }
}

/// Where a text breaks off being one JSON value.
pub(super) fn check(text: &str) -> Option<Fault> {
    let read = serde_json::from_str::<serde::de::IgnoredAny>(text);
    read.err().map(|error| fault(text, &error))
}

/// The word of a value's type, by its first character.
fn kind(text: &str) -> &'static str {
    match text.trim_ascii_start().as_bytes().first() {
        Some(b'{') => "object",
        Some(b'[') => "array",
        Some(b'"') => "string",
        Some(b't' | b'f') => "boolean",
        Some(b'n') => "null",
        _ => "number",
    }
}

/// The text without the blanks between its tokens, as far as a summary goes.
fn compact(text: &str) -> Line {
    let mut line = Line::summary();
    let (mut in_string, mut is_escaped) = (false, false);
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b' ' | b'\t' | b'\r' | b'\n' if !in_string => {
                line.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
        if at >= 4 * super::SUMMARY_CHARS + start {
            break;
        }
    }
    // What is beyond does not fit, and is only looked at to see that there is more.
    let mut end = text.len().min(start + 4 * super::SUMMARY_CHARS + 4);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    line.push(text.get(start..end).unwrap_or_default().trim_ascii_end());
    line
}

/// The members or items of one value, as raw text.
#[derive(Default)]
struct Level<'a> {
    members: Vec<(Option<&'a RawValue>, &'a RawValue)>,
    limit: usize,
    more: bool,
}

impl<'a> Level<'a> {
    fn fill(&mut self, text: &'a str, limit: usize) -> Result<(), serde_json::Error> {
        self.limit = limit;
        let mut reader = serde_json::Deserializer::from_str(text);
        reader.deserialize_any(Fill(self))?;
        reader.end()
    }
}

struct Fill<'l, 'a>(&'l mut Level<'a>);

impl<'a> Visitor<'a> for Fill<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while self.0.members.len() < self.0.limit {
            let Some(key) = map.next_key::<&RawValue>()? else { return Ok(()) };
            self.0.members.push((Some(key), map.next_value()?));
        }
        while map.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {
            self.0.more = true;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while self.0.members.len() < self.0.limit {
            let Some(item) = list.next_element()? else { return Ok(()) };
            self.0.members.push((None, item));
        }
        while list.next_element::<serde::de::IgnoredAny>()?.is_some() {
            self.0.more = true;
        }
        Ok(())
    }
}

/// Makes values of raw ones; the text is that of the whole message, so that places are its own.
struct Reader<'a> {
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn level(&self, level: Level<'a>, is_list: bool, budget: &mut Budget) -> Data<'a> {
        let mut more = level.more;
        budget.depth = budget.depth.saturating_sub(1);
        let mut items = Vec::new();
        let mut members = Vec::new();
        for (key, raw) in level.members {
            if !budget.take() {
                more = true;
                break;
            }
            let value = self.value(raw, budget);
            match key {
                Some(key) => members.push((self.string(key), value)),
                None => items.push(value),
            }
        }
        budget.depth += 1;
        if is_list { Data::List(items, more) } else { Data::Map(members, more) }
    }

    fn value(&self, raw: &'a RawValue, budget: &mut Budget) -> Value<'a> {
        let text = raw.get();
        let data = match text.as_bytes().first() {
            Some(open @ (b'{' | b'[')) => {
                let is_list = *open == b'[';
                if budget.depth == 0 || budget.values == 0 {
                    Data::Deep(if is_list { "array" } else { "object" })
                } else {
                    let mut level = Level::default();
                    // The raw value was read as JSON before: it is whole.
                    let _ = level.fill(text, budget.values);
                    self.level(level, is_list, budget)
                }
            }
            Some(b'"') => return self.string(raw),
            Some(b't') => Data::Bool(true),
            Some(b'f') => Data::Bool(false),
            Some(b'n') => Data::Null,
            _ => Data::Number(Cow::Borrowed(text)),
        };
        Value { span: self.place(text), data }
    }

    fn string(&self, raw: &'a RawValue) -> Value<'a> {
        let text = raw.get();
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        let data = if inner.contains('\\') {
            // Half a surrogate pair is JSON and no text: its escapes are shown as they stand.
            serde_json::from_str::<String>(text).map_or(Cow::Borrowed(inner), Cow::Owned)
        } else {
            Cow::Borrowed(inner)
        };
        Value { span: self.place(text), data: Data::Text(data) }
    }

    /// Where a slice of the text stands in it.
    fn place(&self, part: &str) -> crate::base::Span {
        let start = part.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
        span(start, start + part.len())
    }
}

/// The place and the words of an error.
fn fault(text: &str, error: &serde_json::Error) -> Fault {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let expected = words.strip_prefix("expected ").unwrap_or(words).to_owned();
    if error.is_eof() {
        return Fault::new(text.len(), expected);
    }
    let line_start = match error.line() {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text.as_bytes()).nth(line - 2).map_or(0, |at| at + 1),
    };
    Fault::new((line_start + error.column().saturating_sub(1)).min(text.len()), expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect(text: &str, kind: &str, summary: &str, fault: Option<(u64, &str)>) {
        let view = view(text, Detail::Fields);
        assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{text}");
        let found = view.fault.as_ref().map(|fault| (fault.at, fault.expected.as_ref()));
        assert_eq!(found, fault, "{text}");
    }

    #[test]
    fn values_are_told_in_one_line() {
        expect(
            r#" {"a": [1, 2.5e3], "b":"x\n y\" z"} "#,
            "object",
            r#"{"a":[1,2.5e3],"b":"x\n y\" z"}"#,
            None,
        );
        expect("[true,\n  null, {\"k\":{}}\n]", "array", r#"[true,null,{"k":{}}]"#, None);
        expect("\"text\"", "string", "\"text\"", None);
        expect("-0.1", "number", "-0.1", None);
        expect(r#"["\ud800"]"#, "array", r#"["\ud800"]"#, None);
    }

    #[test]
    fn what_breaks_is_named_by_its_place_and_what_came_before_stays() {
        expect(r#"{"a":1,}"#, "object", r#"{"a":1,}"#, Some((7, "key must be a string")));
        expect(r#"{"a":1,"b":"#, "object", r#"{"a":1,"b":"#, Some((11, "EOF while parsing a value")));
        expect("[1 2]", "array", "[1 2]", Some((3, "`,` or `]`")));
        expect("[1]x", "array", "[1]x", Some((3, "trailing characters")));
        expect("[1,\n 2,\n x]", "array", "[1,· 2,· x]", Some((9, "value")));
        expect("nul", "null", "nul", Some((3, "EOF while parsing a value")));
    }

    #[test]
    fn fields_lead_back_to_their_bytes() {
        let text = r#" {"a": [1, "zwei"], "b\u0062":{"c":null}}"#;
        let view = view(text, Detail::Fields);
        let part = |node: &super::super::Node| {
            let span = node.span.expect("a place");
            text.get(span.start as usize..span.end as usize).expect("in the text")
        };
        assert_eq!(part(&view.fields[0]), r#""a": [1, "zwei"]"#);
        assert_eq!(part(&view.fields[0].children[1]), r#""zwei""#);
        assert_eq!(view.fields[1].name, "bb");
        assert_eq!(part(&view.fields[1].children[0]), r#""c":null"#);
    }

    #[test]
    fn depth_and_number_are_bounded() {
        for open in ["[", "{\"a\":"] {
            let deep = open.repeat(100_000);
            let view = view(&deep, Detail::Fields);
            assert!(
                view.fault.is_some() && view.fields.iter().map(super::super::Node::count).sum::<usize>() < 64
            );
        }
        let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
        assert!(view(&deep, Detail::Fields).fault.is_none());
        let wide = format!("[{}0]", "0,".repeat(50_000));
        let view = view(&wide, Detail::Fields);
        assert!(view.fault.is_none() && view.fields.len() <= super::super::NODES_LIMIT + 1);
        assert!(view.fields.last().is_some_and(|node| node.cut));
    }
}
