#!/usr/bin/env bash
# protobuf 7.36.2 (PyPI), @bufbuild/protobuf 2.17.0, protobufjs 8.8.1, ts-proto 2.18.0 (npm): JSON of numbers of a proto3 enum that have no name,
# as a newer producer sends them, and names that are unknown; seen on 2026-11-30 with Python 3.11 and Node.js 20.
#
# Guess: JSON has the number 9 where there is no name for 9, as the mapping of proto3 says; never a name that means something else. A name that is
# unknown is refused, unless an option asks to ignore it.
#
# Seen:
# - ts-proto writes "UNRECOGNIZED" for 9. If the enum has a value of -1, it writes the name of that instead: LEVEL_BELOW, which was not sent.
#   It reads every unknown name as -1, and sends that on: after that, LEVEL_GONE is LEVEL_BELOW for the next reader, whatever its library.
#   With `unrecognizedEnum=false` it throws for both.
# - protobufjs reads an unknown name as nothing, without an option or an error. In a list the others move up. It writes 9.
# - protobuf and @bufbuild/protobuf write 9 and refuse unknown names.
#
# Why it matters here: what a schema says of an enum depends on the library on each side. A closed list of names is right for ts-proto with
# UNRECOGNIZED in it; the others need integers beside it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @bufbuild/protobuf@2.17.0 protobufjs@8.8.1 ts-proto@2.18.0 typescript@5.9.3 || exit 2
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check protobuf==7.36.2 grpcio-tools==1.85.1 || exit 2
cat > shop.proto <<'PROTO'
syntax = "proto3";

package shop;

enum State {
  STATE_NEW = 0;
  STATE_PAID = 1;
}

enum Level {
  LEVEL_ZERO = 0;
  LEVEL_BELOW = -1;
}

message Order {
  State state = 1;
  Level level = 2;
  repeated State states = 3;
}
PROTO
env/bin/python -m grpc_tools.protoc -I . --descriptor_set_out=shop.binpb shop.proto
# Of each case, a message on the wire in hex, or a text.
cat > cases.json <<'JSON'
{"wires": {"state 9": "0809", "level 9": "1009", "states 9, 1": "1a020901"}, "texts": ["{\"state\":\"STATE_GONE\"}", "{\"level\":\"LEVEL_GONE\"}", "{\"states\":[\"STATE_GONE\",\"STATE_PAID\"]}"]}
JSON
cat > run.mjs <<'JS'
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { create, createFileRegistry, fromBinary, fromJsonString, toBinary, toJsonString } from "@bufbuild/protobuf";
import { CodeGeneratorRequestSchema, CodeGeneratorResponseSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import protobuf from "protobufjs";
import ts from "typescript";
const { wires, texts } = JSON.parse(readFileSync("cases.json", "utf8"));
function show(name, toJson, toWire) {
  const attempt = (does) => {
    try {
      return does();
    } catch (error) {
      return `throws ${error.message}`;
    }
  };
  for (const [what, wire] of Object.entries(wires)) console.log(`${name} writes ${what}: ${attempt(() => toJson(Buffer.from(wire, "hex")))}`);
  for (const text of texts) console.log(`${name} reads ${text}: ${attempt(() => Buffer.from(toWire(text)).toString("hex") || "the empty message")}`);
}

const set = fromBinary(FileDescriptorSetSchema, readFileSync("shop.binpb"));
const order = createFileRegistry(set).getMessage("shop.Order");
show(
  "@bufbuild/protobuf",
  (wire) => toJsonString(order, fromBinary(order, wire)),
  (text) => toBinary(order, fromJsonString(order, text)),
);

const reflected = protobuf.loadSync("shop.proto").lookupType("shop.Order");
show(
  "protobufjs",
  (wire) => JSON.stringify(reflected.decode(wire)),
  (text) => reflected.encode(reflected.fromObject(JSON.parse(text))).finish(),
);

async function generated(name, parameter) {
  const request = create(CodeGeneratorRequestSchema, { fileToGenerate: ["shop.proto"], protoFile: set.file, parameter });
  const run = spawnSync("node_modules/.bin/protoc-gen-ts_proto", { input: toBinary(CodeGeneratorRequestSchema, request) });
  const [file] = fromBinary(CodeGeneratorResponseSchema, run.stdout).file;
  const { outputText } = ts.transpileModule(file.content, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
  writeFileSync(`${name}.mjs`, outputText);
  return (await import(`./${name}.mjs`)).Order;
}
for (const [name, parameter] of [["ts-proto", ""], ["ts-proto of unrecognizedEnum=false", "unrecognizedEnum=false"]]) {
  const Order = await generated(`generated${parameter.length}`, parameter);
  show(
    name,
    (wire) => JSON.stringify(Order.toJSON(Order.decode(wire))),
    (text) => Order.encode(Order.fromJSON(JSON.parse(text))).finish(),
  );
}
const Order = (await import("./generated0.mjs")).Order;
const sent = Order.encode(Order.fromJSON(JSON.parse(texts[1]))).finish();
console.log(`${texts[1]}, sent on by ts-proto, in @bufbuild/protobuf: ${toJsonString(order, fromBinary(order, sent))}`);
JS
cat > run.py <<'PY'
import json

from google.protobuf import descriptor_pb2, json_format, message_factory

with open("shop.binpb", "rb") as file:
    files = descriptor_pb2.FileDescriptorSet.FromString(file.read()).file
Order = message_factory.GetMessages(files)["shop.Order"]
with open("cases.json") as file:
    cases = json.load(file)
for what, wire in cases["wires"].items():
    print(f"protobuf writes {what}: {json_format.MessageToJson(Order.FromString(bytes.fromhex(wire)), indent=None)}")
for text in cases["texts"]:
    try:
        print(f"protobuf reads {text}: {json_format.Parse(text, Order()).SerializeToString().hex() or 'the empty message'}")
    except json_format.ParseError as error:
        print(f"protobuf reads {text}: throws {error}")
PY
env/bin/python run.py > seen
node run.mjs >> seen
cat > expected <<'OUT'
protobuf writes state 9: {"state": 9}
protobuf writes level 9: {"level": 9}
protobuf writes states 9, 1: {"states": [9, "STATE_PAID"]}
protobuf reads {"state":"STATE_GONE"}: throws Failed to parse state field: Invalid enum value STATE_GONE for enum type shop.State at Order.state.
protobuf reads {"level":"LEVEL_GONE"}: throws Failed to parse level field: Invalid enum value LEVEL_GONE for enum type shop.Level at Order.level.
protobuf reads {"states":["STATE_GONE","STATE_PAID"]}: throws Failed to parse states field: Invalid enum value STATE_GONE for enum type shop.State at Order.states[0].
@bufbuild/protobuf writes state 9: {"state":9}
@bufbuild/protobuf writes level 9: {"level":9}
@bufbuild/protobuf writes states 9, 1: {"states":[9,"STATE_PAID"]}
@bufbuild/protobuf reads {"state":"STATE_GONE"}: throws cannot decode enum shop.State from JSON: "STATE_GONE"
@bufbuild/protobuf reads {"level":"LEVEL_GONE"}: throws cannot decode enum shop.Level from JSON: "LEVEL_GONE"
@bufbuild/protobuf reads {"states":["STATE_GONE","STATE_PAID"]}: throws cannot decode enum shop.State from JSON: "STATE_GONE"
protobufjs writes state 9: {"state":9}
protobufjs writes level 9: {"level":9}
protobufjs writes states 9, 1: {"states":[9,"STATE_PAID"]}
protobufjs reads {"state":"STATE_GONE"}: the empty message
protobufjs reads {"level":"LEVEL_GONE"}: the empty message
protobufjs reads {"states":["STATE_GONE","STATE_PAID"]}: 1a0101
ts-proto writes state 9: {"state":"UNRECOGNIZED"}
ts-proto writes level 9: {"level":"LEVEL_BELOW"}
ts-proto writes states 9, 1: {"states":["UNRECOGNIZED","STATE_PAID"]}
ts-proto reads {"state":"STATE_GONE"}: 08ffffffffffffffffff01
ts-proto reads {"level":"LEVEL_GONE"}: 10ffffffffffffffffff01
ts-proto reads {"states":["STATE_GONE","STATE_PAID"]}: 1a0bffffffffffffffffff0101
ts-proto of unrecognizedEnum=false writes state 9: throws Unrecognized enum value 9 for enum State
ts-proto of unrecognizedEnum=false writes level 9: throws Unrecognized enum value 9 for enum Level
ts-proto of unrecognizedEnum=false writes states 9, 1: throws Unrecognized enum value 9 for enum State
ts-proto of unrecognizedEnum=false reads {"state":"STATE_GONE"}: throws Unrecognized enum value STATE_GONE for enum State
ts-proto of unrecognizedEnum=false reads {"level":"LEVEL_GONE"}: throws Unrecognized enum value LEVEL_GONE for enum Level
ts-proto of unrecognizedEnum=false reads {"states":["STATE_GONE","STATE_PAID"]}: throws Unrecognized enum value STATE_GONE for enum State
{"level":"LEVEL_GONE"}, sent on by ts-proto, in @bufbuild/protobuf: {"level":"LEVEL_BELOW"}
OUT
diff expected seen && cat seen
