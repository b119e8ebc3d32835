//! Keys that no value may have. If a flattened field consumes no keys (it is an untagged or internally tagged enum,
//! or a struct that flattens something itself), serde shows it everything that is left of the message. Types inside
//! it that deny unknown fields then deny those keys. Keys that the surrounding fields have taken are not left.
//!
//! schemars drops what is denied in a flattened field. So it is recorded before, with the keys that are still
//! allowed there.

use std::collections::BTreeSet;

use schemars::_private::serde_json::{Map, Value};

use super::flattened::denies_others;
use super::marks::{Denies, FieldsIn, FlattenedField, Marks, TakenBy};

const UNIONS: [&str; 3] = ["oneOf", "anyOf", "allOf"];

/// Lets the alternatives that deny have the tag next to them: serde has taken it before it reads them.
pub(super) fn allow_tag(members: &mut Map<String, Value>, tag: &str) {
    alternatives(members, &mut |alternative| {
        Marks::edit(alternative, |marks| {
            if let Some(denies) = &mut marks.denies {
                denies.allowed.push(tag.to_owned());
            }
        });
    });
}

/// Records for each alternative of such a field whether it denies. `number` is the field's number.
pub(super) fn note(members: &mut Map<String, Value>, number: u64) {
    alternatives(members, &mut |alternative| {
        let itself = denies_others(alternative);
        Marks::edit(alternative, |marks| {
            let denies = marks.denies.get_or_insert_with(|| Denies {
                itself,
                ..Denies::default()
            });
            denies.until_known = Some(number);
        });
    });
    if !denies_others(members) {
        return;
    }
    let mut whole = Map::new();
    let denies = Denies {
        itself: true,
        allowed: declared(members, &|_| true).into_iter().collect(),
        until_known: Some(number),
    };
    Marks::edit(&mut whole, |marks| marks.denies = Some(denies));
    match members.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(all) => all.push(Value::Object(whole)),
        None => {
            members.insert("allOf".to_owned(), Value::Array(vec![Value::Object(whole)]));
        }
    }
}

/// Looks at a type that flattens, as soon as its fields are all there: which keys its fields take before a field that
/// denies is read.
pub(super) fn settle(members: &mut Map<String, Value>, fields: &[FlattenedField]) {
    let flattens = Marks::of(members).own_names;
    if !flattens.is_some_and(|names| names.place == FieldsIn::Own) {
        return;
    }
    let no_properties = Map::new();
    let properties = members.get("properties").and_then(Value::as_object);
    let properties = properties.unwrap_or(&no_properties);
    let of_fields: BTreeSet<&String> = fields.iter().flat_map(|field| &field.names).collect();
    let own = properties.keys().filter(|key| !of_fields.contains(key));
    let own: BTreeSet<String> = with_aliases(properties, own.map(String::as_str)).collect();
    let fields: Vec<(u64, BTreeSet<String>)> = fields
        .iter()
        .filter(|field| !field.leaves_keys)
        .map(|field| {
            let names = field.names.iter().map(String::as_str);
            (field.number, with_aliases(properties, names).collect())
        })
        .collect();
    let branches = members.clone();
    let before = |number: u64| {
        let in_fields = fields.iter().filter(|(field, _)| *field < number);
        let in_fields = in_fields.flat_map(|(_, names)| names.iter().cloned());
        let in_branches = declared(
            &branches,
            &|marks| matches!(marks.taken_by, Some(TakenBy::Field(field)) if field < number),
        );
        let mut names: BTreeSet<String> = in_fields.chain(in_branches).collect();
        names.extend(own.iter().cloned());
        names
    };
    alternatives(members, &mut |alternative| {
        let mut marks = Marks::of(alternative);
        let Some(denies) = &mut marks.denies else { return };
        let Some(number) = denies.until_known.take() else {
            return;
        };
        let mut names = before(number);
        names.extend(std::mem::take(&mut denies.allowed));
        denies.allowed = names.into_iter().collect();
        marks.put(alternative);
    });
}

/// Every alternative of what an object is, those inside others too.
pub(super) fn alternatives(members: &mut Map<String, Value>, look: &mut dyn FnMut(&mut Map<String, Value>)) {
    for union in UNIONS {
        let branches = members.get_mut(union).and_then(Value::as_array_mut);
        for branch in branches.into_iter().flatten().filter_map(Value::as_object_mut) {
            look(branch);
            alternatives(branch, look);
        }
    }
}

/// The names of an object's properties whose marks are so, other names and those of its alternatives included.
fn declared(members: &Map<String, Value>, are: &dyn Fn(&Marks) -> bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if let Some(properties) = members.get("properties").and_then(Value::as_object) {
        let own = properties.iter().filter(|(_, schema)| are(&marks_of(schema)));
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
        let aliases = properties.get(name).map(|schema| marks_of(schema).aliases);
        std::iter::once(name.to_owned()).chain(aliases.into_iter().flatten())
    })
}

fn marks_of(schema: &Value) -> Marks {
    schema.as_object().map(Marks::of).unwrap_or_default()
}
