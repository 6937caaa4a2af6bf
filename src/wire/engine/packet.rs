//! One Engine.IO packet: its type and its data, as a WebSocket message or a part of a polled body carries it.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Version;
use crate::base::Span;

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PacketType {
    /// The server's handshake: [`super::Open`].
    Open,
    /// This transport is closed, or the session.
    Close,
    /// A heartbeat, or with data `probe` a test of the transport.
    Ping,
    /// Its answer.
    Pong,
    /// A message of the application.
    Message,
    /// From here on the other transport is used.
    Upgrade,
    /// Nothing: ends a poll.
    Noop,
}

impl PacketType {
    /// All, by number.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Close, Self::Ping, Self::Pong, Self::Message, Self::Upgrade, Self::Noop];

    /// Its number, 0 to 6.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The type of a number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The protocol's own name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Close => "close",
            Self::Ping => "ping",
            Self::Pong => "pong",
            Self::Message => "message",
            Self::Upgrade => "upgrade",
            Self::Noop => "noop",
        }
    }
}

/// How a packet's data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// As text behind a digit.
    Text,
    /// As bytes.
    Binary,
    /// As bytes in Base64 behind a `b`.
    Base64,
}

/// What can be wrong with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// There is no byte of it.
    Empty,
    /// Its first byte is no type.
    Type,
    /// What should be Base64 is not.
    Base64,
    /// The length before it is no number.
    Length,
    /// Fewer bytes are there than the length says.
    Cut,
    /// Text that is not UTF-8.
    Utf8,
}

/// One packet. Its spans count in what was read: a WebSocket message or a polled body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet<'a> {
    /// All of it, what parts it from the one before included.
    pub span: Span,
    /// What parts it from the one before, or says its length: `0x1e`, `12:`, `0x00 0x01 0x02 0xff`.
    pub lead: Span,
    /// The `b` before Base64.
    pub mark: Span,
    /// The type's digit or byte; empty where the type goes without saying (binary data of version 4).
    pub type_span: Span,
    /// What stands for the data.
    pub data_span: Span,
    /// What it is; `None` where its first byte is no type.
    pub kind: Option<PacketType>,
    /// How the data is written.
    pub form: Form,
    /// The data, Base64 undone.
    pub data: Cow<'a, [u8]>,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
}

/// Base64 as JavaScript's decoders take it: padded or not.
const LAX: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl<'a> Packet<'a> {
    /// The packet that a WebSocket message is.
    ///
    /// ```
    /// use ws101::wire::engine::{Packet, PacketType, Version};
    /// let packet = Packet::of_message(Version::V4, true, b"2probe");
    /// assert_eq!((packet.kind, &packet.data[..]), (Some(PacketType::Ping), &b"probe"[..]));
    /// ```
    #[must_use]
    pub fn of_message(version: Version, is_text: bool, bytes: &'a [u8]) -> Self {
        match (is_text, version) {
            (true, _) => Self::text(version, bytes, Span::default(), 0),
            (false, Version::V3) => Self::typed_binary(bytes, Span::default(), 0),
            // Revision 4: binary data goes as it is, and is always a message.
            (false, Version::V4) => {
                let span = Span::at(0, bytes.len() as u64);
                Self {
                    span,
                    lead: Span::default(),
                    mark: Span::default(),
                    type_span: Span::default(),
                    data_span: span,
                    kind: Some(PacketType::Message),
                    form: Form::Binary,
                    data: Cow::Borrowed(bytes),
                    flaw: None,
                }
            }
        }
    }

    /// Whether its data is bytes rather than text.
    #[must_use]
    pub const fn is_binary(&self) -> bool {
        !matches!(self.form, Form::Text)
    }

    /// Text behind a digit, or Base64 behind a `b`; `bytes` begins at `at`, after `lead`.
    pub(super) fn text(version: Version, bytes: &'a [u8], lead: Span, at: u64) -> Self {
        let end = at + bytes.len() as u64;
        let mut packet = Self {
            span: Span::new(if lead.is_empty() { at } else { lead.start }, end),
            lead,
            mark: Span::at(at, 0),
            type_span: Span::at(at, 0),
            data_span: Span::new(at, end),
            kind: None,
            form: Form::Text,
            data: Cow::Borrowed(bytes),
            flaw: None,
        };
        match bytes.split_first() {
            None => packet.flaw = Some(Flaw::Empty),
            Some((b'b', rest)) => packet.base64(version, rest, at),
            Some((first, rest)) => match PacketType::from_number(first.wrapping_sub(b'0')) {
                Some(kind) => {
                    packet.kind = Some(kind);
                    packet.type_span = Span::at(at, 1);
                    packet.data_span = Span::new(at + 1, end);
                    packet.data = Cow::Borrowed(rest);
                    packet.flaw = std::str::from_utf8(rest).is_err().then_some(Flaw::Utf8);
                }
                None => packet.flaw = Some(Flaw::Type),
            },
        }
        packet
    }

    /// Base64 behind a `b`: revision 3 writes the type between the two, revision 4 has messages only.
    fn base64(&mut self, version: Version, rest: &'a [u8], at: u64) {
        self.form = Form::Base64;
        self.mark = Span::at(at, 1);
        let (kind, digits, written) = match (version, rest.split_first()) {
            (Version::V4, _) => (Some(PacketType::Message), 0, rest),
            (Version::V3, Some((first, written))) => {
                (PacketType::from_number(first.wrapping_sub(b'0')), 1, written)
            }
            (Version::V3, None) => (None, 0, rest),
        };
        self.kind = kind;
        self.type_span = Span::at(at + 1, digits);
        self.data_span = Span::new(at + 1 + digits, self.span.end);
        match LAX.decode(written) {
            Ok(data) => self.data = Cow::Owned(data),
            Err(_) => {
                self.data = Cow::Borrowed(written);
                self.flaw = Some(Flaw::Base64);
            }
        }
        if kind.is_none() {
            self.flaw = Some(if rest.is_empty() { Flaw::Empty } else { Flaw::Type });
        }
    }

    /// Bytes behind a byte with the type: revision 3.
    pub(super) fn typed_binary(bytes: &'a [u8], lead: Span, at: u64) -> Self {
        let end = at + bytes.len() as u64;
        let kind = bytes.first().and_then(|first| PacketType::from_number(*first));
        let typed = u64::from(kind.is_some());
        Self {
            span: Span::new(if lead.is_empty() { at } else { lead.start }, end),
            lead,
            mark: Span::at(at, 0),
            type_span: Span::at(at, typed),
            data_span: Span::new(at + typed, end),
            kind,
            form: Form::Binary,
            data: Cow::Borrowed(&bytes[typed as usize..]),
            flaw: match (kind, bytes.is_empty()) {
                (Some(_), _) => None,
                (None, true) => Some(Flaw::Empty),
                (None, false) => Some(Flaw::Type),
            },
        }
    }

    /// Bytes that are no packet.
    pub(super) fn unread(bytes: &'a [u8], at: u64, flaw: Flaw) -> Self {
        let span = Span::at(at, bytes.len() as u64);
        Self {
            span,
            lead: Span::at(at, 0),
            mark: Span::at(at, 0),
            type_span: Span::at(at, 0),
            data_span: span,
            kind: None,
            form: Form::Text,
            data: Cow::Borrowed(bytes),
            flaw: Some(flaw),
        }
    }
}
