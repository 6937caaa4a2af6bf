//! The HTTP/2 frame header, read and written: `write(read(b)) == b` for every header, the reserved bit too.

use super::names::SettingId;
use super::{HEADER_BYTES, MAX_FRAME_SIZE};

/// The type of a frame (RFC 9113 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FrameType(pub u8);

impl FrameType {
    /// Bytes of a stream.
    pub const DATA: Self = Self(0x0);
    /// A field block: a request, a response, or trailers.
    pub const HEADERS: Self = Self(0x1);
    /// Deprecated priority signal.
    pub const PRIORITY: Self = Self(0x2);
    /// Abrupt end of a stream.
    pub const RST_STREAM: Self = Self(0x3);
    /// Parameters of the connection.
    pub const SETTINGS: Self = Self(0x4);
    /// A request that the server makes up.
    pub const PUSH_PROMISE: Self = Self(0x5);
    /// Liveness and round trip time.
    pub const PING: Self = Self(0x6);
    /// The connection is being shut down.
    pub const GOAWAY: Self = Self(0x7);
    /// Flow control.
    pub const WINDOW_UPDATE: Self = Self(0x8);
    /// More of a field block.
    pub const CONTINUATION: Self = Self(0x9);

    /// The RFC's name of it; `None` for types of extensions.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0x0 => "DATA",
            0x1 => "HEADERS",
            0x2 => "PRIORITY",
            0x3 => "RST_STREAM",
            0x4 => "SETTINGS",
            0x5 => "PUSH_PROMISE",
            0x6 => "PING",
            0x7 => "GOAWAY",
            0x8 => "WINDOW_UPDATE",
            0x9 => "CONTINUATION",
            _ => return None,
        })
    }

    /// Whether the type belongs to a stream: `Some(false)` for types of the whole connection, `None` where both or
    /// neither is known.
    const fn on_stream(self) -> Option<bool> {
        match self {
            Self::SETTINGS | Self::PING | Self::GOAWAY => Some(false),
            Self::WINDOW_UPDATE => None,
            Self(0x0..=0x9) => Some(true),
            Self(_) => None,
        }
    }

    /// The flags that the RFC defines for the type.
    const fn flags(self) -> u8 {
        match self {
            Self::DATA => Flags::END_STREAM | Flags::PADDED,
            Self::HEADERS => Flags::END_STREAM | Flags::END_HEADERS | Flags::PADDED | Flags::PRIORITY,
            Self::PUSH_PROMISE => Flags::END_HEADERS | Flags::PADDED,
            Self::CONTINUATION => Flags::END_HEADERS,
            Self::SETTINGS | Self::PING => Flags::ACK,
            _ => 0,
        }
    }
}

/// The flags of frames by bit (RFC 9113 §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags;

impl Flags {
    /// The last frame of its sender on the stream.
    pub const END_STREAM: u8 = 0x1;
    /// SETTINGS or PING that acknowledges one.
    pub const ACK: u8 = 0x1;
    /// The field block ends here.
    pub const END_HEADERS: u8 = 0x4;
    /// A pad length stands first, padding last.
    pub const PADDED: u8 = 0x8;
    /// Five octets of priority stand before the field block.
    pub const PRIORITY: u8 = 0x20;
}

/// A frame header as it stands on the wire (RFC 9113 §4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameHeader {
    /// Payload length in bytes, 24 bits.
    pub len: u32,
    /// The type.
    pub kind: FrameType,
    /// See [`Flags`].
    pub flags: u8,
    /// The reserved bit before the stream identifier.
    pub reserved: bool,
    /// Stream identifier, 31 bits; 0 is the connection.
    pub stream: u32,
}

impl FrameHeader {
    /// Reads the header at the start of `bytes`; `None` where there are fewer than nine.
    ///
    /// ```
    /// use ws101::wire::h2::{FrameHeader, FrameType};
    /// let header = FrameHeader::read(&[0, 0, 6, 4, 0, 0, 0, 0, 0]).unwrap();
    /// assert_eq!((header.kind, header.len), (FrameType::SETTINGS, 6));
    /// ```
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [a, b, c, kind, flags, stream @ ..] = bytes.first_chunk::<HEADER_BYTES>()?;
        let stream = u32::from_be_bytes(*stream);
        Some(Self {
            len: u32::from_be_bytes([0, *a, *b, *c]),
            kind: FrameType(*kind),
            flags: *flags,
            reserved: stream >> 31 != 0,
            stream: stream & 0x7FFF_FFFF,
        })
    }

    /// Writes it. `len` is taken by its low 24 bits, `stream` by its low 31.
    #[must_use]
    pub const fn write(&self) -> [u8; HEADER_BYTES] {
        let [_, a, b, c] = self.len.to_be_bytes();
        let stream = self.stream & 0x7FFF_FFFF | (self.reserved as u32) << 31;
        let [d, e, f, g] = stream.to_be_bytes();
        [a, b, c, self.kind.0, self.flags, d, e, f, g]
    }

    /// Whether a flag is set.
    #[must_use]
    pub const fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Header and payload, in bytes.
    #[must_use]
    pub const fn frame_bytes(&self) -> u64 {
        HEADER_BYTES as u64 + self.len as u64
    }

    /// Whether a sender that keeps to RFC 9113 §4 and §6 could mean it: a defined type and flags, a stream where one
    /// belongs, a length that fits. For finding the next frame after a loss.
    #[must_use]
    pub const fn is_lawful(&self) -> bool {
        let length = match self.kind {
            FrameType::PING => self.len == 8,
            FrameType::PRIORITY => self.len == 5,
            FrameType::RST_STREAM | FrameType::WINDOW_UPDATE => self.len == 4,
            FrameType::SETTINGS if self.has(Flags::ACK) => self.len == 0,
            FrameType::SETTINGS => self.len.is_multiple_of(6),
            FrameType::GOAWAY => self.len >= 8,
            _ => true,
        };
        let stream = match self.kind.on_stream() {
            Some(on_stream) => on_stream == (self.stream != 0),
            None => true,
        };
        let known = self.kind.name().is_some() && self.flags & !self.kind.flags() == 0;
        known && length && stream && !self.reserved && self.len <= MAX_FRAME_SIZE
    }
}

/// One parameter of a SETTINGS frame (RFC 9113 §6.5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Setting {
    /// Which.
    pub id: SettingId,
    /// Its value.
    pub value: u32,
}

/// The parameters in the payload of a SETTINGS frame; fewer than six bytes at its end are left out.
pub fn settings(payload: &[u8]) -> impl Iterator<Item = Setting> + '_ {
    let (entries, _) = payload.as_chunks::<6>();
    entries.iter().map(|[a, b, c, d, e, f]| Setting {
        id: SettingId(u16::from_be_bytes([*a, *b])),
        value: u32::from_be_bytes([*c, *d, *e, *f]),
    })
}

/// A whole frame: header and payload. The length is the payload's.
#[must_use]
pub fn write_frame(kind: FrameType, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let header = FrameHeader { len, kind, flags, reserved: false, stream };
    [&header.write()[..], payload].concat()
}
