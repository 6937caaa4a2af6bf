//! The nouns everyone shares: sides, stamps, spans, places, records, the two languages.
//!
//! This floor sees nothing else and knows no protocol.

mod lang;
mod place;
mod record;
mod side;
mod stamp;

pub use lang::{Lang, Text};
pub use place::{Bits, Buffer, Place, Span};
pub use record::{Link, Record, Source};
pub use side::{Both, Side};
pub use stamp::Stamp;
