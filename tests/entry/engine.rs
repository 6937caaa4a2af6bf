//! Engine.IO and Socket.IO: polled bodies, messages, addresses, attachments.

use ws101::wire::engine::{
    Address, Joiner, Open, Packet, Packets, Socket, Version, jsonp_request, jsonp_response,
};

/// The input is a byte (bit 0: version 3; bit 1: text messages instead of a body) and the body, or messages parted by FF.
pub fn run(bytes: &[u8]) {
    let Some((first, body)) = bytes.split_first() else { return };
    let version = if first & 1 == 1 { Version::V3 } else { Version::V4 };
    let _ = (Address::of(body), Open::read(body), jsonp_request(body), jsonp_response(body));
    let mut joiner = Joiner::default();
    if first & 2 == 0 {
        // The packets of a body tile it.
        let mut at = 0;
        for packet in Packets::new(version, body) {
            assert_eq!(packet.lead.start.min(packet.span.start), at, "{packet:?}");
            at = packet.span.end;
            one(&packet, &mut joiner);
        }
        assert_eq!(at, body.len() as u64, "packets tile a body");
    } else {
        for message in body.split(|byte| *byte == 0xFF) {
            one(&Packet::of_message(version, first & 4 == 0, message), &mut joiner);
            one(&Packet::of_message(version, first & 4 != 0, message), &mut joiner);
        }
    }
}

fn one(packet: &Packet<'_>, joiner: &mut Joiner) {
    let socket = Socket::read(&packet.data, packet.data_span.start);
    if let Some(socket) = &socket {
        let _ = (socket.placeholders(), socket.arguments());
        for (member, span) in &socket.members {
            assert_eq!(member.len() as u64, span.len(), "{socket:?}");
        }
    }
    let _ = joiner.push(packet, socket.as_ref());
}
