#!/usr/bin/env bash
# json-schema-diff 0.18.1 and json-schema-diff-validator 0.4.2 (npm), two tools that say whether a new schema breaks the old one; seen on 2026-11-29 with Node.js 20.
#
# Guess: a keyword that such a tool does not understand is an error or counts as a change, since its answer decides whether a build passes.
#
# Seen:
# - json-schema-diff, which computes sets of values, knows `required`, lengths, ranges, items and alternatives. It says "nothing added, nothing removed", without a word,
#   where an `enum` loses a value, a `const`, `pattern` or `format` changes, or `uniqueItems`, `multipleOf`, `propertyNames` or `dependencies` are new.
# - json-schema-diff-validator compares texts. It refuses another title, another order of an `enum` and a new value in it, as it refuses a break. It accepts
#   a property that was required and no longer is, whatever side is asked.
#
# Why it matters here: a gate made of the first is green for breaks in values; one made of the second is red for a comment.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund json-schema-diff@0.18.1 json-schema-diff-validator@0.4.2
cat > run.mjs <<'JS'
import sets from "json-schema-diff";
import texts from "json-schema-diff-validator";
const cases = [
  ["required", { type: "object", required: [] }, { type: "object", required: ["a"] }],
  ["range", { type: "number", maximum: 10 }, { type: "number", maximum: 5 }],
  ["enum", { enum: ["a", "b"] }, { enum: ["a"] }],
  ["const", { const: 1 }, { const: 2 }],
  ["pattern", { type: "string", pattern: "^a$" }, { type: "string", pattern: "^b$" }],
  ["format", { type: "string" }, { type: "string", format: "date" }],
  ["uniqueItems", { type: "array" }, { type: "array", uniqueItems: true }],
  ["multipleOf", { type: "number" }, { type: "number", multipleOf: 2 }],
  ["propertyNames", { type: "object" }, { type: "object", propertyNames: { maxLength: 3 } }],
  ["dependencies", { type: "object" }, { type: "object", dependencies: { a: ["b"] } }],
  ["title", { title: "a" }, { title: "b" }],
  ["order", { enum: ["a", "b"] }, { enum: ["b", "a"] }],
  ["new value", { enum: ["a"] }, { enum: ["a", "b"] }],
  ["no longer required", { type: "object", required: ["a"] }, { type: "object", required: [] }],
];
for (const [name, sourceSchema, destinationSchema] of cases) {
  const { additionsFound, removalsFound } = await sets.diffSchemas({ sourceSchema, destinationSchema });
  const found = [additionsFound && "added", removalsFound && "removed"].filter(Boolean).join(" and ") || "nothing";
  let verdict = "accepts";
  try {
    texts.validateSchemaCompatibility(sourceSchema, destinationSchema);
  } catch {
    verdict = "refuses";
  }
  console.log(`${name}: the first finds ${found}, the second ${verdict}`);
}
JS
node run.mjs > seen
cat > expected <<'END'
required: the first finds removed, the second refuses
range: the first finds removed, the second refuses
enum: the first finds nothing, the second refuses
const: the first finds nothing, the second refuses
pattern: the first finds nothing, the second refuses
format: the first finds nothing, the second refuses
uniqueItems: the first finds nothing, the second refuses
multipleOf: the first finds nothing, the second refuses
propertyNames: the first finds nothing, the second refuses
dependencies: the first finds nothing, the second refuses
title: the first finds nothing, the second refuses
order: the first finds nothing, the second refuses
new value: the first finds nothing, the second refuses
no longer required: the first finds added, the second accepts
END
diff expected seen && cat seen
