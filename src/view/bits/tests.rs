use emath::{Rect, pos2};

use super::*;
use crate::base::{Both, Span};
use crate::view::conceal::{Concealed, Hidden, Veil};
use crate::view::testing::{Build, hello};

const WIDTH: f32 = 638.0;

fn show(build: &Build, frame: u32, conceal: &[Concealed]) -> Grid {
    let connection = build.connection();
    let frame = connection.frame(frame).expect("a frame");
    let veil = Veil::without_future(conceal, 0);
    grid(connection, &build.source, &frame, &veil, WIDTH, 3, None)
}

fn name(cell: &Cell) -> String {
    match cell.kind {
        CellKind::Field { kind, of: 0, .. } => kind.name().en.to_owned(),
        CellKind::Field { kind, from, to, .. } => format!("{} {from}..{to}", kind.name().en),
        CellKind::Payload { index, kind } => format!("{}[{index}]", kind.name().en),
        CellKind::End { bytes } => format!("end {bytes}"),
    }
}

#[test]
fn the_diagram_is_that_of_the_rfc_with_real_bits() {
    let grid = show(&hello(), 0, &[]);
    let rect = |x: f32, y: f32, w: f32, h: f32| Rect::from_min_max(pos2(x, y), pos2(x + w, y + h));
    let expect = [
        ("FIN", rect(15.0, 58.0, 19.0, 84.0), "1", "1"),
        ("RSV1", rect(34.0, 58.0, 19.0, 84.0), "0", "0"),
        ("RSV2", rect(53.0, 58.0, 19.0, 84.0), "0", "0"),
        ("RSV3", rect(72.0, 58.0, 19.0, 84.0), "0", "0"),
        ("opcode", rect(91.0, 58.0, 76.0, 84.0), "0001", "0x1"),
        ("MASK", rect(167.0, 58.0, 19.0, 84.0), "1", "1"),
        ("payload length", rect(186.0, 58.0, 133.0, 84.0), "0000101", "5"),
        ("masking key 0..2", rect(319.0, 58.0, 304.0, 84.0), "0011011111111010", "37 fa"),
        ("masking key 2..4", rect(15.0, 148.0, 304.0, 60.0), "0010000100111101", "21 3d"),
        ("payload[0]", rect(319.0, 148.0, 152.0, 60.0), "01111111", "7f"),
        ("payload[1]", rect(471.0, 148.0, 152.0, 60.0), "10011111", "9f"),
        ("payload[2]", rect(15.0, 214.0, 152.0, 60.0), "01001101", "4d"),
        ("payload[3]", rect(167.0, 214.0, 152.0, 60.0), "01010001", "51"),
        ("payload[4]", rect(319.0, 214.0, 152.0, 60.0), "01011000", "58"),
        ("end 11", rect(471.0, 214.0, 152.0, 60.0), "", ""),
    ];
    assert_eq!(grid.cells.len(), expect.len());
    for (cell, (label, rect, bits, value)) in grid.cells.iter().zip(expect) {
        assert_eq!(name(cell), label);
        assert_eq!(cell.rect, rect, "{label}");
        let shown: String = cell.bits.iter().flatten().map(|bit| char::from(b'0' + u8::from(*bit))).collect();
        assert_eq!(shown, bits, "{label}");
        assert_eq!(cell.value.as_deref().unwrap_or_default(), value, "{label}");
    }
}

#[test]
fn cells_tile_the_header_in_every_form() {
    for (second, extended) in [(0_u8, 0), (126, 2), (127, 8), (128, 0), (254, 2), (255, 8)] {
        let mut bytes = vec![0x82, second];
        let mut length = vec![0; extended];
        if extended > 0 {
            length[extended - 1] = 130;
        }
        bytes.extend(length);
        if second & 128 != 0 {
            bytes.extend([1, 2, 3, 4]);
        }
        let header = bytes.len() as u16;
        bytes.resize(bytes.len() + if extended > 0 { 130 } else { 0 }, 7);
        let mut build = Build::default();
        build.open_midstream();
        build.frame(crate::base::Side::Server, &bytes, 1);
        let grid = show(&build, 0, &[]);
        let fields = grid.cells.iter().filter(|cell| matches!(cell.kind, CellKind::Field { .. }));
        assert_eq!(fields.map(|cell| cell.columns).sum::<u16>(), header * 8, "{second}");
        for (at, cell) in grid.cells.iter().enumerate() {
            for other in &grid.cells[..at] {
                assert!(!cell.rect.shrink(0.5).intersects(other.rect), "{} on {}", name(cell), name(other));
            }
        }
        let drawn = grid.cells.iter().filter(|cell| matches!(cell.kind, CellKind::Payload { .. })).count();
        let skipped: u64 = grid.skipped.iter().map(|skipped| skipped.bytes).sum();
        assert_eq!(drawn as u64 + skipped, if extended > 0 { 130 } else { 0 }, "{second}");
    }
}

#[test]
fn the_payload_window_follows_the_selected_byte() {
    let mut build = Build::default();
    build.open_midstream();
    let mut bytes = vec![0x82, 0xFE, 0x03, 0xE8, 1, 2, 3, 4];
    bytes.extend((0..1000).map(|n| n as u8));
    build.frame(crate::base::Side::Client, &bytes, 1);
    let connection = build.connection();
    let frame = connection.frame(0).expect("a frame");
    let veil = Veil::without_future(&[], 0);
    for focus in [0, 11, 12, 500, 999, 5000] {
        let grid = grid(connection, &build.source, &frame, &veil, WIDTH, 3, Some(focus));
        let shown = grid
            .cells
            .iter()
            .any(|cell| matches!(cell.kind, CellKind::Payload { index, .. } if index == focus.min(999)));
        assert!(shown, "{focus}");
        let drawn = grid.cells.iter().filter(|cell| matches!(cell.kind, CellKind::Payload { .. })).count();
        assert!(drawn <= 12, "{focus}: {drawn}");
    }
}

#[test]
fn hidden_bits_are_not_in_the_scene() {
    let hide = |what, start, end| {
        [Concealed { connection: 0, side: Side::Client, span: Span::new(start, end), what }]
    };
    let grid = show(&hello(), 0, &hide(Hidden::Bytes, 236, 237));
    let cell = grid.cells.iter().find(|cell| name(cell) == "payload[0]").expect("the cell");
    assert_eq!((&cell.bits, &cell.value), (&None, &None));
    let grid = show(&hello(), 0, &hide(Hidden::Value, 231, 232));
    let cell = grid.cells.iter().find(|cell| name(cell) == "payload length").expect("the cell");
    assert!(cell.bits.is_some() && cell.value.is_none());
    assert!(
        !grid.cells.iter().any(|cell| matches!(cell.kind, CellKind::End { .. })),
        "the end tells the length"
    );
}

#[test]
fn unmasking_shows_three_rows_and_keeps_the_answer() {
    let build = hello();
    let connection = build.connection();
    let frame = connection.frame(0).expect("a frame");
    let rows = |conceal: &[Concealed], happened: u64| {
        let veil = Veil::new(conceal, 0, Both { client: happened, server: 0 });
        let scene =
            unmasking(connection, &build.source, &frame, &veil, (292.0, WIDTH), Some(2)).expect("rows");
        scene.columns.iter().map(|column| (column.wire, column.key, column.plain)).collect::<Vec<_>>()
    };
    let all = rows(&[], 300);
    assert_eq!(all[..2], [(Some(0x7F), Some(0x37), Some(b'H')), (Some(0x9F), Some(0xFA), Some(b'e')),]);
    let hide =
        Concealed { connection: 0, side: Side::Client, span: Span::new(236, 241), what: Hidden::Unmasked };
    assert_eq!(rows(&[hide], 300)[0], (Some(0x7F), Some(0x37), None));
    assert_eq!(rows(&[], 234)[0], (None, Some(0x37), None));
    let hide = Concealed { what: Hidden::Bytes, span: Span::new(232, 233), ..hide };
    assert_eq!(rows(&[hide], 300)[0], (Some(0x7F), None, None));
}

#[test]
fn the_panel_shows_what_is_selected_or_newest() {
    let build = hello();
    let connection = build.connection();
    let moments = Moments::of(connection);
    let show = |cursor, frame, head| match subject(connection, &moments, cursor, frame, head) {
        Subject::Frame(frame) => format!("frame {}", frame.n),
        Subject::Head(side) => format!("head {side}"),
        Subject::Nothing => "nothing".to_owned(),
    };
    for (cursor, frame, head, expect) in [
        (2, None, None, "nothing"),
        (4, None, None, "head client"),
        (6, None, None, "frame 0"),
        (7, Some(2), None, "frame 2"),
        (7, None, Some(Side::Server), "head server"),
        (17, None, None, "frame 7"),
    ] {
        assert_eq!(show(cursor, frame, head), expect, "{cursor}");
    }
}

#[test]
fn a_head_is_shown_by_its_lines() {
    let build = hello();
    let connection = build.connection();
    let span = connection.streams.server.head.expect("a head");
    let veil = Veil::without_future(&[], 0);
    let lines = head_lines(connection, &build.source, Side::Server, &veil).expect("lines").lines;
    assert_eq!(lines[0].text.as_deref(), Some("HTTP/1.1 101 Switching Protocols"));
    assert_eq!((lines[1].name.as_str(), lines[1].text.as_deref()), ("Upgrade", Some("websocket")));
    let hide = [Concealed { connection: 0, side: Side::Server, span: lines[3].span, what: Hidden::Value }];
    let hidden = head_lines(connection, &build.source, Side::Server, &Veil::without_future(&hide, 0));
    let hidden = hidden.expect("lines").lines;
    assert_eq!((hidden[3].name.as_str(), hidden[3].text.as_deref()), ("Sec-WebSocket-Accept", None));
    assert_eq!(lines.last().map(|line| line.span.end), Some(span.end));
}
