use std::fmt;

use counterpart::contract::{NameError, check_name, encode};
use counterpart::system_files;

/// The maximum length of a key in bytes: the path length of common file systems, with room for the
/// folder that the store is in.
const MAX_BYTES: usize = 1_024;

/// The place of a file in a store: steps joined by `/`, each checked by [`check_name`] and encoded.
///
/// A key cannot leave the store, and two keys differ in more than the case of their letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// The reason why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError {
    key: String,
    why: &'static str,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in the store {}", self.key, self.why)
    }
}

impl std::error::Error for KeyError {}

impl Key {
    /// Reads a key that a backend listed.
    ///
    /// # Errors
    /// Fails if a step is empty, hidden, or has a letter or a sign that this tool never writes.
    /// Fails if the whole is longer than 1,024 bytes.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let fail = |why| {
            Err(KeyError {
                key: text.chars().take(200).collect(),
                why,
            })
        };
        if text.len() > MAX_BYTES {
            return fail("is longer than 1,024 bytes: remove it");
        }
        for step in text.split('/') {
            if step.is_empty() || step.starts_with('.') || step.ends_with('.') {
                return fail("has a step that is empty, or starts or ends with a dot: remove it");
            }
            if !is_written(step) {
                return fail("has a character that no name is written with: remove it");
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// Reads a key that a backend listed; `None` for files that an operating system put there, such
    /// as `.DS_Store`.
    ///
    /// # Errors
    /// As [`Key::parse`].
    pub fn listed(text: &str) -> Result<Option<Self>, KeyError> {
        if text.split('/').any(system_files::is_dropped) {
            return Ok(None);
        }
        Self::parse(text).map(Some)
    }

    /// Joins names to a key, each encoded.
    ///
    /// # Errors
    /// Fails if one of them is unfit for a name.
    pub(crate) fn of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, NameError> {
        let steps = names
            .into_iter()
            .map(|name| check_name(name).map(|()| encode(name)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self(steps.join("/")))
    }

    /// The key of a file below this one; `file` is already encoded.
    pub(crate) fn join(&self, file: &str) -> Self {
        debug_assert!(file.split('/').all(is_written));
        Self(format!("{}/{file}", self.0))
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// The whole, with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns `true` if it consists of encoded names and the two signs between them. Capital letters
/// are only in escapes, so that no two steps differ only in case.
fn is_written(step: &str) -> bool {
    let mut bytes = step.bytes();
    let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => is_hex(bytes.next()) && is_hex(bytes.next()),
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'+' | b'@' | b'~' => true,
            _ => false,
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_make_a_key_that_reads_back() {
        let key = Key::of_names(["services", "User/Größe", "v1.0"]).unwrap();
        assert_eq!(key.as_str(), "services/+user%2F+gr%C3%B6%C3%9Fe/v1.0");
        assert_eq!(Key::parse(key.as_str()).unwrap(), key);
        assert!(Key::of_names(["services", ".."]).is_err());
    }

    #[test]
    fn what_systems_drop_is_passed_over_and_what_is_hidden_else_is_named() {
        for text in ["a/.DS_Store", "a/Thumbs.db", "a/b/._c.json", "@eaDir/x"] {
            assert_eq!(Key::listed(text), Ok(None), "{text}");
        }
        assert!(Key::listed("a/.hidden").is_err());
        assert!(Key::listed("a/ev.JSON").is_err());
        assert!(Key::listed("a/b").unwrap().is_some());
    }

    #[test]
    fn what_this_tool_never_writes_is_no_key() {
        for text in [
            "",
            "/etc/passwd",
            "a//b",
            "a/../b",
            "a/.git",
            "a/b.",
            "a\\b",
            "a\0b",
            "a/Z",
            "a/%4a",
            "a/%4",
            "a b",
            "ä",
            &"a/".repeat(600),
        ] {
            assert!(Key::parse(text).is_err(), "{text:?}");
        }
        assert_eq!(
            Key::parse("a/../b").unwrap_err().to_string(),
            "\"a/../b\" in the store has a step that is empty, or starts or ends with a dot: remove it"
        );
    }
}
