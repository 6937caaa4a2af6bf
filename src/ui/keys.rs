//! The keyboard: which key asks for what. It reads input before any widget does, and paints nothing.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use crate::app::words::Word;
use crate::app::{Command, CopyAs, Mode, SPEEDS, ThemeChoice, Way};

/// What the keyboard needs to know of the application.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeyState {
    /// The mode that is on.
    pub mode: Mode,
    /// Whether the key list is open.
    pub help: bool,
    /// Whether a capture is open.
    pub has_document: bool,
    /// Whether a lesson is running: then a step is a step of the lesson.
    pub in_lesson: bool,
    /// Whether the time control plays.
    pub playing: bool,
    /// Its speed.
    pub speed: f32,
    /// Whether payloads are shown unmasked.
    pub unmasked: bool,
    /// Whether bytes are shown as text.
    pub as_text: bool,
}

/// The key list: the keys as they are printed, and what they do.
pub const HELP: [(&[&str], Word); 17] = [
    (&["Space"], Word::KeyPlay),
    (&["PageDown", "N", "→", "PageUp", "P", "←"], Word::KeySteps),
    (&["Home", "End"], Word::KeyEnds),
    (&["[", "]"], Word::KeySpeed),
    (&["A", "B", "C", "Enter"], Word::KeyAnswer),
    (&["Shift →", "Shift ←"], Word::KeyByteMove),
    (&["↑", "↓"], Word::KeyRows),
    (&["F3", "Shift F3"], Word::KeyFindings),
    (&["M"], Word::KeyMask),
    (&["X"], Word::KeyText),
    (&["Ctrl C", "Ctrl Shift C"], Word::KeyCopy),
    (&["Esc"], Word::KeyEscape),
    (&["Ctrl O"], Word::KeyOpen),
    (&["Ctrl 1", "Ctrl 2"], Word::KeyModes),
    (&["Ctrl +", "Ctrl −", "Ctrl 0"], Word::KeyZoom),
    (&["T"], Word::KeyTheme),
    (&["?", "F1"], Word::KeyHelp),
];

/// The commands that the keys of this frame ask for. What is taken here is not seen by widgets.
pub fn commands(ctx: &Context, state: &KeyState) -> Vec<Command> {
    let mut out = Vec::new();
    everywhere(ctx, state, &mut out);
    if ctx.text_edit_focused() {
        return out;
    }
    letters(ctx, state, &mut out);
    if ctx.memory(|memory| memory.focused()).is_none() {
        unfocused(ctx, state, &mut out);
    }
    out
}

fn take(ctx: &Context, modifiers: Modifiers, key: Key) -> bool {
    ctx.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)))
}

const fn step(state: &KeyState, way: Way) -> Command {
    if state.in_lesson { Command::LessonStep(way) } else { Command::Step(way) }
}

/// Keys that work also while a text field has the focus: presenters send PageUp and PageDown.
fn everywhere(ctx: &Context, state: &KeyState, out: &mut Vec<Command>) {
    const SHIFT_COMMAND: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
    let mut on = |modifiers, key, command: Command| {
        if take(ctx, modifiers, key) {
            out.push(command);
        }
    };
    if state.has_document && state.mode == Mode::Learn {
        on(Modifiers::NONE, Key::PageDown, step(state, Way::Forward));
        on(Modifiers::NONE, Key::PageUp, step(state, Way::Back));
    }
    on(SHIFT_COMMAND, Key::C, Command::Copy(CopyAs::Text));
    on(Modifiers::COMMAND, Key::O, Command::ChooseFile);
    on(Modifiers::COMMAND, Key::Num1, Command::Mode(Mode::Learn));
    on(Modifiers::COMMAND, Key::Num2, Command::Mode(Mode::Inspect));
    on(Modifiers::COMMAND, Key::Plus, Command::Zoom(Some(true)));
    on(Modifiers::COMMAND, Key::Equals, Command::Zoom(Some(true)));
    on(Modifiers::COMMAND, Key::Minus, Command::Zoom(Some(false)));
    on(Modifiers::COMMAND, Key::Num0, Command::Zoom(None));
    on(Modifiers::NONE, Key::F1, Command::Help(!state.help));
    // A text field that has the focus lets go of it first; an open menu closes first.
    if !ctx.text_edit_focused() && !egui::Popup::is_any_open(ctx) {
        on(Modifiers::NONE, Key::Escape, Command::Escape);
    }
}

/// Keys that are off while a text field has the focus.
fn letters(ctx: &Context, state: &KeyState, out: &mut Vec<Command>) {
    let dark = ctx.theme() == egui::Theme::Dark;
    let other_theme = if dark { ThemeChoice::Light } else { ThemeChoice::Dark };
    let is_learn = state.has_document && state.mode == Mode::Learn;
    for typed in typed(ctx) {
        let command = match typed {
            't' => Command::Theme(other_theme),
            '?' => Command::Help(!state.help),
            'n' if is_learn => step(state, Way::Forward),
            'p' if is_learn => step(state, Way::Back),
            '[' if is_learn => Command::Speed(next_speed(state.speed, false)),
            ']' if is_learn => Command::Speed(next_speed(state.speed, true)),
            'm' if state.has_document => Command::Unmasked(!state.unmasked),
            'x' if state.has_document => Command::AsText(!state.as_text),
            'a'..='f' if state.in_lesson => Command::Choose(typed as usize - 'a' as usize),
            _ => continue,
        };
        out.push(command);
    }
    if ctx.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy))) {
        out.push(Command::Copy(CopyAs::Hex));
    }
}

/// The letters typed this frame, whatever the layout puts where. A held key repeats nothing.
fn typed(ctx: &Context) -> Vec<char> {
    ctx.input(|input| {
        let repeats = |key: Option<Key>| {
            input.events.iter().any(|event| {
                matches!(event, Event::Key { key: pressed, repeat: true, .. } if Some(*pressed) == key)
            })
        };
        let texts = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => text.chars().next(),
            _ => None,
        });
        let texts = texts.map(|typed| typed.to_ascii_lowercase());
        texts.filter(|typed| !repeats(Key::from_name(&typed.to_string().to_uppercase()))).collect()
    })
}

/// Keys that egui uses itself while something has the focus: arrows move it, Space and Enter press it.
fn unfocused(ctx: &Context, state: &KeyState, out: &mut Vec<Command>) {
    let mut on = |modifiers, key, command: Command| {
        if take(ctx, modifiers, key) {
            out.push(command);
        }
    };
    if !state.has_document {
        return;
    }
    on(Modifiers::SHIFT, Key::ArrowRight, Command::NextByte(Way::Forward));
    on(Modifiers::SHIFT, Key::ArrowLeft, Command::NextByte(Way::Back));
    on(Modifiers::NONE, Key::ArrowDown, Command::NextRow(Way::Forward));
    on(Modifiers::NONE, Key::ArrowUp, Command::NextRow(Way::Back));
    if state.mode == Mode::Learn {
        on(Modifiers::NONE, Key::Space, Command::Play(!state.playing));
        on(Modifiers::NONE, Key::ArrowRight, step(state, Way::Forward));
        on(Modifiers::NONE, Key::ArrowLeft, step(state, Way::Back));
        on(Modifiers::NONE, Key::Home, step(state, Way::First));
        on(Modifiers::NONE, Key::End, step(state, Way::Last));
    } else {
        on(Modifiers::NONE, Key::Home, Command::NextRow(Way::First));
        on(Modifiers::NONE, Key::End, Command::NextRow(Way::Last));
    }
    if state.in_lesson {
        on(Modifiers::NONE, Key::Enter, Command::CheckAnswer);
    }
}

fn next_speed(speed: f32, faster: bool) -> f32 {
    let next = if faster {
        SPEEDS.into_iter().find(|offered| *offered > speed)
    } else {
        SPEEDS.into_iter().rev().find(|offered| *offered < speed)
    };
    next.unwrap_or(speed)
}
