//! A definition that constrains *all other* properties (a map, `deny_unknown_fields`) is written out if it is next
//! to more properties. Behind a `$ref`, the tag of a variant or the fields around a flattened one would count as
//! others too, and nothing would fit.

use std::collections::BTreeSet;

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords;

pub(super) fn run(working: &mut WorkingSchema) {
    let before = working.clone();
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            merge(members, &before);
        }
    });
}

fn merge(members: &mut Object, working: &WorkingSchema) {
    let mut seen = BTreeSet::new();
    while members.contains_key("properties") {
        let Some(mut target) = restricting_target(members, working, &mut seen) else {
            return;
        };
        members.shift_remove("$ref");
        let marks = Marks::take(members).or(Marks::take(&mut target));
        marks.put(members);
        for (keyword, value) in target {
            match (members.get_mut(keyword.as_str()), value) {
                (None, value) => {
                    members.insert(keyword, value);
                }
                (Some(Json::Object(own)), Json::Object(theirs)) if keyword.ends_with("roperties") => {
                    for (name, schema) in theirs {
                        own.entry(name).or_insert(schema);
                    }
                }
                (Some(Json::Array(own)), Json::Array(theirs)) if keyword == "required" => own.extend(theirs),
                // `type: object` on both sides.
                _ => {}
            }
        }
    }
}

/// The definition behind `$ref`, and behind references that are a definition's only content, if it restricts other
/// properties.
fn restricting_target(
    members: &Object,
    working: &WorkingSchema,
    seen: &mut BTreeSet<String>,
) -> Option<Object> {
    let mut key = members.get("$ref")?.as_str()?;
    loop {
        if !seen.insert(key.to_owned()) {
            return None;
        }
        let target = working.definitions.get(key)?.schema.as_object()?;
        let restricts = [
            "additionalProperties",
            "unevaluatedProperties",
            "patternProperties",
        ]
        .iter()
        .any(|keyword| target.contains_key(*keyword));
        match target.get("$ref").and_then(Json::as_str) {
            _ if restricts => return Some(target.clone()),
            Some(next)
                if target
                    .keys()
                    .filter(|keyword| keywords::rank(keyword).is_some())
                    .count()
                    == 1 =>
            {
                key = next
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn map_next_to_a_tag_does_not_contain_the_tag() {
        insta::assert_snapshot!(after(run, r##"{"$ref":"#/$defs/Extra","type":"object","properties":{"t":{"const":"a"}},"required":["t"],
            "$defs":{"Extra":{"type":"object","additionalProperties":{"type":"integer"}}}}"##), @r#"{"type":"object","properties":{"t":{"const":"a"}},"required":["t"],"additionalProperties":{"type":"integer"},"$defs":{"Extra":{"type":"object","additionalProperties":{"type":"integer"}}}}"#);
    }

    #[test]
    fn strict_struct_in_a_newtype_allows_the_fields_around_it() {
        insta::assert_snapshot!(after(run, r##"{"type":"object","properties":{"id":{}},"required":["id"],"$ref":"#/$defs/New",
            "$defs":{"New":{"$ref":"#/$defs/Strict"},"Strict":{"properties":{"a":{}},"required":["a"],"additionalProperties":false}}}"##), @r##"{"type":"object","properties":{"id":{},"a":{}},"required":["id","a"],"additionalProperties":false,"$defs":{"New":{"$ref":"#/$defs/Strict"},"Strict":{"properties":{"a":{}},"required":["a"],"additionalProperties":false}}}"##);
    }

    #[test]
    fn other_references_stay() {
        let schema =
            r##"{"$ref":"#/$defs/A","properties":{"t":{}},"$defs":{"A":{"properties":{"a":{"$ref":"#"}}}}}"##;
        assert_eq!(after(run, schema), schema);
    }
}
