//! Regular expressions as languages.
//!
//! `pattern` and `patternProperties` hold ECMA-262 expressions that match anywhere in the text. [`Pattern`] is one of
//! them; [`find`] decides whether a text exists that some patterns match and others do not, and shows one.
//!
//! The dialect is ECMA-262 with the `u` flag: texts are code points, `.` stops at the four line terminators, `\d`
//! and `\w` are ASCII. Some sloppy notations are errors with the flag but unmistakable (`a{`, `]`, `\-`, `[\w-.]`).
//! They have their meaning without the flag, because Python, Rust and Java read them in the same way, or not at
//! all. An escaped letter or digit without a meaning is an error, because its author most likely meant the meaning
//! in another dialect (`\A`, `\z`, `\h`). So is everything that `doubt` lists.
//!
//! Backreferences are supported to groups that match few texts. Inline flags are not supported, and said so.

mod alphabet;
mod ast;
mod backreferences;
mod class;
mod context;
mod derive;
mod dialect;
mod doubt;
mod example;
mod finite_language;
mod matcher;
mod parse;
mod property;
mod search;
#[cfg(feature = "second-evaluator")]
mod spell;
mod subsume;
mod term;
mod translate;

use std::fmt;
use std::sync::Arc;

pub use dialect::Dialect;
pub(crate) use dialect::rewrite;
pub(crate) use parse::OF_ANOTHER_DIALECT;
pub(crate) use search::{LONGEST, Members, members};
pub use search::{Search, StringSet, find};
#[cfg(feature = "second-evaluator")]
pub(crate) use spell::Spelling;

pub const INLINE_FLAGS: &str = "inline flags such as `(?i:…)`";

/// Returns true if the text is an expression of ECMA-262 under the flag `u`; `None` if that is not decided.
pub(crate) fn is_expression(text: &str) -> Option<bool> {
    parse::is_strict(text)
}

/// A parsed expression. Cheap to clone.
#[derive(Clone)]
pub struct Pattern {
    inner: Arc<Inner>,
}

struct Inner {
    text: Box<str>,
    ast: ast::Ast,
    /// True if the tree has no backreferences because they were spelled out.
    #[cfg(feature = "second-evaluator")]
    is_resolved: bool,
    program: matcher::Program,
}

/// The reason why a text is not a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// The text is not an ECMA-262 regular expression. `offset` counts code points from the start.
    Syntax { offset: usize, what: &'static str },
    /// The text is read in two ways, depending on the dialect. `offset` counts code points from the start.
    Doubtful { offset: usize, what: &'static str },
    /// The text may be an expression, but uses unsupported syntax or is too large.
    Unsupported { what: &'static str },
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatternError::Syntax { offset, what } => {
                write!(
                    f,
                    "not an ECMA-262 regular expression: {what}, at character {offset}"
                )
            }
            PatternError::Doubtful { offset, what } => {
                write!(
                    f,
                    "not an unmistakable regular expression: {what}, at character {offset}"
                )
            }
            PatternError::Unsupported { what } => write!(f, "regular expression not supported: {what}"),
        }
    }
}

impl std::error::Error for PatternError {}

impl Pattern {
    /// Reads an expression.
    ///
    /// # Errors
    /// [`PatternError::Syntax`] if the text is not an expression, [`PatternError::Doubtful`] if another dialect
    /// reads it differently. [`PatternError::Unsupported`] if it uses inline flags or backreferences to groups that
    /// match more than 1,000 texts, or is too large: more than 100,000 characters, or counters of groups that unfold
    /// to more than 200,000 steps.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        let parsed = parse::parse(text)?;
        let ast = parsed.ast;
        let program = matcher::Program::compile(&ast)?;
        Ok(Pattern {
            inner: Arc::new(Inner {
                text: text.into(),
                ast,
                #[cfg(feature = "second-evaluator")]
                is_resolved: parsed.is_resolved,
                program,
            }),
        })
    }

    /// The expression as it was written.
    pub fn as_str(&self) -> &str {
        &self.inner.text
    }

    /// Returns true if the expression matches anywhere in the text. Takes time in proportion to the text's length
    /// times the expression's.
    pub fn is_match(&self, text: &str) -> bool {
        self.match_and_steps(text).0
    }

    /// The number of instructions of the matcher.
    pub(crate) fn instructions(&self) -> u64 {
        self.inner.program.instructions()
    }

    /// The same, with the steps of a search that it took.
    pub(crate) fn match_and_steps(&self, text: &str) -> (bool, u64) {
        /// Visits of instructions that take as long as a step.
        const VISITS: u64 = 64;
        let (matches, visits) = self.inner.program.is_match(self.inner.ast.classes(), text);
        (matches, visits / VISITS)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.as_str()).finish()
    }
}

/// Two patterns are equal when they were written alike.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

#[cfg(test)]
mod tests;
