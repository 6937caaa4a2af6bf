//! HAR files (HTTP Archive 1.2) with the browsers' `_webSocketMessages`: JSON in, one [`Entry`] a WebSocket out.
//!
//! The file is read once, as it comes, and never held whole: entries that are no WebSocket are read over, message data
//! goes to a [`Store`] at once, and what a string, a head or a list can make grow has a limit. Values of unexpected
//! types are read over, too; only what is not JSON ends the reading. Nothing is judged here, and nothing is made up:
//! what the file does not say is `None`.

mod data;
mod guard;
mod shape;
mod url;
mod when;

use std::io::Read;
use std::net::IpAddr;
use std::ops::ControlFlow;

use crate::base::{Both, Side, Span, Stamp};
use crate::wire::capture::DamageKind;

pub use url::Url;

/// The most bytes kept of one string, as it is written in the file; the rest of a longer one is left out.
pub const MAX_STRING_BYTES: usize = 64 << 20;
/// The deepest nesting that is read.
pub const MAX_DEPTH: u32 = 512;
/// The most bytes of names and values kept of one head.
pub const MAX_HEAD_BYTES: usize = 64 << 10;
/// The most messages kept of one entry; the rest is counted.
pub const MAX_MESSAGES: usize = 1 << 22;
/// The most WebSocket entries read of one file.
pub const MAX_ENTRIES: u32 = 1 << 16;

/// One header as the list has it: name and value. Values may hold line breaks, where a browser joined several lines.
pub type Header = (String, String);

/// One message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Who sent it; `send` is the client's.
    pub from: Side,
    /// 1 for text, 2 for binary, 0 for a part that continues the sender's message before.
    pub opcode: u8,
    /// When, where the file tells a time of day.
    pub stamp: Option<Stamp>,
    /// Where the store put its bytes.
    pub place: Span,
    /// Whether all of its bytes are there.
    pub complete: bool,
}

/// A WebSocket as the file tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The URL of the request.
    pub url: String,
    /// The request's method.
    pub method: String,
    /// The HTTP version of request and response, as written; empty where it is not.
    pub version: Both<String>,
    /// The headers of request and response, in the order of the lists.
    pub headers: Both<Vec<Header>>,
    /// The status of the response; browsers write 0 or -1 where there was none.
    pub status: Option<i64>,
    /// The reason phrase.
    pub reason: String,
    /// Why it failed, in the browser's words.
    pub failure: Option<String>,
    /// When the request was begun.
    pub started: Option<Stamp>,
    /// The server's address.
    pub server: Option<IpAddr>,
    /// The server's port, where the file has it apart from the URL.
    pub server_port: Option<u16>,
    /// The messages, in the order of the list.
    pub messages: Vec<Message>,
    /// Messages beyond [`MAX_MESSAGES`], or that the store could not keep.
    pub left_out: u64,
    /// Entries of the message list that are no data messages: control frames, errors.
    pub others: u64,
    /// Whether a head was longer than [`MAX_HEAD_BYTES`].
    pub head_cut: bool,
    /// Whether the entry was read to its end.
    pub complete: bool,
}

/// What takes in what is read.
pub trait Store {
    /// Keeps the bytes of a message and says where; `None` where it cannot.
    fn keep(&mut self, bytes: &[u8]) -> Option<u64>;
    /// An entry; breaking ends the reading.
    fn entry(&mut self, entry: Entry) -> ControlFlow<()>;
}

/// Why the reading ended early, and where.
#[derive(Debug)]
pub struct Trouble {
    /// How many bytes of the JSON had been read.
    pub offset: u64,
    /// What is wrong.
    pub kind: DamageKind,
    /// What the input said, where it could not be read on.
    pub input: Option<std::io::Error>,
}

/// Reads a HAR file to its end, or until the store breaks off.
///
/// # Errors
/// Where it is not JSON, is nested too deeply, ends early or cannot be read on. What was whole before has been told;
/// an entry that was begun is told as far as it was read.
pub fn read(input: impl Read, store: &mut impl Store) -> Result<(), Trouble> {
    let meter = guard::Meter::default();
    shape::read(guard::Guard::new(input, &meter), &meter, store)
}

#[cfg(test)]
mod tests;
