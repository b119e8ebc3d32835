//! A producer's schema, for a consumer that distinguishes 1 and 1.0.
//!
//! For Pact these are two values of two types; JSON Schema has only one. A Rust float is always written with a
//! fraction or an exponent, so it is never an integer for Pact. Here the schema of a float is one of numbers that
//! are not integers.

use super::ContractFile;
use counterpart_engine::json::{Json, Object};

/// Returns the emitted schema, with floats as numbers that are not integers.
pub fn with_distinct_floats(contract: &ContractFile) -> Json {
    let schema = Json::Object(contract.schema().clone());
    // Only of types written by serde is it known how they spell a float.
    match contract.header.types.is_empty() {
        true => schema,
        false => distinct_floats(schema),
    }
}

fn distinct_floats(schema: Json) -> Json {
    match schema {
        Json::Object(members) => {
            let is_float = is_float(&members);
            let mut distinct: Object = members
                .into_iter()
                .map(|(key, value)| {
                    let value = match key.as_str() {
                        "const" | "enum" | "default" | "examples" => value,
                        _ => distinct_floats(value),
                    };
                    (key, value)
                })
                .collect();
            if is_float && !distinct.contains_key("not") {
                distinct.insert("not".into(), Json::from([("type", Json::from("integer"))]));
            }
            Json::Object(distinct)
        }
        Json::Array(items) => Json::Array(items.into_iter().map(distinct_floats).collect()),
        other => other,
    }
}

fn is_float(members: &Object) -> bool {
    let is_number = match members.get("type") {
        Some(Json::String(name)) => name == "number",
        Some(Json::Array(names)) => names.iter().any(|name| name.as_str() == Some("number")),
        _ => false,
    };
    let format = members.get("format").and_then(Json::as_str);
    is_number && matches!(format, Some("float" | "double"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json;

    fn after(schema: &str) -> String {
        distinct_floats(json::parse(schema.as_bytes()).unwrap()).to_string()
    }

    #[test]
    fn a_float_is_never_an_integer_and_everything_else_is_left() {
        insta::assert_snapshot!(after(r#"{"properties": {"f": {"type": "number", "format": "double"}, "n": {"type": ["number", "null"], "format": "float"}}}"#), @r#"{"properties":{"f":{"type":"number","format":"double","not":{"type":"integer"}},"n":{"type":["number","null"],"format":"float","not":{"type":"integer"}}}}"#);
        for same in [
            r#"{"type":"number"}"#,
            r#"{"type":"integer","format":"int64"}"#,
            r#"{"const":{"type":"number","format":"double"}}"#,
        ] {
            assert_eq!(after(same), same);
        }
    }
}
