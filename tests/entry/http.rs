//! HTTP heads and bodies, and the opening handshake that they make.

use ws101::base::{Lang, Side, Stamp};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::handshake::is_websocket_request;
use ws101::inspect::{Pasted, Step};
use ws101::wire::http::{Body, Chunks, Head, Progress, find_head_end, request_body, response_body};

/// The input is what the client sends, FF, what the server sends, FF, what the client sends then.
pub fn run(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == 0xFF);
    let mut part = || parts.next().unwrap_or_default();
    let (request, response, rest) = (part(), part(), part());
    head(request);
    head(response);
    let steps = [(Side::Client, request), (Side::Server, response), (Side::Client, rest)];
    let (whole, pieces) = (facts(&steps, usize::MAX), facts(&steps, 1));
    if is_upgrade(request) && response.starts_with(b"HTTP/1.1 101 ") {
        // Without a handshake, what is HTTP is judged by what the pieces begin with.
        assert_eq!(whole, pieces, "how bytes arrive does not matter");
    }
}

/// Whether the first head asks for WebSocket.
fn is_upgrade(bytes: &[u8]) -> bool {
    let Some(end) = find_head_end(bytes, 0) else { return false };
    is_websocket_request(&Head::request(&bytes[..end]), &bytes[..end])
}

/// Reads bytes as both kinds of head, and what follows as a body.
fn head(bytes: &[u8]) {
    let end = find_head_end(bytes, 0);
    for scanned in 0..bytes.len().min(64) {
        assert_eq!(find_head_end(&bytes[..scanned], 0), end.filter(|end| *end <= scanned));
    }
    let (bytes, tail) = bytes.split_at(end.unwrap_or(bytes.len()));
    let request = Head::request(bytes);
    let response = Head::response(bytes);
    for head in [&request, &response] {
        let mut at = 0;
        for (part, span) in head.parts() {
            assert_eq!(span.start, at, "{part:?}");
            at = span.end;
        }
        assert_eq!(at, bytes.len() as u64, "every byte of a head is something");
        for field in &head.fields {
            let _ = (field.name_in(bytes), field.value_in(bytes));
        }
        let _ =
            (head.status(bytes), head.reason(bytes), head.version_number(bytes), head.line_number(at / 2));
    }
    let bodies = [request_body(&request, bytes), response_body(request.method(bytes), &response, bytes)];
    if bodies.contains(&Body::Chunked) {
        let (mut whole, mut pieces, mut taken) = (Chunks::new(), Chunks::new(), 0);
        let (len, progress) = whole.push(tail);
        let mut last = Progress::More;
        for byte in tail {
            let (one, progress) = pieces.push(std::slice::from_ref(byte));
            taken += one;
            last = progress;
            if progress != Progress::More {
                break;
            }
        }
        assert_eq!((taken, last), (len, progress));
    }
}

/// What is told of these bytes when they come in pieces of a size.
fn facts(steps: &[(Side, &[u8])], piece: usize) -> Vec<serde_json::Value> {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::Ko);
    let mut pasted = Pasted::handshake(&writer);
    for (side, bytes) in steps {
        for piece in bytes.chunks(piece) {
            pasted.step(*side, Stamp::default(), Step::Bytes(piece), &mut writer);
        }
    }
    let summary = pasted.finish(Stamp::default(), &mut writer);
    assert!(summary.explained <= summary.stream_bytes, "{summary:?}");
    super::facts::facts(writer.written())
}
