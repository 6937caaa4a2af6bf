//! Paints the rows of the ladder: arrows, pills and segments.

use egui::{Align2, Color32, Id, Painter, Rect, Response, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};
use std::collections::BTreeMap;

use super::super::item::{Item, Mark};
use super::super::{Look, color_of, names};
use crate::app::words::{self, Word};
use crate::app::{Command, Selection};
use crate::base::Stamp;
use crate::trace::Target;
use crate::ui::theme::{Phase as PhaseColor, Severity, Theme, Type, space};
use crate::ui::widgets::{arrow, arrow_head, dashed_line, dashed_rect, severity_icon, text, text_fit};
use crate::view::ladder::{Label, PlacedBox, PlacedRow, RowState};

pub(super) fn row_item(
    ui: &Ui,
    look: &Look<'_>,
    row: &PlacedRow,
    shift: Vec2,
    flag: Option<Severity>,
    commands: &mut Vec<Command>,
) -> Response {
    let pill = Rect::from_center_size(row.center, vec2(row.room, row.rect.height().min(28.0)));
    let item = Item {
        rect: pill.translate(shift),
        id: Id::unique(("learn.ladder.row", look.connection.id, row.row)),
        target: row.target,
        selected: is_picked(look, look.selected, row),
    };
    item.show(ui, commands, || {
        let name = names::row(&row.label, row.side, row.state, look.lang);
        let word = match flag {
            Some(Severity::Error) => Word::SeverityError,
            Some(Severity::Warning) => Word::SeverityWarning,
            _ => return name,
        };
        format!("{name}, {}", words::get(word, look.lang))
    })
}

/// Whether a selection holds what a row stands for.
pub(super) fn is_picked(look: &Look<'_>, selection: &Selection, row: &PlacedRow) -> bool {
    if selection.connection.is_some_and(|id| id != look.connection.id) {
        return false;
    }
    match &row.label {
        Label::Frame(label) => {
            let in_message = || {
                let message = look.connection.frame(label.frame).and_then(|frame| frame.message);
                selection.frame.is_none() && message.is_some() && selection.message == message
            };
            selection.frame == Some(label.frame) || in_message()
        }
        Label::Head(head) => selection.head.is_some() && selection.side == Some(head.side),
        Label::Message(label) => selection.message == Some(label.message),
        Label::Tcp(_) => selection.packet == Some(row.packet),
        Label::Other { .. } | Label::Gap { .. } | Label::Secret => false,
    }
}

/// When a row happened: the time of its last byte. TCP rows stand close: there a time is written once.
pub(super) fn time(ui: &Ui, look: &Look<'_>, row: &PlacedRow, shift: Vec2, origin: Stamp, last: &mut String) {
    if row.state != RowState::Happened {
        return;
    }
    let time = words::seconds(i128::from(row.stamp.nanos_since(origin)), 3);
    if *last == time && matches!(row.label, Label::Tcp(_)) {
        return;
    }
    let selected = is_picked(look, look.selected, row);
    let kind = Type::MONO.sized(11.5).weighing(if selected { 700.0 } else { 400.0 });
    let ink = if selected { look.theme.ink } else { look.theme.ink_3 };
    text(ui.painter(), pos2(66.0, row.center.y) + shift, Align2::RIGHT_CENTER, kind, &time, ink);
    *last = time;
}

pub(super) fn paint_row(
    ui: &Ui,
    look: &Look<'_>,
    row: &PlacedRow,
    shift: Vec2,
    flag: Option<Severity>,
    response: &Response,
) {
    let (theme, painter) = (look.theme, ui.painter());
    let is_future = row.state == RowState::Future;
    let is_tcp = matches!(row.label, Label::Tcp(_));
    let selected = is_picked(look, look.selected, row);
    let mark = Mark::of(selected, is_picked(look, look.hovered, row));
    let (from, to) = (row.from + shift, row.to + shift);
    let (width, head) = match (is_tcp, selected && !is_future) {
        (true, false) => (1.2, 7.0),
        (_, true) => (space::ARROW_SELECTED, 11.0),
        (false, false) => (space::ARROW, 9.0),
    };
    if matches!(row.label, Label::Gap { .. }) {
        let stroke = Stroke::new(width, theme.severity(Severity::Warning).mark);
        dashed_line(painter, &[from, to], stroke, 6.0, 5.0);
    } else if is_future {
        let stroke = Stroke::new(width, theme.line_strong);
        dashed_line(painter, &[from, to], stroke, 3.0, 4.0);
        arrow_head(painter, from, to, head, theme.line_strong.gamma_multiply(0.75));
    } else {
        let color = match (is_tcp, selected) {
            (true, false) => theme.phase(PhaseColor::Tcp).solid,
            (_, true) => theme.ink,
            (false, false) => theme.ink_2,
        };
        arrow(painter, from, to, Stroke::new(width, color), head);
    }
    if is_tcp {
        tcp_label(ui, look, row, shift, mark, response);
    } else {
        pill(ui, look, row, shift, (mark, flag), response);
    }
}

/// What a finding says of a row that has happened; nothing while a question asks about its frame.
pub(super) fn flag_of(look: &Look<'_>, row: &PlacedRow, flags: &BTreeMap<u32, Severity>) -> Option<Severity> {
    let Label::Frame(label) = &row.label else { return None };
    let flag = *flags.get(&label.frame)?;
    let frame = look.connection.frame(label.frame)?;
    let is_asked =
        look.veil().asks_for_plain(frame.from, frame.span) || look.veil().asks_for(frame.from, frame.span);
    (row.state == RowState::Happened && !is_asked).then_some(flag)
}

pub(super) fn tcp_label(
    ui: &Ui,
    look: &Look<'_>,
    row: &PlacedRow,
    shift: Vec2,
    mark: Mark,
    response: &Response,
) {
    let (theme, painter) = (look.theme, ui.painter());
    let says = names::pill(&row.label, row.state, look.lang).text;
    let ink = if row.state == RowState::Future { theme.ink_3 } else { theme.ink };
    let kind = Type::SMALL.sized(11.5).weighing(500.0).lined(15.0);
    let galley = painter.layout_job(kind.job(says, ink));
    let rect = Rect::from_center_size(row.center + shift, vec2(galley.size().x + 12.0, 15.0));
    painter.rect_filled(rect, 3.0, theme.phase(color_of(row.phase)).tint);
    painter.galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    mark.paint(ui, rect, 3.0, theme, Some(response));
}

pub(super) fn pill(
    ui: &Ui,
    look: &Look<'_>,
    row: &PlacedRow,
    shift: Vec2,
    (mark, flag): (Mark, Option<Severity>),
    response: &Response,
) {
    let (theme, painter) = (look.theme, ui.painter());
    let says = names::pill(&row.label, row.state, look.lang);
    let is_future = row.state == RowState::Future;
    let is_selected = mark == Mark::Selected && !is_future;
    let ink = if is_future { theme.ink_3 } else { theme.ink };
    let weight = if is_selected { 600.0 } else { 500.0 };
    let tag = (!says.tag.is_empty()).then(|| painter.layout_job(Type::TAG.job(says.tag.as_str(), ink)));
    let size_kind = if is_future { Type::SMALL.weighing(500.0) } else { Type::MONO.sized(11.5) };
    let mut size = painter.layout_job(size_kind.job(says.size.as_str(), theme.ink_3));
    let tag_width = tag.as_ref().map_or(5.0, |tag| tag.size().x + if is_future { 6.0 } else { 12.0 } + 6.0);
    let mut size_width = if says.size.is_empty() { 0.0 } else { size.size().x + 6.0 };
    let mut job = Type::SMALL.weighing(weight).job(says.text.as_str(), ink);
    let whole = painter.layout_job(job.clone()).size().x;
    if !says.text.is_empty() && row.room - tag_width - size_width - 13.0 < whole {
        // The size also stands in the segment's box: the text comes first.
        size = painter.layout_job(size_kind.job("", theme.ink_3));
        size_width = 0.0;
    }
    let room = (row.room - tag_width - size_width - 13.0).max(20.0);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let body = painter.layout_job(job);
    let body_width = if says.text.is_empty() { -6.0 } else { body.size().x };
    let height = if is_selected { 28.0 } else { 25.0 };
    let width = 4.0 + tag_width + body_width + size_width + 9.0;
    let rect = Rect::from_center_size(row.center + shift, vec2(width, height));
    let radius = height / 2.0;
    if is_future {
        painter.rect_filled(rect, radius, theme.phase(color_of(row.phase)).tint);
        dashed_rect(painter, rect, radius, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
        mark.paint(ui, rect, radius, theme, Some(response));
    } else {
        let stroke = Stroke::new(1.0, theme.line_strong);
        painter.rect(rect, radius, theme.panel, stroke, StrokeKind::Inside);
        if let Some(flag) = flag {
            let stroke = Stroke::new(space::SELECTION, theme.severity(flag).mark);
            painter.rect_stroke(rect, radius, stroke, StrokeKind::Inside);
            let at = pos2(rect.right() + 12.0, rect.center().y);
            painter.circle_filled(at, 9.0, theme.phase(color_of(row.phase)).tint);
            severity_icon(painter, at, flag, 16.0, theme);
        }
        mark.paint(ui, rect, radius, theme, Some(response));
    }
    let mut x = rect.left() + 4.0;
    let middle = rect.center().y;
    if let Some(tag) = tag {
        let box_width = tag_width - 6.0;
        let place = Rect::from_min_size(pos2(x, middle - 8.5), vec2(box_width, 17.0));
        let color = pill_tag(painter, row, place, is_future, theme);
        let at = Align2::CENTER_CENTER.anchor_size(place.center(), tag.size()).min;
        painter.galley_with_override_text_color(at, tag, color);
        x += tag_width;
    } else {
        x += 5.0;
    }
    painter.galley(pos2(x, middle - body.size().y / 2.0), body, ink);
    x += body_width + 6.0;
    painter.galley(pos2(x, middle - size.size().y / 2.0), size, theme.ink_3);
}

/// The tag inside a pill: filled for heads, data frames and Close, outlined for other control frames.
pub(super) fn pill_tag(
    painter: &Painter,
    row: &PlacedRow,
    rect: Rect,
    is_future: bool,
    theme: &Theme,
) -> Color32 {
    if is_future {
        return theme.ink_3;
    }
    let (phase, filled) = match &row.label {
        Label::Frame(frame) => match frame.opcode {
            Some(opcode) if opcode.0 == 8 => (PhaseColor::Closing, true),
            Some(opcode) => (PhaseColor::Data, !opcode.is_control()),
            None => (PhaseColor::Tcp, false),
        },
        Label::Message(_) => (PhaseColor::Data, true),
        Label::Head(_) => (PhaseColor::Opening, true),
        _ => (PhaseColor::Tcp, false),
    };
    let colors = theme.phase(phase);
    if filled {
        painter.rect_filled(rect, 9.0, colors.solid);
        return colors.on;
    }
    painter.rect(rect, 9.0, theme.panel, Stroke::new(1.5, colors.mark), StrokeKind::Inside);
    colors.ink
}

pub(super) fn segment(ui: &Ui, look: &Look<'_>, part: &PlacedBox, shift: Vec2, commands: &mut Vec<Command>) {
    let (theme, painter) = (look.theme, ui.painter());
    let rect = part.rect.translate(shift);
    if !ui.is_rect_visible(rect) {
        return;
    }
    let selected = is_segment_picked(look, look.selected, part);
    let hovered = is_segment_picked(look, look.hovered, part);
    // What is still to come is at most outlined thinly.
    let mark = Mark::of(selected && part.happened, hovered || selected);
    let item = Item {
        rect,
        id: Id::unique(("learn.ladder.packet", look.connection.id, part.packet, part.row)),
        target: Some(Target::Packet(part.packet)),
        selected,
    };
    let response = item.show(ui, commands, || segment_name(look, part));
    let colors = theme.phase(PhaseColor::Tcp);
    let bar = if part.happened { colors.solid } else { theme.line_strong };
    if part.happened {
        painter.rect(rect, 3.0, theme.panel, Stroke::new(1.0, colors.edge), StrokeKind::Inside);
    } else {
        dashed_rect(painter, rect, 3.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
    }
    mark.paint(ui, rect, 3.0, theme, Some(&response));
    let bar_width = if mark == Mark::Selected { 5.0 } else { 4.0 };
    let bar_ink = if mark == Mark::Selected { theme.sel_line } else { bar };
    painter.rect_filled(rect.with_max_x(rect.left() + bar_width), 2.0, bar_ink);
    if rect.height() < 10.0 {
        return;
    }
    let ink = if part.happened { theme.ink } else { theme.ink_3 };
    let weight = if mark == Mark::Selected { 700.0 } else { 400.0 };
    let size = (rect.height() - 2.0).min(11.5);
    let number = Type::MONO.sized(size).weighing(weight);
    let at = rect.left_center() + vec2(10.0, 0.0);
    let number = text(painter, at, Align2::LEFT_CENTER, number, &format!("#{}", part.packet), ink);
    let says = match (part.bytes, part.more) {
        (0, _) => String::new(),
        (_, more) if more > 0 => format!("+{more}"),
        (bytes, _) => names::size(bytes),
    };
    let kind = Type::SMALL.sized(size);
    let room = rect.right() - number.right() - 12.0;
    text_fit(
        painter,
        rect.right_center() - vec2(7.0, 0.0),
        Align2::RIGHT_CENTER,
        kind,
        &says,
        theme.ink_3,
        room,
    );
}

pub(super) fn segment_name(look: &Look<'_>, part: &PlacedBox) -> String {
    let (number, way) = (words::decimal(part.packet.into()), names::way(part.side, look.lang));
    let bytes = words::bytes(part.bytes, look.lang);
    let word = if part.bytes == 0 { Word::PacketNamed } else { Word::SegmentNamed };
    words::fill(word, look.lang, &[("n", &number), ("way", way), ("bytes", &bytes)])
}

/// Whether a packet carried what is selected.
pub(super) fn is_segment_picked(look: &Look<'_>, selection: &Selection, part: &PlacedBox) -> bool {
    if selection.packet == Some(part.packet) {
        return true;
    }
    let Some((side, span)) = selection.span(look.trace) else { return false };
    let is_here = selection.connection == Some(look.connection.id) && side == part.side;
    is_here && look.connection.segments_in(side, span).take(64).any(|segment| segment.packet == part.packet)
}
