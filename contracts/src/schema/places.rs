//! Where a schema is in a type, in the words of its source: `Type.field`, and `Type::Variant.field` in a tagged enum.

use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::{by_name, schemas_in};

/// The schemas in a schema at a place, each with its own place.
pub(super) fn inside<'a>(members: &'a Object, at: &str) -> Vec<(&'a Json, String)> {
    let mut all = Vec::new();
    for (keyword, value) in members {
        if let (true, Json::Object(named)) = (by_name(keyword), value) {
            all.extend(
                named
                    .iter()
                    .map(|(name, schema)| (schema, format!("{at}.{name}"))),
            );
            continue;
        }
        let is_choice = ["oneOf", "anyOf"].contains(&keyword.as_str());
        all.extend(schemas_in(keyword, value).into_iter().map(|schema| {
            let variant = variant(schema).filter(|_| is_choice);
            let place = variant.map_or_else(|| at.to_owned(), |variant| format!("{at}::{variant}"));
            (schema, place)
        }));
    }
    all
}

/// The name that the tag of a variant has in a message.
fn variant(schema: &Json) -> Option<&str> {
    let properties = schema.get("properties")?.as_object()?;
    let mut tags = properties
        .values()
        .filter_map(|property| property.get("const")?.as_str());
    tags.next().filter(|_| tags.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::inside;
    use counterpart_engine::json::{Json, parse};

    fn places(schema: &str) -> Vec<String> {
        let schema: Json = parse(schema.as_bytes()).unwrap();
        let inside = inside(schema.as_object().unwrap(), "T");
        inside.into_iter().map(|(_, place)| place).collect()
    }

    #[test]
    fn a_property_and_a_tagged_variant_are_named() {
        assert_eq!(
            places(r#"{"properties":{"a":true,"b":true},"additionalProperties":true}"#),
            ["T.a", "T.b", "T"]
        );
        assert_eq!(
            places(
                r#"{"oneOf":[{"properties":{"k":{"const":"A"},"n":true}},{"properties":{"B":true}},
                {"properties":{"k":{"const":"A"},"l":{"const":"C"}}}]}"#
            ),
            ["T::A", "T", "T"]
        );
    }
}
