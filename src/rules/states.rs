//! The states of a WebSocket connection as one endpoint sees them, as one table: state × event → what comes of it.
//!
//! Role-blind: "sent" and "received" are relative to the endpoint, so the same table serves client and server, the
//! reader that follows a conversation, the peer that takes part in one, and the state diagram. The table never decides
//! whether traffic is otherwise valid.

use super::{RuleId, Spec};
use crate::base::Text;

/// A state of the connection (RFC 6455 §4.1, §7.1.3, §7.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum State {
    /// The opening handshake is under way.
    #[default]
    Connecting,
    /// Messages may flow.
    Open,
    /// A Close frame was sent or received.
    Closing,
    /// The connection is over, or never came to be.
    Closed,
}

impl State {
    /// In the order of a connection's life.
    pub const ALL: [Self; 4] = [Self::Connecting, Self::Open, Self::Closing, Self::Closed];

    /// The RFC's own name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connecting => "CONNECTING",
            Self::Open => "OPEN",
            Self::Closing => "CLOSING",
            Self::Closed => "CLOSED",
        }
    }
}

/// What can happen to an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// A valid 101 was sent or received.
    HandshakeAccepted,
    /// The server answered with another status.
    HandshakeRefused,
    /// The request or the 101 broke a rule that fails the connection.
    HandshakeFailed,
    /// A data, Ping or Pong frame was sent.
    FrameSent,
    /// A data, Ping or Pong frame was received.
    FrameReceived,
    /// A Close frame was sent.
    CloseSent,
    /// A Close frame was received.
    CloseReceived,
    /// The endpoint has to fail the WebSocket connection.
    Fail,
    /// TCP ended, by FIN in both directions or by RST.
    TcpEnded,
}

impl Event {
    /// In the order of a connection's life.
    pub const ALL: [Self; 9] = [
        Self::HandshakeAccepted,
        Self::HandshakeRefused,
        Self::HandshakeFailed,
        Self::FrameSent,
        Self::FrameReceived,
        Self::CloseSent,
        Self::CloseReceived,
        Self::Fail,
        Self::TcpEnded,
    ];

    /// A label for a transition's arrow.
    #[must_use]
    pub const fn label(self) -> Text {
        match self {
            Self::HandshakeAccepted => Text::new("101 accepted", "101 응답 수락"),
            Self::HandshakeRefused => Text::new("other status", "101이 아닌 상태 코드"),
            Self::HandshakeFailed => Text::new("handshake invalid", "잘못된 핸드셰이크"),
            Self::FrameSent => Text::new("frame sent", "프레임을 보냄"),
            Self::FrameReceived => Text::new("frame received", "프레임을 받음"),
            Self::CloseSent => Text::new("Close sent", "Close를 보냄"),
            Self::CloseReceived => Text::new("Close received", "Close를 받음"),
            Self::Fail => Text::new("fail the connection", "연결 실패 처리"),
            Self::TcpEnded => Text::new("TCP ended", "TCP 연결이 끝남"),
        }
    }
}

/// Whether an event may happen in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    Lawful,
    /// It breaks this rule; a lax reader goes on from the state that is given.
    Breaks(RuleId),
    /// It is outside of the protocol: the thing it speaks of cannot exist here any more, or not yet.
    Moot,
}

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// Where from.
    pub from: State,
    /// By what.
    pub event: Event,
    /// Where to.
    pub to: State,
    /// Whether it may.
    pub verdict: Verdict,
    /// Where the text says so.
    pub spec: Spec,
}

const fn cell(from: State, event: Event, to: State, verdict: Verdict, section: &'static str) -> Transition {
    Transition { from, event, to, verdict, spec: Spec { rfc: 6455, section } }
}

/// The table: every state with every event, states in the order of [`State::ALL`], events in that of [`Event::ALL`].
pub static TABLE: [Transition; 36] = {
    use Event as E;
    use State::{Closed, Closing, Connecting, Open};
    use Verdict::{Breaks, Lawful, Moot};
    [
        // The client opens on a valid response (§4.1), the server once it has sent one (§4.2.2).
        cell(Connecting, E::HandshakeAccepted, Open, Lawful, "4.1"),
        // No WebSocket connection came to be: closed, though not cleanly (§7.1.4). HTTP may go on below.
        cell(Connecting, E::HandshakeRefused, Closed, Lawful, "7.1.4"),
        cell(Connecting, E::HandshakeFailed, Closed, Lawful, "4.1"),
        // The client must wait for the response before it sends further data (§4.1); the server has no one to talk to.
        cell(Connecting, E::FrameSent, Connecting, Breaks(RuleId::ReqDataBeforeResponse), "4.1"),
        cell(Connecting, E::FrameReceived, Connecting, Breaks(RuleId::ReqDataBeforeResponse), "4.1"),
        cell(Connecting, E::CloseSent, Connecting, Breaks(RuleId::ReqDataBeforeResponse), "4.1"),
        cell(Connecting, E::CloseReceived, Connecting, Breaks(RuleId::ReqDataBeforeResponse), "4.1"),
        cell(Connecting, E::Fail, Closed, Lawful, "7.1.7"),
        cell(Connecting, E::TcpEnded, Closed, Lawful, "7.1.4"),
        // There is one opening handshake a connection.
        cell(Open, E::HandshakeAccepted, Open, Moot, "4.1"),
        cell(Open, E::HandshakeRefused, Open, Moot, "4.1"),
        cell(Open, E::HandshakeFailed, Open, Moot, "4.1"),
        cell(Open, E::FrameSent, Open, Lawful, "6.1"),
        cell(Open, E::FrameReceived, Open, Lawful, "6.2"),
        // Sending or receiving a Close starts the closing handshake.
        cell(Open, E::CloseSent, Closing, Lawful, "7.1.3"),
        cell(Open, E::CloseReceived, Closing, Lawful, "7.1.3"),
        // Failing closes the TCP connection; a Close frame may go first, which is an event of its own.
        cell(Open, E::Fail, Closed, Lawful, "7.1.7"),
        // Without any Close: not cleanly, and the application sees 1006 (§7.1.5).
        cell(Open, E::TcpEnded, Closed, Lawful, "7.1.4"),
        cell(Closing, E::HandshakeAccepted, Closing, Moot, "4.1"),
        cell(Closing, E::HandshakeRefused, Closing, Moot, "4.1"),
        cell(Closing, E::HandshakeFailed, Closing, Moot, "4.1"),
        // Lawful as long as the endpoint's own Close is not sent: it may finish its message before answering (§5.5.1).
        // After its own Close, data breaks `data-after-close`; which of both it is depends on the frames, not the state.
        cell(Closing, E::FrameSent, Closing, Lawful, "5.5.1"),
        cell(Closing, E::FrameReceived, Closing, Lawful, "5.5.1"),
        // The answer to a Close, or both at the same time; the state lasts until TCP ends.
        cell(Closing, E::CloseSent, Closing, Lawful, "5.5.1"),
        cell(Closing, E::CloseReceived, Closing, Lawful, "5.5.1"),
        cell(Closing, E::Fail, Closed, Lawful, "7.1.7"),
        cell(Closing, E::TcpEnded, Closed, Lawful, "7.1.4"),
        // Nothing leads back: a new connection has a new handshake.
        cell(Closed, E::HandshakeAccepted, Closed, Moot, "7.1.4"),
        cell(Closed, E::HandshakeRefused, Closed, Moot, "7.1.4"),
        cell(Closed, E::HandshakeFailed, Closed, Moot, "7.1.4"),
        // An endpoint that failed must not go on processing data, not even a Close that answers.
        cell(Closed, E::FrameSent, Closed, Breaks(RuleId::FailKeptProcessing), "7.1.7"),
        cell(Closed, E::FrameReceived, Closed, Moot, "7.1.7"),
        // The Close that goes out while failing: the connection is already given up.
        cell(Closed, E::CloseSent, Closed, Lawful, "7.1.7"),
        cell(Closed, E::CloseReceived, Closed, Moot, "7.1.7"),
        cell(Closed, E::Fail, Closed, Moot, "7.1.7"),
        cell(Closed, E::TcpEnded, Closed, Lawful, "7.1.4"),
    ]
};

/// What comes of an event in a state.
#[must_use]
pub fn next(from: State, event: Event) -> &'static Transition {
    &TABLE[from as usize * Event::ALL.len() + event as usize]
}

/// The transitions that change the state: the arrows of the state diagram.
pub fn arrows() -> impl Iterator<Item = &'static Transition> {
    TABLE.iter().filter(|transition| transition.from != transition.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_event_is_decided() {
        assert_eq!(TABLE.len(), State::ALL.len() * Event::ALL.len());
        for state in State::ALL {
            for event in Event::ALL {
                let transition = next(state, event);
                assert_eq!((transition.from, transition.event), (state, event));
                // Only what may happen moves the connection on, and never backwards.
                assert!(transition.to >= state, "{state:?} {event:?}");
                assert!(
                    transition.to == state || transition.verdict == Verdict::Lawful,
                    "{state:?} {event:?}"
                );
            }
        }
    }

    #[test]
    fn a_life_ends_closed() {
        use Event as E;
        for (life, states) in [
            (
                vec![E::HandshakeAccepted, E::FrameSent, E::CloseSent, E::CloseReceived, E::TcpEnded],
                "OPEN OPEN CLOSING CLOSING CLOSED",
            ),
            (vec![E::HandshakeRefused], "CLOSED"),
            (vec![E::HandshakeAccepted, E::TcpEnded], "OPEN CLOSED"),
            (
                vec![E::HandshakeAccepted, E::CloseReceived, E::FrameSent, E::CloseSent, E::TcpEnded],
                "OPEN CLOSING CLOSING CLOSING CLOSED",
            ),
        ] {
            let mut state = State::default();
            let mut seen = Vec::new();
            for event in life {
                state = next(state, event).to;
                seen.push(state.name());
            }
            assert_eq!(seen.join(" "), states);
        }
        for state in State::ALL {
            assert_eq!(next(state, E::TcpEnded).to, State::Closed);
        }
        assert_eq!(arrows().count(), 11);
    }
}
