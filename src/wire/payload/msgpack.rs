//! MessagePack to values. `rmp` knows the markers and reads the numbers; the walk is ours, since places, depth and
//! number have to be known.

use std::borrow::Cow;

use rmp::Marker;
use rmp::decode::{Bytes, RmpRead as _};

use super::value::{Budget, Data, Value};
use super::view::{Detail, Fault, View, span};

/// Reads the value at `start`; gives it and where it ends. What stands before a fault is kept.
pub(super) fn value(bytes: &[u8], start: usize, detail: Detail) -> (Option<Value<'_>>, Result<usize, Fault>) {
    let mut reader = Reader { bytes, at: start, budget: Budget::of(detail) };
    let mut fault = None;
    let value = reader.value(&mut fault);
    (value, fault.map_or(Ok(reader.at), Err))
}

/// Any MessagePack: one value, or several one after the other.
pub(super) fn view(bytes: &[u8], detail: Detail) -> View {
    super::sequence(bytes, detail, value)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    budget: Budget,
}

/// What a marker says.
enum Head {
    Nil,
    Bool(bool),
    Number(String),
    Text(usize),
    Bytes(usize),
    List(usize),
    Map(usize),
    Ext(i8, usize),
}

impl<'a> Reader<'a> {
    /// The next value; `None` where its first bytes already break off.
    fn value(&mut self, fault: &mut Option<Fault>) -> Option<Value<'a>> {
        let start = self.at;
        let head = self.head(fault)?;
        self.budget.take();
        let data = match head {
            Head::Nil => Data::Null,
            Head::Bool(is) => Data::Bool(is),
            Head::Number(digits) => Data::Number(Cow::Owned(digits)),
            Head::Text(len) => {
                let content = self.take(len, fault);
                // Text that is no text stands as bytes.
                std::str::from_utf8(content)
                    .map_or(Data::Bytes(content), |text| Data::Text(Cow::Borrowed(text)))
            }
            Head::Bytes(len) => Data::Bytes(self.take(len, fault)),
            Head::Ext(kind, len) => {
                let from = self.at;
                let content = self.take(len, fault);
                let inner = Value { span: span(from, self.at), data: Data::Bytes(content) };
                let name = if kind == -1 { "timestamp".to_owned() } else { format!("ext {kind}") };
                Data::Tagged(name, Some(Box::new(inner)))
            }
            Head::List(count) | Head::Map(count) if self.budget.depth == 0 || self.budget.values == 0 => {
                let is_map = matches!(head, Head::Map(_));
                self.skip(if is_map { count.saturating_mul(2) } else { count }, fault);
                Data::Deep(if is_map { "object" } else { "array" })
            }
            Head::List(count) => self.list(count, fault),
            Head::Map(count) => self.map(count, fault),
        };
        Some(Value { span: span(start, self.at), data })
    }

    fn list(&mut self, count: usize, fault: &mut Option<Fault>) -> Data<'a> {
        self.budget.depth -= 1;
        let mut items = Vec::new();
        while items.len() < count && self.budget.values > 0 && fault.is_none() {
            items.extend(self.value(fault));
        }
        let left = count - items.len();
        if fault.is_none() {
            self.skip(left, fault);
        }
        self.budget.depth += 1;
        Data::List(items, left > 0 && fault.is_none())
    }

    fn map(&mut self, count: usize, fault: &mut Option<Fault>) -> Data<'a> {
        self.budget.depth -= 1;
        let mut members = Vec::new();
        while members.len() < count && self.budget.values > 0 && fault.is_none() {
            let key = self.value(fault);
            if fault.is_some() {
                break;
            }
            members.extend(key.zip(self.value(fault)));
        }
        let left = count - members.len();
        if fault.is_none() {
            self.skip(left.saturating_mul(2), fault);
        }
        self.budget.depth += 1;
        Data::Map(members, left > 0 && fault.is_none())
    }

    /// Walks over `count` values without a stack: what is within them only makes the count larger.
    fn skip(&mut self, mut count: usize, fault: &mut Option<Fault>) {
        while count > 0 {
            count -= 1;
            match self.head(fault) {
                None => return,
                Some(Head::Text(len) | Head::Bytes(len) | Head::Ext(_, len)) => {
                    self.take(len, fault);
                }
                Some(Head::List(more)) => count = count.saturating_add(more),
                Some(Head::Map(more)) => count = count.saturating_add(more.saturating_mul(2)),
                Some(_) => {}
            }
            if fault.is_some() {
                return;
            }
        }
    }

    /// As many bytes; fewer, and a fault, where the message ends before.
    fn take(&mut self, len: usize, fault: &mut Option<Fault>) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        if len > rest.len() {
            *fault = Some(Fault::new(self.bytes.len(), format!("{} more bytes", len - rest.len())));
        }
        let taken = &rest[..len.min(rest.len())];
        self.at += taken.len();
        taken
    }

    fn head(&mut self, fault: &mut Option<Fault>) -> Option<Head> {
        let mut bytes = Bytes::new(&self.bytes[self.at..]);
        match read_head(&mut bytes) {
            Some(Some(head)) => {
                self.at = self.bytes.len() - bytes.remaining_slice().len();
                Some(head)
            }
            Some(None) => {
                *fault = Some(Fault::new(self.at, "a marker other than 0xc1"));
                None
            }
            None => {
                *fault = Some(Fault::new(self.bytes.len(), "a value"));
                None
            }
        }
    }
}

/// A marker and the length or number behind it. `Some(None)`: the marker that is never used. `None`: the message ends
/// inside it.
fn read_head(bytes: &mut Bytes<'_>) -> Option<Option<Head>> {
    let marker = Marker::from_u8(bytes.read_u8().ok()?);
    let len8 = |bytes: &mut Bytes<'_>| bytes.read_data_u8().ok().map(usize::from);
    let len16 = |bytes: &mut Bytes<'_>| bytes.read_data_u16().ok().map(usize::from);
    let len32 = |bytes: &mut Bytes<'_>| bytes.read_data_u32().ok().map(|len| len as usize);
    Some(Some(match marker {
        Marker::Reserved => return Some(None),
        Marker::Null => Head::Nil,
        Marker::True => Head::Bool(true),
        Marker::False => Head::Bool(false),
        Marker::FixPos(number) => Head::Number(number.to_string()),
        Marker::FixNeg(number) => Head::Number(number.to_string()),
        Marker::U8 => Head::Number(bytes.read_data_u8().ok()?.to_string()),
        Marker::U16 => Head::Number(bytes.read_data_u16().ok()?.to_string()),
        Marker::U32 => Head::Number(bytes.read_data_u32().ok()?.to_string()),
        Marker::U64 => Head::Number(bytes.read_data_u64().ok()?.to_string()),
        Marker::I8 => Head::Number(bytes.read_data_i8().ok()?.to_string()),
        Marker::I16 => Head::Number(bytes.read_data_i16().ok()?.to_string()),
        Marker::I32 => Head::Number(bytes.read_data_i32().ok()?.to_string()),
        Marker::I64 => Head::Number(bytes.read_data_i64().ok()?.to_string()),
        Marker::F32 => Head::Number(bytes.read_data_f32().ok()?.to_string()),
        Marker::F64 => Head::Number(bytes.read_data_f64().ok()?.to_string()),
        Marker::FixStr(len) => Head::Text(len.into()),
        Marker::Str8 => Head::Text(len8(bytes)?),
        Marker::Str16 => Head::Text(len16(bytes)?),
        Marker::Str32 => Head::Text(len32(bytes)?),
        Marker::Bin8 => Head::Bytes(len8(bytes)?),
        Marker::Bin16 => Head::Bytes(len16(bytes)?),
        Marker::Bin32 => Head::Bytes(len32(bytes)?),
        Marker::FixArray(count) => Head::List(count.into()),
        Marker::Array16 => Head::List(len16(bytes)?),
        Marker::Array32 => Head::List(len32(bytes)?),
        Marker::FixMap(count) => Head::Map(count.into()),
        Marker::Map16 => Head::Map(len16(bytes)?),
        Marker::Map32 => Head::Map(len32(bytes)?),
        Marker::FixExt1 => ext(bytes, 1)?,
        Marker::FixExt2 => ext(bytes, 2)?,
        Marker::FixExt4 => ext(bytes, 4)?,
        Marker::FixExt8 => ext(bytes, 8)?,
        Marker::FixExt16 => ext(bytes, 16)?,
        Marker::Ext8 => {
            let len = len8(bytes)?;
            ext(bytes, len)?
        }
        Marker::Ext16 => {
            let len = len16(bytes)?;
            ext(bytes, len)?
        }
        Marker::Ext32 => {
            let len = len32(bytes)?;
            ext(bytes, len)?
        }
    }))
}

fn ext(bytes: &mut Bytes<'_>, len: usize) -> Option<Head> {
    Some(Head::Ext(bytes.read_data_i8().ok()?, len))
}

/// Whether bytes are so surely MessagePack that it may be guessed: a map or list with a string in it that fills the
/// message.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    let is_container =
        bytes.first().is_some_and(|first| matches!(first, 0x81..=0x8F | 0x92..=0x9F | 0xDC..=0xDF));
    is_container && super::fills(bytes, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], kind: &str, summary: &str, fault: Option<u64>) {
        let view = view(bytes, Detail::Fields);
        assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{bytes:02x?}");
        assert_eq!(view.fault.map(|fault| fault.at), fault, "{bytes:02x?}");
    }

    #[test]
    fn every_marker_is_read() {
        check(&[0xC0], "null", "null", None);
        check(&[0x7F], "number", "127", None);
        check(&[0xE0], "number", "-32", None);
        check(&[0xD3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE], "number", "-2", None);
        check(&[0xCA, 0x3F, 0xC0, 0, 0], "number", "1.5", None);
        check(b"\xa5hello", "string", "hello", None);
        check(b"\xd9\x05hello", "string", "hello", None);
        check(b"\xa1\xff", "bytes", "ff", None);
        check(b"\xc4\x02\x01\x02", "bytes", "01 02", None);
        check(b"\x82\xa7compact\xc3\xa6schema\x00", "object", "{compact:true,schema:0}", None);
        check(&[0x93, 1, 0x91, 2, 0x80], "array", "[1,[2],{}]", None);
        check(&[0xD6, 0xFF, 0x51, 0x4B, 0x67, 0xB0], "tagged", "timestamp(51 4b 67 b0)", None);
        check(&[0xDC, 0, 1, 0xC2], "array", "[false]", None);
        check(&[1, 2], "number, number", "1 2", None);
    }

    #[test]
    fn what_breaks_is_named_by_its_place() {
        check(&[0x92, 1], "array", "[1]", Some(2));
        check(&[0x92, 1, 0xC1], "array", "[1]", Some(2));
        check(b"\xa5hel", "string", "hel", Some(4));
        check(&[0xDD, 0xFF, 0xFF, 0xFF, 0xFF], "array", "[]", Some(5));
        check(&[0xCD, 1], "malformed", "", Some(2));
        let view = view(&[0x91; 100_000], Detail::Fields);
        assert_eq!(view.fault.map(|fault| fault.at), Some(100_000));
    }

    #[test]
    fn fields_lead_back_to_their_bytes() {
        let view = view(b"\x82\xa1a\x01\xa1b\x92\x02\xa1x", Detail::Fields);
        let spans: Vec<_> = view.fields.iter().map(|node| node.span.map(|at| (at.start, at.end))).collect();
        assert_eq!(spans, [Some((1, 4)), Some((4, 10))]);
        assert_eq!(view.fields[1].children[1].span, Some(span(8, 10)));
    }

    #[test]
    fn a_guess_wants_a_string_in_a_container_that_fills_the_message() {
        for (bytes, likely) in [
            (&b"\x82\xa7compact\xc3\xa6schema\x00"[..], true),
            (b"\x82\xa7compact\xc3\xa6schema", false),
            (b"\x92\x01\x02", false),
            (b"\x81\xa1a\x01\x01", false),
            (b"", false),
        ] {
            assert_eq!(is_likely(bytes), likely, "{bytes:02x?}");
        }
    }
}
