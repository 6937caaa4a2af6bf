use super::*;
use crate::view::testing::{Build, hello};

fn kinds(moments: &Moments) -> Vec<String> {
    (0..moments.len())
        .filter_map(|index| moments.get(index))
        .map(|moment| {
            let what = match moment.kind {
                MomentKind::Message(n) => format!("message {n}"),
                MomentKind::Tcp(kind) => format!("{kind:?}"),
                MomentKind::Head => "head".to_owned(),
                MomentKind::Segment(span) => format!("part {}..{}", span.start, span.end),
                MomentKind::Frame(n) => format!("frame {n}"),
                MomentKind::Gap(span) => format!("gap {}..{}", span.start, span.end),
            };
            format!("#{} {} {what} {}", moment.packet, moment.from, moment.phase.name())
        })
        .collect()
}

#[test]
fn moments_follow_the_capture() {
    let build = hello();
    let moments = Moments::of(build.connection());
    let expect = [
        "#1 client Syn tcp-connect",
        "#2 server SynAck tcp-connect",
        "#3 client Ack tcp-connect",
        "#4 client head opening",
        "#5 server head opening",
        "#7 client part 230..234 data",
        "#8 client frame 0 data",
        "#9 server frame 1 data",
        "#11 server frame 2 data",
        "#11 server part 171..174 data",
        "#12 server frame 3 data",
        "#12 server frame 4 data",
        "#13 client frame 5 data",
        "#14 client frame 6 closing",
        "#15 server frame 7 closing",
        "#16 server Fin tcp-close",
        "#17 client Fin tcp-close",
    ];
    assert_eq!(kinds(&moments), expect);
    assert!(size_of::<Row>() <= 24);
}

#[test]
fn steps_stop_where_their_kind_ends() {
    let build = hello();
    let moments = Moments::of(build.connection());
    let all = |by| {
        let mut at = 0;
        let mut stops = Vec::new();
        while at < moments.len() {
            at = moments.step(at, by, Way::Forward);
            stops.push(at);
        }
        for pair in stops.windows(2) {
            assert_eq!(moments.step(pair[1], by, Way::Back), pair[0], "{by:?} back from {}", pair[1]);
        }
        assert_eq!(moments.step(stops[0], by, Way::Back), 0);
        stops
    };
    assert_eq!(all(StepBy::Packet), [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 15, 16, 17]);
    assert_eq!(all(StepBy::Frame), [4, 5, 7, 8, 9, 11, 12, 13, 14, 15, 17]);
    assert_eq!(all(StepBy::Message), [4, 5, 7, 8, 12, 14, 15, 17]);
    assert_eq!(moments.step(3, StepBy::Frame, Way::Last), 17);
    assert_eq!(moments.step(3, StepBy::Frame, Way::First), 0);
}

#[test]
fn bytes_happen_with_the_packet_that_brings_them() {
    let build = hello();
    let moments = Moments::of(build.connection());
    for (cursor, client, server) in
        [(0, 0, 0), (3, 0, 0), (4, 230, 0), (5, 230, 159), (6, 234, 159), (7, 241, 159), (17, 260, 186)]
    {
        assert_eq!(moments.revealed(cursor), Both { client, server }, "at {cursor}");
    }
    let connection = build.connection();
    for (target, cursor) in [
        (Target::Frame { connection: 0, frame: 0 }, Some(7)),
        (Target::Frame { connection: 0, frame: 99 }, None),
        (Target::Frame { connection: 1, frame: 0 }, None),
        (Target::Message { connection: 0, message: 2 }, Some(12)),
        (Target::Packet(11), Some(10)),
        (Target::Packet(10), None),
        (Target::Head { connection: 0, side: Side::Server }, Some(5)),
        (Target::Bytes { connection: 0, side: Side::Client, span: Span::new(231, 233), bits: None }, Some(6)),
        (Target::Bytes { connection: 0, side: Side::Client, span: Span::new(0, 999), bits: None }, None),
    ] {
        assert_eq!(moments.cursor_of(connection, target), cursor, "{target:?}");
    }
    assert_eq!(moments.target_at(7), Some(Target::Frame { connection: 0, frame: 0 }));
    assert_eq!(moments.target_at(1), Some(Target::Packet(1)));
    assert_eq!(moments.target_at(0), None);
}

#[test]
fn late_and_lost_packets_do_not_disorder_the_stream() {
    let mut build = Build::default();
    build.open_midstream();
    // Packet 3 brings bytes 8..12 before packet 4 brings 4..8; 12..20 are lost; packet 5 brings 20..24.
    build.frame(Side::Server, &[0x82, 2, 1, 2], 1);
    build.frame(Side::Server, &[0x82, 6, 1, 2, 3, 4, 5, 6], 0);
    build.raw_segment(Side::Server, Span::new(4, 8), 4);
    build.raw_segment(Side::Server, Span::new(8, 12), 3);
    build.gap(Side::Server, Span::new(12, 20));
    build.skip(Side::Server, 8);
    build.frame(Side::Server, &[0x82, 2, 1, 2], 5);
    let moments = Moments::of(build.connection());
    let expect = [
        "#1 server frame 0 data",
        "#3 server part 4..4 data",
        "#4 server frame 1 data",
        "#5 server gap 12..20 data",
        "#5 server frame 2 data",
    ];
    assert_eq!(kinds(&moments), expect);
}

#[test]
fn the_scrubber_keeps_order_and_gives_every_phase_room() {
    let build = hello();
    let moments = Moments::of(build.connection());
    let timeline = Timeline::of(&moments);
    let phases: Vec<Phase> = timeline.phases().iter().map(|span| span.phase).collect();
    assert_eq!(phases, Phase::ALL);
    for span in timeline.phases() {
        assert!(span.x_end - span.x_start >= 0.039, "{span:?}");
        for index in span.first..span.end {
            let x = timeline.ticks()[index];
            assert!(span.x_start <= x && x <= span.x_end, "{index} at {x} outside {span:?}");
        }
    }
    assert!(timeline.ticks().is_sorted());
    for cursor in 0..=moments.len() {
        assert_eq!(timeline.cursor_at(timeline.x_of(cursor)), cursor);
    }
    assert_eq!(timeline.total_nanos(), 236_000_000);
    assert_eq!(Timeline::of(&Moments::default()).cursor_at(0.5), 0);
}

#[test]
fn playing_waits_neither_too_long_nor_too_short() {
    let build = hello();
    let moments = Moments::of(build.connection());
    for cursor in 0..moments.len() {
        let wait = moments.wait_nanos(cursor).expect("a wait");
        assert!((120_000_000..=1_500_000_000).contains(&wait), "{cursor}: {wait}");
    }
    assert_eq!(moments.wait_nanos(moments.len()), None);
}

#[test]
fn many_moments_are_capped_and_say_so() {
    let mut build = Build::default();
    build.open_midstream();
    for packet in 0..MOMENTS_LIMIT as u32 + 10 {
        build.frame(Side::Server, &[0x82, 0], packet + 1);
    }
    let mut moments = Moments::of(build.connection());
    assert!(moments.is_capped());
    assert_eq!(moments.len(), MOMENTS_LIMIT);
    assert_eq!(moments.revealed_stream_end(1000, Side::Server), 2000);
    assert_eq!(moments.cursor_of_end(Side::Server, 2000), Some(1000));
    assert!(!moments.refresh(build.connection()));
}
