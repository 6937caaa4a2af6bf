//! Compressed messages of one direction.

use ws101::wire::blocks;
use ws101::wire::deflate::{Broken, Inflater, TAIL, WINDOW_BYTES};

/// Small enough that bombs are quick, large enough that windows are full.
const LIMIT_BYTES: u64 = 256 << 10;

/// The input is a byte (bit 0: the window carries over) and messages: length in two bytes, bytes.
pub fn run(bytes: &[u8]) {
    let mut steps = super::Steps(bytes);
    let takeover = steps.byte() & 1 == 1;
    let new = || Inflater::new(takeover).with_limit(LIMIT_BYTES);
    let (mut whole, mut pieces) = (new(), new());
    for _ in 0..40 {
        if steps.is_empty() {
            break;
        }
        let len = usize::from(steps.u16());
        let message = steps.bytes(len);
        let mut resumed =
            if takeover { Inflater::resumed(whole.window()).with_limit(LIMIT_BYTES) } else { new() };
        let due = inflate(&mut whole, message, usize::MAX);
        assert!(due.0.len() as u64 <= LIMIT_BYTES);
        assert!(whole.window().len() <= WINDOW_BYTES);
        assert_eq!(inflate(&mut pieces, message, 1), due, "how bytes arrive does not matter");
        let again = inflate(&mut resumed, message, usize::MAX);
        // A message that refers beyond its past fails in both; where depends on how the past was given.
        assert_eq!(again.1.is_ok(), due.1.is_ok(), "a message is inflated alone from a checkpoint");
        if due.1.is_ok() {
            assert_eq!(again.0, due.0);
        }
        // RFC 7692 §7.2.1: with the tail put back, a message ends at the end of a block. What does not breaks what comes
        // after it on a stream that goes on, and nothing on one that is resumed.
        let with_tail = [message, &TAIL].concat();
        let is_whole = [message, &with_tail].iter().any(|bytes| blocks::scan(bytes).ends_with_empty_stored);
        assert!(blocks::scan(message).farthest <= WINDOW_BYTES as u32);
        if due.1.is_err() || !is_whole {
            (whole, pieces) = (new(), new());
        }
    }
}

fn inflate(inflater: &mut Inflater, message: &[u8], piece: usize) -> (Vec<u8>, Result<u64, Broken>) {
    let mut out = Vec::new();
    for piece in message.chunks(piece) {
        inflater.push(piece, &mut |bytes| out.extend_from_slice(bytes));
    }
    let result = inflater.finish_message(&mut |bytes| out.extend_from_slice(bytes));
    if let Ok(len) = result {
        assert_eq!(len, out.len() as u64);
    }
    (out, result)
}
