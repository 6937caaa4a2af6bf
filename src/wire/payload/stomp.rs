//! STOMP 1.0 to 1.2: frames of a command, headers and a body that ends with a NUL byte, and heart-beats, which are line
//! ends between frames.

use std::borrow::Cow;

use super::Kinds;
use super::view::{Detail, Fault, Line, Node, View, shown, span};

/// The commands of clients and servers (STOMP 1.2 "Client Frames", "Server Frames").
const COMMANDS: [&str; 15] = [
    "CONNECT",
    "STOMP",
    "CONNECTED",
    "SEND",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "ACK",
    "NACK",
    "BEGIN",
    "COMMIT",
    "ABORT",
    "DISCONNECT",
    "MESSAGE",
    "RECEIPT",
    "ERROR",
];
/// Headers of one frame that are listed.
const HEADERS_LIMIT: usize = 200;
/// Frames of one message that are read.
const FRAMES_LIMIT: usize = 256;

/// Whether bytes are surely a frame: a command that is one, a line end, and a NUL behind.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(u8::is_ascii_uppercase)
        && memchr::memchr(b'\n', &bytes[..bytes.len().min(16)]).is_some_and(|end| {
            is_command(bytes[..end].trim_ascii_end()) && memchr::memchr(0, bytes).is_some()
        })
}

fn is_command(word: &[u8]) -> bool {
    !word.is_empty() && COMMANDS.iter().any(|command| command.as_bytes() == word)
}

/// A header: its name, its value, and where its line begins and ends.
type Header<'a> = (&'a [u8], &'a [u8], (usize, usize));

/// A frame as it stands in the message.
#[derive(Default)]
struct Frame<'a> {
    command: &'a [u8],
    headers: Vec<Header<'a>>,
    body: &'a [u8],
    body_at: usize,
}

impl Frame<'_> {
    fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let found = self.headers.iter().find(|(own, ..)| *own == name.as_bytes());
        found.map(|(_, value, _)| unescaped(value, self.is_escaped()))
    }

    /// STOMP 1.2 "Value Encoding": all but CONNECT and CONNECTED.
    fn is_escaped(&self) -> bool {
        !matches!(self.command, b"CONNECT" | b"CONNECTED")
    }
}

fn unescaped(value: &[u8], is_escaped: bool) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if !is_escaped || !text.contains('\\') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.as_str().chars().next()) {
            ('\\', Some(escaped @ ('n' | 'c' | 'r' | '\\'))) => {
                chars.next();
                out.push(match escaped {
                    'n' => '\n',
                    'c' => ':',
                    'r' => '\r',
                    other => other,
                });
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Frames and heart-beats of one message.
pub(super) fn view(bytes: &[u8], detail: Detail) -> View {
    let mut kinds = Kinds::default();
    let mut line = Line::summary();
    let mut out = View::default();
    let mut at = 0;
    for _ in 0..FRAMES_LIMIT {
        let ends = bytes[at..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        if ends > 0 {
            // Between frames line ends may stand; alone they are heart-beats (STOMP 1.2 "Heart-beating").
            if ends == bytes.len() {
                kinds.add("heart-beat");
            }
            out.fields.push(Node::new("EOL", "", Some(span(at, at + ends))));
            at += ends;
        }
        if at >= bytes.len() || out.fault.is_some() || out.continues {
            break;
        }
        at = frame(bytes, at, detail, &mut kinds, &mut line, &mut out);
    }
    let View { fault, continues, fields, .. } = out;
    View { fault, continues, ..View::new(kinds.text("STOMP"), line).with(fields) }
}

/// Reads the frame at `at`; gives where it ends.
fn frame(
    bytes: &[u8],
    start: usize,
    detail: Detail,
    kinds: &mut Kinds,
    line: &mut Line,
    out: &mut View,
) -> usize {
    let mut frame = Frame::default();
    let mut at = start;
    let mut first = true;
    loop {
        let rest = &bytes[at..];
        let Some(end) = memchr::memchr(b'\n', rest) else {
            let is_open = if first { COMMANDS.iter().any(|c| c.as_bytes().starts_with(rest)) } else { true };
            if is_open {
                out.continues = true;
            } else {
                out.fault = Some(Fault::new(at, "a command and a line end"));
            }
            if first {
                line.word(&shown(rest, 40));
            }
            at = bytes.len();
            break;
        };
        let text = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        if first {
            frame.command = text;
            if !is_command(text) {
                out.fault = Some(Fault::new(at, "a command"));
                line.word(&shown(text, 40));
                return bytes.len();
            }
        } else if text.is_empty() {
            at = body(bytes, at + end + 1, &mut frame, out);
            break;
        } else if let Some(colon) = memchr::memchr(b':', text) {
            if frame.headers.len() < HEADERS_LIMIT {
                frame.headers.push((&text[..colon], &text[colon + 1..], (at, at + text.len())));
            }
        } else {
            out.fault = Some(Fault::new(at, "a header with a colon"));
        }
        first = false;
        at += end + 1;
    }
    if !frame.command.is_empty() {
        let command = COMMANDS.iter().find(|command| command.as_bytes() == frame.command).copied();
        kinds.add(command.unwrap_or_default());
        said(&frame, line);
        if detail == Detail::Fields && out.fields.len() < super::NODES_LIMIT / HEADERS_LIMIT {
            out.fields.push(node(&frame, start, at));
        }
    }
    at
}

/// Reads the body at `start`: as long as content-length says, else to the NUL. Gives where the frame ends.
fn body<'a>(bytes: &'a [u8], start: usize, frame: &mut Frame<'a>, out: &mut View) -> usize {
    let declared = frame.header("content-length").and_then(|len| len.trim().parse::<usize>().ok());
    let rest = &bytes[start..];
    frame.body_at = start;
    let len = match declared {
        Some(len) if len < rest.len() => {
            if rest[len] != 0 {
                out.fault = Some(Fault::new(start + len, "NUL, as content-length says"));
            }
            len
        }
        Some(_) => {
            out.continues = true;
            rest.len()
        }
        None => memchr::memchr(0, rest).unwrap_or_else(|| {
            out.continues = true;
            rest.len()
        }),
    };
    frame.body = &rest[..len];
    (start + len + 1).min(bytes.len())
}

fn said(frame: &Frame<'_>, line: &mut Line) {
    for name in
        ["destination", "host", "version", "accept-version", "session", "message", "receipt", "receipt-id"]
    {
        if let Some(value) = frame.header(name) {
            if name == "destination" { line.word(&value) } else { line.pair(name, &value) }
        }
    }
    for name in ["id", "subscription", "message-id", "transaction"] {
        if let Some(value) = frame.header(name) {
            line.pair(name, &value);
        }
    }
    if !frame.body.is_empty() {
        line.word(&shown(frame.body, super::SUMMARY_CHARS));
    }
}

fn node(frame: &Frame<'_>, start: usize, end: usize) -> Node {
    let mut parts: Vec<Node> = Vec::new();
    for (name, value, at) in &frame.headers {
        let value = unescaped(value, frame.is_escaped());
        parts.push(Node::new(shown(name, 80), &value, Some(span(at.0, at.1))));
    }
    if !frame.body.is_empty() {
        let at = span(frame.body_at, frame.body_at + frame.body.len());
        parts.push(Node::new("body", &shown(frame.body, super::VALUE_CHARS), Some(at)));
    }
    Node::new(shown(frame.command, 40), "", Some(span(start, end))).with(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], kind: &str, summary: &str, fault: Option<u64>, continues: bool) {
        let view = view(bytes, Detail::Fields);
        assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{bytes:?}");
        assert_eq!(view.fault.map(|fault| fault.at), fault, "{bytes:?}");
        assert_eq!(view.continues, continues, "{bytes:?}");
    }

    #[test]
    fn frames_and_heart_beats_are_read() {
        check(
            b"CONNECT\naccept-version:1.0,1.1\nhost:a\n\n\0",
            "CONNECT",
            "host=a accept-version=1.0,1.1",
            None,
            false,
        );
        check(b"SEND\ndestination:/q/a\r\n\r\nhello\0\n", "SEND", "/q/a hello", None, false);
        check(b"MESSAGE\ndestination:/t\ncontent-length:3\n\na\0b\0", "MESSAGE", "/t 61 00 62", None, false);
        check(b"\n", "heart-beat", "", None, false);
        check(b"\r\n", "heart-beat", "", None, false);
        check(
            b"RECEIPT\nreceipt-id:a\\cb\n\n\0\nRECEIPT\nreceipt-id:2\n\n\0",
            "RECEIPT, RECEIPT",
            "receipt-id=a:b receipt-id=2",
            None,
            false,
        );
    }

    #[test]
    fn what_breaks_or_goes_on_is_told() {
        check(b"SEND\ndestination:/q\n\nhel", "SEND", "/q hel", None, true);
        check(b"SEN", "STOMP", "SEN", None, true);
        check(b"HELLO\n\n\0", "STOMP", "HELLO", Some(0), false);
        check(b"SEND\nno colon\n\n\0", "SEND", "", Some(5), false);
        check(b"SEND\ncontent-length:1\n\nab\0", "SEND", "a", Some(24), false);
        check(b"SEND\ncontent-length:18446744073709551615\n\nab\0", "SEND", "61 62 00", None, true);
    }

    #[test]
    fn headers_lead_back_to_their_bytes() {
        let view = view(b"SEND\ndestination:/q\n\nhello\0", Detail::Fields);
        assert_eq!(view.fields[0].children[0].span, Some(span(5, 19)));
        assert_eq!(view.fields[0].children[1].span, Some(span(21, 26)));
        assert!(is_likely(b"SEND\ndestination:/q\n\nhello\0") && !is_likely(b"HELLO\n\n\0"));
    }
}
