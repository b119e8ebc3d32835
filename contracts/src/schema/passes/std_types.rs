//! Types of the standard library that are read and written more strictly than schemars says: serde takes no unknown field
//! in a `Duration`, a `SystemTime` or a range, one key only in a `Result` or a `Bound`, no time that a clock cannot hold,
//! and no NUL in a `CString`.

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use crate::contract::Role;
use counterpart_engine::json::{Json, Object};

/// schemars' name of the definition, and the keys of its schema.
const STRUCTS: [(&str, [&str; 2]); 3] = [
    ("Duration", ["secs", "nanos"]),
    ("SystemTime", ["secs_since_epoch", "nanos_since_epoch"]),
    ("Range_of_", ["start", "end"]),
];
const ENUMS: [(&str, [&str; 2]); 3] = [
    ("OsString", ["Unix", "Windows"]),
    ("Result_of_", ["Ok", "Err"]),
    ("Bound_of_", ["Included", "Excluded"]),
];

/// The greatest number of seconds. (Of a `SystemTime` on 64-bit Unix, by rule: the same contract on any machine.)
const MOST_SECONDS: [(&str, &str, u64); 2] = [
    ("secs", "nanos", u64::MAX),
    ("secs_since_epoch", "nanos_since_epoch", i64::MAX as u64),
];
const MOST_NANOS: u64 = 999_999_999;
/// The number of seconds in the greatest number of nanoseconds that is read.
const CARRIED: u64 = u32::MAX as u64 / (MOST_NANOS + 1);

pub(super) fn run(working: &mut WorkingSchema, role: Role) {
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            if Marks::edit(members, |marks| std::mem::take(&mut marks.is_time)) {
                bound_time(members, role);
            }
        }
    });
    for definition in working.definitions.values_mut() {
        let Some(members) = definition.schema.as_object_mut() else {
            continue;
        };
        // A user's type that derives its contract shows its name; the derive knows what serde reads there.
        if Marks::of(members).name.is_some() {
            continue;
        }
        let named = |prefix: &str| definition.name.starts_with(prefix);
        if STRUCTS
            .iter()
            .any(|(name, keys)| named(name) && has_exactly(members, keys))
        {
            bound_time(members, role);
            if role == Role::Consumes {
                close(members);
            }
        }
        // One form is read and written on Unix, the other on Windows. By rule, Unix counts, as for times.
        if let (true, Some(Json::Array(forms))) = (named("OsString"), members.get_mut("oneOf")) {
            forms.retain(|form| {
                form.as_object()
                    .is_none_or(|form| !has_exactly(form, &["Windows"]))
            });
        }
        if named("CString") && members.contains_key("items") {
            let pattern = Json::from(r"^[^\u0000]*$");
            members.entry("pattern".to_owned()).or_insert(pattern);
        }
        if role == Role::Emits {
            continue;
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

/// A value is written with less than a second of nanoseconds. It is read with more, which are added to the seconds, unless
/// that is more than there can be.
fn bound_time(members: &mut Object, role: Role) {
    let Some(properties) = members.get_mut("properties").and_then(Json::as_object_mut) else {
        return;
    };
    let time = MOST_SECONDS
        .iter()
        .find(|(seconds, ..)| properties.contains_key(*seconds));
    let Some((seconds, nanos, most)) = time else {
        return;
    };
    let at_most = |number: u64| Json::from([("maximum", Json::Number(number.into()))]);
    let mut bound = |property: &str, number: u64| {
        if let Some(schema) = properties.get_mut(property).and_then(Json::as_object_mut) {
            schema.insert("maximum".to_owned(), Json::Number(number.into()));
        }
    };
    bound(seconds, *most);
    if role == Role::Emits {
        return bound(nanos, MOST_NANOS);
    }
    let when =
        |property: &str, number| Json::from([("properties", Json::from([(property, at_most(number))]))]);
    let either = vec![when(nanos, MOST_NANOS), when(seconds, most - CARRIED)];
    let either = Json::Array(either);
    // Other fields are next to a flattened time, and may be alternatives too.
    let has_others = members.contains_key("anyOf");
    match members.get_mut("allOf") {
        Some(Json::Array(all)) => all.push(Json::from([("anyOf", either)])),
        _ if has_others => {
            members.insert(
                "allOf".to_owned(),
                Json::Array(vec![Json::from([("anyOf", either)])]),
            );
        }
        _ => {
            members.insert("anyOf".to_owned(), either);
        }
    }
}

/// Returns true if these are the declared properties, all of them required.
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
    use crate::contract::Role;

    fn run(working: &mut super::WorkingSchema) {
        super::run(working, Role::Consumes);
    }

    #[test]
    fn a_duration_and_a_range_have_no_other_fields() {
        insta::assert_snapshot!(after(run, r##"{"items":{"$ref":"#/$defs/Duration"},"$defs":{
            "Duration":{"type":"object","properties":{"secs":{},"nanos":{}},"required":["secs","nanos"]},
            "Range_of_uint8":{"type":"object","properties":{"start":{},"end":{}},"required":["start","end"]}}}"##), @r##"{"items":{"$ref":"#/$defs/Duration"},"$defs":{"Duration":{"type":"object","properties":{"secs":{"maximum":18446744073709551615},"nanos":{}},"required":["secs","nanos"],"anyOf":[{"properties":{"nanos":{"maximum":999999999}}},{"properties":{"secs":{"maximum":18446744073709551611}}}],"additionalProperties":false},"Range_of_uint8":{"type":"object","properties":{"start":{},"end":{}},"required":["start","end"],"additionalProperties":false}}}"##);
    }

    #[test]
    fn a_result_has_one_key() {
        insta::assert_snapshot!(after(run, r##"{"items":{"$ref":"#/$defs/Result_of_A_or_B"},"$defs":{"Result_of_A_or_B":{"oneOf":[
            {"type":"object","properties":{"Ok":{}},"required":["Ok"]},{"type":"object","properties":{"Err":{}},"required":["Err"]}]}}}"##), @r##"{"items":{"$ref":"#/$defs/Result_of_A_or_B"},"$defs":{"Result_of_A_or_B":{"oneOf":[{"type":"object","properties":{"Ok":{}},"required":["Ok"],"additionalProperties":false},{"type":"object","properties":{"Err":{}},"required":["Err"],"additionalProperties":false}]}}}"##);
    }

    #[test]
    fn types_of_the_user_that_are_called_the_same_are_left() {
        let schema = r##"{"items":{"$ref":"#/$defs/Duration"},"$defs":{"Duration":{"type":"object","properties":{"secs":{},"nanos":{}},"required":["secs","nanos"],"x-counterpart":{"name":"Duration"}},"SystemTime":{"type":"object","properties":{"secs_since_epoch":{}},"required":["secs_since_epoch"]}}}"##;
        assert_eq!(after(run, schema), schema);
    }
}
