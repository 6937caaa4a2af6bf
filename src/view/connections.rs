//! The list of connections: one row each, made when it is in sight.

use rustc_hash::FxHashMap;

use crate::base::{Side, Source, Span, Stamp};
use crate::trace::{CloseKind, Connection, Outcome, Start, Tally, Trace};

use super::look::one_line;

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Order {
    /// By number, which is the order of the upgrade requests.
    #[default]
    Number,
    /// By the first packet.
    Time,
    /// The gravest findings first.
    Findings,
    /// The most bytes first.
    Bytes,
}

impl Order {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Number, Self::Time, Self::Findings, Self::Bytes];
}

/// Which connection stands in which row. By number it holds nothing; else four bytes a connection.
#[derive(Debug, Clone, Default)]
pub struct Index {
    order: Order,
    count: u32,
    ids: Vec<u32>,
    /// Version of the trace when it was sorted, and when it was last looked at.
    sorted: u64,
    seen: u64,
}

impl Index {
    /// Sorts anew where order or trace have changed; true once that is done. While a trace grows fast, new connections
    /// stand at the end until there have been as many changes as there are rows, or none since the last call.
    pub fn refresh(&mut self, trace: &Trace, order: Order) -> bool {
        let (count, version) = (trace.connections().len() as u32, trace.version());
        let is_other = order != self.order || version < self.sorted || count < self.count;
        let is_quiet = version == std::mem::replace(&mut self.seen, version);
        (self.order, self.count) = (order, count);
        if order == Order::Number {
            self.ids = Vec::new();
            self.sorted = version;
            return true;
        }
        if version == self.sorted && !is_other && self.ids.len() == count as usize {
            return true;
        }
        if is_other || is_quiet || version - self.sorted > u64::from(count) {
            self.sort(trace);
            self.sorted = version;
            return true;
        }
        self.ids.extend(self.ids.len() as u32..count);
        false
    }

    fn sort(&mut self, trace: &Trace) {
        let (connections, order) = (trace.connections(), self.order);
        self.ids.clear();
        self.ids.extend(0..self.count);
        self.ids.sort_by_cached_key(|id| {
            let connection = &connections[*id as usize];
            let tally = connection.tally;
            let most = |n: u32| u64::from(u32::MAX - n);
            match order {
                Order::Number => (0, 0, 0),
                Order::Time => (connection.opened.nanos.wrapping_sub(i64::MIN) as u64, 0, 0),
                Order::Findings => (most(tally.errors), most(tally.warnings), most(tally.notes)),
                Order::Bytes => (u64::MAX - bytes(connection), 0, 0),
            }
        });
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> u32 {
        self.count
    }

    /// The connection of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> Option<u32> {
        match self.order {
            Order::Number => (row < self.count).then_some(row),
            _ => self.ids.get(row as usize).copied(),
        }
    }

    /// The row of a connection.
    #[must_use]
    pub fn row(&self, id: u32) -> Option<u32> {
        match self.order {
            Order::Number => (id < self.count).then_some(id),
            _ => self.ids.iter().position(|other| *other == id).map(|row| row as u32),
        }
    }
}

/// Stream bytes of both sides.
#[must_use]
pub fn bytes(connection: &Connection) -> u64 {
    connection.streams.client.end.saturating_add(connection.streams.server.end)
}

/// How the timeline of a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// With a Close frame: a square.
    Close,
    /// Without one: a cross.
    Cut,
    /// The upgrade was refused: nothing follows the diamond.
    Refused,
    /// Still open when the capture ended: an arrow.
    Open,
    /// A HAR does not tell.
    Unknown,
}

/// The life of a connection, as shares of the capture's time from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Life {
    /// When it was opened.
    pub start: f32,
    /// When it ended, or the capture did.
    pub end: f32,
    /// How it ended.
    pub how: End,
}

/// What stands at the right end of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Close {
    /// The close code that an application would be told.
    Code(u16),
    /// The HTTP status of the refusal.
    Status(u16),
    /// It was still open.
    Open,
    /// No answer was seen.
    NoAnswer,
    /// A HAR does not tell.
    Unknown,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The connection.
    pub id: u32,
    /// The request target; where there is no request, the server's endpoint.
    pub target: String,
    /// The Host header; empty where there is none.
    pub host: String,
    /// The capture began after the opening handshake.
    pub midstream: bool,
    /// Its life.
    pub life: Life,
    /// Code or status.
    pub close: Close,
    /// Whether the code or status tells of something gone wrong.
    pub bad: bool,
    /// Findings about it.
    pub tally: Tally,
}

/// Target and host of connections that were in sight.
#[derive(Debug, Clone, Default)]
pub struct Heads {
    known: FxHashMap<(u32, Span), (String, String)>,
}

/// Most of a head that is read for its target and host.
const HEAD_LOOK_BYTES: u64 = 8 << 10;
/// Most heads remembered.
const HEADS_LIMIT: usize = 4096;
/// Longest target or host shown, in characters.
const SHOWN_CHARS: usize = 256;

impl Heads {
    /// Target and host of a connection's request; both empty where there is none.
    pub fn of(&mut self, source: &dyn Source, connection: &Connection) -> (String, String) {
        let Some(span) = connection.streams[Side::Client].head else { return Default::default() };
        if let Some(known) = self.known.get(&(connection.id, span)) {
            return known.clone();
        }
        let span_read = Span::at(span.start, span.len().min(HEAD_LOOK_BYTES));
        let bytes = connection.stream_bytes(source, Side::Client, span_read).bytes;
        let head = connection.read_head(Side::Client, &bytes);
        let shown =
            |bytes: &[u8]| one_line(&String::from_utf8_lossy(bytes)).chars().take(SHOWN_CHARS).collect();
        // RFC 9113 §8.3.1: :authority takes the place of Host.
        let host =
            head.value(&bytes, ":authority").or_else(|| head.value(&bytes, "host")).unwrap_or_default();
        let both: (String, String) = (shown(head.target(&bytes)), shown(&host));
        if self.known.len() >= HEADS_LIMIT {
            self.known.clear();
        }
        self.known.insert((connection.id, span), both.clone());
        both
    }

    /// Forgets all, for another capture.
    pub fn clear(&mut self) {
        self.known.clear();
    }
}

/// The row of one connection.
#[must_use]
pub fn row(trace: &Trace, source: &dyn Source, heads: &mut Heads, connection: &Connection) -> Row {
    let (target, host) = heads.of(source, connection);
    let target = if target.is_empty() { connection.end_text(Side::Server) } else { target };
    let close = close(connection);
    let bad = match close {
        // Codes that tell of a failure: RFC 6455 §7.4.1 has 1000 and 1001 (and 1005, no code) as ordinary ends.
        Close::Code(code) => !matches!(code, 1000 | 1001 | 1005 | 3000..=4999),
        Close::Status(_) => true,
        Close::Open | Close::NoAnswer | Close::Unknown => false,
    };
    let midstream = connection.start == Start::Midstream;
    Row {
        id: connection.id,
        target,
        host,
        midstream,
        life: life(trace, connection),
        close,
        bad,
        tally: connection.tally,
    }
}

fn close(connection: &Connection) -> Close {
    match (connection.outcome, connection.status, connection.observed_code()) {
        (Outcome::Refused, Some(status), _) => Close::Status(status),
        (Outcome::Pending, ..) if connection.har.is_some() && connection.message_count() == 0 => {
            Close::NoAnswer
        }
        _ if connection.har.is_some() => Close::Unknown,
        (Outcome::Pending, _, _) if connection.start == Start::Handshake => Close::NoAnswer,
        (_, _, Some(code)) => Close::Code(code),
        _ => Close::Open,
    }
}

fn life(trace: &Trace, connection: &Connection) -> Life {
    let first = trace.first.unwrap_or(connection.opened);
    let whole = trace.last.unwrap_or(connection.last).nanos_since(first).max(1);
    let share = |stamp: Stamp| (stamp.nanos_since(first) as f64 / whole as f64).clamp(0.0, 1.0) as f32;
    let how = match connection.close_kind() {
        CloseKind::Clean | CloseKind::Half => End::Close,
        CloseKind::Dropped => End::Cut,
        CloseKind::Open => End::Open,
        CloseKind::Unknown => End::Unknown,
        CloseKind::Refused => End::Refused,
    };
    let end = if how == End::Open { 1.0 } else { share(connection.last) };
    Life { start: share(connection.opened), end, how }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Both;
    use crate::rules::RuleId;
    use crate::trace::{
        EndFacts, Ending, Endpoint, Finding, HeadFacts, HeadForm, NegotiatedFacts, Opening, Segment,
        Sink as _, Target, TcpEnd, Transport,
    };

    const HEAD: &[u8] = b"GET /v2/orders?a=1 HTTP/1.1\r\nHost: market\r\n\r\n";

    fn at(millis: i64) -> Stamp {
        Stamp::from_nanos(millis * 1_000_000)
    }

    /// Ten connections, opened at 0, 100, ... 900 ms of a second.
    fn trace() -> (Trace, Vec<u8>) {
        let mut trace = Trace::default();
        let end = Endpoint { ip: [127, 0, 0, 1].into(), port: 8080 };
        trace.progress(1, at(0));
        for connection in 0..10_u32 {
            let opened = at(i64::from(connection) * 100);
            crate::trace::Sink::connection(
                &mut trace,
                &Opening {
                    tls: None,
                    connection,
                    client: end,
                    server: end,
                    transport: Transport::Tcp,
                    start: Start::Handshake,
                    opened,
                },
            );
            let span = Span::at(0, HEAD.len() as u64);
            let segment = Segment { span, capture_offset: 0, packet: 1, stamp: opened, late: false };
            trace.segment(connection, Side::Client, &segment);
            let head = HeadFacts {
                from: Side::Client,
                span,
                bytes: HEAD,
                stamp: opened,
                packets: (1, 1),
                form: HeadForm::Text,
            };
            trace.head(connection, &head);
        }
        trace.progress(2, at(1000));
        (trace, HEAD.to_vec())
    }

    fn negotiated(trace: &mut Trace, connection: u32, outcome: Outcome, status: u16) {
        let facts = NegotiatedFacts {
            outcome,
            status: Some(status),
            subprotocol: None,
            extensions: Vec::new(),
            deflate: None,
            accept_expected: None,
            accept_ok: None,
        };
        trace.negotiated(connection, &facts);
    }

    fn end(trace: &mut Trace, connection: u32, closes: Both<Option<u32>>, tcp: Option<TcpEnd>) {
        let code = closes.client.map(|_| 1000);
        let initiator = closes.client.map(|_| Side::Client);
        let ending = Ending { close_frames: closes, initiator, code, tcp, tcp_by: None };
        let facts =
            EndFacts { ending, reason: None, last: at(500), stream_ends: Both { client: 9000, server: 0 } };
        trace.end(connection, &facts);
    }

    #[test]
    fn a_row_tells_the_life_of_a_connection() {
        let (mut trace, source) = trace();
        negotiated(&mut trace, 1, Outcome::Refused, 403);
        for connection in [2, 3, 4] {
            negotiated(&mut trace, connection, Outcome::Open, 101);
        }
        end(&mut trace, 2, Both { client: Some(1), server: Some(2) }, Some(TcpEnd::Fin));
        end(&mut trace, 3, Both::default(), Some(TcpEnd::Rst));
        let mut heads = Heads::default();
        for (id, close, how, bad) in [
            (0, Close::NoAnswer, End::Open, false),
            (1, Close::Status(403), End::Refused, true),
            (2, Close::Code(1000), End::Close, false),
            (3, Close::Code(1006), End::Cut, true),
            (4, Close::Open, End::Open, false),
        ] {
            let row = row(&trace, &source, &mut heads, trace.connection(id).unwrap());
            assert_eq!((row.close, row.life.how, row.bad), (close, how, bad), "{id}");
            assert_eq!((row.target.as_str(), row.host.as_str()), ("/v2/orders?a=1", "market"));
            assert!((row.life.start - id as f32 / 10.0).abs() < 1e-6, "{id}");
        }
        assert_eq!(row(&trace, &source, &mut heads, trace.connection(3).unwrap()).life.end, 0.5);
    }

    #[test]
    fn rows_stand_in_every_order() {
        let (mut trace, _) = trace();
        end(&mut trace, 7, Both::default(), None);
        for (connection, rule) in [(3, RuleId::PlaintextWs), (5, RuleId::ClientFrameUnmasked)] {
            let at = Target::Connection(connection);
            trace.finding(Finding { rule, connection: Some(connection), at, from: None, detail: None });
        }
        let mut index = Index::default();
        for (order, expect) in [
            (Order::Number, [0, 1, 2]),
            (Order::Time, [0, 1, 2]),
            (Order::Findings, [5, 3, 0]),
            (Order::Bytes, [7, 0, 1]),
        ] {
            assert!(index.refresh(&trace, order));
            let first: Vec<u32> = (0..3).filter_map(|row| index.id(row)).collect();
            assert_eq!(first, expect, "{order:?}");
            assert_eq!(index.rows(), 10);
            assert!((0..10).all(|row| index.row(index.id(row).unwrap()) == Some(row)), "{order:?}");
            assert_eq!(index.id(10), None);
        }
        // While it grows: every connection has a row at once, and its own place when there is time.
        index.refresh(&trace, Order::Findings);
        let at = Target::Connection(9);
        let rule = RuleId::ClientFrameUnmasked;
        for _ in 0..2 {
            trace.finding(Finding { rule, connection: Some(9), at, from: None, detail: None });
        }
        assert!(!index.refresh(&trace, Order::Findings));
        assert_eq!((index.rows(), index.row(9)), (10, Some(9)));
        assert!(index.refresh(&trace, Order::Findings));
        assert_eq!(index.row(9), Some(0));
    }
}
