//! The part of a message that makes the difference.

use std::collections::BTreeSet;

use crate::sample::{Message, to_blame};
use counterpart_engine::json::{Json, Pointer};

/// The part of a message that serde refuses: the part to blame, else the point where serde stopped reading.
pub(super) fn place(
    message: &Message,
    error: &str,
    readable: &[Message],
    reads: &dyn Fn(&Message) -> bool,
) -> Pointer {
    to_blame(message, readable, &mut |message| reads(message))
        .or_else(|| stopped_at(message, error))
        .unwrap_or_default()
}

/// Returns true if two places only differ in keys of maps and numbers of items.
pub(super) fn is_same(one: &Pointer, other: &Pointer, names: &BTreeSet<String>) -> bool {
    let (one, other) = (one.steps(), other.steps());
    let is_same =
        |(one, other): (&String, &String)| one == other || !(names.contains(one) || names.contains(other));
    one.len() == other.len() && one.iter().zip(other).all(is_same)
}

/// The innermost part that reaches to the column that serde names.
pub(super) fn stopped_at(message: &Message, error: &str) -> Option<Pointer> {
    let column: usize = error.rsplit_once(" column ")?.1.parse().ok()?;
    if !message.is_plain() {
        return None;
    }
    let mut at = Pointer::root();
    let (mut value, mut start) = (message.value(), 0);
    loop {
        let parts: Vec<(String, &Json, usize)> = match value {
            Json::Array(items) => {
                let parts = items.iter().enumerate();
                parts.map(|(index, item)| (index.to_string(), item, 0)).collect()
            }
            Json::Object(members) => {
                let key = |name: &str| Json::from(name).to_string().len() + 1;
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), member, key(name)))
                    .collect()
            }
            _ => return Some(at),
        };
        let mut next = start + 1;
        let mut inner = None;
        for (step, part, key) in parts {
            let from = next + key;
            let to = from + part.to_string().len();
            // A reader that refuses a member before reading it stops after the colon.
            let first = if key == 0 { from + 1 } else { from };
            if (first..=to).contains(&column) {
                inner = Some((step, part, from));
            }
            next = to + 1;
        }
        match inner {
            Some((step, part, from)) => {
                at = at.child(step);
                (value, start) = (part, from);
            }
            None => return Some(at),
        }
    }
}
