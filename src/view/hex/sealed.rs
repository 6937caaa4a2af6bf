//! The TLS records that hold some bytes of a stream, as they were sent: header, ciphertext and tag.

use super::super::look::Look;
use super::{Cell, Glyph, Owner, ROW_BYTES, ROWS_LIMIT, Row, Scene, ascii};
use crate::base::{Side, Span};

/// Most records shown at once.
const RECORDS_LIMIT: usize = 16;
/// A record is at most this long with its header (RFC 8446 §5.2, RFC 5246 §6.2.3).
const RECORD_BYTES: u64 = 5 + (1 << 14) + 2048;

/// Records as they stand in the capture, one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Their bytes.
    pub bytes: Vec<u8>,
    /// Each record's ordinal, its bytes here, and its first and last packet.
    pub records: Vec<(u32, Span, (u32, u32))>,
    /// The ciphertext of the bytes asked for.
    pub lit: Vec<Span>,
    /// Whether there are more records than are shown.
    pub cut: bool,
}

impl Sealed {
    /// The records of what `side` sent that hold bytes of `span`; empty where TLS carries nothing.
    #[must_use]
    pub fn of(look: &Look<'_>, side: Side, span: Span) -> Self {
        let connection = look.connection;
        let happened = look.veil.happened(side);
        let span = Span::new(span.start.min(happened), span.end.min(happened));
        let mut sealed = Self::default();
        let mut pieces_at: Vec<(u64, u64, u64)> = Vec::new();
        for record in connection.records_in(side, span) {
            if sealed.records.len() == RECORDS_LIMIT || record.wire_len() > RECORD_BYTES {
                sealed.cut = true;
                break;
            }
            let start = sealed.bytes.len() as u64;
            for piece in &record.pieces {
                let at = sealed.bytes.len();
                pieces_at.push((piece.capture_offset, u64::from(piece.len), at as u64));
                sealed.bytes.resize(at + piece.len as usize, 0);
                look.source.read_at(piece.capture_offset, &mut sealed.bytes[at..]);
            }
            let whole = Span::new(start, sealed.bytes.len() as u64);
            sealed.records.push((record.ordinal, whole, record.packets()));
        }
        for segment in connection.segments_in(side, span) {
            let Some(part) = segment.span.meet(span) else { continue };
            let at = segment.capture_offset + (part.start - segment.span.start);
            let piece = pieces_at.iter().find(|(offset, len, _)| (*offset..offset + len).contains(&at));
            if let Some((offset, len, here)) = piece {
                let start = here + (at - offset);
                sealed.lit.push(Span::new(start, (start + part.len()).min(here + len)));
            }
        }
        sealed
    }

    /// The number of rows.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        (self.bytes.len() as u64).div_ceil(ROW_BYTES)
    }

    /// Rows `first` to `first + count`. Record headers have the colour of a head.
    #[must_use]
    pub fn scene(&self, first: u64, count: u64) -> Scene {
        let count = count.min(ROWS_LIMIT).min(self.rows().saturating_sub(first));
        let cell = |at: u64| {
            let Some(byte) = self.bytes.get(at as usize) else { return Cell::default() };
            let is_header = self.records.iter().any(|(_, span, _)| Span::at(span.start, 5).contains(at));
            let owner = if is_header { Owner::Head } else { Owner::Nobody };
            Cell { glyph: Glyph::Byte(*byte), owner, ascii: Some(ascii(*byte)) }
        };
        let row = |row: u64| Row {
            offset: row * ROW_BYTES,
            cells: std::array::from_fn(|column| cell(row * ROW_BYTES + column as u64)),
        };
        Scene { first_row: first, rows: (first..first + count).map(row).collect(), ticks: Vec::new() }
    }
}
