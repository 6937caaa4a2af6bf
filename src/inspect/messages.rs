//! Joins the data frames of one direction to messages: fragments, inflating, UTF-8 across all of it.

use sha1::{Digest, Sha1};

use super::conversation::Shared;
use super::limits;
use crate::base::{Side, Stamp};
use crate::rules::RuleId;
use crate::trace::{Frame, Message, MessageFacts, MessageKind, Sink, Target};
use crate::wire::blocks;
use crate::wire::deflate::{Broken, Inflater, MESSAGE_LIMIT_BYTES, SLEEPING_LIMIT_BYTES, TAIL, WINDOW_BYTES};
use crate::wire::frame::{Header, Opcode};
use crate::wire::payload::Boundary;
use crate::wire::utf8::{Cause, Validator};

/// The message being read.
#[derive(Debug)]
struct Open {
    message: Message,
    utf8: Validator,
    /// The last three bytes, to see noncharacters across pieces.
    tail: [u8; 3],
    noncharacter: bool,
    /// A fragment ended inside a character: the first such frame.
    split_in: Option<u32>,
    digest: Option<Sha1>,
    payload: Vec<u8>,
    frames: Vec<u32>,
    /// The compressed bytes, as far as they are kept for a closer look.
    compressed: Vec<u8>,
    missing: bool,
    /// Where packets end in it, on a connection that has them.
    packets: Option<Boundary>,
}

impl Open {
    fn new(side: Side, header: &Header, shared: &Shared) -> Self {
        let message = Message {
            n: 0,
            from: side,
            kind: if header.opcode == Opcode::TEXT { MessageKind::Text } else { MessageKind::Binary },
            first_frame: 0,
            last_frame: 0,
            frames: 0,
            wire_len: 0,
            len: 0,
            // RFC 7692 §6: RSV1 of the first frame says whether the message is compressed.
            compressed: header.rsv & 4 != 0 && shared.deflate.is_some(),
            complete: false,
            broken: false,
            utf8_ok: true,
            stamp_first: Stamp::default(),
            stamp_last: Stamp::default(),
        };
        Self {
            message,
            utf8: Validator::new(),
            tail: [0; 3],
            noncharacter: false,
            split_in: None,
            digest: shared.wants.digests.then(Sha1::new),
            payload: Vec::new(),
            frames: Vec::new(),
            compressed: Vec::new(),
            missing: false,
            packets: None,
        }
    }

    /// Forgets the content seen so far.
    fn restart(&mut self, shared: &Shared) {
        self.message.len = 0;
        self.utf8 = Validator::new();
        self.tail = [0; 3];
        self.noncharacter = false;
        self.digest = shared.wants.digests.then(Sha1::new);
        self.payload.clear();
    }

    /// Takes bytes of the message as the application gets them; the first `keep_bytes` of them are kept.
    fn content(&mut self, bytes: &[u8], keep_bytes: usize) {
        self.message.len += bytes.len() as u64;
        if let Some(packets) = &mut self.packets {
            packets.push(bytes);
        }
        if let Some(digest) = &mut self.digest {
            digest.update(bytes);
        }
        let room = keep_bytes.saturating_sub(self.payload.len());
        self.payload.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if self.message.kind == MessageKind::Text && !self.missing {
            self.utf8.push(bytes);
            if !(self.noncharacter || bytes.is_ascii() && self.tail.is_ascii()) {
                self.noncharacter = self.has_noncharacter(bytes);
            }
            let kept = bytes.len().min(3);
            self.tail.rotate_left(kept);
            self.tail[3 - kept..].copy_from_slice(&bytes[bytes.len() - kept..]);
        }
    }

    /// Whether U+nFFFE or U+nFFFF ends in `bytes`; its first bytes may stand in the tail.
    fn has_noncharacter(&self, bytes: &[u8]) -> bool {
        let back = |at: usize, by: usize| {
            if at >= by { bytes[at - by] } else { self.tail[3 + at - by] }
        };
        memchr::memchr2_iter(0xBE, 0xBF, bytes).any(|at| {
            // EF BF BE and EF BF BF; beyond the first plane F? 9F/AF/8F/BF BF BE|BF.
            back(at, 1) == 0xBF
                && (back(at, 2) == 0xEF || back(at, 2) & 0xCF == 0x8F && back(at, 3) & 0xF8 == 0xF0)
        })
    }
}

/// The messages of one direction.
#[derive(Debug)]
pub(super) struct Messages {
    side: Side,
    open: Option<Box<Open>>,
    inflater: Option<Box<Inflater>>,
    /// The window's past is not known: inflating may fail without anyone being at fault.
    context_lost: bool,
    /// Compressed bytes of all messages so far, and what came out of those that ended: how much may still come out.
    compressed_bytes: u64,
    inflated_bytes: u64,
    /// Inflated bytes since the last checkpoint.
    since_checkpoint: u64,
    /// The end of the messages before, on a side that must not use it, and what came out of the current one.
    past: Vec<u8>,
    current: Vec<u8>,
    /// Notes that were made once and are not made again.
    noted: [bool; 2],
    /// Where packets end, up to the newest message, and the message in which the open one began.
    packets: (Boundary, u32),
}

impl Messages {
    /// Nothing yet.
    pub(super) const fn new(side: Side) -> Self {
        Self {
            side,
            open: None,
            inflater: None,
            context_lost: false,
            compressed_bytes: 0,
            inflated_bytes: 0,
            since_checkpoint: 0,
            past: Vec::new(),
            current: Vec::new(),
            noted: [false; 2],
            packets: (Boundary::new(), 0),
        }
    }

    /// Whether a fragmented message is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.as_ref().is_some_and(|open| !open.frames.is_empty())
    }

    /// The number of the open message.
    pub(super) fn open_number(&self) -> Option<u32> {
        self.open.as_ref().filter(|open| !open.frames.is_empty()).map(|open| open.message.n)
    }

    /// A data frame's header has been read. True if it interrupts an open message, which then ends unfinished.
    pub(super) fn begin(&mut self, header: &Header, shared: &mut Shared, sink: &mut impl Sink) -> bool {
        if header.opcode == Opcode::CONTINUATION {
            return false;
        }
        let interrupts = self.is_open();
        self.lose(shared, sink);
        let mut open = Box::new(Open::new(self.side, header, shared));
        open.packets = self.packets_so_far(shared);
        self.open = Some(open);
        interrupts
    }

    /// Whether anyone looks at the content of the open message.
    pub(super) fn wants_content(&self) -> bool {
        self.open
            .as_ref()
            .is_some_and(|open| open.message.compressed || open.message.kind == MessageKind::Text)
    }

    /// The side's inflate context is not known from here on.
    pub(super) fn lose_context(&mut self) {
        self.context_lost = true;
        self.inflater = None;
    }

    /// Bytes of the open message are missing.
    pub(super) fn miss(&mut self) {
        if let Some(open) = &mut self.open {
            open.missing = true;
            if open.message.compressed {
                self.lose_context();
            }
        }
    }

    /// Takes unmasked payload bytes of the current data frame.
    pub(super) fn content(&mut self, plain: &[u8], shared: &Shared) {
        let Some(open) = &mut self.open else { return };
        let keep = shared.kept_bytes(self.side);
        if !open.message.compressed {
            open.content(plain, keep);
            return;
        }
        if open.missing {
            return;
        }
        let room = limits::COMPRESSED_KEPT_BYTES.saturating_sub(open.compressed.len());
        open.compressed.extend_from_slice(&plain[..plain.len().min(room)]);
        let takeover = shared.takeover(self.side);
        let inflater = self.inflater.get_or_insert_with(|| Box::new(Inflater::new(takeover)));
        self.compressed_bytes += plain.len() as u64;
        let allowed = limits::INFLATE_ALLOWANCE_BYTES + self.compressed_bytes * limits::INFLATE_RATIO;
        inflater.set_limit(allowed.saturating_sub(self.inflated_bytes).min(MESSAGE_LIMIT_BYTES));
        let current = &mut self.current;
        inflater.push(plain, &mut |out| {
            open.content(out, keep);
            if !takeover {
                keep_newest(current, out);
            }
        });
    }

    /// A data frame has ended: it starts a message, or goes on with one.
    pub(super) fn join(&mut self, frame: &Frame, whole: bool, shared: &mut Shared, sink: &mut impl Sink) {
        let Some(open) = &mut self.open else { return };
        let starts = open.frames.is_empty();
        let message = &mut open.message;
        if starts {
            message.n = shared.next_message;
            shared.next_message += 1;
            message.first_frame = frame.n;
            message.stamp_first = frame.stamp;
        }
        message.last_frame = frame.n;
        message.frames += 1;
        message.wire_len = message.wire_len.saturating_add(frame.payload_len);
        message.stamp_last = frame.stamp;
        if open.frames.len() < limits::MESSAGE_FRAMES {
            open.frames.push(frame.n);
        }
        if starts && !(frame.fin && whole && !message.compressed) {
            sink.message_started(shared.id, &open.message);
        } else if !starts {
            sink.message_continued(shared.id, open.message.n, frame.n);
        }
        if whole && !frame.fin && open.utf8.is_inside_character() && !open.message.compressed {
            open.split_in.get_or_insert(frame.n);
        }
        if frame.fin && whole {
            self.finish(shared, sink);
        }
    }

    /// Where packets end, as the next message finds it.
    fn packets_so_far(&self, shared: &Shared) -> Option<Boundary> {
        shared.has_packets.then(|| {
            let mut boundary = self.packets.0;
            boundary.begin();
            boundary
        })
    }

    /// A message has ended: tells where a packet began that goes on in it.
    fn packets_after(&mut self, open: &Open, shared: &Shared, sink: &mut impl Sink) {
        let Some(after) = open.packets else { return };
        let n = open.message.n;
        let (before, first) = self.packets;
        if before.is_inside() && open.message.complete {
            sink.packet_goes_on(shared.id, n, first);
        }
        self.packets = match (open.message.complete, before.is_inside() && !after.has_ended()) {
            (false, _) => (Boundary::default(), n),
            (true, true) => (after, first),
            (true, false) => (after, n),
        };
    }

    /// The open message can no longer become whole.
    pub(super) fn lose(&mut self, shared: &mut Shared, sink: &mut impl Sink) {
        let Some(open) = self.open.take() else { return };
        self.current.clear();
        if open.message.compressed {
            self.lose_context();
        }
        if open.frames.is_empty() {
            return;
        }
        let facts = MessageFacts {
            message: open.message,
            frames: &open.frames,
            sha1: None,
            payload: None,
            head: None,
        };
        sink.message(shared.id, &facts);
        self.packets_after(&open, shared, sink);
    }

    /// The open message has its last fragment.
    fn finish(&mut self, shared: &mut Shared, sink: &mut impl Sink) {
        let Some(mut open) = self.open.take() else { return };
        let mut found = Vec::new();
        if open.message.compressed {
            found = self.inflate_rest(&mut open, shared);
        } else if shared.deflate.is_some() && !shared.inferred {
            found.push((RuleId::PmdUncompressedMessage, None));
            self.once(RuleId::PmdUncompressedMessage, 1, &mut found);
        }
        open.message.complete = !open.missing && !open.message.broken;
        let invalid = match open.message.kind {
            MessageKind::Text if open.message.complete => open.utf8.finish(),
            _ => None,
        };
        open.message.utf8_ok = invalid.is_none();
        let complete = open.message.complete;
        if open.message.frames as usize > limits::MESSAGE_FRAMES {
            found.push((RuleId::LimitMessageFrames, Some(open.message.frames.to_string())));
        }
        if !open.message.utf8_ok && open.message.frames == 1 && !open.message.compressed {
            sink.message_started(shared.id, &open.message);
        }
        sink.message(
            shared.id,
            &MessageFacts {
                message: open.message,
                frames: &open.frames,
                sha1: open.digest.take().filter(|_| complete).map(|digest| digest.finalize().into()),
                payload: (shared.wants.payloads && complete).then_some(&open.payload[..]),
                head: (shared.wants.heads && complete)
                    .then(|| &open.payload[..open.payload.len().min(limits::MESSAGE_HEAD_BYTES)]),
            },
        );
        self.packets_after(&open, shared, sink);
        if let Some(tap) = &mut shared.tap {
            let Message { n, kind, stamp_last, len, .. } = open.message;
            let is_whole = complete && open.payload.len() as u64 == len;
            let bytes = if is_whole { &open.payload[..] } else { &[] };
            tap.message(self.side, kind == MessageKind::Text, n, stamp_last, bytes);
        }
        let at = Target::Message { connection: shared.id, message: open.message.n };
        for (rule, detail) in found {
            if rule == RuleId::PmdInflateError && complete {
                // A decoder that takes what there is need not notice.
                shared.tell(rule, at, Some(self.side), detail, sink);
            } else {
                shared.find(rule, at, Some(self.side), detail, sink);
            }
        }
        if let Some(invalid) = invalid {
            // RFC 6455 §8.1: the receiver must fail the connection. One cause is named, by the first wrong byte.
            let detail = Some(format!("byte {}", invalid.at));
            shared.find(RuleId::Utf8InvalidText, at, Some(self.side), detail.clone(), sink);
            shared.find(cause_rule(invalid.cause), at, Some(self.side), detail.clone(), sink);
            if open.message.compressed {
                // RFC 7692 §6.1: what is compressed is the payload of a text message, hence UTF-8.
                shared.find(RuleId::PmdTextUtf8AfterInflate, at, Some(self.side), detail, sink);
            }
        } else if open.message.complete && open.message.kind == MessageKind::Text {
            if let Some(frame) = open.split_in {
                let at = Target::Frame { connection: shared.id, frame };
                shared.find(RuleId::Utf8SplitCodePoint, at, Some(self.side), None, sink);
            }
            if open.noncharacter {
                shared.find(RuleId::Utf8NoncharacterAllowed, at, Some(self.side), None, sink);
            }
        }
        if open.message.compressed && open.message.complete {
            self.checkpoint(&open.message, shared, sink);
        }
    }

    /// Puts the tail back and looks at what came of the compressed message.
    fn inflate_rest(&mut self, open: &mut Open, shared: &Shared) -> Vec<(RuleId, Option<String>)> {
        let mut found = Vec::new();
        if open.missing {
            open.message.broken = true;
            return found;
        }
        let keep = shared.kept_bytes(self.side);
        let takeover = shared.takeover(self.side);
        let inflater = self.inflater.get_or_insert_with(|| Box::new(Inflater::new(takeover)));
        let current = &mut self.current;
        let inflated = inflater.finish_message(&mut |out| {
            open.content(out, keep);
            if !takeover {
                keep_newest(current, out);
            }
        });
        let final_block = inflater.has_final_block();
        self.inflated_bytes += open.message.len;
        match inflated {
            Ok(_) if inflater.ended_inside_block() && !self.context_lost => {
                // RFC 7692 §7.2.1: the last byte begins an empty stored block. What came out before is shown.
                let detail = format!("{} → {}", open.message.wire_len, open.message.len);
                found.push((RuleId::PmdInflateError, Some(detail)));
            }
            Ok(_) => {}
            Err(Broken::Limit) => {
                open.message.broken = true;
                self.context_lost = true;
                found.push((RuleId::LimitInflate, Some(open.message.len.to_string())));
            }
            Err(Broken::Data) if self.inflates_with_past(open, shared) => {
                // RFC 7692 §7.1.1: with no_context_takeover every message starts with an empty window.
                found.push((RuleId::PmdContextTakeoverForbidden, None));
            }
            Err(Broken::Data) => {
                open.message.broken = true;
                if !self.context_lost {
                    found.push((RuleId::PmdInflateError, None));
                }
                self.context_lost = takeover;
            }
        }
        if self.inflater.as_mut().is_some_and(|inflater| !inflater.rest()) {
            // Too many windows wait in memory: this one is let go, and what refers to it can not be inflated.
            self.inflater = None;
            self.context_lost |= takeover;
            found.push((RuleId::LimitInflate, Some(SLEEPING_LIMIT_BYTES.to_string())));
        }
        let current = std::mem::take(&mut self.current);
        if open.message.broken {
            return found;
        }
        self.context_lost &= takeover;
        keep_newest(&mut self.past, &current);
        compressed_rules(open, final_block, shared.window_bits(self.side), &mut found);
        self.once(RuleId::PmdNoGain, 0, &mut found);
        found
    }

    /// Leaves a note out that has been made before.
    fn once(&mut self, rule: RuleId, index: usize, found: &mut Vec<(RuleId, Option<String>)>) {
        if !found.iter().any(|(other, _)| *other == rule) {
            return;
        }
        if std::mem::replace(&mut self.noted[index], true) {
            found.retain(|(other, _)| *other != rule);
        }
    }

    /// Whether the message inflates once the window of the message before it is put back.
    fn inflates_with_past(&mut self, open: &mut Open, shared: &Shared) -> bool {
        let whole = open.compressed.len() as u64 == open.message.wire_len;
        if shared.takeover(self.side) || self.past.is_empty() || !whole {
            return false;
        }
        let mut inflater = Inflater::resumed(&self.past);
        let mut again = Vec::new();
        inflater.push(&open.compressed, &mut |out| again.extend_from_slice(out));
        if inflater.finish_message(&mut |out| again.extend_from_slice(out)).is_err() {
            return false;
        }
        open.restart(shared);
        open.packets = self.packets_so_far(shared);
        open.content(&again, shared.kept_bytes(self.side));
        self.current.clear();
        keep_newest(&mut self.current, &again);
        true
    }

    fn checkpoint(&mut self, message: &Message, shared: &Shared, sink: &mut impl Sink) {
        self.since_checkpoint += message.len;
        if self.since_checkpoint < limits::CHECKPOINT_BYTES || !shared.takeover(self.side) {
            return;
        }
        if let Some(inflater) = &self.inflater {
            sink.window(shared.id, self.side, message.n, inflater.window());
            self.since_checkpoint = 0;
        }
    }
}

/// Appends to what is kept of the past: no more than a window of it matters.
fn keep_newest(past: &mut Vec<u8>, bytes: &[u8]) {
    past.extend_from_slice(&bytes[bytes.len().saturating_sub(WINDOW_BYTES)..]);
    if past.len() > 2 * WINDOW_BYTES {
        past.drain(..past.len() - WINDOW_BYTES);
    }
}

/// What is worth a word about a compressed message that inflated.
fn compressed_rules(
    open: &Open,
    final_block: bool,
    window_bits: u8,
    found: &mut Vec<(RuleId, Option<String>)>,
) {
    let message = &open.message;
    if final_block {
        found.push((RuleId::PmdBfinalUsed, None));
    }
    if message.wire_len > message.len {
        found.push((RuleId::PmdNoGain, Some(format!("{} → {}", message.len, message.wire_len))));
    }
    if message.len > limits::BOMB_BYTES && message.len > message.wire_len.saturating_mul(limits::BOMB_RATIO) {
        found.push((RuleId::PmdBomb, Some(format!("{} → {}", message.wire_len, message.len))));
    }
    if open.compressed.len() as u64 != message.wire_len {
        return;
    }
    // zlib looks away from both: the blocks themselves have to be read.
    let ends_like_tail = open.compressed.ends_with(&TAIL);
    if ends_like_tail || window_bits < 15 {
        let blocks = blocks::scan(&open.compressed);
        if blocks.ends_with_empty_stored && ends_like_tail {
            found.push((RuleId::PmdTailNotRemoved, None));
        }
        if blocks.farthest > 1 << window_bits {
            let detail = format!("{} > {}", blocks.farthest, 1_u32 << window_bits);
            found.push((RuleId::PmdWindowExceeded, Some(detail)));
        }
    }
}

/// The rule of the register for a cause.
const fn cause_rule(cause: Cause) -> RuleId {
    match cause {
        Cause::Overlong => RuleId::Utf8Overlong,
        Cause::Surrogate => RuleId::Utf8Surrogate,
        Cause::Above10FFFF => RuleId::Utf8Above10ffff,
        Cause::StrayContinuation => RuleId::Utf8StrayContinuation,
        Cause::Truncated => RuleId::Utf8Truncated,
        Cause::ImpossibleByte => RuleId::Utf8ImpossibleByte,
    }
}
