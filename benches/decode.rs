//! How long decoding takes against the least it could: copying the same bytes in memory, and reading the file. Prints
//! ratios and asserts nothing, for a busy machine would make any limit a lie.
//!
//! `cargo bench --no-default-features`, or with captures of your own: `cargo bench --no-default-features -- FILE…`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::hint::black_box;
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ws101::base::Lang;
use ws101::export::{LineType, Lines, Ndjson, Payload, Writer as _};
use ws101::inspect::{Inspector, Summary};
use ws101::io;
use ws101::trace::{Sink, Trace};
use ws101::wire::capture::Event;

const ROUNDS: usize = 7;

/// Hears nothing.
struct Deaf;

impl Sink for Deaf {}

fn main() {
    // Cargo adds --bench; what is left names captures.
    let mut files: Vec<PathBuf> =
        std::env::args_os().skip(1).filter(|argument| argument != "--bench").map(PathBuf::from).collect();
    if files.is_empty() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures");
        files =
            ["many.pcapng", "korean-chat.pcapng", "lengths.pcapng"].map(|name| folder.join(name)).to_vec();
    }
    for file in files {
        measure(&file);
    }
}

/// The median of some rounds; small files are gone through many times in a round.
fn time(times: u32, mut work: impl FnMut()) -> Duration {
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            (0..times).for_each(|_| work());
            started.elapsed() / times
        })
        .collect();
    rounds.sort();
    rounds[ROUNDS / 2]
}

fn measure(file: &Path) {
    let Ok(bytes) = std::fs::read(file) else {
        println!("{} cannot be read", file.display());
        return;
    };
    let times = (8_000_000 / bytes.len().max(1)).clamp(1, 1000) as u32;
    let mut copy = vec![0; bytes.len()];
    let memcpy = time(times, || {
        copy.copy_from_slice(black_box(&bytes));
        black_box(&mut copy);
    });
    let mut buffer = vec![0; 256 * 1024];
    let read = time(times, || {
        let mut file = std::fs::File::open(file).expect("the file");
        while file.read(&mut buffer).is_ok_and(|len| len > 0) {
            black_box(&mut buffer);
        }
    });
    let summary = decode(file, &mut Deaf);
    println!(
        "\n{}: {} bytes, {} packets, {} frames, {} messages",
        file.display(),
        bytes.len(),
        summary.packets,
        summary.frames,
        summary.messages
    );
    println!("{:<28}{:>12} {:>9} {:>9}", "", "time", "x memcpy", "x read");
    let row = |what: &str, took: Duration| {
        let times = |other: Duration| took.as_secs_f64() / other.as_secs_f64().max(1e-9);
        println!(
            "{what:<28}{:>9.1} µs {:>9.1} {:>9.1}",
            took.as_secs_f64() * 1e6,
            times(memcpy),
            times(read)
        );
    };
    row("memcpy", memcpy);
    row("read", read);
    row(
        "decode, totals only",
        time(times, || {
            black_box(decode(file, &mut Deaf));
        }),
    );
    row(
        "decode into a trace",
        time(times, || {
            black_box(decode(file, &mut Trace::default()));
        }),
    );
    for (what, lines, payload) in [
        ("ndjson, messages", Lines::only(&[LineType::Message]), Payload::None),
        ("ndjson, messages, SHA-1", Lines::only(&[LineType::Message]), Payload::Sha1),
        ("ndjson, everything, full", Lines::ALL, Payload::Full),
    ] {
        let took = time(times, || {
            let mut writer = Ndjson::new(lines, payload, Lang::En);
            decode(file, &mut writer);
            black_box(writer.written().len());
        });
        row(what, took);
    }
}

fn decode(file: &Path, sink: &mut impl Sink) -> Summary {
    let mut opened = io::open(file).expect("a capture");
    let mut inspector = Inspector::new().with_source(opened.source);
    io::read_records(&mut opened.reader, &mut |event| {
        if let Event::Packet(record, bytes) = event {
            inspector.record(record, bytes, sink);
        }
        ControlFlow::Continue(())
    });
    inspector.finish(sink);
    inspector.summary()
}
