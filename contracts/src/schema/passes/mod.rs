//! From what schemars says to what serde does. The order is part of the meaning, so it stands here and nowhere else.

mod aliases;
mod annotations;
mod closed;
mod content;
mod definitions;
mod denied;
mod floats;
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

pub(super) use map_keys::as_text;

use super::draft::Draft;
use crate::contract::Role;
use counterpart_engine::json::Object;

/// Runs the passes for a role.
pub(super) fn run(mut draft: Draft, role: Role) -> Object {
    // What it looks for is what schemars writes.
    kinds::run(&mut draft, role);
    integers::run(&mut draft);
    floats::run(&mut draft);
    map_keys::run(&mut draft, role);
    // Before definitions that restrict other properties are merged into what stands around them.
    std_types::run(&mut draft, role);
    // While the marks of the derive are still there: they go where the properties go.
    merged::run(&mut draft);
    if role == Role::Consumes {
        aliases::run(&mut draft);
        tuples::run(&mut draft);
        // It asks for the mark of a missing content, which the pass after it removes.
        other::run(&mut draft);
        content::run(&mut draft);
        // Other names are names by now, and of a variant that reads over anything the denial is gone.
        denied::run(&mut draft);
        // Other names of a variant are variants by now.
        variant_keys::run(&mut draft);
    }
    map_keys::beside_properties(&mut draft);
    // After the formats of numbers are bounds, before anything asks whether a schema says anything at all.
    annotations::run(&mut draft);
    match role {
        Role::Consumes => unique_items::run(&mut draft),
        Role::Emits => draft = closed::run(&draft),
    }
    let mut document = definitions::run(draft).into_document();
    order::run(&mut document);
    document
}

/// Before and after, for the tests of the passes.
#[cfg(test)]
mod testing {
    use super::super::draft::Draft;
    use counterpart_engine::json::{self, Json};

    pub(super) fn draft(schema: &str) -> Draft {
        Draft::new(json::parse(schema.as_bytes()).unwrap(), "Root").unwrap()
    }

    /// The document after a pass that changes a draft in place.
    pub(super) fn after(pass: impl FnOnce(&mut Draft), schema: &str) -> String {
        let mut draft = draft(schema);
        pass(&mut draft);
        text(draft)
    }

    pub(super) fn text(draft: Draft) -> String {
        Json::Object(draft.into_document()).to_string()
    }
}
