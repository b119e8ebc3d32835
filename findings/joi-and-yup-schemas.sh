#!/usr/bin/env bash
# joi 18.3.2 with joi-to-json 5.0.5, yup 1.7.1 with @sodaru/yup-to-json-schema 2.0.1 (npm), schemas held to the library that they were made of; judged by
# ajv 8.20.0 as draft-07, which is what both write; seen on 2026-12-01 with Node.js 20.
#
# Guess: a converter leaves out what it does not know, so its schema is at worst too wide. It is never the opposite.
#
# Seen:
# - joi-to-json takes the flags of an expression for a part of it: `/^a/i` becomes `^a/i`. Of `invert` nothing is left: the schema takes what joi refuses,
#   and refuses what joi takes.
# - `Joi.object()`, with any members, becomes an object without any. So does a map whose keys are a schema and not an expression.
# - It leaves out `length` of a text (not of an array), `when`, items that are required or ordered; and writes `with` as a keyword of draft 2019-09.
# - `isoDate` takes a day, and its format `date-time` does not. joi refuses integers beyond 2^53, and the schema does not.
# - A text of yup that is required may not be "", and a list may be []. One that is nullable with `oneOf` may be null; its `enum` has no null.
# - An object of yup that may be missing is read as {}, so its required members are required; in its schema they are not.
# - `yup.number()` reads [1,2,3] as 1. Of `yup.mixed()` the schema is none: its `type` is an empty list.
# - `noUnknown` and the flags of `matches` are left out.
#
# Why it matters here: neither an emitted nor an accepted contract follows from such a schema, and some of them take just the wrong messages.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund joi@18.3.2 joi-to-json@5.0.5 yup@1.7.1 @sodaru/yup-to-json-schema@2.0.1 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null || exit 2
cat > run.mjs <<'JS'
import { convertSchema } from "@sodaru/yup-to-json-schema";
import Ajv from "ajv";
import formats from "ajv-formats";
import Joi from "joi";
import parse from "joi-to-json";
import * as yup from "yup";

const ajv = new Ajv.default({ strict: false, logger: false });
formats.default(ajv);
const word = (takes) => (takes ? "takes" : "refuses");
function show(what, schema, takes, values) {
  console.log(`${what} ${JSON.stringify(schema)}`);
  if (!ajv.validateSchema(schema)) console.log(`  no schema: ${ajv.errorsText(ajv.errors)}`);
  else for (const value of values) console.log(`  ${JSON.stringify(value)}: the library ${word(takes(value))} it, the schema ${word(ajv.validate(schema, value))} it`);
}
const joi = (what, schema, ...values) => show(what, parse(schema), (value) => !schema.validate(value).error, values);
const any = Joi.any();
joi("Joi.string().pattern(/^a/i)", Joi.string().pattern(/^a/i), "abc", "Abc");
joi("Joi.string().pattern(/^a/, { invert: true })", Joi.string().pattern(/^a/, { invert: true }), "abc", "bcd");
joi("Joi.string().length(2)", Joi.string().length(2), "abc");
joi("Joi.string().isoDate()", Joi.string().isoDate(), "2026-12-01");
joi("Joi.number().integer()", Joi.number().integer(), 2 ** 60);
joi("Joi.object()", Joi.object(), { a: 1 });
joi("Joi.object().pattern(Joi.string(), Joi.number())", Joi.object().pattern(Joi.string(), Joi.number()), { a: 1 });
joi("Joi.object({ a, b }).with('a', 'b')", Joi.object({ a: any, b: any }).with("a", "b"), { a: 1 });
joi("Joi.object({ a, b: when a is 1 required })", Joi.object({ a: any, b: any.when("a", { is: 1, then: Joi.required() }) }), { a: 1 });
joi("Joi.array().items(Joi.number().required())", Joi.array().items(Joi.number().required()), []);
joi("Joi.array().ordered(Joi.number(), Joi.string())", Joi.array().ordered(Joi.number(), Joi.string()), ["a", 1]);
const cast = (what, schema, ...values) => show(what, convertSchema(schema), (value) => schema.isValidSync(value), values);
const strict = (what, schema, ...values) => show(`${what}, strict`, convertSchema(schema), (value) => schema.isValidSync(value, { strict: true }), values);
strict("yup.string().required()", yup.string().required(), "");
strict("yup.array().required()", yup.array().required(), []);
strict("yup.string().nullable().oneOf(['a'])", yup.string().nullable().oneOf(["a"]), null);
strict("yup.string().matches(/^a/i)", yup.string().matches(/^a/i), "Abc");
strict("yup.object({ a }).noUnknown()", yup.object({ a: yup.number() }).noUnknown(), { b: 1 });
strict("yup.mixed()", yup.mixed());
cast("yup.object({ a: yup.object({ b: yup.string().required() }) })", yup.object({ a: yup.object({ b: yup.string().required() }) }), {});
cast("yup.number()", yup.number(), [1, 2, 3]);
JS
node run.mjs > seen
cat > expected <<'OUT'
Joi.string().pattern(/^a/i) {"type":"string","pattern":"^a/i"}
  "abc": the library takes it, the schema refuses it
  "Abc": the library takes it, the schema refuses it
Joi.string().pattern(/^a/, { invert: true }) {"type":"string","pattern":"^a"}
  "abc": the library refuses it, the schema takes it
  "bcd": the library takes it, the schema refuses it
Joi.string().length(2) {"type":"string"}
  "abc": the library refuses it, the schema takes it
Joi.string().isoDate() {"type":"string","format":"date-time"}
  "2026-12-01": the library takes it, the schema refuses it
Joi.number().integer() {"type":"integer"}
  1152921504606847000: the library refuses it, the schema takes it
Joi.object() {"type":"object","properties":{},"additionalProperties":false}
  {"a":1}: the library takes it, the schema refuses it
Joi.object().pattern(Joi.string(), Joi.number()) {"type":"object","properties":{},"additionalProperties":false}
  {"a":1}: the library takes it, the schema refuses it
Joi.object({ a, b }).with('a', 'b') {"type":"object","properties":{"a":{"type":["array","boolean","number","object","string","null"]},"b":{"type":["array","boolean","number","object","string","null"]}},"additionalProperties":false,"dependentRequired":{"a":["b"]}}
  {"a":1}: the library refuses it, the schema takes it
Joi.object({ a, b: when a is 1 required }) {"type":"object","properties":{"a":{"type":["array","boolean","number","object","string","null"]},"b":{"type":["array","boolean","number","object","string","null"]}},"additionalProperties":false}
  {"a":1}: the library refuses it, the schema takes it
Joi.array().items(Joi.number().required()) {"type":"array","items":{"type":"number"}}
  []: the library refuses it, the schema takes it
Joi.array().ordered(Joi.number(), Joi.string()) {"type":"array","items":{}}
  ["a",1]: the library refuses it, the schema takes it
yup.string().required(), strict {"type":"string"}
  "": the library refuses it, the schema takes it
yup.array().required(), strict {"type":"array"}
  []: the library takes it, the schema takes it
yup.string().nullable().oneOf(['a']), strict {"type":["string","null"],"enum":["a"]}
  null: the library takes it, the schema refuses it
yup.string().matches(/^a/i), strict {"type":"string","pattern":"^a"}
  "Abc": the library takes it, the schema refuses it
yup.object({ a }).noUnknown(), strict {"type":"object","default":{},"properties":{"a":{"type":"number"}}}
  {"b":1}: the library refuses it, the schema takes it
yup.mixed(), strict {"type":[]}
  no schema: data/type must be equal to one of the allowed values, data/type must NOT have fewer than 1 items, data/type must match a schema in anyOf
yup.object({ a: yup.object({ b: yup.string().required() }) }) {"type":"object","default":{"a":{}},"properties":{"a":{"type":"object","default":{},"properties":{"b":{"type":"string"}},"required":["b"]}}}
  {}: the library refuses it, the schema takes it
yup.number() {"type":"number"}
  [1,2,3]: the library takes it, the schema refuses it
OUT
diff expected seen && cat seen
