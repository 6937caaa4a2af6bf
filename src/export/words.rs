//! The words of the text for people, in both languages. Names that the RFCs give stay as they are.

use crate::base::Text;

pub(super) const CAPTURE: Text = Text::new("capture", "캡처");
pub(super) const FROM_MIDSTREAM: Text = Text::new(
    "seen from the middle on: the handshake is not in the capture",
    "중간부터 캡처됨: 여는 핸드셰이크가 없음",
);
pub(super) const FRAMES_NOT_IN_HAR: Text =
    Text::new("frames, masks and control frames: not in a HAR", "프레임, 마스킹 키, 제어 프레임: HAR에 없음");
pub(super) const END_NOT_IN_HAR: Text =
    Text::new("how the connection ended: not in a HAR", "연결이 끝난 방식: HAR에 없음");
pub(super) const VIA: Text = Text::new("via", "경유:");
pub(super) const RESUMED: Text = Text::new("resumed", "세션 재개");
pub(super) const OPEN: Text = Text::new("open", "열림");
pub(super) const REFUSED: Text = Text::new("refused", "거절됨");
pub(super) const INVALID: Text = Text::new(
    "invalid: the client has to fail the connection",
    "잘못됨: 클라이언트는 연결을 실패 처리해야 함",
);
pub(super) const NO_ANSWER: Text = Text::new("no answer in the capture", "캡처에 응답이 없음");
pub(super) const SUBPROTOCOL: Text = Text::new("subprotocol", "서브프로토콜");
pub(super) const NO_EXTENSIONS: Text = Text::new("no extensions", "확장 없음");
pub(super) const ACCEPT_OK: Text = Text::new("accept value is right", "Accept 값이 맞음");
pub(super) const ACCEPT_DUE: Text = Text::new("accept value is wrong; due is", "Accept 값이 틀림, 맞는 값:");
pub(super) const BYTES: Text = Text::new("bytes", "바이트");
pub(super) const MASKED: Text = Text::new("mask", "마스킹 키");
pub(super) const INCOMPLETE: Text = Text::new("incomplete", "불완전");
pub(super) const GUESSED: Text = Text::new("boundary guessed", "경계는 추정");
pub(super) const MESSAGE: Text = Text::new("message", "메시지");
pub(super) const TEXT: Text = Text::new("text", "텍스트");
pub(super) const BINARY: Text = Text::new("binary", "바이너리");
pub(super) const INFLATED_FROM: Text = Text::new("inflated from", "압축 해제 전");
pub(super) const IN_FRAMES: Text = Text::new("frames", "프레임");
pub(super) const NOT_UTF8: Text = Text::new("not UTF-8", "UTF-8 아님");
pub(super) const BROKEN: Text = Text::new("does not inflate", "압축을 해제할 수 없음");
pub(super) const MALFORMED_AT: Text = Text::new("malformed at byte", "형식이 깨진 바이트:");
pub(super) const CLEAN: Text = Text::new("closed cleanly", "Close를 주고받고 끝남");
pub(super) const HALF: Text = Text::new("one Close only", "Close가 한쪽뿐");
pub(super) const DROPPED: Text = Text::new("dropped without a Close", "Close 없이 끝남");
pub(super) const STILL_OPEN: Text = Text::new("open when the capture ends", "캡처가 끝날 때 열려 있음");
pub(super) const FIRST_BY: Text = Text::new("first by the", "먼저 보낸 쪽:");
pub(super) const APPLICATION_SEES: Text = Text::new("the application sees", "애플리케이션이 보고받는 코드");
pub(super) const CLIENT: Text = Text::new("client", "클라이언트");
pub(super) const SERVER: Text = Text::new("server", "서버");
pub(super) const ERROR: Text = Text::new("error", "오류");
pub(super) const WARNING: Text = Text::new("warning", "경고");
pub(super) const NOTE: Text = Text::new("note", "참고");
pub(super) const EXPLAINED: Text = Text::new("of them explained", "설명됨");
pub(super) const MISSING: Text = Text::new("missing from the capture", "캡처에 없음");
pub(super) const DAMAGED: Text = Text::new("damaged", "손상됨");
pub(super) const KEY: Text = Text::new("key", "키");
pub(super) const KEY_BYTES: Text = Text::new("its bytes", "키의 바이트");
pub(super) const KEY_NOT_BASE64: Text = Text::new("(no Base64)", "(Base64 아님)");
pub(super) const WITH_GUID: Text = Text::new("with the GUID", "GUID를 붙임");
pub(super) const ITS_SHA1: Text = Text::new("SHA-1 of that", "그 SHA-1");
pub(super) const ITS_BASE64: Text = Text::new("Base64 of that", "그 Base64");
pub(super) const SESSION: Text = Text::new("session", "세션");
pub(super) const OVER_WEBSOCKET: Text = Text::new("over WebSocket", "WebSocket으로 시작:");
pub(super) const ASKS_AND_WAITS: Text =
    Text::new("poll: asks and waits for packets", "폴링: 요청하고 패킷을 기다림");
pub(super) const POSTS: Text = Text::new("poll: sends packets", "폴링: 패킷을 보냄");
pub(super) const GOES_ON: Text = Text::new("of session", "세션:");
pub(super) const UPGRADED: Text = Text::new(
    "upgraded: goes on over WebSocket only, connection",
    "업그레이드: 이후로는 WebSocket으로만 이어짐, 연결",
);

/// A number of things, in English with its plural.
pub(super) fn count(number: u64, one: &str, many: &str, korean: &str, is_korean: bool) -> String {
    let digits = thousands(number);
    match (is_korean, number) {
        (true, _) => format!("{korean} {digits}"),
        (false, 1) => format!("{digits} {one}"),
        (false, _) => format!("{digits} {many}"),
    }
}

/// A number with commas between the thousands.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// After the title of a rule that this version does not look for.
pub(super) const NOT_CHECKED: Text = Text::new("not checked", "검사하지 않음");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_in_words() {
        for (number, digits) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), digits);
        }
        assert_eq!(count(1, "frame", "frames", "프레임", false), "1 frame");
        assert_eq!(count(2, "frame", "frames", "프레임", false), "2 frames");
        assert_eq!(count(2, "frame", "frames", "프레임", true), "프레임 2");
    }
}
