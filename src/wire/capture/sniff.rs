//! Tells what a file is by its first bytes, so that an error can say so. Reads nothing but those bytes.

use super::pcap;
use crate::base::Text;

/// What a file seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Classic pcap.
    Pcap,
    /// pcapng.
    PcapNg,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
    /// LZ4 frames.
    Lz4,
    /// HAR: JSON with a `log`.
    Har,
    /// JSON.
    Json,
    /// HTML or XML.
    Markup,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// ZIP, and what is packed like it.
    Zip,
    /// 7-Zip.
    SevenZip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// tar.
    Tar,
    /// PDF.
    Pdf,
    /// ELF, Windows or Mach-O program.
    Program,
    /// Solaris snoop.
    Snoop,
    /// Microsoft Network Monitor.
    NetworkMonitor,
    /// mitmproxy flows.
    Mitmproxy,
    /// A TLS key log.
    KeyLog,
    /// Text.
    Text,
    /// No byte at all.
    Empty,
    /// None of these.
    Unknown,
}

impl Kind {
    /// Whether it is a capture: packets, which the walker reads, or a HAR.
    #[must_use]
    pub const fn is_capture(self) -> bool {
        matches!(self, Self::Pcap | Self::PcapNg | Self::Har)
    }

    /// Whether it is to be decompressed first.
    #[must_use]
    pub const fn is_compressed(self) -> bool {
        matches!(self, Self::Gzip | Self::Zstd | Self::Lz4)
    }

    /// What it is, with its article: "a ZIP archive".
    #[must_use]
    pub const fn text(self) -> Text {
        match self {
            Self::Pcap => Text::new("a pcap capture", "pcap 캡처"),
            Self::PcapNg => Text::new("a pcapng capture", "pcapng 캡처"),
            Self::Gzip => Text::new("gzip data", "gzip 데이터"),
            Self::Zstd => Text::new("Zstandard data", "Zstandard 데이터"),
            Self::Lz4 => Text::new("LZ4 data", "LZ4 데이터"),
            Self::Har => Text::new("a HAR file", "HAR 파일"),
            Self::Json => Text::new("a JSON file", "JSON 파일"),
            Self::Markup => Text::new("an HTML or XML page", "HTML 또는 XML 문서"),
            Self::Png => Text::new("a PNG image", "PNG 이미지"),
            Self::Jpeg => Text::new("a JPEG image", "JPEG 이미지"),
            Self::Gif => Text::new("a GIF image", "GIF 이미지"),
            Self::Zip => Text::new("a ZIP archive", "ZIP 압축 파일"),
            Self::SevenZip => Text::new("a 7-Zip archive", "7-Zip 압축 파일"),
            Self::Bzip2 => Text::new("bzip2 data", "bzip2 데이터"),
            Self::Xz => Text::new("xz data", "xz 데이터"),
            Self::Tar => Text::new("a tar archive", "tar 묶음 파일"),
            Self::Pdf => Text::new("a PDF document", "PDF 문서"),
            Self::Program => Text::new("a program", "실행 파일"),
            Self::Snoop => Text::new("a Solaris snoop capture", "Solaris snoop 캡처"),
            Self::NetworkMonitor => {
                Text::new("a Microsoft Network Monitor capture", "Microsoft Network Monitor 캡처")
            }
            Self::Mitmproxy => Text::new("a mitmproxy flow file", "mitmproxy 흐름 파일"),
            Self::KeyLog => Text::new("a TLS key log", "TLS 키 로그"),
            Self::Text => Text::new("a text file", "텍스트 파일"),
            Self::Empty => Text::new("empty", "빈 파일"),
            Self::Unknown => Text::new("of an unknown kind", "알 수 없는 종류의 파일"),
        }
    }

    /// What would help, as an imperative; `None` where there is nothing to advise.
    #[must_use]
    pub const fn remedy(self) -> Option<Text> {
        Some(match self {
            Self::Zip | Self::SevenZip | Self::Bzip2 | Self::Xz | Self::Tar => {
                Text::new("unpack it, then open the capture inside", "압축을 푼 뒤 그 안의 캡처를 여세요")
            }
            Self::Snoop | Self::NetworkMonitor => Text::new(
                "convert it with `editcap -F pcapng IN OUT`, which comes with Wireshark",
                "Wireshark에 들어 있는 `editcap -F pcapng IN OUT`으로 변환하세요",
            ),
            Self::Mitmproxy => Text::new(
                "record the packets as well, with Wireshark or tcpdump",
                "Wireshark나 tcpdump로 패킷도 함께 기록하세요",
            ),
            Self::KeyLog => Text::new(
                "open the capture that it belongs to, and give this as its key log",
                "짝이 되는 캡처를 열고 이 파일은 키 로그로 지정하세요",
            ),
            Self::Empty => Text::new(
                "check whether the recording has been written, or still runs",
                "기록이 저장되었는지, 아직 진행 중은 아닌지 확인하세요",
            ),
            Self::Pcap | Self::PcapNg | Self::Har => return None,
            _ => Text::new("open a pcap, pcapng or HAR file", "pcap, pcapng 또는 HAR 파일을 여세요"),
        })
    }
}

/// What a file that begins with these bytes seems to be. 512 bytes are enough.
#[must_use]
pub fn sniff(first: &[u8]) -> Kind {
    const MAGICS: &[(&[u8], Kind)] = &[
        (b"\x0a\x0d\x0d\x0a", Kind::PcapNg),
        (b"\x1f\x8b", Kind::Gzip),
        (b"\x28\xb5\x2f\xfd", Kind::Zstd),
        (b"\x04\x22\x4d\x18", Kind::Lz4),
        (b"\x89PNG\r\n\x1a\n", Kind::Png),
        (b"\xff\xd8\xff", Kind::Jpeg),
        (b"GIF8", Kind::Gif),
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
        (b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
        (b"BZh", Kind::Bzip2),
        (b"\xfd7zXZ\0", Kind::Xz),
        (b"%PDF-", Kind::Pdf),
        (b"\x7fELF", Kind::Program),
        (b"MZ", Kind::Program),
        (b"\xcf\xfa\xed\xfe", Kind::Program),
        (b"snoop\0\0\0", Kind::Snoop),
        (b"GMBU", Kind::NetworkMonitor),
        (b"RTSS", Kind::NetworkMonitor),
    ];
    if first.is_empty() {
        return Kind::Empty;
    }
    if first.first_chunk::<4>().is_some_and(|magic| pcap::Layout::from_magic(*magic).is_some()) {
        return Kind::Pcap;
    }
    // Skippable frames may stand before the first Zstandard or LZ4 frame; Zstandard's tools write them.
    if first.len() >= 4 && first[0] & 0xf0 == 0x50 && first[1..4] == *b"\x2a\x4d\x18" {
        return Kind::Zstd;
    }
    if let Some((_, kind)) = MAGICS.iter().find(|(magic, _)| first.starts_with(magic)) {
        return *kind;
    }
    if first.get(257..262) == Some(b"ustar") {
        return Kind::Tar;
    }
    sniff_text(first)
}

fn sniff_text(first: &[u8]) -> Kind {
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first).trim_ascii_start();
    if is_mitmproxy(first) {
        return Kind::Mitmproxy;
    }
    let is_text = match std::str::from_utf8(first) {
        Ok(_) => true,
        // The slice may end inside a character.
        Err(error) => error.error_len().is_none(),
    } && !first.iter().any(|byte| *byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(byte));
    if !is_text {
        return Kind::Unknown;
    }
    match first {
        [b'{' | b'[', ..] => {
            if is_har(first) {
                Kind::Har
            } else {
                Kind::Json
            }
        }
        [b'<', ..] => Kind::Markup,
        _ if [
            &b"CLIENT_RANDOM "[..],
            b"CLIENT_HANDSHAKE_TRAFFIC_SECRET ",
            b"SERVER_HANDSHAKE_TRAFFIC_SECRET ",
            b"# SSL/TLS secrets",
        ]
        .iter()
        .any(|label| first.starts_with(label)) =>
        {
            Kind::KeyLog
        }
        _ => Kind::Text,
    }
}

/// An object with a key `log`, as far as the first bytes show.
fn is_har(first: &[u8]) -> bool {
    let is_key = |at: usize| first[at + 5..].trim_ascii_start().starts_with(b":");
    first.starts_with(b"{") && memchr::memmem::find_iter(first, b"\"log\"").any(is_key)
}

/// A tnetstring (`LENGTH:...`) that holds the words of a flow.
fn is_mitmproxy(first: &[u8]) -> bool {
    let digits = first.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0
        && first.get(digits) == Some(&b':')
        && first
            .windows(9)
            .any(|window| window == b"websocket" || window == b"client_co" || window == b"9:backup;")
}
