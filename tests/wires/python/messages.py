"""Protobuf messages in protobuf's text format: every library writes them as JSON.

`of_proto.py` brings them to the wire. A map has one entry, because some libraries write entries in no order.
"""

# Messages that are written with every option, too: what the default says nothing of is seen in them.
WHOLE = []
MESSAGES = []


def add(field, cases, message="shop.v1.Event", whole=()):
    """`cases` are names and texts; those named in `whole` are written with every option."""
    for name, text in cases.items():
        case = f"{field}/{name}"
        MESSAGES.append((case, field, message, text))
        if name in whole:
            WHOLE.append(case)


I32, U32 = (-(2**31), 2**31 - 1), 2**32 - 1
I64, U64 = (-(2**63), 2**63 - 1), 2**64 - 1
SAFE = 2**53 - 1

add("-", {"empty": ""}, whole=["empty"])

# Numbers.
add("weight", {
    "negative-zero": "weight: -0.0", "whole": "weight: 2", "fraction": "weight: 0.1", "exponent": "weight: 1e-7", "1e15": "weight: 1e15", "1e16": "weight: 1e16", "1e21": "weight: 1e21", "1e22": "weight: 1e22",
    "2^53": "weight: 9007199254740992", "max": "weight: 1.7976931348623157e308", "least": "weight: 5e-324", "nan": "weight: nan", "infinity": "weight: inf", "negative-infinity": "weight: -inf",
}, whole=["whole"])
add("ratio", {
    "whole": "ratio: 2", "fraction": "ratio: 0.1", "max": "ratio: 3.4028235e38", "least": "ratio: 1e-45", "2^24+1": "ratio: 16777217", "nan": "ratio: nan", "infinity": "ratio: inf", "negative-infinity": "ratio: -inf",
})
for name, (low, high) in {"count": I32, "delta": I32, "shift": I32}.items():
    add(name, {"min": f"{name}: {low}", "max": f"{name}: {high}"})
for name in ["stock", "code"]:
    add(name, {"max": f"{name}: {U32}"})
add("total", {"one": "total: 1", "safe": f"total: {SAFE}", "beyond-safe": f"total: {SAFE + 2}", "negative-beyond-safe": f"total: {-SAFE - 2}", "min": f"total: {I64[0]}", "max": f"total: {I64[1]}"})
for name in ["big_delta", "big_shift"]:
    add(name, {"one": f"{name}: 1", "min": f"{name}: {I64[0]}", "max": f"{name}: {I64[1]}"})
for name in ["big_stock", "big_code"]:
    add(name, {"one": f"{name}: 1", "max": f"{name}: {U64}"})

# Texts, bytes, booleans, enums, messages.
add("paid", {"true": "paid: true"})
add("name", {
    "letters": 'name: "ann"', "escapes": r'name: "\"\\\n\t\010\001/<>&\177"', "zero": r'name: "\000"', "accents": 'name: "é"', "beyond-bmp": 'name: "😀"', "separators": 'name: "\u2028\u2029"',
})
add("digest", {"one": r'digest: "\001"', "alphabet": r'digest: "\373\377\276"', "three": r'digest: "abc"'})
add("state", {"named": "state: STATE_PAID", "negative": "state: STATE_LOST", "unknown": "state: 9", "unknown-min": f"state: {I32[0]}"}, whole=["named", "unknown"])
add("level", {"below": "level: LEVEL_BELOW", "unknown": "level: 9"})
add("line", {"empty": "line {}", "full": 'line { sku: "a" amount: 3 rebate: 0 part_of { sku: "b" } }'}, whole=["empty"])
add("cause", {"empty": "cause {}", "deep": 'cause { cause { cause { name: "root" } } }'})
add("effects", {"some": 'effects {} effects { count: 1 effects { count: 2 } }'})

# Explicit presence.
add("maybe", {
    "defaults": 'maybe_weight: 0 maybe_count: 0 maybe_total: 0 maybe_paid: false maybe_name: "" maybe_digest: "" maybe_state: STATE_UNSPECIFIED',
    "values": 'maybe_weight: 1.5 maybe_count: 1 maybe_total: 1 maybe_paid: true maybe_name: "a" maybe_digest: "a" maybe_state: STATE_SENT',
    "unknown-state": "maybe_state: 9",
}, whole=["defaults"])

# Lists and maps.
add("lists", {
    "one": 'counts: 0 totals: 0 weights: 0 flags: false tags: "" digests: "" states: 0 lines {}',
    "several": f'counts: [0, -1, {I32[1]}] totals: [1, {I64[1]}] weights: [1, 0.5, nan, inf] flags: [true, false] tags: ["b", "a", "b"] digests: ["a", "bc"] states: [STATE_SENT, STATE_LOST, 9] lines {{ sku: "a" }} lines {{}}',
}, whole=["one"])
add("labels", {"entry": 'labels { key: "a" value: "b" }', "empty-key": 'labels { key: "" value: "" }', "odd-key": r'labels { key: "a b.c\"é" value: "" }', "proto": 'labels { key: "toString" value: "x" }'}, whole=["entry"])
for kind, keys in {
    "int32": I32, "int64": I64, "uint32": (0, U32), "uint64": (0, U64), "sint32": I32, "sint64": I64, "fixed32": (0, U32), "fixed64": (0, U64), "sfixed32": I32, "sfixed64": I64,
}.items():
    add(f"by_{kind}", {name: f'by_{kind} {{ key: {key} value: "a" }}' for name, key in zip(["min", "max"], keys)})
add("by_bool", {"true": 'by_bool { key: true value: "a" }', "false": 'by_bool { key: false value: "a" }'})
add("to", {
    "defaults": 'to_total { key: "a" } to_weight { key: "a" } to_digest { key: "a" } to_state { key: "a" } to_line { key: "a" value {} }',
    "values": f'to_total {{ key: "a" value: {I64[1]} }} to_weight {{ key: "a" value: 2 }} to_digest {{ key: "a" value: "ab" }} to_state {{ key: "a" value: STATE_PAID }} to_line {{ key: "a" value {{ amount: 1 }} }}',
    "nan": 'to_weight { key: "a" value: nan }', "unknown-state": 'to_state { key: "a" value: 9 }',
})

# One of several.
add("payment", {
    "cash-zero": "cash: 0", "cash-max": f"cash: {I64[1]}", "voucher-empty": 'voucher: ""', "voucher": 'voucher: "v"', "gift-empty": "gift {}", "gift": 'gift { sku: "g" }', "transfer-zero": "transfer: STATE_UNSPECIFIED",
    "transfer": "transfer: STATE_SENT", "transfer-unknown": "transfer: 9", "free-false": "free: false", "unpaid": "unpaid: NULL_VALUE",
}, whole=["cash-zero", "unpaid"])

# Names.
add("names", {"all": 'order_id: "1" line_1: "2" name_2fa: "3" UPPER_case: "4" _leading: "5" trailing_: "6" two__under: "7" alreadyCamel: "8" odd: "9"'}, whole=["all"])

NAMED = ["to_string", "constructor", "value_of", "has_own_property", "self", "type", "async", "extension", "class", "from_object"]
add("named", {"empty": "", "to_json": 'to_json { key: "a" value: "b" }', **{name: f'{name}: "a"' for name in NAMED}}, message="shop.v1.Named", whole=["empty"])

# Well-known types.
add("at", {
    "epoch": "at {}", "digits-0": "at { seconds: 1740830400 }", "digits-3": "at { seconds: 1740830400 nanos: 120000000 }", "digits-6": "at { seconds: 1740830400 nanos: 120000 }", "digits-9": "at { seconds: 1740830400 nanos: 1 }",
    "before-epoch": "at { seconds: -1 nanos: 500000000 }", "first": "at { seconds: -62135596800 }", "last": "at { seconds: 253402300799 nanos: 999999999 }", "beyond": "at { seconds: 253402300800 }", "nanos-beyond": "at { nanos: 1000000000 }",
    "nanos-negative": "at { seconds: 1 nanos: -1 }",
})
add("took", {
    "zero": "took {}", "digits-0": "took { seconds: 90 }", "digits-3": "took { seconds: 1 nanos: 500000000 }", "digits-6": "took { nanos: 1000 }", "digits-9": "took { nanos: 1 }", "negative": "took { seconds: -1 nanos: -500000000 }",
    "negative-below-one": "took { nanos: -500000000 }", "max": "took { seconds: 315576000000 }", "beyond": "took { seconds: 315576000001 }", "mixed-signs": "took { seconds: 1 nanos: -1 }",
})
add("mask", {
    "empty": "mask {}", "one": 'mask { paths: "name" }', "several": 'mask { paths: "order_id" paths: "line.part_of.sku" }', "camel": 'mask { paths: "orderId" }', "digit": 'mask { paths: "line_1" }',
})
add("extra", {
    "empty": "extra {}", "null": 'extra { fields { key: "a" value { null_value: NULL_VALUE } } }', "whole": 'extra { fields { key: "a" value { number_value: 2 } } }', "fraction": 'extra { fields { key: "a" value { number_value: 0.5 } } }',
    "large": 'extra { fields { key: "a" value { number_value: 1e21 } } }', "nan": 'extra { fields { key: "a" value { number_value: nan } } }', "infinity": 'extra { fields { key: "a" value { number_value: inf } } }',
    "nested": 'extra { fields { key: "a b" value { struct_value { fields { key: "" value { list_value { values { bool_value: true } values { string_value: "x" } values { null_value: NULL_VALUE } } } } } } } }',
    "no-kind": 'extra { fields { key: "a" value {} } }',
})
add("anything", {
    "null": "anything { null_value: NULL_VALUE }", "number": "anything { number_value: -0.0 }", "whole": "anything { number_value: 9007199254740993 }", "nan": "anything { number_value: nan }", "text": 'anything { string_value: "" }',
    "false": "anything { bool_value: false }", "object": "anything { struct_value {} }", "array": "anything { list_value {} }", "no-kind": "anything {}",
})
add("list", {"empty": "list {}", "some": 'list { values { number_value: 1 } values { null_value: NULL_VALUE } values { list_value {} } }'})
add("detail", {
    "empty": "detail {}", "message": 'detail { [type.googleapis.com/shop.v1.Line] { sku: "a" amount: 1 } }', "message-empty": "detail { [type.googleapis.com/shop.v1.Line] {} }", "other-host": 'detail { [example.org/shop.v1.Line] { sku: "a" } }',
    "timestamp": "detail { [type.googleapis.com/google.protobuf.Timestamp] { seconds: 1 } }", "duration": "detail { [type.googleapis.com/google.protobuf.Duration] { seconds: 1 } }",
    "wrapper": "detail { [type.googleapis.com/google.protobuf.Int64Value] { value: 1 } }", "struct": 'detail { [type.googleapis.com/google.protobuf.Struct] { fields { key: "a" value { number_value: 1 } } } }',
    "value": "detail { [type.googleapis.com/google.protobuf.Value] { null_value: NULL_VALUE } }", "empty-type": "detail { [type.googleapis.com/google.protobuf.Empty] {} }",
    "any": "detail { [type.googleapis.com/google.protobuf.Any] { [type.googleapis.com/shop.v1.Line] {} } }", "mask": 'detail { [type.googleapis.com/google.protobuf.FieldMask] { paths: "order_id" } }',
    "unknown-type": r'detail { type_url: "type.googleapis.com/shop.v1.Gone" value: "\010\001" }', "no-type": r'detail { value: "\010\001" }',
})
add("nothing", {"set": "nothing {}"})
add("always_null", {"zero": "always_null: NULL_VALUE", "unknown": "always_null: 1"})
add("wrappers", {
    "zero": 'double_value {} float_value {} int64_value {} uint64_value {} int32_value {} uint32_value {} bool_value {} string_value {} bytes_value {}',
    "values": f'double_value {{ value: 2 }} float_value {{ value: 0.1 }} int64_value {{ value: {I64[1]} }} uint64_value {{ value: {U64} }} int32_value {{ value: -1 }} uint32_value {{ value: 1 }} bool_value {{ value: true }} '
              r'string_value { value: "a" } bytes_value { value: "\373\377" }',
    "nan": "double_value { value: nan } float_value { value: inf }",
}, whole=["zero"])
add("lists-known", {
    "some": "times { seconds: 1 } times {} values { null_value: NULL_VALUE } values { number_value: 1 } int64_values { value: 1 } int64_values {}",
    "maps": 'to_value { key: "a" value { null_value: NULL_VALUE } } to_time { key: "a" value { seconds: 1 } } to_text { key: "a" value { value: "" } }',
})

# Only in proto2.
FULL = 'id: "1" amount: 0'
add("legacy", {
    "required": FULL, "defaults": f'{FULL} closed: CLOSED_B total: 7 weight: 1.5 name: "none" digest: "" paid: false', "aliased": f"{FULL} closed: CLOSED_ALSO_B closeds: [CLOSED_A, CLOSED_ALSO_B]",
    "values": f'{FULL} closed: CLOSED_A total: {I64[1]} weight: nan name: "a" paid: true', "group": f'{FULL} Part {{ sku: "a" size: 1 }} Item {{ sku: "b" }} Item {{}}', "extension": f'{FULL} [shop.v1.note]: "n"',
}, message="shop.v1.Legacy", whole=["required"])

# Wire that no text says: message, bytes.
WIRE = [
    ("legacy/no-required", "legacy", "shop.v1.Legacy", b""),
    ("legacy/unknown-closed", "legacy", "shop.v1.Legacy", b"\x0a\x011\x10\x01\x18\x09"),
    ("legacy/unknown-closed-in-list", "legacy", "shop.v1.Legacy", b"\x0a\x011\x10\x01\x22\x03\x01\x09\x02"),
    ("unknown/field", "-", "shop.v1.Event", b"\xc0\x3e\x01"),
    ("payment/last-of-two", "payment", "shop.v1.Event", b"\xe0\x03\x01\xea\x03\x01v"),
    ("count/beyond-32-bits", "count", "shop.v1.Event", b"\x18\x81\x80\x80\x80\x10"),
]
