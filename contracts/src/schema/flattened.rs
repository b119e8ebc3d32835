//! The schema of a flattened field, before schemars merges it with what stands around it: what is true of it alone is
//! moved to where it stays true.

use std::cell::Cell;

use schemars::_private::serde_json::{Map, Value, json};

use super::derived::{
    BUFFERED, BUFFERED_PART, FLAT, FLAT_MAP, KEYS, LEAVES, LEFT, MAP, REFUSED, TRUST, innermost,
};
use super::{denied, namesakes};

thread_local! {
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// serde collects what no field has a name for, and reads a flattened field from that. An optional one that cannot be read
/// is none.
pub(super) fn mark(members: &mut Map<String, Value>, is_read: bool, is_optional: bool) {
    let number = NUMBER.get();
    NUMBER.set(number + 1);
    let leaves = members.remove(LEAVES).is_some();
    if let Some(place) = members.remove(TRUST) {
        inside(members, TRUST, &place);
    }
    if is_read {
        let why = Value::from(format!("`{}` flattens it", innermost()));
        inside(members, BUFFERED, &why);
        if members.contains_key("$ref")
            || members.contains_key(KEYS)
            || members.contains_key("patternProperties")
        {
            members.insert(BUFFERED_PART.to_owned(), why);
        }
        if leaves && !is_optional {
            denied::note(members, number);
        }
        // What a map calls its properties are names of keys.
        if !members.contains_key(KEYS) {
            inside(members, FLAT, &if leaves { LEFT } else { number }.into());
        }
        // What reads the flattened field reads what stands around it too.
        members.insert(LEAVES.to_owned(), true.into());
        let others = members.get("additionalProperties");
        let is_map = others.is_some_and(Value::is_object)
            || members.contains_key("patternProperties")
            || (members.contains_key(KEYS) && others != Some(&Value::Bool(true)));
        if is_map {
            members.entry(FLAT_MAP).or_insert_with(|| number.into());
        }
    }
    if let Some(others) = others(members).filter(|others| **others != Value::Bool(false)) {
        members.insert(format!("{MAP}{number}"), others.clone());
    }
    // A map takes no keys away.
    let leaves = leaves || members.contains_key(KEYS);
    namesakes::note(members, number, leaves);
}

/// Looks at a type whose fields are all there, and at what is written out in it.
pub(super) fn settle(members: &mut Map<String, Value>, is_read: bool) {
    let leaves = has_left(members) || namesakes::leave(members);
    denied::settle(members);
    namesakes::settle(members, is_read);
    settle_maps(members, is_read);
    if is_read && denies_others(members) && leaves {
        let why = "`deny_unknown_fields` denies the keys of a flattened field that takes none away, which are those of an enum \
                   that is untagged or tagged internally and of a struct that flattens something itself: remove it, or \
                   give the field a name";
        members.entry(REFUSED).or_insert(why.into());
    }
    members
        .values_mut()
        .for_each(|inner| settle_inside(inner, is_read));
}

fn settle_inside(value: &mut Value, is_read: bool) {
    match value {
        Value::Object(members) => settle(members, is_read),
        Value::Array(items) => items.iter_mut().for_each(|inner| settle_inside(inner, is_read)),
        _ => {}
    }
}

/// What the flattened maps say together, of which schemars keeps the first word. What one writes is written, whatever
/// `deny_unknown_fields` says to who reads; what is read is read by all of them.
fn settle_maps(members: &mut Map<String, Value>, is_read: bool) {
    let keys: Vec<String> = members
        .keys()
        .filter(|key| key.starts_with(MAP))
        .cloned()
        .collect();
    let mut of_maps: Vec<Value> = Vec::new();
    for schema in keys.iter().filter_map(|key| members.remove(key)) {
        if !of_maps.contains(&schema) {
            of_maps.push(schema);
        }
    }
    if of_maps.is_empty() || is_read && (of_maps.len() == 1 || denies_others(members)) {
        return;
    }
    // The keys stand in the order of their text, in which 10 is before 9.
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

/// What an object says of all other properties.
fn others(members: &Map<String, Value>) -> Option<&Value> {
    members.get(others_keyword(members)?)
}

const OTHERS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

pub(super) fn denies_others(members: &Map<String, Value>) -> bool {
    OTHERS
        .iter()
        .any(|keyword| members.get(*keyword) == Some(&Value::Bool(false)))
}

/// Whether the object has a property of a flattened field that takes no keys away.
fn has_left(members: &Map<String, Value>) -> bool {
    let is_left = |schema: &Value| schema.get(FLAT).and_then(Value::as_u64) == Some(LEFT);
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
fn inside(members: &mut Map<String, Value>, mark: &str, value: &Value) {
    for (keyword, schemas) in members.iter_mut() {
        match (keyword.as_str(), schemas) {
            ("properties" | "patternProperties", Value::Object(named)) => {
                for schema in named.values_mut().filter_map(Value::as_object_mut) {
                    put(schema, mark, value);
                }
            }
            ("additionalProperties" | "unevaluatedProperties", Value::Object(schema)) => {
                put(schema, mark, value);
            }
            ("oneOf" | "anyOf" | "allOf", Value::Array(branches)) => {
                for branch in branches.iter_mut().filter_map(Value::as_object_mut) {
                    // A branch stays what it is, but schemars takes an empty one for `None`.
                    if branch.contains_key("$ref") {
                        put(branch, mark, value);
                    }
                    inside(branch, mark, value);
                }
            }
            _ => {}
        }
    }
}

/// The number of the outermost flattened field counts, because its map is the one beside it; of all else the first word.
fn put(schema: &mut Map<String, Value>, mark: &str, value: &Value) {
    if mark == FLAT {
        schema.insert(mark.to_owned(), value.clone());
    } else {
        schema.entry(mark).or_insert_with(|| value.clone());
    }
}
