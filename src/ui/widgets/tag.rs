//! Tags: TEXT, PING, GET, 101.

use egui::{Align2, Painter, Pos2, Rect, Stroke, StrokeKind, vec2};

use super::paint::text;
use crate::ui::theme::{Phase, Theme, Type, space};

/// How wide the tag with this label is.
#[must_use]
pub fn tag_width(painter: &Painter, label: &str) -> f32 {
    painter.layout_job(Type::TAG.job(label, egui::Color32::BLACK)).size().x + 12.0
}

/// Paints a tag with its left edge at `left_center`: filled for data frames and HTTP, outlined for control frames.
pub fn phase_tag(
    painter: &Painter,
    left_center: Pos2,
    label: &str,
    phase: Phase,
    filled: bool,
    theme: &Theme,
) -> Rect {
    let colors = theme.phase(phase);
    let size = vec2(tag_width(painter, label), 17.0);
    let rect = Rect::from_min_size(left_center - vec2(0.0, size.y / 2.0), size);
    let ink = if filled {
        painter.rect_filled(rect, space::TAG_RADIUS, colors.solid);
        colors.on
    } else {
        let stroke = Stroke::new(1.5, colors.mark);
        painter.rect(rect, space::TAG_RADIUS, theme.panel, stroke, StrokeKind::Inside);
        colors.ink
    };
    text(painter, rect.center(), Align2::CENTER_CENTER, Type::TAG, label, ink);
    rect
}
