// Records ts-proto: what `toJSON` writes and `fromJSON` reads in the code that it generates of `proto/shop.binpb`.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { CodeGeneratorRequestSchema, CodeGeneratorResponseSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import ts from "typescript";
import { Record, lines, version, wires } from "./record.mjs";

const files = fromBinary(FileDescriptorSetSchema, readFileSync(`${wires}/proto/shop.binpb`)).file;

/** The modules of the messages, by the plugin's parameter. */
async function generated(name, parameter) {
  const request = create(CodeGeneratorRequestSchema, { fileToGenerate: files.map((file) => file.name), protoFile: files, parameter });
  const plugin = new URL("node_modules/.bin/protoc-gen-ts_proto", import.meta.url).pathname;
  const run = spawnSync(plugin, { input: toBinary(CodeGeneratorRequestSchema, request), maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(`${run.stderr}`);
  const response = fromBinary(CodeGeneratorResponseSchema, run.stdout);
  if (response.error) throw new Error(response.error);
  for (const file of response.file) {
    const path = new URL(`generated/${name}/${file.name.replace(/\.ts$/, ".mjs")}`, import.meta.url).pathname;
    mkdirSync(dirname(path), { recursive: true });
    const { outputText } = ts.transpileModule(file.content, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
    writeFileSync(path, outputText);
  }
  const { Event, Named } = await import(`./generated/${name}/shop.mjs`);
  const { Legacy } = await import(`./generated/${name}/legacy.mjs`);
  return { "shop.v1.Event": Event, "shop.v1.Named": Named, "shop.v1.Legacy": Legacy };
}

const base = "importSuffix=.mjs,esModuleInterop=true";
const parameters = {
  default: base,
  "force-long-string": `${base},forceLong=string`,
  "original-names": `${base},snakeToCamel=false`,
  "json-names": `${base},useJsonName=true`,
  "null-as-optional": `${base},useNullAsOptional=true,useOptionals=all`,
  "string-enums": `${base},stringEnums=true`,
};
const record = new Record("ts-proto", version("ts-proto"), ["writes", "reads"].flatMap((role) =>
  Object.entries(parameters).map(([name, parameter]) => [name, role, role === "writes" ? `JSON.stringify(Event.toJSON(…)) with ${parameter}` : `Event.fromJSON(JSON.parse(…)) with ${parameter}`]),
));

const types = {};
for (const [name, parameter] of Object.entries(parameters)) types[name] = await generated(name, parameter);

for (const of of lines("proto/messages.jsonl")) {
  for (const name of Object.keys(parameters)) {
    const type = types[name][of.message];
    record.writes(of, name, () => JSON.stringify(type.toJSON(type.decode(Buffer.from(of.wire, "hex")))));
  }
}
for (const of of lines("proto/near.jsonl")) {
  for (const name of Object.keys(parameters)) {
    const type = types[name][of.message];
    record.reads(
      of,
      name,
      () => type.decode(type.encode(type.fromJSON(JSON.parse(of.text))).finish()),
      (message) => JSON.stringify(type.toJSON(message)),
    );
  }
}
record.save();
