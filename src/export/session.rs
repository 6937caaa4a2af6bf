//! What is written of Engine.IO sessions: in JSON lines, and for people.

use std::fmt::Write as _;

use super::json::{Object, key};
use super::ndjson::{Ndjson, endpoint, inside, when};
use super::text::{Ink, TextWriter};
use super::{LineType, printable, words};
use crate::base::{Side, Stamp};
use crate::trace::{Answer, Method, Moment, MomentKind, Poll, PolledFacts, SessionFacts};
use crate::wire::engine;
use crate::wire::payload::{Detail, Format, Guess, View};

/// What is in a polled packet.
fn view_of(facts: &PolledFacts<'_>) -> View {
    let PolledFacts { version, packet, socket, joined, waiting, .. } = *facts;
    engine::view(version, &[], packet, socket, joined, waiting, Detail::Summary)
}

impl Ndjson {
    pub(super) fn session_line(&mut self, facts: &SessionFacts<'_>) {
        if !self.lines.has(LineType::Session) {
            return;
        }
        let mut line = Object::line(&mut self.out, "session");
        line.number(key!("session"), facts.session);
        line.word(key!("protocol"), "engine.io");
        line.number(key!("version"), facts.version.number());
        line.text(key!("sid"), facts.sid);
        endpoint(&mut line, key!("client"), facts.client);
        endpoint(&mut line, key!("server"), facts.server);
        line.word(key!("transport"), facts.transport.name());
        if let Some(connection) = facts.connection {
            line.number(key!("connection"), connection);
        }
        line.end();
    }

    pub(super) fn polled_line(&mut self, session: u32, facts: &PolledFacts<'_>) {
        if !self.lines.has(LineType::Polled) {
            return;
        }
        let view = view_of(facts);
        let mut line = Object::line(&mut self.out, "polled");
        line.number(key!("session"), session);
        line.number(key!("n"), facts.n);
        line.word(key!("from"), facts.from.name());
        when(&mut line, facts.stamp, self.digits, facts.packets);
        line.number(key!("poll"), facts.poll);
        line.word(key!("method"), facts.method.name());
        let sure = Guess { format: Format::SocketIo, guessed: false };
        line.object(key!("payload"), |payload| inside(payload, sure, &view));
        line.end();
    }
}

impl TextWriter {
    /// Begins a line about a session.
    fn session_begins(&mut self, session: u32, stamp: impl Into<Option<Stamp>>, from: Option<Side>) {
        self.begin_as(&format!("s{session}"), stamp.into(), from);
    }

    pub(super) fn session_line(&mut self, facts: &SessionFacts<'_>) {
        if !self.lines.has(LineType::Session) {
            return;
        }
        // One that began on a WebSocket is known by its first message only, later than it was opened.
        let stamp = facts.connection.is_none().then_some(facts.opened);
        self.session_begins(facts.session, stamp, None);
        let name = words::SESSION.get(self.lang);
        let version = facts.version.number();
        self.ink(&format!("{name} {}", printable(facts.sid)), Ink::Bold);
        let _ = write!(self.out, "  Engine.IO {version}  {} → {}", facts.client, facts.server);
        if let Some(connection) = facts.connection {
            let _ = write!(self.out, "  {} #{connection}", words::OVER_WEBSOCKET.get(self.lang));
        }
        self.out.push('\n');
    }

    pub(super) fn poll_line(&mut self, session: u32, poll: &Poll) {
        if !self.lines.has(LineType::Polled) {
            return;
        }
        self.session_begins(session, poll.asked, Some(Side::Client));
        let word = match poll.method {
            Method::Get => words::ASKS_AND_WAITS,
            Method::Post => words::POSTS,
        };
        self.ink(&format!("{:<5}", poll.method.name()), Ink::Client);
        self.word(word, Ink::Dim);
        self.out.push('\n');
    }

    pub(super) fn polled_line(&mut self, session: u32, facts: &PolledFacts<'_>) {
        if !self.lines.has(LineType::Polled) {
            return;
        }
        let view = view_of(facts);
        self.session_begins(session, facts.stamp, Some(facts.from));
        let ink = if facts.from == Side::Client { Ink::Client } else { Ink::Server };
        self.ink(&format!("{:<13} ", view.kind), ink);
        self.out.push_str(&printable(&view.summary));
        self.out.push('\n');
    }

    pub(super) fn answer_line(&mut self, session: u32, answer: &Answer) {
        // What a good answer brings has been told already.
        if !self.lines.has(LineType::Polled) || answer.status == 200 {
            return;
        }
        self.session_begins(session, answer.stamp, Some(Side::Server));
        self.ink(&format!("HTTP {}", answer.status), Ink::Warning);
        self.out.push('\n');
    }

    pub(super) fn moment_line(&mut self, session: u32, moment: &Moment) {
        if !self.lines.has(LineType::Session) || moment.kind != MomentKind::Upgrade {
            return;
        }
        self.session_begins(session, moment.stamp, None);
        let connection = moment.connection;
        self.ink(&format!("{} #{connection}", words::UPGRADED.get(self.lang)), Ink::Good);
        self.out.push('\n');
    }
}
