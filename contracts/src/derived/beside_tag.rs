//! An externally tagged enum as the only field of a variant that is written next to a tag, before schemars merges the
//! two. serde then writes each of its variants as a member, those without content too: `{"tag": "New", "Unit": null}`. It
//! reads that one member, and refuses any other.

use schemars::_private::serde_json::{Map, Value, json};
use schemars::{Schema, SchemaGenerator};

use super::deny_unknown_in_flatten::alternatives;
use super::flattened::{denies_others, others};
use super::marks::Marks;
use super::wire::referred_to;

const UNIONS: [&str; 2] = ["oneOf", "anyOf"];

/// The number of alternatives that are looked into: types that name each other many times would be written out many times.
/// Of a type with more, all variants without content stay texts, and the derived test says what is missing.
const MOST: usize = 500;

/// Turns variants without content, which are texts elsewhere, into members. Returns true if there are any.
pub(super) fn with_units_as_members(schema: &mut Schema, generator: &SchemaGenerator) -> bool {
    let mut whole = Map::from_iter([("oneOf".to_owned(), json!([schema.clone().to_value()]))]);
    let mut way = Way {
        generator,
        inside: Vec::new(),
        left: MOST,
    };
    if !way.units(&mut whole) || way.left == 0 {
        return false;
    }
    let only = whole.remove("oneOf").and_then(|all| match all {
        Value::Array(mut all) => all.pop(),
        _ => None,
    });
    if let Some(Ok(changed)) = only.map(Schema::try_from) {
        *schema = changed;
    }
    true
}

/// The way into the alternatives of a schema.
struct Way<'g> {
    generator: &'g SchemaGenerator,
    /// The references that lead to this place. A type that is the whole of itself is not written out again.
    inside: Vec<String>,
    /// The alternatives that may still be looked into.
    left: usize,
}

impl Way<'_> {
    fn units(&mut self, members: &mut Map<String, Value>) -> bool {
        let mut has_units = false;
        let unions = UNIONS.iter().chain(&["allOf"]);
        for union in unions {
            let Some(branches) = members.get_mut(*union).and_then(Value::as_array_mut) else {
                continue;
            };
            // Of an enum that is not ours, as the standard library's `Bound`, schemars leaves the other variants open.
            if *union == "oneOf" && branches.iter().any(is_unit) {
                branches.iter_mut().for_each(close);
            }
            for branch in branches {
                has_units |= self.units_of(branch);
            }
        }
        has_units
    }

    fn units_of(&mut self, branch: &mut Value) -> bool {
        let mut alone = branch.clone();
        let marks = alone.as_object_mut().map(Marks::take).unwrap_or_default();
        let reference = alone.get("$ref").and_then(Value::as_str).map(str::to_owned);
        let is_inside = reference.as_ref().is_some_and(|one| self.inside.contains(one));
        if self.left == 0 || is_inside {
            return false;
        }
        self.left -= 1;
        let Ok(schema) = Schema::try_from(alone) else {
            return false;
        };
        let Value::Object(mut target) = referred_to(schema, self.generator).to_value() else {
            return false;
        };
        let marks = marks.or(Marks::take(&mut target));
        if let Some(variants) = names_of_units(&target).filter(|_| marks.other.is_none()) {
            target = as_members(variants);
        } else {
            let depth = self.inside.len();
            self.inside.extend(reference);
            let has_units = self.units(&mut target);
            self.inside.truncate(depth);
            if !has_units {
                return false;
            }
        }
        marks.put(&mut target);
        *branch = Value::Object(target);
        true
    }
}

fn is_unit(branch: &Value) -> bool {
    branch
        .as_object()
        .is_some_and(|members| names_of_units(members).is_some())
}

/// Closes a variant with content, which is an object with one member.
fn close(branch: &mut Value) {
    let Some(members) = branch.as_object_mut() else {
        return;
    };
    let properties = members.get("properties").and_then(Value::as_object);
    let required = members.get("required").and_then(Value::as_array);
    if let (Some(properties), Some(required)) = (properties, required) {
        let is_variant = properties.len() == 1
            && required.len() == 1
            && required.iter().eq(properties.keys().map(String::as_str));
        if is_variant && others(members).is_none() {
            members.insert("additionalProperties".to_owned(), false.into());
        }
    }
}

/// The names of variants that are texts; `None` if the schema is of something else, or of any other text too.
fn names_of_units(members: &Map<String, Value>) -> Option<Vec<String>> {
    if members.get("type")?.as_str()? != "string" {
        return None;
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match (members.get("enum"), members.get("const")) {
        (Some(all), _) => all.as_array()?.iter().map(text).collect(),
        (None, Some(only)) => Some(vec![text(only)?]),
        (None, None) => None,
    }
}

/// A union, of one member each.
fn as_members(variants: Vec<String>) -> Map<String, Value> {
    let member = |variant: String| {
        json!({
            "type": "object",
            "properties": { &variant: { "type": "null" } },
            "required": [variant],
            "additionalProperties": false,
        })
    };
    let all: Vec<Value> = variants.into_iter().map(member).collect();
    Map::from_iter([("oneOf".to_owned(), Value::Array(all))])
}

/// Records which alternatives deny other members, which schemars drops because the tag is one.
pub(super) fn note_denied(members: &mut Map<String, Value>) {
    alternatives(members, &mut |alternative| {
        if !denies_others(alternative) {
            return;
        }
        Marks::edit(alternative, |marks| {
            let denies = marks.denies.get_or_insert_default();
            denies.itself = true;
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A type that names the next one twice, so many times, before there is an enum of texts.
    fn chain(length: usize) -> (Schema, SchemaGenerator) {
        let mut generator = SchemaGenerator::default();
        let reference = |number: usize| json!({ "$ref": format!("#/$defs/T{number}") });
        for number in 0..length {
            let next = reference(number + 1);
            let definition = json!({ "anyOf": [next, next, { "type": "object" }] });
            generator
                .definitions_mut()
                .insert(format!("T{number}"), definition);
        }
        let texts = json!({ "type": "string", "enum": ["A", "B"] });
        generator.definitions_mut().insert(format!("T{length}"), texts);
        (Schema::try_from(reference(0)).expect("a schema"), generator)
    }

    #[test]
    fn variants_behind_several_types_become_members() {
        let (mut schema, generator) = chain(2);
        assert!(with_units_as_members(&mut schema, &generator));
        let text = schema.to_value().to_string();
        assert_eq!(text.matches(r#"{"A":{"type":"null"}}"#).count(), 4, "{text}");
        assert!(!text.contains("$ref"), "{text}");
    }

    #[test]
    fn type_that_would_be_written_out_too_often_keeps_its_texts() {
        let (before, generator) = chain(30);
        let mut schema = before.clone();
        assert!(!with_units_as_members(&mut schema, &generator));
        assert_eq!(schema, before);
    }

    #[test]
    fn type_that_is_the_whole_of_itself_is_written_out_once() {
        let mut generator = SchemaGenerator::default();
        let itself = json!({ "$ref": "#/$defs/E" });
        let texts = json!({ "type": "string", "const": "A" });
        let definition = json!({ "anyOf": [texts, itself, itself] });
        generator.definitions_mut().insert("E".to_owned(), definition);
        let mut schema = Schema::try_from(itself).expect("a schema");
        assert!(with_units_as_members(&mut schema, &generator));
        let text = schema.to_value().to_string();
        assert_eq!(text.matches("$ref").count(), 2, "{text}");
    }
}
