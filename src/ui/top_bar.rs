//! The bar at the top of the window: mode tabs, what is open, language, colours, help.

use egui::{
    Align, Align2, Color32, Layout, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::icons;
use super::theme::{Theme, Type, space};
use super::widgets::{self, Button, icon_button};
use crate::app::words::{self, Word};
use crate::app::{Command, Mode, ThemeChoice};
use crate::base::Lang;

/// What the bar shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct TopBarModel<'a> {
    /// The mode that is on.
    pub mode: Mode,
    /// Name of the open capture, empty where none is.
    pub file: &'a str,
    /// What is known of it: `18 packets`, `1.9 GB`.
    pub detail: &'a str,
}

/// Shows the bar over the whole width of `ui`, [`space::TOP_BAR`] high, and says what was asked for.
pub fn top_bar(ui: &mut Ui, theme: &Theme, lang: Lang, model: &TopBarModel<'_>) -> Option<Command> {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), space::TOP_BAR), Sense::hover());
    let painter = ui.painter().clone();
    painter.rect_filled(rect, 0.0, theme.panel);
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(space::LINE, theme.line));

    let mut command = None;
    let left = rect.with_min_x(rect.left() + space::L);
    let mut tabs = bar_part(ui, "modes", left, Layout::left_to_right(Align::Center));
    if home(&mut tabs, theme, lang).clicked() {
        command = Some(Command::Mode(Mode::Welcome));
    }
    tabs.add_space(16.0);
    for (mode, word, icon) in [
        (Mode::Learn, Word::Learn, icons::GRADUATION_CAP),
        (Mode::Inspect, Word::Inspect, icons::MAGNIFYING_GLASS),
    ] {
        if tab(&mut tabs, theme, words::get(word, lang), icon, model.mode == mode).clicked() {
            command = Some(Command::Mode(mode));
        }
    }

    let right = rect.with_max_x(rect.right() - space::M);
    let mut tools = bar_part(ui, "tools", right, Layout::right_to_left(Align::Center));
    if icon_button(&mut tools, icons::QUESTION, words::get(Word::Help, lang), false).clicked() {
        command = Some(Command::Help(true));
    }
    let (icon, word, choice) = if theme.dark {
        (icons::SUN, Word::SwitchToLight, ThemeChoice::Light)
    } else {
        (icons::MOON, Word::SwitchToDark, ThemeChoice::Dark)
    };
    if icon_button(&mut tools, icon, words::get(word, lang), false).clicked() {
        command = Some(Command::Theme(choice));
    }
    let language = tools.add(Button::ghost(words::get(Word::LanguageShort, lang)).icon(icons::TRANSLATE));
    if language.on_hover_text(words::get(Word::SwitchLanguage, lang)).clicked() {
        command = Some(Command::Lang(if lang == Lang::En { Lang::Ko } else { Lang::En }));
    }

    let between = tabs.min_rect().right() + space::XL..=tools.min_rect().left() - space::XL;
    file_name(&painter, theme, rect, *between.start(), *between.end(), model);
    command
}

fn bar_part(ui: &mut Ui, name: &str, rect: Rect, layout: Layout) -> Ui {
    let mut part = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect).layout(layout));
    part.spacing_mut().item_spacing.x = space::XS;
    part
}

fn home(ui: &mut Ui, theme: &Theme, lang: Lang) -> Response {
    let kind = Type { spacing: -0.2, ..Type::MONO_NAME.sized(16.0) };
    let name = ui.painter().layout_job(kind.job(words::get(Word::AppName, lang), theme.ink));
    let size = vec2(41.4 + 10.0 + name.size().x, space::BUTTON);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), words::get(Word::Home, lang)));
    let painter = ui.painter();
    widgets::logo(painter, rect.left_center(), 18.0, theme);
    painter.galley(pos2(rect.left() + 51.4, rect.center().y - name.size().y / 2.0), name, theme.ink);
    if response.has_focus() {
        widgets::focus_ring(painter, rect, space::CONTROL_RADIUS, theme);
    }
    response.on_hover_text(words::get(Word::Home, lang))
}

fn tab(ui: &mut Ui, theme: &Theme, label: &str, icon: &str, on: bool) -> Response {
    let kind = |weight: f32| Type::PANEL_TITLE.weighing(weight);
    let ink = if on { theme.accent_ink } else { theme.ink_2 };
    let galley = ui.painter().layout_job(kind(if on { 600.0 } else { 500.0 }).job(label, ink));
    // The width of the bold label, so that switching moves nothing.
    let bold = ui.painter().layout_job(kind(600.0).job(label, Color32::BLACK)).size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(bold + 24.0 + 26.0, 34.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Tab, ui.is_enabled(), label));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(on));
    let painter = ui.painter();
    if on {
        painter.rect_filled(rect, 8.0, theme.accent_soft);
    } else if response.hovered() {
        painter.rect_filled(rect, 8.0, theme.hover);
    }
    widgets::icon(painter, pos2(rect.left() + 21.5, rect.center().y), icon, 17.0, ink);
    painter.galley(pos2(rect.left() + 37.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    if response.has_focus() {
        widgets::focus_ring(painter, rect, 8.0, theme);
    }
    response
}

/// The open file in the middle of the bar, or in the middle of the room between tabs and tools where that is narrow.
fn file_name(painter: &egui::Painter, theme: &Theme, bar: Rect, from: f32, to: f32, model: &TopBarModel<'_>) {
    let room = to - from;
    if model.file.is_empty() || room < 80.0 {
        return;
    }
    let detail = painter.layout_job(Type::SMALL.job(model.detail, theme.ink_3));
    let name_room = (room - 24.0 - space::S - detail.size().x).max(60.0);
    let mut job = Type::UI_STRONG.sized(13.5).job(model.file, theme.ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(name_room);
    let name = painter.layout_job(job);
    let width = 24.0 + name.size().x + space::S + detail.size().x;
    let y = bar.center().y;
    let x = (bar.center().x - width / 2.0).clamp(from, (to - width).max(from));
    widgets::icon(painter, pos2(x + 8.0, y), icons::FILE, 16.0, theme.ink_2);
    let (name_width, at) = (name.size().x, pos2(x + 24.0, y - name.size().y / 2.0));
    painter.galley(at, name, theme.ink);
    let at = pos2(x + 24.0 + name_width + space::S, y);
    if at.x + detail.size().x <= to {
        widgets::text(painter, at, Align2::LEFT_CENTER, Type::SMALL, model.detail, theme.ink_3);
    }
}
