//! The window: it drains news, paints what the application's state says, and carries out commands after painting.
//!
//! It decides nothing: what a command does is in `app`, what a view looks like is in its own module.

use egui::{Context, Frame, Id, LayerId, Order, Ui, ViewportCommand};

use super::keys::{self, KeyState};
use super::theme::{Theme, Type, space};
use super::top_bar::{TopBarModel, top_bar};
use super::{body, file_menu, fonts, help, welcome};
use crate::app::words::{self, Word};
use crate::app::{App, Command, Effect, Mode, Outside, ThemeChoice};

/// How long a note such as "Copied" stays, in seconds.
const TOAST_SECS: f64 = 4.0;

/// The window.
pub struct Window {
    app: App,
    outside: Box<dyn Outside>,
    views: body::Views,
    /// What `ctx` was last told; it is told again only when it changed.
    told: Option<Told>,
    toast: Option<(Word, f64)>,
}

/// What egui and the system know of the settings.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    theme: ThemeChoice,
    zoom_percent: u16,
    reduce_motion: bool,
    title: String,
}

impl Window {
    /// A window on an application. `ctx` gets the fonts and both themes.
    pub fn new(ctx: &Context, app: App, outside: Box<dyn Outside>) -> Self {
        fonts::install(ctx);
        Theme::install(ctx);
        // Zoom is remembered and has steps of its own.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        Self { app, outside, views: body::Views::default(), told: None, toast: None }
    }

    /// The application.
    #[must_use]
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Has a command carried out, as if a view had asked for it.
    pub fn command(&mut self, ctx: &Context, command: Command) {
        let effects = self.app.apply(command, now(ctx));
        self.carry_out(ctx, effects);
    }

    /// Takes what has arrived. No painting.
    pub fn logic(&mut self, ctx: &Context) {
        for arrival in self.outside.arrivals() {
            let effects = self.app.arrive(arrival, now(ctx));
            self.carry_out(ctx, effects);
        }
        self.tell(ctx);
    }

    /// Paints one frame and carries out what was asked for in it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let now = now(&ctx);
        self.app.begin_frame(now);
        let mut commands = keys::commands(&ctx, &self.key_state());
        self.paint(ui, now, &mut commands);
        commands.extend(dropped(&ctx));
        let has_changed = commands.iter().any(|command| !matches!(command, Command::Hover(_)));
        for command in commands {
            self.command(&ctx, command);
        }
        self.tell(&ctx);
        // Commands are carried out after painting: what they changed is painted in the next frame.
        if has_changed || self.app.hover_changed() {
            ctx.request_repaint();
        }
        self.ask_for_repaint(&ctx, now);
    }

    fn key_state(&self) -> KeyState {
        let (app, time, look) = (&self.app, self.app.time(), self.app.bytes_look());
        KeyState {
            mode: app.mode(),
            help: app.overlays().help,
            has_document: app.document().is_some(),
            in_lesson: app.course().is_some(),
            playing: time.playing(),
            speed: time.speed(),
            unmasked: look.unmasked,
            as_text: look.as_text,
        }
    }

    fn paint(&mut self, ui: &mut Ui, now: f64, commands: &mut Vec<Command>) {
        let theme = Theme::of(ui.ctx());
        let (app, lang) = (&self.app, self.app.lang());
        ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, theme.canvas);
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        let bar = TopBarModel { mode: app.mode(), ..TopBarModel::default() };
        let top = egui::Panel::top("top bar").frame(Frame::NONE).resizable(false).show_separator_line(false);
        top.show(ui, |ui| {
            commands.extend(top_bar(ui, theme, lang, &bar));
            file_menu::file_menu(ui, theme, app, commands);
        });
        body::body(ui, theme, app, &mut self.views, now, commands);
        if app.overlays().help {
            help::help(ui, theme, lang, commands);
        }
        let hovered = ui.input(|input| input.raw.hovered_files.first().cloned());
        if let Some(file) = hovered {
            let name = file.path.as_ref().and_then(|path| path.file_name());
            let name = name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            welcome::drop_overlay(ui, theme, lang, &name);
        }
        self.paint_toast(ui, now);
    }

    /// A word for what has just been done, at the foot of the window. Never for errors.
    fn paint_toast(&mut self, ui: &Ui, now: f64) {
        let Some((word, _)) = self.toast.take_if(|(_, until)| now < *until).inspect(|toast| {
            self.toast = Some(*toast);
        }) else {
            return;
        };
        let theme = Theme::of(ui.ctx());
        let layer = LayerId::new(Order::Tooltip, Id::unique("toast"));
        let painter = ui.ctx().layer_painter(layer);
        let text = words::get(word, self.app.lang());
        let galley = painter.layout_job(Type::UI_STRONG.job(text, theme.panel));
        let size = galley.size() + egui::vec2(32.0, 16.0);
        let foot = ui.ctx().content_rect().center_bottom() - egui::vec2(0.0, 96.0);
        let rect = egui::Rect::from_center_size(foot, size);
        painter.rect_filled(rect, space::CONTROL_RADIUS, theme.ink);
        painter.galley(rect.center() - galley.size() / 2.0, galley, theme.panel);
    }

    fn carry_out(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Copy(text) => {
                    ctx.copy_text(text);
                    self.toast = Some((Word::Copied, now(ctx) + TOAST_SECS));
                }
                Effect::Say(word) => self.toast = Some((word, now(ctx) + TOAST_SECS)),
                Effect::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
                effect => self.outside.carry_out(effect, &self.app.settings),
            }
        }
    }

    /// Tells egui and the system what the settings say.
    fn tell(&mut self, ctx: &Context) {
        let settings = &self.app.settings;
        let title = match self.app.document() {
            Some(document) if self.app.mode() != Mode::Welcome => {
                format!("{} – ws101", document.origin.name())
            }
            _ => "ws101".to_owned(),
        };
        let told = Told {
            theme: settings.theme,
            zoom_percent: settings.zoom_percent,
            reduce_motion: settings.reduce_motion,
            title,
        };
        if self.told.as_ref() == Some(&told) {
            return;
        }
        ctx.set_theme(match told.theme {
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
            ThemeChoice::System => egui::ThemePreference::System,
        });
        ctx.set_zoom_factor(f32::from(told.zoom_percent) / 100.0);
        let seconds = if told.reduce_motion { 0.0 } else { 0.12 };
        ctx.all_styles_mut(|style| style.animation_time = seconds);
        if self.told.as_ref().is_none_or(|before| before.title != told.title) {
            ctx.send_viewport_cmd(ViewportCommand::Title(told.title.clone()));
        }
        self.told = Some(told);
    }

    /// Only while something moves.
    fn ask_for_repaint(&self, ctx: &Context, now: f64) {
        let due = self.app.time().due_in(now);
        // Loading reports by itself; only its first appearance is a matter of time.
        let loading = self.app.loading().map(|loading| loading.shown_in(now)).filter(|left| *left > 0.0);
        let toast = self.toast.map(|(_, until)| until - now);
        for seconds in [due, loading, toast].into_iter().flatten() {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(seconds.max(0.0)));
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        Self::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        Self::ui(self, ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

fn now(ctx: &Context) -> f64 {
    ctx.input(|input| input.time)
}

fn dropped(ctx: &Context) -> Option<Command> {
    ctx.input(|input| input.raw.dropped_files.first().map(|file| Command::Open(file.path().to_owned())))
}

/// The program's icon: the three shapes of the phases on a clear ground, 64 by 64.
#[must_use]
pub fn icon() -> egui::IconData {
    const SIZE: u32 = 64;
    let theme = Theme::light();
    let colors = [super::theme::Phase::Opening, super::theme::Phase::Data, super::theme::Phase::Closing]
        .map(|phase| theme.phase(phase).solid);
    let mut rgba = Vec::with_capacity((SIZE * SIZE * 4) as usize);
    for y in 0..SIZE {
        for x in 0..SIZE {
            let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
            let diamond = (x - 12.0).abs() + (y - 32.0).abs() < 11.0;
            let pill = {
                let along = (x - 32.0).clamp(-2.0, 2.0);
                ((x - 32.0 - along).powi(2) + (y - 32.0).powi(2)).sqrt() < 7.5
            };
            let square = (x - 52.0).abs() < 8.5 && (y - 32.0).abs() < 8.5;
            let color = [diamond, pill, square].into_iter().position(|inside| inside).map(|at| colors[at]);
            rgba.extend(color.map_or([0; 4], |color| color.to_array()));
        }
    }
    egui::IconData { rgba, width: SIZE, height: SIZE }
}
