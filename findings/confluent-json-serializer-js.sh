#!/usr/bin/env bash
# @confluentinc/schemaregistry 1.10.1 (npm), its JSON serializer with its registry in memory; seen on 2026-12-01 with
# Node.js 20.
#
# Guess: without a schema of one's own, the schema follows from the type of the message; with `validate`, what is
# written fits the schema.
#
# Seen:
# - Each message that is written without a schema gets one of its own, and each new shape is a new version of the
#   subject: 1 and 1.5, null, and the members in another order. What a member may be is not in any of them.
# - A text gets a format by its content: "1200" and "2026W01" are a `date`, "12" is none. With `validate` the
#   serializer then refuses "1200", because its validator knows no formats. The version stays in the registry.
# - A Date, and a member that is undefined, are a TypeError there.
# - With `validate` any schema with a `format` is refused, its own as well. `strict: false`, which is handed on to the
#   validator, makes all formats comments, writes NaN as null, and then refuses to read that null.
# - Without `$schema` the draft is 2019-09, so `prefixItems` is unknown; a schema that names draft-07 is judged as
#   2019-09 as well, so the siblings of a `$ref` apply.
# - The other options of the validator are taken too: with `coerceTypes` the message has another value than the one
#   that was handed over.
#
# Why it matters here: the versions of the subject say what was sent, not what may be sent; a message is lost for the
# digits in a text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @confluentinc/schemaregistry@1.10.1 >/dev/null || exit 2
cat > run.cjs <<'JS'
const { inspect } = require("node:util");
const { JsonDeserializer, JsonSerializer, SchemaRegistryClient, SerdeType } = require("@confluentinc/schemaregistry");

console.warn = console.error = () => {};
const PREFIX = 5; // A zero byte and four bytes of the schema's number.
let registries = 0;
const registry = () => SchemaRegistryClient.newClient({ baseURLs: [`mock://${(registries += 1)}`] });
const words = (error) => `${error.constructor.name}: ${error.message.split("\n")[0].replace(/(?:: \[| value: ).*/, "")}`;

async function derived(validate, messages) {
  const client = registry();
  const serializer = new JsonSerializer(client, SerdeType.VALUE, { autoRegisterSchemas: true, validate });
  console.log(`without a schema, validate: ${validate}`);
  for (const message of messages) {
    const before = (await client.getAllVersions("orders-value").catch(() => [])).length;
    const outcome = await serializer.serialize("orders", message).then(
      () => "written",
      (error) => words(error),
    );
    const after = (await client.getAllVersions("orders-value").catch(() => [])).length;
    const schema = after > 0 ? JSON.stringify(JSON.parse((await client.getLatestSchemaMetadata("orders-value")).schema).properties) : "";
    console.log(`  ${inspect(message, { breakLength: Infinity })}: ${outcome}; ${after > before ? `new version ${after}, ${schema}` : "no new version"}`);
  }
}

async function given(schema, message, conf) {
  const client = registry();
  await client.register("orders-value", { schemaType: "JSON", schema: JSON.stringify(schema) });
  const serializer = new JsonSerializer(client, SerdeType.VALUE, { useLatestVersion: true, ...conf });
  const deserializer = new JsonDeserializer(client, SerdeType.VALUE, conf);
  console.log(`${JSON.stringify(schema)} ${JSON.stringify(conf)}`);
  const shown = JSON.stringify(message, (_, value) => (Number.isNaN(value) ? "NaN" : value));
  try {
    const bytes = await serializer.serialize("orders", message);
    console.log(`  ${shown} is written as ${bytes.subarray(PREFIX)}`);
    console.log(`  and read as ${await deserializer.deserialize("orders", bytes).then(JSON.stringify, words)}`);
  } catch (error) {
    console.log(`  ${shown}: ${words(error)}`);
  }
}

async function main() {
  const numbers = [{ a: 1 }, { a: 1.5 }, { a: 2.5 }, { a: null }, { a: 1, b: 1 }, { b: 1, a: 1 }, { a: [1, "x"] }, { a: [] }];
  await derived(false, [...numbers, { a: "12" }, { a: "1200" }, { a: "2026W01" }, { a: "10:00:00" }, { a: new Date(0) }, { a: 1, b: undefined }]);
  await derived(true, [{ a: "12" }, { a: "1200" }, { a: "10:00:00" }, { a: "shop@example.org" }]);
  const member = (a) => ({ type: "object", properties: { a } });
  for (const conf of [{ validate: true }, { validate: true, strict: false }]) {
    await given(member({ type: "string", format: "date-time" }), { a: "2026-12-01T10:00:00Z" }, conf);
    await given(member({ type: "string", format: "date-time" }), { a: "tomorrow" }, conf);
    await given(member({ type: "number" }), { a: NaN }, conf);
    await given(member({ type: "array", prefixItems: [{ type: "integer" }] }), { a: ["x"] }, conf);
  }
  const draft = { $schema: "http://json-schema.org/draft-07/schema#", definitions: { name: { type: "string" } } };
  await given({ ...draft, ...member({ $ref: "#/definitions/name", maxLength: 1 }) }, { a: "xy" }, { validate: true });
  await given(member({ type: "integer" }), { a: "5" }, { validate: true, coerceTypes: true });
  await given(member({ type: "integer" }), { a: "5" }, {});
}
main();
JS
node run.cjs > seen
cat > expected <<'OUT'
without a schema, validate: false
  { a: 1 }: written; new version 1, {"a":{"type":"integer"}}
  { a: 1.5 }: written; new version 2, {"a":{"type":"number"}}
  { a: 2.5 }: written; no new version
  { a: null }: written; new version 3, {"a":{"type":"null"}}
  { a: 1, b: 1 }: written; new version 4, {"a":{"type":"integer"},"b":{"type":"integer"}}
  { b: 1, a: 1 }: written; new version 5, {"b":{"type":"integer"},"a":{"type":"integer"}}
  { a: [ 1, 'x' ] }: written; new version 6, {"a":{"type":"array"}}
  { a: [] }: written; no new version
  { a: '12' }: written; new version 7, {"a":{"type":"string"}}
  { a: '1200' }: written; new version 8, {"a":{"type":"string","format":"date"}}
  { a: '2026W01' }: written; no new version
  { a: '10:00:00' }: written; new version 9, {"a":{"type":"string","format":"time"}}
  { a: 1970-01-01T00:00:00.000Z }: TypeError: Invalid JSON; no new version
  { a: 1, b: undefined }: TypeError: Invalid JSON; no new version
without a schema, validate: true
  { a: '12' }: written; new version 1, {"a":{"type":"string"}}
  { a: '1200' }: Error: unknown format "date" ignored in schema at path "#/properties/a"; new version 2, {"a":{"type":"string","format":"date"}}
  { a: '10:00:00' }: Error: unknown format "time" ignored in schema at path "#/properties/a"; new version 3, {"a":{"type":"string","format":"time"}}
  { a: 'shop@example.org' }: Error: unknown format "email" ignored in schema at path "#/properties/a"; new version 4, {"a":{"type":"string","format":"email"}}
{"type":"object","properties":{"a":{"type":"string","format":"date-time"}}} {"validate":true}
  {"a":"2026-12-01T10:00:00Z"}: Error: unknown format "date-time" ignored in schema at path "#/properties/a"
{"type":"object","properties":{"a":{"type":"string","format":"date-time"}}} {"validate":true}
  {"a":"tomorrow"}: Error: unknown format "date-time" ignored in schema at path "#/properties/a"
{"type":"object","properties":{"a":{"type":"number"}}} {"validate":true}
  {"a":"NaN"}: SerializationError: Invalid message
{"type":"object","properties":{"a":{"type":"array","prefixItems":[{"type":"integer"}]}}} {"validate":true}
  {"a":["x"]}: Error: strict mode: unknown keyword: "prefixItems"
{"type":"object","properties":{"a":{"type":"string","format":"date-time"}}} {"validate":true,"strict":false}
  {"a":"2026-12-01T10:00:00Z"} is written as {"a":"2026-12-01T10:00:00Z"}
  and read as {"a":"2026-12-01T10:00:00Z"}
{"type":"object","properties":{"a":{"type":"string","format":"date-time"}}} {"validate":true,"strict":false}
  {"a":"tomorrow"} is written as {"a":"tomorrow"}
  and read as {"a":"tomorrow"}
{"type":"object","properties":{"a":{"type":"number"}}} {"validate":true,"strict":false}
  {"a":"NaN"} is written as {"a":null}
  and read as SerializationError: Invalid message
{"type":"object","properties":{"a":{"type":"array","prefixItems":[{"type":"integer"}]}}} {"validate":true,"strict":false}
  {"a":["x"]} is written as {"a":["x"]}
  and read as {"a":["x"]}
{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"name":{"type":"string"}},"type":"object","properties":{"a":{"$ref":"#/definitions/name","maxLength":1}}} {"validate":true}
  {"a":"xy"}: SerializationError: Invalid message
{"type":"object","properties":{"a":{"type":"integer"}}} {"validate":true,"coerceTypes":true}
  {"a":"5"} is written as {"a":5}
  and read as {"a":5}
{"type":"object","properties":{"a":{"type":"integer"}}} {}
  {"a":"5"} is written as {"a":"5"}
  and read as {"a":"5"}
OUT
diff expected seen && cat seen
