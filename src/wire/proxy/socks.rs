//! SOCKS 5 (RFC 1928) with its password sub-negotiation (RFC 1929), and SOCKS 4 and 4a.

use std::net::{IpAddr, Ipv4Addr};

use super::{Field, Host, Place, Read, Walk, text};

const V5: u8 = 5;
const V4: u8 = 4;

/// The client's first message of SOCKS 5: the methods it can authenticate with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeting {
    /// The methods.
    pub methods: Vec<u8>,
    /// Its parts.
    pub fields: Vec<Field>,
}

/// What the client asks the proxy for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// 1 CONNECT, 2 BIND, 3 UDP ASSOCIATE.
    pub command: u8,
    /// Where to.
    pub target: Place,
    /// The user: SOCKS 4 only.
    pub user: Option<String>,
    /// Its parts.
    pub fields: Vec<Field>,
}

/// The proxy's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// 0 in SOCKS 5, and 90 in SOCKS 4: granted.
    pub code: u8,
    /// Where the proxy connected from.
    pub bound: Option<Place>,
    /// Its parts.
    pub fields: Vec<Field>,
}

/// Turns a walk that may have run out of bytes into what it came to.
fn whole<'b, T>(
    bytes: &'b [u8],
    version: u8,
    read: impl FnOnce(&mut Walk<'b>) -> Option<T>,
    with: impl FnOnce(T, Vec<Field>) -> T,
) -> Read<T> {
    match bytes.first() {
        None => return Read::More,
        Some(first) if *first != version => return Read::No,
        Some(_) => {}
    }
    let mut walk = Walk::new(bytes);
    match read(&mut walk) {
        Some(message) => Read::Whole(with(message, walk.fields), walk.at),
        None => Read::More,
    }
}

/// RFC 1928 §3: version, number of methods, methods.
#[must_use]
pub fn greeting(bytes: &[u8]) -> Read<Greeting> {
    let read = whole(
        bytes,
        V5,
        |walk| {
            walk.byte("version")?;
            let number = walk.byte("number of methods")?;
            let methods = walk.take("methods", number.into())?.to_vec();
            Some(Greeting { methods, fields: Vec::new() })
        },
        |greeting, fields| Greeting { fields, ..greeting },
    );
    match read {
        // One that offers nothing leads nowhere.
        Read::Whole(greeting, _) if greeting.methods.is_empty() => Read::No,
        read => read,
    }
}

/// RFC 1928 §3: the method that the proxy chooses; 0 none, 2 user and password, 255 refusal.
#[must_use]
pub fn method(bytes: &[u8]) -> Read<u8> {
    pair(bytes, V5)
}

/// RFC 1929 §2: the user. The password is passed over.
#[must_use]
pub fn auth(bytes: &[u8]) -> Read<(String, Vec<Field>)> {
    whole(
        bytes,
        1,
        |walk| {
            walk.byte("version")?;
            let len = walk.byte("length of the user name")?;
            let user = text(walk.take("user name", len.into())?);
            let len = walk.byte("length of the password")?;
            walk.take("password", len.into())?;
            Some((user, Vec::new()))
        },
        |(user, _), fields| (user, fields),
    )
}

/// RFC 1929 §2: whether the proxy knows the user; 0 is yes.
#[must_use]
pub fn auth_status(bytes: &[u8]) -> Read<u8> {
    pair(bytes, 1)
}

fn pair(bytes: &[u8], version: u8) -> Read<u8> {
    match bytes {
        [] => Read::More,
        [first, ..] if *first != version => Read::No,
        [_] => Read::More,
        [_, value, ..] => Read::Whole(*value, 2),
    }
}

/// RFC 1928 §5: the address of a request or reply.
fn place(walk: &mut Walk<'_>) -> Option<Option<Place>> {
    let host = match walk.byte("address type")? {
        1 => Host::Ip(walk.ipv4("address")?),
        3 => {
            let len = walk.byte("length of the name")?;
            Host::Name(text(walk.take("name", len.into())?))
        }
        4 => Host::Ip(walk.ipv6("address")?),
        _ => return Some(None),
    };
    Some(Some(Place { host, port: walk.port("port")? }))
}

/// RFC 1928 §4: version, command, reserved, address.
#[must_use]
pub fn request(bytes: &[u8]) -> Read<Request> {
    let read = whole(
        bytes,
        V5,
        |walk| {
            walk.byte("version")?;
            let code = walk.byte("command")?;
            walk.byte("reserved")?;
            Some(Reply { code, bound: place(walk)?, fields: Vec::new() })
        },
        |reply, fields| Reply { fields, ..reply },
    );
    match read {
        Read::Whole(Reply { code, bound: Some(target), fields }, len) => {
            Read::Whole(Request { command: code, target, user: None, fields }, len)
        }
        Read::Whole(Reply { bound: None, .. }, _) | Read::No => Read::No,
        Read::More => Read::More,
    }
}

/// RFC 1928 §6: version, reply, reserved, address.
#[must_use]
pub fn reply(bytes: &[u8]) -> Read<Reply> {
    let read = whole(
        bytes,
        V5,
        |walk| {
            walk.byte("version")?;
            let code = walk.byte("reply")?;
            walk.byte("reserved")?;
            Some(Reply { code, bound: place(walk)?, fields: Vec::new() })
        },
        |reply, fields| Reply { fields, ..reply },
    );
    match read {
        Read::Whole(Reply { bound: None, .. }, _) => Read::No,
        read => read,
    }
}

/// SOCKS 4: version, command, port, address, user; SOCKS 4a: an address 0.0.0.x stands for a name behind the user.
#[must_use]
pub fn v4_request(bytes: &[u8]) -> Read<Request> {
    whole(
        bytes,
        V4,
        |walk| {
            walk.byte("version")?;
            let command = walk.byte("command")?;
            let port = walk.port("port")?;
            let ip = walk.ipv4("address")?;
            let user = Some(text(walk.zero_ended("user")?));
            let is_name =
                matches!(ip, IpAddr::V4(ip) if ip.octets()[..3] == [0; 3] && ip != Ipv4Addr::UNSPECIFIED);
            let host = if is_name { Host::Name(text(walk.zero_ended("name")?)) } else { Host::Ip(ip) };
            Some(Request { command, target: Place { host, port }, user, fields: Vec::new() })
        },
        |request, fields| Request { fields, ..request },
    )
}

/// SOCKS 4: a zero, the reply, port and address.
#[must_use]
pub fn v4_reply(bytes: &[u8]) -> Read<Reply> {
    whole(
        bytes,
        0,
        |walk| {
            walk.byte("version")?;
            let code = walk.byte("reply")?;
            let port = walk.port("port")?;
            let bound = Some(Place { host: Host::Ip(walk.ipv4("address")?), port });
            Some(Reply { code, bound, fields: Vec::new() })
        },
        |reply, fields| Reply { fields, ..reply },
    )
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn every_message_of_socks_5_is_read() {
        let read = check(greeting, b"\x05\x02\x00\x02", |message| message.fields.clone());
        assert_eq!(read.methods, [0, 2]);
        let read = check(auth, b"\x01\x03bob\x06secret", |message| message.1.clone());
        assert_eq!(read.0, "bob");
        assert_eq!(method(b"\x05\x02\x01"), Read::Whole(2, 2));
        assert_eq!(auth_status(b"\x01\x00"), Read::Whole(0, 2));
        for (bytes, target) in [
            (&b"\x05\x01\x00\x01\xC0\x00\x02\x01\x00\x50"[..], "192.0.2.1:80"),
            (b"\x05\x01\x00\x03\x0Bexample.com\x01\xBB", "example.com:443"),
            (b"\x05\x01\x00\x04\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x00\x50", "[2001:db8::1]:80"),
        ] {
            let read = check(request, bytes, |message| message.fields.clone());
            assert_eq!((read.command, read.target.to_string().as_str()), (1, target));
            let read = check(reply, bytes, |message| message.fields.clone());
            assert_eq!((read.code, read.bound.map(|place| place.to_string()).as_deref()), (1, Some(target)));
        }
    }

    #[test]
    fn socks_4_and_4a_are_read() {
        let read =
            check(v4_request, b"\x04\x01\x00\x50\xC0\x00\x02\x01bob\0", |message| message.fields.clone());
        assert_eq!((read.target.to_string().as_str(), read.user.as_deref()), ("192.0.2.1:80", Some("bob")));
        let read =
            check(v4_request, b"\x04\x01\x01\xBB\0\0\0\x01\0example.com\0", |message| message.fields.clone());
        assert_eq!(read.target.to_string(), "example.com:443");
        let read = check(v4_reply, b"\x00\x5A\x00\x50\xC0\x00\x02\x01", |message| message.fields.clone());
        assert_eq!(read.code, 90);
    }

    #[test]
    fn what_is_no_socks_is_left_alone() {
        for bytes in [&b"GET / HTTP/1.1\r\n"[..], b"\x16\x03\x01", b"\x04\x01", b"\x05\x00"] {
            assert_eq!(greeting(bytes), Read::No, "{bytes:02x?}");
        }
        assert_eq!(request(b"\x05\x01\x00\x09"), Read::No);
        assert_eq!(reply(b"HTTP/1.1 400\r\n"), Read::No);
        assert_eq!(v4_reply(b"\x04"), Read::No);
    }
}
