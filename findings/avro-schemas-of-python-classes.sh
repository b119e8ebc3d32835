#!/usr/bin/env bash
# dataclasses-avroschema 0.71.1, pydantic-avro 0.13.0 (PyPI), schemas of Avro that they make of classes, judged by
# fastavro 1.13.1; seen on 2026-12-01 with Python 3.11, pydantic 2.14.4.
#
# Guess: the schema of a class is the same each time; what it takes the class takes; what is read as JSON is checked
# against it.
#
# Seen:
# - dataclasses-avroschema calls each `default_factory` for the schema: with `uuid4` it is another schema each time
#   that it is asked for. All orders of before the member are read with the one identifier of the schema.
# - Its JSON is checked neither on writing nor on reading: an integer is "5", 1.5 or null. The binary form of the same
#   object is an error.
# - A union in that JSON names its class, and it is read as the first class that fits, without the other members.
# - `Tuple[int, str]` is a list of integers, so its own value cannot be written.
# - pydantic-avro makes a member with a `default_factory` one that may be null, with null as its default. The model
#   refuses what the schema adds to the messages of before the member.
# - It writes the default of a moment as a text beside the type `long`, which is no schema of Avro. A Decimal is a
#   `string`, and a dumped one fails.
#
# Why it matters here: a registry takes such a schema for compatible, and the class refuses the message; or each start
# registers a version.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check dataclasses-avroschema==0.71.1 pydantic-avro==0.13.0 pydantic==2.14.4 fastavro==1.13.1 || exit 2
cat > run.py <<'PY'
import datetime
import decimal
import io
import json
import typing
import uuid
from dataclasses import dataclass, field

import fastavro
from dataclasses_avroschema import AvroModel
from pydantic import Field, create_model
from pydantic_avro import AvroBase


def show(what, action):
    try:
        print(f"{what}: {action()}")
    except Exception as error:
        print(f"{what}: {type(error).__name__}")


def read(written_by, value, read_by):
    """The value as another schema reads it."""
    data = io.BytesIO()
    fastavro.schemaless_writer(data, written_by, value)
    data.seek(0)
    return fastavro.schemaless_reader(data, written_by, read_by)


print("dataclasses-avroschema")


@dataclass
class Placed(AvroModel):
    cents: int
    id: uuid.UUID = field(default_factory=uuid.uuid4)


def schema_of(cls):
    return cls.avro_schema_to_python()


first, second = json.loads(Placed.avro_schema()), json.loads(Placed.avro_schema())
before = {"type": "record", "name": "Placed", "fields": [{"name": "cents", "type": "long"}]}
one, other = (read(before, {"cents": cents}, first)["id"] for cents in (5, 6))
print(f"the schema is the same twice: {first == second}")
print(f"two orders of before have the same identifier: {one == other}, that of the schema: {str(one) == first['fields'][1]['default']}")


@dataclass
class Line(AvroModel):
    cents: int
    name: str


show("Line('5', 5) in JSON", lambda: Line("5", 5).serialize(serialization_type="avro-json"))
show("Line('5', 5) in binary", lambda: Line("5", 5).serialize())
for text in (b'{"cents":1.5,"name":null}', b'{"cents":"five","name":[1]}'):
    show(f"read of {text}", lambda: Line.deserialize(text, serialization_type="avro-json"))


@dataclass
class Card(AvroModel):
    number: str


@dataclass
class Transfer(AvroModel):
    number: str
    bank: str = "-"


@dataclass
class Paid(AvroModel):
    by: typing.Union[Card, Transfer]


transfer = Paid(Transfer("7", "north"))
for form in ("avro", "avro-json"):
    written = transfer.serialize(serialization_type=form)
    show(f"{form} {written} is read as", lambda: Paid.deserialize(written, serialization_type=form))


@dataclass
class Pair(AvroModel):
    pair: typing.Tuple[int, str]


show("Tuple[int, str]", lambda: schema_of(Pair)["fields"][0]["type"])
show("Pair((1, 'a')) in binary", lambda: Pair((1, "a")).serialize())

print("pydantic-avro")


def model(annotation, default):
    return create_model("Order", __base__=AvroBase, cents=(int, ...), a=(annotation, default))


before = create_model("Order", __base__=AvroBase, cents=(int, ...)).avro_schema()
for what, annotation, default in (
    ("an integer, factory", int, Field(default_factory=lambda: 7)),
    ("an integer, default", int, 7),
    ("a list, factory", typing.List[str], Field(default_factory=list)),
    ("a list, default", typing.List[str], []),
    ("a moment, default", datetime.datetime, datetime.datetime(2026, 12, 1, 10)),
):
    order = model(annotation, default)
    schema = order.avro_schema()
    print(f"{what}: {json.dumps(schema['fields'][1], sort_keys=True)}")
    show("  an order of before is read as", lambda: read(before, {"cents": 5}, schema))
    show("  and taken by the model as", lambda: repr(order(**read(before, {"cents": 5}, schema))))
price = model(decimal.Decimal, ...)
print(f"a Decimal: {json.dumps(price.avro_schema()['fields'][1], sort_keys=True)}")
show("  a dumped model is written as", lambda: read(price.avro_schema(), price(cents=5, a="1.10").model_dump(), None))
PY
env/bin/python -W ignore run.py > seen
cat > expected <<'OUT'
dataclasses-avroschema
the schema is the same twice: False
two orders of before have the same identifier: True, that of the schema: True
Line('5', 5) in JSON: b'{"cents": "5", "name": 5}'
Line('5', 5) in binary: TypeError
read of b'{"cents":1.5,"name":null}': Line(cents=1.5, name=None)
read of b'{"cents":"five","name":[1]}': Line(cents='five', name=[1])
avro b'\x02\x027\nnorth' is read as: Paid(by=Transfer(number='7', bank='north'))
avro-json b'{"by": {"Transfer": {"number": "7", "bank": "north"}}}' is read as: Paid(by=Card(number='7'))
Tuple[int, str]: {'type': 'array', 'items': 'long', 'name': 'pair'}
Pair((1, 'a')) in binary: TypeError
pydantic-avro
an integer, factory: {"default": null, "name": "a", "type": ["null", "long"]}
  an order of before is read as: {'cents': 5, 'a': None}
  and taken by the model as: ValidationError
an integer, default: {"default": 7, "name": "a", "type": "long"}
  an order of before is read as: {'cents': 5, 'a': 7}
  and taken by the model as: Order(cents=5, a=7)
a list, factory: {"default": null, "name": "a", "type": ["null", {"items": {"type": "string"}, "type": "array"}]}
  an order of before is read as: {'cents': 5, 'a': None}
  and taken by the model as: ValidationError
a list, default: {"default": [], "name": "a", "type": {"items": {"type": "string"}, "type": "array"}}
  an order of before is read as: {'cents': 5, 'a': []}
  and taken by the model as: Order(cents=5, a=[])
a moment, default: {"default": "2026-12-01T10:00:00", "name": "a", "type": {"logicalType": "timestamp-micros", "type": "long"}}
  an order of before is read as: SchemaParseException
  and taken by the model as: SchemaParseException
a Decimal: {"name": "a", "type": "string"}
  a dumped model is written as: TypeError
OUT
diff expected seen && cat seen
