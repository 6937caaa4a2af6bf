//! Codecs: bytes to fields and back, in both directions, without policy.
//!
//! Nothing here judges what it reads; that is for `inspect`. Nothing here does input or output.

pub mod blocks;
pub mod capture;
pub mod deflate;
pub mod frame;
pub mod har;
pub mod http;
pub mod mask;
pub mod packet;
pub mod upgrade;
pub mod utf8;
