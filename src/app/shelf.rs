//! The lessons that can be taken: those that ship, and those of a folder, which may change while one is taken.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::lesson::{Files, Lesson, Note};

use super::course;
use super::document::Origin;

/// A lesson in a folder of the user, as it was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonFolder {
    /// The folder.
    pub folder: PathBuf,
    /// The lesson's files.
    pub files: Files,
    /// The captures beside them.
    pub captures: Vec<PathBuf>,
}

/// What is kept of a folder.
#[derive(Debug, Clone)]
struct Own {
    /// The id of the lesson, once it could be read.
    id: Option<String>,
    files: Files,
    captures: Vec<PathBuf>,
}

/// The lessons that can be taken.
#[derive(Debug, Clone)]
pub struct Shelf {
    lessons: Vec<Arc<Lesson>>,
    own: BTreeMap<PathBuf, Own>,
    version: u64,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { lessons: course::lessons().to_vec(), own: BTreeMap::new(), version: 0 }
    }
}

impl Shelf {
    /// The lessons, in the order of the course; those of folders that do not ship come last.
    #[must_use]
    pub fn lessons(&self) -> &[Arc<Lesson>] {
        &self.lessons
    }

    /// Grows when a lesson changes.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The lesson of this id.
    #[must_use]
    pub fn lesson(&self, id: &str) -> Option<&Arc<Lesson>> {
        self.lessons.iter().find(|lesson| lesson.id == id)
    }

    /// The lesson that comes after the one of this id.
    #[must_use]
    pub fn after(&self, id: &str) -> Option<&Arc<Lesson>> {
        let at = self.lessons.iter().position(|lesson| lesson.id == id)?;
        self.lessons.get(at + 1)
    }

    /// The capture that a lesson is about: the one of its folder, else the one that ships.
    #[must_use]
    pub fn capture(&self, lesson: &Lesson) -> Origin {
        let own = self.own.values().filter(|own| own.id.as_deref() == Some(&lesson.id));
        let mut captures = own.flat_map(|own| &own.captures);
        let is_it = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == lesson.capture.as_str());
        match captures.find(is_it) {
            Some(path) => Origin::File(path.clone()),
            None => Origin::Shipped(lesson.capture.clone()),
        }
    }

    /// Takes what was found in folders: the lessons that have changed, by id. One that cannot be read stays on the
    /// shelf as it was last.
    pub(super) fn take(&mut self, found: Vec<LessonFolder>) -> Vec<(String, Result<Lesson, Vec<Note>>)> {
        let mut changed = Vec::new();
        for LessonFolder { folder, files, captures } in found {
            let before = self.own.remove(&folder);
            let is_same = before.as_ref().is_some_and(|own| own.files == files);
            let mut id = before.and_then(|own| own.id);
            if !is_same {
                let read = Lesson::read(&files);
                if let Ok(lesson) = &read {
                    id = Some(lesson.id.clone());
                    self.put(lesson);
                }
                changed.extend(id.clone().map(|id| (id, read)));
            }
            self.own.insert(folder, Own { id, files, captures });
        }
        changed
    }

    fn put(&mut self, lesson: &Lesson) {
        self.version += 1;
        let lesson = Arc::new(lesson.clone());
        match self.lessons.iter_mut().find(|known| known.id == lesson.id) {
            Some(known) => *known = lesson,
            None => self.lessons.push(lesson),
        }
    }
}
