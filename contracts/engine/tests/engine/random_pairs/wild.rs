//! Schemas of any keywords, nested freely, and values that they tell apart.

use serde_json::{Map, Value, json};

use super::chance::Chance;

const NAMES: [&str; 4] = ["a", "b", "c", "x1"];
const PATTERNS: [&str; 6] = ["^a", "b$", "^[a-z]*$", "1", "^.{2}$", "^(a|bb)+$"];

const FORMATS: [&str; 5] = ["date", "ipv4", "uuid", "hostname", "duration"];

pub(crate) fn schema(chance: &mut Chance, depth: usize) -> Value {
    if depth == 0 || chance.percent(25) {
        return leaf(chance);
    }
    let one = |chance: &mut Chance| schema(chance, depth - 1);
    match chance.below(20) {
        0 | 1 => object(chance, depth),
        2 => {
            let union = *chance.one(&["anyOf", "oneOf", "allOf"]);
            json!({"properties": properties(chance, depth), union: list(chance, depth), "unevaluatedProperties": one(chance)})
        }
        3 => {
            let mut members = Map::new();
            members.insert(chance.one(&["^a", "b", "^[xz]", "1$"]).to_string(), one(chance));
            let mut schema = json!({"patternProperties": members});
            if chance.percent(30) {
                schema["additionalProperties"] = one(chance);
            }
            schema
        }
        4 => json!({"propertyNames": one(chance)}),
        5 => json!({"type": "array", "items": one(chance)}),
        6 => {
            let mut schema = json!({"prefixItems": list(chance, depth), "uniqueItems": chance.percent(30)});
            if chance.percent(50) {
                schema["items"] = one(chance);
            }
            schema
        }
        7 => {
            json!({"prefixItems": list(chance, depth), "anyOf": [{"contains": one(chance)}, {"items": one(chance)}],
            "unevaluatedItems": one(chance)})
        }
        8 => {
            let low = chance.below(3);
            json!({"contains": one(chance), "minContains": low, "maxContains": low + chance.below(2)})
        }
        9 => json!({"allOf": list(chance, depth)}),
        10 => json!({"anyOf": list(chance, depth)}),
        11 => json!({"oneOf": list(chance, depth)}),
        12 => json!({"not": one(chance)}),
        13 => json!({"if": one(chance), "then": one(chance), "else": one(chance)}),
        14 => {
            let name = *chance.one(&NAMES);
            if chance.percent(50) {
                json!({"dependentSchemas": {name: one(chance)}})
            } else {
                json!({"dependentRequired": {name: [chance.one(&NAMES)]}})
            }
        }
        15 => {
            // Few members, whose names alone decide.
            let (union, count) = (*chance.one(&["anyOf", "oneOf"]), 1 + chance.below(2));
            let names = |chance: &mut Chance| json!({"propertyNames": leaf(chance)});
            json!({"type": "object", "minProperties": count, "maxProperties": count,
                union: [names(chance), names(chance), one(chance)]})
        }
        16 => {
            // The outermost schema with the anchor is meant, which may contain this one.
            let branch = one(chance);
            json!({"$id": format!("urn:{}", chance.number()), "$dynamicAnchor": "node", "anyOf": [branch,
                {"type": "array", "items": {"$dynamicRef": "#node"}}]})
        }
        17 => {
            let name = *chance.one(&NAMES);
            json!({"properties": properties(chance, depth), "if": one(chance), "then": {"properties": {name: one(chance)}},
                "dependentSchemas": {name: one(chance)}, "unevaluatedProperties": chance.percent(30)})
        }
        18 => {
            let (prefix, item) = (list(chance, depth), one(chance));
            json!({"if": {"prefixItems": prefix}, "then": {"contains": item}, "unevaluatedItems": one(chance),
                "uniqueItems": chance.percent(50)})
        }
        _ => {
            // An identity of its own, so that the reference is right wherever this is put.
            let branch = one(chance);
            json!({"$id": format!("urn:{}", chance.number()), "$ref": "#/$defs/node", "$defs": {"node": {"anyOf": [branch,
                {"type": "object", "properties": {"a": {"$ref": "#/$defs/node"}}, "required": ["a"]}]}}})
        }
    }
}

fn object(chance: &mut Chance, depth: usize) -> Value {
    let mut schema = json!({"properties": properties(chance, depth)});
    if chance.percent(60) {
        schema["type"] = json!("object");
    }
    let required: Vec<&str> = NAMES.into_iter().filter(|_| chance.percent(30)).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if chance.percent(30) {
        schema["additionalProperties"] = self::schema(chance, depth - 1);
    }
    schema
}

fn properties(chance: &mut Chance, depth: usize) -> Value {
    let count = chance.below(4);
    let members = (0..count).map(|_| (chance.one(&NAMES).to_string(), schema(chance, depth - 1)));
    Value::Object(members.collect())
}

fn list(chance: &mut Chance, depth: usize) -> Value {
    let count = 1 + chance.below(3);
    (0..count).map(|_| schema(chance, depth - 1)).collect()
}

fn leaf(chance: &mut Chance) -> Value {
    let low = chance.below(4) as i64 - 1;
    let high = low + chance.below(3) as i64;
    let (least, most) = (low.max(0), high.max(0));
    match chance.below(26) {
        0 => json!(true),
        1 => json!(false),
        2 => json!({"type": "string"}),
        3 => json!({"type": "integer"}),
        4 => json!({"type": "number"}),
        5 => json!({"type": ["string", "null"]}),
        6 => json!({"type": "boolean"}),
        7 => json!({"type": chance.one(&["object", "array", "null"])}),
        8 => json!({"enum": ["a", 1, null, [1]]}),
        9 => json!({"const": chance.one(&[json!("a"), json!({"a": 1}), json!(0.5), json!([]), json!(1)])}),
        10 => json!({"minimum": low, "maximum": high}),
        11 => json!({"type": "number", "exclusiveMinimum": low}),
        12 => json!({"exclusiveMaximum": low}),
        13 => json!({"multipleOf": chance.one(&[0.125, 0.5, 1.0, 1.5, 2.0, 3.0])}),
        14 | 15 => json!({"type": "string", "minLength": least, "maxLength": most}),
        16 | 17 => json!({"pattern": chance.one(&PATTERNS)}),
        18 => json!({"minItems": least, "maxItems": most}),
        19 => json!({"minProperties": least, "maxProperties": most}),
        20 => json!({"uniqueItems": true}),
        21 => json!({"type": "string", "format": chance.one(&FORMATS)}),
        22 => {
            json!({"const": chance.one(&[json!({"a": 0}), json!({"b": 1, "c": 1}), json!({}), json!([1, "a"])])})
        }
        23 => json!({"minProperties": 1, "maxProperties": 1}),
        24 => json!({"minimum": 0, "multipleOf": chance.one(&[0.25, 2.5])}),
        _ => json!({"type": "object", "required": [chance.one(&NAMES)]}),
    }
}

/// Values that these schemas tell apart.
pub(crate) fn values() -> Vec<Value> {
    let mut values = vec![json!({}), json!([])];
    for scalar in [
        "null",
        "true",
        "false",
        "0",
        "1",
        "2",
        "3",
        "-1",
        "0.5",
        "1.5",
        "7",
        "12",
        "\"\"",
        "\"a\"",
        "\"b\"",
        "\"ab\"",
        "\"abb\"",
        "\"abc\"",
        "\"A\"",
        "\"x1\"",
        "\"bb\"",
        "\"2024-01-31\"",
        "\"192.0.2.1\"",
        "\"P1D\"",
        "0.25",
        "2.5",
    ] {
        values.push(serde_json::from_str(scalar).expect("it is JSON"));
    }
    let inner = [
        json!(null),
        json!(0),
        json!(1),
        json!(0.5),
        json!("a"),
        json!("ab"),
        json!({}),
        json!([]),
        json!(true),
        json!({"a": 1}),
    ];
    for one in &inner {
        values.push(json!([one]));
        for name in ["a", "b", "x1", "zz"] {
            values.push(json!({name: one}));
            for other in [json!(1), json!("a"), json!(null)] {
                values.push(json!({name: one, "c": other}));
                values.push(json!({name: one, "b": other}));
            }
        }
        for other in [json!(1), json!(0), json!("a"), json!(null), json!({"a": 1})] {
            values.push(json!([one, other]));
            values.push(json!([one, other, 1]));
        }
    }
    values.extend([
        json!({"a": {"a": 1}}),
        json!({"a": {"a": {"a": 0}}}),
        json!({"a": {"b": "a"}, "b": [1]}),
        json!({"a": [1, 1]}),
        json!({"a": 1, "b": 1, "c": 1, "x1": 1}),
        json!({"abcd": 0}),
        json!({"abc": 0, "abcde": 1}),
        json!([[1], [[]]]),
        json!([["a"]]),
    ]);
    values
}
