//! Captures that mean harm: each case is a stream of packets that tries to make a reader grow, recurse or wait. The
//! sizes are parameters, so that the tests play the same cases small.

use std::io::{self, Write};

/// A pcap file of raw IPv4 packets (LINKTYPE_RAW) being written.
pub(crate) struct Pcap<W> {
    out: W,
    /// Microseconds since the first packet.
    micros: u64,
    packets: u64,
}

/// One TCP connection of a hostile capture.
pub(crate) struct Peer {
    client: [u8; 4],
    port: u16,
    next: [u32; 2],
}

const SERVER: [u8; 4] = [192, 0, 2, 80];
const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const ACK: u8 = 0x10;
/// The largest payload that fits one IPv4 packet with plain headers.
pub(crate) const LARGEST_SEGMENT_BYTES: usize = 65_535 - 40;

impl<W: Write> Pcap<W> {
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&[0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0])?;
        out.write_all(&262_144_u32.to_le_bytes())?;
        out.write_all(&101_u32.to_le_bytes())?;
        Ok(Self { out, micros: 0, packets: 0 })
    }

    /// How many packets were written, and where to.
    pub(crate) fn finish(self) -> (u64, W) {
        (self.packets, self.out)
    }

    /// Writes one packet.
    fn packet(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.micros += 10;
        self.packets += 1;
        let seconds = 1_767_225_600 + self.micros / 1_000_000;
        self.out.write_all(&(seconds as u32).to_le_bytes())?;
        self.out.write_all(&((self.micros % 1_000_000) as u32).to_le_bytes())?;
        self.out.write_all(&(bytes.len() as u32).to_le_bytes())?;
        self.out.write_all(&(bytes.len() as u32).to_le_bytes())?;
        self.out.write_all(bytes)
    }

    fn segment(
        &mut self,
        peer: &Peer,
        side: usize,
        flags: u8,
        sequence: u32,
        bytes: &[u8],
    ) -> io::Result<()> {
        let mut tcp = Vec::with_capacity(20 + bytes.len());
        let ports = [peer.port, 80];
        tcp.extend_from_slice(&ports[side].to_be_bytes());
        tcp.extend_from_slice(&ports[1 - side].to_be_bytes());
        tcp.extend_from_slice(&sequence.to_be_bytes());
        let acknowledges = if flags & ACK == 0 { 0 } else { peer.next[1 - side] };
        tcp.extend_from_slice(&acknowledges.to_be_bytes());
        tcp.extend_from_slice(&[0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0]);
        tcp.extend_from_slice(bytes);
        let ends = [peer.client, SERVER];
        let sum = checksum(&[&ends[side], &ends[1 - side], &[0, 6], &(tcp.len() as u16).to_be_bytes(), &tcp]);
        tcp[16..18].copy_from_slice(&sum.to_be_bytes());
        let packet = ipv4(ends[side], ends[1 - side], 0, 0, &tcp);
        self.packet(&packet)
    }

    /// Opens a connection with SYN, SYN-ACK and ACK.
    pub(crate) fn open(&mut self, number: u32) -> io::Result<Peer> {
        let mut peer = Peer::new(number);
        self.segment(&peer, 0, SYN, peer.next[0], &[])?;
        peer.next[0] = peer.next[0].wrapping_add(1);
        self.segment(&peer, 1, SYN | ACK, peer.next[1], &[])?;
        peer.next[1] = peer.next[1].wrapping_add(1);
        self.segment(&peer, 0, ACK, peer.next[0], &[])?;
        Ok(peer)
    }

    /// Sends bytes in segments as large as IPv4 allows. Side 0 is the client.
    pub(crate) fn send(&mut self, peer: &mut Peer, side: usize, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(LARGEST_SEGMENT_BYTES) {
            self.segment(peer, side, ACK, peer.next[side], piece)?;
            peer.next[side] = peer.next[side].wrapping_add(piece.len() as u32);
        }
        Ok(())
    }

    /// An upgrade with permessage-deflate.
    fn upgrade(&mut self, number: u32) -> io::Result<Peer> {
        let mut peer = self.open(number)?;
        self.send(&mut peer, 0, REQUEST)?;
        self.send(&mut peer, 1, RESPONSE)?;
        Ok(peer)
    }
}

impl Peer {
    fn new(number: u32) -> Self {
        let [a, b, c, _] = (number / 60_000).to_le_bytes();
        Self { client: [10, c, b, a], port: 1024 + (number % 60_000) as u16, next: [1000, 9000] }
    }
}

const REQUEST: &[u8] =
    b"GET /chat HTTP/1.1\r\nHost: example.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
const RESPONSE: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum = 0_u32;
    for part in parts {
        for pair in part.chunks(2) {
            sum += u32::from(u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]));
        }
    }
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    !(sum as u16)
}

fn ipv4(from: [u8; 4], to: [u8; 4], identification: u16, fragment: u16, content: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x45, 0];
    packet.extend_from_slice(&((20 + content.len()) as u16).to_be_bytes());
    packet.extend_from_slice(&identification.to_be_bytes());
    packet.extend_from_slice(&fragment.to_be_bytes());
    packet.extend_from_slice(&[64, 6, 0, 0]);
    packet.extend_from_slice(&from);
    packet.extend_from_slice(&to);
    let sum = checksum(&[&packet]);
    packet[10..12].copy_from_slice(&sum.to_be_bytes());
    packet.extend_from_slice(content);
    packet
}

/// A frame of the server: no mask.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![first];
    match payload.len() {
        len @ 0..=125 => out.push(len as u8),
        len @ 126..=0xFFFF => {
            out.push(126);
            out.extend_from_slice(&(len as u16).to_be_bytes());
        }
        len => {
            out.push(127);
            out.extend_from_slice(&(len as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(payload);
    out
}

/// Zeros, compressed as permessage-deflate sends them.
fn bomb(inflated_bytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 16];
    for _ in 0..inflated_bytes >> 16 {
        encoder.write_all(&zeros).expect("to memory");
    }
    let mut bytes = encoder.flush_finish().expect("to memory");
    if bytes.ends_with(&[0, 0, 0xFF, 0xFF]) {
        bytes.truncate(bytes.len() - 4);
    }
    bytes
}

/// A case: what it is called, what it is about, how large it is in earnest and in the tests, the findings it must
/// raise, and how it is made.
pub(crate) struct Case<W> {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) size: u32,
    pub(crate) small: u32,
    pub(crate) due: &'static [&'static str],
    pub(crate) make: fn(&mut Pcap<W>, u32) -> io::Result<()>,
}

/// All cases.
pub(crate) fn cases<W: Write>() -> Vec<Case<W>> {
    let case = |name, what, (size, small), due, make| Case { name, what, size, small, due, make };
    vec![
        case(
            "bomb",
            "one message of 50 KB that inflates to 50 MB",
            (50, 50),
            &["limit-inflate"],
            |pcap, megabytes| {
                let mut peer = pcap.upgrade(0)?;
                pcap.send(&mut peer, 1, &frame(0xC1, &bomb((megabytes as usize) << 20)))
            },
        ),
        case(
            "bombs",
            "many messages of 4 MB in 4 KB each",
            (12, 12),
            &["limit-inflate"],
            |pcap, messages| {
                let mut peer = pcap.upgrade(0)?;
                let all: Vec<u8> = (0..messages).flat_map(|_| frame(0xC2, &bomb(4 << 20))).collect();
                pcap.send(&mut peer, 1, &all)
            },
        ),
        case(
            "frames",
            "30,000 frames in one segment",
            (30_000, 30_000),
            &["server-frame-masked"],
            |pcap, frames| {
                let mut peer = pcap.upgrade(0)?;
                // Two bytes each; one masked frame among them, so that there is something to find.
                let mut all = b"\x81\x80\0\0\0\0".to_vec();
                all.extend((0..frames).flat_map(|_| frame(0x81, b"")));
                pcap.send(&mut peer, 1, &all)
            },
        ),
        case(
            "broken-frames",
            "30,000 frames that each break four rules",
            (30_000, 3_000),
            &["frame-rsv2-rsv3-set"],
            |pcap, frames| {
                let mut peer = pcap.upgrade(0)?;
                let all: Vec<u8> = (0..frames).flat_map(|_| [0x3B, 0x00]).collect();
                pcap.send(&mut peer, 1, &all)
            },
        ),
        case(
            "requests",
            "3,600 requests in one segment, many times over",
            (20_000, 7_000),
            &[],
            |pcap, requests| {
                let mut peer = pcap.open(0)?;
                let all: Vec<u8> = (0..requests).flat_map(|_| *b"GET / HTTP/1.1\r\n\r\n").collect();
                pcap.send(&mut peer, 0, &all)
            },
        ),
        case("interim", "interim responses in one segment", (20_000, 7_000), &[], |pcap, responses| {
            let mut peer = pcap.open(0)?;
            pcap.send(&mut peer, 0, REQUEST)?;
            let all: Vec<u8> = (0..responses).flat_map(|_| *b"HTTP/1.1 102 \r\n\r\n").collect();
            pcap.send(&mut peer, 1, &all)
        }),
        case("refused", "pipelined upgrades, each refused", (10_000, 600), &[], |pcap, times| {
            let mut peer = pcap.open(0)?;
            let request = b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
            let requests: Vec<u8> = (0..times).flat_map(|_| *request).collect();
            pcap.send(&mut peer, 0, &requests)?;
            let all: Vec<u8> = (0..times).flat_map(|_| *b"HTTP/1.1 400 \r\n\r\n").collect();
            pcap.send(&mut peer, 1, &all)
        }),
        case("syns", "a million SYNs", (1_000_000, 80_000), &["limit-flows"], |pcap, syns| {
            for number in 0..syns {
                let peer = Peer::new(number);
                pcap.segment(&peer, 0, SYN, peer.next[0], &[])?;
            }
            Ok(())
        }),
        case(
            "streams",
            "a million open streams with one byte each",
            (1_000_000, 150_000),
            &["limit-flows"],
            |pcap, streams| {
                for number in 0..streams {
                    let mut peer = Peer::new(number);
                    pcap.segment(&peer, 0, SYN, peer.next[0], &[])?;
                    peer.next[0] += 1;
                    pcap.send(&mut peer, 0, b"G")?;
                }
                Ok(())
            },
        ),
        case("other", "a million streams that are no HTTP", (1_000_000, 150_000), &[], |pcap, streams| {
            for number in 0..streams {
                let mut peer = Peer::new(number);
                pcap.segment(&peer, 0, SYN, peer.next[0], &[])?;
                peer.next[0] += 1;
                pcap.send(&mut peer, 0, b"\x00\x01\x02")?;
            }
            Ok(())
        }),
        case(
            "endless-head",
            "a request whose header never ends",
            (100, 1),
            &["limit-head"],
            |pcap, megabytes| {
                let mut peer = pcap.open(0)?;
                pcap.send(&mut peer, 0, &REQUEST[..REQUEST.len() - 2])?;
                let line = b"X-More: and more and more and more and more and more and more\r\n".repeat(1000);
                for _ in 0..megabytes << 4 {
                    pcap.send(&mut peer, 0, &line)?;
                }
                Ok(())
            },
        ),
        case(
            "endless-answer",
            "a response whose header never ends",
            (100, 1),
            &["limit-head"],
            |pcap, megabytes| {
                let mut peer = pcap.open(0)?;
                pcap.send(&mut peer, 0, REQUEST)?;
                pcap.send(&mut peer, 1, &RESPONSE[..RESPONSE.len() - 2])?;
                let line = b"X-More: and more and more and more and more and more and more\r\n".repeat(1000);
                for _ in 0..megabytes << 4 {
                    pcap.send(&mut peer, 1, &line)?;
                }
                Ok(())
            },
        ),
        case(
            "eager",
            "a client that does not wait for the answer",
            (100, 2),
            &["limit-held"],
            |pcap, megabytes| {
                let mut peer = pcap.open(0)?;
                pcap.send(&mut peer, 0, REQUEST)?;
                for _ in 0..megabytes << 4 {
                    pcap.send(&mut peer, 0, &[0x82; 1 << 15])?;
                    pcap.send(&mut peer, 0, &[0x82; 1 << 15])?;
                }
                Ok(())
            },
        ),
        case(
            "keep-alive",
            "plain requests without end, then an upgrade",
            (1_000_000, 9_000),
            &["limit-early"],
            |pcap, requests| {
                let mut peer = pcap.open(0)?;
                for _ in 0..requests {
                    pcap.send(&mut peer, 0, b"GET / HTTP/1.1\r\n\r\n")?;
                }
                pcap.send(&mut peer, 0, REQUEST)?;
                pcap.send(&mut peer, 1, RESPONSE)
            },
        ),
        case("huge-frame", "frames of 2^63 - 1 bytes", (100, 1), &["limit-huge-frame"], |pcap, megabytes| {
            let mut peer = pcap.upgrade(0)?;
            pcap.send(&mut peer, 1, b"\x82\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF")?;
            for _ in 0..megabytes << 4 {
                pcap.send(&mut peer, 1, &[0; 1 << 15])?;
                pcap.send(&mut peer, 1, &[0; 1 << 15])?;
            }
            Ok(())
        }),
        case(
            "impossible-frame",
            "a frame of 2^64 - 1 bytes",
            (1, 1),
            &["frame-length-msb-set"],
            |pcap, _| {
                let mut peer = pcap.upgrade(0)?;
                pcap.send(&mut peer, 1, b"\x82\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFabc")
            },
        ),
        case(
            "fragments",
            "a message of fragments without end",
            (2_000_000, 1_100_000),
            &["limit-message-frames"],
            |pcap, frames| {
                let mut peer = pcap.upgrade(0)?;
                pcap.send(&mut peer, 1, &frame(0x01, b"a"))?;
                let piece: Vec<u8> = (0..10_000).flat_map(|_| frame(0x00, b"a")).collect();
                for _ in 0..frames / 10_000 {
                    pcap.send(&mut peer, 1, &piece)?;
                }
                pcap.send(&mut peer, 1, &frame(0x80, b"a"))
            },
        ),
        case("pings", "Pings that nobody answers", (1_000_000, 10_000), &[], |pcap, pings| {
            let mut peer = pcap.upgrade(0)?;
            for n in 0..pings {
                pcap.send(&mut peer, 1, &frame(0x89, &n.to_be_bytes()))?;
            }
            Ok(())
        }),
        case(
            "holes",
            "segments with a hole before each",
            (500_000, 20_000),
            &["limit-waiting"],
            |pcap, segments| {
                let mut peer = pcap.upgrade(0)?;
                for _ in 0..segments {
                    peer.next[1] = peer.next[1].wrapping_add(1);
                    pcap.send(&mut peer, 1, &[0x82, 0x03, 1, 2, 3])?;
                }
                Ok(())
            },
        ),
        case(
            "large-holes",
            "large segments behind a hole, on many connections",
            (20_000, 100),
            &["limit-waiting"],
            |pcap, segments| {
                for number in 0..segments / 100 {
                    let mut peer = pcap.upgrade(number)?;
                    peer.next[1] = peer.next[1].wrapping_add(1);
                    for _ in 0..100 {
                        pcap.send(&mut peer, 1, &[7; LARGEST_SEGMENT_BYTES])?;
                    }
                }
                Ok(())
            },
        ),
        case(
            "overlaps",
            "segments that overlap behind a hole",
            (500_000, 20_000),
            &["limit-waiting"],
            |pcap, segments| {
                let peer = pcap.upgrade(0)?;
                for n in 0..segments {
                    let sequence = peer.next[1].wrapping_add(2 + n % 7_001);
                    pcap.segment(&peer, 1, ACK, sequence, &[n as u8; 40])?;
                }
                Ok(())
            },
        ),
        case(
            "ip-fragments",
            "IP fragments that never become whole",
            (1_000_000, 5_000),
            &["limit-fragments"],
            |pcap, fragments| {
                for n in 0..fragments {
                    let client = Peer::new(n / 60_000).client;
                    let packet = ipv4(client, SERVER, n as u16, 0x2000 | (n % 4096) as u16, &[0; 64]);
                    pcap.packet(&packet)?;
                }
                Ok(())
            },
        ),
        case("short", "connections that come and go", (300_000, 20_000), &[], |pcap, connections| {
            for number in 0..connections {
                let mut peer = pcap.open(number)?;
                pcap.send(&mut peer, 0, b"GET / HTTP/1.1\r\n\r\n")?;
                pcap.segment(&peer, 0, FIN | ACK, peer.next[0], &[])?;
                peer.next[0] += 1;
                pcap.segment(&peer, 1, FIN | ACK, peer.next[1], &[])?;
            }
            Ok(())
        }),
        case("inflaters", "compressed connections that stay open", (20_000, 50), &[], |pcap, connections| {
            for number in 0..connections {
                let mut peer = pcap.upgrade(number)?;
                pcap.send(&mut peer, 1, &frame(0xC1, &bomb(1 << 16)))?;
            }
            Ok(())
        }),
    ]
}
