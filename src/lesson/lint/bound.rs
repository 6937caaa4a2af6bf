//! A lesson against its capture: selectors, guards, answers, secrets.

use std::net::IpAddr;

use crate::base::{Lang, Side};
use crate::trace::hex;
use crate::trace::query::{Scope, Thing, Value};

use super::super::Severity;
use super::super::format::{Bound, Kind, Question, QuestionType, Step};
use super::super::question::{right_choices, right_order, value_of};
use super::super::run::Scoped;
use super::{Capture, Linter};

impl Linter<'_> {
    /// No line of a head that lets anybody in, no address of a real person.
    pub(super) fn secrets(&mut self, capture: &Capture<'_>) {
        let at = self.lesson.at.capture;
        for connection in capture.trace.connections() {
            for end in [connection.client, connection.server] {
                if !is_harmless(end.ip) {
                    self.error("secret", at, format!("the capture shows the public address {}", end.ip));
                }
            }
            for side in Side::BOTH {
                let Some(head) = connection.streams[side].head else { continue };
                let bytes = connection.stream_bytes(capture.source, side, head).bytes;
                for line in String::from_utf8_lossy(&bytes).lines() {
                    let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
                    let secret = ["cookie", "set-cookie", "authorization", "proxy-authorization"];
                    if secret.contains(&name.trim()) {
                        self.error("secret", at, format!("the capture holds a `{}` header", name.trim()));
                    }
                }
            }
        }
    }

    /// One step: its selectors, its guard, its answer, its expressions.
    pub(super) fn step(&mut self, step: &Step, capture: &Capture<'_>) {
        let scoped = Scoped::new(self.lesson, step, capture.trace, capture.source, &[]);
        scoped.with(|scope| {
            if let Some(focus) = &step.focus {
                self.selects_one("focus", focus, scope);
            }
            for (name, bound) in [("cursor", &step.cursor), ("reveals", &step.reveals)] {
                if let Some(bound) = bound {
                    self.selects_one(name, bound, scope);
                }
            }
            for hide in &step.hide {
                match hide.what.query.select(scope) {
                    Ok(things) if things.is_empty() => {
                        self.error("selector-count", hide.what.at, "this hides nothing");
                    }
                    Ok(_) => {}
                    Err(error) => self.error("selector-count", hide.what.at + error.at, error.what),
                }
            }
            self.guard(step, scope, capture);
            if let Some(goal) = &step.goal {
                match goal.query.holds(scope) {
                    Ok(true) => self.error("goal-met", goal.at, "the goal is met before anything is done"),
                    Ok(false) => {}
                    Err(error) => self.error("answer-not-computable", goal.at + error.at, error.what),
                }
            }
            if let Some(question) = &step.question {
                self.question(step, question, scope);
            }
            self.expressions(step, scope);
        });
        // A place is picked among what is to be seen.
        let picks = step.question.as_ref().is_some_and(|question| question.kind == QuestionType::Pick);
        if step.kind == Kind::Predict && !picks && step.hide.is_empty() && step.cursor.is_none() {
            let text = format!("step `{}` asks but hides nothing", step.id);
            self.toml(Severity::Warning, "nothing-hidden", step.at, text);
        }
    }

    fn selects_one(&mut self, what: &str, bound: &Bound, scope: &Scope<'_>) {
        match bound.query.select(scope) {
            Ok(things) if things.len() == 1 => {}
            Ok(things) => {
                let text = format!("`{what}` selects {} things; it must select exactly one", things.len());
                self.error("selector-count", bound.at, text);
            }
            Err(error) => self.error("selector-count", bound.at + error.at, error.what),
        }
    }

    /// The focus's first bytes are those that the lesson was written for.
    fn guard(&mut self, step: &Step, scope: &Scope<'_>, capture: &Capture<'_>) {
        let Some((expect, at)) = &step.expect else { return };
        let Some(thing) = scope.focus.first() else {
            self.error("expect-mismatch", *at, "there is no focus for this guard");
            return;
        };
        let found = capture.trace.connection(thing.connection).map(|connection| {
            let span = crate::base::Span::at(thing.span.start, expect.len() as u64);
            let span = span.meet(thing.span).unwrap_or_default();
            connection.stream_bytes(capture.source, thing.side, span).bytes
        });
        let found = found.unwrap_or_default();
        let fits = found.len() == expect.len()
            && expect.iter().zip(&found).all(|(expect, found)| expect.is_none_or(|byte| byte == *found));
        if !fits {
            self.error("expect-mismatch", *at, format!("the bytes are now `{}`", hex(&found)));
        }
    }

    fn question(&mut self, step: &Step, question: &Question, scope: &Scope<'_>) {
        let at = question.at;
        let answer = question.answer.as_ref();
        if let Some(bound) = answer
            && let Err(error) = bound.query.evaluate(scope).and_then(|value| scope.plain(&value))
        {
            self.error("answer-not-computable", bound.at + error.at, error.what);
            return;
        }
        match &question.kind {
            QuestionType::Choice(choices) => {
                for bound in
                    choices.iter().filter_map(|choice| choice.when.as_ref().or(choice.value.as_ref()))
                {
                    if let Err(error) = bound.query.evaluate(scope).and_then(|value| scope.plain(&value)) {
                        self.error("answer-not-computable", bound.at + error.at, error.what);
                        return;
                    }
                }
                let right = right_choices(question, scope);
                if right.len() != 1 {
                    let text = format!("{} choices are right; exactly one must be", right.len());
                    self.error("choices-right", at, text);
                }
                let wrong = choices.iter().enumerate().filter(|(index, _)| !right.contains(index));
                for (_, choice) in wrong {
                    for (lang, text) in &self.lesson.texts {
                        let said = text.step(&step.id).and_then(|words| words.note(&choice.id));
                        if said.is_none() {
                            let text = format!("the wrong choice `{}` lacks `### {}`", choice.id, choice.id);
                            let at = self.lesson.text(*lang).step(&step.id).map_or(0, |words| words.at);
                            self.markdown(Severity::Error, "text-missing", *lang, at, text);
                        }
                    }
                }
            }
            QuestionType::Order(items) => match right_order(question, scope) {
                None => self.error("answer-not-computable", at, "the order of these items cannot be told"),
                Some(order) if order.iter().copied().eq(0..items.len()) => {
                    self.error("answer-leak", at, "the items already stand in their order");
                }
                Some(_) => {}
            },
            QuestionType::Pick => {
                if let Some(bound) = answer {
                    self.selects_one("answer", bound, scope);
                }
            }
            QuestionType::Number(_) | QuestionType::Bytes => self.value_type(question, scope),
        }
        self.distractors(question, scope);
    }

    fn value_type(&mut self, question: &Question, scope: &Scope<'_>) {
        let Some(bound) = &question.answer else { return };
        let fits = match (&question.kind, value_of(bound, scope)) {
            (QuestionType::Number(_), Some(Value::Number(number))) => number >= 0,
            (QuestionType::Number(_), Some(Value::Bytes(bytes))) => (1..=8).contains(&bytes.len()),
            (QuestionType::Bytes, Some(Value::Bytes(bytes))) => !bytes.is_empty(),
            (QuestionType::Bytes, Some(Value::Text(text))) => !text.is_empty(),
            _ => false,
        };
        if !fits {
            self.error("answer-not-computable", bound.at, "this answer is of another type than the question");
        }
    }

    /// A wrong answer with an explanation is wrong, and differs from the others.
    fn distractors(&mut self, question: &Question, scope: &Scope<'_>) {
        let pick = question.kind == QuestionType::Pick;
        let same = |a: &Bound, b: &Bound| {
            if pick {
                let select = |bound: &Bound| bound.query.select(scope).unwrap_or_default();
                let (a, b) = (select(a), select(b));
                let within = |thing: &Thing| b.iter().any(|other| thing.is_within(other));
                return !a.is_empty() && a.iter().all(within);
            }
            match (value_of(a, scope), value_of(b, scope)) {
                (Some(a), Some(b)) => scope.same(&a, &b).unwrap_or(false),
                _ => false,
            }
        };
        for (index, wrong) in question.wrong.iter().enumerate() {
            let failed = wrong
                .value
                .query
                .evaluate(scope)
                .and_then(|value| if pick { Ok(value) } else { scope.plain(&value) });
            if let Err(error) = failed {
                self.error("answer-not-computable", wrong.value.at + error.at, error.what);
                continue;
            }
            if question.answer.as_ref().is_some_and(|answer| same(&wrong.value, answer)) {
                self.error("distractor-right", wrong.value.at, "this wrong answer is the right one");
            }
            if question.wrong[..index].iter().any(|earlier| same(&wrong.value, &earlier.value)) {
                self.error("distractor-twice", wrong.value.at, "an earlier wrong answer has the same value");
            }
        }
    }

    /// Every expression in the prose can be computed.
    fn expressions(&mut self, step: &Step, scope: &Scope<'_>) {
        for lang in Lang::ALL {
            let Some(words) = self.lesson.text(lang).step(&step.id) else { continue };
            for prose in words.all() {
                for value in prose.values() {
                    if let Err(error) = value.query.evaluate(scope).and_then(|value| scope.show(&value)) {
                        let at = value.at + error.at;
                        self.markdown(Severity::Error, "answer-not-computable", lang, at, error.what);
                    }
                }
            }
        }
    }
}

/// Loopback, private, link-local and documentation addresses (RFC 5737, RFC 3849): nobody's.
fn is_harmless(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_documentation(),
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            let documentation = first == 0x2001 && ip.segments()[1] == 0x0db8;
            let local = first & 0xFE00 == 0xFC00 || first & 0xFFC0 == 0xFE80;
            let mapped = ip.to_ipv4_mapped().is_some_and(|ip| is_harmless(IpAddr::V4(ip)));
            ip.is_loopback() || documentation || local || mapped
        }
    }
}
