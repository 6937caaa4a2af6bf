//! Bytes on demand: streams, payloads and messages, read again from the capture when someone looks.

use crate::base::{Side, Source, Span};
use crate::wire::deflate::Inflater;
use crate::wire::frame::Header;
use crate::wire::mask;

use super::{Connection, Frame, Message};

/// Most bytes that one look reads; what is beyond is left out and [`Bytes::cut`] says so.
pub const LOOK_LIMIT_BYTES: u64 = 16 << 20;

/// Bytes that someone asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes {
    /// The bytes; holes are zero.
    pub bytes: Vec<u8>,
    /// Spans of `bytes` that the capture does not hold.
    pub holes: Vec<Span>,
    /// Whether there are more than were read.
    pub cut: bool,
}

impl Connection {
    /// Bytes of what `side` sent.
    #[must_use]
    pub fn stream_bytes(&self, source: &dyn Source, side: Side, span: Span) -> Bytes {
        let len = span.len().min(LOOK_LIMIT_BYTES);
        let mut out = Bytes { bytes: vec![0; len as usize], holes: Vec::new(), cut: len < span.len() };
        let span = Span::at(span.start, len);
        let derived = &self.derived[side];
        if !derived.sealed.is_empty() || derived.head.is_some() || self.har.is_some() {
            self.derived_bytes(source, side, span, &mut out);
            return out;
        }
        let mut at = span.start;
        for segment in self.segments_in(side, span) {
            let Some(part) = segment.span.meet(span) else { continue };
            if part.start > at {
                out.holes.push(Span::new(at - span.start, part.start - span.start));
            }
            let from = (part.start - span.start) as usize;
            let to = from + part.len() as usize;
            let read = source.read_at(
                segment.capture_offset + (part.start - segment.span.start),
                &mut out.bytes[from..to],
            );
            if from + read < to {
                out.holes.push(Span::new((from + read) as u64, to as u64));
            }
            at = part.end;
        }
        if at < span.end {
            out.holes.push(Span::new(at - span.start, len));
        }
        out
    }

    /// Bytes of a stream that is not TCP's own: decoded, opened, or copied, in that order of preference.
    fn derived_bytes(&self, source: &dyn Source, side: Side, span: Span, out: &mut Bytes) {
        let derived = &self.derived[side];
        let mut there: Vec<Span> = Vec::new();
        let mut put = |at: u64, bytes: &[u8]| {
            let from = (at - span.start) as usize;
            out.bytes[from..from + bytes.len()].copy_from_slice(bytes);
            there.push(Span::at(at - span.start, bytes.len() as u64));
        };
        let head_end = derived.head.as_ref().map_or(0, |(head, _)| head.end);
        if let Some((head, bytes)) = &derived.head
            && let Some(part) = head.meet(span)
            && let Some(bytes) =
                bytes.get((part.start - head.start) as usize..(part.end - head.start) as usize)
        {
            put(part.start, bytes);
        }
        let rest = Span::new(span.start.max(head_end), span.end);
        if !derived.sealed.is_empty() {
            derived.sealed.open_in(source, rest, &mut put);
        } else if self.har.is_some() {
            for told in self.told_in(side, rest) {
                let Some(part) = told.span.meet(rest) else { continue };
                let mut bytes = vec![0; part.len() as usize];
                let read = source.read_at(told.capture_offset + (part.start - told.span.start), &mut bytes);
                put(part.start, &bytes[..read]);
            }
        } else if !rest.is_empty() {
            for segment in self.segments_in(side, rest) {
                let Some(part) = segment.span.meet(rest) else { continue };
                let mut bytes = vec![0; part.len() as usize];
                let read =
                    source.read_at(segment.capture_offset + (part.start - segment.span.start), &mut bytes);
                put(part.start, &bytes[..read]);
            }
        }
        let mut at = 0;
        for run in there.into_iter().filter(|run| !run.is_empty()) {
            if run.start > at {
                out.holes.push(Span::new(at, run.start));
            }
            at = at.max(run.end);
        }
        if at < span.len() {
            out.holes.push(Span::new(at, span.len()));
        }
    }

    /// The header of a frame, as it stands on the wire.
    #[must_use]
    pub fn header(&self, source: &dyn Source, frame: &Frame) -> Option<Header> {
        Header::read(&self.stream_bytes(source, frame.from, frame.header_span()).bytes)
    }

    /// The unmasked payload of a frame, not inflated.
    #[must_use]
    pub fn payload(&self, source: &dyn Source, frame: &Frame) -> Bytes {
        let mut out = self.stream_bytes(source, frame.from, frame.payload_span());
        if let Some(key) = self.header(source, frame).and_then(|header| header.mask) {
            mask::apply(key, 0, &mut out.bytes);
            for hole in &out.holes {
                out.bytes[hole.start as usize..hole.end as usize].fill(0);
            }
        }
        out
    }

    /// A message as the application gets it: fragments joined, unmasked, inflated.
    #[must_use]
    pub fn message_bytes(&self, source: &dyn Source, message: &Message) -> Bytes {
        if message.compressed {
            return self.inflated(source, message);
        }
        if message.frames == 0 {
            let span = self.message_span(message);
            return span.map_or_else(Bytes::default, |span| self.stream_bytes(source, message.from, span));
        }
        let mut out = Bytes::default();
        for frame in self.frames_of(message) {
            let part = self.payload(source, &frame);
            let base = out.bytes.len() as u64;
            out.holes.extend(part.holes.iter().map(|hole| Span::new(base + hole.start, base + hole.end)));
            out.bytes.extend_from_slice(&part.bytes);
            out.cut |= part.cut;
            if out.bytes.len() as u64 >= LOOK_LIMIT_BYTES {
                out.cut = true;
                break;
            }
        }
        out
    }

    /// Inflates a message from the nearest checkpoint before it.
    fn inflated(&self, source: &dyn Source, message: &Message) -> Bytes {
        let takeover = self.deflate.is_some_and(|deflate| deflate.takeover(message.from));
        let checkpoint = self.checkpoints[message.from].iter().rev().find(|point| point.after < message.n);
        let mut inflater = match checkpoint {
            Some(point) if takeover => Inflater::resumed(&point.window),
            _ => Inflater::new(takeover),
        }
        .with_limit(LOOK_LIMIT_BYTES);
        if takeover {
            let from = checkpoint.map_or(0, |point| point.after + 1);
            let start = self.special.partition_point(|earlier| earlier.n < from);
            let past = self.special[start..].iter().take_while(|earlier| earlier.n < message.n);
            for earlier in past.filter(|earlier| earlier.from == message.from && earlier.compressed) {
                self.feed(source, earlier, &mut inflater, &mut |_| {});
                let _ = inflater.finish_message(&mut |_| {});
            }
        }
        let mut out = Bytes::default();
        out.holes =
            self.feed(source, message, &mut inflater, &mut |bytes| out.bytes.extend_from_slice(bytes));
        let ended = inflater.finish_message(&mut |bytes| out.bytes.extend_from_slice(bytes));
        out.cut = ended.is_err();
        out
    }

    /// Feeds a message's payloads to an inflater; gives the holes met, as empty spans at the output's end.
    fn feed(
        &self,
        source: &dyn Source,
        message: &Message,
        inflater: &mut Inflater,
        sink: &mut impl FnMut(&[u8]),
    ) -> Vec<Span> {
        let mut holes = Vec::new();
        for frame in self.frames_of(message) {
            let part = self.payload(source, &frame);
            if !part.holes.is_empty() {
                holes.push(Span::at(inflater.message_out(), 0));
            }
            inflater.push(&part.bytes, sink);
        }
        holes
    }
}
