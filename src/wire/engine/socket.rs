//! One Socket.IO packet: the text of an Engine.IO message, `type attachments- namespace, id json`.

use std::borrow::Cow;

use super::{ATTACHMENTS_LIMIT, DEPTH_LIMIT, PLACEHOLDERS_LIMIT, Version, json};
use crate::base::Span;

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SocketType {
    /// The client asks for a namespace; the server grants it.
    Connect,
    /// A namespace is left.
    Disconnect,
    /// An event: a name and arguments.
    Event,
    /// The answer to an event that carried an id.
    Ack,
    /// A namespace is refused. Revision 4 calls it ERROR.
    ConnectError,
    /// An event whose arguments hold bytes: they follow as binary messages.
    BinaryEvent,
    /// An answer that holds bytes.
    BinaryAck,
}

impl SocketType {
    /// All, by number.
    pub const ALL: [Self; 7] = [
        Self::Connect,
        Self::Disconnect,
        Self::Event,
        Self::Ack,
        Self::ConnectError,
        Self::BinaryEvent,
        Self::BinaryAck,
    ];

    /// The protocol's own name for it; `version` is that of Engine.IO beneath.
    #[must_use]
    pub const fn name(self, version: Version) -> &'static str {
        match (self, version) {
            (Self::Connect, _) => "CONNECT",
            (Self::Disconnect, _) => "DISCONNECT",
            (Self::Event, _) => "EVENT",
            (Self::Ack, _) => "ACK",
            (Self::ConnectError, Version::V4) => "CONNECT_ERROR",
            (Self::ConnectError, Version::V3) => "ERROR",
            (Self::BinaryEvent, _) => "BINARY_EVENT",
            (Self::BinaryAck, _) => "BINARY_ACK",
        }
    }

    /// Whether bytes follow.
    #[must_use]
    pub const fn is_binary(self) -> bool {
        matches!(self, Self::BinaryEvent | Self::BinaryAck)
    }

    /// Whether it carries the name of an event.
    #[must_use]
    pub const fn is_event(self) -> bool {
        matches!(self, Self::Event | Self::BinaryEvent)
    }
}

/// What can be wrong with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SocketFlaw {
    /// The number of attachments is missing or no number.
    Attachments,
    /// What should be JSON is not.
    Json,
    /// The JSON is not what this type carries: an event is an array that begins with its name, and so on.
    Shape,
}

/// Where bytes belong that follow as an attachment: `{"_placeholder":true,"num":0}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// Which attachment, from 0.
    pub num: u32,
    /// Where the placeholder stands.
    pub span: Span,
}

/// One packet. Its spans count from `at` of [`Socket::read`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Socket<'a> {
    /// What it is.
    pub kind: SocketType,
    /// The digit that says so.
    pub type_span: Span,
    /// How many attachments follow; 0 where none do.
    pub attachments: u32,
    /// The number and its `-`.
    pub attachments_span: Span,
    /// The namespace; `/` where none is named. A query behind a `?` belongs to it (revision 4).
    pub namespace: &'a str,
    /// The namespace and its comma; empty for `/` unsaid.
    pub namespace_span: Span,
    /// The id that asks for an answer, or that an answer answers.
    pub id: Option<u64>,
    /// Its digits.
    pub id_span: Span,
    /// The JSON; empty where there is none.
    pub json: &'a str,
    /// Where it stands.
    pub json_span: Span,
    /// The members of the array, for events and answers: as they are written, and where. The name is the first one of
    /// an event's.
    pub members: Vec<(&'a str, Span)>,
    /// The name of the event.
    pub event: Option<Cow<'a, str>>,
    /// What is wrong with it.
    pub flaw: Option<SocketFlaw>,
}

impl<'a> Socket<'a> {
    /// Reads the text of an Engine.IO message, which begins at `at`. `None` where it does not begin like a packet: then
    /// the message is the application's own.
    ///
    /// ```
    /// use ws101::wire::engine::{Socket, SocketType};
    /// let packet = Socket::read(br#"2/admin,13["reload",{"force":true}]"#, 1).unwrap();
    /// assert_eq!((packet.kind, packet.namespace, packet.id), (SocketType::Event, "/admin", Some(13)));
    /// assert_eq!(packet.event.as_deref(), Some("reload"));
    /// ```
    #[must_use]
    pub fn read(bytes: &'a [u8], at: u64) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let number = bytes.first()?.wrapping_sub(b'0');
        let kind = SocketType::ALL.get(usize::from(number)).copied()?;
        if !bytes.get(1).is_none_or(|next| matches!(next, b'0'..=b'9' | b'-' | b'/' | b'[' | b'{' | b'"')) {
            return None;
        }
        let mut pos = 1;
        let mut flaw = None;
        let start = pos;
        let mut attachments = 0;
        if kind.is_binary() {
            let digits = digits_at(bytes, pos);
            let count = text[pos..pos + digits].parse().ok().filter(|count| *count <= ATTACHMENTS_LIMIT);
            match count.filter(|_| bytes.get(pos + digits) == Some(&b'-')) {
                Some(count) => {
                    attachments = count;
                    pos += digits + 1;
                }
                None => flaw = Some(SocketFlaw::Attachments),
            }
        }
        let attachments_span = Span::new(at + start as u64, at + pos as u64);
        let start = pos;
        let mut namespace = "/";
        if bytes.get(pos) == Some(&b'/') {
            let len = memchr::memchr(b',', &bytes[pos..]).unwrap_or(bytes.len() - pos);
            namespace = &text[pos..pos + len];
            pos = (pos + len + 1).min(bytes.len());
        }
        let namespace_span = Span::new(at + start as u64, at + pos as u64);
        let digits = digits_at(bytes, pos);
        let id = text[pos..pos + digits].parse().ok();
        let id_span = Span::at(at + pos as u64, if id.is_some() { digits as u64 } else { 0 });
        pos += id_span.len() as usize;
        let json = &text[pos..];
        let json_span = Span::at(at + pos as u64, json.len() as u64);
        let mut packet = Self {
            kind,
            type_span: Span::at(at, 1),
            attachments,
            attachments_span,
            namespace,
            namespace_span,
            id,
            id_span,
            json,
            json_span,
            members: Vec::new(),
            event: None,
            flaw,
        };
        packet.data();
        // A number alone, or a digit and a word in quotes, is as likely the application's own.
        let begins_json = matches!(json.as_bytes().first(), Some(b'[' | b'{'));
        (packet.flaw.is_none() || begins_json).then_some(packet)
    }

    /// Looks at the JSON: is it what this type carries?
    fn data(&mut self) {
        let flaw = if self.kind.is_event() || matches!(self.kind, SocketType::Ack | SocketType::BinaryAck) {
            self.array()
        } else {
            let is_json = self.json.is_empty()
                || serde_json::from_str::<&serde_json::value::RawValue>(self.json).is_ok();
            let first = self.json.as_bytes().first();
            let fits = match self.kind {
                SocketType::Disconnect => first.is_none(),
                SocketType::Connect => matches!(first, None | Some(b'{')),
                _ => matches!(first, Some(b'{' | b'"')),
            };
            match (is_json, fits) {
                (false, _) => Some(SocketFlaw::Json),
                (true, false) => Some(SocketFlaw::Shape),
                (true, true) => None,
            }
        };
        self.flaw = self.flaw.or(flaw);
    }

    /// Events and answers carry an array; an event's begins with its name.
    fn array(&mut self) -> Option<SocketFlaw> {
        let (members, is_whole) = json::elements_before(self.json);
        let base = self.json_span.start;
        self.members = members
            .into_iter()
            .map(|(written, span)| (written, Span::at(base + span.start, span.len())))
            .collect();
        if !is_whole {
            // As far as it goes: a long one may have been cut.
            let name = self.members.first().filter(|_| self.kind.is_event());
            self.event = name.and_then(|(name, _)| json::text(name));
            let is_json = serde_json::from_str::<&serde_json::value::RawValue>(self.json).is_ok();
            return Some(if is_json { SocketFlaw::Shape } else { SocketFlaw::Json });
        }
        if !self.kind.is_event() {
            return None;
        }
        let Some((name, _)) = self.members.first().copied() else { return Some(SocketFlaw::Shape) };
        // A name may be a number, too.
        let is_number = name.as_bytes().first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-');
        self.event = json::text(name).or_else(|| is_number.then_some(Cow::Borrowed(name)));
        self.event.is_none().then_some(SocketFlaw::Shape)
    }

    /// The arguments of an event, or of an answer.
    #[must_use]
    pub fn arguments(&self) -> &[(&'a str, Span)] {
        let from = usize::from(self.kind.is_event()).min(self.members.len());
        &self.members[from..]
    }

    /// Where the attachments belong, in the order in which they are written.
    #[must_use]
    pub fn placeholders(&self) -> Vec<Placeholder> {
        let mut found = Vec::new();
        if self.attachments > 0 {
            for (written, span) in &self.members {
                placeholders(written, span.start, 0, &mut found);
            }
        }
        found
    }
}

/// How many digits stand at `at`.
fn digits_at(bytes: &[u8], at: usize) -> usize {
    bytes[at.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Finds placeholders in a value that is written at `at`, `depth` values deep in the arguments.
fn placeholders(written: &str, at: u64, depth: usize, found: &mut Vec<Placeholder>) {
    let is_beyond = found.len() >= PLACEHOLDERS_LIMIT || depth >= DEPTH_LIMIT;
    if is_beyond || memchr::memmem::find(written.as_bytes(), b"_placeholder").is_none() {
        return;
    }
    match written.as_bytes().first() {
        Some(b'[') => {
            for (member, span) in json::elements(written).unwrap_or_default() {
                placeholders(member, at + span.start, depth + 1, found);
            }
        }
        Some(b'{') => {
            let members = json::members(written).unwrap_or_default();
            let value = |name: &str| members.iter().find(|(own, ..)| own == name).map(|(_, value, _)| *value);
            if value("_placeholder") == Some("true")
                && let Some(num) = value("num").and_then(|num| num.parse().ok())
            {
                found.push(Placeholder { num, span: Span::at(at, written.len() as u64) });
                return;
            }
            for (_, member, span) in members {
                placeholders(member, at + span.start, depth + 1, found);
            }
        }
        _ => {}
    }
}
