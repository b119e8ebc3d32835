#!/usr/bin/env bash
# protobuf 7.36.2 (PyPI), @bufbuild/protobuf 2.17.0, protobufjs 8.8.1, avsc 5.7.9 (npm), prost-reflect 0.16.5, apache-avro 0.22.0 (crates.io): JSON
# of messages of protobuf and Avro; seen on 2026-11-30 with Python 3.11, Node.js 20 and Rust 1.95.
#
# Guess: a library reads the JSON that it wrote of a valid message.
#
# Seen, each with the library's defaults:
# - protobuf and prost-reflect refuse the largest and the least float. They write it rounded, as 3.4028235e+38, which is a little
#   beyond it.
# - prost-reflect writes NaN of a `DoubleValue` as null and refuses that; in a field of type double it writes "NaN".
# - @bufbuild/protobuf puts an unknown number of a closed enum into the list, writes it, and refuses it.
# - protobufjs: `verify` refuses the text of each int64 and the name of each enum, which `toJSON` writes; `fromObject` reads both.
# - avsc writes NaN and infinity as null and refuses them.
# - apache-avro writes fixed, decimal and duration as arrays of numbers. It refuses those, and reads that form only for bytes.
#
# Why it matters here: the two roles of one library need two schemas, although one team uses it on both sides.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @bufbuild/protobuf@2.17.0 avsc@5.7.9 protobufjs@8.8.1 || exit 2
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check protobuf==7.36.2 || exit 2
mkdir src
cat > Cargo.toml <<'END'
[package]
name = "run"
version = "0.0.0"
edition = "2024"
[dependencies]
apache-avro = { version = "=0.22.0", default-features = false }
prost-reflect = { version = "=0.16.5", features = ["serde"] }
serde_json = "=1.0.154"
[profile.dev]
debug = false
END
cat > src/main.rs <<'END'
use apache_avro::types::Value;
use apache_avro::{Days, Decimal, Duration, Millis, Months, Schema};
use prost_reflect::{DescriptorPool, DynamicMessage, Value as Field};
use serde_json::{Deserializer, Value as Json};

fn show(what: &str, text: &str, error: Option<String>) {
    let reads = error.map_or("reads it".to_owned(), |error| format!("refuses it: {error}"));
    println!("{what}: writes {text}, and {reads}");
}

fn protobuf(message: &str, field: &str, value: Field) {
    let kind = DescriptorPool::global().get_message_by_name(message).expect("it is well known");
    let mut message = DynamicMessage::new(kind.clone());
    message.set_field_by_name(field, value);
    let text = serde_json::to_string(&message).expect("it is written");
    let read = DynamicMessage::deserialize(kind.clone(), &mut Deserializer::from_str(&text));
    show(&format!("prost-reflect, {}", kind.name()), &text, read.err().map(|error| error.to_string()));
}

fn avro(schema: &str, value: Value) {
    let parsed = Schema::parse_str(schema).expect("it is a schema");
    assert!(value.validate(&parsed));
    let text = Json::try_from(value).expect("it is written").to_string();
    let json: Json = serde_json::from_str(&text).expect("it is JSON");
    let read = Value::try_from(json).and_then(|value| value.resolve(&parsed));
    show(&format!("apache-avro, {schema}"), &text, read.err().map(|error| error.to_string()));
}

fn main() {
    for value in [1.5, f32::MAX, f32::MIN] {
        protobuf("google.protobuf.FloatValue", "value", Field::F32(value));
    }
    protobuf("google.protobuf.DoubleValue", "value", Field::F64(f64::NAN));
    // A message that is well known, and has a field of type double.
    protobuf("google.protobuf.UninterpretedOption", "double_value", Field::F64(f64::NAN));
    avro(r#""bytes""#, Value::Bytes(vec![1, 200]));
    avro(r#"{"type":"fixed","name":"Hash","size":2}"#, Value::Fixed(2, vec![1, 200]));
    let price = Value::Decimal(Decimal::from(vec![1, 200]));
    avro(r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#, price.clone());
    avro(r#"{"type":"fixed","name":"Price","size":2,"logicalType":"decimal","precision":4,"scale":2}"#, price);
    let duration = Duration::new(Months::new(1), Days::new(2), Millis::new(3));
    avro(r#"{"type":"fixed","name":"Took","size":12,"logicalType":"duration"}"#, Value::Duration(duration));
}
END
cat > run.mjs <<'JS'
import { createFileRegistry, fromBinary, fromJson, fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import avro from "avsc";
import protobuf from "protobufjs";
function show(what, text, read) {
  let reads = "reads it";
  try {
    read(text);
  } catch (error) {
    reads = `refuses it: ${error.message}`;
  }
  console.log(`${what}: writes ${text}, and ${reads}`);
}
const file = {
  name: "shop.proto",
  syntax: "proto2",
  package: "shop",
  enumType: [{ name: "State", value: [{ name: "PAID", number: 1 }] }],
  messageType: [{ name: "Order", field: [{ name: "states", jsonName: "states", number: 1, label: "LABEL_REPEATED", type: "TYPE_ENUM", typeName: ".shop.State" }] }],
};
const order = createFileRegistry(fromJson(FileDescriptorProtoSchema, file), () => undefined).getMessage("shop.Order");
for (const wire of ["0801", "08010809"]) {
  show("@bufbuild/protobuf, list of a closed enum", toJsonString(order, fromBinary(order, Buffer.from(wire, "hex"))), (text) => fromJsonString(order, text));
}
const { root } = protobuf.parse('syntax = "proto3"; enum State { NEW = 0; PAID = 1; } message Order { State state = 1; int64 total = 2; int32 count = 3; }');
const reflected = root.lookupType("Order");
for (const wire of ["1801", "1001", "0801"]) {
  show("protobufjs, verify", JSON.stringify(reflected.decode(Buffer.from(wire, "hex"))), (text) => {
    reflected.fromObject(JSON.parse(text));
    const error = reflected.verify(JSON.parse(text));
    if (error) throw new Error(error);
  });
}
for (const [schema, value] of [["double", 1.5], ["double", NaN], ["float", -Infinity], [["null", "double"], NaN]]) {
  const type = avro.Type.forSchema(schema);
  if (!type.isValid(value)) throw new Error("the value is not valid");
  show(`avsc, ${JSON.stringify(schema)}`, type.toString(value), (text) => type.fromString(text));
}
JS
cat > run.py <<'PY'
from google.protobuf import json_format, wrappers_pb2

for value in (1.5, 3.4028234663852886e38, -3.4028234663852886e38):
    text = json_format.MessageToJson(wrappers_pb2.FloatValue(value=value))
    try:
        json_format.Parse(text, wrappers_pb2.FloatValue())
        reads = "reads it"
    except json_format.ParseError as error:
        reads = f"refuses it: {error}"
    print(f"protobuf, FloatValue: writes {text}, and {reads}")
PY
env/bin/python run.py > seen
node run.mjs >> seen
cargo fetch --quiet || exit 2
cargo run --quiet >> seen
cat > expected <<'OUT'
protobuf, FloatValue: writes 1.5, and reads it
protobuf, FloatValue: writes 3.4028235e+38, and refuses it: Float value too large at FloatValue.value
protobuf, FloatValue: writes -3.4028235e+38, and refuses it: Float value too small at FloatValue.value
@bufbuild/protobuf, list of a closed enum: writes {"states":["PAID"]}, and reads it
@bufbuild/protobuf, list of a closed enum: writes {"states":["PAID",9]}, and refuses it: cannot decode field shop.Order.states from JSON: list item #2: expected enum shop.State, got 9
protobufjs, verify: writes {"count":1}, and reads it
protobufjs, verify: writes {"total":"1"}, and refuses it: total: integer|Long expected
protobufjs, verify: writes {"state":"PAID"}, and refuses it: state: enum value expected
avsc, "double": writes 1.5, and reads it
avsc, "double": writes null, and refuses it: invalid "double": null
avsc, "float": writes null, and refuses it: invalid "float": null
avsc, ["null","double"]: writes {"double":null}, and refuses it: invalid "double": null
prost-reflect, FloatValue: writes 1.5, and reads it
prost-reflect, FloatValue: writes 3.4028235e+38, and refuses it: float value out of range at line 1 column 13
prost-reflect, FloatValue: writes -3.4028235e+38, and refuses it: float value out of range at line 1 column 14
prost-reflect, DoubleValue: writes null, and refuses it: invalid type: null, expected a 64-bit floating point value at line 1 column 4
prost-reflect, UninterpretedOption: writes {"doubleValue":"NaN"}, and reads it
apache-avro, "bytes": writes [1,200], and reads it
apache-avro, {"type":"fixed","name":"Hash","size":2}: writes [1,200], and refuses it: String expected for fixed, got: Array([Int(1), Int(200)])
apache-avro, {"type":"bytes","logicalType":"decimal","precision":4,"scale":2}: writes [1,200], and refuses it: Expected Value::Decimal, Value::Bytes, Value::Fixed or Value::String, got: Array([Int(1), Int(200)])
apache-avro, {"type":"fixed","name":"Price","size":2,"logicalType":"decimal","precision":4,"scale":2}: writes [1,200], and refuses it: Expected Value::Decimal, Value::Bytes, Value::Fixed or Value::String, got: Array([Int(1), Int(200)])
apache-avro, {"type":"fixed","name":"Took","size":12,"logicalType":"duration"}: writes [1,0,0,0,2,0,0,0,3,0,0,0], and refuses it: Expected Value::Duration or Value::Fixed(12), got: Array([Int(1), Int(0), Int(0), Int(0), Int(2), Int(0), Int(0), Int(0), Int(3), Int(0), Int(0), Int(0)])
OUT
diff expected seen && cat seen
