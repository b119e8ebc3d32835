#!/usr/bin/env bash
# dataclasses-json 0.6.7, cattrs 26.2.1, pyserde 0.34.0, dataclass-wizard 1.0.0, mashumaro 3.23 (PyPI), one dataclass and its JSON with each library's
# defaults; seen on 2026-12-01 with Python 3.11.
#
# Guess: a moment is text of ISO 8601, bytes are base64, a UUID is text with hyphens; what is written is read; a text is no list, and null is no text.
#
# Seen:
# - Bytes have four forms: a list of numbers, base85, base64, and base64 with a line end. pyserde has none.
# - dataclasses-json writes a moment as seconds since 1970, and one without a time zone by the clock of the machine. It reads both as of the machine's
#   zone, so a moment without a zone comes back with one.
# - dataclass-wizard writes a UUID without hyphens. It writes a timedelta, and without its extra of that name refuses what it wrote.
# - cattrs for JSON writes no UUID, Decimal or timedelta; dataclasses-json no date. Neither says so before the first message.
# - All five read a text as a list of its characters. Three read null as the text `None`; dataclasses-json puts None into any field.
# - pyserde, which is strict, reads true as an integer.
# - Three read the number 1.1 as a Decimal of 52 digits.
# - Of two classes in a union, dataclasses-json and mashumaro take the first that fits, and lose the members that only the second has. pyserde writes the
#   name of the class around it.
#
# Why it matters here: a contract of such a service follows from the library as much as from the class.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check dataclasses-json==0.6.7 cattrs==26.2.1 pyserde==0.34.0 dataclass-wizard==1.0.0 mashumaro==3.23 || exit 2
cat > run.py <<'PY'
import datetime
import decimal
import json
import os
import time
import uuid
from dataclasses import dataclass
from typing import Union

import serde
import serde.json
from cattrs.preconf.json import make_converter
from dataclass_wizard import JSONWizard
from dataclasses_json import DataClassJsonMixin
from mashumaro.mixins.json import DataClassJSONMixin

os.environ["TZ"] = "Asia/Tokyo"
time.tzset()
cattrs = make_converter()


def make(base, decorate):
    """A function that makes a dataclass with the fields that are given."""

    def of(name, **fields):
        kind = type(name, (base,) if base else (), {"__annotations__": fields, "__module__": __name__})
        return decorate(dataclass(kind))

    return of


def plain(kind):
    return kind


def from_json(kind, text):
    return kind.from_json(text)


def to_json(value):
    return value.to_json()


LIBRARIES = {
    "dataclasses-json": (make(DataClassJsonMixin, plain), to_json, from_json),
    "cattrs": (make(None, plain), cattrs.dumps, lambda kind, text: cattrs.loads(text, kind)),
    "pyserde": (make(None, serde.serde), serde.json.to_json, serde.json.from_json),
    "dataclass-wizard": (make(JSONWizard, plain), to_json, from_json),
    "mashumaro": (make(DataClassJSONMixin, plain), to_json, from_json),
}


def shown(read):
    """What was read, or that it was refused."""
    try:
        return f"reads {read()!r}"
    except Exception as error:
        return f"refuses it with {type(error).__name__}"


def write(what, kind, value):
    print(f"{what}, {value!r}")
    for name, (of, dump, load) in LIBRARIES.items():
        try:
            event = of("Event", v=kind)
            text = dump(event(value))
        except Exception as error:
            print(f"  {name} writes none: {type(error).__name__}")
            continue
        print(f"  {name} writes {json.dumps(json.loads(text)['v'])}, and {shown(lambda: load(event, text).v)}")


def read(what, kind, value):
    print(f"{what}, {value}")
    for name, (of, _, load) in LIBRARIES.items():
        text = '{"v":%s}' % value
        print(f"  {name} {shown(lambda: load(of('Event', v=kind), text).v)}")


moment = datetime.datetime(2026, 12, 1, 10, 0)
write("a moment in UTC", datetime.datetime, moment.replace(tzinfo=datetime.timezone.utc))
write("a moment without a zone", datetime.datetime, moment)
write("a date", datetime.date, moment.date())
write("a timedelta", datetime.timedelta, datetime.timedelta(seconds=5))
write("bytes", bytes, b"\xff\x00A")
write("a UUID", uuid.UUID, uuid.UUID(int=7))
write("a Decimal", decimal.Decimal, decimal.Decimal("1.10"))
read("a Decimal", decimal.Decimal, "1.1")
read("an integer", int, "true")
read("an integer", int, "1.9")
read("a boolean", bool, '"false"')
read("a text", str, "null")
read("a list of texts", list[str], '"paid"')
print("a card in a union of Cash and Card")
for name, (of, dump, load) in LIBRARIES.items():
    Cash, Card = of("Cash", cents=int), of("Card", cents=int, number=str)
    event = of("Event", v=Union[Cash, Card])
    text = dump(event(Card(5, "4242")))
    print(f"  {name} writes {json.dumps(json.loads(text)['v'])}, and {shown(lambda: load(event, text).v)}")
PY
env/bin/python -W ignore run.py > seen
cat > expected <<'OUT'
a moment in UTC, datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)
  dataclasses-json writes 1796119200.0, and reads datetime.datetime(2026, 12, 1, 19, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=32400), 'JST'))
  cattrs writes "2026-12-01T10:00:00+00:00", and reads datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)
  pyserde writes "2026-12-01T10:00:00+00:00", and reads datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)
  dataclass-wizard writes "2026-12-01T10:00:00Z", and reads datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)
  mashumaro writes "2026-12-01T10:00:00+00:00", and reads datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)
a moment without a zone, datetime.datetime(2026, 12, 1, 10, 0)
  dataclasses-json writes 1796086800.0, and reads datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=32400), 'JST'))
  cattrs writes "2026-12-01T10:00:00", and reads datetime.datetime(2026, 12, 1, 10, 0)
  pyserde writes "2026-12-01T10:00:00", and reads datetime.datetime(2026, 12, 1, 10, 0)
  dataclass-wizard writes "2026-12-01T10:00:00", and reads datetime.datetime(2026, 12, 1, 10, 0)
  mashumaro writes "2026-12-01T10:00:00", and reads datetime.datetime(2026, 12, 1, 10, 0)
a date, datetime.date(2026, 12, 1)
  dataclasses-json writes none: TypeError
  cattrs writes "2026-12-01", and reads datetime.date(2026, 12, 1)
  pyserde writes "2026-12-01", and reads datetime.date(2026, 12, 1)
  dataclass-wizard writes "2026-12-01", and reads datetime.date(2026, 12, 1)
  mashumaro writes "2026-12-01", and reads datetime.date(2026, 12, 1)
a timedelta, datetime.timedelta(seconds=5)
  dataclasses-json writes none: TypeError
  cattrs writes none: TypeError
  pyserde writes none: SerdeError
  dataclass-wizard writes "0:00:05", and refuses it with ParseError
  mashumaro writes 5.0, and reads datetime.timedelta(seconds=5)
bytes, b'\xff\x00A'
  dataclasses-json writes [255, 0, 65], and reads b'\xff\x00A'
  cattrs writes "{{TS", and reads b'\xff\x00A'
  pyserde writes none: SerdeError
  dataclass-wizard writes "/wBB", and reads b'\xff\x00A'
  mashumaro writes "/wBB\n", and reads b'\xff\x00A'
a UUID, UUID('00000000-0000-0000-0000-000000000007')
  dataclasses-json writes "00000000-0000-0000-0000-000000000007", and reads UUID('00000000-0000-0000-0000-000000000007')
  cattrs writes none: TypeError
  pyserde writes "00000000-0000-0000-0000-000000000007", and reads UUID('00000000-0000-0000-0000-000000000007')
  dataclass-wizard writes "00000000000000000000000000000007", and reads UUID('00000000-0000-0000-0000-000000000007')
  mashumaro writes "00000000-0000-0000-0000-000000000007", and reads UUID('00000000-0000-0000-0000-000000000007')
a Decimal, Decimal('1.10')
  dataclasses-json writes "1.10", and reads Decimal('1.10')
  cattrs writes none: TypeError
  pyserde writes "1.10", and reads Decimal('1.10')
  dataclass-wizard writes "1.10", and reads Decimal('1.10')
  mashumaro writes "1.10", and reads Decimal('1.10')
a Decimal, 1.1
  dataclasses-json reads Decimal('1.100000000000000088817841970012523233890533447265625')
  cattrs refuses it with StructureHandlerNotFoundError
  pyserde reads Decimal('1.100000000000000088817841970012523233890533447265625')
  dataclass-wizard reads Decimal('1.1')
  mashumaro reads Decimal('1.100000000000000088817841970012523233890533447265625')
an integer, true
  dataclasses-json reads True
  cattrs reads 1
  pyserde reads True
  dataclass-wizard refuses it with ParseError
  mashumaro reads 1
an integer, 1.9
  dataclasses-json reads 1
  cattrs reads 1
  pyserde refuses it with SerdeError
  dataclass-wizard refuses it with ParseError
  mashumaro reads 1
a boolean, "false"
  dataclasses-json reads True
  cattrs reads True
  pyserde refuses it with SerdeError
  dataclass-wizard reads False
  mashumaro reads True
a text, null
  dataclasses-json reads None
  cattrs reads 'None'
  pyserde refuses it with SerdeError
  dataclass-wizard reads 'None'
  mashumaro reads 'None'
a list of texts, "paid"
  dataclasses-json reads ['p', 'a', 'i', 'd']
  cattrs reads ['p', 'a', 'i', 'd']
  pyserde reads ['p', 'a', 'i', 'd']
  dataclass-wizard reads ['p', 'a', 'i', 'd']
  mashumaro reads ['p', 'a', 'i', 'd']
a card in a union of Cash and Card
  dataclasses-json writes {"cents": 5, "number": "4242"}, and reads Cash(cents=5)
  cattrs writes {"cents": 5, "number": "4242"}, and reads Card(cents=5, number='4242')
  pyserde writes {"Card": {"cents": 5, "number": "4242"}}, and reads Card(cents=5, number='4242')
  dataclass-wizard writes {"cents": 5, "number": "4242"}, and refuses it with ValueError
  mashumaro writes {"cents": 5, "number": "4242"}, and reads Cash(cents=5)
OUT
diff expected seen && cat seen
