//! Which bytes belong to which event: attachments follow their event as binary packets of the same side and transport.

use crate::base::Side;
use crate::trace::{Connection, MessageKind};
use crate::wire::engine::{Form, Packet, PacketType, Socket};

use super::{Item, SessionLook};

/// How far attachments are looked for on both sides of a row; a row beyond stands alone.
const REACH: u32 = 256;
/// Most bytes of one message that a row is made from.
const ROW_BYTES: u64 = 64 << 10;

/// The event that bytes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentOf {
    /// The event (or answer).
    pub event: Item,
    /// Which attachment, from 0.
    pub n: u32,
    /// How many it announced.
    pub announced: u32,
}

/// An event with its attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The text of the packet, type digit of Engine.IO first.
    pub bytes: Vec<u8>,
    /// Its attachments, as many as there are.
    pub attachments: Vec<Vec<u8>>,
}

/// The bytes of a packet, and whether they came as text; `None` where the row is no packet. Of a long message that is
/// not compressed only the first ones.
pub(super) fn bytes_of(look: &SessionLook<'_>, item: Item, is_whole: bool) -> Option<(Vec<u8>, bool)> {
    match item {
        Item::Polled(n) => {
            let polled = look.session.polled(n)?;
            Some((look.session.polled_bytes(look.source, &polled).bytes, polled.form != Form::Binary))
        }
        Item::Message { at, n } => {
            let connection = connection(look, at)?;
            let message = connection.message(n)?;
            let is_text = message.kind == MessageKind::Text;
            let bytes = if message.compressed || is_whole {
                connection.message_bytes(look.source, &message).bytes
            } else {
                connection.message_head(look.source, &message, ROW_BYTES)
            };
            Some((bytes, is_text))
        }
        Item::Joins(_) | Item::Poll(_) | Item::Answer(_) | Item::Ends(_) => None,
    }
}

/// A WebSocket connection of the session.
pub(super) fn connection<'a>(look: &SessionLook<'a>, at: u16) -> Option<&'a Connection> {
    look.trace.connection(*look.session.connections.get(usize::from(at))?)
}

/// Who sent a packet.
fn sender(look: &SessionLook<'_>, item: Item) -> Option<Side> {
    match item {
        Item::Polled(n) => Some(look.session.polled(n)?.from),
        Item::Message { at, n } => Some(connection(look, at)?.message(n)?.from),
        _ => None,
    }
}

/// The packet before or after, over the same transport.
const fn beside(item: Item, forward: bool) -> Option<Item> {
    const fn step(n: u32, forward: bool) -> Option<u32> {
        if forward { n.checked_add(1) } else { n.checked_sub(1) }
    }
    match item {
        Item::Polled(n) => match step(n, forward) {
            Some(n) => Some(Item::Polled(n)),
            None => None,
        },
        Item::Message { at, n } => match step(n, forward) {
            Some(n) => Some(Item::Message { at, n }),
            None => None,
        },
        _ => None,
    }
}

/// What a packet is to attachments.
enum Part {
    Bytes,
    /// A text message: how many attachments it announces.
    Text(u32),
    /// A packet that is no message.
    Other,
}

fn part(look: &SessionLook<'_>, item: Item) -> Option<Part> {
    // Of most packets the first byte is enough.
    let is_message = match item {
        Item::Polled(n) => {
            let polled = look.session.polled(n)?;
            if polled.kind != Some(PacketType::Message) {
                return Some(Part::Other);
            }
            if polled.form != Form::Text {
                return Some(Part::Bytes);
            }
            true
        }
        Item::Message { at, n } => connection(look, at)?.message(n)?.kind == MessageKind::Text,
        _ => return None,
    };
    if !is_message {
        return Some(Part::Bytes);
    }
    let (bytes, is_text) = bytes_of(look, item, false)?;
    let packet = Packet::of_message(look.session.version, is_text, &bytes);
    Some(match (packet.kind, packet.is_binary()) {
        (Some(PacketType::Message), true) => Part::Bytes,
        (Some(PacketType::Message), false) => {
            Part::Text(Socket::read(&packet.data, 1).map_or(0, |socket| socket.attachments))
        }
        _ => Part::Other,
    })
}

/// The event that the bytes of a packet belong to.
#[must_use]
pub fn attachment_of(look: &SessionLook<'_>, item: Item) -> Option<AttachmentOf> {
    let from = sender(look, item)?;
    if !matches!(part(look, item)?, Part::Bytes) {
        return None;
    }
    let mut n = 0;
    let mut at = item;
    for _ in 0..REACH {
        at = beside(at, false)?;
        if sender(look, at)? != from {
            continue;
        }
        match part(look, at)? {
            Part::Bytes => n += 1,
            Part::Text(announced) => {
                return (announced > n).then_some(AttachmentOf { event: at, n, announced });
            }
            Part::Other => {}
        }
    }
    None
}

/// The packets that carry the attachments of an event, as many as have come.
#[must_use]
pub fn attachments(look: &SessionLook<'_>, event: Item, announced: u32) -> Vec<Item> {
    let Some(from) = sender(look, event) else { return Vec::new() };
    let mut found = Vec::new();
    let mut at = event;
    for _ in 0..REACH {
        if found.len() as u32 >= announced {
            break;
        }
        let Some(next) = beside(at, true) else { break };
        at = next;
        match sender(look, at) {
            None => break,
            Some(side) if side != from => continue,
            Some(_) => {}
        }
        match part(look, at) {
            Some(Part::Bytes) => found.push(at),
            Some(Part::Other) => {}
            Some(Part::Text(_)) | None => break,
        }
    }
    found
}

/// An event with its attachments, bytes and all; `None` where the row is no packet.
#[must_use]
pub fn whole(look: &SessionLook<'_>, item: Item) -> Option<Whole> {
    let (bytes, is_text) = bytes_of(look, item, true)?;
    let packet = Packet::of_message(look.session.version, is_text, &bytes);
    let announced = Socket::read(&packet.data, 1).map_or(0, |socket| socket.attachments);
    let version = look.session.version;
    let attachments = attachments(look, item, announced).into_iter().filter_map(|item| {
        let (bytes, is_text) = bytes_of(look, item, true)?;
        Some(Packet::of_message(version, is_text, &bytes).data.into_owned())
    });
    let attachments = attachments.collect();
    Some(Whole { bytes, attachments })
}
