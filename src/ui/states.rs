//! What stands in place of data: loading, empty, broken, incomplete. Each says what happened and what to do next.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align, Align2, Color32, FontId, Galley, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::theme::{Phase, Severity, Theme, Type, space};
use super::widgets::{self, Button, progress_bar};
use super::{fonts, icons};
use crate::app::words::{self, Unit, Word};
use crate::app::{Command, Mode};
use crate::base::Lang;

/// A state as a card in the middle of the room: sign, title, sentence, evidence, actions.
#[derive(Debug, Clone, Copy)]
pub struct StateCard<'a> {
    /// An icon, outlined; filled where `severity` is given.
    pub icon: &'a str,
    /// The severity that colours the icon.
    pub severity: Option<Severity>,
    /// What happened.
    pub title: &'a str,
    /// Why, and what still works.
    pub lead: &'a str,
    /// Bytes or words that prove it, and what they mean; empty where there are none.
    pub evidence: (&'a str, &'a str),
    /// What to do next; the first is the main action.
    pub actions: &'a [Button<'a>],
}

/// Shows a state and says which of its actions was chosen.
pub fn state_card(ui: &mut Ui, theme: &Theme, card: &StateCard<'_>) -> Option<usize> {
    let rect = ui.available_rect_before_wrap();
    let width = (rect.width() - 2.0 * space::XL).clamp(120.0, 412.0);
    let painter = ui.painter().clone();
    let family = if card.severity.is_some() { fonts::icons_fill() } else { fonts::icons() };
    let color = card.severity.map_or(theme.ink_2, |severity| theme.severity(severity).mark);
    let icon = painter.layout_no_wrap(card.icon.to_owned(), FontId::new(50.0, family), color);
    let title = centred(&painter, card.title, Type::STATE_TITLE.format(theme.ink), width);
    let lead = centred(&painter, card.lead, Type::UI.sized(14.5).lined(22.0).format(theme.ink_2), width);
    let has_evidence = !card.evidence.0.is_empty();
    let below_lead = if has_evidence { 54.0 } else { 0.0 };
    let below = if card.actions.is_empty() { 0.0 } else { 20.0 + space::BUTTON_TALL };
    let height = 50.0 + 16.0 + title.size().y + 8.0 + lead.size().y + below_lead + below;

    let x = rect.center().x;
    let mut y = rect.center().y - height / 2.0;
    let mut put = |galley: Arc<Galley>, after: f32| {
        let size = galley.size();
        // A centred galley stands around its own x.
        let left = x - galley.rect.center().x;
        painter.galley(pos2(left, y), galley, theme.ink);
        y += size.y + after;
    };
    put(icon, 16.0);
    put(title, 8.0);
    put(lead, 0.0);
    if has_evidence {
        y += 18.0;
        evidence(&painter, theme, pos2(x, y + 18.0), card.evidence);
        y += 36.0;
    }
    announce(ui, rect, card.title, card.lead);
    ui.advance_cursor_after_rect(rect);
    row_of_buttons(ui, pos2(x, y + 20.0), card.actions)
}

/// A state is also said to screen readers: it has come instead of what they expect.
fn announce(ui: &Ui, rect: Rect, title: &str, lead: &str) {
    let response = ui.interact(rect, ui.unique_id().with(("state", title)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, format!("{title}. {lead}")));
}

fn centred(painter: &Painter, text: &str, format: TextFormat, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap.max_width = width;
    job.halign = Align::Center;
    painter.layout_job(job)
}

fn evidence(painter: &Painter, theme: &Theme, center: egui::Pos2, (bytes, meaning): (&str, &str)) {
    let mut job = LayoutJob::default();
    job.append(bytes, 0.0, Type::MONO_STRONG.sized(14.0).format(theme.ink));
    job.append(meaning, 10.0, Type::MONO.sized(14.0).format(theme.ink_3));
    job.wrap.max_width = f32::INFINITY;
    let galley = painter.layout_job(job);
    let place = Rect::from_center_size(center, vec2(galley.size().x + 28.0, 36.0));
    painter.rect(place, 8.0, theme.sunken, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    painter.galley(place.center() - galley.size() / 2.0, galley, theme.ink);
}

fn row_of_buttons(ui: &Ui, top_center: egui::Pos2, buttons: &[Button<'_>]) -> Option<usize> {
    let sizes: Vec<_> = buttons.iter().map(|button| button.size(ui)).collect();
    let total = sizes.iter().map(|size| size.x).sum::<f32>() + space::S * (sizes.len().max(1) - 1) as f32;
    let mut x = top_center.x - total / 2.0;
    let mut chosen = None;
    for (at, (button, size)) in buttons.iter().zip(sizes).enumerate() {
        let place = Rect::from_min_size(pos2(x, top_center.y), size);
        x += size.x + space::S;
        if button.show_at(ui, place).clicked() {
            chosen = Some(at);
        }
    }
    chosen
}

/// A file that is being read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Loading<'a> {
    /// Its name.
    pub file: &'a str,
    /// How many bytes were read.
    pub done_bytes: u64,
    /// How many there are; 0 where that is not known.
    pub all_bytes: u64,
    /// How long the rest will take; `None` where that is not known yet.
    pub left_nanos: Option<u64>,
    /// Packets so far.
    pub packets: u64,
    /// WebSocket connections so far.
    pub connections: u64,
    /// Frames so far.
    pub frames: u64,
    /// Findings so far.
    pub findings: u64,
}

/// Shows how far reading is, with [`Command::StopLoading`] and [`Command::CancelLoading`].
pub fn loading(ui: &mut Ui, theme: &Theme, lang: Lang, model: &Loading<'_>) -> Option<Command> {
    let rect = ui.available_rect_before_wrap();
    let size = vec2((rect.width() - 2.0 * space::L).min(500.0), 404.0);
    let card = Rect::from_center_size(rect.center(), size);
    widgets::panel_frame(ui.painter(), card, theme);
    let inner = card.shrink2(vec2(30.0, 28.0));
    let mut ui_in = ui.new_child(egui::UiBuilder::new().id_salt("loading").max_rect(inner));
    let ui_in = &mut ui_in;
    ui_in.spacing_mut().item_spacing.y = 0.0;
    let title = words::fill(Word::Opening, lang, &[("file", model.file)]);
    ui_in.add(egui::Label::new(Type::STATE_TITLE.text(&title, theme.ink)).truncate());
    ui_in.add_space(4.0);
    let lead = Type::UI.sized(14.5).lined(22.0);
    ui_in.label(lead.text(words::get(Word::OpeningLeadIn, lang), theme.ink_2));
    ui_in.add_space(24.0);
    let share = if model.all_bytes == 0 { 0.0 } else { model.done_bytes as f32 / model.all_bytes as f32 };
    progress_bar(ui_in, share, &title);
    ui_in.add_space(10.0);
    let percent = words::percent(model.done_bytes, model.all_bytes);
    progress_line(ui_in, theme, lang, model, &percent);
    ui_in.add_space(22.0);
    for (word, value) in [
        (Word::PacketsRead, model.packets),
        (Word::WebSocketConnections, model.connections),
        (Word::FramesDecoded, model.frames),
        (Word::Findings, model.findings),
    ] {
        count_row(ui_in, theme, words::get(word, lang), &words::decimal(value));
    }
    let line = Stroke::new(space::LINE, theme.line);
    ui_in.painter().hline(inner.x_range(), ui_in.cursor().top() + 0.5, line);
    ui_in.add_space(20.0);

    let mut command = None;
    let y = ui_in.cursor().top();
    let keep = words::fill(Word::StopHere, lang, &[("percent", &percent)]);
    let stop = Button::secondary(&keep).icon(icons::X).tall();
    if stop.show_at(ui_in, Rect::from_min_size(pos2(inner.left(), y), stop.size(ui_in))).clicked() {
        command = Some(Command::StopLoading);
    }
    let cancel = Button::ghost(words::get(Word::Cancel, lang)).key("Esc").tall();
    let size = cancel.size(ui_in);
    if cancel.show_at(ui_in, Rect::from_min_size(pos2(inner.right() - size.x, y), size)).clicked() {
        command = Some(Command::CancelLoading);
    }
    ui.advance_cursor_after_rect(rect);
    command
}

fn progress_line(ui: &mut Ui, theme: &Theme, lang: Lang, model: &Loading<'_>, percent: &str) {
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let painter = ui.painter();
    let kind = Type::UI.sized(14.0).lined(20.0);
    let mono = Type::MONO_STRONG.sized(14.0).lined(20.0);
    let mut x = row.left();
    let done = words::size(model.done_bytes);
    let sizes = if model.all_bytes == 0 {
        done
    } else {
        x = widgets::text(painter, row.left_center(), Align2::LEFT_CENTER, mono, percent, theme.ink).right()
            + space::M;
        words::fill(Word::SizeOf, lang, &[("done", &done), ("all", &words::size(model.all_bytes))])
    };
    widgets::text(painter, pos2(x, row.center().y), Align2::LEFT_CENTER, kind, &sizes, theme.ink_2);
    if let Some(nanos) = model.left_nanos {
        let left = words::fill(Word::TimeLeft, lang, &[("time", &words::duration(nanos))]);
        widgets::text(painter, row.right_center(), Align2::RIGHT_CENTER, kind, &left, theme.ink_2);
    }
}

fn count_row(ui: &mut Ui, theme: &Theme, label: &str, value: &str) {
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{label}: {value}")));
    let painter = ui.painter();
    painter.hline(row.x_range(), row.top() + 0.5, Stroke::new(space::LINE, theme.line));
    let kind = Type::UI.sized(14.0);
    widgets::text(painter, row.left_center(), Align2::LEFT_CENTER, kind, label, theme.ink_2);
    let kind = Type::MONO_STRONG.sized(14.0);
    widgets::text(painter, row.right_center(), Align2::RIGHT_CENTER, kind, value, theme.ink);
}

/// A file that could not be opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct BadFile<'a> {
    /// Its name.
    pub file: &'a str,
    /// What it is instead, in the language of the window; empty where that is not known.
    pub is: &'a str,
    /// Why, and what to do; empty for the general explanation.
    pub why: &'a str,
    /// Its first bytes.
    pub first_bytes: &'a [u8],
}

/// Shows that a file is not a capture, with its first bytes as evidence.
pub fn not_a_capture(ui: &mut Ui, theme: &Theme, lang: Lang, model: &BadFile<'_>) -> Option<Command> {
    let title = if model.is.is_empty() {
        words::fill(Word::NotACapture, lang, &[("file", model.file)])
    } else {
        words::fill(Word::NotACaptureIs, lang, &[("file", model.file), ("kind", model.is)])
    };
    let lead = if model.why.is_empty() { words::get(Word::NotACaptureLead, lang) } else { model.why };
    let first = &model.first_bytes[..model.first_bytes.len().min(8)];
    let hex: Vec<String> = first.iter().map(|byte| format!("{byte:02x}")).collect();
    let letters: String =
        first.iter().map(|&byte| if byte.is_ascii_graphic() { char::from(byte) } else { '·' }).collect();
    let card = StateCard {
        icon: icons::FILE_X,
        severity: Some(Severity::Error),
        title: &title,
        lead,
        evidence: (&hex.join(" "), &letters),
        actions: &[Button::primary(words::get(Word::OpenAnother, lang)).icon(icons::FOLDER_OPEN).tall()],
    };
    state_card(ui, theme, &card).map(|_| Command::ChooseFile)
}

/// Shows that a file could not be read at all: `why` is the system's reason and the remedy.
pub fn cannot_read(ui: &mut Ui, theme: &Theme, lang: Lang, file: &str, why: &str) -> Option<Command> {
    let title = words::fill(Word::CannotRead, lang, &[("file", file)]);
    let card = StateCard {
        icon: icons::FILE_X,
        severity: Some(Severity::Error),
        title: &title,
        lead: why,
        evidence: ("", ""),
        actions: &[Button::primary(words::get(Word::OpenAnother, lang)).icon(icons::FOLDER_OPEN).tall()],
    };
    state_card(ui, theme, &card).map(|_| Command::ChooseFile)
}

/// Shows that nothing is open yet, and what to do about it.
pub fn nothing_open(ui: &mut Ui, theme: &Theme, lang: Lang) -> Option<Command> {
    let card = StateCard {
        icon: icons::FOLDER_OPEN,
        severity: None,
        title: words::get(Word::NothingOpen, lang),
        lead: words::get(Word::NothingOpenLead, lang),
        evidence: ("", ""),
        actions: &[
            Button::primary(words::get(Word::Home, lang)).tall(),
            Button::secondary(words::get(Word::OpenCapture, lang))
                .icon(icons::FOLDER_OPEN)
                .key("Ctrl O")
                .tall(),
        ],
    };
    state_card(ui, theme, &card)
        .map(|at| if at == 0 { Command::Mode(Mode::Welcome) } else { Command::ChooseFile })
}

/// Shows that a capture holds no WebSocket, or only inside TLS.
pub fn no_websocket(ui: &mut Ui, theme: &Theme, lang: Lang, packets: u64, tls: u64) -> Option<Command> {
    let counted = words::count(packets, Unit::Packet, lang);
    let (icon, title, lead) = if tls > 0 {
        let lead = words::fill(Word::AllEncryptedLead, lang, &[("n", &words::decimal(tls))]);
        (icons::LOCK_KEY, words::get(Word::AllEncrypted, lang), lead)
    } else {
        let lead = words::fill(Word::NoWebSocketLead, lang, &[("packets", &counted)]);
        (icons::PLUG, words::get(Word::NoWebSocket, lang), lead)
    };
    let another = Button::primary(words::get(Word::OpenAnother, lang)).icon(icons::FOLDER_OPEN).tall();
    let key_log = Button::primary(words::get(Word::AddKeyLog, lang)).icon(icons::KEY).tall();
    let seen = Button::secondary(words::get(Word::LockedSeen, lang)).tall();
    let actions: &[Button<'_>] = if tls > 0 { &[key_log, seen] } else { &[another] };
    let card = StateCard { icon, severity: None, title, lead: &lead, evidence: ("", ""), actions };
    state_card(ui, theme, &card).map(|at| if at == 0 { Command::ChooseFile } else { Command::Locked(true) })
}

/// Shows that a capture holds Engine.IO sessions that never went over to WebSocket.
pub fn polling_only(ui: &mut Ui, theme: &Theme, lang: Lang, sessions: u64) -> Option<Command> {
    let card = StateCard {
        icon: icons::PLUG,
        severity: None,
        title: words::get(Word::PollingOnly, lang),
        lead: &words::fill(Word::PollingOnlyLead, lang, &[("n", &words::decimal(sessions))]),
        evidence: ("", ""),
        actions: &[Button::primary(words::get(Word::ShowSession, lang)).tall()],
    };
    state_card(ui, theme, &card).map(|_| Command::Session(Some(0)))
}

/// Shows that what was opened is a TLS key log, which waits for its capture.
pub fn key_log_alone(ui: &mut Ui, theme: &Theme, lang: Lang, file: &str) -> Option<Command> {
    let card = StateCard {
        icon: icons::KEY,
        severity: None,
        title: file,
        lead: words::get(Word::KeyLogAlone, lang),
        evidence: ("", ""),
        actions: &[Button::primary(words::get(Word::OpenCapture, lang)).icon(icons::FOLDER_OPEN).tall()],
    };
    state_card(ui, theme, &card).map(|_| Command::ChooseFile)
}

/// Shows that a filter leaves nothing of `all` (a count with its noun); true when the filter is to be cleared.
pub fn nothing_matches(ui: &mut Ui, theme: &Theme, lang: Lang, filter: &str, all: &str) -> bool {
    let card = StateCard {
        icon: icons::FUNNEL,
        severity: None,
        title: words::get(Word::NothingMatches, lang),
        lead: &words::fill(Word::NothingMatchesLead, lang, &[("n", all)]),
        evidence: (filter, ""),
        actions: &[Button::primary(words::get(Word::ClearFilter, lang)).key("Esc").tall()],
    };
    state_card(ui, theme, &card).is_some()
}

/// A hole in a TCP stream.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lost {
    /// How many bytes are missing.
    pub bytes: u64,
    /// The last packet before the hole.
    pub before_packet: u32,
    /// The first packet after it.
    pub after_packet: u32,
    /// Stream offset of the first missing byte.
    pub offset: u64,
}

/// Shows a hole in a stream and what is guessed after it; true when the guess is to be shown.
pub fn lost_packets(ui: &mut Ui, theme: &Theme, lang: Lang, model: &Lost) -> bool {
    let rect = ui.available_rect_before_wrap();
    let width = (rect.width() - 2.0 * space::L).min(500.0);
    let title = words::fill(Word::NeverCaptured, lang, &[("bytes", &words::bytes(model.bytes, lang))]);
    let lead = words::fill(Word::NeverCapturedLead, lang, &[("packet", &model.before_packet.to_string())]);
    let painter = ui.painter().clone();
    let mut job =
        LayoutJob::single_section(lead.clone(), Type::UI.sized(14.5).lined(22.0).format(theme.ink_2));
    job.wrap.max_width = width - 56.0;
    let galley = painter.layout_job(job);
    let height = 26.0 + 27.0 + 8.0 + galley.size().y + 20.0 + 120.0 + 16.0 + space::BUTTON_TALL + 26.0;
    let card = Rect::from_center_size(rect.center(), vec2(width, height));
    widgets::panel_frame(&painter, card, theme);
    announce(ui, card, &title, &lead);
    let (left, mut y) = (card.left() + 28.0, card.top() + 26.0);
    widgets::severity_icon(&painter, pos2(left + 12.0, y + 13.5), Severity::Warning, 24.0, theme);
    let at = pos2(left + 36.0, y + 13.5);
    let room = width - 92.0;
    widgets::text_fit(&painter, at, Align2::LEFT_CENTER, Type::STATE_TITLE, &title, theme.ink, room);
    y += 35.0;
    let lead_height = galley.size().y;
    painter.galley(pos2(left, y), galley, theme.ink_2);
    y += lead_height + 20.0;
    hole(&painter, theme, lang, Rect::from_min_size(pos2(left, y), vec2(width - 56.0, 120.0)), model);
    y += 136.0;
    let button = Button::secondary(words::get(Word::GoToGuess, lang)).tall();
    let place = Rect::from_min_size(pos2(left, y), button.size(ui));
    ui.advance_cursor_after_rect(rect);
    button.show_at(ui, place).clicked()
}

/// Two lanes with a dashed hole: packets above, what they decode to below.
fn hole(painter: &Painter, theme: &Theme, lang: Lang, rect: Rect, model: &Lost) {
    let labels = [words::get(Word::Packets, lang), words::get(Word::Frames, lang)];
    let lane = |index: f32| rect.top() + 15.0 + index * 46.0;
    for (index, label) in labels.into_iter().enumerate() {
        let at = pos2(rect.left(), lane(index as f32));
        widgets::text(painter, at, Align2::LEFT_CENTER, Type::UI_STRONG, label, theme.ink);
    }
    let from = rect.left() + 74.0;
    let x = |share: f32| from + share * (rect.right() - from);
    let span = |from: f32, to: f32, index: f32| {
        Rect::from_min_max(pos2(x(from), lane(index) - 15.0), pos2(x(to), lane(index) + 15.0))
    };
    let (data, tcp) = (theme.phase(Phase::Data), theme.phase(Phase::Tcp));
    let warn = theme.severity(Severity::Warning).mark;
    let solid = |rect: Rect, fill: Color32, edge: Color32, label: &str| {
        painter.rect(rect, 4.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        widgets::text(painter, rect.center(), Align2::CENTER_CENTER, Type::MONO_STRONG, label, theme.ink);
    };
    let open = |rect: Rect, label: &str| {
        widgets::dashed_rect(painter, rect, 4.0, Stroke::new(2.0, warn), 5.0, 4.0);
        widgets::text(painter, rect.center(), Align2::CENTER_CENTER, Type::UI_STRONG, label, warn);
    };
    solid(span(0.0, 0.302, 0.0), tcp.tint, tcp.edge, &model.before_packet.to_string());
    open(span(0.308, 0.605, 0.0), words::get(Word::Missing, lang));
    solid(span(0.611, 1.0, 0.0), tcp.tint, tcp.edge, &model.after_packet.to_string());
    solid(span(0.0, 0.227, 1.0), data.tint, data.edge, "…");
    open(span(0.233, 0.73, 1.0), words::get(Word::CannotDecode, lang));
    let guess = span(0.735, 1.0, 1.0);
    widgets::dashed_rect(painter, guess, 5.0, Stroke::new(1.5, data.mark), 4.0, 3.0);
    widgets::text(painter, guess.center(), Align2::CENTER_CENTER, Type::MONO_STRONG, "?", theme.ink);

    let y = rect.top() + 96.0;
    painter.hline(from..=rect.right(), y, Stroke::new(1.0, theme.line_strong));
    for (share, offset) in [(0.308, model.offset), (0.605, model.offset.saturating_add(model.bytes))] {
        painter.vline(x(share), y - 4.0..=y + 4.0, Stroke::new(1.0, theme.ink_3));
        let kind = Type::MONO.sized(12.0);
        let label = words::decimal(offset);
        widgets::text(painter, pos2(x(share), y + 6.0), Align2::CENTER_TOP, kind, &label, theme.ink_2);
    }
}
