//! An externally tagged enum as the only field of a variant that is written next to a tag, before schemars merges the
//! two. serde then writes each of its variants as a member, those without content too: `{"tag": "New", "Unit": null}`. It
//! reads that one member, and refuses any other.

use schemars::_private::serde_json::{Map, Value, json};
use schemars::{Schema, SchemaGenerator};

use super::deny_unknown_in_flatten::alternatives;
use super::flattened::{denies_others, others};
use super::marks::Marks;
use super::wire::referred_to;

const UNIONS: [&str; 2] = ["oneOf", "anyOf"];

/// The number of types within each other that are looked into. Deeper variants without content stay texts.
const MOST_WITHIN: usize = 32;

/// Turns variants without content, which are texts elsewhere, into members. Returns true if there are any.
pub(super) fn with_units_as_members(schema: &mut Schema, generator: &SchemaGenerator) -> bool {
    let mut whole = Map::from_iter([("oneOf".to_owned(), json!([schema.clone().to_value()]))]);
    if !units(&mut whole, generator, MOST_WITHIN) {
        return false;
    }
    let only = whole.remove("oneOf").and_then(|all| match all {
        Value::Array(mut all) => all.pop(),
        _ => None,
    });
    if let Some(Ok(changed)) = only.map(Schema::try_from) {
        *schema = changed;
    }
    true
}

fn units(members: &mut Map<String, Value>, generator: &SchemaGenerator, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return false;
    };
    let mut has_units = false;
    let unions = UNIONS.iter().chain(&["allOf"]);
    for union in unions {
        let Some(branches) = members.get_mut(*union).and_then(Value::as_array_mut) else {
            continue;
        };
        // Of an enum that is not ours, as the standard library's `Bound`, schemars leaves the other variants open.
        if *union == "oneOf" && branches.iter().any(is_unit) {
            branches.iter_mut().for_each(close);
        }
        for branch in branches {
            let mut alone = branch.clone();
            let marks = alone.as_object_mut().map(Marks::take).unwrap_or_default();
            let Ok(schema) = Schema::try_from(alone) else {
                continue;
            };
            let Value::Object(mut target) = referred_to(schema, generator).to_value() else {
                continue;
            };
            let marks = marks.or(Marks::take(&mut target));
            if let Some(variants) = names_of_units(&target).filter(|_| marks.other.is_none()) {
                target = as_members(variants);
            } else if !units(&mut target, generator, left) {
                continue;
            }
            marks.put(&mut target);
            *branch = Value::Object(target);
            has_units = true;
        }
    }
    has_units
}

fn is_unit(branch: &Value) -> bool {
    branch
        .as_object()
        .is_some_and(|members| names_of_units(members).is_some())
}

/// Closes a variant with content, which is an object with one member.
fn close(branch: &mut Value) {
    let Some(members) = branch.as_object_mut() else {
        return;
    };
    let properties = members.get("properties").and_then(Value::as_object);
    let required = members.get("required").and_then(Value::as_array);
    if let (Some(properties), Some(required)) = (properties, required) {
        let is_variant = properties.len() == 1
            && required.len() == 1
            && required.iter().eq(properties.keys().map(String::as_str));
        if is_variant && others(members).is_none() {
            members.insert("additionalProperties".to_owned(), false.into());
        }
    }
}

/// The names of variants that are texts; `None` if the schema is of something else, or of any other text too.
fn names_of_units(members: &Map<String, Value>) -> Option<Vec<String>> {
    if members.get("type")?.as_str()? != "string" {
        return None;
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match (members.get("enum"), members.get("const")) {
        (Some(all), _) => all.as_array()?.iter().map(text).collect(),
        (None, Some(only)) => Some(vec![text(only)?]),
        (None, None) => None,
    }
}

/// A union, of one member each.
fn as_members(variants: Vec<String>) -> Map<String, Value> {
    let member = |variant: String| {
        json!({
            "type": "object",
            "properties": { &variant: { "type": "null" } },
            "required": [variant],
            "additionalProperties": false,
        })
    };
    let all: Vec<Value> = variants.into_iter().map(member).collect();
    Map::from_iter([("oneOf".to_owned(), Value::Array(all))])
}

/// Records which alternatives deny other members, which schemars drops because the tag is one.
pub(super) fn note_denied(members: &mut Map<String, Value>) {
    alternatives(members, &mut |alternative| {
        if !denies_others(alternative) {
            return;
        }
        Marks::edit(alternative, |marks| {
            let denies = marks.denies.get_or_insert_default();
            denies.itself = true;
        });
    });
}
