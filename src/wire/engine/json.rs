//! What of JSON is looked at here: the members of one array or object with their places. The grammar is serde_json's.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::base::Span;

/// The text of a JSON string.
pub(super) fn text(json: &str) -> Option<Cow<'_, str>> {
    serde_json::from_str(json).ok().map(|Text(text)| text)
}

/// A string that is borrowed where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrow;
        impl<'de> Visitor<'de> for Borrow {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrow)
    }
}

/// Members of an array: each as it is written, and where, counted from the beginning of `json`.
pub(super) type Elements<'a> = Vec<(&'a str, Span)>;

/// The members of an array that is whole.
pub(super) fn elements(json: &str) -> Option<Elements<'_>> {
    let (members, is_whole) = elements_before(json);
    is_whole.then_some(members)
}

/// The members of an array up to where it breaks off, and whether it is whole.
pub(super) fn elements_before(json: &str) -> (Elements<'_>, bool) {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(json);
    let is_whole = List(&mut found).deserialize(&mut reader).and_then(|()| reader.end()).is_ok();
    (found.into_iter().map(|raw| (raw.get(), span_in(json, raw.get()))).collect(), is_whole)
}

/// Most members looked at; a greater number is passed over.
const MEMBERS_LIMIT: usize = 1 << 16;

/// Puts the members of an array into a list as they are read.
struct List<'l, 'a>(&'l mut Vec<&'a RawValue>);

impl<'de> DeserializeSeed<'de> for List<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(member) = seq.next_element::<&RawValue>()? {
            if self.0.len() < MEMBERS_LIMIT {
                self.0.push(member);
            }
        }
        Ok(())
    }
}

/// The members of an object: name, value as it is written, and where that stands.
pub(super) fn members(json: &str) -> Option<Vec<(Cow<'_, str>, &str, Span)>> {
    let map: Map<'_> = serde_json::from_str(json).ok()?;
    Some(map.0.into_iter().map(|(name, raw)| (name, raw.get(), span_in(json, raw.get()))).collect())
}

struct Map<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Map<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Map<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Map<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((Text(name), value)) = map.next_entry::<Text<'de>, &RawValue>()? {
                    if members.len() < MEMBERS_LIMIT {
                        members.push((name, value));
                    }
                }
                Ok(Map(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Where `part`, a slice of `whole`, stands in it.
fn span_in(whole: &str, part: &str) -> Span {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    Span::at(start as u64, part.len() as u64)
}
