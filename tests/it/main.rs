//! The project's tests, one binary.

mod reader;
#[cfg(feature = "gui")]
mod pictures;
#[cfg(feature = "gui")]
mod soft;
#[cfg(feature = "gui")]
mod theme;
mod handshake;
