"""One schema against another."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from counterpart import Error, check

EMITTED: dict[str, Any] = {
    "type": "object",
    "properties": {"user_id": {"type": "integer"}, "email": {"type": ["string", "null"]}},
    "required": ["user_id", "email"],
}
ACCEPTED: dict[str, Any] = {
    "type": "object",
    "properties": {"user_id": {"type": "integer"}, "email": {"type": "string"}},
    "required": ["user_id", "email"],
}


def test_break_has_rule_place_and_a_witness() -> None:
    verdict = check(EMITTED, ACCEPTED)
    assert (verdict.outcome, verdict.is_compatible, verdict.further) == ("incompatible", False, 0)
    [finding] = verdict.findings
    assert (finding.rule, finding.place, finding.witness_at) == ("null-emitted", "/email", "/email")
    assert finding.witness["email"] is None and isinstance(finding.witness["user_id"], int)
    assert json.loads(finding.witness_json) == finding.witness
    assert finding.emitted.startswith("/properties/email") and finding.accepted.startswith("/properties/email")


def test_other_direction_is_proven() -> None:
    verdict = check(ACCEPTED, EMITTED)
    assert (verdict.outcome, verdict.findings, verdict.reasons) == ("compatible", (), ())
    assert verdict.is_compatible and verdict.steps > 0


def test_schema_is_an_object_a_text_or_bytes() -> None:
    text = json.dumps(EMITTED)
    assert check(EMITTED, ACCEPTED) == check(text, ACCEPTED) == check(text.encode(), json.dumps(ACCEPTED))
    assert check(False, ACCEPTED).is_compatible


def test_limits_bound_the_search_and_the_findings() -> None:
    assert check(EMITTED, ACCEPTED, steps=0).outcome == "unproven"
    assert check(EMITTED, ACCEPTED, steps=0).reasons
    many = {"type": "object", "required": [f"m{number}" for number in range(5)]}
    verdict = check({"type": "object"}, many, findings=2)
    assert (len(verdict.findings), verdict.further) == (2, 3)


def test_options_are_those_of_the_program() -> None:
    with pytest.raises(Error, match="accepted asserts nothing"):
        check(EMITTED, {})
    assert check(EMITTED, {}, anything=True).is_compatible
    dated = {"type": "string", "format": "date"}
    assert not check({"type": "string"}, dated).is_compatible
    assert check({"type": "string"}, dated, format_is_a_note=True).is_compatible


def test_what_is_no_schema_is_an_error() -> None:
    wrong: list[Any] = [None, 7, ["type"], 1.5]
    for schema in wrong:
        with pytest.raises(TypeError, match="a schema is a dict, a bool, str or bytes, and not"):
            check(schema, ACCEPTED)
    for text in ["", "{", '{"type": "text"}', '{"$ref": "#/nowhere"}', "[]"]:
        with pytest.raises(Error):
            check(text, ACCEPTED)


def test_what_is_no_json_is_an_error_that_names_the_schema() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"items": deep}
    wrong: list[Any] = [b'{"title": "\xff"}', '{"title": "\ud800"}', {"minimum": float("nan")}, {"minimum": 10**5000}]
    for schema in [*wrong, deep]:
        with pytest.raises(Error, match="^emitted is no JSON text: "):
            check(schema, ACCEPTED)
        with pytest.raises(Error, match="^accepted is no JSON text: "):
            check(EMITTED, schema)


def test_doubtful_words_of_both_schemas_are_warnings() -> None:
    assert check(EMITTED, ACCEPTED).warnings == ()
    misspelt = {"typ": "object", "required": ["user_id"]}
    verdict = check(misspelt, {"type": "object", "requird": []})
    assert [warning.partition(": ")[0] for warning in verdict.warnings] == ["emitted", "accepted"]
    assert "did you mean `type`" in verdict.warnings[0] and "did you mean `required`" in verdict.warnings[1]
    [warning] = check({"type": "array", "items": [{"type": "integer"}]}, {"type": "array"}).warnings
    assert "`/items` depends on the draft" in warning and "$schema" in warning


def test_deep_schema_ends_without_a_crash() -> None:
    text = '{"items": ' * 50_000 + "{}" + "}" * 50_000
    with pytest.raises(Error):
        check(text, ACCEPTED)


def test_verdict_survives_pickling() -> None:
    verdict = check(EMITTED, ACCEPTED)
    assert pickle.loads(pickle.dumps(verdict)) == verdict
