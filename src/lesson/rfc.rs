//! The section numbers of the RFCs that lessons quote.

/// RFC 6455, the WebSocket protocol.
const RFC_6455: &str = "1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2 2.1 3 4 4.1 4.2 4.2.1 4.2.2 4.3 4.4 5 5.1 5.2 \
    5.3 5.4 5.5 5.5.1 5.5.2 5.5.3 5.6 5.7 5.8 6 6.1 6.2 7 7.1 7.1.1 7.1.2 7.1.3 7.1.4 7.1.5 7.1.6 7.1.7 7.2 7.2.1 \
    7.2.2 7.2.3 7.3 7.4 7.4.1 7.4.2 8 8.1 9 9.1 9.2 10 10.1 10.2 10.3 10.4 10.5 10.6 10.7 10.8 11 11.1 11.1.1 \
    11.1.2 11.2 11.3 11.3.1 11.3.2 11.3.3 11.3.4 11.3.5 11.4 11.5 11.6 11.7 11.8 11.9 12 13 14 14.1 14.2";

/// RFC 7692, compression extensions.
const RFC_7692: &str = "1 2 3 4 5 5.1 5.2 6 6.1 6.2 7 7.1 7.1.1 7.1.1.1 7.1.1.2 7.1.2 7.1.2.1 7.1.2.2 7.1.3 7.2 7.2.1 \
    7.2.2 7.2.3 7.2.3.1 7.2.3.2 7.2.3.3 7.2.3.4 7.2.3.5 7.2.3.6 7.3 8 9 9.1 9.2 10 10.1 10.2";

/// RFC 3629, UTF-8.
const RFC_3629: &str = "1 2 3 4 5 6 7 8 9 10 11 12";

/// Whether an RFC known here has a section.
pub(super) fn has_section(rfc: &str, section: &str) -> bool {
    let sections = match rfc {
        "6455" => RFC_6455,
        "7692" => RFC_7692,
        "3629" => RFC_3629,
        _ => return false,
    };
    sections.split_ascii_whitespace().any(|one| one == section)
}
