//! Inflating permessage-deflate messages (RFC 7692 §7.2.2) piece by piece, with a limit on what comes out.
//! The DEFLATE decoder itself is zlib-rs's.

use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::{Decompress, FlushDecompress, Status};

/// The bytes a sender strips from the end of a message and a receiver puts back (RFC 7692 §7.2.1).
pub const TAIL: [u8; 4] = [0x00, 0x00, 0xFF, 0xFF];

/// Most bytes one message may inflate to; what is beyond is not produced.
pub const MESSAGE_LIMIT_BYTES: u64 = 256 << 20;

/// The largest LZ77 window, which is all of the past that a later message can refer to.
pub const WINDOW_BYTES: usize = 32 << 10;

/// Decoders awake at a time in the whole process, about 70 KB each. Beyond it, one sleeps between its messages and keeps
/// no more than its window: that takes longer, and what comes out is the same.
pub const AWAKE_LIMIT: usize = 1024;

/// Bytes of windows that sleeping decoders keep in the whole process.
pub const SLEEPING_LIMIT_BYTES: usize = 256 << 20;

static AWAKE: AtomicUsize = AtomicUsize::new(0);
static SLEEPING_BYTES: AtomicUsize = AtomicUsize::new(0);

/// A decoder that counts among those awake.
struct Decoder(Decompress);

impl Decoder {
    fn new() -> Self {
        AWAKE.fetch_add(1, Ordering::Relaxed);
        Self(Decompress::new(false))
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        AWAKE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The window of a decoder that sleeps, counted among all of them.
struct Asleep(usize);

impl Asleep {
    fn new(bytes: usize) -> Self {
        SLEEPING_BYTES.fetch_add(bytes, Ordering::Relaxed);
        Self(bytes)
    }
}

impl Drop for Asleep {
    fn drop(&mut self) {
        SLEEPING_BYTES.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// An empty stored block, whole: between blocks a stream takes it without a change (RFC 1951 §3.2.4).
const EMPTY_BLOCK: [u8; 5] = [0x00, 0x00, 0x00, 0xFF, 0xFF];

/// What the newest bytes are before there are any.
const NO_TAIL: [u8; TAIL.len()] = [0xFF; TAIL.len()];

/// Output produced at a time.
const CHUNK_BYTES: usize = 16 << 10;

/// Why a message could not be inflated whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Broken {
    /// The bytes are no DEFLATE data, or refer to a past that is not there.
    Data,
    /// The output reached its limit.
    Limit,
}

/// Inflates the messages of one direction.
pub struct Inflater {
    /// `None` until the first message, and while it sleeps.
    stream: Option<Decoder>,
    asleep: Option<Asleep>,
    /// Whether the window carries over from message to message.
    takeover: bool,
    broken: Option<Broken>,
    /// Whether a block of the current (or just ended) message set BFINAL.
    final_block: bool,
    /// Whether bytes of a message were pushed that has not ended.
    in_message: bool,
    /// The newest bytes pushed of the current message.
    last: [u8; TAIL.len()],
    /// Whether the message that has just ended stopped inside a block.
    unfinished: bool,
    /// Bytes out of the current message.
    message_out: u64,
    limit: u64,
    /// The newest output: at least the window, where there is so much.
    past: Vec<u8>,
}

impl std::fmt::Debug for Inflater {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inflater")
            .field("takeover", &self.takeover)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}

impl Inflater {
    /// An inflater at the start of a connection. With `takeover` false every message starts with an empty window.
    #[must_use]
    pub fn new(takeover: bool) -> Self {
        Self {
            stream: None,
            asleep: None,
            takeover,
            broken: None,
            final_block: false,
            in_message: false,
            last: NO_TAIL,
            unfinished: false,
            message_out: 0,
            limit: MESSAGE_LIMIT_BYTES,
            past: Vec::new(),
        }
    }

    /// An inflater that continues after a message whose output ended with `window`.
    #[must_use]
    pub fn resumed(window: &[u8]) -> Self {
        let mut inflater = Self::new(true);
        inflater.past.extend_from_slice(window);
        inflater
    }

    /// Another limit on the output of one message.
    #[must_use]
    pub const fn with_limit(mut self, limit_bytes: u64) -> Self {
        self.limit = limit_bytes;
        self
    }

    /// Between messages: gives up all but the window where too many decoders are awake. False where even the windows are
    /// too many: then it should be dropped.
    #[must_use]
    pub fn rest(&mut self) -> bool {
        if self.in_message || self.asleep.is_some() || AWAKE.load(Ordering::Relaxed) <= AWAKE_LIMIT {
            return true;
        }
        self.stream = None;
        let kept = if self.takeover { self.past.len().min(WINDOW_BYTES) } else { 0 };
        self.past.drain(..self.past.len() - kept);
        self.past.shrink_to_fit();
        self.asleep = Some(Asleep::new(kept));
        SLEEPING_BYTES.load(Ordering::Relaxed) <= SLEEPING_LIMIT_BYTES
    }

    /// The decoder, woken with its window.
    fn awake(&mut self) -> &mut Decompress {
        self.asleep = None;
        let Self { stream, past, takeover, .. } = self;
        let decoder = stream.get_or_insert_with(|| {
            let mut decoder = Decoder::new();
            set_window(&mut decoder.0, past, *takeover);
            decoder
        });
        &mut decoder.0
    }

    /// Sets the limit on the output of the current message and those that follow.
    pub const fn set_limit(&mut self, limit_bytes: u64) {
        self.limit = limit_bytes;
    }

    /// The newest output, up to [`WINDOW_BYTES`] of it. Without takeover it is that of the newest message.
    #[must_use]
    pub fn window(&self) -> &[u8] {
        &self.past[self.past.len().saturating_sub(WINDOW_BYTES)..]
    }

    /// What went wrong in the current message.
    #[must_use]
    pub const fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// Whether a block of the current message set BFINAL, which is legal and rare (RFC 7692 §7.2.3.4). Holds until the
    /// next message begins.
    #[must_use]
    pub const fn has_final_block(&self) -> bool {
        self.final_block
    }

    /// Whether the message that has just ended stopped inside a block, although its last byte has to begin an empty stored
    /// one (RFC 7692 §7.2.1). A decoder that waits for more does not tell.
    #[must_use]
    pub const fn ended_inside_block(&self) -> bool {
        self.unfinished
    }

    /// Bytes that came out of the current message so far.
    #[must_use]
    pub const fn message_out(&self) -> u64 {
        self.message_out
    }

    /// Inflates a piece of the current message and hands on what comes out.
    pub fn push(&mut self, mut bytes: &[u8], sink: &mut impl FnMut(&[u8])) {
        if bytes.is_empty() {
            return;
        }
        if !self.in_message {
            self.in_message = true;
            self.final_block = false;
            self.last = NO_TAIL;
        }
        let kept = bytes.len().min(TAIL.len());
        self.last.rotate_left(kept);
        self.last[TAIL.len() - kept..].copy_from_slice(&bytes[bytes.len() - kept..]);
        while self.broken.is_none() {
            self.make_room();
            let start = self.past.len();
            self.awake();
            let Some(Decoder(stream)) = &mut self.stream else { return };
            let before = stream.total_in();
            let status = stream.decompress_vec(bytes, &mut self.past, FlushDecompress::Sync);
            let read = (stream.total_in() - before) as usize;
            bytes = &bytes[read.min(bytes.len())..];
            let written = self.past.len() - start;
            self.hand_on(start, sink);
            match status {
                // RFC 7692 §7.2.3.4: a block may set BFINAL; a new DEFLATE stream follows, with the same window.
                Ok(Status::StreamEnd) => {
                    self.final_block = true;
                    self.restart();
                    if bytes.is_empty() {
                        return;
                    }
                }
                Ok(_) if self.past.len() == self.past.capacity() => {}
                Ok(_) if bytes.is_empty() || (read == 0 && written == 0) => return,
                Ok(_) => {}
                Err(_) => self.broken = Some(Broken::Data),
            }
        }
    }

    /// Ends the current message: puts the stripped tail back, and says what was wrong with it.
    ///
    /// # Errors
    /// The message was not DEFLATE data, or inflated past the limit; what came out before was handed on.
    pub fn finish_message(&mut self, sink: &mut impl FnMut(&[u8])) -> Result<u64, Broken> {
        let has_tail = self.last == TAIL;
        // Nothing behind a final block, or nothing at all: there is no block that the tail would belong to.
        let ends_with_final = self.in_message && self.final_block && self.awake().total_in() == 0;
        let needs_tail = self.in_message && !ends_with_final;
        self.unfinished = false;
        if needs_tail {
            let before = self.message_out;
            self.push(&TAIL, sink);
            let is_whole = self.message_out == before && self.is_between_blocks();
            self.unfinished = self.broken.is_none() && !has_tail && !is_whole;
        }
        let result = self.broken.map_or(Ok(self.message_out), Err);
        if self.broken.is_some() {
            self.past.clear();
        }
        if !self.takeover || self.broken.is_some() {
            if let Some(Decoder(stream)) = &mut self.stream {
                stream.reset(false);
            }
        } else if has_tail || self.unfinished {
            // A sender that leaves the tail on makes it stand there twice: the second one began a block that is none.
            // All that a later message needs is the window.
            self.restart();
        }
        self.broken = None;
        self.in_message = false;
        self.message_out = 0;
        self.last = NO_TAIL;
        result
    }

    /// Whether the stream stands between two blocks: then it takes an empty one, and nothing comes of it.
    fn is_between_blocks(&mut self) -> bool {
        self.past.reserve(CHUNK_BYTES.min(64));
        let len = self.past.len();
        self.awake();
        let Some(Decoder(stream)) = &mut self.stream else { return false };
        let status = stream.decompress_vec(&EMPTY_BLOCK, &mut self.past, FlushDecompress::Sync);
        let is_clean = matches!(status, Ok(Status::Ok | Status::BufError)) && self.past.len() == len;
        self.past.truncate(len);
        is_clean
    }

    /// Starts a new DEFLATE stream that may refer to the past.
    fn restart(&mut self) {
        let Some(Decoder(stream)) = &mut self.stream else { return };
        stream.reset(false);
        set_window(stream, &self.past, self.takeover);
    }

    /// Leaves a chunk of room behind the window.
    fn make_room(&mut self) {
        if !self.takeover && self.message_out == 0 {
            self.past.clear();
        }
        if self.past.len() + CHUNK_BYTES > WINDOW_BYTES + 2 * CHUNK_BYTES {
            self.past.drain(..self.past.len() - WINDOW_BYTES);
        }
        self.past.reserve(CHUNK_BYTES.min(self.past.len().max(1 << 10)));
    }

    fn hand_on(&mut self, start: usize, sink: &mut impl FnMut(&[u8])) {
        let out = &self.past[start..];
        if out.is_empty() {
            return;
        }
        let room = usize::try_from(self.limit.saturating_sub(self.message_out)).unwrap_or(usize::MAX);
        if out.len() > room {
            self.broken = Some(Broken::Limit);
        }
        let kept = &out[..out.len().min(room)];
        sink(kept);
        self.message_out += kept.len() as u64;
    }
}

/// Lets what a new stream inflates refer to the past, where it may.
fn set_window(stream: &mut Decompress, past: &[u8], takeover: bool) {
    let window = &past[past.len().saturating_sub(WINDOW_BYTES)..];
    if takeover && !window.is_empty() {
        // A raw stream takes a dictionary at its start; were it refused, the data would show as broken.
        let _ = stream.set_dictionary(window);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inflate(inflater: &mut Inflater, payload: &[u8], cut: usize) -> Result<Vec<u8>, Broken> {
        let mut out = Vec::new();
        let (left, right) = payload.split_at(cut.min(payload.len()));
        inflater.push(left, &mut |bytes| out.extend_from_slice(bytes));
        inflater.push(right, &mut |bytes| out.extend_from_slice(bytes));
        inflater.finish_message(&mut |bytes| out.extend_from_slice(bytes)).map(|_| out)
    }

    const HELLO: [u8; 7] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];

    #[test]
    fn the_rfc_examples_inflate_however_they_are_cut() {
        // RFC 7692 §7.2.3.
        for cut in 0..=HELLO.len() {
            let mut inflater = Inflater::new(true);
            assert_eq!(inflate(&mut inflater, &HELLO, cut).as_deref(), Ok(&b"Hello"[..]));
            assert_eq!(
                inflate(&mut inflater, &[0xF2, 0x00, 0x11, 0x00, 0x00], cut).as_deref(),
                Ok(&b"Hello"[..])
            );
            let stored = [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00];
            assert_eq!(inflate(&mut inflater, &stored, cut).as_deref(), Ok(&b"Hello"[..]));
            let last = [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00];
            assert_eq!(inflate(&mut inflater, &last, cut).as_deref(), Ok(&b"Hello"[..]));
            // A message after BFINAL may still refer to what came before it.
            assert_eq!(
                inflate(&mut inflater, &[0xF2, 0x00, 0x11, 0x00, 0x00], cut).as_deref(),
                Ok(&b"Hello"[..])
            );
            let two = [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00];
            assert_eq!(inflate(&mut Inflater::new(true), &two, cut).as_deref(), Ok(&b"Hello"[..]));
        }
    }

    #[test]
    fn a_message_that_stops_inside_a_block_is_told_from_a_whole_one() {
        let second = [0xF2, 0x00, 0x11, 0x00, 0x00];
        for (payload, text, unfinished) in [
            (&HELLO[..], &b"Hello"[..], false),
            (&HELLO[..6], b"Hello", true),
            (&HELLO[..4], b"He", true),
            // A final block with nothing behind it, and with the byte that RFC 7692 §7.2.3.4 puts there.
            (&[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], b"Hello", false),
            (&[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00], b"Hello", false),
            (&[0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00], b"Hello", false),
            (&[0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48], b"H", true),
            (&[0x00], b"", false),
            (&[], b"", false),
        ] {
            for takeover in [true, false] {
                let mut inflater = Inflater::new(takeover);
                let out = inflate(&mut inflater, payload, 2).expect("a message");
                assert!(out.starts_with(text), "{payload:x?}: {out:x?}");
                assert_eq!(inflater.ended_inside_block(), unfinished, "{payload:x?}");
                assert_eq!(inflate(&mut inflater, &HELLO, 0).as_deref(), Ok(&b"Hello"[..]), "{payload:x?}");
                assert!(!inflater.ended_inside_block());
                if takeover {
                    assert_eq!(inflate(&mut inflater, &second, 0).as_deref(), Ok(&b"Hello"[..]));
                }
            }
        }
    }

    #[test]
    fn a_later_message_needs_the_window_or_a_checkpoint_of_it() {
        let second = [0xF2, 0x00, 0x11, 0x00, 0x00];
        let mut alone = Inflater::new(false);
        assert!(inflate(&mut alone, &HELLO, 0).is_ok());
        assert_eq!(inflate(&mut alone, &second, 0), Err(Broken::Data));
        let mut first = Inflater::new(true);
        assert!(inflate(&mut first, &HELLO, 0).is_ok());
        let window = first.window().to_vec();
        assert_eq!(inflate(&mut Inflater::resumed(&window), &second, 0).as_deref(), Ok(&b"Hello"[..]));
    }

    #[test]
    fn a_bomb_stops_at_the_limit_and_the_next_message_is_read() {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, &vec![0; 1 << 20]).expect("to memory");
        let bomb = encoder.flush_finish().expect("to memory");
        let mut inflater = Inflater::new(false).with_limit(1000);
        assert_eq!(inflate(&mut inflater, &bomb, 3), Err(Broken::Limit));
        assert_eq!(inflate(&mut inflater, &HELLO, 3).as_deref(), Ok(&b"Hello"[..]));
    }

    #[test]
    fn what_comes_out_does_not_depend_on_who_sleeps() {
        // Each says "Hello", the second time by the window (RFC 7692 §7.2.3.2); there are more than may be awake.
        const FIRST: [u8; 7] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];
        const SECOND: [u8; 5] = [0xF2, 0x00, 0x11, 0x00, 0x00];
        let mut inflaters: Vec<Inflater> = (0..AWAKE_LIMIT + 10).map(|_| Inflater::new(true)).collect();
        for payload in [&FIRST[..], &SECOND] {
            for inflater in &mut inflaters {
                assert_eq!(inflate(inflater, payload, 2), Ok(b"Hello".to_vec()));
                assert!(inflater.rest());
            }
        }
        let asleep = inflaters.iter().filter(|inflater| inflater.stream.is_none()).count();
        assert!(asleep >= 10, "{asleep}");
        assert!(inflaters.iter().all(|inflater| inflater.window().ends_with(b"Hello")));
    }
}
