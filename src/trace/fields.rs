//! The named fields of a frame, computed when someone looks. The leaves tile the frame: every byte has an owner.

use crate::base::{Bits, Buffer, Place, Source, Span, Text};
use crate::wire::frame::{LengthForm, Opcode};

use super::{Connection, Frame};

/// What a field is: its colour, and its link to the tables of `rules`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// FIN.
    Fin,
    /// RSV1 to RSV3 by number.
    Rsv(u8),
    /// Opcode.
    Opcode,
    /// MASK bit.
    Mask,
    /// 7-bit payload length.
    Length,
    /// 16- or 64-bit payload length.
    ExtendedLength,
    /// Masking key.
    MaskingKey,
    /// Payload.
    Payload,
    /// Close code, within the payload.
    CloseCode,
    /// Close reason, within the payload.
    CloseReason,
}

impl FieldKind {
    /// The RFC's name of it.
    #[must_use]
    pub const fn name(self) -> Text {
        match self {
            Self::Fin => Text::same("FIN"),
            Self::Rsv(1) => Text::same("RSV1"),
            Self::Rsv(2) => Text::same("RSV2"),
            Self::Rsv(_) => Text::same("RSV3"),
            Self::Opcode => Text::same("opcode"),
            Self::Mask => Text::same("MASK"),
            Self::Length => Text::new("payload length", "페이로드 길이"),
            Self::ExtendedLength => Text::new("extended payload length", "확장 페이로드 길이"),
            Self::MaskingKey => Text::new("masking key", "마스킹 키"),
            Self::Payload => Text::new("payload", "페이로드"),
            Self::CloseCode => Text::new("close code", "종료 코드"),
            Self::CloseReason => Text::new("close reason", "종료 사유"),
        }
    }
}

/// A named field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is.
    pub kind: FieldKind,
    /// Where it stands: stream bytes of the sender, with bits where it is finer than bytes.
    pub place: Place,
    /// Its value, in no language: `1`, `0x1`, `126`, `37 fa 21 3d`, `1000`.
    pub value: String,
}

impl Connection {
    /// The fields of a frame in wire order. For a Close frame the payload is followed by its code and reason, which
    /// stand within the payload.
    #[must_use]
    pub fn fields(&self, source: &dyn Source, frame: &Frame) -> Vec<Field> {
        let start = frame.span.start;
        let buffer = Buffer::Stream { connection: self.id, side: frame.from };
        let bits = |byte: u64, first: u16, len: u16| Place {
            buffer,
            span: Span::at(start + byte, 1),
            bits: Some(Bits { start: first, len }),
        };
        let flag = |on: bool| u8::from(on).to_string();
        let mut fields = vec![Field { kind: FieldKind::Fin, place: bits(0, 0, 1), value: flag(frame.fin) }];
        for (number, bit) in [(1, 4), (2, 2), (3, 1)] {
            let place = bits(0, u16::from(number), 1);
            fields.push(Field { kind: FieldKind::Rsv(number), place, value: flag(frame.rsv & bit != 0) });
        }
        let opcode = format!("0x{:X}", frame.opcode.0);
        fields.push(Field { kind: FieldKind::Opcode, place: bits(0, 4, 4), value: opcode });
        fields.push(Field { kind: FieldKind::Mask, place: bits(1, 0, 1), value: flag(frame.masked) });
        let short = match frame.length_form {
            LengthForm::Seven => frame.payload_len,
            LengthForm::Sixteen => 126,
            LengthForm::SixtyFour => 127,
        };
        fields.push(Field { kind: FieldKind::Length, place: bits(1, 1, 7), value: short.to_string() });
        let extended = frame.length_form.extended_bytes() as u64;
        if extended > 0 {
            let place = Place::bytes(buffer, Span::at(start + 2, extended));
            fields.push(Field {
                kind: FieldKind::ExtendedLength,
                place,
                value: frame.payload_len.to_string(),
            });
        }
        if let Some(span) = frame.key_span() {
            let key = self.stream_bytes(source, frame.from, span).bytes;
            fields.push(Field {
                kind: FieldKind::MaskingKey,
                place: Place::bytes(buffer, span),
                value: hex(&key),
            });
        }
        let payload = frame.payload_span();
        if !payload.is_empty() {
            let value = payload.len().to_string();
            fields.push(Field { kind: FieldKind::Payload, place: Place::bytes(buffer, payload), value });
        }
        if frame.opcode == Opcode::CLOSE && payload.len() >= 2 {
            self.close_fields(source, frame, buffer, &mut fields);
        }
        fields
    }

    fn close_fields(&self, source: &dyn Source, frame: &Frame, buffer: Buffer, fields: &mut Vec<Field>) {
        let span = frame.payload_span();
        let bytes = self.payload(source, frame).bytes;
        let Some((code, reason)) = bytes.split_first_chunk::<2>() else { return };
        let place = Place::bytes(buffer, Span::at(span.start, 2));
        fields.push(Field {
            kind: FieldKind::CloseCode,
            place,
            value: u16::from_be_bytes(*code).to_string(),
        });
        if !reason.is_empty() {
            let place = Place::bytes(buffer, Span::new(span.start + 2, span.end));
            let value = String::from_utf8_lossy(reason).into_owned();
            fields.push(Field { kind: FieldKind::CloseReason, place, value });
        }
    }
}

/// Lower-case hex digits with spaces between bytes.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3);
    for (i, byte) in bytes.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        for nibble in [byte >> 4, byte & 0xF] {
            out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    out
}
