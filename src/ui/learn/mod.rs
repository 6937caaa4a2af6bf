//! The Learn mode: ladder, bits, bytes, boundaries and a lesson around one cursor. Paints what [`crate::view`] placed
//! and turns pointer and keys into commands; it decides nothing about the traffic.

mod bits;
mod item;
mod ladder;
mod lanes;
mod names;

use egui::{CursorIcon, Id, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::words::{self, Word};
use crate::app::{Command, Selection};
use crate::base::{Lang, Source};
use crate::trace::{Connection, Trace};
use crate::ui::Theme;
use crate::ui::theme::{Phase as PhaseColor, space};
use crate::view::conceal::{Concealed, Veil};
use crate::view::moments::{Moments, Phase};

/// What the mode shows.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// Its bytes.
    pub source: &'a dyn Source,
    /// The connection.
    pub connection: &'a Connection,
    /// Its moments.
    pub moments: &'a Moments,
    /// How many of them have happened.
    pub cursor: usize,
    /// What is selected.
    pub selected: &'a Selection,
    /// What the pointer is over.
    pub hovered: &'a Selection,
    /// What an open question hides.
    pub conceal: &'a [Concealed],
    /// The colours.
    pub theme: &'static Theme,
    /// The language.
    pub lang: Lang,
    /// Whether nothing may move by itself.
    pub still: bool,
}

impl<'a> Look<'a> {
    fn veil(&self) -> Veil<'a> {
        Veil::new(self.conceal, self.connection.id, self.moments.revealed(self.cursor))
    }
}

/// What the panels keep from frame to frame: scroll, zoom, tabs, and scenes that need not be made again.
#[derive(Default)]
pub struct State {
    ladder: ladder::State,
    bits: bits::State,
    lanes: lanes::State,
    sizes: Sizes,
}

/// Sizes that the user has given panels; `None` where the design's hold.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sizes {
    /// Width of the ladder.
    pub ladder: Option<f32>,
    /// Height of the boundaries.
    pub lanes: Option<f32>,
}

/// Paints the bytes: in a panel of its own (`true`) or below a head that is already there (`false`).
pub type Hex<'a> = dyn FnMut(&mut Ui, bool) + 'a;

/// The panels that others paint.
pub struct Slots<'a> {
    /// The bytes.
    pub hex: &'a mut Hex<'a>,
    /// The lesson, where one is open.
    pub lesson: Option<&'a mut dyn FnMut(&mut Ui)>,
}

/// Where the panels stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    /// The ladder.
    pub ladder: Rect,
    /// Bits and fields.
    pub bits: Rect,
    /// The bytes; `None` where they are a tab beside the bits.
    pub hex: Option<Rect>,
    /// Boundaries.
    pub lanes: Rect,
    /// The lesson; `None` where none is open.
    pub lesson: Option<Rect>,
}

impl Layout {
    const GAP: f32 = space::S;
    const LANES: f32 = 204.0;
    const LADDER_MIN: f32 = 380.0;
    const HEX: f32 = 218.0;
    /// Below this width of the window, or this height of what stands above the lanes, the bytes are a tab.
    const NARROW: f32 = 1440.0;
    const LOW: f32 = 580.0;

    /// The layout in the part of the window between top bar and transport.
    #[must_use]
    pub fn of(room: Rect, has_lesson: bool) -> Self {
        Self::sized(room, has_lesson, Sizes::default())
    }

    /// The layout with sizes that the user has given.
    #[must_use]
    pub fn sized(room: Rect, has_lesson: bool, sizes: Sizes) -> Self {
        let inner = room.shrink(Self::GAP);
        let lesson_width = (room.width() * 0.2375).max(324.0).round();
        let lesson = has_lesson.then(|| {
            Rect::from_min_max(pos2(inner.right() - lesson_width, inner.top()), inner.right_bottom())
        });
        let right = lesson.map_or_else(|| inner.right(), |lesson| lesson.left() - Self::GAP);
        let lanes =
            sizes.lanes.unwrap_or(Self::LANES).clamp(Self::LANES, (inner.height() * 0.6).max(Self::LANES));
        let low = (inner.height() - lanes - Self::GAP).max(120.0);
        let lanes = Rect::from_min_max(
            pos2(inner.left(), inner.top() + low + Self::GAP),
            pos2(right, inner.bottom()),
        );
        let share = (room.width() * 0.3425).round();
        let most = (right - inner.left()) * if sizes.ladder.is_some() { 0.62 } else { 0.5 };
        let width = sizes.ladder.unwrap_or(share).clamp(Self::LADDER_MIN.min(most), most);
        let ladder = Rect::from_min_size(inner.left_top(), vec2(width, low));
        let centre =
            Rect::from_min_max(pos2(ladder.right() + Self::GAP, inner.top()), pos2(right, inner.top() + low));
        let is_tab = room.width() < Self::NARROW || low < Self::LOW;
        let split = centre.bottom() - Self::HEX - Self::GAP;
        let (bits, hex) = if is_tab {
            (centre, None)
        } else {
            (centre.with_max_y(split), Some(centre.with_min_y(split + Self::GAP)))
        };
        Self { ladder, bits, hex, lanes, lesson }
    }
}

/// Shows the mode in `room`, the part of the window between top bar and transport.
pub fn show(
    ui: &mut Ui,
    room: Rect,
    look: &Look<'_>,
    state: &mut State,
    slots: &mut Slots<'_>,
    commands: &mut Vec<Command>,
) {
    let layout = Layout::sized(room, slots.lesson.is_some(), state.sizes);
    resize(ui, &layout, look, &mut state.sizes);
    ladder::show(&mut part(ui, "ladder", layout.ladder), look, &mut state.ladder, commands);
    let mut bits = part(ui, "bits", layout.bits);
    if let Some(rect) = layout.hex {
        bits::show(&mut bits, look, &mut state.bits, None, commands);
        (slots.hex)(&mut part(ui, "hex", rect), true);
    } else {
        bits::show(&mut bits, look, &mut state.bits, Some(&mut *slots.hex), commands);
    }
    lanes::show(&mut part(ui, "lanes", layout.lanes), look, &mut state.lanes, commands);
    if let (Some(rect), Some(lesson)) = (layout.lesson, slots.lesson.as_mut()) {
        lesson(&mut part(ui, "lesson", rect));
    }
}

/// The gaps between the panels can be dragged; a double click gives the design's sizes back.
fn resize(ui: &Ui, layout: &Layout, look: &Look<'_>, sizes: &mut Sizes) {
    let gap = Layout::GAP;
    let beside = Rect::from_min_max(layout.ladder.right_top(), layout.ladder.right_bottom() + vec2(gap, 0.0));
    let above = Rect::from_min_max(layout.lanes.left_top() - vec2(0.0, gap), layout.lanes.right_top());
    let handle = |rect: Rect, name: &str, cursor: CursorIcon, word: Word| {
        let response = ui.interact(rect, Id::unique(("learn.resize", name)), Sense::click_and_drag());
        let label = words::get(word, look.lang);
        response.widget_info(|| WidgetInfo::labeled(Role::Splitter, ui.is_enabled(), label));
        if response.hovered() || response.dragged() {
            ui.painter().rect_filled(rect.shrink(gap / 2.0 - 1.0), 1.0, look.theme.line_strong);
        }
        response.on_hover_and_drag_cursor(cursor)
    };
    let response = handle(beside, "ladder", CursorIcon::ResizeHorizontal, Word::Ladder);
    if response.dragged() {
        sizes.ladder = Some(layout.ladder.width() + response.drag_delta().x);
    } else if response.double_clicked() {
        sizes.ladder = None;
    }
    let response = handle(above, "lanes", CursorIcon::ResizeVertical, Word::Boundaries);
    if response.dragged() {
        sizes.lanes = Some(layout.lanes.height() - response.drag_delta().y);
    } else if response.double_clicked() {
        sizes.lanes = None;
    }
}

fn part(ui: &mut Ui, name: &str, rect: Rect) -> Ui {
    let mut child = ui.new_child(UiBuilder::new().id_salt(("learn", name)).max_rect(rect));
    child.shrink_clip_rect(rect.expand(1.0));
    child
}

/// The colours that a phase has.
const fn color_of(phase: Phase) -> PhaseColor {
    match phase {
        Phase::TcpConnect | Phase::TcpClose => PhaseColor::Tcp,
        Phase::Opening => PhaseColor::Opening,
        Phase::Data => PhaseColor::Data,
        Phase::Closing => PhaseColor::Closing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panels_stand_where_the_design_has_them() {
        let room = Rect::from_min_max(pos2(0.0, 48.0), pos2(1600.0, 936.0));
        let layout = Layout::of(room, true);
        let rect = |x: f32, y: f32, w: f32, h: f32| Rect::from_min_size(pos2(x, y), vec2(w, h));
        assert_eq!(layout.ladder, rect(8.0, 56.0, 548.0, 660.0));
        assert_eq!(layout.bits, rect(564.0, 56.0, 640.0, 434.0));
        assert_eq!(layout.hex, Some(rect(564.0, 498.0, 640.0, 218.0)));
        assert_eq!(layout.lanes, rect(8.0, 724.0, 1196.0, 204.0));
        assert_eq!(layout.lesson, Some(rect(1212.0, 56.0, 380.0, 872.0)));
    }

    #[test]
    fn a_small_window_keeps_every_panel() {
        let room = Rect::from_min_max(pos2(0.0, 48.0), pos2(1280.0, 736.0));
        for has_lesson in [true, false] {
            let layout = Layout::of(room, has_lesson);
            assert_eq!(layout.hex, None);
            for panel in [layout.ladder, layout.bits, layout.lanes] {
                assert!(
                    room.contains_rect(panel) && panel.width() > 400.0 && panel.height() > 200.0,
                    "{panel:?}"
                );
            }
        }
    }

    #[test]
    fn dragged_sizes_keep_every_panel() {
        let room = Rect::from_min_max(pos2(0.0, 48.0), pos2(1280.0, 736.0));
        for size in [-100.0, 0.0, 300.0, 700.0, 9000.0] {
            let sizes = Sizes { ladder: Some(size), lanes: Some(size) };
            let layout = Layout::sized(room, true, sizes);
            for panel in [layout.ladder, layout.bits, layout.lanes] {
                assert!(room.contains_rect(panel), "{size}: {panel:?}");
                assert!(panel.width() > 300.0 && panel.height() > 110.0, "{size}: {panel:?}");
            }
        }
    }
}
