//! gzip, Zstandard and LZ4, decompressed as they are read. Everything before damage comes out.

use std::error::Error;
use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder as Lz4Decoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder as ZstdDecoder};

use super::{Compression, is_at_end};
use crate::wire::capture::DamageKind;

/// Decompresses a stream of one of the three.
pub(super) enum Inflate<R: Read> {
    Gzip(MultiGzDecoder<R>),
    Zstd(Box<Zstd<R>>),
    Lz4(Lz4Decoder<Tail<R>>),
}

impl<R: BufRead> Inflate<R> {
    pub(super) fn new(compression: Compression, raw: R) -> Self {
        match compression {
            Compression::Gzip => Self::Gzip(MultiGzDecoder::new(raw)),
            Compression::Zstd => Self::Zstd(Box::new(Zstd::new(raw))),
            Compression::Lz4 => Self::Lz4(Lz4Decoder::new(Tail { inner: raw, last: [0xff; 8] })),
        }
    }

    /// Reads once; 0 is the end.
    pub(super) fn read(&mut self, buf: &mut [u8]) -> Result<usize, DamageKind> {
        if buf.is_empty() {
            return Ok(0);
        }
        match self {
            Self::Gzip(decoder) => loop {
                match decoder.read(buf) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    read => return read.map_err(|error| damage_of(&error)),
                }
            },
            Self::Zstd(decoder) => decoder.read(buf),
            Self::Lz4(decoder) => read_lz4(decoder, buf),
        }
    }
}

/// The decoder gives 0 at the end of every frame, and also where the file is cut between blocks.
fn read_lz4<R: BufRead>(decoder: &mut Lz4Decoder<Tail<R>>, buf: &mut [u8]) -> Result<usize, DamageKind> {
    loop {
        match decoder.read(buf) {
            Ok(0) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read.map_err(|error| damage_of(&error)),
        }
        if is_at_end(&mut decoder.get_mut().inner).map_err(|_| DamageKind::Unreadable)? {
            return if decoder.get_ref().is_end_mark() { Ok(0) } else { Err(DamageKind::CompressedCut) };
        }
    }
}

/// Remembers the last eight bytes read.
pub(super) struct Tail<R> {
    inner: R,
    last: [u8; 8],
}

impl<R> Tail<R> {
    /// Whether an LZ4 frame can end here: with a block length of zero and, if announced, a checksum behind it.
    fn is_end_mark(&self) -> bool {
        self.last[4..] == [0; 4] || self.last[..4] == [0; 4]
    }
}

impl<R: Read> Read for Tail<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(buf)?;
        if len >= 8 {
            self.last.copy_from_slice(&buf[len - 8..len]);
        } else {
            self.last.rotate_left(len);
            self.last[8 - len..].copy_from_slice(&buf[..len]);
        }
        Ok(len)
    }
}

/// Zstandard frames, one behind the other, skippable ones skipped.
pub(super) struct Zstd<R> {
    raw: R,
    decoder: ZstdDecoder,
    is_in_frame: bool,
    failed: Option<DamageKind>,
}

/// An empty last block and room for a checksum: makes the decoder give out the window that it holds back.
const END_OF_FRAME: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

impl<R: BufRead> Zstd<R> {
    fn new(raw: R) -> Self {
        Self { raw, decoder: ZstdDecoder::new(), is_in_frame: false, failed: None }
    }

    fn read(&mut self, buf: &mut [u8]) -> Result<usize, DamageKind> {
        loop {
            if self.is_in_frame && self.decoder.can_collect() > 0 {
                return self.decoder.read(buf).map_err(|error| damage_of(&error));
            }
            if let Some(failed) = self.failed {
                return Err(failed);
            }
            if !self.is_in_frame || self.decoder.is_finished() {
                if is_at_end(&mut self.raw).map_err(|_| DamageKind::Unreadable)? {
                    return Ok(0);
                }
                self.is_in_frame = false;
                self.begin_frame()?;
                continue;
            }
            if let Err(error) =
                self.decoder.decode_blocks(&mut self.raw, BlockDecodingStrategy::UptoBlocks(1))
            {
                self.failed = Some(damage_of(&error));
                let end = BlockDecodingStrategy::UptoBlocks(1);
                if self.decoder.decode_blocks(&END_OF_FRAME[..], end).is_err() {
                    self.is_in_frame = false;
                }
            }
        }
    }

    fn begin_frame(&mut self) -> Result<(), DamageKind> {
        match self.decoder.reset(&mut self.raw) {
            Ok(()) => self.is_in_frame = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length, ..
            })) => {
                let skipped = io::copy(&mut (&mut self.raw).take(u64::from(length)), &mut io::sink());
                let is_whole = skipped.map_err(|error| damage_of(&error))? == u64::from(length);
                if !is_whole {
                    self.failed = Some(DamageKind::CompressedCut);
                }
            }
            Err(error) => self.failed = Some(damage_of(&error)),
        }
        Ok(())
    }
}

/// Whether an error of a decoder means that the data ends early, cannot be read at all, or is wrong.
fn damage_of(error: &(dyn Error + 'static)) -> DamageKind {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            match error.kind() {
                ErrorKind::UnexpectedEof => return DamageKind::CompressedCut,
                // What the decoders make up themselves.
                ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::Other => {}
                _ => return DamageKind::Unreadable,
            }
        }
        next = error.source();
    }
    DamageKind::CompressedBroken
}
