//! Looks up what is in view and places it in the lanes.

use emath::{Rect, pos2};

use crate::base::Span;
use crate::trace::{Frame, Transport};

use super::super::bits::Class;
use super::axis::{Axis, DIGITS_MIN, View};
use super::scene::{
    ByteBox, CarrierBox, Folded, FrameBox, Hole, HoleKind, Lane, Layout, MessageBox, PacketBox, Progress,
    Query, Run, Scene, Tick,
};

/// The folded handshake.
const FOLDED: (f32, f32) = (118.0, 206.0);
/// Things narrower than this are drawn together.
const LEAST: f32 = 3.0;
/// Bytes of an HTTP/2 frame header (RFC 9113 §4.1).
const FRAME_HEADER_BYTES: u64 = 9;
/// Least distance of two numbers above the axis.
const TICK_ROOM: f32 = 44.0;

struct Lanes<'a> {
    query: &'a Query<'a>,
    layout: Layout,
    axis: Axis,
    seen: Span,
    happened: u64,
    newest_packet: u32,
}

/// Looks up and places what is in `view`, in a panel of this width.
#[must_use]
pub fn scene(query: &Query<'_>, view: View, width: f32) -> Scene {
    let (left, axis_width) = Scene::axis_extent(width);
    let axis = Axis { view: view.clamped(query.index.span(), axis_width), left, width: axis_width };
    let happened = query.veil.happened(query.side);
    let within = query.index.span();
    let end = query.veil.secret_from(query.side).unwrap_or(u64::MAX).min(within.end);
    let seen = axis.seen().meet(Span::new(within.start, end)).unwrap_or_else(|| Span::at(within.start, 0));
    let newest_packet = query.moments.newest(query.cursor).map_or(0, |moment| moment.packet);
    // A HAR names what carried the connection, and knows nothing of it.
    let transport = if query.connection.har.is_some() { Transport::Tcp } else { query.connection.transport };
    let layout = Layout::of(transport);
    let lanes = Lanes { query, layout, axis, seen, happened, newest_packet };
    let mut scene = Scene {
        axis,
        layout: lanes.layout.clone(),
        folded: lanes.folded(),
        packets: lanes.packets(),
        carriers: lanes.carriers(),
        bytes: Vec::new(),
        runs: Vec::new(),
        frames: Vec::new(),
        messages: Vec::new(),
        holes: lanes.holes(),
        ticks: Vec::new(),
        cursor: None,
    };
    if query.connection.har.is_some() {
        lanes.told(&mut scene);
    } else {
        lanes.frames(&mut scene);
    }
    if axis.view.scale >= DIGITS_MIN {
        scene.runs.clear();
        scene.bytes = lanes.bytes(&scene.holes);
    }
    let at = happened.max(within.start);
    let x = axis.x(at);
    scene.cursor = (x >= left - 0.5 && x <= left + axis_width + 0.5).then_some((x, at));
    scene.ticks = lanes.ticks(&scene);
    scene
}

impl Lanes<'_> {
    fn rect(&self, lane: Lane, span: Span) -> Rect {
        let (left, right) = (self.axis.left, self.axis.left + self.axis.width);
        let x0 = self.axis.x(span.start).clamp(left, right) + 1.0;
        let x1 = (self.axis.x(span.end).clamp(left, right) - 1.0).max(x0 + 0.5);
        let (top, bottom) = self.layout.extent(lane);
        Rect::from_min_max(pos2(x0, top), pos2(x1, bottom))
    }

    fn progress(&self, span: Span) -> Progress {
        if span.end <= self.happened {
            Progress::Happened
        } else if span.start < self.happened {
            Progress::Partly
        } else {
            Progress::Future
        }
    }

    fn folded(&self) -> Option<Folded> {
        let (side, connection) = (self.query.side, self.query.connection);
        let span = Span::new(0, self.query.index.span().start);
        if span.is_empty() {
            return None;
        }
        let height = self.layout.height;
        let cell = |&(lane, top): &(Lane, f32)| {
            (lane, Rect::from_min_max(pos2(FOLDED.0, top), pos2(FOLDED.1, top + height)))
        };
        let cells = self.layout.lanes.iter().map(cell).collect();
        Some(Folded {
            cells,
            packets: connection.packets_of(side, span),
            span,
            has_head: connection.streams[side].head.is_some(),
            progress: self.progress(span),
        })
    }

    fn packets(&self) -> Vec<PacketBox> {
        let mut boxes: Vec<PacketBox> = Vec::new();
        let mut at = self.seen.start;
        while at < self.seen.end {
            let rest = Span::new(at, self.seen.end);
            let Some(segment) = self.query.connection.segments_in(self.query.side, rest).next() else {
                break;
            };
            let mut span = segment.span;
            let mut count = 1;
            // Where a segment is too narrow to be seen, all up to the next visible point are drawn as one.
            let reach = self.axis.byte_at(self.axis.x(span.start.max(self.seen.start)) + LEAST);
            if span.end < reach {
                span.end = reach.min(self.seen.end).max(span.end);
                count = 2;
            }
            let progress = if segment.packet <= self.newest_packet && span.start < self.happened {
                Progress::Happened
            } else {
                Progress::Future
            };
            let rect = self.rect(Lane::Packets, span);
            let packet = segment.packet;
            at = span.end.max(at + 1);
            boxes.push(PacketBox { rect, packet, count, span, progress, late: segment.late });
        }
        boxes
    }

    /// TLS records and HTTP/2 DATA frames; those too narrow to be seen are drawn as one.
    fn carriers(&self) -> Vec<CarrierBox> {
        let (connection, side) = (self.query.connection, self.query.side);
        let mut boxes = Vec::new();
        let mut at = self.seen.start;
        while at < self.seen.end {
            let rest = Span::new(at, self.seen.end);
            let Some(record) = connection.records_in(side, rest).next() else { break };
            let packets = Some(record.packets());
            let part = self.carrier(Lane::Records, record.ordinal, record.wire_len(), packets, record.span);
            at = part.span.end.max(at + 1);
            boxes.push(part);
        }
        at = self.seen.start;
        while at < self.seen.end {
            let rest = Span::new(at, self.seen.end);
            let Some(data) = connection.data_in(side, rest).next() else { break };
            let packets = connection.packets_of(side, data.span);
            let wire_len = u64::from(data.len) + FRAME_HEADER_BYTES;
            let part = self.carrier(Lane::Data, data.stream, wire_len, packets, data.span);
            at = part.span.end.max(at + 1);
            boxes.push(part);
        }
        boxes
    }

    fn carrier(
        &self,
        lane: Lane,
        number: u32,
        wire_len: u64,
        packets: Option<(u32, u32)>,
        mut span: Span,
    ) -> CarrierBox {
        let reach = self.axis.byte_at(self.axis.x(span.start.max(self.seen.start)) + LEAST);
        let mut count = 1;
        if span.end < reach {
            span.end = reach.min(self.seen.end).max(span.end);
            count = 2;
        }
        let (rect, progress) = (self.rect(lane, span), self.progress(span));
        CarrierBox { rect, lane, number, count, wire_len, packets, span, progress }
    }

    fn frames(&self, scene: &mut Scene) {
        let (connection, index) = (self.query.connection, self.query.index);
        let mut next = index.first_after(connection, self.seen.start);
        let mut titled = None;
        while let Some(frame) = index.get(connection, next).filter(|frame| frame.span.start < self.seen.end) {
            let reach = self.axis.byte_at(self.axis.x(frame.span.start.max(self.seen.start)) + LEAST);
            let after = if frame.span.end < reach { index.first_after(connection, reach) } else { next + 1 };
            let count = after.max(next + 1) - next;
            let end = if count > 1 { reach.max(frame.span.end) } else { frame.span.end };
            let span = Span::new(frame.span.start, end.min(self.seen.end.max(frame.span.end)));
            scene.frames.push(self.frame_box(&frame, span, count));
            if count == 1 {
                scene.messages.push(self.message_box(&frame, &mut titled));
                self.runs(&frame, &mut scene.runs);
            } else {
                let (rect, happened) = (self.rect(Lane::Stream, span), span.start < self.happened);
                scene.runs.push(Run { rect, class: Class::Payload, span, happened });
            }
            next += count;
        }
    }

    /// Messages that a HAR tells, without frames.
    fn told(&self, scene: &mut Scene) {
        let connection = self.query.connection;
        let mut at = self.seen.start;
        while at < self.seen.end {
            let rest = Span::new(at, self.seen.end);
            let Some(told) = connection.told_in(self.query.side, rest).find(|told| !told.span.is_empty())
            else {
                break;
            };
            // Where messages are too narrow to be seen, all up to the next visible point are drawn as one.
            let reach = self.axis.byte_at(self.axis.x(told.span.start.max(self.seen.start)) + LEAST);
            let is_one = told.span.end >= reach;
            let span = Span::new(told.span.start, told.span.end.max(reach.min(self.seen.end)));
            let (rect, happened) = (self.rect(Lane::Stream, span), span.start < self.happened);
            scene.runs.push(Run { rect, class: Class::Payload, span, happened });
            if is_one {
                let message = connection.message(told.message);
                scene.messages.push(MessageBox {
                    rect: self.rect(Lane::Messages, span),
                    message: Some(told.message),
                    kind: message.map(|message| message.kind),
                    bytes: message.map(|message| message.len),
                    frames: 0,
                    titled: true,
                    control: false,
                    progress: self.progress(span),
                });
            }
            at = span.end.max(at + 1);
        }
    }

    fn frame_box(&self, frame: &Frame, span: Span, count: usize) -> FrameBox {
        let veil = &self.query.veil;
        let open = |start, len| !veil.asks_for(frame.from, Span::at(frame.span.start + start, len));
        let kind_is_open = open(0, 1);
        let length_is_open = open(1, 1 + frame.length_form.extended_bytes() as u64);
        FrameBox {
            rect: self.rect(Lane::Frames, span),
            frame: frame.n,
            count,
            opcode: kind_is_open.then_some(frame.opcode),
            fin: kind_is_open.then_some(frame.fin),
            header_bytes: length_is_open.then(|| u64::from(frame.header_len)),
            payload_bytes: length_is_open.then_some(frame.payload_len),
            span,
            progress: self.progress(frame.span),
            guess: frame.guess,
            complete: frame.complete,
            control: kind_is_open && frame.opcode.is_control(),
        }
    }

    fn message_box(&self, frame: &Frame, titled: &mut Option<u32>) -> MessageBox {
        let veil = &self.query.veil;
        let message = frame.message.and_then(|n| self.query.connection.message(n));
        let first = Span::at(frame.span.start, 1);
        let is_open = !veil.asks_for(frame.from, first);
        let lengths = Span::at(frame.span.start + 1, 1 + frame.length_form.extended_bytes() as u64);
        let is_titled = message.is_some_and(|message| *titled != Some(message.n));
        *titled = message.map(|message| message.n).or(*titled);
        let last_is_known = message.is_some_and(|message| {
            let last = self.query.connection.frame(message.last_frame);
            last.is_some_and(|last| last.span.end <= self.happened)
        });
        MessageBox {
            rect: self.rect(Lane::Messages, frame.span),
            message: message.map(|message| message.n),
            kind: message.filter(|_| is_open).map(|message| message.kind),
            bytes: message
                .filter(|_| last_is_known && !veil.asks_for(frame.from, lengths))
                .map(|message| message.len),
            frames: if last_is_known { message.map_or(0, |message| message.frames) } else { 0 },
            titled: is_titled,
            control: is_open && frame.opcode.is_control(),
            progress: self.progress(frame.span),
        }
    }

    fn runs(&self, frame: &Frame, runs: &mut Vec<Run>) {
        let start = frame.span.start;
        let header = start + u64::from(frame.header_len);
        let key = frame.key_span().map_or(header, |span| span.start);
        for (class, span) in [
            (Class::Opcode, Span::new(start, (start + 1).min(frame.span.end))),
            (Class::Length, Span::new(start + 1, key)),
            (Class::Key, Span::new(key, header)),
            (Class::Payload, Span::new(header, frame.span.end)),
        ] {
            let is_seen = self.axis.x(span.end) - self.axis.x(span.start) >= 0.5 && span.touches(self.seen);
            if is_seen && !span.is_empty() {
                let (rect, happened) = (self.rect(Lane::Stream, span), span.start < self.happened);
                runs.push(Run { rect, class, span, happened });
            }
        }
    }

    fn bytes(&self, holes: &[Hole]) -> Vec<ByteBox> {
        let (connection, side) = (self.query.connection, self.query.side);
        let seen = self.seen;
        let read = connection.stream_bytes(self.query.source, side, seen);
        let index = self.query.index;
        let mut next = index.first_after(connection, seen.start);
        let mut frame = index.get(connection, next);
        let mut boxes = Vec::with_capacity(read.bytes.len());
        for (at, byte) in (seen.start..).zip(read.bytes) {
            if frame.is_some_and(|now| now.span.end <= at) {
                next += 1;
                frame = index.get(connection, next);
            }
            let within = frame.filter(|now| now.span.contains(at));
            let offset = within.map(|now| at - now.span.start);
            let hole = holes.iter().find(|hole| hole.span.contains(at));
            let missing = hole.is_some_and(|hole| hole.kind == HoleKind::Missing)
                || read.holes.iter().any(|hole| hole.contains(at - seen.start));
            boxes.push(ByteBox {
                rect: self.rect(Lane::Stream, Span::at(at, 1)),
                at,
                class: (within.zip(offset).map(|(frame, offset)| Class::of_byte(&frame, offset)))
                    .or_else(|| connection.har.is_some().then_some(Class::Payload)),
                offset_in_frame: offset,
                masked: within.is_some_and(|frame| frame.masked),
                value: (!missing && !self.query.veil.hides_byte(side, at)).then_some(byte),
                happened: at < self.happened,
                missing,
            });
        }
        boxes
    }

    fn holes(&self) -> Vec<Hole> {
        let stream = &self.query.connection.streams[self.query.side];
        let mut holes = Vec::new();
        for (kind, spans) in [
            (HoleKind::Missing, &stream.gaps),
            (HoleKind::Unread, &stream.unread),
            (HoleKind::OtherHttp, &stream.other_http),
        ] {
            let from = spans.partition_point(|span| span.end <= self.seen.start);
            for span in spans[from..].iter().take_while(|span| span.start < self.seen.end).take(500) {
                let rect = self.rect(Lane::Stream, *span).union(self.rect(Lane::Messages, *span));
                holes.push(Hole { rect, span: *span, kind, happened: span.start < self.happened });
            }
        }
        holes
    }

    /// Offsets where packets or frames begin; those that have room.
    fn ticks(&self, scene: &Scene) -> Vec<Tick> {
        let edges = scene.packets.iter().map(|part| (part.span.start, false));
        let frames = scene.frames.iter().map(|part| (part.span.start, true));
        let mut edges: Vec<(u64, bool)> = edges.chain(frames).collect();
        edges.sort_unstable_by_key(|edge| (edge.0, !edge.1));
        edges.dedup_by_key(|edge| edge.0);
        let flag = scene.cursor.map(|cursor| cursor.0);
        let mut last = f32::NEG_INFINITY;
        let mut ticks = Vec::new();
        for (offset, is_frame) in edges {
            let x = self.axis.x(offset);
            let is_free = flag.is_none_or(|flag| (flag - x).abs() >= TICK_ROOM);
            if offset >= self.seen.start && x - last >= TICK_ROOM && is_free {
                last = x;
                ticks.push(Tick { x, offset, is_frame });
            }
        }
        ticks
    }
}
