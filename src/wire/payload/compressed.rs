//! Messages that an application compressed by itself: gzip (RFC 1952) and zlib (RFC 1950). They are inflated up to a
//! limit, and what is inside is looked at once.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::view::{Detail, Fault, Line, Node, View, span};
use super::{Format, Message, choose};

/// Bytes inflated of one message at most.
pub const INFLATED_BYTES: u64 = 64 << 10;

/// Which of the two bytes surely are.
pub(super) fn format(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0x1F, 0x8B, 8, flags, ..] if flags & 0xE0 == 0 && bytes.len() >= 18 => Some(Format::Gzip),
        // RFC 1950 §2.2: method 8, a window of 32 KiB, no dictionary, and a sum that 31 divides.
        [0x78, flags, ..] if flags & 0x20 == 0 && (0x7800 + u32::from(*flags)).is_multiple_of(31) => {
            (bytes.len() >= 8 && inflated(Format::Zlib, bytes).1).then_some(Format::Zlib)
        }
        _ => None,
    }
}

/// What comes out, up to the limit, and whether that went well.
fn inflated(format: Format, bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let read = match format {
        Format::Zlib => ZlibDecoder::new(bytes).take(INFLATED_BYTES).read_to_end(&mut out),
        _ => MultiGzDecoder::new(bytes).take(INFLATED_BYTES).read_to_end(&mut out),
    };
    (out, read.is_ok())
}

/// What is inside.
pub(super) fn view(format: Format, bytes: &[u8], is_cut: bool, detail: Detail) -> View {
    let (out, whole) = inflated(format, bytes);
    let fault = (!whole && !is_cut).then(|| Fault::new(bytes.len(), "compressed data that inflates"));
    let is_text = std::str::from_utf8(&out).map_or_else(|error| error.error_len().is_none(), |_| true);
    let is_more = !whole || out.len() as u64 == INFLATED_BYTES;
    let inner = Message { bytes: &out, len: out.len() as u64 + u64::from(is_more), is_text };
    // Not what is compressed twice: that would be a way to make one look cost many.
    let chosen = choose(None, None, &inner).map(|guess| guess.format);
    let chosen = chosen.filter(|format| !matches!(format, Format::Gzip | Format::Zlib));
    let chosen = chosen.unwrap_or(if is_text { Format::Text } else { Format::Binary });
    let view = super::read(chosen, &inner, &mut super::State::default(), detail);
    let mut fields = Vec::new();
    if detail == Detail::Fields {
        let header = if format == Format::Gzip { 10 } else { 2 };
        fields.push(Node::new("header", "", Some(span(0, bytes.len().min(header)))));
        let mut content = view.fields;
        content.iter_mut().for_each(forget_place);
        fields.push(Node { cut: is_more, ..Node::new("content", chosen.name(), None).with(content) });
    }
    View { fault, ..View::new(chosen.name(), Line::of(&view.summary)).with(fields) }
}

/// Inflated bytes stand nowhere in the message.
fn forget_place(node: &mut Node) {
    node.span = None;
    node.children.iter_mut().for_each(forget_place);
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(content).expect("to memory");
        encoder.finish().expect("to memory")
    }

    #[test]
    fn what_is_inside_is_looked_at() {
        let bytes = gzip(br#"{"a":1}"#);
        assert_eq!(format(&bytes), Some(Format::Gzip));
        let view = view(Format::Gzip, &bytes, false, Detail::Fields);
        assert_eq!((view.kind.as_ref(), view.summary.as_str(), view.fault), ("JSON", r#"{"a":1}"#, None));
        assert_eq!(view.fields[1].children[0].span, None);
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"just text").expect("to memory");
        let bytes = encoder.finish().expect("to memory");
        assert_eq!(format(&bytes), Some(Format::Zlib));
        let view = super::view(Format::Zlib, &bytes, false, Detail::Fields);
        assert_eq!((view.kind.as_ref(), view.summary.as_str(), view.fault), ("text", "just text", None));
    }

    #[test]
    fn bombs_and_nests_stop_and_damage_is_told() {
        let bomb = gzip(&vec![b' '; 50 << 20]);
        let look = view(Format::Gzip, &bomb, false, Detail::Fields);
        assert!(look.fault.is_none() && look.fields[1].cut);
        let nest = gzip(&gzip(&gzip(b"{}")));
        assert_eq!(view(Format::Gzip, &nest, false, Detail::Fields).kind, "binary");
        let cut = &bomb[..bomb.len() / 2000];
        assert!(view(Format::Gzip, cut, false, Detail::Fields).fault.is_some());
        assert!(view(Format::Gzip, cut, true, Detail::Fields).fault.is_none());
        assert_eq!(format(&[0x78, 0x9C, 1, 2, 3, 4, 5, 6, 7, 8]), None);
    }
}
