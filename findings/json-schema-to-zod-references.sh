#!/usr/bin/env bash
# json-schema-to-zod 2.8.1 (npm); seen on 2026-11-28 with Node.js 20 and zod 4.6.7.
#
# Guess: references within the document are resolved, or refused.
#
# Seen: each `$ref` becomes `z.any()`, without a warning: a contract whose parts stand in `$defs`, as generators write them, checks nothing but its own top. So does
# `required` without `properties`, and `unevaluatedProperties: false` is dropped.
#
# Why it matters here: contract files have their parts in `$defs`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund json-schema-to-zod@2.8.1 zod@4.6.7
cat > run.mjs <<'JS'
import * as z from "zod";
import { jsonSchemaToZod } from "json-schema-to-zod";
const read = (schema, value) => {
  const code = jsonSchemaToZod(schema);
  console.log(code, "|", JSON.stringify(value), new Function("z", `return ${code}`)(z).safeParse(value).success);
};
read({ $defs: { id: { type: "integer" } }, type: "object", required: ["id"], properties: { id: { $ref: "#/$defs/id" } } }, { id: "seven" });
read({ type: "object", required: ["id"] }, {});
read({ type: "object", properties: { id: { type: "integer" } }, unevaluatedProperties: false }, { more: 1 });
JS
node run.mjs > seen
cat > expected <<'END'
z.object({ "id": z.any() }) | {"id":"seven"} true
z.record(z.string(), z.any()) | {} true
z.object({ "id": z.number().int().optional() }) | {"more":1} true
END
diff expected seen && cat seen
