//! The registries of numbers and names: opcodes, close codes, versions, extensions, subprotocols, upgrade tokens.
//!
//! The IANA registry of 2026-06-10 with Korean names added; data and lookups, no judgement of traffic.

use super::row::Who;
use crate::base::Text;

/// A close code that has a meaning of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseCode {
    /// The code.
    pub value: u16,
    /// Its registered name.
    pub name: Text,
    /// Whether it may stand in a Close frame.
    pub on_wire: bool,
    /// Who may send it.
    pub sender: Who,
    /// Where it is defined.
    pub reference: &'static str,
    /// One sentence.
    pub meaning: Text,
}

/// A range of close codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseRange {
    /// The first code.
    pub first: u16,
    /// The last code.
    pub last: u16,
    /// What the range is for.
    pub name: Text,
}

/// An opcode, assigned or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opcode {
    /// The value, 0 to 15.
    pub value: u8,
    /// One word.
    pub short: Text,
    /// Its registered name.
    pub name: Text,
    /// Whether it is a control frame (the top bit; RFC 6455 §5.5).
    pub control: bool,
    /// Whether RFC 6455 defines it.
    pub assigned: bool,
}

/// A version of the protocol, as in Sec-WebSocket-Version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// The number.
    pub value: u8,
    /// Which document it stands for.
    pub status: Text,
}

/// A registered name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// What is written in the header.
    pub id: &'static str,
    /// What it is.
    pub name: Text,
    /// Where it is defined.
    pub reference: &'static str,
}

/// The three reserved bits of a frame header, as a bit mask of `rsv` and what uses it. Only RSV1 is registered.
pub static RESERVED_BITS: [(u8, &str, Text); 3] = [
    (4, "RSV1", Text::new("Per-Message Compressed (RFC 7692 §6)", "메시지 단위 압축 표시(RFC 7692 §6)")),
    (2, "RSV2", Text::new("Unassigned", "미할당")),
    (1, "RSV3", Text::new("Unassigned", "미할당")),
];

/// The close code's own row, if it has one.
#[must_use]
pub fn close_code(value: u16) -> Option<&'static CloseCode> {
    CLOSE_CODES.binary_search_by_key(&value, |code| code.value).ok().map(|at| &CLOSE_CODES[at])
}

/// The range a close code lies in.
#[must_use]
pub fn close_range(value: u16) -> &'static CloseRange {
    &CLOSE_RANGES[CLOSE_RANGES.partition_point(|range| range.last < value).min(CLOSE_RANGES.len() - 1)]
}

/// The best name of any close code: its own, else that of its range.
#[must_use]
pub fn close_name(value: u16) -> Text {
    close_code(value).map_or_else(|| close_range(value).name, |code| code.name)
}

/// The row of an opcode; only the low four bits count.
#[must_use]
pub fn opcode(value: u8) -> &'static Opcode {
    &OPCODES[usize::from(value & 0x0f)]
}

/// The registered extension of this exact name.
#[must_use]
pub fn extension(id: &str) -> Option<&'static Named> {
    EXTENSIONS.iter().find(|extension| extension.id == id)
}

/// The registered name of a subprotocol; ids are compared exactly (RFC 7936 §2).
#[must_use]
pub fn subprotocol(id: &str) -> Option<&'static str> {
    SUBPROTOCOLS.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}

/// Close codes with a meaning of their own, ascending.
pub static CLOSE_CODES: &[CloseCode] = &[
    CloseCode {
        value: 1000,
        name: Text::new("Normal Closure", "정상 종료"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "The purpose of the connection is fulfilled; it ends normally",
            "연결의 목적을 달성하여 정상적으로 종료함",
        ),
    },
    CloseCode {
        value: 1001,
        name: Text::new("Going Away", "엔드포인트 이탈"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "The endpoint goes away: a server shuts down, or a browser leaves the page",
            "서버가 종료되거나 브라우저가 페이지를 떠나 엔드포인트가 사라짐",
        ),
    },
    CloseCode {
        value: 1002,
        name: Text::new("Protocol error", "프로토콜 오류"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "The connection ends because of a protocol error",
            "프로토콜 오류 때문에 연결을 종료함",
        ),
    },
    CloseCode {
        value: 1003,
        name: Text::new("Unsupported Data", "지원하지 않는 데이터"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "The endpoint got a type of data it cannot accept, such as binary where it understands only text",
            "받아들일 수 없는 유형의 데이터를 받음(예: 텍스트만 처리하는데 바이너리를 받음)",
        ),
    },
    CloseCode {
        value: 1004,
        name: Text::new("Reserved", "예약됨"),
        on_wire: false,
        sender: Who::Nobody,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "Reserved; a meaning might be defined in the future",
            "예약된 값. 의미는 나중에 정의될 수 있음",
        ),
    },
    CloseCode {
        value: 1005,
        name: Text::new("No Status Rcvd", "종료 코드 없음"),
        on_wire: false,
        sender: Who::Nobody,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "Tells the application that the Close frame had no code; must not be sent",
            "Close 프레임에 종료 코드가 없었음을 애플리케이션에 알리는 값. 전송 금지",
        ),
    },
    CloseCode {
        value: 1006,
        name: Text::new("Abnormal Closure", "비정상 종료"),
        on_wire: false,
        sender: Who::Nobody,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "Tells the application that the connection ended without a Close frame; must not be sent",
            "Close 프레임 없이 연결이 끊겼음을 애플리케이션에 알리는 값. 전송 금지",
        ),
    },
    CloseCode {
        value: 1007,
        name: Text::new("Invalid frame payload data", "잘못된 페이로드 데이터"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "A message held data that does not fit its type, such as text that is not UTF-8",
            "메시지 유형과 맞지 않는 데이터를 받음(예: UTF-8이 아닌 텍스트)",
        ),
    },
    CloseCode {
        value: 1008,
        name: Text::new("Policy Violation", "정책 위반"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new("A message broke the endpoint's policy", "정책에 어긋나는 메시지를 받음"),
    },
    CloseCode {
        value: 1009,
        name: Text::new("Message Too Big", "메시지가 너무 큼"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new("A message was too big to process", "처리하기에 너무 큰 메시지를 받음"),
    },
    CloseCode {
        value: 1010,
        name: Text::new("Mandatory Ext.", "필수 확장 누락"),
        on_wire: true,
        sender: Who::Client,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "The server did not accept an extension that the client needs (used by clients only)",
            "클라이언트에 필요한 확장을 서버가 수락하지 않음(클라이언트만 사용)",
        ),
    },
    CloseCode {
        value: 1011,
        name: Text::new("Internal Error", "내부 오류"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "RFC 6455 §7.4.1, erratum 3227",
        meaning: Text::new(
            "Something unexpected kept the endpoint from fulfilling the request (the text says the server, an erratum both sides)",
            "예기치 못한 상황으로 요청을 처리할 수 없음(RFC 본문은 서버만, 정오표는 양쪽 모두)",
        ),
    },
    CloseCode {
        value: 1012,
        name: Text::new("Service Restart", "서비스 재시작"),
        on_wire: true,
        sender: Who::Server,
        reference: "IANA (hybi mailing list, no RFC)",
        meaning: Text::new("The service restarts", "서비스가 재시작되어 연결을 종료함"),
    },
    CloseCode {
        value: 1013,
        name: Text::new("Try Again Later", "나중에 다시 시도"),
        on_wire: true,
        sender: Who::Server,
        reference: "IANA (hybi mailing list, no RFC)",
        meaning: Text::new(
            "The service is overloaded for now; try again later",
            "일시적인 과부하 등으로 연결을 종료함. 나중에 다시 시도해야 함",
        ),
    },
    CloseCode {
        value: 1014,
        name: Text::new("Bad Gateway", "게이트웨이 오류"),
        on_wire: true,
        sender: Who::Server,
        reference: "IANA 2016-10-10 (hybi mailing list, no RFC)",
        meaning: Text::new(
            "A gateway got an invalid response from its upstream server (like HTTP 502)",
            "게이트웨이가 업스트림 서버에서 잘못된 응답을 받음(HTTP 502와 비슷)",
        ),
    },
    CloseCode {
        value: 1015,
        name: Text::new("TLS handshake", "TLS 핸드셰이크 실패"),
        on_wire: false,
        sender: Who::Nobody,
        reference: "RFC 6455 §7.4.1",
        meaning: Text::new(
            "Tells the application that the TLS handshake failed; must not be sent",
            "TLS 핸드셰이크 실패를 애플리케이션에 알리는 값. 전송 금지",
        ),
    },
    CloseCode {
        value: 3000,
        name: Text::new("Unauthorized", "인증 필요"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "IANA 2021-09-06",
        meaning: Text::new("Not authorized (like HTTP 401)", "인증되지 않음(HTTP 401과 비슷)"),
    },
    CloseCode {
        value: 3003,
        name: Text::new("Forbidden", "접근 금지"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "IANA 2023-02-22",
        meaning: Text::new("No permission (like HTTP 403)", "권한이 없음(HTTP 403과 비슷)"),
    },
    CloseCode {
        value: 3008,
        name: Text::new("Timeout", "시간 초과"),
        on_wire: true,
        sender: Who::Endpoint,
        reference: "IANA 2024-02-01",
        meaning: Text::new(
            "No answer within the time allowed (like HTTP 408)",
            "정해진 시간 안에 응답을 받지 못함(HTTP 408과 비슷)",
        ),
    },
];

/// All close codes by range (RFC 6455 §7.4.2), ascending and without holes.
pub static CLOSE_RANGES: &[CloseRange] = &[
    CloseRange { first: 0, last: 999, name: Text::new("Not used", "사용하지 않음") },
    CloseRange {
        first: 1000,
        last: 2999,
        name: Text::new("Protocol, its revisions and extensions", "프로토콜과 그 개정판·확장용"),
    },
    CloseRange {
        first: 3000,
        last: 3999,
        name: Text::new(
            "Libraries, frameworks, applications (registered with IANA)",
            "라이브러리·프레임워크·애플리케이션용(IANA 등록)",
        ),
    },
    CloseRange { first: 4000, last: 4999, name: Text::new("Private use", "사설용") },
    CloseRange { first: 5000, last: 65535, name: Text::new("Undefined", "정의되지 않음") },
];

/// All sixteen opcodes; index = value.
pub static OPCODES: [Opcode; 16] = [
    Opcode {
        value: 0,
        short: Text::new("continuation", "연속"),
        name: Text::new("Continuation Frame", "연속 프레임"),
        control: false,
        assigned: true,
    },
    Opcode {
        value: 1,
        short: Text::new("text", "텍스트"),
        name: Text::new("Text Frame", "텍스트 프레임"),
        control: false,
        assigned: true,
    },
    Opcode {
        value: 2,
        short: Text::new("binary", "바이너리"),
        name: Text::new("Binary Frame", "바이너리 프레임"),
        control: false,
        assigned: true,
    },
    Opcode {
        value: 3,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (data)", "미할당(데이터 프레임용)"),
        control: false,
        assigned: false,
    },
    Opcode {
        value: 4,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (data)", "미할당(데이터 프레임용)"),
        control: false,
        assigned: false,
    },
    Opcode {
        value: 5,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (data)", "미할당(데이터 프레임용)"),
        control: false,
        assigned: false,
    },
    Opcode {
        value: 6,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (data)", "미할당(데이터 프레임용)"),
        control: false,
        assigned: false,
    },
    Opcode {
        value: 7,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (data)", "미할당(데이터 프레임용)"),
        control: false,
        assigned: false,
    },
    Opcode {
        value: 8,
        short: Text::new("close", "Close"),
        name: Text::new("Connection Close Frame", "Close 프레임"),
        control: true,
        assigned: true,
    },
    Opcode {
        value: 9,
        short: Text::new("ping", "Ping"),
        name: Text::new("Ping Frame", "Ping 프레임"),
        control: true,
        assigned: true,
    },
    Opcode {
        value: 10,
        short: Text::new("pong", "Pong"),
        name: Text::new("Pong Frame", "Pong 프레임"),
        control: true,
        assigned: true,
    },
    Opcode {
        value: 11,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (control)", "미할당(제어 프레임용)"),
        control: true,
        assigned: false,
    },
    Opcode {
        value: 12,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (control)", "미할당(제어 프레임용)"),
        control: true,
        assigned: false,
    },
    Opcode {
        value: 13,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (control)", "미할당(제어 프레임용)"),
        control: true,
        assigned: false,
    },
    Opcode {
        value: 14,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (control)", "미할당(제어 프레임용)"),
        control: true,
        assigned: false,
    },
    Opcode {
        value: 15,
        short: Text::new("reserved", "예약됨"),
        name: Text::new("Unassigned (control)", "미할당(제어 프레임용)"),
        control: true,
        assigned: false,
    },
];

/// WebSocket versions 0 to 13; index = value.
pub static VERSIONS: [Version; 14] = [
    Version {
        value: 0,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-00)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-00)",
        ),
    },
    Version {
        value: 1,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-01)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-01)",
        ),
    },
    Version {
        value: 2,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-02)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-02)",
        ),
    },
    Version {
        value: 3,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-03)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-03)",
        ),
    },
    Version {
        value: 4,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-04)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-04)",
        ),
    },
    Version {
        value: 5,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-05)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-05)",
        ),
    },
    Version {
        value: 6,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-06)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-06)",
        ),
    },
    Version {
        value: 7,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-07)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-07)",
        ),
    },
    Version {
        value: 8,
        status: Text::new(
            "Interim (draft-ietf-hybi-thewebsocketprotocol-08)",
            "임시 버전(draft-ietf-hybi-thewebsocketprotocol-08)",
        ),
    },
    Version { value: 9, status: Text::new("Reserved", "예약됨") },
    Version { value: 10, status: Text::new("Reserved", "예약됨") },
    Version { value: 11, status: Text::new("Reserved", "예약됨") },
    Version { value: 12, status: Text::new("Reserved", "예약됨") },
    Version { value: 13, status: Text::new("Standard (RFC 6455)", "표준(RFC 6455)") },
];

/// Extensions registered with IANA.
pub static EXTENSIONS: &[Named] = &[
    Named {
        id: "permessage-deflate",
        name: Text::new("WebSocket Per-Message Deflate", "메시지 단위 압축(DEFLATE)"),
        reference: "RFC 7692",
    },
    Named {
        id: "bbf-usp-protocol",
        name: Text::new("BBF USP Protocol", "BBF USP 프로토콜"),
        reference: "https://usp.technology",
    },
];

/// Names of HTTP upgrade tokens for WebSocket; they are compared without case.
pub static UPGRADE_TOKENS: &[Named] = &[
    Named {
        id: "websocket",
        name: Text::new("The WebSocket Protocol", "WebSocket 프로토콜"),
        reference: "RFC 6455, RFC 8441",
    },
    Named {
        id: "WebSocket",
        name: Text::new("The WebSocket Protocol", "WebSocket 프로토콜"),
        reference: "RFC 6455",
    },
];

/// Subprotocols registered with IANA: what goes into Sec-WebSocket-Protocol, and the name given there.
pub static SUBPROTOCOLS: &[(&str, &str)] = &[
    ("MBWS.huawei.com", "MBWS"),
    ("MBLWS.huawei.com", "MBLWS"),
    ("soap", "soap"),
    ("wamp", "WAMP (\"The WebSocket Application Messaging Protocol\")"),
    ("v10.stomp", "STOMP 1.0 specification"),
    ("v11.stomp", "STOMP 1.1 specification"),
    ("v12.stomp", "STOMP 1.2 specification"),
    ("ocpp1.2", "OCPP 1.2"),
    ("ocpp1.5", "OCPP 1.5"),
    ("ocpp1.6", "OCPP 1.6"),
    ("ocpp2.0", "OCPP 2.0"),
    ("ocpp2.0.1", "OCPP 2.0.1"),
    ("ocpp2.1", "OCPP 2.1"),
    ("rfb", "RFB"),
    ("sip", "WebSocket Transport for SIP (Session Initiation Protocol)"),
    (
        "notificationchannel-netapi-rest.openmobilealliance.org",
        "OMA RESTful Network API for Notification Channel",
    ),
    ("wpcp", "Web Process Control Protocol (WPCP)"),
    ("amqp", "Advanced Message Queuing Protocol (AMQP) 1.0+"),
    ("mqtt", "mqtt"),
    ("jsflow", "jsFlow pubsub/queue protocol"),
    ("rwpcp", "Reverse Web Process Control Protocol (RWPCP)"),
    ("xmpp", "WebSocket Transport for the Extensible Messaging and Presence Protocol (XMPP)"),
    ("ship", "SHIP - Smart Home IP"),
    ("mielecloudconnect", "Miele Cloud Connect Protocol"),
    ("v10.pcp.sap.com", "Push Channel Protocol"),
    ("msrp", "WebSocket Transport for MSRP (Message Session Relay Protocol)"),
    ("v1.saltyrtc.org", "SaltyRTC 1.0"),
    ("TLCP-2.0.0.lightstreamer.com", "TLCP (Text Lightstreamer Client Protocol)"),
    ("bfcp", "WebSocket Transport for BFCP (Binary Floor Control Protocol)"),
    ("sldp.softvelum.com", "Softvelum Low Delay Protocol"),
    ("opcua+uacp", "OPC UA Connection Protocol"),
    ("opcua+uajson", "OPC UA JSON Encoding"),
    ("v1.swindon-lattice+json", "Swindon Web Server Protocol (JSON encoding)"),
    ("v1.usp", "USP (Broadband Forum User Services Platform)"),
    ("mles-websocket", "mles-websocket"),
    ("coap", "Constrained Application Protocol (CoAP)"),
    ("TLCP-2.1.0.lightstreamer.com", "TLCP (Text Lightstreamer Client Protocol)"),
    ("sqlnet.oracle.com", "sqlnet"),
    ("oneM2M.R2.0.json", "oneM2M R2.0 JSON"),
    ("oneM2M.R2.0.xml", "oneM2M R2.0 XML"),
    ("oneM2M.R2.0.cbor", "oneM2M R2.0 CBOR"),
    ("transit", "Transit"),
    ("2016.serverpush.dash.mpeg.org", "MPEG-DASH-ServerPush-23009-6-2017"),
    ("2018.mmt.mpeg.org", "MPEG-MMT-23008-1-2018"),
    ("clue", "clue"),
    ("webrtc.softvelum.com", "Softvelum WebSocket signaling protocol"),
    ("cobra.v2.json", "Cobra Real Time Messaging Protocol"),
    ("drp", "Declarative Resource Protocol"),
    ("hub.bsc.bacnet.org", "BACnet Secure Connect Hub Connection"),
    ("dc.bsc.bacnet.org", "BACnet Secure Connect Direct Connection"),
    ("jmap", "WebSocket Transport for JMAP (JSON Meta Application Protocol)"),
    ("t140", "ITU-T T.140 Real-Time Text"),
    ("done", "done.best IoT Protocol"),
    ("TLCP-2.2.0.lightstreamer.com", "TLCP (Text Lightstreamer Client Protocol)"),
    ("collection-update", "The Collection Update Websocket Subprotocol"),
    ("TLCP-2.3.0.lightstreamer.com", "TLCP (Text Lightstreamer Client Protocol)"),
    ("text.ircv3.net", "Text IRC Protocol"),
    ("binary.ircv3.net", "Binary IRC Protocol"),
    ("v3.penguin-stats.live+proto", "Penguin statistics Live Protocol v3 (Protobuf encoding)"),
    ("TLCP-2.4.0.lightstreamer.com", "TLCP (Text Lightstreamer Client Protocol)"),
    ("TLCP-2.5.0.lightstreamer.com", "TLCP (Text Lightstreamer Client Protocol)"),
    ("Redfish", "Redfish Specification DSP0266"),
    ("bidib", "webBiDiB"),
    ("json.webpubsub.azure.v1", "Azure Web PubSub subprotocol JSON"),
    ("protobuf.webpubsub.azure.v1", "Azure Web PubSub subprotocol protobuf"),
    ("json.reliable.webpubsub.azure.v1", "Azure Web PubSub subprotocol reliable JSON"),
    ("protobuf.reliable.webpubsub.azure.v1", "Azure Web PubSub subprotocol reliable protobuf"),
    ("WebREPL.binary.v1", "WebREPL Binary Protocol"),
    ("camp", "Cryo Application Messaging Protocol"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_close_code_has_a_name() {
        let mut next = 0_u32;
        for range in CLOSE_RANGES {
            assert_eq!(u32::from(range.first), next, "ranges have no holes");
            next = u32::from(range.last) + 1;
        }
        assert_eq!(next, 65_536);
        for (code, en, ko) in [
            (0, "Not used", "사용하지 않음"),
            (999, "Not used", "사용하지 않음"),
            (1000, "Normal Closure", "정상 종료"),
            (1006, "Abnormal Closure", "비정상 종료"),
            (3003, "Forbidden", "접근 금지"),
            (4999, "Private use", "사설용"),
            (65_535, "Undefined", "정의되지 않음"),
        ] {
            assert_eq!(close_name(code), Text::new(en, ko), "{code}");
            assert!((close_range(code).first..=close_range(code).last).contains(&code), "{code}");
        }
    }

    #[test]
    fn tables_are_sorted_and_told_apart() {
        assert!(CLOSE_CODES.is_sorted_by(|a, b| a.value < b.value));
        for (at, row) in OPCODES.iter().enumerate() {
            assert_eq!(usize::from(row.value), at);
            assert_eq!(row.control, at >= 8);
            assert_eq!(row.assigned, matches!(at, 0..=2 | 8..=10));
        }
        for (at, row) in VERSIONS.iter().enumerate() {
            assert_eq!(usize::from(row.value), at);
        }
        assert_eq!(SUBPROTOCOLS.len(), 69);
        for (id, name) in SUBPROTOCOLS {
            assert_eq!(subprotocol(id), Some(*name), "{id} stands twice");
        }
        assert_eq!(subprotocol("MQTT"), None);
        assert!(extension("permessage-deflate").is_some() && extension("x-webkit-deflate-frame").is_none());
    }
}
