//! One direction of a TLS connection: its bytes cut into records, where each record's bytes stand in the capture, the
//! keys it is under, and how it finds its way back after bytes that are missing.

use std::collections::VecDeque;
use std::sync::Arc;

use super::epoch::{self, Agreed, Epoch, Opened};
use crate::base::{Side, Stamp};
use crate::inspect::frames::Arrival;
use crate::inspect::limits;
use crate::trace::{RawPiece, Segment};
use crate::wire::tls::{HandshakeReader, KeyLog, RecordHeader, RecordReader};

/// The shortest record that holds anything: its header and a tag.
const MIN_RECORD_BYTES: u64 = RecordHeader::BYTES as u64 + 16;

/// A run of stream bytes as a packet brought it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) at: u64,
    pub(super) len: u64,
    pub(super) capture_offset: u64,
    pub(super) packet: u32,
    pub(super) stamp: Stamp,
    pub(super) late: bool,
}

impl Piece {
    fn end(&self) -> u64 {
        self.at + self.len
    }

    /// The part of it from `start` to `end`.
    pub(super) fn part(&self, start: u64, end: u64) -> Option<Self> {
        let (from, to) = (self.at.max(start), self.end().min(end));
        (from < to).then(|| Self {
            at: from,
            len: to - from,
            capture_offset: self.capture_offset + (from - self.at),
            ..*self
        })
    }

    pub(super) const fn raw(&self) -> RawPiece {
        RawPiece { capture_offset: self.capture_offset, len: self.len as u32, packet: self.packet }
    }
}

/// A whole record with where it came from.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) header: RecordHeader,
    /// Where it begins in the stream of the layer below.
    pub(super) at: u64,
    /// Header and fragment.
    pub(super) bytes: Vec<u8>,
    pub(super) is_holed: bool,
    pub(super) pieces: Vec<Piece>,
    pub(super) ordinal: u32,
    pub(super) arrival: Arrival,
    /// From where on bytes before it are missing, and with them its number.
    pub(super) lost_from: Option<u64>,
}

impl Raw {
    pub(super) fn end(&self) -> u64 {
        self.at + RecordHeader::BYTES as u64 + u64::from(self.header.len)
    }

    /// What it costs to keep.
    pub(super) fn cost(&self) -> usize {
        size_of::<Self>() + self.bytes.capacity() + self.pieces.capacity() * size_of::<Piece>()
    }
}

/// Bytes among which the next record is searched.
#[derive(Debug)]
struct Search {
    /// Where the first of them stands.
    at: u64,
    bytes: Vec<u8>,
    /// From where on bytes are missing or no records.
    lost_from: u64,
}

/// What came of trying to open a record.
#[derive(Debug)]
pub(super) enum Tried {
    Opened(Opened),
    /// The keys are not known.
    NoKeys,
    /// They are, and the record is not genuine.
    Failed,
}

/// One direction.
#[derive(Debug)]
pub(super) struct Half {
    side: Side,
    pub(super) reader: RecordReader,
    pieces: VecDeque<Piece>,
    pub(super) messages: HandshakeReader,
    /// TLS 1.2 and older: a ChangeCipherSpec has passed.
    pub(super) is_sealed: bool,
    /// What its keys come from.
    pub(super) agreed: Option<Arc<Agreed>>,
    pub(super) epoch: Option<Epoch>,
    /// Records so far.
    ordinal: u32,
    /// Where the derived stream stands.
    pub(super) offset: u64,
    /// Ends of records, each with where the derived stream stood.
    marks: VecDeque<(u64, u64)>,
    search: Option<Search>,
    /// For the next record: where the missing bytes before it begin.
    lost_next: Option<u64>,
    /// Since the last record that was opened: where the first that was not begins, and how many they are known to be.
    lost_from: Option<u64>,
    lost_records: u64,
    /// How many sequence numbers may have been skipped besides.
    doubt: u64,
    /// How many sequence numbers may still be tried until a record opens.
    trials: u64,
    /// Bytes were missing at some time.
    pub(super) had_gap: bool,
    pub(super) opened: u64,
    pub(super) unopened: u64,
    pub(super) failed: u64,
    /// That a record did not open has been told.
    pub(super) told_unread: bool,
}

impl Half {
    pub(super) fn new(side: Side) -> Self {
        Self {
            side,
            reader: RecordReader::default(),
            pieces: VecDeque::new(),
            messages: HandshakeReader::default(),
            is_sealed: false,
            agreed: None,
            epoch: None,
            ordinal: 0,
            offset: 0,
            marks: VecDeque::new(),
            search: None,
            lost_next: None,
            lost_from: None,
            lost_records: 0,
            doubt: 0,
            trials: limits::TRIED_NUMBERS,
            had_gap: false,
            opened: 0,
            unopened: 0,
            failed: 0,
            told_unread: false,
        }
    }

    /// What it keeps in memory, roughly.
    pub(super) fn cost(&self) -> usize {
        self.reader.held_bytes()
            + self.pieces.capacity() * size_of::<Piece>()
            + self.marks.capacity() * size_of::<(u64, u64)>()
            + self.search.as_ref().map_or(0, |search| search.bytes.capacity())
    }

    /// A packet brings these bytes next.
    pub(super) fn segment(&mut self, segment: &Segment) {
        let piece = Piece {
            at: segment.span.start,
            len: segment.span.len(),
            capture_offset: segment.capture_offset,
            packet: segment.packet,
            stamp: segment.stamp,
            late: segment.late,
        };
        if self.ordinal == 0 && self.pieces.is_empty() && self.reader.position() == 0 {
            // Where the capture came in later, the stream does not begin at 0.
            self.reader = RecordReader::at(piece.at);
        }
        self.pieces.push_back(piece);
    }

    /// The record that the reader has just completed, with its pieces.
    pub(super) fn record(&mut self, arrival: Arrival) -> Option<Raw> {
        let record = self.reader.record()?;
        let (at, end) = (record.at, record.end());
        let raw = Raw {
            header: record.header,
            at,
            bytes: record.bytes.to_vec(),
            is_holed: record.is_holed,
            pieces: self.pieces.iter().filter_map(|piece| piece.part(at, end)).collect(),
            ordinal: self.ordinal,
            arrival,
            lost_from: self.lost_next.take(),
        };
        self.ordinal = self.ordinal.saturating_add(1);
        self.forget_pieces(end);
        Some(raw)
    }

    fn forget_pieces(&mut self, before: u64) {
        while self.pieces.front().is_some_and(|piece| piece.end() <= before) {
            self.pieces.pop_front();
        }
    }

    /// Whether the next record is being searched.
    pub(super) const fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    /// `len` bytes at `at` are missing. True where a record has become complete by that.
    pub(super) fn gap(&mut self, at: u64, len: u64) -> bool {
        self.had_gap = true;
        if let Some(search) = &mut self.search {
            *search = Search { at: at + len, bytes: Vec::new(), lost_from: search.lost_from };
            return false;
        }
        let begun = self.reader.position();
        let behind = self.reader.gap(len);
        if behind > 0 {
            self.search = Some(Search { at: at + len, bytes: Vec::new(), lost_from: begun.min(at) });
            self.forget_pieces(at + len);
            return false;
        }
        self.reader.record().is_some()
    }

    /// What stands at the reader's place is no record: `rest` is what follows the five bytes that it has read.
    pub(super) fn lose(&mut self, header: &[u8], rest: &[u8]) {
        let at = self.reader.position();
        // The place itself is known to be none.
        let bytes = header.iter().chain(rest).skip(1).copied().collect();
        self.search = Some(Search { at: at + 1, bytes, lost_from: at });
    }

    /// Takes bytes while the boundary is lost. Gives the bytes from the next record on, once it is found.
    pub(super) fn seek(&mut self, bytes: &[u8], keys: &KeyLog) -> Option<Vec<u8>> {
        let mut search = self.search.take()?;
        search.bytes.extend_from_slice(bytes);
        let mut from = 0;
        while let Some(rest) = search.bytes.get(from..).filter(|rest| rest.len() >= RecordHeader::BYTES) {
            let header = RecordHeader::read(rest).filter(|header| is_likely(*header));
            let Some(header) = header else {
                from += 1;
                continue;
            };
            let whole = RecordHeader::BYTES + usize::from(header.len);
            if rest.len() < whole {
                break;
            }
            let at = search.at + from as u64;
            if self.proves(&rest[..whole], &rest[whole..], at, search.lost_from, keys) {
                let rest = rest.to_vec();
                self.reader.resume(at);
                self.forget_pieces(at);
                self.lost_next = Some(search.lost_from);
                return Some(rest);
            }
            from += 1;
        }
        // What is behind this many bytes will be found without them.
        let excess = (search.bytes.len() - from).saturating_sub(limits::RESYNC_BYTES);
        search.bytes.drain(..from + excess);
        search.at += (from + excess) as u64;
        self.forget_pieces(search.at);
        self.search = Some(search);
        None
    }

    /// Whether this is a record: it opens, or, without keys, another follows it or nothing.
    fn proves(&mut self, record: &[u8], behind: &[u8], at: u64, lost_from: u64, keys: &KeyLog) -> bool {
        let agreed = self.agreed.clone().filter(|agreed| epoch::has_keys(self.side, agreed, keys));
        match agreed {
            Some(agreed) => {
                let doubt = self.allowed(doubt(at - lost_from).saturating_add(self.doubt));
                epoch::open(self.epoch.as_ref(), self.side, &agreed, keys, record, doubt).is_some()
            }
            None => behind.is_empty() || RecordHeader::read(behind).is_some_and(is_likely),
        }
    }

    /// So many numbers may be tried at once, out of those that may be tried at all: a capture made to cost time costs no
    /// more than this.
    fn allowed(&mut self, doubt: u64) -> u64 {
        let allowed = doubt.min(self.trials);
        self.trials -= allowed;
        allowed
    }

    /// Takes note of what is missing before a record.
    pub(super) fn note_lost(&mut self, raw: &Raw) {
        if let Some(from) = raw.lost_from {
            self.lost_from.get_or_insert(from);
            self.doubt = self.doubt.saturating_add(doubt(raw.at - from)).min(limits::SKIPPED_RECORDS);
            self.messages.clear();
        }
    }

    /// A sealed record that is holed, or not genuine: one number is used up.
    pub(super) fn skip_record(&mut self, raw: &Raw) {
        self.lost_from.get_or_insert(raw.at);
        self.lost_records = self.lost_records.saturating_add(1);
        self.messages.clear();
        if let Some(epoch) = &mut self.epoch {
            epoch.sequence = epoch.sequence.saturating_add(1);
        }
    }

    /// Opens a sealed record.
    pub(super) fn open(&mut self, raw: &Raw, keys: &KeyLog) -> Tried {
        let doubt = self.allowed(self.doubt);
        let Some(agreed) = self.agreed.as_deref() else { return Tried::NoKeys };
        let tried = epoch::open(self.epoch.as_ref(), self.side, agreed, keys, &raw.bytes, doubt);
        let Some((opened, new)) = tried else {
            return if epoch::has_keys(self.side, agreed, keys) { Tried::Failed } else { Tried::NoKeys };
        };
        if new.is_some() {
            self.epoch = new;
        }
        if let Some(epoch) = &mut self.epoch {
            epoch.sequence = opened.sequence.saturating_add(1);
        }
        self.doubt = 0;
        self.trials = limits::TRIED_NUMBERS;
        self.opened += 1;
        Tried::Opened(opened)
    }

    /// How many bytes of the derived stream are missing before a record that was opened; 0 if none are.
    ///
    /// Records leave room for nothing but their content where there is no padding: of what is missing, each record
    /// took its header and its tag.
    pub(super) fn take_lost(&mut self, raw: &Raw, opened: &Opened) -> u64 {
        let records = std::mem::take(&mut self.lost_records) + opened.skipped;
        let Some(from) = self.lost_from.take() else { return 0 };
        let overhead = (raw.bytes.len() - opened.content.len()) as u64;
        (raw.at - from).saturating_sub(records * overhead)
    }

    /// Bytes at the end that no record came after.
    pub(super) fn lost_at_end(&mut self) -> Option<u64> {
        let search = self.search.take();
        let from = self.lost_from.take().or_else(|| search.as_ref().map(|search| search.lost_from))?;
        let end = search.map_or_else(|| self.reader.position(), |search| search.at);
        Some(end.saturating_sub(from))
    }

    /// The next keys take over.
    pub(super) fn advance(&mut self, keys: &KeyLog) {
        let Some(agreed) = self.agreed.as_deref() else { return };
        self.epoch = epoch::following(self.epoch.as_ref(), self.side, agreed, keys).into_iter().next();
    }

    /// The derived stream stands at `self.offset` when the layer below stands at `end`.
    pub(super) fn mark(&mut self, end: u64) {
        if self.marks.len() >= limits::ACKED_RECORDS {
            self.marks.pop_front();
        }
        self.marks.push_back((end, self.offset));
    }

    /// Where the derived stream stood when the layer below stood at `at`.
    pub(super) fn derived(&self, at: u64) -> Option<u64> {
        let after = self.marks.partition_point(|(end, _)| *end <= at);
        after.checked_sub(1).and_then(|index| self.marks.get(index)).map(|(_, offset)| *offset)
    }
}

/// How many records may be gone with so many bytes.
fn doubt(missing: u64) -> u64 {
    (missing / MIN_RECORD_BYTES + 1).min(limits::SKIPPED_RECORDS)
}

/// Whether this is likely a record's header in the middle of a connection.
fn is_likely(header: RecordHeader) -> bool {
    header.is_plausible() && matches!(header.version, 0x0301..=0x0303) && (header.len > 0)
}
