//! Parts of lines that more than one kind of line has.

use super::super::json::{Object, key, string_of_bytes};
use crate::base::{Side, Stamp};
use crate::trace::{Deflate, Endpoint, Finding, Outcome, Target, TcpEnd, Tls};
use crate::wire::payload::{Guess, View};

/// Writes when and in which packets something stood; nothing where there is no capture.
pub(in crate::export) fn when(line: &mut Object<'_>, stamp: Stamp, digits: Option<u8>, packets: (u32, u32)) {
    let Some(digits) = digits else { return };
    if packets.0 > 0 {
        line.seconds(key!("time"), stamp, digits);
        line.numbers(key!("packets"), &[packets.0, packets.1]);
    } else if stamp != Stamp::default() {
        line.seconds(key!("time"), stamp, digits);
    }
}

/// Writes what a finding is about. What is no frame, message or head is named by `packet`, the packet of the connection
/// at which it was found.
pub(in crate::export) fn target(at: &mut Object<'_>, finding: &Finding, packet: u32) {
    if let Some(side) = super::super::head_of(finding) {
        return match side {
            Side::Client => at.flag(key!("request"), true),
            Side::Server => at.flag(key!("response"), true),
        };
    }
    match finding.at {
        Target::Frame { frame, .. } => at.number(key!("frame"), frame),
        Target::Message { message, .. } => at.number(key!("message"), message),
        Target::Packet(packet) => at.number(key!("packet"), packet),
        Target::Capture | Target::Finding(_) => at.flag(key!("capture"), true),
        _ if packet > 0 => at.number(key!("packet"), packet),
        _ => at.flag(key!("capture"), true),
    }
}

/// Writes the fields of a head as they stand on the wire.
pub(in crate::export) fn headers(line: &mut Object<'_>, head: &crate::wire::http::Head, bytes: &[u8]) {
    line.list(key!("headers"), &head.fields, |out, field| {
        out.push(b'[');
        string_of_bytes(out, field.name_in(bytes));
        out.push(b',');
        string_of_bytes(out, &field.value_in(bytes));
        out.push(b']');
    });
}

/// Writes what is inside a message.
pub(in crate::export) fn inside(payload: &mut Object<'_>, guess: Guess, view: &View) {
    payload.text(key!("protocol"), view.protocol);
    payload.text(key!("kind"), &view.kind);
    payload.text(key!("summary"), &view.summary);
    if guess.guessed {
        payload.flag(key!("guess"), true);
    }
    if view.continues {
        payload.flag(key!("continues"), true);
    }
    if let Some(fault) = &view.fault {
        payload.object(key!("malformed"), |malformed| {
            malformed.number(key!("at"), fault.at);
            malformed.text(key!("expected"), &fault.expected);
        });
    }
}

/// What TLS agreed on.
pub(in crate::export) fn tls_facts(line: &mut Object<'_>, tls: &Tls) {
    if let Some(version) = tls.version {
        line.text(key!("version"), version.name());
    }
    if let Some(suite) = tls.suite_name() {
        line.text(key!("cipher_suite"), &suite);
    }
    if let Some(server_name) = &tls.server_name {
        line.text(key!("server_name"), server_name);
    }
    if let Some(alpn) = &tls.alpn {
        line.text(key!("alpn"), alpn);
    }
    if let Some(random) = &tls.client_random {
        line.hex(key!("client_random"), random);
    }
    line.flag(key!("resumed"), tls.resumed);
    line.flag(key!("early_data"), tls.early_data);
}

pub(in crate::export) fn endpoint(line: &mut Object<'_>, key: &str, endpoint: Endpoint) {
    told_endpoint(line, key, endpoint, false, None);
}

/// Writes an end; of one that a HAR tells of, only what is known.
pub(in crate::export) fn told_endpoint(
    line: &mut Object<'_>,
    key: &str,
    endpoint: Endpoint,
    is_har: bool,
    host: Option<&str>,
) {
    line.object(key, |end| {
        if let Some(host) = host {
            end.text(key!("host"), host);
        }
        if !is_har || endpoint.ip != Endpoint::UNKNOWN.ip {
            end.text(key!("ip"), &endpoint.ip.to_string());
        }
        if !is_har || endpoint.port != 0 {
            end.number(key!("port"), endpoint.port);
        }
    });
}

pub(in crate::export) fn deflate(line: &mut Object<'_>, agreed: &Deflate) {
    line.object(key!("permessage_deflate"), |params| {
        params.flag(key!("client_no_context_takeover"), agreed.client_no_context_takeover);
        params.flag(key!("server_no_context_takeover"), agreed.server_no_context_takeover);
        params.number(key!("client_max_window_bits"), agreed.client_max_window_bits);
        params.number(key!("server_max_window_bits"), agreed.server_max_window_bits);
    });
}

/// The word of an outcome; none while there is none.
pub(in crate::export) const fn outcome_word(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Pending => None,
        Outcome::Open => Some("open"),
        Outcome::Refused => Some("refused"),
        Outcome::Invalid => Some("invalid"),
    }
}

/// The word of how TCP ended.
pub(in crate::export) const fn tcp_word(end: Option<TcpEnd>) -> &'static str {
    match end {
        Some(TcpEnd::Fin) => "fin",
        Some(TcpEnd::Rst) => "rst",
        None => "none",
    }
}
