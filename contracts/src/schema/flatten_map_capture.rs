//! A flattened map reads every key that nobody has consumed: those of a flattened field after it, and those of a
//! field that consumes none. If these are not values of the map, serde refuses the message.

use super::check::SchemaError;
use super::marks::Marks;
use super::working_schema::WorkingSchema;
use crate::derived::marks::TakenBy;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::schemas_in;

/// Finds the first property that a flattened map reads too.
pub(super) fn check(working: &WorkingSchema) -> Result<(), SchemaError> {
    for definition in working.definitions.values() {
        within(&definition.schema, &definition.name)?;
    }
    Ok(())
}

fn within(schema: &Json, name: &str) -> Result<(), SchemaError> {
    let Some(members) = schema.as_object() else {
        return Ok(());
    };
    let marks = Marks::of(members);
    if marks.trusted.is_some() {
        return Ok(());
    }
    if let Some(map) = marks.flattened_map {
        let read_too = |taken_by: TakenBy| match taken_by {
            TakenBy::Field(number) => number > map,
            TakenBy::None => true,
        };
        if let Some(property) = property(members, &read_too) {
            return Err(SchemaError::FlattenMapCapture {
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

/// The first property of the object itself whose key is taken so.
fn property(members: &Object, is: &dyn Fn(TakenBy) -> bool) -> Option<String> {
    let own = members.get("properties").and_then(Json::as_object);
    let found = own.into_iter().flatten().find(|(_, schema)| {
        let marks = schema.as_object().map(Marks::of).unwrap_or_default();
        marks.trusted.is_none() && marks.taken_by.is_some_and(is)
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
