//! Keys that nothing may have. Where a flattened field takes no keys away (it is an enum that is untagged or tagged
//! internally, or a struct that flattens something itself), serde shows it all that is left of the message, and what denies
//! unknown fields inside it denies those keys. What the fields around have taken is left no more.
//!
//! schemars forgets what is denied in a flattened field: it is noted before, with the keys that may stand there all the same.

use std::collections::BTreeSet;

use schemars::_private::serde_json::{Map, Value, json};

use super::derived::{ALIASES, DENIES, FLAT, LEFT, OWN_READ};
use super::flattened::denies_others;
use super::namesakes::Note;

const UNIONS: [&str; 3] = ["oneOf", "anyOf", "allOf"];

/// Notes at each alternative of such a field whether it denies. `number` is that of the field.
pub(super) fn note(members: &mut Map<String, Value>, number: u64) {
    alternatives(members, &mut |alternative| {
        let denies = denies_others(alternative);
        let mark = alternative
            .entry(DENIES)
            .or_insert_with(|| json!({ "closed": denies, "names": [] }));
        mark["number"] = number.into();
        mark["open"] = true.into();
    });
    if !denies_others(members) {
        return;
    }
    let names: Vec<String> = declared(members, &|_| true).into_iter().collect();
    let whole = json!({ DENIES: { "closed": true, "names": names, "number": number, "open": true } });
    match members.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(all) => all.push(whole),
        None => {
            members.insert("allOf".to_owned(), Value::Array(vec![whole]));
        }
    }
}

/// Looks at a type that flattens, as soon as its fields are all there: which keys its fields take before a field that
/// denies is read.
pub(super) fn settle(members: &mut Map<String, Value>) {
    if !members.contains_key(OWN_READ) {
        return;
    }
    let no_properties = Map::new();
    let properties = members.get("properties").and_then(Value::as_object);
    let properties = properties.unwrap_or(&no_properties);
    let notes: Vec<Note> = properties.keys().filter_map(|key| Note::read(key)).collect();
    let of_parts: BTreeSet<&str> = notes.iter().map(|note| note.name).collect();
    let own = properties
        .keys()
        .filter(|key| Note::read(key).is_none() && !of_parts.contains(key.as_str()));
    let own: BTreeSet<String> = with_aliases(properties, own.map(String::as_str)).collect();
    let parts: Vec<(u64, BTreeSet<String>)> = notes
        .iter()
        .filter(|note| !note.leaves)
        .map(|note| (note.number, with_aliases(properties, [note.name]).collect()))
        .collect();
    let branches = Value::Object(members.clone());
    let before = |number: u64| {
        let taken = |flat: Option<u64>| flat.is_some_and(|flat| flat != LEFT && flat < number);
        let in_parts = parts.iter().filter(|(part, _)| *part < number);
        let in_parts = in_parts.flat_map(|(_, names)| names.iter().cloned());
        let in_branches = declared(branches.as_object().unwrap_or(&no_properties), &|schema| {
            taken(schema.get(FLAT).and_then(Value::as_u64))
        });
        let mut names: BTreeSet<String> = in_parts.chain(in_branches).collect();
        names.extend(own.iter().cloned());
        names
    };
    alternatives(members, &mut |alternative| {
        let Some(mark) = alternative.get_mut(DENIES).filter(|mark| mark["open"] == true) else {
            return;
        };
        mark["open"] = false.into();
        let mut names = before(mark["number"].as_u64().unwrap_or_default());
        let so_far = mark["names"].as_array().into_iter().flatten();
        names.extend(so_far.filter_map(Value::as_str).map(str::to_owned));
        mark["names"] = names.into_iter().collect();
    });
}

/// Every alternative of what an object is, those inside others too.
fn alternatives(members: &mut Map<String, Value>, look: &mut dyn FnMut(&mut Map<String, Value>)) {
    for union in UNIONS {
        let branches = members.get_mut(union).and_then(Value::as_array_mut);
        for branch in branches.into_iter().flatten().filter_map(Value::as_object_mut) {
            look(branch);
            alternatives(branch, look);
        }
    }
}

/// The names of an object's properties whose schemas are so, other names and those of its alternatives included.
fn declared(members: &Map<String, Value>, are: &dyn Fn(&Value) -> bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if let Some(properties) = members.get("properties").and_then(Value::as_object) {
        let own = properties
            .iter()
            .filter(|(name, schema)| Note::read(name).is_none() && are(schema));
        names.extend(with_aliases(properties, own.map(|(name, _)| name.as_str())));
    }
    let branches = UNIONS
        .iter()
        .filter_map(|union| members.get(*union)?.as_array())
        .flatten();
    for branch in branches.filter_map(Value::as_object) {
        names.extend(declared(branch, are));
    }
    names
}

fn with_aliases<'a>(
    properties: &'a Map<String, Value>,
    names: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = String> {
    names.into_iter().flat_map(|name| {
        let aliases = properties
            .get(name)
            .and_then(|schema| schema.get(ALIASES)?.as_array());
        let aliases = aliases.into_iter().flatten().filter_map(Value::as_str);
        std::iter::once(name).chain(aliases).map(str::to_owned)
    })
}
