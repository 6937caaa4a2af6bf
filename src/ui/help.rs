//! The key list: what works now, nothing else.

use egui::{Align2, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::keys::HELP;
use super::theme::{Theme, Type, space};
use super::widgets::{self, DialogHead, dialog};
use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::Lang;

const ROW: f32 = 34.0;
const WIDTH: f32 = 620.0;

/// Shows the key list over the window.
pub(super) fn help(ui: &Ui, theme: &Theme, lang: Lang, commands: &mut Vec<Command>) {
    let size = vec2(WIDTH, 74.0 + HELP.len() as f32 * ROW);
    let close = words::get(Word::Close, lang);
    let head = DialogHead { title: words::get(Word::KeysTitle, lang), subtitle: "", close };
    let mut dialog = dialog(ui, "key list", size, head);
    if dialog.closed {
        commands.push(Command::Help(false));
    }
    egui::ScrollArea::vertical().auto_shrink(false).show(&mut dialog.body, |ui| {
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
