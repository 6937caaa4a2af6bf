//! HTTP/2: frames in pieces, field blocks out of HPACK, and the WebSockets in them.

use ws101::base::Side;
use ws101::wire::h2::{Decoder, Event, Reader};

/// The input is a script of what the two sides send.
pub fn run(bytes: &[u8]) {
    let sent = super::cable::script(&mut super::Steps(bytes));
    for side in Side::BOTH {
        let stream: Vec<u8> =
            sent.iter().filter(|sent| sent.0.0 == side).flat_map(|sent| sent.0.1.iter().copied()).collect();
        assert_eq!(events(&stream, usize::MAX), events(&stream, 1), "how bytes arrive does not matter");
        let mut decoder = Decoder::default();
        let _ = decoder.decode(&stream, |_, _| {});
    }
    super::cable::decode(&sent, &[]);
}

/// What is read of a stream, with the pieces of data joined, and the fields of its blocks.
fn events(stream: &[u8], piece: usize) -> (Vec<String>, u64) {
    let (mut reader, mut decoder) = (Reader::default(), Decoder::default());
    let mut told = Vec::new();
    let mut data = Vec::new();
    for mut piece in stream.chunks(piece) {
        let piece = &mut piece;
        while let Some(event) = reader.next(piece) {
            if let Event::Bytes(at, bytes) = &event {
                assert_eq!(at + bytes.len() as u64, reader.position());
                data.extend_from_slice(bytes);
                continue;
            }
            if let Event::Headers(block) = &event
                && let Some(fragment) = &block.fragment
            {
                let mut fields = Vec::new();
                let mut total = 0;
                let result = decoder.decode(fragment, |name, value| {
                    total += name.len() + value.len();
                    fields.push(format!("{} {}", name.escape_ascii(), value.escape_ascii()));
                });
                assert!(total <= 64 << 20, "{total} bytes of fields out of {} bytes", fragment.len());
                told.push(format!("{result:?} {fields:?}"));
            }
            told.push(format!("{} {event:?}", data.len()));
        }
        assert!(piece.is_empty(), "all is taken");
    }
    (told, reader.position())
}
