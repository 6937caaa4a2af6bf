//! A list of any length that scrolls by row, not by point, so that it stays exact at a hundred million rows.
//!
//! egui's own scroll areas keep their offset as `f32` points and lose whole points past some 645,000 rows. Here the
//! state is the row at the top (`f64`), and only the rows in sight are laid out, from the top of the viewport.

use std::ops::Range;

use egui::{EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::paint::focus_ring;
use crate::ui::theme::{Theme, space};

/// What the list shows.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// What the rows are; the accessible name of the list.
    pub name: &'a str,
    /// How many there are.
    pub count: u64,
    /// The height of each, in points.
    pub height: f32,
    /// The selected one, from which the arrow keys move.
    pub selected: Option<u64>,
}

/// One row in sight.
#[derive(Debug, Clone, Copy)]
pub struct ListRow {
    /// Which.
    pub index: u64,
    /// Where it stands; the scroll bar has its own room beside it.
    pub rect: Rect,
    /// Whether it is the selected one.
    pub selected: bool,
    /// Whether the pointer is over it.
    pub hovered: bool,
}

/// What happened to the list in this pass.
#[derive(Debug, Clone, Default)]
pub struct ListEvents {
    /// The row that was picked, by pointer or by key.
    pub picked: Option<u64>,
    /// The row that was opened, by double click or Enter.
    pub opened: Option<u64>,
    /// The row under the pointer.
    pub hovered: Option<u64>,
    /// The rows in sight, the cut ones too.
    pub visible: Range<u64>,
    /// Whether the list has the keyboard.
    pub focused: bool,
}

/// The state of a virtual list: which row stands at the top.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VList {
    top_row: f64,
    /// How many rows the viewport held when it was last shown.
    page: f64,
    /// Where in its handle the scroll bar was grabbed, in points.
    grabbed: f32,
    /// The row to bring into sight at the next showing.
    reveal: Option<u64>,
}

impl VList {
    const BAR: f32 = 12.0;

    /// The row at the top; its fraction is how much of it is out of sight.
    #[must_use]
    pub const fn top_row(&self) -> f64 {
        self.top_row
    }

    /// Brings `row` to the top, as far as there are rows below.
    pub const fn scroll_to(&mut self, row: f64) {
        self.top_row = row;
    }

    /// Brings `row` into sight at the next showing, moving as little as needed.
    pub const fn reveal(&mut self, row: u64) {
        self.reveal = Some(row);
    }

    /// Shows the list in all the room there is. `name` gives the accessible name of a row; `paint` draws it.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rows: Rows<'_>,
        name: impl Fn(u64) -> String,
        mut paint: impl FnMut(&mut Ui, ListRow),
    ) -> ListEvents {
        let (rect, list) = ui.allocate_exact_size(ui.available_size(), Sense::click());
        list.widget_info(|| WidgetInfo::labeled(Role::ListBox, ui.is_enabled(), rows.name));
        let mut events = ListEvents { focused: list.has_focus(), ..ListEvents::default() };
        let height = rows.height.max(1.0);
        self.page = f64::from(rect.height() / height);
        if events.focused {
            self.keys(ui, list.id, rows, &mut events);
        }
        self.wheel(ui, rect, height);
        if let Some(row) = self.reveal.take() {
            self.bring_into_sight(row);
        }
        self.clamp(rows.count);
        self.bar(ui, rect, list.id, rows);

        let inside = rect.with_max_x(rect.right() - Self::BAR);
        let clip = ui.clip_rect();
        ui.shrink_clip_rect(inside);
        events.visible = self.visible(rows.count);
        for index in events.visible.clone() {
            let y = rect.top() + ((index as f64 - self.top_row) * f64::from(height)) as f32;
            let row = Rect::from_min_size(pos2(inside.left(), y), vec2(inside.width(), height));
            let response = ui.interact(row.intersect(inside), list.id.with(("row", index)), Sense::CLICK);
            let selected = rows.selected == Some(index);
            response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, ui.is_enabled(), name(index)));
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(selected));
            Self::pointer(&list, &response, index, &mut events);
            paint(ui, ListRow { index, rect: row, selected, hovered: response.hovered() });
        }
        ui.set_clip_rect(clip);
        if events.focused {
            focus_ring(ui.painter(), rect.shrink(4.0), space::TAG_RADIUS, Theme::of(ui.ctx()));
        }
        events
    }

    fn visible(&self, count: u64) -> Range<u64> {
        let first = self.top_row.floor() as u64;
        let last = ((self.top_row + self.page).ceil() as u64).min(count);
        first.min(last)..last
    }

    fn pointer(list: &Response, row: &Response, index: u64, events: &mut ListEvents) {
        if row.clicked() {
            list.request_focus();
            events.picked = Some(index);
        }
        if row.double_clicked() {
            events.opened = Some(index);
        }
        if row.hovered() {
            events.hovered = Some(index);
        }
    }

    fn keys(&mut self, ui: &Ui, id: Id, rows: Rows<'_>, events: &mut ListEvents) {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let Some(last) = rows.count.checked_sub(1) else { return };
        let page = (self.page.floor() as u64).saturating_sub(1).max(1);
        let from = rows.selected;
        let on = |by: u64| from.map_or(0, |row| row.saturating_add(by).min(last));
        let back = |by: u64| from.map_or(last, |row| row.saturating_sub(by).min(last));
        for (key, row) in [
            (Key::ArrowDown, on(1)),
            (Key::ArrowUp, back(1)),
            (Key::PageDown, on(page)),
            (Key::PageUp, back(page)),
            (Key::Home, 0),
            (Key::End, last),
        ] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                events.picked = Some(row);
                self.bring_into_sight(row);
            }
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter)) {
            events.opened = from;
        }
    }

    fn wheel(&mut self, ui: &Ui, rect: Rect, height: f32) {
        if ui.rect_contains_pointer(rect) {
            let points = ui.input_mut(|input| std::mem::take(&mut input.smooth_scroll_delta.y));
            self.top_row -= f64::from(points / height);
        }
    }

    fn bring_into_sight(&mut self, row: u64) {
        let row = row as f64;
        if row < self.top_row {
            self.top_row = row;
        } else if row + 1.0 > self.top_row + self.page {
            self.top_row = row + 1.0 - self.page;
        }
    }

    fn clamp(&mut self, count: u64) {
        let most = (count as f64 - self.page).max(0.0);
        self.top_row = if self.top_row.is_finite() { self.top_row.clamp(0.0, most) } else { 0.0 };
    }

    fn bar(&mut self, ui: &Ui, rect: Rect, id: Id, rows: Rows<'_>) {
        let most = rows.count as f64 - self.page;
        if most <= 0.0 {
            return;
        }
        let track = rect.with_min_x(rect.right() - Self::BAR).shrink2(vec2(2.0, 2.0));
        let share = (self.page / rows.count as f64) as f32;
        let length = (track.height() * share).max(space::HIT).min(track.height());
        let way = (track.height() - length).max(1.0);
        let handle_at = |top: f64| track.top() + (top / most) as f32 * way;
        let bar = ui.interact(track.expand(2.0), id.with("bar"), Sense::drag());
        bar.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, ui.is_enabled(), rows.name));
        if let Some(pointer) = bar.interact_pointer_pos() {
            if bar.drag_started() {
                let offset = pointer.y - handle_at(self.top_row);
                // Beside the handle: it jumps to the pointer, held at its middle.
                self.grabbed = if (0.0..=length).contains(&offset) { offset } else { length / 2.0 };
            }
            if bar.dragged() {
                let share = ((pointer.y - self.grabbed - track.top()) / way).clamp(0.0, 1.0);
                self.top_row = f64::from(share) * most;
            }
        }
        let theme = Theme::of(ui.ctx());
        let hot = bar.hovered() || bar.dragged();
        let width = if hot { 8.0 } else { 6.0 };
        let top = handle_at(self.top_row);
        let handle = Rect::from_min_size(pos2(track.right() - width, top), vec2(width, length));
        ui.painter().rect_filled(handle, width / 2.0, if hot { theme.ink_3 } else { theme.line_strong });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_exact_at_any_length() {
        let count = 100_000_000_000;
        let mut list = VList { page: 10.5, ..VList::default() };
        list.scroll_to(1e11);
        list.clamp(count);
        assert_eq!(list.visible(count), count - 11..count);
        list.bring_into_sight(count - 12);
        assert_eq!(list.top_row(), 99_999_999_988.0);
        assert_eq!(list.visible(count), count - 12..count - 1);
    }

    #[test]
    fn a_short_list_stays_at_the_top() {
        for (count, top) in [(0, 5.0), (3, 2.0), (10, f64::NAN), (10, -1.0)] {
            let mut list = VList { page: 10.5, top_row: top, ..VList::default() };
            list.clamp(count);
            assert_eq!(list.top_row(), 0.0, "{count} {top}");
            assert_eq!(list.visible(count), 0..count);
        }
    }

    #[test]
    fn a_row_comes_into_sight_by_the_shortest_way() {
        for (row, top) in [(20, 20.0), (25, 20.0), (29, 20.0), (30, 21.0), (5, 5.0)] {
            let mut list = VList { page: 10.0, top_row: 20.0, ..VList::default() };
            list.bring_into_sight(row);
            assert_eq!(list.top_row(), top, "{row}");
        }
    }
}
