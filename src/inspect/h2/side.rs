//! One direction of an HTTP/2 connection: its frames, its header compression, and where its bytes stand in the capture.

use std::collections::VecDeque;

use super::super::engine::asks;
use super::super::frames::Arrival;
use super::super::handshake::is_websocket_connect;
use super::super::limits;
use crate::base::Span;
use crate::trace::{Sealed, Segment};
use crate::wire::h2::{Decoder, FrameHeader, LIST_BYTES, Reader};
use crate::wire::http::write_field;

/// One direction.
#[derive(Debug, Default)]
pub(super) struct Half {
    pub(super) reader: Reader,
    pub(super) decoder: Decoder,
    /// The connection's stream whose DATA is being read.
    pub(super) current: Option<u32>,
    /// Method and path of the newest request, where it polls.
    pub(super) polls: Option<(Vec<u8>, Vec<u8>)>,
    /// What brought the bytes that have not been read to their end.
    segments: VecDeque<Segment>,
    sealed: VecDeque<Sealed>,
}

/// Frame headers in a row after which a boundary is believed.
const CHAIN_FRAMES: usize = 3;
/// Frame headers in a row after which no further one is asked for.
const CHAIN_FRAMES_MAX: usize = 8;

impl Half {
    pub(super) fn cost(&self) -> usize {
        self.segments.capacity() * size_of::<Segment>()
            + self.sealed.capacity() * size_of::<Sealed>()
            + self.decoder.table_bytes()
            + self.reader.kept_bytes()
    }

    pub(super) fn segment(&mut self, segment: &Segment) {
        if self.segments.len() == limits::H2_SEGMENTS {
            self.segments.pop_front();
        }
        self.segments.push_back(*segment);
    }

    pub(super) fn sealed(&mut self, sealed: Sealed) {
        if self.sealed.len() == limits::H2_SEGMENTS {
            self.sealed.pop_front();
        }
        self.sealed.push_back(sealed);
    }

    /// Forgets what brought bytes that have been read.
    pub(super) fn forget(&mut self) {
        let from = self.reader.gathers_from();
        while self.segments.front().is_some_and(|segment| segment.span.end <= from) {
            self.segments.pop_front();
        }
        while self.sealed.front().is_some_and(|sealed| sealed.span.end <= from) {
            self.sealed.pop_front();
        }
    }

    /// The segments that brought `span`, each cut to it.
    pub(super) fn segments_in(&self, span: Span) -> impl Iterator<Item = Segment> + '_ {
        self.segments.iter().filter_map(move |segment| {
            let part = segment.span.meet(span)?;
            let capture_offset = segment.capture_offset + (part.start - segment.span.start);
            Some(Segment { span: part, capture_offset, ..*segment })
        })
    }

    /// The TLS records that hold `span`, each cut to it.
    pub(super) fn sealed_in(&self, span: Span) -> impl Iterator<Item = Sealed> + '_ {
        self.sealed.iter().filter_map(move |sealed| {
            let part = sealed.span.meet(span)?;
            let within = sealed.within + (part.start - sealed.span.start) as u32;
            Some(Sealed { span: part, within, ..sealed.clone() })
        })
    }

    /// First and last packet of `span`.
    pub(super) fn packets_of(&self, span: Span, at: Arrival) -> (u32, u32) {
        let packets = self.segments_in(span).map(|segment| segment.packet);
        packets.fold((at.first, at.packet), |(low, high), packet| (low.min(packet), high.max(packet)))
    }

    /// Where the byte at `offset` stands in the capture.
    pub(super) fn capture_offset(&self, offset: u64) -> u64 {
        self.segments_in(Span::at(offset, 1)).next().map_or(0, |segment| segment.capture_offset)
    }

    /// Decodes a field block. Gives its fields as lines where they are asked for (`wanted`), or are an extended CONNECT
    /// for WebSocket (`is_request`), and whether there were more than are kept. `None` also where it cannot be decoded; then nothing later can.
    pub(super) fn decode(
        &mut self,
        block: Option<&[u8]>,
        is_request: bool,
        wanted: bool,
    ) -> Option<(Vec<u8>, bool)> {
        let Some(block) = block else {
            self.decoder.lose();
            return None;
        };
        // Most requests are no CONNECT: nothing of them is kept.
        let mut list: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let (mut keeps, mut size) = (is_request || wanted, 0);
        let (mut method, mut path) = (None, None);
        let decoded = self.decoder.decode(block, |name, value| {
            match name {
                b":method" if is_request && matches!(value, b"GET" | b"POST") => {
                    method = Some(value.to_vec());
                }
                b":path" if is_request && asks(value).is_some() => path = Some(value.to_vec()),
                _ => {}
            }
            if is_request && name == b":method" && value != b"CONNECT" {
                keeps = false;
                list.clear();
            }
            size += name.len() + value.len();
            if keeps && size <= LIST_BYTES {
                list.push((name.to_vec(), value.to_vec()));
            }
        });
        self.polls = method.zip(path).filter(|_| decoded.is_ok());
        if decoded.is_err() || !keeps {
            return None;
        }
        let fields = || list.iter().map(|(name, value)| (&name[..], &value[..]));
        if !wanted && !is_websocket_connect(fields()) {
            return None;
        }
        let mut lines = Vec::with_capacity(size.min(LIST_BYTES) + 4 * list.len());
        for (name, value) in fields() {
            write_field(&mut lines, name, value);
        }
        lines.push(b'\n');
        Some((lines, size > LIST_BYTES))
    }

    /// After a gap: passes over bytes up to where frames plausibly go on, and gives the rest.
    pub(super) fn find_step<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        if !self.reader.is_lost() {
            return bytes;
        }
        // RFC 9113 §4.1: a frame header has no mark, so only several in a row are believed, or one that ends the piece.
        let found = (0..bytes.len()).find(|at| is_plausible(&bytes[*at..], *at == 0));
        match found {
            Some(at) => {
                self.reader.resume(at as u64);
                &bytes[at..]
            }
            None => bytes,
        }
    }
}

/// Whether frames plausibly begin here: lawful headers to the end of the piece, or several in a row.
fn is_plausible(bytes: &[u8], is_start: bool) -> bool {
    let (mut rest, mut frames) = (bytes, 0);
    while let Some(header) = FrameHeader::read(rest) {
        if !header.is_lawful() {
            return false;
        }
        frames += 1;
        if frames == CHAIN_FRAMES_MAX {
            return true;
        }
        let Some(behind) = rest.get(header.frame_bytes() as usize..) else { break };
        if behind.is_empty() {
            return frames >= 2 || is_start;
        }
        rest = behind;
    }
    frames >= CHAIN_FRAMES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::h2::{FrameType, write_frame};

    #[test]
    fn frames_are_found_again_only_where_they_are_plausible() {
        let data = |len: usize| write_frame(FrameType::DATA, 0, 5, &vec![0xEE; len]);
        let ping = write_frame(FrameType::PING, 0, 0, &[0; 8]);
        let chain = [data(4), ping.clone(), data(7)].concat();
        for (bytes, found) in [
            (data(20), Some(0)),
            (data(20)[..25].to_vec(), None),
            ([b"noise".to_vec(), data(20)].concat(), None),
            ([b"noise".to_vec(), data(20), ping].concat(), Some(5)),
            ([b"noise".to_vec(), chain, data(900)[..40].to_vec()].concat(), Some(5)),
            (b"only a text of some length, and nothing else".to_vec(), None),
        ] {
            let mut half = Half::default();
            half.reader.gap(100);
            let rest = half.find_step(&bytes);
            assert_eq!(found.map(|at| bytes.len() - at), (!half.reader.is_lost()).then_some(rest.len()));
        }
    }
}
