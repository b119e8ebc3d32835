//! Attributes that do not fit the type of their field, which only the type's schema shows.

use super::check::SchemaError;
use super::marks::Marks;
use super::places;
use super::working_schema::WorkingSchema;
use counterpart_engine::compat::pattern::foreign;
use counterpart_engine::json::Json;

/// Finds the first one.
pub(super) fn check(working: &WorkingSchema) -> Result<(), SchemaError> {
    for definition in working.definitions.values() {
        inside(&definition.schema, &definition.name)?;
    }
    Ok(())
}

fn inside(schema: &Json, at: &str) -> Result<(), SchemaError> {
    let Json::Object(members) = schema else {
        return Ok(());
    };
    let marks = Marks::of(members);
    let why = marks.misused.or_else(|| {
        let pattern = marks.declared_pattern?;
        let why = foreign(&pattern)?;
        Some(format!("`{pattern}` is not a pattern of ECMA-262: {why}"))
    });
    if let Some(why) = why {
        let place = at.to_owned();
        return Err(SchemaError::Refused { place, why });
    }
    for (schema, place) in places::inside(members, at) {
        inside(schema, &place)?;
    }
    Ok(())
}
