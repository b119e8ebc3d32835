//! Schemas of contract files in documents that Counterpart wrote, both ways.
//!
//! The definitions of a contract become components, because the official parser looks for them nowhere else. What is
//! beside a `$ref` moves into `allOf` with it, because that parser drops it. [`within_document`] does both, and
//! [`of_document`] undoes both.

use std::collections::BTreeMap;

use counterpart_engine::compat::schema::resources::{Holds, percent_decoded, schemas_under};
use counterpart_engine::json::{Json, Object, Pointer};

/// Says of a schema with `allOf` that the first of it was beside it, or that nothing was, if that is not the usual
/// reading of its form.
const REFERENCE: &str = "x-counterpart-ref";
const BESIDE: &str = "beside";
const IN_ALL_OF: &str = "in-all-of";

/// The keywords that a document has no place for.
const WITHOUT_A_PLACE: [&str; 6] = [
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveRef",
    "$vocabulary",
];

/// The places of a contract's schema in a document.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// The schema itself.
    pub(super) root: Pointer,
    /// Its definitions, by name.
    pub(super) definitions: BTreeMap<String, Pointer>,
}

/// A schema, and its definitions by name, apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Apart {
    pub(super) root: Json,
    pub(super) definitions: Vec<(String, Json)>,
}

/// Takes a contract's schema apart for a document.
///
/// # Errors
/// Fails with the reason if a document cannot say the same.
pub(super) fn within_document(schema: &Object, places: &Places) -> Result<Apart, String> {
    let mut root = schema.clone();
    let definitions = match root.shift_remove("$defs") {
        Some(Json::Object(definitions)) => definitions,
        _ => Object::default(),
    };
    let moved = |reference: &str| moved_in(reference, places);
    let definitions = definitions
        .into_iter()
        .map(|(name, definition)| Ok((name, written(definition, &moved)?)));
    Ok(Apart {
        definitions: definitions.collect::<Result<_, String>>()?,
        root: written(Json::Object(root), &moved)?,
    })
}

/// Puts the schema of a contract together again.
///
/// # Errors
/// Fails with the reason if a reference leads to something else than the contract's own schema.
pub(super) fn of_document(apart: Apart, places: &Places) -> Result<Object, String> {
    let moved = |reference: &str| moved_out(reference, places);
    let Json::Object(mut schema) = read_back(apart.root, &moved)? else {
        return Err("the schema of a contract is an object".to_owned());
    };
    if !apart.definitions.is_empty() {
        let definitions = apart.definitions.into_iter();
        let definitions = definitions.map(|(name, definition)| Ok((name, read_back(definition, &moved)?)));
        let definitions = definitions.collect::<Result<Object, String>>()?;
        schema.insert("$defs".to_owned(), Json::Object(definitions));
    }
    Ok(schema)
}

fn written(schema: Json, moved: &dyn Fn(&str) -> Result<String, String>) -> Result<Json, String> {
    let Json::Object(members) = schema else {
        return Ok(schema);
    };
    if let Some(keyword) = WITHOUT_A_PLACE
        .iter()
        .find(|keyword| members.contains_key(**keyword))
    {
        return Err(format!(
            "its schema has `{keyword}`, and references of AsyncAPI go by place"
        ));
    }
    if members.contains_key(REFERENCE) {
        return Err(format!("its schema has `{REFERENCE}` already"));
    }
    let mut out = Object::default();
    let has_beside = members.contains_key("$ref") && members.len() > 1;
    let mut beside = None;
    for (keyword, value) in members {
        let value = match keyword.as_str() {
            "$ref" => {
                let Json::String(reference) = value else {
                    return Err("its schema has a `$ref` that is not a string".to_owned());
                };
                let reference = Json::from(moved(&reference)?);
                if has_beside {
                    beside = Some(Json::from([("$ref", reference)]));
                    // The place of the reference among the keywords.
                    out.entry("allOf".to_owned())
                        .or_insert_with(|| Json::Array(Vec::new()));
                    continue;
                }
                reference
            }
            _ => each_below(&keyword, value, &|schema| written(schema, moved))?,
        };
        let is_all_of = keyword == "allOf";
        match out.get_mut(&keyword) {
            // The reference came first and made room for itself.
            Some(room) if is_all_of => *room = value,
            _ => _ = out.insert(keyword, value),
        }
    }
    if let Some(reference) = beside {
        if let Some(Json::Array(all)) = out.get_mut("allOf") {
            let is_alone = all.is_empty();
            all.insert(0, reference);
            if !is_alone {
                out.insert(REFERENCE.to_owned(), Json::from(BESIDE));
            }
        }
    } else if is_read_as_beside(&out) {
        out.insert(REFERENCE.to_owned(), Json::from(IN_ALL_OF));
    }
    Ok(Json::Object(out))
}

/// Returns true for a schema with keywords beside an `allOf` that is one reference.
fn is_read_as_beside(members: &Object) -> bool {
    let only = match members.get("allOf") {
        Some(Json::Array(all)) if all.len() == 1 => all[0].as_object(),
        _ => None,
    };
    members.len() > 1 && only.is_some_and(|only| only.len() == 1 && only.contains_key("$ref"))
}

fn read_back(schema: Json, moved: &dyn Fn(&str) -> Result<String, String>) -> Result<Json, String> {
    let Json::Object(mut members) = schema else {
        return Ok(schema);
    };
    let mark = members.shift_remove(REFERENCE);
    let is_beside = match mark.as_ref().and_then(Json::as_str) {
        Some(BESIDE) => true,
        Some(_) => false,
        None => is_read_as_beside(&members),
    };
    let mut out = Object::default();
    for (keyword, value) in members {
        if keyword == "$ref" {
            let reference = value.as_str().ok_or("a `$ref` is not a string")?;
            out.insert(keyword, Json::from(moved(reference)?));
            continue;
        }
        let value = each_below(&keyword, value, &|schema| read_back(schema, moved))?;
        match value {
            Json::Array(mut all) if keyword == "allOf" && is_beside && !all.is_empty() => {
                let first = all.remove(0);
                let reference = first
                    .get("$ref")
                    .cloned()
                    .ok_or("`allOf` begins with something else than a reference")?;
                out.insert("$ref".to_owned(), reference);
                if !all.is_empty() {
                    out.insert(keyword, Json::Array(all));
                }
            }
            value => _ = out.insert(keyword, value),
        }
    }
    Ok(Json::Object(out))
}

/// Changes the schemas below a keyword.
fn each_below(
    keyword: &str,
    value: Json,
    change: &dyn Fn(Json) -> Result<Json, String>,
) -> Result<Json, String> {
    Ok(match (schemas_under(keyword), value) {
        (Some(Holds::List | Holds::OneOrList), Json::Array(items)) => {
            Json::Array(items.into_iter().map(change).collect::<Result<_, _>>()?)
        }
        (Some(Holds::Map), Json::Object(schemas)) => {
            let schemas = schemas
                .into_iter()
                .map(|(name, schema)| Ok((name, change(schema)?)));
            Json::Object(schemas.collect::<Result<Object, String>>()?)
        }
        (Some(Holds::One | Holds::OneOrList), value) => change(value)?,
        (_, value) => {
            if has_reference(&value) {
                return Err(format!(
                    "a value of `{keyword}` has a member `$ref`, which readers of AsyncAPI take for a reference"
                ));
            }
            value
        }
    })
}

/// Changes each schema of a schema, the outer one last.
pub(super) fn each_schema(schema: Object, change: &mut dyn FnMut(&mut Object)) -> Object {
    let mut out = Object::default();
    for (keyword, value) in schema {
        let mut below = |value: Json| match value {
            Json::Object(members) => Json::Object(each_schema(members, change)),
            other => other,
        };
        let value = match (schemas_under(&keyword), value) {
            (Some(Holds::List | Holds::OneOrList), Json::Array(items)) => {
                Json::Array(items.into_iter().map(below).collect())
            }
            (Some(Holds::Map), Json::Object(schemas)) => Json::Object(
                schemas
                    .into_iter()
                    .map(|(name, schema)| (name, below(schema)))
                    .collect(),
            ),
            (Some(Holds::One | Holds::OneOrList), value) => below(value),
            (_, value) => value,
        };
        out.insert(keyword, value);
    }
    change(&mut out);
    out
}

fn has_reference(value: &Json) -> bool {
    match value {
        Json::Object(members) => members.contains_key("$ref") || members.values().any(has_reference),
        Json::Array(items) => items.iter().any(has_reference),
        _ => false,
    }
}

fn moved_in(reference: &str, places: &Places) -> Result<String, String> {
    let Some(pointer) = pointer(reference) else {
        return Err(format!("its schema refers to {}", Json::from(reference)));
    };
    let (start, rest) = match pointer.steps() {
        [definitions, name, rest @ ..] if definitions == "$defs" => match places.definitions.get(name) {
            Some(place) => (place, rest),
            None => {
                return Err(format!(
                    "its schema refers to {}, which it lacks",
                    Json::from(reference)
                ));
            }
        },
        all => (&places.root, all),
    };
    Ok(fragment(&below(start, rest)))
}

fn moved_out(reference: &str, places: &Places) -> Result<String, String> {
    let elsewhere = || {
        format!(
            "it refers to {}, which is not part of its contract: remove the `x-counterpart-…` members of the message, and \
             import the document with `--service`",
            Json::from(reference)
        )
    };
    let pointer = pointer(reference).ok_or_else(elsewhere)?;
    let steps = pointer.steps();
    if let Some(rest) = steps.strip_prefix(places.root.steps()) {
        return Ok(fragment(&below(&Pointer::root(), rest)));
    }
    let of_definition = places.definitions.iter().find_map(|(name, place)| {
        let rest = steps.strip_prefix(place.steps())?;
        let start = Pointer::root().child("$defs").child(name.as_str());
        Some(fragment(&below(&start, rest)))
    });
    of_definition.ok_or_else(elsewhere)
}

/// The pointer of a reference inside a document.
fn pointer(reference: &str) -> Option<Pointer> {
    percent_decoded(reference.strip_prefix('#')?)?.parse().ok()
}

fn below(start: &Pointer, rest: &[String]) -> Pointer {
    rest.iter()
        .fold(start.clone(), |at, step| at.child(step.as_str()))
}

fn fragment(pointer: &Pointer) -> String {
    format!("#{}", crate::import::encoded(&pointer.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::json;
    use proptest::prelude::*;

    fn places() -> Places {
        let at = |text: &str| text.parse::<Pointer>().unwrap();
        Places {
            root: at("/components/messages/m/payload/schema"),
            definitions: [("A b/c".to_owned(), at("/components/schemas/m.A-b-c/schema"))].into(),
        }
    }

    fn object(text: &str) -> Object {
        json::parse(text.as_bytes()).unwrap().as_object().unwrap().clone()
    }

    #[test]
    fn schemas_are_put_together_as_they_were() {
        for (text, shown) in [
            (
                r##"{"properties":{"a":{"$ref":"#/$defs/A%20b~1c"}},"$defs":{"A b/c":{"type":"string"}}}"##,
                true,
            ),
            (
                r##"{"$ref":"#/$defs/A%20b~1c","minLength":1,"$defs":{"A b/c":{"type":"string"}}}"##,
                true,
            ),
            (
                r##"{"$ref":"#/$defs/A%20b~1c","allOf":[{"maxLength":9}],"$defs":{"A b/c":{"$ref":"#"}}}"##,
                true,
            ),
            (
                r##"{"allOf":[{"$ref":"#/$defs/A%20b~1c"}],"minLength":1,"$defs":{"A b/c":{}}}"##,
                true,
            ),
            (
                r##"{"allOf":[{"$ref":"#/$defs/A%20b~1c"}],"$defs":{"A b/c":true}}"##,
                true,
            ),
            (
                r##"{"allOf":[{"$ref":"#/$defs/A%20b~1c","title":"x"},{"$ref":"#"}],"$defs":{"A b/c":{}}}"##,
                true,
            ),
            (
                r##"{"properties":{"$ref":{"type":"string"},"allOf":{"$ref":"#/properties/$ref"}},"required":["$ref"]}"##,
                false,
            ),
            (
                r##"{"prefixItems":[{"$ref":"#/prefixItems/0","type":"array"}],"items":false,"const":[{"a":1}]}"##,
                false,
            ),
        ] {
            let mut places = places();
            if !shown {
                places.definitions.clear();
            }
            let schema = object(text);
            let apart = within_document(&schema, &places).unwrap();
            assert!(!apart.root.to_string().contains("$defs"), "{text}");
            assert_eq!(of_document(apart, &places).unwrap(), schema, "{text}");
        }
    }

    #[test]
    fn nothing_is_beside_a_reference_in_a_document() {
        let schema = object(
            r##"{"properties":{"a":{"description":"x","$ref":"#/$defs/A b~1c","not":{}}},"$defs":{"A b/c":{"$ref":"#","type":"object"}}}"##,
        );
        let apart = within_document(&schema, &places()).unwrap();
        insta::assert_snapshot!(apart.root, @r##"{"properties":{"a":{"description":"x","allOf":[{"$ref":"#/components/schemas/m.A-b-c/schema"}],"not":{}}}}"##);
        insta::assert_snapshot!(apart.definitions[0].1, @r##"{"allOf":[{"$ref":"#/components/messages/m/payload/schema"}],"type":"object"}"##);
    }

    #[test]
    fn schemas_that_a_document_cannot_hold_are_refused() {
        for text in [
            r#"{"$id":"x"}"#,
            r#"{"properties":{"a":{"$anchor":"x"}}}"#,
            r#"{"$ref":"other.json"}"#,
            r##"{"$ref":"#x"}"##,
            r##"{"$ref":"#/$defs/absent"}"##,
            r#"{"const":{"$ref":"x"}}"#,
            r#"{"enum":[[{"$ref":1}]]}"#,
            r#"{"x-counterpart-ref":"beside"}"#,
        ] {
            assert!(within_document(&object(text), &places()).is_err(), "{text}");
        }
    }

    /// Schemas in which references, `allOf` and words beside them meet in all ways.
    fn any_schema() -> impl Strategy<Value = Json> {
        let reference = || {
            prop_oneof![
                Just("#"),
                Just("#/$defs/a"),
                Just("#/properties/p"),
                Just("#/$defs/a/allOf/0")
            ]
        };
        let leaf = prop_oneof![
            Just(Json::Bool(true)),
            reference().prop_map(|reference| Json::from([("$ref", Json::from(reference))])),
            Just(Json::from([("type", Json::from("string"))])),
            Just(Json::Object(Object::default())),
        ];
        leaf.prop_recursive(4, 40, 4, move |inner| {
            let all = prop::collection::vec(inner.clone(), 1..3);
            let parts = (
                prop::option::of(reference()),
                prop::option::of(all),
                prop::option::of(inner.clone()),
                prop::option::of(inner),
                any::<bool>(),
                any::<bool>(),
            );
            parts.prop_map(|(reference, all, property, not, has_type, comes_first)| {
                let mut members = Object::default();
                let reference = reference.map(Json::from);
                if let (true, Some(reference)) = (comes_first, &reference) {
                    members.insert("$ref".to_owned(), reference.clone());
                }
                if has_type {
                    members.insert("type".to_owned(), Json::from("object"));
                }
                if let Some(all) = all {
                    members.insert("allOf".to_owned(), Json::Array(all));
                }
                if let Some(property) = property {
                    members.insert("properties".to_owned(), Json::from([("p", property)]));
                }
                if let Some(not) = not {
                    members.insert("not".to_owned(), not);
                }
                if let Some(reference) = reference {
                    members.insert("$ref".to_owned(), reference);
                }
                Json::Object(members)
            })
        })
    }

    proptest! {
        #[test]
        fn any_schema_is_put_together_as_it_was(root in any_schema(), definition in any_schema()) {
            let Json::Object(mut schema) = root else { return Ok(()) };
            schema.insert("$defs".to_owned(), Json::from([("a", definition)]));
            let at = |text: &str| text.parse::<Pointer>().unwrap();
            let places = Places {
                root: at("/components/messages/m/payload/schema"),
                definitions: [("a".to_owned(), at("/components/schemas/m.a/schema"))].into(),
            };
            let apart = within_document(&schema, &places).unwrap();
            for written in apart.definitions.iter().map(|(_, written)| written).chain([&apart.root]) {
                prop_assert!(!has_word_beside_reference(written), "{}", written);
            }
            prop_assert_eq!(of_document(apart, &places).unwrap(), schema);
        }
    }

    fn has_word_beside_reference(value: &Json) -> bool {
        match value {
            Json::Object(members) => {
                members.len() > 1 && members.contains_key("$ref")
                    || members.values().any(has_word_beside_reference)
            }
            Json::Array(items) => items.iter().any(has_word_beside_reference),
            _ => false,
        }
    }
}
