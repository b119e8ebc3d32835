import * as z from "zod";
import * as m from "./messages.mjs";
import { recorder } from "./record.mjs";

const { emits, consumes, both, finish } = recorder("zod", ["zod"], ["ZodError"], {
  emits: {
    call: 'z.toJSONSchema(T, { io: "output" })',
    schema: (type) => z.toJSONSchema(type, { io: "output" }),
    write: (type, value) => JSON.stringify(type.parse(value)),
    checked: true,
  },
  consumes: {
    call: 'z.toJSONSchema(T, { io: "input" })',
    schema: (type) => z.toJSONSchema(type, { io: "input" }),
    read: (type, value) => type.parse(value),
  },
});

// Objects.
both(
  "object",
  "Members that are not declared are dropped; only reading is open.",
  () => z.object({ id: z.int(), note: z.string().optional() }),
  m.objects,
);
both(
  "strict-object",
  "Members that are not declared are refused.",
  () => z.strictObject({ id: z.int(), note: z.string().optional() }),
  m.objects,
);
both(
  "loose-object",
  "Members that are not declared are kept.",
  () => z.looseObject({ id: z.int(), note: z.string().optional() }),
  m.objects,
);
both("object-with-catchall", "Members that are not declared are numbers.", () => z.object({ id: z.string() }).catchall(z.number()), [
  '{"id":"a"}',
  '{"id":"a","b":1}',
  '{"id":"a","b":"c"}',
  '{"id":"a","b":null}',
  '{"b":1}',
]);
both(
  "nullable-and-nullish",
  "Null and a missing member are two things; nullish has both.",
  () => z.object({ a: z.string().nullable(), b: z.string().nullish() }),
  ['{"a":"x","b":"y"}', '{"a":null}', '{"a":null,"b":null}', "{}", '{"b":"y"}', '{"a":1}'],
);
both(
  "default",
  "A default is always written, and need not be sent.",
  () => z.object({ level: z.int().default(3), tags: z.array(z.string()).default(() => []) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":1,"tags":["a"]}', '{"tags":null}', '{"level":"1"}'],
);
both(
  "prefault",
  "A prefault stands in for a missing member before it is checked.",
  () => z.object({ name: z.string().min(2).prefault("none") }),
  ["{}", '{"name":"ab"}', '{"name":"a"}', '{"name":null}'],
);
both(
  "default-then-optional",
  "A default inside of optional is written too, although optional says that the member may be missing.",
  () => z.object({ level: z.int().default(3).optional() }),
  ["{}", '{"level":1}', '{"level":null}'],
);
both("catch", "With a fallback, nothing is refused; it is always written.", () => z.object({ level: z.int().catch(0) }), [
  "{}",
  '{"level":1}',
  '{"level":"x"}',
  '{"level":null}',
  "[]",
]);
both("exact-optional", "An exact optional member is missing or a text.", () => z.object({ a: z.string().exactOptional() }), [
  "{}",
  '{"a":"x"}',
  '{"a":null}',
]);
both("unknown-member", "A member of any type.", () => z.object({ data: z.unknown() }), [
  "{}",
  '{"data":null}',
  '{"data":1}',
  '{"data":{"a":[]}}',
  "[]",
]);
emits(
  "undefined-in-an-object",
  "An optional member that is undefined is left out.",
  () => z.object({ a: z.string().optional(), b: z.int() }),
  [
    { a: undefined, b: 1 },
    { a: "x", b: 1 },
  ],
  ['{"a":null,"b":1}'],
);
emits(
  "undefined-in-a-list",
  "JSON.stringify writes an undefined item of a list as null.",
  () => z.array(z.string().optional()),
  [["a", undefined], [], ["a"]],
  ["[1]"],
);
emits(
  "undefined-in-a-map-of-an-enum",
  "A key of an enum whose value is undefined is left out.",
  () => z.record(z.enum(["a", "b"]), z.int().optional()),
  [
    { a: 1, b: undefined },
    { a: 1, b: 2 },
  ],
  ['{"c":1}'],
);
both("readonly", "Readonly changes nothing on the wire.", () => z.object({ a: z.string() }).readonly(), ['{"a":"x"}', "{}", '{"a":1}']);

// Texts.
both("text-length", "Bounds of a text's length.", () => z.string().min(2).max(3), m.lengths);
both("text-length-exact", "The exact length of a text.", () => z.string().length(1), m.lengths);
both(
  "text-pattern",
  "A pattern without flags.",
  () => z.string().regex(/^[a-z]+\d{2}$/),
  m.texts("ab12", "AB12", "ab1", "ab12\n", "ab\u0661\u0662", "xab12", "ab123"),
);
both(
  "text-pattern-dot",
  "Without the flag u, a dot is one UTF-16 code unit.",
  () => z.string().regex(/^.$/),
  m.texts("a", "", "\u{1f600}", "\n", "\u00e9", "e\u0301", "\u2028", "\r"),
);
both(
  "text-pattern-dots",
  "Without the flag u, two dots fit one code point beyond U+FFFF.",
  () => z.string().regex(/^..$/),
  m.texts("ab", "a", "\u{1f600}", "\u{1f600}\u{1f600}", "\u00e9x", "e\u0301", "a\n"),
);
both(
  "text-pattern-dots-u",
  "With the flag u, a dot is one code point; the schema is the same.",
  () => z.string().regex(/^..$/u),
  m.texts("ab", "a", "\u{1f600}", "\u{1f600}\u{1f600}", "\u00e9x", "e\u0301", "a\n"),
);
both(
  "text-pattern-ignoring-case",
  "The flag i is not in the schema.",
  () => z.string().regex(/^[a-z]+$/i),
  m.texts("abc", "ABC", "aBc", "1", "\u017f"),
);
both(
  "text-pattern-two",
  "Two patterns are both in the schema.",
  () => z.string().regex(/^a/).regex(/z$/),
  m.texts("az", "a", "z", "a\nz", ""),
);
both(
  "text-start-middle-end",
  "Checks of parts of a text.",
  () => z.string().startsWith("a.").includes("(").endsWith("z"),
  m.texts("a.(z", "ab(z", "a.z", "a.(", "A.(Z"),
);
both(
  "text-includes-at",
  "The place from which a part is looked for.",
  () => z.string().includes("a", { position: 2 }),
  m.texts("a", "aa", "aaa", "xxa", "\n\na", "\n\n\na"),
);
both(
  "text-trimmed-then-bounded",
  "A text is trimmed before its length is checked, which the schema cannot say of the input.",
  () => z.string().trim().min(2),
  m.texts("ab", " ab ", " a ", "  ", "\u00a0ab", "a b"),
);
both(
  "text-lower-case",
  "toLowerCase writes another text than it read; lowercase only checks.",
  () => z.object({ a: z.string().toLowerCase(), b: z.string().lowercase() }),
  ['{"a":"A","b":"a"}', '{"a":"a","b":"A"}', '{"a":"\u00c9","b":"\u00c9"}'],
);
both("email", "An address by Zod's own pattern.", () => z.email(), m.emails);
both(
  "email-html5",
  "An address by the pattern of browsers, which needs no dot.",
  () => z.email({ pattern: z.regexes.html5Email }),
  m.emails,
);
both("url", "A URL is what the WHATWG parser takes, which is not a URI of RFC 3986.", () => z.url(), m.uris);
both("http-url", "A URL of http or https.", () => z.httpUrl(), m.uris);
both("uuid", "A UUID of RFC 9562 by its own pattern.", () => z.uuid(), m.uuids);
both("uuid-v4", "A UUID of version 4.", () => z.uuidv4(), m.uuids);
both("guid", "Any text of the form of a UUID.", () => z.guid(), m.uuids);
both("ipv4", "An IPv4 address.", () => z.ipv4(), m.ipv4s);
both("ipv6", "An IPv6 address; the pattern lacks the ending in IPv4's notation.", () => z.ipv6(), m.ipv6s);
both(
  "networks",
  "Networks of IPv4 and IPv6; the pattern of the latter lacks the ending in IPv4's notation.",
  () => z.object({ v4: z.cidrv4().optional(), v6: z.cidrv6().optional() }),
  [
    '{"v4":"10.0.0.0/8"}',
    '{"v4":"10.0.0.0/33"}',
    '{"v4":"10.0.0.1/08"}',
    '{"v6":"2001:db8::/32"}',
    '{"v6":"::ffff:192.0.2.0/120"}',
    '{"v6":"::/129"}',
    '{"v6":"::/0"}',
    '{"v6":"::1"}',
  ],
);
both("base64", "Base64 with padding.", () => z.base64(), m.base64s);
both("base64url", "Base64 for URLs.", () => z.base64url(), [...m.base64s, ...m.texts("aGk", "a", "ab", "-_")]);
both(
  "identifiers",
  "Identifiers and numbers of other standards, by pattern.",
  () => z.object({ ulid: z.ulid(), phone: z.e164(), host: z.hostname() }),
  [
    '{"ulid":"01ARZ3NDEKTSV4RRFFQ69G5FAV","phone":"+4915112345678","host":"a.example"}',
    '{"ulid":"81ARZ3NDEKTSV4RRFFQ69G5FAV","phone":"+4915112345678","host":"a"}',
    '{"ulid":"01arz3ndektsv4rrffq69g5fav","phone":"+49151","host":"a"}',
    '{"ulid":"01arz3ndektsv4rrffq69g5fav","phone":"+4915112345678","host":"a_b"}',
    '{"ulid":"01arz3ndektsv4rrffq69g5fav","phone":"+4915112345678","host":"xn--9ca."}',
  ],
);
both(
  "template-literal",
  "A text of parts.",
  () => z.templateLiteral(["v", z.int(), ".", z.enum(["a", "b"])]),
  m.texts("v1.a", "v1.5.a", "v-1.b", "v.a", "v01.a", "v1.c", "v1e2.a", "v1.a\n"),
);

// Numbers.
both("integer", "An integer that a double holds exactly.", () => z.int(), m.integers);
both("integer-bounds", "An integer between bounds, one of them open.", () => z.int().gte(1).lt(10), m.integers);
both("int32", "An integer of 32 bits.", () => z.int32(), m.integers);
both("number", "Any finite number; what is beyond a double is refused.", () => z.number(), m.numbers);
both("float32", "A number between the bounds of 32 bits, of any precision.", () => z.float32(), m.numbers);
both("multiple-of-a-fraction", "Multiples of a decimal fraction.", () => z.number().multipleOf(0.01), [
  "0",
  "0.01",
  "0.07",
  "1.1",
  "19.99",
  "0.005",
  "1e21",
  "-0.29",
  "4.35",
  "1000000.01",
]);
both("positive", "A number above 0.", () => z.number().positive(), ["0", "-0", "1e-320", "1e-400", "1", "-1"]);
both("coerced-number", "With coercion, texts, booleans and null are read as numbers.", () => z.coerce.number(), m.numbers);
both("coerced-text", "With coercion, everything is read as a text.", () => z.coerce.string(), m.otherTypes);
both("boolean", "A boolean.", () => z.boolean(), m.booleans);
both("boolean-as-text", "stringbool reads the usual words in any case, and writes a boolean.", () => z.stringbool(), [
  ...m.booleans,
  ...m.texts("YES", "on", "n", "disabled", "maybe"),
]);

// Moments.
both("date-time", "A moment in UTC: Z alone.", () => z.iso.datetime(), m.dateTimes);
both("date-time-offset", "A moment with an offset.", () => z.iso.datetime({ offset: true }), m.dateTimes);
both("date-time-local", "A moment with or without Z.", () => z.iso.datetime({ local: true }), m.dateTimes);
both("date-time-precision", "A moment with three digits of a second.", () => z.iso.datetime({ precision: 3 }), m.dateTimes);
both("date-time-minutes", "A moment without seconds.", () => z.iso.datetime({ precision: -1 }), m.dateTimes);
both("date", "A date.", () => z.iso.date(), m.dates);
both("time", "A time without an offset.", () => z.iso.time(), m.times);
both("duration", "A duration; the format of JSON Schema has no fractions.", () => z.iso.duration(), m.durations);

// Choices.
both("literal", "One text.", () => z.literal("a"), ['"a"', '"A"', '"b"', "null", '["a"]']);
both("literals-of-types", "Literals of several types.", () => z.literal(["a", 1, true, null]), [
  '"a"',
  "1",
  "1.0",
  "true",
  "null",
  '"1"',
  "0",
  "false",
  '"true"',
]);
both("enum-of-texts", "One of some texts.", () => z.enum(["free", "paid"]), ['"free"', '"paid"', '"Free"', '""', "0", "null"]);
both(
  "enum-of-numbers",
  "An enum of numbers, with TypeScript's names of the values, which are not sent.",
  () => z.enum({ Low: 1, High: 2, 1: "Low", 2: "High" }),
  ["1", "2", "3", "1.0", '"Low"', '"1"', "null"],
);
both("union", "A text or a number.", () => z.union([z.string(), z.number()]), m.otherTypes);
both(
  "union-of-objects",
  "The first object that fits; what it does not declare is dropped.",
  () => z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.int() })]),
  ['{"a":"x"}', '{"a":"x","b":1}', '{"b":1}', '{"a":"x","b":"y"}'],
);
both("exclusive-union", "Exactly one of two objects.", () => z.xor([z.object({ card: z.string() }), z.object({ iban: z.string() })]), [
  '{"card":"a"}',
  '{"iban":"b"}',
  '{"card":"a","iban":"b"}',
  "{}",
  '{"card":"a","iban":null}',
  '{"card":"a","x":1}',
]);
both(
  "discriminated-union",
  "A tag chooses the object.",
  () => z.discriminatedUnion("kind", [z.object({ kind: z.literal("a"), x: z.int() }), z.object({ kind: z.literal("b"), y: z.string() })]),
  [
    '{"kind":"a","x":1}',
    '{"kind":"b","y":"z"}',
    '{"kind":"a","y":"z"}',
    '{"kind":"c"}',
    '{"x":1}',
    '{"kind":null,"x":1}',
    '{"kind":"a","x":1,"y":2}',
    '{"kind":["a"],"x":1}',
  ],
);
both(
  "discriminated-union-default",
  "A tag with a default: which object is meant when it is missing.",
  () =>
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a").default("a"), x: z.int() }),
      z.object({ kind: z.literal("b"), y: z.string() }),
    ]),
  ['{"kind":"a","x":1}', '{"x":1}', '{"y":"z"}', '{"kind":"b","y":"z"}', '{"kind":null,"x":1}'],
);
both("intersection", "Two objects at once.", () => z.intersection(z.object({ a: z.string() }), z.object({ b: z.int() })), [
  '{"a":"x","b":1}',
  '{"a":"x"}',
  '{"b":1}',
  '{"a":"x","b":1,"c":true}',
]);

// Collections.
both("list-bounds", "A list with bounds.", () => z.array(z.string()).min(1).max(3), m.lists);
both("tuple", "Two items, no more.", () => z.tuple([z.string(), z.int()]), m.tuples);
both("tuple-optional", "The last item may be missing.", () => z.tuple([z.string(), z.int().optional()]), m.tuples);
emits(
  "tuple-undefined",
  "An undefined last item is written as null.",
  () => z.tuple([z.string(), z.int().optional()]),
  [["a"], ["a", undefined], ["a", 1]],
  ['["a","b"]'],
);
both("tuple-rest", "Items of one type after the first two.", () => z.tuple([z.string(), z.int()], z.boolean()), m.tuples);
both("map", "Any key.", () => z.record(z.string(), z.number()), m.mapsToNumbers);
both("map-bounded-keys", "Keys with a least length.", () => z.record(z.string().min(2), z.number()), m.mapsToNumbers);
both("map-pattern-keys", "Keys by pattern.", () => z.record(z.string().regex(/^[a-z]$/), z.number()), m.mapsToNumbers);
both("map-integer-keys", "Keys that are integers.", () => z.record(z.int(), z.number()), [
  ...m.mapsToNumbers,
  '{"9007199254740993":1}',
  '{"-0":1}',
  '{"+1":1}',
  '{" 1":1}',
]);
both("map-number-keys-bounds", "Bounds of keys that are numbers are not in the schema.", () => z.record(z.number().min(5), z.number()), [
  '{"5":1}',
  '{"3":1}',
  '{"7.5":1}',
  '{"a":1}',
  "{}",
]);
both("map-enum-keys", "All keys of an enum, and no others.", () => z.record(z.enum(["a", "b"]), z.number()), [
  ...m.mapsToNumbers,
  '{"a":1,"b":2,"c":3}',
]);
both("map-enum-keys-partial", "Some keys of an enum.", () => z.partialRecord(z.enum(["a", "b"]), z.number()), [
  ...m.mapsToNumbers,
  '{"a":1,"b":2,"c":3}',
]);
both("map-loose-pattern", "Only keys that fit the pattern are checked.", () => z.looseRecord(z.string().regex(/^a/), z.number()), [
  '{"a":1}',
  '{"a":"x"}',
  '{"b":"x"}',
  "{}",
  '{"ab":1,"b":null}',
]);
both(
  "object-and-map",
  "An object and a map at once: the members of both.",
  () => z.object({ a: z.string() }).and(z.record(z.string(), z.union([z.string(), z.number()]))),
  ['{"a":"x"}', '{"a":"x","b":1}', '{"a":1}', '{"a":"x","b":null}'],
);

// Recursion and reuse.
both(
  "tree",
  "A recursive type.",
  () => {
    const Node = z.object({
      name: z.string(),
      get children() {
        return z.array(Node);
      },
    });
    return Node;
  },
  [
    '{"name":"a","children":[]}',
    '{"name":"a","children":[{"name":"b","children":[]}]}',
    '{"name":"a"}',
    '{"name":"a","children":[{"name":1,"children":[]}]}',
    '{"name":"a","children":[],"x":1}',
  ],
);
both(
  "lazy-list",
  "A recursive list.",
  () => {
    const Nested = z.lazy(() => z.union([z.int(), z.array(Nested)]));
    return Nested;
  },
  ["1", "[]", "[1,[2,[]]]", '["a"]', "null"],
);
both("json", "Any JSON value.", () => z.object({ payload: z.json() }), [
  '{"payload":null}',
  '{"payload":{"a":[1,"b",true]}}',
  "{}",
  '{"payload":1e400}',
]);
both(
  "generic-page",
  "A generic type that is used twice.",
  () => {
    const page = (item) => z.object({ items: z.array(item), next: z.string().nullable() });
    return z.object({ users: page(z.string()), counts: page(z.int()) });
  },
  [
    '{"users":{"items":["a"],"next":null},"counts":{"items":[1],"next":"x"}}',
    '{"users":{"items":[1],"next":null},"counts":{"items":[],"next":null}}',
    '{"users":{"items":[]},"counts":{"items":[],"next":null}}',
  ],
);
both(
  "extended-and-picked",
  "Types that are made of others.",
  () => z.object({ a: z.string(), b: z.int() }).omit({ b: true }).extend({ c: z.boolean() }).partial({ a: true }),
  ['{"a":"x","c":true}', '{"c":true}', '{"a":"x","b":1,"c":true}', '{"a":"x"}'],
);

// What no schema can know.
both(
  "refinement",
  "A refinement is not in the schema.",
  () => z.object({ from: z.int(), to: z.int() }).refine((span) => span.from <= span.to),
  ['{"from":1,"to":2}', '{"from":2,"to":1}', '{"from":1}'],
);
both(
  "transform-with-pipe",
  "A transform that is piped has a schema on both sides.",
  () =>
    z
      .string()
      .transform((text) => text.length)
      .pipe(z.int()),
  ['"abc"', '""', "3", "null"],
);
both(
  "preprocess",
  "A preprocessed value: the input is said to be that of the schema behind.",
  () => z.preprocess((value) => (typeof value === "string" ? Number(value) : value), z.int()),
  ['"12"', "12", '"x"', '""', "1.5", "null"],
);

// Codecs: what is sent is the input.
const encoded = {
  with: {
    call: 'z.toJSONSchema(T, { io: "input" })',
    schema: (type) => z.toJSONSchema(type, { io: "input" }),
    write: (type, value) => JSON.stringify(z.encode(type, value)),
    checked: false,
  },
};
emits(
  "codec-date",
  "An object is encoded for the wire: its schema is that of the input.",
  () =>
    z.object({
      at: z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }),
      note: z.string().optional(),
    }),
  [{ at: new Date(0) }, { at: new Date(Date.UTC(2024, 4, 6, 7, 8, 9, 120)), note: "x" }],
  ['{"at":0}'],
  encoded,
);
emits(
  "codec-big-integer",
  "A big integer as digits.",
  () =>
    z.object({
      n: z.codec(z.string().regex(z.regexes.integer), z.bigint(), { decode: (text) => BigInt(text), encode: (n) => n.toString() }),
    }),
  [{ n: 0n }, { n: -12345678901234567890n }],
  ['{"n":1}'],
  encoded,
);
emits(
  "codec-open",
  "What is encoded is not open, although the schema of the input is.",
  () => z.object({ n: z.codec(z.string(), z.number(), { decode: Number, encode: String }) }),
  [{ n: 1 }, { n: 2, more: true }],
  ['{"n":"1","more":true}'],
  encoded,
);
consumes(
  "codec-date",
  "A codec reads the wire's form.",
  () => z.object({ at: z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }) }),
  m.inV(m.dateTimes).map((text) => text.replace('"v"', '"at"')),
);

// A Date has no schema of its own; the documentation says to override it.
const asDateTime = {
  call: 'z.toJSONSchema(T, { io: "output", unrepresentable: "any", override: (c) => { if (c.zodSchema._zod.def.type === "date") { c.jsonSchema.type = "string"; c.jsonSchema.format = "date-time"; } } })',
  schema: (type) =>
    z.toJSONSchema(type, {
      io: "output",
      unrepresentable: "any",
      override: (c) => {
        if (c.zodSchema._zod.def.type === "date") {
          c.jsonSchema.type = "string";
          c.jsonSchema.format = "date-time";
        }
      },
    }),
};
emits(
  "date-overridden",
  "A Date is written as a moment in UTC; years beyond 9999 have six digits.",
  () => z.object({ at: z.date() }),
  [
    { at: new Date(0) },
    { at: new Date(Date.UTC(2024, 1, 29, 23, 59, 59, 999)) },
    { at: new Date(Date.UTC(10000, 0, 1)) },
    { at: new Date(Date.UTC(-1, 0, 1)) },
  ],
  ['{"at":0}'],
  { with: asDateTime },
);
emits(
  "unrepresentable-as-any",
  "What has no schema is anything: a Set and a Map are written as empty objects.",
  () => z.object({ tags: z.set(z.string()), counts: z.map(z.string(), z.int()) }),
  [{ tags: new Set(["a"]), counts: new Map([["a", 1]]) }],
  ['{"tags":["a"],"counts":{"a":1}}'],
  {
    with: {
      call: 'z.toJSONSchema(T, { io: "output", unrepresentable: "any" })',
      schema: (type) => z.toJSONSchema(type, { io: "output", unrepresentable: "any" }),
    },
  },
);

finish();
