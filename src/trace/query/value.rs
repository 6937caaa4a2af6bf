//! What a query comes to, and the functions that compute it.

use super::{QueryError, Thing};

/// What a query comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Things in the streams.
    Things(Vec<Thing>),
    /// A number.
    Number(i128),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Yes or no.
    Truth(bool),
    /// A word of the language, such as `text` or `client`.
    Word(&'static str),
}

impl Value {
    /// Whether it counts as yes: a yes, a number other than 0, a thing that is there.
    #[must_use]
    pub fn is_true(&self) -> bool {
        use super::Reads;
        match self {
            Self::Things(things) => things.iter().any(|thing| match thing.reads {
                Reads::Truth(truth) => truth,
                Reads::Number(number) => number != 0,
                _ => true,
            }),
            Self::Number(number) => *number != 0,
            Self::Text(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::Truth(truth) => *truth,
            Self::Word(_) => true,
        }
    }
}

macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $arguments:literal;)+) => {
        /// A function of the language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Function {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Function {
            const ALL: &[(Self, &str, usize)] = &[$((Self::$variant, $name, $arguments),)+];
        }
    };
}

functions! {
    /// How many bytes.
    Len = "len", 1;
    /// How many things.
    Count = "count", 1;
    /// Whether there is one.
    Exists = "exists", 1;
    /// Bytes as UTF-8 text.
    Text = "text", 1;
    /// Bytes as hex digits; a number with `0x`.
    Hex = "hex", 1;
    /// As binary digits.
    Bits = "bits", 1;
    /// Bytes as a number in network byte order.
    Number = "number", 1;
    /// The first two bytes as a number in network byte order.
    U16 = "u16", 1;
    /// SHA-1.
    Sha1 = "sha1", 1;
    /// Base64.
    Base64 = "b64", 1;
    /// Base64 undone.
    Unbase64 = "unb64", 1;
    /// What a server answers to a key (RFC 6455 §4.2.2).
    Accept = "accept", 1;
    /// How many characters (Unicode scalar values).
    Chars = "chars", 1;
    /// A number with commas between its thousands.
    Group = "group", 1;
    /// The first operand's bytes XOR the second's, repeated: what masking does (RFC 6455 §5.3).
    Xor = "xor", 2;
    /// How many bytes of two texts differ, place by place; what one of them lacks counts too.
    Differences = "differences", 2;
    /// Whether all of the first lies within one of the second.
    Within = "within", 2;
}

impl Function {
    /// The function of a name.
    pub(super) fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// That it takes so many arguments.
    pub(super) fn check_arguments(self, at: usize, count: usize) -> Result<(), QueryError> {
        let Some((_, name, wanted)) = Self::ALL.iter().find(|row| row.0 == self) else { return Ok(()) };
        if count == *wanted {
            return Ok(());
        }
        let plural = if *wanted == 1 { "argument" } else { "arguments" };
        Err(QueryError::new(at, format!("`{name}` takes {wanted} {plural}, not {count}")))
    }
}
