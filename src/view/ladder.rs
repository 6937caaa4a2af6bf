//! The ladder: both endpoints as lifelines, every head and frame as an arrow between them, phases as bands, and the
//! TCP segments that carried them. Time runs down, one row each; where there are many rows only the visible ones are
//! looked at.

mod label;
mod plan;
mod scene;

pub use label::{FrameLabel, HeadLabel, Label, MessageLabel, Previews};
pub use plan::{Band, Plan};
pub use scene::{PlacedBand, PlacedBox, PlacedRow, Query, RowState, Scene, scene};

use crate::base::{Both, Side};
use crate::rules::states::{self, Event, State};
use crate::trace::{Connection, Outcome, Start, Target, TcpEnd, TcpEventKind};

use super::moments::{MomentKind, Moments};

/// The state that each endpoint is in at the cursor, by the table of states.
#[must_use]
pub fn states_at(connection: &Connection, moments: &Moments, cursor: usize) -> Both<State> {
    let mut events: Vec<(usize, Side, Event)> = Vec::new();
    let mut both = |at: usize, client: Event, server: Event| {
        events.push((at, Side::Client, client));
        events.push((at, Side::Server, server));
    };
    let answered =
        moments.cursor_of(connection, Target::Head { connection: connection.id, side: Side::Server });
    let answer = match connection.outcome {
        Outcome::Open => Some(Event::HandshakeAccepted),
        Outcome::Refused => Some(Event::HandshakeRefused),
        Outcome::Invalid => Some(Event::HandshakeFailed),
        Outcome::Pending => None,
    };
    if let (Some(at), Some(answer)) = (answered, answer) {
        both(at, answer, answer);
    }
    for side in Side::BOTH {
        let frame = connection.ending.close_frames[side];
        let at = frame.and_then(|frame| moments.moment_of_frame(frame)).map(|at| at + 1);
        let (sent, received) = (Event::CloseSent, Event::CloseReceived);
        match (at, side) {
            (Some(at), Side::Client) => both(at, sent, received),
            (Some(at), Side::Server) => both(at, received, sent),
            (None, _) => {}
        }
    }
    if let Some(at) = tcp_end(connection, moments, cursor) {
        both(at, Event::TcpEnded, Event::TcpEnded);
    }
    events.sort_by_key(|event| event.0);
    let start = if connection.start == Start::Midstream { State::Open } else { State::Connecting };
    let mut now = Both { client: start, server: start };
    for (_, side, event) in events.into_iter().filter(|event| event.0 <= cursor) {
        now[side] = states::next(now[side], event).to;
    }
    now
}

/// The cursor from which on TCP has ended: by RST, or by FIN in both directions.
fn tcp_end(connection: &Connection, moments: &Moments, cursor: usize) -> Option<usize> {
    connection.ending.tcp?;
    let is_reset = connection.ending.tcp == Some(TcpEnd::Rst);
    let mut fins = Both { client: false, server: false };
    // An end stands near the end: look back from there.
    let from = moments.len().saturating_sub(64);
    for index in from..cursor.min(moments.len()) {
        let moment = moments.get(index)?;
        match moment.kind {
            MomentKind::Tcp(TcpEventKind::Rst) if is_reset => return Some(index + 1),
            MomentKind::Tcp(TcpEventKind::Fin) => fins[moment.from] = true,
            _ => {}
        }
        if fins.client && fins.server {
            return Some(index + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests;
