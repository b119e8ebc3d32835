//! `--patterns`: the dialect that patterns are written in.

use clap::ValueEnum;
use counterpart_engine::compat::schema::Dialect;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PatternDialect {
    /// ECMA-262 with the flag `u`, as JSON Schema says
    Ecma,
    /// Python's `re`
    Python,
    /// Rust's `regex`
    Rust,
    /// Java's `java.util.regex`
    Java,
}

impl From<PatternDialect> for Dialect {
    fn from(dialect: PatternDialect) -> Self {
        match dialect {
            PatternDialect::Ecma => Dialect::Ecma,
            PatternDialect::Python => Dialect::Python,
            PatternDialect::Rust => Dialect::Rust,
            PatternDialect::Java => Dialect::Java,
        }
    }
}
