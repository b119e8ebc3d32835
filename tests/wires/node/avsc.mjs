// Records avsc: what `toString` writes and `fromString` reads.

import { readFileSync } from "node:fs";
import avro from "avsc";
import { Record, lines, version, wires } from "./record.mjs";

/** The named records in a schema, by full name. */
function* definitions(schema) {
  if (Array.isArray(schema)) {
    for (const branch of schema) yield* definitions(branch);
  } else if (typeof schema === "object" && schema) {
    if (schema.type === "record") yield [`${schema.namespace}.${schema.name}`, schema];
    for (const part of [schema.type, schema.items, schema.values, ...(schema.fields ?? [])]) if (typeof part === "object") yield* definitions(part);
  }
}

const options = { default: {}, "wrap-always": { wrapUnions: "always" } };
const types = {};
for (const [name, more] of Object.entries(options)) {
  types[name] = {};
  for (const file of ["event.avsc", "tree.avsc"]) {
    for (const [of, schema] of definitions(JSON.parse(readFileSync(`${wires}/avro/${file}`, "utf8")))) types[name][of] = avro.Type.forSchema(schema, { ...more });
  }
}
const more = (name) => (name === "default" ? "" : `, with { wrapUnions: "always" }`);
const record = new Record("avsc", version("avsc"), [
  ...Object.keys(options).map((name) => [name, "writes", `type.toString(type.fromBuffer(…))${more(name)}`]),
  ...Object.keys(options).map((name) => [name, "reads", `type.fromString(…)${more(name)}`]),
]);
for (const of of lines("avro/messages.jsonl")) {
  for (const name of Object.keys(options)) {
    const type = types[name][of.message];
    record.writes(of, name, () => type.toString(type.fromBuffer(Buffer.from(of.wire, "hex"))));
  }
}
for (const of of lines("avro/near.jsonl")) {
  for (const name of Object.keys(options)) {
    const type = types[name][of.message];
    record.reads(
      of,
      name,
      () => type.fromBuffer(type.toBuffer(type.fromString(of.text))),
      (value) => type.toString(value),
    );
  }
}
record.save();
