//! Opens protected records, any one of them on its own: nothing in an [`Opener`] changes.

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt, KeyInit as _, KeyIvInit};
use aes::{Aes128, Aes256};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use ccm::Ccm;
use ccm::consts::{U8, U12, U16};
use chacha20poly1305::ChaCha20Poly1305;
use hmac::Hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha384};

use super::schedule::{self, Prf};
use super::{Protection, RecordHeader, Suite, Version};

const BLOCK_BYTES: usize = 16;
const NONCE_BYTES: usize = 12;
/// The part of the nonce that TLS 1.2 writes before the fragment (RFC 5288 §3).
const EXPLICIT_NONCE_BYTES: usize = 8;

/// The records of one direction under one set of keys.
///
/// It holds keys and no state: the sequence number is an argument, so that any record can be opened again later.
pub struct Opener {
    cipher: Cipher,
    /// The whole IV of TLS 1.3 and of ChaCha20, or the fixed part.
    iv: [u8; NONCE_BYTES],
    is_tls13: bool,
    has_explicit_nonce: bool,
    tag_bytes: usize,
}

enum Cipher {
    Aes128Gcm(Box<Aes128Gcm>),
    Aes256Gcm(Box<Aes256Gcm>),
    Aes128Ccm(Box<Ccm<Aes128, U16, U12>>),
    Aes256Ccm(Box<Ccm<Aes256, U16, U12>>),
    Aes128Ccm8(Box<Ccm<Aes128, U8, U12>>),
    Aes256Ccm8(Box<Ccm<Aes256, U8, U12>>),
    ChaCha20Poly1305(Box<ChaCha20Poly1305>),
    Cbc(Cbc),
}

/// CBC with an explicit IV and an HMAC.
struct Cbc {
    key: Box<[u8]>,
    mac_key: Box<[u8]>,
    /// RFC 7366: the MAC is of the ciphertext.
    encrypt_then_mac: bool,
}

impl std::fmt::Debug for Opener {
    /// Never a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opener").field("is_tls13", &self.is_tls13).finish_non_exhaustive()
    }
}

impl Opener {
    /// The records under a traffic secret of TLS 1.3 (RFC 8446 §7.3). `None` if the secret does not fit the suite.
    #[must_use]
    pub fn tls13(suite: &Suite, secret: &[u8]) -> Option<Self> {
        if !suite.is_tls13 || secret.len() != suite.hash.bytes() {
            return None;
        }
        let key = schedule::expand_label(suite.hash, secret, "key", suite.protection.key_bytes())?;
        let iv = schedule::expand_label(suite.hash, secret, "iv", NONCE_BYTES)?;
        Self::new(suite.protection, &key, &[], &iv, true, false)
    }

    /// The traffic secret that follows a KeyUpdate (RFC 8446 §7.2).
    #[must_use]
    pub fn next_secret(suite: &Suite, secret: &[u8]) -> Option<Vec<u8>> {
        schedule::expand_label(suite.hash, secret, "traffic upd", suite.hash.bytes())
    }

    /// The records of client and server under a master secret of TLS 1.2 (RFC 5246 §6.3) or 1.1.
    #[must_use]
    pub fn tls12(
        suite: &Suite,
        version: Version,
        encrypt_then_mac: bool,
        master: &[u8],
        client_random: &[u8; 32],
        server_random: &[u8; 32],
    ) -> Option<(Self, Self)> {
        let prf = match version {
            Version::TLS_1_2 => Prf::Hash(suite.hash),
            Version::TLS_1_1 => Prf::Md5Sha1,
            _ => return None,
        };
        let protection = suite.protection;
        // AEAD suites came with TLS 1.2 (RFC 5246 §6.2.3.3).
        if suite.is_tls13 || version == Version::TLS_1_1 && protection.mac_bytes() == 0 {
            return None;
        }
        let sizes = [protection.mac_bytes(), protection.key_bytes(), protection.fixed_iv_bytes()];
        let seed = [&server_random[..], client_random].concat();
        let block = schedule::prf(prf, master, b"key expansion", &seed, 2 * sizes.iter().sum::<usize>())?;
        // RFC 5246 §6.3: the client's and the server's MAC key, their keys, their IVs.
        let mut rest = &block[..];
        let mut next = |len: usize| {
            let (part, behind) = rest.split_at_checked(len)?;
            rest = behind;
            Some(part)
        };
        let [mac, key, iv] = sizes.map(|size| (next(size), next(size)));
        let client = Self::new(protection, key.0?, mac.0?, iv.0?, false, encrypt_then_mac)?;
        let server = Self::new(protection, key.1?, mac.1?, iv.1?, false, encrypt_then_mac)?;
        Some((client, server))
    }

    fn new(
        protection: Protection,
        key: &[u8],
        mac_key: &[u8],
        fixed_iv: &[u8],
        is_tls13: bool,
        encrypt_then_mac: bool,
    ) -> Option<Self> {
        let cipher = match protection {
            Protection::Aes128Gcm => Cipher::Aes128Gcm(Box::new(Aes128Gcm::new_from_slice(key).ok()?)),
            Protection::Aes256Gcm => Cipher::Aes256Gcm(Box::new(Aes256Gcm::new_from_slice(key).ok()?)),
            Protection::Aes128Ccm { short: false } => {
                Cipher::Aes128Ccm(Box::new(Ccm::new_from_slice(key).ok()?))
            }
            Protection::Aes256Ccm { short: false } => {
                Cipher::Aes256Ccm(Box::new(Ccm::new_from_slice(key).ok()?))
            }
            Protection::Aes128Ccm { short: true } => {
                Cipher::Aes128Ccm8(Box::new(Ccm::new_from_slice(key).ok()?))
            }
            Protection::Aes256Ccm { short: true } => {
                Cipher::Aes256Ccm8(Box::new(Ccm::new_from_slice(key).ok()?))
            }
            Protection::ChaCha20Poly1305 => {
                Cipher::ChaCha20Poly1305(Box::new(ChaCha20Poly1305::new_from_slice(key).ok()?))
            }
            Protection::AesCbc { .. } => {
                Cipher::Cbc(Cbc { key: key.into(), mac_key: mac_key.into(), encrypt_then_mac })
            }
        };
        let mut iv = [0; NONCE_BYTES];
        iv.get_mut(..fixed_iv.len())?.copy_from_slice(fixed_iv);
        let has_explicit_nonce = !is_tls13 && fixed_iv.len() < NONCE_BYTES;
        Some(Self { cipher, iv, is_tls13, has_explicit_nonce, tag_bytes: protection.tag_bytes() })
    }

    /// Where in a record, from its header on, the ciphertext of the first byte of content stands.
    #[must_use]
    pub const fn content_at(&self) -> usize {
        let before = match self.cipher {
            Cipher::Cbc(_) => BLOCK_BYTES,
            _ if self.has_explicit_nonce => EXPLICIT_NONCE_BYTES,
            _ => 0,
        };
        RecordHeader::BYTES + before
    }

    /// Opens a record, given whole with its header, that is the `sequence`th under these keys, from 0.
    ///
    /// Gives its content type (in TLS 1.3 the inner one) and what was protected; `None` if it is not genuine, which
    /// includes every wrong sequence number.
    #[must_use]
    pub fn open(&self, sequence: u64, record: &[u8]) -> Option<(u8, Vec<u8>)> {
        let header = RecordHeader::read(record)?;
        let fragment = record.get(RecordHeader::BYTES..RecordHeader::BYTES + usize::from(header.len))?;
        if let Cipher::Cbc(cbc) = &self.cipher {
            return Some((header.content_type.0, cbc.open(sequence, header, fragment)?));
        }
        let (explicit, sealed) =
            fragment.split_at_checked(if self.has_explicit_nonce { EXPLICIT_NONCE_BYTES } else { 0 })?;
        let mut nonce = self.iv;
        if self.has_explicit_nonce {
            // RFC 5288 §3, RFC 6655 §3: salt, then what the sender wrote.
            nonce[NONCE_BYTES - EXPLICIT_NONCE_BYTES..].copy_from_slice(explicit);
        } else {
            // RFC 8446 §5.3, RFC 7905 §2: the sequence number is XORed into the IV.
            for (byte, part) in nonce[NONCE_BYTES - 8..].iter_mut().zip(sequence.to_be_bytes()) {
                *byte ^= part;
            }
        }
        if self.is_tls13 {
            // RFC 8446 §5.2: the additional data is the record header.
            let mut plain = self.decrypt(nonce, sealed, &header.write())?;
            // RFC 8446 §5.4: zeros of padding, before them the content type.
            while plain.last() == Some(&0) {
                plain.pop();
            }
            let content_type = plain.pop()?;
            Some((content_type, plain))
        } else {
            let len = u16::try_from(sealed.len().checked_sub(self.tag_bytes)?).ok()?;
            let plain = self.decrypt(nonce, sealed, &pseudo_header(sequence, header, len))?;
            Some((header.content_type.0, plain))
        }
    }

    fn decrypt(&self, nonce: [u8; NONCE_BYTES], sealed: &[u8], additional: &[u8]) -> Option<Vec<u8>> {
        let nonce = nonce.into();
        let payload = Payload { msg: sealed, aad: additional };
        match &self.cipher {
            Cipher::Aes128Gcm(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Aes256Gcm(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Aes128Ccm(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Aes256Ccm(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Aes128Ccm8(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Aes256Ccm8(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::ChaCha20Poly1305(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Cbc(_) => return None,
        }
        .ok()
    }
}

/// What a MAC and an AEAD of TLS 1.2 cover besides the fragment (RFC 5246 §6.2.3.1, §6.2.3.3).
fn pseudo_header(sequence: u64, header: RecordHeader, len: u16) -> [u8; 13] {
    let mut out = [0; 13];
    out[..8].copy_from_slice(&sequence.to_be_bytes());
    out[8..].copy_from_slice(&RecordHeader { len, ..header }.write());
    out
}

impl Cbc {
    fn open(&self, sequence: u64, header: RecordHeader, fragment: &[u8]) -> Option<Vec<u8>> {
        let mac_bytes = self.mac_key.len();
        if self.encrypt_then_mac {
            // RFC 7366 §3: the MAC covers the IV and the ciphertext, and the length is theirs.
            let (sealed, mac) = fragment.split_at_checked(fragment.len().checked_sub(mac_bytes)?)?;
            let len = u16::try_from(sealed.len()).ok()?;
            if self.mac(&[&pseudo_header(sequence, header, len), sealed])? != mac {
                return None;
            }
            let mut plain = self.decrypt(sealed)?;
            let padding = padding(&plain)?;
            plain.truncate(plain.len().checked_sub(padding)?);
            return Some(plain);
        }
        let mut plain = self.decrypt(fragment)?;
        let padding = padding(&plain)?;
        let content = plain.len().checked_sub(padding)?.checked_sub(mac_bytes)?;
        let (text, behind) = plain.split_at_checked(content)?;
        let len = u16::try_from(content).ok()?;
        let mac = self.mac(&[&pseudo_header(sequence, header, len), text])?;
        if behind.get(..mac_bytes)? != mac {
            return None;
        }
        plain.truncate(content);
        Some(plain)
    }

    fn decrypt(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (iv, sealed) = sealed.split_at_checked(BLOCK_BYTES)?;
        if sealed.is_empty() || !sealed.len().is_multiple_of(BLOCK_BYTES) {
            return None;
        }
        let mut plain = sealed.to_vec();
        if self.key.len() == 16 {
            let cipher = cbc::Decryptor::<Aes128>::new_from_slices(&self.key, iv).ok()?;
            cipher.decrypt_padded::<NoPadding>(&mut plain).ok()?;
        } else {
            let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&self.key, iv).ok()?;
            cipher.decrypt_padded::<NoPadding>(&mut plain).ok()?;
        }
        Some(plain)
    }

    fn mac(&self, parts: &[&[u8]]) -> Option<Vec<u8>> {
        match self.mac_key.len() {
            20 => schedule::hmac::<Hmac<Sha1>>(&self.mac_key, parts),
            32 => schedule::hmac::<Hmac<Sha256>>(&self.mac_key, parts),
            48 => schedule::hmac::<Hmac<Sha384>>(&self.mac_key, parts),
            _ => None,
        }
    }
}

/// How many bytes at the end are padding, its length byte included (RFC 5246 §6.2.3.2); `None` if that is broken.
fn padding(plain: &[u8]) -> Option<usize> {
    let last = *plain.last()?;
    let len = usize::from(last) + 1;
    let pad = plain.get(plain.len().checked_sub(len)?..)?;
    pad.iter().all(|byte| *byte == last).then_some(len)
}
