//! `ws101 accept`: what a Sec-WebSocket-Key calls for, step by step, and what is wrong with the key.

use super::args::{Accept, Format};
use super::output::{Failure, Output};
use crate::base::Side;
use crate::export::{Lines, Payload, Writer};
use crate::rules::RuleId;
use crate::trace::{Finding, Target};
use crate::wire::upgrade::{KeyFlaw, accept_for, key_flaw, key_looks_constant};

/// Computes the accept value of a key.
pub(super) fn run(args: &Accept) -> Result<(), Failure> {
    match args.shown.format() {
        Format::Ndjson => answer(&args.key, &mut args.shown.ndjson(Lines::ALL, Payload::None)),
        Format::Text => answer(&args.key, &mut args.shown.text(Lines::ALL, Payload::None)),
    }
}

fn answer(key: &str, writer: &mut impl Writer) -> Result<(), Failure> {
    let steps = accept_for(key);
    writer.accept(&steps);
    for (rule, detail) in findings(&steps.key) {
        writer.finding(Finding {
            rule,
            connection: None,
            at: Target::Head { connection: 0, side: Side::Client },
            from: Some(Side::Client),
            detail: detail.map(String::into_boxed_str),
        });
    }
    Output::new().flush(writer)
}

/// What is wrong with a key.
fn findings(key: &str) -> Vec<(RuleId, Option<String>)> {
    let flaw = key_flaw(key.as_bytes()).map(|flaw| match flaw {
        KeyFlaw::NotBase64 => (RuleId::ReqKeyNotBase64, None),
        KeyFlaw::Length(len) => (RuleId::ReqKeyLength, Some(len.to_string())),
        KeyFlaw::PadBits => (RuleId::ReqKeyNoncanonical, None),
    });
    let constant = key_looks_constant(key.as_bytes()).then_some((RuleId::ReqKeyNotRandom, None));
    flaw.into_iter().chain(constant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_key_is_named() {
        for (key, rules) in [
            ("tpqSdIvDtF0bH6IIcH6I8w==", &[][..]),
            ("dGhlIHNhbXBsZSBub25jZQ==", &[RuleId::ReqKeyNotRandom]),
            ("AQIDBAUGBwgJCgsMDQ4PEC==", &[RuleId::ReqKeyNoncanonical, RuleId::ReqKeyNotRandom]),
            ("dGhl", &[RuleId::ReqKeyLength, RuleId::ReqKeyNotRandom]),
            ("not base64!", &[RuleId::ReqKeyNotBase64]),
            ("", &[RuleId::ReqKeyLength]),
        ] {
            let found: Vec<RuleId> = findings(key).into_iter().map(|(rule, _)| rule).collect();
            assert_eq!(found, rules, "{key}");
        }
    }
}
