//! Fixes of a name that differs between the sides.

use super::super::{Named, Renamed};
use super::Fix;
use super::case::{Case, below, quoted, short, whole};
use super::edit::Change;
use super::schema_at::{At, Form};
use counterpart_engine::compat::PlaceStep;

/// The fixes, the best first: the consumer learns the new name, or the producer keeps the old one in messages.
pub(super) fn of_renamed(case: &Case<'_>, renamed: &Renamed) -> Vec<Fix> {
    let (old, new) = (short(&renamed.consumer), short(&renamed.producer));
    let attribute = |key: &str, name: &str| Change::Attribute(format!("{key} = {name:?}"));
    if renamed.what == Named::Tag {
        // serde has no alias for a tag: a consumer that reads the new one refuses earlier messages.
        let what = if case.is_producer_rust() {
            format!(
                "`#[serde(tag = {})]` on the enum, instead of `{new}`",
                quoted(&renamed.consumer)
            )
        } else {
            format!("keep the name `{old}` of the tag, instead of `{new}`")
        };
        return vec![case.in_producer(
            &what,
            [(renamed.above.clone(), attribute("tag", &renamed.consumer))],
        )];
    }
    if let Some(fix) = content_key(case, renamed) {
        return vec![fix];
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
    // An alias of what means something else turns a loud break into a silent one.
    let consumer = if case.is_consumer_rust() {
        format!(
            "if same, `#[serde(alias = {})]` on `{old}`",
            quoted(&renamed.producer)
        )
    } else {
        format!("if `{new}` is the same, accept it beside `{old}`")
    };
    // Another consumer may know the new name already.
    let producer = if case.is_producer_rust() {
        format!(
            "`#[serde(rename = {})]` on `{new}`, unless another consumer reads `{new}`",
            quoted(&renamed.consumer)
        )
    } else {
        format!("keep the {noun}'s name `{old}`, unless another consumer reads `{new}`")
    };
    vec![
        case.in_consumers_now(
            &consumer,
            [(at(&renamed.consumer), attribute("alias", &renamed.producer))],
        ),
        case.in_producer(
            &producer,
            [(at(&renamed.producer), attribute("rename", &renamed.consumer))],
        ),
    ]
}

/// The key of an adjacently tagged enum's content, which no field is called and no alias reads.
fn content_key(case: &Case<'_>, renamed: &Renamed) -> Option<Fix> {
    let place = whole(&renamed.above);
    let key = |document, name: &str| {
        let at = At::of(document, &place);
        let is_it = matches!(at.form(), Some(Form::Tagged { content: Some(content), .. }) if content == name);
        is_it && at.branches().len() > 1
    };
    let is_it = renamed.what == Named::Field
        && key(&case.found.emitted, &renamed.producer)
        && key(&case.refusal.contract, &renamed.consumer);
    is_it.then(|| {
        let (old, new) = (short(&renamed.consumer), short(&renamed.producer));
        if !case.is_producer_rust() {
            return case.in_producer(
                &format!("keep the name `{old}` of the content, instead of `{new}`"),
                [],
            );
        }
        let what = format!(
            "`content = {}` on the enum, instead of `{new}`",
            quoted(&renamed.consumer)
        );
        let change = Change::Attribute(format!("content = {:?}", renamed.consumer));
        case.in_producer(&what, [(place, change)])
    })
}

/// The attributes that every event of CloudEvents may have.
const ATTRIBUTES: [&str; 10] = [
    "data",
    "data_base64",
    "datacontenttype",
    "dataschema",
    "id",
    "source",
    "specversion",
    "subject",
    "time",
    "type",
];

/// Whether both names are of extensions of the envelope, which contracts declare by name.
pub(super) fn is_extension(renamed: &Renamed) -> bool {
    let is_own = |name: &String| ATTRIBUTES.contains(&name.as_str());
    renamed.what == Named::Field && !is_own(&renamed.consumer) && !is_own(&renamed.producer)
}

/// The fixes of an extension of the envelope: no attribute of serde is about it.
pub(super) fn of_extension(case: &Case<'_>, renamed: &Renamed) -> Vec<Fix> {
    let (old, new) = (short(&renamed.consumer), short(&renamed.producer));
    let declared = |name: &str, is_rust: bool| match is_rust {
        true => format!("declare `{name}` in `extensions(…)` of the envelope"),
        false => format!("name the extension `{name}`"),
    };
    let consumer = declared(&new, case.is_consumer_rust());
    let producer = declared(&old, case.is_producer_rust());
    vec![
        case.in_consumers_now(&format!("if `{new}` is the same, {consumer}"), []),
        case.in_producer(&format!("{producer}, instead of `{new}`"), []),
    ]
}
