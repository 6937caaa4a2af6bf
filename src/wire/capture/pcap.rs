//! Classic pcap: a file header, then records, each a header and the packet's bytes. Never looks into packets.

use std::ops::ControlFlow;

use super::{DamageKind, Event, Halt, MAX_PACKET_BYTES, Search, Verdict, Walk, u32_at};
use crate::base::{Link, Record, Stamp};

const FILE_HEADER_BYTES: usize = 24;
/// How many plausible record headers in a row are a way back from damage.
const RESYNC_CHAIN: usize = 3;
/// Beyond this distance from the latest packet a record's time makes its header suspicious.
const NEAR_SECONDS: i64 = 24 * 60 * 60;
/// Beyond this a packet's original length makes its header suspicious.
const MAX_ORIGINAL_BYTES: u32 = 16 * 1024 * 1024;

/// How the records of one pcap file are laid out.
pub(super) struct Layout {
    big_endian: bool,
    /// Bytes of a record header: 16, or 24 in the "modified" format.
    record_header: usize,
    /// Nanoseconds in one unit of the sub-second field.
    unit_nanos: i64,
    /// From the file header, once it was read.
    link: Option<Link>,
    snap_len: u32,
}

/// A record header's numbers.
#[derive(Clone, Copy)]
struct Header {
    seconds: u32,
    fraction: u32,
    captured: u32,
    original: u32,
}

impl Header {
    #[inline(always)]
    fn read(bytes: &[u8], big_endian: bool) -> Self {
        Self {
            seconds: u32_at(bytes, 0, big_endian),
            fraction: u32_at(bytes, 4, big_endian),
            captured: u32_at(bytes, 8, big_endian),
            original: u32_at(bytes, 12, big_endian),
        }
    }

    /// Whether some program could have written it. A run of zeros is a hole in the file, not packets.
    const fn is_possible(self) -> bool {
        self.captured <= MAX_PACKET_BYTES
            && self.original <= MAX_ORIGINAL_BYTES
            && (self.captured | self.original | self.seconds | self.fraction) != 0
    }
}

impl Layout {
    /// The layout that the first four bytes of a file announce.
    pub(super) const fn from_magic(magic: [u8; 4]) -> Option<Self> {
        let (big_endian, record_header, unit_nanos) = match u32::from_be_bytes(magic) {
            0xa1b2_c3d4 => (true, 16, 1_000),
            0xd4c3_b2a1 => (false, 16, 1_000),
            0xa1b2_3c4d => (true, 16, 1),
            0x4d3c_b2a1 => (false, 16, 1),
            // Kuznetzov's "modified" records carry interface index, protocol and packet type besides.
            0xa1b2_cd34 => (true, 24, 1_000),
            0x34cd_b2a1 => (false, 24, 1_000),
            _ => return None,
        };
        Some(Self { big_endian, record_header, unit_nanos, link: None, snap_len: 0 })
    }

    /// Hands out records until something else is needed. `at` ends at the first byte not understood.
    pub(super) fn run<S>(
        &mut self,
        walk: &mut Walk,
        bytes: &[u8],
        at: &mut usize,
        eof: bool,
        sink: &mut S,
    ) -> Halt
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        let link = match self.link {
            Some(link) => link,
            None => match self.file_header(walk, &bytes[*at..], eof, sink) {
                Ok(link) => {
                    *at += FILE_HEADER_BYTES;
                    link
                }
                Err(halt) => return halt,
            },
        };
        let header_len = self.record_header;
        loop {
            let rest = &bytes[*at..];
            if rest.len() < header_len {
                return match (eof, rest.is_empty()) {
                    (false, _) => Halt::Need(header_len),
                    (true, true) => Halt::End,
                    (true, false) => Halt::Cut,
                };
            }
            let header = Header::read(rest, self.big_endian);
            if !self.is_plausible(header, walk.last) {
                match self.vouched(rest, header, eof) {
                    Verdict::Yes => {}
                    Verdict::No => return Halt::Lost(DamageKind::RecordHeader),
                    Verdict::Need(wanted) => return Halt::Need(wanted),
                }
            }
            let end = header_len + header.captured as usize;
            let Some(packet) = rest.get(header_len..end) else {
                return if eof { Halt::Cut } else { Halt::Need(end) };
            };
            let Some(number) = walk.number.checked_add(1) else { return Halt::Lost(DamageKind::TooMany) };
            let stamp = self.stamp(header);
            let record = Record {
                number,
                stamp,
                link,
                interface: 0,
                offset: walk.offset(*at + header_len),
                captured: header.captured,
                original: header.original,
            };
            walk.number = number;
            walk.last = Some(stamp);
            *at += end;
            if sink(Event::Packet(&record, packet)).is_break() {
                return Halt::Broken;
            }
        }
    }

    #[cold]
    fn file_header<S>(&mut self, walk: &mut Walk, rest: &[u8], eof: bool, sink: &mut S) -> Result<Link, Halt>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        if rest.len() < FILE_HEADER_BYTES {
            return Err(if eof { Halt::Cut } else { Halt::Need(FILE_HEADER_BYTES) });
        }
        self.snap_len = u32_at(rest, 16, self.big_endian);
        // The upper half holds the length of a frame check sequence and reserved bits, the lower the LINKTYPE.
        let link = Link(u32_at(rest, 20, self.big_endian) & 0xffff);
        self.link = Some(link);
        let digits = if self.unit_nanos == 1 { 9 } else { 6 };
        if let Some(interface) = walk.add_interface(link, self.snap_len, None, digits)
            && sink(Event::Interface(interface)).is_break()
        {
            return Err(Halt::Broken);
        }
        Ok(link)
    }

    #[inline(always)]
    fn stamp(&self, header: Header) -> Stamp {
        let seconds = i64::from(header.seconds) * 1_000_000_000;
        Stamp::from_nanos(seconds + i64::from(header.fraction) * self.unit_nanos)
    }

    /// Whether every number of a header is what a capture program writes next.
    #[inline(always)]
    fn is_plausible(&self, header: Header, last: Option<Stamp>) -> bool {
        let is_near = last.is_none_or(|last| {
            (i64::from(header.seconds) - last.nanos / 1_000_000_000).abs() <= NEAR_SECONDS
        });
        let limit = if self.snap_len == 0 { MAX_PACKET_BYTES } else { self.snap_len.min(MAX_PACKET_BYTES) };
        (header.captured.wrapping_sub(1) < limit)
            && header.captured <= header.original
            && header.original <= MAX_ORIGINAL_BYTES
            && i64::from(header.fraction) * self.unit_nanos < 1_000_000_000
            && is_near
    }

    /// A header that is possible but odd is believed if the record ends where another can begin.
    #[cold]
    fn vouched(&self, rest: &[u8], header: Header, eof: bool) -> Verdict {
        if !header.is_possible() {
            return Verdict::No;
        }
        let end = self.record_header + header.captured as usize;
        let next = end + self.record_header;
        if rest.len() < next {
            return match (eof, rest.len() >= end) {
                (false, _) => Verdict::Need(next),
                (true, true) => Verdict::Yes,
                (true, false) => Verdict::No,
            };
        }
        if Header::read(&rest[end..], self.big_endian).is_possible() { Verdict::Yes } else { Verdict::No }
    }

    /// Searches the next place from which several plausible records follow each other.
    pub(super) fn search(&self, walk: &Walk, bytes: &[u8], from: usize, eof: bool) -> Search {
        let mut place = from;
        while place < bytes.len() {
            match self.is_chain(&bytes[place..], walk.last, eof) {
                Verdict::Yes => return Search::Found(place),
                Verdict::No => place += 1,
                Verdict::Need(wanted) => return Search::Need(place, wanted),
            }
        }
        if eof { Search::Nowhere } else { Search::Need(place, self.record_header) }
    }

    /// Whether plausible records follow each other here, up to the end of the file or far enough.
    fn is_chain(&self, rest: &[u8], mut last: Option<Stamp>, eof: bool) -> Verdict {
        let mut at = 0;
        for _ in 0..RESYNC_CHAIN {
            if eof && at > 0 && at == rest.len() {
                return Verdict::Yes;
            }
            let Some(header) = rest.get(at..at + self.record_header) else {
                return if eof { Verdict::No } else { Verdict::Need(at + self.record_header) };
            };
            let header = Header::read(header, self.big_endian);
            if !self.is_plausible(header, last) {
                return Verdict::No;
            }
            last = Some(self.stamp(header));
            at += self.record_header + header.captured as usize;
            if at > rest.len() {
                return if eof { Verdict::No } else { Verdict::Need(at) };
            }
        }
        Verdict::Yes
    }
}
