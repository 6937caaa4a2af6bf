//! The model: append-only, the only truth. Facts in compact rows; bytes, fields and prose on demand.
//!
//! It reads no traffic itself: the inspector tells it facts through [`Sink`], and a [`crate::base::Source`] gives
//! bytes back when someone looks.

mod connection;
mod derived;
mod fields;
mod inside;
pub mod model;
pub mod query;
mod read;
mod rows;
mod session;
mod sink;
mod store;
mod target;
mod tls;
mod way;

pub use connection::{Connection, Tally};
pub use derived::{DataFrame, HarFacts, RawPiece, Record, Sealed, Told, Transport, Unseal};
pub use fields::{Field, FieldKind, hex};
pub use inside::SUMMARY_BYTES as INSIDE_BYTES;
pub use model::{
    CloseKind, Deflate, Ending, Endpoint, Frame, FrameMark, Message, MessageKind, Outcome, Segment, Start,
    Stream, TcpEnd, TcpEvent, TcpEventKind,
};
pub use read::{Bytes, LOOK_LIMIT_BYTES};
pub use rows::Rows;
pub use session::{
    Answer, BodyFacts, KEPT_LIMIT_BYTES, Method, Moment, MomentKind, Poll, Polled, PolledFacts, Session,
    SessionFacts,
};
pub use sink::{
    EndFacts, Finding, FrameFacts, HeadFacts, HeadForm, MessageFacts, NegotiatedFacts, Opening, Param, Sink,
    Stretch, Wants,
};
pub use store::{CaptureInfo, FINDINGS_LIMIT, Origin, Trace};
pub use target::Target;
pub use tls::{LOCKED_LIMIT, LockReason, Locked, LockedRecord, LockedSide, Tls};
pub use way::{Way, WayKind};
