//! One question in several forms, which must have one answer: a pair decided in one form judges all the others, also
//! where neither brute force nor another library decides anything.

use counterpart_engine::compat::schema::{Options, Schema, SchemaError};
use counterpart_engine::compat::{Limits, Verdict, check};
use serde_json::{Map, Value, json};

use super::judge::Pair;

/// The answers to the forms of some pairs.
#[derive(Default)]
pub(crate) struct Answers {
    pub(crate) pairs: usize,
    pub(crate) forms: usize,
    /// Forms that are not one document.
    pub(crate) unread: usize,
    /// Forms that are undecided although another form of the same pair is decided.
    pub(crate) undecided: Vec<String>,
    pub(crate) contradictions: Vec<String>,
}

impl Answers {
    pub(crate) fn ask(&mut self, id: &str, pair: &Pair) {
        self.pairs += 1;
        let mut answers = Vec::new();
        for (form, emitted, accepted) in forms(&pair.emitted, &pair.accepted) {
            self.forms += 1;
            let read = |schema: &Value| Schema::parse(schema.to_string().as_bytes(), &Options::default());
            let (emitted, accepted) = match (read(&emitted), read(&accepted)) {
                (Ok(emitted), Ok(accepted)) => (emitted, accepted),
                // One document cannot hold two schemas that give the same identity to different things.
                (Err(SchemaError::Reference { .. }), _) | (_, Err(SchemaError::Reference { .. })) => {
                    self.unread += 1;
                    continue;
                }
                (Err(error), _) | (_, Err(error)) => panic!("{id}, {form}: {error}"),
            };
            let verdict = check(&emitted, &accepted, &Limits::default());
            answers.push((form, verdict));
        }
        let form_with = |wanted: fn(&Verdict) -> bool| answers.iter().find(|(_, verdict)| wanted(verdict));
        let contained = form_with(|verdict| matches!(verdict, Verdict::Compatible));
        let broken = form_with(|verdict| matches!(verdict, Verdict::Incompatible(_)));
        if let (Some((one, _)), Some((other, _))) = (contained, broken) {
            self.contradictions.push(format!(
                "{id}: contained as `{one}`, broken as `{other}`\n  emitted {}\n  accepted {}",
                pair.emitted, pair.accepted
            ));
        }
        if contained.or(broken).is_some() {
            for (form, verdict) in &answers {
                if let Verdict::Unproven(reasons) = verdict {
                    self.undecided.push(format!("{id}, {form}: {}", reasons[0].text));
                }
            }
        }
    }
}

/// Pairs of schemas of which each is contained exactly if the first is.
fn forms(emitted: &Value, accepted: &Value) -> [(&'static str, Value, Value); 7] {
    let reversed = |schema: &Value| match counts_positions(schema) {
        true => schema.clone(),
        false => reversed(schema),
    };
    let (inner, outer) = (
        resource(emitted, "urn:emitted"),
        resource(accepted, "urn:accepted"),
    );
    [
        ("as it is", emitted.clone(), accepted.clone()),
        ("reversed", reversed(emitted), reversed(accepted)),
        (
            "a value of the one and not of the other",
            json!({"allOf": [inner, {"not": outer}]}),
            json!(false),
        ),
        ("the complements", json!({"not": outer}), json!({"not": inner})),
        ("the union", json!({"anyOf": [outer, inner]}), accepted.clone()),
        (
            "a member",
            json!({"type": "object", "properties": {"m": inner}, "required": ["m"]}),
            json!({"properties": {"m": outer}}),
        ),
        (
            "items",
            json!({"type": "array", "prefixItems": [true], "items": inner, "minItems": 2}),
            json!({"prefixItems": [true], "items": outer}),
        ),
    ]
}

/// The schema as a part of another document: references that start at its top go on doing so.
fn resource(schema: &Value, id: &str) -> Value {
    let mut resource = schema.clone();
    if let Some(members) = resource.as_object_mut() {
        members.entry("$id").or_insert_with(|| id.into());
    }
    resource
}

/// Returns true if a reference goes through a position of a list.
fn counts_positions(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(name, value)| match value.as_str() {
            Some(text) if name == "$ref" => ["/allOf/", "/anyOf/", "/oneOf/"]
                .iter()
                .any(|list| text.contains(list)),
            _ => counts_positions(value),
        }),
        Value::Array(items) => items.iter().any(counts_positions),
        _ => false,
    }
}

/// The same schema with each list whose order means nothing from the back. Values stay as they are.
fn reversed(schema: &Value) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let list = |value: &Value| match value {
        Value::Array(items) => items.iter().rev().map(reversed).collect(),
        other => reversed(other),
    };
    let of_schemas = |value: &Value| match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, schema)| (name.clone(), reversed(schema)))
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    };
    let keyword = |(name, value): (&String, &Value)| {
        let value = match name.as_str() {
            "allOf" | "anyOf" | "oneOf" => list(value),
            "required" | "type" | "enum" => match value {
                Value::Array(items) => items.iter().rev().cloned().collect(),
                other => other.clone(),
            },
            "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
                of_schemas(value)
            }
            "prefixItems" => match value {
                Value::Array(items) => items.iter().map(reversed).collect(),
                other => other.clone(),
            },
            "const" | "default" | "examples" | "dependentRequired" => value.clone(),
            _ => reversed(value),
        };
        (name.clone(), value)
    };
    members.iter().map(keyword).collect::<Map<_, _>>().into()
}
