//! The kind of what a reader found.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kind of what was found in the place of the expected value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Found {
    /// The member, the header or the key is not there.
    Absent,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// A string; every header and every key is one.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// Text that is not JSON, or not UTF-8.
    Malformed,
}

impl Found {
    /// The stable id, as the JSON form writes it.
    pub const fn id(self) -> &'static str {
        match self {
            Found::Absent => "absent",
            Found::Null => "null",
            Found::Boolean => "boolean",
            Found::Number => "number",
            Found::String => "string",
            Found::Array => "array",
            Found::Object => "object",
            Found::Malformed => "malformed",
        }
    }
}

/// `a number`
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Found::Absent => "nothing",
            Found::Null => "null",
            Found::Boolean => "a boolean",
            Found::Number => "a number",
            Found::String => "a string",
            Found::Array => "an array",
            Found::Object => "an object",
            Found::Malformed => "malformed text",
        })
    }
}
