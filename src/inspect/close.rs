//! What a Close frame's body may say (RFC 6455 §5.5.1, §7.4).

use super::conversation::Shared;
use super::frames::close_parts;
use crate::base::Side;
use crate::rules::RuleId;
use crate::trace::{Frame, Sink, Target};

/// Checks the body of a Close frame.
pub(super) fn check(shared: &mut Shared, frame: &Frame, payload: &[u8], sink: &mut impl Sink) {
    let at = Target::Frame { connection: shared.id, frame: frame.n };
    let from = Some(frame.from);
    let (code, reason) = close_parts(payload);
    let Some(code) = code else {
        // RFC 6455 §5.5.1: a body begins with a 2-byte code; no body at all is legal.
        let rule = if payload.is_empty() { RuleId::CloseEmpty } else { RuleId::CloseBodyOneByte };
        shared.find(rule, at, from, None, sink);
        return;
    };
    for rule in code_rules(code, frame.from, reason) {
        shared.find(rule, at, from, Some(code.to_string()), sink);
    }
    if std::str::from_utf8(reason).is_err() {
        shared.find(RuleId::CloseReasonNotUtf8, at, from, None, sink);
    }
}

/// The rules that a close code meets (RFC 6455 §7.4.1 and §7.4.2, IANA registry).
fn code_rules(code: u16, side: Side, reason: &[u8]) -> impl Iterator<Item = RuleId> {
    let by_range = match code {
        0..=999 => Some(RuleId::CloseCodeBelow1000),
        1002 => Some(RuleId::CloseCode1002Seen),
        1003 => Some(RuleId::CloseCode1003Seen),
        1004 => Some(RuleId::CloseCode1004),
        1005 => Some(RuleId::CloseCode1005),
        1006 => Some(RuleId::CloseCode1006),
        1007 => Some(RuleId::CloseCode1007Seen),
        1008 => Some(RuleId::CloseCode1008Seen),
        1009 => Some(RuleId::CloseCode1009Seen),
        1010 if side == Side::Server => Some(RuleId::CloseCode1010ByServer),
        1010 if reason.is_empty() => Some(RuleId::Close1010ReasonList),
        1011 if side == Side::Client => Some(RuleId::CloseCode1011ByClient),
        1012..=1014 => Some(RuleId::CloseCodeIana10121014),
        1015 => Some(RuleId::CloseCode1015),
        1016..=2999 => Some(RuleId::CloseCodeUnassigned),
        3000 | 3003 | 3008 => None,
        3000..=3999 => Some(RuleId::CloseCode3000Unregistered),
        4000..=4999 => Some(RuleId::CloseCodePrivate),
        5000.. => Some(RuleId::CloseCodeAbove4999),
        _ => None,
    };
    by_range.into_iter()
}
