//! The key list: what works now, nothing else.

use egui::{Align2, Id, LayerId, Order, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::icons;
use super::keys::HELP;
use super::theme::{Theme, Type, space};
use super::widgets::{self, icon_button};
use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::Lang;

const ROW: f32 = 34.0;
const WIDTH: f32 = 620.0;

/// Shows the key list over the window.
pub(super) fn help(ui: &Ui, theme: &Theme, lang: Lang, commands: &mut Vec<Command>) {
    let screen = ui.ctx().content_rect();
    let height = 74.0 + HELP.len() as f32 * ROW;
    let size = vec2(WIDTH, height).min(screen.size() - vec2(48.0, 48.0));
    let card = Rect::from_center_size(screen.center(), size);
    let layer = LayerId::new(Order::Foreground, Id::unique("key list"));
    let mut over =
        Ui::new(ui.ctx().clone(), Id::unique("key list"), UiBuilder::new().layer_id(layer).max_rect(screen));
    // What lies below is out of reach while this is open; a click beside the list closes it.
    let shade = over.interact(screen, Id::unique("key list shade"), Sense::click());
    over.painter().rect_filled(screen, 0.0, theme.canvas.gamma_multiply(0.75));
    widgets::panel_frame(over.painter(), card, theme);
    let inside = over.interact(card, Id::unique("key list card"), Sense::click());
    let title = words::get(Word::KeysTitle, lang);
    inside.widget_info(|| WidgetInfo::labeled(Role::Dialog, true, title));
    if shade.clicked() && !inside.clicked() {
        commands.push(Command::Help(false));
    }
    let inner = card.shrink2(vec2(26.0, 0.0));
    let at = pos2(inner.left(), card.top() + 36.0);
    widgets::text(over.painter(), at, Align2::LEFT_CENTER, Type::STATE_TITLE, title, theme.ink);
    let close = Rect::from_center_size(pos2(inner.right() - 12.0, at.y), vec2(space::BUTTON, space::BUTTON));
    let mut corner = over.new_child(UiBuilder::new().id_salt("close").max_rect(close));
    if icon_button(&mut corner, icons::X, words::get(Word::Close, lang), false).clicked() {
        commands.push(Command::Help(false));
    }
    let rows = inner.with_min_y(card.top() + 62.0).with_max_y(card.bottom() - 8.0);
    let mut list = over.new_child(UiBuilder::new().id_salt("rows").max_rect(rows));
    egui::ScrollArea::vertical().auto_shrink(false).show(&mut list, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (keys, word) in HELP {
            row(ui, theme, keys, words::get(word, lang));
        }
    });
}

fn row(ui: &mut Ui, theme: &Theme, keys: &[&str], what: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{what}: {}", keys.join(", "))));
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.top(), egui::Stroke::new(space::LINE, theme.line));
    let mut x = rect.left();
    for key in keys {
        x = widgets::key_cap(painter, pos2(x, rect.center().y), key, theme).right() + 6.0;
    }
    let at = pos2(rect.left() + 290.0, rect.center().y);
    widgets::text(painter, at, Align2::LEFT_CENTER, Type::UI, what, theme.ink);
}
