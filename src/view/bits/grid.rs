//! The cells of the diagram.

use emath::{Rect, pos2};

use crate::base::{Bits, Source, Span};
use crate::trace::{Connection, FieldKind, Frame};

use super::super::conceal::Veil;
use super::Class;

const COLUMNS: u64 = 32;
/// Rows begin below the captions and the bit numbers.
const TOP: f32 = 58.0;
const FIRST_ROW: f32 = 84.0;
const ROW: f32 = 60.0;
const ROW_GAP: f32 = 6.0;
const SKIP_ROW: f32 = 24.0;
const SIDE: f32 = 15.0;

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// A field of the header, or a part of one: the bytes `from..to` of `of`.
    Field {
        /// Which field.
        kind: FieldKind,
        /// The part's first byte.
        from: u8,
        /// One past its last byte.
        to: u8,
        /// How many bytes the field has; 0 for one that is finer than bytes.
        of: u8,
    },
    /// A payload byte.
    Payload {
        /// Which.
        index: u64,
        /// Close code, close reason or payload.
        kind: FieldKind,
    },
    /// The frame ends here.
    End {
        /// How long it is.
        bytes: u64,
    },
}

/// One cell of the diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it is.
    pub kind: CellKind,
    /// Its colour class.
    pub class: Class,
    /// Where it stands, from the diagram's top left corner.
    pub rect: Rect,
    /// How many bits.
    pub columns: u16,
    /// Its bits from the left; `None` where they are hidden or still to come.
    pub bits: Option<Vec<bool>>,
    /// Whether its bytes have happened.
    pub happened: bool,
    /// What it says, in no language; `None` where it is hidden.
    pub value: Option<String>,
    /// The bytes of the sender's stream that it covers.
    pub span: Span,
    /// Which bits of them, where it is finer than bytes.
    pub place_bits: Option<Bits>,
}

/// Payload bytes that are not drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skipped {
    /// Where that is said.
    pub rect: Rect,
    /// How many.
    pub bytes: u64,
    /// The first and last of them, as indexes into the payload.
    pub indexes: (u64, u64),
    /// Whether they never came: the frame is cut short.
    pub missing: bool,
}

/// The diagram of a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Cells in the order of the wire.
    pub cells: Vec<Cell>,
    /// Payload left out before and after the part that is drawn.
    pub skipped: Vec<Skipped>,
    /// The width of one bit.
    pub bit_width: f32,
    /// Left edge of bit 0.
    pub left: f32,
    /// How high it is.
    pub height: f32,
}

struct Placer {
    left: f32,
    bit: f32,
}

impl Placer {
    /// Where `columns` bits from bit `at` of a row stand.
    fn rect(&self, y: f32, height: f32, at: u64, columns: u64) -> Rect {
        let x = self.left + at as f32 * self.bit;
        Rect::from_min_max(pos2(x, y), pos2(x + columns as f32 * self.bit, y + height))
    }
}

/// Top and height of row `row`, where no payload is skipped before it.
fn row_extent(row: u64) -> (f32, f32) {
    if row == 0 {
        (TOP, FIRST_ROW)
    } else {
        (TOP + FIRST_ROW + ROW_GAP + (row - 1) as f32 * (ROW + ROW_GAP), ROW)
    }
}

/// Looks up and places the diagram of a frame in `width` points. At most `rows` rows of payload are drawn: the first
/// ones, or those around payload byte `focus`.
#[must_use]
pub fn grid(
    connection: &Connection,
    source: &dyn Source,
    frame: &Frame,
    veil: &Veil<'_>,
    width: f32,
    rows: u64,
    focus: Option<u64>,
) -> Grid {
    let bit = ((width - 2.0 * SIDE) / COLUMNS as f32).floor().max(8.0);
    let left = ((width - bit * COLUMNS as f32) / 2.0).floor().max(0.0);
    let placer = Placer { left, bit };
    let header = connection.stream_bytes(source, frame.from, frame.header_span()).bytes;
    let mut grid = Grid { cells: Vec::new(), skipped: Vec::new(), bit_width: bit, left, height: 0.0 };
    header_cells(frame, &header, veil, &placer, &mut grid);
    payload_cells(connection, source, frame, veil, &placer, (rows.max(1), focus), &mut grid);
    let bottom = grid.cells.iter().map(|cell| cell.rect.bottom());
    let bottom = bottom.chain(grid.skipped.iter().map(|skipped| skipped.rect.bottom()));
    grid.height = bottom.fold(TOP, f32::max);
    grid
}

fn header_cells(frame: &Frame, header: &[u8], veil: &Veil<'_>, placer: &Placer, grid: &mut Grid) {
    let (y, height) = row_extent(0);
    let fine = [
        (FieldKind::Fin, 0, 0, 1),
        (FieldKind::Rsv(1), 0, 1, 1),
        (FieldKind::Rsv(2), 0, 2, 1),
        (FieldKind::Rsv(3), 0, 3, 1),
        (FieldKind::Opcode, 0, 4, 4),
        (FieldKind::Mask, 1, 0, 1),
        (FieldKind::Length, 1, 1, 7),
    ];
    for (kind, byte, start, len) in fine {
        let span = Span::at(frame.span.start + byte, 1);
        let bits = Bits { start, len };
        let raw = bits_of(header.get(byte as usize..=byte as usize), bits, veil.hides_raw(frame.from, span));
        let number = raw.as_ref().map(|bits| bits.iter().fold(0_u8, |sum, bit| sum << 1 | u8::from(*bit)));
        let value = number.filter(|_| !veil.hides_value(frame.from, span)).map(|number| match kind {
            FieldKind::Opcode => format!("0x{number:X}"),
            _ => number.to_string(),
        });
        grid.cells.push(Cell {
            kind: CellKind::Field { kind, from: 0, to: 0, of: 0 },
            class: Class::of(kind),
            rect: placer.rect(y, height, byte * 8 + u64::from(start), u64::from(len)),
            columns: len,
            bits: raw,
            happened: !veil.is_future(frame.from, span.start),
            value,
            span,
            place_bits: Some(bits),
        });
    }
    let extended = frame.length_form.extended_bytes() as u64;
    wide_field(frame, header, veil, placer, grid, (FieldKind::ExtendedLength, 2, 2 + extended));
    let end = u64::from(frame.header_len);
    if frame.masked {
        wide_field(frame, header, veil, placer, grid, (FieldKind::MaskingKey, end - 4, end));
    }
}

/// A field of whole bytes, cut where rows end.
fn wide_field(
    frame: &Frame,
    header: &[u8],
    veil: &Veil<'_>,
    placer: &Placer,
    grid: &mut Grid,
    (kind, start, end): (FieldKind, u64, u64),
) {
    let mut at = start;
    while at < end {
        let to = end.min((at / 4 + 1) * 4);
        let span = Span::new(frame.span.start + at, frame.span.start + to);
        let whole = Span::new(frame.span.start + start, frame.span.start + end);
        let bytes = header.get(at as usize..to as usize);
        let bits = Bits { start: 0, len: ((to - at) * 8) as u16 };
        let is_hidden = veil.hides_value(frame.from, whole);
        let value = bytes.filter(|_| !is_hidden).map(|bytes| match kind {
            FieldKind::ExtendedLength => frame.payload_len.to_string(),
            _ => crate::trace::hex(bytes),
        });
        let (y, height) = row_extent(at / 4);
        grid.cells.push(Cell {
            kind: CellKind::Field {
                kind,
                from: (at - start) as u8,
                to: (to - start) as u8,
                of: (end - start) as u8,
            },
            class: Class::of(kind),
            rect: placer.rect(y, height, at % 4 * 8, (to - at) * 8),
            columns: bits.len,
            bits: bits_of(bytes, bits, veil.hides_raw(frame.from, span)),
            happened: !veil.is_future(frame.from, span.end - 1),
            value,
            span,
            place_bits: None,
        });
        at = to;
    }
}

fn bits_of(bytes: Option<&[u8]>, bits: Bits, is_hidden: bool) -> Option<Vec<bool>> {
    let bytes = bytes.filter(|bytes| !bytes.is_empty() && !is_hidden)?;
    let bit = |at: u16| bytes.get(usize::from(at / 8)).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1);
    Some((bits.start..bits.start + bits.len).map(bit).collect())
}

/// The payload bytes that are drawn: the first and one past the last index.
fn window(frame: &Frame, rows: u64, focus: Option<u64>) -> (u64, u64) {
    let len = frame.payload_span().len();
    let header = u64::from(frame.header_len);
    // The first row of payload begins where the header ends.
    let lead = header % 4;
    let row_of = |index: u64| (index + lead) / 4;
    let focus_row = focus.map_or(0, |index| row_of(index.min(len.saturating_sub(1))));
    let first_row = if focus_row < rows { 0 } else { focus_row - (rows - 1) / 2 };
    let start = (first_row * 4).saturating_sub(lead);
    let end = ((first_row + rows) * 4).saturating_sub(lead).min(len);
    (start.min(len), end)
}

fn payload_cells(
    connection: &Connection,
    source: &dyn Source,
    frame: &Frame,
    veil: &Veil<'_>,
    placer: &Placer,
    (rows, focus): (u64, Option<u64>),
    grid: &mut Grid,
) {
    let payload = frame.payload_span();
    let header = u64::from(frame.header_len);
    let (start, end) = window(frame, rows, focus);
    let span = Span::new(payload.start + start, payload.start + end);
    let bytes = connection.stream_bytes(source, frame.from, span).bytes;
    let (next_row, lead) = if start == 0 { (header / 4, header % 4) } else { (header.div_ceil(4), 0) };
    let mut shift = 0.0;
    if start > 0 {
        let (y, _) = row_extent(next_row);
        let rect = placer.rect(y, SKIP_ROW, 0, COLUMNS);
        grid.skipped.push(Skipped { rect, bytes: start, indexes: (0, start - 1), missing: false });
        shift = SKIP_ROW + ROW_GAP;
    }
    let place = |slot: u64, slots: u64| {
        let (y, height) = row_extent(next_row + (lead + slot) / 4);
        placer.rect(y + shift, height, (lead + slot) % 4 * 8, slots * 8)
    };
    for (slot, byte) in bytes.iter().enumerate() {
        let index = start + slot as u64;
        let span = Span::at(payload.start + index, 1);
        let is_raw = !veil.hides_raw(frame.from, span);
        let class = Class::of_byte(frame, header + index);
        let kind = match class {
            Class::CloseCode => FieldKind::CloseCode,
            _ if frame.opcode == crate::wire::frame::Opcode::CLOSE => FieldKind::CloseReason,
            _ => FieldKind::Payload,
        };
        grid.cells.push(Cell {
            kind: CellKind::Payload { index, kind },
            class,
            rect: place(slot as u64, 1),
            columns: 8,
            bits: bits_of(Some(&[*byte]), Bits { start: 0, len: 8 }, !is_raw),
            happened: !veil.is_future(frame.from, span.start),
            value: is_raw.then(|| crate::trace::hex(&[*byte])),
            span,
            place_bits: None,
        });
    }
    finish(frame, veil, placer, (end, next_row, lead + end - start, shift), grid);
}

/// Says how the frame goes on after the bytes that are drawn, or that it ends.
fn finish(
    frame: &Frame,
    veil: &Veil<'_>,
    placer: &Placer,
    (drawn, next_row, slots, shift): (u64, u64, u64, f32),
    grid: &mut Grid,
) {
    let len = frame.payload_span().len();
    let lengths = Span::at(frame.span.start + 1, 1 + frame.length_form.extended_bytes() as u64);
    let is_told = !veil.hides_value(frame.from, lengths);
    if !is_told {
        return;
    }
    if drawn < len {
        let (y, _) = row_extent(next_row + slots.div_ceil(4));
        let rect = placer.rect(y + shift, SKIP_ROW, 0, COLUMNS);
        grid.skipped.push(Skipped { rect, bytes: len - drawn, indexes: (drawn, len - 1), missing: false });
    } else if !frame.complete && frame.payload_len > len {
        let (y, _) = row_extent(next_row + slots.div_ceil(4));
        let rect = placer.rect(y + shift, SKIP_ROW, 0, COLUMNS);
        let indexes = (len, frame.payload_len - 1);
        grid.skipped.push(Skipped { rect, bytes: frame.payload_len - len, indexes, missing: true });
    } else if !slots.is_multiple_of(4) {
        let (y, height) = row_extent(next_row + slots / 4);
        let rest = 4 - slots % 4;
        grid.cells.push(Cell {
            kind: CellKind::End { bytes: frame.span.len() },
            class: Class::Payload,
            rect: placer.rect(y + shift, height, slots % 4 * 8, rest * 8),
            columns: (rest * 8) as u16,
            bits: None,
            happened: true,
            value: None,
            span: Span::at(frame.span.end, 0),
            place_bits: None,
        });
    }
}

/// How many rows of payload fit into `height` points below this frame's header.
#[must_use]
pub(super) fn rows_that_fit(frame: &Frame, height: f32) -> u64 {
    let (y, first) = row_extent(u64::from(frame.header_len) / 4);
    let first = first - ROW;
    let fit = |height: f32| ((height - y - first + ROW_GAP) / (ROW + ROW_GAP)).floor().max(1.0) as u64;
    let lead = u64::from(frame.header_len) % 4;
    let rows = (frame.payload_span().len() + lead).div_ceil(4);
    let all = fit(height);
    // Where not all rows fit, the line that says so takes room of its own.
    if rows <= all { all } else { fit(height - SKIP_ROW - ROW_GAP) }
}

impl Grid {
    /// How many rows of payload can be drawn in `height` points for this frame; at least one.
    #[must_use]
    pub fn rows_that_fit(frame: &Frame, height: f32) -> u64 {
        rows_that_fit(frame, height)
    }
}
