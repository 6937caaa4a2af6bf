//! A query's text as tokens with positions.

use super::{QUERY_LIMIT_BYTES, QueryError};

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A number.
    Number(i128),
    /// A quoted text.
    Text(String),
    /// `x"81 85"`.
    Bytes(Vec<u8>),
    /// A name.
    Name(String),
    /// A sign such as `[` or `<=`.
    Sign(&'static str),
    /// After the last one.
    End,
}

/// The two-character signs stand before the one-character signs that begin them.
const SIGNS: [&str; 19] =
    ["..", "!=", "<=", ">=", "==", "=", "<", ">", ".", ",", "[", "]", "(", ")", "+", "-", "*", "/", "|"];

/// The tokens of a text, each with its byte offset; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, QueryError> {
    if text.len() > QUERY_LIMIT_BYTES {
        return Err(QueryError::new(0, format!("a query has at most {QUERY_LIMIT_BYTES} bytes")));
    }
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, len) = token(&text[at..]).map_err(|what| QueryError::new(at, what))?;
        out.push((at, token));
        at += len;
    }
    out.push((text.len(), Token::End));
    Ok(out)
}

fn token(rest: &str) -> Result<(Token, usize), String> {
    if rest.starts_with("x\"") {
        let (text, len) = quoted(&rest[1..])?;
        let bytes = bytes_of(&text).ok_or_else(|| "expected pairs of hex digits".to_owned())?;
        return Ok((Token::Bytes(bytes), len + 1));
    }
    if rest.starts_with('"') {
        let (text, len) = quoted(rest)?;
        return Ok((Token::Text(text), len));
    }
    let word = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let word = &rest[..word];
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let number = number(word).ok_or_else(|| format!("`{word}` is no number"))?;
        return Ok((Token::Number(number), word.len()));
    }
    if !word.is_empty() {
        return Ok((Token::Name(word.to_owned()), word.len()));
    }
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
    let sign = sign.ok_or_else(|| "this character means nothing here".to_owned())?;
    Ok((Token::Sign(if sign == "==" { "=" } else { sign }), sign.len()))
}

/// A quoted text with `\"` and `\\`, and how long it is with its quotes.
fn quoted(rest: &str) -> Result<(String, usize), String> {
    let mut text = String::new();
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => {
                text.push(match c {
                    'r' => '\r',
                    'n' => '\n',
                    other => other,
                });
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return Ok((text, at + 1)),
            other => text.push(other),
        }
    }
    Err("the closing quote is missing".to_owned())
}

/// A number in decimal, `0x`, `0b`; `_` may part its digits.
pub(super) fn number(word: &str) -> Option<i128> {
    let digits = word.replace('_', "");
    let digits = digits.to_ascii_lowercase();
    if let Some(hex) = digits.strip_prefix("0x") {
        return i128::from_str_radix(hex, 16).ok().filter(|_| !hex.starts_with(['+', '-']));
    }
    if let Some(bits) = digits.strip_prefix("0b") {
        return i128::from_str_radix(bits, 2).ok().filter(|_| !bits.starts_with(['+', '-']));
    }
    digits.parse().ok()
}

/// Bytes from pairs of hex digits; spaces may stand between pairs.
pub(super) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    Some(digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect())
}
