//! A choice of a few, side by side: "Bits | Fields", "¼× ½× 1× 2×".

use egui::{Align2, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::paint::{focus_ring, text};
use crate::ui::theme::{Theme, Type, space};

/// What a segmented control needs to know, and where it can be told how it looks.
#[derive(Debug)]
#[must_use = "call show"]
pub struct Segmented<'a, T> {
    /// What is chosen; its accessible name.
    pub name: &'a str,
    /// The values and their labels.
    pub choices: &'a [(T, &'a str)],
    /// Less room around the labels.
    pub tight: bool,
}

impl<T: PartialEq + Copy> Segmented<'_, T> {
    const HEIGHT: f32 = 30.0;
    const INNER: f32 = 24.0;

    fn kind(on: bool) -> Type {
        Type::SMALL.weighing(if on { 600.0 } else { 500.0 })
    }

    /// The widths of the parts. The bold width is reserved for all, so that choosing moves nothing.
    fn widths(&self, ui: &Ui) -> Vec<f32> {
        let around = if self.tight { 11.0 } else { 20.0 };
        let ink = Theme::of(ui.ctx()).ink;
        (self.choices.iter())
            .map(|(_, label)| ui.painter().layout_job(Self::kind(true).job(*label, ink)).size().x + around)
            .map(|width| width.max(space::HIT))
            .collect()
    }

    fn total(widths: &[f32]) -> f32 {
        widths.iter().sum::<f32>() + 2.0 * (widths.len() as f32 - 1.0) + 6.0
    }

    /// How wide it is.
    pub fn width(&self, ui: &Ui) -> f32 {
        Self::total(&self.widths(ui))
    }

    /// Shows it and says whether `value` was changed.
    pub fn show(self, ui: &mut Ui, value: &mut T) -> bool {
        let theme = Theme::of(ui.ctx());
        let kind = Self::kind;
        let widths = self.widths(ui);
        let (rect, group) = ui.allocate_exact_size(vec2(Self::total(&widths), Self::HEIGHT), Sense::hover());
        group.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, ui.is_enabled(), self.name));
        let stroke = Stroke::new(1.0, theme.line);
        ui.painter().rect(rect, space::CONTROL_RADIUS, theme.sunken, stroke, StrokeKind::Inside);

        let mut changed = false;
        let mut x = rect.left() + 3.0;
        for (index, ((choice, label), width)) in self.choices.iter().zip(widths).enumerate() {
            let part = Rect::from_min_size(pos2(x, rect.top() + 3.0), vec2(width, Self::INNER));
            x += width + 2.0;
            let response = ui.interact(part, group.id.with(index), Sense::click());
            if response.clicked() && *value != *choice {
                *value = *choice;
                changed = true;
            }
            let on = *value == *choice;
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), on, *label));
            let painter = ui.painter();
            if on {
                painter.rect(part, 5.0, theme.raised, stroke, StrokeKind::Outside);
            } else if response.hovered() {
                painter.rect_filled(part, 5.0, theme.hover);
            }
            let color = if on { theme.ink } else { theme.ink_2 };
            text(painter, part.center(), Align2::CENTER_CENTER, kind(on), label, color);
            if response.has_focus() {
                focus_ring(painter, part.shrink(2.0), 4.0, theme);
            }
        }
        changed
    }
}

/// Shows a choice of a few and says whether `value` was changed.
pub fn segmented<T: PartialEq + Copy>(ui: &mut Ui, name: &str, choices: &[(T, &str)], value: &mut T) -> bool {
    Segmented { name, choices, tight: false }.show(ui, value)
}
