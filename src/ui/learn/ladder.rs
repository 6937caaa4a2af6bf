//! Paints the ladder.

use egui::{
    Align2, Color32, Id, Painter, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::item::{Item, Mark};
use super::{Look, color_of, names};
use crate::app::words::{self, Word};
use crate::app::{Command, Selection};
use crate::base::{Both, Side};
use crate::rules::states::State as Condition;
use crate::trace::Target;
use crate::ui::icons;
use crate::ui::theme::{Phase as PhaseColor, Theme, Type, space};
use crate::ui::widgets::{
    arrow, arrow_head, dashed_line, dashed_rect, icon, panel_frame, phase_mark, text, text_fit,
};
use crate::view::conceal::Concealed;
use crate::view::ladder::{
    Label, PlacedBand, PlacedBox, PlacedRow, Plan, Previews, Query, RowState, Scene, scene, states_at,
};
use crate::view::moments::MomentKind;

/// Height of the endpoints above the ladder.
const HEADER: f32 = 52.0;
const FOOT: f32 = 8.0;
/// How long scrolling to the cursor takes.
const GLIDE_SECONDS: f64 = 0.15;

/// What the ladder keeps from frame to frame.
#[derive(Default)]
pub(super) struct State {
    plan: Plan,
    /// Connection, trace version and number of moments that the plan was made of.
    made_of: (u32, usize, bool),
    previews: Previews,
    scroll: f64,
    glide: Option<(f64, f64, f64)>,
    /// What the ladder last scrolled to.
    followed: Option<(usize, Selection)>,
    clicked_here: bool,
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
    paint(&child, look, &placed, view, commands);
    scroll_bar(ui, look, view, state);
    state.clicked_here = commands[before..].iter().any(|command| matches!(command, Command::Select(_)));
    state.cached = Some((key, placed));
}

fn refresh(look: &Look<'_>, state: &mut State) {
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
            look.connection.client.to_string(),
        ),
        (
            Side::Server,
            rect.left() + server_left,
            icons::HARD_DRIVES,
            Word::ServerTitle,
            look.connection.server.to_string(),
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
    let notes = [Word::TcpSegments, Word::BareAcksHidden].map(|word| words::get(word, lang));
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

fn paint(ui: &Ui, look: &Look<'_>, placed: &Scene, view: Rect, commands: &mut Vec<Command>) {
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
    let mut last_time = String::new();
    for row in &placed.rows {
        let response = row_item(ui, look, row, shift, commands);
        paint_row(ui, look, row, shift, placed, &mut last_time, &response);
    }
    for band in &placed.bands {
        band_title(ui, look, band, shift, commands);
    }
    for part in &placed.boxes {
        segment(ui, look, part, shift, commands);
    }
    if (-4.0..=view.height() + 4.0).contains(&placed.cursor_y) {
        // Below a row of TCP there is no room beside its time.
        let newest = look.moments.newest(look.cursor).map(|moment| moment.kind);
        let is_low = matches!(newest, Some(MomentKind::Tcp(_)));
        cursor(painter, look, view, placed.cursor_y, if is_low { 0.0 } else { -9.0 });
    }
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
    let cover = back.with_min_x(left - 2.0).expand2(vec2(2.0, 1.0));
    painter.rect_filled(cover, 0.0, colors.tint);
    phase_mark(painter, pos2(left + size / 2.0, y), 11.0, phase, theme);
    painter.galley(back.min, galley, colors.ink);
    let hit = back.with_min_x(left).expand2(vec2(4.0, 4.0));
    let id = Id::unique((
        "learn.ladder.band",
        look.connection.id,
        band.phase.name(),
        band.rect.top() as i64 / 4096,
    ));
    let item = Item { rect: hit, id, target: band.target, selected: false };
    let response = item.show(ui, commands, || words::fill(Word::PhaseNamed, look.lang, &[("phase", &title)]));
    Mark::None.paint(ui, hit, 4.0, theme, Some(&response));
}

fn row_item(ui: &Ui, look: &Look<'_>, row: &PlacedRow, shift: Vec2, commands: &mut Vec<Command>) -> Response {
    let pill = Rect::from_center_size(row.center, vec2(row.room, row.rect.height().min(28.0)));
    let item = Item {
        rect: pill.translate(shift),
        id: Id::unique(("learn.ladder.row", look.connection.id, row.row)),
        target: row.target,
        selected: is_picked(look, look.selected, row),
    };
    item.show(ui, commands, || names::row(&row.label, row.side, row.state, look.lang))
}

/// Whether a selection holds what a row stands for.
fn is_picked(look: &Look<'_>, selection: &Selection, row: &PlacedRow) -> bool {
    if selection.connection.is_some_and(|id| id != look.connection.id) {
        return false;
    }
    match &row.label {
        Label::Frame(label) => {
            let in_message = || {
                let message = look.connection.frame(label.frame).and_then(|frame| frame.message);
                selection.frame.is_none() && message.is_some() && selection.message == message
            };
            selection.frame == Some(label.frame) || in_message()
        }
        Label::Head(head) => selection.head.is_some() && selection.side == Some(head.side),
        Label::Tcp(_) => selection.packet == Some(row.packet),
        Label::Other { .. } | Label::Gap { .. } | Label::Secret => false,
    }
}

fn paint_row(
    ui: &Ui,
    look: &Look<'_>,
    row: &PlacedRow,
    shift: Vec2,
    placed: &Scene,
    last_time: &mut String,
    response: &Response,
) {
    let (theme, painter) = (look.theme, ui.painter());
    let is_future = row.state == RowState::Future;
    let is_tcp = matches!(row.label, Label::Tcp(_));
    let selected = is_picked(look, look.selected, row);
    let mark = Mark::of(selected, is_picked(look, look.hovered, row));
    if !is_future {
        let nanos = i128::from(row.stamp.nanos_since(placed.origin));
        let time = words::seconds(nanos, 3);
        if *last_time != time || !is_tcp {
            let kind = Type::MONO.sized(11.5).weighing(if selected { 700.0 } else { 400.0 });
            let ink = if selected { theme.ink } else { theme.ink_3 };
            let at = pos2(66.0, row.center.y) + shift;
            text(painter, at, Align2::RIGHT_CENTER, kind, &time, ink);
            *last_time = time;
        }
    }
    let (from, to) = (row.from + shift, row.to + shift);
    let (width, head) = match (is_tcp, selected && !is_future) {
        (true, false) => (1.2, 7.0),
        (_, true) => (space::ARROW_SELECTED, 11.0),
        (false, false) => (space::ARROW, 9.0),
    };
    if matches!(row.label, Label::Gap { .. }) {
        let stroke = Stroke::new(width, theme.severity(crate::ui::theme::Severity::Warning).mark);
        dashed_line(painter, &[from, to], stroke, 6.0, 5.0);
    } else if is_future {
        let stroke = Stroke::new(width, theme.line_strong);
        dashed_line(painter, &[from, to], stroke, 3.0, 4.0);
        arrow_head(painter, from, to, head, theme.line_strong.gamma_multiply(0.75));
    } else {
        let color = match (is_tcp, selected) {
            (true, false) => theme.phase(PhaseColor::Tcp).solid,
            (_, true) => theme.ink,
            (false, false) => theme.ink_2,
        };
        arrow(painter, from, to, Stroke::new(width, color), head);
    }
    if is_tcp {
        tcp_label(ui, look, row, shift, mark, response);
    } else {
        pill(ui, look, row, shift, mark, response);
    }
}

fn tcp_label(ui: &Ui, look: &Look<'_>, row: &PlacedRow, shift: Vec2, mark: Mark, response: &Response) {
    let (theme, painter) = (look.theme, ui.painter());
    let says = names::pill(&row.label, row.state, look.lang).text;
    let ink = if row.state == RowState::Future { theme.ink_3 } else { theme.ink };
    let kind = Type::SMALL.sized(11.5).weighing(500.0).lined(15.0);
    let galley = painter.layout_job(kind.job(says, ink));
    let rect = Rect::from_center_size(row.center + shift, vec2(galley.size().x + 12.0, 15.0));
    painter.rect_filled(rect, 3.0, theme.phase(color_of(row.phase)).tint);
    painter.galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    mark.paint(ui, rect, 3.0, theme, Some(response));
}

fn pill(ui: &Ui, look: &Look<'_>, row: &PlacedRow, shift: Vec2, mark: Mark, response: &Response) {
    let (theme, painter) = (look.theme, ui.painter());
    let says = names::pill(&row.label, row.state, look.lang);
    let is_future = row.state == RowState::Future;
    let is_selected = mark == Mark::Selected && !is_future;
    let ink = if is_future { theme.ink_3 } else { theme.ink };
    let weight = if is_selected { 600.0 } else { 500.0 };
    let tag = (!says.tag.is_empty()).then(|| painter.layout_job(Type::TAG.job(says.tag.as_str(), ink)));
    let size_kind = if is_future { Type::SMALL.weighing(500.0) } else { Type::MONO.sized(11.5) };
    let size = painter.layout_job(size_kind.job(says.size.as_str(), theme.ink_3));
    let tag_width = tag.as_ref().map_or(5.0, |tag| tag.size().x + if is_future { 6.0 } else { 12.0 } + 6.0);
    let size_width = if says.size.is_empty() { 0.0 } else { size.size().x + 6.0 };
    let mut job = Type::SMALL.weighing(weight).job(says.text.as_str(), ink);
    let room = (row.room - tag_width - size_width - 13.0).max(20.0);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let body = painter.layout_job(job);
    let body_width = if says.text.is_empty() { -6.0 } else { body.size().x };
    let height = if is_selected { 28.0 } else { 25.0 };
    let width = 4.0 + tag_width + body_width + size_width + 9.0;
    let rect = Rect::from_center_size(row.center + shift, vec2(width, height));
    let radius = height / 2.0;
    if is_future {
        painter.rect_filled(rect, radius, theme.phase(color_of(row.phase)).tint);
        dashed_rect(painter, rect, radius, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
        mark.paint(ui, rect, radius, theme, Some(response));
    } else {
        let stroke = Stroke::new(1.0, theme.line_strong);
        painter.rect(rect, radius, theme.panel, stroke, StrokeKind::Inside);
        mark.paint(ui, rect, radius, theme, Some(response));
    }
    let mut x = rect.left() + 4.0;
    let middle = rect.center().y;
    if let Some(tag) = tag {
        let box_width = tag_width - 6.0;
        let place = Rect::from_min_size(pos2(x, middle - 8.5), vec2(box_width, 17.0));
        let color = pill_tag(painter, row, place, is_future, theme);
        let at = Align2::CENTER_CENTER.anchor_size(place.center(), tag.size()).min;
        painter.galley_with_override_text_color(at, tag, color);
        x += tag_width;
    } else {
        x += 5.0;
    }
    painter.galley(pos2(x, middle - body.size().y / 2.0), body, ink);
    x += body_width + 6.0;
    painter.galley(pos2(x, middle - size.size().y / 2.0), size, theme.ink_3);
}

/// The tag inside a pill: filled for heads, data frames and Close, outlined for other control frames.
fn pill_tag(painter: &Painter, row: &PlacedRow, rect: Rect, is_future: bool, theme: &Theme) -> Color32 {
    if is_future {
        return theme.ink_3;
    }
    let (phase, filled) = match &row.label {
        Label::Frame(frame) => match frame.opcode {
            Some(opcode) if opcode.0 == 8 => (PhaseColor::Closing, true),
            Some(opcode) => (PhaseColor::Data, !opcode.is_control()),
            None => (PhaseColor::Tcp, false),
        },
        Label::Head(_) => (PhaseColor::Opening, true),
        _ => (PhaseColor::Tcp, false),
    };
    let colors = theme.phase(phase);
    if filled {
        painter.rect_filled(rect, 9.0, colors.solid);
        return colors.on;
    }
    painter.rect(rect, 9.0, theme.panel, Stroke::new(1.5, colors.mark), StrokeKind::Inside);
    colors.ink
}

fn segment(ui: &Ui, look: &Look<'_>, part: &PlacedBox, shift: Vec2, commands: &mut Vec<Command>) {
    let (theme, painter) = (look.theme, ui.painter());
    let rect = part.rect.translate(shift);
    if !ui.is_rect_visible(rect) {
        return;
    }
    let selected = is_segment_picked(look, look.selected, part);
    let mark = Mark::of(selected, is_segment_picked(look, look.hovered, part));
    let item = Item {
        rect,
        id: Id::unique(("learn.ladder.packet", part.packet, part.side.name())),
        target: Some(Target::Packet(part.packet)),
        selected,
    };
    let response = item.show(ui, commands, || segment_name(look, part));
    let colors = theme.phase(PhaseColor::Tcp);
    let bar = if part.happened { colors.solid } else { theme.line_strong };
    if part.happened {
        painter.rect(rect, 3.0, theme.panel, Stroke::new(1.0, colors.edge), StrokeKind::Inside);
    } else {
        dashed_rect(painter, rect, 3.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
    }
    mark.paint(ui, rect, 3.0, theme, Some(&response));
    let bar_width = if mark == Mark::Selected { 5.0 } else { 4.0 };
    let bar_ink = if mark == Mark::Selected { theme.sel_line } else { bar };
    painter.rect_filled(rect.with_max_x(rect.left() + bar_width), 2.0, bar_ink);
    if rect.height() < 10.0 {
        return;
    }
    let ink = if part.happened { theme.ink } else { theme.ink_3 };
    let weight = if mark == Mark::Selected { 700.0 } else { 400.0 };
    let size = (rect.height() - 2.0).min(11.5);
    let number = Type::MONO.sized(size).weighing(weight);
    let at = rect.left_center() + vec2(10.0, 0.0);
    let number = text(painter, at, Align2::LEFT_CENTER, number, &format!("#{}", part.packet), ink);
    let says = match (part.bytes, part.more) {
        (0, _) => String::new(),
        (_, more) if more > 0 => format!("+{more}"),
        (bytes, _) => names::size(bytes),
    };
    let kind = Type::SMALL.sized(size);
    let room = rect.right() - number.right() - 12.0;
    text_fit(
        painter,
        rect.right_center() - vec2(7.0, 0.0),
        Align2::RIGHT_CENTER,
        kind,
        &says,
        theme.ink_3,
        room,
    );
}

fn segment_name(look: &Look<'_>, part: &PlacedBox) -> String {
    let (number, way) = (words::decimal(part.packet.into()), names::way(part.side, look.lang));
    let bytes = words::bytes(part.bytes, look.lang);
    let word = if part.bytes == 0 { Word::PacketNamed } else { Word::SegmentNamed };
    words::fill(word, look.lang, &[("n", &number), ("way", way), ("bytes", &bytes)])
}

/// Whether a packet carried what is selected.
fn is_segment_picked(look: &Look<'_>, selection: &Selection, part: &PlacedBox) -> bool {
    if selection.packet == Some(part.packet) {
        return true;
    }
    let Some((side, span)) = selection.span(look.trace) else { return false };
    let is_here = selection.connection == Some(look.connection.id) && side == part.side;
    is_here && look.connection.segments_in(side, span).take(64).any(|segment| segment.packet == part.packet)
}

fn cursor(painter: &Painter, look: &Look<'_>, view: Rect, y: f32, lift: f32) {
    let theme = look.theme;
    let y = view.top() + y;
    let line = Rect::from_min_max(pos2(view.left() + 7.0, y - 1.25), pos2(view.right() - 7.0, y + 1.25));
    painter.rect_filled(line, 0.0, theme.accent);
    let kind = Type::TAG;
    let galley = painter.layout_job(kind.job(words::get(Word::Now, look.lang), theme.on_accent));
    let tag = Rect::from_min_size(pos2(line.left(), y + lift), vec2(galley.size().x + 14.0, 18.0));
    painter.rect_filled(tag, 4.0, theme.accent);
    painter.galley(
        Align2::CENTER_CENTER.anchor_size(tag.center(), galley.size()).min,
        galley,
        theme.on_accent,
    );
}
