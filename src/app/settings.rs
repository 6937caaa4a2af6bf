//! What the program remembers from one start to the next. It is the only state that is kept, and it never touches a
//! file: `io` reads and writes its text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::Lang;

use super::ThemeChoice;

/// How many recent files are remembered.
const RECENT_FILES: usize = 8;

/// The zoom steps, in per cent.
const ZOOM_STEPS: [u16; 8] = [75, 90, 100, 110, 125, 150, 175, 200];

/// What the program remembers. Unknown keys of a newer version are ignored, missing ones take their default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The chosen language; none follows the system.
    pub lang: Option<Lang>,
    /// Light, dark, or as the system says.
    pub theme: ThemeChoice,
    /// Size of everything, in per cent: 75 to 200.
    pub zoom_percent: u16,
    /// Whether movements are instant.
    pub reduce_motion: bool,
    /// Files opened, the newest first.
    pub recent_files: Vec<PathBuf>,
    /// Ids of the lessons that were finished.
    pub lessons_done: BTreeSet<String>,
    /// Sizes of panels in points, by the panel's name.
    pub panels: BTreeMap<String, f32>,
    /// The step at which each lesson was left, by lesson id.
    pub lesson_steps: BTreeMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: None,
            theme: ThemeChoice::default(),
            zoom_percent: 100,
            reduce_motion: false,
            recent_files: Vec::new(),
            panels: BTreeMap::new(),
            lessons_done: BTreeSet::new(),
            lesson_steps: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Settings from their text; values out of range are brought back into it. `Err` is the reason in one line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut settings: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        settings.zoom_percent = settings.zoom_percent.clamp(ZOOM_STEPS[0], ZOOM_STEPS[ZOOM_STEPS.len() - 1]);
        settings.recent_files.truncate(RECENT_FILES);
        settings.panels.retain(|_, size| size.is_finite() && (1.0..=10_000.0).contains(size));
        Ok(settings)
    }

    /// The text that [`Settings::parse`] reads.
    #[must_use]
    pub fn text(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// Puts a file at the head of the recent ones. A path that is not Unicode cannot be written and is left out.
    pub fn remember_file(&mut self, path: &Path) {
        if path.to_str().is_none() {
            return;
        }
        self.recent_files.retain(|known| known != path);
        self.recent_files.insert(0, path.to_owned());
        self.recent_files.truncate(RECENT_FILES);
    }

    /// The next zoom step up or down.
    pub fn zoom(&mut self, larger: bool) {
        let next = if larger {
            ZOOM_STEPS.into_iter().find(|step| *step > self.zoom_percent)
        } else {
            ZOOM_STEPS.into_iter().rev().find(|step| *step < self.zoom_percent)
        };
        self.zoom_percent = next.unwrap_or(self.zoom_percent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_their_own_text() {
        let mut settings = Settings { lang: Some(Lang::Ko), zoom_percent: 125, ..Settings::default() };
        settings.remember_file(Path::new("a.pcap"));
        settings.panels.insert("ladder".to_owned(), 500.0);
        settings.lesson_steps.insert("accept-key".to_owned(), "see".to_owned());
        assert_eq!(Settings::parse(&settings.text()), Ok(settings));
    }

    #[test]
    fn what_is_missing_or_out_of_range_is_made_good() {
        for (text, zoom, panels) in [
            ("", 100, 0),
            ("zoom_percent = 5000", 200, 0),
            ("zoom_percent = 3\nfuture = 1", 75, 0),
            ("[panels]\na = nan\nb = -3.0\nc = 300.0", 100, 1),
        ] {
            let settings = Settings::parse(text).expect(text);
            assert_eq!((settings.zoom_percent, settings.panels.len()), (zoom, panels), "{text}");
        }
        for bad in ["zoom_percent = \"large\"", "= 3", "lang = \"xx\""] {
            assert!(Settings::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn recent_files_are_few_and_each_stands_once() {
        let mut settings = Settings::default();
        for n in 0..20 {
            settings.remember_file(Path::new(&format!("{}.pcap", n % 10)));
        }
        assert_eq!(settings.recent_files.len(), RECENT_FILES);
        assert_eq!(settings.recent_files[0], Path::new("9.pcap"));
        settings.remember_file(Path::new("5.pcap"));
        assert_eq!(settings.recent_files[0], Path::new("5.pcap"));
        assert_eq!(settings.recent_files.len(), RECENT_FILES);
    }

    #[test]
    fn zoom_walks_its_steps_and_stops_at_the_ends() {
        let mut settings = Settings::default();
        for (larger, expect) in
            [(true, 110), (true, 125), (false, 110), (false, 100), (false, 90), (false, 75), (false, 75)]
        {
            settings.zoom(larger);
            assert_eq!(settings.zoom_percent, expect);
        }
    }
}
