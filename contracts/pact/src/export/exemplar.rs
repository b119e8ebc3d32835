//! The smallest message that shows every field.

use std::collections::BTreeSet;

use counterpart::sample::Sampler;
use counterpart_engine::compat::schema::{Options, Schema};
use counterpart_engine::json::{Json, Number, Object};

/// The number of messages that are examined.
const LOOKED_AT: usize = 60;

/// Returns a message that the schema accepts, with every property and at least one item wherever possible; if there
/// is no such message, any that it accepts.
pub(super) fn of(document: &Json, schema: &Schema) -> Option<Json> {
    let mut shown = document.clone();
    let endless = endless(document);
    strengthen(&mut shown, &endless, true);
    let full = Schema::from_json(shown, &Options::default()).ok();
    full.and_then(|full| smallest(&full, schema))
        .or_else(|| smallest(schema, schema))
}

fn smallest(from: &Schema, schema: &Schema) -> Option<Json> {
    let messages = Sampler::new(from, counterpart::sample::Options::default()).take(LOOKED_AT);
    let fitting = messages
        .map(|message| message.value().clone())
        .filter(|value| schema.accepts(value) == Ok(true) && is_plain(value));
    fitting.min_by_key(|value| {
        let text = value.to_string();
        (text.len(), text)
    })
}

/// Returns true if Pact can represent the value exactly: its numbers have 64 bits.
fn is_plain(value: &Json) -> bool {
    value.to_serde_json().is_some()
}

/// The definitions that lead back to themselves; their content is skipped, because it would be infinite.
fn endless(document: &Json) -> BTreeSet<String> {
    let Some(definitions) = document.get("$defs").and_then(Json::as_object) else {
        return BTreeSet::new();
    };
    let targets = |name: &String| {
        let mut found = BTreeSet::new();
        references(&definitions[name], &mut found);
        found
    };
    let leads_back = |name: &&String| {
        let mut open: Vec<String> = targets(name).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if next == **name || next == "#" {
                return true;
            }
            if definitions.contains_key(&next) && seen.insert(next.clone()) {
                open.extend(targets(&next));
            }
        }
        false
    };
    definitions.keys().filter(leads_back).cloned().collect()
}

fn references(schema: &Json, found: &mut BTreeSet<String>) {
    match schema {
        Json::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Json::as_str) {
                let name = reference.strip_prefix("#/$defs/").unwrap_or("#");
                found.insert(name.to_owned());
            }
            members.values().for_each(|value| references(value, found));
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Asks for every property and one item, in place.
fn strengthen(schema: &mut Json, endless: &BTreeSet<String>, is_schema: bool) {
    match schema {
        Json::Object(members) => {
            for (key, value) in members.iter_mut() {
                let holds_schemas = matches!(
                    key.as_str(),
                    "properties" | "patternProperties" | "$defs" | "dependentSchemas"
                );
                match key.as_str() {
                    "const" | "enum" | "not" | "if" => {}
                    _ => strengthen(value, endless, !(is_schema && holds_schemas)),
                }
            }
            if is_schema {
                demand(members, endless);
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| strengthen(item, endless, true)),
        _ => {}
    }
}

fn demand(members: &mut Object, endless: &BTreeSet<String>) {
    let ends = |schema: &Json| {
        let mut found = BTreeSet::new();
        references(schema, &mut found);
        found.is_disjoint(endless) && !found.contains("#")
    };
    if let Some(properties) = members.get("properties").and_then(Json::as_object) {
        let of_old = members.get("required").and_then(Json::as_array).unwrap_or(&[]);
        let mut required: Vec<Json> = of_old.to_vec();
        for (name, property) in properties {
            let name = Json::from(name.as_str());
            if *property != Json::Bool(false) && ends(property) && !required.contains(&name) {
                required.push(name);
            }
        }
        if !required.is_empty() {
            members.insert("required".into(), Json::Array(required));
        }
    } else if let Some(values) = members.get("additionalProperties") {
        let asks =
            matches!(values, Json::Object(_)) && ends(values) && !members.contains_key("minProperties");
        if asks {
            members.insert("minProperties".into(), Json::Number(Number::from(1_u64)));
        }
    }
    let asks = match members.get("items") {
        Some(items @ Json::Object(_)) => ends(items),
        _ => false,
    };
    let is_less = members
        .get("minItems")
        .and_then(Json::as_number)
        .is_none_or(Number::is_zero);
    if asks && is_less {
        members.insert("minItems".into(), Json::Number(Number::from(1_u64)));
    }
}
