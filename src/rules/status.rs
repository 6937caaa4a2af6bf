//! What HTTP status codes mean when they answer an opening handshake. Data and a lookup.

use crate::base::Text;

/// A status code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// The code.
    pub code: u16,
    /// Its registered name.
    pub name: &'static str,
    /// What it means for the handshake.
    pub meaning: Text,
    /// Where it is defined.
    pub reference: &'static str,
}

const fn of(
    code: u16,
    name: &'static str,
    reference: &'static str,
    en: &'static str,
    ko: &'static str,
) -> Status {
    Status { code, name, meaning: Text::new(en, ko), reference }
}

/// The codes that handshakes are answered with, ascending.
pub static STATUSES: &[Status] = &[
    of(
        100,
        "Continue",
        "RFC 9110 §15.2.1",
        "Go on; the real response follows",
        "계속 진행함(실제 응답은 뒤에 옴)",
    ),
    of(
        101,
        "Switching Protocols",
        "RFC 9110 §15.2.2",
        "The server switches to WebSocket",
        "서버가 WebSocket으로 전환함",
    ),
    of(
        103,
        "Early Hints",
        "RFC 8297 §2",
        "Hints for a browser; the real response follows",
        "브라우저를 위한 미리 알림(실제 응답은 뒤에 옴)",
    ),
    of(
        200,
        "OK",
        "RFC 9110 §15.3.1",
        "An ordinary page: no WebSocket at this address, or Upgrade got lost on the way",
        "일반 페이지로 응답함(이 주소에 WebSocket이 없거나 중간에 Upgrade가 빠짐)",
    ),
    of(
        301,
        "Moved Permanently",
        "RFC 9110 §15.4.2",
        "The resource has moved for good; browsers do not follow",
        "리소스가 영구히 옮겨짐(브라우저는 따라가지 않음)",
    ),
    of(
        302,
        "Found",
        "RFC 9110 §15.4.3",
        "The resource is elsewhere for now; browsers do not follow",
        "리소스가 일시적으로 다른 곳에 있음(브라우저는 따라가지 않음)",
    ),
    of(
        307,
        "Temporary Redirect",
        "RFC 9110 §15.4.8",
        "The resource is elsewhere for now; browsers do not follow",
        "리소스가 일시적으로 다른 곳에 있음(브라우저는 따라가지 않음)",
    ),
    of(
        308,
        "Permanent Redirect",
        "RFC 9110 §15.4.9",
        "The resource has moved for good; browsers do not follow",
        "리소스가 영구히 옮겨짐(브라우저는 따라가지 않음)",
    ),
    of(
        400,
        "Bad Request",
        "RFC 9110 §15.5.1",
        "The server finds the handshake invalid",
        "서버가 핸드셰이크를 잘못된 요청으로 판단함",
    ),
    of(401, "Unauthorized", "RFC 9110 §15.5.2", "Credentials are needed", "인증이 필요함"),
    of(
        403,
        "Forbidden",
        "RFC 9110 §15.5.4",
        "Not allowed, often because of the Origin",
        "허용되지 않음(Origin 때문인 경우가 많음)",
    ),
    of(404, "Not Found", "RFC 9110 §15.5.5", "There is no such resource", "해당 리소스가 없음"),
    of(
        405,
        "Method Not Allowed",
        "RFC 9110 §15.5.6",
        "The resource does not allow this method; a handshake is a GET",
        "허용되지 않는 메서드임(핸드셰이크는 GET을 사용함)",
    ),
    of(
        407,
        "Proxy Authentication Required",
        "RFC 9110 §15.5.8",
        "The proxy wants credentials",
        "프록시 인증이 필요함",
    ),
    of(
        408,
        "Request Timeout",
        "RFC 9110 §15.5.9",
        "The request did not arrive in time",
        "요청이 제때 도착하지 않음",
    ),
    of(
        413,
        "Content Too Large",
        "RFC 9110 §15.5.14",
        "The request's body is too large; a handshake has none",
        "요청 본문이 너무 큼(핸드셰이크에는 본문이 없음)",
    ),
    of(
        426,
        "Upgrade Required",
        "RFC 9110 §15.5.22",
        "The server wants another protocol or WebSocket version; see its Upgrade and Sec-WebSocket-Version",
        "다른 프로토콜이나 WebSocket 버전이 필요함(Upgrade와 Sec-WebSocket-Version 참고)",
    ),
    of(
        429,
        "Too Many Requests",
        "RFC 6585 §4",
        "Too many attempts in a short time",
        "짧은 시간에 너무 많이 시도함",
    ),
    of(
        431,
        "Request Header Fields Too Large",
        "RFC 6585 §5",
        "The headers are too large, often because of cookies",
        "헤더가 너무 큼(쿠키 때문인 경우가 많음)",
    ),
    of(500, "Internal Server Error", "RFC 9110 §15.6.1", "The server failed", "서버 내부 오류가 발생함"),
    of(
        501,
        "Not Implemented",
        "RFC 9110 §15.6.2",
        "The server does not know how to do this",
        "서버가 지원하지 않는 기능임",
    ),
    of(
        502,
        "Bad Gateway",
        "RFC 9110 §15.6.3",
        "The server behind a proxy did not answer properly",
        "프록시 뒤의 서버가 올바르게 응답하지 않음",
    ),
    of(
        503,
        "Service Unavailable",
        "RFC 9110 §15.6.4",
        "The server is overloaded or being serviced",
        "서버가 과부하 상태이거나 점검 중임",
    ),
    of(
        504,
        "Gateway Timeout",
        "RFC 9110 §15.6.5",
        "The server behind a proxy did not answer in time",
        "프록시 뒤의 서버가 제때 응답하지 않음",
    ),
];

/// The row of a status code, if it has one.
#[must_use]
pub fn status(code: u16) -> Option<&'static Status> {
    STATUSES.binary_search_by_key(&code, |status| status.code).ok().map(|at| &STATUSES[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_found() {
        assert!(STATUSES.is_sorted_by(|a, b| a.code < b.code));
        for one in STATUSES {
            assert_eq!(status(one.code), Some(one));
            assert!(!one.meaning.ko.ends_with(['.', '다']), "{}", one.meaning.ko);
        }
        assert_eq!(status(418), None);
    }
}
