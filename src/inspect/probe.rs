//! Tells whether bytes can be frames: after a gap, and where the capture came in after the handshake. RFC 6455 frames
//! carry no mark to find them by, so only what is consistent to the end of a segment is believed.

use super::frames::is_data;
use super::header::is_impossible;
use crate::base::Side;
use crate::wire::frame::{Header, LengthForm, Opcode};
use crate::wire::mask;

/// Headers after which a chain that runs on beyond the segment is believed.
const CHAIN_HEADERS: usize = 3;

/// Whether the frames that would begin at the start of `bytes` are consistent: each header as `side` would send it,
/// and the last one ending where the segment ends, or several in a row.
pub(super) fn is_plausible(bytes: &[u8], side: Side) -> bool {
    fits(bytes, 0, side)
}

/// The same where the capture cut off the last `missing` bytes of the segment.
pub(super) fn fits(bytes: &[u8], missing: u64, side: Side) -> bool {
    let mut rest = bytes;
    let mut headers = 0;
    while !rest.is_empty() {
        let Some(header) = Header::read(rest) else { return headers >= CHAIN_HEADERS };
        if !is_likely(&header, side) {
            return false;
        }
        headers += 1;
        let len = usize::try_from(header.len).unwrap_or(usize::MAX).saturating_add(header.header_len());
        match rest.get(len..) {
            Some(behind) => rest = behind,
            None => return headers > CHAIN_HEADERS || (len - rest.len()) as u64 == missing,
        }
    }
    headers > 0 && missing == 0
}

/// Whether the bytes begin with a frame that is longer than they are.
pub(super) fn begins_cut(bytes: &[u8], side: Side) -> bool {
    let mut rest = bytes;
    while let Some(header) = Header::read(rest).filter(|header| is_likely(header, side)) {
        let len = usize::try_from(header.len).unwrap_or(usize::MAX).saturating_add(header.header_len());
        match rest.get(len..) {
            Some(behind) => rest = behind,
            None => return true,
        }
    }
    false
}

/// What a stream that would begin with frames has brought so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain {
    /// Whole frames.
    pub(super) whole: usize,
    /// The text in them is UTF-8.
    pub(super) text_fits: bool,
}

/// Reads a stream from its start as frames that `side` would send without any extension; `None` where they cannot be.
pub(super) fn chain(bytes: &[u8], side: Side) -> Option<Chain> {
    let mut chain = Chain { whole: 0, text_fits: true };
    let mut rest = bytes;
    while let Some(header) = Header::read(rest) {
        let first = chain.whole == 0;
        if !is_likely(&header, side) || header.rsv != 0 || first && header.opcode == Opcode::CONTINUATION {
            return None;
        }
        let (len, header_len) = (usize::try_from(header.len).ok()?, header.header_len());
        let Some(payload) = rest[header_len..].get(..len) else { break };
        if header.opcode == Opcode::TEXT && header.fin {
            let key = header.mask.unwrap_or_default();
            let mut plain = payload.to_vec();
            mask::copy(key, 0, payload, &mut plain);
            chain.text_fits &= std::str::from_utf8(&plain).is_ok();
        }
        chain.whole += 1;
        rest = &rest[header_len + len..];
    }
    // A header that has not come whole: what there is of it has to fit.
    let fits = match *rest {
        [first] => is_first_byte(first),
        [first, second, ..] => is_first_byte(first) && (second & 0x80 != 0) == (side == Side::Client),
        [] => true,
    };
    fits.then_some(chain)
}

fn is_first_byte(first: u8) -> bool {
    first & 0x70 == 0 && matches!(first & 0xF, 0..=2 | 8..=10)
}

/// Whether `side` would send such a header in a lawful conversation.
pub(super) fn is_likely(header: &Header, side: Side) -> bool {
    let known =
        is_data(header.opcode) || matches!(header.opcode, Opcode::CLOSE | Opcode::PING | Opcode::PONG);
    let bits = header.rsv == 0 || header.rsv == 4 && is_data(header.opcode);
    let control = !header.opcode.is_control() || header.fin && header.len <= 125;
    let length = header.form == LengthForm::minimal(header.len) && header.len < 1 << 40;
    let masked = header.mask.is_some() == (side == Side::Client);
    known && bits && control && length && masked && !is_impossible(header)
}

/// The sender of a segment that can only be frames, by the mask; `None` where it can be neither's.
pub(super) fn sender(bytes: &[u8]) -> Option<Side> {
    Side::BOTH.into_iter().find(|side| is_plausible(bytes, *side))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_the_segment_is_believed() {
        let hello = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
        assert_eq!(sender(&hello), Some(Side::Client));
        assert_eq!(sender(&hello[..10]), None);
        assert_eq!(sender(&[0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F]), Some(Side::Server));
        assert_eq!(sender(b"GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(sender(&[0x16, 0x03, 0x01, 0x02, 0x00]), None);
        assert_eq!(sender(&[]), None);
    }
}
