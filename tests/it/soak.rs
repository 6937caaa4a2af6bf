//! Broken inputs: the seeds of every entry point with bytes flipped, lost, doubled and moved, always
//! the same ones, and the inputs that once did harm. None may panic, hang or make anything untrue.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

#[path = "../entry/mod.rs"]
mod entry;

use entry::{ENTRIES, Entry};

/// No single input may take longer.
const HANG: Duration = Duration::from_secs(60);
/// Two threads: no more than the smallest machine that runs the tests has.
const THREADS: u64 = 2;

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

/// The broken input of a number.
fn broken(seeds: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut random = Random(number);
    let seed = &seeds[random.below(seeds.len())];
    random.mutate(seed)
}

/// Ends the process, with the input's number, when one input takes too long.
fn watch(name: &'static str, current: &Arc<AtomicU64>, done: &Arc<AtomicBool>) {
    let (current, done) = (Arc::clone(current), Arc::clone(done));
    std::thread::spawn(move || {
        let (mut last, mut since) = (u64::MAX, Instant::now());
        while !done.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(200));
            let now = current.load(Ordering::Relaxed);
            if now != last {
                (last, since) = (now, Instant::now());
            } else if since.elapsed() > HANG {
                eprintln!("{name}: input {now} hangs");
                std::process::abort();
            }
        }
    });
}

/// Tries every `THREADS`th input from `first`; gives the numbers that fail.
fn try_some(entry: &'static Entry, seeds: &[Vec<u8>], first: u64) -> Vec<u64> {
    let (current, done) = (Arc::new(AtomicU64::new(first)), Arc::new(AtomicBool::new(false)));
    watch(entry.name, &current, &done);
    let mut failed = Vec::new();
    for number in (first..entry.soak).step_by(THREADS as usize) {
        current.store(number, Ordering::Relaxed);
        let input = broken(seeds, number);
        if std::panic::catch_unwind(|| (entry.run)(&input)).is_err() {
            failed.push(number);
            if failed.len() >= 3 {
                break;
            }
        }
    }
    done.store(true, Ordering::Relaxed);
    failed
}

#[test]
fn broken_inputs_do_no_harm() {
    if let Ok(alone) = std::env::var("SOAK_INPUT") {
        return try_alone(&alone);
    }
    let started = Instant::now();
    let mut failed = Vec::new();
    for entry in ENTRIES {
        let seeds = (entry.seeds)();
        assert!(seeds.len() >= 5, "{} has seeds", entry.name);
        for seed in &seeds {
            (entry.run)(seed);
        }
        let began = Instant::now();
        let numbers: Vec<u64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|first| {
                    scope.spawn({
                        let seeds = &seeds;
                        move || try_some(entry, seeds, first)
                    })
                })
                .collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("a thread")).collect()
        });
        eprintln!("{}: {} broken inputs in {:.1} s", entry.name, entry.soak, began.elapsed().as_secs_f32());
        failed.extend(numbers.iter().map(|number| format!("{}:{number}", entry.name)));
    }
    let total: u64 = ENTRIES.iter().map(|entry| entry.soak).sum();
    eprintln!("{total} broken inputs in {:.1} s", started.elapsed().as_secs_f32());
    assert!(
        failed.is_empty(),
        "{failed:?} fail; SOAK_INPUT=NAME:NUMBER tries one alone and keeps it as a file"
    );
}

/// Keeps one input as a file, and tries it.
fn try_alone(which: &str) {
    let (name, number) = which.split_once(':').expect("SOAK_INPUT=NAME:NUMBER");
    let entry = entry::entry(name);
    let input = broken(&(entry.seeds)(), number.parse().expect("a number"));
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("soak-{name}-{number}.bin"));
    std::fs::write(&path, &input).expect("written");
    eprintln!("{}", path.display());
    (entry.run)(&input);
}

/// The files of a folder, in their order.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn what_once_did_harm_does_none() {
    let files = files("tests/regressions");
    assert!(!files.is_empty());
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let entry = entry::entry(name.split('-').next().unwrap_or_default());
        let bytes = std::fs::read(&file).expect("a file");
        let failed = std::panic::catch_unwind(|| (entry.run)(&bytes)).is_err();
        assert!(!failed, "{name}");
    }
}

#[test]
fn every_entry_point_has_a_fuzz_target() {
    let targets = files("fuzz/fuzz_targets");
    if targets.is_empty() {
        eprintln!("skipped: fuzz/ is not here");
        return;
    }
    let names: Vec<String> = targets
        .iter()
        .map(|target| target.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    let mut due: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
    due.sort_unstable();
    assert_eq!(names, due);
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml"));
    let manifest = manifest.expect("fuzz/Cargo.toml");
    for (target, name) in targets.iter().zip(names) {
        let text = std::fs::read_to_string(target).expect("a target");
        assert!(text.contains(&format!("entry(\"{name}\")")), "{name}");
        assert!(manifest.contains(&format!("fuzz_targets/{name}.rs")), "{name}");
    }
}
