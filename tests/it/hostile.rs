//! The hostile captures, small: each is read to its end, quickly, and says which limit it met.

use std::collections::BTreeSet;
use std::sync::Arc;

use ws101::base::{Lang, Source};
use ws101::export::{Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::Inspector;
use ws101::trace::Sink;
use ws101::wire::capture::{Event, Walker};

use crate::decoded::parse;

#[path = "../hostile/cases.rs"]
mod cases;

use cases::{Case, Pcap, cases};

/// What a listener hears of findings, and nothing else, so that a million frames cost nothing here.
#[derive(Default)]
struct Rules(BTreeSet<&'static str>);

impl Sink for Rules {
    fn finding(&mut self, finding: ws101::trace::Finding) {
        self.0.insert(finding.rule.name());
    }
}

fn play(bytes: &[u8], sink: &mut impl Sink) {
    let mut inspector = Inspector::new().with_source(Arc::new(bytes.to_vec()) as Arc<dyn Source>);
    let mut walker = Walker::new();
    let fed = walker.feed(bytes, true, &mut |event| {
        if let Event::Packet(record, packet) = event {
            inspector.record(record, packet, sink);
        }
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(fed.consumed, bytes.len());
    inspector.finish(sink);
    let summary = inspector.summary();
    assert!(summary.explained <= summary.stream_bytes, "{summary:?}");
}

#[test]
fn hostile_captures_are_read_and_say_which_limit_they_met() {
    let mut wrong = Vec::new();
    for Case { name, what, size, small, due, make } in cases::<Vec<u8>>() {
        let mut pcap = Pcap::new(Vec::new()).expect("to memory");
        make(&mut pcap, small).expect("to memory");
        let (packets, bytes) = pcap.finish();
        let mut rules = Rules::default();
        play(&bytes, &mut rules);
        let missing: Vec<_> = due.iter().filter(|rule| !rules.0.contains(*rule)).collect();
        // A limit is told where it is met, and only there.
        let others = rules.0.iter().filter(|rule| rule.starts_with("limit-") && !due.contains(rule));
        let others: Vec<_> = others.collect();
        if !missing.is_empty() || !others.is_empty() {
            wrong.push(format!(
                "{name} ({what}; {packets} packets, {small} of {size}): missing {missing:?}, not due {others:?}, {:?}",
                rules.0
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_small_bomb_stays_small_however_it_is_written() {
    let case = cases::<Vec<u8>>().into_iter().find(|case| case.name == "bomb").expect("the bomb");
    let mut pcap = Pcap::new(Vec::new()).expect("to memory");
    (case.make)(&mut pcap, case.small).expect("to memory");
    let (_, bytes) = pcap.finish();
    assert!(bytes.len() < 60_000, "{}", bytes.len());
    for payload in [Payload::Sha1, Payload::Full] {
        let mut writer = Ndjson::new(Lines::ALL, payload, Lang::En);
        play(&bytes, &mut writer);
        assert!(writer.written().len() < 30 << 20, "{}", writer.written().len());
        let lines = parse(writer.written());
        let message = lines.iter().find(|line| line["type"] == "message").expect("the message");
        assert_eq!(message["complete"], false);
    }
}
