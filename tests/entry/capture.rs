//! A capture file, compressed or not: read, decoded, looked at, written.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

use ws101::base::{Lang, Side, Source, Span};
use ws101::export::{Lines, Ndjson, Payload, TextWriter, Writer as _};
use ws101::inspect::{Inspector, Summary};
use ws101::io;
use ws101::trace::{Connection, Sink, Trace};
use ws101::wire::capture::{Event, Walker, sniff};

/// The input is the file.
pub fn run(bytes: &[u8]) {
    if sniff(bytes).is_compressed() {
        return compressed(bytes);
    }
    let mut trace = Trace::default();
    let whole = walk(bytes, bytes.len().max(1), &mut trace);
    assert!(whole.explained <= whole.stream_bytes, "{whole:?}");
    let source = bytes.to_vec();
    for connection in trace.connections().iter().take(50) {
        look(&source, connection);
    }
    let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
    let pieces = walk(bytes, 1 + bytes.len() % 97, &mut writer);
    assert_eq!(whole, pieces, "how the file is read does not matter");
    let lines = super::facts::lines(writer.written());
    let count = |name: &str| lines.iter().filter(|line| line["type"] == name).count() as u64;
    assert_eq!((count("frame"), count("message")), (whole.frames, whole.messages));
    assert_eq!(count("connection"), u64::from(whole.connections));
    assert_eq!(count("close"), u64::from(whole.connections));
    walk(bytes, 1 << 20, &mut TextWriter::new(Lines::ALL, Payload::Preview, Lang::Ko, true));
}

/// Walks a file in memory, in pieces of a size.
pub(super) fn walk(bytes: &[u8], piece: usize, sink: &mut impl Sink) -> Summary {
    let mut inspector = Inspector::new().with_source(Arc::new(bytes.to_vec()) as Arc<dyn Source>);
    let mut walker = Walker::new();
    let (mut start, mut end) = (0, 0);
    loop {
        end = (end + piece).min(bytes.len());
        let fed = walker.feed(&bytes[start..end], end == bytes.len(), &mut |event| {
            if let Event::Packet(record, packet) = event {
                inspector.record(record, packet, sink);
            }
            ControlFlow::Continue(())
        });
        start += fed.consumed;
        if fed.ended || end == bytes.len() {
            break;
        }
    }
    inspector.finish(sink);
    inspector.summary()
}

/// Looks at everything of a connection, as a window would.
pub(super) fn look(source: &dyn Source, connection: &Connection) {
    for frame in connection.frames().take(200) {
        let fields = connection.fields(source, &frame);
        assert!(fields.len() >= 7, "{frame:?}");
        let payload = connection.payload(source, &frame);
        assert!(payload.cut || payload.bytes.len() as u64 == frame.payload_span().len());
        assert_eq!(connection.frame(frame.n), Some(frame));
    }
    for message in connection.messages().take(50) {
        let _ = connection.message_bytes(source, &message);
        assert_eq!(connection.frames_of(&message).len() as u32, message.frames, "{message:?}");
    }
    for side in Side::BOTH {
        let end = connection.streams[side].end;
        let stream = connection.stream_bytes(source, side, Span::new(0, end));
        assert!(stream.cut || stream.bytes.len() as u64 == end);
    }
}

/// A file that is inflated first, through a temporary file as from a pipe.
fn compressed(bytes: &[u8]) {
    let Ok(mut opened) = io::open_stream("-", Cursor::new(bytes.to_vec())) else { return };
    let mut trace = Trace::default();
    let mut inspector = Inspector::new().with_source(Arc::clone(&opened.source));
    io::read_records(&mut opened.reader, &mut |event| {
        if let Event::Packet(record, packet) = event {
            inspector.record(record, packet, &mut trace);
        }
        ControlFlow::Continue(())
    });
    inspector.finish(&mut trace);
    for connection in trace.connections().iter().take(10) {
        look(&*opened.source, connection);
    }
}
