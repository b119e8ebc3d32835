#!/usr/bin/env bash
# class-validator 0.15.1 with class-transformer 0.5.1 and class-validator-jsonschema 5.2.0 (npm), schemas of decorated classes held to the validator;
# judged by ajv 8.20.0, seen on 2026-12-01 with Node.js 20.
#
# Guess: each decorator becomes its keyword, and decorators of one property add up in any order. `each: true` wants an array.
#
# Seen:
# - The order of decorators counts: `@IsInt() @IsPositive()` becomes an integer above 0, and `@IsPositive() @IsInt()` a number with any fraction. The
#   validator is the same.
# - `@IsDateString()` becomes an expression that wants a fraction of a second, and has no anchors: it refuses what most languages write, and takes
#   text around a date.
# - `@Contains(".")` becomes the pattern `.`, which is any character.
# - `@IsEnum` of numbers becomes a list of texts and numbers that must be texts, so that no number is taken.
# - `@IsNotEmpty()` becomes a text: the validator takes 0, false and [].
# - `@IsString({ each: true })` takes one text without an array. `@IsOptional()` takes null; in the schema the property may only be missing.
# - `@IsIn` of texts and numbers, `@IsDecimal` and `@IsRFC3339` leave no keyword.
#
# Why it matters here: this is how services with NestJS describe their messages; a contract from the schema refuses what such a service takes.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund class-validator@0.15.1 class-transformer@0.5.1 class-validator-jsonschema@5.2.0 reflect-metadata@0.2.2 ajv@8.20.0 ajv-formats@3.0.1 >/dev/null || exit 2
cat > run.cjs <<'JS'
require("reflect-metadata");
const formats = require("ajv-formats").default;
const Ajv = require("ajv").default;
const v = require("class-validator");
const { plainToInstance } = require("class-transformer");
const { validationMetadatasToSchemas } = require("class-validator-jsonschema");

const ajv = new Ajv({ strict: false, logger: false });
formats(ajv);
let count = 0;
/** Decorates the property `a` of a new class, in the order of the text. */
function show(what, decorators, ...values) {
  const name = `Class${(count += 1)}`;
  const Class = { [name]: class {} }[name];
  // The last decorator of a property runs first.
  for (const decorate of decorators.reverse()) decorate(Class.prototype, "a");
  const schema = validationMetadatasToSchemas()[name];
  console.log(`${what} ${JSON.stringify(schema)}`);
  for (const a of values) {
    const valid = v.validateSync(plainToInstance(Class, { a })).length === 0;
    const word = (takes) => (takes ? "takes" : "refuses");
    console.log(`  ${JSON.stringify(a)}: the validator ${word(valid)} it, the schema ${word(ajv.validate(schema, { a }))} it`);
  }
}
show("@IsInt() @IsPositive()", [v.IsInt(), v.IsPositive()], 1.5);
show("@IsPositive() @IsInt()", [v.IsPositive(), v.IsInt()], 1.5);
show("@IsDateString()", [v.IsDateString()], "2026-12-01T10:00:00Z", "2026-12-01T10:00:00.000Z", "on 2026-12-01T10:00:00.000Z, or so");
show('@Contains(".")', [v.Contains(".")], "a");
show("@IsEnum({ Low: 1, High: 2 })", [v.IsEnum({ Low: 1, High: 2 })], 1);
show("@IsNotEmpty()", [v.IsNotEmpty()], 0, false, []);
show("@IsString({ each: true })", [v.IsString({ each: true })], "a");
show("@IsOptional() @IsString()", [v.IsOptional(), v.IsString()], null);
show('@IsIn(["a", 1])', [v.IsIn(["a", 1])], "b");
show("@IsDecimal()", [v.IsDecimal()], "b");
show("@IsRFC3339()", [v.IsRFC3339()], "b");
JS
node run.cjs > seen
cat > expected <<'OUT'
@IsInt() @IsPositive() {"properties":{"a":{"exclusiveMinimum":0,"type":"integer"}},"type":"object","required":["a"]}
  1.5: the validator refuses it, the schema refuses it
@IsPositive() @IsInt() {"properties":{"a":{"type":"number","exclusiveMinimum":0}},"type":"object","required":["a"]}
  1.5: the validator refuses it, the schema takes it
@IsDateString() {"properties":{"a":{"pattern":"\\d{4}-[01]\\d-[0-3]\\dT[0-2]\\d:[0-5]\\d:[0-5]\\d.\\d+Z?","type":"string"}},"type":"object","required":["a"]}
  "2026-12-01T10:00:00Z": the validator takes it, the schema refuses it
  "2026-12-01T10:00:00.000Z": the validator takes it, the schema takes it
  "on 2026-12-01T10:00:00.000Z, or so": the validator refuses it, the schema takes it
@Contains(".") {"properties":{"a":{"pattern":".","type":"string"}},"type":"object","required":["a"]}
  "a": the validator refuses it, the schema takes it
@IsEnum({ Low: 1, High: 2 }) {"properties":{"a":{"enum":[1,2],"type":"string"}},"type":"object","required":["a"]}
  1: the validator takes it, the schema refuses it
@IsNotEmpty() {"properties":{"a":{"minLength":1,"type":"string"}},"type":"object","required":["a"]}
  0: the validator takes it, the schema refuses it
  false: the validator takes it, the schema refuses it
  []: the validator takes it, the schema refuses it
@IsString({ each: true }) {"properties":{"a":{"items":{"type":"string"},"type":"array"}},"type":"object","required":["a"]}
  "a": the validator takes it, the schema refuses it
@IsOptional() @IsString() {"properties":{"a":{"type":"string"}},"type":"object"}
  null: the validator takes it, the schema refuses it
@IsIn(["a", 1]) {"properties":{"a":{}},"type":"object","required":["a"]}
  "b": the validator refuses it, the schema takes it
@IsDecimal() {"properties":{"a":{}},"type":"object","required":["a"]}
  "b": the validator refuses it, the schema takes it
@IsRFC3339() {"properties":{"a":{}},"type":"object","required":["a"]}
  "b": the validator refuses it, the schema takes it
OUT
diff expected seen && cat seen
