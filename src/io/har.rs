//! HAR files: read on a thread of their own, so that a large one can be watched and stopped like any capture.
//!
//! The bytes of messages are decoded once into a temporary file without a name, where they can be looked at again.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use super::reader::Pumped;
use super::source::{Positioned, Spill};
use super::{Input, OpenError, Reason};
use crate::wire::capture::{Damage, DamageKind, Event};
use crate::wire::har::{self, Entry, Store, Trouble};

/// The longest wait for the next entry before the caller gets its turn.
const WAIT: Duration = Duration::from_millis(40);

/// What the thread has to say.
enum News {
    Entry(Box<Entry>),
    Damage(Damage),
}

/// The entries of a HAR in their order.
pub(super) struct HarReader {
    news: Receiver<News>,
    has_ended: bool,
}

impl HarReader {
    /// Starts to read. What is decoded goes to `file`.
    pub(super) fn start(
        name: &str,
        input: Input,
        first: Vec<u8>,
        file: &Arc<Positioned>,
    ) -> Result<Self, OpenError> {
        let (sender, news) = sync_channel(1);
        let mut kept = Kept { spill: Spill::new(Arc::clone(file)), len: 0, news: sender };
        let worker = std::thread::Builder::new().name("har".to_owned()).spawn(move || {
            let json = io::Cursor::new(first).chain(Plain(input));
            if let Err(trouble) = har::read(json, &mut kept) {
                // Nobody listens any more when the reading was stopped.
                let _ = kept.news.send(News::Damage(damage(&trouble)));
            }
        });
        match worker {
            Ok(_) => Ok(Self { news, has_ended: false }),
            Err(error) => Err(OpenError::new(name, Reason::from_io(&error))),
        }
    }

    /// Hands out the next entry, if it comes soon.
    pub(super) fn pump<S>(&mut self, sink: &mut S) -> Pumped
    where
        S: FnMut(Event<'_>) -> ControlFlow<()>,
    {
        if self.has_ended {
            return Pumped::End;
        }
        let flow = match self.news.recv_timeout(WAIT) {
            Ok(News::Entry(entry)) => sink(Event::Har(&entry)),
            Ok(News::Damage(damage)) => sink(Event::Damage(damage)),
            Err(RecvTimeoutError::Timeout) => ControlFlow::Continue(()),
            Err(RecvTimeoutError::Disconnected) => ControlFlow::Break(()),
        };
        self.has_ended = flow.is_break();
        if self.has_ended { Pumped::End } else { Pumped::More }
    }
}

fn damage(trouble: &Trouble) -> Damage {
    let inner = trouble.input.as_ref().and_then(|error| error.get_ref());
    let kind = inner.and_then(|inner| inner.downcast_ref::<InputDamage>()).map_or(trouble.kind, |it| it.0);
    Damage { offset: trouble.offset, kind, resumed_at: None }
}

/// Takes in what the parser reads.
struct Kept {
    spill: Spill,
    len: u64,
    news: SyncSender<News>,
}

impl Store for Kept {
    fn keep(&mut self, bytes: &[u8]) -> Option<u64> {
        self.spill.append(bytes).ok()?;
        let at = self.len;
        self.len += bytes.len() as u64;
        Some(at)
    }

    fn entry(&mut self, entry: Entry) -> ControlFlow<()> {
        match self.news.send(News::Entry(Box::new(entry))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

/// The input as a reader.
struct Plain(Input);

/// What was wrong with the input, carried through the parser.
#[derive(Debug)]
struct InputDamage(DamageKind);

impl std::fmt::Display for InputDamage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.text().en)
    }
}

impl std::error::Error for InputDamage {}

impl Read for Plain {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf).map_err(|kind| io::Error::other(InputDamage(kind)))
    }
}
