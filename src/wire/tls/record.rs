//! Records (RFC 8446 §5.1, RFC 5246 §6.2): five bytes of header, then the fragment. The reader takes the stream in
//! pieces of any size and gives whole records.

/// A record's content type. Any value may stand on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentType(pub u8);

impl ContentType {
    /// `change_cipher_spec`.
    pub const CHANGE_CIPHER_SPEC: Self = Self(20);
    /// `alert`.
    pub const ALERT: Self = Self(21);
    /// `handshake`.
    pub const HANDSHAKE: Self = Self(22);
    /// `application_data`; in TLS 1.3 the outer type of everything that is protected.
    pub const APPLICATION_DATA: Self = Self(23);
    /// `heartbeat` (RFC 6520).
    pub const HEARTBEAT: Self = Self(24);

    /// The name that the specification gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            20 => "change_cipher_spec",
            21 => "alert",
            22 => "handshake",
            23 => "application_data",
            24 => "heartbeat",
            _ => "unknown",
        }
    }
}

/// The five bytes before a fragment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordHeader {
    /// What the fragment holds.
    pub content_type: ContentType,
    /// `legacy_record_version`.
    pub version: u16,
    /// Length of the fragment.
    pub len: u16,
}

impl RecordHeader {
    /// Length of a record header.
    pub const BYTES: usize = 5;
    /// Longest fragment that any version allows: 2^14 of plaintext and 2048 of expansion (RFC 5246 §6.2.3).
    pub const MAX_FRAGMENT_BYTES: u16 = (1 << 14) + 2048;

    /// Reads a header; `None` when there are not enough bytes.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let [content_type, major, minor, high, low] = *bytes.first_chunk::<5>()?;
        Some(Self {
            content_type: ContentType(content_type),
            version: u16::from_be_bytes([major, minor]),
            len: u16::from_be_bytes([high, low]),
        })
    }

    /// The same five bytes again.
    #[must_use]
    pub const fn write(self) -> [u8; 5] {
        let ([major, minor], [high, low]) = (self.version.to_be_bytes(), self.len.to_be_bytes());
        [self.content_type.0, major, minor, high, low]
    }

    /// Whether this can be the header of a TLS record: a known type, version 3.x, a length that is allowed.
    #[must_use]
    pub const fn is_plausible(self) -> bool {
        matches!(self.content_type.0, 20..=24)
            && matches!(self.version, 0x0300..=0x0304)
            && self.len <= Self::MAX_FRAGMENT_BYTES
            && (self.len > 0 || self.content_type.0 == 23)
    }
}

/// Whether a stream that begins like this is TLS: `Some(true)` once it must be, `None` while more bytes are needed.
///
/// A client begins with a ClientHello, a server with a ServerHello or an alert. Where the capture came in later, a
/// protected record may come first: it is at least as long as its tag.
#[must_use]
pub fn looks_like_tls(bytes: &[u8]) -> Option<bool> {
    let &kind = bytes.first()?;
    if !(21..=23).contains(&kind)
        || bytes.get(1).is_some_and(|major| *major != 3)
        || bytes.get(2).is_some_and(|minor| *minor > 4 || kind == 23 && !matches!(minor, 1..=3))
    {
        return Some(false);
    }
    let header = RecordHeader::read(bytes)?;
    if !header.is_plausible() {
        return Some(false);
    }
    match kind {
        21 => Some(header.len == 2),
        23 => Some(header.len > MIN_TAG_BYTES),
        _ => bytes.get(RecordHeader::BYTES).map(|message| matches!(message, 1 | 2)),
    }
}

/// The shortest sealed fragment that is taken for one where nothing else is known.
const MIN_TAG_BYTES: u16 = 16;

/// A whole record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its header.
    pub header: RecordHeader,
    /// Where it begins in its stream.
    pub at: u64,
    /// Header and fragment. Only the header where the fragment was passed over.
    pub bytes: &'a [u8],
    /// Whether bytes of the fragment are missing.
    pub is_holed: bool,
}

impl Record<'_> {
    /// What is behind the header.
    #[must_use]
    pub fn fragment(&self) -> &[u8] {
        self.bytes.get(RecordHeader::BYTES..).unwrap_or(&[])
    }

    /// One past its last byte in its stream.
    #[must_use]
    pub const fn end(&self) -> u64 {
        self.at + RecordHeader::BYTES as u64 + self.header.len as u64
    }
}

/// Cuts one direction of a stream into records. It keeps at most one record.
#[derive(Debug, Clone, Default)]
pub struct RecordReader {
    /// The header, and as much of the fragment as has come and is kept.
    bytes: Vec<u8>,
    header: Option<RecordHeader>,
    /// Where the record begins in its stream.
    at: u64,
    /// Bytes of the fragment that have not come.
    left: usize,
    is_holed: bool,
    is_complete: bool,
    /// Fragments are not kept.
    passes_over: bool,
}

/// What [`RecordReader::push`] came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// All bytes are taken and the record is not whole.
    More,
    /// [`RecordReader::record`] is whole.
    Record,
    /// What stands here is no record header: the boundary is lost.
    Lost,
}

impl RecordReader {
    /// A reader at the beginning of a stream, or at the record that begins at `at`.
    #[must_use]
    pub fn at(at: u64) -> Self {
        Self { at, ..Self::default() }
    }

    /// Whether fragments are passed over from now on: then only headers are kept.
    pub const fn pass_over(&mut self, passes_over: bool) {
        self.passes_over = passes_over;
    }

    /// Where the record stands that is being read, or the next one.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.at
    }

    /// Bytes of a record that are held, waiting for its rest.
    #[must_use]
    pub const fn held_bytes(&self) -> usize {
        if self.is_complete { 0 } else { self.bytes.len() }
    }

    /// Takes bytes from the front of `bytes`, up to the end of the record.
    pub fn push(&mut self, bytes: &mut &[u8]) -> Pushed {
        self.next_record();
        if self.header.is_none() {
            let wanted = RecordHeader::BYTES - self.bytes.len();
            let (head, rest) = bytes.split_at(wanted.min(bytes.len()));
            self.bytes.extend_from_slice(head);
            *bytes = rest;
            let Some(header) = RecordHeader::read(&self.bytes) else { return Pushed::More };
            if !header.is_plausible() {
                return Pushed::Lost;
            }
            self.left = usize::from(header.len);
            self.header = Some(header);
        }
        let (part, rest) = bytes.split_at(self.left.min(bytes.len()));
        if !self.passes_over {
            self.bytes.extend_from_slice(part);
        }
        *bytes = rest;
        self.left -= part.len();
        if self.left > 0 {
            return Pushed::More;
        }
        self.is_complete = true;
        Pushed::Record
    }

    /// The record that [`Pushed::Record`] spoke of.
    #[must_use]
    pub fn record(&self) -> Option<Record<'_>> {
        let header = self.header.filter(|_| self.is_complete)?;
        Some(Record { header, at: self.at, bytes: &self.bytes, is_holed: self.is_holed })
    }

    /// What is held of a record that is not whole.
    #[must_use]
    pub fn unfinished(&self) -> &[u8] {
        if self.is_complete { &[] } else { &self.bytes }
    }

    /// `len` bytes of the stream are missing. Gives how many of them lie behind the record that is being read: none
    /// means that its end is known and reading goes on; otherwise the boundary is lost.
    pub fn gap(&mut self, len: u64) -> u64 {
        self.next_record();
        if len == 0 {
            return 0;
        }
        if self.header.is_none() {
            // Also a hole in the middle of a header leaves nothing to go by.
            return len.max(1);
        }
        self.is_holed = true;
        let inside = (self.left as u64).min(len);
        self.left -= inside as usize;
        if self.left == 0 {
            self.is_complete = true;
        }
        len - inside
    }

    /// Goes on at the record that begins at `at`.
    pub fn resume(&mut self, at: u64) {
        let bytes = std::mem::take(&mut self.bytes);
        *self = Self { bytes, at, passes_over: self.passes_over, ..Self::default() };
        self.bytes.clear();
    }

    fn next_record(&mut self) {
        if self.is_complete
            && let Some(header) = self.header
        {
            self.resume(self.at + RecordHeader::BYTES as u64 + u64::from(header.len));
        }
    }
}
