//! The Learn mode: ladder, bits, bytes, boundaries and a lesson around one cursor. Paints what [`crate::view`] placed
//! and turns pointer and keys into commands; it decides nothing about the traffic.

mod bits;
mod item;
mod ladder;
mod lanes;
mod names;

use egui::{Rect, Ui, UiBuilder, pos2, vec2};

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
    const HEX: f32 = 218.0;
    /// Below this width of the window, or this height of what stands above the lanes, the bytes are a tab.
    const NARROW: f32 = 1440.0;
    const LOW: f32 = 580.0;

    /// The layout in the part of the window between top bar and transport.
    #[must_use]
    pub fn of(room: Rect, has_lesson: bool) -> Self {
        let inner = room.shrink(Self::GAP);
        let lesson_width = (room.width() * 0.2375).max(324.0).round();
        let lesson = has_lesson.then(|| {
            Rect::from_min_max(pos2(inner.right() - lesson_width, inner.top()), inner.right_bottom())
        });
        let right = lesson.map_or_else(|| inner.right(), |lesson| lesson.left() - Self::GAP);
        let low = (inner.height() - Self::LANES - Self::GAP).max(120.0);
        let lanes = Rect::from_min_max(
            pos2(inner.left(), inner.top() + low + Self::GAP),
            pos2(right, inner.bottom()),
        );
        let share = (room.width() * 0.3425).round();
        let ladder =
            Rect::from_min_size(inner.left_top(), vec2(share.min((right - inner.left()) * 0.5), low));
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
    let layout = Layout::of(room, slots.lesson.is_some());
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
}
