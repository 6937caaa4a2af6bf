//! The findings panel: rules that were broken, each once, with the places where. Nothing is judged here.

use rustc_hash::FxHashMap;

use crate::rules::{Advice, RuleId, Severity};
use crate::trace::{Finding, Trace};

/// Which findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scope {
    /// Those about the selected connection.
    #[default]
    Connection,
    /// All of the capture.
    All,
}

/// Where the findings of each connection and each rule stand in the trace. It grows with the trace and costs four
/// bytes a finding in each of its two orders.
#[derive(Debug, Clone, Default)]
pub struct Index {
    seen: usize,
    by_rule: FxHashMap<RuleId, Vec<u32>>,
    by_connection: FxHashMap<u32, FxHashMap<RuleId, Vec<u32>>>,
}

impl Index {
    /// Takes in what the trace has gained. A trace with fewer findings than before is another trace.
    pub fn refresh(&mut self, trace: &Trace) {
        if trace.findings().len() < self.seen {
            *self = Self::default();
        }
        for (at, finding) in trace.findings().iter().enumerate().skip(self.seen) {
            self.by_rule.entry(finding.rule).or_default().push(at as u32);
            if let Some(connection) = finding.connection {
                let rules = self.by_connection.entry(connection).or_default();
                rules.entry(finding.rule).or_default().push(at as u32);
            }
        }
        self.seen = trace.findings().len();
    }

    /// The places of one rule, as indices into the trace's findings.
    #[must_use]
    pub fn places(&self, connection: Option<u32>, rule: RuleId) -> &[u32] {
        let rules = match connection {
            Some(connection) => self.by_connection.get(&connection),
            None => Some(&self.by_rule),
        };
        rules.and_then(|rules| rules.get(&rule)).map_or(&[], Vec::as_slice)
    }

    /// The rules broken in one connection, with their places, in no order.
    pub fn of_connection(&self, connection: u32) -> impl Iterator<Item = (RuleId, &[u32])> {
        self.rules(Some(connection))
    }

    fn rules(&self, connection: Option<u32>) -> impl Iterator<Item = (RuleId, &[u32])> {
        let rules = match connection {
            Some(connection) => self.by_connection.get(&connection),
            None => Some(&self.by_rule),
        };
        rules.into_iter().flatten().map(|(rule, places)| (*rule, places.as_slice()))
    }
}

/// One rule and its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The rule.
    pub rule: RuleId,
    /// How much it matters.
    pub severity: Severity,
    /// What the rule means, and what to do about it.
    pub advice: Advice,
    /// How often it was found.
    pub count: u32,
    /// The first finding of the rule: cards stand in this order, whatever is selected.
    pub first: u32,
    /// The finding shown: the selected one, else the first.
    pub shown: u32,
    /// Its place among those of the rule, from 0.
    pub nth: u32,
    /// Whether the selected finding is one of these: the card is open.
    pub selected: bool,
    /// What exactly was found, in no language.
    pub detail: Option<String>,
    /// The first few places, as indices into the trace's findings.
    pub places: Vec<u32>,
}

/// The panel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scene {
    /// Findings about the scope's connection, or all.
    pub cards: Vec<Card>,
    /// For a connection: rules broken elsewhere in the capture.
    pub elsewhere: Vec<Card>,
    /// How many findings the scope has.
    pub total: u32,
    /// How many the capture has.
    pub all: u32,
}

/// How many places a card names.
pub const PLACES: usize = 4;

/// What the panel shows. `selected` is the selected finding, by index.
#[must_use]
pub fn scene(
    trace: &Trace,
    index: &Index,
    scope: Scope,
    connection: Option<u32>,
    selected: Option<u32>,
) -> Scene {
    let all = trace.findings().len() as u32;
    let within = match (scope, connection) {
        (Scope::Connection, Some(connection)) => Some(connection),
        _ => None,
    };
    let chosen = selected.and_then(|at| trace.findings().get(at as usize)).map(|finding| finding.rule);
    let mut cards: Vec<Card> = (index.rules(within))
        .filter_map(|(rule, places)| card(trace, rule, places, selected.filter(|_| chosen == Some(rule))))
        .collect();
    sort(&mut cards);
    let total = cards.iter().map(|card| card.count).sum();
    let mut elsewhere = Vec::new();
    if within.is_some() {
        let other = |at: &u32| trace.findings().get(*at as usize).is_some_and(|f| f.connection != within);
        for (rule, places) in index.rules(None) {
            let here = index.places(within, rule).len();
            if places.len() > here {
                let first: Vec<u32> = places.iter().copied().filter(other).take(PLACES).collect();
                let count = (places.len() - here) as u32;
                elsewhere.extend(card(trace, rule, &first, None).map(|card| Card { count, ..card }));
            }
        }
        sort(&mut elsewhere);
    }
    Scene { cards, elsewhere, total, all }
}

fn card(trace: &Trace, rule: RuleId, places: &[u32], selected: Option<u32>) -> Option<Card> {
    let nth = selected.and_then(|at| places.binary_search(&at).ok());
    let shown = *places.get(nth.unwrap_or(0))?;
    let finding: &Finding = trace.findings().get(shown as usize)?;
    // A window of places around the shown one, so that the next jump is always at hand.
    let from = nth.unwrap_or(0).saturating_sub(1).min(places.len().saturating_sub(PLACES));
    Some(Card {
        rule,
        severity: rule.severity(),
        advice: rule.advice(),
        count: places.len() as u32,
        first: *places.first()?,
        shown,
        nth: nth.unwrap_or(0) as u32,
        selected: nth.is_some(),
        detail: finding.detail.as_deref().map(super::look::one_line),
        places: places.iter().skip(from).take(PLACES).copied().collect(),
    })
}

/// The gravest first, then by the place in the capture.
fn sort(cards: &mut [Card]) {
    cards.sort_by_key(|card| (card.severity, card.first, card.rule));
}

/// The finding after `selected` (or before it) within the scope, in the order of the capture; around at the ends.
#[must_use]
pub fn step(trace: &Trace, connection: Option<u32>, selected: Option<u32>, back: bool) -> Option<u32> {
    let len = trace.findings().len();
    let fits = |at: &usize| connection.is_none() || trace.findings()[*at].connection == connection;
    let at = selected.map(|at| at as usize).filter(|at| *at < len);
    let found = match (at, back) {
        (Some(at), false) => (at + 1..len).chain(0..=at).find(fits),
        (Some(at), true) => (0..at).rev().chain((at..len).rev()).find(fits),
        (None, false) => (0..len).find(fits),
        (None, true) => (0..len).rev().find(fits),
    };
    found.map(|at| at as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Stamp;
    use crate::trace::{Endpoint, Opening, Sink as _, Start, Target, Transport};

    fn trace(findings: &[(Option<u32>, RuleId)]) -> Trace {
        let mut trace = Trace::default();
        let end = Endpoint { ip: [127, 0, 0, 1].into(), port: 80 };
        for connection in 0..2 {
            let opened = Stamp::default();
            let start = Start::Handshake;
            crate::trace::Sink::connection(
                &mut trace,
                &Opening {
                    connection,
                    client: end,
                    server: end,
                    transport: Transport::Tcp,
                    tls: None,
                    start,
                    opened,
                },
            );
        }
        for (connection, rule) in findings {
            let at = connection.map_or(Target::Capture, Target::Connection);
            trace.finding(Finding {
                rule: *rule,
                connection: *connection,
                at,
                from: None,
                detail: Some("1\n2".into()),
            });
        }
        trace
    }

    #[test]
    fn each_rule_stands_once_the_gravest_first() {
        use RuleId::{CaptureGap, ClientFrameUnmasked, PlaintextWs};
        let trace = trace(&[
            (Some(0), PlaintextWs),
            (Some(0), ClientFrameUnmasked),
            (Some(1), ClientFrameUnmasked),
            (Some(0), ClientFrameUnmasked),
            (None, CaptureGap),
        ]);
        let mut index = Index::default();
        index.refresh(&trace);
        index.refresh(&trace);
        let scene = super::scene(&trace, &index, Scope::Connection, Some(0), Some(3));
        let told: Vec<_> =
            scene.cards.iter().map(|card| (card.rule, card.count, card.nth, card.selected)).collect();
        assert_eq!(told, [(ClientFrameUnmasked, 2, 1, true), (PlaintextWs, 1, 0, false)]);
        assert_eq!((scene.total, scene.all), (3, 5));
        assert_eq!(scene.cards[0].places, [1, 3]);
        assert_eq!(scene.cards[0].detail.as_deref(), Some("1·2"));
        assert_eq!(scene.cards[0].advice, ClientFrameUnmasked.advice());
        let elsewhere: Vec<_> = scene.elsewhere.iter().map(|card| (card.rule, card.count)).collect();
        assert!(elsewhere.contains(&(ClientFrameUnmasked, 1)) && elsewhere.contains(&(CaptureGap, 1)));

        let all = super::scene(&trace, &index, Scope::All, Some(0), None);
        assert_eq!((all.total, all.elsewhere.len()), (5, 0));
        assert_eq!(all.cards[0].places, [1, 2, 3]);
        let none = super::scene(&Trace::default(), &Index::default(), Scope::Connection, None, None);
        assert_eq!(none, Scene::default());
    }

    #[test]
    fn stepping_goes_around_within_the_scope() {
        let rule = RuleId::PlaintextWs;
        let trace = trace(&[(Some(0), rule), (Some(1), rule), (Some(0), rule)]);
        for (connection, selected, back, expect) in [
            (Some(0), None, false, Some(0)),
            (Some(0), Some(0), false, Some(2)),
            (Some(0), Some(2), false, Some(0)),
            (Some(0), Some(0), true, Some(2)),
            (Some(1), Some(0), true, Some(1)),
            (None, Some(1), true, Some(0)),
            (None, None, true, Some(2)),
            (Some(7), Some(0), false, None),
        ] {
            assert_eq!(
                step(&trace, connection, selected, back),
                expect,
                "{connection:?} {selected:?} {back}"
            );
        }
    }
}
