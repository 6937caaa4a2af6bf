//! `ws101 lesson check` and `ws101 lesson new`: for those who write lessons.

use std::fs;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::args::{self, LessonCommand};
use super::output::{Failure, Output};
use crate::app::shipped;
use crate::base::Source;
use crate::inspect::Inspector;
use crate::io::lessons::folders;
pub use crate::io::lessons::read;
use crate::io::{open_stream, read_records};
use crate::lesson::{self, Capture, Files, Note, Severity};
use crate::trace::{CaptureInfo, Trace};
use crate::wire::capture::Event;

/// Does what the arguments say.
pub(super) fn run(args: &args::Lesson) -> Result<(), Failure> {
    let mut text = Vec::new();
    let done = match &args.command {
        LessonCommand::Check { folders } if folders.is_empty() => check_embedded(&mut text),
        LessonCommand::Check { folders } => check(folders, &mut text),
        LessonCommand::New { folder, capture } => new(folder, capture).map(|()| {
            text = format!("begun: ws101 lesson check {}\n", folder.display()).into_bytes();
            0
        }),
    };
    let errors = done.map_err(|error| Failure::Input(error.to_string()))?;
    Output::new().write(&text)?;
    if errors > 0 { Err(Failure::Reported) } else { Ok(()) }
}

/// Says what keeps lessons of a folder from being shown in the window.
pub(super) fn look(root: &Path) -> Result<(), Failure> {
    let folders = folders(&[root.to_path_buf()]);
    if folders.is_empty() {
        return Err(Failure::Usage(format!("{}: no lesson.toml there", root.display())));
    }
    for folder in folders {
        let files =
            read(&folder).map_err(|error| Failure::Input(format!("{}: {error}", folder.display())))?;
        for note in lesson::Lesson::read(&files).err().into_iter().flatten() {
            super::say(&format!("{}/{note}", folder.display()));
        }
    }
    Ok(())
}

/// Checks the lessons that ship with the program.
fn check_embedded(out: &mut dyn Write) -> io::Result<usize> {
    let mut errors = 0;
    let mut count = 0;
    for (name, files) in lesson::embedded() {
        count += 1;
        for note in check_files(Path::new(name), &files) {
            writeln!(out, "{name}/{note}")?;
            errors += usize::from(note.severity == Severity::Error);
        }
    }
    writeln!(out, "{count} lessons, {errors} errors")?;
    Ok(errors)
}

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

/// Writes a new lesson into a new folder, ready to be changed. `capture` is the id of one that ships with the program,
/// or a file, which is copied beside the lesson.
///
/// # Errors
/// Where the folder exists, or cannot be written, or there is no such capture.
pub fn new(folder: &Path, capture: &str) -> io::Result<()> {
    let file = Path::new(capture);
    let bytes = match shipped::capture(capture) {
        Some(shipped) => shipped.bytes.to_vec(),
        None => {
            fs::read(file).map_err(|error| io::Error::new(error.kind(), format!("{capture}: {error}")))?
        }
    };
    let id = id_of(&folder.file_name().unwrap_or_default().to_string_lossy());
    let name = id_of(&file.file_stem().unwrap_or_default().to_string_lossy());
    let files = lesson::template(&id, &name, &hex(&Sha256::digest(&bytes)));
    fs::create_dir(folder)?;
    if shipped::capture(capture).is_none() {
        fs::write(folder.join(format!("{name}.pcapng")), bytes)?;
    }
    fs::write(folder.join("lesson.toml"), &files.toml)?;
    for (lang, text) in &files.texts {
        fs::write(folder.join(format!("{}.md", lang.tag())), text)?;
    }
    Ok(())
}

/// The nearest legal id to a name.
fn id_of(name: &str) -> String {
    let legal = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' };
    let id: String = name.to_lowercase().chars().map(legal).take(32).collect();
    if id.is_empty() { "new-lesson".to_owned() } else { id }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A capture as the checks want it.
struct Loaded {
    bytes: Vec<u8>,
    trace: Trace,
    source: Arc<dyn Source>,
}

/// A capture stands in the lesson's folder, or ships with the program.
fn load(folder: &Path, id: &str) -> Option<Loaded> {
    // An id is a name, not a path to elsewhere.
    let is_name = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let own = if is_name { fs::read(folder.join(format!("{id}.pcapng"))).ok() } else { None };
    let bytes = own.or_else(|| shipped::capture(id).map(|shipped| shipped.bytes.to_vec()))?;
    let mut opened = open_stream(id, io::Cursor::new(bytes.clone())).ok()?;
    let mut trace = Trace::new(CaptureInfo::default());
    let mut inspector = Inspector::new().with_source(Arc::clone(&opened.source));
    read_records(&mut opened.reader, &mut |event| {
        if let Event::Packet(record, bytes) = event {
            inspector.record(record, bytes, &mut trace);
        }
        ControlFlow::Continue(())
    });
    inspector.finish(&mut trace);
    Some(Loaded { bytes, trace, source: opened.source })
}

/// What is the matter with a lesson in a folder.
#[must_use]
pub fn check_files(folder: &Path, files: &Files) -> Vec<Note> {
    let id = lesson::Lesson::read(files).map(|lesson| lesson.capture).ok();
    let loaded = id.and_then(|id| load(folder, &id));
    lesson::check(files, &mut |_| {
        loaded.as_ref().map(|loaded| Capture {
            bytes: &loaded.bytes,
            trace: &loaded.trace,
            source: &*loaded.source,
        })
    })
}
