//! Masking, byte by byte (RFC 6455 §5.3): what was sent, the byte of the key that it meets, what was meant.

use emath::{Rect, pos2};

use crate::base::{Source, Span};
use crate::trace::{Connection, Frame, MessageKind};
use crate::wire::frame::Opcode;

use super::super::conceal::Veil;

/// Left edge of the columns: the rows' names stand before it.
const COLUMNS_X: f32 = 165.0;
const PITCH: f32 = 64.0;
const CELL: emath::Vec2 = emath::vec2(56.0, 26.0);
const ROW_PITCH: f32 = 30.0;
/// Room kept at the right for a note, where there is so much; or else below.
const NOTE: f32 = 130.0;
const NOTE_BELOW: f32 = 22.0;
const WIDE: f32 = 560.0;

/// What the third row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Text.
    Text,
    /// Bytes without characters.
    Bytes,
    /// Bytes that must be inflated first.
    Compressed,
}

/// One payload byte.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its index in the payload.
    pub index: u64,
    /// Where it stands in the sender's stream.
    pub at: u64,
    /// Where its key byte stands, for a masked frame.
    pub key_at: Option<u64>,
    /// As sent; `None` where it is hidden.
    pub wire: Option<u8>,
    /// The byte of the key; `None` where it is hidden or there is no key.
    pub key: Option<u8>,
    /// Unmasked; `None` where it is hidden.
    pub plain: Option<u8>,
    /// The character that begins with this byte, for text whose bytes may all be told.
    pub letter: Option<char>,
    /// Whether its packet has come.
    pub happened: bool,
    /// Places of the three cells.
    pub cells: [Rect; 3],
}

/// The rows below the diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmasking {
    /// Payload bytes that are shown.
    pub columns: Vec<Column>,
    /// Whether the frame is masked: without a key there are no key and no result rows.
    pub masked: bool,
    /// What the payload is.
    pub meaning: Meaning,
    /// Whether a question hides the result.
    pub hidden: bool,
    /// What a compressed message inflates to, where it may be told.
    pub inflated: Option<String>,
    /// The rectangle of the note at the right.
    pub note: Rect,
    /// How high all of it is.
    pub height: f32,
}

/// Longest inflated text that is shown.
const INFLATED_CHARS: usize = 120;
const INFLATE_MAX_BYTES: u64 = 1 << 20;

impl Unmasking {
    /// How high the rows of a frame are: 0 where there is nothing to show.
    #[must_use]
    pub fn height_of(connection: &Connection, frame: &Frame) -> f32 {
        if frame.payload_span().is_empty() {
            return 0.0;
        }
        let meaning = meaning(connection, frame);
        // On the wire; the key and the result; as text, or what it inflates to.
        let rows = 1.0
            + if frame.masked { 2.0 } else { 0.0 }
            + if meaning == Meaning::Compressed || (meaning == Meaning::Text && !frame.masked) {
                1.0
            } else {
                0.0
            };
        rows * ROW_PITCH
    }
}

/// Looks up and places the rows for the payload bytes around `focus`, below `top` in `width` points.
#[must_use]
pub fn unmasking(
    connection: &Connection,
    source: &dyn Source,
    frame: &Frame,
    veil: &Veil<'_>,
    (top, width): (f32, f32),
    focus: Option<u64>,
) -> Option<Unmasking> {
    let payload = frame.payload_span();
    if payload.is_empty() {
        return None;
    }
    let is_asked = veil.asks_for_plain(frame.from, payload);
    let note_room = if is_asked && width >= WIDE { NOTE } else { 8.0 };
    let count = (((width - COLUMNS_X - note_room) / PITCH).floor() as u64).clamp(2, 16);
    let focus = focus.unwrap_or(0).min(payload.len() - 1);
    // Whole groups of the key where they fit, so that its order can be seen.
    let step = if count >= 4 { count - count % 4 } else { count };
    let start = focus - focus % step;
    let span = Span::at(payload.start + start, count.min(payload.len() - start));
    let bytes = connection.stream_bytes(source, frame.from, span).bytes;
    let key = connection.header(source, frame).and_then(|header| header.mask);
    let key_span = frame.key_span();
    let mut columns = Vec::with_capacity(bytes.len());
    for (slot, wire) in bytes.into_iter().enumerate() {
        let index = start + slot as u64;
        let at = payload.start + index;
        let one = Span::at(at, 1);
        let key_at = key_span.map(|span| span.start + index % 4);
        let key_byte = key.map(|key| key[(index % 4) as usize]);
        let key_is_open = key_at.is_none_or(|at| !veil.hides_raw(frame.from, Span::at(at, 1)));
        let wire_is_open = !veil.hides_raw(frame.from, one);
        let plain_is_open = wire_is_open && key_is_open && !veil.hides_plain(frame.from, one);
        let cells = cells(slot, top);
        columns.push(Column {
            index,
            at,
            key_at,
            wire: wire_is_open.then_some(wire),
            key: key_byte.filter(|_| key_is_open),
            plain: plain_is_open.then(|| wire ^ key_byte.unwrap_or(0)),
            letter: None,
            happened: !veil.is_future(frame.from, at),
            cells,
        });
    }
    let meaning = meaning(connection, frame);
    if meaning == Meaning::Text {
        letters(&mut columns);
    }
    let right = columns.last().map_or(COLUMNS_X, |column| column.cells[0].right());
    let result = top + ROW_PITCH * if frame.masked { 2.0 } else { 1.0 };
    let is_wide = width >= WIDE;
    let (left, y) =
        if is_wide { (right + 14.0, result - 2.0) } else { (COLUMNS_X, result + ROW_PITCH - 6.0) };
    let note = Rect::from_min_max(pos2(left, y), pos2(width - 8.0, y + 30.0));
    let height =
        Unmasking::height_of(connection, frame) + if is_asked && !is_wide { NOTE_BELOW } else { 0.0 };
    Some(Unmasking {
        masked: frame.masked,
        meaning,
        hidden: columns.iter().any(|column| column.happened && column.plain.is_none()),
        inflated: (meaning == Meaning::Compressed)
            .then(|| inflated(connection, source, frame, veil))
            .flatten(),
        columns,
        note,
        height,
    })
}

/// The three cells of a column.
fn cells(slot: usize, top: f32) -> [Rect; 3] {
    let x = COLUMNS_X + PITCH * slot as f32;
    [0.0, 1.0, 2.0].map(|row| Rect::from_min_size(pos2(x, top + ROW_PITCH * row), CELL))
}

/// Finds the characters that begin in these columns and end there.
fn letters(columns: &mut [Column]) {
    for at in 0..columns.len() {
        let bytes = columns[at..].iter().take(4).map_while(|column| column.plain);
        let mut known = [0; 4];
        let mut len = 0;
        for byte in bytes {
            known[len] = byte;
            len += 1;
        }
        let valid = match std::str::from_utf8(&known[..len]) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&known[..error.valid_up_to()]).unwrap_or_default(),
        };
        columns[at].letter = valid.chars().next();
    }
}

fn meaning(connection: &Connection, frame: &Frame) -> Meaning {
    let message = frame.message.and_then(|n| connection.message(n));
    match message {
        Some(message) if message.compressed => Meaning::Compressed,
        Some(message) if message.kind == MessageKind::Text => Meaning::Text,
        None if matches!(frame.opcode, Opcode::PING | Opcode::PONG) => Meaning::Text,
        _ => Meaning::Bytes,
    }
}

fn inflated(connection: &Connection, source: &dyn Source, frame: &Frame, veil: &Veil<'_>) -> Option<String> {
    let message = connection.message(frame.message?)?;
    let frames = connection.frames_of(&message);
    let is_open = frames.iter().all(|part| !veil.hides_plain(part.from, part.payload_span()));
    if !is_open || message.len > INFLATE_MAX_BYTES {
        return None;
    }
    let bytes = connection.message_bytes(source, &message).bytes;
    let shown = &bytes[..bytes.len().min(4 * INFLATED_CHARS)];
    if message.kind == MessageKind::Binary {
        return Some(crate::trace::hex(&shown[..shown.len().min(32)]));
    }
    let text = String::from_utf8_lossy(shown);
    let mut short: String =
        text.chars().take(INFLATED_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if bytes.len() > shown.len() || text.chars().count() > INFLATED_CHARS {
        short.push('…');
    }
    Some(short)
}
