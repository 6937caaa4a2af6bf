//! The grid itself: cells, ticks, outlines, and how bytes are picked.

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2, pos2};

use crate::app::words::Word;
use crate::app::{Command, CopyAs};
use crate::base::Span;
use crate::ui::showing::{Showing, field_of};
use crate::ui::theme::{Theme, Type, space};
use crate::ui::widgets::{self, ByteCell, Rows, byte_cell};
use crate::view::hex::{self, Cell, Doc, Form, Glyph, Grid, Owner, ROW_BYTES, Row, Scene, Sealed};

use super::{HexPanel, Subject, byte_target};

/// What one showing of the grid needs to know.
struct Frame<'a> {
    shown: &'a Showing<'a>,
    subject: &'a Subject<'a>,
    grid: Grid,
    doc: Doc,
    theme: &'static Theme,
}

impl HexPanel {
    pub(super) fn show_grid(
        &mut self,
        ui: &mut Ui,
        shown: &Showing<'_>,
        subject: &Subject<'_>,
        commands: &mut Vec<Command>,
    ) {
        if subject.form == Form::Inflated {
            return self.show_inflated(ui, shown, subject);
        }
        if subject.form == Form::Sealed {
            return self.show_sealed(ui, shown, subject);
        }
        let unmasked = subject.form == Form::Unmasked;
        let doc = self.doc(subject.connection, subject.side, subject.span, unmasked);
        let Some(doc) = doc.filter(|doc| doc.rows() > 0) else {
            let center = ui.available_rect_before_wrap().center();
            let words = shown.word(Word::SelectRow);
            let color = Theme::of(ui.ctx()).ink_3;
            widgets::text(ui.painter(), center, Align2::CENTER_CENTER, Type::UI, words, color);
            return;
        };
        let theme = Theme::of(ui.ctx());
        let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&Type::MONO.font(), '0'));
        let grid = Grid::new(ui.available_width() - 12.0, doc.span.end, digit);
        let frame = Frame { shown, subject, grid, doc, theme };
        let area = ui.available_rect_before_wrap();
        let count = (area.height() / grid.row).ceil() as u64 + 2;
        let look = shown.look(subject.connection);
        // Made once, at the first row that is painted: only then is it known which one that is.
        let scene = std::cell::RefCell::new(Scene::default());
        let row_at = |index: u64| -> Option<Row> {
            let mut scene = scene.borrow_mut();
            if scene.rows.is_empty() {
                *scene = hex::scene(&look, &doc, index, count);
            }
            scene.rows.get(usize::try_from(index.checked_sub(scene.first_row)?).ok()?).copied()
        };
        let rows = Rows {
            name: shown.word(Word::Bytes),
            count: doc.rows(),
            height: grid.row,
            selected: subject.span.map(|span| doc.row_of(span.start)),
        };
        let mut top = None;
        let name = |index| row_at(index).map_or_else(String::new, |row| spoken(&row, grid.digits));
        let events = self.list.show(ui, rows, name, |ui, at| {
            top.get_or_insert_with(|| (at.index, at.rect.left_top()));
            if let Some(row) = row_at(at.index) {
                frame.paint_row(ui.painter(), at.rect.left_top(), &row);
            }
        });
        self.visible = events.visible;
        if let Some(row) = events.picked {
            let at = doc.row_span(row).start.max(doc.span.start);
            commands.push(Command::Select(byte_target(subject.connection.id, subject.side, Span::at(at, 1))));
        }
        let Some((first, origin)) = top else { return };
        let clip = area.with_max_x(area.right() - 12.0);
        let painter = ui.painter_at(clip);
        frame.paint_marks(&painter, origin, first, &scene.borrow());
        self.pick(ui, clip, &frame, first, origin, commands);
    }

    fn pick(
        &mut self,
        ui: &Ui,
        area: Rect,
        frame: &Frame<'_>,
        first: u64,
        origin: Pos2,
        commands: &mut Vec<Command>,
    ) {
        let response = ui.interact(area, ui.scope_id().with("bytes"), Sense::click_and_drag());
        let (connection, side) = (frame.subject.connection.id, frame.subject.side);
        let byte = |at: Pos2, near: bool| -> Option<u64> {
            let (row, column) = frame.grid.hit((at - origin).to_pos2(), near)?;
            let row = first.checked_add_signed(row).unwrap_or(0);
            let at = frame.doc.row_span(row).start + column as u64;
            let end = frame.doc.span.end.min(frame.shown.happened[side]);
            let shown = Span::new(frame.doc.span.start, end);
            if near && !shown.is_empty() {
                return Some(at.clamp(shown.start, shown.end - 1));
            }
            shown.contains(at).then_some(at)
        };
        let veil = frame.shown.look(frame.subject.connection).veil;
        // What a lesson hides can not be carried away either.
        let told = |span: &Span| !veil.hides_plain(side, *span) && !veil.hides_value(side, *span);
        if let Some(span) = frame.subject.span.filter(told) {
            response.context_menu(|ui| {
                for (word, format) in [(Word::CopyHex, CopyAs::Hex), (Word::CopyText, CopyAs::Text)] {
                    if ui.button(frame.shown.word(word)).clicked() {
                        commands.push(Command::CopyBytes { connection, side, span, format });
                    }
                }
            });
        }
        let pointer = response.interact_pointer_pos();
        if response.drag_started() || response.is_pointer_button_down_on() && self.anchor.is_none() {
            let pressed = ui.input(|input| input.pointer.press_origin());
            self.anchor = pressed.and_then(|at| byte(at, false));
        }
        let mut select = |span: Span, panel: &mut Self| {
            if panel.seen != Some((connection, side, span)) || frame.shown.selected.bytes != Some(span) {
                panel.seen = Some((connection, side, span));
                commands.push(Command::Select(byte_target(connection, side, span)));
            }
        };
        if response.dragged() {
            if let (Some(anchor), Some(now)) = (self.anchor, pointer.and_then(|at| byte(at, true))) {
                select(Span::new(anchor.min(now), anchor.max(now) + 1), self);
                self.scroll_at_edge(ui, area, pointer);
            }
        } else if response.clicked()
            && let Some(at) = pointer.and_then(|at| byte(at, false))
        {
            select(Span::at(at, 1), self);
        }
        if !response.is_pointer_button_down_on() {
            self.anchor = None;
        }
        if let Some(at) = response.hover_pos().and_then(|at| byte(at, false))
            && !response.dragged()
        {
            commands.push(Command::Hover(byte_target(connection, side, Span::at(at, 1))));
        }
    }

    /// Dragging above or below the grid scrolls it.
    fn scroll_at_edge(&mut self, ui: &Ui, area: Rect, pointer: Option<Pos2>) {
        let Some(at) = pointer else { return };
        let past = if at.y < area.top() { at.y - area.top() } else { (at.y - area.bottom()).max(0.0) };
        if past != 0.0 {
            self.list.scroll_to(self.list.top_row() + f64::from(past.clamp(-60.0, 60.0)) / 60.0);
            ui.ctx().request_repaint();
        }
    }

    fn show_inflated(&mut self, ui: &mut Ui, shown: &Showing<'_>, subject: &Subject<'_>) {
        let theme = Theme::of(ui.ctx());
        let Some(len) = self.load_message(shown, subject) else {
            super::text::hidden(ui, shown, theme);
            return;
        };
        let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&Type::MONO.font(), '0'));
        let grid = Grid::new(ui.available_width() - 12.0, len as u64, digit);
        let doc = Doc { side: subject.side, span: Span::new(0, len as u64), unmasked: false };
        let frame = Frame { shown, subject, grid, doc, theme };
        let rows =
            Rows { name: shown.word(Word::Inflated), count: doc.rows(), height: grid.row, selected: None };
        let bytes = &self.message.value;
        let row_at = |index: u64| hex::plain(bytes, index, 1).rows.into_iter().next();
        let name = |index| row_at(index).map_or_else(String::new, |row| spoken(&row, grid.digits));
        self.list.show(ui, rows, name, |ui, at| {
            if let Some(row) = row_at(at.index) {
                frame.paint_row(ui.painter(), at.rect.left_top(), &row);
            }
        });
    }

    /// The records around the selection; the ciphertext of what is selected is outlined.
    fn show_sealed(&mut self, ui: &mut Ui, shown: &Showing<'_>, subject: &Subject<'_>) {
        let theme = Theme::of(ui.ctx());
        let span = subject.span.map_or(Span::at(0, 1), |span| Span::at(span.start, span.len().max(1)));
        let sealed = Sealed::of(&shown.look(subject.connection), subject.side, span);
        if sealed.bytes.is_empty() {
            let center = ui.available_rect_before_wrap().center();
            let words = shown.word(Word::SelectRow);
            widgets::text(ui.painter(), center, Align2::CENTER_CENTER, Type::UI, words, theme.ink_3);
            return;
        }
        let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&Type::MONO.font(), '0'));
        let len = sealed.bytes.len() as u64;
        let grid = Grid::new(ui.available_width() - 12.0, len, digit);
        let doc = Doc { side: subject.side, span: Span::new(0, len), unmasked: false };
        let frame = Frame { shown, subject, grid, doc, theme };
        let selected = sealed.lit.first().map(|span| doc.row_of(span.start));
        let name = shown.word(Word::SealedForm);
        let rows = Rows { name, count: sealed.rows(), height: grid.row, selected };
        let row_at = |index: u64| sealed.scene(index, 1).rows.into_iter().next();
        let spoken_row = |index| row_at(index).map_or_else(String::new, |row| spoken(&row, grid.digits));
        let mut top = None;
        let clip = ui.available_rect_before_wrap();
        self.list.show(ui, rows, spoken_row, |ui, at| {
            top.get_or_insert_with(|| (at.index, at.rect.left_top()));
            if let Some(row) = row_at(at.index) {
                frame.paint_row(ui.painter(), at.rect.left_top(), &row);
            }
        });
        let Some((first, origin)) = top else { return };
        let painter = ui.painter_at(clip.with_max_x(clip.right() - 12.0));
        let start = first * ROW_BYTES;
        let count = sealed.rows() - first;
        for (_, record, _) in &sealed.records {
            let stroke = Stroke::new(1.0, theme.line_strong);
            frame.outline(&painter, origin, Grid::pieces(*record, start, count), stroke);
        }
        for span in &sealed.lit {
            let stroke = Stroke::new(space::SELECTION, theme.sel_line);
            frame.outline(&painter, origin, Grid::pieces(*span, start, count), stroke);
        }
    }
}

/// A row as it is read out: offset and bytes.
fn spoken(row: &Row, digits: usize) -> String {
    let mut text = format!("{:0digits$x}:", row.offset);
    for cell in row.cells {
        match cell.glyph {
            Glyph::Blank => {}
            Glyph::Byte(byte) => text.push_str(&format!(" {byte:02x}")),
            Glyph::Hidden => text.push_str(" ??"),
            Glyph::Missing => text.push_str(" --"),
        }
    }
    text
}

impl Frame<'_> {
    fn paint_row(&self, painter: &Painter, at: Pos2, row: &Row) {
        let theme = self.theme;
        let offset = format!("{:0width$x}", row.offset, width = self.grid.digits);
        let middle = at.y + 2.0 + Grid::CELL / 2.0;
        let kind = Type::MONO.sized(12.5);
        let left = pos2(at.x + self.grid.offset_x, middle);
        widgets::text(painter, left, Align2::LEFT_CENTER, kind, &offset, theme.ink_3);
        for (column, cell) in row.cells.iter().enumerate() {
            let rect = self.grid.cell(column, 0.0).translate(at.to_vec2());
            self.paint_cell(painter, rect, cell);
            if let (Some(ascii), Some(place)) = (cell.ascii, self.grid.ascii(column, 0.0)) {
                let center = place.translate(at.to_vec2()).center();
                let color = if ascii == '·' || ascii == '?' { theme.ink_3 } else { self.ascii_color(cell) };
                let font = FontId::new(13.0, Type::MONO.family());
                painter.text(center, Align2::CENTER_CENTER, ascii, font, color);
            }
        }
    }

    fn ascii_color(&self, cell: &Cell) -> Color32 {
        match cell.owner {
            Owner::Nobody | Owner::Head => self.theme.ink_2,
            _ => self.theme.ink,
        }
    }

    fn paint_cell(&self, painter: &Painter, rect: Rect, cell: &Cell) {
        let theme = self.theme;
        let mut buffer = [0_u8; 2];
        let text = match cell.glyph {
            Glyph::Blank => return,
            Glyph::Hidden => {
                byte_cell(painter, rect, ByteCell::Hidden, "??", Type::MONO, theme);
                return;
            }
            Glyph::Missing => {
                let stroke = Stroke::new(1.0, theme.line_strong);
                widgets::dashed_line(painter, &[rect.left_center(), rect.right_center()], stroke, 3.0, 3.0);
                return;
            }
            Glyph::Byte(byte) => hex_digits(byte, &mut buffer),
        };
        let (kind, owner) = match cell.owner {
            Owner::Nobody | Owner::Head => {
                let center = rect.center();
                let color = if cell.owner == Owner::Head { theme.ink_2 } else { theme.ink };
                widgets::text(painter, center, Align2::CENTER_CENTER, Type::MONO, text, color);
                return;
            }
            Owner::First => (Type::MONO_STRONG, ByteCell::First),
            Owner::Second { masked } => (Type::MONO_STRONG, ByteCell::Second { masked }),
            Owner::Field(kind) => {
                let field = field_of(kind);
                let is_payload = field == crate::ui::theme::Field::Payload;
                (if is_payload { Type::MONO } else { Type::MONO_STRONG }, ByteCell::Field(field))
            }
        };
        byte_cell(painter, rect, owner, text, kind, theme);
    }

    /// Where packets begin, what is hovered and what is selected.
    fn paint_marks(&self, painter: &Painter, origin: Pos2, first: u64, scene: &Scene) {
        let theme = self.theme;
        let Some(start) = scene.rows.first().map(|row| row.offset) else { return };
        // The scene starts at the first row painted, which is where `origin` is.
        debug_assert_eq!(scene.first_row, first);
        for tick in scene.ticks.iter().filter(|tick| tick.at > 0) {
            let (row, column) = ((tick.at - start) / ROW_BYTES, (tick.at % ROW_BYTES) as usize);
            let y = row as f32 * self.grid.row;
            let cell = self.grid.cell(column, y).translate(origin.to_vec2());
            let x = cell.left() - 1.0;
            let stroke = Stroke::new(1.5, theme.ink_3);
            painter.line_segment([pos2(x, cell.top() - 2.0), pos2(x, cell.bottom() + 2.0)], stroke);
            // The label stands in the row below, where nothing else does.
            let below = scene.rows.get(row as usize + 1);
            let free = below.is_none_or(|below| {
                below.cells[column..(column + 3).min(16)].iter().all(|cell| cell.glyph == Glyph::Blank)
            });
            if free {
                let label = format!("#{}", tick.packet);
                let at = pos2(x, cell.bottom() + 1.0);
                widgets::text(painter, at, Align2::LEFT_TOP, Type::TINY.lined(12.0), &label, theme.ink_3);
            }
        }
        let rows = scene.rows.len() as u64;
        let hovered = self.shown.hovered;
        let same =
            hovered.connection == Some(self.subject.connection.id) && hovered.side == Some(self.subject.side);
        if let Some(span) = same.then(|| hovered.span(self.shown.trace)).flatten() {
            let stroke = Stroke::new(space::PREVIEW, theme.sel_line);
            self.outline(painter, origin, Grid::pieces(span.1, start, rows), stroke);
        }
        let stroke = Stroke::new(space::SELECTION, theme.sel_line);
        for span in self.selected_spans(Span::at(start, rows * ROW_BYTES)) {
            self.outline(painter, origin, Grid::pieces(span, start, rows), stroke);
        }
    }

    /// What is selected among the rows in sight: of a fragmented message its frames, not what stands between them.
    fn selected_spans(&self, visible: Span) -> Vec<Span> {
        let selected = self.shown.selected;
        let whole = self.subject.span.into_iter().collect();
        let Some(message) = self.subject.message.filter(|message| message.frames > 1) else { return whole };
        if selected.frame.is_some() || selected.bytes.is_some() {
            return whole;
        }
        let around = Span::new(visible.start.saturating_sub(ROW_BYTES), visible.end + ROW_BYTES);
        (self.subject.connection.frames_in(self.subject.side, around))
            .filter(|frame| frame.message == Some(message.n))
            .map(|frame| frame.span)
            .collect()
    }

    fn outline(&self, painter: &Painter, origin: Pos2, pieces: Vec<hex::Piece>, stroke: Stroke) {
        let by: Vec2 = origin.to_vec2();
        for ascii in [false, true] {
            let stroke = if ascii { Stroke::new(1.0, stroke.color) } else { stroke };
            for mut points in self.grid.outline(&pieces, ascii) {
                points.iter_mut().for_each(|point| *point += by);
                painter.add(Shape::closed_line(points, stroke));
            }
        }
    }
}

fn hex_digits(byte: u8, buffer: &mut [u8; 2]) -> &str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    *buffer = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    std::str::from_utf8(buffer).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_out_with_its_offset() {
        let mut cells: [Cell; 16] = Default::default();
        cells[0].glyph = Glyph::Byte(0x81);
        cells[1].glyph = Glyph::Hidden;
        cells[2].glyph = Glyph::Missing;
        assert_eq!(spoken(&Row { offset: 0xE0, cells }, 4), "00e0: 81 ?? --");
        assert_eq!(hex_digits(0x0F, &mut [0; 2]), "0f");
    }
}
