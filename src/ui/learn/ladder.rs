//! Paints the ladder.

mod rows;

use std::collections::BTreeMap;

use egui::{
    Align2, Id, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use super::item::{Item, Mark};
use super::{Look, color_of, names};
use crate::app::words::{self, Word};
use crate::app::{Command, Selection};
use crate::base::{Both, Side};
use crate::rules::{self, states::State as Condition};
use crate::trace::Target;
use crate::ui::icons;
use crate::ui::theme::{Phase as PhaseColor, Severity, Theme, Type};
use crate::ui::widgets::{icon, panel_frame, phase_mark, text, text_fit};
use crate::view::conceal::Concealed;
use crate::view::ladder::{PlacedBand, Plan, Previews, Query, Scene, scene, states_at};
use crate::view::moments::{MOMENTS_LIMIT, MomentKind};

/// Height of the endpoints above the ladder.
const HEADER: f32 = 52.0;
const FOOT: f32 = 8.0;
/// How long scrolling to the cursor takes.
const GLIDE_SECONDS: f64 = 0.15;
/// How long a dot travels an arrow.
const TRAVEL_SECONDS: f64 = 0.3;

/// What the ladder keeps from frame to frame.
#[derive(Default)]
pub(super) struct State {
    plan: Plan,
    /// Connection, trace version and number of moments that the plan was made of.
    made_of: (u32, usize, bool),
    previews: Previews,
    /// The gravest finding about each frame, and how many findings there were when that was looked up.
    flagged: (usize, BTreeMap<u32, Severity>),
    scroll: f64,
    glide: Option<(f64, f64, f64)>,
    /// What the ladder last scrolled to.
    followed: Option<(usize, Selection)>,
    clicked_here: bool,
    /// The row whose arrow a dot travels, and since when.
    travel: Option<(usize, f64)>,
    cached: Option<(Key, Scene)>,
}

#[derive(PartialEq)]
struct Key {
    version: u64,
    connection: u32,
    cursor: usize,
    scroll: f64,
    size: Vec2,
    conceal: Vec<Concealed>,
}

/// Shows the ladder in the whole of `ui`.
pub(super) fn show(ui: &mut Ui, look: &Look<'_>, state: &mut State, commands: &mut Vec<Command>) {
    let rect = ui.max_rect();
    panel_frame(ui.painter(), rect, look.theme);
    let region = ui.interact(rect, Id::unique("learn.ladder"), Sense::hover());
    region.widget_info(|| {
        WidgetInfo::labeled(Role::Region, ui.is_enabled(), words::get(Word::Ladder, look.lang))
    });
    header(ui, rect, look);
    let view = Rect::from_min_max(rect.left_top() + vec2(1.0, HEADER), rect.right_bottom() - vec2(1.0, FOOT));
    refresh(look, state);
    let before = commands.len();
    scroll(ui, look, view, state);
    let key = Key {
        version: look.trace.version(),
        connection: look.connection.id,
        cursor: look.cursor,
        scroll: state.scroll,
        size: view.size(),
        conceal: look.conceal.to_vec(),
    };
    let placed = match state.cached.take() {
        Some((old, placed)) if old == key => placed,
        _ => {
            let (connection, source, moments, plan) =
                (look.connection, look.source, look.moments, &state.plan);
            let query = Query { connection, source, moments, plan, cursor: look.cursor, veil: look.veil() };
            scene(&query, state.scroll, view.size(), &mut state.previews)
        }
    };
    let mut child = ui.new_child(UiBuilder::new().id_salt("rows").max_rect(view));
    child.set_clip_rect(view.expand2(vec2(0.0, 4.0)).intersect(ui.clip_rect()));
    let flags = &state.flagged.1;
    paint(&child, look, &placed, flags, view, commands);
    travel(&child, look, &placed, view, state);
    scroll_bar(ui, look, view, state);
    state.clicked_here = commands[before..].iter().any(|command| matches!(command, Command::Select(_)));
    state.cached = Some((key, placed));
}

fn refresh(look: &Look<'_>, state: &mut State) {
    let findings = look.trace.findings();
    if state.flagged.0 != findings.len() || state.made_of.0 != look.connection.id {
        state.flagged = (findings.len(), flagged(look));
    }
    let made_of = (look.connection.id, look.moments.len(), look.moments.is_capped());
    if state.made_of == made_of {
        return;
    }
    if state.made_of.0 != made_of.0 {
        *state = State::default();
    }
    state.plan = Plan::of(look.connection, look.moments);
    state.made_of = made_of;
    state.cached = None;
}

/// The gravest finding about each frame of the connection; notes are not marked here.
fn flagged(look: &Look<'_>) -> BTreeMap<u32, Severity> {
    let mut flagged = BTreeMap::new();
    let own = look.trace.findings().iter().filter(|finding| finding.connection == Some(look.connection.id));
    for finding in own {
        let severity = match finding.rule.severity() {
            rules::Severity::Error => Severity::Error,
            rules::Severity::Warning => Severity::Warning,
            rules::Severity::Note => continue,
        };
        let frame = match finding.at {
            Target::Frame { frame, .. } => Some(frame),
            Target::Bytes { side, span, .. } => {
                look.connection.frame_at(side, span.start).map(|frame| frame.n)
            }
            Target::Message { message, .. } => {
                look.connection.message(message).map(|message| message.last_frame)
            }
            _ => None,
        };
        if let Some(frame) = frame {
            let worst = flagged.entry(frame).or_insert(severity);
            if severity == Severity::Error {
                *worst = severity;
            }
        }
    }
    flagged
}

/// Moves the view by wheel, or to where the cursor or a selection made elsewhere is.
fn scroll(ui: &Ui, look: &Look<'_>, view: Rect, state: &mut State) {
    let height = f64::from(view.height());
    let now = ui.input(|input| input.time);
    if ui.rect_contains_pointer(view) {
        let wheel = ui.input(|input| input.smooth_scroll_delta().y);
        if wheel != 0.0 {
            state.glide = None;
            state.scroll -= f64::from(wheel);
        }
    }
    let follow = (look.cursor, *look.selected);
    if state.followed != Some(follow) {
        let is_first = state.followed.is_none();
        let cursor_moved = state.followed.is_some_and(|before| before.0 != follow.0) || is_first;
        let went_on = state.followed.is_some_and(|before| before.0 < follow.0);
        let row = state.plan.row_of_cursor(look.cursor).filter(|_| went_on && !look.still);
        state.travel = row.map(|row| (row, now));
        let target = state.glide.map_or(state.scroll, |glide| glide.1);
        let goal = if cursor_moved {
            Some(state.plan.follow(look.cursor, target, height))
        } else if state.clicked_here {
            None
        } else {
            selected_row(look, state).and_then(|row| reveal(&state.plan, row, target, height))
        };
        if let Some(goal) = goal.filter(|goal| *goal != state.scroll) {
            state.glide = if look.still || is_first {
                Some((goal, goal, now))
            } else {
                Some((state.scroll, goal, now))
            };
        }
        state.followed = Some(follow);
    }
    if let Some((from, to, start)) = state.glide {
        let part = if from == to { 1.0 } else { ((now - start) / GLIDE_SECONDS).clamp(0.0, 1.0) };
        state.scroll = from + (to - from) * part * (2.0 - part);
        if part < 1.0 {
            ui.ctx().request_repaint();
        } else {
            state.glide = None;
        }
    }
    state.scroll = state.plan.clamped(state.scroll, height);
}

fn selected_row(look: &Look<'_>, state: &State) -> Option<usize> {
    let connection = look.connection.id;
    if look.selected.connection.is_some_and(|id| id != connection) {
        return None;
    }
    let target = if let Some(frame) = look.selected.frame {
        Target::Frame { connection, frame }
    } else if let Some(message) = look.selected.message {
        Target::Message { connection, message }
    } else if let (Some(_), Some(side)) = (look.selected.head, look.selected.side) {
        Target::Head { connection, side }
    } else {
        Target::Packet(look.selected.packet?)
    };
    state.plan.row_of(look.connection, look.moments, target)
}

/// Where to scroll so that a row is in view; `None` where it is.
fn reveal(plan: &Plan, row: usize, scroll: f64, view: f64) -> Option<f64> {
    let (top, bottom) = plan.extent(row)?;
    let is_seen = top >= scroll && bottom <= scroll + view;
    (!is_seen).then(|| plan.clamped(top - view * 0.4, view))
}

fn scroll_bar(ui: &Ui, look: &Look<'_>, view: Rect, state: &mut State) {
    let (all, seen) = (state.plan.height(), f64::from(view.height()));
    if all <= seen {
        return;
    }
    let track =
        Rect::from_min_max(pos2(view.right() - 9.0, view.top()), pos2(view.right() - 1.0, view.bottom()));
    let length = ((seen / all) as f32 * track.height()).max(24.0);
    let room = track.height() - length;
    let response = ui.interact(track, Id::unique("learn.ladder.bar"), Sense::drag());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::ScrollBar, ui.is_enabled(), words::get(Word::Ladder, look.lang))
    });
    if response.dragged() && room > 0.0 {
        state.glide = None;
        state.scroll += f64::from(response.drag_delta().y / room) * (all - seen);
        state.scroll = state.plan.clamped(state.scroll, seen);
    }
    let top = track.top() + room * (state.scroll / (all - seen)) as f32;
    let handle = Rect::from_min_size(pos2(track.left() + 1.0, top), vec2(6.0, length));
    let strong = response.hovered() || response.dragged();
    let color = if strong { look.theme.ink_3 } else { look.theme.line_strong };
    ui.painter().rect_filled(handle, 3.0, color);
}

fn header(ui: &Ui, rect: Rect, look: &Look<'_>) {
    let (theme, lang, painter) = (look.theme, look.lang, ui.painter());
    let states: Both<Condition> = states_at(look.connection, look.moments, look.cursor);
    let is_narrow = rect.width() < 500.0;
    let server_left = (rect.width() * 0.49).min(rect.width() - 280.0).max(150.0);
    let ends = [
        (
            Side::Client,
            rect.left() + 14.0,
            icons::LAPTOP,
            Word::ClientTitle,
            look.connection.end_text(Side::Client),
        ),
        (
            Side::Server,
            rect.left() + server_left,
            icons::HARD_DRIVES,
            Word::ServerTitle,
            look.connection.end_text(Side::Server),
        ),
    ];
    for (side, x, sign, title, address) in ends {
        let y = rect.top() + 8.0;
        let left = if is_narrow { x } else { x + 32.0 };
        if !is_narrow {
            icon(painter, pos2(x + 12.0, y + 16.0), sign, 24.0, theme.ink_2);
        }
        let name = text(
            painter,
            pos2(left, y + 8.5),
            Align2::LEFT_CENTER,
            Type::PANEL_TITLE,
            words::get(title, lang),
            theme.ink,
        );
        let chip = condition_chip(painter, pos2(name.right() + 4.0, y + 8.5), states[side], theme);
        let end = if side == Side::Client { server_left } else { rect.width() - 116.0 };
        let room = rect.left() + end - left - 8.0;
        let kind = Type::MONO.sized(11.5);
        text_fit(
            painter,
            pos2(left, y + 25.0),
            Align2::LEFT_CENTER,
            kind,
            &address,
            theme.ink_3,
            room.max(80.0),
        );
        let hit = Rect::from_min_max(pos2(x, y), pos2(chip.right(), y + 34.0));
        let response = ui.interact(hit, Id::unique(("learn.ladder.end", side.name())), Sense::hover());
        response.widget_info(|| {
            let name = format!("{} {address}, {}", words::get(title, lang), states[side].name());
            WidgetInfo::labeled(Role::Label, ui.is_enabled(), name)
        });
    }
    let kind = Type::SMALL.sized(12.0);
    let limit = words::decimal(MOMENTS_LIMIT as u64);
    let second = if look.moments.is_capped() {
        words::fill(Word::MomentsCapped, lang, &[("n", &limit)])
    } else {
        words::get(Word::BareAcksHidden, lang).to_owned()
    };
    let notes = [words::get(Word::TcpSegments, lang), second.as_str()];
    let widths = notes.map(|note| painter.layout_job(kind.job(note, theme.ink_3)).size().x);
    let left = rect.right() - 10.0 - widths[0].max(widths[1]).max(102.0);
    for (line, note) in notes.into_iter().enumerate() {
        let at = pos2(left, rect.top() + 21.0 + 16.0 * line as f32);
        text(painter, at, Align2::LEFT_CENTER, kind, note, theme.ink_3);
    }
}

/// The state of an endpoint in the colour of its phase.
fn condition_chip(painter: &Painter, at: egui::Pos2, state: Condition, theme: &Theme) -> Rect {
    let phase = match state {
        Condition::Connecting => PhaseColor::Opening,
        Condition::Open => PhaseColor::Data,
        Condition::Closing => PhaseColor::Closing,
        Condition::Closed => PhaseColor::Tcp,
    };
    let colors = theme.phase(phase);
    let galley = painter.layout_job(Type::TAG.job(state.name(), colors.on));
    let rect = Rect::from_min_size(at - vec2(0.0, 7.5), vec2(galley.size().x + 10.0, 15.0));
    let ink = if phase == PhaseColor::Tcp {
        painter.rect(rect, 4.0, colors.tint, Stroke::new(1.0, colors.edge), StrokeKind::Inside);
        colors.ink
    } else {
        painter.rect_filled(rect, 4.0, colors.solid);
        colors.on
    };
    text(painter, rect.center(), Align2::CENTER_CENTER, Type::TAG, state.name(), ink);
    rect
}

fn paint(
    ui: &Ui,
    look: &Look<'_>,
    placed: &Scene,
    flags: &BTreeMap<u32, Severity>,
    view: Rect,
    commands: &mut Vec<Command>,
) {
    let (theme, painter) = (look.theme, ui.painter());
    let shift = view.min.to_vec2();
    for band in &placed.bands {
        band_fill(painter, band, shift, theme);
    }
    let line = Stroke::new(1.5, theme.ink_3);
    let bottom = placed.bands.last().map_or(0.0, |band| band.rect.bottom()).min(view.height());
    for x in [placed.client_x, placed.server_x] {
        painter.line_segment([pos2(x, -4.0) + shift, pos2(x, bottom) + shift], line);
    }
    let is_cursor_seen = (-4.0..=view.height() + 4.0).contains(&placed.cursor_y);
    if is_cursor_seen {
        cursor_line(painter, look, view, placed.cursor_y);
    }
    let mut last_time = String::new();
    for row in &placed.rows {
        let flag = rows::flag_of(look, row, flags);
        let response = rows::row_item(ui, look, row, shift, flag, commands);
        rows::time(ui, look, row, shift, placed.origin, &mut last_time);
        rows::paint_row(ui, look, row, shift, flag, &response);
    }
    for part in &placed.boxes {
        rows::segment(ui, look, part, shift, commands);
    }
    // Above all that passes below them.
    for band in &placed.bands {
        band_title(ui, look, band, shift, commands);
    }
    if is_cursor_seen {
        // Below a row of TCP there is no room beside its time.
        let newest = look.moments.newest(look.cursor).map(|moment| moment.kind);
        let is_low = matches!(newest, Some(MomentKind::Tcp(_)));
        let has_room = placed.cursor_y + 20.0 < view.height();
        cursor_tag(painter, look, view, placed.cursor_y, if is_low && has_room { 0.0 } else { -9.0 });
    }
}

/// A dot runs along the arrow of what has just happened.
fn travel(ui: &Ui, look: &Look<'_>, placed: &Scene, view: Rect, state: &mut State) {
    let Some((row, start)) = state.travel else { return };
    let part = (ui.input(|input| input.time) - start) / TRAVEL_SECONDS;
    let Some(row) = placed.rows.iter().find(|placed| placed.row == row).filter(|_| part < 1.0) else {
        state.travel = None;
        return;
    };
    let at = row.from.lerp(row.to, part.clamp(0.0, 1.0) as f32) + view.min.to_vec2();
    ui.painter().circle(at, 5.0, look.theme.accent, Stroke::new(2.0, look.theme.panel));
    ui.ctx().request_repaint();
}

fn band_fill(painter: &Painter, band: &PlacedBand, shift: Vec2, theme: &Theme) {
    let colors = theme.phase(color_of(band.phase));
    let rect = band.rect.translate(shift);
    painter.rect_filled(rect, 7.0, colors.tint);
    painter.rect_filled(rect.with_max_x(rect.left() + 5.0), 2.0, colors.solid);
}

fn band_title(ui: &Ui, look: &Look<'_>, band: &PlacedBand, shift: Vec2, commands: &mut Vec<Command>) {
    let (theme, painter) = (look.theme, ui.painter());
    let (phase, colors) = (color_of(band.phase), theme.phase(color_of(band.phase)));
    let left = band.rect.left() + 14.0 + shift.x;
    let y = band.title_y + shift.y;
    let title = names::phase(band.phase, look.lang);
    let size = if phase == PhaseColor::Data { 14.85 } else { 11.0 };
    let kind = Type::SMALL.weighing(700.0).lined(16.0);
    let at = pos2(left + size + 6.0, y);
    let galley = painter.layout_job(kind.job(title.as_str(), colors.ink));
    let back = Align2::LEFT_CENTER.anchor_size(at, galley.size());
    // Rows pass below a title that stays in view.
    let is_held = band.title_y > band.rect.top() + 14.0;
    let cover = if is_held {
        let top = ui.clip_rect().top();
        Rect::from_min_max(pos2(left - 9.0, top), pos2(band.rect.right() + shift.x, y + 11.0))
    } else {
        back.with_min_x(left - 2.0).expand2(vec2(2.0, 1.0))
    };
    painter.rect_filled(cover, 0.0, colors.tint);
    phase_mark(painter, pos2(left + size / 2.0, y), 11.0, phase, theme);
    painter.galley(back.min, galley, colors.ink);
    let hit = back.with_min_x(left).expand2(vec2(4.0, 4.0));
    let id = Id::unique(("learn.ladder.band", look.connection.id, band.row));
    let item = Item { rect: hit, id, target: band.target, selected: false };
    let response = item.show(ui, commands, || words::fill(Word::PhaseNamed, look.lang, &[("phase", &title)]));
    Mark::None.paint(ui, hit, 4.0, theme, Some(&response));
}

/// The cursor's line, below the pills: while a frame has come in part it goes through its row.
fn cursor_line(painter: &Painter, look: &Look<'_>, view: Rect, y: f32) {
    let y = view.top() + y;
    let line = Rect::from_min_max(pos2(view.left() + 7.0, y - 1.25), pos2(view.right() - 7.0, y + 1.25));
    painter.rect_filled(line, 0.0, look.theme.accent);
}

fn cursor_tag(painter: &Painter, look: &Look<'_>, view: Rect, y: f32, lift: f32) {
    let theme = look.theme;
    let galley = painter.layout_job(Type::TAG.job(words::get(Word::Now, look.lang), theme.on_accent));
    let at = pos2(view.left() + 7.0, view.top() + y + lift);
    let tag = Rect::from_min_size(at, vec2(galley.size().x + 14.0, 18.0));
    painter.rect_filled(tag, 4.0, theme.accent);
    painter.galley(
        Align2::CENTER_CENTER.anchor_size(tag.center(), galley.size()).min,
        galley,
        theme.on_accent,
    );
}
