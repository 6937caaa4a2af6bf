//! The name of what is open, in the middle of the top bar, with what else can be opened below it.

use egui::{Align2, Popup, PopupCloseBehavior, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::icons;
use super::theme::{Theme, Type, space};
use super::widgets;
use crate::app::words::{self, Unit, Word};
use crate::app::{App, Command, Document, Mode, Origin, Shown, shipped};
use crate::base::Lang;

/// Shows the name in the bar that was just painted over `ui`, and the menu while it is open.
pub(super) fn file_menu(ui: &Ui, theme: &Theme, app: &App, commands: &mut Vec<Command>) {
    let lang = app.lang();
    let (name, detail) = match app.shown() {
        Shown::Document(document) if app.mode() != Mode::Welcome => {
            (name(document, lang), detail(document, app))
        }
        Shown::Failed(failure) if app.mode() != Mode::Welcome => (failure.origin.name(), String::new()),
        _ => return,
    };
    let screen = ui.ctx().content_rect();
    let bar = Rect::from_min_size(screen.min, vec2(screen.width(), space::TOP_BAR));
    let painter = ui.painter();
    let detail_text = painter.layout_job(Type::SMALL.job(detail, theme.ink_3));
    // The tabs stand left of the middle, the tools right of it.
    let room = (bar.width() - 2.0 * 356.0).clamp(120.0, 560.0);
    let mut job = Type::UI_STRONG.sized(13.5).job(&name, theme.ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width((room - detail_text.size().x - 64.0).max(60.0));
    let name_text = painter.layout_job(job);
    let width = 24.0 + name_text.size().x + 8.0 + detail_text.size().x + 28.0;
    let rect = Rect::from_center_size(bar.center(), vec2(width + 16.0, 34.0));
    let response = ui.interact(rect, ui.unique_id().with("file menu"), Sense::click());
    let label = words::fill(Word::FileMenu, lang, &[("file", &name)]);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &label));
    if response.hovered() || Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response)) {
        painter.rect_filled(rect, space::CONTROL_RADIUS, theme.hover);
    }
    if response.has_focus() {
        widgets::focus_ring(painter, rect, space::CONTROL_RADIUS, theme);
    }
    let (x, y) = (rect.left() + 8.0, rect.center().y);
    widgets::icon(painter, pos2(x + 8.0, y), icons::FILE, 16.0, theme.ink_2);
    let detail_x = x + 24.0 + name_text.size().x + 8.0;
    let end = detail_x + detail_text.size().x + 14.0;
    painter.galley(pos2(x + 24.0, y - name_text.size().y / 2.0), name_text, theme.ink);
    painter.galley(pos2(detail_x, y - detail_text.size().y / 2.0), detail_text, theme.ink_3);
    widgets::icon(painter, pos2(end, y), icons::CARET_DOWN, 13.0, theme.ink_2);
    Popup::menu(&response).width(380.0).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
        let most = ui.ctx().content_rect().height() - space::TOP_BAR - 48.0;
        egui::ScrollArea::vertical().max_height(most).show(ui, |ui| {
            entries(ui, theme, app, lang, commands);
        });
    });
}

/// What the window calls a document.
pub(super) fn name(document: &Document, lang: Lang) -> String {
    match &document.origin {
        Origin::Shipped(id) => shipped::title(id, lang).to_owned(),
        Origin::File(_) => document.origin.name(),
    }
}

fn detail(document: &Document, app: &App) -> String {
    let packets = u64::from(document.read().packets);
    if app.loading().is_some() && document.file_bytes.is_some_and(|bytes| bytes > 1 << 20) {
        return words::size(document.file_bytes.unwrap_or(0));
    }
    words::count(packets, Unit::Packet, app.lang())
}

fn entries(ui: &mut Ui, theme: &Theme, app: &App, lang: Lang, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if entry(ui, theme, words::get(Word::OpenCapture, lang), "Ctrl O") {
        commands.push(Command::ChooseFile);
    }
    let recent = &app.settings.recent_files;
    if !recent.is_empty() {
        heading(ui, theme, words::get(Word::RecentCaptures, lang));
    }
    for path in recent {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        if entry(ui, theme, &name, &folder) {
            commands.push(Command::Open(path.clone()));
        }
    }
    heading(ui, theme, words::get(Word::Lessons, lang));
    for lesson in app.shelf().lessons() {
        let title = format!("{} · {}", lesson.number, lesson.text(lang).title);
        let minutes = words::fill(Word::Minutes, lang, &[("n", &lesson.minutes.to_string())]);
        if entry(ui, theme, &title, &minutes) {
            commands.push(Command::OpenLesson(lesson.id.clone()));
        }
    }
    heading(ui, theme, words::get(Word::CapturesToExplore, lang));
    for capture in shipped::captures() {
        let packets = words::count(capture.packets, Unit::Packet, lang);
        if entry(ui, theme, capture.title.get(lang), &packets) {
            commands.push(Command::OpenCapture(capture.id.to_owned()));
        }
    }
}

fn heading(ui: &mut Ui, theme: &Theme, text: &str) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::hover());
    let at = rect.left_center() + vec2(8.0, 3.0);
    widgets::text(ui.painter(), at, Align2::LEFT_CENTER, Type::SMALL_STRONG, text, theme.ink_3);
}

fn entry(ui: &mut Ui, theme: &Theme, name: &str, detail: &str) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, ui.is_enabled(), name));
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect, space::TAG_RADIUS, theme.hover);
    }
    if response.has_focus() {
        widgets::focus_ring(painter, rect, space::TAG_RADIUS, theme);
    }
    let at = rect.left_center() + vec2(8.0, 0.0);
    let drawn = widgets::text_fit(
        painter,
        at,
        Align2::LEFT_CENTER,
        Type::UI_MEDIUM,
        name,
        theme.ink,
        rect.width() * 0.7,
    );
    let room = rect.right() - 8.0 - drawn.right() - 16.0;
    if room > 30.0 {
        let at = rect.right_center() - vec2(8.0, 0.0);
        widgets::text_fit(painter, at, Align2::RIGHT_CENTER, Type::SMALL, detail, theme.ink_3, room);
    }
    response.clicked()
}
