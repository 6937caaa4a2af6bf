//! Queries against a conversation made by hand: handshake, a greeting, a fragmented answer with a Ping inside, Close.

use std::net::{IpAddr, Ipv4Addr};

use crate::base::{Side, Span, Stamp};
use crate::trace::{
    Ending, Endpoint, Frame, FrameFacts, HeadFacts, HeadForm, Message, MessageFacts, MessageKind, Opening,
    Segment, Sink, Start, TcpEvent, TcpEventKind, Trace, Transport,
};
use crate::wire::frame::Header;

use super::{Query, Reads, Scope, Thing, line_column};

const REQUEST: &str = "GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const RESPONSE: &str = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
    sec-websocket-accept:s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \r\n\r\n";

/// A trace under construction, and the capture that holds nothing but stream bytes.
struct Maker {
    trace: Trace,
    capture: Vec<u8>,
    packet: u32,
    frames: u32,
}

impl Maker {
    fn new() -> Self {
        let end = |port| Endpoint { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), port };
        let mut trace = Trace::default();
        let opened = Stamp::from_nanos(0);
        Sink::connection(
            &mut trace,
            &Opening {
                connection: 0,
                client: end(50000),
                server: end(80),
                tls: None,
                transport: Transport::Tcp,
                start: Start::Handshake,
                opened,
            },
        );
        Self { trace, capture: Vec::new(), packet: 0, frames: 0 }
    }

    fn event(&mut self, from: Side, kind: TcpEventKind) {
        self.packet += 1;
        let stamp = Stamp::from_nanos(i64::from(self.packet) * 1_000_000);
        let stream_offset = self.trace.connection(0).map_or(0, |c| c.streams[from].end);
        let event = TcpEvent { stamp, from, kind, packet: self.packet, stream_offset, len: 0 };
        self.trace.tcp_event(0, &event);
    }

    fn segment(&mut self, from: Side, bytes: &[u8]) -> Span {
        self.packet += 1;
        let start = self.trace.connection(0).map_or(0, |c| c.streams[from].end);
        let span = Span::at(start, bytes.len() as u64);
        self.trace.segment(
            0,
            from,
            &Segment {
                span,
                capture_offset: self.capture.len() as u64,
                packet: self.packet,
                stamp: Stamp::from_nanos(i64::from(self.packet) * 1_000_000),
                late: false,
            },
        );
        self.capture.extend_from_slice(bytes);
        span
    }

    fn head(&mut self, from: Side, text: &str) {
        let span = self.segment(from, text.as_bytes());
        let packets = (self.packet, self.packet);
        let stamp = Stamp::from_nanos(0);
        self.trace
            .head(0, &HeadFacts { from, span, bytes: text.as_bytes(), stamp, packets, form: HeadForm::Text });
        self.trace.frames_start(0, from, span.end);
    }

    /// A frame in as many segments as `cuts` says, its message number where it has one.
    fn frame(&mut self, from: Side, hex: &str, cut: usize, message: Option<u32>) {
        let bytes = super::token::bytes_of(hex).unwrap();
        let header = Header::read(&bytes).unwrap();
        let start = self.trace.connection(0).unwrap().streams[from].end;
        for part in bytes.chunks(cut) {
            self.segment(from, part);
        }
        let starts_message = message.is_some() && header.opcode.0 != 0;
        let frame = Frame {
            n: self.frames,
            from,
            stamp: Stamp::from_nanos(i64::from(self.packet) * 1_000_000),
            span: Span::at(start, bytes.len() as u64),
            header_len: header.header_len() as u8,
            fin: header.fin,
            rsv: header.rsv,
            opcode: header.opcode,
            masked: header.mask.is_some(),
            payload_len: header.len,
            length_form: header.form,
            message,
            complete: true,
            guess: false,
        };
        let (first, second) = (bytes[0], bytes[1]);
        let packets = (self.packet, self.packet);
        let key = header.mask;
        let facts = FrameFacts {
            frame,
            first,
            second,
            key,
            starts_message,
            packets,
            sha1: None,
            payload: None,
            close: None,
        };
        self.trace.frame(0, &facts);
        if let (Some(message), 0) = (message, header.opcode.0) {
            self.trace.message_continued(0, message, self.frames);
        }
        self.frames += 1;
    }
}

fn conversation() -> (Trace, Vec<u8>) {
    let (client, server) = (Side::Client, Side::Server);
    let mut maker = Maker::new();
    maker.event(client, TcpEventKind::Syn);
    maker.event(server, TcpEventKind::SynAck);
    maker.head(client, REQUEST);
    maker.head(server, RESPONSE);
    // "Hello", masked, its header and its payload in two packets each.
    maker.frame(client, "81 85 37 fa 21 3d 7f 9f 4d 51 58", 4, Some(0));
    // "안녕", cut inside the first syllable, with a Ping between the fragments.
    maker.frame(server, "01 02 ec 95", 99, Some(1));
    let stamp = Stamp::from_nanos(0);
    let mut message = Message {
        n: 1,
        from: server,
        kind: MessageKind::Text,
        first_frame: 1,
        last_frame: 1,
        frames: 1,
        wire_len: 2,
        len: 2,
        compressed: false,
        complete: false,
        broken: false,
        utf8_ok: true,
        stamp_first: stamp,
        stamp_last: stamp,
    };
    maker.trace.message_started(0, &message);
    maker.frame(server, "89 02 68 69", 99, None);
    maker.frame(server, "80 04 88 eb 85 95", 99, Some(1));
    message = Message { last_frame: 3, frames: 2, wire_len: 6, len: 6, complete: true, ..message };
    let facts = MessageFacts { message, frames: &[1, 3], sha1: None, payload: None, head: None };
    maker.trace.message(0, &facts);
    maker.frame(server, "82 7e 00 7e", 99, Some(2));
    maker.frame(client, "88 82 37 fa 21 3d 34 13", 99, None);
    maker.event(client, TcpEventKind::Fin);
    let ending = Ending { tcp_by: Some(client), ..Ending::default() };
    let stream_ends = maker
        .trace
        .connection(0)
        .map(|c| crate::base::Both { client: c.streams.client.end, server: c.streams.server.end });
    maker.trace.end(
        0,
        &crate::trace::EndFacts { ending, reason: None, last: stamp, stream_ends: stream_ends.unwrap() },
    );
    (maker.trace, maker.capture)
}

fn show(query: &str) -> String {
    let (trace, capture) = conversation();
    let scope = Scope::new(&trace, &capture, Some(0));
    let focus = Query::parse("c2s.frame[op=text][0]").unwrap().select(&scope).unwrap();
    let selected = Query::parse("c2s.frame[0].mask_key.byte[1]").unwrap().select(&scope).unwrap();
    let scope = Scope { focus: &focus, selected: &selected, ..scope };
    let value = Query::parse(query).and_then(|query| query.evaluate(&scope));
    match value.and_then(|value| scope.show(&value)) {
        Ok(text) => text,
        Err(error) => format!("{}: {}", error.at, error.what),
    }
}

#[test]
fn queries_come_to_values() {
    for (query, expect) in [
        // Numbers and precedence.
        ("1 + 2 * 3 - 4 / 2", "5"),
        ("-(1 + 2) * 2", "-6"),
        ("0x10 + 0b11 + 1_000", "1019"),
        ("1 + 1 = 2 and not 1 > 2", "true"),
        // Fields of a frame.
        ("focus.fin", "1"),
        ("focus.opcode | hex", "0x1"),
        ("focus.op", "text"),
        ("focus.opcode | bits", "0001"),
        ("focus.len7 | bits", "0000101"),
        ("focus.mask_key", "37 fa 21 3d"),
        ("focus.payload", "7f 9f 4d 51 58"),
        ("focus.unmasked | text", "Hello"),
        ("focus.unmasked.byte[0]", "48"),
        ("focus.unmasked.bytes[1..3] | text", "el"),
        ("focus.payload.byte[-1]", "58"),
        ("xor(focus.payload.byte[4], focus.mask_key.byte[0]) | text", "o"),
        ("xor(focus.payload, focus.mask_key) = focus.unmasked", "true"),
        ("len(focus.mask_key) + focus.payload_len", "9"),
        ("len(focus.rest)", "9"),
        ("focus.byte[0] | bits", "10000001"),
        ("focus.bytes[0..2] | hex", "81 85"),
        ("focus.byte[0] = 0x81", "true"),
        ("number(focus.header.bytes[0..2])", "33157"),
        ("focus.mask_key.start - focus.start", "2"),
        ("s2c.frame[op=binary].ext_len", "126"),
        ("s2c.frame[op=binary].len7", "126"),
        ("count(c2s.frame[0].ext_len)", "0"),
        // Choosing frames.
        ("count(both.frame)", "6"),
        ("count(c2s.frame)", "2"),
        ("count(both.frame[control])", "2"),
        ("count(s2c.frame[fin=false])", "1"),
        ("count(s2c.frame[not fin])", "1"),
        ("count(s2c.frame[op=text or op=continuation, payload_len > 2])", "1"),
        ("count(both.frame[masked])", "2"),
        ("exists(both.frame[op=pong])", "false"),
        ("exists(s2c.frame[op=ping, payload = x\"68 69\"])", "true"),
        ("exists(both.frame[payload = \"hi\"])", "true"),
        ("s2c.frame[op=continuation][-1].n", "3"),
        ("c2s.frame[op=close].code", "1001"),
        ("c2s.frame[op=close].code | hex", "0x3e9"),
        ("u16(c2s.frame[op=close].unmasked)", "1001"),
        // Messages, across fragments.
        ("count(both.message)", "3"),
        ("s2c.message[0].content | text", "안녕"),
        ("chars(s2c.message[0].content)", "2"),
        ("s2c.message[0].len", "6"),
        ("count(s2c.message[0].frames)", "2"),
        ("s2c.message[0].frames[1].n", "3"),
        ("s2c.frame[op=ping].messages | count", "0"),
        ("count(s2c.message[kind=binary])", "1"),
        // Packets.
        ("count(c2s.frame[0].packets)", "3"),
        ("c2s.frame[0].packet", "5"),
        ("c2s.frame[0].last_packet", "7"),
        ("count(c2s.segment[1].frames)", "1"),
        ("len(c2s.segment[1])", "4"),
        ("len(c2s.stream) - len(request)", "19"),
        // Events.
        ("count(both.event[syn or synack])", "2"),
        ("count(both.event[syn])", "1"),
        ("c2s.event[fin].packet > c2s.frame[op=close].packet", "true"),
        ("both.event[kind=fin].from", "client"),
        // The handshake.
        ("request.method", "GET"),
        ("request.line", "GET /chat HTTP/1.1"),
        ("request.header[\"Upgrade\"]", "Upgrade: websocket"),
        ("request.bytes[0..4]", "47 45 54 20"),
        ("request.target", "/chat"),
        ("c2s.http.request.version", "HTTP/1.1"),
        ("http.response.status + 1", "102"),
        ("response.reason", "Switching Protocols"),
        ("request.header[\"SEC-WEBSOCKET-KEY\"].value", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("count(request.headers)", "4"),
        ("request.blank.bytes[0..2] | hex", "0d 0a"),
        ("accept(request.header[\"Sec-WebSocket-Key\"].value)", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
        (
            "b64(sha1(request.header[\"Sec-WebSocket-Key\"].value + \"258EAFA5-E914-47DA-95CA-C5AB0DC85B11\"))",
            "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        ),
        (
            "b64(sha1(unb64(request.header[\"Sec-WebSocket-Key\"].value) + \"258EAFA5-E914-47DA-95CA-C5AB0DC85B11\"))",
            "BXhwxM0SZasKmCD9S4BfpPmCnEw=",
        ),
        (
            "accept(request.header[\"Sec-WebSocket-Key\"].value) = response.header[\"Sec-WebSocket-Accept\"].value",
            "true",
        ),
        ("unb64(request.header[\"Sec-WebSocket-Key\"].value) | text", "the sample nonce"),
        // The selection.
        ("within(selected, focus.mask_key)", "true"),
        ("within(selected, focus.payload)", "false"),
        ("selected", "fa"),
        ("differences(\"abc\", \"aXcd\")", "2"),
        // Other connections, other words.
        ("conn[0].c2s.frame[0].fin", "1"),
        ("count(conn[7].both.frame)", "0"),
        ("group(65536 * 2)", "131,072"),
        ("len(\"안녕하세요\")", "15"),
    ] {
        assert_eq!(show(query), expect, "{query}");
    }
}

#[test]
fn a_wrong_query_says_where() {
    for (query, expect) in [
        ("", "0: expected a value or a path, found the end"),
        (
            "c2s",
            "3: expected `.frame`, `.message`, `.segment`, `.event`, `.request` or `.response`, found the end",
        ),
        ("c2s.frome", "4: there is no field `frome`"),
        ("c2s.opcode", "4: `opcode` is no object of a stream"),
        ("c2s.frame[opp=text]", "10: nothing is called `opp`"),
        ("c2s.frame[op=tekst]", "13: nothing is called `tekst`"),
        ("c2s.frame[0", "11: expected `]`, found the end"),
        ("c2s.frame[0] 7", "13: expected the end of the query, found 7"),
        ("lenn(focus)", "0: there is no function `lenn`"),
        ("len(focus, focus)", "0: `len` takes 1 argument, not 2"),
        ("focus | lenn", "8: expected a function, found `lenn`"),
        ("1 / 0", "4: this divides by 0"),
        ("focus.fin + \"a\"", "10: these cannot be added"),
        ("c2s.frame[9].fin", "0: this selects nothing"),
        ("focus.status", "6: this has no field `status`"),
        ("x\"8\"", "0: expected pairs of hex digits"),
        ("\"open", "0: the closing quote is missing"),
        ("12z", "0: `12z` is no number"),
        ("1 # 2", "2: this character means nothing here"),
        ("170141183460469231731687303715884105727 + 1", "40: this number is too large"),
        ("c2s.frame[op < text]", "13: these can only be compared with `=` and `!=`"),
    ] {
        assert_eq!(show(query), expect, "{query}");
    }
    assert_eq!(show(&"(".repeat(100)), "32: this is nested too deeply");
    assert!(Query::parse(&"1+".repeat(5000)).is_err());
}

#[test]
fn things_have_places_to_the_bit() {
    let (trace, capture) = conversation();
    let scope = Scope::new(&trace, &capture, Some(0));
    let one = |query: &str| -> Thing {
        let things = Query::parse(query).unwrap().select(&scope).unwrap();
        assert_eq!(things.len(), 1, "{query}");
        things[0]
    };
    let head = REQUEST.len() as u64;
    for (query, start, len, bits) in [
        ("c2s.frame[0]", head, 11, None),
        ("c2s.frame[0].fin", head, 1, Some((0, 1))),
        ("c2s.frame[0].opcode", head, 1, Some((4, 4))),
        ("c2s.frame[0].mask", head + 1, 1, Some((0, 1))),
        ("c2s.frame[0].payload_len", head + 1, 1, Some((1, 7))),
        ("c2s.frame[0].mask_key", head + 2, 4, None),
        ("c2s.frame[0].unmasked.byte[2]", head + 8, 1, None),
        ("request.header[\"host\"].value", 26, 18, None),
        ("s2c.frame[op=binary].payload_len", RESPONSE.len() as u64 + 16, 2, None),
    ] {
        let thing = one(query);
        let found = (thing.span.start, thing.span.len(), thing.bits.map(|bits| (bits.start, bits.len)));
        assert_eq!(found, (start, len, bits), "{query}");
    }
    assert_eq!(one("c2s.frame[0].unmasked.byte[2]").reads, Reads::Unmasked(0, 2, 3));
    assert_eq!(one("c2s.frame[0]").last_packet(trace.connection(0).unwrap()), Some(7));
    let filter = Query::parse("op=close and masked").unwrap();
    assert!(filter.holds_for(&scope, &one("c2s.frame[1]")).unwrap());
    assert!(!filter.holds_for(&scope, &one("c2s.frame[0]")).unwrap());
}

#[test]
fn positions_are_lines_and_columns() {
    let text = "ab안\nbc";
    for (at, expect) in [(0, (1, 1)), (2, (1, 3)), (4, (1, 3)), (5, (1, 4)), (6, (2, 1)), (99, (2, 3))] {
        assert_eq!(line_column(text, at), expect, "{at}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9.\\[\\]()=<>!+*/|\", -]{0,60}") {
        let (trace, capture) = conversation();
        let scope = Scope::new(&trace, &capture, None);
        if let Ok(value) = Query::parse(&text).and_then(|query| query.evaluate(&scope)) {
            let _ = scope.show(&value);
        }
    }
}
