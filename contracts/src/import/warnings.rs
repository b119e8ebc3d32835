//! What an import reads and what its author most likely did not mean.

use std::fmt;

use super::places::place_in_file;
use crate::compat::Impossible;
use crate::compat::schema::{ForeignPattern, Schema};
use crate::json::{Json, Pointer};

/// Something about the files, or about the contract that was made of them, that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// A pattern that nothing is decided by.
    Pattern {
        /// The file, relative to the base folder.
        file: String,
        /// The pattern, and where it stands in that file.
        pattern: ForeignPattern,
    },
    /// The emitted schema names something that can never be sent; the places are those of the contract file.
    Impossible(Impossible),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::Pattern { file, pattern } => write!(f, "in {file}, {pattern}"),
            Warning::Impossible(Impossible::Anything) => f.write_str(
                "the schema accepts nothing, so that nothing can be sent and every consumer is compatible",
            ),
            Warning::Impossible(Impossible::Members { at }) => write!(
                f,
                "the object at {} can only be empty, so that every consumer of what it holds is compatible",
                At(at)
            ),
            Warning::Impossible(Impossible::Property { at, name }) => write!(
                f,
                "the object at {} can never have the property {} that it declares, so that every consumer of it is \
                 compatible",
                At(at),
                Json::from(name.as_str())
            ),
        }
    }
}

/// A pointer for people: the empty one is named.
struct At<'a>(&'a Pointer);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.steps().is_empty() {
            f.write_str("the top of the schema")
        } else {
            write!(f, "`{}`", self.0)
        }
    }
}

/// The same pattern as one of the file that it stands in.
pub(super) fn of_pattern(pattern: ForeignPattern) -> Warning {
    let (file, at) = place_in_file(&pattern.at);
    Warning::Pattern {
        file,
        pattern: ForeignPattern { at, ..pattern },
    }
}

/// What can never be sent.
pub(super) fn of_emitted(schema: &Schema) -> impl Iterator<Item = Warning> {
    schema.impossible().into_iter().map(Warning::Impossible)
}
