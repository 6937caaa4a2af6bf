//! Where the parts of the byte grid stand.

use emath::{Pos2, Rect, pos2, vec2};

use super::ROW_BYTES;
use crate::base::Span;

/// The measures of the grid, in points from its left edge and from the top of its first row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Where offsets begin.
    pub offset_x: f32,
    /// How many digits an offset has.
    pub digits: usize,
    /// Where the first byte stands.
    pub bytes_x: f32,
    /// From one byte to the next.
    pub pitch: f32,
    /// Where the characters stand; `None` where there is no room for them.
    pub ascii_x: Option<f32>,
    /// From one character to the next.
    pub ascii_pitch: f32,
    /// The height of a row.
    pub row: f32,
}

/// A part of one row: columns `from..to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Which row, from the first of the scene.
    pub row: i64,
    /// The first column.
    pub from: usize,
    /// One past the last.
    pub to: usize,
}

impl Grid {
    /// The side of a byte's cell.
    pub const CELL: f32 = 22.0;
    /// The room between the two halves of a row.
    const GAP: f32 = 8.0;
    const MARGIN: f32 = 14.0;

    /// The measures for a panel `width` points wide that shows offsets up to `end`; `digit` is the width of one digit.
    #[must_use]
    pub fn new(width: f32, end: u64, digit: f32) -> Self {
        let digits = ((u64::BITS - end.leading_zeros()).div_ceil(4) as usize).max(4);
        let bytes_x = Self::MARGIN + digits as f32 * digit + 9.0;
        let ascii_width = ROW_BYTES as f32 * digit;
        let columns = ROW_BYTES as f32;
        let room = width - Self::MARGIN - bytes_x - Self::GAP;
        let with_ascii = (room - ascii_width - 12.0) / columns;
        let (pitch, has_ascii) =
            if with_ascii >= 18.0 { (with_ascii, true) } else { (room / columns, false) };
        let pitch = pitch.clamp(16.0, 25.0);
        let ascii_x = has_ascii.then_some(bytes_x + pitch * columns + Self::GAP + 12.0);
        Self { offset_x: Self::MARGIN, digits, bytes_x, pitch, ascii_x, ascii_pitch: digit, row: 26.0 }
    }

    /// The left edge of a column.
    #[must_use]
    pub fn column_x(&self, column: usize) -> f32 {
        let gap = if column >= 8 { Self::GAP } else { 0.0 };
        self.bytes_x + column as f32 * self.pitch + gap
    }

    /// The cell of a byte; `y` is the top of its row.
    #[must_use]
    pub fn cell(&self, column: usize, y: f32) -> Rect {
        let width = Self::CELL.min(self.pitch - 0.6);
        Rect::from_min_size(pos2(self.column_x(column), y + 2.0), vec2(width, Self::CELL))
    }

    /// The place of a byte's character.
    #[must_use]
    pub fn ascii(&self, column: usize, y: f32) -> Option<Rect> {
        let x = self.ascii_x? + column as f32 * self.ascii_pitch;
        Some(Rect::from_min_size(pos2(x, y + 2.0), vec2(self.ascii_pitch, Self::CELL)))
    }

    /// The row (from the first) and column that a point is over, in the grid or among the characters. With `near` a
    /// point beside them counts as the nearest, as a drag needs it.
    #[must_use]
    pub fn hit(&self, at: Pos2, near: bool) -> Option<(i64, usize)> {
        let row = (at.y / self.row).floor() as i64;
        if let Some(ascii_x) = self.ascii_x.filter(|x| at.x >= x - 6.0) {
            let column = ((at.x - ascii_x) / self.ascii_pitch).floor();
            if near || (0.0..ROW_BYTES as f32).contains(&column) {
                return Some((row, (column.max(0.0) as usize).min(15)));
            }
            return None;
        }
        let column = (0..ROW_BYTES as usize).find(|column| at.x < self.column_x(*column) + self.pitch);
        match column {
            Some(column) if near || at.x >= self.column_x(column) => Some((row, column)),
            None if near => Some((row, 15)),
            _ => None,
        }
    }

    /// The pieces of rows that a span covers, as far as they are among `rows` rows from offset `start` (a multiple of
    /// sixteen). A row of it above or below the scene is given too, so that its outline does not close at the edge.
    #[must_use]
    pub fn pieces(span: Span, start: u64, rows: u64) -> Vec<Piece> {
        let low = start.saturating_sub(ROW_BYTES);
        let high = start.saturating_add((rows + 1) * ROW_BYTES);
        let Some(part) = span.meet(Span::new(low, high)) else { return Vec::new() };
        (part.start / ROW_BYTES..part.end.div_ceil(ROW_BYTES))
            .map(|row| {
                let first = row * ROW_BYTES;
                Piece {
                    row: row as i64 - (start / ROW_BYTES) as i64,
                    from: part.start.saturating_sub(first) as usize,
                    to: (part.end - first).min(ROW_BYTES) as usize,
                }
            })
            .collect()
    }

    /// The outlines of pieces that follow each other: closed polygons, one where they hang together, else two.
    #[must_use]
    pub fn outline(&self, pieces: &[Piece], ascii: bool) -> Vec<Vec<Pos2>> {
        let edges = |piece: &Piece| -> Option<(f32, f32)> {
            if ascii {
                let (first, last) = (self.ascii(piece.from, 0.0)?, self.ascii(piece.to - 1, 0.0)?);
                return Some((first.left(), last.right()));
            }
            Some((self.cell(piece.from, 0.0).left() - 0.5, self.cell(piece.to - 1, 0.0).right() + 0.5))
        };
        let top = |piece: &Piece| piece.row as f32 * self.row + 2.0;
        let bottom = |piece: &Piece| top(piece) + Self::CELL;
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return Vec::new() };
        let (Some((left, right)), Some((last_left, last_right))) = (edges(first), edges(last)) else {
            return Vec::new();
        };
        let rect = |left: f32, right: f32, top: f32, bottom: f32| {
            vec![pos2(left, top), pos2(right, top), pos2(right, bottom), pos2(left, bottom)]
        };
        match pieces {
            [_] => vec![rect(left, right, top(first), bottom(first))],
            // Two rows that share no column: two boxes.
            [_, _] if last_right <= left => vec![
                rect(left, right, top(first), bottom(first)),
                rect(last_left, last_right, top(last), bottom(last)),
            ],
            _ => vec![vec![
                pos2(left, top(first)),
                pos2(right, top(first)),
                pos2(right, top(last)),
                pos2(last_right, top(last)),
                pos2(last_right, bottom(last)),
                pos2(last_left, bottom(last)),
                pos2(last_left, bottom(first)),
                pos2(left, bottom(first)),
            ]],
        }
    }
}
