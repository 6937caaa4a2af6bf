//! Where lines go: standard output, in the format that fits it, written in large pieces. A reader that has gone away
//! ends the work quietly.

use std::io::{ErrorKind, IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use super::args::{Format, Shown};
use crate::base::Lang;
use crate::export::{Lines, Ndjson, Payload, TextWriter, Totals, Writer};
use crate::inspect::Summary;

/// Why a command did not come to its end.
#[derive(Debug)]
pub(super) enum Failure {
    /// Whoever read the output has gone.
    Closed,
    /// Some input could not be read, which has been said: exit status 1.
    Reported,
    /// The input could not be read, or the output not written: exit status 1.
    Input(String),
    /// The input cannot be understood: exit status 2.
    Usage(String),
}

/// How many bytes wait before they are written.
const PIECE_BYTES: usize = 64 * 1024;
/// The most bytes that a file of pasted input may have.
pub(super) const PASTED_LIMIT_BYTES: u64 = 256 << 20;

/// Standard output.
#[derive(Debug)]
pub(super) struct Output {
    out: std::io::StdoutLock<'static>,
}

impl Output {
    /// Takes hold of standard output.
    pub(super) fn new() -> Self {
        Self { out: std::io::stdout().lock() }
    }

    /// Writes what `writer` has, if it is much.
    pub(super) fn drain(&mut self, writer: &mut impl Writer) -> Result<(), Failure> {
        if writer.written().len() < PIECE_BYTES { Ok(()) } else { self.flush(writer) }
    }

    /// Writes all that `writer` has.
    pub(super) fn flush(&mut self, writer: &mut impl Writer) -> Result<(), Failure> {
        if writer.written().is_empty() {
            return Ok(());
        }
        let result = self.write(writer.written());
        writer.clear();
        result
    }

    /// Writes bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let result = self.out.write_all(bytes).and_then(|()| self.out.flush());
        result.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Input(format!("the output cannot be written: {error}")),
        })
    }
}

impl Shown {
    /// The format: as asked, else text on a terminal and JSON lines elsewhere.
    pub(super) fn format(&self) -> Format {
        self.format
            .unwrap_or_else(|| if std::io::stdout().is_terminal() { Format::Text } else { Format::Ndjson })
    }

    /// The language: as asked, else the system's for people and English for programs.
    pub(super) fn lang(&self) -> Lang {
        match (self.lang, self.format()) {
            (Some(lang), _) => lang.lang(),
            (None, Format::Text) => {
                sys_locale::get_locale().map_or(Lang::En, |locale| Lang::from_locale(&locale))
            }
            (None, Format::Ndjson) => Lang::En,
        }
    }

    /// A writer of JSON lines.
    pub(super) fn ndjson(&self, lines: Lines, payload: Payload) -> Ndjson {
        Ndjson::new(lines, payload, self.lang())
    }

    /// A writer of text.
    pub(super) fn text(&self, lines: Lines, payload: Payload) -> TextWriter {
        TextWriter::new(lines, payload, self.lang(), has_colour())
    }
}

/// Whether standard output is a terminal that wants colours (<https://no-color.org>).
fn has_colour() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    std::io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb
}

/// The inspector's totals as they are written.
pub(super) fn totals(summary: &Summary) -> Totals {
    Totals {
        packets: u64::from(summary.packets),
        connections: u64::from(summary.connections),
        frames: summary.frames,
        messages: summary.messages,
        tally: summary.tally,
        stream_bytes: summary.stream_bytes,
        explained_bytes: summary.explained,
        gap_bytes: summary.gaps,
        damage: None,
    }
}

/// Reads a file of pasted input whole; `-` is standard input.
pub(super) fn read_pasted(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(PASTED_LIMIT_BYTES + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(PASTED_LIMIT_BYTES + 1).read_to_end(&mut bytes))
    };
    match read {
        Err(error) => Err(Failure::Input(format!("{name} cannot be read: {error}"))),
        Ok(_) if bytes.len() as u64 > PASTED_LIMIT_BYTES => {
            let limit = PASTED_LIMIT_BYTES >> 20;
            Err(Failure::Input(format!(
                "{name} has more than {limit} MiB: put it into a capture and use decode"
            )))
        }
        Ok(_) => Ok(bytes),
    }
}
