//! The colour tables keep their contrasts, and the fonts have every character that the window shows.

use egui::Color32;
use ws101::app::words::Word;
use ws101::base::Lang;
use ws101::ui::theme::{Field, Phase, Severity, Theme, Type};
use ws101::ui::{fonts, icons};

/// WCAG 2.2: relative luminance.
fn luminance(color: Color32) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}

/// WCAG 2.2: contrast ratio.
fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn the_contrast_of_known_pairs() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    assert!((contrast(Color32::from_rgb(0x77, 0x77, 0x77), Color32::WHITE) - 4.48).abs() < 0.01);
}

#[test]
fn text_and_marks_keep_their_contrast() {
    for theme in [Theme::light(), Theme::dark()] {
        let mut pairs: Vec<(String, Color32, Color32, f64)> = Vec::new();
        let mut pair = |name: &str, front: Color32, back: Color32, least: f64| {
            pairs.push((name.to_owned(), front, back, least));
        };
        for (ground, back) in [
            ("canvas", theme.canvas),
            ("panel", theme.panel),
            ("sunken", theme.sunken),
            ("raised", theme.raised),
            ("hover", theme.hover),
            ("sel_fill", theme.sel_fill),
        ] {
            pair(&format!("ink on {ground}"), theme.ink, back, 4.5);
            pair(&format!("ink_2 on {ground}"), theme.ink_2, back, 4.5);
            pair(&format!("ink_3 on {ground}"), theme.ink_3, back, 4.5);
        }
        pair("on_accent on accent", theme.on_accent, theme.accent, 4.5);
        pair("on_accent on accent_ink", theme.on_accent, theme.accent_ink, 4.5);
        pair("accent_ink on accent_soft", theme.accent_ink, theme.accent_soft, 4.5);
        pair("accent_ink on panel", theme.accent_ink, theme.panel, 4.5);
        pair("accent on panel", theme.accent, theme.panel, 3.0);
        pair("accent on canvas", theme.accent, theme.canvas, 3.0);
        pair("line_strong on panel", theme.line_strong, theme.panel, 3.0);
        pair("line_strong on canvas", theme.line_strong, theme.canvas, 3.0);
        pair("sel_line on panel", theme.sel_line, theme.panel, 3.0);
        pair("sel_line on sel_fill", theme.sel_line, theme.sel_fill, 3.0);
        for phase in Phase::ALL {
            let colors = theme.phase(phase);
            pair(&format!("{phase:?} text on solid"), colors.on, colors.solid, 4.5);
            pair(&format!("{phase:?} ink on tint"), colors.ink, colors.tint, 4.5);
            pair(&format!("{phase:?} ink on panel"), colors.ink, theme.panel, 4.5);
            pair(&format!("{phase:?} mark on panel"), colors.mark, theme.panel, 3.0);
            pair(&format!("{phase:?} mark on tint"), colors.mark, colors.tint, 3.0);
            pair(&format!("ink on {phase:?} tint"), theme.ink, colors.tint, 4.5);
            pair(&format!("ink_2 on {phase:?} tint"), theme.ink_2, colors.tint, 4.5);
            pair(&format!("ink_3 on {phase:?} tint"), theme.ink_3, colors.tint, 4.5);
        }
        for field in Field::ALL {
            let colors = theme.field(field);
            pair(&format!("{field:?} text on fill"), colors.text, colors.fill, 4.5);
            pair(&format!("{field:?} bar on panel"), colors.bar, theme.panel, 3.0);
        }
        for severity in Severity::ALL {
            let colors = theme.severity(severity);
            pair(&format!("{severity:?} on panel"), colors.mark, theme.panel, 4.5);
            pair(&format!("{severity:?} on soft"), colors.mark, colors.soft, 4.5);
            pair(&format!("ink on {severity:?} soft"), theme.ink, colors.soft, 4.5);
            pair(&format!("ink_2 on {severity:?} soft"), theme.ink_2, colors.soft, 4.5);
        }
        let low: Vec<String> = (pairs.iter())
            .filter(|(_, front, back, least)| contrast(*front, *back) < *least)
            .map(|(name, front, back, least)| format!("{name}: {:.2} < {least}", contrast(*front, *back)))
            .collect();
        assert!(low.is_empty(), "dark: {}\n{}", theme.dark, low.join("\n"));
    }
}

#[test]
fn every_character_has_a_glyph() {
    let ctx = egui::Context::default();
    fonts::install(&ctx);
    // Fonts are there from the first pass on.
    let mut output = ctx.run_ui(egui::RawInput::default(), |_| {});
    output.textures_delta.clear();
    let has = |kind: Type, text: &str| {
        ctx.fonts_mut(|fonts| text.chars().filter(|c| !fonts.has_glyph(&kind.font(), *c)).collect::<String>())
    };
    for &word in Word::ALL {
        for lang in Lang::ALL {
            assert_eq!(has(Type::UI, word.get(lang)), "", "{word:?}");
        }
    }
    let signs = "→←↑↓·…“”‘’–—✓✗▸▾↵␍␊␀␣≤≥×§¼½①②③°±−•●■◆";
    for kind in [Type::UI, Type::MONO, Type::TINY, Type::MONO_STRONG] {
        assert_eq!(has(kind, signs), "", "{kind:?}");
        // Payloads are arbitrary text: all 11,172 syllables.
        let syllables: String = ('\u{AC00}'..='\u{D7A3}').collect();
        assert_eq!(has(kind, &syllables), "", "{kind:?}");
    }
    for (name, icon) in icons::ALL {
        for family in [fonts::icons(), fonts::icons_fill(), fonts::ui()] {
            let font = egui::FontId::new(16.0, family);
            assert!(ctx.fonts_mut(|fonts| fonts.has_glyphs(&font, icon)), "{name}");
        }
    }
}

#[test]
fn monospaced_text_has_no_ligatures() {
    let ctx = egui::Context::default();
    fonts::install(&ctx);
    let mut output = ctx.run_ui(egui::RawInput::default(), |_| {});
    output.textures_delta.clear();
    for kind in [Type::MONO, Type::TINY, Type::MONO_STRONG] {
        let width = |text: &str| {
            let job = kind.job(text, Color32::BLACK);
            ctx.fonts_mut(|fonts| fonts.layout_job(job)).rows[0]
                .glyphs
                .iter()
                .map(|glyph| glyph.advance_width)
                .collect::<Vec<_>>()
        };
        for text in ["==", "->", "!=", "===", "www", "0x1f", "<=>"] {
            let widths = width(text);
            assert_eq!(widths.len(), text.len(), "{text}");
            assert!(widths.iter().all(|each| (each - widths[0]).abs() < 0.01), "{text}: {widths:?}");
        }
    }
}

#[test]
fn weights_change_the_shape() {
    let ctx = egui::Context::default();
    fonts::install(&ctx);
    let mut output = ctx.run_ui(egui::RawInput::default(), |_| {});
    output.textures_delta.clear();
    let width = |kind: Type, text: &str| {
        ctx.fonts_mut(|fonts| fonts.layout_job(kind.job(text, Color32::BLACK))).size().x
    };
    let (regular, bold) = (Type::UI.sized(20.0), Type::UI.sized(20.0).weighing(700.0));
    assert!(width(bold, "opening handshake") > width(regular, "opening handshake") + 2.0);
}

#[test]
fn no_other_module_names_a_colour() {
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("ui/theme/tables.rs")
            {
                files += 1;
                let text = std::fs::read_to_string(&path).expect("a source");
                for (line, code) in text.lines().enumerate() {
                    let named = ["Color32::from_", "hex_color!", "Rgba::from_"]
                        .iter()
                        .any(|call| code.contains(call));
                    assert!(!named, "{}:{}: {}", path.display(), line + 1, code.trim());
                }
            }
        }
    }
    assert!(files > 10, "the sources were found");
}
