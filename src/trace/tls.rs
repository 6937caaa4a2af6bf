//! What is known of TLS: of connections that were opened, and of flows that stayed locked, where records, their sizes
//! and times are all there is to see.

use crate::base::{Both, Stamp};
use crate::wire::tls::{Opener, Suite, Version, hex};

use super::Unseal;
use super::model::Endpoint;

/// Locked flows that the trace keeps; further ones are only counted.
pub const LOCKED_LIMIT: usize = 4096;

impl Unseal for Opener {
    fn unseal(&self, sequence: u64, record: &[u8]) -> Option<Vec<u8>> {
        self.open(sequence, record).map(|(_, content)| content)
    }
}

/// What the TLS handshake of a connection agreed on, as far as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// The version, once the server has chosen it.
    pub version: Option<Version>,
    /// The cipher suite, once the server has chosen it.
    pub suite: Option<u16>,
    /// The name that the client asked for (SNI).
    pub server_name: Option<Box<str>>,
    /// The protocol agreed (ALPN).
    pub alpn: Option<Box<str>>,
    /// The protocols that the client offered.
    pub alpn_offered: Vec<Box<str>>,
    /// The client random: the word by which a key log names the handshake.
    pub client_random: Option<[u8; 32]>,
    /// Whether an earlier session was resumed.
    pub resumed: bool,
    /// Whether the server took 0-RTT data.
    pub early_data: bool,
    /// Whether the server asked for a second ClientHello.
    pub retried: bool,
    /// Whether the ClientHello itself is in the capture.
    pub hello_seen: bool,
}

impl Tls {
    /// The cipher suite's IANA name, or its number.
    #[must_use]
    pub fn suite_name(&self) -> Option<String> {
        let suite = self.suite?;
        Some(Suite::name_of(suite).map_or_else(|| format!("0x{suite:04x}"), str::to_owned))
    }

    /// The client random as a key log writes it.
    #[must_use]
    pub fn client_random_hex(&self) -> Option<String> {
        self.client_random.map(|random| hex(&random))
    }
}

/// Why a flow stayed locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LockReason {
    /// No line of any key log is for it, or those that are do not suffice.
    NoKeys,
    /// SSL 3.0 and TLS 1.0 are named and left closed.
    OldVersion,
    /// Its cipher suite is not one that is opened.
    Suite,
    /// Its hellos are not in the capture: no line of a key log can be found.
    NoHandshake,
    /// Its keys are there, and none of its records opens with them.
    WrongKeys,
}

/// A record of a locked flow, from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedRecord {
    /// When its last byte was captured.
    pub stamp: Stamp,
    /// The packet of its last byte.
    pub packet: u32,
    /// The outer content type.
    pub content_type: u8,
    /// Length of its fragment.
    pub len: u16,
}

/// What one side of a locked flow sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LockedSide {
    /// Records.
    pub records: u64,
    /// Bytes of records, headers included.
    pub bytes: u64,
    /// The first of the records, as many as the inspector keeps.
    pub first: Vec<LockedRecord>,
}

/// A TLS flow whose content stayed closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Who opened it.
    pub client: Endpoint,
    /// Who accepted it.
    pub server: Endpoint,
    /// When it was opened.
    pub opened: Stamp,
    /// When its last record was captured.
    pub last: Stamp,
    /// The first packet that brought a record.
    pub packet: u32,
    /// Why it is closed.
    pub reason: LockReason,
    /// What the hellos say.
    pub tls: Tls,
    /// What each side sent.
    pub sides: Both<LockedSide>,
}

impl Locked {
    /// What is known of it in one line, in no language: names, numbers, values.
    #[must_use]
    pub fn facts(&self) -> String {
        let Self { client, server, tls, sides, .. } = self;
        let mut parts = vec![format!("{}:{} → {}:{}", client.ip, client.port, server.ip, server.port)];
        parts.extend(tls.server_name.as_ref().map(|name| format!("SNI {name}")));
        parts.extend(tls.alpn.as_ref().map(|alpn| format!("ALPN {alpn}")));
        if tls.alpn.is_none() && !tls.alpn_offered.is_empty() {
            parts.push(format!("ALPN {}?", tls.alpn_offered.join("/")));
        }
        parts.extend(tls.version.map(|version| version.name().to_owned()));
        parts.extend(tls.suite_name());
        parts.push(format!(
            "→ {} ({} B) ← {} ({} B)",
            sides.client.records, sides.client.bytes, sides.server.records, sides.server.bytes
        ));
        parts.extend(tls.client_random_hex().map(|random| format!("client_random {random}")));
        parts.join(", ")
    }
}
