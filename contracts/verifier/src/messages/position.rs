//! Where a message is, and what is wrong with an input.

use std::fmt;
use std::sync::Arc;

/// Where a message begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The place of the input among all inputs, from 0.
    pub index: usize,
    /// The input, as it was named.
    pub input: Arc<str>,
    /// The offset in the input, in bytes. In a compressed input, in what it decompresses to.
    pub offset: u64,
    /// From 1.
    pub line: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.input, self.line)
    }
}

/// The reason why an input was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The input, as it was named.
    pub input: Arc<str>,
    /// How many bytes of it were read before, decompressed.
    pub read: u64,
    /// The reason, as a fragment.
    pub text: String,
    /// The way out, if one is known.
    pub hint: Option<&'static str>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.input, self.text)?;
        if self.read > 0 {
            write!(f, " (after {} bytes of messages)", self.read)?;
        }
        self.hint.map_or(Ok(()), |hint| write!(f, ": {hint}"))
    }
}

impl std::error::Error for Problem {}
