#!/usr/bin/env bash
# @openapi-contrib/json-schema-to-openapi-schema 4.3.4 and @openapi-contrib/openapi-schema-to-json-schema 5.1.0 (npm); seen on 2026-11-29 with Node.js 20.
#
# Guess: what OpenAPI 3.0 cannot say is refused, or becomes an extension beside what is left; and what one package wrote, the other one reads back.
#
# Seen:
# - `{"type": "null"}` becomes `{"nullable": true}`, which accepts everything: `nullable` counts only beside a `type`.
# - `patternProperties` and `prefixItems` become extensions, and `additionalProperties: false` and `items: false` beside them stay: only `{}` and `[]` are left.
# - A tuple of draft-07 stays an array in `items`, which OpenAPI 3.0 does not allow. An `enum` with null stays without `nullable`, so null is refused there.
# - Back: `int64` becomes a maximum of 9223372036854776000, which is above the largest i64; `byte` becomes a pattern that takes `_`.
# - `nullable` without `type` is dropped, as OpenAPI 3.0.3 clarifies.
#
# Why it matters here: a schema that went through OpenAPI is another one: wider (null, 2^63) or narrower (maps, tuples).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @openapi-contrib/json-schema-to-openapi-schema@4.3.4 @openapi-contrib/openapi-schema-to-json-schema@5.1.0
cat > run.mjs <<'JS'
import to from "@openapi-contrib/json-schema-to-openapi-schema";
import back from "@openapi-contrib/openapi-schema-to-json-schema";
const convert = to.convert ?? to.default ?? to;
const read = back.openapiSchemaToJsonSchema ?? back.default ?? back;
for (const schema of [
  { type: "null" },
  { type: "object", patternProperties: { "^a": { type: "string" } }, additionalProperties: false },
  { type: "array", prefixItems: [{ type: "string" }], items: false },
  { type: "array", items: [{ type: "string" }] },
  { type: "string", enum: ["a", null] },
]) console.log("to", JSON.stringify(schema), "=>", JSON.stringify(await convert(structuredClone(schema))));
for (const schema of [
  { type: "integer", format: "int64" },
  { type: "string", format: "byte" },
  { nullable: true, enum: ["a"] },
]) {
  const { $schema, ...json } = read(structuredClone(schema));
  console.log("back", JSON.stringify(schema), "=>", JSON.stringify(json));
}
JS
node run.mjs > seen
cat > expected <<'END'
to {"type":"null"} => {"nullable":true}
to {"type":"object","patternProperties":{"^a":{"type":"string"}},"additionalProperties":false} => {"type":"object","additionalProperties":false,"x-patternProperties":{"^a":{"type":"string"}}}
to {"type":"array","prefixItems":[{"type":"string"}],"items":false} => {"type":"array","items":false,"x-prefixItems":[{"type":"string"}]}
to {"type":"array","items":[{"type":"string"}]} => {"type":"array","items":[{"type":"string"}]}
to {"type":"string","enum":["a",null]} => {"type":"string","enum":["a",null]}
back {"type":"integer","format":"int64"} => {"type":"integer","format":"int64","minimum":-9223372036854776000,"maximum":9223372036854776000}
back {"type":"string","format":"byte"} => {"type":"string","format":"byte","pattern":"^[\\w\\d+\\/=]*$"}
back {"nullable":true,"enum":["a"]} => {"enum":["a"]}
END
diff expected seen && cat seen
