"""Records msgspec: types, their schema, and JSON that it encodes and decodes in its default, strict mode."""

import datetime as dt
import enum
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, Optional, TypedDict, TypeVar, Union

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType
from typing_extensions import NotRequired

from .candidates import (
    BOOLEANS, BYTES, CODES, DATES, DATE_TIMES, DECIMALS, DURATIONS, FLOATS, INTEGERS, KEYS, OTHER_TYPES, TEXTS, TIMES,
    UUIDS, members,
)
from .record import Record

record = Record("msgspec", ["msgspec"])


def named(of):
    """The type as a call names it."""
    return getattr(of, "__name__", None) if isinstance(of, type) else str(of).replace("typing.", "").replace(f"{__name__}.", "")


def emits(name, about, of, values, never, parts=(), omits=(), **options):
    """What `msgspec.json.encode` writes of `values` of the type; `omits`: what they leave out; `options` go to `msgspec.json.Encoder`."""
    call = f"msgspec.json.schema({named(of)})"
    if options:
        call += f", written by msgspec.json.Encoder({', '.join(f'{name}={value!r}' for name, value in options.items())})"
    encoder = msgspec.json.Encoder(**options)
    writes = [encoder.encode(value).decode() for value in values]
    record.emits(name, about, parts or [of], call, msgspec.json.schema(of), writes, never, omits)


def consumes(name, about, of, candidates, parts=(), **options):
    """What a decoder of the type reads; `options` go to `msgspec.json.Decoder`."""
    call = f"msgspec.json.schema({named(of)})"
    if options:
        call += f", read by msgspec.json.Decoder(…, {', '.join(f'{name}={value!r}' for name, value in options.items())})"
    decoder = msgspec.json.Decoder(of, **options)

    def read(text):
        try:
            decoder.decode(text)
        except msgspec.DecodeError:
            return False
        return True

    record.consumes(name, about, parts or [of], call, msgspec.json.schema(of), candidates, read)


# Objects.


class Signup(Struct):
    id: int
    name: str
    referrer: Optional[str]
    nickname: Optional[str] = None
    plan: str = "free"
    interests: list[str] = []


class Search(Struct, omit_defaults=True):
    words: str
    limit: int = 10
    tags: list[str] = msgspec.field(default_factory=list)


class Patch(Struct):
    id: int
    name: Union[str, None, UnsetType] = UNSET


class Push(Struct):
    id: int
    name: Union[str, UnsetType]


class Closed(Struct, forbid_unknown_fields=True):
    id: int


class Row(Struct, array_like=True):
    id: int
    name: str
    note: str = ""


class ClosedRow(Struct, array_like=True, forbid_unknown_fields=True):
    id: int
    note: str = ""


class Renamed(Struct, rename="camel"):
    user_id: int
    at: int = msgspec.field(name="when", default=0)


emits(
    "object-with-defaults", "Differs: fields with a default are not required by the schema, and are always written.",
    Signup, [Signup(1, "ann", None), Signup(2, "", "x", "n", "pro", ["a"])],
    ['{"id":1,"name":"ann","referrer":null}', '{"id":1,"name":"ann","nickname":null,"plan":"free","interests":[]}',
     '{"id":1,"name":"ann","referrer":null,"nickname":null,"plan":null,"interests":[]}', "[]",
     '{"id":1,"name":"ann","referrer":null,"nickname":null,"plan":"free"}'],
)
consumes(
    "object-with-defaults", "Agrees.", Signup,
    ['{"id":1,"name":"ann","referrer":null}', '{"id":1,"name":"ann"}', '{"name":"ann","referrer":null}', "{}", "[]",
     "null", '{"id":1,"name":"ann","referrer":"x","nickname":null,"plan":"pro","interests":["a"]}',
     '{"id":1,"name":"ann","referrer":null,"plan":null}', '{"id":1,"name":"ann","referrer":null,"interests":null}',
     '{"id":1,"name":"ann","referrer":null,"more":1}', '{"id":1,"name":null,"referrer":null}',
     '{"id":1,"id":2,"name":"ann","referrer":null}', '{"id":"1","name":"ann","referrer":null}'],
)
emits(
    "omit-defaults", "Differs on the wide side only: defaults are left out, and the schema allows them written.",
    Search, [Search("a"), Search("a", 5), Search("a", 10, ["x"])],
    ['{"words":"a","limit":10}', '{"words":"a","tags":[]}', '{"limit":5}'], omits=["defaults"],
)
emits(
    "unset-with-default", "Agrees: a field that is UNSET is left out, and the schema does not require it.",
    Patch, [Patch(1), Patch(1, None), Patch(1, "a")], ['{"id":1,"name":1}', '{"name":"a"}'],
)
emits(
    "unset-without-default", "Differs: a field that is UNSET is left out, and the schema requires it.",
    Push, [Push(1, UNSET), Push(1, "a")], ['{"id":1,"name":null}', '{"name":"a"}'],
)
UNSETS = ['{"id":1}', '{"id":1,"name":null}', '{"id":1,"name":"a"}', '{"id":1,"name":1}', '{"name":"a"}']
consumes("unset-with-default", "Agrees.", Patch, UNSETS)
consumes("unset-without-default", "Agrees: a field that can be UNSET, but has no default, must be there.", Push, UNSETS)
emits("unknown-refused", "Agrees: the object is closed.", Closed, [Closed(1)], ['{"id":1,"more":2}', "{}"])
consumes(
    "unknown-refused", "Agrees.", Closed, ['{"id":1}', '{"id":1,"more":1}', '{"more":1}', "{}", "[1]", "null", '{"id":1,"id":2}'],
)
emits("array-like", "Differs: a default is always written, and the schema allows the list to end before it.",
      Row, [Row(1, "a"), Row(1, "a", "n")], ['[1,"a"]', '[1,"a","n",1]', '{"id":1,"name":"a","note":""}', "[1]"])
consumes("array-like", "Agrees: more items are ignored, those with a default may be missing.", Row,
         ["[]", "[1]", '[1,"a"]', '[1,"a","n"]', '[1,"a","n",1]', '[1,"a",null]', '["1","a"]', '{"id":1,"name":"a"}', "null"])
consumes("array-like-closed", "Agrees: more items are refused.", ClosedRow, ["[]", "[1]", '[1,"a"]', '[1,"a",2]', "null"])
emits("renamed", "Differs only by the default: names are those of the schema.", Renamed, [Renamed(1)], ['{"user_id":1,"at":0}', '{"userId":1}'])
consumes("renamed", "Agrees: only the new name is read.", Renamed,
         ['{"userId":1}', '{"user_id":1}', '{"userId":1,"when":2}', '{"userId":1,"at":"x"}', "{}", '{"userId":null}'])


class Node(Struct):
    label: str
    children: list["Node"] = []


Payload = TypeVar("Payload")


class Envelope(Struct, Generic[Payload]):
    kind: str
    payload: Payload


class Shipment(Struct):
    of_number: Envelope[int]
    of_anything: Envelope


emits("recursive", "Differs: the list with a default is not required by the schema, and always written.",
      Node, [Node("a"), Node("a", [Node("b")])], ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}', '{"label":"a","children":null}'])
consumes("recursive", "Agrees.", Node,
         ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}', '{"label":"a","children":[{}]}', '{"label":"a","children":null}', "{}"])
consumes("generic", "Agrees: each use of the generic type has a definition of its own.", Shipment,
         ['{"of_number":{"kind":"a","payload":1},"of_anything":{"kind":"b","payload":[]}}',
          '{"of_number":{"kind":"a","payload":"1"},"of_anything":{"kind":"b","payload":[]}}',
          '{"of_number":{"kind":"a","payload":1},"of_anything":{"kind":"b"}}'], parts=[Envelope, Shipment])


class Animal(Struct):
    name: str


class Dog(Animal):
    breed: str


class Kennel(Struct):
    guest: Animal


emits("subclass", "Agrees if the object stays open: all fields of a subclass's value are written.",
      Kennel, [Kennel(Animal("a")), Kennel(Dog("a", "b"))], ['{"guest":{}}', "{}"], parts=[Animal, Dog, Kennel])


class Product(TypedDict):
    id: int
    note: NotRequired[str]


@dataclass
class Point:
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)


class Pair(NamedTuple):
    x: int
    y: int = 0


emits("typed-dict", "Agrees: keys that are not required can be missing.", Product, [{"id": 1}, {"id": 1, "note": "n"}], ["{}", '{"id":1,"note":null}'])
emits("dataclass", "Differs: defaults are not required by the schema, and always written.", Point, [Point(1)], ['{"x":1}', "[1,0,[]]"])
emits("named-tuple", "Differs: a default is always written, and the schema allows the list to end before it.", Pair, [Pair(1), Pair(1, 2)], ["[1]", '{"x":1,"y":0}', "[1,2,3]"])
consumes("typed-dict", "Agrees.", Product, ['{"id":1}', '{"id":1,"note":null}', '{"id":1,"more":1}', "{}", '{"note":"n"}', "null"])
consumes("dataclass", "Agrees.", Point, ['{"x":1}', '{"x":1,"y":2}', '{"x":1,"z":2}', '{"y":1}', "[1,2]", "null", '{"x":1,"tags":null}'])
consumes("named-tuple", "Agrees.", Pair, ["[1]", "[1,2]", "[1,2,3]", '{"x":1}', "[]", "null"])


class Free(Struct):
    data: Any
    raw: Raw


consumes("any", "Agrees: every value is read.", Free, members("data", OTHER_TYPES, '{"data":1,"raw":{}}', '{"data":null,"raw":null}', '{"data":NaN,"raw":1}'))

# Texts.


class Short(Struct):
    text: Annotated[str, Meta(min_length=1, max_length=2)]


class Coded(Struct):
    code: Annotated[str, Meta(pattern=r"^[a-z]+-\d$")]


class Contains(Struct):
    code: Annotated[str, Meta(pattern="b")]


class Ids(Struct):
    id: uuid.UUID


class Blob(Struct):
    data: bytes


class ShortBlob(Struct):
    data: Annotated[bytes, Meta(min_length=1, max_length=2)]


ONE_ID = uuid.UUID("c0b2a1f0-5b1e-4f3a-9d2e-3a4b5c6d7e8f")
emits("text-length", "Differs: bounds are checked only on reading, so other texts can be written.", Short, [Short("a"), Short("")], ['{"text":null}', '{"text":1}', "{}"])
consumes("text-length", "Agrees: lengths are counted in code points.", Short, members("text", TEXTS))
consumes("text-pattern", "Differs: a pattern is one of Python's re: a digit is one of any script, `$` is before a last line end, too.", Coded, members("code", CODES))
consumes("text-pattern-anywhere", "Agrees: a pattern is searched for.", Contains, members("code", CODES))
emits("uuid", "Agrees: the UUID is written in lower case.", Ids, [Ids(ONE_ID), Ids(uuid.UUID(int=0))], ['{"id":""}', f'{{"id":"{ONE_ID.hex}"}}', '{"id":null}'])
emits("uuid-hex", "Differs: without dashes, the text is no uuid of the format.", Ids, [Ids(ONE_ID)], [f'{{"id":"{ONE_ID}"}}', '{"id":null}'], uuid_format="hex")
consumes("uuid", "Differs on the narrow side: a text without dashes is read, too.", Ids, members("id", UUIDS))
emits("bytes", "Agrees: base64 with padding is written.", Blob, [Blob(b"a"), Blob(b""), Blob(b"\xfb\xff"), Blob(b"a" * 100)], ['{"data":[97]}', '{"data":null}', "{}"])
consumes("bytes", "Differs: contentEncoding asserts nothing, and the text must be base64 with padding.", Blob, members("data", BYTES))
consumes("bytes-length", "Differs: the length is one of bytes, and the schema counts letters of base64.", ShortBlob,
         members("data", ['""', '"YQ=="', '"YWI="', '"YWJj"', '"YWJjZA=="', '"YQ"', '"ab"', "null"]))

# Numbers.


class Count(Struct):
    n: int


class Bounded(Struct):
    n: Annotated[int, Meta(gt=0, le=100, multiple_of=5)]


class Measure(Struct):
    n: float


class Share(Struct):
    n: Annotated[float, Meta(ge=0, lt=1)]


class Price(Struct):
    amount: Decimal


class Switch(Struct):
    on: bool


emits("integer", "Agrees: integers of 64 bits, signed or not, are written.", Count, [Count(0), Count(-(2**63)), Count(2**64 - 1)], ['{"n":1.5}', '{"n":"1"}', '{"n":null}'])
emits("integer-bounds", "Differs: bounds are checked only on reading, so others can be written.", Bounded, [Bounded(5), Bounded(7)], ['{"n":"5"}', '{"n":null}', "{}"])
emits("float", "Differs: NaN and infinities are written as null.", Measure, [Measure(1.0), Measure(1e300), Measure(-0.0), Measure(float("nan")), Measure(float("inf"))],
      ['{"n":"1"}', '{"n":NaN}', "{}"])
emits("decimal", "Differs: the format is none of JSON Schema.", Price, [Price(Decimal("1.50")), Price(Decimal("1E+3")), Price(Decimal("-0")), Price(Decimal("NaN"))],
      ['{"amount":1.5}', '{"amount":""}', '{"amount":"x"}', '{"amount":null}'])
emits("decimal-as-number", "Differs: a number is written, and the schema has a text.", Price, [Price(Decimal("1.50")), Price(Decimal("1E+3"))],
      ['{"amount":"1.50"}', '{"amount":null}'], decimal_format="number")
emits("boolean", "Agrees.", Switch, [Switch(True), Switch(False)], ['{"on":1}', '{"on":"true"}', '{"on":null}'])
consumes("integer", "Differs: a number with a fraction or an exponent is refused, as 1.0.", Count, members("n", INTEGERS))
consumes("integer-lax", "Differs on the narrow side: texts are read, too.", Count, members("n", INTEGERS), strict=False)
consumes("integer-bounds", "Differs: a number with a fraction or an exponent is refused, as 1.0.", Bounded, members("n", ["0", "5", "100", "100.0", "105", "6", "-5", '"5"', "true", "1e1", "null"]))
consumes("float", "Differs only for 1e400, which is refused: it is none of 64 bits.", Measure, members("n", FLOATS))
consumes("float-bounds", "Agrees.", Share, members("n", [*FLOATS, "0.5", "-0.5", "0.99999999999999999999"]))
consumes("decimal", "Differs: the format is none of JSON Schema, and numbers are read, too.", Price, members("amount", DECIMALS))
consumes("boolean", "Agrees.", Switch, members("on", BOOLEANS))

# Literals and enums.


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Access(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()


class Chosen(Struct):
    color: Color


class ChosenLevel(Struct):
    level: Level


class ChosenAccess(Struct):
    access: Access


class ChosenLiteral(Struct):
    level: Literal[1, "two", None]


LEVELS = ["1", "1.0", "2", "3", '"1"', '"two"', '"LOW"', "true", "null", '""', "[1]"]
emits("enum-text", "Agrees.", Chosen, [Chosen(Color.RED)], ['{"color":"RED"}', '{"color":null}', "{}"], parts=[Color, Chosen])
emits("enum-integer", "Agrees.", ChosenLevel, [ChosenLevel(Level.LOW)], ['{"level":"LOW"}', '{"level":3}', "{}"], parts=[Level, ChosenLevel])
emits("enum-flag", "Differs: a sum of flags is written, and the schema has each flag alone.", ChosenAccess,
      [ChosenAccess(Access.READ), ChosenAccess(Access.READ | Access.WRITE), ChosenAccess(Access(0))], ['{"access":"READ"}', '{"access":8}', "{}"],
      parts=[Access, ChosenAccess])
emits("literal-mixed", "Agrees.", ChosenLiteral, [ChosenLiteral(None), ChosenLiteral(1)], ['{"level":2}', '{"level":"1"}', "{}"])
consumes("enum-text", "Agrees.", Chosen, members("color", ['"red"', '"RED"', '" red"', '"green"', "null", "1", '""']), parts=[Color, Chosen])
consumes("enum-integer", "Differs for 1.0 alone, which is refused.", ChosenLevel, members("level", LEVELS), parts=[Level, ChosenLevel])
consumes("enum-flag", "Differs: a sum of flags is read, too.", ChosenAccess, members("access", ["0", "1", "2", "3", "4", "-1", "1.0", '"READ"', "null"]),
         parts=[Access, ChosenAccess])
consumes("literal-mixed", "Differs for 1.0 alone, which is refused.", ChosenLiteral, members("level", LEVELS))

# Times.


class Day(Struct):
    day: dt.date


class Clock(Struct):
    at: dt.time


class AwareClock(Struct):
    at: Annotated[dt.time, Meta(tz=True)]


class Moment(Struct):
    at: dt.datetime


class AwareMoment(Struct):
    at: Annotated[dt.datetime, Meta(tz=True)]


class LocalMoment(Struct):
    at: Annotated[dt.datetime, Meta(tz=False)]


class Wait(Struct):
    wait: dt.timedelta


UTC = dt.timezone.utc
ZONE = dt.timezone(dt.timedelta(hours=2))
NOON = dt.datetime(2024, 2, 29, 12)
emits("date", "Agrees.", Day, [Day(dt.date(2024, 2, 29)), Day(dt.date(1, 1, 1))], ['{"day":"2024-02-29T00:00:00"}', '{"day":1}', "{}"])
emits("time", "Differs on the wide side: any text is a time in the schema.", Clock,
      [Clock(dt.time(12)), Clock(dt.time(12, 0, 0, 100000)), Clock(dt.time(12, tzinfo=UTC)), Clock(dt.time(12, tzinfo=ZONE))],
      ['{"at":"12:00"}', '{"at":""}', '{"at":1}'])
emits("date-time", "Differs on the wide side: any text is a moment in the schema.", Moment,
      [Moment(NOON), Moment(NOON.replace(microsecond=100000)), Moment(NOON.replace(tzinfo=UTC)), Moment(NOON.replace(tzinfo=ZONE))],
      ['{"at":"2024-02-29"}', '{"at":""}', '{"at":1709208000}'])
emits("date-time-aware", "Agrees if the value has an offset; that is checked only on reading.", AwareMoment,
      [AwareMoment(NOON.replace(tzinfo=UTC)), AwareMoment(NOON.replace(tzinfo=ZONE))],
      ['{"at":"2024-02-29 12:00:00Z"}', '{"at":1709208000}', '{"at":"2024-02-29"}'])
emits("date-time-local", "Differs on the wide side: any text is a moment in the schema.", LocalMoment, [LocalMoment(NOON)], ['{"at":"2024-02-29"}', '{"at":""}', '{"at":1}'])
emits("duration", "Differs: a sign, fractions and days are written.", Wait,
      [Wait(dt.timedelta(seconds=90)), Wait(dt.timedelta(0)), Wait(dt.timedelta(days=400)), Wait(dt.timedelta(days=1, seconds=1)),
       Wait(dt.timedelta(microseconds=1)), Wait(-dt.timedelta(seconds=1))],
      ['{"wait":90}', '{"wait":"P1M"}', '{"wait":"P1W"}', '{"wait":"PT1H"}'])
consumes("date", "Differs only for the year 0000, which is refused.", Day, members("day", DATES))
consumes("time", "Differs: any text is a time in the schema.", Clock, members("at", TIMES))
consumes("time-aware", "Differs: a second of 60 is refused.", AwareClock, members("at", TIMES))
consumes("date-time", "Differs: any text is a moment in the schema.", Moment, members("at", DATE_TIMES))
consumes("date-time-aware", "Differs: a second of 60 is refused, a space and +0200 are read.", AwareMoment, members("at", DATE_TIMES))
consumes("date-time-local", "Differs: any text is a moment in the schema.", LocalMoment, members("at", DATE_TIMES))
consumes("duration", "Differs: years, months, weeks and what is too long are refused, fractions and signs are read.", Wait, members("wait", DURATIONS))

# Lists and maps.


class Tags(Struct):
    tags: Annotated[list[str], Meta(min_length=1, max_length=2)]


class Fixed(Struct):
    pair: tuple[int, str]


class Spread(Struct):
    numbers: tuple[int, ...]


class Unique(Struct):
    numbers: set[int]


class UniqueBounded(Struct):
    numbers: Annotated[frozenset[int], Meta(min_length=2)]


emits("list-bounds", "Differs: bounds are checked only on reading.", Tags, [Tags(["a"]), Tags([])], ['{"tags":[1]}', '{"tags":null}'])
emits("tuple", "Agrees: a list of exactly two.", Fixed, [Fixed((1, "a"))], ['{"pair":[1]}', '{"pair":[1,"a",2]}', '{"pair":["a",1]}'])
emits("set", "Agrees: repeats are never written.", Unique, [Unique(set()), Unique({1, 2})], ['{"numbers":[1,1]}', '{"numbers":null}'])
consumes("list-bounds", "Agrees.", Tags, members("tags", ["[]", '["a"]', '["a","a"]', '["a","b","c"]', "[1]", '"a"', "null", "{}"]))
consumes("tuple", "Agrees.", Fixed, members("pair", ["[]", "[1]", '[1,"a"]', '[1,"a",2]', '["1","a"]', "null", '"ab"']))
consumes("tuple-any-length", "Agrees.", Spread, members("numbers", ["[]", "[1]", "[1,2]", "[1,null]", '"1"', "null", "{}"]))
consumes("set", "Differs on the narrow side only: repeats are read.", Unique, members("numbers", ["[]", "[1]", "[1,1]", "[1,1.0]", '["1"]', "null", "1", "{}"]))
consumes("set-bounds", "Differs on the narrow side only: repeats are read, and count once.", UniqueBounded, members("numbers", ["[]", "[1]", "[1,1]", "[1,2]", "[1,2,2]", "null"]))


class Scores(Struct):
    by: dict[str, int]


class Stock(Struct):
    by: dict[int, int]


class Ratios(Struct):
    by: dict[float, int]


class Palette(Struct):
    by: dict[Color, int]


class Levels(Struct):
    by: dict[Level, int]


class Sides(Struct):
    by: dict[Literal["left", "right"], int]


class Codes(Struct):
    by: dict[Annotated[str, Meta(pattern="^[a-z]{2}$")], int]


class LongKeys(Struct):
    by: Annotated[dict[Annotated[str, Meta(min_length=2)], int], Meta(min_length=1, max_length=2)]


class SmallKeys(Struct):
    by: dict[Annotated[int, Meta(ge=0, lt=10)], int]


class Days(Struct):
    by: dict[dt.date, int]


class Owners(Struct):
    by: dict[uuid.UUID, int]


emits("map-integer-keys", "Differs: the schema does not say that keys are integers.", Stock, [Stock({}), Stock({-7: 1})], ['{"by":{"a":1}}', '{"by":{"1.5":1}}', '{"by":{"1":null}}'])
emits("map-enum-keys", "Differs: the schema does not say which keys there are.", Palette, [Palette({Color.RED: 1})], ['{"by":{"RED":1}}', '{"by":{"green":1}}'], parts=[Color, Palette])
emits("map-date-keys", "Differs: the schema does not say which keys there are.", Days, [Days({dt.date(2024, 2, 29): 1})], ['{"by":{"x":1}}', '{"by":{"2024-02-30":1}}'])
for name, about, of, parts in [
    ("map", "Agrees: every key is read.", Scores, [Scores]),
    ("map-integer-keys", "Differs: the schema does not say that keys are integers.", Stock, [Stock]),
    ("map-integer-keys-bounds", "Differs: the schema does not say that keys are integers.", SmallKeys, [SmallKeys]),
    ("map-number-keys", "Differs: the schema does not say that keys are numbers.", Ratios, [Ratios]),
    ("map-enum-keys", "Differs: the schema does not say which keys there are.", Palette, [Color, Palette]),
    ("map-integer-enum-keys", "Differs: the schema does not say which keys there are.", Levels, [Level, Levels]),
    ("map-literal-keys", "Differs: the schema does not say which keys there are.", Sides, [Sides]),
    ("map-pattern-keys", "Agrees: keys have a pattern in propertyNames.", Codes, [Codes]),
    ("map-bounds", "Agrees.", LongKeys, [LongKeys]),
    ("map-date-keys", "Differs: the schema does not say that keys are dates.", Days, [Days]),
    ("map-uuid-keys", "Differs: the schema does not say that keys are identifiers.", Owners, [Owners]),
]:
    consumes(name, about, of, members("by", KEYS), parts=parts)

# Unions.


class Card(Struct, tag="card"):
    number: str


class Cash(Struct, tag="cash"):
    pass


class Paid(Struct):
    by: Union[Card, Cash]


class Login(Struct, tag_field="op", tag=1):
    user: str


class Logout(Struct, tag_field="op", tag=2):
    pass


class Command(Struct):
    run: Union[Login, Logout]


class CardRow(Struct, tag="card", array_like=True):
    number: str


class CashRow(Struct, tag="cash", array_like=True):
    pass


class PaidRow(Struct):
    by: Union[CardRow, CashRow]


class Mixed(Struct):
    by: Union[int, str, None, list[int]]


class MomentOrText(Struct):
    by: Union[int, float, Literal["a"], None]


UserId = NewType("UserId", int)


class Owner(Struct):
    id: UserId


KINDS = ['{"type":"card","number":"1"}', '{"type":"cash"}', '{"number":"1","type":"card"}', '{"number":"1"}', "{}", '{"type":"cash","number":1}', '{"type":"card"}',
         '{"type":"other"}', '{"type":null}', '{"type":"cash","type":"card"}', "null", '"card"']
emits("union-tagged", "Agrees: the tag is written and required.", Paid, [Paid(Card("1")), Paid(Cash())],
      ['{"by":{"number":"1"}}', '{"by":{"type":"card"}}', '{"by":{"type":"other"}}'], parts=[Card, Cash, Paid])
emits("union-tagged-number", "Agrees.", Command, [Command(Login("a")), Command(Logout())],
      ['{"run":{"user":"a"}}', '{"run":{"op":"1","user":"a"}}'], parts=[Login, Logout, Command])
emits("union-tagged-list", "Agrees: the tag is the first item.", PaidRow, [PaidRow(CardRow("1")), PaidRow(CashRow())],
      ['{"by":["1"]}', '{"by":[]}', '{"by":{"type":"cash"}}'], parts=[CardRow, CashRow, PaidRow])
consumes("union-tagged", "Agrees: the tag is required.", Paid, members("by", KINDS), parts=[Card, Cash, Paid])
consumes("union-tagged-number", "Differs for 2.0 alone, which is refused.", Command,
         members("run", ['{"op":1,"user":"a"}', '{"op":2}', '{"op":"2"}', '{"op":2.0}', '{"op":3}', "{}", '{"user":"a"}', "null"]), parts=[Login, Logout, Command])
consumes("union-tagged-list", "Agrees: the tag is the first item, more items are ignored.", PaidRow,
         members("by", ['["card","1"]', '["cash"]', '["card"]', '["cash",1]', '["other"]', "[]", '{"type":"cash"}', "null"]), parts=[CardRow, CashRow, PaidRow])
consumes("tag-alone", "Differs on the narrow side: without a union, the tag may be missing.", Cash,
         ["{}", '{"type":"cash"}', '{"type":"card"}', '{"type":null}', '{"more":1}', "[]", "null"])
consumes("union-plain", "Differs: a number with a fraction or an exponent is refused, as 1.0.", Mixed, members("by", [*INTEGERS, "[1]", '[1,"1"]']))
consumes("union-numbers", "Differs only for 1e400, which is refused: it is none of 64 bits.", MomentOrText, members("by", ["1", "1.5", "1e2", '"a"', '"b"', "null", "true", "[]", "1e400"]))
consumes("new-type", "Differs for 1.0 alone, which is refused.", Owner, members("id", ["1", '"1"', "1.0", "null", "true"]))

# What only the author knows.


class Interval(Struct):
    low: int
    high: int

    def __post_init__(self):
        if self.low > self.high:
            raise ValueError("low is above high")


class Noted(Struct):
    n: Annotated[int, Meta(extra_json_schema={"maximum": 5})]


consumes("post-init", "Differs: the schema knows nothing of what __post_init__ refuses.", Interval,
         ['{"low":1,"high":2}', '{"low":2,"high":1}', '{"low":1}', '{"low":1,"high":1}', '{"low":1,"high":null}'])
consumes("extra-json-schema", "Differs: what was added to the schema is never checked.", Noted, members("n", ["1", "5", "6", "null"]))

record.save()
