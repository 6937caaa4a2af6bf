//! Files read and written by place. No mapping: a file that shrinks must not end the program.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use crate::base::Source;

/// How large a spill file may grow.
pub const MAX_SPILL_BYTES: u64 = 64 * 1024 * 1024 * 1024;

/// A file without a position of its own.
pub(super) struct Positioned {
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
}

#[cfg(unix)]
impl Positioned {
    pub(super) fn new(file: File) -> Self {
        Self { file }
    }

    pub(super) fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buf, offset)
    }

    fn write_all_at(&self, offset: u64, buf: &[u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.file, buf, offset)
    }
}

#[cfg(not(unix))]
impl Positioned {
    pub(super) fn new(file: File) -> Self {
        Self { file: std::sync::Mutex::new(file) }
    }

    fn at(&self, offset: u64) -> io::Result<std::sync::MutexGuard<'_, File>> {
        use std::io::Seek as _;
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(io::SeekFrom::Start(offset))?;
        Ok(file)
    }

    pub(super) fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.at(offset)?.read(buf)
    }

    fn write_all_at(&self, offset: u64, buf: &[u8]) -> io::Result<()> {
        use std::io::Write as _;
        self.at(offset)?.write_all(buf)
    }
}

impl Source for Positioned {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> usize {
        let mut done = 0;
        while done < buf.len() {
            match Self::read_at(self, offset.saturating_add(done as u64), &mut buf[done..]) {
                Ok(0) => break,
                Ok(len) => done += len,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        done
    }
}

/// A file read from its beginning.
pub(super) struct Sequential {
    file: Arc<Positioned>,
    at: u64,
}

impl Sequential {
    pub(super) const fn new(file: Arc<Positioned>) -> Self {
        Self { file, at: 0 }
    }
}

impl Read for Sequential {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read_at(self.at, buf)?;
        self.at += len as u64;
        Ok(len)
    }
}

/// Keeps what came decompressed or through a pipe, so that it can be read again by place.
pub(super) struct Spill {
    file: Arc<Positioned>,
    len: u64,
}

/// Why a spill took no more.
pub(super) enum SpillFull {
    /// The named limit.
    Limit,
    /// The disk.
    Disk,
}

impl Spill {
    pub(super) const fn new(file: Arc<Positioned>) -> Self {
        Self { file, len: 0 }
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), SpillFull> {
        if self.len.saturating_add(bytes.len() as u64) > MAX_SPILL_BYTES {
            return Err(SpillFull::Limit);
        }
        self.file.write_all_at(self.len, bytes).map_err(|_| SpillFull::Disk)?;
        self.len += bytes.len() as u64;
        Ok(())
    }
}
