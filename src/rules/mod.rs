//! What the specifications say, as data: the register of rules, the registries of numbers and names, the meanings of
//! HTTP fields and status codes, and the connection's state table. All of it in English and Korean.
//!
//! Nothing here reads traffic or knows which side it serves; window, command line, lessons and exports take their
//! words from these tables.

mod advice;
pub mod headers;
mod reach;
mod register;
pub mod registry;
mod row;
pub mod states;
pub mod status;

pub use advice::Advice;
use register::NOT_CHECKED;
pub use register::{RULES, RuleId};
pub use row::{Detect, Group, Kind, Level, Phase, Row, Severity, Spec, Who};
