//! True if a schema may accept null.

use std::collections::BTreeSet;

use counterpart_engine::compat::schema::Schema;
use counterpart_engine::compat::schema::node::{Body, NodeId, Types};
use counterpart_engine::json::Json;

/// Returns false only if null is refused for certain: by a type or by listed values, here or behind references.
pub(super) fn may_be_null(schema: &Schema, id: NodeId) -> bool {
    may_be(schema, id, &mut BTreeSet::new())
}

/// `above` has the schemas that are being asked: one that comes back to itself adds nothing.
fn may_be(schema: &Schema, id: NodeId, above: &mut BTreeSet<NodeId>) -> bool {
    const DEEPEST: usize = 64;
    let keywords = match &schema.node(id).body {
        Body::Always(accepts) => return *accepts,
        Body::Keywords(keywords) => keywords,
    };
    if keywords.types.is_some_and(|types| !types.intersects(Types::NULL)) {
        return false;
    }
    let values = keywords.values.as_ref();
    if values.is_some_and(|values| !values.contains(&Json::Null)) {
        return false;
    }
    if above.len() == DEEPEST || !above.insert(id) {
        return true;
    }
    let mut each = keywords.references.iter().chain(&keywords.all_of);
    let all = each.all(|&part| may_be(schema, part, above));
    let any = [&keywords.any_of, &keywords.one_of]
        .into_iter()
        .all(|alternatives| {
            let mut one = alternatives.iter();
            alternatives.is_empty() || one.any(|&alternative| may_be(schema, alternative, above))
        });
    above.remove(&id);
    all && any
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::compat::schema::Options;

    fn of(text: &str) -> bool {
        let schema = Schema::parse(text.as_bytes(), &Options::default()).unwrap();
        may_be_null(&schema, schema.root())
    }

    #[test]
    fn null_is_accepted_by_types_values_and_alternatives() {
        for text in [
            "{}",
            r#"{"type": ["string", "null"]}"#,
            r#"{"enum": ["a", null]}"#,
            r#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#,
            r#"{"oneOf": [{"const": null}, {"type": "string"}], "title": "A"}"#,
            r##"{"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"type": "string"}, {}]}}}"##,
            r##"{"$ref": "#"}"##,
        ] {
            assert!(of(text), "{text}");
        }
    }

    #[test]
    fn null_is_refused_where_nothing_allows_it() {
        for text in [
            "false",
            r#"{"type": "object"}"#,
            r#"{"const": "a"}"#,
            r#"{"anyOf": [{"type": "string"}, {"enum": [1, 2]}]}"#,
            r#"{"allOf": [{}, {"type": "string"}]}"#,
            r##"{"$ref": "#/$defs/a", "$defs": {"a": {"oneOf": [{"type": "string"}, false]}}}"##,
            r##"{"anyOf": [{"type": "string"}, {"$ref": "#/$defs/a"}], "$defs": {"a": {"type": "object"}}}"##,
        ] {
            assert!(!of(text), "{text}");
        }
    }
}
