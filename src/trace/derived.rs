//! What stands between a TCP stream and the stream that a connection reads: TLS records and HTTP/2 DATA frames. Rows
//! that say where each byte came from; the trace keeps no decrypted byte, it opens the record again when someone looks.

use std::sync::Arc;

use crate::base::{Source, Span, Text};

use super::Rows;

/// What a connection's streams are carried by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Transport {
    /// TCP itself: the stream is TCP's.
    #[default]
    Tcp,
    /// TLS: the stream is the records' content.
    Tls,
    /// A stream of a cleartext HTTP/2 connection (RFC 8441): the stream is its head and its DATA.
    H2,
    /// A stream of an HTTP/2 connection in TLS.
    H2Tls,
}

impl Transport {
    /// The word of the machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::H2 => "h2",
            Self::H2Tls => "h2-tls",
        }
    }

    /// Whether TLS is in between.
    #[must_use]
    pub const fn is_sealed(self) -> bool {
        matches!(self, Self::Tls | Self::H2Tls)
    }

    /// Whether it is a stream of an HTTP/2 connection.
    #[must_use]
    pub const fn is_h2(self) -> bool {
        matches!(self, Self::H2 | Self::H2Tls)
    }
}

/// Opens the records of one direction under one key, each on its own and as often as asked.
pub trait Unseal: std::fmt::Debug + Send + Sync {
    /// The content of a record, header and all, whose sequence number is `sequence`; `None` where it does not open.
    fn unseal(&self, sequence: u64, record: &[u8]) -> Option<Vec<u8>>;
}

/// A run of bytes of a record as one packet brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawPiece {
    /// Where it stands in the capture.
    pub capture_offset: u64,
    /// How many bytes.
    pub len: u32,
    /// Packet number, from 1.
    pub packet: u32,
}

/// A TLS record that holds bytes of a connection's stream.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The bytes of the connection's stream that are its content, or a part of that.
    pub span: Span,
    /// Where in the record's content they begin.
    pub within: u32,
    /// Its ordinal in its direction of the TLS connection, from 0, records of all types counted.
    pub ordinal: u32,
    /// The number its protection counts with.
    pub sequence: u64,
    /// The content type within: 23 for application data.
    pub content_type: u8,
    /// What opens it.
    pub key: Arc<dyn Unseal>,
    /// Its bytes, from the record header to the end of the tag, in order and without holes.
    pub pieces: Arc<[RawPiece]>,
}

/// A sealed record of a connection, for a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The bytes of the connection's stream that it holds.
    pub span: Span,
    /// Where in its content they begin.
    pub within: u32,
    /// Its ordinal in its direction.
    pub ordinal: u32,
    /// The number its protection counts with.
    pub sequence: u64,
    /// The content type within.
    pub content_type: u8,
    /// Its bytes in the capture, header first.
    pub pieces: Vec<RawPiece>,
}

impl Record {
    /// How long it is on the wire, header and tag included.
    #[must_use]
    pub fn wire_len(&self) -> u64 {
        self.pieces.iter().map(|piece| u64::from(piece.len)).sum()
    }

    /// First and last packet number.
    #[must_use]
    pub fn packets(&self) -> (u32, u32) {
        let packets = self.pieces.iter().map(|piece| piece.packet);
        packets.fold((u32::MAX, 0), |(low, high), packet| (low.min(packet), high.max(packet)))
    }
}

/// A sealed record in 40 bytes.
#[derive(Debug, Clone, Copy)]
struct SealedRow {
    at: u64,
    sequence: u64,
    len: u32,
    within: u32,
    ordinal: u32,
    /// Where its pieces begin in the list of all.
    pieces: u32,
    pieces_count: u16,
    key: u16,
    content_type: u8,
}

/// The sealed records of one side.
#[derive(Debug, Clone, Default)]
pub(super) struct SealedRows {
    rows: Rows<SealedRow>,
    pieces: Rows<RawPiece>,
    keys: Vec<Arc<dyn Unseal>>,
}

impl SealedRows {
    pub(super) const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn push(&mut self, sealed: &Sealed) {
        if !self.keys.last().is_some_and(|key| Arc::ptr_eq(key, &sealed.key)) {
            self.keys.push(Arc::clone(&sealed.key));
        }
        let (Ok(key), Ok(pieces_count)) =
            (u16::try_from(self.keys.len() - 1), u16::try_from(sealed.pieces.len()))
        else {
            return;
        };
        let pieces = self.pieces.len() as u32;
        for piece in sealed.pieces.iter() {
            self.pieces.push(*piece);
        }
        self.rows.push(SealedRow {
            at: sealed.span.start,
            sequence: sealed.sequence,
            len: sealed.span.len() as u32,
            within: sealed.within,
            ordinal: sealed.ordinal,
            pieces,
            pieces_count,
            key,
            content_type: sealed.content_type,
        });
    }

    fn rows_in(&self, span: Span) -> impl Iterator<Item = SealedRow> + '_ {
        let after = self.rows.partition_point(|row| row.at <= span.start);
        (after.saturating_sub(1)..self.rows.len())
            .filter_map(|index| self.rows.get(index))
            .skip_while(move |row| row.at + u64::from(row.len) <= span.start)
            .take_while(move |row| row.at < span.end)
    }

    fn pieces_of(&self, row: &SealedRow) -> impl Iterator<Item = RawPiece> + '_ {
        let start = row.pieces as usize;
        (start..start + usize::from(row.pieces_count)).filter_map(|index| self.pieces.get(index))
    }

    pub(super) fn records_in(&self, span: Span) -> impl Iterator<Item = Record> + '_ {
        self.rows_in(span).map(|row| Record {
            span: Span::at(row.at, u64::from(row.len)),
            within: row.within,
            ordinal: row.ordinal,
            sequence: row.sequence,
            content_type: row.content_type,
            pieces: self.pieces_of(&row).collect(),
        })
    }

    /// The stream bytes of `span` that records hold: each run with where it begins.
    pub(super) fn open_in(&self, source: &dyn Source, span: Span, mut sink: impl FnMut(u64, &[u8])) {
        for row in self.rows_in(span) {
            let mut record = Vec::new();
            for piece in self.pieces_of(&row) {
                let start = record.len();
                record.resize(start + piece.len as usize, 0);
                let read = source.read_at(piece.capture_offset, &mut record[start..]);
                if read < piece.len as usize {
                    break;
                }
            }
            let key = self.keys.get(usize::from(row.key));
            let Some(content) = key.and_then(|key| key.unseal(row.sequence, &record)) else { continue };
            let whole = Span::at(row.at, u64::from(row.len));
            let Some(part) = whole.meet(span) else { continue };
            let from = (part.start - row.at) as usize + row.within as usize;
            if let Some(bytes) = content.get(from..from + part.len() as usize) {
                sink(part.start, bytes);
            }
        }
    }
}

/// An HTTP/2 DATA frame that holds bytes of a connection's stream (RFC 9113 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataFrame {
    /// The bytes of the connection's stream that are its data.
    pub span: Span,
    /// Where its frame header stands in the HTTP/2 connection's byte stream.
    pub at: u64,
    /// Its length field: data, and padding with its length byte.
    pub len: u32,
    /// The HTTP/2 stream.
    pub stream: u32,
    /// Its flags.
    pub flags: u8,
    /// Bytes of padding, without the byte that counts them.
    pub padding: u8,
}

/// What a HAR says of a connection besides its messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HarFacts {
    /// The host of the URL.
    pub host: Option<Box<str>>,
    /// Why the opening handshake failed, in the browser's words.
    pub failure: Option<Box<str>>,
}

impl HarFacts {
    /// Stands for what a HAR does not know.
    pub const NOT_IN_HAR: Text = Text::new("not in a HAR", "HAR에 없음");
}

/// Bytes of a message that a HAR tells without the frames that carried them. The stream of a side is then what was told
/// of it: the head's text, and the content of its messages, one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The message.
    pub message: u32,
    /// Its bytes in what was told of the sender, or a part of them.
    pub span: Span,
    /// Where those stand in the source.
    pub capture_offset: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cipher that adds the sequence number to each byte behind a one-byte header.
    #[derive(Debug)]
    struct Add;

    impl Unseal for Add {
        fn unseal(&self, sequence: u64, record: &[u8]) -> Option<Vec<u8>> {
            let content = record.get(1..)?;
            Some(content.iter().map(|byte| byte.wrapping_sub(sequence as u8)).collect())
        }
    }

    #[test]
    fn bytes_are_opened_from_their_records() {
        // Two records of a one-byte header and four bytes each, the second in two packets with a hole between.
        let source: Vec<u8> = b"#abcd#cdXX..ef".to_vec();
        let key: Arc<dyn Unseal> = Arc::new(Add);
        let piece = |capture_offset, len, packet| RawPiece { capture_offset, len, packet };
        let mut rows = SealedRows::default();
        for (ordinal, at, pieces) in
            [(0, 10, vec![piece(0, 5, 1)]), (1, 14, vec![piece(5, 3, 2), piece(12, 2, 3)])]
        {
            rows.push(&Sealed {
                span: Span::at(at, 4),
                within: 0,
                ordinal,
                sequence: u64::from(ordinal),
                content_type: 23,
                key: Arc::clone(&key),
                pieces: pieces.into(),
            });
        }
        for (span, expect) in [
            (Span::new(10, 18), "abcdbcde"),
            (Span::new(0, 12), "ab"),
            (Span::new(13, 15), "db"),
            (Span::new(16, 99), "de"),
            (Span::new(18, 20), ""),
        ] {
            let mut out = Vec::new();
            rows.open_in(&source, span, |_, bytes| out.extend_from_slice(bytes));
            assert_eq!(String::from_utf8_lossy(&out), expect, "{span:?}");
        }
        let records: Vec<Record> = rows.records_in(Span::new(13, 15)).collect();
        assert_eq!(records.iter().map(Record::packets).collect::<Vec<_>>(), [(1, 1), (2, 3)]);
        assert_eq!(records.iter().map(Record::wire_len).collect::<Vec<_>>(), [5, 5]);
    }
}
