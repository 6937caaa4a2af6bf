//! An Engine.IO session as one conversation: what HTTP long polling carried and what the WebSocket that it upgraded to
//! went on with, in the order of time. Each row says who, over what, and what, layer by layer: the Engine.IO packet, the
//! Socket.IO packet in it, its event.
//!
//! An [`Index`] orders the rows in sixteen bytes each; a row is made when it is in sight. No words: the painters have
//! those.

mod index;
mod join;
mod row;
#[cfg(test)]
mod tests;

pub use index::{Index, Item};
pub use join::{AttachmentOf, Whole, attachment_of, attachments, whole};
pub use row::{PacketRow, Row, SocketRow, What, row, view};

use crate::base::Source;
use crate::trace::{Session, Trace};

/// What the scene of a session is made from.
#[derive(Clone, Copy)]
pub struct SessionLook<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// Its bytes.
    pub source: &'a dyn Source,
    /// The session shown.
    pub session: &'a Session,
}

impl std::fmt::Debug for SessionLook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionLook").field("session", &self.session.n).finish_non_exhaustive()
    }
}
