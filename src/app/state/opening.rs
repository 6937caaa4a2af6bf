//! Opening captures, lessons and key logs, and what becomes of a load.

use std::path::PathBuf;

use super::super::course::Course;
use super::super::document::{Document, Failure, Loading, Origin, Progress, Reason};
use super::super::words::Word;
use super::super::{Command, Effect, Mode};
use super::{App, Overlays, Shown};

impl App {
    pub(super) fn load(&mut self, command: Command, now: f64) {
        match command {
            Command::Open(path) => self.open(Origin::File(path), now),
            Command::AddKeyLog(path) => self.add_key_log(path, now),
            Command::OpenCapture(id) => self.open(Origin::Shipped(id), now),
            Command::OpenLesson(id) => self.open_lesson(&id, now),
            Command::StopLoading => {
                if let Some(loading) = &self.loading {
                    self.effects.push(Effect::Stop { job: loading.job });
                }
            }
            Command::CancelLoading => self.cancel_loading(),
            _ => {}
        }
    }

    pub(super) fn open_lesson(&mut self, id: &str, now: f64) {
        let Some(lesson) = self.shelf.lesson(id).cloned() else { return };
        // A lesson that was finished begins anew.
        let step = Some(id).filter(|id| !self.settings.lessons_done.contains(*id));
        let step = step.and_then(|id| self.settings.lesson_steps.get(id)).map(String::as_str);
        let origin = self.shelf.capture(&lesson);
        let course = Course::begin(lesson, origin.clone(), step);
        let is_open = self.loading.is_none() && self.document().is_some_and(|shown| shown.origin == origin);
        if is_open {
            self.forget_document(now);
        } else {
            self.open(origin, now);
        }
        self.course = Some(course);
        self.overlays = Overlays::default();
        self.mode = Mode::Learn;
        self.refresh_lesson(now);
    }

    pub(super) fn open(&mut self, origin: Origin, now: f64) {
        self.course = None;
        // What is shown stays until the new capture is there; a second load begun meanwhile goes back to the same.
        let before = self.end_loading();
        self.jobs += 1;
        let job = self.jobs;
        self.overlays = Overlays::default();
        let key_logs = self.key_logs.clone();
        self.effects.push(Effect::Load { job, origin: origin.clone(), key_logs });
        let progress = Progress::default();
        self.loading = Some(Loading { job, origin, since: now, progress, key_log: None, before });
    }

    /// One more key log: what is open is loaded again, and stays as it was if the key log cannot be read.
    pub(super) fn add_key_log(&mut self, path: PathBuf, now: f64) {
        if !self.key_logs.contains(&path) {
            self.key_logs.push(path.clone());
        }
        let origin = match (&self.loading, self.document()) {
            (Some(loading), _) => loading.origin.clone(),
            (None, Some(document)) => document.origin.clone(),
            (None, None) => return,
        };
        let course = self.course.take();
        self.open(origin, now);
        self.course = course;
        if let Some(loading) = &mut self.loading {
            loading.before.get_or_insert_with(|| Box::new(self.shown.clone()));
            loading.key_log = Some(path);
        }
    }

    pub(super) fn end_loading(&mut self) -> Option<Box<Shown>> {
        let loading = self.loading.take()?;
        self.effects.push(Effect::Stop { job: loading.job });
        loading.before
    }

    pub(super) fn opened(&mut self, job: u64, document: Document, now: f64) {
        let Some(loading) = self.loading.as_mut().filter(|loading| loading.job == job) else { return };
        let is_file = matches!(loading.origin, Origin::File(_));
        loading.progress.total_bytes = document.file_bytes;
        let before = std::mem::replace(&mut self.shown, Shown::Document(document));
        loading.before.get_or_insert_with(|| Box::new(before));
        // A lesson's capture was not the user's choice.
        if let (Origin::File(path), None) = (&loading.origin, &self.course) {
            self.settings.remember_file(path);
            self.effects.push(Effect::SaveSettings);
        }
        if self.mode == Mode::Welcome {
            self.mode = if is_file { Mode::Inspect } else { Mode::Learn };
        }
        self.forget_document(now);
    }

    pub(super) fn cancel_loading(&mut self) {
        let before = self.end_loading();
        if let Some(before) = before {
            self.shown = *before;
            self.forget_document(0.0);
        }
        if self.document().is_none() {
            self.mode = Mode::Welcome;
        }
    }

    pub(super) fn failed(&mut self, loading: Loading, reason: Reason, now: f64) {
        if let (Reason::KeyLog, Origin::File(path)) = (&reason, &loading.origin) {
            let path = path.clone();
            if let Some(before) = loading.before {
                self.shown = *before;
            }
            self.add_key_log(path, now);
            if self.document().is_some() {
                self.effects.push(Effect::Say(Word::KeyLogAdded));
            } else {
                self.fail(loading.origin, reason);
            }
            return;
        }
        let Some(path) = loading.key_log else { return self.fail(loading.origin, reason) };
        self.key_logs.retain(|known| *known != path);
        if let Some(before) = loading.before {
            self.shown = *before;
            self.forget_document(0.0);
        }
        self.effects.push(Effect::Say(Word::KeyLogNotRead));
    }

    pub(super) fn fail(&mut self, origin: Origin, reason: Reason) {
        self.shown = Shown::Failed(Failure { origin, reason });
        if self.mode == Mode::Welcome {
            self.mode = Mode::Inspect;
        }
        self.forget_document(0.0);
    }
}
