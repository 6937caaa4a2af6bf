//! The transport: steps, play, what one step is, the scrubber with its phases, time and speed. It moves nothing
//! itself.

use egui::{
    Align, Key, Layout, Painter, Pos2, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::icons;
use super::theme::{self, Theme, Type, space};
use super::widgets::{self, icon_button, segmented};
use crate::app::words::{self, Word};
use crate::app::{Command, SPEEDS, StepBy, TimeControl, Way};
use crate::base::Lang;
use crate::view::moments::{Phase, PhaseSpan};

/// Ticks closer than this are left out, in points.
const TICK_GAP: f32 = 3.0;

/// Shows the transport over the whole width of `ui`, [`space::TRANSPORT`] high.
pub fn transport(ui: &mut Ui, theme: &Theme, lang: Lang, time: &TimeControl, commands: &mut Vec<Command>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), space::TRANSPORT), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme.panel);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(space::LINE, theme.line));
    let inner = rect.shrink2(vec2(space::L, 0.0));
    let mut left = part(ui, "steps", inner, Layout::left_to_right(Align::Center));
    buttons(&mut left, theme, lang, time, commands);
    left.add_space(space::L);
    step_by(&mut left, theme, lang, time, commands, rect.width() >= 1360.0);
    let mut right = part(ui, "speed", inner, Layout::right_to_left(Align::Center));
    speed(&mut right, theme, lang, time, commands, rect.width() >= 1360.0);
    right.add_space(space::L);
    clock(&mut right, theme, lang, time);
    let rail = Rect::from_x_y_ranges(
        left.min_rect().right() + space::L..=right.min_rect().left() - space::L,
        rect.y_range(),
    );
    if rail.width() > 60.0 {
        scrubber(ui, theme, lang, time, rail, commands);
    }
}

fn part(ui: &mut Ui, name: &str, rect: Rect, layout: Layout) -> Ui {
    let mut part = ui.new_child(UiBuilder::new().id_salt(("transport", name)).max_rect(rect).layout(layout));
    part.spacing_mut().item_spacing.x = space::XS;
    part
}

fn buttons(ui: &mut Ui, theme: &Theme, lang: Lang, time: &TimeControl, commands: &mut Vec<Command>) {
    let mut step = |ui: &mut Ui, sign: &str, word: Word, way: Way, bordered: bool| {
        if icon_button(ui, sign, words::get(word, lang), bordered).clicked() {
            commands.push(Command::Step(way));
        }
    };
    step(ui, icons::SKIP_BACK, Word::FirstStep, Way::First, false);
    step(ui, icons::CARET_LEFT, Word::StepBack, Way::Back, true);
    let play = play_button(ui, theme, lang, time.playing());
    step(ui, icons::CARET_RIGHT, Word::StepForward, Way::Forward, true);
    step(ui, icons::SKIP_FORWARD, Word::LastStep, Way::Last, false);
    if play.clicked() {
        commands.push(Command::Play(!time.playing()));
    }
}

fn play_button(ui: &mut Ui, theme: &Theme, lang: Lang, playing: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(48.0, 40.0), Sense::click());
    let name = words::get(if playing { Word::Pause } else { Word::Play }, lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let painter = ui.painter();
    painter.rect_filled(rect, 9.0, theme.accent);
    let sign = if playing { icons::PAUSE } else { icons::PLAY };
    widgets::icon_fill(painter, rect.center(), sign, 20.0, theme.on_accent);
    if response.has_focus() {
        widgets::focus_ring(painter, rect.expand(2.0), 11.0, theme);
    }
    response.on_hover_ui(|ui| {
        ui.label(format!("{name} (Space)"));
        ui.label(words::get(Word::SilencesShortened, lang));
    })
}

fn step_by(
    ui: &mut Ui,
    theme: &Theme,
    lang: Lang,
    time: &TimeControl,
    commands: &mut Vec<Command>,
    with_label: bool,
) {
    let name = words::get(Word::StepBy, lang);
    if with_label {
        ui.add(egui::Label::new(Type::SMALL.text(name, theme.ink_2)).extend());
        ui.add_space(space::XS);
    }
    let choices = [
        (StepBy::Packet, words::get(Word::Packet, lang)),
        (StepBy::Frame, words::get(Word::Frame, lang)),
        (StepBy::Message, words::get(Word::Message, lang)),
    ];
    let mut by = time.step_by;
    if segmented(ui, name, &choices, &mut by) {
        commands.push(Command::StepBy(by));
    }
}

fn speed(
    ui: &mut Ui,
    theme: &Theme,
    lang: Lang,
    time: &TimeControl,
    commands: &mut Vec<Command>,
    with_label: bool,
) {
    let name = words::get(Word::Speed, lang);
    let choices = [(SPEEDS[0], "¼×"), (SPEEDS[1], "½×"), (SPEEDS[2], "1×"), (SPEEDS[3], "2×")];
    let mut speed = time.speed();
    if segmented(ui, name, &choices, &mut speed) {
        commands.push(Command::Speed(speed));
    }
    if with_label {
        ui.add_space(space::XS);
        ui.add(egui::Label::new(Type::SMALL.text(name, theme.ink_2)).extend());
    }
}

/// `0.071 / 0.236 s`
fn clock(ui: &mut Ui, theme: &Theme, lang: Lang, time: &TimeControl) {
    let total = time.timeline().total_nanos();
    let now = time.timeline().elapsed_nanos(time.moments(), time.position());
    let now = words::seconds(i128::from(now), 3);
    let total = words::seconds(i128::from(total), 3);
    let name = words::fill(Word::TimeOf, lang, &[("time", &now), ("total", &total)]);
    let painter = ui.painter().clone();
    let rest = painter.layout_job(Type::MONO.job(format!(" / {total} s"), theme.ink_2));
    // Room for the longest time, so that playing moves nothing.
    let room = painter.layout_job(Type::MONO_STRONG.job(&total, theme.ink)).size().x;
    let now = painter.layout_job(Type::MONO_STRONG.job(now, theme.ink));
    let width = room.max(now.size().x) + rest.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 22.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    let split = rect.right() - rest.size().x;
    painter.galley(pos2(split - now.size().x, rect.top()), now, theme.ink);
    painter.galley(pos2(split, rect.top()), rest, theme.ink_2);
}

fn scrubber(ui: &Ui, theme: &Theme, lang: Lang, time: &TimeControl, rect: Rect, commands: &mut Vec<Command>) {
    let line =
        Rect::from_x_y_ranges(rect.x_range().shrink(8.0), rect.center().y - 2.0..=rect.center().y + 5.0);
    let id = ui.unique_id().with("scrubber");
    let response = ui.interact(line.expand2(vec2(8.0, 14.0)), id, Sense::click_and_drag());
    let timeline = time.timeline();
    let name = words::get(Word::Position, lang);
    let position = time.position() as f64;
    response.widget_info(|| WidgetInfo::slider(true, position, name));
    if let Some(at) = response.interact_pointer_pos()
        && (response.dragged() || response.clicked())
    {
        let share = (at.x - line.left()) / line.width();
        commands.push(Command::SeekTo(timeline.cursor_at(share.clamp(0.0, 1.0))));
    }
    if response.has_focus() {
        keep_arrows(ui, &response);
        for (key, way) in [(Key::ArrowLeft, Way::Back), (Key::ArrowRight, Way::Forward)] {
            if ui.input(|input| input.key_pressed(key)) {
                commands.push(Command::Step(way));
            }
        }
    }
    let painter = ui.painter();
    phases(painter, theme, lang, timeline.phases(), line);
    ticks(painter, theme, timeline.ticks(), line);
    handle(
        painter,
        theme,
        pos2(line.left() + timeline.x_of(time.position()) * line.width(), line.center().y),
    );
    if response.has_focus() {
        widgets::focus_ring(painter, line.expand2(vec2(6.0, 12.0)), space::CONTROL_RADIUS, theme);
    }
}

/// While the scrubber has the focus, the arrows move it and not the focus.
fn keep_arrows(ui: &Ui, response: &Response) {
    let filter = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
}

fn phases(painter: &Painter, theme: &Theme, lang: Lang, phases: &[PhaseSpan], line: Rect) {
    if phases.is_empty() {
        painter.rect_filled(line, 3.0, theme.hover);
    }
    let mut named_to = line.left();
    for span in phases {
        let x = |share: f32| line.left() + share * line.width();
        let (phase, name) = look(span.phase);
        let part = Rect::from_x_y_ranges(x(span.x_start) + 1.0..=x(span.x_end) - 1.0, line.y_range());
        painter.rect_filled(part, 2.0, theme.phase(phase).solid);
        let Some(name) = name else { continue };
        let mark = pos2(part.left() + 6.0, line.top() - 13.0);
        let kind = Type::SMALL.sized(12.0).weighing(600.0);
        let job = kind.job(words::get(name, lang), theme.phase(phase).ink);
        let galley = painter.layout_job(job);
        if mark.x < named_to || mark.x + 10.0 + galley.size().x > line.right() + 24.0 {
            continue;
        }
        named_to = mark.x + 16.0 + galley.size().x;
        widgets::phase_mark(painter, mark, 10.0, phase, theme);
        painter.galley(pos2(mark.x + 10.0, mark.y - galley.size().y / 2.0), galley, theme.ink);
    }
}

const fn look(phase: Phase) -> (theme::Phase, Option<Word>) {
    match phase {
        Phase::TcpConnect | Phase::TcpClose => (theme::Phase::Tcp, None),
        Phase::Opening => (theme::Phase::Opening, Some(Word::PhaseOpening)),
        Phase::Data => (theme::Phase::Data, Some(Word::PhaseData)),
        Phase::Closing => (theme::Phase::Closing, Some(Word::PhaseClosing)),
    }
}

fn ticks(painter: &Painter, theme: &Theme, ticks: &[f32], line: Rect) {
    let stroke = Stroke::new(1.0, theme.line_strong);
    let mut last = f32::NEG_INFINITY;
    let mut from = 0;
    // A long row of moments is searched, not walked: at most one tick every few points is painted.
    while let Some(&tick) = ticks.get(from) {
        let x = line.left() + tick * line.width();
        if x - last >= TICK_GAP {
            painter.vline(x, line.bottom() + 3.0..=line.bottom() + 7.0, stroke);
            last = x;
        }
        let next = (last + TICK_GAP - line.left()) / line.width();
        from += 1 + ticks[from + 1..].partition_point(|&tick| tick < next);
    }
}

fn handle(painter: &Painter, theme: &Theme, at: Pos2) {
    painter.circle(at, 7.0, theme.panel, Stroke::new(3.0, theme.ink));
}
