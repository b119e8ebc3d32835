import { mkdirSync, writeFileSync } from "node:fs";
import { createGenerator } from "ts-json-schema-generator";
import ts from "typescript";
import * as m from "./messages.mjs";
import { recorder } from "./record.mjs";

// The types are TypeScript's, and messages are written with JSON.stringify and read with JSON.parse. Each case is a file with a
// type and some values of it, which the generator's compiler checks too.
const folder = new URL("./types/", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
const options = { strict: true, target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"], types: [] };
writeFileSync(`${folder}tsconfig.json`, JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));

const cases = [];

// `name` is the type's; `declarations` is the source that has it; `values` are expressions, separated as in a list.
function emitted(title, about, name, declarations, values, never, config = {}) {
  const text = `${declarations}\nexport const valuesOf${name}: ${name}[] = [${values}];\n`;
  writeFileSync(`${folder}${name}.ts`, text);
  cases.push({ title, about, name, declarations, text, never, config });
}

emitted(
  "object",
  "An optional member that is undefined is left out.",
  "Signup",
  "export interface Signup {\n  id: number;\n  note?: string;\n}",
  "{ id: 1 }, { id: 2, note: 'n' }, { id: 3, note: undefined }",
  ['{"id":1,"note":null}', "{}"],
);
emitted(
  "more-members",
  "A value may have more members than its type: they are written, and the schema is closed.",
  "Narrow",
  "export interface Narrow {\n  id: number;\n}\nconst wide = { id: 1, more: true };",
  "wide, { id: 2 }",
  ["{}"],
);
emitted(
  "more-members-open",
  "The same with additionalProperties.",
  "NarrowOpen",
  "export interface NarrowOpen {\n  id: number;\n}\nconst wide = { id: 1, more: true };",
  "wide, { id: 2 }",
  ["{}"],
  { additionalProperties: true },
);
emitted(
  "nullable",
  "Null is a type of its own.",
  "Nullable",
  "export interface Nullable {\n  a: string | null;\n  b?: string | null;\n}",
  "{ a: null }, { a: 'x', b: null }, { a: 'x', b: 'y' }",
  ["{}", '{"a":1}'],
);
emitted(
  "undefined-required",
  "A member that may be undefined is left out then, although it has to be there for TypeScript.",
  "Undefinable",
  "export interface Undefinable {\n  a: string | undefined;\n  b: number;\n}",
  "{ a: undefined, b: 1 }, { a: 'x', b: 1 }",
  ['{"a":null,"b":1}'],
);
emitted(
  "undefined-in-a-list",
  "JSON.stringify writes an undefined item of a list as null.",
  "Gaps",
  "export type Gaps = (string | undefined)[];",
  "['a', undefined], []",
  ["[1]"],
);
emitted(
  "number",
  "NaN and the infinities are numbers, and written as null.",
  "Measure",
  "export interface Measure {\n  v: number;\n}",
  "{ v: 1.5 }, { v: -0 }, { v: 1e21 }, { v: NaN }, { v: Infinity }",
  ['{"v":"NaN"}', "{}"],
);
emitted(
  "date",
  "A Date is written as a moment in UTC; years beyond 9999 have six digits, and a Date of no moment is null.",
  "Moment",
  "export interface Moment {\n  at: Date;\n}",
  "{ at: new Date(0) }, { at: new Date(Date.UTC(2024, 1, 29, 23, 59, 59, 999)) }, { at: new Date(Date.UTC(10000, 0, 1)) }, { at: new Date(NaN) }",
  ['{"at":0}', '{"at":"1970-01-01"}'],
);
emitted(
  "map-and-set",
  "A Map and a Set are written as empty objects.",
  "Collections",
  "export interface Collections {\n  counts: Map<string, number>;\n  tags: Set<string>;\n}",
  "{ counts: new Map([['a', 1]]), tags: new Set(['a']) }",
  ['{"counts":{"a":1},"tags":["a"]}'],
);
emitted(
  "only-a-size",
  "An object with a size alone has the schema of a Map.",
  "Parcel",
  "export interface Box {\n  size: number;\n}\nexport interface Parcel {\n  box: Box;\n}",
  "{ box: { size: 5 } }",
  ['{"box":{"size":"5"}}'],
);
emitted(
  "class-private",
  "Private members of TypeScript are written, and are not in the schema; with those with # it is the other way round.",
  "Account",
  "export class Account {\n  constructor(public id: number, private note: string, protected level = 1) {}\n  #secret = 2;\n  reveal() {\n    return this.note + this.#secret;\n  }\n}",
  "new Account(1, 'n')",
  ['{"id":1}'],
);
emitted(
  "names-with-a-hash",
  "A name that begins with # in quotes is written, and has the schema of a private member; a comment with an arrow is no function.",
  "Tagged",
  "export interface Tagged {\n  '#tag': string;\n  /** @comment old => new */\n  state: string;\n}",
  "{ '#tag': 'a', state: 'b' }",
  ['{"#tag":1,"state":"b"}', '{"#tag":"a"}'],
);
emitted(
  "class-accessor",
  "An accessor is no own member and is not written.",
  "Cart",
  "export class Cart {\n  prices: number[] = [1, 2];\n  get total(): number {\n    return this.prices.reduce((sum, one) => sum + one, 0);\n  }\n}",
  "new Cart()",
  ['{"prices":[1,2],"total":3}'],
);
emitted(
  "class-with-to-json",
  "What toJSON answers is written instead of the members.",
  "Money",
  "export class Money {\n  constructor(public cents: number) {}\n  toJSON(): string {\n    return (this.cents / 100).toFixed(2);\n  }\n}",
  "new Money(150)",
  ['{"cents":150}'],
);
emitted(
  "class-inherited",
  "Members of the class above are members.",
  "Dog",
  "class Animal {\n  name = 'x';\n}\nexport class Dog extends Animal {\n  good?: boolean;\n}",
  "new Dog(), Object.assign(new Dog(), { good: true })",
  ["{}"],
);
emitted(
  "function-member",
  "A function is not written.",
  "Handler",
  "export interface Handler {\n  id: number;\n  run: (x: number) => void;\n  stop(): void;\n}",
  "{ id: 1, run: () => {}, stop() {} }",
  ['{"id":1,"run":{}}'],
);
emitted("enum-of-texts", "An enum of texts.", "Plan", "export enum Plan {\n  Free = 'free',\n  Paid = 'paid',\n}", "Plan.Free, Plan.Paid", [
  '"Free"',
  "0",
]);
emitted(
  "enum-of-numbers",
  "An enum of numbers; TypeScript takes no other number for it.",
  "Level",
  "export enum Level {\n  Low = 1,\n  High,\n}",
  "Level.Low, Level.High",
  ['"Low"', "3"],
);
emitted(
  "literals",
  "One of some texts and numbers.",
  "Choice",
  "export type Choice = 'a' | 'b' | 1 | true | null;",
  "'a', 'b', 1, true, null",
  ['"c"', "2", "false"],
);
emitted(
  "keys-of-constant",
  "The keys of a constant.",
  "Key",
  "const table = { first: 1, second: 2 } as const;\nexport type Key = keyof typeof table;",
  "'first', 'second'",
  ['"third"', "1"],
);
emitted(
  "template-literal",
  "A text of parts: TypeScript's numbers have fractions and exponents.",
  "Version",
  "export type Version = `v${number}`;",
  "'v1', 'v1.5', 'v-1', 'v1e3', 'v0x10', 'v01'",
  ['"v"', '"va"'],
);
emitted(
  "template-literal-choice",
  "A text of parts that are choices.",
  "Topic",
  "export type Topic = `${'user' | 'order'}.${string}`;",
  "'user.created', 'order.', 'order.\\n'",
  ['"user"', '"a.b"'],
);
emitted("list", "A list of any length.", "Names", "export type Names = string[];", "[], ['a'], ['a', 'a']", ["[1]", "{}"]);
emitted("tuple", "A tuple has its exact length for TypeScript.", "Pair", "export type Pair = [string, number];", "['a', 1]", [
  '["a"]',
  '["a",1,2]',
  '[1,"a"]',
]);
emitted(
  "tuple-optional",
  "The last item may be missing, and an undefined one is null.",
  "Loose",
  "export type Loose = [string, number?];",
  "['a'], ['a', 1], ['a', undefined]",
  ["[]", '["a","b"]'],
);
emitted("tuple-rest", "Items of one type after the first.", "Rest", "export type Rest = [string, ...number[]];", "['a'], ['a', 1, 2]", [
  "[]",
  '["a","b"]',
]);
emitted("map", "Any key.", "Counts", "export type Counts = Record<string, number>;", "{}, { a: 1 }, { '': 2 }, { '\\n': 3 }", [
  '{"a":"x"}',
  '{"a":null}',
]);
emitted("map-enum-keys", "All of some keys.", "Pairing", "export type Pairing = Record<'a' | 'b', number>;", "{ a: 1, b: 2 }", [
  '{"a":1}',
  '{"a":1,"b":2,"c":3}',
]);
emitted(
  "map-partial-keys",
  "Some of some keys.",
  "Some",
  "export type Some = Partial<Record<'a' | 'b', number>>;",
  "{}, { a: 1 }, { a: 1, b: undefined }",
  ['{"c":1}', '{"a":null}'],
);
emitted(
  "map-number-keys",
  "Keys that are numbers.",
  "Stock",
  "export type Stock = Record<number, string>;",
  "{}, { 7: 'x' }, { 1.5: 'y' }, { [-1]: 'z' }",
  ['{"7":1}'],
);
emitted(
  "map-template-keys",
  "Keys of parts.",
  "Headers",
  "export interface Headers {\n  id: number;\n  [name: `x-${string}`]: string | number;\n}",
  "{ id: 1 }, { id: 1, 'x-a': 'b' }",
  ['{"id":1,"x-a":true}'],
);
emitted(
  "index-beside-members",
  "Members, and more of one type.",
  "Bag",
  "export interface Bag {\n  id: string;\n  [name: string]: string | number;\n}",
  "{ id: 'a' }, { id: 'a', more: 1 }",
  ['{"id":1}', '{"id":"a","more":null}', '{"more":1}'],
);
emitted("union", "A text or a number.", "Either", "export type Either = string | number;", "'a', 1", ["null", "true"]);
emitted(
  "tagged-union",
  "A tag chooses the object.",
  "Shape",
  "export type Shape = { kind: 'circle'; r: number } | { kind: 'square'; side: number };",
  "{ kind: 'circle', r: 1 }, { kind: 'square', side: 2 }",
  ['{"kind":"circle","side":2}', '{"kind":"x","r":1}', '{"r":1}'],
);
emitted(
  "union-of-objects",
  "A value may have the members of both.",
  "Contact",
  "export type Contact = { mail: string } | { phone: string };",
  "{ mail: 'a' }, { phone: 'b' }, { mail: 'a', phone: 'b' }",
  ["{}"],
);
emitted("intersection", "Two objects at once.", "Both", "export type Both = { a: string } & { b: number };", "{ a: 'x', b: 1 }", [
  '{"a":"x"}',
  '{"b":1}',
]);
emitted(
  "intersection-with-map",
  "An object and a map at once.",
  "Labelled",
  "export type Labelled = { id: string } & Record<string, string>;",
  "{ id: 'a' }, { id: 'a', more: 'b' }",
  ['{"id":1}', '{"more":"b"}'],
);
emitted(
  "tree",
  "A recursive type.",
  "Branch",
  "export interface Branch {\n  name: string;\n  children: Branch[];\n}",
  "{ name: 'a', children: [{ name: 'b', children: [] }] }",
  ['{"name":"a"}', '{"name":"a","children":[{}]}'],
);
emitted(
  "generic-page",
  "A generic type that is used twice.",
  "Pages",
  "interface Page<T> {\n  items: T[];\n  next: string | null;\n}\nexport interface Pages {\n  users: Page<string>;\n  counts: Page<number>;\n}",
  "{ users: { items: ['a'], next: null }, counts: { items: [1], next: 'x' } }",
  ['{"users":{"items":[1],"next":null},"counts":{"items":[],"next":null}}'],
);
emitted(
  "picked",
  "Types that are made of others.",
  "Picked",
  "interface Full {\n  a: string;\n  b: number;\n  c?: boolean;\n}\nexport type Picked = Omit<Required<Full>, 'a'> & Partial<Pick<Full, 'a'>>;",
  "{ b: 1, c: true }, { a: 'x', b: 1, c: false }",
  ['{"b":1}', "{}"],
);
emitted(
  "unknown-member",
  "A member of any type; one that is undefined is left out.",
  "Envelope",
  "export interface Envelope {\n  data: unknown;\n}",
  "{ data: 1 }, { data: null }, { data: undefined }",
  [],
);
emitted(
  "bytes",
  "Bytes are written as an object of numbers. A Buffer, which is a Uint8Array too, is written with its type.",
  "Blob8",
  "export interface Blob8 {\n  bytes: Uint8Array;\n}\ndeclare const Buffer: { from(text: string): Uint8Array };",
  "{ bytes: new Uint8Array([1, 2]) }, { bytes: Buffer.from('ab') }",
  ['{"bytes":[1,2]}', '{"bytes":"AQI="}'],
);
emitted(
  "url",
  "A URL is written as its text.",
  "Link",
  "export interface Link {\n  href: URL;\n}",
  "{ href: new URL('http://example.com/\u00e9') }",
  ['{"href":{}}'],
);
emitted(
  "annotated",
  "Annotations are promises that TypeScript does not check.",
  "Annotated",
  "export interface Annotated {\n  /**\n   * @minimum 0\n   * @asType integer\n   */\n  count: number;\n  /** @pattern ^[a-z]+$ */\n  code: string;\n  /** @format date-time */\n  at: string;\n}",
  "{ count: 1, code: 'a', at: '2024-05-06T07:08:09Z' }, { count: -1.5, code: 'A', at: 'now' }",
  ['{"count":"1"}'],
);
emitted(
  "annotated-default",
  "An annotated default is written by nobody.",
  "Defaulted",
  "export interface Defaulted {\n  /** @default 3 */\n  level?: number;\n}",
  "{}, { level: 1 }",
  ['{"level":null}'],
);
emitted(
  "object-keyword",
  "The keyword object is everything but primitives, lists and functions too.",
  "Anything",
  "export interface Anything {\n  o: object;\n  e: {};\n}",
  "{ o: {}, e: {} }, { o: [1], e: 'x' }, { o: { a: 1 }, e: 0 }",
  ['{"o":1,"e":null}'],
);

const path = `${folder}*.ts`;
const tsconfig = `${folder}tsconfig.json`;
const generators = new Map();
function schema({ name, config }) {
  const key = JSON.stringify(config);
  if (!generators.has(key)) generators.set(key, createGenerator({ path, tsconfig, type: "*", ...config }));
  return generators.get(key).createSchema(name);
}

const shown = (config) =>
  Object.entries(config)
    .map(([key, value]) => `, ${key}: ${JSON.stringify(value)}`)
    .join("");
const callOf = ({ name, config }) => `createGenerator({ path, tsconfig, type: "${name}"${shown(config)} }).createSchema("${name}")`;
const { emits, consumes, finish } = recorder("ts-json-schema-generator", ["ts-json-schema-generator", "typescript"], [], {
  emits: { schema, write: (_, value) => JSON.stringify(value), checked: false },
  consumes: { schema, read: () => {} },
});

for (const one of cases) {
  const { outputText } = ts.transpileModule(one.text, {
    compilerOptions: {
      ...options,
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      moduleResolution: undefined,
      lib: undefined,
    },
  });
  const values = (await import(`data:text/javascript,${encodeURIComponent(outputText)}`))[`valuesOf${one.name}`];
  const type = Object.assign(() => one, { toString: () => one.declarations });
  emits(one.title, one.about, type, values, one.never, { with: { call: callOf(one) } });
  if (one.title === "object")
    consumes(one.title, "JSON.parse checks no type: everything is read.", type, m.objects, { with: { call: callOf(one) } });
}

finish();
