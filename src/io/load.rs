//! Loading on a worker: it reads the capture, writes the trace for a few milliseconds at a time, and answers Stop at
//! once. The window never waits for it.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};
use std::time::{Duration, Instant};

use crate::app::{Arrival, Document, Origin, Progress, Reason};
use crate::base::Lang;
use crate::inspect::Inspector;
use crate::rules::RuleId;
use crate::trace::{CaptureInfo, Finding, Sink as _, Target, Trace};
use crate::wire::capture::{Damage, Event, Kind, TLS_KEY_LOG};

use super::{OpenError, Opened, Pumped};

/// The longest that the trace stays locked against the window.
const LOCK: Duration = Duration::from_millis(4);

/// How long the worker lets go after a full lock, so that a waiting window gets its turn.
const LET_GO: Duration = Duration::from_micros(200);

/// Time between two reports of progress: about 25 a second.
const REPORT: Duration = Duration::from_millis(40);

/// A window that paints slowly holds up the loading each time it does: it is woken so much less often that loading
/// keeps most of the time.
const REPORT_PER_WAIT: u32 = 6;

/// The longest time between two reports.
const REPORT_AT_LAST: Duration = Duration::from_millis(500);

/// How many packets pass between two looks at the clock.
const LOOK_EVERY: u32 = 64;

/// How many first bytes are shown as evidence of what is no capture.
const EVIDENCE_BYTES: usize = 16;

/// Starts loads and stops them. Their news go to one channel; `wake` is called after each.
pub struct Loader {
    news: Sender<Arrival>,
    wake: Arc<dyn Fn() + Send + Sync>,
    /// The load under way and its stop sign. There is never more than one that anyone waits for.
    current: Option<(u64, Arc<AtomicBool>)>,
}

impl Loader {
    /// A loader that sends its news to `news`.
    pub fn new(news: Sender<Arrival>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { news, wake, current: None }
    }

    /// Starts to load; an older load stops. `shipped` are the bytes of a capture that ships with the program; `key_logs`
    /// open TLS in it besides those that lie beside it or are in it.
    pub fn start(
        &mut self,
        job: u64,
        origin: Origin,
        shipped: Option<&'static [u8]>,
        key_logs: Vec<PathBuf>,
    ) {
        self.stop_all();
        let stop = Arc::new(AtomicBool::new(false));
        self.current = Some((job, Arc::clone(&stop)));
        let report = Report { job, news: self.news.clone(), wake: Arc::clone(&self.wake) };
        let worker = std::thread::Builder::new().name("load".to_owned());
        let spawned = worker.spawn({
            let report = report.clone();
            move || load(&report, origin, shipped, &key_logs, &stop)
        });
        if let Err(error) = spawned {
            let text = error.to_string();
            report.send(Arrival::Failed { job, reason: Reason::CannotRead { en: text.clone(), ko: text } });
        }
    }

    /// Stops a load. What it read stays.
    pub fn stop(&mut self, job: u64) {
        if self.current.as_ref().is_some_and(|(current, _)| *current == job) {
            self.stop_all();
        }
    }

    fn stop_all(&mut self) {
        if let Some((_, stop)) = self.current.take() {
            stop.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Loader {
    fn drop(&mut self) {
        self.stop_all();
    }
}

/// Where a worker's news go.
#[derive(Clone)]
struct Report {
    job: u64,
    news: Sender<Arrival>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Report {
    fn send(&self, arrival: Arrival) {
        // Nobody listens any more when the window is gone.
        if self.news.send(arrival).is_ok() {
            (self.wake)();
        }
    }
}

fn load(
    report: &Report,
    origin: Origin,
    shipped: Option<&'static [u8]>,
    key_logs: &[PathBuf],
    stop: &AtomicBool,
) {
    let job = report.job;
    let opened = match (&origin, shipped) {
        (Origin::File(path), _) => super::open(path),
        (Origin::Shipped(id), Some(bytes)) => super::open_stream(id, bytes),
        (Origin::Shipped(id), None) => {
            let (en, ko) = (format!("no capture is named {id}"), format!("이름이 {id}인 캡처가 없습니다"));
            return report.send(Arrival::Failed { job, reason: Reason::CannotRead { en, ko } });
        }
    };
    let opened = opened.and_then(|mut opened| {
        for path in key_logs {
            opened.key_logs.push(super::read_key_log(path)?);
        }
        Ok(opened)
    });
    match opened {
        Ok(opened) => Worker::new(report, opened, origin).run(stop),
        Err(error) => report.send(Arrival::Failed { job, reason: reason_of(&error, &origin) }),
    }
}

/// The error in the words of the window.
fn reason_of(error: &OpenError, origin: &Origin) -> Reason {
    let kind = match (&error.reason, origin) {
        (super::Reason::NotACapture(_), Origin::File(path)) if super::is_key_log(path) => {
            return Reason::KeyLog;
        }
        (super::Reason::NotACapture(kind), _) => *kind,
        _ => return Reason::CannotRead { en: error.text(Lang::En), ko: error.text(Lang::Ko) },
    };
    let first_bytes = match origin {
        Origin::File(path) => first_bytes(path),
        Origin::Shipped(_) => Vec::new(),
    };
    Reason::NotACapture { seems: kind.text(), remedy: kind.remedy(), first_bytes }
}

fn first_bytes(path: &std::path::Path) -> Vec<u8> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    if let Ok(file) = std::fs::File::open(path) {
        // Evidence is a courtesy: without it the error still says what is wrong.
        let _ = file.take(EVIDENCE_BYTES as u64).read_to_end(&mut bytes);
    }
    bytes
}

/// One load.
struct Worker<'a> {
    report: &'a Report,
    opened: Opened,
    trace: Arc<RwLock<Trace>>,
    began: Instant,
}

impl<'a> Worker<'a> {
    fn new(report: &'a Report, opened: Opened, origin: Origin) -> Self {
        let info = CaptureInfo {
            name: origin.name(),
            compression: opened.compression.map(super::Compression::name),
            ..CaptureInfo::default()
        };
        let trace = Arc::new(RwLock::new(Trace::new(info)));
        let document = Document {
            origin,
            file_bytes: opened.reader.progress().total_bytes(),
            trace: Arc::clone(&trace),
            source: Arc::clone(&opened.source),
        };
        report.send(Arrival::Opened { job: report.job, document });
        Self { report, opened, trace, began: Instant::now() }
    }

    fn run(mut self, stop: &AtomicBool) {
        let mut inspector = Inspector::new().with_source(Arc::clone(&self.opened.source));
        for log in std::mem::take(&mut self.opened.key_logs) {
            inspector.secrets(&log);
        }
        let mut reported = Instant::now();
        let mut waited = Duration::ZERO;
        let trace = Arc::clone(&self.trace);
        let is_stopped = || stop.load(Ordering::Relaxed);
        loop {
            let mut lock = Lock::new(&trace);
            let pumped = self.opened.reader.pump(&mut |event| {
                if is_stopped() {
                    return ControlFlow::Break(());
                }
                tell(&mut inspector, lock.get(), event);
                lock.let_go_in_time();
                ControlFlow::Continue(())
            });
            waited += lock.waited;
            drop(lock);
            if pumped == Pumped::End || is_stopped() {
                break;
            }
            if reported.elapsed() >= (waited * REPORT_PER_WAIT).clamp(REPORT, REPORT_AT_LAST) {
                reported = Instant::now();
                waited = Duration::ZERO;
                let progress = self.progress();
                self.report.send(Arrival::Progress { job: self.report.job, progress });
            }
        }
        let stopped = is_stopped();
        {
            let mut trace = trace.write().unwrap_or_else(PoisonError::into_inner);
            inspector.finish(&mut *trace);
            self.describe(&mut trace);
        }
        let progress = self.progress();
        self.report.send(Arrival::Finished { job: self.report.job, progress, stopped });
    }

    /// What is known of the capture itself once it was read.
    fn describe(&self, trace: &mut Trace) {
        let walker = self.opened.reader.walker();
        trace.capture.format = match self.opened.kind {
            Kind::Har => "har",
            _ => walker.format().map_or("", |format| format.name()),
        };
        trace.capture.bytes = match self.opened.kind {
            Kind::Har => self.opened.reader.progress().done_bytes(),
            _ => walker.offset(),
        };
        trace.capture.digits = walker.interfaces().iter().map(|i| i.digits).max().unwrap_or(6);
        trace.capture.links.clear();
        for interface in walker.interfaces() {
            if !trace.capture.links.contains(&interface.link) {
                trace.capture.links.push(interface.link);
            }
        }
    }

    fn progress(&self) -> Progress {
        let read = self.opened.reader.progress();
        let (bytes, total_bytes) = (read.done_bytes(), read.total_bytes());
        let trace = self.trace.read().unwrap_or_else(PoisonError::into_inner);
        let tally = trace.tally;
        let elapsed = self.began.elapsed().as_secs_f64();
        let left = total_bytes.map(|total| total.saturating_sub(bytes));
        let seconds_left =
            left.filter(|_| bytes > 0).map(|left| (elapsed * left as f64 / bytes as f64) as f32);
        Progress {
            bytes,
            total_bytes,
            packets: u64::from(trace.packets),
            connections: trace.connections().len() as u64,
            frames: trace.connections().iter().map(|c| u64::from(c.frame_count())).sum(),
            findings: u64::from(tally.errors) + u64::from(tally.warnings) + u64::from(tally.notes),
            seconds_left,
        }
    }
}

fn tell(inspector: &mut Inspector, trace: &mut Trace, event: Event<'_>) {
    match event {
        Event::Packet(record, bytes) => inspector.record(record, bytes, trace),
        Event::Har(entry) => inspector.har(entry, trace),
        Event::Damage(damage) => trace.finding(damaged(&damage)),
        Event::Secrets { secrets_type: TLS_KEY_LOG, body, .. } => {
            inspector.secrets(body);
        }
        _ => {}
    }
}

/// Bytes of the file that could not be read, as a finding about the capture itself.
fn damaged(damage: &Damage) -> Finding {
    let detail = format!("byte {}: {}", damage.offset, damage.kind.text().en);
    Finding {
        rule: RuleId::CaptureDamaged,
        connection: None,
        at: Target::Capture,
        from: None,
        detail: Some(detail.into_boxed_str()),
    }
}

/// The trace's write lock, taken when first needed and let go in time.
struct Lock<'a> {
    trace: &'a RwLock<Trace>,
    guard: Option<(RwLockWriteGuard<'a, Trace>, Instant)>,
    since_look: u32,
    /// How long the window has kept it waiting.
    waited: Duration,
}

impl<'a> Lock<'a> {
    const fn new(trace: &'a RwLock<Trace>) -> Self {
        Self { trace, guard: None, since_look: 0, waited: Duration::ZERO }
    }

    fn get(&mut self) -> &mut Trace {
        let (guard, _) = self.guard.get_or_insert_with(|| {
            let asked = Instant::now();
            let guard = self.trace.write().unwrap_or_else(PoisonError::into_inner);
            let had = Instant::now();
            self.waited += had - asked;
            (guard, had)
        });
        guard
    }

    fn let_go_in_time(&mut self) {
        self.since_look += 1;
        if self.since_look < LOOK_EVERY {
            return;
        }
        self.since_look = 0;
        if self.guard.as_ref().is_some_and(|(_, since)| since.elapsed() >= LOCK) {
            self.guard = None;
            std::thread::sleep(LET_GO);
        }
    }
}
