use emath::vec2;

use super::*;
use crate::base::{Side, Span};
use crate::view::conceal::{Concealed, Hidden, Veil};
use crate::view::moments::Phase;
use crate::view::testing::{Build, hello};

const SIZE: emath::Vec2 = vec2(546.0, 595.0);

fn show(build: &Build, cursor: usize, conceal: &[Concealed], scroll: f64) -> Scene {
    let connection = build.connection();
    let moments = Moments::of(connection);
    let plan = Plan::of(connection, &moments);
    let veil = Veil::new(conceal, 0, moments.revealed(cursor));
    let query = Query { connection, source: &build.source, moments: &moments, plan: &plan, cursor, veil };
    scene(&query, scroll, SIZE, &mut Previews::default())
}

#[test]
fn rows_stand_where_the_design_has_them() {
    let scene = show(&hello(), 7, &[], 0.0);
    let bands: Vec<(Phase, f32, f32)> =
        scene.bands.iter().map(|band| (band.phase, band.rect.top(), band.rect.height())).collect();
    let expect = [
        (Phase::TcpConnect, 0.0, 80.0),
        (Phase::Opening, 85.0, 99.0),
        (Phase::Data, 189.0, 238.0),
        (Phase::Closing, 432.0, 95.0),
        (Phase::TcpClose, 532.0, 63.0),
    ];
    assert_eq!(bands, expect);
    let middles: Vec<f32> = scene.rows.iter().map(|row| row.center.y).collect();
    let expect = [
        32.5, 49.5, 66.5, 126.5, 161.5, 235.0, 273.5, 306.5, 339.5, 372.5, 405.5, 472.5, 505.5, 564.5, 581.5,
    ];
    assert_eq!(middles, expect);
    assert!((scene.cursor_y - 259.0).abs() < 0.1, "{}", scene.cursor_y);
    assert_eq!((scene.client_x, scene.server_x), (86.0, 408.0));
}

#[test]
fn a_segment_reaches_over_the_frames_it_carried() {
    let scene = show(&hello(), 7, &[], 0.0);
    let boxes: Vec<(u32, f32, f32)> = scene
        .boxes
        .iter()
        .filter(|part| (7..=13).contains(&part.packet))
        .map(|part| (part.packet, part.rect.top().round(), part.rect.bottom().round()))
        .collect();
    let packets: Vec<u32> = boxes.iter().map(|part| part.0).collect();
    assert_eq!(packets, [7, 8, 9, 11, 12, 13]);
    // Packet 11 carried the first fragment and the start of the Ping: it spans from the one row into the other.
    let of = |packet: u32| boxes.iter().find(|part| part.0 == packet).copied().unwrap_or_default();
    assert!(of(11).1 < 306.5 && of(11).2 > 324.0 && of(11).2 < 340.0, "{boxes:?}");
    assert!(of(12).1 > 336.0 && of(12).2 > 372.5, "{boxes:?}");
    assert!(scene.boxes.iter().filter(|part| part.happened).all(|part| part.packet <= 8));
}

#[test]
fn what_has_not_happened_has_no_content() {
    let scene = show(&hello(), 6, &[], 0.0);
    let row = |n: usize| &scene.rows[n];
    assert_eq!(row(4).state, RowState::Happened);
    assert_eq!(row(5).state, RowState::Partly { bytes: 4 });
    assert_eq!(row(6).state, RowState::Future);
    for row in &scene.rows[5..] {
        if let Label::Frame(label) = &row.label {
            assert_eq!((&label.preview, label.close_code), (&None, None), "{label:?}");
        }
    }
    // Half of the frame's two packets have come: the line stands in the middle of its row.
    assert!((scene.cursor_y - 235.0).abs() < 0.1, "{}", scene.cursor_y);
}

#[test]
fn an_open_question_hides_its_answer_here_too() {
    let texts = |conceal: &[Concealed]| {
        let scene = show(&hello(), 17, conceal, 0.0);
        let Label::Frame(label) = scene.rows[5].label.clone() else { return None };
        Some((label.opcode.map(|opcode| opcode.tag()), label.payload_bytes, label.preview))
    };
    let hide =
        |what, start, end| Concealed { connection: 0, side: Side::Client, span: Span::new(start, end), what };
    let preview = Some("Hello".to_owned());
    for (conceal, expect) in [
        (vec![], Some((Some("TEXT"), Some(5), preview.clone()))),
        (vec![hide(Hidden::Unmasked, 236, 241)], Some((Some("TEXT"), Some(5), None))),
        (vec![hide(Hidden::Value, 230, 231)], Some((None, Some(5), preview.clone()))),
        (vec![hide(Hidden::Value, 231, 232)], Some((Some("TEXT"), None, preview))),
        (vec![hide(Hidden::After, 230, 230)], None),
    ] {
        assert_eq!(texts(&conceal), expect, "{conceal:?}");
    }
}

#[test]
fn each_endpoint_has_its_state() {
    use crate::rules::states::State::{Closed, Closing, Connecting, Open};
    let build = hello();
    let connection = build.connection();
    let moments = Moments::of(connection);
    for (cursor, client, server) in [
        (0, Connecting, Connecting),
        (4, Connecting, Connecting),
        (5, Open, Open),
        (13, Open, Open),
        (14, Closing, Closing),
        (16, Closing, Closing),
        (17, Closed, Closed),
    ] {
        let states = states_at(connection, &moments, cursor);
        assert_eq!((states.client, states.server), (client, server), "at {cursor}");
    }
}

#[test]
fn many_rows_cost_as_much_as_few() {
    let mut build = Build::default();
    build.open_midstream();
    for packet in 0..50_000 {
        build.frame(Side::Server, &[0x82, 0], packet + 1);
    }
    let scene = show(&build, 50_000, &[], 1_000_000.0);
    assert!(scene.rows.len() < 25, "{}", scene.rows.len());
    assert!(scene.rows[0].row > 30_000);
    assert_eq!(scene.bands.len(), 1);
    assert!(scene.bands[0].title_y >= 13.0);
}

#[test]
fn scrolling_keeps_the_cursor_in_view() {
    let build = hello();
    let connection = build.connection();
    let moments = Moments::of(connection);
    let plan = Plan::of(connection, &moments);
    let view = 300.0;
    let mut scroll = 0.0;
    for cursor in (0..=moments.len()).chain((0..=moments.len()).rev()) {
        scroll = plan.follow(cursor, scroll, view);
        let y = plan.cursor_y(cursor);
        assert!(scroll - 3.0 <= y && y <= scroll + view + 3.0, "{cursor}: {y} not in {scroll}..");
        assert!(scroll >= 0.0 && scroll <= plan.height() - view);
    }
}

#[test]
fn a_packet_whose_frames_stand_apart_has_two_boxes() {
    let mut build = Build::default();
    build.open_midstream();
    // Packet 1 brings a whole frame and the start of the next; packet 2 of the client comes in between.
    build.bytes(Side::Server, &[0x82, 1, 7, 0x82], 1);
    build.tell_frame(Side::Server, Span::new(0, 3), 1);
    build.frame(Side::Client, &[0x82, 0], 2);
    build.bytes(Side::Server, &[1, 9], 3);
    build.tell_frame(Side::Server, Span::new(3, 6), 3);
    let scene = show(&build, 99, &[], 0.0);
    let boxes: Vec<(u32, usize)> = scene.boxes.iter().map(|part| (part.packet, part.row)).collect();
    assert_eq!(boxes, [(1, 0), (2, 1), (1, 2), (3, 2)]);
}

#[test]
fn a_title_is_never_above_the_last_row_of_its_band() {
    for scroll in 0..300 {
        let scene = show(&hello(), 15, &[], f64::from(scroll));
        for (at, band) in scene.bands.iter().enumerate() {
            let next = scene.bands.get(at + 1).map_or(usize::MAX, |next| next.row);
            let Some(last) = scene.rows.iter().rfind(|row| (band.row..next).contains(&row.row)) else {
                continue;
            };
            // Half of the title's line, and what covers the rows below it.
            assert!(band.title_y + 11.0 <= last.rect.top() + 0.01, "{scroll} {:?}", band.phase);
        }
    }
}
