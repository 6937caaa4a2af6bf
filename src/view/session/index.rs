//! Which poll, packet, message or end stands in which row.

use crate::base::Stamp;
use crate::trace::{CloseKind, Connection, Session, Trace};

/// What stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// A WebSocket connection joins the session: its place in [`Session::connections`].
    Joins(u16),
    /// A poll, by number.
    Poll(u32),
    /// A polled packet, by number.
    Polled(u32),
    /// A poll was answered with anything but 200.
    Answer(u32),
    /// A message of a WebSocket connection.
    Message {
        /// The connection's place in [`Session::connections`].
        at: u16,
        /// The message.
        n: u32,
    },
    /// A WebSocket connection has ended.
    Ends(u16),
}

/// What was taken of a WebSocket connection.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    messages: u32,
    ended: bool,
}

/// The rows of one session, in the order of time.
#[derive(Debug, Clone, Default)]
pub struct Index {
    session: Option<u32>,
    polls: u32,
    polled: u32,
    connections: Vec<Seen>,
    /// Polls whose answer has not been seen.
    unanswered: Vec<u32>,
    rows: Vec<(i64, Item)>,
}

impl Index {
    /// Most rows taken in of each list by one call of [`Index::refresh`], so that a window stays quick.
    pub const STEP: u32 = 50_000;

    /// Takes in what the session has gained, a bounded number of rows of it; true once nothing is left. Another session
    /// starts anew.
    pub fn refresh(&mut self, trace: &Trace, session: &Session) -> bool {
        let is_other = self.session != Some(session.n)
            || session.polled_count() < self.polled
            || session.poll_count() < self.polls
            || session.connections.len() < self.connections.len();
        if is_other {
            *self = Self { session: Some(session.n), ..Self::default() };
        }
        let mut fresh: Vec<(i64, Item)> = Vec::new();
        let until = session.poll_count().min(self.polls.saturating_add(Self::STEP));
        for n in self.polls..until {
            if let Some(poll) = session.poll(n) {
                fresh.push((poll.asked.nanos, Item::Poll(n)));
                self.unanswered.push(n);
            }
        }
        self.polls = until;
        self.unanswered.retain(|n| {
            let Some(answer) = session.poll(*n).and_then(|poll| poll.answer) else { return true };
            if answer.status != 200 {
                fresh.push((answer.stamp.nanos, Item::Answer(*n)));
            }
            false
        });
        let until = session.polled_count().min(self.polled.saturating_add(Self::STEP));
        for n in self.polled..until {
            fresh.extend(session.polled(n).map(|polled| (polled.stamp.nanos, Item::Polled(n))));
        }
        self.polled = until;
        let mut all = self.polls == session.poll_count() && self.polled == session.polled_count();
        for (at, id) in session.connections.iter().enumerate().take(usize::from(u16::MAX)) {
            if let Some(connection) = trace.connection(*id) {
                all &= self.take(at as u16, connection, &mut fresh);
            }
        }
        self.merge(&mut fresh);
        all
    }

    /// Takes in what a WebSocket connection has gained.
    fn take(&mut self, at: u16, connection: &Connection, fresh: &mut Vec<(i64, Item)>) -> bool {
        if self.connections.len() <= usize::from(at) {
            self.connections.push(Seen::default());
            fresh.push((connection.opened.nanos, Item::Joins(at)));
        }
        let Some(seen) = self.connections.get_mut(usize::from(at)) else { return true };
        let until = connection.message_count().min(seen.messages.saturating_add(Self::STEP));
        for n in seen.messages..until {
            let message = connection.message(n);
            fresh.extend(message.map(|message| (message.stamp_first.nanos, Item::Message { at, n })));
        }
        seen.messages = until;
        if connection.close_kind() != CloseKind::Open && !std::mem::replace(&mut seen.ended, true) {
            fresh.push((connection.last.nanos, Item::Ends(at)));
        }
        until == connection.message_count()
    }

    fn merge(&mut self, fresh: &mut Vec<(i64, Item)>) {
        fresh.sort_unstable();
        let Some(first) = fresh.first() else { return };
        let from = self.rows.partition_point(|row| row < first);
        self.rows.append(fresh);
        self.rows[from..].sort_unstable();
    }

    /// How many rows there are, as far as they were taken in.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows.len()
    }

    /// What stands in a row.
    #[must_use]
    pub fn item(&self, row: usize) -> Option<Item> {
        self.rows.get(row).map(|row| row.1)
    }

    /// The row in which something stands.
    #[must_use]
    pub fn row_of(&self, item: Item) -> Option<usize> {
        self.rows.iter().position(|row| row.1 == item)
    }

    /// The first row at or after a time.
    #[must_use]
    pub fn row_at(&self, stamp: Stamp) -> usize {
        self.rows.partition_point(|row| row.0 < stamp.nanos)
    }
}
