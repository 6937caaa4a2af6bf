use super::*;
use crate::base::{Side, Span};
use crate::trace::{DataFrame, RawPiece, Sealed, Sink as _, Start, Transport, Unseal};
use crate::view::conceal::{Concealed, Hidden, Veil};
use crate::view::moments::Moments;
use crate::view::testing::{Build, hello};

const WIDTH: f32 = 1194.0;

fn show_at(build: &Build, side: Side, cursor: usize, conceal: &[Concealed], view: Option<View>) -> Scene {
    let connection = build.connection();
    let moments = Moments::of(connection);
    let index = Index::of(connection, &moments, side);
    let veil = Veil::new(conceal, 0, moments.revealed(cursor));
    let view = view.unwrap_or_else(|| View::fitted(index.span(), Scene::axis_extent(WIDTH).1));
    let query =
        Query { connection, source: &build.source, moments: &moments, index: &index, side, cursor, veil };
    scene(&query, view, WIDTH)
}

#[test]
fn packets_frames_and_messages_share_one_axis() {
    let scene = show_at(&hello(), Side::Client, 7, &[], None);
    let packets: Vec<(u32, Progress)> =
        scene.packets.iter().map(|part| (part.packet, part.progress)).collect();
    use Progress::{Future, Happened};
    assert_eq!(packets, [(7, Happened), (8, Happened), (13, Future), (14, Future)]);
    assert_eq!(scene.bytes.len(), 30);
    assert_eq!(scene.bytes[0].value, Some(0x81));
    assert!(scene.bytes[11..].iter().all(|byte| byte.value.is_none() && !byte.happened));
    let frames: Vec<(&str, Progress)> = scene
        .frames
        .iter()
        .map(|part| (part.opcode.map_or("?", |opcode| opcode.tag()), part.progress))
        .collect();
    assert_eq!(frames, [("TEXT", Happened), ("PONG", Future), ("CLOSE", Future)]);
    let messages: Vec<(Option<u32>, bool)> =
        scene.messages.iter().map(|part| (part.message, part.control)).collect();
    assert_eq!(messages, [(Some(0), false), (None, true), (None, true)]);
    assert_eq!(scene.cursor.map(|cursor| cursor.1), Some(241));
    let ticks: Vec<u64> = scene.ticks.iter().map(|tick| tick.offset).collect();
    assert_eq!(ticks, [230, 234, 252]);
    // The edge between two bytes is the edge of their packet and of their frame.
    let edge = scene.axis.x(241);
    assert!((scene.packets[1].rect.right() + 1.0 - edge).abs() < 0.01);
    assert!((scene.frames[0].rect.right() + 1.0 - edge).abs() < 0.01);
    assert!((scene.messages[0].rect.right() + 1.0 - edge).abs() < 0.01);
    let folded = scene.folded.expect("the request");
    assert_eq!((folded.packets, folded.span), (Some((4, 4)), Span::new(0, 230)));
}

#[test]
fn fragments_belong_to_one_message_with_control_frames_between() {
    let scene = show_at(&hello(), Side::Server, 17, &[], None);
    let messages: Vec<(Option<u32>, bool, bool)> =
        scene.messages.iter().map(|part| (part.message, part.titled, part.control)).collect();
    let expect = [
        (Some(1), true, false),
        (Some(2), true, false),
        (None, false, true),
        (Some(2), false, false),
        (None, false, true),
    ];
    assert_eq!(messages, expect);
    // Packet 11 ends inside the Ping.
    let packets: Vec<Span> = scene.packets.iter().map(|part| part.span).collect();
    assert_eq!(packets[1], Span::new(166, 174));
    // Before the last fragment is there, the message does not say how long it will be.
    let before = show_at(&hello(), Side::Server, 10, &[], None);
    assert_eq!(before.messages[1].bytes, None);
    assert_eq!(scene.messages[1].bytes, Some(5));
}

#[test]
fn a_question_hides_its_bytes_here_too() {
    let hide = |what, start, end| {
        [Concealed { connection: 0, side: Side::Client, span: Span::new(start, end), what }]
    };
    let scene = show_at(&hello(), Side::Client, 17, &hide(Hidden::Bytes, 236, 238), None);
    let hidden: Vec<u64> =
        scene.bytes.iter().filter(|byte| byte.value.is_none()).map(|byte| byte.at).collect();
    assert_eq!(hidden, [236, 237]);
    let scene = show_at(&hello(), Side::Client, 17, &hide(Hidden::After, 241, 241), None);
    assert_eq!((scene.frames.len(), scene.packets.len(), scene.bytes.len()), (1, 2, 11));
    let scene = show_at(&hello(), Side::Client, 17, &hide(Hidden::Value, 241, 242), None);
    assert_eq!(scene.frames[1].opcode, None);
    assert!(!scene.frames[1].control && !scene.messages[1].control);
}

#[test]
fn holes_are_told_apart_from_bytes() {
    let mut build = Build::default();
    build.open_midstream();
    build.frame(Side::Server, &[0x82, 2, 1, 2], 1);
    build.gap(Side::Server, Span::new(4, 10));
    build.skip(Side::Server, 6);
    build.frame(Side::Server, &[0x82, 1, 9], 5);
    let scene = show_at(&build, Side::Server, 99, &[], None);
    assert_eq!(scene.holes.len(), 1);
    assert_eq!((scene.holes[0].span, scene.holes[0].kind), (Span::new(4, 10), HoleKind::Missing));
    assert!(scene.bytes[4..10].iter().all(|byte| byte.missing && byte.value.is_none()));
    assert_eq!(scene.bytes[10].value, Some(0x82));
    assert!(scene.folded.is_none());
}

#[test]
fn zoom_keeps_the_byte_under_the_pointer_and_stays_within_the_stream() {
    let frames = Span::new(230, 230 + 100_000);
    let width = 960.0;
    let view = View::fitted(frames, width);
    assert_eq!((view.start, view.scale), (230.0, 28.0));
    let view = view.panned(40_000.0, frames, width);
    let byte = |view: View, x: f32| view.start + f64::from(x) / view.scale;
    let before = byte(view, 400.0);
    for factor in [1.5, 0.5, 0.3] {
        let zoomed = view.zoomed(factor, 400.0, frames, width);
        assert!((byte(zoomed, 400.0) - before).abs() < 0.01, "{factor}");
    }
    let far = view.zoomed(1e-9, 0.0, frames, width);
    assert!((far.scale - 0.0096).abs() < 1e-9 && far.start == 230.0, "{far:?}");
    let near = view.zoomed(1e9, 0.0, frames, width);
    assert!(near.scale <= 64.0);
    let end = view.panned(1e9, frames, width);
    assert!((byte(end, width) - 100_230.0).abs() < 0.01);
    let follow = view.following(Span::new(99_000, 99_004), frames, width);
    assert!(follow.start < 99_000.0 && byte(follow, width) > 99_004.0);
    assert_eq!(follow.following(Span::new(99_001, 99_002), frames, width), follow);
    assert_eq!(follow.following(Span::new(0, 100), frames, width), follow);
}

#[test]
fn millions_of_bytes_are_few_boxes() {
    let mut build = Build::default();
    build.open_midstream();
    for packet in 0..20_000 {
        let mut bytes = vec![0x82, 100];
        bytes.resize(102, 1);
        build.frame(Side::Server, &bytes, packet + 1);
    }
    let all = View { start: 0.0, scale: 0.0 };
    let scene = show_at(&build, Side::Server, 10_000, &[], Some(all));
    assert!(scene.frames.len() < 400 && scene.packets.len() < 400, "{}", scene.frames.len());
    let frames: usize = scene.frames.iter().map(|part| part.count).sum();
    assert_eq!(frames, 20_000);
    assert!(scene.bytes.is_empty() && !scene.runs.is_empty());
}

/// Opens nothing: the lanes ask for places only.
#[derive(Debug)]
struct Closed;

impl Unseal for Closed {
    fn unseal(&self, _: u64, _: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

#[test]
fn records_and_data_frames_have_lanes_of_their_own() {
    let names = |scene: &Scene| scene.layout.lanes.iter().map(|(lane, _)| *lane).collect::<Vec<_>>();
    use Lane::{Data, Frames, Messages, Packets, Records, Stream};
    for (transport, lanes) in [
        (Transport::Tcp, vec![Packets, Stream, Frames, Messages]),
        (Transport::Tls, vec![Packets, Records, Stream, Frames, Messages]),
        (Transport::H2, vec![Packets, Data, Stream, Frames, Messages]),
        (Transport::H2Tls, vec![Packets, Records, Data, Stream, Frames, Messages]),
    ] {
        let mut build = Build::default();
        build.open_over(transport, Start::Midstream);
        for side in Side::BOTH {
            build.trace.frames_start(0, side, 0);
        }
        // Two frames in three records: the first ends inside the second record, and one DATA frame holds all.
        build.frame(Side::Server, b"\x81\x03abc", 1);
        build.frame(Side::Server, b"\x81\x04defg", 2);
        let key: std::sync::Arc<dyn Unseal> = std::sync::Arc::new(Closed);
        let spans = [Span::new(0, 3), Span::new(3, 8), Span::new(8, 11)];
        for (ordinal, span) in (0..).zip(spans).filter(|_| transport.is_sealed()) {
            let pieces = [RawPiece { capture_offset: 0, len: span.len() as u32 + 22, packet: ordinal + 1 }];
            let sealed = Sealed {
                span,
                within: 0,
                ordinal,
                sequence: u64::from(ordinal),
                content_type: 23,
                key: std::sync::Arc::clone(&key),
                pieces: pieces.into(),
            };
            build.trace.sealed(0, Side::Server, &sealed);
        }
        if transport.is_h2() {
            let data = DataFrame { span: Span::new(0, 11), at: 9, len: 11, stream: 5, flags: 0, padding: 0 };
            build.trace.data_frame(0, Side::Server, &data);
        }
        let scene = show_at(&build, Side::Server, 9, &[], None);
        assert_eq!(names(&scene), lanes, "{transport:?}");
        let of = |lane| scene.carriers.iter().filter(move |part| part.lane == lane).map(|part| part.span);
        let expect = if transport.is_sealed() { spans.to_vec() } else { Vec::new() };
        assert_eq!(of(Records).collect::<Vec<_>>(), expect);
        assert_eq!(of(Data).count(), usize::from(transport.is_h2()));
        for (lane, top) in &scene.layout.lanes {
            assert_eq!(scene.layout.extent(*lane), (*top, top + scene.layout.height));
            assert!(*top >= 44.0 && top + scene.layout.height <= 174.01, "{lane:?} in {transport:?}");
        }
        for part in &scene.carriers {
            assert_eq!((part.rect.top(), part.rect.bottom()), scene.layout.extent(part.lane));
        }
    }
}
