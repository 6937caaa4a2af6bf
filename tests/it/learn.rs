//! The Learn mode over real captures: drawn to be looked at in both languages and themes, used by accessible name, and
//! searched for what a question hides.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use egui::{Rect, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ws101::app::{Command, Selection};
use ws101::base::{Bits, Lang, Side, Source, Span};
use ws101::inspect::Inspector;
use ws101::io;
use ws101::trace::{Target, Trace};
use ws101::ui::hex::HexPanel;
use ws101::ui::learn::{self, Look, Slots, State};
use ws101::ui::showing::Showing;
use ws101::ui::theme::Theme;
use ws101::ui::widgets::{PanelHead, panel};
use ws101::view::conceal::{Concealed, Hidden};
use ws101::view::moments::{Moments, StepBy, Way};
use ws101::wire::capture::Event;

use crate::soft::{harness, picture};

struct Opened {
    trace: Trace,
    source: Arc<dyn Source>,
}

fn read(id: &str) -> Opened {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("captures/{id}.pcapng"));
    let mut opened = io::open(&path).expect("a shipped capture");
    let mut inspector = Inspector::new().with_source(Arc::clone(&opened.source));
    let mut trace = Trace::default();
    io::read_records(&mut opened.reader, &mut |event| {
        if let Event::Packet(record, bytes) = event {
            inspector.record(&record, bytes, &mut trace);
        }
        ControlFlow::Continue(())
    });
    inspector.finish(&mut trace);
    Opened { trace, source: opened.source }
}

/// What a window shows.
struct Shown<'a> {
    opened: &'a Opened,
    moments: Moments,
    cursor: usize,
    selected: Selection,
    conceal: Vec<Concealed>,
    lang: Lang,
    theme: &'static Theme,
    size: Vec2,
    with_lesson: bool,
}

impl<'a> Shown<'a> {
    fn new(opened: &'a Opened, cursor: usize) -> Self {
        let connection = opened.trace.connection(0).expect("a connection");
        let moments = Moments::of(connection);
        let selected = moments.target_at(cursor).map(|target| Selection::of(&opened.trace, target));
        Self {
            opened,
            moments,
            cursor,
            selected: selected.unwrap_or_default(),
            conceal: Vec::new(),
            lang: Lang::En,
            theme: Theme::light(),
            size: vec2(1600.0, 1000.0),
            with_lesson: false,
        }
    }

    fn select(mut self, target: Target) -> Self {
        self.selected = Selection::of(&self.opened.trace, target);
        self
    }

    fn window(&'a self, commands: &'a RefCell<Vec<Command>>) -> Harness<'a> {
        let (mut state, mut bytes) = (State::default(), HexPanel::default());
        harness(self.size, self.theme, move |ui| {
            // Payloads hold any character; the harness would have the test fail on those that no font has.
            ui.ctx().set_missing_glyph_policy(egui::epaint::text::MissingGlyphPolicy::Tofu);
            let room = Rect::from_min_max(pos2(0.0, 48.0), pos2(self.size.x, self.size.y - 64.0));
            let look = Look {
                trace: &self.opened.trace,
                source: &*self.opened.source,
                connection: self.opened.trace.connection(0).expect("a connection"),
                moments: &self.moments,
                cursor: self.cursor,
                selected: &self.selected,
                hovered: &Selection::default(),
                conceal: &self.conceal,
                theme: self.theme,
                lang: self.lang,
                still: true,
            };
            let nothing = Selection::default();
            let mut showing =
                Showing::new(&self.opened.trace, &*self.opened.source, &self.selected, &nothing);
            (showing.conceal, showing.lang) = (&self.conceal, self.lang);
            showing.happened = self.moments.revealed(self.cursor);
            let mut asked = Vec::new();
            let mut hex = |ui: &mut egui::Ui, _: bool| {
                let rect = ui.max_rect();
                bytes.show(ui, rect, &showing, self.opened.trace.connection(0), &mut asked);
            };
            let mut lesson = |ui: &mut egui::Ui| {
                let rect = ui.max_rect();
                panel(ui, rect, &PanelHead { title: "Lesson", ..PanelHead::default() });
            };
            let lesson: Option<&mut dyn FnMut(&mut egui::Ui)> =
                if self.with_lesson { Some(&mut lesson) } else { None };
            let mut slots = Slots { hex: &mut hex, lesson };
            learn::show(ui, room, &look, &mut state, &mut slots, &mut commands.borrow_mut());
        })
    }
}

/// Every size, language and theme where pictures are asked for; otherwise two of them, to save time.
fn variants() -> impl Iterator<Item = (String, Vec2, &'static Theme, Lang)> {
    let all = std::env::var_os("WS101_PICTURES").is_some();
    [("1600", vec2(1600.0, 1000.0)), ("1280", vec2(1280.0, 800.0))]
        .into_iter()
        .flat_map(|(width, size)| {
            Lang::ALL.into_iter().flat_map(move |lang| {
                [("light", Theme::light()), ("dark", Theme::dark())]
                    .map(|(name, theme)| (format!("{width}-{}-{name}", lang.tag()), size, theme, lang))
            })
        })
        .filter(move |(name, ..)| all || ["1600-en-light", "1280-ko-dark"].contains(&name.as_str()))
}

/// The first masked frame of a connection.
fn first_masked(opened: &Opened) -> ws101::trace::Frame {
    let connection = opened.trace.connection(0).expect("a connection");
    connection.frames().find(|frame| frame.masked && frame.payload_len > 4).expect("a masked frame")
}

#[test]
fn learn_in_all_variants() {
    let opened = read("hello");
    let frame = first_masked(&opened);
    for (name, size, theme, lang) in variants() {
        let commands = RefCell::default();
        let mut shown = Shown::new(&opened, 0);
        shown.cursor = shown.moments.moment_of_frame(frame.n).expect("a moment") + 1;
        let byte = Span::at(frame.payload_span().start, 1);
        let mut shown =
            shown.select(Target::Bytes { connection: 0, side: frame.from, span: byte, bits: None });
        shown.conceal = vec![Concealed {
            connection: 0,
            side: frame.from,
            span: frame.payload_span(),
            what: Hidden::Unmasked,
        }];
        (shown.lang, shown.theme, shown.size, shown.with_lesson) = (lang, theme, size, true);
        let mut window = shown.window(&commands);
        window.run();
        picture(&mut window, &format!("learn-{name}"));
    }
}

#[test]
fn the_whole_of_every_capture_can_be_shown() {
    for id in ["hello", "boundaries", "deflate", "abnormal", "lengths", "refused", "korean-chat", "close"] {
        let opened = read(id);
        let connection = opened.trace.connection(0).expect("a connection");
        let moments = Moments::of(connection);
        let mut cursor = 0;
        let mut at = Vec::new();
        while cursor < moments.len() {
            cursor = moments.step(cursor, StepBy::Frame, Way::Forward);
            at.push(cursor);
        }
        // First, middle and last: each with the next unit selected.
        for (which, cursor) in [at[0], at[at.len() / 2], at[at.len() - 1]].into_iter().enumerate() {
            let commands = RefCell::default();
            let shown = Shown::new(&opened, cursor);
            let mut window = shown.window(&commands);
            window.run();
            if std::env::var_os("WS101_PICTURES").is_some() {
                picture(&mut window, &format!("learn-{id}-{which}"));
            }
        }
    }
}

#[test]
fn everything_painted_has_a_name_and_selects_itself() {
    let opened = read("hello");
    let frame = first_masked(&opened);
    let key = frame.key_span().expect("a key");
    let bytes = |span, bits| Target::Bytes { connection: 0, side: frame.from, span, bits };
    let cursor = Moments::of(opened.trace.connection(0).expect("a connection"))
        .moment_of_frame(frame.n)
        .expect("a moment")
        + 1;
    for (label, expect) in [
        ("TEXT frame, client to server,", Target::Frame { connection: 0, frame: frame.n }),
        ("FIN, 1, byte 0, bit 0", bytes(Span::at(frame.span.start, 1), Some(Bits { start: 0, len: 1 }))),
        ("masking key · bytes 0–1, 2 bytes", bytes(Span::at(key.start, 2), None)),
        ("payload[0], ", bytes(Span::at(key.end, 1), None)),
        ("GET /", Target::Head { connection: 0, side: Side::Client }),
    ] {
        let commands = RefCell::default();
        let shown = Shown::new(&opened, cursor);
        let mut window = shown.window(&commands);
        window.run();
        let node = window.get_all_by_label_contains(label).next().expect(label);
        node.click();
        window.run();
        drop(window);
        let selected = commands.into_inner().into_iter().find_map(|command| match command {
            Command::Select(target) => Some(target),
            _ => None,
        });
        assert_eq!(selected, Some(expect), "{label}");
    }
}

#[test]
fn no_name_tells_what_a_question_hides() {
    let opened = read("hello");
    let frame = first_masked(&opened);
    let connection = opened.trace.connection(0).expect("a connection");
    let plain = connection.payload(&*opened.source, &frame).bytes;
    let text = String::from_utf8(plain).expect("text");
    let names = |conceal: Vec<Concealed>| {
        let commands = RefCell::default();
        let mut shown = Shown::new(&opened, 0);
        shown.cursor = shown.moments.moment_of_frame(frame.n).expect("a moment") + 1;
        shown.selected = Selection::of(&opened.trace, Target::Frame { connection: 0, frame: frame.n });
        shown.conceal = conceal;
        let mut window = shown.window(&commands);
        window.run();
        let names: Vec<String> =
            window.root().children_recursive().filter_map(|node| node.accesskit_node().label()).collect();
        names.join("\n")
    };
    let start: String = text.chars().take(5).collect();
    assert!(names(Vec::new()).contains(&start), "the test finds what is not hidden: {start}");
    let hide =
        Concealed { connection: 0, side: frame.from, span: frame.payload_span(), what: Hidden::Unmasked };
    let hidden = names(vec![hide]);
    assert!(!hidden.contains(&start), "{hidden}");
    let hide = Concealed { span: Span::at(frame.span.start, 1), what: Hidden::After, ..hide };
    let hidden = names(vec![hide]);
    assert!(!hidden.contains("TEXT frame, client"), "{hidden}");
}

#[test]
fn tab_reaches_what_is_painted_and_enter_selects_it() {
    let opened = read("hello");
    let commands = RefCell::default();
    let shown = Shown::new(&opened, 5);
    let mut window = shown.window(&commands);
    window.run();
    for _ in 0..3 {
        window.key_press(egui::Key::Tab);
        window.run();
    }
    window.key_press(egui::Key::Enter);
    window.run();
    drop(window);
    let selected = commands.into_inner().into_iter().filter(|command| matches!(command, Command::Select(_)));
    assert_eq!(selected.count(), 1);
}

#[test]
fn a_frame_that_has_come_in_part_shows_that_part() {
    let opened = read("boundaries");
    let connection = opened.trace.connection(0).expect("a connection");
    let moments = Moments::of(connection);
    // The first frame whose bytes came in two packets, when only the first of them has come.
    let frame = connection
        .frames()
        .find(|frame| connection.segments_in(frame.from, frame.span).count() > 1 && frame.span.len() > 2)
        .expect("a frame in two segments");
    let part = connection.segments_in(frame.from, frame.span).next().expect("a segment");
    let cursor = moments.cursor_of(connection, Target::Packet(part.packet)).expect("a moment");
    assert!(moments.revealed_stream_end(cursor, frame.from) < frame.span.end);
    let commands = RefCell::default();
    let shown = Shown::new(&opened, cursor).select(Target::Frame { connection: 0, frame: frame.n });
    let mut window = shown.window(&commands);
    window.run();
    window.get_by_label_contains("opcode, 0x1 text");
    window.get_by_label_contains("MASK, not yet");
    window.get_by_label_contains("payload length, not yet");
    if std::env::var_os("WS101_PICTURES").is_some() {
        picture(&mut window, "learn-partly");
    }
}
