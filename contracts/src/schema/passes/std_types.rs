//! Types of the standard library that are read more strictly than schemars says: serde takes no unknown field in a
//! `Duration`, a `SystemTime` or a range, and one key only in a `Result` or a `Bound`.

use super::super::derived::NAME;
use super::super::draft::Draft;
use crate::json::{Json, Object};

/// How schemars names the definition, and the keys of what it says.
const STRUCTS: [(&str, [&str; 2]); 3] = [
    ("Duration", ["secs", "nanos"]),
    ("SystemTime", ["secs_since_epoch", "nanos_since_epoch"]),
    ("Range_of_", ["start", "end"]),
];
const ENUMS: [(&str, [&str; 2]); 2] = [
    ("Result_of_", ["Ok", "Err"]),
    ("Bound_of_", ["Included", "Excluded"]),
];

pub(super) fn run(draft: &mut Draft) {
    for definition in draft.definitions.values_mut() {
        let Some(members) = definition.schema.as_object_mut() else {
            continue;
        };
        // A type of the user that derives its contract tells its name; what serde reads there, the derive knows.
        if members.contains_key(NAME) {
            continue;
        }
        let named = |prefix: &str| definition.name.starts_with(prefix);
        if STRUCTS
            .iter()
            .any(|(name, keys)| named(name) && has_exactly(members, keys))
        {
            close(members);
        }
        let is_enum = ENUMS.iter().find(|(name, _)| named(name));
        if let (Some((_, keys)), Some(Json::Array(variants))) = (is_enum, members.get_mut("oneOf")) {
            for variant in variants.iter_mut().filter_map(Json::as_object_mut) {
                if keys.iter().any(|key| has_exactly(variant, &[key])) {
                    close(variant);
                }
            }
        }
    }
}

/// Whether these are the declared properties, all of them required.
fn has_exactly(members: &Object, keys: &[&str]) -> bool {
    let properties = members.get("properties").and_then(Json::as_object);
    let required = members.get("required").and_then(Json::as_array);
    let (Some(properties), Some(required)) = (properties, required) else {
        return false;
    };
    properties.len() == keys.len()
        && required.len() == keys.len()
        && keys
            .iter()
            .all(|key| properties.contains_key(*key) && required.iter().any(|one| one.as_str() == Some(key)))
}

fn close(members: &mut Object) {
    members
        .entry("additionalProperties".to_owned())
        .or_insert(Json::Bool(false));
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn a_duration_and_a_range_have_no_other_fields() {
        insta::assert_snapshot!(after(run, r##"{"items":{"$ref":"#/$defs/Duration"},"$defs":{
            "Duration":{"type":"object","properties":{"secs":{},"nanos":{}},"required":["secs","nanos"]},
            "Range_of_uint8":{"type":"object","properties":{"start":{},"end":{}},"required":["start","end"]}}}"##), @r##"{"items":{"$ref":"#/$defs/Duration"},"$defs":{"Duration":{"type":"object","properties":{"secs":{},"nanos":{}},"required":["secs","nanos"],"additionalProperties":false},"Range_of_uint8":{"type":"object","properties":{"start":{},"end":{}},"required":["start","end"],"additionalProperties":false}}}"##);
    }

    #[test]
    fn a_result_has_one_key() {
        insta::assert_snapshot!(after(run, r##"{"items":{"$ref":"#/$defs/Result_of_A_or_B"},"$defs":{"Result_of_A_or_B":{"oneOf":[
            {"type":"object","properties":{"Ok":{}},"required":["Ok"]},{"type":"object","properties":{"Err":{}},"required":["Err"]}]}}}"##), @r##"{"items":{"$ref":"#/$defs/Result_of_A_or_B"},"$defs":{"Result_of_A_or_B":{"oneOf":[{"type":"object","properties":{"Ok":{}},"required":["Ok"],"additionalProperties":false},{"type":"object","properties":{"Err":{}},"required":["Err"],"additionalProperties":false}]}}}"##);
    }

    #[test]
    fn types_of_the_user_that_are_called_the_same_are_left() {
        let schema = r##"{"items":{"$ref":"#/$defs/Duration"},"$defs":{"Duration":{"type":"object","properties":{"secs":{},"nanos":{}},"required":["secs","nanos"],"x-counterpart-name":"Duration"},"SystemTime":{"type":"object","properties":{"secs_since_epoch":{}},"required":["secs_since_epoch"]}}}"##;
        assert_eq!(after(run, schema), schema);
    }
}
