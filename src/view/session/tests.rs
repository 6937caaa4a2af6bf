//! A long message, a session that grows, and rows that are not there. How a whole session looks is shown by the tests
//! that read captures.

use std::net::{IpAddr, Ipv4Addr};

use super::*;
use crate::base::{Side, Span, Stamp};
use crate::trace::{
    Answer, BodyFacts, Endpoint, Method, Poll, PolledFacts, RawPiece, SessionFacts, Sink as _, Transport,
};
use crate::wire::engine::{Joined, Packets, Version};

fn at(millis: i64) -> Stamp {
    Stamp::from_nanos(millis * 1_000_000)
}

/// A session that polled `bodies`, each in a packet of its own.
fn polled(bodies: &[&[u8]]) -> (Trace, Vec<u8>) {
    let (mut trace, mut source) = (Trace::default(), Vec::new());
    let end = Endpoint { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 8080 };
    let facts = SessionFacts {
        session: 0,
        sid: "S",
        version: Version::V4,
        client: end,
        server: end,
        transport: Transport::Tcp,
        opened: at(0),
        connection: None,
        open: None,
    };
    crate::trace::Sink::session(&mut trace, &facts);
    for (n, body) in bodies.iter().enumerate() {
        poll(&mut trace, &mut source, n as u32, body);
    }
    (trace, source)
}

fn poll(trace: &mut Trace, source: &mut Vec<u8>, n: u32, body: &[u8]) {
    let packet = 2 * n + 1;
    let asked = at(i64::from(n) * 10);
    trace.poll(0, &Poll { n, method: Method::Get, asked, packets: (packet, packet), answer: None });
    let piece = RawPiece { capture_offset: source.len() as u64, len: body.len() as u32, packet: packet + 1 };
    source.extend_from_slice(body);
    trace.polled_body(0, &BodyFacts { pieces: &[piece], bytes: body });
    let stamp = at(i64::from(n) * 10 + 5);
    for packet in Packets::new(Version::V4, body) {
        let facts = PolledFacts {
            n: trace.sessions()[0].polled_count(),
            poll: n,
            method: Method::Get,
            from: Side::Server,
            stamp,
            packets: (piece.packet, piece.packet),
            version: Version::V4,
            packet: &packet,
            socket: None,
            joined: &Joined::Nothing,
            waiting: None,
        };
        trace.polled(0, &facts);
    }
    trace.poll_answered(0, n, &Answer { status: 200, stamp, packets: (piece.packet, piece.packet) });
}

#[test]
fn attachments_find_their_event_and_events_their_attachments() {
    let event = br#"451-["a",{"_placeholder":true,"num":0}]"#;
    let (trace, source) = polled(&[event, b"2\x1ebAQI=\x1ebAw==", b"42[\"b\"]"]);
    let session = &trace.sessions()[0];
    let look = SessionLook { trace: &trace, source: &source, session };
    let of = |n| attachment_of(&look, Item::Polled(n));
    assert_eq!(of(2), Some(AttachmentOf { event: Item::Polled(0), n: 0, announced: 1 }));
    // One more than was announced belongs to nothing, nor do a heartbeat and an event.
    assert_eq!([of(3), of(1), of(4), of(99)], [None; 4]);
    assert_eq!(attachments(&look, Item::Polled(0), 5), [Item::Polled(2), Item::Polled(3)]);
    assert_eq!(whole(&look, Item::Polled(0)).unwrap().attachments, [vec![1, 2]]);
    let found = row(&look, Item::Polled(2)).unwrap();
    let What::Packet(packet) = &found.what else { panic!("a packet") };
    assert_eq!((&*packet.told.kind, packet.told.summary.as_str()), ("attachment", "1/1 of a, 2 bytes"));
    // The place is that of the Base64, without the separator.
    let body = event.len() as u64;
    assert_eq!(found.places, [Span::at(body + 2, 5)]);
    assert_eq!((found.packets, found.target), (Some((4, 4)), crate::trace::Target::Packet(4)));
    for item in
        [Item::Polled(99), Item::Poll(99), Item::Joins(0), Item::Message { at: 0, n: 0 }, Item::Answer(9)]
    {
        assert!(row(&look, item).is_none() && whole(&look, item).is_none() && view(&look, item).is_none());
    }
}

#[test]
fn fields_lead_to_the_bytes_they_stand_in() {
    let text = br#"42/n,7["say",{"to":"all"},"x"]"#;
    let (trace, source) = polled(&[text, br#"0{"sid":"S"}"#, b"bAQI="]);
    let look = SessionLook { trace: &trace, source: &source, session: &trace.sessions()[0] };
    let flat = |n: u32| {
        let view = view(&look, Item::Polled(n)).expect("a packet");
        let (bytes, _) = join::bytes_of(&look, Item::Polled(n), true).expect("a packet");
        let mut out = Vec::new();
        let mut open: Vec<&crate::wire::payload::Node> = view.fields.iter().rev().collect();
        while let Some(node) = open.pop() {
            let span = node.span.map_or(0..0, |span| span.start as usize..span.end as usize);
            out.push(format!("{}={} {}", node.name, node.value, String::from_utf8_lossy(&bytes[span])));
            open.extend(node.children.iter().rev());
        }
        (view.protocol, out)
    };
    let (protocol, fields) = flat(0);
    assert_eq!(protocol, "socket.io");
    for due in [
        "type=4 message 4",
        "type=2 EVENT 2",
        "namespace=/n /n,",
        "id=7 7",
        "event=say \"say\"",
        "to=all \"to\":\"all\"",
        "1=x \"x\"",
    ] {
        assert!(fields.iter().any(|field| field == due), "{due} in {fields:#?}");
    }
    let (protocol, fields) = flat(1);
    assert_eq!(protocol, "engine.io");
    assert!(fields.iter().any(|field| field == "sid=S \"sid\":\"S\""), "{fields:#?}");
    let (_, fields) = flat(2);
    assert!(fields.iter().any(|field| field == "data=2 bytes AQI="), "{fields:#?}");
}

#[test]
fn an_index_takes_in_what_comes_later_and_starts_anew_for_another_session() {
    let (mut trace, mut source) = polled(&[b"40", b"2"]);
    let mut index = Index::default();
    assert!(index.refresh(&trace, &trace.sessions()[0]));
    let items: Vec<_> = (0..index.rows()).filter_map(|row| index.item(row)).collect();
    assert_eq!(items, [Item::Poll(0), Item::Polled(0), Item::Poll(1), Item::Polled(1)]);
    poll(&mut trace, &mut source, 2, b"3\x1e6");
    let stamp = at(90);
    trace.poll(0, &Poll { n: 3, method: Method::Post, asked: at(30), packets: (9, 9), answer: None });
    assert!(index.refresh(&trace, &trace.sessions()[0]));
    assert_eq!((index.rows(), index.item(7)), (8, Some(Item::Poll(3))));
    trace.poll_answered(0, 3, &Answer { status: 400, stamp, packets: (10, 10) });
    assert!(index.refresh(&trace, &trace.sessions()[0]));
    assert_eq!((index.item(8), index.row_at(stamp), index.item(9)), (Some(Item::Answer(3)), 8, None));
    let (fewer, _) = polled(&[b"40"]);
    assert!(index.refresh(&fewer, &fewer.sessions()[0]));
    assert_eq!(index.rows(), 2);
}
