//! The mutants that `cargo mutants --list --json` names.

use std::path::Path;

use serde::Deserialize;

/// One mutant. Its number is its position in the list.
#[derive(Debug, Deserialize)]
pub struct Mutant {
    pub name: String,
    pub file: String,
    pub genre: Genre,
    /// The replacement; empty for a deletion.
    pub replacement: String,
    pub span: Span,
    /// `None` outside of functions, where a switch is impossible.
    pub function: Option<serde::de::IgnoredAny>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Genre {
    BinaryOperator,
    FnValue,
    MatchArm,
    MatchArmGuard,
    StructField,
    UnaryOperator,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Span {
    pub start: Point,
}

/// A place in a file: lines and columns from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Point {
    pub line: usize,
    pub column: usize,
}

/// Reads the list.
///
/// # Errors
///
/// Fails if the file can't be read, or is not such a list.
pub fn read(file: &Path) -> Result<Vec<Mutant>, Box<dyn std::error::Error + Send + Sync>> {
    Ok(serde_json::from_slice(&std::fs::read(file)?)?)
}
