//! Handshake messages (RFC 8446 §4): four bytes of header, then the message, cut across records in any way.

/// A handshake message's type. Any value may stand on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HandshakeType(pub u8);

impl HandshakeType {
    /// `hello_request` (RFC 5246 §7.4.1.1): the server would renegotiate.
    pub const HELLO_REQUEST: Self = Self(0);
    /// `client_hello`.
    pub const CLIENT_HELLO: Self = Self(1);
    /// `server_hello`, HelloRetryRequest included.
    pub const SERVER_HELLO: Self = Self(2);
    /// `new_session_ticket`.
    pub const NEW_SESSION_TICKET: Self = Self(4);
    /// `end_of_early_data`.
    pub const END_OF_EARLY_DATA: Self = Self(5);
    /// `encrypted_extensions`.
    pub const ENCRYPTED_EXTENSIONS: Self = Self(8);
    /// `certificate`.
    pub const CERTIFICATE: Self = Self(11);
    /// `finished`.
    pub const FINISHED: Self = Self(20);
    /// `key_update`.
    pub const KEY_UPDATE: Self = Self(24);

    /// The name that the specification gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            0 => "hello_request",
            1 => "client_hello",
            2 => "server_hello",
            4 => "new_session_ticket",
            5 => "end_of_early_data",
            8 => "encrypted_extensions",
            11 => "certificate",
            12 => "server_key_exchange",
            13 => "certificate_request",
            14 => "server_hello_done",
            15 => "certificate_verify",
            16 => "client_key_exchange",
            20 => "finished",
            22 => "certificate_status",
            24 => "key_update",
            25 => "compressed_certificate",
            _ => "unknown",
        }
    }
}

/// Longest handshake message that is kept; of a longer one only its type is told.
pub const MESSAGE_LIMIT_BYTES: usize = 64 << 10;

/// Length of a handshake message's header.
const HEADER_BYTES: usize = 4;

/// A whole handshake message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// What it is.
    pub kind: HandshakeType,
    /// What is behind its header; empty where it is longer than [`MESSAGE_LIMIT_BYTES`].
    pub body: &'a [u8],
    /// Its length as it says.
    pub len: u32,
}

/// Joins the fragments of handshake records to messages.
#[derive(Debug, Clone, Default)]
pub struct HandshakeReader {
    bytes: Vec<u8>,
    /// Bytes of a message that is too long to keep, still to come.
    passing: usize,
    told: usize,
}

impl HandshakeReader {
    /// Takes the fragment of a handshake record, without protection.
    pub fn push(&mut self, fragment: &[u8]) {
        self.bytes.drain(..self.told);
        self.told = 0;
        let passed = self.passing.min(fragment.len());
        self.passing -= passed;
        self.bytes.extend_from_slice(&fragment[passed..]);
    }

    /// The next whole message, if there is one.
    pub fn next_message(&mut self) -> Option<Message<'_>> {
        let rest = self.bytes.get(self.told..)?;
        let [kind, a, b, c] = *rest.first_chunk::<HEADER_BYTES>()?;
        let len = u32::from_be_bytes([0, a, b, c]);
        let (kind, whole) = (HandshakeType(kind), HEADER_BYTES + len as usize);
        if whole > MESSAGE_LIMIT_BYTES {
            let here = whole.min(rest.len());
            self.passing = whole - here;
            self.told += here;
            return Some(Message { kind, body: &[], len });
        }
        let body = self.bytes.get(self.told + HEADER_BYTES..self.told + whole)?;
        self.told += whole;
        Some(Message { kind, body, len })
    }

    /// Whether a message is begun and not whole.
    #[must_use]
    pub const fn is_inside(&self) -> bool {
        self.passing > 0 || self.told < self.bytes.len()
    }

    /// Forgets a message that is begun: its rest will not come.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
