//! Paints lists: the lines of a head, and the fields of a frame.

use egui::{Align2, Id, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use super::super::item::{Item, Mark, picks};
use super::super::{Look, names};
use super::{color_of, nothing, scrolled};
use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::Span;
use crate::trace::{FieldKind, Target};
use crate::ui::icons;
use crate::ui::theme::{Field as FieldColor, Type};
use crate::ui::widgets::{link, text, text_fit};
use crate::view::bits::{Class, HeadLines, Subject, head_lines};

pub(super) fn head_body(ui: &mut Ui, look: &Look<'_>, head: &HeadLines, commands: &mut Vec<Command>) {
    const ROW: f32 = 26.0;
    let (theme, lang) = (look.theme, look.lang);
    let height = 16.0 + head.lines.len() as f32 * ROW + 44.0;
    let width = ui.max_rect().width();
    let mut explain = false;
    scrolled(ui, "head", height, |ui, shift| {
        for (at, line) in head.lines.iter().enumerate() {
            let rect = Rect::from_min_size(pos2(8.0, 8.0 + ROW * at as f32), vec2(width - 16.0, ROW))
                .translate(shift);
            let (connection, side) = (look.connection.id, head.side);
            let pick = |selection: &crate::app::Selection| {
                let is_here = selection.connection == Some(connection) && selection.side == Some(side);
                is_here
                    && (selection.head == Some(Some(line.line)) || picks(selection, side, line.span, None))
            };
            let item = Item {
                rect,
                id: Id::unique(("learn.head", connection, side.name(), line.line)),
                target: Some(Target::HeadLine { connection, side, line: line.line }),
                selected: pick(look.selected),
            };
            let value = match &line.text {
                None => "?",
                Some(value) if value.is_empty() && line.name.is_empty() => words::get(Word::BlankLine, lang),
                Some(value) => value,
            };
            let name = line.name.clone();
            let response = item.show(ui, commands, || {
                if name.is_empty() { value.to_owned() } else { format!("{name}: {value}") }
            });
            paint_line(ui, look, rect, (&line.name, value), Mark::of(item.selected, pick(look.hovered)));
            Mark::None.paint(ui, rect, 4.0, theme, Some(&response));
        }
        let y = 14.0 + ROW * head.lines.len() as f32;
        let rect = Rect::from_min_size(pos2(16.0, y) + shift, vec2(width - 32.0, 28.0));
        let mut child = ui.new_child(UiBuilder::new().id_salt("explain").max_rect(rect));
        explain = link(
            &mut child,
            Type::UI_MEDIUM,
            words::get(Word::ExplainHandshake, lang),
            Some(icons::CARET_RIGHT),
        )
        .clicked();
    });
    if explain {
        commands.push(Command::Handshake(true));
    }
}

pub(super) fn paint_line(ui: &Ui, look: &Look<'_>, rect: Rect, (name, value): (&str, &str), mark: Mark) {
    let (theme, painter) = (look.theme, ui.painter());
    let is_key =
        name.eq_ignore_ascii_case("sec-websocket-key") || name.eq_ignore_ascii_case("sec-websocket-accept");
    if mark != Mark::None {
        painter.rect_filled(rect, 4.0, theme.sel_fill);
        mark.paint(ui, rect, 4.0, theme, None);
    }
    let mut x = rect.left() + 8.0;
    if !name.is_empty() {
        let at = pos2(x, rect.center().y);
        x = text(painter, at, Align2::LEFT_CENTER, Type::MONO, name, theme.ink_2).right();
        x = text(painter, pos2(x, at.y), Align2::LEFT_CENTER, Type::MONO, ": ", theme.ink_3).right();
    }
    let at = pos2(x, rect.center().y);
    let room = rect.right() - x - 8.0;
    if is_key && value != "?" {
        let colors = theme.field(FieldColor::Key);
        let galley = painter.layout_job(Type::MONO_STRONG.job(value, colors.text));
        let back = Align2::LEFT_CENTER
            .anchor_size(at, vec2(galley.size().x.min(room), 20.0))
            .expand2(vec2(3.0, 0.0));
        painter.rect_filled(back.translate(vec2(3.0, 0.0)), 3.0, colors.fill);
        text_fit(
            painter,
            at + vec2(3.0, 0.0),
            Align2::LEFT_CENTER,
            Type::MONO_STRONG,
            value,
            colors.text,
            room,
        );
    } else {
        let (kind, ink) =
            if name.is_empty() { (Type::MONO_STRONG, theme.ink) } else { (Type::MONO, theme.ink) };
        text_fit(painter, at, Align2::LEFT_CENTER, kind, value, ink, room);
    }
}

/// The list of the frame's fields: name, value, place.
pub(super) fn fields(ui: &mut Ui, look: &Look<'_>, now: Subject, commands: &mut Vec<Command>) {
    const ROW: f32 = 26.0;
    let frame = match now {
        Subject::Frame(frame) => frame,
        Subject::Head(side) => {
            if let Some(head) = head_lines(look.connection, look.source, side, &look.veil()) {
                head_body(ui, look, &head, commands);
            }
            return;
        }
        Subject::Nothing => return nothing(ui, look),
    };
    let veil = look.veil();
    let fields = look.connection.fields(look.source, &frame);
    let width = ui.max_rect().width();
    scrolled(ui, "fields", 16.0 + ROW * fields.len() as f32, |ui, shift| {
        for (at, field) in fields.iter().enumerate() {
            let (theme, lang) = (look.theme, look.lang);
            let span = field.place.span;
            let is_within = matches!(field.kind, FieldKind::CloseCode | FieldKind::CloseReason);
            let is_hidden = veil.hides_value(frame.from, span)
                || (is_within && veil.hides_plain(frame.from, span))
                || (field.kind == FieldKind::Payload
                    && veil.asks_for(frame.from, Span::at(frame.span.start + 1, 1)));
            let value = if is_hidden { "?" } else { field.value.as_str() };
            let indent = if is_within { 16.0 } else { 0.0 };
            let rect = Rect::from_min_size(pos2(8.0, 8.0 + ROW * at as f32), vec2(width - 16.0, ROW))
                .translate(shift);
            let (connection, side, bits) = (look.connection.id, frame.from, field.place.bits);
            let pick = |selection: &crate::app::Selection| {
                selection.connection == Some(connection) && picks(selection, side, span, bits)
            };
            let item = Item {
                rect,
                id: Id::unique(("learn.fields", connection, frame.n, at)),
                target: Some(Target::Bytes { connection, side, span, bits }),
                selected: pick(look.selected),
            };
            let name = field.kind.name().get(lang);
            let place =
                names::bytes_at(Span::new(span.start - frame.span.start, span.end - frame.span.start), lang);
            let response = item.show(ui, commands, || format!("{name}, {value}, {place}"));
            let painter = ui.painter();
            let mark = Mark::of(item.selected, pick(look.hovered));
            if mark != Mark::None {
                painter.rect_filled(rect, 4.0, theme.sel_fill);
            }
            let swatch =
                Rect::from_center_size(pos2(rect.left() + 14.0 + indent, rect.center().y), vec2(10.0, 14.0));
            let colors = theme.field(color_of(Class::of(field.kind)));
            painter.rect(swatch, 2.0, colors.fill, Stroke::new(1.0, colors.bar), StrokeKind::Inside);
            let y = rect.center().y;
            let left = rect.left() + 28.0 + indent;
            text_fit(painter, pos2(left, y), Align2::LEFT_CENTER, Type::UI, name, theme.ink, 190.0 - indent);
            let room = rect.width() - 230.0 - 130.0;
            let at = pos2(rect.left() + 230.0, y);
            text_fit(painter, at, Align2::LEFT_CENTER, Type::MONO_STRONG, value, theme.ink, room);
            let at = pos2(rect.right() - 8.0, y);
            text_fit(painter, at, Align2::RIGHT_CENTER, Type::SMALL, &place, theme.ink_3, 124.0);
            mark.paint(ui, rect, 4.0, theme, Some(&response));
        }
    });
}
