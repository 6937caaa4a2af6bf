//! CBOR (RFC 8949) to values, through `minicbor`, whose position gives every item its place.

use std::borrow::Cow;

use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

use super::value::{Budget, Data, Value};
use super::view::{Detail, Fault, View, span};

/// Reads the item at `start`; gives it and where it ends. What stands before a fault is kept.
pub(super) fn value(bytes: &[u8], start: usize, detail: Detail) -> (Option<Value<'_>>, Result<usize, Fault>) {
    let mut decoder = Decoder::new(bytes);
    decoder.set_position(start);
    let mut reader = Reader { bytes, decoder, budget: Budget::of(detail), fault: None };
    let value = reader.value();
    let end = reader.decoder.position().min(bytes.len());
    (value, reader.fault.map_or(Ok(end), Err))
}

/// Any CBOR: one item, or a sequence of them (RFC 8742).
pub(super) fn view(bytes: &[u8], detail: Detail) -> View {
    super::sequence(bytes, detail, value)
}

/// Whether bytes are so surely CBOR that it may be guessed: a map or list with a string in it that fills the message, or
/// the tag that says so.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    let is_container = match bytes {
        // RFC 8949 §3.4.6: the tag 55799 says that this is CBOR.
        [0xD9, 0xD9, 0xF7, ..] => true,
        [first, ..] => matches!(first, 0x82..=0x9B | 0x9F | 0xA1..=0xBB | 0xBF),
        [] => false,
    };
    is_container && super::fills(bytes, value)
}

struct Reader<'a> {
    bytes: &'a [u8],
    decoder: Decoder<'a>,
    budget: Budget,
    fault: Option<Fault>,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Option<Value<'a>> {
        let start = self.decoder.position();
        self.budget.take();
        let data = match self.data() {
            Ok(data) => data,
            Err(error) => {
                self.broken(start, &error);
                return None;
            }
        };
        Some(Value { span: span(start, self.decoder.position().min(self.bytes.len())), data })
    }

    fn broken(&mut self, start: usize, error: &Error) {
        if self.fault.is_none() {
            let at =
                if error.is_end_of_input() { self.bytes.len() } else { error.position().unwrap_or(start) };
            let expected = if error.is_end_of_input() { "more bytes" } else { "an item" };
            self.fault = Some(Fault::new(at, expected));
        }
    }

    fn data(&mut self) -> Result<Data<'a>, Error> {
        let decoder = &mut self.decoder;
        let number = |number: String| Data::Number(Cow::Owned(number));
        Ok(match decoder.datatype()? {
            Type::Bool => Data::Bool(decoder.bool()?),
            Type::Null => {
                decoder.null()?;
                Data::Null
            }
            Type::Undefined => {
                decoder.undefined()?;
                Data::Tagged("undefined".to_owned(), None)
            }
            Type::U8 | Type::U16 | Type::U32 | Type::U64 => number(decoder.u64()?.to_string()),
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Int => number(decoder.int()?.to_string()),
            Type::F16 => {
                let at = decoder.position();
                let bits = self.bytes.get(at + 1..at + 3).and_then(|two| two.first_chunk::<2>());
                let bits = bits.ok_or_else(Error::end_of_input)?;
                decoder.set_position(at + 3);
                number(half(u16::from_be_bytes(*bits)).to_string())
            }
            Type::F32 => number(decoder.f32()?.to_string()),
            Type::F64 => number(decoder.f64()?.to_string()),
            Type::Simple => Data::Tagged(format!("simple {}", decoder.simple()?), None),
            Type::Bytes => Data::Bytes(decoder.bytes()?),
            Type::String => Data::Text(Cow::Borrowed(decoder.str()?)),
            Type::StringIndef => {
                let mut whole = String::new();
                for part in decoder.str_iter()? {
                    whole.push_str(part?);
                }
                Data::Text(Cow::Owned(whole))
            }
            Type::BytesIndef => {
                let start = decoder.position();
                for part in decoder.bytes_iter()? {
                    part?;
                }
                // As they stand, with the headers of the pieces between them.
                Data::Bytes(self.bytes.get(start + 1..decoder.position() - 1).unwrap_or_default())
            }
            Type::Tag => return self.tagged(),
            Type::Array | Type::ArrayIndef => return self.container(false),
            Type::Map | Type::MapIndef => return self.container(true),
            Type::Break | Type::Unknown(_) => {
                return Err(Error::message("no item").at(decoder.position()));
            }
        })
    }

    fn tagged(&mut self) -> Result<Data<'a>, Error> {
        let tag = self.decoder.tag()?.as_u64();
        let name = match tag {
            0 => "date and time".to_owned(),
            1 => "epoch time".to_owned(),
            2 | 3 => "bignum".to_owned(),
            37 => "UUID".to_owned(),
            55799 => "CBOR".to_owned(),
            other => format!("tag {other}"),
        };
        if self.budget.depth == 0 {
            self.decoder.skip()?;
            return Ok(Data::Tagged(name, None));
        }
        self.budget.depth -= 1;
        let inner = self.value();
        self.budget.depth += 1;
        Ok(Data::Tagged(name, inner.map(Box::new)))
    }

    fn container(&mut self, is_map: bool) -> Result<Data<'a>, Error> {
        if self.budget.depth == 0 || self.budget.values == 0 {
            self.decoder.skip()?;
            return Ok(Data::Deep(if is_map { "object" } else { "array" }));
        }
        self.budget.depth -= 1;
        let count = if is_map { self.decoder.map()? } else { self.decoder.array()? };
        let (mut items, mut members) = (Vec::new(), Vec::new());
        let mut done = 0;
        let mut more = false;
        loop {
            let ended = match count {
                Some(count) => done == count,
                None => match self.decoder.datatype() {
                    Ok(Type::Break) => {
                        self.decoder.set_position(self.decoder.position() + 1);
                        true
                    }
                    Ok(_) => false,
                    Err(error) => {
                        self.broken(self.bytes.len(), &error);
                        true
                    }
                },
            };
            if ended || self.fault.is_some() {
                break;
            }
            done += 1;
            if self.budget.values == 0 {
                more = true;
                let skipped =
                    self.decoder.skip().and_then(|()| if is_map { self.decoder.skip() } else { Ok(()) });
                if let Err(error) = skipped {
                    self.broken(self.bytes.len(), &error);
                }
            } else if is_map {
                let key = self.value();
                members.extend(key.zip(self.value()));
            } else {
                items.extend(self.value());
            }
        }
        self.budget.depth += 1;
        Ok(if is_map { Data::Map(members, more) } else { Data::List(items, more) })
    }
}

/// A number of half precision (RFC 8949 appendix D).
fn half(bits: u16) -> f64 {
    let exponent = i32::from(bits >> 10 & 0x1F);
    let mantissa = f64::from(bits & 0x3FF);
    let value = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { value } else { -value }
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
    fn the_examples_of_the_rfc_are_read() {
        // RFC 8949 appendix A.
        check(&[0x00], "number", "0", None);
        check(&[0x39, 0x03, 0xE7], "number", "-1000", None);
        check(
            &[0x3B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
            "number",
            "-18446744073709551616",
            None,
        );
        check(&[0xF9, 0x3C, 0x00], "number", "1", None);
        check(&[0xF6], "null", "null", None);
        check(&[0xC1, 0x1A, 0x51, 0x4B, 0x67, 0xB0], "tagged", "epoch time(1363896240)", None);
        check(&[0x83, 0x01, 0x82, 0x02, 0x03, 0x82, 0x04, 0x05], "array", "[1,[2,3],[4,5]]", None);
        check(b"\xa2\x61a\x01\x61b\x82\x02\x03", "object", "{a:1,b:[2,3]}", None);
        check(b"\xbf\x61a\x01\x61b\x9f\x02\x03\xff\xff", "object", "{a:1,b:[2,3]}", None);
        check(b"\x7f\x65strea\x64ming\xff", "string", "streaming", None);
        check(b"\x5f\x42\x01\x02\x43\x03\x04\x05\xff", "bytes", "42 01 02 43 03 04 05", None);
        check(&[0x01, 0x02], "number, number", "1 2", None);
    }

    #[test]
    fn what_breaks_is_named_by_its_place() {
        check(&[0x83, 0x01, 0x02], "array", "[1,2]", Some(3));
        check(&[0x82, 0x01, 0x1C], "array", "[1]", Some(2));
        check(&[0xFF], "malformed", "", Some(0));
        check(b"\x63ab", "malformed", "", Some(3));
        let view = view(&[0x9F; 100_000], Detail::Fields);
        assert_eq!(view.fault.map(|fault| fault.at), Some(100_000));
    }

    #[test]
    fn a_guess_wants_a_string_in_a_container_that_fills_the_message() {
        for (bytes, likely) in [
            (&b"\xa2\x61a\x01\x61b\x82\x02\x03"[..], true),
            (b"\xa1\x61a\x01\x00", false),
            (b"\x82\x01\x02", false),
            (b"\x82\x01", false),
            (b"\xd9\xd9\xf7\xa1\x61a\x01", true),
        ] {
            assert_eq!(is_likely(bytes), likely, "{bytes:02x?}");
        }
    }
}
