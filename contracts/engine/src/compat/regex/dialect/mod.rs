//! Expressions of other dialects, said in ECMA-262.
//!
//! [`rewrite`] reads an expression as Python's `re`, Rust's `regex` or Java's `java.util.regex` read it, and writes
//! one that matches the same texts under the flag `u`. It refuses what it cannot express. It also refuses texts
//! that are longer or odder than people write: the original is then kept and decides nothing.

mod case;
mod classes;
mod escapes;
mod groups;
mod property;
mod reader;
mod set;
#[cfg(test)]
mod tests;

use super::{Pattern, PatternError};

/// The dialect that the patterns of a schema are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// ECMA-262 with the flag `u`, as JSON Schema says.
    #[default]
    Ecma,
    /// The module `re` of Python, on `str`.
    Python,
    /// The crate `regex` of Rust.
    Rust,
    /// `java.util.regex`, without flags.
    Java,
}

impl Dialect {
    /// The dialects that patterns are rewritten from.
    pub const FOREIGN: [Dialect; 3] = [Dialect::Python, Dialect::Rust, Dialect::Java];

    /// The name, as `--patterns` takes it.
    pub fn id(self) -> &'static str {
        match self {
            Dialect::Ecma => "ecma",
            Dialect::Python => "python",
            Dialect::Rust => "rust",
            Dialect::Java => "java",
        }
    }
}

/// In characters, for input and output.
const MAX_LENGTH: usize = 10_000;

/// The expression of ECMA-262 that matches the same texts as the original in its dialect.
///
/// # Errors
/// The reason for a refusal: a construct that ECMA-262 or the dialect does not have.
pub(crate) fn rewrite(text: &str, dialect: Dialect) -> Result<String, &'static str> {
    if dialect == Dialect::Ecma {
        return Ok(text.to_owned());
    }
    if text.chars().nth(MAX_LENGTH).is_some() {
        return Err("an expression of more than 10,000 characters");
    }
    let rewritten = reader::read(text, dialect)?;
    match Pattern::parse(&rewritten) {
        // Lookbehind says it truly, although nothing is decided by it.
        Ok(_) | Err(PatternError::Unsupported { .. }) => Ok(rewritten),
        Err(PatternError::Syntax { what, .. } | PatternError::Doubtful { what, .. }) => Err(what),
    }
}
