//! Opening handshakes: every vector finds exactly its errors and warnings, however the bytes arrive, and no bytes
//! make the readers panic or lose a byte.

use std::collections::{BTreeMap, BTreeSet};

use ws101::base::Lang;
use ws101::inspect::handshake::{
    RequestFacts, Violation, check_host, check_key, check_request, check_request_tail, check_response,
    check_response_tail, has_error, negotiate, sentence,
};
use ws101::rules::{RuleId, Severity};
use ws101::trace::Outcome;
use ws101::wire::http::{self, Body, Chunks, Head, Looks, Progress};

#[derive(serde::Deserialize)]
struct Vectors {
    vector: Vec<Vector>,
}

#[derive(serde::Deserialize)]
struct Vector {
    id: String,
    group: String,
    request: Option<String>,
    result: String,
    text: Option<String>,
    hex: Option<String>,
    rules: BTreeSet<String>,
    notes: BTreeSet<String>,
}

impl Vector {
    fn bytes(&self) -> Vec<u8> {
        match (&self.text, &self.hex) {
            (Some(text), None) => text.as_bytes().to_vec(),
            (None, Some(hex)) => {
                let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
                (0..hex.len()).step_by(2).map(digit).collect()
            }
            _ => panic!("{}: either text or hex", self.id),
        }
    }
}

fn vectors() -> BTreeMap<String, Vector> {
    let vectors: Vectors = toml::from_str(include_str!("../vectors/handshake.toml")).unwrap();
    let count = vectors.vector.len();
    let map: BTreeMap<_, _> = vectors.vector.into_iter().map(|vector| (vector.id.clone(), vector)).collect();
    assert_eq!(map.len(), count, "ids are unique");
    assert!(count >= 100);
    map
}

/// A vector's head and what stands behind it.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(http::find_head_end(bytes, 0).unwrap_or(bytes.len()))
}

fn request_of(bytes: &[u8]) -> (RequestFacts, Vec<Violation>) {
    let (head_bytes, tail) = split(bytes);
    let head = Head::request(head_bytes);
    let mut found = check_request(&head, head_bytes);
    let facts = RequestFacts::of(&head, head_bytes, &found);
    found.extend(check_request_tail(&head, head_bytes, tail));
    (facts, found)
}

fn response_of(request: Option<&RequestFacts>, bytes: &[u8]) -> (Outcome, Vec<Violation>) {
    let (head_bytes, tail) = split(bytes);
    let head = Head::response(head_bytes);
    let mut found = check_response(request, &head, head_bytes);
    found.extend(check_response_tail(&head, tail).filter(|_| head.status(head_bytes) == Some(101)));
    (negotiate(request, &head, head_bytes, &found).outcome, found)
}

fn ids(found: &[Violation], notes: bool) -> BTreeSet<String> {
    let of_kind = found.iter().filter(|one| (one.rule.severity() == Severity::Note) == notes);
    of_kind.map(|one| one.rule.name().to_owned()).collect()
}

/// Every vector by its name, with what is found in it.
pub(crate) fn found_in_vectors() -> Vec<(String, BTreeSet<String>)> {
    let vectors = vectors();
    let found = |vector: &Vector| match &vector.request {
        None => request_of(&vector.bytes()).1,
        Some(request) => response_of(Some(&request_of(&vectors[request].bytes()).0), &vector.bytes()).1,
    };
    let all = |found: &[Violation]| ids(found, false).into_iter().chain(ids(found, true)).collect();
    vectors.values().map(|vector| (vector.id.clone(), all(&found(vector)))).collect()
}

#[test]
fn every_vector_finds_exactly_its_rules() {
    let vectors = vectors();
    let mut wrong = Vec::new();
    for vector in vectors.values() {
        let bytes = vector.bytes();
        let (outcome, found) = if vector.group == "request" {
            (None, request_of(&bytes).1)
        } else {
            let request = &vectors[vector.request.as_ref().unwrap()];
            let (facts, _) = request_of(&request.bytes());
            let (outcome, found) = response_of(Some(&facts), &bytes);
            (Some(outcome), found)
        };
        let (rules, notes) = (ids(&found, false), ids(&found, true));
        if rules != vector.rules || !vector.notes.is_subset(&notes) {
            wrong.push(format!(
                "{}: {rules:?} {notes:?}, due {:?} {:?}",
                vector.id, vector.rules, vector.notes
            ));
        }
        let due = match vector.result.as_str() {
            "ok" => Some(Outcome::Open),
            "fail" => Some(Outcome::Invalid),
            "http" => Some(Outcome::Refused),
            "accept" | "reject" => None,
            other => panic!("{}: {other}", vector.id),
        };
        if outcome != due {
            wrong.push(format!("{}: {outcome:?}, due {due:?}", vector.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn heads_end_alike_whole_bytewise_and_with_a_tail() {
    for vector in vectors().values() {
        let bytes = vector.bytes();
        let whole = http::find_head_end(&bytes, 0);
        assert!(whole.is_some(), "{}", vector.id);
        let mut bytewise = None;
        let mut scanned = 0;
        for len in 0..=bytes.len() {
            bytewise = http::find_head_end(&bytes[..len], scanned);
            if bytewise.is_some() {
                break;
            }
            scanned = len;
        }
        assert_eq!(bytewise, whole, "{}", vector.id);
        for tail in [&b"\x81\x05Hello"[..], b"\r\n\r\n", b"\n"] {
            let with_tail = [&bytes, tail].concat();
            assert_eq!(http::find_head_end(&with_tail, 0), whole, "{}", vector.id);
        }
    }
}

#[test]
fn heads_are_told_from_frames() {
    use Looks::{No, Unsure, Yes};
    for (bytes, request, response) in [
        (&b""[..], Unsure, Unsure),
        (b"G", Unsure, No),
        (b"GET", Unsure, No),
        (b"GET ", Unsure, No),
        (b"GET /", Yes, No),
        (b"\r\nGET /", Yes, No),
        (b"\r", Unsure, Unsure),
        (b"HT", Unsure, Unsure),
        (b"http/1.1 101", No, Yes),
        (b"HTTP/1.1 101", No, Yes),
        (b"\x81\x85\x37\xfa\x21\x3d", No, No),
        (b"\x16\x03\x01\x02\x00", No, No),
        (b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", No, No),
        (b"SSH-2.0-OpenSSH_9.9\r\n", No, No),
    ] {
        assert_eq!(http::looks_like_request(bytes), request, "{}", bytes.escape_ascii());
        assert_eq!(http::looks_like_response(bytes), response, "{}", bytes.escape_ascii());
    }
}

/// A response head with one line more.
fn response_with(line: &str) -> Vec<u8> {
    let accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{accept}{line}\r\n"
    )
    .into_bytes()
}

/// A request head with one line more.
fn request_with(line: &str) -> Vec<u8> {
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
    format!("GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{key}{line}\r\n")
        .into_bytes()
}

fn check_rules(found: &[Violation], due: &str, what: &str) {
    let rules: Vec<_> = ids(found, false).into_iter().collect();
    assert_eq!(rules.join(" "), due, "{what}");
}

#[test]
fn requests_beyond_the_vectors() {
    for (line, due) in [
        ("Origin: null\r\n", ""),
        ("Origin: https://[::1]:8443\r\n", ""),
        ("Origin: example.com\r\n", "req-origin-syntax"),
        ("Sec-Fetch-Mode: websocket\r\n", "req-origin-missing-browser"),
        ("Sec-WebSocket-Protocol: chat,,soap\r\n", "http-list-empty-element"),
        ("Sec-WebSocket-Extensions: \r\n", "ext-header-syntax"),
        ("Sec-WebSocket-Extensions: permessage-deflate,\r\n", "http-list-empty-element"),
        ("Sec-WebSocket-Extensions: permessage-deflate; =5\r\n", "ext-header-syntax"),
        ("Sec-WebSocket-Extensions: permessage-deflate; level=9\r\n", "pmd-offer-unknown-param"),
        ("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"10\"\r\n", ""),
        ("Sec-WebSocket-Extensions: bbf-usp-protocol; eid=\"a::b\"\r\n", "ext-quoted-not-token"),
        ("Sec-WebSocket-Extensions: bbf-usp-protocol; x=1\r\n", "ext-param-undefined"),
        ("X: a\u{0}b\r\n", "http-field-value-control"),
        ("no colon\r\n", "http-request-malformed"),
        (": empty\r\n", "http-field-name-token"),
        ("Transfer-Encoding: chunked\r\n", "req-has-body"),
        ("Cookie: a=1\r\nCookie: b=2\r\n", "http-field-repeated"),
    ] {
        check_rules(&request_of(&request_with(line)).1, due, line);
    }
    let good = String::from_utf8(request_with("")).unwrap();
    for (line, due) in [
        ("GET /chat", "http-request-malformed"),
        ("GET  /chat HTTP/1.1", "http-request-line-spacing"),
        ("GET /chat HTTP/1.1 ", "http-request-line-spacing"),
        ("GET\t/chat HTTP/1.1", "http-request-line-spacing"),
        ("GET /chat http/1.1", "http-version-syntax"),
        ("GET /chat HTTP/11", "http-version-syntax"),
        ("get /chat HTTP/1.1", "req-method-not-get"),
        ("GET /채팅 HTTP/1.1", "uri-non-ascii-target"),
        ("GET /chat#room HTTP/1.1", "uri-fragment uri-hash-not-escaped"),
        ("GET http://a/chat HTTP/1.1", ""),
        ("GET ws://A:80/chat HTTP/1.1", ""),
        ("GET http://b/chat HTTP/1.1", "req-target-mismatch"),
        ("GET chat HTTP/1.1", "http-request-malformed"),
        ("G(T /chat HTTP/1.1", "http-request-malformed"),
        ("GET /chat HTTP/1.1\r\n X: indented", "http-space-after-start-line"),
        ("GET /chat HTTP/1.1\r\n junk", "http-request-malformed http-space-after-start-line"),
    ] {
        let bytes = good.replacen("GET /chat HTTP/1.1", line, 1);
        check_rules(&request_of(bytes.as_bytes()).1, due, line);
    }
}

#[test]
fn responses_beyond_the_vectors() {
    let (request, _) = request_of(&request_with(
        "Sec-WebSocket-Protocol: chat, soap\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; \
         server_max_window_bits=12, permessage-deflate; client_max_window_bits=10\r\n",
    ));
    for (line, due) in [
        ("Sec-WebSocket-Protocol: Chat\r\n", "res-protocol-case-differs"),
        ("Sec-WebSocket-Protocol: mqtt\r\n", "res-protocol-not-offered"),
        ("Content-Length: 0\r\n", "res-101-content-length"),
        ("Sec-WebSocket-Version: v13\r\n", "res-version-list-syntax"),
        ("Sec-WebSocket-Extensions: permessage-deflate; level=1\r\n", "pmd-resp-unknown-param"),
        // The second offer allows any server window, the first a small one with a reset.
        ("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15\r\n", ""),
        (
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_max_window_bits=9\r\n",
            "",
        ),
        ("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=15\r\n", ""),
        (
            "Sec-WebSocket-Extensions: permessage-deflate, x-webkit-deflate-frame\r\n",
            "pmd-rsv1-conflict res-ext-not-offered",
        ),
        ("no colon\r\n", "res-malformed"),
    ] {
        check_rules(&response_of(Some(&request), &response_with(line)).1, due, line);
    }
    let hint = response_of(
        Some(&request),
        &response_with("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=15\r\n"),
    )
    .1;
    assert!(ids(&hint, true).contains("pmd-resp-client-bits-above-hint"));

    // What a request lacks falls on the server that accepts it.
    let good = String::from_utf8(request_with("")).unwrap();
    for (from, to, due) in [
        ("Host: a\r\n", "", "http-host-invalid server-accepted-bad-request"),
        ("Host: a\r\n", "Host: a b\r\n", "http-host-invalid"),
        ("Upgrade: websocket\r\n", "", "res-switch-not-offered server-accepted-bad-request"),
        ("Upgrade: websocket", "Upgrade: h2c", "res-switch-not-offered server-accepted-bad-request"),
        ("Host: a\r\n", "Host: a\r\nExpect: 100-continue\r\n", "http-100-before-101"),
        (
            "Host: a\r\n",
            "Host: a\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits\r\n",
            "",
        ),
    ] {
        let (request, _) = request_of(good.replacen(from, to, 1).as_bytes());
        check_rules(&response_of(Some(&request), &response_with("")).1, due, to);
    }
    let (bad_offer, _) =
        request_of(&request_with("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits\r\n"));
    let answer = response_with("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    check_rules(&response_of(Some(&bad_offer), &answer).1, "pmd-accepted-bad-offer", "bad offer");

    let (plain, _) = request_of(&request_with(""));
    for (bytes, outcome, due) in [
        (
            "101 OK\r\n\r\n",
            Outcome::Invalid,
            "res-accept-missing res-connection-missing res-malformed res-upgrade-missing",
        ),
        ("HTTP/1.1 1O1 OK\r\n\r\n", Outcome::Invalid, "res-malformed"),
        ("HTTP/1.1 403\r\n\r\n", Outcome::Refused, "http-status-line-space"),
        ("http/1.1 403 \r\n\r\n", Outcome::Refused, "http-version-syntax"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", Outcome::Refused, ""),
        (
            "HTTP/1.1 101 \r\n\r\n",
            Outcome::Invalid,
            "res-accept-missing res-connection-missing res-upgrade-missing",
        ),
        ("", Outcome::Invalid, "res-malformed"),
    ] {
        let (came_to, found) = response_of(Some(&plain), bytes.as_bytes());
        assert_eq!(came_to, outcome, "{bytes}");
        check_rules(&found, due, bytes);
    }
    // Without the request only what the response shows by itself is said.
    assert_eq!(response_of(None, &response_with("")), (Outcome::Open, Vec::new()));
}

#[test]
fn the_mis_copied_accept_is_wrong_twice() {
    let vectors = vectors();
    let (request, _) = request_of(&vectors["rq-seed-key"].bytes());
    let bytes = vectors["rs-seed"].bytes();
    let (outcome, found) = response_of(Some(&request), &bytes);
    assert_eq!(outcome, Outcome::Invalid);
    assert!(has_error(&found));
    let mismatch = found.iter().find(|one| one.rule == RuleId::ResAcceptMismatch).unwrap();
    assert_eq!(
        sentence(mismatch.rule, mismatch.detail.as_deref(), Lang::En),
        "Sec-WebSocket-Accept does not belong to the key: HSmrc0sMIYUkAGmm50PpG2HaGWK= ≠ mjt5bygzXhdbUyYu/N/dCjAIqOc="
    );
    assert!(sentence(mismatch.rule, None, Lang::Ko).contains("키와 맞지 않음"));
    let place = &bytes[mismatch.place.start as usize..mismatch.place.end as usize];
    assert_eq!(place, b"HSmrc0sMIYUkAGmm50PpG2HaGWK=");
    assert!(
        found.iter().any(|one| one.rule == RuleId::ResAcceptNotBase64Sha1),
        "pad bits show without a key"
    );
    // Even so the key itself is a proper one.
    assert!(ids(&request_of(&vectors["rq-seed-key"].bytes()).1, false).is_empty());
}

#[test]
fn what_was_agreed_is_told() {
    let vectors = vectors();
    let (request, _) = request_of(&vectors["rq-pmd-fallback"].bytes());
    let bytes = vectors["rs-pmd-first-offer"].bytes();
    let head = Head::response(&bytes);
    let found = check_response(Some(&request), &head, &bytes);
    let facts = negotiate(Some(&request), &head, &bytes, &found);
    assert_eq!((facts.outcome, facts.status, facts.accept_ok), (Outcome::Open, Some(101), Some(true)));
    assert_eq!(facts.accept_expected.as_deref(), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    let bits = ("server_max_window_bits".to_owned(), Some("10".to_owned()));
    assert_eq!(facts.extensions, [("permessage-deflate".to_owned(), vec![bits])]);
    let deflate = facts.deflate.unwrap();
    assert_eq!((deflate.server_max_window_bits, deflate.client_max_window_bits), (10, 15));

    let (request, _) = request_of(&vectors["rq-rfc"].bytes());
    let bytes = vectors["rs-rfc-chat"].bytes();
    let facts = negotiate(Some(&request), &Head::response(&bytes), &bytes, &[]);
    assert_eq!((facts.subprotocol.as_deref(), facts.deflate), (Some("chat"), None));

    let bytes = vectors["rs-403"].bytes();
    let facts = negotiate(Some(&request), &Head::response(&bytes), &bytes, &[]);
    assert_eq!((facts.outcome, facts.accept_ok), (Outcome::Refused, None));
}

#[test]
fn bodies_end_where_the_framing_says() {
    let request = |fields: &str| {
        let bytes = format!("POST / HTTP/1.1\r\n{fields}\r\n").into_bytes();
        http::request_body(&Head::request(&bytes), &bytes)
    };
    let response = |method: &[u8], status: u16, fields: &str| {
        let bytes = format!("HTTP/1.1 {status} X\r\n{fields}\r\n").into_bytes();
        http::response_body(method, &Head::response(&bytes), &bytes)
    };
    assert_eq!(request(""), Body::None);
    assert_eq!(request("Content-Length: 5\r\n"), Body::Length(5));
    assert_eq!(request("Content-Length: 5, 5\r\n"), Body::Length(5));
    assert_eq!(request("Content-Length: 5\r\nContent-Length: 6\r\n"), Body::UntilClose);
    assert_eq!(request("Content-Length: -5\r\n"), Body::UntilClose);
    assert_eq!(request("Content-Length: 99999999999999999999\r\n"), Body::UntilClose);
    assert_eq!(request("Content-Length: 5\r\nTransfer-Encoding: gzip, chunked\r\n"), Body::Chunked);
    assert_eq!(response(b"GET", 200, ""), Body::UntilClose);
    assert_eq!(response(b"GET", 200, "Content-Length: 0\r\n"), Body::None);
    assert_eq!(response(b"HEAD", 200, "Content-Length: 9\r\n"), Body::None);
    assert_eq!(response(b"GET", 304, "Content-Length: 9\r\n"), Body::None);
    assert_eq!(response(b"GET", 101, "Content-Length: 9\r\n"), Body::Tunnel);
    assert_eq!(response(b"CONNECT", 200, ""), Body::Tunnel);
    assert_eq!(response(b"GET", 200, "Transfer-Encoding: gzip\r\n"), Body::UntilClose);
}

#[test]
fn chunks_end_alike_whole_bytewise_and_with_a_tail() {
    for (body, progress) in [
        ("0\r\n\r\n", Progress::Done),
        ("5\r\nhello\r\n0\r\n\r\n", Progress::Done),
        ("5;name=\"v\"\r\nhello\r\n00a\r\n0123456789\r\n0\r\nExpires: 0\r\nX: y\r\n\r\n", Progress::Done),
        ("5\nhello\n0\n\n", Progress::Done),
        ("5\r\nhell", Progress::More),
        ("g\r\n", Progress::Broken),
        ("\r\n", Progress::Broken),
        ("5\r\nhello!", Progress::Broken),
        ("ffffffffffffffff0\r\n", Progress::Broken),
    ] {
        let bytes = body.as_bytes();
        let whole = Chunks::new().push(bytes);
        assert_eq!(whole.1, progress, "{body:?}");
        let (mut chunks, mut taken, mut last) = (Chunks::new(), 0, Progress::More);
        for byte in bytes {
            let (n, progress) = chunks.push(std::slice::from_ref(byte));
            (taken, last) = (taken + n, progress);
        }
        assert_eq!((taken, last), whole, "{body:?}");
        if progress == Progress::Done {
            assert_eq!(whole.0, bytes.len());
            assert_eq!(Chunks::new().push(&[bytes, b"GET / HTTP/1.1"].concat()), whole, "{body:?}");
        }
    }
    // A line without end does not keep it busy for ever.
    assert_eq!(Chunks::new().push(&[b'0'; 100]).1, Progress::Broken);
    let endless = [b"0;".as_slice(), &vec![b'x'; 2 * http::HEAD_LIMIT_BYTES]].concat();
    assert_eq!(Chunks::new().push(&endless).1, Progress::Broken);
}

#[test]
fn a_key_is_judged_alone_and_a_host_by_its_connection() {
    for (key, due) in [
        ("dGhlIHNhbXBsZSBub25jZQ==", "req-key-not-random"),
        ("X3JJHMbDL1EzLkh9GBhXdw==", ""),
        ("AQIDBAUGBwgJCgsMDQ4PEC==", "req-key-noncanonical req-key-not-random"),
        ("short", "req-key-not-base64"),
    ] {
        let found: Vec<_> = check_key(key.as_bytes()).iter().map(|one| one.rule.name()).collect();
        assert_eq!(found.join(" "), due, "{key}");
    }
    for (host, port, server_name, due) in [
        ("a.example", 443, Some("A.example"), "uri-default-port"),
        ("a.example:443", 443, None, "uri-default-port"),
        ("a.example:8443", 443, None, ""),
        ("a.example", 8080, None, ""),
        ("a.example", 8443, Some("b.example"), "req-host-mismatch"),
        ("[::1]:80", 80, None, "uri-default-port"),
        ("no host", 80, Some("b.example"), ""),
    ] {
        let bytes = format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes();
        let found = check_host(&Head::request(&bytes), &bytes, port, server_name);
        let found: Vec<_> = found.iter().map(|one| one.rule.name()).collect();
        assert_eq!(found.join(" "), due, "{host} {port}");
    }
}

#[test]
fn every_offset_of_a_head_has_a_line() {
    let bytes = b"GET / HTTP/1.1\r\nA: 1\r\n fold\r\nB: 2\r\nnoise\r\nC: 3\r\n\r\n";
    let head = Head::request(bytes);
    let line_of = |text: &str| {
        let at = bytes.windows(text.len()).position(|window| window == text.as_bytes()).unwrap();
        head.line_number(at as u64)
    };
    for (text, line) in [("GET", 0), ("A:", 1), ("fold", 1), ("B:", 2), ("noise", 2), ("C:", 3)] {
        assert_eq!(line_of(text), line, "{text}");
    }
    assert_eq!(head.line_number(head.blank.start), 4);
    assert_eq!(head.line_number(head.end), 4);
}

/// A small generator with a seed (xorshift), so that a failure can be repeated.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn no_bytes_panic_and_none_is_lost() {
    let vectors = vectors();
    let originals: Vec<Vec<u8>> = vectors.values().map(Vector::bytes).collect();
    let spice = b"\r\n \t:;,=\"\\#/?\0\x7f\x80\xffHTTP/1.113";
    let mut random = Seeded(0x5eed_0101);
    for round in 0..20_000 {
        let mut bytes = originals[round % originals.len()].clone();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len().max(1));
            match random.below(4) {
                0 if !bytes.is_empty() => bytes[at] = spice[random.below(spice.len())],
                1 => bytes.insert(at.min(bytes.len()), spice[random.below(spice.len())]),
                2 if !bytes.is_empty() => drop(bytes.remove(at)),
                _ => bytes.truncate(bytes.len() - random.below(bytes.len() / 8 + 1)),
            }
        }
        let (head_bytes, _) = split(&bytes);
        for head in [Head::request(head_bytes), Head::response(head_bytes)] {
            let mut at = 0;
            for (part, span) in head.parts() {
                assert_eq!(span.start, at, "{part:?} in {}", bytes.escape_ascii());
                assert!(!span.is_empty());
                at = span.end;
            }
            assert_eq!(at, head_bytes.len() as u64, "{}", bytes.escape_ascii());
        }
        let (request, found) = request_of(&bytes);
        let (_, answered) = response_of(Some(&request), &bytes);
        for one in found.iter().chain(&answered) {
            assert!(one.place.end <= bytes.len() as u64, "{one:?} in {}", bytes.escape_ascii());
        }
    }
}

#[test]
fn a_hostile_head_is_answered_briefly() {
    for line in ["a;", "permessage-deflate; x, ", ":\n", " \n", "Cookie: a\r\n", "chat,"] {
        for name in ["Sec-WebSocket-Extensions: ", "Sec-WebSocket-Protocol: ", ""] {
            let filler = line.repeat(http::HEAD_LIMIT_BYTES / line.len());
            let bytes = request_with(&format!("{name}{filler}\r\n"));
            let (request, found) = request_of(&bytes);
            assert!(found.len() < 64, "{} of {line:?}", found.len());
            assert!(response_of(Some(&request), &bytes).1.len() < 64);
        }
    }
}
