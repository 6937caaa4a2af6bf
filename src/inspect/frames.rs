//! Reads the frames of one direction from its stream, in pieces of any size, and joins them to messages.
//! It never stops at a violation: it says what is wrong and reads on, in step.

use sha1::{Digest, Sha1};

use super::conversation::Shared;
use super::desync::Suspect;
use super::header::Headers;
use super::limits;
use super::messages::Messages;
use super::probe::{begins_cut, fits, is_likely, is_plausible};
use crate::base::{Side, Span, Stamp};
use crate::rules::RuleId;
use crate::trace::{Frame, FrameFacts, Message, MessageFacts, MessageKind, Sink, Target, Wants};
use crate::wire::frame::{HEADER_MAX_BYTES, Header, LengthForm, Opcode};
use crate::wire::mask;

/// Unmasked payload at a time: it stays in the first-level cache.
const SCRATCH_BYTES: usize = 16 << 10;

/// When and in which packet bytes arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrival {
    /// When.
    pub(super) stamp: Stamp,
    /// The packet that completed them.
    pub(super) packet: u32,
    /// The packet that brought the first of them: an earlier one where they could be read only as a whole.
    pub(super) first: u32,
    /// How far into the peer's stream the sender of this packet has acknowledged.
    pub(super) acked: Option<u64>,
}

/// The frame being read.
#[derive(Debug)]
struct Current {
    header: Header,
    first: u8,
    second: u8,
    start: u64,
    first_packet: u32,
    /// Payload bytes passed, missing ones included.
    passed: u64,
    missing: bool,
    missing_bytes: u64,
    /// When and in which packet its newest bytes came.
    last: Arrival,
    guess: bool,
    /// It began a message while another was open.
    interrupts: bool,
    digest: Option<Sha1>,
    /// The newest bytes of the payload as they stand on the wire.
    newest: [u8; 4],
    /// The unmasked payload: of control frames, and of data frames when a listener wants it.
    payload: Vec<u8>,
}

/// A segment that begins like frames, the last of which is longer than what the capture has.
#[derive(Debug)]
struct Doubtful {
    offset: u64,
    bytes: Vec<u8>,
    at: Arrival,
}

/// The frames of one direction.
#[derive(Debug)]
pub(super) struct Reader {
    side: Side,
    carry: [u8; HEADER_MAX_BYTES],
    carried: u8,
    carry_packet: u32,
    current: Option<Box<Current>>,
    messages: Messages,
    headers: Headers,
    /// Out of step, or not WebSocket after all: all further bytes are unread.
    lost: bool,
    /// The next frame's boundary is a guess.
    guess: bool,
    /// A segment that fits only if the bytes that end it are missing.
    doubtful: Option<Box<Doubtful>>,
    /// Stream offset of the next byte.
    offset: u64,
    /// The masked frame that has just ended, and its last bytes on the wire.
    before: Option<(u32, [u8; 4])>,
    suspect: Option<Box<Suspect>>,
    /// What the suspect was suspected of has been told.
    suspicion_told: bool,
}

impl Reader {
    /// A reader of what `side` sends, from this offset of its stream.
    pub(super) const fn new(side: Side, offset: u64) -> Self {
        Self {
            side,
            carry: [0; HEADER_MAX_BYTES],
            carried: 0,
            carry_packet: 0,
            current: None,
            messages: Messages::new(side),
            headers: Headers::new(side),
            lost: false,
            guess: false,
            doubtful: None,
            offset,
            before: None,
            suspect: None,
            suspicion_told: false,
        }
    }

    /// Whether the stream stands inside a frame.
    pub(super) const fn is_inside_frame(&self) -> bool {
        self.carried > 0 || self.current.is_some()
    }

    /// The messages of this direction.
    pub(super) const fn messages(&self) -> &Messages {
        &self.messages
    }

    /// The frame boundary that follows is a guess, and what the past of the window was is not known.
    pub(super) fn starts_by_guess(&mut self) {
        self.guess = true;
        self.messages.lose_context();
    }

    /// Nothing of what follows is frames.
    pub(super) const fn give_up(&mut self) {
        self.lost = true;
    }

    /// Takes the next bytes of the stream.
    pub(super) fn receive(
        &mut self,
        mut bytes: &[u8],
        at: Arrival,
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) {
        if self.doubtful.is_some() {
            self.give_up_doubtful(shared, sink);
        }
        while !bytes.is_empty() {
            // After a gap nothing marks where a frame begins: segments are passed over until one fits.
            let between = self.current.is_none() && self.carried == 0;
            let (piece, piece_at) = (bytes, self.offset);
            if self.lost || self.guess && between && !is_plausible(bytes, self.side) {
                if !self.lost && begins_cut(bytes, self.side) {
                    self.doubtful =
                        Some(Box::new(Doubtful { offset: self.offset, bytes: bytes.to_vec(), at }));
                    self.offset += bytes.len() as u64;
                    return;
                }
                shared.unread(self.side, Span::at(self.offset, bytes.len() as u64), sink);
                self.offset += bytes.len() as u64;
                bytes = &[];
            } else if self.current.is_some() {
                bytes = self.payload_bytes(bytes, at, shared, sink);
            } else {
                let whole = if self.carried == 0 { self.whole_frame(bytes, at, shared, sink) } else { None };
                bytes = match whole {
                    Some(used) => &bytes[used..],
                    None => self.header_bytes(bytes, at, shared, sink),
                };
            }
            if self.suspect.is_some() {
                self.weigh(piece_at, piece, shared, sink);
            }
        }
    }

    /// What was kept of a segment fits nothing.
    fn give_up_doubtful(&mut self, shared: &mut Shared, sink: &mut impl Sink) {
        if let Some(doubtful) = self.doubtful.take() {
            shared.unread(self.side, Span::at(doubtful.offset, doubtful.bytes.len() as u64), sink);
        }
    }

    /// What was kept of a segment is frames if they end where the hole behind it does: packets that were cut short
    /// leave just that hole.
    fn settle_doubtful(&mut self, missing: u64, shared: &mut Shared, sink: &mut impl Sink) {
        let Some(doubtful) = self.doubtful.take() else { return };
        if !fits(&doubtful.bytes, missing, self.side) {
            self.doubtful = Some(doubtful);
            self.give_up_doubtful(shared, sink);
            return;
        }
        let Doubtful { offset, bytes, at } = *doubtful;
        self.offset = offset;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            rest = match self.current {
                Some(_) => self.payload_bytes(rest, at, shared, sink),
                None => self.header_bytes(rest, at, shared, sink),
            };
        }
    }

    /// Shows bytes of the stream to the suspect; what they prove is told at the next boundary of frames, so that it does
    /// not matter how they arrive.
    #[cold]
    fn weigh(&mut self, offset: u64, bytes: &[u8], shared: &mut Shared, sink: &mut impl Sink) {
        let Some(suspect) = &mut self.suspect else { return };
        if !suspect.feed(offset, bytes) {
            self.suspect = None;
        } else if !self.is_inside_frame() && !self.lost {
            self.tell_suspicion(|suspect, end| suspect.is_proved_by(end), shared, sink);
        }
    }

    fn tell_suspicion(
        &mut self,
        is_proved: impl Fn(&Suspect, u64) -> bool,
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) {
        let Some(suspect) = self.suspect.take_if(|suspect| is_proved(suspect, self.offset)) else { return };
        self.suspicion_told = true;
        let at = Target::Frame { connection: shared.id, frame: suspect.frame };
        // RFC 6455 §5.3: the masking key is not counted in the payload length.
        shared.find(RuleId::FrameLengthIncludesMask, at, Some(self.side), None, sink);
    }

    /// Tells that the next bytes of the stream are missing from the capture.
    pub(super) fn gap(&mut self, span: Span, at: Arrival, shared: &mut Shared, sink: &mut impl Sink) {
        self.settle_doubtful(span.len(), shared, sink);
        self.offset = span.end;
        (self.before, self.suspect) = (None, None);
        if self.lost {
            return;
        }
        let Some(current) = &mut self.current else {
            // A header is missing, or a part of one: where frames stand from here on is unknown.
            let carried = u64::from(std::mem::take(&mut self.carried));
            if carried > 0 {
                shared.unread(self.side, Span::at(span.start - carried, carried), sink);
            }
            self.lose_step(shared, sink);
            return;
        };
        let left = current.header.len - current.passed;
        current.missing = true;
        current.missing_bytes += span.len().min(left);
        current.passed += span.len().min(left);
        let data = is_data(current.header.opcode);
        if data {
            self.messages.miss();
        }
        if span.len() > left {
            // The frame ends somewhere in the gap, and perhaps others with it.
            self.end_frame(at, false, shared, sink);
            self.lose_step(shared, sink);
        } else if span.len() == left {
            self.end_frame(at, true, shared, sink);
        }
    }

    /// An unknown part of the stream is missing here, if anything of it is.
    pub(super) fn lose(&mut self, at: Arrival, shared: &mut Shared, sink: &mut impl Sink) {
        if self.lost {
            return;
        }
        if let Some(current) = &mut self.current {
            current.missing = true;
            if is_data(current.header.opcode) {
                self.messages.miss();
            }
            self.end_frame(at, false, shared, sink);
        }
        let carried = u64::from(std::mem::take(&mut self.carried));
        if carried > 0 {
            shared.unread(self.side, Span::at(self.offset - carried, carried), sink);
        }
        self.lose_step(shared, sink);
    }

    /// Where frames stand from here on is unknown.
    fn lose_step(&mut self, shared: &mut Shared, sink: &mut impl Sink) {
        self.messages.lose(shared, sink);
        self.starts_by_guess();
    }

    /// The stream has ended, or the capture has.
    pub(super) fn finish(&mut self, at: Arrival, tcp_ended: bool, shared: &mut Shared, sink: &mut impl Sink) {
        self.give_up_doubtful(shared, sink);
        let truncated = self.is_inside_frame() && tcp_ended && !self.lost;
        self.tell_suspicion(|suspect, _| suspect.is_proved_at_end(tcp_ended), shared, sink);
        let carried = u64::from(std::mem::take(&mut self.carried));
        let span = Span::at(self.offset - carried, carried);
        let mut place = Target::Bytes { connection: shared.id, side: self.side, span, bits: None };
        if carried > 0 {
            // A header that is cut is a header all the same: its bytes are not unknown.
            shared.explained += carried;
            shared.unread(self.side, span, sink);
        }
        if self.current.is_some() {
            place = Target::Frame { connection: shared.id, frame: shared.next_frame };
            self.end_frame(at, false, shared, sink);
        }
        if truncated {
            // RFC 6455 §7.1.1: TCP ends after the Close frames, not inside a frame.
            shared.find(RuleId::FrameTruncated, place, Some(self.side), None, sink);
        }
        self.messages.lose(shared, sink);
    }

    /// The quick way for most frames: the header and all of the payload stand in `bytes`. Gives how many bytes the
    /// frame takes, or `None` where the slow way has to be gone.
    #[inline]
    fn whole_frame(
        &mut self,
        bytes: &[u8],
        at: Arrival,
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) -> Option<usize> {
        let header = Header::read(bytes)?;
        let header_len = header.header_len();
        let payload = bytes[header_len..].get(..usize::try_from(header.len).ok()?)?;
        if self.is_plain(&header, shared) && self.plain_message(&header, bytes, payload, at, shared, sink) {
            return Some(header_len + payload.len());
        }
        let start = self.offset;
        self.begin(header, [bytes[0], bytes[1]], start, (at.first, at), shared, sink);
        self.offset += header_len as u64;
        if payload.is_empty() {
            self.end_frame(at, true, shared, sink);
        } else {
            self.payload_bytes(payload, at, shared, sink);
        }
        Some(header_len + payload.len())
    }

    /// Whether a frame is what most are: one whole message, not compressed, as its sender must send it.
    #[inline]
    fn is_plain(&self, header: &Header, shared: &Shared) -> bool {
        header.fin
            && header.rsv == 0
            && matches!(header.opcode, Opcode::TEXT | Opcode::BINARY)
            && header.mask.is_some() == (self.side == Side::Client)
            && header.form == LengthForm::minimal(header.len)
            && header.len <= SCRATCH_BYTES as u64
            && shared.wants == Wants::default()
            && shared.deflate.is_none()
            && shared.tap.is_none()
            && !shared.has_packets
            && !self.guess
            && !self.messages.is_open()
    }

    /// Tells a plain message without going through the pieces; false where its text is not plain after all.
    #[inline]
    fn plain_message(
        &mut self,
        header: &Header,
        bytes: &[u8],
        payload: &[u8],
        at: Arrival,
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) -> bool {
        let is_text = header.opcode == Opcode::TEXT;
        if is_text {
            let scratch = &mut shared.scratch;
            scratch.resize(SCRATCH_BYTES, 0);
            let plain = match header.mask {
                Some(key) => {
                    let plain = &mut scratch[..payload.len()];
                    mask::copy(key, 0, payload, plain);
                    &*plain
                }
                None => payload,
            };
            if !(plain.is_ascii() || is_plain_text(plain)) {
                return false;
            }
        }
        let header_len = header.header_len();
        let frame = Frame {
            n: shared.next_frame,
            from: self.side,
            stamp: at.stamp,
            span: Span::at(self.offset, (header_len + payload.len()) as u64),
            header_len: header_len as u8,
            fin: true,
            rsv: 0,
            opcode: header.opcode,
            masked: header.mask.is_some(),
            payload_len: header.len,
            length_form: header.form,
            message: Some(shared.next_message),
            complete: true,
            guess: false,
        };
        let message = Message {
            n: shared.next_message,
            from: self.side,
            kind: if is_text { MessageKind::Text } else { MessageKind::Binary },
            first_frame: frame.n,
            last_frame: frame.n,
            frames: 1,
            wire_len: header.len,
            len: header.len,
            compressed: false,
            complete: true,
            broken: false,
            utf8_ok: true,
            stamp_first: at.stamp,
            stamp_last: at.stamp,
        };
        shared.next_frame += 1;
        shared.next_message += 1;
        shared.explained += frame.span.len();
        self.offset = frame.span.end;
        self.before = payload.last_chunk().filter(|_| frame.masked).map(|newest| (frame.n, *newest));
        let facts = FrameFacts {
            frame,
            first: bytes[0],
            second: bytes[1],
            key: header.mask,
            starts_message: true,
            packets: (at.first, at.packet),
            sha1: None,
            payload: None,
            close: None,
        };
        sink.frame(shared.id, &facts);
        self.lost |= self.headers.check(&frame, header, false, false, shared, sink);
        sink.message(
            shared.id,
            &MessageFacts { message, frames: &[frame.n], sha1: None, payload: None, head: None },
        );
        shared.frame_seen(&frame, &[], at, false, sink);
        true
    }

    /// Gathers header bytes until the header is whole; gives what is left.
    fn header_bytes<'a>(
        &mut self,
        bytes: &'a [u8],
        at: Arrival,
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) -> &'a [u8] {
        if self.carried == 0 {
            self.carry_packet = at.first;
        }
        for (used, byte) in bytes.iter().enumerate() {
            let carried = usize::from(self.carried) + 1;
            self.carry[carried - 1] = *byte;
            self.carried = carried as u8;
            self.offset += 1;
            if carried >= 2 && carried == Header::len_from(self.carry[1]) {
                self.carried = 0;
                let head = self.carry;
                if let Some(header) = Header::read(&head[..carried]) {
                    let start = self.offset - carried as u64;
                    self.begin(header, [head[0], head[1]], start, (self.carry_packet, at), shared, sink);
                    if header.len == 0 {
                        self.end_frame(at, true, shared, sink);
                    }
                }
                return &bytes[used + 1..];
            }
        }
        &[]
    }

    /// Starts a frame whose header is whole.
    fn begin(
        &mut self,
        header: Header,
        lead: [u8; 2],
        start: u64,
        (first_packet, last): (u32, Arrival),
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) {
        let interrupts = is_data(header.opcode) && self.messages.begin(&header, shared, sink);
        if let Some((frame, newest)) = self.before.take()
            && !is_likely(&header, self.side)
            && self.suspect.is_none()
            && !self.suspicion_told
        {
            self.suspect = Suspect::new(self.side, frame, newest, &header, start);
        }
        self.current = Some(Box::new(Current {
            header,
            first: lead[0],
            second: lead[1],
            start,
            first_packet,
            passed: 0,
            missing: false,
            missing_bytes: 0,
            last,
            guess: std::mem::take(&mut self.guess),
            interrupts,
            digest: shared.wants.digests.then(Sha1::new),
            newest: [0; 4],
            payload: Vec::new(),
        }));
    }

    /// Takes payload bytes of the current frame; gives what is left.
    fn payload_bytes<'a>(
        &mut self,
        bytes: &'a [u8],
        at: Arrival,
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) -> &'a [u8] {
        let Some(current) = &mut self.current else { return bytes };
        let left = current.header.len - current.passed;
        let take = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let (mine, rest) = bytes.split_at(take);
        let (key, opcode) = (current.header.mask, current.header.opcode);
        let mut phase = current.passed;
        current.passed += take as u64;
        current.last = at;
        if key.is_some() {
            let newest = mine.len().min(4);
            current.newest.rotate_left(newest);
            current.newest[4 - newest..].copy_from_slice(&mine[mine.len() - newest..]);
        }
        self.offset += take as u64;
        let ended = current.passed == current.header.len;
        let wanted = shared.wants != Wants::default() || shared.has_packets || !is_data(opcode);
        if wanted || self.messages.wants_content() {
            let mut scratch = std::mem::take(&mut shared.scratch);
            for piece in mine.chunks(SCRATCH_BYTES) {
                scratch.resize(SCRATCH_BYTES, 0);
                let plain = match key {
                    Some(key) => {
                        mask::copy(key, phase, piece, &mut scratch[..piece.len()]);
                        &scratch[..piece.len()]
                    }
                    None => piece,
                };
                self.plain(plain, opcode, shared);
                phase += piece.len() as u64;
            }
            shared.scratch = scratch;
        }
        if ended {
            self.end_frame(at, true, shared, sink);
        }
        rest
    }

    /// Takes unmasked payload bytes of the current frame.
    fn plain(&mut self, plain: &[u8], opcode: Opcode, shared: &Shared) {
        let Some(current) = &mut self.current else { return };
        if let Some(digest) = &mut current.digest {
            digest.update(plain);
        }
        let keep = match (shared.wants.payloads, is_data(opcode)) {
            (true, _) => limits::PAYLOAD_KEPT_BYTES,
            (false, true) => 0,
            (false, false) => limits::CONTROL_PAYLOAD_BYTES,
        };
        let room = keep.saturating_sub(current.payload.len());
        current.payload.extend_from_slice(&plain[..plain.len().min(room)]);
        if is_data(opcode) {
            self.messages.content(plain, shared);
        }
    }

    /// The current frame has ended: `whole`, or cut off.
    fn end_frame(&mut self, at: Arrival, whole: bool, shared: &mut Shared, sink: &mut impl Sink) {
        let Some(current) = self.current.take() else { return };
        let header = &current.header;
        let data = is_data(header.opcode);
        let open = self.messages.open_number();
        let starts = data && header.opcode != Opcode::CONTINUATION;
        let frame = Frame {
            n: shared.next_frame,
            from: self.side,
            stamp: current.last.stamp,
            span: Span::at(current.start, header.header_len() as u64 + current.passed),
            header_len: header.header_len() as u8,
            fin: header.fin,
            rsv: header.rsv,
            opcode: header.opcode,
            masked: header.mask.is_some(),
            payload_len: header.len,
            length_form: header.form,
            message: if starts { Some(shared.next_message) } else { open.filter(|_| data) },
            complete: whole && !current.missing,
            guess: current.guess,
        };
        shared.next_frame += 1;
        sink.frame(
            shared.id,
            &FrameFacts {
                frame,
                first: current.first,
                second: current.second,
                key: header.mask,
                starts_message: starts,
                packets: (
                    current.first_packet.min(current.last.packet),
                    current.first_packet.max(current.last.packet),
                ),
                sha1: current.digest.filter(|_| frame.complete).map(|digest| digest.finalize().into()),
                payload: (shared.wants.payloads && frame.complete).then_some(&current.payload[..]),
                close: (header.opcode == Opcode::CLOSE).then(|| close_parts(&current.payload)),
            },
        );
        shared.explained += frame.span.len() - current.missing_bytes;
        self.lost |= self.headers.check(&frame, header, current.interrupts, open.is_some(), shared, sink);
        if frame.masked && frame.complete && frame.payload_len >= 4 && self.side == Side::Client {
            self.before = Some((frame.n, current.newest));
        }
        if data && (starts || open.is_some()) {
            self.messages.join(&frame, whole, shared, sink);
        }
        if whole {
            shared.frame_seen(&frame, &current.payload, at, self.messages.is_open(), sink);
        } else {
            shared.cut_frame_seen(&frame, sink);
        }
    }
}

/// Whether text is UTF-8 and nothing in it deserves a word.
fn is_plain_text(plain: &[u8]) -> bool {
    let mut pairs = memchr::memchr_iter(0xBF, plain);
    let noncharacter = pairs.any(|at| matches!(plain.get(at + 1), Some(0xBE | 0xBF)));
    !noncharacter && simdutf8::basic::from_utf8(plain).is_ok()
}

/// Continuation, text or binary.
pub(super) const fn is_data(opcode: Opcode) -> bool {
    opcode.0 <= 2
}

/// Code and reason of a Close payload.
pub(super) fn close_parts(payload: &[u8]) -> (Option<u16>, &[u8]) {
    match payload.split_first_chunk::<2>() {
        Some((code, reason)) => (Some(u16::from_be_bytes(*code)), reason),
        None => (None, &[]),
    }
}
