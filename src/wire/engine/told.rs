//! A packet in one line: protocol, kind and what it says, in the protocols' own words.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Joined, Open, Packet, PacketType, Socket, SocketType, Version, Waiting};

/// Characters of a line at most.
pub const TOLD_CHARS: usize = 120;

/// A packet in one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// `socket.io`, or `engine.io` where there is nothing of the former in it.
    pub protocol: &'static str,
    /// Its type: `EVENT`, `open`; bytes that belong to an event are an `attachment`.
    pub kind: Cow<'static, str>,
    /// What it says.
    pub summary: String,
}

/// The line of a packet; `socket` is what its text was read as, `joined` what it is to the attachments of its side, and
/// `waiting` the event that attachments belong to, once the packet was joined. `missing` bytes of its data were not kept.
#[must_use]
pub fn told(
    version: Version,
    packet: &Packet<'_>,
    socket: Option<&Socket<'_>>,
    joined: &Joined,
    waiting: Option<&Waiting>,
    missing: u64,
) -> Told {
    let len = packet.data.len() as u64 + missing;
    let mut told = match (socket, joined, waiting) {
        (Some(socket), ..) => of_socket(version, socket),
        (None, Joined::Whole(whole), _) => of_joined(whole, len),
        (None, Joined::Attachment { .. }, Some(waiting)) => of_joined(waiting, len),
        _ => of_packet(packet, len),
    };
    cut(&mut told.summary);
    told
}

/// A packet with nothing of Socket.IO in it.
fn of_packet(packet: &Packet<'_>, len: u64) -> Told {
    let kind = packet.kind.map_or("malformed", PacketType::name);
    let summary = match (packet.kind, Open::read(&packet.data)) {
        (Some(PacketType::Open), Some(open)) => of_open(&open),
        _ if packet.is_binary() => format!("{len} bytes"),
        _ => one_line(&packet.data),
    };
    Told { protocol: "engine.io", kind: Cow::Borrowed(kind), summary }
}

fn of_open(open: &Open) -> String {
    let mut line = format!("sid={}", open.sid);
    if !open.upgrades.is_empty() {
        let _ = write!(line, " upgrades={}", open.upgrades.join(","));
    }
    for (name, value) in [
        ("pingInterval", open.ping_interval_millis),
        ("pingTimeout", open.ping_timeout_millis),
        ("maxPayload", open.max_payload_bytes),
    ] {
        if let Some(value) = value {
            let _ = write!(line, " {name}={value}");
        }
    }
    line
}

fn of_joined(event: &Waiting, len: u64) -> Told {
    let name = if event.event.is_empty() { SocketType::BinaryAck.name(Version::V4) } else { &event.event };
    Told::of_attachment(event.attachments.len() as u32, event.announced, name, len)
}

impl Told {
    /// The line of attachment `nth`, from 1, of the event `name`.
    #[must_use]
    pub fn of_attachment(nth: u32, announced: u32, name: &str, len: u64) -> Self {
        let mut summary = one_line(format!("{nth}/{announced} of {name}, {len} bytes").as_bytes());
        cut(&mut summary);
        Self { protocol: "socket.io", kind: Cow::Borrowed("attachment"), summary }
    }
}

/// `/namespace #id event arguments`; attachments stand as `<0>`.
fn of_socket(version: Version, socket: &Socket<'_>) -> Told {
    let mut parts: Vec<Cow<'_, str>> = Vec::new();
    if socket.namespace != "/" {
        parts.push(Cow::Borrowed(socket.namespace));
    }
    if let Some(id) = socket.id {
        parts.push(Cow::Owned(format!("#{id}")));
    }
    if let Some(event) = &socket.event {
        parts.push(Cow::Borrowed(event));
    }
    let head = parts.join(" ");
    let mut line = head;
    let blank = |line: &mut String| {
        if !line.is_empty() {
            line.push(' ');
        }
    };
    if socket.members.is_empty() && !socket.json.is_empty() {
        blank(&mut line);
        line.extend(socket.json.chars().take(TOLD_CHARS));
    }
    let mut holes = socket.placeholders().into_iter().peekable();
    for (n, (written, span)) in socket.arguments().iter().enumerate() {
        if line.len() > 4 * TOLD_CHARS {
            break;
        }
        if n > 0 {
            line.push(',');
        }
        blank(&mut line);
        let mut at = span.start;
        while let Some(hole) = holes.next_if(|hole| hole.span.end <= span.end) {
            let before = (at - span.start) as usize..(hole.span.start - span.start) as usize;
            line.extend(written.get(before).unwrap_or_default().chars().take(TOLD_CHARS));
            let _ = write!(line, "<{}>", hole.num);
            at = hole.span.end;
        }
        line.extend(written.get((at - span.start) as usize..).unwrap_or_default().chars().take(TOLD_CHARS));
    }
    Told {
        protocol: "socket.io",
        kind: Cow::Borrowed(socket.kind.name(version)),
        summary: one_line(line.as_bytes()),
    }
}

/// Text on one line: what cannot be seen stands as a middle dot.
fn one_line(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(4 * TOLD_CHARS + 4)];
    String::from_utf8_lossy(head).chars().map(|c| if is_seen(c) { c } else { '·' }).collect()
}

/// Whether a character can be seen, and leaves the order of those around it alone.
fn is_seen(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'))
}

fn cut(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(TOLD_CHARS) {
        text.truncate(at);
        text.pop();
        text.push('…');
    }
}
