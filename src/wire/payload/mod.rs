//! What is inside a message: which protocol, what it says in one line, and its fields with the bytes they stand in.
//!
//! A format is chosen by the subprotocol, by the address, or by the content, and then marked as a guess. A reader never
//! fails: what is malformed is told with its place. Nothing here judges an endpoint; nothing here is a full
//! implementation of any of these protocols.

mod cbor;
mod choose;
mod compressed;
mod graphql;
mod image;
mod json;
mod mqtt;
mod msgpack;
mod rpc;
mod signalr;
mod sockjs;
mod stomp;
mod value;
mod view;
mod wamp;

pub use choose::{Guess, Reader, choose, has_packets};
pub use compressed::INFLATED_BYTES;
pub use mqtt::{Boundary, KEPT_BYTES};
pub use view::{DEPTH_LIMIT, Detail, Fault, NODES_LIMIT, Node, SUMMARY_CHARS, VALUE_CHARS, View};

use std::borrow::Cow;

use super::engine;
use crate::base::{Both, Side};
use value::Value;
use view::{Fields, Line, shown};

/// What a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JSON.
    Json,
    /// JSON-RPC 2.0.
    JsonRpc,
    /// GraphQL, the protocol of graphql-ws.
    GraphqlTransportWs,
    /// GraphQL, the older protocol of subscriptions-transport-ws.
    GraphqlWs,
    /// The SignalR hub protocol in JSON.
    SignalRJson,
    /// The SignalR hub protocol in MessagePack.
    SignalRMessagePack,
    /// WAMP in JSON.
    WampJson,
    /// WAMP in MessagePack.
    WampMessagePack,
    /// WAMP in CBOR.
    WampCbor,
    /// MQTT.
    Mqtt,
    /// STOMP.
    Stomp,
    /// SockJS framing.
    SockJs,
    /// Engine.IO and Socket.IO: [`super::engine`].
    SocketIo,
    /// MessagePack.
    MessagePack,
    /// CBOR.
    Cbor,
    /// An image.
    Image,
    /// Compressed with gzip.
    Gzip,
    /// Compressed with zlib.
    Zlib,
    /// Text that is none of these.
    Text,
    /// Bytes that are none of these.
    Binary,
}

impl Format {
    /// The protocol's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::JsonRpc => "JSON-RPC",
            Self::GraphqlTransportWs => "graphql-transport-ws",
            Self::GraphqlWs => "graphql-ws",
            Self::SignalRJson | Self::SignalRMessagePack => "SignalR",
            Self::WampJson | Self::WampMessagePack | Self::WampCbor => "WAMP",
            Self::Mqtt => "MQTT",
            Self::Stomp => "STOMP",
            Self::SockJs => "SockJS",
            Self::SocketIo => "socket.io",
            Self::MessagePack => "MessagePack",
            Self::Cbor => "CBOR",
            Self::Image => "image",
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
}

/// A message, or as much of it as was kept.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Its first bytes.
    pub bytes: &'a [u8],
    /// How long it is; more than `bytes` where the rest was not kept.
    pub len: u64,
    /// Whether it came in text frames.
    pub is_text: bool,
}

impl<'a> Message<'a> {
    /// A message that is there whole.
    #[must_use]
    pub const fn whole(bytes: &'a [u8], is_text: bool) -> Self {
        Self { bytes, len: bytes.len() as u64, is_text }
    }

    /// Whether some of it is missing.
    const fn is_cut(&self) -> bool {
        self.bytes.len() as u64 != self.len
    }

    /// Its bytes as text. A character that the cut divided is left out.
    fn text(&self) -> Option<&'a str> {
        match std::str::from_utf8(self.bytes) {
            Ok(text) => Some(text),
            Err(error) if self.is_cut() && error.error_len().is_none() => {
                std::str::from_utf8(&self.bytes[..error.valid_up_to()]).ok()
            }
            Err(_) => None,
        }
    }
}

/// What carries over from message to message.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The MQTT version, as CONNECT or CONNACK tell it.
    mqtt_version: Option<u8>,
    /// The MQTT packet that each direction still has open.
    mqtt_open: Both<mqtt::Open>,
    /// Who sent the message that is read next.
    from: Option<Side>,
    /// What reads Engine.IO.
    engine: Option<engine::Reader>,
}

impl State {
    /// The next message is one of `side`.
    pub const fn turn_to(&mut self, side: Side) {
        self.from = Some(side);
    }

    /// What `side` has left open is not gone on with.
    pub fn forget(&mut self, side: Side) {
        self.mqtt_open[side] = mqtt::Open::default();
    }
}

/// Reads a message as what it is said to be.
#[must_use]
pub fn read(format: Format, message: &Message<'_>, state: &mut State, detail: Detail) -> View {
    let mut view = match format {
        Format::Mqtt => {
            let open = &mut state.mqtt_open[state.from.unwrap_or(Side::Client)];
            mqtt::view(message, open, &mut state.mqtt_version, detail)
        }
        Format::SocketIo => {
            let from = state.from.unwrap_or(Side::Client);
            let reader = state.engine.get_or_insert_with(|| engine::Reader::new(engine::Version::V4));
            let missing = message.len.saturating_sub(message.bytes.len() as u64);
            return reader.read(from, message.is_text, message.bytes, missing, detail);
        }
        Format::Stomp => stomp::view(message.bytes, detail),
        Format::Image => image::view(message.bytes, message.is_cut(), detail),
        Format::Gzip | Format::Zlib => compressed::view(format, message.bytes, message.is_cut(), detail),
        Format::MessagePack => msgpack::view(message.bytes, detail),
        Format::Cbor => cbor::view(message.bytes, detail),
        Format::SignalRMessagePack => signalr::packed(message.bytes, detail),
        Format::WampMessagePack => {
            told(Format::WampMessagePack, msgpack::value(message.bytes, 0, detail), detail)
        }
        Format::WampCbor => told(Format::WampCbor, cbor::value(message.bytes, 0, detail), detail),
        Format::Binary => View::new("bytes", Line::of(&shown(message.bytes, SUMMARY_CHARS))),
        _ => textual(format, message, detail),
    };
    if detail == Detail::Fields && format != Format::Mqtt {
        // A summary opens fewer levels than the fields do; what it says does not depend on who asks.
        let brief = read(format, message, state, Detail::Summary);
        (view.kind, view.summary) = (brief.kind, brief.summary);
    }
    view.protocol = format.name();
    if message.is_cut() && view.fault.as_ref().is_some_and(|fault| fault.at >= message.bytes.len() as u64) {
        // Where the message was cut off nothing is wrong with it.
        view.fault = None;
    }
    view
}

/// Reads what is written in text.
fn textual(format: Format, message: &Message<'_>, detail: Detail) -> View {
    let Some(text) = message.text() else {
        let at = std::str::from_utf8(message.bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let fault = Some(Fault::new(at, "UTF-8"));
        return View { fault, ..View::new("bytes", Line::of(&shown(message.bytes, SUMMARY_CHARS))) };
    };
    match format {
        Format::SockJs => sockjs::view(text, detail),
        Format::SignalRJson => signalr::view(text, detail),
        Format::Json => json::view(text, detail),
        Format::JsonRpc | Format::GraphqlTransportWs | Format::GraphqlWs | Format::WampJson => {
            let (value, fault) = json::value(text, detail);
            told(format, (value, fault.map_or(Ok(text.len()), Err)), detail)
        }
        _ => View::new("text", Line::of(text)),
    }
}

/// What one value says in a protocol that is written in values.
fn told(format: Format, (value, ended): (Option<Value<'_>>, Result<usize, Fault>), detail: Detail) -> View {
    let fault = ended.err();
    let Some(value) = value else {
        return View { fault, ..View::new("malformed", Line::summary()) };
    };
    let mut view = match format {
        Format::JsonRpc => rpc::tell(&value),
        Format::GraphqlTransportWs | Format::GraphqlWs => graphql::tell(&value),
        Format::WampJson | Format::WampMessagePack | Format::WampCbor => wamp::tell(&value),
        _ => View::new(value.kind(), value.line(SUMMARY_CHARS)),
    };
    view.fault = fault.or(view.fault);
    if detail == Detail::Fields {
        view.fields = match format {
            Format::WampJson | Format::WampMessagePack | Format::WampCbor => wamp::nodes(&value),
            _ => value.nodes(),
        };
    }
    view
}

/// A field with the JSON value `part`, a slice of the message `whole`; `None` where it is malformed.
pub(super) fn json_node(whole: &str, part: &str, name: impl Into<Cow<'static, str>>) -> Option<Node> {
    match json::value_in(whole, part, Detail::Fields) {
        (Some(value), None) => Some(value.node(name)),
        _ => None,
    }
}

/// A reader of one value that begins at an offset.
type ReadValue = fn(&[u8], usize, Detail) -> (Option<Value<'_>>, Result<usize, Fault>);

/// Values one after the other, to the end.
fn sequence(bytes: &[u8], detail: Detail, read: ReadValue) -> View {
    /// Values of one message that are read.
    const LIMIT: usize = 256;
    let mut kinds = Kinds::default();
    let mut line = Line::summary();
    let (mut fields, mut fault) = (Fields::default(), None);
    let mut at = 0;
    for nth in 0..LIMIT {
        if at >= bytes.len() || fault.is_some() {
            break;
        }
        let (value, ended) = read(bytes, at, detail);
        if let Some(value) = value {
            kinds.add(value.kind());
            line.word("");
            value.write(&mut line, false);
            let is_alone = at == 0 && ended.as_ref().map_or(true, |end| *end == bytes.len());
            if detail == Detail::Fields {
                if is_alone {
                    value.nodes().into_iter().for_each(|node| fields.push(node));
                } else {
                    fields.push(value.node(nth.to_string()));
                }
            }
        }
        match ended {
            Ok(end) => at = end,
            Err(broken) => fault = Some(broken),
        }
    }
    View { fault, ..View::new(kinds.text("malformed"), line).with(fields.into_list()) }
}

/// Whether one container with a string in it fills the message.
fn fills(bytes: &[u8], read: ReadValue) -> bool {
    let (value, ended) = read(bytes, 0, Detail::Summary);
    ended == Ok(bytes.len()) && value.is_some_and(|value| value.has_text())
}

/// The kinds of the things in a message, in their order.
#[derive(Debug, Default)]
struct Kinds {
    text: Cow<'static, str>,
    count: usize,
}

impl Kinds {
    /// Kinds that are listed.
    const LIMIT: usize = 8;

    fn add(&mut self, kind: &'static str) {
        self.count += 1;
        match self.count {
            1 => self.text = Cow::Borrowed(kind),
            2..=Self::LIMIT => {
                let text = self.text.to_mut();
                text.push_str(", ");
                text.push_str(kind);
            }
            count if count == Self::LIMIT + 1 => self.text.to_mut().push_str(", …"),
            _ => {}
        }
    }

    const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Themselves, or `none` where there are none.
    fn text(self, none: &'static str) -> Cow<'static, str> {
        if self.count == 0 { Cow::Borrowed(none) } else { self.text }
    }
}

#[cfg(test)]
mod tests;
