//! The hellos: what client and server say in the clear, read by tls-parser. What cannot be read is left out, never
//! guessed.

use tls_parser::{
    TlsExtension, parse_tls_extension, parse_tls_handshake_client_hello, parse_tls_handshake_server_hello,
};

use super::Version;

/// The random of a ServerHello that is a HelloRetryRequest (RFC 8446 §4.1.3).
const RETRY_RANDOM: [u8; 32] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2,
    0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
];

/// What a ClientHello says, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientHello {
    /// `legacy_version`.
    pub legacy_version: u16,
    /// The random, by which the secrets are found.
    pub random: [u8; 32],
    /// `legacy_session_id`.
    pub session_id: Vec<u8>,
    /// The suites offered.
    pub suites: Vec<u16>,
    /// The host name of `server_name` (RFC 6066 §3); bytes that are not UTF-8 are replaced.
    pub server_name: Option<String>,
    /// The protocols offered (RFC 7301).
    pub alpn: Vec<String>,
    /// `supported_versions`.
    pub versions: Vec<u16>,
    /// Whether 0-RTT data follows (RFC 8446 §4.2.10).
    pub early_data: bool,
    /// Whether a pre-shared key is offered: a resumption, mostly.
    pub pre_shared_key: bool,
    /// Whether a session ticket came with it (RFC 5077).
    pub session_ticket: bool,
    /// Whether the client can encrypt, then MAC (RFC 7366).
    pub encrypt_then_mac: bool,
    /// Whether the client binds its master secret to the session (RFC 7627).
    pub extended_master_secret: bool,
    /// Whether it belongs to a renegotiation: `renegotiation_info` holds something (RFC 5746).
    pub renegotiates: bool,
}

/// What a ServerHello says, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerHello {
    /// `legacy_version`.
    pub legacy_version: u16,
    /// The random.
    pub random: [u8; 32],
    /// `legacy_session_id_echo`, or the session's id.
    pub session_id: Vec<u8>,
    /// The suite chosen.
    pub suite: u16,
    /// The version of `supported_versions`.
    pub selected_version: Option<u16>,
    /// The protocol chosen; in TLS 1.3 it is in [`EncryptedExtensions`].
    pub alpn: Option<String>,
    /// Whether a pre-shared key is accepted.
    pub pre_shared_key: bool,
    /// Whether a new ticket will come (RFC 5077).
    pub session_ticket: bool,
    /// Whether records are encrypted, then MACed (RFC 7366).
    pub encrypt_then_mac: bool,
    /// Whether the master secret is bound to the session (RFC 7627).
    pub extended_master_secret: bool,
}

/// What the server's EncryptedExtensions say (RFC 8446 §4.3.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EncryptedExtensions {
    /// The protocol chosen.
    pub alpn: Option<String>,
    /// Whether 0-RTT data was accepted.
    pub early_data: bool,
}

/// The extensions of a list, each on its own: one that is broken does not take the others with it.
fn extensions(mut list: &[u8]) -> impl Iterator<Item = TlsExtension<'_>> {
    std::iter::from_fn(move || {
        let [_, _, high, low] = *list.first_chunk::<4>()?;
        let whole = 4 + usize::from(u16::from_be_bytes([high, low]));
        let (one, rest) = list.split_at_checked(whole)?;
        list = rest;
        Some(parse_tls_extension(one).ok().map(|(_, extension)| extension))
    })
    .flatten()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl ClientHello {
    /// Reads the body of the message.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        let (_, hello) = parse_tls_handshake_client_hello(body).ok()?;
        let mut out = Self {
            legacy_version: hello.version.0,
            random: hello.random.try_into().ok()?,
            session_id: hello.session_id.unwrap_or_default().to_vec(),
            suites: hello.ciphers.iter().map(|suite| suite.0).collect(),
            ..Self::default()
        };
        for extension in extensions(hello.ext.unwrap_or_default()) {
            match extension {
                TlsExtension::SNI(names) => {
                    // RFC 6066 §3: type 0 is host_name, the only one there is.
                    let name = names.iter().find(|(kind, _)| kind.0 == 0);
                    out.server_name = name.map(|(_, name)| text(name));
                }
                TlsExtension::ALPN(names) => out.alpn = names.iter().map(|name| text(name)).collect(),
                TlsExtension::SupportedVersions(list) => {
                    out.versions = list.iter().map(|version| version.0).collect();
                }
                TlsExtension::EarlyData(_) => out.early_data = true,
                TlsExtension::PreSharedKey(_) => out.pre_shared_key = true,
                TlsExtension::SessionTicket(ticket) => out.session_ticket = !ticket.is_empty(),
                TlsExtension::EncryptThenMac => out.encrypt_then_mac = true,
                TlsExtension::ExtendedMasterSecret => out.extended_master_secret = true,
                TlsExtension::RenegotiationInfo(verify) => out.renegotiates = !verify.is_empty(),
                _ => {}
            }
        }
        Some(out)
    }
}

impl ServerHello {
    /// Reads the body of the message.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        let (_, hello) = parse_tls_handshake_server_hello(body).ok()?;
        let mut out = Self {
            legacy_version: hello.version.0,
            random: hello.random.try_into().ok()?,
            session_id: hello.session_id.unwrap_or_default().to_vec(),
            suite: hello.cipher.0,
            ..Self::default()
        };
        for extension in extensions(hello.ext.unwrap_or_default()) {
            match extension {
                TlsExtension::ALPN(names) => out.alpn = names.first().map(|name| text(name)),
                TlsExtension::SupportedVersions(list) => {
                    out.selected_version = list.first().map(|version| version.0);
                }
                TlsExtension::PreSharedKey(_) => out.pre_shared_key = true,
                TlsExtension::SessionTicket(_) => out.session_ticket = true,
                TlsExtension::EncryptThenMac => out.encrypt_then_mac = true,
                TlsExtension::ExtendedMasterSecret => out.extended_master_secret = true,
                _ => {}
            }
        }
        Some(out)
    }

    /// Whether it is a HelloRetryRequest: the client will say hello again, the secrets stay those of its first random.
    #[must_use]
    pub fn is_retry_request(&self) -> bool {
        self.random == RETRY_RANDOM
    }

    /// The version that was agreed. The drafts of TLS 1.3 whose records look like the final ones count as TLS 1.3.
    #[must_use]
    pub fn version(&self) -> Version {
        // RFC 8446 §4.2.1: supported_versions has the say where it is there.
        match self.selected_version.unwrap_or(self.legacy_version) {
            0x7F19..=0x7F1C => Version::TLS_1_3,
            other => Version(other),
        }
    }
}

impl EncryptedExtensions {
    /// Reads the body of the message.
    #[must_use]
    pub fn read(body: &[u8]) -> Option<Self> {
        let (len, list) = body.split_first_chunk::<2>()?;
        let list = list.get(..usize::from(u16::from_be_bytes(*len)))?;
        let mut out = Self::default();
        for extension in extensions(list) {
            match extension {
                TlsExtension::ALPN(names) => out.alpn = names.first().map(|name| text(name)),
                TlsExtension::EarlyData(_) => out.early_data = true,
                _ => {}
            }
        }
        Some(out)
    }
}
