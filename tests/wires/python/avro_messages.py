"""Avro values that every library writes as JSON: `of_avro.py` brings them to the wire.

A map has one entry or none, because some libraries write entries in no order.
"""

import datetime as dt
from decimal import Decimal
from uuid import UUID

MESSAGES = []
BASE = {
    "Numbers": {"nothing": None, "paid": True, "count": 1, "total": 2, "ratio": 0.5, "weight": 1.5},
    "Texts": {"name": "ann", "digest": b"ab", "hash": b"abcd", "state": "PAID"},
    "Unions": {"maybe": None, "either": "a", "number": 1, "any": None, "choice": ("shop.v1.Line", {"sku": "a"})},
    "Lists": {"tags": [], "items": [], "matrix": [], "maybes": [], "labels": {}, "by_item": {}, "totals": {}},
    "Logical": {
        "price": Decimal("12.50"), "cost": Decimal("0.0001"), "id": UUID("5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"), "day": dt.date(2025, 3, 1), "opens": dt.time(7, 30), "closes": dt.time(19),
        "at": dt.datetime(2025, 3, 1, 12, tzinfo=dt.timezone.utc), "at_micros": dt.datetime(2025, 3, 1, 12, tzinfo=dt.timezone.utc), "local": dt.datetime(2025, 3, 1, 12), "local_micros": dt.datetime(2025, 3, 1, 12),
        "pause": b"\x01\0\0\0\x02\0\0\0\x03\0\0\0",
    },
    "Optional": {"price": None, "id": None, "day": None, "at": None, "local": None},
    "Defaults": {"required": "r", "level": 3, "note": "none", "weight": 1.0, "digest": b"\xff", "flags": [], "extras": {}, "part": {"sku": "x", "size": 2}, "maybe": None, "mode": "OFF", "order_id": 0},
    "Node": {"name": "a", "next": None},
    "Tree": {"name": "a", "children": [], "by_name": {}},
}


def add(record, field, **cases):
    """`cases` are values of the field of a record."""
    for name, value in cases.items():
        MESSAGES.append((f"{record}.{field}/{name}", field, f"shop.v1.{record}", BASE[record] | {field: value}))


for record, value in BASE.items():
    MESSAGES.append((f"{record}/base", "-", f"shop.v1.{record}", value))

add("Numbers", "paid", false=False)
add("Numbers", "count", zero=0, min=-(2**31), max=2**31 - 1)
add("Numbers", "total", zero=0, safe=2**53 - 1, at_2_53=2**53, beyond_safe=2**53 + 1, min=-(2**63), max=2**63 - 1)
FLOATS = {"zero": 0.0, "negative_zero": -0.0, "whole": 2.0, "large": 1e15, "at_1e16": 1e16, "at_1e21": 1e21, "at_1e22": 1e22, "small": 1e-7, "nan": float("nan"), "infinity": float("inf"), "negative_infinity": float("-inf")}
add("Numbers", "ratio", **FLOATS, tenth=0.1, max=3.4028234663852886e38, least=1e-45, at_2_24_and_1=16777217.0)
add("Numbers", "weight", **FLOATS, tenth=0.1, max=1.7976931348623157e308, least=5e-324)
add("Texts", "name", empty="", escapes='"\\/\b\f\n\r\t\x01\x7f', zero="\0", accents="é", latin="ÿ", beyond_bmp="😀", separators="\u2028\u2029", html="<a&b>")
add("Texts", "digest", empty=b"", zero=b"\0", control=b"\x1f\x7f", latin=b"\x80\xe9\xff", quotes=b"\"\\", text_like_utf8="é".encode())
add("Texts", "hash", zero=bytes(4), latin=b"\x80\xe9\xff\"")
add("Texts", "state", first="UNKNOWN", last="SENT")
add("Unions", "maybe", number=5, zero=0, max=2**63 - 1)
add("Unions", "either", null=None, empty="")
add("Unions", "number", double=1.5, whole_double=("double", 1.0))
add("Unions", "any", boolean=False, int=("int", 1), long=("long", 2**53 + 1), float=("float", 0.5), double=("double", 2.0), nan=("double", float("nan")), string="a", string_of_digits="1", bytes=b"\xff", array=["a"], array_empty=[], map=("map", {"a": 1}),
    map_of_branch_name=("map", {"string": 1}), map_empty=("map", {}), line=("shop.v1.Line", {"sku": "a"}), gift=("shop.gifts.Gift", {"sku": "a"}), colour=("shop.v1.Colour", "RED"), code=("shop.v1.Code", b"\xc3\xa9"))
add("Unions", "choice", gift=("shop.gifts.Gift", {"sku": "b"}))
add("Lists", "tags", some=["b", "a", ""])
add("Lists", "items", some=[{"sku": "a"}, {"sku": ""}])
add("Lists", "matrix", some=[[], [1, -1]])
add("Lists", "maybes", some=[None, "a", None])
add("Lists", "labels", one={"a": "b"}, empty_key={"": ""}, odd_key={'a b."é': "x"}, proto={"__proto__": "x"})
add("Lists", "by_item", one={"a": {"sku": "b"}})
add("Lists", "totals", number={"a": 2**63 - 1}, null={"a": None})
add("Logical", "price", zero=Decimal("0.00"), negative=Decimal("-0.01"), short=Decimal("1"), max=Decimal("99999999.99"), min=Decimal("-99999999.99"))
add("Logical", "cost", zero=Decimal(0), negative=Decimal("-0.0001"), max=Decimal("99999999999999.9999"))
add("Logical", "id", nil=UUID(int=0))
add("Logical", "day", epoch=dt.date(1970, 1, 1), before=dt.date(1969, 12, 31), last=dt.date(9999, 12, 31), first=dt.date(1, 1, 1))
add("Logical", "opens", midnight=dt.time(0), last=dt.time(23, 59, 59, 999000))
add("Logical", "closes", midnight=dt.time(0), last=dt.time(23, 59, 59, 999999))
UTC = dt.timezone.utc
add("Logical", "at", epoch=dt.datetime(1970, 1, 1, tzinfo=UTC), before=dt.datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC), millis=dt.datetime(2025, 3, 1, 12, 0, 0, 120000, tzinfo=UTC), last=dt.datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC))
add("Logical", "at_micros", micros=dt.datetime(2025, 3, 1, 12, 0, 0, 1, tzinfo=UTC), first=dt.datetime(1, 1, 1, tzinfo=UTC))
add("Logical", "local", millis=dt.datetime(2025, 3, 1, 12, 0, 0, 120000))
add("Logical", "local_micros", micros=dt.datetime(2025, 3, 1, 12, 0, 0, 1))
add("Logical", "pause", zero=bytes(12), max=b"\xff" * 12)
for field in BASE["Optional"]:
    add("Optional", field, value=BASE["Logical"][field])
add("Defaults", "weight", whole=2.0)
add("Defaults", "part", other={"sku": "y", "size": 3})
add("Node", "next", one={"name": "b", "next": None}, two={"name": "b", "next": {"name": "c", "next": None}})
LEAF = {"name": "b", "children": [], "by_name": {}}
add("Tree", "children", two=[LEAF, LEAF | {"children": [LEAF]}])
add("Tree", "by_name", one={"a": LEAF})

EVENT = {"id": "1", **{record.lower(): value for record, value in BASE.items() if record != "Tree"}, "cause": None}
MESSAGES += [("Event/base", "-", "shop.v1.Event", EVENT), ("Event.cause/event", "cause", "shop.v1.Event", EVENT | {"cause": EVENT})]
