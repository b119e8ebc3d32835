//! The key of a message against the field that it is the value of.

use super::declared::Declared;
use super::explain::{self, Children};
use super::message::Message;
use super::{Found, Part, Refusal, RefusalRule};

/// Refuses a message whose key is not the value of the contract's field. The payload was read, so it is JSON; `above` are
/// the members that the payload's object is in.
#[inline(never)]
pub(super) fn check(
    declared: &Declared,
    message: &Message<'_>,
    text: &[u8],
    above: &[&str],
) -> Result<(), Box<Refusal>> {
    let Some(field) = declared.key else {
        return Ok(());
    };
    let top = Some(explain::start(text, 0));
    let inside = above.iter().fold(top, |at, name| member(text, at?, name));
    let value = inside.and_then(|at| member(text, at, field));
    let is_same = |key: &[u8]| value.is_some_and(|value| is_text_of(text, value, key));
    if message.key.is_some_and(is_same) {
        return Ok(());
    }
    let mut refusal = declared.refusal(Part::Key, RefusalRule::KeyMismatch);
    refusal.set_expected(&format!("the value of the member `{field}`"));
    refusal.found = match message.key {
        Some(_) => Found::String,
        None => Found::Absent,
    };
    Err(refusal)
}

/// The start of a member's value.
pub(super) fn member(text: &[u8], object: usize, name: &str) -> Option<usize> {
    let mut members = Children::of(text, object)?;
    loop {
        let (found, value) = members.next_start()?;
        let found = found?;
        let inside = &text[found.start + 1..found.end - 1];
        let is_plain = !inside.contains(&b'\\');
        if is_plain && inside == name.as_bytes() || !is_plain && explain::decoded(text, &found) == name {
            return Some(value);
        }
        members.skip()?;
    }
}

/// Tells whether a key is the text of the value that starts here: a string as it is, a number or a boolean as it is written.
fn is_text_of(text: &[u8], value: usize, key: &[u8]) -> bool {
    let Some(end) = explain::end(text, value) else {
        return false;
    };
    let token = &text[value..end];
    match explain::kind(text, value) {
        Found::String if token.contains(&b'\\') => explain::decoded(text, &(value..end)).as_bytes() == key,
        Found::String => &token[1..token.len() - 1] == key,
        Found::Number | Found::Boolean => token == key,
        _ => false,
    }
}
