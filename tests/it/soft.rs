//! Pictures of the window without a graphics card: a renderer for `egui_kittest` that fills triangles on the CPU.
//!
//! It does what the shader does (premultiplied colours in gamma space, bilinear texture) and nothing more, so the
//! same shapes give the same pixels on every machine.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use egui::UiBuilder;
use egui::epaint::{Mesh, Primitive, Vertex};
use egui::{Color32, ColorImage, Context, FullOutput, ImageData, Rect, TextureId, TexturesDelta, Ui, Vec2};
use egui_kittest::{Harness, TestRenderer};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use ws101::ui::{Theme, fonts};

/// The renderer: give it to `Harness::builder().renderer(…)`.
#[derive(Default)]
pub(crate) struct Soft {
    textures: HashMap<TextureId, ColorImage>,
}

impl TestRenderer for Soft {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, images) in delta.set.drain() {
            for image in images {
                let ImageData::Color(pixels) = &image.image;
                match (image.pos, self.textures.get_mut(&id)) {
                    (Some([x, y]), Some(texture)) => blit(texture, pixels, x, y),
                    _ => drop(self.textures.insert(id, (**pixels).clone())),
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<image::RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut canvas = Canvas::new(size.x.round() as usize, size.y.round() as usize);
        for clipped in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &clipped.primitive else { continue };
            let texture = self.textures.get(&mesh.texture_id).ok_or("a texture that was never set")?;
            canvas.mesh(mesh, texture, clipped.clip_rect * scale, scale);
        }
        canvas.image()
    }
}

fn blit(texture: &mut ColorImage, part: &ColorImage, x: usize, y: usize) {
    let ([width, _], [part_width, part_height]) = (texture.size, part.size);
    for row in 0..part_height {
        let to = (y + row) * width + x;
        let from = row * part_width;
        texture.pixels[to..to + part_width].copy_from_slice(&part.pixels[from..from + part_width]);
    }
}

struct Canvas {
    width: usize,
    height: usize,
    /// Premultiplied, 0 to 255.
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![[0.0; 4]; width * height] }
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &ColorImage, clip: Rect, scale: f32) {
        let within = |value: f32, most: usize| (value.round().max(0.0) as usize).min(most);
        let x = within(clip.min.x, self.width)..within(clip.max.x, self.width);
        let y = within(clip.min.y, self.height)..within(clip.max.y, self.height);
        for corners in mesh.indices.chunks_exact(3) {
            let [a, b, c] = [0, 1, 2].map(|at| mesh.vertices[corners[at] as usize]);
            self.triangle(&Triangle::new([a, b, c], scale), texture, x.clone(), y.clone());
        }
    }

    fn triangle(
        &mut self,
        triangle: &Triangle,
        texture: &ColorImage,
        clip_x: Range<usize>,
        clip_y: Range<usize>,
    ) {
        if triangle.area == 0.0 {
            return;
        }
        let [min, max] = triangle.bounds();
        let rows =
            (min[1].floor().max(0.0) as usize).max(clip_y.start)..(max[1].ceil() as usize).min(clip_y.end);
        let columns =
            (min[0].floor().max(0.0) as usize).max(clip_x.start)..(max[0].ceil() as usize).min(clip_x.end);
        if columns.is_empty() {
            return;
        }
        let flat = triangle.flat(texture);
        for y in rows {
            let middle = y as f32 + 0.5;
            let (edge, inside) = triangle.span(middle, columns.clone());
            for x in edge {
                let center = x as f32 + 0.5;
                // The corners weigh the pixel only where that is needed: at the edges, and where colours mix.
                let color = match (flat, inside.contains(&x)) {
                    (Some(color), true) => color,
                    (flat, _) => {
                        let Some(share) = triangle.shares(center, middle) else { continue };
                        flat.unwrap_or_else(|| triangle.color(share, texture))
                    }
                };
                let under = &mut self.pixels[y * self.width + x];
                if color[3] >= 255.0 {
                    *under = color;
                    continue;
                }
                let rest = 1.0 - color[3] / 255.0;
                for (under, over) in under.iter_mut().zip(color) {
                    *under = over + *under * rest;
                }
            }
        }
    }

    fn image(&self) -> Result<image::RgbaImage, String> {
        let bytes = self.pixels.iter().flat_map(|pixel| {
            let [r, g, b, a] = pixel.map(|part| part.round().clamp(0.0, 255.0) as u8);
            Color32::from_rgba_premultiplied(r, g, b, a).to_srgba_unmultiplied()
        });
        image::RgbaImage::from_raw(self.width as u32, self.height as u32, bytes.collect())
            .ok_or_else(|| "the picture has another size than its pixels".to_owned())
    }
}

/// A triangle in pixels.
struct Triangle {
    corners: [Vertex; 3],
    at: [[f32; 2]; 3],
    /// Twice its area, signed by its winding.
    area: f32,
    /// For each edge whether a pixel centre that lies exactly on it belongs to the triangle, so that two triangles
    /// that share an edge fill each pixel once.
    owns: [bool; 3],
}

impl Triangle {
    fn new(corners: [Vertex; 3], scale: f32) -> Self {
        let at = corners.map(|corner| [corner.pos.x * scale, corner.pos.y * scale]);
        let [a, b, c] = at;
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        let owns = [(b, c), (c, a), (a, b)].map(|(from, to)| {
            let (from, to) = if area > 0.0 { (from, to) } else { (to, from) };
            let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
            dy < 0.0 || (dy == 0.0 && dx > 0.0)
        });
        Self { corners, at, area, owns }
    }

    fn bounds(&self) -> [[f32; 2]; 2] {
        let fold = |axis: usize, pick: fn(f32, f32) -> f32| {
            self.at.iter().map(|at| at[axis]).reduce(pick).unwrap_or(0.0)
        };
        [[fold(0, f32::min), fold(1, f32::min)], [fold(0, f32::max), fold(1, f32::max)]]
    }

    /// How much each corner weighs at a point; `None` outside.
    fn shares(&self, x: f32, y: f32) -> Option<[f32; 3]> {
        let [a, b, c] = self.at;
        let edge = |from: [f32; 2], to: [f32; 2]| {
            ((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0])) / self.area
        };
        let shares = [edge(b, c), edge(c, a), edge(a, b)];
        let outside =
            shares.iter().zip(self.owns).any(|(&share, owns)| share < 0.0 || (share == 0.0 && !owns));
        (!outside).then_some(shares)
    }

    /// The pixels of a row that may meet it, and those of them that are inside for certain.
    fn span(&self, y: f32, columns: Range<usize>) -> (Range<usize>, Range<usize>) {
        let [a, b, c] = self.at;
        let (mut start, mut end) = (columns.start as f32, columns.end as f32);
        for (from, to) in [(b, c), (c, a), (a, b)] {
            let slope = -(to[1] - from[1]) / self.area;
            let value = ((to[0] - from[0]) * (y - from[1]) + (to[1] - from[1]) * from[0]) / self.area;
            if slope > 0.0 {
                start = start.max(-value / slope);
            } else if slope < 0.0 {
                end = end.min(-value / slope);
            } else if value < 0.0 {
                return (0..0, 0..0);
            }
        }
        // Nothing is left where what may be painted ends before it begins.
        let last = columns.end.max(columns.start);
        let within = |x: f32| (x.max(0.0) as usize).clamp(columns.start, last);
        (within(start - 1.0)..within(end + 2.0), within(start + 2.0)..within(end - 2.0))
    }

    /// The one colour it has everywhere, if it has one.
    fn flat(&self, texture: &ColorImage) -> Option<[f32; 4]> {
        let [a, b, c] = &self.corners;
        let same = |other: &Vertex| other.color == a.color && other.uv == a.uv;
        (same(b) && same(c)).then(|| self.color([1.0, 0.0, 0.0], texture))
    }

    fn color(&self, shares: [f32; 3], texture: &ColorImage) -> [f32; 4] {
        let mix = |part: &dyn Fn(&Vertex) -> f32| -> f32 {
            self.corners.iter().zip(shares).map(|(corner, share)| part(corner) * share).sum()
        };
        let texel = sample(texture, mix(&|corner| corner.uv.x), mix(&|corner| corner.uv.y));
        [0, 1, 2, 3].map(|part| texel[part] / 255.0 * mix(&|corner| f32::from(corner.color.to_array()[part])))
    }
}

/// The colour of a texture at `u`, `v` (0 to 1), between its four nearest texels.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let texel = |x: f32, y: f32| {
        let (x, y) = ((x.max(0.0) as usize).min(width - 1), (y.max(0.0) as usize).min(height - 1));
        texture.pixels[y * width + x].to_array().map(f32::from)
    };
    let (right_share, low_share) = (x - left, y - top);
    let [a, b] = [texel(left, top), texel(left + 1.0, top)];
    let [c, d] = [texel(left, top + 1.0), texel(left + 1.0, top + 1.0)];
    [0, 1, 2, 3].map(|part| {
        let upper = a[part] + (b[part] - a[part]) * right_share;
        let lower = c[part] + (d[part] - c[part]) * right_share;
        upper + (lower - upper) * low_share
    })
}

/// A harness around a part of the window, with the fonts and a theme, that can be drawn.
pub(crate) fn harness<'a>(
    size: Vec2,
    theme: &'static Theme,
    mut show: impl FnMut(&mut Ui) + 'a,
) -> Harness<'a> {
    Harness::builder()
        .with_size(size)
        .renderer(Soft::default())
        .with_context_setup(move |ctx| {
            fonts::install(ctx);
            theme.apply(ctx);
        })
        .with_theme(if theme.dark { egui::Theme::Dark } else { egui::Theme::Light })
        .build_ui(move |ui| {
            // The whole window, without the margin that the harness leaves.
            let window = ui.ctx().content_rect();
            let mut ui = ui.new_child(UiBuilder::new().max_rect(window));
            ui.set_clip_rect(window);
            ui.painter().rect_filled(window, 0.0, theme.canvas);
            show(&mut ui);
        })
}

/// Draws what the harness shows now to `NAME.png`, in the folder that `WS101_PICTURES` names or else in the build's
/// scratch folder, to be looked at.
pub(crate) fn picture(harness: &mut Harness<'_>, name: &str) -> image::RgbaImage {
    let folder =
        std::env::var_os("WS101_PICTURES").map_or_else(|| env!("CARGO_TARGET_TMPDIR").into(), PathBuf::from);
    let picture = harness.render().expect("the CPU renderer draws everything");
    std::fs::create_dir_all(&folder).expect("the folder for pictures");
    let file = std::fs::File::create(folder.join(format!("{name}.png"))).expect("the picture's file");
    let (compression, filter) = (CompressionType::Fast, FilterType::NoFilter);
    let encoder = PngEncoder::new_with_quality(std::io::BufWriter::new(file), compression, filter);
    picture.write_with_encoder(encoder).expect("the picture is written");
    picture
}
