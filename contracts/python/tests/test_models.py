"""Contract files of models are those that `cargo counterpart import` makes of the models' schemas."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Optional, Union

import msgspec
import pydantic
import pytest
from counterpart import Error, _declare, _models, consumes, emits

Declared = Any


class Plan(Enum):
    FREE = "free"
    PRO = "pro"


class Address(pydantic.BaseModel):
    street: str
    zip_code: Annotated[str, pydantic.StringConstraints(pattern=r"^\d{5}$")] = pydantic.Field(alias="zip")


class Requested(pydantic.BaseModel):
    kind: Literal["requested"]


class Inactive(pydantic.BaseModel):
    kind: Literal["inactive"]
    days: int = pydantic.Field(ge=1)


class Registered(pydantic.BaseModel):
    user_id: int
    email: pydantic.EmailStr
    at: datetime.datetime
    price: Decimal = Decimal("1.5")
    plan: Plan = Plan.FREE
    address: Optional[Address] = None
    reason: Annotated[Union[Requested, Inactive], pydantic.Field(discriminator="kind")]
    tags: set[str] = set()
    ratio: float = 0.5


class Tree(pydantic.BaseModel):
    children: list[Tree] = []


class Aliased(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(serialize_by_alias=True)
    user_id: int = pydantic.Field(alias="userId")


class Choice(pydantic.RootModel[Union[Requested, Inactive]]):
    pass


class Shipped(msgspec.Struct):
    order_id: int
    at: datetime.datetime
    note: Optional[str] = None
    weight: Annotated[float, msgspec.Meta(ge=0)] = 1.0


class Tagged(msgspec.Struct, tag=True, rename="camel"):
    order_id: int


MODELS = [Registered, Tree, Aliased, Choice, Address, Shipped, Tagged]


def declaration(model: type, role: str, **options: Any) -> Declared:
    """A declaration that no session sees."""
    return _declare.Declaration(model=model, role=role, event="user.registered", **options)  # type: ignore[arg-type]


def schema_by_hand(model: Any, role: str) -> Any:
    """The schema as the book tells people to make it."""
    if issubclass(model, msgspec.Struct):
        return msgspec.json.schema(model)
    mode: Any = "validation" if role == "consumes" else "serialization"
    if role == "emits" and not model.model_config.get("serialize_by_alias"):
        return model.model_json_schema(mode=mode, by_alias=False)
    return model.model_json_schema(mode=mode)


@pytest.mark.parametrize("role", ["consumes", "emits"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_contract_file_is_what_the_program_imports(
    counterpart: Any, tmp_path: Path, model: type, role: str
) -> None:
    declared = declaration(model, role)
    path, text, _ = _models.contract_file(declared, "accounts")
    (tmp_path / declared.source).write_text(json.dumps(schema_by_hand(model, role)))
    library = _models.library_of(model)
    assert library is not None
    counterpart(
        "import", f"--{role}", "--from", library, "--service", "accounts", "--event", "user.registered",
        "--contracts", "contracts", declared.source,
        folder=tmp_path,
    )  # fmt: skip
    imported = tmp_path / "contracts" / path
    assert imported.read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("role", "options", "flags"),
    [
        (
            "consumes",
            {"name": "audit", "producer": "users", "owner": "team-a", "times": "offset"},
            ["--name", "audit", "--producer", "users", "--owner", "team-a", "--times", "offset"],
        ),
        (
            "emits",
            {"owner": "team-a", "retention": "90d", "times": "local", "omits": ("nulls", "defaults")},
            ["--owner", "team-a", "--retention", "90d", "--times", "local", "--omits", "nulls,defaults"],
        ),
    ],
)
def test_each_option_is_the_flag_of_its_name(
    counterpart: Any, tmp_path: Path, role: str, options: dict[str, Any], flags: list[str]
) -> None:
    declared = declaration(Registered, role, **options)
    path, text, _ = _models.contract_file(declared, "accounts")
    (tmp_path / declared.source).write_text(json.dumps(schema_by_hand(Registered, role)))
    counterpart(
        "import", f"--{role}", "--from", "pydantic", "--service", "accounts", "--event", "user.registered",
        "--contracts", "contracts", *flags, declared.source,
        folder=tmp_path,
    )  # fmt: skip
    assert (tmp_path / "contracts" / path).read_bytes() == text.encode()


def test_declaring_returns_the_class_and_needs_no_library() -> None:
    class Event:
        pass

    before = len(_declare.declared())
    assert consumes("never.asked", service="nobody")(Event) is Event
    assert emits("never.asked", service="nobody", examples="{}")(Event) is Event
    # The same again, as when a module is loaded again, is one declaration.
    emits("never.asked", service="nobody", examples=["{}"])(Event)
    assert len(_declare.declared()) == before + 2
    _declare._declared[:] = [one for one in _declare._declared if one.service != "nobody"]
    with pytest.raises(TypeError, match="is for a class"):
        consumes("never.asked")("Event")  # type: ignore[type-var]


def test_package_imports_neither_pytest_nor_a_library_of_models() -> None:
    program = "import sys, counterpart; print({'pytest', 'pydantic', 'msgspec', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_class_of_no_library_is_named() -> None:
    class Plain:
        pass

    with pytest.raises(Error, match="Plain is neither a pydantic model nor a msgspec Struct"):
        _models.contract_file(declaration(Plain, "consumes"), "accounts")


def test_type_that_its_library_has_no_schema_of_is_named() -> None:
    class Handed(pydantic.BaseModel):
        call: Callable[[], None]

    class Raw(msgspec.Struct):
        data: msgspec.Raw = msgspec.Raw(b"null")

    for model, why in [(Handed, "pydantic makes no schema of .*Handed"), (Raw, "msgspec makes no schema of .*Raw")]:
        with pytest.raises(Error, match=why):
            _models.contract_file(declaration(model, "consumes"), "accounts")


def test_wrong_words_in_a_declaration_are_named() -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"retention": "soon"}, "a retention is written as `90d` or `forever`"),
        ({"times": "utc"}, 'times is "offset" or "local", and not "utc"'),
        ({"omits": ("nothing",)}, 'omits is "nulls" or "defaults", and not "nothing"'),
    ]
    for options, why in wrong:
        with pytest.raises(Error, match=why):
            _models.contract_file(declaration(Registered, "emits", **options), "accounts")
    with pytest.raises(Error, match="is empty: give it at least one character"):
        _models.contract_file(declaration(Registered, "emits"), "")


def test_examples_are_written_as_the_model_writes_them() -> None:
    example = Aliased(userId=7)  # type: ignore[call-arg]
    declared = declaration(Aliased, "emits", examples=(lambda: [example], '{"userId": 8}', b'{"userId":9}'))
    assert _models.examples(declared) == [b'{"userId":7}', b'{"userId": 8}', b'{"userId":9}']
    # With the option, as `model_dump_json(by_alias=False)`.
    assert _models.examples(declaration(Aliased, "emits", examples=(example,), by_alias=False)) == [b'{"user_id":7}']
    with pytest.raises(Error, match="an example of emits user.registered is an instance of Aliased"):
        _models.examples(declaration(Aliased, "emits", examples=({"userId": 1},)))
