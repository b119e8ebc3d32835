//! Unions as wide as real enums get: tagged in each of serde's ways, and untagged.

use serde_json::{Value, json};

/// The way in which the variants of an enum are distinguished.
#[derive(Debug, Clone, Copy)]
pub enum Tagging {
    /// By the name of the only property.
    External,
    /// By a property beside the fields.
    Internal,
    /// By a property beside another with the fields.
    Adjacent,
    /// Told apart by a property that only the one branch requires.
    Untagged,
}

/// An enum of so many variants of three fields; a producer's is closed, a consumer's is open.
pub fn union(tagging: Tagging, variants: impl IntoIterator<Item = usize>, closed: bool) -> String {
    let object = |mut properties: Value, required: &[&str]| {
        let mut schema = json!({"type": "object", "required": required});
        if closed {
            schema["additionalProperties"] = json!(false);
        }
        schema["properties"] = properties.take();
        schema
    };
    let branches: Vec<Value> = variants
        .into_iter()
        .map(|index| {
            let name = format!("Variant{index}");
            let (id, text, list) = (
                json!({"type": "integer"}),
                json!({"type": "string"}),
                json!({"type": "array"}),
            );
            let fields = json!({"id": id, "text": text, "list": list});
            match tagging {
                Tagging::External => {
                    let body = object(fields, &["id", "text"]);
                    let mut schema = json!({"type": "object", "properties": {}, "required": [name]});
                    schema["properties"][&name] = body;
                    schema["additionalProperties"] = json!(false);
                    schema
                }
                Tagging::Internal => {
                    let mut fields = fields;
                    fields["type"] = json!({"const": name});
                    object(fields, &["type", "id", "text"])
                }
                Tagging::Adjacent => {
                    let content = object(fields, &["id", "text"]);
                    object(json!({"t": {"const": name}, "c": content}), &["t", "c"])
                }
                Tagging::Untagged => {
                    let own = format!("own{index}");
                    let mut fields = fields;
                    fields[&own] = json!({"type": "integer"});
                    object(fields, &[&own, "id"])
                }
            }
        })
        .collect();
    let keyword = if matches!(tagging, Tagging::Untagged) {
        "anyOf"
    } else {
        "oneOf"
    };
    json!({ keyword: branches }).to_string()
}

/// An enum of so many variants, and a consumer who reads all of them, or all but one.
pub fn pair(tagging: Tagging, width: usize, missing: bool) -> (String, String) {
    let read = (0..width).filter(|&index| !missing || index != width / 2);
    (union(tagging, 0..width, true), union(tagging, read, false))
}
