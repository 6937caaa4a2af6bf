//! Reading captures: every format, however the bytes arrive, and damage of every kind.

mod build;
mod damage;
mod formats;
mod opening;
mod packets;
mod shared;

use std::ops::ControlFlow;

use ws101::base::{Record, Span};
use ws101::wire::capture::{About, Damage, Event, Interface, Walker};

/// An event that keeps its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Owned {
    Packet(Record, Vec<u8>),
    Interface(Interface),
    Comment(About, String, Span),
    Secrets(u32, Vec<u8>, Span),
    Block(u32, Span),
    Damage(Damage),
}

impl Owned {
    fn of(event: Event<'_>) -> Self {
        match event {
            Event::Packet(record, bytes) => Self::Packet(*record, bytes.to_vec()),
            Event::Interface(interface) => Self::Interface(interface.clone()),
            Event::Comment { about, text, span } => {
                Self::Comment(about, String::from_utf8_lossy(text).into_owned(), span)
            }
            Event::Secrets { secrets_type, body, span } => Self::Secrets(secrets_type, body.to_vec(), span),
            Event::Block { block_type, span } => Self::Block(block_type, span),
            Event::Har(_) => unreachable!("the walker walks packets"),
            Event::Damage(damage) => Self::Damage(damage),
        }
    }
}

/// Walks a capture that arrives in pieces of `piece` bytes, keeping what is not consumed, as a reader does.
fn walk_in_pieces(capture: &[u8], piece: usize) -> Vec<Owned> {
    let mut events = Vec::new();
    let mut walker = Walker::new();
    let mut kept: Vec<u8> = Vec::new();
    let mut arrived = 0;
    loop {
        let next = capture.len().min(arrived + piece);
        kept.extend_from_slice(&capture[arrived..next]);
        arrived = next;
        let eof = arrived == capture.len();
        let fed = walker.feed(&kept, eof, &mut |event| {
            events.push(Owned::of(event));
            ControlFlow::Continue(())
        });
        assert!(fed.consumed <= kept.len(), "consumes more than there is");
        kept.drain(..fed.consumed);
        assert_eq!(walker.offset(), (arrived - kept.len()) as u64, "the offset follows what was consumed");
        if fed.ended || eof {
            assert!(fed.ended, "all bytes are there and the walk waits for more: {:?}", walker.offset());
            return events;
        }
        assert!(fed.need > kept.len(), "needs {} and has {}", fed.need, kept.len());
    }
}

/// Walks a capture whole, byte by byte, and in pieces that do not divide it; all must give the same.
fn walk(capture: &[u8]) -> Vec<Owned> {
    let whole = walk_in_pieces(capture, capture.len().max(1));
    for piece in [1, 7, 61] {
        assert_eq!(walk_in_pieces(capture, piece), whole, "in pieces of {piece}");
    }
    whole
}

/// The packets among events.
fn packets(events: &[Owned]) -> Vec<(Record, &[u8])> {
    events
        .iter()
        .filter_map(|event| match event {
            Owned::Packet(record, bytes) => Some((*record, bytes.as_slice())),
            _ => None,
        })
        .collect()
}

/// The damage among events.
fn damage(events: &[Owned]) -> Vec<Damage> {
    let damage = |event: &Owned| match event {
        Owned::Damage(damage) => Some(*damage),
        _ => None,
    };
    events.iter().filter_map(damage).collect()
}
