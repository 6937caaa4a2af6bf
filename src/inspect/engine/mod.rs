//! Engine.IO sessions: follows HTTP long polling by its session ids, and knows the WebSocket that goes on with a session.
//!
//! Only requests whose target is one of Engine.IO are looked at closer. A polled packet is no WebSocket message: it is
//! told on its own and never counted among frames, messages or connections.

mod body;
mod follow;
mod poll;
mod sessions;
mod tap;
#[cfg(test)]
mod tests;

pub(super) use follow::Follower;
pub(super) use poll::{Ends, Poll, asks};
pub(super) use sessions::Sessions;
pub(super) use tap::Tap;
