//! The lessons that ship with the program pass every check; every check finds what it is for; a lesson can be taken
//! from its first step to its last, and gives no answer away before it was asked for.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ws101::base::{Lang, Source};
use ws101::cli::lesson::{check, check_files, read};
use ws101::inspect::Inspector;
use ws101::io::{open, read_records};
use ws101::lesson::{
    Block, Files, Input, Kind, Lesson, LessonRun, Mark, Pace, QuestionState, QuestionType, Scene, Severity,
    embedded,
};
use ws101::trace::query::{Query, Scope, Thing};
use ws101::trace::{CaptureInfo, Target, Trace};
use ws101::view::conceal::Hidden;
use ws101::view::moments::Way;
use ws101::wire::capture::Event;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A lesson and its capture.
struct Taught {
    lesson: Arc<Lesson>,
    trace: Trace,
    source: Arc<dyn Source>,
}

fn capture(id: &str) -> (Trace, Arc<dyn Source>) {
    let mut opened = open(&root().join("captures").join(format!("{id}.pcapng"))).unwrap();
    let mut trace = Trace::new(CaptureInfo::default());
    let mut inspector = Inspector::new().with_source(Arc::clone(&opened.source));
    read_records(&mut opened.reader, &mut |event| {
        if let Event::Packet(record, bytes) = event {
            inspector.record(record, bytes, &mut trace);
        }
        ControlFlow::Continue(())
    });
    inspector.finish(&mut trace);
    (trace, opened.source)
}

fn taught(id: &str) -> Taught {
    let files = embedded().map(|(_, files)| files);
    let mut lessons = files.map(|files| Lesson::read(&files).unwrap());
    let lesson = lessons.find(|lesson| lesson.id == id).unwrap();
    let (trace, source) = capture(&lesson.capture);
    Taught { lesson: Arc::new(lesson), trace, source }
}

impl Taught {
    fn run(&self, pace: Pace) -> LessonRun {
        LessonRun::new(Arc::clone(&self.lesson), pace)
    }

    fn scene(&self, run: &LessonRun) -> Scene {
        run.scene(&self.trace, &*self.source, &[], Lang::En)
    }

    fn answer(&self, run: &mut LessonRun, answer: &str) -> QuestionState {
        run.draft(answer);
        run.check(&self.trace, &*self.source);
        self.scene(run).question.unwrap().state
    }

    fn select(&self, query: &str) -> Vec<Thing> {
        let connection = self.lesson.connection(&self.trace, &*self.source);
        Query::parse(query).unwrap().select(&Scope::new(&self.trace, &*self.source, connection)).unwrap()
    }
}

#[test]
fn shipped_lessons_pass_their_checks() {
    let mut out = Vec::new();
    let errors = check(&[root().join("lessons")], &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(errors, 0, "{text}");
    assert!(text.ends_with("5 lessons, 0 errors, 0 warnings\n"), "{text}");
}

#[test]
fn the_folder_of_lessons_is_what_ships() {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root().join("lessons")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let names: Vec<String> =
        folders.iter().map(|f| f.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, embedded().map(|(folder, _)| folder.to_owned()).collect::<Vec<_>>());
    for (number, (folder, files)) in embedded().enumerate() {
        assert_eq!(read(&root().join("lessons").join(folder)).unwrap(), files);
        assert_eq!(Lesson::read(&files).unwrap().number, number as u32 + 1, "{folder}");
    }
}

/// One change to a sound lesson, and the check that must find it.
struct Broken {
    check: &'static str,
    severity: Severity,
    /// In `lesson.toml`, or in `en.md`.
    toml: bool,
    from: &'static str,
    to: &'static str,
}

const fn toml(check: &'static str, from: &'static str, to: &'static str) -> Broken {
    Broken { check, severity: Severity::Error, toml: true, from, to }
}

const fn text(check: &'static str, from: &'static str, to: &'static str) -> Broken {
    Broken { check, severity: Severity::Error, toml: false, from, to }
}

const fn warns(broken: Broken) -> Broken {
    Broken { severity: Severity::Warning, ..broken }
}

const BROKEN: &[Broken] = &[
    toml("format-newer", "format_version = 1", "format_version = 2"),
    toml("format-older", "format_version = 1", "format_version = 0"),
    toml("toml", "minutes = 12", "minutes = twelve"),
    toml("toml", "minutes = 12", "minuets = 12"),
    toml("toml", "kind = \"predict\"", "kind = \"tell\""),
    toml("toml", "expect = \"81 85 ?? ?? ?? ??\"", "expect = \"81 8\""),
    toml("id-illegal", "id = \"see\"", "id = \"See It\""),
    toml("id-duplicate", "id = \"fin\"\n", "id = \"see\"\n"),
    toml("language-missing", "languages = [\"en\", \"ko\"]", "languages = [\"en\"]"),
    toml("query-syntax", "focus = \"c2s.frame[op=text][0]\"", "focus = \"c2s.frame[op=tekst][0]\""),
    toml("selector-count", "focus = \"c2s.frame[op=text][0]\"", "focus = \"c2s.frame\""),
    toml("selector-count", "cursor = \"c2s.frame[op=text][0]\"", "cursor = \"c2s.frame[op=binary]\""),
    toml("selector-count", "hide.value = [\"focus\"]", "hide.value = [\"focus.frames[op=pong]\"]"),
    toml("expect-mismatch", "expect = \"81 85 ?? ?? ?? ??\"", "expect = \"81 84 ?? ?? ?? ??\""),
    toml("answer-missing", "answer = \"focus.payload_len\"\n", ""),
    toml("answer-not-computable", "answer = \"focus.payload_len\"", "answer = \"focus.ext_len\""),
    toml("answer-not-computable", "answer = \"focus.payload_len\"", "answer = \"focus.unmasked | text\""),
    toml("distractor-right", "value = \"number(focus.byte[1])\"", "value = \"5\""),
    toml(
        "distractor-twice",
        "{ value = \"focus.len\", say = \"whole-frame\"",
        "{ value = \"133\", say = \"whole-frame\"",
    ),
    toml("choices-right", "when = \"not exists(focus)\"", "when = \"exists(focus)\""),
    toml("choices-right", "when = \"exists(focus) and focus.end", "when = \"not exists(focus) and focus.end"),
    toml("rfc-unknown", "\"6455#5.3\"", "\"6455#5.33\""),
    toml("capture-missing", "file = \"hello\"", "file = \"good-bye\""),
    toml("capture-changed", "sha256 = \"35", "sha256 = \"36"),
    toml("connection-missing", "target = \"/chat\"", "target = \"/talk\""),
    toml("goal-met", "goal = \"within(selected, focus.byte[1])\"", "goal = \"exists(focus)\""),
    toml("focus-hidden", "hide.bytes = [\"focus.rest\"]\nshow", "hide.bytes = [\"focus\"]\nshow"),
    warns(toml(
        "nothing-hidden",
        "cursor = \"c2s.frame[op=text][0]\"\nhide.value = [\"focus\"]\nshow = [\"bits\"]",
        "show = [\"bits\"]",
    )),
    text("text-missing", "## opcode: What kind of frame?", "## opcode:"),
    text("text-missing", "### why\nFIN ends", "### because\nFIN ends"),
    text("text-missing", "### forgot-key", "### forgot-the-key"),
    text("text-missing", "### hint\nA frame is a part of something. Of what?\n", ""),
    text("text-missing", "- client-done: The client has nothing more to say\n", ""),
    text("text-unbound", "### forgot-key", "### forgot-the-key"),
    text("text-unbound", "## reply: And the server?", "## answer: And the server?"),
    text("text-outside-step", "# The first two bytes\n", "# The first two bytes\n### hint\nNo.\n"),
    text("choices", "- client-done: The", "- The"),
    text("query-syntax", "{{focus.len}}", "{{focus.lenn}}"),
    text("query-syntax", "{{focus.len}}", "{{focus.len"),
    text("answer-not-computable", "{{focus.len}}", "{{focus.ext_len}}"),
    text(
        "answer-leak",
        "The first byte is `{{focus.byte[0]}}`",
        "The length is {{c2s.frame[op=text][0].payload_len + 10}}. `{{focus.byte[0]}}`",
    ),
    text("quote-uncited", "> — RFC 6455 §5.1\n", ""),
    text(
        "quote-differs",
        "> Indicates that this is the final fragment in a message.",
        "> Says that this is the final fragment.",
    ),
    text("rfc-unknown", "> — RFC 6455 §5.1", "> — RFC 6455 §5.10"),
    warns(text("number-typed", "{{focus.len}} bytes, header first", "11 bytes, header first")),
    warns(text("terms-many", "They tell the server", "They are a **header** and tell the server")),
    warns(text(
        "step-long",
        "They tell the server",
        "one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two three \
         four five six seven eight nine ten They tell the server",
    )),
];

#[test]
fn every_check_finds_what_it_is_for() {
    let folder = root().join("lessons/03-the-first-two-bytes");
    let sound = read(&folder).unwrap();
    assert_eq!(check_files(&folder, &sound), []);
    for Broken { check, severity, toml, from, to } in BROKEN {
        let mut files = sound.clone();
        let file = if *toml { &mut files.toml } else { &mut files.texts[0].1 };
        assert!(file.contains(from), "{check}: the lesson has changed, `{from}` is not in it");
        // The answer of the leak test is made to be one that can be told from other numbers.
        *file = file.replacen(from, to, 1);
        if *check == "answer-leak" {
            files.toml = files.toml.replacen(
                "answer = \"focus.payload_len\"",
                "answer = \"focus.payload_len + 10\"",
                1,
            );
        }
        let notes = check_files(&folder, &files);
        let found = notes.iter().find(|note| note.check == *check);
        let all: Vec<String> = notes.iter().map(ToString::to_string).collect();
        let found = found.unwrap_or_else(|| panic!("{check} was not found: {all:#?}"));
        assert_eq!(found.severity, *severity, "{found}");
        assert!(found.line > 0 && found.column > 0, "{found}");
    }
}

#[test]
fn a_missing_file_of_a_language_is_said() {
    let folder = root().join("lessons/03-the-first-two-bytes");
    let mut files = read(&folder).unwrap();
    files.texts.pop();
    let notes = check_files(&folder, &files);
    assert_eq!(notes.iter().map(|note| note.check).collect::<Vec<_>>(), ["language-missing"]);
    let mut out = Vec::new();
    assert_eq!(check(&[root().join("src")], &mut out).unwrap(), 1, "a folder without lessons");
}

#[test]
fn notes_say_line_and_column() {
    let folder = root().join("lessons/03-the-first-two-bytes");
    let mut files = read(&folder).unwrap();
    files.toml =
        files.toml.replacen("focus = \"c2s.frame[op=text][0]\"", "focus = \"c2s.frame[op=tekst][0]\"", 1);
    let notes = check_files(&folder, &files);
    let line = files.toml.lines().position(|line| line.contains("tekst")).unwrap() + 1;
    let column = files.toml.lines().nth(line - 1).unwrap().find("tekst").unwrap() + 1;
    assert_eq!((notes[0].line, notes[0].column), (line, column), "{}", notes[0]);
}

#[test]
fn an_order_that_already_stands_is_no_question() {
    let folder = root().join("lessons/05-the-closing-handshake");
    let mut files = read(&folder).unwrap();
    let line = |id: &str| {
        files.toml.lines().find(|line| line.contains(&format!("id = \"{id}\", what"))).unwrap().to_owned()
    };
    let lines = ["server-fin", "client-close", "client-fin", "server-close"].map(line);
    let order = [&lines[1], &lines[3], &lines[0], &lines[2]];
    let right = order.map(|line| format!("{line}\n")).concat();
    let given = lines.each_ref().map(|line| format!("{line}\n")).concat();
    assert!(files.toml.contains(&given));
    files.toml = files.toml.replace(&given, &right);
    assert!(check_files(&folder, &files).iter().any(|note| note.check == "answer-leak"));
}

#[test]
fn secrets_and_large_captures_are_found() {
    // A public address and a cookie, in bytes made by hand: heads are read from the trace.
    let files = ws101::lesson::template("made", "hello", "0");
    let (mut trace, source) = capture("hello");
    let notes = |trace: &Trace, bytes: &[u8]| {
        let capture = ws101::lesson::Capture { bytes, trace, source: &*source };
        ws101::lesson::check(&files, &mut |_| Some(capture))
            .into_iter()
            .map(|note| note.check)
            .collect::<Vec<_>>()
    };
    assert_eq!(notes(&trace, b""), ["capture-changed"]);
    assert!(notes(&trace, &vec![0; (2 << 20) + 1]).contains(&"capture-large"));
    let mut public = Trace::default();
    let connection = trace.connection(0).unwrap().clone();
    let mut opening = ws101::trace::Opening {
        tls: None,
        connection: 0,
        client: connection.client,
        server: connection.server,
        transport: connection.transport,
        start: connection.start,
        opened: connection.opened,
    };
    opening.server.ip = std::net::Ipv4Addr::new(8, 8, 8, 8).into();
    ws101::trace::Sink::connection(&mut public, &opening);
    std::mem::swap(&mut trace, &mut public);
    assert!(notes(&trace, b"").contains(&"secret"));
}

#[test]
fn a_new_lesson_passes_the_checks_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Our First Lesson");
    ws101::cli::lesson::new(&path, &root().join("captures/hello.pcapng").display().to_string()).unwrap();
    let mut out = Vec::new();
    let errors = check(std::slice::from_ref(&path), &mut out).unwrap();
    assert_eq!(errors, 0, "{}", String::from_utf8_lossy(&out));
    assert!(ws101::cli::lesson::new(&path, "hello").is_err(), "a folder that exists is left alone");
}

#[test]
fn wrong_twice_shows_the_answer_and_says_why() {
    let taught = taught("the-first-two-bytes");
    let mut run = taught.run(Pace::Study);
    assert!(run.go_to("rest"));
    let scene = taught.scene(&run);
    let question = scene.question.unwrap();
    assert_eq!(question.state, QuestionState::Open { left: 2 });
    assert_eq!((question.answer, question.why.len(), question.feedback.len()), (None, 0, 0));
    assert!(question.has_hint && question.hint.is_empty() && !question.is_ready);

    // Not an answer: not counted.
    assert_eq!(taught.answer(&mut run, "nine"), QuestionState::Open { left: 2 });
    assert!(taught.scene(&run).question.unwrap().unreadable);
    // The misconception gets its own explanation, and the answer stays hidden.
    assert_eq!(taught.answer(&mut run, "5"), QuestionState::Open { left: 1 });
    let question = taught.scene(&run).question.unwrap();
    assert!(question.feedback[0].plain().contains("masking key comes before it"), "{:?}", question.feedback);
    assert_eq!((question.answer, question.why.len()), (None, 0));
    assert_eq!(run.mistakes().collect::<Vec<_>>(), [("rest", Some("len-includes-key"))]);
    // The same again is no second attempt.
    assert_eq!(taught.answer(&mut run, "5"), QuestionState::Open { left: 1 });
    assert_eq!(taught.answer(&mut run, "10"), QuestionState::Wrong);
    let question = taught.scene(&run).question.unwrap();
    assert_eq!(question.answer.as_deref(), Some("9"));
    assert!(!question.why.is_empty());
    // Decided is decided; trying again hides it.
    assert_eq!(taught.answer(&mut run, "9"), QuestionState::Wrong);
    run.retry();
    assert_eq!(taught.answer(&mut run, "0x9"), QuestionState::Right);
    assert!(!taught.scene(&run).question.unwrap().why.is_empty());
}

#[test]
fn what_a_question_asks_is_hidden_until_it_is_answered() {
    let taught = taught("the-first-two-bytes");
    let mut run = taught.run(Pace::Study);
    let rest = taught.select("c2s.frame[op=text][0].rest")[0];
    let hides = |run: &LessonRun, what: Hidden| {
        let list = run.conceal(&taught.trace, &*taught.source);
        list.iter()
            .any(|hidden| hidden.what == what && hidden.side == rest.side && hidden.span.touches(rest.span))
    };
    // From the first step on: a later question's answer is not to be seen early.
    assert!(hides(&run, Hidden::Bytes) && hides(&run, Hidden::Unmasked));
    run.go_to("length");
    taught.answer(&mut run, "5");
    assert!(hides(&run, Hidden::Bytes), "the next question still asks for it");
    run.go_to("rest");
    taught.answer(&mut run, "9");
    assert!(!hides(&run, Hidden::Bytes));
    assert!(hides(&run, Hidden::Unmasked));
    run.go_to("letter");
    run.reveal();
    assert_eq!(run.conceal(&taught.trace, &*taught.source), []);
    assert_eq!(taught.scene(&run).question.unwrap().state, QuestionState::Revealed);
}

#[test]
fn going_back_restores_what_was_hidden() {
    let taught = taught("packets-frames-messages");
    let mut run = taught.run(Pace::Present);
    let mut before = vec![taught.scene(&run)];
    // Forward through everything: prose, question, next prose…
    while !taught.scene(&run).finished {
        run.go(Way::Forward);
        before.push(taught.scene(&run));
    }
    assert_eq!(
        before.len(),
        2 * taught.lesson.steps.len(),
        "one tells, the others tell and ask, and the end"
    );
    // …and back: every scene is the one that was there.
    before.pop();
    for expect in before.iter().rev() {
        run.go(Way::Back);
        assert_eq!(taught.scene(&run), *expect);
    }
    // An answer that was shown to the class is taken away again.
    run.go(Way::Forward);
    run.go(Way::Forward);
    let asked = taught.scene(&run);
    assert!(asked.question.is_some());
    run.reveal();
    let shown = taught.scene(&run);
    assert_ne!(shown.conceal, asked.conceal);
    assert_ne!(shown.cursor, asked.cursor, "the rest of the frame arrives");
    run.go(Way::Back);
    assert_eq!(taught.scene(&run), asked);
}

#[test]
fn a_hundred_quick_keys_never_skip() {
    let taught = taught("the-closing-handshake");
    let mut run = taught.run(Pace::Study);
    let steps = taught.lesson.steps.len();
    for press in 0..100 {
        assert_eq!(run.step_index(), press.min(steps - 1));
        run.go(Way::Forward);
    }
    assert!(taught.scene(&run).finished);
    run.go(Way::Back);
    assert!(!taught.scene(&run).finished);
    for press in 0..100 {
        assert_eq!(run.step_index(), (steps - 1).saturating_sub(press));
        run.go(Way::Back);
    }
}

/// The answer that is right, as the learner would give it.
fn right_answer(taught: &Taught, run: &LessonRun) -> String {
    let mut shown = run.clone();
    shown.reveal();
    let question = taught.scene(&shown).question.unwrap();
    match question.input {
        Input::Choices(choices) => {
            choices.iter().find(|choice| choice.mark == Mark::Right).unwrap().id.clone()
        }
        Input::Order(items) => items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(","),
        _ => question.answer.unwrap(),
    }
}

#[test]
fn every_lesson_can_be_taken_to_its_end() {
    for (folder, files) in embedded() {
        let id = Lesson::read(&files).unwrap().id;
        let taught = taught(&id);
        let mut run = taught.run(Pace::Study);
        let mut asked = 0;
        for step in &taught.lesson.steps {
            assert_eq!(run.step_id(), step.id);
            let scene = taught.scene(&run);
            assert_eq!(scene.focus.len(), 1, "{folder} {}", step.id);
            assert!(scene.cursor.is_some(), "{folder} {}", step.id);
            match step.kind {
                Kind::Predict => {
                    asked += 1;
                    let answer = right_answer(&taught, &run);
                    assert_eq!(
                        taught.answer(&mut run, &answer),
                        QuestionState::Right,
                        "{folder} {}",
                        step.id
                    );
                }
                Kind::Goal => {
                    assert!(!run.observe(&taught.trace, &*taught.source, &[]), "{folder} {}", step.id);
                }
                Kind::Tell => {}
            }
            for block in taught.scene(&run).prose {
                assert!(!block.plain().contains(['?', '\u{E000}']) || !matches!(block, Block::Code(_)));
            }
            run.go(Way::Forward);
        }
        assert!(taught.scene(&run).finished && asked >= 2, "{folder}: {asked} questions");
        assert_eq!(run.conceal(&taught.trace, &*taught.source), [], "{folder}");
    }
}

#[test]
fn places_are_picked_by_pointing() {
    let taught = taught("from-http-to-websocket");
    let mut run = taught.run(Pace::Study);
    run.go_to("ask");
    let point = |query: &str| taught.select(query)[0];
    // The window points at lines of the head; the query language sees their bytes.
    let target = point("request.header[\"Connection\"]").target();
    assert!(matches!(target, Target::HeadLine { .. }));
    run.pick(&Thing::of(&taught.trace, &*taught.source, target).unwrap());
    run.check(&taught.trace, &*taught.source);
    let question = taught.scene(&run).question.unwrap();
    assert!(question.feedback[0].plain().starts_with("Close."), "{:?}", question.feedback);
    // The value alone is within its line.
    run.pick(&point("request.header[\"Upgrade\"].value"));
    run.check(&taught.trace, &*taught.source);
    assert_eq!(taught.scene(&run).question.unwrap().state, QuestionState::Right);
    run.retry();
    // The whole request is not.
    run.pick(&point("request"));
    run.check(&taught.trace, &*taught.source);
    assert_eq!(taught.scene(&run).question.unwrap().state, QuestionState::Open { left: 1 });
}

#[test]
fn a_goal_is_met_by_doing_it_and_stays_met() {
    let taught = taught("the-first-two-bytes");
    let mut run = taught.run(Pace::Study);
    run.go_to("reply");
    let observe = |run: &mut LessonRun, query: &str| {
        let things = taught.select(query);
        run.observe(&taught.trace, &*taught.source, &things)
    };
    for wrong in ["s2c.frame[op=text][0]", "s2c.frame[op=text][0].byte[0]", "c2s.frame[0].byte[1]"] {
        assert!(!observe(&mut run, wrong), "{wrong}");
    }
    assert!(observe(&mut run, "s2c.frame[op=text][0].mask"));
    assert!(!observe(&mut run, "s2c.frame[op=text][0].byte[0]"), "only what has just come about is told");
    let goal = taught.scene(&run).goal.unwrap();
    assert!(goal.met && !goal.why.is_empty());
}

#[test]
fn new_files_keep_the_step_and_bad_ones_change_nothing() {
    let taught = taught("the-first-two-bytes");
    let folder = root().join("lessons/03-the-first-two-bytes");
    let files = read(&folder).unwrap();
    let mut run = taught.run(Pace::Study);
    run.go_to("rest");
    taught.answer(&mut run, "9");
    let changed = |from: &str, to: &str| {
        let mut files: Files = files.clone();
        files.texts[0].1 = files.texts[0].1.replacen(from, to, 1);
        Lesson::read(&files)
    };
    run.reload(changed("When is the frame complete?", "How far must it read?"));
    let scene = taught.scene(&run);
    assert_eq!(scene.title[0].text, "How far must it read?");
    assert_eq!(scene.question.unwrap().state, QuestionState::Right);
    run.reload(changed("{{focus.payload_len}}", "{{focus.payload_length}}"));
    assert_eq!(run.notes().len(), 1);
    assert_eq!(taught.scene(&run).title[0].text, "How far must it read?");
    run.reload(Lesson::read(&files));
    assert_eq!(run.notes(), []);
    assert_eq!(run.step_id(), "rest");
}

#[test]
fn choices_leave_none_by_elimination() {
    for (folder, files) in embedded() {
        for step in Lesson::read(&files).unwrap().steps {
            let Some(question) = step.question else { continue };
            if let QuestionType::Choice(choices) = &question.kind {
                assert!((3..=6).contains(&choices.len()), "{folder} {}", step.id);
            }
        }
    }
}
