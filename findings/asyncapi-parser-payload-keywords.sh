#!/usr/bin/env bash
# AsyncAPI's parser, @asyncapi/parser 3.6.6 (npm), beside @apidevtools/json-schema-ref-parser 15.5.2; seen on 2026-11-28 with Node.js 20.
#
# Guess: a payload is a schema of draft-07 by default, so the parser warns of keywords that draft-07 does not know; a boolean is a schema of draft-07 and is taken; and
# what stands beside a `$ref` is treated alike by the tools that resolve references.
#
# Seen:
# - `nullable`, `prefixItems`, `dependentRequired`, `$defs` and a misspelt `requierd` pass without an error or a warning, and assert nothing.
# - `payload: true` is taken in a document of 2.6.0 and refused in one of 3.0.0.
# - Beside a `$ref` the parser drops `minLength`, as draft-07 says; json-schema-ref-parser, which many tools use before it, merges it into the schema.
#
# Why it matters here: a schema that an AsyncAPI document holds was checked by nobody for what it does not say, and means another thing after it was bundled.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @asyncapi/parser@3.6.6 @apidevtools/json-schema-ref-parser@15.5.2
cat > run.mjs <<'JS'
import { Parser } from "@asyncapi/parser";
import references from "@apidevtools/json-schema-ref-parser";
const parser = new Parser();
const components = { schemas: { Name: { type: "string", maxLength: 9 } } };
const documents = {
  "2.6.0": (payload) => ({ asyncapi: "2.6.0", info: { title: "x", version: "1" }, channels: { c: { publish: { message: { payload } } } }, components }),
  "3.0.0": (payload) => ({ asyncapi: "3.0.0", info: { title: "x", version: "1" }, channels: { c: { messages: { m: { payload } } } }, components }),
};
const payloads = {
  nullable: { type: "string", nullable: true },
  prefixItems: { type: "array", prefixItems: [{ type: "string" }] },
  dependentRequired: { type: "object", dependentRequired: { a: ["b"] } },
  requierd: { type: "object", requierd: ["a"] },
  true: true,
  "beside $ref": { type: "object", properties: { name: { $ref: "#/components/schemas/Name", minLength: 5 } } },
};
for (const [version, make] of Object.entries(documents)) {
  for (const [name, payload] of Object.entries(payloads)) {
    const { document, diagnostics } = await parser.parse(JSON.stringify(make(payload)));
    const about = diagnostics.filter(({ severity, path }) => severity <= 1 && path.includes("payload")).length;
    const taken = document && [...document.allMessages().all()][0].payload().json();
    const name_ = taken?.properties?.name;
    console.log(version, name, document ? "taken" : "refused", about, name_ ? JSON.stringify([name_.minLength ?? null, name_.maxLength]) : "");
  }
}
const merged = await references.dereference({ definitions: { Name: { type: "string", maxLength: 9 } }, properties: { name: { $ref: "#/definitions/Name", minLength: 5 } } });
console.log("json-schema-ref-parser", JSON.stringify([merged.properties.name.minLength, merged.properties.name.maxLength]));
JS
node run.mjs | sed 's/ *$//' > seen
cat > expected <<'END'
2.6.0 nullable taken 0
2.6.0 prefixItems taken 0
2.6.0 dependentRequired taken 0
2.6.0 requierd taken 0
2.6.0 true taken 0
2.6.0 beside $ref taken 0 [null,9]
3.0.0 nullable taken 0
3.0.0 prefixItems taken 0
3.0.0 dependentRequired taken 0
3.0.0 requierd taken 0
3.0.0 true refused 1
3.0.0 beside $ref taken 0 [null,9]
json-schema-ref-parser [5,9]
END
diff expected seen && cat seen
