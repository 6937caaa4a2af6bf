//! The table of TCP connections: which one a packet belongs to, and which ones are let go so that the table stays
//! small. What has only sent a SYN costs a few words; what never became WebSocket gives way to what is newer.

use rustc_hash::FxHashMap;

use super::flow::{Context, Flow, Packet, Syn};
use super::limits;
use crate::rules::RuleId;
use crate::trace::{Finding, Sink, Target};
use crate::wire::packet::{Endpoint, Flags, TcpView};

/// Both ends of a flow, smaller first.
pub(super) type Key = (Endpoint, Endpoint);

/// Of those that give way, one in so many goes at a time.
const EVICTED_PART: usize = 4;

/// A TCP connection of which nothing but SYNs was seen, by the end that sent them.
#[derive(Debug, Default)]
pub(super) struct HalfOpen {
    syns: [Option<Syn>; 2],
}

impl HalfOpen {
    fn first_packet(&self) -> u32 {
        self.syns.iter().flatten().map(|syn| syn.packet).min().unwrap_or(0)
    }

    /// Takes a SYN without bytes; false where it says more than can be kept here.
    fn take(&mut self, direction: usize, syn: Syn) -> bool {
        match &self.syns[direction] {
            None => self.syns[direction] = Some(syn),
            Some(seen) if seen.sequence == syn.sequence => {}
            // Another attempt between the same ends; an answer that changes its mind is looked at closely.
            Some(_) if syn.answers => return false,
            Some(_) => {
                self.syns = [None; 2];
                self.syns[direction] = Some(syn);
            }
        }
        true
    }

    /// The flow that it becomes with the first packet that is no SYN.
    fn open(self, key: Key, sink: &mut impl Sink) -> Box<Flow> {
        let mut flow = Box::new(Flow::new(key));
        let [first, second] = self.syns;
        let second_is_first = matches!((first, second), (Some(a), Some(b)) if b.packet < a.packet);
        for direction in if second_is_first { [1, 0] } else { [0, 1] } {
            if let Some(syn) = self.syns[direction] {
                flow.syn(direction, &syn, sink);
            }
        }
        flow
    }
}

/// What is known of a TCP connection.
#[derive(Debug)]
enum Slot {
    /// It is over, or was never WebSocket: its packets are passed over.
    Passed,
    HalfOpen(Box<HalfOpen>),
    Open(Box<Flow>),
}

/// All TCP connections.
#[derive(Debug, Default)]
pub(super) struct Flows {
    slots: FxHashMap<Key, Slot>,
    half_open: usize,
    passed: usize,
    /// What the flows cost that are no connection yet.
    undecided_bytes: usize,
    /// That some gave way has been told.
    told: bool,
}

/// What became of a flow with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It goes on.
    Goes,
    /// It ended with this packet.
    Ended,
}

impl Flows {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Takes a packet to the flow that it belongs to.
    #[inline]
    pub(super) fn packet(
        &mut self,
        key: Key,
        direction: usize,
        packet: &Packet<'_>,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) -> Fate {
        let view = packet.view;
        let opening = view.flags.has(Flags::SYN) && !view.flags.has(Flags::ACK);
        let slot = match self.slots.get_mut(&key) {
            Some(Slot::Passed) if !opening => return Fate::Goes,
            Some(slot @ Slot::Open(_)) => {
                let Slot::Open(flow) = slot else { return Fate::Goes };
                if opening && flow.is_reopened_by(direction, view.sequence) {
                    self.undecided_bytes -= flow.cost();
                    flow.finish(context, sink);
                    *slot = Slot::HalfOpen(Box::default());
                    self.half_open += 1;
                    return self.half_open_packet(key, direction, packet, context, sink);
                }
                let (before, was_over) = (flow.cost(), flow.is_over());
                flow.packet(direction, packet, context, sink);
                let ended = flow.is_over() && !was_over;
                let mut after = flow.cost();
                if flow.is_ignored() {
                    *slot = Slot::Passed;
                    self.passed += 1;
                    after = 0;
                }
                if after != before {
                    self.undecided_bytes = self.undecided_bytes + after - before;
                    self.make_room(context, sink);
                }
                return if ended { Fate::Ended } else { Fate::Goes };
            }
            Some(slot) => slot,
            None => {
                self.half_open += 1;
                self.slots.entry(key).or_insert_with(|| Slot::HalfOpen(Box::default()))
            }
        };
        if matches!(slot, Slot::Passed) {
            self.passed -= 1;
            self.half_open += 1;
            *slot = Slot::HalfOpen(Box::default());
        }
        self.half_open_packet(key, direction, packet, context, sink)
    }

    /// A packet of a flow of which nothing but SYNs has been seen.
    fn half_open_packet(
        &mut self,
        key: Key,
        direction: usize,
        packet: &Packet<'_>,
        context: &mut Context<'_>,
        sink: &mut impl Sink,
    ) -> Fate {
        let Some(slot) = self.slots.get_mut(&key) else { return Fate::Goes };
        let Slot::HalfOpen(half_open) = slot else { return Fate::Goes };
        if let Some(syn) = Syn::of(packet)
            && half_open.take(direction, syn)
        {
            self.make_room(context, sink);
            return Fate::Goes;
        }
        let mut flow = std::mem::take(&mut **half_open).open(key, sink);
        flow.packet(direction, packet, context, sink);
        self.half_open -= 1;
        let ended = flow.is_over();
        if flow.is_ignored() {
            *slot = Slot::Passed;
            self.passed += 1;
        } else {
            self.undecided_bytes += flow.cost();
            *slot = Slot::Open(flow);
        }
        self.make_room(context, sink);
        if ended { Fate::Ended } else { Fate::Goes }
    }

    /// A flow ended a while ago: if it did not begin again it is let go.
    pub(super) fn let_go(&mut self, key: Key, context: &mut Context<'_>, sink: &mut impl Sink) {
        let Some(slot) = self.slots.get_mut(&key) else { return };
        if !matches!(slot, Slot::Open(flow) if flow.is_over()) {
            return;
        }
        if let Slot::Open(mut flow) = std::mem::replace(slot, Slot::Passed) {
            self.passed += 1;
            self.undecided_bytes -= flow.cost();
            flow.finish(context, sink);
        }
        self.make_room(context, sink);
    }

    /// The capture has ended.
    pub(super) fn finish(&mut self, context: &mut Context<'_>, sink: &mut impl Sink) {
        let mut flows: Vec<Box<Flow>> = Vec::new();
        for (_, slot) in self.slots.drain() {
            if let Slot::Open(flow) = slot {
                flows.push(flow);
            }
        }
        // In the order of their connections, so that the same capture always gives the same lines.
        flows.sort_by_key(|flow| flow.order());
        for mut flow in flows {
            flow.finish(context, sink);
        }
        *self = Self { told: self.told, ..Self::default() };
    }

    #[inline]
    fn make_room(&mut self, context: &mut Context<'_>, sink: &mut impl Sink) {
        if self.half_open > limits::HALF_OPEN_FLOWS
            || self.passed > limits::PASSED_FLOWS
            || self.undecided_bytes > limits::UNDECIDED_BYTES
        {
            self.evict(context, sink);
        }
    }

    /// The oldest of a kind of which there are too many give way.
    #[cold]
    fn evict(&mut self, context: &mut Context<'_>, sink: &mut impl Sink) {
        if self.passed > limits::PASSED_FLOWS {
            // That they were passed over is forgotten; what still comes of them is looked at, and passed over again.
            self.slots.retain(|_, slot| !matches!(slot, Slot::Passed));
            self.passed = 0;
        }
        if self.half_open > limits::HALF_OPEN_FLOWS {
            let first = |slot: &Slot| match slot {
                Slot::HalfOpen(half_open) => Some(half_open.first_packet()),
                Slot::Passed | Slot::Open(_) => None,
            };
            let before = self.oldest(first);
            self.slots.retain(|_, slot| first(slot).is_none_or(|packet| packet > before));
            self.half_open = self.slots.values().filter(|slot| first(slot).is_some()).count();
            self.tell(limits::HALF_OPEN_FLOWS, context, sink);
        }
        if self.undecided_bytes > limits::UNDECIDED_BYTES {
            let first = |slot: &Slot| match slot {
                Slot::Open(flow) if flow.is_undecided() => Some(flow.order().1),
                _ => None,
            };
            let before = self.oldest(first);
            let mut old: Vec<Box<Flow>> = Vec::new();
            self.slots.retain(|_, slot| {
                let goes = first(slot).is_some_and(|packet| packet <= before);
                if goes && let Slot::Open(flow) = std::mem::replace(slot, Slot::Passed) {
                    old.push(flow);
                }
                !goes
            });
            old.sort_by_key(|flow| flow.order());
            for mut flow in old {
                self.undecided_bytes -= flow.cost();
                flow.finish(context, sink);
            }
            self.tell(limits::UNDECIDED_BYTES, context, sink);
        }
    }

    /// The first packet up to which those of a kind are the oldest part.
    fn oldest(&self, first: impl Fn(&Slot) -> Option<u32>) -> u32 {
        let mut packets: Vec<u32> = self.slots.values().filter_map(first).collect();
        let index = packets.len() / EVICTED_PART;
        if index >= packets.len() {
            return 0;
        }
        *packets.select_nth_unstable(index).1
    }

    /// Says, once, that some were let go unread.
    fn tell(&mut self, limit: usize, context: &mut Context<'_>, sink: &mut impl Sink) {
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        let rule = RuleId::LimitFlows;
        context.totals.tally.add(rule.severity());
        let detail = Some(limit.to_string().into_boxed_str());
        sink.finding(Finding { rule, connection: None, at: Target::Capture, from: None, detail });
    }
}

/// The flow of a segment, and which of its two ends sent it.
#[inline]
pub(super) fn key_of(view: &TcpView) -> (Key, usize) {
    if view.source <= view.destination {
        ((view.source, view.destination), 0)
    } else {
        ((view.destination, view.source), 1)
    }
}
