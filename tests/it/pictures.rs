//! The start page, the top bar and the states in both languages and both themes, drawn to be looked at, and used by
//! accessible name.

use std::cell::RefCell;

use egui::{Vec2, vec2};
use egui_kittest::kittest::Queryable as _;
use ws101::app::words::{self, Word};
use ws101::app::{Command, Mode, ThemeChoice};
use ws101::base::Lang;
use ws101::ui::states::{self, BadFile, Loading, Lost};
use ws101::ui::theme::Theme;
use ws101::ui::top_bar::{TopBarModel, top_bar};
use ws101::ui::welcome::{CaptureCard, LessonCard, WelcomeModel, drop_overlay, welcome};
use ws101::ui::widgets::{Ending, Life};

use crate::soft::{harness, picture};

const SIZES: [(&str, Vec2); 2] = [("1600", vec2(1600.0, 1000.0)), ("1280", vec2(1280.0, 800.0))];

/// Every size, language and theme where pictures are asked for; otherwise each of them once, to save time.
fn variants() -> impl Iterator<Item = (String, Vec2, &'static Theme, Lang)> {
    let all = std::env::var_os("WS101_PICTURES").is_some();
    SIZES
        .into_iter()
        .flat_map(|(width, size)| {
            Lang::ALL.into_iter().flat_map(move |lang| {
                [("light", Theme::light()), ("dark", Theme::dark())]
                    .map(|(name, theme)| (format!("{width}-{}-{name}", lang.tag()), size, theme, lang))
            })
        })
        .filter(move |(name, ..)| all || ["1600-en-light", "1280-ko-dark"].contains(&name.as_str()))
}

fn lesson(number: u32, title: &str, lead: &str, minutes: u16) -> LessonCard {
    let id = format!("lesson-{number}");
    LessonCard { id, number, title: title.to_owned(), lead: lead.to_owned(), minutes, done: number == 2 }
}

fn model(lang: Lang) -> WelcomeModel {
    let ko = lang == Lang::Ko;
    let pick = |en: &'static str, other: &'static str| if ko { other } else { en };
    let capture = |id: &str, lead: &str, packets, ending| CaptureCard {
        id: id.to_owned(),
        name: id.to_owned(),
        lead: lead.to_owned(),
        packets,
        life: Life::whole(ending),
    };
    WelcomeModel {
        lessons: [
            vec![
                lesson(1, pick("From HTTP to WebSocket", "HTTP에서 WebSocket으로"), "GET, Upgrade, 101", 12),
                lesson(
                    2,
                    pick("The accept key", "Sec-WebSocket-Accept 값"),
                    pick("SHA-1, Base64 and a fixed GUID", "SHA-1, Base64, 고정 GUID"),
                    10,
                ),
                lesson(3, pick("When the server says no", "서버가 거절할 때"), "403, 426", 7),
            ],
            vec![
                lesson(
                    4,
                    pick("Masking", "마스킹"),
                    pick("Why client bytes look scrambled", "클라이언트의 바이트가 뒤섞여 보이는 이유"),
                    12,
                ),
                lesson(
                    5,
                    pick("Three ways to say a length", "길이를 나타내는 세 가지 방법"),
                    pick("7, 16 or 64 bits", "7, 16, 64비트"),
                    8,
                ),
                lesson(
                    6,
                    pick("Fragments and control frames", "조각과 제어 프레임"),
                    pick("A ping in the middle of a message", "메시지 조각 사이에 끼어든 Ping"),
                    12,
                ),
            ],
            vec![lesson(
                9,
                pick("A clean close", "정상 종료"),
                pick("Two Close frames, then TCP", "Close 프레임 두 개, 그다음 TCP"),
                8,
            )],
        ],
        captures: vec![
            capture(
                "rfc6455-sample",
                pick("The examples printed in the RFC", "RFC에 실린 예시"),
                16,
                Ending::Closed,
            ),
            capture(
                "cable-pulled-1006",
                pick("No Close frame, ever", "끝까지 Close 프레임 없음"),
                341,
                Ending::Cut,
            ),
            capture(
                "accept-mismatch",
                pick("The wrong accept value", "잘못된 Sec-WebSocket-Accept 값"),
                9,
                Ending::Refused,
            ),
            capture(
                "many-connections",
                pick("40 clients at once", "클라이언트 40개 동시 접속"),
                12_480,
                Ending::Open,
            ),
        ],
        next: "lesson-1".to_owned(),
        begun: false,
        theme: ThemeChoice::Light,
    }
}

#[test]
fn welcome_in_all_variants() {
    for (name, size, theme, lang) in variants() {
        let model = model(lang);
        let mut window = harness(size, theme, |ui| {
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            let bar = TopBarModel { mode: Mode::Welcome, ..TopBarModel::default() };
            top_bar(ui, theme, lang, &bar);
            welcome(ui, theme, lang, &model);
        });
        window.run();
        window.get_by_label(&words::fill(Word::StartLesson, lang, &[("n", "1")]));
        window.get_by_label(words::get(Word::DropHere, lang));
        window.get_by_label(words::get(Word::Dark, lang));
        picture(&mut window, &format!("welcome-{name}"));
    }
}

#[test]
fn the_start_page_says_what_was_asked_for() {
    let lang = Lang::En;
    let model = model(lang);
    for (label, expect) in [
        ("Start lesson 1", Command::OpenLesson("lesson-1".to_owned())),
        ("Lesson 5 · Three ways to say a length", Command::OpenLesson("lesson-5".to_owned())),
        (
            "accept-mismatch · The wrong accept value · 9 packets",
            Command::OpenCapture("accept-mismatch".to_owned()),
        ),
        ("Open a capture…", Command::ChooseFile),
        ("Drop a capture here", Command::ChooseFile),
        ("한국어", Command::Lang(Lang::Ko)),
        ("Dark", Command::Theme(ThemeChoice::Dark)),
    ] {
        let asked = RefCell::new(None);
        let mut window = harness(vec2(1280.0, 752.0), Theme::light(), |ui| {
            if let Some(command) = welcome(ui, Theme::light(), lang, &model) {
                *asked.borrow_mut() = Some(command);
            }
        });
        window.run();
        window.get_by_label(label).click();
        window.run();
        drop(window);
        assert_eq!(asked.into_inner(), Some(expect), "{label}");
    }
}

#[test]
fn the_top_bar_says_what_was_asked_for() {
    for (label, expect) in [
        ("Start page", Command::Mode(Mode::Welcome)),
        ("Learn", Command::Mode(Mode::Learn)),
        ("Inspect", Command::Mode(Mode::Inspect)),
        ("EN", Command::Lang(Lang::Ko)),
        ("Light colours", Command::Theme(ThemeChoice::Light)),
        ("Keys and help", Command::Help(true)),
    ] {
        let asked = RefCell::new(None);
        let bar = TopBarModel { mode: Mode::Learn, file: "hello-split.pcapng", detail: "18 packets" };
        let mut window = harness(vec2(1280.0, 48.0), Theme::dark(), |ui| {
            if let Some(command) = top_bar(ui, Theme::dark(), Lang::En, &bar) {
                *asked.borrow_mut() = Some(command);
            }
        });
        window.run();
        window.get_by_label(label).click();
        window.run();
        drop(window);
        assert_eq!(asked.into_inner(), Some(expect), "{label}");
    }
}

#[test]
fn top_bar_with_a_long_name() {
    for (name, size, theme, lang) in variants() {
        let file = "a-very-long-name-of-a-capture-that-someone-made-in-class-on-monday-afternoon-캡처.pcapng";
        let bar = TopBarModel { mode: Mode::Inspect, file, detail: "1.9 GB" };
        let mut window = harness(vec2(size.x, 48.0), theme, |ui| drop(top_bar(ui, theme, lang, &bar)));
        window.run();
        picture(&mut window, &format!("top-bar-{name}"));
    }
}

#[test]
fn states_in_all_variants() {
    let opening = Loading {
        file: "exchange-burst.pcapng",
        done_bytes: 817_000_000,
        all_bytes: 1_900_000_000,
        left_nanos: Some(9_000_000_000),
        packets: 2_713_980,
        connections: 148,
        frames: 517_204,
        findings: 19,
    };
    let lost = Lost { bytes: 1_448, before_packet: 906, after_packet: 907, offset: 41_207 };
    for (name, size, theme, lang) in variants() {
        let zip = BadFile {
            file: "lecture-3.pcap",
            is: if lang == Lang::Ko { "ZIP 압축 파일" } else { "a ZIP archive" },
            why: "",
            first_bytes: b"PK\x03\x04",
        };
        let messages = words::count(31_902, words::Unit::Message, lang);
        let mut window = harness(size, theme, |ui| {
            let (columns, rows) = (3, 2);
            let room = ui.max_rect();
            let cell = room.size() / vec2(columns as f32, rows as f32);
            for at in 0..columns * rows {
                let min = room.min + vec2((at % columns) as f32 * cell.x, (at / columns) as f32 * cell.y);
                let place = egui::Rect::from_min_size(min, cell).shrink(8.0);
                let mut part = ui.new_child(egui::UiBuilder::new().id_salt(at).max_rect(place));
                match at {
                    0 => drop(states::loading(&mut part, theme, lang, &opening)),
                    1 => drop(states::no_websocket(&mut part, theme, lang, 1_204, 12)),
                    2 => _ = states::nothing_matches(&mut part, theme, lang, "opcode:text len>1m", &messages),
                    3 => drop(states::not_a_capture(&mut part, theme, lang, &zip)),
                    4 => _ = states::lost_packets(&mut part, theme, lang, &lost),
                    _ => drop(states::no_websocket(&mut part, theme, lang, 1_204, 0)),
                }
            }
        });
        window.run();
        let stop = words::fill(Word::StopHere, lang, &[("percent", "43 %")]);
        window.get_by_label(&stop);
        window.get_by_label(words::get(Word::GoToGuess, lang));
        window.get_by_label(words::get(Word::ClearFilter, lang));
        picture(&mut window, &format!("states-{name}"));
    }
}

#[test]
fn loading_can_be_stopped_and_cancelled() {
    let opening = Loading { file: "a.pcap", done_bytes: 43, all_bytes: 100, ..Loading::default() };
    for (label, expect) in
        [("Stop here, keep 43 %", Command::StopLoading), ("Cancel", Command::CancelLoading)]
    {
        let asked = RefCell::new(None);
        let mut window = harness(vec2(600.0, 500.0), Theme::light(), |ui| {
            if let Some(command) = states::loading(ui, Theme::light(), Lang::En, &opening) {
                *asked.borrow_mut() = Some(command);
            }
        });
        window.run();
        window.get_by_label(label).click();
        window.run();
        drop(window);
        assert_eq!(asked.into_inner(), Some(expect), "{label}");
    }
}

#[test]
fn a_file_over_the_window() {
    let model = model(Lang::Ko);
    let mut window = harness(SIZES[1].1, Theme::light(), |ui| {
        welcome(ui, Theme::light(), Lang::Ko, &model);
        drop_overlay(ui, Theme::light(), Lang::Ko, "lecture-3.pcap");
    });
    window.run();
    picture(&mut window, "drop-overlay");
}
