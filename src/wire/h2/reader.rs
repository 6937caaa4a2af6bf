//! Frames out of the bytes of one direction, in pieces of any size. DATA is handed on as it comes; the other frames
//! are gathered, within limits, and handed on whole.

use super::frame::{Flags, FrameHeader, FrameType, Setting, settings};
use super::names::ErrorCode;
use super::{HEADER_BYTES, PREFACE};
use crate::base::Span;

/// The longest field block that is gathered from HEADERS or PUSH_PROMISE and its CONTINUATIONs; a longer one is passed
/// over (CVE-2024-27316 and its kin: CONTINUATION without end).
pub const HEADER_BLOCK_BYTES: usize = 64 << 10;
/// What is kept of SETTINGS and GOAWAY.
pub const CONTROL_BYTES: usize = 4 << 10;

/// A DATA frame, once its header and pad length are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataFrame {
    /// Its header.
    pub header: FrameHeader,
    /// Where it stands in the stream of its direction, header and padding with it.
    pub span: Span,
    /// Bytes of data: the payload without pad length and padding.
    pub data_len: u32,
    /// Bytes of padding behind the data; `None` where the frame has no pad length.
    pub padding: Option<u8>,
}

/// The field block of HEADERS or PUSH_PROMISE, CONTINUATIONs joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderBlock {
    /// The header of its first frame.
    pub header: FrameHeader,
    /// From the first byte of its first frame to the last of its last.
    pub span: Span,
    /// The stream that a PUSH_PROMISE promises.
    pub promised: Option<u32>,
    /// The block, still compressed; `None` where it was too long to gather.
    pub fragment: Option<Vec<u8>>,
}

impl HeaderBlock {
    /// Whether its sender sends nothing more on the stream.
    #[must_use]
    pub const fn ends_stream(&self) -> bool {
        self.promised.is_none() && self.header.has(Flags::END_STREAM)
    }
}

/// What is wrong with a frame. Reading goes on behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// The client's first bytes begin as the preface does and go on otherwise (RFC 9113 §3.4).
    Preface,
    /// A length that the type cannot have (RFC 9113 §4.2).
    FrameSize,
    /// The padding is longer than the payload (RFC 9113 §6.1).
    Padding,
    /// Another frame stands inside a field block, or CONTINUATION outside (RFC 9113 §6.10). A block is lost.
    Block,
}

/// What the reader finds, in the order of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'b> {
    /// The client's first 24 bytes.
    Preface,
    /// A DATA frame begins.
    Data(DataFrame),
    /// The next bytes of its data, and where they stand in the stream.
    Bytes(u64, &'b [u8]),
    /// The DATA frame is over, padding included.
    DataEnd(FrameHeader),
    /// A whole field block.
    Headers(HeaderBlock),
    /// SETTINGS that is no acknowledgement.
    Settings(FrameHeader, Vec<Setting>),
    /// RST_STREAM.
    Reset(FrameHeader, ErrorCode),
    /// GOAWAY: the last stream that its sender has acted on, and why.
    GoAway(u32, ErrorCode),
    /// Any other frame: PRIORITY, PING, WINDOW_UPDATE, an acknowledgement, an unknown type.
    Other(FrameHeader),
    /// Something is wrong.
    Flaw(Flaw),
}

/// What a gap did to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// It fell into a DATA frame and ends in it: so many bytes of data are missing, and no step is lost.
    InData(u64),
    /// It fell into a frame that nobody reads and ends in it.
    Passed,
    /// Where the next frame begins is not known, and field blocks may be missing: see [`Reader::resume`].
    Lost,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// The rest of the preface, from this byte.
    Preface(usize),
    Header,
    PadLength(FrameHeader),
    Data {
        header: FrameHeader,
        left: u32,
        padding: u32,
    },
    /// A frame that is gathered, as far as its limit goes: what is still to come.
    Gather(FrameHeader, u32),
    Lost,
}

/// How much of a frame that is not DATA is kept.
const fn keeps(kind: FrameType) -> usize {
    match kind {
        FrameType::HEADERS | FrameType::PUSH_PROMISE | FrameType::CONTINUATION => HEADER_BLOCK_BYTES,
        FrameType::SETTINGS | FrameType::RST_STREAM | FrameType::GOAWAY => CONTROL_BYTES,
        _ => 0,
    }
}

/// A field block that is being gathered.
#[derive(Debug)]
struct Open {
    header: FrameHeader,
    start: u64,
    promised: Option<u32>,
    fragment: Option<Vec<u8>>,
}

/// Reads the frames of one direction. Feed it with [`Reader::next`] until that gives `None`.
///
/// ```
/// use ws101::wire::h2::{Event, FrameType, Reader, write_frame};
/// let bytes = write_frame(FrameType::DATA, 0, 1, b"hello");
/// let (mut reader, mut rest) = (Reader::default(), &bytes[..]);
/// assert!(matches!(reader.next(&mut rest), Some(Event::Data(data)) if data.data_len == 5));
/// assert!(matches!(reader.next(&mut rest), Some(Event::Bytes(9, b"hello"))));
/// assert!(matches!(reader.next(&mut rest), Some(Event::DataEnd(_))));
/// assert!(reader.next(&mut rest).is_none());
/// ```
#[derive(Debug)]
pub struct Reader {
    state: State,
    /// Where the next byte stands in the stream.
    at: u64,
    /// Where the current frame began.
    start: u64,
    /// The bytes of a header, or of a frame that is gathered.
    kept: Vec<u8>,
    open: Option<Open>,
    /// A flaw that is still to be told.
    flaw: Option<Flaw>,
}

impl Default for Reader {
    fn default() -> Self {
        Self { state: State::Header, at: 0, start: 0, kept: Vec::new(), open: None, flaw: None }
    }
}

impl Reader {
    /// A reader whose first byte stands at `at` of its stream. A preface is taken where one stands.
    #[must_use]
    pub fn starting_at(at: u64) -> Self {
        Self { at, start: at, ..Self::default() }
    }

    /// Where the next byte stands in the stream.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.at
    }

    /// Whether a gap has left it without a frame boundary.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        matches!(self.state, State::Lost)
    }

    /// Where the frames begin that are being gathered, or the next byte where there are none: nothing before it is told
    /// of any more.
    #[must_use]
    pub fn gathers_from(&self) -> u64 {
        match (&self.open, self.state) {
            (Some(open), _) => open.start,
            (None, State::Gather(..) | State::PadLength(_)) => self.start,
            (None, State::Header) if !self.kept.is_empty() => self.start,
            (None, _) => self.at,
        }
    }

    /// Bytes of frames that are being gathered.
    #[must_use]
    pub fn kept_bytes(&self) -> usize {
        let open = self.open.as_ref().and_then(|open| open.fragment.as_ref());
        self.kept.capacity() + open.map_or(0, Vec::capacity)
    }

    /// Takes bytes from `bytes` until there is something to tell; `None` once all are taken.
    pub fn next<'b>(&mut self, bytes: &mut &'b [u8]) -> Option<Event<'b>> {
        if let Some(flaw) = self.flaw.take() {
            return Some(Event::Flaw(flaw));
        }
        loop {
            let event = match self.state {
                State::Header => self.header(bytes)?,
                State::PadLength(header) => {
                    let pad = self.take(bytes, 1).first().copied()?;
                    Some(self.data(header, Some(pad)))
                }
                State::Data { header, left: 0, padding: 0 } => {
                    self.state = State::Header;
                    Some(Event::DataEnd(header))
                }
                State::Data { header, left: 0, padding } => {
                    let taken = self.take_some(bytes, padding)?.len() as u32;
                    self.state = State::Data { header, left: 0, padding: padding - taken };
                    None
                }
                State::Data { header, left, padding } => {
                    let at = self.at;
                    let data = self.take_some(bytes, left)?;
                    self.state = State::Data { header, left: left - data.len() as u32, padding };
                    Some(Event::Bytes(at, data))
                }
                State::Gather(header, 0) => {
                    self.state = State::Header;
                    self.whole(header)
                }
                State::Gather(header, left) => {
                    let taken = self.take_some(bytes, left)?;
                    let room = keeps(header.kind) - self.kept.len();
                    self.kept.extend_from_slice(&taken[..taken.len().min(room)]);
                    self.state = State::Gather(header, left - taken.len() as u32);
                    None
                }
                State::Preface(from) => self.preface(from, bytes)?,
                State::Lost => {
                    self.take(bytes, bytes.len());
                    return None;
                }
            };
            if event.is_some() {
                return event;
            }
            if let Some(flaw) = self.flaw.take() {
                return Some(Event::Flaw(flaw));
            }
        }
    }

    /// The next `len` bytes, or as many as there are.
    fn take<'b>(&mut self, bytes: &mut &'b [u8], len: usize) -> &'b [u8] {
        let (taken, rest) = bytes.split_at(len.min(bytes.len()));
        *bytes = rest;
        self.at += taken.len() as u64;
        taken
    }

    /// Up to `len` bytes; `None` where there is none.
    fn take_some<'b>(&mut self, bytes: &mut &'b [u8], len: u32) -> Option<&'b [u8]> {
        let taken = self.take(bytes, usize::try_from(len).unwrap_or(usize::MAX));
        (!taken.is_empty()).then_some(taken)
    }

    fn preface<'b>(&mut self, from: usize, bytes: &mut &'b [u8]) -> Option<Option<Event<'b>>> {
        let taken = self.take_some(bytes, (PREFACE.len() - from) as u32)?;
        let end = from + taken.len();
        if taken != &PREFACE[from..end] {
            self.state = State::Lost;
            return Some(Some(Event::Flaw(Flaw::Preface)));
        }
        self.state = State::Preface(end);
        if end < PREFACE.len() {
            return Some(None);
        }
        self.state = State::Header;
        Some(Some(Event::Preface))
    }

    /// The header of the next frame. The outer `None`: bytes are wanted.
    fn header<'b>(&mut self, bytes: &mut &'b [u8]) -> Option<Option<Event<'b>>> {
        if self.kept.is_empty() {
            self.start = self.at;
        }
        let taken = self.take_some(bytes, (HEADER_BYTES - self.kept.len()) as u32)?;
        self.kept.extend_from_slice(taken);
        let Some(header) = FrameHeader::read(&self.kept) else { return Some(None) };
        let is_preface = self.kept == PREFACE[..HEADER_BYTES];
        self.kept.clear();
        if is_preface {
            self.state = State::Preface(HEADER_BYTES);
            return Some(None);
        }
        Some(self.begin(header))
    }

    fn begin<'b>(&mut self, header: FrameHeader) -> Option<Event<'b>> {
        let continues = header.kind == FrameType::CONTINUATION;
        // RFC 9113 §6.10: nothing may stand between the frames of a field block, and CONTINUATION nowhere else.
        let is_in_place = match &self.open {
            Some(open) => continues && header.stream == open.header.stream,
            None => !continues,
        };
        if !is_in_place {
            self.open = None;
            self.flaw = Some(Flaw::Block);
        }
        if header.kind != FrameType::DATA {
            self.state = State::Gather(header, header.len);
            return None;
        }
        if header.has(Flags::PADDED) && header.len > 0 {
            self.state = State::PadLength(header);
            return None;
        }
        Some(self.data(header, None))
    }

    /// The DATA frame whose header, and pad length where it has one, are read.
    fn data<'b>(&mut self, header: FrameHeader, pad: Option<u8>) -> Event<'b> {
        let room = header.len - u32::from(pad.is_some());
        let declared = pad.map_or(0, u32::from);
        let padding = declared.min(room);
        if padding < declared {
            self.flaw = Some(Flaw::Padding);
        }
        let left = room - padding;
        self.state = State::Data { header, left, padding };
        let span = Span::at(self.start, header.frame_bytes());
        Event::Data(DataFrame { header, span, data_len: left, padding: pad })
    }

    /// The frame whose last byte was read.
    fn whole<'b>(&mut self, header: FrameHeader) -> Option<Event<'b>> {
        let kept = std::mem::take(&mut self.kept);
        let word = |at: usize| {
            let bytes = kept.get(at..at + 4).and_then(|bytes| bytes.first_chunk::<4>());
            bytes.map(|bytes| u32::from_be_bytes(*bytes))
        };
        match header.kind {
            FrameType::HEADERS | FrameType::PUSH_PROMISE => return self.opens_block(header, kept),
            FrameType::CONTINUATION => return self.continues_block(header, &kept),
            FrameType::SETTINGS if !header.has(Flags::ACK) => {
                if !header.len.is_multiple_of(6) {
                    self.flaw = Some(Flaw::FrameSize);
                }
                return Some(Event::Settings(header, settings(&kept).collect()));
            }
            FrameType::RST_STREAM => match word(0) {
                Some(code) => return Some(Event::Reset(header, ErrorCode(code))),
                None => self.flaw = Some(Flaw::FrameSize),
            },
            FrameType::GOAWAY => match (word(0), word(4)) {
                (Some(last), Some(code)) => {
                    return Some(Event::GoAway(last & 0x7FFF_FFFF, ErrorCode(code)));
                }
                _ => self.flaw = Some(Flaw::FrameSize),
            },
            _ => {}
        }
        Some(Event::Other(header))
    }

    /// HEADERS or PUSH_PROMISE without its padding and what stands before the block (RFC 9113 §6.2, §6.6).
    fn opens_block<'b>(&mut self, header: FrameHeader, mut kept: Vec<u8>) -> Option<Event<'b>> {
        let is_whole = header.len as usize <= HEADER_BLOCK_BYTES;
        let padding = if header.has(Flags::PADDED) { kept.first().copied().map(usize::from) } else { None };
        let mut before = usize::from(padding.is_some());
        let mut promised = None;
        if header.kind == FrameType::PUSH_PROMISE {
            let id = kept.get(before..before + 4).and_then(|bytes| bytes.first_chunk::<4>());
            promised = Some(id.map_or(0, |id| u32::from_be_bytes(*id) & 0x7FFF_FFFF));
            before += 4;
        } else if header.has(Flags::PRIORITY) {
            before += 5;
        }
        let end = kept.len().checked_sub(padding.unwrap_or(0)).filter(|end| before <= *end);
        let fragment = match end {
            Some(end) if is_whole => {
                kept.truncate(end);
                kept.drain(..before);
                Some(kept)
            }
            Some(_) => None,
            None => {
                self.flaw = Some(if padding.is_some() { Flaw::Padding } else { Flaw::FrameSize });
                None
            }
        };
        self.open = Some(Open { header, start: self.start, promised, fragment });
        self.closes_block(header)
    }

    fn continues_block<'b>(&mut self, header: FrameHeader, kept: &[u8]) -> Option<Event<'b>> {
        if let Some(open) = &mut self.open {
            let is_whole = header.len as usize <= HEADER_BLOCK_BYTES;
            open.fragment = open
                .fragment
                .take()
                .filter(|fragment| is_whole && fragment.len() + kept.len() <= HEADER_BLOCK_BYTES);
            if let Some(fragment) = &mut open.fragment {
                fragment.extend_from_slice(kept);
            }
        }
        self.closes_block(header)
    }

    fn closes_block<'b>(&mut self, header: FrameHeader) -> Option<Event<'b>> {
        if !header.has(Flags::END_HEADERS) {
            return None;
        }
        let Open { header, start, promised, fragment } = self.open.take()?;
        let span = Span::new(start, self.at);
        Some(Event::Headers(HeaderBlock { header, span, promised, fragment }))
    }

    /// `len` bytes of the stream are missing here.
    pub fn gap(&mut self, len: u64) -> Gap {
        self.at += len;
        let short = u32::try_from(len).unwrap_or(u32::MAX);
        match &mut self.state {
            State::Data { left, padding, .. } if len <= u64::from(*left) + u64::from(*padding) => {
                let missing = short.min(*left);
                *left -= missing;
                *padding -= short - missing;
                return Gap::InData(u64::from(missing));
            }
            State::Gather(header, left) if keeps(header.kind) == 0 && len <= u64::from(*left) => {
                *left -= short;
                return Gap::Passed;
            }
            _ => {}
        }
        self.state = State::Lost;
        self.kept.clear();
        self.open = None;
        Gap::Lost
    }

    /// A frame begins `skipped` bytes from here: reading goes on there.
    pub fn resume(&mut self, skipped: u64) {
        self.at += skipped;
        self.state = State::Header;
        self.kept.clear();
        self.open = None;
    }
}
