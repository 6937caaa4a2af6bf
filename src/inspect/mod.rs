//! The passive reader: records in, facts out. Lax: it notes what breaks a rule, cites it, and reads on.
//!
//! It never fails and never loses step without saying so. It keeps no payload: what it hears it tells a
//! [`crate::trace::Sink`], with the place in the capture where the bytes can be read again.

mod assemble;
mod channel;
mod close;
mod conversation;
mod desync;
mod engine;
mod exchange;
mod flow;
mod flows;
mod frames;
mod h2;
pub mod handshake;
mod har;
mod header;
pub mod limits;
mod messages;
mod neighbours;
mod pasted;
mod probe;
mod tls;
mod way;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::base::{Record, Source, Stamp};
use crate::rules::RuleId;
use crate::trace::{Finding, Sink, Tally, Target};
use crate::wire::packet::{Fragments, MAX_FRAGMENT_BYTES, Parsed, tcp_segment};
use crate::wire::tls::Taken;

pub use pasted::{Pasted, Step};

use exchange::Totals;
use flow::{Context, Packet};
use flows::{Fate, Flows, Key, key_of};

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

/// What the TCP connections to a port carry, where that is known from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carries {
    /// WebSocket frames, also without an opening handshake.
    WebSocket,
    /// HTTP/1.x.
    Http,
    /// TLS.
    Tls,
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
    flows: Flows,
    fragments: Fragments,
    /// That some of them were dropped has been told.
    fragments_told: bool,
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

    /// The TCP connections to this port carry this, whatever their first bytes look like.
    pub fn port(&mut self, number: u16, carries: Carries) {
        self.totals.ports.insert(number, carries);
    }

    /// Takes lines of a key log (SSLKEYLOGFILE), before the packets that they open or after them. Says how many lines
    /// brought anything.
    pub fn secrets(&mut self, lines: &[u8]) -> Taken {
        self.totals.keys.read(lines)
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
                self.tell_dropped_fragments(sink);
            }
            Parsed::Other(_) => {}
        }
        self.let_go(sink);
    }

    /// Says, once, that fragments were dropped.
    fn tell_dropped_fragments(&mut self, sink: &mut impl Sink) {
        if self.fragments.overflowed() > 0 && !std::mem::replace(&mut self.fragments_told, true) {
            let rule = RuleId::LimitFragments;
            self.totals.tally.add(rule.severity());
            let detail = Some(MAX_FRAGMENT_BYTES.to_string().into_boxed_str());
            sink.finding(Finding { rule, connection: None, at: Target::Capture, from: None, detail });
        }
    }

    #[inline]
    fn segment(&mut self, packet: &Packet<'_>, sink: &mut impl Sink) {
        let (key, direction) = key_of(packet.view);
        let mut context = Context { totals: &mut self.totals, source: self.source.as_deref(), now: self.now };
        if self.flows.packet(key, direction, packet, &mut context, sink) == Fate::Ended {
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
            let mut context =
                Context { totals: &mut self.totals, source: self.source.as_deref(), now: self.now };
            self.flows.let_go(key, &mut context, sink);
        }
    }

    /// The capture has ended: tells the ends of all connections that were open.
    pub fn finish(&mut self, sink: &mut impl Sink) {
        let mut context = Context { totals: &mut self.totals, source: self.source.as_deref(), now: self.now };
        self.flows.finish(&mut context, sink);
        self.over.clear();
    }

    /// What it came to; whole after [`Inspector::finish`].
    #[must_use]
    pub const fn summary(&self) -> Summary {
        self.totals.summary(self.packets)
    }
}
