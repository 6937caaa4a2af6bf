//! Lessons in folders of the user: reading them, and seeing that they have changed.
//!
//! What a lesson says is not known here.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};
use std::{fs, io};

use crate::app::{Arrival, LessonFolder};
use crate::base::Lang;
use crate::lesson::Files;

/// Time between two looks at the folders: quick enough to seem at once, seldom enough to cost nothing.
const LOOK: Duration = Duration::from_millis(400);

/// The file that makes a folder a lesson.
const TOML: &str = "lesson.toml";

/// The folders of lessons under some paths, sorted.
#[must_use]
pub fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for path in paths {
        // `lesson.toml` itself names its folder.
        let path = if path.is_file() { path.parent().unwrap_or(path) } else { path };
        if path.join(TOML).is_file() {
            folders.push(path.to_path_buf());
            continue;
        }
        let inner = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        folders.extend(inner.filter(|path| path.join(TOML).is_file()));
    }
    folders.sort();
    folders.dedup();
    folders
}

/// Reads a lesson's files. A language that is not there is left out: the checks say so.
///
/// # Errors
/// Where `lesson.toml` cannot be read.
pub fn read(folder: &Path) -> io::Result<Files> {
    let toml = fs::read_to_string(folder.join(TOML))?;
    let text = |lang: Lang| fs::read_to_string(text_file(folder, lang)).ok();
    let texts = Lang::ALL.into_iter().filter_map(|lang| Some((lang, text(lang)?))).collect();
    Ok(Files { toml, texts })
}

fn text_file(folder: &Path, lang: Lang) -> PathBuf {
    folder.join(format!("{}.md", lang.tag()))
}

/// A file as it was last seen: its time and its length, or that it was not there.
type Seen = Option<(SystemTime, u64)>;

/// All that is looked at, to be compared with the next look.
fn look(root: &Path) -> Vec<(PathBuf, [Seen; 3])> {
    let seen = |path: PathBuf| {
        let data = fs::metadata(path).ok()?;
        Some((data.modified().ok()?, data.len()))
    };
    let folders = folders(&[root.to_path_buf()]).into_iter();
    let files = |folder: &Path| [folder.join(TOML), text_file(folder, Lang::En), text_file(folder, Lang::Ko)];
    folders.map(|folder| (folder.clone(), files(&folder).map(seen))).collect()
}

/// Reads all lessons under a folder, now and whenever a file changes, until `alive` is gone.
pub(super) fn watch(
    root: PathBuf,
    alive: &Arc<()>,
    news: Sender<Arrival>,
    wake: Arc<dyn Fn() + Send + Sync>,
) {
    let alive: Weak<()> = Arc::downgrade(alive);
    let watcher = move || {
        let mut before = Vec::new();
        while alive.strong_count() > 0 {
            let now = look(&root);
            if now != before {
                let found = now.iter().filter_map(|(folder, _)| found(folder)).collect();
                before = now;
                if news.send(Arrival::Lessons(found)).is_err() {
                    return;
                }
                wake();
            }
            std::thread::sleep(LOOK);
        }
    };
    // Without a thread the lessons that ship are still there.
    let _ = std::thread::Builder::new().name("lessons".to_owned()).spawn(watcher);
}

/// A lesson as it stands in its folder now; none where an editor is just replacing its file.
fn found(folder: &Path) -> Option<LessonFolder> {
    let files = read(folder).ok()?;
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let captures = entries.filter(|path| path.extension().is_some_and(|end| end == "pcapng")).collect();
    Some(LessonFolder { folder: folder.to_path_buf(), files, captures })
}
