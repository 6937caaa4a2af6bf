//! The data of an open packet: the server's handshake.

use super::json;

/// What the server's handshake says. What is missing or of another kind is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Open {
    /// The session's id; never empty.
    pub sid: String,
    /// Transports that the session may change to.
    pub upgrades: Vec<String>,
    /// How often there is a heartbeat, in milliseconds.
    pub ping_interval_millis: Option<u64>,
    /// How long an answer to it is waited for, in milliseconds.
    pub ping_timeout_millis: Option<u64>,
    /// Most bytes of one polled body (revision 4).
    pub max_payload_bytes: Option<u64>,
}

/// Most characters of a session id; those of the JavaScript library have 20.
const SID_LIMIT: usize = 256;
/// Most transports listed.
const UPGRADES_LIMIT: usize = 16;

impl Open {
    /// Reads it; `None` where it is no JSON object with a session id.
    ///
    /// ```
    /// use ws101::wire::engine::Open;
    /// let open = Open::read(br#"{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":["websocket"],"pingInterval":25000}"#).unwrap();
    /// assert_eq!((open.sid.len(), open.ping_interval_millis), (20, Some(25_000)));
    /// ```
    #[must_use]
    pub fn read(data: &[u8]) -> Option<Self> {
        let mut open = Self::default();
        for (name, value, _) in json::members(std::str::from_utf8(data).ok()?)? {
            match &*name {
                "sid" => open.sid = json::text(value)?.into_owned(),
                "upgrades" => {
                    let list = json::elements(value).unwrap_or_default();
                    let names = list.into_iter().filter_map(|(value, _)| json::text(value));
                    open.upgrades = names.map(std::borrow::Cow::into_owned).take(UPGRADES_LIMIT).collect();
                }
                "pingInterval" => open.ping_interval_millis = value.parse().ok(),
                "pingTimeout" => open.ping_timeout_millis = value.parse().ok(),
                "maxPayload" => open.max_payload_bytes = value.parse().ok(),
                _ => {}
            }
        }
        (!open.sid.is_empty() && open.sid.chars().count() <= SID_LIMIT).then_some(open)
    }
}
