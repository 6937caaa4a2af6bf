//! The project's tests, one binary.

mod handshake;

#[cfg(feature = "gui")]
mod gallery;
#[cfg(feature = "gui")]
mod pictures;
#[cfg(feature = "gui")]
mod soft;
#[cfg(feature = "gui")]
mod theme;
