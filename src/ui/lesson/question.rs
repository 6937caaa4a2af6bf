//! The question of a step: choices, numbers, bytes, places, an order; then what was right and why.

use egui::{
    Align2, Frame, Margin, Rect, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::prose;
use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::Lang;
use crate::lesson::{ChoiceScene, GoalScene, Input, Mark, QuestionScene, QuestionState};
use crate::ui::icons;
use crate::ui::theme::{Severity, Theme, Type, space};
use crate::ui::widgets::{self, Button, icon_button, key_cap, severity_icon};

/// The letters of choices, in their order.
const LETTERS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];

/// The card with the question.
pub(super) fn card(
    ui: &mut Ui,
    theme: &Theme,
    lang: Lang,
    question: &QuestionScene,
    commands: &mut Vec<Command>,
) {
    framed(ui, theme, |ui| {
        title(ui, theme, lang, question);
        prose::blocks(ui, theme, &question.prompt);
        ui.add_space(space::S);
        let decided = question.state.is_decided();
        match &question.input {
            Input::Choices(choices) => {
                for (index, choice) in choices.iter().enumerate() {
                    choice_row(ui, theme, lang, index, choice, decided, commands);
                }
            }
            Input::Order(items) => order(ui, theme, lang, items, decided, commands),
            Input::Number(_) | Input::Bytes if !decided => written(ui, lang, question, commands),
            Input::Pick if !decided => picked(ui, theme, lang, question),
            _ => {}
        }
        after(ui, theme, lang, question);
        buttons(ui, lang, question, commands);
    });
}

/// The card with something to be done.
pub(super) fn goal(ui: &mut Ui, theme: &Theme, lang: Lang, goal: &GoalScene, commands: &mut Vec<Command>) {
    framed(ui, theme, |ui| {
        let word = words::get(if goal.met { Word::GoalMet } else { Word::GoalOpen }, lang);
        let severity = if goal.met { Severity::Ok } else { Severity::Note };
        verdict(ui, theme, severity, word);
        prose::blocks(ui, theme, &goal.prompt);
        note(ui, theme, &goal.hint);
        note(ui, theme, &goal.why);
        if goal.has_hint {
            ui.add_space(space::S);
            if ui.add(Button::secondary(words::get(Word::Hint, lang))).clicked() {
                commands.push(Command::Hint);
            }
        }
    });
}

fn framed(ui: &mut Ui, theme: &Theme, add: impl FnOnce(&mut Ui)) {
    let frame = Frame::NONE
        .fill(theme.sunken)
        .stroke(Stroke::new(space::LINE, theme.line))
        .corner_radius(space::PANEL_RADIUS)
        .inner_margin(Margin::same(14));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui);
    });
}

fn title(ui: &mut Ui, theme: &Theme, lang: Lang, question: &QuestionScene) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let name = words::get(Word::PredictFirst, lang);
    let kind = Type::UI_STRONG.sized(14.0);
    widgets::text(ui.painter(), row.left_center(), Align2::LEFT_CENTER, kind, name, theme.ink);
    if let (Input::Choices(choices), false) = (&question.input, question.state.is_decided()) {
        let letters = LETTERS[..choices.len().min(LETTERS.len())].join(", ");
        let press = words::fill(Word::PressLetter, lang, &[("letters", &letters)]);
        let at = row.right_center();
        widgets::text(ui.painter(), at, Align2::RIGHT_CENTER, Type::SMALL, &press, theme.ink_3);
    }
}

fn choice_row(
    ui: &mut Ui,
    theme: &Theme,
    lang: Lang,
    index: usize,
    choice: &ChoiceScene,
    decided: bool,
    commands: &mut Vec<Command>,
) {
    let width = ui.available_width();
    let word = match choice.mark {
        Mark::Right => words::get(Word::RightAnswer, lang),
        Mark::Wrong => words::get(Word::WrongAnswer, lang),
        Mark::Plain | Mark::Chosen => "",
    };
    let word = ui.painter().layout_job(Type::SMALL.weighing(600.0).job(word, theme.ink));
    let word_room = if word.size().x > 0.0 { word.size().x + 8.0 } else { 0.0 };
    let mut job = prose::job(theme, Type::UI.sized(14.0).lined(20.0), &choice.runs, theme.ink);
    job.wrap.max_width = width - 44.0 - 42.0 - word_room;
    let galley = ui.painter().layout_job(job);
    let size = vec2(width, (galley.size().y + 18.0).max(40.0));
    let sense = if decided { Sense::hover() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    ui.add_space(space::S);
    let letter = LETTERS.get(index).copied().unwrap_or("");
    let said = choice.runs.iter().map(|run| run.text.as_str()).collect::<String>();
    let marked = match choice.mark {
        Mark::Right => format!("{letter}: {said}, {}", words::get(Word::RightAnswer, lang)),
        Mark::Wrong => format!("{letter}: {said}, {}", words::get(Word::WrongAnswer, lang)),
        Mark::Plain | Mark::Chosen => format!("{letter}: {said}"),
    };
    let chosen = choice.mark == Mark::Chosen;
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, !decided, chosen, &marked));
    if response.clicked() {
        commands.push(Command::Answer(choice.id.clone()));
    }
    let (ok, error) = (theme.severity(Severity::Ok), theme.severity(Severity::Error));
    let (fill, line) = match choice.mark {
        Mark::Right => (ok.soft, Stroke::new(2.0, ok.mark)),
        Mark::Wrong => (error.soft, Stroke::new(2.0, error.mark)),
        Mark::Chosen => (theme.accent_soft, Stroke::new(2.0, theme.accent)),
        Mark::Plain if response.hovered() && !decided => (theme.hover, Stroke::new(1.0, theme.line_strong)),
        Mark::Plain => (theme.panel, Stroke::new(1.0, theme.line)),
    };
    let painter = ui.painter();
    painter.rect(rect, space::CONTROL_RADIUS, fill, line, StrokeKind::Inside);
    if !letter.is_empty() {
        key_cap(painter, pos2(rect.left() + 12.0, rect.center().y), letter, theme);
    }
    painter.galley(pos2(rect.left() + 44.0, rect.center().y - galley.size().y / 2.0), galley, theme.ink);
    let at = pos2(rect.right() - 22.0, rect.center().y);
    // The mark in words too: never by colour and sign alone.
    let word_at = pos2(at.x - 10.0 - word_room, rect.center().y - word.size().y / 2.0);
    painter.galley(word_at, word, theme.ink);
    match choice.mark {
        Mark::Right => drop(severity_icon(painter, at, Severity::Ok, 18.0, theme)),
        Mark::Wrong => drop(severity_icon(painter, at, Severity::Error, 18.0, theme)),
        Mark::Chosen => {
            painter.circle_stroke(at, 7.5, Stroke::new(1.6, theme.accent));
            painter.circle_filled(at, 4.0, theme.accent);
        }
        Mark::Plain => drop(painter.circle_stroke(at, 7.5, Stroke::new(1.2, theme.line_strong))),
    }
    if response.has_focus() {
        widgets::focus_ring(painter, rect, space::CONTROL_RADIUS, theme);
    }
}

/// Things that are moved up and down until their order is right.
fn order(
    ui: &mut Ui,
    theme: &Theme,
    lang: Lang,
    items: &[ChoiceScene],
    decided: bool,
    commands: &mut Vec<Command>,
) {
    for (index, item) in items.iter().enumerate() {
        let width = ui.available_width();
        let mut job = prose::job(theme, Type::UI.sized(14.0).lined(20.0), &item.runs, theme.ink);
        job.wrap.max_width = width - 120.0;
        let galley = ui.painter().layout_job(job);
        let size = vec2(width, (galley.size().y + 18.0).max(40.0));
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        ui.add_space(space::XS);
        let said = item.runs.iter().map(|run| run.text.as_str()).collect::<String>();
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{}: {said}", index + 1)));
        let line = if item.mark == Mark::Right { theme.severity(Severity::Ok).mark } else { theme.line };
        let painter = ui.painter();
        painter.rect(rect, space::CONTROL_RADIUS, theme.panel, Stroke::new(1.0, line), StrokeKind::Inside);
        let number = (index + 1).to_string();
        let at = pos2(rect.left() + 14.0, rect.center().y);
        widgets::text(painter, at, Align2::LEFT_CENTER, Type::MONO_STRONG, &number, theme.ink_2);
        painter.galley(pos2(rect.left() + 38.0, rect.center().y - galley.size().y / 2.0), galley, theme.ink);
        if decided {
            continue;
        }
        let moves = [
            (Word::MoveUp, icons::CARET_UP, index.checked_sub(1)),
            (Word::MoveDown, icons::CARET_DOWN, Some(index + 1)),
        ];
        for (step, (word, icon, to)) in moves.into_iter().enumerate() {
            let Some(to) = to.filter(|to| *to < items.len()) else { continue };
            let center = pos2(rect.right() - 56.0 + step as f32 * 34.0, rect.center().y);
            let place = Rect::from_center_size(center, vec2(space::BUTTON, space::BUTTON));
            let mut part = ui.new_child(egui::UiBuilder::new().id_salt((&item.id, step)).max_rect(place));
            let name = format!("{}: {said}", words::get(word, lang));
            if icon_button(&mut part, icon, &name, false).clicked() {
                let mut ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
                ids.swap(index, to);
                commands.push(Command::Answer(ids.join(",")));
            }
        }
    }
    // What stands there is an answer too, though nothing was moved.
    if !decided {
        ui.add_space(space::XS);
    }
}

fn written(ui: &mut Ui, lang: Lang, question: &QuestionScene, commands: &mut Vec<Command>) {
    let mut draft = question.draft.clone();
    let name = words::get(Word::YourAnswer, lang);
    let edit = TextEdit::singleline(&mut draft)
        .font(Type::MONO_STRONG.sized(15.0).font())
        .margin(Margin::symmetric(12, 9))
        .hint_text(name)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    response.widget_info(|| {
        let mut info = WidgetInfo::text_edit(true, &question.draft, &draft, "");
        info.label = Some(name.to_owned());
        info
    });
    if response.changed() {
        commands.push(Command::Answer(draft));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        commands.push(Command::CheckAnswer);
    }
    ui.add_space(space::S);
}

fn picked(ui: &mut Ui, theme: &Theme, lang: Lang, question: &QuestionScene) {
    let text = if question.draft.is_empty() { words::get(Word::ClickBytes, lang) } else { &question.draft };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let stroke = Stroke::new(1.0, theme.line_strong);
    widgets::dashed_rect(ui.painter(), rect, space::CONTROL_RADIUS, stroke, 4.0, 3.0);
    let kind = if question.draft.is_empty() { Type::UI } else { Type::MONO_STRONG };
    let at = rect.left_center() + vec2(12.0, 0.0);
    widgets::text(ui.painter(), at, Align2::LEFT_CENTER, kind, text, theme.ink_2);
    ui.add_space(space::S);
}

/// What is said after an answer: never on its own colour alone.
fn after(ui: &mut Ui, theme: &Theme, lang: Lang, question: &QuestionScene) {
    if question.unreadable {
        verdict(ui, theme, Severity::Warning, words::get(Word::NotReadable, lang));
    }
    note(ui, theme, &question.hint);
    match question.state {
        QuestionState::Right => verdict(ui, theme, Severity::Ok, words::get(Word::RightAnswer, lang)),
        QuestionState::Wrong | QuestionState::Revealed => {
            if let Some(answer) = &question.answer {
                let text = words::fill(Word::AnswerIs, lang, &[("answer", answer)]);
                verdict(ui, theme, Severity::Note, &text);
            }
        }
        QuestionState::Open { left } if !question.feedback.is_empty() => {
            let text = words::fill(Word::AttemptsLeft, lang, &[("n", &left.to_string())]);
            verdict(ui, theme, Severity::Error, &text);
        }
        QuestionState::Open { .. } => {}
    }
    note(ui, theme, &question.feedback);
    note(ui, theme, &question.why);
}

fn verdict(ui: &mut Ui, theme: &Theme, severity: Severity, text: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, text));
    widgets::severity_label(ui.painter(), rect.left_center(), severity, text, theme);
}

fn note(ui: &mut Ui, theme: &Theme, blocks: &[crate::lesson::Block]) {
    if !blocks.is_empty() {
        ui.add_space(space::XS);
        prose::blocks(ui, theme, blocks);
        ui.add_space(space::S);
    }
}

fn buttons(ui: &mut Ui, lang: Lang, question: &QuestionScene, commands: &mut Vec<Command>) {
    ui.add_space(space::XS);
    if question.state.is_decided() {
        if question.state != QuestionState::Right
            && ui.add(Button::secondary(words::get(Word::TryAgain, lang))).clicked()
        {
            commands.push(Command::TryAgain);
        }
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        // An order stands there from the beginning.
        let is_ready = question.is_ready || matches!(question.input, Input::Order(_));
        let check = Button::primary(words::get(Word::CheckAnswer, lang)).key("Enter").enabled(is_ready);
        if ui.add(check).clicked() {
            if let (Input::Order(items), true) = (&question.input, question.draft.is_empty()) {
                let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
                commands.push(Command::Answer(ids.join(",")));
            }
            commands.push(Command::CheckAnswer);
        }
        if question.has_hint && ui.add(Button::secondary(words::get(Word::Hint, lang))).clicked() {
            commands.push(Command::Hint);
        }
        if ui.add(Button::ghost(words::get(Word::ShowAnswer, lang))).clicked() {
            commands.push(Command::ShowAnswer);
        }
    });
}
