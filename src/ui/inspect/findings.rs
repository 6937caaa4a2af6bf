//! The findings panel: one card a rule, with jumps to the places where.

use egui::{Align2, Key, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::app::Command;
use crate::app::words::{self, Word};
use crate::trace::{Finding, Target};
use crate::ui::icons;
use crate::ui::showing::{Showing, severity_of};
use crate::ui::states::{StateCard, state_card};
use crate::ui::theme::{Severity, Theme, Type, space};
use crate::ui::widgets::{
    self, Button, PanelHead, focus_ring, panel, segmented, selection_outline, severity_icon,
};
use crate::view::findings::{Card, Index, Scope, scene, step};

/// The state of the panel.
#[derive(Default)]
pub(super) struct FindingPanel {
    scope: Scope,
}

impl FindingPanel {
    /// The connection that stepping stays in.
    pub(super) fn scope_of(&self, connection: Option<u32>) -> Option<u32> {
        connection.filter(|_| self.scope == Scope::Connection)
    }

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        shown: &Showing<'_>,
        connection: Option<u32>,
        index: &Index,
        commands: &mut Vec<Command>,
    ) {
        let theme = Theme::of(ui.ctx());
        let scene = scene(shown.trace, index, self.scope, connection, shown.selected.finding);
        let title = shown.word(Word::Findings);
        let mut parts = panel(ui, rect, &PanelHead { title, ..PanelHead::default() });
        let all = shown.fill(Word::AllFindings, &[("n", &words::decimal(scene.all.into()))]);
        let choices = [(Scope::Connection, shown.word(Word::ThisConnection)), (Scope::All, &all)];
        segmented(&mut parts.head, title, &choices, &mut self.scope);
        if scene.cards.is_empty() && scene.elsewhere.is_empty() {
            let card = StateCard {
                icon: icons::CHECK_CIRCLE,
                severity: Some(Severity::Ok),
                title: shown.word(Word::NoFindings),
                lead: shown.word(Word::NoFindingsLead),
                evidence: ("", ""),
                actions: &[],
            };
            state_card(&mut parts.body, theme, &card);
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(&mut parts.body, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            if scene.cards.is_empty() {
                all_is_well(ui, shown, theme);
            }
            for card in &scene.cards {
                if card.selected {
                    open_card(ui, shown, theme, card, commands);
                } else {
                    closed_card(ui, shown, theme, card, commands);
                }
            }
            if !scene.elsewhere.is_empty() {
                heading(ui, shown.word(Word::Elsewhere), theme);
                for card in &scene.elsewhere {
                    closed_card(ui, shown, theme, card, commands);
                }
            }
        });
    }
}

/// F3 and Shift+F3: the next and the previous finding.
pub(super) fn keys(ui: &Ui, shown: &Showing<'_>, connection: Option<u32>, commands: &mut Vec<Command>) {
    let pressed = |modifiers| ui.input_mut(|input| input.consume_key(modifiers, Key::F3));
    let back = pressed(Modifiers::SHIFT);
    if (back || pressed(Modifiers::NONE))
        && let Some(at) = step(shown.trace, connection, shown.selected.finding, back)
    {
        commands.push(Command::Select(Target::Finding(at)));
    }
}

fn all_is_well(ui: &mut Ui, shown: &Showing<'_>, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 72.0), Sense::hover());
    let center = pos2(rect.left() + 24.0, rect.top() + 24.0);
    severity_icon(ui.painter(), center, Severity::Ok, 18.0, theme);
    let at = pos2(rect.left() + 42.0, rect.top() + 15.0);
    let title = shown.word(Word::NoFindings);
    let title = widgets::text(ui.painter(), at, Align2::LEFT_TOP, Type::UI_STRONG, title, theme.ink);
    let mut job = Type::SMALL.job(shown.word(Word::NoFindingsLead), theme.ink_2);
    job.wrap.max_width = rect.width() - 56.0;
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(title.left_bottom() + vec2(0.0, 2.0), galley, theme.ink_2);
}

fn heading(ui: &mut Ui, words: &str, theme: &Theme) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, theme.line));
    let at = pos2(rect.left() + 14.0, rect.bottom() - 8.0);
    widgets::text(ui.painter(), at, Align2::LEFT_BOTTOM, Type::SMALL, words, theme.ink_3);
}

/// Where a finding is, in a few words.
fn place(shown: &Showing<'_>, finding: &Finding) -> String {
    let connection = |n: u32| shown.fill(Word::ConnectionOf, &[("n", &n.to_string())]);
    let frame_of = |connection: u32, side, at| {
        shown.trace.connection(connection).and_then(|c| c.frame_at(side, at)).map(|frame| frame.n)
    };
    let frame = |n: u32| format!("{} {}", shown.word(Word::Frame), words::decimal(n.into()));
    match finding.at {
        Target::Message { message, .. } => {
            format!("{} {}", shown.word(Word::Message), words::decimal(message.into()))
        }
        Target::Frame { frame: n, .. } => frame(n),
        Target::Packet(n) => format!("{} {}", shown.word(Word::Packet), words::decimal(n.into())),
        Target::Head { side, .. } | Target::HeadLine { side, .. } => head_word(shown, side).to_owned(),
        Target::Bytes { connection: id, side, span, .. } => match frame_of(id, side, span.start) {
            Some(n) => frame(n),
            None if in_head(shown, id, side, span.start) => head_word(shown, side).to_owned(),
            None => shown.fill(Word::Offset, &[("n", &crate::view::number::offset(span.start))]),
        },
        Target::Connection(n) => connection(n),
        Target::Capture | Target::Finding(_) => String::new(),
    }
}

fn in_head(shown: &Showing<'_>, connection: u32, side: crate::base::Side, at: u64) -> bool {
    let head = shown.trace.connection(connection).and_then(|connection| connection.streams[side].head);
    head.is_some_and(|head| head.contains(at))
}

const fn head_word(shown: &Showing<'_>, side: crate::base::Side) -> &'static str {
    match side {
        crate::base::Side::Client => shown.word(Word::Request),
        crate::base::Side::Server => shown.word(Word::Response),
    }
}

/// The places of a card in one line: citation, then where.
fn places_line(shown: &Showing<'_>, card: &Card) -> String {
    let findings = shown.trace.findings();
    let mut names: Vec<String> = (card.places.iter())
        .filter_map(|at| findings.get(*at as usize))
        .map(|finding| place(shown, finding))
        .filter(|name| !name.is_empty())
        .collect();
    names.dedup();
    names.truncate(3);
    names.join(", ")
}

fn spoken(shown: &Showing<'_>, card: &Card) -> String {
    let row = card.rule.row();
    format!("{}: {}, {}, {}", shown.severity(card.severity), row.title.get(shown.lang), row.spec, card.count)
}

fn closed_card(ui: &mut Ui, shown: &Showing<'_>, theme: &Theme, card: &Card, commands: &mut Vec<Command>) {
    let width = ui.available_width();
    let row = card.rule.row();
    let mut title = Type::UI_STRONG.job(row.title.get(shown.lang), theme.ink);
    title.wrap.max_width = width - 42.0 - 54.0;
    let title = ui.painter().layout_job(title);
    let height = title.size().y + 18.0 + 24.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), spoken(shown, card)));
    let painter = ui.painter();
    if response.hovered() {
        painter.rect_filled(rect, 0.0, theme.hover);
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, theme.line));
    severity_icon(
        painter,
        pos2(rect.left() + 23.0, rect.top() + 21.0),
        severity_of(card.severity),
        18.0,
        theme,
    );
    let at = rect.left_top() + vec2(42.0, 11.0);
    let below = at + vec2(0.0, title.size().y + 2.0);
    painter.galley(at, title, theme.ink);
    let kind = Type::MONO.sized(12.0).lined(18.0);
    let count = words::decimal(card.count.into());
    widgets::text(painter, pos2(rect.right() - 16.0, at.y), Align2::RIGHT_TOP, kind, &count, theme.ink_2);
    let small = Type::SMALL.sized(12.0);
    let cite =
        widgets::text(painter, below, Align2::LEFT_TOP, small, &row.spec.to_string(), theme.accent_ink);
    let at = cite.right_top() + vec2(6.0, 0.0);
    let room = rect.right() - 14.0 - at.x;
    widgets::text_fit(painter, at, Align2::LEFT_TOP, small, &places_line(shown, card), theme.ink_3, room);
    if response.has_focus() {
        focus_ring(painter, rect.shrink(4.0), 4.0, theme);
    }
    if response.clicked() {
        commands.push(Command::Select(Target::Finding(card.shown)));
    } else if response.hovered()
        && let Some(finding) = shown.trace.findings().get(card.shown as usize)
    {
        commands.push(Command::Hover(finding.at));
    }
}

fn open_card(ui: &mut Ui, shown: &Showing<'_>, theme: &Theme, card: &Card, commands: &mut Vec<Command>) {
    let row = card.rule.row();
    let Some(finding) = shown.trace.findings().get(card.shown as usize) else { return };
    let width = ui.available_width() - 20.0;
    let room = width - 28.0;
    let lay = |kind: Type, words: &str, color, room: f32| {
        let mut job = kind.job(words, color);
        job.wrap.max_width = room;
        ui.painter().layout_job(job)
    };
    let title = lay(
        Type::UI_STRONG.sized(15.0).weighing(650.0).lined(20.0),
        row.title.get(shown.lang),
        theme.ink,
        room - 28.0,
    );
    let detail = card.detail.as_deref().unwrap_or_default();
    let detail = (!detail.is_empty()).then(|| lay(Type::MONO.lined(20.0), detail, theme.ink, room));
    let detail_height = detail.as_ref().map_or(0.0, |galley| galley.size().y + 8.0);
    let advice = [
        lay(Type::UI, card.advice.explanation.get(shown.lang), theme.ink, room),
        lay(Type::SMALL_STRONG, shown.word(Word::WhatToDo), theme.ink_3, room),
        lay(Type::UI, card.advice.remedy.get(shown.lang), theme.ink, room),
    ];
    let advice_height: f32 = advice.iter().map(|galley| galley.size().y).sum::<f32>() + 8.0 + 2.0 + 8.0;
    let height = 14.0 + title.size().y + 8.0 + 20.0 + detail_height + advice_height + 24.0 + 44.0;
    let (outer, response) = ui.allocate_exact_size(vec2(width + 20.0, height + 16.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), true, spoken(shown, card)));
    let rect = outer.shrink2(vec2(10.0, 8.0));
    let painter = ui.painter().clone();
    painter.rect_filled(rect, 9.0, theme.sunken);
    selection_outline(&painter, rect, 9.0, theme);
    let mut at = rect.left_top() + vec2(14.0, 14.0);
    severity_icon(&painter, at + vec2(10.0, 10.0), severity_of(card.severity), 20.0, theme);
    let title_height = title.size().y;
    painter.galley(at + vec2(28.0, 0.0), title, theme.ink);
    at.y += title_height + 8.0;
    let severity = severity_of(card.severity);
    let word = shown.severity(card.severity);
    let mark = theme.severity(severity).mark;
    let word = widgets::text(&painter, at, Align2::LEFT_TOP, Type::SMALL_STRONG, word, mark);
    let where_at = word.right_top() + vec2(8.0, 0.0);
    let place = place(shown, finding);
    let room_left = rect.right() - 14.0 - where_at.x;
    widgets::text_fit(&painter, where_at, Align2::LEFT_TOP, Type::SMALL, &place, theme.ink_2, room_left);
    at.y += 22.0;
    if let Some(galley) = detail {
        let height = galley.size().y;
        let bar = Rect::from_min_size(at, vec2(3.0, height));
        painter.rect_filled(bar, 0.0, theme.line_strong);
        painter.galley(at + vec2(13.0, 0.0), galley, theme.ink);
        at.y += height + 8.0;
    }
    for (galley, below) in advice.into_iter().zip([8.0, 2.0, 8.0]) {
        let height = galley.size().y;
        painter.galley(at, galley, theme.ink);
        at.y += height + below;
    }
    widgets::text(
        &painter,
        at,
        Align2::LEFT_TOP,
        Type::SMALL.weighing(500.0),
        &row.spec.to_string(),
        theme.accent_ink,
    );
    let buttons = Rect::from_min_max(
        pos2(rect.left() + 14.0, rect.bottom() - 40.0),
        rect.right_bottom() - vec2(14.0, 12.0),
    );
    jumps(ui, buttons, shown, theme, card, commands);
}

/// Jumps: back, which of how many, on.
fn jumps(ui: &Ui, rect: Rect, shown: &Showing<'_>, theme: &Theme, card: &Card, commands: &mut Vec<Command>) {
    let nth = words::decimal(u64::from(card.nth) + 1);
    let count = words::decimal(card.count.into());
    let of = shown.fill(Word::MatchesOf, &[("n", &nth), ("all", &count)]);
    let side = Rect::from_min_size(rect.left_top(), vec2(rect.height() + 8.0, rect.height()));
    let on = side.translate(vec2(rect.width() - side.width(), 0.0));
    let here = card.places.iter().position(|at| *at == card.shown);
    let places = here.map(|here| {
        let before = here.checked_sub(1).and_then(|at| card.places.get(at));
        (before.copied(), card.places.get(here + 1).copied())
    });
    let (before, next) = places.unwrap_or_default();
    for (place, target, icon, word) in [
        (side, before, icons::CARET_LEFT, Word::PreviousPlace),
        (on, next, icons::CARET_RIGHT, Word::NextPlace),
    ] {
        let button = Button::secondary("").icon(icon).small().enabled(target.is_some());
        let response = button.show_at(ui, place).on_hover_text(shown.word(word));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, target.is_some(), shown.word(word)));
        if let Some(at) = target.filter(|_| response.clicked()) {
            commands.push(Command::Select(Target::Finding(at)));
        }
    }
    widgets::text(ui.painter(), rect.center(), Align2::CENTER_CENTER, Type::UI, &of, theme.ink_2);
    let middle = rect.shrink2(vec2(side.width() + space::S, 0.0));
    let again = ui.interact(middle, ui.scope_id().with(("again", card.shown)), Sense::click());
    again.widget_info(|| WidgetInfo::labeled(Role::Button, true, shown.fill(Word::GoTo, &[("what", &of)])));
    if again.clicked() {
        commands.push(Command::Select(Target::Finding(card.shown)));
    }
}
