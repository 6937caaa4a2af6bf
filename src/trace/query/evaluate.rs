//! A tree to a value, within a budget.

use std::cell::Cell;

use crate::base::{Side, Source, Span};
use crate::trace::{Connection, Trace};

use super::fields;
use super::parse::{Expr, Node, Op, Path, Root, Sides, Step};
use super::thing::{Reads, Thing, What};
use super::{QueryError, Value};

/// Most things that one evaluation looks at.
const VISITS_LIMIT: u32 = 4_000_000;

/// Most bytes that one evaluation reads.
const READ_LIMIT_BYTES: u64 = 64 << 20;

/// What a query is evaluated against.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// The capture's bytes.
    pub source: &'a dyn Source,
    /// The connection that paths without `conn[k]` mean; none means all.
    pub connection: Option<u32>,
    /// What `focus` means.
    pub focus: &'a [Thing],
    /// What `selected` means.
    pub selected: &'a [Thing],
}

impl<'a> Scope<'a> {
    /// A scope of one connection, or of all, without focus and selection.
    #[must_use]
    pub const fn new(trace: &'a Trace, source: &'a dyn Source, connection: Option<u32>) -> Self {
        Self { trace, source, connection, focus: &[], selected: &[] }
    }

    /// The connection that a thing belongs to.
    #[must_use]
    pub fn connection_of(&self, thing: &Thing) -> Option<&'a Connection> {
        self.trace.connection(thing.connection)
    }
}

/// Evaluates a tree; `item` is the thing whose fields the bare names are.
pub(super) fn run(expr: &Expr, scope: &Scope<'_>, item: Option<&Thing>) -> Result<Value, QueryError> {
    with_run(scope, |run| run.value(expr, item))
}

/// Whether a tree holds for a thing.
pub(super) fn holds_for(expr: &Expr, scope: &Scope<'_>, thing: &Thing) -> Result<bool, QueryError> {
    with_run(scope, |run| run.holds(expr, Some(thing)))
}

/// Lends a fresh evaluation to what needs its budget.
pub(super) fn with_run<T>(scope: &Scope<'_>, work: impl FnOnce(&Run<'_>) -> T) -> T {
    work(&Run { scope: *scope, visits: Cell::new(0), read: Cell::new(0) })
}

/// One evaluation.
pub(super) struct Run<'a> {
    pub(super) scope: Scope<'a>,
    visits: Cell<u32>,
    read: Cell<u64>,
}

impl<'a> Run<'a> {
    fn visit(&self, at: usize, things: usize) -> Result<(), QueryError> {
        let things = u32::try_from(things).unwrap_or(u32::MAX);
        self.visits.set(self.visits.get().saturating_add(things).saturating_add(1));
        if self.visits.get() > VISITS_LIMIT {
            return Err(QueryError::new(at, "this looks at too many things"));
        }
        Ok(())
    }

    /// The value's bytes of a thing.
    pub(super) fn bytes(&self, at: usize, thing: &Thing) -> Result<Vec<u8>, QueryError> {
        self.visit(at, 1)?;
        let cost = thing.len().max(thing.span.len());
        self.read.set(self.read.get().saturating_add(cost));
        if self.read.get() > READ_LIMIT_BYTES {
            return Err(QueryError::new(at, "this reads too many bytes"));
        }
        let connection = self.scope.connection_of(thing);
        Ok(connection.map(|connection| thing.bytes(connection, self.scope.source)).unwrap_or_default())
    }

    pub(super) fn value(&self, expr: &Expr, item: Option<&Thing>) -> Result<Value, QueryError> {
        self.visit(expr.at, 0)?;
        match &expr.node {
            Node::Number(number) => Ok(Value::Number(*number)),
            Node::Text(text) => Ok(Value::Text(text.clone())),
            Node::Bytes(bytes) => Ok(Value::Bytes(bytes.clone())),
            Node::Truth(truth) => Ok(Value::Truth(*truth)),
            Node::Path(path) => self.path(expr.at, path, item),
            Node::Call(function, arguments) => {
                let values: Result<Vec<_>, _> =
                    arguments.iter().map(|inner| self.value(inner, item)).collect();
                self.call(expr.at, *function, &values?)
            }
            Node::Not(inner) => Ok(Value::Truth(!self.holds(inner, item)?)),
            Node::Minus(inner) => {
                let number = self.number(inner.at, &self.value(inner, item)?)?;
                number.checked_neg().map(Value::Number).ok_or_else(|| too_large(expr.at))
            }
            Node::Pair(op, left, right) => self.pair(expr.at, *op, left, right, item),
        }
    }

    fn holds(&self, expr: &Expr, item: Option<&Thing>) -> Result<bool, QueryError> {
        match (self.value(expr, item)?, item) {
            (Value::Word(word), Some(thing)) => {
                Ok(self.scope.connection_of(thing).is_some_and(|c| fields::matches(c, thing, word)))
            }
            (value, _) => Ok(value.is_true()),
        }
    }

    fn pair(
        &self,
        at: usize,
        op: Op,
        left: &Expr,
        right: &Expr,
        item: Option<&Thing>,
    ) -> Result<Value, QueryError> {
        match op {
            Op::Or => return Ok(Value::Truth(self.holds(left, item)? || self.holds(right, item)?)),
            Op::And => return Ok(Value::Truth(self.holds(left, item)? && self.holds(right, item)?)),
            _ => {}
        }
        let (a, b) = (self.value(left, item)?, self.value(right, item)?);
        match op {
            Op::Plus => self.plus(at, &a, &b),
            Op::Minus | Op::Times | Op::Over => {
                let (a, b) = (self.number(left.at, &a)?, self.number(right.at, &b)?);
                let result = match op {
                    Op::Minus => a.checked_sub(b),
                    Op::Times => a.checked_mul(b),
                    _ if b == 0 => return Err(QueryError::new(right.at, "this divides by 0")),
                    _ => a.checked_div(b),
                };
                result.map(Value::Number).ok_or_else(|| too_large(at))
            }
            _ => self.compare(at, op, &a, &b).map(Value::Truth),
        }
    }

    fn path(&self, at: usize, path: &Path, item: Option<&Thing>) -> Result<Value, QueryError> {
        let mut steps = path.steps.as_slice();
        let mut things = match &path.root {
            Root::Focus => self.scope.focus.to_vec(),
            Root::Selected => self.scope.selected.to_vec(),
            Root::Name(name) => match item.map(|thing| self.fields_of(at, thing, name)).transpose()? {
                Some(Some(things)) => things,
                _ => match fields::word(name) {
                    Some(word) if steps.is_empty() => return Ok(Value::Word(word)),
                    _ => return Err(QueryError::new(at, format!("there is no `{name}` here"))),
                },
            },
            Root::Streams { connection, sides } => {
                let Some(((at, Step::Name(object)), rest)) = steps.split_first() else {
                    return Err(QueryError::new(at, "expected an object of the stream"));
                };
                steps = rest;
                self.objects(*at, *connection, *sides, object)?
            }
        };
        for (at, step) in steps {
            things = self.step(*at, things, step)?;
            self.visit(*at, things.len())?;
        }
        Ok(Value::Things(things))
    }

    fn objects(
        &self,
        at: usize,
        connection: Option<u32>,
        sides: Option<Sides>,
        object: &str,
    ) -> Result<Vec<Thing>, QueryError> {
        let sides: &[Side] = match (sides, object) {
            (Some(Sides::C2s), _) | (_, "request") => &[Side::Client],
            (Some(Sides::S2c), _) | (_, "response") => &[Side::Server],
            _ => &Side::BOTH,
        };
        let all = self.scope.trace.connections().iter();
        let wanted = connection.or(self.scope.connection);
        let mut out = Vec::new();
        for connection in all.filter(|found| wanted.is_none_or(|wanted| wanted == found.id)) {
            self.visit(at, connection.frame_count() as usize)?;
            objects_of(connection, sides, object, &mut out);
        }
        self.visit(at, out.len())?;
        Ok(out)
    }

    fn fields_of(&self, at: usize, thing: &Thing, name: &str) -> Result<Option<Vec<Thing>>, QueryError> {
        self.visit(at, 1)?;
        let Some(connection) = self.scope.connection_of(thing) else { return Ok(None) };
        Ok(fields::field(connection, self.scope.source, thing, name))
    }

    fn step(&self, at: usize, things: Vec<Thing>, step: &Step) -> Result<Vec<Thing>, QueryError> {
        let mut out = Vec::new();
        match step {
            Step::Index(index) => {
                let index = if *index < 0 { *index + things.len() as i64 } else { *index };
                out.extend(usize::try_from(index).ok().and_then(|index| things.get(index).copied()));
            }
            Step::Where(predicates) => {
                for thing in things {
                    let mut keeps = true;
                    for predicate in predicates {
                        keeps = keeps && self.holds(predicate, Some(&thing))?;
                    }
                    if keeps {
                        out.push(thing);
                    }
                }
            }
            Step::Header(name) => {
                for thing in things {
                    if !matches!(thing.what, What::Head) {
                        return Err(QueryError::new(at, "only a request or a response has headers"));
                    }
                    self.visit(at, 1)?;
                    if let Some(connection) = self.scope.connection_of(&thing) {
                        out.extend(fields::headers(connection, self.scope.source, thing.side, name));
                    }
                }
            }
            Step::Name(name) => {
                for thing in things {
                    let fields = self.fields_of(at, &thing, name)?;
                    let fields =
                        fields.ok_or_else(|| QueryError::new(at, format!("this has no field `{name}`")))?;
                    out.extend(fields);
                    self.visit(at, out.len() / 64)?;
                }
            }
            Step::Bytes(from, to) => out.extend(things.iter().filter_map(|thing| cut(thing, *from, *to))),
        }
        Ok(out)
    }
}

fn too_large(at: usize) -> QueryError {
    QueryError::new(at, "this number is too large")
}

fn objects_of(connection: &Connection, sides: &[Side], object: &str, out: &mut Vec<Thing>) {
    let has = |side: Side| sides.contains(&side);
    let whole = |side: Side, span: Span, what: What| Thing {
        connection: connection.id,
        side,
        span,
        bits: None,
        what,
        reads: Reads::Bytes,
    };
    match object {
        "frame" => {
            let frames = connection.frames().filter(|frame| has(frame.from));
            out.extend(frames.map(|frame| fields::frame(connection.id, &frame)));
        }
        "message" => {
            let messages = (0..connection.message_count()).filter_map(|n| fields::message(connection, n));
            out.extend(messages.filter(|message| has(message.side)));
        }
        "segment" => {
            let first = out.len();
            for side in sides {
                let stream = &connection.streams[*side];
                let all = whole(*side, Span::new(0, stream.end), What::Stream);
                let things = (0..stream.segments()).filter_map(|index| connection.segment(*side, index));
                out.extend(things.map(|s| Thing { span: s.span, what: What::Segment(s.packet), ..all }));
            }
            out[first..].sort_by_key(|thing| match thing.what {
                What::Segment(packet) => (packet, thing.span.start),
                _ => (0, 0),
            });
        }
        "event" => {
            let events = connection.events.iter().enumerate().filter(|(_, event)| has(event.from));
            out.extend(events.map(|(index, event)| {
                whole(event.from, Span::at(event.stream_offset, 0), What::Event(index as u32))
            }));
        }
        "stream" => {
            let stream =
                |side: &Side| whole(*side, Span::new(0, connection.streams[*side].end), What::Stream);
            out.extend(sides.iter().map(stream));
        }
        _ => {
            let head = |side: &Side| Some((*side, connection.streams[*side].head?));
            let heads = sides.iter().filter_map(head);
            out.extend(
                heads.map(|(side, span)| Thing { reads: Reads::Text, ..whole(side, span, What::Head) }),
            );
        }
    }
}

/// Bytes `from..to` of a thing, negative numbers counted from its end; none where they are not there.
fn cut(thing: &Thing, from: i64, to: Option<i64>) -> Option<Thing> {
    let len = i64::try_from(thing.len()).ok()?;
    let place = |at: i64| if at < 0 { at + len } else { at };
    let (from, to) = (place(from), to.map_or(len, place));
    if from < 0 || to > len || from >= to {
        return None;
    }
    let within = |start: u32, end: u32| {
        let at = |offset: i64| start.saturating_add(offset as u32).min(end);
        (at(from), at(to))
    };
    let reads = match thing.reads {
        Reads::Unmasked(frame, start, end) => {
            let (start, end) = within(start, end);
            Reads::Unmasked(frame, start, end)
        }
        Reads::Content(message, start, end) => {
            let (start, end) = within(start, end);
            // Inflated or joined bytes stand nowhere on the wire by themselves: the place stays the whole.
            let reads = Reads::Content(message, start, end);
            return Some(thing.reading(reads));
        }
        _ => Reads::Bytes,
    };
    let start = thing.span.start;
    Some(thing.part(Span::new(start + from as u64, start + to as u64), reads))
}
