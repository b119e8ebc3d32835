//! A flattened enum whose variants are keys next to the fields. serde takes the first key in the message that names
//! a variant, and refuses the message if its value does not fit, regardless of the others. A contract requires one
//! of the keys, so that the order decides nothing.

use super::super::working_schema::WorkingSchema;
use counterpart_engine::json::Json;

pub(super) fn run(working: &mut WorkingSchema) {
    working.each(&mut |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        let keys: Vec<Json> = members
            .get("oneOf")
            .and_then(Json::as_array)
            .and_then(|variants| variants.iter().map(key).collect())
            .unwrap_or_default();
        let repeated = |at: usize| keys[..at].contains(&keys[at]);
        if keys.len() < 2 || (0..keys.len()).any(repeated) {
            return;
        }
        let one = keys
            .into_iter()
            .map(|key| Json::from([("required", Json::Array(vec![key]))]))
            .collect();
        let one = Json::from([("oneOf", Json::Array(one))]);
        match members.get_mut("allOf") {
            Some(Json::Array(all)) => all.push(one),
            _ => {
                members.insert("allOf".to_owned(), Json::Array(vec![one]));
            }
        }
    });
}

/// The key of a variant that is next to other properties. A variant that is an object of its own has no others.
fn key(variant: &Json) -> Option<Json> {
    let members = variant.as_object()?;
    let properties = variant.get("properties")?.as_object()?;
    let [required] = variant.get("required")?.as_array()? else {
        return None;
    };
    let only_that = properties.len() == 1 && properties.contains_key(required.as_str()?);
    (only_that && !members.contains_key("additionalProperties")).then(|| required.clone())
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn one_of_the_keys_of_a_flattened_enum_is_there() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"id":{}},"oneOf":[
            {"type":"object","properties":{"A":{"type":"integer"}},"required":["A"]},
            {"type":"object","properties":{"B":{"type":"null"}},"required":["B"]}]}"#), @r#"{"type":"object","properties":{"id":{}},"oneOf":[{"type":"object","properties":{"A":{"type":"integer"}},"required":["A"]},{"type":"object","properties":{"B":{"type":"null"}},"required":["B"]}],"allOf":[{"oneOf":[{"required":["A"]},{"required":["B"]}]}]}"#);
    }

    #[test]
    fn other_unions_are_left() {
        for schema in [
            r#"{"oneOf":[{"type":"object","properties":{"A":{}},"required":["A"],"additionalProperties":false},{"type":"object","properties":{"B":{}},"required":["B"],"additionalProperties":false}]}"#,
            r#"{"oneOf":[{"type":"object","properties":{"t":{"const":"A"}},"required":["t"]},{"type":"object","properties":{"t":{"const":"B"}},"required":["t"]}]}"#,
            r#"{"anyOf":[{"type":"object","properties":{"A":{}},"required":["A"]},{"type":"object","properties":{"B":{}},"required":["B"]}]}"#,
        ] {
            assert_eq!(after(run, schema), schema);
        }
    }
}
