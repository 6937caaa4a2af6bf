//! Walks the blocks of a DEFLATE message (RFC 1951) without producing its bytes, to see what a decoder does not tell:
//! how far back its matches reach, and whether it ends with an empty stored block.

/// What the blocks of one message are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blocks {
    /// The farthest distance of a match, in bytes.
    pub farthest: u32,
    /// The last whole block is an empty stored one, and nothing follows it.
    pub ends_with_empty_stored: bool,
    /// A block set BFINAL.
    pub has_final: bool,
    /// How many whole blocks there are.
    pub count: u32,
}

/// Walks the blocks as far as they are whole.
#[must_use]
pub fn scan(bytes: &[u8]) -> Blocks {
    let mut walk = Walk { bits: Bits { bytes, at: 0, buffer: 0, held: 0 }, blocks: Blocks::default() };
    while walk.block().is_some() {
        walk.blocks.count += 1;
    }
    walk.blocks
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    buffer: u64,
    held: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        while self.held < count {
            self.buffer |= u64::from(*self.bytes.get(self.at)?) << self.held;
            self.at += 1;
            self.held += 8;
        }
        let value = self.buffer & ((1 << count) - 1);
        self.buffer >>= count;
        self.held -= count;
        Some(value as u32)
    }

    fn align(&mut self) {
        let loose = self.held % 8;
        self.buffer >>= loose;
        self.held -= loose;
    }

    fn is_at_end(&self) -> bool {
        self.at == self.bytes.len() && self.held == 0
    }
}

/// A canonical Huffman code: how many codes of each length, and the symbols in code order (RFC 1951 §3.2.2).
struct Code {
    counts: [u16; 16],
    symbols: [u16; 288],
}

impl Code {
    fn new(lengths: &[u8]) -> Self {
        let mut code = Self { counts: [0; 16], symbols: [0; 288] };
        for len in lengths {
            code.counts[usize::from(*len)] += 1;
        }
        code.counts[0] = 0;
        let mut offsets = [0_u16; 16];
        for len in 1..16 {
            offsets[len] = offsets[len - 1] + code.counts[len - 1];
        }
        for (symbol, len) in lengths.iter().enumerate().filter(|(_, len)| **len > 0) {
            let slot = &mut offsets[usize::from(*len)];
            code.symbols[usize::from(*slot)] = symbol as u16;
            *slot += 1;
        }
        code
    }

    fn read(&self, bits: &mut Bits<'_>) -> Option<u16> {
        let (mut code, mut first, mut index) = (0_i32, 0_i32, 0_i32);
        for count in &self.counts[1..] {
            code |= bits.take(1)? as i32;
            let count = i32::from(*count);
            if code - count < first {
                return self.symbols.get((index + code - first) as usize).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

/// Extra bits of the length symbols 257 to 285.
const LENGTH_EXTRA: [u8; 29] =
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
/// The order in which the lengths of the code length code stand (RFC 1951 §3.2.7).
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

struct Walk<'a> {
    bits: Bits<'a>,
    blocks: Blocks,
}

impl Walk<'_> {
    /// Walks one block; `None` where it is not whole or no block.
    fn block(&mut self) -> Option<()> {
        let last = self.bits.take(1)? == 1;
        match self.bits.take(2)? {
            0 => self.stored()?,
            1 => {
                let mut lengths = [8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                self.compressed(&Code::new(&lengths), &Code::new(&[5; 30]))?;
            }
            2 => {
                let (literals, distances) = self.dynamic()?;
                self.compressed(&literals, &distances)?;
            }
            _ => return None,
        }
        if last {
            // What follows BFINAL starts at the next byte (RFC 7692 §7.2.3.4).
            self.blocks.has_final = true;
            self.bits.align();
        }
        Some(())
    }

    fn stored(&mut self) -> Option<()> {
        self.bits.align();
        let len = self.bits.take(16)?;
        if self.bits.take(16)? != !len & 0xFFFF {
            return None;
        }
        // The buffer may hold whole bytes of the content already.
        let held = (self.bits.held / 8).min(len);
        self.bits.take(held * 8)?;
        let rest = (len - held) as usize;
        if self.bits.bytes.len() - self.bits.at < rest {
            return None;
        }
        self.bits.at += rest;
        self.blocks.ends_with_empty_stored = len == 0 && self.bits.is_at_end();
        Some(())
    }

    fn dynamic(&mut self) -> Option<(Code, Code)> {
        let literal_count = self.bits.take(5)? as usize + 257;
        let distance_count = self.bits.take(5)? as usize + 1;
        let length_count = self.bits.take(4)? as usize + 4;
        let mut lengths = [0_u8; 19];
        for index in &ORDER[..length_count] {
            lengths[*index] = self.bits.take(3)? as u8;
        }
        let code = Code::new(&lengths);
        let mut all = [0_u8; 286 + 32 + 2];
        let total = literal_count + distance_count;
        let mut filled = 0;
        while filled < total {
            let (value, times) = match code.read(&mut self.bits)? {
                16 => (*all.get(filled.checked_sub(1)?)?, 3 + self.bits.take(2)? as usize),
                17 => (0, 3 + self.bits.take(3)? as usize),
                18 => (0, 11 + self.bits.take(7)? as usize),
                literal => (literal as u8, 1),
            };
            all.get_mut(filled..filled + times)?.fill(value);
            filled += times;
        }
        Some((Code::new(all.get(..literal_count.min(288))?), Code::new(&all[literal_count..total])))
    }

    fn compressed(&mut self, literals: &Code, distances: &Code) -> Option<()> {
        self.blocks.ends_with_empty_stored = false;
        loop {
            match literals.read(&mut self.bits)? {
                0..=255 => {}
                256 => return Some(()),
                symbol => {
                    let extra = *LENGTH_EXTRA.get(usize::from(symbol) - 257)?;
                    self.bits.take(u32::from(extra))?;
                    let symbol = u32::from(distances.read(&mut self.bits)?);
                    let distance = match symbol {
                        0..=3 => symbol + 1,
                        4..=29 => {
                            let extra = symbol / 2 - 1;
                            ((2 + symbol % 2) << extra) + 1 + self.bits.take(extra)?
                        }
                        _ => return None,
                    };
                    self.blocks.farthest = self.blocks.farthest.max(distance);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn the_rfc_examples_are_walked() {
        // RFC 7692 §7.2.3.
        let hello = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];
        assert!(!scan(&hello).ends_with_empty_stored);
        let tailed = [&hello[..], &[0x00, 0x00, 0xFF, 0xFF]].concat();
        assert!(scan(&tailed).ends_with_empty_stored);
        assert_eq!(scan(&[0xF2, 0x00, 0x11, 0x00, 0x00]).farthest, 5);
        let last = scan(&[0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00]);
        assert!(last.has_final && last.count == 1);
    }

    #[test]
    fn the_farthest_match_of_real_data_is_found() {
        let noise: Vec<u8> = (0..3000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let text = [&noise[..], &noise[..500]].concat();
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&text).expect("to memory");
        let blocks = scan(&encoder.finish().expect("to memory"));
        assert!(blocks.has_final && blocks.farthest == 3000, "{blocks:?}");
    }

    #[test]
    fn any_bytes_are_walked_without_harm() {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for len in 0..2000 {
            let bytes: Vec<u8> = (0..len % 64)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    state as u8
                })
                .collect();
            assert!(scan(&bytes).farthest <= 32_768);
        }
    }
}
