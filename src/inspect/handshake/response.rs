//! The server's opening handshake (RFC 6455 §4.1, §4.2.2) and what both sides agreed on.

use super::{Check, RequestFacts, Violation, extensions};
use crate::base::Span;
use crate::rules::{RuleId, Severity};
use crate::trace::{NegotiatedFacts, Outcome};
use crate::wire::http::{Field, Form, Head, StartLine, is_token, list_elements};
use crate::wire::upgrade::{self, Deflate};

/// Whether a status announces that the real response is still to come (RFC 9110 §15.2). 101 is final.
#[must_use]
pub const fn is_interim(status: u16) -> bool {
    matches!(status, 100 | 102..=199)
}

/// Checks a response. `request` is what it answers, or `None` where the capture does not have it.
#[must_use]
pub fn check_response(request: Option<&RequestFacts>, head: &Head, bytes: &[u8]) -> Vec<Violation> {
    let mut check = Check::new(head, bytes);
    check.flaws();
    let Some(status) = head.status(bytes) else { return check.found };
    if is_interim(status) {
        return check.found;
    }
    if status == 101 {
        check.switching(request);
    } else {
        check.refusal(request, status);
    }
    // RFC 9112 §3.2: 400 to a request whose Host is missing, repeated or invalid.
    if request.is_some_and(|request| request.host_is_bad && request.http_version != Some((1, 0)))
        && status != 400
    {
        check.missing(RuleId::HttpHostInvalid);
    }
    check.version_list();
    check.empty_elements("connection");
    check.repeated();
    check.found
}

/// What is wrong with the bytes right behind a 101: text where the first frame should be (RFC 9110 §15.2). The place
/// counts from the head's first byte. Any first bytes will do; thirty-two are enough.
#[must_use]
pub fn check_response_tail(head: &Head, tail: &[u8]) -> Option<Violation> {
    let first = *tail.first()?;
    let sample = &tail[..tail.len().min(32)];
    let is_text = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7e);
    // 0x41 and 0x42 may begin a compressed fragmented message as well as a word; a few bytes more tell.
    let enough = if matches!(first, 0x41 | 0x42) { 8 } else { 2 };
    (sample.len() >= enough && sample.iter().all(is_text)).then(|| Violation {
        rule: RuleId::Res101Body,
        place: Span::at(head.end, tail.len() as u64),
        detail: Some(super::shown(sample).into_boxed_str()),
    })
}

/// What an opening handshake came to. `violations` are all of the response's, those of its tail included.
#[must_use]
pub fn negotiate(
    request: Option<&RequestFacts>,
    head: &Head,
    bytes: &[u8],
    violations: &[Violation],
) -> NegotiatedFacts {
    let status = head.status(bytes);
    let switched = match head.form {
        Form::Text | Form::Told => status == Some(101),
        Form::Section => status.is_some_and(super::opens),
    };
    let outcome = match status {
        Some(_) if switched && violations.iter().any(|one| fails(one.rule)) => Outcome::Invalid,
        Some(_) if switched => Outcome::Open,
        Some(_) => Outcome::Refused,
        None => Outcome::Invalid,
    };
    // RFC 8441 §5: over HTTP/2 there is no key.
    let accept_expected = request
        .and_then(|request| request.key.as_deref())
        .filter(|_| head.form == Form::Text)
        .map(|key| upgrade::accept_for(key).accept);
    let accept = head.value(bytes, "sec-websocket-accept");
    let accept_ok = accept_expected
        .as_deref()
        .filter(|_| switched)
        .map(|expected| accept.as_deref().is_some_and(|accept| accept == expected.as_bytes()));
    let items = if switched { extensions::read(head, bytes).items } else { Vec::new() };
    let deflate = items.iter().find_map(|(extension, _)| Deflate::agreed(extension));
    let subprotocol = head
        .value(bytes, "sec-websocket-protocol")
        .filter(|name| switched && !name.is_empty())
        .map(|name| String::from_utf8_lossy(&name).into_owned());
    let named = |param: upgrade::Param| (param.name, param.value);
    NegotiatedFacts {
        outcome,
        status,
        subprotocol,
        extensions: items
            .into_iter()
            .map(|(extension, _)| (extension.name, extension.params.into_iter().map(named).collect()))
            .collect(),
        deflate,
        accept_expected,
        accept_ok,
    }
}

/// Whether a client that finds this in a 101 must fail the connection (RFC 6455 §4.1, end). Errors of HTTP as such, and
/// the server's errors towards the request, do not keep it from opening.
fn fails(rule: RuleId) -> bool {
    use crate::rules::Group::{Negotiate, Pmd, Response};
    let spared = matches!(
        rule,
        RuleId::Res101ContentLength | RuleId::Res101TransferEncoding | RuleId::ServerAcceptedBadRequest
    );
    rule.severity() == Severity::Error && matches!(rule.row().group, Response | Negotiate | Pmd) && !spared
}

impl Check<'_> {
    /// A 101.
    fn switching(&mut self, request: Option<&RequestFacts>) {
        self.upgrade_answer();
        if let Some(request) = request {
            self.switching_of(request);
        }
        self.accept(request);
        self.protocol(request);
        extensions::check_answer(self, request);
        // RFC 9110 §8.6, RFC 9112 §6.1: neither in a 1xx.
        for (name, rule) in [
            ("content-length", RuleId::Res101ContentLength),
            ("transfer-encoding", RuleId::Res101TransferEncoding),
        ] {
            for field in self.fields(name).into_iter().take(1) {
                self.value(rule, field.line, &field.value_in(self.bytes));
            }
        }
    }

    /// A 101, given the request it answers.
    fn switching_of(&mut self, request: &RequestFacts) {
        let line = self.head.start_line;
        let upgrade = self.head.value(self.bytes, "upgrade");
        let is_websocket = upgrade.is_some_and(|value| value.eq_ignore_ascii_case(b"websocket"));
        let listed = request.upgrade.iter().any(|one| one == "websocket");
        // RFC 9110 §7.8: only to a protocol that the request lists. Another value is named by res-upgrade-wrong.
        if request.upgrade.is_empty() || (is_websocket && !listed) {
            self.at(RuleId::ResSwitchNotOffered, line);
        }
        if request.http_version == Some((1, 0)) {
            self.at(RuleId::Http101ToHttp10, line); // RFC 9110 §15.2
            if !request.upgrade.is_empty() {
                self.at(RuleId::Http10UpgradeIgnored, line); // RFC 9110 §7.8
            }
        }
        // RFC 9110 §7.8, §10.1.1: 100 goes first.
        if request.expects_continue && !request.continued {
            self.at(RuleId::Http100Before101, line);
        }
        // RFC 6455 §4.2.1: a request that does not match must be refused.
        if request.is_bad {
            self.at(RuleId::ServerAcceptedBadRequest, line);
        }
    }

    fn upgrade_answer(&mut self) {
        // RFC 6455 §4.1, client 2 and §4.2.2, 5.2: Upgrade is `websocket`, in any case.
        match self.fields("upgrade").as_slice() {
            [] => self.missing(RuleId::ResUpgradeMissing),
            fields => {
                let wrong = |field: &&&Field| !field.value_in(self.bytes).eq_ignore_ascii_case(b"websocket");
                let second = fields.get(1).filter(|_| fields.len() > 1);
                if let Some(field) = fields.iter().find(wrong).or(second) {
                    self.value(RuleId::ResUpgradeWrong, field.value, &field.value_in(self.bytes));
                }
            }
        }
        // RFC 6455 §4.1, client 3: Connection lists `Upgrade`.
        match self.fields("connection").first() {
            None => self.missing(RuleId::ResConnectionMissing),
            Some(field) if !self.head.lists(self.bytes, "connection", "upgrade") => {
                self.value(RuleId::ResConnectionNoUpgrade, field.value, &field.value_in(self.bytes));
            }
            Some(_) => {}
        }
    }

    fn accept(&mut self, request: Option<&RequestFacts>) {
        let fields = self.fields("sec-websocket-accept");
        // RFC 6455 §4.1, client 4
        let Some(first) = fields.first() else { return self.missing(RuleId::ResAcceptMissing) };
        if let Some(second) = fields.get(1) {
            self.value(RuleId::ResAcceptRepeated, second.line, &second.value_in(self.bytes)); // RFC 6455 §11.3.3
        }
        let accept = first.value_in(self.bytes);
        if let Some(key) = request.and_then(|request| request.key.as_deref()) {
            // RFC 6455 §4.2.2, 5.4: Base64 of SHA-1 of key and GUID; blanks around it are not part of it.
            let expected = upgrade::accept_for(key).accept;
            if *accept != *expected.as_bytes() {
                let detail = format!("{} ≠ {expected}", super::shown(&accept));
                self.detail(RuleId::ResAcceptMismatch, first.value, detail);
            }
        }
        // RFC 6455 §4.2.2, RFC 4648 §3.5: visible without any key.
        if !upgrade::accept_is_possible(&accept) {
            self.value(RuleId::ResAcceptNotBase64Sha1, first.value, &accept);
        }
    }

    pub(super) fn protocol(&mut self, request: Option<&RequestFacts>) {
        let fields = self.fields("sec-websocket-protocol");
        let [field, more @ ..] = fields.as_slice() else {
            // RFC 6455 §4.2.2, 5.5: the server may choose none.
            if request.is_some_and(|request| !request.protocols.is_empty()) {
                self.missing(RuleId::ResProtocolNoneSelected);
            }
            return;
        };
        if let Some(second) = more.first() {
            // RFC 6455 §11.3.4
            return self.value(RuleId::ResProtocolRepeated, second.line, &second.value_in(self.bytes));
        }
        let name = field.value_in(self.bytes);
        if name.is_empty() {
            return self.at(RuleId::ResProtocolEmpty, field.line); // RFC 6455 §4.2.2, 5.5
        }
        if !is_token(&name) {
            return self.value(RuleId::ResProtocolMultiple, field.value, &name); // RFC 6455 §4.3: one token
        }
        let Some(request) = request else { return };
        if request.protocols.iter().any(|offer| offer.as_bytes() == &*name) {
            return;
        }
        // RFC 6455 §4.1, client 6; names are compared exactly (RFC 7936 §2).
        let folded = request.protocols.iter().any(|offer| offer.as_bytes().eq_ignore_ascii_case(&name));
        let rule = if folded { RuleId::ResProtocolCaseDiffers } else { RuleId::ResProtocolNotOffered };
        self.value(rule, field.value, &name);
    }

    /// A response that is not 101: the connection goes on as HTTP.
    fn refusal(&mut self, request: Option<&RequestFacts>, status: u16) {
        let StartLine::Response { status: place, .. } = self.head.start else { return };
        self.detail(RuleId::ResStatusNot101, place, status.to_string()); // RFC 6455 §4.1, client 1
        let upgrade = self.fields("upgrade").first().copied();
        match upgrade {
            None if status == 426 => self.missing(RuleId::Http426WithoutUpgrade), // RFC 9110 §15.5.22
            // RFC 9110 §7.8: Upgrade is for the next hop only, so Connection has to list it.
            Some(field) if !self.head.lists(self.bytes, "connection", "upgrade") => {
                self.value(RuleId::HttpUpgradeWithoutConnection, field.line, &field.value_in(self.bytes));
            }
            _ => {}
        }
        self.empty_elements("upgrade");
        // RFC 6455 §4.2.2, 4 and §4.4: a version that is not understood is answered with those that are. Other statuses
        // have reasons of their own.
        let other_version =
            request.and_then(|request| request.version).is_some_and(|one| one != upgrade::VERSION);
        if other_version && matches!(status, 400 | 426) && self.fields("sec-websocket-version").is_empty() {
            self.missing(RuleId::ResVersionNotAdvertised);
        }
    }

    pub(super) fn version_list(&mut self) {
        for field in self.fields("sec-websocket-version") {
            let value = field.value_in(self.bytes);
            let good = |one: &[u8]| one.is_empty() || upgrade::parse_version(one).is_some();
            // RFC 6455 §4.3: 1#version
            if value.is_empty() || !list_elements(&value).all(good) {
                return self.value(RuleId::ResVersionListSyntax, field.value, &value);
            }
        }
        self.empty_elements("sec-websocket-version");
    }
}
