//! The register: one row a rule, edited by hand. Ids are stable; a retired id is not reused.
//!
//! Columns: name, id, kind, group, RFC (0 = our own), section, level, who, phase, how it is detected, severity, close
//! code (0 = none); then the title in English and in Korean. Data only: nothing here reads traffic.

use super::row::{Detect, Group, Kind, Level, Phase, Row, Severity, Spec, Who};
use crate::base::Text;

macro_rules! register {
    ($($name:ident $id:literal $kind:ident $group:ident $rfc:literal $section:literal $level:ident $who:ident
       $phase:ident $detect:ident $severity:ident $close_code:literal $en:literal $ko:literal;)*) => {
        /// A rule of the register, by name. [`RuleId::row`] has what is known of it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RuleId {
            $(#[doc = $en] $name,)*
        }

        /// Every rule, grouped; `RULES[id as usize].rule == id`.
        pub static RULES: &[Row] = &[
            $(Row {
                rule: RuleId::$name,
                id: $id,
                kind: Kind::$kind,
                group: Group::$group,
                spec: Spec { rfc: $rfc, section: $section },
                level: Level::$level,
                who: Who::$who,
                phase: Phase::$phase,
                detect: Detect::$detect,
                severity: Severity::$severity,
                close_code: $close_code,
                title: Text::new($en, $ko),
            },)*
        ];
    };
}

/// Rules that stand in the register and that no reader here can decide yet. They are not listed as checked.
pub(super) const NOT_CHECKED: &[RuleId] = &[];

register! {
    // uri
    UriFragment "uri-fragment" Finding Uri 6455 "3" MustNot Client Opening Partly Warning 0
        "Fragment identifier on a WebSocket URI"
        "WebSocket URI에 프래그먼트 식별자(#…)가 있음";
    UriHashNotEscaped "uri-hash-not-escaped" Finding Uri 6455 "3" Must Client Opening Partly Warning 0
        "Unescaped '#' in the target (must be %23)"
        "요청 대상에 이스케이프하지 않은 '#'이 있음(%23으로 써야 함)";
    UriDefaultPort "uri-default-port" Finding Uri 6455 "3" May Client Opening Partly Note 0
        "Default port: 80 for ws, 443 for wss"
        "기본 포트는 ws가 80, wss가 443임";
    UriNonAsciiTarget "uri-non-ascii-target" Finding Uri 6455 "11.1.1" Must Client Opening Wire Error 0
        "Raw non-ASCII bytes in the request target"
        "요청 대상에 퍼센트 인코딩하지 않은 비ASCII 바이트가 있음";
    UriIdnHost "uri-idn-host" Finding Uri 6455 "11.1.1" Must Client Opening Wire Warning 0
        "Host is not converted to ASCII (punycode)"
        "Host가 ASCII(퓨니코드)로 변환되지 않음";

    // connect
    OpenParallelConnecting "open-parallel-connecting" Finding Connect 6455 "4.1" MustNot Client Tcp Partly Warning 0
        "Two connections to the same address and port are CONNECTING at once"
        "같은 주소·포트에 대한 연결 두 개가 동시에 CONNECTING 상태임";
    TlsBeforeHandshake "tls-before-handshake" Finding Connect 6455 "4.1" Must Client Tcp Partly Error 0
        "Clear-text handshake where TLS is expected"
        "TLS가 필요한데 평문으로 핸드셰이크를 보냄";
    TlsAllInsideTunnel "tls-all-inside-tunnel" Finding Connect 6455 "4.1" Must Endpoint Tcp Partly Error 0
        "Clear-text bytes after the TLS handshake"
        "TLS 핸드셰이크 뒤에 평문 바이트가 나타남";
    TlsSniMissing "tls-sni-missing" Finding Connect 6455 "4.1" Must Client Tcp Wire Warning 0
        "TLS ClientHello without Server Name Indication"
        "TLS ClientHello에 SNI가 없음";
    PlaintextWs "plaintext-ws" Finding Connect 6455 "10.6" Should Endpoint Tcp Wire Note 0
        "Connection is not encrypted (ws://)"
        "연결이 암호화되지 않음(ws://)";

    // http
    OpenNoHandshake "open-no-handshake" Finding Http 6455 "4.1" Must Client Opening Wire Error 0
        "Connection starts without an opening handshake"
        "여는 핸드셰이크 없이 연결이 시작됨";
    HttpRequestMalformed "http-request-malformed" Finding Http 6455 "4.1" Must Client Opening Wire Error 0
        "Handshake is not a valid HTTP request"
        "핸드셰이크가 유효한 HTTP 요청이 아님";
    HttpRequestLineSpacing "http-request-line-spacing" Finding Http 9112 "3" Must Client Opening Wire Warning 0
        "Extra whitespace in the request line"
        "요청 줄에 불필요한 공백이 있음";
    HttpTargetWhitespace "http-target-whitespace" Finding Http 9112 "3.2" MustNot Client Opening Wire Error 0
        "Whitespace inside the request target"
        "요청 대상 안에 공백이 있음";
    HttpVersionSyntax "http-version-syntax" Finding Http 9112 "2.3" Must Endpoint Opening Wire Error 0
        "HTTP version is not written `HTTP/d.d`"
        "HTTP 버전 표기가 `HTTP/d.d` 형식이 아님";
    HttpBareLf "http-bare-lf" Finding Http 9112 "2.2" Must Endpoint Opening Wire Warning 0
        "Line ends with LF only instead of CRLF"
        "줄이 CRLF가 아니라 LF만으로 끝남";
    HttpBareCr "http-bare-cr" Finding Http 9112 "2.2" MustNot Endpoint Opening Wire Error 0
        "Carriage return without line feed"
        "LF 없이 CR만 있음";
    HttpLeadingCrlf "http-leading-crlf" Finding Http 9112 "2.2" MustNot Client Opening Wire Note 0
        "Extra empty line before or after the request"
        "요청 앞이나 뒤에 불필요한 빈 줄이 있음";
    HttpSpaceAfterStartLine "http-space-after-start-line" Finding Http 9112 "2.2" MustNot Endpoint Opening Wire Error 0
        "Whitespace between start line and first header"
        "시작 줄과 첫 헤더 사이에 공백이 있음";
    HttpSpaceBeforeColon "http-space-before-colon" Finding Http 9112 "5.1" MustNot Endpoint Opening Wire Error 0
        "Whitespace between header name and colon"
        "헤더 이름과 콜론 사이에 공백이 있음";
    HttpObsFold "http-obs-fold" Finding Http 9112 "5.2" MustNot Endpoint Opening Wire Error 0
        "Folded header line (obs-fold)"
        "여러 줄로 접은 헤더(obs-fold)를 사용함";
    HttpFieldNameToken "http-field-name-token" Finding Http 9110 "5.1" Must Endpoint Opening Wire Error 0
        "Header name has a forbidden character"
        "헤더 이름에 허용되지 않는 문자가 있음";
    HttpFieldValueControl "http-field-value-control" Finding Http 9110 "5.5" MustNot Endpoint Opening Wire Error 0
        "Control characters in a header value"
        "헤더 값에 제어 문자가 있음";
    HttpFieldValueNonAscii "http-field-value-non-ascii" Finding Http 9110 "5.5" Should Endpoint Opening Wire Note 0
        "Header value has bytes outside US-ASCII"
        "헤더 값에 US-ASCII 범위를 벗어난 바이트가 있음";
    HttpListEmptyElement "http-list-empty-element" Finding Http 9110 "5.6.1.1" MustNot Endpoint Opening Wire Warning 0
        "Empty element in a comma list"
        "쉼표로 구분한 목록에 빈 항목이 있음";
    HttpFieldRepeated "http-field-repeated" Finding Http 9110 "5.3" MustNot Endpoint Opening Wire Warning 0
        "Header that is not a list appears more than once"
        "목록형이 아닌 헤더가 두 번 이상 나타남";
    HttpHostInvalid "http-host-invalid" Finding Http 9112 "3.2" Must Server Opening Partly Error 0
        "Server did not answer 400 to a bad Host"
        "잘못된 Host에 서버가 400으로 응답하지 않음";
    HttpStatusLineSpace "http-status-line-space" Finding Http 9112 "4" Must Server Opening Wire Warning 0
        "No space after the status code"
        "상태 코드 뒤에 공백이 없음";
    Http101ToHttp10 "http-101-to-http10" Finding Http 9110 "15.2" MustNot Server Opening Wire Error 0
        "1xx response sent to an HTTP/1.0 client"
        "HTTP/1.0 클라이언트에 1xx 응답을 보냄";
    Http10UpgradeIgnored "http10-upgrade-ignored" Finding Http 9110 "7.8" Must Server Opening Partly Error 0
        "Server honoured Upgrade in an HTTP/1.0 request"
        "서버가 HTTP/1.0 요청의 Upgrade를 받아들임";
    HttpUpgradeWithoutConnection "http-upgrade-without-connection" Finding Http 9110 "7.8" Must Endpoint Opening Wire Error 0
        "Upgrade is not listed in Connection"
        "Upgrade 헤더가 있는데 Connection 목록에는 Upgrade가 없음";
    Http426WithoutUpgrade "http-426-without-upgrade" Finding Http 9110 "15.5.22" Must Server Opening Wire Warning 0
        "426 without an Upgrade header"
        "426 응답에 Upgrade 헤더가 없음";
    Http100Before101 "http-100-before-101" Finding Http 9110 "7.8" Must Server Opening Wire Warning 0
        "Expect: 100-continue was not answered with 100 first"
        "Expect: 100-continue에 100 응답 없이 바로 101로 응답함";

    // request
    ReqMethodNotGet "req-method-not-get" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Request method is not GET"
        "요청 메서드가 GET이 아님";
    ReqHttpVersionLow "req-http-version-low" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "HTTP version is lower than 1.1"
        "HTTP 버전이 1.1보다 낮음";
    ReqTargetMismatch "req-target-mismatch" Finding Request 6455 "4.1" Must Client Opening Partly Warning 0
        "Request target does not match the WebSocket URI"
        "요청 대상이 WebSocket URI와 일치하지 않음";
    ReqHostMissing "req-host-missing" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Host header is missing"
        "Host 헤더가 없음";
    ReqHostRepeated "req-host-repeated" Finding Request 9112 "3.2" Must Client Opening Wire Error 0
        "More than one Host header"
        "Host 헤더가 두 개 이상 있음";
    ReqHostMismatch "req-host-mismatch" Finding Request 6455 "4.1" Must Client Opening Partly Warning 0
        "Host does not name the contacted server and port"
        "Host가 접속한 서버·포트와 다름";
    ReqUpgradeMissing "req-upgrade-missing" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Upgrade header is missing"
        "Upgrade 헤더가 없음";
    ReqUpgradeNoWebsocket "req-upgrade-no-websocket" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Upgrade does not offer websocket"
        "Upgrade에 websocket이 없음";
    ReqConnectionMissing "req-connection-missing" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Connection header is missing"
        "Connection 헤더가 없음";
    ReqConnectionNoUpgrade "req-connection-no-upgrade" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Connection lacks the Upgrade token"
        "Connection에 Upgrade 토큰이 없음";
    ReqKeyMissing "req-key-missing" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Sec-WebSocket-Key is missing"
        "Sec-WebSocket-Key가 없음";
    ReqKeyNotBase64 "req-key-not-base64" Finding Request 6455 "4.3" Must Client Opening Wire Error 0
        "Sec-WebSocket-Key is not base64"
        "Sec-WebSocket-Key가 유효한 Base64가 아님";
    ReqKeyLength "req-key-length" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Decoded key is not 16 bytes"
        "디코딩한 키가 16바이트가 아님";
    ReqKeyNoncanonical "req-key-noncanonical" Finding Request 4648 "3.5" Must Client Opening Wire Warning 0
        "Base64 pad bits of the key are not zero"
        "키의 Base64 채움 비트(pad bits)가 0이 아님";
    ReqKeyRepeated "req-key-repeated" Finding Request 6455 "11.3.1" MustNot Client Opening Wire Error 0
        "Sec-WebSocket-Key appears more than once"
        "Sec-WebSocket-Key가 두 번 이상 나타남";
    ReqKeyReused "req-key-reused" Finding Request 6455 "4.1" Must Client Opening Partly Warning 0
        "Same key used for several connections"
        "여러 연결에서 같은 키를 사용함";
    ReqKeyNotRandom "req-key-not-random" Finding Request 6455 "4.1" Must Client Opening Partly Note 0
        "Key looks like a constant instead of a random nonce"
        "키가 난수가 아니라 고정값처럼 보임";
    ReqOriginMissingBrowser "req-origin-missing-browser" Finding Request 6455 "4.1" Must Client Opening Partly Warning 0
        "Browser client without Origin"
        "브라우저 클라이언트인데 Origin이 없음";
    ReqOriginOptional "req-origin-optional" Finding Request 6455 "4.1" May Client Opening Wire Note 0
        "No Origin (allowed for non-browser clients)"
        "Origin 없음(브라우저가 아니면 허용됨)";
    ReqOriginSyntax "req-origin-syntax" Finding Request 6455 "4.1" Must Client Opening Wire Warning 0
        "Origin is not a serialised origin"
        "Origin 값이 직렬화된 출처 형식이 아님";
    ReqVersionMissing "req-version-missing" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Sec-WebSocket-Version is missing"
        "Sec-WebSocket-Version이 없음";
    ReqVersionNot13 "req-version-not-13" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Sec-WebSocket-Version is not 13"
        "Sec-WebSocket-Version이 13이 아님";
    ReqVersionSyntax "req-version-syntax" Finding Request 6455 "4.3" Must Client Opening Wire Error 0
        "Version is not a number 0-255 without leading zeros"
        "버전이 0~255 범위의 수가 아니거나 앞에 0이 붙음";
    ReqVersionRepeated "req-version-repeated" Finding Request 6455 "11.3.5" MustNot Client Opening Wire Error 0
        "Sec-WebSocket-Version appears more than once in the request"
        "요청에 Sec-WebSocket-Version이 두 번 이상 나타남";
    ReqProtocolEmpty "req-protocol-empty" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Empty subprotocol name"
        "서브프로토콜 이름이 비어 있음";
    ReqProtocolBadChar "req-protocol-bad-char" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Subprotocol name has a forbidden character"
        "서브프로토콜 이름에 허용되지 않는 문자가 있음";
    ReqProtocolDuplicate "req-protocol-duplicate" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Subprotocol offered twice"
        "같은 서브프로토콜을 두 번 제안함";
    ReqDataBeforeResponse "req-data-before-response" Finding Request 6455 "4.1" Must Client Opening Wire Error 0
        "Client sends data before the server's response"
        "서버 응답 전에 클라이언트가 데이터를 보냄";
    ReqHasBody "req-has-body" Finding Request 9110 "9.3.1" ShouldNot Client Opening Wire Warning 0
        "GET handshake carries a body"
        "GET 핸드셰이크에 본문이 있음";

    // response
    ServerAcceptedBadRequest "server-accepted-bad-request" Finding Response 6455 "4.2.1" Must Server Opening Wire Error 0
        "Server switched although the request was invalid"
        "요청이 잘못되었는데 서버가 101로 응답함";
    ServerShouldReportHttpError "server-should-report-http-error" Finding Response 6455 "10.7" Should Server Opening Wire Note 0
        "Server closed silently instead of sending an HTTP error"
        "서버가 HTTP 오류 응답 없이 연결을 닫음";
    ResMalformed "res-malformed" Finding Response 6455 "4.2.2" Must Server Opening Wire Error 0
        "Response is not valid HTTP"
        "응답이 유효한 HTTP가 아님";
    ResStatusNot101 "res-status-not-101" Finding Response 6455 "4.1" Must Server Opening Wire Note 0
        "Status is not 101: the connection stays HTTP"
        "상태 코드가 101이 아님(연결은 HTTP로 유지됨)";
    ResUpgradeMissing "res-upgrade-missing" Finding Response 6455 "4.1" Must Server Opening Wire Error 0
        "101 without Upgrade"
        "101 응답에 Upgrade가 없음";
    ResUpgradeWrong "res-upgrade-wrong" Finding Response 6455 "4.1" Must Server Opening Wire Error 0
        "Upgrade in the 101 is not exactly websocket"
        "101 응답의 Upgrade 값이 정확히 websocket이 아님";
    ResConnectionMissing "res-connection-missing" Finding Response 6455 "4.1" Must Server Opening Wire Error 0
        "101 without Connection"
        "101 응답에 Connection이 없음";
    ResConnectionNoUpgrade "res-connection-no-upgrade" Finding Response 6455 "4.1" Must Server Opening Wire Error 0
        "Connection in the 101 lacks Upgrade"
        "101 응답의 Connection에 Upgrade 토큰이 없음";
    ResAcceptMissing "res-accept-missing" Finding Response 6455 "4.1" Must Server Opening Wire Error 0
        "101 without Sec-WebSocket-Accept"
        "101 응답에 Sec-WebSocket-Accept가 없음";
    ResAcceptMismatch "res-accept-mismatch" Finding Response 6455 "4.1" Must Server Opening Wire Error 0
        "Sec-WebSocket-Accept does not belong to the key"
        "Sec-WebSocket-Accept가 키와 맞지 않음";
    ResAcceptNotBase64Sha1 "res-accept-not-base64-sha1" Finding Response 6455 "4.2.2" Must Server Opening Wire Error 0
        "Accept cannot be the base64 of a SHA-1 value"
        "Sec-WebSocket-Accept가 SHA-1 해시의 Base64일 수 없는 값임";
    ResAcceptRepeated "res-accept-repeated" Finding Response 6455 "11.3.3" MustNot Server Opening Wire Error 0
        "Sec-WebSocket-Accept appears more than once"
        "Sec-WebSocket-Accept가 두 번 이상 나타남";
    ResProtocolNotOffered "res-protocol-not-offered" Finding Response 6455 "4.2.2" Must Server Opening Wire Error 0
        "Server chose a subprotocol that was not offered"
        "서버가 제안받지 않은 서브프로토콜을 선택함";
    ResProtocolCaseDiffers "res-protocol-case-differs" Finding Response 7936 "2" Must Server Opening Wire Error 0
        "Subprotocol differs only in case"
        "응답의 서브프로토콜이 제안과 대소문자만 다름";
    ResProtocolEmpty "res-protocol-empty" Finding Response 6455 "4.2.2" MustNot Server Opening Wire Error 0
        "Empty Sec-WebSocket-Protocol in the response"
        "응답의 Sec-WebSocket-Protocol이 비어 있음";
    ResProtocolMultiple "res-protocol-multiple" Finding Response 6455 "4.3" Must Server Opening Wire Error 0
        "Server named several subprotocols"
        "서버가 서브프로토콜을 여러 개 선택함";
    ResProtocolRepeated "res-protocol-repeated" Finding Response 6455 "11.3.4" MustNot Server Opening Wire Error 0
        "Sec-WebSocket-Protocol appears more than once in the response"
        "응답에 Sec-WebSocket-Protocol이 두 번 이상 나타남";
    ResProtocolNoneSelected "res-protocol-none-selected" Finding Response 6455 "4.2.2" May Server Opening Wire Note 0
        "Server agreed to none of the offered subprotocols"
        "서버가 제안받은 서브프로토콜을 하나도 선택하지 않음";
    ResExtNotOffered "res-ext-not-offered" Finding Response 6455 "4.2.2" MustNot Server Opening Wire Error 0
        "Server accepted an extension that was not offered"
        "서버가 제안받지 않은 확장을 수락함";
    ResExtEmpty "res-ext-empty" Finding Response 6455 "4.2.2" MustNot Server Opening Wire Error 0
        "Empty Sec-WebSocket-Extensions in the response"
        "응답의 Sec-WebSocket-Extensions가 비어 있음";
    ResExtSplitLines "res-ext-split-lines" Finding Response 6455 "11.3.2" May Server Opening Wire Note 0
        "Extensions of the response spread over several lines"
        "응답의 확장 목록이 여러 헤더 줄로 나뉨";
    ResVersionNotAdvertised "res-version-not-advertised" Finding Response 6455 "4.2.2" Must Server Opening Wire Warning 0
        "Version mismatch answered without a version list"
        "버전 불일치 응답에 지원 버전 목록이 없음";
    ResVersionListSyntax "res-version-list-syntax" Finding Response 6455 "4.3" Must Server Opening Wire Warning 0
        "Version list in the response is malformed"
        "응답의 버전 목록 형식이 잘못됨";
    Res101ContentLength "res-101-content-length" Finding Response 9110 "8.6" MustNot Server Opening Wire Error 0
        "Content-Length in a 101 response"
        "101 응답에 Content-Length가 있음";
    Res101TransferEncoding "res-101-transfer-encoding" Finding Response 9112 "6.1" MustNot Server Opening Wire Error 0
        "Transfer-Encoding in a 101 response"
        "101 응답에 Transfer-Encoding이 있음";
    Res101Body "res-101-body" Finding Response 9110 "15.2" MustNot Server Opening Wire Error 1002
        "Text body after a 101 response"
        "101 응답 뒤에 텍스트 본문이 붙음";
    ResSwitchNotOffered "res-switch-not-offered" Finding Response 9110 "7.8" MustNot Server Opening Wire Error 0
        "Server switched to a protocol the client did not list"
        "서버가 제안받지 않은 프로토콜로 전환함";
    ClientIgnoredBadResponse "client-ignored-bad-response" Finding Response 6455 "4.1" Must Client Opening Wire Error 0
        "Client went on although the response was invalid"
        "응답이 잘못되었는데 클라이언트가 계속 진행함";

    // negotiate
    ExtHeaderSyntax "ext-header-syntax" Finding Negotiate 6455 "9.1" Must Endpoint Opening Wire Error 0
        "Sec-WebSocket-Extensions does not follow the grammar"
        "Sec-WebSocket-Extensions가 문법에 맞지 않음";
    ExtQuotedNotToken "ext-quoted-not-token" Finding Negotiate 6455 "9.1" Must Endpoint Opening Wire Error 0
        "Quoted extension parameter is not a token after unquoting"
        "따옴표를 벗긴 확장 매개변수 값이 토큰이 아님";
    ExtTokenUnregistered "ext-token-unregistered" Finding Negotiate 6455 "9.1" Must Endpoint Opening Wire Note 0
        "Extension name is not registered with IANA"
        "확장 이름이 IANA에 등록되지 않음";
    ExtParamUndefined "ext-param-undefined" Finding Negotiate 6455 "9.1" Must Endpoint Opening Wire Error 0
        "Parameter is not defined for this extension"
        "해당 확장에 정의되지 않은 매개변수가 있음";
    ExtUsedWithoutAgreement "ext-used-without-agreement" Finding Negotiate 6455 "9.1" MustNot Endpoint Data Wire Error 1002
        "Extension used although the server did not accept it"
        "서버가 수락하지 않은 확장을 사용함";
    ExtOfferSplitLines "ext-offer-split-lines" Finding Negotiate 6455 "9.1" May Client Opening Wire Note 0
        "Offer is spread over several header lines (legal)"
        "확장 제안이 여러 헤더 줄로 나뉨(허용됨)";

    // frame
    ClientFrameUnmasked "client-frame-unmasked" Finding Frame 6455 "5.1" Must Client Data Wire Error 1002
        "Client frame is not masked"
        "클라이언트 프레임이 마스킹되지 않음";
    ServerFrameMasked "server-frame-masked" Finding Frame 6455 "5.1" MustNot Server Data Wire Error 1002
        "Server frame is masked"
        "서버 프레임이 마스킹됨";
    ServerToleratedUnmasked "server-tolerated-unmasked" Finding Frame 6455 "5.1" Must Server Data Wire Error 1002
        "Server kept the connection after an unmasked frame"
        "마스킹되지 않은 프레임을 받고도 서버가 연결을 유지함";
    ClientToleratedMasked "client-tolerated-masked" Finding Frame 6455 "5.1" Must Client Data Wire Error 1002
        "Client kept the connection after a masked server frame"
        "마스킹된 서버 프레임을 받고도 클라이언트가 연결을 유지함";
    FrameRsv1NotNegotiated "frame-rsv1-not-negotiated" Finding Frame 6455 "5.2" Must Endpoint Data Wire Error 1002
        "RSV1 set without an extension that uses it"
        "RSV1을 쓰는 확장이 없는데 RSV1이 1로 설정됨";
    FrameRsv2Rsv3Set "frame-rsv2-rsv3-set" Finding Frame 6455 "5.2" Must Endpoint Data Wire Error 1002
        "RSV2 or RSV3 set"
        "RSV2 또는 RSV3이 1로 설정됨";
    FrameOpcodeReservedData "frame-opcode-reserved-data" Finding Frame 6455 "5.2" Must Endpoint Data Wire Error 1002
        "Reserved data opcode 0x3-0x7"
        "예약된 데이터 opcode 0x3~0x7을 사용함";
    FrameOpcodeReservedControl "frame-opcode-reserved-control" Finding Frame 6455 "5.2" Must Endpoint Data Wire Error 1002
        "Reserved control opcode 0xB-0xF"
        "예약된 제어 opcode 0xB~0xF를 사용함";
    FrameLengthNotMinimal "frame-length-not-minimal" Finding Frame 6455 "5.2" Must Endpoint Data Wire Error 1002
        "Payload length uses more bytes than needed"
        "페이로드 길이를 최소 바이트 수로 인코딩하지 않음";
    FrameLengthMsbSet "frame-length-msb-set" Finding Frame 6455 "5.2" Must Endpoint Data Wire Error 1002
        "Top bit of the 64-bit length is set"
        "64비트 길이의 최상위 비트가 1로 설정됨";
    FrameLengthIncludesMask "frame-length-includes-mask" Finding Frame 6455 "5.3" MustNot Client Data Partly Error 1002
        "Length field wrongly counts the masking key"
        "길이 필드에 마스킹 키 4바이트를 잘못 포함함";
    FrameTruncated "frame-truncated" Finding Frame 6455 "5.2" Must Endpoint Data Wire Error 1006
        "Byte stream ends in the middle of a frame"
        "프레임 도중에 바이트 스트림이 끝남";
    FrameStreamDesync "frame-stream-desync" Finding Frame 6455 "6.1" Must Endpoint Data Partly Error 1002
        "Bytes after the handshake are not WebSocket frames"
        "핸드셰이크 이후의 바이트가 WebSocket 프레임이 아님";

    // mask
    MaskKeyReused "mask-key-reused" Finding Mask 6455 "5.3" Must Client Data Partly Warning 0
        "Client reuses a masking key"
        "클라이언트가 마스킹 키를 재사용함";
    MaskKeyZero "mask-key-zero" Finding Mask 6455 "5.3" Must Client Data Partly Warning 0
        "Masking key is 00000000"
        "마스킹 키가 00000000임";
    MaskKeyPredictable "mask-key-predictable" Finding Mask 6455 "5.3" Must Client Data Partly Warning 0
        "Masking keys follow a visible pattern"
        "마스킹 키가 예측 가능한 패턴을 따름";

    // limits
    LimitHugeFrame "limit-huge-frame" Finding Limits 6455 "10.4" Should Endpoint Data Wire Warning 1009
        "Frame announces an extreme length"
        "프레임이 비정상적으로 큰 길이를 선언함";

    // fragment
    FragUnexpectedContinuation "frag-unexpected-continuation" Finding Fragment 6455 "5.4" MustNot Endpoint Data Wire Error 1002
        "Continuation frame with nothing to continue"
        "이어갈 메시지가 없는데 연속 프레임이 옴";
    FragInterleaved "frag-interleaved" Finding Fragment 6455 "5.4" MustNot Endpoint Data Wire Error 1002
        "New data message starts before the previous one ended"
        "이전 메시지가 끝나기 전에 새 데이터 메시지가 시작됨";
    FragUnfinished "frag-unfinished" Finding Fragment 6455 "6.1" Must Endpoint Closing Wire Warning 0
        "Fragmented message never got its final frame"
        "단편화된 메시지의 마지막 프레임이 오지 않음";
    FragControlInBetween "frag-control-in-between" Finding Fragment 6455 "5.4" Must Endpoint Data Partly Error 0
        "Control frame inside a fragmented message was not handled"
        "단편화된 메시지 중간의 제어 프레임을 처리하지 않음";
    FragZeroLength "frag-zero-length" Finding Fragment 6455 "5.4" May Endpoint Data Wire Note 0
        "Empty fragment (legal)"
        "빈 조각이 있음(허용됨)";

    // control
    ControlFragmented "control-fragmented" Finding Control 6455 "5.5" MustNot Endpoint Data Wire Error 1002
        "Control frame is fragmented (FIN=0)"
        "제어 프레임이 단편화됨(FIN=0)";
    ControlTooLong "control-too-long" Finding Control 6455 "5.5" Must Endpoint Data Wire Error 1002
        "Control frame payload exceeds 125 bytes"
        "제어 프레임 페이로드가 125바이트를 초과함";
    PingNotAnswered "ping-not-answered" Finding Control 6455 "5.5.2" Must Endpoint Data Partly Error 0
        "Ping got no Pong"
        "Ping에 Pong으로 응답하지 않음";
    PingAnsweredLate "ping-answered-late" Finding Control 6455 "5.5.2" Should Endpoint Data Partly Warning 0
        "Pong came late"
        "Pong 응답이 늦음";
    PongPayloadMismatch "pong-payload-mismatch" Finding Control 6455 "5.5.3" Must Endpoint Data Wire Error 0
        "Pong payload differs from the Ping"
        "Pong 페이로드가 Ping과 다름";
    PongUnsolicited "pong-unsolicited" Finding Control 6455 "5.5.3" May Endpoint Data Wire Note 0
        "Unsolicited Pong (one-way heartbeat)"
        "요청받지 않은 Pong을 보냄(단방향 하트비트)";
    PongOnlyLatest "pong-only-latest" Finding Control 6455 "5.5.3" May Endpoint Data Wire Note 0
        "Only the most recent Ping was answered"
        "가장 최근 Ping에만 응답함";

    // close
    CloseBodyOneByte "close-body-one-byte" Finding Close 6455 "5.5.1" Must Endpoint Closing Wire Error 1002
        "Close body of one byte"
        "Close 본문이 1바이트임";
    CloseEmpty "close-empty" Finding Close 6455 "5.5.1" May Endpoint Closing Wire Note 1005
        "Close without a status code"
        "Close에 종료 코드가 없음";
    CloseReasonNotUtf8 "close-reason-not-utf8" Finding Close 6455 "5.5.1" Must Endpoint Closing Wire Error 1007
        "Close reason is not valid UTF-8"
        "종료 사유가 유효한 UTF-8이 아님";
    DataAfterClose "data-after-close" Finding Close 6455 "5.5.1" MustNot Endpoint Closing Wire Error 0
        "Data frame after the sender's own Close"
        "Close를 보낸 뒤에 데이터 프레임을 보냄";
    ControlAfterClose "control-after-close" Finding Close 6455 "1.4" ShouldNot Endpoint Closing Wire Note 0
        "Ping/Pong after the sender's own Close"
        "Close를 보낸 뒤에 Ping/Pong을 보냄";
    CloseSentTwice "close-sent-twice" Finding Close 6455 "7.1.5" ShouldNot Endpoint Closing Wire Note 0
        "Second Close frame from the same endpoint"
        "같은 엔드포인트가 Close를 두 번 보냄";
    CloseNotAnswered "close-not-answered" Finding Close 6455 "5.5.1" Must Endpoint Closing Wire Error 0
        "Close was not answered with a Close"
        "Close에 Close로 응답하지 않음";
    CloseAnsweredLate "close-answered-late" Finding Close 6455 "5.5.1" Should Endpoint Closing Partly Warning 0
        "Close answered late"
        "Close 응답이 늦음";
    CloseDelayedForMessage "close-delayed-for-message" Finding Close 6455 "5.5.1" May Endpoint Closing Wire Note 0
        "Close reply waited for the rest of the current message"
        "보내던 메시지를 마친 뒤 Close로 응답함";
    CloseCodeNotEchoed "close-code-not-echoed" Finding Close 6455 "5.5.1" May Endpoint Closing Wire Note 0
        "Close reply carries another code than the one received"
        "받은 것과 다른 종료 코드로 Close에 응답함";
    CloseSimultaneous "close-simultaneous" Finding Close 6455 "5.5.1" Should Endpoint Closing Wire Note 0
        "Both sides sent Close at the same time"
        "양쪽이 동시에 Close를 보냄";
    CloseMissing "close-missing" Finding Close 6455 "7.3" Should Endpoint Closing Wire Warning 1006
        "TCP closed without any Close frame"
        "Close 프레임 없이 TCP 연결이 종료됨";
    CloseCodeBelow1000 "close-code-below-1000" Finding Close 6455 "7.4.2" MustNot Endpoint Closing Wire Error 1002
        "Close code below 1000"
        "종료 코드가 1000 미만임";
    CloseCode1004 "close-code-1004" Finding Close 6455 "7.4.1" MustNot Endpoint Closing Wire Error 1002
        "Reserved close code 1004 on the wire"
        "예약된 종료 코드 1004를 전송함";
    CloseCode1005 "close-code-1005" Finding Close 6455 "7.4.1" MustNot Endpoint Closing Wire Error 1002
        "Close code 1005 (no status) on the wire"
        "전송이 금지된 종료 코드 1005(종료 코드 없음)를 전송함";
    CloseCode1006 "close-code-1006" Finding Close 6455 "7.4.1" MustNot Endpoint Closing Wire Error 1002
        "Close code 1006 (abnormal) on the wire"
        "전송이 금지된 종료 코드 1006(비정상 종료)을 전송함";
    CloseCode1015 "close-code-1015" Finding Close 6455 "7.4.1" MustNot Endpoint Closing Wire Error 1002
        "Close code 1015 (TLS failure) on the wire"
        "전송이 금지된 종료 코드 1015(TLS 핸드셰이크 실패)를 전송함";
    CloseCodeUnassigned "close-code-unassigned" Finding Close 6455 "7.4.2" MustNot Endpoint Closing Wire Warning 1002
        "Unassigned protocol close code (1016-2999)"
        "할당되지 않은 프로토콜용 종료 코드를 사용함(1016~2999)";
    CloseCodeIana10121014 "close-code-iana-1012-1014" Finding Close 6455 "11.7" May Endpoint Closing Wire Note 0
        "Close code 1012-1014: registered later, not in RFC 6455"
        "RFC 6455에 없고 나중에 등록된 종료 코드를 사용함(1012~1014)";
    CloseCode3000Unregistered "close-code-3000-unregistered" Finding Close 6455 "7.4.2" Should Endpoint Closing Wire Note 0
        "Code 3000-3999 that is not registered"
        "등록되지 않은 종료 코드를 사용함(3000~3999)";
    CloseCodePrivate "close-code-private" Finding Close 6455 "7.4.2" May Endpoint Closing Wire Note 0
        "Private-use code 4000-4999"
        "사설용 종료 코드를 사용함(4000~4999)";
    CloseCodeAbove4999 "close-code-above-4999" Finding Close 6455 "7.4.2" MustNot Endpoint Closing Wire Error 1002
        "Close code above 4999"
        "종료 코드가 4999를 초과함";
    CloseCode1010ByServer "close-code-1010-by-server" Finding Close 6455 "7.4.1" MustNot Server Closing Wire Warning 0
        "Server used 1010"
        "서버가 종료 코드 1010을 사용함";
    Close1010ReasonList "close-1010-reason-list" Finding Close 6455 "7.4.1" Should Client Closing Wire Note 0
        "Close 1010 without the list of missing extensions"
        "종료 코드 1010의 종료 사유에 필요한 확장 목록이 없음";
    CloseCode1011ByClient "close-code-1011-by-client" Finding Close 6455 "7.4.1" May Client Closing Wire Note 0
        "Client used 1011 (text says server)"
        "클라이언트가 종료 코드 1011을 사용함(RFC 본문은 서버만 언급)";
    CloseCode1002Seen "close-code-1002-seen" Finding Close 6455 "7.4.1" May Endpoint Closing Wire Note 1002
        "Peer complains about a protocol error (1002)"
        "상대방이 프로토콜 오류를 알림(1002)";
    CloseCode1003Seen "close-code-1003-seen" Finding Close 6455 "7.4.1" May Endpoint Closing Wire Note 1003
        "Peer cannot accept this data type (1003)"
        "상대방이 받아들일 수 없는 데이터 유형이라고 알림(1003)";
    CloseCode1007Seen "close-code-1007-seen" Finding Close 6455 "7.4.1" May Endpoint Closing Wire Note 1007
        "Peer found data inconsistent with the message type (1007)"
        "상대방이 메시지 유형과 맞지 않는 데이터를 받았다고 알림(1007)";
    CloseCode1008Seen "close-code-1008-seen" Finding Close 6455 "7.4.1" May Endpoint Closing Wire Note 1008
        "Peer reports a policy violation (1008)"
        "상대방이 정책 위반을 알림(1008)";
    CloseCode1009Seen "close-code-1009-seen" Finding Close 6455 "7.4.1" May Endpoint Closing Wire Note 1009
        "Peer says the message is too big (1009)"
        "상대방이 메시지가 너무 크다고 알림(1009)";
    FailNotClosed "fail-not-closed" Finding Close 6455 "7.1.7" Must Endpoint Closing Wire Error 0
        "Endpoint did not close after it had to fail the connection"
        "연결을 실패 처리해야 하는데 닫지 않음";
    FailKeptProcessing "fail-kept-processing" Finding Close 6455 "7.1.7" MustNot Endpoint Closing Wire Error 0
        "Endpoint went on processing data after failing"
        "연결을 실패 처리한 뒤에도 데이터를 계속 처리함";
    FailWithoutCloseFrame "fail-without-close-frame" Finding Close 6455 "7.1.7" Should Endpoint Closing Wire Note 1006
        "Connection failed without a Close frame"
        "Close 프레임 없이 연결을 실패 처리함";

    // tcp
    TcpNotClosed "tcp-not-closed" Finding Tcp 6455 "5.5.1" Must Endpoint Tcp Wire Error 0
        "TCP stays open after both Close frames"
        "양쪽이 Close를 보낸 뒤에도 TCP 연결이 닫히지 않음";
    TcpServerCloseLate "tcp-server-close-late" Finding Tcp 6455 "5.5.1" Must Server Tcp Partly Warning 0
        "Server did not close TCP immediately"
        "서버가 TCP 연결을 즉시 닫지 않음";
    TcpClientClosedFirst "tcp-client-closed-first" Finding Tcp 6455 "7.1.1" Should Client Tcp Wire Warning 0
        "Client closed TCP before the server"
        "클라이언트가 서버보다 먼저 TCP 연결을 닫음";
    TcpClientMayGiveUp "tcp-client-may-give-up" Finding Tcp 6455 "5.5.1" May Client Tcp Wire Note 0
        "Client gave up waiting and closed TCP itself"
        "서버를 기다리던 클라이언트가 직접 TCP 연결을 닫음";
    TcpReset "tcp-reset" Finding Tcp 6455 "7.1.1" Should Endpoint Tcp Wire Warning 0
        "TCP ended with RST instead of an orderly close"
        "TCP 연결이 정상적인 종료 절차가 아니라 RST로 끝남";
    ReconnectNoBackoff "reconnect-no-backoff" Finding Tcp 6455 "7.2.3" Should Client Tcp Partly Warning 0
        "Reconnects without backoff after an abnormal closure"
        "비정상 종료 뒤 백오프 없이 재연결함";
    ReconnectFirstDelay "reconnect-first-delay" Finding Tcp 6455 "7.2.3" Should Client Tcp Partly Note 0
        "First reconnect came at once"
        "지연 없이 곧바로 첫 재연결을 시도함";
    ReconnectGrowingDelay "reconnect-growing-delay" Finding Tcp 6455 "7.2.3" Should Client Tcp Partly Note 0
        "Reconnect delays do not grow"
        "재연결 간격이 늘어나지 않음";

    // utf8
    Utf8InvalidText "utf8-invalid-text" Finding Utf8 6455 "8.1" Must Endpoint Data Wire Error 1007
        "Text message is not valid UTF-8"
        "텍스트 메시지가 유효한 UTF-8이 아님";
    Utf8Overlong "utf8-overlong" Finding Utf8 3629 "3" MustNot Endpoint Data Wire Error 1007
        "Overlong UTF-8 sequence"
        "필요 이상으로 긴(overlong) UTF-8 시퀀스가 있음";
    Utf8Surrogate "utf8-surrogate" Finding Utf8 3629 "3" MustNot Endpoint Data Wire Error 1007
        "UTF-16 surrogate encoded in UTF-8"
        "UTF-16 서로게이트를 UTF-8로 인코딩함";
    Utf8Above10ffff "utf8-above-10ffff" Finding Utf8 3629 "4" MustNot Endpoint Data Wire Error 1007
        "Code point above U+10FFFF"
        "U+10FFFF를 넘는 코드 포인트가 있음";
    Utf8StrayContinuation "utf8-stray-continuation" Finding Utf8 3629 "4" MustNot Endpoint Data Wire Error 1007
        "Continuation byte without a lead byte"
        "선행 바이트 없이 후속 바이트가 나타남";
    Utf8Truncated "utf8-truncated" Finding Utf8 3629 "4" MustNot Endpoint Data Wire Error 1007
        "Multi-byte character is cut off"
        "멀티바이트 문자가 중간에 잘림";
    Utf8ImpossibleByte "utf8-impossible-byte" Finding Utf8 3629 "4" MustNot Endpoint Data Wire Error 1007
        "Byte that never occurs in UTF-8"
        "UTF-8에 나타날 수 없는 바이트가 있음";
    Utf8SplitCodePoint "utf8-split-code-point" Finding Utf8 6455 "5.6" May Endpoint Data Wire Note 0
        "Frame boundary inside a character (legal)"
        "문자 중간에서 프레임이 나뉨(허용됨)";
    Utf8NoncharacterAllowed "utf8-noncharacter-allowed" Finding Utf8 3629 "4" May Endpoint Data Wire Note 0
        "Non-character such as U+FFFE (valid UTF-8)"
        "U+FFFE 같은 비문자가 있음(유효한 UTF-8)";

    // pmd
    PmdOfferName "pmd-offer-name" Topic Pmd 7692 "5" Must Client Opening Wire Note 0
        "Offering compression means naming the extension"
        "압축을 제안하려면 확장 이름을 적어야 함";
    PmdAcceptName "pmd-accept-name" Topic Pmd 7692 "5" Must Server Opening Wire Note 0
        "Accepting compression means naming the extension in the response"
        "압축을 수락하려면 응답에 확장 이름을 적어야 함";
    PmdRsv1Conflict "pmd-rsv1-conflict" Finding Pmd 7692 "5" MustNot Server Opening Wire Error 0
        "Two accepted extensions both use RSV1"
        "수락된 두 확장이 모두 RSV1을 사용함";
    PmdOrderConflict "pmd-order-conflict" Finding Pmd 7692 "5" MustNot Server Opening Partly Error 0
        "Compression placed after an extension that needs frame boundaries"
        "프레임 경계가 필요한 확장 뒤에 압축 확장을 배치함";
    PmdDeclined "pmd-declined" Finding Pmd 7692 "5" MustNot Server Opening Wire Note 0
        "Compression offer was declined"
        "압축 제안이 거절됨";
    PmdOfferUnknownParam "pmd-offer-unknown-param" Finding Pmd 7692 "7" Must Client Opening Wire Error 0
        "Offer has an undefined parameter"
        "제안에 정의되지 않은 매개변수가 있음";
    PmdOfferBadValue "pmd-offer-bad-value" Finding Pmd 7692 "7" Must Client Opening Wire Error 0
        "Offer parameter has an invalid value"
        "제안 매개변수의 값이 잘못됨";
    PmdOfferDuplicateParam "pmd-offer-duplicate-param" Finding Pmd 7692 "7" Must Client Opening Wire Error 0
        "Offer repeats a parameter"
        "제안에 같은 매개변수가 반복됨";
    PmdAcceptedBadOffer "pmd-accepted-bad-offer" Finding Pmd 7692 "7" Must Server Opening Wire Error 0
        "Server accepted although every offer was invalid"
        "모든 제안이 잘못되었는데 서버가 수락함";
    PmdRespUnknownParam "pmd-resp-unknown-param" Finding Pmd 7692 "7" Must Server Opening Wire Error 0
        "Response has an undefined parameter"
        "응답에 정의되지 않은 매개변수가 있음";
    PmdRespBadValue "pmd-resp-bad-value" Finding Pmd 7692 "7" Must Server Opening Wire Error 0
        "Response parameter has an invalid value"
        "응답 매개변수의 값이 잘못됨";
    PmdRespDuplicateParam "pmd-resp-duplicate-param" Finding Pmd 7692 "7" Must Server Opening Wire Error 0
        "Response repeats a parameter"
        "응답에 같은 매개변수가 반복됨";
    PmdRespMissingServerNct "pmd-resp-missing-server-nct" Finding Pmd 7692 "7.1.1.1" Must Server Opening Wire Error 0
        "Accepted offer asked for server_no_context_takeover but the response omits it"
        "수락한 제안의 server_no_context_takeover가 응답에 없음";
    PmdServerNctUnasked "pmd-server-nct-unasked" Finding Pmd 7692 "7.1.1.1" May Server Opening Wire Note 0
        "Server volunteered server_no_context_takeover"
        "서버가 요청받지 않은 server_no_context_takeover를 응답에 넣음";
    PmdRespServerBitsLarger "pmd-resp-server-bits-larger" Finding Pmd 7692 "7.1.2.1" Must Server Opening Wire Error 0
        "server_max_window_bits in the response is larger than offered"
        "응답의 server_max_window_bits가 제안한 값보다 큼";
    PmdRespMissingServerBits "pmd-resp-missing-server-bits" Finding Pmd 7692 "7.1.2.1" Must Server Opening Wire Error 0
        "Accepted offer limited the server window but the response omits it"
        "수락한 제안의 server_max_window_bits가 응답에 없음";
    PmdRespClientBitsUnoffered "pmd-resp-client-bits-unoffered" Finding Pmd 7692 "7.1.2.2" MustNot Server Opening Wire Error 0
        "client_max_window_bits in the response without having been offered"
        "제안하지 않은 client_max_window_bits가 응답에 있음";
    PmdRespClientBitsAboveHint "pmd-resp-client-bits-above-hint" Finding Pmd 7692 "7.1.2.2" May Server Opening Wire Note 0
        "client_max_window_bits in the response exceeds the client's hint"
        "응답의 client_max_window_bits가 클라이언트가 알린 힌트보다 큼";
    PmdUncompressedMessage "pmd-uncompressed-message" Finding Pmd 7692 "6" May Endpoint Data Wire Note 0
        "Uncompressed message although compression is agreed"
        "압축이 합의되었지만 메시지를 압축하지 않음";
    PmdRsv1OnControl "pmd-rsv1-on-control" Finding Pmd 7692 "6.1" MustNot Endpoint Data Wire Error 1002
        "RSV1 on a control frame"
        "제어 프레임의 RSV1이 1로 설정됨";
    PmdRsv1OnContinuation "pmd-rsv1-on-continuation" Finding Pmd 7692 "6.1" MustNot Endpoint Data Wire Error 1002
        "RSV1 on a continuation frame"
        "연속 프레임의 RSV1이 1로 설정됨";
    PmdInflateError "pmd-inflate-error" Finding Pmd 7692 "7.2.2" Must Endpoint Data Wire Error 1007
        "Compressed message cannot be inflated"
        "압축된 메시지의 압축을 해제할 수 없음";
    PmdTailNotRemoved "pmd-tail-not-removed" Finding Pmd 7692 "7.2.1" Must Endpoint Data Wire Warning 0
        "Final 00 00 FF FF was not removed"
        "끝의 00 00 FF FF를 제거하지 않음";
    PmdBfinalUsed "pmd-bfinal-used" Finding Pmd 7692 "7.2.1" May Endpoint Data Wire Note 0
        "Message uses a BFINAL=1 block"
        "메시지가 BFINAL=1 블록을 사용함";
    PmdWindowExceeded "pmd-window-exceeded" Finding Pmd 7692 "7.2.1" MustNot Endpoint Data Wire Error 1007
        "Back-reference reaches beyond the agreed window"
        "합의된 윈도 크기를 넘는 역참조가 있음";
    PmdContextTakeoverForbidden "pmd-context-takeover-forbidden" Finding Pmd 7692 "7.2.1" Must Endpoint Data Wire Error 1007
        "Message refers to an earlier message despite no_context_takeover"
        "no_context_takeover가 합의되었는데 이전 메시지를 참조함";
    PmdTextUtf8AfterInflate "pmd-text-utf8-after-inflate" Finding Pmd 7692 "6.1" Must Endpoint Data Wire Error 1007
        "Decompressed text is not valid UTF-8"
        "압축 해제한 텍스트가 유효한 UTF-8이 아님";
    PmdSmallWindow "pmd-small-window" Finding Pmd 7692 "7.3" Should Endpoint Opening Wire Note 0
        "Agreed window is smaller than 1,024 bytes"
        "합의된 윈도가 1,024바이트보다 작음";
    PmdNoGain "pmd-no-gain" Finding Pmd 7692 "7.3" May Endpoint Data Wire Note 0
        "Compressed message is larger than the plain one"
        "압축한 메시지가 원본보다 큼";
    PmdBomb "pmd-bomb" Finding Pmd 6455 "10.4" Must Endpoint Data Wire Warning 1009
        "Extreme decompression ratio"
        "압축 해제 비율이 비정상적으로 큼";

    // h2
    H2SettingBadValue "h2-setting-bad-value" Finding H2 8441 "3" Must Endpoint Opening Wire Error 0
        "SETTINGS_ENABLE_CONNECT_PROTOCOL is neither 0 nor 1"
        "SETTINGS_ENABLE_CONNECT_PROTOCOL 값이 0도 1도 아님";
    H2SettingRevoked "h2-setting-revoked" Finding H2 8441 "3" MustNot Endpoint Opening Wire Error 0
        "Setting goes back from 1 to 0"
        "설정값을 1에서 0으로 되돌림";
    H2ConnectBeforeSetting "h2-connect-before-setting" Finding H2 8441 "3" MustNot Client Opening Wire Error 0
        "Extended CONNECT before the server enabled it"
        "서버가 허용하기 전에 Extended CONNECT를 사용함";
    H2ProtocolNotWebsocket "h2-protocol-not-websocket" Finding H2 8441 "5" Must Client Opening Wire Error 0
        ":protocol is missing or not websocket"
        ":protocol이 없거나 websocket이 아님";
    H2SchemePathMissing "h2-scheme-path-missing" Finding H2 8441 "4" Must Client Opening Wire Error 0
        "Extended CONNECT without :scheme or :path"
        "Extended CONNECT에 :scheme 또는 :path가 없음";
    H2SchemeMismatch "h2-scheme-mismatch" Finding H2 8441 "5" Must Client Opening Partly Error 0
        ":scheme does not fit the URI (https for wss, http for ws)"
        ":scheme이 URI와 맞지 않음(wss는 https, ws는 http)";
    H2ConnectionHeaders "h2-connection-headers" Finding H2 8441 "5" MustNot Client Opening Wire Error 0
        "Connection or Upgrade in an HTTP/2 handshake"
        "HTTP/2 핸드셰이크에 Connection 또는 Upgrade가 있음";
    H2HostInAuthority "h2-host-in-authority" Finding H2 8441 "5" Must Client Opening Wire Warning 0
        ":authority is missing"
        ":authority가 없음";
    H2KeyAcceptUnused "h2-key-accept-unused" Finding H2 8441 "5" ShouldNot Endpoint Opening Wire Note 0
        "Sec-WebSocket-Key/-Accept sent over HTTP/2 (unused)"
        "HTTP/2에서 쓰이지 않는 Sec-WebSocket-Key/-Accept가 있음";
    H2VersionField "h2-version-field" Finding H2 8441 "5" Must Client Opening Wire Error 0
        "sec-websocket-version missing or not 13 over HTTP/2"
        "HTTP/2 요청에 sec-websocket-version이 없거나 13이 아님";
    H2HeaderUppercase "h2-header-uppercase" Finding H2 9113 "8.2.1" MustNot Endpoint Opening Wire Error 0
        "Upper-case header name in HTTP/2"
        "HTTP/2 헤더 이름에 대문자가 있음";
    H2StatusNot2xx "h2-status-not-2xx" Finding H2 8441 "5" Must Server Opening Wire Note 0
        "Response is not 2xx: no WebSocket over this stream"
        "응답이 2xx가 아님(이 스트림에서 WebSocket이 열리지 않음)";
    H2FrameTypeOnTunnel "h2-frame-type-on-tunnel" Finding H2 9113 "8.5" MustNot Endpoint Data Wire Error 0
        "Frame other than DATA on the tunnel stream"
        "터널 스트림에 DATA가 아닌 HTTP/2 프레임이 있음";

    // h3
    H3UnknownProtocol501 "h3-unknown-protocol-501" Finding H3 9220 "3" Should Server Opening Wire Warning 0
        "Unknown :protocol was not answered with 501"
        "알 수 없는 :protocol에 501로 응답하지 않음";

    // capture: rules of the inspector itself (no RFC, hence 0): what the capture can no longer tell
    CaptureDamaged "capture-damaged" Finding Capture 0 "" Free Nobody Tcp Wire Warning 0
        "Capture is damaged or cut off"
        "캡처 파일이 손상되었거나 중간에 잘림";
    CaptureGap "capture-gap" Finding Capture 0 "" Free Nobody Tcp Wire Warning 0
        "Bytes of the stream are missing from the capture"
        "캡처에 스트림의 일부 바이트가 없음";
    TcpOverlapDiffers "tcp-overlap-differs" Finding Capture 0 "" Free Nobody Tcp Wire Warning 0
        "Retransmission carries different bytes"
        "재전송된 바이트가 처음 보낸 바이트와 다름";
    CaptureMidstream "capture-midstream" Finding Capture 0 "" Free Nobody Opening Wire Note 0
        "Capture starts after the opening handshake"
        "캡처가 여는 핸드셰이크 이후에 시작됨";
    FrameGuess "frame-guess" Finding Capture 0 "" Free Nobody Data Partly Note 0
        "Frame boundary after a gap is a guess"
        "누락된 바이트 이후의 프레임 경계는 추정한 것임";
    CaptureFieldsLost "capture-fields-lost" Finding Capture 0 "" Free Nobody Opening Wire Warning 0
        "HTTP/2 head cannot be read: a compressed field block before it is missing or broken"
        "앞선 압축 필드 블록이 없거나 손상되어 HTTP/2 헤더를 읽을 수 없음";
    TlsNoKeys "tls-no-keys" Finding Capture 0 "" Free Nobody Tcp Wire Note 0
        "TLS connection is locked: no key log line opens it"
        "잠긴 TLS 연결(키 로그에 맞는 줄이 없음)";
    TlsOldVersion "tls-old-version" Finding Capture 0 "" Free Nobody Tcp Wire Note 0
        "TLS version is too old to be opened"
        "열지 않는 오래된 TLS 버전";
    TlsSuiteClosed "tls-suite-closed" Finding Capture 0 "" Free Nobody Tcp Wire Note 0
        "TLS cipher suite is not one that can be opened"
        "열 수 없는 TLS 암호 스위트";
    TlsNoHandshake "tls-no-handshake" Finding Capture 0 "" Free Nobody Tcp Wire Note 0
        "TLS connection is locked: its handshake is not in the capture"
        "잠긴 TLS 연결(핸드셰이크가 캡처에 없음)";
    TlsWrongKeys "tls-wrong-keys" Finding Capture 0 "" Free Nobody Tcp Wire Note 0
        "TLS connection is locked: its key log lines do not open it"
        "잠긴 TLS 연결(키 로그의 값으로 열리지 않음)";
    TlsRecordUnread "tls-record-unread" Finding Capture 0 "" Free Nobody Tcp Wire Note 0
        "TLS record could not be opened"
        "열리지 않은 TLS 레코드";
    TlsAlert "tls-alert" Finding Capture 0 "" Free Nobody Tcp Wire Note 0
        "Fatal TLS alert ended the connection"
        "치명적 TLS 경고(alert)로 연결이 끝남";
    TlsRenegotiated "tls-renegotiated" Finding Capture 0 "" Free Nobody Data Wire Note 0
        "TLS was renegotiated on the open connection"
        "열린 연결에서 TLS를 재협상함";
    LimitInflate "limit-inflate" Finding Capture 0 "" Free Nobody Data Wire Warning 0
        "Inflating stopped at the limit"
        "한도에 도달하여 압축 해제를 중단함";
    LimitFlows "limit-flows" Finding Capture 0 "" Free Nobody Tcp Wire Warning 0
        "Too many TCP connections at once: the oldest were let go unread"
        "동시에 열린 TCP 연결이 너무 많아 가장 오래된 것을 읽지 않고 버림";
    LimitWaiting "limit-waiting" Finding Capture 0 "" Free Nobody Tcp Wire Warning 0
        "Too much waited for a missing segment: read without it"
        "빠진 세그먼트를 기다리는 데이터가 한도를 넘어 그 세그먼트 없이 읽음";
    LimitFragments "limit-fragments" Finding Capture 0 "" Free Nobody Tcp Wire Warning 0
        "Too many IP fragments waited: the oldest were dropped"
        "기다리는 IP 단편이 너무 많아 가장 오래된 것을 버림";
    LimitHead "limit-head" Finding Capture 0 "" Free Nobody Opening Wire Warning 0
        "Request or response head is too long to be read"
        "요청이나 응답 헤더가 너무 길어 읽지 않음";
    LimitHeld "limit-held" Finding Capture 0 "" Free Nobody Opening Wire Warning 0
        "Too much came before the answer to the request: passed over"
        "요청의 응답보다 먼저 온 바이트가 한도를 넘어 건너뜀";
    LimitEarly "limit-early" Finding Capture 0 "" Free Nobody Opening Wire Note 0
        "Too many packets came before the request to remember each of them"
        "요청보다 먼저 온 패킷이 너무 많아 모두 기억하지 못함";
    LimitTunnels "limit-tunnels" Finding Capture 0 "" Free Nobody Opening Wire Warning 0
        "Too many WebSockets at once in one HTTP/2 connection: no longer read"
        "한 HTTP/2 연결에 동시에 열린 WebSocket이 너무 많아 더 읽지 않음";
    LimitMessageFrames "limit-message-frames" Finding Capture 0 "" Free Nobody Data Wire Note 0
        "Message has too many frames to list them all"
        "메시지의 프레임이 너무 많아 모두 나열하지 못함";
    HarNoFrames "har-no-frames" Finding Capture 0 "" Free Nobody Data Wire Note 0
        "A HAR has no frames, masks or control frames"
        "HAR에는 프레임, 마스킹 키, 제어 프레임이 없음";
    HarLeftOut "har-left-out" Finding Capture 0 "" Free Nobody Data Wire Warning 0
        "Part of the HAR is over a limit or unreadable, and left out"
        "HAR의 일부가 한도를 넘거나 읽을 수 없어 제외됨";
}
