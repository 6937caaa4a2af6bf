//! Bytes as text, broken into lines: the place for Hangul and all else that no grid of cells can hold.

/// Most bytes shown as text.
const LIMIT_BYTES: usize = 1 << 20;
/// Where a long line is broken, in characters.
const LINE_CHARS: usize = 160;

/// One line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// The text, without its line end.
    pub text: String,
    /// Whether the line goes on in the next.
    pub continued: bool,
}

/// A text in lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Its lines.
    pub lines: Vec<TextLine>,
    /// Whether there is more than was taken.
    pub cut: bool,
    /// Whether bytes were not UTF-8 and are shown as U+FFFD.
    pub lossy: bool,
}

impl Text {
    /// Breaks bytes into lines, at most the first mebibyte of them.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let cut = bytes.len() > LIMIT_BYTES;
        let shown = &bytes[..bytes.len().min(LIMIT_BYTES)];
        let lossy = std::str::from_utf8(shown).is_err_and(|error| !cut || error.error_len().is_some());
        let text = String::from_utf8_lossy(shown);
        let mut lines = Vec::new();
        for line in text.split('\n') {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let mut rest = line;
            while let Some((at, _)) = rest.char_indices().nth(LINE_CHARS) {
                lines.push(TextLine { text: shown_chars(&rest[..at]), continued: true });
                rest = &rest[at..];
            }
            lines.push(TextLine { text: shown_chars(rest), continued: false });
        }
        Self { lines, cut, lossy }
    }
}

fn shown_chars(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if c.is_control() {
                '·'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_breaks_at_its_line_ends_and_where_it_is_long() {
        let lines =
            |bytes: &[u8]| Text::of(bytes).lines.into_iter().map(|line| line.text).collect::<Vec<_>>();
        assert_eq!(lines("안녕\r\n하세요".as_bytes()), ["안녕", "하세요"]);
        assert_eq!(lines(b""), [""]);
        let long = Text::of("가".repeat(200).as_bytes());
        assert_eq!(long.lines.len(), 2);
        assert!(long.lines[0].continued && !long.lines[1].continued && !long.lossy);
        assert!(Text::of(&[0xFF, b'a']).lossy);
        assert!(Text::of(&vec![b'a'; LIMIT_BYTES + 1]).cut);
    }
}
