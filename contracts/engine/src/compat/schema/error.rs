use std::fmt;

use crate::json::flat::Part;
use crate::json::{ErrorKind, Json, MAX_DEPTH, ParseError, Pointer};

/// The reason why a document is not a schema that can be worked with, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// The text is not JSON, or has a key twice in one object.
    Json(ParseError),
    /// The value nests deeper than [`MAX_DEPTH`].
    Depth,
    /// A keyword's value, or a schema, has the wrong form.
    Keyword {
        /// The place in the document.
        at: Pointer,
        /// The expected value.
        expected: &'static str,
        /// The actual value, shortened.
        found: String,
    },
    /// A reference cannot be followed.
    Reference {
        /// The place in the document.
        at: Pointer,
        /// The reference as written.
        reference: String,
        /// The reason why not.
        problem: ReferenceProblem,
    },
    /// More schemas than can be held.
    Size,
}

/// The reason why a reference cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReferenceProblem {
    /// It leads to another document.
    Outside,
    /// It leads into this document, to a place that does not exist.
    Missing,
    /// Several schemas of this document carry the `$id` or the anchor that it names.
    Ambiguous,
    /// It is not a URI reference.
    Malformed,
    /// It leads into `patternProperties`, whose names are rewritten.
    IntoPatterns,
}

impl SchemaError {
    /// The same at another place, if it has one.
    #[doc(hidden)]
    pub fn placed(mut self, place: impl FnOnce(&Pointer) -> Pointer) -> Self {
        match &mut self {
            SchemaError::Keyword { at, .. } | SchemaError::Reference { at, .. } => *at = place(at),
            SchemaError::Json(_) | SchemaError::Depth | SchemaError::Size => {}
        }
        self
    }

    pub(super) fn keyword(at: Pointer, expected: &'static str, found: Part<'_>) -> Self {
        const SHOWN: usize = 60;
        let found = match &found.to_json() {
            Json::Array(items) if items.is_empty() => "an empty array".to_owned(),
            Json::Array(_) => "an array".to_owned(),
            Json::Object(_) => "an object".to_owned(),
            scalar => {
                let text = scalar.to_string();
                match text.char_indices().nth(SHOWN) {
                    Some((end, _)) => format!("{}…", &text[..end]),
                    None => text,
                }
            }
        };
        SchemaError::Keyword { at, expected, found }
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

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaError::Json(error) if matches!(error.kind, ErrorKind::DuplicateKey(_)) => {
                write!(
                    f,
                    "the schema cannot be read: {error}, and which one counts is not said"
                )
            }
            SchemaError::Json(error) => write!(f, "the schema is not JSON: {error}"),
            SchemaError::Depth => write!(f, "the schema is nested deeper than {MAX_DEPTH} levels"),
            SchemaError::Keyword { at, expected, found } => {
                write!(f, "expected {expected} at {}, found {found}", At(at))
            }
            SchemaError::Reference {
                at,
                reference,
                problem,
            } => {
                let reference = Json::from(reference.as_str());
                write!(f, "the reference {reference} at {} ", At(at))?;
                f.write_str(match problem {
                    ReferenceProblem::Outside => {
                        "leads out of the document, and nothing is fetched: bundle what it names under `$defs`"
                    }
                    ReferenceProblem::Missing => {
                        "leads to a place that the document does not have: correct it, or add what it names"
                    }
                    ReferenceProblem::Ambiguous => {
                        "names an `$id` or an anchor that several schemas of the document carry: make each unique"
                    }
                    ReferenceProblem::IntoPatterns => {
                        "leads into `patternProperties`, whose names are patterns that are rewritten: move what it names to `$defs`"
                    }
                    ReferenceProblem::Malformed => "is no URI reference: percent-encode what a URI cannot hold",
                })
            }
            SchemaError::Size => write!(f, "the schema has more parts than can be held (4 billion)"),
        }
    }
}

impl std::error::Error for SchemaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SchemaError::Json(error) => Some(error),
            _ => None,
        }
    }
}
