//! Values into each other: numbers, texts and bytes, sums, comparisons and the functions.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha1::{Digest, Sha1};

use crate::trace::hex;

use super::evaluate::{Run, Scope};
use super::fields;
use super::parse::Op;
use super::thing::{Reads, Thing, What};
use super::value::Function;
use super::{QueryError, Value};

/// The GUID that the accept value is made with (RFC 6455 §1.3).
const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Base64 as it stands in keys that people have typed: padding or none, pad bits as they are.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Scope<'_> {
    /// A value as prose shows it: a number in decimal, text as it is, bytes in hex.
    ///
    /// # Errors
    /// Where a selection is not of one thing, and not of bytes that follow each other.
    pub fn show(&self, value: &Value) -> Result<String, QueryError> {
        Ok(match self.plain(value)? {
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text,
            Value::Bytes(bytes) => hex(&bytes),
            Value::Truth(truth) => truth.to_string(),
            Value::Word(word) => word.to_owned(),
            Value::Things(_) => String::new(),
        })
    }

    /// A value read out of the streams: never [`Value::Things`].
    ///
    /// # Errors
    /// As [`Scope::show`].
    pub fn plain(&self, value: &Value) -> Result<Value, QueryError> {
        super::evaluate::with_run(self, |run| run.plain(0, value))
    }

    /// Whether two values are the same, as `=` has it.
    ///
    /// # Errors
    /// Where they cannot be compared.
    pub fn same(&self, a: &Value, b: &Value) -> Result<bool, QueryError> {
        super::evaluate::with_run(self, |run| run.compare(0, Op::Equal, a, b))
    }
}

impl Run<'_> {
    /// The value of one thing.
    fn plain_thing(&self, at: usize, thing: &Thing) -> Result<Value, QueryError> {
        Ok(match thing.reads {
            Reads::Number(number) => Value::Number(number),
            Reads::Word(word) => Value::Word(word),
            Reads::Truth(truth) => Value::Truth(truth),
            Reads::Text => {
                let text = String::from_utf8_lossy(&self.bytes(at, thing)?).into_owned();
                // A line of a head is shown without its line break, which belongs to its place.
                let is_line = matches!(thing.what, What::Line(_));
                Value::Text(if is_line { text.trim_end_matches(['\r', '\n']).to_owned() } else { text })
            }
            Reads::Bytes | Reads::Unmasked(..) | Reads::Content(..) => Value::Bytes(self.bytes(at, thing)?),
        })
    }

    pub(super) fn plain(&self, at: usize, value: &Value) -> Result<Value, QueryError> {
        let Value::Things(things) = value else { return Ok(value.clone()) };
        match things.as_slice() {
            [] => Err(QueryError::new(at, "this selects nothing")),
            [thing] => self.plain_thing(at, thing),
            several => {
                let mut bytes = Vec::new();
                for thing in several {
                    match self.plain_thing(at, thing)? {
                        Value::Bytes(more) => bytes.extend(more),
                        _ => {
                            return Err(QueryError::new(
                                at,
                                format!("this selects {} things", several.len()),
                            ));
                        }
                    }
                }
                Ok(Value::Bytes(bytes))
            }
        }
    }

    pub(super) fn number(&self, at: usize, value: &Value) -> Result<i128, QueryError> {
        match self.plain(at, value)? {
            Value::Number(number) => Ok(number),
            Value::Truth(truth) => Ok(i128::from(truth)),
            _ => Err(QueryError::new(at, "expected a number; `number(…)` reads bytes as one")),
        }
    }

    /// Bytes of a value that has some.
    fn bytes_of(&self, at: usize, value: &Value) -> Result<Vec<u8>, QueryError> {
        if let Value::Things(things) = value
            && let [thing] = things.as_slice()
            && matches!(thing.reads, Reads::Number(_))
        {
            // A number that stands on the wire has the bytes that write it.
            return self.bytes(at, &Thing { reads: Reads::Bytes, ..*thing });
        }
        match self.plain(at, value)? {
            Value::Text(text) => Ok(text.into_bytes()),
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(QueryError::new(at, "expected bytes or text")),
        }
    }

    pub(super) fn plus(&self, at: usize, a: &Value, b: &Value) -> Result<Value, QueryError> {
        match (self.plain(at, a)?, self.plain(at, b)?) {
            (Value::Number(a), Value::Number(b)) => a
                .checked_add(b)
                .map(Value::Number)
                .ok_or_else(|| QueryError::new(at, "this number is too large")),
            (Value::Text(a), Value::Text(b)) => Ok(Value::Text(a + &b)),
            (a @ (Value::Text(_) | Value::Bytes(_)), b @ (Value::Text(_) | Value::Bytes(_))) => {
                let mut bytes = self.bytes_of(at, &a)?;
                bytes.extend(self.bytes_of(at, &b)?);
                Ok(Value::Bytes(bytes))
            }
            _ => Err(QueryError::new(at, "these cannot be added")),
        }
    }

    /// Compares; where things are compared, one that does is enough. `!=` is the opposite of `=`.
    pub(super) fn compare(&self, at: usize, op: Op, a: &Value, b: &Value) -> Result<bool, QueryError> {
        if op == Op::Unequal {
            return Ok(!self.compare(at, Op::Equal, a, b)?);
        }
        if let Value::Word(word) = b
            && let Value::Things(things) = a
        {
            let is = |thing: &Thing| {
                self.scope.connection_of(thing).is_some_and(|c| fields::matches(c, thing, word))
            };
            return if op == Op::Equal { Ok(things.iter().any(is)) } else { Err(unordered(at)) };
        }
        if let (Value::Word(word), Value::Things(_)) = (a, b) {
            return Err(QueryError::new(at, format!("`{word}` belongs on the right")));
        }
        for a in self.each(at, a)? {
            for b in self.each(at, b)? {
                if compare_plain(at, op, &a, &b)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn each(&self, at: usize, value: &Value) -> Result<Vec<Value>, QueryError> {
        match value {
            Value::Things(things) => things.iter().map(|thing| self.plain_thing(at, thing)).collect(),
            plain => Ok(vec![plain.clone()]),
        }
    }

    pub(super) fn call(&self, at: usize, function: Function, values: &[Value]) -> Result<Value, QueryError> {
        let Some(first) = values.first() else { return Err(QueryError::new(at, "an argument is missing")) };
        let second = values.get(1).unwrap_or(first);
        Ok(match function {
            Function::Len => Value::Number(self.length(at, first)?),
            Function::Count => Value::Number(self.things(at, first)?.len() as i128),
            Function::Exists => Value::Truth(!self.things(at, first)?.is_empty()),
            Function::Text => Value::Text(self.text(at, first)?),
            Function::Hex => Value::Text(match self.plain(at, first)? {
                Value::Number(number) if number < 0 => format!("-0x{:x}", number.unsigned_abs()),
                Value::Number(number) => format!("0x{number:x}"),
                other => hex(&self.bytes_of(at, &other)?),
            }),
            Function::Bits => Value::Text(self.bits(at, first)?),
            Function::Number => Value::Number(match self.plain(at, first)? {
                Value::Bytes(bytes) => big_endian(at, &bytes)?,
                Value::Text(text) => {
                    let number = super::token::number(text.trim());
                    number.ok_or_else(|| QueryError::new(at, "this text is no number"))?
                }
                _ => self.number(at, first)?,
            }),
            Function::U16 => {
                let bytes = self.bytes_of(at, first)?;
                let bytes =
                    bytes.first_chunk::<2>().ok_or_else(|| QueryError::new(at, "expected two bytes"))?;
                Value::Number(i128::from(u16::from_be_bytes(*bytes)))
            }
            Function::Sha1 => Value::Bytes(Sha1::digest(self.bytes_of(at, first)?).to_vec()),
            Function::Base64 => Value::Text(BASE64.encode(self.bytes_of(at, first)?)),
            Function::Unbase64 => {
                let bytes = BASE64.decode(self.bytes_of(at, first)?);
                Value::Bytes(bytes.map_err(|_| QueryError::new(at, "this is not Base64"))?)
            }
            Function::Accept => {
                // The key is hashed as its characters, not decoded (RFC 6455 §4.2.2).
                let mut bytes = self.bytes_of(at, first)?;
                bytes.extend_from_slice(GUID.as_bytes());
                Value::Text(BASE64.encode(Sha1::digest(bytes)))
            }
            Function::Chars => Value::Number(self.text(at, first)?.chars().count() as i128),
            Function::Group => Value::Text(grouped(self.number(at, first)?)),
            Function::Xor => {
                let (mut bytes, key) = (self.bytes_of(at, first)?, self.bytes_of(at, second)?);
                for (byte, key) in bytes.iter_mut().zip(key.iter().cycle()) {
                    *byte ^= key;
                }
                Value::Bytes(bytes)
            }
            Function::Differences => {
                let (a, b) = (self.bytes_of(at, first)?, self.bytes_of(at, second)?);
                let shared = a.iter().zip(&b).filter(|(a, b)| a != b).count();
                Value::Number((shared + a.len().abs_diff(b.len())) as i128)
            }
            Function::Within => {
                let (inner, outer) = (self.things(at, first)?, self.things(at, second)?);
                let is_within = |thing: &Thing| outer.iter().any(|outer| thing.is_within(outer));
                Value::Truth(!inner.is_empty() && inner.iter().all(is_within))
            }
        })
    }

    fn things<'v>(&self, at: usize, value: &'v Value) -> Result<&'v [Thing], QueryError> {
        match value {
            Value::Things(things) => Ok(things),
            _ => Err(QueryError::new(at, "expected a path that selects things")),
        }
    }

    fn length(&self, at: usize, value: &Value) -> Result<i128, QueryError> {
        match value {
            Value::Things(things) => {
                Ok(things.iter().fold(0_i128, |sum, thing| sum + i128::from(thing.len())))
            }
            Value::Text(text) => Ok(text.len() as i128),
            Value::Bytes(bytes) => Ok(bytes.len() as i128),
            _ => Err(QueryError::new(at, "expected bytes or text")),
        }
    }

    fn text(&self, at: usize, value: &Value) -> Result<String, QueryError> {
        match self.plain(at, value)? {
            Value::Text(text) => Ok(text),
            Value::Word(word) => Ok(word.to_owned()),
            Value::Number(number) => Ok(number.to_string()),
            other => Ok(String::from_utf8_lossy(&self.bytes_of(at, &other)?).into_owned()),
        }
    }

    fn bits(&self, at: usize, value: &Value) -> Result<String, QueryError> {
        if let Value::Things(things) = value
            && let [thing] = things.as_slice()
            && let (Some(bits), Reads::Number(number)) = (thing.bits, thing.reads)
        {
            return Ok(format!("{number:0width$b}", width = usize::from(bits.len)));
        }
        match self.plain(at, value)? {
            Value::Number(number) if (0..=0xFF).contains(&number) => Ok(format!("{number:08b}")),
            Value::Number(_) => Err(QueryError::new(at, "expected bytes, or a number up to 255")),
            other => {
                let bytes = self.bytes_of(at, &other)?;
                Ok(bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().join(" "))
            }
        }
    }
}

fn unordered(at: usize) -> QueryError {
    QueryError::new(at, "these can only be compared with `=` and `!=`")
}

fn big_endian(at: usize, bytes: &[u8]) -> Result<i128, QueryError> {
    if bytes.is_empty() || bytes.len() > 8 {
        return Err(QueryError::new(at, format!("{} bytes are no number; 1 to 8 are", bytes.len())));
    }
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | i128::from(*byte)))
}

fn grouped(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn compare_plain(at: usize, op: Op, a: &Value, b: &Value) -> Result<bool, QueryError> {
    use std::cmp::Ordering;
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Bytes(bytes), Value::Number(b)) => big_endian(at, bytes)?.cmp(b),
        (Value::Number(a), Value::Bytes(bytes)) => a.cmp(&big_endian(at, bytes)?),
        (Value::Truth(_) | Value::Number(_), Value::Truth(_) | Value::Number(_)) if op == Op::Equal => {
            a.is_true().cmp(&b.is_true())
        }
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
        (Value::Text(text), Value::Bytes(bytes)) => text.as_bytes().cmp(bytes.as_slice()),
        (Value::Bytes(bytes), Value::Text(text)) => bytes.as_slice().cmp(text.as_bytes()),
        (Value::Word(a), Value::Word(b)) if op == Op::Equal => a.cmp(b),
        _ => return Err(QueryError::new(at, "these cannot be compared")),
    };
    Ok(match op {
        Op::Less => order == Ordering::Less,
        Op::LessEqual => order != Ordering::Greater,
        Op::Greater => order == Ordering::Greater,
        Op::GreaterEqual => order != Ordering::Less,
        _ => order == Ordering::Equal,
    })
}
