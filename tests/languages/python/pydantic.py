"""Records pydantic: models, their schemas for reading and writing, and JSON that they read and write."""

import datetime as dt
import enum
import re
import uuid
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar, Union

from pydantic import (
    AliasChoices, AliasPath, AnyUrl, AwareDatetime, Base64Bytes, BaseModel, BeforeValidator, ByteSize, ConfigDict,
    Discriminator, EmailStr, Field, FiniteFloat, HttpUrl, Json, MISSING, NaiveDatetime, NameEmail, PlainSerializer, RootModel,
    SecretStr, SerializeAsAny, StringConstraints, Tag, UUID4, ValidationError, computed_field, field_serializer,
    field_validator, model_serializer,
)
from pydantic.alias_generators import to_camel
from pydantic.dataclasses import dataclass
from typing_extensions import NotRequired, TypedDict

from .candidates import (
    BOOLEANS, BYTES, CODES, DATES, DATE_TIMES, DECIMALS, DURATIONS, EMAILS, FLOATS, INTEGERS, KEYS, OTHER_TYPES, TEXTS, TIMES, URLS,
    UUIDS, members,
)
from .record import Record

record = Record("pydantic", ["pydantic", "pydantic_core", "email-validator"])


def emits(name, about, model, values, never, parts=(), omits=(), **options):
    """What `model` writes. `parts` are the types that it is made of; `omits`: what they leave out; `options` go to `model_dump_json`."""
    call = f'{model.__name__}.model_json_schema(mode="serialization")'
    if options:
        call += f", written with {', '.join(f'{name}={value}' for name, value in options.items())}"
    writes = [value.model_dump_json(**options) for value in values]
    schema = model.model_json_schema(mode="serialization")
    record.emits(name, about, [*parts, model], call, schema, writes, never, omits)


def consumes(name, about, model, candidates, parts=(), **options):
    """What `model` reads. `options` go to `model_validate_json`."""
    call = f'{model.__name__}.model_json_schema(mode="validation")'
    if options:
        call += f", read with {', '.join(f'{name}={value}' for name, value in options.items())}"

    def read(text):
        try:
            model.model_validate_json(text, **options)
        except ValidationError:
            return False
        return True

    record.consumes(name, about, [*parts, model], call, model.model_json_schema(mode="validation"), candidates, read)


# Objects.


class Signup(BaseModel):
    id: int
    name: str
    referrer: Optional[str]
    nickname: Optional[str] = None
    plan: str = "free"
    interests: list[str] = Field(default_factory=list)


emits(
    "object-with-defaults", "Differs: fields with a default are not required by the schema, and are always written.",
    Signup, [Signup(id=1, name="ann", referrer=None), Signup(id=2, name="", referrer="x", nickname="n", interests=["a"])],
    ['{"id":1,"name":"ann","referrer":null}', '{"id":1,"name":"ann","referrer":null,"nickname":null,"plan":"free"}',
     '{"id":1,"name":"ann","nickname":null,"plan":"free","interests":[]}', "[]",
     '{"id":1,"name":"ann","referrer":null,"nickname":null,"plan":null,"interests":[]}',
     '{"id":1,"name":"ann","referrer":null,"nickname":null,"plan":"free","interests":[],"more":1}'],
)
consumes(
    "object-with-defaults", "Differs only for numbers in texts, which are read; a field with a default may be missing, and null is for what is optional.",
    Signup,
    ['{"id":1,"name":"ann","referrer":null}', '{"id":1,"name":"ann"}', '{"name":"ann","referrer":null}', "{}", "[]",
     "null", '{"id":1,"name":"ann","referrer":"x","nickname":null,"plan":"pro","interests":["a"]}',
     '{"id":1,"name":"ann","referrer":null,"plan":null}', '{"id":1,"name":"ann","referrer":null,"interests":null}',
     '{"id":1,"name":"ann","referrer":null,"more":1}', '{"id":1,"name":null,"referrer":null}',
     '{"id":1,"id":2,"name":"ann","referrer":null}', '{"id":"1","name":"ann","referrer":null}',
     '{"id":1,"name":"ann","referrer":null,"interests":[1]}', '{"id":1,"name":"ann","referrer":null,"interests":{}}'],
)


class Parcel(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    weight: float
    fragile: bool = False
    note: Optional[str] = None


emits(
    "defaults-required", "Agrees: with json_schema_serialization_defaults_required, what is always written is required.",
    Parcel, [Parcel(weight=1.5), Parcel(weight=0, note="n")],
    ['{"weight":1.5}', '{"weight":1.5,"fragile":false}', '{"weight":1.5,"fragile":null,"note":null}'],
)


class Visit(BaseModel):
    page: str
    seconds: Optional[int]
    campaign: Optional[str] = None
    device: str = "web"


emits(
    "exclude-none", "Differs: the producer leaves null out, so a required field that is nullable can be missing.",
    Visit, [Visit(page="/", seconds=None), Visit(page="/", seconds=3, campaign="c")],
    ['{"page":"/","seconds":null,"device":"web"}', '{"page":"/","seconds":3,"campaign":null,"device":"web"}',
     '{"page":"/"}', '{"device":"web"}'], omits=["nulls"], exclude_none=True,
)


class Level(RootModel[Optional[int]]):
    pass


class Seat(BaseModel):
    row: Optional[int]


class Ride(BaseModel):
    level: Level
    seat: Seat
    seats: dict[str, Optional[Seat]]
    stops: list[Optional[int]]
    extra: Any
    fare: int

    @field_serializer("fare")
    def free(self, fare) -> Optional[int]:
        return fare or None


emits(
    "exclude-none-nested",
    "Differs: null stays in a model of one value, in a mapping, in a list, and where a serializer makes it.",
    Ride,
    [Ride(level=None, seat=Seat(row=None), seats={"a": None, "b": Seat(row=None)}, stops=[None], extra=None, fare=0),
     Ride(level=1, seat=Seat(row=1), seats={}, stops=[], extra={"a": None}, fare=5)],
    ['{"level":null,"seat":{},"seats":{},"stops":[]}', '{"level":null,"seats":{},"stops":[],"fare":1}',
     '{"seat":{},"seats":{"a":1},"stops":[],"fare":null}', "{}"],
    parts=[Level, Seat], omits=["nulls"], exclude_none=True,
)


class Search(BaseModel):
    words: str
    limit: int = 10


emits(
    "exclude-defaults", "Differs on the wide side only: the producer leaves defaults out, and the schema allows them written.",
    Search, [Search(words="a"), Search(words="a", limit=10), Search(words="a", limit=5)],
    ['{"words":"a","limit":10}', '{"limit":5}', '{"words":"a","limit":null}'], omits=["defaults"], exclude_defaults=True,
)


class Alarm(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    at: int
    sound: str = "bell"
    search: Search = Search(words="a")


emits(
    "exclude-unset", "Differs: only what was set is written, and the schema requires the rest too.",
    Alarm, [Alarm(at=1), Alarm(at=1, sound="bell", search=Search(words="b"))],
    ['{"sound":"bell"}', '{"at":1,"sound":null}', '{"at":1,"search":{}}'], parts=[Search], omits=["defaults"], exclude_unset=True,
)


class Coupon(BaseModel):
    code: str
    percent: int = Field(exclude_if=lambda percent: percent == 0)


emits(
    "exclude-if", "Differs on the wide side only: the schema does not require a field with exclude_if, and allows the excluded value.",
    Coupon, [Coupon(code="a", percent=0), Coupon(code="a", percent=5)], ['{"code":"a","percent":0}', '{"percent":5}'],
)


class Discount(BaseModel):
    code: str
    percent: int = Field(default=0, exclude_if=lambda percent: percent == 0)


emits(
    "exclude-if-with-default", "Differs on the wide side only: a field with a default can still be left out, if it has exclude_if.",
    Discount, [Discount(code="a"), Discount(code="a", percent=5)], ['{"code":"a","percent":0}', '{"percent":5}'], omits=["defaults"],
)


class Cart(BaseModel):
    id: int
    items: list[str] = Field(default_factory=list)


emits(
    "default-factory", "Differs: a field with a factory has no default in the schema, is not required by it, and is always written.",
    Cart, [Cart(id=1), Cart(id=1, items=["a"])], ['{"id":1}', '{"id":1,"items":null}'],
)


class Patch(BaseModel):
    name: Union[str, None, MISSING] = MISSING


emits(
    "missing-sentinel", "Agrees: a field that is MISSING is left out, and the schema does not require it.",
    Patch, [Patch(), Patch(name=None), Patch(name="a")], ['{"name":1}', '{"name":[]}', "[]"],
)
consumes(
    "missing-sentinel", "Agrees: the field may be missing.", Patch, members("name", ["null", '"a"', "1", "[]"]),
)


class Loose(BaseModel):
    id: int


class Kept(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: int


class KeptNumbers(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, int] = Field(init=False)

    id: int


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: int


EXTRA = ['{"id":1}', '{"id":1,"more":1}', '{"id":1,"more":"x"}', '{"more":1}', '{"id":1,"more":null}', '{"id":null}']
emits(
    "unknown-ignored", "Differs: the schema is open, and only declared fields are written.",
    Loose, [Loose(id=1), Loose.model_validate({"id": 1, "more": 2})], ['{"id":1,"more":2}', "{}"],
)
emits(
    "unknown-kept", "Agrees: what was not declared is written, too.",
    Kept, [Kept(id=1), Kept.model_validate({"id": 1, "more": 2}), Kept.model_validate({"id": 1, "more": None})],
    ['{"more":2}', '{"id":null}'],
)
emits(
    "unknown-kept-typed", "Agrees: what was not declared is an integer.",
    KeptNumbers, [KeptNumbers(id=1), KeptNumbers.model_validate({"id": 1, "more": 2})],
    ['{"id":1,"more":"x"}', '{"id":1,"more":null}', "{}"],
)
emits("unknown-refused", "Agrees: the object is closed.", Closed, [Closed(id=1)], ['{"id":1,"more":2}', "{}"])
consumes("unknown-ignored", "Agrees: unknown members are ignored.", Loose, EXTRA)
consumes("unknown-kept", "Agrees: unknown members are kept.", Kept, EXTRA)
consumes("unknown-kept-typed", "Agrees: unknown members are integers.", KeptNumbers, EXTRA)
consumes("unknown-refused", "Agrees: unknown members are refused.", Closed, EXTRA)


class Renamed(BaseModel):
    user_id: int = Field(alias="userId")


class ReadByName(BaseModel):
    model_config = ConfigDict(validate_by_name=True, alias_generator=to_camel)

    user_id: int


class ReadByChoice(BaseModel):
    user_id: int = Field(validation_alias=AliasChoices("userId", "uid"))


class ReadByPath(BaseModel):
    first: str = Field(validation_alias=AliasPath("names", 0))


class WrittenByAlias(BaseModel):
    model_config = ConfigDict(serialize_by_alias=True)

    user_id: int = Field(serialization_alias="userId")


emits(
    "alias-written", "Agrees: the producer writes aliases, and the schema names them.",
    Renamed, [Renamed(userId=1)], ['{"user_id":1}', "{}"], by_alias=True,
)
emits(
    "alias-not-written", "Differs: without by_alias, the producer writes names of fields, and the schema has aliases.",
    Renamed, [Renamed(userId=1)], ['{"userId":1}', "{}"],
)
emits(
    "serialize-by-alias", "Agrees: the model says that aliases are written.",
    WrittenByAlias, [WrittenByAlias(user_id=1)], ['{"user_id":1}', "{}"],
)
NAMES = ['{"userId":1}', '{"user_id":1}', '{"uid":1}', '{"userId":1,"user_id":"x"}', "{}", '{"userId":null}']
consumes("alias", "Agrees: only the alias is read.", Renamed, NAMES)
consumes("alias-or-name", "Differs: the name of the field is read, too; the schema has the alias alone.", ReadByName, NAMES)
consumes("alias-choices", "Differs: the second alias is read, too; the schema has the first alone.", ReadByChoice, NAMES)
consumes(
    "alias-path", "Differs: the value is inside a list, and the schema names a member that is never read.",
    ReadByPath, ['{"names":["a"]}', '{"names":"a"}', '{"names":[]}', '{"first":"a"}', "{}", '{"names":[1]}'],
)


class Basket(BaseModel):
    prices: list[int]
    secret: str = Field(default="s", exclude=True)

    @computed_field
    @property
    def total(self) -> int:
        return sum(self.prices)


emits(
    "computed-and-excluded", "Agrees: the computed field is written and required, the excluded one is not there.",
    Basket, [Basket(prices=[]), Basket(prices=[1, 2])],
    ['{"prices":[1]}', '{"prices":[1],"total":"1"}', '{"prices":[1],"secret":"s"}'],
)
consumes(
    "computed-and-excluded", "Agrees: the computed field is not read, the excluded one is.",
    Basket, ['{"prices":[1]}', '{"prices":[1],"total":"x"}', '{"prices":[1],"secret":"t"}', '{"prices":[1],"secret":null}',
             '{"total":1}', '{"prices":[null]}'],
)


class Node(BaseModel):
    label: str
    children: list["Node"] = []


emits(
    "recursive", "Differs: the list with a default is not required by the schema, and always written.",
    Node, [Node(label="a"), Node(label="a", children=[Node(label="b")])],
    ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}', '{"label":"a","children":null}'],
)
consumes(
    "recursive", "Agrees.", Node,
    ['{"label":"a"}', '{"label":"a","children":[{"label":"b"}]}', '{"label":"a","children":[{}]}',
     '{"label":"a","children":null}', '{"label":"a","children":["b"]}', "{}", '{"children":[]}'],
)

Payload = TypeVar("Payload")


class Envelope(BaseModel, Generic[Payload]):
    kind: str
    payload: Payload


class Shipment(BaseModel):
    of_number: Envelope[int]
    of_texts: Envelope[list[str]]


emits(
    "generic", "Agrees: each use of the generic type has a definition of its own.", Shipment,
    [Shipment(of_number=Envelope[int](kind="a", payload=1), of_texts=Envelope[list[str]](kind="b", payload=["x"]))],
    ['{"of_number":{"kind":"a","payload":"1"},"of_texts":{"kind":"b","payload":[]}}', '{"of_number":{"kind":"a","payload":1}}'],
    parts=[Envelope],
)


class Animal(BaseModel):
    name: str


class Dog(Animal):
    breed: str


class Kennel(BaseModel):
    guest: Animal


class OpenKennel(BaseModel):
    guest: SerializeAsAny[Animal]


emits(
    "subclass", "Differs only by the open object: of a subclass's value, only the declared type's fields are written.",
    Kennel, [Kennel(guest=Animal(name="a")), Kennel(guest=Dog(name="a", breed="b"))],
    ['{"guest":{"name":"a","breed":"b"}}', '{"guest":{}}'], parts=[Animal, Dog],
)
emits(
    "serialize-as-any", "Agrees if the object stays open: a subclass's fields are written.",
    OpenKennel, [OpenKennel(guest=Animal(name="a")), OpenKennel(guest=Dog(name="a", breed="b"))], ['{"guest":{}}', "{}"],
    parts=[Animal, Dog],
)


class Extras(TypedDict, total=False):
    color: str
    size: int


class Product(TypedDict):
    id: int
    note: NotRequired[str]


class Listing(BaseModel):
    product: Product
    extras: Extras


emits(
    "typed-dict", "Agrees: keys that are not required can be missing.",
    Listing, [Listing(product={"id": 1}, extras={}), Listing(product={"id": 1, "note": "n"}, extras={"size": 1})],
    ['{"product":{},"extras":{}}', '{"product":{"id":1},"extras":{"size":null}}'], parts=[Extras, Product],
)
consumes(
    "typed-dict", "Agrees.", Listing,
    ['{"product":{"id":1},"extras":{}}', '{"product":{},"extras":{}}', '{"product":{"id":1,"note":null},"extras":{}}',
     '{"product":{"id":1,"more":1},"extras":{"more":1}}', '{"product":{"id":1}}'], parts=[Extras, Product],
)


@dataclass
class Point:
    x: int
    y: int = 0


class Place(BaseModel):
    at: Point


emits(
    "dataclass", "Differs: the default is not required by the schema, and always written.", Place, [Place(at=Point(1))],
    ['{"at":{"x":1}}', '{"at":[1,0]}'], parts=[Point],
)
consumes(
    "dataclass", "Agrees.", Place, members("at", ['{"x":1}', '{"x":1,"y":2}', '{"x":1,"z":2}', '{"y":1}', "[1,2]", "null"]),
    parts=[Point],
)


class Numbers(RootModel[list[int]]):
    pass


emits("root-model", "Agrees: the message is the list itself.", Numbers, [Numbers([]), Numbers([1])], ['{"root":[1]}', "1", '["1"]'])


class Free(BaseModel):
    data: Any


emits("any", "Agrees: anything is written.", Free, [Free(data=None), Free(data={"a": [1]})], ["{}", "[]"])
consumes("any", "Agrees: anything is read, but nothing is not.", Free, members("data", OTHER_TYPES))

# Texts.


class Short(BaseModel):
    text: str = Field(min_length=1, max_length=2)


emits(
    "text-length", "Agrees: lengths are counted in code points.",
    Short, [Short(text="a"), Short(text="😀😀"), Short(text="é"), Short(text="e\u0301")],
    ['{"text":""}', '{"text":"abc"}', '{"text":"😀😀😀"}', '{"text":null}'],
)
consumes("text-length", "Agrees: lengths are counted in code points.", Short, members("text", TEXTS))


class Stripped(BaseModel):
    text: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=3)]


consumes(
    "text-stripped", "Differs: the length is checked after spaces are removed.",
    Stripped, members("text", [*TEXTS, '"   abc   "', '"ABC"', '"\\u00a0"', '"\\u200b"']),
)


class Coded(BaseModel):
    code: str = Field(pattern=r"^[a-z]+-\d$")


class Flagged(BaseModel):
    code: Annotated[str, Field(pattern=re.compile("^a.c$", re.IGNORECASE | re.DOTALL))]


class Contains(BaseModel):
    code: str = Field(pattern="b")


emits(
    "text-pattern", "Differs: the pattern is one of Rust's regex, where a digit is one of any script.",
    Coded, [Coded(code="a-1"), Coded(code="a-٣")], ['{"code":"a-"}', '{"code":"A-1"}', '{"code":"a-1\\n"}', "{}"],
)
consumes("text-pattern", "Differs: a digit is one of any script.", Coded, members("code", CODES))
consumes("text-pattern-flags", "Differs: flags of a compiled expression are not in the schema.", Flagged, members("code", CODES))
consumes("text-pattern-anywhere", "Agrees: a pattern is searched for.", Contains, members("code", CODES))


class Contact(BaseModel):
    email: EmailStr


class NamedContact(BaseModel):
    email: NameEmail


emits(
    "email", "Differs on the wide side: the domain has a dot.", Contact, [Contact(email="ann@example.org"), Contact(email="Ann <ann@EXAMPLE.org>")],
    ['{"email":"ann"}', '{"email":"ann@example"}', '{"email":null}'],
)
emits(
    "name-email", "Differs from an e-mail: the name is written before the address.",
    NamedContact, [NamedContact(email="Ann <ann@example.org>"), NamedContact(email="ann@example.org")],
    ['{"email":"ann@example.org"}', '{"email":{"name":"ann","email":"ann@example.org"}}', '{"email":null}'],
)
consumes("email", "Differs: the domain needs a dot, and a name may stand before the address.", Contact, members("email", EMAILS))
consumes("name-email", "Differs: the format is none of JSON Schema.", NamedContact, members("email", EMAILS))


class Link(BaseModel):
    url: AnyUrl


class WebLink(BaseModel):
    url: HttpUrl


emits(
    "url", "Differs on the wide side: a URL is written in its normal form.",
    Link, [Link(url="https://example.org"), Link(url="urn:isbn:1"), Link(url="https://exämple.org/ü x")],
    ['{"url":"/a"}', '{"url":""}', '{"url":"https://example.org"}', '{"url":null}'],
)
emits(
    "http-url", "Differs on the wide side: the schema does not say which schemes there are.",
    WebLink, [WebLink(url="HTTP://EXAMPLE.org"), WebLink(url="https://example.org/a")],
    ['{"url":"ftp://example.org/"}', '{"url":"/a"}', '{"url":null}'],
)
consumes("url", "Differs: what a browser repairs is read, too.", Link, members("url", URLS))
consumes("http-url", "Differs: the schemes are http and https, and what a browser repairs is read.", WebLink, members("url", URLS))


class Ids(BaseModel):
    id: uuid.UUID


class Ids4(BaseModel):
    id: UUID4


ONE_ID = "c0b2a1f0-5b1e-4f3a-9d2e-3a4b5c6d7e8f"
emits(
    "uuid", "Agrees: the UUID is written in lower case.", Ids, [Ids(id=ONE_ID), Ids(id=uuid.UUID(int=0))],
    [f'{{"id":"{ONE_ID.replace("-", "")}"}}', '{"id":""}', '{"id":null}'],
)
emits(
    "uuid4", "Differs: the format is none of JSON Schema.", Ids4, [Ids4(id=ONE_ID)],
    [f'{{"id":"{ONE_ID.replace("-4f", "-1f")}"}}', '{"id":""}', f'{{"id":"{ONE_ID.replace("-", "")}"}}'],
)
consumes("uuid", "Differs: other spellings are read, too.", Ids, members("id", UUIDS))
consumes("uuid4", "Differs: the format is none of JSON Schema; the version must be 4.", Ids4, members("id", UUIDS))


class Secret(BaseModel):
    token: SecretStr


emits(
    "secret", "Agrees: only asterisks are written.", Secret, [Secret(token="abc"), Secret(token="")],
    ['{"token":null}', '{"token":1}', "{}"],
)
consumes("secret", "Agrees: every text is read.", Secret, members("token", TEXTS))


class Hosts(BaseModel):
    v4: IPv4Address
    v6: IPv6Address
    path: Path
    size: ByteSize


emits(
    "addresses-path-size", "Agrees.", Hosts, [Hosts(v4="127.0.0.1", v6="::1", path="/a", size="1kB"), Hosts(v4=0, v6=0, path="", size=0)],
    ['{"v4":"a","v6":"::1","path":"/a","size":1}', '{"v4":"127.0.0.1","v6":"::1","path":"/a","size":"1kB"}',
     '{"v4":0,"v6":0,"path":"","size":0}'],
)


class V4(BaseModel):
    address: IPv4Address


class V6(BaseModel):
    address: IPv6Address


ADDRESSES = ['"127.0.0.1"', '"127.0.0.01"', '"127.1"', '"256.0.0.1"', '"127.0.0.1/8"', '" 127.0.0.1"', '"::1"', '"::FFFF:192.0.2.1"',
             '"fe80::1%eth0"', '"1:2:3:4:5:6:7:8:9"', '"[::1]"', '""', "1", "null", "true", "340282366920938463463374607431768211455"]
consumes("ipv4", "Differs: an address may be a number.", V4, members("address", ADDRESSES))
consumes("ipv6", "Differs: an address may have a zone, and may be a number.", V6, members("address", ADDRESSES))


class Encoded(BaseModel):
    data: Json[list[int]]


emits(
    "json", "Agrees: the decoded value is written.",
    Encoded, [Encoded(data="[1]")], ['{"data":"[1]"}', '{"data":null}', "{}"],
)
consumes(
    "json", "Differs: the text must hold JSON of the type.", Encoded,
    members("data", ['"[1]"', '"[]"', '"x"', '""', '"{}"', "[1]", '"[\\"x\\"]"', '" [1] "', "null", '"null"']),
)


class Blob(BaseModel):
    data: bytes


class Base64Blob(BaseModel):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    data: bytes


class EncodedBlob(BaseModel):
    data: Base64Bytes


emits("bytes", "Agrees: bytes are written as the text that they are in UTF-8.", Blob, [Blob(data=b""), Blob(data="é".encode())],
      ['{"data":null}', '{"data":[97]}', "{}"])
emits("bytes-base64", "Differs: the alphabet is that of URLs, in a format that is none of JSON Schema.", Base64Blob, [Base64Blob(data=b"\xfb\xff"), Base64Blob(data=b"")],
      ['{"data":"+/8="}', '{"data":"é"}', '{"data":null}'])
emits("base64-bytes", "Differs: base64 is written, in a format that is none of JSON Schema.", EncodedBlob, [EncodedBlob(data=b"+/8="), EncodedBlob(data=b"")],
      ['{"data":"-_8="}', '{"data":"é"}', '{"data":null}'])
consumes("bytes", "Agrees: every text is read.", Blob, members("data", BYTES))
consumes("bytes-base64", "Differs: the text must be base64.", Base64Blob, members("data", BYTES))
consumes("base64-bytes", "Differs: the text must be base64.", EncodedBlob, members("data", BYTES))

# Numbers.


class Count(BaseModel):
    n: int


class StrictCount(BaseModel):
    n: int = Field(strict=True)


class Bounded(BaseModel):
    n: int = Field(gt=0, le=100, multiple_of=5)


emits(
    "integer", "Agrees: integers of any size are written.", Count, [Count(n=0), Count(n=-(2**70)), Count(n=2**70)],
    ['{"n":1.5}', '{"n":"1"}', '{"n":null}', "{}"],
)
emits(
    "integer-bounds", "Agrees.", Bounded, [Bounded(n=5), Bounded(n=100)], ['{"n":0}', '{"n":6}', '{"n":105}', '{"n":null}'],
)
consumes("integer", "Differs on the narrow side: texts and booleans are read, too.", Count, members("n", INTEGERS))
consumes("integer-strict", "Differs: 1.0 is refused.", StrictCount, members("n", INTEGERS))
consumes(
    "integer-bounds", "Differs on the narrow side only: texts that are numbers are read, too.", Bounded,
    members("n", ["0", "5", "100", "100.0", "105", "6", "-5", '"5"', '"6"', "true", "1e1", "null"]),
)


class Measure(BaseModel):
    n: float


class Finite(BaseModel):
    n: FiniteFloat = Field(ge=0, lt=1)


class NanAsText(BaseModel):
    model_config = ConfigDict(ser_json_inf_nan="strings")

    n: float


NAN, INFINITY = float("nan"), float("inf")
emits(
    "float", "Differs: NaN and infinities are written as null.",
    Measure, [Measure(n=1), Measure(n=1e300), Measure(n=-0.0), Measure(n=NAN), Measure(n=INFINITY)], ['{"n":"1"}', '{"n":"NaN"}', "{}"],
)
emits(
    "float-nan-as-text", "Differs: NaN and infinities are written as texts.",
    NanAsText, [NanAsText(n=1.5), NanAsText(n=NAN), NanAsText(n=-INFINITY)], ['{"n":null}', '{"n":"1.5"}', "{}"],
)
emits("float-finite", "Agrees.", Finite, [Finite(n=0), Finite(n=0.5)], ['{"n":null}', '{"n":1.0}', '{"n":-0.5}'])
consumes("float", "Differs on the narrow side: texts and booleans are read, too.", Measure, members("n", FLOATS))
consumes("float-finite", "Differs on the narrow side only: texts that are numbers are read, too.", Finite, members("n", [*FLOATS, "0.5", "\"0.5\""]))


class Price(BaseModel):
    amount: Decimal


class BoundedPrice(BaseModel):
    amount: Decimal = Field(ge=0, max_digits=5, decimal_places=2)


emits(
    "decimal", "Differs: Python's text of a decimal is written, with an exponent, too, and the schema has any text.",
    Price, [Price(amount="1.50"), Price(amount="1E+3"), Price(amount="-0"), Price(amount="1E-10")],
    ['{"amount":1.5}', '{"amount":""}', '{"amount":"x"}', '{"amount":null}'],
)
emits(
    "decimal-bounds", "Differs: the schema does not count digits.", BoundedPrice,
    [BoundedPrice(amount="1.50"), BoundedPrice(amount="999.99"), BoundedPrice(amount="0")],
    ['{"amount":1.5}', '{"amount":"1000.123"}', '{"amount":"x"}', '{"amount":null}'],
)
consumes("decimal", "Differs: the text must be a decimal, and the schema has any text.", Price, members("amount", DECIMALS))
consumes(
    "decimal-bounds", "Differs: the schema has the bounds of a number alone; the library validates texts, and counts digits.", BoundedPrice,
    members("amount", [*DECIMALS, '"999.99"', '"1000"', '"9999.9"', '"0.001"', "1000.5", "0.001", '"-1"', '"00001.50"']),
)


class Switch(BaseModel):
    on: bool


emits("boolean", "Agrees.", Switch, [Switch(on=True), Switch(on=False)], ['{"on":1}', '{"on":"true"}', '{"on":null}'])
consumes("boolean", "Differs on the narrow side: numbers and words are read, too.", Switch, members("on", BOOLEANS))

# Literals and enums.


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Chosen(BaseModel):
    color: Color


class ChosenLevel(BaseModel):
    level: Level


class ChosenLiteral(BaseModel):
    level: Literal[1, "two", None]


class OneText(BaseModel):
    kind: Literal["a"]


LEVELS = ["1", "1.0", "2", "3", '"1"', '"two"', '"LOW"', "true", "null", '""', "[1]"]
emits("enum-text", "Agrees.", Chosen, [Chosen(color=Color.RED)], ['{"color":"RED"}', '{"color":null}', "{}"], parts=[Color])
emits("enum-integer", "Agrees.", ChosenLevel, [ChosenLevel(level=1)], ['{"level":"LOW"}', '{"level":3}', "{}"], parts=[Level])
emits("literal-mixed", "Agrees.", ChosenLiteral, [ChosenLiteral(level=None), ChosenLiteral(level=1)], ['{"level":2}', "{}"])
emits("literal", "Agrees.", OneText, [OneText(kind="a")], ['{"kind":"b"}', "{}"])
consumes(
    "enum-text", "Agrees.", Chosen, members("color", ['"red"', '"RED"', '"Red"', '" red"', '"green"', "null", "1", '""']), parts=[Color],
)
consumes("enum-integer", "Differs on the narrow side: texts may be read, too.", ChosenLevel, members("level", LEVELS), parts=[Level])
consumes("literal-mixed", "Differs only for true, which is read as 1.", ChosenLiteral, members("level", LEVELS))
consumes("literal", "Agrees.", OneText, members("kind", ['"a"', '"A"', '"b"', "null", "1"]))

# Times.


class Day(BaseModel):
    day: dt.date


class Clock(BaseModel):
    at: dt.time


class Moment(BaseModel):
    at: dt.datetime


class AwareMoment(BaseModel):
    at: AwareDatetime


class LocalMoment(BaseModel):
    at: NaiveDatetime


class StrictMoment(BaseModel):
    at: dt.datetime = Field(strict=True)


class MomentSeconds(BaseModel):
    model_config = ConfigDict(ser_json_temporal="seconds")

    at: dt.datetime
    day: dt.date
    wait: dt.timedelta


class Wait(BaseModel):
    wait: dt.timedelta


class WaitSeconds(BaseModel):
    model_config = ConfigDict(ser_json_timedelta="float")

    wait: dt.timedelta


ZONE = dt.timezone(dt.timedelta(hours=2))
ODD_ZONE = dt.timezone(dt.timedelta(minutes=9, seconds=21))
NOON = dt.datetime(2024, 2, 29, 12)
emits("date", "Agrees.", Day, [Day(day=dt.date(2024, 2, 29)), Day(day=dt.date(1, 1, 1))], ['{"day":"2024-02-29T00:00:00"}', '{"day":1}', "{}"])
emits(
    "time", "Differs: a time without an offset is written without one.",
    Clock, [Clock(at=dt.time(12)), Clock(at=dt.time(12, 0, 0, 1)), Clock(at=dt.time(12, tzinfo=dt.timezone.utc)), Clock(at=dt.time(12, tzinfo=ZONE))],
    ['{"at":"12:00"}', '{"at":"24:00:00"}', '{"at":43200}', '{"at":"23:59:60Z"}'],
)
emits(
    "date-time", "Differs: a local date and time is written without an offset.",
    Moment, [Moment(at=NOON), Moment(at=NOON.replace(microsecond=100000)), Moment(at=NOON.replace(tzinfo=dt.timezone.utc)),
             Moment(at=NOON.replace(tzinfo=ZONE)), Moment(at=NOON.replace(tzinfo=ODD_ZONE)), Moment(at=dt.datetime(1, 1, 1))],
    ['{"at":"2024-02-29"}', '{"at":"2024-02-29T12:00"}', '{"at":1709208000}', '{"at":"2024-02-29T23:59:60Z"}', '{"at":"2024-02-29T12:00:00.1Z"}'],
)
emits(
    "date-time-aware", "Agrees: an offset is written.",
    AwareMoment, [AwareMoment(at=NOON.replace(tzinfo=dt.timezone.utc)), AwareMoment(at=NOON.replace(tzinfo=ZONE))],
    ['{"at":"2024-02-29T12:00:00"}', '{"at":"2024-02-29 12:00:00Z"}', '{"at":1709208000}'],
)
emits(
    "date-time-local", "Differs: no offset is written.",
    LocalMoment, [LocalMoment(at=NOON), LocalMoment(at=NOON.replace(microsecond=1))],
    ['{"at":"2024-02-29T12:00:00Z"}', '{"at":"2024-02-29"}', '{"at":1709208000}'],
)
emits(
    "temporal-seconds", "Agrees: numbers are written.",
    MomentSeconds, [MomentSeconds(at=NOON, day=dt.date(2024, 2, 29), wait=dt.timedelta(seconds=90))],
    ['{"at":"2024-02-29T12:00:00","day":"2024-02-29","wait":"PT90S"}', '{"at":1,"day":1}'],
)
emits(
    "duration", "Differs: a sign, fractions, and years of 365 days with days are written.",
    Wait, [Wait(wait=dt.timedelta(seconds=90)), Wait(wait=dt.timedelta(0)), Wait(wait=dt.timedelta(days=400)),
           Wait(wait=dt.timedelta(microseconds=1)), Wait(wait=-dt.timedelta(seconds=1)), Wait(wait=dt.timedelta(days=8, hours=1))],
    ['{"wait":90}', '{"wait":"P1M"}', '{"wait":"P1W"}', '{"wait":"01:30"}'],
)
emits(
    "duration-seconds", "Agrees: with ser_json_timedelta, a number is written.",
    WaitSeconds, [WaitSeconds(wait=dt.timedelta(seconds=90)), WaitSeconds(wait=-dt.timedelta(microseconds=1))],
    ['{"wait":"PT90S"}', '{"wait":null}', "{}"],
)
consumes("date", "Differs: a moment at midnight and numbers are read, too; the year 0000 is refused.", Day, members("day", DATES))
consumes("time", "Differs: times without an offset and numbers are read, too; a second of 60 is refused.", Clock, members("at", TIMES))
consumes("date-time", "Differs: local ones and numbers are read, too; a second of 60 is refused.", Moment, members("at", DATE_TIMES))
consumes("date-time-aware", "Differs: a second of 60 is refused; numbers are read as UTC.", AwareMoment, members("at", DATE_TIMES))
consumes("date-time-local", "Differs: what the format requires is refused.", LocalMoment, members("at", DATE_TIMES))
consumes("date-time-strict", "Differs as without strict, but for numbers.", StrictMoment, members("at", DATE_TIMES))
consumes("duration", "Differs: fractions, signs, clock times and numbers are read, too, and what is too long is refused.", Wait, members("wait", DURATIONS))

# Lists and maps.


class Tags(BaseModel):
    tags: list[str] = Field(min_length=1, max_length=2)


class Pair(NamedTuple):
    x: int
    y: int = 0


class Fixed(BaseModel):
    pair: tuple[int, str]


class Spread(BaseModel):
    numbers: tuple[int, ...]


class NamedPair(BaseModel):
    pair: Pair


class Unique(BaseModel):
    numbers: set[int]


class UniqueBounded(BaseModel):
    numbers: frozenset[int] = Field(min_length=2)


emits("list-bounds", "Agrees.", Tags, [Tags(tags=["a"]), Tags(tags=["a", "a"])], ['{"tags":[]}', '{"tags":["a","b","c"]}', '{"tags":null}'])
emits("tuple", "Agrees: a list of exactly two.", Fixed, [Fixed(pair=(1, "a"))], ['{"pair":[1]}', '{"pair":[1,"a",2]}', '{"pair":["a",1]}'])
emits("tuple-any-length", "Agrees.", Spread, [Spread(numbers=()), Spread(numbers=(1, 2))], ['{"numbers":["a"]}', '{"numbers":null}', "{}"])
emits(
    "named-tuple", "Differs: a default is written, and the schema allows it to be missing.",
    NamedPair, [NamedPair(pair=Pair(1)), NamedPair(pair=Pair(1, 2))], ['{"pair":[1]}', '{"pair":{"x":1,"y":2}}', '{"pair":[1,2,3]}'], parts=[Pair],
)
emits("set", "Agrees: repeats are never written.", Unique, [Unique(numbers=[]), Unique(numbers=[1, 1, 2])], ['{"numbers":[1,1]}', '{"numbers":null}'])
consumes("list-bounds", "Agrees.", Tags, members("tags", ["[]", '["a"]', '["a","a"]', '["a","b","c"]', "[1]", '"a"', "null", "{}", '{"0":"a"}']))
consumes("tuple", "Differs only for numbers in texts, which are read.", Fixed, members("pair", ["[]", "[1]", '[1,"a"]', '[1,"a",2]', '["1","a"]', "null", '"ab"']))
consumes("named-tuple", "Differs on the narrow side: an object is read, too.", NamedPair,
         members("pair", ["[1]", "[1,2]", "[1,2,3]", '{"x":1}', '{"x":1,"y":2}', "[]", "null"]), parts=[Pair])
consumes("set", "Differs on the narrow side: repeats are read.", Unique, members("numbers", ["[]", "[1]", "[1,1]", "[1,1.0]", '["1"]', "null", "1", "{}"]))
consumes("set-bounds", "Differs: repeats count once.", UniqueBounded, members("numbers", ["[]", "[1]", "[1,1]", "[1,2]", "[1,2,2]", "[1,1.0]", "null"]))


class Scores(BaseModel):
    by_name: dict[str, int]


class Stock(BaseModel):
    by_id: dict[int, int]


class Ratios(BaseModel):
    by_number: dict[float, int]


class Flags(BaseModel):
    by_flag: dict[bool, int]


class Palette(BaseModel):
    by_color: dict[Color, int]


class Levels(BaseModel):
    by_level: dict[Level, int]


class Sides(BaseModel):
    by_side: dict[Literal["left", "right"], int]


class Codes(BaseModel):
    by_code: dict[Annotated[str, Field(pattern="^[a-z]{2}$")], int]


class LongKeys(BaseModel):
    by_key: dict[Annotated[str, Field(min_length=2)], int] = Field(min_length=1, max_length=2)


class Days(BaseModel):
    by_day: dict[dt.date, int]


class Owners(BaseModel):
    by_id: dict[uuid.UUID, int]


emits("map", "Agrees.", Scores, [Scores(by_name={}), Scores(by_name={"": 1})], ['{"by_name":{"a":"1"}}', '{"by_name":null}', '{"by_name":[]}'])
emits(
    "map-integer-keys", "Differs: the schema does not say that keys are integers.", Stock, [Stock(by_id={}), Stock(by_id={-7: 1})],
    ['{"by_id":{"a":1}}', '{"by_id":{"1.5":1}}', '{"by_id":{"1":null}}'],
)
emits(
    "map-boolean-keys", "Differs: the schema does not say which keys there are.", Flags, [Flags(by_flag={True: 1, False: 2})],
    ['{"by_flag":{"True":1}}', '{"by_flag":{"yes":1}}'],
)
emits("map-enum-keys", "Agrees: keys are names of the enum.", Palette, [Palette(by_color={Color.RED: 1})],
      ['{"by_color":{"RED":1}}', '{"by_color":{"green":1}}'], parts=[Color])
emits("map-integer-enum-keys", "Differs: keys are texts, and the schema of keys has numbers.", Levels, [Levels(by_level={1: 1})],
      ['{"by_level":{"LOW":1}}', '{"by_level":{"3":1}}'], parts=[Level])
emits("map-literal-keys", "Agrees: keys are among the literals.", Sides, [Sides(by_side={"left": 1})], ['{"by_side":{"up":1}}', "{}"])
emits("map-pattern-keys", "Differs: other keys are never written, and the schema allows them.", Codes, [Codes(by_code={"ab": 1})],
      ['{"by_code":{"abc":1}}', '{"by_code":{"AB":1}}', '{"by_code":{"ab":"1"}}'])
emits("map-date-keys", "Agrees.", Days, [Days(by_day={dt.date(2024, 2, 29): 1})], ['{"by_day":{"x":1}}', '{"by_day":{"2024-02-30":1}}'])
for name, about, model, member, parts in [
    ("map", "Agrees: every key is read.", Scores, "by_name", []),
    ("map-integer-keys", "Differs: the schema does not say that keys are integers.", Stock, "by_id", []),
    ("map-number-keys", "Differs: the schema does not say that keys are numbers.", Ratios, "by_number", []),
    ("map-boolean-keys", "Differs: the schema does not say that keys are booleans.", Flags, "by_flag", []),
    ("map-enum-keys", "Agrees.", Palette, "by_color", [Color]),
    ("map-integer-enum-keys", "Differs: keys are texts, and the schema of keys has numbers.", Levels, "by_level", [Level]),
    ("map-literal-keys", "Agrees.", Sides, "by_side", []),
    ("map-pattern-keys", "Differs: other keys are refused, and the schema allows them.", Codes, "by_code", []),
    ("map-bounds", "Agrees.", LongKeys, "by_key", []),
    ("map-date-keys", "Agrees but for other spellings of a date.", Days, "by_day", []),
    ("map-uuid-keys", "Agrees.", Owners, "by_id", []),
]:
    consumes(name, about, model, members(member, KEYS), parts=parts)

# Unions.


class Card(BaseModel):
    kind: Literal["card"]
    number: str


class Cash(BaseModel):
    kind: Literal["cash"]


class Paid(BaseModel):
    by: Annotated[Union[Card, Cash], Field(discriminator="kind")]


class CardByDefault(BaseModel):
    kind: Literal["card"] = "card"
    number: str


class CashByDefault(BaseModel):
    kind: Literal["cash"] = "cash"


class PaidByDefault(BaseModel):
    by: Union[CardByDefault, CashByDefault] = Field(discriminator="kind")


class PaidUntagged(BaseModel):
    by: Union[CardByDefault, CashByDefault]


def shape(value: Any) -> str:
    return "text" if isinstance(value, str) else "number"


class Shaped(BaseModel):
    by: Annotated[Union[Annotated[str, Tag("text")], Annotated[int, Tag("number")]], Discriminator(shape)]


class Mixed(BaseModel):
    by: Union[int, str, None]


class NumberOrText(BaseModel):
    by: Union[float, str]


class LeftFirst(BaseModel):
    by: Union[int, bool, list[int]] = Field(union_mode="left_to_right")


KINDS = ['{"kind":"card","number":"1"}', '{"kind":"cash"}', '{"number":"1"}', "{}", '{"kind":"cash","number":1}', '{"kind":"card"}',
         '{"kind":"other"}', '{"kind":null}', '{"kind":"cash","kind":"card"}', "null", '"card"']
emits("union-tagged", "Agrees.", Paid, [Paid(by=Card(kind="card", number="1")), Paid(by=Cash(kind="cash"))],
      ['{"by":{"number":"1"}}', '{"by":{"kind":"card"}}', '{"by":{"kind":"other"}}'], parts=[Card, Cash])
emits("union-tag-with-default", "Differs: the tag is not required by the schema, and always written.",
      PaidByDefault, [PaidByDefault(by=CardByDefault(number="1")), PaidByDefault(by=CashByDefault())],
      ['{"by":{"number":"1"}}', '{"by":{}}', '{"by":{"kind":"other"}}'], parts=[CardByDefault, CashByDefault])
emits("union-plain", "Agrees.", Mixed, [Mixed(by=1), Mixed(by="1"), Mixed(by=None)], ['{"by":1.5}', '{"by":true}', "{}"])
consumes("union-tagged", "Agrees.", Paid, members("by", KINDS), parts=[Card, Cash])
consumes("union-tag-with-default", "Differs: the tag is required by the reader, and optional in the schema.", PaidByDefault, members("by", KINDS),
         parts=[CardByDefault, CashByDefault])
consumes("union-untagged-with-default", "Agrees: without a discriminator, the tag may be missing.", PaidUntagged, members("by", KINDS),
         parts=[CardByDefault, CashByDefault])
consumes("union-by-function", "Agrees.", Shaped,
         members("by", ["1", '"a"', '"1"', "null", "1.0", "[]"]), parts=[shape])
consumes("union-plain", "Differs only for true, which is read as 1.", Mixed, members("by", INTEGERS))
consumes("union-number-or-text", "Differs on the narrow side only, with the schema that a decimal has: every text is read.", NumberOrText, members("by", DECIMALS))
consumes("union-left-to-right", "Differs on the narrow side: texts are read as integers.", LeftFirst, members("by", ["1", '"1"', '"yes"', "true", "[1]", "[]", '["1"]', "null"]))

# What only the author knows.


class Shouted(BaseModel):
    name: str
    size: int

    @field_serializer("name")
    def shout(self, name: str):
        return len(name)

    @field_serializer("size")
    def as_text(self, size: int) -> str:
        return str(size)


class Rounded(BaseModel):
    n: Annotated[float, PlainSerializer(lambda n: f"{n:.1f}", return_type=str, when_used="json")]


class Whole(BaseModel):
    a: int
    b: int

    @model_serializer
    def joined(self) -> str:
        return f"{self.a}-{self.b}"


class Even(BaseModel):
    n: int

    @field_validator("n")
    @classmethod
    def is_even(cls, n: int) -> int:
        if n % 2:
            raise ValueError("odd")
        return n


class Listed(BaseModel):
    names: Annotated[list[str], BeforeValidator(lambda names: names.split(",") if isinstance(names, str) else names)]


emits("serializer", "Differs where the serializer has no return type: the field's own type is in the schema.",
      Shouted, [Shouted(name="abc", size=1)], ['{"name":"abc","size":1}', '{"name":"abc","size":"1"}'])
emits("serializer-annotated", "Agrees: the return type is in the schema.", Rounded, [Rounded(n=1)], ['{"n":1.0}', "{}"])
emits("model-serializer", "Agrees: the return type is the schema.", Whole, [Whole(a=1, b=2)], ['{"a":1,"b":2}', "1"])
consumes("validator", "Differs: the schema knows nothing of the validator.", Even, members("n", ["0", "1", "2", '"2"', "null"]))
consumes("before-validator", "Differs on the narrow side: a text is read, too.", Listed, members("names", ['["a"]', '"a,b"', '""', "[1]", "null"]))

record.save()
