//! Link layers and what stands between them and IP: Ethernet, VLAN tags, cooked captures, null, MPLS, PPPoE.

use super::fields::{Layer, hex, mac};
use super::{CUT, MALFORMED, Next, Other, Packet, Parsed, Visitor, u16_of, u32_of};
use crate::base::{Link, Text};

const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const TRANSPARENT_ETHERNET: u16 = 0x6558;
const VLAN: u16 = 0x8100;
const PROVIDER_VLAN: u16 = 0x88a8;
const OLD_PROVIDER_VLAN: u16 = 0x9100;
const MPLS: u16 = 0x8847;
const MPLS_UPSTREAM: u16 = 0x8848;
const PPPOE_SESSION: u16 = 0x8864;
/// An EtherType below this is the length of an IEEE 802.3 frame.
const LEAST_ETHER_TYPE: u16 = 0x0600;

const ETHER_TYPE: Text = Text::new("EtherType", "이더타입");
const PROTOCOL: Text = Text::new("Protocol", "프로토콜");
const HARDWARE_TYPE: Text = Text::new("ARPHRD type", "ARPHRD 종류");
const ADDRESS_LENGTH: Text = Text::new("Link-layer address length", "링크 계층 주소 길이");
const LINK_ADDRESS: Text = Text::new("Link-layer address", "링크 계층 주소");
const PACKET_TYPE: Text = Text::new("Packet type", "패킷 종류");

impl<V: Visitor> Packet<'_, V> {
    /// The first header, by the link type.
    pub(super) fn link(&mut self, link: Link) -> Next {
        match link {
            Link::ETHERNET => Next::Ethernet,
            Link::RAW | Link::IPV4 | Link::IPV6 | Link(12 | 14) => Next::Ip,
            Link::NULL | Link::LOOP => self.null(link == Link::LOOP),
            Link::LINUX_SLL => self.cooked(),
            Link::LINUX_SLL2 => self.cooked2(),
            other => Next::Is(Parsed::Other(Other::UnknownLink(other))),
        }
    }

    pub(super) fn ethernet(&mut self) -> Next {
        let Some(head) = self.header::<14>() else { return CUT };
        let ethernet = Layer::Ethernet;
        self.byte_field(ethernet, Text::new("Destination address", "목적지 주소"), 0, 6, || {
            mac(&head[..6])
        });
        self.byte_field(ethernet, Text::new("Source address", "출발지 주소"), 6, 6, || mac(&head[6..12]));
        let ether_type = u16_of(&head, 12);
        if ether_type < LEAST_ETHER_TYPE {
            self.byte_field(ethernet, Text::new("Length", "길이"), 12, 2, || ether_type.to_string());
            self.at += 14;
            return self.llc();
        }
        self.byte_field(ethernet, ETHER_TYPE, 12, 2, || ether_type_value(ether_type));
        self.at += 14;
        Next::EtherType(ether_type)
    }

    /// IEEE 802.2 with SNAP, which carries an EtherType in turn (RFC 1042).
    fn llc(&mut self) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        if head[..6] != [0xaa, 0xaa, 3, 0, 0, 0] {
            return Next::Is(Parsed::Other(Other::NotIp(u16_of(&head, 0))));
        }
        self.byte_field(Layer::Ethernet, Text::same("LLC/SNAP"), 0, 6, || hex(&head[..6]));
        let ether_type = u16_of(&head, 6);
        self.byte_field(Layer::Ethernet, ETHER_TYPE, 6, 2, || ether_type_value(ether_type));
        self.at += 8;
        Next::EtherType(ether_type)
    }

    pub(super) fn ether_type(&mut self, ether_type: u16) -> Next {
        match ether_type {
            IPV4 | IPV6 => Next::Ip,
            VLAN | PROVIDER_VLAN | OLD_PROVIDER_VLAN => self.vlan(),
            MPLS | MPLS_UPSTREAM => self.mpls(),
            PPPOE_SESSION => self.pppoe(),
            TRANSPARENT_ETHERNET => Next::Ethernet,
            other => Next::Is(Parsed::Other(Other::NotIp(other))),
        }
    }

    /// IEEE 802.1Q.
    fn vlan(&mut self) -> Next {
        let Some(head) = self.header::<4>() else { return CUT };
        let vlan = Layer::Vlan;
        let tag = u16_of(&head, 0);
        self.bit_field(vlan, Text::new("Priority", "우선순위"), (0, 2), (0, 3), || {
            (tag >> 13).to_string()
        });
        self.bit_field(vlan, Text::new("Drop eligible", "폐기 가능"), (0, 2), (3, 1), || {
            (tag >> 12 & 1).to_string()
        });
        self.bit_field(vlan, Text::new("VLAN identifier", "VLAN 식별자"), (0, 2), (4, 12), || {
            (tag & 0xfff).to_string()
        });
        let ether_type = u16_of(&head, 2);
        self.byte_field(vlan, ETHER_TYPE, 2, 2, || ether_type_value(ether_type));
        self.at += 4;
        Next::EtherType(ether_type)
    }

    /// RFC 3032: labels down to the bottom of the stack.
    fn mpls(&mut self) -> Next {
        let Some(head) = self.header::<4>() else { return CUT };
        let mpls = Layer::Mpls;
        let entry = u32_of(&head, 0);
        self.bit_field(mpls, Text::new("Label", "레이블"), (0, 3), (0, 20), || (entry >> 12).to_string());
        self.bit_field(mpls, Text::new("Traffic class", "트래픽 클래스"), (0, 3), (20, 3), || {
            (entry >> 9 & 7).to_string()
        });
        self.bit_field(mpls, Text::new("Bottom of stack", "스택의 끝"), (0, 3), (23, 1), || {
            (entry >> 8 & 1).to_string()
        });
        self.byte_field(mpls, Text::new("Time to live", "수명(TTL)"), 3, 1, || head[3].to_string());
        self.at += 4;
        let is_bottom = entry >> 8 & 1 == 1;
        if is_bottom { Next::Ip } else { Next::EtherType(MPLS) }
    }

    /// RFC 2516, with the PPP protocol behind it.
    fn pppoe(&mut self) -> Next {
        let Some(head) = self.header::<8>() else { return CUT };
        let pppoe = Layer::Pppoe;
        self.bit_field(pppoe, Text::new("Version", "버전"), (0, 1), (0, 4), || (head[0] >> 4).to_string());
        self.bit_field(pppoe, Text::new("Type", "종류"), (0, 1), (4, 4), || (head[0] & 15).to_string());
        self.byte_field(pppoe, Text::new("Code", "코드"), 1, 1, || head[1].to_string());
        self.byte_field(pppoe, Text::new("Session", "세션"), 2, 2, || u16_of(&head, 2).to_string());
        self.byte_field(pppoe, Text::new("Length", "길이"), 4, 2, || u16_of(&head, 4).to_string());
        let protocol = u16_of(&head, 6);
        self.byte_field(pppoe, Text::new("PPP protocol", "PPP 프로토콜"), 6, 2, || {
            format!("{protocol:#06x}")
        });
        self.at += 8;
        match protocol {
            0x0021 | 0x0057 => Next::Ip,
            other => Next::Is(Parsed::Other(Other::NotIp(other))),
        }
    }

    /// BSD null and OpenBSD loop: the address family, in the recording host's order or in network order.
    fn null(&mut self, is_network_order: bool) -> Next {
        let Some(head) = self.header::<4>() else { return CUT };
        // Address families are small numbers, so the order shows where it is not laid down.
        let is_big = is_network_order || head[..2] == [0, 0];
        let family = if is_big { u32::from_be_bytes(head) } else { u32::from_le_bytes(head) };
        self.byte_field(Layer::Null, Text::new("Address family", "주소 체계"), 0, 4, || match family {
            2 => "2 (IPv4)".to_owned(),
            // Linux, Windows, NetBSD, FreeBSD, Darwin.
            10 | 23 | 24 | 28 | 30 => format!("{family} (IPv6)"),
            _ => family.to_string(),
        });
        self.at += 4;
        match family {
            2 | 10 | 23 | 24 | 28 | 30 => Next::Ip,
            other => Next::Is(Parsed::Other(Other::NotIp(u16::try_from(other).unwrap_or(u16::MAX)))),
        }
    }

    /// LINKTYPE_LINUX_SLL.
    fn cooked(&mut self) -> Next {
        let Some(head) = self.header::<16>() else { return CUT };
        let cooked = Layer::Cooked;
        self.byte_field(cooked, PACKET_TYPE, 0, 2, || packet_type(u16_of(&head, 0)));
        self.byte_field(cooked, HARDWARE_TYPE, 2, 2, || u16_of(&head, 2).to_string());
        self.byte_field(cooked, ADDRESS_LENGTH, 4, 2, || u16_of(&head, 4).to_string());
        self.byte_field(cooked, LINK_ADDRESS, 6, 8, || mac(&head[6..14]));
        let ether_type = u16_of(&head, 14);
        self.byte_field(cooked, PROTOCOL, 14, 2, || ether_type_value(ether_type));
        self.at += 16;
        Next::EtherType(ether_type)
    }

    /// LINKTYPE_LINUX_SLL2.
    fn cooked2(&mut self) -> Next {
        let Some(head) = self.header::<20>() else { return CUT };
        let cooked = Layer::Cooked;
        let ether_type = u16_of(&head, 0);
        self.byte_field(cooked, PROTOCOL, 0, 2, || ether_type_value(ether_type));
        self.byte_field(cooked, Text::new("Reserved", "예약"), 2, 2, || hex(&head[2..4]));
        self.byte_field(cooked, Text::new("Interface index", "인터페이스 번호"), 4, 4, || {
            u32_of(&head, 4).to_string()
        });
        self.byte_field(cooked, HARDWARE_TYPE, 8, 2, || u16_of(&head, 8).to_string());
        self.byte_field(cooked, PACKET_TYPE, 10, 1, || packet_type(u16::from(head[10])));
        self.byte_field(cooked, ADDRESS_LENGTH, 11, 1, || head[11].to_string());
        self.byte_field(cooked, LINK_ADDRESS, 12, 8, || mac(&head[12..20]));
        self.at += 20;
        Next::EtherType(ether_type)
    }

    /// IP of either version, told by its first four bits.
    pub(super) fn ip(&mut self) -> Next {
        let Some([first]) = self.header::<1>() else { return CUT };
        match first >> 4 {
            4 => self.ipv4(),
            6 => self.ipv6(),
            _ => MALFORMED,
        }
    }
}

fn ether_type_value(ether_type: u16) -> String {
    let name = match ether_type {
        IPV4 => "IPv4",
        IPV6 => "IPv6",
        0x0806 => "ARP",
        VLAN => "802.1Q",
        PROVIDER_VLAN | OLD_PROVIDER_VLAN => "802.1ad",
        MPLS | MPLS_UPSTREAM => "MPLS",
        PPPOE_SESSION => "PPPoE",
        TRANSPARENT_ETHERNET => "Ethernet",
        0x88cc => "LLDP",
        _ => return format!("{ether_type:#06x}"),
    };
    format!("{ether_type:#06x} ({name})")
}

fn packet_type(value: u16) -> String {
    let name = match value {
        0 => "to us",
        1 => "broadcast",
        2 => "multicast",
        3 => "to another host",
        4 => "from us",
        _ => return value.to_string(),
    };
    format!("{value} ({name})")
}
