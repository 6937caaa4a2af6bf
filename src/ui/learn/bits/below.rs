//! Paints the unmasking rows below the diagram.

use egui::{Align2, Id, Painter, Rect, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

use super::super::item::{Item, Mark, picks};
use super::super::{Look, names};
use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::Span;
use crate::trace::{Frame, Target};
use crate::ui::icons;
use crate::ui::theme::{Field as FieldColor, Theme, Type};
use crate::ui::widgets::{dashed_rect, icon, text, text_fit};
use crate::view::bits::{Column, Meaning, Unmasking};

pub(super) fn paint_unmasking(
    ui: &Ui,
    look: &Look<'_>,
    frame: &Frame,
    rows: &Unmasking,
    shift: Vec2,
    commands: &mut Vec<Command>,
) {
    let Some(first) = rows.columns.first() else { return };
    let (theme, lang, painter) = (look.theme, look.lang, ui.painter());
    let result = match rows.meaning {
        Meaning::Compressed => Word::CompressedBytes,
        _ if !rows.masked => Word::AsText,
        _ => Word::PlainText,
    };
    let last = if rows.masked { 2 } else { 1 };
    let mut labels = vec![(0, Word::OnTheWire)];
    if rows.masked {
        labels.push((1, Word::XorKey));
    }
    if rows.masked || rows.meaning == Meaning::Text {
        labels.push((last, result));
    }
    for (row, word) in labels {
        let at = pos2(153.0, first.cells[row].center().y) + shift;
        let kind = if word == Word::XorKey { Type::MONO.sized(12.5) } else { Type::SMALL.weighing(500.0) };
        let kind = kind.lined(18.0);
        text_fit(painter, at, Align2::RIGHT_CENTER, kind, words::get(word, lang), theme.ink, 140.0);
    }
    for column in &rows.columns {
        paint_column(ui, look, frame, rows, column, shift, commands);
    }
    if rows.hidden {
        note(ui, look, rows.note.translate(shift));
    }
    if rows.meaning == Meaning::Compressed {
        let y = first.cells[if rows.masked { 2 } else { 0 }].bottom() + 17.0;
        let kind = Type::SMALL.weighing(500.0);
        let at = pos2(153.0, y) + shift;
        text_fit(
            painter,
            at,
            Align2::RIGHT_CENTER,
            kind,
            words::get(Word::InflatesTo, lang),
            theme.ink,
            140.0,
        );
        let says = match rows.inflated.as_deref() {
            None => "?",
            Some("") => words::get(Word::EmptyMessage, lang),
            Some(says) => says,
        };
        let at = pos2(first.cells[0].left(), y) + shift;
        let room = ui.max_rect().width() - first.cells[0].left() - 16.0;
        text_fit(painter, at, Align2::LEFT_CENTER, Type::MONO, says, theme.ink, room);
    }
}

pub(super) fn paint_column(
    ui: &Ui,
    look: &Look<'_>,
    frame: &Frame,
    rows: &Unmasking,
    column: &Column,
    shift: Vec2,
    commands: &mut Vec<Command>,
) {
    let (theme, painter) = (look.theme, ui.painter());
    let (connection, side) = (look.connection.id, frame.from);
    let span = Span::at(column.at, 1);
    let pick = |selection: &crate::app::Selection| {
        selection.connection == Some(connection)
            && selection.bytes.is_some()
            && picks(selection, side, span, None)
    };
    let mark = Mark::of(pick(look.selected), pick(look.hovered));
    let kind = Type::MONO_STRONG.sized(14.0).lined(18.0);
    let is_code = frame.opcode.0 == 8 && column.index < 2;
    let payload = if is_code { FieldColor::CloseCode } else { FieldColor::Payload };
    let item = |row: usize, at: u64| Item {
        rect: column.cells[row].translate(shift),
        id: Id::unique(("learn.xor", connection, side.name(), column.index, row)),
        target: column.happened.then_some(Target::Bytes {
            connection,
            side,
            span: Span::at(at, 1),
            bits: None,
        }),
        selected: mark == Mark::Selected,
    };
    // A question mark stands for what is asked, nothing for what is still to come.
    let unknown = |happened: bool| if happened { "?".to_owned() } else { String::new() };
    let digits =
        |byte: Option<u8>| byte.map_or_else(|| unknown(column.happened), |byte| format!("{byte:02x}"));
    let mut cell = |row: usize, at: u64, says: &str, color: Option<FieldColor>, word: Word| {
        let item = item(row, at);
        let response = item.show(ui, commands, || {
            let index = names::bytes_at(Span::at(column.index, 1), look.lang);
            format!("{}, {index}, {says}", words::get(word, look.lang))
        });
        match color.filter(|_| !says.is_empty() && says != "?") {
            Some(field) => {
                let colors = theme.field(field);
                painter.rect_filled(item.rect, 3.0, colors.fill);
                text(painter, item.rect.center(), Align2::CENTER_CENTER, kind, says, colors.text);
                mark.paint(ui, item.rect, 3.0, theme, Some(&response));
            }
            None => {
                hidden_cell(painter, item.rect, says, mark == Mark::Selected, theme);
                // What is asked for is outlined as such.
                let mark = if mark == Mark::Selected { Mark::None } else { mark };
                mark.paint(ui, item.rect, 3.0, theme, Some(&response));
            }
        }
    };
    cell(0, column.at, &digits(column.wire), Some(payload), Word::OnTheWire);
    if let Some(key_at) = column.key_at {
        cell(1, key_at, &digits(column.key), Some(FieldColor::Key), Word::XorKey);
    }
    let last = if rows.masked { 2 } else { 1 };
    if rows.masked || rows.meaning == Meaning::Text {
        let says = match (column.plain, rows.masked) {
            (None, _) => unknown(column.happened),
            (Some(_), true) => format!("{}{}", digits(column.plain), letter(column, " ")),
            (Some(_), false) => {
                Some(letter(column, "")).filter(|says| !says.is_empty()).unwrap_or_else(|| "·".to_owned())
            }
        };
        cell(last, column.at, &says, Some(payload), Word::PlainText);
    }
}

/// The character that begins with a byte, with `before` before it; empty where none does.
pub(super) fn letter(column: &Column, before: &str) -> String {
    match column.letter {
        Some(' ') => format!("{before}␣"),
        Some(letter) if !letter.is_control() => format!("{before}{letter}"),
        _ => String::new(),
    }
}

pub(super) fn hidden_cell(painter: &Painter, rect: Rect, says: &str, is_asked: bool, theme: &Theme) {
    let kind = Type::MONO_STRONG.sized(14.0).lined(18.0);
    let ink = if is_asked {
        painter.rect(rect, 4.0, theme.accent_soft, Stroke::new(2.0, theme.accent), StrokeKind::Inside);
        theme.accent_ink
    } else {
        dashed_rect(painter, rect, 4.0, Stroke::new(1.5, theme.line_strong), 3.0, 2.5);
        theme.ink_3
    };
    text(painter, rect.center(), Align2::CENTER_CENTER, kind, says, ink);
}

/// Says that the answer is not told here before it is given.
fn note(ui: &Ui, look: &Look<'_>, note: Rect) {
    let (theme, lang, painter) = (look.theme, look.lang, ui.painter());
    icon(painter, note.left_center() + vec2(8.0, 0.0), icons::EYE_SLASH, 15.0, theme.ink_3);
    let says = words::get(Word::HiddenUntilAnswer, lang);
    let job = egui::text::LayoutJob {
        wrap: egui::text::TextWrapping::wrap_at_width(if note.width() < 150.0 {
            90.0
        } else {
            note.width() - 24.0
        }),
        ..Type::SMALL.sized(12.0).lined(15.0).job(says, theme.ink_3)
    };
    let galley = painter.layout_job(job);
    let at = Align2::LEFT_CENTER.anchor_size(note.left_center() + vec2(22.0, 0.0), galley.size());
    painter.galley(at.min, galley, theme.ink_3);
}
