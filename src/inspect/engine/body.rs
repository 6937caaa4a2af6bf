//! A polled body in the making: its bytes, where they stand in the capture, and how it was coded.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::{Decompress, FlushDecompress, Status};

use super::super::limits;
use crate::trace::RawPiece;

/// Bytes that all bodies in the making hold together.
#[derive(Debug, Clone, Default)]
pub(super) struct Budget(Arc<AtomicUsize>);

/// How a body's bytes are coded (RFC 9110 §8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Coding {
    #[default]
    Identity,
    Gzip,
    /// zlib's format; bare DEFLATE is common enough to be taken, too.
    Deflate,
    /// Another, or several: it cannot be read.
    Other,
}

impl Coding {
    /// What a Content-Encoding says.
    pub(super) fn of(value: Option<&[u8]>) -> Self {
        let value = value.unwrap_or_default().trim_ascii().to_ascii_lowercase();
        match &value[..] {
            b"" | b"identity" => Self::Identity,
            b"gzip" | b"x-gzip" => Self::Gzip,
            b"deflate" => Self::Deflate,
            _ => Self::Other,
        }
    }
}

/// The bytes of a body as they come, framing undone.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) coding: Coding,
    bytes: Vec<u8>,
    pieces: Vec<RawPiece>,
    /// The packets that brought it, from the head on.
    pub(super) packets: (u32, u32),
    /// Every byte has its place in the capture.
    placed: bool,
    /// Bytes are missing or were not kept: it cannot be read.
    pub(super) lost: bool,
    budget: Budget,
    taken: usize,
}

impl Drop for Content {
    fn drop(&mut self) {
        self.budget.0.fetch_sub(self.taken, Ordering::Relaxed);
    }
}

impl Content {
    pub(super) fn new(budget: &Budget) -> Self {
        Self {
            coding: Coding::Identity,
            bytes: Vec::new(),
            pieces: Vec::new(),
            packets: (u32::MAX, 0),
            placed: true,
            lost: false,
            budget: budget.clone(),
            taken: 0,
        }
    }

    /// A packet brought a part of the message.
    pub(super) fn seen(&mut self, packet: u32) {
        self.packets = (self.packets.0.min(packet), self.packets.1.max(packet));
    }

    /// Takes bytes; `pieces` says where they stand, whole or not at all.
    pub(super) fn push(&mut self, bytes: &[u8], pieces: Option<&[RawPiece]>) {
        let held = self.budget.0.load(Ordering::Relaxed);
        let is_too_much = self.bytes.len() + bytes.len() > limits::POLLED_BODY_BYTES
            || held + bytes.len() > limits::POLLED_TOTAL_BYTES;
        if self.lost || is_too_much {
            self.lose();
            return;
        }
        self.budget.0.fetch_add(bytes.len(), Ordering::Relaxed);
        self.taken += bytes.len();
        self.bytes.extend_from_slice(bytes);
        let Some(pieces) = pieces else {
            self.placed = false;
            return;
        };
        for piece in pieces {
            match self.pieces.last_mut() {
                Some(last)
                    if last.packet == piece.packet
                        && last.capture_offset + u64::from(last.len) == piece.capture_offset =>
                {
                    last.len += piece.len;
                }
                _ => self.pieces.push(*piece),
            }
        }
    }

    /// Another one begins in its place.
    pub(super) fn restart(&mut self) {
        *self = Self::new(&self.budget.clone());
    }

    /// It cannot become whole.
    pub(super) fn lose(&mut self) {
        self.lost = true;
        self.bytes = Vec::new();
        self.pieces = Vec::new();
        self.budget.0.fetch_sub(std::mem::take(&mut self.taken), Ordering::Relaxed);
    }

    /// The whole body, codings undone, and where that stands in the capture; `None` where it cannot be read.
    pub(super) fn finish(&mut self) -> Option<(Vec<u8>, Vec<RawPiece>)> {
        if self.lost {
            return None;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let pieces = std::mem::take(&mut self.pieces);
        match self.coding {
            Coding::Identity => Some((bytes, if self.placed { pieces } else { Vec::new() })),
            Coding::Gzip => gunzip(&bytes, allowed(bytes.len())).map(|bytes| (bytes, Vec::new())),
            Coding::Deflate => {
                let limit = allowed(bytes.len());
                let bytes = inflate(&bytes, true, limit).or_else(|| inflate(&bytes, false, limit))?;
                Some((bytes, Vec::new()))
            }
            Coding::Other => None,
        }
    }
}

/// What so many compressed bytes may inflate to.
fn allowed(compressed: usize) -> usize {
    let ratio = usize::try_from(limits::INFLATE_RATIO).unwrap_or(usize::MAX);
    let allowed = limits::POLLED_ALLOWANCE_BYTES.saturating_add(compressed.saturating_mul(ratio));
    allowed.min(limits::POLLED_BODY_BYTES)
}

/// Inflates a whole body of at most `limit` bytes.
fn inflate(bytes: &[u8], is_zlib: bool, limit: usize) -> Option<Vec<u8>> {
    const STEP_BYTES: usize = 16 << 10;
    let mut stream = Decompress::new(is_zlib);
    let mut out = Vec::new();
    loop {
        out.reserve(STEP_BYTES);
        let (read, written) = (stream.total_in(), stream.total_out());
        let rest = bytes.get(read as usize..).unwrap_or_default();
        let status = stream.decompress_vec(rest, &mut out, FlushDecompress::Finish).ok();
        if out.len() > limit {
            return None;
        }
        match status {
            Some(Status::StreamEnd) => return Some(out),
            Some(_) if (stream.total_in(), stream.total_out()) != (read, written) => {}
            _ => return None,
        }
    }
}

/// A gzip member (RFC 1952) as servers write it: one header, one DEFLATE stream, a trailer; at most `limit` bytes.
fn gunzip(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    use std::io::Read as _;
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut out).ok()?;
    (out.len() <= limit).then_some(out)
}
