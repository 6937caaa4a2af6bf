//! The project's tests, one binary.

#[cfg(feature = "gui")]
mod gallery;
mod handshake;
#[cfg(feature = "gui")]
mod learn;
#[cfg(feature = "gui")]
mod pictures;
#[cfg(feature = "gui")]
mod soft;
#[cfg(feature = "gui")]
mod theme;
