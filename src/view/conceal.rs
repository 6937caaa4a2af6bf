//! What must not be shown yet: the answers of an open question, and everything after the cursor. One place decides,
//! so that no view, tooltip, name for assistive technology or copy gives away what another one hides.

use crate::base::{Both, Side, Span};

/// What of some bytes is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hidden {
    /// The raw bytes, and all that follows from them.
    Bytes,
    /// Only the unmasked, inflated or text form, and previews of the message.
    Unmasked,
    /// What they mean, but not the bytes.
    Value,
    /// Everything of the stream from the span's start on.
    After,
}

/// Bytes of a stream of which something is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concealed {
    /// Connection id.
    pub connection: u32,
    /// Whose stream.
    pub side: Side,
    /// Which bytes of it.
    pub span: Span,
    /// What of them.
    pub what: Hidden,
}

/// The concealment of one connection at one position of the cursor.
#[derive(Debug, Clone, Copy)]
pub struct Veil<'a> {
    list: &'a [Concealed],
    connection: u32,
    happened: Both<u64>,
}

impl<'a> Veil<'a> {
    /// The veil over `connection`, of whose streams `happened` bytes have been seen.
    #[must_use]
    pub const fn new(list: &'a [Concealed], connection: u32, happened: Both<u64>) -> Self {
        Self { list, connection, happened }
    }

    /// A veil that hides what a question asks for, and no future.
    #[must_use]
    pub const fn without_future(list: &'a [Concealed], connection: u32) -> Self {
        Self::new(list, connection, Both { client: u64::MAX, server: u64::MAX })
    }

    /// How many bytes of a side's stream have happened.
    #[must_use]
    pub fn happened(&self, side: Side) -> u64 {
        self.happened[side]
    }

    /// Whether a byte is still to come.
    #[must_use]
    pub fn is_future(&self, side: Side, at: u64) -> bool {
        at >= self.happened[side]
    }

    /// Whether a byte must not even be guessed at: it lies after a point that a question asks about.
    #[must_use]
    pub fn is_secret(&self, side: Side, at: u64) -> bool {
        self.any(side, |hidden| hidden.what == Hidden::After && hidden.span.start <= at)
    }

    /// The point of a side's stream from which on nothing may be told, where a question asks what comes.
    #[must_use]
    pub fn secret_from(&self, side: Side) -> Option<u64> {
        let own =
            self.list.iter().filter(|hidden| hidden.connection == self.connection && hidden.side == side);
        own.filter(|hidden| hidden.what == Hidden::After).map(|hidden| hidden.span.start).min()
    }

    /// Whether a raw byte is hidden, by a question or because it is still to come.
    #[must_use]
    pub fn hides_byte(&self, side: Side, at: u64) -> bool {
        self.is_future(side, at) || self.asks_for_raw(side, Span::at(at, 1))
    }

    /// Whether any raw byte of a span is hidden, by a question or because it is still to come.
    #[must_use]
    pub fn hides_raw(&self, side: Side, span: Span) -> bool {
        span.end > self.happened[side] || self.asks_for_raw(side, span)
    }

    /// Whether the unmasked, inflated or text form of any byte of a span is hidden.
    #[must_use]
    pub fn hides_plain(&self, side: Side, span: Span) -> bool {
        self.hides_raw(side, span)
            || self.any(side, |hidden| hidden.what == Hidden::Unmasked && hidden.span.touches(span))
    }

    /// Whether what a span means is hidden.
    #[must_use]
    pub fn hides_value(&self, side: Side, span: Span) -> bool {
        self.hides_raw(side, span) || self.asks_for_value(side, span)
    }

    /// Whether a question (not the future) hides what a span means, or the bytes themselves.
    #[must_use]
    pub fn asks_for(&self, side: Side, span: Span) -> bool {
        self.asks_for_raw(side, span) || self.asks_for_value(side, span)
    }

    /// Whether a question (not the future) hides the unmasked, inflated or text form of any byte of a span.
    #[must_use]
    pub fn asks_for_plain(&self, side: Side, span: Span) -> bool {
        self.asks_for_raw(side, span)
            || self.any(side, |hidden| hidden.what == Hidden::Unmasked && hidden.span.touches(span))
    }

    fn asks_for_value(&self, side: Side, span: Span) -> bool {
        self.any(side, |hidden| hidden.what == Hidden::Value && hidden.span.touches(span))
    }

    fn asks_for_raw(&self, side: Side, span: Span) -> bool {
        self.any(side, |hidden| match hidden.what {
            Hidden::Bytes => hidden.span.touches(span),
            // An empty span at the point itself is not after it.
            Hidden::After => span.end > hidden.span.start,
            Hidden::Unmasked | Hidden::Value => false,
        })
    }

    fn any(&self, side: Side, test: impl Fn(&Concealed) -> bool) -> bool {
        self.list
            .iter()
            .any(|hidden| hidden.connection == self.connection && hidden.side == side && test(hidden))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_hides_what_it_says_and_no_more() {
        let hidden = |what| [Concealed { connection: 1, side: Side::Client, span: Span::new(10, 20), what }];
        let inside = Span::new(12, 14);
        let past = Span::new(20, 30);
        // (what, raw, plain, value) of bytes inside the span, then the same of bytes past it.
        for (what, within, after) in [
            (Hidden::Bytes, [true, true, true], [false; 3]),
            (Hidden::Unmasked, [false, true, false], [false; 3]),
            (Hidden::Value, [false, false, true], [false; 3]),
            (Hidden::After, [true, true, true], [true; 3]),
        ] {
            let list = hidden(what);
            let veil = Veil::without_future(&list, 1);
            for (span, expect) in [(inside, within), (past, after), (Span::new(0, 10), [false; 3])] {
                let side = Side::Client;
                let got =
                    [veil.hides_raw(side, span), veil.hides_plain(side, span), veil.hides_value(side, span)];
                assert_eq!(got, expect, "{what:?} {span:?}");
            }
            assert!(!veil.hides_value(Side::Server, inside), "{what:?} hides the other side");
            assert!(
                !Veil::without_future(&list, 2).hides_value(Side::Client, inside),
                "{what:?} hides another connection"
            );
        }
    }

    #[test]
    fn the_future_is_hidden_whole() {
        let veil = Veil::new(&[], 0, Both { client: 10, server: 0 });
        assert!(!veil.hides_raw(Side::Client, Span::new(0, 10)));
        assert!(veil.hides_raw(Side::Client, Span::new(9, 11)));
        assert!(veil.hides_byte(Side::Server, 0));
        assert!(!veil.asks_for(Side::Server, Span::new(0, 1)));
    }
}
