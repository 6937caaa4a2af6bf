//! Joins the attachments of a binary event: they follow it as binary messages of the same side.

use super::{JOIN_LIMIT_BYTES, Packet, PacketType, Socket, SocketType};

/// An attachment that has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// How many bytes it has.
    pub len: u64,
    /// Its bytes; fewer than `len` where [`JOIN_LIMIT_BYTES`] was reached.
    pub bytes: Vec<u8>,
}

/// A binary event (or answer) and the attachments that have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Event or answer.
    pub kind: SocketType,
    /// The event's name; empty for an answer.
    pub event: Box<str>,
    /// Its namespace.
    pub namespace: Box<str>,
    /// Its id.
    pub id: Option<u64>,
    /// How many attachments it announced.
    pub announced: u32,
    /// Those that have come.
    pub attachments: Vec<Attachment>,
    /// How many bytes more are kept.
    room: usize,
}

impl Waiting {
    /// What waits once `packet` has been read; `None` where nothing follows it. Of its attachments, `keep_bytes` bytes
    /// are kept, and at most [`JOIN_LIMIT_BYTES`].
    #[must_use]
    pub fn new(packet: &Socket<'_>, keep_bytes: usize) -> Option<Self> {
        (packet.attachments > 0).then(|| Self {
            kind: packet.kind,
            event: packet.event.as_deref().unwrap_or_default().into(),
            namespace: packet.namespace.into(),
            id: packet.id,
            announced: packet.attachments,
            attachments: Vec::new(),
            room: keep_bytes.min(JOIN_LIMIT_BYTES),
        })
    }

    /// Whether all have come.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.attachments.len() >= self.announced as usize
    }

    fn take(&mut self, bytes: &[u8]) {
        let kept = self.room.min(bytes.len());
        self.room -= kept;
        self.attachments.push(Attachment { len: bytes.len() as u64, bytes: bytes[..kept].to_vec() });
    }
}

/// What a packet is to the attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// Nothing: no packet of an application, or a text message that needs no bytes.
    Nothing,
    /// A binary event: attachments follow.
    Begins,
    /// Attachment `n` (from 0) of what waits; more follow.
    Attachment {
        /// Which.
        n: u32,
    },
    /// The last attachment: the event is whole.
    Whole(Waiting),
    /// Bytes that no event has announced.
    Stray,
}

/// Joins what one side sends.
#[derive(Debug, Clone)]
pub struct Joiner {
    waiting: Option<Waiting>,
    keep_bytes: usize,
}

impl Default for Joiner {
    fn default() -> Self {
        Self { waiting: None, keep_bytes: JOIN_LIMIT_BYTES }
    }
}

impl Joiner {
    /// A joiner that counts attachments and their lengths, and keeps none of their bytes.
    #[must_use]
    pub const fn counting() -> Self {
        Self { waiting: None, keep_bytes: 0 }
    }

    /// The event that waits for attachments.
    #[must_use]
    pub const fn waiting(&self) -> Option<&Waiting> {
        self.waiting.as_ref()
    }

    /// Takes the next packet; `socket` is what its text was read as. A text message ends the waiting of the event
    /// before it, as the JavaScript parser does.
    pub fn push(&mut self, packet: &Packet<'_>, socket: Option<&Socket<'_>>) -> Joined {
        if packet.kind != Some(PacketType::Message) {
            return Joined::Nothing;
        }
        if !packet.is_binary() {
            self.waiting = socket.and_then(|socket| Waiting::new(socket, self.keep_bytes));
            return if self.waiting.is_some() { Joined::Begins } else { Joined::Nothing };
        }
        let Some(mut waiting) = self.waiting.take() else { return Joined::Stray };
        let n = waiting.attachments.len() as u32;
        waiting.take(&packet.data);
        if waiting.is_whole() {
            return Joined::Whole(waiting);
        }
        self.waiting = Some(waiting);
        Joined::Attachment { n }
    }

    /// Packets are missing: what waits can no longer become whole.
    pub fn lose(&mut self) {
        self.waiting = None;
    }
}
