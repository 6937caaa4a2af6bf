//! Scenes: what there is to draw and where, each as `query → scene → place`. Knows no window toolkit (only the
//! geometry of `emath`), no colours and no words; the painters have those.

pub mod bits;
pub mod conceal;
pub mod connections;
pub mod findings;
pub mod handshake;
pub mod hex;
pub mod ladder;
pub mod lanes;
pub mod look;
pub mod moments;
pub mod number;
pub mod packet;
pub mod session;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
pub mod tree;
