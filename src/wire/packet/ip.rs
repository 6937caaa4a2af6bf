//! IPv4 (RFC 791), IPv6 (RFC 8200) with its extension headers, and tunnels that carry IP or Ethernet again.

use etherparse::IpNumber;

use super::fields::{Layer, hex};
use super::{
    Address, CUT, FragmentView, MALFORMED, Next, Other, Packet, Parsed, Visitor, tcp, u16_of, u32_of,
};
use crate::base::Text;

const HOP_BY_HOP: u8 = 0;
const IPV4: u8 = 4;
const UDP: u8 = 17;
const IPV6: u8 = 41;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const GRE: u8 = 47;
const AUTHENTICATION: u8 = 51;
const DESTINATION_OPTIONS: u8 = 60;
const MOBILITY: u8 = 135;
const VXLAN_PORT: u16 = 4789;
const GENEVE_PORT: u16 = 6081;
const GTP_PORT: u16 = 2152;

const VERSION: Text = Text::new("Version", "버전");
const SOURCE: Text = Text::new("Source address", "출발지 주소");
const DESTINATION: Text = Text::new("Destination address", "목적지 주소");
const PROTOCOL: Text = Text::new("Protocol", "프로토콜");
const NEXT_HEADER: Text = Text::new("Next header", "다음 헤더");
const IDENTIFICATION: Text = Text::new("Identification", "식별자");
const FRAGMENT_OFFSET: Text = Text::new("Fragment offset", "조각 오프셋");
const MORE_FRAGMENTS: Text = Text::new("More fragments", "뒤따르는 조각");
const RESERVED: Text = Text::new("Reserved", "예약");
const LENGTH: Text = Text::new("Length", "길이");
const CHECKSUM: Text = Text::new("Checksum", "체크섬");
const DSCP: Text = Text::same("DSCP");
const ECN: Text = Text::same("ECN");

impl<V: Visitor> Packet<'_, V> {
    /// What an IP protocol number announces.
    pub(super) fn protocol(&mut self, protocol: u8) -> Next {
        match protocol {
            tcp::PROTOCOL => self.tcp(),
            HOP_BY_HOP | ROUTING | DESTINATION_OPTIONS | MOBILITY => self.extension(8),
            AUTHENTICATION => self.extension(4),
            FRAGMENT => self.ipv6_fragment(),
            IPV4 | IPV6 => Next::Ip,
            GRE => self.gre(),
            UDP => self.udp(),
            other => Next::Is(Parsed::Other(Other::NotTcp(other))),
        }
    }

    /// Sets where the packet ends on the wire. Zero is what hosts record before their network card has cut a large
    /// send into packets: then the captured length tells.
    fn limit(&mut self, end: Option<usize>) {
        if let Some(end) = end {
            self.wire_end = if self.is_in_ip { self.wire_end.min(end) } else { end };
        }
        self.is_in_ip = true;
    }

    pub(super) fn ipv4(&mut self) -> Next {
        let Some(head) = self.header::<20>() else { return CUT };
        let header_len = usize::from(head[0] & 15) * 4;
        let total_len = usize::from(u16_of(&head, 2));
        if header_len < 20 || (total_len != 0 && total_len < header_len) {
            return MALFORMED;
        }
        self.limit((total_len != 0).then_some(self.at + total_len));
        self.source = Address::v4([head[12], head[13], head[14], head[15]]);
        self.destination = Address::v4([head[16], head[17], head[18], head[19]]);
        self.ipv4_fields(&head);
        let options_end = (self.at + header_len).min(self.end());
        let options = self.bytes.get(self.at + 20..options_end).unwrap_or_default();
        if !options.is_empty() {
            self.byte_field(Layer::Ipv4, Text::new("Options", "옵션"), 20, options.len(), || hex(options));
        }
        if self.at + header_len > self.end() {
            return CUT;
        }
        self.at += header_len;
        let fragment = u16_of(&head, 6);
        let (at, more) = (u32::from(fragment & 0x1fff) * 8, fragment & 0x2000 != 0);
        if at != 0 || more {
            return self.fragment(head[9], u32::from(u16_of(&head, 4)), at, more);
        }
        Next::Protocol(head[9])
    }

    fn ipv4_fields(&mut self, head: &[u8; 20]) {
        let ip = Layer::Ipv4;
        self.bit_field(ip, VERSION, (0, 1), (0, 4), || (head[0] >> 4).to_string());
        self.bit_field(ip, Text::new("Header length", "헤더 길이"), (0, 1), (4, 4), || {
            format!("{} ({} B)", head[0] & 15, u16::from(head[0] & 15) * 4)
        });
        self.bit_field(ip, DSCP, (1, 1), (0, 6), || (head[1] >> 2).to_string());
        self.bit_field(ip, ECN, (1, 1), (6, 2), || (head[1] & 3).to_string());
        self.byte_field(ip, Text::new("Total length", "전체 길이"), 2, 2, || u16_of(head, 2).to_string());
        self.byte_field(ip, IDENTIFICATION, 4, 2, || format!("{:#06x}", u16_of(head, 4)));
        let fragment = u16_of(head, 6);
        self.bit_field(ip, RESERVED, (6, 2), (0, 1), || (fragment >> 15).to_string());
        self.bit_field(ip, Text::new("Do not fragment", "조각내지 않음"), (6, 2), (1, 1), || {
            (fragment >> 14 & 1).to_string()
        });
        self.bit_field(ip, MORE_FRAGMENTS, (6, 2), (2, 1), || (fragment >> 13 & 1).to_string());
        self.bit_field(ip, FRAGMENT_OFFSET, (6, 2), (3, 13), || {
            (u32::from(fragment & 0x1fff) * 8).to_string()
        });
        self.byte_field(ip, Text::new("Time to live", "수명(TTL)"), 8, 1, || head[8].to_string());
        self.byte_field(ip, PROTOCOL, 9, 1, || protocol_value(head[9]));
        self.byte_field(ip, Text::new("Header checksum", "헤더 체크섬"), 10, 2, || {
            format!("{:#06x}", u16_of(head, 10))
        });
        let (source, destination) = (self.source, self.destination);
        self.byte_field(ip, SOURCE, 12, 4, || source.to_string());
        self.byte_field(ip, DESTINATION, 16, 4, || destination.to_string());
    }

    pub(super) fn ipv6(&mut self) -> Next {
        let Some(head) = self.header::<40>() else { return CUT };
        let payload_len = usize::from(u16_of(&head, 4));
        // Zero: a jumbogram, or a large send as in IPv4.
        self.limit((payload_len != 0).then_some(self.at + 40 + payload_len));
        let mut address = [0; 16];
        address.copy_from_slice(&head[8..24]);
        self.source = Address::v6(address);
        address.copy_from_slice(&head[24..40]);
        self.destination = Address::v6(address);
        let ip = Layer::Ipv6;
        let first = u32_of(&head, 0);
        self.bit_field(ip, VERSION, (0, 4), (0, 4), || (first >> 28).to_string());
        self.bit_field(ip, DSCP, (0, 4), (4, 6), || (first >> 22 & 0x3f).to_string());
        self.bit_field(ip, ECN, (0, 4), (10, 2), || (first >> 20 & 3).to_string());
        self.bit_field(ip, Text::new("Flow label", "흐름 레이블"), (0, 4), (12, 20), || {
            format!("{:#07x}", first & 0xf_ffff)
        });
        self.byte_field(ip, Text::new("Payload length", "페이로드 길이"), 4, 2, || {
            payload_len.to_string()
        });
        self.byte_field(ip, NEXT_HEADER, 6, 1, || protocol_value(head[6]));
        self.byte_field(ip, Text::new("Hop limit", "홉 제한"), 7, 1, || head[7].to_string());
        let (source, destination) = (self.source, self.destination);
        self.byte_field(ip, SOURCE, 8, 16, || source.to_string());
        self.byte_field(ip, DESTINATION, 24, 16, || destination.to_string());
        self.at += 40;
        Next::Protocol(head[6])
    }

    /// An extension header that says its own length, in units of `unit` bytes: RFC 8200 §4 counts eights and leaves
    /// out the first, RFC 4302 §2.2 counts fours and leaves out the first two.
    fn extension(&mut self, unit: usize) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        let len = if unit == 8 { (usize::from(head[1]) + 1) * 8 } else { (usize::from(head[1]) + 2) * 4 };
        let len = len.max(8);
        let Some(body) = self.bytes.get(self.at..self.end()).and_then(|rest| rest.get(2..len)) else {
            return CUT;
        };
        let extension = Layer::Ipv6Extension;
        self.byte_field(extension, NEXT_HEADER, 0, 1, || protocol_value(head[0]));
        self.byte_field(extension, LENGTH, 1, 1, || format!("{} ({len} B)", head[1]));
        self.byte_field(extension, Text::new("Content", "내용"), 2, len - 2, || hex(body));
        self.at += len;
        Next::Protocol(head[0])
    }

    /// RFC 8200 §4.5.
    fn ipv6_fragment(&mut self) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        let extension = Layer::Ipv6Extension;
        let fragment = u16_of(&head, 2);
        let identification = u32_of(&head, 4);
        let at = u32::from(fragment & 0xfff8);
        self.byte_field(extension, NEXT_HEADER, 0, 1, || protocol_value(head[0]));
        self.byte_field(extension, RESERVED, 1, 1, || head[1].to_string());
        self.bit_field(extension, FRAGMENT_OFFSET, (2, 2), (0, 13), || at.to_string());
        self.bit_field(extension, RESERVED, (2, 2), (13, 2), || (fragment >> 1 & 3).to_string());
        self.bit_field(extension, MORE_FRAGMENTS, (2, 2), (15, 1), || (fragment & 1).to_string());
        self.byte_field(extension, IDENTIFICATION, 4, 4, || format!("{identification:#010x}"));
        self.at += 8;
        let more = fragment & 1 != 0;
        // RFC 6946: a fragment that is the whole is no fragment.
        if at == 0 && !more {
            Next::Protocol(head[0])
        } else {
            self.fragment(head[0], identification, at, more)
        }
    }

    fn fragment(&mut self, protocol: u8, identification: u32, at: u32, more: bool) -> Next {
        let narrow = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let captured = self.end().saturating_sub(self.at);
        if captured > 0 {
            self.byte_field(Layer::Payload, Text::new("Fragment", "조각"), 0, captured, || {
                format!("{captured} B")
            });
        }
        Next::Is(Parsed::Fragment(FragmentView {
            source: self.source,
            destination: self.destination,
            protocol,
            identification,
            at,
            more,
            payload_at: narrow(self.at),
            payload_len: narrow(captured),
            wire_len: narrow(self.wire_end.saturating_sub(self.at)),
        }))
    }

    /// RFC 2784 and RFC 2890.
    fn gre(&mut self) -> Next {
        let Some(head) = self.header::<4>() else { return CUT };
        let flags = u16_of(&head, 0);
        let gre = Layer::Gre;
        // Version 0, no source routing (RFC 1701).
        if flags & 0x4007 != 0 {
            return Next::Is(Parsed::Other(Other::NotTcp(GRE)));
        }
        let options = [
            (0x8000, Text::new("Checksum and reserved", "체크섬과 예약")),
            (0x2000, Text::new("Key", "키")),
            (0x1000, Text::new("Sequence number", "순서 번호")),
        ];
        let len = 4 + 4 * options.iter().filter(|(flag, _)| flags & flag != 0).count();
        let Some(body) = self.bytes.get(self.at..self.end()).and_then(|rest| rest.get(..len)) else {
            return CUT;
        };
        self.byte_field(gre, Text::new("Flags and version", "플래그와 버전"), 0, 2, || {
            format!("{flags:#06x}")
        });
        let ether_type = u16_of(&head, 2);
        self.byte_field(gre, PROTOCOL, 2, 2, || format!("{ether_type:#06x}"));
        let mut skip = 4;
        for (_, name) in options.into_iter().filter(|(flag, _)| flags & flag != 0) {
            self.byte_field(gre, name, skip, 4, || hex(&body[skip..skip + 4]));
            skip += 4;
        }
        self.at += len;
        Next::EtherType(ether_type)
    }

    /// UDP, for the tunnels in it.
    fn udp(&mut self) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        let udp = Layer::Udp;
        let port = u16_of(&head, 2);
        self.byte_field(udp, Text::new("Source port", "출발지 포트"), 0, 2, || {
            u16_of(&head, 0).to_string()
        });
        self.byte_field(udp, Text::new("Destination port", "목적지 포트"), 2, 2, || port.to_string());
        self.byte_field(udp, LENGTH, 4, 2, || u16_of(&head, 4).to_string());
        self.byte_field(udp, CHECKSUM, 6, 2, || format!("{:#06x}", u16_of(&head, 6)));
        self.at += 8;
        match port {
            VXLAN_PORT => self.vxlan(),
            GENEVE_PORT => self.geneve(),
            GTP_PORT => self.gtp(),
            _ => NOT_A_TUNNEL,
        }
    }

    /// VXLAN (RFC 7348).
    fn vxlan(&mut self) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        if head[0] & 0x08 == 0 {
            return NOT_A_TUNNEL;
        }
        let vxlan = Layer::Vxlan;
        self.byte_field(vxlan, Text::new("Flags", "플래그"), 0, 1, || format!("{:#04x}", head[0]));
        self.byte_field(vxlan, RESERVED, 1, 3, || hex(&head[1..4]));
        self.byte_field(vxlan, Text::new("Network identifier", "네트워크 식별자"), 4, 3, || {
            (u32_of(&head, 4) >> 8).to_string()
        });
        self.byte_field(vxlan, RESERVED, 7, 1, || head[7].to_string());
        self.at += 8;
        Next::Ethernet
    }

    /// GENEVE (RFC 8926 §3.4): version 0, options passed over.
    fn geneve(&mut self) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        if head[0] >> 6 != 0 {
            return NOT_A_TUNNEL;
        }
        let geneve = Layer::Geneve;
        let options = 4 * usize::from(head[0] & 0x3f);
        let ether_type = u16_of(&head, 2);
        let Some(body) = self.bytes.get(self.at..self.end()).and_then(|rest| rest.get(..8 + options)) else {
            return CUT;
        };
        self.byte_field(
            geneve,
            Text::new("Version and options' length", "버전과 옵션 길이"),
            0,
            1,
            || options.to_string(),
        );
        self.byte_field(geneve, Text::new("Flags", "플래그"), 1, 1, || format!("{:#04x}", head[1]));
        self.byte_field(geneve, PROTOCOL, 2, 2, || format!("{ether_type:#06x}"));
        self.byte_field(geneve, Text::new("Network identifier", "네트워크 식별자"), 4, 3, || {
            (u32_of(&head, 4) >> 8).to_string()
        });
        self.byte_field(geneve, RESERVED, 7, 1, || head[7].to_string());
        if options > 0 {
            self.byte_field(geneve, Text::new("Options", "옵션"), 8, options, || hex(&body[8..]));
        }
        self.at += 8 + options;
        Next::EtherType(ether_type)
    }

    /// GTP-U, the tunnel of mobile networks (3GPP TS 29.281 §5): version 1, user data alone.
    fn gtp(&mut self) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        const USER_DATA: u8 = 255;
        if head[0] & 0xf0 != 0x30 || head[1] != USER_DATA {
            return NOT_A_TUNNEL;
        }
        let gtp = Layer::Gtp;
        self.byte_field(gtp, Text::new("Flags", "플래그"), 0, 1, || format!("{:#04x}", head[0]));
        self.byte_field(gtp, Text::new("Message type", "메시지 종류"), 1, 1, || head[1].to_string());
        self.byte_field(gtp, LENGTH, 2, 2, || u16_of(&head, 2).to_string());
        self.byte_field(gtp, Text::new("Tunnel endpoint", "터널 종단점"), 4, 4, || hex(&head[4..8]));
        self.at += 8;
        if head[0] & 7 == 0 {
            return Next::Ip;
        }
        // Any of the three lower flags brings all three fields, the last of which announces extensions.
        let Some(more) = self.header::<4>() else { return CUT };
        self.byte_field(gtp, Text::new("Sequence and N-PDU number", "순서와 N-PDU 번호"), 0, 3, || {
            hex(&more[..3])
        });
        self.byte_field(gtp, Text::new("Next extension", "다음 확장"), 3, 1, || more[3].to_string());
        self.at += 4;
        let mut next = if head[0] & 4 == 0 { 0 } else { more[3] };
        while next != 0 {
            let Some([words]) = self.header::<1>() else { return CUT };
            let len = usize::from(words) * 4;
            let Some(body) = self.bytes.get(self.at..self.end()).and_then(|rest| rest.get(..len)) else {
                return CUT;
            };
            let Some(last) = body.last() else { return MALFORMED };
            self.byte_field(gtp, Text::new("Extension", "확장"), 0, len, || hex(body));
            next = *last;
            self.at += len;
        }
        Next::Ip
    }
}

/// UDP whose content is not followed.
const NOT_A_TUNNEL: Next = Next::Is(Parsed::Other(Other::NotTcp(UDP)));

/// A protocol number with its name of the registry.
fn protocol_value(protocol: u8) -> String {
    match IpNumber(protocol).keyword_str() {
        Some(name) => format!("{protocol} ({name})"),
        None => protocol.to_string(),
    }
}
