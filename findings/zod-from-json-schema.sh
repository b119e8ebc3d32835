#!/usr/bin/env bash
# zod 4.6.7 (npm), its own `z.fromJSONSchema`; seen on 2026-11-28 with Node.js 20.
#
# Guess: what it cannot express it refuses to convert (it does so for `not`, `if` and `unevaluatedProperties`), and what it converts reads what the schema accepts.
#
# Seen, all without an error:
# - `required` counts only for names that stand in `properties`; `{"required": ["a"]}` reads `{}`. Without `type: object` neither counts.
# - What stands beside a `$ref` is dropped: a `minLength` is gone.
# - A `pattern` has no flag `u`: `^.$` refuses an emoji, `^\p{L}$` refuses every letter and reads "p{L}".
# - An integer is a safe one: 10^17 is refused under a maximum of 2^64 - 1.
# - `format: uuid` refuses UUIDs whose version or variant RFC 9562 does not list.
# - `const` of an object refuses that very object.
# - A required property with a `default` may be absent, and is filled in.
#
# Why it matters here: a contract that a TypeScript service reads this way is another contract; some of these refuse messages of a Rust producer (large integers, UUIDs).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund zod@4.6.7
cat > run.mjs <<'JS'
import * as z from "zod";
const draft = "https://json-schema.org/draft/2020-12/schema";
const cases = [
  ["required alone", { type: "object", required: ["a"] }, [{}]],
  ["no type", { properties: { a: { type: "string" } }, required: ["a"] }, [{}]],
  ["beside $ref", { $ref: "#/$defs/s", minLength: 3, $defs: { s: { type: "string" } } }, ["a"]],
  ["pattern", { type: "string", pattern: "^.$" }, ["\u{1F600}"]],
  ["property", { type: "string", pattern: "^\\p{L}$" }, ["a", "p{L}"]],
  ["integer", { type: "integer", minimum: 0, maximum: 18446744073709551615 }, [1e17]],
  ["uuid", { type: "string", format: "uuid" }, ["12345678-1234-1234-1234-123456789012", "12345678-1234-4234-8234-123456789012"]],
  ["const", { const: { a: 1 } }, [{ a: 1 }]],
  ["default", { type: "object", properties: { a: { type: "string", default: "x" } }, required: ["a"] }, [{}]],
  ["not", { not: { type: "string" } }, [1]],
  ["unevaluated", { type: "object", unevaluatedProperties: false }, [{}]],
];
for (const [name, schema, values] of cases) {
  for (const value of values) {
    try {
      const { success, data } = z.fromJSONSchema({ $schema: draft, ...schema }).safeParse(value);
      console.log(name, JSON.stringify(value), success ? "reads " + JSON.stringify(data) : "refuses");
    } catch {
      console.log(name, JSON.stringify(value), "no conversion");
    }
  }
}
JS
node run.mjs > seen
cat > expected <<'END'
required alone {} reads {}
no type {} reads {}
beside $ref "a" reads "a"
pattern "😀" refuses
property "a" refuses
property "p{L}" reads "p{L}"
integer 100000000000000000 refuses
uuid "12345678-1234-1234-1234-123456789012" refuses
uuid "12345678-1234-4234-8234-123456789012" reads "12345678-1234-4234-8234-123456789012"
const {"a":1} refuses
default {} reads {"a":"x"}
not 1 no conversion
unevaluated {} no conversion
END
diff expected seen && cat seen
