//! Frames of both sides, with and without compression.

use serde_json::Value;
use ws101::base::{Lang, Side, Stamp};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::{Pasted, Step};
use ws101::wire::frame::Header;

/// What may have been accepted.
pub(super) const EXTENSIONS: [&str; 6] = [
    "",
    "permessage-deflate",
    "permessage-deflate; server_no_context_takeover",
    "permessage-deflate; client_no_context_takeover",
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
    "permessage-deflate; server_max_window_bits=9; client_max_window_bits=9",
];

/// The input is a byte for the extension and a list of steps: who (bit 0), what (bits 1 to 3: FIN, RST, bytes in flight,
/// else bytes), how much later (bits 4 to 7, in half seconds); for bytes, their length in two bytes, and they.
pub fn run(bytes: &[u8]) {
    let mut steps = super::Steps(bytes);
    let ext = EXTENSIONS[usize::from(steps.byte()) % EXTENSIONS.len()];
    let mut conversation = Vec::new();
    while !steps.is_empty() {
        let first = steps.byte();
        let side = if first & 1 == 0 { Side::Client } else { Side::Server };
        let after = i64::from(first >> 4) * 500_000_000;
        let kind = first >> 1 & 7;
        let bytes = if kind < 2 {
            &[]
        } else {
            let len = usize::from(steps.u16());
            steps.bytes(len)
        };
        header(bytes);
        conversation.push((side, after, kind, bytes));
    }
    let (whole, pieces) = (facts(ext, &conversation, usize::MAX), facts(ext, &conversation, 1));
    if whole != pieces {
        let first = whole.iter().zip(&pieces).find(|(whole, pieces)| whole != pieces);
        panic!("how bytes arrive does not matter: {first:#?}, {} and {} lines", whole.len(), pieces.len());
    }
}

/// A header that is read is written back as it was.
fn header(bytes: &[u8]) {
    if let Some(header) = Header::read(bytes) {
        let mut written = Vec::new();
        header.write(&mut written);
        assert_eq!(written, &bytes[..header.header_len()]);
    }
}

fn facts(ext: &str, conversation: &[(Side, i64, u8, &[u8])], piece: usize) -> Vec<Value> {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
    let mut pasted = Pasted::frames(ext, &mut writer);
    let mut nanos = 0;
    for (side, after, kind, bytes) in conversation {
        nanos += after;
        let stamp = Stamp::from_nanos(nanos);
        match kind {
            0 => pasted.step(*side, stamp, Step::Fin, &mut writer),
            1 => pasted.step(*side, stamp, Step::Rst, &mut writer),
            _ => {
                for piece in bytes.chunks(piece) {
                    let step = if *kind == 2 { Step::InFlight(piece) } else { Step::Bytes(piece) };
                    pasted.step(*side, stamp, step, &mut writer);
                }
            }
        }
    }
    let summary = pasted.finish(Stamp::from_nanos(nanos), &mut writer);
    assert!(summary.explained <= summary.stream_bytes, "{summary:?}");
    super::facts::facts(writer.written())
}
