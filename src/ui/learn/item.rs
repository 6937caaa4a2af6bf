//! One thing that can be pointed at: hover previews, click selects, Tab reaches, and a name says what it is.

use egui::{Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use crate::app::{Command, Selection};
use crate::base::{Bits, Side, Span};
use crate::trace::Target;
use crate::ui::Theme;
use crate::ui::theme::space;
use crate::ui::widgets::focus_ring;

/// What a thing is and where.
pub(super) struct Item {
    /// Where.
    pub(super) rect: Rect,
    /// Its id; the same from frame to frame.
    pub(super) id: Id,
    /// What it selects; `None` where that must not be told.
    pub(super) target: Option<Target>,
    /// Whether it is selected.
    pub(super) selected: bool,
}

impl Item {
    /// Takes the input of the thing; its accessible name is made only where someone listens.
    pub(super) fn show(&self, ui: &Ui, commands: &mut Vec<Command>, name: impl Fn() -> String) -> Response {
        let visible = self.rect.intersect(ui.clip_rect());
        let response = ui.interact(self.rect, self.id, Sense::click());
        let selected = self.selected;
        response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), selected, name()));
        if let Some(target) = self.target {
            if response.clicked() {
                commands.push(Command::Select(target));
            } else if response.hovered() && visible.is_positive() {
                commands.push(Command::Hover(target));
            }
        }
        response
    }
}

/// How strongly a thing is outlined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Not at all.
    None,
    /// The pointer is over it, here or in another panel.
    Hovered,
    /// It is selected.
    Selected,
}

impl Mark {
    /// The stronger of two tests.
    pub(super) const fn of(selected: bool, hovered: bool) -> Self {
        if selected {
            Self::Selected
        } else if hovered {
            Self::Hovered
        } else {
            Self::None
        }
    }

    /// Paints the outline, and the ring of what has the keyboard.
    pub(super) fn paint(self, ui: &Ui, rect: Rect, radius: f32, theme: &Theme, response: Option<&Response>) {
        let width = match self {
            Self::None => 0.0,
            Self::Hovered => space::PREVIEW,
            Self::Selected => space::SELECTION,
        };
        if width > 0.0 {
            let stroke = Stroke::new(width, theme.sel_line);
            ui.painter().rect_stroke(rect, radius, stroke, StrokeKind::Inside);
        }
        if response.is_some_and(Response::has_focus) {
            focus_ring(ui.painter(), rect, radius, theme);
        }
    }
}

/// Whether a selection picks bytes of `side` (and bits, where finer).
pub(super) fn picks(selection: &Selection, side: Side, span: Span, bits: Option<Bits>) -> bool {
    let Some(picked) = selection.bytes.filter(|_| selection.side == Some(side)) else { return false };
    if !picked.touches(span) {
        return false;
    }
    match (selection.bits, bits) {
        (Some(a), Some(b)) => {
            // Both count from the first byte of their own span.
            let a_start = picked.start * 8 + u64::from(a.start);
            let b_start = span.start * 8 + u64::from(b.start);
            a_start < b_start + u64::from(b.len) && b_start < a_start + u64::from(a.len)
        }
        (Some(a), None) => {
            let start = picked.start + u64::from(a.start / 8);
            let end = picked.start + u64::from((a.start + a.len).div_ceil(8));
            Span::new(start, end).touches(span)
        }
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_pick_bits_and_bytes_pick_all_of_theirs() {
        let bits = |start, len| Some(Bits { start, len });
        let selection = |span, bits| Selection {
            side: Some(Side::Client),
            bytes: Some(span),
            bits,
            ..Selection::default()
        };
        let byte = Span::at(231, 1);
        for (selected, span, cell, expect) in [
            (selection(byte, bits(0, 1)), byte, bits(0, 1), true),
            (selection(byte, bits(0, 1)), byte, bits(1, 7), false),
            (selection(byte, None), byte, bits(1, 7), true),
            (selection(Span::at(232, 4), None), byte, bits(1, 7), false),
            (selection(byte, bits(0, 1)), byte, None, true),
            (selection(Span::at(230, 2), bits(8, 1)), byte, bits(0, 1), true),
            (selection(Span::at(230, 2), bits(8, 1)), byte, bits(1, 7), false),
        ] {
            assert_eq!(picks(&selected, Side::Client, span, cell), expect, "{selected:?} {span:?} {cell:?}");
            assert!(!picks(&selected, Side::Server, span, cell));
        }
    }
}
