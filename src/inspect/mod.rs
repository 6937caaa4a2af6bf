//! The passive reader: records in, facts out. Lax: it notes what breaks a rule, cites it, and reads on.
//!
//! It never fails and never loses step without saying so. It keeps no payload: what it hears it tells a
//! [`crate::trace::Sink`], with the place in the capture where the bytes can be read again.

mod assemble;
mod channel;
mod close;
mod conversation;
mod exchange;
mod flow;
mod frames;
pub mod handshake;
mod har;
mod header;
pub mod limits;
mod messages;
mod pasted;
mod probe;

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{Record, Source, Stamp};
use crate::trace::{Sink, Tally};
use crate::wire::packet::{Endpoint, Flags, Fragments, Parsed, TcpView, tcp_segment};

pub use pasted::{Pasted, Step};

use exchange::Totals;
use flow::{Context, Flow, Packet};

/// Packets after which a connection that has ended is let go.
const LINGER_PACKETS: u32 = 512;

/// What a whole capture came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Packets read.
    pub packets: u32,
    /// WebSocket connections, attempts included.
    pub connections: u32,
    /// Frames.
    pub frames: u64,
    /// Messages.
    pub messages: u64,
    /// Findings by severity.
    pub tally: Tally,
    /// Bytes in the TCP streams of those connections, both directions, each counted once.
    pub stream_bytes: u64,
    /// Of these, bytes owned by a named field.
    pub explained: u64,
    /// Bytes known to be missing.
    pub gaps: u64,
}

/// Both ends of a flow, smaller first.
type Key = (Endpoint, Endpoint);

/// Whether the checksums of one end can be trusted to tell good copies from bad ones: where sending is offloaded to the
/// network card, captures made on the host itself carry wrong ones.
#[derive(Debug, Clone, Copy, Default)]
struct Checksums {
    good: u32,
    bad: u32,
}

impl Checksums {
    /// Whether a wrong checksum of this end means damage.
    const fn matter(self) -> bool {
        self.good > self.bad
    }
}

/// Reads the packets of a capture and tells what the WebSocket connections in it did.
///
/// ```
/// use ws101::inspect::Inspector;
/// use ws101::trace::Trace;
/// let mut trace = Trace::default();
/// let mut inspector = Inspector::new();
/// // for each packet: inspector.record(&record, bytes, &mut trace);
/// inspector.finish(&mut trace);
/// assert_eq!(inspector.summary().connections, 0);
/// ```
#[derive(Default)]
pub struct Inspector {
    flows: FxHashMap<Key, Option<Box<Flow>>>,
    fragments: Fragments,
    /// Flows that are over, and the packet at which they were.
    over: VecDeque<(Key, u32)>,
    totals: Totals,
    packets: u32,
    now: Stamp,
    source: Option<Arc<dyn Source>>,
}

impl std::fmt::Debug for Inspector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inspector").field("flows", &self.flows.len()).field("packets", &self.packets).finish()
    }
}

impl Inspector {
    /// An inspector that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets it look at earlier bytes again, to compare retransmissions with what they repeat.
    #[must_use]
    pub fn with_source(mut self, source: Arc<dyn Source>) -> Self {
        self.source = Some(source);
        self
    }

    /// Takes the next packet: its record and its captured bytes.
    #[inline]
    pub fn record(&mut self, record: &Record, bytes: &[u8], sink: &mut impl Sink) {
        if self.packets == 0 {
            self.totals.wants = sink.wants();
        }
        self.packets = record.number;
        self.now = self.now.max(record.stamp);
        sink.progress(record.number, record.stamp);
        match tcp_segment(record.link, bytes, record.original) {
            Parsed::Segment(view) => {
                let packet = Packet { record, bytes, view: &view, datagram: None };
                self.segment(&packet, sink);
            }
            Parsed::Fragment(fragment) => {
                if let Some(datagram) = self.fragments.push(record, bytes, &fragment)
                    && let Parsed::Segment(view) = datagram.segment()
                {
                    let packet =
                        Packet { record, bytes: &datagram.bytes, view: &view, datagram: Some(&datagram) };
                    self.segment(&packet, sink);
                }
            }
            Parsed::Other(_) => {}
        }
        self.let_go(sink);
    }

    #[inline]
    fn segment(&mut self, packet: &Packet<'_>, sink: &mut impl Sink) {
        let view = packet.view;
        let (key, direction) = key_of(view);
        let opening = view.flags.has(Flags::SYN) && !view.flags.has(Flags::ACK);
        let slot = match self.flows.get_mut(&key) {
            Some(None) if !opening => return,
            Some(slot) => slot,
            None => self.flows.entry(key).or_default(),
        };
        let mut context = Context { totals: &mut self.totals, source: self.source.as_deref(), now: self.now };
        if opening
            && slot.as_ref().is_some_and(|flow| flow.is_reopened_by(direction, view.sequence))
            && let Some(mut old) = slot.take()
        {
            old.finish(&mut context, sink);
        }
        let flow = slot.get_or_insert_with(|| Box::new(Flow::new(key)));
        let was_over = flow.is_over();
        flow.packet(direction, packet, &mut context, sink);
        if flow.is_ignored() {
            *slot = None;
        } else if flow.is_over() && !was_over {
            self.over.push_back((key, packet.record.number));
        }
    }

    /// Lets connections go that ended a while ago.
    #[inline]
    fn let_go(&mut self, sink: &mut impl Sink) {
        while let Some((key, since)) = self.over.front().copied() {
            if self.packets.wrapping_sub(since) < LINGER_PACKETS {
                return;
            }
            self.over.pop_front();
            let Some(slot) = self.flows.get_mut(&key) else { continue };
            if !slot.as_ref().is_some_and(|flow| flow.is_over()) {
                continue;
            }
            if let Some(mut flow) = slot.take() {
                let mut context =
                    Context { totals: &mut self.totals, source: self.source.as_deref(), now: self.now };
                flow.finish(&mut context, sink);
            }
        }
    }

    /// The capture has ended: tells the ends of all connections that were open.
    pub fn finish(&mut self, sink: &mut impl Sink) {
        let mut flows: Vec<Box<Flow>> = self.flows.drain().filter_map(|(_, flow)| flow).collect();
        // In the order of their connections, so that the same capture always gives the same lines.
        flows.sort_by_key(|flow| flow.order());
        for mut flow in flows {
            let mut context =
                Context { totals: &mut self.totals, source: self.source.as_deref(), now: self.now };
            flow.finish(&mut context, sink);
        }
        self.over.clear();
    }

    /// What it came to; whole after [`Inspector::finish`].
    #[must_use]
    pub const fn summary(&self) -> Summary {
        self.totals.summary(self.packets)
    }
}

/// The flow of a segment, and which of its two ends sent it.
#[inline]
fn key_of(view: &TcpView) -> (Key, usize) {
    if view.source <= view.destination {
        ((view.source, view.destination), 0)
    } else {
        ((view.destination, view.source), 1)
    }
}
