//! A card over the window: what lies below is out of reach while it is open.

use egui::{Align2, Id, LayerId, Order, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

use super::{icon_button, panel_frame, text};
use crate::ui::icons;
use crate::ui::theme::{Theme, Type, space};

/// What a dialog is called.
#[derive(Debug, Clone, Copy)]
pub struct DialogHead<'a> {
    /// Its title, which is its accessible name too.
    pub title: &'a str,
    /// What stands behind the title; empty for nothing.
    pub subtitle: &'a str,
    /// The name of the button that closes it.
    pub close: &'a str,
}

/// An open dialog.
pub struct Dialog {
    /// Room for its content.
    pub body: Ui,
    /// Whether it is to be closed: by its button, or by a click beside it.
    pub closed: bool,
}

/// Opens a dialog of this size at most over the window.
pub fn dialog(ui: &Ui, id: &str, size: Vec2, head: DialogHead<'_>) -> Dialog {
    let theme = Theme::of(ui.ctx());
    let screen = ui.ctx().content_rect();
    let card = Rect::from_center_size(screen.center(), size.min(screen.size() - vec2(48.0, 48.0)));
    let layer = LayerId::new(Order::Foreground, Id::unique(id));
    let builder = UiBuilder::new().layer_id(layer).max_rect(screen);
    let mut over = Ui::new(ui.ctx().clone(), Id::unique(id), builder);
    let shade = over.interact(screen, Id::unique((id, "shade")), Sense::click());
    over.painter().rect_filled(screen, 0.0, theme.canvas.gamma_multiply(0.75));
    panel_frame(over.painter(), card, theme);
    let inside = over.interact(card, Id::unique((id, "card")), Sense::click());
    inside.widget_info(|| WidgetInfo::labeled(Role::Dialog, true, head.title));
    let inner = card.shrink2(vec2(26.0, 0.0));
    let at = pos2(inner.left(), card.top() + 36.0);
    let title = text(over.painter(), at, Align2::LEFT_CENTER, Type::STATE_TITLE, head.title, theme.ink);
    let beside = title.right_center() + vec2(12.0, 1.0);
    let room = inner.right() - 48.0 - beside.x;
    super::text_fit(
        over.painter(),
        beside,
        Align2::LEFT_CENTER,
        Type::SMALL,
        head.subtitle,
        theme.ink_3,
        room,
    );
    let corner = Rect::from_center_size(pos2(inner.right() - 12.0, at.y), vec2(space::BUTTON, space::BUTTON));
    let mut corner = over.new_child(UiBuilder::new().id_salt("close").max_rect(corner));
    let closed = icon_button(&mut corner, icons::X, head.close, false).clicked();
    let rows = inner.with_min_y(card.top() + 62.0).with_max_y(card.bottom() - 12.0);
    let mut body = over.new_child(UiBuilder::new().id_salt("body").max_rect(rows));
    body.shrink_clip_rect(rows.expand2(vec2(8.0, 0.0)));
    Dialog { body, closed: closed || shade.clicked() && !inside.clicked() }
}
