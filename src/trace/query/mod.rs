//! The one query language: it selects bytes of a trace and computes values from them.
//!
//! Lessons use it to point, to hide and to compute answers; findings, filters and pictures can use it too. A query
//! never fails on what the traffic holds, only on how it is written or on what it asks too much of; it never
//! changes anything, never panics and visits a bounded number of things.
//!
//! ```text
//! expression = either { "or" either } ;  either = simple { "and" simple } ;  simple = [ "not" ] comparison
//! comparison = sum [ ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) sum ]      sum, product: + - * /
//! factor     = number | "text" | x"81 85" | true | false | ( expression ) | function( … ) | path ; then | function
//! path       = [ conn[2] . ] ( c2s | s2c | both ) . object step…  |  request step… | response step…
//!            | focus step… | selected step… | field step…
//! object     = frame | message | segment | event | request | response | stream
//! step       = . field | [ predicate, … ] | [0] | [-1] | . header["Name"] | . byte[0] | . bytes[2..4]
//! ```
//!
//! Inside `[ ]` a bare name is a field of the thing at hand (`payload_len > 125`), or a word that it is compared
//! with (`op = text`, `event[syn]`).

mod evaluate;
mod fields;
mod head;
mod parse;
mod text;
mod thing;
mod token;
mod value;

#[cfg(test)]
mod tests;

use std::fmt;

pub use evaluate::Scope;
pub use thing::{Reads, Thing, What};
pub use value::Value;

/// Longest query that is read.
pub const QUERY_LIMIT_BYTES: usize = 4096;

/// A query that has been understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    source: String,
    root: parse::Expr,
}

/// Why a query was not understood, or cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// Byte offset in the query's text.
    pub at: usize,
    /// What is the matter, one sentence without its full stop.
    pub what: String,
}

impl QueryError {
    pub(super) fn new(at: usize, what: impl Into<String>) -> Self {
        Self { at, what: what.into() }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for QueryError {}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Where the text is no query: the error says where and what was expected.
    pub fn parse(source: &str) -> Result<Self, QueryError> {
        Ok(Self { source: source.to_owned(), root: parse::parse(source)? })
    }

    /// The query as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What the query comes to.
    ///
    /// # Errors
    /// Where it asks for something that cannot be computed: a sum of texts, a number too large, too many things.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<Value, QueryError> {
        evaluate::run(&self.root, scope, None)
    }

    /// The things that the query selects.
    ///
    /// # Errors
    /// As [`Query::evaluate`], and where it computes a value instead.
    pub fn select(&self, scope: &Scope<'_>) -> Result<Vec<Thing>, QueryError> {
        match self.evaluate(scope)? {
            Value::Things(things) => Ok(things),
            _ => Err(QueryError::new(0, "this computes a value and selects nothing")),
        }
    }

    /// Whether the query holds.
    ///
    /// # Errors
    /// As [`Query::evaluate`].
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, QueryError> {
        Ok(self.evaluate(scope)?.is_true())
    }

    /// Whether the query holds for one thing, whose fields its bare names are: a filter.
    ///
    /// # Errors
    /// As [`Query::evaluate`].
    pub fn holds_for(&self, scope: &Scope<'_>, thing: &Thing) -> Result<bool, QueryError> {
        evaluate::holds_for(&self.root, scope, thing)
    }
}

/// Line and column, both from 1, the column in characters, of a byte offset.
#[must_use]
pub fn line_column(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
