//! Answers that the lesson itself gives away, and numbers that stand in prose instead of being computed.

use crate::base::Lang;
use crate::trace::query::{Scope, Thing, Value};

use crate::view::conceal::Hidden;

use super::super::format::{Kind, QuestionType, Step};
use super::super::prose::{Block, has_value, literal};
use super::super::question::{right_choices, value_of};
use super::super::run::Scoped;
use super::super::{Severity, StepText};
use super::{Capture, Linter};

/// Fields of a frame whose values a lesson is likely to type by hand.
const FIELDS: [&str; 5] = ["payload_len", "len", "code", "ext_len", "packet"];

impl Linter<'_> {
    /// An answer is not read before it is asked for.
    pub(super) fn leaks(&mut self, capture: &Capture<'_>) {
        for (index, step) in self.lesson.steps.iter().enumerate() {
            let scoped = Scoped::new(self.lesson, step, capture.trace, capture.source, &[]);
            let answers = scoped.with(|scope| spoken_answers(step, scope));
            if !answers.is_empty() {
                for lang in Lang::ALL {
                    self.leaks_in(lang, index, step, &answers, capture);
                }
            }
            scoped.with(|scope| self.typed_numbers(step, scope));
            self.hidden_focus(index, step, capture);
        }
    }

    fn leaks_in(&mut self, lang: Lang, index: usize, step: &Step, answers: &[String], capture: &Capture<'_>) {
        for earlier in &self.lesson.steps[..=index] {
            let Some(words) = self.lesson.text(lang).step(&earlier.id) else { continue };
            let scoped = Scoped::new(self.lesson, earlier, capture.trace, capture.source, &[]);
            let shown = scoped.with(|scope| shown_before(words, earlier.id == step.id, scope));
            if let Some(answer) =
                answers.iter().find(|answer| shown.iter().any(|text| has_token(text, answer)))
            {
                let text = format!("`{answer}` is the answer of step `{}`, and stands here already", step.id);
                self.markdown(Severity::Error, "answer-leak", lang, words.at, text);
            }
        }
    }

    /// What a step is about is not hidden whole by a later one.
    fn hidden_focus(&mut self, index: usize, step: &Step, capture: &Capture<'_>) {
        let Some(bound) = &step.focus else { return };
        let focus = Scoped::new(self.lesson, step, capture.trace, capture.source, &[])
            .with(|scope| scope.focus.to_vec());
        let later = self.lesson.steps.iter().skip(index + 1).filter(|later| !later.recap);
        for later in later.filter(|later| later.kind == Kind::Predict) {
            let scoped = Scoped::new(self.lesson, later, capture.trace, capture.source, &[]);
            let hides = scoped.with(|scope| {
                later.hide.iter().any(|hide| {
                    let things = hide.what.query.select(scope).unwrap_or_default();
                    things.iter().any(|thing| focus.iter().any(|focus| hides_whole(hide.how, thing, focus)))
                })
            });
            if hides {
                let text = format!(
                    "the later step `{}` hides all that this one is about; is it a `recap`?",
                    later.id
                );
                self.error("focus-hidden", bound.at, text);
            }
        }
    }

    /// Numbers of the focus are computed, not typed.
    fn typed_numbers(&mut self, step: &Step, scope: &Scope<'_>) {
        let Some(focus) = scope.focus.first() else { return };
        let numbers = numbers_of(focus, scope);
        for lang in Lang::ALL {
            let Some(words) = self.lesson.text(lang).step(&step.id) else { continue };
            let mut found = None;
            for prose in [&words.title, &words.prose, &words.question] {
                let texts = prose.template().iter().filter(|block| !matches!(block, Block::Quote { .. }));
                for text in texts.map(|block| literal(&block.plain())) {
                    found = found.or_else(|| numbers.iter().find(|number| has_token(&text, number)).cloned());
                }
            }
            if let Some(number) = found {
                let text = format!("`{number}` is a number of the focus: write it as `{{{{…}}}}`");
                self.markdown(Severity::Warning, "number-typed", lang, words.at, text);
            }
        }
    }
}

/// Whether hiding `thing` leaves nothing of `focus` to be seen.
fn hides_whole(how: Hidden, thing: &Thing, focus: &Thing) -> bool {
    if thing.connection != focus.connection || thing.side != focus.side || focus.span.is_empty() {
        return false;
    }
    match how {
        Hidden::Bytes => thing.span.start <= focus.span.start && focus.span.end <= thing.span.end,
        Hidden::After => thing.span.start <= focus.span.start,
        Hidden::Unmasked | Hidden::Value => false,
    }
}

/// The answer as it could be read: in decimal, in hex, as bytes. What is shorter than two characters is found
/// everywhere and gives nothing away.
fn spoken_answers(step: &Step, scope: &Scope<'_>) -> Vec<String> {
    let Some(question) = &step.question else { return Vec::new() };
    let value = match &question.kind {
        QuestionType::Pick | QuestionType::Order(_) => None,
        QuestionType::Choice(choices) => {
            let right = right_choices(question, scope);
            let right = right.first().and_then(|index| choices.get(*index));
            right.and_then(|choice| value_of(choice.value.as_ref()?, scope))
        }
        _ => question.answer.as_ref().and_then(|answer| value_of(answer, scope)),
    };
    let mut out = match value {
        // `0x9` names an opcode as often as a number of bytes.
        Some(Value::Number(number)) if number >= 16 => vec![number.to_string(), format!("0x{number:x}")],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Text(text)) => vec![text],
        Some(Value::Bytes(bytes)) => vec![crate::trace::hex(&bytes)],
        _ => Vec::new(),
    };
    out.retain(|answer| answer.chars().count() >= 2);
    out
}

/// What has been read of a step when the question is open; of the step itself neither hint nor explanations.
fn shown_before(words: &StepText, is_asking: bool, scope: &Scope<'_>) -> Vec<String> {
    let mut prose = vec![&words.title, &words.prose];
    if is_asking {
        prose.push(&words.question);
        // A choice shows the answer among others: that is the point. Its own text is not looked at.
    } else {
        prose = words.all().collect();
    }
    prose.into_iter().flat_map(|prose| prose.resolve(scope)).map(|block| block.plain()).collect()
}

/// Whether a text holds a word, with nothing of a word right before and after it.
fn has_token(text: &str, token: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '§' | '_');
    text.match_indices(token).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + token.len()..].chars();
        let ends = match (after.next(), after.next()) {
            // A full stop ends a sentence; a point within a number does not.
            (Some('.'), next) => !next.is_some_and(|c| c.is_ascii_digit()),
            (Some(c), _) => !is_part(c),
            (None, _) => true,
        };
        !before.is_some_and(is_part) && ends
    })
}

fn numbers_of(focus: &Thing, scope: &Scope<'_>) -> Vec<String> {
    let mut numbers: Vec<String> = FIELDS
        .iter()
        .filter_map(|field| {
            let query = crate::trace::query::Query::parse(&format!("focus.{field}")).ok()?;
            let things = query.select(&Scope { focus: &[*focus], ..*scope }).ok()?;
            match scope.plain(&Value::Things(things)).ok()? {
                Value::Number(number) if number >= 10 => Some(number.to_string()),
                _ => None,
            }
        })
        .collect();
    numbers.retain(|number| !has_value(number));
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::has_token;

    #[test]
    fn a_token_stands_alone() {
        for (text, token, expect) in [
            ("the length is 15.", "15", true),
            ("15바이트", "15", true),
            ("115 bytes", "15", false),
            ("RFC 6455 §15", "15", false),
            ("1.15", "15", false),
            ("15.2", "15", false),
            ("bytes `0f`", "0f", true),
        ] {
            assert_eq!(has_token(text, token), expect, "{text}");
        }
    }
}
