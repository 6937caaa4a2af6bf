//! Engine.IO (protocol 3 and 4) and, inside its messages, Socket.IO (protocol 4 and 5): one conversation carried by HTTP
//! long polling, by a WebSocket, or by both one after the other.
//!
//! A lax reader of what stands there: every part has its place, what is wrong is named, nothing fails. It follows no
//! session and no HTTP; that is for `inspect`. Sources: the protocols' own descriptions, `engine.io-protocol` revisions 3
//! and 4 and `socket.io-protocol` revisions 4 and 5, and where they are silent the parsers of the JavaScript libraries.

mod address;
mod join;
mod json;
mod open;
mod packet;
mod payload;
mod reader;
mod socket;
#[cfg(test)]
mod tests;
mod told;

pub use address::{Address, Transport, Version};
pub use join::{Attachment, Joined, Joiner, Waiting};
pub use open::Open;
pub use packet::{Flaw, Form, Packet, PacketType};
pub use payload::{Packets, SEPARATOR, jsonp_request, jsonp_response, write_payload};
pub use reader::{Reader, view};
pub use socket::{Placeholder, Socket, SocketFlaw, SocketType};
pub use told::{TOLD_CHARS, Told, told};

/// Most attachments that one binary event is taken to have; a greater number is no count.
pub const ATTACHMENTS_LIMIT: u32 = 4096;
/// Most bytes of attachments kept while an event waits for the rest of them; of what is beyond only lengths are known.
pub const JOIN_LIMIT_BYTES: usize = 1 << 20;
/// Most placeholders looked for in one event.
pub const PLACEHOLDERS_LIMIT: usize = 4096;
/// How deep in the arguments of an event placeholders are looked for.
pub const DEPTH_LIMIT: usize = 32;
