//! The patterns of a schema: read along with the schema, matched when a value is checked.

use std::sync::Arc;

use super::formats;
use super::regex::{self, Dialect, PatternError};
use super::schema::Schema;
use super::schema::node::Keywords;

/// A regular expression of a schema.
#[derive(Debug)]
pub enum Pattern {
    Supported(regex::Pattern),
    /// No text is known to match it or not; why. What rests on it is unproven.
    Unsupported(Box<str>),
}

/// An expression, and the dialects that read it so.
pub type Reading = (String, Vec<Dialect>);

/// The maximum length of an expression whose readings are shown, in bytes.
const MAX_SHOWN: usize = 1_000;

impl Pattern {
    pub fn parse(source: &str) -> Self {
        let error = match regex::Pattern::parse(source) {
            Ok(pattern) => return Pattern::Supported(pattern),
            Err(PatternError::Unsupported { what }) if what != regex::INLINE_FLAGS => {
                return Pattern::Unsupported(what.into());
            }
            Err(error) => error,
        };
        let mut text = match error {
            PatternError::Unsupported { what } => what.to_owned(),
            error => error.to_string(),
        };
        for (rewritten, dialects) in readings(source) {
            let names: Vec<&str> = dialects.iter().map(|dialect| dialect.id()).collect();
            text.push_str(&format!("; read as {} it is `{rewritten}`", names.join(", ")));
        }
        Pattern::Unsupported(text.into())
    }
}

impl Schema {
    /// Returns true if a pattern stands beside a format outside the table. If the pattern is decided, it decides:
    /// the format is assumed to mean the same, and a verdict that depends on it names it.
    pub fn is_described(&self, keywords: &Keywords) -> bool {
        let is_unknown = |format: &Option<Arc<str>>| {
            format
                .as_deref()
                .is_some_and(|name| formats::named(name).is_none() && formats::may_be_a_pattern(name))
        };
        let Some(source) = &keywords.pattern else {
            return false;
        };
        is_unknown(&keywords.format) && matches!(self.pattern(source), Pattern::Supported(_))
    }
}

/// Returns true if an expression is not of ECMA-262 as every dialect reads it, and why.
pub fn foreign(source: &str) -> Option<String> {
    match regex::Pattern::parse(source) {
        Err(PatternError::Unsupported { what }) if what != regex::INLINE_FLAGS => None,
        Err(PatternError::Unsupported { what }) => Some(what.to_owned()),
        Err(error) => Some(error.to_string()),
        Ok(_) => None,
    }
}

/// Returns the form of an expression in ECMA-262, for each dialect that can be rewritten.
pub fn readings(source: &str) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    if source.len() > MAX_SHOWN {
        return readings;
    }
    for dialect in Dialect::FOREIGN {
        let Ok(rewritten) = regex::rewrite(source, dialect) else {
            continue;
        };
        match readings.iter_mut().find(|(known, _)| *known == rewritten) {
            Some((_, dialects)) => dialects.push(dialect),
            None => readings.push((rewritten, vec![dialect])),
        }
    }
    readings
}
