//! The rules that one frame header decides by itself, with the masking keys of the headers before it.
//!
//! It reads no bytes and keeps no frames.

use super::conversation::Shared;
use super::frames::is_data;
use super::limits;
use crate::base::Side;
use crate::rules::RuleId;
use crate::trace::{Frame, Sink, Target};
use crate::wire::frame::{Header, LengthForm, Opcode};

/// The headers of one direction.
#[derive(Debug)]
pub(super) struct Headers {
    side: Side,
    keys: Keys,
    /// Impossible headers in a row.
    impossible: u8,
}

impl Headers {
    /// Before the first header of what `side` sends.
    pub(super) const fn new(side: Side) -> Self {
        Self { side, keys: Keys::new(), impossible: 0 }
    }

    /// The rules that a header alone decides. True where the stream is out of step from here on.
    #[inline]
    pub(super) fn check(
        &mut self,
        frame: &Frame,
        header: &Header,
        interrupts: bool,
        continues: bool,
        shared: &mut Shared,
        sink: &mut impl Sink,
    ) -> bool {
        // What nearly every frame is: final or first, no reserved bits, a data opcode, a fitting length.
        let expected_mask = self.side == Side::Client;
        let mut broken = Broken::default();
        if frame.masked != expected_mask {
            // RFC 6455 §5.1: a client MUST mask, a server MUST NOT.
            let rule = if expected_mask { RuleId::ClientFrameUnmasked } else { RuleId::ServerFrameMasked };
            broken.add(rule, None);
        }
        if frame.rsv != 0 {
            reserved_bits(frame, shared, &mut broken);
        }
        if header.opcode.is_reserved() {
            // RFC 6455 §5.2: an unknown opcode fails the connection.
            let control = header.opcode.is_control();
            let rule =
                if control { RuleId::FrameOpcodeReservedControl } else { RuleId::FrameOpcodeReservedData };
            broken.add(rule, Some(format!("0x{:X}", header.opcode.0)));
        }
        if header.form != LengthForm::Seven {
            length_rules(header, &mut broken);
        }
        if header.opcode.is_control() {
            control_rules(header, &mut broken);
        } else if is_data(header.opcode) {
            data_rules(frame, interrupts, continues, &mut broken);
        }
        if let Some(key) = header.mask {
            self.keys.see(u32::from_be_bytes(key), &mut broken);
        }
        let at = Target::Frame { connection: shared.id, frame: frame.n };
        if frame.guess {
            shared.find(RuleId::FrameGuess, at, Some(self.side), None, sink);
        }
        if !frame.guess || !is_impossible(header) {
            for (rule, detail) in broken.found {
                shared.find(rule, at, Some(self.side), detail, sink);
            }
        }
        self.watch_step(header, at, shared, sink)
    }

    /// Several impossible headers in a row: the stream is out of step, and further frame rules would only be noise.
    fn watch_step(&mut self, header: &Header, at: Target, shared: &mut Shared, sink: &mut impl Sink) -> bool {
        if !is_impossible(header) {
            self.impossible = 0;
            return false;
        }
        self.impossible += 1;
        let is_lost = self.impossible >= limits::DESYNC_HEADERS;
        if is_lost {
            shared.find(RuleId::FrameStreamDesync, at, Some(self.side), None, sink);
        }
        is_lost
    }
}

/// What is wrong with one header.
#[derive(Default)]
struct Broken {
    found: Vec<(RuleId, Option<String>)>,
}

impl Broken {
    fn add(&mut self, rule: RuleId, detail: Option<String>) {
        self.found.push((rule, detail));
    }
}

/// RFC 6455 §5.2: a reserved bit must be 0 unless an agreed extension defines it; RFC 7692 §6 defines RSV1 for the
/// first frame of a data message.
fn reserved_bits(frame: &Frame, shared: &Shared, broken: &mut Broken) {
    if frame.rsv & 4 != 0 {
        if shared.deflate.is_none() {
            let rule = if shared.deflate_offered {
                RuleId::ExtUsedWithoutAgreement
            } else {
                RuleId::FrameRsv1NotNegotiated
            };
            broken.add(rule, None);
        } else if frame.opcode.is_control() {
            broken.add(RuleId::PmdRsv1OnControl, None);
        } else if frame.opcode == Opcode::CONTINUATION {
            broken.add(RuleId::PmdRsv1OnContinuation, None);
        }
    }
    if frame.rsv & 3 != 0 {
        broken.add(RuleId::FrameRsv2Rsv3Set, None);
    }
}

/// RFC 6455 §5.2: the minimal number of bytes must be used, and the top bit of a 64-bit length must be 0.
fn length_rules(header: &Header, broken: &mut Broken) {
    if header.len >> 63 != 0 {
        broken.add(RuleId::FrameLengthMsbSet, Some(format!("{:#x}", header.len)));
    } else if LengthForm::minimal(header.len) != header.form {
        broken.add(RuleId::FrameLengthNotMinimal, Some(format!("{} · {}", header.len, header.form.bits())));
    } else if header.len > limits::HUGE_FRAME_BYTES {
        broken.add(RuleId::LimitHugeFrame, Some(header.len.to_string()));
    }
}

/// RFC 6455 §5.5: control frames have at most 125 bytes and are not fragmented.
fn control_rules(header: &Header, broken: &mut Broken) {
    if !header.fin {
        broken.add(RuleId::ControlFragmented, None);
    }
    if header.len > 125 {
        broken.add(RuleId::ControlTooLong, Some(header.len.to_string()));
    }
}

/// RFC 6455 §5.4: fragments of one message follow each other, with control frames alone between them.
fn data_rules(frame: &Frame, interrupts: bool, continues: bool, broken: &mut Broken) {
    if frame.opcode == Opcode::CONTINUATION && !continues && !frame.guess {
        broken.add(RuleId::FragUnexpectedContinuation, None);
    }
    if interrupts {
        broken.add(RuleId::FragInterleaved, None);
    }
    let fragment = !frame.fin || frame.opcode == Opcode::CONTINUATION;
    if fragment && frame.payload_len == 0 {
        broken.add(RuleId::FragZeroLength, None);
    }
}

/// Whether a header is one that no sender means: a reserved opcode together with reserved bits or an absurd length.
pub(super) const fn is_impossible(header: &Header) -> bool {
    header.opcode.is_reserved() && (header.rsv & 3 != 0 || header.len > 1 << 40)
}

/// The newest masking keys of one side (RFC 6455 §5.3: a fresh one for each frame, not predictable).
#[derive(Debug)]
struct Keys {
    newest: [u32; limits::KEYS_REMEMBERED],
    seen: u32,
    reused_reported: bool,
    predictable_reported: bool,
}

impl Keys {
    const fn new() -> Self {
        Self {
            newest: [0; limits::KEYS_REMEMBERED],
            seen: 0,
            reused_reported: false,
            predictable_reported: false,
        }
    }

    #[inline]
    fn see(&mut self, key: u32, broken: &mut Broken) {
        let known = (self.seen as usize).min(self.newest.len());
        if key == 0 {
            broken.add(RuleId::MaskKeyZero, None);
        } else if !self.reused_reported && self.newest[..known].contains(&key) {
            self.reused_reported = true;
            broken.add(RuleId::MaskKeyReused, Some(format!("{key:08x}")));
        }
        self.newest[self.seen as usize % self.newest.len()] = key;
        self.seen = self.seen.wrapping_add(1);
        if self.seen >= self.newest.len() as u32 && !self.predictable_reported && self.is_counter() {
            self.predictable_reported = true;
            broken.add(RuleId::MaskKeyPredictable, None);
        }
    }

    /// Whether the newest keys have one difference, which is not 0.
    fn is_counter(&self) -> bool {
        let len = self.newest.len();
        let nth = |i: usize| self.newest[(self.seen as usize + i) % len];
        let step = nth(1).wrapping_sub(nth(0));
        step != 0 && (1..len).all(|i| nth(i).wrapping_sub(nth(i - 1)) == step)
    }
}
