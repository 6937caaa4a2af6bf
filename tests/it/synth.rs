//! Makes captures: the TCP packets that would carry given bytes, with right lengths, sequence numbers and checksums.

use std::net::Ipv4Addr;

use pnet::packet::ip::IpNextHeaderProtocols;
use pnet::packet::ipv4::{self, MutableIpv4Packet};
use pnet::packet::tcp::{self, MutableTcpPacket};
use ws101::base::{Both, Link, Record, Side, Stamp};

const CLIENT: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);
const SERVER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 80);
const SERVER_PORT: u16 = 8080;
const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const PSH: u8 = 0x08;
const ACK: u8 = 0x10;
/// 2026-01-01T00:00:00Z.
const EPOCH_NANOS: i64 = 1_767_225_600_000_000_000;

/// One TCP connection on a cable, as a capture takes it.
pub(crate) struct Tap {
    port: u16,
    server_port: u16,
    /// Sequence number of each side's next byte.
    next: Both<u32>,
    packets: Vec<(Record, Vec<u8>)>,
    offset: u64,
}

impl Tap {
    /// A connection that is open: SYN, SYN-ACK and ACK have been captured at 0 ms.
    pub(crate) fn open(port: u16) -> Self {
        Self::opened(port, SERVER_PORT, 0)
    }

    /// A connection that is open since this millisecond.
    pub(crate) fn open_at(port: u16, millis: i64) -> Self {
        Self::opened(port, SERVER_PORT, millis)
    }

    /// A connection to another port.
    pub(crate) fn open_to(port: u16, server_port: u16) -> Self {
        Self::opened(port, server_port, 0)
    }

    fn opened(port: u16, server_port: u16, millis: i64) -> Self {
        let next = Both { client: 0xFFFF_FF00, server: 7_000 };
        let mut tap = Self { port, server_port, next, packets: Vec::new(), offset: 24 };
        tap.packet(millis, Side::Client, SYN, 0, &[]);
        tap.next.client = tap.next.client.wrapping_add(1);
        tap.packet(millis, Side::Server, SYN | ACK, tap.next.client, &[]);
        tap.next.server = tap.next.server.wrapping_add(1);
        tap.packet(millis, Side::Client, ACK, tap.next.server, &[]);
        tap
    }

    /// `side` sends again what it sent last, or what it says that was.
    pub(crate) fn resend(&mut self, millis: i64, side: Side, bytes: &[u8]) {
        let next = self.next[side];
        self.next[side] = next.wrapping_sub(bytes.len() as u32);
        self.packet(millis, side, PSH | ACK, self.next[side.other()], bytes);
        self.next[side] = next;
    }

    /// The capture misses a packet.
    pub(crate) fn lose(&mut self, at: usize) {
        self.packets.remove(at);
    }

    /// The two newest packets are captured in the wrong order.
    pub(crate) fn swap_newest(&mut self) {
        let [.., (first, first_bytes), (second, second_bytes)] = self.packets.as_mut_slice() else { return };
        std::mem::swap(first_bytes, second_bytes);
        std::mem::swap(&mut first.captured, &mut second.captured);
        std::mem::swap(&mut first.original, &mut second.original);
    }

    /// `side` sends bytes. `in_flight`: what the peer sent `unseen` bytes before is not there yet.
    pub(crate) fn send(&mut self, millis: i64, side: Side, bytes: &[u8], unseen: u32) {
        for piece in bytes.chunks(1400) {
            let acknowledged = self.next[side.other()].wrapping_sub(unseen);
            self.packet(millis, side, PSH | ACK, acknowledged, piece);
            self.next[side] = self.next[side].wrapping_add(piece.len() as u32);
        }
    }

    /// `side` ends TCP in an orderly way, or resets it.
    pub(crate) fn end(&mut self, millis: i64, side: Side, resets: bool) {
        self.packet(millis, side, ACK | if resets { RST } else { FIN }, self.next[side.other()], &[]);
        self.next[side] = self.next[side].wrapping_add(1);
    }

    /// A packet of another connection: time goes on.
    pub(crate) fn wait_until(&mut self, millis: i64) {
        let mut other =
            Self { port: 9, server_port: SERVER_PORT, next: Both::default(), packets: Vec::new(), offset: 0 };
        other.packet(millis, Side::Client, ACK, 1, &[]);
        let (mut record, bytes) = other.packets.remove(0);
        record.number = self.packets.len() as u32 + 1;
        record.offset = self.offset + 16;
        self.offset += 16 + bytes.len() as u64;
        self.packets.push((record, bytes));
    }

    fn packet(&mut self, millis: i64, side: Side, flags: u8, acknowledgment: u32, payload: &[u8]) {
        let (from, to) = match side {
            Side::Client => ((CLIENT, self.port), (SERVER, self.server_port)),
            Side::Server => ((SERVER, self.server_port), (CLIENT, self.port)),
        };
        let mut bytes = vec![0; 40 + payload.len()];
        let len = bytes.len() as u16;
        let mut segment = MutableTcpPacket::new(&mut bytes[20..]).expect("room for a TCP header");
        segment.set_source(from.1);
        segment.set_destination(to.1);
        segment.set_sequence(self.next[side]);
        segment.set_acknowledgement(acknowledgment);
        segment.set_data_offset(5);
        segment.set_flags(flags);
        segment.set_window(0xFFFF);
        segment.set_payload(payload);
        segment.set_checksum(tcp::ipv4_checksum(&segment.to_immutable(), &from.0, &to.0));
        let mut packet = MutableIpv4Packet::new(&mut bytes).expect("room for an IP header");
        packet.set_version(4);
        packet.set_header_length(5);
        packet.set_total_length(len);
        packet.set_ttl(64);
        packet.set_next_level_protocol(IpNextHeaderProtocols::Tcp);
        packet.set_source(from.0);
        packet.set_destination(to.0);
        packet.set_checksum(ipv4::checksum(&packet.to_immutable()));
        let record = Record {
            number: self.packets.len() as u32 + 1,
            stamp: Stamp::from_nanos(EPOCH_NANOS + millis * 1_000_000),
            link: Link::IPV4,
            interface: 0,
            offset: self.offset + 16,
            captured: u32::from(len),
            original: u32::from(len),
        };
        self.offset += 16 + u64::from(len);
        self.packets.push((record, bytes));
    }

    /// The packets in their order.
    pub(crate) fn packets(&self) -> &[(Record, Vec<u8>)] {
        &self.packets
    }
}

/// The packets as a pcap file, in which they stand where their records say.
pub(crate) fn pcap(packets: &[(Record, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    // Nanoseconds, version 2.4, no snap length, raw IPv4.
    for word in [0xA1B2_3C4D_u32, 0x0004_0002, 0, 0, 0x0004_0000, 228] {
        file.extend(word.to_le_bytes());
    }
    for (record, bytes) in packets {
        let (seconds, nanos) = (record.stamp.nanos / 1_000_000_000, record.stamp.nanos % 1_000_000_000);
        for word in [seconds as u32, nanos as u32, record.captured, record.original] {
            file.extend(word.to_le_bytes());
        }
        assert_eq!(file.len() as u64, record.offset);
        file.extend(bytes);
    }
    file
}
