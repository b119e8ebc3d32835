"""Records OpenAPI 3.1 as FastAPI writes it: bodies of requests that an application reads, and of responses that it writes."""

import asyncio
import datetime as dt
import enum
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional, Union

from fastapi import Body, FastAPI
from pydantic import AnyUrl, BaseModel, ConfigDict, EmailStr, Field, computed_field, field_serializer

from .candidates import BOOLEANS, BYTES, CODES, DATES, DATE_TIMES, DECIMALS, DURATIONS, FLOATS, INTEGERS, KEYS, OTHER_TYPES, TEXTS, TIMES, URLS, UUIDS, members
from .record import Record

record = Record("fastapi", ["fastapi", "pydantic", "starlette"])


async def post(app, body):
    """The status and the body of the answer to a POST of JSON."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/events", "raw_path": b"/events",
        "query_string": b"", "root_path": "", "headers": [(b"content-type", b"application/json")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def schema_at(app, *place):
    """The schema at a place of the operation, with the components of its document, and the call that gives it."""
    document = app.openapi()
    assert document["openapi"] == "3.1.0"
    schema = document["paths"]["/events"]["post"]
    for step in [*place, "content", "application/json", "schema"]:
        schema = schema[step]
    pointer = "/".join(["/paths/~1events/post", *place, "content/application~1json/schema"])
    components = {name: of for name, of in document["components"]["schemas"].items() if name not in ("HTTPValidationError", "ValidationError")}
    return schema | {"components": {"schemas": components}}, f"app.openapi() at {pointer}"


def name_of(of):
    return of.__name__ if isinstance(of, type) else str(of).replace("typing.", "").replace(f"{__name__}.", "")


def emits(name, about, of, values, never, parts=None, omits=(), **options):
    """What a function that returns `of` answers; `options` go to `app.post`."""
    app, results = FastAPI(), iter(values)

    def answer(_: Annotated[int, Body()]):
        return next(results)

    answer.__annotations__["return"] = of
    app.post("/events", **options)(answer)
    writes = []
    for _ in values:
        status, body = asyncio.run(post(app, b"1"))
        assert status == 200, (name, status)
        writes.append(body.decode())
    schema, call = schema_at(app, "responses", "200")
    path = ", ".join(['"/events"', *(f"{key}={value}" for key, value in options.items())])
    record.emits(name, about, [*([of] if parts is None else parts), f"@app.post({path})\ndef answer() -> {name_of(of)}: ..."], call, schema, writes, never, omits)


def consumes(name, about, of, candidates, parts=None):
    """Which bodies a function with a parameter of `of` takes."""
    app = FastAPI()

    def take(event) -> None:
        pass

    take.__annotations__["event"] = Annotated[of, Body()]
    app.post("/events")(take)

    def read(text):
        status, _ = asyncio.run(post(app, text.encode()))
        assert status in (200, 422), (name, text, status)
        return status == 200

    schema, call = schema_at(app, "requestBody")
    function = f'@app.post("/events")\ndef take(event: Annotated[{name_of(of)}, Body()]) -> None: ...'
    record.consumes(name, about, [*([of] if parts is None else parts), function], call, schema, candidates, read)


# Objects.


class Ticket(BaseModel):
    id: int
    seat: Optional[str]
    note: Optional[str] = None
    price: float = 9.5


class Invoice(BaseModel):
    lines: list[Decimal]
    internal: str = Field(default="i", exclude=True)

    @computed_field
    @property
    def count(self) -> int:
        return len(self.lines)


class Renamed(BaseModel):
    user_id: int = Field(alias="userId")


class Split(BaseModel):
    user_id: int = Field(validation_alias="userId", serialization_alias="uid")


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: int


class Kept(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: int


class Shouted(BaseModel):
    size: int
    word: str

    @field_serializer("size")
    def as_text(self, size: int) -> str:
        return str(size)

    @field_serializer("word")
    def length(self, word: str):
        return len(word)


class Node(BaseModel):
    label: str
    children: list["Node"] = []


class Public(BaseModel):
    name: str


class Private(Public):
    password: str


TICKETS = [Ticket(id=1, seat=None), Ticket(id=2, seat="1A", note="n", price=1)]
emits("object-with-defaults", "Differs: fields with a default are not required by the schema, and are always written.", Ticket, TICKETS,
      ['{"id":1,"seat":null}', '{"id":1,"seat":null,"note":null}', '{"id":1,"note":null,"price":9.5}', '{"id":1,"seat":null,"note":null,"price":9.5,"more":1}'])
emits("exclude-none", "Differs: null is left out, so a required field that is nullable can be missing.", Ticket, TICKETS,
      ['{"id":1,"seat":null,"price":9.5}', '{"id":1}', '{"id":1,"seat":"1A","note":null,"price":1.0}'], omits=["nulls"], response_model_exclude_none=True)
emits("exclude-unset", "Agrees: only what was set is written, and the schema requires nothing else.", Ticket, TICKETS, ['{"id":1}', '{"seat":null}'], omits=["defaults"], response_model_exclude_unset=True)
emits("by-name", "Differs: names of fields are written, and the schema has aliases.", Renamed, [Renamed(userId=1)], ['{"userId":1}', "{}"], response_model_by_alias=False)
emits("alias", "Agrees: aliases are written.", Renamed, [Renamed(userId=1)], ['{"user_id":1}', "{}"])
emits("two-aliases", "Agrees: input and output have a schema each.", Split, [Split(userId=1)], ['{"userId":1}', "{}"])
emits("computed-and-excluded", "Agrees: the schema of the output has the computed field, and lacks the excluded one.", Invoice, [Invoice(lines=[]), Invoice(lines=["1.50"])],
      ['{"lines":["1.50"]}', '{"lines":[1.5],"count":1}', '{"lines":["1.50"],"internal":"i"}'])
emits("serializer", "Differs where the serializer has no return type: the field's own type is in the schema.", Shouted, [Shouted(size=1, word="ab")],
      ['{"size":1,"word":2}', '{"size":"1","word":"ab"}'])
emits("recursive", "Differs: the list with a default is not required by the schema, and always written.", Node, [Node(label="a", children=[Node(label="b")])],
      ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}'])
emits("subclass", "Differs only by the open object: of a subclass's value, only the declared type's fields are written.", Public, [Public(name="a"), Private(name="a", password="p")],
      ['{"name":"a","password":"p"}', "{}"], parts=[Public, Private])
emits("unknown-kept", "Agrees: what was not declared is written, too.", Kept, [Kept.model_validate({"id": 1, "more": 2})], ['{"more":2}', '{"id":null}'])
consumes("object-with-defaults", "Differs only for a number in a text, which is read.", Ticket,
         ['{"id":1,"seat":null}', '{"id":1}', '{"id":"1","seat":null}', '{"id":1,"seat":"1A","note":"n","price":1}', '{"id":1,"seat":null,"price":null}', '{"id":1,"seat":null,"more":1}',
          '{"id":1,"id":2,"seat":null}', "{}", "[]", "null", '{"id":null,"seat":null}'])
consumes("computed-and-excluded", "Agrees: the schema of the input lacks the computed field, and has the excluded one.", Invoice,
         ['{"lines":[]}', '{"lines":["1.50"],"count":"x"}', '{"lines":[1.5],"internal":"j"}', '{"lines":[],"internal":null}', "{}"])
consumes("two-aliases", "Agrees.", Split, ['{"userId":1}', '{"user_id":1}', '{"uid":1}', "{}", '{"userId":null}'])
consumes("unknown-refused", "Agrees.", Closed, ['{"id":1}', '{"id":1,"more":1}', "{}", "null"])
consumes("recursive", "Agrees.", Node, ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}', '{"label":"a","children":[{}]}', '{"label":"a","children":null}', "{}"])
consumes("list-of-objects", "Agrees.", list[Closed], ["[]", '[{"id":1}]', '[{"id":1,"more":1}]', "[{}]", "null", '{"id":1}'], parts=[Closed])
consumes("map", "Differs: the schema does not say that keys are integers.", dict[int, int], KEYS, parts=[])
consumes("any", "Agrees: everything is read.", Any, ["1", '"a"', "true", "[]", "{}", "null", "", "{"], parts=[])

# Fields.

# Where FastAPI refuses a number that is not finite, it cannot write its answer.
FINITE = [text for text in INTEGERS if text not in ("1e400", "NaN")]


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


class Exact(BaseModel):
    amount: Decimal


class Bounded(BaseModel):
    amount: Decimal = Field(gt=0, max_digits=4, decimal_places=2)


class Ratio(BaseModel):
    n: float


class Rating(BaseModel):
    stars: int = Field(ge=1, lt=6)


class Coded(BaseModel):
    code: str = Field(pattern=r"^[a-z]+-\d$", max_length=5)


class Short(BaseModel):
    text: str = Field(min_length=1, max_length=2)


class Mail(BaseModel):
    to: EmailStr


class Page(BaseModel):
    url: AnyUrl


class Key(BaseModel):
    id: uuid.UUID


class Raw(BaseModel):
    data: bytes


class Birthday(BaseModel):
    day: dt.date


class Alarm(BaseModel):
    at: dt.time


class Login(BaseModel):
    at: dt.datetime


class Trip(BaseModel):
    lasts: dt.timedelta


class Toggle(BaseModel):
    on: bool


class Shirt(BaseModel):
    size: Size


class Draw(BaseModel):
    numbers: set[int] = Field(max_length=2)


class Position(BaseModel):
    at: tuple[float, float]


class Fare(BaseModel):
    by_code: dict[Annotated[str, Field(pattern="^[a-z]{2}$")], int]


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int


class Fish(BaseModel):
    kind: Literal["fish"] = "fish"


class Pet(BaseModel):
    it: Annotated[Union[Cat, Fish], Field(discriminator="kind")]


class Loose(BaseModel):
    it: Union[int, str, None]


ONE_ID = "5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"
NOON = dt.datetime(2025, 3, 1, 12)
emits("decimal", "Differs: a text with an exponent is written, too, and the schema has any text.", Exact, [Exact(amount="1.50"), Exact(amount="1E+3")], ['{"amount":1.5}', '{"amount":"x"}'])
emits("date-time", "Differs: a local date and time is written without an offset.", Login, [Login(at=NOON), Login(at=NOON.replace(tzinfo=dt.timezone.utc))], ['{"at":"2025-03-01"}', '{"at":1}'])
emits("time", "Differs: a time without an offset is written without one.", Alarm, [Alarm(at=dt.time(7))], ['{"at":"07:00"}', '{"at":"07:00:00Z"}'])
emits("duration", "Differs: a sign and fractions are written.", Trip, [Trip(lasts=dt.timedelta(hours=1)), Trip(lasts=-dt.timedelta(seconds=1.5))], ['{"lasts":3600}', '{"lasts":"P1M"}'])
emits("uuid", "Agrees.", Key, [Key(id=ONE_ID)], [f'{{"id":"{ONE_ID.replace("-", "")}"}}', '{"id":null}'])
emits("bytes", "Agrees: the text in UTF-8 is written, and contentMediaType asserts nothing.", Raw, [Raw(data=b"a"), Raw(data="é".encode())], ['{"data":[97]}', '{"data":null}'])
emits("enum", "Agrees.", Shirt, [Shirt(size=Size.SMALL)], ['{"size":"SMALL"}', "{}"], parts=[Size, Shirt])
emits("tuple", "Agrees.", Position, [Position(at=(1, 2.5))], ['{"at":[1]}', '{"at":[1,2,3]}'])
emits("map-pattern-keys", "Differs: other keys are never written, and the schema allows them.", Fare, [Fare(by_code={"ab": 1})], ['{"by_code":{"abc":1}}', '{"by_code":{"ab":"1"}}'])
emits("union-tag-with-default", "Differs: the tag is not required by the schema, and always written.", Pet, [Pet(it=Cat(lives=9)), Pet(it=Fish())], ['{"it":{"lives":9}}', '{"it":{}}'],
      parts=[Cat, Fish, Pet])
for name, about, of, candidates, parts in [
    ("integer-bounds", "Differs on the narrow side: texts and booleans are read, too.", Rating, members("stars", FINITE), []),
    ("float", "Differs on the narrow side: texts and booleans are read, too.", Ratio, members("n", FLOATS), []),
    ("decimal", "Differs: the text must be a decimal, and the schema has any text.", Exact, members("amount", DECIMALS), []),
    ("decimal-bounds", "Differs: the schema has the bounds of a number alone; the library validates texts, and counts digits.", Bounded, members("amount", [*DECIMALS, '"99.99"', '"100"', "0.001"]), []),
    ("boolean", "Differs on the narrow side: numbers and words are read, too.", Toggle, members("on", BOOLEANS), []),
    ("text-pattern", "Differs on the narrow side: a digit is one of any script.", Coded, members("code", CODES), []),
    ("text-length", "Agrees: lengths are counted in code points.", Short, members("text", TEXTS), []),
    ("email", "Differs: the domain needs a dot, and a name may stand before the address.", Mail, members("to", ['"ann@example.org"', '"ann@localhost"', '"Ann <ann@example.org>"', '"a"', "null"]), []),
    ("url", "Differs: what a browser repairs is read, too.", Page, members("url", URLS), []),
    ("uuid", "Differs on the narrow side: other spellings are read, too.", Key, members("id", UUIDS), []),
    ("bytes", "Agrees: every text is read.", Raw, members("data", BYTES), []),
    ("date", "Differs: a moment at midnight and numbers are read, too; the year 0000 is refused.", Birthday, members("day", DATES), []),
    ("time", "Differs: times without an offset and numbers are read, too; a second of 60 is refused.", Alarm, members("at", TIMES), []),
    ("date-time", "Differs: local ones and numbers are read, too; a second of 60 is refused.", Login, members("at", DATE_TIMES), []),
    ("duration", "Differs: fractions, signs, clock times and numbers are read, too, and what is too long is refused.", Trip, members("lasts", DURATIONS), []),
    ("enum", "Agrees.", Shirt, members("size", ['"s"', '"SMALL"', '"S"', "null", '""']), [Size]),
    ("set-bounds", "Differs on the narrow side: repeats are read, and count once.", Draw, members("numbers", ["[]", "[1]", "[1,1,1]", "[1,2,3]", '["1"]', "null"]), []),
    ("tuple", "Differs only for a number in a text, which is read.", Position, members("at", ["[1]", "[1,2]", "[1,2,3]", '["1",2]', "null"]), []),
    ("map-pattern-keys", "Differs: other keys are refused, and the schema allows them.", Fare, members("by_code", KEYS), []),
    ("union-tag-with-default", "Differs: the tag is required by the reader, and optional in the schema.", Pet,
     members("it", ['{"kind":"cat","lives":9}', '{"kind":"fish"}', '{"lives":9}', "{}", '{"kind":"dog"}', '{"kind":null}', "null"]), [Cat, Fish]),
    ("union-plain", "Differs only for true, which is read as 1.", Loose, members("it", OTHER_TYPES), []),
]:
    consumes(name, about, of, candidates, parts=[*parts, of])

record.save()
