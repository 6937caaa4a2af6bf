//! TLS connections that stayed locked: what can be seen of them all the same, what is missing, and what opens them.

use egui::{Align2, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::icons;
use super::theme::{Theme, Type, space};
use super::widgets::{self, Button, DialogHead, dialog};
use crate::app::Command;
use crate::app::words::{self, Unit, Word};
use crate::base::{Lang, Side};
use crate::trace::{LockReason, Locked, Trace};

const SIZE: egui::Vec2 = vec2(860.0, 620.0);
const ROW: f32 = 116.0;
/// Most of them that are listed.
const LISTED: usize = 200;

/// Shows the locked connections over the window.
pub(super) fn show(ui: &Ui, theme: &Theme, lang: Lang, trace: &Trace, commands: &mut Vec<Command>) {
    let count = words::decimal(trace.locked_count());
    let close = words::get(Word::Close, lang);
    let head = DialogHead { title: words::get(Word::LockedTitle, lang), subtitle: &count, close };
    let mut dialog = dialog(ui, "locked", SIZE, head);
    if dialog.closed {
        commands.push(Command::Locked(false));
    }
    let whole = dialog.body.max_rect();
    let foot = whole.with_min_y(whole.bottom() - 52.0);
    let mut rows = dialog.body.new_child(UiBuilder::new().max_rect(whole.with_max_y(foot.top())));
    list(&mut rows, theme, lang, trace);
    let mut foot = dialog.body.new_child(UiBuilder::new().max_rect(foot.with_min_y(foot.top() + 12.0)));
    foot.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        if ui.add(Button::primary(words::get(Word::AddKeyLog, lang)).icon(icons::KEY)).clicked() {
            commands.push(Command::ChooseFile);
        }
        let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let says = words::get(Word::KeyLogHint, lang);
        let at = rect.left_center() + vec2(6.0, 0.0);
        widgets::text_fit(
            ui.painter(),
            at,
            Align2::LEFT_CENTER,
            Type::SMALL,
            says,
            theme.ink_2,
            rect.width() - 6.0,
        );
    });
}

/// The rows, in all the room of `ui`.
pub(super) fn list(ui: &mut Ui, theme: &Theme, lang: Lang, trace: &Trace) {
    egui::ScrollArea::vertical().id_salt("locked rows").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        for locked in trace.locked().iter().take(LISTED) {
            row(ui, theme, lang, locked);
        }
        let left = trace.locked_count().saturating_sub(trace.locked().len().min(LISTED) as u64);
        if left > 0 {
            ui.label(words::fill(Word::TreeMore, lang, &[("n", &words::decimal(left))]));
        }
    });
}

/// Why it is locked, and what opens it.
fn reason(locked: &Locked, lang: Lang) -> String {
    match locked.reason {
        LockReason::NoKeys => words::get(Word::LockedNoKeys, lang).to_owned(),
        LockReason::WrongKeys => words::get(Word::LockedWrongKeys, lang).to_owned(),
        LockReason::NoHandshake => words::get(Word::LockedNoHandshake, lang).to_owned(),
        LockReason::OldVersion => {
            let version = locked.tls.version.map_or("TLS", |version| version.name());
            words::fill(Word::LockedOldVersion, lang, &[("version", version)])
        }
        LockReason::Suite => {
            let suite = locked.tls.suite_name().unwrap_or_default();
            words::fill(Word::LockedSuite, lang, &[("suite", &suite)])
        }
    }
}

fn row(ui: &mut Ui, theme: &Theme, lang: Lang, locked: &Locked) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 14.0, ROW), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{}: {}", locked.facts(), reason(locked, lang)))
    });
    if !ui.is_rect_visible(rect) {
        return;
    }
    let painter = ui.painter();
    painter.rect(rect, 8.0, theme.sunken, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let inner = rect.shrink2(vec2(16.0, 0.0));
    let line = |number: u8| rect.top() + 20.0 + 25.0 * f32::from(number);
    let name = locked.tls.server_name.as_deref().map_or_else(|| locked.server.to_string(), str::to_owned);
    widgets::icon(painter, pos2(inner.left() + 8.0, line(0)), icons::LOCK_SIMPLE, 18.0, theme.ink_2);
    let left = inner.left() + 26.0;
    let title =
        widgets::text(painter, pos2(left, line(0)), Align2::LEFT_CENTER, Type::PANEL_TITLE, &name, theme.ink);
    let ends = format!("{} → {}", locked.client, locked.server);
    let room = inner.right() - title.right() - 10.0;
    let at = pos2(title.right() + 10.0, line(0));
    widgets::text_fit(painter, at, Align2::LEFT_CENTER, Type::SMALL, &ends, theme.ink_3, room);
    let fit = |number: u8, kind: Type, says: &str, ink| {
        let at = pos2(left, line(number));
        widgets::text_fit(painter, at, Align2::LEFT_CENTER, kind, says, ink, inner.right() - left);
    };
    fit(1, Type::SMALL, &visible(locked, lang), theme.ink_2);
    fit(2, Type::SMALL_STRONG, &reason(locked, lang), theme.ink);
    if let Some(random) = locked.tls.client_random_hex() {
        fit(3, Type::MONO.sized(11.5), &format!("client_random {random}"), theme.ink_3);
    }
}

/// What can be seen without keys: version, suite, protocols, records and bytes each way.
fn visible(locked: &Locked, lang: Lang) -> String {
    let tls = &locked.tls;
    let mut parts: Vec<String> = Vec::new();
    parts.extend(tls.version.map(|version| version.name().to_owned()));
    parts.extend(tls.suite_name());
    match &tls.alpn {
        Some(alpn) => parts.push(format!("ALPN {alpn}")),
        None if !tls.alpn_offered.is_empty() => parts.push(format!("ALPN {}?", tls.alpn_offered.join(", "))),
        None => {}
    }
    for side in Side::BOTH {
        let sent = &locked.sides[side];
        let way = if side == Side::Client { "→" } else { "←" };
        let records = words::count(sent.records, Unit::Record, lang);
        parts.push(format!("{way} {records}, {}", words::bytes(sent.bytes, lang)));
    }
    parts.join(" · ")
}
