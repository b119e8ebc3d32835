import { scope, type } from "arktype";
import * as m from "./messages.mjs";
import { recorder } from "./record.mjs";

const { emits, both, finish } = recorder("arktype", ["arktype"], ["TraversalError"], {
  emits: {
    call: "T.out.toJsonSchema()",
    schema: (t) => t.out.toJsonSchema(),
    write: (t, value) => JSON.stringify(t.assert(value)),
    checked: true,
  },
  consumes: { call: "T.in.toJsonSchema()", schema: (t) => t.in.toJsonSchema(), read: (t, value) => t.assert(value) },
});

// Checks by a function have no schema; the documentation says to fall back to what there is without them.
const fallback = { predicate: (context) => context.base };
const withoutPredicates = {
  emits: {
    call: "T.out.toJsonSchema({ fallback: { predicate: (context) => context.base } })",
    schema: (t) => t.out.toJsonSchema({ fallback }),
  },
  consumes: {
    call: "T.in.toJsonSchema({ fallback: { predicate: (context) => context.base } })",
    schema: (t) => t.in.toJsonSchema({ fallback }),
  },
};

// Objects.
both("object", "An object is open on both sides.", () => type({ id: "number.integer", "note?": "string" }), m.objects);
both("object-of-optionals", "Without required members, even a list is read, and kept.", () => type({ "note?": "string" }), m.objects);
both(
  "closed-object",
  "Members that are not declared are refused.",
  () => type({ id: "number.integer", "note?": "string", "+": "reject" }),
  m.objects,
);
both(
  "dropping-object",
  "Members that are not declared are dropped.",
  () => type({ id: "number.integer", "note?": "string", "+": "delete" }),
  m.objects,
);
both("object-with-rest", "Members that are not declared are numbers.", () => type({ id: "number", "[string]": "number" }), [
  '{"id":1}',
  '{"id":1,"b":2}',
  '{"id":1,"b":"c"}',
  '{"id":1,"b":null}',
  '{"b":1}',
  "{}",
]);
both("nullable", "Null and a missing member are two things.", () => type({ a: "string | null", "b?": "string | null" }), [
  '{"a":"x","b":"y"}',
  '{"a":null}',
  '{"a":null,"b":null}',
  "{}",
  '{"b":"y"}',
  '{"a":1}',
]);
both(
  "default",
  "A default is always written, and need not be sent.",
  () => type({ level: "number.integer = 3", tags: type("string[]").default(() => []) }),
  ["{}", '{"level":1}', '{"level":null}', '{"level":1,"tags":["a"]}', '{"tags":null}', '{"level":"1"}'],
);
both("merged", "Two objects at once.", () => type({ a: "string" }).and({ b: "number" }), [
  '{"a":"x","b":1}',
  '{"a":"x"}',
  '{"b":1}',
  '{"a":"x","b":1,"c":true}',
]);
both("any-object", "The keyword object is everything but primitives, lists too.", () => type("object"), m.otherTypes);
emits(
  "undefined-in-an-object",
  "An optional member may not be undefined; it is left out.",
  () => type({ "a?": "string", b: "number" }),
  [{ b: 1 }, { a: "x", b: 1 }],
  ['{"a":null,"b":1}', '{"a":"x"}'],
);

// Texts.
both("text-length", "Lengths are counted in UTF-16 code units.", () => type("2 <= string <= 3"), m.lengths);
both("text-length-exact", "An exact length in UTF-16 code units.", () => type("string == 1"), m.lengths);
both("text-not-empty", "A text that is not empty.", () => type("string > 0"), m.lengths);
both(
  "text-pattern",
  "A pattern without flags.",
  () => type("/^[a-z]+\\d{2}$/"),
  m.texts("ab12", "AB12", "ab1", "ab12\n", "ab\u0661\u0662", "xab12", "ab123"),
);
both(
  "text-pattern-dot",
  "Without the flag u, a dot is one UTF-16 code unit.",
  () => type(/^.$/),
  m.texts("a", "", "\u{1f600}", "\n", "\u00e9", "e\u0301", "\u2028", "\r"),
);
both(
  "text-pattern-dots",
  "Without the flag u, two dots fit one code point beyond U+FFFF.",
  () => type(/^..$/),
  m.texts("ab", "a", "\u{1f600}", "\u{1f600}\u{1f600}", "\u00e9x", "e\u0301", "a\n"),
);
both(
  "text-pattern-ignoring-case",
  "The flag i is not in the schema.",
  () => type(/^[a-z]+$/i),
  m.texts("abc", "ABC", "aBc", "1", "\u017f"),
);
both("email", "An address by ArkType's own pattern, beside the format.", () => type("string.email"), m.emails);
both("url", "A URL by the WHATWG parser, whose check has no schema.", () => type("string.url"), m.uris, withoutPredicates);
both("uuid", "A UUID of any version.", () => type("string.uuid"), m.uuids);
both("uuid-v4", "A UUID of version 4.", () => type("string.uuid.v4"), m.uuids);
both("ip", "An address of version 4 or 6, with a zone.", () => type("string.ip"), [...m.ipv4s, ...m.ipv6s]);
both("base64", "Base64 with padding.", () => type("string.base64"), m.base64s);
both("digits", "Digits, or none.", () => type("string.digits"), m.texts("0", "12", "", "-1", "1.0", "\u0661", "1\n"));
both(
  "numeric",
  "A number as a text.",
  () => type("string.numeric"),
  m.texts("0", "-1.5", "+1", ".5", "1.", "1e2", "-0", "-0.0", "01", "", "Infinity"),
);
both(
  "numeric-parsed",
  "A text that is read as a number.",
  () => type("string.numeric.parse"),
  m.texts("0", "-1.5", ".5", "1e2", "12345678901234567890"),
);
both(
  "integer-parsed",
  "A text that is read as an integer that a double holds exactly.",
  () => type("string.integer.parse"),
  m.texts("0", "-1", "-0", "1.0", "9007199254740991", "9007199254740993", "12345678901234567890"),
);
both("trimmed", "A text is trimmed; what is written is told by pattern.", () => type("string.trim"), [
  ...m.texts("ab", " ab ", "", " ", "a\nb", "\u00a0a", "a"),
  "null",
  "1",
]);
both("lower-case", "A text is written in lower case; the pattern has only Latin letters.", () => type("string.lower"), [
  ...m.texts("ab", "AB", "a1", "\u00c9", ""),
  "null",
  "1",
]);
both(
  "json-text",
  "A text that holds JSON, whose check has no schema.",
  () => type("string.json"),
  m.texts("{}", "1", "x", "", "[1]"),
  withoutPredicates,
);

// Numbers.
both("integer", "An integer.", () => type("number.integer"), m.integers);
both("safe-number", "A number between the bounds of exact integers.", () => type("number.safe"), m.integers);
both("integer-bounds", "An integer between bounds, one of them open.", () => type("1 <= number.integer < 10"), m.integers);
both("number", "A number; what is beyond a double is read as Infinity.", () => type("number"), m.numbers);
emits(
  "number-infinite",
  "Infinity is a number of ArkType, and JSON.stringify writes it as null.",
  () => type({ v: "number" }),
  [{ v: Infinity }, { v: -Infinity }, { v: -0 }, { v: 1e21 }],
  ["{}", '{"v":"Infinity"}'],
);
both("divisible", "Multiples of an integer.", () => type("number % 5"), ["0", "-0", "5", "-10", "5.0", "7", "2.5", "1e21", '"5"']);
both("boolean", "A boolean.", () => type("boolean"), m.booleans);

// Moments.
both("iso-date", "A date, or a moment, of ISO 8601, in any of its spellings.", () => type("string.date.iso"), [...m.dateTimes, ...m.dates]);
both(
  "date-text",
  "What JavaScript's Date takes, whose check has no schema.",
  () => type("string.date"),
  [...m.dateTimes.slice(0, 10), ...m.texts("1 May 2024", "x", "2024")],
  withoutPredicates,
);
both("epoch", "Milliseconds since 1970.", () => type("number.epoch"), m.integers);
const date = (context) => ({ ...context.base, type: "string", format: "date-time" });
emits(
  "date",
  "A Date is written as a moment in UTC; years beyond 9999 have six digits.",
  () => type({ at: "Date" }),
  [{ at: new Date(0) }, { at: new Date(Date.UTC(2024, 1, 29, 23, 59, 59, 999)) }, { at: new Date(Date.UTC(10000, 0, 1)) }],
  ['{"at":0}'],
  {
    with: {
      call: 'T.out.toJsonSchema({ fallback: { date: (context) => ({ ...context.base, type: "string", format: "date-time" }) } })',
      schema: (t) => t.out.toJsonSchema({ fallback: { date } }),
    },
  },
);

// Choices.
both("literals", "One of some texts and numbers.", () => type("'free' | 'paid' | 3"), [
  '"free"',
  '"paid"',
  '"Free"',
  '""',
  "3",
  "3.0",
  '"3"',
  "null",
]);
both("enumerated", "One of some values.", () => type.enumerated("a", 1, null), ['"a"', "1", "null", '"1"', "true"]);
both("union", "A text or a number.", () => type("string | number"), m.otherTypes);
both("tagged-union", "A tag chooses the object.", () => type({ kind: "'a'", x: "number" }).or({ kind: "'b'", y: "string" }), [
  '{"kind":"a","x":1}',
  '{"kind":"b","y":"z"}',
  '{"kind":"a","y":"z"}',
  '{"kind":"c"}',
  '{"x":1}',
  '{"kind":null,"x":1}',
  '{"kind":"a","x":1,"y":2}',
]);

// Collections.
both("list-bounds", "A list with bounds.", () => type("1 <= string[] <= 3"), m.lists);
both("tuple", "Two items, no more.", () => type(["string", "number"]), m.tuples);
both("tuple-optional", "The last item may be missing.", () => type(["string", "number?"]), m.tuples);
both("tuple-default", "The last item has a default.", () => type(["string", "number = 1"]), m.tuples);
both("tuple-rest", "Items of one type after the first two.", () => type(["string", "number", "...", "boolean[]"]), m.tuples);
both("map", "Any key; a list of numbers is a map too.", () => type("Record<string, number>"), m.mapsToNumbers);
both("map-pattern-keys", "Only keys that fit the pattern are checked.", () => type({ "[/^a/]": "number" }), [
  ...m.mapsToNumbers,
  '{"a":"x"}',
  '{"b":"x"}',
]);

// Recursion and reuse.
both("tree", "A recursive type.", () => scope({ node: { name: "string", children: "node[]" } }).export().node, [
  '{"name":"a","children":[]}',
  '{"name":"a","children":[{"name":"b","children":[]}]}',
  '{"name":"a"}',
  '{"name":"a","children":[{"name":1,"children":[]}]}',
  '{"name":"a","children":[],"x":1}',
]);
both(
  "generic-page",
  "A generic type that is used twice.",
  () => {
    const page = type("<t>", { items: "t[]", next: "string | null" });
    return type({ users: page("string"), counts: page("number") });
  },
  [
    '{"users":{"items":["a"],"next":null},"counts":{"items":[1],"next":"x"}}',
    '{"users":{"items":[1],"next":null},"counts":{"items":[],"next":null}}',
    '{"users":{"items":[]},"counts":{"items":[],"next":null}}',
  ],
);

// What no schema can know.
both(
  "narrowed",
  "A check by a function is not in the schema.",
  () => type({ from: "number", to: "number" }).narrow((span) => span.from <= span.to),
  ['{"from":1,"to":2}', '{"from":2,"to":1}', '{"from":1}'],
  withoutPredicates,
);
both(
  "piped",
  "A transformation with a type on both sides.",
  () =>
    type("string")
      .pipe((text) => text.length)
      .to("number.integer"),
  ['"abc"', '""', "3", "null"],
);

finish();
