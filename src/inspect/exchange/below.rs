//! What an upgrade request says together with what carries it: TLS, or none.

use std::net::IpAddr;

use super::Exchange;
use crate::base::Side;
use crate::rules::RuleId;
use crate::trace::{Sink, Target, Transport};

/// The port of `https` and `wss` (RFC 6455 §3).
const TLS_PORT: u16 = 443;

impl Exchange {
    /// The request of the connection `id` names this host: is the layer below what it should be?
    pub(super) fn carried(&mut self, id: u32, host: Option<&[u8]>, sink: &mut impl Sink) {
        let port = self.endpoints.server.port;
        // Pasted bytes have no ports.
        if port == 0 {
            return;
        }
        let at = Target::Head { connection: id, side: Side::Client };
        if !self.transport.is_sealed() {
            // RFC 6455 §10.6: confidentiality and integrity come with TLS.
            self.say(RuleId::PlaintextWs, Target::Connection(id), None, None, sink);
            // RFC 6455 §4.1: if secure is set, the TLS handshake comes before the opening handshake.
            if port == TLS_PORT && self.transport == Transport::Tcp {
                self.say(RuleId::TlsBeforeHandshake, at, Some(Side::Client), Some(port.to_string()), sink);
            }
            return;
        }
        // RFC 6455 §4.1: clients must use Server Name Indication. RFC 6066 §3 has no literal addresses in it.
        let is_unnamed = self.tls.as_ref().is_some_and(|tls| tls.hello_seen && tls.server_name.is_none());
        if is_unnamed && host.is_some_and(|host| !is_address(host)) {
            let detail = host.map(|host| String::from_utf8_lossy(host).into_owned());
            self.say(RuleId::TlsSniMissing, at, Some(Side::Client), detail, sink);
        }
    }
}

/// Whether a Host value is a literal address, with or without a port.
fn is_address(host: &[u8]) -> bool {
    let Ok(host) = std::str::from_utf8(host) else { return false };
    let host = host.trim();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => host.split(':').next(),
    };
    name.is_some_and(|name| name.parse::<IpAddr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_addresses_are_no_names() {
        for (host, expect) in [
            ("127.0.0.1", true),
            ("127.0.0.1:8443", true),
            ("[::1]", true),
            ("[2001:db8::1]:443", true),
            ("localhost", false),
            ("ws.example:443", false),
            ("1.2.3", false),
            ("", false),
        ] {
            assert_eq!(is_address(host.as_bytes()), expect, "{host}");
        }
    }
}
