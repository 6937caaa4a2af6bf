//! One exchange of HTTP long polling, whatever carries it: a request and its response, told as bytes of their bodies.

use super::super::frames::Arrival;
use super::body::{Coding, Content};
use super::sessions::Sessions;
use crate::base::{Both, Side, Stamp};
use crate::trace::{Answer, Endpoint, Method, RawPiece, Sink, Transport};
use crate::wire::engine::{self, Address, Version, jsonp_request, jsonp_response};

/// Who polls.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Ends {
    pub(in super::super) endpoints: Both<Endpoint>,
    pub(in super::super) transport: Transport,
}

/// What a request's target says, where it polls.
pub(in super::super) fn asks(target: &[u8]) -> Option<Address<'_>> {
    Address::of(target).filter(|address| address.transport == engine::Transport::Polling)
}

/// A poll.
#[derive(Debug)]
pub(in super::super) struct Poll {
    pub(super) ends: Ends,
    pub(super) version: Version,
    pub(super) method: Method,
    /// The session it names.
    pub(super) sid: Option<Box<str>>,
    is_jsonp: bool,
    pub(super) asked: Stamp,
    pub(super) packets: (u32, u32),
    /// Session and number in it, once told.
    pub(super) told: Option<(u32, u32)>,
    pub(super) request: Content,
    pub(super) response: Content,
    status: u16,
}

impl Poll {
    /// A poll from its request's head; `None` where it is none: another method, or a session id that is no text.
    pub(in super::super) fn new(
        address: &Address<'_>,
        method: &[u8],
        ends: Ends,
        asked: Stamp,
        packets: (u32, u32),
        sessions: &Sessions,
    ) -> Option<Self> {
        let budget = &sessions.budget;
        let method = match method {
            b"GET" => Method::Get,
            b"POST" => Method::Post,
            _ => return None,
        };
        let sid = match address.sid {
            Some(sid) => Some(std::str::from_utf8(sid).ok()?.into()),
            None => None,
        };
        let mut request = Content::new(budget);
        request.seen(packets.0);
        request.seen(packets.1);
        Some(Self {
            ends,
            version: address.version,
            method,
            sid,
            is_jsonp: address.is_jsonp,
            asked,
            packets,
            told: None,
            request,
            response: Content::new(budget),
            status: 0,
        })
    }

    /// Takes bytes of the request's body.
    pub(in super::super) fn request_body(&mut self, bytes: &[u8], pieces: Option<&[RawPiece]>) {
        if self.method == Method::Post {
            self.request.push(bytes, pieces);
        }
    }

    /// The request is whole: its packets are told, where it brings any.
    pub(in super::super) fn request_end(
        &mut self,
        at: Arrival,
        sessions: &mut Sessions,
        sink: &mut impl Sink,
    ) {
        self.request.seen(at.packet);
        if self.sid.is_none() {
            // The session has no name yet: its answer brings it.
            return;
        }
        if self.method == Method::Get {
            sessions.ask(self, None, sink);
            return;
        }
        let packets = self.request.packets;
        let Some((body, pieces)) = self.request.finish() else {
            sessions.ask(self, None, sink);
            return;
        };
        let unwrapped = if self.is_jsonp { jsonp_request(&body) } else { None };
        match unwrapped {
            Some(body) => sessions.body(self, &body, &[], packets, at.stamp, sink),
            None => sessions.body(self, &body, &pieces, packets, at.stamp, sink),
        }
    }

    /// The response's head has come.
    pub(in super::super) fn response_head(
        &mut self,
        status: u16,
        coding: Option<&[u8]>,
        packets: (u32, u32),
    ) {
        self.status = status;
        self.response.coding = Coding::of(coding);
        self.response.seen(packets.0);
        self.response.seen(packets.1);
    }

    /// Takes bytes of the response's body.
    pub(in super::super) fn response_body(&mut self, bytes: &[u8], pieces: Option<&[RawPiece]>, packet: u32) {
        self.response.seen(packet);
        if self.method == Method::Get {
            self.response.push(bytes, pieces);
        }
    }

    /// The response is whole: its packets are told, where it brings any.
    pub(in super::super) fn response_end(
        &mut self,
        at: Arrival,
        sessions: &mut Sessions,
        sink: &mut impl Sink,
    ) {
        self.response.seen(at.packet);
        let packets = self.response.packets;
        if self.method == Method::Get
            && self.status == 200
            && let Some((body, pieces)) = self.response.finish()
        {
            let unwrapped = if self.is_jsonp { jsonp_response(&body) } else { None };
            match unwrapped {
                Some(body) => sessions.body(self, &body, &[], packets, at.stamp, sink),
                None => sessions.body(self, &body, &pieces, packets, at.stamp, sink),
            }
        }
        if let Some((session, n)) = self.told {
            let answer = Answer { status: self.status, stamp: at.stamp, packets };
            sink.poll_answered(session, n, &answer);
        }
    }

    /// Bytes of `side` are missing.
    pub(in super::super) fn lose(&mut self, side: Side) {
        match side {
            Side::Client => self.request.lose(),
            Side::Server => self.response.lose(),
        }
    }

    /// Whose packets it carries.
    pub(super) const fn carries(&self) -> Side {
        self.method.carries()
    }
}
