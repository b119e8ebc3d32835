//! The place of a refusal in a value that serde keeps.
//!
//! serde reads a tagged enum and a flattened field twice: it keeps the value, and reads it later from its own memory, where
//! nobody can follow. What it then says names a value or a field, not a place. Often there is one place that the words fit.
//! Where there are several, serde is asked again, each time with a marker in one of them: the place is the one where serde
//! names the marker instead. Nothing is concluded without such an answer.

use super::refused::{Cause, Named, Refused};
use super::text::{self, Value};
use super::trace::{Change, Marker, Region};
use crate::guard::Found;

/// The most values that are looked at.
const VALUES: usize = 4096;

/// The most places that are asked about.
const PLACES: usize = 16;

/// The most bytes that are read for all questions together.
const BYTES: usize = 4 << 20;

/// serde's answer to a changed message: nothing if it reads it.
pub(super) type Ask<'a> = dyn Fn(Change) -> Option<Box<Refused>> + 'a;

/// A place in the message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Exact {
    pub(super) path: Vec<usize>,
    pub(super) is_name: bool,
}

/// The exact place of a refusal at `above`, if serde's words lead to one.
pub(super) fn descend(
    refused: &Refused,
    above: &[usize],
    regions: &[Region],
    text: &[u8],
    ask: &Ask<'_>,
) -> Option<Exact> {
    let candidates = candidates(refused, above, regions, text)?;
    let questions = 2 * candidates.len();
    let is_much = candidates.len() > PLACES || questions.saturating_mul(text.len()) > BYTES;
    if let (Cause::Missing(_), [only]) = (&refused.cause, &candidates[..]) {
        // An object is the only thing that can lack a member.
        return Some(only.clone());
    }
    if is_much || Marker::is_in(text) {
        return None;
    }
    match &refused.cause {
        Cause::Missing(name) => lacking(name, refused, candidates, ask),
        Cause::Repeated(_) => match &candidates[..] {
            [only] => Some(only.clone()),
            _ => None,
        },
        _ => named(refused, candidates, ask),
    }
}

/// The places that the words fit, in the order in which they are read.
fn candidates(refused: &Refused, above: &[usize], regions: &[Region], text: &[u8]) -> Option<Vec<Exact>> {
    let mut values = Vec::new();
    let (top, _) = text::find(text, above);
    for region in regions {
        let (value, _) = text::find(text, &region.path);
        values.extend(text::all(text, value, VALUES)?);
        if values.len() > VALUES {
            return None;
        }
    }
    if regions.iter().all(|region| region.path != above) {
        values.insert(0, top);
    }
    let mut found = Vec::new();
    for value in &values {
        let at = |is_name| Exact {
            path: value.path.clone(),
            is_name,
        };
        let name = || value.name.as_ref().map(|name| text::decoded(text, name));
        match &refused.cause {
            Cause::Type(named) | Cause::Value(named) => {
                if let (Named::Text(said), true) = (named, value.path.len() > above.len()) {
                    if name().as_ref() == Some(said) {
                        found.push(at(true));
                    }
                }
                if is_named(text, value, named) {
                    found.push(at(false));
                }
            }
            Cause::UnknownVariant(said) => {
                if name().as_ref() == Some(said) && value.path.last() == Some(&0) {
                    found.push(at(true));
                }
                if is_named(text, value, &Named::Text(said.clone())) {
                    found.push(at(false));
                }
            }
            Cause::UnknownField(said) => {
                if name().as_ref() == Some(said) {
                    found.push(at(true));
                }
            }
            Cause::Missing(field) => {
                if members(text, value).is_some_and(|names| names.iter().all(|name| name != field)) {
                    found.push(at(false));
                }
            }
            Cause::Repeated(field) => {
                let is_there = |names: Vec<String>| names.iter().filter(|name| name == field).count() > 1;
                if members(text, value).is_some_and(is_there) {
                    found.push(at(false));
                }
            }
            Cause::Length(length) => {
                let Some(mut children) = text::Children::of(text, value.range.start) else {
                    continue;
                };
                let mut count = 0;
                while children.next_start().is_some() && children.skip().is_some() {
                    count += 1;
                }
                if count == *length {
                    found.push(at(false));
                }
            }
            Cause::NoVariant | Cause::Code | Cause::Text => {}
        }
    }
    if matches!(refused.cause, Cause::Missing(_)) {
        // A field is missed at the end of its object, so what is inside comes first.
        let end = |exact: &Exact| {
            let value = values.iter().find(|value| value.path == exact.path);
            value.map_or(0, |value| value.range.end)
        };
        found.sort_by_key(end);
    }
    Some(found)
}

/// The names of an object's members.
fn members(text: &[u8], value: &Value) -> Option<Vec<String>> {
    if text::kind(text, value.range.start) != Found::Object {
        return None;
    }
    let mut children = text::Children::of(text, value.range.start)?;
    let mut names = Vec::new();
    while let Some((name, _)) = children.next_start() {
        names.extend(name.map(|name| text::decoded(text, &name)));
        if children.skip().is_none() {
            break;
        }
    }
    Some(names)
}

/// Tells whether serde would name this value so.
fn is_named(text: &[u8], value: &Value, named: &Named) -> bool {
    let token = &text[value.range.clone()];
    match named {
        Named::Null => token == b"null",
        Named::Bool(true) => token == b"true",
        Named::Bool(false) => token == b"false",
        Named::Unsigned(number) => serde_json::from_slice(token).is_ok_and(|value: u64| value == *number),
        Named::Signed(number) => serde_json::from_slice(token).is_ok_and(|value: i64| value == *number),
        Named::Float(number) => serde_json::from_slice(token).is_ok_and(|value: f64| value == *number),
        Named::Text(said) => token.first() == Some(&b'"') && text::decoded(text, &value.range) == *said,
        Named::Array => token.first() == Some(&b'['),
        Named::Object => token.first() == Some(&b'{'),
        Named::Variant | Named::Other => false,
    }
}

/// Tells whether serde names the marker, where it named something else before.
fn names(answer: Option<&Refused>, refused: &Refused, marker: Marker) -> bool {
    let Some(answer) = answer else { return false };
    let is_marker = match (&answer.cause, marker) {
        (Cause::Type(Named::Text(said)) | Cause::Value(Named::Text(said)), Marker::Text) => {
            said == Marker::TEXT
        }
        (Cause::UnknownVariant(said) | Cause::UnknownField(said), Marker::Text) => said == Marker::TEXT,
        (Cause::Type(Named::Unsigned(said)) | Cause::Value(Named::Unsigned(said)), Marker::Number) => {
            *said == Marker::NUMBER
        }
        _ => false,
    };
    // The words about a length and a missing member are not those about a type.
    let has_own_words = matches!(refused.cause, Cause::Missing(_) | Cause::Length(_));
    is_marker && (answer.expected == refused.expected || has_own_words)
}

/// The last of the places that are read, with the same expectation: what is behind the refused value is never read.
fn named(refused: &Refused, candidates: Vec<Exact>, ask: &Ask<'_>) -> Option<Exact> {
    let markers = match &refused.cause {
        Cause::Type(Named::Unsigned(_) | Named::Signed(_))
        | Cause::Value(Named::Unsigned(_) | Named::Signed(_)) => [Marker::Number, Marker::Text],
        _ => [Marker::Text, Marker::Number],
    };
    for with in markers {
        let is_reached = |place: &&Exact| {
            let change = Change::Replace {
                at: place.path.clone(),
                is_name: place.is_name,
                with,
            };
            let answer = ask(change);
            names(answer.as_deref(), refused, with)
        };
        if let Some(place) = candidates.iter().rfind(is_reached) {
            return Some(place.clone());
        }
    }
    None
}

/// The object whose reader misses the member: it is the last one whose end is read.
fn lacking(name: &'static str, refused: &Refused, candidates: Vec<Exact>, ask: &Ask<'_>) -> Option<Exact> {
    let mut last = None;
    for place in candidates {
        for value in [Marker::Text, Marker::Number] {
            let change = Change::Insert {
                at: place.path.clone(),
                name,
                value,
            };
            let Some(answer) = ask(change) else {
                // With the member, the message is read.
                return Some(place);
            };
            match &answer.cause {
                Cause::Missing(other) if *other == name => {}
                // With the member, the reader goes on to the next that is missing.
                Cause::Missing(_) => return Some(place),
                Cause::Code => last = Some(place.clone()),
                _ if names(Some(&answer), refused, value) => last = Some(place.clone()),
                // The object is none that may have one more member.
                _ => {}
            }
        }
    }
    last
}
