//! Codecs: bytes to fields and back, in both directions, without policy.
//!
//! Nothing here judges what it reads; that is for `inspect`. Nothing here does input or output.

pub mod blocks;
pub mod capture;
pub mod deflate;
pub mod engine;
pub mod frame;
pub mod h2;
pub mod har;
pub mod http;
pub mod mask;
pub mod packet;
pub mod payload;
pub mod proxy;
pub mod tls;
pub mod upgrade;
pub mod utf8;
