//! The visible part of the ladder: looked up, then placed.

use emath::{Pos2, Rect, pos2};

use crate::base::{Side, Source, Span, Stamp};
use crate::trace::{Connection, Target};

use super::super::conceal::Veil;
use super::super::moments::{Moment, MomentKind, Moments, Phase};
use super::label::{self, Label, Previews};
use super::plan::{BAND_TAIL, PARTS_MAX, Plan};

/// The client's lifeline, from the ladder's left edge.
const CLIENT_X: f32 = 86.0;
/// The server's lifeline, from the ladder's right edge.
const SERVER_RIGHT: f32 = 138.0;
const BOX_RIGHT: f32 = 18.0;
const BOX_WIDTH: f32 = 92.0;
const BAND_SIDE: f32 = 8.0;
/// So much of a band's last row is never below its title; of a higher row the middle is still free.
const TITLE_ROOM: f32 = 40.0;

/// Whether a row has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// All of it.
    Happened,
    /// So many bytes of it have arrived.
    Partly {
        /// How many.
        bytes: u64,
    },
    /// Nothing of it.
    Future,
}

/// A band, or the visible part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedBand {
    /// Its first row.
    pub row: usize,
    /// Which phase.
    pub phase: Phase,
    /// Its whole rectangle; it may reach beyond the view.
    pub rect: Rect,
    /// The middle of its title's line; kept in view until the band's last row needs the room.
    pub title_y: f32,
    /// Its first target.
    pub target: Option<Target>,
}

/// An arrow with its pill.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedRow {
    /// Row number.
    pub row: usize,
    /// Which phase.
    pub phase: Phase,
    /// The row's rectangle, over the whole width.
    pub rect: Rect,
    /// Where the arrow begins.
    pub from: Pos2,
    /// Where it ends.
    pub to: Pos2,
    /// The middle of the pill.
    pub center: Pos2,
    /// How wide a pill may be.
    pub room: f32,
    /// Who sent it.
    pub side: Side,
    /// When it happened.
    pub stamp: Stamp,
    /// Whether it has.
    pub state: RowState,
    /// What it says.
    pub label: Label,
    /// What it stands for; `None` while it must not be told.
    pub target: Option<Target>,
    /// The packet that completed it.
    pub packet: u32,
}

/// A TCP segment.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedBox {
    /// The row at which it begins. A packet whose frames stand apart has more than one box.
    pub row: usize,
    /// Packet number.
    pub packet: u32,
    /// New stream bytes that it brought; 0 for a bare event.
    pub bytes: u64,
    /// Who sent it.
    pub side: Side,
    /// Its rectangle: as high as the rows whose bytes it carried.
    pub rect: Rect,
    /// Whether it has been captured yet.
    pub happened: bool,
    /// How many more segments it stands for, where a frame has too many to draw apart.
    pub more: usize,
}

/// The visible part of the ladder.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// The client's lifeline.
    pub client_x: f32,
    /// The server's lifeline.
    pub server_x: f32,
    /// Bands, top to bottom.
    pub bands: Vec<PlacedBand>,
    /// Rows, top to bottom.
    pub rows: Vec<PlacedRow>,
    /// Segments, top to bottom.
    pub boxes: Vec<PlacedBox>,
    /// Where the cursor's line stands; it may be out of view.
    pub cursor_y: f32,
    /// When the first moment happened: times count from here.
    pub origin: Stamp,
}

/// What the ladder shows.
pub struct Query<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// Its bytes.
    pub source: &'a dyn Source,
    /// Its moments.
    pub moments: &'a Moments,
    /// Its plan.
    pub plan: &'a Plan,
    /// The cursor.
    pub cursor: usize,
    /// What must not be told.
    pub veil: Veil<'a>,
}

/// Looks up and places the rows that are in view: `scroll` points down, in a view of this size. All places count from
/// the view's top left corner.
#[must_use]
pub fn scene(query: &Query<'_>, scroll: f64, size: emath::Vec2, previews: &mut Previews) -> Scene {
    let plan = query.plan;
    let mut scene = Scene {
        client_x: CLIENT_X,
        server_x: (size.x - SERVER_RIGHT).max(CLIENT_X + 60.0),
        cursor_y: (plan.cursor_y(query.cursor) - scroll) as f32,
        origin: query.moments.get(0).map_or(query.connection.opened, |moment| moment.stamp),
        ..Scene::default()
    };
    place_bands(query, scroll, size, &mut scene);
    for row in plan.rows_in(scroll, scroll + f64::from(size.y)) {
        place_row(query, row, scroll, size, &mut scene, previews);
    }
    scene
}

fn place_bands(query: &Query<'_>, scroll: f64, size: emath::Vec2, scene: &mut Scene) {
    let bands = query.plan.bands();
    let from = bands.partition_point(|band| band.y + band.height <= scroll);
    for band in bands[from..].iter().take_while(|band| band.y < scroll + f64::from(size.y)) {
        let top = (band.y - scroll) as f32;
        let rect = Rect::from_min_max(
            pos2(BAND_SIDE, top),
            pos2(size.x - BAND_SIDE, (band.y + band.height - scroll) as f32),
        );
        // The title stays until the band's last row comes up to it, and then leaves with the row below it.
        let last = query.plan.rows[band.first..band.end].last();
        let below = last.map_or(2.0, |row| BAND_TAIL + row.height.min(TITLE_ROOM)) + 11.0;
        let title_y = (top + 13.0).max(13.0).min(rect.bottom() - below);
        let target = query
            .plan
            .rows
            .get(band.first)
            .and_then(|row| query.moments.target_at(row.moment as usize + 1))
            .filter(|_| band.first < band.end);
        scene.bands.push(PlacedBand { row: band.first, phase: band.phase, rect, title_y, target });
    }
}

fn place_row(
    query: &Query<'_>,
    row: usize,
    scroll: f64,
    size: emath::Vec2,
    scene: &mut Scene,
    previews: &mut Previews,
) {
    let plan_row = query.plan.rows[row];
    let Some(moment) = query.moments.get(plan_row.moment as usize) else { return };
    let top = (plan_row.y - scroll) as f32;
    let rect = Rect::from_min_max(pos2(BAND_SIDE, top), pos2(size.x - BAND_SIDE, top + plan_row.height));
    let span = span_of(query.connection, &moment);
    let is_secret = span.is_some_and(|span| query.veil.is_secret(moment.from, span.start));
    let state = if query.cursor > plan_row.moment as usize {
        RowState::Happened
    } else if query.cursor > plan_row.first_part as usize {
        let start = span.map_or(0, |span| span.start);
        RowState::Partly { bytes: query.veil.happened(moment.from).saturating_sub(start) }
    } else {
        RowState::Future
    };
    // The arrow falls by the time that is known: between its first and its last segment. One segment has a little.
    let fall = match moment.kind {
        MomentKind::Tcp(_) => 3.4,
        _ => (plan_row.height * 0.2).clamp(6.6, 40.0),
    };
    let (left, right) = (scene.client_x, scene.server_x);
    let (from_x, to_x) = if moment.from == Side::Client { (left, right) } else { (right, left) };
    let middle = rect.center().y;
    let label = label(query, &moment, state, is_secret, previews);
    scene.rows.push(PlacedRow {
        row,
        phase: moment.phase,
        rect,
        from: pos2(from_x, middle - fall),
        to: pos2(to_x, middle + fall),
        center: pos2(f32::midpoint(left, right), middle),
        room: right - left - 24.0,
        side: moment.from,
        stamp: moment.stamp,
        state,
        label,
        target: query.moments.target_at(plan_row.moment as usize + 1).filter(|_| !is_secret),
        packet: moment.packet,
    });
    if !is_secret {
        place_boxes(query, &moment, span, (row, rect), size, scene);
    }
}

fn span_of(connection: &Connection, moment: &Moment) -> Option<Span> {
    match moment.kind {
        MomentKind::Head => connection.streams[moment.from].head,
        MomentKind::Frame(n) => connection.frame(n).map(|frame| frame.span),
        MomentKind::Message(n) => connection.message(n).and_then(|message| connection.message_span(&message)),
        MomentKind::Segment(span) | MomentKind::Gap(span) => Some(span),
        MomentKind::Tcp(_) => None,
    }
}

fn label(
    query: &Query<'_>,
    moment: &Moment,
    state: RowState,
    is_secret: bool,
    previews: &mut Previews,
) -> Label {
    if is_secret {
        return Label::Secret;
    }
    let is_future = state != RowState::Happened;
    match moment.kind {
        MomentKind::Tcp(kind) => Label::Tcp(kind),
        MomentKind::Head => {
            Label::Head(label::head_label(query.connection, query.source, moment.from, &query.veil))
        }
        MomentKind::Frame(n) => query.connection.frame(n).map_or(Label::Secret, |frame| {
            let (connection, source, veil) = (query.connection, query.source, &query.veil);
            Label::Frame(label::frame_label(connection, source, &frame, veil, is_future, previews))
        }),
        MomentKind::Message(n) => query.connection.message(n).map_or(Label::Secret, |message| {
            Label::Message(label::message_label(query.connection, query.source, &message))
        }),
        MomentKind::Segment(span) => {
            let http = &query.connection.streams[moment.from].other_http;
            let after = http.partition_point(|other| other.end <= span.start);
            let is_http = http.get(after).is_some_and(|other| other.touches(span));
            Label::Other { bytes: span.len(), is_http }
        }
        MomentKind::Gap(span) => Label::Gap { bytes: span.len() },
    }
}

/// The segments of a row share its height; a segment that also carried the row before grows into this one.
fn place_boxes(
    query: &Query<'_>,
    moment: &Moment,
    span: Option<Span>,
    (number, row): (usize, Rect),
    size: emath::Vec2,
    scene: &mut Scene,
) {
    let x = size.x - BOX_RIGHT - BOX_WIDTH;
    let happened = |packet: u32| query.moments.newest(query.cursor).is_some_and(|now| packet <= now.packet);
    let Some(span) = span else {
        let rect =
            Rect::from_min_max(pos2(x, row.center().y - 8.0), pos2(x + BOX_WIDTH, row.center().y + 8.0));
        let happened = happened(moment.packet);
        let (packet, side) = (moment.packet, moment.from);
        scene.boxes.push(PlacedBox { row: number, packet, bytes: 0, side, rect, happened, more: 0 });
        return;
    };
    let mut parts: Vec<(u32, u64)> = Vec::new();
    let mut more = 0;
    for segment in query.connection.segments_in(moment.from, span).take(1000) {
        let count = parts.len();
        match parts.last_mut() {
            Some(last) if last.0 == segment.packet => last.1 += segment.span.len(),
            _ if count == PARTS_MAX => more += 1,
            _ => parts.push((segment.packet, segment.span.len())),
        }
    }
    let is_shared = scene.boxes.last().is_some_and(|before| {
        parts.first().is_some_and(|first| first.0 == before.packet && before.side == moment.from)
    });
    let reach = if is_shared || parts.len() > 1 { 0.46 } else { 0.36 };
    let reach = if matches!(moment.kind, MomentKind::Head) { 0.36 } else { reach };
    let (top, bottom) = (row.center().y - row.height() * reach, row.center().y + row.height() * reach);
    let gap = 2.6;
    let each = (bottom - top + gap) / parts.len().max(1) as f32;
    let count = parts.len();
    for (index, (packet, bytes)) in parts.into_iter().enumerate() {
        let y = top + each * index as f32;
        let rect = Rect::from_min_max(pos2(x, y), pos2(x + BOX_WIDTH, y + each - gap));
        match scene.boxes.last_mut() {
            Some(before) if index == 0 && is_shared => before.rect.max.y = rect.max.y,
            _ => {
                let (side, happened) = (moment.from, happened(packet));
                let more = if index + 1 == count { more } else { 0 };
                scene.boxes.push(PlacedBox { row: number, packet, bytes, side, rect, happened, more });
            }
        }
    }
}
