//! What can be wrong with a capture file, and where.

use crate::base::Text;

/// Bytes of a capture that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// Offset of the first byte that was not understood, in the (decompressed) capture.
    pub offset: u64,
    /// What is wrong there.
    pub kind: DamageKind,
    /// Where reading went on; `None` where it could not.
    pub resumed_at: Option<u64>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DamageKind {
    /// The file ends in the middle of a header, a record or a block.
    Cut,
    /// The first bytes are of no capture format.
    NotACapture,
    /// A record header that no capture program writes.
    RecordHeader,
    /// A block length that is too short, too long or not a multiple of four.
    BlockLength,
    /// The two lengths of a block differ.
    BlockTrailer,
    /// A section header without a byte-order magic.
    ByteOrder,
    /// A packet that claims more bytes than its block holds.
    PacketLength,
    /// A packet of an interface that was never described.
    UnknownInterface,
    /// More packets or interfaces than can be numbered.
    TooMany,
    /// The compressed data ends early.
    CompressedCut,
    /// The compressed data cannot be decompressed.
    CompressedBroken,
    /// The decompressed capture is larger than can be kept.
    TooLong,
    /// The system refused to read on, or to keep what was read.
    Unreadable,
    /// The text of a HAR is not JSON.
    NotJson,
    /// The JSON has no list of entries.
    NotHar,
    /// The JSON is nested more deeply than any HAR.
    TooDeep,
}

impl DamageKind {
    /// What is wrong, in words that follow "at byte N: ".
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::Cut => {
                Text::new("the file ends in the middle of a record", "레코드 중간에서 파일이 끝납니다")
            }
            Self::NotACapture => Text::new("this is no capture format", "캡처 형식이 아닙니다"),
            Self::RecordHeader => {
                Text::new("a record header has impossible values", "레코드 헤더의 값이 있을 수 없는 값입니다")
            }
            Self::BlockLength => {
                Text::new("a block has an impossible length", "블록 길이가 있을 수 없는 값입니다")
            }
            Self::BlockTrailer => {
                Text::new("the two lengths of a block differ", "블록 앞뒤의 두 길이가 서로 다릅니다")
            }
            Self::ByteOrder => Text::new(
                "a section header has no byte-order magic",
                "섹션 헤더에 바이트 순서 표시가 없습니다",
            ),
            Self::PacketLength => {
                Text::new("a packet is longer than its block", "패킷이 자신이 담긴 블록보다 깁니다")
            }
            Self::UnknownInterface => Text::new(
                "a packet names an interface that is not described",
                "설명되지 않은 인터페이스의 패킷입니다",
            ),
            Self::TooMany => Text::new(
                "more packets or interfaces than can be numbered",
                "번호를 매길 수 없을 만큼 많습니다",
            ),
            Self::CompressedCut => {
                Text::new("the compressed data ends early", "압축 데이터가 중간에 끝납니다")
            }
            Self::CompressedBroken => {
                Text::new("the compressed data cannot be decompressed", "압축을 풀 수 없는 데이터입니다")
            }
            Self::TooLong => Text::new(
                "the decompressed capture is larger than can be kept",
                "압축을 푼 캡처가 보관할 수 있는 크기를 넘습니다",
            ),
            Self::NotJson => Text::new("the text is not JSON", "올바른 JSON이 아닙니다"),
            Self::NotHar => Text::new(
                "the JSON has no log.entries as a HAR has",
                "HAR에 있어야 할 log.entries가 없습니다",
            ),
            Self::TooDeep => Text::new(
                "the JSON is nested more deeply than a HAR is",
                "JSON이 HAR보다 지나치게 깊이 중첩되어 있습니다",
            ),
            Self::Unreadable => {
                Text::new("the system could not read or keep more", "시스템이 더 읽거나 보관하지 못했습니다")
            }
        }
    }
}
