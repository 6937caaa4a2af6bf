//! A hundred thousand broken inputs: captures, frames and handshakes with bytes flipped, lost, doubled and moved. None
//! may panic, hang or make the inspector count what is not there.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ws101::base::{Lang, Side, Source, Span, Stamp};
use ws101::export::{Lines, Ndjson, Payload, TextWriter, Writer as _};
use ws101::inspect::{Inspector, Pasted, Step, Summary};
use ws101::trace::{
    Connection, EndFacts, FrameFacts, HeadFacts, MessageFacts, Segment, Sink, Stretch, Trace,
};
use ws101::wire::capture::{Event, Walker};

use crate::decoded::{parse, shipped};
use crate::vectors::frame_vectors;

const CAPTURES: u64 = 40_000;
const FRAMES: u64 = 40_000;
const HANDSHAKES: u64 = 20_000;
/// No input here is larger than this, so that many pass.
const LARGEST_BYTES: usize = 16 * 1024;
/// No single input may take longer.
const HANG: Duration = Duration::from_secs(20);

/// Random numbers by their seed (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Breaks bytes in one to six places.
    pub(crate) fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        const TELLING: [u8; 12] = [0x00, 0x01, 0x7D, 0x7E, 0x7F, 0x80, 0x81, 0x88, 0xC1, 0xFE, 0xFF, b'\n'];
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(6) {
            if bytes.is_empty() {
                bytes.push(self.next() as u8);
            }
            let at = self.below(bytes.len());
            let end = (at + 1 + self.below(64)).min(bytes.len());
            match self.below(8) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = TELLING[self.below(TELLING.len())],
                2 => bytes[at] = self.next() as u8,
                3 => bytes.truncate(at),
                4 => drop(bytes.drain(at..end)),
                5 => {
                    let piece = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
                6 => {
                    let value = self.next().to_le_bytes();
                    let len = (1 << self.below(4)).min(bytes.len() - at);
                    bytes[at..at + len].copy_from_slice(&value[..len]);
                }
                _ => bytes.swap(at, end - 1),
            }
        }
        bytes
    }
}

/// Walks a capture in memory in pieces of a size, into a sink.
fn walk(bytes: &[u8], piece: usize, sink: &mut impl Sink) -> Summary {
    let mut inspector = Inspector::new().with_source(Arc::new(bytes.to_vec()) as Arc<dyn Source>);
    let mut walker = Walker::new();
    let (mut start, mut end) = (0, 0);
    loop {
        end = (end + piece).min(bytes.len());
        let fed = walker.feed(&bytes[start..end], end == bytes.len(), &mut |event| {
            if let Event::Packet(record, packet) = event {
                inspector.record(record, packet, sink);
            }
            ControlFlow::Continue(())
        });
        start += fed.consumed;
        if fed.ended || end == bytes.len() {
            break;
        }
    }
    inspector.finish(sink);
    inspector.summary()
}

/// Looks at everything of a connection, as a window would.
fn look(source: &dyn Source, connection: &Connection) {
    for frame in connection.frames().take(200) {
        let fields = connection.fields(source, &frame);
        assert!(fields.len() >= 7, "{frame:?}");
        let payload = connection.payload(source, &frame);
        assert!(payload.cut || payload.bytes.len() as u64 == frame.payload_span().len());
        assert_eq!(connection.frame(frame.n), Some(frame));
    }
    for message in connection.messages().take(50) {
        let _ = connection.message_bytes(source, &message);
        assert_eq!(connection.frames_of(&message).len() as u32, message.frames, "{message:?}");
    }
}

fn check(summary: &Summary) {
    assert!(summary.explained <= summary.stream_bytes, "{summary:?}");
}

/// Decodes one broken capture.
fn capture(seed: u64, bytes: &[u8], random: &mut Random) {
    let piece = [1 << 20, 1 + random.below(2_000), 64][random.below(3)];
    let summary = match seed % 4 {
        0 => {
            let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
            let summary = walk(bytes, piece, &mut writer);
            let lines = parse(writer.written());
            let count = |name: &str| lines.iter().filter(|line| line["type"] == name).count() as u64;
            assert_eq!((count("frame"), count("message")), (summary.frames, summary.messages));
            assert_eq!(count("connection"), u64::from(summary.connections));
            assert_eq!(count("close"), u64::from(summary.connections));
            summary
        }
        1 => walk(bytes, piece, &mut TextWriter::new(Lines::ALL, Payload::Preview, Lang::Ko, true)),
        _ => {
            let mut trace = Trace::default();
            let summary = walk(bytes, piece, &mut trace);
            let source = bytes.to_vec();
            for connection in trace.connections() {
                look(&source, connection);
            }
            summary
        }
    };
    check(&summary);
}

/// Decodes broken bytes of one direction, or of both.
fn frames(ext: &str, side: Side, bytes: &[u8], random: &mut Random) {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Full, Lang::En);
    let mut pasted = Pasted::frames(ext, &mut writer);
    let piece = [bytes.len().max(1), 1 + random.below(20)][random.below(2)];
    for (at, piece) in bytes.chunks(piece).enumerate() {
        let stamp = Stamp::from_nanos(at as i64 * random.below(3_000_000_000) as i64);
        let from = if random.below(20) == 0 { side.other() } else { side };
        pasted.step(from, stamp, Step::Bytes(piece), &mut writer);
    }
    match random.below(3) {
        0 => pasted.step(side, Stamp::default(), Step::Fin, &mut writer),
        1 => pasted.step(side.other(), Stamp::default(), Step::Rst, &mut writer),
        _ => {}
    }
    let summary = pasted.finish(Stamp::default(), &mut writer);
    parse(writer.written());
    check(&summary);
}

/// Reads a broken request and response, and frames after them.
fn handshake(request: &[u8], response: &[u8], rest: &[u8], random: &mut Random) {
    let mut writer = Ndjson::new(Lines::ALL, Payload::Sha1, Lang::Ko);
    let mut pasted = Pasted::handshake(&writer);
    for (side, bytes) in [(Side::Client, request), (Side::Server, response), (Side::Server, rest)] {
        let piece = [bytes.len().max(1), 1 + random.below(40)][random.below(2)];
        for piece in bytes.chunks(piece) {
            pasted.step(side, Stamp::default(), Step::Bytes(piece), &mut writer);
        }
    }
    let summary = pasted.finish(Stamp::default(), &mut writer);
    parse(writer.written());
    check(&summary);
}

/// Ends the process, with the input's number, when one input takes too long.
fn watch(current: &Arc<AtomicU64>, done: &Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    let (current, done) = (Arc::clone(current), Arc::clone(done));
    std::thread::spawn(move || {
        let (mut last, mut since) = (u64::MAX, Instant::now());
        while !done.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(200));
            let now = current.load(Ordering::Relaxed);
            if now != last {
                (last, since) = (now, Instant::now());
            } else if since.elapsed() > HANG {
                eprintln!("input {now} hangs");
                std::process::abort();
            }
        }
    })
}

#[test]
fn a_hundred_thousand_broken_inputs_do_no_harm() {
    let captures: Vec<Vec<u8>> = shipped()
        .iter()
        .map(|path| std::fs::read(path).expect("a capture"))
        .filter(|bytes| bytes.len() <= LARGEST_BYTES)
        .collect();
    let vectors: Vec<_> =
        frame_vectors().into_iter().filter(|vector| vector.3.len() <= LARGEST_BYTES).collect();
    let heads = crate::handshake::heads();
    assert!(captures.len() >= 8 && vectors.len() >= 100 && heads.0.len() >= 40 && heads.1.len() >= 40);
    let (current, done) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let watcher = watch(&current, &done);
    let started = Instant::now();
    let mut failed = Vec::new();
    let alone: Option<u64> = std::env::var("SOAK_INPUT").ok().and_then(|input| input.parse().ok());
    let inputs = alone.map_or(0..CAPTURES + FRAMES + HANDSHAKES, |input| input..input + 1);
    for input in inputs {
        current.store(input, Ordering::Relaxed);
        let one = std::panic::AssertUnwindSafe(|| {
            let mut random = Random(input);
            if input < CAPTURES {
                let bytes = &captures[random.below(captures.len())];
                let broken = random.mutate(bytes);
                if alone == Some(input) {
                    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("soak.pcapng");
                    std::fs::write(path, &broken).expect("written");
                    walk(&broken, 1 << 20, &mut Dump);
                }
                capture(input, &broken, &mut random);
            } else if input < CAPTURES + FRAMES {
                let (_, side, ext, bytes) = &vectors[random.below(vectors.len())];
                let broken = random.mutate(bytes);
                frames(ext, *side, &broken, &mut random);
            } else {
                let request = &heads.0[random.below(heads.0.len())];
                let response = &heads.1[random.below(heads.1.len())];
                let (request, response) = (random.mutate(request), random.mutate(response));
                let rest = &vectors[random.below(vectors.len())].3;
                handshake(&request, &response, rest, &mut random);
            }
        });
        if std::panic::catch_unwind(one).is_err() {
            failed.push(input);
            assert!(
                failed.len() < 5,
                "inputs {failed:?} fail; SOAK_INPUT=N tries one alone, and keeps a capture as soak.pcapng"
            );
        }
    }
    done.store(true, Ordering::Relaxed);
    watcher.join().expect("the watcher");
    assert!(
        failed.is_empty(),
        "inputs {failed:?} fail; SOAK_INPUT=N tries one alone, and keeps a capture as soak.pcapng"
    );
    let total = CAPTURES + FRAMES + HANDSHAKES;
    eprintln!("{total} broken inputs in {:.1} s: no panic, no hang", started.elapsed().as_secs_f32());
}

/// Prints where the bytes of an input belong, for whoever tries one alone.
struct Dump;

impl Sink for Dump {
    fn segment(&mut self, connection: u32, side: Side, segment: &Segment) {
        eprintln!("#{connection} {side} segment {:?} packet {}", segment.span, segment.packet);
    }
    fn head(&mut self, connection: u32, head: &HeadFacts<'_>) {
        eprintln!("#{connection} {} head {:?}", head.from, head.span);
    }
    fn stretch(&mut self, connection: u32, side: Side, kind: Stretch, span: Span) {
        eprintln!("#{connection} {side} {kind:?} {span:?}");
    }
    fn frame(&mut self, connection: u32, facts: &FrameFacts<'_>) {
        let frame = &facts.frame;
        eprintln!("#{connection} {} frame {} {:?} {:?}", frame.from, frame.n, frame.span, frame.message);
    }
    fn message(&mut self, connection: u32, facts: &MessageFacts<'_>) {
        eprintln!("#{connection} {} message {}", facts.message.from, facts.message.n);
    }
    fn end(&mut self, connection: u32, facts: &EndFacts<'_>) {
        eprintln!("#{connection} ends {:?}", facts.stream_ends);
    }
}
