use super::*;
use crate::base::Span;
use crate::rules::RuleId;
use crate::trace::{Finding, Sink as _};
use crate::view::conceal::{Concealed, Hidden, Veil};
use crate::view::testing::{Build, hello, sensors};

fn tree(build: &Build, veil: Veil<'_>, subject: Subject, toggled: &Toggled) -> Vec<Row> {
    let look = Look { trace: &build.trace, source: &build.source, connection: build.connection(), veil };
    let mut findings = Index::default();
    findings.refresh(&build.trace);
    rows(&look, &findings, subject, toggled)
}

fn lines(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let label = match &row.label {
                Label::Field(kind) => kind.name().en.to_owned(),
                Label::Message { n, len, .. } => format!("message {n} {len}"),
                Label::Frame { nth, of, wire_len, .. } => format!("frame {nth}/{of} {wire_len}"),
                other => format!("{other:?}"),
            };
            let value = if row.value.hidden { "?" } else { &row.value.text };
            let meaning = row.value.meaning.map_or(String::new(), |text| format!(" ({})", text.en));
            format!("{}{label}: {value}{meaning}", " ".repeat(row.depth.into()))
        })
        .collect()
}

fn open() -> Veil<'static> {
    Veil::without_future(&[], 0)
}

#[test]
fn a_message_has_frames_fields_and_packets() {
    let rows = tree(&hello(), open(), Subject::Message(0, None), &Toggled::default());
    assert_eq!(
        lines(&rows),
        [
            "message 0 5: ",
            " frame 1/1 11: ",
            "  FIN: 1",
            "  ReservedBits: 0 0 0",
            "  opcode: 0x1 (text)",
            "  MASK: 1",
            "  payload length: 5",
            "  masking key: 37 fa 21 3d",
            "  payload: 5",
            " Segments(2): ",
            "  Packet(7): 4",
            "  Packet(8): 7",
        ]
    );
    assert_eq!(rows[3].place, Some((Side::Client, Span::new(230, 231), Some(Bits { start: 1, len: 3 }))));
    let packets: Vec<_> = rows[10..].iter().map(|row| row.place.unwrap().1).collect();
    assert_eq!(packets, [Span::new(230, 234), Span::new(234, 241)]);
}

#[test]
fn fragments_open_one_at_a_time() {
    let frames = |toggled: &Toggled, selected| {
        let rows = tree(&hello(), open(), Subject::Message(2, selected), toggled);
        rows.iter()
            .filter_map(|row| row.node)
            .filter(|node| !matches!(node.0, Node::Packet(_)))
            .collect::<Vec<_>>()
    };
    let [first, last] = [2, 4];
    let shape =
        |a, b| [(Node::Root, true), (Node::Frame(first), a), (Node::Frame(last), b), (Node::Segments, true)];
    assert_eq!(frames(&Toggled::default(), None), shape(true, false));
    assert_eq!(frames(&Toggled::default(), Some(last)), shape(false, true));
    let mut toggled = Toggled::default();
    toggled.toggle(Node::Frame(last));
    assert_eq!(frames(&toggled, None), shape(true, true));
    toggled.toggle(Node::Root);
    assert_eq!(frames(&toggled, None), [(Node::Root, false)]);
}

#[test]
fn long_lengths_show_how_they_are_written() {
    let mut build = Build::default();
    build.open_midstream();
    let mut frame = vec![0x82, 126, 0x05, 0x3E];
    frame.resize(4 + 0x53E, 0);
    build.frame(Side::Server, &frame, 1);
    let rows = tree(&build, open(), Subject::Message(0, None), &Toggled::default());
    assert_eq!(lines(&rows)[6], "  payload length: 126 → 053e = 1,342");
    assert_eq!(rows[6].place.unwrap().1, Span::new(1, 4));
}

#[test]
fn a_close_frame_says_what_its_code_means() {
    let build = hello();
    let close = build.connection().frames().filter(|frame| frame.opcode.tag() == "CLOSE").last().unwrap();
    let rows = tree(&build, open(), Subject::Frame(close.n), &Toggled::default());
    assert!(lines(&rows).contains(&"  close code: 1000 (Normal Closure)".to_owned()), "{:?}", lines(&rows));
    let span = close.payload_span();
    let list = [Concealed { connection: 0, side: Side::Server, span, what: Hidden::Value }];
    let rows = tree(&build, Veil::without_future(&list, 0), Subject::Frame(close.n), &Toggled::default());
    assert!(lines(&rows).contains(&"  close code: ?".to_owned()), "{:?}", lines(&rows));
}

#[test]
fn a_head_is_read_line_by_line() {
    let rows = tree(&hello(), open(), Subject::Head(Side::Client), &Toggled::default());
    assert_eq!(rows[0].label, Label::Head(Side::Client, 230));
    assert_eq!(lines(&rows)[1], " Line(\"\"): GET /chat HTTP/1.1 (Must be GET, HTTP/1.1 or later)");
    assert!(lines(&rows)[2].starts_with(" Line(\"Host\"): localhost:8080 ("));
    let lines_end = rows.iter().position(|row| matches!(row.label, Label::Segments(_))).unwrap();
    assert_eq!(rows[lines_end - 1].place.unwrap().1, Span::new(228, 230));
    let ends: Vec<_> = rows[1..lines_end].iter().map(|row| row.place.unwrap().1).collect();
    assert!(ends.windows(2).all(|pair| pair[0].end == pair[1].start), "the lines tile the head");
    let none = tree(&Build::default_open(), open(), Subject::Head(Side::Client), &Toggled::default());
    assert!(none.is_empty());
}

impl Build {
    fn default_open() -> Self {
        let mut build = Self::default();
        build.open_midstream();
        build
    }
}

#[test]
fn a_finding_stands_at_the_field_it_points_to() {
    let mut build = hello();
    let bytes = |start, end, bits| {
        let span = Span::new(start, end);
        Target::Bytes { connection: 0, side: Side::Client, span, bits }
    };
    let bit = |start| Some(Bits { start, len: 1 });
    for (rule, at) in [
        (RuleId::MaskKeyReused, bytes(232, 236, None)),
        (RuleId::ClientFrameUnmasked, bytes(231, 232, bit(0))),
    ] {
        build.trace.finding(Finding { rule, connection: Some(0), at, from: None, detail: None });
    }
    let rows = tree(&build, open(), Subject::Message(0, None), &Toggled::default());
    let marked: Vec<_> =
        rows.iter().filter(|row| row.severity.is_some()).map(|row| row.field.unwrap()).collect();
    assert_eq!(marked, [FieldKind::Mask, FieldKind::MaskingKey]);
}

#[test]
fn a_connection_tells_what_is_known_of_it() {
    let rows = tree(&hello(), open(), Subject::Connection, &Toggled::default());
    assert!(lines(&rows).contains(&" Endpoint(Server): 127.0.0.1:8080".to_owned()), "{:?}", lines(&rows));
    assert!(lines(&rows).contains(&" Frames: 8".to_owned()), "{:?}", lines(&rows));
}

/// The rows from "what is inside" on, up to the packets, and their places.
fn inside(build: &Build, message: u32, toggled: &Toggled) -> Vec<(String, Option<Span>, Option<Span>)> {
    let rows = tree(build, open(), Subject::Message(message, None), toggled);
    let first = rows.iter().position(|row| matches!(row.label, Label::Inside { .. }));
    let rows = first.map_or(&[][..], |first| &rows[first..]);
    let end = rows.iter().position(|row| matches!(row.label, Label::Segments(_))).unwrap_or(rows.len());
    let line = |row: &Row| match &row.label {
        Label::Inside { protocol, kind, guessed } => {
            format!("{protocol} {kind} {guessed} {}", row.value.text)
        }
        Label::Part(name) => format!("{name}: {}", row.value.text),
        other => format!("{other:?}: {}", row.value.text),
    };
    rows[..end]
        .iter()
        .map(|row| (line(row), row.content.map(|content| content.1), row.place.map(|place| place.1)))
        .collect()
}

#[test]
fn what_is_inside_leads_back_to_its_bytes() {
    let build = sensors();
    let rows = inside(&build, 1, &Toggled::default());
    let lines: Vec<_> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(
        lines,
        [
            "MQTT PUBLISH false a/b qos=0 len=5 hello",
            "PUBLISH: ",
            "packet type and flags: 0x30 PUBLISH",
            "remaining length: 10",
            "topic: a/b",
            "payload: hello",
        ]
    );
    assert_eq!(rows[4].1, Some(Span::new(2, 7)));
    // The server's first frame begins its stream: two header bytes before the payload.
    assert_eq!(rows[4].2, Some(Span::new(4, 9)));
}

#[test]
fn a_packet_in_two_messages_is_told_in_the_second() {
    let build = sensors();
    let first = inside(&build, 2, &Toggled::default());
    assert_eq!(first[0].0, "MQTT part false PUBLISH 5/12");
    assert_eq!(first.last().unwrap().0, "Continues: ");
    let second = inside(&build, 3, &Toggled::default());
    let topic = second.iter().find(|row| row.0 == "topic: a/b").unwrap();
    assert_eq!(topic.1, Some(Span::new(0, 2)), "the part of it that stands in this message");
    assert!(second.iter().any(|row| row.0 == "payload: again" && row.1 == Some(Span::new(2, 7))));
}

#[test]
fn fields_over_fragments_cover_the_header_between_and_nodes_open_and_close() {
    let build = sensors();
    let rows = inside(&build, 4, &Toggled::default());
    let lines: Vec<_> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(lines, ["JSON object true {\"a\":[1,\"2\"]}", "a: [2]", "0: 1", "1: 2"]);
    let (start, end) = (build.connection().frame(4).unwrap(), build.connection().frame(5).unwrap());
    let list = rows[1].2.unwrap();
    assert_eq!((list.start, list.end), (start.payload_span().start + 1, end.payload_span().end - 1));
    let mut toggled = Toggled::default();
    toggled.toggle(Node::Part(0));
    assert_eq!(inside(&build, 4, &toggled).len(), 2);
    toggled.toggle(Node::Inside);
    assert_eq!(inside(&build, 4, &toggled).len(), 1);
}
