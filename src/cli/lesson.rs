//! `ws101 lesson check` and `ws101 lesson new`: for those who write lessons.

use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::base::Lang;
use crate::inspect::Inspector;
use crate::io::{open, read_records};
use crate::lesson::{self, Capture, Files, Note, Severity};
use crate::trace::{CaptureInfo, Trace};
use crate::wire::capture::Event;

/// Checks lessons: folders with a `lesson.toml`, or folders of such; writes what is the matter as `file:line:column`.
/// Gives the number of errors.
///
/// # Errors
/// Where `out` cannot be written.
pub fn check(paths: &[PathBuf], out: &mut dyn Write) -> io::Result<usize> {
    let mut errors = 0;
    let mut warnings = 0;
    let folders = folders(paths);
    for folder in &folders {
        let shown = folder.display();
        let notes = match read(folder) {
            Ok(files) => check_files(folder, &files),
            Err(error) => {
                writeln!(out, "{shown}: error[file]: {error}")?;
                errors += 1;
                continue;
            }
        };
        for note in &notes {
            writeln!(out, "{shown}/{note}")?;
        }
        errors += notes.iter().filter(|note| note.severity == Severity::Error).count();
        warnings += notes.iter().filter(|note| note.severity == Severity::Warning).count();
    }
    if folders.is_empty() {
        writeln!(out, "error[file]: no lesson.toml there")?;
        errors += 1;
    }
    let lessons = folders.len();
    writeln!(out, "{lessons} lessons, {errors} errors, {warnings} warnings")?;
    Ok(errors)
}

/// Writes a new lesson about a capture into a new folder, ready to be changed.
///
/// # Errors
/// Where the folder exists, or cannot be written, or the capture cannot be read.
pub fn new(folder: &Path, capture: &str) -> io::Result<()> {
    let id: String = folder
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' })
        .take(32)
        .collect();
    let path = capture_path(folder, capture);
    let bytes = fs::read(&path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    let files = lesson::template(&id, capture, &hex(&Sha256::digest(bytes)));
    fs::create_dir(folder)?;
    fs::write(folder.join("lesson.toml"), &files.toml)?;
    for (lang, text) in &files.texts {
        fs::write(folder.join(format!("{}.md", lang.tag())), text)?;
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The folders of lessons under some paths, sorted.
fn folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for path in paths {
        // `lesson.toml` itself names its folder.
        let path = if path.is_file() { path.parent().unwrap_or(path) } else { path };
        if path.join("lesson.toml").is_file() {
            folders.push(path.to_path_buf());
            continue;
        }
        let inner = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        folders.extend(inner.filter(|path| path.join("lesson.toml").is_file()));
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
    let toml = fs::read_to_string(folder.join("lesson.toml"))?;
    let text = |lang: Lang| fs::read_to_string(folder.join(format!("{}.md", lang.tag()))).ok();
    let texts = Lang::ALL.into_iter().filter_map(|lang| Some((lang, text(lang)?))).collect();
    Ok(Files { toml, texts })
}

/// A capture stands in the lesson's folder, or in `captures` beside the folder of lessons, or where one runs.
fn capture_path(folder: &Path, id: &str) -> PathBuf {
    let file = format!("{id}.pcapng");
    let near = folder.join(&file);
    let beside = folder.join("../../captures").join(&file);
    let here = Path::new("captures").join(&file);
    [near, beside].into_iter().find(|path| path.is_file()).unwrap_or(here)
}

/// A capture as the checks want it.
struct Loaded {
    bytes: Vec<u8>,
    trace: Trace,
}

fn load(path: &Path) -> Option<Loaded> {
    let bytes = fs::read(path).ok()?;
    let mut opened = open(path).ok()?;
    let mut trace = Trace::new(CaptureInfo::default());
    let mut inspector = Inspector::new().with_source(opened.source);
    read_records(&mut opened.reader, &mut |event| {
        if let Event::Packet(record, bytes) = event {
            inspector.record(record, bytes, &mut trace);
        }
        ControlFlow::Continue(())
    });
    inspector.finish(&mut trace);
    Some(Loaded { bytes, trace })
}

/// What is the matter with a lesson in a folder.
#[must_use]
pub fn check_files(folder: &Path, files: &Files) -> Vec<Note> {
    let id = lesson::Lesson::read(files).map(|lesson| lesson.capture).ok();
    let loaded = id.and_then(|id| load(&capture_path(folder, &id)));
    lesson::check(files, &mut |_| {
        loaded.as_ref().map(|loaded| Capture {
            bytes: &loaded.bytes,
            trace: &loaded.trace,
            source: &loaded.bytes,
        })
    })
}
