//! What is offered and what is accepted in Sec-WebSocket-Extensions (RFC 6455 §9.1, RFC 7692 §5, §7).

use std::collections::HashSet;

use super::{Check, RequestFacts};
use crate::base::Span;
use crate::rules::{RuleId, registry};
use crate::wire::http::{Field, Head, is_token};
use crate::wire::upgrade::{
    self, CLIENT_MAX_WINDOW_BITS, Deflate, Extension, PERMESSAGE_DEFLATE, Param, ParamFlaw,
    SERVER_MAX_WINDOW_BITS, SERVER_NO_CONTEXT_TAKEOVER,
};

const FIELD: &str = "sec-websocket-extensions";

/// All lines of a head's extension header.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The extensions in order, each with the place in the head where the spans of its line begin.
    pub(super) items: Vec<(Extension, Origin)>,
    /// Where the grammar is left.
    error: Option<Span>,
    /// Where an element is empty although the line has others.
    empty: Option<Span>,
    /// The first and the second line.
    lines: Vec<Span>,
}

/// Turns spans of a header value into places in the head.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    value: Span,
    /// A folded value has other offsets than its bytes; then the whole value is the place.
    folded: bool,
}

impl Origin {
    fn of(field: &Field, unfolded_len: usize) -> Self {
        Self { value: field.value, folded: field.value.len() != unfolded_len as u64 }
    }

    const fn place(self, span: Span) -> Span {
        if self.folded {
            self.value
        } else {
            Span::new(self.value.start + span.start, self.value.start + span.end)
        }
    }
}

/// Reads the extension header of a head.
pub(super) fn read(head: &Head, bytes: &[u8]) -> Lists {
    let mut lists = Lists::default();
    for field in head.fields_named(bytes, FIELD) {
        let value = field.value_in(bytes);
        let origin = Origin::of(field, value.len());
        let list = upgrade::parse_extensions(&value);
        lists.lines.push(field.line);
        if lists.error.is_none() {
            lists.error = list.error.map(|span| origin.place(span));
        }
        if lists.empty.is_none() && value.contains(&b',') {
            lists.empty = list.empty.first().map(|span| origin.place(*span));
        }
        lists.items.extend(list.items.into_iter().map(|extension| (extension, origin)));
    }
    lists
}

/// Checks the client's offer.
pub(super) fn check_offer(check: &mut Check<'_>) {
    let lists = read(check.head, check.bytes);
    let Some(first) = lists.lines.first() else { return };
    common(check, &lists);
    if lists.lines.len() > 1 {
        // RFC 6455 §9.1: the lines count as one list.
        check.at(RuleId::ExtOfferSplitLines, lists.lines[1]);
    }
    if lists.error.is_some() {
        return;
    }
    if lists.items.is_empty() {
        // RFC 6455 §9.1: 1#extension, so at least one.
        check.at(RuleId::ExtHeaderSyntax, *first);
    }
    for (extension, origin) in &lists.items {
        members(check, extension, *origin);
        if extension.name == PERMESSAGE_DEFLATE {
            // RFC 7692 §5
            check.at(RuleId::PmdOfferName, origin.place(extension.span));
            params(check, extension, *origin, true);
        }
    }
}

/// Checks the server's answer to the offer (`None`: the request is not in the capture).
pub(super) fn check_answer(check: &mut Check<'_>, request: Option<&RequestFacts>) {
    let lists = read(check.head, check.bytes);
    let offered =
        |name: &str| request.is_none_or(|request| request.extensions.iter().any(|one| one.name == name));
    let has_offer = request.is_some() && offered(PERMESSAGE_DEFLATE);
    let Some(first) = lists.lines.first() else {
        if has_offer {
            check.missing(RuleId::PmdDeclined); // RFC 7692 §5
        }
        return;
    };
    common(check, &lists);
    if lists.lines.len() > 1 {
        // RFC 6455 §11.3.2 with erratum 3433
        check.at(RuleId::ResExtSplitLines, lists.lines[1]);
    }
    if lists.error.is_some() {
        return;
    }
    if lists.items.is_empty() {
        check.at(RuleId::ResExtEmpty, *first); // RFC 6455 §4.2.2, 5.6
    }
    for (extension, origin) in &lists.items {
        // RFC 6455 §4.1, §4.2.2: only what the client asked for.
        if !offered(&extension.name) {
            check.value(RuleId::ResExtNotOffered, origin.place(extension.span), extension.name.as_bytes());
        }
        members(check, extension, *origin);
    }
    let deflates: Vec<_> = lists.items.iter().filter(|(one, _)| one.name == PERMESSAGE_DEFLATE).collect();
    let Some((deflate, origin)) = deflates.first() else {
        if has_offer {
            check.missing(RuleId::PmdDeclined);
        }
        return;
    };
    check.at(RuleId::PmdAcceptName, origin.place(deflate.span)); // RFC 7692 §5
    if let Some((other, at)) = lists.items.iter().filter(|(one, _)| uses_rsv1(&one.name)).nth(1) {
        // RFC 7692 §5: a bit can mean one thing only.
        check.value(RuleId::PmdRsv1Conflict, at.place(other.span), other.name.as_bytes());
    }
    let before = lists.items.iter().take_while(|(one, _)| one.name != PERMESSAGE_DEFLATE);
    if let Some((other, at)) = before.into_iter().find(|(one, _)| needs_frames(&one.name)) {
        // RFC 7692 §5: compression is not applied to what an extension made for frames of its own.
        check.value(RuleId::PmdOrderConflict, at.place(other.span), other.name.as_bytes());
    }
    let good = params(check, deflate, *origin, false);
    if let Some(request) = request.filter(|_| good && has_offer) {
        against_offers(check, deflate, *origin, request);
    }
    let agreed = Deflate::agreed(deflate).unwrap_or_default();
    if agreed.client_max_window_bits.min(agreed.server_max_window_bits) < 10 {
        check.at(RuleId::PmdSmallWindow, origin.place(deflate.span)); // RFC 7692 §7.3
    }
}

/// Whether an extension is known to use RSV1. All that transform messages one by one do (RFC 7692 §6).
fn uses_rsv1(name: &str) -> bool {
    name.starts_with("permessage-") || matches!(name, "deflate-frame" | "x-webkit-deflate-frame")
}

/// Whether an extension is known to need the boundaries of frames, or to use their extension data or reserved bits other
/// than RSV1 (RFC 7692 §5). None of them is an RFC: multiplexing was a draft.
fn needs_frames(name: &str) -> bool {
    matches!(name, "mux" | "x-google-mux")
}

/// What offers and answers have in common.
fn common(check: &mut Check<'_>, lists: &Lists) {
    if let Some(place) = lists.error {
        // RFC 6455 §9.1: a header that breaks the grammar fails the connection.
        check.at(RuleId::ExtHeaderSyntax, place);
    } else if let Some(place) = lists.empty {
        check.at(RuleId::HttpListEmptyElement, place); // RFC 9110 §5.6.1.1
    }
}

/// One element, of whatever extension.
fn members(check: &mut Check<'_>, extension: &Extension, origin: Origin) {
    let known = registry::extension(&extension.name);
    if known.is_none() {
        // RFC 6455 §9.1, §11.4
        check.value(RuleId::ExtTokenUnregistered, origin.place(extension.span), extension.name.as_bytes());
    }
    for param in &extension.params {
        // RFC 6455 §9.1: what is in quotes must be a token once they are off.
        if let Some(value) =
            param.value.as_deref().filter(|value| param.quoted && !is_token(value.as_bytes()))
        {
            check.value(RuleId::ExtQuotedNotToken, origin.place(param.span), value.as_bytes());
        }
        // The Broadband Forum's USP has one parameter, the endpoint id (TR-369).
        if extension.name == "bbf-usp-protocol" && param.name != "eid" {
            check.value(RuleId::ExtParamUndefined, origin.place(param.span), param.name.as_bytes());
        }
    }
}

/// The parameters of one permessage-deflate element (RFC 7692 §7); whether all are good.
fn params(check: &mut Check<'_>, extension: &Extension, origin: Origin, offer: bool) -> bool {
    let mut good = true;
    let mut names = HashSet::new();
    for param in &extension.params {
        let place = origin.place(param.span);
        let rule = match (upgrade::param_flaw(param, offer), offer) {
            (Some(ParamFlaw::Unknown), true) => Some(RuleId::PmdOfferUnknownParam),
            (Some(ParamFlaw::Unknown), false) => Some(RuleId::PmdRespUnknownParam),
            (Some(ParamFlaw::BadValue), true) => Some(RuleId::PmdOfferBadValue),
            (Some(ParamFlaw::BadValue), false) => Some(RuleId::PmdRespBadValue),
            (None, _) => None,
        };
        if let Some(rule) = rule {
            good = false;
            check.detail(rule, place, written(param));
        }
        if !names.insert(param.name.as_str()) {
            good = false;
            let rule = if offer { RuleId::PmdOfferDuplicateParam } else { RuleId::PmdRespDuplicateParam };
            check.value(rule, place, param.name.as_bytes());
        }
    }
    good
}

/// A parameter as a detail.
fn written(param: &Param) -> String {
    let value = param.value.as_deref().map(|value| format!("={value}")).unwrap_or_default();
    super::shown(format!("{}{value}", param.name).as_bytes())
}

/// Whether an offer may be accepted at all (RFC 7692 §7: otherwise it must be declined).
fn is_acceptable(offer: &Extension) -> bool {
    offer.params.iter().enumerate().all(|(n, param)| {
        upgrade::param_flaw(param, true).is_none()
            && offer.params[..n].iter().all(|other| other.name != param.name)
    })
}

fn param<'e>(extension: &'e Extension, name: &str) -> Option<&'e Param> {
    extension.params.iter().find(|param| param.name == name)
}

fn bits(extension: &Extension, name: &str) -> Option<u8> {
    param(extension, name)?.value.as_deref().and_then(upgrade::window_bits)
}

/// Checks an accepted permessage-deflate against what was offered: it has to suit one of the offers.
fn against_offers(check: &mut Check<'_>, answer: &Extension, origin: Origin, request: &RequestFacts) {
    let offers: Vec<_> = request
        .extensions
        .iter()
        .filter(|one| one.name == PERMESSAGE_DEFLATE && is_acceptable(one))
        .collect();
    let place = origin.place(answer.span);
    let Some(broken) = offers.iter().map(|offer| broken_by(answer, offer)).min_by_key(Vec::len) else {
        return check.at(RuleId::PmdAcceptedBadOffer, place); // RFC 7692 §7
    };
    for (rule, detail) in broken {
        check.detail(rule, place, detail);
    }
    // RFC 7692 §7.1.1.1: the server may do so unasked.
    let resets = |one: &Extension| param(one, SERVER_NO_CONTEXT_TAKEOVER).is_some();
    if resets(answer) && !offers.iter().any(|offer| resets(offer)) {
        check.at(RuleId::PmdServerNctUnasked, place);
    }
    // RFC 7692 §7.1.2.2: the value of the offer is a hint only.
    let hints: Option<Vec<u8>> = offers
        .iter()
        .filter(|offer| param(offer, CLIENT_MAX_WINDOW_BITS).is_some())
        .map(|offer| bits(offer, CLIENT_MAX_WINDOW_BITS))
        .collect();
    if let (Some(agreed), Some(hint)) =
        (bits(answer, CLIENT_MAX_WINDOW_BITS), hints.and_then(|hints| hints.into_iter().max()))
        && agreed > hint
    {
        check.detail(RuleId::PmdRespClientBitsAboveHint, place, format!("{agreed} > {hint}"));
    }
}

/// The rules that an answer would break if it was meant for this offer.
fn broken_by(answer: &Extension, offer: &Extension) -> Vec<(RuleId, String)> {
    let mut broken = Vec::new();
    // RFC 7692 §7.1.1.1: accepted by saying so.
    if param(offer, SERVER_NO_CONTEXT_TAKEOVER).is_some()
        && param(answer, SERVER_NO_CONTEXT_TAKEOVER).is_none()
    {
        broken.push((RuleId::PmdRespMissingServerNct, String::new()));
    }
    // RFC 7692 §7.1.2.1: accepted with the same or a smaller value.
    match (bits(offer, SERVER_MAX_WINDOW_BITS), bits(answer, SERVER_MAX_WINDOW_BITS)) {
        (Some(limit), None) => broken.push((RuleId::PmdRespMissingServerBits, limit.to_string())),
        (Some(limit), Some(agreed)) if agreed > limit => {
            broken.push((RuleId::PmdRespServerBitsLarger, format!("{agreed} > {limit}")));
        }
        _ => {}
    }
    // RFC 7692 §7.1.2.2: only for a client that can.
    if param(answer, CLIENT_MAX_WINDOW_BITS).is_some() && param(offer, CLIENT_MAX_WINDOW_BITS).is_none() {
        broken.push((RuleId::PmdRespClientBitsUnoffered, String::new()));
    }
    broken
}
