//! A head that came as an HTTP/2 field section (RFC 9113 §8.3): the decoded fields as lines, written and read. The start
//! line's parts are pseudo-header fields, whose names begin with a colon.

use super::head::{Defect, Field, Flaw, Form, Head, StartLine};
use super::{is_token_byte, trim_blanks};
use crate::base::{Side, Span};

/// Writes one field as a line. A line feed, which no field may hold (RFC 9113 §8.2.1), becomes a carriage return, so
/// that it ends no line; [`Head::section`] calls that a flaw.
pub fn write_field(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    let one_line = |byte: &u8| if *byte == b'\n' { b'\r' } else { *byte };
    out.extend(name.iter().map(one_line));
    out.extend_from_slice(b": ");
    out.extend(value.iter().map(one_line));
    out.push(b'\n');
}

impl Head {
    /// Reads a head from lines that [`write_field`] wrote, with an empty line behind them.
    ///
    /// ```
    /// use ws101::base::Side;
    /// use ws101::wire::http::Head;
    /// let bytes = b":method: CONNECT\n:path: /chat\norigin: null\n\n";
    /// let head = Head::section(Side::Client, bytes);
    /// assert_eq!((head.method(bytes), head.target(bytes)), (&b"CONNECT"[..], &b"/chat"[..]));
    /// assert_eq!(head.version(bytes), b"HTTP/2");
    /// assert_eq!(head.fields.len(), 3);
    /// ```
    #[must_use]
    pub fn section(side: Side, bytes: &[u8]) -> Self {
        let none = Span::default();
        let start = match side {
            Side::Client => StartLine::Request { method: none, target: none, version: none },
            Side::Server => StartLine::Response { version: none, status: none, reason: none },
        };
        let mut head = Self {
            side,
            form: Form::Section,
            leading: none,
            start,
            start_line: none,
            fields: Vec::new(),
            junk: Vec::new(),
            blank: none,
            end: 0,
            defects: Vec::new(),
        };
        let mut at = 0;
        loop {
            let len = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len() - at, |len| len + 1);
            let line = Span::at(at as u64, len as u64);
            at += len;
            head.end = line.end;
            let text = &bytes[line.start as usize..at];
            match text.strip_suffix(b"\n") {
                Some([]) => {
                    head.blank = line;
                    break;
                }
                Some(text) => head.section_line(text, line),
                None => {
                    head.defects.push(Defect { flaw: Flaw::Truncated, span: line });
                    break;
                }
            }
        }
        head.start_of_section(bytes);
        head
    }

    fn section_line(&mut self, text: &[u8], line: Span) {
        let mut flaw = |flaw, from: usize, to: usize| {
            let span = Span::new(line.start + from as u64, line.start + to as u64);
            self.defects.push(Defect { flaw, span });
        };
        let is_pseudo = text.first() == Some(&b':');
        let Some(colon) = memchr::memchr(b':', &text[1..]).map(|colon| colon + 1) else {
            flaw(Flaw::NoColon, 0, text.len());
            self.junk.push(line);
            return;
        };
        if !text[usize::from(is_pseudo)..colon].iter().copied().all(is_token_byte) {
            flaw(Flaw::NameNotToken, 0, colon);
        }
        let behind = &text[colon + 1..];
        let value = trim_blanks(behind);
        let from = colon + 1 + behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let to = from + value.len();
        let first = |wrong: fn(&u8) -> bool| value.iter().position(wrong).map(|at| from + at);
        if let Some(at) = first(|byte| byte.is_ascii_control() && *byte != b'\t') {
            flaw(Flaw::ValueControl, at, at + 1);
        }
        if let Some(at) = first(|byte| *byte >= 0x80) {
            flaw(Flaw::ValueNonAscii, at, at + 1);
        }
        let place = |from: usize, to: usize| Span::new(line.start + from as u64, line.start + to as u64);
        self.fields.push(Field { name: place(0, colon), value: place(from, to), line });
    }

    /// The parts of the start line, out of the pseudo-header fields.
    fn start_of_section(&mut self, bytes: &[u8]) {
        let value = |name: &str| {
            let field = self.fields.iter().find(|field| field.name_in(bytes) == name.as_bytes());
            field.map_or_else(Span::default, |field| field.value)
        };
        let version = Span::default();
        self.start = match self.side {
            Side::Client => StartLine::Request { method: value(":method"), target: value(":path"), version },
            Side::Server => StartLine::Response { version, status: value(":status"), reason: version },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(side: Side, fields: &[(&str, &str)]) -> (Vec<u8>, Head) {
        let mut bytes = Vec::new();
        for (name, value) in fields {
            write_field(&mut bytes, name.as_bytes(), value.as_bytes());
        }
        bytes.push(b'\n');
        let head = Head::section(side, &bytes);
        (bytes, head)
    }

    #[test]
    fn fields_are_read_as_they_were_written() {
        for (side, fields, flaws) in [
            (Side::Client, &[(":method", "CONNECT"), (":path", "/a?b=:c"), ("origin", "null")][..], &[][..]),
            (Side::Server, &[(":status", "200"), ("x", "")], &[]),
            (Side::Server, &[], &[]),
            (Side::Client, &[("a b", "1")], &[Flaw::NameNotToken]),
            (Side::Client, &[("::a", "1")], &[Flaw::NoColon]),
            (Side::Client, &[("a", "1\0"), ("b", "é")], &[Flaw::ValueControl, Flaw::ValueNonAscii]),
        ] {
            let (bytes, head) = section(side, fields);
            let found: Vec<Flaw> = head.defects.iter().map(|defect| defect.flaw).collect();
            if !flaws.contains(&Flaw::NoColon) {
                assert_eq!(found, flaws, "{fields:?}");
                let read: Vec<_> = head
                    .fields
                    .iter()
                    .map(|f| (f.name_in(&bytes), f.value_in(&bytes).into_owned()))
                    .collect();
                let due: Vec<_> =
                    fields.iter().map(|(n, v)| (n.as_bytes(), v.trim().as_bytes().to_vec())).collect();
                assert_eq!(read, due);
            }
            assert_eq!((head.end, head.blank.len()), (bytes.len() as u64, 1));
            let tiled: u64 = head.parts().iter().map(|(_, span)| span.len()).sum();
            assert_eq!(tiled, head.end, "{fields:?}");
        }
    }

    #[test]
    fn a_line_feed_in_a_field_makes_no_line() {
        let (bytes, head) = section(Side::Client, &[("a", "1\nb: 2")]);
        assert_eq!(head.fields.len(), 1);
        assert_eq!(&*head.fields[0].value_in(&bytes), b"1\rb: 2");
        assert_eq!(head.defects[0].flaw, Flaw::ValueControl);
    }

    #[test]
    fn the_start_is_found_in_the_pseudo_header_fields() {
        let (bytes, head) = section(Side::Server, &[(":status", "403"), ("content-type", "text/plain")]);
        assert_eq!((head.status(&bytes), head.version(&bytes)), (Some(403), &b"HTTP/2"[..]));
        assert_eq!(head.version_number(&bytes), Some((2, 0)));
        assert_eq!((head.line_number(0), head.line_number(14)), (1, 2));
        assert_eq!(head.line_number(head.blank.start), 3);
        let (bytes, head) = section(Side::Client, &[("origin", "null")]);
        assert_eq!((head.method(&bytes), head.target(&bytes)), (&b""[..], &b""[..]));
    }
}
