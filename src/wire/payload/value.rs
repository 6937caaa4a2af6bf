//! Values as JSON, MessagePack and CBOR have them: what the protocols above are written in, whichever of the three
//! carries them.

use std::borrow::Cow;

use super::view::{Detail, Line, Node, VALUE_CHARS, shown};
use crate::base::Span;

/// A value and where it stands in the message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value<'a> {
    pub(super) span: Span,
    pub(super) data: Data<'a>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Data<'a> {
    Null,
    Bool(bool),
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    Bytes(&'a [u8]),
    /// Items, and whether there are more.
    List(Vec<Value<'a>>, bool),
    /// Members in their order, twins included, and whether there are more.
    Map(Vec<(Value<'a>, Value<'a>)>, bool),
    /// A value with a tag or type of its own: its name, and the value within.
    Tagged(String, Option<Box<Value<'a>>>),
    /// A map or list too deep to be looked into.
    Deep(&'static str),
}

/// How much of a message is made into values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// Levels that may still be opened.
    pub(super) depth: usize,
    /// Values that may still be made.
    pub(super) values: usize,
}

impl Budget {
    pub(super) const fn of(detail: Detail) -> Self {
        match detail {
            Detail::Summary => Self { depth: 3, values: 96 },
            Detail::Fields => Self { depth: super::view::DEPTH_LIMIT - 2, values: super::view::NODES_LIMIT },
        }
    }

    /// Takes one value from it; false where there is none left.
    pub(super) const fn take(&mut self) -> bool {
        let left = self.values > 0;
        self.values = self.values.saturating_sub(1);
        left
    }
}

impl<'a> Value<'a> {
    /// The member of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        let Data::Map(members, _) = &self.data else { return None };
        members.iter().find(|(key, _)| key.text() == Some(name)).map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a member.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    pub(super) fn number(&self) -> Option<u64> {
        match &self.data {
            Data::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(items, _) => Some(items),
            _ => None,
        }
    }

    /// Whether it is a container with a string in it, or in one of its containers.
    pub(super) fn has_text(&self) -> bool {
        let is = |value: &Self| value.text().is_some_and(|text| !text.is_empty()) || value.has_text();
        match &self.data {
            Data::List(items, _) => items.iter().any(is),
            Data::Map(members, _) => members.iter().any(|(key, value)| is(key) || is(value)),
            Data::Tagged(_, Some(inner)) => inner.has_text(),
            _ => false,
        }
    }

    /// The word of its type.
    pub(super) const fn kind(&self) -> &'static str {
        match &self.data {
            Data::Null => "null",
            Data::Bool(_) => "boolean",
            Data::Number(_) => "number",
            Data::Text(_) => "string",
            Data::Bytes(_) => "bytes",
            Data::List(..) => "array",
            Data::Map(..) => "object",
            Data::Tagged(..) => "tagged",
            Data::Deep(kind) => kind,
        }
    }

    /// Writes it shortly: strings in quotes where they stand within something.
    pub(super) fn write(&self, line: &mut Line, within: bool) {
        if line.is_full() {
            line.push("…");
            return;
        }
        match &self.data {
            Data::Null => line.push("null"),
            Data::Bool(is) => line.push(if *is { "true" } else { "false" }),
            Data::Number(digits) => line.push(digits),
            Data::Text(text) if within => {
                line.push("\"");
                line.push(text);
                line.push("\"");
            }
            Data::Text(text) => line.push(text),
            Data::Bytes(bytes) => line.hex(bytes),
            Data::List(items, more) => {
                line.push("[");
                for (at, item) in items.iter().enumerate() {
                    line.push(if at > 0 { "," } else { "" });
                    item.write(line, true);
                }
                line.push(if *more { ",…]" } else { "]" });
            }
            Data::Map(members, more) => {
                line.push("{");
                for (at, (key, value)) in members.iter().enumerate() {
                    line.push(if at > 0 { "," } else { "" });
                    key.write(line, false);
                    line.push(":");
                    value.write(line, true);
                }
                line.push(if *more { ",…}" } else { "}" });
            }
            Data::Tagged(name, value) => {
                line.push(name);
                if let Some(value) = value {
                    line.push("(");
                    value.write(line, true);
                    line.push(")");
                }
            }
            Data::Deep(kind) => line.push(if *kind == "array" { "[…]" } else { "{…}" }),
        }
    }

    /// Itself in one line.
    pub(super) fn line(&self, limit: usize) -> Line {
        let mut line = Line::new(limit);
        self.write(&mut line, false);
        line
    }

    /// Itself as a field, with what is within it.
    pub(super) fn node(&self, name: impl Into<Cow<'static, str>>) -> Node {
        let (value, cut, children) = match &self.data {
            Data::List(items, more) => {
                let children = items.iter().enumerate().map(|(at, item)| item.node(at.to_string())).collect();
                (counted(items.len(), *more, "[", "]"), *more, children)
            }
            Data::Map(members, more) => {
                let children = members.iter().map(|(key, value)| value.member(key)).collect();
                (counted(members.len(), *more, "{", "}"), *more, children)
            }
            Data::Tagged(name, Some(value)) => (name.clone(), false, vec![value.node("value")]),
            Data::Deep(_) => (self.line(VALUE_CHARS).text, true, Vec::new()),
            Data::Text(text) => return Node::new(name, text, Some(self.span)),
            Data::Bytes(bytes) => return Node::new(name, &shown(bytes, VALUE_CHARS), Some(self.span)),
            _ => (self.line(VALUE_CHARS).text, false, Vec::new()),
        };
        Node { cut, children, ..Node::new(name, &value, Some(self.span)) }
    }

    /// Itself as a member: key and value light up together.
    fn member(&self, key: &Self) -> Node {
        let name = key.line(VALUE_CHARS).text;
        let mut node = self.node(name);
        node.span = Some(Span::new(key.span.start.min(self.span.start), self.span.end));
        node
    }

    /// Its members or items as fields; itself where it has none.
    pub(super) fn nodes(&self) -> Vec<Node> {
        match &self.data {
            Data::List(..) | Data::Map(..) => {
                let node = self.node("");
                let mut children = node.children;
                if node.cut {
                    children.push(Node { cut: true, ..Node::new("…", "", None) });
                }
                children
            }
            _ => vec![self.node("value")],
        }
    }
}

/// `{3}`: how many there are; `{3+}` where there are more.
fn counted(count: usize, more: bool, open: &str, close: &str) -> String {
    format!("{open}{count}{}{close}", if more { "+" } else { "" })
}
