//! The entry points, for fuzz targets. They live with the tests, which drive them too.

#[path = "../../tests/entry/mod.rs"]
mod entry;

pub use entry::{ENTRIES, entry};
