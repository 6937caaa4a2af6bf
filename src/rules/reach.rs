//! How far a capture can prove a rule: why a finding of some rules is no more than a hint, and why some rules are not
//! looked for at all. Words only; what is looked for is decided where it is looked for.

use super::{NOT_CHECKED, RuleId};
use crate::base::{Lang, Text};

impl RuleId {
    /// Why a finding of this rule is only a hint; `None` where the bytes prove it.
    #[must_use]
    pub fn hint(self) -> Option<Text> {
        HINTS.iter().find(|(rule, _)| *rule == self).map(|(_, text)| *text)
    }

    /// Why this version does not look for the rule; `None` where it does.
    #[must_use]
    pub fn why_not_checked(self) -> Option<Text> {
        NOT_CHECKED.contains(&self).then_some(NEEDS_MORE_READERS)
    }

    /// One sentence for a person: the title, what was found, and why it is only a hint where it is one.
    #[must_use]
    pub fn sentence(self, detail: Option<&str>, lang: Lang) -> String {
        let mut sentence = self.title(lang).to_owned();
        if let Some(detail) = detail {
            sentence = format!("{sentence}: {detail}");
        }
        if let Some(hint) = self.hint() {
            sentence = format!("{sentence} ({}: {})", HINT.get(lang), hint.get(lang));
        }
        sentence
    }
}

const HINT: Text = Text::new("only a hint", "단정할 수 없음");

const NEEDS_MORE_READERS: Text =
    Text::new("this version does not open what carries it", "이 버전은 해당 계층을 열어 보지 않음");

/// Why a finding is only a hint: every rule whose row says `partly`.
const HINTS: &[(RuleId, Text)] = &[
    (
        RuleId::UriFragment,
        Text::new("the same byte may be a # that was not escaped", "이스케이프하지 않은 #과 같은 바이트임"),
    ),
    (
        RuleId::UriHashNotEscaped,
        Text::new(
            "the same byte may begin a fragment identifier",
            "프래그먼트 식별자의 시작과 같은 바이트임",
        ),
    ),
    (RuleId::UriDefaultPort, Text::new("the URI itself is not in the capture", "URI 자체는 캡처에 없음")),
    (
        RuleId::OpenParallelConnecting,
        Text::new(
            "several programs or hosts may share one address",
            "여러 프로그램이나 호스트가 주소 하나를 함께 쓸 수 있음",
        ),
    ),
    (
        RuleId::TlsBeforeHandshake,
        Text::new(
            "which URI the client was given is not in the capture",
            "클라이언트가 받은 URI는 캡처에 없음",
        ),
    ),
    (
        RuleId::TlsAllInsideTunnel,
        Text::new(
            "the capture may have lost or damaged a TLS record",
            "캡처에서 TLS 레코드가 빠지거나 손상되었을 수 있음",
        ),
    ),
    (
        RuleId::HttpHostInvalid,
        Text::new(
            "an intermediary may have answered for the server, or corrected the request",
            "중개자가 서버 대신 응답했거나 요청을 고쳤을 수 있음",
        ),
    ),
    (
        RuleId::Http10UpgradeIgnored,
        Text::new(
            "an intermediary may have lowered the version of the request",
            "중개자가 요청의 버전을 낮추었을 수 있음",
        ),
    ),
    (RuleId::ReqTargetMismatch, Text::new("the URI itself is not in the capture", "URI 자체는 캡처에 없음")),
    (
        RuleId::ReqHostMismatch,
        Text::new("one server may serve several names", "서버 하나가 여러 이름을 쓸 수 있음"),
    ),
    (
        RuleId::ReqKeyReused,
        Text::new(
            "a proxy repeats a client's key on a connection of its own",
            "프록시는 클라이언트의 키를 자기 연결에서 되풀이함",
        ),
    ),
    (
        RuleId::ReqKeyNotRandom,
        Text::new("any 16 bytes may come up by chance", "어떤 16바이트든 우연히 나올 수 있음"),
    ),
    (
        RuleId::ReqOriginMissingBrowser,
        Text::new(
            "other programs may call themselves a browser",
            "다른 프로그램도 브라우저로 자칭할 수 있음",
        ),
    ),
    (
        RuleId::FrameLengthIncludesMask,
        Text::new(
            "concluded from frames that fit four bytes earlier",
            "4바이트 앞에서 읽으면 프레임이 들어맞는다는 데서 미루어 판단함",
        ),
    ),
    (
        RuleId::FrameStreamDesync,
        Text::new(
            "bytes may be missing from the capture unnoticed",
            "캡처에서 바이트가 알려지지 않은 채 빠졌을 수 있음",
        ),
    ),
    (
        RuleId::MaskKeyReused,
        Text::new("two random keys may be equal by chance", "무작위 키 두 개가 우연히 같을 수 있음"),
    ),
    (RuleId::MaskKeyZero, Text::new("zero may come up by chance", "0도 우연히 나올 수 있음")),
    (RuleId::MaskKeyPredictable, Text::new("concluded from the newest keys alone", "최근 키만 보고 판단함")),
    (
        RuleId::FragControlInBetween,
        Text::new(
            "the endpoint may have had another reason not to answer",
            "엔드포인트가 다른 이유로 답하지 않았을 수 있음",
        ),
    ),
    (
        RuleId::PingNotAnswered,
        Text::new(
            "the Pong may come later, or be missing from the capture",
            "Pong이 더 늦게 오거나 캡처에서 빠졌을 수 있음",
        ),
    ),
    (
        RuleId::PingAnsweredLate,
        Text::new("the network's share of the time is not known", "네트워크에서 걸린 시간을 알 수 없음"),
    ),
    (
        RuleId::CloseAnsweredLate,
        Text::new("the network's share of the time is not known", "네트워크에서 걸린 시간을 알 수 없음"),
    ),
    (
        RuleId::TcpServerCloseLate,
        Text::new("the network's share of the time is not known", "네트워크에서 걸린 시간을 알 수 없음"),
    ),
    (
        RuleId::ReconnectNoBackoff,
        Text::new(
            "several programs or hosts may share one address",
            "여러 프로그램이나 호스트가 주소 하나를 함께 쓸 수 있음",
        ),
    ),
    (
        RuleId::ReconnectFirstDelay,
        Text::new("a random delay may be short by chance", "무작위 지연이 우연히 짧을 수 있음"),
    ),
    (
        RuleId::ReconnectGrowingDelay,
        Text::new("a random delay may be short by chance", "무작위 지연이 우연히 짧을 수 있음"),
    ),
    (
        RuleId::PmdOrderConflict,
        Text::new(
            "concluded from the extension's name; its text is not published as an RFC",
            "확장 이름만 보고 판단함(RFC로 공개된 규격이 없음)",
        ),
    ),
    (RuleId::H2SchemeMismatch, Text::new("the URI itself is not in the capture", "URI 자체는 캡처에 없음")),
    (
        RuleId::FrameGuess,
        Text::new("concluded from headers that fit the segment", "세그먼트에 들어맞는 헤더를 보고 판단함"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Detect, RULES};

    #[test]
    fn what_is_partly_seen_says_why_and_nothing_else_does() {
        for row in RULES {
            assert_eq!(row.rule.hint().is_some(), row.detect == Detect::Partly, "{}", row.id);
            assert_eq!(row.rule.why_not_checked().is_some(), !row.rule.is_checked(), "{}", row.id);
            for text in row.rule.hint().into_iter().chain(row.rule.why_not_checked()) {
                assert!(text.en.is_ascii() && !text.en.ends_with('.'), "{}: {}", row.id, text.en);
                assert!(text.ko.chars().any(|c| ('가'..='힣').contains(&c)), "{}: {}", row.id, text.ko);
                assert!(!text.ko.ends_with('.'), "{}: {}", row.id, text.ko);
            }
        }
    }

    #[test]
    fn a_sentence_has_title_detail_and_hint() {
        let late = RuleId::PingAnsweredLate.sentence(Some("2.000 s"), Lang::En);
        assert!(late.contains(": 2.000 s (only a hint: "), "{late}");
        assert_eq!(
            RuleId::CloseEmpty.sentence(None, Lang::Ko),
            RuleId::CloseEmpty.title(Lang::Ko),
            "what the bytes prove needs no hint"
        );
    }
}
