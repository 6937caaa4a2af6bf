//! Reads the fields of one MQTT control packet and remembers where each stands.

use super::super::view::{Fault, Node, VALUE_CHARS, shown, span};
use super::names::{self, Form};
use crate::base::Span;

/// Properties and topic filters of one packet that are listed.
const LISTED: usize = 200;

/// A packet being read. Offsets count in the packet; what of it came in an earlier message has no place in this one.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    /// Where the packet ends; beyond `bytes` where it was too long to be kept.
    pub(super) end: usize,
    /// Bytes of the packet before this message.
    earlier: usize,
    /// Where this message's part of the packet begins in the message.
    base: usize,
    pub(super) nodes: Vec<Node>,
    pub(super) fault: Option<Fault>,
}

/// A field that could not be read. Why stands in [`Cursor::fault`].
pub(super) struct Broken;

type Read<T> = Result<T, Broken>;

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8], end: usize, earlier: usize, base: usize) -> Self {
        Self { bytes, at: 0, end, earlier, base, nodes: Vec::new(), fault: None }
    }

    /// The place of a part of the packet in this message.
    pub(super) fn place(&self, start: usize, end: usize) -> Option<Span> {
        let into = |at: usize| self.base + at.max(self.earlier) - self.earlier;
        (end > self.earlier).then(|| span(into(start), into(end)))
    }

    /// Where in this message something is wrong.
    pub(super) fn wrong(&mut self, at: usize, expected: &'static str) -> Broken {
        let at = self.base + at.max(self.earlier) - self.earlier;
        self.fault.get_or_insert_with(|| Fault::new(at, expected));
        Broken
    }

    pub(super) fn note(&mut self, name: &'static str, value: &str, start: usize) {
        let node = Node::new(name, value, self.place(start, self.at));
        self.nodes.push(node);
    }

    /// Whether the packet has more.
    pub(super) const fn is_more(&self) -> bool {
        self.at < self.end
    }

    fn take(&mut self, len: usize, expected: &'static str) -> Read<&'a [u8]> {
        let end = self.at.saturating_add(len);
        let bytes = self.bytes;
        match bytes.get(self.at..end).filter(|_| end <= self.end) {
            Some(taken) => {
                self.at = end;
                Ok(taken)
            }
            None => Err(self.wrong(self.end.min(bytes.len()), expected)),
        }
    }

    pub(super) fn byte(&mut self, expected: &'static str) -> Read<u8> {
        self.take(1, expected).map(|bytes| bytes[0])
    }

    fn number(&mut self, len: usize, expected: &'static str) -> Read<u64> {
        Ok(self.take(len, expected)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// A Variable Byte Integer (MQTT 5.0 §1.5.5).
    pub(super) fn variable(&mut self, expected: &'static str) -> Read<u64> {
        let start = self.at;
        let mut number = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte(expected)?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(self.wrong(start, "a length in at most 4 bytes"))
    }

    /// Bytes behind their length in two bytes.
    fn counted(&mut self, expected: &'static str) -> Read<&'a [u8]> {
        let len = self.number(2, expected)?;
        self.take(len as usize, expected)
    }

    pub(super) fn two(&mut self, name: &'static str) -> Read<u64> {
        let start = self.at;
        let number = self.number(2, name)?;
        self.note(name, &number.to_string(), start);
        Ok(number)
    }

    /// A string or bytes behind their length, as a field.
    pub(super) fn text(&mut self, name: &'static str) -> Read<String> {
        let start = self.at;
        let text = shown(self.counted(name)?, VALUE_CHARS);
        self.note(name, &text, start);
        Ok(text)
    }

    /// The rest of the packet; what of it was not kept is counted only.
    pub(super) fn rest(&mut self) -> (&'a [u8], usize) {
        let kept = &self.bytes[self.at.min(self.bytes.len())..self.end.min(self.bytes.len())];
        let len = self.end - self.at.min(self.end);
        self.at = self.end;
        (kept, len)
    }

    /// Properties (MQTT 5.0 §2.2.2), as fields within one.
    pub(super) fn properties(&mut self, name: &'static str) -> Read<()> {
        let start = self.at;
        let outer = std::mem::take(&mut self.nodes);
        let read = self.each_property();
        let inner = std::mem::replace(&mut self.nodes, outer);
        if !inner.is_empty() || read.is_err() {
            let cut = inner.len() >= LISTED;
            let mut node = Node::new(name, "", self.place(start, self.at)).with(inner);
            node.cut = cut;
            self.nodes.push(node);
        }
        read
    }

    fn each_property(&mut self) -> Read<()> {
        let len = self.variable("the length of the properties")?;
        let end = self.at.saturating_add(len as usize);
        if end > self.end {
            return Err(self.wrong(self.at, "properties that fit the packet"));
        }
        while self.at < end {
            let start = self.at;
            let identifier = self.variable("a property")?;
            let Some((name, form)) = names::property(identifier) else {
                return Err(self.wrong(start, "a property identifier"));
            };
            let value = match form {
                Form::Byte => self.number(1, name)?.to_string(),
                Form::Two => self.number(2, name)?.to_string(),
                Form::Four => self.number(4, name)?.to_string(),
                Form::Variable => self.variable(name)?.to_string(),
                Form::Text | Form::Binary => shown(self.counted(name)?, VALUE_CHARS),
                Form::Pair => {
                    let key = shown(self.counted(name)?, VALUE_CHARS / 2);
                    format!("{key}={}", shown(self.counted(name)?, VALUE_CHARS / 2))
                }
            };
            if self.nodes.len() < LISTED {
                self.note(name, &value, start);
            }
        }
        if self.at > end {
            return Err(self.wrong(end, "the end of the properties"));
        }
        Ok(())
    }
}
