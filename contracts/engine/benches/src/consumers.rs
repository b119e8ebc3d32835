//! One event that is emitted, and a thousand consumers that read parts of it.

use serde_json::{Map, Value, json};

/// The number of consumers.
pub const CONSUMERS: usize = 1_000;
const PROPERTIES: usize = 30;

/// The schema of the property with this number; below the top there are two more levels.
fn property(index: usize, level: usize, reader: Option<usize>) -> Value {
    match index % 6 {
        0 => json!({"type": "integer", "minimum": 0, "maximum": 4_294_967_295u32}),
        1 => json!({"type": "string"}),
        2 => json!({"type": ["string", "null"]}),
        3 => json!({"type": "string", "format": "uuid"}),
        4 if level < 2 => object(level + 1, 5, reader),
        4 => json!({"type": "number"}),
        _ if level == 0 && index == 5 => state(reader),
        _ => json!({"type": "array", "items": {"type": "integer"}}),
    }
}

/// An enum of ten variants; one reader in ten lacks one.
fn state(reader: Option<usize>) -> Value {
    let read = |variant: &usize| reader.is_none_or(|reader| reader % 10 != 0 || *variant != 7);
    let variants = (0..10).filter(read).map(|variant| {
        let mut schema = json!({"type": "object", "required": ["kind", "at"], "properties":
            {"kind": {"const": format!("Kind{variant}")}, "at": {"type": "integer"}}});
        if reader.is_none() {
            schema["additionalProperties"] = json!(false);
        }
        schema
    });
    json!({"oneOf": variants.collect::<Vec<_>>()})
}

fn object(level: usize, count: usize, reader: Option<usize>) -> Value {
    let is_read = |index: &usize| reader.is_none_or(|reader| (reader * 7 + index * 5 + reader / 13) % 10 < 6);
    let mut properties = Map::new();
    let mut required = Vec::new();
    for index in (0..count).filter(is_read) {
        properties.insert(format!("property{index}"), property(index, level, reader));
        if index % 4 != 0 {
            required.push(format!("property{index}"));
        }
    }
    let mut schema = json!({"type": "object", "properties": properties, "required": required});
    if reader.is_none() {
        schema["additionalProperties"] = json!(false);
    }
    schema
}

/// The schema that is emitted.
pub fn emitted() -> String {
    object(0, PROPERTIES, None).to_string()
}

/// The part that each consumer reads.
pub fn accepted() -> Vec<String> {
    let reads = |reader| object(0, PROPERTIES, Some(reader)).to_string();
    (0..CONSUMERS).map(reads).collect()
}
