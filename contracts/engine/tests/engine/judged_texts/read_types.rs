//! What a validator says of a text, against what serde says that reads it into a type.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterpart_engine::compat::validate::{Outcome, Scratch, Validator};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::texts::{Class, made};
use super::{is_deep, number, numbers, read};
use crate::random_pairs::chance::Chance;

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Registered {
    user_id: u64,
    email: String,
    plan: Option<Plan>,
    #[serde(default)]
    tags: Vec<String>,
    address: Option<Address>,
    small: Option<i8>,
    anything: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Plan {
    Free,
    Pro,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Address {
    street: String,
    inside: Option<Box<Address>>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(dead_code, reason = "only read")]
enum Reason {
    Requested,
    Inactive { days: u32 },
    Abuse { case: String, more: Option<bool> },
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Counted {
    counts: BTreeMap<String, i32>,
    pair: Option<(bool, String)>,
}

/// Returns true if serde's answer may differ: it fills options of some kinds from a text, reads a repeated
/// key of a map, and so on. Each of these is an assumption that contracts name.
fn judge<T: DeserializeOwned>(name: &str, schema: &Value, values: &[Value]) {
    let schema = read(schema).expect("a schema");
    let validator = Validator::new(vec![Arc::clone(&schema)]);
    let mut scratch = Scratch::default();
    let (mut accepted, mut refused, mut undecided) = (0, 0, 0);
    let mut wrong = Vec::new();
    for number in numbers() {
        let chance = &mut Chance::of(number);
        for class in Class::ALL.into_iter().cycle().take(18) {
            let text = made(class, chance.one(values), chance).text;
            let serde = serde_json::from_slice::<T>(&text);
            match validator.judge(&text, &mut scratch) {
                Ok([Outcome::Accepted]) if serde.is_ok() => accepted += 1,
                Ok([Outcome::Refused]) | Err(_) if serde.is_err() => refused += 1,
                // Keys that stand twice are nothing that a schema knows.
                Ok([Outcome::Undecided(why)]) if why.text.contains("stands twice") => undecided += 1,
                outcome => {
                    // `1.0` is an integer for JSON Schema, and beyond serde.
                    let respelt = serde.as_ref().err().is_some_and(|error| {
                        let told = error.to_string();
                        told.contains("floating point") || told.contains("number out of range")
                    });
                    if !respelt {
                        let text = String::from_utf8_lossy(&text)
                            .chars()
                            .take(500)
                            .collect::<String>();
                        wrong.push(format!(
                            "{number} {class:?} {outcome:?}, serde {:?}: {text}",
                            serde.err()
                        ));
                    }
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{name}: {}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n")
    );
    println!("{name}: {accepted} accepted, {refused} refused, {undecided} undecided");
    assert!(
        super::number("COUNTERPART_TEST_TEXT").is_some() || accepted >= 100 && refused >= 100,
        "{accepted}, {refused}"
    );
    _ = (number, is_deep);
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(
        json!({"street": "a"}),
        |inside, _| json!({"street": "b", "inside": inside}),
    )
}

#[test]
fn a_struct_is_read_where_its_schema_accepts() {
    let text = json!({"type": "string"});
    let optional = |schema: Value| json!({"anyOf": [schema, {"type": "null"}]});
    let schema = json!({
        "type": "object",
        "properties": {
            "user_id": {"type": "integer", "minimum": 0, "maximum": u64::MAX},
            "email": text,
            "plan": optional(json!({"type": "string", "enum": ["free", "pro"]})),
            "tags": {"type": "array", "items": text},
            "address": optional(json!({"$ref": "#/$defs/address"})),
            "small": {"type": ["integer", "null"], "minimum": -128, "maximum": 127},
            "anything": true,
        },
        "required": ["user_id", "email"],
        "$defs": {"address": {"type": "object", "required": ["street"],
            "properties": {"street": text, "inside": optional(json!({"$ref": "#/$defs/address"}))}}},
    });
    let values = [
        json!({"user_id": 7, "email": "é@example.com", "plan": "free", "utm": {"source": "x", "of": [1, null]}, "at": "2024"}),
        json!({"email": "a", "user_id": u64::MAX, "tags": ["a", "b\u{1f600}"], "small": -128, "anything": [{"a": "b"}]}),
        json!({"user_id": 0, "email": "", "address": {"street": "x", "city": "y", "inside": {"street": "z"}}, "plan": null}),
        json!({"user_id": 1, "email": "b", "address": nested(125), "more": nested(3)}),
        json!({"user_id": 1, "email": "b", "address": nested(126)}),
    ];
    judge::<Registered>("struct", &schema, &values);
}

#[test]
fn a_tagged_enum_is_read_where_its_schema_accepts() {
    let kind = |name: &str| json!({"type": "string", "const": name});
    let schema = json!({"oneOf": [
        {"type": "object", "properties": {"kind": kind("requested")}, "required": ["kind"]},
        {"type": "object", "properties": {"kind": kind("inactive"),
            "days": {"type": "integer", "minimum": 0, "maximum": u32::MAX}}, "required": ["kind", "days"]},
        {"type": "object", "properties": {"kind": kind("abuse"), "case": {"type": "string"},
            "more": {"type": ["boolean", "null"]}}, "required": ["kind", "case"]},
    ]});
    let values = [
        json!({"kind": "requested"}),
        json!({"days": 3, "kind": "inactive"}),
        json!({"kind": "abuse", "case": "x", "more": true}),
        json!({"case": "x", "more": null, "kind": "abuse"}),
    ];
    judge::<Reason>("tagged", &schema, &values);
}

#[test]
fn a_map_is_read_where_its_schema_accepts() {
    let schema = json!({"type": "object", "required": ["counts"], "properties": {
        "counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": i32::MIN, "maximum": i32::MAX}},
        "pair": {"anyOf": [{"type": "array", "prefixItems": [{"type": "boolean"}, {"type": "string"}],
            "items": false, "minItems": 2}, {"type": "null"}]},
    }});
    let values = [
        json!({"counts": {"a": 1, "é": -2, "": 0}, "pair": [true, "x"]}),
        json!({"counts": {}, "more": {"counts": "x"}, "pair": null}),
        json!({"pair": [false, ""], "counts": {"a": i32::MAX, "b": i32::MIN, "c d e f g h i j k l m": 3}}),
    ];
    judge::<Counted>("map", &schema, &values);
}
