//! The list of connections with their timelines.

use egui::{Align2, Painter, Popup, Rect, Ui, pos2, vec2};

use crate::app::Command;
use crate::app::words::{self, Word};
use crate::trace::Target;
use crate::ui::icons;
use crate::ui::showing::Showing;
use crate::ui::theme::{Severity, Theme, Type, space};
use crate::ui::widgets::{
    self, Button, Ending, Life, ListRow, PanelHead, Rows, VList, panel, selection_outline, severity_icon,
};
use crate::view::connections::{Close, End, Heads, Index, Order, Row, row};

/// The state of the list.
#[derive(Default)]
pub(super) struct ConnectionList {
    list: VList,
    order: Order,
    index: Index,
    heads: Heads,
    /// Which capture the heads are of.
    capture: (String, u64),
    seen: Option<u32>,
}

impl ConnectionList {
    const HEIGHT: f32 = 57.0;
    const HEAD: f32 = 28.0;
    /// Height of the row for what is no connection.
    const STRIP: f32 = 38.0;

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        shown: &Showing<'_>,
        selected: Option<u32>,
        commands: &mut Vec<Command>,
    ) {
        let theme = Theme::of(ui.ctx());
        // A trace that is not the one before: another name, or fewer changes.
        if self.capture.0 != shown.trace.capture.name || shown.trace.version() < self.capture.1 {
            self.heads.clear();
        }
        self.capture = (shown.trace.capture.name.clone(), shown.trace.version());
        if !self.index.refresh(shown.trace, self.order) {
            ui.ctx().request_repaint();
        }
        let count = words::decimal(self.index.rows().into());
        let title = shown.word(Word::Connections);
        let head = PanelHead { title, subtitle: &count, controls: 120.0, ..PanelHead::default() };
        let mut parts = panel(ui, rect, &head);
        if self.choose_order(&mut parts.head, shown) {
            self.index.refresh(shown.trace, self.order);
            self.seen = None;
        }
        let mut body = parts.body.max_rect();
        let strip = body.with_max_y(body.top() + Self::STRIP);
        if also_there(&mut parts.body, strip, shown, commands) {
            body = body.with_min_y(strip.bottom());
        }
        column_heads(parts.body.painter(), body, shown, theme);
        let at = selected.and_then(|id| self.index.row(id));
        if self.seen != selected {
            self.seen = selected;
            if let Some(row) = at {
                self.list.reveal(row.into());
            }
        }
        let rows = Rows {
            name: title,
            count: self.index.rows().into(),
            height: Self::HEIGHT,
            selected: at.map(u64::from),
        };
        let Self { list, index, heads, .. } = self;
        let heads = std::cell::RefCell::new(heads);
        let row_at = |at: u64| -> Option<Row> {
            let connection = shown.trace.connection(index.id(u32::try_from(at).ok()?)?)?;
            Some(row(shown.trace, shown.source, &mut heads.borrow_mut(), connection))
        };
        let below = body.with_min_y(body.top() + Self::HEAD);
        let mut ui = parts.body.new_child(egui::UiBuilder::new().id_salt("rows").max_rect(below));
        let name = |at| row_at(at).map_or_else(String::new, |row| spoken(shown, &row));
        let events = list.show(&mut ui, rows, name, |ui, at| {
            if let Some(row) = row_at(at.index) {
                paint(ui.painter(), at, &row, shown, theme);
            }
        });
        let target = |row: u64| index.id(u32::try_from(row).ok()?).map(Target::Connection);
        if let Some(target) = events.picked.and_then(target) {
            self.seen = target.connection();
            commands.push(Command::Select(target));
            commands.extend(target.connection().map(Command::ShowConnection));
        }
        commands.extend(events.hovered.and_then(target).map(Command::Hover));
    }

    fn choose_order(&mut self, ui: &mut Ui, shown: &Showing<'_>) -> bool {
        let word = |order| {
            shown.word(match order {
                Order::Number => Word::ByNumber,
                Order::Time => Word::ByTime,
                Order::Findings => Word::ByFindings,
                Order::Bytes => Word::BySize,
            })
        };
        let mut order = self.order;
        let button = ui.add(Button::ghost(word(order)).after(icons::CARET_DOWN).small());
        Popup::menu(&button).show(|ui| {
            for choice in Order::ALL {
                if ui.selectable_label(choice == order, word(choice)).clicked() {
                    order = choice;
                }
            }
        });
        std::mem::replace(&mut self.order, order) != order
    }
}

/// What the capture holds besides: TLS connections that stayed locked, Engine.IO sessions. False where there is nothing.
fn also_there(ui: &mut Ui, place: Rect, shown: &Showing<'_>, commands: &mut Vec<Command>) -> bool {
    let (locked, sessions) = (shown.trace.locked_count(), shown.trace.sessions().len() as u64);
    if locked == 0 && sessions == 0 {
        return false;
    }
    let builder = egui::UiBuilder::new().id_salt("also there").max_rect(place.shrink2(vec2(14.0, 0.0)));
    let mut row = ui.new_child(builder.layout(egui::Layout::left_to_right(egui::Align::Center)));
    row.spacing_mut().item_spacing.x = space::S;
    if locked > 0 {
        let says = shown.fill(Word::LockedCount, &[("n", &words::decimal(locked))]);
        if row.add(Button::secondary(&says).icon(icons::LOCK_SIMPLE).small()).clicked() {
            commands.push(Command::Locked(true));
        }
    }
    if sessions > 0 {
        let says = shown.fill(Word::SessionCount, &[("n", &words::decimal(sessions))]);
        if row.add(Button::secondary(&says).small()).clicked() {
            let of = shown.selected.connection.and_then(|id| shown.trace.session_of(id));
            commands.push(Command::Session(Some(of.map_or(0, |session| session.n))));
        }
    }
    true
}

fn column_heads(painter: &Painter, body: Rect, shown: &Showing<'_>, theme: &Theme) {
    let y = body.top() + 18.0;
    let kind = Type::SMALL.sized(12.0);
    for (x, anchor, text) in [
        (body.left() + 14.0, Align2::LEFT_CENTER, "#"),
        (body.left() + 48.0, Align2::LEFT_CENTER, shown.word(Word::PathAndLife)),
        (body.right() - 18.0, Align2::RIGHT_CENTER, shown.word(Word::CloseColumn)),
    ] {
        widgets::text(painter, pos2(x, y), anchor, kind, text, theme.ink_3);
    }
}

fn close_text(shown: &Showing<'_>, close: Close) -> String {
    match close {
        Close::Code(number) | Close::Status(number) => number.to_string(),
        Close::Open => shown.word(Word::StillOpen).to_owned(),
        Close::NoAnswer => shown.word(Word::NoAnswer).to_owned(),
        Close::Unknown => shown.word(Word::NotInHar).to_owned(),
    }
}

fn ending_word(end: End) -> Word {
    match end {
        End::Close => Word::EndClosed,
        End::Cut => Word::EndCut,
        End::Refused => Word::EndRefused,
        End::Open => Word::EndOpen,
        End::Unknown => Word::NotInHar,
    }
}

/// A row as it is read out.
fn spoken(shown: &Showing<'_>, row: &Row) -> String {
    let number = shown.fill(Word::ConnectionOf, &[("n", &row.id.to_string())]);
    let mut text = format!("{number}, {} {}", row.target, row.host);
    text.push_str(&format!(", {}", shown.word(ending_word(row.life.how))));
    if matches!(row.close, Close::Code(_) | Close::Status(_)) {
        text.push_str(&format!(" {}", close_text(shown, row.close)));
    }
    for (count, word) in [
        (row.tally.errors, Word::SeverityError),
        (row.tally.warnings, Word::SeverityWarning),
        (row.tally.notes, Word::SeverityNote),
    ] {
        if count > 0 {
            text.push_str(&format!(", {} {count}", shown.word(word)));
        }
    }
    text
}

fn paint(painter: &Painter, at: ListRow, row: &Row, shown: &Showing<'_>, theme: &Theme) {
    let rect = at.rect.with_max_x(at.rect.right() + 6.0).shrink2(vec2(6.0, 1.0));
    if at.selected {
        painter.rect_filled(rect, space::CONTROL_RADIUS, theme.sel_fill);
        selection_outline(painter, rect, space::CONTROL_RADIUS, theme);
    } else if at.hovered {
        painter.rect_filled(rect, space::CONTROL_RADIUS, theme.hover);
    }
    let upper = rect.top() + 16.0;
    let lower = rect.top() + 38.0;
    let left = rect.left() + 42.0;
    let right = rect.right() - 10.0;
    let number = row.id.to_string();
    let number_kind = Type::MONO.sized(12.0);
    widgets::text(painter, pos2(left - 11.0, upper), Align2::RIGHT_CENTER, number_kind, &number, theme.ink_3);

    let mut end = right;
    for (count, severity) in [
        (row.tally.notes, Severity::Note),
        (row.tally.warnings, Severity::Warning),
        (row.tally.errors, Severity::Error),
    ] {
        // Notes stand there only where nothing graver does.
        let is_crowded = severity == Severity::Note && row.tally.errors + row.tally.warnings > 0;
        if count == 0 || is_crowded {
            continue;
        }
        let mark = theme.severity(severity).mark;
        let text = widgets::text(
            painter,
            pos2(end, upper),
            Align2::RIGHT_CENTER,
            Type::SMALL_STRONG.sized(12.0),
            &words::decimal(count.into()),
            mark,
        );
        severity_icon(painter, pos2(text.left() - 10.0, upper), severity, 14.0, theme);
        end = text.left() - 24.0;
    }
    let name = Type::PANEL_TITLE;
    let at_name = pos2(left, upper);
    let room = end - left;
    let target = widgets::text_fit(painter, at_name, Align2::LEFT_CENTER, name, &row.target, theme.ink, room);
    let host = if row.midstream && row.host.is_empty() { shown.word(Word::Midstream) } else { &row.host };
    let room = end - target.right() - 6.0;
    if !host.is_empty() && room > 20.0 {
        let at_host = target.right_center() + vec2(6.0, 0.0);
        let kind = Type::SMALL.sized(12.0);
        widgets::text_fit(painter, at_host, Align2::LEFT_CENTER, kind, host, theme.ink_3, room);
    }
    let close = close_text(shown, row.close);
    let color = if row.bad { theme.severity(Severity::Error).mark } else { theme.ink_2 };
    let is_code = matches!(row.close, Close::Code(_) | Close::Status(_));
    let kind = if is_code { Type::MONO.sized(12.0) } else { Type::SMALL.sized(12.0) };
    let text = widgets::text(painter, pos2(right, lower), Align2::RIGHT_CENTER, kind, &close, color);
    let line_end = (left + 190.0).min(text.left() - 10.0);
    let line = Rect::from_min_max(pos2(left, lower - 7.0), pos2(line_end, lower + 7.0));
    let ending = match row.life.how {
        End::Close => Ending::Closed,
        End::Cut => Ending::Cut,
        End::Refused => Ending::Refused,
        // The line leads on: nobody knows where to.
        End::Open | End::Unknown => Ending::Open,
    };
    widgets::timeline(painter, line, Life { start: row.life.start, end: row.life.end, ending }, theme);
}
