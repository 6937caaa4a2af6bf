//! Where the parts of the explainer stand, for a page of any width.

use emath::{Rect, pos2, vec2};

/// The places of one page, in points from its top left corner. The page scrolls where it is taller than the window.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The request's panel.
    pub request: Rect,
    /// The response's panel.
    pub response: Rect,
    /// The box with what came of it, in the response's panel.
    pub result: Rect,
    /// The panel of the way from key to accept.
    pub pipeline: Rect,
    /// The key as text.
    pub key: Rect,
    /// The GUID as text.
    pub guid: Rect,
    /// The bytes of both, joined.
    pub joined: Vec<Rect>,
    /// The 20 bytes of the hash.
    pub hash: Vec<Rect>,
    /// The seven groups.
    pub groups: Vec<GroupPlace>,
    /// The box that shows one group bit by bit.
    pub detail: Detail,
    /// Left edges of the three steps.
    pub steps_x: [f32; 3],
    /// Top edges of the three steps: on a narrow page the last stands below the others.
    pub steps_y: [f32; 3],
    /// The height of all.
    pub height: f32,
}

/// The places of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupPlace {
    /// Its three bytes; the last is empty in the last group.
    pub bytes: [Rect; 3],
    /// Its four characters.
    pub chars: Rect,
    /// All of it, with a margin: what is hovered and picked.
    pub whole: Rect,
}

/// The places of one group's bits.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// The box around them.
    pub whole: Rect,
    /// Its three bytes.
    pub bytes: [Rect; 3],
    /// Its 24 bits.
    pub bits: Vec<Rect>,
    /// Its four characters with their values.
    pub values: [Rect; 4],
}

/// The margin of the page, in which the two connecting lines run.
const MARGIN: f32 = 24.0;
/// From one line of a head to the next.
const LINE: f32 = 28.0;
/// The first line's distance from its panel's top.
const LINES_TOP: f32 = 45.0;
/// Below this width of the panel the three steps have no room side by side.
const STACKED_BELOW: f32 = 1100.0;
/// Between the heads and the way, and below it.
const BETWEEN: f32 = 10.0;

impl Page {
    /// Places a page `width` points wide: heads of so many lines, and `joined` bytes of key and GUID.
    #[must_use]
    pub fn new(width: f32, top: f32, request_lines: usize, response_lines: usize, joined: usize) -> Self {
        const GAP: f32 = 24.0;
        const RESULT: f32 = 80.0;
        let inner = (width - 2.0 * MARGIN).max(600.0);
        let half = (inner - GAP) / 2.0;
        let lines_bottom = |lines: usize| LINES_TOP + lines as f32 * LINE;
        let result_top = lines_bottom(response_lines) + 4.0;
        let heads = (lines_bottom(request_lines) + 10.0).max(result_top + RESULT + 10.0).max(260.0);
        let request = Rect::from_min_size(pos2(MARGIN, top), vec2(half, heads));
        let response = request.translate(vec2(half + GAP, 0.0));
        let result =
            Rect::from_min_size(pos2(response.left() + 14.0, top + result_top), vec2(half - 28.0, RESULT));
        let pipeline_top = request.bottom() + BETWEEN;
        let is_stacked = inner < STACKED_BELOW;
        let scale = if is_stacked { (inner / 800.0).min(1.0) } else { (inner / 1552.0).min(1.25) };
        let at = Scaled { left: MARGIN, top: pipeline_top, scale };
        let rows = joined.div_ceil(16).max(1);
        let joined: Vec<Rect> = (0..joined)
            .map(|n| at.rect(20.0 + 29.5 * (n % 16) as f32, 178.0 + 31.0 * (n / 16) as f32, 27.5, 28.0))
            .collect();
        let hash =
            (0..20).map(|n| at.rect(574.0 + 46.0 * (n % 4) as f32, 84.0 + 44.0 * (n / 4) as f32, 42.0, 38.0));
        // Without a key there is no way to show, only a sentence.
        let least = if joined.is_empty() { 250.0 } else { 402.0_f32 };
        let first = 178.0 + 31.0 * rows as f32 + 76.0;
        let (last, height) = match is_stacked && !joined.is_empty() {
            true => {
                (Scaled { left: MARGIN - 820.0 * scale, top: pipeline_top + first, scale }, first + least)
            }
            false => (at, least.max(first)),
        };
        let pipeline = Rect::from_min_size(pos2(MARGIN, pipeline_top), vec2(inner, height));
        Self {
            request,
            response,
            result,
            key: at.rect(20.0, 52.0, 470.0, 26.0),
            guid: at.rect(20.0, 84.0, 480.0, 26.0),
            hash: hash.collect(),
            groups: (0..7).map(|n| last.group(840.0 + 96.0 * n as f32)).collect(),
            detail: last.detail(),
            steps_x: [at.x(20.0), at.x(574.0), last.x(840.0)],
            steps_y: [at.top, at.top, last.top],
            height: pipeline.bottom() + BETWEEN,
            pipeline,
            joined,
        }
    }

    /// The row of one line of a head whose panel this is.
    #[must_use]
    pub fn line(panel: Rect, n: usize) -> Rect {
        let top = panel.top() + LINES_TOP + n as f32 * LINE;
        Rect::from_min_size(pos2(panel.left() + 14.0, top), vec2(panel.width() - 28.0, 26.0))
    }
}

/// Points of the reference width, stretched or squeezed sideways.
#[derive(Clone, Copy)]
struct Scaled {
    left: f32,
    top: f32,
    scale: f32,
}

impl Scaled {
    fn x(self, x: f32) -> f32 {
        self.left + x * self.scale
    }

    fn rect(self, x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_size(pos2(self.x(x), self.top + y), vec2(width * self.scale, height))
    }

    fn group(self, x: f32) -> GroupPlace {
        GroupPlace {
            bytes: [0.0, 30.0, 60.0].map(|dx| self.rect(x + dx, 84.0, 28.0, 30.0)),
            chars: self.rect(x, 140.0, 88.0, 34.0),
            whole: self.rect(x - 4.0, 78.0, 96.0, 102.0),
        }
    }

    fn detail(self) -> Detail {
        const BIT: f32 = 25.6;
        let bit = |n: usize| self.rect(847.0 + BIT * n as f32, 288.0, 23.6, 28.0);
        let byte = |n: usize| self.rect(847.0 + 8.0 * BIT * n as f32, 260.0, 8.0 * BIT - 3.0, 24.0);
        let value = |n: usize| self.rect(847.0 + 6.0 * BIT * n as f32, 326.0, 6.0 * BIT - 3.0, 56.0);
        Detail {
            whole: self.rect(835.0, 222.0, 640.4, 172.0),
            bytes: [0, 1, 2].map(byte),
            bits: (0..24).map(bit).collect(),
            values: [0, 1, 2, 3].map(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_handshake_fits_a_window_of_1000_points() {
        // Between the bar at the top and the page's own footer above the transport; with and without a lesson.
        let room = 1000.0 - 48.0 - 64.0 - 60.0;
        for width in [1212.0, 1600.0] {
            let page = Page::new(width, 98.0, 9, 6, 60);
            assert!(page.height <= room, "{width}: {}", page.height);
        }
    }

    #[test]
    fn nothing_overlaps_and_nothing_is_cut() {
        for width in [720.0, 940.0, 1146.0, 1150.0, 1280.0, 1600.0, 1920.0] {
            for (request, response, joined) in [(9, 6, 60), (20, 3, 60), (2, 12, 36), (9, 6, 100)] {
                let page = Page::new(width, 98.0, request, response, joined);
                assert!(page.response.right() <= width - MARGIN + 0.01);
                assert!(page.request.bottom() < page.pipeline.top());
                assert!(Page::line(page.request, request - 1).bottom() <= page.request.bottom());
                assert!(Page::line(page.response, response - 1).bottom() <= page.result.top());
                assert!(page.result.bottom() <= page.response.bottom());
                let mut cells: Vec<Rect> = page.joined.iter().chain(&page.hash).copied().collect();
                cells.extend(page.groups.iter().flat_map(|group| group.bytes));
                cells.extend(page.groups.iter().map(|group| group.chars));
                cells.extend(page.detail.bits.iter().chain(&page.detail.bytes).chain(&page.detail.values));
                for (n, cell) in cells.iter().enumerate() {
                    assert!(page.pipeline.contains_rect(*cell), "{width} {cell:?}");
                    assert!(
                        cells[n + 1..].iter().all(|other| !cell.shrink(0.1).intersects(*other)),
                        "{width}"
                    );
                }
            }
        }
    }
}
