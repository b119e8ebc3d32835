"""Records FastStream: what handlers of a NATS broker publish and consume, and the payloads of the AsyncAPI document.

FastStream's own in-memory broker carries the messages; it encodes and decodes them as the real one does."""

import asyncio
import datetime as dt
import enum
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, Optional, Union

from faststream.nats import NatsBroker, TestNatsBroker
from faststream.nats.annotations import NatsMessage
from faststream.specification import AsyncAPI
from pydantic import BaseModel, ConfigDict, EmailStr, Field, ValidationError, computed_field, field_serializer

from .candidates import BOOLEANS, BYTES, DATE_TIMES, DECIMALS, DURATIONS, FLOATS, INTEGERS, KEYS, TEXTS, UUIDS, members
from .record import Record

record = Record("faststream", ["faststream", "fast-depends", "pydantic", "nats-py"])
JSON = {"content-type": "application/json"}


def payload(broker, address, action):
    """The payload's schema of a channel, with the components of its document, and where it is."""
    document = AsyncAPI(broker, title="events", version="1").to_specification().to_jsonable()
    (channel,) = [name for name, channel in document["channels"].items() if channel["address"] == address]
    (operation,) = [operation for operation in document["operations"].values() if operation["channel"]["$ref"] == f"#/channels/{channel}"]
    assert operation["action"] == action
    (message,) = [name for name in document["components"]["messages"] if name.startswith(f"{channel}:")]
    pointer = f"/components/messages/{message}/payload"
    schema = document["components"]["messages"][message]["payload"]
    return schema | {"components": {"schemas": document["components"].get("schemas", {})}}, f"AsyncAPI(broker).to_specification() at {pointer}"


def name_of(of):
    return of.__name__ if isinstance(of, type) else str(of).replace("typing.", "").replace(f"{__name__}.", "")


def emits(name, about, of, values, never, parts=None):
    """What a handler that returns `of` publishes."""
    broker, results, bodies = NatsBroker(), iter(values), []

    async def produce(_: int):
        return next(results)

    async def seen(message: NatsMessage):
        bodies.append(message.body.decode())

    produce.__annotations__["return"] = of
    broker.subscriber("start")(broker.publisher("events")(produce))
    schema, call = payload(broker, "events", "send")
    broker.subscriber("events")(seen)

    async def run():
        async with TestNatsBroker(broker):
            for _ in values:
                await broker.publish(1, "start")

    asyncio.run(run())
    assert len(bodies) == len(values), name
    handler = f'@broker.subscriber("start")\n@broker.publisher("events")\nasync def produce(_: int) -> {name_of(of)}: ...'
    record.emits(name, about, [*([of] if parts is None else parts), handler], call, schema, bodies, never)


def consumes(name, about, of, candidates, parts=None):
    """What a handler with a parameter of `of` consumes."""
    broker = NatsBroker()

    async def handle(event):
        pass

    handle.__annotations__["event"] = of
    handler = f'@broker.subscriber("events")\nasync def handle(event: {name_of(of)}): ...'
    consumes_by(name, about, broker, handle, candidates, [*([of] if parts is None else parts), handler])


def consumes_by(name, about, broker, handle, candidates, parts):
    broker.subscriber("events")(handle)
    schema, call = payload(broker, "events", "receive")

    async def accepted(text):
        async with TestNatsBroker(broker):
            try:
                await broker.publish(text.encode(), "events", headers=JSON)
            except ValidationError:
                return False
            return True

    record.consumes(name, about, parts, call, schema, candidates, lambda text: asyncio.run(accepted(text)))


# Objects.


class Order(BaseModel):
    id: int
    note: Optional[str] = None
    plan: str = "free"


class Basket(BaseModel):
    prices: list[int]
    secret: str = Field(default="s", exclude=True)

    @computed_field
    @property
    def total(self) -> int:
        return sum(self.prices)


class Renamed(BaseModel):
    user_id: int = Field(validation_alias="userId", serialization_alias="uid")


class Shouted(BaseModel):
    size: int

    @field_serializer("size")
    def as_text(self, size: int) -> str:
        return str(size)


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)

    n: int
    at: Optional[dt.datetime] = None
    id: Optional[uuid.UUID] = None


@dataclass
class Point:
    x: int
    y: int = 0


emits("object-with-defaults", "Differs: fields with a default are not required by the schema, and are always published.", Order, [Order(id=1), Order(id=2, note="n", plan="pro")],
      ['{"id":1}', '{"id":1,"note":null}', '{"id":1,"note":null,"plan":null}', '{"id":"1","note":null,"plan":"free"}'])
consumes("object-with-defaults", "Differs only for a number in a text, which is read.", Order,
         ['{"id":1}', '{"id":"1"}', '{"id":1,"note":null}', '{"id":1,"plan":null}', '{"id":1,"more":1}', '{"id":1,"id":2}', "{}", "[]", "null", "1", '{"id":null}'])
emits("computed-and-excluded", "Differs: the schema is the one for reading: it lacks the computed field, and has the excluded one.", Basket, [Basket(prices=[]), Basket(prices=[1, 2])],
      ['{"prices":[1]}', '{"prices":[1],"secret":"s"}', '{"prices":[1],"total":"1"}'])
emits("renamed", "Differs: the schema has the name for reading, and another one is published.", Renamed, [Renamed(userId=1)], ['{"userId":1}', "{}"])
consumes("renamed", "Agrees.", Renamed, ['{"userId":1}', '{"user_id":1}', '{"uid":1}', '{"userId":1,"uid":"x"}', "{}", '{"userId":null}'])
emits("serializer", "Differs: the schema is the one for reading, and the serializer's text is published.", Shouted, [Shouted(size=1)], ['{"size":1}', "{}"])
consumes("strict", "Differs: strict mode wants values of Python, and no text is a moment.", Strict,
         ['{"n":1}', '{"n":1.0}', '{"n":"1"}', '{"n":true}', '{"n":1,"at":null}', '{"n":1,"at":"2024-02-29T12:30:00Z"}', '{"n":1,"id":null}',
          '{"n":1,"id":"c0b2a1f0-5b1e-4f3a-9d2e-3a4b5c6d7e8f"}'])
emits("dataclass", "Differs: the default is not required by the schema, and always published.", Point, [Point(1)], ['{"x":1}', "[1,0]"])
consumes("dataclass", "Differs only for a number in a text, which is read.", Point, ['{"x":1}', '{"x":"1"}', '{"x":1,"y":2}', '{"x":1,"z":2}', '{"y":1}', "[1,2]", "null"])

# Payloads that are no objects, and several parameters.

emits("text", "Differs: a text is published as it is, without quotes.", str, ["a", "1", ""], ['"a"', "null"], parts=[])
emits("integer", "Agrees.", int, [1, -(2**70)], ['"1"', "null", "1.5"], parts=[])
emits("list", "Agrees.", list[int], [[], [1]], ['["1"]', "null", "1"], parts=[])
emits("bytes", "Differs: bytes are published as they are.", bytes, [b"a", b'{"a":1}'], ['"a"', '"YQ=="'], parts=[])
emits("optional", "Differs: None is an empty body, and not null.", Optional[Order], [None, Order(id=1)], ["null", '{"id":1}', "{}"], parts=[Order])
consumes("integer", "Differs on the narrow side: texts and booleans are read, too.", int, [text for text in INTEGERS if text != "1e400"], parts=[])
consumes("text", "Agrees.", str, TEXTS, parts=[])
consumes("list", "Differs only for a number in a text, which is read.", list[int], ["[]", "[1]", '["1"]', "[null]", "1", "null", "{}", '"1"'], parts=[])
consumes("map", "Differs: the schema does not say that keys are integers.", dict[int, int], KEYS, parts=[])


async def two(user: int, plan: str = "free"):
    pass


async def nested(order: Order, plan: str):
    pass


consumes_by("parameters", "Differs only for a number in a text: each parameter is a member.", NatsBroker(), two,
            ['{"user":1}', '{"user":"1","plan":"pro"}', '{"user":1,"plan":null}', '{"user":1,"more":1}', "{}", '{"plan":"pro"}'], ['@broker.subscriber("events")', two])
consumes_by("parameters-with-model", "Differs only for a number in a text: each parameter is a member, a model, too.", NatsBroker(), nested,
            ['{"order":{"id":1},"plan":"a"}', '{"id":1,"plan":"a"}', '{"order":{"id":"1"},"plan":"a"}', '{"order":{},"plan":"a"}', '{"order":null,"plan":"a"}', '{"order":{"id":1}}'],
            [Order, '@broker.subscriber("events")', nested])

# Fields.


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Price(BaseModel):
    amount: Decimal


class Measure(BaseModel):
    n: float


class Count(BaseModel):
    n: int = Field(gt=0, le=100)


class Moment(BaseModel):
    at: dt.datetime


class Wait(BaseModel):
    wait: dt.timedelta


class Ids(BaseModel):
    id: uuid.UUID


class Blob(BaseModel):
    data: bytes


class Contact(BaseModel):
    email: EmailStr


class Switch(BaseModel):
    on: bool


class Short(BaseModel):
    text: str = Field(min_length=1, max_length=2)


class Chosen(BaseModel):
    color: Color


class Unique(BaseModel):
    numbers: set[int]


class Fixed(BaseModel):
    pair: tuple[int, str]


class Card(BaseModel):
    kind: Literal["card"] = "card"
    number: str


class Cash(BaseModel):
    kind: Literal["cash"] = "cash"


class Paid(BaseModel):
    by: Annotated[Union[Card, Cash], Field(discriminator="kind")]


ONE_ID = "c0b2a1f0-5b1e-4f3a-9d2e-3a4b5c6d7e8f"
NOON = dt.datetime(2024, 2, 29, 12)
emits("decimal", "Differs: a text is published, and the schema for reading has numbers, too.", Price, [Price(amount="1.50"), Price(amount="1E+3")], ['{"amount":1.5}', '{"amount":"x"}'])
emits("float", "Differs: NaN is published as null.", Measure, [Measure(n=1.5), Measure(n=float("nan"))], ['{"n":"1"}', '{"n":NaN}', "{}"])
emits("date-time", "Differs: a local date and time is published without an offset.", Moment, [Moment(at=NOON), Moment(at=NOON.replace(tzinfo=dt.timezone.utc))],
      ['{"at":"2024-02-29"}', '{"at":1709208000}'])
emits("duration", "Differs: a sign and fractions are published.", Wait, [Wait(wait=dt.timedelta(seconds=90)), Wait(wait=-dt.timedelta(seconds=1.5))], ['{"wait":90}', '{"wait":"P1M"}'])
emits("uuid", "Agrees.", Ids, [Ids(id=ONE_ID)], [f'{{"id":"{ONE_ID.replace("-", "")}"}}', '{"id":null}'])
emits("enum", "Agrees.", Chosen, [Chosen(color=Color.RED)], ['{"color":"RED"}', "{}"], parts=[Color, Chosen])
emits("set", "Agrees: repeats are never published.", Unique, [Unique(numbers=[1, 1])], ['{"numbers":[1,1]}', '{"numbers":null}'])
emits("union-tag-with-default", "Differs: the tag is not required by the schema, and always published.", Paid, [Paid(by=Card(number="1")), Paid(by=Cash())],
      ['{"by":{"number":"1"}}', '{"by":{}}'], parts=[Card, Cash, Paid])
KINDS = ['{"kind":"card","number":"1"}', '{"kind":"cash"}', '{"number":"1"}', "{}", '{"kind":"cash","number":1}', '{"kind":"other"}', '{"kind":null}', "null"]
for name, about, of, candidates, parts in [
    ("decimal", "Differs: the text must be a decimal, and the schema has any text.", Price, members("amount", DECIMALS), []),
    ("float", "Differs on the narrow side: texts and booleans are read, too.", Measure, members("n", FLOATS), []),
    ("integer-bounds", "Differs on the narrow side: texts and booleans are read, too.", Count, members("n", ["0", "1", "100.0", "101", '"5"', "true", "null"]), []),
    ("date-time", "Differs: local ones and numbers are read, too; a second of 60 is refused.", Moment, members("at", DATE_TIMES), []),
    ("duration", "Differs: fractions, signs, clock times and numbers are read, too, and what is too long is refused.", Wait, members("wait", DURATIONS), []),
    ("uuid", "Differs on the narrow side: other spellings are read, too.", Ids, members("id", UUIDS), []),
    ("bytes-field", "Agrees: every text is read.", Blob, members("data", BYTES), []),
    ("email", "Differs: the domain needs a dot, and a name may stand before the address.", Contact, members("email", ['"ann@example.org"', '"ann@localhost"', '"Ann <ann@example.org>"', "null"]), []),
    ("boolean", "Differs on the narrow side: numbers and words are read, too.", Switch, members("on", BOOLEANS), []),
    ("text-length", "Agrees: lengths are counted in code points.", Short, members("text", TEXTS), []),
    ("enum", "Agrees.", Chosen, members("color", ['"red"', '"RED"', "null", '""']), [Color]),
    ("set", "Differs on the narrow side: repeats are read.", Unique, members("numbers", ["[]", "[1]", "[1,1]", '["1"]', "null", "1"]), []),
    ("tuple", "Differs only for a number in a text, which is read.", Fixed, members("pair", ["[1]", '[1,"a"]', '[1,"a",2]', '["1","a"]', "null"]), []),
    ("union-tag-with-default", "Differs: the tag is required by the reader, and optional in the schema.", Paid, members("by", KINDS), [Card, Cash]),
]:
    consumes(name, about, of, candidates, parts=[*parts, of])

record.save()
