//! pcapng: sections of blocks, each block with its length on both ends. Never looks into packets.

use std::ops::ControlFlow;

use super::{About, Damage, DamageKind, Event, Halt, MAX_BLOCK_BYTES, MAX_PACKET_BYTES};
use super::{Search, Verdict, Walk, u16_at, u32_at};
use crate::base::{Link, Record, Span, Stamp};

/// Block type of a section header: the same in both byte orders.
pub(super) const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const NAMES: u32 = 4;
const STATISTICS: u32 = 5;
const ENHANCED_PACKET: u32 = 6;
const SECRETS: u32 = 10;
const CUSTOM: u32 = 0x0bad;
const CUSTOM_NOT_COPIED: u32 = 0x4000_0bad;

const OPTION_END: u16 = 0;
const OPTION_COMMENT: u16 = 1;
const IF_NAME: u16 = 2;
const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;

/// An interface's name is kept up to this many bytes.
const MAX_NAME_BYTES: usize = 256;
/// Longer blocks are passed over while a way back is searched, so that garbage makes nobody wait for megabytes.
const MAX_RESYNC_BLOCK_BYTES: u32 = 2 * MAX_PACKET_BYTES;
/// A way back leads to packets within this time of the latest one: those of a capture inside a packet seldom are.
const NEAR_NANOS: i64 = 24 * 60 * 60 * 1_000_000_000;
/// How many plausible blocks in a row are a way back from damage.
const RESYNC_CHAIN: usize = 2;

/// How an interface counts time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ticks {
    /// So many nanoseconds a tick: 10^0 to 10^9.
    Of(u64),
    /// 10^n ticks a nanosecond, n > 0.
    TenthsPower(u32),
    /// 2^-n seconds a tick.
    HalvesPower(u32),
}

/// What a packet needs to know of its interface.
#[derive(Debug, Clone, Copy)]
struct Clock {
    ticks: Ticks,
    offset_seconds: i64,
}

impl Clock {
    /// The time of a tick count. Not through floating point or 32 bits: nanoseconds stay exact.
    #[inline(always)]
    fn stamp(self, ticks: u64) -> Stamp {
        if let (Ticks::Of(nanos), 0) = (self.ticks, self.offset_seconds)
            && let Some(total) = ticks.checked_mul(nanos)
            && let Ok(total) = i64::try_from(total)
        {
            return Stamp::from_nanos(total);
        }
        self.stamp_wide(ticks)
    }

    #[cold]
    fn stamp_wide(self, ticks: u64) -> Stamp {
        let ticks = i128::from(ticks);
        let nanos = match self.ticks {
            Ticks::Of(nanos) => ticks * i128::from(nanos),
            Ticks::TenthsPower(power) => 10_i128.checked_pow(power).map_or(0, |ten| ticks / ten),
            // 2^64 · 10^9 has 94 bits.
            Ticks::HalvesPower(power) => (ticks * 1_000_000_000) >> power.min(127),
        };
        let nanos = nanos + i128::from(self.offset_seconds) * 1_000_000_000;
        let clamped = nanos.clamp(i128::from(i64::MIN), i128::from(i64::MAX));
        Stamp::from_nanos(i64::try_from(clamped).unwrap_or_default())
    }

    /// From the option `if_tsresol`: its ticks, and how many decimals of a second they give.
    fn resolution(value: u8) -> (Ticks, u8) {
        let power = u32::from(value & 0x7f);
        if value & 0x80 != 0 {
            // 2^-n needs as many decimals as 2^n has digits.
            return (
                Ticks::HalvesPower(power),
                u8::try_from(power * 30_103 / 100_000 + 1).unwrap_or(9).min(9),
            );
        }
        match power {
            0..=9 => (Ticks::Of(10_u64.pow(9 - power)), u8::try_from(power).unwrap_or(9)),
            _ => (Ticks::TenthsPower(power - 9), 9),
        }
    }
}

/// An interface of the present section.
struct Local {
    number: u16,
    link: Link,
    snap_len: u32,
    clock: Clock,
}

/// The section being read.
pub(super) struct Section {
    big_endian: bool,
    /// Its interfaces by their ids, which begin at 0 in every section.
    interfaces: Vec<Local>,
}

/// One block, checked from both ends.
#[derive(Clone, Copy)]
struct Block<'a> {
    block_type: u32,
    /// Between the two lengths.
    body: &'a [u8],
    /// Capture offset of the body.
    offset: u64,
}

/// The fields of a packet block.
struct Packet {
    interface: u32,
    stamp: Option<Stamp>,
    captured: u32,
    original: u32,
    /// Where in the body its bytes begin.
    data_at: usize,
}

impl Section {
    /// No section yet.
    pub(super) const fn new() -> Self {
        Self { big_endian: false, interfaces: Vec::new() }
    }

    /// Hands out events until something else is needed. `at` ends at the first byte not understood.
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
        loop {
            let rest = &bytes[*at..];
            if rest.len() < 12 {
                return match (eof, rest.is_empty()) {
                    (false, _) => Halt::Need(12),
                    (true, true) => Halt::End,
                    (true, false) => Halt::Cut,
                };
            }
            let block_type = u32_at(rest, 0, self.big_endian);
            if block_type == SECTION_HEADER {
                match section_order(rest) {
                    Some(big_endian) => self.big_endian = big_endian,
                    None => return Halt::Lost(DamageKind::ByteOrder),
                }
            }
            let len = u32_at(rest, 4, self.big_endian);
            let is_length = (12..=MAX_BLOCK_BYTES).contains(&len) && len.is_multiple_of(4);
            if !is_length {
                return Halt::Lost(DamageKind::BlockLength);
            }
            let len = len as usize;
            if rest.len() < len {
                return self.unfinished(rest, block_type, len, eof);
            }
            if u32_at(rest, len - 4, self.big_endian) as usize != len {
                match self.skip_trailer(walk, bytes, at, len, eof, sink) {
                    Some(halt) => return halt,
                    None => continue,
                }
            }
            let offset = walk.offset(*at + 8);
            let block = Block { block_type, body: &rest[8..len - 4], offset };
            *at += len;
            if self.block(walk, block, sink).is_break() {
                return Halt::Broken;
            }
        }
    }

    /// A block whose end is not there (yet).
    #[cold]
    fn unfinished(&self, rest: &[u8], block_type: u32, len: usize, eof: bool) -> Halt {
        // A packet block with numbers that fit is cut off; anything else may have a wrong length, and then other
        // blocks can follow inside it.
        let is_packet = rest.len() >= 28 && self.packet_fits(block_type, &rest[8..], len - 12);
        match (eof, is_packet) {
            (false, _) => Halt::Need(len),
            (true, true) => Halt::Cut,
            (true, false) if rest.len() < 28 => Halt::Cut,
            (true, false) => Halt::Lost(DamageKind::BlockLength),
        }
    }

    /// A block whose two lengths differ: if blocks follow where the first says, only the second is wrong, and the
    /// block is left out; else the way is lost.
    #[cold]
    fn skip_trailer<S>(
        &self,
        walk: &Walk,
        bytes: &[u8],
        at: &mut usize,
        len: usize,
        eof: bool,
        sink: &mut S,
    ) -> Option<Halt>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        let next = *at + len;
        match self.is_chain(&bytes[next..], walk.last, eof) {
            Verdict::Yes => {}
            Verdict::No => return Some(Halt::Lost(DamageKind::BlockTrailer)),
            Verdict::Need(wanted) => return Some(Halt::Need(len + wanted)),
        }
        let (offset, resumed_at) = (walk.offset(*at), Some(walk.offset(next)));
        *at = next;
        let damage = Damage { offset, kind: DamageKind::BlockTrailer, resumed_at };
        sink(Event::Damage(damage)).is_break().then_some(Halt::Broken)
    }

    fn block<S>(&mut self, walk: &mut Walk, block: Block<'_>, sink: &mut S) -> ControlFlow<()>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        match block.block_type {
            ENHANCED_PACKET | OBSOLETE_PACKET | SIMPLE_PACKET => self.packet(walk, block, sink),
            INTERFACE => self.interface(walk, block, sink),
            other => self.other(other, block, sink),
        }
    }

    /// The fields of a packet block's body.
    #[inline(always)]
    fn packet_fields(&self, block_type: u32, body: &[u8], body_len: usize) -> Option<Packet> {
        let big_endian = self.big_endian;
        if block_type == SIMPLE_PACKET {
            let original = (body_len >= 4).then(|| u32_at(body, 0, big_endian))?;
            let snap_len = self.interfaces.first().map_or(0, |interface| interface.snap_len);
            let limit = if snap_len == 0 { u32::MAX } else { snap_len };
            let room = u32::try_from(body_len - 4).unwrap_or(u32::MAX);
            let captured = original.min(limit).min(room);
            return Some(Packet { interface: 0, stamp: None, captured, original, data_at: 4 });
        }
        if body_len < 20 {
            return None;
        }
        let interface = match block_type {
            ENHANCED_PACKET => u32_at(body, 0, big_endian),
            _ => u32::from(u16_at(body, 0, big_endian)),
        };
        let ticks = u64::from(u32_at(body, 4, big_endian)) << 32 | u64::from(u32_at(body, 8, big_endian));
        let stamp = self.interfaces.get(interface as usize).map(|local| local.clock.stamp(ticks));
        let captured = u32_at(body, 12, big_endian);
        let original = u32_at(body, 16, big_endian);
        Some(Packet { interface, stamp, captured, original, data_at: 20 })
    }

    /// Whether a packet block's numbers fit its length and the section. `body` may be cut behind them.
    fn packet_fits(&self, block_type: u32, body: &[u8], body_len: usize) -> bool {
        if !matches!(block_type, ENHANCED_PACKET | OBSOLETE_PACKET | SIMPLE_PACKET) {
            return false;
        }
        self.packet_fields(block_type, body, body_len).is_some_and(|packet| {
            packet.captured <= MAX_PACKET_BYTES
                && packet.captured as usize <= body_len - packet.data_at
                && packet.captured <= packet.original
                && (packet.interface as usize) < self.interfaces.len()
        })
    }

    /// Whether a packet block fits, and its time is near that of the latest packet.
    fn packet_follows(&self, block_type: u32, body: &[u8], body_len: usize, last: Option<Stamp>) -> bool {
        let stamp = self.packet_fields(block_type, body, body_len).and_then(|packet| packet.stamp);
        let is_near = match (stamp, last) {
            (Some(stamp), Some(last)) => stamp.nanos_since(last).saturating_abs() <= NEAR_NANOS,
            _ => true,
        };
        is_near && self.packet_fits(block_type, body, body_len)
    }

    #[inline(always)]
    fn packet<S>(&mut self, walk: &mut Walk, block: Block<'_>, sink: &mut S) -> ControlFlow<()>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        let Some(packet) = self.packet_fields(block.block_type, block.body, block.body.len()) else {
            return bad_block(block, DamageKind::BlockLength, sink);
        };
        let data_end = packet.data_at.saturating_add(packet.captured as usize);
        let data = match block.body.get(packet.data_at..data_end) {
            Some(data) if packet.captured <= MAX_PACKET_BYTES => data,
            _ => return bad_block(block, DamageKind::PacketLength, sink),
        };
        let Some(local) = self.interfaces.get(packet.interface as usize) else {
            return bad_block(block, DamageKind::UnknownInterface, sink);
        };
        let Some(number) = walk.number.checked_add(1) else {
            return bad_block(block, DamageKind::TooMany, sink);
        };
        // A simple packet has no time of its own: it shares that of the packet before it.
        let stamp = packet.stamp.or(walk.last).unwrap_or_default();
        let record = Record {
            number,
            stamp,
            link: local.link,
            interface: local.number,
            offset: block.offset.saturating_add(packet.data_at as u64),
            captured: packet.captured,
            original: packet.original,
        };
        walk.number = number;
        walk.last = Some(stamp);
        sink(Event::Packet(&record, data))?;
        let options_at = data_end.next_multiple_of(4);
        if block.block_type != SIMPLE_PACKET && options_at + 4 < block.body.len() {
            return self.comments(block, options_at, About::Packet(number), sink);
        }
        ControlFlow::Continue(())
    }

    #[cold]
    fn interface<S>(&mut self, walk: &mut Walk, block: Block<'_>, sink: &mut S) -> ControlFlow<()>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        if block.body.len() < 8 {
            return bad_block(block, DamageKind::BlockLength, sink);
        }
        let link = Link(u32::from(u16_at(block.body, 0, self.big_endian)));
        let snap_len = u32_at(block.body, 4, self.big_endian);
        let mut name = None;
        let mut ticks = Ticks::Of(1_000);
        let mut digits = 6;
        let mut offset_seconds = 0;
        for option in self.options(block.body, 8) {
            match (option.code, option.value) {
                (IF_NAME, value) => {
                    let kept = &value[..value.len().min(MAX_NAME_BYTES)];
                    name = Some(String::from_utf8_lossy(kept).trim_end_matches('\0').to_owned());
                }
                (IF_TSRESOL, [value, ..]) => (ticks, digits) = Clock::resolution(*value),
                (IF_TSOFFSET, [a, b, c, d, e, f, g, h]) => {
                    let value = i64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
                    offset_seconds = if self.big_endian { value.swap_bytes() } else { value };
                }
                _ => {}
            }
        }
        let Some(interface) = walk.add_interface(link, snap_len, name, digits) else {
            return bad_block(block, DamageKind::TooMany, sink);
        };
        let number = interface.number;
        self.interfaces.push(Local { number, link, snap_len, clock: Clock { ticks, offset_seconds } });
        sink(Event::Interface(interface))?;
        self.comments(block, 8, About::Interface(number), sink)
    }

    #[cold]
    fn other<S>(&mut self, block_type: u32, block: Block<'_>, sink: &mut S) -> ControlFlow<()>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        let (start, len) = (block.offset - 8, block.body.len() as u64 + 12);
        sink(Event::Block { block_type, span: Span::at(start, len) })?;
        match block_type {
            SECTION_HEADER => {
                // Interface ids begin anew in every section.
                self.interfaces.clear();
                self.comments(block, 16, About::Section, sink)
            }
            SECRETS if block.body.len() >= 8 => {
                let secrets_len = u32_at(block.body, 4, self.big_endian) as usize;
                let body = &block.body[8..];
                let Some(body) = body.get(..secrets_len) else {
                    return bad_block(block, DamageKind::BlockLength, sink);
                };
                let span = Span::at(block.offset + 8, body.len() as u64);
                sink(Event::Secrets { secrets_type: u32_at(block.body, 0, self.big_endian), body, span })?;
                self.comments(block, 8 + secrets_len.next_multiple_of(4), About::Block, sink)
            }
            STATISTICS => self.comments(block, 12, About::Block, sink),
            _ => ControlFlow::Continue(()),
        }
    }

    /// The options of a block's body from `at` on.
    fn options<'a>(&self, body: &'a [u8], at: usize) -> Options<'a> {
        Options { body, at, big_endian: self.big_endian }
    }

    #[cold]
    fn comments<S>(&self, block: Block<'_>, at: usize, about: About, sink: &mut S) -> ControlFlow<()>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        for option in self.options(block.body, at) {
            if option.code == OPTION_COMMENT {
                let span = Span::at(block.offset + option.at as u64, option.value.len() as u64);
                sink(Event::Comment { about, text: option.value, span })?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Searches the next place where plausible blocks follow each other.
    pub(super) fn search(&self, walk: &Walk, bytes: &[u8], from: usize, eof: bool) -> Search {
        let mut place = from;
        while place < bytes.len() {
            match self.is_chain(&bytes[place..], walk.last, eof) {
                Verdict::Yes => return Search::Found(place),
                Verdict::No => place += 1,
                Verdict::Need(wanted) => return Search::Need(place, wanted),
            }
        }
        if eof { Search::Nowhere } else { Search::Need(place, 12) }
    }

    /// Whether plausible blocks follow each other here, up to the end of the file or far enough.
    fn is_chain(&self, rest: &[u8], last: Option<Stamp>, eof: bool) -> Verdict {
        let mut at = 0;
        let mut candidate = Candidate { big_endian: self.big_endian, knows_interfaces: true, last };
        for _ in 0..RESYNC_CHAIN {
            if eof && at > 0 && at == rest.len() {
                return Verdict::Yes;
            }
            match self.is_block(&rest[at..], &mut candidate, eof) {
                Ok(len) => at += len,
                Err(Verdict::Need(wanted)) => return Verdict::Need(at + wanted),
                Err(verdict) => return verdict,
            }
        }
        Verdict::Yes
    }

    /// The length of a block that is certainly one. A section header may turn the byte order.
    fn is_block(&self, rest: &[u8], candidate: &mut Candidate, eof: bool) -> Result<usize, Verdict> {
        let more = |wanted| if eof { Verdict::No } else { Verdict::Need(wanted) };
        if rest.len() < 4 {
            return Err(more(4));
        }
        let block_type = u32_at(rest, 0, candidate.big_endian);
        let least: u32 = match block_type {
            SECTION_HEADER => 28,
            INTERFACE => 20,
            OBSOLETE_PACKET | ENHANCED_PACKET => 32,
            SIMPLE_PACKET => 16,
            NAMES => 16,
            STATISTICS => 24,
            SECRETS => 20,
            CUSTOM | CUSTOM_NOT_COPIED => 16,
            _ => return Err(Verdict::No),
        };
        if rest.len() < 12 {
            return Err(more(12));
        }
        if block_type == SECTION_HEADER {
            candidate.big_endian = section_order(rest).ok_or(Verdict::No)?;
        }
        let len = u32_at(rest, 4, candidate.big_endian);
        if len < least || len > MAX_RESYNC_BLOCK_BYTES || !len.is_multiple_of(4) {
            return Err(Verdict::No);
        }
        let len = len as usize;
        if matches!(block_type, ENHANCED_PACKET | OBSOLETE_PACKET | SIMPLE_PACKET) {
            if rest.len() < 28 {
                return Err(more(28));
            }
            if candidate.knows_interfaces
                && !self.packet_follows(block_type, &rest[8..], len - 12, candidate.last)
            {
                return Err(Verdict::No);
            }
        }
        if rest.len() < len {
            return Err(more(len));
        }
        if u32_at(rest, len - 4, candidate.big_endian) as usize != len {
            return Err(Verdict::No);
        }
        candidate.knows_interfaces &= !matches!(block_type, SECTION_HEADER | INTERFACE);
        Ok(len)
    }
}

/// What is known while a chain of blocks is tried.
struct Candidate {
    big_endian: bool,
    /// Yes until a section or an interface begins inside the chain, which only reading it for good would tell of.
    knows_interfaces: bool,
    /// The time of the latest packet before it.
    last: Option<Stamp>,
}

/// The byte order of the section that begins here, by its magic.
fn section_order(rest: &[u8]) -> Option<bool> {
    match u32_at(rest, 8, false) {
        0x1a2b_3c4d => Some(false),
        0x4d3c_2b1a => Some(true),
        _ => None,
    }
}

/// A block that has the right frame but a wrong content is skipped; the next one stands right behind it.
#[cold]
fn bad_block<S>(block: Block<'_>, kind: DamageKind, sink: &mut S) -> ControlFlow<()>
where
    S: FnMut(Event<'_>) -> ControlFlow<()>,
{
    let next = block.offset + block.body.len() as u64 + 4;
    sink(Event::Damage(Damage { offset: block.offset - 8, kind, resumed_at: Some(next) }))
}

/// Walks the options of a block; ends where they end or make no sense.
struct Options<'a> {
    body: &'a [u8],
    at: usize,
    big_endian: bool,
}

struct Opt<'a> {
    code: u16,
    value: &'a [u8],
    /// Where in the body the value stands.
    at: usize,
}

impl<'a> Iterator for Options<'a> {
    type Item = Opt<'a>;

    fn next(&mut self) -> Option<Opt<'a>> {
        let head = self.body.get(self.at..)?.first_chunk::<4>()?;
        let code = u16_at(head, 0, self.big_endian);
        let len = usize::from(u16_at(head, 2, self.big_endian));
        if code == OPTION_END {
            return None;
        }
        let at = self.at + 4;
        let value = self.body.get(at..at + len)?;
        self.at = at + len.next_multiple_of(4);
        Some(Opt { code, value, at })
    }
}
