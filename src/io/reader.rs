//! Reads a capture through one reused buffer and walks it.

use std::ops::ControlFlow;

use super::har::HarReader;
use super::source::{Spill, SpillFull};
use super::{Input, Progress};
use crate::wire::capture::{Damage, DamageKind, Event, Walker};

/// How many bytes are read at once: they fit into the second-level cache, where the walk then finds them.
const CHUNK_BYTES: usize = 256 * 1024;

/// What one [`Reader::pump`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Pumped {
    /// There is more to read.
    More,
    /// The capture ended, or the receiver broke off.
    End,
}

/// The packets of a capture in their order, or the connections of a HAR.
pub struct Reader {
    /// A HAR is read by itself; then nothing else of this is used but the progress.
    har: Option<HarReader>,
    input: Input,
    /// Keeps the bytes where the input cannot be read by place.
    spill: Option<Spill>,
    walker: Walker,
    /// Bytes `start..end` were read and not consumed.
    buffer: Vec<u8>,
    end: usize,
    /// How many bytes the next read may bring.
    room: usize,
    /// Whether what `buffer` held at first still waits to be walked.
    has_first: bool,
    has_ended: bool,
    progress: Progress,
}

impl Reader {
    /// A reader whose first bytes were read already.
    pub(super) fn new(input: Input, spill: Option<Spill>, first: Vec<u8>, progress: Progress) -> Self {
        let end = first.len();
        Self {
            har: None,
            input,
            spill,
            walker: Walker::new(),
            buffer: first,
            end,
            room: CHUNK_BYTES,
            has_first: end > 0,
            has_ended: false,
            progress,
        }
    }

    /// A reader of a HAR.
    pub(super) fn of_har(har: HarReader, progress: Progress) -> Self {
        Self { har: Some(har), ..Self::new(Input::Nothing, None, Vec::new(), progress) }
    }

    /// How far it is; to be kept and looked at by another thread.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// The walker: format, interfaces, offset.
    #[must_use]
    pub const fn walker(&self) -> &Walker {
        &self.walker
    }

    /// Reads once and hands out what is whole by then. Waits as long as the input makes it wait.
    pub fn pump<S>(&mut self, sink: &mut S) -> Pumped
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        if let Some(har) = &mut self.har {
            return har.pump(sink);
        }
        if self.has_ended {
            return Pumped::End;
        }
        let read = self.read();
        let (eof, damage) = match read {
            Ok(0) => (true, None),
            Ok(_) => (false, None),
            Err(kind) => (true, Some(kind)),
        };
        let base = self.walker.offset();
        let read_end = base.saturating_add(self.end as u64);
        let bytes = &self.buffer[..self.end];
        let fed = match damage {
            None => self.walker.feed(bytes, eof, sink),
            Some(kind) => {
                let mut flow = ControlFlow::Continue(());
                // Where the input breaks off, the capture is cut as well: once is enough to say it.
                let fed = self.walker.feed(bytes, eof, &mut |event| {
                    if !matches!(event, Event::Damage(Damage { kind: DamageKind::Cut, .. })) {
                        flow = sink(event);
                    }
                    flow
                });
                if flow.is_continue() {
                    let _ = sink(Event::Damage(Damage { offset: read_end, kind, resumed_at: None }));
                }
                fed
            }
        };
        self.keep(fed.consumed, fed.need);
        self.has_ended = fed.ended || eof;
        if self.has_ended { Pumped::End } else { Pumped::More }
    }

    /// Moves what was not consumed to the front and sees that there is room for what is needed.
    fn keep(&mut self, consumed: usize, need: usize) {
        if consumed > 0 {
            self.buffer.copy_within(consumed..self.end, 0);
            self.end -= consumed;
        }
        self.room = need.saturating_sub(self.end).max(CHUNK_BYTES / 2);
        let wanted = self.end.saturating_add(self.room).max(CHUNK_BYTES);
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        // A buffer that one large block made grow still reads in chunks that stay in the cache.
        self.room = self.room.max(CHUNK_BYTES.saturating_sub(self.end));
    }

    /// Reads behind the bytes that wait.
    fn read(&mut self) -> Result<usize, DamageKind> {
        let at = if self.has_first {
            self.has_first = false;
            0
        } else {
            if self.buffer.len() < CHUNK_BYTES {
                self.buffer.resize(CHUNK_BYTES, 0);
            }
            let at = self.end;
            let room_end = self.buffer.len().min(at + self.room);
            self.end += self.input.read(&mut self.buffer[at..room_end])?;
            at
        };
        let new = &self.buffer[at..self.end];
        if matches!(self.input, Input::File { .. }) {
            self.progress.add(new.len());
        }
        if let Some(spill) = &mut self.spill
            && let Err(full) = spill.append(new)
        {
            // What cannot be looked at again is not handed out.
            self.end = at;
            return Err(match full {
                SpillFull::Limit => DamageKind::TooLong,
                SpillFull::Disk => DamageKind::Unreadable,
            });
        }
        Ok(new.len())
    }
}

/// Reads a capture to its end, or until `sink` breaks off.
pub fn read_records<S>(reader: &mut Reader, sink: &mut S)
where
    S: FnMut(Event<'_>) -> ControlFlow<()>,
{
    while reader.pump(sink) == Pumped::More {}
}
