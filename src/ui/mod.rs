//! The window: it paints what `view` placed and turns input into commands of `app`.
//!
//! It never reads a file, decodes a byte or decides what is true.

pub mod app;
mod body;
mod file_menu;
pub mod fonts;
mod help;
pub mod icons;
pub mod keys;
pub mod learn;
pub mod lesson;
mod start;
pub mod handshake;
pub mod hex;
pub mod icons;
pub mod inspect;
pub mod showing;
pub mod states;
pub mod theme;
pub mod top_bar;
pub mod transport;
pub mod welcome;
pub mod widgets;

pub use theme::Theme;
