//! The tree of what is selected.

use egui::{Align2, EventFilter, Key, Modifiers, Painter, Rect, Ui, pos2, vec2};

use crate::app::Command;
use crate::app::words::{self, Unit, Word};
use crate::base::Side;
use crate::trace::{Connection, FieldKind, MessageKind, Target};
use crate::ui::hex::swatch;
use crate::ui::icons;
use crate::ui::showing::{Showing, field_of, severity_of};
use crate::ui::theme::{Theme, Type, space};
use crate::ui::widgets::{self, ListRow, PanelHead, Rows, VList, panel, selection_outline, severity_icon};
use crate::view::findings::Index;
use crate::view::tree::{Label, Node, Row, Subject, Toggled, rows};

use super::is_selected;

/// What the rows were made for.
type Key_ = (u64, u32, Subject, usize, Toggled, usize);

/// The state of the tree.
#[derive(Default)]
pub(super) struct FieldTree {
    list: VList,
    toggled: Toggled,
    /// The row that the keyboard is at.
    cursor: Option<u64>,
    made_for: Option<Key_>,
    rows: Vec<Row>,
}

impl FieldTree {
    const ROW: f32 = 22.0;

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        shown: &Showing<'_>,
        connection: Option<&Connection>,
        findings: &Index,
        commands: &mut Vec<Command>,
    ) {
        let title = shown.word(Word::Fields);
        let mut parts = panel(ui, rect, &PanelHead { title, ..PanelHead::default() });
        let Some(connection) = connection else { return };
        self.refresh(shown, connection, findings);
        let body = parts.body.max_rect();
        let inner = body.with_min_y(body.top() + 5.0);
        let mut ui = parts.body.new_child(egui::UiBuilder::new().id_salt("tree").max_rect(inner));
        let theme = Theme::of(ui.ctx());
        let chosen = self.rows.iter().position(|row| selects(shown, row)).map(|at| at as u64);
        if let Some(row) = chosen.filter(|_| self.cursor.is_none()) {
            self.list.reveal(row);
        }
        let at = self.cursor.or(chosen);
        let list = Rows { name: title, count: self.rows.len() as u64, height: Self::ROW, selected: at };
        let rows = &self.rows;
        let row_at = |index: u64| rows.get(usize::try_from(index).ok()?);
        let name = |index| row_at(index).map_or_else(String::new, |row| spoken(shown, row));
        let events = self.list.show(&mut ui, list, name, |ui, at| {
            if let Some(row) = row_at(at.index) {
                let chosen = chosen == Some(at.index);
                paint(ui.painter(), at, chosen, row, shown, theme);
            }
        });
        commands.extend(events.hovered.and_then(row_at).and_then(|row| row.target).map(Command::Hover));
        let mut toggle = events.opened.and_then(row_at).and_then(|row| row.node).map(|node| node.0);
        if let Some((at, row)) = events.picked.and_then(|at| Some((at, row_at(at)?))) {
            self.cursor = Some(at);
            let caret = caret_end(inner, row);
            let on_caret = ui.input(|input| {
                input.pointer.any_released() && input.pointer.interact_pos().is_some_and(|pos| pos.x < caret)
            });
            match (row.node, row.target) {
                (Some((node, _)), _) if on_caret && events.opened.is_none() => toggle = Some(node),
                (_, Some(target)) => commands.push(Command::Select(target)),
                (Some((node, _)), None) if events.opened.is_none() => toggle = Some(node),
                _ => {}
            }
        }
        if events.focused {
            toggle = keys(&ui, at.and_then(row_at)).or(toggle);
        }
        if let Some(node) = toggle {
            self.toggled.toggle(node);
            ui.ctx().request_repaint();
        }
    }

    /// Makes the rows anew where something they depend on has changed.
    fn refresh(&mut self, shown: &Showing<'_>, connection: &Connection, findings: &Index) {
        let subject = subject(shown, connection);
        let conceal = shown.conceal.len();
        let key = (
            shown.trace.version(),
            connection.id,
            subject,
            conceal,
            self.toggled.clone(),
            shown.trace.findings().len(),
        );
        if self.made_for.as_ref() == Some(&key) && conceal == 0 {
            return;
        }
        if self.made_for.as_ref().is_none_or(|made| (made.1, made.2) != (key.1, key.2)) {
            self.cursor = None;
        }
        self.rows = rows(&shown.look(connection), findings, subject, &self.toggled);
        self.made_for = Some(key);
    }
}

/// Right opens what is closed, Left closes what is open.
fn keys(ui: &Ui, row: Option<&Row>) -> Option<Node> {
    let (node, open) = row?.node?;
    if let Some(id) = ui.memory(|memory| memory.focused()) {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    }
    let key = if open { Key::ArrowLeft } else { Key::ArrowRight };
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)).then_some(node)
}

/// What the tree is about: the largest whole thing around what is selected.
fn subject(shown: &Showing<'_>, connection: &Connection) -> Subject {
    let selected = shown.selected;
    if selected.connection != Some(connection.id) {
        return Subject::Connection;
    }
    match (selected.message, selected.frame, selected.head, selected.side) {
        (Some(message), frame, ..) => Subject::Message(message, frame),
        (None, Some(frame), ..) => Subject::Frame(frame),
        (None, None, Some(_), Some(side)) => Subject::Head(side),
        _ => Subject::Connection,
    }
}

/// Whether a row is what is selected.
fn selects(shown: &Showing<'_>, row: &Row) -> bool {
    row.target.is_some_and(|target| is_selected(shown, shown.selected, target))
}

fn caret_end(body: Rect, row: &Row) -> f32 {
    body.left() + 26.0 + 16.0 * f32::from(row.depth)
}

fn field_name(shown: &Showing<'_>, kind: FieldKind) -> String {
    kind.name().get(shown.lang).to_owned()
}

/// What a row is called, and whether it is a heading.
fn label(shown: &Showing<'_>, row: &Row) -> (String, bool) {
    let bytes = |len| words::bytes(len, shown.lang);
    match &row.label {
        Label::Message { n, kind, len } => {
            let kind = shown.word(if *kind == MessageKind::Text { Word::Text } else { Word::Binary });
            let values = [("n", &*n.to_string()), ("kind", kind), ("bytes", &*bytes(*len))];
            (shown.fill(Word::TreeMessage, &values), true)
        }
        Label::Frame { n, of: 0, wire_len, tag, .. } => {
            let values = [("tag", *tag), ("n", &*n.to_string()), ("bytes", &*bytes(*wire_len))];
            (shown.fill(Word::TreeFrame, &values), true)
        }
        Label::Frame { nth, of, wire_len, .. } => {
            let (nth, of) = (words::decimal((*nth).into()), words::decimal((*of).into()));
            let values = [("nth", &*nth), ("of", &*of), ("bytes", &*bytes(*wire_len))];
            (shown.fill(Word::TreeFrameNth, &values), true)
        }
        Label::ReservedBits => ("RSV1 RSV2 RSV3".to_owned(), false),
        Label::Field(kind) => (field_name(shown, *kind), false),
        Label::Records(count) => {
            let records = words::count((*count).into(), Unit::Record, shown.lang);
            (shown.fill(Word::HeldByRecords, &[("records", &records)]), false)
        }
        Label::Record(ordinal, (first, last)) => {
            let packets = if first == last { format!("#{first}") } else { format!("#{first}–#{last}") };
            let n = words::decimal((*ordinal).into());
            (shown.fill(Word::RecordOfPackets, &[("n", &n), ("packets", &packets)]), false)
        }
        Label::Data(stream) => {
            (shown.fill(Word::DataOfStream, &[("n", &words::decimal((*stream).into()))]), false)
        }
        Label::Segments(count) => {
            let segments = words::count((*count).into(), Unit::Segment, shown.lang);
            (shown.fill(Word::CarriedBy, &[("segments", &segments)]), true)
        }
        Label::Packet(packet) => {
            (format!("{} {}", shown.word(Word::Packet), words::decimal((*packet).into())), false)
        }
        Label::Inside { protocol, kind, guessed } => {
            (format!("{protocol}{} {kind}", if *guessed { "?" } else { "" }), true)
        }
        Label::Part(name) => (name.clone(), false),
        Label::Malformed(at) => (shown.fill(Word::TreeMalformed, &[("n", &words::decimal(*at))]), false),
        Label::Continues => (shown.word(Word::TreeContinues).to_owned(), false),
        Label::Layer(name) => (name.get(shown.lang).to_owned(), true),
        Label::HeaderField(name) => (name.get(shown.lang).to_owned(), false),
        Label::More(n) => (shown.fill(Word::TreeMore, &[("n", &words::decimal(*n))]), false),
        Label::Head(side, len) => {
            let head = shown.word(if *side == Side::Client { Word::HttpRequest } else { Word::HttpResponse });
            (format!("{head} · {}", bytes(*len)), true)
        }
        Label::Line(name) if name.is_empty() => {
            let word = if row.value.text.is_empty() && !row.value.hidden {
                Word::EmptyLine
            } else {
                Word::StartLine
            };
            (shown.word(word).to_owned(), false)
        }
        Label::Line(name) => (name.clone(), false),
        Label::Connection(n) => (shown.fill(Word::TreeConnection, &[("n", &n.to_string())]), true),
        Label::Endpoint(side) => {
            (shown.word(if *side == Side::Client { Word::Client } else { Word::Server }).to_owned(), false)
        }
        Label::Status => (shown.word(Word::StatusCode).to_owned(), false),
        Label::Deflate => (format!("permessage-deflate, {}", shown.word(Word::WindowBits)), false),
        Label::Bytes(side) => (format!("{}, {}", shown.word(Word::Bytes), shown.way(*side)), false),
        Label::Frames => (shown.word(Word::Frames).to_owned(), false),
        Label::Messages => (shown.word(Word::Messages).to_owned(), false),
        Label::Ending => (shown.word(Word::HowItEnded).to_owned(), false),
        Label::Inflated => (shown.word(Word::Inflated).to_owned(), false),
        Label::RoundTrip => (shown.word(Word::RoundTrip).to_owned(), false),
    }
}

/// What a row says.
fn value(shown: &Showing<'_>, row: &Row) -> String {
    if row.value.hidden {
        return "?".to_owned();
    }
    let text = match row.label {
        Label::Packet(_) | Label::Field(FieldKind::Payload) if !row.value.text.is_empty() => {
            let count = row.value.text.replace(',', "").parse().unwrap_or_default();
            words::bytes(count, shown.lang)
        }
        Label::Ending if row.value.text.is_empty() => shown.word(Word::StillOpen).to_owned(),
        _ => row.value.text.clone(),
    };
    match row.value.meaning {
        // A line's meaning stands in its tooltip and in the explainer: here there is no room beside the value.
        Some(meaning) if !matches!(row.label, Label::Line(_)) => {
            format!("{text} {}", meaning.get(shown.lang))
        }
        _ => text,
    }
}

/// A row as it is read out.
fn spoken(shown: &Showing<'_>, row: &Row) -> String {
    let (label, value) = (label(shown, row).0, value(shown, row));
    let severity =
        row.severity.map_or_else(String::new, |severity| format!(", {}", shown.severity(severity)));
    let meaning = match (&row.label, row.value.meaning) {
        (Label::Line(_), Some(meaning)) if !row.value.hidden => format!(", {}", meaning.get(shown.lang)),
        _ => String::new(),
    };
    if value.is_empty() {
        format!("{label}{meaning}{severity}")
    } else {
        format!("{label}: {value}{meaning}{severity}")
    }
}

fn paint(painter: &Painter, at: ListRow, chosen: bool, row: &Row, shown: &Showing<'_>, theme: &Theme) {
    let rect = at.rect.with_max_x(at.rect.right() + 6.0).shrink2(vec2(6.0, 0.0));
    let is_hovered =
        at.hovered || row.target.is_some_and(|target: Target| is_selected(shown, shown.hovered, target));
    if chosen {
        painter.rect_filled(rect, 5.0, theme.sel_fill);
        selection_outline(painter, rect, 5.0, theme);
    } else if is_hovered {
        painter.rect_filled(rect, 5.0, theme.hover);
    }
    let y = rect.center().y;
    let mut x = rect.left() + 6.0 + 16.0 * f32::from(row.depth);
    if let Some((_, open)) = row.node {
        let sign = if open { icons::CARET_DOWN } else { icons::CARET_RIGHT };
        widgets::icon(painter, pos2(x + 5.0, y), sign, 12.0, theme.ink_3);
    }
    x += 16.0;
    if let Some(kind) = row.field {
        swatch(painter, pos2(x + 1.0, y), theme, field_of(kind));
        x += 12.0;
    }
    let (label, strong) = label(shown, row);
    let (kind, color) = if strong { (Type::UI_STRONG, theme.ink) } else { (Type::UI, theme.ink_2) };
    let right = rect.right() - 6.0;
    let room = right - x;
    let name = widgets::text_fit(painter, pos2(x, y), Align2::LEFT_CENTER, kind, &label, color, room);
    let value = value(shown, row);
    let icon = if row.severity.is_some() { 18.0 } else { 0.0 };
    let room = right - name.right() - space::S - icon;
    let mut left = right;
    if !value.is_empty() && room > 16.0 {
        let mono = Type::MONO.sized(12.5);
        let at = pos2(right, y);
        left = widgets::text_fit(painter, at, Align2::RIGHT_CENTER, mono, &value, theme.ink, room).left();
    }
    if let Some(severity) = row.severity {
        severity_icon(painter, pos2(left - 11.0, y), severity_of(severity), 14.0, theme);
    }
}
