//! Listens to the first messages of an Engine.IO WebSocket: the server's handshake where there was no polling before, the
//! probe and the upgrade where there was.

use super::super::limits;
use super::sessions::{Found, step_of};
use crate::base::{Both, Side, Stamp};
use crate::trace::MomentKind;
use crate::wire::engine::{Open, Packet, PacketType};

/// A step of a session.
#[derive(Debug)]
pub(super) enum Step {
    Open(Box<Open>),
    Moment(MomentKind),
}

/// A step, when and in which message it was heard.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) step: Step,
    pub(super) stamp: Stamp,
    pub(super) message: u32,
}

/// What listens.
#[derive(Debug)]
pub(in super::super) struct Tap {
    pub(super) session: Option<u32>,
    pub(super) found: Found,
    pub(super) heard: Vec<Heard>,
    /// Messages looked at.
    looked: Both<u8>,
    is_done: bool,
}

impl Tap {
    pub(super) fn new(session: Option<u32>, found: Found) -> Self {
        Self { session, found, heard: Vec::new(), looked: Both::default(), is_done: false }
    }

    /// Whether the next message of `side` is listened to.
    pub(in super::super) fn listens(&self, side: Side) -> bool {
        !self.is_done && self.looked[side] < limits::SESSION_MESSAGES
    }

    /// Whether something waits to be told.
    pub(in super::super) fn has_heard(&self) -> bool {
        !self.heard.is_empty()
    }

    /// A whole message of `side`; `bytes` are its first ones where it is long.
    pub(in super::super) fn message(
        &mut self,
        side: Side,
        is_text: bool,
        n: u32,
        stamp: Stamp,
        bytes: &[u8],
    ) {
        if !self.listens(side) {
            return;
        }
        self.looked[side] += 1;
        let packet = Packet::of_message(self.found.version, is_text, bytes);
        let opens = side == Side::Server && packet.kind == Some(PacketType::Open) && self.session.is_none();
        let step = if opens {
            let Some(open) = Open::read(&packet.data) else { return };
            self.is_done = true;
            Step::Open(Box::new(open))
        } else {
            let Some(kind) = step_of(side, &packet) else { return };
            // A heartbeat is no probe.
            if kind != MomentKind::Upgrade && &packet.data[..] != b"probe" {
                return;
            }
            self.is_done |= kind == MomentKind::Upgrade;
            Step::Moment(kind)
        };
        self.heard.push(Heard { step, stamp, message: n });
    }
}
