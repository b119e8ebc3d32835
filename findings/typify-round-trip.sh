#!/usr/bin/env bash
# typify 0.8.0 (crates.io), types of a schema of draft-07, read and written with serde; judged by jsonschema 0.61.2, seen on 2026-12-01 with Rust 1.95,
# serde 1.0.229, serde_json 1.0.154.
#
# Guess: a type is at worst wider than its schema, in bounds that Rust's types lack; a valid message is read, and written as it was.
#
# Seen:
# - `anyOf` and `oneOf` of objects with one required member each become an externally tagged enum, although the objects are open: another member is
#   refused, and so is what fits both.
# - A `const` of a text is any text, and without a `type` any value. A boolean that must be true may be false.
# - An integer from 0 is a `u64`; one from 0 to 10 is an `i64`, and may be -1.
# - An optional list or map that is empty is left out when it is written, and so is an optional null. An optional integer may be null, which its schema
#   refuses; an optional list may not.
#
# Why it matters here: a consumer with such types refuses valid messages, and a relay changes them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'END'
[package]
name = "run"
version = "0.0.0"
edition = "2024"
[dependencies]
jsonschema = { version = "=0.61.2", default-features = false }
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
typify = "=0.8.0"
[profile.dev]
debug = false
END
cat > schema.json <<'JSON'
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "definitions": {
    "Any": {
      "anyOf": [
        { "type": "object", "properties": { "card": { "type": "string" } }, "required": ["card"] },
        { "type": "object", "properties": { "cash": { "type": "integer" } }, "required": ["cash"] }
      ]
    },
    "One": {
      "oneOf": [
        { "type": "object", "properties": { "card": { "type": "string" } }, "required": ["card"] },
        { "type": "object", "properties": { "cash": { "type": "integer" } }, "required": ["cash"] }
      ]
    },
    "Constant": { "type": "object", "properties": { "kind": { "const": "paid" } }, "required": ["kind"] },
    "Typed": { "type": "object", "properties": { "kind": { "type": "string", "const": "paid" } }, "required": ["kind"] },
    "Always": { "type": "object", "properties": { "paid": { "type": "boolean", "enum": [true] } }, "required": ["paid"] },
    "From": { "type": "object", "properties": { "stars": { "type": "integer", "minimum": 0 } }, "required": ["stars"] },
    "Between": { "type": "object", "properties": { "stars": { "type": "integer", "minimum": 0, "maximum": 10 } }, "required": ["stars"] },
    "Optional": {
      "type": "object",
      "properties": {
        "lines": { "type": "array", "items": { "type": "string" } },
        "labels": { "type": "object", "additionalProperties": { "type": "string" } },
        "note": { "type": ["string", "null"] },
        "count": { "type": "integer" }
      }
    }
  }
}
JSON
cat > src/main.rs <<'END'
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

mod types {
    typify::import_types!(schema = "schema.json");
}

fn show<T: Serialize + DeserializeOwned>(name: &str, texts: &[&str]) {
    let mut schema: Value = serde_json::from_str(include_str!("../schema.json")).expect("it is JSON");
    println!("{name} {}", schema["definitions"][name]);
    schema["$ref"] = json!(format!("#/definitions/{name}"));
    let judge = jsonschema::draft7::new(&schema).expect("it is a schema");
    for text in texts {
        let message = serde_json::from_str(text).expect("it is JSON");
        let takes = if judge.is_valid(&message) { "takes" } else { "refuses" };
        let reads = match serde_json::from_str::<T>(text) {
            Ok(value) => format!("reads, and writes as {}", serde_json::to_string(&value).expect("it is written")),
            Err(error) => format!("refuses: {error}"),
        };
        println!("  the schema {takes} {text}, which the type {reads}");
    }
}

fn main() {
    show::<types::Any>("Any", &[r#"{"card":"4242"}"#, r#"{"card":"4242","cash":5}"#, r#"{"card":"4242","colour":"red"}"#]);
    show::<types::One>("One", &[r#"{"card":"4242"}"#, r#"{"card":"4242","cash":5}"#, r#"{"card":"4242","colour":"red"}"#]);
    show::<types::Constant>("Constant", &[r#"{"kind":7}"#]);
    show::<types::Typed>("Typed", &[r#"{"kind":7}"#, r#"{"kind":"open"}"#]);
    show::<types::Always>("Always", &[r#"{"paid":false}"#]);
    show::<types::From>("From", &[r#"{"stars":-1}"#]);
    show::<types::Between>("Between", &[r#"{"stars":-1}"#]);
    show::<types::Optional>("Optional", &[r#"{"lines":[],"labels":{},"note":null}"#, r#"{"count":null}"#, r#"{"lines":null}"#]);
}
END
cargo fetch --quiet || exit 2
cargo run --quiet > seen
cat > expected <<'END'
Any {"anyOf":[{"properties":{"card":{"type":"string"}},"required":["card"],"type":"object"},{"properties":{"cash":{"type":"integer"}},"required":["cash"],"type":"object"}]}
  the schema takes {"card":"4242"}, which the type reads, and writes as {"card":"4242"}
  the schema takes {"card":"4242","cash":5}, which the type refuses: expected value at line 1 column 14
  the schema takes {"card":"4242","colour":"red"}, which the type refuses: expected value at line 1 column 14
One {"oneOf":[{"properties":{"card":{"type":"string"}},"required":["card"],"type":"object"},{"properties":{"cash":{"type":"integer"}},"required":["cash"],"type":"object"}]}
  the schema takes {"card":"4242"}, which the type reads, and writes as {"card":"4242"}
  the schema refuses {"card":"4242","cash":5}, which the type refuses: expected value at line 1 column 14
  the schema takes {"card":"4242","colour":"red"}, which the type refuses: expected value at line 1 column 14
Constant {"properties":{"kind":{"const":"paid"}},"required":["kind"],"type":"object"}
  the schema refuses {"kind":7}, which the type reads, and writes as {"kind":7}
Typed {"properties":{"kind":{"const":"paid","type":"string"}},"required":["kind"],"type":"object"}
  the schema refuses {"kind":7}, which the type refuses: invalid type: integer `7`, expected a string at line 1 column 9
  the schema refuses {"kind":"open"}, which the type reads, and writes as {"kind":"open"}
Always {"properties":{"paid":{"enum":[true],"type":"boolean"}},"required":["paid"],"type":"object"}
  the schema refuses {"paid":false}, which the type reads, and writes as {"paid":false}
From {"properties":{"stars":{"minimum":0,"type":"integer"}},"required":["stars"],"type":"object"}
  the schema refuses {"stars":-1}, which the type refuses: invalid value: integer `-1`, expected u64 at line 1 column 11
Between {"properties":{"stars":{"maximum":10,"minimum":0,"type":"integer"}},"required":["stars"],"type":"object"}
  the schema refuses {"stars":-1}, which the type reads, and writes as {"stars":-1}
Optional {"properties":{"count":{"type":"integer"},"labels":{"additionalProperties":{"type":"string"},"type":"object"},"lines":{"items":{"type":"string"},"type":"array"},"note":{"type":["string","null"]}},"type":"object"}
  the schema takes {"lines":[],"labels":{},"note":null}, which the type reads, and writes as {}
  the schema refuses {"count":null}, which the type reads, and writes as {}
  the schema refuses {"lines":null}, which the type refuses: invalid type: null, expected a sequence at line 1 column 13
END
diff expected seen && cat seen
