//! `ws101 rules`: the register of rules, one line a rule.

use super::args::{Format, Shown};
use super::output::{Failure, Output};
use crate::export::{Lines, Payload, Writer};
use crate::rules::RULES;

/// Lists the register.
pub(super) fn run(shown: &Shown) -> Result<(), Failure> {
    match shown.format() {
        Format::Ndjson => list(&mut shown.ndjson(Lines::ALL, Payload::None)),
        Format::Text => list(&mut shown.text(Lines::ALL, Payload::None)),
    }
}

fn list(writer: &mut impl Writer) -> Result<(), Failure> {
    let mut output = Output::new();
    for row in RULES {
        writer.rule(row);
        output.drain(writer)?;
    }
    output.flush(writer)
}
