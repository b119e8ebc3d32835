"""Readers in Python, asked about messages of their contracts."""

from __future__ import annotations

import functools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NewType, Optional, Union

import msgspec
import pydantic
import pytest
from counterpart import Contracts, Error, conform

CONTRACT = json.dumps(
    {
        "x-contract": {
            "format": 1,
            "role": "consumes",
            "service": "billing",
            "event": "user.registered",
            "imported": ["a.json"],
            "assumes": [],
        },
        "type": "object",
        "properties": {"user_id": {"type": "integer", "minimum": 0}, "email": {"type": "string"}},
        "required": ["user_id", "email"],
    }
)


class User(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True)
    user_id: int = pydantic.Field(ge=0)
    email: str


class UserStruct(msgspec.Struct):
    user_id: Annotated[int, msgspec.Meta(ge=0)]
    email: str


class Validated(User):
    @pydantic.field_validator("email")
    @classmethod
    def check(cls, email: str) -> str:
        if not email:
            raise ValueError("no address")
        return email


class Lax(pydantic.BaseModel):
    user_id: Union[int, str]
    email: str


def by_hand(message: bytes) -> None:
    user = json.loads(message)
    if not isinstance(user["user_id"], int) or user["user_id"] < 0:
        raise KeyError("user_id")
    user["email"].encode


def test_model_with_a_validator_that_no_schema_has_is_found_with_a_small_message() -> None:
    result = conform("user.registered", Validated, text=CONTRACT)
    assert not result.keeps_its_promises
    assert 0 < result.valid.differing <= result.valid.messages
    [difference] = result.differences
    assert difference.place == "/email" and difference.is_smallest
    assert difference.refusal is not None and "no address" in difference.refusal
    message = json.loads(difference.message)
    assert message == {"user_id": 0, "email": ""}
    with pytest.raises(pydantic.ValidationError):
        Validated.model_validate_json(difference.message)
    said = str(result)
    assert "/email: the contract accepts, and the reader refuses" in said
    assert "help: the contract promises too much" in said


def test_model_that_reads_more_keeps_its_promises() -> None:
    result = conform("user.registered", Lax, text=CONTRACT)
    assert result.keeps_its_promises and result.invalid.differing > 0
    assert {difference.refusal for difference in result.differences} == {None}
    for difference in result.differences:
        Lax.model_validate_json(difference.message)
    assert "/user_id: the contract refuses, and the reader reads" in str(result)


@pytest.mark.parametrize("reader", [User, UserStruct, by_hand], ids=["pydantic", "msgspec", "function"])
def test_reader_that_is_its_contract_refuses_no_valid_message(reader: Any) -> None:
    # Integers beyond 64 bits are read by pydantic, and not by msgspec; the sampler makes some.
    result = conform("user.registered", reader, text=CONTRACT, count=100)
    assert result.valid.messages >= 50 and result.invalid.messages > 0
    refused = [difference for difference in result.differences if difference.refusal is not None]
    assert {difference.place for difference in refused} <= {"/user_id"}, result
    for difference in refused:
        assert reader is UserStruct and json.loads(difference.message)["user_id"] >= 2**63, result


def test_same_seed_asks_about_the_same_messages() -> None:
    def asked(seed: int) -> list[bytes]:
        messages: list[bytes] = []
        conform("user.registered", messages.append, text=CONTRACT, count=20, seed=seed)
        return messages

    assert asked(1) == asked(1) and asked(1) != asked(2)


@pytest.mark.parametrize("raised", [KeyboardInterrupt, MemoryError, SystemExit])
def test_exception_that_is_no_refusal_passes_through(raised: type[BaseException]) -> None:
    def read(message: bytes) -> None:
        raise raised("stop")

    with pytest.raises(raised):
        conform("user.registered", read, text=CONTRACT)


def test_model_that_pydantic_could_not_build_refuses_nothing() -> None:
    class Unfinished(pydantic.BaseModel):
        user_id: NotYetThere  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(pydantic.errors.PydanticUserError, match="not fully defined"):
        conform("user.registered", Unfinished, text=CONTRACT)


def test_exception_without_a_text_is_named_by_its_kind() -> None:
    def read(message: bytes) -> None:
        raise AssertionError

    result = conform("user.registered", read, text=CONTRACT, count=5)
    assert {difference.refusal for difference in result.differences} == {"AssertionError"}


def test_contract_is_found_in_the_folder_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COUNTERPART_CONTRACTS", raising=False)
    file = tmp_path / "agreed/billing/consumes/user.registered.json"
    file.parent.mkdir(parents=True)
    file.write_text(CONTRACT)
    (tmp_path / "counterpart.toml").write_text('contracts = "agreed"')
    below = tmp_path / "src"
    below.mkdir()
    monkeypatch.chdir(below)
    assert conform("user.registered", User, count=5).keeps_its_promises
    assert conform("user.registered", User, count=5, contracts=tmp_path / "agreed").keeps_its_promises
    loaded = Contracts.load(tmp_path / "agreed")
    assert conform("user.registered", User, count=5, contracts=loaded, service="billing").keeps_its_promises
    with pytest.raises(Error, match="no such contract"):
        conform("user.registered", User, contracts=loaded, service="shipping")


@pytest.mark.parametrize("seconds", [float("inf"), 1e19, 1e308])
def test_time_without_an_end_is_no_limit(seconds: float) -> None:
    assert conform("user.registered", User, text=CONTRACT, seconds=seconds, count=5).valid.messages == 5


def test_what_cannot_be_asked_is_an_error() -> None:
    class Plain:
        pass

    def nothing(message: bytes) -> None:
        pass

    cases: list[tuple[Callable[[], object], str]] = [
        (lambda: conform("user.registered", Plain, text=CONTRACT), "neither a pydantic model"),
        (lambda: conform("user.deleted", User, text=CONTRACT), "the contract is of 'user.registered'"),
        (lambda: conform("user.registered", User, text="{}"), "x-contract"),
        (lambda: conform("user.registered", nothing, text=CONTRACT, seconds=0), "the time was up"),
        (lambda: conform("user.registered", nothing, text=CONTRACT, seconds=-1), "time limit"),
        (lambda: conform("user.registered", nothing, text=CONTRACT, seconds=float("nan")), "time limit"),
        (lambda: conform("user.registered", nothing, text=CONTRACT, seconds=-float("inf")), "time limit"),
    ]
    for call, why in cases:
        with pytest.raises(Error, match=why):
            call()
    with pytest.raises(TypeError, match="exclude each other"):
        conform("user.registered", User, text=CONTRACT, contracts="contracts")


async def in_a_loop(message: bytes) -> None:
    raise ValueError("never raised")


def one_by_one(message: bytes) -> Iterator[object]:
    raise ValueError("never raised")
    yield


async def as_they_come(message: bytes) -> AsyncIterator[object]:
    raise ValueError("never raised")
    yield


class Consumer:
    async def __call__(self, message: bytes) -> None:
        raise ValueError("never raised")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (in_a_loop, "in_a_loop returns an awaitable, and has not read the message then"),
        (functools.partial(in_a_loop), "returns an awaitable"),
        (Consumer(), "returns an awaitable"),
        (lambda message: in_a_loop(message), "returns an awaitable"),
        (one_by_one, "one_by_one returns an iterator, and has not read the message then"),
        (lambda message: map(User.model_validate_json, [message]), "returns an iterator"),
        (as_they_come, "returns an iterator"),
        (list[User], r"list\[.*User\] is a type, and neither a pydantic model"),
        (Optional[User], "is a type, and neither a pydantic model"),
        (Annotated[User, "known"], "is a type, and neither a pydantic model"),
        (NewType("NewUser", User), "NewUser is a type, and neither a pydantic model"),
    ],
)
def test_reader_that_never_reads_is_an_error(reader: Any, why: str) -> None:
    with pytest.raises(Error, match=why):
        conform("user.registered", reader, text=CONTRACT, count=5)


def test_refusal_with_half_of_a_surrogate_pair_is_shown() -> None:
    def read(message: bytes) -> None:
        raise ValueError("no \ud800")

    result = conform("user.registered", read, text=CONTRACT, count=5)
    assert {difference.refusal for difference in result.differences} == {"no \\ud800"}
