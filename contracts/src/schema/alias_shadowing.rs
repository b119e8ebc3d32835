//! A key that two fields are read from: an alias that is the name of a flattened field. serde gives the key to the field that
//! has the alias, and the flattened one never sees it.

use std::collections::BTreeSet;

use super::check::SchemaError;
use super::marks::Marks;
use super::working_schema::WorkingSchema;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::schemas_in;

/// Finds the first such alias.
pub(super) fn check(working: &WorkingSchema) -> Result<(), SchemaError> {
    for definition in working.definitions.values() {
        within(working, &definition.schema, &definition.name)?;
    }
    Ok(())
}

fn within(working: &WorkingSchema, schema: &Json, name: &str) -> Result<(), SchemaError> {
    let Some(members) = schema
        .as_object()
        .filter(|members| Marks::of(members).trusted.is_none())
    else {
        return Ok(());
    };
    let own = members.get("properties").and_then(Json::as_object);
    for (property, schema) in own.into_iter().flatten() {
        let marks = schema.as_object().map(Marks::of).unwrap_or_default();
        for alias in marks.aliases.iter().filter(|alias| *alias != property) {
            if declares(working, members, alias, &mut BTreeSet::new()) {
                return Err(SchemaError::Refused {
                    place: format!("{name}.{property}"),
                    why: format!(
                        "its alias {alias:?} is the name of another field, which serde then no longer \
                         reads: remove the alias, or rename the other field"
                    ),
                });
            }
        }
    }
    members
        .iter()
        .flat_map(|(keyword, value)| schemas_in(keyword, value))
        .try_for_each(|schema| within(working, schema, name))
}

/// Returns true if an object has a property of this name, flattened alternatives included.
fn declares<'a>(
    working: &'a WorkingSchema,
    members: &'a Object,
    name: &str,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    let own = members.get("properties").and_then(Json::as_object);
    if own.is_some_and(|own| own.contains_key(name)) {
        return true;
    }
    let branches = ["oneOf", "anyOf", "allOf"].iter();
    let branches = branches
        .filter_map(|keyword| members.get(*keyword)?.as_array())
        .flatten();
    if branches
        .filter_map(Json::as_object)
        .any(|branch| declares(working, branch, name, seen))
    {
        return true;
    }
    let reference = members.get("$ref").and_then(Json::as_str);
    let definition = reference.and_then(|key| working.definitions.get_key_value(key));
    match definition {
        Some((key, definition)) if seen.insert(key) => definition
            .schema
            .as_object()
            .is_some_and(|members| declares(working, members, name, seen)),
        _ => false,
    }
}
