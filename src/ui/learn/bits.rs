//! Paints the frame diagram, the unmasking rows, the lines of a head and the list of fields.

mod below;

mod lists;

use egui::{Align2, Id, Painter, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2, pos2, vec2};

use super::item::{Item, Mark, picks};
use super::{Hex, Look, names};
use crate::app::Command;
use crate::app::words::{self, Word};
use crate::base::{Side, Span};
use crate::rules::registry;
use crate::trace::{FieldKind, Frame, Target};
use crate::ui::theme::{Field as FieldColor, Phase as PhaseColor, Type};
use crate::ui::widgets::{PanelHead, dashed_rect, panel, phase_tag, segmented, tag_width, text, text_fit};
use crate::view::bits::{
    Cell, CellKind, Class, Grid, HeadLines, Skipped, Subject, Unmasking, grid, head_lines, subject, unmasking,
};
use crate::view::conceal::Concealed;

/// Which tab is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Bits,
    Fields,
    Bytes,
}

/// What the panel keeps from frame to frame.
#[derive(Default)]
pub(super) struct State {
    tab: Tab,
    cached: Option<(Key, Made)>,
}

#[derive(PartialEq)]
struct Key {
    version: u64,
    connection: u32,
    cursor: usize,
    subject: Subject,
    focus: Option<u64>,
    size: Vec2,
    conceal: Vec<Concealed>,
}

/// What was looked up for the subject.
enum Made {
    Frame(Frame, Grid, Option<Unmasking>),
    Head(HeadLines),
    Nothing,
}

/// Shows the panel in the whole of `ui`; `hex` is a third tab where it is given.
pub(super) fn show(
    ui: &mut Ui,
    look: &Look<'_>,
    state: &mut State,
    hex: Option<&mut Hex<'_>>,
    commands: &mut Vec<Command>,
) {
    let now = shown(look);
    let (tag, title, subtitle) = head_of(look, now);
    let lead = tag.map_or(0.0, |(tag, ..)| tag_width(ui.painter(), tag) + 8.0);
    let rect = ui.max_rect();
    let controls = if hex.is_some() { 200.0 } else { 130.0 };
    let subtitle = if rect.width() < 560.0 { "" } else { subtitle };
    let mut parts = panel(ui, rect, &PanelHead { title: &title, subtitle, lead, controls, bare: false });
    if let Some((tag, phase, filled)) = tag {
        let at = rect.left_top() + vec2(14.0, 21.0);
        phase_tag(ui.painter(), at, tag, phase, filled, look.theme);
    }
    if hex.is_none() && state.tab == Tab::Bytes {
        state.tab = Tab::Bits;
    }
    let lang = look.lang;
    let mut tabs =
        vec![(Tab::Bits, words::get(Word::Bits, lang)), (Tab::Fields, words::get(Word::Fields, lang))];
    if hex.is_some() {
        tabs.push((Tab::Bytes, words::get(Word::Bytes, lang)));
    }
    segmented(&mut parts.head, words::get(Word::BitsOrFields, lang), &tabs, &mut state.tab);
    match (state.tab, hex) {
        (Tab::Bytes, Some(hex)) => hex(&mut parts.body, false),
        (Tab::Fields, _) => lists::fields(&mut parts.body, look, now, commands),
        _ => body(&mut parts.body, look, state, now, commands),
    }
}

fn shown(look: &Look<'_>) -> Subject {
    let selected = look.selected;
    let is_here = selected.connection.is_none_or(|id| id == look.connection.id);
    let frame = selected.frame.filter(|_| is_here).or_else(|| {
        let message = selected.message.filter(|_| is_here)?;
        Some(look.connection.message(message).filter(|message| message.frames > 0)?.first_frame)
    });
    // A frame still to come is not taken apart.
    let frame = frame.filter(|&n| {
        look.connection.frame(n).is_some_and(|frame| {
            let happened = look.moments.revealed_stream_end(look.cursor, frame.from);
            frame.span.start < happened
        })
    });
    let head = selected.side.filter(|_| is_here && selected.head.is_some());
    subject(look.connection, look.moments, look.cursor, frame, head)
}

type Tag = (&'static str, PhaseColor, bool);

fn head_of(look: &Look<'_>, now: Subject) -> (Option<Tag>, String, &'static str) {
    let lang = look.lang;
    match now {
        Subject::Frame(frame) => {
            let is_open = !look.veil().asks_for(frame.from, Span::at(frame.span.start, 1));
            let phase = if frame.opcode.0 == 8 { PhaseColor::Closing } else { PhaseColor::Data };
            let filled = frame.opcode.0 == 8 || !frame.opcode.is_control();
            let number = words::decimal(u64::from(frame.n) + 1);
            let way = names::way(frame.from, lang);
            let title = words::fill(Word::FrameOf, lang, &[("n", &number), ("way", way)]);
            let tag =
                if is_open { (frame.opcode.tag(), phase, filled) } else { ("?", PhaseColor::Tcp, false) };
            (Some(tag), title, words::get(Word::BitByBit, lang))
        }
        Subject::Head(side) => {
            let word = if side == Side::Client { Word::HttpRequest } else { Word::HttpResponse };
            (None, words::get(word, lang).to_owned(), words::get(Word::LineByLine, lang))
        }
        Subject::Nothing => (None, words::get(Word::Bits, lang).to_owned(), ""),
    }
}

fn body(ui: &mut Ui, look: &Look<'_>, state: &mut State, now: Subject, commands: &mut Vec<Command>) {
    let size = ui.max_rect().size();
    let focus = match now {
        Subject::Frame(frame) => payload_focus(look, &frame),
        _ => None,
    };
    let key = Key {
        version: look.trace.version(),
        connection: look.connection.id,
        cursor: look.cursor,
        subject: now,
        focus,
        size,
        conceal: look.conceal.to_vec(),
    };
    let made = match state.cached.take() {
        Some((old, made)) if old == key => made,
        _ => make(look, now, focus, size),
    };
    match &made {
        Made::Frame(frame, grid, rows) => frame_body(ui, look, frame, grid, rows.as_ref(), commands),
        Made::Head(head) => lists::head_body(ui, look, head, commands),
        Made::Nothing => nothing(ui, look),
    }
    state.cached = Some((key, made));
}

/// The payload byte that is selected in the frame.
fn payload_focus(look: &Look<'_>, frame: &Frame) -> Option<u64> {
    let bytes = look.selected.bytes.filter(|_| look.selected.side == Some(frame.from))?;
    let payload = frame.payload_span();
    payload.contains(bytes.start).then(|| bytes.start - payload.start)
}

fn make(look: &Look<'_>, now: Subject, focus: Option<u64>, size: Vec2) -> Made {
    let (connection, source, veil) = (look.connection, look.source, look.veil());
    match now {
        Subject::Frame(frame) => {
            let below = Unmasking::height_of(connection, &frame);
            let below = if below > 0.0 { below + 22.0 } else { 8.0 };
            let fit = Grid::rows_that_fit(&frame, size.y - below);
            let grid = grid(connection, source, &frame, &veil, size.x, fit, focus);
            let place = (grid.height + 18.0, size.x);
            let rows = unmasking(connection, source, &frame, &veil, place, focus);
            Made::Frame(frame, grid, rows)
        }
        Subject::Head(side) => head_lines(connection, source, side, &veil).map_or(Made::Nothing, Made::Head),
        Subject::Nothing => Made::Nothing,
    }
}

fn nothing(ui: &Ui, look: &Look<'_>) {
    let (theme, center) = (look.theme, ui.max_rect().center());
    let (title, lead) = match look.connection.har {
        Some(_) => (Word::FramesNotInHar, Word::FramesNotInHarLead),
        None => (Word::NothingYet, Word::NothingYetLead),
    };
    let (title, lead) = (words::get(title, look.lang), words::get(lead, look.lang));
    text(ui.painter(), center - vec2(0.0, 12.0), Align2::CENTER_CENTER, Type::UI_STRONG, title, theme.ink_2);
    text(ui.painter(), center + vec2(0.0, 12.0), Align2::CENTER_CENTER, Type::UI, lead, theme.ink_3);
}

/// Scrolls where what stands in it is higher than the panel.
fn scrolled(ui: &mut Ui, salt: &str, height: f32, add: impl FnOnce(&mut Ui, Vec2)) {
    let area = ui.max_rect();
    ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, |ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(area.width(), height), Sense::hover());
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
        add(&mut child, rect.min.to_vec2());
    });
}

fn frame_body(
    ui: &mut Ui,
    look: &Look<'_>,
    frame: &Frame,
    grid: &Grid,
    rows: Option<&Unmasking>,
    commands: &mut Vec<Command>,
) {
    let height = grid.height + rows.map_or(10.0, |rows| rows.height + 26.0);
    scrolled(ui, "bits", height, |ui, shift| {
        captions(ui.painter(), look, grid, shift);
        for cell in &grid.cells {
            paint_cell(ui, look, frame, cell, grid.bit_width, shift, commands);
        }
        for skipped in &grid.skipped {
            paint_skipped(ui, look, frame, *skipped, shift, commands);
        }
        if let Some(rows) = rows {
            below::paint_unmasking(ui, look, frame, rows, shift, commands);
        }
    });
}

/// Bit numbers and byte captions above the first row.
fn captions(painter: &Painter, look: &Look<'_>, grid: &Grid, shift: Vec2) {
    let theme = look.theme;
    for bit in 0..32_u8 {
        let x = grid.left + (f32::from(bit) + 0.5) * grid.bit_width;
        let kind = if grid.bit_width < 16.0 { Type::TINY.sized(9.5) } else { Type::TINY.weighing(400.0) };
        text(painter, pos2(x, 47.0) + shift, Align2::CENTER_CENTER, kind, &bit.to_string(), theme.ink_3);
    }
    for byte in 0..4_u8 {
        let x = grid.left + f32::from(byte) * 8.0 * grid.bit_width;
        let line = Stroke::new(1.0, theme.line);
        painter.line_segment([pos2(x, 22.0) + shift, pos2(x, 36.0) + shift], line);
        let says = words::fill(Word::ByteNumber, look.lang, &[("n", &byte.to_string())]);
        let kind = Type::SMALL.sized(11.5);
        text(painter, pos2(x + 5.0, 29.0) + shift, Align2::LEFT_CENTER, kind, &says, theme.ink_3);
    }
}

/// The colours that a class of field has.
pub(super) const fn color_of(class: Class) -> FieldColor {
    match class {
        Class::Flags => FieldColor::Flags,
        Class::Opcode => FieldColor::Opcode,
        Class::Length => FieldColor::Length,
        Class::Key => FieldColor::Key,
        Class::Payload => FieldColor::Payload,
        Class::CloseCode => FieldColor::CloseCode,
    }
}

fn paint_cell(
    ui: &Ui,
    look: &Look<'_>,
    frame: &Frame,
    cell: &Cell,
    bit_width: f32,
    shift: Vec2,
    commands: &mut Vec<Command>,
) {
    let (theme, painter) = (look.theme, ui.painter());
    let rect = cell.rect.translate(shift);
    let inner = rect.shrink2(vec2(1.0, 0.0));
    if let CellKind::End { bytes } = cell.kind {
        dashed_rect(painter, inner, 4.0, Stroke::new(1.0, theme.line), 3.0, 2.5);
        let says = words::fill(Word::EndAfter, look.lang, &[("bytes", &words::bytes(bytes, look.lang))]);
        let (kind, at) = (Type::SMALL.sized(12.0), rect.center());
        text_fit(painter, at, Align2::CENTER_CENTER, kind, &says, theme.ink_3, rect.width() - 8.0);
        return;
    }
    let (side, connection) = (frame.from, look.connection.id);
    let pick = |selection: &crate::app::Selection| {
        selection.connection == Some(connection) && picks(selection, side, cell.span, cell.place_bits)
    };
    let item = Item {
        rect: rect.intersect(ui.clip_rect().expand(40.0)),
        id: Id::unique((
            "learn.bits",
            connection,
            side.name(),
            cell.span.start,
            cell.place_bits.map(|bits| bits.start),
        )),
        target: cell.happened.then_some(Target::Bytes {
            connection,
            side,
            span: cell.span,
            bits: cell.place_bits,
        }),
        selected: pick(look.selected),
    };
    let response = item.show(ui, commands, || cell_name(look, frame, cell));
    let mark = Mark::of(item.selected, pick(look.hovered));
    if !cell.happened {
        dashed_rect(painter, inner, 4.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
        mark.paint(ui, inner, 4.0, theme, Some(&response));
        return;
    }
    let colors = theme.field(color_of(cell.class));
    painter.rect_filled(inner, 4.0, colors.fill);
    cell_text(painter, look, cell, rect, bit_width);
    mark.paint(ui, inner, 4.0, theme, Some(&response));
}

fn cell_text(painter: &Painter, look: &Look<'_>, cell: &Cell, rect: Rect, bit_width: f32) {
    let ink = look.theme.field(color_of(cell.class)).text;
    let bit_kind = Type::MONO_STRONG.sized(if bit_width < 14.0 { 11.0 } else { 14.0 }).lined(18.0);
    let top = rect.top();
    for at in 0..cell.columns {
        let says = match cell.bits.as_ref().and_then(|bits| bits.get(usize::from(at))) {
            Some(true) => "1",
            Some(false) => "0",
            None => "?",
        };
        let x = rect.left() + (f32::from(at) + 0.5) * bit_width;
        text(painter, pos2(x, top + 14.0), Align2::CENTER_CENTER, bit_kind, says, ink);
    }
    let is_first_row = rect.height() > 70.0;
    if cell.columns == 1 {
        let CellKind::Field { kind, .. } = cell.kind else { return };
        let name = kind.name().get(look.lang);
        let start = top + if name.len() <= 3 { 29.0 } else { 25.0 };
        let letter = Type::SMALL.sized(11.0).weighing(600.0).lined(13.0);
        for (at, c) in name.chars().enumerate() {
            let y = start + 6.5 + 13.0 * at as f32;
            text(
                painter,
                pos2(rect.center().x, y),
                Align2::CENTER_CENTER,
                letter,
                c.encode_utf8(&mut [0; 4]),
                ink,
            );
        }
        return;
    }
    let (label_y, value_y) = if is_first_row { (37.5, 56.5) } else { (31.5, 47.5) };
    let is_narrow = cell.columns <= 4;
    let kind = Type::SMALL.sized(if is_narrow { 11.5 } else { 12.0 }).weighing(500.0).lined(15.0);
    let width = rect.width() - 4.0;
    let at = |y: f32| pos2(rect.center().x, top + y);
    text_fit(painter, at(label_y), Align2::CENTER_CENTER, kind, &label(look, cell), ink, width);
    let kind = Type::MONO_STRONG.sized(if is_narrow { 11.5 } else { 13.0 }).lined(17.0);
    let mut says = value(look, cell);
    if is_narrow && painter.layout_job(kind.job(says.as_str(), ink)).size().x > width {
        says = cell.value.clone().unwrap_or(says);
    }
    text_fit(painter, at(value_y), Align2::CENTER_CENTER, kind, &says, ink, width);
}

fn label(look: &Look<'_>, cell: &Cell) -> String {
    let lang = look.lang;
    match cell.kind {
        CellKind::Field { kind, of: 0, .. } => kind.name().get(lang).to_owned(),
        CellKind::Field { kind, from, to, of } => {
            let name = kind.name().get(lang);
            if to - from == of {
                return name.to_owned();
            }
            let (from, to) = (from.to_string(), (to - 1).to_string());
            words::fill(Word::BytesOf, lang, &[("name", name), ("from", &from), ("to", &to)])
        }
        CellKind::Payload { index, kind: FieldKind::CloseCode } => {
            format!("{} [{index}]", FieldKind::CloseCode.name().get(lang))
        }
        CellKind::Payload { index, .. } => {
            format!("{}[{}]", FieldKind::Payload.name().get(lang), words::decimal(index))
        }
        CellKind::End { .. } => String::new(),
    }
}

fn value(look: &Look<'_>, cell: &Cell) -> String {
    let Some(value) = &cell.value else { return "?".to_owned() };
    match cell.kind {
        CellKind::Field { kind: FieldKind::Opcode, .. } => {
            let number = u8::from_str_radix(value.trim_start_matches("0x"), 16).unwrap_or_default();
            format!("{value} {}", registry::opcode(number).short.get(look.lang))
        }
        CellKind::Field { kind: FieldKind::Length, .. } => match value.as_str() {
            "126" => "126 → 16 bit".to_owned(),
            "127" => "127 → 64 bit".to_owned(),
            _ => words::bytes(value.parse().unwrap_or_default(), look.lang),
        },
        CellKind::Field { kind: FieldKind::ExtendedLength, .. } => {
            words::bytes(value.parse().unwrap_or_default(), look.lang)
        }
        _ => value.clone(),
    }
}

fn cell_name(look: &Look<'_>, frame: &Frame, cell: &Cell) -> String {
    let lang = look.lang;
    let mut parts = vec![label(look, cell)];
    if cell.place_bits.is_none() && cell.span.len() > 1 {
        parts.push(words::bytes(cell.span.len(), lang));
    }
    parts.push(if cell.happened { value(look, cell) } else { words::get(Word::NotYet, lang).to_owned() });
    if cell.happened && cell.value.is_none() {
        parts.push(words::get(Word::HiddenItem, lang).to_owned());
    }
    let within = Span::new(cell.span.start - frame.span.start, cell.span.end - frame.span.start);
    parts.push(names::bytes_at(within, lang));
    if let Some(bits) = cell.place_bits {
        let (from, to) = (bits.start.to_string(), (bits.start + bits.len - 1).to_string());
        parts.push(if bits.len == 1 {
            words::fill(Word::BitNumber, lang, &[("n", &from)])
        } else {
            words::fill(Word::BitsFromTo, lang, &[("from", &from), ("to", &to)])
        });
    }
    parts.join(", ")
}

fn paint_skipped(
    ui: &Ui,
    look: &Look<'_>,
    frame: &Frame,
    skipped: Skipped,
    shift: Vec2,
    commands: &mut Vec<Command>,
) {
    let theme = look.theme;
    let rect = skipped.rect.translate(shift).shrink2(vec2(1.0, 0.0));
    let word = match skipped {
        Skipped { missing: true, .. } => Word::NeverCame,
        Skipped { indexes: (0, _), .. } => Word::BytesBefore,
        _ => Word::MoreBytes,
    };
    let says = words::fill(word, look.lang, &[("bytes", &words::bytes(skipped.bytes, look.lang))]);
    // Pointing at what is left out leads to its nearest byte.
    let index = if word == Word::BytesBefore { skipped.indexes.1 } else { skipped.indexes.0 };
    let (connection, side) = (look.connection.id, frame.from);
    let span = Span::at(frame.payload_span().start + index, 1);
    let item = Item {
        rect,
        id: Id::unique(("learn.bits.skipped", connection, frame.n, skipped.indexes.0 == 0)),
        target: Some(Target::Bytes { connection, side, span, bits: None }).filter(|_| !skipped.missing),
        selected: false,
    };
    let response = item.show(ui, commands, || says.clone());
    dashed_rect(ui.painter(), rect, 4.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
    let kind = Type::SMALL.sized(12.0);
    text(ui.painter(), rect.center(), Align2::CENTER_CENTER, kind, &says, theme.ink_3);
    Mark::of(false, response.hovered()).paint(ui, rect, 4.0, theme, Some(&response));
}
