//! The three steps from key to accept value, and the two lines that lead in and out.

use egui::{Align2, Painter, Pos2, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::app::words::{self, Word};
use crate::rules::status::status;
use crate::ui::icons;
use crate::ui::theme::{Field, Severity, Theme, Type};
use crate::ui::widgets::{
    self, ByteCell, arrow_head, byte_cell, dashed_rect, panel_frame, selection_outline, severity_icon,
};
use crate::view::handshake::{ACCEPT, Group, KEY, Page, Pipeline, Verdict};
use crate::wire::upgrade::KeyFlaw;

use super::{Edit, Pass, heads, on};

/// Where nothing is to be proved, or nothing may be told, there is no way to show: why stands there instead.
pub(super) fn instead(ui: &Ui, origin: Pos2, pass: &Pass<'_>) {
    let (theme, shown, painter) = (pass.theme, pass.shown, ui.painter());
    let rect = on(origin, pass.page.pipeline);
    panel_frame(painter, rect, theme);
    let center = rect.center_top() + vec2(0.0, 90.0);
    let (title, lead, cite) = match pass.scene.verdict {
        Verdict::Refused(code) => match status(code) {
            Some(known) => (format!("{code} {}", known.name), known.meaning.get(shown.lang), known.reference),
            None => (code.to_string(), shown.word(Word::StatusMeaning), "RFC 6455 §4.2.2"),
        },
        Verdict::Hidden => (shown.word(Word::HiddenUntilAnswer).to_owned(), "", ""),
        Verdict::NotYet => (shown.word(Word::NotSentYet).to_owned(), "", ""),
        _ => (shown.word(Word::KeyMissing).to_owned(), "", "RFC 6455 §4.1"),
    };
    widgets::icon(painter, center, icons::PROHIBIT, 40.0, theme.ink_3);
    let mut y = center.y + 46.0;
    for (kind, words, color) in [
        (Type::STATE_TITLE, title.as_str(), theme.ink),
        (Type::BODY, lead, theme.ink_2),
        (Type::MONO, cite, theme.accent_ink),
    ] {
        let place = widgets::text(painter, pos2(center.x, y), Align2::CENTER_CENTER, kind, words, color);
        y = place.bottom() + 16.0;
    }
}

pub(super) fn show(
    ui: &mut Ui,
    origin: Pos2,
    pass: &Pass<'_>,
    way: &Pipeline,
    group: &mut usize,
    edit: Option<&mut Edit>,
) {
    let painter = ui.painter().clone();
    panel_frame(&painter, on(origin, pass.page.pipeline), pass.theme);
    join(ui, origin, pass, way, edit);
    hash(&painter, origin, pass, way);
    base64(ui, origin, pass, way, group);
    big_arrows(&painter, origin, pass);
    lines(&painter, origin, pass);
}

fn step(painter: &Painter, origin: Pos2, pass: &Pass<'_>, n: usize, title: &str) {
    let theme = pass.theme;
    let x = origin.x + pass.page.steps_x[n];
    let y = origin.y + pass.page.steps_y[n] + 30.0;
    let center = pos2(x + 12.0, y);
    painter.circle_filled(center, 12.0, theme.ink);
    let number = (n + 1).to_string();
    let kind = Type::UI_STRONG.weighing(700.0);
    widgets::text(painter, center, Align2::CENTER_CENTER, kind, &number, theme.panel);
    let kind = Type::UI_STRONG.sized(16.0);
    widgets::text(painter, pos2(x + 32.0, y), Align2::LEFT_CENTER, kind, title, theme.ink);
}

fn join(ui: &mut Ui, origin: Pos2, pass: &Pass<'_>, way: &Pipeline, edit: Option<&mut Edit>) {
    let (theme, shown) = (pass.theme, pass.shown);
    let painter = ui.painter().clone();
    step(&painter, origin, pass, 0, shown.word(Word::JoinAsText));
    let key = on(origin, pass.page.key);
    let label_x = match edit {
        Some(edit) => {
            let rect = key.with_max_x(key.left() + 270.0);
            heads::field_edit(ui, rect, &mut edit.key, shown.word(Word::KeyField), theme);
            rect.right()
        }
        None => chip(&painter, key, &way.steps.key, Field::Key, theme).right(),
    };
    let at = pos2(label_x + 10.0, key.center().y);
    let room = origin.x + pass.page.steps_x[1] - 24.0 - at.x;
    widgets::text_fit(
        &painter,
        at,
        Align2::LEFT_CENTER,
        Type::SMALL,
        shown.word(Word::KeyField),
        theme.ink_2,
        room,
    );
    let guid = on(origin, pass.page.guid);
    chip(&painter, guid, way.guid(), Field::Payload, theme);
    let at = pos2(guid.left(), guid.bottom() + 13.0);
    widgets::text(&painter, at, Align2::LEFT_CENTER, Type::SMALL, shown.word(Word::FixedGuid), theme.ink_2);

    let joined = way.steps.concatenated.as_bytes();
    let at = pos2(guid.left(), guid.bottom() + 46.0);
    let count = words::bytes(joined.len() as u64, shown.lang);
    let count = widgets::text(&painter, at, Align2::LEFT_CENTER, Type::UI_STRONG, &count, theme.ink);
    let sum = format!("{} + {}", way.key_bytes(), joined.len() - way.key_bytes());
    let at = count.right_center() + vec2(8.0, 0.0);
    widgets::text(&painter, at, Align2::LEFT_CENTER, Type::UI, &sum, theme.ink_3);
    let mut last = guid;
    for (n, (place, byte)) in pass.page.joined.iter().zip(joined).enumerate() {
        let rect = on(origin, *place);
        let (field, kind) = if n < way.key_bytes() {
            (Field::Key, Type::MONO_STRONG)
        } else {
            (Field::Payload, Type::MONO.weighing(500.0))
        };
        byte_cell(&painter, rect, ByteCell::Field(field), &format!("{byte:02x}"), kind, theme);
        last = rect;
    }
    let (severity, words) = match way.flaw {
        None => (Severity::Warning, shown.word(Word::KeyStaysText).to_owned()),
        Some(KeyFlaw::NotBase64) => (Severity::Error, shown.word(Word::KeyNotBase64).to_owned()),
        Some(KeyFlaw::PadBits) => (Severity::Warning, shown.word(Word::KeyPadBits).to_owned()),
        Some(KeyFlaw::Length(len)) => {
            let bytes = words::bytes(len as u64, shown.lang);
            (Severity::Error, shown.fill(Word::KeyLength, &[("bytes", &bytes)]))
        }
    };
    let at = pos2(guid.left() + 8.0, last.bottom() + 40.0);
    severity_icon(&painter, at, severity, 16.0, theme);
    let mut job = Type::UI.job(words, theme.ink_2);
    job.wrap.max_width = origin.x + pass.page.steps_x[1] - at.x - 60.0;
    let galley = painter.layout_job(job);
    painter.galley(at + vec2(16.0, -9.0), galley, theme.ink_2);
}

/// A piece of text in a field's colour.
fn chip(painter: &Painter, place: Rect, text: &str, field: Field, theme: &Theme) -> Rect {
    let colors = theme.field(field);
    let kind = if field == Field::Key { Type::MONO_STRONG } else { Type::MONO.weighing(500.0) };
    let mut job = kind.job(text, colors.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(place.width() - 16.0);
    let galley = painter.layout_job(job);
    let rect = Rect::from_min_size(place.min, vec2(galley.size().x + 16.0, place.height()));
    painter.rect_filled(rect, 3.0, colors.fill);
    let at = pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, colors.text);
    rect
}

fn lead(painter: &Painter, origin: Pos2, pass: &Pass<'_>, n: usize, words: &str) {
    let at = pos2(origin.x + pass.page.steps_x[n], origin.y + pass.page.steps_y[n] + 61.0);
    let beside = pass.page.steps_x.get(n + 1).copied().filter(|next| *next > pass.page.steps_x[n]);
    let next = beside.unwrap_or_else(|| pass.page.pipeline.right());
    let mut job = Type::UI.job(words, pass.theme.ink_2);
    job.wrap.max_width = next - pass.page.steps_x[n] - 12.0;
    let mut galley = painter.layout_job(job);
    if galley.rows.len() > 1 {
        let mut job = Type::SMALL.sized(12.0).lined(15.0).job(words, pass.theme.ink_2);
        job.wrap.max_width = next - pass.page.steps_x[n] - 12.0;
        job.wrap.max_rows = 2;
        galley = painter.layout_job(job);
    }
    painter.galley(at - vec2(0.0, galley.size().y / 2.0), galley, pass.theme.ink_2);
}

fn hash(painter: &Painter, origin: Pos2, pass: &Pass<'_>, way: &Pipeline) {
    step(painter, origin, pass, 1, pass.shown.word(Word::Sha1));
    lead(painter, origin, pass, 1, pass.shown.word(Word::Sha1Lead));
    let kind = Type::MONO_STRONG.sized(15.0);
    for (place, byte) in pass.page.hash.iter().zip(way.steps.sha1) {
        let cell = ByteCell::Field(Field::Flags);
        byte_cell(painter, on(origin, *place), cell, &format!("{byte:02x}"), kind, pass.theme);
    }
}

fn base64(ui: &mut Ui, origin: Pos2, pass: &Pass<'_>, way: &Pipeline, picked: &mut usize) {
    let theme = pass.theme;
    let painter = ui.painter().clone();
    step(&painter, origin, pass, 2, pass.shown.word(Word::Base64));
    lead(&painter, origin, pass, 2, pass.shown.word(Word::Base64Lead));
    let mut shown_group = (*picked).min(way.groups.len().saturating_sub(1));
    for (n, (place, group)) in pass.page.groups.iter().zip(&way.groups).enumerate() {
        let response = ui.interact(on(origin, place.whole), ui.scope_id().with(("group", n)), Sense::click());
        response
            .widget_info(|| WidgetInfo::selected(Role::Button, true, n == *picked, spoken(pass, n, group)));
        if response.clicked() || response.has_focus() {
            *picked = n;
        }
        if response.hovered() {
            shown_group = n;
        }
        for (at, place) in place.bytes.iter().enumerate() {
            let rect = on(origin, *place);
            match group.bytes.get(at) {
                Some(byte) => {
                    let cell = ByteCell::Field(Field::Flags);
                    byte_cell(&painter, rect, cell, &format!("{byte:02x}"), Type::MONO_STRONG, theme);
                }
                None => dashed_rect(&painter, rect, 3.0, Stroke::new(1.5, theme.line_strong), 3.0, 3.0),
            }
        }
        let chars = on(origin, place.chars);
        let top = pos2(chars.center().x, chars.top() - 23.0);
        widgets::arrow(&painter, top, pos2(top.x, chars.top() - 4.0), Stroke::new(1.6, theme.ink_3), 8.0);
        let colors = theme.field(Field::Key);
        painter.rect_filled(chars, 5.0, colors.fill);
        let text: String = group.chars.iter().collect();
        let kind = Type { spacing: 3.0, ..Type::MONO_STRONG.sized(18.0) };
        let center = chars.center() + vec2(1.5, 0.0);
        widgets::text(&painter, center, Align2::CENTER_CENTER, kind, &text, colors.text);
    }
    if let Some(group) = way.groups.get(shown_group) {
        let from = on(origin, pass.page.groups[shown_group].whole);
        selection_outline(&painter, from, 8.0, theme);
        detail(&painter, origin, pass, shown_group, group, from);
    }
}

/// A group as it is read out: "Group 1: b3 7a 4f becomes s3pP".
fn spoken(pass: &Pass<'_>, n: usize, group: &Group) -> String {
    let (bytes, chars) = (crate::trace::hex(&group.bytes), group.chars.iter().collect::<String>());
    let values = [("n", &*(n + 1).to_string()), ("bytes", &*bytes), ("chars", &*chars)];
    pass.shown.fill(Word::GroupName, &values)
}

fn detail(painter: &Painter, origin: Pos2, pass: &Pass<'_>, n: usize, group: &Group, from: Rect) {
    let (theme, page) = (pass.theme, &pass.page.detail);
    let whole = on(origin, page.whole);
    painter.rect(whole, 8.0, theme.panel, Stroke::new(2.0, theme.sel_line), StrokeKind::Inside);
    let x = from.center().x.clamp(whole.left() + 8.0, whole.right() - 8.0);
    let stroke = Stroke::new(2.0, theme.sel_line);
    let elbow = from.center().x;
    let line = if (elbow - x).abs() < 0.5 {
        vec![pos2(x, from.bottom()), pos2(x, whole.top())]
    } else {
        let middle = (from.bottom() + whole.top()) / 2.0;
        vec![pos2(elbow, from.bottom()), pos2(elbow, middle), pos2(x, middle), pos2(x, whole.top())]
    };
    painter.add(Shape::line(line, stroke));
    let title = pass.shown.fill(Word::GroupBits, &[("n", &(n + 1).to_string())]);
    let at = whole.left_top() + vec2(12.0, 19.0);
    widgets::text(painter, at, Align2::LEFT_CENTER, Type::UI_STRONG, &title, theme.ink);
    for (place, byte) in page.bytes.iter().zip(&group.bytes) {
        let cell = ByteCell::Field(Field::Flags);
        byte_cell(painter, on(origin, *place), cell, &format!("{byte:02x}"), Type::MONO_STRONG, theme);
    }
    let used = group.bytes.len() * 8;
    for (at, (place, bit)) in page.bits.iter().zip(group.bits).enumerate() {
        let Some(bit) = bit else { continue };
        // Bits past the last byte are filled with zeros.
        let color = if at < used { theme.ink } else { theme.ink_3 };
        let center = on(origin, *place).center();
        let text = if bit { "1" } else { "0" };
        widgets::text(painter, center, Align2::CENTER_CENTER, Type::MONO_STRONG.sized(16.0), text, color);
    }
    let key = theme.field(Field::Key);
    for ((place, value), letter) in page.values.iter().zip(group.values).zip(group.chars) {
        let rect = on(origin, *place);
        let bar = rect.with_max_y(rect.top() + 3.0);
        let y = rect.top() + 31.0;
        let tile = Rect::from_center_size(pos2(rect.center().x + 32.0, y), vec2(34.0, 34.0));
        let text = letter.encode_utf8(&mut [0; 4]).to_owned();
        if let Some(value) = value {
            painter.rect_filled(bar, 0.0, key.bar);
            let number = pos2(rect.center().x - 20.0, y);
            let kind = Type::MONO.sized(15.0);
            let number =
                widgets::text(painter, number, Align2::RIGHT_CENTER, kind, &value.to_string(), theme.ink_2);
            let start = pos2(number.right() + 7.0, y);
            widgets::arrow(painter, start, pos2(tile.left() - 7.0, y), Stroke::new(1.4, theme.ink_2), 7.0);
        }
        painter.rect_filled(tile, 4.0, key.fill);
        let kind = Type::MONO_STRONG.sized(18.0);
        widgets::text(painter, tile.center(), Align2::CENTER_CENTER, kind, &text, key.text);
    }
}

/// The two thick arrows between the steps.
fn big_arrows(painter: &Painter, origin: Pos2, pass: &Pass<'_>) {
    let y = origin.y + pass.page.pipeline.top() + 188.0;
    let joined_end = pass.page.joined.iter().map(|rect| rect.right()).fold(0.0, f32::max);
    let hash_end = pass.page.hash.iter().map(|rect| rect.right()).fold(0.0, f32::max);
    let first_group = pass.page.groups.first().map_or(hash_end, |group| group.whole.left());
    for (from, to) in [(joined_end, pass.page.steps_x[1]), (hash_end, first_group)] {
        if to < from {
            // The last step stands below.
            let x = origin.x + f32::midpoint(pass.page.steps_x[1], hash_end);
            let tip = pos2(x, origin.y + pass.page.steps_y[2] + 28.0);
            painter.line_segment(
                [tip - vec2(0.0, 40.0), tip - vec2(0.0, 10.0)],
                Stroke::new(7.0, pass.theme.ink),
            );
            arrow_head(painter, tip - vec2(0.0, 40.0), tip, 16.0, pass.theme.ink);
            continue;
        }
        let middle = origin.x + (from + to) / 2.0;
        let half = ((to - from) / 2.0 - 6.0).clamp(8.0, 20.0);
        let (start, tip) = (pos2(middle - half, y), pos2(middle + half, y));
        painter.line_segment([start, tip - vec2(10.0, 0.0)], Stroke::new(7.0, pass.theme.ink));
        arrow_head(painter, start, tip, 16.0, pass.theme.ink);
    }
}

/// The lines that lead from the key's line to the first step, and from the last step to the accept value's line.
fn lines(painter: &Painter, origin: Pos2, pass: &Pass<'_>) {
    let color = pass.theme.field(Field::Key).bar;
    let stroke = Stroke::new(2.0, color);
    let find = |lines: &[crate::view::tree::Line], name: &str| {
        lines.iter().position(|line| line.name.eq_ignore_ascii_case(name))
    };
    if let Some(n) = find(&pass.scene.request, KEY) {
        let from = on(origin, Page::line(pass.page.request, n)).left_center();
        let to = on(origin, pass.page.key).left_center();
        let x = origin.x + 12.0;
        painter.add(Shape::line(vec![from, pos2(x, from.y), pos2(x, to.y), to - vec2(6.0, 0.0)], stroke));
        arrow_head(painter, pos2(x, to.y), to, 9.0, color);
    }
    if let (Some(n), Some(last)) = (find(&pass.scene.response, ACCEPT), pass.page.groups.last()) {
        let from = on(origin, last.chars).right_center();
        let to = on(origin, Page::line(pass.page.response, n)).right_center();
        let x = origin.x + pass.page.response.right() + 12.0;
        painter.add(Shape::line(vec![from, pos2(x, from.y), pos2(x, to.y), to + vec2(6.0, 0.0)], stroke));
        arrow_head(painter, pos2(x, to.y), to, 9.0, color);
    }
}
