//! OpenAPI's own keywords, expressed in JSON Schema: `nullable` and `discriminator`.
//!
//! The document itself is changed, so that both evaluators read the same. If that moves keywords,
//! [`Lifted::written`] returns their original places.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::apart::has_no_text;
use super::closing::keywords;
use super::warning::{Doubt, Found};
use super::written::written_schemas;
use counterpart_engine::compat::schema::node::NodeId;
use counterpart_engine::compat::schema::resources::percent_decoded;
use counterpart_engine::compat::schema::{Draft, ReferenceProblem, Schema, SchemaError};
use counterpart_engine::json::{Json, Object, Pointer, parse};

/// A document without words of OpenAPI.
pub(super) struct Lifted {
    pub(super) document: Json,
    pub(super) doubts: Vec<Found>,
    moved: Moved,
}

/// The schemas that went a step down, as their places were written.
#[derive(Debug, Clone, Default)]
pub(super) struct Moved {
    /// Into the first branch of an `anyOf`, whose other one is null.
    nullable: BTreeSet<Pointer>,
    /// Into the first part of an `allOf`, whose other one names the tags of an alternative.
    tagged: BTreeSet<Pointer>,
}

/// `nullable`, and how Swagger 2.0 writes it.
const NULLABLE: [&str; 2] = ["nullable", "x-nullable"];

/// The keywords that may refuse null.
const RESTRICTING: [&str; 13] = [
    "type",
    "enum",
    "const",
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
];

/// Returns the document in plain JSON Schema; nothing if it already is. `is_declared` is true for a place whose
/// author named a draft of JSON Schema for it.
pub(super) fn lift(
    schema: &Schema,
    is_declared: impl Fn(&Pointer) -> bool,
) -> Result<Option<Lifted>, SchemaError> {
    let mut places: Vec<(Pointer, Draft, NodeId)> = Vec::new();
    for written in written_schemas(schema, 0) {
        let members = written.members;
        for word in NULLABLE {
            if let Some(value) = members.get(word).filter(|value| value.as_bool().is_none()) {
                return Err(SchemaError::Keyword {
                    at: schema.pointer(written.id).child(word),
                    expected: "true or false",
                    found: format!("a value of type {}", value.type_name()),
                });
            }
        }
        if let Some(discriminator) = members.get("discriminator") {
            let at = schema.pointer(written.id).child("discriminator");
            check_discriminator(discriminator, members, &at, schema.document())?;
        }
        if is_nullable(members).is_some() || members.contains_key("discriminator") {
            places.push((schema.pointer(written.id), written.draft, written.id));
        }
    }
    if places.is_empty() {
        return Ok(None);
    }
    // Inner schemas come first, because a schema that is moved takes them along.
    places.sort_by_key(|(place, ..)| std::cmp::Reverse(place.steps().len()));
    let mut lifted = Lifted {
        document: schema.document().clone(),
        doubts: Vec::new(),
        moved: Moved::default(),
    };
    for (place, draft, id) in places {
        let declared = is_declared(&place);
        let Some(Json::Object(members)) = find_mut(&mut lifted.document, &place) else {
            continue;
        };
        let is_bare = draft <= Draft::Draft7 && members.contains_key("$ref");
        if !is_bare {
            lifted.doubts.extend(demand_discriminator(members, &place));
            lifted
                .moved
                .tagged
                .extend(name_tags(members, &place, &|keyword, index, property| {
                    let alternatives = keywords(schema, id).map(|keywords| match keyword {
                        "oneOf" => &keywords.one_of,
                        _ => &keywords.any_of,
                    });
                    let alternative = alternatives.and_then(|alternatives| alternatives.get(index));
                    alternative.is_some_and(|&alternative| has_no_text(schema, alternative, property))
                }));
        }
        if let Some(word) = is_nullable(members) {
            let (why, moved) = allow_null(members, word, is_bare, declared);
            let at = place.child(word);
            lifted.doubts.extend(why.map(|why| (at, Doubt::Nullable { why })));
            if moved {
                lifted.moved.nullable.insert(place);
            }
        }
    }
    Ok(Some(lifted))
}

impl Lifted {
    pub(super) fn into_parts(self) -> (Json, Vec<Found>, Moved) {
        (self.document, self.doubts, self.moved)
    }
}

impl Moved {
    /// Returns the place in the original document of a place in the lifted one.
    pub(super) fn written(&self, lifted: &Pointer) -> Pointer {
        let mut at = Pointer::root();
        let mut steps = lifted.steps();
        // The branch may have an `anyOf` of its own, which was written.
        let mut is_in_branch = false;
        while let [step, rest @ ..] = steps {
            steps = rest;
            let is_null = !is_in_branch && step == "anyOf" && self.nullable.contains(&at);
            let is_tag = !is_in_branch && step == "allOf" && self.tagged.contains(&at);
            match rest {
                [branch, rest @ ..] if (is_null || is_tag) && branch == "0" => {
                    (steps, is_in_branch) = (rest, true);
                }
                [_, ..] if is_null => return at.child("nullable"),
                [_, ..] if is_tag => return at,
                _ => (at, is_in_branch) = (at.child(step.as_str()), false),
            }
        }
        at
    }
}

fn is_nullable(members: &Object) -> Option<&'static str> {
    NULLABLE
        .into_iter()
        .find(|word| members.get(*word) == Some(&Json::Bool(true)))
}

/// Makes a schema accept null. Returns a deviation from the word's definition, and whether keywords moved.
fn allow_null(
    members: &mut Object,
    word: &'static str,
    is_bare: bool,
    declared: bool,
) -> (Option<&'static str>, bool) {
    let null = Json::from("null");
    let accepts_already = |members: &Object| match members.get("type") {
        None => true,
        Some(Json::Array(types)) => types.contains(&null),
        Some(one) => *one == null,
    };
    let enum_has_null = |members: &Object| {
        let values = members.get("enum").and_then(Json::as_array);
        values.is_none_or(|values| values.contains(&Json::Null))
    };
    let has = |members: &Object, keyword: &str| members.contains_key(keyword);
    let others = RESTRICTING[2..].iter().any(|keyword| has(members, keyword));
    if !others && accepts_already(members) && enum_has_null(members) {
        return (None, false);
    }
    let why = if word == "x-nullable" {
        Some(
            "it is an extension that not every reader knows: write `\"type\": [\"string\", \"null\"]`, or \
             similar",
        )
    } else if declared {
        Some("JSON Schema has no such keyword: write `\"type\": [\"string\", \"null\"]`, or similar")
    } else if is_bare || !has(members, "type") {
        Some(
            "OpenAPI 3.0.3 only lets it widen a `type` beside it: write `anyOf` with `{\"type\": \
             \"null\"}`, or similar",
        )
    } else if others || !enum_has_null(members) {
        Some(
            "the keywords beside it may refuse null, and OpenAPI 3.0.3 only lets it widen `type`: add null \
             to `enum`, or similar",
        )
    } else {
        None
    };
    if !others {
        match members.get_mut("type") {
            Some(Json::Array(types)) if !types.contains(&null) => types.push(null),
            Some(Json::Array(_)) | None => {}
            Some(one) if *one == null => {}
            Some(one) => *one = Json::Array(vec![one.clone(), null]),
        }
        if let Some(Json::Array(values)) = members.get_mut("enum") {
            if !values.contains(&Json::Null) {
                values.push(Json::Null);
            }
        }
        return (why, false);
    }
    let mut inner = Object::default();
    for keyword in RESTRICTING {
        if let Some(value) = members.shift_remove(keyword) {
            // Up to draft-07, everything beside a `$ref` is ignored, and it must stay ignored.
            if !is_bare || keyword == "$ref" {
                inner.insert(keyword.to_owned(), value);
            }
        }
    }
    if is_bare {
        members.retain(|keyword, _| {
            let is_keyword =
                counterpart_engine::compat::schema::vocabulary::KEYWORDS.contains(&keyword.as_str());
            !is_keyword || matches!(keyword.as_str(), "definitions" | "$defs" | "$schema" | "title")
        });
    }
    let only_null = Json::from([("type", null)]);
    members.insert("anyOf".into(), Json::Array(vec![Json::Object(inner), only_null]));
    (why, true)
}

/// Refuses a discriminator that is not what OpenAPI says, or that leads nowhere.
fn check_discriminator(
    discriminator: &Json,
    members: &Object,
    at: &Pointer,
    document: &Json,
) -> Result<(), SchemaError> {
    let malformed = |at: Pointer, expected, found: Option<&Json>| SchemaError::Keyword {
        at,
        expected,
        found: match found {
            Some(value) => format!("a value of type {}", value.type_name()),
            None => "an object without it".to_owned(),
        },
    };
    let parts = match discriminator {
        // Swagger 2.0 only has the name.
        Json::String(_) => return Ok(()),
        Json::Object(parts) => parts,
        other => {
            let expected = "an object with `propertyName`, the name of a property";
            return Err(malformed(at.clone(), expected, Some(other)));
        }
    };
    match parts.get("propertyName") {
        Some(Json::String(_)) => {}
        Some(other) => {
            let at = at.child("propertyName");
            return Err(malformed(at, "the name of a property", Some(other)));
        }
        None => {
            let expected = "`propertyName`, the name of a property,";
            return Err(malformed(at.clone(), expected, None));
        }
    }
    let at = at.child("mapping");
    let mapping = match parts.get("mapping") {
        None => return Ok(()),
        Some(Json::Object(mapping)) => mapping,
        Some(other) => {
            let expected = "an object that gives each value of the property a schema's name or reference";
            return Err(malformed(at, expected, Some(other)));
        }
    };
    let reach = Reach::of(members, &at, document);
    for (tag, target) in mapping {
        let at = at.child(tag.as_str());
        let Some(reference) = target.as_str() else {
            return Err(malformed(
                at,
                "the name of a schema, or a reference to one,",
                Some(target),
            ));
        };
        if !reach.may_have(reference) {
            return Err(SchemaError::Reference {
                at,
                reference: reference.to_owned(),
                problem: ReferenceProblem::Missing,
            });
        }
    }
    Ok(())
}

/// The places where OpenAPI and JSON Schema keep schemas by name.
const NAMED: [&[&str]; 3] = [&["components", "schemas"], &["definitions"], &["$defs"]];

/// The possible targets of a mapping.
struct Reach<'j> {
    /// The names of the alternatives next to it.
    alternatives: HashSet<&'j str>,
    /// The document, and the schemas around the mapping that have an identity: each may be a file of its own.
    roots: Vec<&'j Json>,
}

impl<'j> Reach<'j> {
    fn of(members: &'j Object, at: &Pointer, document: &'j Json) -> Self {
        let branches = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|keyword| members.get(keyword)?.as_array())
            .flatten();
        let references = branches.filter_map(|branch| branch.get("$ref")?.as_str());
        let mut roots = vec![document];
        let mut around = document;
        for step in at.steps() {
            let Some(below) = Pointer::root().child(step.as_str()).find(around) else {
                break;
            };
            around = below;
            if around.get("$id").or(around.get("id")).is_some() {
                roots.push(around);
            }
        }
        Self {
            alternatives: references.map(last).collect(),
            roots,
        }
    }

    /// Returns true if the target of a mapping exists, as far as the document shows: it may name other files, and
    /// anchors.
    fn may_have(&self, reference: &str) -> bool {
        let exists = |place: &Pointer| self.roots.iter().any(|root| place.find(root).is_some());
        if let Some(fragment) = reference.strip_prefix('#') {
            let Some(fragment) = percent_decoded(fragment) else {
                return false;
            };
            let is_anchor = !fragment.is_empty() && !fragment.starts_with('/');
            return is_anchor || fragment.parse().is_ok_and(|place| exists(&place));
        }
        let is_name = !reference.contains(['/', '.', ':', '#']);
        let is_kept = |steps: &[&str]| {
            let keeps = steps.iter().fold(Pointer::root(), |at, step| at.child(*step));
            exists(&keeps.child(reference))
        };
        !is_name || self.alternatives.contains(reference) || NAMED.iter().any(|steps| is_kept(steps))
    }
}

/// The last part of a reference, which names a schema.
fn last(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or_default()
}

/// Makes each alternative require the property that distinguishes them.
fn demand_discriminator(members: &mut Object, place: &Pointer) -> Option<Found> {
    let discriminator = members.get("discriminator")?;
    // Swagger 2.0 only has the name.
    let property = discriminator.get("propertyName").unwrap_or(discriminator);
    let property = property.as_str()?.to_owned();
    let required = members.get("required").and_then(Json::as_array).unwrap_or(&[]);
    let name = Json::from(property.as_str());
    if required.contains(&name) {
        return None;
    }
    let branches = ["oneOf", "anyOf"]
        .iter()
        .any(|keyword| members.contains_key(*keyword));
    if !branches {
        let at = place.child("discriminator");
        return Some((at, Doubt::Discriminator { property }));
    }
    let required = required.iter().cloned().chain([name]).collect();
    members.insert("required".into(), Json::Array(required));
    None
}

/// Restricts each alternative in the discriminator's mapping to its own tags. Returns the alternatives that moved.
/// If the mapping and the alternatives do not match clearly, nothing changes.
fn name_tags(
    members: &mut Object,
    place: &Pointer,
    has_no_text: &dyn Fn(&str, usize, &str) -> bool,
) -> Vec<Pointer> {
    let discriminator = members.get("discriminator");
    let property = discriminator.and_then(|it| it.get("propertyName")?.as_str());
    let mapping = discriminator.and_then(|it| it.get("mapping")?.as_object());
    let (Some(property), Some(mapping)) = (property, mapping) else {
        return Vec::new();
    };
    let property = property.to_owned();
    let mut tags: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for (tag, target) in mapping {
        let Some(target) = target.as_str() else {
            return Vec::new();
        };
        tags.entry(last(target).to_owned())
            .or_default()
            .push(Json::from(tag.as_str()));
    }
    let mut moved = Vec::new();
    for keyword in ["oneOf", "anyOf"] {
        let Some(Json::Array(branches)) = members.get_mut(keyword) else {
            continue;
        };
        let name_of = |branch: &Json| {
            branch
                .get("$ref")
                .and_then(Json::as_str)
                .map(last)
                .map(str::to_owned)
        };
        let names: Vec<Option<String>> = branches.iter().map(name_of).collect();
        for (index, branch) in branches.iter_mut().enumerate() {
            let Some(name) = &names[index] else { continue };
            let is_clear = names.iter().flatten().filter(|other| *other == name).count() == 1;
            let Some(own) = tags.get(name).filter(|_| is_clear) else {
                continue;
            };
            let mut own = own.clone();
            if has_no_text(keyword, index, &property) {
                // Keys of a mapping are texts, and the tags of some libraries are numbers.
                let values = own
                    .iter()
                    .filter_map(Json::as_str)
                    .filter_map(|tag| parse(tag.as_bytes()).ok());
                own = values.filter(is_scalar).collect();
            }
            let tag = Json::from([("enum", Json::Array(own))]);
            let tagged = Json::from([("properties", Json::from([(property.as_str(), tag)]))]);
            let alternative = std::mem::replace(branch, Json::Null);
            *branch = Json::from([("allOf", Json::Array(vec![alternative, tagged]))]);
            moved.push(place.child(keyword).child(index.to_string()));
        }
    }
    moved
}

fn is_scalar(value: &Json) -> bool {
    matches!(value, Json::Null | Json::Bool(_) | Json::Number(_))
}

pub(super) fn find_mut<'j>(document: &'j mut Json, pointer: &Pointer) -> Option<&'j mut Json> {
    pointer
        .steps()
        .iter()
        .try_fold(document, |value, step| match value {
            Json::Object(members) => members.get_mut(step),
            Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use counterpart_engine::compat::schema::Options;

    fn lifted(text: &str) -> (String, Vec<String>) {
        let options = Options::default().default_draft(Draft::Draft4);
        let schema = Schema::parse(text.as_bytes(), &options).unwrap();
        let Some(lifted) = lift(&schema, |_| false).unwrap() else {
            return (schema.document().to_string(), Vec::new());
        };
        let doubts = lifted.doubts.iter().map(|(at, _)| at.to_string());
        (lifted.document.to_string(), doubts.collect())
    }

    #[test]
    fn tags_that_are_numbers_stay_numbers() {
        is(
            r##"{"anyOf": [{"$ref": "#/definitions/A"}], "discriminator": {"propertyName": "op", "mapping": {"1": "#/definitions/A"}},
                "definitions": {"A": {"properties": {"op": {"enum": [1]}}, "required": ["op"]}}}"##,
            r##"{"anyOf": [{"allOf": [{"$ref": "#/definitions/A"}, {"properties": {"op": {"enum": [1]}}}]}],
                "discriminator": {"propertyName": "op", "mapping": {"1": "#/definitions/A"}},
                "definitions": {"A": {"properties": {"op": {"enum": [1]}}, "required": ["op"]}}, "required": ["op"]}"##,
            &[],
        );
    }

    fn is(text: &str, expected: &str, doubts: &[&str]) {
        let (document, found) = lifted(text);
        let compact = |text: &str| {
            counterpart_engine::json::parse(text.as_bytes())
                .unwrap()
                .to_string()
        };
        assert_eq!(
            (document.as_str(), found),
            (
                compact(expected).as_str(),
                doubts.iter().map(|at| at.to_string()).collect()
            )
        );
    }

    #[test]
    fn nullable_allows_null_in_addition_to_a_type() {
        is(
            r#"{"type": "string", "nullable": true, "maxLength": 3}"#,
            r#"{"type": ["string", "null"], "nullable": true, "maxLength": 3}"#,
            &[],
        );
        is(
            r#"{"type": "string", "nullable": false}"#,
            r#"{"type":"string","nullable":false}"#,
            &[],
        );
        is(
            r#"{"nullable": true, "maxLength": 3}"#,
            r#"{"nullable": true, "maxLength": 3}"#,
            &[],
        );
    }

    #[test]
    fn nullable_overrides_other_keywords_with_a_warning() {
        is(
            r#"{"type": "string", "enum": ["a"], "nullable": true}"#,
            r#"{"type": ["string", "null"], "enum": ["a", null], "nullable": true}"#,
            &["/nullable"],
        );
        is(
            r##"{"properties": {"a": {"allOf": [{"$ref": "#/definitions/b"}], "nullable": true, "title": "A"}}, "definitions": {"b": {"type": "object"}}}"##,
            r##"{"properties": {"a": {"nullable": true, "title": "A", "anyOf": [{"allOf": [{"$ref": "#/definitions/b"}]}, {"type": "null"}]}}, "definitions": {"b": {"type": "object"}}}"##,
            &["/properties/a/nullable"],
        );
        is(
            r##"{"items": {"$ref": "#/definitions/b", "nullable": true, "type": "string"}, "definitions": {"b": {"type": "object"}}}"##,
            r##"{"items": {"nullable": true, "anyOf": [{"$ref": "#/definitions/b"}, {"type": "null"}]}, "definitions": {"b": {"type": "object"}}}"##,
            &["/items/nullable"],
        );
    }

    #[test]
    fn a_property_that_is_called_nullable_is_none() {
        let text = r#"{"properties": {"nullable": {"type": "boolean"}}, "required": ["nullable"]}"#;
        is(text, text, &[]);
        let text = r#"{"properties": {"nullable": {}}, "enum": [{"nullable": true}]}"#;
        is(text, text, &[]);
    }

    #[test]
    fn the_property_of_a_discriminator_is_required_in_each_alternative() {
        is(
            r#"{"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "kind"}, "required": ["id"]}"#,
            r#"{"oneOf": [{"type": "object"}], "discriminator": {"propertyName": "kind"}, "required": ["id", "kind"]}"#,
            &[],
        );
        is(
            r#"{"type": "object", "discriminator": "kind"}"#,
            r#"{"type": "object", "discriminator": "kind"}"#,
            &["/discriminator"],
        );
    }

    #[test]
    fn each_alternative_has_the_tags_that_the_mapping_gives_it() {
        is(
            r##"{"oneOf": [{"$ref": "#/definitions/Cat"}, {"$ref": "#/definitions/Dog"}, {"type": "null"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/definitions/Cat", "tiger": "Cat"}},
                "definitions": {"Cat": {"type": "object"}, "Dog": {"type": "object"}}}"##,
            r##"{"oneOf": [{"allOf": [{"$ref": "#/definitions/Cat"}, {"properties": {"kind": {"enum": ["cat", "tiger"]}}}]},
                {"$ref": "#/definitions/Dog"}, {"type": "null"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/definitions/Cat", "tiger": "Cat"}},
                "definitions": {"Cat": {"type": "object"}, "Dog": {"type": "object"}}, "required": ["kind"]}"##,
            &[],
        );
    }

    #[test]
    fn a_discriminator_that_is_malformed_or_leads_nowhere_is_an_error() {
        let refused = |discriminator: &str| {
            let text = format!(
                r##"{{"oneOf": [{{"$ref": "#/$defs/A"}}], "$defs": {{"A": {{"type": "object"}}}}, "discriminator": {discriminator}}}"##
            );
            let schema = Schema::parse(text.as_bytes(), &Options::default()).unwrap();
            lift(&schema, |_| false).err().map(|error| error.to_string())
        };
        for malformed in [
            "{}",
            "null",
            "[]",
            "true",
            "3",
            r#"{"propertyname": "k"}"#,
            r#"{"mapping": {"x": "A"}}"#,
        ] {
            let error = refused(malformed).expect(malformed);
            assert!(error.contains("at `/discriminator`,"), "{malformed}: {error}");
            assert!(error.contains("`propertyName`"), "{malformed}: {error}");
        }
        insta::assert_snapshot!(refused("{}").unwrap(), @"expected `propertyName`, the name of a property, at `/discriminator`, found an object without it");
        insta::assert_snapshot!(refused(r#"{"propertyName": 3}"#).unwrap(), @"expected the name of a property at `/discriminator/propertyName`, found a value of type integer");
        let mapping = |mapping: &str| refused(&format!(r#"{{"propertyName": "k", "mapping": {mapping}}}"#));
        insta::assert_snapshot!(mapping(r#"["A"]"#).unwrap(), @"expected an object that gives each value of the property a schema's name or reference at `/discriminator/mapping`, found a value of type array");
        insta::assert_snapshot!(mapping(r#"{"a": 3}"#).unwrap(), @"expected the name of a schema, or a reference to one, at `/discriminator/mapping/a`, found a value of type integer");
        insta::assert_snapshot!(mapping(r##"{"a": "#/$defs/Nope"}"##).unwrap(), @r##"the reference "#/$defs/Nope" at `/discriminator/mapping/a` leads to a place that the document does not have: correct it, or add what it names"##);
        assert!(mapping(r#"{"a": "Nope"}"#).is_some());
        assert!(mapping("null").is_some());
        for right in [
            r##"{"a": "#/$defs/A"}"##,
            r##"{"a": "#/%24defs/A", "b": "A"}"##,
            r#"{"a": "other.json"}"#,
            "{}",
        ] {
            assert_eq!(mapping(right), None, "{right}");
        }
        assert_eq!(refused(r#""kind""#), None);
    }

    #[test]
    fn moved_keywords_are_found_at_their_original_places() {
        let text = r#"{"properties": {"a": {"nullable": true, "anyOf": [
            {"nullable": true, "allOf": [{"type": "string"}]}, {"type": "integer"}]}}}"#;
        let schema = Schema::parse(text.as_bytes(), &Options::default()).unwrap();
        let (document, _, moved) = lift(&schema, |_| false).unwrap().unwrap().into_parts();
        let written = |at: &str| {
            let at: Pointer = at.parse().unwrap();
            assert!(at.find(&document).is_some(), "{at}");
            moved.written(&at).to_string()
        };
        assert_eq!(
            written("/properties/a/anyOf/0/anyOf/0/anyOf/0/allOf/0/type"),
            "/properties/a/anyOf/0/allOf/0/type"
        );
        assert_eq!(
            written("/properties/a/anyOf/0/anyOf/1/type"),
            "/properties/a/anyOf/1/type"
        );
        assert_eq!(written("/properties/a/anyOf/1"), "/properties/a/nullable");
        assert_eq!(written("/properties/a"), "/properties/a");
    }
}
