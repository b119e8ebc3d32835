//! The patterns of a document, spelled so that the library reads them as we do.

use serde_json::{Map, Value};

use crate::compat::pattern::Pattern;
use crate::compat::schema::Schema;

/// The document with such patterns, if any need it.
pub(super) fn spelled_out(schema: &Schema, document: &Value) -> Option<Value> {
    let needs = |pattern: &Pattern| spelling(pattern).is_some();
    if !schema.patterns().any(needs) {
        return None;
    }
    let mut document = document.clone();
    let mut waiting = vec![&mut document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items),
            Value::Object(members) => {
                respell(schema, members);
                // The content there is a value, not a schema.
                let below = members
                    .iter_mut()
                    .filter(|(keyword, _)| !matches!(keyword.as_str(), "const" | "enum"));
                waiting.extend(below.map(|(_, value)| value));
            }
            _ => {}
        }
    }
    Some(document)
}

fn respell(schema: &Schema, members: &mut Map<String, Value>) {
    let known = |source: &str| schema.known_pattern(source).and_then(spelling);
    if let Some(Value::String(source)) = members.get_mut("pattern") {
        if let Some(text) = known(source) {
            *source = text;
        }
    }
    if let Some(Value::Object(names)) = members.get_mut("patternProperties") {
        let before = std::mem::take(names);
        for (source, schema) in before {
            names.insert(known(&source).unwrap_or(source), schema);
        }
    }
}

fn spelling(pattern: &Pattern) -> Option<String> {
    match pattern {
        Pattern::Supported(pattern) => pattern.spelled_out(),
        Pattern::Unsupported(_) => None,
    }
}
