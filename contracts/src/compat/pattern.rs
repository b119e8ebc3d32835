//! Regular expressions of ECMA-262, as the reader and the evaluator use them.

use serde_json::{Value, json};

/// A pattern that was read.
#[derive(Debug)]
pub(crate) struct Pattern(jsonschema::Validator);

impl Pattern {
    /// # Errors
    /// The problem, where the text is no regular expression.
    pub(crate) fn parse(source: &str) -> Result<Self, String> {
        jsonschema::draft202012::options()
            .offline()
            .build(&json!({ "pattern": source }))
            .map(Pattern)
            .map_err(|error| error.to_string())
    }

    /// Whether the pattern matches somewhere in the text; `None` where that cannot be decided.
    pub(crate) fn is_match(&self, text: &str) -> Option<bool> {
        Some(self.0.is_valid(&Value::String(text.to_owned())))
    }
}
