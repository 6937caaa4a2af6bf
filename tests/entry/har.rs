//! HAR files: read in pieces, told, looked at.

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use ws101::base::{Lang, Source};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::Inspector;
use ws101::trace::Trace;
use ws101::wire::har::{self, Entry, Store};

/// The input is the file.
pub fn run(bytes: &[u8]) {
    let (whole, pieces) = (read(bytes), read(Pieces(bytes)));
    assert_eq!(whole, pieces, "how the file is read does not matter");
    let (kept, entries, _) = whole;
    for entry in &entries {
        for message in &entry.messages {
            assert!(message.place.start <= message.place.end && message.place.end <= kept.len() as u64);
        }
        let _ = har::Url::read(&entry.url);
    }
    let source: Arc<dyn Source> = Arc::new(kept);
    let (mut trace, mut writer) = (Trace::default(), Ndjson::new(Lines::ALL, Payload::Full, Lang::En));
    let mut first = Inspector::new().with_source(Arc::clone(&source));
    let mut second = Inspector::new().with_source(Arc::clone(&source));
    for entry in &entries {
        first.har(entry, &mut trace);
        second.har(entry, &mut writer);
    }
    first.finish(&mut trace);
    second.finish(&mut writer);
    assert_eq!(first.summary(), second.summary(), "whoever listens, the same is found");
    let lines = super::facts::lines(writer.written());
    let count = |name: &str| lines.iter().filter(|line| line["type"] == name).count() as u64;
    assert_eq!((count("frame"), count("message")), (0, first.summary().messages));
    for connection in trace.connections() {
        for message in connection.messages().take(50) {
            let bytes = connection.message_bytes(&*source, &message);
            assert!(bytes.cut || bytes.bytes.len() as u64 == message.len, "{message:?}");
        }
    }
}

/// What the file's bytes come to: message data, entries, and whether it was read to its end.
fn read(input: impl Read) -> (Vec<u8>, Vec<Entry>, bool) {
    let mut kept = Kept::default();
    let ended = har::read(input, &mut kept).is_ok();
    (kept.bytes, kept.entries, ended)
}

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Store for Kept {
    fn keep(&mut self, bytes: &[u8]) -> Option<u64> {
        let at = self.bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        Some(at)
    }

    fn entry(&mut self, entry: Entry) -> ControlFlow<()> {
        self.entries.push(entry);
        ControlFlow::Continue(())
    }
}

/// A few bytes at a time.
struct Pieces<'a>(&'a [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let len = buf.len().min(5);
        self.0.read(&mut buf[..len])
    }
}
