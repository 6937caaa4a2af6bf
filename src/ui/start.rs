//! What the start page shows, made from the lessons and captures that ship and from the settings.

use std::collections::BTreeSet;

use super::welcome::{CaptureCard, LessonCard, WelcomeModel};
use super::widgets::{Ending, Life};
use crate::app::shipped::ShippedCapture;
use crate::app::{App, ThemeChoice, shipped};
use crate::base::Lang;
use crate::lesson::Lesson;
use crate::trace::CloseKind;

/// What a model was made from.
#[derive(PartialEq)]
struct Of {
    lang: Lang,
    theme: ThemeChoice,
    lessons: u64,
    begun: usize,
    done: BTreeSet<String>,
}

/// The page's model, and what it was made from.
pub(super) struct Cached {
    of: Of,
    model: WelcomeModel,
}

/// The model of the start page, made anew when something in it has changed.
pub(super) fn model<'a>(cached: &'a mut Option<Cached>, app: &App) -> &'a WelcomeModel {
    let settings = &app.settings;
    let of = Of {
        lang: app.lang(),
        theme: settings.theme,
        lessons: app.shelf().version(),
        begun: settings.lesson_steps.len(),
        done: settings.lessons_done.clone(),
    };
    if cached.as_ref().is_none_or(|cached| cached.of != of) {
        *cached = None;
    }
    &cached.get_or_insert_with(|| Cached { of, model: make(app) }).model
}

fn make(app: &App) -> WelcomeModel {
    let (settings, lang) = (&app.settings, app.lang());
    let mut model = WelcomeModel {
        theme: settings.theme,
        begun: !settings.lesson_steps.is_empty(),
        ..WelcomeModel::default()
    };
    for lesson in app.shelf().lessons() {
        let is_done = settings.lessons_done.contains(&lesson.id);
        let column = match lesson.phase.as_str() {
            "opening" => 0,
            "closing" => 2,
            _ => 1,
        };
        model.lessons[column].push(card(lesson, is_done, lang));
        if model.next.is_empty() && !is_done {
            model.next.clone_from(&lesson.id);
        }
    }
    for capture in shipped::captures() {
        model.captures.push(CaptureCard {
            id: capture.id.to_owned(),
            name: capture.id.to_owned(),
            lead: capture.title.get(lang).to_owned(),
            packets: capture.packets,
            life: Life::whole(ending(capture)),
        });
    }
    model
}

fn card(lesson: &Lesson, done: bool, lang: Lang) -> LessonCard {
    let text = lesson.text(lang);
    LessonCard {
        id: lesson.id.clone(),
        number: lesson.number,
        title: text.title.clone(),
        lead: text.summary.clone(),
        minutes: u16::try_from(lesson.minutes).unwrap_or(u16::MAX),
        done,
    }
}

/// How the first connection of a capture ended.
const fn ending(capture: &ShippedCapture) -> Ending {
    match capture.first_end {
        CloseKind::Clean => Ending::Closed,
        CloseKind::Refused => Ending::Refused,
        CloseKind::Half | CloseKind::Dropped => Ending::Cut,
        CloseKind::Open | CloseKind::Unknown => Ending::Open,
    }
}
