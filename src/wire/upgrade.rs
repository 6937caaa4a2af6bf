//! The WebSocket opening handshake's own values: key and accept, extension lists, subprotocol names, and what the
//! parameters of permessage-deflate mean. Codecs in both directions; which rule a value breaks is decided elsewhere.

mod deflate;
mod extensions;

pub use deflate::{
    CLIENT_MAX_WINDOW_BITS, CLIENT_NO_CONTEXT_TAKEOVER, Deflate, PERMESSAGE_DEFLATE, ParamFlaw,
    SERVER_MAX_WINDOW_BITS, SERVER_NO_CONTEXT_TAKEOVER, param_flaw, window_bits,
};
pub use extensions::{Extension, ExtensionList, Param, parse_extensions, write_extensions};

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use sha1::{Digest as _, Sha1};

/// The string every server appends to the key (RFC 6455 §1.3, §4.2.2).
pub const GUID: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The version RFC 6455 defines.
pub const VERSION: u8 = 13;

/// Base64 with padding as RFC 4648 §4 wants it, but pad bits that are not zero let through.
const LAX: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The way from a key to its accept value, step by step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptSteps {
    /// The key as text, outer blanks trimmed.
    pub key: String,
    /// What the key decodes to, if it is Base64 (of whatever length).
    pub key_bytes: Option<Vec<u8>>,
    /// The key's text with the GUID behind it: 60 bytes for a proper key.
    pub concatenated: String,
    /// SHA-1 of that.
    pub sha1: [u8; 20],
    /// Its Base64: what Sec-WebSocket-Accept has to be.
    pub accept: String,
}

/// Computes the accept value of a key. The hash runs over the key's TEXT, which is not decoded (RFC 6455 §4.2.2, 5.4).
///
/// ```
/// let steps = ws101::wire::upgrade::accept_for("dGhlIHNhbXBsZSBub25jZQ==");
/// assert_eq!(steps.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
/// assert_eq!(steps.key_bytes.as_deref(), Some(&b"the sample nonce"[..]));
/// ```
#[must_use]
pub fn accept_for(key: &str) -> AcceptSteps {
    let key = key.trim_matches([' ', '\t']).to_owned();
    let concatenated = format!("{key}{GUID}");
    let sha1: [u8; 20] = Sha1::digest(concatenated.as_bytes()).into();
    AcceptSteps { key_bytes: LAX.decode(&key).ok(), accept: STANDARD.encode(sha1), key, concatenated, sha1 }
}

/// Writes the key of sixteen random bytes.
#[must_use]
pub fn key_from(nonce: [u8; 16]) -> String {
    STANDARD.encode(nonce)
}

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFlaw {
    /// It is no Base64.
    NotBase64,
    /// It decodes to so many bytes, not to 16.
    Length(usize),
    /// It decodes, but the bits after its last byte are not zero.
    PadBits,
}

/// What is wrong with a key, if anything (RFC 6455 §4.1, §4.3; RFC 4648 §3.5).
#[must_use]
pub fn key_flaw(key: &[u8]) -> Option<KeyFlaw> {
    match LAX.decode(key) {
        Err(_) => Some(KeyFlaw::NotBase64),
        Ok(nonce) if nonce.len() != 16 => Some(KeyFlaw::Length(nonce.len())),
        Ok(nonce) if STANDARD.encode(&nonce).as_bytes() != key => Some(KeyFlaw::PadBits),
        Ok(_) => None,
    }
}

/// Keys that documentation prints, and that programs copy.
const SAMPLE_KEYS: [&str; 4] = [
    "dGhlIHNhbXBsZSBub25jZQ==", // RFC 6455 §1.3
    "x3JJHMbDL1EzLkh9GBhXDw==", // widespread example
    "AQIDBAUGBwgJCgsMDQ4PEC==", // RFC 6455 §4.1 as printed
    "AQIDBAUGBwgJCgsMDQ4PEA==", // the same after erratum 3150
];

/// Whether a key looks like a constant: a printed sample, all printable ASCII, or bytes in even steps. By chance a
/// random nonce does so once in some ten million times.
#[must_use]
pub fn key_looks_constant(key: &[u8]) -> bool {
    if SAMPLE_KEYS.iter().any(|sample| sample.as_bytes() == key) {
        return true;
    }
    let Ok(nonce) = LAX.decode(key) else { return false };
    let [first, second, ..] = nonce.as_slice() else { return false };
    let step = second.wrapping_sub(*first);
    nonce.iter().all(|byte| matches!(byte, 0x20..=0x7e))
        || nonce.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step)
}

/// Whether a value can be the Base64 of a SHA-1 hash at all: 28 characters, one `=`, and the two bits that 20 bytes
/// leave over in the 27th character zero (RFC 6455 §4.2.2, RFC 4648 §3.5).
#[must_use]
pub fn accept_is_possible(accept: &[u8]) -> bool {
    STANDARD.decode(accept).is_ok_and(|hash| hash.len() == 20)
}

/// A version as the ABNF of RFC 6455 §4.3 has it: 0 to 255 without leading zeros.
#[must_use]
pub fn parse_version(text: &[u8]) -> Option<u8> {
    match text {
        [b'0'] => Some(0),
        [b'1'..=b'9', ..] if text.iter().all(u8::is_ascii_digit) => {
            std::str::from_utf8(text).ok()?.parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_accept() {
        for (key, accept) in [
            ("dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            ("x3JJHMbDL1EzLkh9GBhXDw==", "HSmrc0sMlYUkAGmm5OPpG2HaGWk="),
            ("X3JJHMbDL1EzLkh9GBhXdw==", "mjt5bygzXhdbUyYu/N/dCjAIqOc="),
            ("AQIDBAUGBwgJCgsMDQ4PEC==", "OfS0wDaT5NoxF2gqm7Zj2YtetzM="),
            ("AQIDBAUGBwgJCgsMDQ4PEA==", "C/0nmHhBztSRGR1CwL6Tf4ZjwpY="),
        ] {
            let steps = accept_for(&format!(" {key}\t"));
            assert_eq!((steps.key.as_str(), steps.accept.as_str()), (key, accept));
            assert_eq!(steps.concatenated.len(), 60);
            assert_eq!(steps.key_bytes.map(|bytes| bytes.len()), Some(16));
            assert!(accept_is_possible(accept.as_bytes()));
        }
        // RFC 6455 §1.3 prints the hash of its sample.
        assert_eq!(accept_for("dGhlIHNhbXBsZSBub25jZQ==").sha1[..4], [0xb3, 0x7a, 0x4f, 0x2c]);
    }

    #[test]
    fn a_key_is_sixteen_bytes_in_base64() {
        for (key, flaw) in [
            ("dGhlIHNhbXBsZSBub25jZQ==", None),
            ("X3JJHMbDL1EzLkh9GBhXdw==", None),
            ("AQIDBAUGBwgJCgsMDQ4PEC==", Some(KeyFlaw::PadBits)),
            ("nxwr4E16VcPoECIzRFVm", Some(KeyFlaw::Length(15))),
            ("", Some(KeyFlaw::Length(0))),
            ("----_76fHCvgTXpVw-gQIg==", Some(KeyFlaw::NotBase64)),
            ("9O+/nxwr4E16VcPoECIzRA", Some(KeyFlaw::NotBase64)),
            ("9O+/nxwr4E16VcPoECIzRA=", Some(KeyFlaw::NotBase64)),
            ("9O+/nxwr 4E16VcPoECIzRA==", Some(KeyFlaw::NotBase64)),
            ("tooshort", Some(KeyFlaw::Length(6))),
        ] {
            assert_eq!(key_flaw(key.as_bytes()), flaw, "{key}");
        }
        assert_eq!(key_flaw(key_from([7; 16]).as_bytes()), None);
    }

    #[test]
    fn constants_are_told_from_nonces() {
        for (key, constant) in [
            ("dGhlIHNhbXBsZSBub25jZQ==", true),
            ("x3JJHMbDL1EzLkh9GBhXDw==", true),
            ("AAAAAAAAAAAAAAAAAAAAAA==", true),
            ("AQIDBAUGBwgJCgsMDQ4PEA==", true),
            ("X3JJHMbDL1EzLkh9GBhXdw==", false),
            ("not base64", false),
            ("", false),
        ] {
            assert_eq!(key_looks_constant(key.as_bytes()), constant, "{key}");
        }
    }

    #[test]
    fn some_accepts_cannot_be() {
        for (accept, possible) in [
            ("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", true),
            ("HSmrc0sMIYUkAGmm50PpG2HaGWK=", false), // pad bits
            ("b37a4f2cc0624f1690f64606cf385945b2bec4ea", false),
            ("s3pPLMBiTxaQ9kYGzzhZRbK+xOo", false),
            ("s3pPLMBiTxaQ9kYGzzhZRbK+xOo==", false),
            ("", false),
        ] {
            assert_eq!(accept_is_possible(accept.as_bytes()), possible, "{accept}");
        }
        // Twenty bytes leave the last two bits of the 27th character over: sixteen of 64 characters remain.
        let last = |c: char| accept_is_possible(format!("HSmrc0sMIYUkAGmm50PpG2HaGW{c}=").as_bytes());
        let possible: String = ('0'..='z').filter(|c| last(*c)).collect();
        assert_eq!(possible, "048AEIMQUYcgkosw");
    }

    #[test]
    fn versions_are_numbers_without_leading_zeros() {
        for (text, version) in [
            ("13", Some(13)),
            ("0", Some(0)),
            ("255", Some(255)),
            ("256", None),
            ("013", None),
            ("13.0", None),
            ("13, 8", None),
            ("", None),
            ("+13", None),
        ] {
            assert_eq!(parse_version(text.as_bytes()), version, "{text}");
        }
    }
}
