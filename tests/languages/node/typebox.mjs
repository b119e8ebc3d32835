import Type from "typebox";
import { Value } from "typebox/value";
import * as m from "./messages.mjs";
import { recorder } from "./record.mjs";

// A type is its own JSON Schema.
const schema = (type) => JSON.parse(JSON.stringify(type));

const { emits, both, finish } = recorder("typebox", ["typebox"], ["ParseError", "DecodeError", "EncodeError"], {
  emits: { call: "JSON.stringify(T)", schema, write: (type, value) => JSON.stringify(Value.Parse(type, value)), checked: true },
  consumes: { call: "JSON.stringify(T)", schema, read: (type, value) => Value.Parse(type, value) },
});

// Decode and Encode convert, fill in defaults and drop what is not declared; Parse only checks.
const decoded = {
  emits: { write: (type, value) => JSON.stringify(Value.Encode(type, value)), call: "JSON.stringify(T), with Value.Encode" },
  consumes: { read: (type, value) => Value.Decode(type, value), call: "JSON.stringify(T), with Value.Decode" },
};

// Objects.
both(
  "object",
  "An object is open on both sides.",
  () => Type.Object({ id: Type.Integer(), note: Type.Optional(Type.String()) }),
  m.objects,
);
both(
  "closed-object",
  "Members that are not declared are refused.",
  () => Type.Object({ id: Type.Integer(), note: Type.Optional(Type.String()) }, { additionalProperties: false }),
  m.objects,
);
both(
  "object-with-rest",
  "Members that are not declared are numbers.",
  () => Type.Object({ id: Type.String() }, { additionalProperties: Type.Number() }),
  ['{"id":"a"}', '{"id":"a","b":1}', '{"id":"a","b":"c"}', '{"id":"a","b":null}', '{"b":1}'],
);
both(
  "nullable",
  "Null and a missing member are two things.",
  () => Type.Object({ a: Type.Union([Type.String(), Type.Null()]), b: Type.Optional(Type.Union([Type.String(), Type.Null()])) }),
  ['{"a":"x","b":"y"}', '{"a":null}', '{"a":null,"b":null}', "{}", '{"b":"y"}', '{"a":1}'],
);
both(
  "default",
  "Parse does not fill in a default: a required member with one is required.",
  () => Type.Object({ level: Type.Integer({ default: 3 }), note: Type.Optional(Type.String({ default: "n" })) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":1,"note":"x"}', '{"level":"1"}'],
);
both(
  "default-decoded",
  "Decode fills in defaults, so that a required member may be missing, and Encode writes them.",
  () => Type.Object({ level: Type.Integer({ default: 3 }), note: Type.Optional(Type.String({ default: "n" })) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":1,"note":"x"}', '{"level":"1"}', '{"level":"x"}'],
  decoded,
);
both(
  "closed-object-decoded",
  "Decode and Encode drop what a closed object does not declare.",
  () => Type.Object({ id: Type.Integer() }, { additionalProperties: false }),
  m.objects,
  decoded,
);
both(
  "object-decoded",
  "Decode and Encode drop what is not declared, although the schema is open; null and texts become numbers.",
  () => Type.Object({ id: Type.Integer() }),
  m.objects,
  decoded,
);
both(
  "composite",
  "An intersection of objects without other members.",
  () => Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Number() })], { unevaluatedProperties: false }),
  ['{"a":"x","b":1}', '{"a":"x"}', '{"b":1}', '{"a":"x","b":1,"c":true}'],
);
emits(
  "undefined-in-an-object",
  "An optional member that is undefined is left out.",
  () => Type.Object({ a: Type.Optional(Type.String()), b: Type.Integer() }),
  [{ a: undefined, b: 1 }, { b: 1 }],
  ['{"a":null,"b":1}'],
);
emits(
  "undefined-required",
  "The type undefined is none of JSON Schema; JSON.stringify leaves the member out.",
  () => Type.Object({ a: Type.Union([Type.String(), Type.Undefined()]) }),
  [{ a: undefined }, { a: "x" }],
  ['{"a":null}'],
);
emits(
  "undefined-in-a-list",
  "JSON.stringify writes an undefined item of a list as null.",
  () => Type.Array(Type.Union([Type.Number(), Type.Undefined()])),
  [[1, undefined], [2]],
  ['["a"]'],
);

// Texts.
both("text-length", "Bounds of a text's length.", () => Type.String({ minLength: 2, maxLength: 3 }), m.lengths);
both("text-length-exact", "A text of one character.", () => Type.String({ minLength: 1, maxLength: 1 }), m.lengths);
both(
  "text-pattern",
  "A pattern.",
  () => Type.String({ pattern: "^[a-z]+\\d{2}$" }),
  m.texts("ab12", "AB12", "ab1", "ab12\n", "ab\u0661\u0662", "xab12", "ab123"),
);
both(
  "text-pattern-dot",
  "A dot in a pattern.",
  () => Type.String({ pattern: "^.$" }),
  m.texts("a", "", "\u{1f600}", "\n", "\u00e9", "e\u0301", "\u2028", "\r"),
);
both(
  "text-pattern-dots",
  "A dot is one code point.",
  () => Type.String({ pattern: "^..$" }),
  m.texts("ab", "a", "\u{1f600}", "\u{1f600}\u{1f600}", "\u00e9x", "e\u0301", "a\n"),
);
both(
  "text-pattern-expression",
  "A pattern from an expression with a flag, which is lost.",
  () => Type.String({ pattern: /^[a-z]+$/i }),
  m.texts("abc", "ABC", "1", ""),
);
both("email", "The format email.", () => Type.String({ format: "email" }), m.emails);
both("uri", "The format uri.", () => Type.String({ format: "uri" }), m.uris);
both("url", "The format url, which is none of JSON Schema.", () => Type.String({ format: "url" }), m.uris);
both("uuid", "The format uuid.", () => Type.String({ format: "uuid" }), m.uuids);
both("ipv6", "The format ipv6.", () => Type.String({ format: "ipv6" }), m.ipv6s);
both("unknown-format", "A format that nobody defined is not asserted.", () => Type.String({ format: "order-number" }), m.texts("", "x"));
both(
  "template-literal",
  "A text of parts; a dot of the literal becomes any character of the pattern, for the reader too.",
  () => Type.TemplateLiteral("v${number}.${'a' | 'b'}"),
  m.texts("v1.a", "v1.5.a", "v-1.b", "v.a", "v01.a", "v1.c", "v1e2.a", "v1xa", "v1.a\n"),
);

// Numbers.
both("integer", "An integer of any size that a double has.", () => Type.Integer(), m.integers);
both("integer-bounds", "An integer between bounds.", () => Type.Integer({ minimum: 1, exclusiveMaximum: 10 }), m.integers);
both(
  "integer-decoded",
  "Decode converts texts, booleans and fractions to integers.",
  () => Type.Object({ v: Type.Integer() }),
  m.inV(m.integers),
  decoded,
);
both("number", "A number.", () => Type.Number(), m.numbers);
both(
  "number-decoded",
  "Decode converts texts and booleans to numbers.",
  () => Type.Object({ v: Type.Number() }),
  m.inV(m.numbers),
  decoded,
);
both("multiple-of-a-fraction", "Multiples of a decimal fraction.", () => Type.Number({ multipleOf: 0.01 }), [
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
both("boolean", "A boolean.", () => Type.Boolean(), m.booleans);
both(
  "boolean-decoded",
  "Decode converts texts and numbers to booleans.",
  () => Type.Object({ v: Type.Boolean() }),
  m.inV(m.booleans),
  decoded,
);
both(
  "text-decoded",
  "Decode converts numbers and booleans to texts.",
  () => Type.Object({ v: Type.String() }),
  m.inV(m.otherTypes),
  decoded,
);

// Moments.
both("date-time", "The format date-time, with the suffixes of RFC 9557 besides.", () => Type.String({ format: "date-time" }), [
  ...m.dateTimes,
  ...m.texts("2024-05-06T07:08:09Z[Europe/Berlin]", "2024-05-06T07:08:09+02:00[u-ca=gregory]"),
]);
both("date", "The format date.", () => Type.String({ format: "date" }), m.dates);
both("time", "The format time.", () => Type.String({ format: "time" }), m.times);
both("duration", "The format duration.", () => Type.String({ format: "duration" }), m.durations);

// Choices.
both("literal", "One text.", () => Type.Literal("a"), ['"a"', '"A"', '"b"', "null", '["a"]']);
both("enum", "One of some texts and numbers.", () => Type.Enum(["free", "paid", 3]), [
  '"free"',
  '"paid"',
  '"Free"',
  '""',
  "3",
  "3.0",
  '"3"',
  "null",
]);
both("union", "A text or a number.", () => Type.Union([Type.String(), Type.Number()]), m.otherTypes);
both(
  "union-decoded",
  "Which of a number and a boolean Decode converts to.",
  () => Type.Object({ v: Type.Union([Type.Number(), Type.Boolean()]) }),
  m.inV([...m.otherTypes, '"1"', '"true"']),
  decoded,
);
both(
  "tagged-union",
  "A tag chooses the object.",
  () =>
    Type.Union([Type.Object({ kind: Type.Literal("a"), x: Type.Number() }), Type.Object({ kind: Type.Literal("b"), y: Type.String() })]),
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
  "not",
  "All but one text.",
  () => Type.Intersect([Type.String(), Type.Unsafe({ not: { const: "root" } })]),
  m.texts("root", "Root", ""),
);

// Collections.
both("list-bounds", "A list with bounds.", () => Type.Array(Type.String(), { minItems: 1, maxItems: 3 }), m.lists);
both("set", "A list without repeats.", () => Type.Array(Type.Unknown(), { uniqueItems: true }), [
  "[]",
  "[1,1]",
  "[1,1.0]",
  '[1,"1"]',
  "[[1],[1]]",
  '[{"a":1,"b":2},{"b":2,"a":1}]',
  "[0,false,null]",
  "[0,-0]",
  '["\u00e9","e\u0301"]',
]);
both("tuple", "Two items, no more.", () => Type.Tuple([Type.String(), Type.Number()]), m.tuples);
both("tuple-optional", "The last item may be missing.", () => Type.Tuple([Type.String(), Type.Optional(Type.Number())]), m.tuples);
both(
  "map",
  "Any key: the pattern does not fit a key with a line end, whose value is not checked then.",
  () => Type.Record(Type.String(), Type.Number()),
  [...m.mapsToNumbers, '{"\\n":"x"}', '{"a\\nb":null}'],
);
both("map-integer-keys", "Keys that are integers; under other keys anything may stand.", () => Type.Record(Type.Integer(), Type.Number()), [
  ...m.mapsToNumbers,
  '{"a":"x"}',
  '{"1":"x"}',
]);
both("map-number-keys", "Keys that are numbers.", () => Type.Record(Type.Number(), Type.Number()), [
  ...m.mapsToNumbers,
  '{"a":"x"}',
  '{"1.5":"x"}',
]);
both(
  "map-closed",
  "A map whose other keys are refused.",
  () => Type.Record(Type.Integer(), Type.Number(), { additionalProperties: false }),
  m.mapsToNumbers,
);
both(
  "map-enum-keys",
  "A map by a union of keys is an object of these members.",
  () => Type.Record(Type.Union([Type.Literal("a"), Type.Literal("b")]), Type.Number()),
  [...m.mapsToNumbers, '{"a":1,"b":2,"c":"x"}'],
);
both(
  "map-pattern-keys",
  "Keys by pattern; under other keys anything may stand.",
  () => Type.Record(Type.String({ pattern: "^[a-z]$" }), Type.Number()),
  [...m.mapsToNumbers, '{"ab":"x"}', '{"b":"x"}'],
);
both(
  "map-decoded",
  "Decode converts the values of a map.",
  () => Type.Record(Type.String(), Type.Number()),
  [...m.mapsToNumbers, '{"\\n":"x"}'],
  decoded,
);

// Recursion and reuse.
both(
  "tree",
  "A recursive type.",
  () => Type.Cyclic({ Node: Type.Object({ name: Type.String(), children: Type.Array(Type.Ref("Node")) }) }, "Node"),
  [
    '{"name":"a","children":[]}',
    '{"name":"a","children":[{"name":"b","children":[]}]}',
    '{"name":"a"}',
    '{"name":"a","children":[{"name":1,"children":[]}]}',
    '{"name":"a","children":[],"x":1}',
  ],
);
both(
  "module",
  "One type of a module of types.",
  () =>
    Type.Module({
      Money: Type.Object({ amount: Type.Integer(), currency: Type.String() }),
      Order: Type.Object({ total: Type.Ref("Money"), tip: Type.Optional(Type.Ref("Money")) }),
    }).Order,
  ['{"total":{"amount":1,"currency":"EUR"}}', '{"total":{"amount":1}}', '{"total":{"amount":1,"currency":"EUR"},"tip":null}', "{}"],
);
both(
  "partial-and-picked",
  "Types that are made of others.",
  () => Type.Partial(Type.Omit(Type.Object({ a: Type.String(), b: Type.Number(), c: Type.Boolean() }), ["b"])),
  ['{"a":"x","c":true}', "{}", '{"b":"x"}', '{"a":1}'],
);
both("script", "A type from TypeScript's notation.", () => Type.Script("{ id: number, tags?: string[], state: 'on' | 'off' }"), [
  '{"id":1,"state":"on"}',
  '{"id":1,"tags":["a"],"state":"off"}',
  '{"id":1,"state":"up"}',
  '{"id":1,"tags":[1],"state":"on"}',
  '{"state":"on"}',
]);

// What no schema can know.
both(
  "refinement",
  "A refinement is not in the schema.",
  () => Type.Refine(Type.Object({ from: Type.Number(), to: Type.Number() }), (span) => span.from <= span.to),
  ['{"from":1,"to":2}', '{"from":2,"to":1}', '{"from":1}'],
);
emits(
  "codec-date",
  "A codec is written by Encode; the schema is that of what is sent.",
  () =>
    Type.Object({
      at: Type.Codec(Type.String({ format: "date-time" }))
        .Decode((text) => new Date(text))
        .Encode((date) => date.toISOString()),
    }),
  [{ at: new Date(0) }, { at: new Date(Date.UTC(2024, 4, 6, 7, 8, 9, 120)) }],
  ['{"at":0}'],
  { with: { ...decoded.emits, checked: false } },
);
emits(
  "codec-forgotten",
  "Without Encode, JSON.stringify writes a Date by itself, with the same text here.",
  () =>
    Type.Object({
      at: Type.Codec(Type.String({ format: "date-time" }))
        .Decode((text) => new Date(text))
        .Encode((date) => date.toISOString()),
    }),
  [{ at: new Date(0) }],
  ['{"at":0}'],
  { with: { write: (_, value) => JSON.stringify(value), checked: false, call: "JSON.stringify(T), with JSON.stringify" } },
);

finish();
