//! The passes that turn a schema of schemars into one that describes serde. Their order is part of the meaning, so
//! only this file defines it.

mod aliases;
mod annotations;
mod closed;
mod content;
mod definitions;
mod deny_unknown_in_flatten;
mod float_keys;
mod floats;
mod integer_keys;
mod integers;
mod kinds;
mod map_keys;
mod merged;
mod order;
mod other;
mod std_types;
mod tuples;
mod unique_items;
mod variant_keys;

pub(super) use map_keys::{as_text, unknown as unknown_keys};

use super::working_schema::WorkingSchema;
use crate::contract::Role;
use counterpart_engine::json::Object;

/// Runs the passes for a role.
pub(super) fn run(mut working: WorkingSchema, role: Role) -> Object {
    // It looks for the schemas that schemars writes.
    kinds::run(&mut working, role);
    integers::run(&mut working);
    floats::run(&mut working);
    map_keys::run(&mut working, role);
    // This comes before definitions that restrict other properties are merged into their surroundings.
    std_types::run(&mut working, role);
    // This comes while the marks of the derive still exist: they move with the properties.
    merged::run(&mut working);
    if role == Role::Consumes {
        // It asks for a mark.
        unique_items::run(&mut working);
        aliases::run(&mut working);
        tuples::run(&mut working);
        // It asks for the mark of a missing content, which the pass after it removes.
        other::run(&mut working);
        content::run(&mut working);
        // Other names are names by now, and of a variant that reads over anything the denial is gone.
        deny_unknown_in_flatten::run(&mut working);
        // Other names of a variant are variants by now.
        variant_keys::run(&mut working);
    }
    map_keys::beside_properties(&mut working);
    // This comes after formats of numbers became bounds, and before any pass asks whether a schema constrains
    // anything.
    annotations::run(&mut working);
    if role == Role::Emits {
        working = closed::run(&working);
    }
    let mut document = definitions::run(working).into_document();
    order::run(&mut document);
    document
}

/// Before and after, for the tests of the passes.
#[cfg(test)]
mod testing {
    use super::super::working_schema::WorkingSchema;
    use counterpart_engine::json::{self, Json};

    pub(super) fn working(schema: &str) -> WorkingSchema {
        WorkingSchema::new(json::parse(schema.as_bytes()).unwrap(), "Root").unwrap()
    }

    /// The document after a pass that changes a schema in place.
    pub(super) fn after(pass: impl FnOnce(&mut WorkingSchema), schema: &str) -> String {
        let mut working = working(schema);
        pass(&mut working);
        text(working)
    }

    pub(super) fn text(working: WorkingSchema) -> String {
        Json::Object(working.into_document()).to_string()
    }
}
