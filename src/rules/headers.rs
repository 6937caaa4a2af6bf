//! What the lines of an opening handshake mean: start lines, header fields, the empty line; each by direction, with a
//! short label for the margin and one sentence. Nothing here looks at values.

use crate::base::{Side, Text};

/// Whether a field has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it there is no WebSocket connection.
    Required,
    /// It may be there.
    Optional,
}

/// What a line means in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Whether it has to be there.
    pub need: Need,
    /// A few words for the margin.
    pub label: Text,
    /// One sentence.
    pub meaning: Text,
    /// Where it is defined: `RFC 6455 §4.1`, or another document's name.
    pub reference: &'static str,
}

/// A header field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Its name in the usual spelling; names are compared without case (RFC 9110 §5.1).
    pub name: &'static str,
    /// In the request, if it occurs there.
    pub request: Option<Use>,
    /// In the response, if it occurs there.
    pub response: Option<Use>,
}

impl Header {
    /// What it means in what `side` sends.
    #[must_use]
    pub const fn meant_by(&self, side: Side) -> Option<&Use> {
        match side {
            Side::Client => self.request.as_ref(),
            Side::Server => self.response.as_ref(),
        }
    }
}

/// The field of a name, in any case.
#[must_use]
pub fn header(name: &str) -> Option<&'static Header> {
    HEADERS.iter().find(|header| header.name.eq_ignore_ascii_case(name))
}

/// The request line.
pub static REQUEST_LINE: Use = Use {
    need: Need::Required,
    label: Text::new("Must be GET, HTTP/1.1 or later", "메서드는 GET, 버전은 HTTP/1.1 이상"),
    meaning: Text::new(
        "Method, resource name and HTTP version of the request.",
        "요청의 메서드, 리소스 이름, HTTP 버전입니다.",
    ),
    reference: "RFC 6455 §4.1",
};

/// The status line.
pub static STATUS_LINE: Use = Use {
    need: Need::Required,
    label: Text::new("No connection opens without 101", "101이 아니면 연결이 열리지 않음"),
    meaning: Text::new(
        "HTTP version, status code and reason phrase of the response; after a 101 the client still checks the headers.",
        "응답의 HTTP 버전, 상태 코드, 사유 문구입니다. 101이어도 클라이언트는 헤더를 더 확인합니다.",
    ),
    reference: "RFC 6455 §4.2.2",
};

/// The empty line of a request, or of a response that is not 101.
pub static EMPTY_LINE: Use = Use {
    need: Need::Required,
    label: Text::new("Empty line: headers end", "빈 줄(헤더의 끝)"),
    meaning: Text::new("An empty line ends the header section.", "빈 줄은 헤더 구역의 끝을 나타냅니다."),
    reference: "RFC 9112 §2.1",
};

/// The empty line of a 101.
pub static EMPTY_LINE_SWITCHED: Use = Use {
    need: Need::Required,
    label: Text::new("From the next byte on: WebSocket frames", "다음 바이트부터 WebSocket 프레임"),
    meaning: Text::new(
        "An empty line ends the header section; what follows is no longer HTTP.",
        "빈 줄은 헤더 구역의 끝이며, 그다음 바이트부터는 HTTP가 아닙니다.",
    ),
    reference: "RFC 6455 §4.2.2",
};

type Both = (&'static str, &'static str);

const fn must(label: Both, meaning: Both, reference: &'static str) -> Option<Use> {
    of(Need::Required, label, meaning, reference)
}

const fn may(label: Both, meaning: Both, reference: &'static str) -> Option<Use> {
    of(Need::Optional, label, meaning, reference)
}

const fn of(need: Need, label: Both, meaning: Both, reference: &'static str) -> Option<Use> {
    let (label, meaning) = (Text::new(label.0, label.1), Text::new(meaning.0, meaning.1));
    Some(Use { need, label, meaning, reference })
}

/// The fields that occur in opening handshakes: WebSocket's own first, then those of HTTP.
pub static HEADERS: &[Header] = &[
    Header {
        name: "Host",
        request: must(
            ("Which host is wanted", "접속할 호스트 이름"),
            (
                "Host name and port the client wants, so that one server can serve many names.",
                "클라이언트가 접속하려는 호스트 이름과 포트입니다. 한 서버가 여러 이름을 제공할 수 있습니다.",
            ),
            "RFC 6455 §4.1",
        ),
        response: None,
    },
    Header {
        name: "Upgrade",
        request: must(
            ("Asks to switch to WebSocket", "WebSocket으로 전환 요청"),
            (
                "Names the protocols the client wants to go on with; websocket has to be among them.",
                "클라이언트가 전환하려는 프로토콜입니다. websocket이 들어 있어야 합니다.",
            ),
            "RFC 6455 §4.1",
        ),
        response: must(
            ("Switches to WebSocket", "WebSocket으로 전환"),
            (
                "Names the protocol the server switches to; it has to be websocket and nothing else.",
                "서버가 전환하는 프로토콜입니다. 값은 websocket 하나여야 합니다.",
            ),
            "RFC 6455 §4.2.2",
        ),
    },
    Header {
        name: "Connection",
        request: must(
            ("Upgrade applies to this hop only", "이 구간에만 적용(hop-by-hop)"),
            (
                "Says that Upgrade is meant for the next hop, so that a proxy does not pass it on blindly.",
                "Upgrade가 바로 다음 구간에만 적용됨을 알립니다. 프록시는 이 헤더를 그대로 전달하지 않습니다.",
            ),
            "RFC 6455 §4.1",
        ),
        response: must(
            ("This connection switches", "이 연결을 전환"),
            (
                "Says that this connection is the one that changes its protocol.",
                "프로토콜이 바뀌는 것이 바로 이 연결임을 알립니다.",
            ),
            "RFC 6455 §4.2.2",
        ),
    },
    Header {
        name: "Sec-WebSocket-Key",
        request: must(
            ("16 random bytes in Base64", "무작위 16바이트를 Base64로 인코딩한 값"),
            (
                "A fresh nonce; the server shows with its answer that it understood the handshake. It is no secret.",
                "연결마다 새로 만드는 논스(nonce)입니다. 서버는 이 값으로 핸드셰이크를 이해했음을 증명합니다. 비밀은 아닙니다.",
            ),
            "RFC 6455 §4.1",
        ),
        response: None,
    },
    Header {
        name: "Sec-WebSocket-Version",
        request: must(
            ("The version of RFC 6455", "RFC 6455의 버전"),
            (
                "Version of the WebSocket protocol; it has to be 13.",
                "WebSocket 프로토콜의 버전이며 13이어야 합니다.",
            ),
            "RFC 6455 §4.1",
        ),
        response: may(
            ("Versions the server understands", "서버가 지원하는 버전"),
            (
                "Lists the versions the server understands, in the answer to a version it does not.",
                "지원하지 않는 버전을 요청받았을 때 서버가 지원하는 버전의 목록입니다.",
            ),
            "RFC 6455 §4.4",
        ),
    },
    Header {
        name: "Sec-WebSocket-Accept",
        request: None,
        response: must(
            ("Proof: computed from the key", "증명값(키로 계산)"),
            (
                "Base64 of the SHA-1 of the client's key and a fixed GUID; the client compares it before it opens.",
                "클라이언트의 키와 고정 GUID를 이어 붙여 SHA-1 해시를 계산하고 Base64로 인코딩한 값입니다. 클라이언트는 이 값을 확인하고 연결을 엽니다.",
            ),
            "RFC 6455 §4.2.2",
        ),
    },
    Header {
        name: "Sec-WebSocket-Protocol",
        request: may(
            ("Subprotocols on offer, best first", "제안하는 서브프로토콜(선호 순)"),
            (
                "The subprotocols that the client can speak over the connection, most wanted first.",
                "클라이언트가 사용할 수 있는 서브프로토콜을 선호하는 순서로 제안합니다.",
            ),
            "RFC 6455 §1.9",
        ),
        response: may(
            ("The one the server chose", "제안된 것 중 서버가 선택한 것"),
            (
                "The one subprotocol the server chose from the offer; without it there is none.",
                "서버가 제안 가운데 선택한 서브프로토콜 하나입니다. 없으면 서브프로토콜을 사용하지 않습니다.",
            ),
            "RFC 6455 §1.9",
        ),
    },
    Header {
        name: "Sec-WebSocket-Extensions",
        request: may(
            ("Extensions on offer", "제안하는 확장"),
            (
                "Extensions such as compression that the client offers, with their parameters, most wanted first.",
                "클라이언트가 제안하는 확장(압축 등)과 매개변수를 선호하는 순서로 나열합니다.",
            ),
            "RFC 6455 §9.1",
        ),
        response: may(
            ("Extensions in use from now on", "이제부터 사용할 확장"),
            (
                "The extensions that the server accepted from the offer, with the parameters agreed.",
                "서버가 제안 가운데 수락한 확장과 합의된 매개변수입니다.",
            ),
            "RFC 6455 §9.1",
        ),
    },
    Header {
        name: "Origin",
        request: may(
            ("Origin of the page that asks", "요청한 페이지의 출처"),
            (
                "Scheme, host and port of the page whose script asks; browsers must send it, so that the server can refuse.",
                "요청한 스크립트가 속한 페이지의 스킴, 호스트, 포트입니다. 브라우저는 반드시 보내며, 서버는 이를 보고 거절할 수 있습니다.",
            ),
            "RFC 6455 §10.2",
        ),
        response: None,
    },
    Header {
        name: "Cookie",
        request: may(
            ("Cookies of this host", "이 호스트의 쿠키"),
            (
                "Cookies the host has set before; for a page of another site, SameSite decides whether they are sent.",
                "호스트가 전에 설정한 쿠키입니다. 다른 사이트의 페이지에서 요청할 때는 SameSite 규칙을 따릅니다.",
            ),
            "RFC 6265 §4.2",
        ),
        response: None,
    },
    Header {
        name: "Set-Cookie",
        request: None,
        response: may(
            ("Cookie to be kept", "저장할 쿠키"),
            (
                "A cookie the client is to keep and send again.",
                "클라이언트가 저장했다가 다시 보낼 쿠키입니다.",
            ),
            "RFC 6265 §4.1",
        ),
    },
    Header {
        name: "User-Agent",
        request: may(
            ("Program that asks", "요청한 프로그램"),
            ("Name and version of the client program.", "클라이언트 프로그램의 이름과 버전입니다."),
            "RFC 9110 §10.1.5",
        ),
        response: None,
    },
    Header {
        name: "Server",
        request: None,
        response: may(
            ("Program that answers", "응답한 프로그램"),
            ("Name and version of the server program.", "서버 프로그램의 이름과 버전입니다."),
            "RFC 9110 §10.2.4",
        ),
    },
    Header {
        name: "Date",
        request: None,
        response: may(
            ("When the response was made", "응답을 만든 시각"),
            ("Time of the server's clock.", "서버 시계의 시각입니다."),
            "RFC 9110 §6.6.1",
        ),
    },
    Header {
        name: "X-Powered-By",
        request: None,
        response: may(
            ("Framework of the server", "서버의 프레임워크"),
            (
                "Names the software behind the server; it serves no purpose of the protocol.",
                "서버에 쓰인 소프트웨어 이름이며 프로토콜에는 쓰이지 않습니다.",
            ),
            "no standard",
        ),
    },
    Header {
        name: "Sec-Fetch-Site",
        request: may(
            ("How near page and server are", "페이지와 서버의 출처 관계"),
            (
                "Whether page and server share origin or site; scripts cannot set it.",
                "페이지와 서버의 출처나 사이트가 같은지 알립니다. 스크립트로는 바꿀 수 없습니다.",
            ),
            "W3C Fetch Metadata",
        ),
        response: None,
    },
    Header {
        name: "Sec-Fetch-Mode",
        request: may(
            ("Kind of request: websocket", "요청의 종류(websocket)"),
            ("The kind of request as the browser sees it.", "브라우저가 본 요청의 종류입니다."),
            "W3C Fetch Metadata",
        ),
        response: None,
    },
    Header {
        name: "Sec-Fetch-Dest",
        request: may(
            ("What the answer is for", "응답의 용도"),
            ("What the browser will use the answer for.", "브라우저가 응답을 어디에 쓸지 알립니다."),
            "W3C Fetch Metadata",
        ),
        response: None,
    },
    Header {
        name: "Sec-Fetch-Storage-Access",
        request: may(
            ("Whether cookies are within reach", "쿠키 접근 가능 여부"),
            (
                "Whether the page may use the server's cookies although it is of another site.",
                "다른 사이트의 페이지가 서버의 쿠키를 쓸 수 있는지 알립니다.",
            ),
            "W3C Storage Access Headers",
        ),
        response: None,
    },
    Header {
        name: "Accept",
        request: may(
            ("Content types understood", "이해하는 콘텐츠 유형"),
            (
                "Media types the client understands; it matters only if the answer is ordinary HTTP.",
                "클라이언트가 이해하는 미디어 유형입니다. 응답이 일반 HTTP일 때만 의미가 있습니다.",
            ),
            "RFC 9110 §12.5.1",
        ),
        response: None,
    },
    Header {
        name: "Accept-Encoding",
        request: may(
            ("HTTP compression understood", "이해하는 HTTP 압축"),
            (
                "Codings the client understands for HTTP bodies; compression of WebSocket messages is an extension.",
                "HTTP 본문에 쓸 수 있는 압축 방식입니다. WebSocket 메시지의 압축은 확장으로 협상합니다.",
            ),
            "RFC 9110 §12.5.3",
        ),
        response: None,
    },
    Header {
        name: "Accept-Language",
        request: may(
            ("Languages of the user", "사용자의 언어"),
            ("Languages the user prefers.", "사용자가 선호하는 언어입니다."),
            "RFC 9110 §12.5.4",
        ),
        response: None,
    },
    Header {
        name: "Cache-Control",
        request: may(
            ("No answer from a cache", "캐시된 응답 사용 안 함"),
            (
                "Tells caches on the way not to answer in place of the server.",
                "중간 캐시가 서버 대신 응답하지 않게 합니다.",
            ),
            "RFC 9111 §5.2",
        ),
        response: may(
            ("How long it may be cached", "캐시 허용 범위"),
            (
                "Whether and how long the response may be kept.",
                "응답을 저장해도 되는지, 얼마 동안 되는지 알립니다.",
            ),
            "RFC 9111 §5.2",
        ),
    },
    Header {
        name: "Pragma",
        request: may(
            ("The same for old caches", "오래된 캐시를 위한 표시"),
            (
                "What Cache-Control: no-cache was called in HTTP/1.0.",
                "HTTP/1.0에서 Cache-Control: no-cache와 같은 뜻입니다.",
            ),
            "RFC 9111 §5.4",
        ),
        response: may(
            ("The same for old caches", "오래된 캐시를 위한 표시"),
            (
                "Has no defined meaning in a response; some servers send it.",
                "응답에서는 정의된 뜻이 없지만 보내는 서버가 있습니다.",
            ),
            "RFC 9111 §5.4",
        ),
    },
    Header {
        name: "Referer",
        request: may(
            ("Page that led here", "이전 페이지의 주소"),
            ("Address of the page the request came from.", "요청이 시작된 페이지의 주소입니다."),
            "RFC 9110 §10.1.3",
        ),
        response: None,
    },
    Header {
        name: "Authorization",
        request: may(
            ("Credentials for the server", "서버에 보내는 인증 정보"),
            (
                "Proves who asks; scripts in browsers cannot set it for WebSocket.",
                "요청자를 증명합니다. 브라우저의 스크립트는 WebSocket 요청에 넣을 수 없습니다.",
            ),
            "RFC 9110 §11.6.2",
        ),
        response: None,
    },
    Header {
        name: "WWW-Authenticate",
        request: None,
        response: may(
            ("How to authenticate", "인증 방법"),
            (
                "Comes with a 401: the way in which the client may prove who it is.",
                "401과 함께 오며 클라이언트가 인증하는 방법을 알립니다.",
            ),
            "RFC 9110 §11.6.1",
        ),
    },
    Header {
        name: "Proxy-Authorization",
        request: may(
            ("Credentials for the proxy", "프록시에 보내는 인증 정보"),
            ("Proves to a proxy who asks.", "요청자를 프록시에 증명합니다."),
            "RFC 9110 §11.7.2",
        ),
        response: None,
    },
    Header {
        name: "Proxy-Authenticate",
        request: None,
        response: may(
            ("How to authenticate to the proxy", "프록시 인증 방법"),
            (
                "Comes with a 407: the way in which the client may prove to the proxy who it is.",
                "407과 함께 오며 프록시에 인증하는 방법을 알립니다.",
            ),
            "RFC 9110 §11.7.1",
        ),
    },
    Header {
        name: "Proxy-Connection",
        request: may(
            ("Obsolete header for proxies", "프록시에 보내던 옛 헤더"),
            (
                "What old clients sent to proxies instead of Connection; it means nothing today.",
                "오래된 클라이언트가 프록시에 Connection 대신 보내던 헤더이며 지금은 뜻이 없습니다.",
            ),
            "RFC 9112 §C.2.2",
        ),
        response: None,
    },
    Header {
        name: "Via",
        request: may(
            ("Proxies on the way", "거쳐 온 프록시"),
            (
                "Every proxy that passed the request on adds itself.",
                "요청을 전달한 프록시가 차례로 자신을 적습니다.",
            ),
            "RFC 9110 §7.6.3",
        ),
        response: may(
            ("Proxies on the way back", "되돌아온 길의 프록시"),
            (
                "Every proxy that passed the response on adds itself.",
                "응답을 전달한 프록시가 차례로 자신을 적습니다.",
            ),
            "RFC 9110 §7.6.3",
        ),
    },
    Header {
        name: "Forwarded",
        request: may(
            ("Who asked the proxy", "프록시에 요청한 쪽"),
            (
                "What a proxy knows of the request it passes on: the client's address, host and scheme.",
                "프록시가 전달하는 요청의 원래 주소, 호스트, 스킴입니다.",
            ),
            "RFC 7239 §4",
        ),
        response: None,
    },
    Header {
        name: "X-Forwarded-For",
        request: may(
            ("Addresses before the proxy", "프록시 앞쪽의 주소"),
            (
                "Addresses of the client and of the proxies passed so far; anyone can forge it.",
                "클라이언트와 지나온 프록시의 주소입니다. 누구나 꾸며 낼 수 있습니다.",
            ),
            "no standard",
        ),
        response: None,
    },
    Header {
        name: "X-Forwarded-Proto",
        request: may(
            ("Scheme before the proxy", "프록시 앞쪽의 스킴"),
            (
                "Whether the client reached the proxy by http or https.",
                "클라이언트가 프록시에 http와 https 중 어느 것으로 접속했는지 알립니다.",
            ),
            "no standard",
        ),
        response: None,
    },
    Header {
        name: "X-Forwarded-Host",
        request: may(
            ("Host before the proxy", "프록시 앞쪽의 호스트"),
            ("The Host that the client sent to the proxy.", "클라이언트가 프록시에 보낸 Host 값입니다."),
            "no standard",
        ),
        response: None,
    },
    Header {
        name: "X-Real-IP",
        request: may(
            ("Client's address, says the proxy", "프록시가 알린 클라이언트 주소"),
            (
                "Address of the client as a reverse proxy saw it.",
                "리버스 프록시가 본 클라이언트의 주소입니다.",
            ),
            "no standard",
        ),
        response: None,
    },
    Header {
        name: "Traceparent",
        request: may(
            ("Trace this request belongs to", "이 요청이 속한 추적"),
            ("Ties the request to a distributed trace.", "요청을 분산 추적에 연결합니다."),
            "W3C Trace Context",
        ),
        response: None,
    },
    Header {
        name: "Expect",
        request: may(
            ("Wants a 100 first", "먼저 100 응답을 요구"),
            (
                "Asks the server for a 100 before it goes on.",
                "서버에 100 응답을 먼저 보내 달라고 요청합니다.",
            ),
            "RFC 9110 §10.1.1",
        ),
        response: None,
    },
    Header {
        name: "Content-Type",
        request: may(
            ("Type of the body", "본문의 유형"),
            (
                "Media type of a body; a GET handshake should have none.",
                "본문의 미디어 유형입니다. GET 핸드셰이크에는 본문이 없어야 합니다.",
            ),
            "RFC 9110 §8.3",
        ),
        response: may(
            ("Type of the body", "본문의 유형"),
            ("Media type of the body of a refusal.", "거절 응답에 담긴 본문의 미디어 유형입니다."),
            "RFC 9110 §8.3",
        ),
    },
    Header {
        name: "Content-Length",
        request: may(
            ("Length of the body", "본문의 길이"),
            (
                "How many bytes of body follow; a GET handshake should have none.",
                "뒤따르는 본문의 바이트 수입니다. GET 핸드셰이크에는 본문이 없어야 합니다.",
            ),
            "RFC 9110 §8.6",
        ),
        response: may(
            ("Length of the body", "본문의 길이"),
            (
                "How many bytes of body follow; a 101 must not have it.",
                "뒤따르는 본문의 바이트 수입니다. 101 응답에 넣으면 안 됩니다.",
            ),
            "RFC 9110 §8.6",
        ),
    },
    Header {
        name: "Transfer-Encoding",
        request: may(
            ("How the body is cut", "본문 전송 방식"),
            (
                "Says that the body comes in chunks; a GET handshake should have none.",
                "본문이 청크로 나뉘어 옴을 알립니다. GET 핸드셰이크에는 본문이 없어야 합니다.",
            ),
            "RFC 9112 §6.1",
        ),
        response: may(
            ("How the body is cut", "본문 전송 방식"),
            (
                "Says that the body comes in chunks; a 101 must not have it.",
                "본문이 청크로 나뉘어 옴을 알립니다. 101 응답에 넣으면 안 됩니다.",
            ),
            "RFC 9112 §6.1",
        ),
    },
    Header {
        name: "Keep-Alive",
        request: may(
            ("How long to stay connected", "연결 유지 조건"),
            (
                "Wishes for the idle HTTP connection; it has no meaning once switched.",
                "유휴 HTTP 연결의 유지 조건이며 전환한 뒤에는 뜻이 없습니다.",
            ),
            "RFC 2068 §19.7.1.1",
        ),
        response: may(
            ("How long to stay connected", "연결 유지 조건"),
            (
                "How long the server keeps an idle HTTP connection; it has no meaning once switched.",
                "서버가 유휴 HTTP 연결을 유지하는 시간이며 전환한 뒤에는 뜻이 없습니다.",
            ),
            "RFC 2068 §19.7.1.1",
        ),
    },
    Header {
        name: "Location",
        request: None,
        response: may(
            ("Where to go instead", "대신 요청할 주소"),
            (
                "Target of a redirect; browsers do not follow it for WebSocket.",
                "리디렉션 대상입니다. 브라우저는 WebSocket 요청에서 따라가지 않습니다.",
            ),
            "RFC 9110 §10.2.2",
        ),
    },
    Header {
        name: "Retry-After",
        request: None,
        response: may(
            ("When to try again", "다시 시도할 때"),
            ("How long to wait before another attempt.", "다시 시도하기 전에 기다릴 시간입니다."),
            "RFC 9110 §10.2.3",
        ),
    },
    Header {
        name: "Allow",
        request: None,
        response: may(
            ("Methods allowed here", "허용되는 메서드"),
            (
                "Comes with a 405: the methods the resource allows.",
                "405와 함께 오며 리소스가 지원하는 메서드를 알립니다.",
            ),
            "RFC 9110 §10.2.1",
        ),
    },
    Header {
        name: "Vary",
        request: None,
        response: may(
            ("What the answer depends on", "응답이 의존하는 요청 헤더"),
            (
                "Request headers that the response depends on, for caches.",
                "응답이 어떤 요청 헤더에 따라 달라지는지 캐시에 알립니다.",
            ),
            "RFC 9110 §12.5.5",
        ),
    },
    Header {
        name: "Alt-Svc",
        request: None,
        response: may(
            ("Other ways to the server", "서버에 이르는 다른 방법"),
            (
                "Other protocols or ports by which the server can be reached.",
                "서버에 접속할 수 있는 다른 프로토콜이나 포트입니다.",
            ),
            "RFC 7838 §3",
        ),
    },
    Header {
        name: "Strict-Transport-Security",
        request: None,
        response: may(
            ("TLS only from now on", "이제부터 TLS만 사용"),
            (
                "Tells browsers to use TLS for this host, for WebSocket too.",
                "브라우저가 이 호스트에 TLS만 사용하게 합니다. WebSocket에도 적용됩니다.",
            ),
            "RFC 6797 §6.1",
        ),
    },
    Header {
        name: "Access-Control-Allow-Origin",
        request: None,
        response: may(
            ("Not used by WebSocket", "WebSocket에서는 쓰이지 않음"),
            (
                "Lets pages of other origins read HTTP responses; a WebSocket server checks Origin itself.",
                "다른 출처의 페이지가 HTTP 응답을 읽게 합니다. WebSocket에서는 서버가 Origin을 직접 확인합니다.",
            ),
            "WHATWG Fetch",
        ),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_in_any_case() {
        for name in ["Host", "HOST", "sec-websocket-KEY", "x-forwarded-for"] {
            assert!(header(name).is_some_and(|found| found.name.eq_ignore_ascii_case(name)), "{name}");
        }
        assert_eq!(header("X-Ws101"), None);
        for (at, one) in HEADERS.iter().enumerate() {
            assert!(one.request.is_some() || one.response.is_some(), "{}", one.name);
            assert!(
                HEADERS[..at].iter().all(|other| !other.name.eq_ignore_ascii_case(one.name)),
                "{}",
                one.name
            );
        }
    }

    #[test]
    fn what_a_handshake_needs_is_marked() {
        let needed = |side| -> Vec<_> {
            let needed =
                HEADERS.iter().filter(|one| one.meant_by(side).is_some_and(|it| it.need == Need::Required));
            needed.map(|one| one.name).collect()
        };
        // RFC 6455 §4.1 and §4.2.2
        let client = ["Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"];
        assert_eq!(needed(Side::Client), client);
        assert_eq!(needed(Side::Server), ["Upgrade", "Connection", "Sec-WebSocket-Accept"]);
    }

    #[test]
    fn labels_fit_a_margin_and_sentences_end() {
        let lines = [REQUEST_LINE, STATUS_LINE, EMPTY_LINE, EMPTY_LINE_SWITCHED];
        let uses = HEADERS.iter().flat_map(|one| [one.request, one.response]).flatten().chain(lines);
        for one in uses {
            assert!(one.label.en.len() <= 40 && one.label.ko.chars().count() <= 30, "{}", one.label.en);
            assert!(!one.label.ko.ends_with(['.', '다']) && !one.label.en.ends_with('.'), "{}", one.label.ko);
            assert!(one.meaning.en.ends_with('.') && one.meaning.ko.ends_with("다."), "{}", one.meaning.ko);
            assert!(!one.reference.is_empty());
        }
    }
}
