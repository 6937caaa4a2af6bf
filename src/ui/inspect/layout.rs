//! Where the panels stand, and the handles between them.

use std::collections::BTreeMap;

use egui::{CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::Command;
use crate::ui::theme::{Theme, space};

/// The panels of one pass.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places {
    pub(super) whole: Rect,
    /// Whether findings have a place of their own without being asked for.
    pub(super) is_wide: bool,
    pub(super) connections: Rect,
    pub(super) table: Rect,
    pub(super) fields: Rect,
    pub(super) bytes: Rect,
    pub(super) findings: Option<Rect>,
}

/// The sizes that can be changed, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handle {
    Connections,
    Table,
    Fields,
    Findings,
}

impl Handle {
    const ALL: [Self; 4] = [Self::Connections, Self::Table, Self::Fields, Self::Findings];

    const fn name(self) -> &'static str {
        match self {
            Self::Connections => "inspect-connections",
            Self::Table => "inspect-table",
            Self::Fields => "inspect-fields",
            Self::Findings => "inspect-findings",
        }
    }
}

/// Sizes that were changed in this run, and whether findings are open where there is little room.
#[derive(Debug, Default)]
pub(super) struct Layout {
    sizes: [Option<f32>; 4],
    loaded: bool,
    findings_open: Option<bool>,
}

impl Layout {
    const GAP: f32 = 8.0;
    /// Narrower than this, findings are a badge.
    const WIDE: f32 = 1400.0;

    pub(super) fn findings_open(&self, whole: Rect) -> bool {
        self.findings_open.unwrap_or_else(|| whole.width() >= Self::WIDE)
    }

    pub(super) fn set_findings_open(&mut self, whole: Rect, open: bool) {
        if open != self.findings_open(whole) {
            self.findings_open = Some(open);
        }
    }

    /// Places the panels in `body` and lets the gaps between them be dragged.
    pub(super) fn places(
        &mut self,
        ui: &Ui,
        body: Rect,
        remembered: &BTreeMap<String, f32>,
        commands: &mut Vec<Command>,
    ) -> Places {
        if !self.loaded {
            self.loaded = true;
            self.sizes = Handle::ALL.map(|handle| remembered.get(handle.name()).copied());
        }
        let before = self.place(body);
        for handle in Handle::ALL {
            self.drag(ui, &before, handle, commands);
        }
        self.place(body)
    }

    fn place(&self, body: Rect) -> Places {
        let inner = body.shrink(Self::GAP);
        let gap = Self::GAP;
        let size = |handle: Handle, default: f32, least: f32, most: f32| {
            self.sizes[handle as usize].unwrap_or(default).clamp(least, most.max(least))
        };
        let is_open = self.findings_open(body);
        let left = size(Handle::Connections, 328.0, 260.0, inner.width() * 0.35);
        let right = if is_open { size(Handle::Findings, 324.0, 260.0, inner.width() * 0.35) } else { 0.0 };
        let connections = inner.with_max_x(inner.left() + left);
        let findings = is_open.then(|| inner.with_min_x(inner.right() - right));
        let middle_right = findings.map_or_else(|| inner.right(), |rect| rect.left() - gap);
        let middle = Rect::from_min_max(
            pos2(connections.right() + gap, inner.top()),
            pos2(middle_right, inner.bottom()),
        );
        let table_height = size(Handle::Table, middle.height() * 0.6, 150.0, middle.height() - 160.0);
        let table = middle.with_max_y(middle.top() + table_height);
        let below = middle.with_min_y(table.bottom() + gap);
        let fields_width = size(Handle::Fields, 324.0, 220.0, below.width() - 380.0);
        let fields = below.with_max_x(below.left() + fields_width);
        let bytes = below.with_min_x(fields.right() + gap);
        Places {
            whole: body,
            is_wide: body.width() >= Self::WIDE,
            connections,
            table,
            fields,
            bytes,
            findings,
        }
    }

    fn drag(&mut self, ui: &Ui, places: &Places, handle: Handle, commands: &mut Vec<Command>) {
        let grip = match handle {
            Handle::Connections => beside(places.connections),
            Handle::Fields => beside(places.fields),
            Handle::Findings => match places.findings {
                Some(rect) => beside(rect).translate(vec2(-rect.width() - Self::GAP, 0.0)),
                None => return,
            },
            Handle::Table => {
                let rect = places.table;
                Rect::from_min_size(rect.left_bottom(), vec2(rect.width(), Self::GAP))
            }
        };
        let response = ui.interact(grip, ui.scope_id().with(handle.name()), Sense::drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Splitter, ui.is_enabled(), handle.name()));
        let vertical = handle == Handle::Table;
        if response.hovered() || response.dragged() {
            ui.set_cursor_icon(if vertical {
                CursorIcon::ResizeVertical
            } else {
                CursorIcon::ResizeHorizontal
            });
            let theme = Theme::of(ui.ctx());
            let thin = if vertical { vec2(0.0, 3.0) } else { vec2(3.0, 0.0) };
            ui.painter().rect_filled(grip.shrink2(thin), 1.0, theme.accent);
        }
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            let half = Self::GAP / 2.0;
            let size = match handle {
                Handle::Connections => pointer.x - half - places.connections.left(),
                Handle::Fields => pointer.x - half - places.fields.left(),
                Handle::Table => pointer.y - half - places.table.top(),
                Handle::Findings => places.whole.right() - Self::GAP - pointer.x - half,
            };
            self.sizes[handle as usize] = Some(size);
        }
        if let Some(size) = self.sizes[handle as usize].filter(|_| response.drag_stopped()) {
            commands.push(Command::PanelSize(handle.name(), size.max(space::HIT)));
        }
    }
}

/// The gap at the right of a panel.
fn beside(rect: Rect) -> Rect {
    Rect::from_min_size(rect.right_top(), vec2(Layout::GAP, rect.height()))
}
