#!/usr/bin/env bash
# apischema 0.19.0 (PyPI), what it reads and writes, held to its own schemas by jsonschema 4.26.0; seen on 2026-12-01
# with Python 3.11.
#
# Guess: what does not fit a type is refused, in a tuple as in a list; what is read and what is written fits the
# schema of the same class.
#
# Seen:
# - An item of a tuple that does not fit is None, without an error; in a list it is refused. An object with a required
#   member that is missing is None too.
# - A union of two tuples is thereby the first one: a pair of texts is (None, None).
# - A class with a `flatten` field is closed in two parts, so its schema refuses each message that has members of
#   both, and it writes no other.
# - The schema of a class with a discriminator says that there is one, and takes that of another class; the reader
#   refuses it.
# - A Decimal is read as the binary float that is nearest, with 52 digits for 1.1, and it is written as a float, so
#   digits beyond seventeen are lost.
# - `true` is read as the enum's 1 and as the literal 1, and 1.0 is no integer; its schema says the opposite of each.
#   A set takes an item twice.
#
# Why it matters here: a reader lets a wrong message in as None, and a contract of its schema refuses the right ones.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check apischema==0.19.0 jsonschema==4.26.0 || exit 2
cat > run.py <<'PY'
import enum
import json
import typing
from dataclasses import dataclass, field
from decimal import Decimal

from apischema import ValidationError, deserialize, discriminator, serialize
from apischema.json_schema import deserialization_schema, serialization_schema
from apischema.metadata import flatten
from jsonschema import Draft202012Validator


def fits(schema, value):
    return "fits the schema" if Draft202012Validator(schema).is_valid(value) else "is refused by the schema"


def read(annotation, *values):
    name = getattr(annotation, "__name__", annotation) if isinstance(annotation, type) else annotation
    for value in values:
        try:
            outcome = repr(deserialize(annotation, value))
        except ValidationError:
            outcome = "refused"
        print(f"{name}, {json.dumps(value)} is read as: {outcome}; it {fits(deserialization_schema(annotation), value)}")


def write(annotation, value):
    written = serialize(annotation, value)
    print(f"{annotation.__name__}, {value!r} is written as: {json.dumps(written)}; it {fits(serialization_schema(annotation), written)}")


@dataclass
class Line:
    cents: int


read(typing.List[int], [1, "x"])
read(typing.Tuple[int, str], [1, "x"], ["x", 1], [1])
read(typing.Tuple[int, ...], [1, "x"])
read(typing.Tuple[Line, Line], [{"cents": 5}, {"cent": 5}])
read(typing.Union[typing.Tuple[int, int], typing.Tuple[str, str]], [1, 2], ["a", "b"])


@dataclass
class Place:
    city: str


@dataclass
class Order:
    cents: int
    to: Place = field(metadata=flatten)


write(Order, Order(5, Place("Oslo")))
read(Order, {"cents": 5, "city": "Oslo"})


@discriminator("kind")
class Payment:
    pass


@dataclass
class Card(Payment):
    number: str


@dataclass
class Bank(Payment):
    iban: str


write(Payment, Card("7"))
read(Payment, {"kind": "Card", "number": "7"}, {"kind": "Bank", "number": "7"})


class Level(enum.Enum):
    LOW = 1


read(Decimal, 1.1)
write(Decimal, Decimal("12345678901234567.89"))
read(Level, 1, True)
read(typing.Literal[1, "a"], True)
read(int, 1.0)
read(typing.Set[int], [1, 1])
PY
env/bin/python -W ignore run.py > seen
cat > expected <<'OUT'
typing.List[int], [1, "x"] is read as: refused; it is refused by the schema
typing.Tuple[int, str], [1, "x"] is read as: (1, 'x'); it fits the schema
typing.Tuple[int, str], ["x", 1] is read as: (None, None); it is refused by the schema
typing.Tuple[int, str], [1] is read as: refused; it is refused by the schema
typing.Tuple[int, ...], [1, "x"] is read as: refused; it is refused by the schema
typing.Tuple[__main__.Line, __main__.Line], [{"cents": 5}, {"cent": 5}] is read as: (Line(cents=5), None); it is refused by the schema
typing.Union[typing.Tuple[int, int], typing.Tuple[str, str]], [1, 2] is read as: (1, 2); it fits the schema
typing.Union[typing.Tuple[int, int], typing.Tuple[str, str]], ["a", "b"] is read as: (None, None); it fits the schema
Order, Order(cents=5, to=Place(city='Oslo')) is written as: {"cents": 5, "city": "Oslo"}; it is refused by the schema
Order, {"cents": 5, "city": "Oslo"} is read as: Order(cents=5, to=Place(city='Oslo')); it is refused by the schema
Payment, Card(number='7') is written as: {"number": "7", "kind": "Card"}; it fits the schema
Payment, {"kind": "Card", "number": "7"} is read as: Card(number='7'); it fits the schema
Payment, {"kind": "Bank", "number": "7"} is read as: refused; it fits the schema
Decimal, 1.1 is read as: Decimal('1.100000000000000088817841970012523233890533447265625'); it fits the schema
Decimal, Decimal('12345678901234567.89') is written as: 1.2345678901234568e+16; it fits the schema
Level, 1 is read as: <Level.LOW: 1>; it fits the schema
Level, true is read as: <Level.LOW: 1>; it is refused by the schema
typing.Literal[1, 'a'], true is read as: 1; it is refused by the schema
int, 1.0 is read as: refused; it fits the schema
typing.Set[int], [1, 1] is read as: {1}; it is refused by the schema
OUT
diff expected seen && cat seen
