//! The schemas of AsyncAPI documents that a message needs, at their places, without everything else.
//!
//! Such a document is not a schema: it has references to bindings, servers and other things that nobody here reads, and
//! its references go by place, so that an `$id` in it gives nothing a new base.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Documents, Located};
use super::error::AsyncApiError;
use crate::import::ImportError;
use counterpart_engine::compat::schema::resources::{Holds, schemas_under};
use counterpart_engine::json::{Json, Object, Pointer};

/// The number of values that are looked at for one message.
const MAX_VALUES: usize = 2_000_000;

/// The AsyncAPI documents that these schemas reach, by file, reduced to the schemas that they reach there.
pub(super) fn extract(
    documents: &Documents<'_>,
    roots: &[Located],
) -> Result<BTreeMap<String, Json>, AsyncApiError> {
    let mut walk = Walk {
        documents,
        waiting: Vec::new(),
        reached: BTreeMap::new(),
        left: MAX_VALUES,
    };
    roots.iter().for_each(|root| walk.reach(root.clone()));
    while let Some(schema) = walk.waiting.pop() {
        walk.schema(&schema, schema.value())?;
    }
    let mut reduced = BTreeMap::new();
    for (file, places) in walk.reached {
        let top = documents.top(&file)?;
        if is_asyncapi(top.document()) {
            reduced.insert(file, reduce(top.document(), &places));
        }
    }
    Ok(reduced)
}

/// Returns true if a document is written in AsyncAPI. Other files are schemas, or hold some, and are taken whole.
fn is_asyncapi(document: &Json) -> bool {
    document.get("asyncapi").is_some()
}

struct Walk<'d> {
    documents: &'d Documents<'d>,
    waiting: Vec<Located>,
    reached: BTreeMap<String, BTreeSet<Pointer>>,
    left: usize,
}

impl Walk<'_> {
    fn reach(&mut self, mut place: Located) {
        if !is_asyncapi(place.document()) {
            place.at = Pointer::root();
        }
        let places = self.reached.entry(place.file.to_string()).or_default();
        if places.insert(place.at.clone()) {
            self.waiting.push(place);
        }
    }

    fn schema(&mut self, within: &Located, value: &Json) -> Result<(), AsyncApiError> {
        if self.left == 0 {
            return Err(ImportError::TooMuch("2,000,000 values in the schemas of one message").into());
        }
        self.left -= 1;
        match value {
            Json::Object(members) => {
                if let Some(Json::String(reference)) = members.get("$ref") {
                    // What leads nowhere is said by those who read the schema, if it matters.
                    if let Ok(target) = self.documents.target(within, reference) {
                        self.reach(target);
                    }
                }
                for (keyword, value) in members {
                    match (schemas_under(keyword), value) {
                        // Here the keys are names, and none of them is a keyword.
                        (Some(Holds::Map), Json::Object(schemas)) => {
                            for schema in schemas.values() {
                                self.schema(within, schema)?;
                            }
                        }
                        _ if is_data(keyword) => {}
                        (_, value) => self.schema(within, value)?,
                    }
                }
            }
            Json::Array(items) => {
                for item in items {
                    self.schema(within, item)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Returns true for keywords whose values are messages or parts of them.
fn is_data(keyword: &str) -> bool {
    matches!(keyword, "enum" | "const" | "default" | "examples" | "example")
}

/// The document with only these places.
fn reduce(document: &Json, places: &BTreeSet<Pointer>) -> Json {
    let mut reduced = empty_like(document);
    for place in places {
        let steps = place.steps();
        let is_inside = (0..steps.len()).any(|length| places.contains(&Pointer::of(&steps[..length])));
        if !is_inside {
            if let Some(value) = place.find(document) {
                put(&mut reduced, document, steps, clean(value));
            }
        }
    }
    reduced
}

fn empty_like(value: &Json) -> Json {
    match value {
        Json::Array(_) => Json::Array(Vec::new()),
        _ => Json::Object(Object::default()),
    }
}

fn put(target: &mut Json, original: &Json, steps: &[String], value: Json) {
    let [step, rest @ ..] = steps else {
        *target = value;
        return;
    };
    let here = Pointer::root().child(step.as_str());
    let Some(below) = here.find(original) else { return };
    let slot = match target {
        Json::Array(items) => {
            let Ok(index) = step.parse::<usize>() else { return };
            while items.len() <= index {
                items.push(Json::Object(Object::default()));
            }
            if matches!(&items[index], Json::Object(members) if members.is_empty()) {
                items[index] = empty_like(below);
            }
            &mut items[index]
        }
        Json::Object(members) => members.entry(step.clone()).or_insert_with(|| empty_like(below)),
        _ => return,
    };
    put(slot, below, rest, value);
}

/// A schema without identities: references of AsyncAPI go by place.
fn clean(schema: &Json) -> Json {
    let Some(members) = schema.as_object() else {
        return schema.clone();
    };
    let mut cleaned = Object::default();
    for (keyword, value) in members {
        let is_identity = matches!(keyword.as_str(), "$id" | "id" | "$schema") && value.as_str().is_some();
        if is_identity {
            continue;
        }
        let value = match (schemas_under(keyword), value) {
            (Some(Holds::List | Holds::OneOrList), Json::Array(items)) => {
                Json::Array(items.iter().map(clean).collect())
            }
            (Some(Holds::Map), Json::Object(schemas)) => {
                let schemas = schemas.iter().map(|(name, schema)| (name.clone(), clean(schema)));
                Json::Object(schemas.collect())
            }
            (Some(_), value) => clean(value),
            (None, value) => value.clone(),
        };
        cleaned.insert(keyword.clone(), value);
    }
    Json::Object(cleaned)
}
