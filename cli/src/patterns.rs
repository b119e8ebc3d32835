//! `--patterns`: the dialect that patterns are written in.

use clap::ValueEnum;
use counterpart::compat::schema::{Dialect, ForeignPattern};

use crate::output;

/// Says what decides nothing, each with its warning, and what to do.
pub(crate) fn warn_of<'p>(foreign: impl IntoIterator<Item = (String, &'p ForeignPattern)>) {
    let mut has_readings = false;
    for (warning, pattern) in foreign {
        has_readings |= !pattern.readings.is_empty();
        output::progress(&format!("warning: {warning}"));
    }
    if has_readings {
        output::progress(
            "help: `--patterns python`, `rust` or `java` rewrites all patterns from that dialect; or write them as \
             ECMA-262",
        );
    }
}

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
