//! The messages of an Engine.IO WebSocket, and polled packets, as views: each packet peeled layer by layer, its fields
//! with the bytes they stand in.

use std::borrow::Cow;

use super::{
    Address, Flaw, Form, Joined, Joiner, Packet, PacketType, Socket, SocketFlaw, Transport, Version, Waiting,
    told,
};
use crate::base::{Both, Side, Span};
use crate::wire::payload::{Detail, Fault, Node, View, json_node};

/// Arguments of an event that become fields.
const ARGUMENTS: usize = 64;

/// A packet as a view. Spans count from the beginning of what `packet` was read from, `whole`; `socket` is what its text
/// was read as, `joined` and `waiting` what its side's [`Joiner`] said of it.
#[must_use]
pub fn view(
    version: Version,
    whole: &[u8],
    packet: &Packet<'_>,
    socket: Option<&Socket<'_>>,
    joined: &Joined,
    waiting: Option<&Waiting>,
    detail: Detail,
) -> View {
    let line = told(version, packet, socket, joined, waiting, 0);
    let fields =
        if detail == Detail::Fields { fields(version, whole, packet, socket, joined) } else { Vec::new() };
    let fault = fault(packet, socket);
    View { protocol: line.protocol, kind: line.kind, summary: line.summary, fields, fault, ..View::default() }
}

/// Where a packet breaks.
fn fault(packet: &Packet<'_>, socket: Option<&Socket<'_>>) -> Option<Fault> {
    let (at, expected) = match (packet.flaw, socket.and_then(|socket| Some((socket, socket.flaw?)))) {
        (Some(flaw), _) => match flaw {
            Flaw::Empty | Flaw::Type => (packet.mark.end, "a packet type"),
            Flaw::Base64 => (packet.data_span.start, "Base64"),
            Flaw::Length => (packet.span.start, "a length"),
            Flaw::Cut => (packet.span.end, "more bytes"),
            Flaw::Utf8 => (packet.data_span.start, "UTF-8"),
        },
        (None, Some((socket, flaw))) => match flaw {
            SocketFlaw::Attachments => {
                (socket.attachments_span.start, "the number of attachments and a hyphen")
            }
            SocketFlaw::Json => (socket.json_span.start, "JSON"),
            SocketFlaw::Shape if socket.kind.is_event() => {
                (socket.json_span.start, "a list that begins with a name")
            }
            SocketFlaw::Shape => (socket.json_span.start, "what this type carries"),
        },
        (None, None) => return None,
    };
    Some(Fault { at, expected: Cow::Borrowed(expected) })
}

fn node(name: &'static str, value: &str, span: Span) -> Node {
    Node::new(name, value, (!span.is_empty()).then_some(span))
}

/// The layers of a packet.
fn fields(
    version: Version,
    whole: &[u8],
    packet: &Packet<'_>,
    socket: Option<&Socket<'_>>,
    joined: &Joined,
) -> Vec<Node> {
    let mut engine = Vec::new();
    if !packet.lead.is_empty() {
        let lead = &whole[packet.lead.start as usize..packet.lead.end as usize];
        engine.push(node("lead", &String::from_utf8_lossy(lead), packet.lead));
    }
    if packet.form == Form::Base64 {
        engine.push(node("encoding", "Base64", packet.mark));
    }
    let kind = packet.kind.map_or_else(String::new, |kind| format!("{} {}", kind.number(), kind.name()));
    engine.push(node("type", &kind, packet.type_span));
    let text = std::str::from_utf8(whole).ok();
    match socket {
        Some(socket) => engine.push(data(version, text, packet, socket)),
        None if packet.data.is_empty() => {}
        None => {
            let written = text
                .and_then(|text| text.get(packet.data_span.start as usize..packet.data_span.end as usize));
            let json = match (packet.kind, text, written) {
                (Some(PacketType::Open), Some(text), Some(written)) => json_node(text, written, "data"),
                _ => None,
            };
            let plain = || match packet.is_binary() {
                true => node("data", &format!("{} bytes", packet.data.len()), packet.data_span),
                false => node("data", &String::from_utf8_lossy(&packet.data), packet.data_span),
            };
            engine.push(json.unwrap_or_else(plain));
        }
    }
    if let Joined::Whole(whole) = joined {
        engine.push(event(whole));
    }
    vec![node("packet", "Engine.IO", packet.span).with(engine)]
}

/// The Socket.IO packet in a message.
fn data(version: Version, text: Option<&str>, packet: &Packet<'_>, socket: &Socket<'_>) -> Node {
    let kind = format!("{} {}", socket.kind as u8, socket.kind.name(version));
    let mut parts = vec![node("type", &kind, socket.type_span)];
    if socket.kind.is_binary() {
        parts.push(node("attachments", &socket.attachments.to_string(), socket.attachments_span));
    }
    parts.push(node("namespace", socket.namespace, socket.namespace_span));
    if let Some(id) = socket.id {
        parts.push(node("id", &id.to_string(), socket.id_span));
    }
    if let Some(event) = &socket.event {
        let span = socket.members.first().map_or(socket.json_span, |(_, span)| *span);
        parts.push(node("event", event, span));
    }
    let json = |written: &str, span: Span, name: String| {
        let in_text = text.and_then(|text| {
            let part = text.get(span.start as usize..span.end as usize)?;
            json_node(text, part, name.clone())
        });
        in_text.unwrap_or_else(|| Node::new(name, written, Some(span)))
    };
    if socket.members.is_empty() && !socket.json.is_empty() {
        parts.push(json(socket.json, socket.json_span, "data".to_owned()));
    }
    for (n, (written, span)) in socket.arguments().iter().take(ARGUMENTS).enumerate() {
        parts.push(json(written, *span, n.to_string()));
    }
    let is_cut = socket.arguments().len() > ARGUMENTS;
    Node { cut: is_cut, ..node("data", "Socket.IO", packet.data_span).with(parts) }
}

/// The event that the last attachment completes: its parts came in earlier messages.
fn event(whole: &Waiting) -> Node {
    let attachments = whole.attachments.iter().take(ARGUMENTS).enumerate();
    let attachments = attachments
        .map(|(n, attachment)| Node::new(n.to_string(), &format!("{} bytes", attachment.len), None))
        .collect();
    Node::new("event", &whole.event, None).with(attachments)
}

/// Reads what each side of one connection sends, in order.
#[derive(Debug, Clone)]
pub struct Reader {
    version: Version,
    joiners: Both<Joiner>,
}

impl Reader {
    /// A reader for a revision. It keeps no attachments, only counts them.
    #[must_use]
    pub const fn new(version: Version) -> Self {
        Self { version, joiners: Both { client: Joiner::counting(), server: Joiner::counting() } }
    }

    /// A reader for the WebSocket with this request target, where it is one of Engine.IO.
    #[must_use]
    pub fn of_target(target: &str) -> Option<Self> {
        let address = Address::of(target.as_bytes())?;
        (address.transport == Transport::WebSocket).then(|| Self::new(address.version))
    }

    /// Reads the next message of a side, of which `missing` bytes at the end were not kept.
    pub fn read(&mut self, from: Side, is_text: bool, bytes: &[u8], missing: u64, detail: Detail) -> View {
        let packet = Packet::of_message(self.version, is_text, bytes);
        let is_socket = packet.kind == Some(PacketType::Message) && !packet.is_binary();
        let socket = if is_socket { Socket::read(&packet.data, packet.data_span.start) } else { None };
        let joiner = &mut self.joiners[from];
        let joined = joiner.push(&packet, socket.as_ref());
        let mut view = view(self.version, bytes, &packet, socket.as_ref(), &joined, joiner.waiting(), detail);
        if missing > 0 {
            // Where it was cut off nothing is wrong with it.
            view.fault = None;
            view.summary =
                told(self.version, &packet, socket.as_ref(), &joined, joiner.waiting(), missing).summary;
        }
        view
    }
}
