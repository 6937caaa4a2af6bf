//! Inspect and the handshake explainer over recorded captures: drawn to be looked at, and used by accessible name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use egui::{Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use ws101::app::{BytesLook, Command, Selection};
use ws101::base::{Lang, Side, Source, Span};
use ws101::inspect::Inspector;
use ws101::trace::{CaptureInfo, Target, Trace};
use ws101::ui::handshake::Handshake;
use ws101::ui::inspect::{FileFacts, Inspect};
use ws101::ui::showing::Showing;
use ws101::ui::theme::Theme;
use ws101::view::conceal::{Concealed, Hidden};
use ws101::wire::capture::Event;

use crate::soft::{harness, picture};

const LARGE: Vec2 = vec2(1600.0, 952.0);
const SMALL: Vec2 = vec2(1280.0, 752.0);

/// A recorded capture, read whole.
fn read(name: &str) -> (Trace, Arc<dyn Source>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures").join(format!("{name}.pcapng"));
    let opened = ws101::io::open(&path).expect("a capture that ships");
    let mut trace = Trace::new(CaptureInfo { name: name.to_owned(), ..CaptureInfo::default() });
    let mut inspector = Inspector::new().with_source(Arc::clone(&opened.source));
    let mut reader = opened.reader;
    ws101::io::read_records(&mut reader, &mut |event| {
        if let Event::Packet(record, bytes) = event {
            inspector.record(record, bytes, &mut trace);
        }
        ControlFlow::Continue(())
    });
    inspector.finish(&mut trace);
    (trace, opened.source)
}

/// The window's state between two frames: what commands have made of it.
struct Desk {
    trace: Trace,
    source: Arc<dyn Source>,
    selected: Selection,
    hovered: Selection,
    bytes: BytesLook,
    lang: Lang,
    conceal: Vec<Concealed>,
    commands: Vec<Command>,
}

impl Desk {
    fn new(name: &str, lang: Lang) -> RefCell<Self> {
        let (trace, source) = read(name);
        let selected = Selection::of(&trace, Target::Connection(0));
        RefCell::new(Self {
            trace,
            source,
            selected,
            hovered: Selection::default(),
            bytes: BytesLook::default(),
            lang,
            conceal: Vec::new(),
            commands: Vec::new(),
        })
    }

    fn select(&mut self, target: Target) {
        self.selected = Selection::of(&self.trace, target);
    }

    fn showing(&self) -> Showing<'_> {
        let Self { trace, source, selected, hovered, bytes, lang, conceal, .. } = self;
        let base = Showing::new(trace, &**source, selected, hovered);
        Showing { bytes: *bytes, lang: *lang, conceal, ..base }
    }

    /// Carries out what was asked for, as the application does.
    fn carry_out(&mut self, commands: Vec<Command>) {
        self.hovered = Selection::default();
        for command in &commands {
            match command {
                Command::Select(target) => self.select(*target),
                Command::Hover(target) => self.hovered = Selection::of(&self.trace, *target),
                Command::Unmasked(on) => self.bytes.unmasked = *on,
                Command::AsText(on) => self.bytes.as_text = *on,
                _ => {}
            }
        }
        self.commands.extend(commands);
    }
}

fn inspect<'a>(desk: &'a RefCell<Desk>, size: Vec2, theme: &'static Theme) -> Harness<'a> {
    let mut state = Inspect::default();
    harness(size, theme, move |ui| {
        let mut commands = Vec::new();
        let file = FileFacts { name: "capture.pcapng", bytes: Some(75_680), whole: true };
        state.show(ui, &desk.borrow().showing(), &file, &BTreeMap::new(), &mut commands);
        desk.borrow_mut().carry_out(commands);
    })
}

fn handshake<'a>(desk: &'a RefCell<Desk>, size: Vec2, theme: &'static Theme) -> Harness<'a> {
    let mut state = Handshake::default();
    harness(size, theme, move |ui| {
        let mut commands = Vec::new();
        {
            let desk = desk.borrow();
            let connection = desk.selected.connection.and_then(|id| desk.trace.connection(id));
            state.show(ui, &desk.showing(), connection, &mut commands);
        }
        desk.borrow_mut().carry_out(commands);
    })
}

fn looks() -> impl Iterator<Item = (String, Vec2, &'static Theme, Lang)> {
    [("1600", LARGE), ("1280", SMALL)].into_iter().flat_map(|(width, size)| {
        Lang::ALL.into_iter().flat_map(move |lang| {
            [("light", Theme::light()), ("dark", Theme::dark())]
                .map(|(name, theme)| (format!("{width}-{}-{name}", lang.tag()), size, theme, lang))
        })
    })
}

#[test]
fn inspect_is_drawn_in_every_look() {
    for (look, size, theme, lang) in looks() {
        let desk = Desk::new("hello", lang);
        desk.borrow_mut().select(Target::Message { connection: 0, message: 0 });
        let mut harness = inspect(&desk, size, theme);
        harness.run();
        picture(&mut harness, &format!("inspect-{look}"));
    }
}

#[test]
fn captures_of_every_kind_are_drawn() {
    for name in ["many", "unmasked", "deflate", "korean-chat", "abnormal", "refused", "lengths", "boundaries"]
    {
        let desk = Desk::new(name, Lang::En);
        {
            let mut desk = desk.borrow_mut();
            let target = match desk.trace.findings().is_empty() {
                false => Target::Finding(0),
                true => Target::Message { connection: 0, message: 1 },
            };
            desk.select(target);
        }
        let mut harness = inspect(&desk, LARGE, Theme::dark());
        harness.run();
        picture(&mut harness, &format!("inspect-capture-{name}"));
    }
}

#[test]
fn the_handshake_is_drawn_in_every_look() {
    for (look, size, theme, lang) in looks() {
        let desk = Desk::new("hello", lang);
        let mut harness = handshake(&desk, size, theme);
        harness.run();
        picture(&mut harness, &format!("handshake-{look}"));
    }
    for name in ["miscopied-accept", "refused", "chromium"] {
        let desk = Desk::new(name, Lang::En);
        let mut harness = handshake(&desk, LARGE, Theme::light());
        harness.run();
        picture(&mut harness, &format!("handshake-capture-{name}"));
    }
}
