"""Records OpenAPI 3.0 as apispec writes it of marshmallow's schemas: what `dumps` writes and `loads` reads."""

import datetime as dt
import enum
import uuid
from decimal import Decimal

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import EXCLUDE, INCLUDE, Schema, ValidationError, fields, post_dump, pre_load, validate, validates

from .candidates import BOOLEANS, CODES, DATES, DATE_TIMES, DECIMALS, FLOATS, INTEGERS, KEYS, OTHER_TYPES, TEXTS, TIMES, URLS, UUIDS, members
from .record import Record

record = Record("apispec", ["apispec", "marshmallow"])


def written(schema):
    """The schema with the components of its document, and the call that gives it."""
    name = schema.__name__.removesuffix("Schema")
    spec = APISpec(title="events", version="1", openapi_version="3.0.3", plugins=[MarshmallowPlugin()])
    spec.components.schema(name, schema=schema)
    components = {"schemas": spec.to_dict()["components"]["schemas"]}
    return {"$ref": f"#/components/schemas/{name}", "components": components}, f"spec.to_dict() at /components/schemas/{name}"


def emits(name, about, schema, values, never, parts=()):
    """What `schema().dumps` writes of `values`."""
    of, call = written(schema)
    record.emits(name, about, [*parts, schema], call, of, [schema().dumps(value) for value in values], never)


def consumes(name, about, schema, candidates, parts=()):
    """What `schema().loads` reads."""
    of, call = written(schema)

    def read(text):
        try:
            schema().loads(text)
        except (ValidationError, ValueError):
            return False
        return True

    record.consumes(name, about, [*parts, schema], call, of, candidates, read)


# Objects.


class SignupSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    referrer = fields.String(required=True, allow_none=True)
    nickname = fields.String(load_default=None)
    plan = fields.String(load_default="free", dump_default="free")
    interests = fields.List(fields.String())


class LooseSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    id = fields.Integer(required=True)


class KeptSchema(Schema):
    class Meta:
        unknown = INCLUDE

    id = fields.Integer(required=True)


class RenamedSchema(Schema):
    user_id = fields.Integer(required=True, data_key="userId")


class OneWaySchema(Schema):
    id = fields.Integer(dump_only=True)
    password = fields.String(required=True, load_only=True)
    name = fields.String(required=True)


class BasketSchema(Schema):
    prices = fields.List(fields.Integer(), required=True)
    total = fields.Function(lambda basket: sum(basket["prices"]))
    count = fields.Method("get_count")
    version = fields.Constant(1)

    def get_count(self, basket) -> int:
        return len(basket["prices"])


class NodeSchema(Schema):
    label = fields.String(required=True)
    child = fields.Nested(lambda: NodeSchema(), allow_none=True)
    children = fields.List(fields.Nested(lambda: NodeSchema()))


class PartSchema(Schema):
    id = fields.Integer(required=True)
    secret = fields.String(required=True)


class WholeSchema(Schema):
    part = fields.Nested(PartSchema, required=True, only=("id",))
    parts = fields.Nested(PartSchema, many=True, allow_none=True)
    ids = fields.Pluck(PartSchema, "id", many=True)


class FreeSchema(Schema):
    data = fields.Raw(required=True)
    more = fields.Raw(required=True, allow_none=True)


FULL = '"id":1,"name":"ann","referrer":null'
emits("object-with-defaults", "Differs: null is written though the schema does not allow it, and so is an object without what it requires: dumps validates nothing.", SignupSchema,
      [{"id": 1, "name": "ann", "referrer": None}, {"id": 1, "name": None, "referrer": "x", "interests": None}, {"id": "7", "interests": ["a"]}],
      [f"{{{FULL}}}", '{"id":"7"}', "[]", f'{{{FULL},"plan":"free","more":1}}'])
consumes("object-with-defaults", "Differs only for a number in a text, which is read; nullable is a keyword of OpenAPI.", SignupSchema,
         [f"{{{FULL}}}", '{"id":1,"name":"ann"}', f'{{{FULL},"more":1}}', f'{{{FULL},"plan":null}}', f'{{{FULL},"nickname":null}}', f'{{{FULL},"interests":null}}',
          f'{{{FULL},"interests":[1]}}', f'{{{FULL},"interests":["a"]}}', '{"id":"1","name":"ann","referrer":null}', '{"id":null,"name":"ann","referrer":null}', "{}", "[]", "null",
          '{"id":1,"id":2,"name":"ann","referrer":null}'])
EXTRA = ['{"id":1}', '{"id":1,"more":1}', '{"more":1}', "{}", "[]", "null"]
consumes("unknown-ignored", "Agrees.", LooseSchema, EXTRA)
consumes("unknown-kept", "Agrees.", KeptSchema, EXTRA)
emits("unknown-ignored", "Differs on the wide side: the schema is open, and only declared fields are written.", LooseSchema, [{"id": 1, "more": 2}], ['{"id":1,"more":2}', '{"more":2}'])
emits("unknown-kept", "Differs on the wide side: the schema is open, and only declared fields are written.", KeptSchema, [{"id": 1, "more": 2}], ['{"id":1,"more":2}', '{"more":2}'])
emits("renamed", "Agrees: the key of the data is in the schema.", RenamedSchema, [{"user_id": 1}], ['{"user_id":1}', '{"userId":"1"}'])
consumes("renamed", "Differs only for a number in a text, which is read.", RenamedSchema, ['{"userId":1}', '{"user_id":1}', "{}", '{"userId":"1"}', '{"userId":null}'])
emits("read-and-write-only", "Differs: what is writeOnly is not written, and the schema requires it.", OneWaySchema, [{"id": 1, "name": "a", "password": "p"}, {"name": "a"}],
      ['{"id":1,"name":"a","password":"p"}', '{"name":1}'])
consumes("read-and-write-only", "Differs: what is readOnly is refused, and the schema allows it.", OneWaySchema,
         ['{"name":"a","password":"p"}', '{"id":1,"name":"a","password":"p"}', '{"name":"a"}', '{"id":1,"name":"a"}', '{"name":null,"password":"p"}'])
emits("computed", "Agrees: what a function returns may be anything.", BasketSchema, [{"prices": []}, {"prices": [1, 2]}], ['{"prices":["1"]}', '{"prices":null,"version":2}'])
emits("recursive", "Differs: null is allowed by any object at all beside the reference, so the reference constrains nothing.", NodeSchema, [{"label": "a"}, {"label": "a", "child": None}, {"label": "a", "child": {"label": "b"}, "children": []}],
      ['{"label":"a","child":1}', '{"label":"a","child":{"label":1}}', '{"label":1}'])
consumes("recursive", "Differs: null is allowed by any object at all beside the reference, so the reference constrains nothing.", NodeSchema,
         ['{"label":"a"}', '{"label":"a","child":null}', '{"label":"a","child":{"label":"b"}}', '{"label":"a","child":{}}', '{"label":"a","children":[{"label":"b"}]}', '{"label":"a","children":null}',
          '{"label":"a","more":1}', "{}"])
emits("nested", "Agrees: of a part, the fields that were asked for.", WholeSchema, [{"part": {"id": 1, "secret": "s"}, "parts": None, "ids": [{"id": 1}]}],
      ['{"part":{"id":1,"secret":"s"},"parts":null,"ids":[1]}', '{"part":{"id":1},"ids":[{"id":1}]}'], parts=[PartSchema])
consumes("nested", "Agrees.", WholeSchema,
         ['{"part":{"id":1}}', '{"part":{"id":1,"secret":"s"}}', '{"part":{}}', '{"part":null}', '{"part":{"id":1},"parts":null}', '{"part":{"id":1},"parts":[{"id":1}]}', '{"part":{"id":1},"ids":[1]}',
          '{"part":{"id":1},"ids":[{"id":1}]}', '{"part":{"id":1},"ids":null}'], parts=[PartSchema])
consumes("any", "Differs: null is refused, and the schema constrains nothing.", FreeSchema, [f'{{"data":{data},"more":null}}' for data in OTHER_TYPES] + ['{"data":1}', '{"more":1}'])

# Texts.


class ShortSchema(Schema):
    text = fields.String(required=True, validate=validate.Length(min=1, max=2))


class CodedSchema(Schema):
    code = fields.String(required=True, validate=validate.Regexp(r"[a-z]+-\d$"))


class MailSchema(Schema):
    to = fields.Email(required=True)


class LinkSchema(Schema):
    url = fields.Url(required=True)


class IdsSchema(Schema):
    id = fields.UUID(required=True)


class HostSchema(Schema):
    v4 = fields.IPv4()
    any = fields.IP()


class ChoiceSchema(Schema):
    color = fields.String(required=True, validate=validate.OneOf(["red", "blue"]))
    level = fields.Integer(validate=validate.OneOf([1, 2]), allow_none=True)
    not_that = fields.String(validate=validate.NoneOf(["x"]))
    exact = fields.String(validate=validate.Equal("e"))


ONE_ID = "5f0b8a4e-3c1d-4b7a-8e21-0d9c6b5a4f3e"
emits("text-length", "Differs: validators are checked only on reading.", ShortSchema, [{"text": "a"}, {"text": "abc"}], ['{"text":1}', '{"text":[]}'])
consumes("text-length", "Agrees: lengths are counted in code points.", ShortSchema, members("text", TEXTS))
consumes("text-pattern", "Differs: the expression must match at the start of the text, as Python's match does.", CodedSchema, members("code", CODES))
consumes("email", "Differs: the domain has a dot or is localhost.", MailSchema, members("to", ['"ann@example.org"', '"ann@localhost"', '"ann@host"', '"ann"', '"Ann <ann@example.org>"', '"ann@[127.0.0.1]"',
         '"ann@exämple.org"', '"ånn@example.org"', '"\\"a b\\"@example.org"', '"ann@example.org\\n"', '""', "null", "1"]))
consumes("url", "Differs: the format is none of JSON Schema; some schemes and hosts with a dot are read.", LinkSchema, members("url", URLS))
emits("uuid", "Agrees.", IdsSchema, [{"id": uuid.UUID(ONE_ID)}], [f'{{"id":"{ONE_ID.replace("-", "")}"}}', '{"id":1}'])
consumes("uuid", "Differs on the narrow side: other spellings are read, too.", IdsSchema, members("id", UUIDS))
consumes("ip", "Differs: the format ip is none of JSON Schema.", HostSchema,
         [*members("v4", ['"127.0.0.1"', '"127.0.0.01"', '"::1"', '"a"', "null"]), *[f'{{"any":{ip}}}' for ip in ['"127.0.0.1"', '"::1"', '"fe80::1%eth0"', '"a"', "1"]]])
consumes("choices", "Differs: a number in a text is read, and what NoneOf refuses is not in the schema.", ChoiceSchema,
         ['{"color":"red"}', '{"color":"green"}', '{"color":null}', '{"color":"red","level":1}', '{"color":"red","level":3}', '{"color":"red","level":null}', '{"color":"red","level":"1"}',
          '{"color":"red","not_that":"x"}', '{"color":"red","not_that":"y"}', '{"color":"red","exact":"e"}', '{"color":"red","exact":"f"}', "{}"])

# Numbers.


class CountSchema(Schema):
    n = fields.Integer(required=True)


class StrictCountSchema(Schema):
    n = fields.Integer(required=True, strict=True)


class OpenRangeSchema(Schema):
    n = fields.Float(required=True, validate=validate.Range(min=0, max=10, min_inclusive=False, max_inclusive=False))


class RangeSchema(Schema):
    n = fields.Integer(required=True, validate=validate.Range(min=1, max=10))


class MeasureSchema(Schema):
    n = fields.Float(required=True)


class NanSchema(Schema):
    n = fields.Float(required=True, allow_nan=True)


class PriceSchema(Schema):
    amount = fields.Decimal(required=True, places=2, as_string=True)


class WeightSchema(Schema):
    kilograms = fields.Float(required=True, as_string=True)


class TextCountSchema(Schema):
    n = fields.Integer(required=True, as_string=True)


class SwitchSchema(Schema):
    on = fields.Boolean(required=True)


emits("integer", "Differs: what Python's int gives is written of any value, and null.", CountSchema, [{"n": 1}, {"n": "7"}, {"n": None}], ['{"n":"7"}', '{"n":1.5}'])
emits("range", "Differs: validators are checked only on reading.", RangeSchema, [{"n": 1}, {"n": 11}], ['{"n":"1"}', '{"n":1.5}'])
emits("float", "Differs: NaN and infinities are written as such, which is no JSON.", NanSchema, [{"n": 1.5}, {"n": float("nan")}, {"n": float("inf")}], ['{"n":"1"}', '{"n":"NaN"}'])
emits("decimal-as-text", "Differs: a text is written, and the schema has a number.", PriceSchema, [{"amount": Decimal("1.5")}, {"amount": 2}], ['{"amount":1.5}', '{"amount":"1.5"}'])
emits("float-as-text", "Differs: a text is written, with an exponent behind a small e, and the schema has a number.", WeightSchema,
      [{"kilograms": kilograms} for kilograms in (2, 1.5, -1.5e-7, 1e22)], ['{"kilograms":1.5}', '{"kilograms":"1,5"}', '{"kilograms":""}'])
emits("integer-as-text", "Differs: a text is written, and the schema has an integer.", TextCountSchema, [{"n": 5}], ['{"n":5}', '{"n":"five"}'])
consumes("integer", "Differs on the narrow side: what Python's int takes is read, 1.5 and texts, too.", CountSchema, members("n", [text for text in INTEGERS if text != "1e400"]))
consumes("integer-strict", "Differs: 1.0 is refused.", StrictCountSchema, members("n", [text for text in INTEGERS if text not in ("1e400", "NaN")]))
consumes("range", "Differs on the narrow side: what Python's int takes is read.", RangeSchema, members("n", ["0", "1", "10", "10.9", "11", '"5"', "true", "null"]))
consumes("range-exclusive", "Differs: the bounds are excluded, and in the schema they are not.", OpenRangeSchema, members("n", ["0", "0.1", "9.9", "10", "10.0", '"5"', "-1", "null"]))
consumes("float", "Differs: texts and booleans are read, too; 1e400 is refused, as it is infinite.", MeasureSchema, members("n", FLOATS))
consumes("decimal-as-text", "Differs on the narrow side: texts are read, and the schema has a number.", PriceSchema, members("amount", DECIMALS))
consumes("boolean", "Differs on the narrow side: numbers and words are read, too.", SwitchSchema, members("on", BOOLEANS))

# Enums.


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class ShirtSchema(Schema):
    size = fields.Enum(Size, required=True)
    by_value = fields.Enum(Level, by_value=True)
    by_field = fields.Enum(Size, by_value=fields.String())


emits("enum", "Agrees: names, or values of a field.", ShirtSchema, [{"size": Size.SMALL, "by_value": Level.LOW, "by_field": Size.LARGE}], ['{"size":"s"}', '{"size":"SMALL","by_value":"LOW"}'],
      parts=[Size, Level])
consumes("enum", "Differs only for true, which is read as 1: names are read, or values of a field.", ShirtSchema,
         ['{"size":"SMALL"}', '{"size":"s"}', '{"size":null}', '{"size":"SMALL","by_value":1}', '{"size":"SMALL","by_value":"1"}', '{"size":"SMALL","by_value":"LOW"}', '{"size":"SMALL","by_value":3}',
          '{"size":"SMALL","by_value":1.0}', '{"size":"SMALL","by_value":true}', '{"size":"SMALL","by_field":"l"}', '{"size":"SMALL","by_field":"LARGE"}', "{}"], parts=[Size, Level])

# Times.


class DaySchema(Schema):
    day = fields.Date(required=True)


class PlainDaySchema(Schema):
    day = fields.Date(required=True, format="%d.%m.%Y")


class ClockSchema(Schema):
    at = fields.Time(required=True)


class MomentSchema(Schema):
    at = fields.DateTime(required=True)


class AwareMomentSchema(Schema):
    at = fields.AwareDateTime(required=True)


class LocalMomentSchema(Schema):
    at = fields.NaiveDateTime(required=True)


class StampSchema(Schema):
    at = fields.DateTime(required=True, format="timestamp")


class RfcMomentSchema(Schema):
    at = fields.DateTime(required=True, format="rfc")


class WaitSchema(Schema):
    wait = fields.TimeDelta(required=True)


UTC = dt.timezone.utc
NOON = dt.datetime(2025, 3, 1, 12)
emits("date", "Agrees.", DaySchema, [{"day": dt.date(2025, 3, 1)}], ['{"day":"2025-03-01T00:00:00"}', '{"day":1}'])
emits("date-formatted", "Differs: a format is not in the schema, which has that of RFC 3339.", PlainDaySchema, [{"day": dt.date(2025, 3, 1)}], ['{"day":"2025-03-01"}', '{"day":1}'])
emits("time", "Differs on the wide side: any text is a time in the schema.", ClockSchema, [{"at": dt.time(7)}, {"at": dt.time(7, tzinfo=UTC)}], ['{"at":"07:00"}', '{"at":""}'])
emits("date-time", "Differs: a local date and time is written without an offset.", MomentSchema, [{"at": NOON}, {"at": NOON.replace(tzinfo=UTC)}], ['{"at":"2025-03-01"}', '{"at":"2025-03-01T12:00:00Z"}'])
emits("date-time-stamp", "Agrees: a number is written.", StampSchema, [{"at": NOON.replace(tzinfo=UTC)}], ['{"at":"2025-03-01T12:00:00"}', '{"at":"1"}'])
emits("date-time-rfc", "Agrees if a format of null is taken for none: a date of e-mails is written.", RfcMomentSchema, [{"at": NOON}], ['{"at":"2025-03-01T12:00:00"}', '{"at":1}'])
emits("duration", "Agrees: a number of seconds is written.", WaitSchema, [{"wait": dt.timedelta(seconds=90)}, {"wait": dt.timedelta(milliseconds=1500)}], ['{"wait":"PT90S"}', '{"wait":"90"}'])
consumes("date", "Differs: the spellings of Python's date.fromisoformat are read.", DaySchema, members("day", DATES))
consumes("date-formatted", "Differs: a format is not in the schema, which has that of RFC 3339.", PlainDaySchema, members("day", ['"01.03.2025"', '"2025-03-01"', '"1.3.2025"', "1", "null"]))
consumes("time", "Differs: any text is a time in the schema.", ClockSchema, members("at", TIMES))
consumes("date-time", "Differs: local ones are read, too; a second of 60 is refused.", MomentSchema, members("at", DATE_TIMES))
consumes("date-time-aware", "Differs: a second of 60 is refused.", AwareMomentSchema, members("at", DATE_TIMES))
consumes("date-time-local", "Differs: what the format requires is refused.", LocalMomentSchema, members("at", DATE_TIMES))
consumes("date-time-stamp", "Differs: numbers in texts are read, too, and not every number is a moment.", StampSchema, members("at", ["0", "1", "-1", "1.5", "1e20", '"1"', '"x"', '"2025-03-01T12:00:00"', "true", "null"]))
consumes("duration", "Differs on the narrow side: numbers in texts are read, too.", WaitSchema, members("wait", ["1", "1.5", "-1", "1e3", '"1"', '"1.5"', '"PT1S"', "true", "null", "[]"]))

# Lists and maps.


class TagsSchema(Schema):
    tags = fields.List(fields.String(), required=True, validate=validate.Length(min=1, max=2))


class FixedSchema(Schema):
    pair = fields.Tuple((fields.Integer(), fields.String()), required=True)


class ScoresSchema(Schema):
    by = fields.Dict(required=True, keys=fields.String(validate=validate.Length(min=2)), values=fields.Integer())


class StockSchema(Schema):
    by = fields.Dict(required=True, keys=fields.Integer(), values=fields.Integer(allow_none=True))


class BareSchema(Schema):
    by = fields.Dict(required=True)


consumes("list-bounds", "Agrees.", TagsSchema, members("tags", ["[]", '["a"]', '["a","a"]', '["a","b","c"]', "[1]", "[null]", '"a"', "null", "{}"]))
consumes("tuple", "Differs: the schema says nothing of a tuple.", FixedSchema, members("pair", ["[]", "[1]", '[1,"a"]', '[1,"a",2]', '["1","a"]', "null", "{}", '"1a"']))
emits("tuple", "Differs on the wide side: the schema says nothing of a tuple.", FixedSchema, [{"pair": (1, "a")}], ['{"pair":1}', '{"pair":["a","a"]}'])
consumes("map", "Differs: the schema lacks what keys must be.", ScoresSchema, members("by", KEYS))
consumes("map-integer-keys", "Differs: the schema does not say that keys are integers.", StockSchema, members("by", KEYS))
consumes("map-of-anything", "Agrees.", BareSchema, members("by", ["{}", '{"a":null}', '{"a":[1]}', "[]", "null", '"a"']))
emits("map-integer-keys", "Differs on the wide side: the schema does not say that keys are integers.", StockSchema, [{"by": {7: 1, -1: None}}], ['{"by":{"a":1}}', '{"by":[]}'])

# What only the author knows.


class EvenSchema(Schema):
    n = fields.Integer(required=True, strict=True)

    @validates("n")
    def is_even(self, n, **_):
        if n % 2:
            raise ValidationError("odd")


class WrappedSchema(Schema):
    n = fields.Integer(required=True)

    @pre_load
    def unwrap(self, data, **_):
        return data.get("data", data)

    @post_dump
    def wrap(self, data, **_):
        return {"data": data}


consumes("validator", "Differs: the schema knows nothing of the validator.", EvenSchema, members("n", ["1", "2", "null"]))
consumes("pre-load", "Differs: the schema knows nothing of what is done before.", WrappedSchema, ['{"n":1}', '{"data":{"n":1}}', '{"data":{}}', "{}"])
emits("post-dump", "Differs: the schema knows nothing of what is done after.", WrappedSchema, [{"n": 1}], ['{"n":1}', "{}"])

record.save()
