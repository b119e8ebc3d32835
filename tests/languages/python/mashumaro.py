"""Records mashumaro: dataclasses with DataClassJSONMixin, their schema, and JSON that they read and write."""

import datetime as dt
import enum
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypedDict, TypeVar, Union

from mashumaro import DataClassDictMixin, field_options
from mashumaro.config import TO_DICT_ADD_OMIT_NONE_FLAG, BaseConfig
from mashumaro.jsonschema import build_json_schema
from mashumaro.jsonschema.annotations import (
    Maximum, MaxItems, MaxLength, MaxProperties, Minimum, MinItems, MinLength, MultipleOf, Pattern, UniqueItems,
)
from mashumaro.mixins.json import DataClassJSONMixin
from mashumaro.types import Discriminator, SerializationStrategy
from typing_extensions import NotRequired

from .candidates import (
    BOOLEANS, BYTES, CODES, DATES, DATE_TIMES, DECIMALS, DURATIONS, FLOATS, INTEGERS, KEYS, OTHER_TYPES, TEXTS, TIMES,
    UUIDS, members,
)
from .record import Record

record = Record("mashumaro", ["mashumaro"])


def emits(name, about, model, values, never, parts=(), omits=(), **options):
    """What `model` writes; `omits`: what they leave out; `options` go to `to_json`."""
    call = f"build_json_schema({model.__name__})"
    if options:
        call += f", written with {', '.join(f'{name}={value}' for name, value in options.items())}"
    writes = [value.to_json(**options) for value in values]
    record.emits(name, about, [*parts, model], call, build_json_schema(model).to_dict(), writes, never, omits)


def consumes(name, about, model, candidates, parts=()):
    """What `model` reads. A message is refused with whatever error the library or the standard library raises."""

    def read(text):
        try:
            model.from_json(text)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            return False
        return True

    call = f"build_json_schema({model.__name__})"
    record.consumes(name, about, [*parts, model], call, build_json_schema(model).to_dict(), candidates, read)


# Objects.


@dataclass
class Signup(DataClassJSONMixin):
    id: int
    name: str
    referrer: Optional[str]
    nickname: Optional[str] = None
    plan: str = "free"
    interests: list[str] = field(default_factory=list)


@dataclass
class Search(DataClassJSONMixin):
    words: str
    page: Optional[int]
    limit: int = 10

    class Config(BaseConfig):
        omit_none = True


@dataclass
class Leg(DataClassJSONMixin):
    minutes: Optional[int]


@dataclass
class Trip(DataClassJSONMixin):
    leg: Leg
    legs: dict[str, Optional[Leg]]
    note: Optional[str]

    class Config(BaseConfig):
        omit_none = True


@dataclass
class Filter(DataClassJSONMixin):
    words: str
    tags: list[str] = field(default_factory=list)

    class Config(BaseConfig):
        omit_default = True


@dataclass
class Closed(DataClassJSONMixin):
    id: int

    class Config(BaseConfig):
        forbid_extra_keys = True


@dataclass
class Loose(DataClassJSONMixin):
    id: int


@dataclass
class Renamed(DataClassJSONMixin):
    user_id: int = field(metadata=field_options(alias="userId"))


@dataclass
class RenamedTwice(DataClassJSONMixin):
    user_id: int = field(metadata=field_options(alias="userId"))

    class Config(BaseConfig):
        serialize_by_alias = True
        allow_deserialization_not_by_alias = True


@dataclass
class Hidden(DataClassJSONMixin):
    id: int
    cache: int = field(metadata=field_options(serialize="omit"))


FULL = '"id":1,"name":"ann","referrer":null'
emits(
    "object-with-defaults", "Differs: fields with a default are not required by the schema, and are always written.",
    Signup, [Signup(1, "ann", None), Signup(2, "", "x", "n", "pro", ["a"])],
    [f"{{{FULL}}}", f'{{{FULL}, "nickname": null, "plan": "free"}}', '{"id":1}', "[]",
     f'{{{FULL}, "nickname": null, "plan": null, "interests": []}}', f'{{{FULL}, "nickname": null, "plan": "free", "interests": [], "more": 1}}'],
)
consumes(
    "object-with-defaults", "Differs on the narrow side: unknown members are ignored, and str, list and int of Python take other values, too.",
    Signup,
    [f"{{{FULL}}}", '{"id":1,"name":"ann"}', f'{{{FULL},"more":1}}', f'{{{FULL},"plan":null}}', f'{{{FULL},"plan":1}}', f'{{{FULL},"interests":null}}',
     f'{{{FULL},"interests":[1]}}', f'{{{FULL},"interests":"ab"}}', '{"id":"1","name":"ann","referrer":null}', '{"id":null,"name":"ann","referrer":null}',
     '{"id":1,"name":null,"referrer":null}', '{"name":"ann","referrer":null}', "{}", "[]", "null", '{"id":1,"id":2,"name":"ann","referrer":null}'],
)
emits("omit-none", "Differs if a nullable field without a default is required: null is left out.",
      Search, [Search("a", None), Search("a", 1, 5)], ['{"words":"a","page":null,"limit":10}', '{"words":"a"}'], omits=["nulls"])
emits("omit-none-nested", "Differs: null is left out, and stays in other classes and in mappings.",
      Trip, [Trip(Leg(None), {"a": None, "b": Leg(1)}, None), Trip(Leg(1), {}, "n")],
      ['{"leg":{},"legs":{}}', '{"leg":{"minutes":1},"legs":{"a":{}}}', '{"legs":{},"note":"n"}'], parts=[Leg], omits=["nulls"])
emits("omit-default", "Differs on the wide side only: defaults are left out, and the schema allows them written.",
      Filter, [Filter("a"), Filter("a", ["x"])], ['{"words":"a","tags":[]}', '{"words":1}', "{}"], omits=["defaults"])
EXTRA = ['{"id":1}', '{"id":1,"more":1}', '{"more":1}', "{}", "[]", "null", '"id"']
emits("unknown-ignored", "Agrees: the object is closed, and nothing else is written.", Loose, [Loose(1)], ['{"id":1,"more":2}', "{}"])
consumes("unknown-ignored", "Differs on the narrow side only: the schema is closed, and unknown members are ignored.", Loose, EXTRA)
consumes("unknown-refused", "Agrees: the object is closed.", Closed, EXTRA)
emits("alias-not-written", "Differs: names of fields are written, and the schema has aliases.", Renamed, [Renamed(1)], ['{"userId":1}', "{}"])
emits("serialize-by-alias", "Agrees: aliases are written.", RenamedTwice, [RenamedTwice(1)], ['{"user_id":1}', "{}"])
NAMES = ['{"userId":1}', '{"user_id":1}', '{"userId":1,"user_id":2}', "{}", '{"userId":null}']
consumes("alias", "Differs only for unknown members, which are ignored, as the name of the field is.", Renamed, NAMES)
consumes("alias-or-name", "Differs on the narrow side: the name of the field is read, too.", RenamedTwice, NAMES)
emits("omitted-field", "Differs: the field is never written, and the schema requires it.", Hidden, [Hidden(1, 5)], ['{"id":1,"cache":0}', "{}"])


@dataclass
class Node(DataClassJSONMixin):
    label: str
    children: list["Node"] = field(default_factory=list)


Payload = TypeVar("Payload")


@dataclass
class Envelope(Generic[Payload], DataClassJSONMixin):
    kind: str
    payload: Payload


@dataclass
class NumberEnvelope(Envelope[int]):
    pass


@dataclass
class Animal(DataClassJSONMixin):
    name: str


@dataclass
class Dog(Animal):
    breed: str


@dataclass
class Kennel(DataClassJSONMixin):
    guest: Animal


class Product(TypedDict):
    id: int
    note: NotRequired[str]


class Pair(NamedTuple):
    x: int
    y: int = 0


@dataclass
class Listing(DataClassJSONMixin):
    product: Product
    pair: Pair


@dataclass
class NamedPairs(DataClassJSONMixin):
    pair: Pair

    class Config(BaseConfig):
        namedtuple_as_dict = True


@dataclass
class Free(DataClassJSONMixin):
    data: Any


emits("recursive", "Differs: the list with a default is not required by the schema, and always written.",
      Node, [Node("a"), Node("a", [Node("b")])], ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}'])
consumes("recursive", "Differs only for unknown members, which are ignored.", Node,
         ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}', '{"label":"a","children":[{}]}', '{"label":"a","children":null}', "{}", '{"label":"a","more":1}'])
emits("generic", "Agrees: the type that it is used with is in the schema.", NumberEnvelope, [NumberEnvelope("a", 1)], ['{"kind":"a","payload":"1"}', '{"kind":"a"}'],
      parts=[Envelope])
emits("subclass", "Differs: all fields of a subclass's value are written, and the schema is closed.", Kennel, [Kennel(Animal("a")), Kennel(Dog("a", "b"))], ['{"guest":{}}', "{}"],
      parts=[Animal, Dog])
emits("typed-dict-and-named-tuple", "Agrees: the default of a named tuple is written, and the schema requires it.", Listing, [Listing({"id": 1}, Pair(1)), Listing({"id": 1, "note": "n"}, Pair(1, 2))],
      ['{"product":{"id":1},"pair":[1]}', '{"product":{},"pair":[1,0]}', '{"product":{"id":1},"pair":{"x":1,"y":0}}'], parts=[Product, Pair])
consumes("named-tuple", "Differs on the narrow side only: defaults may be missing, more items are ignored, and a text is a list of letters.", Listing, [f'{{"product":{{"id":1}},"pair":{pair}}}' for pair in ["[1]", "[1,2]", "[1,2,3]", "[]", '{"x":1}', "null", '["1"]', '"12"']],
         parts=[Product, Pair])
consumes("typed-dict", "Differs on the narrow side: unknown keys are dropped, and the schema is closed.", Listing,
         [f'{{"product":{product},"pair":[1]}}' for product in ['{"id":1}', '{"id":1,"note":null}', '{"id":1,"more":1}', "{}", "[]", "null"]], parts=[Product, Pair])
emits("named-tuple-as-object", "Agrees: an object is written.", NamedPairs, [NamedPairs(Pair(1))], ['{"pair":[1,0]}', '{"pair":{"x":1}}'], parts=[Pair])
consumes("any", "Agrees: every value is read.", Free, members("data", OTHER_TYPES))

# Texts.


@dataclass
class Short(DataClassJSONMixin):
    text: Annotated[str, MinLength(1), MaxLength(2)]


@dataclass
class Coded(DataClassJSONMixin):
    code: Annotated[str, Pattern(r"^[a-z]+-\d$")]


@dataclass
class Ids(DataClassJSONMixin):
    id: uuid.UUID


@dataclass
class Blob(DataClassJSONMixin):
    data: bytes


@dataclass
class Folder(DataClassJSONMixin):
    path: Path


ONE_ID = uuid.UUID("c0b2a1f0-5b1e-4f3a-9d2e-3a4b5c6d7e8f")
emits("text-length", "Differs: bounds are only in the schema.", Short, [Short("a"), Short(""), Short("abc")], ['{"text":null}', "{}"])
consumes("text-length", "Differs on the narrow side: bounds are only in the schema, and every value is a text.", Short, members("text", TEXTS))
consumes("text-pattern", "Differs on the narrow side: the pattern is only in the schema, and every value is a text.", Coded, members("code", CODES))
emits("uuid", "Agrees.", Ids, [Ids(ONE_ID), Ids(uuid.UUID(int=0))], ['{"id":""}', f'{{"id":"{ONE_ID.hex}"}}', '{"id":null}'])
consumes("uuid", "Differs on the narrow side: other spellings are read, too.", Ids, members("id", UUIDS))
emits("bytes", "Differs: base64 is written with line ends, in a format that is none of JSON Schema.", Blob, [Blob(b"a"), Blob(b""), Blob(b"\xfb\xff"), Blob(b"a" * 60)],
      ['{"data":"YQ=="}', '{"data":"\\u00e9"}', '{"data":null}'])
consumes("bytes", "Differs: the format is none of JSON Schema, and other letters are ignored.", Blob, members("data", BYTES))
emits("path", "Agrees: any text.", Folder, [Folder(Path("/a/b")), Folder(Path("."))], ['{"path":null}', '{"path":1}', "{}"])

# Numbers.


@dataclass
class Count(DataClassJSONMixin):
    n: int


@dataclass
class Bounded(DataClassJSONMixin):
    n: Annotated[int, Minimum(5), Maximum(100), MultipleOf(5)]


@dataclass
class Measure(DataClassJSONMixin):
    n: float


@dataclass
class Price(DataClassJSONMixin):
    amount: Decimal


@dataclass
class Ratio(DataClassJSONMixin):
    ratio: Fraction


@dataclass
class Switch(DataClassJSONMixin):
    on: bool


emits("integer", "Agrees.", Count, [Count(0), Count(-(2**70))], ['{"n":1.5}', '{"n":"1"}', '{"n":null}'])
emits("integer-bounds", "Differs: bounds are only in the schema.", Bounded, [Bounded(5), Bounded(7)], ['{"n":"5"}', '{"n":null}', "{}"])
emits("float", "Differs: NaN and infinities are written as such, which is no JSON.", Measure, [Measure(1.0), Measure(1e300), Measure(-0.0), Measure(float("nan"))],
      ['{"n":"1"}', '{"n":null}', "{}"])
emits("decimal", "Differs: the format is none of JSON Schema.", Price, [Price(Decimal("1.50")), Price(Decimal("1E+3")), Price(Decimal("NaN"))], ['{"amount":1.5}', '{"amount":"x"}'])
emits("fraction", "Differs: the format is none of JSON Schema.", Ratio, [Ratio(Fraction(1, 3)), Ratio(Fraction(2))], ['{"ratio":0.5}', '{"ratio":"x"}'])
emits("boolean", "Agrees.", Switch, [Switch(True), Switch(False)], ['{"on":1}', '{"on":"true"}', '{"on":null}'])
consumes("integer", "Differs on the narrow side: what Python's int takes is read, 1.5 and texts, too.", Count, members("n", INTEGERS))
consumes("integer-bounds", "Differs on the narrow side: bounds are only in the schema.", Bounded, members("n", ["0", "5", "100.0", "105", "6", '"5"', "true", "null"]))
consumes("float", "Differs on the narrow side: what Python's float takes is read, texts and booleans, too.", Measure, members("n", FLOATS))
consumes("decimal", "Differs: the format is none of JSON Schema; numbers are read, too.", Price, members("amount", DECIMALS))
consumes("fraction", "Differs: the format is none of JSON Schema; numbers are read, too.", Ratio,
         members("ratio", ['"1/3"', '"2"', '"0.5"', '"1e-2"', '" 1/2 "', '"1/0"', '"1 / 2"', '"x"', '""', "1", "0.5", "null", "true", "NaN"]))
consumes("boolean", "Differs on the narrow side: what Python's bool takes is read, which is all.", Switch, members("on", BOOLEANS))

# Literals and enums.


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Access(enum.IntFlag):
    READ = 1
    WRITE = 2


@dataclass
class Chosen(DataClassJSONMixin):
    color: Color


@dataclass
class ChosenLevel(DataClassJSONMixin):
    level: Level


@dataclass
class ChosenAccess(DataClassJSONMixin):
    access: Access


@dataclass
class ChosenLiteral(DataClassJSONMixin):
    level: Literal[1, "two", None]


LEVELS = ["1", "1.0", "2", "3", '"1"', '"two"', '"LOW"', "true", "null", '""', "[1]"]
emits("enum-text", "Agrees.", Chosen, [Chosen(Color.RED)], ['{"color":"RED"}', '{"color":null}', "{}"], parts=[Color])
emits("enum-flag", "Differs: a sum of flags is written, and the schema has each flag alone.", ChosenAccess, [ChosenAccess(Access.READ), ChosenAccess(Access.READ | Access.WRITE)],
      ['{"access":"READ"}', '{"access":null}', "{}"], parts=[Access])
consumes("enum-text", "Agrees.", Chosen, members("color", ['"red"', '"RED"', '" red"', '"green"', "null", "1", '""']), parts=[Color])
consumes("enum-integer", "Differs on the narrow side: true is read as 1.", ChosenLevel, members("level", LEVELS), parts=[Level])
consumes("enum-flag", "Differs: a sum of flags is read, too.", ChosenAccess, members("access", ["0", "1", "2", "3", "4", "-1", "1.0", '"READ"', "null"]), parts=[Access])
consumes("literal-mixed", "Differs on the narrow side: true is read as 1.", ChosenLiteral, members("level", LEVELS))

# Times.


@dataclass
class Day(DataClassJSONMixin):
    day: dt.date


@dataclass
class Clock(DataClassJSONMixin):
    at: dt.time


@dataclass
class Moment(DataClassJSONMixin):
    at: dt.datetime


@dataclass
class Wait(DataClassJSONMixin):
    wait: dt.timedelta


@dataclass
class Zone(DataClassJSONMixin):
    zone: dt.timezone


class Seconds(SerializationStrategy):
    def serialize(self, value: dt.datetime) -> int:
        return int(value.timestamp())

    def deserialize(self, value: int) -> dt.datetime:
        return dt.datetime.fromtimestamp(value, dt.timezone.utc)


@dataclass
class Stamped(DataClassJSONMixin):
    at: dt.datetime = field(metadata=field_options(serialization_strategy=Seconds()))
    size: int = field(default=1, metadata=field_options(serialize=lambda size: f"{size} B"))


UTC = dt.timezone.utc
EAST = dt.timezone(dt.timedelta(hours=2))
ODD_ZONE = dt.timezone(dt.timedelta(minutes=9, seconds=21))
NOON = dt.datetime(2024, 2, 29, 12)
emits("date", "Agrees.", Day, [Day(dt.date(2024, 2, 29)), Day(dt.date(1, 1, 1))], ['{"day":"2024-02-29T00:00:00"}', '{"day":1}', "{}"])
emits("time", "Differs: a time without an offset is written without one.", Clock,
      [Clock(dt.time(12)), Clock(dt.time(12, 0, 0, 100000)), Clock(dt.time(12, tzinfo=UTC))], ['{"at":"12:00"}', '{"at":1}', '{"at":"23:59:60+00:00"}'])
emits("date-time", "Differs: a local date and time is written without an offset, and an offset may have seconds.", Moment,
      [Moment(NOON), Moment(NOON.replace(microsecond=100000)), Moment(NOON.replace(tzinfo=UTC)), Moment(NOON.replace(tzinfo=EAST)), Moment(NOON.replace(tzinfo=ODD_ZONE))],
      ['{"at":"2024-02-29"}', '{"at":"2024-02-29T12:00:00Z"}', '{"at":1709208000}'])
emits("duration", "Agrees: seconds are written as a number.", Wait, [Wait(dt.timedelta(seconds=90)), Wait(dt.timedelta(microseconds=-1))], ['{"wait":"PT90S"}', '{"wait":null}'])
emits("zone", "Differs: an offset may have seconds, which the pattern does not know.", Zone, [Zone(UTC), Zone(EAST), Zone(ODD_ZONE)], ['{"zone":"+02:00"}', '{"zone":"Z"}', '{"zone":7200}'])
emits("strategy", "Differs only by the default: the return type of a strategy is in the schema; a lambda's may be anything.", Stamped, [Stamped(NOON.replace(tzinfo=UTC))], ['{"at":"2024-02-29T12:00:00","size":"1 B"}', '{"at":1}'],
      parts=[Seconds])
consumes("date", "Differs: the spellings of Python's date.fromisoformat are read; the year 0000 is refused.", Day, members("day", DATES))
consumes("time", "Differs: the spellings of Python's time.fromisoformat are read.", Clock, members("at", TIMES))
consumes("date-time", "Differs: the spellings of Python's datetime.fromisoformat are read.", Moment, members("at", DATE_TIMES))
consumes("duration", "Differs on the narrow side: booleans are read, too.", Wait, members("wait", DURATIONS))
consumes("zone", "Differs: the library's pattern is another one.", Zone,
         members("zone", ['"UTC"', '"UTC+02:00"', '"UTC-23:59"', '"UTC+24:00"', '"UTC+2:00"', '"UTC+02:00:30"', '"utc"', '"Z"', '"+02:00"', '""', "null", "0", '"UTC+02:00x"']))

# Lists and maps.


@dataclass
class Tags(DataClassJSONMixin):
    tags: Annotated[list[str], MinItems(1), MaxItems(2), UniqueItems(True)]


@dataclass
class Fixed(DataClassJSONMixin):
    pair: tuple[int, str]


@dataclass
class Spread(DataClassJSONMixin):
    numbers: tuple[int, ...]


@dataclass
class Unique(DataClassJSONMixin):
    numbers: set[int]


@dataclass
class Scores(DataClassJSONMixin):
    by: dict[str, int]


@dataclass
class Stock(DataClassJSONMixin):
    by: dict[int, int]


@dataclass
class Palette(DataClassJSONMixin):
    by: dict[Color, int]


@dataclass
class Levels(DataClassJSONMixin):
    by: dict[Level, int]


@dataclass
class Days(DataClassJSONMixin):
    by: dict[dt.date, int]


@dataclass
class Few(DataClassJSONMixin):
    by: Annotated[dict[str, int], MaxProperties(1)]


emits("list-bounds", "Differs: bounds are only in the schema.", Tags, [Tags(["a"]), Tags([]), Tags(["a", "a"])], ['{"tags":[1]}', '{"tags":null}'])
emits("tuple", "Agrees.", Fixed, [Fixed((1, "a"))], ['{"pair":[1]}', '{"pair":[1,"a",2]}', '{"pair":["a",1]}'])
emits("set", "Agrees: repeats are never written.", Unique, [Unique(set()), Unique({1, 2})], ['{"numbers":[1,1]}', '{"numbers":null}'])
consumes("list-bounds", "Differs on the narrow side: bounds are only in the schema, and a text is a list of letters.", Tags,
         members("tags", ["[]", '["a"]', '["a","a"]', '["a","b","c"]', "[1]", '"a"', "null", "{}"]))
consumes("tuple", "Differs on the narrow side: more items are ignored.", Fixed, members("pair", ["[]", "[1]", '[1,"a"]', '[1,"a",2]', '["1","a"]', "null", '"1a"']))
consumes("tuple-any-length", "Differs on the narrow side: texts are read as integers.", Spread, members("numbers", ["[]", "[1]", "[1,null]", '"12"', "null", "{}", "1"]))
consumes("set", "Differs on the narrow side: repeats are read.", Unique, members("numbers", ["[]", "[1]", "[1,1]", "[1,1.5]", '["1"]', "null", "1", "{}"]))
emits("map-integer-keys", "Differs: keys are texts, and the schema of keys has integers.", Stock, [Stock({}), Stock({-7: 1})], ['{"by":{"a":1}}', '{"by":{"1.5":1}}'])
emits("map-enum-keys", "Agrees: keys are names of the enum.", Palette, [Palette({Color.RED: 1})], ['{"by":{"RED":1}}', '{"by":{"green":1}}'], parts=[Color])
emits("map-date-keys", "Agrees.", Days, [Days({dt.date(2024, 2, 29): 1})], ['{"by":{"x":1}}', '{"by":{"2024-02-30":1}}'])
for name, about, model, parts in [
    ("map", "Agrees but for values that are read as integers.", Scores, []),
    ("map-integer-keys", "Differs: keys are texts, and the schema of keys has integers.", Stock, []),
    ("map-enum-keys", "Agrees.", Palette, [Color]),
    ("map-integer-enum-keys", "Agrees, as nothing but an empty map is read: keys are texts, which are no value of the enum.", Levels, [Level]),
    ("map-date-keys", "Agrees but for other spellings of a date.", Days, []),
    ("map-bounds", "Differs on the narrow side: bounds are only in the schema.", Few, []),
]:
    consumes(name, about, model, members("by", KEYS), parts=parts)

# Unions.


@dataclass
class Card(DataClassDictMixin):
    number: str
    kind: Literal["card"] = "card"


@dataclass
class Cash(DataClassDictMixin):
    kind: Literal["cash"] = "cash"


@dataclass
class Paid(DataClassJSONMixin):
    by: Annotated[Union[Card, Cash], Discriminator(field="kind", include_supertypes=True)]


@dataclass
class PaidPlain(DataClassJSONMixin):
    by: Union[Card, Cash]


@dataclass
class Event(DataClassJSONMixin):
    class Config(BaseConfig):
        discriminator = Discriminator(field="type", include_subtypes=True)


@dataclass
class Opened(Event):
    at: int
    type: Literal["opened"] = "opened"


@dataclass
class Log(DataClassJSONMixin):
    event: Event


@dataclass
class Mixed(DataClassJSONMixin):
    by: Union[int, str, None]


@dataclass
class NumberOrList(DataClassJSONMixin):
    by: Union[bool, int, list[int]]


KINDS = ['{"kind":"card","number":"1"}', '{"kind":"cash"}', '{"number":"1"}', "{}", '{"kind":"cash","number":1}', '{"kind":"card"}', '{"kind":"other"}', '{"kind":null}', "null", '"card"']
emits("union-tagged", "Differs: the tag has a default, is not required by the schema and always written.", Paid, [Paid(Card("1")), Paid(Cash())],
      ['{"by":{"number":"1"}}', '{"by":{}}', '{"by":{"kind":"other"}}'], parts=[Card, Cash])
consumes("union-tagged", "Differs: the tag is required by the reader, and optional in the schema.", Paid, members("by", KINDS), parts=[Card, Cash])
consumes("union-tag-with-default", "Differs on the narrow side: unknown members are ignored.", PaidPlain, members("by", KINDS), parts=[Card, Cash])
emits("subtypes", "Differs: fields of subtypes are not in the schema.", Log, [Log(Opened(1))], ['{"event":{}}', '{"event":{"type":"opened"}}'], parts=[Event, Opened])
consumes("subtypes", "Differs: fields of subtypes are not in the schema.", Log,
         members("event", ['{"at":1,"type":"opened"}', '{"at":1}', "{}", '{"type":"opened"}', '{"type":"closed"}', "null"]), parts=[Event, Opened])
emits("union-plain", "Agrees.", Mixed, [Mixed(1), Mixed("1"), Mixed(None)], ['{"by":1.5}', '{"by":true}', "{}"])
consumes("union-plain", "Differs on the narrow side: every value is read as a text.", Mixed, members("by", INTEGERS))
consumes("union-first-that-fits", "Differs on the narrow side: every value is read as a boolean.", NumberOrList, members("by", ["1", "2", '"x"', "[1]", "null", "true", "1.5", '["a"]']))

record.save()
