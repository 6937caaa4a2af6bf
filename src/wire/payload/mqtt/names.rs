//! The names that MQTT gives to its numbers (MQTT 3.1.1 and MQTT 5.0, OASIS).

/// A control packet's name by its type; `None` for 0, which is reserved.
pub(super) const fn packet(kind: u8) -> Option<&'static str> {
    Some(match kind {
        1 => "CONNECT",
        2 => "CONNACK",
        3 => "PUBLISH",
        4 => "PUBACK",
        5 => "PUBREC",
        6 => "PUBREL",
        7 => "PUBCOMP",
        8 => "SUBSCRIBE",
        9 => "SUBACK",
        10 => "UNSUBSCRIBE",
        11 => "UNSUBACK",
        12 => "PINGREQ",
        13 => "PINGRESP",
        14 => "DISCONNECT",
        15 => "AUTH",
        _ => return None,
    })
}

/// A CONNACK's return code (MQTT 3.1.1 §3.2.2.3).
pub(super) const fn return_code(code: u8) -> &'static str {
    match code {
        0 => "Connection Accepted",
        1 => "Connection Refused, unacceptable protocol version",
        2 => "Connection Refused, identifier rejected",
        3 => "Connection Refused, Server unavailable",
        4 => "Connection Refused, bad user name or password",
        5 => "Connection Refused, not authorized",
        _ => "reserved",
    }
}

/// A reason code (MQTT 5.0 §2.4). Zero means one thing in a DISCONNECT, another in a SUBACK, success elsewhere.
pub(super) const fn reason(packet: u8, code: u8) -> &'static str {
    match code {
        0 if packet == 14 => "Normal disconnection",
        0 if packet == 9 => "Granted QoS 0",
        0 => "Success",
        1 => "Granted QoS 1",
        2 => "Granted QoS 2",
        4 => "Disconnect with Will Message",
        16 => "No matching subscribers",
        17 => "No subscription existed",
        24 => "Continue authentication",
        25 => "Re-authenticate",
        128 => "Unspecified error",
        129 => "Malformed Packet",
        130 => "Protocol Error",
        131 => "Implementation specific error",
        132 => "Unsupported Protocol Version",
        133 => "Client Identifier not valid",
        134 => "Bad User Name or Password",
        135 => "Not authorized",
        136 => "Server unavailable",
        137 => "Server busy",
        138 => "Banned",
        139 => "Server shutting down",
        140 => "Bad authentication method",
        141 => "Keep Alive timeout",
        142 => "Session taken over",
        143 => "Topic Filter invalid",
        144 => "Topic Name invalid",
        145 => "Packet Identifier in use",
        146 => "Packet Identifier not found",
        147 => "Receive Maximum exceeded",
        148 => "Topic Alias invalid",
        149 => "Packet too large",
        150 => "Message rate too high",
        151 => "Quota exceeded",
        152 => "Administrative action",
        153 => "Payload format invalid",
        154 => "Retain not supported",
        155 => "QoS not supported",
        156 => "Use another server",
        157 => "Server moved",
        158 => "Shared Subscriptions not supported",
        159 => "Connection rate exceeded",
        160 => "Maximum connect time",
        161 => "Subscription Identifiers not supported",
        162 => "Wildcard Subscriptions not supported",
        _ => "unknown",
    }
}

/// How a property's value is written (MQTT 5.0 §1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One byte.
    Byte,
    /// Two Byte Integer.
    Two,
    /// Four Byte Integer.
    Four,
    /// Variable Byte Integer.
    Variable,
    /// UTF-8 Encoded String.
    Text,
    /// Binary Data.
    Binary,
    /// UTF-8 String Pair.
    Pair,
}

/// A property's name and form by its identifier (MQTT 5.0 §2.2.2.2).
pub(super) const fn property(identifier: u64) -> Option<(&'static str, Form)> {
    use Form::{Binary, Byte, Four, Pair, Text, Two, Variable};
    Some(match identifier {
        1 => ("Payload Format Indicator", Byte),
        2 => ("Message Expiry Interval", Four),
        3 => ("Content Type", Text),
        8 => ("Response Topic", Text),
        9 => ("Correlation Data", Binary),
        11 => ("Subscription Identifier", Variable),
        17 => ("Session Expiry Interval", Four),
        18 => ("Assigned Client Identifier", Text),
        19 => ("Server Keep Alive", Two),
        21 => ("Authentication Method", Text),
        22 => ("Authentication Data", Binary),
        23 => ("Request Problem Information", Byte),
        24 => ("Will Delay Interval", Four),
        25 => ("Request Response Information", Byte),
        26 => ("Response Information", Text),
        28 => ("Server Reference", Text),
        31 => ("Reason String", Text),
        33 => ("Receive Maximum", Two),
        34 => ("Topic Alias Maximum", Two),
        35 => ("Topic Alias", Two),
        36 => ("Maximum QoS", Byte),
        37 => ("Retain Available", Byte),
        38 => ("User Property", Pair),
        39 => ("Maximum Packet Size", Four),
        40 => ("Wildcard Subscription Available", Byte),
        41 => ("Subscription Identifier Available", Byte),
        42 => ("Shared Subscription Available", Byte),
        _ => return None,
    })
}
