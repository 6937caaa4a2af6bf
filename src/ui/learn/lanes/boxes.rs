//! Paints what stands in the lanes.

use egui::{Align2, Id, Painter, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::super::bits::color_of as field_color;
use super::super::item::{Item, Mark, picks};
use super::super::{Look, names};
use crate::app::words::{self, Unit, Word};
use crate::app::{Command, Selection};
use crate::base::{Lang, Side, Span};
use crate::trace::{MessageKind, Target, Transport};
use crate::ui::theme::{Phase as PhaseColor, Severity, Theme, Type};
use crate::ui::widgets::{ByteCell, byte_cell, dashed_rect, tag_width, text, text_fit};
use crate::view::lanes::{
    ByteBox, CarrierBox, Folded, FrameBox, Hole, HoleKind, Lane, MessageBox, PacketBox, Progress, Run, Scene,
};

/// The scene, and what is needed to paint it.
pub(super) struct Lanes<'a, 'b> {
    pub(super) ui: &'a Ui,
    pub(super) look: &'a Look<'b>,
    pub(super) placed: &'a Scene,
    pub(super) side: Side,
    pub(super) rect: Rect,
}

impl Lanes<'_, '_> {
    fn theme(&self) -> &'static Theme {
        self.look.theme
    }

    fn at(&self, rect: Rect) -> Rect {
        rect.translate(self.rect.min.to_vec2())
    }

    pub(super) fn paint(&self, commands: &mut Vec<Command>) {
        let lang = self.look.lang;
        let painter = self.ui.painter();
        let is_har = self.look.connection.har.is_some();
        let is_tcp = self.look.connection.transport == Transport::Tcp && !is_har;
        for (lane, top) in &self.placed.layout.lanes {
            let at = self.rect.left_top() + vec2(16.0, top + self.placed.layout.height / 2.0);
            let says = words::get(
                match lane {
                    Lane::Packets => Word::Packets,
                    Lane::Records => Word::TlsRecords,
                    Lane::Data => Word::DataFrames,
                    Lane::Stream if is_tcp => Word::TcpStream,
                    Lane::Stream => Word::Stream,
                    Lane::Frames => Word::Frames,
                    Lane::Messages => Word::Messages,
                },
                lang,
            );
            text_fit(painter, at, Align2::LEFT_CENTER, Type::SMALL_STRONG, says, self.theme().ink, 98.0);
            if is_har && matches!(lane, Lane::Packets | Lane::Frames) {
                let at = pos2(self.rect.left() + self.placed.axis.left, at.y);
                let says = words::get(Word::NotInHar, lang);
                text(painter, at, Align2::LEFT_CENTER, Type::SMALL, says, self.theme().ink_3);
            }
        }
        if let Some(folded) = &self.placed.folded {
            self.folded(folded, commands);
        }
        for part in &self.placed.packets {
            self.packet(part, commands);
        }
        for carrier in &self.placed.carriers {
            self.carrier(carrier, commands);
        }
        for run in &self.placed.runs {
            self.run(run, commands);
        }
        for byte in &self.placed.bytes {
            self.byte(byte, commands);
        }
        for frame in &self.placed.frames {
            self.frame(frame, commands);
        }
        for message in &self.placed.messages {
            self.message(message, commands);
        }
        for hole in &self.placed.holes {
            self.hole(hole, commands);
        }
        self.ticks();
        self.cursor();
    }

    /// The opening handshake, with a zigzag for the bytes that are not drawn.
    fn folded(&self, folded: &Folded, commands: &mut Vec<Command>) {
        let (theme, lang) = (self.theme(), self.look.lang);
        let painter = self.ui.painter();
        let colors = theme.phase(PhaseColor::Opening);
        let happened = folded.progress != Progress::Future;
        let (connection, side) = (self.look.connection.id, self.side);
        let head = if side == Side::Client { Word::HttpRequest } else { Word::HttpResponse };
        let packets = match folded.packets {
            Some((first, last)) if first == last => format!("#{first}"),
            Some((first, last)) => format!("#{first}–#{last}"),
            None => "–".to_owned(),
        };
        let range = format!("{} … {}", folded.span.start, folded.span.end - 1);
        let name = words::get(if folded.has_head { head } else { Word::OtherBytes }, lang);
        let target = if folded.has_head {
            Target::Head { connection, side }
        } else {
            Target::Bytes { connection, side, span: folded.span, bits: None }
        };
        for (lane, cell) in &folded.cells {
            let says = match lane {
                Lane::Packets => packets.as_str(),
                Lane::Records | Lane::Data => "…",
                Lane::Stream => range.as_str(),
                Lane::Frames => name,
                Lane::Messages => words::get(Word::NoMessages, lang),
            };
            let rect = self.at(*cell);
            let kind = if *lane == Lane::Stream {
                Type::MONO.sized(12.0).weighing(500.0)
            } else {
                Type::SMALL_STRONG.sized(11.5)
            };
            let (kind, ink) = match (lane, happened) {
                (Lane::Messages, _) => (Type::SMALL.sized(12.0), theme.ink_3),
                (_, true) => (kind, colors.ink),
                (_, false) => (kind.weighing(400.0), theme.ink_3),
            };
            if *lane < Lane::Messages && happened {
                painter.rect_filled(rect, 5.0, colors.tint);
            } else if *lane < Lane::Messages {
                dashed_rect(painter, rect, 5.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
            }
            text_fit(painter, rect.center(), Align2::CENTER_CENTER, kind, says, ink, rect.width() - 2.0);
        }
        let cells = folded.cells.iter().filter(|(lane, _)| *lane < Lane::Messages).map(|(_, cell)| *cell);
        let whole = self.at(cells.fold(Rect::NOTHING, Rect::union));
        let is_picked = |selection: &Selection| selection.head.is_some() && selection.side == Some(side);
        let item = Item {
            rect: whole,
            id: Id::unique(("learn.lanes.folded", connection, side.name())),
            target: Some(target),
            selected: is_picked(self.look.selected),
        };
        let response = item
            .show(self.ui, commands, || format!("{name}, {packets}, {}", names::bytes_at(folded.span, lang)));
        Mark::of(item.selected, is_picked(self.look.hovered)).paint(
            self.ui,
            whole,
            5.0,
            theme,
            Some(&response),
        );
        let left = whole.right() + 2.0;
        let points = (0..=12_u8).map(|step| {
            let x = left + if step % 2 == 0 { 0.0 } else { 4.0 };
            pos2(x, self.rect.top() + 40.0 + 12.0 * f32::from(step))
        });
        painter.line(points.collect(), Stroke::new(1.3, theme.line_strong));
    }

    fn mark(&self, span: Span, frame: Option<u32>, packet: Option<u32>) -> Mark {
        let connection = self.look.connection.id;
        let of = |selection: &Selection| {
            if selection.connection.is_some_and(|id| id != connection) {
                return false;
            }
            if let Some(packet) = packet {
                return selection.packet == Some(packet);
            }
            match frame {
                Some(_) => selection.frame == frame,
                None => {
                    selection.connection == Some(connection)
                        && selection.bytes.is_some()
                        && picks(selection, self.side, span, None)
                }
            }
        };
        Mark::of(of(self.look.selected), of(self.look.hovered))
    }

    fn packet(&self, part: &PacketBox, commands: &mut Vec<Command>) {
        let (theme, lang, painter) = (self.theme(), self.look.lang, self.ui.painter());
        let rect = self.at(part.rect);
        let mark = self.mark(part.span, None, Some(part.packet));
        let item = Item {
            rect,
            id: Id::unique(("learn.lanes.packet", self.side.name(), part.packet, part.span.start)),
            target: Some(Target::Packet(part.packet)),
            selected: mark == Mark::Selected,
        };
        let number = words::decimal(part.packet.into());
        let response = item.show(self.ui, commands, || {
            let bytes = words::bytes(part.span.len(), lang);
            let way = names::way(self.side, lang);
            words::fill(Word::SegmentNamed, lang, &[("n", &number), ("way", way), ("bytes", &bytes)])
        });
        let colors = theme.phase(PhaseColor::Tcp);
        let room = rect.width() - 10.0;
        let size = names::size(part.span.len());
        if part.progress == Progress::Future {
            dashed_rect(painter, rect, 5.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
            if part.count == 1 {
                let says = format!("#{} · {size}", part.packet);
                text_fit(
                    painter,
                    rect.center(),
                    Align2::CENTER_CENTER,
                    Type::SMALL,
                    &says,
                    theme.ink_3,
                    room,
                );
            }
        } else {
            painter.rect(rect, 3.0, colors.tint, Stroke::new(1.0, colors.edge), StrokeKind::Inside);
            let bar = rect.with_max_x((rect.left() + 4.0).min(rect.right()));
            painter.rect_filled(bar, 2.0, colors.solid);
            if part.count == 1 && room > 20.0 {
                let number = (format!("#{}", part.packet), Type::MONO.sized(12.5).weighing(700.0), theme.ink);
                centred(painter, rect, &[number, (size, Type::SMALL, theme.ink_3)]);
            }
        }
        mark.paint(self.ui, rect, 3.0, theme, Some(&response));
    }

    /// A TLS record or an HTTP/2 DATA frame: picking it picks the bytes that it holds.
    fn carrier(&self, part: &CarrierBox, commands: &mut Vec<Command>) {
        let (theme, lang, painter) = (self.theme(), self.look.lang, self.ui.painter());
        let rect = self.at(part.rect);
        let (connection, side) = (self.look.connection.id, self.side);
        let is_it = |selection: &Selection| {
            selection.connection == Some(connection)
                && selection.side == Some(side)
                && selection.bytes.is_some_and(|bytes| bytes == part.span)
        };
        let mark = Mark::of(is_it(self.look.selected), is_it(self.look.hovered));
        let (id, word) = match part.lane {
            Lane::Records => ("learn.lanes.record", Word::RecordNamed),
            _ => ("learn.lanes.data", Word::DataFrameNamed),
        };
        let happened = part.progress != Progress::Future;
        let item = Item {
            rect,
            id: Id::unique((id, side.name(), part.span.start)),
            target: happened.then_some(Target::Bytes { connection, side, span: part.span, bits: None }),
            selected: mark == Mark::Selected,
        };
        let number = words::decimal(part.number.into());
        let response = item.show(self.ui, commands, || {
            let (wire, bytes) = (words::bytes(part.wire_len, lang), words::bytes(part.span.len(), lang));
            let packets = match part.packets {
                Some((first, last)) if first == last => format!("#{first}"),
                Some((first, last)) => format!("#{first}–#{last}"),
                None => "–".to_owned(),
            };
            let values = [("n", number.as_str()), ("wire", &wire), ("bytes", &bytes), ("packets", &packets)];
            words::fill(word, lang, &values)
        });
        if happened {
            painter.rect(rect, 3.0, theme.panel, Stroke::new(1.0, theme.line_strong), StrokeKind::Inside);
            if part.count == 1 {
                let number = (number, Type::MONO.sized(11.5).weighing(600.0), theme.ink_2);
                let size = (names::size(part.wire_len), Type::TINY.weighing(400.0), theme.ink_3);
                centred(painter, rect, &[number, size]);
            }
        } else {
            dashed_rect(painter, rect, 3.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
        }
        mark.paint(self.ui, rect, 3.0, theme, Some(&response));
    }

    fn run(&self, run: &Run, commands: &mut Vec<Command>) {
        let (theme, painter) = (self.theme(), self.ui.painter());
        let rect = self.at(run.rect);
        let mark = self.mark(run.span, None, None);
        let (connection, side) = (self.look.connection.id, self.side);
        let item = Item {
            rect,
            id: Id::unique(("learn.lanes.run", side.name(), run.span.start)),
            target: run.happened.then_some(Target::Bytes { connection, side, span: run.span, bits: None }),
            selected: mark == Mark::Selected,
        };
        let response = item.show(self.ui, commands, || names::bytes_at(run.span, self.look.lang));
        if run.happened {
            painter.rect_filled(rect, 2.0, theme.field(field_color(run.class)).fill);
        } else {
            painter.rect_stroke(rect, 2.0, Stroke::new(1.0, theme.line), StrokeKind::Inside);
        }
        mark.paint(self.ui, rect, 2.0, theme, Some(&response));
    }

    fn byte(&self, byte: &ByteBox, commands: &mut Vec<Command>) {
        let (theme, painter) = (self.theme(), self.ui.painter());
        let rect = self.at(byte.rect);
        if !byte.happened {
            dashed_rect(painter, rect, 3.0, Stroke::new(1.0, theme.line), 3.0, 2.5);
            return;
        }
        if byte.missing {
            return;
        }
        let span = Span::at(byte.at, 1);
        let mark = self.mark(span, None, None);
        let (connection, side) = (self.look.connection.id, self.side);
        let item = Item {
            rect,
            id: Id::unique(("learn.lanes.byte", side.name(), byte.at)),
            target: Some(Target::Bytes { connection, side, span, bits: None }),
            selected: mark == Mark::Selected,
        };
        let digits = byte.value.map_or_else(|| "?".to_owned(), |value| format!("{value:02x}"));
        let response =
            item.show(self.ui, commands, || format!("{}, {digits}", names::bytes_at(span, self.look.lang)));
        let cell = match (byte.value, byte.class, byte.offset_in_frame) {
            (None, ..) => ByteCell::Hidden,
            (_, _, Some(0)) => ByteCell::First,
            (_, _, Some(1)) => ByteCell::Second { masked: byte.masked },
            (_, Some(class), _) => ByteCell::Field(field_color(class)),
            _ => ByteCell::Plain,
        };
        // At the edges a byte may be seen in part only: then its colour must do.
        let shown = if rect.width() < 15.0 { "" } else { digits.as_str() };
        let size = if rect.width() < 20.0 { 11.5 } else { 13.0 };
        byte_cell(painter, rect, cell, shown, Type::MONO_STRONG.sized(size), theme);
        mark.paint(self.ui, rect, 3.0, theme, Some(&response));
    }

    fn frame(&self, part: &FrameBox, commands: &mut Vec<Command>) {
        let (theme, lang, painter) = (self.theme(), self.look.lang, self.ui.painter());
        let rect = self.at(part.rect);
        let mark = if part.count == 1 { self.mark(part.span, Some(part.frame), None) } else { Mark::None };
        let connection = self.look.connection.id;
        let item = Item {
            rect,
            id: Id::unique(("learn.lanes.frame", part.frame)),
            target: Some(Target::Frame { connection, frame: part.frame }),
            selected: mark == Mark::Selected,
        };
        let sign = if part.guess { "?" } else { "" };
        let tag = part.opcode.map_or_else(|| "?".to_owned(), |opcode| format!("{}{sign}", opcode.tag()));
        let response = item.show(self.ui, commands, || {
            let name = words::fill(Word::FrameNamed, lang, &[("tag", &tag)]);
            let not_yet = if part.progress == Progress::Future { words::get(Word::NotYet, lang) } else { "" };
            format!("{name}, {} {not_yet}", names::bytes_at(part.span, lang)).trim_end().to_owned()
        });
        let phase = match part.opcode {
            Some(opcode) if opcode.0 == 8 => PhaseColor::Closing,
            _ => PhaseColor::Data,
        };
        let colors = theme.phase(phase);
        let room = rect.width() - 8.0;
        if part.progress != Progress::Happened || part.guess {
            dashed_rect(painter, rect, 5.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
            if part.count == 1 {
                text_fit(painter, rect.center(), Align2::CENTER_CENTER, Type::SMALL, &tag, theme.ink_3, room);
            }
        } else {
            painter.rect(rect, 5.0, colors.tint, Stroke::new(1.0, colors.edge), StrokeKind::Inside);
            if part.count == 1 {
                self.frame_text(part, rect, &tag, phase);
            }
        }
        mark.paint(self.ui, rect, 5.0, theme, Some(&response));
    }

    fn frame_text(&self, part: &FrameBox, rect: Rect, tag: &str, phase: PhaseColor) {
        let (theme, lang, painter) = (self.theme(), self.look.lang, self.ui.painter());
        let filled = part.opcode.is_some_and(|opcode| opcode.0 == 8) || !part.control;
        let fin = part.fin.map_or_else(String::new, |fin| format!("FIN={}", u8::from(fin)));
        let sizes = match (part.header_bytes, part.payload_bytes) {
            (Some(header), Some(payload)) => {
                let (header, payload) = (names::size(header), names::size(payload));
                words::fill(Word::HeaderAndPayload, lang, &[("header", &header), ("payload", &payload)])
            }
            _ => String::new(),
        };
        let width = |kind: Type, says: &str| painter.layout_job(kind.job(says, theme.ink)).size().x;
        let tag_room = tag_width(painter, tag);
        let (fin_room, size_room) = (width(Type::SMALL_STRONG, &fin) + 6.0, width(Type::SMALL, &sizes) + 6.0);
        let room = rect.width() - 12.0;
        let mut total = tag_room;
        let with_fin = total + fin_room <= room;
        total += if with_fin { fin_room } else { 0.0 };
        let with_sizes = with_fin && total + size_room <= room;
        total += if with_sizes { size_room } else { 0.0 };
        if tag_room > rect.width() {
            return;
        }
        let mut at = pos2(rect.center().x - total / 2.0, rect.center().y);
        at.x = crate::ui::widgets::phase_tag(painter, at, tag, phase, filled, theme).right() + 6.0;
        if with_fin {
            at.x = text(painter, at, Align2::LEFT_CENTER, Type::SMALL_STRONG, &fin, theme.ink).right() + 6.0;
        }
        if with_sizes {
            text(painter, at, Align2::LEFT_CENTER, Type::SMALL, &sizes, theme.ink_2);
        }
    }

    fn message(&self, part: &MessageBox, commands: &mut Vec<Command>) {
        let (theme, lang, painter) = (self.theme(), self.look.lang, self.ui.painter());
        let rect = self.at(part.rect);
        let room = rect.width() - 8.0;
        if part.message.is_none() || part.progress != Progress::Happened {
            dashed_rect(painter, rect, 5.0, Stroke::new(1.0, theme.line_strong), 3.0, 2.5);
            if part.control {
                let long = words::get(Word::ControlNoMessage, lang);
                let width = painter.layout_job(Type::SMALL.job(long, theme.ink_3)).size().x;
                let says = if width <= room { long } else { words::get(Word::Control, lang) };
                text_fit(painter, rect.center(), Align2::CENTER_CENTER, Type::SMALL, says, theme.ink_3, room);
            } else if let Some(message) = part.message {
                let number = words::decimal(u64::from(message) + 1);
                let says = words::fill(Word::MessageNumber, lang, &[("n", &number)]);
                text_fit(
                    painter,
                    rect.center(),
                    Align2::CENTER_CENTER,
                    Type::SMALL,
                    &says,
                    theme.ink_3,
                    room,
                );
            }
            return;
        }
        let Some(message) = part.message else { return };
        let connection = self.look.connection.id;
        let pick = |selection: &Selection| {
            selection.connection == Some(connection)
                && selection.message == Some(message)
                && selection.bytes.is_none()
        };
        let item = Item {
            rect,
            id: Id::unique(("learn.lanes.message", message, part.rect.left() as i32)),
            target: Some(Target::Message { connection, message }),
            selected: pick(self.look.selected),
        };
        let number = words::decimal(u64::from(message) + 1);
        let title = words::fill(Word::MessageNumber, lang, &[("n", &number)]);
        let facts = message_facts(part, lang);
        let response = item.show(self.ui, commands, || format!("{title}, {facts}"));
        let colors = theme.phase(PhaseColor::Data);
        painter.rect(rect, 5.0, colors.tint, Stroke::new(1.0, colors.edge), StrokeKind::Inside);
        if part.titled {
            let facts = (facts, Type::SMALL, theme.ink_2);
            centred(painter, rect, &[(title, Type::SMALL_STRONG, theme.ink), facts]);
        } else {
            let says = format!("… {title}");
            text_fit(painter, rect.center(), Align2::CENTER_CENTER, Type::SMALL, &says, theme.ink_2, room);
        }
        Mark::of(item.selected && self.look.selected.frame.is_none(), pick(self.look.hovered)).paint(
            self.ui,
            rect,
            5.0,
            theme,
            Some(&response),
        );
    }

    fn hole(&self, hole: &Hole, commands: &mut Vec<Command>) {
        let (theme, lang, painter) = (self.theme(), self.look.lang, self.ui.painter());
        let rect = self.at(hole.rect);
        let (connection, side) = (self.look.connection.id, self.side);
        let bytes = words::bytes(hole.span.len(), lang);
        let says = match hole.kind {
            HoleKind::Missing => words::fill(Word::NeverCaptured, lang, &[("bytes", &bytes)]),
            HoleKind::Unread => words::get(Word::UnreadBytes, lang).to_owned(),
            HoleKind::OtherHttp => words::get(Word::OtherHttp, lang).to_owned(),
        };
        let item = Item {
            rect,
            id: Id::unique(("learn.lanes.hole", side.name(), hole.span.start)),
            target: Some(Target::Bytes { connection, side, span: hole.span, bits: None }),
            selected: false,
        };
        let response =
            item.show(self.ui, commands, || format!("{says}, {}", names::bytes_at(hole.span, lang)));
        let color = if hole.kind == HoleKind::Missing {
            theme.severity(Severity::Warning).mark
        } else {
            theme.line_strong
        };
        let frame = Rect::from_min_max(
            pos2(rect.left(), rect.top() + self.placed.layout.height + 6.0),
            rect.right_bottom(),
        );
        let box_rect = if hole.kind == HoleKind::Missing { rect } else { frame };
        dashed_rect(painter, box_rect, 5.0, Stroke::new(1.5, color), 5.0, 4.0);
        text_fit(
            painter,
            frame.center(),
            Align2::CENTER_CENTER,
            Type::SMALL,
            &says,
            color,
            rect.width() - 10.0,
        );
        let mark = self.mark(hole.span, None, None);
        mark.paint(self.ui, rect, 5.0, theme, Some(&response));
    }

    fn ticks(&self) {
        let (theme, painter) = (self.theme(), self.ui.painter());
        let top = self.rect.top();
        for tick in &self.placed.ticks {
            let x = self.rect.left() + tick.x;
            let kind = Type::TINY.weighing(400.0);
            text(
                painter,
                pos2(x, top + 27.0),
                Align2::CENTER_CENTER,
                kind,
                &tick.offset.to_string(),
                theme.ink_3,
            );
            if tick.is_frame {
                let line = Stroke::new(1.0, theme.line);
                painter.line_segment([pos2(x - 0.5, top + 36.0), pos2(x - 0.5, top + 184.0)], line);
            }
        }
    }

    fn cursor(&self) {
        let Some((x, offset)) = self.placed.cursor else { return };
        let (theme, painter) = (self.theme(), self.ui.painter());
        let (x, top) = (self.rect.left() + x, self.rect.top());
        let bottom = self.rect.bottom() - 14.0;
        painter.rect_filled(
            Rect::from_min_max(pos2(x - 1.5, top + 30.0), pos2(x + 1.5, bottom)),
            0.0,
            theme.accent,
        );
        let galley = painter.layout_job(Type::TAG.job(offset.to_string(), theme.on_accent));
        let width = (galley.size().x + 14.0).max(44.0);
        let flag = Rect::from_center_size(pos2(x, top + 26.5), vec2(width, 17.0));
        painter.rect_filled(flag, 4.0, theme.accent);
        painter.galley(
            Align2::CENTER_CENTER.anchor_size(flag.center(), galley.size()).min,
            galley,
            theme.on_accent,
        );
    }
}

/// Texts side by side in the middle of a box; those that do not fit are left out from the end.
fn centred(painter: &Painter, rect: Rect, texts: &[(String, Type, egui::Color32)]) {
    let room = rect.width() - 8.0;
    let galleys: Vec<_> = texts
        .iter()
        .map(|(says, kind, ink)| (painter.layout_job(kind.job(says.as_str(), *ink)), *ink))
        .collect();
    let mut total = 0.0;
    let mut shown = 0;
    for (galley, _) in &galleys {
        let next = total + galley.size().x + if shown > 0 { 6.0 } else { 0.0 };
        if next > room {
            break;
        }
        total = next;
        shown += 1;
    }
    let mut x = rect.center().x - total / 2.0;
    for (galley, ink) in galleys.into_iter().take(shown) {
        let size = galley.size();
        painter.galley(pos2(x, rect.center().y - size.y / 2.0), galley, ink);
        x += size.x + 6.0;
    }
}

/// What is known of a message: its kind, its length, its frames.
fn message_facts(part: &MessageBox, lang: Lang) -> String {
    let mut facts: Vec<String> = Vec::new();
    facts.extend(part.kind.map(|kind| {
        let word = if kind == MessageKind::Text { Word::TextKind } else { Word::BinaryKind };
        words::get(word, lang).to_owned()
    }));
    facts.extend(part.bytes.map(|bytes| words::bytes(bytes, lang)));
    if part.frames > 0 {
        facts.push(words::count(part.frames.into(), Unit::Frame, lang));
    } else {
        facts.push(words::get(Word::StillOpenMessage, lang).to_owned());
    }
    facts.join(" · ")
}
