#!/usr/bin/env bash
# FastStream 0.7.8 with its NATS broker in memory (PyPI); seen on 2026-11-30 with Python 3.11, pydantic 2.14.4.
#
# Guess: what a handler returns is published as JSON of the payload's schema, None as null; a strict model reads of a message what it reads of JSON.
#
# Seen:
# - A text is published without quotes, as text/plain. The document says `{"type": "string"}` under application/json.
# - None is an empty body without a content type, where the schema says null.
# - Messages are decoded before they are validated, as Python's values: in a strict model no text is a date-time or a UUID, which pydantic reads of JSON.
# - `discriminator` is a text, as AsyncAPI has it, and not OpenAPI's object.
#
# Why it matters here: a contract of the payload's schema says that such services read moments, and write texts and null in JSON. They do not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check "faststream[nats]==0.7.8" nats-py==2.16.0 fast-depends==3.0.9 pydantic==2.14.4
cat > run.py <<'PY'
import asyncio
import datetime
import json
from typing import Annotated, Literal, Optional, Union

from faststream.nats import NatsBroker, TestNatsBroker
from faststream.nats.annotations import NatsMessage
from faststream.specification import AsyncAPI
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Moment(BaseModel):
    model_config = ConfigDict(strict=True)

    at: datetime.datetime


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Pet(BaseModel):
    it: Annotated[Union[Cat, Dog], Field(discriminator="kind")]


def schemas(broker):
    return AsyncAPI(broker, title="t", version="1").to_specification().to_jsonable()["components"]["schemas"]


async def publishes(of, value):
    broker, bodies = NatsBroker(), []

    async def produce(_: int):
        return value

    async def seen(message: NatsMessage):
        bodies.append((message.body.decode(), message.content_type))

    produce.__annotations__["return"] = of
    broker.subscriber("start")(broker.publisher("events")(produce))
    payload = schemas(broker)["events:Publisher:Message:Payload"]
    del payload["title"]
    broker.subscriber("events")(seen)
    async with TestNatsBroker(broker):
        await broker.publish(1, "start")
    print(f"{value!r} of {json.dumps(payload, sort_keys=True)}: publishes {bodies[0][0]!r} as {bodies[0][1]}")


async def reads(of, text):
    broker = NatsBroker()

    async def handle(event):
        pass

    handle.__annotations__["event"] = of
    broker.subscriber("events")(handle)
    async with TestNatsBroker(broker):
        try:
            await broker.publish(text.encode(), "events", headers={"content-type": "application/json"})
            verdict = "read"
        except ValidationError:
            verdict = "refused"
    of.model_validate_json(text)
    print(f"{text}: {verdict} by the handler, read by pydantic")
    return schemas(broker)


asyncio.run(publishes(str, "a"))
asyncio.run(publishes(Optional[int], None))
asyncio.run(publishes(int, 1))
asyncio.run(reads(Moment, '{"at":"2025-03-01T12:00:00Z"}'))
document = asyncio.run(reads(Pet, '{"it":{"kind":"cat"}}'))
print("discriminator:", json.dumps(document["Pet"]["properties"]["it"]["discriminator"]))
PY
env/bin/python run.py > seen
cat > expected <<'END'
'a' of {"type": "string"}: publishes 'a' as text/plain
None of {"anyOf": [{"type": "integer"}, {"type": "null"}]}: publishes '' as 
1 of {"type": "integer"}: publishes '1' as application/json
{"at":"2025-03-01T12:00:00Z"}: refused by the handler, read by pydantic
{"it":{"kind":"cat"}}: read by the handler, read by pydantic
discriminator: "kind"
END
diff expected seen && cat seen
