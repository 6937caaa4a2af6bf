//! The axis: stream offsets to points and back.

use crate::base::Span;

/// Widest byte, in points.
const ZOOM_MAX: f64 = 64.0;
/// Width of a byte that shows its two digits with ease.
const BYTE_WIDTH: f64 = 28.0;
/// Widest byte that a short stream is stretched to.
const FIT_MAX: f64 = 34.0;
/// Narrowest byte that still shows its two digits.
pub(super) const DIGITS_MIN: f64 = 18.0;

/// What part of the stream is in view, and how large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The first byte in view, in stream offsets; between bytes while panning.
    pub start: f64,
    /// Points per byte.
    pub scale: f64,
}

impl View {
    /// The view of a stream whose frames stand at `frames`, in `width` points: all of it, where its bytes can be read
    /// then, or else its start.
    #[must_use]
    pub fn fitted(frames: Span, width: f32) -> Self {
        let fit = f64::from(width.max(1.0)) / (frames.len().max(1) as f64);
        let scale = if fit >= DIGITS_MIN { fit.min(FIT_MAX) } else { BYTE_WIDTH };
        Self { start: frames.start as f64, scale }
    }

    /// The same view within the limits: no wider than the bytes allow, and never beyond the stream's ends.
    #[must_use]
    pub fn clamped(self, frames: Span, width: f32) -> Self {
        let width = f64::from(width.max(1.0));
        let all = frames.len().max(1) as f64;
        let scale = self.scale.clamp((width / all).min(FIT_MAX), ZOOM_MAX);
        let last = (frames.end as f64 - width / scale).max(frames.start as f64);
        Self { start: self.start.clamp(frames.start as f64, last), scale }
    }

    /// Zooms by `factor`; the byte at `x` points from the axis' left stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, x: f32, frames: Span, width: f32) -> Self {
        let at = self.start + f64::from(x) / self.scale;
        // Clamp the scale first: the fixed byte depends on what it really becomes.
        let scale = Self { scale: self.scale * factor, ..self }.clamped(frames, width).scale;
        Self { start: at - f64::from(x) / scale, scale }.clamped(frames, width)
    }

    /// Pans by `points` to the right.
    #[must_use]
    pub fn panned(self, points: f32, frames: Span, width: f32) -> Self {
        Self { start: self.start + f64::from(points) / self.scale, ..self }.clamped(frames, width)
    }

    /// Brings `span` into view where it is out of it; moves nothing where it is in view.
    #[must_use]
    pub fn following(self, span: Span, frames: Span, width: f32) -> Self {
        let seen = f64::from(width.max(1.0)) / self.scale;
        let (from, to) = (span.start as f64, span.end as f64);
        let is_in_view = from >= self.start && to <= self.start + seen;
        let fills_view = from <= self.start && to >= self.start + seen;
        if is_in_view || fills_view || span.end <= frames.start {
            return self.clamped(frames, width);
        }
        let start = if to - from > seen * 0.8 { from } else { from - (seen - (to - from)) * 0.3 };
        Self { start, ..self }.clamped(frames, width)
    }
}

/// A view at its place on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// The view.
    pub view: View,
    /// Where its left edge stands.
    pub left: f32,
    /// Its width.
    pub width: f32,
}

impl Axis {
    /// Where byte `at` begins; at most a view's width out of sight.
    #[must_use]
    pub fn x(&self, at: u64) -> f32 {
        let width = f64::from(self.width);
        self.left + ((at as f64 - self.view.start) * self.view.scale).clamp(-width, 2.0 * width) as f32
    }

    /// The byte at `x`.
    #[must_use]
    pub fn byte_at(&self, x: f32) -> u64 {
        (self.view.start + f64::from(x - self.left) / self.view.scale).max(0.0) as u64
    }

    /// The bytes that are in view, also in part.
    #[must_use]
    pub fn seen(&self) -> Span {
        let end = self.view.start + f64::from(self.width) / self.view.scale;
        Span::new(self.view.start.max(0.0) as u64, end.ceil() as u64)
    }
}
