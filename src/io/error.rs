//! Why a capture could not be opened: what, where, and what would help.

use std::fmt;
use std::io;

use super::Compression;
use crate::base::Lang;
use crate::wire::capture::{DamageKind, Kind};

/// Why a capture could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError {
    /// What was to be opened.
    pub name: String,
    /// Why it could not.
    pub reason: Reason,
}

/// What stood in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// There is no such file.
    NotFound,
    /// The system does not allow reading it.
    NoPermission,
    /// It is a directory.
    Directory,
    /// It has no bytes.
    Empty,
    /// It is something else.
    NotACapture(Kind),
    /// It is compressed, and something else is inside.
    Inside(Compression, Kind),
    /// It is compressed, and not even its beginning can be decompressed.
    Compressed(Compression, DamageKind),
    /// Not one line of it is one of a key log.
    NotAKeyLog,
    /// What the system says.
    System(String),
}

impl Reason {
    pub(super) fn from_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::IsADirectory => Self::Directory,
            _ => Self::System(error.to_string()),
        }
    }

    pub(super) const fn of(kind: Kind) -> Self {
        if matches!(kind, Kind::Empty) { Self::Empty } else { Self::NotACapture(kind) }
    }
}

impl OpenError {
    pub(super) fn new(name: &str, reason: Reason) -> Self {
        Self { name: name.to_owned(), reason }
    }

    /// The error in one line: what, why, what would help.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Ko => self.korean(),
        }
    }

    /// The name as it stands in a sentence.
    fn sentence_name(&self) -> &str {
        match self.name.as_str() {
            "-" => "standard input",
            name => name,
        }
    }

    fn english(&self) -> String {
        let name = self.sentence_name();
        let remedy = |kind: Kind| kind.remedy().map(|text| format!(": {}", text.en)).unwrap_or_default();
        match &self.reason {
            Reason::NotFound => format!("{name} does not exist: check the path"),
            Reason::NoPermission => {
                format!("{name} may not be read: allow it (chmod +r), or copy it to where you may read")
            }
            Reason::Directory => format!("{name} is a directory: name one capture file in it"),
            Reason::Empty => format!("{name} is empty{}", remedy(Kind::Empty)),
            Reason::NotACapture(kind) => format!("{name} is {}{}", kind.text().en, remedy(*kind)),
            Reason::Inside(compression, kind) => {
                format!(
                    "{name} is {} data, and what it holds is {}{}",
                    compression.name(),
                    kind.text().en,
                    remedy(*kind)
                )
            }
            Reason::Compressed(compression, damage) => format!(
                "{name} is {} data that cannot be read ({}): get the file again",
                compression.name(),
                damage.text().en
            ),
            Reason::NotAKeyLog => format!(
                "{name} is no key log: lines such as CLIENT_RANDOM with two hex values are what SSLKEYLOGFILE gives"
            ),
            Reason::System(error) => format!("{name} cannot be opened: {error}"),
        }
    }

    fn korean(&self) -> String {
        let name = if self.name == "-" { "표준 입력" } else { &self.name };
        let remedy = |kind: Kind| kind.remedy().map(|text| format!(". {}", text.ko)).unwrap_or_default();
        match &self.reason {
            Reason::NotFound => format!("{name}: 파일이 없습니다. 경로를 확인하세요"),
            Reason::NoPermission => {
                format!("{name}: 읽을 권한이 없습니다. 권한을 주거나(chmod +r) 읽을 수 있는 곳에 복사하세요")
            }
            Reason::Directory => format!("{name}: 디렉터리입니다. 그 안의 캡처 파일 하나를 지정하세요"),
            Reason::Empty => format!("{name}: 비어 있습니다{}", remedy(Kind::Empty)),
            Reason::NotACapture(kind) => {
                format!("{name}: 캡처가 아닙니다({}){}", kind.text().ko, remedy(*kind))
            }
            Reason::Inside(compression, kind) => {
                let compression = compression.name();
                format!(
                    "{name}: {compression} 안에 든 것이 캡처가 아닙니다({}){}",
                    kind.text().ko,
                    remedy(*kind)
                )
            }
            Reason::Compressed(compression, damage) => format!(
                "{name}: {} 데이터를 읽을 수 없습니다({}). 파일을 다시 받으세요",
                compression.name(),
                damage.text().ko
            ),
            Reason::NotAKeyLog => {
                format!("{name}: 키 로그가 아닙니다. SSLKEYLOGFILE이 쓰는 CLIENT_RANDOM 같은 줄이 없습니다")
            }
            Reason::System(error) => format!("{name}: 열 수 없습니다. {error}"),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for OpenError {}
