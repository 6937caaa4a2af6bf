//! The start page: what the program is, the lessons by phase, and captures to explore.

use egui::{
    Align2, Painter, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::icons;
use super::theme::{Phase, Theme, Type, space};
use super::widgets::{self, Button, Life, segmented};
use crate::app::words::{self, Unit, Word};
use crate::app::{Command, ThemeChoice};
use crate::base::Lang;

/// One lesson on the page.
#[derive(Debug, Clone, Default)]
pub struct LessonCard {
    /// Its id, for [`Command::OpenLesson`].
    pub id: String,
    /// Its number, from 1.
    pub number: u32,
    /// Its title in the language of the window.
    pub title: String,
    /// What it is about, in half a line.
    pub lead: String,
    /// How long it takes, in minutes.
    pub minutes: u16,
    /// Whether it was finished.
    pub done: bool,
}

/// One capture that ships with the program.
#[derive(Debug, Clone)]
pub struct CaptureCard {
    /// Its id, for [`Command::OpenCapture`].
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it shows, in half a line.
    pub lead: String,
    /// How many packets it holds.
    pub packets: u64,
    /// How its connections live and end.
    pub life: Life,
}

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct WelcomeModel {
    /// The lessons of opening handshake, data transfer and closing handshake.
    pub lessons: [Vec<LessonCard>; 3],
    /// The captures that ship with the program.
    pub captures: Vec<CaptureCard>,
    /// The id of the lesson to take next; empty where there is none.
    pub next: String,
    /// Whether a lesson was begun or finished before.
    pub begun: bool,
    /// The colours that were chosen.
    pub theme: ThemeChoice,
}

impl WelcomeModel {
    fn next_lesson(&self) -> Option<&LessonCard> {
        self.lessons.iter().flatten().find(|lesson| lesson.id == self.next)
    }
}

/// Where things stand on the page, from its width.
#[derive(Debug, Clone, Copy)]
struct Layout {
    left: Rect,
    right: Rect,
    footer: Rect,
    margin: f32,
    gap: f32,
    column: f32,
}

impl Layout {
    const FOOTER: f32 = 72.0;

    fn new(rect: Rect) -> Self {
        let wide = rect.width() >= 1440.0;
        let right_width = if wide { 488.0 } else { 368.0 };
        let margin = if wide { 48.0 } else { 24.0 };
        let split = rect.right() - right_width;
        let footer =
            Rect::from_min_max(pos2(rect.left(), rect.bottom() - Self::FOOTER), pos2(split, rect.bottom()));
        let left = Rect::from_min_max(rect.min, pos2(split, footer.top()));
        let gap = if wide { 16.0 } else { 10.0 };
        let column = ((left.width() - margin - 24.0 - 2.0 * gap) / 3.0).min(336.0);
        Self { left, right: rect.with_min_x(split), footer, margin, gap, column }
    }
}

/// Shows the page in all the room there is and says what was asked for.
pub fn welcome(ui: &mut Ui, theme: &Theme, lang: Lang, model: &WelcomeModel) -> Option<Command> {
    let rect = ui.available_rect_before_wrap();
    let layout = Layout::new(rect);
    ui.painter().rect_filled(rect, 0.0, theme.canvas);
    let mut command = None;

    let mut left = ui.new_child(UiBuilder::new().id_salt("lessons").max_rect(layout.left));
    ScrollArea::vertical().auto_shrink(false).show(&mut left, |ui| {
        let rows = model.lessons.iter().map(Vec::len).max().unwrap_or(0);
        let height = 430.0 + rows as f32 * 75.0;
        let (page, _) = ui.allocate_exact_size(vec2(layout.left.width() - 8.0, height), Sense::hover());
        command = hero(ui, theme, lang, model, page, layout);
        for (at, (phase, lessons)) in
            [Phase::Opening, Phase::Data, Phase::Closing].into_iter().zip(&model.lessons).enumerate()
        {
            let x = page.left() + layout.margin + at as f32 * (layout.column + layout.gap);
            let place = Rect::from_min_size(pos2(x, page.top() + 342.0), vec2(layout.column, height - 342.0));
            let chosen = column(ui, theme, lang, model, place, phase, lessons);
            command = chosen.or_else(|| command.take());
        }
    });
    command = footer(ui, theme, lang, model, layout).or(command);
    command = captures(ui, theme, lang, model, layout.right).or(command);
    ui.advance_cursor_after_rect(rect);
    command
}

fn hero(
    ui: &Ui,
    theme: &Theme,
    lang: Lang,
    model: &WelcomeModel,
    page: Rect,
    layout: Layout,
) -> Option<Command> {
    let painter = ui.painter();
    let x = page.left() + layout.margin;
    let ladder = Rect::from_min_size(
        pos2((page.right() - layout.margin - 300.0).min(page.left() + 750.0), page.top() + 78.0),
        vec2(262.0, 214.0),
    );
    for (line, word) in [(0.0, Word::HeroTop), (1.0, Word::HeroBottom)] {
        let at = pos2(x - 2.0, page.top() + 50.0 + line * Type::HERO.line);
        widgets::text(painter, at, Align2::LEFT_TOP, Type::HERO, words::get(word, lang), theme.ink);
    }
    let mut lead = Type::LEAD.job(words::get(Word::HeroLead, lang), theme.ink_2);
    lead.wrap.max_width = (ladder.left() - x - 40.0).min(520.0);
    let lead = painter.layout_job(lead);
    let below = page.top() + 174.0 + lead.size().y.max(54.0) + 24.0;
    painter.galley(pos2(x, page.top() + 174.0), lead, theme.ink_2);
    mini_ladder(painter, theme, lang, ladder);

    let mut command = None;
    let mut left = x;
    if let Some(lesson) = model.next_lesson() {
        let word = if model.begun { Word::ContinueLesson } else { Word::StartLesson };
        let label = words::fill(word, lang, &[("n", &lesson.number.to_string())]);
        let button = Button::primary(&label).icon_fill(icons::PLAY).hero();
        let place = Rect::from_min_size(pos2(left, below), button.size(ui));
        left = place.right() + space::M;
        if button.show_at(ui, place).clicked() {
            command = Some(Command::OpenLesson(lesson.id.clone()));
        }
    }
    let button =
        Button::secondary(words::get(Word::OpenCapture, lang)).icon(icons::FOLDER_OPEN).key("Ctrl O").hero();
    let place = Rect::from_min_size(pos2(left, below), button.size(ui));
    if button.show_at(ui, place).clicked() {
        command = Some(Command::ChooseFile);
    }
    command
}

/// The seed picture: three phases between client and server.
fn mini_ladder(painter: &Painter, theme: &Theme, lang: Lang, rect: Rect) {
    let (client, server) = (rect.left() + 30.0, rect.right() - 30.0);
    for (x, word) in [(client, Word::Client), (server, Word::Server)] {
        let at = pos2(x, rect.top() - 12.0);
        widgets::text(
            painter,
            at,
            Align2::CENTER_BOTTOM,
            Type::UI_STRONG,
            words::get(word, lang),
            theme.ink_2,
        );
    }
    let bands: [(Phase, f32, f32, &[f32]); 3] = [
        (Phase::Opening, 0.0, 54.0, &[12.0, 34.0]),
        (Phase::Data, 62.0, 76.0, &[74.0, 96.0, 118.0]),
        (Phase::Closing, 146.0, 54.0, &[158.0, 180.0]),
    ];
    for (phase, top, height, _) in bands {
        let colors = theme.phase(phase);
        let band = Rect::from_min_size(rect.min + vec2(0.0, top), vec2(rect.width(), height));
        painter.rect_filled(band, 7.0, colors.tint);
        painter.rect_filled(band.with_max_x(band.left() + 5.0), 0.0, colors.solid);
    }
    for x in [client, server] {
        painter.vline(x, rect.top() - 6.0..=rect.top() + 208.0, Stroke::new(space::ARROW, theme.ink_3));
    }
    for (phase, _, _, arrows) in bands {
        for (at, y) in arrows.iter().enumerate() {
            let (from, to) = if at == 0 { (client, server) } else { (server, client) };
            let y = rect.top() + y;
            let stroke = Stroke::new(2.6, theme.phase(phase).mark);
            widgets::arrow(painter, pos2(from, y), pos2(to, y + 8.0), stroke, 12.0);
        }
    }
}

fn column(
    ui: &Ui,
    theme: &Theme,
    lang: Lang,
    model: &WelcomeModel,
    place: Rect,
    phase: Phase,
    lessons: &[LessonCard],
) -> Option<Command> {
    let (number, title, lead) = match phase {
        Phase::Opening => (1, Word::OpeningHandshake, Word::OpeningLead),
        Phase::Data => (2, Word::DataTransfer, Word::DataLead),
        _ => (3, Word::ClosingHandshake, Word::ClosingLead),
    };
    let painter = ui.painter();
    let colors = theme.phase(phase);
    painter.rect_filled(place.with_max_y(place.top() + 6.0), 3.0, colors.solid);
    let y = place.top() + 32.0;
    let mark = if phase == Phase::Data { 20.0 } else { 15.0 };
    widgets::phase_mark(painter, pos2(place.left() + mark / 2.0, y), 15.0, phase, theme);
    let at = pos2(place.left() + mark + space::S, y);
    let title = format!("{number} · {}", words::get(title, lang));
    let room = place.right() - at.x;
    widgets::text_fit(painter, at, Align2::LEFT_CENTER, Type::SECTION, &title, colors.ink, room);
    let at = pos2(place.left(), place.top() + 46.0);
    let kind = Type::UI.sized(13.5).lined(20.0);
    widgets::text_fit(
        painter,
        at,
        Align2::LEFT_TOP,
        kind,
        words::get(lead, lang),
        theme.ink_2,
        place.width(),
    );

    let mut command = None;
    for (at, lesson) in lessons.iter().enumerate() {
        let top = place.top() + 78.0 + at as f32 * 75.0;
        let card = Rect::from_min_size(pos2(place.left(), top), vec2(place.width(), 66.0));
        if lesson_card(ui, theme, lang, card, lesson, lesson.id == model.next, model.begun).clicked() {
            command = Some(Command::OpenLesson(lesson.id.clone()));
        }
    }
    command
}

fn lesson_card(
    ui: &Ui,
    theme: &Theme,
    lang: Lang,
    card: Rect,
    lesson: &LessonCard,
    next: bool,
    begun: bool,
) -> Response {
    let response = ui.interact(card, ui.unique_id().with(("lesson", &lesson.id)), Sense::click());
    let number = lesson.number.to_string();
    response.widget_info(|| {
        let name = words::fill(Word::Lesson, lang, &[("n", &number)]);
        WidgetInfo::labeled(Role::Button, ui.is_enabled(), format!("{name} · {}", lesson.title))
    });
    if !ui.is_rect_visible(card) {
        return response;
    }
    let painter = ui.painter();
    let fill = if response.hovered() { theme.hover } else { theme.panel };
    let stroke =
        if next { Stroke::new(space::SELECTION, theme.sel_line) } else { Stroke::new(1.0, theme.line) };
    painter.rect(card, 9.0, fill, stroke, StrokeKind::Inside);
    if response.has_focus() {
        widgets::focus_ring(painter, card, 9.0, theme);
    }
    let narrow = card.width() < 320.0;
    let y = card.center().y;
    let at = pos2(card.left() + if narrow { 30.0 } else { 32.0 }, y);
    widgets::text(painter, at, Align2::RIGHT_CENTER, Type::MONO_STRONG.sized(15.0), &number, theme.ink_2);

    // In a narrow card the title has its line alone, and what stands at the right moves beside the lead.
    let x = card.left() + if narrow { 38.0 } else { 44.0 };
    let right = pos2(card.right() - if narrow { 12.0 } else { 14.0 }, y);
    let end = if next {
        let word = if begun { Word::Continue } else { Word::Start };
        start_sign(painter, theme, if narrow { "" } else { words::get(word, lang) }, right)
    } else if lesson.done {
        let center = right - vec2(9.0, 0.0);
        widgets::severity_icon(painter, center, super::theme::Severity::Ok, 18.0, theme)
    } else {
        let minutes = words::fill(Word::Minutes, lang, &[("n", &lesson.minutes.to_string())]);
        let at = if narrow { right + vec2(0.0, 10.0) } else { right };
        widgets::text(painter, at, Align2::RIGHT_CENTER, Type::UI, &minutes, theme.ink_3)
    };
    let room = end.left() - x - space::S;
    let alone = narrow && !next && !lesson.done;
    let title_room = if alone { right.x - x } else { room };
    let (title, lead) = (&lesson.title, &lesson.lead);
    widgets::text_fit(
        painter,
        pos2(x, y - 19.0),
        Align2::LEFT_TOP,
        Type::CARD_TITLE,
        title,
        theme.ink,
        title_room,
    );
    widgets::text_fit(painter, pos2(x, y + 1.0), Align2::LEFT_TOP, Type::UI, lead, theme.ink_2, room);
    // What was cut can still be read.
    if narrow { response.on_hover_text(format!("{title}\n{lead}")) } else { response }
}

/// The sign on the card of the next lesson. The whole card is the button, so this takes no input of its own.
fn start_sign(painter: &Painter, theme: &Theme, label: &str, right: Pos2) -> Rect {
    let galley = painter.layout_job(Type::SMALL_STRONG.job(label, theme.on_accent));
    let width = if label.is_empty() { 30.0 } else { galley.size().x + 37.0 };
    let size = vec2(width, 30.0);
    let rect = Rect::from_min_size(pos2(right.x - size.x + 2.0, right.y - size.y / 2.0), size);
    painter.rect_filled(rect, 6.0, theme.accent);
    widgets::icon_fill(painter, pos2(rect.left() + 15.0, right.y), icons::PLAY, 12.0, theme.on_accent);
    painter.galley(pos2(rect.left() + 28.0, right.y - galley.size().y / 2.0), galley, theme.on_accent);
    rect
}

fn footer(ui: &mut Ui, theme: &Theme, lang: Lang, model: &WelcomeModel, layout: Layout) -> Option<Command> {
    let rect = layout.footer;
    let line =
        Rect::from_min_size(rect.min + vec2(layout.margin, 8.0), vec2(rect.width() - layout.margin, 32.0));
    let row = egui::Layout::left_to_right(egui::Align::Center);
    let mut row = ui.new_child(UiBuilder::new().id_salt("footer").max_rect(line).layout(row));
    row.spacing_mut().item_spacing.x = space::S;
    let mut command = None;
    row.label(theme.icon(icons::TRANSLATE, 18.0, theme.ink_2));
    let mut chosen = lang;
    let languages = Lang::ALL.map(|lang| (lang, lang.name()));
    if segmented(&mut row, words::get(Word::Language, lang), &languages, &mut chosen) {
        command = Some(Command::Lang(chosen));
    }
    row.add_space(20.0);
    row.label(theme.icon(icons::CIRCLE_HALF, 18.0, theme.ink_2));
    let mut chosen = model.theme;
    let themes = [
        (ThemeChoice::Light, words::get(Word::Light, lang)),
        (ThemeChoice::Dark, words::get(Word::Dark, lang)),
        (ThemeChoice::System, words::get(Word::System, lang)),
    ];
    if segmented(&mut row, words::get(Word::Theme, lang), &themes, &mut chosen) {
        command = Some(Command::Theme(chosen));
    }
    command
}

fn captures(ui: &mut Ui, theme: &Theme, lang: Lang, model: &WelcomeModel, rect: Rect) -> Option<Command> {
    ui.painter().rect_filled(rect, 0.0, theme.panel);
    ui.painter().vline(rect.left() + 0.5, rect.y_range(), Stroke::new(space::LINE, theme.line));
    let inner = rect.shrink2(vec2(if rect.width() > 400.0 { 28.0 } else { 20.0 }, 0.0));
    let short = rect.height() < 800.0;
    let drop = Rect::from_min_size(
        inner.min + vec2(0.0, 32.0),
        vec2(inner.width(), if short { 168.0 } else { 236.0 }),
    );
    let mut command = drop_target(ui, theme, lang, drop).clicked().then_some(Command::ChooseFile);
    if model.captures.is_empty() {
        return command;
    }
    let at = pos2(inner.left(), drop.bottom() + 28.0);
    let title = words::get(Word::CapturesToExplore, lang);
    widgets::text(ui.painter(), at, Align2::LEFT_TOP, Type::SECTION.sized(16.0), title, theme.ink);
    let list = Rect::from_min_max(at + vec2(0.0, 34.0), pos2(inner.right(), rect.bottom() - space::S));
    let mut list = ui.new_child(UiBuilder::new().id_salt("captures").max_rect(list));
    ScrollArea::vertical().auto_shrink(false).show(&mut list, |ui| {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        for capture in &model.captures {
            if capture_row(ui, theme, lang, capture).clicked() {
                command = Some(Command::OpenCapture(capture.id.clone()));
            }
        }
    });
    command
}

fn drop_target(ui: &Ui, theme: &Theme, lang: Lang, rect: Rect) -> Response {
    let response = ui.interact(rect, ui.unique_id().with("drop"), Sense::click());
    let name = words::get(Word::DropHere, lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let painter = ui.painter();
    painter.rect_filled(rect, 14.0, if response.hovered() { theme.hover } else { theme.sunken });
    widgets::dashed_rect(painter, rect, 14.0, Stroke::new(2.0, theme.line_strong), 7.0, 5.0);
    if response.has_focus() {
        widgets::focus_ring(painter, rect, 14.0, theme);
    }
    let (x, y) = (rect.center().x, rect.center().y);
    widgets::icon(painter, pos2(x, y - 37.0), icons::FILE_ARROW_DOWN, 44.0, theme.ink_2);
    let kind = Type::STATE_TITLE.sized(19.0);
    widgets::text(painter, pos2(x, y + 12.0), Align2::CENTER_CENTER, kind, name, theme.ink);
    let mut job = egui::text::LayoutJob::default();
    let line = |kind: Type| kind.sized(14.0).lined(22.0).format(theme.ink_2);
    let (mono, prose) = (line(Type::MONO), line(Type::UI));
    for (at, part) in words::get(Word::DropKinds, lang).split("{kinds}").enumerate() {
        if at > 0 {
            job.append(".pcap .pcapng", 0.0, mono.clone());
        }
        job.append(part, 0.0, prose.clone());
    }
    job.wrap.max_width = f32::INFINITY;
    let galley = painter.layout_job(job);
    painter.galley(pos2(x - galley.size().x / 2.0, y + 31.0), galley, theme.ink_2);
    response
}

fn capture_row(ui: &mut Ui, theme: &Theme, lang: Lang, capture: &CaptureCard) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 66.0), Sense::click());
    let packets = words::count(capture.packets, Unit::Packet, lang);
    response.widget_info(|| {
        let name = format!("{} · {} · {packets}", capture.name, capture.lead);
        WidgetInfo::labeled(Role::Button, ui.is_enabled(), name)
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect.shrink2(vec2(0.0, 1.0)), space::CONTROL_RADIUS, theme.hover);
    }
    painter.hline(rect.x_range(), rect.top() + 0.5, Stroke::new(space::LINE, theme.line));
    let y = rect.center().y;
    // Names need the room more than lines do.
    let length = if rect.width() > 400.0 { 64.0 } else { 48.0 };
    let line = Rect::from_center_size(pos2(rect.left() + length / 2.0, y), vec2(length, 14.0));
    widgets::timeline(painter, line, capture.life, theme);
    widgets::icon(painter, pos2(rect.right() - 12.0, y), icons::CARET_RIGHT, 14.0, theme.ink_3);
    let at = pos2(rect.right() - 30.0, y);
    let end = widgets::text(painter, at, Align2::RIGHT_CENTER, Type::UI, &packets, theme.ink_3);
    let x = line.right() + if length > 50.0 { 16.0 } else { 12.0 };
    let room = end.left() - x - space::S;
    widgets::text_fit(
        painter,
        pos2(x, y - 19.0),
        Align2::LEFT_TOP,
        Type::MONO_NAME,
        &capture.name,
        theme.ink,
        room,
    );
    let kind = Type::UI.lined(19.0);
    widgets::text_fit(painter, pos2(x, y + 1.0), Align2::LEFT_TOP, kind, &capture.lead, theme.ink_2, room);
    if response.has_focus() {
        widgets::focus_ring(painter, rect.shrink(4.0), space::CONTROL_RADIUS, theme);
    }
    response
}

/// Shows over the whole window that what is being dragged can be dropped, with the name of the file.
pub fn drop_overlay(ui: &Ui, theme: &Theme, lang: Lang, file: &str) {
    let rect = ui.ctx().content_rect();
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop overlay"));
    let painter = ui.ctx().layer_painter(layer);
    painter.rect_stroke(
        rect.shrink(4.0),
        space::PANEL_RADIUS,
        Stroke::new(3.0, theme.accent),
        StrokeKind::Inside,
    );
    let label = if file.is_empty() {
        words::get(Word::DropNow, lang).to_owned()
    } else {
        format!("{} · {file}", words::get(Word::DropNow, lang))
    };
    let galley = painter.layout_job(Type::CARD_TITLE.job(label, theme.on_accent));
    let center = rect.center_bottom() - vec2(0.0, 48.0);
    let pill = Rect::from_center_size(center, galley.size() + vec2(32.0, 16.0));
    painter.rect_filled(pill, pill.height() / 2.0, theme.accent);
    painter.galley(pill.center() - galley.size() / 2.0, galley, theme.on_accent);
}
