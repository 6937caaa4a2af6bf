//! Lesson prose: paragraphs, quotations with their section, lists, code.

use egui::text::LayoutJob;
use egui::{Color32, Label, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use crate::lesson::{Block, Run};
use crate::ui::icons;
use crate::ui::theme::{Theme, Type, space};
use crate::ui::widgets;

/// Blocks one below the other.
pub(super) fn blocks(ui: &mut Ui, theme: &Theme, blocks: &[Block]) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            ui.add_space(space::M);
        }
        match block {
            Block::Paragraph(runs) => line(ui, theme, Type::BODY, runs, theme.ink_2),
            Block::Quote { runs, citation } => {
                let cited = citation.as_ref().map(|at| (at.to_string(), address(at.rfc, &at.section)));
                quote(ui, theme, runs, cited);
            }
            Block::List { ordered, items } => list(ui, theme, *ordered, items),
            Block::Code(text) => {
                let mut job = Type::MONO.job(text.as_str(), theme.ink);
                job.wrap.max_width = ui.available_width();
                ui.add(Label::new(job));
            }
        }
    }
}

/// One line or paragraph of runs, wrapped.
pub(super) fn line(ui: &mut Ui, theme: &Theme, kind: Type, runs: &[Run], color: Color32) {
    ui.add(Label::new(job(theme, kind, runs, color)).wrap());
}

/// Runs as they are laid out: strong in full ink, code in the fixed-width family.
pub(super) fn job(theme: &Theme, kind: Type, runs: &[Run], color: Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    for run in runs {
        let format = if run.style.code {
            let code = Type::MONO_STRONG.sized(kind.size * 0.94).lined(kind.line);
            egui::TextFormat { background: theme.hover, ..code.format(theme.ink) }
        } else if run.style.strong {
            kind.weighing(650.0).format(theme.ink)
        } else {
            egui::TextFormat { italics: run.style.emphasis, ..kind.format(color) }
        };
        // A value of a header line ends with its CRLF: here it stands within a sentence.
        let text = if run.style.code { run.text.trim_end_matches(['\r', '\n']) } else { &run.text };
        job.append(text, 0.0, format);
    }
    job
}

/// The words of a specification behind a bar, and below them where they stand.
fn quote(ui: &mut Ui, theme: &Theme, runs: &[Run], cited: Option<(String, String)>) {
    let top = ui.cursor().top();
    let left = ui.max_rect().left();
    let inner = Rect::from_min_max(pos2(left + 16.0, top), ui.max_rect().max);
    let mut child = ui.new_child(UiBuilder::new().id_salt(("quote", top as i32)).max_rect(inner));
    child.spacing_mut().item_spacing.y = 0.0;
    line(&mut child, theme, Type::BODY.sized(14.0).lined(21.0), runs, theme.ink);
    if let Some((words, address)) = cited {
        let kind = Type::SMALL.weighing(500.0);
        if widgets::link(&mut child, kind, &words, Some(icons::ARROW_SQUARE_OUT)).clicked() {
            child.ctx().open_url(egui::OpenUrl::new_tab(address));
        }
    }
    let bottom = child.min_rect().bottom();
    ui.painter().vline(left + 2.0, top..=bottom, Stroke::new(3.0, theme.line_strong));
    ui.allocate_rect(Rect::from_min_max(pos2(left, top), pos2(inner.right(), bottom)), Sense::hover());
}

fn address(rfc: u16, section: &str) -> String {
    format!("https://www.rfc-editor.org/rfc/rfc{rfc}#section-{section}")
}

fn list(ui: &mut Ui, theme: &Theme, ordered: bool, items: &[Vec<Run>]) {
    for (index, runs) in items.iter().enumerate() {
        let mark = if ordered { format!("{}.", index + 1) } else { "•".to_owned() };
        let top = ui.cursor().top();
        let left = ui.max_rect().left();
        let inner = Rect::from_min_max(pos2(left + 22.0, top), ui.max_rect().max);
        let mut child = ui.new_child(UiBuilder::new().id_salt(("item", top as i32)).max_rect(inner));
        line(&mut child, theme, Type::BODY, runs, theme.ink_2);
        let bottom = child.min_rect().bottom();
        let at = pos2(left + 4.0, top + Type::BODY.line / 2.0);
        widgets::text(ui.painter(), at, egui::Align2::LEFT_CENTER, Type::BODY, &mark, theme.ink_3);
        let size = vec2(inner.right() - left, bottom - top + space::XS);
        ui.allocate_rect(Rect::from_min_size(pos2(left, top), size), Sense::hover());
    }
}
