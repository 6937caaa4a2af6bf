//! Reads what stands before the request of a connection that goes through a proxy: a PROXY protocol header, SOCKS, or
//! HTTP CONNECT. It tells how far that goes in both directions; what follows is somebody else's.

use std::collections::VecDeque;

use super::frames::Arrival;
use super::limits;
use crate::base::{Both, Side};
use crate::trace::{Way, WayKind};
use crate::wire::http::{
    Body, Head, Looks, find_head_end, looks_like_request, looks_like_response, response_body,
};
use crate::wire::proxy::{self, Read};

/// A run of bytes that came in one piece.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) side: Side,
    pub(super) offset: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) at: Arrival,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// A PROXY protocol header of the client.
    Header,
    /// SOCKS 5: the client's greeting.
    Greeting,
    /// The proxy's choice of a method.
    Method,
    /// The client's user and password.
    Auth,
    /// Whether they are right.
    AuthStatus,
    /// The client's request.
    Request,
    /// The proxy's reply.
    Reply,
    /// SOCKS 4: the client's request.
    V4Request,
    /// The proxy's reply.
    V4Reply,
    /// HTTP: the client's CONNECT.
    Connect,
    /// The proxy's response to it.
    Connected,
    /// The body of a response that refuses.
    Refusal(u64),
}

/// What has come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Progress {
    /// More bytes are needed.
    More,
    /// It is read; something else follows in both directions.
    Done(Way),
    /// The bytes from here on are not what they seemed.
    Other,
}

/// What the client's first bytes are the beginning of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sniffed {
    /// A proxy's prelude.
    Way(Start),
    /// Perhaps one: too few bytes to tell.
    Unsure,
    /// None.
    No,
}

/// The preludes by their first message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// PROXY protocol.
    Header,
    /// SOCKS 5.
    Socks5,
    /// SOCKS 4.
    Socks4,
    /// HTTP CONNECT.
    Connect,
}

/// Looks at the first bytes of a client.
pub(super) fn sniff(first: &[u8]) -> Sniffed {
    let begins = |with: &[u8]| {
        let len = with.len().min(first.len());
        first[..len] == with[..len]
    };
    let full =
        |with: &[u8], start| if first.len() < with.len() { Sniffed::Unsure } else { Sniffed::Way(start) };
    match first {
        [] => Sniffed::Unsure,
        [5] => Sniffed::Unsure,
        // A method is one of the nine registered ones, or private.
        [5, number, methods @ ..] if *number > 0 => {
            let known =
                methods.iter().take(usize::from(first[1])).all(|method| matches!(method, 0..=9 | 0x80..));
            if known { Sniffed::Way(Start::Socks5) } else { Sniffed::No }
        }
        [4] => Sniffed::Unsure,
        [4, 1 | 2, ..] => full(&[0; 8], Start::Socks4),
        _ if begins(PROXY_V2) => full(PROXY_V2, Start::Header),
        _ if begins(b"PROXY ") => full(b"PROXY ", Start::Header),
        _ if begins(b"CONNECT ") => full(b"CONNECT ", Start::Connect),
        _ => Sniffed::No,
    }
}

/// What a PROXY protocol header of version 2 begins with.
const PROXY_V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";

/// A prelude being read.
#[derive(Debug)]
pub(super) struct Prelude {
    state: State,
    /// In the order in which they came.
    pieces: VecDeque<Piece>,
    /// What was not read yet, in one run.
    waiting: Both<Vec<u8>>,
    /// How much of it was searched for the end of a head.
    scanned: Both<usize>,
    /// How far both streams are read; where nothing was read, `None`.
    read_to: Both<Option<u64>>,
    target: Option<Box<str>>,
}

impl Prelude {
    pub(super) fn new(start: Start) -> Self {
        let state = match start {
            Start::Header => State::Header,
            Start::Socks5 => State::Greeting,
            Start::Socks4 => State::V4Request,
            Start::Connect => State::Connect,
        };
        Self {
            state,
            pieces: VecDeque::new(),
            waiting: Both::default(),
            scanned: Both::default(),
            read_to: Both::default(),
            target: None,
        }
    }

    /// What it keeps in memory, roughly.
    pub(super) fn cost(&self) -> usize {
        let waiting = self.waiting.client.capacity() + self.waiting.server.capacity();
        waiting * 2 + self.pieces.capacity() * size_of::<Piece>()
    }

    /// How far both streams are read.
    pub(super) const fn read_to(&self) -> Both<Option<u64>> {
        self.read_to
    }

    /// Takes the next bytes of what `side` sent.
    pub(super) fn push(&mut self, piece: Piece) {
        self.waiting[piece.side].extend_from_slice(&piece.bytes);
        self.pieces.push_back(piece);
    }

    /// What has not been read, in the order in which it came.
    pub(super) fn into_pieces(self) -> impl Iterator<Item = Piece> {
        self.pieces.into_iter().filter(|piece| !piece.bytes.is_empty())
    }

    /// Reads as far as the bytes go.
    pub(super) fn read(&mut self) -> Progress {
        loop {
            match self.step() {
                Step::Next(state) => self.state = state,
                Step::Done(way) => return Progress::Done(way),
                Step::Other => return Progress::Other,
                Step::More if self.is_too_much() => return Progress::Other,
                Step::More => return Progress::More,
            }
        }
    }

    fn is_too_much(&self) -> bool {
        self.waiting.client.len() + self.waiting.server.len() > limits::PRELUDE_BYTES
            || self.pieces.len() > limits::PRELUDE_PIECES
    }

    fn step(&mut self) -> Step {
        match self.state {
            State::Header => self.header(),
            State::Greeting => self.take(Side::Client, proxy::greeting, |_, _| Step::Next(State::Method)),
            State::Method => self.take(Side::Server, proxy::method, |_, method| match method {
                0 => Step::Next(State::Request),
                2 => Step::Next(State::Auth),
                // GSSAPI and private methods are not known here.
                _ => Step::Other,
            }),
            State::Auth => self.take(Side::Client, proxy::auth, |_, _| Step::Next(State::AuthStatus)),
            State::AuthStatus => {
                self.take(Side::Server, proxy::auth_status, |_, _| Step::Next(State::Request))
            }
            State::Request => self.take(Side::Client, proxy::request, |this, request| {
                this.target = Some(request.target.to_string().into());
                if request.command == 1 { Step::Next(State::Reply) } else { Step::Other }
            }),
            State::Reply => {
                self.take(Side::Server, proxy::reply, |this, _| Step::Done(this.way(WayKind::Socks5)))
            }
            State::V4Request => self.take(Side::Client, proxy::v4_request, |this, request| {
                this.target = Some(request.target.to_string().into());
                if request.command == 1 { Step::Next(State::V4Reply) } else { Step::Other }
            }),
            State::V4Reply => {
                self.take(Side::Server, proxy::v4_reply, |this, _| Step::Done(this.way(WayKind::Socks4)))
            }
            State::Connect => self.connect(),
            State::Connected => self.connected(),
            State::Refusal(left) => self.refusal(left),
        }
    }

    fn header(&mut self) -> Step {
        self.take(Side::Client, proxy::header, |_, header| {
            let kind = if header.version == 1 { WayKind::ProxyV1 } else { WayKind::ProxyV2 };
            let told = |place: Option<proxy::Place>| place.map(|place| place.to_string().into());
            Step::Done(Way { kind, target: told(header.destination), client: told(header.source) })
        })
    }

    /// RFC 9110 §9.3.6: the target of CONNECT is the host and port to be connected to.
    fn connect(&mut self) -> Step {
        let Some(bytes) = self.head(Side::Client) else {
            // A further request on a connection that was refused may be any.
            let is_connect = looks_like_request(&self.waiting.client) != Looks::No
                && matches!(sniff(&self.waiting.client), Sniffed::Way(Start::Connect) | Sniffed::Unsure);
            return if is_connect { Step::More } else { Step::Other };
        };
        let head = Head::request(&bytes);
        if head.method(&bytes) != b"CONNECT" {
            return Step::Other;
        }
        let target = String::from_utf8_lossy(head.target(&bytes)).into_owned();
        self.target = Some(target.into());
        self.consume(Side::Client, bytes.len());
        Step::Next(State::Connected)
    }

    /// RFC 9110 §9.3.6: any 2xx response opens the tunnel right behind its head.
    fn connected(&mut self) -> Step {
        let Some(bytes) = self.head(Side::Server) else {
            let is_response = looks_like_response(&self.waiting.server) != Looks::No;
            return if is_response || self.waiting.server.is_empty() { Step::More } else { Step::Other };
        };
        let head = Head::response(&bytes);
        match head.status(&bytes) {
            Some(100..=199) => {
                self.consume(Side::Server, bytes.len());
                Step::Next(State::Connected)
            }
            Some(200..=299) => {
                self.consume(Side::Server, bytes.len());
                Step::Done(self.way(WayKind::HttpConnect))
            }
            Some(_) => {
                self.consume(Side::Server, bytes.len());
                match response_body(b"CONNECT", &head, &bytes) {
                    Body::None => Step::Next(State::Connect),
                    Body::Length(len) => Step::Next(State::Refusal(len)),
                    Body::Chunked | Body::UntilClose | Body::Tunnel => Step::Other,
                }
            }
            None => Step::Other,
        }
    }

    fn refusal(&mut self, left: u64) -> Step {
        let there = self.waiting.server.len();
        let used = usize::try_from(left).unwrap_or(usize::MAX).min(there);
        self.consume(Side::Server, used);
        let left = left - used as u64;
        self.state = State::Refusal(left);
        if left == 0 { Step::Next(State::Connect) } else { Step::More }
    }

    /// The head that stands next in what `side` sent, once it is whole.
    fn head(&mut self, side: Side) -> Option<Vec<u8>> {
        let waiting = &self.waiting[side];
        let Some(end) = find_head_end(waiting, self.scanned[side]) else {
            self.scanned[side] = waiting.len();
            return None;
        };
        Some(waiting[..end].to_vec())
    }

    /// Reads the next message of `side` and goes on as `then` says.
    fn take<T>(
        &mut self,
        side: Side,
        read: impl Fn(&[u8]) -> Read<T>,
        then: impl FnOnce(&mut Self, T) -> Step,
    ) -> Step {
        match read(&self.waiting[side]) {
            Read::Whole(message, len) => {
                self.consume(side, len);
                then(self, message)
            }
            Read::More => Step::More,
            Read::No => Step::Other,
        }
    }

    /// The first bytes of what waits of `side` are read.
    fn consume(&mut self, side: Side, len: usize) {
        self.waiting[side].drain(..len);
        self.scanned[side] = 0;
        let mut left = len;
        for piece in self.pieces.iter_mut().filter(|piece| piece.side == side) {
            let used = left.min(piece.bytes.len());
            piece.bytes.drain(..used);
            piece.offset += used as u64;
            left -= used;
            if used > 0 {
                self.read_to[side] = Some(piece.offset);
            }
            if left == 0 {
                break;
            }
        }
        self.pieces.retain(|piece| !piece.bytes.is_empty());
    }

    fn way(&mut self, kind: WayKind) -> Way {
        Way { kind, target: self.target.take(), client: None }
    }
}

/// What a message came to.
enum Step {
    Next(State),
    Done(Way),
    More,
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Stamp;

    /// Plays messages of either side, cut into pieces of `size`, and gives what came of it and what is left.
    fn play(messages: &[(Side, &[u8])], size: usize) -> (Progress, Both<Vec<u8>>) {
        let first: Vec<u8> =
            messages.iter().filter(|(side, _)| *side == Side::Client).flat_map(|m| m.1).copied().collect();
        let Sniffed::Way(start) = sniff(&first) else { return (Progress::Other, Both::default()) };
        let mut prelude = Prelude::new(start);
        let mut offsets = Both::<u64>::default();
        let at = Arrival { stamp: Stamp::default(), packet: 1, first: 1, acked: None };
        let mut progress = Progress::More;
        for (side, bytes) in messages {
            for bytes in bytes.chunks(size) {
                prelude.push(Piece { side: *side, offset: offsets[*side], bytes: bytes.to_vec(), at });
                offsets[*side] += bytes.len() as u64;
                if progress == Progress::More {
                    progress = prelude.read();
                }
            }
        }
        let mut left = Both::<Vec<u8>>::default();
        for piece in prelude.into_pieces() {
            left[piece.side].extend_from_slice(&piece.bytes);
        }
        (progress, left)
    }

    fn check(messages: &[(Side, &[u8])], expect: Option<&str>, left: [&[u8]; 2]) {
        for size in [usize::MAX, 1, 7] {
            let (progress, rest) = play(messages, size);
            let shown = match &progress {
                Progress::Done(way) => Some(way.to_string()),
                Progress::More => Some("more".to_owned()),
                Progress::Other => None,
            };
            assert_eq!(shown.as_deref(), expect, "{messages:?}");
            assert_eq!([&rest.client[..], &rest.server[..]], left, "{messages:?} in pieces of {size}");
        }
    }

    #[test]
    fn every_prelude_is_read_and_what_follows_is_left() {
        use Side::{Client as C, Server as S};
        check(
            &[(C, b"PROXY TCP4 192.0.2.1 198.51.100.7 1 2\r\nGET /")],
            Some("PROXY protocol 1: 192.0.2.1:1 → 198.51.100.7:2"),
            [b"GET /", b""],
        );
        check(
            &[
                (C, b"\x05\x01\x00"),
                (S, b"\x05\x00"),
                (C, b"\x05\x01\x00\x03\x01a\x00\x50"),
                (S, b"\x05\x00\x00\x01\0\0\0\0\0\0HTTP"),
                (C, b"GET"),
            ],
            Some("SOCKS 5 → a:80"),
            [b"GET", b"HTTP"],
        );
        // The client does not wait, and authenticates.
        check(
            &[
                (C, b"\x05\x01\x02\x01\x01u\x01p\x05\x01\x00\x01\x7F\0\0\x01\x00\x50GET"),
                (S, b"\x05\x02\x01\x00\x05\x00\x00\x01\0\0\0\0\0\0"),
            ],
            Some("SOCKS 5 → 127.0.0.1:80"),
            [b"GET", b""],
        );
        check(
            &[(C, b"\x04\x01\x00\x50\x7F\0\0\x01\0"), (S, b"\0\x5A\0\0\0\0\0\0")],
            Some("SOCKS 4 → 127.0.0.1:80"),
            [b"", b""],
        );
        check(
            &[
                (C, b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
                (S, b"HTTP/1.1 200 OK\r\n\r\n\x16"),
                (C, b"\x16\x03"),
            ],
            Some("HTTP CONNECT → a:443"),
            [b"\x16\x03", b"\x16"],
        );
        // Refused for want of a password, then granted.
        check(
            &[
                (C, b"CONNECT a:443 HTTP/1.1\r\n\r\n"),
                (S, b"HTTP/1.1 407 No\r\nContent-Length: 3\r\n\r\nabc"),
                (C, b"CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: x\r\n\r\n"),
                (S, b"HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
            ],
            Some("HTTP CONNECT → a:443"),
            [b"", b""],
        );
    }

    #[test]
    fn what_goes_wrong_is_handed_on() {
        use Side::{Client as C, Server as S};
        check(&[(C, b"\x05\x01\x00"), (S, b"HTTP")], None, [b"", b"HTTP"]);
        check(&[(C, b"\x05\x01\x00"), (S, b"\x05\xFF")], None, [b"", b""]);
        check(&[(C, b"CONNECT a HTTP/1.1\r\n\r\n"), (S, b"\x00\x01")], None, [b"", b"\x00\x01"]);
        check(&[(C, b"CONNECT a HTTP/1.1\r\n\r\n")], Some("more"), [b"", b""]);
        check(&[(C, b"PROXY TCP4 never ends")], Some("more"), [b"PROXY TCP4 never ends", b""]);
        let long = [b"CONNECT a HTTP/1.1\r\n", &b"X: y\r\n".repeat(40_000)[..]].concat();
        let (progress, rest) = play(&[(C, &long)], 1000);
        assert_eq!((progress, rest.client.len()), (Progress::Other, long.len()));
        for bytes in [&b"GET /"[..], b"POST /", b"\x16\x03\x01", b"\x05\x00", b"\x05\x02\x20", b"\x04\x09"] {
            assert_eq!(sniff(bytes), Sniffed::No, "{bytes:02x?}");
        }
        for bytes in [&b""[..], b"P", b"\r\n\r\n", b"CONNECT", b"\x05", b"\x04\x01\x00"] {
            assert_eq!(sniff(bytes), Sniffed::Unsure, "{bytes:02x?}");
        }
    }
}
