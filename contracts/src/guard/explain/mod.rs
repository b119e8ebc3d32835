//! The reason why serde refused a message.
//!
//! The message is read a second time, by the same `Deserialize` and the same serde_json, through a deserializer that follows
//! the place. So serde is what refuses, and nothing here judges a value.

mod access;
mod descend;
mod deserializer;
mod place;
mod refused;
mod text;
mod trace;
mod verdict;
mod visitor;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::de::DeserializeSeed;

use super::{Found, RefusalRule};
use deserializer::Followed;
pub(super) use refused::{Cause, Error, Refused};
use trace::{Change, Trace};

pub(super) use text::{Children, decoded, end, kind, pointer_of, push_step, start};
pub(super) use verdict::Explained;

/// Explains the first error of a reading.
pub(super) fn explain<'m, S>(text: &'m [u8], seed: S, first: &serde_json::Error) -> Explained
where
    S: DeserializeSeed<'m> + Copy,
{
    let trace = Trace::default();
    let refused = again(text, seed, &trace);
    // Only a type that reads differently each time reads the message now.
    let refused = refused.unwrap_or_else(|| Refused::of(Cause::Code, String::new()));
    let ask = |change: Change| {
        let trace = Trace::of(change);
        // A panic of the type's code for a message that nobody sent is no answer.
        let answer = catch_unwind(AssertUnwindSafe(|| again(text, seed, &trace)));
        match answer {
            Ok(answer) if trace.is_changed.get() => answer,
            _ => Some(Refused::of(Cause::Text, String::new())),
        }
    };
    let above = refused.path.clone().unwrap_or_default();
    verdict::verdict(text, &refused, &trace.regions(&above), first, &ask)
}

/// Reads the message through a deserializer that follows the place.
fn again<'m, S: DeserializeSeed<'m>>(text: &'m [u8], seed: S, trace: &Trace) -> Option<Box<Refused>> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let read = seed.deserialize(Followed::new(&mut deserializer, trace));
    read.err().map(|error| trace.placed(error, 0).0)
}

/// The rule, the expectation and the kind of a refusal of a header or an attribute, which is a text.
pub(super) fn of_text(refused: Refused, name: &str, found: Found) -> (RefusalRule, String, Found) {
    let rule = match &refused.cause {
        Cause::Missing(_) => RefusalRule::PropertyMissing,
        Cause::UnknownVariant(_) => RefusalRule::ValueNotAccepted,
        Cause::Type(_) => RefusalRule::TypeMismatch,
        _ => RefusalRule::StringContent,
    };
    let expected = match rule {
        RefusalRule::PropertyMissing => format!("the header `{name}`"),
        _ => refused.expected,
    };
    (rule, expected, found)
}
