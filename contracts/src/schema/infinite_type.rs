//! A type that is the whole of itself, through newtypes, options and untagged variants: serde goes round for ever on the
//! same value and overflows the stack, so nothing may ever be sent to it.

use std::collections::BTreeSet;

use super::check::SchemaError;
use super::marks::Marks;
use super::working_schema::WorkingSchema;
use counterpart_engine::json::Json;
use counterpart_engine::keywords::{Holds, holds, schemas_in};

/// Finds a cycle of references that never steps into a property or an item.
pub(super) fn check(working: &WorkingSchema) -> Result<(), SchemaError> {
    let mut ended = BTreeSet::new();
    for key in working.definitions.keys() {
        let mut way = Vec::new();
        follow(working, key, &mut way, &mut ended)?;
    }
    Ok(())
}

fn follow<'a>(
    working: &'a WorkingSchema,
    key: &'a str,
    way: &mut Vec<&'a str>,
    ended: &mut BTreeSet<&'a str>,
) -> Result<(), SchemaError> {
    if let Some(at) = way.iter().position(|step| *step == key) {
        let name = |key: &&str| working.definitions[*key].name.clone();
        return Err(SchemaError::InfiniteType(way[at..].iter().map(name).collect()));
    }
    if ended.contains(key) {
        return Ok(());
    }
    let mut references = Vec::new();
    if let Some(definition) = working.definitions.get(key) {
        in_place(&definition.schema, &mut references);
    }
    way.push(key);
    for reference in references {
        follow(working, reference, way, ended)?;
    }
    way.pop();
    ended.insert(key);
    Ok(())
}

fn in_place<'a>(schema: &'a Json, references: &mut Vec<&'a str>) {
    let Some(members) = schema
        .as_object()
        .filter(|members| Marks::of(members).trusted.is_none())
    else {
        return;
    };
    for (keyword, value) in members {
        if keyword == "$ref" {
            references.extend(value.as_str());
        } else if holds(keyword) == Holds::InPlace {
            for schema in schemas_in(keyword, value) {
                in_place(schema, references);
            }
        }
    }
}
