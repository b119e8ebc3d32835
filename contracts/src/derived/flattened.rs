//! The schema of a flattened field, before schemars merges it with its surroundings. Everything that is only true
//! of the field is moved to a place where it stays true.

use schemars::_private::serde_json::{Map, Value, json};

use super::making::{innermost, next_flattened};
use super::marks::{FlattenedField, Marks, Other, TakenBy, is_keyword};
use super::{deny_unknown_in_flatten, duplicate_flattened_name};

/// serde collects the keys that no field claims, and reads a flattened field from them. An optional field that
/// cannot be read is `None`.
pub(super) fn note(members: &mut Map<String, Value>, is_read: bool, is_optional: bool) {
    let number = next_flattened();
    let mut marks = Marks::take(members);
    let leaves_keys = std::mem::take(&mut marks.leaves_keys);
    if let Some(place) = marks.trusted.take() {
        inside(members, &|marks| {
            marks.trusted.get_or_insert_with(|| place.clone());
        });
    }
    if is_read {
        if marks.keys.as_ref().is_some_and(reads_others) {
            open(members);
        }
        let why = format!("`{}` flattens it", innermost());
        inside(members, &|marks| {
            marks.buffered.get_or_insert_with(|| why.clone());
        });
        if members.contains_key("$ref") || marks.keys.is_some() || members.contains_key("patternProperties") {
            marks.buffered_part = Some(why);
        }
        if leaves_keys && !is_optional {
            deny_unknown_in_flatten::note(members, number);
        }
        // A map's property names are keys.
        if marks.keys.is_none() {
            // The outermost flattened field counts, because its map is next to it.
            let taken_by = if leaves_keys {
                TakenBy::None
            } else {
                TakenBy::Field(number)
            };
            inside(members, &|marks| marks.taken_by = Some(taken_by));
        }
        // The reader of the flattened field also reads its surroundings.
        marks.leaves_keys = true;
        let others = members.get("additionalProperties");
        let is_map = others.is_some_and(Value::is_object)
            || members.contains_key("patternProperties")
            || (marks.keys.is_some() && others != Some(&Value::Bool(true)));
        if is_map {
            marks.flattened_map.get_or_insert(number);
        }
    }
    let names = members.get("properties").and_then(Value::as_object);
    FlattenedField {
        number,
        // A map takes no keys away.
        leaves_keys: leaves_keys || marks.keys.is_some(),
        names: names.into_iter().flat_map(Map::keys).cloned().collect(),
        others: others(members)
            .filter(|others| **others != Value::Bool(false))
            .cloned(),
        marks,
    }
    .set_aside(members);
}

/// Returns true for the keys of a map if any text is one, whatever names their schema has: an enum with `#[serde(other)]`.
fn reads_others(keys: &Value) -> bool {
    let marks = keys.as_object().map(Marks::of);
    let kinds = ["oneOf", "anyOf"]
        .iter()
        .filter_map(|keyword| keys.get(keyword)?.as_array());
    marks.is_some_and(|marks| marks.other == Some(Other::Strings)) || kinds.flatten().any(reads_others)
}

/// Gives a map with some named keys any keys. Next to the fields around it, nobody knows its values from theirs.
fn open(members: &mut Map<String, Value>) {
    let Some(Value::Object(named)) = members.get("properties") else {
        return;
    };
    let Some(values) = named.values().next().cloned() else {
        return;
    };
    if members.get("additionalProperties").is_none_or(Value::is_boolean) {
        members.remove("properties");
        members.insert("additionalProperties".to_owned(), values);
    }
}

/// Looks at a type whose fields are all present, and at the schemas inside it.
pub(super) fn settle(members: &mut Map<String, Value>, is_read: bool) {
    let fields = FlattenedField::take_all(members);
    let leaves_keys = has_left(members)
        || fields
            .iter()
            .any(|field| field.leaves_keys && !field.names.is_empty());
    deny_unknown_in_flatten::settle(members, &fields);
    duplicate_flattened_name::settle(members, &fields, is_read);
    refuse_different_keys(members, &fields, is_read);
    settle_maps(members, fields, is_read);
    if is_read && denies_others(members) && leaves_keys {
        let why = "`deny_unknown_fields` denies the keys of this flattened field, because its type consumes \
                   none (an untagged or internally tagged enum, or a struct that flattens something \
                   itself): remove `deny_unknown_fields`, or give the field a name";
        Marks::edit(members, |marks| {
            marks.refused.get_or_insert_with(|| why.to_owned());
        });
    }
    for (keyword, inner) in members.iter_mut() {
        match (keyword.as_str(), inner) {
            ("properties" | "patternProperties" | "$defs", Value::Object(named)) => {
                named.values_mut().for_each(|inner| settle_inside(inner, is_read));
            }
            ("const" | "enum" | "default" | "examples", _) => {}
            (keyword, _) if is_keyword(keyword) => {}
            (_, inner) => settle_inside(inner, is_read),
        }
    }
}

/// Refuses two flattened maps whose keys are different: what is left of the two in the schema is one map. A map of texts
/// reads the keys of another one too, so it is different only where both are written.
fn refuse_different_keys(members: &mut Map<String, Value>, fields: &[FlattenedField], is_read: bool) {
    let is_map = |field: &&FlattenedField| field.marks.keys.is_some() || !is_read && field.others.is_some();
    let mut keys = fields
        .iter()
        .filter(is_map)
        .map(|field| field.marks.keys.as_ref());
    let first = keys.next();
    if keys.any(|other| Some(other) != first) {
        let why = "two flattened maps have keys of different types: give one of them a name";
        Marks::edit(members, |marks| {
            marks.misused.get_or_insert_with(|| why.to_owned());
        });
    }
}

fn settle_inside(value: &mut Value, is_read: bool) {
    match value {
        Value::Object(members) => settle(members, is_read),
        Value::Array(items) => items.iter_mut().for_each(|inner| settle_inside(inner, is_read)),
        _ => {}
    }
}

/// Combines the flattened maps, of which schemars keeps only the first. Whatever one of them writes is written,
/// regardless of `deny_unknown_fields`, which only affects reading. All of them read every key.
fn settle_maps(members: &mut Map<String, Value>, fields: Vec<FlattenedField>, is_read: bool) {
    let mut of_maps: Vec<Value> = Vec::new();
    for schema in fields.into_iter().filter_map(|field| field.others) {
        if !of_maps.contains(&schema) {
            of_maps.push(schema);
        }
    }
    if of_maps.is_empty() || is_read && (of_maps.len() == 1 || denies_others(members)) {
        return;
    }
    // In the order of their texts: the order of the fields may change without changing the result.
    of_maps.sort_by_cached_key(Value::to_string);
    of_maps.retain(|schema| !is_read || *schema != Value::Bool(true));
    let together = match of_maps.len() {
        1 => of_maps.remove(0),
        _ if is_read => json!({ "allOf": of_maps }),
        _ => json!({ "anyOf": of_maps }),
    };
    let keyword = others_keyword(members).unwrap_or("unevaluatedProperties");
    members.insert(keyword.to_owned(), together);
}

fn others_keyword(members: &Map<String, Value>) -> Option<&'static str> {
    OTHERS.into_iter().find(|keyword| members.contains_key(*keyword))
}

/// Returns the schema of all other properties of an object.
pub(super) fn others(members: &Map<String, Value>) -> Option<&Value> {
    members.get(others_keyword(members)?)
}

const OTHERS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

pub(super) fn denies_others(members: &Map<String, Value>) -> bool {
    OTHERS
        .iter()
        .any(|keyword| members.get(*keyword) == Some(&Value::Bool(false)))
}

/// Returns true if the object has a property of a flattened field that takes no keys away.
fn has_left(members: &Map<String, Value>) -> bool {
    let is_left = |schema: &Value| {
        let marks = schema.as_object().map(Marks::of);
        marks.is_some_and(|marks| marks.taken_by == Some(TakenBy::None))
    };
    let properties = members.get("properties").and_then(Value::as_object);
    if properties.is_some_and(|properties| properties.values().any(is_left)) {
        return true;
    }
    let branches = ["oneOf", "anyOf", "allOf"]
        .iter()
        .filter_map(|keyword| members.get(*keyword)?.as_array());
    branches
        .flatten()
        .any(|branch| is_left(branch) || branch.as_object().is_some_and(has_left))
}

/// Marks the schemas of the values in an object.
fn inside(members: &mut Map<String, Value>, mark: &dyn Fn(&mut Marks)) {
    for (keyword, schemas) in members.iter_mut() {
        match (keyword.as_str(), schemas) {
            ("properties" | "patternProperties", Value::Object(named)) => {
                for schema in named.values_mut().filter_map(Value::as_object_mut) {
                    Marks::edit(schema, mark);
                }
            }
            ("additionalProperties" | "unevaluatedProperties", Value::Object(schema)) => {
                Marks::edit(schema, mark);
            }
            ("oneOf" | "anyOf" | "allOf", Value::Array(branches)) => {
                for branch in branches.iter_mut().filter_map(Value::as_object_mut) {
                    // A branch stays unchanged, but schemars reads an empty one as `None`.
                    if branch.contains_key("$ref") {
                        Marks::edit(branch, mark);
                    }
                    inside(branch, mark);
                }
            }
            _ => {}
        }
    }
}
