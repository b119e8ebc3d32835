//! Edits of payloads by hand.

use std::fmt;
use std::str::FromStr;

use counterpart::letters::{DeadLetter, Edited, LetterError};
use counterpart_engine::compat::validate::{Finder, Scratch};
use counterpart_engine::json::{self, Json, Pointer};

/// Sets one place of a payload: `/email="a@b"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The place.
    pub at: Pointer,
    /// Its new value.
    pub value: Json,
    /// The value as it was written: `7.0` stays `7.0`.
    pub written: String,
}

/// The text is no edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditError {
    /// It has no `=`.
    NoValue,
    /// What is before the `=` is not a JSON Pointer.
    NotAPointer,
    /// What is behind the `=` is not JSON.
    NotJson(String),
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::NoValue => f.write_str("write POINTER=JSON, as in `/email=\"a@example.com\"`"),
            EditError::NotAPointer => f.write_str(
                "the place is a JSON Pointer: it starts with `/`, and in a name `~` is `~0`, `/` is `~1`",
            ),
            EditError::NotJson(reason) => {
                write!(f, "the value is JSON, so a string has quotation marks: {reason}")
            }
        }
    }
}

impl std::error::Error for EditError {}

impl FromStr for Edit {
    type Err = EditError;

    fn from_str(text: &str) -> Result<Self, EditError> {
        // A name may have a `=` in it. The value is what is JSON behind the first that fits.
        let mut signs = text.match_indices('=').map(|(at, _)| at).peekable();
        let first = *signs.peek().ok_or(EditError::NoValue)?;
        let parsed = |at: usize| json::parse(&text.as_bytes()[at + 1..]);
        let (at, value) =
            signs
                .find_map(|at| Some((at, parsed(at).ok()?)))
                .ok_or_else(|| match parsed(first) {
                    Err(error) => EditError::NotJson(error.to_string()),
                    Ok(_) => EditError::NoValue,
                })?;
        let written = text[at + 1..].trim_ascii().to_owned();
        let at = text[..at].parse().map_err(|_| EditError::NotAPointer)?;
        Ok(Self { at, value, written })
    }
}

/// The payload with all edits. `None` if it is no JSON, a place is not there, or nothing changes.
///
/// A place may be a new member of an object that is there. All other bytes stay: `7.0` must not become `7`, which a reader
/// may take where it refused the other.
pub(super) fn edited(payload: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    if edits.is_empty() {
        return None;
    }
    let before = json::parse(payload).ok()?;
    let mut value = before.clone();
    let mut text = payload.to_vec();
    for edit in edits {
        set(&mut value, edit.at.steps(), &edit.value)?;
        text = spliced(&text, edit)?;
    }
    (value != before && json::parse(&text).is_ok_and(|written| written == value)).then_some(text)
}

/// The text with the new value in its place, or as the last member of the object that it belongs to.
fn spliced(text: &[u8], edit: &Edit) -> Option<Vec<u8>> {
    let find = |at: &Pointer| {
        let mut found = Vec::new();
        let finder = Finder::new(std::slice::from_ref(at));
        finder.find(text, &mut Scratch::default(), &mut found).ok()?;
        let found = found.first().copied().flatten()?;
        Some((found.offset, found.raw.len()))
    };
    let value = edit.written.as_str();
    let replace = |range: std::ops::Range<usize>, new: &str| {
        [&text[..range.start], new.as_bytes(), &text[range.end..]].concat()
    };
    if let Some((start, length)) = find(&edit.at) {
        return Some(replace(start..start + length, value));
    }
    let (name, above) = edit.at.steps().split_last()?;
    let (start, length) = find(&Pointer::of(above.to_vec()))?;
    let members = text[start..start + length - 1].trim_ascii_end();
    let comma = if members.len() == 1 { "" } else { "," };
    let end = start + members.len();
    Some(replace(
        end..end,
        &format!("{comma}{}:{value}", Json::from(name.as_str())),
    ))
}

fn set(value: &mut Json, steps: &[String], new: &Json) -> Option<()> {
    let Some((step, below)) = steps.split_first() else {
        *value = new.clone();
        return Some(());
    };
    let part = match value {
        Json::Object(members) if below.is_empty() => {
            members.insert(step.clone(), new.clone());
            return Some(());
        }
        Json::Object(members) => members.get_mut(step)?,
        Json::Array(items) if step == "0" || !step.starts_with('0') => {
            items.get_mut(step.parse::<usize>().ok()?)?
        }
        _ => return None,
    };
    set(part, below, new)
}

/// The letter with its edited payload, and the original beside it: a line without its end. `None` if
/// the edits do not apply.
///
/// # Errors
/// Fails if the line is no letter.
pub fn edited_line(line: &[u8], edits: &[Edit]) -> Result<Option<String>, LetterError> {
    let mut letter = DeadLetter::from_json(line)?;
    let Some(payload) = edited(&letter.payload, edits) else {
        return Ok(None);
    };
    let before = std::mem::replace(&mut letter.payload, payload);
    let mut at: Vec<String> = edits.iter().map(|edit| edit.at.to_string()).collect();
    // The original of a letter that was edited before is the one that came.
    let (original, mut earlier) = match letter.edited.take() {
        Some(edited) => (edited.original, edited.at),
        None => (before, Vec::new()),
    };
    earlier.retain(|place| !at.contains(place));
    earlier.append(&mut at);
    letter.edited = Some(Edited {
        original,
        at: earlier,
    });
    Ok(Some(letter.to_json()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart::letters::MessageId;

    fn edit(text: &str) -> Edit {
        text.parse().unwrap()
    }

    fn apply(payload: &str, edits: &[&str]) -> Option<String> {
        let edits: Vec<Edit> = edits.iter().map(|text| edit(text)).collect();
        edited(payload.as_bytes(), &edits).map(|text| String::from_utf8(text).unwrap())
    }

    #[test]
    fn an_edit_is_a_place_and_json() {
        assert_eq!(edit("/a=b=1").at.to_string(), "/a=b");
        assert_eq!(edit("/a=\"x=1\"").value, Json::from("x=1"));
        assert_eq!(edit("=null").at, Pointer::root());
        insta::assert_snapshot!("/a".parse::<Edit>().unwrap_err(), @r#"write POINTER=JSON, as in `/email="a@example.com"`"#);
        insta::assert_snapshot!("/a=b".parse::<Edit>().unwrap_err(), @"the value is JSON, so a string has quotation marks: expected a value at line 1, column 1");
        insta::assert_snapshot!("a=1".parse::<Edit>().unwrap_err(), @"the place is a JSON Pointer: it starts with `/`, and in a name `~` is `~0`, `/` is `~1`");
    }

    #[test]
    fn only_the_place_changes() {
        let payload = r#"{"b":1e400,"a":[{"x":1.0},2]}"#;
        assert_eq!(
            apply(payload, &["/a/0/x=7"]).unwrap(),
            r#"{"b":1e400,"a":[{"x":7},2]}"#
        );
        assert_eq!(
            apply(r#"{"a":{}}"#, &["/a/n=null", "/b=2"]).unwrap(),
            r#"{"a":{"n":null},"b":2}"#
        );
        for absent in ["/x/y=1", "/a/2=1", "/a/00=1", "/b/c=1", "/a/-=1"] {
            assert_eq!(apply(payload, &[absent]), None, "{absent}");
        }
        assert_eq!(apply(payload, &["/a/1=2"]), None);
        assert_eq!(
            apply(
                "{ \"n\": 7.0, \"z\": -0.0,\t\"\\u0061\": [ 1E+2, {} ]\n}",
                &["/a/1/new=true", "/n2=1.50", "/z=1"]
            )
            .unwrap(),
            "{ \"n\": 7.0, \"z\": 1,\t\"\\u0061\": [ 1E+2, {\"new\":true} ],\"n2\":1.50\n}"
        );
        assert_eq!(apply("[1.0]", &["=2"]).unwrap(), "2");
        assert_eq!(apply("no json", &["/a=1"]), None);
    }

    #[test]
    fn an_edited_letter_keeps_the_original_that_came() {
        let letter = DeadLetter::new(MessageId::new("s", "1"), "e", r#"{"a": 1}"#).to_json();
        let once = edited_line(letter.as_bytes(), &[edit("/a=2")]).unwrap().unwrap();
        let twice = edited_line(once.as_bytes(), &[edit("/b=3"), edit("/a=4")])
            .unwrap()
            .unwrap();
        let letter = DeadLetter::from_json(twice.as_bytes()).unwrap();
        assert_eq!(letter.payload, br#"{"a": 4,"b":3}"#);
        let edited = letter.edited.unwrap();
        assert_eq!(
            (edited.original.as_slice(), edited.at),
            (br#"{"a": 1}"#.as_slice(), vec!["/b".into(), "/a".into()])
        );
    }
}
