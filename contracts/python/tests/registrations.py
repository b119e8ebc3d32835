"""Messages of ``user.registered`` as a log has them, and two consumers of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from counterpart import Contracts

EVENT = "user.registered"


def _contract(service: str, properties: dict, required: list[str]) -> dict:
    header = {"format": 1, "role": "consumes", "service": service, "event": EVENT, "assumes": ["unique-keys"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-contract": header,
        "type": "object",
        "properties": properties,
        "required": required,
    }


CONSUMERS = [
    _contract(
        "auth-service",
        {
            "user_id": {"type": "integer", "minimum": 0},
            "email": {"type": "string", "maxLength": 60},
            "locale": {"type": ["string", "null"]},
            "plan": {"enum": ["free", "pro", "enterprise"]},
        },
        ["user_id", "email", "locale"],
    ),
    _contract(
        "billing",
        {
            "user_id": {"type": "integer", "minimum": 0},
            "plan": {"enum": ["free", "pro", "enterprise"]},
            "registered_at": {"type": "string", "format": "date-time"},
        },
        ["user_id", "plan", "registered_at"],
    ),
]


def folder(into: Path) -> Path:
    """Writes the contracts into a folder."""
    for contract in CONSUMERS:
        service = contract["x-contract"]["service"]
        path = into / service / "consumes" / f"{EVENT}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(contract, indent=2) + "\n")
    return into


def contracts(into: Path) -> Contracts:
    """The contracts, in a folder that is made."""
    return Contracts.load(folder(into))


def _text(message: object) -> str:
    return json.dumps(message, separators=(",", ":"))


def whole(number: int) -> dict:
    """A message of about 280 bytes that both accept, with members that neither reads."""
    return {
        "user_id": number,
        "email": f"person-{number}@example.com",
        "plan": ("free", "pro", "enterprise")[number % 3],
        "locale": None if number % 5 == 0 else "en-GB",
        "registered_at": f"2026-05-{number % 28 + 1:02}T07:{number % 60:02}:09Z",
        "referrer": f"https://shop.example.com/spring?campaign={number % 977}",
        "device": {"kind": "phone", "os": "android", "version": [14, number % 9]},
        "trace": f"{number:032x}",
    }


def messages(contracts: Contracts, count: int, *, broken: float = 0.02) -> Iterator[str]:
    """The same messages on each call; a part of them is broken: near misses of either contract, members that are
    missing or of another kind, and texts that are cut."""
    chance = random.Random(count)
    misses = [
        text
        for contract in CONSUMERS
        for text in contracts.samples(EVENT, 100, invalid=True, service=contract["x-contract"]["service"])
    ]
    for number in range(count):
        message = whole(number)
        if chance.random() >= broken:
            yield _text(message)
            continue
        how = chance.randrange(5)
        if how == 0:
            yield chance.choice(misses)
        elif how == 1:
            miss = json.loads(chance.choice(misses))
            yield _text({**message, **miss} if isinstance(miss, dict) else miss)
        elif how == 2:
            del message[chance.choice(["user_id", "email", "locale", "plan", "registered_at"])]
            yield _text(message)
        elif how == 3:
            message[chance.choice(list(message))] = chance.choice([None, -1, 1.5, "?", [], {"a": 1}])
            yield _text(message)
        else:
            yield _text(message)[: chance.randrange(1, 200)]
