#!/usr/bin/env bash
# json-schema-to-typescript 16.0.0 (npm), its types held to the schema: the same messages judged by typescript 5.9.3
# (strict) and by ajv 8.20.0 as draft-07; seen on 2026-12-01 with Node.js 20.
#
# Guess: what TypeScript cannot say is left out, so the type is at worst too wide. What it says is in the schema.
#
# Seen:
# - A member with bounds alone, `{"minimum":5}` or `{"maxLength":3}`, is an object: no number and no text may be
#   written. So is `{"not":...}`.
# - One pattern of names types all names: with `^count_` an integer, no other member may be a text, though the schema
#   takes it.
# - Beside a closed object with the pattern, any other name is taken as well.
# - A required member that is not among `properties` is not required, not even there: it is not in the type.
# - `anyOf` of `required` alone makes nothing required. A tuple without `additionalItems` is closed. Names that
#   `propertyNames` refuses are taken.
# - An object without any members takes 5 and a text; the schema has `additionalProperties: false`.
#
# Why it matters here: a producer whose types came from the contract cannot send what it allows, and compiles with
# what it refuses.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund json-schema-to-typescript@16.0.0 typescript@5.9.3 ajv@8.20.0 >/dev/null || exit 2
cat > run.mjs <<'JS'
import { writeFileSync } from "node:fs";
import Ajv from "ajv";
import { compile } from "json-schema-to-typescript";
import ts from "typescript";

const member = (a) => ({ type: "object", properties: { a } });
const text = { type: "string" };
const closed = { type: "object", additionalProperties: false };
const cases = [
  [member({ minimum: 5 }), { a: 7 }, { a: {} }, { a: 3 }],
  [member({ maxLength: 3 }), { a: "abc" }],
  [member({ not: { type: "string" } }), { a: 7 }, { a: "abc" }],
  [{ type: "object", patternProperties: { "^count_": { type: "integer" } } }, { count_north: 5 }, { name: "north" }],
  [{ ...closed, patternProperties: { "^count_": { type: "integer" } } }, { count_north: 5 }, { other: 5 }],
  [{ type: "object", properties: { a: text }, required: ["a", "b"] }, { a: "x" }],
  [{ type: "object", required: ["b"] }, {}],
  [{ type: "object", properties: { a: text, b: text }, anyOf: [{ required: ["a"] }, { required: ["b"] }] }, { a: "x" }, {}],
  [member({ type: "array", items: [text, { type: "integer" }], minItems: 1 }), { a: ["x"] }, { a: [] }, { a: ["x", "y"] }, { a: ["x", 5, true] }],
  [member(closed), { a: {} }, { a: 5 }, { a: "abc" }, { a: { b: 1 } }],
  [member({ type: "object", propertyNames: { enum: ["north"] }, additionalProperties: { type: "integer" } }), { a: { south: 5 } }],
];
const files = [];
for (const [index, [schema, ...messages]] of cases.entries()) {
  writeFileSync(`type${index}.ts`, await compile(structuredClone(schema), "Order", { bannerComment: "" }));
  for (const [at, message] of messages.entries()) {
    const file = `message${index}x${at}.ts`;
    writeFileSync(file, `import { Order } from "./type${index}";\nexport const message: Order = ${JSON.stringify(message)};\n`);
    files.push(file);
  }
}
const program = ts.createProgram(files, { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, types: [] });
const wrong = new Set(ts.getPreEmitDiagnostics(program).map((diagnostic) => diagnostic.file?.fileName));
const word = (takes) => (takes ? "takes" : "refuses");
for (const [index, [schema, ...messages]] of cases.entries()) {
  console.log(JSON.stringify(schema));
  const validate = new Ajv.default({ strict: false }).compile(schema);
  for (const [at, message] of messages.entries()) {
    console.log(`  ${JSON.stringify(message)}: the type ${word(!wrong.has(`message${index}x${at}.ts`))} it, the schema ${word(validate(message))} it`);
  }
}
JS
node run.mjs > seen
cat > expected <<'OUT'
{"type":"object","properties":{"a":{"minimum":5}}}
  {"a":7}: the type refuses it, the schema takes it
  {"a":{}}: the type takes it, the schema takes it
  {"a":3}: the type refuses it, the schema refuses it
{"type":"object","properties":{"a":{"maxLength":3}}}
  {"a":"abc"}: the type refuses it, the schema takes it
{"type":"object","properties":{"a":{"not":{"type":"string"}}}}
  {"a":7}: the type refuses it, the schema takes it
  {"a":"abc"}: the type refuses it, the schema refuses it
{"type":"object","patternProperties":{"^count_":{"type":"integer"}}}
  {"count_north":5}: the type takes it, the schema takes it
  {"name":"north"}: the type refuses it, the schema takes it
{"type":"object","additionalProperties":false,"patternProperties":{"^count_":{"type":"integer"}}}
  {"count_north":5}: the type takes it, the schema takes it
  {"other":5}: the type takes it, the schema refuses it
{"type":"object","properties":{"a":{"type":"string"}},"required":["a","b"]}
  {"a":"x"}: the type takes it, the schema refuses it
{"type":"object","required":["b"]}
  {}: the type takes it, the schema refuses it
{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"anyOf":[{"required":["a"]},{"required":["b"]}]}
  {"a":"x"}: the type takes it, the schema takes it
  {}: the type takes it, the schema refuses it
{"type":"object","properties":{"a":{"type":"array","items":[{"type":"string"},{"type":"integer"}],"minItems":1}}}
  {"a":["x"]}: the type takes it, the schema takes it
  {"a":[]}: the type refuses it, the schema refuses it
  {"a":["x","y"]}: the type refuses it, the schema refuses it
  {"a":["x",5,true]}: the type refuses it, the schema takes it
{"type":"object","properties":{"a":{"type":"object","additionalProperties":false}}}
  {"a":{}}: the type takes it, the schema takes it
  {"a":5}: the type takes it, the schema refuses it
  {"a":"abc"}: the type takes it, the schema refuses it
  {"a":{"b":1}}: the type takes it, the schema refuses it
{"type":"object","properties":{"a":{"type":"object","propertyNames":{"enum":["north"]},"additionalProperties":{"type":"integer"}}}}
  {"a":{"south":5}}: the type takes it, the schema refuses it
OUT
diff expected seen && cat seen
