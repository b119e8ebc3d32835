//! The patterns of a document, spelled so that the library reads them as we do.

use serde_json::{Map, Value};

use crate::compat::pattern::Pattern;
use crate::compat::regex::Spelling;
use crate::compat::schema::Schema;

/// The document with such patterns. `None` if one of them is too long: the library would read it otherwise.
pub(super) fn spelled_out(schema: &Schema, mut document: Value) -> Option<Value> {
    let mut is_unchanged = true;
    for pattern in schema.patterns() {
        match spelling(pattern) {
            Spelling::Unchanged => {}
            Spelling::Other(_) => is_unchanged = false,
            Spelling::TooLong => return None,
        }
    }
    if is_unchanged {
        return Some(document);
    }
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
    let other = |source: &str| match schema.known_pattern(source).map(spelling) {
        Some(Spelling::Other(text)) => Some(text),
        _ => None,
    };
    if let Some(Value::String(source)) = members.get_mut("pattern") {
        if let Some(text) = other(source) {
            *source = text;
        }
    }
    if let Some(Value::Object(names)) = members.get_mut("patternProperties") {
        let before = std::mem::take(names);
        for (source, schema) in before {
            names.insert(other(&source).unwrap_or(source), schema);
        }
    }
}

fn spelling(pattern: &Pattern) -> Spelling {
    match pattern {
        Pattern::Supported(pattern) => pattern.spelling(),
        Pattern::Unsupported(_) => Spelling::Unchanged,
    }
}
