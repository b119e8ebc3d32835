// Records @bufbuild/protobuf: what `toJsonString` writes and `fromJsonString` reads.

import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary, fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Record, lines, version, wires } from "./record.mjs";

const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, readFileSync(`${wires}/proto/shop.binpb`)));
const writers = { default: {}, "no-presence": { alwaysEmitImplicit: true }, "original-names": { useProtoFieldName: true }, "enum-numbers": { enumAsInteger: true } };
const readers = { default: {}, "ignore-unknown": { ignoreUnknownFields: true } };

const call = (name, options) => `${name}(…, { ${["registry", ...Object.entries(options).map(([key, value]) => `${key}: ${value}`)].join(", ")} })`;
const record = new Record("protobuf-es", version("@bufbuild/protobuf"), [
  ...Object.entries(writers).map(([name, options]) => [name, "writes", call("toJsonString", options)]),
  ...Object.entries(readers).map(([name, options]) => [name, "reads", call("fromJsonString", options)]),
]);

for (const of of lines("proto/messages.jsonl")) {
  const schema = registry.getMessage(of.message);
  for (const [name, options] of Object.entries(writers)) {
    if (name === "no-presence" && !of.whole) continue;
    record.writes(of, name, () => toJsonString(schema, fromBinary(schema, Buffer.from(of.wire, "hex")), { registry, ...options }));
  }
}
for (const of of lines("proto/near.jsonl")) {
  const schema = registry.getMessage(of.message);
  for (const [name, options] of Object.entries(readers)) {
    record.reads(
      of,
      name,
      () => fromJsonString(schema, of.text, { registry, ...options }),
      (message) => toJsonString(schema, message, { registry }),
    );
  }
}
record.save();
