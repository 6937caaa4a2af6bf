//! The painted widgets side by side, and their use by keyboard and by accessible name.

use std::cell::{Cell, RefCell};

use egui::{Align2, Key, Rect, Stroke, Ui, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use ws101::ui::icons;
use ws101::ui::theme::{Field, Phase, Severity, Theme, Type};
use ws101::ui::widgets::{self, *};

use crate::soft::{harness, picture};

fn marks(ui: &Ui, theme: &Theme, left: f32) {
    let painter = ui.painter();
    for (at, phase) in Phase::ALL.into_iter().enumerate() {
        let y = 30.0 + at as f32 * 30.0;
        phase_mark(painter, pos2(left, y), 15.0, phase, theme);
        let tag = phase_tag(painter, pos2(left + 20.0, y), "TEXT", phase, true, theme);
        phase_tag(painter, tag.right_center() + vec2(8.0, 0.0), "PING", phase, false, theme);
    }
    for (at, severity) in Severity::ALL.into_iter().enumerate() {
        severity_label(painter, pos2(left + 150.0, 30.0 + at as f32 * 30.0), severity, "word · 단어", theme);
    }
    for (at, ending) in [Ending::Closed, Ending::Cut, Ending::Open, Ending::Refused].into_iter().enumerate() {
        let place = Rect::from_min_size(pos2(left + 280.0, 20.0 + at as f32 * 30.0), vec2(190.0, 16.0));
        timeline(painter, place, Life { start: 0.1, end: 0.8, ending }, theme);
    }
    let cells = [
        (ByteCell::First, "81"),
        (ByteCell::Second { masked: true }, "85"),
        (ByteCell::Second { masked: false }, "05"),
        (ByteCell::Field(Field::Key), "37"),
        (ByteCell::Field(Field::Payload), "7f"),
        (ByteCell::Field(Field::CloseCode), "03"),
        (ByteCell::Field(Field::Flags), "b3"),
        (ByteCell::Hidden, "?"),
        (ByteCell::Plain, "0d"),
    ];
    for (at, (cell, text)) in cells.into_iter().enumerate() {
        let place = Rect::from_min_size(pos2(left + at as f32 * 28.0, 150.0), vec2(24.0, 22.0));
        byte_cell(painter, place, cell, text, Type::MONO_STRONG, theme);
        if at == 4 {
            selection_outline(painter, place, 3.0, theme);
        }
    }
    let wide = Rect::from_min_size(pos2(left, 184.0), vec2(56.0, 26.0));
    byte_cell(painter, wide, ByteCell::First, "81", Type::MONO_STRONG.sized(14.0), theme);
    dashed_rect(
        painter,
        wide.translate(vec2(70.0, 0.0)),
        13.0,
        Stroke::new(1.2, theme.line_strong),
        3.0,
        3.0,
    );
    arrow(painter, pos2(left + 140.0, 190.0), pos2(left + 240.0, 202.0), Stroke::new(1.6, theme.ink), 10.0);
    dashed_line(
        painter,
        &[pos2(left + 250.0, 197.0), pos2(left + 340.0, 197.0)],
        Stroke::new(1.6, theme.ink_3),
        3.0,
        3.0,
    );
    key_cap(painter, pos2(left + 350.0, 197.0), "Ctrl K", theme);
    let mono = Type::MONO;
    widgets::text(
        painter,
        pos2(left, 232.0),
        Align2::LEFT_CENTER,
        mono,
        "== -> != {\"text\":\"안녕하세요, 뷁\"} → ✓ ␍␊",
        theme.ink,
    );
}

#[test]
fn the_gallery() {
    for (name, theme) in [("light", Theme::light()), ("dark", Theme::dark())] {
        let mut tab = 0;
        let mut typed = "opcode:text".to_owned();
        let (mut on, mut share) = (true, 0.4);
        let mut list = VList::default();
        let mut window = harness(vec2(1040.0, 640.0), theme, |ui| {
            let rect = Rect::from_min_size(pos2(8.0, 8.0), vec2(500.0, 330.0));
            let head = PanelHead {
                title: "Frame 1",
                subtitle: "bit by bit, as in RFC 6455 §5.2",
                controls: 120.0,
                ..PanelHead::default()
            };
            let mut parts = panel(ui, rect, &head);
            segmented(&mut parts.head, "View", &[(0, "Bits"), (1, "Fields")], &mut tab);
            let mut body = parts
                .body
                .new_child(egui::UiBuilder::new().max_rect(rect.shrink(16.0).with_min_y(rect.top() + 54.0)));
            body.horizontal(|ui| {
                ui.add(Button::primary("Next step").after(icons::CARET_RIGHT).tall());
                ui.add(Button::secondary("Stop").icon(icons::X).tall());
                ui.add(Button::ghost("Cancel").key("Esc"));
                ui.add(Button::secondary("Off").enabled(false));
                icon_button(ui, icons::PLAY, "Play", true);
            });
            body.horizontal(|ui| {
                let plain = ui.button("A plain button");
                plain.request_focus();
                ui.checkbox(&mut on, "A check");
                ui.add(egui::Slider::new(&mut share, 0.0..=1.0).text("A slider"));
            });
            let label = body.label("A text edit");
            body.add(egui::TextEdit::singleline(&mut typed)).labelled_by(label.id);
            link(&mut body, Type::UI, "RFC 6455 §5.1", Some(icons::ARROW_SQUARE_OUT));
            progress_bar(&mut body, 0.43, "Reading");
            notice(
                &mut body,
                Severity::Warning,
                "1,448 bytes were never captured",
                "What follows is a best guess.",
            );
            let rect = Rect::from_min_size(pos2(8.0, 346.0), vec2(500.0, 286.0));
            let mut parts = panel(
                ui,
                rect,
                &PanelHead { title: "Messages", subtitle: "1,000,000", ..PanelHead::default() },
            );
            let rows = Rows { name: "Messages", count: 1_000_000, height: 26.0, selected: Some(3) };
            list.show(
                &mut parts.body,
                rows,
                |row| format!("Message {row}"),
                |ui, row| {
                    if row.selected {
                        ui.painter().rect_filled(row.rect, 4.0, theme.sel_fill);
                        selection_outline(ui.painter(), row.rect, 4.0, theme);
                    }
                    let at = row.rect.left_center() + vec2(12.0, 0.0);
                    widgets::text(
                        ui.painter(),
                        at,
                        Align2::LEFT_CENTER,
                        Type::MONO,
                        &row.index.to_string(),
                        theme.ink_3,
                    );
                },
            );
            panel_frame(ui.painter(), Rect::from_min_size(pos2(516.0, 8.0), vec2(516.0, 624.0)), theme);
            marks(ui, theme, 536.0);
        });
        window.run();
        picture(&mut window, &format!("gallery-{name}"));
    }
}

#[test]
fn a_choice_is_made_by_name() {
    let value = Cell::new(1.0_f32);
    let mut window = harness(vec2(300.0, 60.0), Theme::light(), |ui| {
        let mut speed = value.get();
        segmented(ui, "Speed", &[(0.25, "¼×"), (0.5, "½×"), (1.0, "1×"), (2.0, "2×")], &mut speed);
        value.set(speed);
    });
    window.run();
    window.get_by_label("½×").click();
    window.run();
    assert_eq!(value.get(), 0.5);
    window.get_by_label("Speed");
}

#[test]
fn a_list_of_a_hundred_million_rows_is_used_by_keyboard() {
    const COUNT: u64 = 100_000_000;
    let selected = Cell::new(None);
    let list = RefCell::new(VList::default());
    let mut window = harness(vec2(300.0, 260.0), Theme::light(), |ui| {
        let rows = Rows { name: "Rows", count: COUNT, height: 26.0, selected: selected.get() };
        let events = list.borrow_mut().show(ui, rows, |row| format!("Row {row}"), |_, _| {});
        if events.picked.is_some() {
            selected.set(events.picked);
        }
    });
    window.run();
    window.get_by_label("Row 2").click();
    window.run();
    assert_eq!(selected.get(), Some(2));
    for (key, expect) in [
        (Key::ArrowDown, 3),
        (Key::End, COUNT - 1),
        (Key::ArrowDown, COUNT - 1),
        (Key::ArrowUp, COUNT - 2),
        (Key::PageUp, COUNT - 11),
        (Key::PageDown, COUNT - 2),
        (Key::Home, 0),
        (Key::ArrowUp, 0),
    ] {
        window.key_press(key);
        window.run();
        assert_eq!(selected.get(), Some(expect), "{key:?}");
        let name = format!("Row {expect}");
        let row = window.get_by_label(&name).rect();
        assert!(row.top() >= -0.01 && row.bottom() <= 260.01, "{key:?}: {row:?}");
        assert_eq!(window.get_by_label(&name).accesskit_node().is_selected(), Some(true), "{key:?}");
    }
}

#[test]
fn the_wheel_moves_a_long_list_by_exact_points() {
    let list = RefCell::new(VList::default());
    list.borrow_mut().scroll_to(50_000_000.0);
    let mut window = harness(vec2(300.0, 260.0), Theme::light(), |ui| {
        let rows = Rows { name: "Rows", count: 100_000_000, height: 26.0, selected: None };
        list.borrow_mut().show(ui, rows, |row| format!("Row {row}"), |_, _| {});
    });
    window.run();
    window.hover_at(pos2(100.0, 100.0));
    window.run();
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -3.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    window.run();
    let moved = (list.borrow().top_row() - 50_000_000.0) * 26.0;
    assert!((moved - 3.0).abs() < 0.01, "{moved}");
}
