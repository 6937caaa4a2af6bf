//! The fonts of the window, shipped inside the program so that the same text looks the same on every machine.
//!
//! Never asks the system for a font. The files and their licences are in `assets/fonts`.

use std::sync::{Arc, LazyLock};

use egui::{FontData, FontDefinitions, FontFamily, FontTweak};

/// The family of names and prose: Latin and Korean, weight by the variation axis `wght` (400 to 700).
#[must_use]
pub const fn ui() -> FontFamily {
    FontFamily::Proportional
}

/// The family of bytes, offsets, times and sizes, regular weight. It draws no ligatures.
#[must_use]
pub const fn mono() -> FontFamily {
    FontFamily::Monospace
}

/// [`mono`] in medium weight (500): key caps and bit numbers.
#[must_use]
pub fn mono_medium() -> FontFamily {
    static FAMILY: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("mono-medium".into()));
    FAMILY.clone()
}

/// [`mono`] in bold (700): coloured bytes and tags.
#[must_use]
pub fn mono_bold() -> FontFamily {
    static FAMILY: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("mono-bold".into()));
    FAMILY.clone()
}

/// The icons of [`icons`](super::icons) as outlines.
#[must_use]
pub fn icons() -> FontFamily {
    static FAMILY: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("icons".into()));
    FAMILY.clone()
}

/// The icons of [`icons`](super::icons) filled: severities, play.
#[must_use]
pub fn icons_fill() -> FontFamily {
    static FAMILY: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name("icons-fill".into()));
    FAMILY.clone()
}

/// Gives `ctx` the fonts; once, before the first pass.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(definitions());
}

/// The files and the order in which each family asks them for a character.
#[must_use]
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    // Hangul has thousands of glyphs: one place in the atlas for each, not four subpixel variants.
    let whole_pixels = FontTweak { subpixel_binning: Some(false), ..FontTweak::default() };
    let plain = FontTweak::default();
    for (name, file, tweak) in [
        ("sans", include_bytes!("../../assets/fonts/ws101-sans.ttf").as_slice(), &plain),
        ("mono", include_bytes!("../../assets/fonts/ws101-mono-regular.ttf"), &plain),
        ("mono-medium", include_bytes!("../../assets/fonts/ws101-mono-medium.ttf"), &plain),
        ("mono-bold", include_bytes!("../../assets/fonts/ws101-mono-bold.ttf"), &plain),
        ("hangul", include_bytes!("../../assets/fonts/ws101-hangul.ttf"), &whole_pixels),
        ("fallback", include_bytes!("../../assets/fonts/ws101-fallback.otf"), &whole_pixels),
        ("icons", include_bytes!("../../assets/fonts/ws101-icons.ttf"), &plain),
        ("icons-fill", include_bytes!("../../assets/fonts/ws101-icons-fill.ttf"), &plain),
    ] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(file).tweak(tweak.clone())));
    }
    for (family, first) in [
        (ui(), ["sans", "hangul", "icons", "mono"].as_slice()),
        (mono(), &["mono", "hangul", "icons"]),
        (mono_medium(), &["mono-medium", "hangul", "icons"]),
        (mono_bold(), &["mono-bold", "hangul", "icons"]),
        (icons(), &["icons", "sans"]),
        (icons_fill(), &["icons-fill", "sans"]),
    ] {
        // The fonts of egui itself come last: they hold a few signs that no other has.
        let last = ["fallback", "Hack", "Ubuntu-Light", "egui-icons"];
        let chain = first.iter().chain(&last).map(|&name| name.to_owned()).collect();
        fonts.families.insert(family, chain);
    }
    fonts
}
