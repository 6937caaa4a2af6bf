//! The client's opening handshake (RFC 6455 §4.1, §4.2.1).

use std::collections::HashSet;

use super::{Check, Violation, extensions};
use crate::base::{Side, Span};
use crate::rules::{Group, RuleId, Severity};
use crate::wire::http::{Body, Chunks, Field, Form, Head, StartLine, is_token, list_elements, request_body};
use crate::wire::upgrade::{self, Extension, KeyFlaw};

/// What a response is checked against.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestFacts {
    /// The method.
    pub method: Vec<u8>,
    /// The HTTP version.
    pub http_version: Option<(u8, u8)>,
    /// The first Sec-WebSocket-Key.
    pub key: Option<String>,
    /// The `:protocol` of an extended CONNECT; empty where a CONNECT over HTTP/2 has none.
    pub connect_protocol: Option<Vec<u8>>,
    /// Sec-WebSocket-Version, where there is one that is valid.
    pub version: Option<u8>,
    /// The elements of Upgrade, in lower case.
    pub upgrade: Vec<String>,
    /// The subprotocols on offer, best first.
    pub protocols: Vec<String>,
    /// The extensions on offer, best first.
    pub extensions: Vec<Extension>,
    /// The client asked for a 100 before it goes on.
    pub expects_continue: bool,
    /// A 100 has been sent. The conversation sets it.
    pub continued: bool,
    /// Host is missing, repeated or no `host[:port]`.
    pub host_is_bad: bool,
    /// The request breaks a rule for which a server must not switch.
    pub is_bad: bool,
}

impl RequestFacts {
    /// What the response to a request is checked against; `violations` are those of [`check_request`].
    #[must_use]
    pub fn of(head: &Head, bytes: &[u8], violations: &[Violation]) -> Self {
        let elements = |name| -> Vec<String> {
            let joined = head.joined(bytes, name).unwrap_or_default();
            let text = list_elements(&joined).filter(|one| !one.is_empty()).map(String::from_utf8_lossy);
            text.map(std::borrow::Cow::into_owned).collect()
        };
        let text = |name| head.value(bytes, name).map(|value| String::from_utf8_lossy(&value).into_owned());
        let hosts: Vec<_> = head.fields_named(bytes, "host").collect();
        let is_http = |rule: RuleId| matches!(rule.row().group, Group::Http | Group::Request);
        Self {
            method: head.method(bytes).to_vec(),
            http_version: head.version_number(bytes),
            key: text("sec-websocket-key"),
            connect_protocol: (head.form == Form::Section)
                .then(|| head.value(bytes, ":protocol").unwrap_or_default().into_owned()),
            version: head
                .value(bytes, "sec-websocket-version")
                .and_then(|value| upgrade::parse_version(&value)),
            upgrade: elements("upgrade").iter().map(|one| one.to_ascii_lowercase()).collect(),
            protocols: elements("sec-websocket-protocol"),
            extensions: extensions::read(head, bytes)
                .items
                .into_iter()
                .map(|(extension, _)| extension)
                .collect(),
            expects_continue: head.lists(bytes, "expect", "100-continue"),
            continued: false,
            host_is_bad: hosts.len() != 1 || hosts.iter().any(|host| !is_host(&host.value_in(bytes))),
            is_bad: violations.iter().any(|one| one.rule.severity() == Severity::Error && is_http(one.rule)),
        }
    }
}

/// Whether a request is meant as an opening handshake: any mark of it is enough, so that one that lacks the others is
/// still explained.
#[must_use]
pub fn is_websocket_request(head: &Head, bytes: &[u8]) -> bool {
    head.side == Side::Client
        && (head.lists(bytes, "upgrade", "websocket")
            || head.value(bytes, "sec-websocket-key").is_some()
            || head.value(bytes, "sec-websocket-version").is_some())
}

/// Checks an opening handshake of the client. `bytes` are those the head was read from.
#[must_use]
pub fn check_request(head: &Head, bytes: &[u8]) -> Vec<Violation> {
    let mut check = Check::new(head, bytes);
    check.flaws();
    check.request_line();
    check.host();
    check.upgrade();
    check.key();
    check.version();
    check.protocols();
    extensions::check_offer(&mut check);
    check.origin();
    // RFC 9110 §9.3.1: a GET request should have no body.
    let body = request_body(head, bytes);
    if !matches!(body, Body::None) {
        let name = if head.value(bytes, "transfer-encoding").is_some() {
            "transfer-encoding"
        } else {
            "content-length"
        };
        for field in check.fields(name).into_iter().take(1) {
            check.value(RuleId::ReqHasBody, field.line, &field.value_in(bytes));
        }
    }
    check.repeated();
    check.found
}

/// Checks a Sec-WebSocket-Key alone. Places count from its first character.
#[must_use]
pub fn check_key(key: &[u8]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut add = |rule, detail: String| {
        found.push(Violation {
            rule,
            place: Span::at(0, key.len() as u64),
            detail: Some(detail.into_boxed_str()),
        });
    };
    match upgrade::key_flaw(key) {
        Some(KeyFlaw::NotBase64) => add(RuleId::ReqKeyNotBase64, super::shown(key)), // RFC 6455 §4.3
        Some(KeyFlaw::Length(len)) => add(RuleId::ReqKeyLength, format!("{len} ≠ 16")), // RFC 6455 §4.1, 7
        Some(KeyFlaw::PadBits) => add(RuleId::ReqKeyNoncanonical, super::shown(key)), // RFC 4648 §3.5
        None => {}
    }
    // RFC 6455 §4.1, 7: the nonce is selected randomly for each connection.
    if upgrade::key_looks_constant(key) {
        add(RuleId::ReqKeyNotRandom, super::shown(key));
    }
    found
}

/// Checks Host against what is known of the connection below: the server's TCP port, and the name that the client gave
/// in TLS.
#[must_use]
pub fn check_host(head: &Head, bytes: &[u8], port: u16, server_name: Option<&str>) -> Vec<Violation> {
    let mut check = Check::new(head, bytes);
    let Some(field) = check.fields("host").first().copied() else { return check.found };
    let host = field.value_in(bytes);
    if !is_host(&host) {
        return check.found;
    }
    let (name, given) = split_port(&host);
    let given_port = std::str::from_utf8(given).ok().and_then(|digits| digits.parse().ok());
    // RFC 6455 §3: 80 for ws, 443 for wss; the default is usually left out.
    if matches!(port, 80 | 443) && given_port.is_none_or(|given: u16| given == port) {
        check.value(RuleId::UriDefaultPort, field.value, &host);
    }
    // RFC 6455 §4.1, 4. Ports are no proof: a forwarded port differs in good faith.
    if let Some(server_name) = server_name.filter(|known| !name.eq_ignore_ascii_case(known.as_bytes())) {
        check.detail(RuleId::ReqHostMismatch, field.value, format!("{} ≠ {server_name}", super::shown(name)));
    }
    check.found
}

/// What is wrong with bytes that the client sent right behind its request, before any response. Places count from the
/// head's first byte. Whether they really came before the response is for the caller to know.
#[must_use]
pub fn check_request_tail(head: &Head, bytes: &[u8], tail: &[u8]) -> Vec<Violation> {
    let body = match request_body(head, bytes) {
        Body::Length(len) => usize::try_from(len).unwrap_or(usize::MAX).min(tail.len()),
        Body::Chunked => Chunks::new().push(tail).0,
        Body::UntilClose => tail.len(),
        Body::None | Body::Tunnel => 0,
    };
    let mut check = Check::new(head, bytes);
    let mut rest = &tail[body..];
    let mut at = head.end + body as u64;
    if rest.starts_with(b"\r\n") {
        // RFC 9112 §2.2: no extra empty line after a request. A server that has switched reads it as a frame.
        check.at(RuleId::HttpLeadingCrlf, Span::at(at, 2));
        (rest, at) = (&rest[2..], at + 2);
    }
    if !rest.is_empty() {
        // RFC 6455 §4.1: once the handshake is sent, the client must wait for the response.
        check.at(RuleId::ReqDataBeforeResponse, Span::at(at, rest.len() as u64));
    }
    check.found
}

impl Check<'_> {
    fn request_line(&mut self) {
        let StartLine::Request { method, target, version } = self.head.start else { return };
        // RFC 6455 §4.1, 2: the method must be GET (methods are case-sensitive, RFC 9110 §9.1).
        let word = self.head.method(self.bytes);
        if is_token(word) && word != b"GET" {
            self.value(RuleId::ReqMethodNotGet, method, word);
        }
        // RFC 6455 §4.1, 2: at least HTTP/1.1
        if self.head.version_number(self.bytes).is_some_and(|number| number < (1, 1)) {
            self.value(RuleId::ReqHttpVersionLow, version, self.head.version(self.bytes));
        }
        self.target(target);
    }

    pub(super) fn target(&mut self, place: Span) {
        let target = self.head.target(self.bytes);
        // RFC 6455 §11.1.1: characters outside US-ASCII are percent-encoded as UTF-8.
        if !target.is_ascii() {
            self.value(RuleId::UriNonAsciiTarget, place, target);
        }
        // RFC 6455 §3: no fragment, and a `#` that belongs to the resource name is written %23. The byte is the same.
        if target.contains(&b'#') {
            self.value(RuleId::UriFragment, place, target);
            self.value(RuleId::UriHashNotEscaped, place, target);
        }
        if target.is_empty() || target.starts_with(b"/") {
            return;
        }
        // RFC 6455 §4.1, 3: a path, or an absolute URI that names the same host.
        match authority(target) {
            Some(authority) => {
                let host = self.head.value(self.bytes, "host");
                if host.is_some_and(|host| !same_host(authority, &host)) {
                    self.value(RuleId::ReqTargetMismatch, place, target);
                }
            }
            None if target == b"*" => self.value(RuleId::ReqTargetMismatch, place, target),
            None if !self.found.iter().any(|one| one.rule == RuleId::HttpRequestMalformed) => {
                self.value(RuleId::HttpRequestMalformed, place, target);
            }
            None => {}
        }
    }

    fn host(&mut self) {
        // RFC 6455 §4.1, 4; RFC 9112 §3.2
        match self.fields("host").as_slice() {
            [] => self.missing(RuleId::ReqHostMissing),
            [_] => {}
            [_, second, ..] => self.value(RuleId::ReqHostRepeated, second.line, &second.value_in(self.bytes)),
        }
        for field in self.fields("host") {
            let value = field.value_in(self.bytes);
            // RFC 6455 §11.1.1: the host is converted to ASCII first.
            if !value.is_ascii() {
                self.value(RuleId::UriIdnHost, field.value, &value);
            }
        }
    }

    fn upgrade(&mut self) {
        // RFC 6455 §4.1, 5: Upgrade includes `websocket`.
        match self.fields("upgrade").first() {
            None => self.missing(RuleId::ReqUpgradeMissing),
            Some(field) if !self.head.lists(self.bytes, "upgrade", "websocket") => {
                self.value(RuleId::ReqUpgradeNoWebsocket, field.value, &field.value_in(self.bytes));
            }
            Some(_) => {}
        }
        // RFC 6455 §4.1, 6: Connection includes `Upgrade`.
        match self.fields("connection").first() {
            None => self.missing(RuleId::ReqConnectionMissing),
            Some(field) if !self.head.lists(self.bytes, "connection", "upgrade") => {
                self.value(RuleId::ReqConnectionNoUpgrade, field.value, &field.value_in(self.bytes));
            }
            Some(_) => {}
        }
        self.empty_elements("upgrade");
        self.empty_elements("connection");
    }

    fn key(&mut self) {
        let fields = self.fields("sec-websocket-key");
        // RFC 6455 §4.1, 7
        let Some(first) = fields.first() else { return self.missing(RuleId::ReqKeyMissing) };
        if let Some(second) = fields.get(1) {
            // RFC 6455 §11.3.1
            self.value(RuleId::ReqKeyRepeated, second.line, &second.value_in(self.bytes));
        }
        let key = first.value_in(self.bytes);
        for one in check_key(&key) {
            self.found.push(Violation { place: first.value, ..one });
        }
    }

    fn version(&mut self) {
        match self.fields("sec-websocket-version").as_slice() {
            // RFC 6455 §4.1, 9
            [] => self.missing(RuleId::ReqVersionMissing),
            [field] => {
                let value = field.value_in(self.bytes);
                match upgrade::parse_version(&value) {
                    Some(upgrade::VERSION) => {}
                    Some(_) => self.value(RuleId::ReqVersionNot13, field.value, &value),
                    None => self.value(RuleId::ReqVersionSyntax, field.value, &value), // RFC 6455 §4.3
                }
            }
            // RFC 6455 §11.3.5
            [_, second, ..] => {
                self.value(RuleId::ReqVersionRepeated, second.line, &second.value_in(self.bytes));
            }
        }
    }

    pub(super) fn protocols(&mut self) {
        // RFC 6455 §4.1, 10: non-empty tokens, each once; they may stand on several lines (§11.3.4).
        let fields = self.fields("sec-websocket-protocol");
        let Some(first) = fields.first() else { return };
        let mut bad: Option<(&Field, Vec<u8>)> = None;
        let mut twice: Option<(&Field, Vec<u8>)> = None;
        let mut names = HashSet::new();
        for field in &fields {
            for name in list_elements(&field.value_in(self.bytes)).filter(|name| !name.is_empty()) {
                if bad.is_none() && !is_token(name) {
                    bad = Some((*field, name.to_vec()));
                }
                if !names.insert(name.to_vec()) && twice.is_none() {
                    twice = Some((*field, name.to_vec()));
                }
            }
        }
        if names.is_empty() {
            self.at(RuleId::ReqProtocolEmpty, first.line);
        }
        if let Some((field, name)) = bad {
            self.value(RuleId::ReqProtocolBadChar, field.value, &name);
        }
        if let Some((field, name)) = twice {
            self.value(RuleId::ReqProtocolDuplicate, field.value, &name);
        }
        self.empty_elements("sec-websocket-protocol");
    }

    pub(super) fn origin(&mut self) {
        let Some(field) = self.fields("origin").first().copied() else {
            // RFC 6455 §4.1, 8: a browser must send it, others may.
            let rule =
                if self.is_browser() { RuleId::ReqOriginMissingBrowser } else { RuleId::ReqOriginOptional };
            return self.missing(rule);
        };
        let value = field.value_in(self.bytes);
        // RFC 6454 §7.1: `null`, or serialised origins with single spaces between.
        if &*value != b"null" && !value.split(|byte| *byte == b' ').all(is_origin) {
            self.value(RuleId::ReqOriginSyntax, field.value, &value);
        }
    }

    /// Whether fields that only browsers send are there.
    fn is_browser(&self) -> bool {
        let agent = self.head.value(self.bytes, "user-agent");
        agent.is_some_and(|agent| agent.starts_with(b"Mozilla/"))
            || self.head.fields.iter().any(|field| {
                let name = field.name_in(self.bytes);
                name.get(..10).is_some_and(|start| start.eq_ignore_ascii_case(b"sec-fetch-"))
            })
    }
}

/// The authority of an absolute URI.
fn authority(target: &[u8]) -> Option<&[u8]> {
    let after = target.windows(3).position(|three| three == b"://")? + 3;
    if !is_scheme(&target[..after - 3]) {
        return None;
    }
    let rest = &target[after..];
    let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    Some(&rest[..end])
}

/// Whether an authority and a Host name the same, default ports left out.
fn same_host(authority: &[u8], host: &[u8]) -> bool {
    let bare = |name: &[u8]| -> Vec<u8> {
        let name = name.rsplit(|byte| *byte == b'@').next().unwrap_or(name);
        let name = name.strip_suffix(b":80").or_else(|| name.strip_suffix(b":443")).unwrap_or(name);
        name.to_ascii_lowercase()
    };
    bare(authority) == bare(host)
}

fn is_scheme(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// `scheme://host[:port]` (RFC 6454 §6.2).
fn is_origin(bytes: &[u8]) -> bool {
    let Some(at) = bytes.windows(3).position(|three| three == b"://") else { return false };
    is_scheme(&bytes[..at]) && bytes.len() > at + 3 && is_host(&bytes[at + 3..])
}

/// `uri-host [ ":" port ]` (RFC 9110 §7.2, RFC 3986 §3.2.2).
fn is_host(bytes: &[u8]) -> bool {
    let (host, port) = split_port(bytes);
    let good = match host {
        [b'[', inner @ .., b']'] => {
            inner.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.' | b'v' | b'V'))
        }
        name => name.iter().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%' | b'!' | b'$' | b'&' | b'\'')
                || matches!(byte, b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
        }),
    };
    good && port.iter().all(u8::is_ascii_digit)
}

/// Host name and port, the latter empty if there is none.
fn split_port(bytes: &[u8]) -> (&[u8], &[u8]) {
    match bytes.iter().rposition(|byte| matches!(byte, b':' | b']')) {
        Some(at) if bytes[at] == b':' => (&bytes[..at], &bytes[at + 1..]),
        _ => (bytes, &[]),
    }
}
