//! The sessions of a capture: which ids are known at which server, and what was told of them.

use rustc_hash::FxHashMap;

use super::super::limits;
use super::body::Budget;
use super::poll::Poll;
use super::tap::{Heard, Step, Tap};
use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{
    BodyFacts, Endpoint, Moment, MomentKind, PolledFacts, RawPiece, SessionFacts, Sink, Transport,
};
use crate::wire::engine::Transport as Carrier;
use crate::wire::engine::{Address, Joiner, Open, Packet, PacketType, Packets, Socket, Version};

/// What is remembered of a session.
#[derive(Debug)]
struct State {
    polls: u32,
    polled: u32,
    joiners: Both<Joiner>,
}

/// All sessions.
#[derive(Debug, Default)]
pub(in super::super) struct Sessions {
    known: FxHashMap<(Endpoint, Box<str>), u32>,
    states: Vec<State>,
    pub(super) budget: Budget,
}

impl Sessions {
    /// The session that a poll names, told if it is new; `None` once there are too many.
    fn named(&mut self, sid: &str, open: Option<&Open>, facts: &Found, sink: &mut impl Sink) -> Option<u32> {
        let key = (facts.endpoints.server, sid.into());
        if let Some(session) = self.known.get(&key) {
            return Some(*session);
        }
        if self.states.len() >= limits::SESSIONS {
            return None;
        }
        let session = self.states.len() as u32;
        self.states.push(State {
            polls: 0,
            polled: 0,
            joiners: Both { client: Joiner::counting(), server: Joiner::counting() },
        });
        self.known.insert(key, session);
        let Both { client, server } = facts.endpoints;
        sink.session(&SessionFacts {
            session,
            sid,
            version: facts.version,
            client,
            server,
            transport: facts.transport,
            opened: facts.opened,
            connection: facts.connection,
            open,
        });
        Some(session)
    }

    /// A poll is told, with the session that it names or that `open` begins.
    pub(super) fn ask(&mut self, poll: &mut Poll, open: Option<&Open>, sink: &mut impl Sink) {
        if poll.told.is_some() {
            return;
        }
        let Some(sid) = poll.sid.as_deref().or_else(|| open.map(|open| open.sid.as_str())) else { return };
        let found = Found {
            endpoints: poll.ends.endpoints,
            transport: poll.ends.transport,
            version: poll.version,
            opened: poll.asked,
            connection: None,
        };
        let Some(session) = self.named(sid, open, &found, sink) else { return };
        let state = &mut self.states[session as usize];
        let n = state.polls;
        state.polls += 1;
        poll.told = Some((session, n));
        let (method, asked, packets) = (poll.method, poll.asked, poll.packets);
        sink.poll(session, &crate::trace::Poll { n, method, asked, packets, answer: None });
    }

    /// A polled body is whole: the packets in it are told.
    pub(super) fn body(
        &mut self,
        poll: &mut Poll,
        body: &[u8],
        pieces: &[RawPiece],
        packets: (u32, u32),
        stamp: Stamp,
        sink: &mut impl Sink,
    ) {
        let version = poll.version;
        let mut first = Packets::new(version, body);
        let open = first.next().filter(|packet| packet.kind == Some(PacketType::Open));
        let open = open.and_then(|packet| Open::read(&packet.data));
        self.ask(poll, open.as_ref(), sink);
        let Some((session, n)) = poll.told else { return };
        let from = poll.carries();
        let state = &mut self.states[session as usize];
        sink.polled_body(session, &BodyFacts { pieces, bytes: body });
        let mut places = Places { pieces, next: 0, at: 0 };
        for packet in Packets::new(version, body).take(limits::POLLED_PACKETS) {
            let socket = socket_of(&packet);
            let joined = state.joiners[from].push(&packet, socket.as_ref());
            sink.polled(
                session,
                &PolledFacts {
                    n: state.polled,
                    poll: n,
                    method: poll.method,
                    version,
                    from,
                    stamp,
                    packets: places.packets(packet.span).unwrap_or(packets),
                    packet: &packet,
                    socket: socket.as_ref(),
                    joined: &joined,
                    waiting: state.joiners[from].waiting(),
                },
            );
            state.polled += 1;
        }
    }

    /// A WebSocket connection is about to be told: which session does its request name? Gives what listens to its first
    /// messages, where it is one of Engine.IO.
    pub(in super::super) fn join(
        &mut self,
        target: &[u8],
        connection: u32,
        endpoints: Both<Endpoint>,
        transport: Transport,
        opened: Stamp,
        sink: &mut impl Sink,
    ) -> Option<Box<Tap>> {
        let address = Address::of(target).filter(|address| address.transport == Carrier::WebSocket)?;
        let version = address.version;
        let session = match address.sid {
            Some(sid) => {
                let sid = std::str::from_utf8(sid).ok()?;
                let found = Found { endpoints, transport, version, opened, connection: None };
                let session = self.named(sid, None, &found, sink)?;
                sink.joins(connection, session);
                Some(session)
            }
            None => None,
        };
        let found = Found { endpoints, transport, version, opened, connection: Some(connection) };
        Some(Box::new(Tap::new(session, found)))
    }

    /// What was heard on a session's WebSocket is told.
    pub(in super::super) fn heard(&mut self, tap: &mut Tap, sink: &mut impl Sink) {
        for Heard { step, stamp, message } in std::mem::take(&mut tap.heard) {
            let kind = match step {
                Step::Open(open) => {
                    tap.session = self.named(&open.sid, Some(&open), &tap.found, sink);
                    continue;
                }
                Step::Moment(kind) => kind,
            };
            if let (Some(session), Some(connection)) = (tap.session, tap.found.connection) {
                sink.session_moment(session, &Moment { kind, stamp, connection, message });
            }
        }
    }
}

/// Where a session was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) endpoints: Both<Endpoint>,
    pub(super) transport: Transport,
    pub(super) version: Version,
    pub(super) opened: Stamp,
    pub(super) connection: Option<u32>,
}

/// The Socket.IO packet that a message's text is.
fn socket_of<'a>(packet: &'a Packet<'_>) -> Option<Socket<'a>> {
    if packet.kind != Some(PacketType::Message) || packet.is_binary() {
        return None;
    }
    Socket::read(&packet.data, packet.data_span.start)
}

/// The packets that hold spans of a body, asked for in order.
struct Places<'a> {
    pieces: &'a [RawPiece],
    next: usize,
    /// Where piece `next` begins in the body.
    at: u64,
}

impl Places<'_> {
    fn packets(&mut self, span: Span) -> Option<(u32, u32)> {
        while let Some(piece) = self.pieces.get(self.next)
            && self.at + u64::from(piece.len) <= span.start
        {
            self.at += u64::from(piece.len);
            self.next += 1;
        }
        let mut at = self.at;
        let mut found: Option<(u32, u32)> = None;
        for piece in &self.pieces[self.next..] {
            if at >= span.end && found.is_some() {
                break;
            }
            let (low, high) = found.unwrap_or((piece.packet, piece.packet));
            found = Some((low.min(piece.packet), high.max(piece.packet)));
            at += u64::from(piece.len);
        }
        found
    }
}

/// Whose messages of a WebSocket are looked at for a step.
pub(super) const fn step_of(from: Side, packet: &Packet<'_>) -> Option<MomentKind> {
    match (from, packet.kind) {
        (Side::Client, Some(PacketType::Ping)) => Some(MomentKind::Probe),
        (Side::Server, Some(PacketType::Pong)) => Some(MomentKind::Probed),
        (Side::Client, Some(PacketType::Upgrade)) => Some(MomentKind::Upgrade),
        _ => None,
    }
}
