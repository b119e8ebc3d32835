"""Ten thousand verdicts are the same in Rust and through Python, with their witnesses."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import counterpart
import needs
import pytest

PAIRS = 10_000
# Enough to decide nearly all, and few enough for ten thousand.
STEPS = 3_000


@pytest.fixture(scope="module")
def in_rust(checkout: Path) -> list[str]:
    """The command of the Rust program that decides pairs."""
    cargo = shutil.which("cargo")
    if cargo is None:
        needs.skip("cargo", "cargo is not installed")
    assert cargo is not None
    folder = checkout / "contracts" / "python"
    build = [cargo, "build", "--release", "--locked", "--quiet", "--example", "verdicts"]
    subprocess.run(build, cwd=folder, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", folder / "target"))
    return [str(target / "release" / "examples" / "verdicts"), str(STEPS)]


def schemas(checkout: Path) -> list[Any]:
    """Schemas that libraries wrote, of the project's cases, and of the examples."""
    found: list[Any] = []
    for file in sorted((checkout / "tests/languages/recorded").glob("*.json")):
        found += [case["schema"] for case in json.loads(file.read_text())["cases"] if "schema" in case]
    for folder in ("tests/cases/versions", "examples/contracts"):
        found += [json.loads(file.read_text()) for file in sorted((checkout / folder).rglob("*.json"))]
    return [schema for schema in found if isinstance(schema, dict)]


def edited(schema: Any, chance: random.Random) -> Any:
    """The schema with one small change somewhere."""
    schema = copy.deepcopy(schema)
    places = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            places.append(value)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(schema)
    place = chance.choice(places)
    change = chance.randrange(6)
    if change == 0 and isinstance(place.get("required"), list) and place["required"]:
        place["required"].pop(chance.randrange(len(place["required"])))
    elif change == 1 and isinstance(place.get("properties"), dict) and place["properties"]:
        place.setdefault("required", [])
        if isinstance(place["required"], list):
            place["required"] = sorted({*place["required"], chance.choice(sorted(place["properties"]))})
    elif change == 2 and isinstance(place.get("type"), str):
        place["type"] = [place["type"], "null"] if place["type"] != "null" else "string"
    elif change == 3 and isinstance(place.get("enum"), list) and len(place["enum"]) > 1:
        place["enum"].pop()
    elif change == 4 and place.get("type") in ("integer", "number"):
        place["minimum"] = chance.randrange(-3, 4)
    elif place.get("type") == "string":
        place["minLength"] = chance.randrange(1, 4)
    else:
        place["title"] = "edited"
    return schema


def pairs(checkout: Path) -> list[tuple[str, str]]:
    """Each schema against an edited one in both directions, and against others."""
    chance = random.Random(20_261_130)
    known = schemas(checkout)
    found: list[tuple[str, str]] = []
    while len(found) < PAIRS:
        schema = chance.choice(known)
        other = edited(schema, chance) if chance.random() < 0.8 else chance.choice(known)
        texts = json.dumps(schema), json.dumps(other)
        found += [texts, (texts[1], texts[0])]
    return found[:PAIRS]


def through_python(emitted: str, accepted: str) -> dict[str, Any]:
    try:
        verdict = counterpart.check(emitted, accepted, steps=STEPS)
    except counterpart.Error:
        return {"outcome": "error"}
    return {
        "outcome": verdict.outcome,
        "findings": [
            {"rule": one.rule, "place": one.place, "witness": one.witness_json, "witness_at": one.witness_at}
            for one in verdict.findings
        ],
        "further": verdict.further,
        "steps": verdict.steps,
    }


def test_verdicts_and_witnesses_are_the_same(checkout: Path, in_rust: list[str]) -> None:
    asked = pairs(checkout)
    lines = [f'{{"emitted": {emitted}, "accepted": {accepted}}}\n' for emitted, accepted in asked]
    done = subprocess.run(in_rust, input="".join(lines), capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(asked) == PAIRS
    for (emitted, accepted), answer in zip(asked, answers):
        assert through_python(emitted, accepted) == answer, (emitted, accepted)
    outcomes = [answer["outcome"] for answer in answers]
    # Pairs that all end alike would show nothing.
    assert all(outcomes.count(outcome) > PAIRS // 20 for outcome in ("compatible", "incompatible")), outcomes
    assert sum(len(answer.get("findings", ())) for answer in answers) > PAIRS // 20
