//! Request and response, line by line, and what came of comparing them.

use egui::{
    Align2, Color32, FontSelection, Id, Pos2, Rect, Role, Sense, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::app::words::{self, Word};
use crate::base::Side;
use crate::rules::status::status;
use crate::ui::theme::{Field, Phase, Severity, Theme, Type, space};
use crate::ui::widgets::{self, phase_tag, selection_outline, severity_icon, tag_width};
use crate::view::handshake::{ACCEPT, KEY, Page, Verdict};
use crate::view::tree::Line;

use super::{Edit, Pass, on};

pub(super) fn show(ui: &mut Ui, origin: Pos2, pass: &Pass<'_>, edit: Option<&mut Edit>) {
    let typed = edit.as_ref().map(|edit| (edit.key.clone(), edit.accept.clone()));
    for (side, place, lines, len) in [
        (Side::Client, pass.page.request, &pass.scene.request, pass.scene.lens.0),
        (Side::Server, pass.page.response, &pass.scene.response, pass.scene.lens.1),
    ] {
        let rect = on(origin, place);
        frame(ui, rect, pass, side, lines, len);
        for (n, line) in lines.iter().enumerate() {
            let typed =
                typed.as_ref().and_then(|(key, accept)| match line.name.to_ascii_lowercase().as_str() {
                    KEY => Some(key.as_str()),
                    ACCEPT => Some(accept.as_str()),
                    _ => None,
                });
            show_line(ui, Page::line(rect, n), pass, side, line, typed);
        }
    }
    result(ui, on(origin, pass.page.result), pass, edit);
}

fn frame(ui: &Ui, rect: Rect, pass: &Pass<'_>, side: Side, lines: &[Line], len: u64) {
    let (theme, shown, painter) = (pass.theme, pass.shown, ui.painter());
    painter.rect_filled(rect, space::PANEL_RADIUS, theme.phase(Phase::Opening).solid);
    let body = rect.with_min_y(rect.top() + 4.0);
    let radius = egui::CornerRadius { nw: 6, ne: 6, sw: 10, se: 10 };
    painter.rect(body, radius, theme.panel, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let y = rect.top() + 27.0;
    let at = pos2(rect.left() + 17.0, y);
    let label = lines.first().map_or("", |line| {
        let mut words = line.value.split(' ');
        if side == Side::Client { words.next().unwrap_or_default() } else { words.nth(1).unwrap_or_default() }
    });
    let label: String = label.chars().take(12).collect();
    let mut x = at.x;
    if !label.is_empty() {
        phase_tag(painter, at, &label, Phase::Opening, true, theme);
        x += tag_width(painter, &label) + 8.0;
    }
    let title = shown.word(if side == Side::Client { Word::Request } else { Word::Response });
    let title = widgets::text(painter, pos2(x, y), Align2::LEFT_CENTER, Type::CARD_TITLE, title, theme.ink);
    let way = pos2(title.right() + 8.0, y);
    widgets::text(painter, way, Align2::LEFT_CENTER, Type::UI, shown.way(side), theme.ink_3);
    let size = words::size(len);
    let kind = Type::MONO.sized(12.5);
    if len > 0 {
        let at = pos2(rect.right() - 17.0, y);
        widgets::text(painter, at, Align2::RIGHT_CENTER, kind, &size, theme.ink_3);
    } else {
        let words = shown.word(if side == Side::Client { Word::NoHandshake } else { Word::AnswerMissing });
        let at = Page::line(rect, 0).left_center() + vec2(8.0, 0.0);
        widgets::text(painter, at, Align2::LEFT_CENTER, Type::UI, words, theme.ink_3);
    }
}

/// `RFC 6455 §4.1` as the margin has it: the section alone for the document the page is about.
fn citation(reference: &str) -> String {
    reference.strip_prefix("RFC 6455 ").unwrap_or(reference).to_owned()
}

fn show_line(ui: &Ui, rect: Rect, pass: &Pass<'_>, side: Side, line: &Line, typed: Option<&str>) {
    let (theme, shown, painter) = (pass.theme, pass.shown, ui.painter());
    let is_key = [KEY, ACCEPT].iter().any(|name| line.name.eq_ignore_ascii_case(name));
    let key = theme.field(Field::Key);
    if is_key {
        painter.rect_filled(rect, 5.0, key.fill);
        selection_outline(painter, rect, 5.0, theme);
    }
    let pick = |color: Color32| if is_key { key.text } else { color };
    let value = match (line.hidden, typed) {
        (true, _) => "?",
        (false, Some(typed)) => typed,
        (false, None) => &line.value,
    };
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let (mut right, label) = (inner.right(), line.label().map(|text| text.get(shown.lang)));
    if let Some(meant) = line.meant {
        let cite = citation(meant.reference);
        let kind = Type::MONO.sized(12.0);
        let color = pick(theme.accent_ink);
        let cite = widgets::text(painter, inner.right_center(), Align2::RIGHT_CENTER, kind, &cite, color);
        right = cite.left().min(inner.right() - 50.0) - 12.0;
    }
    let mut x = inner.left();
    let y = rect.center().y;
    let mono = Type::MONO;
    let head = if line.name.is_empty() { String::new() } else { format!("{}:", line.name) };
    if !head.is_empty() {
        let kind = if is_key { Type::MONO_STRONG } else { mono };
        let name = widgets::text(painter, pos2(x, y), Align2::LEFT_CENTER, kind, &head, pick(theme.ink_2));
        x = name.right() + 8.0;
    }
    // The value has the first claim on the room; what it means is told whole when pointed at.
    let (text, kind) = match (line.name.is_empty(), line.n) {
        (true, 0) => (value, Type::MONO_STRONG),
        (true, _) => ("\\r\\n", mono),
        _ => (value, mono.weighing(500.0)),
    };
    let color = pick(if text == "\\r\\n" { theme.ink_3 } else { theme.ink });
    let end =
        widgets::text_fit(painter, pos2(x, y), Align2::LEFT_CENTER, kind, text, color, right - x).right();
    let room = right - end - 12.0;
    if let Some(label) = label.filter(|_| room > 40.0) {
        let kind = Type::SMALL.weighing(if is_key { 600.0 } else { 400.0 });
        let at = pos2(right, y);
        widgets::text_fit(painter, at, Align2::RIGHT_CENTER, kind, label, pick(theme.ink_2), room);
    }
    let id = ui.scope_id().with(("head line", side, line.n));
    let response = ui.interact(rect, id, Sense::hover());
    let meaning = line.meant.map_or("", |meant| meant.meaning.get(shown.lang));
    response.widget_info(|| {
        let text = format!("{head} {value}. {}. {meaning}", label.unwrap_or_default());
        WidgetInfo::labeled(Role::Label, true, text.trim_start())
    });
    if !meaning.is_empty() {
        response.on_hover_text(meaning);
    }
}

fn result(ui: &mut Ui, rect: Rect, pass: &Pass<'_>, edit: Option<&mut Edit>) {
    let shown = pass.shown;
    let expected = pass.scene.pipeline.as_ref().map(|way| way.steps.accept.clone()).unwrap_or_default();
    let (severity, title, cite) = match &pass.scene.verdict {
        Verdict::Match => (Severity::Ok, shown.word(Word::AcceptMatches).to_owned(), "§4.1"),
        Verdict::Differs { .. } => (Severity::Error, shown.word(Word::AcceptDiffers).to_owned(), "§4.1"),
        Verdict::NoAccept => (Severity::Error, shown.word(Word::AcceptMissing).to_owned(), "§4.1"),
        Verdict::NoKey => (Severity::Error, shown.word(Word::KeyMissing).to_owned(), "§4.1"),
        Verdict::Refused(code) => {
            let name = status(*code).map_or("", |status| status.name);
            let status = format!("{code} {name}");
            (Severity::Warning, shown.fill(Word::RefusedWith, &[("status", status.trim_end())]), "§4.2.2")
        }
        Verdict::NoAnswer => (Severity::Warning, shown.word(Word::AnswerMissing).to_owned(), ""),
        Verdict::Hidden => (Severity::Note, shown.word(Word::HiddenUntilAnswer).to_owned(), ""),
        Verdict::NotYet => (Severity::Note, shown.word(Word::NotSentYet).to_owned(), ""),
    };
    let (theme, painter) = (pass.theme, ui.painter().clone());
    painter.rect_filled(rect, 9.0, theme.severity(severity).soft);
    severity_icon(&painter, pos2(rect.left() + 32.0, rect.center().y), severity, 28.0, theme);
    let left = rect.left() + 60.0;
    let cite = if cite.is_empty() { String::new() } else { format!("RFC 6455 {cite}") };
    let at = pos2(rect.right() - 16.0, rect.top() + 28.0);
    let cite =
        widgets::text(&painter, at, Align2::RIGHT_CENTER, Type::MONO.sized(12.0), &cite, theme.accent_ink);
    let kind = Type::CARD_TITLE.sized(15.0);
    let at = pos2(left, rect.top() + 28.0);
    widgets::text_fit(&painter, at, Align2::LEFT_CENTER, kind, &title, theme.ink, cite.left() - left - 8.0);
    let response = ui.interact(rect, ui.scope_id().with("result"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, format!("{title}. {expected}")));
    let below = pos2(left, rect.top() + 54.0);
    if let Some(edit) = edit {
        let field =
            Rect::from_min_size(below - vec2(0.0, 13.0), vec2(310.0_f32.min(rect.width() - 90.0), 26.0));
        field_edit(ui, field, &mut edit.accept, shown.word(Word::AcceptField), theme);
        if let Verdict::Differs { wrong, .. } = &pass.scene.verdict {
            let at = pos2(field.right() + 12.0, below.y);
            differences(&painter, at, rect, pass, &expected, wrong);
        }
        return;
    }
    let mark = theme.severity(severity).mark;
    match &pass.scene.verdict {
        Verdict::Match => {
            let kind = Type::MONO_STRONG.sized(14.0);
            widgets::text(&painter, below, Align2::LEFT_CENTER, kind, &expected, mark);
        }
        Verdict::Differs { got, wrong } => {
            let end = letters(&painter, below, got, wrong, theme);
            let at = pos2(end + 16.0, below.y);
            differences(&painter, at, rect, pass, &expected, wrong);
        }
        Verdict::NoAccept => {
            let text = format!("{}: {expected}", shown.word(Word::AcceptExpected));
            widgets::text(&painter, below, Align2::LEFT_CENTER, Type::MONO.weighing(500.0), &text, theme.ink);
        }
        Verdict::Refused(code) => {
            let meaning = status(*code).map_or("", |status| status.meaning.get(shown.lang));
            let room = rect.right() - left - 16.0;
            widgets::text_fit(&painter, below, Align2::LEFT_CENTER, Type::UI, meaning, theme.ink_2, room);
        }
        Verdict::NoKey | Verdict::NoAnswer | Verdict::Hidden | Verdict::NotYet => {}
    }
}

/// The characters of a value, the wrong ones marked; gives where they end.
fn letters(painter: &egui::Painter, at: Pos2, value: &str, wrong: &[bool], theme: &Theme) -> f32 {
    let colors = theme.severity(Severity::Error);
    let kind = Type::MONO_STRONG.sized(14.0);
    let mut x = at.x;
    for (letter, wrong) in value.chars().take(64).zip(wrong) {
        let color = if *wrong { colors.mark } else { theme.ink };
        let place = widgets::text(
            painter,
            pos2(x, at.y),
            Align2::LEFT_CENTER,
            kind,
            letter.encode_utf8(&mut [0; 4]),
            color,
        );
        if *wrong {
            painter.hline(place.x_range(), place.bottom() - 2.0, Stroke::new(2.0, colors.mark));
        }
        x = place.right();
    }
    x
}

/// Which characters differ, and what was expected: beside the value, or where the box is narrow the latter below it.
fn differences(
    painter: &egui::Painter,
    at: Pos2,
    whole: Rect,
    pass: &Pass<'_>,
    expected: &str,
    wrong: &[bool],
) {
    let (theme, shown) = (pass.theme, pass.shown);
    let numbers: Vec<String> =
        wrong.iter().enumerate().filter(|(_, wrong)| **wrong).map(|(n, _)| (n + 1).to_string()).collect();
    let more = if numbers.len() > 8 { "…" } else { "" };
    let first = format!("{}{more}", numbers[..numbers.len().min(8)].join(", "));
    let upper = shown.fill(Word::DiffersAt, &[("n", &first)]);
    let lower = format!("{}: {expected}", shown.word(Word::AcceptExpected));
    let mono = Type::MONO.sized(12.0).lined(16.0);
    let room = whole.right() - 10.0 - at.x;
    if room < 180.0 {
        let below = pos2(whole.left() + 60.0, at.y + 17.0);
        let room = whole.right() - 10.0 - below.x;
        widgets::text_fit(painter, below, Align2::LEFT_CENTER, mono, &lower, theme.ink, room);
        return;
    }
    let kind = Type::SMALL.sized(12.0).lined(16.0);
    let above = at - vec2(0.0, 8.0);
    widgets::text_fit(painter, above, Align2::LEFT_CENTER, kind, &upper, theme.ink_2, room);
    let below = at + vec2(0.0, 8.0);
    widgets::text_fit(painter, below, Align2::LEFT_CENTER, mono, &lower, theme.ink, room);
}

/// A field for a key or an accept value.
pub(super) fn field_edit(ui: &mut Ui, rect: Rect, text: &mut String, name: &str, theme: &Theme) {
    let font = FontSelection::FontId(Type::MONO.weighing(500.0).font());
    let edit = TextEdit::singleline(text)
        .id(Id::unique(("handshake field", name)))
        .font(font)
        .char_limit(256)
        .text_color(theme.ink)
        .margin(egui::Margin::symmetric(8, 4))
        .desired_width(rect.width() - 16.0);
    let response = ui
        .scope(|ui| {
            // A field is as high as the chip that it stands for.
            ui.spacing_mut().interact_size.y = rect.height();
            ui.put(rect, edit.align(Align2::LEFT_CENTER))
        })
        .inner;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
}
