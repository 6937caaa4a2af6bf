//! The life of a connection as one small line: diamond, bar, and how it ended.

use egui::{Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::paint::{cross, phase_mark};
use crate::ui::theme::{Phase, Severity, Theme};

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// With a closing handshake: a square.
    Closed,
    /// Without one: a cross.
    Cut,
    /// Not in this capture: an arrow.
    Open,
    /// The opening handshake was refused: a diamond and nothing after it.
    Refused,
}

/// When a connection lived, as shares (0 to 1) of the time shown, and how it ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Life {
    /// The opening handshake.
    pub start: f32,
    /// The end; not used for [`Ending::Refused`].
    pub end: f32,
    /// How it ended.
    pub ending: Ending,
}

impl Life {
    /// A whole life.
    #[must_use]
    pub const fn whole(ending: Ending) -> Self {
        Self { start: 0.0, end: 1.0, ending }
    }
}

/// Paints the line over the width of `rect`, centred in its height; the marks stay inside.
pub fn timeline(painter: &Painter, rect: Rect, life: Life, theme: &Theme) {
    const MARK: f32 = 12.0;
    let y = rect.center().y;
    let (left, right) = (rect.left() + MARK / 2.0, rect.right() - MARK / 2.0);
    let x = |share: f32| egui::lerp(left..=right, share.clamp(0.0, 1.0));
    let rail = Rect::from_min_max(pos2(rect.left(), y - 3.0), pos2(rect.right(), y + 3.0));
    painter.rect_filled(rail, 3.0, theme.hover);

    let (start, end) = (x(life.start), x(life.end).max(x(life.start)));
    let data = theme.phase(Phase::Data).solid;
    if life.ending != Ending::Refused {
        let bar = Rect::from_min_max(pos2(start, y - 4.0), pos2(end, y + 4.0));
        painter.rect_filled(bar, 0.0, data);
    }
    let at = pos2(end, y);
    match life.ending {
        Ending::Closed => {
            let square = Rect::from_center_size(at, vec2(10.0, 10.0));
            let gap = Stroke::new(1.0, theme.panel);
            painter.rect(square, 1.5, theme.phase(Phase::Closing).solid, gap, StrokeKind::Outside);
        }
        Ending::Cut => {
            cross(painter, at, 9.0, Stroke::new(4.0, theme.panel));
            cross(painter, at, 8.0, Stroke::new(2.2, theme.severity(Severity::Error).mark));
        }
        Ending::Open => open_end(painter, at, theme),
        Ending::Refused => {}
    }
    phase_mark(painter, pos2(start, y), MARK, Phase::Opening, theme);
}

fn open_end(painter: &Painter, at: Pos2, theme: &Theme) {
    let tip = vec![at + vec2(0.0, -4.0), at + vec2(6.0, 0.0), at + vec2(0.0, 4.0)];
    painter.add(Shape::convex_polygon(tip, theme.phase(Phase::Data).solid, Stroke::NONE));
}
