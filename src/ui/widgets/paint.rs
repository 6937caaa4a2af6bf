//! Shapes and texts at given places. Nothing here takes input.

use egui::text::TextWrapping;
use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use crate::ui::theme::{Field, Phase, Theme, Type, space};
use crate::ui::{fonts, icons};

/// Paints one line of text anchored at `at` and says where it stands.
pub fn text(painter: &Painter, at: Pos2, anchor: Align2, kind: Type, text: &str, color: Color32) -> Rect {
    let galley = painter.layout_job(kind.job(text, color));
    let rect = anchor.anchor_size(at, galley.size());
    painter.galley(rect.min, galley, color);
    rect
}

/// Like [`text`], but cut with an ellipsis where it is wider than `width`.
pub fn text_fit(
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    kind: Type,
    text: &str,
    color: Color32,
    width: f32,
) -> Rect {
    let mut job = kind.job(text, color);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    let galley = painter.layout_job(job);
    let rect = anchor.anchor_size(at, galley.size());
    painter.galley(rect.min, galley, color);
    rect
}

/// Paints an outlined icon centred at `center`.
pub fn icon(painter: &Painter, center: Pos2, icon: &str, size: f32, color: Color32) -> Rect {
    icon_in(painter, center, icon, FontId::new(size, fonts::icons()), color)
}

/// Paints a filled icon centred at `center`.
pub fn icon_fill(painter: &Painter, center: Pos2, icon: &str, size: f32, color: Color32) -> Rect {
    icon_in(painter, center, icon, FontId::new(size, fonts::icons_fill()), color)
}

/// Paints an icon of one of the two icon families centred at `center`.
pub fn icon_in(painter: &Painter, center: Pos2, icon: &str, font: FontId, color: Color32) -> Rect {
    painter.text(center, Align2::CENTER_CENTER, icon, font, color)
}

/// Paints the shape of a phase centred at `center`: diamond, pill, square or ring. `size` is the height in points.
pub fn phase_mark(painter: &Painter, center: Pos2, size: f32, phase: Phase, theme: &Theme) {
    let colors = theme.phase(phase);
    let half = size / 2.0;
    match phase {
        Phase::Opening => {
            let points = vec![
                center - vec2(0.0, half),
                center + vec2(half, 0.0),
                center + vec2(0.0, half),
                center - vec2(half, 0.0),
            ];
            painter.add(Shape::convex_polygon(points, colors.solid, Stroke::NONE));
        }
        Phase::Data => {
            let rect = Rect::from_center_size(center, vec2(size * 1.28, size * 0.76));
            let stroke = Stroke::new(1.0, colors.mark);
            painter.rect(rect, rect.height() / 2.0, colors.solid, stroke, StrokeKind::Inside);
        }
        Phase::Closing => {
            let rect = Rect::from_center_size(center, vec2(size, size) * 0.84);
            painter.rect_filled(rect, 1.5, colors.solid);
        }
        Phase::Tcp => {
            painter.circle_stroke(center, half * 0.75, Stroke::new(size / 7.0, colors.mark));
        }
    }
}

/// Paints the cross that ends what was cut off.
pub fn cross(painter: &Painter, center: Pos2, size: f32, stroke: Stroke) {
    let half = size / 2.0;
    painter.line_segment([center - vec2(half, half), center + vec2(half, half)], stroke);
    painter.line_segment([center - vec2(half, -half), center + vec2(half, -half)], stroke);
}

/// Paints a dashed line.
pub fn dashed_line(painter: &Painter, points: &[Pos2], stroke: Stroke, dash: f32, gap: f32) {
    painter.extend(Shape::dashed_line(points, stroke, dash, gap));
}

/// Paints the outline of a rounded rectangle in dashes, within `rect`.
pub fn dashed_rect(painter: &Painter, rect: Rect, radius: f32, stroke: Stroke, dash: f32, gap: f32) {
    let rect = rect.shrink(stroke.width / 2.0);
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0).max(0.0);
    let mut points = Vec::with_capacity(37);
    let corners = [
        (pos2(rect.right() - radius, rect.top() + radius), -0.25),
        (pos2(rect.right() - radius, rect.bottom() - radius), 0.0),
        (pos2(rect.left() + radius, rect.bottom() - radius), 0.25),
        (pos2(rect.left() + radius, rect.top() + radius), 0.5),
    ];
    for (center, turn) in corners {
        for step in 0..=8 {
            let angle = (turn + step as f32 / 32.0) * std::f32::consts::TAU;
            points.push(center + radius * vec2(angle.cos(), angle.sin()));
        }
    }
    points.push(points[0]);
    painter.extend(Shape::dashed_line(&points, stroke, dash, gap));
}

/// Paints a filled arrow head with its tip at `tip`, pointing from `from` to `tip`. `size` is its length in points.
pub fn arrow_head(painter: &Painter, from: Pos2, tip: Pos2, size: f32, color: Color32) {
    let along = (tip - from).normalized();
    let base = tip - along * size;
    let side = along.rot90() * size * 0.54;
    painter.add(Shape::convex_polygon(vec![tip, base + side, base - side], color, Stroke::NONE));
}

/// Paints a line with an arrow head at `to`.
pub fn arrow(painter: &Painter, from: Pos2, to: Pos2, stroke: Stroke, head: f32) {
    let along = (to - from).normalized();
    painter.line_segment([from, to - along * (head * 0.8)], stroke);
    arrow_head(painter, from, to, head, stroke.color);
}

/// Paints the ring around what has the keyboard.
pub fn focus_ring(painter: &Painter, rect: Rect, radius: f32, theme: &Theme) {
    let stroke = Stroke::new(space::FOCUS, theme.accent);
    painter.rect_stroke(rect.expand(2.0), radius + 2.0, stroke, StrokeKind::Outside);
}

/// Paints the outline of what is selected, within `rect`.
pub fn selection_outline(painter: &Painter, rect: Rect, radius: f32, theme: &Theme) {
    painter.rect_stroke(rect, radius, Stroke::new(space::SELECTION, theme.sel_line), StrokeKind::Inside);
}

/// How one byte is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteCell {
    /// Not part of a frame that is shown.
    Plain,
    /// A whole byte of one field.
    Field(Field),
    /// The first byte of a frame: flags in the left half, the opcode in the right.
    First,
    /// The second byte of a frame: the payload length, with a bar at its left where MASK is set.
    Second {
        /// Whether MASK is set.
        masked: bool,
    },
    /// Not told yet: a dashed outline around what `text` stands for it, usually `?`.
    Hidden,
}

/// Paints one byte as a cell: `text` is its two hex digits (or the letter it stands for).
pub fn byte_cell(painter: &Painter, rect: Rect, cell: ByteCell, text: &str, kind: Type, theme: &Theme) {
    let radius = space::CELL_RADIUS;
    let color = match cell {
        ByteCell::Plain => theme.ink,
        ByteCell::Field(field) => {
            let colors = theme.field(field);
            painter.rect_filled(rect, radius, colors.fill);
            colors.text
        }
        ByteCell::First => return first_byte(painter, rect, text, kind, theme),
        ByteCell::Second { masked } => {
            let colors = theme.field(Field::Length);
            painter.rect_filled(rect, radius, colors.fill);
            if masked {
                let bar = rect.with_max_x(rect.left() + 3.0);
                let left = CornerRadius { nw: radius as u8, sw: radius as u8, ne: 0, se: 0 };
                painter.rect_filled(bar, left, theme.field(Field::Key).bar);
            }
            colors.text
        }
        ByteCell::Hidden => {
            dashed_rect(painter, rect, radius, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
            theme.ink_2
        }
    };
    self::text(painter, rect.center(), Align2::CENTER_CENTER, kind, text, color);
}

fn first_byte(painter: &Painter, rect: Rect, text: &str, kind: Type, theme: &Theme) {
    let (flags, opcode) = (theme.field(Field::Flags), theme.field(Field::Opcode));
    let radius = space::CELL_RADIUS as u8;
    let middle = rect.center().x;
    let left = CornerRadius { nw: radius, sw: radius, ne: 0, se: 0 };
    let right = CornerRadius { nw: 0, sw: 0, ne: radius, se: radius };
    painter.rect_filled(rect.with_max_x(middle), left, flags.fill);
    painter.rect_filled(rect.with_min_x(middle), right, opcode.fill);
    let at = text.char_indices().nth(1).map_or(text.len(), |(at, _)| at);
    let (high, low) = text.split_at(at);
    let center = rect.center();
    self::text(painter, center, Align2::RIGHT_CENTER, kind, high, flags.text);
    self::text(painter, center, Align2::LEFT_CENTER, kind, low, opcode.text);
}

/// The three shapes that stand for the product, with their left edge at `at`; gives their width in points.
pub(crate) fn logo(painter: &Painter, left_center: Pos2, height: f32, theme: &Theme) -> f32 {
    let scale = height / 20.0;
    let x = |points: f32| left_center.x + points * scale;
    let y = left_center.y;
    phase_mark(painter, pos2(x(8.0), y), 16.0 * scale, Phase::Opening, theme);
    let pill = Rect::from_center_size(pos2(x(25.0), y), vec2(14.0, 10.0) * scale);
    painter.rect_filled(pill, 5.0 * scale, theme.phase(Phase::Data).solid);
    let square = Rect::from_center_size(pos2(x(40.0), y), vec2(12.0, 12.0) * scale);
    painter.rect_filled(square, 1.5 * scale, theme.phase(Phase::Closing).solid);
    46.0 * scale
}

/// The filled icon of a severity.
pub(super) fn severity_sign(severity: crate::ui::theme::Severity) -> &'static str {
    use crate::ui::theme::Severity;
    match severity {
        Severity::Error => icons::WARNING_OCTAGON,
        Severity::Warning => icons::WARNING,
        Severity::Note => icons::INFO,
        Severity::Ok => icons::CHECK_CIRCLE,
    }
}
