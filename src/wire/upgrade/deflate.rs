//! The parameters of permessage-deflate (RFC 7692 §7.1). Says what they mean; never compresses anything.

use super::{Extension, Param};
use crate::base::Side;

/// The extension's registered name.
pub const PERMESSAGE_DEFLATE: &str = "permessage-deflate";

/// What both sides agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Deflate {
    /// The client starts every message with an empty window.
    pub client_no_context_takeover: bool,
    /// The server starts every message with an empty window.
    pub server_no_context_takeover: bool,
    /// The client's LZ77 window is 2 to this power bytes, 8 to 15.
    pub client_max_window_bits: u8,
    /// The server's LZ77 window is 2 to this power bytes, 8 to 15.
    pub server_max_window_bits: u8,
}

impl Default for Deflate {
    /// No parameter: context is kept, windows are of 32 KiB (RFC 7692 §7.1.2).
    fn default() -> Self {
        Self {
            client_no_context_takeover: false,
            server_no_context_takeover: false,
            client_max_window_bits: 15,
            server_max_window_bits: 15,
        }
    }
}

impl Deflate {
    /// Whether the window of what `side` sends carries over from message to message.
    #[must_use]
    pub const fn takeover(&self, side: Side) -> bool {
        match side {
            Side::Client => !self.client_no_context_takeover,
            Side::Server => !self.server_no_context_takeover,
        }
    }

    /// The LZ77 window of what `side` sends, as a power of two.
    #[must_use]
    pub const fn window_bits(&self, side: Side) -> u8 {
        match side {
            Side::Client => self.client_max_window_bits,
            Side::Server => self.server_max_window_bits,
        }
    }

    /// What an accepted extension comes to; `None` if it is another extension. Parameters that are invalid do not count.
    ///
    /// ```
    /// use ws101::wire::upgrade::{Deflate, parse_extensions};
    /// let list = parse_extensions(b"permessage-deflate; server_no_context_takeover; client_max_window_bits=9");
    /// let deflate = Deflate::agreed(&list.items[0]).unwrap();
    /// assert!(deflate.server_no_context_takeover && deflate.client_max_window_bits == 9);
    /// ```
    #[must_use]
    pub fn agreed(extension: &Extension) -> Option<Self> {
        if extension.name != PERMESSAGE_DEFLATE {
            return None;
        }
        let mut deflate = Self::default();
        for param in &extension.params {
            if param_flaw(param, false).is_some() {
                continue;
            }
            let bits = param.value.as_deref().and_then(window_bits);
            match (param.name.as_str(), bits) {
                (CLIENT_NO_CONTEXT_TAKEOVER, _) => deflate.client_no_context_takeover = true,
                (SERVER_NO_CONTEXT_TAKEOVER, _) => deflate.server_no_context_takeover = true,
                (CLIENT_MAX_WINDOW_BITS, Some(bits)) => deflate.client_max_window_bits = bits,
                (SERVER_MAX_WINDOW_BITS, Some(bits)) => deflate.server_max_window_bits = bits,
                _ => {}
            }
        }
        Some(deflate)
    }
}

/// The client resets its window for each message.
pub const CLIENT_NO_CONTEXT_TAKEOVER: &str = "client_no_context_takeover";
/// The server resets its window for each message.
pub const SERVER_NO_CONTEXT_TAKEOVER: &str = "server_no_context_takeover";
/// Limits the window of the client.
pub const CLIENT_MAX_WINDOW_BITS: &str = "client_max_window_bits";
/// Limits the window of the server.
pub const SERVER_MAX_WINDOW_BITS: &str = "server_max_window_bits";

/// What is wrong with one parameter of permessage-deflate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamFlaw {
    /// The extension defines no such parameter.
    Unknown,
    /// The value is missing, superfluous or out of range.
    BadValue,
}

/// What is wrong with a parameter in an offer or (`offer` false) in a response.
#[must_use]
pub fn param_flaw(param: &Param, offer: bool) -> Option<ParamFlaw> {
    let good = match (param.name.as_str(), &param.value) {
        // RFC 7692 §7.1.1: no value.
        (CLIENT_NO_CONTEXT_TAKEOVER | SERVER_NO_CONTEXT_TAKEOVER, value) => value.is_none(),
        // RFC 7692 §7.1.2.2: a client may offer it without a value.
        (CLIENT_MAX_WINDOW_BITS, None) => offer,
        // RFC 7692 §7.1.2: 8 to 15 without leading zeros.
        (CLIENT_MAX_WINDOW_BITS | SERVER_MAX_WINDOW_BITS, Some(value)) => window_bits(value).is_some(),
        (SERVER_MAX_WINDOW_BITS, None) => false,
        _ => return Some(ParamFlaw::Unknown),
    };
    (!good).then_some(ParamFlaw::BadValue)
}

/// The value of a window parameter: 8 to 15, decimal, no leading zeros.
#[must_use]
pub fn window_bits(value: &str) -> Option<u8> {
    match value {
        "8" => Some(8),
        "9" => Some(9),
        _ if value.len() == 2 && value.starts_with('1') => value.parse().ok().filter(|bits| *bits <= 15),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_as_the_text_has_them() {
        use ParamFlaw::{BadValue, Unknown};
        for (name, value, in_offer, in_response) in [
            (CLIENT_NO_CONTEXT_TAKEOVER, None, None, None),
            (SERVER_NO_CONTEXT_TAKEOVER, Some("true"), Some(BadValue), Some(BadValue)),
            (CLIENT_MAX_WINDOW_BITS, None, None, Some(BadValue)),
            (CLIENT_MAX_WINDOW_BITS, Some("15"), None, None),
            (SERVER_MAX_WINDOW_BITS, None, Some(BadValue), Some(BadValue)),
            (SERVER_MAX_WINDOW_BITS, Some("8"), None, None),
            (SERVER_MAX_WINDOW_BITS, Some("7"), Some(BadValue), Some(BadValue)),
            (SERVER_MAX_WINDOW_BITS, Some("16"), Some(BadValue), Some(BadValue)),
            (SERVER_MAX_WINDOW_BITS, Some("08"), Some(BadValue), Some(BadValue)),
            (SERVER_MAX_WINDOW_BITS, Some("1+"), Some(BadValue), Some(BadValue)),
            (SERVER_MAX_WINDOW_BITS, Some(""), Some(BadValue), Some(BadValue)),
            ("level", Some("9"), Some(Unknown), Some(Unknown)),
        ] {
            let param = Param::new(name, value);
            assert_eq!(param_flaw(&param, true), in_offer, "{param:?}");
            assert_eq!(param_flaw(&param, false), in_response, "{param:?}");
        }
    }
}
