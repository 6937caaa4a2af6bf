//! What a message is taken for: by the subprotocol, by the address, else by its content. Only what is surely something
//! is guessed; all else stays text or bytes.

use super::view::{Detail, View};
use super::{
    Format, Message, State, cbor, compressed, graphql, image, json, mqtt, msgpack, read, rpc, signalr,
    sockjs, stomp,
};
use crate::base::Side;

/// What a message is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guess {
    /// The format.
    pub format: Format,
    /// Whether only the content (or the address) says so.
    pub guessed: bool,
}

/// Chooses the format of a message. `subprotocol` is what the server agreed to, `target` the request's. `None` where it
/// is text or bytes and nothing more is known.
#[must_use]
pub fn choose(subprotocol: Option<&str>, target: Option<&str>, message: &Message<'_>) -> Option<Guess> {
    if let Some(format) = subprotocol.and_then(named).filter(|format| fits(*format, message)) {
        return Some(Guess { format, guessed: false });
    }
    let by_address = target.and_then(addressed).filter(|format| fits(*format, message));
    let format = by_address.or_else(|| by_content(message))?;
    Some(Guess { format, guessed: format != Format::SocketIo })
}

/// The format that a subprotocol means (the WebSocket Subprotocol Name Registry of IANA, and names in wide use).
fn named(subprotocol: &str) -> Option<Format> {
    let name = subprotocol.to_ascii_lowercase();
    Some(match name.as_str() {
        "mqtt" | "mqttv3.1" | "mqttv5" => Format::Mqtt,
        "stomp" | "v10.stomp" | "v11.stomp" | "v12.stomp" => Format::Stomp,
        "graphql-transport-ws" => Format::GraphqlTransportWs,
        "graphql-ws" => Format::GraphqlWs,
        "wamp.2.json" => Format::WampJson,
        "wamp.2.msgpack" => Format::WampMessagePack,
        "wamp.2.cbor" => Format::WampCbor,
        "json" => Format::Json,
        "jsonrpc" | "jsonrpc-2.0" | "jsonrpc2.0" => Format::JsonRpc,
        "msgpack" | "messagepack" => Format::MessagePack,
        "cbor" => Format::Cbor,
        _ => return None,
    })
}

/// Whether a subprotocol puts packets into messages so that they may go on in later ones.
#[must_use]
pub fn has_packets(subprotocol: &str) -> bool {
    named(subprotocol) == Some(Format::Mqtt)
}

/// The format that a request target means.
fn addressed(target: &str) -> Option<Format> {
    if sockjs::is_target(target) {
        return Some(Format::SockJs);
    }
    // The query of Engine.IO is its own: nobody else has it by chance.
    super::engine::Reader::of_target(target).map(|_| Format::SocketIo)
}

/// Whether a message can be of a format at all, by whether it is text.
fn fits(format: Format, message: &Message<'_>) -> bool {
    match format {
        Format::Mqtt | Format::MessagePack | Format::Cbor | Format::WampMessagePack | Format::WampCbor => {
            !message.is_text
        }
        Format::Json | Format::JsonRpc | Format::Stomp | Format::SignalRMessagePack | Format::SocketIo => {
            true
        }
        _ => message.is_text,
    }
}

/// What the content surely is.
fn by_content(message: &Message<'_>) -> Option<Format> {
    let first = *message.bytes.first()?;
    match first {
        b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n' => json_of(message).or_else(|| packed(message)),
        b'o' | b'h' | b'a' | b'c' if message.is_text => {
            message.text().filter(|text| sockjs::is_likely(text)).map(|_| Format::SockJs)
        }
        b'A'..=b'Z' if stomp::is_likely(message.bytes) => Some(Format::Stomp),
        _ if message.is_text => None,
        _ => packed(message),
    }
}

/// What binary content surely is.
fn packed(message: &Message<'_>) -> Option<Format> {
    if message.is_text {
        return None;
    }
    let bytes = message.bytes;
    if mqtt::is_likely(bytes) {
        return Some(Format::Mqtt);
    }
    if let Some(format) = compressed::format(bytes) {
        return Some(format);
    }
    if image::name(bytes).is_some() {
        return Some(Format::Image);
    }
    match message.is_cut() {
        true => None,
        false if msgpack::is_likely(bytes) => Some(Format::MessagePack),
        false if cbor::is_likely(bytes) => Some(Format::Cbor),
        false => None,
    }
}

/// What JSON content is: the protocols that are written in it, where they can be told from any JSON.
fn json_of(message: &Message<'_>) -> Option<Format> {
    let text = message.text()?;
    if memchr::memchr(0x1E, message.bytes).is_some() && signalr::is_likely(text) {
        return Some(Format::SignalRJson);
    }
    if !matches!(text.trim_ascii_start().as_bytes().first(), Some(b'{' | b'[')) {
        return None;
    }
    // At the place where it was cut off it may end as it likes.
    if json::check(text).is_some_and(|fault| !(message.is_cut() && fault.at >= text.len() as u64)) {
        return None;
    }
    if !is_perhaps_more(message.bytes) {
        return Some(Format::Json);
    }
    let value = json::value(text, Detail::Summary).0?;
    if rpc::is(&value) {
        return Some(Format::JsonRpc);
    }
    Some(graphql::dialect(&value).unwrap_or(Format::Json))
}

/// Whether JSON has a word in it without which it is none of the protocols that are looked for: most has none, and need
/// not be taken apart.
fn is_perhaps_more(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 4] = [b"jsonrpc\"", b"payload\"", b"connection_", b"ka\""];
    memchr::memchr_iter(b'"', text).any(|at| {
        let rest = &text[at + 1..];
        matches!(rest.first(), Some(b'j' | b'p' | b'c' | b'k'))
            && WORDS.iter().any(|word| rest.starts_with(word))
    })
}

/// Reads the messages of one connection in their order: what the first ones show of the protocol holds for those that
/// show less, and what one leaves open the next completes.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    named: Option<Format>,
    addressed: Option<Format>,
    learned: Option<Format>,
    state: State,
}

impl Reader {
    /// A reader of a connection with this subprotocol and request target, where they are known.
    #[must_use]
    pub fn new(subprotocol: Option<&str>, target: Option<&str>) -> Self {
        let mut reader = Self { named: subprotocol.and_then(named), ..Self::default() };
        if let Some(target) = target {
            reader.asked(target);
        }
        reader
    }

    /// The request asked for this target.
    pub fn asked(&mut self, target: &str) {
        self.addressed = addressed(target);
        self.state.engine = super::engine::Reader::of_target(target);
    }

    /// The server agreed to this subprotocol.
    pub fn agreed(&mut self, subprotocol: &str) {
        self.named = named(subprotocol);
    }

    /// Whether messages may go on in later ones, so that one cannot be read without those before it.
    #[must_use]
    pub fn is_stateful(&self) -> bool {
        self.named.or(self.learned) == Some(Format::Mqtt)
    }

    /// Reads the next message, where it is something.
    pub fn read(&mut self, from: Side, message: &Message<'_>, detail: Detail) -> Option<(Guess, View)> {
        let guess = self.guess(message)?;
        if guess == (Guess { format: Format::Json, guessed: true })
            && let Some(text) = message.text().filter(|_| !message.is_cut())
        {
            // It was guessed because it is JSON from its first byte to its last: that need not be found out again.
            let protocol = Format::Json.name();
            return Some((guess, View { protocol, ..json::checked(text, None, detail) }));
        }
        self.state.turn_to(from);
        Some((guess, read(guess.format, message, &mut self.state, detail)))
    }

    /// A message of `side` is missing: what was open cannot be gone on with.
    pub fn forget(&mut self, side: Side) {
        self.state.forget(side);
    }

    fn guess(&mut self, message: &Message<'_>) -> Option<Guess> {
        if message.bytes.is_empty() {
            return None;
        }
        let sure = |format: &Format| fits(*format, message);
        if let Some(format) = self.named.filter(sure) {
            return Some(Guess { format, guessed: false });
        }
        if let Some(format) = self.addressed.filter(sure) {
            return Some(Guess { format, guessed: format != Format::SocketIo });
        }
        if let Some(format) = self.learned.filter(|format| self.holds(*format, message)) {
            return Some(Guess { format, guessed: true });
        }
        let format = by_content(message)?;
        self.learn(format, message);
        Some(Guess { format, guessed: true })
    }

    /// Whether what was learned of the connection still holds for this message.
    fn holds(&self, format: Format, message: &Message<'_>) -> bool {
        match format {
            Format::Mqtt => !message.is_text,
            Format::SignalRMessagePack => !message.is_text || message.bytes.ends_with(b"\x1e"),
            Format::SignalRJson => message.bytes.ends_with(b"\x1e"),
            Format::SockJs => {
                message.is_text && matches!(message.bytes, [b'o' | b'h'] | [b'a' | b'c' | b'[', ..])
            }
            Format::Stomp => matches!(message.bytes, [b'\n' | b'\r' | b'A'..=b'Z', ..]),
            Format::GraphqlTransportWs | Format::GraphqlWs => {
                let value = message.text().map(|text| json::value(text, Detail::Summary));
                let Some((Some(value), None)) = value else { return false };
                // A message that belongs to the other one says that the first guess was wrong.
                let other = graphql::dialect(&value).is_some_and(|other| {
                    other != format
                        && !matches!(value.text_of("type"), Some("connection_init" | "connection_ack"))
                });
                graphql::fits(&value) && !other
            }
            _ => false,
        }
    }

    fn learn(&mut self, format: Format, message: &Message<'_>) {
        match format {
            Format::SignalRJson => {
                self.learned = message.text().and_then(signalr::asked).or(Some(format));
            }
            Format::Mqtt
            | Format::Stomp
            | Format::SockJs
            | Format::GraphqlTransportWs
            | Format::GraphqlWs => self.learned = Some(format),
            _ => {}
        }
    }
}
