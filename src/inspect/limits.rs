//! Every threshold and limit of the inspector, in one table: the same rows stand in `ws101 decode --help`, in
//! `ws101 limits` and in the findings that a limit raises. The time thresholds are ours, not the RFCs': they say when
//! silence becomes worth a word. Nothing is decided here.

use crate::base::{Lang, Text};
use crate::rules::RuleId;
use crate::trace::{FINDINGS_LIMIT, KEPT_LIMIT_BYTES, LOCKED_LIMIT};
use crate::wire::{capture, deflate, h2, har, packet, payload, tls};

const SECOND_NANOS: i64 = 1_000_000_000;

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Nanoseconds.
    Nanos,
    /// Things.
    Count,
    /// So many times as much.
    Times,
}

/// A limit or threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name of the constant.
    pub constant: &'static str,
    /// How much.
    pub value: u64,
    /// Of what.
    pub unit: Unit,
    /// The finding that says that it was met, where it changes what is read or is itself what the rule measures.
    pub rule: Option<RuleId>,
    /// What it is about, and what happens beyond it.
    pub what: Text,
}

impl Limit {
    /// Its name as people are told it: that of the constant, in kebab-case.
    #[must_use]
    pub fn name(&self) -> String {
        self.constant.to_ascii_lowercase().replace('_', "-")
    }

    /// The value with its unit, as people read it: `64 KiB`, `10 s`, `200 x`, `4096`.
    #[must_use]
    pub fn amount(&self, lang: Lang) -> String {
        let value = self.value;
        match (self.unit, lang) {
            (Unit::Bytes, _) => match value.trailing_zeros() {
                30.. => format!("{} GiB", value >> 30),
                20.. => format!("{} MiB", value >> 20),
                10.. => format!("{} KiB", value >> 10),
                _ => format!("{value} B"),
            },
            (Unit::Nanos, _) if !value.is_multiple_of(SECOND_NANOS.unsigned_abs()) => {
                format!("{} ms", value / 1_000_000)
            }
            (Unit::Nanos, Lang::En) => format!("{} s", value / SECOND_NANOS.unsigned_abs()),
            (Unit::Nanos, Lang::Ko) => format!("{}초", value / SECOND_NANOS.unsigned_abs()),
            (Unit::Count, _) => value.to_string(),
            (Unit::Times, Lang::En) => format!("{value} x"),
            (Unit::Times, Lang::Ko) => format!("{value}배"),
        }
    }
}

/// Constants, each with its row of the table.
macro_rules! limits {
    ({$($(#[$doc:meta])* $name:ident: $type:ty = $value:expr, $unit:ident, $rule:expr, $en:literal, $ko:literal;)*}
     elsewhere
     {$($other:ident = $other_value:expr, $other_unit:ident, $other_rule:expr, $other_en:literal, $other_ko:literal;)*}
    ) => {
        $($(#[$doc])* pub const $name: $type = $value;)*

        /// All of them, those that stand beside their buffers on lower floors too.
        pub const TABLE: &[Limit] = &[
            $(Limit {
                constant: stringify!($name),
                value: $name as u64,
                unit: Unit::$unit,
                rule: $rule,
                what: Text::new($en, $ko),
            },)*
            $(Limit {
                constant: stringify!($other),
                value: $other_value as u64,
                unit: Unit::$other_unit,
                rule: $other_rule,
                what: Text::new($other_en, $other_ko),
            },)*
        ];
    };
}

limits! {
{
    /// A Pong later than this is late.
    PONG_LATE_NANOS: i64 = SECOND_NANOS, Nanos, Some(RuleId::PingAnsweredLate),
        "A Pong that comes later is late",
        "이보다 늦게 온 Pong은 늦은 것으로 봄";
    /// A Ping older than this is unanswered.
    PING_UNANSWERED_NANOS: i64 = 10 * SECOND_NANOS, Nanos, Some(RuleId::PingNotAnswered),
        "A Ping that waits longer is unanswered",
        "이보다 오래 기다린 Ping은 응답이 없는 것으로 봄";
    /// A Close reply later than this is late.
    CLOSE_LATE_NANOS: i64 = 2 * SECOND_NANOS, Nanos, Some(RuleId::CloseAnsweredLate),
        "A reply to a Close that comes later is late",
        "이보다 늦게 온 Close 응답은 늦은 것으로 봄";
    /// How long an endpoint may take to answer a Close, to end TCP after both, or to fail the connection.
    CLOSE_GRACE_NANOS: i64 = 5 * SECOND_NANOS, Nanos, Some(RuleId::CloseNotAnswered),
        "Time to answer a Close, to end TCP after both, or to fail the connection",
        "Close에 응답하거나, 양쪽 Close 이후 TCP를 끝내거나, 연결을 실패 처리하기까지 기다리는 시간";
    /// A server that ends TCP later than this after the second Close is late.
    TCP_CLOSE_LATE_NANOS: i64 = SECOND_NANOS, Nanos, Some(RuleId::TcpServerCloseLate),
        "A server that ends TCP later after the second Close is late",
        "두 번째 Close 이후 이보다 늦게 TCP를 끝낸 서버는 늦은 것으로 봄";
    /// A declared payload length above this is reported.
    HUGE_FRAME_BYTES: u64 = 64 << 20, Bytes, Some(RuleId::LimitHugeFrame),
        "A frame that declares more is reported; it is read all the same",
        "이보다 긴 페이로드를 선언한 프레임은 보고하되 그대로 읽음";
    /// A message that inflates to more than this, and by more than [`BOMB_RATIO`], is reported.
    BOMB_BYTES: u64 = 1 << 20, Bytes, Some(RuleId::PmdBomb),
        "A message that inflates to more, and by more than bomb-ratio, is reported",
        "bomb-ratio보다 크게, 이 크기를 넘어 압축이 풀리는 메시지는 보고함";
    /// See [`BOMB_BYTES`].
    BOMB_RATIO: u64 = 200, Times, Some(RuleId::PmdBomb),
        "See bomb-bytes",
        "bomb-bytes 참고";
    /// What a side's messages may inflate to in any case; beyond it only [`INFLATE_RATIO`] times their compressed bytes.
    INFLATE_ALLOWANCE_BYTES: u64 = 8 << 20, Bytes, Some(RuleId::LimitInflate),
        "A side's messages inflate to so much in any case, and beyond it to inflate-ratio times what they were compressed; then inflating stops",
        "한쪽이 보낸 메시지의 압축은 이만큼은 항상 풀고, 그 이상은 압축된 크기의 inflate-ratio배까지만 풂";
    /// See [`INFLATE_ALLOWANCE_BYTES`].
    INFLATE_RATIO: u64 = 200, Times, Some(RuleId::LimitInflate),
        "See inflate-allowance-bytes",
        "inflate-allowance-bytes 참고";
    /// A client that comes back sooner than this after it was cut off comes back at once.
    RECONNECT_AT_ONCE_NANOS: i64 = SECOND_NANOS / 20, Nanos, Some(RuleId::ReconnectFirstDelay),
        "A client that was cut off and comes back sooner comes back at once",
        "연결이 끊긴 뒤 이보다 빨리 다시 연결하면 곧바로 재연결한 것으로 봄";
    /// Attempts with shorter delays than this, three in a row and not growing, are made without backoff.
    RECONNECT_TIGHT_NANOS: i64 = SECOND_NANOS, Nanos, Some(RuleId::ReconnectNoBackoff),
        "Attempts with shorter delays, three in a row and not growing, are made without backoff",
        "이보다 짧고 늘어나지 않는 간격으로 세 번 이어 시도하면 백오프가 없는 것으로 봄";
    /// A connection that lasted longer than this before it was cut off is no failed attempt.
    RECONNECT_SETTLED_NANOS: i64 = 10 * SECOND_NANOS, Nanos, None,
        "A connection that lasted longer before it was cut off is no failed attempt",
        "끊기기 전까지 이보다 오래 이어진 연결은 실패한 시도로 보지 않음";
    /// A client that comes back later than this after it was cut off is not called back by that.
    RECONNECT_FORGOTTEN_NANOS: i64 = 60 * SECOND_NANOS, Nanos, None,
        "A client that comes back later does not come back because it was cut off",
        "연결이 끊기고 이보다 늦게 다시 온 클라이언트는 재연결로 보지 않음";
    /// Sec-WebSocket-Keys remembered of the connections before; up to twice as many are.
    NONCES_REMEMBERED: usize = 1 << 16, Count, None,
        "Sec-WebSocket-Keys remembered, to see one used again; up to twice as many are",
        "재사용을 알아채기 위해 기억하는 Sec-WebSocket-Key 개수, 최대 두 배까지 기억함";
    /// Connections remembered whose opening handshake is not answered.
    CONNECTING_REMEMBERED: usize = 1024, Count, None,
        "Connections remembered whose opening handshake is not answered yet",
        "여는 핸드셰이크의 응답을 아직 받지 못한 것으로 기억하는 연결의 개수";
    /// Connections remembered that were cut off.
    CUT_OFF_REMEMBERED: usize = 4096, Count, None,
        "Connections remembered that were cut off",
        "끊긴 것으로 기억하는 연결의 개수";
    /// Bytes after a header that looks four bytes late, in which the frames four bytes earlier have to fit.
    SUSPECT_BYTES: usize = 64 << 10, Bytes, None,
        "Looked at behind a frame whose length may count its masking key",
        "길이에 마스킹 키가 포함된 듯한 프레임 뒤에서 살펴보는 바이트";
    /// Masking keys remembered on each side, to see one used again.
    KEYS_REMEMBERED: usize = 8, Count, None,
        "Masking keys remembered on each side, to see one used again",
        "재사용을 알아채기 위해 한쪽마다 기억하는 마스킹 키 개수";
    /// Unanswered Pings remembered on each side.
    PINGS_REMEMBERED: usize = 64, Count, None,
        "Unanswered Pings remembered on each side; the oldest is forgotten",
        "한쪽마다 기억하는 응답 없는 Ping 개수, 넘으면 가장 오래된 것을 잊음";
    /// Payload bytes of a control frame that are kept; legal ones have at most 125.
    CONTROL_PAYLOAD_BYTES: usize = 4 << 10, Bytes, Some(RuleId::ControlTooLong),
        "Payload kept of a control frame (a legal one has 125 bytes at most)",
        "제어 프레임에서 보관하는 페이로드(규격에 맞으면 125바이트 이하)";
    /// Compressed payload kept of one message, to look closer when inflating fails.
    COMPRESSED_KEPT_BYTES: usize = 1 << 20, Bytes, None,
        "Compressed payload kept of one message, to look closer when inflating fails",
        "압축 해제에 실패했을 때 살펴보기 위해 메시지마다 보관하는 압축된 페이로드";
    /// Payload collected for a listener that wants payloads.
    PAYLOAD_KEPT_BYTES: usize = 256 << 20, Bytes, None,
        "Payload collected of one message with --payload full; what is longer is cut",
        "--payload full일 때 메시지 하나에서 모으는 페이로드, 더 길면 잘림";
    /// First bytes of a message collected for a listener that wants to tell what is inside.
    MESSAGE_HEAD_BYTES: usize = 16 << 10, Bytes, None,
        "First bytes of a message from which it is told what is inside",
        "메시지에 담긴 내용을 알아보는 데 쓰는 첫 부분의 크기";
    /// Frames of one message that are listed.
    MESSAGE_FRAMES: usize = 1 << 20, Count, Some(RuleId::LimitMessageFrames),
        "Frames of one message that are listed; those beyond still count",
        "메시지 하나에서 나열하는 프레임 개수, 그 이상도 세기는 함";
    /// Inflated bytes between two checkpoints of a side's window.
    CHECKPOINT_BYTES: u64 = 4 << 20, Bytes, None,
        "Inflated bytes between two checkpoints of a side's window",
        "한쪽의 압축 윈도를 저장해 두는 간격(압축을 푼 바이트 기준)";
    /// Impossible headers in a row after which a stream is out of step.
    DESYNC_HEADERS: u8 = 3, Count, Some(RuleId::FrameStreamDesync),
        "Impossible frame headers in a row after which the rest of a stream is not read",
        "불가능한 프레임 헤더가 이만큼 이어지면 스트림의 나머지를 읽지 않음";
    /// Memory for what waits in one direction for a missing segment.
    WAITING_BYTES: usize = 4 << 20, Bytes, Some(RuleId::LimitWaiting),
        "Waits in one direction for a missing segment; then it is read without that segment",
        "한 방향에서 빠진 세그먼트를 기다리는 데이터의 한도, 넘으면 그 세그먼트 없이 읽음";
    /// Segments of one direction that wait for a missing one.
    WAITING_SEGMENTS: usize = 4096, Count, Some(RuleId::LimitWaiting),
        "Segments that wait in one direction, likewise",
        "같은 경우에 한 방향에서 기다리는 세그먼트 개수";
    /// Memory for what waits for missing segments in all streams together.
    WAITING_TOTAL_BYTES: usize = 256 << 20, Bytes, Some(RuleId::LimitWaiting),
        "Waits for missing segments in all streams together, likewise",
        "같은 경우에 모든 스트림을 합친 한도";
    /// Urgent bytes to come that are remembered of one direction.
    URGENT_BYTES: usize = 256, Count, None,
        "Urgent bytes remembered ahead in one direction; more are read as part of the stream",
        "한 방향에서 미리 기억하는 긴급 바이트 개수, 넘으면 스트림의 일부로 읽음";
    /// Segments and TCP events remembered of a flow before it is known to be a connection.
    EARLY_EVENTS: usize = 4096, Count, Some(RuleId::LimitEarly),
        "Segments and TCP events remembered before a TCP connection asks for WebSocket; the packets of later ones are not known",
        "WebSocket 요청 전에 기억하는 세그먼트와 TCP 이벤트 개수, 그 뒤의 것은 패킷을 알 수 없음";
    /// Holes remembered of a flow before it is known to be a connection.
    EARLY_GAPS: usize = 256, Count, Some(RuleId::LimitEarly),
        "Holes remembered in each direction before a TCP connection asks for WebSocket",
        "WebSocket 요청 전에 방향마다 기억하는 누락 구간의 개수";
    /// Bytes that wait while what a proxy and its client say to each other is read.
    PRELUDE_BYTES: usize = 128 << 10, Bytes, None,
        "Bytes that wait while SOCKS, CONNECT or a PROXY header is read; then the connection is read as HTTP",
        "SOCKS, CONNECT, PROXY 헤더를 읽는 동안 기다리는 바이트, 넘으면 HTTP로 읽음";
    /// Pieces in which they may come.
    PRELUDE_PIECES: usize = 4096, Count, None,
        "Segments in which they may come",
        "그 바이트가 나뉘어 올 수 있는 세그먼트 개수";
    /// Proxies one behind the other.
    WAYS: usize = 8, Count, None,
        "Proxies one behind the other on the way of one connection; what more there are is read as HTTP",
        "한 연결이 차례로 거치는 프록시의 개수, 넘으면 HTTP로 읽음";
    /// First bytes of a stream that are enough to tell what it is.
    SNIFF_BYTES: usize = 64, Count, None,
        "First bytes of a stream that are looked at to tell what it is",
        "스트림이 무엇인지 알아보려고 살펴보는 첫 바이트 수";
    /// WebSockets open at once in one HTTP/2 connection.
    H2_TUNNELS: usize = 4096, Count, Some(RuleId::LimitTunnels),
        "WebSockets open at once in one HTTP/2 connection; the oldest gives way",
        "한 HTTP/2 연결에 동시에 열린 WebSocket의 개수, 넘으면 가장 오래된 것부터 버림";
    /// Requests of an HTTP/2 connection whose server takes no extended CONNECT, before it is passed over.
    H2_REQUESTS: u32 = 1024, Count, None,
        "Requests on an HTTP/2 connection whose server allows no WebSocket, after which it is passed over",
        "서버가 WebSocket을 허용하지 않은 HTTP/2 연결에서 이만큼 요청이 지나면 더 읽지 않음";
    /// Packets and TLS records remembered in one direction of an HTTP/2 connection, of what is not yet read.
    H2_SEGMENTS: usize = 4096, Count, None,
        "Packets remembered in one direction of an HTTP/2 connection while one head is gathered",
        "HTTP/2 헤더 하나를 모으는 동안 한 방향에서 기억하는 패킷 개수";
    /// Client bytes held after an upgrade request until its answer is known.
    HELD_BYTES: usize = 1 << 20, Bytes, Some(RuleId::LimitHeld),
        "Bytes held until the answer to an upgrade request is known; then they are passed over",
        "업그레이드 요청의 응답을 알 때까지 보관하는 바이트, 넘으면 읽지 않고 건너뜀";
    /// A request or response head longer than this is none.
    HEAD_BYTES: usize = 64 << 10, Bytes, Some(RuleId::LimitHead),
        "A request or response head that is longer is not read",
        "이보다 긴 요청이나 응답 헤더는 읽지 않음";
    /// Sealed bytes of one flow that wait for keys.
    SEALED_BYTES: usize = 1 << 20, Bytes, None,
        "TLS records of one connection that wait for keys which may still come; then it stays locked",
        "나중에 올 수 있는 키를 기다리는 TLS 레코드의 한도(연결 하나), 넘으면 잠긴 채로 둠";
    /// Sealed bytes that wait for keys in all flows together.
    SEALED_TOTAL_BYTES: usize = 64 << 20, Bytes, None,
        "TLS records that wait for keys in all connections together, likewise",
        "같은 경우에 모든 연결을 합친 한도";
    /// Records that may be missing in a gap: so many sequence numbers are tried.
    SKIPPED_RECORDS: u64 = 4096, Count, None,
        "TLS records that a gap may have swallowed; so many sequence numbers are tried behind it",
        "누락 구간에서 빠졌을 수 있는 TLS 레코드 개수, 그 뒤에서 이만큼의 순서 번호를 시도함";
    /// Sequence numbers tried in one direction until a record opens again.
    TRIED_NUMBERS: u64 = 65_536, Count, Some(RuleId::TlsRecordUnread),
        "Sequence numbers tried in one direction of TLS until a record opens again; then only the next one",
        "TLS의 한 방향에서 레코드가 다시 열릴 때까지 시도하는 순서 번호의 합, 넘으면 바로 다음 번호만 시도함";
    /// Bytes searched for a record boundary behind a gap.
    RESYNC_BYTES: usize = 64 << 10, Bytes, Some(RuleId::TlsRecordUnread),
        "Bytes behind a gap that are searched for the next TLS record at a time",
        "누락 구간 뒤에서 다음 TLS 레코드를 찾으려고 한 번에 살펴보는 바이트";
    /// Records of each side of a locked flow that are listed.
    LOCKED_RECORDS: usize = 256, Count, None,
        "Records of each side of a locked TLS connection that are listed; those beyond are counted",
        "잠긴 TLS 연결에서 한쪽마다 나열하는 레코드 개수, 그 뒤의 것은 세기만 함";
    /// Records that a flow may send on without anyone knowing how far the peer has acknowledged.
    ACKED_RECORDS: usize = 1024, Count, None,
        "TLS records remembered until the peer acknowledges them",
        "상대가 확인 응답할 때까지 기억하는 TLS 레코드 개수";
    /// TCP connections that have only sent a SYN; the oldest give way.
    HALF_OPEN_FLOWS: usize = 65_536, Count, Some(RuleId::LimitFlows),
        "TCP connections that have only sent a SYN; the oldest give way",
        "SYN만 보낸 TCP 연결의 개수, 넘으면 가장 오래된 것부터 버림";
    /// Memory for TCP connections that are not known to be WebSocket; the oldest give way.
    UNDECIDED_BYTES: usize = 128 << 20, Bytes, Some(RuleId::LimitFlows),
        "TCP connections that have not asked for WebSocket; the oldest give way",
        "WebSocket을 요청하지 않은 TCP 연결에 쓰는 메모리, 넘으면 가장 오래된 것부터 버림";
    /// TCP connections remembered because nothing of them is read any more.
    PASSED_FLOWS: usize = 131_072, Count, None,
        "TCP connections remembered as not WebSocket, or over; beyond it they are looked at afresh",
        "WebSocket이 아니거나 끝난 것으로 기억하는 TCP 연결의 개수, 넘으면 새로 살펴봄";
    /// A polled body of Engine.IO longer than this is not read; servers take 1 MB by default.
    POLLED_BODY_BYTES: usize = 4 << 20, Bytes, None,
        "One polled body of an Engine.IO session, inflated; a longer one is not read",
        "Engine.IO 세션에서 폴링한 본문 하나의 크기(압축을 푼 뒤), 더 길면 읽지 않음";
    /// Bytes of polled bodies that are being gathered in all streams together.
    POLLED_TOTAL_BYTES: usize = 64 << 20, Bytes, None,
        "Polled bodies that are being gathered in all streams together; further ones are not read",
        "모든 스트림에서 모으는 중인 폴링 본문의 한도, 넘는 것은 읽지 않음";
    /// What a compressed polled body may inflate to in any case; beyond it only [`INFLATE_RATIO`] times its bytes.
    POLLED_ALLOWANCE_BYTES: usize = 256 << 10, Bytes, None,
        "A compressed polled body inflates to so much in any case, and beyond it to inflate-ratio times its bytes",
        "압축된 폴링 본문은 이만큼은 항상 풀고, 그 이상은 압축된 크기의 inflate-ratio배까지만 풂";
    /// Packets of one polled body that are told.
    POLLED_PACKETS: usize = 4096, Count, None,
        "Engine.IO packets of one polled body; those beyond are not told",
        "폴링한 본문 하나에서 읽는 Engine.IO 패킷 개수, 그 뒤의 것은 보여 주지 않음";
    /// Requests of one HTTP connection that wait for their answers.
    POLLS_WAITING: usize = 64, Count, None,
        "Requests of one polling HTTP connection that wait for their answers",
        "폴링하는 HTTP 연결 하나에서 응답을 기다리는 요청의 개수";
    /// Engine.IO sessions that are followed.
    SESSIONS: usize = 65_536, Count, None,
        "Engine.IO sessions that are followed",
        "따라가는 Engine.IO 세션의 개수";
    /// Messages of each side of a session's WebSocket that are looked at for its first steps.
    SESSION_MESSAGES: u8 = 8, Count, None,
        "Messages of each side in which the probe and the upgrade of an Engine.IO session are looked for",
        "Engine.IO 세션의 probe와 upgrade를 찾아보는 메시지 개수(한쪽마다)";
    /// A message longer than this is none of those steps.
    SESSION_MESSAGE_BYTES: usize = 4 << 10, Bytes, None,
        "A message longer than this is neither",
        "이보다 긴 메시지는 그 둘이 아닌 것으로 봄";
}
elsewhere
{
    HEADER_BLOCK_BYTES = h2::HEADER_BLOCK_BYTES, Bytes, Some(RuleId::CaptureFieldsLost),
        "One compressed HTTP/2 field block with its CONTINUATION frames; with a longer one the later heads are lost",
        "CONTINUATION까지 합친 HTTP/2 압축 필드 블록 하나의 크기, 넘으면 그 뒤의 헤더를 읽지 못함";
    LIST_BYTES = h2::LIST_BYTES, Bytes, None,
        "Fields kept of one HTTP/2 head; those beyond are left out",
        "HTTP/2 헤더 하나에서 보관하는 필드, 넘는 것은 뺌";
    TABLE_BYTES = h2::TABLE_BYTES, Bytes, Some(RuleId::CaptureFieldsLost),
        "Table of one direction's HTTP/2 header compression",
        "한 방향의 HTTP/2 헤더 압축 테이블";
    CONTROL_BYTES = h2::CONTROL_BYTES, Bytes, None,
        "Kept of one HTTP/2 SETTINGS or GOAWAY frame",
        "HTTP/2 SETTINGS나 GOAWAY 프레임 하나에서 보관하는 크기";
    KEY_LOG_SESSIONS = tls::SESSIONS_LIMIT, Count, None,
        "TLS handshakes of which secrets are kept",
        "비밀 값을 보관하는 TLS 핸드셰이크 개수";
    KEY_LOG_LINE_BYTES = tls::LINE_LIMIT_BYTES, Bytes, None,
        "A key log line that is longer is passed over",
        "이보다 긴 키 로그 줄은 건너뜀";
    TLS_MESSAGE_BYTES = tls::MESSAGE_LIMIT_BYTES, Bytes, None,
        "A TLS handshake message that is longer is passed over",
        "이보다 긴 TLS 핸드셰이크 메시지는 건너뜀";
    LOCKED_FLOWS = LOCKED_LIMIT, Count, Some(RuleId::TlsNoKeys),
        "Locked TLS connections that are listed; those beyond are counted",
        "나열하는 잠긴 TLS 연결의 개수, 그 뒤의 것은 세기만 함";
    INFLATED_MESSAGE_BYTES = deflate::MESSAGE_LIMIT_BYTES, Bytes, Some(RuleId::LimitInflate),
        "One message, inflated, whatever the ratio",
        "비율과 관계없이 메시지 하나의 압축을 푼 크기";
    DECODERS_AWAKE = deflate::AWAKE_LIMIT, Count, None,
        "Inflate decoders awake at a time; more sleep between their messages and keep only their windows",
        "동시에 깨어 있는 압축 해제기의 개수, 넘으면 메시지 사이에 쉬면서 윈도만 유지함";
    WINDOWS_BYTES = deflate::SLEEPING_LIMIT_BYTES, Bytes, Some(RuleId::LimitInflate),
        "Windows that sleeping inflate decoders keep; more are let go, and what refers to them is not inflated",
        "쉬고 있는 압축 해제기가 유지하는 윈도의 한도, 넘으면 버리고 그것을 참조하는 메시지는 풀지 않음";
    FRAGMENT_BYTES = packet::MAX_FRAGMENT_BYTES, Bytes, Some(RuleId::LimitFragments),
        "IP fragments that wait for the rest of their datagrams; the oldest give way",
        "데이터그램의 나머지를 기다리는 IP 단편, 넘으면 가장 오래된 것부터 버림";
    FRAGMENT_DATAGRAMS = packet::MAX_FRAGMENT_DATAGRAMS, Count, Some(RuleId::LimitFragments),
        "IP datagrams of which fragments wait, likewise",
        "단편이 기다리는 IP 데이터그램의 개수, 위와 같음";
    FRAGMENTS_OF_ONE = packet::MAX_FRAGMENTS_OF_ONE, Count, Some(RuleId::LimitFragments),
        "Fragments of one IP datagram; the datagram stays unread beyond",
        "IP 데이터그램 하나의 단편 개수, 넘으면 그 데이터그램은 읽지 않음";
    HEADERS_OF_ONE_PACKET = packet::MAX_HEADERS, Count, None,
        "Headers below TCP in one packet, tunnels included; a packet with more is passed over",
        "패킷 하나에서 TCP 아래에 쌓인 헤더 개수(터널 포함), 넘으면 그 패킷은 건너뜀";
    PACKET_BYTES = capture::MAX_PACKET_BYTES, Bytes, Some(RuleId::CaptureDamaged),
        "One packet of a capture; a longer one is damage",
        "캡처의 패킷 하나의 크기, 더 길면 손상으로 봄";
    BLOCK_BYTES = capture::MAX_BLOCK_BYTES, Bytes, Some(RuleId::CaptureDamaged),
        "One block of a pcapng capture; a longer one is damage",
        "pcapng 캡처의 블록 하나의 크기, 더 길면 손상으로 봄";
    PACKET_KEPT_BYTES = payload::KEPT_BYTES, Bytes, None,
        "Bytes kept, a side, of an MQTT packet that goes on in later messages",
        "여러 메시지에 걸친 MQTT 패킷에서 보낸 쪽마다 보관하는 크기";
    CONTENT_INFLATED_BYTES = payload::INFLATED_BYTES, Bytes, None,
        "Bytes inflated of a message that the application compressed itself, to tell what is inside",
        "애플리케이션이 직접 압축한 메시지의 내용을 알아보려고 압축을 푸는 크기";
    INTERFACES = capture::MAX_INTERFACES, Count, Some(RuleId::CaptureDamaged),
        "Interfaces of a pcapng section",
        "pcapng 섹션 하나의 인터페이스 개수";
    HAR_STRING_BYTES = har::MAX_STRING_BYTES, Bytes, Some(RuleId::HarLeftOut),
        "One string of a HAR, as it is written there; the rest of a longer one is left out",
        "HAR에 적힌 문자열 하나의 크기, 넘는 부분은 제외함";
    HAR_HEAD_BYTES = har::MAX_HEAD_BYTES, Bytes, Some(RuleId::HarLeftOut),
        "Names and values of one head in a HAR; further headers are left out",
        "HAR에 적힌 헤더 하나의 이름과 값을 합친 크기, 넘는 헤더는 제외함";
    HAR_MESSAGES = har::MAX_MESSAGES, Count, Some(RuleId::HarLeftOut),
        "Messages of one WebSocket in a HAR; those beyond are counted",
        "HAR에서 WebSocket 하나의 메시지 개수, 그 뒤의 것은 세기만 함";
    HAR_ENTRIES = har::MAX_ENTRIES, Count, Some(RuleId::CaptureDamaged),
        "WebSockets of one HAR; those beyond are not read",
        "HAR 하나에서 읽는 WebSocket 개수, 그 뒤의 것은 읽지 않음";
    HAR_NESTING = har::MAX_DEPTH, Count, Some(RuleId::CaptureDamaged),
        "Nesting of a HAR's JSON; a deeper one is damage",
        "HAR의 JSON이 중첩된 깊이, 더 깊으면 손상으로 봄";
    POLLED_KEPT_BYTES = KEPT_LIMIT_BYTES, Bytes, None,
        "Polled bodies that the capture holds compressed or encrypted only, kept to be looked at again",
        "캡처에 압축되거나 암호화된 채로만 있어 다시 보려고 보관하는 폴링 본문";
    FINDINGS = FINDINGS_LIMIT, Count, None,
        "Findings that the window lists; those beyond are counted",
        "창에 나열하는 판정 항목의 개수, 그 이상은 개수만 셈";
}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Group, RULES};

    #[test]
    fn every_constant_of_this_file_has_its_row_and_every_row_is_whole() {
        let source = include_str!("limits.rs");
        let own = source.split_once("limits! {\n").expect("the table").1;
        let own = own.split_once("\nelsewhere\n").expect("its end").0;
        let declared = own.lines().filter(|line| line.contains(" = ") && line.starts_with("    ")).count();
        assert!(declared > 20 && TABLE.len() > declared, "{declared} of {}", TABLE.len());
        for (at, limit) in TABLE.iter().enumerate() {
            assert!(limit.value > 0, "{}", limit.constant);
            assert!(
                TABLE[..at].iter().all(|other| other.constant != limit.constant),
                "{} stands twice",
                limit.constant
            );
            assert!(limit.what.en.is_ascii() && !limit.what.en.ends_with('.'), "{}", limit.constant);
            assert!(limit.what.ko.chars().any(|c| ('가'..='힣').contains(&c)), "{}", limit.constant);
        }
        // A constant outside the table would be a limit that nobody is told of.
        let outside = source.lines().filter(|line| line.starts_with("pub const ")).count();
        assert_eq!(outside, 0);
    }

    #[test]
    fn every_rule_about_a_limit_is_named_by_a_limit() {
        let named = |rule: RuleId| TABLE.iter().any(|limit| limit.rule == Some(rule));
        for row in RULES.iter().filter(|row| row.group == Group::Capture && row.id.starts_with("limit-")) {
            assert!(named(row.rule), "{}", row.id);
        }
    }

    #[test]
    fn amounts_are_read_by_people() {
        let amount = |name: &str, lang| {
            let limit = TABLE.iter().find(|limit| limit.constant == name).expect("a limit");
            limit.amount(lang)
        };
        assert_eq!(amount("HEAD_BYTES", Lang::En), "64 KiB");
        assert_eq!(amount("PING_UNANSWERED_NANOS", Lang::Ko), "10초");
        assert_eq!(amount("BOMB_RATIO", Lang::En), "200 x");
        assert_eq!(amount("WAITING_SEGMENTS", Lang::En), "4096");
    }
}
