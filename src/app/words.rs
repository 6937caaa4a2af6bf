//! Every word of the window in both languages, and how numbers are written.
//!
//! It holds no text of rules, lessons or fields: those stand in the register, in the lessons and in the field tables.
//! Korean follows the project's glossary: labels are nouns, sentences end in 합니다, bytes stay in Latin letters.

use crate::base::Lang;

mod numbers;
mod table;

pub use numbers::{Unit, bytes, count, decimal, duration, percent, seconds, size};
pub use table::Word;

/// A word of the window in one language.
///
/// ```
/// use ws101::app::words::{self, Word};
/// use ws101::base::Lang;
/// assert_eq!(words::get(Word::Inspect, Lang::Ko), "분석");
/// ```
#[must_use]
pub const fn get(word: Word, lang: Lang) -> &'static str {
    word.text().get(lang)
}

/// A word whose gaps, written `{name}`, are filled with the values given.
///
/// ```
/// use ws101::app::words::{self, Word};
/// use ws101::base::Lang;
/// assert_eq!(words::fill(Word::StepOf, Lang::En, &[("step", "3"), ("steps", "6")]), "Step 3 of 6");
/// ```
#[must_use]
pub fn fill(word: Word, lang: Lang, values: &[(&str, &str)]) -> String {
    fill_text(get(word, lang), values)
}

/// One pass over the text, so that a value that itself holds braces is left as it is.
fn fill_text(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find('}') else { break };
        let name = &rest[1..end];
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

impl Word {
    /// In one language.
    #[must_use]
    pub const fn get(self, lang: Lang) -> &'static str {
        get(self, lang)
    }
}

/// The names of gaps in a text, in order.
#[cfg(test)]
fn gaps(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|tail| tail.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Text;

    #[test]
    fn both_languages_have_the_same_gaps() {
        for &word in Word::ALL {
            let Text { en, ko } = word.text();
            assert!(!en.is_empty() && !ko.is_empty(), "{word:?}");
            let (mut left, mut right) = (gaps(en), gaps(ko));
            left.sort_unstable();
            right.sort_unstable();
            assert_eq!(left, right, "{word:?}");
        }
    }

    #[test]
    fn korean_keeps_the_style() {
        // The forms that the style does not use: 해요체, and terms with another word in the glossary.
        // A gap's value decides the particle after it, so no text may choose one: `이(가)`.
        let unused = [
            "이(가)",
            "을(를)",
            "은(는)",
            "와(과)",
            "해요",
            "세요",
            "할까요",
            "웹소켓",
            "핑 ",
            "퐁",
            "오피코드",
            "캡쳐",
            "메세지",
            "와이어",
            "하위 프로토콜",
        ];
        for &word in Word::ALL {
            let ko = word.text().ko;
            for form in unused {
                assert!(!ko.contains(form), "{word:?}: {form}");
            }
        }
    }

    #[test]
    fn values_fill_gaps_once() {
        for (text, values, expect) in [
            ("a {x} b", &[("x", "{y}"), ("y", "no")][..], "a {y} b"),
            ("{x}{x}", &[("x", "1")], "11"),
            ("{unknown}", &[], "{unknown}"),
            ("open {", &[], "open {"),
        ] {
            assert_eq!(fill_text(text, values), expect, "{text}");
        }
    }
}
