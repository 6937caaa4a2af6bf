//! The window: it paints what `view` placed and turns input into commands of `app`.
//!
//! It never reads a file, decodes a byte or decides what is true.

pub mod app;
mod body;
mod file_menu;
pub mod fonts;
pub mod handshake;
mod help;
pub mod hex;
pub mod icons;
pub mod inspect;
pub mod keys;
pub mod learn;
pub mod lesson;
mod locked;
mod session;
pub mod showing;
mod start;
pub mod states;
pub mod theme;
pub mod top_bar;
pub mod transport;
pub mod welcome;
pub mod widgets;

pub use theme::Theme;
