//! A sender whose length field counts the masking key too (RFC 6455 §5.3): every frame then swallows the first four
//! bytes of the next one, and what is read as a header stands four bytes late.
//!
//! It changes nothing in what is read; it only looks whether frames would fit four bytes earlier.

use super::limits;
use super::probe::is_likely;
use crate::base::Side;
use crate::wire::frame::Header;

/// The masking key's length, by which such a length field is too large.
const KEY_BYTES: usize = 4;

/// A header that its sender cannot mean, behind a masked frame: the bytes from four bytes before it.
#[derive(Debug)]
pub(super) struct Suspect {
    side: Side,
    /// The masked frame before it.
    pub(super) frame: u32,
    /// Where `bytes` stand in the stream.
    start: u64,
    bytes: Vec<u8>,
    /// Where in the stream it was decided that frames fit.
    decided_at: Option<u64>,
}

impl Suspect {
    /// What stands at `late` is `header`, which `side` does not send; `before` are the four bytes in front of it.
    /// `None` where no header of `side` begins there either.
    pub(super) fn new(
        side: Side,
        frame: u32,
        before: [u8; KEY_BYTES],
        header: &Header,
        late: u64,
    ) -> Option<Box<Self>> {
        let mut bytes = before.to_vec();
        header.write(&mut bytes);
        let start = late.checked_sub(KEY_BYTES as u64)?;
        let earlier = Header::read(&bytes);
        let fits = earlier.is_none_or(|earlier| is_likely(&earlier, side));
        fits.then(|| Box::new(Self { side, frame, start, bytes, decided_at: None }))
    }

    /// Takes bytes of the stream that begin at `offset`. False: it was nothing.
    pub(super) fn feed(&mut self, offset: u64, bytes: &[u8]) -> bool {
        if self.decided_at.is_some() {
            return true;
        }
        let have = self.start + self.bytes.len() as u64;
        let known = usize::try_from(have.saturating_sub(offset)).unwrap_or(usize::MAX);
        self.bytes.extend_from_slice(bytes.get(known..).unwrap_or_default());
        let Some(header) = Header::read(&self.bytes) else { return true };
        let Some(ends) = self.ends(&header) else { return false };
        for end in ends {
            let next = self.bytes.get(end..).and_then(Header::read);
            if let Some(next) = next.filter(|next| is_likely(next, self.side)) {
                self.decided_at = Some(self.start + (end + next.header_len()) as u64);
                return true;
            }
        }
        self.bytes.len() < ends[1] + crate::wire::frame::HEADER_MAX_BYTES
    }

    /// Where the frame that begins four bytes earlier would end: with the same error in its length, and without.
    fn ends(&self, header: &Header) -> Option<[usize; 2]> {
        let len = usize::try_from(header.len).ok().filter(|len| *len <= limits::SUSPECT_BYTES)?;
        let end = header.header_len() + len;
        is_likely(header, self.side).then(|| [end.saturating_sub(KEY_BYTES).max(header.header_len()), end])
    }

    /// Whether frames fit four bytes earlier, as far as the stream was read: to `offset`.
    pub(super) fn is_proved_by(&self, offset: u64) -> bool {
        self.decided_at.is_some_and(|at| at <= offset)
    }

    /// Whether they do now that nothing more comes: the last frame may end with the stream, if that has ended.
    pub(super) fn is_proved_at_end(&self, stream_ended: bool) -> bool {
        let ends_here = |ends: [usize; 2]| stream_ended && ends.contains(&self.bytes.len());
        self.decided_at.is_some()
            || Header::read(&self.bytes).and_then(|h| self.ends(&h)).is_some_and(ends_here)
    }
}
