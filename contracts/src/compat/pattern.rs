//! The patterns of a schema: read where the schema is read, matched where a value is checked.

use std::sync::Arc;

use super::formats;
use super::regex::{self, PatternError};
use super::schema::Schema;
use super::schema::node::Keywords;

/// A regular expression of a schema.
#[derive(Debug)]
pub(crate) enum Pattern {
    Supported(regex::Pattern),
    /// It may be one, but no text is known to match it or not; what it uses.
    Unsupported(&'static str),
}

impl Pattern {
    /// # Errors
    /// Where the text is no regular expression.
    pub(crate) fn parse(source: &str) -> Result<Self, PatternError> {
        match regex::Pattern::parse(source) {
            Ok(pattern) => Ok(Pattern::Supported(pattern)),
            Err(PatternError::Unsupported { what }) => Ok(Pattern::Unsupported(what)),
            Err(error) => Err(error),
        }
    }
}

impl Schema {
    /// Whether a pattern stands beside a format that the table lacks. What can be decided then decides: the format is
    /// taken for what the pattern says, and a verdict that relies on it names it.
    pub(crate) fn is_described(&self, keywords: &Keywords) -> bool {
        let is_unknown = |format: &Option<Arc<str>>| {
            format
                .as_deref()
                .is_some_and(|name| formats::named(name).is_none())
        };
        let Some(source) = &keywords.pattern else {
            return false;
        };
        is_unknown(&keywords.format) && matches!(self.pattern(source), Pattern::Supported(_))
    }
}
