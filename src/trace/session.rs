//! Engine.IO sessions: what HTTP long polling carried, and the WebSocket that went on with it. Rows that say where each
//! packet stands in the capture; only what the capture does not hold as such (compressed, encrypted, wrapped in a
//! script) is kept, up to [`KEPT_LIMIT_BYTES`].

use crate::base::{Side, Source, Span, Stamp};
use crate::wire::engine::{Form, Joined, Open, Packet, PacketType, Socket, Version, Waiting};

use super::derived::{RawPiece, Transport};
use super::model::Endpoint;
use super::read::{Bytes, LOOK_LIMIT_BYTES};
use super::rows::Rows;

/// Most bytes of polled bodies kept in all sessions together because the capture does not hold them as such.
pub const KEPT_LIMIT_BYTES: usize = 16 << 20;

/// How a poll asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET: the response's body brings packets of the server, once there are some.
    Get,
    /// POST: the request's body brings packets of the client.
    Post,
}

impl Method {
    /// The method's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    /// Whose packets it carries.
    #[must_use]
    pub const fn carries(self) -> Side {
        match self {
            Self::Get => Side::Server,
            Self::Post => Side::Client,
        }
    }
}

/// A new session.
#[derive(Debug, Clone, Copy)]
pub struct SessionFacts<'a> {
    /// Its number, 0-based in the order in which sessions were found.
    pub session: u32,
    /// Its id, as requests name it.
    pub sid: &'a str,
    /// The revision of Engine.IO.
    pub version: Version,
    /// Who opened it: the end of the first connection seen.
    pub client: Endpoint,
    /// Who accepted it.
    pub server: Endpoint,
    /// What carried the first of it.
    pub transport: Transport,
    /// When it was first seen.
    pub opened: Stamp,
    /// The WebSocket connection that it began on, where it did not begin with polling.
    pub connection: Option<u32>,
    /// The server's handshake, where it is in the capture.
    pub open: Option<&'a Open>,
}

/// A request of HTTP long polling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll {
    /// 0-based in its session, in the order in which they were told.
    pub n: u32,
    /// GET or POST.
    pub method: Method,
    /// When its head was whole.
    pub asked: Stamp,
    /// First and last packet number of the request's head.
    pub packets: (u32, u32),
    /// Status and time of the answer, once it is whole.
    pub answer: Option<Answer>,
}

/// The answer to a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// When its last byte was seen.
    pub stamp: Stamp,
    /// First and last packet number.
    pub packets: (u32, u32),
}

/// A polled body, told before the packets in it.
#[derive(Debug, Clone, Copy)]
pub struct BodyFacts<'a> {
    /// Where its bytes stand in the capture, in order; empty where they do not stand there as such.
    pub pieces: &'a [RawPiece],
    /// Its bytes, all codings of HTTP undone.
    pub bytes: &'a [u8],
}

/// A packet of a polled body.
#[derive(Debug, Clone, Copy)]
pub struct PolledFacts<'a> {
    /// 0-based in its session, both directions.
    pub n: u32,
    /// The poll that carried it.
    pub poll: u32,
    /// GET or POST.
    pub method: Method,
    /// Who sent it.
    pub from: Side,
    /// When the body it stands in was whole.
    pub stamp: Stamp,
    /// First and last packet number of its bytes.
    pub packets: (u32, u32),
    /// The revision of Engine.IO.
    pub version: Version,
    /// The packet; its spans count in the body.
    pub packet: &'a Packet<'a>,
    /// What its text was read as.
    pub socket: Option<&'a Socket<'a>>,
    /// What it is to the attachments of a binary event.
    pub joined: &'a Joined,
    /// The event whose attachments are being waited for.
    pub waiting: Option<&'a Waiting>,
}

/// A moment of a session on its WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MomentKind {
    /// The client tries the WebSocket: `2probe`.
    Probe,
    /// The server answers: `3probe`.
    Probed,
    /// The client goes over to it: `5`.
    Upgrade,
}

/// When something of that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What.
    pub kind: MomentKind,
    /// When.
    pub stamp: Stamp,
    /// On which connection.
    pub connection: u32,
    /// In which message of it.
    pub message: u32,
}

/// Where a polled body is read again.
#[derive(Debug, Clone)]
enum Stored {
    /// In the capture.
    Pieces(Box<[RawPiece]>),
    /// It was kept.
    Kept(Box<[u8]>),
    /// It was not kept: the limit was reached.
    Gone,
}

/// A polled packet in 32 bytes of facts.
#[derive(Debug, Clone, Copy)]
struct PolledRow {
    nanos: i64,
    body: u32,
    start: u32,
    len: u32,
    poll: u32,
    first_packet: u32,
    /// How far the last packet number is from the first.
    rest: u16,
    lead: u8,
    /// Type in the low three bits, then two bits of the form; the highest says that the server sent it.
    marks: u8,
}

const NO_TYPE: u8 = 7;
const FORMS: [Form; 3] = [Form::Text, Form::Binary, Form::Base64];

/// A polled packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polled {
    /// 0-based in its session, both directions.
    pub n: u32,
    /// The poll that carried it.
    pub poll: u32,
    /// Who sent it.
    pub from: Side,
    /// When the body it stands in was whole.
    pub stamp: Stamp,
    /// First and last packet number of its bytes.
    pub packets: (u32, u32),
    /// What it is; `None` where its first byte is no type.
    pub kind: Option<PacketType>,
    /// How its data is written.
    pub form: Form,
    /// Where it stands in the body, with what parts it from the one before.
    pub span: Span,
    /// Bytes of `span` that part it from the one before, or say its length.
    pub lead: u8,
    body: u32,
}

/// A session.
#[derive(Debug, Clone)]
pub struct Session {
    /// 0-based, in the order in which sessions were found.
    pub n: u32,
    /// Its id.
    pub sid: Box<str>,
    /// The revision of Engine.IO.
    pub version: Version,
    /// Who opened it: the end of the first connection seen.
    pub client: Endpoint,
    /// Who accepted it.
    pub server: Endpoint,
    /// What carried the first of it.
    pub transport: Transport,
    /// When it was first seen.
    pub opened: Stamp,
    /// The newest polled packet or answer of it.
    pub last: Stamp,
    /// The server's handshake, where it is in the capture.
    pub open: Option<Box<Open>>,
    /// The WebSocket connections that named it, in order: mostly none or one.
    pub connections: Vec<u32>,
    /// What happened on them, in order.
    pub moments: Vec<Moment>,
    polls: Rows<Poll>,
    polled: Rows<PolledRow>,
    bodies: Vec<Stored>,
}

impl Session {
    pub(super) fn new(facts: &SessionFacts<'_>) -> Self {
        Self {
            n: facts.session,
            sid: facts.sid.into(),
            version: facts.version,
            client: facts.client,
            server: facts.server,
            transport: facts.transport,
            opened: facts.opened,
            last: facts.opened,
            open: facts.open.map(|open| Box::new(open.clone())),
            connections: facts.connection.into_iter().collect(),
            moments: Vec::new(),
            polls: Rows::default(),
            polled: Rows::default(),
            bodies: Vec::new(),
        }
    }

    /// How many polls there are.
    #[must_use]
    pub const fn poll_count(&self) -> u32 {
        self.polls.len() as u32
    }

    /// Poll `n`.
    #[must_use]
    pub fn poll(&self, n: u32) -> Option<Poll> {
        self.polls.get(n as usize)
    }

    /// How many packets were polled.
    #[must_use]
    pub const fn polled_count(&self) -> u32 {
        self.polled.len() as u32
    }

    /// Polled packet `n`.
    #[must_use]
    pub fn polled(&self, n: u32) -> Option<Polled> {
        let row = self.polled.get(n as usize)?;
        Some(Polled {
            n,
            poll: row.poll,
            from: if row.marks & 0x80 == 0 { Side::Client } else { Side::Server },
            stamp: Stamp::from_nanos(row.nanos),
            packets: (row.first_packet, row.first_packet.saturating_add(u32::from(row.rest))),
            kind: PacketType::from_number(row.marks & 7),
            form: FORMS[usize::from(row.marks >> 3 & 3).min(2)],
            span: Span::at(u64::from(row.start), u64::from(row.len)),
            lead: row.lead,
            body: row.body,
        })
    }

    /// The bytes of a polled packet as they stand in its body, without what parts it from the one before.
    #[must_use]
    pub fn polled_bytes(&self, source: &dyn Source, polled: &Polled) -> Bytes {
        self.bytes_in(source, polled, Span::new(polled.span.start + u64::from(polled.lead), polled.span.end))
    }

    /// A polled packet, read again from `bytes`, which [`Session::polled_bytes`] gave.
    #[must_use]
    pub fn packet<'a>(&self, polled: &Polled, bytes: &'a [u8]) -> Packet<'a> {
        Packet::of_message(self.version, polled.form != Form::Binary, bytes)
    }

    /// The runs of the capture that hold a polled packet; none where it does not stand there as such.
    #[must_use]
    pub fn capture_spans(&self, polled: &Polled) -> Vec<Span> {
        let span = Span::new(polled.span.start + u64::from(polled.lead), polled.span.end);
        self.parts(polled, span).into_iter().map(|(_, part)| part).collect()
    }

    /// Runs of the capture with their offsets in the body.
    fn parts(&self, polled: &Polled, span: Span) -> Vec<(u64, Span)> {
        let Some(Stored::Pieces(pieces)) = self.bodies.get(polled.body as usize) else { return Vec::new() };
        let mut at = 0;
        let mut parts = Vec::new();
        for piece in pieces {
            let within = Span::at(at, u64::from(piece.len));
            if let Some(meet) = within.meet(span) {
                let from = piece.capture_offset + (meet.start - at);
                parts.push((meet.start, Span::at(from, meet.len())));
            }
            at = within.end;
        }
        parts
    }

    fn bytes_in(&self, source: &dyn Source, polled: &Polled, span: Span) -> Bytes {
        let len = span.len().min(LOOK_LIMIT_BYTES);
        let mut out = Bytes { bytes: vec![0; len as usize], holes: Vec::new(), cut: len < span.len() };
        let span = Span::at(span.start, len);
        match self.bodies.get(polled.body as usize) {
            Some(Stored::Kept(body)) => {
                let part = body.get(span.start as usize..span.end as usize).unwrap_or_default();
                out.bytes[..part.len()].copy_from_slice(part);
                return out;
            }
            Some(Stored::Pieces(_)) => {}
            Some(Stored::Gone) | None => {
                out.holes.push(Span::new(0, len));
                return out;
            }
        }
        let mut at = 0;
        for (offset, part) in self.parts(polled, span) {
            let from = (offset - span.start) as usize;
            if from as u64 > at {
                out.holes.push(Span::new(at, from as u64));
            }
            let to = from + part.len() as usize;
            let read = source.read_at(part.start, &mut out.bytes[from..to]);
            if from + read < to {
                out.holes.push(Span::new((from + read) as u64, to as u64));
            }
            at = to as u64;
        }
        if at < len {
            out.holes.push(Span::new(at, len));
        }
        out
    }

    pub(super) fn push_poll(&mut self, poll: &Poll) {
        self.polls.push(*poll);
    }

    pub(super) fn answer(&mut self, poll: u32, answer: Answer) {
        if let Some(poll) = self.polls.get_mut(poll as usize) {
            poll.answer = Some(answer);
        }
        self.last = self.last.max(answer.stamp);
    }

    /// Takes a body; `room` is how many bytes may still be kept.
    pub(super) fn push_body(&mut self, facts: &BodyFacts<'_>, room: &mut usize) {
        self.bodies.push(if !facts.pieces.is_empty() || facts.bytes.is_empty() {
            Stored::Pieces(facts.pieces.into())
        } else if facts.bytes.len() <= *room {
            *room -= facts.bytes.len();
            Stored::Kept(facts.bytes.into())
        } else {
            Stored::Gone
        });
    }

    pub(super) fn push_polled(&mut self, facts: &PolledFacts<'_>) {
        let packet = facts.packet;
        let kind = packet.kind.map_or(NO_TYPE, PacketType::number);
        let form = FORMS.iter().position(|form| *form == packet.form).unwrap_or(0) as u8;
        let side = if facts.from == Side::Server { 0x80 } else { 0 };
        let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        self.polled.push(PolledRow {
            nanos: facts.stamp.nanos,
            body: self.bodies.len().saturating_sub(1) as u32,
            start: small(packet.span.start),
            len: small(packet.span.len()),
            poll: facts.poll,
            first_packet: facts.packets.0,
            rest: u16::try_from(facts.packets.1.saturating_sub(facts.packets.0)).unwrap_or(u16::MAX),
            lead: u8::try_from(packet.lead.len()).unwrap_or(u8::MAX),
            marks: kind | form << 3 | side,
        });
        self.last = self.last.max(facts.stamp);
    }
}
