import { Effect, Schema } from "effect";
import * as m from "./messages.mjs";
import { recorder } from "./record.mjs";

// The document holds the schema and its definitions beside each other.
function schema(type, options) {
  const { schema, definitions } = Schema.toJsonSchemaDocument(type, options);
  return Object.keys(definitions).length === 0 ? schema : { ...schema, $defs: definitions };
}
const call = "(({ schema, definitions }) => ({ ...schema, $defs: definitions }))(Schema.toJsonSchemaDocument(T))";

const { emits, both, finish } = recorder("effect", ["effect"], ["SchemaError"], {
  emits: {
    call,
    schema,
    value: (type, value) => Schema.decodeUnknownSync(Schema.toCodecJson(type))(value),
    write: (type, value) => JSON.stringify(Schema.encodeSync(Schema.toCodecJson(type))(value)),
    checked: true,
  },
  consumes: { call, schema, read: (type, value) => Schema.decodeUnknownSync(Schema.toCodecJson(type))(value) },
});

// Without toCodecJson: the type's own encoding, given to JSON.stringify as it is.
const plain = {
  emits: {
    value: (type, value) => Schema.decodeUnknownSync(type)(value),
    write: (type, value) => JSON.stringify(Schema.encodeSync(type)(value)),
    call: `${call}, with Schema.encodeSync(T)`,
  },
  consumes: { read: (type, value) => Schema.decodeUnknownSync(type)(value), call: `${call}, with Schema.decodeUnknownSync(T)` },
};
const closed = {
  emits: { call: call.replace("(T)", '(T, { onExcessProperty: "error" })'), schema: (type) => schema(type, { onExcessProperty: "error" }) },
  consumes: {
    call: call.replace("(T)", '(T, { onExcessProperty: "error" })'),
    schema: (type) => schema(type, { onExcessProperty: "error" }),
  },
};

// Objects.
both(
  "struct",
  "Members that are not declared are dropped; the schema is open for both roles.",
  () => Schema.Struct({ id: Schema.Int, note: Schema.optionalKey(Schema.String) }),
  m.objects,
);
both(
  "struct-closed-schema",
  "The same with a closed schema: exact for what is written, too narrow for what is read.",
  () => Schema.Struct({ id: Schema.Int, note: Schema.optionalKey(Schema.String) }),
  m.objects,
  closed,
);
both(
  "optional",
  "An optional member is missing, or null in JSON for undefined.",
  () => Schema.Struct({ id: Schema.Int, note: Schema.optional(Schema.String) }),
  m.objects,
);
both(
  "optional-plain",
  "Without toCodecJson, null is not read, although the schema has it.",
  () => Schema.Struct({ id: Schema.Int, note: Schema.optional(Schema.String) }),
  m.objects,
  plain,
);
emits(
  "optional-undefined",
  "toCodecJson writes undefined as null.",
  () => Schema.Struct({ note: Schema.optional(Schema.String) }),
  [{}, { note: undefined }, { note: "n" }],
  ['{"note":1}'],
  { with: { checked: false } },
);
emits(
  "undefined-plain",
  "Without toCodecJson, JSON.stringify leaves out what is undefined, although the schema requires it.",
  () => Schema.Struct({ a: Schema.UndefinedOr(Schema.String), b: Schema.Int }),
  [
    { a: undefined, b: 1 },
    { a: "x", b: 1 },
  ],
  ['{"a":null,"b":1}'],
  { with: plain.emits },
);
both(
  "null-and-undefined",
  "Null for null, and null for undefined.",
  () => Schema.Struct({ a: Schema.NullOr(Schema.String), b: Schema.UndefinedOr(Schema.String) }),
  ['{"a":"x","b":"y"}', '{"a":null,"b":null}', '{"a":null}', "{}", '{"a":1,"b":"y"}'],
);
both(
  "option",
  "An Option as a missing member and as null.",
  () => Schema.Struct({ a: Schema.OptionFromOptionalKey(Schema.String), b: Schema.OptionFromNullOr(Schema.String) }),
  ['{"a":"x","b":"y"}', '{"b":null}', '{"a":null,"b":null}', "{}"],
);
both(
  "decoding-default",
  "A default for a missing member or null; what is encoded always has the member.",
  () => Schema.Struct({ level: Schema.Int.pipe(Schema.withDecodingDefault(Effect.succeed(3))) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":"1"}'],
);
both(
  "decoding-default-key",
  "A default for a missing member.",
  () => Schema.Struct({ level: Schema.Int.pipe(Schema.withDecodingDefaultKey(Effect.succeed(3))) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":"1"}'],
);
emits(
  "decoding-default-omitted",
  "With the strategy omit, a member with a default is never written.",
  () =>
    Schema.Struct({
      id: Schema.Int,
      level: Schema.Int.pipe(Schema.withDecodingDefaultKey(Effect.succeed(3), { encodingStrategy: "omit" })),
    }),
  [
    { id: 1, level: 3 },
    { id: 2, level: 4 },
  ],
  ['{"id":1,"level":3}', '{"id":1,"level":4}'],
  { with: { checked: false } },
);
both(
  "renamed",
  "A member has another name on the wire.",
  () => Schema.Struct({ userName: Schema.String }).pipe(Schema.encodeKeys({ userName: "user_name" })),
  ['{"user_name":"x"}', '{"userName":"x"}', "{}"],
);
both(
  "class",
  "A class is read and written as an object.",
  () => {
    class Person extends Schema.Class("Person")({ name: Schema.String }) {}
    return Person;
  },
  ['{"name":"x"}', '{"name":"x","more":1}', "{}"],
);
both("unknown-member", "A member of any type.", () => Schema.Struct({ data: Schema.Unknown }), [
  "{}",
  '{"data":null}',
  '{"data":1}',
  '{"data":{"a":[]}}',
]);

// Texts.
both(
  "text-length",
  "Lengths are counted in UTF-16 code units; the schema has bounds in code points that are wide enough.",
  () => Schema.String.check(Schema.isMinLength(2), Schema.isMaxLength(3)),
  m.lengths,
);
both("text-length-exact", "An exact length in UTF-16 code units.", () => Schema.String.check(Schema.isBetweenLength(1, 1)), m.lengths);
both(
  "text-code-points",
  "Lengths counted in code points.",
  () => Schema.String.check(Schema.isMinCodePoints(2), Schema.isMaxCodePoints(3)),
  m.lengths,
);
both(
  "text-pattern",
  "A pattern without flags is not in the schema.",
  () => Schema.String.check(Schema.isPattern(/^[a-z]+\d{2}$/)),
  m.texts("ab12", "AB12", "ab1", "ab12\n", "xab12"),
);
both(
  "text-pattern-u",
  "A pattern with the flag u.",
  () => Schema.String.check(Schema.isPattern(/^[a-z]+\d{2}$/u)),
  m.texts("ab12", "AB12", "ab1", "ab12\n", "xab12"),
);
both(
  "text-pattern-dots",
  "A dot of a pattern with the flag u is one code point.",
  () => Schema.String.check(Schema.isPattern(/^..$/u)),
  m.texts("ab", "a", "\u{1f600}", "\u{1f600}\u{1f600}", "\u00e9x", "e\u0301", "a\n"),
);
both(
  "text-start-and-end",
  "Checks of parts of a text.",
  () => Schema.String.check(Schema.isStartingWith("a."), Schema.isIncluding("("), Schema.isEndingWith("z")),
  m.texts("a.(z", "ab(z", "a.z", "a.(", "A.(Z"),
);
both("trim", "A text is trimmed when it is read.", () => Schema.Trim, [...m.texts("ab", " ab ", "", "\u00a0a", "a\nb"), "null", "1"]);
both(
  "trimmed",
  "A text that is trimmed already.",
  () => Schema.Trimmed,
  m.texts("ab", " ab ", "", "\u00a0a", "a\nb", "\u{1f600}", "\ufeffa"),
);
both("uuid", "A UUID.", () => Schema.String.check(Schema.isUUID()), m.uuids);
both("url", "A URL object; the schema says only that it is a text.", () => Schema.URL, m.uris);
both("bytes", "Bytes in base64.", () => Schema.Uint8Array, m.base64s);
both(
  "template-literal",
  "A text of parts.",
  () => Schema.TemplateLiteral(["v", Schema.Finite, ".", Schema.Literals(["a", "b"])]),
  m.texts("v1.a", "v1.5.a", "v-1.b", "v.a", "v01.a", "v1.c", "v1e2.a", "v1.a\n"),
);
both(
  "json-text",
  "A text that holds JSON of a type.",
  () => Schema.fromJsonString(Schema.Struct({ a: Schema.Finite })),
  m.texts('{"a":1}', '{ "a": 1 }', '{"a":"1"}', "x", '{"a":1,"b":2}'),
);

// Numbers.
both("integer", "An integer that a double holds exactly.", () => Schema.Int, m.integers);
both("number", "A number; what is not finite is a text in JSON.", () => Schema.Number, m.numbers);
emits(
  "number-not-finite",
  "toCodecJson writes NaN and the infinities as texts.",
  () => Schema.Struct({ v: Schema.Number }),
  [{ v: NaN }, { v: Infinity }, { v: -Infinity }, { v: 1.5 }],
  ['{"v":null}', "{}"],
  { with: { checked: false } },
);
emits(
  "number-not-finite-plain",
  "Without toCodecJson, JSON.stringify writes NaN and the infinities as null.",
  () => Schema.Struct({ v: Schema.Number }),
  [{ v: NaN }, { v: Infinity }, { v: 1.5 }],
  ['{"v":"NaN"}', "{}"],
  { with: { ...plain.emits, checked: false } },
);
both("finite", "A finite number.", () => Schema.Finite, m.numbers);
both(
  "number-bounds",
  "Bounds of Number are not in the schema.",
  () => Schema.Number.check(Schema.isBetween({ minimum: 0, maximum: 5 })),
  m.numbers,
);
both(
  "finite-bounds",
  "Bounds of Finite are.",
  () => Schema.Finite.check(Schema.isGreaterThan(0), Schema.isLessThanOrEqualTo(5)),
  m.numbers,
);
both("multiple-of-a-fraction", "Multiples of a decimal fraction.", () => Schema.Finite.check(Schema.isMultipleOf(0.01)), [
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
both("big-integer", "A big integer as digits.", () => Schema.BigInt, [
  ...m.texts("0", "-1", "12345678901234567890", "01", "-0", "+1", "1.0", "", "1n"),
  "1",
]);
both("big-decimal", "A decimal as a text.", () => Schema.BigDecimal, [...m.texts("0", "1.50", "-0.1", "1e3", "x", "", "1."), "1"]);
both("number-from-text", "A number as a text: which texts is not said.", () => Schema.FiniteFromString, [
  ...m.texts("1", "1.5", "1e2", " 1 ", "x", "", "Infinity", "0x10"),
  "1",
]);
both("boolean", "A boolean.", () => Schema.Boolean, m.booleans);

// Moments.
both("date", "A Date; the schema says only that it is a text.", () => Schema.Date, [...m.dateTimes, ...m.texts("1 May 2024", "2024")]);
both("date-time-utc", "A moment in UTC; the schema says only that it is a text.", () => Schema.DateTimeUtc, m.dateTimes);
both("duration-iso", "A duration of ISO 8601; the schema says only that it is a text.", () => Schema.DurationFromIsoString, m.durations);
both("duration-millis", "A duration in milliseconds.", () => Schema.DurationFromMillis, [
  "0",
  "1500",
  "1.5",
  "-1",
  "null",
  '"PT1S"',
  '"Infinity"',
  '"NaN"',
]);

// Choices.
both("literals", "One of some texts and numbers.", () => Schema.Literals(["free", "paid", 3]), [
  '"free"',
  '"paid"',
  '"Free"',
  '""',
  "3",
  "3.0",
  '"3"',
  "null",
]);
both("enum", "An enum of numbers.", () => Schema.Enum({ Low: 1, High: 2 }), ["1", "2", "3", "1.0", '"Low"', '"1"', "null"]);
both("union", "A text or a number.", () => Schema.Union([Schema.String, Schema.Finite]), m.otherTypes);
both(
  "exclusive-union",
  "Exactly one of two objects.",
  () => Schema.Union([Schema.Struct({ card: Schema.String }), Schema.Struct({ iban: Schema.String })], { mode: "oneOf" }),
  ['{"card":"a"}', '{"iban":"b"}', '{"card":"a","iban":"b"}', "{}", '{"card":"a","iban":null}', '{"card":"a","x":1}'],
);
both(
  "tagged-union",
  "A tag chooses the object.",
  () =>
    Schema.Union([Schema.Struct({ kind: Schema.tag("a"), x: Schema.Finite }), Schema.Struct({ kind: Schema.tag("b"), y: Schema.String })]),
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

// Collections.
both("list-bounds", "A list with bounds.", () => Schema.Array(Schema.String).check(Schema.isMinLength(1), Schema.isMaxLength(3)), m.lists);
both("list-not-empty", "A list with one item at least.", () => Schema.NonEmptyArray(Schema.String), m.lists);
both("list-unique", "A list without repeats.", () => Schema.UniqueArray(Schema.Unknown), [
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
both("tuple", "Two items, no more.", () => Schema.Tuple([Schema.String, Schema.Finite]), m.tuples);
both("tuple-optional", "The last item may be missing.", () => Schema.Tuple([Schema.String, Schema.optionalKey(Schema.Finite)]), m.tuples);
both(
  "tuple-rest",
  "Items of one type after the first two.",
  () => Schema.TupleWithRest(Schema.Tuple([Schema.String, Schema.Finite]), [Schema.Boolean]),
  m.tuples,
);
both("set", "A set is a list: repeats are read, and not written.", () => Schema.ReadonlySet(Schema.Unknown), [
  "[]",
  "[1,1]",
  "[1,2]",
  '[1,"1"]',
  "null",
  "{}",
]);
both("map-object", "An object as a map.", () => Schema.Record(Schema.String, Schema.Finite), m.mapsToNumbers);
both(
  "map-pattern-keys",
  "Keys by pattern: others are dropped.",
  () => Schema.Record(Schema.String.check(Schema.isPattern(/^[a-z]$/)), Schema.Finite),
  [...m.mapsToNumbers, '{"ab":"x"}', '{"b":"x"}'],
);
both(
  "map-template-keys",
  "Keys of parts: others are dropped.",
  () => Schema.Record(Schema.TemplateLiteral(["k", Schema.Finite]), Schema.Finite),
  ["{}", '{"k1":1}', '{"k1":"x"}', '{"a":"x"}', '{"k":1}'],
);
both("map-enum-keys", "All of some keys; others are dropped.", () => Schema.Record(Schema.Literals(["a", "b"]), Schema.Finite), [
  ...m.mapsToNumbers,
  '{"a":1,"b":2,"c":"x"}',
]);
both("map-pairs", "A Map is a list of pairs.", () => Schema.ReadonlyMap(Schema.String, Schema.Finite), [
  "[]",
  '[["a",1]]',
  '[["a",1],["a",2]]',
  '[["a"]]',
  '[["a",1,2]]',
  "{}",
  '{"a":1}',
]);
both(
  "struct-with-rest",
  "An object with more members of one type.",
  () =>
    Schema.StructWithRest(Schema.Struct({ id: Schema.String }), [
      Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Finite])),
    ]),
  ['{"id":"a"}', '{"id":"a","b":1}', '{"id":1}', '{"id":"a","b":null}', '{"b":1}'],
);

// Recursion and reuse.
both(
  "tree",
  "A recursive type.",
  () => {
    const Node = Schema.Struct({ name: Schema.String, children: Schema.Array(Schema.suspend(() => Node)) });
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
  "named-twice",
  "A type with an identifier that is used twice.",
  () => {
    const Money = Schema.Struct({ amount: Schema.Int, currency: Schema.String }).annotate({ identifier: "Money" });
    return Schema.Struct({ total: Money, tip: Schema.NullOr(Money) });
  },
  [
    '{"total":{"amount":1,"currency":"EUR"},"tip":null}',
    '{"total":{"amount":1},"tip":null}',
    '{"total":{"amount":1,"currency":"EUR"}}',
    '{"total":{"amount":1,"currency":"EUR"},"tip":{"amount":0,"currency":""}}',
  ],
);

// What no schema can know.
both(
  "filter",
  "A filter is not in the schema.",
  () => Schema.Struct({ from: Schema.Finite, to: Schema.Finite }).check(Schema.makeFilter((span) => span.from <= span.to)),
  ['{"from":1,"to":2}', '{"from":2,"to":1}', '{"from":1}'],
);

finish();
