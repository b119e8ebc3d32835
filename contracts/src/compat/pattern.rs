//! The patterns of a schema: read where the schema is read, matched where a value is checked.

use super::regex::{self, PatternError};

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
