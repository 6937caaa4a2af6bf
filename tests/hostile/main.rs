//! Writes the hostile captures: `cargo run --release --no-default-features --example hostile FOLDER [CASE...]`. They are
//! made anew each time, since some are large. `/usr/bin/time -v ws101 decode FILE` then shows what they cost.

mod cases;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cases::{Case, Pcap, cases};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        return Err(io::Error::other("a folder to write to is missing"));
    };
    let wanted: Vec<String> = arguments.map(|name| name.to_string_lossy().into_owned()).collect();
    std::fs::create_dir_all(&folder)?;
    let mut out = io::stdout().lock();
    for Case { name, what, size, small, due, make } in cases::<BufWriter<File>>() {
        if !wanted.is_empty() && !wanted.iter().any(|one| one == name) {
            continue;
        }
        let path = folder.join(format!("{name}.pcap"));
        let mut pcap = Pcap::new(BufWriter::new(File::create(&path)?))?;
        make(&mut pcap, size)?;
        let (packets, mut file) = pcap.finish();
        file.flush()?;
        writeln!(
            out,
            "{}: {what}, {packets} packets; due {due:?} (in the tests {small}, here {size})",
            path.display()
        )?;
    }
    if wanted.is_empty() {
        compressed(&folder)?;
        blocks(&folder)?;
    }
    Ok(())
}

/// A gzip file of 1 MB that holds a capture of 1 GB.
fn compressed(folder: &Path) -> io::Result<()> {
    let file = BufWriter::new(File::create(folder.join("compressed.pcap.gz"))?);
    let mut pcap = Pcap::new(flate2::write::GzEncoder::new(file, flate2::Compression::best()))?;
    let mut peer = pcap.open(0)?;
    for _ in 0..16_384 {
        pcap.send(&mut peer, 0, &[0; cases::LARGEST_SEGMENT_BYTES])?;
    }
    Ok(())
}

/// A pcapng file whose blocks say that they are 4 GB long.
fn blocks(folder: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(folder.join("blocks.pcapng"))?);
    file.write_all(
        b"\x0A\x0D\x0D\x0A\x1C\0\0\0\x4D\x3C\x2B\x1A\x01\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x1C\0\0\0",
    )?;
    file.write_all(b"\x01\0\0\0\x14\0\0\0\x65\0\0\0\0\0\x04\0\x14\0\0\0")?;
    for _ in 0..1_000_000 {
        file.write_all(
            b"\x06\0\0\0\xF0\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\xFF\x7F\xFF\xFF\xFF\x7F",
        )?;
    }
    file.flush()
}
