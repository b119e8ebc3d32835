#!/usr/bin/env bash
# msgspec 0.22.0, mashumaro 3.23, marshmallow 4.4.0 with apispec 6.10.1 (PyPI); seen on 2026-11-30 with Python 3.11.
#
# Guess: bounds that a library writes in its schema hold for what the library writes, or at least for what it reads.
#
# Seen:
# - msgspec and marshmallow check bounds on reading, and write anything.
# - mashumaro never checks its annotations: they are only in the schema. Besides, it reads 7.9 as 7, and a list as its text.
# - mashumaro's schema of a class with `omit_default` cannot be made: it writes the default to see it, and the default is left out.
#
# Why it matters here: an emitted contract from such a schema promises lengths and ranges that nobody keeps.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check msgspec==0.22.0 mashumaro==3.23 marshmallow==4.4.0 apispec==6.10.1
cat > run.py <<'PY'
import json
from dataclasses import dataclass
from typing import Annotated

import marshmallow
import msgspec
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from mashumaro.config import BaseConfig
from mashumaro.jsonschema import build_json_schema
from mashumaro.jsonschema.annotations import Maximum, MaxLength
from mashumaro.mixins.json import DataClassJSONMixin


class Struct(msgspec.Struct):
    n: Annotated[int, msgspec.Meta(le=5)]
    text: Annotated[str, msgspec.Meta(max_length=2)]


@dataclass
class Data(DataClassJSONMixin):
    n: Annotated[int, Maximum(5)]
    text: Annotated[str, MaxLength(2)]


class Fields(marshmallow.Schema):
    n = marshmallow.fields.Integer(validate=marshmallow.validate.Range(max=5))
    text = marshmallow.fields.String(validate=marshmallow.validate.Length(max=2))


@dataclass
class Omitting(DataClassJSONMixin):
    n: int = 1

    class Config(BaseConfig):
        omit_default = True


def show(name, properties, written, read):
    bounds = (properties["n"].get("maximum"), properties["text"].get("maxLength"))
    print(f"{name}: bounds {bounds} in the schema, writes {written}")
    for text in ['{"n":7,"text":"abc"}', '{"n":7.9,"text":[1]}']:
        try:
            print(f"{name}: reads {text} as {read(text)}")
        except (msgspec.ValidationError, marshmallow.ValidationError) as error:
            print(f"{name}: refuses {text}")


spec = APISpec(title="t", version="1", openapi_version="3.0.3", plugins=[MarshmallowPlugin()])
spec.components.schema("Fields", schema=Fields)
show("msgspec", msgspec.json.schema(Struct)["$defs"]["Struct"]["properties"], msgspec.json.encode(Struct(7, "abc")).decode(),
     lambda text: msgspec.json.decode(text, type=Struct))
show("mashumaro", build_json_schema(Data).to_dict()["properties"], Data(7, "abc").to_json(), Data.from_json)
show("marshmallow", spec.to_dict()["components"]["schemas"]["Fields"]["properties"], Fields().dumps({"n": 7, "text": "abc"}), Fields().loads)
try:
    print(json.dumps(build_json_schema(Omitting).to_dict()))
except KeyError as error:
    print(f"mashumaro, omit_default: KeyError {error}")
PY
env/bin/python run.py > seen
cat > expected <<'END'
msgspec: bounds (5, 2) in the schema, writes {"n":7,"text":"abc"}
msgspec: refuses {"n":7,"text":"abc"}
msgspec: refuses {"n":7.9,"text":[1]}
mashumaro: bounds (5, 2) in the schema, writes {"n": 7, "text": "abc"}
mashumaro: reads {"n":7,"text":"abc"} as Data(n=7, text='abc')
mashumaro: reads {"n":7.9,"text":[1]} as Data(n=7, text='[1]')
marshmallow: bounds (5, 2) in the schema, writes {"n": 7, "text": "abc"}
marshmallow: refuses {"n":7,"text":"abc"}
marshmallow: refuses {"n":7.9,"text":[1]}
mashumaro, omit_default: KeyError 'x'
END
diff expected seen && cat seen
