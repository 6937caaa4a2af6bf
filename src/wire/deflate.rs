//! Inflating permessage-deflate messages (RFC 7692 §7.2.2) piece by piece, with a limit on what comes out.
//! The DEFLATE decoder itself is zlib-rs's.

use flate2::{Decompress, FlushDecompress, Status};

/// The bytes a sender strips from the end of a message and a receiver puts back (RFC 7692 §7.2.1).
pub const TAIL: [u8; 4] = [0x00, 0x00, 0xFF, 0xFF];

/// Most bytes one message may inflate to; what is beyond is not produced.
pub const MESSAGE_LIMIT_BYTES: u64 = 256 << 20;

/// The largest LZ77 window, which is all of the past that a later message can refer to.
pub const WINDOW_BYTES: usize = 32 << 10;

const OUT_BYTES: usize = 32 << 10;

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
    stream: Decompress,
    /// Whether the window carries over from message to message.
    takeover: bool,
    broken: Option<Broken>,
    /// Bytes out of the current message.
    message_out: u64,
    limit: u64,
    /// The newest output, kept only while [`Inflater::remember`] is on.
    past: Option<Vec<u8>>,
    out: Box<[u8; OUT_BYTES]>,
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
            stream: Decompress::new(false),
            takeover,
            broken: None,
            message_out: 0,
            limit: MESSAGE_LIMIT_BYTES,
            past: None,
            out: Box::new([0; OUT_BYTES]),
        }
    }

    /// An inflater that continues after a message whose output ended with `window`.
    #[must_use]
    pub fn resumed(window: &[u8]) -> Self {
        let mut inflater = Self::new(true);
        // A raw stream takes a dictionary at any block boundary; a failure shows as broken data later.
        let _ = inflater.stream.set_dictionary(window);
        inflater
    }

    /// Another limit on the output of one message.
    #[must_use]
    pub const fn with_limit(mut self, limit_bytes: u64) -> Self {
        self.limit = limit_bytes;
        self
    }

    /// Starts or stops keeping the newest output for [`Inflater::window`].
    pub fn remember(&mut self, on: bool) {
        if on != self.past.is_some() {
            self.past = on.then(Vec::new);
        }
    }

    /// The newest [`WINDOW_BYTES`] of output, as far as they were remembered.
    #[must_use]
    pub fn window(&self) -> Option<&[u8]> {
        let past = self.past.as_deref()?;
        Some(&past[past.len().saturating_sub(WINDOW_BYTES)..])
    }

    /// What went wrong in the current message.
    #[must_use]
    pub const fn broken(&self) -> Option<Broken> {
        self.broken
    }

    /// Bytes that came out of the current message so far.
    #[must_use]
    pub const fn message_out(&self) -> u64 {
        self.message_out
    }

    /// Inflates a piece of the current message and hands on what comes out.
    pub fn push(&mut self, mut bytes: &[u8], sink: &mut impl FnMut(&[u8])) {
        while self.broken.is_none() {
            let before = (self.stream.total_in(), self.stream.total_out());
            let status = self.stream.decompress(bytes, &mut self.out[..], FlushDecompress::Sync);
            let read = (self.stream.total_in() - before.0) as usize;
            let written = (self.stream.total_out() - before.1) as usize;
            bytes = &bytes[read.min(bytes.len())..];
            self.hand_on(written, sink);
            match status {
                // RFC 7692 §7.2.3.4: a block may set BFINAL; what follows starts anew.
                Ok(Status::StreamEnd) => self.stream.reset(false),
                Ok(_) if written == OUT_BYTES => {}
                Ok(_) if bytes.is_empty() || (read == 0 && written == 0) => return,
                Ok(_) => {}
                Err(_) => self.broken = Some(Broken::Data),
            }
        }
    }

    /// Ends the current message: puts the stripped tail back, and says what was wrong with it.
    pub fn finish_message(&mut self, sink: &mut impl FnMut(&[u8])) -> Result<u64, Broken> {
        self.push(&TAIL, sink);
        let result = self.broken.map_or(Ok(self.message_out), Err);
        if !self.takeover || self.broken.is_some() {
            self.stream.reset(false);
            if let Some(past) = &mut self.past {
                past.clear();
            }
        }
        self.broken = None;
        self.message_out = 0;
        result
    }

    fn hand_on(&mut self, written: usize, sink: &mut impl FnMut(&[u8])) {
        if written == 0 {
            return;
        }
        let room = self.limit.saturating_sub(self.message_out);
        let kept = usize::try_from(room).unwrap_or(usize::MAX).min(written);
        if kept < written {
            self.broken = Some(Broken::Limit);
        }
        let out = &self.out[..kept];
        sink(out);
        self.message_out += kept as u64;
        if let Some(past) = &mut self.past {
            past.extend_from_slice(out);
            if past.len() > 4 * WINDOW_BYTES {
                past.drain(..past.len() - WINDOW_BYTES);
            }
        }
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
            let two = [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00];
            assert_eq!(inflate(&mut Inflater::new(true), &two, cut).as_deref(), Ok(&b"Hello"[..]));
        }
    }

    #[test]
    fn a_later_message_needs_the_window_or_a_checkpoint_of_it() {
        let second = [0xF2, 0x00, 0x11, 0x00, 0x00];
        let mut alone = Inflater::new(false);
        assert!(inflate(&mut alone, &HELLO, 0).is_ok());
        assert_eq!(inflate(&mut alone, &second, 0), Err(Broken::Data));
        let mut first = Inflater::new(true);
        first.remember(true);
        assert!(inflate(&mut first, &HELLO, 0).is_ok());
        let window = first.window().expect("remembered").to_vec();
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
}
