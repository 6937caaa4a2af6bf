//! `ws101 lesson`: checks lessons as their authors write them, and begins new ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::args::{self, LessonCommand};
use super::output::{Failure, Output, read_pasted};
use crate::app::shipped;
use crate::base::Lang;
use crate::inspect::Inspector;
use crate::lesson::{self, Files, Lesson, Note, Severity};
use crate::trace::Trace;
use crate::wire::capture::{Event, Walker};

/// Does what the arguments say.
pub(super) fn run(args: &args::Lesson) -> Result<(), Failure> {
    match &args.command {
        LessonCommand::Check { folders } if folders.is_empty() => {
            let lessons = lesson::embedded().map(|(folder, files)| (folder.to_owned(), None, files));
            check(lessons.collect())
        }
        LessonCommand::Check { folders } => {
            let read = |folder: &PathBuf| {
                Ok((folder.display().to_string(), Some(folder.clone()), read_files(folder)?))
            };
            check(folders.iter().map(read).collect::<Result<_, _>>()?)
        }
        LessonCommand::New { folder, capture } => begin(folder, capture),
    }
}

/// A capture and what the inspector makes of it.
struct Known {
    bytes: Vec<u8>,
    trace: Trace,
}

impl Known {
    fn new(bytes: Vec<u8>) -> Self {
        let mut trace = Trace::default();
        let mut inspector = Inspector::new();
        let fed = Walker::new().feed(&bytes, true, &mut |event| {
            if let Event::Packet(record, packet) = event {
                inspector.record(record, packet, &mut trace);
            }
            ControlFlow::Continue(())
        });
        debug_assert!(fed.ended);
        inspector.finish(&mut trace);
        Self { bytes, trace }
    }
}

/// The capture of an id: the file of that name in the lesson's folder, else the one that ships with the program.
fn capture(id: &str, folder: Option<&Path>) -> Option<Vec<u8>> {
    let is_name = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let own = folder.filter(|_| is_name).map(|folder| folder.join(format!("{id}.pcapng")));
    let own = own.filter(|path| path.is_file()).and_then(|path| read_pasted(&path).ok());
    own.or_else(|| shipped::capture(id).map(|capture| capture.bytes.to_vec()))
}

/// Checks lessons: what is the matter, one line each. Errors make it fail.
fn check(lessons: Vec<(String, Option<PathBuf>, Files)>) -> Result<(), Failure> {
    let mut text = String::new();
    let (mut errors, mut warnings) = (0, 0);
    let count = lessons.len();
    for (name, folder, files) in lessons {
        let id = Lesson::read(&files).ok().map(|lesson| lesson.capture);
        let mut known = BTreeMap::new();
        if let Some(bytes) = id.as_deref().and_then(|id| capture(id, folder.as_deref())) {
            known.insert(id.unwrap_or_default(), Known::new(bytes));
        }
        let notes = lesson::check(&files, &mut |id| {
            let Known { bytes, trace } = known.get(id)?;
            Some(lesson::Capture { bytes, trace, source: bytes })
        });
        for note in &notes {
            let Note { severity, check, file, line, column, text: what } = note;
            let word = if *severity == Severity::Error { "error" } else { "warning" };
            let _ = writeln!(text, "{name}/{file}:{line}:{column}: {word} [{check}] {what}");
        }
        errors += notes.iter().filter(|note| note.severity == Severity::Error).count();
        warnings += notes.iter().filter(|note| note.severity == Severity::Warning).count();
    }
    let _ = writeln!(text, "{count} lessons, {errors} errors, {warnings} warnings");
    Output::new().write(text.as_bytes())?;
    if errors > 0 { Err(Failure::Reported) } else { Ok(()) }
}

fn read_files(folder: &Path) -> Result<Files, Failure> {
    let read = |name: &str| {
        let bytes = read_pasted(&folder.join(name))?;
        String::from_utf8(bytes)
            .map_err(|_| Failure::Input(format!("{} is not UTF-8", folder.join(name).display())))
    };
    let toml = read("lesson.toml")?;
    let mut texts = Vec::new();
    for lang in Lang::ALL {
        let name = format!("{}.md", lang.tag());
        if folder.join(&name).is_file() {
            texts.push((lang, read(&name)?));
        }
    }
    Ok(Files { toml, texts })
}

/// Writes a new lesson that asks one question about a capture.
fn begin(folder: &Path, capture_id: &str) -> Result<(), Failure> {
    let Some(bytes) = capture(capture_id, Some(folder)) else {
        let text =
            format!("there is no capture `{capture_id}`: put {capture_id}.pcapng into {}", folder.display());
        return Err(Failure::Input(text));
    };
    let id = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let files = lesson::template(&id, capture_id, &digest);
    let failed = |error: std::io::Error| Failure::Input(format!("{}: {error}", folder.display()));
    if folder.join("lesson.toml").exists() {
        return Err(Failure::Input(format!("{} holds a lesson already", folder.display())));
    }
    std::fs::create_dir_all(folder).map_err(failed)?;
    let texts = files.texts.iter().map(|(lang, text)| (format!("{}.md", lang.tag()), text.as_str()));
    for (name, text) in texts.chain([("lesson.toml".to_owned(), files.toml.as_str())]) {
        std::fs::write(folder.join(name), text).map_err(failed)?;
    }
    Output::new().write(format!("{} begun: ws101 lesson check {}\n", id, folder.display()).as_bytes())
}
