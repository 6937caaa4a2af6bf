//! `ws101 handshake`: an opening handshake given as raw HTTP bytes, checked as the inspector checks it on the wire.

use super::args::{Format, Handshake};
use super::output::{Failure, Output, read_pasted};
use crate::base::{Side, Span, Stamp};
use crate::export::{LineType, Lines, Payload, Totals, Writer};
use crate::inspect::handshake::{
    RequestFacts, Violation, check_request, check_request_tail, check_response, check_response_tail,
    negotiate,
};
use crate::trace::{Finding, HeadFacts, HeadForm, Tally, Target};
use crate::wire::http::{Head, find_head_end};

/// Checks a request, and the response to it.
pub(super) fn run(args: &Handshake) -> Result<(), Failure> {
    let request = read_pasted(&args.request)?;
    let response = args.response.as_deref().map(read_pasted).transpose()?;
    let lines = Lines::only(&[
        LineType::Request,
        LineType::Response,
        LineType::Negotiated,
        LineType::Finding,
        LineType::Summary,
    ]);
    match args.shown.format() {
        Format::Ndjson => check(&request, response.as_deref(), &mut args.shown.ndjson(lines, Payload::None)),
        Format::Text => check(&request, response.as_deref(), &mut args.shown.text(lines, Payload::None)),
    }
}

/// A head and what stands behind it; what never ends is all head.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(find_head_end(bytes, 0).unwrap_or(bytes.len()))
}

fn check(request: &[u8], response: Option<&[u8]>, writer: &mut impl Writer) -> Result<(), Failure> {
    let mut told = Told { writer, tally: Tally::default(), explained: 0 };
    let (bytes, tail) = split(request);
    let head = Head::request(bytes);
    let mut violations = check_request(&head, bytes);
    let facts = RequestFacts::of(&head, bytes, &violations);
    violations.extend(check_request_tail(&head, bytes, tail));
    told.head(Side::Client, bytes);
    told.findings(Side::Client, &violations);
    if let Some(response) = response {
        let (bytes, tail) = split(response);
        let head = Head::response(bytes);
        let mut violations = check_response(Some(&facts), &head, bytes);
        let switches = head.status(bytes) == Some(101);
        violations.extend(check_response_tail(&head, tail).filter(|_| switches));
        told.head(Side::Server, bytes);
        told.writer.negotiated(0, &negotiate(Some(&facts), &head, bytes, &violations));
        told.findings(Side::Server, &violations);
    }
    let totals = Totals {
        connections: 1,
        tally: told.tally,
        stream_bytes: (request.len() + response.map_or(0, <[u8]>::len)) as u64,
        explained_bytes: told.explained,
        ..Totals::default()
    };
    told.writer.summary(&totals);
    Output::new().flush(told.writer)
}

/// Tells a writer what was found, and counts it.
struct Told<'w, W> {
    writer: &'w mut W,
    tally: Tally,
    explained: u64,
}

impl<W: Writer> Told<'_, W> {
    fn head(&mut self, from: Side, bytes: &[u8]) {
        let span = Span::at(0, bytes.len() as u64);
        self.explained += span.len();
        self.writer.head(
            0,
            &HeadFacts { from, span, bytes, stamp: Stamp::default(), packets: (0, 0), form: HeadForm::Text },
        );
    }

    fn findings(&mut self, from: Side, violations: &[Violation]) {
        for violation in violations {
            self.tally.add(violation.rule.severity());
            self.writer.finding(Finding {
                rule: violation.rule,
                connection: Some(0),
                at: Target::Head { connection: 0, side: from },
                from: Some(from),
                detail: violation.detail.clone(),
            });
        }
    }
}
