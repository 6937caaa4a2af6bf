//! A connection made by hand for the tests of the views: bytes, packets and frames as a small conversation has them.

use std::net::{IpAddr, Ipv4Addr};

use crate::base::{Both, Side, Span, Stamp};
use crate::trace::{
    Connection, EndFacts, Ending, Endpoint, Frame, FrameFacts, HeadFacts, HeadForm, Message, MessageFacts,
    MessageKind, NegotiatedFacts, Opening, Outcome, Segment, Sink, Start, Stretch, TcpEnd, TcpEvent,
    TcpEventKind, Trace, Transport,
};
use crate::wire::frame::Header;

/// A trace in the making, and the capture that holds its bytes.
#[derive(Default)]
pub(crate) struct Build {
    pub(crate) trace: Trace,
    pub(crate) source: Vec<u8>,
    ends: Both<u64>,
    messages: u32,
    open_message: Both<Option<Message>>,
    frames: u32,
}

/// The conversation of the RFC's examples: split over packets, fragmented, with control frames in between.
pub(crate) fn hello() -> Build {
    use Side::{Client, Server};
    let mut build = Build::default();
    build.open(Start::Handshake);
    build.event(Client, TcpEventKind::Syn, 1);
    build.event(Server, TcpEventKind::SynAck, 2);
    build.event(Client, TcpEventKind::Ack, 3);
    let mut request = b"GET /chat HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\n".to_vec();
    request.extend_from_slice(b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    request.extend_from_slice(b"Sec-WebSocket-Protocol: chat, superchat\r\n");
    request.extend_from_slice(b"Sec-WebSocket-Version: 13\r\n");
    pad_head(&mut request, 230);
    build.head(Client, &request, 4);
    let mut response = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n".to_vec();
    response
        .extend_from_slice(b"Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    pad_head(&mut response, 159);
    build.head(Server, &response, 5);
    build.trace.negotiated(
        0,
        &NegotiatedFacts {
            outcome: Outcome::Open,
            status: Some(101),
            subprotocol: None,
            extensions: Vec::new(),
            deflate: None,
            accept_expected: None,
            accept_ok: Some(true),
        },
    );
    build.bytes(Client, &[0x81, 0x85, 0x37, 0xFA], 7);
    build.bytes(Client, &[0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58], 8);
    build.tell_frame(Client, Span::new(230, 241), 8);
    build.frame(Server, b"\x81\x05Hello", 9);
    build.bytes(Server, b"\x01\x03Hel\x89\x05H", 11);
    build.tell_frame(Server, Span::new(166, 171), 11);
    build.bytes(Server, b"ello\x80\x02lo", 12);
    build.tell_frame(Server, Span::new(171, 178), 12);
    build.tell_frame(Server, Span::new(178, 182), 12);
    build.frame(Client, &[0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58], 13);
    build.frame(Client, &[0x88, 0x82, 1, 2, 3, 4, 0x02, 0xEA], 14);
    build.frame(Server, &[0x88, 0x02, 0x03, 0xE8], 15);
    build.event(Server, TcpEventKind::Fin, 16);
    build.event(Client, TcpEventKind::Fin, 17);
    let ending = Ending {
        close_frames: Both { client: Some(6), server: Some(7) },
        initiator: Some(Client),
        code: Some(1000),
        tcp: Some(TcpEnd::Fin),
        tcp_by: Some(Server),
    };
    let (last, stream_ends) = (Build::stamp(17), build.ends);
    Sink::end(&mut build.trace, 0, &EndFacts { ending, reason: None, last, stream_ends });
    build
}

/// A conversation in MQTT whose second PUBLISH is cut over two messages, and a fragmented JSON message.
pub(crate) fn sensors() -> Build {
    use Side::{Client, Server};
    let mut build = Build::default();
    build.open(Start::Handshake);
    build.trace.negotiated(
        0,
        &NegotiatedFacts {
            outcome: Outcome::Open,
            status: Some(101),
            subprotocol: Some("mqtt".to_owned()),
            extensions: Vec::new(),
            deflate: None,
            accept_expected: None,
            accept_ok: Some(true),
        },
    );
    build.frame(
        Client,
        &[b"\x82\x90\0\0\0\0".as_slice(), b"\x10\x0e\0\x04MQTT\x04\x02\0\x3c\0\x02id"].concat(),
        1,
    );
    build.frame(Server, b"\x82\x0c\x30\x0a\0\x03a/bhello", 2);
    build.frame(Server, b"\x82\x05\x30\x0a\0\x03a", 3);
    build.frame(Server, b"\x82\x07/bagain", 4);
    build.trace.packet_goes_on(0, 3, 2);
    build.frame(Server, b"\x01\x08{\"a\":[1,", 5);
    build.frame(Server, b"\x80\x05\"2\"]}", 6);
    build
}

fn pad_head(head: &mut Vec<u8>, len: usize) {
    let room = len - head.len() - 2;
    if room >= 6 {
        head.extend_from_slice(b"X: ");
        head.extend(std::iter::repeat_n(b'x', room - 5));
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
}

impl Build {
    pub(crate) fn connection(&self) -> &Connection {
        self.trace.connection(0).expect("a connection")
    }

    fn stamp(packet: u32) -> Stamp {
        // 236 ms over 17 packets, so that the first and last stand at round figures.
        Stamp::from_nanos(1_763_800_000_000_000_000 + i64::from(packet.max(1) - 1) * 236_000_000 / 16)
    }

    pub(crate) fn open(&mut self, start: Start) {
        self.open_over(Transport::Tcp, start);
    }

    pub(crate) fn open_over(&mut self, transport: Transport, start: Start) {
        let end = |port| Endpoint { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), port };
        let opening = Opening {
            tls: None,
            connection: 0,
            client: end(52_114),
            server: end(8080),
            transport,
            start,
            opened: Self::stamp(1),
        };
        Sink::connection(&mut self.trace, &opening);
    }

    pub(crate) fn open_midstream(&mut self) {
        self.open(Start::Midstream);
        for side in Side::BOTH {
            self.trace.frames_start(0, side, 0);
        }
    }

    pub(crate) fn event(&mut self, from: Side, kind: TcpEventKind, packet: u32) {
        let stream_offset = self.ends[from];
        let event = TcpEvent { stamp: Self::stamp(packet), from, kind, packet, stream_offset, len: 0 };
        self.trace.tcp_event(0, &event);
    }

    /// Bytes that one packet brings.
    pub(crate) fn bytes(&mut self, side: Side, bytes: &[u8], packet: u32) {
        if bytes.is_empty() {
            return;
        }
        let span = Span::at(self.ends[side], bytes.len() as u64);
        let capture_offset = self.source.len() as u64;
        self.source.extend_from_slice(bytes);
        let segment = Segment { span, capture_offset, packet, stamp: Self::stamp(packet), late: false };
        self.trace.segment(0, side, &segment);
        self.ends[side] = span.end;
    }

    pub(crate) fn raw_segment(&mut self, side: Side, span: Span, packet: u32) {
        let stamp = Self::stamp(packet);
        let segment = Segment { span, capture_offset: 0, packet, stamp, late: false };
        self.trace.segment(0, side, &segment);
    }

    pub(crate) fn gap(&mut self, side: Side, span: Span) {
        self.trace.stretch(0, side, Stretch::Gap, span);
    }

    pub(crate) fn skip(&mut self, side: Side, bytes: u64) {
        self.ends[side] += bytes;
    }

    pub(crate) fn head(&mut self, from: Side, bytes: &[u8], packet: u32) {
        let span = Span::at(self.ends[from], bytes.len() as u64);
        self.bytes(from, bytes, packet);
        let stamp = Self::stamp(packet);
        Sink::head(
            &mut self.trace,
            0,
            &HeadFacts { from, span, bytes, stamp, packets: (packet, packet), form: HeadForm::Text },
        );
        self.trace.frames_start(0, from, span.end);
    }

    /// A frame in a packet of its own; packet 0 leaves the bytes to [`Build::raw_segment`].
    pub(crate) fn frame(&mut self, from: Side, bytes: &[u8], packet: u32) {
        let span = Span::at(self.ends[from], bytes.len() as u64);
        if packet == 0 {
            self.ends[from] = span.end;
        } else {
            self.bytes(from, bytes, packet);
        }
        self.tell(from, span, bytes, packet);
    }

    /// A frame whose bytes packets have brought.
    pub(crate) fn tell_frame(&mut self, from: Side, span: Span, packet: u32) {
        let bytes = self.connection().stream_bytes(&self.source, from, span).bytes;
        self.tell(from, span, &bytes, packet);
    }

    fn tell(&mut self, from: Side, span: Span, bytes: &[u8], packet: u32) {
        let header = Header::read(bytes).expect("a header");
        let is_control = header.opcode.is_control();
        let starts_message = !is_control && header.opcode.0 != 0;
        let open = self.open_message[from];
        let message = match (is_control, starts_message) {
            (true, _) => None,
            (false, true) => Some(self.messages),
            (false, false) => open.map(|message| message.n),
        };
        let frame = Frame {
            n: self.frames,
            from,
            stamp: Self::stamp(packet),
            span,
            header_len: header.header_len() as u8,
            fin: header.fin,
            rsv: header.rsv,
            opcode: header.opcode,
            masked: header.mask.is_some(),
            payload_len: header.len,
            length_form: header.form,
            message,
            complete: span.len() == header.header_len() as u64 + header.len,
            guess: false,
        };
        self.frames += 1;
        let facts = FrameFacts {
            frame,
            first: bytes[0],
            second: bytes[1],
            key: header.mask,
            starts_message,
            packets: (packet, packet),
            sha1: None,
            payload: None,
            close: None,
        };
        self.trace.frame(0, &facts);
        if starts_message {
            self.messages += 1;
            if !header.fin {
                self.start_message(&frame);
            }
        } else if !is_control && let Some(open) = open {
            self.continue_message(&frame, open);
        }
    }

    fn start_message(&mut self, frame: &Frame) {
        let message = Message {
            n: self.messages - 1,
            from: frame.from,
            kind: if frame.opcode.0 == 1 { MessageKind::Text } else { MessageKind::Binary },
            first_frame: frame.n,
            last_frame: frame.n,
            frames: 1,
            wire_len: frame.payload_len,
            len: frame.payload_len,
            compressed: false,
            complete: false,
            broken: false,
            utf8_ok: true,
            stamp_first: frame.stamp,
            stamp_last: frame.stamp,
        };
        self.trace.message_started(0, &message);
        self.open_message[frame.from] = Some(message);
    }

    fn continue_message(&mut self, frame: &Frame, open: Message) {
        self.trace.message_continued(0, open.n, frame.n);
        let len = open.len + frame.payload_len;
        let message = Message {
            last_frame: frame.n,
            frames: open.frames + 1,
            wire_len: len,
            len,
            complete: frame.fin,
            stamp_last: frame.stamp,
            ..open
        };
        self.trace.message(0, &MessageFacts { message, frames: &[], sha1: None, payload: None, head: None });
        self.open_message[frame.from] = (!frame.fin).then_some(message);
    }
}
