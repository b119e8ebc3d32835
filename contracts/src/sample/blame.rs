//! The part of a message because of which a reader refuses it.

use super::{Message, find_mut, places};
use counterpart_engine::json::{Json, Pointer};

/// The innermost part whose removal, or replacement by the part of a readable message, makes a refused message
/// readable. Nothing if there is none.
pub fn to_blame(
    message: &Message,
    readable: &[Message],
    reads: &mut dyn FnMut(&Message) -> bool,
) -> Option<Pointer> {
    if let Some(at) = message.spelled().next() {
        if reads(&message.plain()) {
            return Some(at.clone());
        }
    }
    let mut candidates = places(message.value());
    candidates.sort_by_key(|at| std::cmp::Reverse(at.steps().len()));
    candidates.retain(|at| !at.steps().is_empty());
    candidates.into_iter().find(|at| {
        let here = at.find(message.value());
        let others = readable.iter().filter_map(|other| at.find(other.value()));
        let replaced = others.filter(|other| Some(*other) != here).any(|other| {
            let mut value = message.value().clone();
            find_mut(&mut value, at).is_some_and(|place| {
                *place = other.clone();
                true
            }) && reads(&message.with_value(value))
        });
        replaced || without(message.value(), at).is_some_and(|value| reads(&message.with_value(value)))
    })
}

/// The value without one part.
fn without(value: &Json, at: &Pointer) -> Option<Json> {
    let (last, above) = at.steps().split_last()?;
    let above = Pointer::of(above);
    let mut value = value.clone();
    match find_mut(&mut value, &above)? {
        Json::Object(members) => {
            members.shift_remove(last)?;
        }
        Json::Array(items) => {
            items.remove(last.parse().ok()?);
        }
        _ => return None,
    }
    Some(value)
}
