//! Regular expressions as languages.
//!
//! `pattern` and `patternProperties` hold ECMA-262 expressions that match anywhere in the text. [`Pattern`] is one of
//! them; [`find`] decides whether a text exists that some patterns match and others do not, and shows one.
//!
//! The dialect is ECMA-262 with the `u` flag: texts are code points, `.` stops at the four line terminators, `\d` and
//! `\w` are ASCII. Where the flag makes a sloppy but unmistakable spelling an error (`a{`, `]`, `\-`, `[\w-.]`) its
//! meaning without the flag holds: Python, Rust and Java read it so, too, or not at all. An escaped letter or digit that
//! means nothing is an error, since its author most likely meant what another dialect means by it (`\A`, `\z`, `\h`), and
//! so is what `doubt` lists.
//!
//! Lookbehind, backreferences and inline flags are not supported and said so.

mod alphabet;
mod ast;
mod class;
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
pub use search::{Search, StringSet, find};

pub const INLINE_FLAGS: &str = "inline flags such as `(?i:…)`";

/// Returns true if the text is an expression of ECMA-262 under the flag `u`; `None` where that is not decided.
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
    program: matcher::Program,
}

/// The reason why a text is no [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternError {
    /// The text is no ECMA-262 regular expression. `offset` counts code points from the start.
    Syntax { offset: usize, what: &'static str },
    /// The text is read in two ways, depending on the dialect. `offset` counts code points from the start.
    Doubtful { offset: usize, what: &'static str },
    /// The text may be one, and uses what is not supported, or is too large.
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
    /// [`PatternError::Syntax`] where the text is no expression, [`PatternError::Doubtful`] where another dialect reads
    /// it otherwise, [`PatternError::Unsupported`] where it uses lookbehind,
    /// backreferences or inline flags, or is too large: over 100,000 characters, or counters of groups that
    /// unfold to more than 200,000 steps.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        let ast = parse::parse(text)?;
        let program = matcher::Program::compile(&ast)?;
        Ok(Pattern {
            inner: Arc::new(Inner {
                text: text.into(),
                ast,
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
        self.inner.program.is_match(self.inner.ast.classes(), text)
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
