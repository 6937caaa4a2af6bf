//! What stands below the top bar: the start page, a state, or the mode that is on.

use egui::{CentralPanel, Frame, Panel, Ui};

use super::states;
use super::theme::{Theme, space};
use super::welcome::{WelcomeModel, welcome};
use super::{start, transport};
use crate::app::{App, Command, Document, Failure, Loading, Mode, Reason, Shown};

/// What the views keep for themselves from one frame to the next: scroll offsets and caches, nothing of meaning.
#[derive(Default)]
pub(super) struct Views {
    welcome: Option<start::Cached>,
}

/// Shows everything below the top bar.
pub(super) fn body(
    ui: &mut Ui,
    theme: &Theme,
    app: &App,
    views: &mut Views,
    now: f64,
    commands: &mut Vec<Command>,
) {
    if app.mode() == Mode::Welcome && app.loading().is_none_or(|loading| !loading.is_shown(now)) {
        let model: &WelcomeModel = start::model(&mut views.welcome, app);
        CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            commands.extend(welcome(ui, theme, app.lang(), model));
        });
        return;
    }
    match app.shown() {
        Shown::Document(document) => mode(ui, theme, app, document, now, commands),
        shown => {
            CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
                let asked = match (app.loading(), shown) {
                    (Some(loading), _) if loading.is_shown(now) => load(ui, theme, app, loading),
                    (_, Shown::Failed(failure)) => failed(ui, theme, app, failure),
                    _ => states::nothing_open(ui, theme, app.lang()),
                };
                commands.extend(asked);
            });
        }
    }
}

fn mode(ui: &mut Ui, theme: &Theme, app: &App, document: &Document, now: f64, commands: &mut Vec<Command>) {
    let trace = document.read();
    if trace.connections().is_empty() {
        CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            let asked = match app.loading() {
                Some(loading) if loading.is_shown(now) => load(ui, theme, app, loading),
                Some(_) => None,
                None => states::no_websocket(ui, theme, app.lang(), u64::from(trace.packets), 0),
            };
            commands.extend(asked);
        });
        return;
    }
    if app.mode() == Mode::Learn {
        bottom("transport", space::TRANSPORT).show(ui, |ui| {
            transport::transport(ui, theme, app.lang(), app.time(), commands);
        });
    }
    CentralPanel::default().frame(Frame::NONE).show(ui, |_ui| {});
}

fn bottom(name: &'static str, height: f32) -> Panel {
    Panel::bottom(name).frame(Frame::NONE).resizable(false).show_separator_line(false).exact_size(height)
}

fn load(ui: &mut Ui, theme: &Theme, app: &App, loading: &Loading) -> Option<Command> {
    let progress = &loading.progress;
    let model = states::Loading {
        file: &loading.origin.name(),
        done_bytes: progress.bytes,
        all_bytes: progress.total_bytes.unwrap_or(0),
        left_nanos: progress.seconds_left.map(|seconds| (f64::from(seconds) * 1e9) as u64),
        packets: progress.packets,
        connections: progress.connections,
        frames: progress.frames,
        findings: progress.findings,
    };
    states::loading(ui, theme, app.lang(), &model)
}

fn failed(ui: &mut Ui, theme: &Theme, app: &App, failure: &Failure) -> Option<Command> {
    let lang = app.lang();
    let file = failure.origin.name();
    match &failure.reason {
        Reason::NotACapture { seems, remedy, first_bytes } => {
            let why = remedy.map_or_else(String::new, |remedy| sentence(remedy.get(lang)));
            let model = states::BadFile { file: &file, is: seems.get(lang), why: &why, first_bytes };
            states::not_a_capture(ui, theme, lang, &model)
        }
        Reason::CannotRead { en, ko } => {
            let why = match lang {
                crate::base::Lang::En => en,
                crate::base::Lang::Ko => ko,
            };
            states::cannot_read(ui, theme, lang, &file, why)
        }
    }
}

/// A remedy is written to follow a colon; alone it is a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).chain(['.']).collect()
}
