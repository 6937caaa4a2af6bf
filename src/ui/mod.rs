//! The window: it paints what `view` placed and turns input into commands of `app`.
//!
//! It never reads a file, decodes a byte or decides what is true.

pub mod fonts;
pub mod icons;
pub mod learn;
pub mod states;
pub mod theme;
pub mod top_bar;
pub mod welcome;
pub mod widgets;

pub use theme::Theme;
