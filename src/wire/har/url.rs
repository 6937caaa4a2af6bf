//! The URL of a HAR entry, taken apart as far as a WebSocket needs it.

/// The parts of an absolute URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Url<'a> {
    /// `ws`, `wss`, `http` or `https`, in any case.
    pub scheme: &'a str,
    /// The host without brackets.
    pub host: &'a str,
    /// The port, where it is written.
    pub port: Option<u16>,
    /// Path and query; empty where there is neither.
    pub target: &'a str,
}

impl<'a> Url<'a> {
    /// Takes a URL apart; `None` where it has no scheme and host.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        // A browser does not send the fragment.
        let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(at);
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (host, port) = match authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((host, port)) => (host, port.strip_prefix(':')),
            None => match authority.rsplit_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            },
        };
        (!host.is_empty() && !scheme.is_empty()).then(|| Self {
            scheme,
            host,
            port: port.and_then(|port| port.parse().ok()),
            target,
        })
    }

    /// Whether it asks for TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        ["wss", "https"].iter().any(|scheme| self.scheme.eq_ignore_ascii_case(scheme))
    }

    /// Whether its scheme is that of a WebSocket (RFC 6455 §3).
    #[must_use]
    pub fn is_websocket(&self) -> bool {
        ["ws", "wss"].iter().any(|scheme| self.scheme.eq_ignore_ascii_case(scheme))
    }

    /// The port that is meant (RFC 6455 §3).
    #[must_use]
    pub fn port_or_default(&self) -> u16 {
        self.port.unwrap_or_else(|| if self.is_secure() { 443 } else { 80 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart() {
        for (text, expect) in [
            ("ws://127.0.0.1:9001/a?q=1", Some(("127.0.0.1", 9001, "/a?q=1", false))),
            ("wss://example.com", Some(("example.com", 443, "", true))),
            ("WSS://u:p@[::1]:8443/x#y", Some(("::1", 8443, "/x", true))),
            ("https://example.com?a@b:1", Some(("example.com", 443, "?a@b:1", true))),
            ("http://h:99999/", Some(("h", 80, "/", false))),
            ("ws://", None),
            ("/chat", None),
            ("", None),
        ] {
            let read =
                Url::read(text).map(|url| (url.host, url.port_or_default(), url.target, url.is_secure()));
            assert_eq!(read, expect, "{text}");
        }
    }
}
