//! What a cipher suite means for its records: how they are protected, and the hash of its key schedule. Names and
//! parameters are those of the IANA registry, as tls-parser carries it; which of them can be opened is said here.

use tls_parser::{TlsCipherEnc, TlsCipherEncMode, TlsCipherMac, TlsCipherSuite, TlsPRF};

use super::schedule::Hash;

/// How records are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protection {
    /// AES-128-GCM.
    Aes128Gcm,
    /// AES-256-GCM.
    Aes256Gcm,
    /// AES-128-CCM, with a tag of 16 bytes or, where `short`, of 8.
    Aes128Ccm {
        /// Whether it is CCM_8.
        short: bool,
    },
    /// AES-256-CCM, likewise.
    Aes256Ccm {
        /// Whether it is CCM_8.
        short: bool,
    },
    /// ChaCha20-Poly1305.
    ChaCha20Poly1305,
    /// AES-CBC with HMAC-SHA1, -SHA256 or -SHA384.
    AesCbc {
        /// Whether the key has 256 bits, not 128.
        wide: bool,
        /// Length of the MAC and of its key: 20, 32 or 48.
        mac_bytes: u8,
    },
}

impl Protection {
    /// Length of the key.
    #[must_use]
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::Aes128Gcm | Self::Aes128Ccm { .. } | Self::AesCbc { wide: false, .. } => 16,
            Self::Aes256Gcm
            | Self::Aes256Ccm { .. }
            | Self::ChaCha20Poly1305
            | Self::AesCbc { wide: true, .. } => 32,
        }
    }

    /// Length of the key of the MAC; 0 for AEAD.
    #[must_use]
    pub const fn mac_bytes(self) -> usize {
        if let Self::AesCbc { mac_bytes, .. } = self { mac_bytes as usize } else { 0 }
    }

    /// Length of the IV that TLS 1.2 takes from its key block: the fixed part of the nonce.
    #[must_use]
    pub const fn fixed_iv_bytes(self) -> usize {
        match self {
            Self::ChaCha20Poly1305 => 12,
            Self::AesCbc { .. } => 0,
            _ => 4,
        }
    }

    /// Length of the tag; 0 for CBC.
    #[must_use]
    pub const fn tag_bytes(self) -> usize {
        match self {
            Self::Aes128Ccm { short: true } | Self::Aes256Ccm { short: true } => 8,
            Self::AesCbc { .. } => 0,
            _ => 16,
        }
    }
}

/// A cipher suite whose records can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suite {
    /// Its number.
    pub id: u16,
    /// Its IANA name.
    pub name: &'static str,
    /// How records are protected.
    pub protection: Protection,
    /// The hash of the key schedule of TLS 1.3, and of the PRF of TLS 1.2.
    pub hash: Hash,
    /// Whether it belongs to TLS 1.3.
    pub is_tls13: bool,
}

impl Suite {
    /// The suite with this number, if its records can be opened.
    #[must_use]
    pub fn find(id: u16) -> Option<Self> {
        let row = TlsCipherSuite::from_id(id)?;
        let short = row.name.contains("CCM_8");
        let protection = match (row.enc, row.enc_mode, row.enc_size, row.mac) {
            (TlsCipherEnc::Aes, TlsCipherEncMode::Gcm, 128, _) => Protection::Aes128Gcm,
            (TlsCipherEnc::Aes, TlsCipherEncMode::Gcm, 256, _) => Protection::Aes256Gcm,
            (TlsCipherEnc::Aes, TlsCipherEncMode::Ccm, 128, _) => Protection::Aes128Ccm { short },
            (TlsCipherEnc::Aes, TlsCipherEncMode::Ccm, 256, _) => Protection::Aes256Ccm { short },
            (TlsCipherEnc::Chacha20_Poly1305, ..) => Protection::ChaCha20Poly1305,
            (TlsCipherEnc::Aes, TlsCipherEncMode::Cbc, size @ (128 | 256), mac) => {
                let mac_bytes = match mac {
                    TlsCipherMac::HmacSha1 => 20,
                    TlsCipherMac::HmacSha256 => 32,
                    TlsCipherMac::HmacSha384 => 48,
                    _ => return None,
                };
                Protection::AesCbc { wide: size == 256, mac_bytes }
            }
            _ => return None,
        };
        // RFC 5246 §5: SHA-256 unless the suite says otherwise.
        let hash = if row.prf == TlsPRF::Sha384 { Hash::Sha384 } else { Hash::Sha256 };
        Some(Self { id, name: row.name, protection, hash, is_tls13: id >> 8 == 0x13 })
    }

    /// The IANA name of any suite, whether it can be opened or not.
    #[must_use]
    pub fn name_of(id: u16) -> Option<&'static str> {
        TlsCipherSuite::from_id(id).map(|row| row.name)
    }
}
