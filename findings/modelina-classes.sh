#!/usr/bin/env bash
# @asyncapi/modelina 5.10.1 (npm), classes in three languages for one schema of draft-07, with modelina's own presets for JSON; judged by ajv 8.20.0, seen
# on 2026-12-01 with Node.js 20, Python 3.11, Rust 1.95, serde 1.0.229, serde_json 1.0.154.
#
# Guess: a class writes what the schema says, and reads what it has written.
#
# Seen:
# - Python: `serialize_to_json` writes the names of attributes, `_order_id` for `order-id`, and fails for each enum. `deserialize_from_json` reads
#   nothing: it passes the members as arguments to a constructor that has one. That one takes `order_id`, and never `order-id`.
# - JavaScript: `marshal` writes NaN as NaN, which is no JSON. `JSON.stringify` writes `orderMinusId`.
# - JavaScript and Rust: members beyond the declared ones are one member `additionalProperties`; others are lost.
# - Rust: an integer is an `i32`, so 3000000000 is refused; an enum of numbers is written as texts, and reads no number. A null that the
#   schema allows is read, and left out when it is written.
#
# Why it matters here: a service with generated classes is no proof that it keeps to the document that they were generated from.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @asyncapi/modelina@5.10.1 ajv@8.20.0 >/dev/null 2>&1 || exit 2
cat > schema.json <<'JSON'
{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "Order",
  "type": "object",
  "required": ["order-id"],
  "properties": {
    "order-id": { "type": "string" },
    "price": { "type": "number" },
    "count": { "type": "integer" },
    "state": { "enum": ["paid", "open"] },
    "level": { "enum": [1, 2] },
    "note": { "type": ["string", "null"] }
  },
  "additionalProperties": { "type": "string" }
}
JSON
mkdir src
cat > generate.mjs <<'JS'
import { JS_COMMON_PRESET, JavaScriptGenerator, PYTHON_JSON_SERIALIZER_PRESET, PythonGenerator, RUST_COMMON_PRESET, RustGenerator } from "@asyncapi/modelina";
import fs from "node:fs";
const schema = JSON.parse(fs.readFileSync("schema.json"));
async function write(file, generator, before, after) {
  const models = await generator.generate(schema);
  fs.writeFileSync(file, [...before, ...models.map((model) => model.result), ...after].join("\n"));
}
await write("order.mjs", new JavaScriptGenerator({ presets: [{ preset: JS_COMMON_PRESET, options: { marshalling: true } }] }), [], ["export { Order };"]);
await write("order.py", new PythonGenerator({ presets: [PYTHON_JSON_SERIALIZER_PRESET] }), ["from __future__ import annotations", "import json", "from enum import Enum", "from typing import Dict"], []);
await write("src/order.rs", new RustGenerator({ presets: [RUST_COMMON_PRESET] }), ["use serde::{Deserialize, Serialize};"], []);
JS
cat > run.mjs <<'JS'
import { Order } from "./order.mjs";
const order = (more) => new Order({ orderMinusId: "A", ...more });
const reads = (text) => new Order({}).unmarshal(text).marshal();
console.log(`JavaScript, marshal writes\t${order({ price: 1.5 }).marshal()}`);
console.log(`JavaScript, JSON.stringify writes\t${JSON.stringify(order({}))}`);
console.log(`JavaScript, of a price that is NaN marshal writes\t${order({ price: NaN }).marshal()}`);
console.log(`JavaScript, with a member \`colour\` marshal writes\t${order({ additionalProperties: { colour: "red" } }).marshal()}`);
console.log(`JavaScript, of {"order-id":"A","colour":"red"} it has read\t${reads('{"order-id":"A","colour":"red"}')}`);
JS
cat > run.py <<'PY'
import json

from order import Order


def short(text):
    return json.dumps(json.loads(text))


def attempt(what, action):
    try:
        print(f"Python, {what}\t{action()}")
    except (AttributeError, KeyError, TypeError) as error:
        print(f"Python, {what} {type(error).__name__}")


written = Order({"order_id": "A", "price": 1.5}).serialize_to_json()
print(f"Python, serialize_to_json writes\t{short(written)}")
attempt("with a state serialize_to_json:", lambda: Order({"order_id": "A", "state": "paid"}).serialize_to_json())
attempt("deserialize_from_json of that:", lambda: Order.deserialize_from_json(written))
attempt('of {"order-id": "A"} deserialize_from_json:', lambda: Order.deserialize_from_json('{"order-id": "A"}'))
attempt('Order({"order-id": "A"}):', lambda: Order({"order-id": "A"}))
PY
cat > Cargo.toml <<'END'
[package]
name = "run"
version = "0.0.0"
edition = "2024"
[dependencies]
serde = { version = "=1.0.229", features = ["derive"] }
serde_json = "=1.0.154"
[profile.dev]
debug = false
END
cat > src/main.rs <<'END'
#[allow(dead_code, non_camel_case_types)]
mod order;
// The generated code names its types as of the crate.
use order::{Level, Order, State};

fn write(what: &str, order: &Order) {
    println!("Rust, {what}\t{}", serde_json::to_string(order).expect("it is written"));
}

fn read(text: &str) {
    match serde_json::from_str::<Order>(text) {
        Ok(order) => write(&format!("of {text} it has read"), &order),
        Err(error) => println!("Rust, refuses {text}: {error}"),
    }
}

fn main() {
    let order = |level| Order::new("A".to_owned(), None, None, Some(State::Paid), level, None, None);
    write("writes", &order(None));
    write("of a level it writes", &order(Some(Level::Number_1)));
    read(r#"{"order-id":"A","level":1}"#);
    read(r#"{"order-id":"A","count":3000000000}"#);
    read(r#"{"order-id":"A","note":null}"#);
    read(r#"{"order-id":"A","colour":"red"}"#);
    let more = [("colour".to_owned(), "red".to_owned())].into();
    write("with a member `colour` it writes", &Order::new("A".to_owned(), None, None, None, None, None, Some(more)));
}
END
cat > judge.mjs <<'JS'
import Ajv from "ajv";
import fs from "node:fs";
const takes = new Ajv.default({ strict: false }).compile(JSON.parse(fs.readFileSync("schema.json")));
for (const line of fs.readFileSync(0, "utf8").trimEnd().split("\n")) {
  const [what, text] = line.split("\t");
  let verdict = "is no JSON";
  try {
    verdict = takes(JSON.parse(text)) ? "is valid" : "is not valid";
  } catch {}
  console.log(text === undefined ? what : `${what} ${text}, which ${verdict}`);
}
JS
node generate.mjs
cargo fetch --quiet || exit 2
cargo build --quiet
{ node run.mjs; PYTHONDONTWRITEBYTECODE=1 python3 run.py; cargo run --quiet; } | node judge.mjs > seen
cat > expected <<'OUT'
JavaScript, marshal writes {"order-id": "A","price": 1.5}, which is valid
JavaScript, JSON.stringify writes {"orderMinusId":"A"}, which is not valid
JavaScript, of a price that is NaN marshal writes {"order-id": "A","price": NaN}, which is no JSON
JavaScript, with a member `colour` marshal writes {"order-id": "A","additionalProperties": {"colour":"red"}}, which is not valid
JavaScript, of {"order-id":"A","colour":"red"} it has read {"order-id": "A"}, which is valid
Python, serialize_to_json writes {"_order_id": "A", "_price": 1.5}, which is not valid
Python, with a state serialize_to_json: AttributeError
Python, deserialize_from_json of that: TypeError
Python, of {"order-id": "A"} deserialize_from_json: TypeError
Python, Order({"order-id": "A"}): KeyError
Rust, writes {"order-id":"A","state":"paid"}, which is valid
Rust, of a level it writes {"order-id":"A","state":"paid","level":"1"}, which is not valid
Rust, refuses {"order-id":"A","level":1}: expected value at line 1 column 25
Rust, refuses {"order-id":"A","count":3000000000}: invalid value: integer `3000000000`, expected i32 at line 1 column 34
Rust, of {"order-id":"A","note":null} it has read {"order-id":"A"}, which is valid
Rust, of {"order-id":"A","colour":"red"} it has read {"order-id":"A"}, which is valid
Rust, with a member `colour` it writes {"order-id":"A","additionalProperties":{"colour":"red"}}, which is not valid
OUT
diff expected seen && cat seen
