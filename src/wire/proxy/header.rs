//! The PROXY protocol's header, version 1 (a line of text) and 2 (binary): who the true client is.

use std::net::IpAddr;

use super::{Field, Host, Place, Read, Walk};

/// The longest header of version 1, its CRLF included (PROXY protocol §2.1).
const V1_LIMIT_BYTES: usize = 107;
/// What a header of version 2 begins with (§2.2).
const V2_SIGNATURE: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";

/// A PROXY protocol header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// 1 or 2.
    pub version: u8,
    /// The proxy speaks for itself (LOCAL, UNKNOWN): the connection's own ends are the true ones.
    pub is_local: bool,
    /// The true client, where it is told.
    pub source: Option<Place>,
    /// Where the client connected to.
    pub destination: Option<Place>,
    /// Its parts.
    pub fields: Vec<Field>,
}

/// Reads a header of either version at the start of what a client sends.
///
/// ```
/// use ws101::wire::proxy::{Read, header};
/// let line = b"PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n";
/// let Read::Whole(header, len) = header(line) else { panic!() };
/// assert_eq!((len, header.version), (line.len(), 1));
/// assert_eq!(header.source.map(|place| place.to_string()).as_deref(), Some("192.0.2.1:56324"));
/// ```
#[must_use]
pub fn header(bytes: &[u8]) -> Read<Header> {
    let starts = |with: &[u8]| {
        let len = with.len().min(bytes.len());
        bytes[..len] == with[..len]
    };
    if starts(V2_SIGNATURE) {
        if bytes.len() < V2_SIGNATURE.len() { Read::More } else { v2(bytes) }
    } else if starts(b"PROXY ") {
        v1(bytes)
    } else {
        Read::No
    }
}

fn v1(bytes: &[u8]) -> Read<Header> {
    let Some(end) = bytes.windows(2).take(V1_LIMIT_BYTES - 1).position(|pair| pair == b"\r\n") else {
        return if bytes.len() < V1_LIMIT_BYTES { Read::More } else { Read::No };
    };
    let mut walk = Walk::new(&bytes[..end + 2]);
    let mut words: Vec<&str> = Vec::new();
    for (name, word) in [
        "protocol name",
        "family",
        "source address",
        "destination address",
        "source port",
        "destination port",
    ]
    .into_iter()
    .zip(bytes[..end].split(|byte| *byte == b' '))
    {
        // A blank belongs to the word before it.
        let blank = usize::from(walk.at + word.len() < end);
        if walk.take(name, word.len() + blank).is_none() {
            return Read::No;
        }
        words.push(std::str::from_utf8(word).unwrap_or_default());
    }
    let rest = end - walk.at.min(end);
    if rest > 0 {
        walk.take("ignored", rest);
    }
    walk.take("line end", 2);
    let place = |host: usize, port: usize| {
        let ip: IpAddr = words.get(host)?.parse().ok()?;
        Some(Place { host: Host::Ip(ip), port: words.get(port)?.parse().ok()? })
    };
    let is_local = !matches!(words.get(1), Some(&("TCP4" | "TCP6")));
    let (source, destination) = if is_local { (None, None) } else { (place(2, 4), place(3, 5)) };
    Read::Whole(Header { version: 1, is_local, source, destination, fields: walk.fields }, end + 2)
}

fn v2(bytes: &[u8]) -> Read<Header> {
    let Some(len) = bytes.get(14..16) else { return Read::More };
    let end = 16 + usize::from(u16::from_be_bytes([len[0], len[1]]));
    let Some(whole) = bytes.get(..end) else { return Read::More };
    if whole[12] >> 4 != 2 {
        return Read::No;
    }
    let mut walk = Walk::new(whole);
    walk.take("signature", 12);
    walk.take("version and command", 1);
    walk.take("family and transport", 1);
    walk.take("length", 2);
    let is_local = whole[12] & 0x0F == 0;
    let ends = if is_local { None } else { v2_addresses(&mut walk, whole[13]) };
    while whole.len() - walk.at >= 3 {
        let len = usize::from(u16::from_be_bytes([whole[walk.at + 1], whole[walk.at + 2]]));
        if walk.take("option", 3 + len).is_none() {
            break;
        }
    }
    let rest = whole.len() - walk.at;
    if rest > 0 {
        walk.take("ignored", rest);
    }
    let (source, destination) = ends.unzip();
    Read::Whole(Header { version: 2, is_local, source, destination, fields: walk.fields }, end)
}

fn v2_addresses(walk: &mut Walk<'_>, family: u8) -> Option<(Place, Place)> {
    // Not moved on where they are not whole: what is left is told as ignored.
    let needed = match family >> 4 {
        1 => 12,
        2 => 36,
        _ => return None,
    };
    walk.bytes.get(walk.at..walk.at + needed)?;
    let address = |walk: &mut Walk<'_>, name| if needed == 12 { walk.ipv4(name) } else { walk.ipv6(name) };
    let source = address(walk, "source address")?;
    let destination = address(walk, "destination address")?;
    let source = Place { host: Host::Ip(source), port: walk.port("source port")? };
    let destination = Place { host: Host::Ip(destination), port: walk.port("destination port")? };
    Some((source, destination))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: &str) {
        let header = super::super::check(header, bytes, |header| header.fields.clone());
        let place = |place: Option<Place>| place.map_or_else(|| "-".to_owned(), |place| place.to_string());
        let Header { version, is_local, source, destination, .. } = header;
        assert_eq!(format!("{version} {is_local} {} {}", place(source), place(destination)), expect);
    }

    #[test]
    fn both_versions_tell_the_true_client() {
        check(b"PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n", "1 false 192.0.2.1:56324 198.51.100.7:443");
        check(b"PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n", "1 false [2001:db8::1]:1 [2001:db8::2]:2");
        check(b"PROXY UNKNOWN\r\n", "1 true - -");
        check(b"PROXY UNKNOWN ffff::1 ffff::2 1 2 3 4\r\n", "1 true - -");
        check(b"PROXY TCP4 no address at all\r\n", "1 false - -");
        let v2 = |command: u8, family: u8, rest: &[u8]| {
            [&V2_SIGNATURE[..], &[0x20 | command, family, 0, rest.len() as u8], rest].concat()
        };
        let ends = [192, 0, 2, 1, 198, 51, 100, 7, 0xDC, 0x04, 0x01, 0xBB];
        check(&v2(1, 0x11, &ends), "2 false 192.0.2.1:56324 198.51.100.7:443");
        check(
            &v2(1, 0x11, &[&ends[..], b"\x02\x00\x01a\x04\x00\x00"].concat()),
            "2 false 192.0.2.1:56324 198.51.100.7:443",
        );
        check(
            &v2(1, 0x11, &[&ends[..], b"\x02\x00\x09a"].concat()),
            "2 false 192.0.2.1:56324 198.51.100.7:443",
        );
        check(&v2(0, 0x00, &[]), "2 true - -");
        check(&v2(0, 0x11, &ends), "2 true - -");
        check(
            &v2(1, 0x21, &[7; 36]),
            "2 false [707:707:707:707:707:707:707:707]:1799 [707:707:707:707:707:707:707:707]:1799",
        );
        check(&v2(1, 0x11, &[1, 2, 3]), "2 false - -");
        check(&v2(1, 0x31, &[0; 216]), "2 false - -");
    }

    #[test]
    fn what_is_no_header_is_left_alone() {
        for bytes in [
            &b"GET / HTTP/1.1\r\n\r\n"[..],
            b"PROXYING / HTTP/1.1\r\n",
            b"POST",
            b"\r\n\r\nGET",
            &[b"PROXY TCP4 ", &[b'1'; 200][..]].concat(),
            &[&V2_SIGNATURE[..], &[0x11, 0x11, 0, 0]].concat(),
        ] {
            assert_eq!(header(bytes), Read::No, "{bytes:02x?}");
        }
        assert_eq!(header(b""), Read::More);
    }
}
