//! Walks the JSON of a HAR: which value of which object is what. A value of another type than expected is read over.

use std::io::Read;
use std::ops::ControlFlow;

use serde_json::Deserializer;
use serde_json::error::Category;

use serde::de::{DeserializeSeed, Error as DeError, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::guard::{Guard, Meter, TooDeep};
use super::{Entry, MAX_ENTRIES, MAX_HEAD_BYTES, MAX_MESSAGES, Message, Store, Trouble, Url, data, when};
use crate::base::{Side, Span};
use crate::wire::capture::DamageKind;

/// Where in the file the walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Root,
    Log,
    Entries,
    Entry,
    Head(Side),
    Headers(Side),
    Header(Side),
    Messages,
    Message,
    Leaf(Leaf),
    /// Nothing that is read.
    Other,
}

/// A value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    Started,
    ServerAddress,
    ServerPort,
    Resource,
    Method,
    Url,
    Version(Side),
    Status,
    Reason,
    Failure,
    Name,
    Value,
    Type,
    Time,
    Opcode,
    Data,
}

impl At {
    /// What the value of a key is.
    fn key(self, key: &str) -> Self {
        use Leaf::{
            Data, Failure, Method, Name, Opcode, Reason, Resource, ServerAddress, ServerPort, Started,
            Status, Time, Type, Url, Value, Version,
        };
        match (self, key) {
            (Self::Root, "log") => Self::Log,
            (Self::Log, "entries") => Self::Entries,
            (Self::Entry, "startedDateTime") => Self::Leaf(Started),
            (Self::Entry, "serverIPAddress") => Self::Leaf(ServerAddress),
            (Self::Entry, "_serverPort") => Self::Leaf(ServerPort),
            (Self::Entry, "_resourceType") => Self::Leaf(Resource),
            (Self::Entry, "_webSocketMessages") => Self::Messages,
            (Self::Entry, "request") => Self::Head(Side::Client),
            (Self::Entry, "response") => Self::Head(Side::Server),
            (Self::Head(Side::Client), "method") => Self::Leaf(Method),
            (Self::Head(Side::Client), "url") => Self::Leaf(Url),
            (Self::Head(side), "httpVersion") => Self::Leaf(Version(side)),
            (Self::Head(side), "headers") => Self::Headers(side),
            (Self::Head(Side::Server), "status") => Self::Leaf(Status),
            (Self::Head(Side::Server), "statusText") => Self::Leaf(Reason),
            (Self::Head(Side::Server), "_failureText" | "_error") => Self::Leaf(Failure),
            (Self::Header(_), "name") => Self::Leaf(Name),
            (Self::Header(_), "value") => Self::Leaf(Value),
            (Self::Message, "type") => Self::Leaf(Type),
            (Self::Message, "time") => Self::Leaf(Time),
            (Self::Message, "opcode") => Self::Leaf(Opcode),
            (Self::Message, "data") => Self::Leaf(Data),
            _ => Self::Other,
        }
    }

    /// What the elements of a list are.
    const fn element(self) -> Self {
        match self {
            Self::Entries => Self::Entry,
            Self::Headers(side) => Self::Header(side),
            Self::Messages => Self::Message,
            _ => Self::Other,
        }
    }
}

/// A message that is being read.
#[derive(Debug, Default)]
struct Draft {
    from: Option<Side>,
    opcode: Option<f64>,
    time: Option<f64>,
    data: String,
    was_cut: bool,
}

/// What has been read and not been told.
struct Reading<'a, S> {
    store: &'a mut S,
    meter: &'a Meter,
    entry: Entry,
    /// Whether an entry is being read.
    is_open: bool,
    /// Whether the entry names itself a WebSocket, or has messages.
    is_websocket: bool,
    head_bytes: usize,
    name: String,
    value: String,
    draft: Draft,
    told: u32,
    has_entries: bool,
    /// The store broke off, or there are too many entries.
    halt: Option<Halt>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Halt {
    Broken,
    TooMany,
}

pub(super) fn read<R: Read>(
    guard: Guard<'_, R>,
    meter: &Meter,
    store: &mut impl Store,
) -> Result<(), Trouble> {
    let mut reading = Reading {
        store,
        meter,
        entry: Entry::default(),
        is_open: false,
        is_websocket: false,
        head_bytes: 0,
        name: String::new(),
        value: String::new(),
        draft: Draft::default(),
        told: 0,
        has_entries: false,
        halt: None,
    };
    let mut json = Deserializer::from_reader(guard);
    let walk = Walk { reading: &mut reading, at: At::Root };
    let ended = walk.deserialize(&mut json).and_then(|()| json.end());
    let trouble = |kind, input| Trouble { offset: meter.offset.get(), kind, input };
    match (ended, reading.halt) {
        (_, Some(Halt::Broken)) => Ok(()),
        (_, Some(Halt::TooMany)) => Err(trouble(DamageKind::TooMany, None)),
        (Ok(()), None) if reading.has_entries => Ok(()),
        (Ok(()), None) => Err(trouble(DamageKind::NotHar, None)),
        (Err(error), None) => {
            if reading.is_open {
                // As far as it goes; that the store breaks off here changes nothing.
                let _ = reading.tell(false);
            }
            Err(match error.classify() {
                Category::Eof => trouble(DamageKind::Cut, None),
                Category::Syntax | Category::Data => trouble(DamageKind::NotJson, None),
                Category::Io => {
                    let error = std::io::Error::from(error);
                    let is_deep = error.get_ref().is_some_and(|inner| inner.is::<TooDeep>());
                    if is_deep {
                        trouble(DamageKind::TooDeep, None)
                    } else {
                        trouble(DamageKind::Unreadable, Some(error))
                    }
                }
            })
        }
    }
}

impl<S: Store> Reading<'_, S> {
    /// An object begins.
    fn begin(&mut self, at: At) {
        match at {
            At::Entry => {
                self.entry = Entry::default();
                (self.is_open, self.is_websocket, self.head_bytes) = (true, false, 0);
            }
            At::Header(_) => {
                self.name.clear();
                self.value.clear();
            }
            At::Message => self.draft = Draft::default(),
            _ => {}
        }
    }

    /// An object ends.
    fn end(&mut self, at: At) -> ControlFlow<()> {
        match at {
            At::Entry => return self.tell(true),
            At::Header(side) => self.header(side),
            At::Message => self.message(),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn header(&mut self, side: Side) {
        self.head_bytes += self.name.len() + self.value.len();
        if self.head_bytes > MAX_HEAD_BYTES {
            self.entry.head_cut = true;
            return;
        }
        let header = (std::mem::take(&mut self.name), std::mem::take(&mut self.value));
        self.entry.headers[side].push(header);
    }

    fn message(&mut self) {
        let Draft { from, opcode, time, data, was_cut } = std::mem::take(&mut self.draft);
        // Without an opcode the data is what the string says.
        let opcode = opcode.unwrap_or(1.0);
        let (Some(from), Some(opcode)) =
            (from, [0_u8, 1, 2].into_iter().find(|known| f64::from(*known) == opcode))
        else {
            self.entry.others += 1;
            return;
        };
        let (bytes, complete) =
            if opcode == 2 { data::binary(&data, was_cut) } else { (data.into_bytes(), !was_cut) };
        let kept = (self.entry.messages.len() < MAX_MESSAGES).then(|| self.store.keep(&bytes)).flatten();
        let Some(offset) = kept else {
            self.entry.left_out += 1;
            return;
        };
        let stamp = time.and_then(when::of_number);
        let place = Span::at(offset, bytes.len() as u64);
        self.entry.messages.push(Message { from, opcode, stamp, place, complete });
    }

    /// Tells of the entry that was read, if it is a WebSocket.
    fn tell(&mut self, complete: bool) -> ControlFlow<()> {
        let mut entry = std::mem::take(&mut self.entry);
        self.is_open = false;
        entry.complete = complete;
        if !(self.is_websocket || is_websocket(&entry)) {
            return ControlFlow::Continue(());
        }
        if self.told >= MAX_ENTRIES {
            self.halt = Some(Halt::TooMany);
            return ControlFlow::Break(());
        }
        self.told += 1;
        let flow = self.store.entry(entry);
        if flow.is_break() {
            self.halt = Some(Halt::Broken);
        }
        flow
    }

    fn text(&mut self, leaf: Leaf, text: &str) {
        let entry = &mut self.entry;
        match leaf {
            Leaf::Started => entry.started = when::of_text(text),
            Leaf::ServerAddress => entry.server = text.trim_matches(['[', ']']).parse().ok(),
            Leaf::ServerPort => entry.server_port = text.parse().ok(),
            Leaf::Resource => self.is_websocket |= text.eq_ignore_ascii_case("websocket"),
            Leaf::Status => entry.status = text.parse().ok(),
            Leaf::Failure => entry.failure = Some(short(text)).filter(|text| !text.is_empty()),
            Leaf::Method => entry.method = short(text),
            Leaf::Url => entry.url = short(text),
            Leaf::Version(side) => entry.version[side] = short(text),
            Leaf::Reason => entry.reason = short(text),
            Leaf::Name => self.name = short(text),
            Leaf::Value => self.value = short(text),
            Leaf::Type => {
                self.draft.from = match text {
                    "send" | "sent" => Some(Side::Client),
                    "receive" | "received" => Some(Side::Server),
                    _ => None,
                }
            }
            Leaf::Time => self.draft.time = text.parse().ok(),
            Leaf::Opcode => self.draft.opcode = text.parse().ok(),
            Leaf::Data => text.clone_into(&mut self.draft.data),
        }
    }

    fn number(&mut self, leaf: Leaf, number: f64) {
        match leaf {
            Leaf::ServerPort => {
                self.entry.server_port = Some(number as u16).filter(|port| f64::from(*port) == number);
            }
            Leaf::Status => self.entry.status = Some(number as i64),
            Leaf::Time => self.draft.time = Some(number),
            Leaf::Opcode => self.draft.opcode = Some(number),
            // A number where text belongs is not read: what it said as text is not known.
            _ => {}
        }
    }
}

/// The first bytes of a text that belongs to a head.
fn short(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_HEAD_BYTES)].to_owned()
}

/// Whether an entry is a WebSocket without saying so: by its scheme, or because it switched to one.
fn is_websocket(entry: &Entry) -> bool {
    let has_upgrade = entry.headers.client.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("upgrade") && value.trim().eq_ignore_ascii_case("websocket")
    });
    has_upgrade || Url::read(&entry.url).is_some_and(|url| url.is_websocket())
}

/// One value of the file.
struct Walk<'w, 'a, S> {
    reading: &'w mut Reading<'a, S>,
    at: At,
}

impl<'de, S: Store> DeserializeSeed<'de> for Walk<'_, '_, S> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, S: Store> Visitor<'de> for Walk<'_, '_, S> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { reading, at } = self;
        reading.begin(at);
        while let Some(key) = map.next_key::<String>()? {
            match at.key(&key) {
                At::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
                within => {
                    // A list of messages makes an entry a WebSocket, an empty one too.
                    reading.is_websocket |= within == At::Messages;
                    reading.has_entries |= within == At::Entries;
                    let cut = reading.meter.cut.get();
                    map.next_value_seed(Walk { reading, at: within })?;
                    if within == At::Leaf(Leaf::Data) {
                        reading.draft.was_cut = reading.meter.cut.get() > cut;
                    }
                }
            }
        }
        if reading.end(at).is_break() {
            return Err(A::Error::custom("the reading was broken off"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { reading, at } = self;
        match at.element() {
            At::Other => while list.next_element::<IgnoredAny>()?.is_some() {},
            within => while list.next_element_seed(Walk { reading, at: within })?.is_some() {},
        }
        Ok(())
    }

    fn visit_str<E: DeError>(self, text: &str) -> Result<(), E> {
        if let At::Leaf(leaf) = self.at {
            self.reading.text(leaf, text);
        }
        Ok(())
    }

    fn visit_f64<E: DeError>(self, number: f64) -> Result<(), E> {
        if let At::Leaf(leaf) = self.at {
            self.reading.number(leaf, number);
        }
        Ok(())
    }

    fn visit_i64<E: DeError>(self, number: i64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: DeError>(self, number: u64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_bool<E: DeError>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: DeError>(self) -> Result<(), E> {
        Ok(())
    }
}
