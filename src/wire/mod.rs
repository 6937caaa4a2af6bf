//! Codecs: bytes to fields and back, without policy.
//!
//! What is here reads and writes one format each and keeps no more state than that format needs. It never opens a
//! file, never looks at a clock, never decides what a violation means and never fails on hostile bytes.

pub mod capture;
pub mod packet;
