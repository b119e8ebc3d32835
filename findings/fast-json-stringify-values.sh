#!/usr/bin/env bash
# fast-json-stringify 7.3.10 (npm), which writes JSON by a schema (Fastify's replies), its output held to that schema;
# judged by ajv 8.20.0 with ajv-formats 3.0.1 as draft-07; seen on 2026-12-01 with Node.js 20.
#
# Guess: it leaves out what the schema does not declare, and coerces types as its page says. What is written is JSON
# that fits the schema, or an error.
#
# Seen:
# - A member with `const` is written as that constant, whatever its value: a refund with the kind "refund" leaves as a
#   "payment".
# - A list without a schema for its items, and `undefined` among them, is no JSON: `[1,undefined]`. With `boolean` it
#   is `false`.
# - An optional member that is called `constructor` is the source of a function of JavaScript where it is missing.
# - `date` and `time` of a Date are those of the zone of the machine, `time` without an offset, which its own format
#   refuses; `date-time` is UTC.
# - A Map is `{}`, and so is 5 for an object. For an integer "" is 0, [7] is 7 and a Date its milliseconds. Infinity
#   is `null`, and NaN an error.
# - 1.5 is 1 for an `integer`, also if it is `nullable`; for `["integer","null"]` it is an error. Without `null` in
#   the list of types, null is "" or 0 by the type that comes first.
# - Without `else`, an object that does not fit `if` is `{}`.
# - A getter of the class, and what is inherited, is written.
#
# Why it matters here: the schema says what the writer tries, not what the message meant.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund fast-json-stringify@7.3.10 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null || exit 2
cat > run.mjs <<'JS'
import { inspect } from "node:util";
import Ajv from "ajv";
import formats from "ajv-formats";
import writer from "fast-json-stringify";

console.warn = () => {};
const ajv = new Ajv.default({ strict: false, logger: false });
formats.default(ajv);
const text = (value) => inspect(value, { breakLength: Infinity, depth: 5 });

function verdict(schema, written) {
  try {
    return ajv.validate(schema, JSON.parse(written)) ? "" : ", which the schema refuses";
  } catch {
    return ", which is no JSON";
  }
}

function show(schema, ...values) {
  const write = writer(schema);
  console.log(JSON.stringify(schema));
  for (const value of values) {
    try {
      const written = write(value);
      console.log(`  ${text(value)}: ${written}${verdict(schema, written)}`);
    } catch (error) {
      console.log(`  ${text(value)}: ${error.constructor.name}`);
    }
  }
}

const member = (a) => ({ type: "object", properties: { a } });
show({ type: "object", properties: { kind: { const: "payment" }, cents: { type: "integer" } } }, { kind: "refund", cents: 500 }, { kind: null, cents: 5 }, { cents: 5 });
show({ type: "array" }, [1, undefined]);
show({ type: "array", items: {} }, [1, undefined]);
show({ type: "array", items: { type: "boolean" } }, [true, undefined]);
show({ type: "object", properties: { constructor: { type: "string" }, points: { type: "integer" } } }, { constructor: "north", points: 25 }, { points: 25 });
const NIGHT = new Date(Date.UTC(2026, 11, 1, 23, 30));
for (const format of ["date", "time", "date-time"]) show(member({ type: "string", format }), { a: NIGHT });
show(member({ type: "object", additionalProperties: { type: "integer" } }), { a: { north: 5 } }, { a: new Map([["north", 5]]) });
show(member({ type: "object" }), { a: { north: 5 } }, { a: 5 });
show(member({ type: "integer" }), { a: "" }, { a: NIGHT }, { a: [7] }, { a: true });
show(member({ type: "number" }), { a: Infinity }, { a: NaN });
show(member({ type: "integer" }), { a: 1.5 });
show(member({ type: "integer", nullable: true }), { a: 1.5 });
show(member({ type: ["integer", "null"] }), { a: 1.5 });
show(member({ type: ["integer", "string"] }), { a: null });
show(member({ type: ["string", "integer"] }), { a: null });
const kind = (name) => ({ type: "object", properties: { kind: { const: name } } });
show({ type: "object", if: kind("card"), then: { type: "object", properties: { kind: { type: "string" } } } }, { kind: "card" }, { kind: "bank", iban: "DE02" });
class Order {
  constructor() {
    this.net = 100;
  }
  get total() {
    return 119;
  }
}
show({ type: "object", properties: { net: { type: "integer" }, total: { type: "integer" } } }, new Order(), Object.create({ net: 5 }));
JS
TZ=Asia/Tokyo node run.mjs > seen
cat > expected <<'OUT'
{"type":"object","properties":{"kind":{"const":"payment"},"cents":{"type":"integer"}}}
  { kind: 'refund', cents: 500 }: {"kind":"payment","cents":500}
  { kind: null, cents: 5 }: {"kind":"payment","cents":5}
  { cents: 5 }: {"cents":5}
{"type":"array"}
  [ 1, undefined ]: [1,undefined], which is no JSON
{"type":"array","items":{}}
  [ 1, undefined ]: [1,undefined], which is no JSON
{"type":"array","items":{"type":"boolean"}}
  [ true, undefined ]: [true,false]
{"type":"object","properties":{"constructor":{"type":"string"},"points":{"type":"integer"}}}
  { constructor: 'north', points: 25 }: {"constructor":"north","points":25}
  { points: 25 }: {"constructor":"function Object() { [native code] }","points":25}
{"type":"object","properties":{"a":{"type":"string","format":"date"}}}
  { a: 2026-12-01T23:30:00.000Z }: {"a":"2026-12-02"}
{"type":"object","properties":{"a":{"type":"string","format":"time"}}}
  { a: 2026-12-01T23:30:00.000Z }: {"a":"08:30:00"}, which the schema refuses
{"type":"object","properties":{"a":{"type":"string","format":"date-time"}}}
  { a: 2026-12-01T23:30:00.000Z }: {"a":"2026-12-01T23:30:00.000Z"}
{"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":"integer"}}}}
  { a: { north: 5 } }: {"a":{"north":5}}
  { a: Map(1) { 'north' => 5 } }: {"a":{}}
{"type":"object","properties":{"a":{"type":"object"}}}
  { a: { north: 5 } }: {"a":{}}
  { a: 5 }: {"a":{}}
{"type":"object","properties":{"a":{"type":"integer"}}}
  { a: '' }: {"a":0}
  { a: 2026-12-01T23:30:00.000Z }: {"a":1796167800000}
  { a: [ 7 ] }: {"a":7}
  { a: true }: {"a":1}
{"type":"object","properties":{"a":{"type":"number"}}}
  { a: Infinity }: {"a":null}, which the schema refuses
  { a: NaN }: Error
{"type":"object","properties":{"a":{"type":"integer"}}}
  { a: 1.5 }: {"a":1}
{"type":"object","properties":{"a":{"type":"integer","nullable":true}}}
  { a: 1.5 }: {"a":1}
{"type":"object","properties":{"a":{"type":["integer","null"]}}}
  { a: 1.5 }: TypeError
{"type":"object","properties":{"a":{"type":["integer","string"]}}}
  { a: null }: {"a":0}
{"type":"object","properties":{"a":{"type":["string","integer"]}}}
  { a: null }: {"a":""}
{"type":"object","if":{"type":"object","properties":{"kind":{"const":"card"}}},"then":{"type":"object","properties":{"kind":{"type":"string"}}}}
  { kind: 'card' }: {"kind":"card"}
  { kind: 'bank', iban: 'DE02' }: {}
{"type":"object","properties":{"net":{"type":"integer"},"total":{"type":"integer"}}}
  Order { net: 100 }: {"net":100,"total":119}
  {}: {"net":5}
OUT
diff expected seen && cat seen
