//! The WebSocket frame header (RFC 6455 §5.2), read and written. `write(read(b)) == b` for every header, the
//! illegal ones too: which length form was used and what the reserved bits held is kept.

/// The longest header: two bytes, a 64-bit length and a masking key.
pub const HEADER_MAX_BYTES: usize = 14;

/// The opcode field, 4 bits (RFC 6455 §5.2, §11.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Opcode(pub u8);

impl Opcode {
    /// A further fragment of a message.
    pub const CONTINUATION: Self = Self(0x0);
    /// The first frame of a text message.
    pub const TEXT: Self = Self(0x1);
    /// The first frame of a binary message.
    pub const BINARY: Self = Self(0x2);
    /// Connection close.
    pub const CLOSE: Self = Self(0x8);
    /// Ping.
    pub const PING: Self = Self(0x9);
    /// Pong.
    pub const PONG: Self = Self(0xA);

    /// Whether it is a control opcode: the most significant bit is set (RFC 6455 §5.5).
    #[must_use]
    pub const fn is_control(self) -> bool {
        self.0 & 0x8 != 0
    }

    /// Whether the RFC reserves it for further frames.
    #[must_use]
    pub const fn is_reserved(self) -> bool {
        matches!(self.0, 0x3..=0x7 | 0xB..=0xF)
    }

    /// The short name that tags show: `TEXT`, `BIN`, `CONT`, `CLOSE`, `PING`, `PONG`, or `0x3`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        const RESERVED: [&str; 16] =
            ["", "", "", "0x3", "0x4", "0x5", "0x6", "0x7", "", "", "", "0xB", "0xC", "0xD", "0xE", "0xF"];
        match self {
            Self::CONTINUATION => "CONT",
            Self::TEXT => "TEXT",
            Self::BINARY => "BIN",
            Self::CLOSE => "CLOSE",
            Self::PING => "PING",
            Self::PONG => "PONG",
            Self(other) => RESERVED[(other & 0xF) as usize],
        }
    }
}

/// Which of the three length forms a header uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LengthForm {
    /// In the 7-bit field itself.
    Seven,
    /// 126, then 16 bits.
    Sixteen,
    /// 127, then 64 bits.
    SixtyFour,
}

impl LengthForm {
    /// 7, 16 or 64.
    #[must_use]
    pub const fn bits(self) -> u8 {
        match self {
            Self::Seven => 7,
            Self::Sixteen => 16,
            Self::SixtyFour => 64,
        }
    }

    /// Bytes of the extended payload length: 0, 2 or 8.
    #[must_use]
    pub const fn extended_bytes(self) -> usize {
        match self {
            Self::Seven => 0,
            Self::Sixteen => 2,
            Self::SixtyFour => 8,
        }
    }

    /// The shortest form that holds `len`, which a sender must use (RFC 6455 §5.2).
    #[must_use]
    pub const fn minimal(len: u64) -> Self {
        match len {
            0..=125 => Self::Seven,
            126..=0xFFFF => Self::Sixteen,
            _ => Self::SixtyFour,
        }
    }
}

/// A frame header as it stands on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header {
    /// Final fragment.
    pub fin: bool,
    /// The three reserved bits, RSV1 = 4, RSV2 = 2, RSV3 = 1.
    pub rsv: u8,
    /// 4 bits.
    pub opcode: Opcode,
    /// The masking key, where the MASK bit is set.
    pub mask: Option<[u8; 4]>,
    /// Payload length in bytes, as declared.
    pub len: u64,
    /// How the length is written.
    pub form: LengthForm,
}

impl Header {
    /// How many bytes the header takes: 2 to 14.
    #[must_use]
    pub const fn header_len(&self) -> usize {
        2 + self.form.extended_bytes() + if self.mask.is_some() { 4 } else { 0 }
    }

    /// How many bytes a header that begins with these two bytes takes.
    #[must_use]
    pub const fn len_from(second: u8) -> usize {
        let extended = match second & 0x7F {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        2 + extended + if second & 0x80 != 0 { 4 } else { 0 }
    }

    /// Reads the header at the start of `bytes`; `None` when more bytes are needed. Never fails otherwise:
    /// every sequence of bytes is some header.
    #[must_use]
    #[inline]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [first, second, ..] = *bytes else { return None };
        let rest = &bytes[2..];
        let (form, len, rest) = match second & 0x7F {
            126 => {
                let (field, rest) = rest.split_first_chunk::<2>()?;
                (LengthForm::Sixteen, u64::from(u16::from_be_bytes(*field)), rest)
            }
            127 => {
                let (field, rest) = rest.split_first_chunk::<8>()?;
                (LengthForm::SixtyFour, u64::from_be_bytes(*field), rest)
            }
            short => (LengthForm::Seven, u64::from(short), rest),
        };
        let mask = if second & 0x80 != 0 { Some(*rest.first_chunk::<4>()?) } else { None };
        Some(Self {
            fin: first & 0x80 != 0,
            rsv: (first >> 4) & 0x7,
            opcode: Opcode(first & 0xF),
            mask,
            len,
            form,
        })
    }

    /// Appends the header as it stands on the wire. A length that does not fit its form keeps its low bits,
    /// so that a simulator can lie.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.fin) << 7 | (self.rsv & 0x7) << 4 | (self.opcode.0 & 0xF));
        let mask_bit = u8::from(self.mask.is_some()) << 7;
        match self.form {
            LengthForm::Seven => out.push(mask_bit | (self.len & 0x7F) as u8),
            LengthForm::Sixteen => {
                out.push(mask_bit | 126);
                out.extend_from_slice(&(self.len as u16).to_be_bytes());
            }
            LengthForm::SixtyFour => {
                out.push(mask_bit | 127);
                out.extend_from_slice(&self.len.to_be_bytes());
            }
        }
        if let Some(key) = self.mask {
            out.extend_from_slice(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_is_written_as_it_was_read() {
        let mut tail = [0x37, 0xFA, 0x21, 0x3D, 0, 1, 2, 3, 4, 5, 6, 7];
        for first in 0..=255 {
            for second in 0..=255_u8 {
                tail[0] = first ^ second;
                let mut bytes = vec![first, second];
                bytes.extend_from_slice(&tail);
                let len = Header::len_from(second);
                for short in 0..len {
                    assert_eq!(
                        Header::read(&bytes[..short]),
                        None,
                        "{first:02x} {second:02x} cut at {short}"
                    );
                }
                let header = Header::read(&bytes).expect("a header");
                assert_eq!(header.header_len(), len);
                let mut out = Vec::new();
                header.write(&mut out);
                assert_eq!(out, bytes[..len], "{first:02x} {second:02x}");
            }
        }
    }

    #[test]
    fn the_rfc_examples_read_as_printed() {
        // RFC 6455 §5.7.
        let header = Header::read(&[0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D]).expect("a header");
        assert!(header.fin && header.rsv == 0 && header.opcode == Opcode::TEXT && header.len == 5);
        assert_eq!(header.mask, Some([0x37, 0xFA, 0x21, 0x3D]));
        let header = Header::read(&[0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0]).expect("a header");
        assert_eq!((header.len, header.form), (65_536, LengthForm::SixtyFour));
    }
}
