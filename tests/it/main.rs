//! The project's tests, one binary.

#![allow(clippy::print_stderr, reason = "tests say what they counted, and what they skipped")]

mod advice;
mod app;
mod contract;
mod decoded;
mod engine;
mod floors;
#[cfg(feature = "gui")]
mod gallery;
mod handshake;
mod har;
mod hostile;
mod http2;
#[cfg(feature = "gui")]
mod inspect_view;
#[cfg(feature = "gui")]
mod learn;
mod legal;
mod lessons;
mod matrix;
mod oracle;
mod payload;
#[cfg(feature = "gui")]
mod pictures;
mod reader;
mod soak;
#[cfg(feature = "gui")]
mod soft;
mod synth;
#[cfg(feature = "gui")]
mod theme;
mod tls;
mod tshark;
mod vectors;
mod ways;
#[cfg(feature = "gui")]
mod window;
