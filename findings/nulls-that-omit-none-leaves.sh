#!/usr/bin/env bash
# pydantic 2.14.4 and mashumaro 3.23 (PyPI), JSON of models that are to be written without None; seen on 2026-11-30 with Python 3.11.
#
# Guess: with `exclude_none=True`, or `omit_none`, no member of the JSON is null, and what a serializer writes for None is written.
#
# Seen:
# - pydantic looks at the value of a field before it is serialized. It writes null for a `RootModel` that holds None, for NaN, and where a serializer
#   returns None. It leaves out a field that is None although its serializer would write 5.
# - It leaves out None of a model, a dataclass or a `TypedDict`, but not of a dict: the same JSON, with and without null.
# - A model with a `model_serializer` writes its null; one without does not.
# - `omit_none` of a mashumaro class stops at its own fields: a nested class writes null, unless it has the option too. A call with
#   `omit_none=True` reaches into a nested class only if that has the option for it.
#
# Why it matters here: a schema of such a producer cannot simply forbid null. It depends on the types and serializers of each field.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check pydantic==2.14.4 mashumaro==3.23 || exit 2
cat > run.py <<'PY'
import math
from dataclasses import dataclass
from typing import Optional

from mashumaro.config import TO_DICT_ADD_OMIT_NONE_FLAG, BaseConfig
from mashumaro.mixins.json import DataClassJSONMixin
from pydantic import BaseModel, RootModel, TypeAdapter, field_serializer, model_serializer
from typing_extensions import TypedDict


def show(what, value, kind=None):
    adapter = TypeAdapter(kind or type(value))
    print(f"pydantic, {what}: {adapter.dump_json(value, exclude_none=True).decode()}")


class Order(BaseModel):
    coupon: Optional[str] = None


class Coupon(RootModel[Optional[str]]):
    pass


class Wrapped(BaseModel):
    coupon: Coupon


class Labelled(BaseModel):
    labels: dict[str, Optional[str]]


class Typed(TypedDict):
    coupon: Optional[str]


@dataclass
class Record:
    coupon: Optional[str]


class Weighed(BaseModel):
    weight: Optional[float] = None


class Hidden(BaseModel):
    coupon: Optional[str] = None

    @field_serializer("coupon")
    def hide(self, value):
        return None


class Filled(BaseModel):
    amount: Optional[int] = None

    @field_serializer("amount")
    def fill(self, value):
        return 5 if value is None else value


class Whole(BaseModel):
    coupon: Optional[str] = None

    @model_serializer
    def write(self):
        return {"coupon": self.coupon}


show("a field that is None", Order())
show("a RootModel of None", Wrapped(coupon=Coupon(None)))
show("NaN", Weighed(weight=math.nan))
show("a serializer that returns None", Hidden(coupon="A"))
show("a serializer that returns 5 for None", Filled())
print(f"the same without exclude_none: {Filled().model_dump_json()}")
show("None in a TypedDict", {"coupon": None}, Typed)
show("None in a dataclass", Record(None))
show("None in a dict", {"coupon": None}, dict[str, Optional[str]])
show("None in a field of type dict", Labelled(labels={"coupon": None}))
show("a model_serializer", Whole())


@dataclass
class Line(DataClassJSONMixin):
    rebate: Optional[int] = None


@dataclass
class OmittingLine(DataClassJSONMixin):
    rebate: Optional[int] = None

    class Config(BaseConfig):
        omit_none = True


@dataclass
class FlaggedLine(DataClassJSONMixin):
    rebate: Optional[int] = None

    class Config(BaseConfig):
        code_generation_options = [TO_DICT_ADD_OMIT_NONE_FLAG]


@dataclass
class Omitting(DataClassJSONMixin):
    line: Line
    omitting: OmittingLine
    note: Optional[str] = None

    class Config(BaseConfig):
        omit_none = True


@dataclass
class Flagged(DataClassJSONMixin):
    line: Line
    flagged: FlaggedLine
    note: Optional[str] = None

    class Config(BaseConfig):
        code_generation_options = [TO_DICT_ADD_OMIT_NONE_FLAG]


print(f"mashumaro, omit_none of the outer class: {Omitting(Line(), OmittingLine()).to_json()}")
print(f"mashumaro, to_dict(omit_none=True): {Flagged(Line(), FlaggedLine()).to_dict(omit_none=True)}")
PY
env/bin/python run.py > seen
cat > expected <<'OUT'
pydantic, a field that is None: {}
pydantic, a RootModel of None: {"coupon":null}
pydantic, NaN: {"weight":null}
pydantic, a serializer that returns None: {"coupon":null}
pydantic, a serializer that returns 5 for None: {}
the same without exclude_none: {"amount":5}
pydantic, None in a TypedDict: {}
pydantic, None in a dataclass: {}
pydantic, None in a dict: {"coupon":null}
pydantic, None in a field of type dict: {"labels":{"coupon":null}}
pydantic, a model_serializer: {"coupon":null}
mashumaro, omit_none of the outer class: {"line": {"rebate": null}, "omitting": {}}
mashumaro, to_dict(omit_none=True): {'line': {'rebate': None}, 'flagged': {}}
OUT
diff expected seen && cat seen
