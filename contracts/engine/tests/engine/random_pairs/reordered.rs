//! A schema against itself in another order, some of them with an edit: what compares schemas in any order must see it.

use serde_json::{Value, json};

use super::chance::Chance;
use super::judge::{Expected, Pair};
use super::shapes::{self, Side};
use super::wild;

pub(crate) fn pair(seed: u64, values: &[Value]) -> Pair {
    let chance = &mut Chance::of(seed ^ 0x0add);
    let depth = 1 + chance.below(3);
    let of_serde = || shapes::shape(&mut Chance::of(seed), depth).document(Side::Emitted);
    let emitted = match chance.below(4) {
        0 => of_serde(),
        1 => wild::schema(chance, depth),
        // Branches that resemble each other are those that are confused.
        2 => {
            let one = wild::schema(chance, depth);
            let mut other = one.clone();
            // Two resources of one name would be no document.
            if one.to_string().contains("$id") || !edit(&mut other, chance) {
                other = json!({"type": "null"});
            }
            json!({(*chance.one(&["anyOf", "oneOf", "allOf"])): [one, other, wild::schema(chance, 1)]})
        }
        _ => json!({"items": {"anyOf": [wild::schema(chance, 1), wild::schema(chance, depth)]},
            "not": {"enum": [1, [2], null, {"a": 1, "b": 2}]}}),
    };
    let mut accepted = emitted.clone();
    let expected = if chance.percent(50) && edit(&mut accepted, chance) {
        Expected::Open
    } else {
        Expected::Contained
    };
    shuffle(&mut accepted, chance);
    Pair {
        emitted: emitted.clone(),
        accepted,
        values: values.to_vec(),
        expected,
    }
}

/// Puts every list without an order into another one.
fn shuffle(schema: &mut Value, chance: &mut Chance) {
    match schema {
        Value::Object(members) => {
            for (keyword, value) in members {
                shuffle(value, chance);
                let is_unordered = matches!(
                    keyword.as_str(),
                    "anyOf" | "oneOf" | "allOf" | "enum" | "type" | "required"
                );
                if let Some(items) = value.as_array_mut().filter(|_| is_unordered) {
                    for last in (1..items.len()).rev() {
                        items.swap(last, chance.below(last + 1));
                    }
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shuffle(item, chance)),
        _ => {}
    }
}

/// Changes one number, one type, or the schema at one place. Returns true if it did.
fn edit(schema: &mut Value, chance: &mut Chance) -> bool {
    let Some(members) = schema.as_object_mut().filter(|members| !members.is_empty()) else {
        return false;
    };
    let place = chance.below(members.len());
    let (keyword, value) = members.iter_mut().nth(place).expect("one of them");
    match (keyword.as_str(), value) {
        ("properties" | "patternProperties" | "dependentSchemas", Value::Object(schemas)) => {
            let place = chance.below(schemas.len().max(1));
            schemas
                .values_mut()
                .nth(place)
                .is_some_and(|schema| edit(schema, chance))
        }
        ("anyOf" | "oneOf" | "allOf" | "prefixItems", Value::Array(schemas)) if !schemas.is_empty() => {
            let place = chance.below(schemas.len());
            edit(&mut schemas[place], chance)
        }
        ("items" | "contains" | "not" | "if" | "then" | "else" | "additionalProperties", schema) => {
            edit(schema, chance) || {
                *schema = wild::schema(chance, 1);
                true
            }
        }
        (
            "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
            | "maxProperties",
            bound,
        ) => {
            *bound = json!(bound.as_u64().unwrap_or(0) + 1);
            true
        }
        ("type", name @ Value::String(_)) => {
            *name = json!(*chance.one(&[
                "null", "boolean", "integer", "number", "string", "array", "object"
            ]));
            true
        }
        ("enum", Value::Array(values)) if values.len() > 1 => {
            values.pop();
            true
        }
        _ => false,
    }
}
