//! Inspect: connections, the table of one of them, fields, bytes, findings. It paints scenes and pushes commands.

mod connections;
mod fields;
mod findings;
mod layout;
mod rows;
mod status;

use std::collections::BTreeMap;

use egui::Ui;

use crate::app::{Command, Selection};
use crate::trace::{Connection, Target};
use crate::view::findings::Index as FindingIndex;

use super::hex::HexPanel;
use super::showing::Showing;
use super::theme::{Theme, space};

use connections::ConnectionList;
use fields::FieldTree;
use findings::FindingPanel;
use layout::{Layout, Places};
use rows::RowTable;

/// What Inspect says of the capture in its status bar.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileFacts<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its size in bytes, where it is known.
    pub bytes: Option<u64>,
    /// Whether it was read to its end.
    pub whole: bool,
}

/// The state of the mode: where its lists stand, which tabs are open.
#[derive(Default)]
pub struct Inspect {
    layout: Layout,
    connections: ConnectionList,
    table: RowTable,
    fields: FieldTree,
    findings: FindingPanel,
    finding_index: FindingIndex,
    hex: HexPanel,
    /// The connection that the table shows: the last one selected.
    connection: Option<u32>,
}

impl Inspect {
    /// Shows the mode in all the room there is. `sizes` are remembered panel sizes.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        shown: &Showing<'_>,
        file: &FileFacts<'_>,
        sizes: &BTreeMap<String, f32>,
        commands: &mut Vec<Command>,
    ) {
        let rect = ui.available_rect_before_wrap();
        ui.painter().rect_filled(rect, 0.0, Theme::of(ui.ctx()).canvas);
        let body = rect.with_max_y(rect.bottom() - space::STATUS);
        self.finding_index.refresh(shown.trace);
        self.choose(shown);
        let connection = self.connection.and_then(|id| shown.trace.connection(id));
        let places = self.layout.places(ui, body, sizes, commands);

        self.connections.show(ui, places.connections, shown, self.connection, commands);
        self.show_table(ui, &places, shown, connection, commands);
        self.fields.show(ui, places.fields, shown, connection, &self.finding_index, commands);
        self.hex.show(ui, places.bytes, shown, connection, commands);
        if let Some(place) = places.findings {
            self.findings.show(ui, place, shown, self.connection, &self.finding_index, commands);
        }
        findings::keys(ui, shown, self.findings.scope_of(self.connection), commands);
        status::show(ui, rect.with_min_y(body.bottom()), shown, file);
    }

    /// The connection shown is the selected one; without any, the first.
    fn choose(&mut self, shown: &Showing<'_>) {
        let selected = connection_of(shown, shown.selected).or(self.connection);
        let known = selected.filter(|id| shown.trace.connection(*id).is_some());
        self.connection = known.or_else(|| (!shown.trace.connections().is_empty()).then_some(0));
    }

    fn show_table(
        &mut self,
        ui: &mut Ui,
        places: &Places,
        shown: &Showing<'_>,
        connection: Option<&Connection>,
        commands: &mut Vec<Command>,
    ) {
        let mut open = self.layout.findings_open(places.whole);
        let badge = (!places.is_wide || !open).then_some(&mut open);
        self.table.show(ui, places.table, shown, connection, badge, commands);
        self.layout.set_findings_open(places.whole, open);
    }
}

/// The connection that a selection is in.
fn connection_of(shown: &Showing<'_>, selection: &Selection) -> Option<u32> {
    let of_finding = || {
        let finding = shown.trace.findings().get(selection.finding? as usize)?;
        finding.connection
    };
    selection.connection.or_else(of_finding)
}

/// Whether selecting `target` is what has been selected.
fn is_selected(shown: &Showing<'_>, selection: &Selection, target: Target) -> bool {
    let made = Selection::of(shown.trace, target);
    Selection { finding: None, ..made } == Selection { finding: None, ..*selection }
}
