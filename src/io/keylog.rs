//! Key logs from outside: files that are named, and those that lie beside a capture.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::wire::tls::KeyLog;

use super::{OpenError, Reason};

/// Most bytes that are read of one key log.
pub const KEY_LOG_BYTES: u64 = 256 << 20;

/// What the names of key logs beside a capture end with.
const ENDINGS: [&str; 2] = ["keylog", "keys"];

/// Reads a key log. An empty one is one: it may not have been written to yet.
///
/// # Errors
/// Where it cannot be read, or not one line of it is a key log's.
pub fn read_key_log(path: &Path) -> Result<Vec<u8>, OpenError> {
    let name = path.display().to_string();
    let failed = |error: &std::io::Error| OpenError::new(&name, Reason::from_io(error));
    let file = File::open(path).map_err(|error| failed(&error))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(OpenError::new(&name, Reason::Directory));
    }
    let mut text = Vec::new();
    file.take(KEY_LOG_BYTES).read_to_end(&mut text).map_err(|error| failed(&error))?;
    let taken = KeyLog::default().read(&text);
    if taken.bad > 0 && !taken.is_key_log() {
        return Err(OpenError::new(&name, Reason::NotAKeyLog));
    }
    Ok(text)
}

/// Whether a file is a key log with at least one line that names a secret.
#[must_use]
pub fn is_key_log(path: &Path) -> bool {
    read_key_log(path).is_ok_and(|text| KeyLog::default().read(&text).is_key_log())
}

/// Where key logs of a capture may lie: `NAME.keylog` and `NAME.keys`, NAME with and without its endings.
#[must_use]
pub fn beside(capture: &Path) -> Vec<PathBuf> {
    let mut names = vec![capture.to_path_buf()];
    let compressed = |path: &Path| {
        path.extension().is_some_and(|end| ["gz", "zst", "lz4"].iter().any(|known| end == *known))
    };
    if compressed(capture) {
        names.push(capture.with_extension(""));
    }
    if let Some(last) = names.last().filter(|last| last.extension().is_some()) {
        names.push(last.with_extension(""));
    }
    let with = |name: &PathBuf, ending: &str| {
        let mut name = name.clone().into_os_string();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    };
    names.iter().flat_map(|name| ENDINGS.iter().map(move |ending| with(name, ending))).collect()
}

/// The key logs that do lie beside a capture. What lies there under such a name and is none is passed over: nobody has
/// named it.
#[must_use]
pub fn found_beside(capture: &Path) -> Vec<Vec<u8>> {
    beside(capture).iter().filter(|path| path.is_file()).filter_map(|path| read_key_log(path).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_logs_are_looked_for_beside_the_capture_under_its_name() {
        let check = |capture: &str, expect: &[&str]| {
            let found: Vec<String> = beside(Path::new(capture))
                .iter()
                .map(|path| path.to_string_lossy().replace('\\', "/"))
                .collect();
            assert_eq!(found, expect, "{capture}");
        };
        check("a/x.pcapng", &["a/x.pcapng.keylog", "a/x.pcapng.keys", "a/x.keylog", "a/x.keys"]);
        check(
            "x.pcap.gz",
            &["x.pcap.gz.keylog", "x.pcap.gz.keys", "x.pcap.keylog", "x.pcap.keys", "x.keylog", "x.keys"],
        );
        check("x", &["x.keylog", "x.keys"]);
    }
}
