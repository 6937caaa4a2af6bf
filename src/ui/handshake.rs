//! The handshake explainer: both heads with what their lines mean, and the way from the key to the accept value with
//! every byte in between. The key and the accept value can be edited; everything follows at once.

mod heads;
mod pipeline;

use egui::{Align2, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::app::Command;
use crate::app::words::Word;
use crate::trace::Connection;
use crate::view::handshake::{Page, Pipeline, Scene, Verdict, of_connection, of_values};

use super::icons;
use super::showing::Showing;
use super::theme::{Phase, Theme, Type, space};
use super::widgets::{self, Button};

/// The key of the RFC's own example, to begin with where no capture has one.
const SAMPLE_KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

/// The state of the explainer.
#[derive(Default)]
pub struct Handshake {
    /// What is typed; `None` while the captured values stand.
    edit: Option<Edit>,
    /// The group that is shown bit by bit.
    group: usize,
    /// Which connection it was last shown for.
    connection: Option<u32>,
}

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    key: String,
    accept: String,
}

/// What one showing paints from.
struct Pass<'a> {
    shown: &'a Showing<'a>,
    theme: &'static Theme,
    scene: Scene,
    page: Page,
}

impl Handshake {
    const FOOTER: f32 = 60.0;
    const TITLE: f32 = 98.0;
    const BAR: f32 = 8.0;

    /// Shows the explainer in all the room there is: of a connection, or without one as a place to try keys.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        shown: &Showing<'_>,
        connection: Option<&Connection>,
        commands: &mut Vec<Command>,
    ) {
        let theme = Theme::of(ui.ctx());
        let rect = ui.available_rect_before_wrap();
        ui.painter().rect_filled(rect, 0.0, theme.canvas);
        let id = connection.map(|connection| connection.id);
        if self.connection != id {
            *self = Self { connection: id, ..Self::default() };
        }
        let scene = self.scene(shown, connection);
        let way = scene.pipeline.as_ref().filter(|_| !matches!(scene.verdict, Verdict::Refused(_)));
        let joined = way.map_or(0, |way| way.steps.concatenated.len());
        let (request, response) = (scene.request.len().max(1), scene.response.len().max(1));
        // The scroll bar has room of its own, so that it is seen where the page is higher than the window.
        let bar = ui.spacing().scroll.allocated_width().max(Self::BAR);
        let page = Page::new(rect.width() - bar, Self::TITLE, request, response, joined);
        let pass = Pass { shown, theme, scene, page };

        let body = rect.with_max_y(rect.bottom() - Self::FOOTER);
        let mut inner = ui.new_child(UiBuilder::new().id_salt("handshake").max_rect(body));
        ScrollArea::vertical().auto_shrink(false).show(&mut inner, |ui| {
            let size = vec2(body.width() - bar, pass.page.height);
            let (area, _) = ui.allocate_exact_size(size, Sense::hover());
            self.page(ui, area, &pass, connection);
        });
        self.footer(ui, rect.with_min_y(body.bottom()), &pass, commands);
    }

    fn scene(&mut self, shown: &Showing<'_>, connection: Option<&Connection>) -> Scene {
        let Some(connection) = connection else {
            let edit = self.edit.get_or_insert_with(|| Edit {
                key: SAMPLE_KEY.to_owned(),
                accept: Pipeline::of(SAMPLE_KEY).steps.accept,
            });
            return of_values(&edit.key, &edit.accept);
        };
        let mut scene = of_connection(&shown.look(connection));
        if let Some(edit) =
            self.edit.as_ref().filter(|_| !matches!(scene.verdict, Verdict::Hidden | Verdict::NotYet))
        {
            let pipeline = Pipeline::of(&edit.key);
            scene.verdict = pipeline.verdict(&edit.accept);
            scene.pipeline = Some(pipeline);
            scene.accept = Some(edit.accept.clone());
        }
        scene
    }

    fn page(&mut self, ui: &mut Ui, area: Rect, pass: &Pass<'_>, connection: Option<&Connection>) {
        let origin = area.left_top();
        title(ui, origin, pass, connection);
        heads::show(ui, origin, pass, self.edit.as_mut());
        let is_refused = matches!(pass.scene.verdict, Verdict::Refused(_));
        match pass.scene.pipeline.as_ref().filter(|_| !is_refused) {
            Some(way) => pipeline::show(ui, origin, pass, way, &mut self.group, self.edit.as_mut()),
            None => pipeline::instead(ui, origin, pass),
        }
    }

    fn footer(&mut self, ui: &mut Ui, rect: Rect, pass: &Pass<'_>, commands: &mut Vec<Command>) {
        let (theme, shown) = (pass.theme, pass.shown);
        ui.painter().rect_filled(rect, 0.0, theme.panel);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, Stroke::new(1.0, theme.line));
        let mut right = rect.right() - 24.0;
        let mut place = |ui: &Ui, button: Button<'_>| {
            let size = button.size(ui);
            let at = Rect::from_min_size(pos2(right - size.x, rect.center().y - size.y / 2.0), size);
            right = at.left() - space::M;
            button.show_at(ui, at).clicked()
        };
        let back = Button::primary(shown.word(Word::Back)).icon(icons::CARET_LEFT).tall();
        if place(ui, back) {
            commands.push(Command::Handshake(false));
        }
        let is_captured = self.connection.is_some();
        let is_refused = matches!(pass.scene.verdict, Verdict::Refused(_));
        if self.edit.is_some() && is_captured {
            let restore = Button::secondary(shown.word(Word::RestoreKey)).icon(icons::ARROW_U_UP_LEFT).tall();
            if place(ui, restore) {
                self.edit = None;
            }
        } else if let Some(way) = pass.scene.pipeline.as_ref().filter(|_| is_captured && !is_refused) {
            let edit = Button::secondary(shown.word(Word::EditKey)).icon(icons::NOTE_PENCIL).tall();
            if place(ui, edit) {
                let accept = pass.scene.accept.clone().unwrap_or_default();
                self.edit = Some(Edit { key: way.steps.key.clone(), accept });
            }
        }
        let at = pos2(rect.left() + 32.0, rect.center().y);
        widgets::icon(ui.painter(), at, icons::INFO, 17.0, theme.ink_2);
        let mut job = Type::UI.sized(14.0).lined(19.0).job(shown.word(Word::HandshakeLimit), theme.ink_2);
        job.wrap.max_width = right - rect.left() - 68.0;
        job.wrap.max_rows = 2;
        let galley = ui.painter().layout_job(job);
        let top = rect.center().y - galley.size().y / 2.0;
        ui.painter().galley(pos2(rect.left() + 50.0, top), galley, theme.ink_2);
    }
}

fn title(ui: &Ui, origin: egui::Pos2, pass: &Pass<'_>, connection: Option<&Connection>) {
    let (theme, shown, painter) = (pass.theme, pass.shown, ui.painter());
    let left = origin.x + 24.0;
    let y = origin.y + 23.0;
    widgets::phase_mark(painter, pos2(left + 6.0, y), 12.0, Phase::Opening, theme);
    let ink = theme.phase(Phase::Opening).ink;
    let words = shown.word(Word::OpeningHandshake);
    let phase =
        widgets::text(painter, pos2(left + 20.0, y), Align2::LEFT_CENTER, Type::UI_STRONG, words, ink);
    if let Some(connection) = connection {
        let words = shown.fill(Word::ConnectionOf, &[("n", &connection.id.to_string())]);
        let at = phase.right_center() + vec2(16.0, 0.0);
        widgets::text(painter, at, Align2::LEFT_CENTER, Type::UI_MEDIUM, &words, theme.ink_3);
    }
    let at = pos2(left, origin.y + 35.0);
    let words = shown.word(Word::HandshakeTitle);
    let title = widgets::text(painter, at, Align2::LEFT_TOP, Type::PAGE_TITLE, words, theme.ink);
    let words = shown.word(Word::HandshakeLead);
    let kind = Type::BODY.lined(22.0);
    let room = pass.page.response.right() - 24.0;
    let at = pos2(left, title.bottom());
    widgets::text_fit(painter, at, Align2::LEFT_TOP, kind, words, theme.ink_2, room);
}

/// A place of the page on the screen.
fn on(origin: egui::Pos2, place: Rect) -> Rect {
    place.translate(origin.to_vec2())
}
