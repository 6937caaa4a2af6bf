//! Where control packets end in the bytes of one direction: for those who walk over all messages and keep none.

/// Follows the packets of a direction by their lengths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Boundary {
    /// The fixed header so far.
    head: [u8; 5],
    have: usize,
    /// Bytes left of the packet behind its fixed header.
    left: u64,
    /// No packet begins here: the rest of the message is not followed.
    lost: bool,
    /// A packet has ended since [`Boundary::begin`].
    ended: bool,
}

impl Boundary {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { head: [0; 5], have: 0, left: 0, lost: false, ended: false }
    }

    /// Whether the bytes so far end inside a packet.
    #[must_use]
    pub const fn is_inside(&self) -> bool {
        self.have > 0 && !self.lost
    }

    /// Whether a packet has ended since [`Boundary::begin`].
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.ended
    }

    /// A message begins. Where the one before was no MQTT, packets are looked for anew.
    pub fn begin(&mut self) {
        if self.lost {
            *self = Self::default();
        }
        self.ended = false;
    }

    /// Takes bytes of the message.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !(bytes.is_empty() || self.lost) {
            if self.left > 0 {
                let take = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
                self.left -= take as u64;
                bytes = &bytes[take..];
                if self.left == 0 {
                    self.end();
                }
                continue;
            }
            self.head[self.have] = bytes[0];
            self.have += 1;
            bytes = &bytes[1..];
            if super::refused(self.head[0]).is_some() {
                self.lost = true;
            } else if let Some((len, _)) = super::remaining(&self.head[1..self.have]) {
                self.left = len as u64;
                if len == 0 {
                    self.end();
                }
            } else if self.have == self.head.len() {
                self.lost = true;
            }
        }
    }

    const fn end(&mut self) {
        self.have = 0;
        self.ended = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_end_where_their_lengths_say() {
        let stream = b"\x30\x0a\0\x03a/bhello\xc0\0\x40\x02\0\x07";
        let ends = [12, 14, 18];
        for size in 1..=stream.len() {
            let mut boundary = Boundary::default();
            let mut at = 0;
            for piece in stream.chunks(size) {
                boundary.begin();
                boundary.push(piece);
                let before = at;
                at += piece.len();
                assert_eq!(boundary.is_inside(), !ends.contains(&at), "{size} {at}");
                assert_eq!(boundary.has_ended(), ends.iter().any(|end| (before + 1..=at).contains(end)));
            }
        }
    }

    #[test]
    fn after_what_is_no_packet_it_begins_anew() {
        for junk in [&b"\0"[..], b"\x30\xff\xff\xff\xff\x01", b"\xc1"] {
            let mut boundary = Boundary::default();
            boundary.begin();
            boundary.push(junk);
            assert!(!boundary.is_inside());
            boundary.begin();
            boundary.push(b"\xc0");
            assert!(boundary.is_inside());
        }
    }
}
