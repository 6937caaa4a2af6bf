//! Paints the boundaries.

mod boxes;

use egui::{Align2, Id, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::Look;
use crate::app::words::{self, Word};
use crate::app::{Command, Selection};
use crate::base::{Both, Side, Span};
use crate::ui::icons;
use crate::ui::theme::Type;
use crate::ui::widgets::{icon_button, panel_frame, segmented, text};
use crate::view::conceal::Concealed;
use crate::view::lanes::{Index, Query, Scene, View, scene};

/// What the panel keeps from frame to frame.
pub(super) struct State {
    side: Side,
    views: Both<Option<View>>,
    indexes: Both<Index>,
    made_of: (u32, usize, u64),
    followed: Option<Selection>,
    clicked_here: bool,
    width: f32,
    cached: Option<(Key, Scene)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            side: Side::Client,
            views: Both::default(),
            indexes: Both::default(),
            made_of: (u32::MAX, 0, 0),
            followed: None,
            clicked_here: false,
            width: 0.0,
            cached: None,
        }
    }
}

#[derive(PartialEq)]
struct Key {
    version: u64,
    connection: u32,
    cursor: usize,
    side: Side,
    view: View,
    width: f32,
    conceal: Vec<Concealed>,
}

/// Shows the boundaries in the whole of `ui`.
pub(super) fn show(ui: &mut Ui, look: &Look<'_>, state: &mut State, commands: &mut Vec<Command>) {
    let rect = ui.max_rect();
    let (theme, lang) = (look.theme, look.lang);
    panel_frame(ui.painter(), rect, theme);
    let region = ui.interact(rect, Id::unique("learn.lanes"), Sense::hover());
    region.widget_info(|| {
        WidgetInfo::labeled(Role::Region, ui.is_enabled(), words::get(Word::Boundaries, lang))
    });
    let title = words::get(Word::Boundaries, lang);
    let at = rect.left_top() + vec2(16.0, 21.0);
    text(ui.painter(), at, Align2::LEFT_CENTER, Type::PANEL_TITLE, title, theme.ink);
    refresh(look, state);
    let before = commands.len();
    let (left, width) = Scene::axis_extent(rect.width());
    follow(look, state, width);
    let span = state.indexes[state.side].span();
    let view = state.views[state.side].unwrap_or_else(|| View::fitted(span, width));
    let fitted = View::fitted(span, state.width.max(1.0));
    // A view that nobody has changed fits the new width too.
    let view = if state.width != width && view == fitted { View::fitted(span, width) } else { view };
    state.width = width;
    let view = pointer(ui, rect, (left, width), view, span).clamped(span, width);
    state.views[state.side] = Some(view);
    let key = Key {
        version: look.trace.version(),
        connection: look.connection.id,
        cursor: look.cursor,
        side: state.side,
        view,
        width: rect.width(),
        conceal: look.conceal.to_vec(),
    };
    let placed = match state.cached.take() {
        Some((old, placed)) if old == key => placed,
        _ => {
            let query = Query {
                connection: look.connection,
                source: look.source,
                moments: look.moments,
                index: &state.indexes[state.side],
                side: state.side,
                cursor: look.cursor,
                veil: look.veil(),
            };
            scene(&query, view, rect.width())
        }
    };
    boxes::Lanes { ui, look, placed: &placed, side: state.side, rect }.paint(commands);
    state.cached = Some((key, placed));
    controls(ui, look, rect, state, (span, width));
    state.clicked_here = commands[before..].iter().any(|command| matches!(command, Command::Select(_)));
}

fn refresh(look: &Look<'_>, state: &mut State) {
    let made_of = (look.connection.id, look.moments.len(), look.trace.version());
    if state.made_of == made_of {
        return;
    }
    if state.made_of.0 != made_of.0 {
        *state = State::default();
    }
    for side in Side::BOTH {
        state.indexes[side] = Index::of(look.connection, look.moments, side);
    }
    state.made_of = made_of;
    state.cached = None;
}

/// Shows the side and the bytes of what was selected elsewhere.
fn follow(look: &Look<'_>, state: &mut State, width: f32) {
    if state.followed == Some(*look.selected) {
        return;
    }
    state.followed = Some(*look.selected);
    let is_here = look.selected.connection == Some(look.connection.id);
    let Some((side, span)) = look.selected.span(look.trace).filter(|_| is_here && !state.clicked_here) else {
        return;
    };
    state.side = side;
    let frames = state.indexes[side].span();
    let view = state.views[side].unwrap_or_else(|| View::fitted(frames, width));
    state.views[side] = Some(view.following(span, frames, width));
}

/// Zooms by Ctrl and wheel or pinch, pans by wheel or drag.
fn pointer(ui: &Ui, rect: Rect, (left, width): (f32, f32), view: View, span: Span) -> View {
    let axis = Rect::from_min_max(pos2(rect.left() + left, rect.top() + 40.0), rect.right_bottom());
    let response = ui.interact(axis, Id::unique("learn.lanes.axis"), Sense::drag());
    let mut view = view;
    if response.dragged() {
        view = view.panned(-response.drag_delta().x, span, width);
    }
    let Some(at) = ui.input(|input| input.pointer.hover_pos()).filter(|at| axis.contains(*at)) else {
        return view;
    };
    if !ui.rect_contains_pointer(axis) {
        return view;
    }
    let (zoom, wheel) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
    if zoom != 1.0 {
        return view.zoomed(f64::from(zoom), at.x - axis.left(), span, width);
    }
    let pan = -(wheel.x + wheel.y);
    if pan != 0.0 { view.panned(pan, span, width) } else { view }
}

fn controls(ui: &mut Ui, look: &Look<'_>, rect: Rect, state: &mut State, (span, width): (Span, f32)) {
    let lang = look.lang;
    let place = Rect::from_min_max(
        pos2(rect.right() - 460.0, rect.top() + 6.0),
        pos2(rect.right() - 14.0, rect.top() + 36.0),
    );
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().id_salt("controls").max_rect(place).layout(layout));
    child.spacing_mut().item_spacing.x = 4.0;
    let choices = [
        (Side::Client, words::get(Word::ClientToServer, lang)),
        (Side::Server, words::get(Word::ServerToClient, lang)),
    ];
    segmented(&mut child, words::get(Word::Direction, lang), &choices, &mut state.side);
    for (sign, word, factor) in [(icons::PLUS, Word::ZoomIn, 1.6), (icons::MINUS, Word::ZoomOut, 1.0 / 1.6)] {
        if icon_button(&mut child, sign, words::get(word, lang), false).clicked()
            && let Some(view) = state.views[state.side]
        {
            state.views[state.side] = Some(view.zoomed(factor, width / 2.0, span, width));
        }
    }
}
