//! Packets down to their TCP segment.

use ws101::wire::packet::HeaderField;

/// Each bit of the packet belongs to exactly one field, and fields come in their order.
pub(super) fn assert_tiled(fields: &[HeaderField], len: usize, what: &str) {
    let mut at_bit = 0_u64;
    for field in fields {
        let start = match field.bits {
            None => field.span.start * 8,
            Some(bits) => field.span.start * 8 + u64::from(bits.start),
        };
        assert_eq!(start, at_bit, "{what}: {field:?}");
        let bits = field.bits.map_or(field.span.len() * 8, |bits| u64::from(bits.len));
        assert!(bits > 0, "{what}: {field:?}");
        at_bit += bits;
        assert!(at_bit <= field.span.end * 8, "{what}: {field:?}");
    }
    assert_eq!(at_bit, len as u64 * 8, "{what}: ends at the end of the packet");
}
