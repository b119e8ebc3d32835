//! A flattened map reads every key that no one has taken away: those of a flattened field behind it, and those of a field
//! that takes none. Where these are no values of the map, serde refuses the message.

use super::check::SchemaError;
use super::derived::{FLAT, FLAT_MAP, TRUST};
use super::draft::Draft;
use super::keywords::schemas_in;
use counterpart_engine::json::{Json, Object};

/// Finds the first property that a flattened map reads too.
pub(super) fn check(draft: &Draft) -> Result<(), SchemaError> {
    for definition in draft.definitions.values() {
        within(&definition.schema, &definition.name)?;
    }
    Ok(())
}

fn within(schema: &Json, name: &str) -> Result<(), SchemaError> {
    let Some(members) = schema.as_object().filter(|members| !members.contains_key(TRUST)) else {
        return Ok(());
    };
    if let Some(Json::Number(map)) = members.get(FLAT_MAP) {
        let read_too = |flat: &Json| matches!(flat, Json::Number(flat) if flat > map);
        if let Some(property) = property(members, &read_too) {
            return Err(SchemaError::Swallowed {
                ty: name.to_owned(),
                property,
            });
        }
    }
    members
        .iter()
        .flat_map(|(keyword, value)| schemas_in(keyword, value))
        .try_for_each(|schema| within(schema, name))
}

/// The first property of the object itself whose mark is so.
fn property(members: &Object, is: &dyn Fn(&Json) -> bool) -> Option<String> {
    let own = members.get("properties").and_then(Json::as_object);
    let found = own.into_iter().flatten().find(|(_, schema)| {
        let members = schema.as_object();
        members.is_some_and(|members| !members.contains_key(TRUST) && members.get(FLAT).is_some_and(is))
    });
    found.map(|(name, _)| name.clone()).or_else(|| {
        let branches = ["oneOf", "anyOf", "allOf"]
            .iter()
            .filter_map(|keyword| members.get(*keyword)?.as_array());
        branches
            .flatten()
            .filter_map(Json::as_object)
            .find_map(|branch| property(branch, is))
    })
}
