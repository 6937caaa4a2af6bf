//! From a secret of the key log to keys: HKDF-Expand-Label of TLS 1.3 (RFC 8446 §7.1), the PRF of TLS 1.2
//! (RFC 5246 §5) and of TLS 1.1 (RFC 4346 §5).

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384};

/// The hash of a key schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
}

impl Hash {
    /// Length of its digest, and of the secrets of TLS 1.3.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
        }
    }
}

/// HKDF-Expand-Label with an empty context; `None` when the secret is shorter than the hash.
pub(super) fn expand_label(hash: Hash, secret: &[u8], label: &str, len: usize) -> Option<Vec<u8>> {
    let mut info = Vec::with_capacity(10 + label.len());
    info.extend_from_slice(&u16::try_from(len).ok()?.to_be_bytes());
    info.push(u8::try_from(6 + label.len()).ok()?);
    info.extend_from_slice(b"tls13 ");
    info.extend_from_slice(label.as_bytes());
    info.push(0);
    let mut out = vec![0; len];
    match hash {
        Hash::Sha256 => Hkdf::<Sha256>::from_prk(secret).ok()?.expand(&info, &mut out).ok()?,
        Hash::Sha384 => Hkdf::<Sha384>::from_prk(secret).ok()?.expand(&info, &mut out).ok()?,
    }
    Some(out)
}

/// Which PRF a key block is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prf {
    /// TLS 1.1: P_MD5 and P_SHA1 of one half of the secret each.
    Md5Sha1,
    /// TLS 1.2: P_hash.
    Hash(Hash),
}

/// `len` bytes of PRF(secret, label, seed).
pub(super) fn prf(prf: Prf, secret: &[u8], label: &[u8], seed: &[u8], len: usize) -> Option<Vec<u8>> {
    let seed = [label, seed].concat();
    match prf {
        Prf::Hash(Hash::Sha256) => p_hash::<Hmac<Sha256>>(secret, &seed, len),
        Prf::Hash(Hash::Sha384) => p_hash::<Hmac<Sha384>>(secret, &seed, len),
        Prf::Md5Sha1 => {
            // RFC 4346 §5: the halves share the middle byte if the length is odd.
            let half = secret.len().div_ceil(2);
            let mut out = p_hash::<Hmac<Md5>>(&secret[..half], &seed, len)?;
            let other = p_hash::<Hmac<Sha1>>(&secret[secret.len() - half..], &seed, len)?;
            for (byte, other) in out.iter_mut().zip(other) {
                *byte ^= other;
            }
            Some(out)
        }
    }
}

fn p_hash<M: Mac + KeyInit>(secret: &[u8], seed: &[u8], len: usize) -> Option<Vec<u8>> {
    let mut a = hmac::<M>(secret, &[seed])?;
    let mut out = Vec::with_capacity(len + a.len());
    while out.len() < len {
        out.extend_from_slice(&hmac::<M>(secret, &[&a, seed])?);
        a = hmac::<M>(secret, &[&a])?;
    }
    out.truncate(len);
    Some(out)
}

/// One HMAC over several parts.
pub(super) fn hmac<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Option<Vec<u8>> {
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().to_vec())
}
