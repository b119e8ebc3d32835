//! A contracts folder as large as organisations have.

use std::path::Path;
use std::{fs, io};

use serde_json::{Map, Value, json};

/// The number of events, each with one producer.
pub const EVENTS: usize = 1_000;
/// The number of contracts for each event.
pub const CONSUMERS: usize = 20;

const SERVICES: usize = 200;
/// One contract in so many lacks a variant that is emitted.
const BROKEN: usize = 1_000;
const FIELDS: usize = 24;

/// Writes the folder: a file for each emitted schema and for each contract.
pub fn write(folder: &Path) -> io::Result<()> {
    for event in 0..EVENTS {
        write_file(folder, event, event % SERVICES, None)?;
        for reader in 0..CONSUMERS {
            let service = (event + 1 + reader * 7) % SERVICES;
            write_file(folder, event, service, Some(event * CONSUMERS + reader))?;
        }
    }
    Ok(())
}

fn write_file(folder: &Path, event: usize, service: usize, reader: Option<usize>) -> io::Result<()> {
    let role = if reader.is_some() { "consumes" } else { "emits" };
    let service = format!("service-{service:03}");
    let name = format!("area{}.event{event}", event % 17);
    let mut header = json!({"format": 1, "role": role, "service": service, "event": name});
    header["owner"] = json!("team-orders");
    header["types"] = json!([{"path": format!("{service}::events::Event{event}"), "package": service,
        "file": "src/events.rs"}]);
    header["assumes"] = json!([
        "plain-integers",
        "numbers-fit-f64",
        "finite-floats",
        "nesting-under-128",
        "unique-keys"
    ]);
    let mut document = object(event, FIELDS, reader);
    document.insert(
        "$schema".into(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    document.insert("x-contract".into(), header);
    let status = status(reader);
    document.insert("$defs".into(), json!({"Status": status}));
    let path = folder.join(service).join(role);
    fs::create_dir_all(&path)?;
    let text = serde_json::to_string_pretty(&document).expect("a value");
    fs::write(path.join(format!("{name}.json")), text + "\n")
}

fn status(reader: Option<usize>) -> Value {
    let is_broken = reader.is_some_and(|reader| reader % BROKEN == 0);
    let names = ["open", "paid", "sent", "back", "lost"];
    json!({"type": "string", "enum": names[..names.len() - usize::from(is_broken)]})
}

fn object(event: usize, fields: usize, reader: Option<usize>) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let is_read = |field: usize| reader.is_none_or(|reader| (reader * 7 + field * 5 + reader / 13) % 10 < 7);
    for field in (0..fields).filter(|&field| is_read(field) || field % 8 == 3) {
        let name = format!("field{field}_of_{}", event % 10);
        properties.insert(name.clone(), property(event, field, reader));
        if field % 3 != 0 {
            required.push(name);
        }
    }
    let mut schema = Map::new();
    schema.insert("type".into(), json!("object"));
    schema.insert("properties".into(), Value::Object(properties));
    schema.insert("required".into(), json!(required));
    if reader.is_none() {
        schema.insert("additionalProperties".into(), json!(false));
    }
    schema
}

fn property(event: usize, field: usize, reader: Option<usize>) -> Value {
    match field % 8 {
        0 => json!({"type": "integer", "minimum": 0, "maximum": 4_294_967_295u32}),
        1 | 6 => json!({"type": "string"}),
        2 => json!({"type": ["string", "null"]}),
        3 => json!({"$ref": "#/$defs/Status"}),
        4 => json!({"type": "array", "items": {"type": "string"}}),
        5 if field < 8 => Value::Object(object(event + 1, 4, reader)),
        5 => json!({"type": "string", "format": "uuid"}),
        _ => json!({"type": "boolean"}),
    }
}
