//! Masking (RFC 6455 §5.3): byte `i` of the payload is XORed with byte `i mod 4` of the masking key.

/// XORs `bytes` in place; `phase` is the payload offset of the first of them. Masking and unmasking are the same.
#[inline]
pub fn apply(key: [u8; 4], phase: u64, bytes: &mut [u8]) {
    let key = rotated(key, phase);
    let word = u64::from_ne_bytes([key[0], key[1], key[2], key[3], key[0], key[1], key[2], key[3]]);
    let (chunks, rest) = bytes.as_chunks_mut::<8>();
    for chunk in chunks {
        *chunk = (u64::from_ne_bytes(*chunk) ^ word).to_ne_bytes();
    }
    for (i, byte) in rest.iter_mut().enumerate() {
        *byte ^= key[i % 4];
    }
}

/// Writes the XOR of `from` into `to`, which must be as long.
#[inline]
pub fn copy(key: [u8; 4], phase: u64, from: &[u8], to: &mut [u8]) {
    let key = rotated(key, phase);
    let word = u64::from_ne_bytes([key[0], key[1], key[2], key[3], key[0], key[1], key[2], key[3]]);
    let (from_chunks, from_rest) = from.as_chunks::<8>();
    let (to_chunks, to_rest) = to.as_chunks_mut::<8>();
    for (from, to) in from_chunks.iter().zip(to_chunks) {
        *to = (u64::from_ne_bytes(*from) ^ word).to_ne_bytes();
    }
    for (i, (from, to)) in from_rest.iter().zip(to_rest).enumerate() {
        *to = from ^ key[i % 4];
    }
}

const fn rotated(key: [u8; 4], phase: u64) -> [u8; 4] {
    let p = (phase % 4) as usize;
    [key[p], key[(p + 1) % 4], key[(p + 2) % 4], key[(p + 3) % 4]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_cut_of_the_payload_unmasks_alike() {
        let key = [0x37, 0xFA, 0x21, 0x3D];
        let plain: Vec<u8> = (0..67).collect();
        let masked: Vec<u8> = plain.iter().enumerate().map(|(i, b)| b ^ key[i % 4]).collect();
        for cut in 0..=plain.len() {
            let mut bytes = masked.clone();
            let (left, right) = bytes.split_at_mut(cut);
            apply(key, 0, left);
            apply(key, cut as u64, right);
            assert_eq!(bytes, plain, "cut at {cut}");
            let mut out = vec![0; plain.len() - cut];
            copy(key, cut as u64, &masked[cut..], &mut out);
            assert_eq!(out, plain[cut..], "copy from {cut}");
        }
    }
}
