//! What stands below the top bar: the start page, a state, or the mode that is on.

use egui::{Align, CentralPanel, Frame, Label, Layout, Panel, Stroke, Ui, UiBuilder, vec2};

use super::handshake::Handshake;
use super::hex::HexPanel;
use super::inspect::{FileFacts, Inspect};
use super::session::SessionPanel;
use super::showing::Showing;
use super::theme::{Theme, Type, space};
use super::welcome::{WelcomeModel, welcome};
use super::widgets::{Button, progress_bar};
use super::{file_menu, icons, learn, lesson, locked, start, states, transport};
use crate::app::words::{self, Unit, Word};
use crate::app::{App, Command, Document, Failure, Loading, Mode, Reason, Shown};
use crate::trace::Trace;

/// Height of the bar that shows loading while the capture is used.
const LOADING_BAR: f32 = 40.0;

/// What the views keep for themselves from one frame to the next: scroll offsets and caches, nothing of meaning.
#[derive(Default)]
pub(super) struct Views {
    welcome: Option<start::Cached>,
    learn: learn::State,
    lesson: lesson::State,
    inspect: Inspect,
    hex: HexPanel,
    handshake: Handshake,
    session: SessionPanel,
}

/// Shows everything below the top bar.
pub(super) fn body(
    ui: &mut Ui,
    theme: &'static Theme,
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
        Shown::Document(document) => mode(ui, theme, app, document, views, now, commands),
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

fn mode(
    ui: &mut Ui,
    theme: &'static Theme,
    app: &App,
    document: &Document,
    views: &mut Views,
    now: f64,
    commands: &mut Vec<Command>,
) {
    let trace = document.read();
    if trace.connections().is_empty() {
        CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
            let asked = match app.loading() {
                Some(loading) if loading.is_shown(now) => load(ui, theme, app, loading),
                Some(_) => None,
                None if !trace.sessions().is_empty() => {
                    states::polling_only(ui, theme, app.lang(), trace.sessions().len() as u64)
                }
                None => {
                    let (packets, locked) = (u64::from(trace.packets), trace.locked_count());
                    states::no_websocket(ui, theme, app.lang(), packets, locked)
                }
            };
            commands.extend(asked);
        });
        overlays(ui, theme, app, document, &trace, views, commands);
        return;
    }
    if let Some(loading) = app.loading().filter(|loading| loading.is_shown(now)) {
        bottom("loading", LOADING_BAR).show(ui, |ui| loading_bar(ui, theme, app, loading, commands));
    }
    match app.mode() {
        Mode::Learn => learn_mode(ui, theme, app, document, &trace, views, commands),
        _ => inspect_mode(ui, app, document, &trace, views, commands),
    }
    overlays(ui, theme, app, document, &trace, views, commands);
}

/// What lies over the views of a capture.
fn overlays(
    ui: &Ui,
    theme: &Theme,
    app: &App,
    document: &Document,
    trace: &Trace,
    views: &mut Views,
    commands: &mut Vec<Command>,
) {
    if app.overlays().locked {
        locked::show(ui, theme, app.lang(), trace, commands);
    }
    if let Some(n) = app.overlays().session {
        views.session.show(ui, app.lang(), trace, &*document.source, n, commands);
    }
}

/// What the byte panels and Inspect are given. In Learn nothing after the cursor has happened.
fn showing<'a>(app: &'a App, document: &'a Document, trace: &'a Trace) -> Showing<'a> {
    let mut showing = Showing::new(trace, &*document.source, app.selection(), app.hovered());
    showing.conceal = app.conceal();
    showing.bytes = app.bytes_look();
    showing.lang = app.lang();
    if app.mode() == Mode::Learn {
        showing.happened = app.time().moments().revealed(app.time().position());
    }
    showing
}

fn inspect_mode(
    ui: &mut Ui,
    app: &App,
    document: &Document,
    trace: &Trace,
    views: &mut Views,
    commands: &mut Vec<Command>,
) {
    let showing = showing(app, document, trace);
    let name = file_menu::name(document, app.lang());
    let whole = app.loading().is_none() && app.stopped_at().is_none();
    let file = FileFacts { name: &name, bytes: document.file_bytes, whole };
    CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
        if app.overlays().handshake {
            let connection = app.selection().connection.or_else(|| app.time().shown());
            let connection = connection.and_then(|id| trace.connection(id));
            views.handshake.show(ui, &showing, connection, commands);
        } else {
            views.inspect.show(ui, &showing, &file, &app.settings.panels, commands);
        }
    });
}

fn learn_mode(
    ui: &mut Ui,
    theme: &'static Theme,
    app: &App,
    document: &Document,
    trace: &Trace,
    views: &mut Views,
    commands: &mut Vec<Command>,
) {
    let (lang, time) = (app.lang(), app.time());
    bottom("transport", space::TRANSPORT).show(ui, |ui| {
        transport::transport(ui, theme, lang, time, commands);
    });
    // Until a lesson has been bound to its capture it cannot say what it hides: then nothing is shown.
    let is_waiting = app.course().is_some() && app.scene().is_none();
    let connection = time.shown().and_then(|id| trace.connection(id)).filter(|_| !is_waiting);
    CentralPanel::default().frame(Frame::NONE).show(ui, |ui| {
        let Some(connection) = connection else { return };
        let look = learn::Look {
            trace,
            source: &*document.source,
            connection,
            moments: time.moments(),
            cursor: time.position(),
            selected: app.selection(),
            hovered: app.hovered(),
            conceal: app.conceal(),
            theme,
            lang,
            still: app.settings.reduce_motion,
        };
        let showing = showing(app, document, trace);
        let room = ui.available_rect_before_wrap();
        let (mut lesson_commands, mut hex_commands) = (Vec::new(), Vec::new());
        let state = &mut views.lesson;
        let page = app.course().and_then(|course| {
            let (run, scene) = (course.run(), course.scene()?);
            let next = app.shelf().after(&run.lesson().id).map(|lesson| &**lesson);
            Some(lesson::Page { scene, notes: run.notes(), next })
        });
        let mut panel = page
            .as_ref()
            .map(|page| |ui: &mut Ui| lesson::show(ui, theme, lang, page, state, &mut lesson_commands));
        if app.overlays().handshake {
            let place = learn::Layout::of(room, panel.is_some()).lesson;
            let left = place.map_or(room, |place| room.with_max_x(place.left()));
            let mut part = ui.new_child(UiBuilder::new().id_salt("handshake").max_rect(left));
            views.handshake.show(&mut part, &showing, Some(connection), commands);
            if let (Some(place), Some(panel)) = (place, &mut panel) {
                panel(&mut ui.new_child(UiBuilder::new().id_salt("lesson").max_rect(place)));
            }
            commands.append(&mut lesson_commands);
            return;
        }
        let hex = &mut views.hex;
        let mut slots = learn::Slots {
            hex: &mut |ui, is_alone| {
                if is_alone {
                    let rect = ui.available_rect_before_wrap();
                    hex.show(ui, rect, &showing, Some(connection), &mut hex_commands);
                } else {
                    hex.show_within(ui, &showing, Some(connection), &mut hex_commands);
                }
            },
            lesson: panel.as_mut().map(|panel| panel as &mut dyn FnMut(&mut Ui)),
        };
        learn::show(ui, room, &look, &mut views.learn, &mut slots, commands);
        commands.append(&mut lesson_commands);
        commands.append(&mut hex_commands);
    });
}

/// How far loading is, at the foot of a window that can already be used.
fn loading_bar(ui: &mut Ui, theme: &Theme, app: &App, loading: &Loading, commands: &mut Vec<Command>) {
    let lang = app.lang();
    let rect = ui.available_rect_before_wrap();
    ui.painter().rect_filled(rect, 0.0, theme.panel);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(space::LINE, theme.line));
    let inner = rect.shrink2(vec2(space::L, 0.0));
    let progress = &loading.progress;
    let percent = words::percent(progress.bytes, progress.total_bytes.unwrap_or(0));
    let layout = Layout::right_to_left(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().id_salt("loading row").max_rect(inner).layout(layout));
    row.spacing_mut().item_spacing.x = space::S;
    if row.add(Button::ghost(words::get(Word::Cancel, lang)).key("Esc").small()).clicked() {
        commands.push(Command::CancelLoading);
    }
    let keep = words::fill(Word::StopHere, lang, &[("percent", &percent)]);
    if row.add(Button::secondary(&keep).icon(icons::X).small()).clicked() {
        commands.push(Command::StopLoading);
    }
    if let Some(seconds) = progress.seconds_left {
        let time = words::duration((f64::from(seconds) * 1e9) as u64);
        let left = words::fill(Word::TimeLeft, lang, &[("time", &time)]);
        row.add(Label::new(Type::SMALL.text(left, theme.ink_2)).extend());
    }
    let title = words::fill(Word::Opening, lang, &[("file", &loading.origin.name())]);
    let count = words::count(progress.packets, Unit::Packet, lang);
    let room = row.available_rect_before_wrap();
    let text = format!("{title} · {percent} · {count}");
    let mut rest = row.new_child(
        UiBuilder::new().id_salt("loading text").max_rect(room).layout(Layout::left_to_right(Align::Center)),
    );
    let wide = room.width();
    rest.allocate_ui(vec2(wide * 0.35, 12.0), |ui| {
        ui.set_width(wide * 0.35);
        progress_bar(ui, progress.share().unwrap_or(0.0), &title);
    });
    rest.add_space(space::M);
    rest.add(Label::new(Type::SMALL.text(text, theme.ink_2)).truncate());
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
        Reason::KeyLog => states::key_log_alone(ui, theme, lang, &file),
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
