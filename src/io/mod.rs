//! Captures from outside: files, compressed files, standard input.
//!
//! The one floor that opens files. A capture is read once, in pieces, through one reused buffer ([`Reader`]); what is
//! looked at later is read again by its place ([`Source`]). Nothing is read whole into memory, nothing is mapped.
//! What a packet holds is not known here.

mod desk;
mod error;
mod har;
mod inflate;
mod keylog;
pub mod lessons;
mod load;
mod reader;
pub mod settings;
mod source;

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use desk::Desk;
pub use error::{OpenError, Reason};
pub use keylog::{KEY_LOG_BYTES, beside, found_beside, is_key_log, read_key_log};
pub use load::Loader;
pub use reader::{Pumped, Reader, read_records};
pub use source::MAX_SPILL_BYTES;

use crate::base::Source;
use crate::wire::capture::{Kind, sniff};
use inflate::Inflate;
use source::{Positioned, Spill};

/// How many first bytes tell what a file is.
const SNIFF_BYTES: usize = 512;

/// How a capture is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip, of any number of members.
    Gzip,
    /// Zstandard, of any number of frames.
    Zstd,
    /// LZ4 frames.
    Lz4,
}

impl Compression {
    /// `gzip`, `zstd` or `lz4`, as in the machine-readable output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Lz4 => "lz4",
        }
    }

    const fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Gzip => Some(Self::Gzip),
            Kind::Zstd => Some(Self::Zstd),
            Kind::Lz4 => Some(Self::Lz4),
            _ => None,
        }
    }
}

/// How far the reading of a capture is; another thread may look at it.
#[derive(Debug, Clone)]
pub struct Progress {
    done: Arc<AtomicU64>,
    total: Option<u64>,
}

impl Progress {
    fn new(total: Option<u64>) -> Self {
        Self { done: Arc::default(), total }
    }

    fn add(&self, bytes: usize) {
        self.done.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many bytes of the file, as it lies on the disk, were read.
    #[must_use]
    pub fn done_bytes(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// How many it has; `None` for a pipe.
    #[must_use]
    pub const fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// The part that was read, 0 to 1; `None` for a pipe.
    #[must_use]
    pub fn fraction(&self) -> Option<f32> {
        let total = self.total.filter(|total| *total > 0)?;
        Some((self.done_bytes() as f32 / total as f32).min(1.0))
    }
}

/// A capture that is open and certainly one.
pub struct Opened {
    /// How it was named.
    pub name: String,
    /// pcap, pcapng or HAR.
    pub kind: Kind,
    /// How it was compressed, if it was.
    pub compression: Option<Compression>,
    /// Its (decompressed) bytes by their places; as far as they were read where it is compressed or a pipe.
    pub source: Arc<dyn Source>,
    /// Its packets in their order.
    pub reader: Reader,
    /// The texts of key logs that lie beside it.
    pub key_logs: Vec<Vec<u8>>,
}

/// Opens a capture by its path; `-` is standard input, `path` may also be a pipe.
///
/// # Errors
/// Where it cannot be opened, is empty, or is no capture: the error says what it seems to be and what would help.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let mut opened = open_capture(path)?;
    if path != Path::new("-") {
        opened.key_logs = found_beside(path);
    }
    Ok(opened)
}

fn open_capture(path: &Path) -> Result<Opened, OpenError> {
    if path == Path::new("-") {
        return open_stream("-", std::io::stdin());
    }
    let name = path.display().to_string();
    let failed = |error: &std::io::Error| OpenError::new(&name, Reason::from_io(error));
    let file = File::open(path).map_err(|error| failed(&error))?;
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    if metadata.is_dir() {
        return Err(OpenError::new(&name, Reason::Directory));
    }
    if !metadata.is_file() {
        return open_stream(&name, file);
    }
    let file = Arc::new(Positioned::new(file));
    let mut first = vec![0; SNIFF_BYTES];
    let len = file.read_at(0, &mut first).map_err(|error| failed(&error))?;
    first.truncate(len);
    let kind = sniff(&first);
    let progress = Progress::new(Some(metadata.len()));
    if Compression::of(kind).is_some() || kind == Kind::Har {
        return open_raw(&name, Box::new(source::Sequential::new(file)), kind, progress);
    }
    if !kind.is_capture() {
        return Err(OpenError::new(&name, Reason::of(kind)));
    }
    let input = Input::File { file: Arc::clone(&file), at: 0 };
    let reader = Reader::new(input, None, Vec::new(), progress);
    Ok(Opened { name, kind, compression: None, source: file, reader, key_logs: Vec::new() })
}

/// Opens a capture that arrives through a stream. Its bytes are kept in a temporary file without a name, so that they
/// can be looked at later; each read is handed on at once.
///
/// # Errors
/// As [`open`]. Waits for the first bytes.
pub fn open_stream(name: &str, stream: impl Read + Send + 'static) -> Result<Opened, OpenError> {
    let mut stream = stream;
    let mut first = Vec::new();
    let mut kind = Kind::Empty;
    // Four bytes tell a capture; only what is none is waited for longer, to say what it is.
    while first.len() < SNIFF_BYTES && !(first.len() >= 4 && (kind.is_capture() || kind.is_compressed())) {
        let mut piece = [0; SNIFF_BYTES];
        match stream.read(&mut piece[..SNIFF_BYTES - first.len()]) {
            Ok(0) => break,
            Ok(len) => first.extend_from_slice(&piece[..len]),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(OpenError::new(name, Reason::from_io(&error))),
        }
        kind = sniff(&first);
    }
    open_raw(name, Box::new(Cursor::new(first).chain(stream)), kind, Progress::new(None))
}

/// Opens what is compressed or cannot be read by place: it is spilled.
fn open_raw(
    name: &str,
    raw: Box<dyn Read + Send>,
    kind: Kind,
    progress: Progress,
) -> Result<Opened, OpenError> {
    let compression = Compression::of(kind);
    if !kind.is_capture() && compression.is_none() {
        return Err(OpenError::new(name, Reason::of(kind)));
    }
    let failed = |error: &std::io::Error| OpenError::new(name, Reason::from_io(error));
    let mut input = match compression {
        None => Input::Stream(Counted { inner: raw, progress: progress.clone() }),
        Some(compression) => {
            let counted = Counted { inner: raw, progress: progress.clone() };
            Input::Inflate(Box::new(Inflate::new(compression, BufReader::with_capacity(64 * 1024, counted))))
        }
    };
    let mut first = Vec::new();
    let kind = match compression {
        None => kind,
        Some(compression) => {
            if let Err(damage) = input.fill(&mut first, SNIFF_BYTES)
                && !sniff(&first).is_capture()
            {
                return Err(OpenError::new(name, Reason::Compressed(compression, damage)));
            }
            match sniff(&first) {
                kind if kind.is_capture() => kind,
                kind => return Err(OpenError::new(name, Reason::Inside(compression, kind))),
            }
        }
    };
    let file = tempfile::tempfile().map_err(|error| failed(&error))?;
    let file = Arc::new(Positioned::new(file));
    let reader = if kind == Kind::Har {
        let first = std::mem::take(&mut first);
        Reader::of_har(har::HarReader::start(name, input, first, &file)?, progress)
    } else {
        let spill = Spill::new(Arc::clone(&file));
        Reader::new(input, Some(spill), first, progress)
    };
    Ok(Opened { name: name.to_owned(), kind, compression, source: file, reader, key_logs: Vec::new() })
}

/// Counts the bytes that pass.
struct Counted {
    inner: Box<dyn Read + Send>,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let len = self.inner.read(buf)?;
        self.progress.add(len);
        Ok(len)
    }
}

/// Where the bytes of a capture come from, in their order.
enum Input {
    /// A file that lies still, read by place.
    File { file: Arc<Positioned>, at: u64 },
    /// A pipe.
    Stream(Counted),
    /// Compressed bytes.
    Inflate(Box<Inflate<BufReader<Counted>>>),
    /// Nothing: somebody else reads.
    Nothing,
}

impl Input {
    /// Reads once; 0 is the end.
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, crate::wire::capture::DamageKind> {
        use crate::wire::capture::DamageKind;
        loop {
            let read = match self {
                Self::File { file, at } => file.read_at(*at, buf).inspect(|len| *at += *len as u64),
                Self::Stream(stream) => stream.read(buf),
                Self::Inflate(inflate) => return inflate.read(buf),
                Self::Nothing => return Ok(0),
            };
            match read {
                Ok(len) => return Ok(len),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(_) => return Err(DamageKind::Unreadable),
            }
        }
    }

    /// Reads until there are `wanted` bytes or no more.
    fn fill(&mut self, buf: &mut Vec<u8>, wanted: usize) -> Result<(), crate::wire::capture::DamageKind> {
        while buf.len() < wanted {
            let len = buf.len();
            buf.resize(wanted, 0);
            let read = self.read(&mut buf[len..]);
            buf.truncate(len + read.as_ref().copied().unwrap_or(0));
            if read? == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// Whether a buffered reader has no more bytes.
fn is_at_end(reader: &mut impl BufRead) -> std::io::Result<bool> {
    loop {
        match reader.fill_buf() {
            Ok(rest) => return Ok(rest.is_empty()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
