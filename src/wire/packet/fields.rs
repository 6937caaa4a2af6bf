//! Names every byte of one packet, for the view in which each byte has an owner. Computed when someone looks.

use super::{Visitor, walk_to_end};
use crate::base::{Bits, Link, Span, Text};

/// Which header of a packet a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layer {
    /// Ethernet II or IEEE 802.3.
    Ethernet,
    /// An 802.1Q or 802.1ad tag.
    Vlan,
    /// Linux cooked capture, v1 or v2.
    Cooked,
    /// BSD null or loop.
    Null,
    /// MPLS.
    Mpls,
    /// PPPoE with PPP.
    Pppoe,
    /// GRE.
    Gre,
    /// VXLAN.
    Vxlan,
    /// GENEVE.
    Geneve,
    /// GTP-U.
    Gtp,
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
    /// An IPv6 extension header.
    Ipv6Extension,
    /// UDP.
    Udp,
    /// TCP.
    Tcp,
    /// TCP options.
    TcpOptions,
    /// What the headers carry.
    Payload,
    /// Padding, a trailer or a frame check sequence behind the IP packet.
    Trailer,
}

impl Layer {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> Text {
        match self {
            Self::Ethernet => Text::new("Ethernet", "이더넷"),
            Self::Vlan => Text::new("VLAN tag", "VLAN 태그"),
            Self::Cooked => Text::new("Linux cooked capture", "리눅스 cooked 캡처"),
            Self::Null => Text::new("Loopback", "루프백"),
            Self::Mpls => Text::same("MPLS"),
            Self::Pppoe => Text::same("PPPoE"),
            Self::Gre => Text::same("GRE"),
            Self::Vxlan => Text::same("VXLAN"),
            Self::Geneve => Text::same("GENEVE"),
            Self::Gtp => Text::same("GTP-U"),
            Self::Ipv4 => Text::same("IPv4"),
            Self::Ipv6 => Text::same("IPv6"),
            Self::Ipv6Extension => Text::new("IPv6 extension header", "IPv6 확장 헤더"),
            Self::Udp => Text::same("UDP"),
            Self::Tcp => Text::same("TCP"),
            Self::TcpOptions => Text::new("TCP options", "TCP 옵션"),
            Self::Payload => Text::new("Payload", "페이로드"),
            Self::Trailer => Text::new("Trailer", "트레일러"),
        }
    }
}

/// One field of a packet's headers, or a run of bytes that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderField {
    /// The header it belongs to.
    pub layer: Layer,
    /// Its name.
    pub name: Text,
    /// Its bytes, from the first of the packet.
    pub span: Span,
    /// Its bits within those bytes, where it is finer than bytes.
    pub bits: Option<Bits>,
    /// What it says, as a person reads it.
    pub value: String,
}

struct Collector(Vec<HeaderField>);

impl Visitor for Collector {
    fn field(
        &mut self,
        layer: Layer,
        name: Text,
        at: usize,
        len: usize,
        bits: Option<Bits>,
        value: impl FnOnce() -> String,
    ) {
        let span = Span::at(at as u64, len as u64);
        self.0.push(HeaderField { layer, name, span, bits, value: value() });
    }
}

/// Every field of a packet in its order. Together they tile the captured bytes: each bit belongs to exactly one.
#[must_use]
pub fn fields(link: Link, bytes: &[u8], original_len: u32) -> Vec<HeaderField> {
    let mut collector = Collector(Vec::new());
    let (_, end) = walk_to_end(link, bytes, original_len, &mut collector);
    let mut fields = collector.0;
    let named_end = fields.last().map_or(0, |field| field.span.end);
    let (end, len) = (end as u64, bytes.len() as u64);
    if named_end < end {
        fields.push(HeaderField {
            layer: Layer::Payload,
            name: Text::new("Not read further", "더 읽지 않은 바이트"),
            span: Span::new(named_end, end),
            bits: None,
            value: format!("{} B", end - named_end),
        });
    }
    let trailer = Span::new(named_end.max(end), len);
    if !trailer.is_empty() {
        fields.push(HeaderField {
            layer: Layer::Trailer,
            name: Text::new("Padding or trailer", "채움 또는 트레일러"),
            span: trailer,
            bits: None,
            value: format!("{} B", trailer.len()),
        });
    }
    fields
}

/// Bytes as hexadecimal digits in pairs.
pub(super) fn hex(bytes: &[u8]) -> String {
    separated(bytes, " ")
}

/// A hardware address.
pub(super) fn mac(bytes: &[u8]) -> String {
    separated(bytes, ":")
}

fn separated(bytes: &[u8], separator: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        let gap = if index == 0 { "" } else { separator };
        // Writing to a string cannot fail.
        let _ = write!(text, "{gap}{byte:02x}");
    }
    text
}
