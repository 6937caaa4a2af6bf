//! The state of the window and what commands and arrivals do to it.

mod opening;

use std::path::PathBuf;

use crate::base::{Lang, Side, Span};
use crate::lesson::{Input, Scene, Show};
use crate::trace::{Target, Trace};
use crate::view::conceal::{Concealed, Veil};

use super::course::{self, Course};
use super::document::{Document, Failure, Loading, Origin, Progress};
use super::selection::Selection;
use super::settings::Settings;
use super::shelf::{LessonFolder, Shelf};
use super::time::TimeControl;
use super::words::Word;
use super::{Arrival, Command, CopyAs, Effect, Mode, Way};

/// Most bytes that one copy puts on the clipboard.
const COPY_LIMIT_BYTES: u64 = 1 << 20;

/// What the window shows below its top bar.
#[derive(Debug, Clone, Default)]
pub enum Shown {
    /// Nothing is open.
    #[default]
    Nothing,
    /// A capture could not be opened.
    Failed(Failure),
    /// A capture.
    Document(Document),
}

/// What lies on top of a mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Overlays {
    /// The keys that work.
    pub help: bool,
    /// The handshake explainer, in place of the views.
    pub handshake: bool,
    /// The TLS connections that stayed locked.
    pub locked: bool,
    /// An Engine.IO session.
    pub session: Option<u32>,
}

/// How bytes are written where a view lets one choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BytesLook {
    /// Payloads unmasked.
    pub unmasked: bool,
    /// Text instead of hex digits.
    pub as_text: bool,
}

/// The application.
#[derive(Debug, Default)]
pub struct App {
    /// What is remembered.
    pub settings: Settings,
    system_lang: Lang,
    mode: Mode,
    shown: Shown,
    loading: Option<Loading>,
    stopped: Option<Progress>,
    jobs: u64,
    pointing: Pointing,
    time: TimeControl,
    shelf: Shelf,
    course: Option<Course>,
    overlays: Overlays,
    bytes_look: BytesLook,
    /// Key logs that the user has named.
    key_logs: Vec<PathBuf>,
    effects: Vec<Effect>,
}

/// What is selected, and what the pointer is over: found while one frame is painted, shown in the next.
#[derive(Debug, Clone, Copy, Default)]
struct Pointing {
    selected: Selection,
    hovered: Selection,
    next_hovered: Selection,
}

impl App {
    /// The application at its start page.
    #[must_use]
    pub fn new(settings: Settings, system_lang: Lang) -> Self {
        Self { settings, system_lang, ..Self::default() }
    }

    /// The language of the window.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.settings.lang.unwrap_or(self.system_lang)
    }

    /// The mode.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// What is shown.
    #[must_use]
    pub const fn shown(&self) -> &Shown {
        &self.shown
    }

    /// The capture that is open.
    #[must_use]
    pub const fn document(&self) -> Option<&Document> {
        match &self.shown {
            Shown::Document(document) => Some(document),
            _ => None,
        }
    }

    /// The load that is under way.
    #[must_use]
    pub const fn loading(&self) -> Option<&Loading> {
        self.loading.as_ref()
    }

    /// How far loading was when the user stopped it, for the capture that is open.
    #[must_use]
    pub const fn stopped_at(&self) -> Option<&Progress> {
        self.stopped.as_ref()
    }

    /// What is selected.
    #[must_use]
    pub const fn selection(&self) -> &Selection {
        &self.pointing.selected
    }

    /// What the pointer was over in the frame before.
    #[must_use]
    pub const fn hovered(&self) -> &Selection {
        &self.pointing.hovered
    }

    /// The time control.
    #[must_use]
    pub const fn time(&self) -> &TimeControl {
        &self.time
    }

    /// The lessons that can be taken.
    #[must_use]
    pub const fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The lesson that is being taken.
    #[must_use]
    pub const fn course(&self) -> Option<&Course> {
        self.course.as_ref()
    }

    /// What the lesson shows now; none where there is no lesson or its capture is still being read.
    #[must_use]
    pub fn scene(&self) -> Option<&Scene> {
        self.course.as_ref()?.scene()
    }

    /// What every view must hide.
    #[must_use]
    pub fn conceal(&self) -> &[Concealed] {
        self.course.as_ref().map_or(&[], Course::conceal)
    }

    /// What lies on top.
    #[must_use]
    pub const fn overlays(&self) -> Overlays {
        self.overlays
    }

    /// How bytes are written.
    #[must_use]
    pub const fn bytes_look(&self) -> BytesLook {
        self.bytes_look
    }

    /// Whether what the pointer is over has changed in this frame: then the next one looks different.
    #[must_use]
    pub fn hover_changed(&self) -> bool {
        self.pointing.hovered != self.pointing.next_hovered
    }

    /// Begins a frame of the window: what was hovered while the last one was painted is hovered now, moments that are
    /// due happen, and rows that were loaded since become part of the time control.
    pub fn begin_frame(&mut self, now: f64) {
        self.pointing.hovered = std::mem::take(&mut self.pointing.next_hovered);
        self.refresh_time(now);
        if self.time.tick(now) {
            self.select_newest();
        }
        self.refresh_lesson(now);
    }

    /// Carries out a command. What it asks of the outside is returned.
    #[must_use = "effects must be carried out"]
    pub fn apply(&mut self, command: Command, now: f64) -> Vec<Effect> {
        match command {
            Command::Hover(_) | Command::Select(_) | Command::ClearSelection | Command::NextByte(_) => {
                self.point(command);
            }
            Command::NextRow(way) => self.next_row(way),
            Command::Step(_)
            | Command::StepBy(_)
            | Command::SeekTo(_)
            | Command::Play(_)
            | Command::Speed(_)
            | Command::ShowConnection(_) => self.control_time(&command, now),
            Command::Copy(_) | Command::CopyBytes { .. } | Command::CopyText(_) => self.copy(command),
            Command::Open(_)
            | Command::AddKeyLog(_)
            | Command::OpenCapture(_)
            | Command::OpenLesson(_)
            | Command::StopLoading
            | Command::CancelLoading => self.load(command, now),
            Command::ChooseFile => self.effects.push(Effect::ChooseFile),
            Command::Quit => self.effects.push(Effect::Quit),
            Command::Mode(mode) => self.set_mode(mode, now),
            Command::Help(on) => self.overlays.help = on,
            Command::Handshake(on) => self.overlays.handshake = on,
            Command::Locked(on) => self.overlays.locked = on,
            Command::Session(n) => self.overlays.session = n,
            Command::Unmasked(on) => self.bytes_look.unmasked = on,
            Command::AsText(on) => self.bytes_look.as_text = on,
            Command::Escape => self.escape(),
            Command::LessonStep(_)
            | Command::Answer(_)
            | Command::Choose(_)
            | Command::CheckAnswer
            | Command::Hint
            | Command::ShowAnswer
            | Command::TryAgain
            | Command::LeaveLesson => self.teach(command, now),
            Command::Lang(_)
            | Command::Theme(_)
            | Command::Zoom(_)
            | Command::ReduceMotion(_)
            | Command::PanelSize(..) => self.set(command),
        }
        std::mem::take(&mut self.effects)
    }

    /// Takes news from the outside.
    #[must_use = "effects must be carried out"]
    pub fn arrive(&mut self, arrival: Arrival, now: f64) -> Vec<Effect> {
        match arrival {
            Arrival::Chosen(path) => self.open(Origin::File(path), now),
            Arrival::Lessons(found) => self.lessons_found(found, now),
            Arrival::Opened { job, document } => self.opened(job, document, now),
            Arrival::Progress { job, progress } => {
                if let Some(loading) = self.loading.as_mut().filter(|loading| loading.job == job) {
                    loading.progress = progress;
                }
            }
            Arrival::Finished { job, progress, stopped } => {
                if self.loading.take_if(|loading| loading.job == job).is_some() {
                    self.stopped = stopped.then_some(progress);
                    self.refresh_time(now);
                }
            }
            Arrival::Failed { job, reason } => {
                if let Some(loading) = self.loading.take_if(|loading| loading.job == job) {
                    self.failed(loading, reason, now);
                }
            }
        }
        std::mem::take(&mut self.effects)
    }

    fn set(&mut self, command: Command) {
        let settings = &mut self.settings;
        match command {
            Command::Lang(lang) => settings.lang = Some(lang),
            Command::Theme(theme) => settings.theme = theme,
            Command::Zoom(Some(larger)) => settings.zoom(larger),
            Command::Zoom(None) => settings.zoom_percent = 100,
            Command::ReduceMotion(on) => settings.reduce_motion = on,
            Command::PanelSize(name, points) => {
                settings.panels.insert(name.to_owned(), points);
            }
            _ => return,
        }
        self.effects.push(Effect::SaveSettings);
    }

    fn set_mode(&mut self, mode: Mode, now: f64) {
        self.overlays = Overlays::default();
        if mode == Mode::Learn && self.mode != Mode::Learn {
            self.follow_selection(now);
        }
        self.mode = mode;
    }

    /// Going from a table to the ladder: what is selected there must have happened here.
    fn follow_selection(&mut self, now: f64) {
        let Some(connection) = self.pointing.selected.connection else { return };
        self.time.show(Some(connection));
        self.refresh_time(now);
        let Some(target) = self.pointing.selected.target() else { return };
        let Some(document) = self.document().cloned() else { return };
        let trace = document.read();
        if let Some(at) = trace.connection(connection).and_then(|c| self.time.moments().cursor_of(c, target))
            && at > self.time.position()
        {
            self.time.seek(at, now);
        }
    }

    // Opening

    // Lessons

    fn teach(&mut self, command: Command, now: f64) {
        let Some(course) = &mut self.course else { return };
        match command {
            Command::LessonStep(way) => {
                course.run_mut().go(way);
                // Also where it stays at the same step: going back to it must restore it.
                course.place_again();
            }
            Command::Answer(answer) => course.run_mut().draft(&answer),
            Command::Choose(at) => {
                if let Some(id) = course.choice(at).map(str::to_owned) {
                    course.run_mut().draft(&id);
                }
            }
            Command::CheckAnswer => self.check_answer(),
            Command::Hint => course.run_mut().hint(),
            Command::ShowAnswer => course.run_mut().reveal(),
            Command::TryAgain => course.run_mut().retry(),
            _ => self.course = None,
        }
        self.refresh_lesson(now);
        self.remember_step();
    }

    /// Lessons have changed in their folders: also the one that is being taken, which stays at its step.
    fn lessons_found(&mut self, found: Vec<LessonFolder>, now: f64) {
        let changed = self.shelf.take(found);
        let Some(mut course) = self.course.take() else { return };
        for (id, read) in changed {
            if course.run().lesson().id == id {
                course.run_mut().reload(read);
                // Its text, its cursor, what it hides: all may be new.
                course.place_again();
            }
        }
        let origin = self.shelf.capture(course.run().lesson());
        if *course.origin() != origin {
            course.set_origin(origin.clone());
            self.open(origin, now);
        }
        self.course = Some(course);
        self.refresh_lesson(now);
    }

    fn check_answer(&mut self) {
        let Shown::Document(document) = &self.shown else { return };
        if let Some(course) = &mut self.course {
            course.run_mut().check(&document.read(), &*document.source);
        }
    }

    fn remember_step(&mut self) {
        let Some(course) = &self.course else { return };
        let (id, step) = (course.run().lesson().id.clone(), course.run().step_id().to_owned());
        let is_finished = course.scene().is_some_and(|scene| scene.finished);
        let is_new = self.settings.lesson_steps.get(&id) != Some(&step);
        let is_done = is_finished && self.settings.lessons_done.insert(id.clone());
        if is_new || is_done {
            self.settings.lesson_steps.insert(id, step);
            self.effects.push(Effect::SaveSettings);
        }
    }

    /// Makes what the lesson shows, and brings the window to its step when that has changed.
    fn refresh_lesson(&mut self, now: f64) {
        let lang = self.lang();
        let (Shown::Document(document), Some(course)) = (&self.shown, &mut self.course) else { return };
        if self.loading.is_some() || document.origin != *course.origin() {
            return;
        }
        let document = document.clone();
        let trace = document.read();
        if !course.refresh(&trace, &*document.source, &self.pointing.selected, lang) {
            return;
        }
        let Some(scene) = course.scene() else { return };
        let (connection, cursor, target) = (scene.connection, scene.cursor, scene.targets.first().copied());
        // The explainer takes the place of the views, so a step that asks to click something in them goes without.
        let asks_to_click = scene.question.as_ref().is_some_and(|question| question.input == Input::Pick);
        self.overlays.handshake = scene.show.first() == Some(&Show::Handshake) && !asks_to_click;
        self.time.show(connection);
        self.time.refresh(&trace, false, now);
        self.time.play(false, now);
        if let Some(cursor) = cursor {
            self.time.seek(cursor, now);
        }
        self.pointing.selected = match target {
            Some(target) => Selection { connection, ..Selection::of(&trace, target) },
            None => Selection { connection, ..Selection::default() },
        };
        // The scene also tells of the selection.
        let selected = self.pointing.selected;
        if let Some(course) = &mut self.course {
            course.refresh(&trace, &*document.source, &selected, lang);
        }
    }

    /// Nothing of the document before may point into this one.
    fn forget_document(&mut self, now: f64) {
        self.pointing = Pointing::default();
        self.stopped = None;
        self.time.forget();
        self.refresh_time(now);
    }

    // Selecting

    fn point(&mut self, command: Command) {
        let Some(document) = self.document() else { return };
        let trace = document.read();
        let of = |target| Selection::of(&trace, target);
        let mut pointing = self.pointing;
        match command {
            Command::Hover(target) => pointing.next_hovered = of(target),
            Command::Select(target) => pointing.selected = of(target),
            Command::NextByte(way) => {
                if let Some(target) = next_byte(&trace, &pointing.selected, way) {
                    pointing.selected = of(target);
                }
            }
            _ => {
                pointing.selected.clear_smallest();
            }
        }
        let picked = course::thing(&trace, &*document.source, &pointing.selected);
        drop(trace);
        self.pointing = pointing;
        if let (Command::Select(_), Some(course), Some(thing)) = (&command, &mut self.course, picked) {
            course.run_mut().pick(&thing);
        }
        if let Command::Select(_) = command
            && let Some(connection) = self.pointing.selected.connection
        {
            self.time.show(Some(connection));
        }
    }

    fn next_row(&mut self, way: Way) {
        let selected = self.pointing.selected;
        let Some(document) = self.document() else { return };
        let trace = document.read();
        let Some(connection) =
            selected.connection.or_else(|| self.time.shown()).and_then(|id| trace.connection(id))
        else {
            return;
        };
        let last = connection.frame_count().checked_sub(1);
        let frame = match (way, selected.frame) {
            (Way::Forward, Some(frame)) => Some(frame + 1).filter(|next| *next < connection.frame_count()),
            (Way::Back, Some(frame)) => frame.checked_sub(1),
            (Way::First, _) | (Way::Forward, None) => last.map(|_| 0),
            (Way::Last, _) | (Way::Back, None) => last,
        };
        let selection =
            frame.map(|frame| Selection::of(&trace, Target::Frame { connection: connection.id, frame }));
        drop(trace);
        self.pointing.selected = selection.unwrap_or(selected);
    }

    /// The smallest level first: what lies on top, then loading, then the selection.
    fn escape(&mut self) {
        if self.overlays.help {
            self.overlays.help = false;
        } else if self.overlays.locked {
            self.overlays.locked = false;
        } else if self.overlays.session.take().is_some() {
        } else if self.overlays.handshake {
            self.overlays.handshake = false;
        } else if self.loading.is_some() {
            self.cancel_loading();
        } else {
            self.pointing.selected.clear_smallest();
        }
    }

    // Time

    fn control_time(&mut self, command: &Command, now: f64) {
        let has_moved = match *command {
            Command::Step(way) => self.time.step(way, now),
            Command::SeekTo(at) => self.time.seek(at, now),
            Command::Play(on) => {
                let before = self.time.position();
                self.time.play(on, now);
                self.time.position() != before
            }
            Command::StepBy(by) => {
                self.time.set_step_by(by);
                false
            }
            Command::Speed(speed) => {
                self.time.set_speed(speed, now);
                false
            }
            Command::ShowConnection(id) => {
                self.time.show(Some(id));
                self.pointing.selected = Selection { connection: Some(id), ..Selection::default() };
                self.refresh_time(now);
                false
            }
            _ => false,
        };
        if has_moved {
            self.select_newest();
        }
    }

    /// Moving the cursor selects what it has just revealed.
    fn select_newest(&mut self) {
        let Some(document) = self.document() else { return };
        let connection = self.time.shown();
        let newest = self.time.moments().target_at(self.time.position());
        self.pointing.selected = match newest {
            Some(target) => Selection { connection, ..Selection::of(&document.read(), target) },
            None => Selection { connection, ..Selection::default() },
        };
    }

    fn refresh_time(&mut self, now: f64) {
        let Shown::Document(document) = &self.shown else {
            self.time.show(None);
            return;
        };
        let trace = document.read();
        if self.time.shown().is_none() && !trace.connections().is_empty() {
            self.time.show(Some(0));
        }
        self.time.refresh(&trace, self.loading.is_some(), now);
    }

    // Copying

    fn copy(&mut self, command: Command) {
        let (place, format) = match command {
            Command::CopyText(text) => return self.effects.push(Effect::Copy(text)),
            Command::CopyBytes { connection, side, span, format } => (Some((connection, side, span)), format),
            Command::Copy(format) => (self.selected_span(), format),
            _ => return,
        };
        let Some((connection, side, span)) = place else { return };
        let span = Span::at(span.start, span.len().min(COPY_LIMIT_BYTES));
        if self.hides(connection, side, span, format) {
            return self.effects.push(Effect::Say(Word::NotCopied));
        }
        self.effects.extend(self.bytes_text(connection, side, span, format).map(Effect::Copy));
    }

    /// Whether a copy in this format would tell what is hidden: as text, also where only the text or what it says is.
    fn hides(&self, connection: u32, side: Side, span: Span, format: CopyAs) -> bool {
        let veil = self.veil(connection);
        match format {
            CopyAs::Hex => veil.hides_raw(side, span),
            CopyAs::Text => veil.hides_plain(side, span) || veil.hides_value(side, span),
        }
    }

    /// What must not be copied: what a question hides, and in Learn what has not happened yet.
    fn veil(&self, connection: u32) -> Veil<'_> {
        if self.mode == Mode::Learn && self.time.shown() == Some(connection) {
            let happened = self.time.moments().revealed(self.time.position());
            return Veil::new(self.conceal(), connection, happened);
        }
        Veil::without_future(self.conceal(), connection)
    }

    fn selected_span(&self) -> Option<(u32, Side, Span)> {
        let document = self.document()?;
        let trace = document.read();
        let selected = &self.pointing.selected;
        if let Some(thing) = course::thing(&trace, &*document.source, selected) {
            return Some((thing.connection, thing.side, thing.span));
        }
        let (side, span) = selected.span(&trace)?;
        Some((selected.connection?, side, span))
    }

    fn bytes_text(&self, connection: u32, side: Side, span: Span, format: CopyAs) -> Option<String> {
        let document = self.document()?;
        let trace = document.read();
        let bytes = trace.connection(connection)?.stream_bytes(&*document.source, side, span).bytes;
        Some(match format {
            CopyAs::Hex => hex(&bytes),
            CopyAs::Text => String::from_utf8_lossy(&bytes).into_owned(),
        })
    }
}

/// Hex digits with spaces.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        // Writing to a string does not fail.
        let _ = write!(text, "{space}{byte:02x}");
    }
    text
}

/// The byte after or before what is selected.
fn next_byte(trace: &Trace, selection: &Selection, way: Way) -> Option<Target> {
    let connection = selection.connection?;
    let (side, span) = selection.span(trace)?;
    let end = trace.connection(connection)?.streams[side].end;
    let at = match (way, selection.bytes) {
        // The first press goes into what is selected, further ones through it.
        (Way::Forward | Way::First, None) => span.start,
        (Way::Back | Way::Last, None) => span.end.checked_sub(1)?,
        (Way::Forward, Some(_)) => span.end,
        (Way::Back, Some(_)) => span.start.checked_sub(1)?,
        (Way::First, Some(_)) => 0,
        (Way::Last, Some(_)) => end.checked_sub(1)?,
    };
    (at < end).then_some(Target::Bytes { connection, side, span: Span::at(at, 1), bits: None })
}
