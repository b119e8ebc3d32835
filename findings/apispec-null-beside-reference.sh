#!/usr/bin/env bash
# apispec 6.10.1 with marshmallow 4.4.0 (PyPI), OpenAPI 3.0.3; seen on 2026-11-30 with Python 3.11, judged by openapi-schema-validator 0.9.0.
#
# Guess: `nullable` is written so that null is allowed besides the type; a tuple is a list; a stamp has its lower bound as `minimum`.
#
# Seen:
# - `Nested(Line, allow_none=True)` becomes `anyOf` of the reference and `{"type": "object", "nullable": true}`. So every object is allowed, and the reference constrains nothing.
# - `List(Nested(Line), allow_none=True)` and a reference without null require a line, as they should.
# - A tuple becomes `{}`: everything is allowed. A stamp has `"min": "0"`, which is no keyword. A date of e-mails has `"format": null`.
#
# Why it matters here: where a nested object may be null, an import that believes the document finds no break at all inside of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check apispec==6.10.1 marshmallow==4.4.0 openapi-schema-validator==0.9.0
cat > run.py <<'PY'
import json

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, ValidationError, fields
from openapi_schema_validator import OAS30Validator


class Line(Schema):
    id = fields.Integer(required=True)


class Order(Schema):
    line = fields.Nested(Line)
    line_or_null = fields.Nested(Line, allow_none=True)
    lines_or_null = fields.List(fields.Nested(Line), allow_none=True)
    pair = fields.Tuple((fields.Integer(), fields.String()))
    stamp = fields.DateTime(format="timestamp")
    mail_date = fields.DateTime(format="rfc")


spec = APISpec(title="t", version="1", openapi_version="3.0.3", plugins=[MarshmallowPlugin()])
spec.components.schema("Order", schema=Order)
document = spec.to_dict()
properties = document["components"]["schemas"]["Order"]["properties"]
for name in ["line", "line_or_null", "pair", "stamp"]:
    print(name, json.dumps(properties[name], sort_keys=True))
print("mail_date has the format", json.dumps(properties["mail_date"]["format"]))
for text in ['{"line": {}}', '{"line_or_null": {}}', '{"line_or_null": {"id": "x", "more": 1}}', '{"lines_or_null": [{}]}', '{"pair": true}']:
    schema = {"$ref": "#/components/schemas/Order", "components": document["components"]}
    # The validator refuses a format of null.
    schema = json.loads(json.dumps(schema).replace('"format": null, ', ""))
    allowed = OAS30Validator(schema).is_valid(json.loads(text))
    try:
        Order().loads(text)
        read = "read"
    except ValidationError:
        read = "refused"
    print(f"{text}: {'allowed' if allowed else 'not allowed'} by the document, {read}")
PY
env/bin/python run.py > seen
cat > expected <<'END'
line {"$ref": "#/components/schemas/Line"}
line_or_null {"anyOf": [{"nullable": true, "type": "object"}, {"$ref": "#/components/schemas/Line"}]}
pair {}
stamp {"example": "1676451245.596", "format": "float", "min": "0", "type": "number"}
mail_date has the format null
{"line": {}}: not allowed by the document, refused
{"line_or_null": {}}: allowed by the document, refused
{"line_or_null": {"id": "x", "more": 1}}: allowed by the document, refused
{"lines_or_null": [{}]}: not allowed by the document, refused
{"pair": true}: allowed by the document, refused
END
diff expected seen && cat seen
