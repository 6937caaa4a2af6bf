//! Hex as people paste it: with blanks, commas, line breaks, `0x` or `\x`, in any mixture.

/// Reads hex digits.
///
/// # Errors
/// Where something else stands, or a byte has only one digit: a sentence that says which and where.
pub(super) fn parse(text: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut high: Option<u8> = None;
    let mut chars = text.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let is_prefix = matches!((c, chars.peek()), ('0' | '\\', Some((_, 'x' | 'X'))));
        if is_prefix && high.is_none() {
            chars.next();
            continue;
        }
        let digit = match c {
            '0'..='9' | 'a'..='f' | 'A'..='F' => c.to_digit(16).map_or(0, |digit| digit as u8),
            ' ' | '\t' | '\r' | '\n' | ',' | ':' | ';' | '"' | '\'' if high.is_none() => continue,
            _ if high.is_some() => {
                return Err(format!("the byte before character {} has only one hex digit", at + 1));
            }
            other => return Err(format!("character {} ({other:?}) is no hex digit", at + 1)),
        };
        match high.take() {
            Some(high) => out.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    if high.is_some() { Err("the last byte has only one hex digit".to_owned()) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_as_people_paste_it() {
        for text in [
            "810548656c6c6f",
            "81 05 48 65 6C 6C 6F",
            "0x81 0x05 0x48,0x65,0x6c, 0x6C\n0x6f",
            r"\x81\x05\x48\x65\x6c\x6c\x6f",
            "  81:05:48:65:6c:6c:6f\r\n",
            "\"8105\" '48656c6c6f'",
            "0x810548656c6c6f",
        ] {
            assert_eq!(parse(text).as_deref(), Ok(&b"\x81\x05Hello"[..]), "{text}");
        }
        assert_eq!(parse(""), Ok(Vec::new()));
        for (text, why) in [
            ("81 0", "the last byte has only one hex digit"),
            ("8 105", "the byte before character 2 has only one hex digit"),
            ("81 zz", "character 4 ('z') is no hex digit"),
            ("0x81 0x5 0x48", "the byte before character 9 has only one hex digit"),
            ("81안", "character 3 ('안') is no hex digit"),
        ] {
            assert_eq!(parse(text), Err(why.to_owned()), "{text}");
        }
    }
}
