//! Attributes that do not fit the type of their field, which only the type's schema shows.

use super::check::SchemaError;
use super::marks::Marks;
use super::working_schema::WorkingSchema;
use crate::contract::Role;
use counterpart_engine::compat::pattern::foreign;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::{by_name, schemas_in};

/// Finds the first one.
pub(super) fn check(working: &WorkingSchema, role: Role) -> Result<(), SchemaError> {
    for definition in working.definitions.values() {
        inside(&definition.schema, &definition.name, role)?;
    }
    Ok(())
}

/// The patterns that schemars writes for the keys of a map that are integers. They hold more than any integer type reads.
const DIGITS: [&str; 2] = [r"^\d+$", r"^-?\d+$"];

/// Returns true for a map of integers as keys that no derive of ours has seen: a `JsonSchema` by another derive or by hand.
fn has_unknown_keys(members: &Object, marks: &Marks) -> bool {
    let patterns = members.get("patternProperties").and_then(Json::as_object);
    let is_digits = |patterns: &Object| DIGITS.iter().any(|digits| patterns.contains_key(*digits));
    marks.keys.is_none() && patterns.is_some_and(is_digits)
}

fn inside(schema: &Json, at: &str, role: Role) -> Result<(), SchemaError> {
    let Json::Object(members) = schema else {
        return Ok(());
    };
    let marks = Marks::of(members);
    if role == Role::Consumes && has_unknown_keys(members, &marks) {
        let why = "the keys of this map are integers, and its `JsonSchema` does not say which ones are read: replace \
                   `#[contract(json_schema)]` by the derive alone, or write the pattern of the keys that are read, as \
                   `\"patternProperties\": {\"^(0|[1-9][0-9]?)$\": …}`"
            .to_owned();
        let place = at.to_owned();
        return Err(SchemaError::Refused { place, why });
    }
    let why = marks.misused.or_else(|| {
        let pattern = marks.declared_pattern?;
        let why = foreign(&pattern)?;
        Some(format!("`{pattern}` is not a pattern of ECMA-262: {why}"))
    });
    if let Some(why) = why {
        let place = at.to_owned();
        return Err(SchemaError::Refused { place, why });
    }
    for (keyword, value) in members {
        if let (true, Json::Object(named)) = (by_name(keyword), value) {
            for (name, schema) in named {
                inside(schema, &format!("{at}.{name}"), role)?;
            }
            continue;
        }
        for schema in schemas_in(keyword, value) {
            inside(schema, at, role)?;
        }
    }
    Ok(())
}
