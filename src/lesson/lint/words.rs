//! How much a step says at once.

use crate::base::Lang;

use super::super::prose::{Block, Prose, Run};
use super::super::{Severity, StepText};
use super::Linter;

/// Most words of a step in English.
const WORDS_LIMIT: usize = 60;

/// Most characters of a step in Korean.
const CHARACTERS_LIMIT: usize = 130;

impl Linter<'_> {
    /// A step says little, and names one new thing.
    pub(super) fn lengths(&mut self) {
        for (lang, text) in &self.lesson.texts {
            for step in &text.steps {
                let all: Vec<String> = own_words(&step.prose, *lang).collect();
                let (count, limit, unit) = match lang {
                    Lang::En => {
                        (all.iter().map(|text| text.split_whitespace().count()).sum(), WORDS_LIMIT, "words")
                    }
                    Lang::Ko => (
                        all.iter().map(|text| text.chars().count()).sum::<usize>(),
                        CHARACTERS_LIMIT,
                        "characters",
                    ),
                };
                if count > limit {
                    let text = format!("step `{}` has {count} {unit}; at most {limit}", step.id);
                    self.markdown(Severity::Warning, "step-long", *lang, step.at, text);
                }
                let terms = new_terms(step);
                if terms.len() > 1 {
                    let text =
                        format!("step `{}` introduces {} terms: {}", step.id, terms.len(), terms.join(", "));
                    self.markdown(Severity::Warning, "terms-many", *lang, step.at, text);
                }
            }
        }
    }
}

/// New terms are written `**term**`.
fn new_terms(step: &StepText) -> Vec<String> {
    let runs = |prose: &Prose| {
        let blocks = prose.template().iter();
        blocks
            .flat_map(|block| match block {
                Block::Paragraph(runs) => runs.clone(),
                Block::List { items, .. } => items.concat(),
                Block::Quote { .. } | Block::Code(_) => Vec::new(),
            })
            .filter(|run| run.style.strong)
            .map(|run| run.text)
            .collect::<Vec<_>>()
    };
    runs(&step.prose)
}

/// What a learner has to get through: all but quotations, and in Korean but names in code, which are read as one word
/// however many letters they have.
fn own_words(prose: &Prose, lang: Lang) -> impl Iterator<Item = String> {
    let read = move |runs: &[Run]| -> String {
        runs.iter().filter(|run| lang == Lang::En || !run.style.code).map(|run| run.text.as_str()).collect()
    };
    prose.template().iter().flat_map(move |block| match block {
        Block::Paragraph(runs) => vec![read(runs)],
        Block::List { items, .. } => items.iter().map(|item| read(item)).collect(),
        Block::Quote { .. } | Block::Code(_) => Vec::new(),
    })
}
