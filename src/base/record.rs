//! One captured packet as every source delivers it, and how its bytes are read again.

use super::Stamp;

/// The link layer of a packet, by its LINKTYPE number (the registry of tcpdump.org).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Link(pub u32);

impl Link {
    /// BSD null/loopback: address family in the host's byte order.
    pub const NULL: Self = Self(0);
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// Raw IP, version by the first nibble.
    pub const RAW: Self = Self(101);
    /// OpenBSD loopback: address family in network byte order.
    pub const LOOP: Self = Self(108);
    /// Linux cooked capture v1.
    pub const LINUX_SLL: Self = Self(113);
    /// Raw IPv4.
    pub const IPV4: Self = Self(228);
    /// Raw IPv6.
    pub const IPV6: Self = Self(229);
    /// Linux cooked capture v2.
    pub const LINUX_SLL2: Self = Self(276);

    /// The name that libpcap and capinfos use, or `link-N`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::NULL => "NULL".to_owned(),
            Self::ETHERNET => "EN10MB".to_owned(),
            Self::RAW | Self(12 | 14) => "RAW".to_owned(),
            Self::LOOP => "LOOP".to_owned(),
            Self::LINUX_SLL => "LINUX_SLL".to_owned(),
            Self::IPV4 => "IPV4".to_owned(),
            Self::IPV6 => "IPV6".to_owned(),
            Self::LINUX_SLL2 => "LINUX_SLL2".to_owned(),
            Self(other) => format!("link-{other}"),
        }
    }
}

/// One captured packet: when, what kind, how long it was, and where it stands in the capture. Its bytes travel
/// beside it and are not kept; [`Source`] reads them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Packet number, from 1, as the packets stand in the capture.
    pub number: u32,
    /// When it was captured.
    pub stamp: Stamp,
    /// Its link layer.
    pub link: Link,
    /// Interface number within the whole capture, 0 where the format has none.
    pub interface: u16,
    /// Offset of the packet's first byte in the (decompressed) capture.
    pub offset: u64,
    /// How many bytes of it the capture holds.
    pub captured: u32,
    /// How long it was on the wire.
    pub original: u32,
}

/// Random access to the bytes of a capture. `io` reads files; tests read vectors.
pub trait Source: Send + Sync {
    /// Fills `buf` from `offset` and says how many bytes there were; fewer than asked means the capture ends there
    /// (or can no longer be read).
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> usize;
}

impl Source for Vec<u8> {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> usize {
        let Some(rest) = usize::try_from(offset).ok().and_then(|at| self.get(at..)) else { return 0 };
        let len = rest.len().min(buf.len());
        buf[..len].copy_from_slice(&rest[..len]);
        len
    }
}
