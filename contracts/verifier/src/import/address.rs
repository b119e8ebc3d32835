//! The schema that is meant, in a file: `FILE`, or `FILE#POINTER`.

use std::path::{Path, PathBuf};

use super::error::ImportError;
use counterpart_engine::compat::schema::resources::percent_decoded;
use counterpart_engine::json::{Json, Pointer};

/// The number of existing names that an error lists.
const SHOWN: usize = 10;

/// A file and a place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) file: PathBuf,
    /// The text after `#`, as it was written.
    fragment: String,
}

impl Address {
    /// A whole file.
    pub(super) fn whole(file: PathBuf) -> Self {
        Self {
            file,
            fragment: String::new(),
        }
    }

    /// A file whose whole name is the text wins over a place in a file; of several files that may be meant, the one
    /// with the longest name does.
    pub(super) fn of(named: &Path) -> Self {
        let whole = || Self::whole(named.to_owned());
        let Some(text) = named.to_str().filter(|text| text.contains('#')) else {
            return whole();
        };
        if named.exists() {
            return whole();
        }
        let parts = text
            .match_indices('#')
            .map(|(at, _)| (&text[..at], &text[at + 1..]))
            .filter(|(file, _)| !file.is_empty());
        let is_there = |(file, _): &&(&str, &str)| Path::new(file).exists();
        let is_pointer = |(_, rest): &&(&str, &str)| rest.is_empty() || rest.starts_with('/');
        let parts: Vec<_> = parts.collect();
        let of_pointers = parts.iter().rev().find(|part| is_there(part) && is_pointer(part));
        let of_files = || parts.iter().rev().find(is_there);
        match of_pointers.or_else(of_files).or(parts.first()) {
            Some((file, fragment)) => Self {
                file: PathBuf::from(file),
                fragment: (*fragment).to_owned(),
            },
            None => whole(),
        }
    }

    /// Returns the place in the file. It may be percent-encoded, as in a `$ref`.
    pub(super) fn find(&self, document: &Json) -> Result<Pointer, ImportError> {
        let fails = |there| ImportError::NoPlace {
            file: self.file.display().to_string(),
            pointer: self.fragment.clone(),
            there,
        };
        let plain = self.fragment.parse::<Pointer>();
        let decoded = percent_decoded(&self.fragment).and_then(|text| text.parse::<Pointer>().ok());
        let both = [plain.as_ref().ok(), decoded.as_ref()];
        let found = both
            .into_iter()
            .flatten()
            .find(|way| way.find(document).is_some());
        if let Some(found) = found {
            return Ok(found.clone());
        }
        match plain {
            Ok(pointer) => Err(fails(what_is_there(document, &pointer))),
            Err(error) => Err(fails(format!(
                "it is {error}; {}",
                what_is_there(document, &Pointer::root().child(""))
            ))),
        }
    }
}

/// Describes the last place on the way that exists.
fn what_is_there(document: &Json, pointer: &Pointer) -> String {
    let mut at = Pointer::root();
    let mut value = document;
    for step in pointer.steps() {
        let next = at.child(step.as_str());
        let Some(below) = next.find(document) else { break };
        (at, value) = (next, below);
    }
    let place = if at.steps().is_empty() {
        "the top".to_owned()
    } else {
        format!("`{at}`")
    };
    match value {
        Json::Object(members) if !members.is_empty() => {
            let names = members.keys().take(SHOWN).map(|name| format!("`{name}`"));
            let names: Vec<String> = names.collect();
            let more = match members.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{place} has {}{more}", names.join(", "))
        }
        Json::Array(items) if !items.is_empty() => format!("{place} has items 0 to {}", items.len() - 1),
        Json::Object(_) | Json::Array(_) => format!("{place} is empty"),
        other => format!("{place} is a value of type {}", other.type_name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json;

    #[test]
    fn a_file_that_has_the_whole_name_wins_over_a_place_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["a.json", "a.json#", "b#1.json"] {
            std::fs::write(at(name), "{}").unwrap();
        }
        let of = |name: &str| {
            let address = Address::of(&at(name));
            let file = address.file.file_name().unwrap().to_str().unwrap().to_owned();
            (file, address.fragment)
        };
        let pair = |file: &str, fragment: &str| (file.to_owned(), fragment.to_owned());
        assert_eq!(of("a.json"), pair("a.json", ""));
        assert_eq!(of("a.json#"), pair("a.json#", ""));
        assert_eq!(of("a.json#/x"), pair("a.json", "/x"));
        assert_eq!(of("a.json##/x"), pair("a.json#", "/x"));
        assert_eq!(of("b#1.json"), pair("b#1.json", ""));
        assert_eq!(of("b#1.json#/x#y"), pair("b#1.json", "/x#y"));
        assert_eq!(of("a.json#x"), pair("a.json", "x"));
        assert_eq!(of("absent.json#/x"), pair("absent.json", "/x"));
    }

    #[test]
    fn dangling_pointer_lists_existing_names() {
        let document =
            json::parse(r#"{"$defs": {"a b": {"type": "string"}, "c": [1]}, "é": 1}"#.as_bytes()).unwrap();
        let find = |fragment: &str| {
            let address = Address {
                file: "f.json".into(),
                fragment: fragment.into(),
            };
            match address.find(&document) {
                Ok(pointer) => pointer.to_string(),
                Err(error) => error.to_string(),
            }
        };
        assert_eq!(find(""), "");
        assert_eq!(find("/$defs/a b"), "/$defs/a b");
        assert_eq!(find("/$defs/a%20b"), "/$defs/a b");
        assert_eq!(find("/%C3%A9"), "/é");
        insta::assert_snapshot!(find("/$defs/d"), @"f.json has no place `/$defs/d`: `/$defs` has `a b`, `c`");
        insta::assert_snapshot!(find("/x/y"), @"f.json has no place `/x/y`: the top has `$defs`, `é`");
        insta::assert_snapshot!(find("/$defs/c/1"), @"f.json has no place `/$defs/c/1`: `/$defs/c` has items 0 to 0");
        insta::assert_snapshot!(find("/$defs/a b/type/x"), @"f.json has no place `/$defs/a b/type/x`: `/$defs/a b/type` is a value of type string");
        insta::assert_snapshot!(find("c"), @"f.json has no place `c`: it is not a JSON Pointer: it is empty or starts with `/`, and `~` is written `~0`, `/` in a key `~1`; the top has `$defs`, `é`");
    }
}
