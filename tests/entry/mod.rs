//! Entry points for hostile bytes: one function each, that takes any bytes and checks what has to hold of them.
//!
//! Two drivers use them: the fuzzer in `fuzz/`, which searches for hours, and `tests/it/soak.rs`, which breaks the seeds
//! in the same few thousand ways at every test run and replays what the fuzzer once found (`tests/regressions/`).
//! Nothing here knows who drives it, and nothing here reads files but `seeds`.

#![allow(unreachable_pub, missing_docs, reason = "one module of two crates: the tests and the fuzzer")]

mod cable;
mod capture;
mod engine;
mod facts;
mod flow;
mod frames;
mod h2;
mod har;
mod http;
mod inflate;
mod lesson;
mod packet;
mod payload;
mod seeds;
mod tls;

/// An entry point.
pub struct Entry {
    /// Its name: that of the fuzz target, and of its folder of regressions.
    pub name: &'static str,
    /// Takes any bytes; panics where something that has to hold does not.
    pub run: fn(&[u8]),
    /// Well-formed inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many broken seeds a test run tries.
    pub soak: u64,
}

/// All of them.
pub const ENTRIES: &[Entry] = &[
    Entry { name: "capture", run: capture::run, seeds: seeds::captures, soak: 3_000 },
    Entry { name: "packet", run: packet::run, seeds: seeds::packets, soak: 60_000 },
    Entry { name: "flow", run: flow::run, seeds: seeds::flows, soak: 4_000 },
    Entry { name: "http", run: http::run, seeds: seeds::handshakes, soak: 3_000 },
    Entry { name: "frames", run: frames::run, seeds: seeds::frames, soak: 1_500 },
    Entry { name: "inflate", run: inflate::run, seeds: seeds::messages, soak: 2_000 },
    Entry { name: "lesson", run: lesson::run, seeds: seeds::lessons, soak: 100 },
    Entry { name: "tls", run: tls::run, seeds: seeds::tls, soak: 800 },
    Entry { name: "h2", run: h2::run, seeds: seeds::h2, soak: 2_000 },
    Entry { name: "har", run: har::run, seeds: seeds::hars, soak: 100 },
    Entry { name: "engine", run: engine::run, seeds: seeds::engine, soak: 20_000 },
    Entry { name: "payload", run: payload::run, seeds: seeds::payloads, soak: 2_000 },
];

/// The entry point of a name.
pub fn entry(name: &str) -> &'static Entry {
    let entry = ENTRIES.iter().find(|entry| entry.name == name);
    entry.unwrap_or_else(|| panic!("there is no entry point {name}"))
}

/// Takes bytes apart as a program of steps; where they run out, everything is zero or empty.
struct Steps<'a>(&'a [u8]);

impl<'a> Steps<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// So many bytes, or as many as there are.
    fn bytes(&mut self, len: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        bytes
    }
}
