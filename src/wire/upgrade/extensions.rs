//! Sec-WebSocket-Extensions: the `extension-list` of RFC 6455 §9.1, read with places and written.
//!
//! Reading is lax as far as meaning is beyond doubt, and says where the grammar is left; it never guesses further.

use crate::base::Span;
use crate::wire::http::{is_token, is_token_byte};

/// One parameter of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value, unquoted; non-ASCII bytes are replaced.
    pub value: Option<String>,
    /// Whether the value was written in quotes.
    pub quoted: bool,
    /// Name and value, in the header's value.
    pub span: Span,
}

impl Param {
    /// A parameter to be written.
    #[must_use]
    pub fn new(name: &str, value: Option<&str>) -> Self {
        Self { name: name.to_owned(), value: value.map(str::to_owned), quoted: false, span: Span::default() }
    }
}

/// One extension with its parameters in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its registered name.
    pub name: String,
    /// Its parameters.
    pub params: Vec<Param>,
    /// From the name to the last parameter, in the header's value.
    pub span: Span,
}

/// What a header value says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExtensionList {
    /// The extensions in order.
    pub items: Vec<Extension>,
    /// Where an element is empty: commas in a row, or at an end.
    pub empty: Vec<Span>,
    /// Where the grammar is left, first; what was read before it is kept.
    pub error: Option<Span>,
}

/// Reads one header value.
///
/// ```
/// let list = ws101::wire::upgrade::parse_extensions(b"permessage-deflate; server_max_window_bits=10, x");
/// assert_eq!(list.items[0].params[0].value.as_deref(), Some("10"));
/// assert_eq!(list.items[1].name, "x");
/// assert_eq!(list.error, None);
/// ```
#[must_use]
pub fn parse_extensions(value: &[u8]) -> ExtensionList {
    let mut list = ExtensionList::default();
    let mut reader = Reader { value, at: 0 };
    loop {
        reader.blanks();
        let start = reader.at;
        match reader.peek() {
            Some(b',') | None => list.empty.push(reader.span(start)),
            Some(_) => {
                if let Err(at) = reader.extension(&mut list.items) {
                    list.error = Some(Span::new(at as u64, (at + 1).min(value.len()) as u64));
                    return list;
                }
            }
        }
        reader.blanks();
        match reader.peek() {
            Some(b',') => reader.at += 1,
            None => return list,
            Some(_) => {
                list.error = Some(Span::at(reader.at as u64, 1));
                return list;
            }
        }
    }
}

/// Writes a list; values that are no token are quoted.
#[must_use]
pub fn write_extensions(extensions: &[Extension]) -> String {
    let mut out = String::new();
    for (n, extension) in extensions.iter().enumerate() {
        if n > 0 {
            out.push_str(", ");
        }
        out.push_str(&extension.name);
        for param in &extension.params {
            out.push_str("; ");
            out.push_str(&param.name);
            match &param.value {
                None => {}
                Some(value) if is_token(value.as_bytes()) && !param.quoted => {
                    out.push('=');
                    out.push_str(value);
                }
                Some(value) => {
                    out.push_str("=\"");
                    for c in value.chars() {
                        if matches!(c, '"' | '\\') {
                            out.push('\\');
                        }
                        out.push(c);
                    }
                    out.push('"');
                }
            }
        }
    }
    out
}

/// Walks a value; every step fails with the offset where the grammar is left.
struct Reader<'v> {
    value: &'v [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.value.get(self.at).copied()
    }

    fn span(&self, start: usize) -> Span {
        Span::new(start as u64, self.at as u64)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn token(&mut self) -> Result<String, usize> {
        let start = self.at;
        while self.peek().is_some_and(is_token_byte) {
            self.at += 1;
        }
        if self.at == start {
            Err(start)
        } else {
            Ok(String::from_utf8_lossy(&self.value[start..self.at]).into_owned())
        }
    }

    /// Reads one extension into `items`, as far as it goes.
    fn extension(&mut self, items: &mut Vec<Extension>) -> Result<(), usize> {
        let start = self.at;
        let name = self.token()?;
        let mut extension = Extension { name, params: Vec::new(), span: self.span(start) };
        let ended = loop {
            self.blanks();
            if self.peek() != Some(b';') {
                break Ok(());
            }
            self.at += 1;
            self.blanks();
            match self.param() {
                Ok(param) => extension.params.push(param),
                Err(at) => break Err(at),
            }
            extension.span = self.span(start);
        };
        items.push(extension);
        ended
    }

    fn param(&mut self) -> Result<Param, usize> {
        let start = self.at;
        let name = self.token()?;
        let name_end = self.at;
        self.blanks();
        if self.peek() != Some(b'=') {
            self.at = name_end;
            return Ok(Param { name, value: None, quoted: false, span: self.span(start) });
        }
        self.at += 1;
        self.blanks();
        let quoted = self.peek() == Some(b'"');
        let value = if quoted { self.quoted()? } else { self.token()? };
        Ok(Param { name, value: Some(value), quoted, span: self.span(start) })
    }

    /// A quoted-string (RFC 9110 §5.6.4), without its quotes and escapes.
    fn quoted(&mut self) -> Result<String, usize> {
        let start = self.at;
        self.at += 1;
        let mut out = Vec::new();
        loop {
            match self.peek() {
                None => return Err(start),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(String::from_utf8_lossy(&out).into_owned());
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.peek().ok_or(start)?);
                    self.at += 1;
                }
                Some(byte) => {
                    out.push(byte);
                    self.at += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_and_written() {
        for (value, written) in [
            ("permessage-deflate", "permessage-deflate"),
            ("a;b=1;c , d", "a; b=1; c, d"),
            ("foo, bar; baz=2", "foo, bar; baz=2"),
            (
                "mux; max-channels=4; flow-control,\tdeflate-stream",
                "mux; max-channels=4; flow-control, deflate-stream",
            ),
            ("a; b=\"x y\"", "a; b=\"x y\""),
            ("a; b=\"1,2;\\\"3\\\\\", c", "a; b=\"1,2;\\\"3\\\\\", c"),
            ("a; b = 10", "a; b=10"),
        ] {
            let list = parse_extensions(value.as_bytes());
            assert_eq!((list.error, list.empty.len()), (None, 0), "{value}");
            assert_eq!(write_extensions(&list.items), written);
            let again = parse_extensions(written.as_bytes());
            assert_eq!(write_extensions(&again.items), written);
        }
    }

    #[test]
    fn the_place_where_the_grammar_is_left_is_named() {
        for (value, error, items, empty) in [
            ("permessage-deflate;;", Some(19), 1, 0),
            ("permessage-deflate; =5", Some(20), 1, 0),
            ("a b", Some(2), 1, 0),
            ("a; b=", Some(5), 1, 0),
            ("a; b=\"x", Some(5), 1, 0),
            ("a; b=\"x\\", Some(5), 1, 0),
            ("=", Some(0), 0, 0),
            ("", None, 0, 1),
            (", a,,b,", None, 2, 3),
        ] {
            let list = parse_extensions(value.as_bytes());
            assert_eq!(list.error.map(|span| span.start), error, "{value}");
            assert_eq!((list.items.len(), list.empty.len()), (items, empty), "{value}");
        }
    }

    #[test]
    fn parameters_know_their_place() {
        let value = b"x, permessage-deflate; server_max_window_bits=\"10\" ; client_max_window_bits";
        let list = parse_extensions(value);
        let text = |span: Span| std::str::from_utf8(&value[span.start as usize..span.end as usize]).unwrap();
        let pmd = &list.items[1];
        assert_eq!(text(pmd.span), &std::str::from_utf8(value).unwrap()[3..]);
        assert_eq!(text(pmd.params[0].span), "server_max_window_bits=\"10\"");
        assert!(pmd.params[0].quoted);
        assert_eq!(text(pmd.params[1].span), "client_max_window_bits");
    }
}
