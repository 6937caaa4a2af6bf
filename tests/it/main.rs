//! The project's tests, one binary.

mod floors;
mod handshake;
mod reader;
