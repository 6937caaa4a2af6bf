//! The captures that ship with the program, inside it: what `captures/captures.toml` says of them, and their bytes.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::base::{Lang, Text};
use crate::trace::CloseKind;

/// A capture that ships with the program.
#[derive(Debug, Clone)]
pub struct ShippedCapture {
    /// Its id, which is its file's name without the extension.
    pub id: &'static str,
    /// How many packets it holds.
    pub packets: u64,
    /// Its title.
    pub title: Text,
    /// What it shows, in half a line.
    pub about: Text,
    /// Which software was recorded.
    pub software: &'static str,
    /// The capture.
    pub bytes: &'static [u8],
    /// How its first connection ended.
    pub first_end: CloseKind,
}

/// One row of the catalogue, as it is written.
#[derive(Deserialize)]
struct Row {
    id: String,
    packets: u64,
    title_en: String,
    title_ko: String,
    about_en: String,
    about_ko: String,
    software: String,
}

#[derive(Deserialize)]
struct Catalogue {
    capture: Vec<Row>,
}

macro_rules! files {
    ($($id:literal $end:ident)*) => {
        [$(($id, include_bytes!(concat!("../../captures/", $id, ".pcapng")).as_slice(), CloseKind::$end)),*]
    };
}

/// Each with the end of its first connection. A macro cannot list a folder, and nothing is decoded to show a list;
/// tests hold this table, the catalogue and what the inspector finds together.
static FILES: [(&str, &[u8], CloseKind); 16] = files!(
    "hello" Clean
    "boundaries" Clean
    "close" Clean
    "lengths" Clean
    "deflate" Clean
    "python-websockets" Clean
    "chromium" Clean
    "refused" Refused
    "miscopied-accept" Dropped
    "abnormal" Dropped
    "korean-chat" Clean
    "wss" Clean
    "http2" Clean
    "socketio-upgrade" Clean
    "unmasked" Clean
    "many" Clean
);

static CAPTURES: LazyLock<Vec<ShippedCapture>> = LazyLock::new(|| {
    let rows = toml::from_str::<Catalogue>(include_str!("../../captures/captures.toml"))
        .map_or_else(|_| Vec::new(), |catalogue| catalogue.capture);
    rows.into_iter().filter_map(shipped).collect()
});

/// The catalogue is read once and lives as long as the program: its texts become static.
fn shipped(row: Row) -> Option<ShippedCapture> {
    let &(id, bytes, first_end) = FILES.iter().find(|file| file.0 == row.id)?;
    let fixed = |text: String| -> &'static str { text.leak() };
    Some(ShippedCapture {
        id,
        packets: row.packets,
        title: Text::new(fixed(row.title_en), fixed(row.title_ko)),
        about: Text::new(fixed(row.about_en), fixed(row.about_ko)),
        software: fixed(row.software),
        bytes,
        first_end,
    })
}

/// All captures that ship with the program, in the order in which they are offered.
#[must_use]
pub fn captures() -> &'static [ShippedCapture] {
    &CAPTURES
}

/// One of them.
#[must_use]
pub fn capture(id: &str) -> Option<&'static ShippedCapture> {
    captures().iter().find(|capture| capture.id == id)
}

/// What a shipped capture is called in the window, or the id of one that is unknown.
#[must_use]
pub fn title(id: &str, lang: Lang) -> &str {
    capture(id).map_or(id, |capture| capture.title.get(lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn every_capture_of_the_catalogue_is_inside_the_program_and_unchanged() {
        #[derive(Deserialize)]
        struct Check {
            id: String,
            file: String,
            sha256: String,
        }
        #[derive(Deserialize)]
        struct Checks {
            capture: Vec<Check>,
        }
        let checks: Checks = toml::from_str(include_str!("../../captures/captures.toml")).unwrap();
        assert_eq!(checks.capture.len(), captures().len());
        assert_eq!(FILES.len(), captures().len());
        for check in checks.capture {
            let capture = capture(&check.id).unwrap_or_else(|| panic!("{} is missing", check.id));
            assert_eq!(check.file, format!("{}.pcapng", check.id));
            let digest = Sha256::digest(capture.bytes);
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, check.sha256, "{}", check.id);
            assert!(!capture.title.ko.is_empty() && !capture.about.en.is_empty());
        }
    }
}
