//! ws101 reads captures of WebSocket conversations and explains every byte of them.
//!
//! The modules are floors: each sees only those above it in this list. `ARCHITECTURE.md` has the table and
//! `tests/it/floors.rs` proves it.

pub mod app;
pub mod base;
pub mod cli;
pub mod export;
pub mod inspect;
pub mod io;
pub mod lesson;
pub mod rules;
pub mod trace;
#[cfg(feature = "gui")]
pub mod ui;
pub mod view;
pub mod wire;
