//! `ws101 bytes`: pasted bytes of one direction after the handshake, read as the inspector reads a stream.

use std::path::Path;

use super::args::{Bytes, End, Format};
use super::hex;
use super::output::{Failure, Output, read_pasted, totals};
use crate::base::Stamp;
use crate::export::{LineType, Lines, Totals, Writer};
use crate::inspect::{Pasted, Step};

/// Decodes pasted bytes.
pub(super) fn run(args: &Bytes) -> Result<(), Failure> {
    let bytes = input(args)?;
    let lines = Lines::only(&[LineType::Frame, LineType::Message, LineType::Finding, LineType::Summary]);
    let format = args.shown.format();
    let payload = args.content.payload(format);
    match format {
        Format::Ndjson => decode(args, &bytes, &mut args.shown.ndjson(lines, payload)),
        Format::Text => decode(args, &bytes, &mut args.shown.text(lines, payload)),
    }
}

fn decode(args: &Bytes, bytes: &[u8], writer: &mut impl Writer) -> Result<(), Failure> {
    let mut output = Output::new();
    let mut pasted = Pasted::frames(&args.ext, writer);
    let side = args.from.side();
    let now = Stamp::default();
    for piece in bytes.chunks(1 << 20) {
        pasted.step(side, now, Step::Bytes(piece), writer);
        output.drain(writer)?;
    }
    if args.end == End::Fin {
        pasted.step(side, now, Step::Fin, writer);
    }
    let summary = pasted.finish(now, writer);
    // Steps are no packets.
    writer.summary(&Totals { packets: 0, ..totals(&summary) });
    output.flush(writer)
}

/// The bytes that the arguments hold or name.
fn input(args: &Bytes) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut digits = String::new();
    for input in &args.input {
        let file = if input == "-" { Some(input.as_str()) } else { input.strip_prefix('@') };
        match file {
            Some(file) if args.raw => bytes.extend(read_pasted(Path::new(file))?),
            Some(file) => {
                digits.push_str(&String::from_utf8_lossy(&read_pasted(Path::new(file))?));
                digits.push('\n');
            }
            None if args.raw => {
                let text = "--raw reads a file as it is: name it as @FILE, or - for standard input";
                return Err(Failure::Usage(text.to_owned()));
            }
            None => {
                digits.push_str(input);
                digits.push(' ');
            }
        }
    }
    bytes.extend(hex::parse(&digits).map_err(Failure::Usage)?);
    Ok(bytes)
}
