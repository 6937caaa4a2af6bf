//! What only several connections together show: a key used again, two opening handshakes at once, and how soon a client
//! comes back. All of it is bounded, and all of it is a hint: an address is not a program.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::limits;
use crate::base::{Both, Stamp};
use crate::rules::RuleId;
use crate::trace::Endpoint;

/// A request as its neighbours see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller<'a> {
    /// Its connection.
    pub(super) connection: u32,
    /// Who asks whom.
    pub(super) endpoints: Both<Endpoint>,
    /// Sec-WebSocket-Key.
    pub(super) key: Option<&'a str>,
    /// User-Agent: two programs behind one address mostly differ in it.
    pub(super) agent: &'a [u8],
    /// The request target.
    pub(super) target: &'a [u8],
    /// When TCP was opened.
    pub(super) opened: Stamp,
}

/// What a connection is to its neighbours: kept by itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    /// Who asks whom, by which program.
    pair: u64,
    /// Who asks whom for what.
    place: u64,
    opened: Stamp,
    tries: Tries,
    is_connecting: bool,
    is_lost: bool,
}

/// The delays before the newest attempts of a client that was cut off, oldest first.
#[derive(Debug, Clone, Copy, Default)]
struct Tries {
    delays: [i64; 3],
    count: u8,
    growth_told: bool,
}

impl Tries {
    fn push(&mut self, delay: i64) {
        self.delays.rotate_left(1);
        self.delays[2] = delay;
        self.count = self.count.saturating_add(1);
    }
}

/// A nonce that was used.
#[derive(Debug, Clone, Copy)]
struct Used {
    connection: u32,
    /// Both ends: a second request on the same connection is no other connection.
    ends: u64,
}

/// All connections of a capture, as far as they have to do with each other.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    /// The newest keys, and those before.
    keys: [FxHashMap<u64, Used>; 2],
    /// Connections whose opening handshake is not answered, by who asks whom.
    connecting: FxHashMap<u64, Vec<u32>>,
    connecting_count: usize,
    /// Pairs of which it has been said.
    parallel_told: FxHashSet<u64>,
    /// Connections that were cut off, by who asked whom for what.
    lost: FxHashMap<u64, (Stamp, Tries)>,
}

/// A rule, and what was found.
pub(super) type Found = (RuleId, Option<String>);

impl Neighbours {
    /// A request is complete.
    pub(super) fn asked(&mut self, caller: &Caller<'_>) -> (Standing, Vec<Found>) {
        let Both { client, server } = caller.endpoints;
        let mut standing = Standing {
            pair: hash((client.ip, server.ip, server.port, caller.agent)),
            place: hash((client.ip, server.ip, server.port, caller.target)),
            opened: caller.opened,
            ..Standing::default()
        };
        let mut found = Vec::new();
        if let Some(key) = caller.key {
            let ends = hash((client.ip, client.port, server.ip, server.port));
            found.extend(self.key_used(hash(key), Used { connection: caller.connection, ends }));
        }
        if self.connecting_count < limits::CONNECTING_REMEMBERED {
            self.connecting.entry(standing.pair).or_default().push(caller.connection);
            self.connecting_count += 1;
            standing.is_connecting = true;
        }
        if let Some((ended, tries)) = self.lost.remove(&standing.place) {
            let delay = caller.opened.nanos_since(ended);
            if (0..limits::RECONNECT_FORGOTTEN_NANOS).contains(&delay) {
                standing.tries = tries;
                standing.tries.push(delay);
                delays(&mut standing.tries, &mut found);
            }
        }
        (standing, found)
    }

    /// RFC 6455 §4.1, 7: a nonce of its own for each connection. A proxy passes the key on while its own client waits;
    /// that is no reuse.
    fn key_used(&mut self, key: u64, used: Used) -> Option<Found> {
        let before = self.keys[0].get(&key).or_else(|| self.keys[1].get(&key)).copied();
        if self.keys[0].len() >= limits::NONCES_REMEMBERED {
            self.keys.swap(0, 1);
            self.keys[0].clear();
        }
        self.keys[0].insert(key, used);
        let before = before.filter(|before| before.ends != used.ends)?;
        let waits = self.connecting.values().any(|ids| ids.contains(&before.connection));
        (!waits).then(|| (RuleId::ReqKeyReused, Some(format!("#{}", before.connection))))
    }

    /// The opening handshake of a connection is answered, or will not be. Gives another one that was not answered either
    /// until now, the later of the two last (RFC 6455 §4.1, 2: no more than one in CONNECTING).
    pub(super) fn answered(&mut self, standing: &mut Standing, connection: u32) -> Option<[u32; 2]> {
        if !std::mem::take(&mut standing.is_connecting) {
            return None;
        }
        let waiting = self.connecting.get_mut(&standing.pair)?;
        let at = waiting.iter().position(|other| *other == connection)?;
        waiting.swap_remove(at);
        self.connecting_count -= 1;
        let other = waiting.first().copied();
        if waiting.is_empty() {
            self.connecting.remove(&standing.pair);
        }
        let other = other?;
        if self.parallel_told.len() >= limits::CONNECTING_REMEMBERED {
            self.parallel_told.clear();
        }
        let pair = [connection.min(other), connection.max(other)];
        self.parallel_told.insert(standing.pair).then_some(pair)
    }

    /// A connection was cut off without a closing handshake, or its request met a server that could not serve it.
    pub(super) fn cut_off(&mut self, standing: &mut Standing, at: Stamp) {
        if std::mem::replace(&mut standing.is_lost, true) {
            return;
        }
        // What has been open for a while has come back for good: the next attempt is a first one again.
        let settled = at.nanos_since(standing.opened) > limits::RECONNECT_SETTLED_NANOS;
        let tries = if settled { Tries::default() } else { standing.tries };
        if self.lost.len() >= limits::CUT_OFF_REMEMBERED {
            self.lost.clear();
        }
        self.lost.insert(standing.place, (at, tries));
    }
}

/// RFC 6455 §7.2.3: the first attempt after a random delay, the next ones after longer and longer ones.
fn delays(tries: &mut Tries, found: &mut Vec<Found>) {
    let [first, second, third] = tries.delays;
    let shown = |nanos: i64| format!("{:.3} s", nanos as f64 / 1e9);
    // A timer is never exact: a tenth more is no growth.
    let grows = |from: i64, to: i64| to > from.saturating_add(from / 10);
    if tries.count == 1 && third < limits::RECONNECT_AT_ONCE_NANOS {
        found.push((RuleId::ReconnectFirstDelay, Some(shown(third))));
    }
    if tries.count >= 2 && !tries.growth_told && !grows(second, third) {
        tries.growth_told = true;
        let detail = format!("{} → {}", shown(second), shown(third));
        found.push((RuleId::ReconnectGrowingDelay, Some(detail)));
    }
    // A long constant delay is what truncated backoff ends in.
    let short = third < limits::RECONNECT_TIGHT_NANOS;
    if tries.count == 3 && short && !grows(first, second) && !grows(second, third) {
        let detail = tries.delays.map(shown).join(" → ");
        found.push((RuleId::ReconnectNoBackoff, Some(detail)));
    }
}

fn hash(value: impl std::hash::Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
