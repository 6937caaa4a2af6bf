//! Images, known by their first bytes. `imagesize` reads the dimensions; nothing is decoded.

use imagesize::{Compression, ImageType};

use super::view::{Detail, Fault, Line, Node, View, span};

/// The name of an image's format, where bytes are surely one.
pub(super) fn name(bytes: &[u8]) -> Option<&'static str> {
    // Two letters are too few: a bitmap's header also says how long it is.
    if bytes.starts_with(b"BM") {
        let header =
            bytes.get(14..18).and_then(|four| four.first_chunk::<4>()).map(|len| u32::from_le_bytes(*len));
        return header.filter(|len| matches!(len, 12 | 40 | 52 | 56 | 64 | 108 | 124)).map(|_| "BMP");
    }
    match imagesize::image_type(bytes).ok()? {
        ImageType::Bmp => Some("BMP"),
        ImageType::Gif => Some("GIF"),
        ImageType::Heif(Compression::Av1) => Some("AVIF"),
        ImageType::Heif(_) => Some("HEIF"),
        ImageType::Jpeg => Some("JPEG"),
        ImageType::Jxl => Some("JPEG XL"),
        ImageType::Png => Some("PNG"),
        ImageType::Qoi => Some("QOI"),
        ImageType::Tiff => Some("TIFF"),
        ImageType::Webp => Some("WebP"),
        _ => None,
    }
}

/// Where width and height stand, where the format has them in one place.
const fn places(name: &str) -> Option<[(usize, usize); 2]> {
    match name.as_bytes() {
        b"PNG" => Some([(16, 20), (20, 24)]),
        b"GIF" => Some([(6, 8), (8, 10)]),
        b"BMP" => Some([(18, 22), (22, 26)]),
        b"QOI" => Some([(4, 8), (8, 12)]),
        _ => None,
    }
}

/// Format and dimensions.
pub(super) fn view(bytes: &[u8], is_cut: bool, detail: Detail) -> View {
    let Some(name) = name(bytes) else {
        let fault = Some(Fault::new(0, "the first bytes of an image"));
        return View { fault, ..View::new("image", Line::summary()) };
    };
    let Ok(size) = imagesize::blob_size(bytes) else {
        let fault = (!is_cut).then(|| Fault::new(bytes.len(), "the dimensions"));
        return View { fault, ..View::new(name, Line::summary()) };
    };
    let line = Line::of(&format!("{} × {}", size.width, size.height));
    let mut fields = Vec::new();
    if detail == Detail::Fields {
        let places = places(name).map(|ends| ends.map(|(start, end)| span(start, end)));
        let place = |at: usize| places.map(|places| places[at]);
        fields.push(Node::new("format", name, None));
        fields.push(Node::new("width", &size.width.to_string(), place(0)));
        fields.push(Node::new("height", &size.height.to_string(), place(1)));
    }
    View::new(name, line).with(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_first_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";
        let bmp = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x03\0\0\0\x01\0\x18\0";
        for (bytes, kind, summary) in [
            (&png[..], "PNG", "640 × 480"),
            (b"GIF89a\x10\0\x20\0\x80\0\0", "GIF", "16 × 32"),
            (bmp, "BMP", "2 × 3"),
            (b"qoif\0\0\0\x05\0\0\0\x06\x03\0", "QOI", "5 × 6"),
        ] {
            let view = view(bytes, false, Detail::Fields);
            assert_eq!((view.kind.as_ref(), view.summary.as_str(), view.fault), (kind, summary, None));
            let width = view.fields[1].span.expect("a place");
            assert!(width.end <= bytes.len() as u64);
        }
        for bytes in [&b"BM"[..], b"BMW is a car maker", b"", b"RIFF", b"\xff\xd8"] {
            assert_eq!(name(bytes), None, "{bytes:?}");
        }
        assert!(view(&png[..18], false, Detail::Fields).fault.is_some());
        assert!(view(&png[..18], true, Detail::Fields).fault.is_none());
    }
}
