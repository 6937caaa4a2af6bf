//! Packets as tables: what is written, and what is read of it.

use std::borrow::Cow;

use proptest::prelude::*;

use super::*;
use crate::base::Span;

/// A packet in one line: type, form, data, flaw.
fn shown(packet: &Packet<'_>) -> String {
    let kind = packet.kind.map_or("?", PacketType::name);
    let data = match (packet.form, packet.flaw) {
        (Form::Text, _) | (_, Some(Flaw::Base64)) => String::from_utf8_lossy(&packet.data).into_owned(),
        _ => packet.data.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    let form = match packet.form {
        Form::Text => "",
        Form::Binary => "bytes",
        Form::Base64 => "base64",
    };
    let flaw = packet.flaw.map_or_else(String::new, |flaw| format!("!{flaw:?}"));
    [kind, form, &data, &flaw].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The spans of a packet tile it, and packets tile their body.
fn check_tiles(packets: &[Packet<'_>], len: u64) {
    let mut at = 0;
    for packet in packets {
        assert_eq!(packet.span.start, at, "{packet:?}");
        let mut within = at;
        for part in [packet.lead, packet.mark, packet.type_span, packet.data_span] {
            if !part.is_empty() {
                assert_eq!(part.start, within, "{packet:?}");
                within = part.end;
            }
        }
        assert_eq!(within, packet.span.end, "{packet:?}");
        at = within;
    }
    assert_eq!(at, len);
}

fn check_body(version: Version, body: &[u8], expect: &[&str]) {
    let packets: Vec<_> = Packets::new(version, body).collect();
    let lines: Vec<String> = packets.iter().map(shown).collect();
    assert_eq!(lines, expect, "{:?}", String::from_utf8_lossy(body));
    check_tiles(&packets, body.len() as u64);
}

#[test]
fn bodies_of_revision_4_are_parted_by_separators() {
    for (body, expect) in [
        ("", &[][..]),
        ("4hello", &["message hello"]),
        ("4hello\x1e2\x1e4world", &["message hello", "ping", "message world"]),
        ("6", &["noop"]),
        ("1\x1e", &["close", "? !Empty"]),
        ("\x1e\x1e4a", &["? !Empty", "? !Empty", "message a"]),
        ("bAQIDBA==", &["message base64 01020304"]),
        ("bAQIDBA", &["message base64 01020304"]),
        (
            "451-[\"a\",{\"_placeholder\":true,\"num\":0}]\x1eb/w==",
            &["message 51-[\"a\",{\"_placeholder\":true,\"num\":0}]", "message base64 ff"],
        ),
        ("b", &["message base64"]),
        ("b*", &["message base64 * !Base64"]),
        ("7x", &["? 7x !Type"]),
        ("<html>", &["? <html> !Type"]),
        ("0{\"sid\":\"a\"}", &["open {\"sid\":\"a\"}"]),
        ("5\x1e3probe", &["upgrade", "pong probe"]),
    ] {
        check_body(Version::V4, body.as_bytes(), expect);
    }
    check_body(Version::V4, b"4\xff", &["message \u{fffd} !Utf8"]);
}

#[test]
fn bodies_of_revision_3_say_their_lengths() {
    for (body, expect) in [
        (&b""[..], &[][..]),
        (b"6:4hello", &["message hello"]),
        (b"6:4hello1:2", &["message hello", "ping"]),
        // Lengths count UTF-16 code units: the euro sign is one, an emoji two.
        ("2:4€1:6".as_bytes(), &["message €", "noop"]),
        ("3:4🙂1:6".as_bytes(), &["message 🙂", "noop"]),
        ("2:4🙂1:6".as_bytes(), &["message 🙂1:6 !Cut"]),
        ("4:4안녕!".as_bytes(), &["message 안녕!"]),
        (b"10:b4AQIDBA==", &["message base64 01020304"]),
        (b"2:b4", &["message base64"]),
        (b"1:b", &["? base64 !Empty"]),
        (b"3:b9A", &["? base64 41 !Type"]),
        (b"0:1:6", &["? !Empty", "noop"]),
        (b"9:4cut", &["message cut !Cut"]),
        (b"5", &["? 5 !Length"]),
        (b":4a", &["? :4a !Length"]),
        (b"ok", &["? ok !Length"]),
        (b"1:21:1", &["ping", "close"]),
        (b"99999999999999999999:4", &["? 99999999999999999999:4 !Length"]),
        (b"2:4\xff1:6", &["message \u{fffd} !Utf8", "noop"]),
        // Binary: text and bytes, each with its length in bytes.
        (b"\x00\x06\xff4hello\x01\x04\xff\x04\x01\x02\x03", &["message hello", "message bytes 010203"]),
        ("\0\u{1}\u{0}".as_bytes(), &["? \0\u{1}\0 !Length"]),
        (b"\x00\x01\x00\xff4\xe2\x82\xac45678", &["message €45678 !Cut"]),
        (b"\x00\x01\x00\xff4\xe2\x82\xac456789", &["message €456789"]),
        (b"\x01\x01\xff\x09", &["? bytes 09 !Type"]),
        (b"\x01\xff", &["? \u{1}\u{fffd} !Length"]),
        (b"\x01\x00\xff", &["? bytes !Empty"]),
        (b"\x01\x02\xff\x04", &["message bytes !Cut"]),
        (b"\x00", &["? \0 !Length"]),
        (b"\x00\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\x09\xff4", &["message !Cut"]),
    ] {
        check_body(Version::V3, body, expect);
    }
}

#[test]
fn a_websocket_message_is_one_packet() {
    use Version::{V3, V4};
    for (version, is_text, bytes, expect) in [
        (V4, true, &b"2probe"[..], "ping probe"),
        (V4, true, b"3probe", "pong probe"),
        (V4, true, b"5", "upgrade"),
        (V4, true, b"42[\"a\"]", "message 2[\"a\"]"),
        (V4, true, b"", "? !Empty"),
        (V4, true, b"hello", "? hello !Type"),
        (V4, true, b"bAQ==", "message base64 01"),
        (V4, false, b"\x04\x01", "message bytes 0401"),
        (V4, false, b"", "message bytes"),
        (V3, false, b"\x04\x01", "message bytes 01"),
        (V3, false, b"", "? bytes !Empty"),
        (V3, false, b"\x07\x01", "? bytes 0701 !Type"),
        (V3, true, b"b4AQ==", "message base64 01"),
    ] {
        let packet = Packet::of_message(version, is_text, bytes);
        assert_eq!(shown(&packet), expect, "{version:?} {bytes:?}");
        check_tiles(&[packet], bytes.len() as u64);
    }
}

/// A Socket.IO packet in one line.
fn socket(text: &str) -> String {
    let Some(packet) = Socket::read(text.as_bytes(), 1) else { return "none".to_owned() };
    let mut out = format!("{} {}", packet.kind.name(Version::V4), packet.namespace);
    if let Some(id) = packet.id {
        out += &format!(" #{id}");
    }
    if packet.attachments > 0 {
        let at: Vec<String> =
            packet.placeholders().iter().map(|own| format!("{}@{}", own.num, own.span.start)).collect();
        out += &format!(" +{}({})", packet.attachments, at.join(" "));
    }
    if let Some(event) = &packet.event {
        out += &format!(" '{event}'");
    }
    let from = usize::from(packet.event.is_some());
    let arguments: Vec<&str> = packet.members[from..].iter().map(|(written, _)| *written).collect();
    if !arguments.is_empty() {
        out += &format!(" {}", arguments.join(" | "));
    } else if packet.members.is_empty() && !packet.json.is_empty() {
        out += &format!(" {}", packet.json);
    }
    if let Some(flaw) = packet.flaw {
        out += &format!(" !{flaw:?}");
    }
    // The parts tile the packet, and members are where they say.
    let mut at = 1;
    for span in
        [packet.type_span, packet.attachments_span, packet.namespace_span, packet.id_span, packet.json_span]
    {
        assert_eq!(span.start, at, "{text}");
        at = span.end;
    }
    assert_eq!(at, text.len() as u64 + 1);
    for (written, span) in &packet.members {
        assert_eq!(&&text[span.start as usize - 1..span.end as usize - 1], written);
    }
    out
}

#[test]
fn socket_io_packets_are_read_in_their_parts() {
    for (text, expect) in [
        ("0", "CONNECT /"),
        ("0{\"token\":\"abc\"}", "CONNECT / {\"token\":\"abc\"}"),
        ("0/admin,{\"sid\":\"x\"}", "CONNECT /admin {\"sid\":\"x\"}"),
        ("0/admin", "CONNECT /admin"),
        ("0/admin?token=1,", "CONNECT /admin?token=1"),
        ("1", "DISCONNECT /"),
        ("1/admin,", "DISCONNECT /admin"),
        ("2[\"chat\",\"hi\"]", "EVENT / 'chat' \"hi\""),
        ("2[\"chat\"]", "EVENT / 'chat'"),
        ("2[7,1]", "EVENT / '7' 1"),
        ("2[\"a\\u00e9\", 1 ,{\"b\":[2]}]", "EVENT / 'aé' 1 | {\"b\":[2]}"),
        ("2/n,12[\"e\",null]", "EVENT /n #12 'e' null"),
        ("212[\"e\"]", "EVENT / #12 'e'"),
        ("312[]", "ACK / #12 []"),
        ("3/n,0[\"ok\"]", "ACK /n #0 \"ok\""),
        ("4{\"message\":\"no\"}", "CONNECT_ERROR / {\"message\":\"no\"}"),
        ("4\"no\"", "CONNECT_ERROR / \"no\""),
        ("4/s,{\"message\":\"no\"}", "CONNECT_ERROR /s {\"message\":\"no\"}"),
        (
            "52-/n,3[\"b\",{\"_placeholder\":true,\"num\":0},[{\"x\":{\"num\":1,\"_placeholder\":true}}]]",
            "BINARY_EVENT /n #3 +2(0@13 1@49) 'b' {\"_placeholder\":true,\"num\":0} | [{\"x\":{\"num\":1,\"_placeholder\":true}}]",
        ),
        (
            "61-5[{\"_placeholder\":true,\"num\":0}]",
            "BINARY_ACK / #5 +1(0@6) {\"_placeholder\":true,\"num\":0}",
        ),
        (
            "51-[\"b\",{\"_placeholder\":false,\"num\":0}]",
            "BINARY_EVENT / +1() 'b' {\"_placeholder\":false,\"num\":0}",
        ),
        // Malformed, but plainly meant.
        ("5[\"b\"]", "BINARY_EVENT / 'b' !Attachments"),
        ("5-[\"b\"]", "none"),
        ("599999-[\"b\"]", "none"),
        ("2[\"a\"", "EVENT / 'a' !Json"),
        ("2[\"a\",1,{\"b", "EVENT / 'a' 1 !Json"),
        ("3[1,", "ACK / 1 !Json"),
        ("2[\"a", "EVENT / [\"a !Json"),
        ("2{\"a\":1}", "EVENT / {\"a\":1} !Shape"),
        ("2[]", "EVENT / [] !Shape"),
        ("2[{}]", "EVENT / {} !Shape"),
        ("0[1]", "CONNECT / [1] !Shape"),
        ("1{}", "DISCONNECT / {} !Shape"),
        // An application's own text.
        ("", "none"),
        ("2", "none"),
        ("42", "none"),
        ("2024-11-22", "none"),
        ("7[\"a\"]", "none"),
        ("hello", "none"),
        ("0 items", "none"),
        ("299999999999999999999999[\"a\"]", "none"),
    ] {
        assert_eq!(socket(text), expect, "{text}");
    }
}

#[test]
fn targets_name_version_transport_and_session() {
    for (target, expect) in [
        ("/socket.io/?EIO=4&transport=polling&t=abc", Some((Version::V4, Transport::Polling, None))),
        (
            "/socket.io/?EIO=3&transport=polling&sid=a_-B",
            Some((Version::V3, Transport::Polling, Some("a_-B"))),
        ),
        ("/x?sid=q&transport=websocket&EIO=4#f", Some((Version::V4, Transport::WebSocket, Some("q")))),
        ("/x?EIO=4&transport=polling&sid=", Some((Version::V4, Transport::Polling, None))),
        ("/x?EIO=2&transport=polling", None),
        ("/x?EIO=4", None),
        ("/x?EIO=4&transport=webtransport", None),
        ("/x?transport=polling", None),
        ("/EIO=4&transport=polling", None),
        ("/x?aEIO=4&transport=polling", None),
        ("", None),
        ("?", None),
        ("/x?EIO&transport&sid", None),
    ] {
        let address = Address::of(target.as_bytes());
        let found = address.map(|address| {
            let sid = address.sid.map(|sid| std::str::from_utf8(sid).unwrap());
            let span = address.sid_span;
            assert_eq!(&target[span.start as usize..span.end as usize], sid.unwrap_or_default(), "{target}");
            (address.version, address.transport, sid)
        });
        assert_eq!(found, expect, "{target}");
    }
    let jsonp = Address::of(b"/socket.io/?EIO=3&transport=polling&j=0").unwrap();
    assert!(jsonp.is_jsonp);
}

#[test]
fn the_servers_handshake_is_read() {
    let whole = br#"{"sid":"N7TfP-lGzwT4qM-eAAAA","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
    let open = Open::read(whole).unwrap();
    assert_eq!(open.sid, "N7TfP-lGzwT4qM-eAAAA");
    assert_eq!(open.upgrades, ["websocket"]);
    assert_eq!((open.ping_interval_millis, open.ping_timeout_millis), (Some(25_000), Some(20_000)));
    assert_eq!(open.max_payload_bytes, Some(1_000_000));
    for cut in 0..whole.len() {
        assert_eq!(Open::read(&whole[..cut]), None);
    }
    for (data, sid) in [
        (&br#"{"sid":"a","upgrades":7,"pingInterval":"x","more":{}}"#[..], Some("a")),
        (br#"{"sid":""}"#, None),
        (br#"{"sid":1}"#, None),
        (br#"{"upgrades":[]}"#, None),
        (b"[]", None),
        (b"\xff", None),
    ] {
        assert_eq!(Open::read(data).map(|open| open.sid).as_deref(), sid);
    }
}

#[test]
fn attachments_are_joined_to_their_event() {
    let mut joiner = Joiner::default();
    let event = br#"52-["files",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;
    let text = |joiner: &mut Joiner, data: &[u8]| {
        let message = [b"4", data].concat();
        let packet = Packet::of_message(Version::V4, true, &message);
        let socket = Socket::read(&packet.data, 1);
        joiner.push(&packet, socket.as_ref())
    };
    let bytes =
        |joiner: &mut Joiner, data: &[u8]| joiner.push(&Packet::of_message(Version::V4, false, data), None);
    assert_eq!(bytes(&mut joiner, &[1]), Joined::Stray);
    assert_eq!(text(&mut joiner, event), Joined::Begins);
    assert_eq!(joiner.waiting().unwrap().announced, 2);
    assert_eq!(bytes(&mut joiner, &[1, 2, 3]), Joined::Attachment { n: 0 });
    // A heartbeat in between is none of its business.
    assert_eq!(joiner.push(&Packet::of_message(Version::V4, true, b"2"), None), Joined::Nothing);
    let big = vec![7; JOIN_LIMIT_BYTES];
    let Joined::Whole(whole) = bytes(&mut joiner, &big) else { panic!("whole") };
    assert_eq!((&*whole.event, whole.attachments.len(), whole.attachments[0].len), ("files", 2, 3));
    assert_eq!(whole.attachments[0].bytes, [1, 2, 3]);
    assert_eq!(whole.attachments[1].len, JOIN_LIMIT_BYTES as u64);
    assert_eq!(whole.attachments[1].bytes.len(), JOIN_LIMIT_BYTES - 3);
    assert_eq!(bytes(&mut joiner, &[1]), Joined::Stray);
    // Text before the last attachment, or packets that are missing, end the waiting.
    assert_eq!(text(&mut joiner, event), Joined::Begins);
    assert_eq!(text(&mut joiner, b"2[\"a\"]"), Joined::Nothing);
    assert_eq!(bytes(&mut joiner, &[1]), Joined::Stray);
    assert_eq!(text(&mut joiner, event), Joined::Begins);
    joiner.lose();
    assert_eq!(bytes(&mut joiner, &[1]), Joined::Stray);
}

#[test]
fn jsonp_wraps_the_payload_in_a_script_and_a_form() {
    for (body, expect) in [
        (&b"___eio[0](\"4a\\\"b\\u001e2\");"[..], Some(&b"4a\"b\x1e2"[..])),
        (b"/**/___eio[12](\"\");\n", Some(b"")),
        (b"___eio[0](4)", None),
        (b"___eio[0](\"a\"", None),
        (b"4a", None),
    ] {
        assert_eq!(jsonp_response(body).as_deref(), expect);
    }
    for (body, expect) in [
        (&b"d=4hello+you%21%1E2"[..], Some(&b"4hello you!\x1e2"[..])),
        (b"d=4a%5Cnb%5C%5Cnc", Some(b"4a\nb\\nc")),
        (b"d=%zz%4", Some(b"%zz%4")),
        (b"d=", Some(b"")),
        (b"4a", None),
    ] {
        assert_eq!(jsonp_request(body).as_deref(), expect);
    }
}

#[test]
fn what_is_written_is_read_back() {
    let packets: [(PacketType, Form, &[u8]); 4] = [
        (PacketType::Message, Form::Text, "2[\"채팅\",\"🙂\"]".as_bytes()),
        (PacketType::Message, Form::Base64, &[0, 1, 0xFF]),
        (PacketType::Noop, Form::Text, b""),
        (PacketType::Close, Form::Text, b""),
    ];
    for version in [Version::V3, Version::V4] {
        let body = write_payload(version, &packets);
        let read: Vec<_> = Packets::new(version, &body).collect();
        let read: Vec<_> = read.iter().map(|own| (own.kind.unwrap(), own.form, &own.data[..])).collect();
        assert_eq!(read, packets, "{version:?}");
    }
    let binary =
        [(PacketType::Message, Form::Binary, &b"\x00\xff"[..]), (PacketType::Ping, Form::Text, b"probe")];
    let body = write_payload(Version::V3, &binary);
    assert_eq!(body, b"\x01\x03\xff\x04\x00\xff\x00\x06\xff2probe");
    check_body(Version::V3, &body, &["message bytes 00ff", "ping probe"]);
}

/// Everything there is to read of bytes, for its own sake.
fn read_all(bytes: &[u8]) {
    for version in [Version::V3, Version::V4] {
        let packets: Vec<_> = Packets::new(version, bytes).collect();
        check_tiles(&packets, bytes.len() as u64);
        let mut joiner = Joiner::default();
        for packet in &packets {
            let socket = Socket::read(&packet.data, packet.data_span.start);
            if let Some(socket) = &socket {
                let _ = (socket.placeholders(), socket.arguments().len());
            }
            let _ = (joiner.push(packet, socket.as_ref()), Open::read(&packet.data));
        }
        for is_text in [true, false] {
            check_tiles(&[Packet::of_message(version, is_text, bytes)], bytes.len() as u64);
        }
    }
    let _ = (Address::of(bytes), jsonp_request(bytes), jsonp_response(bytes));
}

proptest! {
    #[test]
    fn no_bytes_are_too_odd(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_all(&bytes);
    }

    #[test]
    fn nothing_made_of_its_own_characters_is_too_odd(
        text in "[0-9:b\\-/,\\[\\]{}\"a\u{1e}€🙂 ]{0,60}",
        wrapped in prop::sample::select(vec!["", "42", "451-", "/socket.io/?EIO=4&transport=", "0{\"sid\":", "___eio[0]("]),
    ) {
        read_all(format!("{wrapped}{text}").as_bytes());
    }

    #[test]
    fn written_packets_come_back(
        texts in prop::collection::vec((0_usize..7, "[^\u{1e}]{0,20}"), 0..6),
        is_v3 in any::<bool>(),
    ) {
        let version = if is_v3 { Version::V3 } else { Version::V4 };
        let packets: Vec<_> =
            texts.iter().map(|(kind, text)| (PacketType::ALL[*kind], Form::Text, text.as_bytes())).collect();
        let body = write_payload(version, &packets);
        let read: Vec<_> = Packets::new(version, &body).map(|own| (own.kind, own.data, own.flaw)).collect();
        let due: Vec<_> = packets.iter().map(|(kind, _, data)| (Some(*kind), Cow::Borrowed(*data), None)).collect();
        prop_assert_eq!(read, due);
    }
}

#[test]
fn deep_and_long_json_is_bounded() {
    let nested = |depth: usize| {
        let inner = "{\"_placeholder\":true,\"num\":0}";
        let text = format!("51-[\"a\",{}{inner}{}]", "[".repeat(depth), "]".repeat(depth));
        Socket::read(text.as_bytes(), 0).unwrap().placeholders().len()
    };
    assert_eq!((nested(0), nested(DEPTH_LIMIT - 1), nested(DEPTH_LIMIT), nested(100_000)), (1, 1, 0, 0));
    let many = format!("51-[\"a\"{}]", ",{\"_placeholder\":true,\"num\":0}".repeat(9000));
    let packet = Socket::read(many.as_bytes(), 0).unwrap();
    assert_eq!(packet.placeholders().len(), PLACEHOLDERS_LIMIT);
    assert_eq!(packet.placeholders()[0].span, Span::at(8, 29));
}
