//! From serde's words and their place to the rule of a refusal.

use serde::de::IgnoredAny;
use serde_json::error::Category;

use super::descend::{Ask, Exact, descend};
use super::refused::{Cause, Named, Refused};
use super::text;
use super::trace::Region;
use crate::guard::{Found, RefusalRule};

/// A refusal, before it is known whose.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::guard) struct Explained {
    pub(in crate::guard) rule: RefusalRule,
    pub(in crate::guard) place: String,
    pub(in crate::guard) is_within: bool,
    pub(in crate::guard) expected: String,
    pub(in crate::guard) found: Found,
    pub(in crate::guard) offset: u64,
}

const UNICODE: &str = "text in Unicode";

pub(super) fn verdict(
    text: &[u8],
    refused: &Refused,
    regions: &[Region],
    first: &serde_json::Error,
    ask: &Ask<'_>,
) -> Explained {
    if let Some(malformed) = malformed(text, first) {
        return malformed;
    }
    let above = refused.path.as_deref().unwrap_or_default();
    let said = Exact {
        path: above.to_vec(),
        is_name: refused.is_name,
    };
    let (at, is_within) = if may_be_deeper(refused, above, regions) {
        match descend(refused, above, regions, text, ask) {
            Some(exact) => (exact, false),
            None => (said, true),
        }
    } else {
        (said, refused.path.is_none())
    };
    at_place(text, refused, &at, is_within, first)
}

/// Tells whether the place is only that of a value that serde kept, of which a part may be refused.
fn may_be_deeper(refused: &Refused, above: &[usize], regions: &[Region]) -> bool {
    if regions.is_empty() || refused.is_name {
        return false;
    }
    let is_own = |region: &Region| region.path == above && !region.is_tagged;
    match refused.cause {
        // serde_json's own errors are about text that it has before it.
        Cause::Text => false,
        // The enum without tags whose value is kept here.
        Cause::NoVariant => !regions.iter().any(is_own),
        _ => true,
    }
}

/// The refusal of text that is not JSON.
fn malformed(text: &[u8], first: &serde_json::Error) -> Option<Explained> {
    if first.classify() == Category::Data {
        return None;
    }
    // Without values: an error of this kind has none.
    let words = first.to_string();
    let is_json = std::str::from_utf8(text).is_ok() && serde_json::from_slice::<IgnoredAny>(text).is_ok();
    let is_too_deep = words.starts_with("recursion limit exceeded");
    let is_of_unicode = is_of_unicode(&words);
    // A reader that leaves a string out takes any escape in it. So that one has a place.
    if is_json && !is_too_deep {
        return None;
    }
    let expected = match first.classify() {
        _ if is_too_deep => "at most 127 levels of nesting",
        _ if is_of_unicode => UNICODE,
        Category::Eof => "more text",
        _ if words.starts_with("trailing characters") => "the end of the text",
        _ => "JSON",
    };
    Some(Explained {
        rule: RefusalRule::MalformedText,
        place: String::new(),
        is_within: false,
        expected: expected.to_owned(),
        found: Found::Malformed,
        offset: offset(text, first),
    })
}

/// Tells whether serde_json's words are about an escape that is no character: one half of a pair without the other.
fn is_of_unicode(words: &str) -> bool {
    const WORDS: [&str; 3] = [
        "lone leading surrogate",
        "invalid unicode code point",
        // A first half with no escape behind it.
        "unexpected end of hex escape",
    ];
    WORDS.iter().any(|start| words.starts_with(start))
}

/// The byte that serde_json names by line and column.
fn offset(text: &[u8], error: &serde_json::Error) -> u64 {
    let is_end = |(_, byte): &(usize, &u8)| **byte == b'\n';
    let line = match error.line() {
        0 | 1 => 0,
        line => {
            let mut ends = text.iter().enumerate().filter(is_end);
            ends.nth(line - 2).map_or(text.len(), |(at, _)| at + 1)
        }
    };
    let at = line.saturating_add(error.column().saturating_sub(1));
    at.min(text.len()) as u64
}

fn at_place(
    text: &[u8],
    refused: &Refused,
    at: &Exact,
    is_within: bool,
    first: &serde_json::Error,
) -> Explained {
    // An unknown tag is about the value that has it.
    let path = match at.path.split_last() {
        Some((_, above)) if refused.is_tag => above,
        _ => &at.path,
    };
    let words = first.to_string();
    if refused.cause == Cause::Text && is_of_unicode(&words) {
        // A name that is no text is in no place: that of its object is.
        let path = &path[..path.len() - usize::from(at.is_name && !path.is_empty())];
        return Explained {
            rule: RefusalRule::MalformedText,
            place: text::find(text, path).1,
            is_within,
            expected: UNICODE.to_owned(),
            found: Found::Malformed,
            offset: offset(text, first),
        };
    }
    let (value, mut place) = text::find(text, path);
    let token = &text[value.range.clone()];
    let mut found = match (is_within, &refused.cause) {
        // serde names the kind of the value, and nothing says where it is.
        (true, Cause::Type(named) | Cause::Value(named)) => named.kind(),
        (true, Cause::Length(_)) => Found::Array,
        _ => text::kind(text, value.range.start),
    };
    let mut start = match (&value.name, at.is_name) {
        (Some(name), true) => name.start,
        _ => value.range.start,
    };
    let rule = match &refused.cause {
        // An array in the place of an object: some readers take the items for the members.
        Cause::Missing(_) if found != Found::Object => RefusalRule::TypeMismatch,
        Cause::Missing(field) => {
            text::push_step(&mut place, field);
            found = Found::Absent;
            RefusalRule::PropertyMissing
        }
        Cause::Repeated(field) => {
            // By an alias the member has another name: then the place is the object.
            if let Some(last) = text::last_member(text, value.range.start, field) {
                text::push_step(&mut place, field);
                found = text::kind(text, last);
                start = last;
            }
            RefusalRule::PropertyRepeated
        }
        _ if at.is_name => RefusalRule::PropertyDenied,
        Cause::UnknownField(_) => RefusalRule::PropertyDenied,
        Cause::UnknownVariant(_) if found == Found::Object => RefusalRule::AlternativeNotAccepted,
        Cause::UnknownVariant(_) => RefusalRule::ValueNotAccepted,
        Cause::NoVariant => RefusalRule::AlternativeNotAccepted,
        _ if found == Found::Null => RefusalRule::NullEmitted,
        Cause::Length(_) if found == Found::Object => RefusalRule::PropertyCount,
        Cause::Length(_) => RefusalRule::ArrayLength,
        // serde reads an integer beyond 64 bits as a float.
        Cause::Type(Named::Float(_)) if token.iter().all(|byte| !b".eE".contains(byte)) => {
            RefusalRule::NumberRange
        }
        Cause::Text if words.starts_with("number out of range") => RefusalRule::NumberRange,
        Cause::Text if words.starts_with("trailing characters") => match found {
            Found::Object => RefusalRule::PropertyCount,
            _ => RefusalRule::ArrayLength,
        },
        // The variant is known, and has content.
        Cause::Type(Named::Variant) => RefusalRule::ValueNotAccepted,
        Cause::Text if words.starts_with("invalid type: unit variant") => RefusalRule::ValueNotAccepted,
        Cause::Type(_) | Cause::Text => RefusalRule::TypeMismatch,
        Cause::Value(_) | Cause::Code => match found {
            Found::Number => RefusalRule::NumberRange,
            Found::String => RefusalRule::StringContent,
            Found::Array => RefusalRule::ArrayContent,
            Found::Object => RefusalRule::ForbiddenShape,
            _ => RefusalRule::ValueNotAccepted,
        },
    };
    Explained {
        rule,
        place,
        is_within,
        expected: expected(refused, token, first),
        found,
        offset: start as u64,
    }
}

/// The expectation in serde's words. A type's own code may have put the value into them: then they are left out.
fn expected(refused: &Refused, token: &[u8], first: &serde_json::Error) -> String {
    const UNSAID: &str = "a value that its type accepts";
    let expected = match (&refused.cause, refused.expected.as_str()) {
        (Cause::NoVariant, _) => return "a value that one of the variants accepts".to_owned(),
        // serde_json's words for a part that it reads itself: behind the value, and without one.
        (Cause::Text, "") => {
            let words = first.to_string();
            let (_, behind) = words.rsplit_once(", expected ").unwrap_or_default();
            let (known, _) = behind.split_once(" at line ").unwrap_or((behind, ""));
            known.to_owned()
        }
        (_, expected) => expected.to_owned(),
    };
    let token = std::str::from_utf8(token).unwrap_or_default().trim_matches('"');
    let may_hold_it = matches!(
        refused.cause,
        Cause::Type(_) | Cause::Value(_) | Cause::Length(_) | Cause::Code
    );
    let is_said = may_hold_it && token.len() > 2 && expected.contains(token);
    if expected.is_empty() || is_said {
        return UNSAID.to_owned();
    }
    expected
}
