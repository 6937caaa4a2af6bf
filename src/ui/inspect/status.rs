//! The status bar: the capture at the left, what is selected at the right.

use egui::{Align2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2};

use crate::app::words::{self, Unit, Word};
use crate::trace::FieldKind;
use crate::ui::icons;
use crate::ui::showing::Showing;
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets;
use crate::view::number;

use super::FileFacts;

pub(super) fn show(ui: &Ui, rect: Rect, shown: &Showing<'_>, file: &FileFacts<'_>) {
    let theme = Theme::of(ui.ctx());
    let painter = ui.painter();
    painter.rect_filled(rect, 0.0, theme.panel);
    painter.hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, theme.line));
    let kind = Type::SMALL.sized(12.0);
    let y = rect.center().y + 0.5;
    let icon = widgets::icon(painter, pos2(rect.left() + 21.0, y), icons::HARD_DRIVES, 14.0, theme.ink_2);
    let mut x = icon.right() + 6.0;
    let mut told = vec![file.name.to_owned()];
    told.extend(file.bytes.map(|bytes| {
        let size = words::size(bytes);
        if file.whole { shown.fill(Word::FullyIndexed, &[("size", &size)]) } else { size }
    }));
    told.push(words::count(shown.trace.packets.into(), Unit::Packet, shown.lang));
    told.push(words::count(shown.trace.connections().len() as u64, Unit::Connection, shown.lang));
    let right = selected(shown);
    let room = rect.width() * 0.55;
    for part in told.iter().filter(|part| !part.is_empty()) {
        let left = rect.left() + room - x;
        let done = widgets::text_fit(painter, pos2(x, y), Align2::LEFT_CENTER, kind, part, theme.ink_2, left);
        x = done.right() + 16.0;
    }
    let mut x = rect.right() - 14.0;
    let mut spoken = told.join(", ");
    if let Some((what, offset)) = right {
        let mono = Type::MONO.sized(12.0);
        let offset = widgets::text(painter, pos2(x, y), Align2::RIGHT_CENTER, mono, &offset, theme.ink_2);
        x = offset.left() - 16.0;
        let left = x - rect.left() - room;
        widgets::text_fit(painter, pos2(x, y), Align2::RIGHT_CENTER, kind, &what, theme.ink_2, left);
        spoken.push_str(&format!(", {what}"));
    }
    let bar = ui.interact(rect, ui.scope_id().with("status"), Sense::hover());
    bar.widget_info(|| WidgetInfo::labeled(Role::Status, true, spoken.as_str()));
}

/// What is selected, and where it begins.
fn selected(shown: &Showing<'_>) -> Option<(String, String)> {
    let (side, span) = shown.selected.span(shown.trace)?;
    let connection = shown.trace.connection(shown.selected.connection?)?;
    let frame = shown.selected.frame.and_then(|n| connection.frame(n));
    let bytes = words::bytes(span.len(), shown.lang);
    let mut what = bytes;
    if let (Some(frame), Some(selected)) = (frame, shown.selected.bytes) {
        let bits = shown.selected.bits;
        let fields = connection.fields(shown.source, &frame);
        let field =
            fields.iter().rev().find(|field| field.place.span == selected && field.place.bits == bits);
        let within = fields
            .iter()
            .find(|field| field.kind == FieldKind::Payload && field.place.span.contains(selected.start));
        if let Some(field) = field.or(within) {
            what = format!("{what}, {}", field.kind.name().get(shown.lang));
        }
        what = format!("{} {}, {what}", shown.word(Word::Frame), words::decimal(frame.n.into()));
    } else if let Some(frame) = frame {
        what = format!("{} {}, {what}", shown.word(Word::Frame), words::decimal(frame.n.into()));
    }
    let offset = shown.fill(Word::StreamOffsetAt, &[("n", &number::offset(span.start))]);
    Some((format!("{}, {}", shown.fill(Word::Selected, &[("what", &what)]), shown.way(side)), offset))
}
