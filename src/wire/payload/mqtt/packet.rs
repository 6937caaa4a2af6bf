//! What stands in each MQTT control packet, 3.1 to 5.0, behind its fixed header.

use super::super::view::{Line, Node, VALUE_CHARS, shown};
use super::cursor::{Broken, Cursor};
use super::names;

type Read = Result<(), Broken>;

/// The first version with properties and reason codes.
pub(super) const V5: u8 = 5;
/// Topic filters and codes of one packet that are listed.
const LISTED: usize = 200;

/// Reads what is behind the fixed header. `version` is what the CONNECT said, where one was seen, and learns from it.
pub(super) fn body(cursor: &mut Cursor<'_>, first: u8, version: &mut Option<u8>, line: &mut Line) -> Read {
    let is_v5 = *version == Some(V5);
    match first >> 4 {
        1 => connect(cursor, version, line),
        2 => connack(cursor, version, line),
        3 => publish(cursor, first, is_v5, line),
        kind @ 4..=7 => acknowledge(cursor, kind, line),
        8 => subscribe(cursor, is_v5, line),
        9 => codes(cursor, 9, is_v5, line),
        10 => unsubscribe(cursor, is_v5, line),
        11 if is_v5 => codes(cursor, 11, true, line),
        11 => identifier(cursor, line),
        14 | 15 => reason(cursor, first >> 4, line),
        _ => Ok(()),
    }
}

fn connect(cursor: &mut Cursor<'_>, version: &mut Option<u8>, line: &mut Line) -> Read {
    let name = cursor.text("protocol name")?;
    let start = cursor.at;
    let level = cursor.byte("the protocol level")?;
    let word = match level {
        3 => "3 (MQTT 3.1)".to_owned(),
        4 => "4 (MQTT 3.1.1)".to_owned(),
        5 => "5 (MQTT 5.0)".to_owned(),
        other => other.to_string(),
    };
    cursor.note("protocol level", &word, start);
    if !matches!(name.as_str(), "MQTT" | "MQIsdp") {
        return Err(cursor.wrong(start, "the protocol name MQTT"));
    }
    *version = Some(level);
    let start = cursor.at;
    let flags = cursor.byte("connect flags")?;
    let bits =
        [(0x80, "user name"), (0x40, "password"), (0x20, "will retain"), (4, "will"), (2, "clean start")];
    let set: Vec<&str> = bits.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, name)| *name).collect();
    let qos = flags >> 3 & 3;
    let will = if flags & 4 != 0 { format!(", will QoS {qos}") } else { String::new() };
    cursor.note("connect flags", &format!("0x{flags:02x} {}{will}", set.join(", ")), start);
    let keep_alive = cursor.two("keep alive")?;
    let is_v5 = level == V5;
    if is_v5 {
        cursor.properties("properties")?;
    }
    let client = cursor.text("client identifier")?;
    line.pair("client", &client);
    if flags & 4 != 0 {
        if is_v5 {
            cursor.properties("will properties")?;
        }
        let topic = cursor.text("will topic")?;
        cursor.text("will payload")?;
        line.pair("will", &topic);
    }
    if flags & 0x80 != 0 {
        let user = cursor.text("user name")?;
        line.pair("user", &user);
    }
    if flags & 0x40 != 0 {
        cursor.text("password")?;
    }
    line.pair("keepalive", &format!("{keep_alive}s"));
    line.word(match level {
        3 => "MQTT 3.1",
        4 => "MQTT 3.1.1",
        5 => "MQTT 5.0",
        _ => "MQTT ?",
    });
    Ok(())
}

fn connack(cursor: &mut Cursor<'_>, version: &mut Option<u8>, line: &mut Line) -> Read {
    // Two bytes: a server of 3.1.1, whatever the client speaks. More: properties, so 5.0.
    let is_v5 = cursor.end - cursor.at.min(cursor.end) > 2;
    if is_v5 {
        version.get_or_insert(V5);
    }
    let start = cursor.at;
    let flags = cursor.byte("acknowledge flags")?;
    cursor.note("session present", if flags & 1 != 0 { "1" } else { "0" }, start);
    let start = cursor.at;
    let code = cursor.byte("a return code")?;
    let name = if is_v5 { names::reason(2, code) } else { names::return_code(code) };
    cursor.note(if is_v5 { "reason code" } else { "return code" }, &format!("{code} {name}"), start);
    line.word(&format!("{code} {name}"));
    if flags & 1 != 0 {
        line.word("session present");
    }
    if is_v5 { cursor.properties("properties") } else { Ok(()) }
}

fn publish(cursor: &mut Cursor<'_>, first: u8, is_v5: bool, line: &mut Line) -> Read {
    let qos = first >> 1 & 3;
    let topic = cursor.text("topic")?;
    line.word(&topic);
    line.pair("qos", &qos.to_string());
    if first & 8 != 0 {
        line.word("dup");
    }
    if first & 1 != 0 {
        line.word("retain");
    }
    if qos > 0 {
        let id = cursor.two("packet identifier")?;
        line.pair("id", &id.to_string());
    }
    if is_v5 {
        cursor.properties("properties")?;
    }
    let start = cursor.at;
    let (payload, len) = cursor.rest();
    let text = shown(payload, VALUE_CHARS);
    let mut node = Node::new("payload", &text, cursor.place(start, cursor.at));
    node.cut = payload.len() < len || text.ends_with('…');
    cursor.nodes.push(node);
    line.pair("len", &len.to_string());
    line.word(&text);
    Ok(())
}

fn identifier(cursor: &mut Cursor<'_>, line: &mut Line) -> Read {
    let id = cursor.two("packet identifier")?;
    line.pair("id", &id.to_string());
    Ok(())
}

/// PUBACK, PUBREC, PUBREL, PUBCOMP: an identifier; in 5.0 perhaps a reason code and properties.
fn acknowledge(cursor: &mut Cursor<'_>, kind: u8, line: &mut Line) -> Read {
    identifier(cursor, line)?;
    reason(cursor, kind, line)
}

/// A reason code and properties, as far as they are there (MQTT 5.0 §3.4.2.1).
fn reason(cursor: &mut Cursor<'_>, kind: u8, line: &mut Line) -> Read {
    if cursor.is_more() {
        code(cursor, kind, true, line)?;
    }
    if cursor.is_more() { cursor.properties("properties") } else { Ok(()) }
}

fn code(cursor: &mut Cursor<'_>, kind: u8, is_v5: bool, line: &mut Line) -> Read {
    let start = cursor.at;
    let code = cursor.byte("a reason code")?;
    let name = match code {
        128 if !is_v5 => "Failure",
        _ => names::reason(kind, code),
    };
    if cursor.nodes.len() < LISTED {
        cursor.note(if is_v5 { "reason code" } else { "return code" }, &format!("{code} {name}"), start);
    }
    line.word(&format!("{code} {name}"));
    Ok(())
}

fn codes(cursor: &mut Cursor<'_>, kind: u8, is_v5: bool, line: &mut Line) -> Read {
    identifier(cursor, line)?;
    if is_v5 {
        cursor.properties("properties")?;
    }
    while cursor.is_more() {
        code(cursor, kind, is_v5, line)?;
    }
    Ok(())
}

fn subscribe(cursor: &mut Cursor<'_>, is_v5: bool, line: &mut Line) -> Read {
    identifier(cursor, line)?;
    if is_v5 {
        cursor.properties("properties")?;
    }
    while cursor.is_more() {
        let listed = cursor.nodes.len();
        let filter = cursor.text("topic filter")?;
        let start = cursor.at;
        let options = cursor.byte("subscription options")?;
        let qos = options & 3;
        let mut words = format!("QoS {qos}");
        for (bit, word) in [(4, ", no local"), (8, ", retain as published")] {
            words.push_str(if is_v5 && options & bit != 0 { word } else { "" });
        }
        cursor.note("subscription options", &words, start);
        line.word(&filter);
        line.pair("qos", &qos.to_string());
        if listed >= 2 * LISTED {
            cursor.nodes.truncate(listed);
        }
    }
    Ok(())
}

fn unsubscribe(cursor: &mut Cursor<'_>, is_v5: bool, line: &mut Line) -> Read {
    identifier(cursor, line)?;
    if is_v5 {
        cursor.properties("properties")?;
    }
    while cursor.is_more() {
        let listed = cursor.nodes.len();
        let filter = cursor.text("topic filter")?;
        line.word(&filter);
        if listed >= LISTED {
            cursor.nodes.truncate(listed);
        }
    }
    Ok(())
}
