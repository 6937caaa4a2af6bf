//! What stands before the HTTP of a connection that goes through a proxy: SOCKS (RFC 1928, RFC 1929, SOCKS 4 and 4a)
//! and the PROXY protocol, versions 1 and 2. HTTP CONNECT is HTTP and read there.
//!
//! Lax: values outside of what the documents name are read all the same. Nothing is judged, and nothing is kept.

mod header;
mod socks;

pub use header::{Header, header};
pub use socks::{
    Greeting, Reply, Request, auth, auth_status, greeting, method, reply, request, v4_reply, v4_request,
};

use std::fmt;
use std::net::IpAddr;

use crate::base::Span;

/// What bytes came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read<T> {
    /// A whole message, and how many bytes it takes.
    Whole(T, usize),
    /// It goes on.
    More,
    /// They are something else.
    No,
}

impl<T> Read<T> {
    /// Does something with the message.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Whole(message, len) => Read::Whole(with(message), len),
            Self::More => Read::More,
            Self::No => Read::No,
        }
    }
}

/// A named part of a message and where it stands, counted from the message's first byte.
pub type Field = (&'static str, Span);

/// Who or where: an address or a name, with a port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The address, or the name that the proxy looks up.
    pub host: Host,
    /// The port.
    pub port: u16,
}

/// An address, or a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// An address.
    Ip(IpAddr),
    /// A name, as it was sent.
    Name(String),
}

impl fmt::Display for Place {
    /// As in a URI: `192.0.2.1:80`, `[2001:db8::1]:80`, `example.com:443`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Ip(ip @ IpAddr::V6(_)) => write!(f, "[{ip}]:{}", self.port),
            Host::Ip(ip) => write!(f, "{ip}:{}", self.port),
            Host::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

/// Walks a message field by field.
struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
    fields: Vec<Field>,
}

impl<'b> Walk<'b> {
    const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0, fields: Vec::new() }
    }

    /// The next field of so many bytes; `None` where they are not all there.
    fn take(&mut self, name: &'static str, len: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.fields.push((name, Span::at(self.at as u64, len as u64)));
        self.at += len;
        Some(taken)
    }

    fn byte(&mut self, name: &'static str) -> Option<u8> {
        self.take(name, 1).map(|taken| taken[0])
    }

    fn port(&mut self, name: &'static str) -> Option<u16> {
        let taken = self.take(name, 2)?;
        Some(u16::from_be_bytes([taken[0], taken[1]]))
    }

    fn ipv4(&mut self, name: &'static str) -> Option<IpAddr> {
        let taken: [u8; 4] = self.take(name, 4)?.try_into().ok()?;
        Some(IpAddr::from(taken))
    }

    fn ipv6(&mut self, name: &'static str) -> Option<IpAddr> {
        let taken: [u8; 16] = self.take(name, 16)?.try_into().ok()?;
        Some(IpAddr::from(taken))
    }

    /// Text up to a zero byte, which belongs to it.
    fn zero_ended(&mut self, name: &'static str) -> Option<&'b [u8]> {
        let len = memchr::memchr(0, self.bytes.get(self.at..)?)?;
        self.take(name, len + 1).map(|taken| &taken[..len])
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
pub(super) fn check<T: fmt::Debug + PartialEq>(
    read: impl Fn(&[u8]) -> Read<T>,
    bytes: &[u8],
    fields: impl Fn(&T) -> Vec<Field>,
) -> T {
    // Byte by byte: never anything but "more" before the end.
    for cut in 0..bytes.len() {
        assert_eq!(read(&bytes[..cut]), Read::More, "{cut} of {bytes:02x?}");
    }
    // With a tail that belongs to what follows.
    let tail = [bytes, b"\x81\x05Hello"].concat();
    let Read::Whole(message, len) = read(&tail) else { panic!("{bytes:02x?} is not whole") };
    assert_eq!(len, bytes.len());
    assert_eq!(read(bytes), read(&tail));
    // The fields tile it.
    let mut at = 0;
    for (name, span) in fields(&message) {
        assert_eq!(span.start, at, "{name}");
        at = span.end;
    }
    assert_eq!(at, bytes.len() as u64);
    message
}
