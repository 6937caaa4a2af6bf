//! The fields of every kind of thing, and the words that they are compared with.

use crate::base::{Bits, Side, Source, Span};
use crate::trace::{Connection, Frame, HeadForm, Message, MessageKind, TcpEventKind};
use crate::wire::frame::{LengthForm, Opcode};

use super::head;
use super::thing::{Reads, Thing, What};

/// What a stream consists of.
pub(super) const OBJECTS: [&str; 7] =
    ["frame", "message", "segment", "event", "request", "response", "stream"];

/// Every field of anything.
const FIELDS: [&str; 52] = [
    "all",
    "blank",
    "code",
    "complete",
    "compressed",
    "content",
    "end",
    "ext_len",
    "fin",
    "frames",
    "from",
    "guess",
    "header",
    "headers",
    "inflated",
    "key",
    "kind",
    "late",
    "len",
    "len7",
    "line",
    "mask",
    "mask_key",
    "masked",
    "messages",
    "method",
    "n",
    "name",
    "op",
    "opcode",
    "packet",
    "packets",
    "payload",
    "payload_len",
    "reason",
    "rest",
    "rsv",
    "rsv1",
    "rsv2",
    "rsv3",
    "segments",
    "start",
    "status",
    "target",
    "time_ms",
    "unmasked",
    "utf8_ok",
    "value",
    "version",
    "wire_len",
    "last_packet",
    "bytes",
];

/// Every word that a field is compared with.
const WORDS: [&str; 21] = [
    "text",
    "binary",
    "continuation",
    "close",
    "ping",
    "pong",
    "reserved",
    "control",
    "data",
    "client",
    "server",
    "syn",
    "synack",
    "ack",
    "fin",
    "rst",
    "retransmission",
    "duplicate",
    "keepalive",
    "zerowindow",
    "midstream",
];

/// Most things that one field of one thing gives.
const PARTS_LIMIT: usize = 4096;

pub(super) fn is_field(name: &str) -> bool {
    FIELDS.contains(&name)
}

pub(super) fn is_word(name: &str) -> bool {
    WORDS.contains(&name)
}

/// The word as the table holds it.
pub(super) fn word(name: &str) -> Option<&'static str> {
    WORDS.into_iter().find(|word| *word == name)
}

/// The word of an opcode.
const fn opcode_word(opcode: Opcode) -> &'static str {
    match opcode {
        Opcode::CONTINUATION => "continuation",
        Opcode::TEXT => "text",
        Opcode::BINARY => "binary",
        Opcode::CLOSE => "close",
        Opcode::PING => "ping",
        Opcode::PONG => "pong",
        _ => "reserved",
    }
}

const fn event_word(kind: TcpEventKind) -> &'static str {
    match kind {
        TcpEventKind::Syn => "syn",
        TcpEventKind::SynAck => "synack",
        TcpEventKind::Ack => "ack",
        TcpEventKind::Fin => "fin",
        TcpEventKind::Rst => "rst",
        TcpEventKind::Retransmission => "retransmission",
        TcpEventKind::Duplicate => "duplicate",
        TcpEventKind::KeepAlive => "keepalive",
        TcpEventKind::ZeroWindow => "zerowindow",
    }
}

/// Whether a thing is what a word says.
pub(super) fn matches(connection: &Connection, thing: &Thing, word: &str) -> bool {
    if thing.side.name() == word && !matches!(thing.reads, Reads::Word(_)) {
        return true;
    }
    let own = match (thing.reads, thing.what) {
        (Reads::Word(own), _) => own,
        (_, What::Frame(n)) => connection.frame(n).map_or("", |frame| opcode_word(frame.opcode)),
        (_, What::Message(n)) => connection.message(n).map_or("", |message| kind_word(&message)),
        (_, What::Event(index)) => connection.events.get(index as usize).map_or("", |e| event_word(e.kind)),
        _ => "",
    };
    let is_control = matches!(own, "close" | "ping" | "pong");
    own == word
        || (word == "control" && is_control)
        || (word == "data" && matches!(own, "text" | "binary" | "continuation"))
}

const fn kind_word(message: &Message) -> &'static str {
    match message.kind {
        MessageKind::Text => "text",
        MessageKind::Binary => "binary",
    }
}

/// The things that field `name` of `thing` gives; `None` where such a thing has no such field.
pub(super) fn field(
    connection: &Connection,
    source: &dyn Source,
    thing: &Thing,
    name: &str,
) -> Option<Vec<Thing>> {
    let own = match thing.what {
        What::Frame(n) => {
            connection.frame(n).and_then(|frame| of_frame(connection, source, thing, &frame, name))
        }
        What::Message(n) => {
            connection.message(n).and_then(|message| of_message(connection, thing, &message, name))
        }
        What::Head | What::Line(_) => of_head(connection, source, thing, name),
        What::Event(index) => of_event(connection, thing, index, name),
        What::Segment(_) | What::Stream | What::Part => None,
    };
    own.or_else(|| of_any(connection, thing, name))
}

fn of_any(connection: &Connection, thing: &Thing, name: &str) -> Option<Vec<Thing>> {
    let one = |reads| Some(vec![thing.reading(reads)]);
    match name {
        "all" => Some(vec![Thing { what: What::Part, ..*thing }]),
        "start" => one(Reads::Number(i128::from(thing.span.start))),
        "end" => one(Reads::Number(i128::from(thing.span.end))),
        "len" => one(Reads::Number(i128::from(thing.len()))),
        "from" => one(Reads::Word(thing.side.name())),
        "packet" => thing.first_packet(connection).and_then(|packet| one(Reads::Number(i128::from(packet)))),
        "last_packet" => {
            thing.last_packet(connection).and_then(|packet| one(Reads::Number(i128::from(packet))))
        }
        "time_ms" => time_ms(connection, thing).and_then(|time| one(Reads::Number(time))),
        "packets" | "segments" => Some(segments(connection, thing)),
        "late" => {
            let mut segments = connection.segments_in(thing.side, thing.span);
            segments.next().and_then(|segment| one(Reads::Truth(segment.late)))
        }
        "frames" => Some(frames(connection, thing)),
        "messages" => {
            let mut numbers: Vec<u32> = frames(connection, thing)
                .iter()
                .filter_map(|frame| match frame.what {
                    What::Frame(n) => connection.frame(n).and_then(|frame| frame.message),
                    _ => None,
                })
                .collect();
            numbers.dedup();
            Some(numbers.into_iter().filter_map(|n| message(connection, n)).collect())
        }
        _ => None,
    }
}

/// Milliseconds from the connection's first packet to the packet that ended the thing.
fn time_ms(connection: &Connection, thing: &Thing) -> Option<i128> {
    let stamp = match thing.what {
        What::Event(index) => connection.events.get(index as usize)?.stamp,
        What::Frame(n) => connection.frame(n)?.stamp,
        What::Message(n) => connection.message(n)?.stamp_last,
        _ => connection.segments_in(thing.side, thing.span).last()?.stamp,
    };
    Some(i128::from(stamp.nanos_since(connection.opened) / 1_000_000))
}

fn segments(connection: &Connection, thing: &Thing) -> Vec<Thing> {
    let mut segments: Vec<Thing> = connection
        .segments_in(thing.side, thing.span)
        .take(PARTS_LIMIT)
        .map(|segment| Thing {
            span: segment.span,
            bits: None,
            what: What::Segment(segment.packet),
            reads: Reads::Bytes,
            ..*thing
        })
        .collect();
    // A packet that brought more than one row's worth of bytes is one segment.
    segments.dedup_by(|next, kept| {
        let same = next.what == kept.what && kept.span.end == next.span.start;
        if same {
            kept.span.end = next.span.end;
        }
        same
    });
    segments
}

fn frames(connection: &Connection, thing: &Thing) -> Vec<Thing> {
    let mut frames = Vec::new();
    let mut at = thing.span.start.max(connection.streams[thing.side].frames_start.unwrap_or(0));
    while at < thing.span.end && frames.len() < PARTS_LIMIT {
        let Some(found) = connection.frame_at(thing.side, at) else { break };
        frames.push(frame(connection.id, &found));
        at = found.span.end.max(at + 1);
    }
    frames
}

/// A frame as a thing.
pub(super) const fn frame(connection: u32, frame: &Frame) -> Thing {
    Thing {
        connection,
        side: frame.from,
        span: frame.span,
        bits: None,
        what: What::Frame(frame.n),
        reads: Reads::Bytes,
    }
}

/// A message as a thing.
pub(super) fn message(connection: &Connection, n: u32) -> Option<Thing> {
    let message = connection.message(n)?;
    Some(Thing {
        connection: connection.id,
        side: message.from,
        span: connection.message_span(&message)?,
        bits: None,
        what: What::Message(n),
        reads: Reads::Content(n, 0, short(message.len)),
    })
}

fn short(len: u64) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn of_frame(
    connection: &Connection,
    source: &dyn Source,
    thing: &Thing,
    frame: &Frame,
    name: &str,
) -> Option<Vec<Thing>> {
    let start = frame.span.start;
    let bits = |byte: u64, first: u16, len: u16, number: u64| Thing {
        bits: Some(Bits { start: first, len }),
        ..thing.part(Span::at(start + byte, 1), Reads::Number(i128::from(number)))
    };
    let bit = |on: bool| u64::from(on);
    let extended = frame.length_form.extended_bytes() as u64;
    let short_len = match frame.length_form {
        LengthForm::Seven => frame.payload_len,
        LengthForm::Sixteen => 126,
        LengthForm::SixtyFour => 127,
    };
    let length = Reads::Number(i128::from(frame.payload_len));
    let payload = frame.payload_span();
    let one = match name {
        "fin" => bits(0, 0, 1, bit(frame.fin)),
        "rsv" => bits(0, 1, 3, u64::from(frame.rsv)),
        "rsv1" => bits(0, 1, 1, bit(frame.rsv & 4 != 0)),
        "rsv2" => bits(0, 2, 1, bit(frame.rsv & 2 != 0)),
        "rsv3" => bits(0, 3, 1, bit(frame.rsv & 1 != 0)),
        "opcode" => bits(0, 4, 4, u64::from(frame.opcode.0)),
        "op" => Thing { reads: Reads::Word(opcode_word(frame.opcode)), ..bits(0, 4, 4, 0) },
        "mask" | "masked" => bits(1, 0, 1, bit(frame.masked)),
        "len7" => bits(1, 1, 7, short_len),
        "payload_len" if extended == 0 => bits(1, 1, 7, frame.payload_len),
        "payload_len" => thing.part(Span::at(start + 2, extended), length),
        "ext_len" if extended == 0 => return Some(Vec::new()),
        "ext_len" => thing.part(Span::at(start + 2, extended), length),
        "mask_key" | "key" => {
            return Some(frame.key_span().map(|span| thing.part(span, Reads::Bytes)).into_iter().collect());
        }
        "payload" => thing.part(payload, Reads::Bytes),
        "unmasked" => thing.part(payload, Reads::Unmasked(frame.n, 0, short(payload.len()))),
        "inflated" => {
            let found = frame.message.and_then(|n| connection.message(n));
            return Some(
                found
                    .map(|m| thing.part(payload, Reads::Content(m.n, 0, short(m.len))))
                    .into_iter()
                    .collect(),
            );
        }
        "header" => thing.part(frame.header_span(), Reads::Bytes),
        "rest" => thing.part(Span::new((start + 2).min(frame.span.end), frame.span.end), Reads::Bytes),
        "code" | "reason" => return Some(of_close(connection, source, thing, frame, name)),
        "n" => thing.reading(Reads::Number(i128::from(frame.n))),
        "complete" => thing.reading(Reads::Truth(frame.complete)),
        "guess" => thing.reading(Reads::Truth(frame.guess)),
        _ => return None,
    };
    Some(vec![one])
}

/// Code and reason of a Close frame; nothing where it has none.
fn of_close(
    connection: &Connection,
    source: &dyn Source,
    thing: &Thing,
    frame: &Frame,
    name: &str,
) -> Vec<Thing> {
    let payload = frame.payload_span();
    if frame.opcode != Opcode::CLOSE || payload.len() < 2 {
        return Vec::new();
    }
    if name == "reason" {
        let span = Span::new(payload.start + 2, payload.end);
        return vec![thing.part(span, Reads::Unmasked(frame.n, 2, short(payload.len())))];
    }
    let bytes = connection.payload(source, frame).bytes;
    let code = bytes.first_chunk::<2>().map(|code| i128::from(u16::from_be_bytes(*code)));
    code.map(|code| thing.part(Span::at(payload.start, 2), Reads::Number(code))).into_iter().collect()
}

fn of_message(connection: &Connection, thing: &Thing, message: &Message, name: &str) -> Option<Vec<Thing>> {
    let number = |number: u64| Reads::Number(i128::from(number));
    let reads = match name {
        // A HAR tells of messages and not of what carried them.
        "wire_len" | "compressed" | "utf8_ok" if message.frames == 0 => return Some(Vec::new()),
        "n" => number(u64::from(message.n)),
        "len" => number(message.len),
        "wire_len" => number(message.wire_len),
        "kind" => Reads::Word(kind_word(message)),
        "compressed" => Reads::Truth(message.compressed),
        "complete" => Reads::Truth(message.complete),
        "utf8_ok" => Reads::Truth(message.utf8_ok),
        "content" => Reads::Content(message.n, 0, short(message.len)),
        "frames" => {
            let frames = connection.frames_of(message);
            return Some(frames.iter().map(|found| frame(connection.id, found)).collect());
        }
        _ => return None,
    };
    Some(vec![thing.reading(reads)])
}

fn of_event(connection: &Connection, thing: &Thing, index: u32, name: &str) -> Option<Vec<Thing>> {
    let event = connection.events.get(index as usize)?;
    let reads = match name {
        "kind" => Reads::Word(event_word(event.kind)),
        "n" => Reads::Number(i128::from(index)),
        "len" => Reads::Number(i128::from(event.len)),
        _ => return None,
    };
    Some(vec![thing.reading(reads)])
}

/// The lines of the head that a thing is or belongs to, as things.
pub(super) fn head_lines(
    connection: &Connection,
    source: &dyn Source,
    side: Side,
) -> Vec<(Thing, head::Line)> {
    let Some(span) = connection.streams[side].head else { return Vec::new() };
    let bytes = connection.stream_bytes(source, side, span).bytes;
    let place = |line: &head::Line, index: usize| Thing {
        connection: connection.id,
        side,
        span: shifted(span, line.whole),
        bits: None,
        what: What::Line(index as u16),
        reads: Reads::Text,
    };
    let lines = head::lines(&bytes, connection.head_form()).into_iter().take(PARTS_LIMIT).enumerate();
    lines.map(|(index, line)| (place(&line, index), line)).collect()
}

/// The header fields of a name, whatever its case (RFC 9110 §5.1).
pub(super) fn headers(connection: &Connection, source: &dyn Source, side: Side, name: &str) -> Vec<Thing> {
    let Some(span) = connection.streams[side].head else { return Vec::new() };
    let bytes = connection.stream_bytes(source, side, span).bytes;
    let is_named = |line: &head::Line| {
        let own = line.name.and_then(|at| bytes.get(at.start as usize..at.end as usize));
        own.is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
    };
    let lines = head_lines(connection, source, side);
    lines.into_iter().filter(|(_, line)| is_named(line)).map(|(thing, _)| thing).collect()
}

/// The value of a pseudo-header field, as a number where it is a status.
fn of_pseudo(connection: &Connection, source: &dyn Source, thing: &Thing, name: &str) -> Vec<Thing> {
    let Some(head) = connection.streams[thing.side].head else { return Vec::new() };
    let bytes = connection.stream_bytes(source, thing.side, head).bytes;
    let read = connection.read_head(thing.side, &bytes);
    let Some(field) = read.fields_named(&bytes, name).next() else { return Vec::new() };
    let reads = match read.status(&bytes) {
        Some(status) if name == ":status" => Reads::Number(i128::from(status)),
        _ => Reads::Text,
    };
    vec![thing.part(shifted(head, field.value), reads)]
}

const fn shifted(head: Span, inner: Span) -> Span {
    Span::new(head.start + inner.start, head.start + inner.end)
}

fn of_head(connection: &Connection, source: &dyn Source, thing: &Thing, name: &str) -> Option<Vec<Thing>> {
    let head = connection.streams[thing.side].head?;
    let lines = head_lines(connection, source, thing.side);
    if let What::Line(index) = thing.what {
        let line = lines.get(usize::from(index))?.1;
        let span = match name {
            "name" => line.name,
            "value" => line.value,
            "line" => Some(line.text),
            _ => return None,
        };
        return Some(span.map(|span| thing.part(shifted(head, span), Reads::Text)).into_iter().collect());
    }
    let word = |nth| {
        let first = lines.first()?.1.text;
        let bytes = connection.stream_bytes(source, thing.side, head).bytes;
        let span = head::word(&bytes, first, nth)?;
        let text = String::from_utf8_lossy(bytes.get(span.start as usize..span.end as usize)?).into_owned();
        Some((thing.part(shifted(head, span), Reads::Text), text))
    };
    let is_request = thing.side == Side::Client;
    if connection.head_form() == HeadForm::Section {
        // What the start line of HTTP/1.1 says stands in pseudo-header fields (RFC 9113 §8.3).
        let pseudo = match (name, is_request) {
            ("method", true) => ":method",
            ("target", true) => ":path",
            ("status", false) => ":status",
            ("version" | "line", _) | ("reason", false) => return Some(Vec::new()),
            _ => "",
        };
        if !pseudo.is_empty() {
            return Some(of_pseudo(connection, source, thing, pseudo));
        }
    }
    let nth = match (name, is_request) {
        ("method", true) | ("version", false) => 0,
        ("target", true) | ("status", false) => 1,
        ("version", true) | ("reason", false) => 2,
        ("line", _) => return Some(lines.first().map(|line| line.0).into_iter().collect()),
        ("headers", _) => {
            return Some(lines.iter().filter(|line| line.1.name.is_some()).map(|line| line.0).collect());
        }
        ("blank", _) => return Some(lines.last().map(|line| line.0).into_iter().collect()),
        _ => return None,
    };
    let found = word(nth).map(|(thing, text)| match text.parse::<u16>() {
        Ok(status) if name == "status" => Thing { reads: Reads::Number(i128::from(status)), ..thing },
        _ => thing,
    });
    Some(found.into_iter().collect())
}
