//! What is said of a text.

use std::fmt;

use serde_core::de::IgnoredAny;

use crate::compat::Undecided;

/// What one schema says of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The schema accepts the value.
    Accepted,
    /// The schema refuses it, or a reader of this schema could not read it.
    /// [`Validator::explain`](super::Validator::explain) tells where and why.
    Refused,
    /// The answer depends on something that is not decided.
    Undecided(Undecided),
}

/// The text is no JSON, as `serde_json` reads it where nobody asks for the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Where reading ended, in bytes from the start of the text.
    pub offset: usize,
    /// The reason in the words of `serde_json`, without the place: `expected value`.
    pub why: String,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.why, self.offset)
    }
}

impl std::error::Error for Malformed {}

impl Malformed {
    /// What `serde_json` says of a text that nobody reads; `None` if it is JSON.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let error = serde_json::from_slice::<IgnoredAny>(text).err()?;
        Some(Self::from_error(text, 0, &error))
    }

    /// What `serde_json` says of the string at `start`, which ends before `end`, if somebody reads it.
    pub(super) fn of_string(text: &[u8], start: usize, end: usize) -> Option<Self> {
        let error = serde_json::from_slice::<String>(&text[start..end]).err()?;
        Some(Self::from_error(&text[start..end], start, &error))
    }

    fn from_error(text: &[u8], start: usize, error: &serde_json::Error) -> Self {
        let told = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        // Columns are counted in bytes, and lines from 1.
        let lines = error.line().saturating_sub(1);
        let line_start = match lines {
            0 => 0,
            lines => text
                .iter()
                .enumerate()
                .filter(|(_, byte)| **byte == b'\n')
                .nth(lines - 1)
                .map_or(0, |(at, _)| at + 1),
        };
        Self {
            offset: start + (line_start + error.column().saturating_sub(1)).min(text.len()),
            why: told.strip_suffix(&place).unwrap_or(&told).to_owned(),
        }
    }
}
