//! What a rule means and what to do about it: one sentence each, in English and Korean, for every row of the register.
//!
//! Data only, split by group. The titles say what was found; these say why it matters to the peer, and what whoever
//! is at fault changes. Where a rule is a note on something legal, the remedy says that nothing is to be done.

mod capture;
mod close;
mod frame;
mod http;
mod payload;
mod request;
mod response;
mod transport;

use super::{RULES, RuleId};
use crate::base::Text;

/// One sentence on why a rule exists, and one on what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advice {
    /// Why the rule exists, or what breaking it means for the peer.
    pub explanation: Text,
    /// What the developer of the side at fault does; for a note, why nothing has to be done.
    pub remedy: Text,
}

/// A table of advice: the rule, then explanation and remedy in English, then both in Korean.
macro_rules! advice {
    ($($rule:ident $explanation:literal $remedy:literal $explanation_ko:literal $remedy_ko:literal;)*) => {
        /// The advice of this file's groups.
        pub(super) const ADVICE: &[(crate::rules::RuleId, super::Advice)] = &[
            $((crate::rules::RuleId::$rule, super::Advice {
                explanation: crate::base::Text::new($explanation, $explanation_ko),
                remedy: crate::base::Text::new($remedy, $remedy_ko),
            }),)*
        ];
    };
}
use advice;

const TABLES: &[&[(RuleId, Advice)]] = &[
    http::ADVICE,
    request::ADVICE,
    response::ADVICE,
    frame::ADVICE,
    close::ADVICE,
    payload::ADVICE,
    transport::ADVICE,
    capture::ADVICE,
];

/// A rule without words has empty ones; the tests name it.
const NOTHING: Advice = Advice { explanation: Text::same(""), remedy: Text::same("") };

static BY_RULE: [Advice; RULES.len()] = by_rule();

const fn by_rule() -> [Advice; RULES.len()] {
    let mut all = [NOTHING; RULES.len()];
    let mut table = 0;
    while table < TABLES.len() {
        let mut row = 0;
        while row < TABLES[table].len() {
            let (rule, advice) = TABLES[table][row];
            // Two rows for one rule do not build.
            assert!(all[rule as usize].remedy.en.is_empty());
            all[rule as usize] = advice;
            row += 1;
        }
        table += 1;
    }
    all
}

impl RuleId {
    /// What the rule means, and what to do about it.
    #[must_use]
    pub fn advice(self) -> Advice {
        BY_RULE[self as usize]
    }
}
