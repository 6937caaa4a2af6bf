//! What one row of the register holds, and the words its columns are written in. No text is made here.

use std::fmt;

use super::{RULES, RuleId};
use crate::base::{Lang, Text};

/// An enum whose variants have one lower-case word each, as in the machine-readable output.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word of the machine-readable output.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

words! {
    /// Whether the inspector reports a rule, or only names it.
    Kind {
        /// The inspector reports it.
        Finding = "finding",
        /// A fact worth a remark; nothing is wrong.
        Topic = "topic",
    }
}

words! {
    /// The area a rule belongs to.
    Group {
        /// The `ws`/`wss` URI and the request target.
        Uri = "uri",
        /// Before the handshake: TCP and TLS.
        Connect = "connect",
        /// HTTP/1.1 itself.
        Http = "http",
        /// The client's opening handshake.
        Request = "request",
        /// The server's opening handshake.
        Response = "response",
        /// Extensions.
        Negotiate = "negotiate",
        /// The frame header.
        Frame = "frame",
        /// The masking key.
        Mask = "mask",
        /// Sizes.
        Limits = "limits",
        /// Fragmentation.
        Fragment = "fragment",
        /// Ping and Pong, and what all control frames share.
        Control = "control",
        /// The closing handshake and close codes.
        Close = "close",
        /// How TCP ended.
        Tcp = "tcp",
        /// UTF-8 of text messages.
        Utf8 = "utf8",
        /// permessage-deflate.
        Pmd = "pmd",
        /// WebSocket over HTTP/2.
        H2 = "h2",
        /// WebSocket over HTTP/3.
        H3 = "h3",
        /// The capture, not the conversation.
        Capture = "capture",
    }
}

words! {
    /// How strongly the text demands it (RFC 2119).
    Level {
        /// MUST.
        Must = "must",
        /// MUST NOT.
        MustNot = "must-not",
        /// SHOULD.
        Should = "should",
        /// SHOULD NOT.
        ShouldNot = "should-not",
        /// MAY.
        May = "may",
        /// No RFC speaks of it.
        Free = "none",
    }
}

words! {
    /// Who has to comply.
    Who {
        /// The client.
        Client = "client",
        /// The server.
        Server = "server",
        /// Either side.
        Endpoint = "endpoint",
        /// Neither side: it is the capture's.
        Nobody = "none",
    }
}

words! {
    /// When in the life of a connection.
    Phase {
        /// The opening handshake.
        Opening = "opening",
        /// Data transfer.
        Data = "data",
        /// The closing handshake.
        Closing = "closing",
        /// Below: TCP, TLS, the capture.
        Tcp = "tcp",
    }
}

words! {
    /// How surely an observer can tell.
    Detect {
        /// From both byte streams with their timing.
        Wire = "wire",
        /// By a heuristic, with knowledge from elsewhere, or at a second capture point.
        Partly = "partly",
    }
}

words! {
    /// How much a violation matters.
    Severity {
        /// A MUST is broken.
        Error = "error",
        /// Suspicious, or a SHOULD is broken.
        Warning = "warning",
        /// Legal, and worth knowing.
        Note = "note",
    }
}

/// The document and section a rule follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Spec {
    /// RFC number; 0 for rules of the inspector itself.
    pub rfc: u16,
    /// Section number, empty where there is none.
    pub section: &'static str,
}

impl Spec {
    /// The document alone: `RFC 6455`, or `ws101`.
    #[must_use]
    pub fn document(self) -> String {
        if self.rfc == 0 { "ws101".to_owned() } else { format!("RFC {}", self.rfc) }
    }
}

impl fmt::Display for Spec {
    /// The citation: `RFC 6455 §5.1`, or `ws101`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.document())?;
        if self.section.is_empty() { Ok(()) } else { write!(f, " §{}", self.section) }
    }
}

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its name in code.
    pub rule: RuleId,
    /// Its stable id, in kebab-case.
    pub id: &'static str,
    /// Finding or topic.
    pub kind: Kind,
    /// The area.
    pub group: Group,
    /// The main citation.
    pub spec: Spec,
    /// How strongly the text demands it.
    pub level: Level,
    /// Who has to comply.
    pub who: Who,
    /// When.
    pub phase: Phase,
    /// How surely an observer can tell.
    pub detect: Detect,
    /// Default severity of the finding.
    pub severity: Severity,
    /// Close code that fits the failure, or that the application sees; 0 = none.
    pub close_code: u16,
    /// What is the matter, as a title.
    pub title: Text,
}

impl RuleId {
    /// The rule's row.
    #[must_use]
    pub fn row(self) -> &'static Row {
        &RULES[self as usize]
    }

    /// The rule's stable id: `req-method-not-get`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().id
    }

    /// Default severity.
    #[must_use]
    pub fn severity(self) -> Severity {
        self.row().severity
    }

    /// The title in one language.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        self.row().title.get(lang)
    }

    /// Whether this version looks for it.
    #[must_use]
    pub fn is_checked(self) -> bool {
        !super::NOT_CHECKED.contains(&self)
    }

    /// The rule of a stable id.
    #[must_use]
    pub fn by_name(id: &str) -> Option<Self> {
        RULES.iter().find(|row| row.id == id).map(|row| row.rule)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_at_its_own_id() {
        assert!(size_of::<RuleId>() <= 2);
        for (at, row) in RULES.iter().enumerate() {
            assert_eq!(row.rule as usize, at, "{}", row.id);
            assert_eq!(RuleId::by_name(row.id), Some(row.rule), "{} stands twice", row.id);
            let camel: String = row.id.split('-').map(capital).collect();
            assert_eq!(format!("{:?}", row.rule), camel, "name and id of a rule differ");
        }
        assert_eq!(RuleId::by_name("no-such-rule"), None);
    }

    fn capital(word: &str) -> String {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
    }

    #[test]
    fn every_row_is_whole_and_in_both_languages() {
        let is_hangul = |c: char| ('가'..='힣').contains(&c);
        for row in RULES {
            assert!(!row.title.en.is_empty() && row.title.en.is_ascii(), "{}: {}", row.id, row.title.en);
            assert!(row.title.ko.chars().any(is_hangul), "{}: {}", row.id, row.title.ko);
            // Style of titles: a noun or a nominal form, no full stop, never the polite endings of prose.
            for ending in [".", "다", "요", "까?"] {
                assert!(!row.title.ko.ends_with(ending), "{}: {}", row.id, row.title.ko);
            }
            assert!(!row.title.en.ends_with('.'), "{}", row.id);
            let own = row.group == Group::Capture;
            assert_eq!(own, row.spec.rfc == 0, "{}", row.id);
            assert_eq!(own, row.spec.section.is_empty(), "{}", row.id);
            assert_eq!(own, row.level == Level::Free && row.who == Who::Nobody, "{}", row.id);
            // A broken MAY is nothing wrong.
            assert!(row.level != Level::May || row.severity == Severity::Note, "{}", row.id);
        }
    }

    #[test]
    fn a_rule_cites_its_section() {
        assert_eq!(RuleId::ClientFrameUnmasked.row().spec.to_string(), "RFC 6455 §5.1");
        assert_eq!(RuleId::CaptureGap.row().spec.to_string(), "ws101");
        assert_eq!(RuleId::ReqMethodNotGet.to_string(), "req-method-not-get");
        assert_eq!(RuleId::ReqMethodNotGet.title(Lang::Ko), "요청 메서드가 GET이 아님");
    }
}
