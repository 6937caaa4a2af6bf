//! What is selected, as text: a message as the application gets it, or a head. Hangul and all else that no grid holds.

use egui::{Align2, Ui, vec2};

use crate::app::words::Word;
use crate::base::{Side, Span};
use crate::ui::icons;
use crate::ui::showing::Showing;
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::{self, Rows};
use crate::view::hex::Text;

use super::{Cached, HexPanel, Subject};

/// Most bytes of a stream that are shown as text when no message is selected.
const STREAM_BYTES: u64 = 64 << 10;

impl HexPanel {
    /// Loads the selected message's bytes; gives how many there are, `None` where they may not be shown.
    pub(super) fn load_message(&mut self, shown: &Showing<'_>, subject: &Subject<'_>) -> Option<usize> {
        let message = subject.message?;
        let connection = subject.connection;
        let span = connection.message_span(&message)?;
        if shown.look(connection).veil.hides_plain(message.from, span) {
            self.message = Cached::default();
            return None;
        }
        let key = Some((connection.id, message.from, message.n.into(), message.frames.into()));
        if self.message.key != key {
            self.message.key = key;
            self.message.value = connection.message_bytes(shown.source, &message).bytes;
        }
        Some(self.message.value.len())
    }

    fn load_text(&mut self, shown: &Showing<'_>, subject: &Subject<'_>) -> bool {
        if let Some(message) = subject.message {
            if self.load_message(shown, subject).is_none() {
                return false;
            }
            let key = Some((subject.connection.id, message.from, message.n.into(), message.frames.into()));
            if self.text.key != key {
                self.text = Cached { key, value: Text::of(&self.message.value) };
            }
            return true;
        }
        let Some((side, span)) = self.plain_span(subject) else {
            self.text = Cached::default();
            return true;
        };
        let look = shown.look(subject.connection);
        if look.veil.hides_plain(side, span) || look.veil.hides_value(side, span) {
            return false;
        }
        let key = Some((subject.connection.id, side, span.start | 1 << 63, span.end));
        if self.text.key != key {
            let frame = subject.connection.frame_at(side, span.start);
            let bytes = match frame {
                Some(frame) => subject.connection.payload(shown.source, &frame).bytes,
                None => subject.connection.stream_bytes(shown.source, side, span).bytes,
            };
            self.text = Cached { key, value: Text::of(&bytes) };
        }
        true
    }

    /// What is shown as text where no message is: the frame or head that is selected.
    fn plain_span(&self, subject: &Subject<'_>) -> Option<(Side, Span)> {
        let (side, span) = (subject.side, subject.span?);
        let head = subject.connection.streams[side].head.filter(|head| head.contains(span.start));
        let frame = subject.connection.frame_at(side, span.start).map(|frame| frame.span);
        let span = head.or(frame).unwrap_or(span);
        Some((side, Span::at(span.start, span.len().min(STREAM_BYTES))))
    }

    pub(super) fn show_text(&mut self, ui: &mut Ui, shown: &Showing<'_>, subject: &Subject<'_>) {
        let theme = Theme::of(ui.ctx());
        if !self.load_text(shown, subject) {
            hidden(ui, shown, theme);
            return;
        }
        let lines = &self.text.value.lines;
        let rows = Rows {
            name: shown.word(Word::TextView),
            count: lines.len() as u64,
            height: 22.0,
            selected: None,
        };
        let line = |index: u64| usize::try_from(index).ok().and_then(|index| lines.get(index));
        let name = |index| line(index).map_or_else(String::new, |line| line.text.clone());
        self.text_list.show(ui, rows, name, |ui, at| {
            let Some(line) = line(at.index) else { return };
            let left = at.rect.left_center() + vec2(14.0, 0.0);
            widgets::text(ui.painter(), left, Align2::LEFT_CENTER, Type::MONO, &line.text, theme.ink);
        });
    }
}

/// Says that a lesson hides it.
pub(super) fn hidden(ui: &Ui, shown: &Showing<'_>, theme: &Theme) {
    let rect = ui.available_rect_before_wrap();
    let at = rect.center_top() + vec2(0.0, 48.0);
    widgets::icon(ui.painter(), at, icons::EYE_SLASH, 22.0, theme.ink_3);
    let words = shown.word(Word::HiddenUntilAnswer);
    let below = at + vec2(0.0, 26.0);
    widgets::text(ui.painter(), below, Align2::CENTER_CENTER, Type::UI, words, theme.ink_2);
}
