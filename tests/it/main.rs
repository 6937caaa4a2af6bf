//! The project's tests, one binary.

mod floors;
#[cfg(feature = "gui")]
mod gallery;
mod handshake;
#[cfg(feature = "gui")]
mod inspect_view;
#[cfg(feature = "gui")]
mod pictures;
mod reader;
#[cfg(feature = "gui")]
mod soft;
#[cfg(feature = "gui")]
mod theme;
