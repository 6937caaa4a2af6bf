//! Every threshold and limit of the inspector, in one place. The time thresholds are ours, not the RFCs': they say
//! when silence becomes worth a word.

const SECOND_NANOS: i64 = 1_000_000_000;

/// A Pong later than this is late.
pub const PONG_LATE_NANOS: i64 = SECOND_NANOS;
/// A Ping older than this is unanswered.
pub const PING_UNANSWERED_NANOS: i64 = 10 * SECOND_NANOS;
/// A Close reply later than this is late.
pub const CLOSE_LATE_NANOS: i64 = 2 * SECOND_NANOS;
/// How long an endpoint may take to answer a Close, to end TCP after both, or to fail the connection.
pub const CLOSE_GRACE_NANOS: i64 = 5 * SECOND_NANOS;
/// A server that ends TCP later than this after the second Close is late.
pub const TCP_CLOSE_LATE_NANOS: i64 = SECOND_NANOS;
/// A declared payload length above this is reported.
pub const HUGE_FRAME_BYTES: u64 = 64 << 20;
/// A message that inflates to more than this, and by more than [`BOMB_RATIO`], is reported.
pub const BOMB_BYTES: u64 = 1 << 20;
/// See [`BOMB_BYTES`].
pub const BOMB_RATIO: u64 = 200;
/// Masking keys remembered on each side, to see one used again.
pub const KEYS_REMEMBERED: usize = 8;
/// Unanswered Pings remembered on each side.
pub const PINGS_REMEMBERED: usize = 64;
/// Payload bytes of a control frame that are kept; legal ones have at most 125.
pub const CONTROL_PAYLOAD_BYTES: usize = 128;
/// Compressed payload kept of one message, to look closer when inflating fails.
pub const COMPRESSED_KEPT_BYTES: usize = 1 << 20;
/// Payload collected for a listener that wants payloads.
pub const PAYLOAD_KEPT_BYTES: usize = 256 << 20;
/// Inflated bytes between two checkpoints of a side's window.
pub const CHECKPOINT_BYTES: u64 = 4 << 20;
/// Impossible headers in a row after which a stream is out of step.
pub const DESYNC_HEADERS: u8 = 3;
/// Bytes of one side that wait for a missing segment.
pub const WAITING_BYTES: usize = 4 << 20;
/// Segments of one side that wait for a missing one.
pub const WAITING_SEGMENTS: usize = 4096;
/// Bytes that wait for missing segments in all streams together.
pub const WAITING_TOTAL_BYTES: usize = 256 << 20;
/// Segments and TCP events remembered of a flow before it is known to be a connection.
pub const EARLY_EVENTS: usize = 4096;
/// First bytes of a stream that are enough to tell what it is.
pub const SNIFF_BYTES: usize = 64;
/// Client bytes held after an upgrade request until its answer is known.
pub const HELD_BYTES: usize = 1 << 20;
/// A request or response head longer than this is none.
pub const HEAD_BYTES: usize = 64 << 10;
/// A polled body of Engine.IO longer than this is not read; servers take 1 MB by default.
pub const POLLED_BODY_BYTES: usize = 4 << 20;
/// Bytes of polled bodies that are being gathered in all streams together.
pub const POLLED_TOTAL_BYTES: usize = 64 << 20;
/// Requests of one HTTP connection that wait for their answers.
pub const POLLS_WAITING: usize = 64;
/// Engine.IO sessions that are followed.
pub const SESSIONS: usize = 1 << 16;
/// Messages of each side of a session's WebSocket that are looked at for its first steps.
pub const SESSION_MESSAGES: u8 = 8;
/// A message longer than this is none of those steps.
pub const SESSION_MESSAGE_BYTES: usize = 4 << 10;
