#!/usr/bin/env bash
# json-schema-merge-allof 0.8.1 (npm), which forms and generators of documentation use; seen on 2026-11-29 with Node.js 20, judged by ajv 8.20.0.
#
# Guess: the merged schema accepts what the schema with `allOf` accepts, and "incompatible" is said only of parts that no value satisfies.
#
# Seen:
# - Two patterns are joined as lookaheads at one position: `(?=^a)(?=b$)`. A pattern may match anywhere, so "ab" is refused after the merge.
# - `contains` of two types, `integer` with `number`, and a property whose type differs from `additionalProperties` are "probably incompatible", though values satisfy them.
# - `if` in two parts, and two formats, stop the merge with an error.
# - Closed objects, `oneOf`, `not`, `dependencies`, `propertyNames` and tuples are merged without a change of meaning.
#
# Why it matters here: a tool that merges `allOf` before it compares may compare other schemas than the ones that services use.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund json-schema-merge-allof@0.8.1 ajv@8.20.0
cat > run.mjs <<'JS'
import merge from "json-schema-merge-allof";
import Ajv from "ajv";
const ajv = new Ajv({ strict: false, validateFormats: false });
const cases = [
  ["patterns", [{ pattern: "^a" }, { pattern: "b$" }], ["ab", "a", "b"]],
  ["contains", [{ contains: { type: "string" } }, { contains: { type: "number" } }], [["a", 1]]],
  ["number", [{ type: "integer" }, { type: "number" }], [1]],
  ["additional", [{ additionalProperties: { type: "string" } }, { properties: { a: { type: "integer" } } }], [{}]],
  ["if", [{ if: { required: ["a"] }, then: { required: ["b"] } }, { if: { required: ["c"] }, then: { required: ["d"] } }], [{ a: 1, b: 1 }]],
  ["formats", [{ format: "email" }, { format: "uri" }], [1]],
  ["closed", [{ properties: { a: {} }, additionalProperties: false }, { patternProperties: { "^b": {} } }], [{ a: 1 }, { b: 1 }]],
  ["not", [{ not: { type: "string" } }, { not: { type: "number" } }], ["a", 1, null]],
  ["oneOf", [{ oneOf: [{ required: ["a"] }, { required: ["b"] }] }, { oneOf: [{ required: ["a"] }, { required: ["c"] }] }], [{ a: 1 }, { b: 1, c: 1 }, { a: 1, b: 1 }]],
];
for (const [name, allOf, values] of cases) {
  const before = ajv.compile({ allOf });
  let merged;
  try {
    merged = merge(structuredClone({ allOf }));
  } catch (error) {
    const accepted = values.filter((value) => before(value)).length;
    console.log(`${name}: ${error.message.split(/[.:"]/)[0]}; ${accepted} of ${values.length} values satisfy both parts`);
    continue;
  }
  const after = ajv.compile(merged);
  const changed = values.filter((value) => before(value) !== after(value)).map((value) => JSON.stringify(value));
  console.log(`${name}: ${changed.length ? `${JSON.stringify(merged)} judges ${changed.join(", ")} otherwise` : "the same"}`);
}
JS
node run.mjs > seen
cat > expected <<'END'
patterns: {"pattern":"(?=^a)(?=b$)"} judges "ab" otherwise
contains: Could not resolve values for path; 1 of 1 values satisfy both parts
number: Could not resolve values for path; 1 of 1 values satisfy both parts
additional: Could not resolve values for path; 1 of 1 values satisfy both parts
if: No resolver found for key if; 1 of 1 values satisfy both parts
formats: No resolver found for key format; 1 of 1 values satisfy both parts
closed: the same
not: the same
oneOf: the same
END
diff expected seen && cat seen
