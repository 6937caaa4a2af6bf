//! Walks capture files: pcap and pcapng bytes in, [`Record`]s out, as the bytes arrive.
//!
//! The [`Walker`] is sans-IO: it is fed slices and hands out records as slices into them, with no copy and no
//! allocation for a packet. It keeps everything before damage, finds its way back behind it only where several
//! headers in a row agree, and never invents a packet. It knows nothing of what is inside a packet.
//!
//! Formats: draft-ietf-opsawg-pcap (with the nanosecond and the "modified" variants) and draft-ietf-opsawg-pcapng.

mod damage;
mod pcap;
mod pcapng;
mod sniff;

use std::ops::ControlFlow;

pub use damage::{Damage, DamageKind};
pub use sniff::{Kind, sniff};

use crate::base::{Link, Record, Span, Stamp};

/// The most bytes one packet can have; a record that claims more is damage (libpcap's `MAXIMUM_SNAPLEN`).
pub const MAX_PACKET_BYTES: u32 = 262_144;

/// The most bytes one pcapng block can have; a block that claims more is damage.
pub const MAX_BLOCK_BYTES: u32 = 16 * 1024 * 1024;

/// The most interfaces one capture can have: [`Record::interface`] has 16 bits.
pub const MAX_INTERFACES: usize = 65_536;

/// The two file formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Classic pcap.
    Pcap,
    /// pcapng.
    PcapNg,
}

impl Format {
    /// `pcap` or `pcapng`, as in the machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcap => "pcap",
            Self::PcapNg => "pcapng",
        }
    }
}

/// What packets were captured on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// Number within the whole capture, from 0, over all sections.
    pub number: u16,
    /// The link layer of its packets.
    pub link: Link,
    /// The most bytes kept of a packet; 0 means no limit is known.
    pub snap_len: u32,
    /// Its name, where the capture has one.
    pub name: Option<String>,
    /// How many decimals of a second its timestamps have, 0 to 9.
    pub digits: u8,
}

/// What a comment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The section, or so the whole file.
    Section,
    /// The interface of this number.
    Interface(u16),
    /// The packet of this number.
    Packet(u32),
    /// A block of another kind.
    Block,
}

/// The type of secrets that are a TLS key log.
pub const TLS_KEY_LOG: u32 = 0x544C_534B;

/// What the walker found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// A packet and its captured bytes.
    Packet(&'a Record, &'a [u8]),
    /// An interface; comes before its first packet.
    Interface(&'a Interface),
    /// A comment (`opt_comment`): its UTF-8 bytes and where they stand in the capture.
    Comment {
        /// What it is about.
        about: About,
        /// The comment, not checked to be UTF-8.
        text: &'a [u8],
        /// Where its bytes stand in the capture.
        span: Span,
    },
    /// Secrets that the capture carries (a Decryption Secrets Block).
    Secrets {
        /// What they are: `0x544c534b` is a TLS key log.
        secrets_type: u32,
        /// The secrets.
        body: &'a [u8],
        /// Where they stand in the capture.
        span: Span,
    },
    /// A block that holds neither packet nor interface: section header, names, statistics, custom.
    Block {
        /// The block type.
        block_type: u32,
        /// The whole block in the capture.
        span: Span,
    },
    /// A WebSocket that a HAR tells of.
    Har(&'a crate::wire::har::Entry),
    /// Bytes that could not be read as the format demands.
    Damage(Damage),
}

/// How far one [`Walker::feed`] came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Fed {
    /// How many of the bytes are done with; the caller keeps the rest and shows it again with more behind it.
    pub consumed: usize,
    /// How many bytes, from the first that is not consumed, are needed for the next step.
    pub need: usize,
    /// Nothing more will come: the capture ended, or the receiver broke off.
    pub ended: bool,
}

/// How one format's walk stopped.
enum Halt {
    /// More bytes are needed: this many from the present place.
    Need(usize),
    /// The bytes here are not what the format demands.
    Lost(DamageKind),
    /// The bytes end in the middle of something that began well: no use to search on.
    Cut,
    /// All bytes were read.
    End,
    /// The receiver broke off.
    Broken,
}

/// What searching for a way back gave.
enum Search {
    /// The walk can go on here.
    Found(usize),
    /// Undecided at this place until there are this many bytes from it.
    Need(usize, usize),
    /// Not within these bytes, and no more will come.
    Nowhere,
}

/// Whether a candidate header is to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Yes,
    No,
    Need(usize),
}

/// What both formats need of the walk so far.
struct Walk {
    /// Capture offset of the first byte of the slice being walked.
    base: u64,
    /// How many packets there were.
    number: u32,
    /// The time of the latest packet.
    last: Option<Stamp>,
    interfaces: Vec<Interface>,
}

impl Walk {
    /// Capture offset of a place in the slice being walked.
    const fn offset(&self, at: usize) -> u64 {
        self.base.saturating_add(at as u64)
    }

    /// Adds an interface and says so; `None` when there are too many.
    fn add_interface(
        &mut self,
        link: Link,
        snap_len: u32,
        name: Option<String>,
        digits: u8,
    ) -> Option<&Interface> {
        let number = u16::try_from(self.interfaces.len()).ok()?;
        self.interfaces.push(Interface { number, link, snap_len, name, digits });
        self.interfaces.last()
    }
}

enum State {
    Start,
    Pcap(pcap::Layout),
    PcapNg(pcapng::Section),
    Done,
}

/// Walks a capture, fed piece by piece.
///
/// ```
/// use std::ops::ControlFlow;
/// use ws101::wire::capture::{Event, Walker};
///
/// // A pcap header (little-endian, microseconds, raw IP) and one packet of one byte.
/// let mut file = b"\xd4\xc3\xb2\xa1\x02\0\x04\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x65\0\0\0".to_vec();
/// file.extend(b"\x01\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\0\0\x45");
/// let mut packets = Vec::new();
/// let fed = Walker::new().feed(&file, true, &mut |event| {
///     if let Event::Packet(record, bytes) = event {
///         packets.push((record.stamp.nanos, bytes.to_vec()));
///     }
///     ControlFlow::Continue(())
/// });
/// assert!(fed.ended);
/// assert_eq!(packets, [(1_000_002_000, vec![0x45])]);
/// ```
pub struct Walker {
    walk: Walk,
    format: Option<Format>,
    state: State,
    lost: Option<Lost>,
}

/// Where and how the way was lost, while searching for it.
#[derive(Clone, Copy)]
struct Lost {
    offset: u64,
    kind: DamageKind,
    /// The next place to try, as a capture offset.
    next: u64,
}

impl Default for Walker {
    fn default() -> Self {
        Self::new()
    }
}

impl Walker {
    /// A walker at the first byte of a capture.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            walk: Walk { base: 0, number: 0, last: None, interfaces: Vec::new() },
            format: None,
            state: State::Start,
            lost: None,
        }
    }

    /// The format, once the first bytes have told.
    #[must_use]
    pub const fn format(&self) -> Option<Format> {
        self.format
    }

    /// The interfaces seen so far, by their numbers.
    #[must_use]
    pub fn interfaces(&self) -> &[Interface] {
        &self.walk.interfaces
    }

    /// Capture offset of the first byte that is not consumed yet.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.walk.base
    }

    /// How many packets there were.
    #[must_use]
    pub const fn packets(&self) -> u32 {
        self.walk.number
    }

    /// Walks on. `bytes` begins with the first byte that was not consumed before; `eof` says that no more will come.
    /// However the capture is cut into slices, the events are the same.
    pub fn feed<S>(&mut self, bytes: &[u8], eof: bool, sink: &mut S) -> Fed
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        let mut at = 0;
        let mut need = 0;
        let mut ended = false;
        loop {
            if self.lost.is_some() {
                match self.search(bytes, &mut at, eof, sink) {
                    ControlFlow::Continue(None) => {}
                    ControlFlow::Continue(Some(wanted)) => {
                        need = wanted;
                        break;
                    }
                    ControlFlow::Break(()) => {
                        ended = true;
                        break;
                    }
                }
            }
            let halt = match &mut self.state {
                State::Start => match start(&bytes[at..], eof) {
                    Ok((format, state)) => {
                        self.format = Some(format);
                        self.state = state;
                        continue;
                    }
                    Err(halt) => halt,
                },
                State::Pcap(layout) => layout.run(&mut self.walk, bytes, &mut at, eof, sink),
                State::PcapNg(section) => section.run(&mut self.walk, bytes, &mut at, eof, sink),
                State::Done => {
                    at = bytes.len();
                    Halt::End
                }
            };
            match halt {
                Halt::Need(wanted) => {
                    need = wanted;
                    break;
                }
                Halt::Lost(kind) => {
                    let offset = self.walk.offset(at);
                    self.lost = Some(Lost { offset, kind, next: offset.saturating_add(1) });
                }
                Halt::Cut => {
                    let damage =
                        Damage { offset: self.walk.offset(at), kind: DamageKind::Cut, resumed_at: None };
                    let _ = sink(Event::Damage(damage));
                    at = bytes.len();
                    ended = true;
                    break;
                }
                Halt::End => {
                    ended = eof;
                    break;
                }
                Halt::Broken => {
                    ended = true;
                    break;
                }
            }
        }
        self.walk.base = self.walk.offset(at);
        Fed { consumed: at, need, ended }
    }

    /// Searches the way back from damage; gives the bytes needed if it is undecided, breaks where there is none.
    fn search<S>(
        &mut self,
        bytes: &[u8],
        at: &mut usize,
        eof: bool,
        sink: &mut S,
    ) -> ControlFlow<(), Option<usize>>
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        let Some(lost) = self.lost else { return ControlFlow::Continue(None) };
        let from = usize::try_from(lost.next.saturating_sub(self.walk.base)).unwrap_or(usize::MAX);
        let search = match &self.state {
            State::Pcap(layout) => layout.search(&self.walk, bytes, from, eof),
            State::PcapNg(section) => section.search(&self.walk, bytes, from, eof),
            State::Start | State::Done => Search::Nowhere,
        };
        let resumed_at = match search {
            Search::Need(place, wanted) => {
                *at = place;
                self.lost = Some(Lost { next: self.walk.offset(place), ..lost });
                return ControlFlow::Continue(Some(wanted));
            }
            Search::Found(place) => {
                *at = place;
                Some(self.walk.offset(place))
            }
            Search::Nowhere => {
                *at = bytes.len();
                self.state = State::Done;
                None
            }
        };
        self.lost = None;
        sink(Event::Damage(Damage { offset: lost.offset, kind: lost.kind, resumed_at }))?;
        if resumed_at.is_none() { ControlFlow::Break(()) } else { ControlFlow::Continue(None) }
    }
}

/// Which format it is.
fn start(bytes: &[u8], eof: bool) -> Result<(Format, State), Halt> {
    let Some(magic) = bytes.first_chunk::<4>() else {
        return Err(match (eof, bytes.is_empty()) {
            (false, _) => Halt::Need(4),
            (true, true) => Halt::End,
            (true, false) => Halt::Lost(DamageKind::NotACapture),
        });
    };
    if *magic == pcapng::SECTION_HEADER.to_le_bytes() {
        return Ok((Format::PcapNg, State::PcapNg(pcapng::Section::new())));
    }
    let Some(layout) = pcap::Layout::from_magic(*magic) else {
        return Err(Halt::Lost(DamageKind::NotACapture));
    };
    Ok((Format::Pcap, State::Pcap(layout)))
}

/// Four bytes at a place, in either byte order. The caller has checked that they are there; where not, 0.
#[inline(always)]
fn u32_at(bytes: &[u8], at: usize, big_endian: bool) -> u32 {
    let value = match bytes.get(at..).and_then(<[u8]>::first_chunk::<4>) {
        Some(four) => u32::from_le_bytes(*four),
        None => 0,
    };
    if big_endian { value.swap_bytes() } else { value }
}

/// Two bytes at a place, as [`u32_at`].
#[inline(always)]
fn u16_at(bytes: &[u8], at: usize, big_endian: bool) -> u16 {
    let value = match bytes.get(at..).and_then(<[u8]>::first_chunk::<2>) {
        Some(two) => u16::from_le_bytes(*two),
        None => 0,
    };
    if big_endian { value.swap_bytes() } else { value }
}
