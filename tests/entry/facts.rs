//! What an inspector told, as lines that can be compared.

use serde_json::Value;

/// Lines of JSON, parsed: each has to be whole.
pub(super) fn lines(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("a line of JSON")).collect()
}

/// The same without packet numbers, which count the pieces in which bytes came.
pub(super) fn facts(bytes: &[u8]) -> Vec<Value> {
    let mut lines = lines(bytes);
    for line in &mut lines {
        if let Some(line) = line.as_object_mut() {
            line.remove("packets");
        }
    }
    lines
}
