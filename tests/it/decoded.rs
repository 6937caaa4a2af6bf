//! A capture decoded to its JSON lines, for tests to look at.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::Value;
use ws101::base::Lang;
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::{Inspector, Summary};
use ws101::io;
use ws101::trace::CaptureInfo;
use ws101::wire::capture::{Event, Kind, TLS_KEY_LOG};

/// What a capture came to.
pub(crate) struct Decoded {
    /// Its lines.
    pub(crate) lines: Vec<Value>,
    /// Its totals.
    pub(crate) summary: Summary,
    /// Places where the file itself is damaged.
    pub(crate) damages: usize,
}

impl Decoded {
    /// The lines of a type.
    pub(crate) fn of_type<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l Value> {
        self.lines.iter().filter(move |line| line["type"] == name)
    }

    /// The lines of a type about one connection.
    pub(crate) fn of<'l>(&'l self, name: &'l str, connection: u64) -> impl Iterator<Item = &'l Value> {
        self.of_type(name).filter(move |line| line["connection"] == connection)
    }
}

/// Lines of JSON, parsed.
pub(crate) fn parse(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("a line of JSON")).collect()
}

/// Decodes a capture file.
pub(crate) fn decode(path: &Path, payload: Payload) -> Result<Decoded, io::OpenError> {
    let mut opened = io::open(path)?;
    let mut writer = Ndjson::new(Lines::ALL, payload, Lang::En);
    let mut inspector = Inspector::new().with_source(opened.source);
    for log in &opened.key_logs {
        inspector.secrets(log);
    }
    let mut damages = 0;
    let (format, digits) = if opened.kind == Kind::Har { ("har", 6) } else { ("pcapng", 9) };
    let info = CaptureInfo { name: opened.name, format, digits, ..CaptureInfo::default() };
    writer.capture(&info);
    io::read_records(&mut opened.reader, &mut |event| {
        match event {
            Event::Packet(record, bytes) => inspector.record(record, bytes, &mut writer),
            Event::Har(entry) => inspector.har(entry, &mut writer),
            Event::Damage(_) => damages += 1,
            Event::Secrets { secrets_type: TLS_KEY_LOG, body, .. } => {
                inspector.secrets(body);
            }
            _ => {}
        }
        ControlFlow::Continue(())
    });
    inspector.finish(&mut writer);
    Ok(Decoded { lines: parse(writer.written()), summary: inspector.summary(), damages })
}

/// The captures of the project.
pub(crate) fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
    let entries = std::fs::read_dir(folder).expect("captures/").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "pcapng")).collect();
    files.sort();
    assert!(files.len() >= 8, "captures/ has its captures");
    files
}
