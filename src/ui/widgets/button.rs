//! Buttons, key caps and links.

use std::sync::Arc;

use egui::{
    Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    Vec2, Widget, WidgetInfo, pos2, vec2,
};

use super::paint::{focus_ring, icon, text};
use crate::ui::fonts;
use crate::ui::theme::{Theme, Type, space};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Ghost,
}

/// A button with a label and, where wanted, an icon before it, a sign after it and the key that does the same.
///
/// ```no_run
/// # use ws101::ui::{icons, widgets::Button};
/// # fn show(ui: &mut egui::Ui) {
/// if ui.add(Button::secondary("Open a capture…").icon(icons::FOLDER_OPEN).key("Ctrl O")).clicked() {}
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "add it to a Ui"]
pub struct Button<'a> {
    label: &'a str,
    kind: Kind,
    icon: Option<(&'a str, bool)>,
    after: Option<&'a str>,
    key: Option<&'a str>,
    height: f32,
    font_size: f32,
    padding: f32,
    enabled: bool,
}

impl<'a> Button<'a> {
    const fn new(label: &'a str, kind: Kind) -> Self {
        let (icon, after, key) = (None, None, None);
        let (height, font_size, padding) = (space::BUTTON, 13.0, 12.0);
        Self { label, kind, icon, after, key, height, font_size, padding, enabled: true }
    }

    /// The one main action of a place.
    pub const fn primary(label: &'a str) -> Self {
        Self::new(label, Kind::Primary)
    }

    /// Any other action.
    pub const fn secondary(label: &'a str) -> Self {
        Self::new(label, Kind::Secondary)
    }

    /// An action that stays in the background: cancel, why.
    pub const fn ghost(label: &'a str) -> Self {
        Self::new(label, Kind::Ghost)
    }

    /// An outlined icon before the label.
    pub const fn icon(self, icon: &'a str) -> Self {
        Self { icon: Some((icon, false)), ..self }
    }

    /// A filled icon before the label.
    pub const fn icon_fill(self, icon: &'a str) -> Self {
        Self { icon: Some((icon, true)), ..self }
    }

    /// An icon after the label: a caret.
    pub const fn after(self, icon: &'a str) -> Self {
        Self { after: Some(icon), ..self }
    }

    /// The key that does the same.
    pub const fn key(self, key: &'a str) -> Self {
        Self { key: Some(key), ..self }
    }

    /// 26 points high: in panel heads and cards.
    pub const fn small(self) -> Self {
        Self { height: 26.0, font_size: 12.5, padding: 9.0, ..self }
    }

    /// 38 points high: in footers and states.
    pub const fn tall(self) -> Self {
        Self { height: space::BUTTON_TALL, ..self }
    }

    /// 46 points high: on the welcome page.
    pub const fn hero(self) -> Self {
        Self { height: 46.0, font_size: 15.0, padding: 20.0, ..self }
    }

    /// Whether it does something now. Say the reason beside it when it does not.
    pub const fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    fn radius(&self) -> f32 {
        if self.height > 40.0 {
            9.0
        } else if self.height < 30.0 {
            6.0
        } else {
            space::CONTROL_RADIUS
        }
    }

    fn ink(&self, theme: &Theme) -> Color32 {
        match self.kind {
            _ if !self.enabled => theme.ink_3,
            Kind::Primary => theme.on_accent,
            Kind::Secondary => theme.ink,
            Kind::Ghost => theme.ink_2,
        }
    }

    fn parts(&self, painter: &Painter, theme: &Theme) -> Parts {
        let ink = self.ink(theme);
        let weight = if self.kind == Kind::Primary { 600.0 } else { 500.0 };
        let kind = Type::UI.sized(self.font_size).weighing(weight);
        let label = painter.layout_job(kind.job(self.label, ink));
        let sign = |(icon, fill): (&str, bool), size: f32| {
            let family = if fill { fonts::icons_fill() } else { fonts::icons() };
            painter.layout_no_wrap(icon.to_owned(), FontId::new(size, family), ink)
        };
        let icon = self.icon.map(|icon| sign(icon, self.font_size + if icon.1 { 1.0 } else { 3.0 }));
        let after = self.after.map(|icon| sign((icon, false), self.font_size));
        let key = self.key.map_or(0.0, |key| key_cap_width(painter, key));
        Parts { icon, label, after, key }
    }

    /// How large it will be.
    #[must_use]
    pub fn size(&self, ui: &Ui) -> Vec2 {
        let width = self.parts(ui.painter(), Theme::of(ui.ctx())).width(self.height);
        vec2(width + 2.0 * self.padding, self.height)
    }

    /// Shows it at a place instead of where the layout stands.
    pub fn show_at(self, ui: &Ui, rect: Rect) -> Response {
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let id = ui.unique_id().with(("button", self.label, rect.min.x as i32, rect.min.y as i32));
        let hit = rect.expand2((Vec2::splat(space::HIT) - rect.size()).max(Vec2::ZERO) / 2.0);
        let response = ui.interact(hit, id, sense);
        self.paint(ui, rect, &response);
        response
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response) {
        let enabled = self.enabled && ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, self.label));
        if !ui.is_rect_visible(rect) {
            return;
        }
        let (theme, painter) = (Theme::of(ui.ctx()), ui.painter());
        let down = response.is_pointer_button_down_on();
        let (fill, line) = match self.kind {
            _ if !self.enabled => (theme.sunken, theme.line),
            Kind::Primary if down || response.hovered() => (theme.accent_ink, theme.accent_ink),
            Kind::Primary => (theme.accent, theme.accent),
            Kind::Secondary if down || response.hovered() => (theme.hover, theme.line_strong),
            Kind::Secondary => (theme.raised, theme.line),
            Kind::Ghost if down || response.hovered() => (theme.hover, theme.hover),
            Kind::Ghost => (Color32::TRANSPARENT, Color32::TRANSPARENT),
        };
        painter.rect(rect, self.radius(), fill, Stroke::new(1.0, line), StrokeKind::Inside);
        if response.has_focus() {
            focus_ring(painter, rect, self.radius(), theme);
        }
        self.parts(painter, theme).paint(painter, rect, self.key, theme);
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(self.size(ui), sense);
        self.paint(ui, rect, &response);
        response
    }
}

/// What stands in a button, laid out.
struct Parts {
    icon: Option<Arc<Galley>>,
    label: Arc<Galley>,
    after: Option<Arc<Galley>>,
    key: f32,
}

impl Parts {
    const GAP: f32 = 7.0;

    fn width(&self, _height: f32) -> f32 {
        let signs = self.icon.iter().chain(&self.after).map(|sign| sign.size().x + Self::GAP).sum::<f32>();
        let key = if self.key > 0.0 { self.key + Self::GAP } else { 0.0 };
        signs + self.label.size().x + key
    }

    fn paint(self, painter: &Painter, rect: Rect, key: Option<&str>, theme: &Theme) {
        let mut x = rect.center().x - self.width(rect.height()) / 2.0;
        let y = rect.center().y;
        let mut put = |galley: Arc<Galley>| {
            let size = galley.size();
            painter.galley(pos2(x, y - size.y / 2.0), galley, theme.ink);
            x += size.x + Self::GAP;
        };
        self.icon.map(&mut put);
        put(self.label);
        self.after.map(&mut put);
        if let Some(key) = key {
            key_cap(painter, pos2(x, y), key, theme);
        }
    }
}

/// A square button with only an icon. `name` is its tooltip and its accessible name; `bordered` gives it an outline.
pub fn icon_button(ui: &mut Ui, sign: &str, name: &str, bordered: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(space::BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    if ui.is_rect_visible(rect) {
        let (theme, painter) = (Theme::of(ui.ctx()), ui.painter());
        let hot = response.hovered() || response.is_pointer_button_down_on();
        let fill = match (hot, bordered) {
            (true, _) => theme.hover,
            (false, true) => theme.raised,
            (false, false) => Color32::TRANSPARENT,
        };
        let line = if bordered { Stroke::new(1.0, theme.line) } else { Stroke::NONE };
        painter.rect(rect, space::CONTROL_RADIUS, fill, line, StrokeKind::Inside);
        icon(painter, rect.center(), sign, 18.0, if hot { theme.ink } else { theme.ink_2 });
        if response.has_focus() {
            focus_ring(painter, rect, space::CONTROL_RADIUS, theme);
        }
    }
    response.on_hover_text(name)
}

/// A link within the program or to a page: accent text with an underline when hovered.
pub fn link(ui: &mut Ui, kind: Type, label: &str, sign: Option<&str>) -> Response {
    let theme = Theme::of(ui.ctx());
    let galley = ui.painter().layout_job(kind.job(label, theme.accent_ink));
    let sign_width = if sign.is_some() { kind.size + 5.0 } else { 0.0 };
    let size = vec2(galley.size().x + sign_width, galley.size().y.max(space::HIT));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, ui.is_enabled(), label));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
        let (width, bottom) = (galley.size().x, at.y + galley.size().y - 2.0);
        painter.galley(at, galley, theme.accent_ink);
        if response.hovered() {
            painter.hline(at.x..=at.x + width, bottom, Stroke::new(1.0, theme.accent_ink));
        }
        if let Some(sign) = sign {
            let center = pos2(rect.right() - kind.size / 2.0, rect.center().y);
            icon(painter, center, sign, kind.size, theme.accent_ink);
        }
        if response.has_focus() {
            focus_ring(painter, rect, space::TAG_RADIUS, theme);
        }
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn key_cap_width(painter: &Painter, key: &str) -> f32 {
    painter.layout_job(Type::TINY.job(key, Color32::BLACK)).size().x + 12.0
}

/// Paints a key as it is printed on the keyboard, its left edge at `left_center`.
pub fn key_cap(painter: &Painter, left_center: Pos2, key: &str, theme: &Theme) -> Rect {
    let size = vec2(key_cap_width(painter, key), 18.0);
    let rect = Rect::from_min_size(left_center - vec2(0.0, size.y / 2.0), size);
    let stroke = Stroke::new(1.0, theme.line);
    painter.rect(rect, space::TAG_RADIUS, theme.sunken, stroke, StrokeKind::Inside);
    text(painter, rect.center(), Align2::CENTER_CENTER, Type::TINY, key, theme.ink_2);
    rect
}
