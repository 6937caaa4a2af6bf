//! What the start page shows, made from the lessons and captures that ship and from the settings.

use super::welcome::{CaptureCard, WelcomeModel};
use super::widgets::{Ending, Life};
use crate::app::{App, ThemeChoice, shipped};
use crate::base::Lang;

/// The page's model, and what it was made from.
pub(super) struct Cached {
    of: (Lang, ThemeChoice),
    model: WelcomeModel,
}

/// The model of the start page, made anew when something in it has changed.
pub(super) fn model<'a>(cached: &'a mut Option<Cached>, app: &App) -> &'a WelcomeModel {
    let of = (app.lang(), app.settings.theme);
    if cached.as_ref().is_none_or(|cached| cached.of != of) {
        *cached = None;
    }
    &cached.get_or_insert_with(|| Cached { of, model: make(app) }).model
}

fn make(app: &App) -> WelcomeModel {
    let lang = app.lang();
    let captures = shipped::captures().iter().map(|capture| CaptureCard {
        id: capture.id.to_owned(),
        name: capture.title.get(lang).to_owned(),
        lead: capture.about.get(lang).to_owned(),
        packets: capture.packets,
        life: Life::whole(Ending::Closed),
    });
    WelcomeModel { captures: captures.collect(), theme: app.settings.theme, ..WelcomeModel::default() }
}
