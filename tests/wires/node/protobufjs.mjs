// Records protobufjs: what `toObject` and `toJSON` write, and `fromObject` and `verify` read, of the reflected .proto file.

import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import { Record, lines, version, wires } from "./record.mjs";

// The well-known types that protobufjs brings; those of `toObject` are none of its own unless their file was loaded.
const root = new protobuf.Root();
const own = root.resolvePath;
root.resolvePath = (origin, target) => (target.startsWith("google/") ? target : own.call(root, origin, target));
root.loadSync([`${wires}/proto/shop.proto`, `${wires}/proto/legacy.proto`]).resolveAll();

const usual = { longs: String, enums: String, bytes: String };
const writers = {
  default: ["JSON.stringify(type.decode(…)), which calls toJSON", (type, message) => message],
  bare: ["JSON.stringify(type.toObject(…))", (type, message) => type.toObject(message)],
  usual: ["JSON.stringify(type.toObject(…, { longs: String, enums: String, bytes: String }))", (type, message) => type.toObject(message, usual)],
  numbers: ["JSON.stringify(type.toObject(…, { longs: Number, bytes: String }))", (type, message) => type.toObject(message, { longs: Number, bytes: String })],
  whole: ["JSON.stringify(type.toObject(…, { longs: String, enums: String, bytes: String, defaults: true, oneofs: true }))", (type, message) => type.toObject(message, { ...usual, defaults: true, oneofs: true })],
};
const readers = {
  default: ["type.fromObject(JSON.parse(…))", (type, value) => type.fromObject(value)],
  verify: [
    "type.verify(JSON.parse(…)), then fromObject",
    (type, value) => {
      const error = type.verify(value);
      if (error) throw new Error(error);
      return type.fromObject(value);
    },
  ],
};
const record = new Record("protobufjs", version("protobufjs"), [
  ...Object.entries(writers).map(([name, [call]]) => [name, "writes", call]),
  ...Object.entries(readers).map(([name, [call]]) => [name, "reads", call]),
]);

for (const of of lines("proto/messages.jsonl")) {
  const type = root.lookupType(of.message);
  for (const [name, [, plain]] of Object.entries(writers)) {
    if (name === "whole" && !of.whole) continue;
    record.writes(of, name, () => JSON.stringify(plain(type, type.decode(Buffer.from(of.wire, "hex")))));
  }
}
for (const of of lines("proto/near.jsonl")) {
  const type = root.lookupType(of.message);
  for (const [name, [, read]] of Object.entries(readers)) {
    // Encoded, as a service would do with it.
    record.reads(
      of,
      name,
      () => type.decode(type.encode(read(type, JSON.parse(of.text))).finish()),
      (message) => JSON.stringify(message),
    );
  }
}
record.save();
