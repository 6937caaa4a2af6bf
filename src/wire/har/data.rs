//! The bytes of a message from the string that a HAR has for them.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes of a binary message, and whether they are all there. Chrome, Playwright and mitmproxy write Base64. A string
/// that is none stands for its bytes one by one, as far as its characters are no larger than a byte; else there is no
/// way to tell.
pub(super) fn binary(text: &str, was_cut: bool) -> (Vec<u8>, bool) {
    // What was cut may end inside a group of four.
    let whole = if was_cut { text.get(..text.len() / 4 * 4).unwrap_or_default() } else { text };
    if let Ok(bytes) = LENIENT.decode(whole) {
        return (bytes, !was_cut);
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match bytes {
        Some(bytes) => (bytes, !was_cut),
        None => (text.as_bytes().to_vec(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_data_is_base64_or_a_character_a_byte() {
        for (text, cut, bytes, complete) in [
            ("FRgb", false, &[0x15, 0x18, 0x1b][..], true),
            ("FRgbHg==", false, &[0x15, 0x18, 0x1b, 0x1e], true),
            ("FRgbHg", false, &[0x15, 0x18, 0x1b, 0x1e], true),
            ("", false, &[], true),
            ("\u{0}\u{ff}", false, &[0, 0xff], true),
            ("FRgbH", true, &[0x15, 0x18, 0x1b], false),
            ("한", false, "한".as_bytes(), false),
        ] {
            assert_eq!(binary(text, cut), (bytes.to_vec(), complete), "{text:?}");
        }
    }
}
