//! How a connection came to its server: the proxies on the way, as far as they speak in its stream.

use std::fmt;

/// What kind of proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayKind {
    /// A tunnel that HTTP CONNECT opened (RFC 9110 §9.3.6).
    HttpConnect,
    /// SOCKS 5 (RFC 1928).
    Socks5,
    /// SOCKS 4 or 4a.
    Socks4,
    /// A PROXY protocol header of version 1: a line of text.
    ProxyV1,
    /// A PROXY protocol header of version 2: binary.
    ProxyV2,
}

impl WayKind {
    /// The word of the machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HttpConnect => "http-connect",
            Self::Socks5 => "socks5",
            Self::Socks4 => "socks4",
            Self::ProxyV1 => "proxy-v1",
            Self::ProxyV2 => "proxy-v2",
        }
    }

    /// Its name as its documents write it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::HttpConnect => "HTTP CONNECT",
            Self::Socks5 => "SOCKS 5",
            Self::Socks4 => "SOCKS 4",
            Self::ProxyV1 => "PROXY protocol 1",
            Self::ProxyV2 => "PROXY protocol 2",
        }
    }
}

/// One proxy on the way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Way {
    /// What kind.
    pub kind: WayKind,
    /// Where the client asked to be connected to, or was connected to: host and port.
    pub target: Option<Box<str>>,
    /// The true client, where the proxy tells it.
    pub client: Option<Box<str>>,
}

impl fmt::Display for Way {
    /// `SOCKS 5 → example.com:443`, `PROXY protocol 1: 192.0.2.1:56324 → 198.51.100.7:443`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.title())?;
        if let Some(client) = &self.client {
            write!(f, ": {client}")?;
        }
        self.target.as_ref().map_or(Ok(()), |target| write!(f, " → {target}"))
    }
}
