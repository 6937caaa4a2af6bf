//! One row of the conversation.

use crate::base::{Side, Span, Stamp};
use crate::trace::{CloseKind, Method, MomentKind, Target};
use crate::view::number::seconds_since;
use crate::wire::engine::{
    self, Flaw, Joined, Packet, PacketType, Socket, SocketFlaw, SocketType, Told, Transport, told,
};

use crate::wire::payload::{Detail, View};

use super::join::{bytes_of, connection};
use super::{AttachmentOf, Item, SessionLook, attachment_of};

/// A Socket.IO packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketRow {
    /// What it is.
    pub kind: SocketType,
    /// Its namespace.
    pub namespace: String,
    /// The event's name.
    pub event: Option<String>,
    /// The id that asks for an answer, or that an answer answers.
    pub id: Option<u64>,
    /// How many attachments it announces.
    pub attachments: u32,
    /// What is wrong with it.
    pub flaw: Option<SocketFlaw>,
}

/// A packet, layer by layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacketRow {
    /// Its Engine.IO type; `None` where it is none.
    pub engine: Option<PacketType>,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
    /// Bytes of its data, Base64 undone.
    pub len: u64,
    /// The Socket.IO packet in it.
    pub socket: Option<SocketRow>,
    /// The event that its bytes belong to.
    pub attachment: Option<AttachmentOf>,
    /// A step from polling to WebSocket.
    pub moment: Option<MomentKind>,
    /// It in one line.
    pub told: Told,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A request of HTTP long polling.
    Poll {
        /// GET asks and waits; POST brings.
        method: Method,
        /// How long its answer took, in nanoseconds; `None` where there is none.
        waited_nanos: Option<i64>,
    },
    /// An answer other than 200.
    Answer {
        /// HTTP status.
        status: u16,
    },
    /// A WebSocket connection joins.
    Joins {
        /// Its id.
        connection: u32,
    },
    /// A WebSocket connection has ended.
    Ends {
        /// Its id.
        connection: u32,
        /// How.
        kind: CloseKind,
    },
    /// A packet.
    Packet(Box<PacketRow>),
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub item: Item,
    /// Who sent it; `None` where nobody did.
    pub from: Option<Side>,
    /// What carried it.
    pub transport: Transport,
    /// When.
    pub stamp: Stamp,
    /// Seconds since the capture began.
    pub time: String,
    /// First and last packet number; `None` where the capture holds none.
    pub packets: Option<(u32, u32)>,
    /// What it says.
    pub what: What,
    /// What is selected with it: a message, a connection, or the first packet of a poll.
    pub target: Target,
    /// Where its bytes stand in the capture; none where they do not stand there as such, and for messages, whose bytes
    /// lead there by their frames.
    pub places: Vec<Span>,
}

/// The row of an item; `None` where it is not in the trace.
#[must_use]
pub fn row(look: &SessionLook<'_>, item: Item) -> Option<Row> {
    let session = look.session;
    let polling = |from, stamp, packets: (u32, u32), what| Row {
        item,
        from: Some(from),
        transport: Transport::Polling,
        stamp,
        time: seconds(look, stamp),
        packets: Some(packets),
        what,
        target: Target::Packet(packets.0),
        places: Vec::new(),
    };
    Some(match item {
        Item::Poll(n) => {
            let poll = session.poll(n)?;
            let waited_nanos = poll.answer.map(|answer| answer.stamp.nanos_since(poll.asked));
            let what = What::Poll { method: poll.method, waited_nanos };
            polling(Side::Client, poll.asked, poll.packets, what)
        }
        Item::Answer(n) => {
            let answer = session.poll(n)?.answer?;
            polling(Side::Server, answer.stamp, answer.packets, What::Answer { status: answer.status })
        }
        Item::Polled(n) => {
            let polled = session.polled(n)?;
            let what = What::Packet(Box::new(packet(look, item)?));
            let places = session.capture_spans(&polled);
            Row { places, ..polling(polled.from, polled.stamp, polled.packets, what) }
        }
        Item::Message { at, n } => {
            let connection = connection(look, at)?;
            let message = connection.message(n)?;
            let (first, last) =
                (connection.frame(message.first_frame)?, connection.frame(message.last_frame)?);
            let span = Span::new(first.span.start, last.span.end);
            Row {
                item,
                from: Some(message.from),
                transport: Transport::WebSocket,
                stamp: message.stamp_first,
                time: seconds(look, message.stamp_first),
                packets: connection.packets_of(message.from, span),
                what: What::Packet(Box::new(packet(look, item)?)),
                target: Target::Message { connection: connection.id, message: n },
                places: Vec::new(),
            }
        }
        Item::Joins(at) | Item::Ends(at) => {
            let connection = connection(look, at)?;
            let (id, kind) = (connection.id, connection.close_kind());
            let (stamp, what) = match item {
                Item::Joins(_) => (connection.opened, What::Joins { connection: id }),
                _ => (connection.last, What::Ends { connection: id, kind }),
            };
            Row {
                item,
                from: matches!(item, Item::Joins(_)).then_some(Side::Client),
                transport: Transport::WebSocket,
                stamp,
                time: seconds(look, stamp),
                packets: None,
                what,
                target: Target::Connection(id),
                places: Vec::new(),
            }
        }
    })
}

fn seconds(look: &SessionLook<'_>, stamp: Stamp) -> String {
    seconds_since(look.trace.first.unwrap_or(look.session.opened), stamp)
}

/// All of a packet with its fields, whose places count in the bytes of the message or of the polled packet; `None`
/// where the row is no packet.
#[must_use]
pub fn view(look: &SessionLook<'_>, item: Item) -> Option<View> {
    let (bytes, is_text) = bytes_of(look, item, true)?;
    let packet = Packet::of_message(look.session.version, is_text, &bytes);
    let is_socket = packet.kind == Some(PacketType::Message) && !packet.is_binary();
    let socket = if is_socket { Socket::read(&packet.data, packet.data_span.start) } else { None };
    let version = look.session.version;
    let mut view =
        engine::view(version, &bytes, &packet, socket.as_ref(), &Joined::Nothing, None, Detail::Fields);
    if let Some(of) = attachment_of(look, item) {
        let line = of_event(look, &of, packet.data.len() as u64);
        (view.protocol, view.kind, view.summary) = (line.protocol, line.kind, line.summary);
    }
    Some(view)
}

/// A packet, layer by layer.
fn packet(look: &SessionLook<'_>, item: Item) -> Option<PacketRow> {
    let (bytes, is_text) = bytes_of(look, item, false)?;
    let version = look.session.version;
    let packet = Packet::of_message(version, is_text, &bytes);
    let is_message = packet.kind == Some(PacketType::Message);
    let socket = if is_message && !packet.is_binary() {
        Socket::read(&packet.data, packet.data_span.start)
    } else {
        None
    };
    let attachment = if is_message && packet.is_binary() { attachment_of(look, item) } else { None };
    // The message may be longer than what was read of it.
    let whole_len = match item {
        Item::Message { at, n } => connection(look, at)?.message(n)?.len,
        _ => bytes.len() as u64,
    };
    let missing = whole_len.saturating_sub(bytes.len() as u64);
    let len = packet.data.len() as u64 + missing;
    let line = match &attachment {
        Some(of) => of_event(look, of, len),
        None => told(version, &packet, socket.as_ref(), &Joined::Nothing, None, missing),
    };
    Some(PacketRow {
        engine: packet.kind,
        flaw: packet.flaw,
        len,
        socket: socket.as_ref().map(|socket| SocketRow {
            kind: socket.kind,
            namespace: socket.namespace.to_owned(),
            event: socket.event.as_ref().map(|event| event.clone().into_owned()),
            id: socket.id,
            attachments: socket.attachments,
            flaw: socket.flaw.filter(|_| missing == 0),
        }),
        attachment,
        moment: moment(look, item),
        told: line,
    })
}

/// The line of an attachment, with the name of its event.
fn of_event(look: &SessionLook<'_>, of: &AttachmentOf, len: u64) -> Told {
    let read = bytes_of(look, of.event, false);
    let name = read.as_ref().and_then(|(bytes, is_text)| {
        let packet = Packet::of_message(look.session.version, *is_text, bytes);
        let socket = Socket::read(&packet.data, 1)?;
        let name = socket.event.map_or_else(|| socket.kind.name(look.session.version).to_owned(), Into::into);
        Some(name)
    });
    Told::of_attachment(of.n + 1, of.announced, &name.unwrap_or_default(), len)
}

/// The step from polling to WebSocket that a message is.
fn moment(look: &SessionLook<'_>, item: Item) -> Option<MomentKind> {
    let Item::Message { at, n } = item else { return None };
    let id = *look.session.connections.get(usize::from(at))?;
    let mut moments = look.session.moments.iter();
    moments.find(|moment| moment.connection == id && moment.message == n).map(|moment| moment.kind)
}
