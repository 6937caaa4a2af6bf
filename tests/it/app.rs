//! The application without a window, over the real loader and real captures: commands in, effects out.

use std::path::Path;
use std::time::{Duration, Instant};

use ws101::app::words::Word;
use ws101::app::{
    App, Command, CopyAs, Effect, Mode, Origin, Outside as _, Settings, Shown, Way, course, shipped,
};
use ws101::base::{Lang, Side, Span};
use ws101::io::Desk;
use ws101::lesson::Lesson;
use ws101::trace::Target;
use ws101::view::conceal::Hidden;

/// An application and its outside.
struct Desktop {
    app: App,
    desk: Desk,
}

impl Desktop {
    fn new() -> Self {
        Self { app: App::new(Settings::default(), Lang::En), desk: Desk::new(None, || ()) }
    }

    /// Carries out a command; what the window itself would do is returned.
    fn command(&mut self, command: Command) -> Vec<Effect> {
        let effects = self.app.apply(command, 0.0);
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let (own, outside): (Vec<Effect>, Vec<Effect>) =
            effects.into_iter().partition(|effect| matches!(effect, Effect::Copy(_) | Effect::Say(_)));
        for effect in outside {
            self.desk.carry_out(effect, &self.app.settings);
        }
        own
    }

    /// Takes what arrives until something holds.
    fn until(&mut self, what: &str, holds: impl Fn(&App) -> bool) {
        let began = Instant::now();
        loop {
            for arrival in self.desk.arrivals() {
                let effects = self.app.arrive(arrival, 0.0);
                self.carry_out(effects);
            }
            self.app.begin_frame(0.0);
            if holds(&self.app) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "never: {what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn loaded(&mut self) {
        self.until("loaded", |app| app.loading().is_none() && app.document().is_some());
    }

    fn copy(&mut self, side: Side, span: Span, format: CopyAs) -> Vec<Effect> {
        self.command(Command::CopyBytes { connection: 0, side, span, format })
    }
}

#[test]
fn what_has_not_happened_yet_is_not_copied() {
    let mut desktop = Desktop::new();
    let _ = desktop.command(Command::OpenCapture("hello".to_owned()));
    desktop.loaded();
    let _ = desktop.command(Command::Mode(Mode::Learn));
    let refused = [Effect::Say(Word::NotCopied)];
    let request = Span::new(0, 3);
    let _ = desktop.command(Command::Step(Way::First));
    assert_eq!(desktop.copy(Side::Client, request, CopyAs::Hex), refused);
    let _ = desktop.command(Command::Step(Way::Last));
    assert_eq!(desktop.copy(Side::Client, request, CopyAs::Hex), [Effect::Copy("47 45 54".to_owned())]);
    assert_eq!(desktop.copy(Side::Client, request, CopyAs::Text), [Effect::Copy("GET".to_owned())]);
    // A table shows the whole capture: there is no future in it.
    let _ = desktop.command(Command::Step(Way::First));
    let _ = desktop.command(Command::Mode(Mode::Inspect));
    assert_eq!(desktop.copy(Side::Client, request, CopyAs::Text), [Effect::Copy("GET".to_owned())]);
}

/// A pcapng file without its Decryption Secrets Blocks, and what stood in them.
fn without_secrets(pcapng: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut rest, mut kept, mut secrets) = (pcapng, Vec::new(), Vec::new());
    let word =
        |bytes: &[u8], at: usize| u32::from_le_bytes(*bytes[at..].first_chunk().expect("a word")) as usize;
    while !rest.is_empty() {
        let (block, after) = rest.split_at(word(rest, 4));
        if word(block, 0) == 10 {
            secrets.extend_from_slice(&block[16..16 + word(block, 12)]);
        } else {
            kept.extend_from_slice(block);
        }
        rest = after;
    }
    (kept, secrets)
}

#[test]
fn a_key_log_opens_what_is_locked_however_it_comes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (capture, keys) = without_secrets(shipped::capture("wss").expect("shipped").bytes);
    let (locked, log) = (folder.path().join("locked.pcapng"), folder.path().join("mine.txt"));
    std::fs::write(&locked, capture).expect("written");
    std::fs::write(&log, keys).expect("written");
    let counts = |desktop: &Desktop| {
        let trace = desktop.app.document().expect("a document").read();
        (trace.connections().len(), trace.locked_count())
    };
    // Dropped on the open capture.
    let mut desktop = Desktop::new();
    let _ = desktop.command(Command::Open(locked.clone()));
    desktop.loaded();
    assert_eq!(counts(&desktop), (0, 1));
    let _ = desktop.command(Command::Open(log.clone()));
    desktop.until("opened with its keys", |app| {
        app.loading().is_none()
            && app.document().is_some_and(|document| !document.read().connections().is_empty())
    });
    assert_eq!(counts(&desktop), (1, 0));
    {
        let document = desktop.app.document().expect("a document");
        let (trace, source) = (document.read(), &document.source);
        let connection = &trace.connections()[0];
        let message = connection.message(0).expect("a message");
        assert_eq!(
            connection.message_bytes(&**source, &message).bytes,
            b"The road can be seen, the cargo cannot."
        );
        // Every byte of it leads to its record, and that to its packet.
        let frame = connection.frame(0).expect("a frame");
        let records: Vec<_> = connection.records_in(Side::Client, frame.span).collect();
        assert_eq!(records.iter().map(|record| record.packets()).collect::<Vec<_>>(), [(11, 11)]);
    }
    // Before its capture: it waits.
    let mut desktop = Desktop::new();
    let _ = desktop.command(Command::Open(log));
    desktop.until("told that it is a key log", |app| matches!(app.shown(), Shown::Failed(_)));
    let _ = desktop.command(Command::Open(locked));
    desktop.loaded();
    assert_eq!(counts(&desktop), (1, 0));
}

#[test]
fn a_har_is_opened_like_a_capture() {
    let mut desktop = Desktop::new();
    let har = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/har/chrome.har");
    let _ = desktop.command(Command::Open(har));
    desktop.loaded();
    let document = desktop.app.document().expect("a document");
    {
        let trace = document.trace.read().expect("a trace");
        assert_eq!((trace.capture.format, trace.capture.bytes > 1000), ("har", true));
        assert_eq!((trace.connections().len(), trace.connections()[0].message_count()), (1, 4));
    }
    for mode in [Mode::Learn, Mode::Inspect] {
        let _ = desktop.command(Command::Mode(mode));
        for way in [Way::First, Way::Forward, Way::Forward, Way::Forward, Way::Back, Way::Last] {
            let _ = desktop.command(Command::Step(way));
        }
        let target = Target::Message { connection: 0, message: 1 };
        let _ = desktop.command(Command::Select(target));
        assert_eq!(desktop.app.selection().target(), Some(target));
    }
}

#[test]
fn what_a_question_hides_is_not_copied_in_any_lesson() {
    let refused = [Effect::Say(Word::NotCopied)];
    let mut tried = 0;
    for lesson in course::lessons() {
        let mut desktop = Desktop::new();
        let _ = desktop.command(Command::OpenLesson(lesson.id.clone()));
        desktop.loaded();
        // Where there is no future, only the question can refuse.
        for _ in 0..lesson.steps.len() {
            let _ = desktop.command(Command::Mode(Mode::Inspect));
            let hidden: Vec<_> = desktop.app.conceal().to_vec();
            for hidden in hidden.iter().filter(|hidden| !hidden.span.is_empty()) {
                let (place, what) = (hidden.span, hidden.what);
                let (connection, side) = (hidden.connection, hidden.side);
                let copy = |format| Command::CopyBytes { connection, side, span: place, format };
                assert_eq!(desktop.command(copy(CopyAs::Text)), refused, "{}: {hidden:?}", lesson.id);
                if matches!(what, Hidden::Bytes | Hidden::After) {
                    assert_eq!(desktop.command(copy(CopyAs::Hex)), refused, "{}: {hidden:?}", lesson.id);
                }
                tried += 1;
            }
            let _ = desktop.command(Command::LessonStep(Way::Forward));
        }
    }
    assert!(tried > 10, "{tried}");
}

/// A lesson that ships, in a folder of its own, under another id.
fn draft(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    let (_, files) = ws101::lesson::embedded().next().unwrap();
    let shipped = Lesson::read(&files).unwrap();
    let toml = files.toml.replacen(&format!("id = \"{}\"", shipped.id), "id = \"draft\"", 1);
    std::fs::write(folder.join("lesson.toml"), toml).unwrap();
    for (lang, text) in &files.texts {
        std::fs::write(folder.join(format!("{}.md", lang.tag())), text).unwrap();
    }
}

#[test]
fn a_lesson_in_a_folder_is_shown_anew_when_its_files_change() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("draft");
    draft(&folder);
    let mut desktop = Desktop::new();
    desktop.desk = desktop.desk.with_lessons(root.path().to_owned());
    let shipped = course::lessons().len();
    desktop.until("the lesson is offered", |app| app.shelf().lessons().len() == shipped + 1);
    let _ = desktop.command(Command::OpenLesson("draft".to_owned()));
    desktop.loaded();
    let _ = desktop.command(Command::LessonStep(Way::Forward));
    let step = desktop.app.course().unwrap().run().step_id().to_owned();

    // Another title; the step stays.
    let text = std::fs::read_to_string(folder.join("en.md")).unwrap();
    let lesson = desktop.app.shelf().lesson("draft").unwrap();
    let title = lesson.text(Lang::En).title.clone();
    std::fs::write(folder.join("en.md"), text.replacen(&title, "Changed while it is taken", 1)).unwrap();
    let is_changed = |app: &App| app.scene().is_some_and(|s| s.lesson_title == "Changed while it is taken");
    desktop.until("the new title", is_changed);
    assert_eq!(desktop.app.course().unwrap().run().step_id(), step);

    // An error: the lesson stays, and what is wrong is said, with its place.
    let toml = std::fs::read_to_string(folder.join("lesson.toml")).unwrap();
    std::fs::write(folder.join("lesson.toml"), format!("{toml}\nnonsense = [\n")).unwrap();
    let notes = |app: &App| app.course().unwrap().run().notes().to_vec();
    desktop.until("the error", |app| !notes(app).is_empty());
    assert_eq!(notes(&desktop.app)[0].file, "lesson.toml");
    assert!(is_changed(&desktop.app) && desktop.app.course().unwrap().run().step_id() == step);

    // Mended.
    std::fs::write(folder.join("lesson.toml"), &toml).unwrap();
    desktop.until("mended", |app| notes(app).is_empty());
    assert!(is_changed(&desktop.app));
}

#[test]
fn a_capture_beside_a_lesson_comes_before_the_one_that_ships() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("draft");
    draft(&folder);
    let mut desktop = Desktop::new();
    desktop.desk = desktop.desk.with_lessons(root.path().to_owned());
    desktop.until("the lesson is offered", |app| app.shelf().lesson("draft").is_some());
    let lesson = desktop.app.shelf().lesson("draft").unwrap().clone();
    assert_eq!(desktop.app.shelf().capture(&lesson), Origin::Shipped(lesson.capture.clone()));

    let own = folder.join(format!("{}.pcapng", lesson.capture));
    std::fs::write(&own, shipped::capture(&lesson.capture).unwrap().bytes).unwrap();
    // A capture alone is no change of the lesson: it is found when the lesson is changed.
    let text = std::fs::read_to_string(folder.join("ko.md")).unwrap();
    std::fs::write(folder.join("ko.md"), text + "\n").unwrap();
    let origin = Origin::File(own);
    desktop.until("its own capture", |app| app.shelf().capture(&lesson) == origin);
    let _ = desktop.command(Command::OpenLesson("draft".to_owned()));
    desktop.loaded();
    assert_eq!(desktop.app.document().unwrap().origin, origin);
    assert!(desktop.app.scene().is_some() && desktop.app.mode() == Mode::Learn);
    assert!(desktop.app.settings.recent_files.is_empty(), "the user did not choose it");
    // The lessons that ship keep theirs.
    let first = desktop.app.shelf().lessons()[0].clone();
    assert_eq!(desktop.app.shelf().capture(&first), Origin::Shipped(first.capture.clone()));
}
