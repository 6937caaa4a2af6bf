//! Key logs in the format that SSLKEYLOGFILE made common (RFC 9850, NSS): one secret a line, found by the client
//! random of the handshake. A line that is none is counted and passed over.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

/// Handshakes whose secrets are kept; those of further ones are not.
pub const SESSIONS_LIMIT: usize = 1 << 18;

/// A line longer than this is none.
pub const LINE_LIMIT_BYTES: usize = 1 << 10;

/// Bytes of the longest secret that any suite has; SHA-512 would give it.
const SECRET_BYTES: usize = 64;

/// The secrets of one handshake. Those of TLS 1.3 are as long as the hash of the suite.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// TLS 1.2 and older: the master secret, 48 bytes (`CLIENT_RANDOM`).
    pub master: Option<Box<[u8]>>,
    /// `CLIENT_EARLY_TRAFFIC_SECRET`.
    pub client_early: Option<Box<[u8]>>,
    /// `CLIENT_HANDSHAKE_TRAFFIC_SECRET`.
    pub client_handshake: Option<Box<[u8]>>,
    /// `SERVER_HANDSHAKE_TRAFFIC_SECRET`.
    pub server_handshake: Option<Box<[u8]>>,
    /// `CLIENT_TRAFFIC_SECRET_0`.
    pub client_application: Option<Box<[u8]>>,
    /// `SERVER_TRAFFIC_SECRET_0`.
    pub server_application: Option<Box<[u8]>>,
}

impl Secrets {
    /// The place of a label; `None` for labels that open no record.
    fn slot(&mut self, label: &[u8]) -> Option<&mut Option<Box<[u8]>>> {
        Some(match label {
            b"CLIENT_RANDOM" => &mut self.master,
            b"CLIENT_EARLY_TRAFFIC_SECRET" => &mut self.client_early,
            b"CLIENT_HANDSHAKE_TRAFFIC_SECRET" => &mut self.client_handshake,
            b"SERVER_HANDSHAKE_TRAFFIC_SECRET" => &mut self.server_handshake,
            b"CLIENT_TRAFFIC_SECRET_0" => &mut self.client_application,
            b"SERVER_TRAFFIC_SECRET_0" => &mut self.server_application,
            _ => return None,
        })
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Debug for Secrets {
    /// Which secrets there are, never what they are.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets")
            .field("master", &self.master.is_some())
            .field("client_early", &self.client_early.is_some())
            .field("client_handshake", &self.client_handshake.is_some())
            .field("server_handshake", &self.server_handshake.is_some())
            .field("client_application", &self.client_application.is_some())
            .field("server_application", &self.server_application.is_some())
            .finish()
    }
}

/// What reading a key log came to, in lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// Lines that brought a secret which was not known.
    pub new: u32,
    /// Lines with a secret that was known already.
    pub known: u32,
    /// Lines of kinds that open no record, such as `EXPORTER_SECRET`.
    pub other: u32,
    /// Lines that could not be read.
    pub bad: u32,
}

impl Taken {
    /// Whether it was a key log at all.
    #[must_use]
    pub const fn is_key_log(self) -> bool {
        self.new + self.known + self.other > 0
    }
}

/// Secrets by client random.
///
/// ```
/// use ws101::wire::tls::KeyLog;
/// let mut log = KeyLog::default();
/// let line = format!("CLIENT_RANDOM {} {}\r\n", "ab".repeat(32), "cd".repeat(48));
/// assert_eq!(log.read(line.as_bytes()).new, 1);
/// assert!(log.find(&[0xAB; 32]).is_some_and(|secrets| secrets.master.is_some()));
/// ```
#[derive(Debug, Clone, Default)]
pub struct KeyLog {
    sessions: HashMap<[u8; 32], Secrets, FxBuildHasher>,
    version: u64,
}

impl KeyLog {
    /// Takes the lines of a key log, or more lines of one. A last line without an end counts as a line.
    pub fn read(&mut self, text: &[u8]) -> Taken {
        let mut taken = Taken::default();
        for line in text.split(|byte| *byte == b'\n' || *byte == b'\r') {
            self.line(line.trim_ascii(), &mut taken);
        }
        self.version += u64::from(taken.new);
        taken
    }

    fn line(&mut self, line: &[u8], taken: &mut Taken) {
        // RFC 9850 §1: lines that begin with an octothorpe are comments; empty ones are ignored.
        if line.is_empty() || line.starts_with(b"#") {
            return;
        }
        let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let (Some(label), Some(random), Some(secret), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            taken.bad += 1;
            return;
        };
        if line.len() > LINE_LIMIT_BYTES {
            taken.bad += 1;
            return;
        }
        let is_other = Secrets::default().slot(label).is_none();
        let (Some(random), Some(secret)) = (unhex(random), unhex(secret)) else {
            taken.bad += 1;
            return;
        };
        if is_other {
            // Such as EXPORTER_SECRET, and the RSA lines of old, which need a private key's work undone.
            let is_label = label.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
            if is_label {
                taken.other += 1;
            } else {
                taken.bad += 1;
            }
            return;
        }
        let Ok(random) = <[u8; 32]>::try_from(random) else {
            taken.bad += 1;
            return;
        };
        if !(1..=SECRET_BYTES).contains(&secret.len()) {
            taken.bad += 1;
            return;
        }
        if self.sessions.len() >= SESSIONS_LIMIT && !self.sessions.contains_key(&random) {
            taken.bad += 1;
            return;
        }
        let Some(slot) = self.sessions.entry(random).or_default().slot(label) else { return };
        if slot.as_deref() == Some(&secret[..]) {
            taken.known += 1;
        } else {
            *slot = Some(secret.into_boxed_slice());
            taken.new += 1;
        }
    }

    /// The secrets of the handshake with this client random.
    #[must_use]
    pub fn find(&self, client_random: &[u8; 32]) -> Option<&Secrets> {
        self.sessions.get(client_random)
    }

    /// Handshakes with secrets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sessions.len()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Grows whenever a secret is added: who found none may try again.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// Bytes as a key log writes them.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
