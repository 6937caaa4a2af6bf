//! All colours, type sizes and spaces of the window, in light and dark.
//!
//! No other module names a colour. The pairs that carry text keep a contrast of 4.5, marks and control borders 3.0
//! (WCAG 2.2 §1.4.3, §1.4.11); `tests/it/theme.rs` measures them all.

use egui::epaint::text::VariationCoords;
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Context, CornerRadius, FontFamily, FontId, Margin, RichText, Shadow, Stroke, TextStyle};

use super::fonts;
use crate::rules;

mod tables;

/// A phase of a connection, as the diagrams colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// 1, the opening handshake: red, a diamond.
    Opening,
    /// 2, data transfer: yellow, a pill.
    Data,
    /// 3, the closing handshake: purple, a square.
    Closing,
    /// TCP, outside the protocol: grey, a ring.
    Tcp,
}

impl Phase {
    /// In the order of a connection's life, TCP last.
    pub const ALL: [Self; 4] = [Self::Opening, Self::Data, Self::Closing, Self::Tcp];
}

/// The colours of one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseColors {
    /// Fill of bars, tags and shapes.
    pub solid: Color32,
    /// Text on `solid`.
    pub on: Color32,
    /// Fill of bands.
    pub tint: Color32,
    /// Outline of a tinted box; decoration only.
    pub edge: Color32,
    /// Text on `tint` or on a panel.
    pub ink: Color32,
    /// Lines and outlines on a panel.
    pub mark: Color32,
}

/// A part of a frame, as bytes, bits and the legend colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// FIN and RSV1 to RSV3; also the bytes of a hash.
    Flags,
    /// The opcode.
    Opcode,
    /// The payload length in any of its three forms.
    Length,
    /// The MASK bit and the masking key; also the key and the accept value of the handshake.
    Key,
    /// The payload, masked or not.
    Payload,
    /// The close code.
    CloseCode,
}

impl Field {
    /// In the order of the wire.
    pub const ALL: [Self; 6] =
        [Self::Flags, Self::Opcode, Self::Length, Self::Key, Self::Payload, Self::CloseCode];
}

/// The colours of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldColors {
    /// Fill of a byte or bit cell.
    pub fill: Color32,
    /// Text on `fill`.
    pub text: Color32,
    /// Lines, key bars and legend edges on a panel.
    pub bar: Color32,
}

/// How grave a finding is. The icon and the word always come with the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Breaks a MUST, or the file cannot be read.
    Error,
    /// A SHOULD is broken, or a MUST that the capture cannot prove.
    Warning,
    /// Worth knowing.
    Note,
    /// Checked and correct.
    Ok,
}

impl Severity {
    /// The gravest first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Note, Self::Ok];
}

impl From<rules::Severity> for Severity {
    fn from(severity: rules::Severity) -> Self {
        match severity {
            rules::Severity::Error => Self::Error,
            rules::Severity::Warning => Self::Warning,
            rules::Severity::Note => Self::Note,
        }
    }
}

/// The colours of one severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeverityColors {
    /// Icon, word and outline, on a panel or on `soft`.
    pub mark: Color32,
    /// Fill of a notice.
    pub soft: Color32,
}

/// The colours of one mode, light or dark: one field for each token of the design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Whether this is the dark one.
    pub dark: bool,
    /// The window behind panels.
    pub canvas: Color32,
    /// Panels and cards.
    pub panel: Color32,
    /// Inputs and table heads.
    pub sunken: Color32,
    /// Buttons.
    pub raised: Color32,
    /// A hovered row; the rail of a slider or a progress bar.
    pub hover: Color32,
    /// Separators; decoration only.
    pub line: Color32,
    /// Borders of controls, dashed future.
    pub line_strong: Color32,
    /// Main text.
    pub ink: Color32,
    /// Secondary text.
    pub ink_2: Color32,
    /// Metadata and what has not happened yet.
    pub ink_3: Color32,
    /// The primary button, the play cursor, the focus ring.
    pub accent: Color32,
    /// Text on `accent`.
    pub on_accent: Color32,
    /// The active tab, a filter token.
    pub accent_soft: Color32,
    /// Text on `accent_soft`; links on a panel.
    pub accent_ink: Color32,
    /// A selected row.
    pub sel_fill: Color32,
    /// The outline of every selected thing, [`space::SELECTION`] wide.
    pub sel_line: Color32,
    phases: [PhaseColors; 4],
    fields: [FieldColors; 6],
    severities: [SeverityColors; 4],
}

impl Theme {
    /// The light theme.
    #[must_use]
    pub const fn light() -> &'static Self {
        &tables::LIGHT
    }

    /// The dark theme.
    #[must_use]
    pub const fn dark() -> &'static Self {
        &tables::DARK
    }

    /// The theme that `ctx` shows now.
    #[must_use]
    pub fn of(ctx: &Context) -> &'static Self {
        match ctx.theme() {
            egui::Theme::Light => Self::light(),
            egui::Theme::Dark => Self::dark(),
        }
    }

    /// The colours of a phase.
    #[must_use]
    pub const fn phase(&self, phase: Phase) -> PhaseColors {
        self.phases[phase as usize]
    }

    /// The colours of a frame field.
    #[must_use]
    pub const fn field(&self, field: Field) -> FieldColors {
        self.fields[field as usize]
    }

    /// The colours of a severity.
    #[must_use]
    pub const fn severity(&self, severity: Severity) -> SeverityColors {
        self.severities[severity as usize]
    }

    /// Makes `ctx` show this theme: egui's own widgets take its colours, sizes and shapes.
    pub fn apply(&self, ctx: &Context) {
        let theme = if self.dark { egui::Theme::Dark } else { egui::Theme::Light };
        ctx.set_style_of(theme, self.style());
        ctx.set_theme(theme);
    }

    /// Gives `ctx` the styles of both themes, so that `ctx.set_theme` switches between them, or follows the system.
    pub fn install(ctx: &Context) {
        ctx.set_style_of(egui::Theme::Light, Self::light().style());
        ctx.set_style_of(egui::Theme::Dark, Self::dark().style());
    }
}

/// How a piece of text is set: family, size, line height, weight and spacing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Whether it is set in the monospaced family.
    pub mono: bool,
    /// Size in points.
    pub size: f32,
    /// Line height in points.
    pub line: f32,
    /// Weight, 400 to 700. The monospaced family has 400, 500 and 700.
    pub weight: f32,
    /// Extra space between letters, in points.
    pub spacing: f32,
}

impl Type {
    const fn sans(size: f32, line: f32, weight: f32) -> Self {
        Self { mono: false, size, line, weight, spacing: 0.0 }
    }

    const fn mono(size: f32, line: f32, weight: f32) -> Self {
        Self { mono: true, size, line, weight, spacing: 0.0 }
    }

    /// The title of the projector view.
    pub const PROJECTOR_TITLE: Self = Self::sans(56.0, 70.0, 700.0);
    /// Bytes in the projector view.
    pub const PROJECTOR_BYTES: Self = Self::mono(56.0, 70.0, 700.0);
    /// The sentence of the projector view.
    pub const PROJECTOR_TEXT: Self = Self::sans(32.0, 44.0, 500.0);
    /// The headline of the welcome page. Letters stand closer than in the design, as the shipped cut is drawn for
    /// small sizes.
    pub const HERO: Self = Self { spacing: -2.1, ..Self::sans(46.0, 54.0, 700.0) };
    /// The sentence below the headline.
    pub const LEAD: Self = Self::sans(17.0, 27.0, 400.0);
    /// The title of a page.
    pub const PAGE_TITLE: Self = Self { spacing: -0.3, ..Self::sans(24.0, 32.0, 650.0) };
    /// The title of a lesson step.
    pub const LESSON_TITLE: Self = Self { spacing: -0.3, ..Self::sans(22.0, 28.0, 650.0) };
    /// The title of a state: loading, empty, error.
    pub const STATE_TITLE: Self = Self::sans(20.0, 27.0, 650.0);
    /// The title of a section within a page.
    pub const SECTION: Self = Self::sans(17.0, 24.0, 650.0);
    /// The title of a panel.
    pub const PANEL_TITLE: Self = Self::sans(13.5, 18.0, 600.0);
    /// The title of a card.
    pub const CARD_TITLE: Self = Self::sans(14.5, 20.0, 600.0);
    /// The prose of a lesson.
    pub const BODY: Self = Self::sans(15.0, 23.0, 400.0);
    /// [`Self::BODY`] in bold.
    pub const BODY_STRONG: Self = Self::sans(15.0, 23.0, 650.0);
    /// Labels and table cells.
    pub const UI: Self = Self::sans(13.0, 18.0, 400.0);
    /// Labels of controls.
    pub const UI_MEDIUM: Self = Self::sans(13.0, 18.0, 500.0);
    /// Names and emphasised labels.
    pub const UI_STRONG: Self = Self::sans(13.0, 18.0, 600.0);
    /// Metadata; the smallest prose.
    pub const SMALL: Self = Self::sans(12.5, 18.0, 400.0);
    /// [`Self::SMALL`] emphasised.
    pub const SMALL_STRONG: Self = Self::sans(12.5, 18.0, 600.0);
    /// Hex, offsets, times, sizes.
    pub const MONO: Self = Self::mono(13.0, 22.0, 400.0);
    /// Coloured bytes, numbers that matter.
    pub const MONO_STRONG: Self = Self::mono(13.0, 22.0, 700.0);
    /// Names of captures and messages in code.
    pub const MONO_NAME: Self = Self::mono(14.0, 20.0, 700.0);
    /// Tags.
    pub const TAG: Self = Self { spacing: 0.2, ..Self::mono(11.0, 16.0, 700.0) };
    /// Key caps and bit numbers.
    pub const TINY: Self = Self::mono(11.0, 16.0, 500.0);

    /// The same in another size; the line height grows with it.
    #[must_use]
    pub const fn sized(self, size: f32) -> Self {
        Self { size, line: self.line * size / self.size, ..self }
    }

    /// The same with another line height.
    #[must_use]
    pub const fn lined(self, line: f32) -> Self {
        Self { line, ..self }
    }

    /// The same in another weight.
    #[must_use]
    pub const fn weighing(self, weight: f32) -> Self {
        Self { weight, ..self }
    }

    /// The font family that has this weight.
    #[must_use]
    pub fn family(self) -> FontFamily {
        match (self.mono, self.weight) {
            (false, _) => fonts::ui(),
            (true, weight) if weight >= 600.0 => fonts::mono_bold(),
            (true, weight) if weight >= 500.0 => fonts::mono_medium(),
            (true, _) => fonts::mono(),
        }
    }

    /// Family and size.
    #[must_use]
    pub fn font(self) -> FontId {
        FontId::new(self.size, self.family())
    }

    /// For a section of a [`LayoutJob`].
    #[must_use]
    pub fn format(self, color: Color32) -> TextFormat {
        TextFormat {
            font_id: self.font(),
            extra_letter_spacing: self.spacing,
            line_height: Some(self.line),
            color,
            coords: VariationCoords::new([(b"wght", self.weight)]),
            ..TextFormat::default()
        }
    }

    /// For egui's own widgets.
    #[must_use]
    pub fn text(self, text: impl Into<String>, color: Color32) -> RichText {
        RichText::new(text)
            .font(self.font())
            .extra_letter_spacing(self.spacing)
            .line_height(Some(self.line))
            .variation(b"wght", self.weight)
            .color(color)
    }

    /// One line of text, to be laid out by a painter. Long text is not wrapped.
    #[must_use]
    pub fn job(self, text: impl Into<String>, color: Color32) -> LayoutJob {
        let mut job = LayoutJob::single_section(text.into(), self.format(color));
        job.wrap.max_width = f32::INFINITY;
        job
    }
}

/// Texts in the roles that most places need.
impl Theme {
    /// The title of a panel.
    #[must_use]
    pub fn title(&self, text: impl Into<String>) -> RichText {
        Type::PANEL_TITLE.text(text, self.ink)
    }

    /// Prose.
    #[must_use]
    pub fn body(&self, text: impl Into<String>) -> RichText {
        Type::BODY.text(text, self.ink_2)
    }

    /// A label or a table cell.
    #[must_use]
    pub fn label(&self, text: impl Into<String>) -> RichText {
        Type::UI.text(text, self.ink)
    }

    /// A name, an emphasised label.
    #[must_use]
    pub fn strong(&self, text: impl Into<String>) -> RichText {
        Type::UI_STRONG.text(text, self.ink)
    }

    /// Secondary text.
    #[must_use]
    pub fn second(&self, text: impl Into<String>) -> RichText {
        Type::UI.text(text, self.ink_2)
    }

    /// Metadata.
    #[must_use]
    pub fn meta(&self, text: impl Into<String>) -> RichText {
        Type::SMALL.text(text, self.ink_3)
    }

    /// Bytes, offsets, times, sizes.
    #[must_use]
    pub fn mono(&self, text: impl Into<String>) -> RichText {
        Type::MONO.text(text, self.ink)
    }

    /// Numbers that matter.
    #[must_use]
    pub fn mono_strong(&self, text: impl Into<String>) -> RichText {
        Type::MONO_STRONG.text(text, self.ink)
    }

    /// An icon of [`icons`](super::icons).
    #[must_use]
    pub fn icon(&self, icon: &str, size: f32, color: Color32) -> RichText {
        RichText::new(icon).font(FontId::new(size, fonts::icons())).color(color)
    }

    /// An icon of [`icons`](super::icons), filled.
    #[must_use]
    pub fn icon_fill(&self, icon: &str, size: f32, color: Color32) -> RichText {
        RichText::new(icon).font(FontId::new(size, fonts::icons_fill())).color(color)
    }
}

/// Spaces, radii, line widths and heights, in points.
pub mod space {
    /// The smallest gap; the grid of the design.
    pub const XS: f32 = 4.0;
    /// Between related things; between panels.
    pub const S: f32 = 8.0;
    /// Between groups.
    pub const M: f32 = 12.0;
    /// The margin of a panel.
    pub const L: f32 = 16.0;
    /// Between sections.
    pub const XL: f32 = 24.0;

    /// Radius of a byte cell.
    pub const CELL_RADIUS: f32 = 3.0;
    /// Radius of a tag or key cap.
    pub const TAG_RADIUS: f32 = 4.0;
    /// Radius of a control.
    pub const CONTROL_RADIUS: f32 = 7.0;
    /// Radius of a panel.
    pub const PANEL_RADIUS: f32 = 10.0;

    /// Width of a separator.
    pub const LINE: f32 = 1.0;
    /// Width of an arrow.
    pub const ARROW: f32 = 1.6;
    /// Width of a selected arrow and of the cursor.
    pub const ARROW_SELECTED: f32 = 2.5;
    /// Width of the outline of a selected thing.
    pub const SELECTION: f32 = 2.0;
    /// Width of the outline of a hovered thing.
    pub const PREVIEW: f32 = 1.0;
    /// Width of the ring around what has the keyboard.
    pub const FOCUS: f32 = 2.0;

    /// Height of the top bar.
    pub const TOP_BAR: f32 = 48.0;
    /// Height of a panel's head.
    pub const PANEL_HEAD: f32 = 42.0;
    /// Height of a button.
    pub const BUTTON: f32 = 32.0;
    /// Height of a button in a footer or a state.
    pub const BUTTON_TALL: f32 = 38.0;
    /// Height of a table row and of a hex row.
    pub const ROW: f32 = 26.0;
    /// Height of the transport.
    pub const TRANSPORT: f32 = 64.0;
    /// Height of the status bar.
    pub const STATUS: f32 = 28.0;
    /// The smallest side of anything that can be clicked.
    pub const HIT: f32 = 24.0;
}

impl Theme {
    /// The style of egui's own widgets in this theme.
    #[must_use]
    pub fn style(&self) -> egui::Style {
        let base = if self.dark { egui::Theme::Dark } else { egui::Theme::Light };
        let mut style = base.default_style();
        style.text_styles = [
            (TextStyle::Heading, Type::LESSON_TITLE.font()),
            (TextStyle::Body, Type::UI.font()),
            (TextStyle::Button, Type::UI.font()),
            (TextStyle::Monospace, Type::MONO.font()),
            (TextStyle::Small, Type::SMALL.sized(12.0).font()),
        ]
        .into();
        style.animation_time = 0.12;
        style.spacing.item_spacing = egui::vec2(space::S, space::S);
        style.spacing.button_padding = egui::vec2(space::M, 8.0);
        style.spacing.interact_size = egui::vec2(space::BUTTON, space::BUTTON);
        style.spacing.window_margin = Margin::same(12);
        style.spacing.menu_margin = Margin::same(6);
        style.spacing.icon_width = 18.0;
        style.spacing.icon_width_inner = 10.0;
        style.spacing.tooltip_width = 360.0;
        style.spacing.slider_rail_height = 6.0;
        style.spacing.scroll = egui::style::ScrollStyle {
            bar_width: 8.0,
            handle_min_length: 24.0,
            floating_width: 6.0,
            foreground_color: true,
            dormant_handle_opacity: 0.7,
            active_handle_opacity: 0.85,
            interact_handle_opacity: 1.0,
            fade: egui::style::ScrollFadeStyle { strength: 0.0, ..Default::default() },
            ..egui::style::ScrollStyle::thin()
        };
        style.interaction.tooltip_delay = 0.4;
        // Labels are not documents: selecting them with the pointer would get in the way of clicking rows.
        style.interaction.selectable_labels = false;
        style.visuals = self.visuals();
        style
    }

    fn visuals(&self) -> egui::Visuals {
        let base = if self.dark { egui::Visuals::dark() } else { egui::Visuals::light() };
        let radius = CornerRadius::same(space::CONTROL_RADIUS as u8);
        let widget = |fill, line: Color32, text| egui::style::WidgetVisuals {
            bg_fill: fill,
            weak_bg_fill: fill,
            bg_stroke: Stroke::new(1.0, line),
            corner_radius: radius,
            fg_stroke: Stroke::new(1.0, text),
            expansion: 0.0,
        };
        let focus = egui::style::WidgetVisuals {
            bg_stroke: Stroke::new(space::FOCUS, self.accent),
            ..widget(self.hover, self.accent, self.ink)
        };
        egui::Visuals {
            dark_mode: self.dark,
            override_text_color: None,
            weak_text_color: Some(self.ink_3),
            widgets: egui::style::Widgets {
                noninteractive: widget(self.panel, self.line, self.ink),
                inactive: widget(self.raised, self.line_strong, self.ink),
                hovered: widget(self.hover, self.line_strong, self.ink),
                active: focus,
                open: widget(self.hover, self.line_strong, self.ink),
            },
            selection: egui::style::Selection {
                bg_fill: self.sel_fill,
                stroke: Stroke::new(space::FOCUS, self.accent),
            },
            hyperlink_color: self.accent_ink,
            faint_bg_color: self.sunken,
            extreme_bg_color: self.sunken,
            text_edit_bg_color: Some(self.sunken),
            code_bg_color: self.sunken,
            warn_fg_color: self.severity(Severity::Warning).mark,
            error_fg_color: self.severity(Severity::Error).mark,
            window_corner_radius: CornerRadius::same(space::PANEL_RADIUS as u8),
            window_shadow: Shadow::NONE,
            window_fill: self.panel,
            window_stroke: Stroke::new(1.0, self.line_strong),
            menu_corner_radius: radius,
            panel_fill: self.canvas,
            popup_shadow: Shadow::NONE,
            text_cursor: egui::style::TextCursorStyle {
                stroke: Stroke::new(2.0, self.accent),
                blink: false,
                ..base.text_cursor.clone()
            },
            handle_shape: egui::style::HandleShape::Rect { aspect_ratio: 0.45 },
            slider_trailing_fill: true,
            ..base
        }
    }
}
