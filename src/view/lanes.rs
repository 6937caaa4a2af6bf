//! Boundaries: packets, TLS records, HTTP/2 DATA frames, the stream, frames and messages of one direction over one axis
//! of bytes, so that it can be seen that they do not fall together. The opening handshake is folded away at the left;
//! zoom and pan are clamped; however many bytes there are, only what is wide enough to be seen is looked at.

mod axis;
mod index;
mod place;
mod scene;

pub use axis::{Axis, View};
pub use index::Index;
pub use place::scene;
pub use scene::{
    ByteBox, CarrierBox, Folded, FrameBox, Hole, HoleKind, Lane, Layout, MessageBox, PacketBox, Progress,
    Query, Run, Scene, Tick,
};

#[cfg(test)]
mod tests;
