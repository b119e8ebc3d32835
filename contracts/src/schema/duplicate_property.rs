//! A property that is repeated in one object: a field and a field of a flattened type share a name, or two
//! flattened types do. serde writes the key twice, and only reads it into the first of them.

use std::collections::BTreeSet;

use super::marks::Marks;
use super::working_schema::WorkingSchema;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::schemas_in;

/// The first such property of a document.
pub(super) fn find(document: &Json) -> Option<String> {
    let no_definitions = Object::default();
    let definitions = document.get("$defs").and_then(Json::as_object);
    let definitions = definitions.unwrap_or(&no_definitions);
    let mut schemas = definitions.values().chain([document]);
    schemas.find_map(|schema| inside(schema, definitions))
}

/// The first property that schemars has merged with one of the same name. No pass leaves a trace of it.
pub(super) fn merged(working: &WorkingSchema) -> Option<String> {
    let mut schemas = working.definitions.values().map(|definition| &definition.schema);
    schemas.find_map(merged_inside)
}

fn merged_inside(schema: &Json) -> Option<String> {
    let members = schema.as_object()?;
    let marks = Marks::of(members);
    if marks.trusted.is_some() {
        return None;
    }
    marks.duplicate_name.or_else(|| {
        let mut inner = members
            .iter()
            .flat_map(|(keyword, value)| schemas_in(keyword, value));
        inner.find_map(merged_inside)
    })
}

/// Below one schema, its definitions apart.
fn inside(schema: &Json, definitions: &Object) -> Option<String> {
    let members = schema.as_object()?;
    let here = twice_required(members).or_else(|| twice_declared(members, definitions));
    here.or_else(|| {
        let inner = members.iter().filter(|(keyword, _)| *keyword != "$defs");
        let mut inner = inner.flat_map(|(keyword, value)| schemas_in(keyword, value));
        inner.find_map(|schema| inside(schema, definitions))
    })
}

fn twice_required(members: &Object) -> Option<String> {
    let required = members
        .get("required")
        .and_then(Json::as_array)
        .unwrap_or_default();
    (1..required.len())
        .find(|&at| required[..at].contains(&required[at]))
        .and_then(|at| required[at].as_str().map(str::to_owned))
}

/// A property of two parts that describe the same object together. Alternatives of one union are not such parts.
fn twice_declared(members: &Object, definitions: &Object) -> Option<String> {
    let mut seen = BTreeSet::new();
    for part in parts(members, definitions, &mut BTreeSet::new()) {
        if let Some(twice) = part.iter().find(|name| seen.contains(*name)) {
            return Some((*twice).to_owned());
        }
        seen.extend(part);
    }
    None
}

/// The names that each part of an object declares. `through` are the definitions on the way.
fn parts<'a>(
    members: &'a Object,
    definitions: &'a Object,
    through: &mut BTreeSet<&'a str>,
) -> Vec<BTreeSet<&'a str>> {
    let mut parts = Vec::new();
    // Without a type, the schema of a property restricts a declaration elsewhere.
    let declares = members.contains_key("type");
    if let (true, Some(Json::Object(properties))) = (declares, members.get("properties")) {
        parts.push(properties.keys().map(String::as_str).collect());
    }
    let mut names = |schemas: &[&'a Json]| -> BTreeSet<&'a str> {
        let objects = schemas.iter().filter_map(|schema| schema.as_object());
        objects
            .flat_map(|members| self::parts(members, definitions, through))
            .flatten()
            .collect()
    };
    for union in ["oneOf", "anyOf"] {
        if let Some(Json::Array(branches)) = members.get(union) {
            parts.push(names(&branches.iter().collect::<Vec<_>>()));
        }
    }
    if let Some(Json::Array(all)) = members.get("allOf") {
        parts.extend(all.iter().map(|one| names(&[one])));
    }
    let reference = members.get("$ref").and_then(Json::as_str);
    let key = reference.and_then(|reference| reference.strip_prefix("#/$defs/"));
    if let Some((key, target)) = key.and_then(|key| definitions.get_key_value(key)) {
        if through.insert(key) {
            if let Some(members) = target.as_object() {
                parts.push(
                    self::parts(members, definitions, through)
                        .into_iter()
                        .flatten()
                        .collect(),
                );
            }
            through.remove(key.as_str());
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::find;
    use counterpart_engine::json::parse;

    fn found(schema: &str) -> Option<String> {
        find(&parse(schema.as_bytes()).unwrap())
    }

    #[test]
    fn field_with_the_name_of_a_flattened_enum_field_is_duplicate() {
        let own = r#"{"type":"object","properties":{"id":{},"value":{}},"oneOf":[{"type":"object","properties":{"t":{},"value":{}}},{"type":"object","properties":{"t":{}}}]}"#;
        assert_eq!(found(own).as_deref(), Some("value"));
        let behind = r##"{"items":{"type":"object","properties":{"a":{}},"$ref":"#/$defs/A"},"$defs":{"A":{"anyOf":[{"type":"object","properties":{"a":{}}},{}]}}}"##;
        assert_eq!(found(behind).as_deref(), Some("a"));
        let two = r#"{"allOf":[{"oneOf":[{"type":"object","properties":{"a":{}}}]},{"oneOf":[{"type":"object","properties":{"b":{}}},{"type":"object","properties":{"a":{}}}]}]}"#;
        assert_eq!(found(two).as_deref(), Some("a"));
        assert_eq!(found(r#"{"required":["a","b","a"]}"#).as_deref(), Some("a"));
    }

    #[test]
    fn alternatives_and_values_inside_may_share_names() {
        for schema in [
            r#"{"type":"object","properties":{"id":{"properties":{"id":{}}}},"oneOf":[{"type":"object","properties":{"t":{}}},{"type":"object","properties":{"t":{}}}]}"#,
            r#"{"type":"object","properties":{"secs":{},"nanos":{}},"anyOf":[{"properties":{"nanos":{"maximum":9}}},{"properties":{"secs":{"maximum":9}}}]}"#,
            r##"{"properties":{"a":{"$ref":"#"}},"allOf":[{"oneOf":[{"required":["a"]},{"required":["b"]}]}]}"##,
            r##"{"$ref":"#/$defs/A","$defs":{"A":{"properties":{"a":{"$ref":"#/$defs/A"}}}}}"##,
            r##"{"$ref":"#/$defs/A","$defs":{"A":{"$ref":"#/$defs/A"}}}"##,
        ] {
            assert_eq!(found(schema), None, "{schema}");
        }
    }
}
