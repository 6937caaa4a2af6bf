//! What the program says back: severities, notices, progress.

use egui::{
    Align2, Color32, Painter, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::paint::{icon_fill, severity_sign, text};
use crate::ui::theme::{Severity, Theme, Type};

/// Paints the filled icon of a severity.
pub fn severity_icon(painter: &Painter, center: Pos2, severity: Severity, size: f32, theme: &Theme) -> Rect {
    icon_fill(painter, center, severity_sign(severity), size, theme.severity(severity).mark)
}

/// Paints icon and word of a severity, its left edge at `left_center`.
pub fn severity_label(
    painter: &Painter,
    left_center: Pos2,
    severity: Severity,
    word: &str,
    theme: &Theme,
) -> Rect {
    let sign = severity_icon(painter, left_center + vec2(8.0, 0.0), severity, 15.0, theme);
    let at = left_center + vec2(19.0, 0.0);
    let color = theme.severity(severity).mark;
    let word = text(painter, at, Align2::LEFT_CENTER, Type::SMALL_STRONG, word, color);
    sign.union(word)
}

/// A notice over the whole width: icon, a title and a sentence that wraps.
pub fn notice(ui: &mut Ui, severity: Severity, title: &str, sentence: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let colors = theme.severity(severity);
    let width = ui.available_width();
    let room = width - 56.0;
    let lay = |kind: Type, words: &str, color: Color32| {
        let mut job = kind.job(words, color);
        job.wrap.max_width = room;
        ui.painter().layout_job(job)
    };
    let title_galley = lay(Type::UI_STRONG.sized(14.0), title, theme.ink);
    let sentence_galley = (!sentence.is_empty()).then(|| lay(Type::UI, sentence, theme.ink_2));
    let text_height =
        title_galley.size().y + sentence_galley.as_ref().map_or(0.0, |galley| galley.size().y + 2.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, text_height + 24.0), Sense::hover());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Status, true, format!("{title} {sentence}").trim_end()));
    let painter = ui.painter();
    painter.rect_filled(rect, 8.0, colors.soft);
    let first_line = rect.top() + 12.0 + title_galley.size().y.min(20.0) / 2.0;
    severity_icon(painter, pos2(rect.left() + 24.0, first_line), severity, 20.0, theme);
    let at = pos2(rect.left() + 42.0, rect.top() + 12.0);
    let below = at + vec2(0.0, title_galley.size().y + 2.0);
    painter.galley(at, title_galley, theme.ink);
    if let Some(galley) = sentence_galley {
        painter.galley(below, galley, theme.ink_2);
    }
    response
}

/// A progress bar over the whole width. `share` is 0 to 1; `name` says what progresses.
pub fn progress_bar(ui: &mut Ui, share: f32, name: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = Some(f64::from(share) * 100.0);
        info
    });
    ui.painter().rect_filled(rect, 6.0, theme.hover);
    if share > 0.0 {
        let filled = rect.with_max_x(rect.left() + (rect.width() * share).max(12.0));
        ui.painter().rect(filled, 6.0, theme.accent, Stroke::NONE, StrokeKind::Inside);
    }
    response
}
