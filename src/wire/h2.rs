//! HTTP/2 as far as WebSocket over it needs (RFC 9113, RFC 8441): the frame header, the frames in pieces of any size,
//! settings and error codes by name, header lists out of HPACK.
//!
//! A lax reader: what is wrong is named and reading goes on. It keeps no payload of DATA, follows no flow control, and
//! knows nothing of streams: which of them is a WebSocket is for `inspect`.

mod frame;
mod hpack;
mod names;
mod reader;

pub use frame::{Flags, FrameHeader, FrameType, Setting, settings, write_frame};
pub use hpack::{Decoder, HpackError, LIST_BYTES, TABLE_BYTES};
pub use names::{ErrorCode, SettingId};
pub use reader::{CONTROL_BYTES, DataFrame, Event, Flaw, Gap, HEADER_BLOCK_BYTES, HeaderBlock, Reader};

/// The first bytes that a client sends (RFC 9113 §3.4).
pub const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Bytes of a frame header (RFC 9113 §4.1).
pub const HEADER_BYTES: usize = 9;

/// The largest frame payload that every endpoint takes (RFC 9113 §4.2).
pub const MAX_FRAME_SIZE: u32 = 16_384;

/// Whether a client's first bytes begin HTTP/2 with prior knowledge.
///
/// ```
/// use ws101::wire::{h2, http::Looks};
/// assert_eq!(h2::looks_like_preface(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0"), Looks::Yes);
/// assert_eq!(h2::looks_like_preface(b"PRI"), Looks::Unsure);
/// assert_eq!(h2::looks_like_preface(b"PUT / HTTP/1.1"), Looks::No);
/// ```
#[must_use]
pub fn looks_like_preface(bytes: &[u8]) -> super::http::Looks {
    use super::http::Looks;
    let len = bytes.len().min(PREFACE.len());
    match bytes[..len] == PREFACE[..len] {
        false => Looks::No,
        true if len == PREFACE.len() => Looks::Yes,
        true => Looks::Unsure,
    }
}

#[cfg(test)]
mod tests;
