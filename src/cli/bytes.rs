//! `ws101 bytes`: pasted bytes of one direction after the handshake.

use super::args::Bytes;
use super::output::Failure;

/// Decodes pasted bytes.
pub(super) fn run(_: &Bytes) -> Result<(), Failure> {
    Ok(())
}
