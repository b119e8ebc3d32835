"""Messages judged at the door of a service."""

from __future__ import annotations

import json
import pickle
import sys
import threading
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from counterpart import Contracts, Error, Refused

GOOD = b'{"user_id": 7, "email": "ada@example.org"}'


@pytest.fixture(scope="module")
def contracts(example_contracts: Path) -> Contracts:
    return Contracts.load(example_contracts)


def with_headers(tmp_path: Path) -> Contracts:
    """A contract of CloudEvents in binary mode: attributes are headers, and the payload is the data."""
    file = tmp_path / "billing/consumes/user.registered.json"
    file.parent.mkdir(parents=True)
    header = {
        "format": 1,
        "role": "consumes",
        "service": "billing",
        "event": "user.registered",
        "headers": {
            "type": "object",
            "properties": {"ce_type": {"const": "user.registered"}, "ce_id": {"type": "string", "minLength": 1}},
            "required": ["ce_id", "ce_type"],
        },
        "imported": ["a.json"],
        "assumes": [],
    }
    schema = {"type": "object", "properties": {"user_id": {"type": "integer"}}, "required": ["user_id"]}
    file.write_text(json.dumps({"x-contract": header, **schema}))
    return Contracts.load(tmp_path)


def test_accepted_message_is_returned_as_it_is(contracts: Contracts) -> None:
    guard = contracts.guard("user.registered", service="auth-service")
    assert guard.read(GOOD) is GOOD
    text = GOOD.decode()
    assert guard.read(text) is text
    array, view = bytearray(GOOD), memoryview(GOOD)
    assert guard.read(array) is array
    assert guard.read(view) is view
    assert (guard.event, guard.service, guard.name) == ("user.registered", "auth-service", None)


@pytest.mark.parametrize(
    ("message", "rule", "place", "expected", "found"),
    [
        (b'{"user_id": 7}', "property-missing", "/email", None, None),
        (b'{"user_id": "7", "email": "a"}', "type-mismatch", "/user_id", '"type":"integer"', "string"),
        (b'{"user_id": 7, "email": null}', "null-emitted", "/email", '"type":"string"', "null"),
        (b'{"user_id": -1, "email": "a"}', "number-range", "/user_id", '"minimum":0', "number"),
        (b'{"user_id": 7, "email": "a", "plan": "gold"}', "value-not-accepted", "/plan", None, "string"),
        (b"[]", "type-mismatch", "", '"type":"object"', "array"),
        (b'{"user_id": 7', "message-malformed", "", None, None),
        (b"\xff", "message-malformed", "", None, None),
    ],
)
def test_refusal_names_rule_place_expected_and_found(
    contracts: Contracts, message: bytes, rule: str, place: str, expected: str | None, found: str | None
) -> None:
    guard = contracts.guard("user.registered", service="auth-service")
    with pytest.raises(Refused) as caught:
        guard.read(message)
    refused = caught.value
    assert (refused.rule, refused.place, refused.found, refused.part) == (rule, place, found, "payload")
    if expected is not None:
        assert refused.expected == expected
    assert isinstance(refused, Error) and rule in str(refused)
    assert (refused.event, refused.consumer, refused.contract) == ("user.registered", "auth-service", None)
    assert refused.refusals[0].rule == rule


def test_hostile_message_below_a_recursive_union_is_refused_with_rule_and_place(tmp_path: Path) -> None:
    file = tmp_path / "billing/consumes/tree.grown.json"
    file.parent.mkdir(parents=True)
    header = {"format": 1, "role": "consumes", "service": "billing", "event": "tree.grown", "assumes": []}
    node = {"$ref": "#/$defs/node"}
    alternatives: list[dict[str, Any]] = [
        {"type": "object", "properties": {"a": node}, "required": ["a"]},
        {"type": "object", "additionalProperties": node, "minProperties": 2},
        {"type": "null"},
    ]
    schema = {"properties": {"tree": node}, "$defs": {"node": {"anyOf": alternatives}}}
    file.write_text(json.dumps({"x-contract": header, "type": "object", **schema}))
    contracts = Contracts.load(tmp_path)
    guard = contracts.guard("tree.grown")
    rule = "alternative-not-accepted"
    for depth, is_whole in [(20, True), (115, False)]:
        message = b'{"tree":' + b'{"a":' * depth + b"1" + b"}" * (depth + 1)
        with pytest.raises(Refused) as caught:
            guard.read(message)
        [refusal] = caught.value.refusals
        assert refusal.rule == rule
        # What is deeper is not told, and that is said.
        assert refusal.place.startswith("/tree" + "/a" * 20)
        assert (refusal.place == "/tree" + "/a" * depth) is is_whole
        assert ("here or deeper" in refusal.text) is not is_whole
        [finding] = contracts.audit([message], event="tree.grown").findings
        assert (finding["rule"], finding["place"]) == (rule, refusal.place)


def test_message_too_large_to_be_explained_is_refused_all_the_same(contracts: Contracts) -> None:
    guard = contracts.guard("user.registered", service="auth-service")
    with pytest.raises(Refused) as caught:
        guard.read(b'{"user_id": "7", "email": "' + b"x" * (1 << 20) + b'"}')
    assert (caught.value.rule, caught.value.place) == ("forbidden-shape", "")
    assert "bytes would have to be held to tell where" in str(caught.value)


def test_refusal_has_no_value_of_the_message(contracts: Contracts) -> None:
    guard = contracts.guard("user.registered", service="auth-service")
    with pytest.raises(Refused) as caught:
        guard.read(b'{"user_id": "secret", "email": 5, "plan": "secret"}')
    assert "secret" not in str(caught.value) + repr(caught.value.refusals)
    assert len(caught.value.refusals) == 3


def test_refusal_survives_pickling(contracts: Contracts) -> None:
    with pytest.raises(Refused) as caught:
        contracts.guard("user.registered", service="auth-service").read(b"{}")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.refusals) == (str(caught.value), caught.value.refusals)


def test_headers_are_judged_if_the_contract_describes_some(tmp_path: Path) -> None:
    guard = with_headers(tmp_path).guard("user.registered")
    headers: dict[str, Any] = {"ce_id": "1", "ce_type": b"user.registered", "more": "x"}
    assert guard.read(b'{"user_id": 7}', headers) == b'{"user_id": 7}'
    for wrong, place in [(None, "/ce_id"), ({"ce_id": "", "ce_type": "user.registered"}, "/ce_id")]:
        with pytest.raises(Refused) as caught:
            guard.read(b'{"user_id": 7}', wrong)
        assert (caught.value.part, caught.value.place) == ("headers", place)
    # As HTTP sends names, and as clients of Kafka give headers.
    assert guard.read(b'{"user_id": 7}', {"CE_ID": "1", "Ce_Type": "user.registered"})
    assert guard.read(b'{"user_id": 7}', [("ce_id", None), ("ce_id", b"1"), ("ce_type", b"user.registered")])
    # A header that the contract does not describe may be any bytes, and one that it does is text.
    assert guard.read(b'{"user_id": 7}', headers | {"trace": b"\xff", "empty": None})
    for value, rule in [(b"\xff", "message-malformed"), (None, "null-emitted")]:
        with pytest.raises(Refused) as caught:
            guard.read(b'{"user_id": 7}', headers | {"ce_id": value})
        assert (caught.value.part, caught.value.place, caught.value.rule) == ("headers", "/ce_id", rule)
    with pytest.raises(TypeError, match="the value of a header is bytes or str, and not int"):
        guard.read(b'{"user_id": 7}', headers | {"trace": 7})
    with pytest.raises(Refused) as caught:
        guard.read(b"{}", headers)
    assert (caught.value.part, caught.value.place) == ("payload", "/user_id")


def of_schema(tmp_path: Path, schema: dict[str, Any]) -> Any:
    """A guard of this schema."""
    header = {"format": 1, "role": "consumes", "service": "billing", "event": "counted", "imported": ["a.json"]}
    file = tmp_path / "billing/consumes/counted.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"x-contract": header | {"assumes": []}, **schema}))
    return Contracts.load(tmp_path).guard("counted")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "object", "patternProperties": {"^a": {"type": "integer"}}},
        {"type": "object", "patternProperties": {"^b": {}}, "additionalProperties": False},
        {"type": "object", "propertyNames": {"pattern": "^b"}},
    ],
    ids=lambda schema: list(schema)[1],
)
def test_keys_of_maps_are_in_no_refusal(tmp_path: Path, schema: dict[str, Any]) -> None:
    guard = of_schema(tmp_path, schema)
    with pytest.raises(Refused) as caught:
        guard.read(json.dumps({"ada@example.org\nERROR forged\x1b[31m": "x"}))
    assert caught.value.place in ("/*", "")
    for said in (str(caught.value), repr(caught.value), repr(caught.value.refusals)):
        assert "ada" not in said and "forged" not in said


def test_text_of_a_refusal_is_one_line_that_repaints_nothing(tmp_path: Path) -> None:
    closed = {"type": "object", "properties": {"id": {}}, "additionalProperties": False}
    guard = of_schema(tmp_path, closed)
    with pytest.raises(Refused) as caught:
        guard.read(json.dumps({"surplus\nERROR forged\x1b[31m\u202e\u2028": "x"}))
    assert str(caught.value).isprintable()
    assert "/surplus\\nERROR forged\\x1b[31m\\u202e\\u2028" in str(caught.value)


def test_places_in_lists_are_those_of_all_messages(tmp_path: Path) -> None:
    lines = {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}}
    guard = of_schema(tmp_path, {"type": "object", "properties": {"lines": lines}})
    with pytest.raises(Refused) as caught:
        guard.read('{"lines": [{"sku": "a"}, {"sku": 1}]}')
    assert caught.value.place == "/lines/*/sku"


def test_other_threads_run_while_a_refusal_is_explained(tmp_path: Path) -> None:
    branch = {"type": "object", "properties": {"a": {"$ref": "#"}}}
    one, other = [{**branch, "required": [name]} for name in ("b", "c")]
    guard = of_schema(tmp_path, {"anyOf": [one, other]})
    message = '{"b":1,"c":1,"a":' * 120 + "{}" + "}" * 120
    turns, done = 0, False

    def work() -> None:
        nonlocal turns
        while not done:
            turns += 1
            time.sleep(0)

    thread = threading.Thread(target=work)
    thread.start()
    interval = sys.getswitchinterval()
    # From here on, a thread keeps the interpreter until it gives it away by itself.
    sys.setswitchinterval(3600)
    try:
        time.sleep(0.05)
        turns_before = turns_after = turns
        # A machine that is busy may let the other one run a little later.
        for _ in range(1_000):
            with pytest.raises(Refused):
                guard.read(message)
            turns_after = turns
            if turns_after > turns_before:
                break
    finally:
        sys.setswitchinterval(interval)
        done = True
        thread.join()
    assert turns_after > turns_before


def test_text_without_utf8_is_refused_and_no_error_of_python(contracts: Contracts, tmp_path: Path) -> None:
    guard = contracts.guard("user.registered", service="auth-service")
    with pytest.raises(Refused) as caught:
        guard.read('{"user_id": 7, "email": "\ud800"}')
    assert caught.value.rule == "message-unreadable"
    with pytest.raises(Refused) as caught:
        guard.read("\ud800")
    assert caught.value.rule == "message-malformed"
    guard = with_headers(tmp_path).guard("user.registered")
    good = {"ce_id": "1", "ce_type": "user.registered"}
    assert guard.read(b'{"user_id": 7}', good | {"trace": "\ud800", "\ud800": "x"})
    with pytest.raises(Refused) as caught:
        guard.read(b'{"user_id": 7}', good | {"ce_id": "\ud800"})
    assert (caught.value.part, caught.value.place, caught.value.rule) == ("headers", "/ce_id", "message-malformed")


def test_only_bytes_texts_and_views_of_bytes_are_messages(tmp_path: Path) -> None:
    guard = of_schema(tmp_path, {"type": "integer"})
    view = memoryview(b"55")
    for message in (b"55", "55", bytearray(b"55"), view, view.cast("c"), view.cast("b")):
        assert guard.read(message) is message
    wrong: list[Any] = [[55], (55,), [], range(55, 56), array("B", [55])]
    for message in wrong:
        with pytest.raises(TypeError, match="a message is bytes or str, and not"):
            guard.read(message)
    for numbers in (memoryview(array("I", [55])), memoryview(b"5,5")[::2]):
        with pytest.raises(TypeError, match="a memoryview is a message if it is of bytes that lie side by side"):
            guard.read(numbers)


def test_what_is_no_message_is_a_type_error(contracts: Contracts) -> None:
    guard = contracts.guard("user.registered", service="auth-service")
    wrong: list[Any] = [None, 7, {"user_id": 7}, 1.5]
    for message in wrong:
        with pytest.raises(TypeError, match="a message is bytes or str, and not"):
            guard.read(message)


def test_emitted_messages_are_judged_by_the_emitted_contract(contracts: Contracts) -> None:
    guard = contracts.guard("user.registered", role="emits")
    with pytest.raises(Refused) as caught:
        guard.read(GOOD)
    assert {one.place for one in caught.value.refusals} == {"/plan", "/signed_up_at"}


def test_one_guard_serves_eight_threads(contracts: Contracts) -> None:
    guard = contracts.guard("user.registered", service="auth-service")
    bad = b'{"user_id": "7", "email": "ada@example.org"}'
    answers: list[int] = []

    def work(number: int) -> None:
        refused = 0
        for turn in range(2_000):
            try:
                guard.read(bad if (turn + number) % 3 == 0 else GOOD)
            except Refused as error:
                assert error.place == "/user_id"
                refused += 1
        answers.append(refused)

    run_in_threads(work)
    assert len(answers) == 8
    assert sum(answers) == sum((turn + number) % 3 == 0 for number in range(8) for turn in range(2_000))


def test_one_set_of_contracts_audits_in_eight_threads(contracts: Contracts) -> None:
    documents = []
    messages = [GOOD, b"{}"] * 200

    def work(number: int) -> None:
        documents.append(contracts.audit(messages, event="user.registered").document)

    run_in_threads(work)
    assert len(documents) == 8 and all(document == documents[0] for document in documents)


def run_in_threads(work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
