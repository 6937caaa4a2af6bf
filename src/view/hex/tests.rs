use emath::pos2;

use super::*;
use crate::base::Both;
use crate::view::conceal::{Concealed, Hidden, Veil};
use crate::view::testing::{Build, hello};

fn look<'a>(build: &'a Build, veil: Veil<'a>) -> Look<'a> {
    Look { trace: &build.trace, source: &build.source, connection: build.connection(), veil }
}

/// The cells from byte `at` on as one line.
fn line(build: &Build, veil: Veil<'_>, unmasked: bool, at: u64, len: u64) -> String {
    let doc = Doc::stream(build.connection(), Side::Client, unmasked);
    let scene = scene(&look(build, veil), &doc, 0, doc.rows());
    let cell = |at: u64| scene.rows[(at / 16) as usize].cells[(at % 16) as usize];
    let glyph = |cell: Cell| match cell.glyph {
        Glyph::Blank => "..".to_owned(),
        Glyph::Byte(byte) => format!("{byte:02x}"),
        Glyph::Hidden => "??".to_owned(),
        Glyph::Missing => "--".to_owned(),
    };
    let text: String = (at..at + len).map(|at| cell(at).ascii.unwrap_or(' ')).collect();
    (at..at + len).map(|at| glyph(cell(at))).collect::<Vec<_>>().join(" ") + "|" + &text
}

#[test]
fn bytes_are_shown_as_sent_and_unmasked() {
    let build = hello();
    let open = Veil::without_future(&[], 0);
    assert_eq!(line(&build, open, false, 230, 11), "81 85 37 fa 21 3d 7f 9f 4d 51 58|··7·!=··MQX");
    assert_eq!(line(&build, open, true, 230, 11), "81 85 37 fa 21 3d 48 65 6c 6c 6f|··7·!=Hello");
    assert_eq!(line(&build, open, true, 0, 3), "47 45 54|GET");
}

#[test]
fn every_byte_has_its_owner() {
    let build = hello();
    let doc = Doc::stream(build.connection(), Side::Client, false);
    let scene = scene(&look(&build, Veil::without_future(&[], 0)), &doc, 0, 100);
    let owners: Vec<_> = scene.rows.iter().flat_map(|row| row.cells).map(|cell| cell.owner).collect();
    let masked = true;
    assert_eq!(owners[229], Owner::Head);
    assert_eq!(owners[230..232], [Owner::First, Owner::Second { masked }]);
    assert!(owners[232..236].iter().all(|owner| *owner == Owner::Field(FieldKind::MaskingKey)));
    assert!(owners[236..241].iter().all(|owner| *owner == Owner::Field(FieldKind::Payload)));
    let close = build.connection().frames().find(|frame| frame.opcode == Opcode::CLOSE).unwrap();
    assert_eq!(owners[close.payload_span().start as usize], Owner::Field(FieldKind::CloseCode));
    assert_eq!(scene.rows.len() as u64, doc.rows());
    let ticks: Vec<_> = scene.ticks.iter().map(|tick| (tick.at, tick.packet)).collect();
    assert_eq!(ticks[..3], [(0, 4), (230, 7), (234, 8)]);
}

#[test]
fn what_is_hidden_or_to_come_is_nowhere() {
    let build = hello();
    let at = |what, start, end| {
        [Concealed { connection: 0, side: Side::Client, span: Span::new(start, end), what }]
    };
    for (what, as_sent, unmasked) in [
        (Hidden::Bytes, "3d ?? 9f 4d|=?·M", "3d ?? 65 6c|=?el"),
        (Hidden::Unmasked, "3d 7f 9f 4d|=··M", "3d ?? 65 6c|=?el"),
        (Hidden::After, "3d .. .. ..|=   ", "3d .. .. ..|=   "),
    ] {
        let list = at(what, 236, 237);
        let veil = Veil::without_future(&list, 0);
        assert_eq!(line(&build, veil, false, 235, 4), as_sent, "{what:?}");
        assert_eq!(line(&build, veil, true, 235, 4), unmasked, "{what:?}");
    }
    let future = Veil::new(&[], 0, Both { client: 234, server: 0 });
    assert_eq!(line(&build, future, true, 232, 4), "37 fa .. ..|7·  ");
}

#[test]
fn bytes_that_the_capture_lacks_are_said_to_be_missing() {
    let mut build = Build::default();
    build.open_midstream();
    build.frame(Side::Client, b"\x82\x01a", 1);
    build.skip(Side::Client, 4);
    build.gap(Side::Client, Span::new(3, 7));
    build.frame(Side::Client, b"\x82\x01b", 2);
    let open = Veil::without_future(&[], 0);
    assert_eq!(line(&build, open, false, 0, 10), "82 01 61 -- -- -- -- 82 01 62|··a    ··b");
}

#[test]
fn a_packets_bytes_keep_their_offsets() {
    let build = hello();
    let doc = Doc::packet(build.connection(), Side::Client, 236, false).unwrap();
    assert_eq!((doc.span, doc.rows()), (Span::new(234, 241), 2));
    let scene = scene(&look(&build, Veil::without_future(&[], 0)), &doc, 0, 9);
    assert_eq!(scene.rows[0].offset, 224);
    assert_eq!(scene.rows[0].cells[9].glyph, Glyph::Blank);
    assert_eq!(scene.rows[0].cells[10].glyph, Glyph::Byte(0x21));
    assert_eq!(scene.rows[1].cells[1].glyph, Glyph::Blank);
}

#[test]
fn rows_are_found_at_any_length() {
    let doc = Doc { side: Side::Client, span: Span::new(0, 1 << 40), unmasked: false };
    assert_eq!(doc.rows(), 1 << 36);
    assert_eq!(doc.row_of((1 << 40) - 1), (1 << 36) - 1);
    assert_eq!(doc.row_span((1 << 36) - 1).end, 1 << 40);
    let empty = Doc { side: Side::Client, span: Span::new(0, 0), unmasked: false };
    assert_eq!(empty.rows(), 0);
}

#[test]
fn a_point_finds_its_byte() {
    let grid = Grid::new(582.0, 0x1234, 7.8);
    let ascii_x = grid.ascii_x.unwrap();
    assert!(ascii_x + 16.0 * 7.8 <= 582.0);
    for row in 0..3 {
        for column in 0..16 {
            let y = row as f32 * grid.row;
            assert_eq!(grid.hit(grid.cell(column, y).center(), false), Some((row, column)));
            assert_eq!(grid.hit(grid.ascii(column, y).unwrap().center(), false), Some((row, column)));
        }
    }
    assert_eq!(grid.hit(pos2(2.0, 30.0), false), None);
    assert_eq!(grid.hit(pos2(2.0, 30.0), true), Some((1, 0)));
    assert_eq!(grid.hit(pos2(999.0, -3.0), true), Some((-1, 15)));
    assert!(Grid::new(430.0, 10, 7.8).ascii_x.is_none());
    assert_eq!(Grid::new(600.0, 0x1_0000_0000, 7.8).digits, 9);
}

#[test]
fn an_outline_follows_its_rows() {
    let grid = Grid::new(582.0, 0x1234, 7.8);
    for (span, pieces, polygons, points) in [
        (Span::new(18, 20), vec![(0, 2, 4)], 1, 4),
        (Span::new(30, 34), vec![(0, 14, 16), (1, 0, 2)], 2, 4),
        (Span::new(18, 40), vec![(0, 2, 16), (1, 0, 8)], 1, 8),
        (Span::new(18, 70), vec![(0, 2, 16), (1, 0, 16), (2, 0, 16), (3, 0, 6)], 1, 8),
        // From far above to far below: one row beyond each edge.
        (Span::new(0, 1000), (-1..5).map(|row| (row, 0, 16)).collect(), 1, 8),
        (Span::new(500, 600), vec![], 0, 0),
    ] {
        let got = Grid::pieces(span, 16, 4);
        assert_eq!(
            got.iter().map(|piece| (piece.row, piece.from, piece.to)).collect::<Vec<_>>(),
            pieces,
            "{span:?}"
        );
        let outline = grid.outline(&got, false);
        assert_eq!(outline.len(), polygons, "{span:?}");
        assert!(outline.iter().all(|polygon| polygon.len() == points), "{span:?}");
    }
}

#[test]
fn inflated_bytes_stand_in_rows_of_their_own() {
    let scene = plain(&[b'a'; 20], 0, 9);
    assert_eq!(scene.rows.len(), 2);
    assert_eq!(scene.rows[1].cells[3].glyph, Glyph::Byte(b'a'));
    assert_eq!(scene.rows[1].cells[4].glyph, Glyph::Blank);
    assert!(plain(&[], 0, 9).rows.is_empty());
}
