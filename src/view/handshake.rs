//! The opening handshake explained: both heads line by line, and the way from the key to its accept value with every
//! byte in between, for a captured connection or for what someone types.

mod place;

pub use place::{Detail, GroupPlace, Page};

use crate::base::Side;
use crate::trace::Outcome;
use crate::wire::upgrade::{AcceptSteps, GUID, KeyFlaw, accept_for, key_flaw};

use super::look::Look;
use super::tree::{Line, lines, lines_of};

/// What came of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The response carries what the key calls for.
    Match,
    /// It does not: the client must fail the connection (RFC 6455 §4.1).
    Differs {
        /// What it carries.
        got: String,
        /// For each character of the longer of both: whether they differ there.
        wrong: Vec<bool>,
    },
    /// The response has no accept value.
    NoAccept,
    /// The request has no key.
    NoKey,
    /// The server answered with another status: no proof is called for.
    Refused(u16),
    /// No answer was seen.
    NoAnswer,
    /// A lesson hides the key or the answer.
    Hidden,
    /// The time control stands before the key or the answer was sent.
    NotYet,
}

/// Three bytes (the last time one or two) and the four characters that stand for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// One to three bytes.
    pub bytes: Vec<u8>,
    /// Four characters; `=` where there is nothing left to stand for.
    pub chars: [char; 4],
    /// The 24 bits; `None` past the last byte, except for the zero bits that fill a character.
    pub bits: [Option<bool>; 24],
    /// The value of each character, 0 to 63; `None` for `=`.
    pub values: [Option<u8>; 4],
}

/// The way from the key to the accept value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Key, joined text, hash, accept.
    pub steps: AcceptSteps,
    /// The hash in groups of three bytes.
    pub groups: Vec<Group>,
    /// What is wrong with the key, if anything.
    pub flaw: Option<KeyFlaw>,
}

impl Pipeline {
    /// The way from a key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        let steps = accept_for(key);
        let groups = groups(&steps.sha1, &steps.accept);
        let flaw = key_flaw(steps.key.as_bytes());
        Self { steps, groups, flaw }
    }

    /// How many bytes of the joined text are the key's.
    #[must_use]
    pub const fn key_bytes(&self) -> usize {
        self.steps.key.len()
    }

    /// The constant part of the joined text.
    #[must_use]
    pub const fn guid(&self) -> &'static str {
        GUID
    }

    /// What comes of comparing the accept value with `got`.
    #[must_use]
    pub fn verdict(&self, got: &str) -> Verdict {
        let got = got.trim_matches([' ', '\t']);
        if got == self.steps.accept {
            return Verdict::Match;
        }
        let (mut expected, mut seen) = (self.steps.accept.chars(), got.chars());
        let mut wrong = Vec::new();
        loop {
            match (expected.next(), seen.next()) {
                (None, None) => break,
                (a, b) => wrong.push(a != b),
            }
        }
        Verdict::Differs { got: got.to_owned(), wrong }
    }
}

fn groups(hash: &[u8], accept: &str) -> Vec<Group> {
    let chars: Vec<char> = accept.chars().collect();
    hash.chunks(3)
        .zip(chars.chunks(4))
        .map(|(bytes, four)| {
            let word = bytes
                .iter()
                .enumerate()
                .fold(0_u32, |word, (i, byte)| word | u32::from(*byte) << (16 - 8 * i));
            let used = (bytes.len() * 8).div_ceil(6);
            let mut chars = ['='; 4];
            chars.iter_mut().zip(four).for_each(|(to, from)| *to = *from);
            let bits = std::array::from_fn(|bit| (bit < used * 6).then_some(word >> (23 - bit) & 1 == 1));
            let values = std::array::from_fn(|n| (n < used).then_some((word >> (18 - 6 * n) & 63) as u8));
            Group { bytes: bytes.to_vec(), chars, bits, values }
        })
        .collect()
}

/// What the explainer shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// The request's lines; none where the capture has no request.
    pub request: Vec<Line>,
    /// The response's lines.
    pub response: Vec<Line>,
    /// Bytes of both heads.
    pub lens: (u64, u64),
    /// The way from the request's key; `None` where there is no key, or it may not be shown.
    pub pipeline: Option<Pipeline>,
    /// The accept value of the response.
    pub accept: Option<String>,
    /// What came of it.
    pub verdict: Verdict,
}

/// The name of the header field with the key, as it is compared.
pub const KEY: &str = "sec-websocket-key";
/// The name of the header field with the accept value, as it is compared.
pub const ACCEPT: &str = "sec-websocket-accept";

fn value_of<'a>(lines: &'a [Line], name: &str) -> Option<&'a Line> {
    lines.iter().find(|line| line.name.eq_ignore_ascii_case(name))
}

/// A handshake of which only key and accept value are known: what someone types.
#[must_use]
pub fn of_values(key: &str, accept: &str) -> Scene {
    let request = format!(
        "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    );
    let response = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    let pipeline = Pipeline::of(key);
    let verdict = pipeline.verdict(accept);
    Scene {
        lens: (request.len() as u64, response.len() as u64),
        request: lines_of(Side::Client, request.as_bytes(), 0),
        response: lines_of(Side::Server, response.as_bytes(), 0),
        pipeline: Some(pipeline),
        accept: Some(accept.to_owned()),
        verdict,
    }
}

/// The handshake of a captured connection.
#[must_use]
pub fn of_connection(look: &Look<'_>) -> Scene {
    let (request, response) = (lines(look, Side::Client), lines(look, Side::Server));
    let len = |side| look.connection.streams[side].head.map_or(0, crate::base::Span::len);
    let lens = (len(Side::Client), len(Side::Server));
    let (key, accept) = (value_of(&request, KEY), value_of(&response, ACCEPT));
    // A line whose very name is hidden may be either of them.
    let is_either = |line: &Line| [KEY, ACCEPT, "?"].iter().any(|name| line.name.eq_ignore_ascii_case(name));
    let hidden = request.iter().chain(&response).any(|line| line.hidden && is_either(line));
    let is_future = Side::BOTH.into_iter().any(|side| {
        look.connection.streams[side]
            .head
            .is_some_and(|head| look.veil.is_future(side, head.end.saturating_sub(1)))
    });
    let pipeline = key.filter(|_| !hidden).map(|line| Pipeline::of(&line.value));
    let accept = accept.filter(|line| !line.hidden).map(|line| line.value.clone());
    let verdict = match (look.connection.outcome, look.connection.status, &pipeline, &accept) {
        _ if is_future => Verdict::NotYet,
        _ if hidden => Verdict::Hidden,
        (Outcome::Refused, Some(status), ..) => Verdict::Refused(status),
        (.., None, _) => Verdict::NoKey,
        (.., Some(pipeline), Some(accept)) => pipeline.verdict(accept),
        (.., Some(_), None) if response.is_empty() => Verdict::NoAnswer,
        (.., Some(_), None) => Verdict::NoAccept,
    };
    Scene { request, response, lens, pipeline, accept, verdict }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::trace::{NegotiatedFacts, Sink as _, Start};
    use crate::view::conceal::{Concealed, Hidden, Veil};
    use crate::view::testing::{Build, hello};

    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

    #[test]
    fn the_rfcs_example_comes_out() {
        let way = Pipeline::of(KEY);
        assert_eq!(way.steps.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert_eq!((way.key_bytes(), way.steps.concatenated.len(), way.groups.len()), (24, 60, 7));
        let first = &way.groups[0];
        assert_eq!(first.bytes, [0xB3, 0x7A, 0x4F]);
        assert_eq!(first.chars, ['s', '3', 'p', 'P']);
        assert_eq!(first.values, [44, 55, 41, 15].map(Some));
        let bits: String = first.bits.iter().map(|bit| if *bit == Some(true) { '1' } else { '0' }).collect();
        assert_eq!(bits, "101100110111101001001111");
        let last = &way.groups[6];
        assert_eq!((last.bytes.len(), last.chars, last.values[3]), (2, ['x', 'O', 'o', '='], None));
        assert_eq!(last.bits.iter().flatten().count(), 18);
        assert_eq!(way.flaw, None);
    }

    #[test]
    fn every_wrong_character_is_named() {
        // A key and an accept value that someone copied by hand.
        let way = Pipeline::of("x3JJHMbDL1EzLkh9GBhXDw==");
        let Verdict::Differs { wrong, .. } = way.verdict("HSmrc0sMIYUkAGmm50PpG2HaGWK=") else {
            panic!("differs")
        };
        let at: Vec<_> =
            wrong.iter().enumerate().filter(|(_, wrong)| **wrong).map(|(at, _)| at + 1).collect();
        assert_eq!(at, [9, 18, 27]);
        assert_eq!(way.verdict(" HSmrc0sMlYUkAGmm5OPpG2HaGWk= "), Verdict::Match);
        let Verdict::Differs { wrong, .. } = way.verdict("HSm") else { panic!("differs") };
        assert_eq!(wrong.len(), 28);
        assert_eq!(wrong.iter().filter(|wrong| **wrong).count(), 25);
        for (key, flaw) in
            [("", KeyFlaw::Length(0)), ("한글", KeyFlaw::NotBase64), ("AAAA", KeyFlaw::Length(3))]
        {
            assert_eq!(Pipeline::of(key).flaw, Some(flaw), "{key}");
        }
    }

    fn scene(build: &Build, list: &[Concealed]) -> Scene {
        let veil = Veil::without_future(list, 0);
        let look = Look { trace: &build.trace, source: &build.source, connection: build.connection(), veil };
        of_connection(&look)
    }

    #[test]
    fn a_captured_handshake_is_compared() {
        let build = hello();
        let found = scene(&build, &[]);
        assert_eq!((found.verdict, found.lens), (Verdict::Match, (230, 159)));
        let key = found.request.iter().find(|line| line.name == "Sec-WebSocket-Key").unwrap();
        assert_eq!(key.value, KEY);
        let accept = found.response.iter().find(|line| line.name == "Sec-WebSocket-Accept").unwrap();
        let list = [Concealed { connection: 0, side: Side::Server, span: accept.span, what: Hidden::Value }];
        let hidden = scene(&build, &list);
        assert_eq!((hidden.verdict, hidden.pipeline, hidden.accept), (Verdict::Hidden, None, None));
        assert!(hidden.response.iter().all(|line| !line.value.contains("s3pPLMB")));
        assert_eq!(list[0].span.meet(Span::new(0, 159)), Some(accept.span));
    }

    #[test]
    fn other_answers_have_their_own_verdict() {
        let request = format!("GET / HTTP/1.1\r\nSec-WebSocket-Key: {KEY}\r\n\r\n");
        for (request, response, outcome, status, verdict) in [
            (
                request.as_str(),
                "HTTP/1.1 403 Forbidden\r\n\r\n",
                Outcome::Refused,
                403,
                Verdict::Refused(403),
            ),
            (&request, "HTTP/1.1 101 Switching Protocols\r\n\r\n", Outcome::Invalid, 101, Verdict::NoAccept),
            (&request, "", Outcome::Pending, 0, Verdict::NoAnswer),
            ("GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 101 A\r\n\r\n", Outcome::Invalid, 101, Verdict::NoKey),
        ] {
            let mut build = Build::default();
            build.open(Start::Handshake);
            build.head(Side::Client, request.as_bytes(), 1);
            if !response.is_empty() {
                build.head(Side::Server, response.as_bytes(), 2);
                let status = Some(status);
                let facts = NegotiatedFacts {
                    outcome,
                    status,
                    subprotocol: None,
                    extensions: Vec::new(),
                    deflate: None,
                    accept_expected: None,
                    accept_ok: None,
                };
                build.trace.negotiated(0, &facts);
            }
            assert_eq!(scene(&build, &[]).verdict, verdict);
        }
    }
}
