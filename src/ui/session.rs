//! An Engine.IO session as one conversation, over whatever carried it: polls, packets, the upgrade, messages.

use egui::{Align2, Painter, Rect, Ui, UiBuilder, pos2, vec2};

use super::theme::{Phase, Theme, Type, space};
use super::widgets::{self, Button, DialogHead, ListRow, Rows, VList, dialog};
use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::{Lang, Side, Source};
use crate::trace::{Method, MomentKind, Trace};
use crate::view::session::{Index, Item, PacketRow, Row, SessionLook, What, row};
use crate::wire::engine::{SocketType, Transport};

const SIZE: egui::Vec2 = vec2(1080.0, 720.0);
const ROW: f32 = 28.0;
/// Left edges of the columns: direction, transport, Engine.IO, what it says.
const COLUMNS: [f32; 4] = [84.0, 120.0, 262.0, 350.0];

/// What the dialog keeps from frame to frame.
#[derive(Default)]
pub(super) struct SessionPanel {
    list: VList,
    index: Index,
    picked: Option<Item>,
}

impl SessionPanel {
    /// Shows session `n` over the window.
    pub(super) fn show(
        &mut self,
        ui: &Ui,
        lang: Lang,
        trace: &Trace,
        source: &dyn Source,
        n: u32,
        commands: &mut Vec<Command>,
    ) {
        let theme = Theme::of(ui.ctx());
        let Some(session) = trace.session(n) else { return commands.push(Command::Session(None)) };
        if !self.index.refresh(trace, session) {
            ui.ctx().request_repaint();
        }
        let version = session.version.number().to_string();
        let title = words::fill(Word::SessionTitle, lang, &[("version", &version)]);
        let subtitle = format!("sid {} · {} → {}", session.sid, session.client, session.server);
        let close = words::get(Word::Close, lang);
        let head = DialogHead { title: &title, subtitle: &subtitle, close };
        let mut dialog = dialog(ui, "session", SIZE, head);
        if dialog.closed {
            commands.push(Command::Session(None));
        }
        let whole = dialog.body.max_rect();
        let count = trace.sessions().len() as u32;
        let top = if count > 1 { 38.0 } else { 0.0 };
        if count > 1 {
            let bar = whole.with_max_y(whole.top() + top);
            choose(&mut dialog.body.new_child(UiBuilder::new().max_rect(bar)), lang, (n, count), commands);
        }
        let look = SessionLook { trace, source, session };
        let index = &self.index;
        let row_at = |at: u64| row(&look, index.item(usize::try_from(at).ok()?)?);
        let rows = Rows {
            name: &title,
            count: index.rows() as u64,
            height: ROW,
            selected: self.picked.and_then(|item| index.row_of(item)).map(|at| at as u64),
        };
        let mut body = dialog
            .body
            .new_child(UiBuilder::new().id_salt("rows").max_rect(whole.with_min_y(whole.top() + top)));
        let name = |at| row_at(at).map_or_else(String::new, |row| spoken(&row, lang));
        let events = self.list.show(&mut body, rows, name, |ui, at| {
            if let Some(row) = row_at(at.index) {
                paint(ui.painter(), at, &row, lang, theme);
            }
        });
        if let Some(row) = events.picked.and_then(row_at) {
            self.picked = Some(row.item);
            commands.push(Command::Select(row.target));
        }
        if let Some(row) = events.opened.and_then(row_at) {
            commands.extend(row.target.connection().map(Command::ShowConnection));
            commands.push(Command::Select(row.target));
            commands.push(Command::Session(None));
        }
    }
}

/// The session before and the one after.
fn choose(ui: &mut Ui, lang: Lang, (n, count): (u32, u32), commands: &mut Vec<Command>) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        for (word, to) in [(Word::SessionBefore, n.checked_sub(1)), (Word::SessionAfter, Some(n + 1))] {
            let to = to.filter(|to| *to < count);
            let button = Button::secondary(words::get(word, lang)).small().enabled(to.is_some());
            if ui.add(button).clicked() {
                commands.push(Command::Session(to));
            }
        }
        ui.label(format!("{} / {}", n + 1, count));
    });
}

/// What a row says in three columns: over what, which Engine.IO packet, and the rest.
fn columns(row: &Row, lang: Lang) -> (&'static str, String, String) {
    let word = |word| words::get(word, lang);
    let over = word(match row.transport {
        Transport::Polling => Word::SessionOverPolling,
        Transport::WebSocket => Word::SessionOverWebSocket,
    });
    let (engine, says) = match &row.what {
        What::Poll { method, waited_nanos } => {
            let (name, does) = match method {
                Method::Get => ("GET", Word::SessionAsks),
                Method::Post => ("POST", Word::SessionBrings),
            };
            let time = waited_nanos.map(|nanos| format!("{} ms", nanos.max(0) / 1_000_000));
            let waited = time.map_or_else(
                || word(Word::SessionUnanswered).to_owned(),
                |time| words::fill(Word::SessionWaited, lang, &[("time", &time)]),
            );
            (name.to_owned(), format!("{} · {waited}", word(does)))
        }
        What::Answer { status } => {
            let status = status.to_string();
            (String::new(), words::fill(Word::SessionStatus, lang, &[("status", &status)]))
        }
        What::Joins { connection } => (format!("#{connection}"), word(Word::SessionJoins).to_owned()),
        What::Ends { connection, .. } => (format!("#{connection}"), word(Word::SessionEnds).to_owned()),
        What::Packet(packet) => {
            (packet.engine.map_or("?", |engine| engine.name()).to_owned(), packet_says(packet, lang))
        }
    };
    (over, engine, says)
}

/// A packet from its Socket.IO layer on, with what it is to the session.
fn packet_says(packet: &PacketRow, lang: Lang) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(moment) = packet.moment {
        let word = match moment {
            MomentKind::Probe => Word::SessionProbe,
            MomentKind::Probed => Word::SessionProbed,
            MomentKind::Upgrade => Word::SessionUpgrade,
        };
        parts.push(words::get(word, lang).to_owned());
    }
    if packet.flaw.is_some() || packet.socket.as_ref().is_some_and(|socket| socket.flaw.is_some()) {
        parts.push(words::get(Word::SessionMalformed, lang).to_owned());
    }
    if let Some(attachment) = &packet.attachment {
        let (n, count) = ((attachment.n + 1).to_string(), attachment.announced.to_string());
        parts.push(words::fill(Word::SessionAttachment, lang, &[("n", &n), ("count", &count)]));
    }
    let told = &packet.told;
    match &packet.socket {
        Some(socket) => {
            let answers = matches!(socket.kind, SocketType::Ack | SocketType::BinaryAck);
            if let Some(id) = socket.id.filter(|_| answers) {
                parts.push(words::fill(Word::SessionAck, lang, &[("id", &id.to_string())]));
            }
            parts.push(format!("{} {}", told.kind, told.summary));
        }
        None => parts.push(told.summary.clone()),
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn spoken(row: &Row, lang: Lang) -> String {
    let (over, engine, says) = columns(row, lang);
    let from = row.from.map_or("", |side| side.name());
    format!("{} {from} {over} {engine} {says}", row.time)
}

fn paint(painter: &Painter, at: ListRow, row: &Row, lang: Lang, theme: &Theme) {
    let rect = at.rect.shrink2(vec2(2.0, 1.0));
    let is_packet = matches!(row.what, What::Packet(_));
    if at.selected {
        painter.rect_filled(rect, space::CONTROL_RADIUS, theme.sel_fill);
        widgets::selection_outline(painter, rect, space::CONTROL_RADIUS, theme);
    } else if at.hovered {
        painter.rect_filled(rect, space::CONTROL_RADIUS, theme.hover);
    }
    let (over, engine, says) = columns(row, lang);
    let ink = if is_packet { theme.ink } else { theme.ink_3 };
    let put = |x: f32, kind: Type, says: &str, ink, room: f32| {
        let at = pos2(rect.left() + x, rect.center().y);
        widgets::text_fit(painter, at, Align2::LEFT_CENTER, kind, says, ink, room);
    };
    let mono = Type::MONO.sized(12.0);
    put(8.0, mono, &row.time, theme.ink_3, COLUMNS[0] - 12.0);
    let arrow = match row.from {
        Some(Side::Client) => "→",
        Some(Side::Server) => "←",
        None => "─",
    };
    put(COLUMNS[0] + 8.0, Type::UI, arrow, ink, 20.0);
    let phase = if row.transport == Transport::WebSocket { Phase::Data } else { Phase::Tcp };
    let chip = Rect::from_min_size(
        pos2(rect.left() + COLUMNS[1], rect.top() + 4.0),
        vec2(130.0, rect.height() - 8.0),
    );
    let colors = theme.phase(phase);
    painter.rect_filled(chip, 4.0, colors.tint);
    widgets::text_fit(painter, chip.center(), Align2::CENTER_CENTER, Type::TINY, over, colors.ink, 124.0);
    put(COLUMNS[2], mono, &engine, ink, COLUMNS[3] - COLUMNS[2] - 8.0);
    let packets = match row.packets {
        Some((first, last)) if first == last => format!("#{first}"),
        Some((first, last)) => format!("#{first}–#{last}"),
        None => String::new(),
    };
    let end = pos2(rect.right() - 6.0, rect.center().y);
    let packets = widgets::text(painter, end, Align2::RIGHT_CENTER, Type::SMALL, &packets, theme.ink_3);
    put(COLUMNS[3], Type::UI, &says, ink, packets.left() - rect.left() - COLUMNS[3] - 10.0);
}
