//! SockJS framing (protocol 0.3): the server's frames begin with a letter (`o` open, `h` heartbeat, `a` a list of
//! messages, `m` one message, `c` close); the client sends JSON lists of messages.

use super::json;
use super::value::{Data, Value};
use super::view::{Detail, Fault, Line, Node, View, span};

/// Whether a text is surely a frame of the server.
pub(super) fn is_likely(text: &str) -> bool {
    let is = |first: char, fits: fn(&Value<'_>) -> bool| {
        text.strip_prefix(first).is_some_and(|rest| match json::value(rest, Detail::Summary) {
            (Some(value), None) => fits(&value),
            _ => false,
        })
    };
    match text.as_bytes() {
        [b'o'] | [b'h'] => true,
        [b'a', b'[', ..] => is('a', |value| {
            value
                .items()
                .is_some_and(|items| !items.is_empty() && items.iter().all(|item| item.text().is_some()))
        }),
        [b'c', b'[', ..] => is(
            'c',
            |value| matches!(value.items(), Some([code, reason]) if code.number().is_some() && reason.text().is_some()),
        ),
        _ => false,
    }
}

/// Whether a request target is one of its WebSocket addresses: `/prefix/server/session/websocket`.
pub(super) fn is_target(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.rsplit('/');
    let (last, session, server) = (parts.next(), parts.next(), parts.next());
    last == Some("websocket")
        && session.is_some_and(|session| session.len() >= 4 && !session.contains('.'))
        && server.is_some_and(|server| server.len() == 3 && server.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What it says.
pub(super) fn view(text: &str, detail: Detail) -> View {
    let letter = text.as_bytes().first().copied();
    let kind = match letter {
        Some(b'o') => "open",
        Some(b'h') => "heartbeat",
        Some(b'a' | b'm') => "messages",
        Some(b'c') => "close",
        Some(b'[' | b'"') => return body("messages", text, text, None, detail),
        _ => {
            let fault = Some(Fault::new(0, "o, h, a, c or a list"));
            return View { fault, ..View::new("SockJS", Line::of(text)) };
        }
    };
    let node = Node::new("frame", &text[..1], Some(span(0, 1)));
    if matches!(letter, Some(b'o' | b'h')) {
        let fault = (text.len() > 1).then(|| Fault::new(1, "the end of the frame"));
        return View { fault, ..View::new(kind, Line::summary()).with(vec![node]) };
    }
    body(kind, text, &text[1..], Some(node), detail)
}

fn body(kind: &'static str, whole: &str, rest: &str, first: Option<Node>, detail: Detail) -> View {
    let (value, fault) = json::value_in(whole, rest, detail);
    let mut line = Line::summary();
    let mut fields: Vec<Node> = first.into_iter().collect();
    match value.as_ref().map(|value| (value, &value.data)) {
        Some((value, Data::List(items, _))) => {
            for item in items {
                line.word(&item.line(super::SUMMARY_CHARS).text);
            }
            fields.extend(value.nodes());
        }
        Some((value, _)) => {
            value.write(&mut line, false);
            fields.push(value.node("message"));
        }
        None => line.push(rest),
    }
    View { fault, ..View::new(kind, line).with(fields) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_say_what_they_are() {
        for (text, kind, summary, likely, fault) in [
            ("o", "open", "", true, None),
            ("h", "heartbeat", "", true, None),
            (r#"a["one","two"]"#, "messages", "one two", true, None),
            (r#"c[3000,"Go away!"]"#, "close", "3000 Go away!", true, None),
            (r#"["to the server"]"#, "messages", "to the server", false, None),
            (r#"a["one""#, "messages", "one", false, Some(7)),
            ("ox", "open", "", false, Some(1)),
            ("hello", "heartbeat", "", false, Some(1)),
            ("a[1]", "messages", "1", false, None),
            ("", "SockJS", "", false, Some(0)),
            ("é", "SockJS", "é", false, Some(0)),
        ] {
            let view = view(text, Detail::Fields);
            assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{text}");
            assert_eq!(view.fault.map(|fault| fault.at), fault, "{text}");
            assert_eq!(is_likely(text), likely, "{text}");
        }
        let view = view(r#"a["one","two"]"#, Detail::Fields);
        assert_eq!(view.fields[2].span, Some(span(8, 13)));
    }

    #[test]
    fn its_addresses_are_known() {
        for (target, is) in [
            ("/sj/317/mpvvhrvb/websocket", true),
            ("/echo/000/abcdefgh/websocket?t=1", true),
            ("/sj/websocket", false),
            ("/a/b/c/websocket", false),
            ("/", false),
        ] {
            assert_eq!(is_target(target), is, "{target}");
        }
    }
}
