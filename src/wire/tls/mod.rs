//! TLS as it stands on the wire: records, handshake messages, hellos, key logs, the key schedule, and opening records.
//!
//! Nothing here judges, and nothing here is cryptography of our own: the primitives are crates, this is the order in
//! which RFC 8446, RFC 5246 and RFC 4346 use them. Only reading: no record is ever sealed and no handshake answered.

mod handshake;
mod hello;
mod keylog;
mod opener;
mod record;
mod schedule;
mod suite;

pub use handshake::{HandshakeReader, HandshakeType, MESSAGE_LIMIT_BYTES, Message};
pub use hello::{ClientHello, EncryptedExtensions, ServerHello};
pub use keylog::{KeyLog, LINE_LIMIT_BYTES, SESSIONS_LIMIT, Secrets, Taken, hex};
pub use opener::Opener;
pub use record::{ContentType, Pushed, Record, RecordHeader, RecordReader, looks_like_tls};
pub use schedule::Hash;
pub use suite::{Protection, Suite};

/// A protocol version (RFC 8446 §4.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u16);

impl Version {
    /// SSL 3.0.
    pub const SSL_3: Self = Self(0x0300);
    /// TLS 1.0.
    pub const TLS_1_0: Self = Self(0x0301);
    /// TLS 1.1.
    pub const TLS_1_1: Self = Self(0x0302);
    /// TLS 1.2.
    pub const TLS_1_2: Self = Self(0x0303);
    /// TLS 1.3.
    pub const TLS_1_3: Self = Self(0x0304);

    /// Its name, such as `TLS 1.3`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            0x0002 | 0x0200 => "SSL 2",
            0x0300 => "SSL 3.0",
            0x0301 => "TLS 1.0",
            0x0302 => "TLS 1.1",
            0x0303 => "TLS 1.2",
            0x0304 => "TLS 1.3",
            0x7F00..=0x7FFF => "TLS 1.3 draft",
            _ => "TLS",
        }
    }

    /// Whether records of this version can be opened at all: SSL 3.0 and TLS 1.0 chain their IVs from record to
    /// record and are named, never opened.
    #[must_use]
    pub const fn can_be_opened(self) -> bool {
        matches!(self.0, 0x0302..=0x0304)
    }
}

/// The alert descriptions that RFC 8446 §6 names.
#[must_use]
pub const fn alert_name(description: u8) -> Option<&'static str> {
    Some(match description {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        60 => "export_restriction",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        111 => "certificate_unobtainable",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
