#!/usr/bin/env bash
# typescript-json-schema 0.68.0, ts-json-schema-generator 2.10.0 (npm), with typescript 5.9.3; values of the type as
# JSON.stringify writes them, judged by ajv 8.20.0 as draft-07; seen on 2026-12-01 with Node.js 20.
#
# Guess: a value of the type fits the schema of the type; where TypeScript is finer than JSON Schema, the schema is
# too wide.
#
# Seen:
# - A branded text, `string & { readonly brand: "id" }`, is for typescript-json-schema an object and a text at once:
#   no message fits.
# - `Record<string, number>` is any object there, and with `noExtraProps` the empty one alone. The same type as an index
#   signature is right.
# - A Map must have a `size`, and there also a member `__@toStringTag@` with a number of the compiler. It is written
#   as `{}`.
# - A Buffer is a list of numbers for the one and the fields of a view for the other. It is written as neither.
# - `v${number}` is digits alone for the one, so "v1.5" is refused, and any text for the other. Keys that are numbers
#   are digits alone too.
# - With its option `required`, a member that may be undefined is required by typescript-json-schema, and is not
#   written. So is a getter of a class.
# - `toJSON` is not looked at: a class that is written as a text must be an object.
#
# Why it matters here: a contract of such a schema refuses what the producer sends, or says nothing about a member
# that it names.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund typescript-json-schema@0.68.0 ts-json-schema-generator@2.10.0 typescript@5.9.3 @types/node@20.19.25 ajv@8.20.0 >/dev/null || exit 2
cat > types.ts <<'TS'
export type Branded = { id: string & { readonly brand: "id" } };
export type Named = { totals: Record<string, number> };
export type Indexed = { totals: { [name: string]: number } };
export type Mapped = { totals: Map<string, number> };
export type Bytes = { seal: Buffer };
export type Version = { version: `v${number}` };
export type ByNumber = { rates: { [rate: number]: string } };
export type Missing = { note: string | undefined };
export class Invoice {
  constructor(public net: number) {}
  get total(): number {
    return this.net + 19;
  }
}
export class Money {
  constructor(public cents: number) {}
  toJSON(): string {
    return `${this.cents} cents`;
  }
}
TS
echo '{ "compilerOptions": { "strict": true, "target": "es2022", "lib": ["es2022"], "types": ["node"], "module": "commonjs" } }' > tsconfig.json
cat > run.mjs <<'JS'
import Ajv from "ajv";
import { createGenerator } from "ts-json-schema-generator";
import TJS from "typescript-json-schema";

class Invoice {
  constructor(net) {
    this.net = net;
  }
  get total() {
    return this.net + 19;
  }
}
class Money {
  constructor(cents) {
    this.cents = cents;
  }
  toJSON() {
    return `${this.cents} cents`;
  }
}
const program = TJS.getProgramFromFiles(["types.ts"], { strict: true, target: "es2022", lib: ["lib.es2022.d.ts"], types: ["node"] });
const generators = {
  "typescript-json-schema": (type) => TJS.generateSchema(program, type, { required: true, ref: false }),
  "typescript-json-schema, closed": (type) => TJS.generateSchema(program, type, { required: true, ref: false, noExtraProps: true }),
  "ts-json-schema-generator": (type) => createGenerator({ path: "types.ts", tsconfig: "tsconfig.json", type }).createSchema(type),
};
const cases = [
  ["Branded", { id: "7" }],
  ["Named", { totals: { north: 5 } }, { totals: { north: "five" } }],
  ["Indexed", { totals: { north: 5 } }, { totals: { north: "five" } }],
  ["Mapped", { totals: new Map([["north", 5]]) }],
  ["Bytes", { seal: Buffer.from("ab") }],
  ["Version", { version: "v1" }, { version: "v1.5" }, { version: "vx" }],
  ["ByNumber", { rates: { 19: "full", 5.5: "low" } }],
  ["Missing", { note: undefined }],
  ["Invoice", new Invoice(100)],
  ["Money", new Money(5)],
];
for (const [type, ...values] of cases) {
  console.log(type);
  for (const [name, generate] of Object.entries(generators)) {
    const schema = generate(type);
    const validate = new Ajv.default({ strict: false }).compile(schema);
    const verdicts = values.map((value) => `${JSON.stringify(value)} ${validate(JSON.parse(JSON.stringify(value))) ? "fits" : "is refused"}`);
    console.log(`  ${name}: ${verdicts.join("; ")}`);
  }
}
const members = (type, ...path) => path.reduce((at, name) => at.properties[name], generators["typescript-json-schema"](type));
console.log(JSON.stringify(members("Branded", "id")));
console.log(JSON.stringify(members("Named", "totals")));
console.log(JSON.stringify(members("Mapped", "totals")).replace(/@\d+/g, "@..."));
console.log(JSON.stringify(members("Bytes", "seal")));
console.log(JSON.stringify(members("Version", "version")));
JS
node run.mjs > seen
cat > expected <<'OUT'
Branded
  typescript-json-schema: {"id":"7"} is refused
  typescript-json-schema, closed: {"id":"7"} is refused
  ts-json-schema-generator: {"id":"7"} fits
Named
  typescript-json-schema: {"totals":{"north":5}} fits; {"totals":{"north":"five"}} fits
  typescript-json-schema, closed: {"totals":{"north":5}} is refused; {"totals":{"north":"five"}} is refused
  ts-json-schema-generator: {"totals":{"north":5}} fits; {"totals":{"north":"five"}} is refused
Indexed
  typescript-json-schema: {"totals":{"north":5}} fits; {"totals":{"north":"five"}} is refused
  typescript-json-schema, closed: {"totals":{"north":5}} fits; {"totals":{"north":"five"}} is refused
  ts-json-schema-generator: {"totals":{"north":5}} fits; {"totals":{"north":"five"}} is refused
Mapped
  typescript-json-schema: {"totals":{}} is refused
  typescript-json-schema, closed: {"totals":{}} is refused
  ts-json-schema-generator: {"totals":{}} is refused
Bytes
  typescript-json-schema: {"seal":{"type":"Buffer","data":[97,98]}} is refused
  typescript-json-schema, closed: {"seal":{"type":"Buffer","data":[97,98]}} is refused
  ts-json-schema-generator: {"seal":{"type":"Buffer","data":[97,98]}} is refused
Version
  typescript-json-schema: {"version":"v1"} fits; {"version":"v1.5"} is refused; {"version":"vx"} is refused
  typescript-json-schema, closed: {"version":"v1"} fits; {"version":"v1.5"} is refused; {"version":"vx"} is refused
  ts-json-schema-generator: {"version":"v1"} fits; {"version":"v1.5"} fits; {"version":"vx"} fits
ByNumber
  typescript-json-schema: {"rates":{"19":"full","5.5":"low"}} is refused
  typescript-json-schema, closed: {"rates":{"19":"full","5.5":"low"}} is refused
  ts-json-schema-generator: {"rates":{"19":"full","5.5":"low"}} fits
Missing
  typescript-json-schema: {} is refused
  typescript-json-schema, closed: {} is refused
  ts-json-schema-generator: {} fits
Invoice
  typescript-json-schema: {"net":100} is refused
  typescript-json-schema, closed: {"net":100} is refused
  ts-json-schema-generator: {"net":100} fits
Money
  typescript-json-schema: "5 cents" is refused
  typescript-json-schema, closed: "5 cents" is refused
  ts-json-schema-generator: "5 cents" is refused
{"allOf":[{"type":"object","properties":{"brand":{"type":"string","const":"id"}},"required":["brand"]},{"type":"string"}]}
{"type":"object"}
{"type":"object","properties":{"size":{"type":"number"},"__@toStringTag@...":{"type":"string"}},"required":["__@toStringTag@...","size"]}
{"type":"array","items":{"type":"number"}}
{"type":"string","pattern":"^v[0-9]*$"}
OUT
diff expected seen && cat seen
