//! Types that deny unknown fields inside a flattened field: only the surrounding fields, which have taken their
//! keys before, are allowed next to its own.

use std::collections::BTreeSet;

use super::super::marks::Marks;
use super::super::working_schema::WorkingSchema;
use crate::derived::marks::Denies;
use counterpart_engine::json::{Json, Object};
use counterpart_engine::keywords::{Holds, holds, schemas_in, schemas_in_mut};

/// The number of definitions that are written out: types that contain each other in flattened fields and in their
/// values would be written out forever. The remaining ones then deny more than serde.
const MOST: usize = 1_000;

pub(super) fn run(working: &mut WorkingSchema) {
    let before = working.clone();
    let mut left = MOST;
    working.each(&mut |schema| {
        if let Some(members) = schema.as_object_mut() {
            let denies = Marks::edit(members, |marks| marks.denies.take());
            // A variant whose only field is written next to its tag: the tag is next to the type's own properties.
            let beside_tag =
                || (members.contains_key("$ref") && members.contains_key("properties")).then(Denies::default);
            if let Some(denies) = denies.or_else(beside_tag) {
                allow(members, denies, &before, &mut left);
            }
        }
    });
}

/// Lets an alternative have the names that the fields around have taken.
fn allow(members: &mut Object, mark: Denies, working: &WorkingSchema, left: &mut usize) {
    let names: BTreeSet<String> = mark.allowed.into_iter().collect();
    if mark.itself || denies(members) {
        let closed = open(members, names, working);
        if members.is_empty() {
            *members = closed;
        } else {
            also(members, closed);
        }
        return;
    }
    let mut names = names;
    names.extend(own_names(members));
    let Some(target) = target(members, working).filter(|_| *left > 0) else {
        return;
    };
    let mut seen = BTreeSet::from([target.0.to_owned()]);
    if let Some(opened) = opened(target.1, &names, working, &mut seen) {
        *left -= 1;
        members.shift_remove("$ref");
        if members.is_empty() {
            *members = opened;
        } else {
            also(members, opened);
        }
    }
}

/// A copy of the definition behind a reference, with those names allowed too; `None` if nothing there denies.
fn opened<'a>(
    target: &'a Object,
    names: &BTreeSet<String>,
    working: &'a WorkingSchema,
    seen: &mut BTreeSet<String>,
) -> Option<Object> {
    let mut copy = target.clone();
    let mut changed = false;
    let mut beside = names.clone();
    beside.extend(own_names(target));
    let in_place = |keyword: &str| keyword != "$ref" && holds(keyword) == Holds::InPlace;
    for (keyword, value) in copy.iter_mut().filter(|(keyword, _)| in_place(keyword)) {
        for branch in schemas_in_mut(keyword, value) {
            let Some(members) = branch.as_object_mut() else {
                continue;
            };
            let more_names = |marks: &mut Marks| {
                // A flattened field inside a flattened type sees no more than that.
                let denies = marks.denies.as_mut()?;
                denies.allowed.extend(beside.iter().cloned());
                Some(())
            };
            if Marks::edit(members, more_names).is_some() {
                changed = true;
            } else if let Some(inner) = opened(members, &beside, working, seen) {
                *branch = Json::Object(inner);
                changed = true;
            }
        }
    }
    if denies(&copy) {
        let closed = open(&mut copy, names.clone(), working);
        also(&mut copy, closed);
        changed = true;
    } else if let Some((key, target)) = self::target(target, working) {
        if seen.insert(key.to_owned()) {
            if let Some(inner) = opened(target, &beside, working, seen) {
                copy.shift_remove("$ref");
                also(&mut copy, inner);
                changed = true;
            }
            seen.remove(key);
        }
    }
    changed.then_some(copy)
}

/// Removes the denial and writes it again, with those names in addition to the declared ones.
fn open(members: &mut Object, mut names: BTreeSet<String>, working: &WorkingSchema) -> Object {
    names.extend(declared(members, working, &mut BTreeSet::new()));
    for keyword in DENIALS {
        if members.get(keyword) == Some(&Json::Bool(false)) {
            members.shift_remove(keyword);
        }
    }
    let names = names.into_iter().map(|name| (name, Json::Bool(true)));
    let mut closed = Object::default();
    closed.insert("properties".to_owned(), Json::Object(names.collect()));
    closed.insert("additionalProperties".to_owned(), Json::Bool(false));
    closed
}

fn also(members: &mut Object, more: Object) {
    match members.get_mut("allOf") {
        Some(Json::Array(all)) => all.push(Json::Object(more)),
        _ => {
            members.insert("allOf".to_owned(), Json::Array(vec![Json::Object(more)]));
        }
    }
}

const DENIALS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

fn denies(members: &Object) -> bool {
    DENIALS
        .iter()
        .any(|keyword| members.get(*keyword) == Some(&Json::Bool(false)))
}

/// The definition that a schema refers to.
fn target<'a>(members: &Object, working: &'a WorkingSchema) -> Option<(&'a str, &'a Object)> {
    let key = members.get("$ref")?.as_str()?;
    let (key, definition) = working.definitions.get_key_value(key)?;
    Some((key, definition.schema.as_object()?))
}

fn own_names(members: &Object) -> impl Iterator<Item = String> {
    let own = members.get("properties").and_then(Json::as_object);
    own.into_iter().flat_map(|own| own.keys().cloned())
}

/// The names of an object's properties, including those of its alternatives and its references.
fn declared(members: &Object, working: &WorkingSchema, seen: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    names.extend(own_names(members));
    if let Some((key, target)) = target(members, working) {
        if seen.insert(key.to_owned()) {
            names.extend(declared(target, working, seen));
        }
    }
    let in_place = members
        .iter()
        .filter(|(keyword, _)| holds(keyword) == Holds::InPlace)
        .flat_map(|(keyword, value)| schemas_in(keyword, value));
    for branch in in_place.filter_map(Json::as_object) {
        names.extend(declared(branch, working, seen));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::testing::after;
    use super::run;

    #[test]
    fn denying_schema_accepts_its_own_names_and_those_around() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"id":{}},"oneOf":[
            {"type":"object","properties":{"t":{"const":"a"}},"x-counterpart":{"denies":{"itself":true,"allowed":["id"]}}},
            {"type":"object","properties":{"t":{"const":"b"}},"x-counterpart":{"denies":{"itself":false,"allowed":["id"]}}}]}"#), @r#"{"type":"object","properties":{"id":{}},"oneOf":[{"type":"object","properties":{"t":{"const":"a"}},"allOf":[{"properties":{"id":true,"t":true},"additionalProperties":false}]},{"type":"object","properties":{"t":{"const":"b"}}}]}"#);
    }

    #[test]
    fn a_definition_that_denies_is_written_out() {
        insta::assert_snapshot!(after(run, r##"{"type":"object","properties":{"id":{}},"anyOf":[
            {"$ref":"#/$defs/A","x-counterpart":{"denies":{"itself":false,"allowed":["id"]}}},
            {"$ref":"#/$defs/B","x-counterpart":{"denies":{"itself":false,"allowed":["id"]}}},
            {"$ref":"#/$defs/C","x-counterpart":{"denies":{"itself":false,"allowed":["id"]}}}],
            "$defs":{"A":{"type":"object","properties":{"a":{}},"additionalProperties":false},
                "B":{"type":"object","properties":{"b":{}}},
                "C":{"oneOf":[{"$ref":"#/$defs/A"},{"type":"object","properties":{"c":{}},"additionalProperties":false}]}}}"##), @r##"{"type":"object","properties":{"id":{}},"anyOf":[{"type":"object","properties":{"a":{}},"allOf":[{"properties":{"a":true,"id":true},"additionalProperties":false}]},{"$ref":"#/$defs/B"},{"oneOf":[{"allOf":[{"type":"object","properties":{"a":{}},"allOf":[{"properties":{"a":true,"id":true},"additionalProperties":false}]}]},{"type":"object","properties":{"c":{}},"allOf":[{"properties":{"c":true,"id":true},"additionalProperties":false}]}]}],"$defs":{"A":{"type":"object","properties":{"a":{}},"additionalProperties":false},"B":{"type":"object","properties":{"b":{}}},"C":{"oneOf":[{"$ref":"#/$defs/A"},{"type":"object","properties":{"c":{}},"additionalProperties":false}]}}}"##);
    }

    #[test]
    fn a_struct_that_denies_as_a_whole() {
        insta::assert_snapshot!(after(run, r#"{"type":"object","properties":{"id":{},"a":{}},
            "allOf":[{"x-counterpart":{"denies":{"itself":true,"allowed":["a","id"]}}}]}"#), @r#"{"type":"object","properties":{"id":{},"a":{}},"allOf":[{"properties":{"a":true,"id":true},"additionalProperties":false}]}"#);
    }
}
