//! The lesson panel: where one is, what the step tells and asks, and the way on. It paints a scene and pushes
//! commands.

mod prose;
mod question;

use egui::{Align2, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::icons;
use super::theme::{Phase, Severity, Theme, Type, space};
use super::widgets::{self, Button, icon_button, panel_frame, phase_mark};
use crate::app::words::{self, Word};
use crate::app::{Command, Mode, Way};
use crate::base::Lang;
use crate::lesson::{Lesson, Note, Scene};

const HEAD: f32 = 62.0;
const FOOT: f32 = 62.0;
const MARGIN: f32 = 20.0;

/// What the panel keeps: which step its scroll position belongs to.
#[derive(Debug, Default)]
pub struct State {
    step: Option<(u32, usize, bool)>,
}

/// What the panel shows.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The lesson at its step.
    pub scene: &'a Scene,
    /// What is the matter with the lesson's files since they were last changed; nothing in a lesson that ships.
    pub notes: &'a [Note],
    /// The lesson after this one.
    pub next: Option<&'a Lesson>,
}

/// Shows the panel in all the room there is.
pub fn show(
    ui: &mut Ui,
    theme: &Theme,
    lang: Lang,
    page: &Page<'_>,
    state: &mut State,
    commands: &mut Vec<Command>,
) {
    let scene = page.scene;
    let rect = ui.available_rect_before_wrap();
    panel_frame(ui.painter(), rect, theme);
    let region = ui.interact(rect, ui.unique_id().with("lesson"), Sense::hover());
    let name = words::fill(Word::Lesson, lang, &[("n", &scene.number.to_string())]);
    let name = format!("{name} · {}", scene.lesson_title);
    region.widget_info(|| WidgetInfo::labeled(Role::Region, true, &name));
    head(ui, theme, lang, scene, rect.with_max_y(rect.top() + HEAD), commands);
    foot(ui, theme, lang, scene, rect.with_min_y(rect.bottom() - FOOT), commands);
    let below = rect.with_min_y(rect.top() + HEAD);
    let top =
        if page.notes.is_empty() { below.top() } else { wrong_files(ui, theme, lang, page.notes, below) };
    let body = Rect::from_x_y_ranges(rect.x_range().shrink(1.0), top..=rect.bottom() - FOOT);
    let mut body_ui = ui.new_child(UiBuilder::new().id_salt("lesson body").max_rect(body));
    let step = Some((scene.number, scene.step, scene.finished));
    let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("lesson scroll");
    if std::mem::replace(&mut state.step, step) != step {
        area = area.vertical_scroll_offset(0.0);
    }
    area.show(&mut body_ui, |ui| {
        let margin = egui::Margin { left: MARGIN as i8, right: MARGIN as i8, top: 8, bottom: 16 };
        egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            if scene.finished {
                finished(ui, theme, lang, page, commands);
            } else {
                step_body(ui, theme, lang, scene, commands);
            }
        });
    });
}

fn head(ui: &mut Ui, theme: &Theme, lang: Lang, scene: &Scene, rect: Rect, commands: &mut Vec<Command>) {
    let painter = ui.painter().clone();
    let inner = rect.shrink2(vec2(MARGIN, 0.0));
    let phase = phase(scene);
    let y = rect.top() + 26.0;
    phase_mark(&painter, pos2(inner.left() + 8.0, y), 13.0, phase, theme);
    let leave = Rect::from_center_size(pos2(inner.right() - 8.0, y), vec2(space::BUTTON, space::BUTTON));
    let mut corner = ui.new_child(UiBuilder::new().id_salt("leave").max_rect(leave));
    if icon_button(&mut corner, icons::X, words::get(Word::LeaveLesson, lang), false).clicked() {
        commands.push(Command::LeaveLesson);
    }
    let step = (scene.step + 1).to_string();
    let steps = scene.steps.to_string();
    let count = words::fill(Word::StepOf, lang, &[("step", &step), ("steps", &steps)]);
    let at = pos2(leave.left() - 4.0, y);
    let count_rect = widgets::text(&painter, at, Align2::RIGHT_CENTER, Type::SMALL, &count, theme.ink_3);
    let room = count_rect.left() - inner.left() - 34.0;
    let label = format!("{} · {}", scene.number, scene.lesson_title);
    let at = pos2(inner.left() + 22.0, y);
    let ink = theme.phase(phase).ink;
    widgets::text_fit(&painter, at, Align2::LEFT_CENTER, Type::UI_STRONG, &label, ink, room);
    progress(ui, theme, scene, inner, rect.top() + 47.0, &count);
}

/// The lesson's files have an error: what it is, and that an older lesson is shown. Gives where it ends.
fn wrong_files(ui: &mut Ui, theme: &Theme, lang: Lang, notes: &[Note], below: Rect) -> f32 {
    let place = below.shrink2(vec2(MARGIN, 4.0));
    let mut bar = ui.new_child(UiBuilder::new().id_salt("lesson files").max_rect(place));
    let frame =
        egui::Frame::NONE.fill(theme.severity(Severity::Warning).soft).corner_radius(space::CONTROL_RADIUS);
    let shown = frame.inner_margin(egui::Margin::symmetric(10, 6)).show(&mut bar, |ui| {
        ui.set_width(ui.available_width());
        let title = words::get(Word::LessonFilesWrong, lang);
        ui.add(egui::Label::new(Type::SMALL_STRONG.text(title, theme.ink)).wrap());
        // The rest often follows from the first; `ws101 lesson check` lists them all.
        let more = notes.len() - 1;
        let more = if more > 0 { format!(" (+{more})") } else { String::new() };
        let first = notes.first().map(|note| format!("{note}{more}")).unwrap_or_default();
        ui.add(egui::Label::new(Type::SMALL.text(first, theme.ink_2)).wrap());
    });
    shown.response.rect.bottom() + 4.0
}

/// One bar a step: done, here, to come.
fn progress(ui: &Ui, theme: &Theme, scene: &Scene, inner: Rect, y: f32, name: &str) {
    const GAP: f32 = 5.0;
    let count = scene.steps.max(1) as f32;
    let width = (inner.width() - GAP * (count - 1.0)) / count;
    let bars = Rect::from_x_y_ranges(inner.x_range(), y - 3.0..=y + 3.0);
    let response = ui.interact(bars, ui.unique_id().with("lesson progress"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, name));
    for step in 0..scene.steps {
        let left = inner.left() + step as f32 * (width + GAP);
        let bar = Rect::from_min_size(pos2(left, y - 2.5), vec2(width, 5.0));
        let color = if step == scene.step && !scene.finished {
            theme.ink
        } else if scene.done.get(step).copied().unwrap_or(false) {
            theme.phase(phase(scene)).mark
        } else {
            theme.line
        };
        ui.painter().rect_filled(bar, 2.5, color);
    }
}

fn step_body(ui: &mut Ui, theme: &Theme, lang: Lang, scene: &Scene, commands: &mut Vec<Command>) {
    prose::line(ui, theme, Type::LESSON_TITLE, &scene.title, theme.ink);
    ui.add_space(space::M);
    prose::blocks(ui, theme, &scene.prose);
    if let Some(question) = &scene.question {
        ui.add_space(space::M);
        question::card(ui, theme, lang, question, commands);
    }
    if let Some(goal) = &scene.goal {
        ui.add_space(space::M);
        question::goal(ui, theme, lang, goal, commands);
    }
}

fn finished(ui: &mut Ui, theme: &Theme, lang: Lang, page: &Page<'_>, commands: &mut Vec<Command>) {
    let scene = page.scene;
    ui.add(egui::Label::new(Type::LESSON_TITLE.text(words::get(Word::LessonFinished, lang), theme.ink)));
    ui.add_space(space::S);
    ui.add(egui::Label::new(Type::BODY.text(scene.lesson_title.clone(), theme.ink_2)));
    ui.add_space(space::XL);
    if let Some(next) = page.next {
        let title = &next.text(lang).title;
        ui.add(egui::Label::new(Type::BODY_STRONG.text(title.clone(), theme.ink)));
        ui.add(egui::Label::new(Type::BODY.text(next.text(lang).summary.clone(), theme.ink_2)).wrap());
        ui.add_space(space::M);
        let label = words::get(Word::NextLesson, lang);
        if ui.add(Button::primary(label).tall().after(icons::CARET_RIGHT)).clicked() {
            commands.push(Command::OpenLesson(next.id.clone()));
        }
        ui.add_space(space::S);
    }
    if ui.add(Button::secondary(words::get(Word::LessonList, lang)).tall()).clicked() {
        commands.push(Command::Mode(Mode::Welcome));
    }
}

fn foot(ui: &Ui, theme: &Theme, lang: Lang, scene: &Scene, rect: Rect, commands: &mut Vec<Command>) {
    ui.painter().hline(rect.x_range().shrink(1.0), rect.top(), Stroke::new(space::LINE, theme.line));
    let inner = rect.shrink2(vec2(14.0, 0.0));
    let back = Button::secondary(words::get(Word::PreviousStep, lang)).icon(icons::CARET_LEFT).tall();
    let back = back.enabled(scene.step > 0 || scene.finished);
    let size = back.size(ui);
    let place = Rect::from_min_size(pos2(inner.left(), rect.center().y - size.y / 2.0), size);
    if back.show_at(ui, place).clicked() {
        commands.push(Command::LessonStep(Way::Back));
    }
    if scene.finished {
        return;
    }
    let next = Button::primary(words::get(Word::NextStep, lang)).after(icons::CARET_RIGHT).tall();
    let size = next.size(ui);
    let place = Rect::from_min_size(pos2(inner.right() - size.x, rect.center().y - size.y / 2.0), size);
    if next.show_at(ui, place).clicked() {
        commands.push(Command::LessonStep(Way::Forward));
    }
}

fn phase(scene: &Scene) -> Phase {
    match scene.phase.as_str() {
        "opening" => Phase::Opening,
        "closing" => Phase::Closing,
        _ => Phase::Data,
    }
}
