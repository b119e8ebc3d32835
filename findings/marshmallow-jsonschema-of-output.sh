#!/usr/bin/env bash
# marshmallow-jsonschema 0.16.0 with marshmallow 4.4.0 (PyPI), schemas of fields held to what marshmallow writes and reads; judged by jsonschema_rs 0.61.2,
# seen on 2026-12-01 with Python 3.11.
#
# Guess: what a field writes, its schema takes; options of a field are in its schema; a list of objects is no null.
#
# Seen:
# - `Decimal(as_string=True)` writes a text, and its schema wants a number. `DateTime(format="timestamp")` and `TimeDelta` write numbers, and their
#   schemas want texts.
# - `OneOf` beside `allow_none` leaves null out of the `enum`, so the schema refuses the null that the field writes and reads.
# - `Nested(many=True)` takes null in the schema, which marshmallow refuses.
# - A nested schema with `unknown = EXCLUDE` is closed in the schema, and reads any member.
# - Bounds within `And` are left out.
#
# Why it matters here: an emitted contract from such a schema refuses the service's own messages.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check marshmallow-jsonschema==0.16.0 marshmallow==4.4.0 jsonschema_rs==0.61.2 || exit 2
cat > run.py <<'PY'
import datetime
import decimal
import json

import jsonschema_rs
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from marshmallow_jsonschema import JSONSchema

MOMENT = datetime.datetime(2026, 12, 1, 10, 0, tzinfo=datetime.timezone.utc)


class Line(Schema):
    class Meta:
        unknown = EXCLUDE

    sku = fields.String()


def judge(of):
    schema = JSONSchema().dump(of())
    return schema["definitions"]["Event"]["properties"]["v"], jsonschema_rs.validator_for(schema, validate_formats=True)


def word(takes):
    return "takes" if takes else "refuses"


def written(what, field, value):
    event = type("Event", (Schema,), {"v": field})
    part, schema = judge(event)
    text = event().dumps({"v": value})
    print(f"{what} {json.dumps(part)}: writes {text}, which the schema {word(schema.is_valid(json.loads(text)))}")


def read(what, field, value):
    event = type("Event", (Schema,), {"v": field})
    part, schema = judge(event)
    try:
        event().load({"v": value})
        loads = True
    except ValidationError:
        loads = False
    print(f"{what} {json.dumps(part)}: {word(loads)} {json.dumps(value)}, which the schema {word(schema.is_valid({'v': value}))}")


written("Decimal(as_string=True)", fields.Decimal(as_string=True), decimal.Decimal("1.10"))
written('DateTime(format="timestamp")', fields.DateTime(format="timestamp"), MOMENT)
written("TimeDelta()", fields.TimeDelta(), datetime.timedelta(seconds=5))
written("String(allow_none=True, OneOf)", fields.String(allow_none=True, validate=validate.OneOf(["a"])), None)
read("Nested(Line, many=True)", fields.Nested(Line, many=True), None)
read("Nested(Line)", fields.Nested(Line), {"sku": "A", "colour": "red"})
read("Integer(And(Range(min=1), Range(max=2)))", fields.Integer(validate=validate.And(validate.Range(min=1), validate.Range(max=2))), 5)
PY
env/bin/python -W ignore run.py > seen
cat > expected <<'OUT'
Decimal(as_string=True) {"title": "v", "type": "number", "format": "decimal"}: writes {"v": "1.10"}, which the schema refuses
DateTime(format="timestamp") {"title": "v", "type": "string", "format": "date-time"}: writes {"v": 1796119200.0}, which the schema refuses
TimeDelta() {"title": "v", "type": "string"}: writes {"v": 5.0}, which the schema refuses
String(allow_none=True, OneOf) {"title": "v", "type": ["string", "null"], "enum": ["a"], "enumNames": []}: writes {"v": null}, which the schema refuses
Nested(Line, many=True) {"type": ["array", "null"], "items": {"type": "object", "$ref": "#/definitions/Line"}}: refuses null, which the schema takes
Nested(Line) {"type": "object", "$ref": "#/definitions/Line"}: takes {"sku": "A", "colour": "red"}, which the schema refuses
Integer(And(Range(min=1), Range(max=2))) {"title": "v", "type": "integer"}: refuses 5, which the schema takes
OUT
diff expected seen && cat seen
