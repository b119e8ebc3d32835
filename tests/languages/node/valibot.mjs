import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import * as m from "./messages.mjs";
import { recorder } from "./record.mjs";

const { emits, consumes, both, finish } = recorder("valibot", ["valibot", "@valibot/to-json-schema"], ["ValiError"], {
  emits: {
    call: 'toJsonSchema(T, { typeMode: "output" })',
    schema: (type) => toJsonSchema(type, { typeMode: "output" }),
    write: (type, value) => JSON.stringify(v.parse(type, value)),
    checked: true,
  },
  consumes: {
    call: 'toJsonSchema(T, { typeMode: "input" })',
    schema: (type) => toJsonSchema(type, { typeMode: "input" }),
    read: (type, value) => v.parse(type, value),
  },
});

// The same calls with more options.
function asked(options) {
  const more = JSON.stringify(options)
    .slice(1, -1)
    .replace(/"(\w+)":/g, "$1: ");
  return {
    emits: {
      call: `toJsonSchema(T, { typeMode: "output", ${more} })`,
      schema: (type) => toJsonSchema(type, { typeMode: "output", ...options }),
    },
    consumes: {
      call: `toJsonSchema(T, { typeMode: "input", ${more} })`,
      schema: (type) => toJsonSchema(type, { typeMode: "input", ...options }),
    },
  };
}
const overlooking = (...ignoreActions) => asked({ ignoreActions });

// Objects.
both(
  "object",
  "Members that are not declared are dropped; a list is read as an object.",
  () => v.object({ id: v.pipe(v.number(), v.integer()), note: v.optional(v.string()) }),
  m.objects,
);
both("object-of-optionals", "Without required members, even a list is read.", () => v.object({ note: v.optional(v.string()) }), m.objects);
both(
  "strict-object",
  "Members that are not declared are refused.",
  () => v.strictObject({ id: v.pipe(v.number(), v.integer()), note: v.optional(v.string()) }),
  m.objects,
);
both(
  "loose-object",
  "Members that are not declared are kept.",
  () => v.looseObject({ id: v.pipe(v.number(), v.integer()), note: v.optional(v.string()) }),
  m.objects,
);
both("object-with-rest", "Members that are not declared are numbers.", () => v.objectWithRest({ id: v.string() }, v.number()), [
  '{"id":"a"}',
  '{"id":"a","b":1}',
  '{"id":"a","b":"c"}',
  '{"id":"a","b":null}',
  '{"b":1}',
]);
both(
  "nullable-and-nullish",
  "Null and a missing member are two things; nullish has both.",
  () => v.object({ a: v.nullable(v.string()), b: v.nullish(v.string()) }),
  ['{"a":"x","b":"y"}', '{"a":null}', '{"a":null,"b":null}', "{}", '{"b":"y"}', '{"a":1}'],
);
both(
  "default",
  "A default is always written, although the schema of the output does not require the member.",
  () => v.object({ level: v.optional(v.pipe(v.number(), v.integer()), 3), tags: v.optional(v.array(v.string()), () => []) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":1,"tags":["a"]}', '{"tags":null}', '{"level":"1"}'],
);
both(
  "default-of-nullable",
  "The default of nullable stands in for null, which the schema of the output still allows.",
  () => v.object({ level: v.nullable(v.number(), 3) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":"1"}'],
);
both(
  "default-of-nullish",
  "The default of nullish stands in for null and for a missing member.",
  () => v.object({ level: v.nullish(v.number(), 3) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":"1"}'],
);
both("default-of-null", "A default of null is written.", () => v.object({ level: v.nullish(v.number(), null) }), [
  "{}",
  '{"level":1}',
  '{"level":null}',
  '{"level":"1"}',
]);
both("exact-optional", "An exact optional member is missing or a text.", () => v.object({ a: v.exactOptional(v.string()) }), [
  "{}",
  '{"a":"x"}',
  '{"a":null}',
]);
both("exact-optional-default", "The default of an exact optional member.", () => v.object({ a: v.exactOptional(v.string(), "x") }), [
  "{}",
  '{"a":"y"}',
  '{"a":null}',
]);
emits(
  "undefinedable",
  "JSON.stringify leaves out what is undefined, although the schema requires the member.",
  () => v.object({ a: v.undefinedable(v.string()) }),
  [{ a: undefined }, { a: "x" }],
  ['{"a":null}'],
);
consumes(
  "undefinedable",
  "The member must be there, which JSON cannot say of undefined.",
  () => v.object({ a: v.undefinedable(v.string()) }),
  ["{}", '{"a":"x"}', '{"a":null}'],
);
both("undefinedable-default", "The default of an undefinedable member.", () => v.object({ a: v.undefinedable(v.string(), "x") }), [
  "{}",
  '{"a":"y"}',
  '{"a":null}',
]);
both("fallback", "With a fallback, nothing is refused; it is always written.", () => v.object({ level: v.fallback(v.number(), 0) }), [
  "{}",
  '{"level":1}',
  '{"level":"x"}',
  '{"level":null}',
  "1",
]);
both("unknown-member", "A member of any type, which must be there.", () => v.object({ data: v.unknown() }), [
  "{}",
  '{"data":null}',
  '{"data":1}',
  '{"data":{"a":[]}}',
]);
emits(
  "undefined-in-a-list",
  "JSON.stringify writes an undefined item of a list as null.",
  () => v.array(v.optional(v.string())),
  [["a", undefined], [], ["a"]],
  ["[1]"],
);

// Texts.
both("text-length", "Lengths are counted in UTF-16 code units.", () => v.pipe(v.string(), v.minLength(2), v.maxLength(3)), m.lengths);
both("text-length-exact", "An exact length in UTF-16 code units.", () => v.pipe(v.string(), v.length(1)), m.lengths);
both("text-not-empty", "A text that is not empty.", () => v.pipe(v.string(), v.nonEmpty()), m.lengths);
both(
  "text-pattern",
  "A pattern without flags.",
  () => v.pipe(v.string(), v.regex(/^[a-z]+\d{2}$/)),
  m.texts("ab12", "AB12", "ab1", "ab12\n", "ab\u0661\u0662", "xab12", "ab123"),
);
both(
  "text-pattern-dot",
  "Without the flag u, a dot is one UTF-16 code unit.",
  () => v.pipe(v.string(), v.regex(/^.$/)),
  m.texts("a", "", "\u{1f600}", "\n", "\u00e9", "e\u0301", "\u2028", "\r"),
);
both(
  "text-pattern-dots",
  "Without the flag u, two dots fit one code point beyond U+FFFF.",
  () => v.pipe(v.string(), v.regex(/^..$/)),
  m.texts("ab", "a", "\u{1f600}", "\u{1f600}\u{1f600}", "\u00e9x", "e\u0301", "a\n"),
);
both("text-start", "The start of a text.", () => v.pipe(v.string(), v.startsWith("a.")), m.texts("a.", "a.b", "ab", "A.", "\na."));
both("text-end", "The end of a text.", () => v.pipe(v.string(), v.endsWith(".z")), m.texts(".z", "a.z", "az", ".z\n"));
both("text-includes", "A part of a text.", () => v.pipe(v.string(), v.includes("(")), m.texts("(", "a(b", "\n(", "ab"));
both("text-not-value", "All texts but one.", () => v.pipe(v.string(), v.notValue("root")), m.texts("root", "Root", "", "root "));
both(
  "digits",
  "Digits, by valibot's own pattern.",
  () => v.pipe(v.string(), v.digits()),
  m.texts("0", "12", "", "-1", "1.0", "\u0661", "1\n"),
);
both(
  "decimal",
  "A decimal number as a text.",
  () => v.pipe(v.string(), v.decimal()),
  m.texts("0", "-1.50", "+.5", "1.", "1e2", "", "NaN", "01"),
);
both("email", "An address; the format of JSON Schema allows more, and in part less.", () => v.pipe(v.string(), v.email()), m.emails);
both("rfc-email", "An address by the pattern of browsers, which needs no dot.", () => v.pipe(v.string(), v.rfcEmail()), m.emails);
both("url", "A URL is what the WHATWG parser takes, which is not a URI of RFC 3986.", () => v.pipe(v.string(), v.url()), m.uris);
both("uuid", "Any text of the form of a UUID.", () => v.pipe(v.string(), v.uuid()), m.uuids);
both("ipv4", "An IPv4 address.", () => v.pipe(v.string(), v.ipv4()), m.ipv4s);
both("ipv6", "An IPv6 address.", () => v.pipe(v.string(), v.ipv6()), m.ipv6s);
both("base64", "Base64 is only annotated.", () => v.pipe(v.string(), v.base64()), m.base64s);
both(
  "ulid",
  "A ULID, by valibot's own pattern.",
  () => v.pipe(v.string(), v.ulid()),
  m.texts(
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "01arz3ndektsv4rrffq69g5fav",
    "81ARZ3NDEKTSV4RRFFQ69G5FAV",
    "01ARZ3NDEKTSV4RRFFQ69G5FA",
    "01ARZ3NDEKTSV4RRFFQ69G5FAI",
  ),
);

// Numbers.
both("integer", "An integer; Infinity is none.", () => v.pipe(v.number(), v.integer()), m.integers);
both("safe-integer", "An integer that a double holds exactly.", () => v.pipe(v.number(), v.safeInteger()), m.integers);
both("integer-bounds", "An integer between bounds.", () => v.pipe(v.number(), v.integer(), v.minValue(1), v.ltValue(10)), m.integers);
both("number", "A number; what is beyond a double is read as Infinity.", () => v.number(), m.numbers);
emits(
  "number-infinite",
  "Infinity is a number of valibot, and JSON.stringify writes it as null.",
  () => v.object({ v: v.number() }),
  [{ v: Infinity }, { v: -Infinity }, { v: -0 }, { v: 1e21 }, { v: 0.1 }],
  ['{"v":"Infinity"}', "{}"],
);
emits(
  "number-finite",
  "With v.finite(), null is not written; the schema needs the action to be overlooked.",
  () => v.object({ v: v.pipe(v.number(), v.finite()) }),
  [{ v: 1.5 }, { v: -0 }],
  ['{"v":null}', "{}"],
  { with: overlooking("finite").emits },
);
emits(
  "number-bounded",
  "A number with both bounds is never Infinity.",
  () => v.object({ v: v.pipe(v.number(), v.minValue(0), v.maxValue(1)) }),
  [{ v: 0.5 }, { v: 0 }, { v: 1 }],
  ['{"v":null}', '{"v":2}'],
);
emits(
  "number-bounded-below",
  "With one bound, Infinity is still a number.",
  () => v.object({ v: v.pipe(v.number(), v.minValue(0)) }),
  [{ v: 0.5 }, { v: Infinity }],
  ['{"v":-1}'],
);
both(
  "multiple-of-a-fraction",
  "Multiples of a decimal fraction by the remainder of doubles.",
  () => v.pipe(v.number(), v.multipleOf(0.01)),
  ["0", "0.01", "0.07", "1.1", "19.99", "0.005", "1e21", "-0.29", "4.35", "1000000.01"],
);
both("boolean", "A boolean.", () => v.boolean(), m.booleans);

// Moments.
both(
  "iso-date-time",
  "A local moment to the minute, which no text of the format date-time is.",
  () => v.pipe(v.string(), v.isoDateTime()),
  m.dateTimes,
);
both(
  "iso-timestamp",
  "A moment with an offset; T or a space, and days that are not.",
  () => v.pipe(v.string(), v.isoTimestamp()),
  m.dateTimes,
);
both("iso-date", "A date; the 31st of each month is taken.", () => v.pipe(v.string(), v.isoDate()), m.dates);
both("iso-time", "A local time to the minute, which no text of the format time is.", () => v.pipe(v.string(), v.isoTime()), m.times);
both("iso-time-second", "A local time to the second, by pattern.", () => v.pipe(v.string(), v.isoTimeSecond()), m.times);
both(
  "iso-week",
  "A week of a year.",
  () => v.pipe(v.string(), v.isoWeek()),
  m.texts("2024-W01", "2024-W53", "2024-W54", "2024-W1", "2024W01", "2024-W00"),
);

// Choices.
both("literal", "One text.", () => v.literal("a"), ['"a"', '"A"', '"b"', "null", '["a"]']);
both("literal-number", "One number.", () => v.literal(1), ["1", "1.0", '"1"', "true", "0"]);
both("picklist", "One of some texts.", () => v.picklist(["free", "paid"]), ['"free"', '"paid"', '"Free"', '""', "0", "null"]);
both("picklist-mixed", "One of a text and a number.", () => v.picklist(["auto", 0]), ['"auto"', "0", '"0"', "-0", "false", "null"]);
both(
  "enum-of-numbers",
  "An enum of numbers, with TypeScript's names of the values, which are not sent.",
  () => v.enum({ Low: 1, High: 2, 1: "Low", 2: "High" }),
  ["1", "2", "3", "1.0", '"Low"', '"1"', "null"],
);
both("union", "A text or a number.", () => v.union([v.string(), v.number()]), m.otherTypes);
both(
  "union-of-objects",
  "The first object that fits; what it does not declare is dropped.",
  () => v.union([v.object({ a: v.string() }), v.object({ a: v.string(), b: v.number() })]),
  ['{"a":"x"}', '{"a":"x","b":1}', '{"b":1}', '{"a":"x","b":"y"}'],
);
both(
  "variant",
  "A tag chooses the object.",
  () => v.variant("kind", [v.object({ kind: v.literal("a"), x: v.number() }), v.object({ kind: v.literal("b"), y: v.string() })]),
  [
    '{"kind":"a","x":1}',
    '{"kind":"b","y":"z"}',
    '{"kind":"a","y":"z"}',
    '{"kind":"c"}',
    '{"x":1}',
    '{"kind":null,"x":1}',
    '{"kind":"a","x":1,"y":2}',
  ],
);
both(
  "variant-of-one-tag",
  "Two objects with the same tag: oneOf refuses what fits both.",
  () => v.variant("kind", [v.object({ kind: v.literal("a"), x: v.number() }), v.object({ kind: v.literal("a"), y: v.string() })]),
  ['{"kind":"a","x":1}', '{"kind":"a","y":"z"}', '{"kind":"a","x":1,"y":"z"}', '{"kind":"a"}'],
);
both(
  "variant-default",
  "A tag with a default is not required.",
  () =>
    v.variant("kind", [
      v.object({ kind: v.optional(v.literal("a"), "a"), x: v.number() }),
      v.object({ kind: v.literal("b"), y: v.string() }),
    ]),
  ['{"kind":"a","x":1}', '{"x":1}', '{"y":"z"}', '{"kind":"b","y":"z"}', '{"kind":null,"x":1}'],
);
both("intersect", "Two objects at once.", () => v.intersect([v.object({ a: v.string() }), v.object({ b: v.number() })]), [
  '{"a":"x","b":1}',
  '{"a":"x"}',
  '{"b":1}',
  '{"a":"x","b":1,"c":true}',
]);

// Collections.
both("list-bounds", "A list with bounds.", () => v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(3)), m.lists);
both("list-length", "A list of an exact length.", () => v.pipe(v.array(v.string()), v.length(2)), m.lists);
both("tuple", "Two items; more are read and dropped.", () => v.tuple([v.string(), v.number()]), m.tuples);
both("strict-tuple", "Two items, no more.", () => v.strictTuple([v.string(), v.number()]), m.tuples);
both("loose-tuple", "Two items; more are kept.", () => v.looseTuple([v.string(), v.number()]), m.tuples);
both("tuple-rest", "Items of one type after the first two.", () => v.tupleWithRest([v.string(), v.number()], v.boolean()), m.tuples);
both("tuple-optional", "An optional item of a tuple.", () => v.tuple([v.string(), v.optional(v.number())]), m.tuples);
both(
  "tuple-2020-12",
  "A tuple in the dialect of 2020-12.",
  () => v.tuple([v.string(), v.number()]),
  m.tuples,
  asked({ target: "draft-2020-12" }),
);
both("map", "Any key.", () => v.record(v.string(), v.number()), m.mapsToNumbers);
both(
  "map-bounded-keys",
  "Keys with a least length in UTF-16 code units.",
  () => v.record(v.pipe(v.string(), v.minLength(2)), v.number()),
  m.mapsToNumbers,
);
both("map-pattern-keys", "Keys by pattern.", () => v.record(v.pipe(v.string(), v.regex(/^[a-z]$/)), v.number()), m.mapsToNumbers);
both(
  "map-entries",
  "A map with a bounded number of members.",
  () => v.pipe(v.record(v.string(), v.number()), v.minEntries(1), v.maxEntries(2)),
  ["{}", '{"a":1}', '{"a":1,"b":2}', '{"a":1,"b":2,"c":3}', "[1]"],
);

// Recursion and reuse.
both(
  "tree",
  "A recursive type.",
  () => {
    const Node = v.object({ name: v.string(), children: v.array(v.lazy(() => Node)) });
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
  "generic-page",
  "A generic type that is used twice.",
  () => {
    const page = (item) => v.object({ items: v.array(item), next: v.nullable(v.string()) });
    return v.object({ users: page(v.string()), counts: page(v.number()) });
  },
  [
    '{"users":{"items":["a"],"next":null},"counts":{"items":[1],"next":"x"}}',
    '{"users":{"items":[1],"next":null},"counts":{"items":[],"next":null}}',
    '{"users":{"items":[]},"counts":{"items":[],"next":null}}',
  ],
);
both(
  "picked-and-partial",
  "Types that are made of others.",
  () =>
    v.object({ ...v.omit(v.object({ a: v.string(), b: v.number() }), ["b"]).entries, ...v.partial(v.object({ c: v.boolean() })).entries }),
  ['{"a":"x","c":true}', '{"c":true}', '{"a":"x","b":1,"c":true}', '{"a":"x"}'],
);

// Transformations, and what no schema can know.
both(
  "decimal-to-number",
  "A text that is read as a number, with a schema on both sides.",
  () => v.pipe(v.string(), v.decimal(), v.transform(Number), v.number(), v.maxValue(100)),
  ['"1"', '"-1.50"', '"101"', '"x"', "1", '""', "null"],
);
both(
  "trimmed",
  "A text is trimmed before its length is checked; the schema needs the action to be overlooked.",
  () => v.pipe(v.string(), v.trim(), v.minLength(2)),
  m.texts("ab", " ab ", " a ", "  ", "\u00a0ab", "a b"),
  overlooking("trim"),
);
both(
  "check",
  "A check of one's own has no schema, unless it is overlooked.",
  () =>
    v.pipe(
      v.object({ from: v.number(), to: v.number() }),
      v.check((span) => span.from <= span.to),
    ),
  ['{"from":1,"to":2}', '{"from":2,"to":1}', '{"from":1}'],
  overlooking("check"),
);

// A Date has no schema of its own; the documentation says to override it.
const overrideSchema = ({ valibotSchema }) => (valibotSchema.type === "date" ? { type: "string", format: "date-time" } : undefined);
emits(
  "date-overridden",
  "A Date is written as a moment in UTC; years beyond 9999 have six digits.",
  () => v.object({ at: v.date() }),
  [{ at: new Date(0) }, { at: new Date(Date.UTC(2024, 1, 29, 23, 59, 59, 999)) }, { at: new Date(Date.UTC(10000, 0, 1)) }],
  ['{"at":0}'],
  {
    with: {
      call: 'toJsonSchema(T, { typeMode: "output", overrideSchema: ({ valibotSchema }) => (valibotSchema.type === "date" ? { type: "string", format: "date-time" } : undefined) })',
      schema: (type) => toJsonSchema(type, { typeMode: "output", overrideSchema }),
    },
  },
);
consumes("text-to-date", "A timestamp that is read into a Date.", () => v.pipe(v.string(), v.isoTimestamp(), v.toDate()), m.dateTimes);

finish();
