//! The opening handshake over HTTP/2: an extended CONNECT and its answer (RFC 8441 §4, §5).
//!
//! What RFC 6455 says of versions, subprotocols, extensions and Origin holds there too; key, accept value, Upgrade and
//! Connection have no place.

use super::{Check, RequestFacts, Violation, extensions};
use crate::base::Span;
use crate::rules::RuleId;
use crate::wire::http::{Head, StartLine};
use crate::wire::upgrade;

/// The name that `:protocol` has for WebSocket (RFC 8441 §5).
const WEBSOCKET: &[u8] = b"websocket";

/// Whether the fields of a request are those of an opening handshake: a CONNECT whose `:protocol` says so, or that has a
/// field of WebSocket, so that one with another `:protocol` is still explained.
#[must_use]
pub fn is_websocket_connect<'f>(fields: impl IntoIterator<Item = (&'f [u8], &'f [u8])>) -> bool {
    let (mut connects, mut marked) = (false, false);
    for (name, value) in fields {
        connects |= name == b":method" && value == b"CONNECT";
        marked |= name == b":protocol" && value.eq_ignore_ascii_case(WEBSOCKET)
            || name.get(..14).is_some_and(|start| start.eq_ignore_ascii_case(b"sec-websocket-"));
    }
    connects && marked
}

/// Whether a status opens the tunnel (RFC 9113 §8.5).
#[must_use]
pub const fn opens(status: u16) -> bool {
    matches!(status, 200..=299)
}

/// Checks an extended CONNECT that asks for WebSocket. `secure`: it came in TLS.
#[must_use]
pub fn check_connect(head: &Head, bytes: &[u8], secure: bool) -> Vec<Violation> {
    let mut check = Check::new(head, bytes);
    check.flaws();
    check.protocol_of_connect();
    check.pseudo_fields(secure);
    check.connection_fields();
    check.unused(&["sec-websocket-key"]);
    check.lower_case();
    check.version_of_connect();
    check.protocols();
    extensions::check_offer(&mut check);
    check.origin();
    check.repeated();
    check.found
}

/// Checks the final answer to one. `request` is `None` where the capture does not have it.
#[must_use]
pub fn check_connect_answer(request: Option<&RequestFacts>, head: &Head, bytes: &[u8]) -> Vec<Violation> {
    let mut check = Check::new(head, bytes);
    check.flaws();
    check.unused(&["sec-websocket-accept"]);
    check.lower_case();
    let StartLine::Response { status: place, .. } = head.start else { return check.found };
    match head.status(bytes) {
        Some(status) if opens(status) => {
            check.protocol(request);
            extensions::check_answer(&mut check, request);
        }
        // RFC 8441 §5: a 2xx takes the place of the 101, which HTTP/2 does not have (RFC 9113 §8.6).
        Some(status) => check.detail(RuleId::H2StatusNot2xx, place, status.to_string()),
        None => check.missing(RuleId::ResMalformed), // RFC 9113 §8.3.2: :status is mandatory
    }
    let other =
        request.and_then(|request| request.connect_protocol.as_deref()).filter(|one| *one != WEBSOCKET);
    if let (Some(other), Some(status)) = (other, head.status(bytes))
        && status != 501
    {
        // RFC 9220 §3: a :protocol that the server does not know.
        let detail = format!("{} → {status}", super::shown(other));
        check.detail(RuleId::H3UnknownProtocol501, place, detail);
    }
    check.version_list();
    check.repeated();
    check.found
}

impl Check<'_> {
    fn protocol_of_connect(&mut self) {
        match self.fields(":protocol").first() {
            // RFC 8441 §5: the value is `websocket`.
            None => self.missing(RuleId::H2ProtocolNotWebsocket),
            Some(field) if *field.value_in(self.bytes) != *WEBSOCKET => {
                self.value(RuleId::H2ProtocolNotWebsocket, field.value, &field.value_in(self.bytes));
            }
            Some(_) => {}
        }
    }

    fn pseudo_fields(&mut self, secure: bool) {
        let is_missing = |name| self.head.value(self.bytes, name).is_none_or(|value| value.is_empty());
        let missing: Vec<&str> = [":scheme", ":path"].into_iter().filter(|name| is_missing(name)).collect();
        // RFC 8441 §4: with :protocol there are :scheme and :path too.
        if !missing.is_empty() {
            self.detail(RuleId::H2SchemePathMissing, Span::default(), missing.join(", "));
        }
        // RFC 8441 §5: the authority of the URI, which HTTP/1.1 has in Host.
        if is_missing(":authority") {
            self.missing(RuleId::H2HostInAuthority);
        }
        // RFC 8441 §5: https for wss, http for ws.
        let due: &[u8] = if secure { b"https" } else { b"http" };
        if let Some(field) = self.fields(":scheme").first().copied() {
            let scheme = field.value_in(self.bytes);
            if !scheme.is_empty() && !scheme.eq_ignore_ascii_case(due) {
                self.value(RuleId::H2SchemeMismatch, field.value, &scheme);
            }
        }
        let path = self.fields(":path").first().map_or_else(Span::default, |field| field.value);
        self.target(path);
    }

    /// RFC 8441 §5, RFC 9113 §8.2.2: fields about one hop of HTTP/1.1 must not stand in HTTP/2.
    fn connection_fields(&mut self) {
        for name in ["connection", "upgrade", "keep-alive", "proxy-connection", "transfer-encoding"] {
            if let Some(field) = self.fields(name).first().copied() {
                let value = [name.as_bytes(), b": ", &field.value_in(self.bytes)].concat();
                self.value(RuleId::H2ConnectionHeaders, field.line, &value);
                return;
            }
        }
    }

    /// RFC 8441 §5: key and accept value are not used.
    fn unused(&mut self, names: &[&'static str]) {
        for name in names {
            if let Some(field) = self.head.fields_named(self.bytes, name).next().copied() {
                self.value(RuleId::H2KeyAcceptUnused, field.line, &field.value_in(self.bytes));
            }
        }
    }

    /// RFC 9113 §8.2.1: names are in lower case.
    fn lower_case(&mut self) {
        let upper = |byte: &u8| byte.is_ascii_uppercase();
        let first = self.head.fields.iter().find(|field| field.name_in(self.bytes).iter().any(upper));
        if let Some(field) = first.copied() {
            self.value(RuleId::H2HeaderUppercase, field.name, field.name_in(self.bytes));
        }
    }

    fn version_of_connect(&mut self) {
        // RFC 8441 §5, RFC 6455 §4.1, 9
        match self.fields("sec-websocket-version").as_slice() {
            [] => self.missing(RuleId::H2VersionField),
            [field] if upgrade::parse_version(&field.value_in(self.bytes)) == Some(upgrade::VERSION) => {}
            [field, ..] => {
                self.value(RuleId::H2VersionField, field.value, &field.value_in(self.bytes));
            }
        }
    }
}
