//! A lesson's files: read, checked against a capture, and taken.

use std::sync::{Arc, OnceLock};

use ws101::base::Lang;
use ws101::lesson::{Capture, Files, Lesson, LessonRun, Pace, check};
use ws101::trace::Trace;
use ws101::view::moments::Way;

/// Every lesson here is about the same small capture.
const HELLO: &[u8] = include_bytes!("../../captures/hello.pcapng");

/// The input is `lesson.toml`, `en.md` and `ko.md`, with a zero byte between.
pub fn run(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == 0).map(|part| String::from_utf8_lossy(part).into_owned());
    let mut part = || parts.next().unwrap_or_default();
    let files = Files { toml: part(), texts: vec![(Lang::En, part()), (Lang::Ko, part())] };
    static READ: OnceLock<(Trace, Vec<u8>)> = OnceLock::new();
    let (trace, source) = READ.get_or_init(|| {
        let mut trace = Trace::default();
        super::capture::walk(HELLO, 1 << 20, &mut trace);
        (trace, HELLO.to_vec())
    });
    let capture = Capture { bytes: HELLO, trace, source };
    for note in check(&files, &mut |_| Some(capture)) {
        assert!(note.line >= 1 && note.column >= 1, "{note}");
    }
    let Ok(lesson) = Lesson::read(&files) else { return };
    let lesson = Arc::new(lesson);
    for pace in [Pace::Study, Pace::Present] {
        let mut run = LessonRun::new(Arc::clone(&lesson), pace);
        for _ in 0..2 * lesson.steps.len().min(40) {
            for lang in Lang::ALL {
                let _ = run.scene(trace, source, &[], lang);
            }
            let _ = run.conceal(trace, source);
            for answer in ["", "1", "101", "Hello"] {
                run.draft(answer);
                run.check(trace, source);
            }
            run.observe(trace, source, &[]);
            run.hint();
            run.reveal();
            let _ = run.scene(trace, source, &[], Lang::En);
            run.go(Way::Forward);
        }
    }
}
