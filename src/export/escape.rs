//! Text from the wire made safe for a terminal: what would move a cursor, ring a bell or turn the reading direction
//! is written as an escape. Never used for JSON, which has escapes of its own.

/// Whether a character may reach a terminal as it is.
fn is_harmless(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

/// A text in which every character is visible and none does anything to a terminal.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmless(c) { out.push(c) } else { out.extend(c.escape_default()) }
    }
    out
}

/// The first `limit` characters of bytes as a text in quotes, or as hex where they are not UTF-8.
#[must_use]
pub fn excerpt(bytes: &[u8], is_text: bool, limit: usize) -> String {
    let head = &bytes[..bytes.len().min(limit.saturating_mul(4))];
    // A cut character at the end of the head is not the text's fault.
    let valid = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && head.len() < bytes.len() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    };
    if let Some(text) = valid.filter(|_| is_text) {
        let shown: String = text.chars().take(limit).collect();
        let more = if shown.len() < bytes.len() { "…" } else { "" };
        return format!("\"{}\"{more}", printable(&shown));
    }
    let count = (limit / 3).max(1);
    let hex: Vec<String> = bytes.iter().take(count).map(|byte| format!("{byte:02x}")).collect();
    let more = if bytes.len() > count { " …" } else { "" };
    format!("{}{more}", hex.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_the_wire_moves_a_terminal() {
        for (text, shown) in [
            ("plain 한국어 🙂", "plain 한국어 🙂"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("a\r\nb", "a\\r\\nb"),
            ("\u{202e}abc", "\\u{202e}abc"),
            ("\u{9b}31m", "\\u{9b}31m"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }

    #[test]
    fn excerpts_end_between_characters() {
        for (bytes, is_text, limit, shown) in [
            (&b"Hello"[..], true, 10, "\"Hello\""),
            (b"Hello", true, 3, "\"Hel\"…"),
            ("안녕하세요".as_bytes(), true, 2, "\"안녕\"…"),
            (b"\xff\xfe", true, 10, "ff fe"),
            (b"Hello", false, 9, "48 65 6c …"),
            (b"", true, 9, "\"\""),
            (b"", false, 9, ""),
        ] {
            assert_eq!(excerpt(bytes, is_text, limit), shown, "{bytes:?}");
        }
    }
}
