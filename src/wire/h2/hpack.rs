//! Header lists out of field blocks (HPACK, RFC 7541), decoded by a crate.
//!
//! The crate builds its Huffman table anew for every string, which would cost more than all the rest; strings are
//! therefore taken out of their Huffman code first, with one table for all. Nothing else of HPACK is done here.

use std::cell::RefCell;

use loona_hpack::decoder::DecoderError;
use loona_hpack::encoder::encode_integer_into;
use loona_hpack::huffman::HuffmanDecoder;

/// The largest dynamic table that is followed: browsers announce no more.
pub const TABLE_BYTES: u32 = 64 << 10;
/// The largest header list that is kept of one block, names and values together.
pub const LIST_BYTES: usize = 64 << 10;

thread_local! {
    /// The one Huffman table, and the buffer that blocks are rewritten into.
    static UNPACK: RefCell<(HuffmanDecoder, Vec<u8>)> = RefCell::new((HuffmanDecoder::new(), Vec::new()));
}

/// Why a field block could not be decoded. The dynamic table is lost with it, and with the table all later blocks of
/// the same sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HpackError {
    /// An index that the table does not have.
    Index,
    /// An integer that is too long or cut off.
    Integer,
    /// A string that is cut off or no Huffman code.
    String,
    /// A table larger than was allowed.
    TableSize,
    /// An earlier block could not be decoded, or was never seen.
    Lost,
}

/// The decoder of one direction, with its dynamic table.
///
/// ```
/// use ws101::wire::h2::Decoder;
/// let mut decoder = Decoder::default();
/// let mut list = Vec::new();
/// decoder.decode(&[0x82, 0x84], |name, value| list.push((name.to_vec(), value.to_vec()))).unwrap();
/// assert_eq!(list[0], (b":method".to_vec(), b"GET".to_vec()));
/// ```
pub struct Decoder {
    inner: loona_hpack::Decoder<'static>,
    allowed: u32,
    lost: bool,
}

/// The table size that holds until a setting says otherwise (RFC 9113 §6.5.2).
const DEFAULT_TABLE_BYTES: u32 = 4096;

impl Default for Decoder {
    fn default() -> Self {
        let mut inner = loona_hpack::Decoder::new();
        inner.set_max_allowed_table_size(DEFAULT_TABLE_BYTES as usize);
        Self { inner, allowed: DEFAULT_TABLE_BYTES, lost: false }
    }
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").field("allowed", &self.allowed).field("lost", &self.lost).finish()
    }
}

impl Decoder {
    /// The peer has announced SETTINGS_HEADER_TABLE_SIZE. A smaller one takes nothing back: the sender may not have
    /// heard of it yet, and the table itself changes only by what stands in a block (RFC 7541 §4.2).
    pub fn allow_table_bytes(&mut self, bytes: u32) {
        self.allowed = self.allowed.max(bytes.min(TABLE_BYTES));
        self.inner.set_max_allowed_table_size(self.allowed as usize);
    }

    /// The most that its dynamic table may take.
    #[must_use]
    pub const fn table_bytes(&self) -> usize {
        self.allowed as usize
    }

    /// A block was missed: what the table holds is no longer known.
    pub fn lose(&mut self) {
        *self = Self { lost: true, allowed: self.allowed, ..Self::default() };
    }

    /// Whether blocks can no longer be decoded.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        self.lost
    }

    /// Decodes a whole field block and hands each field to `take`, name and value as bytes.
    ///
    /// # Errors
    ///
    /// Where the block breaks RFC 7541; what was handed on before is right, later blocks are lost.
    pub fn decode(&mut self, block: &[u8], mut take: impl FnMut(&[u8], &[u8])) -> Result<(), HpackError> {
        if self.lost {
            return Err(HpackError::Lost);
        }
        let mut plain = UNPACK.with_borrow_mut(|(huffman, plain)| {
            plain.clear();
            unpack(block, plain, huffman);
            std::mem::take(plain)
        });
        let done = self.inner.decode_with_cb(&plain, |name, value| take(&name, &value));
        plain.clear();
        UNPACK.with_borrow_mut(|unpack| unpack.1 = plain);
        let error = match done {
            // RFC 7541 §4.2: a size update stands first in a block. It has been followed, so nothing is lost.
            Ok(()) | Err(DecoderError::SizeUpdateAtEnd) => return Ok(()),
            Err(DecoderError::HeaderIndexOutOfBounds) => HpackError::Index,
            Err(DecoderError::StringDecodingError(_)) => HpackError::String,
            Err(DecoderError::InvalidMaxDynamicSize) => HpackError::TableSize,
            Err(_) => HpackError::Integer,
        };
        self.lose();
        Err(error)
    }
}

/// Rewrites a block with its strings out of their Huffman code. From what cannot be read on it stays as it is, so that
/// the decoder names what is wrong.
fn unpack(block: &[u8], plain: &mut Vec<u8>, huffman: &mut HuffmanDecoder) {
    let mut rest = block;
    while let Some(first) = rest.first() {
        let (prefix, strings) = match first {
            0x80.. => (7, 0),
            0x40.. => (6, 1),
            0x20.. => (5, 0),
            _ => (4, 1),
        };
        let Some((value, len)) = integer(rest, prefix) else { break };
        // A literal whose name has no index carries the name too (RFC 7541 §6.2).
        let strings = if strings == 1 && value == 0 { 2 } else { strings };
        let start = plain.len();
        plain.extend_from_slice(&rest[..len]);
        let mut behind = &rest[len..];
        let whole = (0..strings).all(|_| match unpack_string(behind, plain, huffman) {
            Some(len) => {
                behind = &behind[len..];
                true
            }
            None => false,
        });
        if !whole {
            plain.truncate(start);
            break;
        }
        rest = behind;
    }
    plain.extend_from_slice(rest);
}

/// Rewrites the string at the start of `bytes`; gives how many bytes it took there.
fn unpack_string(bytes: &[u8], plain: &mut Vec<u8>, huffman: &mut HuffmanDecoder) -> Option<usize> {
    let is_huffman = bytes.first()? & 0x80 != 0;
    let (len, at) = integer(bytes, 7)?;
    let string = bytes.get(at..at.checked_add(len)?)?;
    if is_huffman {
        let decoded = huffman.decode(string).ok()?;
        encode_integer_into(decoded.len(), 7, 0, plain).ok()?;
        plain.extend_from_slice(&decoded);
    } else {
        plain.extend_from_slice(&bytes[..at + len]);
    }
    Some(at + len)
}

/// The most octets that an integer may take, as the decoder has it.
const INTEGER_OCTETS: usize = 5;

/// The integer at the start of `bytes` and how many bytes it takes (RFC 7541 §5.1).
fn integer(bytes: &[u8], prefix_bits: u8) -> Option<(usize, usize)> {
    let mask = 0xFF >> (8 - prefix_bits);
    let first = bytes.first()? & mask;
    if first < mask {
        return Some((usize::from(first), 1));
    }
    let mut value = usize::from(first);
    for (at, byte) in bytes.iter().enumerate().take(INTEGER_OCTETS).skip(1) {
        value += usize::from(byte & 0x7F) << (7 * (at - 1));
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_those_of_rfc_7541_appendix_c_1() {
        for (bytes, prefix, expect) in [
            (&[0x0A][..], 5, Some((10, 1))),
            (&[0x1F, 0x9A, 0x0A], 5, Some((1337, 3))),
            (&[0x2A], 8, Some((42, 1))),
            (&[0x1F, 0x9A], 5, None),
            (&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00], 8, None),
            (&[], 7, None),
        ] {
            assert_eq!(integer(bytes, prefix), expect, "{bytes:02x?}");
        }
    }
}
