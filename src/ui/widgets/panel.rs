//! The frame of a panel: rounded, with a head that holds title, subtitle and controls.

use egui::{
    Align, Align2, Layout, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, vec2,
};

use super::paint::{text, text_fit};
use crate::ui::theme::{Theme, Type, space};

/// What a panel's head says.
#[derive(Debug, Clone, Copy, Default)]
pub struct PanelHead<'a> {
    /// The title; also the accessible name of the panel.
    pub title: &'a str,
    /// Metadata after the title, cut where there is no room.
    pub subtitle: &'a str,
    /// How much room at the left is kept for a tag that the caller paints, in points.
    pub lead: f32,
    /// Whether it stands in a panel that already says what it is: then it has no frame and no title.
    pub bare: bool,
    /// How much room at the right the controls will take, in points: the subtitle ends there.
    pub controls: f32,
}

/// The two parts of a panel that the caller fills.
pub struct PanelParts {
    /// The right part of the head; what is added first stands rightmost.
    pub head: Ui,
    /// Everything below the head.
    pub body: Ui,
}

/// Paints the background and outline of a panel without a head.
pub fn panel_frame(painter: &Painter, rect: Rect, theme: &Theme) {
    let stroke = Stroke::new(space::LINE, theme.line);
    painter.rect(rect, space::PANEL_RADIUS, theme.panel, stroke, StrokeKind::Inside);
}

/// Paints a panel in `rect` and gives its head and body to fill. It is a region for screen readers.
pub fn panel(ui: &mut Ui, rect: Rect, head: &PanelHead<'_>) -> PanelParts {
    let theme = Theme::of(ui.ctx());
    let painter = ui.painter().clone();
    if !head.bare {
        panel_frame(&painter, rect, theme);
    }
    let region = ui.interact(rect, ui.unique_id().with(("panel", head.title)), Sense::hover());
    region.widget_info(|| WidgetInfo::labeled(Role::Region, ui.is_enabled(), head.title));

    let top = rect.with_max_y(rect.top() + space::PANEL_HEAD);
    painter.hline(rect.x_range().shrink(1.0), top.bottom() - 0.5, Stroke::new(space::LINE, theme.line));
    let inner = top.shrink2(vec2(14.0, 0.0));
    let at = inner.left_center() + vec2(head.lead, 0.0);
    let left = if head.bare {
        at
    } else {
        let title = text(&painter, at, Align2::LEFT_CENTER, Type::PANEL_TITLE, head.title, theme.ink);
        title.right_center() + vec2(space::S, 0.0)
    };
    if !head.subtitle.is_empty() {
        let at = left;
        let room = inner.right() - head.controls - at.x;
        if room > 24.0 {
            text_fit(&painter, at, Align2::LEFT_CENTER, Type::SMALL, head.subtitle, theme.ink_3, room);
        }
    }

    let controls = Layout::right_to_left(Align::Center);
    let mut head_ui =
        ui.new_child(UiBuilder::new().id_salt((head.title, "head")).max_rect(inner).layout(controls));
    head_ui.spacing_mut().item_spacing.x = space::S;
    let body_rect = rect.with_min_y(top.bottom()).shrink2(vec2(1.0, 0.0)).with_max_y(rect.bottom() - 1.0);
    let mut body = ui.new_child(UiBuilder::new().id_salt((head.title, "body")).max_rect(body_rect));
    body.shrink_clip_rect(body_rect);
    PanelParts { head: head_ui, body }
}
