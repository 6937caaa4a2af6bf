//! The colour tables: the only place where colours stand as numbers.

use egui::Color32;

use super::{FieldColors, PhaseColors, SeverityColors, Theme};

/// A colour as the design writes it, `0xRRGGBB`.
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const fn phase(solid: u32, on: u32, tint: u32, edge: u32, ink: u32, mark: u32) -> PhaseColors {
    PhaseColors {
        solid: rgb(solid),
        on: rgb(on),
        tint: rgb(tint),
        edge: rgb(edge),
        ink: rgb(ink),
        mark: rgb(mark),
    }
}

const fn field(fill: u32, text: u32, bar: u32) -> FieldColors {
    FieldColors { fill: rgb(fill), text: rgb(text), bar: rgb(bar) }
}

const fn severity(mark: u32, soft: u32) -> SeverityColors {
    SeverityColors { mark: rgb(mark), soft: rgb(soft) }
}

pub(super) static LIGHT: Theme = Theme {
    dark: false,
    canvas: rgb(0xF1F3F6),
    panel: rgb(0xFFFFFF),
    sunken: rgb(0xF6F7F9),
    raised: rgb(0xFFFFFF),
    hover: rgb(0xEDF0F5),
    line: rgb(0xDCE1E8),
    line_strong: rgb(0x7E8796),
    ink: rgb(0x141A26),
    ink_2: rgb(0x465064),
    ink_3: rgb(0x5F697B),
    accent: rgb(0x1B5BD7),
    on_accent: rgb(0xFFFFFF),
    accent_soft: rgb(0xE6EEFD),
    accent_ink: rgb(0x1549B0),
    sel_fill: rgb(0xE1EBFE),
    sel_line: rgb(0x141A26),
    phases: [
        phase(0xCF2B3A, 0xFFFFFF, 0xFDEDEC, 0xEDB3B1, 0xA01624, 0xCF2B3A),
        phase(0xF5BC00, 0x231A00, 0xFFF7DF, 0xE8CB7C, 0x775000, 0xA66F00),
        phase(0x7A3CCB, 0xFFFFFF, 0xF3EDFC, 0xCDB6EE, 0x5B27A3, 0x7A3CCB),
        phase(0x6B7585, 0xFFFFFF, 0xF3F5F8, 0xD3D9E2, 0x4C5668, 0x6B7585),
    ],
    fields: [
        field(0x2C66DC, 0xFFFFFF, 0x1D4CB0),
        field(0xB9D0FF, 0x0F3277, 0x4274D8),
        field(0xE5EE98, 0x3F4600, 0x768200),
        field(0xF295C5, 0x4E0530, 0xC42B82),
        field(0xE9ECF1, 0x252D3C, 0x717C8E),
        field(0xDB8230, 0x230E00, 0xB9550E),
    ],
    severities: [
        severity(0xB31B2C, 0xFCE8EA),
        severity(0xA84B00, 0xFFEEDD),
        severity(0x1B5BD7, 0xE6EEFD),
        severity(0x0E7043, 0xDEF5E8),
    ],
};

pub(super) static DARK: Theme = Theme {
    dark: true,
    canvas: rgb(0x0D1117),
    panel: rgb(0x151B24),
    sunken: rgb(0x10151D),
    raised: rgb(0x1D2531),
    hover: rgb(0x202936),
    line: rgb(0x29323F),
    line_strong: rgb(0x6F7B8E),
    ink: rgb(0xE8ECF3),
    ink_2: rgb(0xB5BECC),
    ink_3: rgb(0x919CAE),
    accent: rgb(0x75A6FF),
    on_accent: rgb(0x081225),
    accent_soft: rgb(0x17294A),
    accent_ink: rgb(0xA5C4FF),
    sel_fill: rgb(0x1B2F52),
    sel_line: rgb(0xFFFFFF),
    phases: [
        phase(0xFF7A76, 0x2A0608, 0x31191D, 0x73343A, 0xFFA9A4, 0xFF7A76),
        phase(0xF7C843, 0x231A00, 0x2B2412, 0x6B5820, 0xF7D674, 0xF7C843),
        phase(0xB58DFF, 0x1B0A38, 0x251C3B, 0x5A4391, 0xCFB8FF, 0xB58DFF),
        phase(0x8D99AB, 0x0D1117, 0x1A212B, 0x333E4D, 0xAEB8C7, 0x8D99AB),
    ],
    fields: [
        field(0x78A4FF, 0x06132F, 0x78A4FF),
        field(0x223D74, 0xC3D6FF, 0x5E8DF0),
        field(0x565D12, 0xF1F8A8, 0xB5C13B),
        field(0xB04484, 0xFFFFFF, 0xE86CAE),
        field(0x262E39, 0xD2DAE5, 0x7D899C),
        field(0xE08A3C, 0x241000, 0xE08A3C),
    ],
    severities: [
        severity(0xFF8C8C, 0x3A181D),
        severity(0xFFAE66, 0x37230F),
        severity(0x75A6FF, 0x17294A),
        severity(0x57D695, 0x10301F),
    ],
};
