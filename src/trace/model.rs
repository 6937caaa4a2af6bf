//! What the trace holds of one connection: facts in compact rows, read through small `Copy` views.

use std::net::IpAddr;

use crate::base::{Both, Side, Span, Stamp};
use crate::wire::frame::{LengthForm, Opcode};
pub use crate::wire::upgrade::Deflate;

use super::Rows;

/// One end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Its address.
    pub ip: IpAddr,
    /// Its TCP port.
    pub port: u16,
}

impl Endpoint {
    /// Stands where nothing is known, as of a client in a HAR; [`Endpoint::text_in_har`] shows it so.
    pub const UNKNOWN: Self = Self { ip: IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), port: 0 };

    /// An end that a HAR tells of: its host, or its address, and its port, and a question mark for what is not known.
    #[must_use]
    pub fn text_in_har(&self, host: Option<&str>) -> String {
        let ip = (self.ip != Self::UNKNOWN.ip).then(|| self.ip.to_string());
        match (host, ip, self.port) {
            (None, None, 0) => "?".to_owned(),
            (Some(host), Some(ip), port) if host != ip => format!("{host}:{port} ({ip})"),
            (Some(host), _, port) => format!("{host}:{port}"),
            (None, Some(_), _) => self.to_string(),
            (None, None, port) => format!("?:{port}"),
        }
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.ip {
            IpAddr::V4(ip) => write!(f, "{ip}:{}", self.port),
            IpAddr::V6(ip) => write!(f, "[{ip}]:{}", self.port),
        }
    }
}

/// Where the capture came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// The opening handshake is in the capture, or a part of it.
    Handshake,
    /// The capture began after it; that these are WebSocket frames is inferred from their consistency.
    Midstream,
}

/// What the opening handshake came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Outcome {
    /// No answer has been seen.
    #[default]
    Pending,
    /// 101, and nothing in it forbids to open.
    Open,
    /// An ordinary HTTP answer: not an error.
    Refused,
    /// 101, but the client must fail the connection (RFC 6455 §4.1).
    Invalid,
}

/// What happened at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Ending {
    /// Which Close frames were seen: frame number of each side's first.
    pub close_frames: Both<Option<u32>>,
    /// Who sent the first Close frame.
    pub initiator: Option<Side>,
    /// The code in the initiator's Close, if it had one.
    pub code: Option<u16>,
    /// How TCP ended.
    pub tcp: Option<TcpEnd>,
    /// Who ended TCP first.
    pub tcp_by: Option<Side>,
}

impl Ending {
    /// How a connection whose opening handshake came to `outcome` ended, in one word.
    #[must_use]
    pub const fn kind(&self, outcome: Outcome) -> CloseKind {
        if matches!(outcome, Outcome::Refused) {
            return CloseKind::Refused;
        }
        let closes = &self.close_frames;
        match (closes.client.is_some(), closes.server.is_some(), self.tcp.is_some()) {
            (true, true, _) => CloseKind::Clean,
            (false, false, true) => CloseKind::Dropped,
            (_, _, true) => CloseKind::Half,
            (_, _, false) => CloseKind::Open,
        }
    }

    /// What an application would be told: the initiator's code, 1005 where its Close had none, 1006 where TCP ended
    /// without a Close (RFC 6455 §7.1.5); `None` while it is open or was refused.
    #[must_use]
    pub const fn observed_code(&self, outcome: Outcome) -> Option<u16> {
        match self.kind(outcome) {
            CloseKind::Refused | CloseKind::Unknown => None,
            CloseKind::Dropped => Some(1006),
            CloseKind::Clean | CloseKind::Half | CloseKind::Open => match (self.initiator, self.code) {
                (Some(_), Some(code)) => Some(code),
                (Some(_), None) => Some(1005),
                (None, _) => None,
            },
        }
    }
}

/// How TCP ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TcpEnd {
    /// With FIN.
    Fin,
    /// With RST.
    Rst,
}

/// How the connection ended, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseKind {
    /// Both Close frames were seen.
    Clean,
    /// One Close frame was seen, and TCP ended.
    Half,
    /// TCP ended without a Close frame.
    Dropped,
    /// The capture ended first.
    Open,
    /// The opening handshake was refused.
    Refused,
    /// Nothing is told of the end: a HAR has no Close frames and no TCP.
    Unknown,
}

impl CloseKind {
    /// The word of the machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Half => "half",
            Self::Dropped => "dropped",
            Self::Open => "open",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// A TCP event that carries no new stream bytes but is worth drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TcpEventKind {
    /// SYN.
    Syn,
    /// SYN and ACK.
    SynAck,
    /// The bare ACK that ends the three-way handshake.
    Ack,
    /// FIN, with or without ACK.
    Fin,
    /// RST.
    Rst,
    /// Bytes that had been seen before.
    Retransmission,
    /// The same packet captured twice.
    Duplicate,
    /// A keep-alive probe.
    KeepAlive,
    /// A window of zero: the sender of this cannot take more.
    ZeroWindow,
}

/// One TCP event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TcpEvent {
    /// When.
    pub stamp: Stamp,
    /// Who sent it.
    pub from: Side,
    /// What it was.
    pub kind: TcpEventKind,
    /// Packet number, from 1.
    pub packet: u32,
    /// Offset in the sender's stream at which it stands.
    pub stream_offset: u64,
    /// Payload bytes it carried.
    pub len: u32,
}

/// A run of stream bytes as one packet brought it. Runs of a side are sorted and disjoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The bytes of the stream that this packet was the first to bring.
    pub span: Span,
    /// Where those bytes stand in the capture.
    pub capture_offset: u64,
    /// Packet number, from 1.
    pub packet: u32,
    /// When it was captured, to the microsecond.
    pub stamp: Stamp,
    /// Whether it arrived after bytes that follow it.
    pub late: bool,
}

/// A segment in 24 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct SegmentRow {
    /// Stream offset in the low 48 bits, length in the high 16.
    at_len: u64,
    /// Capture offset in the low 48 bits, then one flag bit, then the high 15 bits of the time.
    place: u64,
    packet: u32,
    /// Microseconds since the connection's first stamp, low 32 bits.
    micros: u32,
}

const LOW_48: u64 = (1 << 48) - 1;

impl SegmentRow {
    /// The longest run one row holds; a longer one takes several.
    pub(super) const MAX_BYTES: u64 = 0xFFFF;

    pub(super) fn new(segment: &Segment, origin: Stamp) -> Self {
        let micros = (segment.stamp.nanos_since(origin).max(0) / 1000) as u64;
        let micros = micros.min((1 << 47) - 1);
        Self {
            at_len: segment.span.start & LOW_48 | segment.span.len().min(Self::MAX_BYTES) << 48,
            place: segment.capture_offset & LOW_48 | u64::from(segment.late) << 48 | micros >> 32 << 49,
            packet: segment.packet,
            micros: micros as u32,
        }
    }

    pub(super) fn view(self, origin: Stamp) -> Segment {
        let micros = self.place >> 49 << 32 | u64::from(self.micros);
        Segment {
            span: Span::at(self.at_len & LOW_48, self.at_len >> 48),
            capture_offset: self.place & LOW_48,
            packet: self.packet,
            stamp: Stamp::from_nanos(origin.nanos.saturating_add((micros * 1000) as i64)),
            late: self.place >> 48 & 1 == 1,
        }
    }

    pub(super) const fn start(self) -> u64 {
        self.at_len & LOW_48
    }
}

/// One frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// 0-based over both directions, in the order in which last bytes were seen.
    pub n: u32,
    /// Who sent it.
    pub from: Side,
    /// When its last byte was seen.
    pub stamp: Stamp,
    /// Where it stands in the sender's TCP stream, header first, as far as it is there.
    pub span: Span,
    /// 2 to 14.
    pub header_len: u8,
    /// Final fragment.
    pub fin: bool,
    /// RSV1 = 4, RSV2 = 2, RSV3 = 1.
    pub rsv: u8,
    /// What it is.
    pub opcode: Opcode,
    /// Whether the MASK bit is set.
    pub masked: bool,
    /// Declared payload length in bytes.
    pub payload_len: u64,
    /// How the length is written.
    pub length_form: LengthForm,
    /// The message it belongs to, for data frames.
    pub message: Option<u32>,
    /// False where the stream ended, or bytes are missing, inside it.
    pub complete: bool,
    /// True where its boundary is a guess after a gap or in a capture that began mid-way.
    pub guess: bool,
}

impl Frame {
    /// The header's bytes in the sender's stream.
    #[must_use]
    pub const fn header_span(&self) -> Span {
        Span::at(self.span.start, self.header_len as u64)
    }

    /// The payload's bytes in the sender's stream.
    #[must_use]
    pub const fn payload_span(&self) -> Span {
        Span::new(self.span.start + self.header_len as u64, self.span.end)
    }

    /// The masking key's bytes in the sender's stream, where the MASK bit is set.
    #[must_use]
    pub fn key_span(&self) -> Option<Span> {
        let end = self.span.start + u64::from(self.header_len);
        self.masked.then(|| Span::new(end - 4, end))
    }
}

/// What a frame is, without its place and lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameMark {
    /// Who sent it.
    pub from: Side,
    /// What it is.
    pub opcode: Opcode,
    /// Final fragment.
    pub fin: bool,
    /// Whether it is the first of a message.
    pub starts_message: bool,
}

/// A frame in 24 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct FrameRow {
    nanos: i64,
    /// Stream offset in the low 48 bits, then flags.
    place: u64,
    /// Bytes of the payload that are in the stream; [`FrameRow::LONG`] where the number is in the side table.
    payload: u32,
    first: u8,
    second: u8,
}

impl FrameRow {
    /// Marks a payload whose lengths stand in the connection's table of long frames.
    pub(super) const LONG: u32 = u32::MAX;
    const SERVER: u64 = 1 << 48;
    const STARTS: u64 = 1 << 49;
    const COMPLETE: u64 = 1 << 50;
    const GUESS: u64 = 1 << 51;

    pub(super) fn new(frame: &Frame, first: u8, second: u8, starts_message: bool) -> Self {
        let declared_is_there = frame.payload_len == frame.payload_span().len();
        let payload = match u32::try_from(frame.payload_len) {
            Ok(len) if declared_is_there && len != Self::LONG => len,
            _ => Self::LONG,
        };
        let mut place = frame.span.start & LOW_48;
        for (flag, on) in [
            (Self::SERVER, frame.from == Side::Server),
            (Self::STARTS, starts_message),
            (Self::COMPLETE, frame.complete),
            (Self::GUESS, frame.guess),
        ] {
            if on {
                place |= flag;
            }
        }
        Self { nanos: frame.stamp.nanos, place, payload, first, second }
    }

    pub(super) const fn starts_message(self) -> bool {
        self.place & Self::STARTS != 0
    }

    pub(super) const fn start(self) -> u64 {
        self.place & LOW_48
    }

    pub(super) const fn mark(self) -> FrameMark {
        FrameMark {
            from: if self.place & Self::SERVER == 0 { Side::Client } else { Side::Server },
            opcode: Opcode(self.first & 0xF),
            fin: self.first & 0x80 != 0,
            starts_message: self.starts_message(),
        }
    }

    pub(super) const fn is_long(self) -> bool {
        self.payload == Self::LONG
    }

    /// The view of the row; `long` is (declared, present) payload bytes for long rows.
    pub(super) fn view(self, n: u32, long: Option<(u64, u64)>, message: Option<u32>) -> Frame {
        let short = u64::from(self.payload);
        let (payload_len, present) =
            if self.is_long() { long.unwrap_or((short, short)) } else { (short, short) };
        let form = match self.second & 0x7F {
            126 => LengthForm::Sixteen,
            127 => LengthForm::SixtyFour,
            _ => LengthForm::Seven,
        };
        let header_len = crate::wire::frame::Header::len_from(self.second);
        Frame {
            n,
            from: if self.place & Self::SERVER == 0 { Side::Client } else { Side::Server },
            stamp: Stamp::from_nanos(self.nanos),
            span: Span::at(self.place & LOW_48, header_len as u64 + present),
            header_len: header_len as u8,
            fin: self.first & 0x80 != 0,
            rsv: self.first >> 4 & 0x7,
            opcode: Opcode(self.first & 0xF),
            masked: self.second & 0x80 != 0,
            payload_len,
            length_form: form,
            message,
            complete: self.place & Self::COMPLETE != 0,
            guess: self.place & Self::GUESS != 0,
        }
    }
}

/// What kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// UTF-8 text.
    Text,
    /// Bytes.
    Binary,
}

/// One message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// 0-based over both directions, in the order in which first frames ended.
    pub n: u32,
    /// Who sent it.
    pub from: Side,
    /// Text or binary.
    pub kind: MessageKind,
    /// Number of its first frame; of no frame where there are none.
    pub first_frame: u32,
    /// Number of its last frame seen.
    pub last_frame: u32,
    /// How many frames carry it; 0 where a HAR tells of it, which has no frames.
    pub frames: u32,
    /// Sum of the payload lengths; 0 without frames.
    pub wire_len: u64,
    /// Bytes after inflating; equals `wire_len` where it is not compressed.
    pub len: u64,
    /// RSV1 was set and permessage-deflate agreed.
    pub compressed: bool,
    /// Its last fragment was seen, and it inflated.
    pub complete: bool,
    /// Inflating failed.
    pub broken: bool,
    /// For text: whether it is UTF-8 as far as it was seen.
    pub utf8_ok: bool,
    /// When its first frame ended.
    pub stamp_first: Stamp,
    /// When its last frame ended.
    pub stamp_last: Stamp,
}

/// What the trace holds of one side's TCP stream.
#[derive(Debug, Clone, Default)]
pub struct Stream {
    pub(super) segments: Rows<SegmentRow>,
    /// Bytes known to be missing from the capture.
    pub gaps: Vec<Span>,
    /// Bytes that were there and that nobody could read.
    pub unread: Vec<Span>,
    /// Other HTTP exchanges on the connection, and tunnelled preludes: heads and bodies.
    pub other_http: Vec<Span>,
    /// Where the request or response head of the upgrade stands.
    pub head: Option<Span>,
    /// Where the WebSocket frames begin; offsets of the machine-readable output count from here.
    pub frames_start: Option<u64>,
    /// One past the last stream byte known of.
    pub end: u64,
}

impl Stream {
    /// How many runs of bytes the packets brought.
    #[must_use]
    pub const fn segments(&self) -> usize {
        self.segments.len()
    }
}
