//! MQTT 3.1.1 and 5.0 over WebSocket. A message may hold several control packets, and a packet may stand in several
//! messages (MQTT 5.0 §6), so each direction remembers the packet that is still open.
//!
//! The layouts are read here and not by a crate: every field has to know its bytes. The tests ask one for its opinion.

mod boundary;
mod cursor;
mod names;
mod packet;

use super::view::{Detail, Fault, Fields, Line, Node, View, span};
use super::{Kinds, Message};
pub use boundary::Boundary;
use cursor::Cursor;

/// Bytes kept of a packet that goes on in a later message.
pub const KEPT_BYTES: usize = 64 << 10;
/// Packets of one message that are read.
const PACKETS_LIMIT: usize = 512;

/// The packet of one direction that is still open.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    /// Its first bytes.
    kept: Vec<u8>,
    /// How many bytes of it there were.
    len: usize,
}

/// Whether bytes begin with a CONNECT, which names the protocol.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    let Some((first, rest)) = bytes.split_first() else { return false };
    let Some((_, len)) = remaining(rest) else { return false };
    *first == 0x10 && (rest[len..].starts_with(b"\0\x04MQTT") || rest[len..].starts_with(b"\0\x06MQIsdp"))
}

/// A remaining length and how many bytes it takes; `None` where it is not whole.
fn remaining(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut len = 0;
    for (at, byte) in bytes.iter().take(4).enumerate() {
        len |= usize::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((len, at + 1));
        }
    }
    None
}

/// What keeps a first byte from beginning a packet.
const fn refused(first: u8) -> Option<&'static str> {
    match (first >> 4, first & 15) {
        (0, _) => Some("a packet type from 1 to 15"),
        // MQTT 5.0 §2.1.3: the flags of all but PUBLISH are fixed.
        (3, flags) if flags & 6 == 6 => Some("a QoS of 0, 1 or 2"),
        (3, _) | (6 | 8 | 10, 2) => None,
        (6 | 8 | 10, _) => Some("the flags 0010"),
        (_, 0) => None,
        (_, _) => Some("the flags 0000"),
    }
}

/// The packets of one message of a direction.
pub(super) fn view(message: &Message<'_>, open: &mut Open, version: &mut Option<u8>, detail: Detail) -> View {
    let mut walk = Walk {
        kinds: Kinds::default(),
        line: Line::summary(),
        fields: Fields::default(),
        fault: None,
        continues: false,
        detail,
    };
    let end = usize::try_from(message.len).unwrap_or(usize::MAX);
    let mut at = 0;
    for _ in 0..PACKETS_LIMIT {
        if at >= message.bytes.len() || walk.fault.is_some() {
            break;
        }
        at = walk.packet(message.bytes, at, end, open, version);
    }
    let Walk { kinds, line, fields, fault, continues, .. } = walk;
    if fault.is_some() {
        *open = Open::default();
    }
    let kind = if continues && kinds.is_empty() { "part".into() } else { kinds.text("MQTT") };
    View { fault, continues, ..View::new(kind, line).with(fields.into_list()) }
}

struct Walk {
    kinds: Kinds,
    line: Line,
    fields: Fields,
    fault: Option<Fault>,
    continues: bool,
    detail: Detail,
}

impl Walk {
    /// Reads the packet that begins at `at`, or goes on there. Gives where the next one begins.
    fn packet(
        &mut self,
        bytes: &[u8],
        at: usize,
        end: usize,
        open: &mut Open,
        version: &mut Option<u8>,
    ) -> usize {
        let before = std::mem::take(open);
        let earlier = before.len;
        // Behind a hole nothing can be joined.
        let is_gapless = before.kept.len() == before.len;
        let room = if is_gapless { KEPT_BYTES.saturating_sub(before.kept.len()) } else { 0 };
        let rest = &bytes[at..];
        // What came before is joined with what is new, only where there is something before.
        let joined: Vec<u8>;
        let head = if before.kept.is_empty() {
            rest
        } else {
            joined = [&before.kept[..], &rest[..rest.len().min(room)]].concat();
            &joined[..]
        };
        let Some(&first) = head.first() else { return bytes.len() };
        if let Some(expected) = refused(first) {
            self.fault = Some(Fault::new(at, expected));
            return bytes.len();
        }
        let name = names::packet(first >> 4).unwrap_or_default();
        let Some((len, width)) = remaining(&head[1..]) else {
            if head.len() > 4 {
                self.fault = Some(Fault::new(at, "a remaining length in at most 4 bytes"));
            } else {
                self.part(name, head, earlier, (head.len(), None), at, open);
            }
            return bytes.len();
        };
        let whole = 1 + width + len;
        let have = earlier + (end - at);
        if have < whole {
            self.part(name, head, earlier, (have, Some(whole)), at, open);
            return bytes.len();
        }
        let packet = &head[..head.len().min(whole)];
        self.whole(packet, (whole, width, len), earlier, at, version);
        at + (whole - earlier)
    }

    /// A packet that a later message completes.
    fn part(
        &mut self,
        name: &'static str,
        head: &[u8],
        earlier: usize,
        (have, whole): (usize, Option<usize>),
        at: usize,
        open: &mut Open,
    ) {
        self.continues = true;
        self.line.word(name);
        self.line.word(&match whole {
            Some(whole) => format!("{have}/{whole}"),
            None => format!("{have}/?"),
        });
        if self.detail == Detail::Fields {
            let end = at + have.saturating_sub(earlier);
            self.fields.push(Node { cut: true, ..Node::new(name, "", Some(span(at, end))) });
        }
        *open = Open { kept: head[..head.len().min(KEPT_BYTES)].to_vec(), len: have };
    }

    fn whole(
        &mut self,
        packet: &[u8],
        (whole, width, len): (usize, usize, usize),
        earlier: usize,
        at: usize,
        version: &mut Option<u8>,
    ) {
        let Some(&first) = packet.first() else { return };
        let name = names::packet(first >> 4).unwrap_or_default();
        let mut cursor = Cursor::new(packet, whole, earlier, at);
        cursor.at = 1;
        cursor.note("packet type and flags", &format!("0x{first:02x} {name}"), 0);
        cursor.at += width;
        cursor.note("remaining length", &len.to_string(), 1);
        let read = packet::body(&mut cursor, first, version, &mut self.line);
        if read.is_ok() && cursor.is_more() {
            cursor.wrong(cursor.at, "the end of the packet");
        }
        self.kinds.add(name);
        if self.detail == Detail::Fields {
            let node = Node::new(name, "", cursor.place(0, whole)).with(cursor.nodes);
            self.fields.push(node);
        }
        self.fault = cursor.fault;
    }
}

#[cfg(test)]
mod tests;
