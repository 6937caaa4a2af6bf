//! Inspect and the handshake explainer over recorded captures: drawn to be looked at, and used by accessible name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use egui::{Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
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
        // Payloads may hold any character: what no font has is drawn as a box.
        ui.ctx().set_missing_glyph_policy(egui::epaint::text::MissingGlyphPolicy::Tofu);
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

/// Each size, language and theme, not every combination of them.
fn looks() -> [(&'static str, Vec2, &'static Theme, Lang); 4] {
    [
        ("1600-en-dark", LARGE, Theme::dark(), Lang::En),
        ("1600-ko-light", LARGE, Theme::light(), Lang::Ko),
        ("1280-en-light", SMALL, Theme::light(), Lang::En),
        ("1280-ko-dark", SMALL, Theme::dark(), Lang::Ko),
    ]
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
    for name in ["miscopied-accept", "refused"] {
        let desk = Desk::new(name, Lang::En);
        let mut harness = handshake(&desk, LARGE, Theme::light());
        harness.run();
        picture(&mut harness, &format!("handshake-capture-{name}"));
    }
}

/// Whether something is said to be the selected one.
fn is_on(node: &egui_kittest::Node<'_>) -> bool {
    let node = node.accesskit_node();
    node.is_selected() == Some(true) || node.toggled() == Some(egui::accesskit::Toggled::True)
}

/// Names of everything that assistive technology is told of.
fn told(harness: &Harness<'_>) -> String {
    let mut names = Vec::new();
    let mut nodes: Vec<_> = harness.root().accesskit_node().children().collect();
    while let Some(node) = nodes.pop() {
        names.extend(node.label());
        names.extend(node.value());
        nodes.extend(node.children());
    }
    names.join("\n")
}

#[test]
fn a_click_on_a_row_selects_it_everywhere() {
    let desk = Desk::new("hello", Lang::En);
    let mut harness = inspect(&desk, LARGE, Theme::light());
    harness.run();
    harness.get_by_label("Message 1, server to client, TEXT, 15 bytes, FIN, 안녕하세요").click();
    harness.run();
    assert_eq!(desk.borrow().selected.message, Some(1));
    // The tree, the bytes and the status bar follow.
    harness.get_by_label("Message 1 · text · 15 bytes");
    harness.get_by_label("opcode: 0x1 text").click();
    harness.run();
    let selected = desk.borrow().selected;
    assert_eq!((selected.side, selected.bytes.map(Span::len)), (Some(Side::Server), Some(1)));
    assert_eq!(selected.bits.map(|bits| (bits.start, bits.len)), Some((4, 4)));
    assert!(
        told(&harness).contains("Selected: Frame 1, 1 byte, opcode, server to client"),
        "{}",
        told(&harness)
    );
}

#[test]
fn the_three_tables_show_the_same_selection() {
    let desk = Desk::new("hello", Lang::En);
    desk.borrow_mut().select(Target::Message { connection: 0, message: 2 });
    let first = desk.borrow().trace.connection(0).unwrap().message(2).unwrap().first_frame;
    let first = format!("Frame {first}, client to server, TEXT, 10 bytes, MASK");
    let mut harness = inspect(&desk, LARGE, Theme::light());
    for (tab, selected) in [
        ("Frames", first.as_str()),
        ("Packets", "client to server, DATA"),
        ("Messages", "Message 2, client to server, TEXT, 16 bytes, FIN, MASK, 웹소켓 수업"),
    ] {
        harness.run();
        harness.get_by_role_and_label(egui::accesskit::Role::RadioButton, tab).click();
        harness.run();
        let rows: Vec<_> = harness.query_all_by_label_contains(selected).collect();
        assert!(!rows.is_empty(), "{tab}: {}", told(&harness));
        assert!(rows.iter().any(|row| is_on(row)), "{tab}: {selected}");
    }
}

#[test]
fn arrow_keys_move_the_selection() {
    let desk = Desk::new("many", Lang::En);
    let mut harness = inspect(&desk, LARGE, Theme::light());
    harness.run();
    harness.get_by_label_contains("connection 3, /seat/4").click();
    harness.run();
    assert_eq!(desk.borrow().selected.connection, Some(3));
    for (key, expect) in [(Key::ArrowDown, 4), (Key::ArrowDown, 5), (Key::ArrowUp, 4), (Key::End, 39)] {
        harness.key_press(key);
        harness.run();
        assert_eq!(desk.borrow().selected.connection, Some(expect), "{key:?}");
    }
    // The last of forty was out of sight.
    harness.get_by_label_contains("connection 39, /seat/40");
}

#[test]
fn a_finding_leads_to_its_place() {
    let desk = Desk::new("unmasked", Lang::En);
    let mut harness = inspect(&desk, LARGE, Theme::light());
    harness.run();
    harness.key_press(Key::F3);
    harness.run();
    let selected = desk.borrow().selected;
    let finding = desk.borrow().trace.findings()[selected.finding.unwrap() as usize].clone();
    assert_eq!(selected.connection, finding.connection);
    let title = finding.rule.title(Lang::En);
    let card = harness.get_by_label_contains(title);
    assert!(is_on(&card));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    harness.run();
    assert_ne!(desk.borrow().selected.finding, selected.finding);
}

#[test]
fn what_a_lesson_hides_is_told_nowhere() {
    let secret = "Hello";
    for (unmasked, as_text) in [(false, false), (true, false), (true, true)] {
        let desk = Desk::new("hello", Lang::En);
        {
            let mut desk = desk.borrow_mut();
            desk.select(Target::Message { connection: 0, message: 0 });
            desk.bytes = BytesLook { unmasked, as_text };
            let frame = desk.trace.connection(0).unwrap().frame(0).unwrap();
            let span = frame.payload_span();
            desk.conceal =
                vec![Concealed { connection: 0, side: Side::Client, span, what: Hidden::Unmasked }];
        }
        let mut harness = inspect(&desk, LARGE, Theme::light());
        harness.run();
        let all = told(&harness);
        assert!(!all.contains(secret) && !all.contains("48 65 6c 6c 6f"), "{unmasked} {as_text}: {all}");
        desk.borrow_mut().conceal.clear();
        harness.run();
        let all = told(&harness);
        assert!(all.contains(secret), "shown again: {all}");
    }
}

#[test]
fn bytes_are_selected_by_dragging() {
    let desk = Desk::new("hello", Lang::En);
    desk.borrow_mut().select(Target::Frame { connection: 0, frame: 0 });
    let mut harness = inspect(&desk, LARGE, Theme::light());
    harness.run();
    let row = harness.get_by_label_contains("00f0: ").rect();
    // From one byte to another in the same row: the grid's measures follow from the panel's width.
    let (from, to) = (row.left_center() + vec2(60.0, 0.0), row.left_center() + vec2(60.0 + 3.0 * 22.9, 0.0));
    harness.drag_at(from);
    harness.run();
    harness.hover_at(to);
    harness.run();
    harness.drop_at(to);
    harness.run();
    let selected = desk.borrow().selected;
    let span = selected.bytes.expect("bytes are selected");
    assert_eq!(selected.side, Some(Side::Client));
    assert!((0xF0..0x100).contains(&span.start) && span.len() == 4, "{span:?}");
}

#[test]
fn the_key_can_be_edited_and_all_follows() {
    let desk = Desk::new("hello", Lang::En);
    let mut harness = handshake(&desk, LARGE, Theme::light());
    harness.run();
    assert!(told(&harness).contains("It matches"), "{}", told(&harness));
    harness.get_by_label("Edit the key").click();
    harness.run();
    let field = harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Sec-WebSocket-Key");
    field.focus();
    harness.run();
    harness.key_press(Key::End);
    harness.key_press(Key::Backspace);
    harness.run();
    let all = told(&harness);
    assert!(all.contains("the client must fail the connection"), "{all}");
    harness.get_by_label("Back to the captured key").click();
    harness.run();
    assert!(told(&harness).contains("It matches"));
    harness.get_by_label("Back").click();
    harness.run();
    assert!(desk.borrow().commands.contains(&Command::Handshake(false)));
}

#[test]
fn keys_can_be_tried_without_a_capture() {
    let desk = Desk::new("hello", Lang::Ko);
    desk.borrow_mut().selected = Selection::default();
    let mut harness = handshake(&desk, SMALL, Theme::dark());
    harness.run();
    assert!(told(&harness).contains("값이 일치하므로"), "{}", told(&harness));
    picture(&mut harness, "handshake-free");
}

#[test]
fn the_headers_of_every_packet_are_found() {
    use ws101::view::packet::headers;
    use ws101::wire::packet::Layer;
    for name in ["hello", "boundaries", "chromium", "lengths"] {
        let (trace, source) = read(name);
        let connection = trace.connection(0).expect("a connection");
        let mut count = 0;
        for side in Side::BOTH {
            for segment in connection.segments_in(side, Span::new(0, u64::MAX)) {
                let fields = headers(&trace, &*source, &segment);
                let tiles = fields.windows(2).all(|pair| pair[0].span.end >= pair[1].span.start);
                assert!(
                    tiles && fields.iter().any(|field| field.layer == Layer::Tcp),
                    "{name} {}",
                    segment.packet
                );
                count += 1;
            }
        }
        assert!(count > 2, "{name}");
    }
}

#[test]
fn a_ping_and_its_pong_find_each_other() {
    let (trace, _) = read("hello");
    let connection = &trace.connections()[0];
    let ping = connection.frames().find(|frame| frame.opcode.tag() == "PING").expect("a ping");
    let (asked, answer) = connection.ping_and_pong(ping.n).expect("its pong");
    assert_eq!((asked.n, answer.opcode.tag(), answer.from), (ping.n, "PONG", ping.from.other()));
    assert_eq!(connection.ping_and_pong(answer.n), Some((asked, answer)));
    assert!(answer.stamp > asked.stamp);
    assert_eq!(connection.ping_and_pong(0), None, "a text frame answers nothing");
}
