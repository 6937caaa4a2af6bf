//! `ws101 decode`: reads captures and writes what is in them, as it is read.

use std::ops::ControlFlow;

use super::args::{Decode, Format, Port};
use super::output::{Failure, Output, totals};
use crate::base::Lang;
use crate::export::{LineType, Lines, Writer};
use crate::inspect::Inspector;
use crate::io::{self, Opened, Pumped};
use crate::rules::RuleId;
use crate::trace::{CaptureInfo, Finding, Sink, Target};
use crate::wire::capture::{Damage, Event, Kind, TLS_KEY_LOG};

/// Decodes captures one after the other. One that cannot be opened does not keep the others from being read.
pub(super) fn run(args: &Decode) -> Result<(), Failure> {
    let lines = if args.only.is_empty() {
        Lines::ALL
    } else {
        Lines::only(&args.only.iter().map(|line| line.0).collect::<Vec<LineType>>())
    };
    let format = args.shown.format();
    let payload = args.content.payload(format);
    let lang = args.shown.lang();
    let mut key_logs = Vec::new();
    for path in &args.keylog {
        key_logs.push(io::read_key_log(path).map_err(|error| Failure::Input(error.text(lang)))?);
    }
    let mut output = Output::new();
    let mut failed = None;
    for path in &args.captures {
        let opened = io::open(path).map_err(|error| Failure::Input(error.text(lang)));
        let opened = opened.map(|mut opened| {
            opened.key_logs.extend(key_logs.iter().cloned());
            opened
        });
        let result = opened.and_then(|opened| match format {
            Format::Ndjson => {
                read(opened, args.shown.ndjson(lines, payload), lines, lang, &args.port, &mut output)
            }
            Format::Text => {
                read(opened, args.shown.text(lines, payload), lines, lang, &args.port, &mut output)
            }
        });
        match result {
            Err(Failure::Input(text)) => {
                super::say(&text);
                failed = Some(Failure::Reported);
            }
            other => other?,
        }
    }
    failed.map_or(Ok(()), Err)
}

/// The reading of one capture.
struct Run<'o, W> {
    writer: W,
    output: &'o mut Output,
    lang: Lang,
    inspector: Inspector,
    /// Whether only totals are written: then nobody needs to hear what the inspector tells.
    is_deaf: bool,
    /// What is known of the capture until it is told, which is before its first packet.
    info: Option<CaptureInfo>,
    /// What is wrong with it: the first thing, and how many more.
    damage: Option<(String, u32)>,
    failure: Option<Failure>,
}

/// Hears nothing, and asks for nothing to be computed.
struct Deaf;

impl Sink for Deaf {}

/// Reads one capture to its end.
fn read(
    opened: Opened,
    writer: impl Writer,
    lines: Lines,
    lang: Lang,
    ports: &[Port],
    output: &mut Output,
) -> Result<(), Failure> {
    let Opened { name, kind, compression, source, mut reader, key_logs } = opened;
    let format = match kind {
        Kind::PcapNg => "pcapng",
        Kind::Har => "har",
        _ => "pcap",
    };
    let compression = compression.map(io::Compression::name);
    // The times of a HAR are good to the microsecond.
    let digits = if kind == Kind::Har { 6 } else { 0 };
    let info = CaptureInfo { name, format, compression, digits, ..CaptureInfo::default() };
    let mut run = Run {
        writer,
        output,
        lang,
        inspector: Inspector::new().with_source(source),
        is_deaf: lines.are_totals(),
        info: Some(info),
        damage: None,
        failure: None,
    };
    for Port(number, carries) in ports {
        run.inspector.port(*number, *carries);
    }
    for log in key_logs {
        run.inspector.secrets(&log);
    }
    while reader.pump(&mut |event| run.event(event)) == Pumped::More {
        // What a pipe has brought is shown before more is waited for.
        run.output.flush(&mut run.writer)?;
    }
    run.end()
}

impl<W: Writer> Run<'_, W> {
    /// Takes what the capture brought next.
    fn event(&mut self, event: Event<'_>) -> ControlFlow<()> {
        match event {
            Event::Packet(record, bytes) => {
                self.introduce();
                if self.is_deaf {
                    self.inspector.record(record, bytes, &mut Deaf);
                } else {
                    self.inspector.record(record, bytes, &mut self.writer);
                }
            }
            Event::Har(entry) => {
                self.introduce();
                if self.is_deaf {
                    self.inspector.har(entry, &mut Deaf);
                } else {
                    self.inspector.har(entry, &mut self.writer);
                }
            }
            Event::Interface(interface) => {
                if let Some(info) = &mut self.info {
                    info.digits = info.digits.max(interface.digits);
                    if !info.links.contains(&interface.link) {
                        info.links.push(interface.link);
                    }
                }
            }
            Event::Damage(damage) => self.damage(damage),
            Event::Secrets { secrets_type: TLS_KEY_LOG, body, .. } => {
                self.inspector.secrets(body);
            }
            Event::Comment { .. } | Event::Secrets { .. } | Event::Block { .. } => {}
        }
        match self.output.drain(&mut self.writer) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }

    /// Tells what is known of the capture, once.
    fn introduce(&mut self) {
        if let Some(info) = self.info.take() {
            self.writer.capture(&info);
        }
    }

    fn damage(&mut self, damage: Damage) {
        self.introduce();
        let text = match self.lang {
            Lang::En => format!("at byte {}: {}", damage.offset, damage.kind.text().en),
            Lang::Ko => format!("{}번째 바이트: {}", damage.offset, damage.kind.text().ko),
        };
        self.writer.finding(Finding {
            rule: RuleId::CaptureDamaged,
            connection: None,
            at: Target::Capture,
            from: None,
            detail: Some(text.clone().into_boxed_str()),
        });
        let (_, more) = self.damage.get_or_insert((text, 0));
        *more += 1;
    }

    /// The capture has been read: tells what was open, and the totals.
    fn end(mut self) -> Result<(), Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.introduce();
        if self.is_deaf {
            self.inspector.finish(&mut Deaf);
        } else {
            self.inspector.finish(&mut self.writer);
        }
        let summary = self.inspector.summary();
        let mut totals = totals(&summary);
        if let Some((first, times)) = self.damage {
            for _ in 0..times {
                totals.tally.add(RuleId::CaptureDamaged.severity());
            }
            let more = if times > 1 { format!(" (+{})", times - 1) } else { String::new() };
            totals.damage = Some(first + &more);
        }
        self.writer.summary(&totals);
        self.output.flush(&mut self.writer)
    }
}
