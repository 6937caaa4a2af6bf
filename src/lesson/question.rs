//! Whether an answer is right, computed from the capture.

use crate::base::{Side, Span};
use crate::trace::query::{Query, Scope, Thing, Value};

use super::format::{Bound, Question, QuestionType};

/// What an answer comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is right.
    Right,
    /// It is wrong; the id of what is said to it, where the lesson has something to say.
    Wrong {
        /// Key of the explanation in the step's text.
        say: Option<String>,
        /// The misconception that it shows.
        misconception: Option<String>,
    },
    /// It is no answer at all: not counted.
    Unreadable,
}

/// Judges an answer; `None` where the right one cannot be computed from this capture.
pub(super) fn judge(question: &Question, scope: &Scope<'_>, draft: &str) -> Option<Verdict> {
    match &question.kind {
        QuestionType::Choice(choices) => {
            let right = right_choices(question, scope);
            let Some(index) = choices.iter().position(|choice| choice.id == draft) else {
                return Some(Verdict::Unreadable);
            };
            if right.is_empty() {
                return None;
            }
            let say = Some(choices[index].id.clone());
            let misconception = choices[index].misconception.clone();
            Some(if right.contains(&index) { Verdict::Right } else { Verdict::Wrong { say, misconception } })
        }
        QuestionType::Number(bases) => {
            let Some(given) = read_number(draft, bases) else { return Some(Verdict::Unreadable) };
            judge_value(question, scope, &Value::Number(given))
        }
        QuestionType::Bytes => {
            let Some(given) = read_bytes(draft) else { return Some(Verdict::Unreadable) };
            judge_value(question, scope, &Value::Bytes(given))
        }
        QuestionType::Pick => judge_pick(question, scope, draft),
        QuestionType::Order(items) => {
            let order = right_order(question, scope)?;
            let given: Vec<&str> = draft.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
            let is_whole = given.len() == items.len()
                && items.iter().all(|item| given.iter().filter(|id| **id == item.id).count() == 1);
            if !is_whole {
                return Some(Verdict::Unreadable);
            }
            let is_right = given.iter().zip(&order).all(|(id, index)| *id == items[*index].id);
            Some(if is_right { Verdict::Right } else { wrong() })
        }
    }
}

const fn wrong() -> Verdict {
    Verdict::Wrong { say: None, misconception: None }
}

fn judge_value(question: &Question, scope: &Scope<'_>, given: &Value) -> Option<Verdict> {
    let answer = question.answer.as_ref().and_then(|answer| value_of(answer, scope))?;
    let same = |value: &Value| scope.same(value, given).unwrap_or(false);
    if same(&answer) {
        return Some(Verdict::Right);
    }
    let known = question.wrong.iter().find(|wrong| value_of(&wrong.value, scope).is_some_and(|v| same(&v)));
    Some(known.map_or_else(wrong, |known| Verdict::Wrong {
        say: Some(known.say.clone()),
        misconception: known.misconception.clone(),
    }))
}

fn judge_pick(question: &Question, scope: &Scope<'_>, draft: &str) -> Option<Verdict> {
    let answer = question.answer.as_ref()?.query.select(scope).ok()?;
    let first = answer.first()?;
    let Some((side, span)) = read_pick(draft) else { return Some(Verdict::Unreadable) };
    let picked = Thing { side, ..first.part(span, crate::trace::query::Reads::Bytes) };
    let within = |things: &[Thing]| things.iter().any(|thing| picked.is_within(thing));
    if within(&answer) {
        return Some(Verdict::Right);
    }
    let known =
        question.wrong.iter().find(|wrong| within(&wrong.value.query.select(scope).unwrap_or_default()));
    Some(known.map_or_else(wrong, |known| Verdict::Wrong {
        say: Some(known.say.clone()),
        misconception: known.misconception.clone(),
    }))
}

pub(super) fn value_of(bound: &Bound, scope: &Scope<'_>) -> Option<Value> {
    bound.query.evaluate(scope).and_then(|value| scope.plain(&value)).ok()
}

/// The indices of the right choices; a sound question has exactly one.
pub(super) fn right_choices(question: &Question, scope: &Scope<'_>) -> Vec<usize> {
    let QuestionType::Choice(choices) = &question.kind else { return Vec::new() };
    let answer = question.answer.as_ref().and_then(|answer| value_of(answer, scope));
    let is_right = |choice: &super::format::Choice| match (&choice.when, &choice.value) {
        (Some(when), _) => when.query.holds(scope).unwrap_or(false),
        (None, Some(value)) => match (&answer, value_of(value, scope)) {
            (Some(answer), Some(value)) => scope.same(answer, &value).unwrap_or(false),
            _ => false,
        },
        (None, None) => false,
    };
    (0..choices.len()).filter(|index| is_right(&choices[*index])).collect()
}

/// The indices of an order question's items in the order in which they happened; `None` where two cannot be told apart
/// or one is missing.
pub(super) fn right_order(question: &Question, scope: &Scope<'_>) -> Option<Vec<usize>> {
    let QuestionType::Order(items) = &question.kind else { return None };
    let mut keys = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let things = item.what.query.select(scope).ok()?;
        let [thing] = things.as_slice() else { return None };
        let packet = thing.last_packet(scope.connection_of(thing)?)?;
        keys.push((packet, thing.span.start, index));
    }
    keys.sort_unstable();
    let apart = keys.windows(2).all(|pair| (pair[0].0, pair[0].1) != (pair[1].0, pair[1].1));
    apart.then(|| keys.into_iter().map(|key| key.2).collect())
}

/// The right answer in words: what is shown after the last attempt. Choices show theirs by their mark.
pub(super) fn shown_answer(question: &Question, scope: &Scope<'_>) -> Option<String> {
    match &question.kind {
        QuestionType::Choice(_) | QuestionType::Order(_) => None,
        QuestionType::Number(bases) => match value_of(question.answer.as_ref()?, scope)? {
            Value::Number(number) => Some(show_number(number, bases)),
            Value::Bytes(bytes) => {
                let number = Query::parse(&format!("number(x\"{}\")", crate::trace::hex(&bytes))).ok()?;
                match number.evaluate(scope).ok()? {
                    Value::Number(number) => Some(show_number(number, bases)),
                    _ => None,
                }
            }
            _ => None,
        },
        QuestionType::Bytes => {
            let value = value_of(question.answer.as_ref()?, scope)?;
            match value {
                Value::Bytes(bytes) => Some(crate::trace::hex(&bytes)),
                Value::Text(text) => Some(text),
                _ => None,
            }
        }
        QuestionType::Pick => {
            let things = question.answer.as_ref()?.query.select(scope).ok()?;
            things.first().map(|thing| show_pick(thing.side, thing.span))
        }
    }
}

/// A number in the bases of its question: `9`, `0x7e`.
fn show_number(number: i128, bases: &[u32]) -> String {
    match bases {
        [16] if number >= 0 => format!("0x{number:x}"),
        [2] if number >= 0 => format!("{number:b}"),
        _ => number.to_string(),
    }
}

/// A number as people type it: `9`, `0x1f`, `0b101`, `1,024`; where hex is the only base, `1f` too.
pub(super) fn read_number(draft: &str, bases: &[u32]) -> Option<i128> {
    let text: String = draft.chars().filter(|c| !c.is_whitespace() && *c != ',' && *c != '_').collect();
    let text = text.to_ascii_lowercase();
    let digits = |text: &str, base: u32| {
        let is_digits = !text.is_empty() && text.chars().all(|c| c.is_digit(base));
        is_digits.then(|| i128::from_str_radix(text, base).ok()).flatten()
    };
    if let Some(hex) = text.strip_prefix("0x") {
        return bases.contains(&16).then(|| digits(hex, 16)).flatten();
    }
    if let Some(bits) = text.strip_prefix("0b").filter(|_| bases.contains(&2)) {
        return digits(bits, 2);
    }
    match bases {
        [base] => digits(&text, *base),
        _ => digits(&text, 10).filter(|_| bases.contains(&10)),
    }
}

/// Bytes as people type them: `48 65`, `4865`, `0x48 0x65`.
pub(super) fn read_bytes(draft: &str) -> Option<Vec<u8>> {
    let digits: String = draft.replace("0x", " ").chars().filter(char::is_ascii_hexdigit).collect();
    let is_clean =
        draft.replace("0x", " ").chars().all(|c| c.is_ascii_hexdigit() || c.is_whitespace() || c == ',');
    if !is_clean || digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
}

/// Picked bytes as a draft: `client 160..161`.
pub(super) fn show_pick(side: Side, span: Span) -> String {
    format!("{side} {}..{}", span.start, span.end)
}

/// The opposite of [`show_pick`].
pub(super) fn read_pick(draft: &str) -> Option<(Side, Span)> {
    let (side, span) = draft.trim().split_once(' ')?;
    let side = Side::BOTH.into_iter().find(|one| one.name() == side)?;
    let (start, end) = span.split_once("..")?;
    let span = Span::new(start.parse().ok()?, end.parse().ok()?);
    (!span.is_empty()).then_some((side, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (draft, bases, expect) in [
            ("9", &[10, 16][..], Some(9)),
            (" 1,024 ", &[10, 16], Some(1024)),
            ("0x1F", &[10, 16], Some(31)),
            ("1f", &[10, 16], None),
            ("1f", &[16], Some(31)),
            ("0b101", &[2, 10], Some(5)),
            ("101", &[2], Some(5)),
            ("0x10", &[10], None),
            ("nine", &[10], None),
            ("", &[10], None),
            ("-3", &[10], None),
            ("99999999999999999999999999999999999999999999", &[10], None),
        ] {
            assert_eq!(read_number(draft, bases), expect, "{draft:?} {bases:?}");
        }
    }

    #[test]
    fn bytes_and_picks_are_read_as_people_type_them() {
        for (draft, expect) in [
            ("48 65", Some(vec![0x48, 0x65])),
            ("0x48, 0x65", Some(vec![0x48, 0x65])),
            ("4865", Some(vec![0x48, 0x65])),
            ("486", None),
            ("Hello", None),
            ("", None),
            ("안녕", None),
        ] {
            assert_eq!(read_bytes(draft), expect, "{draft:?}");
        }
        let span = Span::new(160, 161);
        assert_eq!(read_pick(&show_pick(Side::Server, span)), Some((Side::Server, span)));
        for draft in ["", "client", "client 5..5", "nobody 1..2", "client a..b"] {
            assert_eq!(read_pick(draft), None, "{draft:?}");
        }
    }
}
