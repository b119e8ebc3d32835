#!/usr/bin/env bash
# What libraries write, and the JSON Schema that they write for it, seen on 2026-11-30 with Node.js 20:
# arktype 2.2.10, zod 4.6.7, valibot 1.5.0 with @valibot/to-json-schema 1.8.0, typebox 1.4.3, ts-json-schema-generator 2.10.0; judged by ajv 8.20.0.
#
# Guess: a schema of the output side is at worst too wide. No format is involved, so there is nothing to disagree about.
#
# Seen: eight outputs that the schema of the same type refuses. ArkType's `string.lower` promises `^[a-z]*$` and writes "a1". zod and ArkType test `^..$`
# without the flag u, where one emoji is two characters. An optional item of valibot's tuple that is missing is read as undefined, and written as null.
# TypeBox's `uniqueItems` takes [0, -0], which is written as [0,0], and refuses that on the other side. A member `#secret` of a class is
# required by ts-json-schema-generator, and is never written; a private one is written, and is not in the closed schema.
#
# Why it matters here: a schema that a producer's library wrote for its output is no proof of what the producer sends.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund arktype@2.2.10 zod@4.6.7 valibot@1.5.0 @valibot/to-json-schema@1.8.0 typebox@1.4.3 ts-json-schema-generator@2.10.0 ajv@8.20.0 >/dev/null
cat > account.ts <<'TS'
export class Account {
  constructor(public id: number, private note: string) {}
  #secret = 2;
  reveal() {
    return this.note + this.#secret;
  }
}
TS
cat > run.mjs <<'JS'
import { toJsonSchema } from "@valibot/to-json-schema";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import { type } from "arktype";
import { createGenerator } from "ts-json-schema-generator";
import Type from "typebox";
import { Value } from "typebox/value";
import * as v from "valibot";
import * as z from "zod";
function show(name, schema, text) {
  const Validator = schema.$schema?.includes("draft-07") ? Ajv : Ajv2020;
  const takes = new Validator.default({ strict: false, logger: false }).compile(schema)(JSON.parse(text));
  console.log(`${takes ? "takes  " : "refuses"} ${text} ${name}`);
}
const ark = (name, t, value) => show(`arktype ${name}`, t.out.toJsonSchema(), JSON.stringify(t.assert(value)));
ark("string.lower", type("string.lower"), "A1");
ark("string.trim", type("string.trim"), " a\nb ");
ark("/^..$/", type(/^..$/), "\u{1f600}");
const zod = (name, t, value) => show(`zod ${name}`, z.toJSONSchema(t, { io: "output" }), JSON.stringify(t.parse(value)));
zod("regex(/^..$/)", z.string().regex(/^..$/), "\u{1f600}");
zod('includes("a", { position: 2 })', z.string().includes("a", { position: 2 }), "\n\na");
const tuple = v.tuple([v.string(), v.optional(v.number())]);
show("valibot tuple([string(), optional(number())]) of [\"a\"]", toJsonSchema(tuple, { typeMode: "output" }), JSON.stringify(v.parse(tuple, ["a"])));
const set = Type.Array(Type.Number(), { uniqueItems: true });
const written = JSON.stringify(Value.Parse(set, [0, -0]));
show(`typebox Array(Number(), { uniqueItems: true }) of [0, -0]; Check of what was written: ${Value.Check(set, JSON.parse(written))}`, set, written);
class Account {
  #secret = 2;
  constructor(id, note) {
    this.id = id;
    this.note = note;
  }
}
const schema = createGenerator({ path: "account.ts", type: "Account", skipTypeCheck: true }).createSchema("Account");
show(`ts-json-schema-generator ${JSON.stringify(schema.definitions.Account)}`, schema, JSON.stringify(new Account(1, "n")));
JS
node run.mjs > seen
cat > expected <<'END'
refuses "a1" arktype string.lower
refuses "a\nb" arktype string.trim
refuses "😀" arktype /^..$/
refuses "😀" zod regex(/^..$/)
refuses "\n\na" zod includes("a", { position: 2 })
refuses ["a",null] valibot tuple([string(), optional(number())]) of ["a"]
refuses [0,0] typebox Array(Number(), { uniqueItems: true }) of [0, -0]; Check of what was written: false
refuses {"id":1,"note":"n"} ts-json-schema-generator {"type":"object","properties":{"id":{"type":"number"},"#secret":{"type":"number"}},"required":["id","#secret"],"additionalProperties":false}
END
diff expected seen && cat seen
