//! TCP segments (RFC 9293 §3.1): the view every packet is read into, its checksum, and the header's fields.

use std::fmt;
use std::ops::Range;

use etherparse::checksum::Sum16BitWords;

use super::fields::Layer;
use super::{Address, CUT, Endpoint, Next, Packet, Parsed, Visitor, u16_of, u32_of};
use crate::base::Text;

/// The protocol number of TCP in IP.
pub(super) const PROTOCOL: u8 = 6;
/// A TCP header without options.
const HEADER_BYTES: usize = 20;

/// The control bits of a segment; the four reserved bits and AE stand above them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// No more data from the sender.
    pub const FIN: Self = Self(0x001);
    /// Synchronize sequence numbers.
    pub const SYN: Self = Self(0x002);
    /// Reset the connection.
    pub const RST: Self = Self(0x004);
    /// Push function.
    pub const PSH: Self = Self(0x008);
    /// The acknowledgment number counts.
    pub const ACK: Self = Self(0x010);
    /// The urgent pointer counts.
    pub const URG: Self = Self(0x020);
    /// ECN echo.
    pub const ECE: Self = Self(0x040);
    /// Congestion window reduced.
    pub const CWR: Self = Self(0x080);

    /// The flags by the header's own order and names.
    const NAMES: [(Self, &'static str); 8] = [
        (Self::CWR, "CWR"),
        (Self::ECE, "ECE"),
        (Self::URG, "URG"),
        (Self::ACK, "ACK"),
        (Self::PSH, "PSH"),
        (Self::RST, "RST"),
        (Self::SYN, "SYN"),
        (Self::FIN, "FIN"),
    ];

    /// Whether all flags of `flags` are set.
    #[inline(always)]
    #[must_use]
    pub const fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// Whether any flag of `flags` is set.
    #[inline(always)]
    #[must_use]
    pub const fn any(self, flags: Self) -> bool {
        self.0 & flags.0 != 0
    }
}

impl std::ops::BitOr for Flags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Display for Flags {
    /// `SYN ACK`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        for (_, name) in Self::NAMES.iter().filter(|(flag, _)| self.has(*flag)) {
            write!(f, "{gap}{name}")?;
            gap = " ";
        }
        Ok(())
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flags({self})")
    }
}

/// One TCP segment. Offsets are from the first byte of the packet (or of the [`super::Datagram`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TcpView {
    /// Sender.
    pub source: Endpoint,
    /// Receiver.
    pub destination: Endpoint,
    /// Sequence number of the first payload byte, or of the SYN.
    pub sequence: u32,
    /// Acknowledgment number; counts with [`Flags::ACK`].
    pub acknowledgment: u32,
    /// Control bits.
    pub flags: Flags,
    /// Window, not scaled.
    pub window: u16,
    /// Urgent pointer; counts with [`Flags::URG`].
    pub urgent: u16,
    /// Where the TCP header begins.
    pub header_at: u32,
    /// Where the payload begins: behind header and options. May lie behind the captured bytes.
    pub payload_at: u32,
    /// How many bytes of the payload were captured.
    pub payload_len: u32,
    /// How many it had on the wire, by the lengths in the IP header; padding and trailers do not count.
    pub wire_len: u32,
}

impl TcpView {
    /// The captured payload within the packet.
    #[inline(always)]
    #[must_use]
    pub const fn payload(&self) -> Range<usize> {
        if self.payload_len == 0 {
            return 0..0;
        }
        self.payload_at as usize..(self.payload_at + self.payload_len) as usize
    }

    /// The options within the packet; may end behind the captured bytes.
    #[must_use]
    pub const fn options(&self) -> Range<usize> {
        self.header_at as usize + HEADER_BYTES..self.payload_at as usize
    }

    /// How many payload bytes the capture does not have.
    #[inline(always)]
    #[must_use]
    pub const fn missing(&self) -> u32 {
        self.wire_len - self.payload_len
    }

    /// How far the segment moves the sequence number: its payload, and one each for SYN and FIN.
    #[inline(always)]
    #[must_use]
    pub const fn sequence_len(&self) -> u32 {
        self.wire_len + self.flags.has(Flags::SYN) as u32 + self.flags.has(Flags::FIN) as u32
    }

    /// Whether the checksum is right (RFC 9293 §3.1), `None` where bytes are missing to tell. Captures made on the
    /// sending host carry wrong ones where the network card was to fill them in.
    #[must_use]
    pub fn checksum_ok(&self, bytes: &[u8]) -> Option<bool> {
        if self.missing() != 0 {
            return None;
        }
        let end = (self.payload_at + self.payload_len) as usize;
        let segment = bytes.get(self.header_at as usize..end)?;
        let (_, source) = self.source.address.halves();
        let (_, destination) = self.destination.address.halves();
        let mut sum = Sum16BitWords::new();
        let sum = if self.source.address.is_v4() {
            sum.add_4bytes((source as u32).to_be_bytes()).add_4bytes((destination as u32).to_be_bytes())
        } else {
            sum.add_16bytes(self.source.address.octets()).add_16bytes(self.destination.address.octets())
        };
        let len = u32::try_from(segment.len()).ok()?;
        let sum = sum.add_2bytes([0, PROTOCOL]).add_4bytes(len.to_be_bytes()).add_slice(segment);
        Some(sum.ones_complement() == 0)
    }
}

/// The segment of an IPv4 packet without IP options and fragments, all headers captured: what nearly all packets are.
#[inline(always)]
pub(super) fn plain_ipv4(bytes: &[u8], ip_at: usize) -> Option<TcpView> {
    let head = bytes.get(ip_at..)?.first_chunk::<40>()?;
    // Version 4 and a header of five words; neither "more fragments" nor an offset; TCP.
    if head[0] != 0x45 || u16_of(head, 6) & 0x3fff != 0 || head[9] != PROTOCOL {
        return None;
    }
    let total_len = usize::from(u16_of(head, 2));
    let tcp_len = usize::from(head[32] >> 4) * 4;
    if tcp_len < HEADER_BYTES || total_len < 20 + tcp_len {
        return None;
    }
    let payload_at = ip_at + 20 + tcp_len;
    let wire_len = total_len - 20 - tcp_len;
    let payload_len = wire_len.min(bytes.len().saturating_sub(payload_at));
    Some(TcpView {
        source: Endpoint {
            address: Address::v4([head[12], head[13], head[14], head[15]]),
            port: u16_of(head, 20),
        },
        destination: Endpoint {
            address: Address::v4([head[16], head[17], head[18], head[19]]),
            port: u16_of(head, 22),
        },
        sequence: u32_of(head, 24),
        acknowledgment: u32_of(head, 28),
        flags: Flags(u16_of(head, 32) & 0x0fff),
        window: u16_of(head, 34),
        urgent: u16_of(head, 38),
        header_at: (ip_at + 20) as u32,
        payload_at: payload_at as u32,
        payload_len: payload_len as u32,
        wire_len: wire_len as u32,
    })
}

/// The segment that `bytes` from `at` to `wire_end` are.
pub(super) fn view(
    bytes: &[u8],
    at: usize,
    wire_end: usize,
    source: Address,
    destination: Address,
) -> Result<TcpView, super::Other> {
    let end = wire_end.min(bytes.len());
    let Some(head) = bytes.get(at..end).and_then(<[u8]>::first_chunk::<HEADER_BYTES>) else {
        return Err(super::Other::Cut);
    };
    let tcp_len = usize::from(head[12] >> 4) * 4;
    let payload_at = at + tcp_len;
    if tcp_len < HEADER_BYTES || payload_at > wire_end {
        return Err(super::Other::Malformed);
    }
    let narrow = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Ok(TcpView {
        source: Endpoint { address: source, port: u16_of(head, 0) },
        destination: Endpoint { address: destination, port: u16_of(head, 2) },
        sequence: u32_of(head, 4),
        acknowledgment: u32_of(head, 8),
        flags: Flags(u16_of(head, 12) & 0x0fff),
        window: u16_of(head, 14),
        urgent: u16_of(head, 18),
        header_at: narrow(at),
        payload_at: narrow(payload_at),
        payload_len: narrow(end.saturating_sub(payload_at)),
        wire_len: narrow(wire_end - payload_at),
    })
}

impl<V: Visitor> Packet<'_, V> {
    pub(super) fn tcp(&mut self) -> Next {
        let view = match view(self.bytes, self.at, self.wire_end, self.source, self.destination) {
            Ok(view) => view,
            Err(other) => return Next::Is(Parsed::Other(other)),
        };
        let Some(head) = self.header::<HEADER_BYTES>() else { return CUT };
        self.header_fields(&head, &view);
        let options = view.options();
        self.option_fields(options.start, options.end.min(self.end()));
        let payload = view.payload();
        if !payload.is_empty() {
            self.visitor.field(
                Layer::Payload,
                Text::new("TCP payload", "TCP 페이로드"),
                payload.start,
                payload.len(),
                None,
                || format!("{} B", payload.len()),
            );
        }
        Next::Is(Parsed::Segment(view))
    }

    fn header_fields(&mut self, head: &[u8; HEADER_BYTES], view: &TcpView) {
        let tcp = Layer::Tcp;
        self.byte_field(tcp, Text::new("Source port", "출발지 포트"), 0, 2, || {
            view.source.port.to_string()
        });
        self.byte_field(tcp, Text::new("Destination port", "목적지 포트"), 2, 2, || {
            view.destination.port.to_string()
        });
        self.byte_field(tcp, Text::new("Sequence number", "순서 번호"), 4, 4, || {
            view.sequence.to_string()
        });
        self.byte_field(tcp, Text::new("Acknowledgment number", "확인 응답 번호"), 8, 4, || {
            view.acknowledgment.to_string()
        });
        self.bit_field(tcp, Text::new("Data offset", "데이터 오프셋"), (12, 1), (0, 4), || {
            format!("{} ({} B)", head[12] >> 4, (head[12] >> 4) * 4)
        });
        self.bit_field(tcp, Text::new("Reserved", "예약"), (12, 1), (4, 4), || (head[12] & 15).to_string());
        for (index, (flag, name)) in (0..).zip(Flags::NAMES) {
            self.bit_field(tcp, Text::same(name), (13, 1), (index, 1), || {
                u8::from(view.flags.has(flag)).to_string()
            });
        }
        self.byte_field(tcp, Text::new("Window", "윈도"), 14, 2, || view.window.to_string());
        self.byte_field(tcp, Text::new("Checksum", "체크섬"), 16, 2, || {
            format!("{:#06x}", u16_of(head, 16))
        });
        self.byte_field(tcp, Text::new("Urgent pointer", "긴급 포인터"), 18, 2, || {
            view.urgent.to_string()
        });
    }

    /// Names the options; what does not parse stays one field.
    fn option_fields(&mut self, mut at: usize, end: usize) {
        let bytes = self.bytes;
        while at < end {
            let kind = bytes[at];
            let name = option_name(kind);
            // RFC 9293 §3.2: end of list and no-operation are one byte, all others carry their length.
            if kind <= 1 {
                let len = if kind == 0 { end - at } else { 1 };
                self.visitor.field(Layer::TcpOptions, name, at, len, None, || kind.to_string());
                at += len;
                continue;
            }
            let len = bytes.get(at + 1).map_or(0, |len| usize::from(*len));
            if len < 2 || at + len > end {
                let name = Text::new("Options that do not parse", "해석되지 않는 옵션");
                self.visitor.field(Layer::TcpOptions, name, at, end - at, None, String::new);
                return;
            }
            let kind_name = Text::new("Option kind", "옵션 종류");
            let len_name = Text::new("Option length", "옵션 길이");
            self.visitor.field(Layer::TcpOptions, kind_name, at, 1, None, || format!("{kind} ({})", name.en));
            self.visitor.field(Layer::TcpOptions, len_name, at + 1, 1, None, || len.to_string());
            if len > 2 {
                let body = &bytes[at + 2..at + len];
                self.visitor
                    .field(Layer::TcpOptions, name, at + 2, len - 2, None, || option_value(kind, body));
            }
            at += len;
        }
    }
}

const fn option_name(kind: u8) -> Text {
    match kind {
        0 => Text::new("End of options", "옵션 끝"),
        1 => Text::new("No-operation", "빈 옵션(NOP)"),
        2 => Text::new("Maximum segment size", "최대 세그먼트 크기"),
        3 => Text::new("Window scale", "윈도 배율"),
        4 => Text::new("SACK permitted", "SACK 허용"),
        5 => Text::new("SACK", "SACK"),
        8 => Text::new("Timestamps", "타임스탬프"),
        19 => Text::new("MD5 signature", "MD5 서명"),
        28 => Text::new("User timeout", "사용자 타임아웃"),
        29 => Text::new("TCP authentication", "TCP 인증"),
        30 => Text::new("Multipath TCP", "다중 경로 TCP"),
        34 => Text::new("Fast Open cookie", "Fast Open 쿠키"),
        _ => Text::new("Option value", "옵션 값"),
    }
}

fn option_value(kind: u8, body: &[u8]) -> String {
    match (kind, body) {
        (2, [a, b]) => u16::from_be_bytes([*a, *b]).to_string(),
        (3, [shift]) => format!("{shift} (×{})", 1_u32 << (*shift).min(14)),
        (5, edges) if edges.len().is_multiple_of(8) => {
            let blocks: Vec<_> = edges
                .chunks_exact(8)
                .map(|edge| format!("{}–{}", u32_of(edge, 0), u32_of(edge, 4)))
                .collect();
            blocks.join(", ")
        }
        (8, stamps) if stamps.len() == 8 => {
            format!("TSval {}, TSecr {}", u32_of(stamps, 0), u32_of(stamps, 4))
        }
        _ => super::fields::hex(body),
    }
}
