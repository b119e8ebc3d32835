//! The schema of just one value, as Pact compares.

use serde_json::Value;

use counterpart_engine::json::{Json, Number, Object};

/// A schema that accepts nothing.
pub(super) fn nothing() -> Json {
    Json::Bool(false)
}

/// A schema that accepts values equal to this one; `None` if no schema distinguishes them, because Pact treats 1
/// and 1.0 as two values and JSON Schema does not.
pub(super) fn constant(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null | Value::Bool(_) | Value::String(_) => Json::from([("const", Json::from(value))]),
        Value::Number(number) => {
            let exact: Number = number.to_string().parse().ok()?;
            if exact.is_integer() && number.is_f64() {
                return None;
            }
            Json::from([("const", Json::Number(exact))])
        }
        Value::Array(items) => {
            let items: Option<Vec<Json>> = items.iter().map(constant).collect();
            array(items?)
        }
        Value::Object(members) => {
            let mut properties = Object::default();
            for (name, value) in members {
                properties.insert(name.clone(), constant(value)?);
            }
            let required = properties.keys().map(|name| Json::from(name.as_str())).collect();
            Json::from([
                ("type", Json::from("object")),
                ("properties", Json::Object(properties)),
                ("required", Json::Array(required)),
                ("additionalProperties", nothing()),
            ])
        }
    })
}

/// Arrays of just these items.
pub(super) fn array(items: Vec<Json>) -> Json {
    let count = Json::Number(Number::from(items.len() as u64));
    let mut members = Object::default();
    members.insert("type".into(), Json::from("array"));
    if !items.is_empty() {
        members.insert("prefixItems".into(), Json::Array(items));
        members.insert("minItems".into(), count.clone());
    }
    members.insert("maxItems".into(), count);
    Json::Object(members)
}
