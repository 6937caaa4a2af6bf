//! The byte grid: sixteen bytes a row with the colours of their fields, read as far as they are in sight.
//!
//! Offsets are always those of the sender's TCP stream. Unmasking changes what a byte shows, never where it stands, so
//! a selection in either form is a selection of stream bytes. Inflated bytes have no such place and say so.

mod place;
mod sealed;
mod text;

pub use place::{Grid, Piece};
pub use sealed::Sealed;
pub use text::{Text, TextLine};

use crate::base::{Side, Span};
use crate::trace::{Connection, FieldKind, Frame};
use crate::wire::{frame::Opcode, mask};

use super::look::Look;

/// Bytes a row.
pub const ROW_BYTES: u64 = 16;

/// How payload bytes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// As they were sent.
    #[default]
    AsSent,
    /// With the masking key applied, byte for byte.
    Unmasked,
    /// The whole message, inflated.
    Inflated,
    /// The TLS records around it, as they were sent.
    Sealed,
}

/// What the grid shows: some bytes of one side's stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc {
    /// Whose stream.
    pub side: Side,
    /// Which bytes of it.
    pub span: Span,
    /// Whether payloads are unmasked.
    pub unmasked: bool,
}

impl Doc {
    /// A side's whole stream.
    #[must_use]
    pub fn stream(connection: &Connection, side: Side, unmasked: bool) -> Self {
        Self { side, span: Span::new(0, connection.streams[side].end), unmasked }
    }

    /// What one packet brought of the stream: all of it, where it stands in one piece, around byte `at`.
    #[must_use]
    pub fn packet(connection: &Connection, side: Side, at: u64, unmasked: bool) -> Option<Self> {
        let segment = connection.segments_in(side, Span::at(at, 1)).next()?;
        Some(Self { side, span: segment.span, unmasked })
    }

    /// The number of rows.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.span.end.div_ceil(ROW_BYTES) - self.first_row()
    }

    /// Which row of the stream is the first.
    const fn first_row(&self) -> u64 {
        self.span.start / ROW_BYTES
    }

    /// The row in which a byte stands.
    #[must_use]
    pub const fn row_of(&self, at: u64) -> u64 {
        (at / ROW_BYTES).saturating_sub(self.first_row())
    }

    /// The bytes of a row.
    #[must_use]
    pub const fn row_span(&self, row: u64) -> Span {
        Span::at((self.first_row() + row) * ROW_BYTES, ROW_BYTES)
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Glyph {
    /// Nothing: outside of what is shown, or still to come.
    #[default]
    Blank,
    /// A byte.
    Byte(u8),
    /// A lesson hides it: `??`.
    Hidden,
    /// The capture does not hold it.
    Missing,
}

/// What a byte belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Owner {
    /// Nothing known.
    #[default]
    Nobody,
    /// The request or response head.
    Head,
    /// The first byte of a frame: flags and opcode.
    First,
    /// The second byte of a frame: MASK bit and payload length.
    Second {
        /// Whether MASK is set.
        masked: bool,
    },
    /// A whole byte of a field.
    Field(FieldKind),
}

/// One byte in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// What stands there.
    pub glyph: Glyph,
    /// What it belongs to.
    pub owner: Owner,
    /// Its character in the column at the right; `None` where there is none to show.
    pub ascii: Option<char>,
}

/// One row of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Stream offset of the first cell.
    pub offset: u64,
    /// Its cells.
    pub cells: [Cell; ROW_BYTES as usize],
}

/// Where a packet's bytes begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick {
    /// Stream offset.
    pub at: u64,
    /// Packet number.
    pub packet: u32,
}

/// The rows in sight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scene {
    /// Row number of the first.
    pub first_row: u64,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where packets begin within them.
    pub ticks: Vec<Tick>,
}

/// Most rows one scene holds.
const ROWS_LIMIT: u64 = 512;

/// Rows `first` to `first + count` of a document.
#[must_use]
pub fn scene(look: &Look<'_>, doc: &Doc, first: u64, count: u64) -> Scene {
    let count = count.min(ROWS_LIMIT).min(doc.rows().saturating_sub(first));
    if count == 0 {
        return Scene { first_row: first, ..Scene::default() };
    }
    let start = doc.row_span(first).start;
    let whole = Span::at(start, count * ROW_BYTES);
    let happened = look.veil.happened(doc.side);
    let mut rows: Vec<Row> =
        (0..count).map(|row| Row { offset: start + row * ROW_BYTES, cells: Default::default() }).collect();
    let shown = Span::new(whole.start.max(doc.span.start), whole.end.min(doc.span.end).min(happened));
    if !shown.is_empty() {
        let mut cells: Vec<Cell> = vec![Cell::default(); shown.len() as usize];
        fill(look, doc, shown, &mut cells);
        for (at, cell) in (shown.start..).zip(cells) {
            let index = at - start;
            rows[(index / ROW_BYTES) as usize].cells[(index % ROW_BYTES) as usize] = cell;
        }
    }
    let ticks = (look.connection.segments_in(doc.side, shown))
        .filter(|segment| shown.contains(segment.span.start))
        .filter(|segment| !look.veil.is_secret(doc.side, segment.span.start))
        .map(|segment| Tick { at: segment.span.start, packet: segment.packet })
        .collect();
    Scene { first_row: first, rows, ticks }
}

fn fill(look: &Look<'_>, doc: &Doc, shown: Span, cells: &mut [Cell]) {
    let side = doc.side;
    let read = look.connection.stream_bytes(look.source, side, shown);
    let mut bytes = read.bytes;
    let mut plain_is_hidden = vec![false; bytes.len()];
    let within = |span: Span| {
        let part = span.meet(shown)?;
        Some((part.start - shown.start) as usize..(part.end - shown.start) as usize)
    };
    if let Some(range) = look.connection.streams[side].head.and_then(within) {
        cells[range].iter_mut().for_each(|cell| cell.owner = Owner::Head);
    }
    for frame in look.connection.frames_in(side, shown) {
        own(&frame, shown, cells);
        let payload = frame.payload_span();
        let Some(range) = within(payload) else { continue };
        for (at, hidden) in (payload.start.max(shown.start)..).zip(&mut plain_is_hidden[range.clone()]) {
            *hidden = look.veil.hides_plain(side, Span::at(at, 1));
        }
        let key =
            (doc.unmasked && frame.masked).then(|| look.connection.header(look.source, &frame)).flatten();
        if let Some(key) = key.and_then(|header| header.mask) {
            let phase = shown.start.max(payload.start) - payload.start;
            mask::apply(key, phase, &mut bytes[range]);
        } else if frame.masked {
            // As sent: what is masked gives nothing of its text away.
            plain_is_hidden[range].fill(false);
        }
    }
    for (at, ((cell, byte), hidden)) in (shown.start..).zip(cells.iter_mut().zip(bytes).zip(plain_is_hidden))
    {
        let unmasked_here = doc.unmasked && hidden;
        (cell.glyph, cell.ascii) = if look.veil.is_secret(side, at) {
            cell.owner = Owner::Nobody;
            (Glyph::Blank, None)
        } else if look.veil.hides_byte(side, at) || unmasked_here {
            (Glyph::Hidden, Some('?'))
        } else {
            (Glyph::Byte(byte), Some(if hidden { '?' } else { ascii(byte) }))
        };
    }
    for range in read.holes.iter().filter_map(|hole| within(Span::at(shown.start + hole.start, hole.len()))) {
        for cell in &mut cells[range] {
            (cell.glyph, cell.ascii) = (Glyph::Missing, None);
        }
    }
}

/// Says of every shown byte of a frame what it belongs to.
fn own(frame: &Frame, shown: Span, cells: &mut [Cell]) {
    let header_end = frame.span.start + u64::from(frame.header_len);
    let key = frame.key_span().unwrap_or_default();
    let has_code = frame.opcode == Opcode::CLOSE && frame.payload_span().len() >= 2;
    let Some(part) = frame.span.meet(shown) else { return };
    for at in part.start..part.end {
        let owner = match at - frame.span.start {
            0 => Owner::First,
            1 => Owner::Second { masked: frame.masked },
            _ if key.contains(at) => Owner::Field(FieldKind::MaskingKey),
            _ if at < header_end => Owner::Field(FieldKind::ExtendedLength),
            _ if has_code && at < header_end + 2 => Owner::Field(FieldKind::CloseCode),
            _ => Owner::Field(FieldKind::Payload),
        };
        cells[(at - shown.start) as usize].owner = owner;
    }
}

/// The character of a byte in the column at the right. Text beyond ASCII never stands in the grid.
#[must_use]
pub const fn ascii(byte: u8) -> char {
    if byte == b' ' || byte.is_ascii_graphic() { byte as char } else { '·' }
}

/// Rows of bytes that stand in no stream: a message as inflated.
#[must_use]
pub fn plain(bytes: &[u8], first: u64, count: u64) -> Scene {
    let count = count.min(ROWS_LIMIT);
    let rows = (first..first.saturating_add(count))
        .map_while(|row| {
            let start = usize::try_from(row * ROW_BYTES).ok().filter(|start| *start < bytes.len())?;
            let mut cells = [Cell::default(); ROW_BYTES as usize];
            for (cell, byte) in cells.iter_mut().zip(&bytes[start..]) {
                *cell = Cell { glyph: Glyph::Byte(*byte), owner: Owner::Nobody, ascii: Some(ascii(*byte)) };
            }
            Some(Row { offset: row * ROW_BYTES, cells })
        })
        .collect();
    Scene { first_row: first, rows, ticks: Vec::new() }
}

#[cfg(test)]
mod tests;
