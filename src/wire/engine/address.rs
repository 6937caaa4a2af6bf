//! The request target of an Engine.IO exchange: which version, which transport, which session.

use crate::base::Span;

/// The revision of the Engine.IO protocol, as `EIO` in the query says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// Revision 3, of Socket.IO 1 and 2.
    V3,
    /// Revision 4, of Socket.IO 3 and 4.
    V4,
}

impl Version {
    /// 3 or 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::V3 => 3,
            Self::V4 => 4,
        }
    }
}

/// How the packets of an exchange travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Transport {
    /// HTTP long polling: packets in the bodies of responses to GET and of POST requests.
    Polling,
    /// WebSocket: a packet a message.
    WebSocket,
}

impl Transport {
    /// The word of the query and of the `upgrades` list.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::WebSocket => "websocket",
        }
    }
}

/// What the target of an Engine.IO request says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address<'a> {
    /// All before the `?`.
    pub path: &'a [u8],
    /// `EIO`.
    pub version: Version,
    /// `transport`.
    pub transport: Transport,
    /// `sid`, once there is a session; never empty.
    pub sid: Option<&'a [u8]>,
    /// Where the value of `sid` stands in the target.
    pub sid_span: Span,
    /// `j`: the response is a script that calls a function with the payload (JSONP polling).
    pub is_jsonp: bool,
}

impl<'a> Address<'a> {
    /// What a request target says; `None` where it is not one of Engine.IO: `EIO` is 3 or 4 and `transport` is one of
    /// the two.
    ///
    /// ```
    /// use ws101::wire::engine::{Address, Transport, Version};
    /// let address = Address::of(b"/socket.io/?EIO=4&transport=polling&t=x&sid=lv_VI97HAXpY6yYWAAAB").unwrap();
    /// assert_eq!((address.version, address.transport), (Version::V4, Transport::Polling));
    /// assert_eq!(address.sid, Some(&b"lv_VI97HAXpY6yYWAAAB"[..]));
    /// assert_eq!(Address::of(b"/chat?room=EIO=4"), None);
    /// ```
    #[must_use]
    pub fn of(target: &'a [u8]) -> Option<Self> {
        let mark = memchr::memchr(b'?', target)?;
        let (path, query) = (&target[..mark], &target[mark + 1..]);
        let (mut version, mut transport, mut sid, mut is_jsonp) = (None, None, None, false);
        let mut sid_span = Span::at(target.len() as u64, 0);
        let mut at = mark + 1;
        for pair in query.split(|byte| matches!(byte, b'&' | b'#')) {
            let start = at;
            at += pair.len() + 1;
            let Some(equals) = memchr::memchr(b'=', pair) else { continue };
            let value = &pair[equals + 1..];
            match &pair[..equals] {
                b"EIO" => {
                    version = match value {
                        b"3" => Some(Version::V3),
                        b"4" => Some(Version::V4),
                        _ => return None,
                    };
                }
                b"transport" => {
                    transport = match value {
                        b"polling" => Some(Transport::Polling),
                        b"websocket" => Some(Transport::WebSocket),
                        _ => return None,
                    };
                }
                b"sid" if !value.is_empty() => {
                    sid = Some(value);
                    sid_span = Span::at((start + equals + 1) as u64, value.len() as u64);
                }
                b"j" => is_jsonp = !value.is_empty() && value.iter().all(u8::is_ascii_digit),
                _ => {}
            }
        }
        Some(Self { path, version: version?, transport: transport?, sid, sid_span, is_jsonp })
    }
}
