//! The byte panel of both modes: one side's stream or one packet, as sent or unmasked, in hex or as text.
//!
//! It reads the rows in sight and no more, however long the stream is.

mod grid;
mod text;

use egui::{Align, Align2, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::Command;
use crate::app::words::Word;
use crate::base::{Side, Span};
use crate::trace::{Connection, Message, Target};
use crate::view::hex::{Doc, Form, Text};
use crate::view::number;

use super::showing::Showing;
use super::theme::{Field, Theme, Type, space};
use super::widgets::{self, PanelHead, Segmented, VList, panel};

/// What of a connection the grid shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Extent {
    /// What one packet brought.
    Packet,
    /// What the client sent.
    #[default]
    Client,
    /// What the server sent.
    Server,
}

impl Extent {
    const fn of(side: Side) -> Self {
        match side {
            Side::Client => Self::Client,
            Side::Server => Self::Server,
        }
    }
}

/// The state of the panel.
#[derive(Default)]
pub struct HexPanel {
    list: VList,
    text_list: VList,
    /// The rows in sight when the panel was last shown.
    visible: std::ops::Range<u64>,
    extent: Extent,
    inflated: bool,
    /// TLS records are shown as they were sent.
    sealed: bool,
    /// The byte at which a drag began.
    anchor: Option<u64>,
    /// What was selected when the panel was last shown, or was selected by the panel itself.
    seen: Option<(u32, Side, Span)>,
    message: Cached<Vec<u8>>,
    text: Cached<Text>,
}

/// Something computed for a message or head: what it was computed for, and what came of it.
#[derive(Default)]
struct Cached<T> {
    key: Option<(u32, Side, u64, u64)>,
    value: T,
}

/// What is shown in this pass.
#[derive(Clone, Copy)]
struct Subject<'a> {
    connection: &'a Connection,
    side: Side,
    /// The bytes that are selected.
    span: Option<Span>,
    message: Option<Message>,
    form: Form,
}

impl HexPanel {
    const LEGEND: f32 = 30.0;
    /// Height of the row for what the head has no room for.
    const SECOND_ROW: f32 = 38.0;

    /// Shows the panel in `rect`.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        shown: &Showing<'_>,
        connection: Option<&Connection>,
        commands: &mut Vec<Command>,
    ) {
        self.show_as(ui, rect, shown, connection, false, commands);
    }

    /// Shows it in all the room of a panel that already says what it is.
    pub fn show_within(
        &mut self,
        ui: &mut Ui,
        shown: &Showing<'_>,
        connection: Option<&Connection>,
        commands: &mut Vec<Command>,
    ) {
        let rect = ui.available_rect_before_wrap();
        self.show_as(ui, rect, shown, connection, true, commands);
    }

    fn show_as(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        shown: &Showing<'_>,
        connection: Option<&Connection>,
        bare: bool,
        commands: &mut Vec<Command>,
    ) {
        let theme = Theme::of(ui.ctx());
        let Some(connection) = connection else {
            let head = PanelHead { title: shown.word(Word::Bytes), bare, ..PanelHead::default() };
            panel(ui, rect, &head);
            return;
        };
        let span = self.follow(shown, connection);
        let side = self.side(shown);
        let message = shown.selected.message.and_then(|n| connection.message(n));
        let compressed = message.is_some_and(|message| message.compressed);
        let is_sealed = connection.transport.is_sealed();
        let form = match (compressed && self.inflated, shown.bytes.unmasked) {
            _ if is_sealed && self.sealed => Form::Sealed,
            (true, _) => Form::Inflated,
            (false, true) => Form::Unmasked,
            (false, false) => Form::AsSent,
        };
        let span = span.filter(|_| shown.selected.side == Some(side));
        let subject = Subject { connection, side, span, message, form };

        let subtitle = subtitle(shown, &subject);
        let title = shown.word(Word::Bytes);
        let controls = Controls::of(shown, form, compressed, is_sealed);
        let title_width = ui.painter().layout_job(Type::PANEL_TITLE.job(title, theme.ink)).size().x;
        let room = rect.width() - 28.0 - if bare { 0.0 } else { title_width + space::S };
        let fit = controls.fit(ui, room);
        let head =
            PanelHead { title, subtitle: &subtitle, controls: fit.width, bare, ..PanelHead::default() };
        let mut parts = panel(ui, rect, &head);
        let mut body = parts.body.max_rect();
        let mut second = None;
        if fit.wraps {
            let row = body.with_max_y(body.top() + Self::SECOND_ROW);
            body = body.with_min_y(row.bottom());
            let layout = Layout::right_to_left(Align::Center);
            let builder = UiBuilder::new().id_salt("extent").max_rect(row.shrink2(vec2(14.0, 0.0)));
            second = Some(parts.body.new_child(builder.layout(layout)));
        }
        self.tabs(&mut parts.head, second.as_mut(), shown, &controls, fit.tight, commands);
        let grid = body.with_max_y(body.bottom() - Self::LEGEND);
        let mut inner = parts.body.new_child(egui::UiBuilder::new().id_salt("grid").max_rect(grid));
        inner.shrink_clip_rect(grid);
        if shown.bytes.as_text {
            self.show_text(&mut inner, shown, &subject);
        } else {
            self.show_grid(&mut inner, shown, &subject, commands);
        }
        legend(&parts.body, body.with_min_y(grid.bottom()), shown, form, theme);
    }

    /// Turns to what was selected elsewhere since the last showing; gives the selected bytes.
    fn follow(&mut self, shown: &Showing<'_>, connection: &Connection) -> Option<Span> {
        let (side, span) = self.selected_span(shown, connection)?;
        let now = Some((connection.id, side, span));
        if self.seen != now {
            self.seen = now;
            if self.extent != Extent::Packet {
                self.extent = Extent::of(side);
            }
            if let Some(doc) = self.doc(connection, side, Some(span), false) {
                self.show_row(doc.row_of(span.start));
            }
            self.text_list = VList::default();
        }
        Some(span)
    }

    /// Brings a row into sight with a little of what is around it.
    fn show_row(&mut self, row: u64) {
        let with_margin = self.visible.start + 1..self.visible.end.saturating_sub(4);
        if !with_margin.contains(&row) {
            self.list.scroll_to(row as f64 - 2.0);
        }
    }

    fn selected_span(&self, shown: &Showing<'_>, connection: &Connection) -> Option<(Side, Span)> {
        if shown.selected.connection != Some(connection.id) {
            return None;
        }
        if let (Some(Some(line)), Some(side)) = (shown.selected.head, shown.selected.side) {
            let span = crate::view::tree::line_span(&shown.look(connection), side, line)?;
            return Some((side, span));
        }
        shown.selected.span(shown.trace)
    }

    fn side(&self, shown: &Showing<'_>) -> Side {
        match self.extent {
            Extent::Packet => shown.selected.side.unwrap_or(Side::Client),
            Extent::Client => Side::Client,
            Extent::Server => Side::Server,
        }
    }

    fn doc(&self, connection: &Connection, side: Side, span: Option<Span>, unmasked: bool) -> Option<Doc> {
        match self.extent {
            Extent::Packet => Doc::packet(connection, side, span?.start, unmasked),
            Extent::Client | Extent::Server => Some(Doc::stream(connection, side, unmasked)),
        }
    }

    fn tabs(
        &mut self,
        ui: &mut Ui,
        second: Option<&mut Ui>,
        shown: &Showing<'_>,
        controls: &Controls<'_>,
        tight: bool,
        commands: &mut Vec<Command>,
    ) {
        let mut as_text = shown.bytes.as_text;
        if controls.look(tight).show(ui, &mut as_text) {
            commands.push(Command::AsText(as_text));
        }
        if controls.forms.is_empty() {
            return;
        }
        let mut form = controls.form;
        if controls.form(tight).show(ui, &mut form) {
            self.inflated = form == Form::Inflated;
            self.sealed = form == Form::Sealed;
            self.list = VList::default();
            self.seen = None;
            if matches!(form, Form::AsSent | Form::Unmasked) {
                commands.push(Command::Unmasked(form == Form::Unmasked));
            }
        }
        let ui = second.unwrap_or(ui);
        if matches!(form, Form::AsSent | Form::Unmasked) && controls.extent(tight).show(ui, &mut self.extent)
        {
            self.list = VList::default();
            self.seen = None;
        }
    }
}

/// What can be chosen in the head.
struct Controls<'a> {
    names: [&'a str; 3],
    looks: [(bool, &'a str); 2],
    /// Empty where the bytes are shown as text.
    forms: Vec<(Form, &'a str)>,
    extents: [(Extent, &'a str); 3],
    form: Form,
}

/// How the controls go into the head.
#[derive(Debug, Clone, Copy)]
struct Fit {
    tight: bool,
    /// Whether the last of them has a row of its own.
    wraps: bool,
    /// How wide they are in the head.
    width: f32,
}

impl<'a> Controls<'a> {
    fn of(shown: &Showing<'a>, form: Form, compressed: bool, is_sealed: bool) -> Self {
        let mut forms = Vec::new();
        if !shown.bytes.as_text {
            forms.extend(is_sealed.then(|| (Form::Sealed, shown.word(Word::SealedForm))));
            forms.extend([
                (Form::AsSent, shown.word(Word::AsSent)),
                (Form::Unmasked, shown.word(Word::Unmasked)),
            ]);
            forms.extend(compressed.then(|| (Form::Inflated, shown.word(Word::Inflated))));
        }
        Self {
            names: [Word::Bytes, Word::Payload, Word::TcpStream].map(|word| shown.word(word)),
            looks: [(false, shown.word(Word::Hex)), (true, shown.word(Word::TextView))],
            forms,
            extents: [
                (Extent::Packet, shown.word(Word::Packet)),
                (Extent::Client, shown.word(Word::ToServer)),
                (Extent::Server, shown.word(Word::ToClient)),
            ],
            form,
        }
    }

    fn look(&self, tight: bool) -> Segmented<'_, bool> {
        Segmented { name: self.names[0], choices: &self.looks, tight }
    }

    fn form(&self, tight: bool) -> Segmented<'_, Form> {
        Segmented { name: self.names[1], choices: &self.forms, tight }
    }

    fn extent(&self, tight: bool) -> Segmented<'_, Extent> {
        Segmented { name: self.names[2], choices: &self.extents, tight }
    }

    /// In one row with room around the labels; else with less of it; else in two rows.
    fn fit(&self, ui: &Ui, room: f32) -> Fit {
        let has_extent = !self.forms.is_empty() && matches!(self.form, Form::AsSent | Form::Unmasked);
        let width = |tight: bool, with_extent: bool| {
            let mut width = self.look(tight).width(ui);
            if !self.forms.is_empty() {
                width += space::S + self.form(tight).width(ui);
            }
            if with_extent {
                width += space::S + self.extent(tight).width(ui);
            }
            width
        };
        for tight in [false, true] {
            let width = width(tight, has_extent);
            if width <= room {
                return Fit { tight, wraps: false, width };
            }
        }
        Fit { tight: true, wraps: has_extent, width: width(true, false) }
    }
}

/// "stream offset 00e6 – 00f0".
fn subtitle(shown: &Showing<'_>, subject: &Subject<'_>) -> String {
    if subject.form == Form::Inflated {
        return shown.word(Word::InflatedNoPlace).to_owned();
    }
    let Some(span) = subject.span.filter(|span| !span.is_empty()) else { return String::new() };
    if subject.form == Form::Sealed {
        let records = subject.connection.records_in(subject.side, span).map(|record| record.packets());
        let packets = records.reduce(|(first, _), (_, last)| (first, last));
        let packets = packets.map_or_else(|| "–".to_owned(), |(first, last)| format!("#{first}–#{last}"));
        return shown.fill(Word::SealedRecords, &[("packets", &packets)]);
    }
    let (from, to) = (number::offset(span.start), number::offset(span.end - 1));
    shown.fill(Word::StreamOffset, &[("from", &from), ("to", &to)])
}

/// What the colours mean.
fn legend(ui: &Ui, rect: Rect, shown: &Showing<'_>, form: Form, theme: &Theme) {
    let painter = ui.painter();
    let entries = [
        (Field::Flags, Word::LegendFlags),
        (Field::Opcode, Word::LegendOpcode),
        (Field::Length, Word::LegendLength),
        (Field::Key, Word::LegendKey),
        (Field::Payload, Word::LegendPayload),
        (Field::CloseCode, Word::LegendCloseCode),
    ];
    if matches!(form, Form::Inflated | Form::Sealed) || shown.bytes.as_text {
        return;
    }
    let kind = Type::SMALL.sized(12.0);
    let widths: Vec<f32> = (entries.iter())
        .map(|(_, word)| painter.layout_job(kind.job(shown.word(*word), theme.ink_2)).size().x + 18.0)
        .collect();
    let room = rect.width() - 28.0 - widths.iter().sum::<f32>();
    let gap = (room / (entries.len() as f32 - 1.0)).clamp(6.0, 28.0);
    let mut x = rect.left() + 14.0;
    for ((field, word), width) in entries.into_iter().zip(widths) {
        swatch(painter, pos2(x + 6.0, rect.center().y - 1.0), theme, field);
        let at = pos2(x + 18.0, rect.center().y - 1.0);
        widgets::text(painter, at, Align2::LEFT_CENTER, kind, shown.word(word), theme.ink_2);
        x += width + gap;
    }
}

/// The small square of a field's colour, with its bar below.
pub(super) fn swatch(painter: &egui::Painter, center: egui::Pos2, theme: &Theme, field: Field) {
    let rect = Rect::from_center_size(center, vec2(10.0, 10.0));
    let colors = theme.field(field);
    painter.rect_filled(rect, 2.5, colors.fill);
    let bar = egui::CornerRadius { nw: 0, ne: 0, sw: 2, se: 2 };
    painter.rect_filled(rect.with_min_y(rect.bottom() - 2.5), bar, colors.bar);
}

/// A byte of a side's stream as something to select.
const fn byte_target(connection: u32, side: Side, span: Span) -> Target {
    Target::Bytes { connection, side, span, bits: None }
}
