use super::super::Message;
use super::*;

/// Reads one message alone.
fn alone(bytes: &[u8], version: Option<u8>) -> View {
    view(&Message::whole(bytes, false), &mut Open::default(), &mut version.clone(), Detail::Fields)
}

fn check(bytes: &[u8], version: Option<u8>, kind: &str, summary: &str) {
    let view = alone(bytes, version);
    assert_eq!((view.kind.as_ref(), view.summary.as_str()), (kind, summary), "{bytes:02x?}");
    assert_eq!((view.fault, view.continues), (None, false), "{bytes:02x?}");
}

const CONNECT: &[u8] = b"\x10\x17\0\x04MQTT\x04\xc2\0\x3c\0\x05ann-1\0\x01u\0\x01p";
const CONNECT5: &[u8] =
    b"\x10\x25\0\x04MQTT\x05\x06\0\x3c\x05\x11\0\0\0\x0a\0\x02id\x05\x18\0\0\0\x05\0\x04last\0\x03bye";

#[test]
fn every_packet_says_what_it_is() {
    let five = Some(5);
    check(CONNECT, None, "CONNECT", "client=ann-1 user=u keepalive=60s MQTT 3.1.1");
    check(CONNECT5, None, "CONNECT", "client=id will=last keepalive=60s MQTT 5.0");
    check(b"\x20\x02\x01\x00", None, "CONNACK", "0 Connection Accepted session present");
    check(b"\x20\x02\0\x01", five, "CONNACK", "1 Connection Refused, unacceptable protocol version");
    check(b"\x20\x03\0\x87\0", None, "CONNACK", "135 Not authorized");
    check(b"\x30\x0a\0\x03a/bhello", None, "PUBLISH", "a/b qos=0 len=5 hello");
    check(b"\x3b\x0c\0\x03a/b\0\x07hello", None, "PUBLISH", "a/b qos=1 dup retain id=7 len=5 hello");
    check(b"\x30\x0d\0\x03a/b\x02\x01\x01hello", five, "PUBLISH", "a/b qos=0 len=5 hello");
    check(b"\x40\x02\0\x07", None, "PUBACK", "id=7");
    check(b"\x50\x03\0\x07\x10", five, "PUBREC", "id=7 16 No matching subscribers");
    check(b"\x62\x02\0\x07", None, "PUBREL", "id=7");
    check(b"\x70\x04\0\x07\x92\0", five, "PUBCOMP", "id=7 146 Packet Identifier not found");
    check(b"\x82\x0e\0\x01\0\x03a/#\x01\0\x03b/+\x00", None, "SUBSCRIBE", "id=1 a/# qos=1 b/+ qos=0");
    check(b"\x82\x0b\0\x01\x02\x0b\x07\0\x03a/#\x0d", five, "SUBSCRIBE", "id=1 a/# qos=1");
    check(b"\x90\x04\0\x01\x01\x80", None, "SUBACK", "id=1 1 Granted QoS 1 128 Failure");
    check(b"\x90\x04\0\x01\0\x87", five, "SUBACK", "id=1 135 Not authorized");
    check(b"\xa2\x07\0\x02\0\x03a/#", None, "UNSUBSCRIBE", "id=2 a/#");
    check(b"\xb0\x02\0\x02", None, "UNSUBACK", "id=2");
    check(b"\xb0\x04\0\x02\0\x11", five, "UNSUBACK", "id=2 17 No subscription existed");
    check(b"\xc0\0", None, "PINGREQ", "");
    check(b"\xd0\0", None, "PINGRESP", "");
    check(b"\xe0\0", None, "DISCONNECT", "");
    check(b"\xe0\x02\x8d\0", five, "DISCONNECT", "141 Keep Alive timeout");
    check(b"\xf0\x02\x18\0", five, "AUTH", "24 Continue authentication");
    check(b"\xc0\0\x40\x02\0\x07", None, "PINGREQ, PUBACK", "id=7");
}

#[test]
fn what_breaks_is_named_by_its_place() {
    for (bytes, at, expected) in [
        (&b"\x00\0"[..], 0, "a packet type from 1 to 15"),
        (b"\x36\0", 0, "a QoS of 0, 1 or 2"),
        (b"\xc1\0", 0, "the flags 0000"),
        (b"\x80\0", 0, "the flags 0010"),
        (b"\x30\xff\xff\xff\xff\x01", 0, "a remaining length in at most 4 bytes"),
        (b"\x30\x03\0\x09a", 5, "topic"),
        (b"\xc0\x01x", 2, "the end of the packet"),
        (b"\x40\x01x", 3, "packet identifier"),
        (b"\xc0\0\x10\x08\0\x04HTTP\x04\0", 10, "the protocol name MQTT"),
    ] {
        let view = alone(bytes, None);
        let fault = view.fault.unwrap_or_else(|| panic!("{bytes:02x?} is read"));
        assert_eq!((fault.at, fault.expected.as_ref()), (at, expected), "{bytes:02x?}");
    }
    let view = alone(b"\x30\x07\0\x01a\x02\x7f\x01x", Some(5));
    assert_eq!(view.fault.map(|fault| fault.at), Some(6));
}

#[test]
fn fields_lead_back_to_their_bytes() {
    let view = alone(b"\xc0\0\x3b\x0c\0\x03a/b\0\x07hello", None);
    let places: Vec<_> = view.fields[1]
        .children
        .iter()
        .map(|node| (node.name.as_ref(), node.span.map(|at| (at.start, at.end))))
        .collect();
    assert_eq!(
        places,
        [
            ("packet type and flags", Some((2, 3))),
            ("remaining length", Some((3, 4))),
            ("topic", Some((4, 9))),
            ("packet identifier", Some((9, 11))),
            ("payload", Some((11, 16))),
        ]
    );
    let view = alone(CONNECT5, None);
    let names: Vec<_> = view.fields[0].children.iter().map(|node| node.name.as_ref()).collect();
    assert_eq!(
        names[5..],
        ["keep alive", "properties", "client identifier", "will properties", "will topic", "will payload"]
    );
    assert_eq!(view.fields[0].children[6].children[0].value, "10");
}

#[test]
fn packets_may_be_cut_anywhere_and_come_out_the_same() {
    let stream = [CONNECT, b"\x30\x0a\0\x03a/bhello", b"\xc0\0", b"\x82\x08\0\x01\0\x03a/#\x01"].concat();
    for size in 1..stream.len() {
        let (mut open, mut version) = (Open::default(), None);
        let (mut kinds, mut told) = (Vec::new(), Vec::new());
        for piece in stream.chunks(size) {
            let view = view(&Message::whole(piece, false), &mut open, &mut version, Detail::Fields);
            assert_eq!(view.fault, None, "{size}");
            if view.kind != "part" {
                kinds.extend(view.kind.split(", ").map(str::to_owned));
                told.push(view.summary);
            }
            for node in &view.fields {
                assert!(node.span.is_none_or(|span| span.end <= piece.len() as u64), "{size} {node:?}");
            }
        }
        assert_eq!(kinds, ["CONNECT", "PUBLISH", "PINGREQ", "SUBSCRIBE"], "{size}");
        assert!(told.join(" ").contains("a/b qos=0 len=5 hello"), "{size}");
        assert_eq!(open.len, 0, "{size}");
    }
}

#[test]
fn a_part_says_how_much_of_it_there_is() {
    let (mut open, mut version) = (Open::default(), None);
    let mut read = |bytes: &[u8]| {
        let view = view(&Message::whole(bytes, false), &mut open, &mut version, Detail::Fields);
        (view.kind.into_owned(), view.summary, view.continues)
    };
    let part = |summary: &str| ("part".to_owned(), summary.to_owned(), true);
    assert_eq!(read(b"\x30"), part("PUBLISH 1/?"));
    assert_eq!(read(b"\x0a\0\x03"), part("PUBLISH 4/12"));
    assert_eq!(read(b"a/bhell"), part("PUBLISH 11/12"));
    assert_eq!(read(b"o\xc0"), ("PUBLISH".to_owned(), "a/b qos=0 len=5 hello PINGREQ 1/?".to_owned(), true));
    assert_eq!(read(b"\0"), ("PINGREQ".to_owned(), String::new(), false));
}

#[test]
fn a_packet_too_long_to_be_kept_is_still_counted() {
    let len = 3 * KEPT_BYTES;
    let mut stream = vec![0x30];
    let mut rest = len + 5;
    while rest > 0 {
        stream.push((rest & 0x7F) as u8 | if rest > 0x7F { 0x80 } else { 0 });
        rest >>= 7;
    }
    stream.extend_from_slice(b"\0\x03a/b");
    stream.resize(stream.len() + len, b'x');
    stream.extend_from_slice(b"\xc0\0");
    for size in [1000, KEPT_BYTES - 1, 2 * KEPT_BYTES] {
        let (mut open, mut version) = (Open::default(), None);
        let mut last = Vec::new();
        for piece in stream.chunks(size) {
            // The reader gets the head of each message only.
            let message =
                Message { bytes: &piece[..piece.len().min(20_000)], len: piece.len() as u64, is_text: false };
            let view = view(&message, &mut open, &mut version, Detail::Fields);
            assert!(open.kept.len() <= KEPT_BYTES);
            assert_eq!(view.fault, None, "{size}");
            last.push((view.kind.into_owned(), view.summary));
        }
        let wanted = format!("a/b qos=0 len={len} xxx");
        assert!(last.iter().any(|(_, summary)| summary.starts_with(&wanted)), "{size} {last:?}");
    }
}
