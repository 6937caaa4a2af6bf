//! Where the settings lie on the disk. A file that cannot be read never stops the start: it is kept aside, and the
//! defaults are used.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::app::Settings;

const FILE: &str = "settings.toml";
const KEPT_ASIDE: &str = "settings.toml.bak";

/// The folder of the settings as the system has it; none where the user has no home.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "ws101").map(|dirs| dirs.config_dir().to_owned())
}

/// Reads the settings of a folder. The second value says what was wrong with them, in one line.
#[must_use]
pub fn read(folder: &Path) -> (Settings, Option<String>) {
    let path = folder.join(FILE);
    let wrong = match std::fs::read_to_string(&path) {
        Ok(text) => match Settings::parse(&text) {
            Ok(settings) => return (settings, None),
            Err(error) => error,
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Settings::default(), None),
        Err(error) => error.to_string(),
    };
    let aside = folder.join(KEPT_ASIDE);
    let kept = match std::fs::rename(&path, &aside) {
        Ok(()) => format!("; kept as {}", aside.display()),
        Err(_) => String::new(),
    };
    (Settings::default(), Some(format!("{}: {wrong}{kept}", path.display())))
}

/// Writes the settings of a folder, whole or not at all.
///
/// # Errors
/// Where the folder cannot be made or the file not be written.
pub fn write(folder: &Path, settings: &Settings) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(settings.text().as_bytes())?;
    file.persist(folder.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;

    #[test]
    fn settings_come_back_and_a_broken_file_is_kept_aside() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("deep");
        assert_eq!(read(&folder), (Settings::default(), None));
        let settings = Settings { lang: Some(Lang::Ko), ..Settings::default() };
        write(&folder, &settings).unwrap();
        write(&folder, &settings).unwrap();
        assert_eq!(read(&folder), (settings, None));

        for broken in [&b"zoom_percent = [\n"[..], b"\xff\xfe\x00"] {
            std::fs::write(folder.join(FILE), broken).unwrap();
            let (settings, wrong) = read(&folder);
            assert_eq!(settings, Settings::default());
            assert!(wrong.is_some_and(|wrong| wrong.contains(KEPT_ASIDE)));
            assert_eq!(std::fs::read(folder.join(KEPT_ASIDE)).unwrap(), broken);
            assert!(!folder.join(FILE).exists());
        }
    }
}
