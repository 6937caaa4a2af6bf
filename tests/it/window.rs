//! The whole window, used as people use it: by what it says and by keys, over the real loader and real captures.

#![expect(clippy::disallowed_types, reason = "the harness keeps its window on one thread")]

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, UiBuilder, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ws101::app::words::{self, Word};
use ws101::app::{App, Command, Mode, Selection, Settings, Shown, Way, course, shipped};
use ws101::base::Lang;
use ws101::io::Desk;
use ws101::lesson::Input;
use ws101::ui::app::Window;

use crate::soft::Soft;

const LARGE: Vec2 = vec2(1600.0, 1000.0);
const SMALL: Vec2 = vec2(1280.0, 800.0);

/// A window without a screen.
struct Screen {
    harness: Harness<'static>,
    window: Rc<RefCell<Option<Window>>>,
}

impl Screen {
    fn new(size: Vec2, lang: Lang, folder: Option<PathBuf>) -> Self {
        let window: Rc<RefCell<Option<Window>>> = Rc::default();
        let (made, shown) = (Rc::clone(&window), Rc::clone(&window));
        let harness = Harness::builder()
            .with_size(size)
            .with_step_dt(1.0 / 60.0)
            // Messages hold what people write: also what no font of ours has.
            .allow_missing_glyphs()
            .renderer(Soft::default())
            .with_context_setup(move |ctx| {
                let settings = folder.as_deref().map(|folder| ws101::io::settings::read(folder).0);
                let app = App::new(settings.unwrap_or_default(), lang);
                *made.borrow_mut() = Some(Window::new(ctx, app, Box::new(Desk::new(folder, || ()))));
            })
            .build_ui(move |ui| {
                let mut window = shown.borrow_mut();
                let window = window.as_mut().expect("made before the first frame");
                let rect = ui.ctx().content_rect();
                let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
                ui.set_clip_rect(rect);
                window.logic(ui.ctx());
                window.ui(&mut ui);
            });
        let mut screen = Self { harness, window };
        screen.frames(3);
        screen
    }

    fn frames(&mut self, count: usize) {
        self.harness.run_steps(count);
    }

    fn app<T>(&self, look: impl FnOnce(&App) -> T) -> T {
        look(self.window.borrow().as_ref().expect("the window is there").app())
    }

    fn command(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.window.borrow_mut().as_mut().expect("the window is there").command(&ctx, command);
        self.frames(2);
    }

    fn key(&mut self, key: Key) {
        self.harness.key_press(key);
        self.frames(2);
    }

    /// A letter as the system sends it: the key and the text.
    fn letter(&mut self, letter: char) {
        self.harness.event(egui::Event::Text(letter.to_string()));
        self.frames(2);
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.frames(3);
    }

    /// Until the loader has ended.
    fn loaded(&mut self) {
        let began = Instant::now();
        loop {
            self.frames(1);
            if self.app(|app| app.loading().is_none()) {
                return self.frames(2);
            }
            assert!(began.elapsed() < Duration::from_secs(60), "still loading");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn has(&self, part: &str) -> bool {
        self.harness.query_all_by_label_contains(part).next().is_some()
    }

    fn place(&self) -> Place {
        self.app(|app| {
            let scene = app.scene().expect("a lesson is shown");
            Place {
                step: scene.step,
                finished: scene.finished,
                position: app.time().position(),
                selected: *app.selection(),
                hidden: app.conceal().len(),
                handshake: app.overlays().handshake,
            }
        })
    }
}

/// All that a step of a lesson decides.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    step: usize,
    finished: bool,
    position: usize,
    selected: Selection,
    hidden: usize,
    handshake: bool,
}

#[test]
fn lesson_one_goes_to_its_end_and_back_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Screen::new(LARGE, Lang::En, Some(folder.path().to_owned()));
    screen.click(&words::fill(Word::StartLesson, Lang::En, &[("n", "1")]));
    screen.loaded();
    assert_eq!(screen.app(App::mode), Mode::Learn);
    let steps = screen.app(|app| app.scene().unwrap().steps);
    let mut way = vec![screen.place()];
    assert_eq!((way[0].step, way[0].finished), (0, false));
    while !way.last().unwrap().finished {
        assert!(way.len() <= steps, "the end is never reached");
        assert!(screen.has(&format!("Step {} of {steps}", way.len())));
        screen.key(Key::PageDown);
        way.push(screen.place());
    }
    assert_eq!(way.len(), steps + 1);
    assert!(screen.has(Word::LessonFinished.get(Lang::En)));
    assert!(way.iter().any(|place| place.hidden > 0), "nothing was ever hidden");
    for expect in way.iter().rev().skip(1) {
        screen.key(Key::PageUp);
        assert_eq!(screen.place(), *expect);
    }
    // What was left is found again, in a program that starts anew.
    let id = screen.app(|app| app.course().unwrap().run().lesson().id.clone());
    let (settings, wrong) = ws101::io::settings::read(folder.path());
    assert_eq!(wrong, None);
    assert!(settings.lessons_done.contains(&id) && settings.lesson_steps.contains_key(&id));
}

#[test]
fn a_hundred_quick_steps_never_lose_the_place() {
    let mut screen = Screen::new(SMALL, Lang::En, None);
    let id = course::lessons()[0].id.clone();
    screen.command(Command::OpenLesson(id));
    screen.loaded();
    let steps = screen.app(|app| app.scene().unwrap().steps);
    let mut known: Vec<Option<Place>> = vec![None; steps];
    for turn in 0..100_usize {
        // Forward twice, back once, and every so often to an end: without a frame in between.
        let way = match turn % 10 {
            9 => Way::First,
            2 | 5 | 8 => Way::Back,
            _ => Way::Forward,
        };
        let ctx = screen.harness.ctx.clone();
        screen.window.borrow_mut().as_mut().unwrap().command(&ctx, Command::LessonStep(way));
        let place = screen.place();
        if place.finished {
            continue;
        }
        let expect = known[place.step].get_or_insert_with(|| place.clone());
        assert_eq!(place, *expect, "turn {turn}");
    }
}

#[test]
fn every_lesson_is_answered_by_keys_and_then_hides_nothing() {
    for lesson in course::lessons() {
        let mut screen = Screen::new(SMALL, Lang::Ko, None);
        screen.command(Command::OpenLesson(lesson.id.clone()));
        screen.loaded();
        for _ in 0..=lesson.steps.len() {
            answer(&mut screen, &lesson.id);
            screen.key(Key::PageDown);
        }
        let place = screen.place();
        assert!(place.finished, "{}: {place:?}", lesson.id);
        assert_eq!(place.hidden, 0, "{}", lesson.id);
    }
}

/// Answers the question of the step, if it has one, until it is decided: tries what a learner could try.
fn answer(screen: &mut Screen, lesson: &str) {
    for turn in 0..8_u8 {
        let question = screen.app(|app| app.scene().and_then(|scene| scene.question.clone()));
        let Some(question) = question.filter(|question| !question.state.is_decided()) else { return };
        match question.input {
            Input::Choices(_) => {
                screen.letter(char::from(b'a' + turn));
                screen.key(Key::Enter);
            }
            Input::Number(_) | Input::Bytes => {
                screen.command(Command::Answer(format!("{}", turn + 1)));
                screen.command(Command::CheckAnswer);
            }
            Input::Pick | Input::Order(_) => screen.command(Command::ShowAnswer),
        }
        if turn > 4 {
            screen.command(Command::ShowAnswer);
        }
    }
    panic!("{lesson}: a question stays open");
}

#[test]
fn presenter_keys_work_while_an_answer_is_typed() {
    let typed = |question: &ws101::lesson::Question| {
        matches!(question.kind, ws101::lesson::QuestionType::Number(_) | ws101::lesson::QuestionType::Bytes)
    };
    let found = course::lessons().iter().find_map(|lesson| {
        let step = lesson.steps.iter().position(|step| step.question.as_ref().is_some_and(typed))?;
        Some((lesson, step))
    });
    let (lesson, step) = found.expect("one lesson asks for a typed answer");
    let mut screen = Screen::new(LARGE, Lang::En, None);
    screen.command(Command::OpenLesson(lesson.id.clone()));
    screen.loaded();
    for _ in 0..step {
        screen.key(Key::PageDown);
    }
    let field = screen.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Your answer");
    field.focus();
    screen.frames(2);
    screen.harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Your answer").type_text("12");
    screen.frames(2);
    let draft = screen.app(|app| app.scene().unwrap().question.as_ref().unwrap().draft.clone());
    assert_eq!(draft, "12");
    // Letters are text here: N is not the next step.
    assert_eq!(screen.place().step, step);
    screen.key(Key::PageUp);
    assert_eq!(screen.place().step, step - 1);
    screen.key(Key::PageDown);
    assert_eq!(screen.place().step, step);
}

#[test]
fn every_shipped_capture_opens_and_is_walked_through() {
    let mut screen = Screen::new(SMALL, Lang::En, None);
    for capture in shipped::captures() {
        screen.command(Command::OpenCapture(capture.id.to_owned()));
        screen.loaded();
        let (packets, first_end) = screen.app(|app| {
            let trace = app.document().expect("it is open").read();
            (u64::from(trace.packets), trace.connections().first().map(|first| first.close_kind()))
        });
        assert_eq!(packets, capture.packets, "{}", capture.id);
        assert_eq!(first_end, Some(capture.first_end), "{}", capture.id);
        let len = screen.app(|app| app.time().moments().len());
        assert!(len > 0, "{}", capture.id);
        screen.command(Command::Mode(Mode::Learn));
        screen.key(Key::Home);
        assert_eq!(screen.app(|app| app.time().position()), 0);
        screen.key(Key::ArrowRight);
        screen.key(Key::N);
        screen.letter('n');
        assert!(screen.app(|app| app.time().position()) > 0);
        screen.key(Key::End);
        assert_eq!(screen.app(|app| app.time().position()), len);
        screen.harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
        screen.frames(2);
        assert_eq!(screen.app(App::mode), Mode::Inspect);
        screen.key(Key::Home);
        screen.key(Key::ArrowDown);
    }
}

#[test]
fn what_is_no_capture_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("lecture-3.pcap");
    std::fs::write(&zip, b"PK\x03\x04 and more").unwrap();
    let mut screen = Screen::new(SMALL, Lang::En, None);
    screen.drop_file(&zip);
    screen.loaded();
    assert!(screen.has("ZIP archive"), "the title says what it is");
    assert!(screen.app(|app| matches!(app.shown(), Shown::Failed(_))));
    screen.drop_file(&folder.path().join("not there.pcap"));
    screen.loaded();
    assert!(screen.has("not there.pcap cannot be read"));
    // And from there on to a capture, by a drop.
    let good = folder.path().join("good.pcapng");
    std::fs::write(&good, shipped::capture("hello").unwrap().bytes).unwrap();
    screen.drop_file(&good);
    screen.loaded();
    assert!(screen.app(|app| app.document().is_some() && app.mode() == Mode::Inspect));
    assert_eq!(screen.app(|app| app.settings.recent_files.clone()), [good]);
}

impl Screen {
    fn drop_file(&mut self, path: &Path) {
        #[derive(Debug)]
        struct File(PathBuf);
        impl egui::DroppedFile for File {
            fn path(&self) -> &Path {
                &self.0
            }
            fn bytes(&self) -> Result<Vec<u8>, String> {
                Err("nobody asks".to_owned())
            }
        }
        self.harness.input_mut().dropped_files.push(Arc::new(File(path.to_owned())));
        self.frames(1);
    }
}

#[test]
fn language_and_colours_switch_at_once() {
    let mut screen = Screen::new(SMALL, Lang::Ko, None);
    assert!(screen.has(Word::HeroTop.get(Lang::Ko)) || screen.has(Word::OpenCapture.get(Lang::Ko)));
    let switch = Word::LanguageShort.get(Lang::Ko);
    let buttons = screen.harness.get_all_by_role_and_label(egui::accesskit::Role::Button, switch);
    buttons.into_iter().next().expect("the language button").click();
    screen.frames(3);
    assert_eq!(screen.app(App::lang), Lang::En);
    assert!(screen.has(Word::OpenCapture.get(Lang::En)));
    let before = screen.harness.ctx.theme();
    screen.letter('t');
    assert_ne!(screen.harness.ctx.theme(), before);
    screen.letter('t');
    assert_eq!(screen.harness.ctx.theme(), before);
}

#[test]
fn the_key_list_opens_and_escape_goes_back_smallest_first() {
    let mut screen = Screen::new(SMALL, Lang::En, None);
    screen.command(Command::OpenCapture("hello".to_owned()));
    screen.loaded();
    screen.key(Key::Home);
    screen.key(Key::ArrowRight);
    assert_ne!(screen.app(|app| *app.selection()), Selection::default());
    screen.letter('?');
    assert!(screen.has(Word::KeysTitle.get(Lang::En)) && screen.app(|app| app.overlays().help));
    screen.key(Key::Escape);
    assert!(!screen.app(|app| app.overlays().help));
    assert_ne!(screen.app(|app| *app.selection()), Selection::default());
    for _ in 0..4 {
        screen.key(Key::Escape);
    }
    assert_eq!(screen.app(|app| *app.selection()), Selection::default());
}

#[test]
fn zoom_is_remembered_and_seen() {
    let mut screen = Screen::new(LARGE, Lang::En, None);
    for (key, percent) in [(Key::Minus, 90), (Key::Num0, 100), (Key::Plus, 110), (Key::Plus, 125)] {
        screen.harness.key_press_modifiers(Modifiers::COMMAND, key);
        screen.frames(3);
        assert_eq!(screen.app(|app| app.settings.zoom_percent), percent);
        assert_eq!((screen.harness.ctx.zoom_factor() * 100.0).round() as u16, percent);
    }
}

#[test]
fn playing_moves_and_stops_at_the_end() {
    let mut screen = Screen::new(SMALL, Lang::En, None);
    screen.command(Command::OpenCapture("hello".to_owned()));
    screen.loaded();
    screen.key(Key::Space);
    assert!(screen.app(|app| app.time().playing() && app.time().position() < 3));
    for _ in 0..2000 {
        screen.frames(1);
        if !screen.app(|app| app.time().playing()) {
            break;
        }
    }
    assert!(screen.app(|app| !app.time().playing() && app.time().position() == app.time().moments().len()));
}

#[test]
fn without_a_display_one_line_says_what_works() {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_ws101"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    if cfg!(all(unix, not(target_os = "macos"))) {
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(1), "{said}");
        assert!(said.contains("ws101 decode FILE") && said.trim_end().lines().count() == 1, "{said}");
    }
}

#[test]
fn a_remembered_language_wins_over_the_system() {
    let settings = Settings { lang: Some(Lang::Ko), ..Settings::default() };
    assert_eq!(App::new(settings, Lang::En).lang(), Lang::Ko);
    assert_eq!(App::new(Settings::default(), Lang::Ko).lang(), Lang::Ko);
}

/// A group of buttons in the head of the byte panel, and that panel.
fn bytes_head(screen: &Screen, lang: Lang) -> (Vec<egui::Rect>, egui::Rect) {
    use egui::accesskit::Role;
    let panel = screen.harness.get_by_role_and_label(Role::Region, Word::Bytes.get(lang)).rect();
    let groups = [Word::Bytes, Word::Payload, Word::TcpStream]
        .map(|word| screen.harness.get_by_role_and_label(Role::RadioGroup, word.get(lang)).rect());
    (groups.to_vec(), panel)
}

#[test]
fn what_was_once_too_narrow_fits() {
    let all = std::env::var_os("WS101_PICTURES").is_some();
    let sizes = [("1600", LARGE), ("1280", SMALL), ("960", vec2(960.0, 600.0))];
    let variants = sizes.into_iter().flat_map(|size| Lang::ALL.map(|lang| (size, lang)));
    for ((name, size), lang) in variants.filter(|(size, lang)| all || (size.0 != "1600" && *lang == Lang::Ko))
    {
        let name = format!("{name}-{}", lang.tag());
        let picture = |screen: &mut Screen, view: &str| {
            screen.frames(20);
            if all {
                crate::soft::picture(&mut screen.harness, &format!("fit-{view}-{name}"));
            }
        };
        let mut screen = Screen::new(size, lang, None);
        screen.command(Command::OpenLesson(course::lessons()[1].id.clone()));
        screen.loaded();
        while !screen.place().finished {
            screen.command(Command::ShowAnswer);
            screen.command(Command::LessonStep(Way::Forward));
        }
        screen.command(Command::LessonStep(Way::Back));
        screen.command(Command::Step(Way::Last));
        screen.command(Command::Handshake(true));
        picture(&mut screen, "handshake");

        screen.command(Command::OpenCapture("deflate".to_owned()));
        screen.loaded();
        screen.command(Command::Mode(Mode::Learn));
        screen.command(Command::Step(Way::Last));
        picture(&mut screen, "ladder");
        if size != LARGE {
            screen.click(Word::Bytes.get(lang));
            picture(&mut screen, "tab");
        }
        // A compressed message: then there is most to choose from.
        screen.command(Command::Mode(Mode::Inspect));
        screen.command(Command::Select(ws101::trace::Target::Message { connection: 0, message: 0 }));
        picture(&mut screen, "inspect");
        let (groups, panel) = bytes_head(&screen, lang);
        for (n, group) in groups.iter().enumerate() {
            assert!(panel.contains_rect(*group), "{name}: {group:?} is not in {panel:?}");
            assert!(groups[n + 1..].iter().all(|other| !group.intersects(*other)), "{name}: {groups:?}");
        }
    }
}
