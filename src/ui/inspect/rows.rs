//! The table of the selected connection: messages, frames or packets.

use std::cell::RefCell;

use egui::{Align2, Painter, Rect, Stroke, Ui, pos2, vec2};
use rustc_hash::FxHashMap;

use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::Side;
use crate::trace::{Connection, Outcome, Target, TcpEventKind};
use crate::ui::icons;
use crate::ui::showing::{Showing, severity_of};
use crate::ui::theme::{Field, Phase, Theme, Type, space};
use crate::ui::widgets::{
    self, Button, ListRow, PanelHead, Rows, VList, panel, phase_tag, segmented, selection_outline,
};
use crate::view::table::{
    Cell, Column, Content, Flags, Index, Kind, Placed, Previews, Row, Tag, columns, row,
};
use crate::wire::frame::Opcode;

use super::is_selected;

/// The state of the table.
#[derive(Default)]
pub(super) struct RowTable {
    kind: Kind,
    lists: [VList; 3],
    index: Index,
    previews: Previews,
    capture: (String, u64),
    /// What was selected when the table was last shown.
    seen: Option<(Kind, Option<u32>, Option<u64>)>,
}

/// One pass over the table.
struct Pass<'a> {
    shown: &'a Showing<'a>,
    columns: Vec<Placed>,
    theme: &'static Theme,
}

impl RowTable {
    const HEAD: f32 = 28.0;

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        shown: &Showing<'_>,
        connection: Option<&Connection>,
        findings: Option<&mut bool>,
        commands: &mut Vec<Command>,
    ) {
        let kinds =
            [(Kind::Messages, Word::Messages), (Kind::Frames, Word::Frames), (Kind::Packets, Word::Packets)];
        let title = shown.word(kinds[self.kind as usize].1);
        let subtitle = connection.map_or_else(String::new, |connection| {
            shown.fill(Word::ConnectionOf, &[("n", &connection.id.to_string())])
        });
        let head = PanelHead { title, subtitle: &subtitle, controls: 420.0, ..PanelHead::default() };
        let mut parts = panel(ui, rect, &head);
        if let (Some(open), Some(connection)) = (findings, connection) {
            badge(&mut parts.head, shown, connection, open);
        }
        let has_head =
            connection.is_some_and(|c| Side::BOTH.iter().any(|side| c.streams[*side].head.is_some()));
        if has_head {
            let label = shown.word(Word::Handshake);
            if parts.head.add(Button::secondary(label).icon(icons::KEY).small()).clicked() {
                commands.push(Command::Handshake(true));
            }
        }
        let choices = kinds.map(|(kind, word)| (kind, shown.word(word)));
        segmented(&mut parts.head, shown.word(Word::ColumnType), &choices, &mut self.kind);
        match connection {
            Some(connection) => self.body(&mut parts.body, shown, connection, commands),
            None => nothing(&parts.body, shown.word(Word::SelectConnection)),
        }
    }

    fn body(
        &mut self,
        ui: &mut Ui,
        shown: &Showing<'_>,
        connection: &Connection,
        commands: &mut Vec<Command>,
    ) {
        let theme = Theme::of(ui.ctx());
        if self.capture.0 != shown.trace.capture.name || shown.trace.version() < self.capture.1 {
            self.previews.clear();
            self.index = Index::default();
        }
        self.capture = (shown.trace.capture.name.clone(), shown.trace.version());
        let kind = self.kind;
        let all = self.index.refresh(connection, kind);
        let again = self.previews.begin();
        if !all || again {
            ui.ctx().request_repaint();
        }
        let body = ui.max_rect();
        let pass = Pass { shown, columns: columns(kind, body.width() - 12.0), theme };
        pass.head(ui.painter(), body.with_max_y(body.top() + Self::HEAD));
        let count = self.index.rows(connection, kind);
        if count == 0 {
            let status = connection.status.filter(|_| connection.outcome == Outcome::Refused);
            match status {
                Some(status) if kind != Kind::Packets => nothing(ui, &refused(shown, status)),
                _ if connection.har.is_some() && kind != Kind::Messages => {
                    nothing(ui, shown.word(Word::NotInHar));
                }
                _ => nothing(ui, shown.word(Word::NoRows)),
            }
            return;
        }
        let selected = selected_row(shown, &self.index, connection, kind);
        let now = Some((kind, Some(connection.id), selected));
        if self.seen != now {
            self.seen = now;
            if let Some(row) = selected {
                self.lists[kind as usize].reveal(row);
            }
        }
        let look = shown.look(connection);
        let Self { lists, index, previews, .. } = self;
        let made = RefCell::new((previews, FxHashMap::<u64, Row>::default()));
        let row_at = |at: u64| -> Option<Row> {
            let mut made = made.borrow_mut();
            let (previews, rows) = &mut *made;
            if let Some(row) = rows.get(&at) {
                return Some(row.clone());
            }
            let row = row(&look, index, previews, kind, at)?;
            rows.insert(at, row.clone());
            Some(row)
        };
        let rows = Rows { name: shown.word(Word::Messages), count, height: space::ROW, selected };
        let below = body.with_min_y(body.top() + Self::HEAD);
        let mut ui = ui.new_child(egui::UiBuilder::new().id_salt(("rows", kind as u8)).max_rect(below));
        let name = |at| row_at(at).map_or_else(String::new, |row| pass.spoken(&row));
        let events = lists[kind as usize].show(&mut ui, rows, name, |ui, at| {
            if let Some(row) = row_at(at.index) {
                pass.row(ui.painter(), at, &row);
            }
        });
        if let Some(at) = events.picked {
            self.seen = Some((kind, Some(connection.id), Some(at)));
            commands.extend(row_at(at).map(|row| Command::Select(row.target)));
        }
        commands.extend(events.hovered.and_then(row_at).map(|row| Command::Hover(row.target)));
    }
}

/// The row that the selection is in.
fn selected_row(shown: &Showing<'_>, index: &Index, connection: &Connection, kind: Kind) -> Option<u64> {
    let selected = shown.selected;
    let is_here = selected.connection == Some(connection.id) || selected.connection.is_none();
    if !is_here {
        return None;
    }
    match kind {
        Kind::Messages => {
            let message = selected.message.and_then(|n| connection.message(n));
            match message {
                Some(message) => index.row_of_message(&message),
                None => index.row_of_frame(selected.frame?),
            }
        }
        Kind::Frames => {
            let message = || connection.message(selected.message?).filter(|message| message.frames > 0);
            let first = || Some(message()?.first_frame);
            selected.frame.or_else(first).map(u64::from)
        }
        Kind::Packets => {
            let by_bytes = || {
                let (side, span) = selected.span(shown.trace)?;
                connection.packets_of(side, span).map(|packets| packets.0)
            };
            index.row_of_packet(connection, selected.packet.or_else(by_bytes)?)
        }
    }
}

fn refused(shown: &Showing<'_>, status: u16) -> String {
    let name = crate::rules::status::status(status).map_or("", |known| known.name);
    let status = format!("{status} {name}");
    shown.fill(Word::RefusedWith, &[("status", status.trim_end())])
}

fn nothing(ui: &Ui, words: &str) {
    let theme = Theme::of(ui.ctx());
    widgets::text(ui.painter(), ui.max_rect().center(), Align2::CENTER_CENTER, Type::UI, words, theme.ink_3);
}

/// The findings of the connection as a button, where their panel has no place of its own.
fn badge(ui: &mut Ui, shown: &Showing<'_>, connection: &Connection, open: &mut bool) {
    let tally = connection.tally;
    let severity = if tally.errors > 0 {
        crate::rules::Severity::Error
    } else if tally.warnings > 0 {
        crate::rules::Severity::Warning
    } else {
        crate::rules::Severity::Note
    };
    let total = tally.errors + tally.warnings + tally.notes;
    let label = format!("{} {}", shown.word(Word::Findings), words::decimal(total.into()));
    let sign = match severity_of(severity) {
        crate::ui::theme::Severity::Error => icons::WARNING_OCTAGON,
        crate::ui::theme::Severity::Warning => icons::WARNING,
        _ => icons::INFO,
    };
    let button =
        Button::secondary(&label).icon_fill(if total > 0 { sign } else { icons::CHECK_CIRCLE }).small();
    if ui.add(button).clicked() {
        *open = !*open;
    }
}

impl Pass<'_> {
    fn head(&self, painter: &Painter, rect: Rect) {
        painter.rect_filled(rect, 0.0, self.theme.sunken);
        painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, self.theme.line));
        for column in &self.columns {
            let word = match column.column {
                Column::Number => Word::ColumnNumber,
                Column::Time => Word::ColumnTime,
                Column::Direction => continue,
                Column::Type => Word::ColumnType,
                Column::Frames => Word::ColumnFrames,
                Column::Header => Word::ColumnHeader,
                Column::Length => Word::ColumnLength,
                Column::Flags => Word::ColumnFlags,
                Column::Packets => Word::Packets,
                Column::Offset => Word::ColumnOffset,
                Column::Content => Word::ColumnContent,
            };
            let kind = Type::SMALL.sized(12.0);
            self.put(painter, rect, column, kind, self.shown.word(word), self.theme.ink_3);
        }
    }

    /// One line of text in a column.
    fn put(
        &self,
        painter: &Painter,
        row: Rect,
        column: &Placed,
        kind: Type,
        text: &str,
        color: egui::Color32,
    ) {
        let (left, right) = (row.left() + column.x + 8.0, row.left() + column.x + column.width - 8.0);
        let (x, anchor) =
            if column.right { (right, Align2::RIGHT_CENTER) } else { (left, Align2::LEFT_CENTER) };
        widgets::text_fit(
            painter,
            pos2(x, row.center().y),
            anchor,
            kind,
            text,
            color,
            (right - left).max(0.0),
        );
    }

    fn row(&self, painter: &Painter, at: ListRow, row: &Row) {
        let (theme, rect) = (self.theme, at.rect);
        let also = !at.selected && is_selected(self.shown, self.shown.hovered, row.target);
        if at.selected {
            painter.rect_filled(rect, 5.0, theme.sel_fill);
        } else if at.hovered || also {
            painter.rect_filled(rect, 5.0, theme.hover);
        }
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            self.cell(painter, rect, column, cell);
        }
        if at.selected {
            selection_outline(painter, rect.shrink2(vec2(1.0, 0.0)), 5.0, theme);
        }
    }

    fn cell(&self, painter: &Painter, rect: Rect, column: &Placed, cell: &Cell) {
        let theme = self.theme;
        let left = pos2(rect.left() + column.x + 8.0, rect.center().y);
        let mono = Type::MONO.sized(12.5);
        match cell {
            Cell::Number(None) => self.put(painter, rect, column, mono, "–", theme.ink_3),
            Cell::Number(Some(number)) => {
                self.put(painter, rect, column, mono, &words::decimal(*number), theme.ink);
            }
            Cell::Text(text) => self.put(painter, rect, column, mono, text, theme.ink),
            Cell::Range(first, last) => {
                let (first, last) = (words::decimal(*first), words::decimal(*last));
                let text = if first == last { first } else { format!("{first}–{last}") };
                self.put(painter, rect, column, mono, &text, theme.ink);
            }
            Cell::Direction(from) => {
                let sign = if *from == Side::Client { icons::ARROW_RIGHT } else { icons::ARROW_LEFT };
                let center = pos2(rect.left() + column.x + column.width / 2.0, rect.center().y);
                widgets::icon(painter, center, sign, 14.0, theme.ink_2);
            }
            Cell::Tag(tag) => self.tag(painter, left, *tag),
            Cell::Flags(flags) => self.flags(painter, left, *flags),
            Cell::Hidden => self.put(painter, rect, column, mono, "?", theme.ink_2),
            Cell::NotInHar => {
                let words = self.shown.word(Word::NotInHar);
                self.put(painter, rect, column, Type::SMALL.sized(12.0), words, theme.ink_3);
            }
            Cell::Content(content) => {
                let (text, color) = self.content(content);
                self.put(painter, rect, column, mono, &text, color);
            }
        }
    }

    fn tag(&self, painter: &Painter, left: egui::Pos2, tag: Tag) {
        let (label, phase, filled) = match tag {
            Tag::Opcode(opcode) => {
                let phase = if opcode == Opcode::CLOSE { Phase::Closing } else { Phase::Data };
                (opcode.tag().to_owned(), phase, !opcode.is_control() || opcode == Opcode::CLOSE)
            }
            Tag::Data { late } => {
                let word = if late { Word::TcpLate } else { Word::TcpData };
                let kind = Type::SMALL.sized(12.0);
                widgets::text(
                    painter,
                    left,
                    Align2::LEFT_CENTER,
                    kind,
                    self.shown.word(word),
                    self.theme.ink_2,
                );
                return;
            }
            Tag::Event(kind) => (self.event(kind), Phase::Tcp, false),
            Tag::Hidden => ("?".to_owned(), Phase::Tcp, false),
        };
        phase_tag(painter, left, &label, phase, filled, self.theme);
    }

    fn event(&self, kind: TcpEventKind) -> String {
        match kind {
            TcpEventKind::Syn => "SYN".to_owned(),
            TcpEventKind::SynAck => "SYN, ACK".to_owned(),
            TcpEventKind::Ack => "ACK".to_owned(),
            TcpEventKind::Fin => "FIN".to_owned(),
            TcpEventKind::Rst => "RST".to_owned(),
            TcpEventKind::Retransmission => self.shown.word(Word::Retransmission).to_owned(),
            TcpEventKind::Duplicate => self.shown.word(Word::TcpDuplicate).to_owned(),
            TcpEventKind::KeepAlive => self.shown.word(Word::TcpKeepAlive).to_owned(),
            TcpEventKind::ZeroWindow => self.shown.word(Word::TcpZeroWindow).to_owned(),
        }
    }

    fn flags(&self, painter: &Painter, left: egui::Pos2, flags: Flags) {
        let theme = self.theme;
        let mut x = left.x;
        for (label, masks) in flag_names(flags) {
            let galley = painter.layout_job(Type::TINY.job(label, theme.ink_2));
            let rect = Rect::from_min_size(pos2(x, left.y - 8.5), vec2(galley.size().x + 8.0, 17.0));
            let key = theme.field(Field::Key);
            let (fill, line, ink) =
                if masks { (key.fill, key.fill, key.text) } else { (theme.panel, theme.line, theme.ink_2) };
            let stroke = Stroke::new(1.0, line);
            painter.rect(rect, 3.0, fill, stroke, egui::StrokeKind::Inside);
            widgets::text(painter, rect.center(), Align2::CENTER_CENTER, Type::TINY, label, ink);
            x = rect.right() + 4.0;
        }
    }

    fn content(&self, content: &Content) -> (String, egui::Color32) {
        let theme = self.theme;
        match content {
            Content::Empty => (String::new(), theme.ink_3),
            Content::Text(text) => (text.clone(), theme.ink),
            Content::Hex(hex) => (hex.clone(), theme.ink_2),
            Content::Close(code, reason) => {
                let name = crate::rules::registry::close_name(*code).get(self.shown.lang);
                let reason = if reason.is_empty() { String::new() } else { format!(" · {reason}") };
                (format!("{code} {name}{reason}"), theme.ink)
            }
            Content::Inside(inside) => {
                let guess = if inside.guessed { "?" } else { "" };
                let text = format!("{}{guess} {} {}", inside.protocol, inside.kind, inside.summary);
                (text, if inside.malformed { theme.ink_2 } else { theme.ink })
            }
            Content::Hidden => ("?".to_owned(), theme.ink_2),
            Content::Pending => ("…".to_owned(), theme.ink_3),
        }
    }

    /// A row as it is read out: "TEXT, client to server, 11 bytes, FIN, MASK, …".
    fn spoken(&self, row: &Row) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            match (column.column, cell) {
                (Column::Number, Cell::Number(Some(number))) => parts.push(number.to_string()),
                (Column::Type, Cell::Tag(Tag::Opcode(opcode))) => parts.push(opcode.tag().to_owned()),
                (Column::Type, Cell::Tag(Tag::Event(kind))) => parts.push(self.event(*kind)),
                (Column::Type, Cell::Tag(Tag::Data { .. })) => {
                    parts.push(self.shown.word(Word::TcpData).to_owned());
                }
                (_, Cell::Direction(from)) => parts.push(self.shown.way(*from).to_owned()),
                (Column::Length, Cell::Number(Some(len))) => parts.push(words::bytes(*len, self.shown.lang)),
                (_, Cell::Flags(flags)) => {
                    parts.extend(flag_names(*flags).map(|(name, _)| name.to_owned()));
                }
                (_, Cell::NotInHar) => parts.push(self.shown.word(Word::NotInHar).to_owned()),
                (_, Cell::Content(content)) => parts.push(self.content(content).0),
                _ => {}
            }
        }
        parts.retain(|part| !part.is_empty());
        // The number says what it counts.
        let noun = match (row.target, row.cells.first()) {
            (_, Some(Cell::Number(None)) | None) => return parts.join(", "),
            (Target::Message { .. }, _) => Word::Message,
            (Target::Frame { .. }, _) => Word::Frame,
            _ => Word::Packet,
        };
        if let Some(first) = parts.first_mut() {
            *first = format!("{} {first}", self.shown.word(noun));
        }
        parts.join(", ")
    }
}

/// The flags that are set, and whether each is MASK.
fn flag_names(flags: Flags) -> impl Iterator<Item = (&'static str, bool)> {
    [
        (flags.fin, "FIN", false),
        (flags.masked, "MASK", true),
        (flags.rsv & 4 != 0, "RSV1", false),
        (flags.rsv & 2 != 0, "RSV2", false),
        (flags.rsv & 1 != 0, "RSV3", false),
    ]
    .into_iter()
    .filter(|flag| flag.0)
    .map(|(_, name, masks)| (name, masks))
}
