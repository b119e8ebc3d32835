//! Fixes of a name that differs between the sides.

use super::super::{Named, Renamed};
use super::Fix;
use super::case::{Case, below, short};
use super::edit::Change;
use counterpart_engine::compat::PlaceStep;

/// The fixes, the best first: the consumer learns the new name, or the producer keeps the old one in messages.
pub(super) fn of_renamed(case: &Case<'_>, renamed: &Renamed) -> Vec<Fix> {
    let (old, new) = (short(&renamed.consumer), short(&renamed.producer));
    let attribute = |key: &str, name: &str| Change::Attribute(format!("{key} = {name:?}"));
    if renamed.what == Named::Tag {
        // serde has no alias for a tag: a consumer that reads the new one refuses earlier messages.
        let what = if case.is_producer_rust() {
            format!("keep the tag: `#[serde(tag = {old:?})]` on the enum, instead of `{new}`")
        } else {
            format!("keep the name `{old}` of the tag, instead of `{new}`")
        };
        return vec![case.in_producer(
            &what,
            [(renamed.above.clone(), attribute("tag", &renamed.consumer))],
        )];
    }
    let at = |name: &str| {
        let name = name.to_owned();
        let step = match renamed.what {
            Named::Variant => PlaceStep::Alternative(name),
            Named::Field | Named::Tag => PlaceStep::Property(name),
        };
        below(&renamed.above, step)
    };
    let noun = renamed.what.noun();
    let consumer = if case.is_consumer_rust() {
        format!("add `#[serde(alias = {new:?})]` to `{old}`")
    } else {
        format!("accept `{new}` beside `{old}`")
    };
    let producer = if case.is_producer_rust() {
        format!("keep the {noun}'s name in messages: `#[serde(rename = {old:?})]` on `{new}`")
    } else {
        format!("keep the {noun}'s name `{old}`, instead of `{new}`")
    };
    vec![
        case.in_consumers(
            &consumer,
            [(at(&renamed.consumer), attribute("alias", &renamed.producer))],
        ),
        case.in_producer(
            &producer,
            [(at(&renamed.producer), attribute("rename", &renamed.consumer))],
        ),
    ]
}
