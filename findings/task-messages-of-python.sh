#!/usr/bin/env bash
# kombu 5.7.0 (the messages of Celery), taskiq 0.13.0, faust-streaming 0.15.3 (PyPI), JSON of their messages, without a broker; seen on 2026-12-01
# with Python 3.11, pydantic 2.14.4.
#
# Guess: a value of Python is written in one form for its type; what does not fit the declared type is refused; a payload of one's own comes back.
#
# Seen:
# - kombu writes moments, UUIDs and Decimals as objects with `__type__`. Bytes have two forms, by their content: as text if they are UTF-8, and else as
#   base64. A payload with just the members `__type__` and `__value__` is written, and refused.
# - taskiq hands a task the raw value where an argument does not fit its annotation, and logs it. Bytes are written as text, and fail unless
#   they are UTF-8; NaN becomes null, and arrives as None.
# - faust checks no types: a moment stays text, and a text stays in an integer. Bytes are written in Python's notation. Members that are not declared
#   become attributes. The class is the one that `__faust` names, not the one that reads; an unknown name is a KeyError.
#
# Why it matters here: what another language must read, or may send, is not what the annotations say.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check kombu==5.7.0 taskiq==0.13.0 pydantic==2.14.4 faust-streaming==0.15.3 || exit 2
cat > run.py <<'PY'
import asyncio
import datetime
import decimal
import logging
import math
import uuid

import faust
from kombu.utils import json
from taskiq import InMemoryBroker, TaskiqMessage
from taskiq.formatters.json_formatter import JSONFormatter

MOMENT = datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)


def show(what, action):
    try:
        print(f"{what}: {action()}")
    except Exception as error:
        print(f"{what}: {type(error).__name__}")


for value in (MOMENT, uuid.UUID(int=7), decimal.Decimal("1.10"), b"abc", b"\xff", {1, 2}):
    show(f"kombu, {value!r} is written as", lambda: json.dumps(value))
for payload in ({"__type__": "card", "__value__": 5}, {"__type__": "card", "__value__": 5, "note": ""}):
    show(f"kombu, of {payload} is read", lambda: json.loads(json.dumps(payload)))


def written(value):
    return JSONFormatter().dumps(TaskiqMessage(task_id="1", task_name="t", labels={}, args=[value], kwargs={})).message


for value in (MOMENT, b"abc", b"\xff", math.nan):
    show(f"taskiq, {value!r} is written and read as", lambda: JSONFormatter().loads(written(value)).args)


async def call():
    logging.disable()
    broker = InMemoryBroker()

    @broker.task
    async def pay(cents: int, due: datetime.datetime) -> str:
        return f"{cents!r}, {due!r}"

    for arguments in ({"cents": "5", "due": "2026-12-01"}, {"cents": "five", "due": "soon"}, {"cents": None, "due": True}):
        result = await (await pay.kiq(**arguments)).wait_result()
        print(f"taskiq, a task with an integer and a moment gets of {arguments}: {result.return_value}")


asyncio.run(call())


class Order(faust.Record):
    cents: int
    due: datetime.datetime = None
    seal: bytes = None


class Refund(faust.Record):
    reason: str


show("faust, an order is written as", lambda: Order(5, MOMENT, b"abc").dumps(serializer="json"))
for text in ('{"cents":"five","due":"soon"}', '{"cents":5,"colour":"red"}', '{"due":"soon"}'):
    show(f"faust, of {text} is read", lambda: Order.loads(text, serializer="json"))
show("faust, an order of a refund is", lambda: Order.loads(Refund("late").dumps(serializer="json"), serializer="json"))
show("faust, an order of another service's name is", lambda: Order.loads('{"cents":5,"__faust":{"ns":"shop.Order"}}', serializer="json"))
show("faust, a moment that was written is read as", lambda: repr(Order.loads(Order(5, MOMENT).dumps(serializer="json"), serializer="json").due))
PY
env/bin/python -W ignore run.py > seen 2>errors || { cat errors; exit 1; }
cat > expected <<'OUT'
kombu, datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc) is written as: {"__type__": "datetime", "__value__": "2026-12-01T10:00:00+00:00"}
kombu, UUID('00000000-0000-0000-0000-000000000007') is written as: {"__type__": "uuid", "__value__": {"hex": "00000000000000000000000000000007"}}
kombu, Decimal('1.10') is written as: {"__type__": "decimal", "__value__": "1.10"}
kombu, b'abc' is written as: {"__type__": "bytes", "__value__": "abc"}
kombu, b'\xff' is written as: {"__type__": "base64", "__value__": "/w=="}
kombu, {1, 2} is written as: TypeError
kombu, of {'__type__': 'card', '__value__': 5} is read: ValueError
kombu, of {'__type__': 'card', '__value__': 5, 'note': ''} is read: {'__type__': 'card', '__value__': 5, 'note': ''}
taskiq, datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc) is written and read as: ['2026-12-01T10:00:00Z']
taskiq, b'abc' is written and read as: ['abc']
taskiq, b'\xff' is written and read as: PydanticSerializationError
taskiq, nan is written and read as: [None]
taskiq, a task with an integer and a moment gets of {'cents': '5', 'due': '2026-12-01'}: 5, datetime.datetime(2026, 12, 1, 0, 0)
taskiq, a task with an integer and a moment gets of {'cents': 'five', 'due': 'soon'}: 'five', 'soon'
taskiq, a task with an integer and a moment gets of {'cents': None, 'due': True}: None, True
faust, an order is written as: b'{"cents":5,"due":"2026-12-01T10:00:00Z","seal":"b\'abc\'","__faust":{"ns":"run.Order"}}'
faust, of {"cents":"five","due":"soon"} is read: <Order: cents='five', due='soon', seal=None>
faust, of {"cents":5,"colour":"red"} is read: <Order: cents=5, due=None, seal=None, colour='red'>
faust, of {"due":"soon"} is read: TypeError
faust, an order of a refund is: <Refund: reason='late'>
faust, an order of another service's name is: KeyError
faust, a moment that was written is read as: '2026-12-01T10:00:00Z'
OUT
diff expected seen && cat seen
