//! A field that is read under several names: each is a property of the same kind, and a message has one of them. serde
//! refuses a message with two.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use counterpart_engine::json::{Json, Object};

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            spell_out(members);
        }
    });
}

fn spell_out(members: &mut Object) {
    let Some(properties) = members.get_mut("properties").and_then(Json::as_object_mut) else {
        return;
    };
    let mut fields: Vec<Vec<String>> = Vec::new();
    let mut more = Object::default();
    for (name, schema) in properties.iter_mut() {
        let take = |marks: &mut Marks| std::mem::take(&mut marks.aliases);
        let aliases = schema.as_object_mut().map(|schema| Marks::edit(schema, take));
        let mut names = vec![name.clone()];
        for alias in aliases.unwrap_or_default() {
            if !names.contains(&alias) {
                more.insert(alias.clone(), schema.clone());
                names.push(alias);
            }
        }
        if names.len() > 1 {
            fields.push(names);
        }
    }
    for (alias, schema) in more {
        properties.entry(alias).or_insert(schema);
    }
    let conditions: Vec<Json> = fields
        .iter()
        .flat_map(|names| one_of_them(names, no_longer_required(members, &names[0])))
        .collect();
    if conditions.is_empty() {
        return;
    }
    match members.get_mut("allOf") {
        Some(Json::Array(own)) => own.extend(conditions),
        _ => {
            members.insert("allOf".to_owned(), Json::Array(conditions));
        }
    }
}

/// Takes a name out of `required`; says whether it was there.
fn no_longer_required(members: &mut Object, name: &str) -> bool {
    let Some(Json::Array(required)) = members.get_mut("required") else {
        return false;
    };
    let before = required.len();
    required.retain(|one| one.as_str() != Some(name));
    let was_there = required.len() < before;
    if required.is_empty() {
        members.shift_remove("required");
    }
    was_there
}

/// The schemas for a message that has exactly one of the names, or at most one.
fn one_of_them(names: &[String], required: bool) -> Vec<Json> {
    let has = |names: &[&String]| {
        let names = names.iter().map(|name| Json::from(name.as_str())).collect();
        Json::from([("required", Json::Array(names))])
    };
    if required {
        let each = names.iter().map(|name| has(&[name])).collect();
        return vec![Json::from([("oneOf", Json::Array(each))])];
    }
    let pairs = names
        .iter()
        .enumerate()
        .flat_map(|(at, one)| names[at + 1..].iter().map(move |other| (one, other)));
    pairs
        .map(|(one, other)| Json::from([("not", has(&[one, other]))]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn a_required_field_comes_under_exactly_one_of_its_names() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"a":{"type":"integer","x-counterpart":{"aliases":["b","a","c"]}},"d":{}},"required":["a","d"]}"#), @r#"{"type":"object","properties":{"a":{"type":"integer"},"d":{},"b":{"type":"integer"},"c":{"type":"integer"}},"required":["d"],"allOf":[{"oneOf":[{"required":["a"]},{"required":["b"]},{"required":["c"]}]}]}"#);
    }

    #[test]
    fn an_optional_field_comes_under_one_name_at_most() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"a":{"type":"integer","x-counterpart":{"aliases":["b","c"]}}},"required":[]}"#), @r#"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"},"c":{"type":"integer"}},"allOf":[{"not":{"required":["a","b"]}},{"not":{"required":["a","c"]}},{"not":{"required":["b","c"]}}]}"#);
    }

    #[test]
    fn nested_and_strict_objects_keep_their_other_rules() {
        insta::assert_snapshot!(after(run, r##"{"type":"object","properties":{"o":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"object",
            "properties":{"a":{"$ref":"#/$defs/A","x-counterpart":{"aliases":["b"]}}},"required":["a"],"additionalProperties":false,"allOf":[true]}}}"##), @r##"{"type":"object","properties":{"o":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/A"}},"additionalProperties":false,"allOf":[true,{"oneOf":[{"required":["a"]},{"required":["b"]}]}]}}}"##);
    }

    #[test]
    fn a_schema_without_marks_is_left() {
        let schema = r#"{"type":"object","properties":{"x-counterpart":{"aliases":["b"]}},"required":["x-counterpart"]}"#;
        assert_eq!(after(run, schema), schema);
    }
}
