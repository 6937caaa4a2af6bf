use super::*;
use crate::view::conceal::Veil;
use crate::view::testing::{Build, hello, sensors};

fn veil() -> Veil<'static> {
    Veil::without_future(&[], 0)
}

fn rows(build: &Build, kind: Kind) -> Vec<Row> {
    let connection = build.connection();
    let look = Look { trace: &build.trace, source: &build.source, connection, veil: veil() };
    let (mut index, mut previews) = (Index::default(), Previews::default());
    assert!(index.refresh(connection, kind));
    (0..index.rows(connection, kind)).map(|at| row(&look, &index, &mut previews, kind, at).unwrap()).collect()
}

/// A row in one line: tag, length, content.
fn line(row: &Row) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::NotInHar => "not in a HAR".into(),
        Cell::Number(Some(number)) => number.to_string(),
        Cell::Number(None) => "-".into(),
        Cell::Text(text) => text.clone(),
        Cell::Range(first, last) => format!("{first}-{last}"),
        Cell::Direction(side) => if *side == Side::Client { ">" } else { "<" }.into(),
        Cell::Tag(Tag::Opcode(opcode)) => opcode.tag().into(),
        Cell::Tag(other) => format!("{other:?}"),
        Cell::Flags(flags) => format!("{}{}{}", u8::from(flags.fin), u8::from(flags.masked), flags.rsv),
        Cell::Content(Content::Text(text)) => format!("{text:?}"),
        Cell::Content(Content::Hex(hex)) => hex.clone(),
        Cell::Content(Content::Close(code, reason)) => format!("{code}{reason}"),
        Cell::Content(other) => format!("{other:?}"),
        Cell::Hidden => "?".into(),
    };
    row.cells.iter().map(cell).collect::<Vec<_>>().join(" ")
}

#[test]
fn control_frames_stand_between_messages() {
    let lines: Vec<_> = rows(&hello(), Kind::Messages).iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "0 0.103250 > TEXT 1 5 110 \"Hello\"",
            "1 0.118000 < TEXT 1 5 100 \"Hello\"",
            "- 0.147500 < PING 1 5 100 \"Hello\"".replace("0.147500", "0.162250").as_str(),
            "2 0.162250 < TEXT 2 5 100 \"Hello\"",
            "- 0.177000 > PONG 1 5 110 \"Hello\"",
            "- 0.191750 > CLOSE 1 2 110 1000",
            "- 0.206500 < CLOSE 1 2 100 1000",
        ]
    );
}

#[test]
fn frames_and_packets_stand_in_their_own_order() {
    let frames = rows(&hello(), Kind::Frames);
    assert_eq!(line(&frames[0]), "0 0.103250 > TEXT 6 5 110 7-8 \"Hello\"");
    assert_eq!(frames.len() as u32, hello().connection().frame_count());
    let packets = rows(&hello(), Kind::Packets);
    let numbers: Vec<_> = packets.iter().map(|row| row.cells[0].clone()).collect();
    let expect: Vec<_> =
        [1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17].map(|n| Cell::Number(Some(n))).into();
    assert_eq!(numbers, expect);
    assert_eq!(line(&packets[0]), "1 0.000000 > Event(Syn) 0000 0 Empty");
    assert_eq!(line(&packets[5]), "7 0.088500 > Data { late: false } 00e6 4 81 85 37 fa");
}

#[test]
fn what_a_lesson_hides_is_in_no_row() {
    use crate::view::conceal::{Concealed, Hidden};
    let build = hello();
    let connection = build.connection();
    let (mut index, mut previews) = (Index::default(), Previews::default());
    index.refresh(connection, Kind::Messages);
    for (what, span, expect) in [
        (Hidden::Unmasked, crate::base::Span::new(236, 241), "0 0.103250 > TEXT 1 5 110 Hidden"),
        (Hidden::Value, crate::base::Span::new(231, 232), "0 0.103250 > Hidden 1 ? ? Hidden"),
        (Hidden::After, crate::base::Span::new(230, 230), "0 0.103250 > Hidden 1 ? ? Hidden"),
    ] {
        let list = [Concealed { connection: 0, side: Side::Client, span, what }];
        let veil = Veil::without_future(&list, 0);
        let look = Look { trace: &build.trace, source: &build.source, connection, veil };
        let row = row(&look, &index, &mut previews, Kind::Messages, 0).unwrap();
        assert_eq!(line(&row), expect, "{what:?}");
    }
}

#[test]
fn a_messages_row_moves_to_its_newest_frame() {
    use Side::{Client, Server};
    let mut build = Build::default();
    build.open_midstream();
    let mut index = Index::default();
    let mut packet = 0;
    // After each frame: the frames that stand for rows.
    for (from, bytes, expect) in [
        (Server, &b"\x01\x01a"[..], &[0][..]),
        (Client, b"\x01\x01x", &[0, 1]),
        (Server, b"\x89\x00", &[0, 1, 2]),
        (Server, b"\x00\x01b", &[1, 2, 3]),
        (Client, b"\x80\x01y", &[2, 3, 4]),
        (Server, b"\x80\x01c", &[2, 4, 5]),
        (Client, b"\x81\x01z", &[2, 4, 5, 6]),
        // A new message before the last fragment: the unfinished one keeps its row.
        (Server, b"\x01\x01d", &[2, 4, 5, 6, 7]),
        (Server, b"\x81\x01e", &[2, 4, 5, 6, 7, 8]),
    ] {
        packet += 1;
        build.frame(from, bytes, packet);
        assert!(index.refresh(build.connection(), Kind::Messages));
        let rows: Vec<_> = (0..).map_while(|row| index.message_row(row)).collect();
        assert_eq!(rows, expect);
    }
    assert_eq!(index.row_of_frame(5), Some(2));
    assert_eq!(index.row_of_frame(3), None);
}

#[test]
fn packets_of_both_sides_merge_however_late() {
    use Side::{Client, Server};
    let mut build = Build::default();
    build.open_midstream();
    let mut index = Index::default();
    let mut expect = Vec::new();
    for (side, start, packets) in
        [(Client, 0, [1, 9, 3, 4]), (Server, 0, [2, 5, 6, 20]), (Client, 40, [7, 8, 10, 11])]
    {
        for (at, packet) in packets.into_iter().enumerate() {
            build.raw_segment(side, crate::base::Span::at(start + 10 * at as u64, 10), packet);
            expect.push(packet);
        }
        while !index.refresh(build.connection(), Kind::Packets) {}
        expect.sort_unstable();
        let packets: Vec<_> = (0..)
            .map_while(|row| index.packet_row(row))
            .map(|row| match row {
                PacketRow::Segment(side, at) => build.connection().segment(side, at as usize).unwrap().packet,
                PacketRow::Event(at) => build.connection().events[at as usize].packet,
            })
            .collect();
        assert_eq!(packets, expect);
    }
    assert_eq!(index.row_of_packet(build.connection(), 20), Some(11));
    assert_eq!(index.row_of_packet(build.connection(), 12), None);
}

#[test]
fn columns_fill_the_width() {
    for kind in [Kind::Messages, Kind::Frames, Kind::Packets] {
        for width in [400.0, 902.0, 1400.0] {
            let columns = columns(kind, width);
            assert!(columns.windows(2).all(|pair| pair[0].x + pair[0].width <= pair[1].x + 0.01));
            let last = columns.last().unwrap();
            assert!(last.width >= 0.0 && (last.width == 0.0 || (last.x + last.width - width).abs() < 0.01));
        }
    }
}

#[test]
fn a_row_says_what_is_inside_its_message() {
    let said: Vec<_> = rows(&sensors(), Kind::Messages)
        .iter()
        .map(|row| match row.cells.last() {
            Some(Cell::Content(Content::Inside(inside))) => {
                assert_eq!((inside.protocol, inside.guessed, inside.malformed), ("MQTT", false, false));
                format!("{}: {}", inside.kind, inside.summary)
            }
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        said,
        [
            "CONNECT: client=id keepalive=60s MQTT 3.1.1",
            "PUBLISH: a/b qos=0 len=5 hello",
            "part: PUBLISH 5/12",
            "PUBLISH: a/b qos=0 len=5 again",
            // JSON says itself.
            "Some(Content(Text(\"{\\\"a\\\":[1,\\\"2\\\"]}\")))",
        ]
    );
}

#[test]
fn what_a_lesson_hides_is_not_told_from_inside() {
    use crate::view::conceal::{Concealed, Hidden};
    let build = sensors();
    let connection = build.connection();
    let payload = connection.frame(1).unwrap().payload_span();
    let list = [Concealed { connection: 0, side: Side::Server, span: payload, what: Hidden::Value }];
    let veil = Veil::without_future(&list, 0);
    let look = Look { trace: &build.trace, source: &build.source, connection, veil };
    let (mut index, mut previews) = (Index::default(), Previews::default());
    assert!(index.refresh(connection, Kind::Messages));
    let row = row(&look, &index, &mut previews, Kind::Messages, 1).unwrap();
    assert_eq!(row.cells.last(), Some(&Cell::Content(Content::Hidden)));
}
