//! HAR files: whatever is told of one can be looked at, and nothing is told that it does not have.

use std::ops::ControlFlow;
use std::sync::Arc;

use ws101::base::{Side, Source, Span};
use ws101::inspect::Inspector;
use ws101::trace::{Target, Trace};
use ws101::view::moments::Moments;
use ws101::wire::har::{self, Entry, Store};

/// Keeps all in memory.
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

impl std::io::Read for Pieces<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let len = buf.len().min(5);
        self.0.read(&mut buf[..len])
    }
}

/// The input is the file.
pub fn run(bytes: &[u8]) {
    let (mut kept, mut pieces) = (Kept::default(), Kept::default());
    let ended = har::read(bytes, &mut kept);
    if let Err(trouble) = &ended {
        assert!(trouble.offset <= bytes.len() as u64, "{trouble:?}");
    }
    let ended_in_pieces = har::read(Pieces(bytes), &mut pieces);
    assert_eq!(
        (&kept.bytes, &kept.entries),
        (&pieces.bytes, &pieces.entries),
        "how it is read does not matter"
    );
    assert_eq!(ended.is_ok(), ended_in_pieces.is_ok());
    assert!(kept.bytes.len() <= bytes.len(), "a HAR decodes to less than it has");
    let source: Arc<dyn Source> = Arc::new(kept.bytes);
    let mut trace = Trace::default();
    let mut inspector = Inspector::new().with_source(Arc::clone(&source));
    for entry in &kept.entries {
        inspector.har(entry, &mut trace);
    }
    inspector.finish(&mut trace);
    assert_eq!(trace.connections().len(), kept.entries.len());
    assert_eq!((inspector.summary().frames, inspector.summary().packets), (0, 0));
    for connection in trace.connections() {
        assert_eq!((connection.frame_count(), connection.events.len()), (0, 0));
        let moments = Moments::of(connection);
        // What was told of a side is tiled by its head and its messages.
        for side in Side::BOTH {
            let mut at = connection.streams[side].head.map_or(0, |head| head.end);
            for message in connection.messages().filter(|message| message.from == side) {
                let span = connection.message_span(&message).expect("a place");
                assert_eq!((span.start, span.len(), message.frames), (at, message.len, 0));
                at = span.end;
                let bytes = connection.message_bytes(&*source, &message);
                assert!(bytes.holes.is_empty() || bytes.cut, "all bytes of a message are there");
                let target = Target::Message { connection: connection.id, message: message.n };
                assert!(moments.is_capped() || moments.cursor_of(connection, target).is_some());
            }
            assert_eq!(at, connection.streams[side].end);
            let all = connection.stream_bytes(&*source, side, Span::new(0, at));
            assert!(all.holes.is_empty() || all.cut);
        }
    }
}
